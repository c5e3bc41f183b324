"""Distances: known lengths."""

from __future__ import annotations

import numpy as np
import pytest

from transit.geo import metres_between


def test_a_degree_of_latitude_and_one_of_longitude() -> None:
    here, there = np.float64(39.9), np.float64(116.8)
    assert metres_between(here, there, here + 1, there) == pytest.approx(111_195, abs=1)
    east = metres_between(here, there, here, there + 1)
    assert east == pytest.approx(111_195 * np.cos(np.radians(39.9)), rel=1e-4)
