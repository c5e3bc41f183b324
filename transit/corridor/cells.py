"""How is a cell of a fact table read, or refused with its file, line and column?"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from transit.errors import FeedError
from transit.journey import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST: Final = 1_000_000
"""Greatest number believed: yuan, or kilometres."""


class CheckedRow:
    """A row of a fact table. Every reader raises :class:`FeedError` for a cell that makes no sense."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self._file, self._line, self._cells = file, line, cells

    def text(self, column: str) -> str:
        """Read a cell as it is, blanks around it taken off."""
        # Too few cells leave None behind, an unknown column nothing.
        if not isinstance(cell := self._cells.get(column), str):
            raise self.wrong(column, "is missing")
        return cell.strip()

    def number(self, column: str, least: int = 0, most: int = _MOST) -> Fraction:
        """Read a number, exactly."""
        text = self.text(column)
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise self.wrong(column, f"{text!r} is no number") from None
        if not value.is_finite() or not least <= value <= most:
            raise self.wrong(column, f"{text!r} is not between {least} and {most}")
        return Fraction(value)

    def whole(self, column: str, times: int) -> int:
        """Read a number in whole units of which so many make one of the column's: 100 fen, 1,000 m."""
        value = self.number(column) * times
        if value.denominator != 1:
            raise self.wrong(column, f"{self.text(column)!r} is finer than a {times}th")
        return int(value)

    def above(self, column: str, times: int) -> int | None:
        """Read an upper bound as :meth:`whole` does; None where the cell is blank."""
        return self.whole(column, times) if self.text(column) else None

    def day(self, column: str) -> date:
        """Read a date."""
        try:
            return date.fromisoformat(self.text(column))
        except ValueError:
            raise self.wrong(column, f"{self.text(column)!r} is no date") from None

    def clock(self, column: str) -> int:
        """Read ``HH:MM`` as seconds after midnight."""
        hour, _, minute = self.text(column).partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60):
            raise self.wrong(column, f"{self.text(column)!r} is no clock time")
        return int(hour) * 3600 + int(minute) * 60

    def source(self) -> tuple[str, tuple[str, ...]]:
        """Read how sure the row is, and its source ids."""
        if self.text("evidence") not in EVIDENCE:
            raise self.wrong(
                "evidence", f"{self.text('evidence')!r} is not {' or '.join(EVIDENCE)}"
            )
        return self.text("evidence"), tuple(self.text("source_ids").split())

    def wrong(self, column: str, problem: str) -> FeedError:
        """Make the error that says what is wrong with a cell."""
        return FeedError(self._file, problem, self._line, column)


def read_rows(path: Path) -> Iterator[CheckedRow]:
    """Read a table row by row, each with its line; lines starting ``#`` are remarks."""
    with path.open(encoding="utf-8", newline="") as file:
        kept = [(n, line) for n, line in enumerate(file, 1) if not line.startswith("#")]
    name = f"{path.parent.name}/{path.name}"
    reader = csv.DictReader((line for _, line in kept), strict=True)
    try:
        for cells in reader:
            yield CheckedRow(name, kept[reader.line_num - 1][0], cells)
    except csv.Error as error:
        raise FeedError(name, str(error), kept[reader.line_num - 1][0]) from None
