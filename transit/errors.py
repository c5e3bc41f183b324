"""Everything transit raises on purpose.

TransitError
├── FeedError            (ValueError)   the tables on disk are wrong
├── QueryError           (ValueError)   an argument has a value that makes no sense
├── FareError            (ValueError)   a price of one's own makes no sense
├── PlaceNotFoundError   (LookupError)  no place has that name
├── AmbiguousPlaceError  (LookupError)  a name fits several places
└── NoServiceError       (LookupError)  the date is outside every feed

"No journey found" is an answer, not an error: an empty ``Journeys`` with its reasons.
Fields hold the facts, the sentence is made from them once; ``eq=False`` keeps exceptions hashable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


_LONGEST: Final = 120


def _shown(value: object) -> str:
    """Write a value in one line that nobody needs to scroll."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class TransitError(Exception):
    """Base class: ``except TransitError`` catches all of ours, nothing else."""


@dataclass(eq=False)
class FeedError(TransitError, ValueError):
    """The tables on disk cannot be read as GTFS."""

    file: str
    problem: str
    row: int | None = None
    """Line of the file, the header being line 1."""
    column: str | None = None

    def __str__(self) -> str:
        line = f", line {self.row}" if self.row is not None else ""
        column = f", column {self.column}" if self.column is not None else ""
        return f"{self.file}{line}{column}: {self.problem}"


@dataclass(eq=False)
class QueryError(TransitError, ValueError):
    """An argument has a value that makes no sense."""

    argument: str
    value: object
    allowed: str

    def __str__(self) -> str:
        return f"{self.argument}={_shown(self.value)} is not understood; give {self.allowed}"


@dataclass(eq=False)
class FareError(TransitError, ValueError):
    """A price of one's own makes no sense."""

    line: str
    """The line it was given for; blank where all of them are meant."""
    price: object
    allowed: str

    def __str__(self) -> str:
        line = f" of {_shown(self.line)}" if self.line else ""
        return f"own price{line}: {_shown(self.price)} is not understood; give {self.allowed}"


@dataclass(eq=False)
class PlaceNotFoundError(TransitError, LookupError):
    """No place has that name."""

    text: str
    closest: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f" Did you mean {', '.join(self.closest)}?" if self.closest else ""
        return f"No place is called {_shown(self.text)}.{hint}"


@dataclass(eq=False)
class AmbiguousPlaceError(TransitError, LookupError):
    """A name fits several places that are not one."""

    text: str
    candidates: Sequence[object]
    """The matches, best first; pass one of them instead of the name."""

    def __str__(self) -> str:
        named = "; ".join(str(candidate) for candidate in self.candidates)
        return f"{_shown(self.text)} fits several places: {named}. Give one of them by its id or coordinates."


@dataclass(eq=False)
class NoServiceError(TransitError, LookupError):
    """The date is outside every feed."""

    service_date: date
    covered: tuple[date, date] | None

    def __str__(self) -> str:
        if self.covered is None:
            return f"No service runs on {self.service_date}: the feeds hold no service at all"
        first, last = self.covered
        return f"No feed covers {self.service_date}; they cover {first} to {last}"
