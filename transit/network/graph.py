"""What connects? Stops, rides and walks as one networkx graph, whatever the date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
import pandas as pd

from transit.geo import metres_between
from transit.journey import weakest
from transit.network.bridges import crossing_on_foot
from transit.network.walks import NOT_STATED, change_seconds

if TYPE_CHECKING:
    from transit.corridor import Crossing
    from transit.network.ground import Ground

WALK_SPEED_KMH: Final = 4.5
"""Speed that the walk edges are timed at."""

_HOP: Final = ["route_id", "direction_id", "from", "to"]


def build_graph(ground: Ground) -> nx.MultiDiGraph[str]:
    """Build the graph of stops, rides and walks.

    Returns
    -------
    graph
        Nodes are the ids of stops and platforms, with ``name``, ``name_en``, ``lat``, ``lon`` (also as ``y``, ``x``),
        ``region``, ``side``, ``station``, ``status``, ``evidence``, ``error_m``, ``source_ids``.

        Edges of ``kind="ride"`` have the key ``"route_id/direction_id"`` and join stops that follow one another on a
        route: ``route_id``, ``route_name``, ``mode``, ``run_s`` (from departure to arrival, median over the trips),
        ``n_trips`` (trips of the feed, headway service counted by its pattern trips), ``distance_m``, ``status``,
        ``evidence``, ``source_ids``, ``crosses_border``, ``crossing``.

        Edges of ``kind="walk"`` have the key ``"walk"``: ``walk_m``, ``walk_s`` (at `WALK_SPEED_KMH`, or as stated by
        the feed), ``stated``, ``evidence``, ``source_ids``, ``crosses_border``, ``crossing``.

        Every edge has ``minutes``, without any waiting. Source ids are one string, blanks between, so that every
        writer of networkx takes the graph.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=ground.feed.name, crs="EPSG:4326")
    hops = _hops(ground)
    _add_stops(graph, ground, hops)
    _add_rides(graph, ground, hops)
    _add_walks(graph, ground)
    return graph


def _hops(ground: Ground) -> pd.DataFrame:
    """Every hop of every trip, from call to call."""
    trips, feed = ground.trips, ground.feed
    trip = np.repeat(np.arange(len(trips.ids)), np.diff(trips.start))
    here = np.flatnonzero(trip[1:] == trip[:-1])
    rows = feed.trips.iloc[trips.rows[trip[here]]]
    return pd.DataFrame(
        {
            "route_id": rows["route_id"].to_numpy(),
            "direction_id": rows["direction_id"].to_numpy(),
            "from": trips.stop[here],
            "to": trips.stop[here + 1],
            "run_s": trips.arrival[here + 1] - trips.departure[here],
            "trip": trip[here],
            "evidence": rows["evidence"].to_numpy(),
            "source_ids": rows["source_ids"].to_numpy(),
        }
    )


def _add_stops(graph: nx.MultiDiGraph[str], ground: Ground, hops: pd.DataFrame) -> None:
    status = ground.feed.routes.set_index("route_id")["status"]
    served_by = pd.concat(
        [
            pd.DataFrame({"stop": hops[end], "status": hops["route_id"].map(status)})
            for end in ("from", "to")
        ]
    )
    waiting = served_by["status"].eq("planned").groupby(served_by["stop"]).all()
    table = ground.feed.stops.iloc[ground.stops.rows]
    columns = (table[c] for c in ("stop_name", "parent_station", "evidence", "source_ids"))
    rows = zip(
        ground.stops.ids, ground.stops.lat.tolist(), ground.stops.lon.tolist(),
        ground.stops.error_m.tolist(), ground.regions, *columns, strict=True,
    )  # fmt: skip
    for stop, (stop_id, lat, lon, error_m, region, name, station, evidence, cited) in enumerate(
        rows
    ):
        graph.add_node(
            stop_id,
            name=name,
            name_en=ground.translated("stops", "stop_name", stop_id, "en"),
            lat=lat,
            lon=lon,
            x=lon,
            y=lat,
            region=region,
            side=ground.side(region),
            station=station,
            status="planned" if waiting.get(stop, default=False) else "open",
            evidence=evidence,
            error_m=error_m,
            source_ids=cited,
        )


