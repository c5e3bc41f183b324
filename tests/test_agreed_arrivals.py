"""Earliest arrivals that three independent engines agree on, on feeds of real cities: met exactly, every row."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from transit.gtfs.reader import read_feed
from transit.network.berths import by_berth
from transit.network.ground import Ground
from transit.routing.days import Days
from transit.routing.earliest import earliest, earliest_of_pairs, rows
from transit.routing.options import Options
from transit.routing.plan import Planner
from transit.routing.search import Ends, depart_at, flat, window
from transit.timetable.arrays import UNREACHED

SHARED = Path(__file__).resolve().parents[2] / "shared" / "performance"
DAY = date(2025, 1, 14)
OPTIONS = Options(max_transfers=None, transfers="feed", min_change_s=0)
FEEDS = ("cairns", "sacramento", "cdmx2022")

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"left out: the agreed arrivals lie in {SHARED.parent.name}/{SHARED.name}, which is not beside the project",
)


class City:
    """A day feed and its questions, stop to stop by the changes the feed states."""

    def __init__(self, name):
        ground = Ground(read_feed(SHARED / "feeds" / f"{name}.gtfs.zip"), None)
        self.planner = Planner(ground, Days(ground))
        self.day = self.planner.days.day(DAY, OPTIONS)
        with (SHARED / "queries" / f"{name}.csv").open(encoding="utf-8") as file:
            table = list(csv.DictReader(file))
        self.departs = [int(row["depart_s"]) for row in table]
        self.expected = [int(row["earliest_arrival_s"] or UNREACHED) for row in table]
        walks = ground.walks
        index = ground.stops.index_of
        self.pairs, self.on_foot = [], []
        for row in table:
            a, b = index[row["from_stop_id"]], index[row["to_stop_id"]]
            # The peers let nobody walk but where the feed states it, and count such a walk at either end of a ride.
            near = []
            for stop in (a, b):
                out = slice(walks.start[stop], walks.start[stop + 1])
                stated = walks.stated_s[out] >= 0
                to = walks.to_stop[out][stated].tolist()
                near.append(
                    {stop: 0, **dict(zip(to, walks.stated_s[out][stated].tolist(), strict=True))}
                )
            self.pairs.append(Ends(*(by_berth(ground.berths, ends) for ends in near)))
            self.on_foot.append(near[0].get(b, UNREACHED))

    def met(self, found):
        """Whether arrivals by vehicle, or on foot where that is faster, are those agreed on."""
        walked = np.array(self.departs) + np.array(self.on_foot)
        return np.minimum(found, walked).clip(max=UNREACHED).tolist() == self.expected


@cache
def city(name):
    return City(name)


@pytest.mark.parametrize("name", FEEDS)
def test_the_scan_meets_every_arrival(name):
    c = city(name)
    assert c.day.hops is not None
    assert c.met(earliest_of_pairs(c.day, c.pairs, c.departs))


@pytest.mark.parametrize("name", FEEDS)
def test_the_rounds_meet_every_arrival(name):
    c = city(name)
    ways = [
        depart_at(c.day, ends, departs, OPTIONS.max_rides)
        for ends, departs in zip(c.pairs, c.departs, strict=True)
    ]
    assert c.met(np.array([way[-1].arrives if way else UNREACHED for way in ways]))
    for (ends, departs), found in zip(zip(c.pairs, c.departs, strict=True), ways, strict=True):
        scanned = earliest(c.day, ends, departs, None)
        assert [way.arrives for way in scanned] == [way.arrives for way in found[-1:]]


@pytest.mark.parametrize("name", FEEDS)
def test_rows_of_a_matrix_hold_the_same_arrivals(name):
    c = city(name)
    some = range(0, len(c.pairs), 40)
    targets = [c.pairs[i].egress for i in some]
    for max_rides in (None, OPTIONS.max_rides):
        found = rows(
            c.day,
            [c.pairs[i].access for i in some],
            flat(targets),
            [c.departs[i] for i in some],
            max_rides,
        )
        asked = earliest_of_pairs(
            c.day, [Ends(c.pairs[i].access, egress) for i in some for egress in targets],
            [c.departs[i] for i in some for _ in targets],
        )  # fmt: skip
        assert found.ravel().tolist() == asked.tolist()


@pytest.mark.parametrize("name", FEEDS)
def test_a_window_is_all_that_each_of_its_departures_finds(name):
    c = city(name)
    for i in range(0, len(c.pairs), 50):
        ends, first = c.pairs[i], c.departs[i]
        ways = window(c.day, ends, first, first + 3600, OPTIONS.max_rides)
        moment, found = first, []
        while moment <= first + 3600:
            # The latest departure that makes the earliest arrival from here on; then a second later.
            after = depart_at(c.day, ends, moment, OPTIONS.max_rides)
            inside = [way for way in after if way.departs <= first + 3600]
            found += [way[:3] for way in inside]
            moment = min((way.departs for way in after), default=first + 3600) + 1
        assert {way[:3] for way in ways} == undominated(found)


def undominated(found):
    """Departure, arrival and rides that none is as good as in each."""
    return {
        a
        for a in found
        if not any(b != a and b[0] >= a[0] and b[1] <= a[1] and b[2] <= a[2] for b in found)
    }
