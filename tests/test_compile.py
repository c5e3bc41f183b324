"""From tables to arrays: which trips run, in what order, with which times."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from tests.boards import TODAY, arrival, at, departure, draw, joined, networks
from tests.oracle import days_around, runs_on, tables_of
from transit.gtfs.calendar import active_services
from transit.network.ground import Ground
from transit.network.trips import equal_blocks
from transit.timetable.compile import compile_day
from transit.timetable.waits import with_wait

DAY_S = 86_400
BERLIN = "Europe/Berlin"


def matrices(timed):
    """Arrivals and departures of each pattern's trips, shape (trips, calls)."""
    for p, cell in enumerate(timed.time_start):
        n_calls, n_trips = timed.stop_start[p + 1] - timed.stop_start[p], timed.n_trips[p]
        cells = slice(cell, cell + n_calls * n_trips)
        yield (
            timed.arrival[cells].reshape(n_trips, n_calls),
            timed.departure[cells].reshape(n_calls, n_trips).T,
        )


def check_order(timetable):
    """No trip overtakes another, no window overlaps another, and no vehicle runs backwards."""
    for arrives, departs in matrices(timetable.timed):
        assert (np.diff(arrives, axis=0) >= 0).all()
        assert (np.diff(departs, axis=0) >= 0).all()
        assert (arrives <= departs).all()
        assert (departs[:, :-1] <= arrives[:, 1:]).all()
    headway = timetable.headway
    for a, b in pairwise(headway.window_start):
        assert b > a
        assert (headway.opens[a + 1 : b] >= headway.closes[a : b - 1]).all()
        assert (headway.opens[a:b] < headway.closes[a:b]).all()


def parts_of(net, row):
    """Ids of the trips a row of the timed patterns stands for."""
    ids, through = net.ground.trips.ids, net.timetable.through
    if row < len(ids):
        return (ids[row],)
    parts = slice(*through.start[row - len(ids) : row - len(ids) + 2])
    return tuple(ids[part] for part in through.trip[parts])


def laid_out(net):
    """Every trip of the timed patterns by itself: the trips it is made of, its day and its calls."""
    timed, stop = net.timetable.timed, net.ground.berths.stop
    for p, (arrives, departs) in enumerate(matrices(timed)):
        calls = slice(timed.stop_start[p], timed.stop_start[p + 1])
        ids = [net.ground.stops.ids[stop[b]] for b in timed.stop[calls]]
        for t in range(timed.n_trips[p]):
            trip = timed.trip_start[p] + t
            times = zip(ids, arrives[t].tolist(), departs[t].tolist(), strict=True)
            yield parts_of(net, timed.trip[trip]), int(timed.day_s[trip]), tuple(times)


def vehicles_of(net):
    """The same, read slowly from the tables: every way one may stay seated, from trip to trip."""
    tables = tables_of(net)
    led_to = {after.key for follow in tables.followers.values() for after in follow}
    waiting = [
        [vehicle]
        for vehicle in tables.vehicles
        if vehicle.window is None and vehicle.key not in led_to
    ]
    while waiting:
        path = waiting.pop()
        onward = tables.followers.get(path[-1].key, ()) if path[-1].key[0] else ()
        waiting += [[*path, after] for after in onward]
        if not onward:
            calls = []
            for vehicle in path:
                own = [(c.stop, c.arrival, c.departure) for c in vehicle.calls]
                if calls:
                    # It goes on from when it has come: it is nowhere sooner, whatever the next trip says of its start.
                    stop, came, _ = calls[-1]
                    calls[-1] = stop, came, came
                    own[0] = own[0][0], max(own[0][1], came), own[0][2]
                calls += own
            yield tuple(v.calls[0].trip for v in path), tuple(calls)


@given(networks())
def test_within_a_pattern_no_trip_overtakes_another_and_no_window_overlaps_another(net):
    check_order(net.timetable)


@given(networks())
def test_every_run_of_the_tables_is_laid_out_once(net):
    ours = Counter((parts, calls) for parts, _, calls in laid_out(net))
    assert ours == Counter(vehicles_of(net))


@given(networks())
def test_every_window_of_the_tables_is_laid_out_once(net):
    headway, trips, stop = net.timetable.headway, net.ground.trips, net.ground.berths.stop
    ours = []
    for p, (a, b) in enumerate(pairwise(headway.window_start)):
        calls = slice(headway.stop_start[p], headway.stop_start[p + 1])
        ids = [net.ground.stops.ids[stop[berth]] for berth in headway.stop[calls]]
        rides = zip(ids, headway.arrival[calls], headway.departure[calls], strict=True)
        told = tuple((s, int(x), int(y)) for s, x, y in rides)
        columns = (headway.opens, headway.closes, headway.headway_s)
        ours += [
            (trips.ids[headway.trip[w]], told, tuple(int(c[w]) for c in columns))
            for w in range(a, b)
        ]
    theirs = []
    for vehicle in tables_of(net).vehicles:
        if vehicle.window is not None:
            leaves = vehicle.calls[0].departure
            calls = tuple((c.stop, c.arrival - leaves, c.departure - leaves) for c in vehicle.calls)
            theirs.append((vehicle.calls[0].trip, calls, vehicle.window))
    assert Counter(ours) == Counter(theirs)


