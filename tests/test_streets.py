"""With a street graph one walks along its streets: as far as networkx says, from the nodes nearest to both ends."""

from __future__ import annotations

import warnings
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import transit
from tests.boards import draw
from tests.test_bridges import EAST, WEST, corridor
from transit.geo import metres_between
from transit.network.ground import Ground
from transit.network.streets import OffStreetsWarning
from transit.network.walking import rule_of
from transit.places.place import Place
from transit.routing.all_the_way import straight
from transit.routing.options import Options
from transit.routing.reach import reach

NORTH_M = 111_195.08
"""Metres of a degree of latitude."""
FEED = draw("A B\n8:00 9:00", stops="ABCDEFGH").ground.feed


def streets(nodes, edges, kind=nx.MultiDiGraph, **facts):
    """A graph of nodes at ``(lat, lon)`` and edges ``(u, v, length)``."""
    graph = kind(**({"crs": "epsg:4326"} | facts))
    graph.add_nodes_from((node, {"y": lat, "x": lon}) for node, (lat, lon) in nodes.items())
    graph.add_edges_from((u, v, {"length": length}) for u, v, length in edges)
    return graph


def ground_of(graph, spots, error_m=0.0, land=None):
    """Stops A, B, C … at latitudes and longitudes, walked between along streets."""
    at = np.array(spots)
    stops = FEED.stops[: len(at)].assign(stop_lat=at[:, 0], stop_lon=at[:, 1], error_m=error_m)
    ground = Ground(replace(FEED, stops=stops), land)
    return replace(ground, walking=rule_of(graph, ground, dict))


def walked(ground):
    """Metres between stops by their ids."""
    walks, ids = ground.walks, ground.stops.ids
    columns = (column.tolist() for column in (walks.from_stop, walks.to_stop, walks.walk_m))
    return {ids[a] + ids[b]: metres for a, b, metres in zip(*columns, strict=True)}


def place(lat, lon, error_m=0.0, name="here"):
    return Place(name, "", "coordinate", lat, lon, (), "", "", "derived", error_m, ())


