"""Does any vehicle of the line still come after the one that is boarded?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.ground import Ground
    from transit.routing.search import Ride
    from transit.timetable.arrays import HeadwayPatterns, TimedPatterns, Timetable

LONG_S: Final = 2 * 3600
"""Who must wait so long for the next vehicle of a line has missed the last one."""

Hours = tuple[int, int]
"""When vehicles pass a stop: from, until before."""


def last_passing(ground: Ground, timetable: Timetable, ride: Ride) -> int | None:
    """Tell when the last vehicle of a line for two hours at least passes the stop where one boards.

    Vehicles of the line count that go to where one alights.

    Returns
    -------
    seconds
        Of the vehicle boarded itself, or of the last that may come within a headway of it; None where more follow.
    """
    timed, headway = timetable.timed, timetable.headway
    p = ride.pattern - (len(timed.stop_start) - 1)
    if p < 0:
        first, pattern = int(timed.stop_start[ride.pattern]), ride.pattern
        row = int(timed.time_start[pattern]) + ride.board_position * int(timed.n_trips[pattern])
        passes, every_s = int(timed.departure[row + ride.trip]), 1
        ends = timed.stop[[first + ride.board_position, first + ride.alight_position]]
        trip = int(timed.trip[timed.trip_start[pattern] + ride.trip])
    else:
        first = int(headway.stop_start[p])
        passes = ride.leaves + int(headway.departure[first + ride.board_position])
        ends = headway.stop[[first + ride.board_position, first + ride.alight_position]]
        trip = int(headway.trip[headway.window_start[p]])
        windows = range(*headway.window_start[p : p + 2].tolist())
        within = (w for w in windows if headway.opens[w] <= ride.leaves < headway.closes[w])
        every_s = next((int(headway.headway_s[w]) for w in within), 1)
    if trip >= len(ground.trips.ids):
        # A vehicle that goes on as another trip is of several lines.
        return None
    route_id = ground.trip_rows[trip]["route_id"]
    last = passes
    for opens, closes in sorted(_hours(ground, timetable, route_id, *ends.tolist())):
        if closes > last + 1 and opens <= last + LONG_S:
            last = closes - 1
    return last if last - passes < every_s else None


def _hours(
    ground: Ground, timetable: Timetable, route_id: str, boards: int, alights: int
) -> Iterator[Hours]:
    """List when vehicles of a route pass a berth on the way to another."""
    calls, n_timed = timetable.calls, len(timetable.timed.stop_start) - 1
    for c in range(int(calls.start[boards]), int(calls.start[boards + 1])):
        pattern, position = int(calls.pattern[c]), int(calls.position[c])
        if pattern < n_timed:
            found = _by_the_clock(timetable.timed, pattern, position)
            patterns: TimedPatterns | HeadwayPatterns = timetable.timed
            p, trip = pattern, int(timetable.timed.trip[timetable.timed.trip_start[pattern]])
        else:
            p, patterns = pattern - n_timed, timetable.headway
            found = _by_headway(timetable.headway, p, position)
            trip = int(timetable.headway.trip[timetable.headway.window_start[p]])
        goes_there = patterns.stop[
            patterns.stop_start[p] + position + 1 : patterns.stop_start[p + 1]
        ]
        known = trip < len(ground.trips.ids)
        if known and ground.trip_rows[trip]["route_id"] == route_id and alights in goes_there:
            yield from found


def _by_the_clock(timed: TimedPatterns, p: int, position: int) -> Iterator[Hours]:
    n_trips = int(timed.n_trips[p])
    row = int(timed.time_start[p]) + position * n_trips
    for departs in timed.departure[row : row + n_trips].tolist():
        yield departs, departs + 1


def _by_headway(headway: HeadwayPatterns, p: int, position: int) -> Iterator[Hours]:
    offset = int(headway.departure[headway.stop_start[p] + position])
    for w in range(*headway.window_start[p : p + 2].tolist()):
        yield int(headway.opens[w]) + offset, int(headway.closes[w]) + offset
