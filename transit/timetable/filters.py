"""Leave services and stops out of a timetable before anything is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.timetable.arrays import Footpaths, HeadwayPatterns, Timetable, index_calls

if TYPE_CHECKING:
    from transit.timetable.arrays import Bools, Int32s, TimedPatterns


def only(timetable: Timetable, allowed: Bools, closed: Bools) -> Timetable:
    """Keep some patterns, and let nobody board or alight at some berths.

    Parameters
    ----------
    allowed
        Shape (P + Q,): patterns to keep, timed ones first.
    closed
        Shape (B,): berths where vehicles pass, but nobody gets on or off.

    Returns
    -------
    timetable
        Shares every time with the one given.
    """
    n_timed = len(timetable.timed.stop_start) - 1
    timed = kept_timed(timetable.timed, allowed[:n_timed])
    headway = _kept_headway(timetable.headway, allowed[n_timed:])
    timed = timed._replace(
        board=timed.board & ~closed[timed.stop], alight=timed.alight & ~closed[timed.stop]
    )
    headway = headway._replace(
        board=headway.board & ~closed[headway.stop], alight=headway.alight & ~closed[headway.stop]
    )
    return timetable._replace(
        timed=timed, headway=headway, calls=index_calls(timetable.n_berths, timed, headway)
    )


def without(footpaths: Footpaths, closed: Bools) -> Footpaths:
    """Leave out every walk from or to some berths, and every change there."""
    origin = np.repeat(np.arange(len(closed)), np.diff(footpaths.start))
    keep = ~(closed[origin] | closed[footpaths.to])
    start = np.searchsorted(origin[keep], np.arange(len(closed) + 1)).astype(np.int32)
    return Footpaths(start, footpaths.to[keep], footpaths.walk_s[keep])


def kept_timed(timed: TimedPatterns, allowed: Bools) -> TimedPatterns:
    """Keep some timed patterns, shape (P,); they share trips and times with those given."""
    start, calls = _spans(timed.stop_start, allowed)
    return timed._replace(
        stop_start=start,
        stop=timed.stop[calls],
        board=timed.board[calls],
        alight=timed.alight[calls],
        trip_start=timed.trip_start[allowed],
        n_trips=timed.n_trips[allowed],
        time_start=timed.time_start[allowed],
    )


def _kept_headway(headway: HeadwayPatterns, allowed: Bools) -> HeadwayPatterns:
    start, calls = _spans(headway.stop_start, allowed)
    window_start, windows = _spans(headway.window_start, allowed)
    return HeadwayPatterns(
        stop_start=start,
        stop=headway.stop[calls],
        board=headway.board[calls],
        alight=headway.alight[calls],
        arrival=headway.arrival[calls],
        departure=headway.departure[calls],
        window_start=window_start,
        opens=headway.opens[windows],
        closes=headway.closes[windows],
        headway_s=headway.headway_s[windows],
        board_wait_s=headway.board_wait_s[windows],
        alight_wait_s=headway.alight_wait_s[windows],
        trip=headway.trip[windows],
        frequency=headway.frequency[windows],
        day_s=headway.day_s[windows],
    )


def _spans(start: Int32s, allowed: Bools) -> tuple[Int32s, Int32s]:
    """Tell the new starts of the blocks that are kept, and what was in them."""
    kept = np.flatnonzero(allowed)
    length = start[kept + 1] - start[kept]
    new = np.r_[0, np.cumsum(length)].astype(np.int32)
    index = np.arange(new[-1]) + np.repeat(start[kept] - new[:-1], length)
    return new, index.astype(np.int32)
