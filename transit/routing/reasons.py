"""Why is there no journey, and what is the smallest change that gives one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import ceil, inf
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.gtfs.calendar import active_services, next_day
from transit.journey import Reason, WalkLeg
from transit.routing.nearest_time import wrong_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from transit.journey import Journey, Point
    from transit.places.place import Place
    from transit.routing.plan import Planner, Query

LATE_S: Final = 27 * 3600
"""When the last journeys of a service day have ended."""

_TRANSFER_S: Final = 600
"""What a transfer counts as when changes are compared that each give a journey."""

_MOST_TRANSFERS: Final = 8
_WALKS_MIN: Final = (5, 10, 15, 20, 30, 45, 60)
_WISHES: Final = (
    ("modes", {"modes": None}, ("no journey by these vehicles alone", "只乘所选交通方式无法到达")),
    (
        "avoid",
        {"avoid_routes": (), "avoid_stops": ()},
        ("no journey that keeps clear of what is to be avoided", "避开所列线路和车站则无法到达"),
    ),
    (
        "evidence",
        {"evidence": "any"},
        ("no journey by service of that evidence alone", "仅用该证据等级以上的班次无法到达"),
    ),
)
"""Wishes that leave service out: the argument, the options without it, and what is said."""
_WIDEST: Final[dict[str, object]] = {"modes": None, "avoid": [], "evidence": "any"}


class _Mended(NamedTuple):
    """A reason, and how good a journey the change gives: the less the better."""

    cost: float
    reason: Reason


def named(place: Place | Point) -> str:
    """Name a place in English, with the name on the sign beside it."""
    if not place.name_en or place.name_en == place.name:
        return place.name
    return f"{place.name_en} ({place.name})" if place.name else place.name_en


def why_none(planner: Planner, query: Query) -> tuple[Reason, ...]:
    """List the reasons why a query has no answer, the first to be mended first.

    Every relaxation has been tried, and leads to a journey; a reason without one means that nothing simple helps.
    """
    return tuple(_reasons(planner, query))


def _reasons(planner: Planner, query: Query) -> Iterator[Reason]:
    options = query.options
    if query.same_place:
        yield Reason("SAME_PLACE", "origin and destination are one place", "起点与终点相同", {})
        return
    ends = ((query.origin, "origin", "起点"), (query.target, "destination", "终点"))
    far = [end for end in ends if not planner.reach(end[0], options).seconds]
    if far:
        minutes = max(_minutes_to_nearest(planner, place, query) for place, _, _ in far)
        wider, _ = _longer_walk(planner, query, minutes)
        for place, end_en, end_zh in far:
            yield Reason(
                "NO_STOP_IN_REACH",
                f"no stop within {options.max_walk_min:g} minutes' walk of the {end_en} {named(place)}",
                f"{end_zh}{place.name}步行{options.max_walk_min:g}分钟内没有车站",
                wider,
            )
        return
    mended = [*_too_few_transfers(planner, query), *_wishes_in_the_way(planner, query)]
    walks = list(_too_little_walking(planner, query))
    if mended:
        for _, reason in sorted((*mended, *walks), key=lambda one: one.cost):
            yield reason
        return
    other = list(_wrong_day(planner, query, ends)) or wrong_time(planner, query)
    yield from other
    for _, reason in walks:
        yield reason
    if not (other or walks):
        yield _all_limits(planner, query) or Reason(
            "NOT_CONNECTED",
            f"no service connects {named(query.origin)} with {named(query.target)} on {query.service_date}",
            f"{query.service_date}没有车次连接{query.origin.name}与{query.target.name}",
            {},
        )


def _too_few_transfers(planner: Planner, query: Query) -> Iterator[_Mended]:
    """Find the fewest transfers that make a journey."""
    most = query.options.max_transfers
    if most is None or most >= _MOST_TRANSFERS:
        return
    if not _journeys(planner, query, max_transfers=_MOST_TRANSFERS):
        return
    for fewest in range(most + 1, _MOST_TRANSFERS + 1):
        if found := _journeys(planner, query, max_transfers=fewest):
            yield _Mended(
                _cost(query, found),
                Reason(
                    "TRANSFER_LIMIT",
                    f"no journey with at most {most} transfers",
                    f"换乘{most}次以内无法到达",
                    {"max_transfers": fewest},
                ),
            )
            return


def _wishes_in_the_way(planner: Planner, query: Query) -> Iterator[_Mended]:
    """Find which single wish, given up, would make a journey."""
    for argument, fields, told in _WISHES:
        asked = {name: getattr(query.options, name) for name in fields}
        if asked != fields and (found := _journeys(planner, query, **fields)):
            change = {argument: _WIDEST[argument]}
            yield _Mended(_cost(query, found), Reason(f"{argument.upper()}_LIMIT", *told, change))
    if query.vias and (found := planner.journeys(replace(query, vias=()))):
        names = "、".join(place.name for place, _ in query.vias)
        names_en = ", ".join(named(place) for place, _ in query.vias)
        reason = Reason(
            "VIA_LIMIT", f"no journey comes by {names_en}", f"没有经过{names}的方案", {"via": []}
        )
        yield _Mended(_cost(query, found), reason)


def _too_little_walking(planner: Planner, query: Query) -> Iterator[_Mended]:
    """Find out whether longer walks, or changes the feed does not state, would make a journey."""
    options = query.options
    wider, found = _longer_walk(planner, query, options.max_walk_min)
    if wider:
        yield _Mended(
            _cost(query, found),
            Reason(
                "WALK_LIMIT",
                f"no journey without walking more than {options.max_walk_min:g} minutes at a time",
                f"每段步行不超过{options.max_walk_min:g}分钟无法到达",
                wider,
            ),
        )
    elif options.stated_only and (found := _journeys(planner, query, transfers="walk")):
        yield _Mended(
            _cost(query, found),
            Reason(
                "NO_STATED_CHANGE",
                "no journey by the changes alone that the feed states",
                "仅凭数据载明的换乘无法到达",
                {"transfers": "walk"},
            ),
        )


def _all_limits(planner: Planner, query: Query) -> Reason | None:
    """Find the limits that are in the way together, where none is alone, and another time beside them if need be."""
    changes: dict[str, dict[str, object]] = {name: dict(fields) for name, fields, _ in _WISHES}
    changes["transfers"] = {"transfers": "walk"}
    changes["max_walk_min"] = {"max_walk_min": _WALKS_MIN[-1]}
    asked = query.options
    if asked.max_transfers is not None and asked.max_transfers < _MOST_TRANSFERS:
        changes["max_transfers"] = {"max_transfers": _MOST_TRANSFERS}
    changes = {
        name: fields
        for name, fields in changes.items()
        if any(getattr(asked, field) != value for field, value in fields.items())
    }

    def widened(some: dict[str, dict[str, object]], vias: tuple[tuple[Place, int], ...]) -> Query:
        wider = {field: value for fields in some.values() for field, value in fields.items()}
        options = replace(asked, **wider)  # type: ignore[arg-type]
        return replace(query, vias=vias, options=options)

    vias = query.vias
    then: dict[str, object] = {}
    if planner.journeys(widened(changes, ())):
        vias = vias if planner.journeys(widened(changes, vias)) else ()
        for name in list(changes):
            fewer = {other: fields for other, fields in changes.items() if other != name}
            if planner.journeys(widened(fewer, vias)):
                changes = fewer
    elif nearest := wrong_time(planner, widened(changes, ())):
        vias, then = (), nearest[0].relaxation
        for name in list(changes):
            fewer = {other: fields for other, fields in changes.items() if other != name}
            if nearest := wrong_time(planner, widened(fewer, vias)):
                changes, then = fewer, nearest[0].relaxation
    else:
        return None
    relaxation = {name: _WIDEST.get(name, fields.get(name)) for name, fields in changes.items()}
    relaxation |= ({} if vias == query.vias else {"via": []}) | then
    return Reason(
        "LIMITS_TOGETHER",
        f"no single change gives a journey, but these together do: {', '.join(relaxation)}",
        f"单独放宽哪一项都无法到达，须同时放宽：{'、'.join(relaxation)}",
        relaxation,
    )


def _longer_walk(
    planner: Planner, query: Query, least: float
) -> tuple[dict[str, object], tuple[Journey, ...]]:
    """Find a longest walk, of `least` or some minutes more, that leads to a journey, and that journey."""
    now, most = query.options.max_walk_min, _WALKS_MIN[-1]
    if max(now, least) > most or now == most or not _journeys(planner, query, max_walk_min=most):
        return {}, ()
    for minutes in (least, *(m for m in _WALKS_MIN if m > least)):
        if minutes > now and (found := _journeys(planner, query, max_walk_min=minutes)):
            # The walk that is needed may be shorter than the limit that was tried.
            needed = min(_longest_walk_min(journey) for journey in found)
            fewer = now < needed < minutes and _journeys(planner, query, max_walk_min=needed)
            return {"max_walk_min": needed if fewer else minutes}, fewer or found
    return {}, ()


def _longest_walk_min(journey: Journey) -> int:
    walks = (leg.arrive - leg.depart for leg in journey.legs if isinstance(leg, WalkLeg))
    return ceil(max(walks, default=timedelta(0)).total_seconds() / 60)


def _wrong_day(
    planner: Planner, query: Query, ends: tuple[tuple[Place, str, str], ...]
) -> Iterator[Reason]:
    """Find the ends at which nothing runs on the date, and the next date when something does."""
    feed, day = planner.ground.feed, query.service_date
    active = active_services(feed, day)
    for place, end_en, end_zh in ends:
        services = _services_at(planner, place, query)
        if services & active:
            continue
        first = next_day(feed, services, day)
        hint = f"; the first day with service after it is {first}" if first else ""
        hint_zh = f"，此后最早于{first}有车" if first else ""
        yield Reason(
            "NO_SERVICE_THAT_DAY",
            f"nothing runs at the {end_en} {named(place)} on {day}{hint}",
            f"{day}{end_zh}{place.name}没有车次{hint_zh}",
            _tried_on(planner, query, first),
        )


def _journeys(planner: Planner, query: Query, **wider: object) -> tuple[Journey, ...]:
    """Find the journeys with changed options."""
    relaxed = replace(query, options=replace(query.options, **wider))  # type: ignore[arg-type]
    return planner.journeys(relaxed)


def _cost(query: Query, found: tuple[Journey, ...]) -> float:
    """Tell how good the best of some journeys is: the less the better."""
    return min(_measure(query, journey) + _TRANSFER_S * journey.transfers for journey in found)


def _measure(query: Query, journey: Journey) -> float:
    if query.last is not None:
        return journey.duration.total_seconds()
    return -journey.depart.timestamp() if query.backwards else journey.arrive.timestamp()


def _tried_on(planner: Planner, query: Query, day: date | None) -> dict[str, object]:
    """Return the changed date where it leads to a journey, else nothing."""
    if day is None or not planner.journeys(replace(query, service_date=day)):
        return {}
    return {"date": day.isoformat()}


def _minutes_to_nearest(planner: Planner, place: Place, query: Query) -> float:
    widest = replace(query.options, max_walk_min=_WALKS_MIN[-1])
    walks = planner.reach(place, widest).seconds.values()
    return min((ceil(walk_s / 60) for walk_s in walks), default=inf)


def _services_at(planner: Planner, place: Place, query: Query) -> set[str]:
    """Services of the trips that call within reach of a place, whatever day they run on."""
    trips, feed = planner.ground.trips, planner.ground.feed
    near = list(planner.reach(place, query.options).seconds)
    trip = np.repeat(np.arange(len(trips.ids)), np.diff(trips.start))[np.isin(trips.stop, near)]
    return set(feed.trips["service_id"].iloc[trips.rows[np.unique(trip)]])
