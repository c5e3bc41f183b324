"""What follows from being ready at some stops at some times? Events of a time-expanded graph, in order of time."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from transit.timetable.arrays import Footpaths, HeadwayPatterns, TimedPatterns
from transit.views.ends import walks_from
from transit.views.names import Names, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    from transit.network.ground import Ground
    from transit.timetable.arrays import Timetable
    from transit.views.ends import AtEnds

Hop = tuple[int, int, int, int, bool]
"""Position of a call, when the vehicle leaves it, the next berth, when one may be off there, whether one may at all."""

_ARRIVED, _READY = range(2)
_NEVER: Final = 2**31


class Closure:
    """Draws events into a graph, each once, from the event it follows."""

    def __init__(
        self,
        view: nx.DiGraph[Node],
        ground: Ground,
        timetable: Timetable,
        footpaths: Footpaths,
        period: tuple[int, int],
        max_rides: int | None,
    ) -> None:
        self._view, self._max_rides = view, max_rides
        self._names, self._index = Names(ground, timetable.through), ground.stops.index_of
        self._start, self._end = period
        # Lists, for single items are read from them.
        self._timed = TimedPatterns(*(column.tolist() for column in timetable.timed))
        self._headway = HeadwayPatterns(*(column.tolist() for column in timetable.headway))
        self._footpaths = Footpaths(*(column.tolist() for column in footpaths))
        self._timed_at = self._timed_boardings()
        self._headway_at = self._headway_boardings()
        # Events to follow in order of time: time, kind, berth, rides, and the node and seconds that lead to readiness.
        self._queue: list[tuple[int, int, int, int, Node, int]] = []
        # When the earliest vehicle ridden of a window left its first stop: by window, rides and position.
        self._ridden: dict[tuple[int, int, int], int] = {}
        # The hops of timed trips that are ridden: by pattern, run, rides and position.
        self._ridden_runs: set[tuple[int, int, int, int]] = set()

    def _timed_boardings(self) -> dict[int, list[tuple[int, int, int, int]]]:
        """Departure, pattern, run and position of each timed call of the period that one may board at, by berth."""
        timed = self._timed
        found = defaultdict(list)
        for p, n_runs in enumerate(timed.n_trips):
            first, last = timed.stop_start[p], timed.stop_start[p + 1]
            for position in range(last - first):
                row = timed.time_start[p] + position * n_runs
                for run, departs in enumerate(timed.departure[row : row + n_runs]):
                    if timed.board[first + position] and self._start <= departs <= self._end:
                        found[timed.stop[first + position]].append((departs, p, run, position))
        return found

    def _headway_boardings(self) -> dict[int, list[tuple[int, int, int]]]:
        """Pattern, window and position of each headway call that vehicles pass in the period, by berth."""
        headway = self._headway
        found = defaultdict(list)
        for p in range(len(headway.stop_start) - 1):
            first, last = headway.stop_start[p], headway.stop_start[p + 1]
            for window in range(headway.window_start[p], headway.window_start[p + 1]):
                opens, closes = headway.opens[window], headway.closes[window]
                for call in range(first, last):
                    offset = headway.departure[call]
                    passed = opens + offset <= self._end and closes + offset > self._start
                    if headway.board[call] and passed:
                        found[headway.stop[call]].append((p, window, call - first))
        return found

    def close(self, origin: Mapping[str, int], ends: AtEnds) -> None:
        """Draw everything that follows from being at some stops, whence one may walk before one rides."""
        begin, start = min(origin.values()), ("start",)
        self._view.add_node(start, kind="start", stop_id="", time=begin)
        for stop_id, ready in origin.items():
            self._begin(start, self._index[stop_id], ready, ready - begin, ends)
        followed = set()
        while self._queue:
            time, kind, berth, rides, source, seconds = heappop(self._queue)
            if (kind, berth, rides) in followed:
                continue
            followed.add((kind, berth, rides))
            if kind == _ARRIVED:
                self._walk(source, berth, time, rides)
                continue
            node = self._event("ready", berth, time, rides)
            self._view.add_edge(source, node, seconds=seconds)
            if rides != self._max_rides:
                self._board(node, berth, time, rides)

    def _begin(self, start: Node, stop: int, ready: int, waited: int, ends: AtEnds) -> None:
        for there, walk_s in walks_from(ends, stop):
            seconds = waited + walk_s
            in_s = int(ends.entry_s[there])
            boards = ready + walk_s + in_s
            if boards <= self._end:
                for berth in self._names.berths_of[there]:
                    heappush(self._queue, (boards, _READY, berth, 0, start, seconds + in_s))
            if there != stop:
                reached = ("reached", self._names.stop_ids[there])
                before = self._view.get_edge_data(start, reached, {"seconds": seconds})["seconds"]
                self._view.add_node(reached, kind="reached", stop_id=reached[1])
                self._view.add_edge(start, reached, seconds=min(before, seconds))

    def _walk(self, aboard: Node, berth: int, time: int, rides: int) -> None:
        paths = self._footpaths
        for w in range(paths.start[berth], paths.start[berth + 1]):
            there = time + paths.walk_s[w]
            if there <= self._end:
                heappush(self._queue, (there, _READY, paths.to[w], rides, aboard, paths.walk_s[w]))

    def _board(self, ready: Node, berth: int, time: int, rides: int) -> None:
        after = rides if self._max_rides is None else rides + 1
        for departs, p, run, position in self._timed_at.get(berth, ()):
            if departs >= time:
                trip = self._timed.trip[self._timed.trip_start[p] + run]
                self._ride(ready, time, trip, self._timed_hops(p, run, position, after), after)
        headway = self._headway
        for p, window, position in self._headway_at.get(berth, ()):
            offset = headway.departure[headway.stop_start[p] + position]
            leaves = max(time + headway.board_wait_s[window] - offset, headway.opens[window])
            if leaves < headway.closes[window]:
                hops = self._headway_hops(p, window, leaves, position, after)
                self._ride(ready, time, headway.trip[window], hops, after)

    def _timed_hops(self, p: int, run: int, position: int, rides: int) -> Iterator[Hop]:
        timed = self._timed
        first, n_runs = timed.stop_start[p], timed.n_trips[p]
        n_calls = timed.stop_start[p + 1] - first
        leaving, reaching = timed.time_start[p] + run, timed.time_start[p] + run * n_calls
        for i in range(position, n_calls - 1):
            leaves, comes = timed.departure[leaving + i * n_runs], timed.arrival[reaching + i + 1]
            yield i, leaves, timed.stop[first + i + 1], comes, timed.alight[first + i + 1]
            if (p, run, rides, i) in self._ridden_runs:
                return
            self._ridden_runs.add((p, run, rides, i))

    def _headway_hops(
        self, p: int, window: int, leaves: int, position: int, rides: int
    ) -> Iterator[Hop]:
        headway = self._headway
        first = headway.stop_start[p]
        for i in range(position, headway.stop_start[p + 1] - first - 1):
            if self._ridden.get((window, rides, i), _NEVER) <= leaves:
                return
            self._ridden[window, rides, i] = leaves
            call = first + i
            departs = leaves + headway.departure[call]
            off = leaves + headway.arrival[call + 1] + headway.alight_wait_s[window]
            yield i, departs, headway.stop[call + 1], off, headway.alight[call + 1]

    def _ride(self, ready: Node, time: int, trip: int, hops: Iterator[Hop], rides: int) -> None:
        previous = ready
        for position, departs, there, off, may_alight in hops:
            if off > self._end:
                return
            aboard = self._event("aboard", there, off, rides, self._names.call(trip, position + 1))
            if previous == ready:
                self._view.add_edge(ready, aboard, seconds=off - time, departs=departs)
            else:
                self._view.add_edge(previous, aboard, seconds=off - time)
            previous, time = aboard, off
            if may_alight:
                stepped_off = ("off", self._names.stop_id(there))
                self._view.add_node(stepped_off, kind="off", stop_id=stepped_off[1])
                self._view.add_edge(aboard, stepped_off, seconds=0)
                heappush(self._queue, (off, _ARRIVED, there, rides, aboard, 0))

    def _event(
        self, kind: str, berth: int, time: int, rides: int, call: tuple[str, int] | None = None
    ) -> Node:
        node: Node = (kind, self._names.berth_ids[berth], time)
        facts: dict[str, str | int] = {
            "kind": kind,
            "stop_id": self._names.stop_id(berth),
            "time": time,
        }
        if call is not None:
            node += call
            facts["trip_id"] = call[0]
        if self._max_rides is not None:
            node += (rides,)
            facts["rides"] = rides
        self._view.add_node(node, **facts)
        return node
