"""From a settled question to journeys, or to the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from transit.clock import to_datetime, zone
from transit.errors import NoServiceError
from transit.gtfs.calendar import covered_dates
from transit.journey import Journey, Point, Visit, WalkLeg, weakest
from transit.network.berths import by_berth
from transit.routing.all_the_way import straight
from transit.routing.crossings import with_crossing
from transit.routing.earliest import earliest
from transit.routing.reach import reach
from transit.routing.search import Ends, arrive_by, depart_at, window
from transit.routing.trace import Footing, Tracer
from transit.routing.tradeoff_costs import by_way_of
from transit.routing.tradeoff_search import Question, tradeoffs
from transit.routing.visits import Via
from transit.timetable.afoot import entries, exits
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.routing.days import Days
    from transit.routing.options import Options
    from transit.routing.reach import Reach
    from transit.routing.search import Day, Way

MOST_WEIGHED_S: Final = 6 * 3600
"""As `HORIZON_S`, where walking and fares count too: whoever saves a fare does not wait half a day for it."""

HORIZON_S: Final = 12 * 3600
"""How far from the moment asked for a journey may reach; the next day's first bus is still an answer at midnight, the
day before's is none to a deadline at noon."""

FEWER_CHANGES_WORTH_S: Final = 2 * 3600
"""A journey with fewer transfers is listed when it costs no more than this: nobody rides the evening before for one."""


NIGHT_S: Final = 3 * 3600
"""Who waits longer between two vehicles spends the night at a stop: no answer where another journey waits less."""


@dataclass(frozen=True, slots=True)
class Query:
    """A settled question."""

    origin: Place
    target: Place
    service_date: date
    seconds: int
    """When to leave or to be there, in seconds of the service day."""
    backwards: bool
    """Whether `seconds` is when to be there."""
    options: Options
    last: int | None = None
    """For a window of departures, which `seconds` opens: its end; None for one moment."""
    vias: tuple[tuple[Place, int], ...] = ()
    """Places to come by in this order, with the seconds to stay there."""

    @property
    def same_place(self) -> bool:
        """Whether one is there already, so that any ride would be a round trip."""
        a, b = self.origin, self.target
        same = (a.lat, a.lon) == (b.lat, b.lon) or not set(a.stop_ids).isdisjoint(b.stop_ids)
        return same and not self.vias


