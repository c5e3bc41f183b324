"""networkx as a router: Dijkstra over the time-expanded graph of the day, an event a node."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from benchmarks.timing import InProcess

if TYPE_CHECKING:
    from benchmarks.feeds import Query
    from benchmarks.plain import Connections


class TimeExpanded(InProcess):
    """Contender: ``networkx.single_source_dijkstra`` to the target."""

    name = "networkx"
    kinds = ("earliest",)

    def __init__(self, day: Connections) -> None:
        """Build the graph: rides, waits at a stop, and walks to the next event of another stop.

        A stop's end node is reached from every arrival at it or within a walk of it, and leads nowhere.
        """
        self._number = {stop_id: n for n, stop_id in enumerate(day.stop_ids)}
        self._day = day
        self._graph = graph = nx.DiGraph()
        ends = np.concatenate([day.leaves, day.reaches]), np.concatenate([day.departs, day.arrives])
        self._times: list[list[int]] = [[] for _ in day.stop_ids]
        for stop, time in sorted(set(zip(*(e.tolist() for e in ends), strict=True))):
            if self._times[stop]:
                last = self._times[stop][-1]
                graph.add_edge((stop, last), (stop, time), weight=time - last)
            self._times[stop].append(time)
        columns = (day.leaves, day.departs, day.reaches, day.arrives)
        for a, departs, b, arrives in zip(*(c.tolist() for c in columns), strict=True):
            graph.add_edge((a, departs), (b, arrives), weight=arrives - departs)
        for b, arrives in set(zip(day.reaches.tolist(), day.arrives.tolist(), strict=True)):
            graph.add_edge((b, arrives), (b, None), weight=0)
            self._walk((b, arrives), b, arrives)

    def _walk(self, node: object, stop: int, leaves: int) -> None:
        """Lead a node to every stop within a walk."""
        day = self._day
        walks = slice(day.walk_start[stop], day.walk_start[stop + 1])
        for to, walk_s in zip(day.walk_to[walks].tolist(), day.walk_s[walks].tolist(), strict=True):
            self._graph.add_edge(node, (to, None), weight=walk_s)
            self._catch(node, to, leaves, leaves + walk_s)

    def _catch(self, node: object, stop: int, leaves: int, ready: int) -> None:
        """Lead a node to the first event of a stop at or after being ready there."""
        times = self._times[stop]
        at = bisect_left(times, ready)
        if at < len(times):
            self._graph.add_edge(node, (stop, times[at]), weight=times[at] - leaves)

    def ask(self, _kind: str, query: Query) -> int | None:
        """Find the earliest arrival at the target."""
        stop, departs = self._number[query.origin], query.departs
        self._catch("origin", stop, departs, departs)
        self._walk("origin", stop, departs)
        try:
            return departs + nx.dijkstra_path_length(
                self._graph, "origin", (self._number[query.target], None)
            )
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None
        finally:
            if "origin" in self._graph:
                self._graph.remove_node("origin")
