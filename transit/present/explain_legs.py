"""How does one tell what ties a leg, and what missing its vehicle costs?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.journey import RideLeg
from transit.present.explain_spans import (
    after,
    headway,
    minutes,
    ways,
)
from transit.present.phrases import pick, sure_of_time, to_minute
from transit.present.steps import sentence

if TYPE_CHECKING:
    from transit.journey import Journey, WalkLeg
    from transit.present.phrases import Words
    from transit.routing.explain import ExplainedOption
    from transit.routing.explain_legs import ExplainedLeg
    from transit.routing.explain_missed import Missed

NOT_PUBLISHED: Final = ("开车钟点未公布，按假定", "a time that nobody publishes and is assumed")

_NO_WAY_M: Final = 5
"""Who walks less than this on entering or leaving a station walks nowhere; so in the answer's own text."""


def leg_line(words: Words, option: ExplainedOption, number: int) -> str:
    """Tell what ties a leg, how much room there is, and what happens if its vehicle is missed."""
    leg, told = option.journey.legs[number], option.legs[number]
    if not isinstance(leg, RideLeg):
        return _walk(words, leg, told, between=0 < number < len(option.legs) - 1)
    zh = words.lang == "zh"
    parts = [_boarding(words, leg, told)]
    delay_s = sum(part.seconds for part in leg.overheads)
    if delay_s:
        span = words.minutes(delay_s)
        parts.append(f"检查站按 {span}算" if zh else f"{span} are counted for the checkpoint")
    if told.missed is not None:
        parts.append(_missed(words, option.journey, told.missed))
    return f"{words.line(leg)}{'：' if zh else ': '}{('；' if zh else '; ').join(parts)}"


