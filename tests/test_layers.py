"""Journeys by way of places: aboard, changing, on foot, staying."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import transit
from tests.boards import at, draw, networks
from tests.oracle import delay, tables_of
from tests.test_compile import check_order
from transit.network.berths import berths_of
from transit.routing.search import Day, Ends, arrive_by, depart_at
from transit.timetable.afoot import entries, exits
from transit.timetable.arrays import UNREACHED
from transit.timetable.layers import with_via
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
    day = Day(*with_via(net.timetable, net.footpaths, vias))
    ends = Ends(
        entries(net.at_stop(a), vias, net.footpaths, n_berths, net.at_stop(a)),
        exits(net.at_stop(b), vias, day.footpaths, n_berths, net.at_stop(b)),
    )
    return day, ends


def arrivals(net, a, b, departs, places, rides=4):
    """Earliest arrival for each number of rides at most."""
    ways = depart_at(*day_of(net, a, b, places), departs, rides)
    return [
        min((w.arrives for w in ways if w.rides <= most), default=UNREACHED)
        for most in range(1, rides + 1)
    ]


def slow_arrivals(net, a, b, departs, places, rides=4):  # noqa: C901 - steps that call each other
    """The same, by trying every journey there is in the tables."""
    tables, tried = tables_of(net), {}
    found = [UNREACHED] * (rides + 1)

    # Any stop as any trip sees it, and as none does.
    seen_as = {("", "", stop) for p, _ in places for stop in p}
    seen_as |= {c[:3] for v in tables.vehicles for c in v.calls if ("", "", c.stop) in seen_as}

    def stand(here, ready, taken, visited):
        """Stand where one got off, or at a place just visited on foot."""
        if tried.get((here, taken, visited), UNREACHED) <= ready:
            return
        tried[here, taken, visited] = ready
        rest = places[visited:]
        if taken and here[2] == b and all(b in p for p, _ in rest):
            arrives = ready + sum(s for _, s in rest)
            found[taken:] = [min(arrives, best) for best in found[taken:]]
        for vehicle, i, change in tables.boardings(here) if taken < rides else ():
            board(here[2], vehicle, i, change, ready, taken, visited)
        walk_on(here, ready, taken, visited)

    def walk_on(here, ready, taken, visited):
        for there in seen_as:
            change = tables.change(here, there)
            if change is not None:
                for more, seconds in visits(places, here[2], there[2], change, visited):
                    if more > visited and there[2] in places[more - 1][0]:
                        stand(there, ready + seconds, taken, more)

    def board(begin, vehicle, i, change, ready, taken, visited):
        for more, seconds in visits(places, begin, vehicle.calls[i].stop, change, visited):
            later = delay(vehicle, i, ready + seconds, tables.share)
            if later is not None:
                ride(vehicle, i, later, taken + 1, more, more)

    def ride(vehicle, i, later, taken, boarded, visited, already_at=""):
        for number, call in enumerate(vehicle.calls[i + 1 :]):
            while (
                visited < len(places) and call.stop in places[visited][0] and not places[visited][1]
            ):
                visited += 1
            time = call.arrival + later
            if call.alight and (number or call.stop != already_at):
                # Nobody need count a place passed aboard, who may come by it on foot.
                for counted in range(boarded, visited + 1):
                    stand(call[:3], time, taken, counted)
        for following in tables.followers.get(vehicle.key, ()):
            ride(following, -1, later, taken, boarded, visited, vehicle.calls[-1].stop)

    for vehicle, i, change in tables.boardings(a):
        board(a, vehicle, i, change, departs, 0, 0)
    for more, seconds in visits(places, a, a, 0, 0):
        for here in seen_as if more else ():
            if here[2] == a:
                stand(here, departs + seconds, 0, more)
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


def test_a_place_between_two_walks_is_a_visit():
    net = draw(
        "A B\n8:00 8:10",
        "D C\n8:17 8:30\n8:18 8:31\n8:28 8:41",
        walks={("B", "V"): 5, ("V", "D"): 3},
    )
    assert best(net, "A", "C") == UNREACHED
    assert best(net, "A", "C", ("V", 0)) == at("8:31")
    assert best(net, "A", "C", ("V", 600)) == at("8:41")
    assert best(net, "A", "C", ("V", 0), ("V", 600)) == at("8:41")
    assert best(net, "A", "C", ("V", 601)) == at("32:30")


def test_each_of_several_places_may_be_walked_to():
    net = draw(
        "A B\n8:00 8:10", "D C\n8:20 8:30\n8:25 8:35",
        walks={("B", "V"): 5, ("V", "W"): 3, ("W", "D"): 2},
    )  # fmt: skip
    assert best(net, "A", "C", ("V", 0), ("W", 0)) == at("8:30")
    assert best(net, "A", "C", ("V", 120), ("W", 180)) == at("8:35")
    assert best(net, "A", "C", ("W", 0), ("V", 0)) == UNREACHED


def test_a_place_is_visited_on_foot_before_the_first_ride_and_after_the_last():
    net = draw("B C\n8:09 8:30\n8:10 8:31", walks={("A", "B"): 10, ("V", "B"): 4, ("C", "V"): 2})
    vias, n_berths = vias_of(net, [("V", 60)]), net.timetable.n_berths
    a, b, c, v = map(net.stop, "ABCV")
    assert entries({a: 0, v: 300}, vias, net.footpaths, n_berths, {a}) == {
        a: 0, v: 300, n_berths + v: 360, n_berths + b: 600,
    }  # fmt: skip
    assert exits({v: 300}, vias, net.footpaths, n_berths, ()) == {
        n_berths + v: 300, v: 360, c: 480,
    }  # fmt: skip


def test_who_walks_away_from_the_origin_or_up_to_the_destination_has_been_there():
    net = draw("A B\n8:10 8:30")
    n_berths, a, b = net.timetable.n_berths, net.stop("A"), net.stop("B")
    vias = vias_of(net, [("A", 60)])
    assert entries({a: 0, b: 300}, vias, net.footpaths, n_berths, {a}) == {
        a: 0, b: 300, n_berths + a: 60, n_berths + b: 360,
    }  # fmt: skip
    assert exits({a: 0, b: 300}, vias, net.footpaths, n_berths, {a}) == {
        n_berths + a: 0, n_berths + b: 300, a: 60, b: 360,
    }  # fmt: skip


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


@pytest.fixture(scope="module")
def corridor():
    return transit.load()


def asked(net, a, b, *via, **when):
    # By the bare timetable: coming by a station, one need not leave and enter it.
    when = when or {"depart_at": "08:00"}
    return net.route(a, b, **when, date="2026-11-24", via=via, pace=None)


@pytest.mark.parametrize("end", ["天洋城", "国贸"])
def test_coming_by_the_origin_or_the_destination_changes_no_journey(corridor, end):
    plain = asked(corridor, "天洋城", "国贸")
    assert [j.legs for j in asked(corridor, "天洋城", "国贸", end)] == [j.legs for j in plain]
    near = asked(corridor, "大北窑南", "国贸", "国贸")
    assert [j.legs for j in near] == [j.legs for j in asked(corridor, "大北窑南", "国贸")]
    assert [(visit.name, visit.leg) for visit in near[0].visits] == [("国贸", 1)]
    (back,) = asked(corridor, "大北窑南", "国贸", ("大北窑南", 4), ("国贸", 9), arrive_by="9:00")
    assert f"{back.arrive:%H:%M}" == "09:00"
    assert [visit.stay_s for visit in back.visits] == [240, 540]
    assert back.legs[0].arrive == back.visits[1].at


def test_where_one_gets_off_to_walk_on_one_has_been(corridor):
    found = asked(corridor, "天洋城", "国贸", "大北窑南")
    assert [[ride.route_name for ride in j.rides] for j in found] == [["818", "814"], ["818"]]
    assert {j.walk_m for j in found} == {found[-1].legs[-1].walk_m}


@pytest.mark.parametrize(("a", "b"), [("天洋城", "国贸"), ("国贸", "天洋城")])
@pytest.mark.parametrize("stay", [0, 10])
def test_coming_by_takes_as_long_as_asking_in_two_steps(corridor, a, b, stay):
    first = asked(corridor, a, "燕郊站")[0]
    leaves = first.arrive + timedelta(minutes=stay)
    second = asked(corridor, "燕郊站", b, depart_at=leaves)[0]
    best = asked(corridor, a, b, ("燕郊站", stay))[0]
    assert best.arrive == second.arrive
    (visit,) = best.visits
    to, on = best.legs[visit.leg - 1], best.legs[visit.leg]
    assert to.alight == on.board == visit.stop
    assert (to.arrive, on.depart, visit.stay_s) == (visit.at, leaves, stay * 60)
    later = best.legs[visit.leg + 1]
    assert later.wait_s == (later.depart - on.arrive).total_seconds()


def test_a_long_stay_is_no_reason_to_find_nothing(corridor):
    (visit,) = asked(corridor, "天洋城", "国贸", ("潮白人家小区", 660))[0].visits
    assert visit.stay_s == 660 * 60


def test_stays_and_passages_are_told(corridor):
    found = asked(corridor, "天洋城", "国贸", "潮白人家小区", ("国贸", 5))
    aboard, stay = found[0].visits
    assert (aboard.aboard, stay.aboard) == (True, False)
    assert found[0].legs[-1].arrive == stay.at
    assert found[0].arrive == stay.at + timedelta(minutes=5)
    for told in (found.text("zh"), found._repr_html_()):
        assert "途经 潮白人家小区" in told
        assert "在 国贸 停留 5 分钟" in told
    assert "     Passes Chaobairenjia Estate (潮白人家小区) about 08:25" in found.text("en")
    assert "  5. Stay 5 min at Guomao (国贸)" in found.text("en")
    told = found.to_json()["journeys"][0]["visits"]
    assert [(v["name"], v["stay_min"], v["leg"]) for v in told] == [
        ("潮白人家小区", 0, 1),
        ("国贸", 5, 4),
    ]
    assert len(found.to_frame()) == sum(len(journey.legs) for journey in found)


def test_walks_by_way_of_places_are_measured_whole(corridor):
    wish = {"depart_at": "08:00", "date": "2026-11-24", "via": ["燕郊站"]}
    found = corridor.route("天洋城", "国贸", **wish, criteria=("time", "transfers", "walk"))
    assert len(found) > 1
    for one in found:
        for other in found:
            better = (one.arrive, one.transfers, one.walk_m, -one.depart.timestamp())
            worse = (other.arrive, other.transfers, other.walk_m, -other.depart.timestamp())
            assert better == worse or not all(x <= y for x, y in zip(better, worse, strict=True))
