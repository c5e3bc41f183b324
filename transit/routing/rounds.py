"""The rounds kernel: earliest arrivals by number of rides, on timed and headway patterns alike.

References
----------
.. [1] Delling, Pajor, Werneck, "Round-Based Public Transit Routing", Transportation Science 49(3), 2015.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from transit.timetable.arrays import UNREACHED, Calls, HeadwayPatterns, TimedPatterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from transit.timetable.arrays import Footpaths, Timetable

NOWHERE: Final = -1


class Ride(NamedTuple):
    """How a stop was alighted at."""

    pattern: int
    """Timed patterns are numbered first, headway patterns after them."""
    trip: int
    """Place among the pattern's trips; `NOWHERE` in a headway pattern."""
    board_position: int
    alight_position: int
    leaves_first_stop: int
    """When the vehicle leaves the first stop of a headway pattern; 0 for a timed trip."""


class Labels(NamedTuple):
    """What a search found. Lists by round, then by stop; round k has at most k rides."""

    alighted: list[list[int]]
    """Stepped off a vehicle here at, in just this round; `UNREACHED` where that was no gain."""
    ride: list[list[Ride | None]]
    ready: list[list[int]]
    """May board here from, after at most so many rides."""
    walked_from: list[list[tuple[int, int]]]
    """Round and stop of the ride that led to `ready`; `NOWHERE` twice where that was the way from the origin."""


def run_rounds(
    timetable: Timetable,
    footpaths: Footpaths,
    seeds: Mapping[int, int],
    egress: Mapping[int, int],
    max_rides: int,
) -> Labels:
    """Find the earliest arrival at every target stop for each number of rides.

    Parameters
    ----------
    timetable, footpaths
        As lists (see :func:`as_lists`) this runs three times as fast as on arrays; both give the same labels.
    seeds
        Stop -> when the traveller can first board there, in service-day seconds.
    egress
        Stop -> seconds from alighting there to the end. Arrivals that cannot lead to an earlier end are left out.
    max_rides
        Number of rounds.
    """
    timed, headway, calls = timetable.timed, timetable.headway, timetable.calls
    n_timed = len(timed.stop_start) - 1
    n_stops = timetable.n_stops

    # Rides are compared with rides and readiness with readiness: a walk that got here first must not hide a ride,
    # for walks may start from the ride that could not start from the walk.
    best_alighted = [UNREACHED] * n_stops
    ready = [UNREACHED] * n_stops
    for stop, time in seeds.items():
        ready[stop] = time
    walked_from = [(NOWHERE, NOWHERE)] * n_stops
    end = UNREACHED
    labels = Labels([[UNREACHED] * n_stops], [[None] * n_stops], [ready], [walked_from])
    marked = sorted(seeds)

    for round_ in range(1, max_rides + 1):
        first_position: dict[int, int] = {}
        for stop in marked:
            for c in range(calls.start[stop], calls.start[stop + 1]):
                pattern, position = calls.pattern[c], calls.position[c]
                if position < first_position.get(pattern, UNREACHED):
                    first_position[pattern] = position

        # This round boards from what the round before left, and writes labels of its own.
        before = ready
        alighted = [UNREACHED] * n_stops
        ride: list[Ride | None] = [None] * n_stops
        for pattern in sorted(first_position):
            position = first_position[pattern]
            scan = (
                _scan_timed(timed, pattern, position, before, end)
                if pattern < n_timed
                else _scan_headway(headway, pattern, n_timed, position, before, end)
            )
            for stop, time, how in scan:
                if time >= best_alighted[stop]:
                    continue
                alighted[stop] = best_alighted[stop] = time
                ride[stop] = how
                if stop in egress:
                    end = min(end, time + egress[stop])

        ready = before.copy()
        walked_from = walked_from.copy()
        improved = set()
        for stop in range(n_stops):
            time = alighted[stop]
            if time == UNREACHED:
                continue
            for w in range(footpaths.start[stop], footpaths.start[stop + 1]):
                to = footpaths.to[w]
                there = time + footpaths.walk_s[w]
                if there < ready[to] and there < end:
                    ready[to] = there
                    walked_from[to] = (round_, stop)
                    improved.add(to)
        marked = sorted(improved)
        labels.alighted.append(alighted)
        labels.ride.append(ride)
        labels.ready.append(ready)
        labels.walked_from.append(walked_from)
    return labels


def _scan_timed(
    timed: TimedPatterns, pattern: int, position: int, before: list[int], end: int
) -> Iterator[tuple[int, int, Ride]]:
    first, last = timed.stop_start[pattern], timed.stop_start[pattern + 1]
    n_trips = timed.trip_start[pattern + 1] - timed.trip_start[pattern]
    trip, boarded = n_trips, NOWHERE
    for i in range(position, last - first):
        stop = timed.stop[first + i]
        row = timed.time_start[pattern] + i * n_trips
        # Alight before boarding, so that nobody gets off where they got on.
        if trip < n_trips and timed.alight[first + i]:
            time = timed.arrival[row + trip]
            if time < end:
                yield stop, time, Ride(pattern, trip, boarded, i, 0)
        if before[stop] == UNREACHED or not timed.board[first + i]:
            continue
        # No trip of a pattern overtakes another, so the first to leave here is the first everywhere.
        low = bisect_left(timed.departure, before[stop], row, row + trip) - row
        if low < trip:
            trip, boarded = low, i


def _scan_headway(
    headway: HeadwayPatterns, number: int, n_timed: int, position: int, before: list[int], end: int
) -> Iterator[tuple[int, int, Ride]]:
    pattern = number - n_timed
    first, last = headway.stop_start[pattern], headway.stop_start[pattern + 1]
    opens, closes = headway.window_start[pattern], headway.window_end[pattern]
    board_wait_s, alight_wait_s = headway.board_wait_s[pattern], headway.alight_wait_s[pattern]
    # When the vehicle one rides leaves its first stop; `closes` stands for none.
    leaves, boarded = closes, NOWHERE
    for i in range(position, last - first):
        stop = headway.stop[first + i]
        if leaves < closes and headway.alight[first + i]:
            time = leaves + headway.arrival[first + i] + alight_wait_s
            if time < end:
                yield stop, time, Ride(number, NOWHERE, boarded, i, leaves)
        if before[stop] == UNREACHED or not headway.board[first + i]:
            continue
        first_met = max(before[stop] + board_wait_s - headway.departure[first + i], opens)
        if first_met < leaves:
            leaves, boarded = first_met, i


def as_lists(timetable: Timetable) -> Timetable:
    """Turn every column into a list, which plain Python reads three times as fast as an array."""
    return timetable._replace(
        timed=TimedPatterns(*(column.tolist() for column in timetable.timed)),
        headway=HeadwayPatterns(*(column.tolist() for column in timetable.headway)),
        calls=Calls(*(column.tolist() for column in timetable.calls)),
    )