def _add_rides(graph: nx.MultiDiGraph[str], ground: Ground, hops: pd.DataFrame) -> None:
    grouped = hops.groupby(_HOP, sort=True)
    facts = grouped.agg(run_s=("run_s", "median"), n_trips=("trip", "nunique"))
    # Few classes and citations stand for many trips: gather each once.
    classes = _gathered(hops, "evidence")
    cited = _gathered(hops, "source_ids")
    keys = facts.index.to_frame(index=False)
    ends = keys["from"].to_numpy(), keys["to"].to_numpy()
    lat, lon = ground.stops.lat, ground.stops.lon
    distance_m = metres_between(lat[ends[0]], lon[ends[0]], lat[ends[1]], lon[ends[1]])
    ids = ground.stops.ids
    for key, run_s, n_trips, metres in zip(
        facts.index, facts["run_s"], facts["n_trips"], distance_m, strict=True
    ):
        route_id, direction, a, b = key
        route = ground.route(route_id)
        passage = ground.crossing_between(a, b, route["crossing_id"])
        crossing = passage[0] if passage else None
        sources = " ".join((*cited[key], route["source_ids"]))
        graph.add_edge(
            ids[a],
            ids[b],
            f"{route_id}/{direction}",
            kind="ride",
            route_id=route_id,
            route_name=route["route_short_name"] or route["route_long_name"],
            mode=ground.mode(route_id),
            run_s=round(run_s),
            minutes=run_s / 60,
            n_trips=int(n_trips),
            distance_m=float(metres),
            status=route["status"] or "open",
            evidence=weakest(*classes[key], route["evidence"]),
            source_ids=" ".join(dict.fromkeys(sources.split())),
            crosses_border=passage is not None,
            crossing=crossing.name_zh if crossing else "",
        )


def _gathered(hops: pd.DataFrame, column: str) -> dict[tuple[str, int, int, int], list[str]]:
    distinct = hops[[*_HOP, column]].drop_duplicates()
    found: dict[tuple[str, int, int, int], list[str]] = {}
    for *key, value in distinct.itertuples(index=False):
        found.setdefault(tuple(key), []).append(value)
    return found


def _add_walks(graph: nx.MultiDiGraph[str], ground: Ground) -> None:
    walks, ids = ground.walks, ground.stops.ids
    table = ground.feed.stops.iloc[ground.stops.rows]
    known = list(zip(table["evidence"], table["source_ids"], strict=True))
    changes = ground.feed.transfers
    stated = list(zip(changes["evidence"], changes["source_ids"], strict=True))
    seconds = change_seconds(walks, WALK_SPEED_KMH)
    for a, b, metres, walk_s, is_stated, row in zip(
        walks.from_stop.tolist(), walks.to_stop.tolist(), walks.walk_m.tolist(), seconds.tolist(),
        (walks.stated_s != NOT_STATED).tolist(), walks.transfer.tolist(), strict=True,
    ):  # fmt: skip
        if row == NOT_STATED:
            # Crow flight between two positions is derived at best.
            evidence = weakest("derived", known[a][0], known[b][0])
            cited = f"{known[a][1]} {known[b][1]}"
        else:
            evidence, cited = stated[row]
        passage = _passage(ground, a, b)
        bridge = passage[0] if passage else None
        if bridge is not None:
            evidence = weakest(evidence, bridge.on_foot_evidence, bridge.evidence)
            cited = " ".join((cited, *bridge.on_foot_sources, *bridge.source_ids))
        graph.add_edge(
            ids[a],
            ids[b],
            "walk",
            kind="walk",
            walk_m=metres,
            walk_s=walk_s,
            minutes=walk_s / 60,
            stated=is_stated,
            evidence=evidence,
            source_ids=" ".join(dict.fromkeys(cited.split())),
            crosses_border=passage is not None,
            crossing=bridge.name_zh if bridge else "",
        )


def _passage(ground: Ground, a: int, b: int) -> tuple[Crossing | None, float, str] | None:
    """Find how a walk between two stops passes the border."""
    regions = ground.regions
    if ground.direction(ground.side(regions[a]), ground.side(regions[b])) is None:
        return None
    lat, lon = ground.stops.lat, ground.stops.lon
    return crossing_on_foot(ground, *map(float, (lat[a], lon[a], lat[b], lon[b])))
