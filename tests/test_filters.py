"""What one will not ride is left out call by call: a vehicle that goes on as another line is ridden till then."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.boards import at, draw, networks
from transit.routing.days import Days
from transit.routing.options import Options
from transit.routing.search import Day, depart_at
from transit.timetable.filters import Stretch, only

TODAY_RIDES = 4


def found(net, a, b, departs, **wishes):
    """Departure and arrival of each way, as the planner's day has it."""
    options = Options(min_change_s=net.change_s, transfers="feed", wait=net.wait, **wishes)
    day = Days(net.ground).day(net.today, options)
    return [way[:2] for way in depart_at(day, net.ends(a, b), at(departs), TODAY_RIDES)]


def test_a_line_is_ridden_though_its_vehicle_goes_on_as_one_that_is_avoided():
    net = draw("A B\n8:00 8:10", "B C\n8:12 8:20", blocks={"0.0": "b", "1.0": "b"})
    assert found(net, "A", "C", "7:00") == [(at("8:00"), at("8:20"))]
    assert found(net, "A", "B", "7:00", avoid_routes=("R1",)) == [(at("8:00"), at("8:10"))]
    assert found(net, "B", "C", "7:00", avoid_routes=("R0",)) == [(at("8:12"), at("8:20"))]
    assert found(net, "A", "C", "7:00", avoid_routes=("R1",)) == []
    assert found(net, "A", "C", "7:00", avoid_routes=("R0",)) == []


def test_nobody_stays_seated_through_a_line_that_is_avoided():
    boards = "A B\n8:00 8:10", "B C\n8:12 8:20", "C D\n8:22 8:30"
    net = draw(*boards, blocks={"0.0": "b", "1.0": "b", "2.0": "b"})
    assert found(net, "A", "D", "7:00") == [(at("8:00"), at("8:30"))]
    assert found(net, "A", "D", "7:00", avoid_routes=("R1",)) == []
    assert found(net, "A", "B", "7:00", avoid_routes=("R1",)) == [(at("8:00"), at("8:10"))]
    assert found(net, "C", "D", "7:00", avoid_routes=("R1",)) == [(at("8:22"), at("8:30"))]


def test_the_evidence_of_a_headway_counts_as_that_of_its_trip():
    net = draw("A B\n0:00 0:10 every 10 7:00-9:00", "A B\n8:00 8:30")
    feed = net.ground.feed
    classed = replace(
        feed,
        trips=feed.trips.assign(evidence="documented"),
        frequencies=feed.frequencies.assign(evidence="assumed"),
    )
    sure = replace(net, ground=replace(net.ground, feed=classed))
    assert found(sure, "A", "B", "7:50")[-1][1] == at("8:05")
    assert [arrives for _, arrives in found(sure, "A", "B", "7:50", evidence="documented")] == [
        at("8:30")
    ]


@given(networks(), st.integers(0, 120))
def test_stretches_of_everything_leave_everything(net, half_minutes):
    departs = at("8:00") + 30 * half_minutes
    timed, headway = net.timetable.timed, net.timetable.headway
    lengths = [int(n) for p in (timed, headway) for n in p.stop_start[1:] - p.stop_start[:-1]]
    stretches = [Stretch(p, 0, n - 1) for p, n in enumerate(lengths)]
    nothing = net.ground.berths.stop < 0
    same = Day(only(net.timetable, stretches, nothing), net.footpaths)
    for target in "BC":
        ends = net.ends("A", target)
        assert depart_at(same, ends, departs, 3) == depart_at(net.day, ends, departs, 3)
    assert (
        depart_at(
            Day(only(net.timetable, [], nothing), net.footpaths), net.ends("A", "B"), departs, 3
        )
        == []
    )
