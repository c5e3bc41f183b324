"""Why is there no journey, and what is the smallest change that gives one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.geo import metres_between
from transit.gtfs.calendar import active_services, covered_dates
from transit.journey import Reason
from transit.network.walks import walk_metres, walk_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from transit.places.place import Place
    from transit.routing.plan import Planner, Query

_WIDEST_WALK_MIN: Final = 60
_MOST_TRANSFERS: Final = 8


def why_none(planner: Planner, query: Query) -> tuple[Reason, ...]:
    """List the reasons why a query has no answer, the first to be mended first.

    Every relaxation has been tried, and leads to a journey; a reason without one means that nothing simple helps.
    """
    return tuple(_reasons(planner, query))


def _reasons(planner: Planner, query: Query) -> Iterator[Reason]:
    options = query.options
    if set(query.origin.stop_ids) & set(query.target.stop_ids):
        yield Reason("SAME_PLACE", "origin and destination are one place", "起点与终点相同", {})
        return
    out_of_reach = False
    for place, end_en, end_zh in (
        (query.origin, "origin", "起点"),
        (query.target, "destination", "终点"),
    ):
        if planner.reach(place, options).seconds:
            continue
        out_of_reach = True
        minutes = _minutes_to_nearest(planner, place, options.walk_speed_kmh)
        yield Reason(
            "NO_STOP_IN_REACH",
            f"no stop within {options.max_walk_min:g} minutes' walk of the {end_en} {place.name}",
            f"{end_zh}{place.name}步行{options.max_walk_min:g}分钟内没有车站",
            _tried(planner, query, max_walk_min=minutes) if minutes <= _WIDEST_WALK_MIN else {},
        )
    if out_of_reach:
        return
    more = _tried(planner, query, max_transfers=_MOST_TRANSFERS)
    if options.max_transfers < _MOST_TRANSFERS and more:
        fewest = next(
            n
            for n in range(options.max_transfers + 1, _MOST_TRANSFERS + 1)
            if _tried(planner, query, max_transfers=n)
        )
        yield Reason(
            "TRANSFER_LIMIT",
            f"no journey with at most {options.max_transfers} transfers",
            f"换乘{options.max_transfers}次以内无法到达",
            {"max_transfers": fewest},
        )
        return
    idle = False
    for place, end_en, end_zh in (
        (query.origin, "origin", "起点"),
        (query.target, "destination", "终点"),
    ):
        if _served(planner, place, query, query.service_date):
            continue
        idle = True
        first = _next_served(planner, place, query)
        hint = f"; the first day with service after it is {first}" if first else ""
        hint_zh = f"，此后最早于{first}有车" if first else ""
        yield Reason(
            "NO_SERVICE_THAT_DAY",
            f"nothing runs at the {end_en} {place.name} on {query.service_date}{hint}",
            f"{query.service_date}{end_zh}{place.name}没有车次{hint_zh}",
            _tried_on(planner, query, first),
        )
    if idle:
        return
    word, word_zh = ("before", "之前到达") if query.backwards else ("after", "之后出发")
    yield Reason(
        "NOT_CONNECTED",
        f"no service connects {query.origin.name} with {query.target.name} {word} that time",
        f"该时间{word_zh}，{query.origin.name}与{query.target.name}之间没有可用的车次",
        {},
    )


def _tried(planner: Planner, query: Query, **wider: float) -> dict[str, object]:
    """Return the changed options where they lead to a journey, else nothing."""
    relaxed = replace(query, options=replace(query.options, **wider))  # type: ignore[arg-type]
    return dict(wider) if planner.journeys(relaxed) else {}


def _tried_on(planner: Planner, query: Query, day: date | None) -> dict[str, object]:
    """Return the changed date where it leads to a journey, else nothing."""
    if day is None or not planner.journeys(replace(query, service_date=day)):
        return {}
    return {"date": day.isoformat()}


def _minutes_to_nearest(planner: Planner, place: Place, speed_kmh: float) -> int:
    stops = planner.ground.stops
    crow = metres_between(place.lat, place.lon, stops.lat, stops.lon)
    walk_m = walk_metres(crow, place.error_m, stops.error_m)
    return int(-(-int(walk_seconds(walk_m, speed_kmh).min()) // 60))


def _served(planner: Planner, place: Place, query: Query, service_date: date) -> bool:
    calls = planner.timetable(service_date, query.options.wait).calls.start
    return any(calls[s + 1] > calls[s] for s in planner.reach(place, query.options).seconds)


def _next_served(planner: Planner, place: Place, query: Query) -> date | None:
    ground = planner.ground
    covered = covered_dates(ground.feed)
    near = list(planner.reach(place, query.options).seconds)
    called = np.repeat(np.arange(len(ground.trips.ids)), np.diff(ground.trips.start))[
        np.isin(ground.trips.stop, near)
    ]
    services = set(ground.feed.trips["service_id"].iloc[ground.trips.rows[np.unique(called)]])
    day = query.service_date + timedelta(days=1)
    while covered is not None and day <= covered[1]:
        if services & active_services(ground.feed, day):
            return day
        day += timedelta(days=1)
    return None
