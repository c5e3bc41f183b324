"""Every event of a period, whoever travels: timed trips as they run, headway service at whole minutes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from transit.timetable.arrays import HeadwayPatterns, TimedPatterns
from transit.views.ends import walks_from
from transit.views.names import Names, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from transit.network.ground import Ground
    from transit.timetable.arrays import Footpaths, Timetable
    from transit.views.ends import AtEnds

Call = tuple[int, int, int, int, int, int, bool, bool]
"""Trip, position and berth of a call; when the vehicle leaves, when one who alights is off, when one who boards must be
ready; whether one may board, and alight."""

_MINUTE: Final = 60


def lay_out(
    view: nx.DiGraph[Node],
    ground: Ground,
    timetable: Timetable,
    footpaths: Footpaths,
    ends: AtEnds,
    period: tuple[int, int],
) -> None:
    """Draw every event of a period into a graph.

    At a berth there is a readiness only where a vehicle can be boarded from it: who is ready at another time is so at
    the next of these.
    """
    drawing = _Drawing(view, Names(ground, timetable.through), period)
    drawing.ride(_timed_calls(timetable.timed))
    drawing.ride(_headway_calls(timetable.headway, period), laid_out=True)
    drawing.wait()
    drawing.begin(ends)
    drawing.walk(footpaths)


class _Drawing:
    def __init__(self, view: nx.DiGraph[Node], names: Names, period: tuple[int, int]) -> None:
        self._view, self._names, self._period = view, names, period
        self._ready: dict[int, set[int]] = defaultdict(set)
        self._arrived: dict[int, list[tuple[int, Node]]] = defaultdict(list)

    def ride(self, calls: Iterator[Call], **facts: bool) -> None:
        """Board, and ride on from call to call."""
        start, end = self._period
        aboard: Node | None = None
        now = 0
        for here, there in pairwise(calls):
            trip, position, berth, departs, _, ready_by, board, _ = here
            _, next_position, next_berth, _, off, _, _, alight = there
            if next_position != position + 1 or departs < start or off > end:
                aboard = None
                continue
            call = self._names.call(trip, next_position)
            node = ("aboard", self._names.berth_ids[next_berth], off, *call)
            stop_id = self._names.stop_id(next_berth)
            self._view.add_node(
                node, kind="aboard", stop_id=stop_id, time=off, trip_id=call[0], **facts
            )
            if aboard is not None:
                self._view.add_edge(aboard, node, seconds=off - now)
            if board and ready_by >= start:
                self._ready[berth].add(ready_by)
                ready = ("ready", self._names.berth_ids[berth], ready_by)
                here_id = self._names.stop_id(berth)
                self._view.add_node(ready, kind="ready", stop_id=here_id, time=ready_by)
                self._view.add_edge(ready, node, seconds=off - ready_by, departs=departs)
            if alight:
                self._arrived[next_berth].append((off, node))
            aboard, now = node, off

    def wait(self) -> None:
        """Wait at a berth from one readiness to the next."""
        for berth, times in self._ready.items():
            ordered = sorted(times)
            berth_id = self._names.berth_ids[berth]
            for a, b in pairwise(ordered):
                self._view.add_edge(("ready", berth_id, a), ("ready", berth_id, b), seconds=b - a)

    def begin(self, ends: AtEnds) -> None:
        """Be at a stop as the period begins, or walk from there, and wait for the next readiness."""
        begins = self._period[0]
        names = self._names
        ordered = {berth: sorted(times) for berth, times in self._ready.items()}
        for stop, stop_id in enumerate(names.stop_ids):
            start = ("start", stop_id)
            self._view.add_node(start, kind="start", stop_id=stop_id, time=begins)
            for there, walk_s in walks_from(ends, stop):
                boards = begins + walk_s + int(ends.entry_s[there])
                for berth in names.berths_of[there]:
                    times = ordered.get(berth, [])
                    nearest = bisect_left(times, boards)
                    if nearest < len(times):
                        ready = ("ready", names.berth_ids[berth], times[nearest])
                        self._view.add_edge(start, ready, seconds=times[nearest] - begins)
                if there != stop:
                    reached = ("reached", names.stop_ids[there])
                    self._view.add_node(reached, kind="reached", stop_id=reached[1])
                    self._view.add_edge(start, reached, seconds=walk_s)

    def walk(self, footpaths: Footpaths) -> None:
        """Step off and walk to the next readiness there is, or be where one wanted to."""
        start, to, walk_s = (column.tolist() for column in footpaths)
        ordered = {berth: sorted(times) for berth, times in self._ready.items()}
        for berth, events in self._arrived.items():
            stepped_off = ("off", self._names.stop_id(berth))
            self._view.add_node(stepped_off, kind="off", stop_id=stepped_off[1])
            for time, aboard in events:
                self._view.add_edge(aboard, stepped_off, seconds=0)
                for w in range(start[berth], start[berth + 1]):
                    there = ordered.get(to[w], [])
                    nearest = bisect_left(there, time + walk_s[w])
                    if nearest < len(there):
                        ready = ("ready", self._names.berth_ids[to[w]], there[nearest])
                        self._view.add_edge(aboard, ready, seconds=there[nearest] - time)


def _timed_calls(timed: TimedPatterns) -> Iterator[Call]:
    columns = TimedPatterns(*(column.tolist() for column in timed))
    for p, n_trips in enumerate(columns.n_trips):
        first, last = columns.stop_start[p : p + 2]
        times, trips = columns.time_start[p], columns.trip_start[p]
        for run, trip in enumerate(columns.trip[trips : trips + n_trips]):
            for i, call in enumerate(range(first, last)):
                departs = columns.departure[times + i * n_trips + run]
                arrives = columns.arrival[times + run * (last - first) + i]
                may = columns.board[call], columns.alight[call]
                yield trip, i, columns.stop[call], departs, arrives, departs, *may


def _headway_calls(headway: HeadwayPatterns, period: tuple[int, int]) -> Iterator[Call]:
    columns = HeadwayPatterns(*(column.tolist() for column in headway))
    for p in range(len(columns.stop_start) - 1):
        first, last = columns.stop_start[p : p + 2]
        for window in range(*columns.window_start[p : p + 2]):
            # No vehicle that has left its last stop before the period, none that leaves its first after it.
            opens = max(columns.opens[window], period[0] - columns.arrival[last - 1])
            closes = min(columns.closes[window], period[1] + 1)
            for leaves in range(-(-opens // _MINUTE) * _MINUTE, closes, _MINUTE):
                for i, call in enumerate(range(first, last)):
                    departs = leaves + columns.departure[call]
                    off = leaves + columns.arrival[call] + columns.alight_wait_s[window]
                    ready_by = departs - columns.board_wait_s[window]
                    may = columns.board[call], columns.alight[call]
                    yield columns.trip[window], i, columns.stop[call], departs, off, ready_by, *may
