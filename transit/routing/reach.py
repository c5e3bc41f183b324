"""Which stops can be walked to from a place, and back."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.network.walks import NOT_STATED, walk_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.ground import Ground
    from transit.network.walking import Spot
    from transit.places.place import Place


class _At(NamedTuple):
    """Where a stop is."""

    name: str
    lat: float
    lon: float
    error_m: float


class Reach(NamedTuple):
    """Stops within walking reach of a place."""

    seconds: dict[int, int]
    metres: dict[int, float]


def reach(
    ground: Ground,
    place: Place,
    *,
    max_walk_s: int,
    speed_kmh: float,
    stated_only: bool,
    towards: bool = False,
) -> Reach:
    """Find the stops in reach of a place, by walking alone: what stations take is not in it.

    A place that is stops is reached without walking, and its neighbours by the walks between stops; any other place
    by the network's :class:`transit.network.walking.WalkRule`. With `stated_only`, just its own stops and the changes
    that the feed states from them. With `towards` the stops are those from which one walks to the place.
    """
    own = [ground.stops.index_of[stop_id] for stop_id in place.stop_ids]
    seconds = dict.fromkeys(own, 0)
    metres = dict.fromkeys(own, 0.0)
    most_m = metres_within(max_walk_s, speed_kmh)
    if not own:
        found = _around(ground, place, most_m, speed_kmh, towards=towards)
    else:
        found = _walks_of(ground, own, speed_kmh, stated_only=stated_only, towards=towards)
        if most_m > ground.walk_rule.longest_m and not stated_only:
            found = chain(found, _beyond(ground, own, most_m, speed_kmh, towards=towards))
    for stop, walk_s, walk_m in found:
        if walk_s < seconds.get(stop, max_walk_s + 1):
            seconds[stop], metres[stop] = walk_s, walk_m
    return Reach(seconds, metres)


def metres_within(walk_s: int, speed_kmh: float) -> float:
    """Tell how far one comes in some seconds, a hair more for rounding: the seconds themselves decide."""
    return walk_s * speed_kmh / 3.6 * (1 + 1e-9)


def _walks_of(
    ground: Ground, own: list[int], speed_kmh: float, *, stated_only: bool, towards: bool
) -> Iterator[tuple[int, int, float]]:
    """List the walks out of some stops, or into them: stop, seconds, metres."""
    walks = ground.walks_back if towards else ground.walks
    for stop in own:
        out = slice(int(walks.start[stop]), int(walks.start[stop + 1]))
        to, walk_m, paced_m, stated_s = (
            column[out] for column in (walks.to_stop, walks.walk_m, walks.paced_m, walks.stated_s)
        )
        walk_s = np.where(stated_s == NOT_STATED, walk_seconds(paced_m, speed_kmh), stated_s)
        if stated_only:
            stated = walks.transfer[out] != NOT_STATED
            to, walk_s, walk_m = to[stated], walk_s[stated], walk_m[stated]
        yield from zip(to.tolist(), walk_s.tolist(), walk_m.tolist(), strict=True)


def _around(
    ground: Ground, spot: Spot, most_m: float, speed_kmh: float, *, towards: bool
) -> Iterator[tuple[int, int, float]]:
    """List the walks between a spot that is no stop and the stops around it: stop, seconds, metres."""
    stops, (walk_m, paced_m) = ground.walk_rule.around(spot, most_m, towards=towards)
    walk_s = walk_seconds(paced_m, speed_kmh)
    yield from zip(stops.tolist(), walk_s.tolist(), walk_m.tolist(), strict=True)


def _beyond(
    ground: Ground, own: list[int], most_m: float, speed_kmh: float, *, towards: bool
) -> Iterator[tuple[int, int, float]]:
    """List the walks of some stops that are longer than those laid out beforehand: stop, seconds, metres."""
    stops = ground.stops
    for stop in own:
        at = _At("", *(float(column[stop]) for column in (stops.lat, stops.lon, stops.error_m)))
        for there, walk_s, walk_m in _around(ground, at, most_m, speed_kmh, towards=towards):
            if walk_m > ground.walk_rule.longest_m:
                yield there, walk_s, walk_m
