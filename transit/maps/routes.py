"""Where do the lines run, how often, and how sure is that?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transit.maps.cards import esc, is_missing, route_card
from transit.maps.features import Features, feature
from transit.maps.style import line_colour, line_styles
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from transit.maps.words import Lang


def route_layer(
    routes: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang = "zh"
) -> Features:
    """Draw lines, the busier the wider.

    Parameters
    ----------
    routes
        Columns ``name``, ``long_name``, ``long_name_en``, ``mode``, ``agency``, ``status``,
        ``color``, ``trips_per_day``, ``headway_min``, ``first``, ``last``, ``run_min``,
        ``crossing``, ``evidence``, ``source_ids``; lines in EPSG:4326.
    name
        Name of the layer.
    lang
        Language of the cards.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    described = []
    for row in routes[~routes.geometry.isna() & ~routes.geometry.is_empty].to_dict("records"):
        tip = f"<b>{esc(row['name'])}</b> {esc(row['long_name'])}"
        if not is_missing(row["long_name_en"]):
            tip += f"<br>{esc(row['long_name_en'])}"
        styles = line_styles(
            row["mode"], row["color"], row["trips_per_day"], row["status"], row["evidence"]
        )
        drawing = feature(
            row["geometry"],
            styles=styles,
            tooltip=tip,
            popup=route_card(row, lang),
            alt=row["name"],
        )
        if row["status"] == "planned":
            drawing["label"] = _planned_label(row, lang)
        described.append(drawing)
    return Features(described, name=word("lines", lang) if name is None else name)


def route_colours(routes: gpd.GeoDataFrame) -> dict[str, str]:
    """Find the colour each line is drawn in."""
    rows = zip(routes.index, routes["mode"], routes["color"], strict=True)
    return {route_id: line_colour(mode, color) for route_id, mode, color in rows}


def name_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort names as people do: line 2 before line 10."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _planned_label(row: Mapping[str, object], lang: Lang) -> dict[str, object]:
    """Write beside a line that does not run yet that it is planned."""
    line = row["geometry"]
    longest = max(getattr(line, "geoms", [line]), key=lambda part: part.length)
    at = longest.interpolate(0.55, normalized=True)
    text = f"{row['name']} · {word('planned', lang)}"
    label = {"text": text, "kind": "line", "rank": 12, "zoom": 10, "gap": 10}
    return label | {
        "at": [round(at.x, 5), round(at.y, 5)],
        "colour": line_colour(str(row["mode"]), str(row["color"])),
    }
