"""What does a traveller do on each leg? As the printed answer says it: about, rounded up."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from transit.maps.cards import card, esc, facts, is_missing, mark, names, number, planned_mark
from transit.maps.routes import line_name
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import geopandas as gpd

    from transit.lang import Lang


def leg_card(leg: Mapping[str, Any], lang: Lang) -> str:
    """Say what to do on one leg of a journey, how surely, and from which sources."""
    minutes = word("minutes", lang)
    if leg["kind"] == "walk":
        pairs = [("walk", _metres(leg))]
    else:
        pairs = [
            ("ride", number(leg["ride_min"], minutes)),
            ("wait", _wait(leg, lang)),
            ("headway", number(leg["headway_min"], minutes)),
            ("fare", number(leg["fare_cny"], word("yuan", lang))),
            ("crossing", esc(_named(leg, "crossing", lang))),
        ]
    marks = mark(leg["evidence"], lang) + planned_mark(leg, lang)
    body = facts(pairs, lang)
    return card(_how(leg, lang), [from_to(leg, lang)], body, marks, leg["source_ids"], lang)


def from_to(leg: Mapping[str, Any], lang: Lang = "zh") -> str:
    """Say when and where a leg begins and ends; plain text."""
    start = f"{_clock(leg, 'depart', lang)} {_named(leg, 'board_stop', lang)}"
    return f"{start} → {_clock(leg, 'arrive', lang)} {_named(leg, 'alight_stop', lang)}"


def span(rows: gpd.GeoDataFrame, lang: Lang) -> str:
    """Say when a journey begins, its first wait counted, and when it ends; plain text."""
    first, last = rows.iloc[0].copy(), rows.iloc[-1]
    if not is_missing(first["wait_min"]):
        first["depart"] -= timedelta(minutes=float(first["wait_min"]))
    return f"{_clock(first, 'depart', lang)} – {_clock(last, 'arrive', lang)}"


def itinerary(rows: gpd.GeoDataFrame, lang: Lang) -> str:
    """List the steps of one journey, as HTML."""
    items = "".join(_item(row, lang) for row in rows.to_dict("records"))
    first, last = rows.iloc[0].to_dict(), rows.iloc[-1].to_dict()
    goal = _place(last, "alight_stop", lang)
    end = f"<li><time>{_clock(last, 'arrive', lang)}</time><span>{goal}</span></li>"
    ends = names(first, "board_stop", lang)[0], names(last, "alight_stop", lang)[0]
    heading = " → ".join(esc(end) for end in ends)
    return f'<h1>{heading}</h1><ol class="transit-steps">{items}{end}</ol>'


def _item(leg: Mapping[str, Any], lang: Lang) -> str:
    lines = [_place(leg, "board_stop", lang), esc(_how(leg, lang))]
    marks = ""
    if leg["kind"] == "walk":
        lines[1] += f" {_metres(leg)}"
    else:
        wait = _wait(leg, lang)
        lines[1] += f" · {word('wait', lang)} {wait}" if wait else ""
        marks = mark(leg["evidence"], lang) + planned_mark(leg, lang)
    if not is_missing(leg["crossing"]):
        lines.append(f"{word('crossing', lang)} {esc(_named(leg, 'crossing', lang))}")
    text = "<br>".join([*lines, marks] if marks else lines)
    return f"<li><time>{_clock(leg, 'depart', lang)}</time><span>{text}</span></li>"


def _place(leg: Mapping[str, Any], column: str, lang: Lang) -> str:
    """Name a stop as HTML; on an English map with its hanzi, as the sign there has it."""
    name, other = names(leg, column, lang)
    return f"<b>{esc(name)}</b>" + (f" {esc(other)}" if other and lang == "en" else "")


def _named(leg: Mapping[str, Any], column: str, lang: Lang) -> str:
    """Name what a column names, as :func:`_place` does, as plain text."""
    name, other = names(leg, column, lang)
    return f"{name} {other}" if other and lang == "en" else name


def _how(leg: Mapping[str, Any], lang: Lang) -> str:
    """Name the line and where it heads, or the walk."""
    if leg["kind"] == "walk":
        return word("walk", lang)
    towards = "" if is_missing(leg["headsign"]) else f" → {_named(leg, 'headsign', lang)}"
    return line_name(str(leg["route_name"]), leg["mode"], lang) + towards


def _clock(leg: Mapping[str, Any], end: str, lang: Lang) -> str:
    """Write a time as HH:MM, arrivals rounded up, and as about where nobody publishes it."""
    moment: datetime = leg[end]
    minute = moment.replace(second=0, microsecond=0)
    if end == "arrive" and minute < moment:
        minute += timedelta(minutes=1)
    sure = is_missing(leg["headway_min"]) and leg["evidence"] in ("", "documented")
    return f"{'' if sure else word('about', lang)}{minute:%H:%M}"


def _wait(leg: Mapping[str, Any], lang: Lang) -> str:
    if is_missing(leg["wait_min"]):
        return ""
    return f"{math.ceil(leg['wait_min'])} {word('minutes', lang)}"


def _metres(leg: Mapping[str, Any]) -> str:
    """Round an estimated walk to tens of metres."""
    return f"{max(round(leg['walk_m'] / 10), 1) * 10} m"
