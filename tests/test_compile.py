"""From tables to arrays: which trips run, in what order, with which times, and which changes are allowed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from tests.boards import TODAY, arrival, at, departure, draw, networks
from tests.oracle import DAY_S, days_around, runs_on
from transit.gtfs.calendar import active_services
from transit.timetable.arrays import UNREACHED
from transit.timetable.compile import footpaths


def trips_of(timed):
    """Arrivals and departures of each trip, by pattern: shape (trips, calls)."""
    for p, (first, last) in enumerate(pairwise(timed.trip_start)):
        shape = (timed.stop_start[p + 1] - timed.stop_start[p], last - first)
        block = slice(timed.time_start[p], timed.time_start[p + 1])
        yield timed.arrival[block].reshape(shape).T, timed.departure[block].reshape(shape).T


@given(networks())
def test_within_a_pattern_no_trip_overtakes_another_at_any_stop(net):
    for arrival_s, departure_s in trips_of(net.timetable.timed):
        assert (np.diff(arrival_s, axis=0) >= 0).all()
        assert (np.diff(departure_s, axis=0) >= 0).all()


@given(networks())
def test_every_trip_of_three_days_is_there_once(net):
    feed, timed = net.ground.feed, net.timetable.timed
    exact = feed.frequencies[feed.frequencies["exact_times"] == 1]
    n_laid = sum(len(range(r.start_time, r.end_time, r.headway_secs)) for r in exact.itertuples())
    n_timed = len(feed.trips) - feed.frequencies["trip_id"].nunique()
    assert len(timed.trip) == 3 * (n_timed + n_laid)
    assert len(net.timetable.headway.trip) == 3 * (len(feed.frequencies) - len(exact))
    assert sorted(set(timed.day_s.tolist())) in ([], [-DAY_S, 0, DAY_S])


@given(networks())
def test_each_stop_knows_its_calls(net):
    tt = net.timetable
    n_timed = len(tt.timed.stop_start) - 1
    for stop in range(tt.n_stops):
        for c in range(tt.calls.start[stop], tt.calls.start[stop + 1]):
            p, position = tt.calls.pattern[c], tt.calls.position[c]
            patterns, q = (tt.timed, p) if p < n_timed else (tt.headway, p - n_timed)
            assert patterns.stop[patterns.stop_start[q] + position] == stop
    assert len(tt.calls.pattern) == len(tt.timed.stop) + len(tt.headway.stop)


def test_overtaking_trips_are_kept_apart():
    timed = draw("A B\n8:00 9:00\n8:10 8:50\n8:20 9:10").timetable.timed
    sizes = sorted(np.diff(timed.trip_start).tolist())
    assert sizes == [3, 6]  # for three days: one trip a day by itself, two that follow one another


def test_missing_times_are_filled_in_evenly():
    net = draw("A B C D\n8:00 - - 8:30")
    assert arrival(net, "A", "B", "8:00") == at("8:10")
    assert arrival(net, "A", "C", "8:00") == at("8:20")
    assert departure(net, "C", "D", "9:00") == at("8:20")


def stated(kind, a, b, minutes=0):
    """Row of ``transfers.txt``."""
    return {
        "from_stop_id": a,
        "to_stop_id": b,
        "transfer_type": kind,
        "min_transfer_time": minutes * 60,
    }


BOARDS = "A B\n8:00 8:10", "C D\n8:14 8:20\n8:15 8:30"


@pytest.mark.parametrize(("minutes", "arrives"), [(4, "8:20"), (5, "8:30")])
def test_a_stated_change_takes_the_time_stated(minutes, arrives):
    net = draw(*BOARDS, transfers=[stated(2, "B", "C", minutes)])
    assert arrival(net, "A", "D", "8:00") == at(arrives)


def test_a_timed_change_takes_no_time():
    net = draw("A B\n8:00 8:14", "C D\n8:14 8:20", transfers=[stated(1, "B", "C")], change=3)
    assert arrival(net, "A", "D", "8:00") == at("8:20")


def test_a_forbidden_change_is_none():
    net = draw(*BOARDS, walks={("B", "C"): 1}, transfers=[stated(3, "B", "C")])
    assert arrival(net, "A", "D", "8:00") == UNREACHED


def test_a_change_holds_in_the_direction_stated():
    net = draw(*BOARDS, transfers=[stated(2, "C", "B", 1)])
    assert arrival(net, "A", "D", "8:00") == UNREACHED


def test_a_long_walk_is_left_out_and_a_long_stated_change_is_not():
    net = draw(*BOARDS, transfers=[stated(2, "B", "C", 60), stated(0, "B", "D")])
    walks = net.ground.walks
    walk_s = np.full(len(walks.walk_m), 1_300, dtype=np.int32)
    options = {"min_change_s": 60, "stated_only": False}
    b = net.stop("B")
    for max_walk_s, expected in (
        (1_299, {"B": 60, "C": 3_600}),
        (1_300, {"B": 60, "C": 3_600, "D": 1_300}),
    ):
        paths = footpaths(4, walks, walk_s, max_walk_s=max_walk_s, **options)
        out = range(paths.start[b], paths.start[b + 1])
        assert {net.ground.stops.ids[paths.to[w]]: paths.walk_s[w] for w in out} == expected


def test_services_of_the_corridor_follow_the_reference(corridor_planner):
    feed = corridor_planner.ground.feed
    for service_date in ("2024-03-05", "2026-10-01", "2026-11-24", "2026-11-28", "2027-06-01"):
        for day, _ in days_around(TODAY.fromisoformat(service_date)):
            assert active_services(feed, day) == runs_on(feed, day)
