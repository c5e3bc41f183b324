"""Which services may serve a trip, although nobody publishes where they stop?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transit.clock import to_datetime
from transit.journey import EVIDENCE, weakest
from transit.routing.search import Ends, Way
from transit.routing.trace import Footing, Tracer
from transit.routing.unplaced_services import End, services_between
from transit.routing.unsure_stops import may_be_near, unsure_stops

if TYPE_CHECKING:
    from datetime import datetime

    from transit.journey import Point
    from transit.routing.plan import Planner, Query
    from transit.routing.unplaced_services import Service


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A service that may serve a trip, if its stops lie where one can walk to them."""

    route_id: str
    route_name: str
    route_name_en: str
    mode: str
    headsign: str
    headsign_en: str
    trip_name: str
    """What passengers call the first trip, e.g. a train number; blank where it has no name."""
    board: Point
    """Where the stop is taken to be; `alight` likewise."""
    alight: Point
    board_error_m: float
    """Radius within which it lies."""
    alight_error_m: float
    opens: datetime
    """First departure from the boarding stop that meets the question; `closes` is the last."""
    closes: datetime
    headway_s: int | None
    """None where there are clock times."""
    departs: tuple[datetime, ...]
    """The clock times; none of service known only by its headway."""
    ride_s: int
    """The longest, where departures differ."""
    booking: str | None
    """How to book, where one must."""
    status: str
    line_evidence: str
    """Of the line: that there is one."""
    times_evidence: str
    """Of its hours, its headway or clock times, and its ride."""
    source_ids: tuple[str, ...]

    @property
    def evidence(self) -> str:
        """Weakest of its evidence classes."""
        return weakest(self.line_evidence, self.times_evidence)


def unplaced(planner: Planner, query: Query) -> tuple[Unplaced, ...]:
    """Find the services that may serve a trip in one ride, but stop nobody knows where.

    A stop is unplaced for an end of the trip if its error is at least
    :data:`transit.routing.unsure_stops.UNSURE_M`, one is not willing to walk to it (:mod:`transit.routing.reach`), and
    it may all the same lie within one's longest walk (:func:`transit.routing.unsure_stops.may_be_near`). A
    stop that may lie near both ends says nothing of the way between them.

    A service counts if one may board at an unplaced stop or one in reach, alight later on at an unplaced stop or one in
    reach, and one of the two is unplaced. It does not if it also stops in reach at both ends: then journeys have it.
    It runs as the options allow: modes, evidence, lines and stops avoided, seats that can still be booked. It runs in
    time: there by a deadline, leaving after a moment or within a window, and no farther than
    :data:`transit.routing.unplaced_services.PATIENCE_S` from the moment asked for; of the last departure the whole
    day counts. Walks to stops whose place is known take their time, those to others none.

    Parameters
    ----------
    planner
        The network.
    query
        The question; one that comes by other places has no such answer.

    Returns
    -------
    services
        A row a line, direction and window: earliest arrival first, by deadline latest departure first, then the line
        that is surer.
    """
    ground, options = planner.ground, query.options
    if query.vias:
        return ()
    unsure = unsure_stops(ground)
    near = [may_be_near(ground, end, unsure, options) for end in (query.origin, query.target)]
    at_both = set.intersection(*map(set, near))
    if not set.union(*map(set, near)) - at_both:
        return ()
    walks = planner.ends(
        planner.reach(query.origin, options),
        planner.reach(query.target, options, towards=True),
        options,
    )
    start, finish = (
        End.of(ground, seconds, set(stops) - at_both)
        for seconds, stops in zip(walks[:2], near, strict=True)
    )
    if not (start.unplaced.any() or finish.unplaced.any()):
        return ()
    day = planner.days.day(query.service_date, options)
    overheads = planner.days.overheads(options)
    tracer = Tracer.of(ground, day, query.service_date, planner.zone, overheads)
    places = {route_id: n for n, route_id in enumerate(ground.feed.routes["route_id"])}
    found = []
    for service in services_between(ground, day.timetable, start, finish, query):
        told = _told(planner, query, tracer, service)
        there = service.opens + service.ride_s + service.stretch.egress_s
        soonest = -service.closes if query.backwards else there
        line = told.line_evidence
        sureness = EVIDENCE.index(line) if line in EVIDENCE else len(EVIDENCE)
        found.append(((soonest, sureness, places[told.route_id], service.opens), told))
    found.sort(key=lambda row: row[0])
    # Patterns of one line that differ in nothing but their sources are one row to a reader.
    rows: dict[Unplaced, Unplaced] = {}
    for _, told in found:
        rows.setdefault(replace(told, source_ids=()), told)
    return tuple(rows.values())


def _told(planner: Planner, query: Query, tracer: Tracer, service: Service) -> Unplaced:
    """Tell a service by the first ride on it."""
    ground, at = planner.ground, service.stretch
    ends = Ends({at.board: 0}, {at.alight: 0})
    board, alight = (int(ground.berths.stop[berth]) for berth in (at.board, at.alight))
    nowhere = Footing(ground.point(board), ground.point(alight), {}, {})
    way = Way(service.opens, service.opens + service.ride_s, 1, (service.first,))
    rides = tracer.journey(way, ends, nowhere).rides
    first, route = rides[0], ground.route(rides[0].route_id)
    opens, closes, *departs = (
        to_datetime(query.service_date, seconds, planner.zone)
        for seconds in (service.opens, service.closes, *service.departs)
    )
    return Unplaced(
        route_id=first.route_id,
        route_name=first.route_name,
        route_name_en=first.route_name_en,
        mode=first.mode,
        headsign=first.headsign,
        headsign_en=first.headsign_en,
        trip_name=first.trip_name,
        board=first.board,
        alight=rides[-1].alight,
        board_error_m=float(ground.stops.error_m[board]),
        alight_error_m=float(ground.stops.error_m[alight]),
        opens=opens,
        closes=closes,
        headway_s=first.headway_s,
        departs=tuple(departs),
        ride_s=service.ride_s,
        booking=first.booking,
        status="planned" if any(ride.status == "planned" for ride in rides) else "open",
        line_evidence=route["evidence"],
        times_evidence=weakest(*(ride.evidence for ride in rides)),
        source_ids=tuple(
            dict.fromkeys((*route["source_ids"].split(), *(s for r in rides for s in r.source_ids)))
        ),
    )
