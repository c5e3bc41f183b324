"""Turn a timetable round in time, so that one kernel answers both directions.

Time t becomes -t, a ride from a to b a ride from b to a. Mirroring twice gives the timetable back.
"""

from __future__ import annotations

import numpy as np

from transit.timetable.arrays import (
    Footpaths,
    HeadwayPatterns,
    Int32s,
    TimedPatterns,
    Timetable,
    index_calls,
)


def mirror(timetable: Timetable) -> Timetable:
    """Mirror patterns and windows."""
    timed, headway = _mirror_timed(timetable.timed), _mirror_headway(timetable.headway)
    return Timetable(
        n_stops=timetable.n_stops,
        timed=timed,
        headway=headway,
        calls=index_calls(timetable.n_stops, timed, headway),
    )


def mirror_footpaths(footpaths: Footpaths) -> Footpaths:
    """Turn every walk round."""
    origin = np.repeat(np.arange(len(footpaths.start) - 1), np.diff(footpaths.start))
    order = np.lexsort((origin, footpaths.to))
    return Footpaths(
        start=np.searchsorted(footpaths.to[order], np.arange(len(footpaths.start))).astype(
            np.int32
        ),
        to=origin[order].astype(np.int32),
        walk_s=footpaths.walk_s[order],
    )


def _mirror_timed(timed: TimedPatterns) -> TimedPatterns:
    calls = _reversed_within(timed.stop_start)
    trips = _reversed_within(timed.trip_start)
    # Both the calls of a pattern and the trips at a call turn round, which turns the whole block round.
    block = _reversed_within(timed.time_start)
    return TimedPatterns(
        stop_start=timed.stop_start,
        stop=timed.stop[calls],
        board=timed.alight[calls],
        alight=timed.board[calls],
        trip_start=timed.trip_start,
        time_start=timed.time_start,
        arrival=-timed.departure[block],
        departure=-timed.arrival[block],
        trip=timed.trip[trips],
        day_s=timed.day_s[trips],
    )


def _mirror_headway(headway: HeadwayPatterns) -> HeadwayPatterns:
    calls = _reversed_within(headway.stop_start)
    length = np.diff(headway.stop_start)
    run_s = headway.arrival[headway.stop_start[1:] - 1] if len(length) else headway.headway_s
    last = np.repeat(run_s, length)
    return HeadwayPatterns(
        stop_start=headway.stop_start,
        stop=headway.stop[calls],
        board=headway.alight[calls],
        alight=headway.board[calls],
        arrival=last - headway.departure[calls],
        departure=last - headway.arrival[calls],
        # A window is half open, and so is its mirror image, at the other end.
        window_start=1 - headway.window_end - run_s,
        window_end=1 - headway.window_start - run_s,
        headway_s=headway.headway_s,
        board_wait_s=headway.alight_wait_s,
        alight_wait_s=headway.board_wait_s,
        trip=headway.trip,
        frequency=headway.frequency,
        day_s=headway.day_s,
    )


def _reversed_within(start: Int32s) -> Int32s:
    """Index that turns each block ``start[p]:start[p + 1]`` round."""
    length = np.diff(start)
    within = np.arange(start[-1]) - np.repeat(start[:-1], length)
    result: Int32s = (np.repeat(start[1:], length) - 1 - within).astype(np.int32)
    return result
