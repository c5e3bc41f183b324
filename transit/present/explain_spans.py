"""How do the spans, waits and lines of an explanation read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transit.journey import RideLeg
    from transit.present.phrases import Words


def minutes(words: Words, seconds: float) -> str:
    """Round a difference to whole minutes, and write hours as such; what is less than one is under one."""
    if 0 < abs(seconds) < 60:
        return "1 分钟以内" if words.lang == "zh" else "under 1 min"
    hours, rest = divmod(whole_minutes(abs(seconds)), 60)
    if not hours:
        return words.minutes(rest * 60)
    told = f"{hours} 小时" if words.lang == "zh" else f"{hours} h"
    return f"{told} {words.minutes(rest * 60)}" if rest else told


def whole_minutes(seconds: float) -> int:
    """Round to whole minutes, half a minute up."""
    return int(seconds + 30) // 60


def headway(words: Words, seconds: int) -> str:
    """Round a headway as :meth:`Words.every` does."""
    return words.span(seconds) if seconds < 60 else words.minutes(round(seconds / 60) * 60)


def all_waited(words: Words, waits: list[int]) -> str:
    """Add up waits: about so many minutes where they are not the sum of what was told of each."""
    told = words.waited(sum(waits))
    same = sum(map(whole_minutes, waits)) == whole_minutes(sum(waits))
    return told if same else _about(words, told)


def stayed(words: Words, seconds: int) -> str:
    """Write a span as it is where its tenths of a minute are, else about so many minutes."""
    if seconds % 6 == 0 or seconds < 120:
        return words.span(seconds)
    return _about(words, words.waited(seconds))


def _about(words: Words, told: str) -> str:
    return f"约 {told}" if words.lang == "zh" else f"about {told}"


def after(word: str, told: str) -> str:
    """Set a time, a span or a name after a Chinese word: a space goes before figures, none before another word."""
    return f"{word} {told}" if told[:1].isdigit() else f"{word}{told}"


def before(told: str, word: str) -> str:
    """Set a name before a Chinese word: a space goes after figures and letters, none after another word."""
    return f"{told} {word}" if told[-1:].isascii() else f"{told}{word}"


def ways(words: Words, rides: tuple[RideLeg, ...]) -> str:
    """Name the lines of a journey in order."""
    lines = " → ".join(words.line(ride) for ride in rides if not ride.in_seat)
    return lines or ("步行" if words.lang == "zh" else "on foot")
