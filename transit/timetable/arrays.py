"""The arrays a search runs on: shape, unit and order are written here, once.

Times are int32 seconds on the axis of the network: second 0 is where the service date asked for begins in the
network's time zone. Trips of the days around it enter shifted by the seconds between the beginnings of the two days, so
midnight, a change of the clocks and feeds of other time zones need no care. Berths, patterns and trips are indices.
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

    Trips of one pattern call at the same berths, with the same boarding rules, and are of one route and one evidence
    class. The C calls of pattern p are ``stop_start[p]:stop_start[p + 1]``, its T trips
    ``trip_start[p]:trip_start[p] + n_trips[p]`` in order of departure. Its C * T times begin at ``time_start[p]``:
    arrivals lie trip by trip, because a ride is followed along its trip, departures call by call, because a trip is
    looked for at a stop::

        arrival     trip 0: [call 0, call 1, ..., call C-1]   cell of trip t, call i: time_start[p] + t * C + i
                    trip 1: [call 0, call 1, ..., call C-1]
        departure   call 0: [trip 0, trip 1, ..., trip T-1]   cell of trip t, call i: time_start[p] + i * T + t
                    call 1: [trip 0, trip 1, ..., trip T-1]

    Two patterns may share their trips and times (`time_start` need not ascend).
    """

    stop_start: Int32s
    """Shape (P + 1,)."""
    stop: Int32s
    """Berth of each call, see :class:`transit.network.berths.Berths`."""
    board: Bools
    """May one get on at this call?"""
    alight: Bools
    trip_start: Int32s
    """Shape (P,), as are `n_trips` and `time_start`."""
    n_trips: Int32s
    time_start: Int32s
    arrival: Int32s
    departure: Int32s
    trip: Int32s
    """Row of each trip in the trip table; from ``len(trips.ids)`` on, through trips (see :class:`Through`)."""
    day_s: Int32s
    """Where the service day each trip belongs to begins: around -86 400, 0 or 86 400."""


class HeadwayPatterns(NamedTuple):
    """Service known only by its headway: a run that repeats in some windows.

    The calls of pattern p are ``stop_start[p]:stop_start[p + 1]``, its windows ``window_start[p]:window_start[p + 1]``,
    in order and never overlapping. A vehicle may leave the first stop at any second of ``opens <= t < closes``; who
    boards must have been ready for `board_wait_s`, and who alights is there after a further `alight_wait_s` (0, except
    in a mirrored timetable, where the wait stands at the other end).
    """

    stop_start: Int32s
    """Shape (P + 1,)."""
    stop: Int32s
    board: Bools
    alight: Bools
    arrival: Int32s
    """Seconds after leaving the first stop; `departure` likewise."""
    departure: Int32s
    window_start: Int32s
    """Shape (P + 1,). The columns after it have shape (W,), one entry a window and service day."""
    opens: Int32s
    closes: Int32s
    headway_s: Int32s
    board_wait_s: Int32s
    alight_wait_s: Int32s
    trip: Int32s
    """Row in the trip table."""
    frequency: Int32s
    """Row of ``frequencies.txt``."""
    day_s: Int32s


class Through(NamedTuple):
    """Trips that one vehicle runs one after another, passengers seated: each is laid out as one long trip.

    The parts of through trip x are ``start[x]:start[x + 1]``. All calls of all parts follow one another: position i of
    the long trip is call ``i - offset[part]`` of the part's trip. Nobody boards at the last call of a part, for the
    next part's first call is at the same place and later.
    """

    start: Int32s
    """Shape (X + 1,)."""
    trip: Int32s
    """Row in the trip table, by part."""
    offset: Int32s


class Footpaths(NamedTuple):
    """Walks between rides. Those out of berth b are ``start[b]:start[b + 1]``.

    `start` has shape (B + 1,); `to` and `walk_s` have shape (W,). The walk from a berth to itself is the time
    it takes to change there.
    """

    start: Int32s
    to: Int32s
    walk_s: Int32s


class Calls(NamedTuple):
    """Where one can board at each berth: ``start[b]:start[b + 1]`` into the other two, patterns ascending.

    Timed patterns are numbered first, headway patterns after them. The last call of a pattern is never among them.
    """

    start: Int32s
    pattern: Int32s
    position: Int32s


class Timetable(NamedTuple):
    """One service day, with its neighbours."""

    n_berths: int
    timed: TimedPatterns
    headway: HeadwayPatterns
    calls: Calls
    through: Through


def index_calls(
    n_berths: int, timed: TimedPatterns, headway: HeadwayPatterns, allowed: Bools | None = None
) -> Calls:
    """Invert the patterns: for each berth, the calls one can board at, by pattern.

    Parameters
    ----------
    allowed
        Shape (P + Q,): patterns that may be ridden; all by default.
    """
    stop, board, pattern, position = [], [], [], []
    first = 0
    for patterns in (timed, headway):
        length = np.diff(patterns.stop_start)
        pattern.append(np.repeat(np.arange(len(length)) + first, length))
        within = np.arange(len(patterns.stop)) - np.repeat(patterns.stop_start[:-1], length)
        position.append(within)
        board.append(patterns.board & (within + 1 < np.repeat(length, length)))
        stop.append(patterns.stop)
        first += len(length)
    of_call = np.concatenate(pattern)
    keep = np.concatenate(board)
    if allowed is not None:
        keep &= allowed[of_call]
    kept = np.flatnonzero(keep)
    berth = np.concatenate(stop)[kept]
    order = np.argsort(berth, kind="stable")
    start = np.searchsorted(berth[order], np.arange(n_berths + 1))
    return Calls(
        start=start.astype(np.int32),
        pattern=of_call[kept][order].astype(np.int32),
        position=np.concatenate(position)[kept][order].astype(np.int32),
    )
