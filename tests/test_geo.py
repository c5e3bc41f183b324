"""Distances: known lengths, and neighbours found by cells are those found by looking at every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transit.geo import metres_between, neighbours_within

points = st.lists(
    st.tuples(st.floats(39.85, 39.95), st.floats(116.7, 116.9)), min_size=0, max_size=40
)


def test_a_degree_of_latitude_and_one_of_longitude() -> None:
    here, there = np.float64(39.9), np.float64(116.8)
    assert metres_between(here, there, here + 1, there) == pytest.approx(111_195, abs=1)
    east = metres_between(here, there, here, there + 1)
    assert east == pytest.approx(111_195 * np.cos(np.radians(39.9)), rel=1e-4)


@given(points, st.floats(50, 5_000))
def test_neighbours_are_those_of_every_pair(at: list[tuple[float, float]], radius_m: float) -> None:
    lat, lon = np.array(at, dtype=float).reshape(-1, 2).T
    pairs = {
        (i, j)
        for i in range(len(at))
        for j in range(len(at))
        if i != j and metres_between(lat[i], lon[i], lat[j], lon[j]) <= radius_m
    }
    found = neighbours_within(lat, lon, radius_m)
    assert {(int(i), int(j)) for i, j in found.T} == pairs
    assert len(found.T) == len(pairs)
    assert (np.diff(found[0]) >= 0).all()
