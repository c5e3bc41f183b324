"""Distances and coordinate systems: degrees outside (EPSG:4326, latitude first), metres inside."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EARTH_M: Final = 6_371_008.8
"""Mean radius of the earth (IUGG)."""


def metres_between(
    lat_a: npt.ArrayLike, lon_a: npt.ArrayLike, lat_b: npt.ArrayLike, lon_b: npt.ArrayLike
) -> Floats:
    """Great-circle distance in metres between points given in degrees. Arrays broadcast."""
    lat_a, lon_a, lat_b, lon_b = map(np.radians, (lat_a, lon_a, lat_b, lon_b))
    half = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    result: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    return result


def neighbours_within(lat: Floats, lon: Floats, radius_m: float) -> npt.NDArray[np.int64]:
    """Find every ordered pair of different points at most `radius_m` apart.

    Returns
    -------
    pairs : int array, shape (2, n)
        Indices, first row ascending.

    Notes
    -----
    Points are sorted into square cells as wide as the radius, and only the nine cells around a point are looked
    at: the cost grows with the number of pairs, not with its square.
    """
    if len(lat) == 0:
        return np.empty((2, 0), dtype=np.int64)
    degrees = np.degrees(radius_m / EARTH_M)
    rows = np.floor(lat / degrees).astype(np.int64)
    # The narrowest parallel met sets the width, so that a cell is nowhere narrower than the radius.
    widest = degrees / max(np.cos(np.radians(min(np.abs(lat).max() + degrees, 89.0))), 1e-3)
    columns = np.floor(lon / widest).astype(np.int64)
    n_columns = int(columns.max() - columns.min()) + 3
    cell = (rows - rows.min() + 1) * n_columns + (columns - columns.min() + 1)
    order = np.argsort(cell, kind="stable")
    sorted_cells = cell[order]
    found_a, found_b = [], []
    for shift in (
        -n_columns - 1,
        -n_columns,
        -n_columns + 1,
        -1,
        0,
        1,
        n_columns - 1,
        n_columns,
        n_columns + 1,
    ):
        start = np.searchsorted(sorted_cells, cell + shift, side="left")
        count = np.searchsorted(sorted_cells, cell + shift, side="right") - start
        a = np.repeat(np.arange(len(lat)), count)
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        found_a.append(a)
        found_b.append(order[np.repeat(start, count) + within])
    a, b = np.concatenate(found_a), np.concatenate(found_b)
    near = (a != b) & (metres_between(lat[a], lon[a], lat[b], lon[b]) <= radius_m)
    a, b = a[near], b[near]
    ranked = np.lexsort((b, a))
    return np.vstack((a[ranked], b[ranked]))
