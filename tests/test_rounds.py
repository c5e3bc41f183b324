"""The rounds kernel on drawn boards: each name is a rule, most of them broken by some admired project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import arrival, at, departure, draw, networks
from tests.oracle import arrivals, every_journey
from transit.routing.search import depart_at
from transit.timetable.arrays import UNREACHED


def test_a_later_departure_may_arrive_sooner():
    net = draw("A B\n8:00 9:40\n8:02 8:50", "C D\n8:01 11:20")
    assert arrival(net, "A", "B", "7:55") == at("8:50")


def test_a_faster_walk_does_not_hide_a_slower_ride():
    # On foot one is at B sooner than by the second line, but from a walk no other walk may start.
    boards = "O A\n8:00 8:10", "O B\n8:00 8:20"
    net = draw(*boards, "C D\n8:40 9:00\n9:40 9:50", walks={("A", "B"): 5, ("B", "C"): 10})
    assert arrival(net, "O", "D", "8:00") == at("9:00")


def test_a_slower_ride_does_not_hide_a_faster_walk():
    net = draw("O A\n8:00 8:10", "O B\n8:00 8:20", "B C\n8:17 8:30", walks={("A", "B"): 5})
    assert arrival(net, "O", "C", "8:00") == at("8:30")


def test_midnight_is_a_time_like_any_other():
    net = draw("A B\n0:00:00 0:10")
    assert arrival(net, "A", "B", "0:00") == at("0:10")
    assert departure(net, "A", "B", "0:10") == 0
    assert arrival(draw("A B\n23:50 24:00", "B C\n0:00 0:20"), "A", "C", "23:00") == at("24:20")


def test_yesterdays_late_trip_is_found_after_midnight():
    net = draw("A B\n25:10 25:40")
    assert arrival(net, "A", "B", "1:00") == at("1:40")
    assert departure(net, "A", "B", "2:00") == at("1:10")


def test_trips_that_overtake_are_both_found():
    net = draw("A B C\n8:00 8:10 9:00\n8:05 8:30 8:40")
    assert arrival(net, "A", "C", "7:50") == at("8:40")
    assert arrival(net, "A", "B", "7:50") == at("8:10")
    assert departure(net, "A", "C", "8:50") == at("8:05")


def test_staying_aboard_needs_no_change_time():
    net = draw("A B C\n8:00 8:10 8:20", "B C\n8:11 8:15", change=2)
    assert arrival(net, "A", "C", "8:00") == at("8:20")


def test_a_change_takes_its_time():
    boards = "A B\n8:00 8:10", "B C\n8:11 8:15\n8:12 8:30"
    assert arrival(draw(*boards, change=1), "A", "C", "8:00") == at("8:15")
    assert arrival(draw(*boards, change=2), "A", "C", "8:00") == at("8:30")
    assert arrival(draw(*boards, change=3), "A", "C", "8:00") == at("8:11") + 86_400 + at("0:04")


def test_two_rides_are_not_one_round():
    net = draw("A B\n8:00 8:10", "B C\n8:10 8:20", "A C\n8:00 8:40")
    by_rides = net.arrivals("A", at("8:00"), 3)
    assert [row.get("C") for row in by_rides] == [None, at("8:40"), at("8:20"), at("8:20")]
    assert "A" not in by_rides[1]


def test_an_earlier_trip_is_boarded_further_on():
    # Who is at B already takes the trip before the one that comes for who starts at A.
    net = draw("A B C\n8:00 8:10 8:20\n9:00 9:10 9:20", "O B\n7:50 8:05", "O A\n7:50 8:30")
    assert arrival(net, "O", "C", "7:45", rides=2) == at("8:20")


def test_a_loop_may_call_at_a_stop_twice():
    net = draw("A B C A D\n8:00 8:10 8:20 8:30 8:40")
    assert arrival(net, "A", "D", "8:00") == at("8:40")
    assert departure(net, "A", "D", "8:45") == at("8:30")
    assert arrival(net, "C", "B", "8:00") == at("8:10") + 86_400
    assert arrival(draw("A B A\n8:00 8:10 8:20"), "B", "A", "8:00") == at("8:20")


def test_nobody_boards_or_alights_where_the_feed_forbids_it():
    net = draw("A B:alight C:board D\n8:00 8:10 8:20 8:30")
    assert arrival(net, "A", "B", "8:00") == at("8:10")
    assert arrival(net, "B", "D", "8:00") == UNREACHED
    assert arrival(net, "A", "C", "8:00") == UNREACHED
    assert arrival(net, "C", "D", "8:00") == at("8:30")
    assert departure(net, "B", "D", "9:00") == departure(net, "A", "C", "9:00") == -UNREACHED


@pytest.mark.parametrize(("wait", "waited"), [("mean", 5), ("worst", 10), ("best", 0)])
def test_headway_service_costs_the_wait_of_the_model(wait, waited):
    net = draw("A B\n0:00 0:30 every 10 7:00-9:00", wait=wait)
    assert arrival(net, "A", "B", "8:00") == at("8:30") + 60 * waited
    assert departure(net, "A", "B", "8:30") == at("8:00") - 60 * waited


def test_headway_service_begins_with_its_window():
    net = draw("A B C\n0:00 0:30 0:40 every 10 7:00-9:00")
    assert arrival(net, "A", "C", "6:00") == at("7:40")
    assert arrival(net, "A", "C", "6:56") == at("7:41")
    assert arrival(net, "B", "C", "6:00") == at(
        "7:40"
    )  # the first vehicle is at B when it has come there
    assert departure(net, "A", "C", "7:40") == at("6:55")
    assert departure(net, "A", "C", "7:39") == at("8:59:59") - 86_400 - 300


def test_headway_service_ends_with_its_window():
    net = draw("A B C\n0:00 0:30 0:40 every 10 7:00-9:00")
    assert arrival(net, "A", "C", "8:54:59") == at("9:39:59")
    assert arrival(net, "A", "C", "8:55") == at("7:40") + 86_400
    assert arrival(net, "B", "C", "9:24:59") == at("9:39:59")  # half an hour later down the line
    assert arrival(net, "B", "C", "9:25") == at("7:40") + 86_400
    assert departure(net, "A", "C", "12:00") == at("8:54:59")


def test_two_windows_have_their_own_headways():
    net = draw("A B\n0:00 0:30 every 10 7:00-9:00 every 40 9:00-11:00")
    assert arrival(net, "A", "B", "8:00") == at("8:35")
    assert arrival(net, "A", "B", "9:10") == at("10:00")
    # Ready just too late for the old headway, one boards the first vehicle of the new one.
    assert arrival(net, "A", "B", "8:55") == at("9:45")


def test_a_shorter_headway_to_come_is_caught_down_the_line():
    # At A one waits 5 minutes for the half minute past eight; at B the first vehicle after eight is caught.
    net = draw("A B C\n0:00 0:10 0:20 every 40 6:00-8:00 every 10 8:00-10:00")
    ends = net.ends("A", "C")._replace(access={net.stop("A"): 0, net.stop("B"): 270})
    (way,) = depart_at(net.day, ends, at("7:55:30"), 1)
    assert way.arrives == at("8:20")


def test_headway_service_runs_through_midnight():
    net = draw("A B\n0:00 0:30 every 10 23:00-25:00")
    assert arrival(net, "A", "B", "24:30") == at("25:05")
    assert arrival(net, "A", "B", "0:30") == at("1:05")


def test_frequencies_with_exact_times_are_clock_times():
    net = draw("A B\n5:00 5:30 exactly 10 7:00-7:25")
    assert arrival(net, "A", "B", "6:00") == at("7:30")
    assert arrival(net, "A", "B", "7:01") == at("7:40")
    assert arrival(net, "A", "B", "7:21") == at("7:30") + 86_400
    assert departure(net, "A", "B", "7:59") == at("7:20")


@given(networks(), st.data())
def test_the_kernel_agrees_with_the_oracle(net, data):
    begin = data.draw(st.sampled_from((0, 8 * 3600, 23 * 3600 + 1800)))
    departs = begin + 30 * data.draw(st.integers(-20, 120))
    expected = arrivals(net.ground, net.timetable, net.footpaths, {"A": departs}, 4 * 86_400, 3)
    assert net.arrivals("A", departs, 3) == expected


@given(networks(), st.integers(0, 120))
def test_the_kernel_finds_the_best_of_all_journeys(net, half_minutes):
    departs = at("8:00") + 30 * half_minutes
    assert net.arrivals("A", departs, 3) == every_journey(net, "A", departs, 3)


@given(networks(), st.integers(0, 120))
def test_the_two_oracles_agree(net, half_minutes):
    departs = at("8:00") + 30 * half_minutes
    drawn = arrivals(net.ground, net.timetable, net.footpaths, {"A": departs}, 4 * 86_400, 3)
    assert drawn == every_journey(net, "A", departs, 3)
