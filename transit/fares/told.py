"""How is money, distance and what a price rests on told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction


def yuan(fen: int) -> str:
    """Tell a price: 3, 1.80."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def km(metres: int) -> str:
    """Tell a distance: 12.4."""
    return f"{metres / 1000:.1f}"


def fold(factor: Fraction) -> str:
    """Tell a factor on a price as Chinese shops do: 5 for a half, 2.5 for a quarter."""
    return f"{float(factor * 10):g}"


def percent(factor: Fraction) -> str:
    """Tell what a factor leaves of a price: 50%."""
    return f"{float(factor * 100):g}%"


def resting_on(file: str, rows: Iterable[str], assumptions: Iterable[str]) -> tuple[str, str]:
    """Name, in both languages, the rows of a fact table that a price is from, and its named assumptions."""
    named, assumed = (" ".join(dict.fromkeys(ids)) for ids in (rows, assumptions))
    zh, en = f"（{file}：{named}", f" ({file}: {named}"
    if assumed:
        zh, en = f"{zh}；假设 {assumed}", f"{en}; assumptions {assumed}"
    return f"{zh}）", f"{en})"
