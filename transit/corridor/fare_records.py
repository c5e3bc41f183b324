"""What is one row of the corridor's tariffs? Plain frozen values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction


class Cited(NamedTuple):
    """A number of a tariff, and where it stands."""

    row_id: str
    value: Fraction
    evidence: str
    source_ids: tuple[str, ...]


class Band(NamedTuple):
    """Fare of the rides up to a distance."""

    row_id: str
    to_m: int | None
    """None for the last."""
    fen: int
    evidence: str
    source_ids: tuple[str, ...]


class Tier(NamedTuple):
    """Factor on rides after so much was spent in the month."""

    row_id: str
    from_fen: int
    to_fen: int | None
    factor: Fraction
    evidence: str
    source_ids: tuple[str, ...]


class Early(NamedTuple):
    """Factor on rides that enter a station before a clock time on workdays."""

    row_id: str
    station: str
    """Name."""
    before_s: int
    factor: Fraction
    evidence: str
    source_ids: tuple[str, ...]


class SubwayTariff(NamedTuple):
    """The tables under ``facts/subway`` that a fare needs."""

    bands: tuple[Band, ...]
    """From short to long."""
    slack_m: int
    """Metres by which a band reaches beyond its kilometres."""
    tiers: tuple[Tier, ...]
    early: tuple[Early, ...]
    limit_s: int
    """Longest stay inside the gates before the shortest band's fare is added."""
    stations: dict[str, tuple[str, str]]
    """Station id, shared by the lines that meet there, and name, by stop id."""
    segments: tuple[tuple[str, str, int], ...]
    """Two neighbouring stations by their ids, and the metres between them."""


class Published(NamedTuple):
    """The price of a railway ticket in second class."""

    row_id: str
    from_stop: str
    to_stop: str
    train: str
    """Of the ticket."""
    any_train: bool
    """Whether it holds for all trains between the two stations, both ways; else for its own alone."""
    fen: int
    start: date
    """First day of the timetable period the ticket is of."""
    end: date | None
    evidence: str
    source_ids: tuple[str, ...]
