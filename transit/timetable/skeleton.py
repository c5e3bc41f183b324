"""What is the fastest that service could be, if nobody ever waited? A bound on every journey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from transit.timetable.arrays import HeadwayPatterns, TimedPatterns, Timetable, index_calls
from transit.timetable.filters import kept_timed

if TYPE_CHECKING:
    from transit.timetable.arrays import Int32s

_EVER: Final = 1 << 29


def skeleton(timetable: Timetable) -> Timetable:
    """Reduce a timetable to one pattern for each sequence of calls, ridden at any time, each hop at its fastest.

    No ride of the timetable takes less than the same ride here, so the least travel times of this one never exceed
    those of the other.
    """
    timed, headway = timetable.timed, timetable.headway
    hop_s = np.concatenate((_fastest_hops(timed), _differences(headway)))
    lengths = np.concatenate((np.diff(timed.stop_start), np.diff(headway.stop_start)))
    stop = np.concatenate((timed.stop, headway.stop))
    board = np.concatenate((timed.board, headway.board))
    alight = np.concatenate((timed.alight, headway.alight))
    signature = stop.astype(np.int64) * 4 + board * 2 + alight
    start = np.r_[0, np.cumsum(lengths)]
    groups: dict[bytes, list[int]] = {}
    for p, (first, last) in enumerate(zip(start[:-1].tolist(), start[1:].tolist(), strict=True)):
        groups.setdefault(signature[first:last].tobytes(), []).append(p)
    members = list(groups.values())
    kept = [group[0] for group in members]
    calls = np.concatenate([np.arange(start[p], start[p + 1]) for p in kept] or [np.empty(0, int)])
    offsets = [
        np.cumsum(np.min([hop_s[start[p] : start[p + 1]] for p in group], axis=0))
        for group in members
    ]
    offset = np.concatenate(offsets or [np.empty(0)]).astype(np.int32)
    n = len(kept)
    nothing = np.zeros(n, np.int32)
    bones = HeadwayPatterns(
        stop_start=np.r_[0, np.cumsum(lengths[kept])].astype(np.int32),
        stop=stop[calls],
        board=board[calls],
        alight=alight[calls],
        arrival=offset,
        departure=offset.copy(),
        window_start=np.arange(n + 1, dtype=np.int32),
        opens=np.full(n, -_EVER, np.int32),
        closes=np.full(n, _EVER, np.int32),
        headway_s=nothing,
        board_wait_s=nothing,
        alight_wait_s=nothing,
        trip=nothing,
        frequency=nothing,
        day_s=nothing,
    )
    nothing_timed = kept_timed(timed, np.empty(0, np.int32))
    return Timetable(
        n_berths=timetable.n_berths,
        timed=nothing_timed,
        headway=bones,
        calls=index_calls(timetable.n_berths, nothing_timed, bones),
        through=timetable.through,
    )


def _fastest_hops(timed: TimedPatterns) -> Int32s:
    """Least seconds from leaving each call's predecessor to arriving there, standing left out; 0 at a first call."""
    n_calls = np.diff(timed.stop_start)
    fastest = np.zeros(len(timed.stop), np.int32)
    columns = (timed.stop_start[:-1], n_calls, timed.n_trips, timed.time_start)
    for first, calls, trips, start in zip(*(column.tolist() for column in columns), strict=True):
        block = slice(start, start + calls * trips)
        arrival = timed.arrival[block].reshape(trips, calls)
        departure = timed.departure[block].reshape(calls, trips)
        fastest[first + 1 : first + calls] = (arrival.T[1:] - departure[:-1]).min(axis=1)
    return fastest


def _differences(headway: HeadwayPatterns) -> Int32s:
    hop_s = np.zeros(len(headway.stop), np.int32)
    hop_s[1:] = headway.arrival[1:] - headway.departure[:-1]
    hop_s[headway.stop_start[:-1]] = 0
    return hop_s
