"""What is one row of the corridor's facts? Plain frozen values, in the words of the fact tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

Evidence = Literal["documented", "derived", "assumed"]
"""How sure a fact is, strongest first."""

PROVINCES: Final = {"北京市": "Beijing", "天津市": "Tianjin", "河北省": "Hebei"}
"""How crossings name the provinces that regions belong to."""


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography."""

    id: str
    title: str
    where: str
    date: str
    licence: str
    """As far as known, else empty."""
    used_for: str


@dataclass(frozen=True)
class Assumption:
    """A named assumption: change its value and compile the feeds anew."""

    id: str
    value: str
    unit: str
    rule: str
    why: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True)
class Crossing:
    """A road or railway that crosses a border of the corridor."""

    id: str
    name_zh: str
    name_en: str
    kind: Literal["road", "expressway", "rail"]
    lat: float | None
    """None, like `lon` and `error_m`, where no source tells where it crosses."""
    lon: float | None
    error_m: float | None
    status: Literal["open", "planned", "unverified"]
    open_date: str
    """ISO date, or the year alone, or empty."""
    checkpoint_zh: str
    checkpoint_en: str
    one_of_the_12: bool
    """Whether it is one of the official road links Tongzhou - three counties."""
    sides: tuple[str, str]
    on_foot: Literal["yes", "no", ""]
    """Whether one may walk across; blank where no source tells."""
    on_foot_evidence: Evidence | Literal[""]
    on_foot_sources: tuple[str, ...]
    evidence: Evidence
    source_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Place:
    """A place people name: station, workplace, estate, town, landmark or checkpoint."""

    name_zh: str
    name_en: str
    kind: str
    lat: float
    lon: float
    error_m: float
    region: str
    aliases: tuple[str, ...]
    evidence: Evidence
    source_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class ArticleFact:
    """A figure of the municipal article, or a documented variant of one."""

    id: str
    variant_of: str
    """Id of the article's figure; empty for the figure itself."""
    value: int
    unit: str
    counts: str
    as_of: str
    evidence: Evidence
    source_ids: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class DayType:
    """What kind of day a date is."""

    date: date
    day_type: Literal["workday", "restday"]
    name_zh: str
    """Name of the holiday, or of the holiday a make-up workday stands for; else empty."""
    name_en: str
    evidence: Evidence
    source_ids: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A county or district."""

    name_zh: str
    name_en: str
    adcode: str
    province: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class BorderLine:
    """A border between two provinces."""

    name_zh: str
    name_en: str
    geometry: BaseGeometry
