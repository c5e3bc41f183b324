"""Compile the trips that run around one service date into the arrays of a search."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.clock import DAY_S
from transit.gtfs.calendar import active_services
from transit.timetable.arrays import (
    Footpaths,
    HeadwayPatterns,
    TimedPatterns,
    Timetable,
    index_calls,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import numpy.typing as npt

    from transit.gtfs.feed import Feed
    from transit.network.stops import Stops
    from transit.network.trips import TripTable
    from transit.network.walks import Walks
    from transit.timetable.arrays import Int32s

WAITS: Final = {"mean": 0.5, "worst": 1.0, "best": 0.0}
"""Share of the headway one waits for a vehicle whose clock time nobody publishes."""

Run = tuple[int, int, int]
"""One trip on one day: row in the trip table, shift in seconds, service day's shift in seconds."""


def compile_day(
    feed: Feed, stops: Stops, trips: TripTable, service_date: date, wait: str
) -> Timetable:
    """Compile one service date with the days before and after it.

    Parameters
    ----------
    feed, stops, trips
        The network.
    service_date
        Second 0 of the result is the beginning of this day.
    wait
        Wait model for service known only by its headway, a key of `WAITS`.
    """
    service = feed.trips["service_id"].to_numpy(dtype=object)[trips.rows]
    windows = _windows(feed, trips)
    timed: list[Run] = []
    headway: list[tuple[int, int, int]] = []
    for days in (-1, 0, 1):
        active = active_services(feed, service_date + timedelta(days=days))
        for trip in np.flatnonzero([s in active for s in service]).tolist():
            if trip not in windows:
                timed.append((trip, days * DAY_S, days * DAY_S))
                continue
            for row, start, end, seconds, exact in windows[trip]:
                if exact:
                    first = int(trips.departure[trips.start[trip]])
                    timed += (
                        (trip, t - first + days * DAY_S, days * DAY_S)
                        for t in range(start, end, seconds)
                    )
                else:
                    headway.append((trip, row, days * DAY_S))
    timed_patterns = _timed_patterns(trips, timed)
    headway_patterns = _headway_patterns(feed, trips, headway, WAITS[wait])
    return Timetable(
        n_stops=len(stops.ids),
        timed=timed_patterns,
        headway=headway_patterns,
        calls=index_calls(len(stops.ids), timed_patterns, headway_patterns),
    )


def _windows(feed: Feed, trips: TripTable) -> dict[int, list[tuple[int, int, int, int, bool]]]:
    number = {trip_id: i for i, trip_id in enumerate(trips.ids)}
    found: dict[int, list[tuple[int, int, int, int, bool]]] = {}
    columns = ("trip_id", "start_time", "end_time", "headway_secs", "exact_times")
    for row, (trip_id, start, end, seconds, exact) in enumerate(
        zip(*(feed.frequencies[c] for c in columns), strict=True)
    ):
        if trip_id in number:
            found.setdefault(number[trip_id], []).append((row, start, end, seconds, exact == 1))
    return found


def _timed_patterns(trips: TripTable, runs: Iterable[Run]) -> TimedPatterns:
    # Trips of one pattern in order of departure; a trip that would overtake opens a pattern of its own.
    def first_departure(run: Run) -> tuple[int, int, int]:
        return (
            int(trips.pattern[run[0]]),
            int(trips.departure[trips.start[run[0]]]) + run[1],
            int(trips.arrival[trips.start[run[0] + 1] - 1]) + run[1],
        )

    groups: list[list[Run]] = []
    of_pattern: dict[int, list[int]] = {}
    for run in sorted(runs, key=first_departure):
        arrival, departure = _times(trips, run)
        for g in of_pattern.setdefault(int(trips.pattern[run[0]]), []):
            last_arrival, last_departure = _times(trips, groups[g][-1])
            if (arrival >= last_arrival).all() and (departure >= last_departure).all():
                groups[g].append(run)
                break
        else:
            of_pattern[int(trips.pattern[run[0]])].append(len(groups))
            groups.append([run])

    blocks = []
    for group in groups:
        times = [_times(trips, run) for run in group]
        blocks.append(
            tuple(np.stack(column, axis=1).ravel() for column in zip(*times, strict=True))
        )
    first = [group[0][0] for group in groups]
    flat = [run for group in groups for run in group]
    calls = _calls(trips, first)
    return TimedPatterns(
        stop_start=_starts([int(trips.start[t + 1] - trips.start[t]) for t in first]),
        stop=trips.stop[calls],
        board=trips.board[calls],
        alight=trips.alight[calls],
        trip_start=_starts([len(group) for group in groups]),
        time_start=_starts([len(arrival) for arrival, _ in blocks]),
        arrival=_joined([arrival for arrival, _ in blocks]),
        departure=_joined([departure for _, departure in blocks]),
        trip=np.array([trip for trip, _, _ in flat], dtype=np.int32),
        day_s=np.array([day_s for _, _, day_s in flat], dtype=np.int32),
    )


