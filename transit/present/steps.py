"""What does one do, step by step? Lines a person could follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from transit.journey import RideLeg
from transit.present.aboard import advice, alight_line, board_lines, is_tight
from transit.present.on_the_way import crossing_line, walk
from transit.present.phrases import pick, sure_of_time
from transit.present.prices import price_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.journey import BorderCrossing, Journey
    from transit.present.phrases import Words


class Step(NamedTuple):
    """One thing to do."""

    number: int
    """Counted from 1."""
    leg: int | None
    """Number of the leg that it tells; None for a stay."""
    head: str
    lines: tuple[str, ...]
    """What more there is to say of it."""


def steps(words: Words, journey: Journey) -> Iterator[Step]:
    """Tell a journey step by step: its legs, and the stays between them."""
    number_of = numbers(journey)
    last = len(journey.legs) - 1
    for i, leg in enumerate(journey.legs):
        stays = _stays(words, journey, i)
        for k, stay in enumerate(stays, number_of[i] - len(stays)):
            yield Step(k, None, stay, ())
        if isinstance(leg, RideLeg):
            told = [*_ride_lines(words, journey, i, leg), price_line(words, journey, i, number_of)]
            told += advice(words, journey, i)
            lines = tuple(sentence(line) for line in told if line)
            yield Step(number_of[i], i, ride_head(words, leg), lines)
        else:
            head = sentence(walk(words, leg, between=0 < i < last))
            yield Step(number_of[i], i, head, tuple(_border(words, c) for c in leg.crossings))
    for k, stay in enumerate(_stays(words, journey, last + 1), number_of[last] + 1):
        yield Step(k, None, stay, ())


def numbers(journey: Journey) -> list[int]:
    """Give each leg the number of its step; stays before it are steps too."""
    stays = [visit.leg for visit in journey.visits if visit.stay_s]
    return [i + 1 + sum(leg <= i for leg in stays) for i in range(len(journey.legs))]


def ride_head(words: Words, ride: RideLeg) -> str:
    """Name the line, where it heads, how surely it runs, and whether it does yet."""
    return words.headed(ride) + words.mark(ride.evidence, planned=ride.status == "planned")


def sources_line(words: Words, journey: Journey) -> str:
    """List the sources of each step, those of its stations, borders and price among them."""
    told: dict[tuple[str, ...], list[int]] = {}
    for i, number in enumerate(numbers(journey)):
        ids = _leg_sources(journey, i)
        if ids:
            told.setdefault(ids, []).append(number)
    parts = [f"{words.steps(of)} {' '.join(ids)}" for ids, of in told.items()]
    head, comma = ("来源：", "；") if words.lang == "zh" else ("Sources: ", "; ")
    return head + comma.join(parts) if parts else ""


def sentence(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def _leg_sources(journey: Journey, i: int) -> tuple[str, ...]:
    leg = journey.legs[i]
    paid = [part for part in (journey.fare.parts if journey.fare else ()) if i in part.legs]
    used = (leg, *leg.overheads, *leg.crossings, *paid)
    return tuple(dict.fromkeys(source_id for one in used for source_id in one.source_ids))


def _stays(words: Words, journey: Journey, leg: int) -> list[str]:
    """Say where one stays before a leg, or after the last."""
    return [words.stay(v) for v in journey.visits if v.leg == leg and v.stay_s]


def _ride_lines(words: Words, journey: Journey, i: int, ride: RideLeg) -> list[str]:
    """Say where and when to get on, how often it runs, what is passed, and where and when to get off."""
    following = journey.legs[i + 1 : i + 2]
    stays_on = any(isinstance(leg, RideLeg) and leg.in_seat for leg in following)
    passed = [(c.at, _border(words, c)) for c in ride.crossings]
    passed += [
        (visit.at, words.passes(visit, sure=sure_of_time(ride)))
        for visit in journey.visits
        # Where one gets off is told anyway.
        if visit.aboard and visit.leg == i and visit.stop != ride.alight
    ]
    lines = [line for _, line in sorted(passed, key=lambda pair: pair[0])]
    on = board_lines(words, ride, tight=is_tight(journey, i))
    return [*on, *lines, alight_line(words, ride, stays_on=stays_on)]


def _border(words: Words, crossing: BorderCrossing) -> str:
    return f"{pick(('', 'Crosses '), words.lang)}{crossing_line(words, crossing)}"
