"""Where does a journey begin and end? The walk before the first ride and the one after the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.network.walks import change_seconds
from transit.timetable.arrays import Footpaths

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from transit.network.ground import Ground
    from transit.views.names import Node


def walks_at_ends(ground: Ground, *, speed_kmh: float, max_walk_s: int) -> Footpaths:
    """List the walks one may take before the first ride and after the last.

    Between stops, not berths: what ``transfers.txt`` says of changes between two trips is not spoken of them.

    Parameters
    ----------
    speed_kmh
        Of walks whose time the feed does not state.
    max_walk_s
        Longest walk.
    """
    walks = ground.walks
    seconds = change_seconds(walks, speed_kmh)
    near = np.flatnonzero(seconds <= max_walk_s)
    origin = walks.from_stop[near]
    start = np.searchsorted(origin, np.arange(len(ground.stops.ids) + 1))
    return Footpaths(start.astype(np.int32), walks.to_stop[near], seconds[near])


def stay_put(n_stops: int) -> Footpaths:
    """Walk nowhere."""
    nothing = np.empty(0, dtype=np.int32)
    return Footpaths(np.zeros(n_stops + 1, dtype=np.int32), nothing, nothing)


def walks_from(ends: Footpaths, stop: int) -> Iterator[tuple[int, int]]:
    """Tell the stops one may be at without a ride, and the seconds it takes: the stop itself is first."""
    yield stop, 0
    paths = slice(int(ends.start[stop]), int(ends.start[stop + 1]))
    yield from zip(ends.to[paths].tolist(), ends.walk_s[paths].tolist(), strict=True)


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
