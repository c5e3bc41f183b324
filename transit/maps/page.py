"""How does a map become one HTML file that needs no other? By carrying all it would fetch.

Folium names its elements at random and links ten files on four hosts. Here the names are counted,
the links that matter become the files themselves, those nothing on the page uses are left out, and
the page forbids itself any other request. What cannot be had inside the file is an error naming it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from branca.element import Element

from transit.errors import QueryError
from transit.files import write_whole
from transit.maps.vendored import asset_for, inline_tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    import folium
    from branca.element import Figure

_LINK: Final = re.compile(
    r'<script src="(?P<script>[^"]+)"></script>'
    r'|<link rel="stylesheet" href="(?P<style>[^"]+)"\s*/?>'
)
# Folium links these for all maps; the word in a script shows that one does use them.
_UNLESS_USED: Final = {
    "bootstrap": None,
    "awesome": "L.AwesomeMarkers",
}
# Ways to load from elsewhere that are left: tags, style sheets, Leaflet's own layers.
_LOADS: Final = re.compile(
    r"""(?:<(?:script|link|img|iframe|source|image|object|embed)\b[^>]*?\b(?:src|href|data)\s*=\s*
    |\burl\(\s*|@import\s+|L\.(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*
    |"?icon_?[uU]rl"?:\s*)
    \\?["']?((?:https?:)?//[^"'\s)>\\]+)""",
    re.VERBOSE,
)
_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:\"/>"
)


def save_map(m: folium.Map, path: str | PathLike[str], *, offline: bool = True) -> Path:
    """Write a map as one HTML file.

    Parameters
    ----------
    m
        One of ours or any other folium map.
    path
        Where to; its folder is made if need be. An older file stays whole until the new one is.
    offline
        True: everything inside the file, no request to any host. False: folium's links are kept.

    Returns
    -------
    path
        Where the file is.

    Raises
    ------
    QueryError
        If `offline` and the map cannot do without an outside host, such as a tile layer's.
    """
    html = page_html(m, offline=offline)
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, html)
    return target


def page_html(m: folium.Map, *, offline: bool = True) -> str:
    """Render a map as :func:`save_map` writes it."""
    root = cast("Figure", m.get_root())
    parts = root.header, root.html, root.script
    before = [dict(part._children) for part in parts]
    html = root.render()
    ids = {element._id for element in _tree(root)}
    # A figure keeps what it rendered and would say part of it twice the next time.
    for part, children in zip(parts, before, strict=True):
        part._children = OrderedDict(children)
    html = _count_ids(html, ids)
    return _inline(html) if offline else html


def _tree(root: Element) -> Iterator[Element]:
    """Walk every element of a figure, also those folium keeps outside ``_children``."""
    seen: set[int] = set()
    waiting: list[object] = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Element) or id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        for value in vars(element).values():
            if isinstance(value, dict):
                waiting.extend(value.values())
            elif isinstance(value, list | tuple):
                waiting.extend(value)
            else:
                waiting.append(value)


def _count_ids(html: str, ids: set[str]) -> str:
    """Name elements by the order in which the page first speaks of them."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        found = match[0]
        return numbers.setdefault(found, f"{len(numbers):04d}") if found in ids else found

    return re.sub(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])", number, html)


def _inline(html: str) -> str:
    """Put the vendored files in place of their links."""
    rest = _LINK.sub("", html)
    outside = [match[1] for match in _LOADS.finditer(rest)]

    def stand_in(match: re.Match[str]) -> str:
        url = match["script"] or match["style"]
        asset = asset_for(url)
        if asset is not None:
            return inline_tag(asset) if asset.only_with in rest else ""
        for part, used_by in _UNLESS_USED.items():
            if part in url and (used_by is None or used_by not in rest):
                return ""
        outside.append(url)
        return ""

    page = _LINK.sub(stand_in, html)
    if outside:
        hosts = sorted({urlsplit(url).netloc or url for url in outside})
        raise QueryError(
            "offline",
            True,
            f"offline=False, or a map without what it loads from {', '.join(hosts)} ({outside[0]})",
        )
    return page.replace("<head>", f"<head>\n{_POLICY}", 1)
