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
