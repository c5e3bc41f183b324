"""The network as users hold it: every question is a method here, every answer comes from a room below."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from transit.corridor import Corridor
from transit.gtfs.feed import Feed, merge
from transit.gtfs.reader import read_feed
from transit.network.ground import Ground
from transit.places.find import Finder
from transit.places.gather import gather_places
from transit.routing.plan import Options, Planner, Query


class Network:
    def __init__(self, feed: Feed, corridor: Corridor | None = None) -> None:
        self._ground = Ground(feed, corridor)
        self._planner = Planner(self._ground)

    @cached_property
    def _finder(self):
        return Finder(gather_places(self._ground), self._ground)


def load(path=None):
    corridor = Corridor.open()
    paths = [p for p in corridor.feed_paths if p.exists()]
    return Network(merge([read_feed(p) for p in paths]), corridor)
