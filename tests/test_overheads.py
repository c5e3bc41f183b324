"""What stations and checkpoints take is counted once, told apart from the walk, and gone where nobody counts it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import transit
from tests.boards import draw
from transit.errors import QueryError
from transit.gtfs.reader import read_feed
from transit.journey import RideLeg, WalkLeg
from transit.net import Network
from transit.network.border import passages
from transit.network.overheads import Overheads, rules_of

DATE = "2026-11-24"
TABLE = [
    {"mode": "subway", "part": "security", "seconds": 120},
    {"mode": "subway", "part": "platform", "seconds": 60},
    {"mode": "subway", "part": "exit", "seconds": 90},
    {"mode": "bus", "part": "checkpoint", "seconds": 300},
]
WITH_C = [*TABLE, {"mode": "subway", "part": "security", "place": "C", "seconds": 240}]
STREET_M = 0.00375
"""Degrees of latitude that are just over 400 m as the crow flies: 542 m, 434 s on foot."""


@pytest.fixture(scope="module")
def corridor():
    return transit.load()


def town(*boards, subway=(), near=(), **told):
    """Draw boards; some routes are a subway's, and each of `near` lies a street away from the stop before it."""
    feed = draw(*boards, **told).ground.feed
    routes = feed.routes.assign(
        route_type=feed.routes["route_type"].where(~feed.routes["route_id"].isin(subway), 1)
    )
    lat = dict(zip(feed.stops["stop_id"], feed.stops["stop_lat"], strict=True))
    for here, there in near:
        lat[there] = lat[here] + STREET_M
    stops = feed.stops.assign(stop_lat=feed.stops["stop_id"].map(lat))
    return Network(replace(feed, routes=routes, stops=stops))


def legs(journey):
    return [
        (leg.board.name, leg.alight.name, f"{leg.depart:%H:%M:%S}", f"{leg.arrive:%H:%M:%S}",
         [part.seconds for part in leg.overheads])
        for leg in journey.legs
    ]  # fmt: skip


def test_entering_and_leaving_a_station_are_parts_of_the_walk():
    net = town("A B\n8:00 8:10", "C D\n8:25 8:40\n8:21 8:36", subway=["R1"], near=[("B", "C")])
    (bare,) = net.route("A", "D", depart_at="7:50", date=DATE, pace=None)
    assert legs(bare) == [
        ("A", "B", "08:00:00", "08:10:00", []),
        ("B", "C", "08:10:00", "08:17:14", []),
        ("C", "D", "08:21:00", "08:36:00", []),
    ]
    (told,) = net.route("A", "D", depart_at="7:50", date=DATE, pace=WITH_C)
    # 434 s on foot, then 4 min of security at C and one to the platform: too late for 8:21.
    assert legs(told) == [
        ("A", "B", "08:00:00", "08:10:00", []),
        ("B", "C", "08:10:00", "08:22:14", [240, 60]),
        ("C", "D", "08:25:00", "08:40:00", []),
        ("D", "D", "08:40:00", "08:41:30", [90]),
    ]
    walk = told.legs[1]
    assert isinstance(walk, WalkLeg)
    assert (walk.walk_s, walk.walk_m, [part.part for part in walk.overheads]) == (
        434, bare.legs[1].walk_m, ["security", "platform"],
    )  # fmt: skip
    assert told.evidence == "assumed"


def test_a_deadline_counts_them_too():
    net = town("C D\n8:00 8:10\n8:05 8:15", subway=["R0"])
    (told,) = net.route("C", "D", arrive_by="8:16", date=DATE, pace=WITH_C)
    assert legs(told) == [
        ("C", "C", "07:55:00", "08:00:00", [240, 60]),
        ("C", "D", "08:00:00", "08:10:00", []),
        ("D", "D", "08:10:00", "08:11:30", [90]),
    ]


def test_a_change_that_is_stated_takes_the_time_stated():
    net = town("A B\n8:00 8:10", "C D\n8:12 8:20", subway=["R0", "R1"], walks={("B", "C"): 2})
    (told,) = net.route("A", "D", depart_at="7:50", date=DATE, pace=WITH_C)
    assert legs(told)[2] == ("B", "C", "08:10:00", "08:12:00", [])


def test_whoever_changes_at_one_stop_passes_no_gate():
    net = town("A B\n8:00 8:10", "B D\n8:11 8:20", subway=["R0", "R1"])
    (told,) = net.route("A", "D", depart_at="7:50", date=DATE, pace=TABLE)
    assert [len(leg.overheads) for leg in told.legs] == [2, 0, 0, 1]


