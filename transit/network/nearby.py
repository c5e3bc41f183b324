"""Which stops lie near one another?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from transit.geo import EARTH_M, metres_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.stops import Floats

Int64s = npt.NDArray[np.int64]
Pairs = tuple[Int64s, Int64s, "Floats"]

_FINER: Final = 2
"""Cells to a radius. With 2, a point is compared with twice the points in its circle, with 1 with three times."""

_AT_ONCE: Final = 500_000
"""Comparisons laid out at a time: memory stays small however many stops there are."""


def neighbours(lat: Floats, lon: Floats, radius_m: float) -> Iterator[Pairs]:
    """Find every ordered pair of different points at most `radius_m` apart, some at a time.

    Parameters
    ----------
    lat, lon
        Degrees, shape (n,).

    Yields
    ------
    a, b, metres
        Indices and great-circle distance; over all that is yielded, pairs ascend.

    Notes
    -----
    Points are sorted into square cells, and only the cells around a point are looked at: the cost grows with the
    number of pairs, not with its square. Cells of one row follow one another, so each row is one slice.
    """
    if len(lat) == 0:
        return
    cell, n_columns = _cells(lat, lon, radius_m / _FINER)
    order = np.argsort(cell, kind="stable")
    ranked = cell[order]
    shifts = np.arange(-_FINER, _FINER + 1) * n_columns
    first = np.searchsorted(ranked, cell[:, None] + shifts - _FINER, side="left")
    count = np.searchsorted(ranked, cell[:, None] + shifts + _FINER, side="right") - first
    xyz = _on_the_sphere(lat, lon)
    # A little wider than the radius, for rounding: the distance itself decides.
    least_cosine = np.cos(min(radius_m * (1 + 1e-6) / EARTH_M, np.pi)) - 1e-14
    done = np.cumsum(count.sum(axis=1))
    cuts = np.searchsorted(done, np.arange(_AT_ONCE, done[-1], _AT_ONCE), side="right")
    for begin, end in _spans(cuts, len(lat)):
        slices = first[begin:end].ravel(), count[begin:end].ravel()
        a = np.repeat(np.arange(begin, end), count[begin:end].sum(axis=1))
        b = order[
            np.repeat(slices[0] - np.cumsum(slices[1]) + slices[1], slices[1]) + np.arange(len(a))
        ]
        close = sum(axis[a] * axis[b] for axis in xyz) >= least_cosine
        close &= a != b
        # Sorting pairs as single numbers is many times faster than sorting by two columns.
        a, b = np.divmod(np.sort(a[close] * len(lat) + b[close]), len(lat))
        metres = metres_between(lat[a], lon[a], lat[b], lon[b])
        near = metres <= radius_m
        yield a[near], b[near], metres[near]


def _spans(cuts: Int64s, n: int) -> Iterator[tuple[int, int]]:
    edges = np.unique(np.r_[0, cuts, n]).tolist()
    yield from pairwise(edges)


def _cells(lat: Floats, lon: Floats, side_m: float) -> tuple[Int64s, int]:
    """Put points into square cells, numbered row by row with `_FINER` empty columns; tell the cells of a row, too."""
    degrees = np.degrees(side_m / EARTH_M)
    rows = np.floor(lat / degrees).astype(np.int64)
    # The narrowest parallel met sets the width, so that a cell is nowhere narrower than it should be.
    widest = degrees / max(
        np.cos(np.radians(min(np.abs(lat).max() + _FINER * degrees, 89.0))), 1e-3
    )
    columns = np.floor(lon / widest).astype(np.int64)
    n_columns = int(columns.max() - columns.min()) + 1 + 2 * _FINER
    cell: Int64s = (rows - rows.min()) * n_columns + columns - columns.min() + _FINER
    return cell, n_columns


def _on_the_sphere(lat: Floats, lon: Floats) -> tuple[Floats, Floats, Floats]:
    lat, lon = np.radians(lat), np.radians(lon)
    return np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
