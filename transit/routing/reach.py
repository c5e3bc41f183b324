"""Which stops can be walked to from a place, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.geo import EARTH_M, metres_between
from transit.network.walks import (
    DETOUR,
    NOT_STATED,
    crosses,
    walk_metres,
    walk_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    own = [ground.stops.index_of[stop_id] for stop_id in place.stop_ids]
    seconds = dict.fromkeys(own, 0)
    metres = dict.fromkeys(own, 0.0)
    if own:
        found = _walks_out_of(ground, own, speed_kmh, stated_only=stated_only)
    else:
        found = _stops_around(ground, place, max_walk_s, speed_kmh)
    for stop, walk_s, walk_m in found:
        if walk_s < seconds.get(stop, max_walk_s + 1):
            seconds[stop], metres[stop] = walk_s, walk_m
    return Reach(seconds, metres)


def _walks_out_of(
    ground: Ground, own: list[int], speed_kmh: float, *, stated_only: bool
) -> Iterator[tuple[int, int, float]]:
    """List the walks from some stops: stop, seconds, metres."""
    walks = ground.walks
    for stop in own:
        out = slice(int(walks.start[stop]), int(walks.start[stop + 1]))
        to, walk_m, stated_s = (
            column[out] for column in (walks.to_stop, walks.walk_m, walks.stated_s)
        )
        walk_s = np.where(stated_s == NOT_STATED, walk_seconds(walk_m, speed_kmh), stated_s)
        if stated_only:
            stated = walks.transfer[out] != NOT_STATED
            to, walk_s, walk_m = to[stated], walk_s[stated], walk_m[stated]
        yield from zip(to.tolist(), walk_s.tolist(), walk_m.tolist(), strict=True)


def _stops_around(
    ground: Ground, place: Place, max_walk_s: int, speed_kmh: float
) -> Iterator[tuple[int, int, float]]:
    """List the walks from a place that is no stop: stop, seconds, metres."""
    stops, (order, lat) = ground.stops, ground.northward
    # No walk is shorter than its crow flight times the detour, so stops further north or south are out of reach.
    # The band is a hair wider, for rounding: the walk itself decides.
    band = float(np.degrees(max_walk_s * speed_kmh / 3.6 / DETOUR / EARTH_M)) + 1e-9
    first, last = np.searchsorted(lat, (place.lat - band, place.lat + band))
    rows = np.sort(order[first:last])
    crow_m = metres_between(place.lat, place.lon, stops.lat[rows], stops.lon[rows])
    walk_m = walk_metres(crow_m, place.error_m, stops.error_m[rows])
    walk_s = walk_seconds(walk_m, speed_kmh)
    near = walk_s <= max_walk_s
    rows, walk_s, walk_m = rows[near], walk_s[near], walk_m[near]
    if ground.barrier is not None and len(rows):
        here = np.full(len(rows), place.lat), np.full(len(rows), place.lon)
        free = ~crosses(*here, stops.lat[rows], stops.lon[rows], ground.barrier)
        rows, walk_s, walk_m = rows[free], walk_s[free], walk_m[free]
    yield from zip(rows.tolist(), walk_s.tolist(), walk_m.tolist(), strict=True)
