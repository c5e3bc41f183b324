"""How does one tell what ties a leg, and what missing its vehicle costs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.journey import RideLeg
from transit.present.phrases import sure_of_time

if TYPE_CHECKING:
    from transit.journey import WalkLeg
    from transit.present.phrases import Words
    from transit.routing.explain import ExplainedOption
    from transit.routing.explain_legs import ExplainedLeg
    from transit.routing.explain_missed import Missed


def minutes(words: Words, seconds: float) -> str:
    """Round a difference to whole minutes, and write hours as such; what is less than one is under one."""
    if 0 < abs(seconds) < 60:
        return "1 分钟以内" if words.lang == "zh" else "under 1 min"
    hours, rest = divmod(round(abs(seconds) / 60), 60)
    if not hours:
        return words.minutes(rest * 60)
    told = f"{hours} 小时" if words.lang == "zh" else f"{hours} h"
    return f"{told} {words.minutes(rest * 60)}" if rest else told


def after(word: str, told: str) -> str:
    """Set a time or a span after a Chinese word: a space goes before figures, none before another word."""
    return f"{word} {told}" if told[:1].isdigit() else f"{word}{told}"


def leg_line(words: Words, option: ExplainedOption, number: int) -> str:
    """Tell what ties a leg, how much room there is, and what happens if its vehicle is missed."""
    leg, told = option.journey.legs[number], option.legs[number]
    if not isinstance(leg, RideLeg):
        return _walk(words, leg, told)
    zh = words.lang == "zh"
    parts = [_boarding(words, leg, told)]
    delay_s = sum(part.seconds for part in leg.overheads)
    if delay_s:
        span = words.minutes(delay_s)
        parts.append(f"检查站按 {span}算" if zh else f"{span} are counted for the checkpoint")
    if told.missed is not None:
        parts.append(_missed(words, told.missed))
    return f"{words.line(leg)}{'：' if zh else ': '}{('；' if zh else '; ').join(parts)}"


def _boarding(words: Words, ride: RideLeg, told: ExplainedLeg) -> str:
    zh = words.lang == "zh"
    at = words.clock(ride.depart, sure=sure_of_time(ride))
    if told.binds == "seated":
        return "不下车，坐着继续走" if zh else "one stays seated"
    if ride.headway_s is not None and told.slack_s is None:
        every = words.every(ride.headway_s)
        counted, most = words.minutes(told.counted_wait_s), words.minutes(ride.headway_s)
        if zh:
            return f"{every}，来车即上，按等 {counted}算，最久 {most}"
        return f"{every}, one takes whatever comes; a wait of {counted} is counted, at most {most}"
    slack_s = told.slack_s or 0
    if told.binds == "first_vehicle":
        wait = words.minutes(told.wait_s)
        first = f"头班车 {at}，等 {wait}" if zh else f"the first one comes {at}, a wait of {wait}"
    else:
        first = f"{at} 开" if zh else f"leaves {at}"
    if slack_s < 60:
        return f"{first}，没有余量" if zh else f"{first}, with nothing to spare"
    # Rounded down: nobody is told to be later than one may.
    room = words.minutes(slack_s // 60 * 60)
    return f"{first}，晚到 {room}也赶得上" if zh else f"{first}; one could be {room} later"


def _missed(words: Words, missed: Missed) -> str:
    zh = words.lang == "zh"
    if missed.onward is None or missed.later_s is None:
        return (
            "错过了就到不了（半天之内）"
            if zh
            else "if it is missed, nothing gets there within half a day"
        )
    at = words.ends(missed.onward)
    if missed.later_s <= 0:
        way = ways(words, missed.onward.rides)
        if zh:
            return f"错过也不误事：改走{way}，{at} 到"
        by = f"by {way}" if missed.onward.rides else way
        return f"if it is missed, {by} one is there {at} all the same"
    told = f"{after('错过则', at)} 到，{after('晚', minutes(words, missed.later_s))}"
    if not zh:
        told = f"if it is missed, one arrives {at}, {minutes(words, missed.later_s)} later"
    if missed.too_late_s:
        late = minutes(words, missed.too_late_s)
        return told + (f"，{after('超过时限', late)}" if zh else f" and {late} too late")
    if missed.too_late_s == 0:
        return told + ("，仍不迟到" if zh else ", still in time")
    return told


def _walk(words: Words, leg: WalkLeg, told: ExplainedLeg) -> str:
    zh = words.lang == "zh"
    span = words.minutes((leg.arrive - leg.depart).total_seconds())
    to = words.place(leg.alight)
    first = f"步行到 {to}，{span}" if zh else f"Walk to {to}, {span}"
    overheads_s = sum(part.seconds for part in leg.overheads)
    if overheads_s:
        inside = words.minutes(overheads_s)
        first += f"，其中进出站 {inside}" if zh else f", of which {inside} in stations"
    if told.binds == "change":
        first += "，按换乘所需时间算" if zh else ", the time counted for the change"
    return first


def ways(words: Words, rides: tuple[RideLeg, ...]) -> str:
    """Name the lines of a journey in order."""
    lines = " → ".join(words.line(ride) for ride in rides if not ride.in_seat)
    return lines or ("步行" if words.lang == "zh" else "on foot")
