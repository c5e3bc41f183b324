"""Which vehicles share their calls, and when does each call?"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.ground import Ground
    from transit.timetable.arrays import HeadwayPatterns, TimedPatterns, Timetable
    from transit.views.names import Names

Floats = npt.NDArray[np.float64]
Part = tuple[str, int, int]
"""Route, direction, and number of the stop sequence in the trip table."""


class Calls(NamedTuple):
    """Where the vehicles of a pattern call, with what they are called."""

    parts: tuple[tuple[Part, int], ...]
    """Trips that follow one another, passengers seated, with the position each begins at; nearly always one."""
    berth: tuple[int, ...]
    board: tuple[bool, ...]
    alight: tuple[bool, ...]


class Run(NamedTuple):
    """A timed trip, or a headway trip in one window. Times by call, in service-day seconds."""

    arrival: Floats
    departure: Floats
    """Of a headway trip, when the first vehicle of the window leaves."""
    open_s: int
    """Length of the window; 0 for a timed trip."""
    headway_s: int


def runs_by_calls(ground: Ground, timetable: Timetable, names: Names) -> dict[Calls, list[Run]]:
    """Put together what calls at the same berths by the same rules, as the same trips' patterns."""
    feed, trips = ground.feed, ground.trips
    route = feed.trips["route_id"].to_numpy()[trips.rows]
    direction = feed.trips["direction_id"].to_numpy()[trips.rows]
    found = defaultdict(list)
    for patterns, running in (
        (timetable.timed, _timed_runs(timetable.timed)),
        (timetable.headway, _headway_runs(timetable.headway)),
    ):
        for p, runs in groupby(running, key=itemgetter(0)):
            calls = slice(patterns.stop_start[p], patterns.stop_start[p + 1])
            columns = patterns.stop[calls], patterns.board[calls], patterns.alight[calls]
            berth, board, alight = (tuple(column.tolist()) for column in columns)
            for _, trip, run in runs:
                parts = tuple(
                    ((str(route[t]), int(direction[t]), int(trips.pattern[t])), begin)
                    for t, begin in names.parts(trip)
                )
                found[Calls(parts, berth, board, alight)].append(run)
    return found


def _timed_runs(timed: TimedPatterns) -> Iterator[tuple[int, int, Run]]:
    """Tell pattern, trip and times of every timed trip."""
    for p, n_trips in enumerate(timed.n_trips):
        n_calls = timed.stop_start[p + 1] - timed.stop_start[p]
        cells = slice(timed.time_start[p], timed.time_start[p] + n_trips * n_calls)
        arrival = timed.arrival[cells].reshape(n_trips, n_calls).astype(np.float64)
        departure = timed.departure[cells].reshape(n_calls, n_trips).T.astype(np.float64)
        for t, trip in enumerate(timed.trip[timed.trip_start[p] :][:n_trips].tolist()):
            yield p, trip, Run(arrival[t], departure[t], 0, 0)


def _headway_runs(headway: HeadwayPatterns) -> Iterator[tuple[int, int, Run]]:
    """Tell pattern, trip and times of every window."""
    for p in range(len(headway.stop_start) - 1):
        calls = slice(headway.stop_start[p], headway.stop_start[p + 1])
        arrival = headway.arrival[calls].astype(np.float64)
        departure = headway.departure[calls].astype(np.float64)
        for window in range(headway.window_start[p], headway.window_start[p + 1]):
            opens, closes = int(headway.opens[window]), int(headway.closes[window])
            run = Run(
                opens + arrival, opens + departure, closes - opens, int(headway.headway_s[window])
            )
            yield p, int(headway.trip[window]), run
