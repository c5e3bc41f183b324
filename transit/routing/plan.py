"""From a settled question to journeys, or to the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral, Real
from typing import TYPE_CHECKING, Final

from transit.clock import to_datetime, zone
from transit.errors import NoServiceError, QueryError
from transit.geo import metres_between
from transit.gtfs.calendar import covered_dates
from transit.journey import Journey, Point, WalkLeg, weakest
from transit.network.walks import crosses, walk_metres, walk_seconds
from transit.routing.reach import reach
from transit.routing.rounds import as_lists
from transit.routing.search import Day, Ends, arrive_by, depart_at
from transit.routing.trace import Footing, Tracer
from transit.timetable.arrays import Footpaths
from transit.timetable.compile import WAITS, compile_day, footpaths
from transit.timetable.mirror import mirror, mirror_footpaths

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.routing.reach import Reach
    from transit.timetable.arrays import Timetable

_MOST_TRANSFERS: Final = 15
_KEPT_DAYS: Final = 4

HORIZON_S: Final = 12 * 3600
"""How far from the moment asked for a journey may reach; the next day's first bus is still an answer at midnight, the
day before's is none to a deadline at noon."""

FEWER_CHANGES_WORTH_S: Final = 2 * 3600
"""A journey with fewer transfers is listed when it costs no more than this: nobody rides the evening before for one."""


@dataclass(frozen=True, slots=True)
class Options:
    """How one is willing to travel."""

    max_transfers: int = 4
    max_walk_min: float = 20.0
    """Longest single walk: to the first stop, between two rides, or from the last stop."""
    walk_speed_kmh: float = 4.5
    wait: str = "mean"
    """Wait assumed for service known only by its headway: ``mean`` (half of it), ``worst`` (all), ``best`` (none)."""
    transfers: str = "walk"
    """``walk``: any walk; ``feed``: only the changes ``transfers.txt`` states, and those at one stop."""
    min_change_s: int = 60
    """Least time between getting off and getting on."""

    def __post_init__(self) -> None:
        checks = (
            (
                "max_transfers",
                _whole(self.max_transfers, _MOST_TRANSFERS),
                f"0 to {_MOST_TRANSFERS}",
            ),
            ("max_walk_min", _between(self.max_walk_min, 0, 60), "0 to 60 minutes"),
            ("walk_speed_kmh", _between(self.walk_speed_kmh, 1, 10), "1 to 10 km/h"),
            ("wait", self.wait in tuple(WAITS), " or ".join(map(repr, WAITS))),
            ("transfers", self.transfers in ("walk", "feed"), "'walk' or 'feed'"),
            ("min_change_s", _whole(self.min_change_s, 3600), "0 to 3600 whole seconds"),
        )
        for argument, good, allowed in checks:
            if not good:
                raise QueryError(argument, getattr(self, argument), allowed)

    @property
    def max_walk_s(self) -> int:
        """Longest single walk in seconds."""
        return round(self.max_walk_min * 60)

    @property
    def stated_only(self) -> bool:
        """Whether only stated changes count."""
        return self.transfers == "feed"


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

    @property
    def same_place(self) -> bool:
        """Whether one is there already, so that any ride would be a round trip."""
        a, b = self.origin, self.target
        return (a.lat, a.lon) == (b.lat, b.lon) or not set(a.stop_ids).isdisjoint(b.stop_ids)


