"""What do all maps stand on? Districts, borders and crossings, where the data has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.maps.backdrop import border_layer, region_layer
from transit.maps.crossings import crossing_layer
from transit.maps.tree import branch, leaf
from transit.maps.words import word

if TYPE_CHECKING:
    import folium
    import geopandas as gpd

    from transit.lang import Lang
    from transit.maps.tree import Branch


def add_ground(
    m: folium.Map,
    regions: gpd.GeoDataFrame | None,
    borders: gpd.GeoDataFrame | None,
    crossings: gpd.GeoDataFrame | None,
    *,
    lang: Lang,
    credit: str,
    tiles: bool,
) -> list[Branch]:
    """Add what there is of the ground, and return its switches: one branch, or none.

    With `tiles` the districts start switched off: the tiles show their own.
    """
    layers = []
    if regions is not None:
        layers.append(region_layer(regions, lang=lang, credit=credit, show=not tiles))
    if borders is not None:
        layers.append(border_layer(borders, lang=lang))
    if crossings is not None:
        layers.append(crossing_layer(crossings, lang=lang))
    for layer in layers:
        layer.add_to(m)
    switches = [leaf(layer, layer.title) for layer in layers]
    return [branch(word("boundaries", lang), switches, lang, collapsed=False)] if layers else []