@given(networks())
def test_a_pattern_is_of_one_route_and_one_set_of_rules(net):
    timed, trips = net.timetable.timed, net.ground.trips
    route = dict(
        zip(net.ground.feed.trips["trip_id"], net.ground.feed.trips["route_id"], strict=True)
    )
    for p, first in enumerate(timed.trip_start):
        calls = slice(timed.stop_start[p], timed.stop_start[p + 1])
        rows = timed.trip[first : first + timed.n_trips[p]]
        assert len({tuple(route[t] for t in parts_of(net, row)) for row in rows}) == 1
        for row in rows[rows < len(trips.ids)]:
            own = slice(trips.start[row], trips.start[row + 1])
            assert timed.board[calls].tolist() == trips.board[own].tolist()
            assert timed.alight[calls].tolist() == trips.alight[own].tolist()
            assert timed.stop[calls].tolist() == net.ground.berths.call[own].tolist()


@given(networks())
def test_each_berth_knows_its_calls(net):
    tt = net.timetable
    n_timed = len(tt.timed.stop_start) - 1
    for berth in range(tt.n_berths):
        for c in range(tt.calls.start[berth], tt.calls.start[berth + 1]):
            p, position = tt.calls.pattern[c], tt.calls.position[c]
            patterns, q = (tt.timed, p) if p < n_timed else (tt.headway, p - n_timed)
            call = patterns.stop_start[q] + position
            assert patterns.stop[call] == berth
            assert patterns.board[call]
            assert call + 1 < patterns.stop_start[q + 1]


def test_overtaking_trips_are_kept_apart():
    timed = draw("A B\n8:00 9:00\n8:10 8:50\n8:20 9:10").timetable.timed
    # For three days: one trip a day by itself, two that follow one another.
    assert sorted(timed.n_trips.tolist()) == [3, 6]


@pytest.mark.parametrize("second", ["8:05 8:20/8:40 9:10", "8:05 8:31/8:32 9:10"])
def test_a_trip_that_is_overtaken_between_its_ends_only_is_kept_apart(second):
    # The one arrives before the other, or leaves while it stands.
    timed = draw(f"A B C\n8:00 8:30/8:35 9:00\n{second}").timetable.timed
    assert timed.n_trips.tolist() == [3, 3]


def test_trips_of_different_routes_or_evidence_lie_in_patterns_of_their_own():
    boards = "A B\n8:00 8:10\n9:00 9:10", "A B\n8:30 8:40"
    assert draw(*boards).timetable.timed.n_trips.tolist() == [6, 3]
    net = draw(*boards)
    net.ground.feed.trips["evidence"] = ["official", "assumed", "official"]
    assert net.timetable.timed.n_trips.tolist() == [3, 3, 3]


def test_windows_of_one_run_share_a_pattern_in_order():
    headway = draw(
        "A B C\n8:00 8:10 8:20 every 10 7:00-8:00 every 20 10:00-11:00\n"
        "6:00 6:10 6:20 every 15 8:00-9:00\n6:00 6:10 6:21 every 15 9:00-10:00"
    ).timetable.headway
    assert np.diff(headway.window_start).tolist() == [9, 3]
    today = headway.day_s[:9] == 0
    assert headway.opens[:9][today].tolist() == [at("7:00"), at("8:00"), at("10:00")]
    assert headway.headway_s[:9][today].tolist() == [600, 900, 1200]
    assert headway.arrival.tolist() == [0, 600, 1200, 0, 600, 1260]


def test_windows_that_overlap_lie_in_patterns_of_their_own():
    net = draw("A B\n0:00 0:10 every 10 7:00-9:00\n0:00 0:10 every 5 8:00-10:00 every 9 9:00-9:30")
    assert np.diff(net.timetable.headway.window_start).tolist() == [6, 3]
    check_order(net.timetable)


def test_windows_of_different_evidence_lie_in_patterns_of_their_own():
    net = draw("A B\n0:00 0:10 every 10 7:00-9:00 every 10 9:00-10:00")
    net.ground.feed.frequencies["evidence"] = ["official", "assumed"]
    assert np.diff(net.timetable.headway.window_start).tolist() == [3, 3]


def test_a_window_that_closes_as_it_opens_is_none():
    timetable = draw("A B\n0:00 0:10 every 10 7:00-7:00\n0:00 0:10 exactly 10 7:00-7:00").timetable
    assert not len(timetable.headway.opens)
    assert not len(timetable.timed.trip)


