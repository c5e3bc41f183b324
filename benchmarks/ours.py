"""How is this project's engine called? The one file here that knows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.feeds import DATE
from benchmarks.node import RANGE_S
from benchmarks.timing import InProcess
from transit.gtfs.feed import merge
from transit.gtfs.reader import read_feed
from transit.network.ground import Ground
from transit.routing.earliest import earliest, earliest_of_pairs, rows
from transit.routing.options import ANY_RIDES
from transit.routing.search import (
    Day,
    Ends,
    arrive_by,
    depart_at,
    earliest_arrivals,
    flat,
    window,
)
from transit.timetable.arrays import UNREACHED
from transit.timetable.compile import compile_day
from transit.timetable.footpaths import footpaths
from transit.timetable.waits import with_wait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.feeds import Query
    from transit.timetable.arrays import Footpaths

NAME = "transit"
TOGETHER = "transit, asked together"
MOST_RIDES = 15
"""As in the queries' own answers."""


class Ours(InProcess):
    """Contender: the search engine, journeys told as rides, no text and no geometry.

    Ends of journeys (which stops are a stated walk away) are looked up beforehand, as `Network` does per place.
    """

    name = NAME
    kinds = ("earliest", "depart_at", "arrive_by", "one_to_all", "range")

    def __init__(self, path: Path, service_date: str = DATE, max_walk_s: int | None = None) -> None:
        """Read a feed and compile its day; without `max_walk_s` only stated walks count."""
        begin = time.perf_counter()
        self.ground = Ground(merge([read_feed(path)]), None)
        self.read_s = time.perf_counter() - begin
        compiled = compile_day(self.ground, date.fromisoformat(service_date))
        stated = max_walk_s is None
        walks = footpaths(
            self.ground, speed_kmh=4.5, max_walk_s=max_walk_s or 7200,
            min_change_s=0, stated_only=stated,
        )  # fmt: skip
        self.day = Day(with_wait(compiled, "mean"), walks)
        self.compile_s = time.perf_counter() - begin - self.read_s
        self.calls = self.day.timetable.timed.arrival.size
        self._ends: dict[tuple[str, str], Ends] = {}
        self._arrivals: dict[Query, int] = {}

    def prepare(self, queries: Sequence[Query]) -> None:
        """Look up the ends of every query, and deadlines that can just be met."""
        back = self.day.mirrored.footpaths
        for query in queries:
            access = self._around(query.origin, self.day.footpaths)
            self._ends[query.origin, query.target] = Ends(access, self._around(query.target, back))
        ends = [self.ends(query) for query in queries]
        arrivals = earliest_of_pairs(self.day, ends, [query.departs for query in queries])
        late = [query.departs + RANGE_S for query in queries]
        by = np.where(arrivals < UNREACHED, arrivals, late)
        self._arrivals = dict(zip(queries, by.tolist(), strict=True))

    def ends(self, query: Query) -> Ends:
        """Berths and seconds at both ends."""
        return self._ends[query.origin, query.target]

    def ask(self, kind: str, query: Query) -> int | None:
        """Answer one query; a number of ways for a range."""
        day, ends, departs = self.day, self.ends(query), query.departs
        if kind == "range":
            return len(window(day, ends, departs, departs + RANGE_S, MOST_RIDES))
        if kind == "one_to_all":
            found = earliest_arrivals(day, ends.access, departs, ANY_RIDES)
            return self.sooner(int(min(found[b] + s for b, s in ends.egress.items())), query)
        if kind == "earliest":
            ways = earliest(day, ends, departs, None)
        elif kind == "depart_at":
            ways = depart_at(day, ends, departs, MOST_RIDES)
        else:
            return len(arrive_by(day, ends, self._arrivals[query], MOST_RIDES))
        return self.sooner(ways[-1].arrives if ways else UNREACHED, query)

    def _around(self, stop_id: str, walks: Footpaths) -> dict[int, int]:
        stop = self.ground.stops.index_of[stop_id]
        out = slice(int(walks.start[stop]), int(walks.start[stop + 1]))
        around = dict(zip(walks.to[out].tolist(), walks.walk_s[out].tolist(), strict=True))
        return around | {stop: 0}

    def sooner(self, ridden: int, query: Query) -> int | None:
        """Walk where that is quicker, as the peers do; `Network` does so above the engine."""
        ends = self.ends(query)
        target = self.ground.stops.index_of[query.target]
        on_foot = query.departs + ends.access.get(target, UNREACHED)
        best = min(ridden, on_foot)
        return best if best < UNREACHED else None


class Together:
    """Contender: the same earliest arrivals, asked in one call; each query takes its share of the call."""

    name = TOGETHER
    kinds = ("earliest",)

    def __init__(self, ours: Ours) -> None:
        """Ask the same engine."""
        self._ours = ours

    def answer(self, _kind: str, queries: Sequence[Query]) -> tuple[list[int], list[int | None]]:
        """Answer queries together."""
        ends, departs = [self._ours.ends(q) for q in queries], [q.departs for q in queries]
        begin = time.perf_counter_ns()
        found = earliest_of_pairs(self._ours.day, ends, departs)
        share = (time.perf_counter_ns() - begin) // max(len(queries), 1)
        pairs = zip(found.tolist(), queries, strict=True)
        return [share] * len(queries), [self._ours.sooner(a, q) for a, q in pairs]


class Rows:
    """Contender: rows of a matrix from many origins to every stop; each row takes its share of the wall time."""

    kinds = ("rows",)

    def __init__(self, ours: Ours, threads: int) -> None:
        """Ask the same engine, from so many threads at once."""
        self.name = f"{NAME}, {threads} thread{'s' * (threads > 1)}"
        self._ours = ours
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self._targets = flat([{berth: 0} for berth in range(len(ours.ground.stops.ids))])

    def answer(self, _kind: str, queries: Sequence[Query]) -> tuple[list[int], list[int | None]]:
        """Fill a row for each query's origin."""
        accesses, departs = (
            [self._ours.ends(q).access for q in queries],
            [q.departs for q in queries],
        )

        def fill(part: slice) -> None:
            if accesses[part]:
                rows(self._ours.day, accesses[part], self._targets, departs[part], None)

        begin = time.perf_counter_ns()
        list(self._pool.map(fill, [slice(t, None, self._threads) for t in range(self._threads)]))
        share = (time.perf_counter_ns() - begin) // max(len(queries), 1)
        return [share] * len(queries), [None] * len(queries)
