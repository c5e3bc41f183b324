"""Everything the mission names is in the feeds, and a traveller can get there and away."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

import transit
from gtfs_data.build.tables import assumption, read_facts

BUS = [
    "810", "810快", "811", "812", "813", "814", "815", "815快", "816", "817", "818", "818快",
    "819", "822", "823", "882", "893", "894", "910", "930", "938", "938快",
]  # fmt: skip
EXPRESS = [
    "BSX-YJ1", "BSX-YJ2", "BSX-DC1", "BSX-XH1", "BSX-WJ", "BSX-YJ3", "BSX-YJ4", "BSX-YJ5",
    "BSX-YJ6", "BSX-DC2", "BSX-XH2",
]  # fmt: skip
LINE_22 = [
    "东大桥", "金台夕照", "红庙", "慈云寺桥", "甘露园", "定福庄", "管庄", "永顺", "通州北关",
    "运河商务区", "北京通州站", "政务中心", "政务中心东", "燕郊", "神威大街", "潮白大街",
    "高楼", "齐心庄", "马坊", "马昌营", "国农港", "平谷",
]  # fmt: skip
JINGTANG = ["北京通州", "燕郊", "大厂", "香河", "宝坻", "玉田南", "唐山西", "唐山"]
JINGBIN = ["宝坻", "宝坻南", "北辰"]
BEIJING = {"北京", "北京通州"}
OTHER_RAIL = ["北京", "北京南", "武清", "廊坊", "中仓", "乔庄东", "良乡"]
SUBWAY = {"L1": 35, "L2": 18, "L6": 36, "L7": 30, "L10": 45, "L14": 33, "L17": 20}
"""Lines and the number of their stations."""

HUB = "subway:L1_guomao"

NET = transit.load()
FEED = NET.feed
STOP_NAMES = FEED.stops.set_index("stop_id")["stop_name"]
CALLS = FEED.stop_times.merge(FEED.trips[["trip_id", "route_id", "direction_id", "service_id"]])


def stops_of(route_id: str, trips: str = "") -> set[tuple[str, ...]]:
    """Sequences of stops that a route's trips run, or those whose id begins so."""
    calls = CALLS[(CALLS["route_id"] == route_id) & CALLS["trip_id"].str.startswith(trips)]
    return {tuple(group) for _, group in calls.groupby("trip_id")["stop_id"]}


@pytest.fixture(scope="module")
def reached() -> set[str]:
    return nx.descendants(NET.graph, HUB) | {HUB}


@pytest.fixture(scope="module")
def reaching() -> set[str]:
    return nx.ancestors(NET.graph, HUB) | {HUB}


@pytest.mark.parametrize("line", BUS)
def test_each_bus_line_calls_at_every_stop_both_ways(
    line: str, reached: set[str], reaching: set[str]
) -> None:
    rows = [r for r in read_facts("bus/stop_sequences.csv") if r["line_id"] == line]
    route_id = next(r["route_id"] for r in read_facts("bus/lines.csv") if r["line_id"] == line)
    found = stops_of(f"bus:{route_id}")
    assert len(found) == 2
    for direction in ("outbound", "inbound"):
        listed = sorted((int(r["seq"]), r["stop_id"]) for r in rows if r["direction"] == direction)
        stops = tuple(f"bus:{stop_id}" for _, stop_id in listed)
        assert stops in found
        assert set(stops) <= reached & reaching


def test_these_are_the_22() -> None:
    lines = [r["line_id"] for r in read_facts("bus/lines.csv") if r["in_the_22"] == "yes"]
    assert sorted(lines) == sorted(BUS)
    assert len(BUS) == 22
    # Both directions of the operator's directory, every stop.
    assert sum(r["line_id"] in BUS for r in read_facts("bus/stop_sequences.csv")) == 987


@pytest.mark.parametrize("line", EXPRESS)
def test_each_commuter_express_brings_riders_in_and_home(
    line: str, reached: set[str], reaching: set[str]
) -> None:
    trips = CALLS[CALLS["route_id"] == f"express:{line}"]
    assert set(trips["service_id"]) == {"express:workday"}
    assert set(trips["direction_id"]) == {0, 1}
    for _, calls in trips.groupby("trip_id"):
        home, town = calls["stop_id"].iloc[[0, -1]]
        if calls["direction_id"].iloc[0] == 0:
            assert town in reached
        else:
            assert home in reaching
        # Seats are booked: nobody boards without.
        assert calls["pickup_booking_rule_id"].iloc[0] != ""


def test_these_are_the_eleven_and_assumed_ones_say_so() -> None:
    lines = [r for r in read_facts("express/lines.csv") if r["counted_in_the_11"] == "1"]
    assert sorted(r["route_id"] for r in lines) == sorted(EXPRESS)
    for row in lines:
        assert (row["evidence"] == "assumed") == ("推定" in row["name_zh"])
        assert ("推定" in row["name_zh"]) == ("(assumed)" in row["name_en"])
    assert sum(r["evidence"] == "assumed" for r in lines) == 6


