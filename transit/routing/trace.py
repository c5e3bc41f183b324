"""From the rides of a search to a journey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.clock import day_start
from transit.geo import metres_between
from transit.journey import Journey, Point, RideLeg, Visit, WalkLeg, weakest
from transit.network.berths import change_on_foot
from transit.network.border import passages
from transit.network.walks import NOT_STATED
from transit.routing.crossings import told_crossing, with_crossing
from transit.routing.last_passing import last_passing
from transit.routing.visits import OUTSIDE, Stay, Visits, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from transit.journey import BorderCrossing
    from transit.network.ground import Ground
    from transit.network.overheads import Overheads
    from transit.routing.search import Day, Ends, Ride, Way
    from transit.routing.tradeoff_rides import Tradeoff
    from transit.routing.visits import Steps, Via


class Footing(NamedTuple):
    """Where a journey really begins and ends, and how far on foot that is from the stops in reach."""

    origin: Point
    target: Point
    access_m: Mapping[int, float]
    egress_m: Mapping[int, float]


class _Part(NamedTuple):
    """A ride on one trip."""

    trip: int
    """Row in the trip table."""
    frequency: int | None
    headway_s: int | None
    board_call: int
    alight_call: int
    depart: int
    arrive: int
    last: int
    """Position of its last call in the run."""


@dataclass(slots=True)
class _Told:
    """What of a journey is told so far."""

    legs: list[RideLeg | WalkLeg]
    visits: list[Visit]
    now: int

    @property
    def has_ridden(self) -> bool:
        return any(isinstance(leg, RideLeg) for leg in self.legs)


@dataclass(frozen=True)
class Tracer:
    """What it takes to tell a search's answer in people's words."""

    ground: Ground
    day: Day
    begins: datetime
    """Second 0 of the day, in UTC: arithmetic on an aware datetime is arithmetic on its wall clock."""
    zone: ZoneInfo
    overheads: Overheads
    """Of stations and checkpoints, as the day and its footpaths hold them."""
    vias: tuple[Via, ...] = ()
    """Places to come by, for which the day has layers."""

    @classmethod
    def of(
        cls,
        ground: Ground,
        day: Day,
        service_date: date,
        zone: ZoneInfo,
        overheads: Overheads,
        vias: tuple[Via, ...] = (),
    ) -> Tracer:
        """Tell journeys of a service date."""
        begins = day_start(service_date, zone).astimezone(UTC)
        return cls(ground, day, begins, zone, overheads, vias)

    def journey(self, way: Way | Tradeoff, ends: Ends, footing: Footing) -> Journey:
        """Tell a way forwards, leg by leg."""
        told = _Told([], [], way.departs)
        off = OUTSIDE
        for ride in way.legs:
            board = self._berth(ride, ride.board_position)
            change_s = 0
            if off == OUTSIDE:
                self._go(told, self._steps_to(ends, board), footing)
            else:
                before = told.now, len(told.legs)
                self._go(told, self._steps_between(off, board), footing)
                if before == (told.now, len(told.legs)):
                    # Neither walked nor stayed: what the change takes is part of the wait.
                    change_s = self._footpath_s(off, board)
            self._pass(told, ride)
            for number, part in enumerate(self._parts(ride)):
                leg = self._told(part, told.now, in_seat=number > 0)
                if number == 0:
                    last_s = last_passing(self.ground, self.day.timetable, ride)
                    last_at = None if last_s is None else self._moment(last_s)
                    leg = replace(leg, change_s=change_s, last_at=last_at)
                told.legs.append(leg)
                told.now = part.arrive
            off = self._berth(ride, ride.alight_position)
        self._go(told, self._steps_from(ends, off), footing)
        sets_out = self._moment(way.departs)
        return Journey(tuple(told.legs), sets_out, visits=tuple(told.visits))

    def metres(self, ends: Ends, footing: Footing) -> tuple[dict[int, float], dict[int, float]]:
        """Measure the ways on foot at both ends of a journey, by berth of the layers."""
        return (
            {b: self._metres(self._steps_to(ends, b), footing) for b in ends.access},
            {b: self._metres(self._steps_from(ends, b), footing) for b in ends.egress},
        )

    @cached_property
    def _visits(self) -> Visits:
        return Visits(self.day.footpaths, self.vias, len(self.ground.berths.stop))

    def _steps_to(self, ends: Ends, board: int) -> Steps:
        if not self.vias:
            return [Walk(OUTSIDE, board, ends.access[board])]
        return self._visits.to_first(ends.access, board, ends.at_origin)

    def _steps_between(self, off: int, board: int) -> Steps:
        seconds = self._footpath_s(off, board)
        if not self.vias:
            return [Walk(off, board, seconds)]
        return self._visits.between(off, board, seconds)

    def _steps_from(self, ends: Ends, off: int) -> Steps:
        if not self.vias:
            return [Walk(off, OUTSIDE, ends.egress[off])]
        return self._visits.from_last(ends.egress, off, ends.at_target)

    def _metres(self, steps: Steps, footing: Footing) -> float:
        walk_m = 0.0
        for step in steps:
            if isinstance(step, Stay):
                continue
            if step.origin == OUTSIDE:
                walk_m += footing.access_m[self._stop(step.to)]
            elif step.to == OUTSIDE:
                walk_m += footing.egress_m[self._stop(step.origin)]
            else:
                berths, walks = self.ground.berths, self.ground.walks
                walk_m += change_on_foot(berths, walks, step.origin, step.to)[0]
        return walk_m

    def _go(self, told: _Told, steps: Steps, footing: Footing) -> None:
        """Walk, as soon as one is off, and stay; what time is left is waited at the next stop."""
        for step in steps:
            if isinstance(step, Stay):
                outside = footing.target if told.has_ridden else footing.origin
                at = outside if step.berth == OUTSIDE else self._point(step.berth)
                told.visits.append(self._visit(step.via, at, told.now, step.seconds, told))
                told.now += step.seconds
                continue
            ready = told.now + step.seconds
            if step.origin == OUTSIDE:
                there = self._stop(step.to)
                if step.seconds:
                    walk_m = footing.access_m[there]
                    leg = self._on_foot(footing.origin, there, told.now, ready, walk_m)
                    leg = replace(leg, overheads=self.overheads.entry(there))
                    told.legs.append(with_crossing(self.ground, leg))
            elif step.to == OUTSIDE:
                here = self._stop(step.origin)
                if step.seconds:
                    walk_m = footing.egress_m[here]
                    leg = self._on_foot(here, footing.target, told.now, ready, walk_m)
                    leg = replace(leg, overheads=self.overheads.leave(here))
                    told.legs.append(with_crossing(self.ground, leg))
            elif self._stop(step.origin) != self._stop(step.to):
                told.legs.append(self._change(step.origin, step.to, told.now, ready))
            else:
                continue
            told.now = ready

    def _pass(self, told: _Told, ride: Ride) -> None:
        """Tell the places passed aboard: a ride that passes some ends in another layer."""
        n_berths = len(self.ground.berths.stop)
        first, last = (
            self._berth(ride, position) // n_berths
            for position in (ride.board_position, ride.alight_position)
        )
        position = ride.board_position + 1
        for via in range(first, last):
            berths = self.vias[via].berths
            while self._berth(ride, position) % n_berths not in berths:
                position += 1
            before = sum(part.last < position for part in self._parts(ride))
            there = self._point(self._berth(ride, position))
            visit = self._visit(via, there, self._reaches(ride, position), 0, told)
            told.visits.append(replace(visit, leg=visit.leg + before, aboard=True))

    def _parts(self, ride: Ride) -> Iterator[_Part]:
        """Tell a ride by its trips: one, or those that a vehicle runs one after another."""
        timed, headway = self.day.timetable.timed, self.day.timetable.headway
        n_timed = len(timed.stop_start) - 1
        i, j = ride.board_position, ride.alight_position
        if ride.pattern >= n_timed:
            p = ride.pattern - n_timed
            calls = int(headway.stop_start[p])
            windows = slice(headway.window_start[p], headway.window_start[p + 1])
            # Windows never overlap: the one that holds the moment is the last that opened before it.
            w = (
                windows.start
                + int(np.searchsorted(headway.opens[windows], ride.leaves, "right"))
                - 1
            )
            yield _Part(
                trip=int(headway.trip[w]),
                frequency=int(headway.frequency[w]),
                headway_s=int(headway.headway_s[w]),
                board_call=i,
                alight_call=j,
                depart=ride.leaves + int(headway.departure[calls + i]),
                arrive=ride.leaves + int(headway.arrival[calls + j]),
                last=j,
            )
            return
        n_calls = int(timed.stop_start[ride.pattern + 1] - timed.stop_start[ride.pattern])
        start, n_trips = int(timed.time_start[ride.pattern]), int(timed.n_trips[ride.pattern])
        arrival = start + ride.trip * n_calls
        departure = start + ride.trip
        row = int(timed.trip[timed.trip_start[ride.pattern] + ride.trip])
        for trip, first, last in self._trips(row, n_calls):
            a, b = max(i, first), min(j, last)
            if a > b:
                continue
            arrive = int(timed.arrival[arrival + b])
            # Whoever stays seated to where the next trip only begins gets off as the vehicle comes there.
            depart = int(timed.departure[departure + a * n_trips]) if a < b else arrive
            yield _Part(
                trip=trip,
                frequency=None,
                headway_s=None,
                board_call=a - first,
                alight_call=b - first,
                depart=depart,
                arrive=arrive,
                last=b,
            )

    def _trips(self, row: int, n_calls: int) -> Iterator[tuple[int, int, int]]:
        """Trips of a timed run, and the positions of their first and last calls in it."""
        n_rows = len(self.ground.trips.ids)
        if row < n_rows:
            yield row, 0, n_calls - 1
            return
        through = self.day.timetable.through
        parts = range(*through.start[row - n_rows : row - n_rows + 2].tolist())
        firsts = [*(int(through.offset[part]) for part in parts), n_calls]
        for part, (first, beyond) in zip(parts, pairwise(firsts), strict=True):
            yield int(through.trip[part]), first, beyond - 1

    def _reaches(self, ride: Ride, position: int) -> int:
        """When a ride reaches a call of its run."""
        timed, headway = self.day.timetable.timed, self.day.timetable.headway
        p = ride.pattern - (len(timed.stop_start) - 1)
        if p >= 0:
            return ride.leaves + int(headway.arrival[headway.stop_start[p] + position])
        n_calls = int(timed.stop_start[ride.pattern + 1] - timed.stop_start[ride.pattern])
        row = int(timed.time_start[ride.pattern]) + ride.trip * n_calls
        return int(timed.arrival[row + position])

    def _visit(self, via: int, stop: Point, now: int, stay_s: int, told: _Told) -> Visit:
        place = self.vias[via]
        at = self._moment(now)
        return Visit(place.name, place.name_en, stop, at, stay_s, len(told.legs), aboard=False)

    def _told(self, part: _Part, ready: int, *, in_seat: bool) -> RideLeg:
        ground = self.ground
        t = ground.trip_rows[part.trip]
        route = ground.route(t["route_id"])
        start = int(ground.trips.start[part.trip])
        calls = slice(start + part.board_call, start + part.alight_call + 1)
        on_the_way = ground.trips.stop[calls].tolist()
        lat, lon = ground.stops.lat[on_the_way], ground.stops.lon[on_the_way]
        stated = ground.frequency_rows[part.frequency] if part.frequency is not None else None
        evidence = [t["evidence"], *([stated["evidence"]] if stated is not None else [])]
        cited = [t["source_ids"], *([stated["source_ids"]] if stated is not None else [])]
        return RideLeg(
            trip_id=t["trip_id"],
            board_call=part.board_call,
            alight_call=part.alight_call,
            route_id=t["route_id"],
            route_name=route["route_short_name"] or route["route_long_name"],
            route_name_en=ground.translated("routes", "route_short_name", t["route_id"], "en"),
            mode=ground.mode(t["route_id"]),
            headsign=t["trip_headsign"],
            headsign_en=ground.translated("trips", "trip_headsign", t["trip_id"], "en"),
            trip_name=t["trip_short_name"],
            board=ground.point(on_the_way[0]),
            alight=ground.point(on_the_way[-1]),
            depart=self._moment(part.depart),
            arrive=self._moment(part.arrive),
            wait_s=part.depart - ready,
            headway_s=part.headway_s,
            distance_m=float(metres_between(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum()),
            crossings=tuple(self._crossings(part)),
            status=route["status"] or "open",
            evidence=weakest(*evidence),
            source_ids=_ids(*cited),
            booking=ground.booking(start + part.board_call),
            in_seat=in_seat,
            caution=route.get("route_desc", ""),
            caution_en=ground.translated("routes", "route_desc", t["route_id"], "en"),
        )

    def _crossings(self, part: _Part) -> Iterator[BorderCrossing]:
        for passage in passages(
            self.ground, part.trip, self.overheads, part.board_call, part.alight_call
        ):
            at = self._moment(part.depart + passage.after_s)
            yield told_crossing(passage.crossing, passage.direction, at, passage.delay)

    def _change(self, a: int, b: int, now: int, ready: int) -> WalkLeg:
        ground, n_berths = self.ground, len(self.ground.berths.stop)
        walk_m, row = change_on_foot(ground.berths, ground.walks, a % n_berths, b % n_berths)
        leg = self._on_foot(self._stop(a), self._stop(b), now, ready, walk_m)
        if row == NOT_STATED:
            off, on = self._stop(a), self._stop(b)
            if self.ground.station_of[off] == self.ground.station_of[on]:
                return with_crossing(self.ground, leg)
            way = self.overheads.leave(off), self.overheads.entry(on)
            return with_crossing(self.ground, replace(leg, overheads=sum(way, ())))
        stated = ground.feed.transfers.iloc[row]
        told = replace(leg, evidence=stated["evidence"], source_ids=_ids(stated["source_ids"]))
        return with_crossing(self.ground, told)

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

    def _berth(self, ride: Ride, position: int) -> int:
        timed, headway = self.day.timetable.timed, self.day.timetable.headway
        n_timed = len(timed.stop_start) - 1
        if ride.pattern < n_timed:
            return int(timed.stop[timed.stop_start[ride.pattern] + position])
        return int(headway.stop[headway.stop_start[ride.pattern - n_timed] + position])

    def _stop(self, berth: int) -> int:
        # A network of several layers, for places one wants to pass, repeats its berths.
        of = self.ground.berths.stop
        return int(of[berth % len(of)])

    def _point(self, berth: int) -> Point:
        return self.ground.point(self._stop(berth))

    def _footpath_s(self, a: int, b: int) -> int:
        paths = self.day.footpaths
        out = slice(paths.start[a], paths.start[a + 1])
        return int(paths.walk_s[out][paths.to[out] == b][0])

    def _moment(self, seconds: int) -> datetime:
        return (self.begins + timedelta(seconds=seconds)).astimezone(self.zone)


def _ids(*cited: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(cited).split()))
