"""What does the text of a value mean? Each kind once, for every way of reading; what it cannot mean is a ValueError."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.gtfs.schema import NO_LIMIT, NO_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from transit.gtfs.schema import Table

_WEEK_H: Final = 168
"""No trip takes a week; a time beyond is a slip, and would not fit the arrays."""

_YEARS: Final = (1900, 2199)
"""A feed that runs "for ever", until 9999, would be laid out as three million days."""

_MONEY: Final = re.compile(r"[0-9]+(\.[0-9]+)?")

_AMOUNT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class Kind(NamedTuple):
    """How the columns of one kind are read."""

    convert: Callable[[str], float | str]
    """From a text without blanks around it."""
    dtype: npt.DTypeLike
    what: str
    """As an error calls it."""
    lacking: float | None = None
    """What stands in every row where a file has no such column; None for what a blank means."""


class BadValueError(ValueError):
    """A text that is not what its column holds."""

    def __init__(self, place: int, text: str, kind: Kind) -> None:
        super().__init__(f"{text!r} is not {kind.what}")
        self.place = place
        """Which of the texts."""


def kind_of(layout: Table, column: str) -> Kind | None:
    """Kind of a column; None where any text will do."""
    for columns, kind in (
        (layout.times, _TIME),
        (layout.dates, _DATE),
        (layout.integers, _INTEGER),
        (layout.limits, _LIMIT),
        (layout.ranks, _RANK),
        (layout.decimals, _DECIMAL),
        (layout.money, _PRICE),
        (layout.amounts, _SIGNED),
        (layout.currencies, _CODE),
    ):
        if column in columns:
            return kind
    return None


def converted(texts: Sequence[str], kind: Kind) -> npt.NDArray[np.generic]:
    """Convert texts, shape (N,).

    Raises
    ------
    BadValueError
        On the first that is not of the kind.
    """
    values: npt.NDArray[np.generic] = np.empty(len(texts), dtype=kind.dtype)
    for i, text in enumerate(texts):
        try:
            values[i] = kind.convert(text.strip())
        except (ValueError, OverflowError):
            raise BadValueError(i, text, kind) from None
    return values


def absent(kind: Kind, n_rows: int) -> npt.NDArray[np.generic]:
    """Fill a column that a file does not have, shape (N,)."""
    if kind.lacking is not None or not n_rows:
        return np.full(n_rows, kind.lacking, kind.dtype)
    return np.repeat(converted([""], kind), n_rows)


def _seconds(text: str) -> int:
    if not text:
        return NO_TIME
    hours, minutes, seconds = (_digits(part) for part in text.split(":"))
    if not (hours < _WEEK_H and minutes < 60 and seconds < 60):
        raise ValueError
    return hours * 3600 + minutes * 60 + seconds


def _date(text: str) -> int:
    number = _digits(text)
    day = date(number // 10_000, number // 100 % 100, number % 100)
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError
    return number


def _integer(text: str) -> int:
    if not text:
        return 0
    return -_digits(text[1:]) if text[0] == "-" else _digits(text)


def _limit(text: str) -> int:
    return _digits(text) if text else NO_LIMIT


def _decimal(text: str) -> float:
    if not text:
        return np.nan
    number = float(text)
    # Python would also take "nan", "inf" and "1_0".
    if not np.isfinite(number) or "_" in text:
        raise ValueError
    return number


def _price(text: str) -> str:
    if not _MONEY.fullmatch(text):
        raise ValueError
    return text


def _signed(text: str) -> str:
    if not _AMOUNT.fullmatch(text):
        raise ValueError
    return text


def _currency(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise ValueError
    return text


def _digits(text: str) -> int:
    # Python would also take "1_0", "+1" and "٣".
    if not (text.isascii() and text.isdecimal()):
        raise ValueError
    return int(text)


_TIME: Final = Kind(_seconds, np.int32, "a time (HH:MM:SS) of a week")
_DATE: Final = Kind(_date, np.int32, "a date (YYYYMMDD) of 1900 to 2199")
_INTEGER: Final = Kind(_integer, np.int32, "a whole number")
_LIMIT: Final = Kind(_limit, np.int32, "a whole number of 0 or more")
_RANK: Final = Kind(
    lambda text: _digits(text or "0"), np.int32, "a whole number of 0 or more", NO_LIMIT
)
_DECIMAL: Final = Kind(_decimal, np.float64, "a number")
_PRICE: Final = Kind(_price, np.object_, "an amount of money such as 3.50")
_SIGNED: Final = Kind(_signed, np.object_, "an amount of money such as 3.50 or -0.75")
_CODE: Final = Kind(_currency, np.object_, "a currency such as CNY")
