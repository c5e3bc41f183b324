"""What does a place take beside walking, waiting and riding? The fact table of overheads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from transit.corridor.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

PACES: Final = ("slow", "normal", "fast")
"""How the overheads of a table are taken: by someone slow on a crowded day, as usual, or with nobody in the way."""


class OverheadFact(NamedTuple):
    """One row of the table."""

    place: str
    """A stop id, the name of a stop, or a crossing id; blank for every place of the mode."""
    mode: str
    part: str
    """See :class:`transit.journey.Overhead`."""
    seconds: tuple[int, ...]
    """One a pace, as in `PACES`."""
    evidence: str
    source_ids: tuple[str, ...]


def read_overheads(path: Path) -> tuple[OverheadFact, ...]:
    """Read the overheads, in the order of the table."""
    return tuple(
        OverheadFact(
            row["place"],
            row["mode"],
            row["part"],
            tuple(int(row[f"{pace}_s"]) for pace in PACES),
            row["evidence"],
            tuple(row["source_ids"].split()),
        )
        for row in read_table(path)
    )
