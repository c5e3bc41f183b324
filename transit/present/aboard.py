"""What should one know of a ride? Where to get on and off, when the last one goes, how to book."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transit.journey import RideLeg
from transit.present.line_words import in_hanzi
from transit.present.phrases import counted, pick, sure_of_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.journey import Journey
    from transit.lang import Lang
    from transit.present.phrases import Words

_TWO_LANGUAGES = re.compile(r"(.*[。！？])\s*([A-Za-z']+[ ,;]+[A-Za-z][^。！？]*)", re.DOTALL)
"""Chinese sentences, then English ones."""


def board_lines(words: Words, ride: RideLeg, *, tight: bool) -> Iterator[str]:
    """Say where and when to get on, how long one waits, that it is the last one, and what is not sure of it.

    Parameters
    ----------
    tight
        Whether it has a clock time that a wait before may miss.
    """
    zh, timed = words.lang == "zh", ride.headway_s is None
    on, stop = words.clock(ride.depart, sure=sure_of_time(ride)), words.place(ride.board)
    if ride.in_seat:
        yield f"{on} 从 {stop} 接着坐" if zh else f"goes on from {stop} {_at(on)}"
        return
    often = _often(words, ride)
    yield f"{on} 在 {stop} 上车{often}" if zh else f"board at {stop} {_at(on)}{often}"
    if ride.last_at is not None:
        last = words.clock(ride.last_at, sure=sure_of_time(ride))
        if zh:
            yield ("这是本时段末班" if timed else f"本时段末班{last}") + "，之后至少两小时无车"
        else:
            yield (
                "this is the last one for at least two hours"
                if timed
                else f"last one for at least two hours {_at(last)}"
            )
    if tight:
        spare = words.span(ride.wait_s - ride.change_s)
        yield pick(
            (
                f"衔接只有 {spare}：前面候车稍长就赶不上，宜早出发",
                f"only {spare} to spare: a longer wait before misses it, so leave earlier",
            ),
            words.lang,
        )
    if timed and ride.evidence == "assumed":
        yield pick(
            (
                "此站时刻未公布，按假定推算，乘车前请核实",
                "its time at this stop is not published and assumed here: look it up before you go",
            ),
            words.lang,
        )


def is_tight(journey: Journey, leg: int) -> bool:
    """Tell whether a vehicle with a clock time is missed if one waits as long as one may before it."""
    ride, earlier = journey.legs[leg], journey.legs[:leg]
    if not isinstance(ride, RideLeg) or ride.headway_s is not None or ride.in_seat:
        return False
    waits = [one.headway_s - (one.wait_s - one.change_s) for one in earlier
             if isinstance(one, RideLeg) and one.headway_s is not None]  # fmt: skip
    return bool(waits) and ride.wait_s - ride.change_s < max(0, *waits)


def alight_line(words: Words, ride: RideLeg, *, stays_on: bool) -> str:
    """Say where and when to get off, or that one stays seated."""
    off = words.clock(ride.arrive, sure=sure_of_time(ride), up=True)
    stop = words.place(ride.alight)
    if words.lang == "zh":
        does = f"到 {stop}，不下车" if stays_on else f"在 {stop} 下车"
        return f"{off} {does}（{ride.n_stops} 站）"
    does = "stay seated at" if stays_on else "get off at"
    return f"{does} {stop} {_at(off)} ({counted(ride.n_stops, 'stop')})"


def advice(words: Words, journey: Journey, leg: int) -> Iterator[str]:
    """Say what riders of a line should know, each thing once in a journey: cautions, names on tickets, bookings.

    Parameters
    ----------
    leg
        Number of the ride among the journey's legs.
    """
    ride, earlier = journey.legs[leg], journey.legs[:leg]
    if not isinstance(ride, RideLeg):
        return
    known = caution(ride, words.lang)
    before = [one for one in earlier if isinstance(one, RideLeg)]
    # Where names are compared at the entrance, tickets have names; a caution may say so as well.
    checks = [part for part in journey.overheads if part.part == "real_name"]
    sure = words.mark(checks[0].evidence) if checks else ""
    says_so = bool(known) and "实名" in ride.caution
    if known and known not in [caution(one, words.lang) for one in before]:
        told = known.removesuffix(".").removesuffix("。") + sure * says_so
        yield f"{pick(('注意：', 'Note: '), words.lang)}{told}"
    if checks and ride.mode == "rail" and not says_so and all(r.mode != "rail" for r in before):
        yield pick(("须实名购票", "a ticket with your name is needed"), words.lang) + sure
    if ride.booking:
        yield f"{pick(('预订：', 'Booking: '), words.lang)}{in_language(ride.booking, words.lang)}"


def caution(ride: RideLeg, lang: Lang) -> str:
    """Tell what riders of a line should know, in a language; blank where it is known in Chinese alone."""
    if lang == "zh":
        return ride.caution or ride.caution_en
    return ride.caution_en or ("" if in_hanzi(ride.caution) else ride.caution)


def in_language(text: str, lang: Lang) -> str:
    """Take the part of a text in a language where Chinese sentences are followed by English ones, else all of it."""
    both = _TWO_LANGUAGES.fullmatch(text.strip())
    return pick((both[1], both[2]), lang) if both else text


def _often(words: Words, ride: RideLeg) -> str:
    """Say in brackets how often it runs, what wait is counted, and what changing takes before it."""
    if ride.headway_s is None:
        return ""
    every, wait = words.every(ride.headway_s), words.waited(max(ride.wait_s - ride.change_s, 0))
    change = words.span(ride.change_s) if ride.change_s else ""
    if words.lang == "zh":
        return f"（{every}，按等 {wait}算{change and f'，另计换乘 {change}'}）"
    return f" ({every}; a wait of {wait} is counted{change and f', and {change} to change'})"


def _at(clock: str) -> str:
    return clock if clock.startswith("about") else f"at {clock}"
