"""How does one tell journeys in words? Lines a person could follow, or send to a friend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.clock import to_datetime
from transit.journey import EVIDENCE, elapsed
from transit.lang import check_lang
from transit.present.phrases import (
    ABOUT,
    EVIDENCE_MEANING,
    EVIDENCE_WORDS,
    ROUNDED,
    WAIT_MEANING,
    WEAKEST,
    Words,
    counted,
    pick,
    sure_of_time,
    to_minute,
)
from transit.present.prices import total
from transit.present.steps import sentence, sources_line, steps
from transit.present.unplaced import unplaced_lines
from transit.routing.last import LastQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.plan import Query
    from transit.routing.unplaced import Unplaced


def answer_text(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    unplaced: Sequence[Unplaced] = (),
    *,
    zone: ZoneInfo,
    lang: Lang,
) -> str:
    """Tell a question and its answer, and the services that may serve the trip but stop nobody knows where."""
    check_lang(lang)
    words = Words(lang, query.service_date)
    ends = (words.both(place.name, place.name_en) for place in (query.origin, query.target))
    lines = [f"{' → '.join(ends)} · {words.asked(query, zone)}"]
    lines += other_day(query, journeys, zone, lang)
    if not journeys:
        lines += ["", *reason_lines(reasons, lang)]
    for number, journey in enumerate(journeys, 1):
        option = f"{pick(('方案', 'Option'), lang)} {number} · "
        lines += ["", *journey_lines(words, journey, query.options.payment.pay, option)]
    for part in (unplaced_lines(words, unplaced), note_lines(query, journeys, lang, unplaced)):
        lines += [""] * bool(part) + part
    return "\n".join(lines)


def other_day(query: Query, journeys: Sequence[Journey], zone: ZoneInfo, lang: Lang) -> list[str]:
    """Say that what is listed is of another day than the moment asked for."""
    if not journeys or query.last is not None or isinstance(query, LastQuery):
        return []
    asked = to_datetime(query.service_date, query.seconds, zone).date()
    if query.backwards and all(journey.arrive.date() < asked for journey in journeys):
        told = (
            "该时限前当天没有方案，以下为前一天的",
            "None that day by then; these are of the day before",
        )
        return [pick(told, lang)]
    if not query.backwards and all(journey.depart.date() > asked for journey in journeys):
        told = "当天此后没有方案了，以下为次日的", "None left that day; these are of the next day"
        return [pick(told, lang)]
    return []


def summary(query: Query, journeys: Sequence[Journey], zone: ZoneInfo) -> str:
    """Tell an answer in one line."""
    words = Words("en", query.service_date)
    wanted = "by" if query.backwards else "from"
    at = words.clock(to_datetime(query.service_date, query.seconds, zone))
    when = "last departure" if isinstance(query, LastQuery) else f"{wanted} {at}"
    asked = f"{query.origin.name} → {query.target.name} {when}, {query.service_date}"
    if not journeys:
        return f"{asked}: none"
    best = f"{words.clock(journeys[0].depart)}–{words.clock(journeys[0].arrive, up=True)}"
    return f"{asked}: {counted(len(journeys), 'option')}, best {best}"


def times(words: Words, journey: Journey) -> str:
    """Say when a journey begins and ends, and how long it takes."""
    # What is told is the time between the two times told, which are rounded.
    takes = elapsed(to_minute(journey.depart), to_minute(journey.arrive, up=True))
    whole = words.minutes(takes.total_seconds())
    if not all(map(sure_of_time, journey.rides)):
        whole = f"{pick(('约', 'about'), words.lang)} {whole}"
    return f"{words.starts(journey)} → {words.ends(journey)} · {whole}"


def effort(words: Words, journey: Journey, pay: str) -> str:
    """Say how often one changes, how far one walks and what one pays, by card or otherwise."""
    zh, far = words.lang == "zh", words.metres(journey.walk_m) if journey.walk_m else ""
    n = journey.transfers
    changes = f"换乘 {n} 次" if zh else counted(n, "transfer")
    if not n:
        changes = pick(("直达", "direct"), words.lang) if journey.rides else ""
    walked = far and (f"步行 {far}" if zh else f"{far} on foot")
    return sentence(" · ".join(filter(None, [changes, walked, total(words, journey, pay)])))


def marks(words: Words, journey: Journey) -> str:
    """Say in brackets how sure a journey is at its weakest, and that it does not run yet."""
    return words.mark(journey.evidence, planned=journey.status == "planned")


def reason_lines(reasons: Sequence[Reason], lang: Lang) -> list[str]:
    """Say why there is no journey, and what would give one."""
    lines = ["没有可行的方案：" if lang == "zh" else "No journey found:"]
    for reason in reasons:
        change = ", ".join(f"{key}={value}" for key, value in reason.relaxation.items())
        if lang == "zh":
            lines.append(f"  · {reason.message_zh}" + (change and f"（改为 {change} 则有）"))
        else:
            lines.append(f"  · {reason.message}" + (change and f" (with {change} there is one)"))
    return lines


def note_lines(
    query: Query, journeys: Sequence[Journey], lang: Lang, unplaced: Sequence[Unplaced] = ()
) -> list[str]:
    """Explain the marks, the waits and the rounding that occur."""
    used = {
        part.evidence
        for journey in journeys
        for part in (
            *journey.legs,
            *journey.overheads,
            *(crossing for crossing in journey.crossings if not crossing.name),
            *(journey.fare.parts if journey.fare else ()),
        )
    }
    used |= {grade for one in unplaced for grade in (one.line_evidence, one.times_evidence)}
    means = pick(("＝", ": "), lang)
    told = [
        pick(EVIDENCE_WORDS[e], lang) + means + pick(EVIDENCE_MEANING[e], lang)
        for e in EVIDENCE
        if e in used
    ]
    told += [pick(WEAKEST, lang)] if journeys and len(told) > 1 else []
    rides = [ride for journey in journeys for ride in journey.rides]
    about = any(journey.crossings for journey in journeys) or not all(map(sure_of_time, rides))
    notes = [told, [pick(ABOUT, lang)] if about else []]
    if any(ride.headway_s is not None for ride in rides):
        notes[1].append(pick(WAIT_MEANING[query.options.wait], lang))
    if any(moment != to_minute(moment) for journey in journeys for moment in _told_times(journey)):
        notes[1].append(pick(ROUNDED, lang))
    return [
        ("；".join(n) + "。") if lang == "zh" else sentence("; ".join(n) + ".") for n in notes if n
    ]


def journey_lines(words: Words, journey: Journey, pay: str, heading: str = "") -> Iterator[str]:
    """Tell one journey: its times, its effort, its steps, its sources."""
    yield f"{heading}{times(words, journey)}{marks(words, journey)}"
    yield from (f"  {line}" for line in [effort(words, journey, pay)] if line)
    for step in steps(words, journey):
        yield f"  {step.number}. {step.head}"
        yield from (f"     {line}" for line in step.lines)
    yield from (f"  {line}" for line in [sources_line(words, journey)] if line)


def _told_times(journey: Journey) -> Iterator[datetime]:
    """List when one sets out, gets on, gets off and is there."""
    yield from (journey.depart, journey.arrive)
    for ride in journey.rides:
        yield from (ride.depart, ride.arrive)
