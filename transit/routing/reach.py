"""Which stops can be walked to from a place, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.geo import metres_between
from transit.network.walks import NOT_STATED, change_seconds, crosses, walk_metres, walk_seconds

if TYPE_CHECKING:
    from transit.network.ground import Ground
    from transit.places.place import Place


class Reach(NamedTuple):
    """Stops within walking reach of a place."""

    seconds: dict[int, int]
    metres: dict[int, float]


def reach(
    ground: Ground, place: Place, *, max_walk_s: int, speed_kmh: float, stated_only: bool
) -> Reach:
    """Find the stops in reach of a place.

    A place that is stops is reached without walking, and its neighbours by the walks between stops; any other place
    by the rule of :func:`transit.network.walks.walk_metres`. With `stated_only`, just its own stops and the changes
    that the feed states from them.
    """
    walks, stops = ground.walks, ground.stops
    own = [stops.index_of[stop_id] for stop_id in place.stop_ids]
    seconds = dict.fromkeys(own, 0)
    metres = dict.fromkeys(own, 0.0)
    if own:
        walk_s = change_seconds(walks, speed_kmh)
        near = np.isin(walks.from_stop, own) & (walk_s <= max_walk_s)
        if stated_only:
            near &= walks.transfer != NOT_STATED
        found = zip(walks.to_stop[near], walk_s[near], walks.walk_m[near], strict=True)
    else:
        crow = metres_between(place.lat, place.lon, stops.lat, stops.lon)
        walk_m = walk_metres(crow, place.error_m, stops.error_m)
        walk_s = walk_seconds(walk_m, speed_kmh)
        near = walk_s <= max_walk_s
        rows = np.flatnonzero(near)
        if ground.barrier is not None and len(rows):
            here = np.full(len(rows), place.lat), np.full(len(rows), place.lon)
            rows = rows[~crosses(*here, stops.lat[rows], stops.lon[rows], ground.barrier)]
        found = zip(rows, walk_s[rows], walk_m[rows], strict=True)
    for stop, s, m in found:
        if int(s) < seconds.get(int(stop), max_walk_s + 1):
            seconds[int(stop)], metres[int(stop)] = int(s), float(m)
    return Reach(seconds, metres)
