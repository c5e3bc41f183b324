"""How far is it on foot along the streets? Shortest paths in a street graph, from the node nearest to each end."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.errors import QueryError
from transit.geo import EARTH_M, metres_between
from transit.network.walking import DETOUR, LONGEST_WALK_M, Lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.network.stops import Floats, Stops
    from transit.network.street_graph import Streets
    from transit.network.walking import Spot

Int64s = npt.NDArray[np.int64]

FURTHEST_SNAP_M: Final = 500.0
"""As the crow flies. What lies further from the nearest node than this is not on the map that the graph is of."""

_AT_ONCE: Final = 8_000_000
"""Distances laid out at a time, which bounds memory."""


class OffStreetsWarning(UserWarning):
    """Stops lie where a street graph has no streets: nobody walks to them or from them."""


class _Snapped(NamedTuple):
    """Points and the street nodes they are nearest to; columns of shape (n,)."""

    lat: Floats
    lon: Floats
    error_m: Floats
    node: Int64s
    """Any where `snap_m` is infinite."""
    snap_m: Floats
    """Walk between the point and its node; infinite for a point too far from any."""

    def at(self, rows: npt.NDArray[np.int64] | slice) -> _Snapped:
        lat, lon, error_m, node, snap_m = self
        return _Snapped(lat[rows], lon[rows], error_m[rows], node[rows], snap_m[rows])


class StreetWalks:
    """Walks along the streets. There are no borders here: streets know their bridges."""

    longest_m = LONGEST_WALK_M

    def __init__(self, stops: Stops, streets: Streets) -> None:
        """Put stops on the streets, and warn of those that are too far from any.

        Raises
        ------
        QueryError
            If no stop is on the streets.
        """
        from scipy.spatial import cKDTree

        self._ways = streets.ways
        self._nodes = cKDTree(_on_the_sphere(streets.lat, streets.lon))
        self._stops = self._snap(stops.lat, stops.lon, stops.error_m)
        lost = np.flatnonzero(~np.isfinite(self._stops.snap_m))
        if len(lost) == len(stops.ids) > 0:
            middle = f"around {streets.lat.mean():.3f}, {streets.lon.mean():.3f}"
            raise QueryError(
                "walks",
                f"graph of {len(streets.lat)} nodes {middle}",
                f"streets around the stops; no stop lies within {FURTHEST_SNAP_M:.0f} m of a node",
            )
        if len(lost):
            named = ", ".join(stops.ids[s] for s in lost[:3].tolist())
            more = ", …" if len(lost) > 3 else ""
            warnings.warn(
                OffStreetsWarning(
                    f"{len(lost)} of {len(stops.ids)} stops lie further than {FURTHEST_SNAP_M:.0f} m from any node of "
                    f"the street graph, so nobody walks to them: {named}{more}"
                ),
                stacklevel=5,
            )

    def between_stops(self) -> Iterator[tuple[Int64s, Int64s, Lengths]]:
        """See :class:`transit.network.walking.WalkRule`."""
        stops = self._stops
        n_stops = len(stops.node)
        at_once = max(_AT_ONCE // (len(self._nodes.data) + n_stops), 1)
        for begin in range(0, n_stops, at_once):
            here = stops.at(slice(begin, begin + at_once))
            nodes, row = np.unique(here.node, return_inverse=True)
            path_m = self._paths(nodes, LONGEST_WALK_M)[:, stops.node][row]
            walk_m = _lengths(here.at(np.arange(len(row))[:, None]), stops, path_m)
            walk_m[np.arange(len(row)), begin + np.arange(len(row))] = np.inf
            a, b = np.nonzero(walk_m <= LONGEST_WALK_M)
            yield begin + a, b, Lengths.of(walk_m[a, b])

    def around(self, spot: Spot, most_m: float, *, towards: bool) -> tuple[Int64s, Lengths]:  # noqa: ARG002
        """See :class:`transit.network.walking.WalkRule`; every street is walked both ways."""
        walk_m = self._from(spot, self._stops, most_m)
        near = np.flatnonzero(walk_m <= most_m)
        return near, Lengths.of(walk_m[near])

    def between_spots(self, a: Spot, others: Sequence[Spot], most_m: float) -> Lengths:
        """See :class:`transit.network.walking.WalkRule`."""
        there = self._snap(*np.array([(b.lat, b.lon, b.error_m) for b in others]).T)
        return Lengths.of(self._from(a, there, most_m))

    def _from(self, spot: Spot, there: _Snapped, most_m: float) -> Floats:
        here = self._snap(*np.array([[spot.lat], [spot.lon], [spot.error_m]]))
        if not np.isfinite(here.snap_m[0]):
            return np.full(len(there.node), np.inf)
        return _lengths(here, there, self._paths(here.node, most_m)[0, there.node])

    def _paths(self, nodes: Int64s, most_m: float) -> Floats:
        """Find the shortest paths from some nodes to every node, shape (n, N); infinite beyond `most_m`."""
        from scipy.sparse.csgraph import dijkstra

        found: Floats = dijkstra(self._ways, indices=nodes, limit=most_m)
        return found

    def _snap(self, lat: Floats, lon: Floats, error_m: Floats) -> _Snapped:
        chord, node = self._nodes.query(_on_the_sphere(lat, lon))
        # From the straight line through the earth to the great circle on it.
        crow_m = 2 * EARTH_M * np.arcsin(np.minimum(chord / 2, 1))
        snap_m = np.where(crow_m <= FURTHEST_SNAP_M, DETOUR * crow_m, np.inf)
        return _Snapped(lat, lon, error_m, node, snap_m)


def _lengths(a: _Snapped, b: _Snapped, path_m: Floats) -> Floats:
    """Add the ways to the streets and from them; no walk is shorter than the error of either end's position."""
    walk_m = a.snap_m + path_m + b.snap_m
    # Who comes to the same node need not go by way of it.
    crow_m = DETOUR * metres_between(a.lat, a.lon, b.lat, b.lon)
    walk_m = np.where((a.node == b.node) & (crow_m < walk_m), crow_m, walk_m)
    walk_m = np.maximum(walk_m, np.maximum(a.error_m, b.error_m))
    off = ~np.isfinite(a.snap_m + b.snap_m)
    return np.where(off, np.inf, walk_m)


def _on_the_sphere(lat: Floats, lon: Floats) -> Floats:
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
