"""How is a profile told in words? A line a departure; where vehicles come every few minutes, a line a stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from transit.clock import to_datetime
from transit.lang import check_lang
from transit.present.columns import columns
from transit.present.phrases import Words, counted, pick, sure_of_time
from transit.present.text import marks, note_lines, reason_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.plan import Query

STEP_S: Final = 60
"""Where a headway service is boarded first, departures are told at every whole minute."""

HEADS: Final = {
    "zh": ("出发", "到达", "用时", "换乘", "路线"),
    "en": ("leave", "arrive", "takes", "transfers", "by"),
}


class Stretch(NamedTuple):
    """Journeys by the same lines, one after another, of which one could set out at any time."""

    first: Journey
    last: Journey
    shortest_s: float
    longest_s: float


def profile_text(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    *,
    zone: ZoneInfo,
    lang: Lang,
) -> str:
    """Tell a profile, or why it is empty."""
    check_lang(lang)
    words = Words(lang, query.service_date)
    ends = " → ".join(words.both(p.name, p.name_en) for p in (query.origin, query.target))
    head = f"{ends} · {asked(words, query, zone)}"
    if not journeys:
        return "\n".join([head, "", *reason_lines(reasons, lang)])
    rows: list[tuple[str, ...]] = [HEADS[lang]]
    for stretch in stretches(journeys):
        *cells, lines_taken = stretch_row(words, stretch)
        rows.append((*cells, lines_taken + marks(words, stretch.first)))
    lines = [f"  {line}" for line in columns(rows)]
    notes = note_lines(query, journeys, lang)
    return "\n".join([head, "", *lines, *([""] if notes else []), *notes])


def profile_summary(query: Query, journeys: Sequence[Journey], zone: ZoneInfo) -> str:
    """Tell a profile in one line."""
    words = Words("en", query.service_date)
    span = _span(words, query, zone)
    told = f"{query.origin.name} → {query.target.name} {span}, {query.service_date}"
    if not journeys:
        return f"{told}: none"
    spans = [j.duration.total_seconds() for j in journeys]
    return f"{told}: {counted(len(journeys), 'journey')}, {_range(words, min(spans), max(spans))}"


def asked(words: Words, query: Query, zone: ZoneInfo) -> str:
    """Say between which times one sets out."""
    span = _span(words, query, zone)
    if words.lang == "zh":
        return f"{words.day()} · {span} 出发"
    return f"{words.day()} · leaving {span}"


def window_of(query: Query, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Tell the first and the last moment to set out at."""
    first, last = (
        to_datetime(query.service_date, s, zone)
        for s in (query.seconds, query.seconds if query.last is None else query.last)
    )
    return first, last


def stretches(journeys: Sequence[Journey]) -> list[Stretch]:
    """Gather the journeys by the same lines that follow one another minute by minute."""
    gathered: list[Stretch] = []
    running: dict[tuple[object, ...], int] = {}
    for journey in journeys:
        spent = journey.duration.total_seconds()
        line = tuple((r.route_id, r.status, r.evidence) for r in journey.rides)
        known = running.get(line)
        if known is not None and rolling(journey):
            before = gathered[known]
            if (journey.depart - before.last.depart).total_seconds() <= STEP_S:
                gathered[known] = Stretch(
                    before.first,
                    journey,
                    min(before.shortest_s, spent),
                    max(before.longest_s, spent),
                )
                continue
        running[line] = len(gathered)
        gathered.append(Stretch(journey, journey, spent, spent))
    return gathered


def rolling(journey: Journey) -> bool:
    """Tell whether one may set out at any time: the first ride is of a headway service."""
    return bool(journey.rides) and journey.rides[0].headway_s is not None


def stretch_row(words: Words, stretch: Stretch) -> tuple[str, ...]:
    """Tell times, effort and lines of a stretch."""
    first, last = stretch.first, stretch.last
    leave, arrive = words.starts(first), words.ends(first)
    if last is not first:
        leave, arrive = (
            f"{leave}–{last.depart:%H:%M}",
            f"{arrive}–{words.clock(last.arrive, up=True)}",
        )
    takes = _range(words, stretch.shortest_s, stretch.longest_s)
    if not all(map(sure_of_time, first.rides)):
        takes = f"{pick(('约', 'about'), words.lang)} {takes}"
    return leave, arrive, takes, str(first.transfers), by(words, first)


def by(words: Words, journey: Journey) -> str:
    """Name the lines of a journey in order."""
    if not journey.rides:
        return pick(("步行", "on foot"), words.lang)
    return " → ".join(words.line(ride) for ride in journey.rides)


def _span(words: Words, query: Query, zone: ZoneInfo) -> str:
    return "–".join(map(words.clock, window_of(query, zone)))


def _range(words: Words, shortest_s: float, longest_s: float) -> str:
    least, most = words.minutes(shortest_s), words.minutes(longest_s)
    return most if least == most else f"{least.split()[0]}–{most}"
