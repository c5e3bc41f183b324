"""How does an explanation look in a notebook? Cards without scripts or assets, every name escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.present.board_html import STYLE, both
from transit.present.explain_text import asked, sections

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from transit.routing.explain import Explained


def explanation_html(explained: Explained, zone: ZoneInfo) -> str:
    """Lay an explanation out, a part below the other in both languages, the first one open."""
    heads = both(asked(explained, zone, "zh"), asked(explained, zone, "en"))
    parts = [f'<div class="transit-table">{STYLE}<h4>{heads}</h4>']
    told = zip(sections(explained, zone, "zh"), sections(explained, zone, "en"), strict=True)
    for number, (zh, en) in enumerate(told):
        lines = zip(zh.lines, en.lines, strict=True)
        rows = "".join(f"<li>{both(chinese, english)}</li>" for chinese, english in lines)
        parts.append(
            f"<details{'' if number else ' open'}><summary>{both(zh.head, en.head)}</summary>"
            f'<ul style="list-style:none;padding-left:1em">{rows}</ul></details>'
        )
    return "".join([*parts, "</div>"])
