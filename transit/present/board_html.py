"""How does a departure board look in a notebook? A table without scripts or assets, every name escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from transit.present.board_text import (
    NOTHING,
    asked,
    booking_notes,
    note_lines,
    sign,
    when,
    where,
)
from transit.present.phrases import EVIDENCE_WORDS, PLANNED, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Reason
    from transit.places.place import Place
    from transit.routing.board import Departure

# Greys are shares of the text's own colour, so that the table fits light and dark notebooks.
STYLE: Final = """<style>
.transit-table{max-width:58em;
 font:14px/1.5 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
.transit-table h4{margin:.2em 0 .5em;font-size:1.15em;font-weight:600}
.transit-table small{opacity:.65;font-weight:400}
.transit-table table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.transit-table td{border-top:1px solid rgba(128,128,128,.35);padding:.25em .9em .25em 0;
 text-align:left;vertical-align:top}
.transit-table td:nth-child(-n+2),.transit-table th{white-space:nowrap}
.transit-table th{font-weight:400;opacity:.65;padding-right:.9em;text-align:left}
.transit-table .spans td:nth-child(-n+4){white-space:nowrap}
.transit-table .mark{border:1px solid rgba(128,128,128,.5);border-radius:9px;
 font-size:.8em;padding:0 .5em;white-space:nowrap}
.transit-table .planned{border-style:dashed}
.transit-table p{margin:.15em 0}
</style>"""


def board_html(
    place: Place,
    service_date: date,
    first_s: int,
    departures: Sequence[Departure],
    reasons: Sequence[Reason],
    *,
    zone: ZoneInfo,
) -> str:
    """Lay a board out, a row a departure, in both scripts."""
    words, english = Words("zh", service_date), Words("en", service_date)
    told = " · ".join(escape(asked(w, first_s, zone)) for w in (words, english))
    name = escape(place.name) + small(place.name_en)
    parts = [f'<div class="transit-table">{STYLE}<h4>{name}<br><small>{told}</small></h4>']
    if not departures:
        parts.append(f"<p>{escape(NOTHING[0])}{small(NOTHING[1])}</p>")
    parts += [
        f"<p>{escape(line)}</p>"
        for reason in reasons
        for line in (reason.message_zh, reason.message)
    ]
    rows = "".join(_row(words, english, departure, departures) for departure in departures)
    parts.append(f"<table>{rows}</table>" if rows else "")
    parts += [
        f"<p><small>{escape(line)}</small></p>"
        for lang in ("zh", "en")
        for line in note_lines(departures, lang)
    ]
    parts += [
        f"<p><small>{escape(f'{zh} {en}: {note}')}</small></p>"
        for note, (zh, en) in booking_notes(departures).items()
    ]
    return "".join([*parts, "</div>"])


def marks(told: Departure | Journey) -> str:
    """Show how sure something is, and that it does not run yet, in both languages."""
    shown = ""
    if told.evidence in EVIDENCE_WORDS:
        shown = f'<span class="mark">{" ".join(EVIDENCE_WORDS[told.evidence])}</span>'
    if told.status == "planned":
        shown += f'<span class="mark planned">{" ".join(PLANNED)}</span>'
    return shown


def both(chinese: str, english: str) -> str:
    """Set the English below the Chinese, once where they are the same."""
    return escape(chinese) + ("" if english == chinese else f"<br><small>{escape(english)}</small>")


def _row(words: Words, english: Words, departure: Departure, among: Sequence[Departure]) -> str:
    at, line, towards, stop = (
        both(tell(words), tell(english))
        for tell in (
            lambda w: when(w, departure),
            lambda w: w.line(departure),
            lambda w: sign(w, departure, among),
            lambda w: where(w, departure, among),
        )
    )
    cells = f"<b>{at}</b>", line, towards, stop, marks(departure)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def small(english: str) -> str:
    """Set the English of a name beside it."""
    return f" <small>{escape(english)}</small>" if english else ""
