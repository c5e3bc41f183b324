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

NOTHING: Final = ("没有车次：", "No departures:")
_BOOKING: Final = ("需预约", "booking")


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
        told = (pick((r.message_zh, r.message), lang) for r in reasons)
        return "\n".join([head, "", pick(NOTHING, lang), *(f"  · {line}" for line in told)])
    rows = [
        (
            when(words, d), words.line(d), sign(words, d, departures),
            where(words, d, departures), mark(words, d),
        )
        for d in departures
    ]  # fmt: skip
    lines = [f"  {line}" for line in columns(rows)]
    notes = list(note_lines(departures, lang))
    colon = pick(("：", ": "), lang)
    for note, mark_of in booking_notes(departures).items():
        line = pick(mark_of, lang) + colon + note
        notes.append(line[:1].upper() + line[1:])
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
    often = words.every(d.headway_s)
    told = f"{often} {_span(words, d.opens, d.closes)}"
    if d.then_headway_s is None or d.then_opens is None or d.then_closes is None:
        return told
    often_then, since = words.every(d.then_headway_s), words.clock(d.then_opens)
    if often_then == often and (d.then_opens - d.closes).total_seconds() <= d.headway_s:
        # A headway that changes by seconds is told as one.
        return f"{often} {_span(words, d.opens, d.then_closes)}"
    if words.lang == "zh":
        return f"{told}，{since} 起{often_then}"
    return f"{told}, then {often_then} from {since}"


def sign(words: Words, departure: Departure, among: Sequence[Departure]) -> str:
    """Say what stands on the vehicle, and that one must book."""
    towards = words.towards(departure)
    if not departure.booking:
        return towards
    told = pick(booking_notes(among)[departure.booking], words.lang)
    return f"{towards}（{told}）" if words.lang == "zh" else f"{towards} ({told})".strip()


def booking_notes(departures: Sequence[Departure]) -> dict[str, tuple[str, str]]:
    """Mark each way to book on a board, in Chinese and in English; numbered where there are several."""
    notes = list(dict.fromkeys(d.booking for d in departures if d.booking))
    numbers = [""] if len(notes) == 1 else [f" {n}" for n in range(1, len(notes) + 1)]
    return {
        note: (_BOOKING[0] + number, _BOOKING[1] + number)
        for note, number in zip(notes, numbers, strict=False)
    }


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
