"""How does a profile look in a notebook? A table without scripts or assets, every name escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from transit.present.board_html import STYLE, both, marks, small
from transit.present.phrases import Words
from transit.present.profile_text import HEADS, asked, stretch_row, stretches
from transit.present.text import note_lines, reason_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Reason
    from transit.present.profile_text import Stretch
    from transit.routing.plan import Query


def profile_html(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    *,
    zone: ZoneInfo,
) -> str:
    """Lay a profile out, a row a departure or stretch of departures, headed in both scripts."""
    words, english = Words("zh", query.service_date), Words("en", query.service_date)
    ends = " → ".join(escape(p.name) + small(p.name_en) for p in (query.origin, query.target))
    heads = "".join(
        f"<th>{zh}<br>{en}</th>" for zh, en in zip(HEADS["zh"], HEADS["en"], strict=True)
    )
    told = " · ".join(escape(asked(w, query, zone)) for w in (words, english))
    rows = "".join(_row(words, english, stretch) for stretch in stretches(journeys))
    lines = [
        *(line for lang in ("zh", "en") if reasons for line in reason_lines(reasons, lang)),
        *(line for lang in ("zh", "en") for line in note_lines(query, journeys, lang)),
    ]
    notes = "".join(f"<p><small>{escape(line)}</small></p>" for line in lines)
    table = f'<table class="spans"><tr>{heads}<th></th></tr>{rows}</table>' if rows else ""
    return (
        f'<div class="transit-table">{STYLE}<h4>{ends}<br><small>{told}</small></h4>'
        f"{table}{notes}</div>"
    )


def _row(words: Words, english: Words, stretch: Stretch) -> str:
    pairs = zip(stretch_row(words, stretch), stretch_row(english, stretch), strict=True)
    cells = "".join(f"<td>{both(zh, en)}</td>" for zh, en in pairs)
    return f"<tr>{cells}<td>{marks(stretch.first)}</td></tr>"
