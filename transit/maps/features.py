"""How does a frame become a folium layer? As data, drawn by one small script.

A folium marker with its popup is over a kilobyte of JavaScript, and names in its tooltip are not
escaped. Here a layer is one compact JSON list; the runtime beside the other assets draws it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

import folium
import shapely
from branca.element import Element
from folium.template import Template

from transit.maps.cards import esc
from transit.maps.vendored import asset_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branca.element import Figure
    from shapely.geometry.base import BaseGeometry

DEGREE_DIGITS: Final = 5
"""One metre, finer than any position shown."""
_WRITTEN: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "{{": "{\\u007b",
    "{%": "{\\u0025",
    "{#": "{\\u0023",
}


def script_json(value: object) -> str:
    """Write JSON that may stand inside a script: no name closes the tag or speaks Jinja.

    Branca reads a rendered script as a template once more, so a stop called ``{{ x }}`` would run.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, written in _WRITTEN.items():
        text = text.replace(sign, written)
    return text


def feature(geometry: BaseGeometry, **drawing: object) -> dict[str, Any]:
    """Describe one thing to draw.

    Parameters
    ----------
    geometry
        In degrees.
    **drawing
        ``styles`` (strokes, undermost first), ``label`` (text, rank, zoom, place), ``icon`` (html,
        size), and ``tooltip`` and ``popup``, which are HTML: whoever writes them escapes the names.

    Returns
    -------
    feature
        Ready for :class:`Features`.
    """
    rounded = shapely.transform(geometry, lambda degrees: degrees.round(DEGREE_DIGITS))
    return {"geometry": shapely.geometry.mapping(rounded)} | {
        key: value for key, value in drawing.items() if value
    }


class Runtime(folium.MacroElement):
    """Anything whose script calls the runtime: brings it into the page, once."""

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Add the runtime's script and style to the page's head, then draw."""
        header = cast("Figure", self.get_root()).header
        style = f"<style>\n{asset_text('transit-map.css')}</style>"
        script = f"<script>\n{asset_text('transit-map.js')}</script>"
        header.add_child(Element("{% raw %}" + style + script + "{% endraw %}"), name="transit_map")
        super().render(**kwargs)  # type: ignore[no-untyped-call]


class Features(Runtime, folium.FeatureGroup):
    """A layer of described features; an ordinary ``folium.FeatureGroup`` from outside.

    Parameters
    ----------
    features
        From :func:`feature`.
    name
        Plain text; escaped here, because layer controls take it for HTML.
    show
        Whether it is on when the map opens.
    credit
        Plain text for the map's attribution line.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = transitMap.layer({{ this.payload }});"
        "{% endmacro %}"
    )

    def __init__(
        self, features: Iterable[dict[str, Any]], *, name: str, show: bool = True, credit: str = ""
    ) -> None:
        super().__init__(name=esc(name), show=show)
        self._name = "Features"
        self.title = name
        described = list(features)
        self.payload = script_json({"credit": esc(credit), "features": described})
        shapes = [shapely.geometry.shape(one["geometry"]) for one in described]
        self._box = shapely.total_bounds(shapes).tolist() if shapes else None

    def _get_self_bounds(self) -> list[list[float | None]]:
        """Let ``fit_bounds(layer.get_bounds())`` work."""
        if self._box is None:
            return [[None, None], [None, None]]
        west, south, east, north = self._box
        return [[south, west], [north, east]]
