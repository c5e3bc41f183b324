"""What does a user ask? Names, clock times and wishes become a settled question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from transit.clock import DAY_S, parse_clock, parse_date, parse_moment, to_service_time
from transit.errors import PlaceNotFoundError, QueryError
from transit.fares.money import to_fen
from transit.fares.own import own_prices
from transit.fares.payment import Payment
from transit.geo import metres_between
from transit.network.ground import mode_of
from transit.network.overheads import rules_of
from transit.places.place import Match, Place
from transit.present.line_names import LineNames
from transit.routing.attempts import named
from transit.routing.options import CRITERIA_ALLOWED, Options, words
from transit.routing.plan import Query

if TYPE_CHECKING:
    from datetime import date, datetime

    from transit.network.ground import Ground
    from transit.places.find import Finder, PlaceLike
    from transit.routing.plan import Planner

    When = str | datetime
    Via = PlaceLike | tuple[PlaceLike, int]

MOST_STAY_MIN = 12 * 60

_NEAR: Final = 5
"""Names that a refused one may have meant."""


@dataclass(frozen=True, eq=False)
class Questions:
    """Reads what users write."""

    ground: Ground
    planner: Planner
    finder: Finder

    def options(  # noqa: PLR0913
        self,
        *,
        max_transfers: int | None,
        max_walk_min: float,
        walk_speed_kmh: float,
        modes: Sequence[str] | None,
        avoid: Sequence[str | Place | Match],
        wait: str,
        evidence: str,
        transfers: str,
        min_change_s: int,
        pace: Any,  # noqa: ANN401
        booked: Sequence[str] = (),
        now: When | None = None,
        criteria: Sequence[str] = ("time", "transfers"),
        payment: Payment | None = None,
    ) -> Options:
        """Settle how one is willing to travel.

        Raises
        ------
        QueryError
            If an argument makes no sense.
        """
        vehicles = "a list of vehicles, such as ('subway', 'bus'), or None for all"
        options = Options(
            max_transfers=max_transfers,
            max_walk_min=max_walk_min,
            walk_speed_kmh=walk_speed_kmh,
            wait=wait,
            transfers=transfers,
            min_change_s=min_change_s,
            modes=None if modes is None else words("modes", modes, vehicles),
            evidence=evidence,
            criteria=words("criteria", criteria, CRITERIA_ALLOWED),
            overheads=rules_of(pace, self.ground),
            payment=payment or Payment(),
            booked=self._routes("booked", booked),
            now=None if now is None else parse_moment(now, self.planner.zone, "now"),
        )
        return self.avoiding(options, avoid)

    def payment(self, pay: str, spent_cny: Any, fares: Mapping[str, Any] | None) -> Payment:  # noqa: ANN401
        """Settle how one pays.

        Raises
        ------
        QueryError, FareError
            If an argument makes no sense, or a price is none.
        """
        try:
            spent_fen = to_fen(str(spent_cny))
        except ValueError as error:
            raise QueryError("spent_cny", spent_cny, f"a sum of money: {error}") from None
        own = {} if fares is None else fares
        return Payment(pay, spent_fen, own_prices(own, self._lines.routes))

    def _routes(self, argument: str, lines: Sequence[str]) -> tuple[str, ...]:
        """Tell the routes that some lines are, each by an id or a name."""
        lines = words(argument, lines, "a list of route ids or names of lines")
        for line in lines:
            if not self._lines.routes(line):
                near = ", ".join(self._lines.alike(line))
                told = f"; near to it are {near}" if near else ""
                raise QueryError(argument, line, f"a route id or the name of a line{told}")
        return tuple(route_id for line in lines for route_id in self._lines.routes(line))

    def settle(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        options: Options,
        *,
        depart_at: When | None = None,
        arrive_by: When | None = None,
        window: tuple[str, str] | None = None,
        date: str | date | None = None,
        via: Sequence[Via] = (),
    ) -> Query:
        """Settle a question between two places.

        Raises
        ------
        PlaceNotFoundError, AmbiguousPlaceError
            If an end is no place, or several.
        QueryError
            If not exactly one of `depart_at`, `arrive_by` and `window` is given, or one makes no sense.
        """
        service_date, seconds, last = self.moment(depart_at, arrive_by, window, date)
        if options.weighs_more and window is not None:
            allowed = (
                "'time' and 'transfers' in a window; walks and fares are weighed for one moment"
            )
            raise QueryError("criteria", options.criteria, allowed)
        if (
            "fare" in options.criteria
            and self.planner.days.pricer.ride_fares(options.payment) is None
        ):
            raise QueryError(
                "criteria", options.criteria, "no 'fare': the feeds of this network state none"
            )
        return Query(
            origin=self.finder.resolve(origin, "origin"),
            target=self.finder.resolve(destination, "destination"),
            service_date=service_date,
            seconds=seconds,
            backwards=arrive_by is not None,
            options=options,
            last=last,
            vias=self._vias(via),
        )

    def moment(
        self,
        depart_at: When | None,
        arrive_by: When | None,
        window: tuple[str, str] | None,
        date: str | date | None,
    ) -> tuple[date, int, int | None]:
        """Settle when: service date, its second, and for a window its last second."""
        given = {"depart_at": depart_at, "arrive_by": arrive_by, "window": window}
        asked = {argument: value for argument, value in given.items() if value is not None}
        if len(asked) != 1:
            allowed = "exactly one of depart_at, arrive_by and window"
            raise QueryError(
                next(iter(asked), "depart_at"), next(iter(asked.values()), None), allowed
            )
        if window is not None:
            if date is None:
                raise QueryError("date", None, f"the date that window={window!r} belongs to")
            return parse_date(date), *period(window, "window")
        (argument, value), *_ = asked.items()
        return *to_service_time(value, date, self.planner.zone, argument), None  # type: ignore[arg-type]

    def avoiding(self, options: Options, avoid: Sequence[str | Place | Match]) -> Options:
        """Tell the routes and stops that are to be avoided: each an id, a line's name or a place.

        A name that several lines bear means all of them.

        Raises
        ------
        QueryError
            If one of them is neither, or a mode is none that runs here.
        """
        listed = isinstance(avoid, Collection) and not isinstance(avoid, str | bytes | Mapping)
        if not (listed and all(isinstance(one, str | Place | Match) for one in avoid)):
            raise QueryError("avoid", avoid, "a list of route ids, names of lines, or places")
        self._check_modes(options)
        routes: list[str] = []
        stops: list[str] = []
        for one in avoid:
            lines = self._lines.routes(one) if isinstance(one, str) else []
            routes += lines
            if not lines:
                stops += self._stops_of(one)
        return replace(options, avoid_routes=tuple(routes), avoid_stops=tuple(stops))

    @cached_property
    def _lines(self) -> LineNames:
        return LineNames(self.ground)

    def _stops_of(self, one: str | Place | Match) -> tuple[str, ...]:
        """List the stops of a place, or refuse what is none and say what is like it."""
        try:
            found = self.finder.resolve(one, "avoid").stop_ids
        except PlaceNotFoundError as missing:
            closest = missing.closest
        else:
            if found:
                return found
            closest = ()
        allowed = "a route id, the name of a line, or a place with stops"
        if isinstance(one, str):
            train = one.removesuffix("次").split()[-1:]
            if (self.ground.feed.trips["trip_short_name"].isin(train)).any():
                allowed = "a line: a single train cannot be avoided"
            near = (*self._lines.alike(one), *closest)[:_NEAR]
            allowed += f"; near to it are {', '.join(near)}" if near else ""
        raise QueryError("avoid", str(one), allowed)

    def _check_modes(self, options: Options) -> None:
        if options.modes is None:
            return
        run = {mode_of(kind) for kind in self.ground.feed.routes["route_type"].unique().tolist()}
        run |= {self.ground.mode(route_id) for route_id in self.ground.feed.routes["route_id"]}
        for mode in options.modes:
            if mode not in run:
                raise QueryError("modes", mode, ", ".join(sorted(run)))

    def _vias(self, via: Sequence[Via]) -> tuple[tuple[Place, int], ...]:
        if isinstance(via, str) or not isinstance(via, Sequence):
            raise QueryError("via", via, "a list of places, each alone or with minutes to stay")
        settled = []
        for one in via:
            place, stay_min = _with_stay(one)
            found = self.finder.resolve(place, "via")
            if not found.stop_ids:
                raise QueryError("via", str(found), self._nearest_stop(found))
            if not 0 <= stay_min <= MOST_STAY_MIN:
                raise QueryError("via", one, f"0 to {MOST_STAY_MIN} whole minutes to stay")
            settled.append((found, stay_min * 60))
        return tuple(settled)

    def _nearest_stop(self, place: Place) -> str:
        stops = self.ground.stops
        if not len(stops.ids):
            return "places that are stops or have some"
        away = metres_between(place.lat, place.lon, stops.lat, stops.lon) + stops.error_m
        near = self.ground.point(int(away.argmin()))
        return f"places that are stops or have some; the nearest is {named(near)} [{near.stop_id}]"


def period(value: tuple[str, str], argument: str) -> tuple[int, int]:
    """Read two clock times, the later one second.

    Raises
    ------
    QueryError
        If they are no such times.
    """
    if not (isinstance(value, tuple | list) and len(value) == 2):
        raise QueryError(argument, value, "two clock times, such as ('07:00', '09:00')")
    start, end = (clock(text, argument) for text in value)
    # Only the days next to the service date are looked at, and a journey may take half a day.
    if not start < end <= DAY_S * 3 // 2:
        raise QueryError(
            argument,
            value,
            "a beginning before its end, of 36:00 at most, such as ('07:00', '09:00')",
        )
    return start, end


def clock(text: str, argument: str) -> int:
    """Read a clock time.

    Raises
    ------
    QueryError
        If it is none.
    """
    seconds = parse_clock(text) if isinstance(text, str) else None
    if seconds is None:
        raise QueryError(argument, text, "clock times such as '07:00'")
    return seconds


def _with_stay(one: Via) -> tuple[PlaceLike, int]:
    """Tell a place with minutes from a pair of coordinates, which begins with a number."""
    if isinstance(one, tuple) and len(one) == 2 and not isinstance(one[0], int | float):
        place, stay_min = one
        return place, stay_min if isinstance(stay_min, int) else -1
    return one, 0
