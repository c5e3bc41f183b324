"""How does one tell journeys in words? Lines a person could follow, or send to a friend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.clock import to_datetime
from transit.journey import EVIDENCE, RideLeg
from transit.lang import check_lang
from transit.present.phrases import (
    ABOUT,
    EVIDENCE_MEANING,
    EVIDENCE_WORDS,
    PLANNED,
    WAIT_MEANING,
    Words,
    counted,
    pick,
    sure_of_time,
)
from transit.routing.last import LastQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import BorderCrossing, Journey, Leg, Reason, WalkLeg
    from transit.lang import Lang
    from transit.network.ground import Ground
    from transit.routing.plan import Query


def answer_text(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    *,
    ground: Ground,
    zone: ZoneInfo,
    lang: Lang,
) -> str:
    """Tell a question and its answer."""
    check_lang(lang)
    words = Words(lang, query.service_date)
    ends = (words.both(place.name, place.name_en) for place in (query.origin, query.target))
    lines = [f"{' → '.join(ends)} · {words.asked(query, zone)}"]
    if not journeys:
        lines += ["", *reason_lines(reasons, lang)]
    for number, journey in enumerate(journeys, 1):
        lines += ["", *_option(words, number, journey, ground)]
    notes = note_lines(query, journeys, lang)
    return "\n".join([*lines, *([""] if notes else []), *notes])


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


def headline(words: Words, journey: Journey) -> str:
    """Tell a journey's times and effort in one line."""
    span = f"{words.starts(journey)} → {words.ends(journey)}"
    whole = words.minutes(journey.duration.total_seconds())
    if not all(map(sure_of_time, journey.rides)):
        whole = f"{pick(('约', 'about'), words.lang)} {whole}"
    if words.lang == "zh":
        parts = [span, whole, f"换乘 {journey.transfers} 次"]
        parts += [f"步行 {words.metres(journey.walk_m)}"] if journey.walk_m else []
        parts += _priced(journey, "票价 {}", "{} 段票价未知")
    else:
        parts = [span, whole, counted(journey.transfers, "transfer")]
        parts += [f"{words.metres(journey.walk_m)} on foot"] if journey.walk_m else []
        parts += _priced(journey, "fare {}", "{} rides of unknown fare")
    return " · ".join(parts)


def _priced(journey: Journey, known: str, unknown: str) -> list[str]:
    fare = journey.fare
    if fare is None or not journey.rides:
        return []
    told = [known.format(f"{fare.known} {fare.currency}")]
    return told + ([unknown.format(fare.unpriced)] if fare.unpriced else [])


def marks(words: Words, journey_or_leg: Journey | Leg) -> str:
    """Say in brackets how sure something is, and that it does not run yet."""
    told = [words.evidence(journey_or_leg.evidence)]
    if getattr(journey_or_leg, "status", "open") == "planned":
        told.append(pick(PLANNED, words.lang))
    joined = ("；" if words.lang == "zh" else "; ").join(filter(None, told))
    return joined and (f"【{joined}】" if words.lang == "zh" else f" [{joined}]")


def board_and_alight(words: Words, ride: RideLeg) -> tuple[str, str]:
    """Say where and when to get on, how often it runs, and where and when to get off."""
    sure = sure_of_time(ride)
    on, off = words.clock(ride.depart, sure=sure), words.clock(ride.arrive, sure=sure, up=True)
    board, alight = words.place(ride.board), words.place(ride.alight)
    often = "" if ride.headway_s is None else words.every(ride.headway_s)
    wait = words.minutes(ride.wait_s)
    if words.lang == "zh":
        often = often and f"（{often}，按等 {wait}算）"
        return f"{on} 在 {board} 上车{often}", f"{off} 在 {alight} 下车（{ride.n_stops} 站）"
    often = often and f" ({often}; a wait of {wait} is counted)"
    stops = counted(ride.n_stops, "stop")
    return f"board at {board} {_at(on)}{often}", f"get off at {alight} {_at(off)} ({stops})"


