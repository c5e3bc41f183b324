"""Nobody walks across a border but over a bridge that lets people walk, and then as far as that is."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box, to_geojson

import transit
from tests.boards import draw
from transit.corridor import Corridor
from transit.geo import metres_between
from transit.network.bridges import crossing_on_foot
from transit.network.ground import Ground
from transit.places.place import Place
from transit.routing.all_the_way import straight
from transit.routing.options import Options
from transit.routing.reach import reach

WEST, EAST = box(115.0, 39.0, 116.0, 41.0), box(116.0, 39.0, 117.0, 41.0)
ISLAND = box(115.988, 40.006, 115.994, 40.02)
"""Of the east, some hundred metres within the west."""
TONGUE = box(115.98, 40.01, 116.0, 40.02)
"""Of the east, reaching into the west."""


def feature(level, name, province, geometry):
    facts = {"level": level, "name_zh": name, "name_en": name, "adcode": "", "province": province}
    return {
        "type": "Feature", "properties": facts, "geometry": json.loads(to_geojson(geometry)),
    }  # fmt: skip


def corridor(folder, west, east, *bridges):
    """Draw two provinces and what joins them: id, latitude, longitude, and whatever is not as usual."""
    geography = folder / "facts" / "geography"
    geography.mkdir(parents=True)
    features = [
        feature("county", "西区", "北京市", west),
        feature("county", "东县", "河北省", east),
        feature("province_border", "Beijing-Hebei", "", west.intersection(east)),
    ]
    told = json.dumps({"type": "FeatureCollection", "features": features})
    (geography / "borders.geojson").write_text(told, encoding="utf-8")
    with (
        Corridor.open()
        .root.joinpath("facts/geography/crossings.csv")
        .open(encoding="utf-8") as file
    ):
        columns = next(csv.reader(line for line in file if not line.startswith("#")))
    usual = dict.fromkeys(columns, "") | {
        "kind": "road", "error_m": 0, "status": "open", "sides": "Beijing-Hebei", "on_foot": "yes",
    }  # fmt: skip
    with (geography / "crossings.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns)
        table.writeheader()
        for crossing_id, lat, lon, other in bridges:
            table.writerow(usual | {"crossing_id": crossing_id, "lat": lat, "lon": lon} | other)
    return Corridor(folder)


def ground_of(land, spots, error_m=0.0):
    """Stops A, B, C … at latitudes and longitudes."""
    feed = draw("A B\n8:00 9:00", stops="ABCDEFGH"[: len(spots)]).ground.feed
    at = np.array(spots)
    stops = feed.stops.assign(stop_lat=at[:, 0], stop_lon=at[:, 1], error_m=error_m)
    return Ground(replace(feed, stops=stops), land)


def walked(ground):
    """Metres between stops by their ids."""
    walks, ids = ground.walks, ground.stops.ids
    return {
        (ids[a], ids[b]): metres
        for a, b, metres in zip(
            walks.from_stop.tolist(), walks.to_stop.tolist(), walks.walk_m.tolist(), strict=True
        )
    }


def metres(*way):
    """Walk along some points, latitude first: crow flight times the detour."""
    legs = (metres_between(*a, *b) for a, b in pairwise(way))
    return 1.3 * float(sum(legs))


A, B = (40.000, 115.998), (40.001, 116.002)
BRIDGE = (40.003, 116.0)


@pytest.mark.parametrize(
    ("changed", "far"),
    [
        ({}, metres(A, BRIDGE, B)),
        ({"error_m": 1_700}, 1_700),
        ({"on_foot": "no"}, None),
        ({"on_foot": ""}, None),
        ({"status": "planned"}, None),
        ({"status": "unverified"}, None),
        ({"sides": "Beijing-Tianjin"}, None),
        ({"lat": "", "lon": "", "error_m": ""}, None),
        ({"lat": 40.02}, None),
    ],
)
def test_one_walks_across_by_way_of_a_bridge_that_lets_people_walk(tmp_path, changed, far):
    land = corridor(tmp_path, WEST, EAST, ("bridge", *BRIDGE, changed))
    ground = ground_of(land, [A, B])
    expected = {} if far is None else {("A", "B"): far, ("B", "A"): far}
    assert walked(ground) == pytest.approx(expected)
    passed = crossing_on_foot(ground, *A, *B)
    assert passed is not None
    assert passed[2] == "outbound"
    if far is not None:
        crossing, share, _ = passed
        assert crossing.id == "bridge"
        assert share == pytest.approx(metres(A, BRIDGE) / metres(A, BRIDGE, B))
        assert crossing_on_foot(ground, *B, *A)[1:] == (pytest.approx(1 - share), "inbound")


@pytest.mark.parametrize("order", [1, -1])
def test_the_bridge_that_makes_the_walk_shorter_is_taken(tmp_path, order):
    near, far = (39.999, 116.0), (40.004, 116.0)
    bridges = ("far", *far, {}), ("shut", *A[:1], 116.0, {"on_foot": "no"}), ("near", *near, {})
    ground = ground_of(corridor(tmp_path, WEST, EAST, *bridges[::order]), [A, B])
    assert walked(ground)["A", "B"] == pytest.approx(metres(A, near, B))
    assert crossing_on_foot(ground, *A, *B)[0].id == "near"


def test_no_walk_over_a_bridge_is_shorter_than_the_errors_of_its_ends(tmp_path):
    land = corridor(tmp_path, WEST, EAST, ("bridge", *BRIDGE, {}))
    assert walked(ground_of(land, [A, B], [0.0, 1_500.0]))["A", "B"] == 1_500
    assert walked(ground_of(land, [A, B], [1_900.0, 1_500.0]))["B", "A"] == 1_900
    assert not walked(ground_of(land, [A, B], [2_100.0, 0.0]))


@pytest.mark.parametrize("lon", [115.998, 116.002])
def test_a_bridge_whose_position_is_off_the_border_lies_on_it(tmp_path, lon):
    land = corridor(tmp_path, WEST, EAST, ("bridge", BRIDGE[0], lon, {"error_m": 200}))
    far = metres(A, BRIDGE, B)
    assert walked(ground_of(land, [A, B])) == pytest.approx({("A", "B"): far, ("B", "A"): far})


@pytest.mark.parametrize(("error_m", "reached"), [(0, False), (500, False), (700, True)])
def test_the_way_to_a_bridge_crosses_no_border_elsewhere(tmp_path, error_m, reached):
    west, east = WEST.difference(ISLAND), EAST.union(ISLAND)
    land = corridor(tmp_path, west, east, ("bridge", *BRIDGE, {"error_m": error_m}))
    # From the island straight to the bridge one comes through the west, unless the bridge may be just there.
    ground = ground_of(land, [(40.0065, 115.9935), (40.0, 115.998)])
    assert set(walked(ground)) == ({("A", "B"), ("B", "A")} if reached else set())


def test_who_stays_on_one_side_walks_straight_or_not_at_all(tmp_path):
    west, east = WEST.difference(TONGUE), EAST.union(TONGUE)
    land = corridor(tmp_path, west, east, ("bridge", 40.01, 115.985, {}))
    # North and south of the east's corner within the west, and one that sees both.
    ground = ground_of(land, [(40.012, 115.9795), (40.0095, 115.983), (40.0095, 115.979)])
    assert set(walked(ground)) == {("A", "C"), ("C", "A"), ("B", "C"), ("C", "B")}
    assert crossing_on_foot(ground, 40.012, 115.9795, 40.0095, 115.983) is None


def test_nobody_leaves_the_districts_that_are_known_for_where_none_is(tmp_path):
    land = corridor(tmp_path, WEST, EAST, ("bridge", 40.0, 115.0, {}))
    ground = ground_of(land, [(40.0, 115.002), (40.0, 114.998), (40.0, 114.99)])
    assert set(walked(ground)) == {("B", "C"), ("C", "B")}
    assert crossing_on_foot(ground, 40.0, 115.002, 40.0, 114.998) == (None, 0.5, "outbound")


def test_where_no_borders_are_known_nothing_is_crossed(tmp_path):
    ground = ground_of(None, [A, B])
    assert walked(ground)["A", "B"] == pytest.approx(metres(A, B))
    assert crossing_on_foot(ground, *A, *B) is None


def place(lat, lon, error_m=0.0):
    return Place("here", "", "coordinate", lat, lon, (), "", "", "derived", error_m, ())


@pytest.fixture(scope="module")
def two_bridges(tmp_path_factory):
    """A border with a corner, and two bridges of which one is known to 300 m."""
    west, east = WEST.difference(TONGUE), EAST.union(TONGUE)
    bridges = ("a", 40.003, 116.0, {}), ("b", 40.0105, 115.984, {"error_m": 300})
    return corridor(tmp_path_factory.mktemp("land"), west, east, *bridges)


spots = st.tuples(st.floats(39.995, 40.02), st.floats(115.975, 116.01))


@given(st.lists(spots, min_size=5, max_size=5), st.sampled_from((0.0, 700.0)))
def test_stops_places_and_journeys_on_foot_have_one_rule(two_bridges, points, error_m):
    ground = ground_of(two_bridges, points, error_m)
    border = WEST.difference(TONGUE).intersection(EAST.union(TONGUE))
    inside = WEST.difference(TONGUE)
    found = walked(ground)
    for i, a in enumerate(points):
        here = place(*a, error_m)
        near = reach(ground, here, max_walk_s=1_600, speed_kmh=4.5, stated_only=False)
        _, walk_m = straight(
            ground, here, [place(*b, error_m) for b in points], Options(max_walk_min=1_600 / 60)
        )
        for j, b in enumerate(points):
            if i == j:
                continue
            told = found.get(tuple(ground.stops.ids[n] for n in (i, j)))
            assert (told is None) == (j not in near.metres) == (walk_m[j] > 2_000)
            apart = inside.covers(Point(a[::-1])) != inside.covers(Point(b[::-1]))
            passed = crossing_on_foot(ground, *a, *b)
            assert (passed is not None) == apart
            if told is None:
                continue
            assert near.metres[j] == walk_m[j] == told
            # A walk crosses the border if and only if its ends lie on different sides.
            crow_m = max(metres(a, b), error_m)
            if not apart:
                assert told == pytest.approx(crow_m)
                assert not LineString([a[::-1], b[::-1]]).intersects(border)
            else:
                bridge = {"a": (40.003, 116.0), "b": (40.01, 115.984)}[passed[0].id]
                least = {"a": 0, "b": 300}[passed[0].id]
                assert told == pytest.approx(max(metres(a, bridge, b), error_m, least), rel=1e-6)
                assert passed[2] == ("outbound" if inside.covers(Point(a[::-1])) else "inbound")


@pytest.fixture(scope="module")
def net():
    return transit.load()


BAIMIAO, CHANGTONG = (39.9412, 116.7768), (39.8755, 116.8219)
around = st.one_of(
    *(
        st.tuples(st.floats(lat - 0.012, lat + 0.012), st.floats(lon - 0.014, lon + 0.014))
        for lat, lon in (BAIMIAO, CHANGTONG)
    )
)
corridor_wide = st.tuples(st.floats(39.6, 40.1), st.floats(116.5, 117.1))


@given(st.one_of(around, corridor_wide), st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)))
def test_in_the_corridor_a_walk_crosses_just_when_its_ends_lie_on_two_sides(net, a, step):
    ground, b = net._ground, (a[0] + step[0], a[1] + step[1])
    sides = ground.sides_of(*np.array([a, b]).T)
    passed = crossing_on_foot(ground, *a, *b)
    assert (passed is not None) == (sides[0] != sides[1])
    (walk_s,), (walk_m,) = straight(ground, place(*a), [place(*b)], Options(max_walk_min=60))
    if walk_s <= 3_600 and passed is not None:
        crossing, share, direction = passed
        assert crossing.id in {"jingyu", "changtong"}
        assert direction == ("outbound" if sides[0] == "北京市" else "inbound")
        on_it = crossing.lat, crossing.lon
        assert 0 <= share <= 1
        # The bridge lies within 15 m of the border, by which it is passed.
        assert walk_m >= crossing.error_m
        assert walk_m == pytest.approx(max(metres(a, on_it, b), crossing.error_m), abs=40)


def test_who_walks_from_baimiao_to_yanjiao_takes_the_bridge(net):
    when = {"depart_at": "08:00", "date": "2026-11-24"}
    found = net.route("bus:tongzhoubaimiaocun", "bus:ouyiliting", max_walk_min=40, **when)
    (walk,) = next(j for j in found if not j.rides).legs
    a, b = ((end.lat, end.lon) for end in (walk.board, walk.alight))
    assert walk.walk_m == pytest.approx(metres(a, BAIMIAO, b), abs=10)
    assert crossing_on_foot(net._ground, *a, *b)[0].id == "jingyu"
    assert not any(
        not j.rides
        for j in net.route("bus:tongzhoubaimiaocun", "bus:ouyiliting", max_walk_min=20, **when)
    )


def test_between_coordinates_too_and_nowhere_else(net):
    ground = net._ground
    a, b = place(39.9414, 116.7668), place(39.9414, 116.7895)
    (walk_s,), _ = straight(ground, a, [b], Options(max_walk_min=40))
    assert 30 * 60 < walk_s <= 40 * 60
    # 徐尹路 crosses here: whether one may walk over its bridge, no source tells.
    a, b = place(39.985, 116.76), place(39.985, 116.768)
    assert straight(ground, a, [b], Options(max_walk_min=60))[0] > 3_600
    sides = np.array([ground.side(region) for region in ground.regions])
    walks = ground.walks
    across = np.flatnonzero(sides[walks.from_stop] != sides[walks.to_stop])
    ends = {ground.stops.ids[s] for s in walks.from_stop[across].tolist()}
    assert ends == {
        "bus:tongzhoubaimiaocun", "bus:tongzhoubaimiaocunlinshizhan", "bus:ouyiliting",
        "bus:ouyilitinglinshizhan",
    }  # fmt: skip


def test_every_word_on_walking_over_a_bridge_is_as_sure_as_it_says():
    facts = Corridor.open()
    for crossing in facts.crossings.values():
        assert crossing.on_foot in {"yes", "no", ""}
        assert bool(crossing.on_foot) == bool(crossing.on_foot_evidence), crossing.id
        assert set(crossing.on_foot_sources) <= facts.sources.keys()
        assert bool(crossing.on_foot_sources) == (crossing.on_foot_evidence == "documented")
        if crossing.kind != "road":
            assert crossing.on_foot == "no"
    assert facts.assumptions["crossing_closed_on_foot"].value == "no"
