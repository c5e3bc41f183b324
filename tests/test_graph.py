"""The graph of stops, rides and walks: attributes, and agreement with the tables it is made of."""

from __future__ import annotations

import networkx as nx
import pytest

from tests.boards import draw
from transit.network.graph import build_graph

NODE = {
    "name",
    "name_en",
    "lat",
    "lon",
    "x",
    "y",
    "region",
    "side",
    "station",
    "status",
    "evidence",
    "error_m",
    "source_ids",
}
RIDE = {
    *(
        "kind",
        "route_id",
        "route_name",
        "mode",
        "run_s",
        "minutes",
        "n_trips",
        "distance_m",
        "status",
    ),
    *("evidence", "source_ids", "crosses_border", "crossing"),
}
WALK = {
    *("kind", "walk_m", "walk_s", "minutes", "stated", "evidence", "source_ids"),
    *("crosses_border", "crossing"),
}


@pytest.fixture(scope="module")
def graph(corridor_planner):
    return build_graph(corridor_planner.ground)


def edges(graph, kind):
    """Edges of a kind: from, to, key, attributes."""
    return [edge for edge in graph.edges(keys=True, data=True) if edge[3]["kind"] == kind]


def test_a_drawn_board_becomes_rides_and_walks():
    net = draw("A B C\n8:00 8:10/8:12 8:20\n9:00 9:14 9:20\n9:30 9:50 9:52", walks={("B", "C"): 7})
    graph = build_graph(net.ground)
    assert list(graph) == ["A", "B", "C"]
    ride = graph.edges["A", "B", "R0/0"]
    assert (ride["run_s"], ride["n_trips"], ride["mode"], ride["route_name"]) == (
        14 * 60,
        3,
        "bus",
        "R0",
    )
    assert graph.edges["B", "C", "R0/0"]["run_s"] == 6 * 60
    walk = graph.edges["B", "C", "walk"]
    assert (walk["walk_s"], walk["stated"]) == (420, True)
    assert graph.number_of_edges() == 3


def test_every_node_and_edge_says_what_is_known_of_it(graph):
    assert graph.graph["crs"] == "EPSG:4326"
    assert graph.graph["name"]
    for _, facts in graph.nodes(data=True):
        assert facts.keys() == NODE
        assert facts["evidence"] in {"documented", "derived", "assumed"}
        assert (facts["x"], facts["y"]) == (facts["lon"], facts["lat"])
    for kind, columns in (("ride", RIDE), ("walk", WALK)):
        for *_, facts in edges(graph, kind):
            assert facts.keys() == columns
            assert facts["evidence"] in {"documented", "derived", "assumed"}
            assert isinstance(facts["source_ids"], str)


def test_every_hop_of_every_trip_is_a_ride(graph, corridor_planner):
    feed = corridor_planner.ground.feed
    calls = feed.stop_times.merge(feed.trips, on="trip_id", validate="m:1")
    onward = calls.shift(-1)
    hops = calls.assign(to=onward["stop_id"])[calls["trip_id"] == onward["trip_id"]]
    expected = hops.groupby(["stop_id", "to", "route_id", "direction_id"])["trip_id"].nunique()
    found = {(a, b, key): facts["n_trips"] for a, b, key, facts in edges(graph, "ride")}
    assert found == {(a, b, f"{route}/{d}"): n for (a, b, route, d), n in expected.items()}


def test_a_ride_crosses_the_border_where_its_ends_lie_on_two_sides(graph):
    for a, b, _, facts in edges(graph, "ride"):
        sides = {graph.nodes[a]["side"], graph.nodes[b]["side"]}
        # Every district of Beijing is known: what lies in none of them lies outside.
        known = "" not in sides or "北京市" in sides
        assert facts["crosses_border"] == (len(sides) == 2 and known)
        assert facts["crosses_border"] or not facts["crossing"]


def test_a_walk_crosses_the_border_by_the_bridge_that_lets_people_walk(graph, corridor_planner):
    bridge = corridor_planner.ground.corridor.crossings["jingyu"]
    for a, b, _, facts in edges(graph, "walk"):
        sides = {graph.nodes[a]["side"], graph.nodes[b]["side"]} - {""}
        assert facts["crosses_border"] == (len(sides) == 2)
        assert facts["crossing"] == (bridge.name_zh if len(sides) == 2 else "")
        if facts["crosses_border"]:
            assert facts["evidence"] == "derived"
            assert {*bridge.on_foot_sources, *bridge.source_ids} <= set(facts["source_ids"].split())
    assert graph.edges["bus:ouyiliting", "bus:tongzhoubaimiaocun", "walk"]["crosses_border"]


def test_a_walk_is_no_shorter_than_the_error_of_its_ends(graph):
    for a, b, _, facts in edges(graph, "walk"):
        if not facts["stated"]:
            assert facts["walk_m"] >= max(graph.nodes[a]["error_m"], graph.nodes[b]["error_m"])
            assert facts["walk_s"] == pytest.approx(facts["walk_m"] / 1.25, abs=1)


def test_planned_service_is_marked_planned(graph):
    for a, _, _, facts in edges(graph, "ride"):
        assert facts["status"] in {"open", "planned"}
        if graph.nodes[a]["status"] == "planned":
            assert facts["status"] == "planned"
    assert any(facts["status"] == "planned" for *_, facts in edges(graph, "ride"))


def test_every_stop_can_be_reached_from_every_other(graph):
    assert nx.is_strongly_connected(nx.DiGraph(graph))