@pytest.mark.parametrize(("wait", "seconds"), [("mean", 187), ("worst", 375), ("best", 0)])
def test_the_wait_is_a_share_of_the_headway_and_nothing_else_changes(wait, seconds):
    timetable = compile_day(draw("A B\n0:00 0:10 every 6.25 7:00-8:00").ground, TODAY)
    assert timetable.headway.board_wait_s.tolist() == [0, 0, 0]
    waited = with_wait(timetable, wait)
    assert waited.headway.board_wait_s.tolist() == [seconds] * 3
    assert waited.timed is timetable.timed
    assert waited.headway.opens is timetable.headway.opens


def test_missing_times_are_filled_in_evenly():
    net = draw("A B C D\n8:00 - - 8:30")
    assert arrival(net, "A", "B", "8:00") == at("8:10")
    assert arrival(net, "A", "C", "8:00") == at("8:20")
    assert departure(net, "C", "D", "9:00") == at("8:20")


def test_a_loop_calls_twice_at_one_stop():
    (_, _, calls), *_ = [run for run in laid_out(draw("A B A\n8:00 8:10 8:20")) if run[1] == 0]
    assert calls == (
        ("A", at("8:00"), at("8:00")),
        ("B", at("8:10"), at("8:10")),
        ("A", at("8:20"), at("8:20")),
    )


def test_a_day_without_service_has_no_pattern():
    net = draw("A B\n8:00 8:10", today=date(2031, 1, 1))
    assert net.timetable.n_berths == 2
    assert not len(net.timetable.timed.n_trips)


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (date(2026, 10, 24), [-DAY_S, 0, DAY_S + 3600]),
        (date(2026, 10, 25), [-DAY_S - 3600, 0, DAY_S]),
        (date(2026, 3, 28), [-DAY_S, 0, DAY_S - 3600]),
        (date(2026, 3, 29), [-DAY_S + 3600, 0, DAY_S]),
    ],
)
def test_the_days_around_begin_when_they_do_where_the_clocks_change(today, begins):
    # The service day begins twelve hours before noon: on the 25th of October at 1:00 summer time.
    net = draw("A B\n8:00 8:10", zone=BERLIN, today=today)
    assert sorted(net.timetable.timed.day_s.tolist()) == begins
    assert [calls[0][1] for *_, calls in laid_out(net)] == [s + at("8:00") for s in begins]


def test_feeds_of_other_zones_are_shifted_by_hours():
    china = draw("A B\n8:00 8:10", zone="Asia/Shanghai", name="china")
    japan = draw("C D\n8:00 8:10\n23:00 23:30", zone="Asia/Tokyo", name="japan")
    found = [(parts[0], calls[0][1]) for parts, day_s, calls in laid_out(joined(china, japan))]
    eight, eleven = at("8:00"), at("23:00")
    assert Counter(found) == Counter(
        (trip, time + day - hour)
        for trip, time, hour in (
            ("china:0.0", eight, 0), ("japan:0.0", eight, 3600), ("japan:0.1", eleven, 3600),
        )
        for day in (-DAY_S, 0, DAY_S)
    )  # fmt: skip
    back = [(parts[0], calls[0][1]) for parts, _, calls in laid_out(joined(japan, china))]
    assert ("china:0.0", eight + 3600) in back


def test_a_zone_half_the_world_away_brings_the_days_that_can_be_met():
    near = draw("A B\n8:00 8:10", zone="Pacific/Auckland", name="near")
    far = draw("C D\n8:00 8:10", zone="Pacific/Honolulu", name="far")
    found = {d // 3600 for parts, d, _ in laid_out(joined(near, far)) if parts == ("far:0.0",)}
    assert found == {-25, -1, 23}


def test_equal_blocks_are_found_whatever_they_hash_to(monkeypatch):
    monkeypatch.setattr("transit.network.trips._ODD", np.uint64(0))
    blocks = [[1, 2], [3], [1, 2, 3], [2, 1], [1, 2], [3], [7, 7, 7], [1, 2, 3]]
    start = np.cumsum([0, *map(len, blocks)]).astype(np.int32)
    assert equal_blocks(np.concatenate(blocks), start).tolist() == [0, 1, 2, 3, 0, 1, 4, 2]


@pytest.fixture(scope="module")
def bundled_feeds():
    from transit.corridor import Corridor
    from transit.gtfs.reader import read_feed

    return [read_feed(path) for path in Corridor.open().feed_paths]


def test_services_of_the_corridor_follow_the_reference(bundled_feeds):
    for feed in bundled_feeds:
        for service_date in ("2024-03-05", "2026-10-01", "2026-11-24", "2026-11-28", "2027-06-01"):
            for day, _ in days_around(TODAY.fromisoformat(service_date)):
                assert active_services(feed, day) == runs_on(feed, day)


def test_every_bundled_feed_is_laid_out_in_order(bundled_feeds):
    for feed in bundled_feeds:
        for days in (0, 4):
            check_order(compile_day(Ground(feed, None), TODAY + timedelta(days=days)))