def _headway_patterns(
    feed: Feed, trips: TripTable, runs: list[tuple[int, int, int]], share: float
) -> HeadwayPatterns:
    trip = np.array([t for t, _, _ in runs], dtype=np.int32)
    row = np.array([r for _, r, _ in runs], dtype=np.int32)
    day_s = np.array([d for _, _, d in runs], dtype=np.int32)
    length = trips.start[trip + 1] - trips.start[trip]
    calls = _calls(trips, trip.tolist())
    first = np.repeat(trips.departure[trips.start[trip]], length)
    seconds = feed.frequencies["headway_secs"].to_numpy(dtype=np.int32)[row]
    wait_s = np.floor(seconds * share).astype(np.int32)
    return HeadwayPatterns(
        stop_start=_starts(length.tolist()),
        stop=trips.stop[calls],
        board=trips.board[calls],
        alight=trips.alight[calls],
        arrival=trips.arrival[calls] - first,
        departure=trips.departure[calls] - first,
        window_start=feed.frequencies["start_time"].to_numpy(dtype=np.int32)[row] + day_s,
        window_end=feed.frequencies["end_time"].to_numpy(dtype=np.int32)[row] + day_s,
        headway_s=seconds,
        board_wait_s=wait_s,
        alight_wait_s=np.zeros_like(wait_s),
        trip=trip,
        frequency=row,
        day_s=day_s,
    )


def footpaths(
    n_stops: int,
    walks: Walks,
    walk_s: Int32s,
    *,
    max_walk_s: int,
    min_change_s: int,
    stated_only: bool,
) -> Footpaths:
    """Compress the walks one accepts by their origin.

    Parameters
    ----------
    walks, walk_s
        Every walk, and the seconds each takes.
    max_walk_s
        Longest walk on the ground; changes the feed states are kept whatever they take.
    min_change_s
        Time to change at one stop, and the least any change takes.
    stated_only
        Keep only the changes that ``transfers.txt`` states.
    """
    stated = walks.stated_s >= 0
    keep = (
        stated
        | ((walk_s <= max_walk_s) & (not stated_only))
        | ((walks.transfer >= 0) & stated_only)
    )
    seconds = np.where(stated, walks.stated_s, np.maximum(walk_s, min_change_s))[keep]
    here = np.arange(n_stops, dtype=np.int32)
    origin = np.concatenate((here, walks.from_stop[keep]))
    order = np.argsort(origin, kind="stable")
    return Footpaths(
        start=np.searchsorted(origin[order], np.arange(n_stops + 1)).astype(np.int32),
        to=np.concatenate((here, walks.to_stop[keep]))[order].astype(np.int32),
        walk_s=np.concatenate((np.full(n_stops, min_change_s), seconds))[order].astype(np.int32),
    )


def _times(trips: TripTable, run: Run) -> tuple[Int32s, Int32s]:
    calls = slice(trips.start[run[0]], trips.start[run[0] + 1])
    return trips.arrival[calls] + np.int32(run[1]), trips.departure[calls] + np.int32(run[1])


def _calls(trips: TripTable, of: list[int]) -> npt.NDArray[np.int64]:
    spans = [np.arange(trips.start[t], trips.start[t + 1]) for t in of]
    return np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)


def _starts(lengths: list[int]) -> Int32s:
    return np.cumsum([0, *lengths]).astype(np.int32)


def _joined(blocks: list[Int32s]) -> Int32s:
    return np.concatenate(blocks) if blocks else np.empty(0, dtype=np.int32)
