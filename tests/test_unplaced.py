"""A service whose stop nobody publishes is told beside the journeys where it may serve the trip, and only there."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

import transit
from tests.boards import TODAY, at, clock, draw
from tests.test_booking import ruled
from transit.geo import EARTH_M
from transit.net import Network
from transit.present.phrases import Words
from transit.present.unplaced import unplaced_json, unplaced_lines
from transit.routing.plan import Planner
from transit.routing.unplaced import unplaced
from transit.routing.unsure_stops import UNSURE_M

DATE = "2026-11-24"
BOARD = "X Y\n0:00 0:30 every 10 7:00-9:00"
LONGEST_M = 1500
"""Twenty minutes at 4.5 km/h."""


@pytest.fixture(scope="module")
def corridor():
    return transit.load()


def town(*boards, errors, near=None, **told):
    """Draw boards with the stops A and B; errors in metres, and some stops metres north of A or B."""
    feed = draw(*boards, stops="AB", **told).ground.feed
    lat = dict(zip(feed.stops["stop_id"], feed.stops["stop_lat"], strict=True))
    for stop, (place, metres) in (near or {}).items():
        lat[stop] = lat[place] + math.degrees(metres / EARTH_M)
    stops = feed.stops.assign(
        stop_lat=feed.stops["stop_id"].map(lat),
        error_m=feed.stops["stop_id"].map(errors).fillna(feed.stops["error_m"]),
    )
    return Network(replace(feed, stops=stops))


def found(net, a="A", b="Y", *, last=None, **asked):
    """Ask a question and find the services that may serve it."""
    query = net.route(a, b, **({"date": DATE} | asked)).query
    if last is not None:
        query = replace(query, last=at(last))
    return unplaced(net._planner, query)


def hours(services):
    """Tell first and last departures in the hours of the service date."""
    return [f"{service.opens:%H:%M}-{service.closes:%H:%M}" for service in services]


def area(*boards, **told):
    """Draw buses from a stop that lies within 4 km of a point 5 km from A."""
    return town(*boards or (BOARD,), errors={"X": 4000}, near={"X": ("A", 5000)}, **told)


@pytest.mark.parametrize(
    ("metres", "listed"), [(4000 + LONGEST_M - 1, True), (4000 + LONGEST_M + 1, False)]
)
def test_a_stop_counts_as_far_away_as_its_error_and_the_longest_walk_together(metres, listed):
    on = town(BOARD, errors={"X": 4000}, near={"X": ("A", metres)})
    assert bool(found(on, depart_at="8:00")) == listed
    off = town("Y X\n0:00 0:30 every 10 7:00-9:00", errors={"X": 4000}, near={"X": ("A", metres)})
    assert bool(found(off, "Y", "A", depart_at="8:00")) == listed


@pytest.mark.parametrize(("minutes", "listed"), [(20.1, True), (19.9, False), (0, False)])
def test_who_walks_less_far_finds_fewer_stops(minutes, listed):
    net = town(BOARD, errors={"X": 4000}, near={"X": ("A", 4000 + LONGEST_M)})
    assert bool(found(net, depart_at="8:00", max_walk_min=minutes)) == listed


def test_one_walks_from_any_of_the_stops_that_a_place_is():
    net = area(stations={"A": "S", "B": "S"})
    feed = net.feed
    lat = dict(zip(feed.stops["stop_id"], feed.stops["stop_lat"], strict=True))
    x = lat["X"]
    there = feed.stops.assign(
        stop_lat=feed.stops["stop_id"].map(lat | {"A": 40.1, "B": x - math.degrees(5499 / EARTH_M)})
    )
    afar = feed.stops.assign(stop_lat=feed.stops["stop_id"].map(lat | {"A": 40.1, "B": 40.2}))
    assert found(Network(replace(feed, stops=there)), "S", depart_at="8:00")
    assert not found(Network(replace(feed, stops=afar)), "S", depart_at="8:00")


def test_a_stop_that_can_be_walked_to_is_no_unplaced_one():
    # No walk is shorter than the error, and 1.3 times the way as the crow flies.
    for metres, journeys in ((1153, 1), (1155, 0)):
        net = town(BOARD, errors={"X": UNSURE_M}, near={"X": ("A", metres)})
        assert len(net.route("A", "Y", depart_at="8:00", date=DATE)) == journeys
        assert len(found(net, depart_at="8:00")) == 1 - journeys
    told = pd.DataFrame([{"from_id": "A", "to_id": "X", "walk_min": 15}])
    net = area()
    assert found(net, depart_at="8:00")
    assert not found(Network(net.feed, walks=told), depart_at="8:00")


def test_a_stop_that_is_placed_but_too_far_is_no_unplaced_one():
    net = town(BOARD, errors={"X": UNSURE_M - 1}, near={"X": ("A", 1155)})
    assert not found(net, depart_at="8:00")


def test_where_every_stop_is_placed_nothing_is_looked_for():
    net = town(BOARD, errors={}, near={"X": ("A", 5000)})
    query = net.route("A", "Y", depart_at="8:00", date=DATE).query
    # Without days there is no timetable to look into.
    assert unplaced(Planner(net._ground, None), query) == ()


def test_a_service_that_stops_in_reach_at_both_ends_is_for_the_journeys():
    net = area("A X Y\n0:00 0:05 0:30 every 10 7:00-9:00")
    assert not found(net, depart_at="8:00")
    assert net.route("A", "Y", depart_at="8:00", date=DATE)


def test_one_boards_before_one_alights():
    assert not found(area("Y X\n0:00 0:30 every 10 7:00-9:00"), depart_at="8:00")
    assert not found(area("X:alight Y\n0:00 0:30 every 10 7:00-9:00"), depart_at="8:00")
    assert not found(area("X Y:board Z\n0:00 0:30 0:40 every 10 7:00-9:00"), depart_at="8:00")


def test_of_several_stops_the_surest_are_told():
    net = town(
        "W X V Y\n0:00 0:05 0:10 0:30 every 10 7:00-9:00",
        errors={"W": 6000, "X": 4000, "V": 5000},
        near=dict.fromkeys("WXV", ("A", 3000)),
    )
    (service,) = found(net, depart_at="8:00")
    assert (service.board.stop_id, service.board_error_m) == ("X", 4000)
    assert (service.alight.stop_id, service.alight_error_m) == ("Y", 0)
    assert (service.ride_s, hours([service])) == (1500, ["08:00-09:05"])


def test_both_stops_may_be_unplaced():
    net = town(BOARD, errors={"X": 4000, "Y": 3000}, near={"X": ("A", 5000), "Y": ("B", 4400)})
    (service,) = found(net, "A", "B", depart_at="8:00")
    assert (service.board_error_m, service.alight_error_m) == (4000, 3000)


def test_a_stop_that_may_be_at_either_end_says_nothing_of_the_way():
    for y, listed in ((2000, False), (-400, False), (-600, True)):
        # Z, where nothing stops, may be near A, and not near Y.
        near = {"X": ("A", 5000), "Y": ("A", y), "Z": ("A", -5000 if y > 0 else 5200)}
        net = town(f"{BOARD}", "Z B\n7:00 8:00", errors={"X": 4000, "Z": 4000}, near=near)
        assert bool(found(net, depart_at="8:00")) == listed


@pytest.mark.parametrize(
    ("deadline", "told"),
    [
        ("7:29", []), ("7:30", ["07:00-07:00"]), ("9:10", ["07:00-08:40"]), ("9:30", ["07:00-09:00"]),
        ("11:29", ["07:00-09:00"]), ("11:30", []),
    ],
)  # fmt: skip
def test_by_a_deadline_the_last_departure_that_is_there_in_time_is_told(deadline, told):
    assert hours(found(area(), arrive_by=deadline)) == told


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("4:59", []), ("5:00", ["07:00-09:00"]), ("8:10", ["08:10-09:00"]), ("8:59", ["08:59-09:00"]),
        ("9:00", []),
    ],
)  # fmt: skip
def test_from_a_moment_on_what_is_still_to_come_within_two_hours_is_told(moment, told):
    assert hours(found(area(), depart_at=moment)) == told


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("1:00", "6:59", []), ("1:00", "7:00", ["07:00-07:00"]), ("7:10", "8:20", ["07:10-08:20"]),
        ("8:50", "12:00", ["08:50-09:00"]), ("9:00", "12:00", []),
    ],
)  # fmt: skip
def test_in_a_window_what_leaves_within_it_is_told(first, last, told):
    assert hours(found(area(), depart_at=first, last=last)) == told


def test_walks_to_stops_whose_place_is_known_take_their_time():
    # 400 m as the crow flies, 520 m on foot: 416 s.
    net = town(BOARD, errors={"X": 4000}, near={"X": ("A", 5000), "Y": ("B", 400)})
    (service,) = found(net, "A", "B", arrive_by="9:00")
    assert clock(at("9:00") - 1800 - 416) == f"{service.closes:%-H:%M:%S}"
    back = town(
        "Y X\n0:00 0:30 every 10 7:00-9:00", errors={"X": 4000},
        near={"X": ("A", 5000), "Y": ("B", 400)},
    )  # fmt: skip
    (service,) = found(back, "B", "A", depart_at="8:00")
    assert f"{service.opens:%H:%M:%S}" == "08:06:56"


def test_clock_times_are_told_as_they_are():
    net = area("X Y\n6:40 7:05\n7:00 7:30\n7:20 8:00\n7:40 8:10")
    (service,) = found(net, arrive_by="8:00")
    assert [f"{moment:%H:%M}" for moment in service.departs] == ["06:40", "07:00", "07:20"]
    assert (hours([service]), service.ride_s, service.headway_s) == (["06:40-07:20"], 2400, None)
    (service,) = found(net, arrive_by="9:30")
    assert [f"{moment:%H:%M}" for moment in service.departs] == ["07:00", "07:20", "07:40"]
    (service,) = found(net, depart_at="7:20")
    assert [f"{moment:%H:%M}" for moment in service.departs] == ["07:20", "07:40"]
    assert not found(net, depart_at="7:41")
    assert not found(net, depart_at="4:39")


def test_a_vehicle_that_goes_on_as_another_trip_is_one_service():
    net = area("X M\n7:00 7:10", "M Y\n7:15 7:30", blocks={"0.0": "b", "1.0": "b"})
    (service,) = found(net, arrive_by="8:00")
    assert (service.route_id, service.ride_s, service.alight.stop_id) == ("R0", 1800, "Y")


def test_clock_times_are_those_of_the_stop_one_boards_at():
    net = area("V X Y\n7:00 7:10 7:30\n7:20 7:30 7:50")
    (service,) = found(net, arrive_by="8:00")
    assert (hours([service]), service.ride_s) == (["07:10-07:30"], 1200)


def test_windows_of_one_headway_are_one_row_and_others_are_not():
    one = area("X Y\n0:00 0:30 every 10 7:00-8:00 every 10 8:00-9:00")
    assert hours(found(one, arrive_by="10:00")) == ["07:00-09:00"]
    two = area("X Y\n0:00 0:30 every 10 7:00-8:00 every 20 8:00-9:00")
    assert [(row.headway_s, *hours([row])) for row in found(two, arrive_by="10:00")] == [
        (1200, "08:00-09:00"), (600, "07:00-08:00"),
    ]  # fmt: skip


def test_rows_that_no_reader_can_tell_apart_are_one():
    twice = area(f"{BOARD}\n0:00 0:30 every 10 7:00-9:00")
    assert len(found(twice, depart_at="8:00")) == 1
    slower = area(f"{BOARD}\n0:00 0:40 every 10 7:00-9:00")
    assert [row.ride_s for row in found(slower, depart_at="8:00")] == [1800, 2400]


def test_the_earliest_arrival_and_the_latest_departure_go_first():
    net = area("X Y\n0:00 0:50 every 10 7:00-9:00", "X Y\n0:00 0:30 every 10 7:10-8:40")
    assert [row.route_id for row in found(net, depart_at="6:50")] == ["R1", "R0"]
    assert [row.route_id for row in found(net, arrive_by="9:55")] == ["R0", "R1"]


def test_of_two_that_do_as_well_the_surer_line_goes_first():
    net = area(BOARD, BOARD)
    net = Network(
        replace(net.feed, routes=net.feed.routes.assign(evidence=["derived", "documented"]))
    )
    assert [row.route_id for row in found(net, depart_at="8:00")] == ["R1", "R0"]
    other = Network(
        replace(net.feed, routes=net.feed.routes.assign(evidence=["hearsay", "derived"]))
    )
    assert [row.route_id for row in found(other, depart_at="8:00")] == ["R1", "R0"]


def test_one_walks_from_the_stop_to_the_destination():
    net = town(BOARD, errors={"X": 4000}, near={"X": ("A", 5000), "Y": ("B", 900)})
    one_way = pd.DataFrame(
        [
            {"from_id": "Y", "to_id": "B", "walk_min": 10},
            {"from_id": "B", "to_id": "Y", "walk_min": 15},
        ]
    )
    (service,) = found(Network(net.feed, walks=one_way), "A", "B", arrive_by="9:00")
    assert hours([service]) == ["07:00-08:20"]


def test_a_service_of_the_day_before_is_told_past_midnight():
    net = area("X Y\n0:00 0:30 every 10 23:00-25:00")
    (service,) = found(net, depart_at="0:20")
    assert (service.opens.day, service.closes.hour) == (24, 1)
    (service,) = found(net, depart_at="22:50")
    assert (service.opens.day, service.closes.day) == (24, 25)


def test_it_runs_on_the_service_date_or_not_at_all():
    net = area(services={"0.0": "wd"}, calendar={"wd": "1111100"})
    assert found(net, depart_at="8:00", date="2026-11-27")
    assert not found(net, depart_at="8:00", date="2026-11-28")


def test_of_the_last_departure_the_whole_day_counts():
    net = area()
    query = net.last_departure("A", "Y", date=DATE).query
    assert hours(unplaced(net._planner, query)) == ["07:00-09:00"]


def test_only_what_one_is_willing_to_ride_is_told():
    net = area(BOARD, "X Y\n0:00 0:20 every 10 7:00-9:00")
    routes = net.feed.routes.assign(route_type=[3, 1])
    trips = net.feed.trips.assign(evidence=["assumed", "documented"])
    net = Network(replace(net.feed, routes=routes, trips=trips))

    def told(**asked):
        return {service.route_id for service in found(net, depart_at="8:00", **asked)}

    assert told() == {"R0", "R1"}
    assert told(modes=["bus"]) == {"R0"}
    assert told(avoid=["R0"]) == {"R1"}
    assert told(avoid=["X"]) == set()
    assert told(evidence="documented") == {"R1"}
    assert told(transfers="feed") == set()
    assert told(via=["B"]) == set()


def test_who_is_there_already_is_told_nothing():
    assert not found(area(), "A", "A", depart_at="8:00")


def test_seats_that_can_no_longer_be_booked_are_left_out():
    rule = {"booking_rule_id": "r", "booking_type": 1, "prior_notice_duration_min": 60}
    drawn = ruled(draw(BOARD, stops="AB"), [rule | {"message": "call"}], lambda *_: "r")
    stops = area().feed.stops
    net = Network(replace(drawn.ground.feed, stops=stops))
    asked = {"depart_at": "7:00"}
    (service,) = found(net, **asked)
    assert (service.booking, service.mode, *hours([service])) == ("call", "coach", "07:00-09:00")
    assert hours(found(net, **asked, now=f"{DATE} 07:20")) == ["08:20-09:00"]
    assert not found(net, **asked, now=f"{DATE} 08:01")
    assert hours(found(net, **asked, now=f"{DATE} 08:01", booked=["R0"])) == ["07:00-09:00"]


def test_booked_trains_are_no_coaches():
    drawn = ruled(draw(BOARD, stops="AB"), [{"booking_rule_id": "r"}], lambda *_: "r")
    feed = replace(drawn.ground.feed, stops=area().feed.stops)
    train = Network(replace(feed, routes=feed.routes.assign(route_type=2)))
    heads = [
        unplaced_lines(Words("zh", TODAY), found(net, depart_at="8:00"))
        for net in (Network(feed), train)
    ]
    assert ["定制快巴" in head for head, _ in heads] == [True, False]
    assert ["· R0：" in line for _, line in heads] == [True, False]


def test_a_planned_line_is_marked():
    net = area()
    net = Network(replace(net.feed, routes=net.feed.routes.assign(status="planned")))
    (service,) = found(net, depart_at="8:00")
    assert service.status == "planned"
    assert "【规划中，尚未开通】" in unplaced_lines(Words("zh", TODAY), [service])[1]
    assert "[planned, not open yet]" in unplaced_lines(Words("en", TODAY), [service])[1]


def test_clock_times_are_counted_in_words():
    net = area("X Y\n7:00 7:30\n7:20 7:50")
    zh, en = (Words(lang, TODAY) for lang in ("zh", "en"))
    services = found(net, arrive_by="8:00")
    assert unplaced_lines(zh, services) == [
        "另有站点位置未公布的线路，或可直达（未列入方案，到站步行未计）：",
        "  · 公交 R0：X → Y，07:00–07:20 共 2 班，车程约 30 分钟",
    ]
    assert unplaced_lines(en, services)[1:] == [
        "  · Bus R0: X → Y, 2 departures 07:00–07:20, about 30 min aboard"
    ]
    one = found(net, arrive_by="7:40")
    assert unplaced_lines(zh, one)[1] == "  · 公交 R0：X → Y，07:00 发车，车程约 30 分钟"
    assert unplaced_lines(en, one)[1] == "  · Bus R0: X → Y, leaves 07:00, about 30 min aboard"


def test_where_there_is_none_nothing_is_said():
    assert unplaced_lines(Words("zh", TODAY), ()) == []
    assert unplaced_json(()) == []


def test_the_expresses_of_yanjiao_may_leave_from_an_estate_of_yanjiao(corridor):
    services = found(corridor, "天洋城", "国贸", arrive_by="09:00")
    assert [service.route_name for service in services] == [
        "燕郊一线", "燕郊二线", "燕郊三线（推定）", "燕郊四线（推定）", "燕郊五线（推定）", "燕郊六线（推定）",
    ]  # fmt: skip
    assert {service.mode for service in services} == {"coach"}
    assert hours(services) == ["06:20-08:06", *["06:20-08:00"] * 5]
    assert [service.line_evidence for service in services] == [
        *["documented"] * 2,
        *["assumed"] * 4,
    ]
    # Headways are shared out of published totals.
    assert {service.times_evidence for service in services} == {"assumed"}
    assert {service.evidence for service in services} == {"assumed"}
    assert all("京津冀定制快巴" in service.booking for service in services)
    assert all(service.source_ids for service in services)
    assert not found(corridor, "天洋城", "国贸", arrive_by="09:00", evidence="derived")


def test_each_county_has_its_own_expresses(corridor):
    asked = {"arrive_by": "09:00"}
    names = {
        place: [service.route_name for service in found(corridor, place, "国贸", **asked)]
        for place in ("香河县城", "大厂县城", "潞城")
    }
    # The areas of Dachang and Xianghe overlap, and Yanjiao's reaches over the river into Beijing.
    assert names == {
        "香河县城": ["香河—国贸", "香河二线（推定）"],
        "大厂县城": ["大厂—国贸", "大厂二线（推定）"],
        "潞城": [],
    }


def test_a_stop_lies_in_its_district_and_one_walks_to_it_from_the_next(corridor):
    asked = {"arrive_by": "09:00", "avoid": ["燕郊一线"]}
    # West of Jianguomen, 2.6 km from Guomao's middle, begins another district.
    assert found(corridor, "天洋城", (39.9085, 116.4250), **asked)
    # On the western bank of the river that Yanjiao lies east of: over the border nobody looks for a stop.
    assert not found(corridor, (39.9410, 116.7685), "国贸", **asked)
    assert found(corridor, (39.9410, 116.7850), "国贸", **asked)


def test_near_the_middle_of_an_area_the_stop_may_be_anywhere_in_it(corridor):
    # Guomao's stop is in reach of the station, and out of reach of Dawanglu: neither walk is known.
    for place in ("国贸", "大望路"):
        two = found(corridor, "天洋城", place, arrive_by="09:00", avoid=["燕郊一线"])[0]
        assert (two.route_name, *hours([two])) == ("燕郊二线", "06:20-08:00")
    (wangjing,) = found(corridor, "天洋城", "望京", arrive_by="09:00")
    assert wangjing.route_name == "北三县—望京"


def test_in_the_evening_they_go_home_and_at_other_times_not_at_all(corridor):
    home = found(corridor, "国贸", "天洋城", depart_at="18:00")
    assert [s.route_name[:4] for s in home] == [f"燕郊{n}线" for n in "一二三四五六"]
    assert {service.headsign for service in home} == {"燕郊"}
    assert {service.headway_s for service in home} == {2040, 2550}
    for a, b in (("国贸", "天洋城"), ("天洋城", "国贸")):
        assert not found(corridor, a, b, depart_at="10:00")
        assert not found(corridor, a, b, depart_at="08:00", date="2026-11-28")
    assert not found(corridor, "天洋城", "国贸", depart_at="18:00")
    assert not found(corridor, "国贸", "天洋城", arrive_by="09:00")


def test_seats_of_the_expresses_are_booked_before_they_leave(corridor):
    asked = {"arrive_by": "09:00"}
    assert hours(found(corridor, "天洋城", "望京", **asked, now=f"{DATE} 07:30")) == ["07:30-08:00"]
    assert not found(corridor, "天洋城", "望京", **asked, now=f"{DATE} 08:01")


def test_lines_that_differ_in_nothing_but_their_names_are_told_together(corridor):
    services = found(corridor, "天洋城", "国贸", arrive_by="09:00")
    head, one, others = unplaced_lines(Words("zh", TODAY), services)
    assert head == "另有站点位置未公布的定制快巴，或可直达（未列入方案，到站步行未计）："
    assert one == (
        "  · 燕郊一线【有据】：星河园小区南门 → 国贸地铁站G口，06:20–08:06 约每 19 分钟一班，"
        "车程约 50 分钟【假定】，须预订"
    )
    assert others == (
        "  · 燕郊二线【有据】、燕郊三线（推定）、燕郊四线（推定）、燕郊五线（推定）、燕郊六线（推定）【假定】："
        "燕郊（站点未公布） → 国贸（站点未公布），06:20–08:00 每 23 分钟一班，车程约 60 分钟【假定】，须预订"
    )
    english = unplaced_lines(Words("en", TODAY), services)
    assert english[0].startswith("Booked coaches that may go there directly")
    assert english[1] == (
        "  · Yanjiao line 1 [documented]: Xingheyuan estate south gate (星河园小区南门) → "
        "Guomao metro exit G (国贸地铁站G口), about every 19 min 06:20–08:06, about 50 min aboard [assumed], "
        "booking required"
    )
    assert len(english) == 3


def test_json_tells_each_with_what_is_known_of_its_stops(corridor):
    services = found(corridor, "天洋城", "望京", arrive_by="09:00")
    told = unplaced_json(services)
    assert json.loads(json.dumps(told)) == told
    (row,) = told
    assert row["board"] == {
        "stop_id": "express:yanjiao_area", "name": "燕郊（站点未公布）",
        "lat": 39.949164, "lon": 116.803671, "error_m": 8000.0,
    }  # fmt: skip
    assert (row["opens"], row["headway_min"], row["ride_min"]) == (
        "2026-11-24T06:20:00+08:00", 23.0, 60.0,
    )  # fmt: skip
    assert (row["line_evidence"], row["times_evidence"], row["evidence"]) == (
        "derived", "assumed", "assumed",
    )  # fmt: skip
    assert datetime.fromisoformat(row["closes"]).hour == 8
    assert (row["departs"], row["status"], row["mode"]) == ([], "open", "coach")


def test_asking_for_them_costs_next_to_nothing(corridor):
    query = corridor.route("天洋城", "国贸", arrive_by="09:00", date=DATE).query
    unplaced(corridor._planner, query)
    took = []
    for _ in range(20):
        begins = time.perf_counter()
        unplaced(corridor._planner, query)
        took.append(time.perf_counter() - begins)
    assert min(took) < 0.005
