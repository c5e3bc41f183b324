"""What does a card or a tooltip say? What is known, how surely and from where; all escaped.

The only place where data becomes HTML: every word of it passes through :func:`esc`.
"""

from __future__ import annotations

import html
import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from transit.maps.words import both, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from transit.lang import Lang

MANY_LINES: Final = 60
"""More chips than this say nothing; the card ends with how many are left."""

LARGE: Final = 100
"""From here on a number is written whole."""


class Sign(NamedTuple):
    """How a line is shown where only its name fits."""

    name: str
    colour: str


def esc(value: object) -> str:
    """Make any value safe in HTML and in branca's templates; a missing one is empty."""
    return "" if is_missing(value) else html.escape(str(value)).replace("{", "&#123;")


def is_missing(value: object) -> bool:
    """Tell whether there is nothing to say: None, NaN, NaT or no text."""
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or str(value) in ("", "NaT")
    )


def short_name(name: object) -> str:
    """Cut a name to what fits on a map: without what is in brackets or behind a stroke."""
    return "" if is_missing(name) else re.split(r"\s*[(（]|\s+/\s+", str(name))[0]


def names(row: Mapping[str, object], column: str, lang: Lang) -> tuple[str, str]:
    """Name something in the map's language and in the other; the second may be empty.

    The English stands in the column of the same name with ``_en``, if the frame has it.
    """
    own, english = row[column], row.get(f"{column}_en")
    if is_missing(own) or is_missing(english) or own == english:
        return ("" if is_missing(own) else str(own)), ""
    return (str(own), str(english)) if lang == "zh" else (str(english), str(own))


def number(value: object, unit: str = "") -> str:
    """Write a number without needless decimals, or nothing."""
    if is_missing(value):
        return ""
    amount = float(str(value))
    text = f"{amount:.3g}" if abs(amount) < LARGE else f"{amount:.0f}"
    return f"{text} {unit}" if unit else text


def mark(key: object, lang: Lang) -> str:
    """Show an evidence class or a status as a small badge, in both languages when Chinese."""
    if is_missing(key):
        return ""
    text = " ".join(both(str(key), lang)) if lang == "zh" else word(str(key), lang)
    return f'<span class="transit-mark transit-{esc(key)}">{esc(text)}</span>'


def facts(pairs: Iterable[tuple[str, str]], lang: Lang) -> str:
    """List named facts, leaving out the empty ones; the values are HTML already."""
    rows = "".join(
        f"<dt>{esc(word(key, lang))}</dt><dd>{value}</dd>" for key, value in pairs if value
    )
    return f"<dl>{rows}</dl>" if rows else ""


def chips(signs: Sequence[Sign]) -> str:
    """Show lines as chips edged in their colours."""
    shown = [
        f'<span class="transit-chip" style="border-color:{esc(sign.colour)}">'
        f"{esc(sign.name)}</span>"
        for sign in signs[:MANY_LINES]
    ]
    left = len(signs) - len(shown)
    return f'<div class="transit-chips">{"".join(shown)}{f" +{left}" if left else ""}</div>'


def card(
    title: object, others: Sequence[object], body: str, marks: str, sources: object, lang: Lang
) -> str:
    """Frame one card: names in both scripts, what is known, how sure, from where."""
    alt = " · ".join(dict.fromkeys(esc(other) for other in others if not is_missing(other)))
    foot = f"{word('sources', lang)} {esc(sources)}" if not is_missing(sources) else ""
    return (
        f'<article class="transit-card"><h3>{esc(title)}</h3>'
        f'<p class="transit-alt">{alt}</p>{body}{marks}'
        f'<p class="transit-foot">{foot}</p></article>'
    )


def stop_card(stop: Mapping[str, object], signs: Sequence[Sign], lang: Lang) -> str:
    """Say what a stop is called, which lines serve it, and how well its position is known."""
    served = chips(signs) if signs else ""
    error = number(stop["error_m"], "m")
    body = served + facts(
        [("region", esc(stop["region"])), ("position", f"± {error}" if error else "")], lang
    )
    marks = mark(stop["evidence"], lang) + planned_mark(stop, lang)
    name, other = names(stop, "name", lang)
    others = other, stop["name_pinyin"]
    return card(name, others, body, marks, stop["source_ids"], lang)


def route_card(route: Mapping[str, object], title: str, lang: Lang) -> str:
    """Say where a line runs, when, how often, how long it takes, and how sure that is."""
    minutes = word("minutes", lang)
    hours = " – ".join(esc(route[end]) for end in ("first", "last") if not is_missing(route[end]))
    body = facts(
        [
            ("hours", hours),
            ("headway", number(route["headway_min"], minutes)),
            ("trips", number(route["trips_per_day"])),
            ("run_time", number(route["run_min"], minutes)),
            ("crossing", esc(route["crossing"])),
            ("agency", esc(route["agency"])),
        ],
        lang,
    )
    marks = mark(route["evidence"], lang) + planned_mark(route, lang)
    return card(title, names(route, "long_name", lang), body, marks, route["source_ids"], lang)


def crossing_card(crossing: Mapping[str, object], lang: Lang) -> str:
    """Say what a crossing is, who checks there, and how well its point is known."""
    error = number(crossing["error_m"], "m")
    body = facts(
        [
            ("checkpoint", esc(names(crossing, "checkpoint", lang)[0])),
            ("kind", esc(crossing["kind"])),
            ("opened", esc(crossing["open_date"])),
            ("position", f"± {error}" if error else ""),
        ],
        lang,
    )
    marks = mark(crossing["evidence"], lang) + planned_mark(crossing, lang)
    name, other = names(crossing, "name", lang)
    return card(name, [other], body, marks, crossing["source_ids"], lang)


def planned_mark(row: Mapping[str, object], lang: Lang) -> str:
    """Mark what does not run yet."""
    return mark("planned", lang) if row["status"] == "planned" else ""