def _boarding(words: Words, ride: RideLeg, told: ExplainedLeg) -> str:
    zh, last = words.lang == "zh", _last(words, ride)
    at = words.clock(ride.depart, sure=sure_of_time(ride))
    if told.binds == "seated":
        return "不下车，坐着继续走" if zh else "one stays seated"
    if ride.headway_s is not None and told.slack_s is None:
        parts = [words.every(ride.headway_s), "来车即上" if zh else "one takes whatever comes"]
        return (
            f"{('，' if zh else ', ').join(parts)}{'，' if zh else '; '}{_waits(words, ride, told)}"
        )
    if told.binds == "assumed_clock":
        why = pick(NOT_PUBLISHED, words.lang)
        return f"{at} 开（{why}）{last}" if zh else f"leaves {at}, {why}{last}"
    slack_s = told.slack_s or 0
    if told.binds == "first_vehicle":
        wait = words.waited(told.wait_s - told.change_s)
        first = (
            f"{after('头班车', at)}，等 {wait}"
            if zh
            else f"the first one comes {at}, a wait of {wait}"
        )
    else:
        first = f"{at} 开" if zh else f"leaves {at}"
    if slack_s < 60:
        return f"{first}，没有余量{last}" if zh else f"{first}, with nothing to spare{last}"
    # Rounded down: nobody is told to be later than one may.
    room = words.minutes(slack_s // 60 * 60)
    return (
        f"{first}，晚到 {room}也赶得上{last}" if zh else f"{first}; one could be {room} later{last}"
    )


def _waits(words: Words, ride: RideLeg, told: ExplainedLeg) -> str:
    """Say which wait is counted, how long it may be, and what a change takes before it."""
    zh, wait = words.lang == "zh", words.waited(told.counted_wait_s)
    most = headway(words, ride.headway_s or 0)
    change = words.span(told.change_s) if told.change_s else ""
    counted = f"按等 {wait}算" if zh else f"a wait of {wait} is counted"
    if ride.last_at is None:
        counted += f"，最久 {most}" if zh else f", at most {most}"
    if change:
        counted += f"，另计换乘 {change}" if zh else f", and {change} to change"
    return counted + _last(words, ride)


def _last(words: Words, ride: RideLeg) -> str:
    """Say when the line's last vehicle for hours passes, where it is this one or comes soon after it."""
    zh = words.lang == "zh"
    if ride.last_at is None:
        return ""
    if ride.headway_s is None:
        told = (
            "，这是本时段末班，之后至少两小时无车",
            "; this is the last one for at least two hours",
        )
        return pick(told, words.lang)
    at = words.clock(ride.last_at, sure=sure_of_time(ride))
    if zh:
        return f"，本时段末班{at}，之后至少两小时无车"
    return f"; the last one for at least two hours is {at}"


def _missed(words: Words, journey: Journey, missed: Missed) -> str:
    zh = words.lang == "zh"
    if missed.onward is None or missed.later_s is None:
        return (
            "错过了就到不了（半天之内）"
            if zh
            else "if it is missed, nothing gets there within half a day"
        )
    at, how = words.ends(missed.onward), _onward(words, missed, missed.onward)
    if missed.later_s <= 0:
        if zh:
            return f"错过也不误事：{how}，{at} 到"
        return f"if it is missed, {how} and is there {at} all the same"
    # Between the minutes that are told: arrivals are rounded up.
    there, meant = (to_minute(one.arrive, up=True) for one in (missed.onward, journey))
    span = minutes(words, there.timestamp() - meant.timestamp() or missed.later_s)
    told = f"错过则{how}，{at} 到，{after('晚', span)}"
    if not zh:
        told = f"if it is missed, {how} and arrives {at}, {span} later"
    if missed.too_late_s:
        late = minutes(words, -(-missed.too_late_s // 60) * 60)
        return told + (f"，{after('超过时限', late)}" if zh else f" and {late} too late")
    if missed.too_late_s == 0:
        return told + ("，仍不迟到" if zh else ", still in time")
    return told


def _onward(words: Words, missed: Missed, onward: Journey) -> str:
    """Say by what one goes on."""
    zh = words.lang == "zh"
    if missed.by != "other":
        first, *others = (ride for ride in onward.rides if not ride.in_seat)
        told = "等下一班" if zh else "one takes the next one"
        if missed.by == "same":
            return told
        if others:
            return f"{told}{'，再换乘' if zh else ', then '}{ways(words, tuple(others))}"
        to = words.place(first.alight)
        return f"{told}，坐到 {to}" if zh else f"{told} to {to}"
    if not onward.rides:
        return "改为步行" if zh else "one walks"
    return f"{'改乘' if zh else 'one takes '}{ways(words, onward.rides)}"


def _walk(words: Words, leg: WalkLeg, told: ExplainedLeg, *, between: bool) -> str:
    """Tell a walk, what leaving a station before it takes, and what entering one after it."""
    zh = words.lang == "zh"
    moves = leg.walk_m >= _NO_WAY_M or leg.walk_s >= 60 or not leg.overheads
    inside = [part for part in leg.overheads if part.part != "exit"]
    out_s, in_s = (
        sum(part.seconds for part in parts)
        for parts in ([part for part in leg.overheads if part.part == "exit"], inside)
    )
    out, into = ("出站", "way out"), ("进站", "way in")
    if {part.part for part in inside} == {"id_check"}:
        into = ("查验证件", "ID check")
    parts = []
    if out_s:
        parts.append(_inside(words, out, "" if moves else words.place(leg.board), out_s))
    if moves:
        span, to = words.minutes(leg.walk_s), words.place(leg.alight)
        way = f"步行到 {to}，{span}" if zh else f"walk to {to}, {span}"
        if between and leg.board.name == leg.alight.name:
            way = f"在 {to} 换乘，步行 {span}" if zh else f"walk to change at {to}, {span}"
        if told.binds == "change":
            way += "，按换乘所需时间算" if zh else ", the time counted for the change"
        parts.append(way)
    if in_s:
        parts.append(_inside(words, into, "" if moves else words.place(leg.alight), in_s))
    return sentence(("；" if zh else "; ").join(parts))


def _inside(words: Words, what: tuple[str, str], place: str, seconds: int) -> str:
    """Say what a station takes; it is named where nobody walks to or from it."""
    span = words.span(seconds)
    if words.lang == "zh":
        return f"{place and f'在 {place} '}{what[0]} {span}"
    return f"{what[1]}{place and f' at {place}'}, {span}"