def walk(words: Words, leg: WalkLeg, *, last: bool) -> str:
    """Say how far to walk, and to where: another place, or another line at this one."""
    span = words.minutes((leg.arrive - leg.depart).total_seconds())
    to = words.place(leg.alight)
    if words.lang == "zh":
        goal = f"到 {to}" if last or leg.alight.name != leg.board.name else f"在 {to} 换乘"
        return f"步行{words.about(leg.walk_m)}，{span}，{goal}"
    goal = f"to {to}" if last or leg.alight.name != leg.board.name else f"to change at {to}"
    return f"Walk {words.about(leg.walk_m)}, {span}, {goal}"


def crossing_line(words: Words, crossing: BorderCrossing, ground: Ground) -> str:
    """Say where and when the border is passed."""
    known = ground.corridor.crossings.get(crossing.crossing_id) if ground.corridor else None
    checkpoint = (known.checkpoint_zh, known.checkpoint_en) if known else ("", "")
    return words.crossing(crossing, checkpoint)


def stays(words: Words, journey: Journey, leg: int) -> list[str]:
    """Say where one stays before a leg, or after the last."""
    return [words.stay(v) for v in journey.visits if v.leg == leg and v.stay_s]


def on_the_way(words: Words, journey: Journey, leg: int, ground: Ground) -> list[str]:
    """Say which borders, and which places one wished to come by, are passed aboard, in order."""
    ride = journey.legs[leg]
    if not isinstance(ride, RideLeg):
        return []
    sure = sure_of_time(ride)
    told = [(c.at, f"{_crosses(words)}{crossing_line(words, c, ground)}") for c in ride.crossings]
    told += [
        (visit.at, words.passes(visit, sure=sure))
        for visit in journey.visits
        # Where one gets off is told anyway.
        if visit.aboard and visit.leg == leg and visit.stop != ride.alight
    ]
    return [line for _, line in sorted(told, key=lambda pair: pair[0])]


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


def note_lines(query: Query, journeys: Sequence[Journey], lang: Lang) -> list[str]:
    """Explain the marks and the waits that occur."""
    used = {leg.evidence for journey in journeys for leg in journey.legs}
    means = pick(("＝", ": "), lang)
    told = [
        pick(EVIDENCE_WORDS[e], lang) + means + pick(EVIDENCE_MEANING[e], lang)
        for e in EVIDENCE
        if e in used
    ]
    rides = [ride for journey in journeys for ride in journey.rides]
    notes = [told, [pick(ABOUT, lang)] if not all(map(sure_of_time, rides)) else []]
    if any(ride.headway_s is not None for ride in rides):
        notes[1].append(pick(WAIT_MEANING[query.options.wait], lang))
    return [
        ("；".join(n) + "。") if lang == "zh" else _sentence("; ".join(n) + ".") for n in notes if n
    ]


def _option(words: Words, number: int, journey: Journey, ground: Ground) -> Iterator[str]:
    option = f"方案 {number}" if words.lang == "zh" else f"Option {number}"
    yield f"{option} · {headline(words, journey)}{marks(words, journey)}"
    step, last = 0, len(journey.legs) - 1
    for i, leg in enumerate(journey.legs):
        for stay in stays(words, journey, i):
            step += 1
            yield f"  {step}. {stay}"
        step += 1
        if not isinstance(leg, RideLeg):
            yield f"  {step}. {walk(words, leg, last=i == last)}"
            continue
        towards = words.towards(leg)
        comma = "，" if words.lang == "zh" else " "
        yield f"  {step}. {words.line(leg)}{towards and comma + towards}{marks(words, leg)}"
        on, off = board_and_alight(words, leg)
        yield f"     {_sentence(on)}"
        yield from (f"     {line}" for line in on_the_way(words, journey, i, ground))
        yield f"     {_sentence(off)}"
        if leg.booking:
            yield f"     {'须预订：' if words.lang == 'zh' else 'Booking: '}{leg.booking}"
    for further, stay in enumerate(stays(words, journey, last + 1), step + 1):
        yield f"  {further}. {stay}"
    if journey.source_ids:
        yield f"  {'来源：' if words.lang == 'zh' else 'Sources: '}{' '.join(journey.source_ids)}"


def _crosses(words: Words) -> str:
    return "" if words.lang == "zh" else "Crosses "


def _at(clock: str) -> str:
    return clock if clock.startswith("about") else f"at {clock}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
