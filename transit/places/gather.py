"""Gather the places of a network: stops of one name that lie together are one place, the gazetteer adds the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from transit.geo import metres_between
from transit.journey import weakest
from transit.places.place import Place
from transit.places.spellings import stem

if TYPE_CHECKING:
    from transit.network.ground import Ground

TOGETHER_M: Final = 1_200.0
"""Stops of one name this near to each other, allowing for their errors, are one place."""


def gather_places(ground: Ground) -> tuple[Place, ...]:
    """List every place that can be named.

    Returns
    -------
    places
        In the order of the feed's stops, then of the gazetteer.
    """
    stops, table = ground.stops, ground.feed.stops
    routes_at = _routes_at(ground)
    names = dict(zip(table["stop_id"], table["stop_name"], strict=True))
    parents = [row["parent_station"] for row in ground.stop_rows]
    own_names = [row["stop_name"] for row in ground.stop_rows]
    groups: dict[str, list[list[int]]] = defaultdict(list)
    for i, parent in enumerate(parents):
        name = own_names[i] or names.get(parent, "")
        for group in groups[name]:
            apart = metres_between(
                stops.lat[group],
                stops.lon[group],
                stops.lat[i],
                stops.lon[i],
            )
            if (apart - stops.error_m[group] - stops.error_m[i]).min() <= TOGETHER_M:
                group.append(i)
                break
        else:
            groups[name].append([i])
    places = [
        _stop_place(ground, name, group, {parents[i] for i in group} - {""}, routes_at)
        for name, split in groups.items()
        for group in split
    ]
    return tuple(_with_gazetteer(ground, places))


def _routes_at(ground: Ground) -> list[set[str]]:
    trips = ground.trips
    route = ground.feed.trips["route_id"].to_numpy(dtype=object)[trips.rows]
    found: list[set[str]] = [set() for _ in ground.stops.ids]
    seen = set()
    for t in range(len(trips.ids)):
        pair = (int(trips.pattern[t]), route[t])
        if pair not in seen:
            seen.add(pair)
            for stop in trips.stop[trips.start[t] : trips.start[t + 1]].tolist():
                found[stop].add(route[t])
    return found


def _stop_place(
    ground: Ground, name: str, group: list[int], stations: set[str], routes_at: list[set[str]]
) -> Place:
    stops = ground.stops
    surest = min(group, key=lambda i: (stops.error_m[i], i))
    routes = {route_id for i in group for route_id in routes_at[i]}
    on_rails = any(ground.route(r)["route_type"] in (1, 2) for r in routes)
    region = ground.regions[surest]
    ids = [stops.ids[i] for i in group]
    spelt = [
        ground.translated("stops", "stop_name", stop_id, language)
        for language in ("en", "zh-Latn")
        for stop_id in (*ids, *sorted(stations))
    ]
    called_station = on_rails and not name.endswith("站")
    aliases = [*spelt, *([f"{name}站", f"地铁{name}站", f"{name}地铁站"] if called_station else ())]
    rows = [ground.stop_rows[i] for i in group]
    return Place(
        name=name,
        name_en=next((text for text in spelt if text), ""),
        kind="station" if on_rails else "stop",
        lat=float(stops.lat[surest]),
        lon=float(stops.lon[surest]),
        stop_ids=tuple(ids),
        region=region,
        side=ground.side(region),
        evidence=weakest(*(row["evidence"] for row in rows)),
        error_m=float(stops.error_m[surest]),
        source_ids=tuple(dict.fromkeys(" ".join(row["source_ids"] for row in rows).split())),
        aliases=tuple(dict.fromkeys(a for a in aliases if a and a != name)),
        short_names=_short(name, "火车站", "站") if on_rails else _local(ground, name, region),
        importance=len(routes),
        planned=bool(routes) and all(ground.route(r)["status"] == "planned" for r in routes),
    )


def _with_gazetteer(ground: Ground, places: list[Place]) -> list[Place]:
    if ground.corridor is None:
        return places
    at = defaultdict(list)
    for number, place in enumerate(places):
        for spelling in (place.name, *place.aliases):
            at[spelling].append(number)
    for entry in ground.corridor.gazetteer:
        short = _short(entry.name_zh, "县城", "市区", "镇")
        spellings = (entry.name_zh, entry.name_en, *entry.aliases, *short)
        near = [
            number
            for spelling in spellings
            for number in at.get(spelling, ())
            if metres_between(
                places[number].lat, places[number].lon,
                entry.lat, entry.lon,
            ) <= TOGETHER_M + entry.error_m + places[number].error_m
        ]  # fmt: skip
        if near:
            # The gazetteer lends its spellings to the stop that is there.
            known = places[near[0]]
            more = dict.fromkeys((*known.aliases, *(s for s in spellings if s and s != known.name)))
            places[near[0]] = replace(known, aliases=tuple(more))
            continue
        places.append(
            Place(
                name=entry.name_zh,
                name_en=entry.name_en,
                kind=entry.kind,
                lat=entry.lat,
                lon=entry.lon,
                stop_ids=(),
                region=entry.region,
                side=ground.side(entry.region),
                evidence=entry.evidence,
                error_m=entry.error_m,
                source_ids=entry.source_ids,
                aliases=tuple(filter(None, spellings[1:])),
            )
        )
    return places


def _local(ground: Ground, name: str, region: str) -> tuple[str, ...]:
    """Return the name of a stop without the district or town before it: ``马坊`` for 大厂马坊."""
    if ground.corridor is None:
        return ()
    towns = [
        spelling
        for town in ground.corridor.gazetteer
        if town.kind == "town" and town.region == region
        for spelling in town.aliases
    ]
    before = [stem(region), *sorted(towns, key=len, reverse=True)]
    left = (name[len(b) :] for b in before if b and name.startswith(b))
    return tuple(rest for rest in left if len(rest) > 1 and rest[0] not in "(（")[:1]


def _short(name: str, *endings: str) -> tuple[str, ...]:
    """Return the name without its ending, where something to go by is left."""
    left = (name[: -len(e)] for e in endings if name.endswith(e) and len(name) > len(e) + 1)
    return tuple(left)[:1]