@dataclass(frozen=True, eq=False)
class Planner:
    """Answers queries on one network; keeps what it compiled for the next."""

    ground: Ground
    _days: dict[tuple[date, str], tuple[Timetable, Timetable, Timetable]] = field(
        default_factory=dict
    )

    @cached_property
    def zone(self) -> ZoneInfo:
        """Time zone of the feed."""
        return zone(self.ground.feed.timezone)

    def check_date(self, service_date: date) -> None:
        """Refuse a date outside every feed.

        Raises
        ------
        NoServiceError
            If no service can run on it.
        """
        covered = covered_dates(self.ground.feed)
        if covered is None or not covered[0] <= service_date <= covered[1]:
            raise NoServiceError(service_date, covered)

    def timetable(self, service_date: date, wait: str) -> Timetable:
        """Compile a service date, or take it from before."""
        return self._compiled(service_date, wait)[0]

    def _compiled(self, service_date: date, wait: str) -> tuple[Timetable, Timetable, Timetable]:
        key = (service_date, wait)
        if key not in self._days:
            ground = self.ground
            arrays = compile_day(ground.feed, ground.stops, ground.trips, service_date, wait)
            while len(self._days) >= _KEPT_DAYS:
                self._days.pop(next(iter(self._days)))
            self._days[key] = (arrays, as_lists(arrays), as_lists(mirror(arrays)))
        return self._days[key]

    def footpaths(self, options: Options) -> Footpaths:
        """Compress the walks between rides, as one is willing to walk them."""
        walks = self.ground.walks
        return footpaths(
            len(self.ground.stops.ids),
            walks,
            walk_seconds(walks.walk_m, options.walk_speed_kmh),
            max_walk_s=options.max_walk_s,
            min_change_s=options.min_change_s,
            stated_only=options.stated_only,
        )

    def reach(self, place: Place, options: Options) -> Reach:
        """Find the stops one is willing to walk to from a place."""
        return reach(
            self.ground,
            place,
            max_walk_s=options.max_walk_s,
            speed_kmh=options.walk_speed_kmh,
            stated_only=options.stated_only,
        )

    def day(self, service_date: date, options: Options) -> Day:
        """Everything a search needs of one date."""
        _, forwards, backwards = self._compiled(service_date, options.wait)
        walks = self.footpaths(options)
        return Day(
            timetable=forwards,
            footpaths=Footpaths(*(column.tolist() for column in walks)),
            mirrored=backwards,
            mirrored_footpaths=Footpaths(*(column.tolist() for column in mirror_footpaths(walks))),
        )

    def journeys(self, query: Query, horizon_s: int = HORIZON_S) -> tuple[Journey, ...]:
        """Find every journey that no other beats on departure, arrival and transfers.

        Parameters
        ----------
        query
            The question.
        horizon_s
            How far from the moment asked for a journey may reach.

        Returns
        -------
        journeys
            Earliest arrival first; by deadline, latest departure first. Of two equal ones the one with fewer transfers.
        """
        self.check_date(query.service_date)
        if query.same_place:
            return ()
        options = query.options
        start, finish = self.reach(query.origin, options), self.reach(query.target, options)
        ends = Ends(start.seconds, finish.seconds)
        footing = Footing(
            origin=_point(query.origin), target=_point(query.target),
            access_m=start.metres, egress_m=finish.metres,
        )  # fmt: skip
        day = self.day(query.service_date, options)
        tracer = Tracer(
            self.ground,
            self.timetable(query.service_date, options.wait),
            query.service_date,
            self.zone,
        )
        search = arrive_by if query.backwards else depart_at
        ways = list(search(day, ends, query.seconds, options.max_transfers + 1))
        # How far the far end of a journey is from the moment asked for.
        far = [
            query.seconds - w.departs if query.backwards else w.arrives - query.seconds
            for w in ways
        ]
        found = [
            tracer.journey(way, ends, footing)
            for way, s in zip(ways, far, strict=True)
            if s <= min(horizon_s, min(far) + FEWER_CHANGES_WORTH_S)
        ]
        on_foot = self._on_foot(query, start, finish)
        if on_foot is not None:
            # Walking all the way is the journey with the fewest changes: what takes longer is no gain.
            found = [j for j in found if j.duration < on_foot.duration]
            found.append(on_foot)
        found.sort(
            key=lambda j: (
                -j.depart.timestamp() if query.backwards else 0,
                j.arrive,
                j.transfers,
                -j.depart.timestamp(),
            )
        )
        return tuple(found)

    def _on_foot(self, query: Query, start: Reach, finish: Reach) -> Journey | None:
        """Walk all the way, where that is within what one is willing to walk."""
        a, b = query.origin, query.target
        ways = [(finish.seconds[s], finish.metres[s]) for s in self._own(a) if s in finish.seconds]
        ways += [(start.seconds[s], start.metres[s]) for s in self._own(b) if s in start.seconds]
        if not (a.stop_ids or b.stop_ids):
            ways = self._straight(a, b, query.options)
        walk_s, walk_m = min(ways, default=(0, 0.0))
        if not walk_s:
            return None
        depart = query.seconds - walk_s if query.backwards else query.seconds
        leg = WalkLeg(
            board=_point(a),
            alight=_point(b),
            depart=to_datetime(query.service_date, depart, self.zone),
            arrive=to_datetime(query.service_date, depart + walk_s, self.zone),
            walk_m=walk_m,
            evidence=weakest("derived", a.evidence, b.evidence),
            source_ids=tuple(dict.fromkeys((*a.source_ids, *b.source_ids))),
        )
        return Journey((leg,), leg.depart)

    def _own(self, place: Place) -> list[int]:
        return [self.ground.stops.index_of[stop_id] for stop_id in place.stop_ids]

    def _straight(self, a: Place, b: Place, options: Options) -> list[tuple[int, float]]:
        """Walk between two places that are no stops."""
        crow = metres_between(a.lat, a.lon, b.lat, b.lon)
        walk_m = walk_metres(crow, a.error_m, b.error_m)
        walk_s = int(walk_seconds(walk_m, options.walk_speed_kmh))
        barrier = self.ground.barrier
        barred = barrier is not None and crosses([a.lat], [a.lon], [b.lat], [b.lon], barrier).any()
        if barred or options.stated_only or walk_s > options.max_walk_s:
            return []
        return [(walk_s, float(walk_m))]


def _between(value: object, least: float, greatest: float) -> bool:
    return isinstance(value, Real) and least <= float(value) <= greatest


def _whole(value: object, greatest: int) -> bool:
    return isinstance(value, Integral) and _between(value, 0, greatest)


def _point(place: Place) -> Point:
    stop_id = place.stop_ids[0] if place.stop_ids else ""
    return Point(stop_id, place.name, place.name_en, place.lat, place.lon)