def test_a_place_one_comes_by_at_the_origin_is_visited_before_its_gate():
    net = town("A B\n8:00 8:10\n8:20 8:30", subway=["R0"])
    (told,) = net.route("A", "B", depart_at="7:50", date=DATE, via=[("A", 9)], pace=TABLE)
    (visit,) = told.visits
    assert (f"{visit.at:%H:%M}", f"{told.legs[0].depart:%H:%M}") == ("08:08", "08:17")
    assert told.legs[1].depart.hour * 60 + told.legs[1].depart.minute == 8 * 60 + 20


def test_how_far_one_is_willing_to_walk_does_not_count_stations():
    net = town("A B\n8:00 8:10", "C D\n8:25 8:40", subway=["R1"], near=[("B", "C")])
    assert net.route("A", "D", depart_at="7:50", date=DATE, pace=WITH_C, max_walk_min=7.3)
    assert not net.route("A", "D", depart_at="7:50", date=DATE, pace=WITH_C, max_walk_min=7.2)


@given(st.lists(st.integers(0, 600), min_size=3, max_size=3))
def test_a_journey_is_the_sum_of_its_parts_whatever_they_take(seconds):
    parts = ("security", "platform", "exit")
    table = [
        {"mode": "subway", "part": part, "seconds": s}
        for part, s in zip(parts, seconds, strict=True)
    ]
    net = town(
        "A B\n8:00 8:10",
        "C D\n0:00 0:15 every 6 6:00-12:00",
        subway=["R1"],
        near=[("B", "C"), ("D", "E")],
        stops="E",
    )
    (told,) = net.route("A", "E", depart_at="7:50", date=DATE, pace=table)
    for walk in told.legs:
        if isinstance(walk, WalkLeg):
            assert walk.walk_s == (434 if walk.walk_m else 0)
    within = sum(part.seconds for part in told.overheads)
    assert within == sum(seconds)
    (bare,) = net.route("A", "E", depart_at="7:50", date=DATE, pace=None)
    assert told.duration - bare.duration == timedelta(seconds=within)


def test_a_table_that_counts_nothing_is_the_bare_timetable(corridor):
    nothing = corridor.overheads().assign(seconds=0)
    asked = {"arrive_by": "09:00", "date": DATE}
    for a, b in (("天洋城", "国贸"), ("燕郊站", "北京站"), ("香河", "望京"), ("国贸", "天洋城")):
        bare = corridor.route(a, b, **asked, pace=None)
        assert list(corridor.route(a, b, **asked, pace=nothing)) == list(bare)
        assert not any(journey.overheads for journey in bare)


def test_no_interchange_is_shorter_than_what_its_stations_take(corridor):
    chance = random.Random(7)
    overheads = corridor._planner.days.overheads(
        corridor.route("国贸", "望京", depart_at="8:00", date=DATE).query.options
    )
    index_of, walks = corridor._ground.stops.index_of, corridor._ground.walks
    stated = {
        (int(a), int(b))
        for a, b, row in zip(walks.from_stop, walks.to_stop, walks.transfer, strict=True)
        if row >= 0
    }
    seen = 0
    for _ in range(60):
        a, b = chance.sample(list(index_of), 2)
        for journey in corridor.route(a, b, depart_at="08:00", date=DATE):
            for before, walk, after in zip(
                journey.legs, journey.legs[1:], journey.legs[2:], strict=False
            ):
                if isinstance(walk, WalkLeg):
                    off, on = index_of[before.alight.stop_id], index_of[after.board.stop_id]
                    least = (
                        0 if (off, on) in stated else overheads.exit_s[off] + overheads.entry_s[on]
                    )
                    assert (walk.arrive - walk.depart).total_seconds() >= least
                    assert sum(part.seconds for part in walk.overheads) == least
                    seen += bool(least)
    assert seen > 10


def test_a_bus_into_beijing_stands_at_its_checkpoint_and_one_out_of_it_does_not(corridor):
    feed = corridor.feed
    overheads = Overheads(corridor._ground, rules_of("normal", corridor._ground))
    lost = {"inbound": set(), "outbound": set()}
    for trip, trip_id in enumerate(corridor._ground.trips.ids):
        for passage in passages(corridor._ground, trip, overheads):
            if trip_id.startswith("bus:") and passage.direction in lost:
                lost[passage.direction].add(passage.delay.seconds if passage.delay else 0)
                with_check = bool(passage.crossing and passage.crossing.checkpoint_zh)
                assert bool(passage.delay) == (with_check and passage.direction == "inbound")
            elif passage.delay:
                pytest.fail(f"{trip_id} is no bus")
    assert lost == {"inbound": {0, 300}, "outbound": {0}}
    assert len(feed.trips)


