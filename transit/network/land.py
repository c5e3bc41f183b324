"""What lies in a walker's way: borders, which are rivers for the most part, and which bridges lead over them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.corridor.records import PROVINCES
from transit.geo import EARTH_M

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from transit.corridor import Corridor, Crossing

_LEAST_ERROR_M: Final = 1.0
"""Two lines that meet at a bridge need not meet to the last bit."""


class Bridge(NamedTuple):
    """A crossing that one may walk over."""

    crossing: Crossing
    lat: float
    """Where it meets the border."""
    lon: float
    error_m: float
    joins: frozenset[str]
    """Provinces."""
    elsewhere: BaseGeometry
    """The barrier, but for where the bridge may be."""


class Land(NamedTuple):
    """What the land lets one walk."""

    barrier: BaseGeometry
    """Lines nobody walks across but on a bridge; degrees, longitude first."""
    bridges: tuple[Bridge, ...]
    sides: Callable[[npt.ArrayLike, npt.ArrayLike], tuple[str, ...]]
    """Tells the province of each point, latitudes first; blank where it is not known."""


def land_of(corridor: Corridor, core: str, sides: Callable[..., tuple[str, ...]]) -> Land:
    """Lay out the borders of a corridor and the bridges over them.

    Parameters
    ----------
    core
        The province whose districts are all known: beyond them lies another, whether it is known or not.
    sides
        See :class:`Land`.
    """
    from shapely import union_all

    lines = [line.geometry for line in corridor.border_lines]
    inner = [r.geometry for r in corridor.regions.values() if r.province == core]
    barrier = union_all([*lines, union_all(inner).boundary])
    return Land(barrier, tuple(_bridges(corridor.crossings.values(), barrier)), sides)


def _bridges(crossings: Iterable[Crossing], barrier: BaseGeometry) -> Iterable[Bridge]:
    import shapely

    provinces = {told: province for province, told in PROVINCES.items()}
    for crossing in crossings:
        joins = frozenset(provinces[side] for side in crossing.sides if side in provinces)
        if crossing.on_foot != "yes" or crossing.status != "open" or len(joins) < 2:
            continue
        if crossing.lat is None or crossing.lon is None:
            continue
        near = shapely.shortest_line(barrier, shapely.Point(crossing.lon, crossing.lat))
        lon, lat = near.coords[0]
        error_m = crossing.error_m or 0.0
        circle = _circle(lat, lon, max(error_m, _LEAST_ERROR_M))
        yield Bridge(crossing, lat, lon, error_m, joins, shapely.difference(barrier, circle))


def _circle(lat: float, lon: float, radius_m: float) -> BaseGeometry:
    import shapely

    radius = np.degrees(radius_m / EARTH_M)
    size = np.array([radius / np.cos(np.radians(lat)), radius])
    unit = shapely.Point(0, 0).buffer(1)
    circle: BaseGeometry = shapely.transform(unit, lambda xy: xy * size + (lon, lat))
    return circle
