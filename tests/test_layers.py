"""Journeys by way of places: aboard, changing, on foot, staying."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import at, draw, networks
from tests.oracle import delay, tables_of
from tests.test_compile import check_order
from transit.network.berths import berths_of
from transit.routing.search import Day, Ends, arrive_by, depart_at
from transit.timetable.arrays import UNREACHED
from transit.timetable.layers import entries, exits, with_via
from transit.timetable.mirror import mirror


def vias_of(net, places):
    """Berths and stays, from stop names and minutes."""
    return [
        ({b for name in names for b in berths_of(net.ground.berths, net.stop(name))}, stay_s)
        for names, stay_s in places
    ]


def day_of(net, a, b, places):
    """The layered day, and its ends."""
    vias, n_berths = vias_of(net, places), net.timetable.n_berths
    ends = Ends(entries(net.at_stop(a), vias, n_berths), exits(net.at_stop(b), vias, n_berths))
    return Day(*with_via(net.timetable, net.footpaths, vias)), ends


def arrivals(net, a, b, departs, places, rides=4):
    """Earliest arrival for each number of rides at most."""
    ways = depart_at(*day_of(net, a, b, places), departs, rides)
    return [
        min((w.arrives for w in ways if w.rides <= most), default=UNREACHED)
        for most in range(1, rides + 1)
    ]


def slow_arrivals(net, a, b, departs, places, rides=4):
    """The same, by trying every journey there is in the tables."""
    tables, tried = tables_of(net), {}
    found = [UNREACHED] * (rides + 1)

    def board(off, ready, taken, visited):
        if taken == rides or tried.get((off, taken, visited), UNREACHED) <= ready:
            return
        tried[off, taken, visited] = ready
        for vehicle, i, change in tables.boardings(off or a):
            end = vehicle.calls[i].stop
            for more, seconds in visits(places, off[2] if off else end, end, change, visited):
                later = delay(vehicle, i, ready + seconds, tables.share)
                if later is not None:
                    ride(vehicle, i, later, taken + 1, more)

    def ride(vehicle, i, later, taken, visited, already_at=""):
        for number, call in enumerate(vehicle.calls[i + 1 :]):
            while (
                visited < len(places) and call.stop in places[visited][0] and not places[visited][1]
            ):
                visited += 1
            time = call.arrival + later
            if call.alight and (number or call.stop != already_at):
                rest = places[visited:]
                if call.stop == b and all(b in p for p, _ in rest):
                    arrives = time + sum(s for _, s in rest)
                    found[taken:] = [min(arrives, best) for best in found[taken:]]
                board((call.trip, call.route, call.stop), time, taken, visited)
        for following in tables.followers.get(vehicle.key, ()):
            ride(following, -1, later, taken, visited, vehicle.calls[-1].stop)

    board(None, departs, 0, 0)
    return found[1:]


def visits(places, begin, end, change, visited):
    """Places one may visit on a walk, where it begins, then where it ends, and the seconds it takes with them."""
    yield visited, change
    for more in range(visited + 1, len(places) + 1):
        part = places[visited:more]
        if any(
            all(begin in p for p, _ in part[:n]) and all(end in p for p, _ in part[n:])
            for n in range(len(part) + 1)
        ):
            inside = sum(s for p, s in part if begin in p and end in p)
            yield more, max(change, inside) + sum(s for _, s in part) - inside


PLACES = st.lists(
    st.tuples(st.sets(st.sampled_from("ABCDE"), min_size=1, max_size=2), st.sampled_from((0, 0, 300))),
    min_size=1, max_size=3,
)  # fmt: skip


@given(networks(), st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), PLACES, st.integers(0, 90))
def test_journeys_by_way_of_places_are_those_found_slowly(net, a, b, places, minutes):
    if a == b:
        return
    departs = (8 * 60 + minutes) * 60
    expected = slow_arrivals(net, a, b, departs, places, rides=3)
    assert arrivals(net, a, b, departs, places, rides=3) == expected
    if expected[-1] < UNREACHED:
        day, ends = day_of(net, a, b, places)
        back = arrive_by(day, ends, expected[-1], 3)
        assert max(way.departs for way in back) >= departs


@given(networks(), PLACES)
def test_layered_patterns_are_patterns_and_share_their_times(net, places):
    layered, paths = with_via(net.timetable, net.footpaths, vias_of(net, places))
    check_order(layered)
    check_order(mirror(layered))
    assert layered.timed.arrival is net.timetable.timed.arrival
    assert layered.through is net.timetable.through
    assert layered.n_berths == len(paths.start) - 1 == net.timetable.n_berths * (len(places) + 1)
    assert (np.diff(paths.start) >= 0).all()


BOARD = "A B C\n8:00 8:10 8:20\n9:00 9:10 9:20"


def best(net, a, b, *places, rides=4):
    """Earliest arrival after 8:00."""
    return arrivals(net, a, b, at("8:00"), places, rides)[-1]


def test_passing_a_place_aboard_is_a_visit_unless_one_must_stay():
    net = draw(BOARD)
    assert best(net, "A", "C", ("B", 0)) == at("8:20")
    assert best(net, "A", "C", ("B", 60)) == at("9:20")
    assert best(net, "A", "C", ("B", 51 * 60)) == at("9:20")
    assert best(net, "A", "C", ("B", 50 * 60)) == at("9:20")
    assert best(net, "A", "B", ("C", 0)) == UNREACHED


def test_the_stay_is_as_long_as_asked_for():
    net = draw("A B\n8:00 8:10", "B C\n8:39 9:00\n8:40 9:01", change=5)
    assert best(net, "A", "C", ("B", 0)) == at("9:00")
    # The change is part of the stay.
    assert best(net, "A", "C", ("B", 29 * 60)) == at("9:00")
    assert best(net, "A", "C", ("B", 30 * 60)) == at("9:01")


def test_places_are_visited_in_order():
    net = draw("A B C D\n8:00 8:10 8:20 8:30")
    assert best(net, "A", "D", ("B", 0), ("C", 0), rides=1) == at("8:30")
    assert best(net, "A", "D", ("C", 0), ("B", 0)) == UNREACHED
    # Who leaves between the two has visited the first only.
    assert best(net, "A", "B", ("B", 0), ("C", 0)) == UNREACHED


def test_a_loop_passes_a_place_at_each_of_its_calls():
    net = draw("B A B C\n8:00 8:10 8:20 8:30")
    assert best(net, "A", "C", ("B", 0), rides=1) == at("8:30")
    assert best(net, "B", "C", ("B", 0), rides=1) == at("8:30")
    assert best(net, "B", "C", ("A", 0), ("B", 0), rides=1) == at("8:30")


def test_a_walk_that_ends_or_begins_at_the_place_is_a_visit():
    net = draw("A B\n8:00 8:10", "V C\n8:15 8:30\n8:25 8:40", walks={("B", "V"): 5})
    assert best(net, "A", "C", ("V", 0)) == at("8:30")
    assert best(net, "A", "C", ("V", 600)) == at("8:40")
    assert best(net, "A", "C", ("B", 0)) == at("8:30")
    assert best(net, "A", "C", ("B", 600)) == at("8:40")
    # Within one place the walk is part of the stay.
    assert best(net, "A", "C", ("BV", 300)) == at("8:30")


@pytest.mark.parametrize("stay_s", [0, 600])
def test_a_journey_may_begin_or_end_at_the_place_and_stays_there_all_the_same(stay_s):
    net = draw("A B\n8:00 8:10\n8:10 8:20")
    assert best(net, "A", "B", ("A", stay_s)) == at("8:10") + stay_s
    assert best(net, "A", "B", ("B", stay_s)) == at("8:10") + stay_s


def test_service_known_by_its_headway_passes_places_too():
    net = draw("A B C\n0:00 0:10 0:20 every 10 7:00-9:00", wait="worst")
    assert best(net, "A", "C", ("B", 0), rides=1) == at("8:30")
    assert best(net, "A", "C", ("B", 300), rides=2) == at("8:45")


def test_without_places_nothing_changes():
    net = draw(BOARD, "A B\n0:00 0:10 every 10 7:00-9:00", walks={("A", "C"): 3})
    layered, paths = with_via(net.timetable, net.footpaths, [])
    for ours, theirs in zip(
        (*layered[1:], paths), (*net.timetable[1:], net.footpaths), strict=True
    ):
        assert all(np.array_equal(x, y) for x, y in zip(ours, theirs, strict=True))
