"""Which stops can be walked between, how far it is, and how long a stated change takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.geo import metres_between
from transit.network.changes import FORBIDDEN, ORDINARY, last_of_each
from transit.network.nearby import neighbours
from transit.network.stops import Floats  # noqa: TC001 - the store reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from transit.network.changes import Changes
    from transit.network.stops import Stops

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

DETOUR: Final = 1.3
"""Walked metres per metre as the crow flies, where no street graph says better.

An assumption: street detour factors found in European and North American cities lie between 1.2 and 1.4."""

LONGEST_WALK_M: Final = 2_000.0
"""Walks longer than this are not kept."""

NOT_STATED: Final = ORDINARY


class Walks(NamedTuple):
    """Walks between different stops, in both directions. Columns have shape (W,), sorted by origin, then by target."""

    start: Int32s
    """Shape (S + 1,): the walks out of stop s are ``start[s]:start[s + 1]``."""
    from_stop: Int32s
    to_stop: Int32s
    walk_m: Floats
    stated_s: Int32s
    """Seconds that ``transfers.txt`` states for this change, whatever the trips; `NOT_STATED` elsewhere."""
    transfer: Int32s
    """Row of ``transfers.txt``; `NOT_STATED` for walks found on the ground."""


def walk_metres(
    crow_m: npt.ArrayLike, error_a_m: npt.ArrayLike, error_b_m: npt.ArrayLike
) -> Floats:
    """Estimate the walk between two points: crow flight times `DETOUR`, never less than either's error.

    A stop known only to kilometres may lie anywhere within them, so no walk to it is called short.
    """
    longest: Floats = np.maximum(np.multiply(crow_m, DETOUR), np.maximum(error_a_m, error_b_m))
    return longest


def metres_on_foot(stops: Stops, a: Int32s, b: Int32s) -> Floats:
    """Estimate the walks between stops ``a`` and ``b``, pair by pair; shape (n,)."""
    crow_m = metres_between(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b])
    return walk_metres(crow_m, stops.error_m[a], stops.error_m[b])


def find_walks(stops: Stops, changes: Changes, barrier: BaseGeometry | None = None) -> Walks:
    """Find every walk of at most `LONGEST_WALK_M`, and every change stated for all trips.

    Parameters
    ----------
    stops, changes
        The network. What is stated for single routes and trips is left to :mod:`transit.network.berths`.
    barrier
        Lines nobody walks across, in degrees.
    """
    found = [
        (np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32), np.empty(0)),
        *_on_the_ground(stops, barrier),
    ]
    # Walks may be many millions: what is put together is not kept apart as well.
    parts = list(map(list, zip(*found, strict=True)))
    found.clear()
    from_stop, to_stop, walk_m = (np.concatenate(parts.pop(0)) for _ in range(3))
    nothing = np.full(len(from_stop), NOT_STATED, dtype=np.int32)
    on_the_ground = Walks(_starts(stops, from_stop), from_stop, to_stop, walk_m, nothing, nothing)
    said = changes.of((changes.rank == 0) & (changes.from_stop != changes.to_stop))
    return _as_stated(on_the_ground, stops, said) if len(said.rank) else on_the_ground


def _on_the_ground(
    stops: Stops, barrier: BaseGeometry | None
) -> Iterator[tuple[Int32s, Int32s, Floats]]:
    for a, b, crow_m in neighbours(stops.lat, stops.lon, LONGEST_WALK_M / DETOUR):
        walk_m = walk_metres(crow_m, stops.error_m[a], stops.error_m[b])
        keep = walk_m <= LONGEST_WALK_M
        if barrier is not None:
            keep &= ~crosses(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b], barrier)
        yield a[keep].astype(np.int32), b[keep].astype(np.int32), walk_m[keep]


def _as_stated(walks: Walks, stops: Stops, said: Changes) -> Walks:
    """Let stated changes stand where they are walks on the ground too, put in those that are not."""
    n_stops = len(stops.ids)
    said_key = said.from_stop.astype(np.int64) * n_stops + said.to_stop
    last = last_of_each(said_key)
    said = said.of(last)
    key = walks.from_stop.astype(np.int64) * n_stops + walks.to_stop
    at = np.searchsorted(key, said_key[last])
    known = at < np.searchsorted(key, said_key[last], side="right")
    stated_s, transfer = walks.stated_s.copy(), walks.transfer.copy()
    stated_s[at[known]] = said.seconds[known]
    transfer[at[known]] = said.transfer[known]
    new = ~known & (said.seconds != FORBIDDEN)
    at, said = at[new], said.of(new)
    allowed = np.insert(stated_s != FORBIDDEN, at, True)
    columns = (
        np.insert(column, at, further)[allowed]
        for column, further in (
            (walks.from_stop, said.from_stop),
            (walks.to_stop, said.to_stop),
            (walks.walk_m, metres_on_foot(stops, said.from_stop, said.to_stop)),
            (stated_s, said.seconds),
            (transfer, said.transfer),
        )
    )
    from_stop, *others = columns
    return Walks(_starts(stops, from_stop), from_stop, *others)


def _starts(stops: Stops, from_stop: Int32s) -> Int32s:
    here = np.arange(len(stops.ids) + 1, dtype=np.int32)
    return np.searchsorted(from_stop, here).astype(np.int32)


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


def change_seconds(walks: Walks, speed_kmh: float) -> Int32s:
    """Time every walk: as the feed states it, else by its length."""
    return np.where(
        walks.stated_s == NOT_STATED, walk_seconds(walks.walk_m, speed_kmh), walks.stated_s
    )


def walk_seconds(walk_m: npt.ArrayLike, speed_kmh: float) -> Int32s:
    """Time a walk, rounded up to whole seconds."""
    return np.ceil(np.multiply(walk_m, 3.6 / speed_kmh)).astype(np.int32)
