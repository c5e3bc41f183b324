"""Compile the trips that run around one service date into the arrays of a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from transit.errors import FeedError
from transit.network.blocks import chains_of
from transit.timetable.arrays import Timetable, index_calls
from transit.timetable.headways import headway_patterns
from transit.timetable.kinds import trips_by_kind
from transit.timetable.runs import Runs, runs_around
from transit.timetable.through import join_through
from transit.timetable.timed import timed_patterns

if TYPE_CHECKING:
    from datetime import date

    from transit.network.ground import Ground
    from transit.timetable.arrays import HeadwayPatterns, TimedPatterns

MOST_CALLS: Final = (1 << 15) - 1
"""A search packs two positions into 31 bits."""


def compile_day(ground: Ground, service_date: date) -> Timetable:
    """Compile one service date with the days next to it.

    Parameters
    ----------
    ground
        The network.
    service_date
        Second 0 of the result is the beginning of this day in the network's time zone.

    Returns
    -------
    timetable
        Nobody waits in it for service known only by its headway, see :func:`transit.timetable.waits.with_wait`.
    """
    runs, repeated, windows = runs_around(ground.feed, ground.trips, service_date)
    chains = chains_of(ground, runs.trip, runs.day, runs.shift_s)
    stop = ground.berths.stop
    trips, runs, through = join_through(trips_by_kind(ground), runs, chains, stop)
    runs = Runs(*map(np.concatenate, zip(runs, repeated, strict=True)))
    timed = timed_patterns(trips, runs)
    headway = headway_patterns(ground.feed, trips, windows)
    _check_length(timed)
    _check_length(headway)
    calls = index_calls(len(stop), timed, headway)
    return Timetable(len(stop), timed, headway, calls, through)


def _check_length(patterns: TimedPatterns | HeadwayPatterns) -> None:
    """Refuse trips whose calls a search could not number.

    Raises
    ------
    FeedError
        If there is one.
    """
    longest = int(np.diff(patterns.stop_start).max(initial=0))
    if longest > MOST_CALLS:
        problem = f"a trip calls {longest} times, more than {MOST_CALLS}"
        raise FeedError("stop_times.txt", problem, column="trip_id")
