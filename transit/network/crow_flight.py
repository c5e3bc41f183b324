"""How far is it on foot where nobody has streets? Crow flight and a detour, around what cannot be walked across."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transit.geo import EARTH_M, metres_between
from transit.network.bridges import Spots, by_land
from transit.network.nearby import neighbours
from transit.network.walking import DETOUR, LONGEST_WALK_M, Lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.network.land import Land
    from transit.network.stops import Floats, Stops
    from transit.network.walking import Spot

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


def walk_metres(
    crow_m: npt.ArrayLike, error_a_m: npt.ArrayLike, error_b_m: npt.ArrayLike
) -> Floats:
    """Estimate the walk between two points: crow flight times `DETOUR`, never less than either's error.

    A stop known only to kilometres may lie anywhere within them, so no walk to it is called short.
    """
    longest: Floats = np.maximum(np.multiply(crow_m, DETOUR), np.maximum(error_a_m, error_b_m))
    return longest


def metres_on_foot(stops: Stops, a: npt.NDArray[np.integer], b: npt.NDArray[np.integer]) -> Floats:
    """Estimate the walks between stops ``a`` and ``b``, pair by pair, whatever lies between; shape (n,)."""
    crow_m = metres_between(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b])
    return walk_metres(crow_m, stops.error_m[a], stops.error_m[b])


class CrowFlight:
    """Walks as the crow flies, times `DETOUR`, by way of bridges where there are borders."""

    longest_m = LONGEST_WALK_M

    def __init__(self, stops: Stops, land: Land | None = None) -> None:
        """Walk between some stops, and around them; without `land` nothing is in the way."""
        self._stops = stops
        self._land = land

    @cached_property
    def _northward(self) -> tuple[Int64s, Floats]:
        """Stops from south to north, and their latitudes in that order."""
        order = np.argsort(self._stops.lat, kind="stable")
        return order, self._stops.lat[order]

    def between_stops(self) -> Iterator[tuple[Int64s, Int64s, Lengths]]:
        """See :class:`transit.network.walking.WalkRule`."""
        stops = self._stops
        for a, b, crow_m in neighbours(stops.lat, stops.lon, LONGEST_WALK_M / DETOUR):
            walk_m = walk_metres(crow_m, stops.error_m[a], stops.error_m[b])
            if self._land is not None:
                ends = self._spots(a), self._spots(b)
                walk_m, _ = by_land(self._land, *ends, walk_m, LONGEST_WALK_M)
            near = np.flatnonzero(walk_m <= LONGEST_WALK_M)
            yield a[near], b[near], Lengths.of(walk_m[near])

    def around(self, spot: Spot, most_m: float, *, towards: bool) -> tuple[Int64s, Lengths]:  # noqa: ARG002
        """See :class:`transit.network.walking.WalkRule`; it is as far to a spot as from it."""
        order, lat = self._northward
        # No walk is shorter than its crow flight times the detour, so stops further north or south are out of reach.
        # The band is a hair wider, for rounding: the walk itself decides.
        band = float(np.degrees(most_m / DETOUR / EARTH_M)) + 1e-9
        first, last = np.searchsorted(lat, (spot.lat - band, spot.lat + band))
        rows = np.sort(order[first:last])
        walk_m = self._from(spot, self._spots(rows), most_m)
        near = np.isfinite(walk_m)
        return rows[near], Lengths.of(walk_m[near])

    def between_spots(self, a: Spot, others: Sequence[Spot], most_m: float) -> Lengths:
        """See :class:`transit.network.walking.WalkRule`."""
        there = Spots(*np.array([(b.lat, b.lon, b.error_m) for b in others]).T)
        return Lengths.of(self._from(a, there, most_m))

    def _from(self, spot: Spot, there: Spots, most_m: float) -> Floats:
        """Walk from a spot to some points: metres, infinite where that is too far or the land forbids it."""
        crow_m = metres_between(spot.lat, spot.lon, there.lat, there.lon)
        walk_m = walk_metres(crow_m, spot.error_m, there.error_m)
        if self._land is None:
            return np.where(walk_m <= most_m, walk_m, np.inf)
        here = Spots(*(np.full(len(walk_m), c) for c in (spot.lat, spot.lon, spot.error_m)))
        return by_land(self._land, here, there, walk_m, most_m)[0]

    def _spots(self, rows: Int64s) -> Spots:
        stops = self._stops
        return Spots(stops.lat[rows], stops.lon[rows], stops.error_m[rows])
