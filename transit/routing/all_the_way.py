"""How long is it on foot all the way, between many places?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.network.walks import walk_seconds
from transit.routing.reach import metres_within
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transit.network.ground import Ground
    from transit.network.stops import Floats
    from transit.places.place import Place
    from transit.routing.options import Options
    from transit.routing.reach import Reach
    from transit.timetable.arrays import Int32s


def all_the_way(
    ground: Ground,
    origins: Sequence[tuple[Place, Reach]],
    targets: Sequence[tuple[Place, Reach]],
    options: Options,
) -> Int32s:
    """Seconds to walk from each origin to each target, shape (N, M): 0 where one is there already.

    The rule is that of :meth:`transit.routing.plan.Planner.journeys`; `UNREACHED` where it is further than one is
    willing to walk.
    """
    walk_s = np.full((len(origins), len(targets)), UNREACHED, np.int32)
    for table, here, there in ((walk_s, origins, targets), (walk_s.T, targets, origins)):
        owners: dict[int, list[int]] = {}
        for i, (place, _) in enumerate(here):
            for stop_id in place.stop_ids:
                owners.setdefault(ground.stops.index_of[stop_id], []).append(i)
        for j, (_, reach) in enumerate(there):
            for stop, seconds in reach.seconds.items():
                for i in owners.get(stop, ()):
                    table[i, j] = min(table[i, j], seconds)
    bare = [j for j, (place, _) in enumerate(targets) if not place.stop_ids]
    for i, (place, _) in enumerate(origins):
        if bare and not place.stop_ids:
            walk_s[i, bare], _ = straight(ground, place, [targets[j][0] for j in bare], options)
    lat_lon = [np.array([(p.lat, p.lon) for p, _ in ends]) for ends in (origins, targets)]
    walk_s[(lat_lon[0][:, None] == lat_lon[1]).all(axis=2)] = 0
    return walk_s


def straight(
    ground: Ground, a: Place, others: Sequence[Place], options: Options
) -> tuple[Int32s, Floats]:
    """Walk from a place that is no stop to others that are none: seconds, `UNREACHED` for too far, and metres."""
    found = np.full(len(others), UNREACHED, np.int32)
    if options.stated_only:
        return found, np.full(len(others), np.inf)
    most_m = metres_within(options.max_walk_s, options.walk_speed_kmh)
    walk_m, paced_m = ground.walk_rule.between_spots(a, others, most_m)
    near = np.flatnonzero(paced_m <= most_m)
    walk_s = walk_seconds(paced_m[near], options.walk_speed_kmh)
    near, walk_s = near[walk_s <= options.max_walk_s], walk_s[walk_s <= options.max_walk_s]
    found[near] = walk_s
    return found, walk_m
