"""How do rows of text stand in columns, when a Chinese character is two wide?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Pad the cells of every row but its last, so that columns line up on a terminal; rows are of one length."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    used = [i for i, width in enumerate(widths) if width]
    return [
        "  ".join(row[i] + " " * (widths[i] - _width(row[i])) for i in used).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
