"""Who may walk from one side of a border to the other, and by way of which bridge?

Borders here are rivers for the most part, so nobody walks across one but on a bridge that is known to let people walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.geo import metres_between
from transit.network.walking import DETOUR

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from transit.corridor import Crossing
    from transit.network.ground import Ground
    from transit.network.land import Bridge, Land
    from transit.network.stops import Floats

Int64s = npt.NDArray[np.int64]

NO_BRIDGE: Final = -1


class Spots(NamedTuple):
    """Points on the ground; columns of shape (n,)."""

    lat: Floats
    lon: Floats
    error_m: Floats

    def at(self, rows: Int64s) -> Spots:
        """Pick some."""
        return Spots(*(column[rows] for column in self))


def by_land(
    land: Land, a: Spots, b: Spots, straight_m: Floats, most_m: float
) -> tuple[Floats, Int64s]:
    """Tell how far it is on foot between pairs of points: straight on, over a bridge, or not at all.

    A bridge leads from one of the provinces it joins to the other, by straight ways to it and on that cross no border
    elsewhere; no way over it is shorter than the errors of the three positions.

    Parameters
    ----------
    a, b
        Shape (n,).
    straight_m
        Estimated walks, were there no borders, shape (n,).
    most_m
        Nobody walks further.

    Returns
    -------
    walk_m, bridge
        Shape (n,): metres, infinite where nobody walks, and the place in ``land.bridges`` of the bridge, `NO_BRIDGE`
        where one stays on one's side.
    """
    walk_m = np.where(straight_m <= most_m, straight_m, np.inf)
    bridge = np.full(len(walk_m), NO_BRIDGE)
    near = np.flatnonzero(straight_m <= most_m)
    if not len(near):
        return walk_m, bridge
    here, there = a.at(near), b.at(near)
    blocked = near[crosses(here.lat, here.lon, there.lat, there.lon, land.barrier)]
    walk_m[blocked] = np.inf
    if not len(blocked):
        return walk_m, bridge
    a, b = a.at(blocked), b.at(blocked)
    # Which bridge is taken does not depend on how well the ends are known.
    shortest = np.full(len(blocked), np.inf)
    for number, over in enumerate(land.bridges):
        crow_m = sum(metres_between(end.lat, end.lon, over.lat, over.lon) for end in (a, b))
        metres = np.maximum(DETOUR * crow_m, over.error_m)
        better = np.flatnonzero((metres < shortest) & (metres <= most_m))
        better = better[_leads(land, over, a.at(better), b.at(better))]
        shortest[better] = metres[better]
        bridge[blocked[better]] = number
    walk_m[blocked] = np.maximum(shortest, np.maximum(a.error_m, b.error_m))
    return walk_m, bridge


def _leads(land: Land, over: Bridge, a: Spots, b: Spots) -> npt.NDArray[np.bool_]:
    """Tell between which points a bridge leads."""
    if not len(a.lat):
        return np.zeros(0, np.bool_)
    leads = np.array(
        [
            {here, there} == over.joins
            for here, there in zip(land.sides(a.lat, a.lon), land.sides(b.lat, b.lon), strict=True)
        ]
    )
    foot = np.full(len(a.lat), over.lat), np.full(len(a.lat), over.lon)
    for end in (a, b):
        leads &= ~crosses(end.lat, end.lon, *foot, over.elsewhere)
    return leads


def crosses(
    lat_a: npt.ArrayLike,
    lon_a: npt.ArrayLike,
    lat_b: npt.ArrayLike,
    lon_b: npt.ArrayLike,
    barrier: BaseGeometry,
) -> npt.NDArray[np.bool_]:
    """Tell which straight walks would cross the barrier. Each column has shape (n,), degrees."""
    import shapely

    ends = np.stack([np.column_stack((lon_a, lat_a)), np.column_stack((lon_b, lat_b))], axis=1)
    shapely.prepare(barrier)
    return np.asarray(shapely.intersects(barrier, shapely.linestrings(ends)), dtype=np.bool_)


def crossing_on_foot(
    ground: Ground, a_lat: float, a_lon: float, b_lat: float, b_lon: float
) -> tuple[Crossing | None, float, str] | None:
    """Find how a walk passes the border.

    Returns
    -------
    crossing, share, direction
        The bridge (None where no straight way leads to one, as on a walk that the feed, a table or a street graph
        has), the share of the walk that lies before it, and ``inbound``, ``outbound`` or ``other``; None where the
        walk stays on its side.
    """
    land = ground.land
    if land is None:
        return None
    lat, lon = np.array([a_lat, b_lat]), np.array([a_lon, b_lon])
    direction = ground.direction(*land.sides(lat, lon))
    if direction is None:
        return None
    ends = Spots(lat, lon, np.zeros(2))
    a, b = ends.at(np.array([0])), ends.at(np.array([1]))
    _, (number,) = by_land(land, a, b, np.zeros(1), np.inf)
    if number == NO_BRIDGE:
        return None, 0.5, direction
    over = land.bridges[number]
    before, after = metres_between(lat, lon, over.lat, over.lon)
    share = float(before / (before + after)) if before + after else 0.5
    return over.crossing, share, direction
