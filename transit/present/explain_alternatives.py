"""How does one tell which other ways there are, and what each of them costs?"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from transit.present.explain_legs import after, minutes, ways
from transit.present.phrases import counted
from transit.present.prices import amount
from transit.routing.explain_lines import Line

if TYPE_CHECKING:
    from transit.journey import Journey
    from transit.present.phrases import Words
    from transit.routing.board import Departure
    from transit.routing.explain import NextBest
    from transit.routing.explain_alternatives import Absent, Alternative, Instead
    from transit.routing.explain_compare import Difference
    from transit.routing.plan import Query


def alternative_line(words: Words, query: Query, one: Alternative) -> str:
    """Tell another way, which option beats it, and in what."""
    zh = words.lang == "zh"
    told = f"{_kind(words, one)}{_span(words, one.journey)}"
    costs, gains = amounts(words, query, one.more)
    if one.kind == "more_transfers":
        gained = _joined(words, gains)
        return (
            f"{told}，可{gained}，但超出换乘次数"
            if zh
            else f"{told}: {gained}, but one transfer too many"
        )
    if one.option is None:
        cost = _joined(words, costs)
        return f"{told}：{cost}，故未列出" if zh else f"{told}: {cost}, and so not listed"
    option = f"方案 {one.option + 1}" if zh else f"option {one.option + 1}"
    if not costs:
        return f"{told}{f'；与{option}相当' if zh else f'; no better than {option}'}"
    lost = f"；不如{option}：" if zh else f"; beaten by {option}: "
    though = f"（虽{_joined(words, gains)}）" if zh else f" (though {_joined(words, gains)})"
    return f"{told}{lost}{_joined(words, costs)}{though if gains else ''}"


def absent_line(words: Words, one: Absent) -> str:
    """Tell what there is no way by, or without."""
    zh = words.lang == "zh"
    if one.kind == "fewer_transfers":
        return "没有换乘更少的走法" if zh else "Nothing gets there with fewer transfers"
    name = _named(words, one)
    if one.kind == "direct":
        if zh:
            return f"{name}两头都经过，但这个时间乘不上"
        return f"{name} passes both ends, but not at that time"
    if one.kind == "not_that_day":
        return (
            f"{name}两头都经过，但当天不开"
            if zh
            else f"{name} passes both ends, but not on that day"
        )
    return f"不坐{name}就到不了" if zh else f"Nothing gets there without {name}"


def instead_line(words: Words, one: Instead) -> str:
    """Tell which option does without a line or mode."""
    name = _named(words, one)
    if words.lang == "zh":
        return f"不坐{name}：方案 {one.option + 1}"
    return f"Without {name}: option {one.option + 1}"


def next_best_line(words: Words, query: Query, one: NextBest) -> str:
    """Tell what comes after the best, and what it costs more."""
    zh = words.lang == "zh"
    told = f"{ways(words, one.journey.rides)}{_span(words, one.journey)}"
    if one.option is not None:
        told = f"方案 {one.option + 1}" if zh else f"Option {one.option + 1}"
    costs, gains = amounts(words, query, one.more)
    if not costs + gains:
        return f"{told}{'，与方案 1 相当' if zh else ', as good as option 1'}"
    return f"{told}{'；与方案 1 相比：' if zh else '; against option 1: '}{_joined(words, costs + gains)}"


def amounts(words: Words, query: Query, more: Difference) -> tuple[list[str], list[str]]:
    """Tell what a journey costs more than another, and what less.

    Of the times the one the question asks for is told, and where that is the same, the other; in a window how long it
    takes.
    """
    times = {
        "depart": (
            -more.depart_s,
            ("早出发", "晚出发"),
            ("leaves {} earlier", "leaves {} later"),
        ),
        "arrive": (more.arrive_s, ("晚到", "早到"), ("arrives {} later", "arrives {} earlier")),
        "takes": (more.duration_s, ("多花", "少花"), ("takes {} longer", "takes {} less")),
    }
    order = ("depart", "arrive") if query.backwards else ("arrive", "depart")
    asked = next((times[name] for name in order if times[name][0]), None)
    if query.last is not None:
        asked = times["takes"]
    told_of: list[tuple[float, str]] = []
    zh = words.lang == "zh"
    if asked is not None and asked[0]:
        span, less = minutes(words, asked[0]), asked[0] < 0
        told_of.append(
            (asked[0], after(asked[1][less], span) if zh else asked[2][less].format(span))
        )
    if more.transfers:
        n = abs(more.transfers)
        told = f"换乘{'多' if more.transfers > 0 else '少'} {n} 次"
        if not zh:
            told = f"{counted(n, 'transfer')} {'more' if more.transfers > 0 else 'fewer'}"
        told_of.append((more.transfers, told))
    if abs(more.walk_m) >= 5:
        metres = words.metres(abs(more.walk_m))
        told = f"{'多' if more.walk_m > 0 else '少'}走 {metres}"
        if not zh:
            told = f"{metres} {'more' if more.walk_m > 0 else 'less'} on foot"
        told_of.append((more.walk_m, told))
    if more.fare:
        money = amount(abs(more.fare), more.currency, words.lang)
        told = f"{'贵' if more.fare > 0 else '便宜'} {money}"
        if not zh:
            told = f"costs {money} {'more' if more.fare > 0 else 'less'}"
        told_of.append((float(more.fare), told))
    return [t for size, t in told_of if size > 0], [t for size, t in told_of if size < 0]


def _kind(words: Words, one: Alternative) -> str:
    zh = words.lang == "zh"
    way = ways(words, one.journey.rides)
    if one.kind == "direct":
        return f"{way} 直达" if zh else f"{way} all the way"
    if one.kind in ("without_line", "without_mode"):
        name = _named(words, one)
        return f"不坐{name}：{way}" if zh else f"Without {name}: {way}"
    return way


def _named(words: Words, one: Alternative | Instead | Absent) -> str:
    line = one.line or Line(one.mode or "", "", "", ())
    return words.line(cast("Departure", line)).strip()


def _span(words: Words, journey: Journey) -> str:
    comma = "，" if words.lang == "zh" else ", "
    return f"{comma}{words.starts(journey)} → {words.ends(journey)}"


def _joined(words: Words, parts: list[str]) -> str:
    return ("、" if words.lang == "zh" else ", ").join(parts)
