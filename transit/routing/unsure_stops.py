"""Which stops may lie near a place, so unsure is their position?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from transit.geo import metres_between
from transit.routing.reach import metres_within

if TYPE_CHECKING:
    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.routing.options import Options

Int64s = npt.NDArray[np.int64]

UNSURE_M: Final = 1_500.0
"""Error from which on a position places nothing: the longest walk where nobody says how far they would go, twenty
minutes at the normal pace. No walk to such a stop is shorter than that."""


def unsure_stops(ground: Ground) -> Int64s:
    """List the stops that no position places."""
    return np.flatnonzero(ground.stops.error_m >= UNSURE_M)


def may_be_near(ground: Ground, place: Place, unsure: Int64s, options: Options) -> list[int]:
    """List the stops among some that may lie within one's longest walk of a place.

    Parameters
    ----------
    unsure
        Stop indices.
    options
        How far one walks. Who only changes where the feed states it looks for no stop from another one.

    Returns
    -------
    stops
        Those no farther away, as the crow flies, than their error and the walk together. All the same a stop lies in
        its district: one of another district counts where that comes within the walk, on this side of the border.
    """
    if options.stated_only and place.stop_ids:
        return []
    stops, longest_m = ground.stops, metres_within(options.max_walk_s, options.walk_speed_kmh)
    own = [ground.stops.index_of[stop_id] for stop_id in place.stop_ids]
    lat = np.array([place.lat, *stops.lat[own]])
    lon = np.array([place.lon, *stops.lon[own]])
    apart_m = metres_between(stops.lat[unsure, None], stops.lon[unsure, None], lat, lon)
    near = unsure[apart_m.min(axis=1) <= stops.error_m[unsure] + longest_m]
    return [stop for stop in near.tolist() if _meets_district(ground, stop, place, longest_m)]


def _meets_district(ground: Ground, stop: int, place: Place, longest_m: float) -> bool:
    """Tell whether the district of a stop comes within a walk of a place, on the same side of the border."""
    region = ground.regions[stop]
    if ground.corridor is None or not region or region == place.region:
        return True
    if ground.direction(ground.side(region), place.side) is not None:
        return False
    import shapely

    there = shapely.Point(place.lon, place.lat)
    (lon, lat), _ = shapely.shortest_line(ground.corridor.regions[region].geometry, there).coords
    return bool(metres_between(lat, lon, place.lat, place.lon) <= longest_m)
