"""What does the whole network look like? Every line, stop, border and crossing, a switch each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.lang import check_lang
from transit.maps.canvas import WORLD, entitle, new_map
from transit.maps.furniture import legend_panel, title_panel
from transit.maps.ground import add_ground
from transit.maps.routes import name_order, route_layer, route_signs
from transit.maps.stops import AREA_M, stop_layer
from transit.maps.tree import add_to_tree, branch, leaf
from transit.maps.words import word

if TYPE_CHECKING:
    import folium
    import geopandas as gpd

    from transit.lang import Lang
    from transit.maps.furniture import Box
    from transit.maps.tree import Branch

VIEW_SHARE: Final = 0.05
"""Share of stops the first view leaves out on each side, so that no far terminus sets it."""


def network_map(
    stops: gpd.GeoDataFrame,
    routes: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
    crossings: gpd.GeoDataFrame | None = None,
    *,
    lang: Lang = "zh",
    title: str | None = None,
    data_date: str = "",
    credit: str = "",
    online: bool = False,
    m: folium.Map | None = None,
) -> folium.Map:
    """Draw a network.

    Parameters
    ----------
    stops, routes, regions, borders, crossings
        Frames in EPSG:4326; their columns stand at the layer functions below.
    lang
        Language of the map's own words; names come in both scripts.
    title, data_date
        Plain text for the title block.
    credit
        Attribution the boundaries ask for.
    online
        True offers the tiles of OpenStreetMap; otherwise the map needs no network.
    m
        A map to draw on; it keeps its own title, legend and view.

    Returns
    -------
    m
        The map drawn on.

    See Also
    --------
    route_layer, stop_layer, border_layer, region_layer, crossing_layer : The layers by themselves.
    save_map : Write it as one file.
    """
    check_lang(lang)
    fresh = m is None
    target = new_map(_view(stops), lang=lang, online=online) if m is None else m
    ground = add_ground(target, regions, borders, crossings, lang=lang, credit=credit, tiles=online)
    systems = _systems(target, stops, routes, lang=lang)
    add_to_tree(target, [*systems, *ground])
    if fresh:
        heading = word("title", lang) if title is None else title
        entitle(target, heading)
        title_panel(heading, routes, data_date=data_date, lang=lang).add_to(target)
        legend_panel(
            routes,
            lang=lang,
            has_areas=bool((stops["error_m"] >= AREA_M).any()),
            has_borders=borders is not None,
            has_crossings=crossings is not None,
        ).add_to(target)
    return target


def _view(stops: gpd.GeoDataFrame) -> Box:
    """Frame where most stops are."""
    places = stops.geometry[~stops.geometry.isna() & ~stops.geometry.is_empty]
    if not len(places):
        return WORLD
    west, east = (float(places.x.quantile(q)) for q in (VIEW_SHARE, 1 - VIEW_SHARE))
    south, north = (float(places.y.quantile(q)) for q in (VIEW_SHARE, 1 - VIEW_SHARE))
    return west, south, east, north


def _systems(
    m: folium.Map, stops: gpd.GeoDataFrame, routes: gpd.GeoDataFrame, *, lang: Lang
) -> list[Branch]:
    """Add a layer a line and one of stops for each system, and group their switches."""
    signs = route_signs(routes, lang)
    # Rarer, thinner lines go on top, where a pointer can still reach them.
    drawn = {
        route_id: route_layer(routes.loc[[route_id]], name=signs[route_id].name, lang=lang)
        for route_id in routes.sort_values("trips_per_day", ascending=False, kind="stable").index
    }
    for layer in drawn.values():
        layer.add_to(m)
    branches = []
    for system in dict.fromkeys([*routes["system"], *stops["system"]]):
        lines = routes[routes["system"] == system]
        ordered = sorted(lines.index, key=lambda route_id: name_order(signs[route_id].name))
        switches = [
            leaf(drawn[r], signs[r].name, note=_ends(lines, r, lang), colour=signs[r].colour)
            for r in ordered
        ]
        own = stops[stops["system"] == system]
        if len(own):
            layer = stop_layer(own, name=word("stops", lang), signs=signs, lang=lang)
            layer.add_to(m)
            switches.append(leaf(layer, word("stops", lang), note=str(len(own))))
        branches.append(branch(word(str(system) or "lines", lang), switches, lang))
    return branches


def _ends(lines: gpd.GeoDataFrame, route_id: str, lang: Lang) -> str:
    """Say where a line runs, in the map's language."""
    english = lines.at[route_id, "long_name_en"]
    return str(english if lang == "en" and english else lines.at[route_id, "long_name"])
