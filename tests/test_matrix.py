"""Travel times between many places: the same truth as a route, in rows."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from shapely import box

import transit
from tests.boards import draw, networks
from transit.errors import NoServiceError, PlaceNotFoundError, QueryError
from transit.net import Network
from transit.network.overheads import rules_of
from transit.routing.options import Options

DAY = "2026-11-24"


def network(*boards, **options):
    return Network(draw(*boards, **options).ground.feed)


@pytest.fixture(scope="module")
def net():
    return network(
        "A B C\n8:00 8:10 8:20\n8:30 8:40 8:50",
        "B D\n0:00 0:15 every 10 7:00-9:00",
        walks={("C", "D"): 9},
        stops="ABCDZ",
    )


def minutes(table, a, b, column="duration_min"):
    return table.loc[(table["from_id"] == a) & (table["to_id"] == b), column].item()


def journeys(net, a, b, **asked):
    """What a route lists, without the reasons it would look for where that is nothing."""
    moment = {name: asked.pop(name) for name in ("depart_at", "arrive_by", "date") if name in asked}
    overheads = rules_of(asked.pop("pace", "normal"), net._ground)
    options = Options(**asked, overheads=overheads)
    return net._planner.journeys(net._questions.settle(a, b, options, **moment))


def agrees(net, table, places, **asked):
    """Every cell is the journey that a route lists first."""
    for a in places:
        for b in places:
            row = table[(table["from_id"] == a) & (table["to_id"] == b)]
            assert len(row) == 1
            if a == b:
                assert row["duration_min"].item() == 0
                continue
            first = next(iter(journeys(net, a, b, **asked)), None)
            if first is None:
                assert row[["depart", "arrive", "duration_min", "transfers"]].isna().all(axis=None)
                continue
            assert row["depart"].item() == first.depart
            assert row["arrive"].item() == first.arrive
            assert row["duration_min"].item() == first.duration.total_seconds() / 60
            assert row["transfers"].item() == first.transfers


@pytest.mark.parametrize(
    "asked", [{"depart_at": "07:45"}, {"arrive_by": "08:55"}, {"depart_at": "08:45"}]
)
def test_a_cell_is_the_journey_a_route_lists_first(net, asked):
    places = ["A", "B", "C", "D", "Z"]
    table = net.travel_times(places, places, date=DAY, **asked)
    assert list(table) == ["from_id", "to_id", "depart", "arrive", "duration_min", "transfers"]
    assert len(table) == 25
    agrees(net, table, places, date=DAY, **asked)


@given(drawn=networks())
def test_cells_are_journeys_on_any_network(drawn):
    net = Network(drawn.ground.feed)
    places = list("ABCDE")
    options = {"transfers": "feed", "date": DAY, "max_walk_min": 30}
    for asked in ({"depart_at": "08:10"}, {"arrive_by": "08:50"}):
        table = net.travel_times(places, places, **asked, **options)
        agrees(net, table, places, **asked, **options)


def test_a_cell_takes_no_more_rides_than_its_arrival_needs():
    net = network("A C\n8:00 9:00", "A B\n8:20 8:30", "B C\n8:40 9:00")
    table = net.travel_times(["A"], ["C"], date=DAY, depart_at="07:45")
    assert minutes(table, "A", "C") == 60
    assert minutes(table, "A", "C", "transfers") == 0
    agrees(
        net,
        net.travel_times(list("AC"), list("AC"), date=DAY, depart_at="07:45"),
        "AC",
        date=DAY,
        depart_at="07:45",
    )
    late = net.travel_times(["A"], ["C"], date=DAY, arrive_by="09:10")
    assert (minutes(late, "A", "C"), minutes(late, "A", "C", "transfers")) == (40, 1)


def test_cells_of_the_corridor_are_journeys_on_foot_too():
    net = transit.load()
    spots = {"one": (39.9105, 116.4600), "near": (39.9120, 116.4610), "far": (39.95, 116.80)}
    places = spots | {name: name for name in ("天洋城", "国贸", "大望路", "燕郊站", "平谷")}
    given_ = pd.Series(places)
    for asked in ({"depart_at": "08:00"}, {"arrive_by": "09:00"}):
        table = net.travel_times(given_, given_, date=DAY, **asked)
        for a, b in product(places, repeat=2):
            if a != b:
                told = journeys(net, places[a], places[b], date=DAY, **asked)
                spent = told[0].duration.total_seconds() / 60 if told else math.nan
                assert minutes(table, a, b) == pytest.approx(spent, nan_ok=True), (a, b, asked)
        assert minutes(table, "one", "near", "transfers") == 0
        assert minutes(table, "one", "near") < 5


def test_a_window_ranks_the_minutes_from_being_ready(net):
    table = net.travel_times(
        ["A"], ["B", "A", "Z"], date=DAY, window=("07:50", "08:10"), percentiles=(0, 50, 100)
    )
    # Ready at 7:50 it takes 20 minutes, at 8:00 it takes 10; at 8:01 already 39, down to 31 at 8:09.
    spent = sorted([*range(10, 21), *range(31, 40)])
    assert [minutes(table, "A", "B", p) for p in ("p0", "p50", "p100")] == [10, spent[9], 39]
    assert [minutes(table, "A", "A", p) for p in ("p0", "p100")] == [0, 0]
    assert math.isnan(minutes(table, "A", "Z", "p0"))


def test_minutes_at_which_one_does_not_get_there_count_as_longest(net):
    # The last bus leaves at 8:30: ready at 8:21 ... 8:30 one gets there, at 8:31 ... 8:40 not before tomorrow.
    table = net.travel_times(
        ["A"], ["B"], date=DAY, window=("08:21", "08:41"), percentiles=(50, 51)
    )
    assert minutes(table, "A", "B", "p50") == 19
    assert math.isnan(minutes(table, "A", "B", "p51"))


def test_a_window_of_one_minute_is_a_moment_with_its_wait(net):
    asked = {"origins": ["A", "B"], "destinations": ["C", "D"], "date": DAY}
    window = net.travel_times(window=("07:45", "07:46"), **asked)
    moment = net.travel_times(depart_at="07:45", **asked)
    ready = pd.Timestamp("2026-11-24 07:45", tz="Asia/Shanghai")
    assert window["p50"].tolist() == ((moment["arrive"] - ready) / timedelta(minutes=1)).tolist()


def test_ids_come_from_the_table_its_index_or_the_name(net):
    found = [
        (["A", (30.1, 116.0)], ["A", "30.10000,116.00000"]),
        (pd.Series(["A", "B"], index=["home", "work"]), ["home", "work"]),
        (pd.DataFrame({"id": [7, 8], "place": ["A", "B"]}), ["7", "8"]),
        (pd.DataFrame({"lat": [30.0, 30.1], "lon": [116.0, 116.0]}, index=["x", "y"]), ["x", "y"]),
        (
            pd.DataFrame({"place": ["A", None], "lat": [None, 30.0], "lon": [None, 116.0]}),
            ["0", "1"],
        ),
        (net.stops.loc[["A", "B"]], ["A", "B"]),
        (net.stops.loc[["A", "B"]].geometry.to_crs("EPSG:3857"), ["A", "B"]),
        (net.find("A")[:1], ["A"]),
    ]
    for origins, ids in found:
        table = net.travel_times(origins, ["C"], date=DAY, depart_at="07:45")
        assert table["from_id"].tolist() == ids
        assert table["duration_min"].iloc[0] == 20


def test_the_rows_are_told_as_they_are_done(net):
    told = []
    net.travel_times(
        ["A", "B"], ["C"], date=DAY, depart_at="07:45", progress=lambda *n: told.append(n)
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_table_can_be_written_as_it_is(net, tmp_path):
    table = net.travel_times(["A", "Z"], ["C"], date=DAY, depart_at="07:45")
    table.to_parquet(tmp_path / "t.parquet")
    again = pd.read_parquet(tmp_path / "t.parquet")
    assert again["transfers"].isna().tolist() == [False, True]
    assert np.allclose(again["duration_min"], table["duration_min"], equal_nan=True)


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"origins": []}, QueryError, "at least one place"),
        ({"origins": "A"}, QueryError, "origins='A'"),
        ({"origins": (39.9, 116.4)}, QueryError, "a list of places"),
        ({"origins": ["A", "A"]}, QueryError, "two places have this one"),
        ({"destinations": ["nowhere at all"]}, PlaceNotFoundError, "nowhere"),
        ({"origins": pd.DataFrame({"id": [1]})}, QueryError, "lat and lon"),
        ({"origins": pd.DataFrame({"id": [], "place": []})}, QueryError, r"origins=\[\]"),
        (
            {"origins": pd.DataFrame({"id": ["x", None], "place": ["A", "B"]})},
            QueryError,
            "row 2 has none",
        ),
        (
            {"origins": pd.DataFrame({"id": ["x", "y"], "place": ["A", None]})},
            QueryError,
            r"origins\['y'\]='' is not understood; give a place, or lat and lon",
        ),
        (
            {"origins": pd.DataFrame({"id": ["x"], "lat": [99.0], "lon": [0.0]})},
            QueryError,
            r"origins\['x'\]",
        ),
        (
            {"origins": pd.DataFrame({"id": ["x"], "lat": [math.nan], "lon": [0.0]})},
            QueryError,
            r"origins\['x'\]",
        ),
        ({"origins": gpd.GeoSeries.from_xy([116.0], [30.0])}, QueryError, "CRS"),
        (
            {"origins": gpd.GeoSeries([box(116, 30, 117, 31)], crs="EPSG:4326")},
            QueryError,
            "points",
        ),
        ({"percentiles": (50, 101)}, QueryError, "percentiles"),
        ({"percentiles": ()}, QueryError, "percentiles"),
        ({"percentiles": (50, 50)}, QueryError, "once"),
        ({"client": "tcp://somewhere"}, QueryError, "threads"),
        ({"depart_at": None}, QueryError, "exactly one"),
        ({"date": "2019-01-01"}, NoServiceError, "2019-01-01"),
    ],
)
def test_a_wrong_question_is_refused_by_name(net, asked, error, says):
    given_ = {"origins": ["A"], "destinations": ["C"], "depart_at": "08:00", "date": DAY} | asked
    with pytest.raises(error, match=says):
        net.travel_times(given_.pop("origins"), given_.pop("destinations"), **given_)
