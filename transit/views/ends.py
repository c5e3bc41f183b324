"""Where does a journey begin and end? The walk before the first ride and the one after the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.network.walks import change_seconds
from transit.timetable.arrays import Footpaths

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from transit.network.ground import Ground
    from transit.network.overheads import Overheads
    from transit.timetable.arrays import Int32s
    from transit.views.names import Node


class AtEnds(NamedTuple):
    """What one walks before the first ride and after the last, by stop, and what stations take there."""

    walks: Footpaths
    entry_s: Int32s
    """Shape (S,), seconds: to be added before one boards there."""
    exit_s: Int32s


def walks_at_ends(
    ground: Ground, *, speed_kmh: float, max_walk_s: int, overheads: Overheads | None = None
) -> AtEnds:
    """List the walks one may take before the first ride and after the last.

    Between stops, not berths: what ``transfers.txt`` says of changes between two trips is not spoken of them.

    Parameters
    ----------
    speed_kmh
        Of walks whose time the feed does not state.
    max_walk_s
        Longest walk.
    overheads
        What entering and leaving stations takes.
    """
    walks = ground.walks
    seconds = change_seconds(walks, speed_kmh)
    near = np.flatnonzero(seconds <= max_walk_s)
    origin = walks.from_stop[near]
    start = np.searchsorted(origin, np.arange(len(ground.stops.ids) + 1))
    paths = Footpaths(start.astype(np.int32), walks.to_stop[near], seconds[near])
    nothing = np.zeros(len(ground.stops.ids), np.int32)
    if overheads is None:
        return AtEnds(paths, nothing, nothing)
    return AtEnds(paths, overheads.entry_s, overheads.exit_s)


def stay_put(n_stops: int) -> AtEnds:
    """Walk nowhere."""
    nothing, no_walks = np.zeros(n_stops, np.int32), np.empty(0, dtype=np.int32)
    start = np.zeros(n_stops + 1, dtype=np.int32)
    return AtEnds(Footpaths(start, no_walks, no_walks), nothing, nothing)


def walks_from(ends: AtEnds, stop: int) -> Iterator[tuple[int, int]]:
    """Tell the stops one may be at without a ride, and the seconds it takes: the stop itself is first."""
    yield stop, 0
    start, to, walk_s = ends.walks
    paths = slice(int(start[stop]), int(start[stop + 1]))
    yield from zip(to[paths].tolist(), walk_s[paths].tolist(), strict=True)


def finish(view: nx.DiGraph[Node], ground: Ground, ends: AtEnds) -> None:
    """Walk on from where one steps off for good; these nodes have no time, for any event may lead there."""
    ids = ground.stops.ids
    for stop, stop_id in enumerate(ids):
        if ("off", stop_id) not in view:
            continue
        for there, walk_s in walks_from(ends, stop):
            out_s = walk_s + int(ends.exit_s[stop])
            reached = ("reached", ids[there])
            view.add_node(reached, kind="reached", stop_id=ids[there])
            view.add_edge(("off", stop_id), reached, seconds=out_s)
