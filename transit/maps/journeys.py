"""What does a way from here to there look like? Numbered steps on a map, and in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from transit.lang import check_lang
from transit.maps.canvas import WORLD, entitle, new_map
from transit.maps.cards import esc, is_missing, names
from transit.maps.features import Features, feature
from transit.maps.furniture import Panel
from transit.maps.ground import add_ground
from transit.maps.legs import from_to, itinerary, leg_card, span
from transit.maps.style import INK, WALK, line_colour
from transit.maps.tree import add_to_tree, branch, leaf
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import folium
    import geopandas as gpd

    from transit.lang import Lang
    from transit.maps.style import Style

_NAMED: Final = ("board_stop", "alight_stop", "headsign", "crossing")
PANEL_PX: Final = 300
"""What the itinerary takes of a wide screen's left."""


def journey_layer(
    legs: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang = "zh", show: bool = True
) -> Features:
    """Draw one journey: rides, walks, a numbered mark where each begins, a flag where it ends.

    Parameters
    ----------
    legs
        Rows of one journey in travel order, columns as ``Journeys.to_frame()`` gives them;
        perhaps ``board_stop_en``, ``alight_stop_en``, ``headsign_en`` and ``crossing_en``.
    name
        Name of the layer.
    lang
        Language of labels and cards.
    show
        Whether it is on when the map opens.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    described = []
    rows = legs.to_dict("records")
    for step, row in enumerate(rows, start=1):
        line = row["geometry"]
        tip = f"<b>{step}</b> {esc(from_to(row, lang))}"
        popup = leg_card(row, lang)
        described.append(feature(line, styles=_strokes(row), tooltip=tip, popup=popup))
        described.append(
            _step(
                line.coords[0],
                str(step),
                _colour(row),
                _sign(row, "board_stop", lang),
                popup=popup,
                tooltip=tip,
            )
        )
    if rows:
        last = rows[-1]
        described.append(
            _step(last["geometry"].coords[-1], "⚑", INK, _sign(last, "alight_stop", lang))
        )
    return Features(
        described, name=word("journey_title", lang) if name is None else name, show=show
    )


def journeys_map(
    legs: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
    crossings: gpd.GeoDataFrame | None = None,
    *,
    lang: Lang = "zh",
    names_en: Mapping[str, str] | None = None,
    credit: str = "",
    online: bool = False,
    m: folium.Map | None = None,
) -> folium.Map:
    """Draw the journeys that answer a question, the first shown and the others to switch on.

    Parameters
    ----------
    legs
        All legs of all options, as ``Journeys.to_frame()`` gives them.
    regions, borders, crossings
        The ground, for a map of its own.
    lang
        Language of the map's own words.
    names_en
        English of the names in `legs`, for an English map.
    credit
        Attribution the boundaries ask for.
    online
        True offers the tiles of OpenStreetMap.
    m
        A map to draw on, such as the network's.

    Returns
    -------
    m
        The map drawn on.
    """
    check_lang(lang)
    legs = _with_english(legs, names_en or {})
    target = m
    if target is None:
        box = tuple(legs.total_bounds.tolist()) if len(legs) else WORLD
        target = new_map(box, lang=lang, online=online, beside_px=PANEL_PX)
        entitle(target, word("journey_title", lang))
    ground = add_ground(target, regions, borders, crossings, lang=lang, credit=credit, tiles=online)
    switches = []
    for position, (option, rows) in enumerate(legs.groupby("option", sort=False)):
        label = f"{word('option', lang)} {option + 1}"
        layer = journey_layer(rows, name=label, lang=lang, show=position == 0)
        layer.add_to(target)
        switches.append(leaf(layer, label, note=span(rows, lang)))
    journeys = branch(word("journey_title", lang), switches, lang, collapsed=False)
    add_to_tree(target, [journeys, *ground])
    if len(legs):
        first = legs[legs["option"] == legs["option"].iloc[0]]
        Panel(itinerary(first, lang), corner="topleft", kind="transit-itinerary").add_to(target)
    return target


def _with_english(legs: gpd.GeoDataFrame, names_en: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Set the English beside every name that has one; several crossings stand in one cell."""

    def english(cell: object) -> str:
        parts = [] if is_missing(cell) else str(cell).split(", ")
        return ", ".join(names_en.get(part) or part for part in parts)

    return legs.assign(**{f"{column}_en": [english(c) for c in legs[column]] for column in _NAMED})


def _sign(leg: Mapping[str, Any], column: str, lang: Lang) -> tuple[str, str]:
    """Name a stop on the map; the English map sets the hanzi under it."""
    name, other = names(leg, column, lang)
    return name, other if lang == "en" else ""


def _colour(leg: Mapping[str, Any]) -> str:
    return WALK if leg["kind"] == "walk" else line_colour(leg["mode"], "")


def _strokes(leg: Mapping[str, Any]) -> list[Style]:
    pane = {"pane": "transit-journey"}
    touch = {"weight": 16, "opacity": 0, "fixed": True}
    if leg["kind"] == "walk":
        return [touch | pane, {"color": WALK, "weight": 4, "dashArray": "1 8"} | pane]
    casing = {"color": "#fff", "weight": 10, "opacity": 0.95}
    stroke: Style = {"color": _colour(leg), "weight": 6, "opacity": 1}
    if leg["status"] == "planned":
        stroke |= {"dashArray": "12 8", "lineCap": "butt"}
    return [touch | pane, casing | pane, stroke | pane]


def _step(
    at: tuple[float, ...], sign: str, colour: str, called: tuple[str, str], **drawing: str
) -> dict[str, Any]:
    html = f'<div class="transit-step" style="background:{colour}">{sign}</div>'
    lon, lat = at[0], at[1]
    name, other = called
    label = {
        "text": name,
        "sub": other,
        "kind": "hub",
        "rank": 0,
        "zoom": 0,
        "gap": 15,
        "solid": 12,
        "at": [lon, lat],
    }
    icon = {"html": html, "size": [24, 24], "anchor": [12, 12], "pane": "transit-step"}
    return feature(shapely.Point(lon, lat), icon=icon, label=label, alt=f"{sign} {name}", **drawing)
