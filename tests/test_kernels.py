"""The kernels are plain Python: run as they are written, they give the answers that they give compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import at, networks
from transit.routing.earliest import rows
from transit.routing.search import UNBOUNDED, flat, window
from transit.timetable.skeleton import skeleton

BOARDS = "tests/test_rounds.py tests/test_search.py tests/test_gtfs_rules.py"
PROPERTIES = (
    "not agree and not every and not best and not never and not meet and not shift and not law"
)


def test_drawn_boards_hold_without_the_compiler():
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", PROPERTIES, *BOARDS.split()],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "HYPOTHESIS_PROFILE": "few"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2_000:]


@given(networks(), st.integers(0, 120), st.integers(30, 90))
def test_bounds_prune_the_search_and_never_the_answer(net, half_minutes, length):
    first = at("7:30") + 30 * half_minutes
    last = first + 60 * length
    ends = net.ends("A", "B")
    bounds = net.day.bounds_to(ends.egress, 4)
    space = net.day.borrow(4)
    departures = np.arange(last, first - 1, -60, dtype=np.int32)
    free, bound = (
        net.day.run(ends.access, [ends.egress], departures, 1 << 29, 4, some, space)
        for some in (UNBOUNDED, bounds)
    )
    assert free[1].tolist() == bound[1].tolist()


@given(networks())
def test_no_ride_is_faster_than_the_skeleton_says(net):
    bones = skeleton(net.timetable)
    assert len(bones.timed.stop_start) == 1
    hops = np.diff(bones.headway.departure)
    inside = np.ones(len(hops), bool)
    inside[bones.headway.stop_start[1:-1] - 1] = False
    assert (hops[inside] >= 0).all()


@given(networks(), st.integers(0, 120))
def test_threads_that_search_at_once_do_not_disturb_each_other(net, half_minutes):
    departs = at("8:00") + 30 * half_minutes
    targets = flat([net.at_stop(stop) for stop in "ABCDE"])

    def row(stop):
        return rows(net.day, [net.at_stop(stop)], targets, [departs], 3).tolist()

    alone = [row(stop) for stop in "ABCDE"]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(row, "ABCDE" * 4)) == alone * 4


@given(networks(), st.integers(0, 120))
def test_a_window_of_one_moment_is_a_departure_then(net, half_minutes):
    moment = at("8:00") + 30 * half_minutes
    for way in window(net.day, net.ends("A", "B"), moment, moment, 3):
        assert way.departs == moment
        assert way[:3] in [found[:3] for found in net.ways("A", "B", moment, 3)]
