"""Which browser files does the package carry? The manifest's, each for a link of folium's."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Final

_ASSETS: Final = files("transit.maps") / "assets"


@dataclass(frozen=True, slots=True)
class Asset:
    """One vendored file, unchanged from its npm package."""

    file: str
    package: str
    version: str
    path: str
    licence: str
    sha256: str
    stands_for: str = ""
    """Pattern of the addresses folium links instead; empty where none."""
    only_with: str = ""
    """Text in a page's scripts without which the file is not needed there."""


def manifest() -> tuple[Asset, ...]:
    """List every vendored file with its version, licence and digest."""
    return tuple(Asset(**entry) for entry in json.loads(asset_text("manifest.json")))


def asset_text(file: str) -> str:
    """Read a text asset."""
    return (_ASSETS / file).read_text(encoding="utf-8")


def data_uri(file: str) -> str:
    """Turn an image of the assets into an address that carries the image itself."""
    return "data:image/png;base64," + base64.b64encode((_ASSETS / file).read_bytes()).decode()


def asset_for(url: str) -> Asset | None:
    """Find the file that stands for a linked address."""
    fitting = (a for a in manifest() if a.stands_for and fnmatchcase(url, a.stands_for))
    return next(fitting, None)


def inline_tag(asset: Asset) -> str:
    """Write the file into a tag of its own, its images inside it."""
    text = asset_text(asset.file)
    note = f"/* {asset.package} {asset.version}, {asset.licence} */\n"
    if asset.file.endswith(".css"):
        text = re.sub(r"url\((images/[\w.-]+)\)", lambda m: f"url({data_uri(m[1])})", text)
        return f"<style>\n{note}{text}</style>"
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    if asset.file == "leaflet.js":
        text += _default_marker()
    return f"<script>\n{note}{text}</script>"


def _default_marker() -> str:
    """Leaflet looks for its pin beside its style sheet; in one file there is no beside."""
    images = {
        "iconUrl": data_uri("images/marker-icon.png"),
        "iconRetinaUrl": data_uri("images/marker-icon-2x.png"),
        "shadowUrl": data_uri("images/marker-shadow.png"),
    }
    options = json.dumps(images)
    return f"\nL.Icon.Default.imagePath = '';\nL.Icon.Default.mergeOptions({options});\n"
