"""Where can one board, and which places matter most?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from transit.maps.cards import esc, is_missing, stop_card
from transit.maps.features import Features, feature
from transit.maps.style import MODE_COLOURS, OTHER_COLOUR, stop_style
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from transit.maps.words import Lang

HUB_LINES: Final = 3
"""Lines that make a station a hub, shown and named from afar."""


def stop_layer(
    stops: gpd.GeoDataFrame,
    *,
    name: str | None = None,
    colours: Mapping[str, str] | None = None,
    lang: Lang = "zh",
) -> Features:
    """Draw stations as named rings and bus stops as dots that appear when zoomed in.

    Parameters
    ----------
    stops
        Columns ``name``, ``name_en``, ``name_pinyin``, ``modes``, ``is_station``, ``region``,
        ``route_ids``, ``route_names``, ``evidence``, ``error_m``, ``status``, ``source_ids``; points
        in EPSG:4326.
    name
        Name of the layer.
    colours
        Colour of each route_id, for the chips on the cards.
    lang
        Language of labels and cards.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    described = []
    for row in stops[~stops.geometry.isna() & ~stops.geometry.is_empty].to_dict("records"):
        first_mode = str(row["modes"]).split(",")[0].strip()
        own = next((colours[r] for r in row["route_ids"] if colours and r in colours), None)
        colour = own or MODE_COLOURS.get(first_mode, OTHER_COLOUR)
        style = stop_style(kind=_kind(row), status=row["status"], colour=colour)
        described.append(
            feature(
                row["geometry"],
                styles=[style],
                tooltip=f"<b>{esc(row['name'])}</b> {esc(row['name_en'])}",
                popup=stop_card(row, colours or {}, lang),
                alt=f"{row['name']} {row['name_en']}",
                label=_label(row, lang),
            )
        )
    return Features(described, name=word("stops", lang) if name is None else name)


def _kind(row: Mapping[str, Any]) -> str:
    """Tell hubs from stations from stops: where trains or three lines meet is a hub."""
    if not row["is_station"]:
        return "stop"
    return (
        "hub" if "rail" in row["modes"] or len(set(row["route_names"])) >= HUB_LINES else "station"
    )


def _label(row: Mapping[str, Any], lang: Lang) -> dict[str, object]:
    """Name hubs from afar, stations nearer, bus stops only in the street."""
    at = row["geometry"]
    text = row["name"] if lang == "zh" or is_missing(row["name_en"]) else row["name_en"]
    kind = _kind(row)
    rank, zoom = {"hub": (10, 10.0), "station": (20, 11.5), "stop": (40, 14.5)}[kind]
    return {
        "text": text,
        "kind": kind,
        "rank": rank - min(len(set(row["route_names"])), 9),
        "zoom": zoom,
        "at": [round(at.x, 5), round(at.y, 5)],
    }
