"""What do stops, routes, regions and borders look like as tables? Columns any writer takes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from transit.corridor import BORDERS_CREDIT
from transit.present.geometry import shape_points, trip_calls
from transit.present.route_figures import route_figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from transit.corridor import Corridor
    from transit.network.ground import Ground
    from transit.present.geometry import Points

CRS: Final = "EPSG:4326"
_ON_TRACKS: Final = ("rail", "subway")


def stops_frame(ground: Ground) -> gpd.GeoDataFrame:
    """List every stop and platform, indexed by stop_id.

    ``route_ids`` are separated by blanks, ``route_names`` and ``modes`` by ``", "``, all in the
    order of the routes.
    """
    feed, stops = ground.feed, ground.stops
    table = feed.stops.iloc[stops.rows]
    served = _served(ground)
    by_stop = served.groupby("stop", sort=True)
    lists = pd.DataFrame(
        {
            "modes": by_stop["mode"].agg(lambda modes: ", ".join(dict.fromkeys(modes))),
            "route_ids": by_stop["route_id"].agg(" ".join),
            "route_names": by_stop["name"].agg(", ".join),
            "is_station": by_stop["on_tracks"].any(),
            "planned": by_stop["planned"].all(),
        }
    ).reindex(range(len(stops.ids)))
    frame = pd.DataFrame(
        {
            "name": table["stop_name"].to_numpy(),
            "name_en": [ground.translated("stops", "stop_name", s, "en") for s in stops.ids],
            "name_pinyin": [
                ground.translated("stops", "stop_name", s, "zh-Latn") for s in stops.ids
            ],
            "system": _system(ground, table),
            "modes": lists["modes"].fillna("").to_numpy(),
            "is_station": lists["is_station"].eq(other=True).to_numpy(dtype=bool),
            "region": ground.regions,
            "route_ids": lists["route_ids"].fillna("").to_numpy(),
            "route_names": lists["route_names"].fillna("").to_numpy(),
            "evidence": table["evidence"].to_numpy(),
            "error_m": stops.error_m,
            "status": np.where(lists["planned"].eq(other=True), "planned", "open"),
            "source_ids": table["source_ids"].to_numpy(),
        },
        index=pd.Index(stops.ids, name="stop_id"),
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(stops.lon, stops.lat), crs=CRS)


def routes_frame(ground: Ground) -> gpd.GeoDataFrame:
    """List every route, indexed by route_id, with its figures on its busiest date.

    ``attrs["date"]`` is the busiest date of the open routes; one that rests on it is told on its
    own. ``headway_min`` is that of the AM peak, 07:00-09:00, in the busier direction; ``first`` and
    ``last`` are the earliest and latest departure of any trip from its first stop; ``run_min`` is
    that of the trips that call most often. ``evidence`` is the weakest of what the row tells.
    """
    feed = ground.feed
    table = feed.routes.set_index("route_id", drop=False)
    ids = table["route_id"]
    figures = route_figures(ground)
    told = figures.table.reindex(ids)
    # Ids may be blank in a feed of one agency; in several such feeds nobody says which is meant.
    only = feed.agency["agency_name"].iloc[0] if len(feed.agency) == 1 else ""
    names = dict(zip(feed.agency["agency_id"], feed.agency["agency_name"], strict=True))
    names[""] = only
    frame = pd.DataFrame(
        {
            "name": table["route_short_name"].where(
                table["route_short_name"] != "", table["route_long_name"]
            ),
            "long_name": table["route_long_name"],
            "long_name_en": [ground.translated("routes", "route_long_name", r, "en") for r in ids],
            "system": _system(ground, table),
            "mode": [ground.mode(route_id) for route_id in table["route_id"]],
            "agency": [names.get(a, only) for a in table["agency_id"]],
            "status": table["status"].where(table["status"] != "", "open"),
            "color": ("#" + table["route_color"].str.lower()).where(table["route_color"] != "", ""),
            "trips_per_day": told["trips_per_day"].fillna(0.0).round(1),
            "headway_min": told["headway_min"].round(1),
            "first": [_clock(s) for s in told["first_s"]],
            "last": [_clock(s) for s in told["last_s"]],
            "run_min": told["run_min"].round(1),
            "crossing_id": table["crossing_id"],
            "crossing": [_crossing_names(ground, c) for c in table["crossing_id"]],
            "evidence": told["evidence"].fillna(table["evidence"]),
            "source_ids": told["source_ids"].fillna(table["source_ids"]),
        },
        index=pd.Index(ids, name="route_id"),
    )
    frame = gpd.GeoDataFrame(frame, geometry=_route_lines(ground), crs=CRS)
    frame.attrs["date"] = figures.date.isoformat() if figures.date else ""
    return frame


def regions_frame(corridor: Corridor) -> gpd.GeoDataFrame:
    """List counties and districts."""
    rows = [(r.name_zh, r.name_en, r.province, r.geometry) for r in corridor.regions.values()]
    columns = ["name", "name_en", "province", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)


def borders_frame(corridor: Corridor) -> gpd.GeoDataFrame:
    """List the borders between provinces."""
    rows = [(b.name_zh, b.name_en, b.geometry) for b in corridor.border_lines]
    columns = ["name", "name_en", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)


def crossings_frame(corridor: Corridor | None) -> gpd.GeoDataFrame:
    """List the border crossings, indexed by crossing_id.

    One whose place no source tells has no geometry.
    """
    crossings = list(corridor.crossings.values()) if corridor else []
    frame = pd.DataFrame(
        {
            "name": [c.name_zh for c in crossings],
            "name_en": [c.name_en for c in crossings],
            "kind": [c.kind for c in crossings],
            "status": [c.status for c in crossings],
            "checkpoint": [c.checkpoint_zh for c in crossings],
            "checkpoint_en": [c.checkpoint_en for c in crossings],
            "open_date": [c.open_date for c in crossings],
            "evidence": [c.evidence for c in crossings],
            "error_m": np.array([c.error_m for c in crossings], dtype=np.float64),
            "source_ids": [" ".join(c.source_ids) for c in crossings],
        },
        index=pd.Index([c.id for c in crossings], name="crossing_id"),
    )
    points = [
        None if c.lat is None or c.lon is None else shapely.Point(c.lon, c.lat) for c in crossings
    ]
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def land_frames(corridor: Corridor | None) -> dict[str, Any]:
    """Gather what lies under a map, as the keyword arguments of :mod:`transit.maps`; nothing without a corridor."""
    if corridor is None:
        return {}
    return {
        "regions": regions_frame(corridor),
        "borders": borders_frame(corridor),
        "crossings": crossings_frame(corridor),
        "credit": BORDERS_CREDIT,
    }


def _served(ground: Ground) -> pd.DataFrame:
    """List which route calls at which stop, each pair once, in the order of stops and routes."""
    feed, trips = ground.feed, ground.trips
    routes = feed.routes
    names = routes["route_short_name"].where(
        routes["route_short_name"] != "", routes["route_long_name"]
    )
    modes = [ground.mode(route_id) for route_id in routes["route_id"]]
    told = pd.DataFrame(
        {
            "route_id": routes["route_id"],
            # The names are listed with commas between them.
            "name": names.str.replace(",", "，"),
            "mode": modes,
            "on_tracks": np.isin(modes, _ON_TRACKS),
            "planned": routes["status"] == "planned",
        }
    )
    order = pd.Series(range(len(routes)), index=routes["route_id"])
    route = feed.trips["route_id"].iloc[trips.rows].map(order).to_numpy()
    calls = pd.DataFrame({"stop": trips.stop, "route": np.repeat(route, np.diff(trips.start))})
    pairs = calls.drop_duplicates().sort_values(["stop", "route"])
    return told.iloc[pairs["route"]].assign(stop=pairs["stop"].to_numpy())


def _system(ground: Ground, table: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Name the feed each row came from."""
    if "feed" in table.columns:
        return table["feed"].to_numpy(dtype=object)
    return np.full(len(table), ground.feed.name, dtype=object)


