"""Journeys put together ride by ride from the trips of a network, without a search: something to be priced."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from transit.journey import Journey, Overhead, Point, RideLeg, WalkLeg
from transit.network.ground import Ground

ZONE = ZoneInfo("Asia/Shanghai")
WORKDAY = "2026-11-24"
"""A Tuesday."""
RESTDAY = "2026-11-28"
"""A Saturday."""


def at(clock: str, day: str = WORKDAY) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZONE)


def calls(ground: Ground, trip_id: str) -> list[int]:
    """Stops of a trip, in order."""
    trip = bisect_left(ground.trips.ids, trip_id)
    assert ground.trips.ids[trip] == trip_id
    return ground.trips.stop[ground.trips.start[trip] : ground.trips.start[trip + 1]].tolist()


def ride(
    ground: Ground, trip_id: str, i: int, j: int, depart: datetime, minutes: float = 20
) -> RideLeg:
    """Ride a trip from its call `i` to its call `j`."""
    trip = bisect_left(ground.trips.ids, trip_id)
    row, stops = ground.trip_rows[trip], calls(ground, trip_id)
    return RideLeg(
        trip_id=trip_id,
        board_call=i,
        alight_call=j,
        route_id=row["route_id"],
        route_name=row["route_id"],
        route_name_en="",
        mode=ground.mode(row["route_id"]),
        headsign="",
        headsign_en="",
        trip_name=row["trip_short_name"],
        board=ground.point(stops[i]),
        alight=ground.point(stops[j]),
        depart=depart,
        arrive=depart + timedelta(minutes=minutes),
        wait_s=0,
        headway_s=None,
        distance_m=0.0,
        crossings=(),
        status="open",
        evidence="derived",
        source_ids=(),
        booking=None,
    )  # fmt: skip


@cache
def rides_between(ground: Ground, route_id: str, a: str, b: str) -> list[tuple[str, int, int]]:
    """List trip, boarding and alighting call of every way to ride a route from the stop named `a` to that named `b`."""
    found = []
    for trip, trip_id in enumerate(ground.trips.ids):
        if ground.trip_rows[trip]["route_id"] == route_id:
            names = [ground.point(stop).name for stop in calls(ground, trip_id)]
            if a in names and b in names[names.index(a) + 1 :]:
                i = names.index(a)
                found.append((trip_id, i, names.index(b, i + 1)))
    assert found, f"{route_id} does not run from {a} to {b}"
    return found


def walk(
    a: Point, b: Point, depart: datetime, minutes: float = 5, *parts: tuple[str, int]
) -> WalkLeg:
    """Walk, and pass some overheads told by part and seconds."""
    overheads = tuple(Overhead(part, "", "", seconds, "assumed", ()) for part, seconds in parts)
    arrive = depart + timedelta(minutes=minutes)
    return WalkLeg(a, b, depart, arrive, 400.0, "derived", (), overheads)


def travel(
    ground: Ground, depart: datetime, *ways: tuple[str, str, str], change_min: float = 5
) -> Journey:
    """Ride routes one after the other, each told as route id, name to board at and name to alight at."""
    legs: list[RideLeg | WalkLeg] = []
    now = depart
    for route_id, a, b in ways:
        leg = ride(ground, *rides_between(ground, route_id, a, b)[0], depart=now)
        if legs and legs[-1].alight != leg.board:
            legs.append(walk(legs[-1].alight, leg.board, legs[-1].arrive, change_min))
            now = legs[-1].arrive
        leg = replace(leg, depart=now, arrive=now + timedelta(minutes=20))
        legs.append(leg)
        now = leg.arrive
    return Journey(tuple(legs), depart)
