"""How is money counted? In whole hundredths of a currency inside (fen), as decimals outside."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, overload

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    import numpy.typing as npt

    Int64s = npt.NDArray[np.int64]

UNPRICED: Final = 1 << 40
"""Stands for the fare of a ride whose fare nobody states: dearer than any sum of known fares, so that of two journeys
the one with fewer such rides counts as cheaper."""

DEAREST: Final = (1 << 31) - 1
"""The highest fare of one ride; sixteen of them stay far below `UNPRICED`."""


def to_fen(text: str) -> int:
    """Read a price.

    Raises
    ------
    ValueError
        If it is no number, negative, finer than a hundredth or beyond `DEAREST`.
    """
    try:
        hundredths = Decimal(text) * 100
    except InvalidOperation:
        raise ValueError(f"{text!r} is no price") from None
    if not hundredths.is_finite() or not 0 <= hundredths <= DEAREST:
        raise ValueError(f"{text!r} is not between 0 and {to_decimal(DEAREST)}")
    if hundredths != int(hundredths):
        raise ValueError(f"{text!r} is finer than a hundredth")
    return int(hundredths)


@overload
def discounted(fen: int, factor: Fraction) -> int: ...
@overload
def discounted(fen: Int64s, factor: Fraction) -> Int64s: ...
def discounted(fen: int | Int64s, factor: Fraction) -> int | Int64s:
    """Multiply a price, or an array of them, rounded to whole hundredths, half of one up."""
    return (2 * fen * factor.numerator + factor.denominator) // (2 * factor.denominator)


def to_decimal(fen: int) -> Decimal:
    """Tell hundredths as money, two places."""
    return Decimal(fen).scaleb(-2)


def split(paid: int) -> tuple[int, int]:
    """Take a sum of fares apart: how many of them are `UNPRICED`, and what the others come to."""
    return divmod(paid, UNPRICED)
