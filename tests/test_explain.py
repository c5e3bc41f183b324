"""What an explanation says is so: each slack, each vehicle missed, each way that lost; by hand and by the oracle."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.boards import TODAY, at, clock, draw, networks
from transit.clock import day_start
from transit.explanations import explain
from transit.journey import Reason, RideLeg, WalkLeg
from transit.network.ground import Ground
from transit.places.place import Place
from transit.routing.days import Days
from transit.routing.explain import Tie
from transit.routing.explain_compare import difference
from transit.routing.explain_legs import explained_legs
from transit.routing.last import last_departure
from transit.routing.options import Options
from transit.routing.plan import HORIZON_S, Planner, Query

MORNING = "A B\n8:00 8:10\n8:20 8:30", "B C\n8:15 8:25\n8:35 8:45\n9:35 9:45"


def place(net, name):
    lat, lon = (
        float(column[net.stop(name)]) for column in (net.ground.stops.lat, net.ground.stops.lon)
    )
    return Place(name, "", "stop", lat, lon, (name,), "", "", "", 0, ())


def ask(net, a, b, *, depart_at=None, arrive_by=None, last=None, vias=(), **options):
    willing = Options(min_change_s=net.change_s, wait=net.wait, transfers="feed", **options)
    return Query(
        place(net, a), place(net, b), net.today, at(arrive_by or depart_at),
        backwards=arrive_by is not None, options=willing,
        last=None if last is None else at(last),
        vias=tuple((place(net, name), stay_s) for name, stay_s in vias),
    )  # fmt: skip


def explained(net, *ends, **asked):
    planner = Planner(net.ground, Days(net.ground))
    query = ask(net, *ends, **asked)
    return explain(planner, query, planner.journeys(query), ())


def seconds(moment):
    return round((moment - day_start(TODAY, moment.tzinfo)).total_seconds())


def told(missed):
    """When one is there after all, by how much later, and how much too late."""
    if missed.onward is None:
        return None
    return clock(seconds(missed.onward.arrive)), missed.later_s, missed.too_late_s


def test_a_change_leaves_as_much_room_as_the_wait_has_beyond_the_change():
    (option,) = explained(draw(*MORNING, change=1), "A", "C", depart_at="7:50").options
    first, second = option.legs
    assert (first.binds, first.wait_s, first.change_s, first.slack_s) == ("clock", 0, 0, 0)
    assert (second.binds, second.wait_s, second.change_s, second.slack_s) == ("clock", 300, 60, 240)
    assert told(first.missed) == ("8:45:00", 1200, None)
    assert told(second.missed) == ("8:45:00", 1200, None)
    assert option.tie == Tie("vehicle", 1, 600)


def test_a_deadline_is_tied_by_the_first_vehicle_and_says_what_is_to_spare():
    (option,) = explained(draw(*MORNING, change=1), "A", "C", arrive_by="8:50").options
    assert (option.tie.code, option.tie.leg, option.tie.spare_s) == ("vehicle", 0, 300)
    assert [leg.slack_s for leg in option.legs] == [0, 240]
    assert told(option.legs[0].missed) is None
    assert told(option.legs[1].missed) == ("9:45:00", 3600, 3300)


def test_a_walk_to_the_vehicle_is_no_part_of_the_room_before_it():
    net = draw("A B\n8:00 8:10", "X C\n8:15 8:25", walks={("B", "X"): 2})
    _, walk, ride = explained(net, "A", "C", depart_at="7:50").options[0].legs
    assert (walk.binds, walk.slack_s, walk.missed) == ("walk", None, None)
    assert (ride.wait_s, ride.change_s, ride.slack_s) == (180, 0, 180)
    assert ride.missed.onward is None
    # Some fourteen kilometres, for which four hours are stated.
    slow = draw("A B\n8:00 8:10", "X C\n12:15 12:25", walks={("B", "X"): 240})
    assert explained(slow, "A", "C", depart_at="7:50").options[0].legs[1].binds == "change"


@pytest.mark.parametrize(
    ("wait", "counted", "departs"),
    [("mean", 300, "8:45"), ("worst", 600, "8:40"), ("best", 0, "8:50")],
)
def test_the_next_vehicle_of_a_headway_comes_one_headway_after_the_one_missed(
    wait, counted, departs
):
    net = draw("A B\n8:00 8:10 every 10 7:00-20:00", wait=wait)
    (option,) = explained(net, "A", "B", arrive_by="9:00").options
    (leg,) = option.legs
    assert seconds(option.journey.depart) == at(departs)
    assert (leg.binds, leg.counted_wait_s, leg.slack_s) == ("headway", counted, None)
    assert told(leg.missed) == ("9:10:00", 600, 600)
    assert (option.tie.code, option.tie.spare_s) == ("deadline", 0)
    assert (option.assumed.waits_s, option.assumed.longest_waits_s) == (counted, 600)
    assert seconds(option.at_best.depart) == at("8:50")
    assert seconds(option.at_worst.depart) == at("8:40")


def test_between_two_vehicles_of_a_headway_one_takes_another_line():
    net = draw("A B\n8:00 8:10 every 20 7:00-20:00", "A B\n8:55 9:20")
    (leg,) = explained(net, "A", "B", depart_at="8:40").options[0].legs
    assert told(leg.missed) == ("9:20:00", 1200, None)
    sooner = draw("A B\n8:00 8:10 every 20 7:00-20:00", "A B\n8:55 9:10")
    (leg,) = explained(sooner, "A", "B", depart_at="8:40").options[0].legs
    assert told(leg.missed) == ("9:10:00", 600, None)
    assert [ride.route_id for ride in leg.missed.onward.rides] == ["R1"]


def test_after_the_last_vehicle_of_a_headway_comes_none():
    net = draw("A B\n8:00 8:10 every 20 7:00-9:00")
    (leg,) = explained(net, "A", "B", depart_at="8:40").options[0].legs
    assert leg.missed.onward is None
    assert leg.missed.later_s is None


def test_who_waits_for_the_first_vehicle_of_a_headway_has_room():
    net = draw("A B\n6:30 6:40", "B C\n7:00 7:10 every 20 7:00-20:00", change=1)
    why = explained(net, "A", "C", depart_at="6:00")
    assert "公交 R1：头班车约 07:00，等 19 分钟，晚到 9 分钟也赶得上" in why.text()
    assert "计入的候车与停留：候车 19 分钟、换乘 1 分钟" in why.text()
    leg = why.options[0].legs[1]
    assert (leg.binds, leg.wait_s, leg.counted_wait_s, leg.change_s) == (
        "first_vehicle",
        1200,
        600,
        60,
    )
    assert leg.slack_s == 540
    late = draw("A B\n6:30 6:49", "B C\n7:00 7:10 every 20 7:00-20:00", change=1)
    leg = explained(late, "A", "C", depart_at="6:00").options[0].legs[1]
    assert (leg.binds, leg.slack_s, leg.wait_s) == ("headway", None, 660)


def test_where_one_stays_seated_there_is_nothing_to_miss():
    net = draw("A B\n8:00 8:10", "B C\n8:12 8:20", blocks={"0.0": "b", "1.0": "b"})
    first, second = explained(net, "A", "C", depart_at="7:50").options[0].legs
    assert (second.binds, second.slack_s, second.missed) == ("seated", None, None)
    assert first.missed.onward is None


def test_who_misses_a_vehicle_still_comes_by_the_places_not_yet_visited():
    """And by no other again; nor does a change take anything beside a stay where one changes."""
    boards = (
        "A B\n8:00 8:10",
        "B D\n8:20 8:40\n8:23 8:43",
        "A C D\n8:05 8:10 8:15",
        "B C D\n8:12 8:30 8:45",
    )
    net = draw(*boards, change=1)
    option = explained(net, "A", "D", depart_at="7:50", vias=[("B", 300)]).options[0]
    assert told(option.legs[0].missed) is None
    assert told(option.legs[1].missed) == ("8:43:00", 180, None)
    assert [leg.slack_s for leg in option.legs] == [0, 300]


def test_who_misses_a_vehicle_has_the_transfers_left_that_are_not_yet_made():
    net = draw("A B\n8:00 8:10", "B C\n8:15 8:25", "B D\n8:20 8:25", "D C\n8:30 8:40")
    (option,) = explained(net, "A", "C", depart_at="7:50", max_transfers=1).options
    assert option.legs[1].missed.onward is None
    option, *_ = explained(net, "A", "C", depart_at="7:50", max_transfers=2).options
    assert told(option.legs[1].missed) == ("8:40:00", 900, None)


def test_missing_a_vehicle_may_cost_nothing_where_others_make_up_for_it():
    net = draw("A B\n8:00 9:00", "A C\n8:05 8:10", "C B\n8:15 8:40")
    by_bus = next(
        option
        for option in explained(net, "A", "B", depart_at="7:00").options
        if option.journey.transfers == 0
    )
    assert told(by_bus.legs[0].missed) == ("8:40:00", -1200, None)


BEATEN = draw(
    "A B\n8:00 8:30",
    "A B\n7:40 8:30",
    "A C\n7:50 8:10",
    "C B\n8:20 8:50",
    "A B\n11:00 11:30",
    change=1,
)


def test_other_ways_are_listed_with_what_beats_them():
    why = explained(BEATEN, "A", "B", depart_at="7:30")
    assert [seconds(option.journey.depart) for option in why.options] == [at("8:00")]
    ways = {
        tuple(ride.route_id for ride in one.journey.rides): (one.kind, one.option, one.more)
        for one in why.alternatives
    }
    assert ways.keys() == {("R1",), ("R4",), ("R2", "R3")}
    kind, option, more = ways["R1",]
    assert (kind, option, more.depart_s, more.arrive_s, more.transfers) == (
        "without_line",
        0,
        -1200,
        0,
        0,
    )
    kind, option, more = ways["R4",]
    assert (kind, option, more.arrive_s) == ("direct", 0, 10800)
    kind, option, more = ways["R2", "R3"]
    assert (kind, option, more.arrive_s, more.transfers) == ("first_line", 0, 1200, 1)
    assert why.absent == ()
    assert why.next_best.journey.rides[0].route_id == "R1"
    assert (why.next_best.kind, why.next_best.option) == ("alternative", None)


def test_a_line_of_the_best_that_another_option_does_without_is_told():
    net = draw("A C\n8:00 8:10", "C B\n8:15 8:30", "A B\n8:00 8:50", change=1)
    why = explained(net, "A", "B", depart_at="7:30")
    assert [option.journey.transfers for option in why.options] == [1, 0]
    assert [(one.line.route_name, one.option) for one in why.instead] == [("R0", 1), ("R1", 1)]
    assert why.next_best.option == 1
    assert why.next_best.more == difference(why.options[1].journey, why.options[0].journey)
    assert (why.next_best.more.arrive_s, why.next_best.more.transfers) == (1200, -1)


def test_what_nothing_gets_there_without_is_told():
    net = draw(
        "A B\n8:00 8:10",
        "A B\n20:30 20:40",
        "A B\n7:00 7:10",
        services={"2.0": "weekend"},
        calendar={"weekend": "0000011"},
    )
    why = explained(net, "A", "B", depart_at="7:50")
    assert [(one.kind, one.line and one.line.route_name) for one in why.absent] == [
        ("not_that_day", "R2"), ("without_line", "R0"), ("direct", "R1"),
    ]  # fmt: skip
    assert why.next_best is None


def test_what_needs_a_transfer_more_than_allowed_is_told_as_such():
    net = draw("A C\n8:00 8:10", "C B\n8:15 8:30", "A B\n8:00 8:50", change=1)
    why = explained(net, "A", "B", depart_at="7:30", max_transfers=0)
    (one,) = [one for one in why.alternatives if one.kind == "more_transfers"]
    assert (one.option, one.more.arrive_s, one.more.transfers) == (None, -1200, 1)
    assert "R0 → 公交 R1，08:00 → 08:30，可早到 20 分钟，但超出换乘次数" in why.text()


def test_fewer_transfers_that_cost_hours_are_told_as_not_listed():
    net = draw("A C\n8:00 8:10", "C B\n8:15 8:30", "A B\n8:00 10:50", change=1)
    why = explained(net, "A", "B", depart_at="7:30")
    (one,) = why.alternatives
    assert (one.kind, one.option, one.more.arrive_s) == ("without_line", None, 8400)
    assert "R2, 08:00 → 10:50: arrives 2 h 20 min later, and so not listed" in why.text("en")


def test_where_walking_is_quicker_no_line_is_said_not_to_run():
    net = draw("A B\n8:00 8:20", walks={("A", "B"): 12})
    why = explained(net, "A", "B", depart_at="8:00")
    assert [option.journey.rides for option in why.options] == [()]
    assert why.alternatives == why.absent == ()


def test_where_one_can_walk_instead_of_riding_that_is_told():
    net = draw("A B\n8:00 8:02", walks={("A", "B"): 12})
    why = explained(net, "A", "B", depart_at="8:00")
    assert [(one.line.route_name, one.option) for one in why.instead] == [("R0", 1)]
    assert "错过也不误事" not in why.text()
    assert told(why.options[0].legs[0].missed) == ("8:12:01", 601, None)
    (alone,) = explained(net, "A", "B", depart_at="8:00", criteria=("time",)).alternatives
    assert (alone.journey.rides, alone.option, alone.more.arrive_s) == ((), 0, 600)


def test_the_next_departure_is_the_next_best_where_nothing_else_is():
    why = explained(draw("A B\n8:00 8:10\n8:20 8:35\n8:40 8:50"), "A", "B", depart_at="7:50")
    assert (why.next_best.kind, why.next_best.more.arrive_s) == ("next", 1500)
    back = explained(draw("A B\n8:00 8:10\n8:20 8:35\n8:40 8:50"), "A", "B", arrive_by="9:00")
    assert (back.next_best.kind, back.next_best.more.depart_s) == ("next", -1200)


def test_a_window_explains_its_first_journeys_and_has_no_next_best():
    net = draw("A B\n8:00 8:10 exactly 5 8:00-9:00", "A B\n8:02 8:30")
    why = explained(net, "A", "B", depart_at="8:00", last="9:00")
    assert len(why.options) == 5
    assert why.next_best is None
    assert [option.tie.spare_s for option in why.options] == [None] * 5
    (one,) = why.alternatives
    assert (one.journey.rides[0].route_id, one.option, one.more.arrive_s) == ("R1", 1, 900)


def test_a_last_departure_is_told_as_one():
    net = draw("A B\n8:00 8:10\n22:00 22:10")
    planner = Planner(net.ground, Days(net.ground))
    query, found, reasons = last_departure(planner, ask(net, "A", "B", arrive_by="12:00"))
    why = explain(planner, query, found, reasons)
    assert why.options[0].tie.code == "last"
    assert why.options[0].legs[0].missed.later_s == 10 * 3600
    assert "当日末班" in why.text()


def test_walking_all_the_way_is_explained_too():
    net = draw("A B\n8:00 8:10", walks={("A", "C"): 12})
    (option,) = explained(net, "A", "C", arrive_by="9:00").options
    assert (option.tie.code, option.tie.spare_s) == ("deadline", 0)
    assert [leg.binds for leg in option.legs] == ["walk"]


# Against the oracle: what is told of one leg holds in a network where nothing was searched by the engine.


@st.composite
def busy(draw_one):
    """A few lines between five stops, so many vehicles on each that one changes, waits and misses."""
    boards = []
    for _ in range(draw_one(st.integers(3, 5))):
        stops = draw_one(st.permutations("ABCDE"))[: draw_one(st.integers(2, 3))]
        lines = [" ".join(stops)]
        for _ in range(draw_one(st.integers(1, 5))):
            time = 60 * draw_one(st.integers(480, 570))
            words = []
            for _ in stops:
                words.append(clock(time))
                time += 60 * draw_one(st.integers(1, 20))
            often = draw_one(st.sampled_from(("", "", "", "", "", "every 15 8:20-10:00")))
            lines.append(" ".join((*words, *often.split())))
        boards.append("\n".join(lines))
    return draw(
        *boards,
        stops="ABCDE",
        change=draw_one(st.sampled_from((0, 1, 3))),
        wait=draw_one(st.sampled_from(("mean", "worst", "best"))),
    )


@st.composite
def asked_of_networks(draw_one):
    """A network, and the question between any two of its stops around the time of some call."""
    net = draw_one(st.one_of(networks(), busy(), busy()))
    times = net.ground.feed.stop_times
    calls = times[times["departure_time"] > 0]
    assume(len(calls))
    moment = int(calls["departure_time"].iloc[draw_one(st.integers(0, len(calls) - 1))])
    apart = draw_one(st.integers(0, 120)) * 30
    when = {"depart_at": clock(max(moment - apart, 0))}
    if draw_one(st.booleans()):
        when = {"arrive_by": clock(moment + apart)}
    stops = sorted(set(times["stop_id"]))
    return net, [ask(net, a, b, **when) for a in stops for b in stops if a != b]


@settings(max_examples=30)
@given(asked_of_networks())
def test_whoever_is_later_by_the_slack_is_still_aboard_and_a_second_more_is_too_late(asked):
    net, queries = asked
    planner = Planner(net.ground, Days(net.ground))
    tables = oracle.tables_of(net)
    for query, journey in ((q, j) for q in queries for j in planner.journeys(q)):
        legs = journey.legs
        told_of = explained_legs(planner, query, journey)
        for number, (leg, why) in enumerate(zip(legs, told_of, strict=True)):
            if why.slack_s is None:
                continue
            assert why.slack_s >= 0
            before = legs[number - 1] if number else None
            ready = journey.depart if before is None else before.arrive
            latest = seconds(ready) + why.slack_s
            if not isinstance(before, RideLeg):
                changes = {0}
            else:
                off = (before.trip_id, before.route_id, before.alight.stop_id)
                changes = {
                    change
                    for vehicle, i, change in tables.boardings(off)
                    if vehicle.calls[i].trip == leg.trip_id
                    and vehicle.calls[i].stop == leg.board.stop_id
                }
            wait_s = why.counted_wait_s
            assert seconds(leg.depart) in {latest + change + wait_s for change in changes}


@settings(max_examples=30)
@given(asked_of_networks())
def test_who_misses_a_vehicle_is_there_when_the_oracle_says(asked):
    net, queries = asked
    # The oracle boards where it stands; the planner would walk from there first.
    here = [
        row
        for row in net.options["transfers"]
        if len({row.get("from_stop_id"), row.get("to_stop_id")}) == 1
    ]
    net = net.redrawn(*net.boards, walks={}, transfers=here)
    planner = Planner(net.ground, Days(net.ground))
    for query, journey in ((q, j) for q in queries for j in planner.journeys(q)):
        taken = 0
        for leg, why in zip(journey.legs, explained_legs(planner, query, journey), strict=True):
            if isinstance(leg, RideLeg) and leg.headway_s is None and not leg.in_seat:
                ready = seconds(leg.depart) + 1
                found = oracle.every_journey(net, leg.board.stop_id, ready, 5 - taken)[-1]
                expected = found.get(query.target.name, math.inf)
                if expected > ready + HORIZON_S:
                    assert why.missed.onward is None
                else:
                    assert seconds(why.missed.onward.arrive) == expected
                    assert why.missed.later_s == expected - seconds(journey.arrive)
            taken += isinstance(leg, RideLeg) and not leg.in_seat


def ridden(journey):
    """What is ridden, from where to where."""
    return [(ride.route_id, ride.board, ride.alight) for ride in journey.rides]


def no_worse(query, a, b):
    """Whether one journey is no worse than another in what was asked."""
    in_time = a.depart >= b.depart if query.backwards else a.arrive <= b.arrive
    weighed = [a.transfers <= b.transfers]
    weighed += [a.walk_m <= b.walk_m] if "walk" in query.options.criteria else []
    weighed += [a.fare.known <= b.fare.known] if "fare" in query.options.criteria else []
    return in_time and all(weighed)


def check_ways(query, why, journeys):
    """Hold every listed way to what is said of it."""
    for one in why.alternatives:
        rides = one.journey.rides
        assert one.journey not in journeys
        if one.option is not None:
            assert no_worse(query, journeys[one.option], one.journey)
            assert one.more == difference(one.journey, journeys[one.option])
        elif one.kind == "more_transfers":
            assert one.journey.transfers == query.options.max_transfers + 1
        else:
            first = journeys[0]
            lost = (
                first.depart - one.journey.depart
                if query.backwards
                else one.journey.arrive - first.arrive
            )
            assert lost.total_seconds() > 2 * 3600
        if one.kind == "without_line":
            assert not {ride.route_id for ride in rides} & set(one.line.route_ids)
        if one.kind == "without_mode":
            assert one.mode not in {ride.mode for ride in rides}
        if one.kind == "direct":
            assert {ride.route_id for ride in rides} <= set(one.line.route_ids)
            assert one.journey.transfers == 0
    for option in why.options:
        for other in filter(None, (option.at_best, option.at_worst)):
            assert ridden(other) == ridden(option.journey)
        own = (option.journey.arrive, option.at_best, option.at_worst)
        if query.options.wait == "mean" and None not in own and not query.backwards:
            assert own[1].arrive <= own[0] <= own[2].arrive
    for one in why.instead:
        rides = journeys[one.option].rides
        assert one.mode not in {ride.mode for ride in rides}
        assert one.line is None or not {r.route_id for r in rides} & set(one.line.route_ids)
    if why.next_best is not None:
        assert why.next_best.more == difference(why.next_best.journey, journeys[0])
        assert why.next_best.journey not in journeys[:1]


@settings(max_examples=30)
@given(asked_of_networks())
def test_every_way_listed_is_beaten_by_the_option_named(asked):
    net, queries = asked
    planner = Planner(net.ground, Days(net.ground))
    for query in queries:
        journeys = planner.journeys(query)
        why = explain(planner, query, journeys, ())
        check_ways(query, why, journeys)
        for lang in ("zh", "en"):
            assert why.text(lang)


# How it is told.

ZH = """\
A → C · 2026-11-24 周二 · 08:50 前到达

