"""How does one visit places on foot, between rides and at both ends of a journey?

On foot one walks by footpaths, each from where one got off, or from a place that was visited, to where one boards, or
to the next place. Layers are those of :mod:`transit.timetable.layers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from transit.timetable.arrays import Footpaths, Int32s

    Vias = Sequence[tuple[Collection[int], int]]

Int64s = npt.NDArray[np.int64]
K = TypeVar("K")


class Walks(NamedTuple):
    """Ways on foot in no order, shape (W,)."""

    origin: Int64s
    to: Int64s
    seconds: Int64s
    metres: Int64s
    """Zero where nobody asks."""


Between = dict[tuple[int, int], Walks]
"""Ways on foot by the layers they begin and end in."""


def walks_of(footpaths: Footpaths, n_berths: int, metres: Int32s | None = None) -> Walks:
    """List the footpaths of a network, or of the first of its layers, each of so many berths."""
    n = int(footpaths.start[n_berths])
    origin = np.repeat(np.arange(n_berths), np.diff(footpaths.start[: n_berths + 1]))
    within = footpaths.to[:n] < n_berths
    walk_m = np.zeros(n, np.int32) if metres is None else metres[:n]
    columns = origin, footpaths.to[:n], footpaths.walk_s[:n], walk_m
    return Walks(*(column[within].astype(np.int64) for column in columns))


def only_walk(walks: Walks, vias: Vias) -> Between:
    """Visit places where one walk begins, and where it ends.

    A walk from one berth of a place to another, and the change at one, are part of the stay: they take the longer of
    the two.
    """
    origin, to, walk_s, metres = walks
    found = {(k, k): walks for k in range(len(vias) + 1)}
    begins = [np.isin(origin, list(place)) for place, _ in vias]
    ends = [np.isin(to, list(place)) for place, _ in vias]
    for before in range(len(vias)):
        at_end = at_begin = np.ones(len(walk_s), dtype=np.bool_)
        within_s, stay_s = np.zeros_like(walk_s), np.zeros_like(walk_s)
        for via in range(before, len(vias)):
            # Places are visited where the walk begins, then where it ends.
            at_end = (at_end | at_begin) & ends[via]
            at_begin = at_begin & begins[via]
            within = begins[via] & ends[via]
            within_s = within_s + within * vias[via][1]
            stay_s = stay_s + ~within * vias[via][1]
            rows = np.flatnonzero(at_end | at_begin)
            seconds = (np.maximum(walk_s, within_s) + stay_s)[rows]
            found[before, via + 1] = Walks(origin[rows], to[rows], seconds, metres[rows])
    return found


def on_foot(walks: Walks, vias: Vias) -> Between:
    """Find the quickest ways on foot: one walk, or several with a place visited between each two."""
    one, n_layers = only_walk(walks, vias), len(vias) + 1
    onward = {
        (a, b): _taken(found, (found.origin != found.to) & np.isin(found.to, list(vias[b - 1][0])))
        for (a, b), found in one.items()
        if a < b
    }
    found: Between = {}
    for before in range(n_layers):
        # What ends at a place just visited, from where one may walk on.
        standing: dict[int, Walks] = {}
        for after in range(before, n_layers):
            further = [_joined(standing[k], one[k, after]) for k in standing]
            if after > before:
                on = [_joined(standing[k], onward[k, after]) for k in standing]
                standing[after] = _quickest([onward[before, after], *on])
                further.append(_joined(standing[after], one[after, after]))
            found[before, after] = _quickest([one[before, after], *further])
    return found


def entries(
    access: Mapping[int, int],
    vias: Vias,
    footpaths: Footpaths,
    n_berths: int,
    here: Collection[int],
) -> dict[int, int]:
    """Say where in the layers a journey begins: past the places visited before the first ride.

    Parameters
    ----------
    access
        Seconds from the origin to each berth one may board at.
    here
        Berths that the origin is: a place that has one of them is visited there.
    footpaths
        Of the network, or of its layers.
    n_berths
        Of the network without layers.
    """
    walks = walks_of(footpaths, n_berths)
    begins = np.isin(walks.origin, list(_berths_of(vias)))
    return _entries(access, vias, _taken(walks, begins), n_berths, here)


def exits(
    egress: Mapping[int, int],
    vias: Vias,
    footpaths: Footpaths,
    n_berths: int,
    here: Collection[int],
) -> dict[int, int]:
    """Say where in the layers a journey ends, as :func:`entries` for the seconds from each berth to the end."""
    walks = walks_of(footpaths, n_berths)
    ends = np.isin(walks.to, list(_berths_of(vias)))
    back = _taken(walks._replace(origin=walks.to, to=walks.origin), ends)
    turned = _entries(egress, vias[::-1], back, n_berths, here)
    return {
        (len(vias) - layered // n_berths) * n_berths + layered % n_berths: seconds
        for layered, seconds in turned.items()
    }


def at_ends(
    access: Mapping[int, int], vias: Vias, here: Collection[int]
) -> dict[tuple[int, int, int], int]:
    """Say when one stands at a berth before any footpath is walked.

    Returns
    -------
    seconds
        By layer left the origin in, layer, and berth. Where the two layers differ, the places between them were
        visited at the berth.
    """
    met, left_s, found = 0, 0, {}
    while True:
        for berth, seconds in access.items():
            ready = left_s + seconds
            found[met, met, berth] = ready
            for layer in range(met, len(vias)):
                place, stay_s = vias[layer]
                if berth not in place:
                    break
                ready += stay_s
                found[met, layer + 1, berth] = ready
        if met == len(vias) or set(here).isdisjoint(vias[met][0]):
            return found
        left_s += vias[met][1]
        met += 1


def _entries(
    access: Mapping[int, int], vias: Vias, walks: Walks, n_berths: int, here: Collection[int]
) -> dict[int, int]:
    found: dict[int, int] = {}
    standing: dict[tuple[int, int], int] = {}
    for (left, layer, berth), seconds in at_ends(access, vias, here).items():
        _lower(found, layer * n_berths + berth, seconds)
        if layer > left:
            _lower(standing, (layer, berth), seconds)
    if standing:
        for (before, after), ways in on_foot(walks, vias).items():
            for origin, to, seconds in zip(*(c.tolist() for c in ways[:3]), strict=True):
                if (before, origin) in standing:
                    _lower(found, after * n_berths + to, standing[before, origin] + seconds)
    return found


def _lower(found: dict[K, int], key: K, seconds: int) -> None:
    found[key] = min(seconds, found.get(key, seconds))


def _berths_of(vias: Vias) -> set[int]:
    return {berth for place, _ in vias for berth in place}


def _taken(walks: Walks, rows: npt.NDArray[np.bool_]) -> Walks:
    return Walks(*(column[rows] for column in walks))


def _joined(first: Walks, second: Walks) -> Walks:
    """Walk one way after another that begins where it ends."""
    order = np.argsort(second.origin, kind="stable")
    low, high = (
        np.searchsorted(second.origin[order], first.to, side) for side in ("left", "right")
    )
    count = high - low
    of = np.repeat(np.arange(len(count)), count)
    then = order[np.arange(len(of)) + np.repeat(low - np.cumsum(count) + count, count)]
    return Walks(
        origin=first.origin[of],
        to=second.to[then],
        seconds=first.seconds[of] + second.seconds[then],
        metres=first.metres[of] + second.metres[then],
    )


def _quickest(several: list[Walks]) -> Walks:
    """Keep the quickest way from each berth to each other; of two such, the shorter."""
    origin, to, seconds, metres = map(np.concatenate, zip(*several, strict=True))
    order = np.lexsort((metres, seconds, to, origin))
    ways = Walks(origin[order], to[order], seconds[order], metres[order])
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(ways.origin) != 0) | (np.diff(ways.to) != 0)
    return _taken(ways, first)
