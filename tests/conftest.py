"""Hypothesis profiles, and the corridor read once for all tests that need it."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

# What tests keep goes with them; that of the user stays as it is.
_kept = TemporaryDirectory(prefix="transit-tests-", ignore_cleanup_errors=True)
os.environ["XDG_CACHE_HOME"] = _kept.name

settings.register_profile("normal", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=5_000, deadline=None)
settings.register_profile("few", max_examples=3, deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))


@pytest.fixture(scope="session")
def compiled():
    """Have the search compiled, which the command line announces where it was not."""
    from click.testing import CliRunner

    from transit.cli import main

    asked = ("route", "天洋城", "国贸", "--depart", "08:00", "--date", "2026-11-24")
    assert CliRunner().invoke(main, asked).exit_code == 0


@pytest.fixture(scope="session")
def corridor_planner():
    """A planner on every bundled feed."""
    from transit.corridor import Corridor
    from transit.gtfs.feed import merge
    from transit.gtfs.reader import read_feed
    from transit.network.ground import Ground
    from transit.routing.days import Days
    from transit.routing.plan import Planner

    corridor = Corridor.open()
    ground = Ground(merge([read_feed(path) for path in corridor.feed_paths]), corridor)
    return Planner(ground, Days(ground))
