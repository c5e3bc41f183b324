"""Where does a journey begin and end? The walk before the first ride and the one after the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.timetable.arrays import Footpaths

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from transit.network.ground import Ground
    from transit.views.closure import Node


def stay_put(n_stops: int) -> Footpaths:
    """Walk nowhere: from each stop only to itself, in no time."""
    here = np.arange(n_stops + 1, dtype=np.int32)
    return Footpaths(here, here[:-1], np.zeros(n_stops, dtype=np.int32))


def walks_from(ends: Footpaths, stop: int) -> Iterator[tuple[int, int]]:
    """Tell the stops one may walk to, itself included, and the seconds it takes."""
    paths = slice(int(ends.start[stop]), int(ends.start[stop + 1]))
    return zip(ends.to[paths].tolist(), ends.walk_s[paths].tolist(), strict=True)


def finish(view: nx.DiGraph[Node], ground: Ground, ends: Footpaths) -> None:
    """Walk on from where one steps off for good; these nodes have no time, for any event may lead there."""
    ids = ground.stops.ids
    for stop, stop_id in enumerate(ids):
        if ("off", stop_id) not in view:
            continue
        for there, walk_s in walks_from(ends, stop):
            reached = ("reached", ids[there])
            view.add_node(reached, kind="reached", stop_id=ids[there])
            view.add_edge(("off", stop_id), reached, seconds=walk_s)
