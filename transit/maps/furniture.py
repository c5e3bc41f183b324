"""What stands around a map? Its title, its legend, its scale."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from folium.template import Template

from transit.journey import EVIDENCE
from transit.maps.cards import esc, mark
from transit.maps.features import Runtime, script_json
from transit.maps.style import (
    BORDER,
    INK,
    MODE_COLOURS,
    line_colour,
    line_styles,
    line_width,
    stop_style,
)
from transit.maps.words import both, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from transit.lang import Lang
    from transit.maps.style import Style

WIDTHS: Final = (10, 60, 300)
"""Trips a day shown as examples of width."""


Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class Furniture(Runtime):
    """Scale bar, first view and the page's language."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "transitMap.furnish({{ this._parent.get_name() }}, {{ this.arguments }});"
        "{% endmacro %}"
    )

    def __init__(self, lang: Lang, box: Box, beside_px: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Furniture"
        west, south, east, north = box
        corners = [[south, west], [north, east]]
        language = "zh-CN" if lang == "zh" else "en"
        self.arguments = ", ".join(script_json(one) for one in (language, corners, beside_px))


class Panel(Runtime):
    """A card in a corner of the map; its content is HTML, escaped by whoever wrote it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "transitMap.panel({{ this._parent.get_name() }}, {{ this.arguments }});"
        "{% endmacro %}"
    )

    def __init__(self, content: str, *, corner: str, kind: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Panel"
        self.arguments = ", ".join(script_json(text) for text in (content, corner, kind))


def title_panel(title: str, routes: gpd.GeoDataFrame, *, data_date: str, lang: Lang) -> Panel:
    """Say what the map shows, as of when, and how sure its lines are."""
    counts = Counter(routes["evidence"])
    sure = " · ".join(f"{word(key, lang)} {counts[key]}" for key in EVIDENCE if counts[key])
    dated = f"{word('data_as_of', lang)} {esc(data_date)}" if data_date else ""
    lines = (
        f"{word('evidence_note', lang)}：{sure}"
        if lang == "zh"
        else f"{word('evidence_note', lang)}: {sure}"
    )
    note = word("not_measured", lang) if counts["assumed"] else ""
    date = routes.attrs.get("date", "")
    counted = f"{word('service_of', lang)} {esc(date)}" if date else ""
    paragraphs = dated, counted, lines if sure else "", note
    rows = "".join(f"<p>{row}</p>" for row in paragraphs if row)
    return Panel(f"<h1>{esc(title)}</h1>{rows}", corner="topleft", kind="transit-title")


def legend_panel(
    routes: gpd.GeoDataFrame,
    *,
    lang: Lang,
    has_areas: bool,
    has_borders: bool,
    has_crossings: bool,
) -> Panel:
    """Explain colours, widths, patterns and marks, in both languages, and only those that occur."""
    rows = [*_system_keys(routes, lang), *_pattern_keys(routes, lang)]
    rows += [
        _key(_spot(kind), *both(text, lang))
        for kind, text in (("hub", "hubs"), ("station", "stations"), ("stop", "bus_stops"))
    ]
    if has_areas:
        rows.append(_key(_spot("area"), *both("area_stops", lang)))
    if has_borders:
        ribbon = {"color": BORDER, "weight": 10, "opacity": 0.16}
        dashes = {"color": BORDER, "weight": 1.7, "dashArray": "10 4 2 4"}
        rows.append(_key(_strokes([ribbon, dashes]), *both("borders", lang)))
    if has_crossings:
        gate = (
            f'<rect x="15.5" y="2.5" width="9" height="9" fill="#fff" stroke="{BORDER}" '
            'stroke-width="2.5" transform="rotate(45 20 7)"/>'
        )
        rows.append(_key(gate, *both("crossings", lang)))
    scale = "".join(_width_key(trips) for trips in WIDTHS)
    head, head_other = both("legend", lang)
    width, width_other = both("frequency", lang)
    sure, sure_other = both("how_sure", lang)
    marks = "".join(_meaning(key, lang) for key in EVIDENCE)
    content = (
        f"<details open><summary>{head} <small>{head_other}</small></summary>"
        f'<div class="transit-key">{"".join(rows)}</div>'
        f'<h2>{width} <small>{width_other}</small></h2><div class="transit-widths">{scale}</div>'
        f"<h2>{sure} <small>{sure_other}</small></h2>{marks}</details>"
    )
    return Panel(content, corner="bottomleft", kind="transit-legend")


def _system_keys(routes: gpd.GeoDataFrame, lang: Lang) -> Iterable[str]:
    for system, lines in routes.groupby("system", sort=False):
        colours = [line_colour(m, c) for m, c in zip(lines["mode"], lines["color"], strict=True)]
        distinct = list(dict.fromkeys(colours))[:6]
        step = 40 / len(distinct)
        strokes = "".join(
            f'<path d="M{i * step:.1f} 7h{step:.1f}" stroke="{esc(colour)}" stroke-width="4"/>'
            for i, colour in enumerate(distinct)
        )
        if len(distinct) == 1:
            first = lines.iloc[0]
            solid = line_styles(first["mode"], first["color"], 60, first["status"], "documented")
            strokes = _strokes([style for style in solid if style.get("opacity") != 0])
        yield _key(strokes, *both(str(system) or "lines", lang))


def _pattern_keys(routes: gpd.GeoDataFrame, lang: Lang) -> Iterable[str]:
    if (routes["evidence"] == "assumed").any():
        yield _key(
            _strokes(line_styles("bus", "", 20, "open", "assumed")[1:]), *both("assumed_line", lang)
        )
    planned = routes[routes["status"] == "planned"]
    if len(planned):
        first = planned.iloc[0]
        drawn = line_styles(first["mode"], first["color"], 60, "planned", "documented")[2:]
        yield _key(_strokes(drawn), *both("planned_line", lang))


def _spot(kind: str) -> str:
    """Draw a stop as the map does."""
    style = stop_style(
        kind=kind, status="open", colour=MODE_COLOURS["subway" if kind == "station" else "bus"]
    )
    return (
        f'<circle cx="20" cy="7" r="{min(style["radius"], 6)}" fill="{style["fillColor"]}" '
        f'fill-opacity="{style["fillOpacity"]}" stroke="{style["color"]}" '
        f'stroke-width="{style["weight"]}" stroke-dasharray="{style.get("dashArray", "")}"/>'
    )


def _width_key(trips: int) -> str:
    stroke = _strokes([{"color": INK, "weight": line_width(trips)}])
    return f'<span><svg width="40" height="14" aria-hidden="true">{stroke}</svg> {trips}</span>'


def _meaning(key: str, lang: Lang) -> str:
    """Explain one evidence class."""
    meaning, other = both(f"{key}_means", lang)
    return f"<p>{mark(key, lang)} {meaning} <small>{other}</small></p>"


def _strokes(styles: Sequence[Style]) -> str:
    """Draw the strokes of a line as the map does, straight."""
    return "".join(
        f'<path d="M0 7h40" stroke="{esc(style["color"])}" stroke-width="{style["weight"]}" '
        f'stroke-opacity="{style.get("opacity", 1)}" '
        f'stroke-dasharray="{style.get("dashArray", "")}"/>'
        for style in styles
    )


def _key(drawing: str, text: str, other: str) -> str:
    return (
        f'<svg width="40" height="14" aria-hidden="true">{drawing}</svg>'
        f"<span>{esc(text)} <small>{esc(other)}</small></span>"
    )
