"""Which ground makes sense of a map without tiles? Districts tinted by province, and borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shapely

from transit.maps.cards import esc, names, short_name
from transit.maps.features import Features, feature
from transit.maps.style import BORDER, PROVINCE_TINTS
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from transit.lang import Lang

NAME_EVERY_DEG: Final = 0.12
"""Distance between two names of a border, about 12 km."""
NAME_LENGTH_DEG: Final = 0.03
"""Stretch of border that sets a name's direction, about 3 km."""


def region_layer(
    regions: gpd.GeoDataFrame, *, lang: Lang = "zh", credit: str = "", show: bool = True
) -> Features:
    """Tint districts by province and write their names.

    Parameters
    ----------
    regions
        Columns ``name``, ``name_en``, ``province``; polygons in EPSG:4326.
    lang
        Language of the layer's own words; names come in both scripts.
    credit
        Attribution the data asks for.
    show
        Whether it is on when the map opens.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    provinces = sorted(set(regions["province"]))
    described = []
    for row in regions.to_dict("records"):
        tint = PROVINCE_TINTS[provinces.index(row["province"]) % len(PROVINCE_TINTS)]
        shape = row["geometry"]
        style = {"color": "#c9c5b8", "weight": 0.9, "fillColor": tint, "fillOpacity": 1}
        at = shape.representative_point()
        name, other = names(row, "name", lang)
        label: dict[str, object] = {"text": name, "sub": other}
        label |= {"at": [round(at.x, 4), round(at.y, 4)]}
        label |= {"kind": "region", "rank": 30, "zoom": 8, "until": 13.5, "place": "centre"}
        described.append(
            feature(shape, styles=[style | {"pane": "transit-region", "fixed": True}], label=label)
        )
    return Features(described, name=word("regions", lang), credit=credit, show=show)


def border_layer(borders: gpd.GeoDataFrame, *, lang: Lang = "zh") -> Features:
    """Draw province borders as a broad ribbon with a dash-dot line, named along the way.

    Parameters
    ----------
    borders
        Columns ``name``, ``name_en``; lines in EPSG:4326.
    lang
        Language of the layer's own words.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    ribbon = {
        "color": BORDER,
        "weight": 10,
        "opacity": 0.16,
        "pane": "transit-border",
        "fixed": True,
    }
    line = {"color": BORDER, "weight": 1.7, "opacity": 0.9, "dashArray": "10 4 2 4"}
    line |= {"lineCap": "butt", "pane": "transit-border", "fixed": True}
    described = []
    for row in borders.to_dict("records"):
        text = " / ".join(names(row, "name", lang))
        described.append(feature(row["geometry"], styles=[ribbon, line], tooltip=esc(text)))
        described += [feature(at, label=label) for at, label in _names_along(row, lang)]
    return Features(described, name=word("borders", lang))


def _names_along(
    row: Mapping[str, Any], lang: Lang
) -> Iterator[tuple[shapely.Point, dict[str, object]]]:
    """Write a border's name beside it every so often, turned the way it runs there."""
    name, other = names(row, "name", lang)
    for part in getattr(row["geometry"], "geoms", [row["geometry"]]):
        count = max(round(part.length / NAME_EVERY_DEG), 1)
        for i in range(count):
            middle = (i + 0.5) / count * part.length
            at, along = (part.interpolate(middle + d * NAME_LENGTH_DEG / 2) for d in (-1, 1))
            at = shapely.Point((at.x + along.x) / 2, (at.y + along.y) / 2)
            label: dict[str, object] = {"text": short_name(name)}
            label |= {
                "sub": short_name(other),
                "kind": "border",
                "rank": 25,
                "zoom": 9.5,
                "apart": 180,
            }
            label |= {
                "at": [round(at.x, 5), round(at.y, 5)],
                "along": [round(along.x, 5), round(along.y, 5)],
            }
            yield at, label
