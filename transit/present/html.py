"""How does an answer look in a notebook? Cards without scripts or assets, every name escaped."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from transit.journey import RideLeg
from transit.present.aboard import caution, in_language
from transit.present.phrases import EVIDENCE_WORDS, PLANNED, Words
from transit.present.prices import how_priced
from transit.present.steps import numbers, sources_line, steps
from transit.present.text import effort, note_lines, other_day, reason_lines, times
from transit.present.unplaced import unplaced_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Reason
    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.present.steps import Step
    from transit.routing.plan import Query
    from transit.routing.unplaced import Unplaced

# Greys are shares of the text's own colour, so that the cards fit light and dark notebooks.
_STYLE: Final = """<style>
.transit-answer{max-width:46em;
 font:14px/1.5 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
.transit-answer h4{margin:.2em 0 .5em;font-size:1.15em;font-weight:600}
.transit-answer small{opacity:.65;font-weight:400}
.transit-answer details{border:1px solid rgba(128,128,128,.35);border-radius:8px;
 margin:.4em 0;padding:.45em .8em}
.transit-answer summary{cursor:pointer;font-variant-numeric:tabular-nums}
.transit-answer ol,.transit-answer ul{list-style:none;margin:.5em 0 .2em;padding:0}
.transit-answer li{border-left:4px solid rgba(128,128,128,.45);margin:0 0 .45em;padding:0 0 0 .7em}
.transit-answer i{font-style:normal;margin-right:.2em;opacity:.65}
.transit-answer .line{border-radius:4px;display:inline-block;font-weight:600;padding:0 .5em}
.transit-answer .mark{border:1px solid rgba(128,128,128,.5);border-radius:9px;
 font-size:.8em;margin-left:.4em;padding:0 .5em}
.transit-answer .planned{border-style:dashed}
.transit-answer p{margin:.15em 0}
.transit-answer .whole{white-space:nowrap}
</style>"""

_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_GREY: Final = ("5b6670", "ffffff")


def answer_html(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    unplaced: Sequence[Unplaced] = (),
    *,
    ground: Ground,
    zone: ZoneInfo,
) -> str:
    """Lay an answer out: a heading in both scripts, a card for each journey, the first one open.

    Services that may serve the trip but stop nobody knows where are listed on a card of their own.
    """
    words = Words("zh", query.service_date)
    english = Words("en", query.service_date)
    ends = " → ".join(_place(place) for place in (query.origin, query.target))
    asked = " · ".join(escape(told.asked(query, zone)) for told in (words, english))
    parts = [f'<div class="transit-answer">{_STYLE}<h4>{ends}<br><small>{asked}</small></h4>']
    parts += [
        f"<p>{escape(line)}</p>"
        for lang in ("zh", "en")
        for line in other_day(query, journeys, zone, lang)
    ]
    if not journeys:
        parts += [
            f"<p>{escape(line)}</p>"
            for lang in ("zh", "en")
            for line in reason_lines(reasons, lang)
        ]
    for number, journey in enumerate(journeys):
        parts.append(_card(words, journey, query.options.payment.pay, ground, is_open=number == 0))
    parts += [_list(words, english, unplaced)] if unplaced else []
    parts += [
        f"<p><small>{escape(line)}</small></p>"
        for lang in ("zh", "en")
        for line in note_lines(query, journeys, lang, unplaced)
    ]
    return "".join([*parts, "</div>"])


def _card(words: Words, journey: Journey, pay: str, ground: Ground, *, is_open: bool) -> str:
    told = "".join(_step(words, journey, step, ground) for step in steps(words, journey))
    lines = " ".join(_sign(words, ride, ground) for ride in journey.rides)
    priced = how_priced(words, journey, numbers(journey))
    notes = [f"票价：{priced}" if priced else "", sources_line(words, journey)]
    small = "".join(f"<p><small>{escape(note)}</small></p>" for note in notes if note)
    return (
        f"<details{' open' if is_open else ''}><summary><b>{escape(times(words, journey))}</b>"
        f"{_marks(journey)}<p>{lines} {_line(effort(words, journey, pay))}</p></summary>"
        f"<ol>{told}</ol>{small}</details>"
    )


def _list(words: Words, english: Words, unplaced: Sequence[Unplaced]) -> str:
    (head, *rows), (head_en, *rows_en) = (
        [_line(line.removeprefix("  · ")) for line in unplaced_lines(told, unplaced)]
        for told in (words, english)
    )
    listed = "".join(f"<li>{row}</li>" for row in rows)
    listed_en = "".join(f"<li><small>{row}</small></li>" for row in rows_en)
    return (
        f"<details open><summary>{head}<br><small>{head_en}</small></summary>"
        f"<ul>{listed}{listed_en}</ul></details>"
    )


def _step(words: Words, journey: Journey, step: Step, ground: Ground) -> str:
    rows = "".join(f"<p>{_line(line)}</p>" for line in step.lines)
    leg = None if step.leg is None else journey.legs[step.leg]
    if not isinstance(leg, RideLeg):
        return f"<li><i>{step.number}</i> {_line(step.head)}{rows}</li>"
    english = [
        " → ".join(filter(None, (leg.board.name_en, leg.alight.name_en))),
        caution(leg, "en"),
    ]
    if leg.booking and (booking := in_language(leg.booking, "en")) != leg.booking:
        english.append(booking)
    small = "".join(f"<p><small>{escape(line)}</small></p>" for line in english if line)
    return (
        f'<li style="border-color:#{_colours(leg, ground)[0]}"><i>{step.number}</i> {_sign(words, leg, ground)} '
        f"{escape(words.towards(leg))}{_marks(leg)}{rows}{small}</li>"
    )


def _line(text: str) -> str:
    """Keep the marks of a line whole where it is broken."""
    return re.sub("【[^】]*】", r'<span class="whole">\g<0></span>', escape(text))


def _place(place: Place) -> str:
    english = f" <small>{escape(place.name_en)}</small>" if place.name_en else ""
    return f"{escape(place.name)}{english}"


def _sign(words: Words, ride: RideLeg, ground: Ground) -> str:
    ground_colour, ink = _colours(ride, ground)
    style = f"background:#{ground_colour};color:#{ink}"
    return f'<span class="line" style="{style}">{escape(words.line(ride))}</span>'


def _colours(ride: RideLeg, ground: Ground) -> tuple[str, str]:
    """Take a line's own colours; what is no colour never reaches the page."""
    route = ground.route(ride.route_id)
    pair = route["route_color"], route["route_text_color"] or _GREY[1]
    return pair if all(_COLOUR.fullmatch(colour) for colour in pair) else _GREY


def _marks(told: Journey | RideLeg) -> str:
    shown = ""
    if told.evidence in EVIDENCE_WORDS:
        shown = f'<span class="mark">{" ".join(EVIDENCE_WORDS[told.evidence])}</span>'
    if told.status == "planned":
        shown += f'<span class="mark planned">{" ".join(PLANNED)}</span>'
    return shown
