"""How does one tell why an answer is what it is? Short lines, as one colleague tells another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from transit.clock import to_datetime
from transit.lang import check_lang
from transit.present.explain_alternatives import (
    absent_line,
    alternative_line,
    instead_line,
    next_best_line,
)
from transit.present.explain_legs import after, leg_line, minutes
from transit.present.phrases import Words, pick, sure_of_time
from transit.present.text import reason_lines, times
from transit.routing.last import LastQuery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from transit.lang import Lang
    from transit.routing.explain import Explained, ExplainedOption

_TIES: Final = {
    "deadline": (
        "卡在到达时限 {at}，余量 {spare}",
        "Tied by the deadline {at}, {spare} to spare",
    ),
    "asked": (
        "路上没有定点班次，晚走多久就晚到多久",
        "Tied by the moment asked for: nothing on the way has a time of its own, so later is later",
    ),
    "window": (
        "路上没有定点班次，这段时间里随时可走",
        "Nothing on the way has a time of its own: one could leave at any minute of the window",
    ),
}
_LAST: Final = (
    "当日末班：再晚出发就到不了",
    "The last of the day: whoever leaves later does not get there",
)
_SPARE: Final = ("留足余量后的末班", "The last departure that leaves the room asked for")


class Section(NamedTuple):
    """A headed part of an explanation."""

    head: str
    lines: tuple[str, ...]


def explanation_text(explained: Explained, zone: ZoneInfo, lang: Lang) -> str:
    """Tell an explanation."""
    lines = [asked(explained, zone, lang)]
    for section in sections(explained, zone, lang):
        lines += ["", section.head, *(f"  {line}" for line in section.lines)]
    return "\n".join(lines)


def asked(explained: Explained, zone: ZoneInfo, lang: Lang) -> str:
    """Tell the question."""
    check_lang(lang)
    query = explained.query
    words = Words(lang, query.service_date)
    ends = (words.both(place.name, place.name_en) for place in (query.origin, query.target))
    if query.last is None:
        return f"{' → '.join(ends)} · {words.asked(query, zone)}"
    first, last = (
        words.clock(to_datetime(query.service_date, s, zone)) for s in (query.seconds, query.last)
    )
    return f"{' → '.join(ends)} · {words.day()} · {first}–{last}"


def sections(explained: Explained, zone: ZoneInfo, lang: Lang) -> list[Section]:
    """Lay an explanation out: a part for each option, one for other ways, one for what is next best."""
    check_lang(lang)
    words = Words(lang, explained.query.service_date)
    zh = lang == "zh"
    if not explained.options:
        if not explained.reasons:
            return [Section("没有可说明的方案" if zh else "No journey to explain", ())]
        head, *why = reason_lines(explained.reasons, lang)
        return [Section(head, tuple(line.strip() for line in why))]
    told = []
    for number, option in enumerate(explained.options, 1):
        head = f"{f'方案 {number}' if zh else f'Option {number}'} · {times(words, option.journey)}"
        told.append(Section(head, tuple(_option(words, explained, option, zone))))
    others = explained.others
    lines = [alternative_line(words, explained.query, one) for one in others.alternatives]
    lines += [instead_line(words, one) for one in others.instead]
    lines += [absent_line(words, one) for one in others.absent]
    if lines:
        told.append(Section("其他走法：" if zh else "Other ways:", tuple(lines)))
    if explained.next_best is not None:
        line = next_best_line(words, explained.query, explained.next_best)
        told.append(Section("次优：" if zh else "Next best:", (line,)))
    return told


def _option(
    words: Words, explained: Explained, option: ExplainedOption, zone: ZoneInfo
) -> Iterator[str]:
    yield _tie(words, explained, option, zone)
    for number in range(len(option.journey.legs)):
        yield f"{number + 1}. {leg_line(words, option, number)}"
    yield from _assumed(words, explained, option)


def _tie(words: Words, explained: Explained, option: ExplainedOption, zone: ZoneInfo) -> str:
    """Say what ties the journey."""
    query, tie, lang = explained.query, option.tie, words.lang
    at = words.clock(to_datetime(query.service_date, query.seconds, zone))
    spare = "" if tie.spare_s is None else minutes(words, tie.spare_s)
    if tie.code == "vehicle":
        return _vehicle(words, option, (at, spare), backwards=query.backwards)
    if tie.code == "last":
        return pick(_SPARE if isinstance(query, LastQuery) and query.spare else _LAST, lang)
    return pick(_TIES[tie.code], lang).format(at=at, spare=spare)


def _vehicle(
    words: Words, option: ExplainedOption, asked: tuple[str, str], *, backwards: bool
) -> str:
    """Say which vehicle ties the journey, and how much room that leaves."""
    at, spare = asked
    zh = words.lang == "zh"
    ride = option.journey.legs[option.tie.leg or 0]
    leaves = words.clock(ride.depart, sure=sure_of_time(ride))
    line = words.line(ride)  # type: ignore[arg-type]
    told = f"{after('卡在', leaves)} 的{line}" if zh else f"Tied by {line}, which leaves {leaves}"
    if not spare:
        return told
    if backwards:
        if zh:
            return f"{told}；到达时离时限 {at} {after('还有', spare)}"
        return f"{told}; {spare} to spare before {at}"
    if option.tie.spare_s == 0:
        return told
    sets_out = words.starts(option.journey)
    if zh:
        return f"{told}；{sets_out} 出发即可，不必 {at} 就走"
    return f"{told}: one need not leave before {sets_out}, {spare} after {at}"


def _assumed(words: Words, explained: Explained, option: ExplainedOption) -> Iterator[str]:
    """Say how much rests on assumptions, and what other waits would change."""
    zh, parts = words.lang == "zh", option.assumed
    named = (
        (parts.waits_s, "候车", "waits"),
        (parts.overheads_s, "进出站", "stations"),
        (parts.checkpoints_s, "检查站", "checkpoints"),
    )
    told = [f"{name if zh else en} {words.minutes(s)}" for s, name, en in named if s]
    if told:
        yield ("计入的候车与停留：" if zh else "Counted beside walking and riding: ") + (
            "、" if zh else ", "
        ).join(told)
    if parts.planned_s:
        span = words.minutes(parts.planned_s)
        yield f"其中 {span}乘尚未开通的线路" if zh else f"{span} are aboard service not open yet"
    backwards = explained.query.backwards
    for journey, cause, cause_en in (
        (option.at_best, "若车来即上", "If no wait were needed"),
        (option.at_worst, "若每次都等足一班", "If every wait were a whole headway"),
    ):
        own, at = (
            (words.starts(j) if backwards else words.ends(j)) if j else ""
            for j in (option.journey, journey)
        )
        if not at or at == own:
            continue
        if zh:
            yield f"{cause}：{at} {'出发' if backwards else '到'}"
        else:
            yield f"{cause_en}: {'leave' if backwards else 'arrive'} {at}"