方案 1 · 08:20 → 08:45 · 25 分钟
  受制于 08:20 开的公交 R0；到达时离时限 08:50 还有 5 分钟
  1. 公交 R0：08:20 开，没有余量，这是本时段末班，之后至少两小时无车；错过了就到不了（半天之内）
  2. 公交 R1：08:35 开，晚到 4 分钟也赶得上；错过则等下一班，09:45 到，晚 1 小时，超过时限 55 分钟

其他走法：
  本数据中不坐公交 R0 就到不了
  本数据中不坐公交 R1 就到不了
  没有换乘更少的走法

次优：
  公交 R0 → 公交 R1，08:00 → 08:25；与方案 1 相比：早出发 20 分钟"""

EN = """\
A → C · Tue 2026-11-24 · arrive by 08:50

Option 1 · 08:20 → 08:45 · 25 min
  Tied by Bus R0, which leaves 08:20; 5 min to spare before 08:50
  1. Bus R0: leaves 08:20, with nothing to spare; this is the last one for at least two hours; \
if it is missed, nothing gets there within half a day
  2. Bus R1: leaves 08:35; one could be 4 min later; if it is missed, \
one takes the next one and arrives 09:45, 1 h later and 55 min too late

Other ways:
  In this data nothing gets there without Bus R0
  In this data nothing gets there without Bus R1
  Nothing gets there with fewer transfers