def _crossing_names(ground: Ground, crossing_ids: str) -> str:
    known = ground.corridor.crossings if ground.corridor else {}
    return ", ".join(known[c].name_zh for c in crossing_ids.split() if c in known)


def _clock(seconds: float) -> str:
    if np.isnan(seconds):
        return ""
    minutes = int(seconds) // 60
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _route_lines(ground: Ground) -> list[BaseGeometry]:
    """Draw the different ways of each route; one that adds no stretch to the longer is left out."""
    feed, trips = ground.feed, ground.trips
    told = feed.trips[["route_id", "shape_id"]].iloc[trips.rows]
    shapes = shape_points(ground, set(told["shape_id"]))
    ways: dict[str, dict[str | int, Points]] = {}
    for t, (route_id, shape_id) in enumerate(told.itertuples(index=False)):
        of_route = ways.setdefault(route_id, {})
        # A trip without a shape goes from call to call, as every other trip of its pattern.
        way = shape_id if shape_id in shapes else int(trips.pattern[t])
        if way not in of_route:
            of_route[way] = shapes[shape_id] if way == shape_id else trip_calls(ground, t)
    return [_different(ways.get(route_id, {}).values()) for route_id in feed.routes["route_id"]]


def _different(ways: Iterable[Points]) -> BaseGeometry:
    drawn: set[frozenset[tuple[float, ...]]] = set()
    parts = []
    for way in sorted(ways, key=len, reverse=True):
        hops = {frozenset((a, b)) for a, b in pairwise(map(tuple, way.tolist())) if a != b}
        if hops - drawn:
            parts.append(shapely.LineString(way))
            drawn |= hops
    return shapely.MultiLineString(parts)
