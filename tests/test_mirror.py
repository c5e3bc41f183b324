"""A timetable turned round in time, and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from tests.boards import draw, networks
from tests.oracle import turned, turned_footpaths
from transit.timetable.mirror import mirror, mirror_footpaths


def same(a, b):
    """Whether two named tuples hold the same columns."""
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@given(networks())
def test_mirroring_twice_changes_nothing(net):
    tt = net.timetable
    twice = mirror(mirror(tt))
    assert same(twice.timed, tt.timed)
    assert same(twice.headway, tt.headway)
    assert same(twice.calls, tt.calls)
    paths = mirror_footpaths(mirror_footpaths(net.footpaths))
    assert walks_of(paths) == walks_of(net.footpaths)


@given(networks())
def test_the_mirror_shows_what_the_oracle_turns_round(net):
    ours, theirs = mirror(net.timetable), turned(net.timetable)
    assert trips_of(ours.timed) == trips_of(theirs.timed)
    assert same(ours.headway, theirs.headway)
    assert walks_of(mirror_footpaths(net.footpaths)) == walks_of(turned_footpaths(net.footpaths))


@given(networks())
def test_within_a_mirrored_pattern_no_trip_overtakes_another(net):
    timed = mirror(net.timetable).timed
    for p in range(len(timed.stop_start) - 1):
        shape = (
            timed.stop_start[p + 1] - timed.stop_start[p],
            timed.trip_start[p + 1] - timed.trip_start[p],
        )
        block = slice(timed.time_start[p], timed.time_start[p + 1])
        for column in (timed.arrival, timed.departure):
            assert (np.diff(column[block].reshape(shape), axis=1) >= 0).all()


def test_the_feed_is_not_changed_by_being_mirrored():
    net = draw("A B C\n8:00 8:10 8:20", "A B\n0:00 0:30 every 10 7:00-9:00")
    before = [column.copy() for column in (*net.timetable.timed, *net.timetable.headway)]
    mirror(net.timetable)
    assert same(before, (*net.timetable.timed, *net.timetable.headway))


def walks_of(paths):
    """Every footpath by itself."""
    origin = np.repeat(np.arange(len(paths.start) - 1), np.diff(paths.start))
    return sorted(zip(origin.tolist(), paths.to.tolist(), paths.walk_s.tolist(), strict=True))


def trips_of(timed):
    """Every trip by itself: its calls and times."""
    found = []
    for p in range(len(timed.stop_start) - 1):
        calls = slice(timed.stop_start[p], timed.stop_start[p + 1])
        n_trips = int(timed.trip_start[p + 1] - timed.trip_start[p])
        for t in range(n_trips):
            rows = slice(timed.time_start[p] + t, timed.time_start[p + 1], n_trips)
            row = int(timed.trip[timed.trip_start[p] + t])
            columns = timed.stop[calls], timed.board[calls], timed.alight[calls]
            times = timed.arrival[rows], timed.departure[rows]
            found.append((row, *(tuple(c.tolist()) for c in (*columns, *times))))
    return sorted(found)
