"""How does one tell which other ways there are, and what each of them costs?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from transit.present.explain_spans import after, before, minutes, ways
from transit.present.phrases import counted, to_minute
from transit.present.prices import amount
from transit.present.steps import sentence
from transit.routing.explain_lines import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transit.journey import Journey
    from transit.present.phrases import Words
    from transit.routing.board import Departure
    from transit.routing.explain import Explained, NextBest
    from transit.routing.explain_alternatives import Absent, Alternative, Instead
    from transit.routing.explain_compare import Difference
    from transit.routing.plan import Query


def option_names(words: Words, query: Query, journeys: Sequence[Journey]) -> list[str]:
    """Name the journeys of an answer: by their numbers, or in a window, whose text has none, by when they leave."""
    zh = words.lang == "zh"
    if query.last is None:
        return [f"{'方案' if zh else 'option'} {n}" for n in range(1, len(journeys) + 1)]
    starts = [words.starts(journey) for journey in journeys]
    told = []
    for journey, start in zip(journeys, starts, strict=True):
        end = words.ends(journey) if starts.count(start) > 1 else ""
        if zh:
            told.append(f"{start} 出发{end and f'、{end} 到'}的走法")
        else:
            told.append(f"the journey that leaves {start}{end and f' and arrives {end}'}")
    return told


def alternative_line(
    words: Words, explained: Explained, one: Alternative, names: Sequence[str]
) -> str:
    """Tell another way, which option beats it, and in what."""
    zh = words.lang == "zh"
    told = f"{_kind(words, one)}{_span(words, one.journey)}"
    more = _between_told(one.more, one.journey, explained.journeys[one.option or 0])
    costs, gains = amounts(words, explained.query, more)
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
    option = names[one.option]
    if not costs:
        alike = before(after("；与", option), "相当")
        return f"{told}{alike if zh else f'; no better than {option}'}"
    lost = f"；{after('不如', option)}：" if zh else f"; beaten by {option}: "
    though = f"（虽{_joined(words, gains)}）" if zh else f" (though {_joined(words, gains)})"
    return f"{told}{lost}{_joined(words, costs)}{though if gains else ''}"


def absent_line(words: Words, one: Absent) -> str:
    """Tell what there is no way by, or without."""
    zh = words.lang == "zh"
    if one.kind == "fewer_transfers":
        return "没有换乘更少的走法" if zh else "Nothing gets there with fewer transfers"
    name = _named(words, one)
    if one.kind == "direct":
        told = ("两头都经过，但这个时间乘不上", "passes both ends, but not at that time")
    elif one.kind == "not_both_that_day":
        told = ("当天没有两头都停的车", "has none that calls at both ends on that day")
    elif one.kind == "not_that_day":
        told = ("两头都经过，但当天不开", "passes both ends, but does not run on that day")
    else:
        # Booked coaches whose stops nobody publishes may get there too.
        without = before(f"不坐{name}", "就到不了")
        return f"本数据中{without}" if zh else f"In this data nothing gets there without {name}"
    return before(name, told[0]) if zh else f"{name} {told[1]}"


def instead_line(words: Words, one: Instead, names: Sequence[str]) -> str:
    """Tell which option does without a line or mode."""
    name = _named(words, one)
    if words.lang == "zh":
        return f"不坐{name}：{names[one.option]}"
    return f"Without {name}: {names[one.option]}"


def next_best_line(words: Words, explained: Explained, one: NextBest, names: Sequence[str]) -> str:
    """Tell what comes after the best, and what it costs more."""
    zh = words.lang == "zh"
    told = f"{ways(words, one.journey.rides)}{_span(words, one.journey)}"
    if one.option is not None:
        told = sentence(names[one.option])
    first = names[0]
    more = _between_told(one.more, one.journey, explained.journeys[0])
    costs, gains = amounts(words, explained.query, more)
    if not costs + gains:
        return f"{told}{f'，与{first} 相当' if zh else f', as good as {first}'}"
    than = f"；与{first} 相比：" if zh else f"; against {first}: "
    return f"{told}{than}{_joined(words, costs + gains)}"


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


def _between_told(more: Difference, one: Journey, other: Journey) -> Difference:
    """Tell times apart by the minutes that are told of them, where those differ."""
    depart_s, arrive_s = (
        round(to_minute(a, up=up).timestamp() - to_minute(b, up=up).timestamp())
        for a, b, up in ((one.depart, other.depart, False), (one.arrive, other.arrive, True))
    )
    return replace(more, depart_s=depart_s or more.depart_s, arrive_s=arrive_s or more.arrive_s)


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
