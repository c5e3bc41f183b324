"""Is an end too far from every stop, and what brings one nearer?"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import ceil, inf
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.geo import metres_between
from transit.journey import Reason
from transit.routing.attempts import LONGEST_WALK_MIN, named, shortest_walk

if TYPE_CHECKING:
    from transit.journey import Point
    from transit.places.place import Place
    from transit.routing.attempts import Asked

_TRIED: Final = 10
"""Stops around a place that are tried in its stead; around both ends, pair by pair."""


class End(NamedTuple):
    """An end of a journey, and what it is called."""

    argument: str
    field: str
    """Of a query."""
    told: str
    told_zh: str

    @property
    def towards(self) -> bool:
        """Whether one walks to it, rather than from it."""
        return self.field == "target"

    def of(self, asked: Asked) -> Place:
        """Tell the place asked for."""
        place: Place = getattr(asked.query, self.field)
        return place


ENDS: Final = (
    End("origin", "origin", "origin", "起点"),
    End("destination", "target", "destination", "终点"),
)


def too_far(asked: Asked) -> tuple[Reason, ...]:
    """List the ends that no stop is in reach of: first what lies outside the area served, then what lies inside."""
    options = asked.query.options
    if not asked.planner.ground.stops.ids:
        return (Reason("NO_STOP_IN_REACH", "the network has no stops", "路网中没有车站", {}),)
    far = [
        end
        for end in ENDS
        if not asked.planner.reach(end.of(asked), options, towards=end.towards).seconds
    ]
    if not far:
        return ()
    longer = _longer_walk(asked, far)
    nearer, stops = ({}, {}) if longer else _from_nearby_stops(asked, far)
    outside, inside = [], []
    for end in far:
        if _outside(asked, end):
            outside.append(_told_outside(asked, end, stops.get(end), nearer))
        else:
            inside.append(_told_unreached(asked, end, stops.get(end), longer or nearer))
    return (*outside, *inside)


def at_nearby_stops(asked: Asked) -> tuple[Asked, dict[str, object]]:
    """Ask from the nearest stop to the nearest stop, for ends that none can be walked to; also tell what changed."""
    change: dict[str, object] = {}
    for end in ENDS:
        if _minutes(asked, end) > LONGEST_WALK_MIN:
            stop = asked.planner.ground.point(_nearest(asked, end.of(asked))[0])
            asked = asked.instead(**{end.field: at_stop(end.of(asked), stop)})
            change[end.argument] = stop.stop_id
    return asked, change


def at_stop(place: Place, stop: Point) -> Place:
    """Put a stop in the stead of a place."""
    return replace(
        place,
        name=stop.name,
        name_en=stop.name_en,
        lat=stop.lat,
        lon=stop.lon,
        stop_ids=(stop.stop_id,),
    )


def _minutes(asked: Asked, end: End) -> float:
    """Tell how many minutes it is on foot to the nearest stop; infinity beyond the longest walk."""
    widest = replace(asked.query.options, max_walk_min=LONGEST_WALK_MIN)
    walks = asked.planner.reach(end.of(asked), widest, towards=end.towards).seconds.values()
    return min((walk_s / 60 for walk_s in walks), default=inf)


def _longer_walk(asked: Asked, far: list[End]) -> dict[str, object]:
    """Find the longer walk that leads to a journey, if one does."""
    if max(_minutes(asked, end) for end in far) > LONGEST_WALK_MIN:
        return {}
    mended = shortest_walk(asked)
    return {"max_walk_min": mended[0]} if mended else {}


def _from_nearby_stops(asked: Asked, far: list[End]) -> tuple[dict[str, object], dict[End, Point]]:
    """Find stops nearby that a journey begins or ends at, one for each end that is far."""
    tried = _TRIED if len(far) == 1 else ceil(_TRIED**0.5)
    nearby = [_nearest(asked, end.of(asked))[:tried] for end in far]
    for stops in sorted(product(*map(range, map(len, nearby))), key=sum):
        chosen = {
            end: asked.planner.ground.point(near[i])
            for end, near, i in zip(far, nearby, stops, strict=True)
        }
        moved = asked.instead(
            **{end.field: at_stop(end.of(asked), stop) for end, stop in chosen.items()}
        )
        if moved.found:
            return {end.argument: stop.stop_id for end, stop in chosen.items()}, chosen
    return {}, {}


def _nearest(asked: Asked, place: Place) -> list[int]:
    """List the stops by distance, one whose position is unsure no nearer than that; those of its side come first."""
    ground = asked.planner.ground
    stops = ground.stops
    away = metres_between(place.lat, place.lon, stops.lat, stops.lon) + stops.error_m
    across = np.array([bool(place.side) and ground.side(r) != place.side for r in ground.regions])
    order: list[int] = np.lexsort((away, across)).tolist()
    return order


def _outside(asked: Asked, end: End) -> bool:
    return not end.of(asked).region and _minutes(asked, end) > LONGEST_WALK_MIN


def _told_outside(asked: Asked, end: End, stop: Point | None, change: dict[str, object]) -> Reason:
    place, (hint, hint_zh) = end.of(asked), _hints(asked, end, stop)
    return Reason(
        "OUTSIDE_THE_AREA",
        f"the {end.told} {named(place)} lies outside the area served; of its stops {hint}",
        f"{end.told_zh}{place.name}不在服务范围内：{hint_zh}",
        change,
    )


def _told_unreached(
    asked: Asked, end: End, stop: Point | None, change: dict[str, object]
) -> Reason:
    place, (hint, hint_zh) = end.of(asked), _hints(asked, end, stop)
    most = f"{asked.query.options.max_walk_min:g}"
    return Reason(
        "NO_STOP_IN_REACH",
        f"no stop known here within {most} minutes' walk of the {end.told} {named(place)}: {hint}",
        f"{end.told_zh}{place.name}步行{most}分钟内没有数据收录的车站：{hint_zh}",
        change,
    )


def _hints(asked: Asked, end: End, stop: Point | None) -> tuple[str, str]:
    """Tell the nearest stop, and beside it the nearest that has a journey, if that is another."""
    place = end.of(asked)
    nearest = asked.planner.ground.point(_nearest(asked, place)[0])
    far = _kilometres(place, nearest)
    told = f"the nearest, {named(nearest)} [{nearest.stop_id}], is {far} km away"
    told_zh = f"最近的车站{nearest.name}（{nearest.stop_id}）在{far}公里外"
    if stop is not None and stop != nearest:
        far = _kilometres(place, stop)
        told += f"; the nearest with a journey is {named(stop)} [{stop.stop_id}], {far} km away"
        told_zh += f"；最近有方案的车站是{stop.name}（{stop.stop_id}），在{far}公里外"
    return told, told_zh


def _kilometres(place: Place, stop: Point) -> str:
    return f"{float(metres_between(place.lat, place.lon, stop.lat, stop.lon)) / 1000:.1f}"
