"""How is a departure board told in words? A line a departure, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.clock import to_datetime
from transit.journey import EVIDENCE
from transit.lang import check_lang
from transit.present.columns import columns
from transit.present.phrases import (
    ABOUT,
    EVIDENCE_MEANING,
    EVIDENCE_WORDS,
    PLANNED,
    Words,
    counted,
    pick,
    sure_of_time,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from transit.journey import Reason
    from transit.lang import Lang
    from transit.places.place import Place
    from transit.routing.board import Departure

_NEXT_WITHIN: Final = (
    "“每…一班”没有公布时刻，下一班在一个间隔之内到",
    "“every ...” has no published times: the next vehicle comes within that interval",
)


def board_text(
    place: Place,
    service_date: date,
    first_s: int,
    departures: Sequence[Departure],
    reasons: Sequence[Reason],
    *,
    zone: ZoneInfo,
    lang: Lang,
) -> str:
    """Tell a board, or why it is empty."""
    check_lang(lang)
    words = Words(lang, service_date)
    head = f"{words.both(place.name, place.name_en)} · {asked(words, first_s, zone)}"
    if not departures:
        told = (r.message_zh if lang == "zh" else r.message for r in reasons)
        return "\n".join([head, "", *(f"  · {line}" for line in told)])
    rows = [
        (when(words, d), words.line(d), sign(words, d), where(words, d, departures), mark(words, d))
        for d in departures
    ]
    lines = [f"  {line}" for line in columns(rows)]
    notes = list(note_lines(departures, lang))
    return "\n".join([head, "", *lines, *([""] if notes else []), *notes])


def board_summary(
    place: Place,
    service_date: date,
    first_s: int,
    departures: Sequence[Departure],
    zone: ZoneInfo,
) -> str:
    """Tell a board in one line."""
    words = Words("en", service_date)
    at = words.clock(to_datetime(service_date, first_s, zone))
    asked_for = f"{place.name} from {at}, {service_date}"
    if not departures:
        return f"{asked_for}: none"
    return f"{asked_for}: {counted(len(departures), 'row')}, first {when(words, departures[0])}"


def asked(words: Words, first_s: int, zone: ZoneInfo) -> str:
    """Say from when on: 2026-11-24 周二 · 07:00 起."""
    at = words.clock(to_datetime(words.service_date, first_s, zone))
    return f"{words.day()} · {at} 起" if words.lang == "zh" else f"{words.day()} · from {at}"


def when(words: Words, departure: Departure) -> str:
    """Say when it leaves, or how often, and between which times."""
    d = departure
    if d.headway_s is None or d.opens is None or d.closes is None:
        return words.clock(d.expected, sure=sure_of_time(d))
    return f"{words.every(d.headway_s)} {_span(words, d.opens, d.closes)}"


def sign(words: Words, departure: Departure) -> str:
    """Say what stands on the vehicle, and how to book."""
    booking = departure.booking and (
        f"（须预订：{departure.booking}）"
        if words.lang == "zh"
        else f" (booking: {departure.booking})"
    )
    return words.towards(departure) + (booking or "")


def where(words: Words, departure: Departure, among: Sequence[Departure]) -> str:
    """Name the stop where those on the board have several names."""
    return words.place(departure.board) if len({d.board.name for d in among}) > 1 else ""


def mark(words: Words, departure: Departure) -> str:
    """Say how sure it is, and that it does not run yet."""
    planned = pick(PLANNED, words.lang) if departure.status == "planned" else ""
    told = [*filter(None, (words.evidence(departure.evidence), planned))]
    joined = ("；" if words.lang == "zh" else "; ").join(told)
    return joined and (f"【{joined}】" if words.lang == "zh" else f"[{joined}]")


def note_lines(departures: Sequence[Departure], lang: Lang) -> Iterator[str]:
    """Explain the marks that occur."""
    used = {d.evidence for d in departures}
    means, comma, stop = ("＝", "；", "。") if lang == "zh" else (": ", "; ", ".")
    told = [
        pick(EVIDENCE_WORDS[e], lang) + means + pick(EVIDENCE_MEANING[e], lang)
        for e in EVIDENCE
        if e in used
    ]
    timed = [d for d in departures if d.headway_s is None]
    notes = [told, [] if all(map(sure_of_time, timed)) else [pick(ABOUT, lang)]]
    if len(timed) < len(departures):
        notes[1].append(pick(_NEXT_WITHIN, lang))
    for note in filter(None, notes):
        line = comma.join(note) + stop
        yield line[:1].upper() + line[1:]


def _span(words: Words, opens: datetime, closes: datetime) -> str:
    """Say from when to when, the day once where it is one."""
    first, last = words.clock(opens), words.clock(closes)
    if opens.date() != closes.date():
        return f"{first}–{last}"
    return f"{first}–{closes:%H:%M}" if words.lang == "zh" else f"{opens:%H:%M}–{last}"
