"""What is a map before anything is on it? Paper, or tiles when asked for."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final, cast

import folium

from transit.errors import QueryError
from transit.maps.cards import esc
from transit.maps.furniture import Box, Furniture
from transit.maps.page import page_html
from transit.maps.tree import add_to_tree, leaf
from transit.maps.words import word

if TYPE_CHECKING:
    from branca.element import Figure

    from transit.lang import Lang

NOTEBOOK_PX: Final = 600
WORLD: Final[Box] = (-150, -50, 150, 70)


class PortableMap(folium.Map):
    """A folium map that a notebook shows without a network, unless tiles were added to it."""

    def _repr_html_(self, **kwargs: Any) -> str:
        try:
            page = page_html(self)
        except QueryError:
            return str(super()._repr_html_(**kwargs))
        return (
            f'<iframe srcdoc="{html.escape(page)}" title="map" '
            f'style="width:100%;height:{NOTEBOOK_PX}px;border:0"></iframe>'
        )


def new_map(box: Box, *, lang: Lang, online: bool, beside_px: int = 0) -> folium.Map:
    """Open a map on `box`, with a scale and, if `online`, basemaps to choose from.

    On a wide screen `beside_px` at the left stay free for a panel.
    """
    west, south, east, north = box
    m = PortableMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_control="bottomright",
        # Without tiles nothing blurs between whole zooms.
        zoom_snap=1 if online else 0.25,
        zoom_delta=1 if online else 0.5,
        wheel_px_per_zoom_level=90,
        min_zoom=7,
        max_zoom=18,
    )
    Furniture(lang, box, beside_px).add_to(m, name="transit_furniture")
    if online:
        add_basemaps(m, lang)
    return m


def entitle(m: folium.Map, title: str) -> None:
    """Name the page for the browser's tab."""
    cast("Figure", m.get_root()).title = esc(title)


def add_basemaps(m: folium.Map, lang: Lang) -> None:
    """Offer OpenStreetMap, faded so that lines stay the figure, and plain paper.

    CartoDB's light tiles would suit better; they ask for a key now.
    """
    osm = folium.TileLayer("OpenStreetMap", name="OpenStreetMap", opacity=0.55)
    paper = folium.FeatureGroup(word("no_tiles", lang), overlay=False, show=False)
    for base in (osm, paper):
        base.add_to(m)
    add_to_tree(m, [], bases=[leaf(osm, "OpenStreetMap"), leaf(paper, word("no_tiles", lang))])
