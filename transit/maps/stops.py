"""Where can one board, and which places matter most? Rings for stations, dots for stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from transit.maps.cards import Sign, esc, names, stop_card
from transit.maps.features import Features, feature
from transit.maps.style import MODE_COLOURS, OTHER_COLOUR, stop_style
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from transit.lang import Lang

HUB_LINES: Final = 3
"""Lines that make a station a hub, shown and named from afar."""
AREA_M: Final = 1000
"""A position no better known than this is an area, not a place to stand."""
_LABELS: Final = {"hub": (10, 9.0), "station": (20, 11.5), "area": (35, 12.0), "stop": (40, 14.5)}
"""Rank and first zoom of each kind's label."""


def stop_layer(
    stops: gpd.GeoDataFrame,
    *,
    name: str | None = None,
    signs: Mapping[str, Sign] | None = None,
    lang: Lang = "zh",
) -> Features:
    """Draw stations as named rings and bus stops as dots that appear when zoomed in.

    Parameters
    ----------
    stops
        Columns ``name``, ``name_en``, ``name_pinyin``, ``modes``, ``is_station``, ``region``,
        ``route_ids``, ``route_names``, ``evidence``, ``error_m``, ``status``, ``source_ids``;
        points
        in EPSG:4326. Several ``route_ids`` are separated by blanks, ``route_names`` by ``", "``.
    name
        Name of the layer.
    signs
        How each route_id is shown, from :func:`~transit.maps.routes.route_signs`; else by its name.
    lang
        Language of labels and cards.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    described = []
    for row in stops[~stops.geometry.isna() & ~stops.geometry.is_empty].to_dict("records"):
        served = _signs(row, signs or {})
        colour = served[0].colour if served else OTHER_COLOUR
        name_here, other = names(row, "name", lang)
        style = stop_style(kind=_kind(row), status=row["status"], colour=colour)
        described.append(
            feature(
                row["geometry"],
                styles=[style],
                tooltip=f"<b>{esc(name_here)}</b> {esc(other)}",
                popup=stop_card(row, served, lang),
                alt=f"{row['name']} {row['name_en']}",
                label=_label(row, lang),
            )
        )
    return Features(described, name=word("stops", lang) if name is None else name)


def _signs(row: Mapping[str, Any], signs: Mapping[str, Sign]) -> list[Sign]:
    """Find how the lines of a stop are shown."""
    plain = MODE_COLOURS.get(row["modes"].split(",")[0].strip(), OTHER_COLOUR)
    ids, names = row["route_ids"].split(), row["route_names"].split(", ")
    # A name with a comma in it cannot be told from two; the id is certain.
    named = dict(zip(ids, names if len(names) == len(ids) else ids, strict=True))
    return [signs.get(route_id, Sign(named[route_id], plain)) for route_id in ids]


def _kind(row: Mapping[str, Any]) -> str:
    """Tell hubs from stations from stops: where trains call or three lines meet is a hub."""
    if row["error_m"] >= AREA_M:
        return "area"
    if not row["is_station"]:
        return "stop"
    return (
        "hub"
        if "rail" in row["modes"] or len(set(row["route_names"].split(", "))) >= HUB_LINES
        else "station"
    )


def _label(row: Mapping[str, Any], lang: Lang) -> dict[str, object]:
    """Name hubs from afar, stations nearer, bus stops only in the street."""
    at = row["geometry"]
    text, other = names(row, "name", lang)
    kind = _kind(row)
    rank, zoom = _LABELS[kind]
    beside = {"sub": other} if other and lang == "en" else {}
    return beside | {
        "text": text,
        "kind": kind,
        "rank": rank - min(len(set(row["route_names"].split(", "))), 9),
        "zoom": zoom,
        "at": [round(at.x, 5), round(at.y, 5)],
    }
