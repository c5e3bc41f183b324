"""Where do the lines run, how often, how surely? Each line a layer with its card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transit.maps.cards import Sign, esc, names, route_card, short_name
from transit.maps.features import Features, feature
from transit.maps.style import line_colour, line_styles
from transit.maps.thin import stretches, without_shortcuts
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from transit.lang import Lang


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
        title = line_name(row["name"], row["mode"], lang)
        way, other = names(row, "long_name", lang)
        tip = f"<b>{esc(title)}</b> {esc(way)}" + (f"<br>{esc(other)}" if other else "")
        styles = line_styles(
            row["mode"], row["color"], row["trips_per_day"], row["status"], row["evidence"]
        )
        shape = row["geometry"]
        drawing = feature(
            without_shortcuts(shape) if row["mode"] == "rail" else stretches(shape),
            styles=styles,
            tooltip=tip,
            popup=route_card(row, title, lang),
            alt=title,
        )
        if row["status"] == "planned":
            drawing["label"] = _planned_label(row, lang)
        described.append(drawing)
    return Features(described, name=word("lines", lang) if name is None else name)


def route_signs(routes: gpd.GeoDataFrame, lang: Lang = "zh") -> dict[str, Sign]:
    """Find the name and colour each line is shown with."""
    columns = routes.index, routes["name"], routes["mode"], routes["color"]
    return {
        route_id: Sign(line_name(name, mode, lang), line_colour(mode, color))
        for route_id, name, mode, color in zip(*columns, strict=True)
    }


def line_name(name: str, mode: str, lang: Lang) -> str:
    """Say "Line 6" or "818路" for a line that is called by its number alone."""
    if not name.isdecimal():
        return name
    if lang == "zh":
        return name + {"subway": "号线", "bus": "路"}.get(mode, "")
    return f"Line {name}" if mode == "subway" else name


def name_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort names as people do: line 2 before line 10."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _planned_label(row: Mapping[str, object], lang: Lang) -> dict[str, object]:
    """Write beside a line that does not run yet that it is planned."""
    line = row["geometry"]
    longest = max(getattr(line, "geoms", [line]), key=lambda part: part.length)
    at = longest.interpolate(0.55, normalized=True)
    text = f"{short_name(word(str(row['system']), lang))} · {word('planned', lang)}"
    label = {"text": text, "kind": "line", "rank": 12, "zoom": 10, "gap": 10, "apart": 600}
    return label | {
        "at": [round(at.x, 5), round(at.y, 5)],
        "colour": line_colour(str(row["mode"]), str(row["color"])),
    }
