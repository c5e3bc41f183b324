"""How is service known only by its headway laid out, so that in a pattern no window overlaps another?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.network.trips import cells_of, coded, equal_blocks
from transit.timetable.arrays import HeadwayPatterns
from transit.timetable.kinds import numbered

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.timetable.arrays import Int32s
    from transit.timetable.kinds import Trips
    from transit.timetable.runs import Windows


def headway_patterns(feed: Feed, trips: Trips, windows: Windows) -> HeadwayPatterns:
    """Put windows of the same run together, in order; one that overlaps another goes to a pattern of its own."""
    frequency = feed.frequencies
    row, day_s = windows.frequency, windows.day_s
    opens, closes = (
        frequency[column].to_numpy(dtype=np.int32)[row] + day_s
        for column in ("start_time", "end_time")
    )
    used, at = np.unique(windows.trip, return_inverse=True)
    evidence, _ = coded(frequency["evidence"])
    group = numbered(trips.kind[windows.trip], _run_times(trips, used)[at], evidence[row])
    order = np.lexsort((row, closes, opens, group))
    lane = _lanes(group[order], opens[order], closes[order])
    moved = np.lexsort((lane, group[order]))
    order, lane = order[moved], lane[moved]
    begins = np.flatnonzero((np.diff(group[order]) != 0) | (np.diff(lane) != 0)) + 1
    window_start = np.r_[[0] * bool(len(order)), begins, len(order)].astype(np.int32)
    trip = windows.trip[order]
    first = trip[window_start[:-1]]
    calls = cells_of(trips.start, first)
    length = np.diff(trips.start)[first]
    leaves = np.repeat(trips.departure[trips.start[first]], length)
    nothing = np.zeros(len(order), dtype=np.int32)
    return HeadwayPatterns(
        stop_start=np.r_[0, np.cumsum(length)].astype(np.int32),
        stop=trips.berth[calls],
        board=trips.board[calls],
        alight=trips.alight[calls],
        arrival=trips.arrival[calls] - leaves,
        departure=trips.departure[calls] - leaves,
        window_start=window_start,
        opens=opens[order],
        closes=closes[order],
        headway_s=frequency["headway_secs"].to_numpy(dtype=np.int32)[row[order]],
        board_wait_s=nothing,
        alight_wait_s=nothing,
        trip=trip,
        frequency=row[order],
        day_s=day_s[order],
    )


def _run_times(trips: Trips, used: Int32s) -> Int32s:
    """Give the run times of some trips numbers: one to those that only leave at other times."""
    length = np.diff(trips.start)[used]
    cells = cells_of(trips.start, used)
    leaves = np.repeat(trips.departure[trips.start[used]], length)
    times = (trips.arrival[cells] - leaves).astype(np.int64) << 32
    times += trips.departure[cells] - leaves
    return equal_blocks(times, np.r_[0, np.cumsum(length)].astype(np.int32))


def _lanes(group: Int32s, opens: Int32s, closes: Int32s) -> Int32s:
    """Spread the windows of each group, in order, over lanes in which none overlaps the one before it."""
    lane = np.zeros(len(group), dtype=np.int32)
    overlaps = (np.diff(group) == 0) & (opens[1:] < closes[:-1])
    for one in np.unique(group[1:][overlaps]):
        last: list[int] = []
        for w in range(*np.searchsorted(group, (one, one + 1))):
            free = next((n for n, closed in enumerate(last) if closed <= opens[w]), len(last))
            last[free : free + 1] = [int(closes[w])]
            lane[w] = free
    return lane