Next best:
  Bus R0 → Bus R1, 08:00 → 08:25; against option 1: leaves 20 min earlier"""


def test_an_explanation_reads_well_in_both_languages():
    why = explained(draw(*MORNING, change=1), "A", "C", arrive_by="8:50")
    assert str(why) == why.text("zh") == ZH
    assert why.text("en") == EN
    assert repr(why) == "<Explanation of 1 option, the first tied by vehicle; 0 other ways>"
    with pytest.raises(ValueError, match="lang"):
        why.text("fr")


def test_a_headway_is_told_with_its_longest_wait():
    net = draw("A B\n8:00 8:10 every 10 7:00-20:00")
    why = explained(net, "A", "B", arrive_by="9:00")
    missed = "错过则等下一班，约 09:10 到，晚 10 分钟，超过时限 10 分钟"
    assert why.text().splitlines()[3:8] == [
        "  刚好 09:00 前到，没有余量",
        f"  1. 公交 R0：每 10 分钟一班，来车即上，按等 5 分钟算，最久 10 分钟；{missed}",
        "  计入的候车与停留：候车 5 分钟",
        "  若车来即上：约 08:50 出发",
        "  若每次都等足一班：约 08:40 出发",
    ]


def test_the_longest_wait_is_not_promised_past_the_last_vehicle():
    net = draw("A B\n8:00 8:10 every 20 7:00-9:00")
    why = explained(net, "A", "B", depart_at="8:40")
    (line,) = [line for line in why.text().splitlines() if line.startswith("  1. ")]
    assert "按等 10 分钟算，本时段末班约 08:59，之后至少两小时无车；错过了就到不了" in line
    assert "最久" not in line
    assert "末班车之前晚走多久就晚到多久" in why.text()
    assert "the last one for at least two hours is about 08:59" in why.text("en")
    assert why.options[0].assumed.longest_waits_s == 1199
    early = explained(net, "A", "B", depart_at="7:40")
    assert "最久 20 分钟" in early.text()
    assert "末班车" not in early.text()
    assert early.options[0].assumed.longest_waits_s == 1200


def test_a_deadline_long_after_the_last_vehicle_is_not_what_ties_a_journey():
    net = draw("A B\n8:00 8:10 every 20 7:00-8:00")
    why = explained(net, "A", "B", arrive_by="9:00")
    assert "再晚就没有车；到达时离时限 09:00 还有 50 分钟" in why.text()
    assert "没有余量" not in why.text()


def test_a_change_is_told_apart_from_the_wait_after_it_and_sums_say_about():
    boards = "A B\n8:00 8:10 every 5 7:00-20:00", "B C\n8:00 8:10 every 5 7:00-20:00"
    text = explained(draw(*boards, change=1), "A", "C", depart_at="8:00").text()
    assert "公交 R0：每 5 分钟一班，来车即上，按等 3 分钟算，最久 5 分钟" in text
    assert "公交 R1：每 5 分钟一班，来车即上，按等 3 分钟算，最久 5 分钟，另计换乘 1 分钟" in text
    assert "计入的候车与停留：候车约 5 分钟、换乘 1 分钟" in text
    alone = explained(draw(*boards), "A", "B", depart_at="8:00").text()
    assert "计入的候车与停留：候车 3 分钟" in alone
    rounded = draw("A B\n8:00 8:10 every 4.8 7:00-20:00")
    assert "按等 2 分钟算" in explained(rounded, "A", "B", depart_at="8:00").text()


def test_other_ways_are_told_apart_by_the_minutes_that_are_told():
    net = draw("A B\n8:00 8:10:50", "A B\n8:00 8:12:10", "A B\n8:00 8:10:55")
    text = explained(net, "A", "B", depart_at="7:50").text()
    assert "公交 R1 直达，08:00 → 08:13；不如方案 1：晚到 2 分钟" in text
    assert "公交 R2，08:00 → 08:11；不如方案 1：晚到 1 分钟以内" in text


def test_lateness_is_told_between_the_minutes_that_are_told():
    net = draw("A B\n8:00 8:10 every 6.4 7:00-20:00")
    text = explained(net, "A", "B", arrive_by="9:00").text()
    assert "约 09:07 到，晚 7 分钟，超过时限 7 分钟" in text


@pytest.mark.parametrize(
    ("boards", "by", "words"),
    [
        (
            ("A B\n8:00 8:10\n8:20 8:30", "B C\n8:15 8:25\n8:35 8:45"),
            "same",
            "错过则等下一班，08:45 到",
        ),
        (
            ("A B\n8:00 8:10\n8:20 8:30", "B C\n8:15 8:25", "B D\n8:35 8:40", "D C\n8:45 8:50"),
            "next",
            "错过则等下一班，再换乘公交 R2 → 公交 R3，08:50 到",
        ),
        (
            ("A B\n8:00 8:10", "B C\n8:15 8:25", "A D\n8:05 8:40", "D C\n8:45 8:50"),
            "other",
            "错过则改乘公交 R2 → 公交 R3，08:50 到，晚 25 分钟",
        ),
    ],
)
def test_how_one_goes_on_is_named_but_where_the_next_vehicle_does(boards, by, words):
    why = explained(draw(*boards), "A", "C", depart_at="7:50")
    assert why.options[0].legs[0].missed.by == by
    assert words in why.text()
    assert why.to_json()["options"][0]["legs"][0]["if_missed"]["by"] == by


def test_who_walks_on_after_missing_a_vehicle_is_told_so():
    net = draw("A B\n8:00 8:02", walks={("A", "B"): 12})
    why = explained(net, "A", "B", depart_at="8:00")
    assert why.options[0].legs[0].missed.by == "other"
    assert "错过则改为步行，08:13 到" in why.text()


def test_other_waits_are_those_of_the_lines_that_are_ridden():
    net = draw("A B\n8:00 8:20 every 10 7:00-20:00", "A B\n8:00 8:05 every 60 7:00-20:00")
    (option,) = explained(net, "A", "B", arrive_by="9:00").options
    assert [ride.route_id for ride in option.journey.rides] == ["R0"]
    assert seconds(option.at_best.depart) == at("8:40")
    assert seconds(option.at_worst.depart) == at("8:30")


def test_other_waits_come_by_the_same_places():
    net = draw(
        "A B\n8:00 8:10 every 10 7:00-20:00",
        "X C\n8:00 8:10 every 10 7:00-20:00",
        walks={("B", "V"): 1, ("V", "X"): 1},
    )
    (option,) = explained(net, "A", "C", depart_at="8:00", vias=[("V", 300)]).options
    assert seconds(option.journey.arrive) == at("8:37")
    assert seconds(option.at_best.arrive) == at("8:27")
    assert [visit.name for visit in option.at_best.visits] == ["V"]


def test_a_wait_under_which_the_same_rides_are_no_way_is_not_told():
    net = draw("A B\n8:00 8:10 every 20 7:00-9:00", "B C\n8:30 8:40")
    why = explained(net, "A", "C", depart_at="8:05")
    assert seconds(why.options[0].at_best.arrive) == at("8:40")
    assert why.options[0].at_worst is None
    assert "若每次都等足一班" not in why.text()


def graded(net, evidence, timepoints):
    """Class every trip, and tell which of its calls are known."""
    feed = net.ground.feed
    times = feed.stop_times.assign(timepoint=pd.Categorical(timepoints))
    feed = replace(feed, trips=feed.trips.assign(evidence=evidence), stop_times=times)
    return replace(net, ground=Ground(feed, None))


def test_a_time_nobody_publishes_is_told_as_assumed_and_nobody_relies_on_it():
    board = "A B\n8:00 8:10\n8:20 8:30"
    for timepoints in (["0"] * 4, ["1"] * 4):
        net = graded(draw(board), "assumed", timepoints)
        why = explained(net, "A", "B", depart_at="7:50")
        assert why.options[0].legs[0].binds == "assumed_clock"
        assert "受制于约 08:00 开的公交 R0（开车钟点未公布，按假定）\n" in why.text()
        assert "约 08:00 开（开车钟点未公布，按假定）；错过则" in why.text()
        assert "没有余量" not in why.text()
        assert "出发即可" not in why.text()
        assert "need not" not in why.text("en")
    for evidence, timepoints in (("assumed", ["1", "0"] * 2), ("derived", ["0"] * 4)):
        net = graded(draw(board), evidence, timepoints)
        why = explained(net, "A", "B", depart_at="7:50")
        assert why.options[0].legs[0].binds == "clock"
        assert "约 08:00 开，没有余量" in why.text()
        assert "按假定" not in why.text()


def test_a_line_that_runs_but_calls_at_both_ends_on_other_days_is_not_said_not_to_run():
    net = draw(
        "A B\n8:00 8:10",
        "A C\n7:00 7:10",
        "A B\n6:00 6:10",
        "A B\n5:00 5:10",
        services={"2.0": "weekend", "3.0": "weekend"},
        calendar={"weekend": "0000011"},
    )
    feed = net.ground.feed
    named = feed.routes.assign(route_short_name=["R0", "快", "快", "R3"])
    net = replace(net, ground=Ground(replace(feed, routes=named), None))
    why = explained(net, "A", "B", depart_at="7:50")
    kinds = {one.line.route_name: one.kind for one in why.absent}
    assert kinds == {"R0": "without_line", "快": "not_both_that_day", "R3": "not_that_day"}
    assert "公交 快当天没有两头都停的车" in why.text()
    assert "公交 R3 两头都经过，但当天不开" in why.text()
    assert "has none that calls at both ends on that day" in why.text("en")


def test_the_question_can_be_left_out():
    why = explained(draw(*MORNING, change=1), "A", "C", arrive_by="8:50")
    assert why.text("en", heading=False) == EN.partition("\n\n")[2]


def test_in_a_window_journeys_are_named_by_when_they_leave():
    net = draw("A B\n8:00 8:10\n8:20 8:30", "A B\n8:02 8:31", "A C\n8:00 8:01", "C B\n8:02 8:05")
    why = explained(net, "A", "B", depart_at="8:00", last="9:00")
    assert "方案" not in why.text()
    assert "option" not in why.text("en").lower()
    assert "公交 R1 直达，08:02 → 08:31；不如 08:20 出发的走法：" in why.text()
    assert "不坐公交 R2：08:00 出发、08:10 到的走法" in why.text()
    assert "beaten by the journey that leaves 08:20: " in why.text("en")


def test_a_table_has_a_row_a_leg_and_json_the_same():
    why = explained(draw(*MORNING, change=1), "A", "C", arrive_by="8:50")
    table = why.to_frame()
    assert table[["option", "leg"]].to_numpy().tolist() == [[0, 0], [0, 1]]
    assert table["binds"].tolist() == ["clock", "clock"]
    assert table["slack_min"].tolist() == [0, 4]
    assert table["if_missed_min"].tolist() == [math.inf, 60]
    assert table["if_missed_too_late_min"].fillna(-1).tolist() == [-1, 55]
    plain = json.loads(json.dumps(why.to_json("en")))
    assert plain["options"][0]["tied_by"] == "vehicle"
    assert plain["options"][0]["legs"][1]["slack_min"] == 4
    assert plain["options"][0]["legs"][1]["if_missed"]["later_min"] == 60
    assert plain["options"][0]["legs"][0]["if_missed"] == {
        "arrive": None,
        "by": None,
        "lines": None,
        "later_min": None,
        "too_late_min": None,
    }
    assert plain["told"][0]["lines"][0].startswith("Tied by Bus R0")
    assert len({tuple(leg) for leg in plain["options"][0]["legs"]}) == 1


def test_names_never_become_markup():
    net = draw("A B\n8:00 8:10", walks={("B", "<i>"): 2, ("<i>", "B"): 2})
    page = explained(net, "A", "<i>", depart_at="7:50")._repr_html_()
    assert "<i>" not in page
    assert "步行到 &lt;i&gt;" in page
    assert page.count("&lt;i&gt;") == 4


def test_an_empty_answer_tells_its_reasons_in_order():
    net = draw(*MORNING)
    planner = Planner(net.ground, Days(net.ground))
    reasons = (
        Reason("ONE", "one thing", "一件事", {"max_transfers": 2}),
        Reason("TWO", "another", "另一件", {}),
    )
    why = explain(planner, ask(net, "A", "C", arrive_by="6:00"), (), reasons)
    assert why.reasons == reasons
    assert why.options == why.alternatives == why.absent == ()
    assert why.next_best is None
    for lang, words in (("zh", ("一件事", "另一件")), ("en", ("one thing", "another"))):
        assert 0 < why.text(lang).index(words[0]) < why.text(lang).index(words[1])
    assert repr(why) == "<Explanation of an empty answer: ONE, TWO>"
    assert len(why.to_frame()) == 0
    assert json.dumps(why.to_json())
    assert "一件事" in why._repr_html_()
    assert "没有可说明的方案" in explain(planner, why._explained.query, (), ()).text()


# The corridor.


@pytest.fixture(scope="module")
def corridor():
    import transit

    return transit.load()


COMMUTES = (
    ("天洋城", "国贸", {"arrive_by": "09:00"}),
    ("燕郊站", "通州北苑", {"depart_at": "07:30"}),
    ("国贸", "香河站", {"depart_at": "18:10"}),
    ("天洋城", "国贸", {"depart_at": "07:30", "criteria": ("time", "transfers", "walk", "fare")}),
)


@pytest.mark.parametrize(("a", "b", "asked"), COMMUTES)
def test_commutes_are_explained(corridor, a, b, asked):
    result = corridor.route(a, b, date="2026-11-24", **asked)
    planner = corridor._planner
    why = explain(planner, result.query, tuple(result), result.reasons)
    check_ways(result.query, why, tuple(result))
    assert len(why.options) == min(len(result), 5)
    assert why.alternatives
    for option in why.options:
        for leg, told_of in zip(option.journey.legs, option.legs, strict=True):
            assert (told_of.missed is None) == isinstance(leg, WalkLeg)
        assert option.assumed.overheads_s == sum(
            part.seconds
            for leg in option.journey.legs
            if isinstance(leg, WalkLeg)
            for part in leg.overheads
        )
    for lang in ("zh", "en"):
        assert len(why.text(lang).splitlines()) > 10
    assert json.dumps(why.to_json("en"))
    assert len(why.to_frame()) == sum(len(option.legs) for option in why.options)
    assert why._repr_html_().count("<details") == len(why.options) + 2


def test_who_misses_the_subway_on_the_platform_does_not_pass_its_gate_again(corridor):
    result = corridor.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24")
    planner = corridor._planner
    query = replace(result.query, options=replace(result.query.options, modes=("bus", "subway")))
    why = explain(planner, query, planner.journeys(query), ())
    option = why.options[0]
    number = next(
        n for n, leg in enumerate(option.journey.legs) if getattr(leg, "mode", "") == "subway"
    )
    ride, missed = option.journey.legs[number], option.legs[number].missed
    assert option.journey.legs[number - 1].overheads
    assert missed.later_s == ride.headway_s


def test_who_walks_nowhere_enters_and_leaves_and_who_walks_does_that_too(corridor):
    train = corridor.route("燕郊站", "北京站", depart_at="07:00", date="2026-11-24").explain()
    assert "1. 在 燕郊站 进站 10 分钟\n" in train.text()
    assert "3. 在 北京站 出站 4 分钟\n" in train.text()
    assert "步行到 燕郊站" not in train.text()
    assert "Way out at Beijing Railway Station (北京站), 4 min" in train.text("en")
    bus = corridor.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24").explain()
    assert "步行到 大望路，2 分钟；进站 2.5 分钟\n" in bus.text()
    assert "Walk to Dawang Lu (大望路), 2 min; way in, 2.5 min" in bus.text("en")
    assert "进出站约 4 分钟" in bus.text()
    subway = corridor.route("潮白家园", "国贸", arrive_by="09:00", date="2026-11-24").explain()
    assert "在 呼家楼 换乘，步行 1 分钟，按换乘所需时间算\n" in subway.text()
    coach = corridor.route(
        "燕郊（站点未公布）", "国贸（站点未公布）", arrive_by="08:30", date="2026-11-24"
    ).explain()
    assert "1. 在 燕郊（站点未公布） 查验证件 1 分钟\n" in coach.text()


def test_a_train_line_that_runs_on_the_corridor_is_not_said_not_to_run(corridor):
    why = corridor.route("燕郊站", "北京站", depart_at="07:00", date="2026-11-24").explain()
    assert "铁路 京滨城际当天没有两头都停的车" in why.text()


def test_other_waits_of_a_commute_are_those_of_its_own_lines(corridor):
    why = corridor.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24").explain()
    assert [ride.route_name for ride in why.options[1].journey.rides] == ["818", "814"]
    assert f"{why.options[1].at_best.depart:%H:%M}" == "07:47"
    why = corridor.route("香河县城", "国贸", arrive_by="09:00", date="2026-11-24").explain()
    assert f"{why.options[0].at_worst.depart:%H:%M}" == "06:25"