def test_what_a_bus_loses_moves_every_later_call_and_no_earlier_one(corridor):
    asked = {"depart_at": "07:30", "date": DATE, "max_transfers": 0}
    (bare,) = corridor.route("天洋城", "大北窑南", **asked, pace=None)
    (told,) = corridor.route("天洋城", "大北窑南", **asked)
    ride, slow = bare.rides[0], told.rides[0]
    assert (slow.depart, slow.arrive) == (ride.depart, ride.arrive + timedelta(minutes=5))
    (crossing,) = slow.crossings
    assert crossing.at == ride.crossings[0].at
    assert (crossing.checkpoint, crossing.delay.seconds) == ("白庙北检查站", 300)
    assert crossing.delay.evidence == "assumed"
    near = corridor.route("天洋城", "兴达广场小区", **asked)
    assert list(near) == list(corridor.route("天洋城", "兴达广场小区", **asked, pace=None))


def test_the_board_tells_lines_with_what_they_lost_before(corridor):
    stop = corridor.route("天洋城", "大北窑南", depart_at="07:30", date=DATE, max_transfers=0)[0]
    ride = stop.rides[0]
    calls = corridor.feed.stop_times.query("trip_id == @ride.trip_id")["stop_id"].tolist()
    line = ride.route_id, ride.headsign
    beyond = calls[ride.alight_call - 1]
    opens = [
        {
            (d.route_id, d.headsign): d.opens
            for d in corridor.departures(beyond, at="04:00", date=DATE, n=99, pace=pace)
        }
        for pace in ("normal", None)
    ]
    assert opens[0][line] - opens[1][line] == timedelta(minutes=5)


def test_the_views_know_what_stations_take(corridor):
    start = corridor._ground.stops.index_of["subway:L1_guomao"]
    view = corridor.to_networkx("routes", date=DATE, period=("07:00", "09:00"))
    bare = corridor.to_networkx("routes", date=DATE, period=("07:00", "09:00"), pace=None)
    source, goal = ("start", "subway:L1_guomao"), ("reached", "subway:L1_dawanglu")
    minutes, fewer = (
        nx.shortest_path_length(graph, source, goal, weight="minutes") for graph in (view, bare)
    )
    overheads = corridor._planner.days.overheads(
        corridor.route("国贸", "望京", depart_at="8:00", date=DATE).query.options
    )
    end = corridor._ground.stops.index_of["subway:L1_dawanglu"]
    assert minutes - fewer == pytest.approx((overheads.entry_s[start] + overheads.exit_s[end]) / 60)


def test_the_exact_view_gives_the_arrival_of_the_route(corridor):
    origin, goal = "subway:L1_guomao", "subway:L10_shuangjing"
    (first, *_) = corridor.route(origin, goal, depart_at="16:00", date=DATE, criteria=["time"])
    view = corridor.to_networkx(
        "time_expanded", date=DATE, period=("16:00", "20:00"), origin={origin: "16:00"}
    )
    seconds = nx.shortest_path_length(view, ("start",), ("reached", goal), weight="seconds")
    arrives = datetime.fromisoformat(f"{DATE}T16:00+08:00") + timedelta(seconds=seconds)
    assert (first.arrive, bool(first.overheads)) == (arrives, True)


def shuttle(corridor, *lines):
    """Draw a bus between a stop west of the Chaobai river and two east of it, over two bridges with checkpoints."""
    places = {"W": (39.9410, 116.7685), "E": (39.9412, 116.7850)}
    places |= {"M": (39.9850, 116.7500), "N": (39.9850, 116.7750)}
    feed = draw(*lines).ground.feed
    lat, lon = ({stop: place[i] for stop, place in places.items()} for i in (0, 1))
    stops = feed.stops.assign(
        stop_lat=feed.stops["stop_id"].map(lat), stop_lon=feed.stops["stop_id"].map(lon)
    )
    routes = feed.routes.assign(crossing_id="jingyu xuyin")
    return Network(replace(feed, stops=stops, routes=routes), corridor.corridor)


LOOP = "E W E W\n8:00 8:10 8:20/8:25 8:35\n9:00 9:10 9:20/9:25 9:35\n10:00 10:10 10:20/10:25 10:35"


