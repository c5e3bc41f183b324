"""Which stops can be walked between, how far it is, and how long a stated change takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.geo import metres_between, neighbours_within

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
    walks = {
        (int(i), int(j)): (float(m), NOT_STATED, NOT_STATED)
        for i, j, m in zip(a[keep], b[keep], walk_m[keep], strict=True)
    }
    _state_transfers(walks, feed, stops)
    pairs = sorted(walks)
    values = [walks[pair] for pair in pairs]
    return Walks(
        from_stop=np.array([i for i, _ in pairs], dtype=np.int32),
        to_stop=np.array([j for _, j in pairs], dtype=np.int32),
        walk_m=np.array([m for m, _, _ in values], dtype=np.float64),
        stated_s=np.array([s for _, s, _ in values], dtype=np.int32),
        transfer=np.array([row for _, _, row in values], dtype=np.int64),
    )


def _state_transfers(
    walks: dict[tuple[int, int], tuple[float, int, int]], feed: Feed, stops: Stops
) -> None:
    platforms: dict[str, list[int]] = {stop_id: [i] for i, stop_id in enumerate(stops.ids)}
    for i, station in enumerate(feed.stops["parent_station"].iloc[stops.rows]):
        if station:
            platforms.setdefault(station, []).append(i)
    columns = ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time")
    for row, (origin, target, kind, seconds) in enumerate(
        zip(*(feed.transfers[c] for c in columns), strict=True)
    ):
        pairs = [
            (i, j) for i in platforms.get(origin, ()) for j in platforms.get(target, ()) if i != j
        ]
        for i, j in pairs:
            if kind == _FORBIDDEN:
                walks.pop((i, j), None)
            elif kind in (_RECOMMENDED, _TIMED, _MINIMUM):
                crow = float(metres_between(stops.lat[i], stops.lon[i], stops.lat[j], stops.lon[j]))
                metres = walks.get((i, j), (crow * DETOUR,))[0]
                stated = int(seconds) if kind == _MINIMUM else 0 if kind == _TIMED else NOT_STATED
                walks[i, j] = (metres, stated, row)


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


def walk_seconds(walk_m: npt.ArrayLike, speed_kmh: float) -> npt.NDArray[np.int32]:
    """Time a walk, rounded up to whole seconds."""
    return np.ceil(np.multiply(walk_m, 3.6 / speed_kmh)).astype(np.int32)
