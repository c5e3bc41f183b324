"""Both directions of a search, squeezed from both ends, and the laws that hold between questions."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.boards import arrival, at, departure, draw, networks, shifted
from tests.oracle import arrivals, departures, every_departure, every_journey
from transit.routing.earliest import earliest
from transit.routing.search import Ends, arrive_by, depart_at, earliest_arrivals, window
from transit.timetable.arrays import UNREACHED
from transit.views.expanded import expanded_view

RIDES = 3
HOURS_12 = 12 * 3600
moments = st.integers(-40, 200).map(lambda n: at("8:00") + 30 * n)


def test_the_latest_departure_that_makes_the_earliest_arrival_is_told():
    net = draw("A B\n7:00 7:10\n8:00 8:10\n8:20 8:30", "B C\n8:40 9:00")
    (way,) = net.ways("A", "C", at("6:00"))
    assert (way.departs, way.arrives, way.rides) == (at("8:20"), at("9:00"), 2)


def test_the_earliest_arrival_that_a_late_departure_allows_is_told():
    net = draw("A B\n8:00 8:10", "B C\n8:40 9:00")
    (way,) = net.ways_back("A", "C", at("23:00"))
    assert (way.departs, way.arrives, way.rides) == (at("8:00"), at("9:00"), 2)


def test_a_slower_way_with_fewer_rides_is_an_answer_too():
    net = draw("A C\n8:00 9:00", "A B\n8:00 8:10", "B C\n8:20 8:40")
    found = [(way.rides, way.arrives) for way in net.ways("A", "C", at("8:00"))]
    assert found == [(1, at("9:00")), (2, at("8:40"))]


def test_more_rides_that_gain_nothing_are_no_answer():
    net = draw("A C\n8:00 8:40", "A B\n8:00 8:10", "B C\n8:20 8:40")
    assert [way.rides for way in net.ways("A", "C", at("8:00"))] == [1]
    assert [way.rides for way in net.ways_back("A", "C", at("8:40"))] == [1]


def test_walks_to_the_first_stop_and_from_the_last_count():
    net = draw("A B\n8:00 8:10\n8:30 8:40", "X Y\n8:05 8:15")
    a, b, x, y = (net.stop(name) for name in "ABXY")
    ends = Ends({a: 300, x: 60}, {b: 0, y: 600})
    (way,) = depart_at(net.day, ends, at("7:55"), RIDES)
    assert (way.departs, way.arrives, last_stop(net, way)) == (at("7:55"), at("8:10"), "B")
    (way,) = depart_at(net.day, ends, at("7:56"), RIDES)
    assert (way.departs, way.arrives, last_stop(net, way)) == (at("8:04"), at("8:25"), "Y")
    (way,) = arrive_by(net.day, ends, at("8:39"), RIDES)
    assert (way.departs, last_stop(net, way)) == (at("8:04"), "Y")


def test_an_early_arrival_far_off_does_not_hide_a_later_one_nearby():
    net = draw("A B\n8:00 8:10", "A C\n8:00 8:15")
    ends = Ends({net.stop("A"): 0}, {net.stop("B"): 600, net.stop("C"): 0})
    (way,) = depart_at(net.day, ends, at("8:00"), RIDES)
    assert (way.arrives, last_stop(net, way)) == (at("8:15"), "C")
    back = draw("B D\n8:20 8:30", "C D\n8:15 8:30")
    ends = Ends({back.stop("B"): 600, back.stop("C"): 0}, {back.stop("D"): 0})
    (way,) = arrive_by(back.day, ends, at("8:30"), RIDES)
    assert way.departs == at("8:15")


def test_no_walk_joins_two_walks():
    # From the ride one may walk to C, or to D; but not by way of C to D.
    net = draw("A B\n8:00 8:10", "D E\n8:20 8:30", walks={("B", "C"): 1, ("C", "D"): 1})
    assert arrival(net, "A", "E", "8:00") == UNREACHED
    assert departure(net, "A", "E", "9:00") == -UNREACHED


def test_a_scan_does_not_end_on_an_arrival():
    # When the trip to D comes in view, which arrives after the best known, a better one to B has not left yet.
    net = draw("A B\n8:00 9:40\n8:02 8:50", "C D\n8:01 11:20", change=1)
    assert net.day.hops is not None
    (way,) = earliest(net.day, net.ends("A", "B"), at("7:55"), None)
    assert way.arrives == arrival(net, "A", "B", "7:55") == at("8:50")


def test_a_second_too_late_is_too_late_for_both_kernels():
    net = draw("A B\n8:00 8:10", "B C\n8:10:59 8:20\n8:11 8:30", change=1)
    assert arrival(net, "A", "C", "8:00") == at("8:30")
    assert departure(net, "A", "C", "8:30") == at("8:00")
    (way,) = earliest(net.day, net.ends("A", "C"), at("8:00"), None)
    assert way.arrives == at("8:30")
    (late,) = earliest(net.day, net.ends("A", "C"), at("8:00:01"), None)
    assert late.arrives == at("32:30")


def test_a_limit_of_nothing_is_a_limit():
    net = draw("A B\n0:00 0:10", change=1)
    ends = net.ends("A", "B")
    assert depart_at(net.day, ends, 0, max_rides=0) == []
    assert arrive_by(net.day, ends, at("1:00"), max_rides=0) == []
    assert depart_at(net.day, ends, 0, RIDES, until=0) == []
    assert [way.departs for way in window(net.day, ends, 0, 0, RIDES)] == [0]
    for none in (
        earliest_arrivals(net.day, ends.access, 0, 0),
        earliest_arrivals(net.day, ends.access, 0, RIDES, 0),
    ):
        assert (none == UNREACHED).all()


def test_a_question_changes_nothing_it_is_given():
    net = draw(
        "A B C\n8:00 8:10 8:20\n8:05 8:30 8:40", "B D\n0:00 0:30 every 10 7:00-9:00", "D E\n8:00 9:00",
        walks={("C", "D"): 4}, change=1,
        transfers=[{"from_stop_id": "B", "to_stop_id": "B", "from_route_id": "R0", "transfer_type": 1}],
    )  # fmt: skip
    ends, tables = net.ends("A", "E"), (net.day.mirrored.timetable, net.timetable)
    columns = [
        *net.footpaths,
        *(c for t in tables for part in (t.timed, t.headway, t.calls) for c in part),
    ]
    before, given = [column.copy() for column in columns], ({**ends.access}, {**ends.egress})
    net.ways("A", "E", at("7:00"))
    net.ways_back("A", "E", at("9:30"))
    net.ways_within("A", "E", at("7:00"), at("9:00"))
    net.arrivals("A", at("7:00"), RIDES)
    assert all(np.array_equal(a, b) for a, b in zip(columns, before, strict=True))
    assert (ends.access, ends.egress) == given


def test_answers_do_not_depend_on_what_was_asked_before():
    net = draw("A B\n8:00 8:10\n9:00 9:10", "B C\n8:20 8:40\n9:20 9:40")
    fresh = draw(*net.boards)
    first = fresh.ways("A", "C", at("7:30"))
    net.ways("C", "A", at("6:00"), 4)
    net.ways_within("B", "C", at("6:00"), at("10:00"))
    net.ways_back("A", "B", at("20:00"))
    assert net.ways("A", "C", at("7:30")) == first


def last_stop(net, way):
    """Stop where the last ride is left."""
    timed = net.timetable.timed
    return net.ground.stops.ids[
        timed.stop[timed.stop_start[way.legs[-1].pattern] + way.legs[-1].alight_position]
    ]


def front(by_rides, stop_id, latest=UNREACHED):
    """Numbers of rides, and what they make possible, where it is better than with fewer."""
    found = []
    for rides, best in enumerate(by_rides):
        time = best.get(stop_id, UNREACHED)
        if time < latest and (not found or time < found[-1][1]):
            found.append((rides, time))
    return found


@given(networks(), moments)
def test_forwards_agrees_with_the_oracle(net, departs):
    end = departs + HOURS_12
    expected = arrivals(net.ground, net.timetable, net.footpaths, {"A": departs}, end, RIDES)
    for target in net.ground.stops.ids[1:]:
        ways = [w for w in net.ways("A", target, departs, RIDES) if w.arrives <= end]
        assert [(w.rides, w.arrives) for w in ways] == front(expected, target)
        for way in ways:
            assert departs <= way.departs <= way.arrives


@given(networks(), moments)
def test_backwards_agrees_with_the_oracle(net, deadline):
    begin = deadline - HOURS_12
    expected = departures(net.ground, net.timetable, net.footpaths, {"B": deadline}, begin, RIDES)
    negated = [{stop_id: -time for stop_id, time in row.items()} for row in expected]
    for origin in net.ground.stops.ids:
        if origin == "B":
            continue
        ways = [w for w in net.ways_back(origin, "B", deadline, RIDES) if w.departs >= begin]
        assert [(w.rides, -w.departs) for w in ways] == front(negated, origin)
        for way in ways:
            assert way.departs <= way.arrives <= deadline


@given(networks(), moments)
def test_a_second_after_the_latest_departure_is_too_late(net, deadline):
    def made(departs, rides):
        """Whether any journey at all that sets out then is in time."""
        found = every_journey(net, "A", departs, RIDES)
        return found[rides].get("B", UNREACHED) <= deadline

    latest = {w.rides: w.departs for w in net.ways_back("A", "B", deadline, RIDES)}
    best = -2 * 86_400
    for rides in range(1, RIDES + 1):
        best = latest.get(rides, best)
        assert not made(best + 1, rides)
        assert best == -2 * 86_400 or made(best, rides)


@given(networks(), moments, st.sampled_from((0, 60, 1800, 7200)))
def test_a_window_holds_every_way_no_other_beats(net, first, length):
    for target in net.ground.stops.ids[1:]:
        ways = net.ways_within("A", target, first, first + length, RIDES)
        told = [(way.departs, way.arrives, way.rides) for way in ways]
        assert told == every_departure(net, "A", target, first, first + length, RIDES)


@given(networks(), moments, st.integers(0, 3600))
def test_a_later_departure_never_arrives_earlier(net, departs, later):
    for rides in range(1, RIDES + 1):
        first = min((w.arrives for w in net.ways("A", "B", departs, rides)), default=UNREACHED)
        second = min(
            (w.arrives for w in net.ways("A", "B", departs + later, rides)), default=UNREACHED
        )
        assert first <= second


@given(networks(), moments, st.integers(0, 3600))
def test_a_later_deadline_never_departs_earlier(net, deadline, later):
    for rides in range(1, RIDES + 1):
        first = [w.departs for w in net.ways_back("A", "B", deadline, rides)]
        second = [w.departs for w in net.ways_back("A", "B", deadline + later, rides)]
        assert max(first, default=-UNREACHED) <= max(second, default=-UNREACHED)


@given(networks(), moments)
def test_more_transfers_never_arrive_later(net, departs):
    ends = [
        min((w.arrives for w in net.ways("A", "B", departs, rides)), default=UNREACHED)
        for rides in range(1, RIDES + 2)
    ]
    assert ends == sorted(ends, reverse=True)


@given(networks(), moments)
def test_another_trip_never_makes_it_later(net, departs):
    assume(len(net.boards) > 1)
    without = net.redrawn(*net.boards[:-1])
    for target in without.ground.stops.ids[1:]:
        more = min((w.arrives for w in net.ways("A", target, departs)), default=UNREACHED)
        fewer = min((w.arrives for w in without.ways("A", target, departs)), default=UNREACHED)
        assert more <= fewer


@given(networks(), moments, st.sampled_from((1, 60, 3600, 5 * 3600 + 7)))
def test_shifting_all_times_shifts_the_answer(net, departs, later):
    moved = shifted(net, later)
    for target in net.ground.stops.ids[1:]:
        here = net.ways("A", target, departs, RIDES)
        there = moved.ways("A", target, departs + later, RIDES)
        assert [(w.departs + later, w.arrives + later, w.rides) for w in here] == [
            (w.departs, w.arrives, w.rides) for w in there
        ]


@given(networks(), moments)
def test_the_first_of_all_arrivals_is_found_in_one_pass_too(net, departs):
    period = (departs, departs + 4 * 86_400)
    view = expanded_view(net.ground, net.timetable, net.footpaths, period, {"A": departs})
    arrives = nx.single_source_dijkstra_path_length(view, ("start",), weight="seconds")
    for target in net.ground.stops.ids[1:]:
        found = [
            w.arrives - departs for w in earliest(net.day, net.ends("A", target), departs, None)
        ]
        assert found == [arrives[there] for there in [("reached", target)] if there in arrives]


@given(networks(), moments)
def test_the_same_question_has_the_same_answer(net, departs):
    assert net.ways("A", "B", departs) == net.ways("A", "B", departs)


@given(networks(), moments)
def test_both_directions_meet(net, departs):
    # Whoever must arrive by the earliest arrival can leave no earlier than asked, nor later than told.
    for way in net.ways("A", "B", departs, RIDES):
        back = net.ways_back("A", "B", way.arrives, way.rides)
        assert max(w.departs for w in back) == way.departs >= departs


def test_platforms_of_one_station_reached_at_once_both_count():
    # Both buses are at the station at 8:10; the second leaves later.
    net = draw("A B1\n8:00 8:10", "A B2\n8:05 8:10", stations={"B1": "S", "B2": "S"})
    ends = Ends(net.at_stop("A"), {net.stop("B1"): 0, net.stop("B2"): 0})
    assert [way[:3] for way in depart_at(net.day, ends, at("7:00"), RIDES)] == [
        (at("8:05"), at("8:10"), 1)
    ]
    back = draw("A1 C\n8:00 8:20", "A2 C\n8:00 8:10", stations={"A1": "S", "A2": "S"})
    ends = Ends({back.stop("A1"): 0, back.stop("A2"): 0}, back.at_stop("C"))
    assert [way[:3] for way in arrive_by(back.day, ends, at("9:00"), RIDES)] == [
        (at("8:00"), at("8:10"), 1)
    ]
