"""Turn a timetable round in time, so that one kernel answers both directions.

Time t becomes -t, a ride from a to b a ride from b to a. Mirroring twice gives the timetable back.
"""

from __future__ import annotations

import numpy as np

from transit.timetable.arrays import (
    HeadwayPatterns,
    Int32s,
    TimedPatterns,
    Timetable,
    index_calls,
)


def mirror(timetable: Timetable) -> Timetable:
    """Mirror patterns and windows.

    Patterns keep their numbers, blocks of trips and times their places. Call i of a pattern of C calls is call
    ``C - 1 - i`` in the mirror, trip t of T trips is trip ``T - 1 - t``. Through trips are not turned round: they are
    told by the calls of the timetable itself.
    """
    timed, headway = _mirror_timed(timetable.timed), _mirror_headway(timetable.headway)
    return timetable._replace(
        timed=timed,
        headway=headway,
        calls=index_calls(timetable.n_berths, timed, headway),
    )


def _mirror_timed(timed: TimedPatterns) -> TimedPatterns:
    calls = _reversed_within(timed.stop_start)
    arrival, departure = np.empty_like(timed.departure), np.empty_like(timed.arrival)
    trip, day_s = np.empty_like(timed.trip), np.empty_like(timed.day_s)
    # Patterns that share their trips and times share them in the mirror.
    _, own = np.unique(timed.time_start, return_index=True)
    columns = (np.diff(timed.stop_start), timed.n_trips, timed.trip_start, timed.time_start)
    for n_calls, n_trips, first, cell in zip(*(c[own].tolist() for c in columns), strict=True):
        cells = slice(cell, cell + n_calls * n_trips)
        by_trip, by_call = (n_trips, n_calls), (n_calls, n_trips)
        np.negative(
            timed.departure[cells].reshape(by_call)[::-1, ::-1].T,
            out=arrival[cells].reshape(by_trip),
        )
        np.negative(
            timed.arrival[cells].reshape(by_trip)[::-1, ::-1].T,
            out=departure[cells].reshape(by_call),
        )
        trips = slice(first, first + n_trips)
        trip[trips], day_s[trips] = timed.trip[trips][::-1], timed.day_s[trips][::-1]
    return timed._replace(
        stop=timed.stop[calls],
        board=timed.alight[calls],
        alight=timed.board[calls],
        arrival=arrival,
        departure=departure,
        trip=trip,
        day_s=day_s,
    )


def _mirror_headway(headway: HeadwayPatterns) -> HeadwayPatterns:
    calls = _reversed_within(headway.stop_start)
    windows = _reversed_within(headway.window_start)
    run_s = headway.arrival[headway.stop_start[1:] - 1]
    last = np.repeat(run_s, np.diff(headway.stop_start))
    run_of_window_s = np.repeat(run_s, np.diff(headway.window_start))
    return HeadwayPatterns(
        stop_start=headway.stop_start,
        stop=headway.stop[calls],
        board=headway.alight[calls],
        alight=headway.board[calls],
        arrival=last - headway.departure[calls],
        departure=last - headway.arrival[calls],
        window_start=headway.window_start,
        # A window is half open, and so is its mirror image, at the other end.
        opens=1 - headway.closes[windows] - run_of_window_s,
        closes=1 - headway.opens[windows] - run_of_window_s,
        headway_s=headway.headway_s[windows],
        board_wait_s=headway.alight_wait_s[windows],
        alight_wait_s=headway.board_wait_s[windows],
        trip=headway.trip[windows],
        frequency=headway.frequency[windows],
        day_s=headway.day_s[windows],
    )


def _reversed_within(start: Int32s) -> Int32s:
    """Index that turns each block ``start[p]:start[p + 1]`` round."""
    length = np.diff(start)
    within = np.arange(start[-1], dtype=np.int32) - np.repeat(start[:-1], length)
    result: Int32s = np.repeat(start[1:], length) - 1 - within
    return result
