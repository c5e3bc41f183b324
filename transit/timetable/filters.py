"""Leave services and stops out of a timetable before anything is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.network.trips import cells_of
from transit.timetable.arrays import Footpaths, HeadwayPatterns, Timetable, index_calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transit.timetable.arrays import Bools, Int32s, TimedPatterns


class Stretch(NamedTuple):
    """Part of a pattern that one may ride, from one call to another."""

    pattern: int
    """Timed patterns are numbered first, headway patterns after them."""
    first: int
    """Position of the first call; one alights at none before the next."""
    last: int
    """Position of the last call, where nobody boards."""


def only(timetable: Timetable, stretches: Sequence[Stretch], closed: Bools) -> Timetable:
    """Keep stretches of patterns, and let nobody board or alight at some berths.

    Parameters
    ----------
    stretches
        Of timed patterns first.
    closed
        Shape (B,): berths where vehicles pass, but nobody gets on or off.

    Returns
    -------
    timetable
        Shares every time with the one given.
    """
    n_timed = len(timetable.timed.stop_start) - 1
    table = np.array(stretches, np.int32).reshape(-1, 3)
    by_clock = table[:, 0] < n_timed
    timed = kept_timed(timetable.timed, table[by_clock, 0])
    headway = kept_headway(timetable.headway, table[~by_clock, 0] - n_timed)
    board, alight = _within(timed.stop_start, table[by_clock])
    timed = timed._replace(
        board=timed.board & board & ~closed[timed.stop],
        alight=timed.alight & alight & ~closed[timed.stop],
    )
    board, alight = _within(headway.stop_start, table[~by_clock])
    headway = headway._replace(
        board=headway.board & board & ~closed[headway.stop],
        alight=headway.alight & alight & ~closed[headway.stop],
    )
    return timetable._replace(
        timed=timed, headway=headway, calls=index_calls(timetable.n_berths, timed, headway)
    )


def _within(stop_start: Int32s, stretches: Int32s) -> tuple[Bools, Bools]:
    """Tell at which calls of stretches one may get on, and off."""
    length = np.diff(stop_start)
    position = np.arange(stop_start[-1]) - np.repeat(stop_start[:-1], length)
    first, last = (np.repeat(stretches[:, column], length) for column in (1, 2))
    return (position >= first) & (position < last), (position > first) & (position <= last)


def without(footpaths: Footpaths, closed: Bools) -> Footpaths:
    """Leave out every walk from or to some berths, and every change there."""
    origin = np.repeat(np.arange(len(closed)), np.diff(footpaths.start))
    keep = ~(closed[origin] | closed[footpaths.to])
    start = np.searchsorted(origin[keep], np.arange(len(closed) + 1)).astype(np.int32)
    return Footpaths(start, footpaths.to[keep], footpaths.walk_s[keep])


def kept_timed(timed: TimedPatterns, kept: Int32s) -> TimedPatterns:
    """Keep some timed patterns, by number; they share trips and times with those given."""
    calls = cells_of(timed.stop_start, kept)
    return timed._replace(
        stop_start=_starts(timed.stop_start, kept),
        stop=timed.stop[calls],
        board=timed.board[calls],
        alight=timed.alight[calls],
        trip_start=timed.trip_start[kept],
        n_trips=timed.n_trips[kept],
        time_start=timed.time_start[kept],
    )


def kept_headway(headway: HeadwayPatterns, kept: Int32s) -> HeadwayPatterns:
    """Keep some headway patterns, by number."""
    calls, windows = (cells_of(s, kept) for s in (headway.stop_start, headway.window_start))
    return HeadwayPatterns(
        stop_start=_starts(headway.stop_start, kept),
        stop=headway.stop[calls],
        board=headway.board[calls],
        alight=headway.alight[calls],
        arrival=headway.arrival[calls],
        departure=headway.departure[calls],
        window_start=_starts(headway.window_start, kept),
        opens=headway.opens[windows],
        closes=headway.closes[windows],
        headway_s=headway.headway_s[windows],
        board_wait_s=headway.board_wait_s[windows],
        alight_wait_s=headway.alight_wait_s[windows],
        trip=headway.trip[windows],
        frequency=headway.frequency[windows],
        day_s=headway.day_s[windows],
    )


def _starts(start: Int32s, kept: Int32s) -> Int32s:
    """Tell where the blocks that are kept begin, one after another."""
    starts: Int32s = np.r_[0, np.cumsum(np.diff(start)[kept])].astype(np.int32)
    return starts
