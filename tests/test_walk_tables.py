"""A table of walks says who walks where: just what it lists, each one way and in its own time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import transit
from tests.boards import draw
from tests.test_bridges import EAST, WEST, corridor, place
from transit.network.ground import Ground
from transit.network.walking import rule_of
from transit.network.walks import NOT_STATED, change_seconds
from transit.routing.all_the_way import straight
from transit.routing.options import Options
from transit.routing.reach import reach

NAMED = {"the mill": [()], "the pond": [()], "the square": [("A", "B")], "twice": [(), ("C",)]}
"""Places that are no stops, one that is two, and two of one name."""


def feed_of(spots, transfers=(), stations=None):
    """Stops A, B, C … at latitudes and longitudes."""
    feed = draw(
        "A B\n8:00 9:00", stops="ABCDEFGH"[: len(spots)], transfers=transfers, stations=stations
    ).ground.feed
    at = np.array(spots)
    stops = feed.stops.copy()
    stops.loc[stops["location_type"] == 0, ["stop_lat", "stop_lon"]] = at
    return replace(feed, stops=stops)


def ground_of(rows, feed=None, column="walk_s"):
    """Walks from, to, their time, and perhaps their length."""
    names = ["from_id", "to_id", column, "walk_m"][: max(map(len, rows), default=3)]
    table = pd.DataFrame(rows, columns=names)
    ground = Ground(feed or FEED, None)
    return replace(ground, walking=rule_of(table, ground, lambda: NAMED))


CLOSE = [(40.0 + 0.001 * i, 116.0) for i in range(5)]
FEED = feed_of(CLOSE)


def walked(ground, speed_kmh=4.5):
    """Seconds and metres between stops by their ids."""
    walks, ids = ground.walks, ground.stops.ids
    seconds = change_seconds(walks, speed_kmh).tolist()
    columns = walks.from_stop.tolist(), walks.to_stop.tolist(), seconds, walks.walk_m.tolist()
    return {ids[a] + ids[b]: (s, m) for a, b, s, m in zip(*columns, strict=True)}


def near(ground, spot, *, towards=False, max_walk_s=1_200, speed_kmh=4.5):
    found = reach(
        ground, spot, max_walk_s=max_walk_s, speed_kmh=speed_kmh, stated_only=False, towards=towards
    )
    return {ground.stops.ids[s]: (found.seconds[s], found.metres[s]) for s in found.seconds}


def named(name, lat=40.0, lon=116.0):
    return replace(place(lat, lon), name=name, kind="estate")


def test_between_stops_one_walks_what_is_listed_and_only_that_way():
    ground = ground_of([("A", "B", 100), ("B", "A", 130), ("E", "C", 60)])
    assert walked(ground) == {"AB": (100, 125), "BA": (130, 162.5), "EC": (60, 75)}
    assert near(ground, replace(named("A"), stop_ids=("C",))) == {"C": (0, 0)}
    towards = near(ground, replace(named("A"), stop_ids=("C",)), towards=True)
    assert towards == {"C": (0, 0), "E": (60, 75)}


def test_a_listed_time_is_that_of_the_normal_pace():
    ground = ground_of([("A", "B", 90), ("B", "A", 90.01)])
    assert [s for s, _ in walked(ground, 9.0).values()] == [45, 46]
    assert [s for s, _ in walked(ground, 3.0).values()] == [135, 136]


def test_a_listed_length_is_told_and_changes_no_time():
    ground = ground_of([("A", "B", 100, 700.0), ("B", "A", 100, None), ("the mill", "A", 60, 0)])
    assert walked(ground) == {"AB": (100, 700), "BA": (100, 125)}
    assert near(ground, named("the mill")) == {"A": (60, 0)}
    assert near(ground, replace(named("A"), stop_ids=("A",)))["B"] == (100, 700)


@given(st.integers(0, 6_000), st.sampled_from(("walk_s", "walk_min")))
@example(83, "walk_min")
def test_no_time_is_rounded_to_another(tenths, column):
    ground = ground_of([("A", "B", tenths / 10)], column=column)
    expected = -(-tenths // 10) if column == "walk_s" else 6 * tenths
    assert walked(ground)["AB"][0] == expected


def test_a_place_that_is_no_stop_has_the_walks_listed_for_its_name():
    rows = [("the mill", "A", 60), ("the mill", "B", 90), ("C", "the mill", 70), ("D", "E", 10)]
    rows += [("the mill", "the pond", 300)]
    ground = ground_of(rows)
    assert near(ground, named("the mill")) == {"A": (60, 75), "B": (90, 112.5)}
    assert near(ground, named("the mill"), max_walk_s=89) == {"A": (60, 75)}
    assert near(ground, named("the mill"), towards=True) == {"C": (70, 87.5)}
    assert near(ground, named("the pond")) == {}
    mill, pond = named("the mill"), named("the pond")
    others = [pond, mill, place(40.0, 116.0)]
    assert straight(ground, mill, others, Options())[0].tolist()[:1] == [300]
    assert straight(ground, pond, [mill], Options())[0][0] > 1e9


def test_where_the_table_names_only_one_end_one_walks_as_the_crow_flies():
    ground = ground_of([("the mill", "A", 60), ("A", "B", 5)])
    plain = Ground(FEED, None)
    for here in (place(40.0, 116.0), named("the pond")):
        assert near(ground, here) == near(plain, here)
        assert near(ground, here, towards=True) == near(plain, here)
        others = [named("the mill", 40.002), place(40.003, 116.0)]
        for a, b in ((here, others), (others[0], [here])):
            found, expected = (straight(g, a, b, Options()) for g in (ground, plain))
            assert found[0].tolist() == expected[0].tolist()
            assert found[1].tolist() == expected[1].tolist()


def test_a_station_or_a_place_that_is_stops_stands_for_each_of_them():
    feed = feed_of(CLOSE, stations={"A": "S", "B": "S"})
    rows = [("S", "C", 60), ("D", "the square", 70), ("S", "S", 20)]
    assert {pair: s for pair, (s, _) in walked(ground_of(rows, feed)).items()} == {
        "AC": 60, "BC": 60, "DA": 70, "DB": 70, "AB": 20, "BA": 20,
    }  # fmt: skip


def test_of_several_rows_for_a_walk_the_quickest_counts():
    ground = ground_of(
        [("A", "B", 70, 10.0), ("A", "B", 60, 20.0), ("A", "A", 5, 0.0), ("A", "B", 80, 1.0)]
    )
    assert walked(ground) == {"AB": (60, 20)}


def test_what_the_feed_states_still_holds():
    feed = feed_of(
        CLOSE,
        transfers=[
            {"from_stop_id": "A", "to_stop_id": "B", "transfer_type": 2, "min_transfer_time": 30},
            {"from_stop_id": "B", "to_stop_id": "A", "transfer_type": 3},
            {"from_stop_id": "C", "to_stop_id": "D", "transfer_type": 2, "min_transfer_time": 40},
        ],
    )
    rows = [("A", "B", 70), ("B", "A", 70), ("D", "C", 50)]
    ground = ground_of(rows, feed)
    assert {pair: s for pair, (s, _) in walked(ground).items()} == {"AB": 30, "CD": 40, "DC": 50}
    assert (ground.walks.stated_s == NOT_STATED).tolist() == [False, False, True]


def test_a_table_may_lead_over_a_border(tmp_path):
    land = corridor(tmp_path, WEST, EAST)
    base = Ground(feed_of([(40.0, 115.999), (40.0, 116.001)]), land)
    assert len(base.walks.walk_m) == 0
    table = pd.DataFrame({"from_id": ["A"], "to_id": ["B"], "walk_min": [4]})
    ground = replace(base, walking=rule_of(table, base, dict))
    assert walked(ground) == {"AB": (240, 300)}
    # A coordinate has no walk in the table, and no bridge.
    assert near(ground, place(40.0, 115.998)).keys() == {"A"}


def test_an_empty_table_lets_nobody_walk_between_stops():
    assert walked(ground_of([])) == {}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"from_id": ["A"], "to_id": ["B"]}, r"walks columns=\['from_id', 'to_id'\] .*walk_min"),
        ({"from_id": ["A"], "walk_s": [1]}, "walks columns="),
        ({"from_id": ["A"], "to_id": ["B"], "walk_s": [1], "walk_min": [1]}, "one of walk_s and"),
        ({"from_id": ["A", "Z"], "to_id": ["B", "A"], "walk_s": [1, 1]}, "row 2 from_id='Z' .*no stop and no place"),
        ({"from_id": ["A"], "to_id": ["twice"], "walk_s": [1]}, "row 1 to_id='twice' .*several"),
        ({"from_id": ["A"], "to_id": [None], "walk_s": [1]}, "row 1 to_id='' "),
        ({"from_id": ["A"], "to_id": ["B"], "walk_s": [-1]}, "row 1 walk_s=-1 .*0 or more"),
        ({"from_id": ["A"], "to_id": ["B"], "walk_min": ["soon"]}, "row 1 walk_min='soon' "),
        ({"from_id": ["A"], "to_id": ["B"], "walk_s": [float("nan")]}, "row 1 walk_s=nan "),
        ({"from_id": ["A"], "to_id": ["B"], "walk_s": [float("inf")]}, "row 1 walk_s=inf "),
        ({"from_id": ["A"], "to_id": ["B"], "walk_s": [1], "walk_m": [-2.0]}, "row 1 walk_m=-2.0 "),
    ],
)  # fmt: skip
def test_a_table_that_makes_no_sense_is_refused_with_its_row(table, told):
    ground = Ground(FEED, None)
    with pytest.raises(transit.QueryError, match=told):
        rule_of(pd.DataFrame(table), ground, lambda: NAMED)


def test_a_network_walks_by_the_table_it_is_given():
    table = pd.DataFrame(
        {"from_id": ["东贸国际"], "to_id": ["bus:ouyiliting"], "walk_min": [7], "walk_m": [444]}
    )
    net = transit.load(walks=table)
    asked = {"depart_at": "05:00", "date": "2026-11-24", "max_transfers": 0, "max_walk_min": 7}
    (journey, *_) = net.route("东贸国际", "bus:langjiayuan", **asked)
    first = journey.legs[0]
    assert (first.alight.stop_id, first.walk_m) == ("bus:ouyiliting", 444)
    assert (first.arrive - first.depart).total_seconds() == 420
    assert not net.route("东贸国际", "bus:langjiayuan", **(asked | {"max_walk_min": 6}))
    assert len(net._ground.walks.walk_m) < len(transit.load()._ground.walks.walk_m)
    with pytest.raises(transit.QueryError, match="walks row 1 from_id='nowhere at all'"):
        transit.load(walks=table.assign(from_id="nowhere at all"))