def test_a_trip_that_crosses_twice_is_checked_twice(corridor):
    net = shuttle(corridor, LOOP)
    overheads = Overheads(net._ground, rules_of("normal", corridor._ground))
    passed = list(passages(net._ground, 0, overheads))
    assert [(p.direction, p.hop, bool(p.delay)) for p in passed] == [
        ("inbound", 0, True), ("outbound", 1, False), ("inbound", 2, True),
    ]  # fmt: skip
    # The third passage lies in its hop, behind the five minutes of the first checkpoint.
    assert 25 * 60 + 300 < passed[2].after_s < 35 * 60 + 300
    (journey,) = net.route("E", "W", depart_at="08:00", date=DATE, via=["E"])[:1]
    assert journey.legs


def test_every_trip_of_a_pattern_loses_the_same_at_the_same_calls(corridor):
    net = shuttle(corridor, LOOP)
    day = datetime.fromisoformat(DATE).date()
    rules = rules_of("normal", corridor._ground)
    bare, slow = (net._planner.days.timetable(day, "mean", r).timed for r in ((), rules))
    lost = []
    for p, n_trips in enumerate(bare.n_trips.tolist()):
        n_calls = int(np.diff(bare.stop_start)[p])
        cells = slice(int(bare.time_start[p]), int(bare.time_start[p]) + n_trips * n_calls)
        arrives = (slow.arrival - bare.arrival)[cells].reshape(n_trips, n_calls)
        departs = (slow.departure - bare.departure)[cells].reshape(n_calls, n_trips).T
        assert (arrives == departs).all()
        assert (arrives == arrives[0]).all()
        lost.append(arrives[0].tolist())
    assert lost
    assert {tuple(row) for row in lost} == {(0, 300, 300, 600)}


def test_of_the_roads_a_line_may_take_the_nearest_is_named(corridor):
    net = shuttle(corridor, "W E W\n8:00 8:10/8:20 8:30", "N M\n8:40 8:55")
    (there,) = net.route("W", "E", depart_at="07:55", date=DATE)[0].crossings
    assert (there.crossing_id, there.direction, there.checkpoint) == ("jingyu", "outbound", "")
    (north,) = net.route("N", "M", depart_at="08:30", date=DATE)[0].crossings
    assert (north.crossing_id, north.kind, north.checkpoint) == (
        "xuyin",
        "road",
        "高各庄综合检查站",
    )
    assert (north.lat, north.lon) == (39.985, 116.764)


def test_the_crossings_of_a_trip_are_a_frame(corridor, tmp_path):
    net = shuttle(corridor, LOOP)
    found = net.trip_crossings("0.1")
    assert found["direction"].tolist() == ["inbound", "outbound", "inbound"]
    assert found["crossing_id"].tolist() == ["jingyu"] * 3
    assert (found["from_stop_id"].tolist(), found["to_stop_id"].tolist()) == (
        list("EWE"),
        list("WEW"),
    )
    assert found["delay_min"].tolist() == [5, 0, 5]
    assert "09:00:00" < found["time"][0] < "09:10:00" < found["time"][1]
    # Five minutes behind the timetable since the first checkpoint.
    assert "09:30:00" < found["time"][2] < "09:40:00"
    assert net.trip_crossings("0.1", pace=None)["delay_min"].tolist() == [0, 0, 0]
    found.to_file(tmp_path / "crossings.geojson")
    trip_id = corridor.feed.trips["trip_id"].iloc[0]
    assert len(corridor.trip_crossings(trip_id)) >= 0
    with pytest.raises(QueryError, match="nothing"):
        net.trip_crossings("nothing")


def test_asking_for_strong_evidence_is_about_services_and_leaves_stations_as_they_are(corridor):
    asked = {"depart_at": "06:00", "date": "2024-03-06"}
    found = corridor.route("燕郊站", "北京站", **asked, evidence="documented")
    assert {ride.evidence for journey in found for ride in journey.rides} == {"documented"}
    assert all(journey.overheads for journey in found)
    assert {journey.evidence for journey in found} == {"assumed"}


@pytest.mark.parametrize(
    "place", ["jingyu", "京榆旧线 白庙大桥", "白庙北检查站", "Baimiao North checkpoint"]
)
def test_a_checkpoint_is_meant_by_any_of_its_names(corridor, place):
    queue = [{"mode": "bus", "place": place, "part": "checkpoint", "seconds": 1800}]
    asked = {"arrive_by": "09:00", "date": DATE, "max_transfers": 0}
    one = corridor.route("天洋城", "大北窑南", **asked, pace=queue)[0]
    assert [part.seconds for part in one.overheads] == [1800]


