"""From the labels of a search back to a journey."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.clock import to_datetime
from transit.geo import metres_between
from transit.journey import BorderCrossing, Journey, Point, RideLeg, WalkLeg, weakest
from transit.network.walks import NOT_STATED
from transit.routing.rounds import NOWHERE

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from transit.network.ground import Ground
    from transit.routing.rounds import Ride
    from transit.routing.search import Ends, Way
    from transit.timetable.arrays import Timetable


class Footing(NamedTuple):
    """Where a journey really begins and ends, and how far on foot that is from the stops in reach."""

    origin: Point
    target: Point
    access_m: dict[int, float]
    egress_m: dict[int, float]


class Tracer(NamedTuple):
    """What it takes to tell a search's answer in people's words."""

    ground: Ground
    timetable: Timetable
    service_date: date
    zone: ZoneInfo

    def journey(self, way: Way, ends: Ends, footing: Footing) -> Journey:
        """Walk an answer's labels back to the origin, and tell it forwards."""
        labels, stop, round_ = way.labels, way.stop, way.rides
        # Each ride with the stop it is left at, the stop before its change (or `NOWHERE`) and when it is boarded.
        rides: list[tuple[Ride, int, int, int]] = []
        while round_ != NOWHERE:
            ride = labels.ride[round_][stop]
            if ride is None:
                raise AssertionError("a label without a ride")
            board, before = self._stop(ride, ride.board_position), round_ - 1
            round_, came_from = labels.walked_from[before][board]
            rides.append((ride, stop, came_from, labels.ready[before][board]))
            stop = came_from

        legs: list[RideLeg | WalkLeg] = []
        now = way.departs
        for ride, alight, came_from, ready in reversed(rides):
            board = self._stop(ride, ride.board_position)
            if came_from == NOWHERE:
                if ends.access[board]:
                    walk_m = footing.access_m[board]
                    legs.append(self._on_foot(footing.origin, board, now, ready, walk_m))
                now = ready
            elif came_from != board:
                # Walk as soon as one is off; what time is left is waited at the next stop.
                legs.append(self._change(came_from, board, now, ready))
                now = ready
            leg, now = self._ride(ride, alight, now)
            legs.append(leg)
        if ends.egress[way.stop]:
            walk_m = footing.egress_m[way.stop]
            legs.append(self._on_foot(way.stop, footing.target, now, way.arrives, walk_m))
        return Journey(tuple(legs), self._moment(way.departs))

    def _ride(self, ride: Ride, alight: int, ready: int) -> tuple[RideLeg, int]:
        timed, headway = self.timetable.timed, self.timetable.headway
        n_timed = len(timed.stop_start) - 1
        if ride.pattern < n_timed:
            first = timed.trip_start[ride.pattern]
            n_trips = timed.trip_start[ride.pattern + 1] - first
            row = timed.time_start[ride.pattern] + ride.trip
            depart = int(timed.departure[row + ride.board_position * n_trips])
            arrive = int(timed.arrival[row + ride.alight_position * n_trips])
            trip, frequency, headway_s = int(timed.trip[first + ride.trip]), None, None
        else:
            p = ride.pattern - n_timed
            calls = headway.stop_start[p]
            depart = ride.leaves_first_stop + int(headway.departure[calls + ride.board_position])
            arrive = ride.leaves_first_stop + int(headway.arrival[calls + ride.alight_position])
            trip, frequency = int(headway.trip[p]), int(headway.frequency[p])
            headway_s = int(headway.headway_s[p])
        leg = self._told(trip, frequency, headway_s, ride, ready, depart, arrive)
        if leg.alight.stop_id != self.ground.stops.ids[alight]:
            raise AssertionError("a ride that does not end where its label lies")
        return leg, arrive

    def _told(
        self,
        trip: int,
        frequency: int | None,
        headway_s: int | None,
        ride: Ride,
        ready: int,
        depart: int,
        arrive: int,
    ) -> RideLeg:
        ground, feed = self.ground, self.ground.feed
        t = feed.trips.iloc[ground.trips.rows[trip]]
        route = ground.route(t["route_id"])
        start = int(ground.trips.start[trip])
        calls = slice(start + ride.board_position, start + ride.alight_position + 1)
        on_the_way = ground.trips.stop[calls].tolist()
        lat, lon = ground.stops.lat[on_the_way], ground.stops.lon[on_the_way]
        stated = feed.frequencies.iloc[frequency] if frequency is not None else None
        evidence = [t["evidence"], *([stated["evidence"]] if stated is not None else [])]
        cited = [t["source_ids"], *([stated["source_ids"]] if stated is not None else [])]
        return RideLeg(
            trip_id=t["trip_id"],
            board_call=ride.board_position,
            alight_call=ride.alight_position,
            route_id=t["route_id"],
            route_name=route["route_short_name"] or route["route_long_name"],
            route_name_en=ground.translated("routes", "route_short_name", t["route_id"], "en"),
            mode=ground.mode(t["route_id"]),
            headsign=t["trip_headsign"],
            headsign_en=ground.translated("trips", "trip_headsign", t["trip_id"], "en"),
            trip_name=t["trip_short_name"],
            board=ground.point(on_the_way[0]),
            alight=ground.point(on_the_way[-1]),
            depart=self._moment(depart),
            arrive=self._moment(arrive),
            wait_s=depart - ready,
            headway_s=headway_s,
            distance_m=float(metres_between(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum()),
            crossings=self._crossings(on_the_way, calls, route["crossing_id"], depart),
            status=route["status"] or "open",
            evidence=weakest(*evidence),
            source_ids=_ids(*cited),
            booking=ground.booking(start + ride.board_position),
        )

    def _crossings(
        self, on_the_way: list[int], calls: slice, candidates: str, depart: int
    ) -> tuple[BorderCrossing, ...]:
        trips = self.ground.trips
        leaves, reaches = trips.departure[calls], trips.arrival[calls]
        passed = []
        for i, (a, b) in enumerate(pairwise(on_the_way)):
            found = self.ground.crossing_between(a, b, candidates)
            if found is None:
                continue
            crossing, share, direction = found
            within = leaves[i] + share * (reaches[i + 1] - leaves[i]) - leaves[0]
            passed.append(
                BorderCrossing(
                    crossing_id=crossing.id if crossing else "",
                    name=crossing.name_zh if crossing else "",
                    name_en=crossing.name_en if crossing else "",
                    direction=direction,
                    at=self._moment(depart + round(float(within))),
                )
            )
        return tuple(passed)

    def _change(self, a: int, b: int, now: int, ready: int) -> WalkLeg:
        ground, walks = self.ground, self.ground.walks
        w = int(np.flatnonzero((walks.from_stop == a) & (walks.to_stop == b))[0])
        leg = self._on_foot(a, b, now, ready, float(walks.walk_m[w]))
        if walks.transfer[w] == NOT_STATED:
            return leg
        stated = ground.feed.transfers.iloc[walks.transfer[w]]
        return replace(leg, evidence=stated["evidence"], source_ids=_ids(stated["source_ids"]))

    def _on_foot(
        self, a: Point | int, b: Point | int, now: int, then: int, walk_m: float
    ) -> WalkLeg:
        """Walk between two stops, or a stop and a place. What crow flight gives is derived at best."""
        ends = [self.ground.point(end) if isinstance(end, int) else end for end in (a, b)]
        rows = [self.ground.stop_rows[end] for end in (a, b) if isinstance(end, int)]
        return WalkLeg(
            board=ends[0],
            alight=ends[1],
            depart=self._moment(now),
            arrive=self._moment(then),
            walk_m=walk_m,
            evidence=weakest("derived", *(row["evidence"] for row in rows)),
            source_ids=_ids(*(row["source_ids"] for row in rows)),
        )

    def _stop(self, ride: Ride, position: int) -> int:
        timed, headway = self.timetable.timed, self.timetable.headway
        n_timed = len(timed.stop_start) - 1
        if ride.pattern < n_timed:
            return int(timed.stop[timed.stop_start[ride.pattern] + position])
        return int(headway.stop[headway.stop_start[ride.pattern - n_timed] + position])

    def _moment(self, seconds: int) -> datetime:
        return to_datetime(self.service_date, seconds, self.zone)


def _ids(*cited: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(cited).split()))