def test_line_22_calls_at_its_22_stations_in_order(reached: set[str], reaching: set[str]) -> None:
    assert len(LINE_22) == 22
    named = {tuple(STOP_NAMES[stop] for stop in stops): stops for stops in stops_of("line22:L22")}
    assert tuple(LINE_22) in named
    assert tuple(LINE_22[::-1]) in named
    assert set(named[tuple(LINE_22)]) <= reached & reaching
    planned = FEED.routes[FEED.routes["route_id"].str.startswith("line22:")]
    assert set(planned["status"]) == {"planned"}


@pytest.mark.parametrize(
    ("period", "along"),
    [
        pytest.param("2026", JINGTANG[1:], id="京唐 2026"),
        pytest.param("2026", JINGBIN, id="京滨 2026"),
        pytest.param("2023", JINGTANG[1:], id="京唐 2023"),
        pytest.param("2023", JINGBIN, id="京滨 2023"),
    ],
)
def test_intercity_trains_run_along_the_line(
    period: str, along: list[str], reached: set[str], reaching: set[str]
) -> None:
    courses = {s for route in ("JT", "JB") for s in stops_of(f"rail:{route}", f"rail:{period}_")}
    trains = [[STOP_NAMES[stop].removesuffix("站") for stop in course] for course in courses]
    for station in along:
        calling = [train for train in trains if station in train]
        assert any(train[0] in BEIJING for train in calling), station
        assert any(train[-1] in BEIJING for train in calling), station
    ids = {stop for course in courses for stop in course}
    assert ids <= reached & reaching
    assert ("rail:beijingtongzhou" in ids) == (period == "2026")


@pytest.mark.parametrize("name", OTHER_RAIL)
def test_other_railway_stations_are_served(
    name: str, reached: set[str], reaching: set[str]
) -> None:
    stops = set(CALLS["stop_id"][CALLS["stop_id"].str.startswith("rail:")])
    (stop,) = [stop for stop in stops if STOP_NAMES[stop] == f"{name}站"]
    assert stop in reached & reaching


@pytest.mark.parametrize(("line", "count"), SUBWAY.items())
def test_each_subway_line_has_all_its_stations(
    line: str, count: int, reached: set[str], reaching: set[str]
) -> None:
    listed = [r["stop_id"] for r in read_facts("subway/stations.csv") if r["line_id"] == line]
    served = {stop for stops in stops_of(f"subway:{line}") for stop in stops}
    assert len(listed) == count
    assert served == {f"subway:{stop}" for stop in listed}
    assert served <= reached & reaching


def test_the_seven_subway_lines_have_217_stations() -> None:
    assert sum(SUBWAY.values()) == 217
    assert set(FEED.routes["route_id"][FEED.routes["route_id"].str.startswith("subway:")]) == {
        f"subway:{line}" for line in SUBWAY
    }


def departures(route_ids: set[str], service_id: str, *, direction: int | None = None) -> pd.Series:
    """Departures from the first stop in seconds, as the feed lays them out."""
    first = CALLS.groupby("trip_id").first()
    first = first[first["route_id"].isin(route_ids) & (first["service_id"] == service_id)]
    if direction is not None:
        first = first[first["direction_id"] == direction]
    windows = FEED.frequencies[FEED.frequencies["trip_id"].isin(first.index)]
    moments = [
        moment
        for row in windows.itertuples()
        for moment in range(row.start_time, row.end_time, row.headway_secs)
    ]
    clocked = first[~first.index.isin(windows["trip_id"])]
    return pd.Series([*moments, *clocked["departure_time"]])


def test_the_22_lines_meet_the_documented_totals() -> None:
    route_ids = {
        f"bus:{r['route_id']}" for r in read_facts("bus/lines.csv") if r["in_the_22"] == "yes"
    }
    times = departures(route_ids, "bus:workday")
    start, end = (int(hour[:2]) * 3600 for hour in assumption("bus_am_peak").split("-"))
    assert times.between(start, end, inclusive="left").sum() == pytest.approx(600, rel=0.1)
    assert len(times) < 1830
    assert len(departures(route_ids, "bus:restday")) < len(times)


def test_the_eleven_make_56_runs_in_and_51_out() -> None:
    route_ids = {f"express:{line}" for line in EXPRESS}
    for direction, runs, first, last in ((1, 56, "06:20", "08:15"), (0, 51, "17:20", "20:10")):
        times = departures(route_ids, "express:workday", direction=direction)
        minutes = [int(t[:2]) * 60 + int(t[3:]) for t in (first, last)]
        assert len(times) == runs
        assert times.between(*(60 * m for m in minutes)).all()


@pytest.mark.parametrize(
    ("line", "departure"),
    [("direct47", "06:10"), ("direct133", "06:00"), ("direct167", "07:10"), ("882", "08:40")],
)
def test_published_departures_are_kept(line: str, departure: str) -> None:
    times = departures({f"bus:{line}"}, "bus:workday")
    assert int(departure[:2]) * 3600 + int(departure[3:]) * 60 in set(times)