def test_a_table_that_went_through_a_file_is_the_same(corridor, tmp_path):
    corridor.overheads("slow").to_csv(tmp_path / "pace.csv", index=False)
    table = pd.read_csv(tmp_path / "pace.csv")
    asked = {"arrive_by": "09:00", "date": DATE}
    assert corridor.route("天洋城", "国贸", **asked, pace=table)[0].legs
    assert [j.depart for j in corridor.route("天洋城", "国贸", **asked, pace=table)] == [
        j.depart for j in corridor.route("天洋城", "国贸", **asked, pace="slow")
    ]


def test_who_misses_a_vehicle_does_not_enter_the_station_once_more():
    net = town("A B\n8:00 8:30\n8:05 8:35\n8:10 8:40")
    slow = [{"mode": "bus", "part": "security", "seconds": 600}]
    for pace in (None, slow):
        (last,) = net.last_departure("A", "B", date=DATE, spare=1, pace=pace)
        assert f"{last.rides[0].depart:%H:%M}" == "08:05"


def test_platforms_of_one_station_are_changed_between_inside():
    net = town(
        "A P\n8:00 8:10", "Q D\n8:20 8:30", subway=["R0", "R1"], near=[("P", "Q")],
        stations={"P": "S", "Q": "S"},
    )  # fmt: skip
    (told,) = net.route("A", "D", depart_at="7:50", date=DATE, pace=TABLE)
    assert [len(leg.overheads) for leg in told.legs] == [2, 0, 0, 0, 1]


def test_whoever_asks_for_a_round_trip_with_one_place_walks_out_and_back():
    net = draw(
        "X Y\n8:00 8:10", "Y X\n8:20 8:30", walks={("A", "X"): 1, ("X", "A"): 18}
    ).ground  # fmt: skip
    net = Network(net.feed)
    place = net.find("A")[0].place
    asked = {"depart_at": "7:50", "date": DATE, "via": ["Y"]}
    (told,) = net.route(place, place, **asked)
    assert (f"{told.depart:%H:%M}", f"{told.arrive:%H:%M}") == ("07:59", "08:48")
    assert list(net.route("A", "A", **asked)) == [told]


def test_the_table_can_be_changed_and_given_back(corridor):
    table = corridor.overheads("slow")
    assert list(table.columns) == ["place", "mode", "part", "seconds", "evidence", "source_ids"]
    asked = {"arrive_by": "09:00", "date": DATE}
    slow = corridor.route("天洋城", "国贸", **asked, pace="slow")
    assert list(corridor.route("天洋城", "国贸", **asked, pace=table)) == list(slow)
    queue = pd.DataFrame(
        [{"mode": "bus", "place": "jingyu", "part": "checkpoint", "seconds": 1800}]
    )
    one = corridor.route("天洋城", "大北窑南", **asked, max_transfers=0, pace=queue)[0]
    assert [part.seconds for part in one.overheads] == [1800]


@pytest.mark.parametrize(
    "pace",
    [
        "brisk",
        7,
        [{"mode": "bus", "part": "checkpoint"}],
        [{"mode": "bus", "part": "tea", "seconds": 60}],
        [{"mode": "bus", "part": "checkpoint", "seconds": -1}],
        [{"mode": "bus", "part": "checkpoint", "seconds": "long"}],
        [{"mode": "bus", "part": "checkpoint", "seconds": float("nan")}],
        [{"mode": "bus", "part": "checkpoint", "seconds": True}],
        [{"mode": "metro", "part": "security", "seconds": 60}],
        [{"mode": "bus", "part": "checkpoint", "seconds": 60, "place": "nowhere"}],
        [{"mode": "bus", "part": "checkpoint", "seconds": 60, "evidence": "sure"}],
        [{"mode": "bus", "part": "checkpoint", "seconds": s} for s in (60, 120)],
        [],
        pd.Series([1]),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(corridor, pace):
    with pytest.raises(QueryError, match="pace"):
        corridor.route("天洋城", "国贸", depart_at="8:00", date=DATE, pace=pace)


def test_no_ride_of_another_feed_is_delayed(corridor):
    path = next(p for p in corridor.corridor.feed_paths if p.name == "bus")
    net = Network(read_feed(path))
    assert net.overheads().empty
    found = net.route("天洋城", "大北窑南", depart_at="07:30", date=DATE, max_transfers=0)
    assert not any(isinstance(leg, RideLeg) and leg.overheads for leg in found[0].legs)
