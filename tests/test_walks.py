"""Walks between stops, and from a place to the stops around it, are those found by looking at every pair."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from tests.boards import draw
from transit.geo import metres_between
from transit.network.crow_flight import CrowFlight
from transit.network.ground import Ground
from transit.network.land import Land
from transit.network.nearby import neighbours
from transit.network.walks import NOT_STATED, find_walks, turned
from transit.places.place import Place
from transit.routing.reach import reach

IDS = "ABCDEFGH"
USUAL = {"max_walk_s": 1_200, "speed_kmh": 4.5, "stated_only": False}

offsets = st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
errors = st.sampled_from((0.0, 0.0, 0.0, 700.0, 2_500.0))
spots = st.lists(st.tuples(offsets, errors), min_size=len(IDS), max_size=len(IDS))
pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS))
stated = st.lists(st.tuples(pairs, st.integers(0, 3), st.integers(0, 30)), max_size=6)


def ground_of(spots, stated=()):
    """Stops at the offsets from 40° N 116° E given, with their errors, and changes stated."""
    rows = [
        {
            "from_stop_id": a,
            "to_stop_id": b,
            "transfer_type": kind,
            "min_transfer_time": 60 * minutes,
        }
        for (a, b), kind, minutes in stated
    ]
    feed = draw("A B\n8:00 9:00", stops=IDS, transfers=rows).ground.feed
    at = np.array([offset for offset, _ in spots])
    stops = feed.stops.assign(
        stop_lat=40 + at[:, 0], stop_lon=116 + at[:, 1], error_m=[e for _, e in spots]
    )
    return Ground(replace(feed, stops=stops), None)


def on_foot(ground, a, b):
    """Metres from one stop to another, as the rule for walks has it."""
    stops = ground.stops
    crow_m = metres_between(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b])
    return max(1.3 * float(crow_m), stops.error_m[a], stops.error_m[b])


def test_neighbours_are_those_of_every_pair_however_many_there_are():
    # More comparisons than are laid out at a time, and one stop far off.
    spread = np.random.default_rng(7).uniform(-1, 1, (2, 1_200))
    lat, lon = np.r_[40 + 0.02 * spread[0], -33.0], np.r_[116 + 0.03 * spread[1], -70.0]
    a, b, metres = (
        np.concatenate(column) for column in zip(*neighbours(lat, lon, 2_000), strict=True)
    )
    every = metres_between(lat[:, None], lon[:, None], lat, lon)
    near = (every <= 2_000) & ~np.eye(len(lat), dtype=bool)
    assert np.array_equal(np.stack((a, b), axis=1), np.argwhere(near))
    assert np.array_equal(metres, every[near])


@pytest.mark.parametrize("lat", [0.0, 69.9, -51.7, 85.0])
@pytest.mark.parametrize("radius_m", [50, 5_000, 300_000])
def test_neighbours_are_found_far_north_as_at_the_equator(lat, radius_m):
    side = np.degrees(radius_m / 6_371_000) * np.linspace(-1.5, 1.5, 7)
    lat, lon = (grid.ravel() for grid in np.meshgrid(np.minimum(lat + side, 90), 20 + side))
    found = [
        set(zip(a.tolist(), b.tolist(), strict=True)) for a, b, _ in neighbours(lat, lon, radius_m)
    ]
    near = metres_between(lat[:, None], lon[:, None], lat, lon) <= radius_m
    assert set().union(*found) == {(i, j) for i, j in np.argwhere(near).tolist() if i != j}


def test_where_no_stops_are_nothing_is_near():
    assert list(neighbours(np.empty(0), np.empty(0), 1_000)) == []


@given(spots, stated)
def test_walks_are_those_on_the_ground_and_those_stated(spots, stated):
    ground = ground_of(spots, stated)
    said = {pair: (row, kind, 60 * minutes) for row, (pair, kind, minutes) in enumerate(stated)}
    expected = []
    for a, from_id in enumerate(ground.stops.ids):
        for b, to_id in enumerate(ground.stops.ids):
            walk_m = on_foot(ground, a, b)
            row, kind, seconds = said.get((from_id, to_id), (NOT_STATED, None, None))
            if a != b and kind != 3 and (kind is not None or walk_m <= 2_000):
                seconds = {1: 0, 2: seconds}.get(kind, NOT_STATED)
                expected.append((a, b, walk_m, walk_m, seconds, row))
    start, *columns = (column.tolist() for column in ground.walks)
    assert list(zip(*columns, strict=True)) == expected
    assert start == [sum(row[0] < stop for row in expected) for stop in range(len(IDS) + 1)]


@given(spots)
def test_nobody_walks_across_the_barrier(spots):
    ground = ground_of(spots)
    free = ground.walks
    river = LineString([(115.99, 39.9), (116.005, 40.1)])
    land = Land(river, (), lambda lat, lon: ("",) * len(lat))
    walks = find_walks(ground.stops, ground.changes, CrowFlight(ground.stops, land))
    lat, lon = ground.stops.lat, ground.stops.lon
    kept = [
        (a, b)
        for a, b in zip(free.from_stop.tolist(), free.to_stop.tolist(), strict=True)
        if not LineString([(lon[a], lat[a]), (lon[b], lat[b])]).intersects(river)
    ]
    assert list(zip(walks.from_stop.tolist(), walks.to_stop.tolist(), strict=True)) == kept


def place(lat, lon, error_m=0.0, stop_ids=()):
    return Place("here", "", "coordinate", lat, lon, stop_ids, "", "", "derived", error_m, ())


@given(spots, stated, offsets, errors, st.sampled_from((0, 300, 1_200, 3_600)))
def test_all_stops_around_a_place_are_in_reach(spots, stated, here, error_m, max_walk_s):
    ground = ground_of(spots, stated)
    lat, lon = 40 + here[0], 116 + here[1]
    expected = {}
    for stop in range(len(IDS)):
        crow_m = float(metres_between(lat, lon, ground.stops.lat[stop], ground.stops.lon[stop]))
        walk_m = max(1.3 * crow_m, error_m, ground.stops.error_m[stop])
        if ceil(walk_m * 0.8) <= max_walk_s:
            expected[stop] = ceil(walk_m * 0.8), walk_m
    found = reach(ground, place(lat, lon, error_m), **(USUAL | {"max_walk_s": max_walk_s}))
    assert found.seconds == {stop: walk_s for stop, (walk_s, _) in expected.items()}
    assert found.metres == {stop: walk_m for stop, (_, walk_m) in expected.items()}


@given(spots, stated)
def test_walks_turned_round_are_the_same_walks_by_their_other_end(spots, stated):
    ground = ground_of(spots, stated)
    for back in (ground.walks_back, turned(ground.walks)):
        rows = [(a, b, *rest) for b, a, *rest in zip(*(c.tolist() for c in back[1:]), strict=True)]
        assert sorted(rows) == list(zip(*(c.tolist() for c in ground.walks[1:]), strict=True))
        ends_at = back.from_stop.tolist()
        assert ends_at == sorted(ends_at)
        assert back.start.tolist() == [sum(e < s for e in ends_at) for s in range(len(IDS) + 1)]


@given(
    spots,
    stated,
    st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
    st.booleans(),
    st.booleans(),
    st.sampled_from((1_200, 3_000)),
)
def test_around_stops_the_nearest_of_them_counts(
    spots, stated, own, stated_only, towards, max_walk_s
):
    ground = ground_of(spots, stated)
    walks = [
        (*((b, a) if towards else (a, b)), walk_m, stated_s, row)
        for a, b, walk_m, _, stated_s, row in zip(
            *(column.tolist() for column in ground.walks[1:]), strict=True
        )
    ]
    every = range(len(IDS))
    # What is further than the walks laid out beforehand is walked to all the same.
    far = [(a, b, on_foot(ground, a, b)) for a in every for b in every if not stated_only]
    walks += [(a, b, walk_m, NOT_STATED, NOT_STATED) for a, b, walk_m in far if walk_m > 2_000]
    expected = {}
    for a, b, walk_m, stated_s, row in walks:
        walk_s = ceil(walk_m * 0.8) if stated_s == NOT_STATED else stated_s
        usable = walk_s <= max_walk_s and (not stated_only or row != NOT_STATED)
        if ground.stops.ids[a] in own and usable:
            expected[b] = min(walk_s, expected.get(b, walk_s))
    expected |= {ground.stops.index_of[stop_id]: 0 for stop_id in own}
    asked = {"stated_only": stated_only, "towards": towards, "max_walk_s": max_walk_s}
    found = reach(ground, place(0, 0, stop_ids=tuple(own)), **(USUAL | asked))
    assert found.seconds == expected
    assert found.metres.keys() == expected.keys()


def test_what_the_feed_says_of_a_short_walk_holds_however_far_one_is_willing_to_walk():
    near = [((0.001 * i, 0.0), 0.0) for i in range(len(IDS))]
    ground = ground_of(near, [(("A", "B"), 3, 0), (("A", "C"), 2, 30)])
    found = reach(ground, place(0, 0, stop_ids=("A",)), **(USUAL | {"max_walk_s": 3_600}))
    assert {stop: found.seconds.get(stop) for stop in (1, 2, 3)} == {
        1: None, 2: 1_800, 3: ceil(on_foot(ground, 0, 3) * 0.8),
    }  # fmt: skip
