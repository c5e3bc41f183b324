"""The arrays a search runs on: shape, unit and order are written here, once.

Times are int32 service-day seconds. The day before enters shifted by -86 400 s and the day after by +86 400 s,
so midnight needs no care. Stops, patterns and trips are indices.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

UNREACHED: Final = 2_000_000_000
"""Later than any arrival, yet low enough that adding a walk stays inside int32."""


class TimedPatterns(NamedTuple):
    """Trips with clock times, grouped so that within a pattern none overtakes another at any stop.

    The calls of pattern p are ``stop_start[p]:stop_start[p + 1]``, its trips ``trip_start[p]:trip_start[p + 1]`` in
    order of departure. Times lie stop-major, so that the departures at one stop are neighbours::

        pattern p:  call 0: [trip 0, trip 1, ..., trip T-1]   starting at time_start[p]
                    call 1: [trip 0, trip 1, ..., trip T-1]   starting at time_start[p] + T
    """

    stop_start: Int32s
    stop: Int32s
    board: Bools
    """May one get on at this call?"""
    alight: Bools
    trip_start: Int32s
    time_start: Int32s
    arrival: Int32s
    departure: Int32s
    trip: Int32s
    """Row of each trip in the trip table."""
    day_s: Int32s
    """Shift of the service day each trip belongs to: -86 400, 0 or 86 400."""


class HeadwayPatterns(NamedTuple):
    """Service known only by its headway: one entry a trip, window and service day.

    A vehicle may leave the first stop at any second of ``window_start <= t < window_end``; who boards must have been
    ready for `board_wait_s`, and who alights is there after a further `alight_wait_s` (0, except in a mirrored
    timetable, where the wait stands at the other end).
    """

    stop_start: Int32s
    stop: Int32s
    board: Bools
    alight: Bools
    arrival: Int32s
    """Seconds after leaving the first stop."""
    departure: Int32s
    window_start: Int32s
    window_end: Int32s
    headway_s: Int32s
    board_wait_s: Int32s
    alight_wait_s: Int32s
    trip: Int32s
    frequency: Int32s
    """Row of ``frequencies.txt``."""
    day_s: Int32s


class Footpaths(NamedTuple):
    """Walks between rides. Those out of stop s are ``start[s]:start[s + 1]``.

    `start` has shape (S + 1,); `to`, `walk_s` and `walk` have shape (W,). The walk from a stop to itself is the time
    it takes to change there.
    """

    start: Int32s
    to: Int32s
    walk_s: Int32s


class Calls(NamedTuple):
    """Where each stop stands in the patterns: ``start[s]:start[s + 1]`` into the other two.

    Timed patterns are numbered first, headway patterns after them.
    """

    start: Int32s
    pattern: Int32s
    position: Int32s


class Timetable(NamedTuple):
    """One service day, with its neighbours."""

    n_stops: int
    timed: TimedPatterns
    headway: HeadwayPatterns
    calls: Calls


def index_calls(n_stops: int, timed: TimedPatterns, headway: HeadwayPatterns) -> Calls:
    """Invert the patterns: for each stop, the patterns that call there, ascending."""
    stop = np.concatenate((timed.stop, headway.stop))
    pattern, position = [], []
    first = 0
    for patterns in (timed, headway):
        length = np.diff(patterns.stop_start)
        pattern.append(np.repeat(np.arange(len(length)) + first, length))
        position.append(np.arange(len(patterns.stop)) - np.repeat(patterns.stop_start[:-1], length))
        first += len(length)
    order = np.argsort(stop, kind="stable")
    start = np.searchsorted(stop[order], np.arange(n_stops + 1))
    return Calls(
        start=start.astype(np.int32),
        pattern=np.concatenate(pattern)[order].astype(np.int32),
        position=np.concatenate(position)[order].astype(np.int32),
    )
