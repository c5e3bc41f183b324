"""In which region is a point? The counties of the corridor and the borders of its provinces."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from transit.corridor.records import BorderLine, Region

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    from shapely import STRtree


def read_borders(path: Path) -> tuple[dict[str, Region], tuple[BorderLine, ...]]:
    """Read counties and province borders, both in EPSG:4326.

    Parameters
    ----------
    path
        GeoJSON; ``level`` is ``county`` or ``province_border``.

    Returns
    -------
    regions, lines
        The counties by their Chinese names; the borders.
    """
    import shapely

    text = path.read_text(encoding="utf-8")
    about = [feature["properties"] for feature in json.loads(text)["features"]]
    regions: dict[str, Region] = {}
    lines: list[BorderLine] = []
    for facts, geometry in zip(about, shapely.get_parts(shapely.from_geojson(text)), strict=True):
        names = facts["name_zh"], facts["name_en"]
        if facts["level"] == "county":
            regions[names[0]] = Region(*names, facts["adcode"], facts["province"], geometry)
        else:
            lines.append(BorderLine(*names, geometry))
    return regions, tuple(lines)


def locate(tree: STRtree, lats: npt.ArrayLike, lons: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Find the polygon each point lies in.

    Parameters
    ----------
    tree
        Of polygons that do not overlap.
    lats, lons : array_like, shape (n,), degrees

    Returns
    -------
    int64 array, shape (n,)
        Index of the polygon; -1 outside all of them. A point on a shared edge belongs to the first.
    """
    import shapely

    points = np.asarray(
        shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)), dtype=object
    )
    point, polygon = tree.query(points, predicate="intersects")
    outside = len(tree.geometries)
    found = np.full(points.shape, outside, dtype=np.int64)
    np.minimum.at(found, point, polygon)
    found[found == outside] = -1
    return found
