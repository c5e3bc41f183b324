"""Which service runs on which day, and what must never be told of it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from operator import itemgetter

import holidays
import numpy as np
import pandas as pd
import pytest

import transit
from gtfs_data.build.tables import assumption, read_facts, seconds_of
from transit.corridor import Corridor
from transit.geo import metres_between
from transit.gtfs.calendar import active_services
from transit.network.changes import read_changes
from transit.network.crow_flight import CrowFlight
from transit.network.stops import boardable_stops
from transit.network.walking import LONGEST_WALK_M
from transit.network.walks import NOT_STATED, find_walks

NET = transit.load()
FEED = NET.feed
DAYS = read_facts("calendar/day_types.csv")
ON_PLAN = ("bus", "express", "subway")
"""Feeds that tell workdays from rest days all the time."""

OPENING = {
    number: date.fromisoformat(assumption(f"line22_phase{number}_opening")) for number in (1, 2)
}
DAY = timedelta(days=1)
DATE = itemgetter("date")


def day_types(day: date, feed: str) -> set[str]:
    """Day types whose service of a feed runs on a date."""
    return {
        service_id.split(":")[1].split("_")[-1]
        for service_id in active_services(FEED, day)
        if service_id.startswith(f"{feed}:")
    }


def trips_on(day: date, feed: str) -> pd.DataFrame:
    services = active_services(FEED, day)
    trips = FEED.trips
    return trips[trips["service_id"].isin(services) & trips["trip_id"].str.startswith(f"{feed}:")]


@pytest.mark.parametrize("row", [r for r in DAYS if r["kind"] == "make_up_workday"], ids=DATE)
def test_a_make_up_weekend_day_runs_as_a_workday(row: dict[str, str]) -> None:
    day = date.fromisoformat(row["date"])
    assert day.weekday() > 4
    assert {feed: day_types(day, feed) for feed in ON_PLAN} == {
        feed: {"workday"} for feed in ON_PLAN
    }


@pytest.mark.parametrize("row", [r for r in DAYS if r["kind"] == "public_holiday"], ids=DATE)
def test_no_express_runs_on_a_public_holiday(row: dict[str, str]) -> None:
    day = date.fromisoformat(row["date"])
    assert trips_on(day, "express").empty
    assert day_types(day, "bus") == day_types(day, "subway") == {"restday"}


def test_the_calendar_is_that_of_the_library() -> None:
    china = holidays.country_holidays("CN", years=range(2023, 2029))
    day, end = date(2023, 12, 15), date(2028, 12, 31)
    while day <= end:
        expected = {"workday" if china.is_working_day(day) else "restday"}
        assert day_types(day, "bus") == expected, day
        day += DAY


def test_2026_has_the_six_make_up_days_of_the_notice() -> None:
    make_up = {r["date"] for r in DAYS if r["kind"] == "make_up_workday"}
    assert {day for day in make_up if day.startswith("2026")} == {
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    }  # fmt: skip


def test_line_22_opens_in_two_phases() -> None:
    assert trips_on(OPENING[1] - DAY, "line22").empty
    names = FEED.stops.set_index("stop_id")["stop_name"]
    later = {"东大桥", "金台夕照", "国农港"}
    for day, phase, closed in (
        (OPENING[1], "phase1", later),
        (OPENING[2] - DAY, "phase1", later),
        (OPENING[2], "phase2", set()),
    ):
        trips = trips_on(day, "line22")
        assert trips["trip_id"].str.startswith(f"line22:{phase}_").all()
        calls = FEED.stop_times[FEED.stop_times["trip_id"].isin(trips["trip_id"])]
        served = set(names[calls["stop_id"]])
        assert {"红庙", "平谷"} <= served
        assert later - served == closed


def test_the_railway_changes_its_timetable_when_beijing_tongzhou_opens() -> None:
    before, after = (trips_on(day, "rail") for day in (date(2025, 12, 29), date(2025, 12, 30)))
    assert {i.split(":")[1].split("_")[0] for i in before["trip_id"]} == {"2023"}
    assert {i.split(":")[1].split("_")[0] for i in after["trip_id"]} == {"2026"}
    calls = FEED.stop_times.set_index("trip_id")["stop_id"]
    assert "rail:beijingtongzhou" not in set(calls.loc[list(before["trip_id"])])
    assert "rail:beijingtongzhou" in set(calls.loc[list(after["trip_id"])])


def test_the_timetable_of_2023_stands_call_by_call() -> None:
    placed = {}
    for row in read_facts("rail/stations.csv"):
        if row["lat"]:
            names = filter(None, (row["name_zh"], row["former_name"]))
            placed |= dict.fromkeys(names, f"rail:{row['stop_id']}")
    facts = pd.DataFrame(read_facts("rail/calls_2023.csv"))
    assert facts["train_no"].nunique() == 43 + 135
    facts = facts[facts["station"].isin(placed)]
    facts = facts[facts.groupby("train_no")["seq"].transform("size") > 1]
    calls = FEED.stop_times.set_index(["trip_id", "stop_id"])
    for row in facts.itertuples():
        trip_id = f"rail:2023_{row.train_no.replace('/', '-')}"
        call = calls.loc[(trip_id, placed[row.station])]
        for stated, found in ((row.arrive, "arrival_time"), (row.depart, "departure_time")):
            if stated:
                assert call[found] % 86_400 == seconds_of(stated), (trip_id, row.station)


def test_no_clock_time_of_2023_stands_on_a_number_of_2026() -> None:
    trips = FEED.trips[FEED.trips["trip_id"].str.startswith("rail:2026_")]
    assert not trips["source_ids"].str.contains("rail2:R1").any()
    clocked = {row["train_no"] for row in read_facts("rail/clock_2026.csv")}
    calls = FEED.stop_times.set_index("trip_id")
    both = set(trips["trip_short_name"]) & {
        row["train_no"] for row in read_facts("rail/calls_2023.csv")
    }
    assert len(both) > 10
    for number in both:
        then, now = (
            calls.loc[[f"rail:{period}_{number}"]].set_index("stop_id")["departure_time"]
            for period in ("2023", "2026")
        )
        alike = [stop for stop in then.index.intersection(now.index) if then[stop] == now[stop]]
        # A train may still run as it did then, but only where a source of 2026 tells its hour.
        assert not alike or number in clocked, number


def test_trains_of_unknown_hour_are_assumed_and_say_so() -> None:
    trips = FEED.trips[FEED.trips["trip_id"].str.startswith("rail:2026_")]
    unknown = trips["note"].str.contains("hour unknown|opening day|unlisted|headway service")
    assert (trips["evidence"] == "assumed").equals(unknown)


def test_headway_service_promises_no_departure() -> None:
    windows = FEED.frequencies
    assert set(windows["exact_times"]) == {0}
    for _, rows in windows.sort_values("start_time").groupby("trip_id"):
        assert (rows["start_time"].to_numpy()[1:] >= rows["end_time"].to_numpy()[:-1]).all()
    assert (windows["headway_secs"] > 0).all()
    assert (windows["end_time"] > windows["start_time"]).all()


def test_no_walk_is_shorter_than_the_doubt_of_its_ends() -> None:
    stops = boardable_stops(FEED)
    walks = find_walks(stops, read_changes(FEED, stops), CrowFlight(stops))
    on_the_ground = walks.stated_s == NOT_STATED
    doubt = np.maximum(stops.error_m[walks.from_stop], stops.error_m[walks.to_stop])
    assert (walks.walk_m >= doubt)[on_the_ground].all()
    lost = np.flatnonzero(stops.error_m > LONGEST_WALK_M)
    assert len(lost) > 5
    assert not np.isin(lost, walks.from_stop).any()


def test_a_line_names_the_borders_it_crosses_and_no_other() -> None:
    corridor = Corridor.open()
    ids, lat, lon = (FEED.stops[column] for column in ("stop_id", "stop_lat", "stop_lon"))
    region = dict(zip(ids, corridor.region_of(lat, lon), strict=True))
    province = {
        stop: {"北京市": "Beijing", "天津市": "Tianjin", "河北省": "Hebei"}[
            corridor.regions[name].province
        ]
        for stop, name in region.items()
        if name
    }
    calls = FEED.stop_times.merge(FEED.trips[["trip_id", "route_id"]])
    for route in FEED.routes.itertuples():
        sides = set()
        for _, trip in calls[calls["route_id"] == route.route_id].groupby("trip_id"):
            on_map = [province[stop] for stop in trip["stop_id"] if stop in province]
            sides |= {frozenset(hop) for hop in pairwise(on_map)}
        changes = {side for side in sides if len(side) > 1}
        named = [corridor.crossings[i] for i in route.crossing_id.split()]
        assert bool(changes) >= bool(named), f"{route.route_id} never changes sides"
        if not named:
            # Of most commuter expresses no source names the road.
            assert not changes or route.route_id.startswith("express:"), route.route_id
            continue
        reach = {side for crossing in named for side in crossing.sides}
        assert set().union(*changes) <= reach, route.route_id


@pytest.mark.parametrize("line", [r["line_id"] for r in read_facts("bus/lines.csv")])
def test_a_bus_runs_at_the_speed_of_a_bus(line: str) -> None:
    row = next(r for r in read_facts("bus/lines.csv") if r["line_id"] == line)
    trips = FEED.trips[FEED.trips["route_id"] == f"bus:{row['route_id']}"]
    if row["in_feed"] != "yes":
        assert trips.empty
        return
    place = FEED.stops.set_index("stop_id")[["stop_lat", "stop_lon"]]
    for _, calls in FEED.stop_times[FEED.stop_times["trip_id"].isin(trips["trip_id"])].groupby(
        "trip_id"
    ):
        lat, lon = place.loc[calls["stop_id"]].to_numpy().T
        kmh = hops_km(lat, lon) / np.diff(calls["arrival_time"]) * 3600
        assert kmh.max() < 80
        assert np.median(kmh) > 8


def hops_km(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    return metres_between(lat[:-1], lon[:-1], lat[1:], lon[1:]) / 1000