@dataclass(frozen=True, eq=False)
class Planner:
    """Answers queries on one network; keeps what it compiled for the next."""

    ground: Ground
    days: Days

    @cached_property
    def zone(self) -> ZoneInfo:
        """Time zone of the feed."""
        return zone(self.ground.feed.timezone)

    @cached_property
    def covered(self) -> tuple[date, date] | None:
        """First and last date with service."""
        return covered_dates(self.ground.feed)

    def check_date(self, service_date: date) -> None:
        """Refuse a date outside every feed.

        Raises
        ------
        NoServiceError
            If no service can run on it.
        """
        covered = self.covered
        if covered is None or not covered[0] <= service_date <= covered[1]:
            raise NoServiceError(service_date, covered)

    def reach(self, place: Place, options: Options, *, towards: bool = False) -> Reach:
        """Find the stops one is willing to walk to from a place, or `towards` it from."""
        return reach(
            self.ground,
            place,
            max_walk_s=options.max_walk_s,
            speed_kmh=options.walk_speed_kmh,
            stated_only=options.stated_only,
            towards=towards,
        )

    def ends(self, start: Reach, finish: Reach, options: Options) -> Ends:
        """Seconds by berth at both ends of a journey: walks, and what entering and leaving stations takes."""
        berths, overheads = self.ground.berths, self.days.overheads(options)
        access = {s: walk_s + int(overheads.entry_s[s]) for s, walk_s in start.seconds.items()}
        egress = {s: walk_s + int(overheads.exit_s[s]) for s, walk_s in finish.seconds.items()}
        at_origin, at_target = (
            frozenset(by_berth(berths, {s: 0 for s, walk_s in near.seconds.items() if not walk_s}))
            for near in (start, finish)
        )
        return Ends(by_berth(berths, access), by_berth(berths, egress), at_origin, at_target)

    def _ends_by_way_of(self, vias: tuple[tuple[Place, int], ...], ends: Ends, day: Day) -> Ends:
        """Places to come by may be met before the first ride and after the last; a journey ends in another layer."""
        places, n_berths = self.days.places(vias), len(self.ground.berths.stop)
        return Ends(
            entries(ends.access, places, day.footpaths, n_berths, ends.at_origin),
            exits(ends.egress, places, day.footpaths, n_berths, ends.at_target),
            ends.at_origin,
            ends.at_target,
        )

    def journeys(self, query: Query, horizon_s: int = HORIZON_S) -> tuple[Journey, ...]:
        """Find every journey that no other beats on what the question asks for.

        Parameters
        ----------
        query
            The question.
        horizon_s
            How far from the moment asked for a journey may reach.

        Returns
        -------
        journeys
            Earliest arrival first; by deadline, latest departure first; in a window, by departure. Of two equal ones
            the one with fewer transfers.
        """
        price = self.days.pricer.price
        return tuple(
            replace(journey, fare=price(journey, query.options.payment))
            for journey in self.unpriced(query, horizon_s)
        )

    def unpriced(self, query: Query, horizon_s: int = HORIZON_S) -> tuple[Journey, ...]:
        """Find them, as :meth:`journeys` does, and leave their fares open."""
        self.check_date(query.service_date)
        if query.same_place:
            return ()
        options = query.options
        start = self.reach(query.origin, options)
        finish = self.reach(query.target, options, towards=True)
        ends = self.ends(start, finish, options)
        footing = Footing(
            origin=_point(query.origin), target=_point(query.target),
            access_m=start.metres, egress_m=finish.metres,
        )  # fmt: skip
        day = self.days.day(query.service_date, options, query.vias)
        if query.vias:
            ends = self._ends_by_way_of(query.vias, ends, day)
            horizon_s += sum(stay_s for _, stay_s in query.vias)
        places = self.days.places(query.vias)
        vias = tuple(
            Via(place.name, place.name_en, berths, stay_s)
            for (place, stay_s), (berths, _) in zip(query.vias, places, strict=True)
        )
        overheads = self.days.overheads(options)
        tracer = Tracer.of(self.ground, day, query.service_date, self.zone, overheads, vias)
        if options.weighs_more and ends.access and ends.egress:
            found = self._weighed(tracer, query, (start, finish), ends, footing, horizon_s)
            # What is weighed beside time takes no journey away that would be listed without it.
            plain = replace(query, options=replace(options, criteria=("time", "transfers")))
            ways = self._ways(day, ends, plain, horizon_s)
            quick = [tracer.journey(way, ends, footing) for way in ways]
            found += [j for j in quick if not any(_as_quick(other, j) for other in found)]
        else:
            ways = self._ways(day, ends, query, horizon_s)
            found = [tracer.journey(way, ends, footing) for way in ways]
        on_foot = self._on_foot(query, start, finish)
        if on_foot is not None:
            # Walking all the way is the journey with the fewest changes: what takes longer is no gain.
            found = [j for j in found if j.duration < on_foot.duration]
            found.append(on_foot)
        rested = [j for j in found if _longest_wait_s(j) < NIGHT_S]
        found = rested or found
        found.sort(
            key=lambda j: (
                -j.depart.timestamp() if query.backwards else 0,
                j.depart if query.last is not None else 0,
                j.arrive,
                j.transfers,
                -j.depart.timestamp(),
            )
        )
        only_time = options.criteria == ("time",) and query.last is None
        return tuple(found[:1] if only_time else found)

    def _weighed(
        self,
        tracer: Tracer,
        query: Query,
        reached: tuple[Reach, Reach],
        ends: Ends,
        footing: Footing,
        horizon_s: int,
    ) -> list[Journey]:
        """Find the journeys that no other beats on walking or fares either."""
        options = query.options
        start, finish = (
            reach._replace(seconds=dict(by_end), metres=metres)
            for reach, by_end, metres in zip(
                reached, ends[:2], tracer.metres(ends, footing), strict=True
            )
        )
        stays_s = sum(stay_s for _, stay_s in query.vias)
        question = Question(
            start, finish, query.seconds, query.backwards, options.max_rides,
            min(horizon_s, MOST_WEIGHED_S + stays_s), walk="walk" in options.criteria, fare="fare" in options.criteria,
        )  # fmt: skip
        costs = self.days.costs(tracer.day, options.payment)
        if query.vias:
            places, n_berths = self.days.places(query.vias), len(self.ground.berths.stop)
            costs = by_way_of(costs, tracer.day, places, n_berths)
        found = tradeoffs(tracer.day, costs, question)
        return [tracer.journey(way, ends, footing) for way in found]

    def _ways(self, day: Day, ends: Ends, query: Query, horizon_s: int) -> list[Way]:
        moment, max_rides = query.seconds, query.options.max_rides
        if not (ends.access and ends.egress):
            return []
        if query.last is not None:
            ways = window(day, ends, moment, query.last, max_rides)
            return [w for w in ways if w.arrives - w.departs <= horizon_s]
        if query.options.criteria == ("time",) and not query.backwards:
            first = earliest(day, ends, moment, max_rides)
            return [
                way
                for found in first
                if found.arrives - moment <= horizon_s
                for way in arrive_by(day, ends, found.arrives, found.rides, moment)[-1:]
            ]
        if query.backwards:
            ways = arrive_by(day, ends, moment, max_rides, moment - horizon_s)
        else:
            ways = depart_at(day, ends, moment, max_rides, moment + horizon_s + 1)
        if query.options.criteria == ("time",):
            return ways[-1:]
        # How far the far end of a journey is from the moment asked for.
        far = [moment - w.departs if query.backwards else w.arrives - moment for w in ways]
        worth = min(far, default=0) + FEWER_CHANGES_WORTH_S
        return [way for way, s in zip(ways, far, strict=True) if s <= worth]

    def _on_foot(self, query: Query, start: Reach, finish: Reach) -> Journey | None:
        """Walk all the way, where that is within what one is willing to walk."""
        a, b = query.origin, query.target
        ways = [(finish.seconds[s], finish.metres[s]) for s in self._own(a) if s in finish.seconds]
        ways += [(start.seconds[s], start.metres[s]) for s in self._own(b) if s in start.seconds]
        if not (a.stop_ids or b.stop_ids):
            walk, metres = straight(self.ground, a, [b], query.options)
            ways = [(int(walk[0]), float(metres[0]))] if walk[0] < UNREACHED else []
        at_origin = self._met_at_ends(query)
        if not ways or at_origin is None:
            return None
        walk_s, walk_m = min(ways)
        stays_s = [stay_s for _, stay_s in query.vias]
        before_s, after_s = sum(stays_s[:at_origin]), sum(stays_s[at_origin:])
        depart = query.seconds + before_s
        if query.backwards:
            depart = query.seconds - after_s - walk_s
        leg = WalkLeg(
            board=_point(a),
            alight=_point(b),
            depart=to_datetime(query.service_date, depart, self.zone),
            arrive=to_datetime(query.service_date, depart + walk_s, self.zone),
            walk_m=walk_m,
            evidence=weakest("derived", a.evidence, b.evidence),
            source_ids=tuple(dict.fromkeys((*a.source_ids, *b.source_ids))),
        )
        leg = with_crossing(self.ground, leg)
        visits, now = [], depart - before_s
        for number, (place, stay_s) in enumerate(query.vias):
            if number == at_origin:
                now += walk_s
            at = to_datetime(query.service_date, now, self.zone)
            leg_number = int(number >= at_origin)
            end = leg.alight if leg_number else leg.board
            visits.append(
                Visit(place.name, place.name_en, end, at, stay_s, leg_number, aboard=False)
            )
            now += stay_s
        sets_out = to_datetime(query.service_date, depart - before_s, self.zone)
        return Journey((leg,), sets_out, visits=tuple(visits))

    def _met_at_ends(self, query: Query) -> int | None:
        """Count the places to come by that the origin is; None where the destination is not all the others."""
        stops = self.ground.berths.stop
        met = [
            [not {int(stops[b]) for b in berths}.isdisjoint(self._own(end)) for berths, _ in places]
            for places in [self.days.places(query.vias)]
            for end in (query.origin, query.target)
        ]
        at_origin = next((i for i, here in enumerate(met[0]) if not here), len(query.vias))
        return at_origin if all(met[1][at_origin:]) else None

    def _own(self, place: Place) -> list[int]:
        return [self.ground.stops.index_of[stop_id] for stop_id in place.stop_ids]


def _longest_wait_s(journey: Journey) -> int:
    """Tell the longest wait after the first vehicle; a stay somewhere is none."""
    return max((ride.wait_s for ride in journey.rides[1:]), default=0)


def _as_quick(one: Journey, other: Journey) -> bool:
    """Tell whether a journey is as good as another in time and transfers."""
    return (
        one.depart >= other.depart
        and one.arrive <= other.arrive
        and one.transfers <= other.transfers
    )


def _point(place: Place) -> Point:
    stop_id = place.stop_ids[0] if place.stop_ids else ""
    return Point(stop_id, place.name, place.name_en, place.lat, place.lon)
