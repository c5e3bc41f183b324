"""Hypothesis profiles, and the corridor read once for all tests that need it."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("normal", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=5_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))


@pytest.fixture(scope="session")
def corridor_planner():
    """A planner on every bundled feed."""
    from transit.corridor import Corridor
    from transit.gtfs.feed import merge
    from transit.gtfs.reader import read_feed
    from transit.network.ground import Ground
    from transit.routing.plan import Planner

    corridor = Corridor.open()
    return Planner(Ground(merge([read_feed(path) for path in corridor.feed_paths]), corridor))
