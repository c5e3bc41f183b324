"""What the GTFS reference promises a rider, on drawn boards: each name is a rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import arrival, at, departure, draw, joined, networks
from tests.oracle import every_journey
from transit.timetable.arrays import UNREACHED

TOMORROW = 86_400
CHANGE = "A B\n8:00 8:10", "B C\n8:11 8:20\n8:13 8:30\n8:16 8:40\n8:31 8:50"
"""A change at B, to trips that leave 1, 3, 6 and 21 minutes later."""


def row(from_stop, to_stop, kind, minutes=0, **who):
    """One row of ``transfers.txt``: `who` gives routes and trips by column, such as ``from_route_id``."""
    return {
        "from_stop_id": from_stop, "to_stop_id": to_stop, "transfer_type": kind,
        "min_transfer_time": 60 * minutes, **who,
    }  # fmt: skip


def seat(before, after, kind):
    """A row that says whether passengers stay seated."""
    return {"from_trip_id": before, "to_trip_id": after, "transfer_type": kind}


# Which days a trip runs on.


def test_a_weekly_service_runs_on_its_days_alone():
    board = "A B\n8:00 8:10\n9:00 9:10"
    services, weekly = {"0.0": "weekend"}, {"weekend": "0000011"}
    tuesday = draw(board, services=services, calendar=weekly)
    assert arrival(tuesday, "A", "B", "7:00") == at("9:10")
    saturday = tuesday.redrawn(board, today=date(2026, 11, 28))
    assert arrival(saturday, "A", "B", "7:00") == at("8:10")


def test_calendar_dates_alone_tell_the_days():
    days = [("s", 20261124, 1)]
    net = draw("A B\n8:00 8:10", services={"0.0": "s"}, dates=days)
    assert net.ground.feed.calendar.empty
    assert arrival(net, "A", "B", "7:00") == at("8:10")
    assert arrival(net, "A", "B", "8:01") == UNREACHED
    assert arrival(net.redrawn(*net.boards, today=date(2026, 11, 23)), "A", "B", "7:00") == (
        at("8:10") + TOMORROW
    )
    assert (
        arrival(net.redrawn(*net.boards, today=date(2026, 11, 26)), "A", "B", "7:00") == UNREACHED
    )


def test_an_exception_takes_a_day_out_of_the_calendar_and_another_in():
    net = draw(
        "A B\n8:00 8:10", services={"0.0": "s"}, calendar={"s": "1011111"},
        dates=[("s", 20261124, 1), ("s", 20261125, 2)],
    )  # fmt: skip
    assert arrival(net, "A", "B", "7:00") == at("8:10")
    wednesday = net.redrawn(*net.boards, today=date(2026, 11, 25))
    assert arrival(wednesday, "A", "B", "7:00") == at("8:10") + TOMORROW


def test_yesterdays_service_still_runs_after_midnight_where_todays_does_not():
    net = draw("A B\n24:30 24:50", services={"0.0": "s"}, dates=[("s", 20261123, 1)])
    assert arrival(net, "A", "B", "0:00") == at("0:50")
    assert departure(net, "A", "B", "2:00") == at("0:30")


def test_tomorrows_service_is_met_late_at_night():
    net = draw("A B\n0:20 0:40", services={"0.0": "s"}, dates=[("s", 20261125, 1)])
    assert arrival(net, "A", "B", "23:00") == at("24:40")


# When a trip calls.


def test_times_left_out_lie_evenly_between_those_given():
    net = draw("A B C D\n8:00/8:06 - - 8:36")
    assert arrival(net, "A", "B", "8:00") == at("8:16")
    assert arrival(net, "A", "C", "8:00") == at("8:26")
    assert departure(net, "C", "D", "9:00") == at("8:26")


def test_times_left_out_stay_left_out_of_the_next_trip():
    net = draw("A B C\n8:00 - 8:20\n9:00 9:05 9:40")
    assert arrival(net, "A", "B", "7:00") == at("8:10")
    assert arrival(net, "A", "B", "8:30") == at("9:05")


def test_the_hour_the_clocks_fall_back_is_lived_through_twice():
    # 25 hours: what leaves at 25:10 of the day before leaves ten minutes after the day begins.
    net = draw("A B\n25:10 25:40", zone="Europe/Berlin", today=date(2026, 10, 25))
    assert arrival(net, "A", "B", "0:00") == at("0:40")
    before = net.redrawn("A B\n0:00 0:10", today=date(2026, 10, 24))
    assert arrival(before, "A", "B", "22:00") == at("25:10")


def test_the_hour_the_clocks_spring_forward_is_not_lived_through():
    net = draw("A B\n25:10 25:40", zone="Europe/Berlin", today=date(2026, 3, 29))
    assert arrival(net, "A", "B", "1:00") == at("2:40")
    before = net.redrawn("A B\n0:00 0:10", today=date(2026, 3, 28))
    assert arrival(before, "A", "B", "22:00") == at("23:10")


def test_headway_service_of_yesterday_moves_with_the_clocks_too():
    net = draw(
        "A B\n0:00 0:30 every 10 24:00-26:00", zone="Europe/Berlin", today=date(2026, 10, 25)
    )
    assert arrival(net, "A", "B", "0:30") == at("1:05")
    assert arrival(net, "A", "B", "0:56") == at("24:30")


# Stations, platforms and the changes that are told of them.


def test_a_rule_between_stations_holds_for_their_platforms():
    net = draw(
        "A B1\n8:00 8:10", "B2 C\n8:13 8:30\n8:16 8:40",
        stations={"B1": "S", "B2": "S"}, transfers=[row("S", "S", 2, 5)],
    )  # fmt: skip
    assert arrival(net, "A", "C", "8:00") == at("8:40")


def test_platforms_of_one_station_are_not_one_stop():
    net = draw("A B1\n8:00 8:10", "B2 C\n8:10 8:30", stations={"B1": "S", "B2": "S"})
    assert arrival(net, "A", "C", "8:00") == UNREACHED


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [(0, "8:30"), (1, "8:20"), (2, "8:40"), (3, None), (4, "8:30"), (5, "8:30")],
)
def test_a_rule_for_one_stop_says_what_a_change_there_takes(kind, arrives):
    # Types: in the usual time, at once, in the time stated, not at all; 4 and 5 are not of changing.
    net = draw(*CHANGE, change=2, transfers=[row("B", "B", kind, 5)])
    expected = at(arrives) if arrives else UNREACHED
    assert arrival(net, "A", "C", "8:00") == expected
    assert departure(net, "A", "C", "9:00") == (at("8:00") if arrives else -UNREACHED)


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_a_rule_for_two_stops_says_what_a_walk_takes(kind):
    boards = "A B\n8:00 8:10", "D C\n8:11 8:20\n8:16 8:40"
    net = draw(*boards, transfers=[row("B", "D", kind, 5)])
    expected = {1: at("8:20"), 2: at("8:40"), 3: UNREACHED}[kind]
    assert arrival(net, "A", "C", "8:00") == expected


WHO = {
    "a route": {"from_route_id": "R0"},
    "the other route": {"to_route_id": "R1"},
    "both routes": {"from_route_id": "R0", "to_route_id": "R1"},
    "a trip": {"from_trip_id": "0.0"},
    "a trip and a route": {"from_trip_id": "0.0", "to_route_id": "R1"},
}


@pytest.mark.parametrize("kind", [1, 2, 3])
@pytest.mark.parametrize("who", WHO.values(), ids=WHO)
def test_a_rule_for_routes_or_trips_beats_the_one_for_the_stop(kind, who):
    net = draw(*CHANGE, change=2, transfers=[row("B", "B", kind, 5, **who), row("B", "B", 2, 21)])
    expected = {1: at("8:20"), 2: at("8:40"), 3: UNREACHED}[kind]
    assert arrival(net, "A", "C", "8:00") == expected


def test_of_several_rules_the_most_specific_counts_in_whatever_order_they_stand():
    rules = [
        row("B", "B", 2, 30),
        row("B", "B", 2, 0, from_route_id="R0"),
        row("B", "B", 2, 3, from_route_id="R0", to_route_id="R1"),
        row("B", "B", 2, 0, from_trip_id="0.0"),
        row("B", "B", 3, from_trip_id="0.0", to_route_id="R1"),
        row("B", "B", 2, 6, from_trip_id="0.0", to_trip_id="1.2"),
    ]
    for told in (rules, rules[::-1]):
        assert arrival(draw(*CHANGE, transfers=told), "A", "C", "8:00") == at("8:40")


def test_a_rule_for_a_route_says_nothing_of_another():
    net = draw(*CHANGE, "O B\n8:00 8:10", transfers=[row("B", "B", 3, from_route_id="R0")])
    assert arrival(net, "A", "C", "8:00") == UNREACHED
    assert arrival(net, "O", "C", "8:00") == at("8:20")


def test_a_rule_for_a_trip_says_nothing_of_the_next():
    net = draw(*CHANGE, transfers=[row("B", "B", 3, to_trip_id="1.0")])
    assert arrival(net, "A", "C", "8:00") == at("8:30")
    assert arrival(net, "B", "C", "8:00") == at("8:20")


def test_a_walk_may_be_open_to_one_route_alone():
    boards = "A B\n8:00 8:10", "O B\n8:00 8:10", "D C\n8:15 8:40"
    net = draw(*boards, transfers=[row("B", "D", 2, 5, from_route_id="R0")])
    assert arrival(net, "A", "C", "8:00") == at("8:40")
    assert arrival(net, "O", "C", "8:00") == UNREACHED
    assert departure(net, "O", "C", "9:00") == -UNREACHED


def test_rules_for_changes_say_nothing_of_where_a_journey_begins_and_ends():
    net = draw("A B C\n8:00 8:10 8:20", transfers=[row(s, s, 3) for s in "ABC"])
    assert arrival(net, "A", "B", "8:00") == at("8:10")
    assert arrival(net, "B", "C", "8:10") == at("8:20")
    assert departure(net, "B", "C", "8:20") == at("8:10")


# Vehicles that go on as another trip.

SEATED = "A B\n8:00 8:10", "B C\n8:11 8:20"


def test_of_a_block_passengers_stay_seated():
    net = draw(*SEATED, change=5, blocks={"0.0": "b", "1.0": "b"})
    (way,) = net.ways("A", "C", at("8:00"))
    assert (way.arrives, way.rides) == (at("8:20"), 1)
    (way,) = net.ways_back("A", "C", at("9:00"))
    assert (way.departs, way.rides) == (at("8:00"), 1)
    assert arrival(draw(*SEATED, change=5), "A", "C", "8:00") == at("8:20") + TOMORROW


def test_a_block_of_three_trips_is_one_ride():
    net = draw(
        *SEATED, "C D\n8:21 8:30", change=5, blocks=dict.fromkeys(("0.0", "1.0", "2.0"), "b")
    )
    (way,) = net.ways("A", "D", at("8:00"))
    assert (way.arrives, way.rides) == (at("8:30"), 1)


def test_a_row_of_type_4_seats_passengers_without_a_block():
    net = draw(*SEATED, change=5, transfers=[seat("0.0", "1.0", 4)])
    (way,) = net.ways("A", "C", at("8:00"))
    assert (way.arrives, way.rides) == (at("8:20"), 1)


def test_a_row_of_type_5_makes_everyone_leave():
    net = draw(
        *SEATED, change=1, blocks={"0.0": "b", "1.0": "b"}, transfers=[seat("0.0", "1.0", 5)]
    )
    (way,) = net.ways("A", "C", at("8:00"))
    assert (way.arrives, way.rides) == (at("8:20"), 2)
    assert arrival(
        net.redrawn(*net.boards, change=5), "A", "C", "8:00"
    ) == at("8:20") + TOMORROW  # fmt: skip


def test_a_train_may_divide_and_come_together():
    net = draw(
        *SEATED, "B D\n8:12 8:30", "O B\n8:01 8:09", change=5,
        transfers=[seat("0.0", "1.0", 4), seat("0.0", "2.0", 4), seat("3.0", "2.0", 4)],
    )  # fmt: skip
    assert [w.rides for w in net.ways("A", "C", at("8:00"))] == [1]
    assert [w.rides for w in net.ways("A", "D", at("8:00"))] == [1]
    assert [w.rides for w in net.ways("O", "D", at("8:00"))] == [1]
    assert arrival(net, "O", "C", "8:00") == at("8:20") + TOMORROW


def test_trips_of_a_block_on_different_days_are_different_vehicles():
    net = draw(
        *SEATED, change=5, blocks={"0.0": "b", "1.0": "b"}, services={"0.0": "t", "1.0": "s"},
        dates=[("t", 20261124, 1), ("s", 20261125, 1)],
    )  # fmt: skip
    assert [w.rides for w in net.ways("A", "C", at("8:00"))] == [2]


def test_a_seat_is_kept_over_midnight_by_a_row_of_type_4():
    net = draw("A B\n23:40 23:55", "B C\n0:05 0:20", change=15, transfers=[seat("0.0", "1.0", 4)])
    (way,) = net.ways("A", "C", at("23:00"))
    assert (way.arrives, way.rides) == (at("24:20"), 1)


def test_a_vehicle_that_goes_on_elsewhere_takes_nobody_there():
    net = draw("A B\n8:00 8:10", "X C\n8:30 8:40", blocks={"0.0": "b", "1.0": "b"})
    assert arrival(net, "A", "C", "8:00") == UNREACHED


def test_where_the_vehicle_moves_up_before_it_goes_on_one_may_leave_at_either_stop():
    boards = "A B1\n8:00 8:10", "B2 C\n8:15 8:20"
    net = draw(*boards, blocks={"0.0": "b", "1.0": "b"}, stations={"B1": "S", "B2": "S"})
    assert arrival(net, "A", "B1", "8:00") == at("8:10")
    assert arrival(net, "A", "B2", "8:00") == at("8:15")
    assert arrival(net, "A", "C", "8:00") == at("8:20")


def test_whoever_stays_seated_may_also_change_where_the_trip_ends():
    net = draw(*SEATED, "B D\n8:12 8:30", change=1, blocks={"0.0": "b", "1.0": "b"})
    (way,) = net.ways("A", "D", at("8:00"))
    assert (way.arrives, way.rides) == (at("8:30"), 2)


def test_whoever_leaves_where_a_trip_ends_leaves_that_trip_though_the_vehicle_goes_on():
    rule = row("B", "B", 3, from_trip_id="0.0", to_route_id="R2")
    boards = (*SEATED, "B D\n8:12 8:30")
    net = draw(*boards, blocks={"0.0": "b", "1.0": "b"}, transfers=[rule])
    assert arrival(net, "A", "C", "8:00") == at("8:20")
    assert arrival(net, "A", "D", "8:00") == UNREACHED


# Several feeds.


def test_merged_feeds_keep_their_ids_and_their_rules_apart():
    x = draw(*SEATED, change=5, blocks={"0.0": "b"}, transfers=[row("B", "B", 3)], name="x")
    y = draw(*SEATED, change=5, blocks={"1.0": "b"}, transfers=[seat("0.0", "1.0", 4)], name="y")
    net = joined(x, y)
    assert arrival(net, "x:A", "x:C", "8:00") == arrival(net, "x:A", "y:C", "8:00") == UNREACHED
    assert [w.rides for w in net.ways("y:A", "y:C", at("8:00"))] == [1]
    assert net.ground.feed.transfers["from_trip_id"].tolist() == ["", "y:0.0"]


def test_feeds_of_other_time_zones_meet_at_one_moment():
    here = draw("A B\n8:00 8:10", name="here")
    # 9:15 in Tokyo is 8:15 in Shanghai.
    there = draw("B C\n9:15 9:30", stops="AB", zone="Asia/Tokyo", name="there")
    net = joined(here, there)
    assert arrival(net, "there:B", "there:C", "8:00") == at("8:30")
    assert departure(net, "there:B", "there:C", "8:30") == at("8:15")


@given(networks(), st.integers(0, 120))
def test_every_rule_is_a_rule_for_who_asks_backwards_too(net, half_minutes):
    departs = at("8:00") + 30 * half_minutes
    for stop_id, arrives in every_journey(net, "A", departs, 2)[2].items():
        found = [way.departs for way in net.ways_back("A", stop_id, arrives, 2)]
        assert max(found) >= departs
