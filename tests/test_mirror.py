"""A timetable turned round in time, and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given

from tests.boards import at, draw, networks
from tests.oracle import turned
from tests.test_compile import check_order
from transit.timetable.mirror import mirror


def same(a, b):
    """Whether two named tuples hold the same columns."""
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def trips_of(timed):
    """Every trip by itself: its calls and times."""
    found = []
    for p, (a, b) in enumerate(pairwise(timed.stop_start.tolist())):
        n_calls, n_trips, cell = b - a, int(timed.n_trips[p]), int(timed.time_start[p])
        for t in range(n_trips):
            arrives = timed.arrival[cell + t * n_calls : cell + (t + 1) * n_calls]
            departs = timed.departure[cell + t : cell + n_calls * n_trips : n_trips]
            columns = timed.stop[a:b], timed.board[a:b], timed.alight[a:b], arrives, departs
            row = int(timed.trip[timed.trip_start[p] + t])
            found.append((row, *(tuple(c.tolist()) for c in columns)))
    return sorted(found)


@given(networks())
def test_mirroring_twice_changes_nothing(net):
    tt = net.timetable
    twice = mirror(mirror(tt))
    for ours, theirs in zip(twice[1:], tt[1:], strict=True):
        assert same(ours, theirs)


@given(networks())
def test_the_mirror_shows_what_the_oracle_turns_round(net):
    ours, theirs = mirror(net.timetable), turned(net.timetable)
    assert trips_of(ours.timed) == trips_of(theirs.timed)
    assert same(ours.headway, theirs.headway)


@given(networks())
def test_within_a_mirrored_pattern_no_trip_overtakes_another_and_windows_stand_in_order(net):
    check_order(mirror(net.timetable))


@given(networks())
def test_a_mirrored_trip_keeps_its_row_and_its_day(net):
    timed, back = net.timetable.timed, mirror(net.timetable).timed
    for first, n_trips in zip(timed.trip_start, timed.n_trips, strict=True):
        trips = slice(first, first + n_trips)
        assert back.trip[trips].tolist() == timed.trip[trips].tolist()[::-1]
        assert back.day_s[trips].tolist() == timed.day_s[trips].tolist()[::-1]


def test_patterns_that_share_their_times_share_them_in_the_mirror():
    tt = draw("A B C\n8:00 8:10/8:12 8:20\n9:00 9:10 9:20").timetable
    twofold = tt.timed._replace(
        stop_start=np.array([0, 3, 6], dtype=np.int32),
        **{c: np.tile(getattr(tt.timed, c), 2) for c in ("stop", "board", "alight")},
        **{c: np.tile(getattr(tt.timed, c), 2) for c in ("trip_start", "n_trips", "time_start")},
    )
    back = mirror(tt._replace(timed=twofold)).timed
    assert len(back.arrival) == len(tt.timed.arrival)
    once = trips_of(mirror(tt).timed)
    assert trips_of(back) == sorted(once * 2)


def test_windows_of_the_mirror_are_when_vehicles_come_in():
    tt = draw("A B\n0:00 0:30 every 10 7:00-9:00 every 20 9:00-11:00", wait="worst").timetable
    headway, back = tt.headway, mirror(tt).headway
    today = back.day_s == 0
    assert (-back.closes[today] + 1).tolist() == [at("9:30"), at("7:30")]
    assert (-back.opens[today]).tolist() == [at("11:30") - 1, at("9:30") - 1]
    assert back.alight_wait_s[today].tolist() == [1200, 600]
    assert not back.board_wait_s.any()
    assert headway.board_wait_s[headway.day_s == 0].tolist() == [600, 1200]


def test_the_timetable_is_not_changed_by_being_mirrored():
    net = draw("A B C\n8:00 8:10 8:20", "A B\n0:00 0:30 every 10 7:00-9:00")
    before = [column.copy() for column in (*net.timetable.timed, *net.timetable.headway)]
    mirror(net.timetable)
    assert same(before, (*net.timetable.timed, *net.timetable.headway))
