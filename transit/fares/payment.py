"""How does one pay?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transit.errors import QueryError

PAYS: Final = ("card", "student", "cash")
"""Ordinary card, student card, cash."""


@dataclass(frozen=True, slots=True)
class Payment:
    """How one pays."""

    pay: str = "card"
    """One of `PAYS`."""
    spent_fen: int = 0
    """Spent on the subway in this calendar month so far, for tariffs that grow cheaper with it."""
    own: tuple[tuple[str, int], ...] = ()
    """Prices of one's own in fen, by route id; they stand before any other."""

    def __post_init__(self) -> None:
        if self.pay not in PAYS:
            raise QueryError("pay", self.pay, " or ".join(map(repr, PAYS)))
