"""Why is there no journey, and what is the smallest change that gives one?"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, inf
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.clock import to_datetime
from transit.gtfs.calendar import active_services, service_days
from transit.journey import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from transit.places.place import Place
    from transit.routing.plan import Planner, Query

LATE_S: Final = 27 * 3600
"""When the last journeys of a service day have ended."""

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
        wider = _longer_walk(planner, query, minutes)
        for place, end_en, end_zh in far:
            yield Reason(
                "NO_STOP_IN_REACH",
                f"no stop within {options.max_walk_min:g} minutes' walk of the {end_en} {place.name}",
                f"{end_zh}{place.name}步行{options.max_walk_min:g}分钟内没有车站",
                wider,
            )
        return
    most = options.max_transfers
    if (
        most is not None
        and most < _MOST_TRANSFERS
        and _tried(planner, query, max_transfers=_MOST_TRANSFERS)
    ):
        fewest = next(
            n
            for n in range(most + 1, _MOST_TRANSFERS + 1)
            if _tried(planner, query, max_transfers=n)
        )
        yield Reason(
            "TRANSFER_LIMIT",
            f"no journey with at most {most} transfers",
            f"换乘{most}次以内无法到达",
            {"max_transfers": fewest},
        )
        return
    wishes = list(_wishes_in_the_way(planner, query))
    if wishes:
        yield from wishes
        return
    idle = False
    for place, end_en, end_zh in ends:
        services = _services_at(planner, place, query)
        if services & active_services(planner.ground.feed, query.service_date):
            continue
        idle = True
        first = _next_day(planner, services, query.service_date)
        hint = f"; the first day with service after it is {first}" if first else ""
        hint_zh = f"，此后最早于{first}有车" if first else ""
        yield Reason(
            "NO_SERVICE_THAT_DAY",
            f"nothing runs at the {end_en} {place.name} on {query.service_date}{hint}",
            f"{query.service_date}{end_zh}{place.name}没有车次{hint_zh}",
            _tried_on(planner, query, first),
        )
    if not idle:
        yield (
            _wrong_time(planner, query)
            or _too_little_walking(planner, query)
            or Reason(
                "NOT_CONNECTED",
                f"no service connects {query.origin.name} with {query.target.name} on {query.service_date}",
                f"{query.service_date}没有车次连接{query.origin.name}与{query.target.name}",
                {},
            )
        )


def _wishes_in_the_way(planner: Planner, query: Query) -> Iterator[Reason]:
    """Find which single wish, given up, would make a journey."""
    for argument, fields, told in _WISHES:
        asked = {name: getattr(query.options, name) for name in fields}
        if asked != fields and _tried(planner, query, **fields):
            message, message_zh = told
            yield Reason(
                f"{argument.upper()}_LIMIT", message, message_zh, {argument: _WIDEST[argument]}
            )
    if query.vias and planner.journeys(replace(query, vias=())):
        names = ", ".join(place.name for place, _ in query.vias)
        yield Reason(
            "VIA_LIMIT", f"no journey comes by {names}", f"没有经过{names}的方案", {"via": []}
        )


def _too_little_walking(planner: Planner, query: Query) -> Reason | None:
    """Find out whether longer walks, or changes the feed does not state, would make a journey."""
    options = query.options
    if wider := _longer_walk(planner, query, options.max_walk_min):
        return Reason(
            "WALK_LIMIT",
            f"no journey without walking more than {options.max_walk_min:g} minutes at a time",
            f"每段步行不超过{options.max_walk_min:g}分钟无法到达",
            wider,
        )
    if options.stated_only and (wider := _tried(planner, query, transfers="walk")):
        return Reason(
            "NO_STATED_CHANGE",
            "no journey by the changes alone that the feed states",
            "仅凭数据载明的换乘无法到达",
            wider,
        )
    return None


def _longer_walk(planner: Planner, query: Query, least: float) -> dict[str, object]:
    """Find a longest walk, of `least` or some minutes more, that leads to a journey."""
    for minutes in (least, *(m for m in _WALKS_MIN if m > least)):
        if query.options.max_walk_min < minutes <= _WALKS_MIN[-1]:
            wider = _tried(planner, query, max_walk_min=minutes)
            if wider:
                return wider
    return {}


def _wrong_time(planner: Planner, query: Query) -> Reason | None:
    """Find the first arrival of the day for a deadline too early, the last departure for a start too late."""
    name_en, name_zh, code, word_en, word_zh = (
        ("arrive_by", "到达", "DEADLINE_TOO_EARLY", "first arrival", "最早")
        if query.backwards
        else ("depart_at", "出发", "DEPARTURE_TOO_LATE", "last departure", "最晚")
    )
    # From the other end of the day, and as far as its other end.
    seconds = 0 if query.backwards else LATE_S
    turned = replace(query, backwards=not query.backwards, seconds=seconds, last=None)
    found = planner.journeys(turned, horizon_s=LATE_S)
    if not found:
        return None
    moment = min(j.arrive for j in found) if query.backwards else max(j.depart for j in found)
    asked = to_datetime(query.service_date, query.seconds, planner.zone)
    missed = moment > asked if query.backwards else moment < asked
    return Reason(
        code if missed else "NOTHING_NEAR_THAT_TIME",
        f"no journey at that time; the {word_en} of {query.service_date} is at {moment:%H:%M}",
        f"该时间没有车次；{query.service_date}{word_zh}{name_zh}为{moment:%H:%M}",
        {name_en: moment.isoformat()},
    )


def _tried(planner: Planner, query: Query, **wider: object) -> dict[str, object]:
    """Return the changed options where they lead to a journey, else nothing."""
    relaxed = replace(query, options=replace(query.options, **wider))  # type: ignore[arg-type]
    return dict(wider) if planner.journeys(relaxed) else {}


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


def _next_day(planner: Planner, services: set[str], day: date) -> date | None:
    """Find the next day on which one of some services runs."""
    calendar = service_days(planner.ground.feed)
    rows = [calendar.services[name] for name in services if name in calendar.services]
    running = calendar.runs[rows].any(axis=0) & (calendar.dates > np.datetime64(day))
    first: date | None = calendar.dates[running.argmax()].item() if running.any() else None
    return first
