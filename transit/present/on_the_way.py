"""What is passed beside riding? Gates of stations, ways on foot, and borders with their checkpoints."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from transit.present.line_words import spelled
from transit.present.phrases import pick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.journey import BorderCrossing, Overhead, WalkLeg
    from transit.present.phrases import Words

_PARTS: Final = {
    "real_name": ("实名核验", "real-name check"), "security": ("安检", "security"), "gate": ("验票", "ticket gate"),
    "id_check": ("查验证件", "ID check"), "platform": ("到站台", "way to the platform"), "exit": ("出站", "way out"),
    "checkpoint": ("过检查站", "checkpoint"),
}  # fmt: skip
_INTO: Final = {
    "inbound": ("进京", "into Beijing"),
    "outbound": ("出京", "out of Beijing"),
    "other": ("过省界", "over the province border"),
}

_NO_WAY_M: Final = 5
"""Who walks less than this on entering or leaving a station walks nowhere."""

Piece = tuple[str, str]
"""Some text, and its evidence class."""


def walk(words: Words, leg: WalkLeg, *, between: bool) -> str:
    """Say how far to walk and to where, and what leaving one station and entering the next takes.

    Parameters
    ----------
    between
        Whether rides come before and after it: from a place to another of its name one changes there.
    """
    moves = leg.walk_m >= _NO_WAY_M or leg.walk_s >= 60 or not leg.overheads
    way = [(_way(words, leg, between=between), leg.evidence)] if moves else []
    # Leaving the station comes before the walk, all else after it.
    split = next((i for i, o in enumerate(leg.overheads) if o.part != "exit"), len(leg.overheads))
    known = (leg.board.name, leg.alight.name) if moves else ()
    told = [
        *_stations(words, leg.overheads[:split], known[:1]),
        way,
        *_stations(words, leg.overheads[split:], known[1:]),
    ]
    return words.marked(_joined([group for group in told if group], pick(("；", "; "), words.lang)))


def crossing_line(words: Words, crossing: BorderCrossing) -> str:
    """Say where and when the border is passed, who checks there, and what that is taken to cost."""
    into = pick(_INTO[crossing.direction], words.lang)
    at = words.clock(crossing.at, sure=False)
    name = spelled(words.both(crossing.name, crossing.name_en))
    check = words.both(crossing.checkpoint, crossing.checkpoint_en)
    delay = crossing.delay if crossing.delay and crossing.delay.seconds else None
    cost = words.span(delay.seconds) if delay else ""
    # Behind the name of a road, the class of the place where it is crossed would read as that of the road.
    guessed = not name and not (delay and delay.evidence == crossing.evidence)
    mark = words.mark(crossing.evidence) if guessed else ""
    if words.lang == "zh":
        way = f"经 {name} " if name else ""
        parts = [f"{at} {way}{into}{mark}", check + (f"按停 {cost}计" if delay else "")]
    else:
        way = f" by {name}" if name else ""
        parts = [f"{into} {at}{way}{mark}", check, f"{cost} counted" if delay else ""]
    told = pick(("，", ", "), words.lang).join(filter(None, parts))
    return told + (words.mark(delay.evidence) if delay else "")


def _way(words: Words, leg: WalkLeg, *, between: bool) -> str:
    span, to = words.minutes(leg.walk_s), words.place(leg.alight)
    changes = leg.alight.name == leg.board.name and between
    if words.lang == "zh":
        goal = f"在 {to} 换乘" if changes else f"到 {to}"
        return f"步行{words.about(leg.walk_m)}，{span}，{goal}"
    goal = f"to change at {to}" if changes else f"to {to}"
    return f"walk {words.about(leg.walk_m)}, {span}, {goal}"


def _stations(
    words: Words, overheads: Sequence[Overhead], known: Sequence[str]
) -> Iterator[list[Piece]]:
    """Say what each station takes, part by part; one that is named beside it is not named again."""
    for (place, place_en, _), grouped in groupby(
        overheads, lambda o: (o.place, o.place_en, o.part == "exit")
    ):
        where = "" if place in known else words.both(place, place_en)
        parts = [
            (pick(_PARTS[part.part], words.lang), part.seconds, part.evidence) for part in grouped
        ]
        if len(parts) == 1:
            ((name, seconds, evidence),) = parts
            yield [(_taken(words, where, name, seconds), evidence)]
            continue
        enters = pick(("进站", f"enter {where or 'the station'}"), words.lang)
        whole = _taken(
            words, where if words.lang == "zh" else "", enters, sum(s for _, s, _ in parts)
        )
        told = [[(f"{name} {words.span(seconds)}", evidence)] for name, seconds, evidence in parts]
        (first, evidence), *others = _joined(told, pick(("、", ", "), words.lang))
        yield [(f"{whole}{pick(('：', ': '), words.lang)}{first}", evidence), *others]


def _taken(words: Words, where: str, what: str, seconds: int) -> str:
    if words.lang == "zh":
        return f"{where and f'在 {where} '}{what} {words.span(seconds)}"
    return f"{what}{where and f' at {where}'}, {words.span(seconds)}"


def _joined(groups: Sequence[Sequence[Piece]], by: str) -> list[Piece]:
    """Set a sign between groups of pieces."""
    pieces: list[Piece] = []
    for group in groups:
        (text, evidence), *others = group
        pieces += [(f"{by if pieces else ''}{text}", evidence), *others]
    return pieces
