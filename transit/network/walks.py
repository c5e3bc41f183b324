"""Which stops can be walked between, how far it is, and how long a stated change takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.geo import metres_between, neighbours_within
from transit.network.stops import platforms_by_id

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from transit.gtfs.feed import Feed
    from transit.network.stops import Floats, Stops

DETOUR: Final = 1.3
"""Walked metres per metre as the crow flies, where no street graph says better.

An assumption: street detour factors found in European and North American cities lie between 1.2 and 1.4."""

LONGEST_WALK_M: Final = 2_000.0
"""Walks longer than this are not kept."""

NOT_STATED: Final = -1

_RECOMMENDED, _TIMED, _MINIMUM, _FORBIDDEN = range(4)


class Walks(NamedTuple):
    """Walks between different stops, in both directions. Columns have shape (W,), sorted by origin."""

    from_stop: npt.NDArray[np.int32]
    to_stop: npt.NDArray[np.int32]
    walk_m: Floats
    stated_s: npt.NDArray[np.int32]
    """Seconds that ``transfers.txt`` states for this change; `NOT_STATED` elsewhere."""
    transfer: npt.NDArray[np.int64]
    """Row of ``transfers.txt``; `NOT_STATED` for walks found on the ground."""


def walk_metres(
    crow_m: npt.ArrayLike, error_a_m: npt.ArrayLike, error_b_m: npt.ArrayLike
) -> Floats:
    """Estimate the walk between two points: crow flight times `DETOUR`, never less than either's error.

    A stop known only to kilometres may lie anywhere within them, so no walk to it is called short.
    """
    longest: Floats = np.maximum(np.multiply(crow_m, DETOUR), np.maximum(error_a_m, error_b_m))
    return longest


def find_walks(feed: Feed, stops: Stops, barrier: BaseGeometry | None = None) -> Walks:
    """Find every walk of at most `LONGEST_WALK_M`, and every change ``transfers.txt`` states.

    Parameters
    ----------
    feed, stops
        The network. A stated change between stations holds for each pair of their platforms.
    barrier
        Lines nobody walks across, in degrees.
    """
    a, b = neighbours_within(stops.lat, stops.lon, LONGEST_WALK_M / DETOUR)
    crow = metres_between(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b])
    walk_m = walk_metres(crow, stops.error_m[a], stops.error_m[b])
    keep = walk_m <= LONGEST_WALK_M
    if barrier is not None:
        keep &= ~crosses(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b], barrier)
    a, b, walk_m = a[keep], b[keep], walk_m[keep]
    changes = _changes(feed, stops)
    n_stops = len(stops.ids)
    told = np.isin(a * n_stops + b, [i * n_stops + j for i, j in changes])
    on_foot = dict(
        zip(zip(a[told].tolist(), b[told].tolist(), strict=True), walk_m[told], strict=True)
    )
    stated = [
        (i, j, on_foot.get((i, j), _crow_m(stops, i, j) * DETOUR), seconds, row)
        for (i, j), (kind, seconds, row) in changes.items()
        if kind != _FORBIDDEN
    ]
    nothing_stated = np.full(int((~told).sum()), NOT_STATED)
    columns = [
        np.concatenate((ground, np.array([row[c] for row in stated], dtype=ground.dtype)))
        for c, ground in enumerate(
            (a[~told], b[~told], walk_m[~told], nothing_stated, nothing_stated)
        )
    ]
    order = np.lexsort((columns[1], columns[0]))
    from_stop, to_stop, metres, stated_s, transfer = (column[order] for column in columns)
    return Walks(
        from_stop.astype(np.int32),
        to_stop.astype(np.int32),
        metres,
        stated_s.astype(np.int32),
        transfer.astype(np.int64),
    )


def _changes(feed: Feed, stops: Stops) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Read what ``transfers.txt`` says of changes between stops: its kind, seconds and row; the last row counts."""
    platforms = platforms_by_id(feed, stops)
    columns = ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time")
    changes = {}
    for row, (origin, target, kind, seconds) in enumerate(
        zip(*(feed.transfers[c] for c in columns), strict=True)
    ):
        if kind not in (_RECOMMENDED, _TIMED, _MINIMUM, _FORBIDDEN):
            continue
        stated = int(seconds) if kind == _MINIMUM else 0 if kind == _TIMED else NOT_STATED
        for i in platforms.get(origin, ()):
            for j in platforms.get(target, ()):
                if i != j:
                    changes[i, j] = (kind, stated, row)
    return changes


def _crow_m(stops: Stops, i: int, j: int) -> float:
    return float(metres_between(stops.lat[i], stops.lon[i], stops.lat[j], stops.lon[j]))


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


def change_seconds(walks: Walks, speed_kmh: float) -> npt.NDArray[np.int32]:
    """Time every walk: as the feed states it, else by its length."""
    return np.where(
        walks.stated_s == NOT_STATED, walk_seconds(walks.walk_m, speed_kmh), walks.stated_s
    )


def walk_seconds(walk_m: npt.ArrayLike, speed_kmh: float) -> npt.NDArray[np.int32]:
    """Time a walk, rounded up to whole seconds."""
    return np.ceil(np.multiply(walk_m, 3.6 / speed_kmh)).astype(np.int32)
