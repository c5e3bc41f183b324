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
    option_names,
)
from transit.present.explain_legs import NOT_PUBLISHED, leg_line
from transit.present.explain_spans import after, all_waited, minutes, stayed
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
        "刚好 {at} 前到，没有余量",
        "There just by {at}, with nothing to spare",
    ),
    "early": (
        "路上没有定点班次，再晚就没有车；到达时离时限 {at} 还有 {spare}",
        "Nothing on the way has a time of its own, and later none runs; {spare} to spare before {at}",
    ),
    "asked": (
        "路上没有定点班次，晚走多久就晚到多久",
        "Tied by the moment asked for: nothing on the way has a time of its own, so later is later",
    ),
    "asked_at_last": (
        "路上没有定点班次，末班车之前晚走多久就晚到多久",
        "Nothing on the way has a time of its own, so up to the last vehicle later is later",
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


def explanation_text(explained: Explained, zone: ZoneInfo, lang: Lang, *, heading: bool) -> str:
    """Tell an explanation, headed by the question or not."""
    parts = [asked(explained, zone, lang)] if heading else []
    parts += [
        "\n  ".join([section.head, *section.lines]) for section in sections(explained, zone, lang)
    ]
    return "\n\n".join(parts)


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
    query = explained.query
    words = Words(lang, query.service_date)
    zh = lang == "zh"
    if not explained.options:
        if not explained.reasons:
            return [Section("没有可说明的方案" if zh else "No journey to explain", ())]
        head, *why = reason_lines(explained.reasons, lang)
        return [Section(head, tuple(line.strip() for line in why))]
    told = []
    for number, option in enumerate(explained.options, 1):
        # A window's own text numbers nothing: its journeys are known by when they leave.
        named = f"{'方案' if zh else 'Option'} {number} · " if query.last is None else ""
        head = f"{named}{times(words, option.journey)}"
        told.append(Section(head, tuple(_option(words, explained, option, zone))))
    others, names = explained.others, option_names(words, query, explained.journeys)
    lines = [alternative_line(words, explained, one, names) for one in others.alternatives]
    lines += [instead_line(words, one, names) for one in others.instead]
    lines += [absent_line(words, one) for one in others.absent]
    if lines:
        told.append(Section("其他走法：" if zh else "Other ways:", tuple(lines)))
    if explained.next_best is not None:
        line = next_best_line(words, explained, explained.next_best, names)
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
    code = tie.code
    if code == "deadline" and (tie.spare_s or 0) >= 60:
        code = "early"
    if code == "asked" and any(ride.last_at for ride in option.journey.rides):
        code = "asked_at_last"
    return pick(_TIES[code], lang).format(at=at, spare=spare)


def _vehicle(
    words: Words, option: ExplainedOption, asked: tuple[str, str], *, backwards: bool
) -> str:
    """Say which vehicle ties the journey, and how much room that leaves."""
    at, spare = asked
    zh = words.lang == "zh"
    number = option.tie.leg or 0
    ride, assumed = option.journey.legs[number], option.legs[number].binds == "assumed_clock"
    leaves = words.clock(ride.depart, sure=sure_of_time(ride))
    line = words.line(ride)  # type: ignore[arg-type]
    told = (
        f"{after('受制于', leaves)} 开的{line}" if zh else f"Tied by {line}, which leaves {leaves}"
    )
    if assumed:
        told += f"（{NOT_PUBLISHED[0]}）" if zh else f", {NOT_PUBLISHED[1]}"
    if not spare:
        return told
    if backwards:
        if zh:
            return f"{told}；到达时离时限 {at} {after('还有', spare)}"
        return f"{told}; {spare} to spare before {at}"
    if option.tie.spare_s == 0 or assumed:
        # Nobody is told how late one may leave for a vehicle whose time nobody knows.
        return told
    sets_out = words.starts(option.journey)
    if zh:
        return f"{told}；{sets_out} 出发即可，不必 {at} 就走"
    return f"{told}: one need not leave before {sets_out}, {spare} after {at}"


def _assumed(words: Words, explained: Explained, option: ExplainedOption) -> Iterator[str]:
    """Say how much rests on assumptions, and what other waits would change."""
    zh, parts = words.lang == "zh", option.assumed
    legs = zip(option.journey.legs, option.legs, strict=True)
    by_headway = [leg for ride, leg in legs if getattr(ride, "headway_s", None) is not None]
    # For the first vehicle of a line one waits longer than is counted of its headway.
    waits = [leg.wait_s - leg.change_s for leg in by_headway]
    changes_s = sum(leg.change_s for leg in by_headway)
    named = (
        (sum(waits) and all_waited(words, waits), "候车", "waits"),
        (changes_s and stayed(words, changes_s), "换乘", "changes"),
        (parts.overheads_s and stayed(words, parts.overheads_s), "进出站", "stations"),
        (parts.checkpoints_s and stayed(words, parts.checkpoints_s), "检查站", "checkpoints"),
    )
    told = [after(name, span) if zh else f"{en} {span}" for span, name, en in named if span]
    if told:
        counted = "计入的候车与停留：" if zh else "Counted beside walking and riding: "
        yield counted + ("、" if zh else ", ").join(told)
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