# A ladder whose rungs are 0.002° apart; the middle rung is missing.
#   0 - 1 - 2
#   |       |
#   3 - 4 - 5
NODES = {i: (40.002 - 0.002 * (i // 3), 116 + 0.002 * (i % 3)) for i in range(6)}
EDGES = [(0, 1, 170.0), (1, 2, 180.0), (3, 4, 170.0), (5, 4, 180.0), (0, 3, 222.0), (5, 2, 230.0)]
LADDER = streets(NODES, EDGES)


def test_walks_are_the_shortest_paths_known_by_hand():
    ground = ground_of(LADDER, [NODES[i] for i in range(6)])
    found = walked(ground)
    assert found["BE"] == found["EB"] == 170 + 222 + 170
    assert found["AF"] == 222 + 170 + 180
    assert found["AC"] == 350
    assert len(found) == 30


def test_the_way_to_the_street_counts_with_its_detour():
    north = 100 / NORTH_M
    a, b = (NODES[0][0] + north, NODES[0][1]), (NODES[2][0] + 2 * north, NODES[2][1])
    found = walked(ground_of(LADDER, [a, b]))
    assert found["AB"] == pytest.approx(130 + 350 + 260, rel=1e-6)
    # Who comes to the same node need not go by way of it.
    near = NODES[0][0] + 1.1 * north, NODES[0][1]
    assert walked(ground_of(LADDER, [a, near]))["AB"] == pytest.approx(13, rel=1e-6)


def test_no_walk_is_shorter_than_the_error_of_either_end():
    spots = [NODES[0], NODES[1], NODES[3]]
    found = walked(ground_of(LADDER, spots, [0.0, 400.0, 0.0]))
    assert found == {"AB": 400, "BA": 400, "BC": 400, "CB": 400, "AC": 222, "CA": 222}
    ground = ground_of(LADDER, spots)
    near = reach(
        ground, place(*NODES[0], 300.0), max_walk_s=1_200, speed_kmh=4.5, stated_only=False
    )
    assert near.metres == {0: 300, 1: 300, 2: 300}


def test_streets_lead_over_borders_and_nothing_else_does(tmp_path):
    land = corridor(tmp_path, WEST, EAST, ("bridge", 40.0, 116.0, {}))
    nodes = {0: (40.01, 115.999), 1: (40.01, 116.001), 2: (40.0, 115.999), 3: (40.0, 116.001)}
    graph = streets(nodes, [(0, 1, 300.0)])
    assert walked(ground_of(graph, [nodes[i] for i in range(4)], land=land)) == {
        "AB": 300,
        "BA": 300,
    }


# So near together that every stop is on the streets.
spots = st.tuples(st.floats(39.9983, 40.0017), st.floats(115.9983, 116.0017))
lengths = st.one_of(st.just(0.0), st.floats(0, 900))
some_nodes = st.dictionaries(st.integers(0, 9), spots, min_size=2, max_size=8)


@st.composite
def graphs(draw_one):
    nodes = draw_one(some_nodes)
    ends = st.sampled_from(sorted(nodes))
    edges = draw_one(st.lists(st.tuples(ends, ends, lengths), max_size=14))
    kind = draw_one(st.sampled_from((nx.MultiDiGraph, nx.MultiGraph, nx.DiGraph, nx.Graph)))
    return streets(nodes, edges, kind)


@given(graphs(), st.lists(spots, min_size=3, max_size=3), st.sampled_from((300, 1_200, 2_400)))
def test_every_walk_is_as_long_as_networkx_says(graph, points, max_walk_s):
    ground = ground_of(graph, points)
    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    for u, v, length in graph.edges(data="length"):
        known = plain.get_edge_data(u, v, {"length": np.inf})["length"]
        plain.add_edge(u, v, length=min(known, length))

    def snapped(point):
        crow_m = {
            n: float(metres_between(*point, at["y"], at["x"])) for n, at in graph.nodes.items()
        }
        node = min(crow_m, key=crow_m.get)
        return node, crow_m[node]

    def far(a, b):
        (u, to_u), (v, to_v) = snapped(a), snapped(b)
        try:
            path_m = nx.shortest_path_length(plain, u, v, weight="length")
        except nx.NetworkXNoPath:
            return np.inf
        crow_m = 1.3 * float(metres_between(*a, *b)) if u == v else np.inf
        return min(path_m + 1.3 * (to_u + to_v), crow_m)

    found = walked(ground)
    options = Options(max_walk_min=max_walk_s / 60)
    for i, a in enumerate(points):
        near = reach(
            ground, place(*a), max_walk_s=max_walk_s, speed_kmh=4.5, stated_only=False
        ).metres
        walk_s, walk_m = straight(ground, place(*a), [place(*b) for b in points], options)
        for j, b in enumerate(points):
            expected = far(a, b)
            # Where two nodes are as near as each other, either will do.
            if abs(expected - 0.8 * max_walk_s) < 1 or i == j:
                continue
            told = found.get("ABC"[i] + "ABC"[j], np.inf)
            assert told == pytest.approx(expected if expected <= 2_000 else np.inf, rel=1e-9)
            willing = expected * 0.8 <= max_walk_s
            assert near.get(j, np.inf) == pytest.approx(expected if willing else np.inf, rel=1e-9)
            assert (walk_s[j] <= max_walk_s) == willing
            if willing:
                assert walk_m[j] == pytest.approx(expected, rel=1e-9)


def test_a_projected_graph_says_the_same_as_one_in_degrees():
    from pyproj import Transformer

    project = Transformer.from_crs("EPSG:4326", "EPSG:32650", always_xy=True).transform
    graph = streets(
        {n: project(lon, lat)[::-1] for n, (lat, lon) in NODES.items()}, EDGES, crs="EPSG:32650"
    )
    points = [(40.0013, 116.0001), (40.0001, 116.0021), (40.0, 116.0043)]
    expected = walked(ground_of(LADDER, points))
    assert walked(ground_of(graph, points)) == pytest.approx(expected, rel=1e-6)


def test_from_a_stop_one_walks_further_than_the_walks_laid_out_beforehand():
    nodes = {0: (40.0, 116.0), 1: (40.02, 116.0)}
    ground = ground_of(streets(nodes, [(0, 1, 2_300.0)]), list(nodes.values()))
    assert walked(ground) == {}
    here = replace(place(*nodes[0]), stop_ids=("A",))
    for max_walk_s, metres in ((1_839, {0: 0}), (1_840, {0: 0, 1: 2_300})):
        asked = {"max_walk_s": max_walk_s, "speed_kmh": 4.5, "stated_only": False}
        assert reach(ground, here, **asked).metres == metres
    assert reach(ground, here, **(asked | {"stated_only": True})).metres == {0: 0}


def test_journeys_walk_along_the_streets():
    drawn = draw("A B\n8:00 8:30", "C D\n8:40 9:00")
    at = [(40.0, 116.0), (40.1, 116.0), (40.1, 116.004), (40.2, 116.0)]
    stops = drawn.ground.feed.stops.assign(stop_lat=[a for a, _ in at], stop_lon=[b for _, b in at])
    feed = replace(drawn.ground.feed, stops=stops)
    graph = streets(
        {**dict(enumerate(at)), 9: (40.0, 116.002)}, [(1, 2, 700.0), (0, 9, 150.0)], nx.Graph
    )
    net = transit.Network(feed, walks=graph)
    (journey,) = net.route((40.0, 116.002), "D", depart_at="7:30", date="2026-11-24")
    assert [leg.walk_m for leg in journey.legs if not hasattr(leg, "trip_id")] == [150, 700]
    (crow,) = transit.Network(feed).route((40.0, 116.002), "D", depart_at="7:30", date="2026-11-24")
    assert crow.walk_m < 700


def test_stops_off_the_streets_are_told_of_and_not_walked_to():
    points = [NODES[0], NODES[5], (40.02, 116.0), (40.03, 116.0)]
    with pytest.warns(OffStreetsWarning, match=r"^2 of 4 stops lie further than 500 m .*: C, D$"):
        ground = ground_of(LADDER, points)
    assert set(walked(ground)) == {"AB", "BA"}
    here = place(40.02, 116.0)
    asked = {"max_walk_s": 3_600, "speed_kmh": 4.5, "stated_only": False}
    assert reach(ground, here, **asked).seconds == {}
    assert set(reach(ground, place(*NODES[1]), **asked).seconds) == {0, 1}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ground_of(LADDER, points[:2])


def without(graph, node=None, edge=None, **changed):
    """A copy with other facts on a node or an edge."""
    graph = graph.copy()
    facts = graph.nodes[node] if node is not None else graph.edges[edge] if edge else graph.graph
    for key, value in changed.items():
        if value is None:
            del facts[key]
        else:
            facts[key] = value
    return graph


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        (nx.MultiDiGraph(), "at least one node"),
        (without(LADDER, node=4, x=None), r"walks node 4=\{'y': 40.0\} .*x and y as numbers"),
        (without(LADDER, node=4, y="north"), "walks node 4="),
        (without(LADDER, node=4, y=float("nan")), "walks node 4="),
        (without(LADDER, edge=(5, 4, 0), length=None), "walks edge 5 - 4 length=None .*metres"),
        (without(LADDER, edge=(5, 4, 0), length=-1.0), "walks edge 5 - 4 length=-1.0 "),
        (without(LADDER, edge=(5, 4, 0), length="far"), "walks edge 5 - 4 length='far' "),
        (without(LADDER, edge=(5, 4, 0), length=float("inf")), "walks edge 5 - 4 length=inf "),
        (without(LADDER, crs="nowhere"), "walks crs='nowhere' .*a coordinate system"),
        (without(LADDER, node=4, x=446_000.0), "walks crs='epsg:4326' .*nowhere on the earth"),
        (
            streets({0: (31.2, 121.5)}, []),
            "graph of 1 nodes around 31.200, 121.500' .*no stop lies within 500 m of a node",
        ),
        ([1, 2], r"walks=\[1, 2\] is not understood; give a DataFrame with .* or a networkx graph"),
    ],
)
def test_a_graph_that_cannot_be_walked_is_refused(graph, told):
    with pytest.raises(transit.QueryError, match=told):
        ground_of(graph, [NODES[0], NODES[1]])


def test_a_graph_without_a_crs_is_in_degrees():
    bare = without(LADDER, crs=None)
    assert walked(ground_of(bare, [NODES[0], NODES[2]])) == {"AB": 350, "BA": 350}
