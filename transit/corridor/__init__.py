"""What does the corridor know beyond GTFS? The bundled facts, opened once and read when asked for.

Feeds, sources, assumptions, border crossings, regions, day types, places and the figures of the
municipal article. Everything here is read from ``gtfs_data``; nothing is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from transit.corridor import tables
from transit.corridor.borders import locate, read_borders
from transit.corridor.overheads import OverheadFact, read_overheads
from transit.corridor.records import (
    ArticleFact,
    Assumption,
    BorderLine,
    Crossing,
    DayType,
    Place,
    Region,
    Source,
)

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt
    from shapely import STRtree

__all__ = [
    "FEEDS",
    "ArticleFact",
    "Assumption",
    "BorderLine",
    "Corridor",
    "Crossing",
    "DayType",
    "OverheadFact",
    "Place",
    "Region",
    "Source",
]

FEEDS: Final = ("bus", "express", "line22", "rail", "subway")
"""The bundled feeds, in the order they are loaded."""

TITLES: Final = {"zh": "京冀跨界通勤交通", "en": "Commuting across the Beijing - Hebei border"}
"""What the corridor's maps are headed with."""

BORDERS_CREDIT: Final = "区划 © OpenStreetMap contributors, ODbL"
"""Attribution that the licence of the border file asks for wherever it is shown."""

_FRIDAY: Final = 4


@dataclass(frozen=True)
class Corridor:
    """The facts of the Beijing - Beisanxian corridor.

    Parameters
    ----------
    root
        Folder that holds ``facts`` and ``feeds``.

    Examples
    --------
    >>> corridor = Corridor.open()
    >>> corridor.crossings["changtong"].open_date
    '2024-09-29'
    """

    root: Path

    @classmethod
    def open(cls) -> Corridor:
        """Open the facts that came with the library."""
        return cls(Path(str(files("gtfs_data"))))

    @property
    def feed_paths(self) -> tuple[Path, ...]:
        """Folders of the bundled feeds, in the order of `FEEDS`."""
        return tuple(self.root / "feeds" / name for name in FEEDS)

    @property
    def fact_files(self) -> tuple[Path, ...]:
        """Every file of facts, in the order of their names."""
        return tuple(sorted(file for file in self._facts.rglob("*") if file.is_file()))

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The bibliography, by source id."""
        return tables.read_sources(self._facts / "sources.csv")

    @cached_property
    def assumptions(self) -> dict[str, Assumption]:
        """The named assumptions, by their names."""
        return tables.read_assumptions(self._facts / "assumptions.csv")

    @cached_property
    def crossings(self) -> dict[str, Crossing]:
        """The border crossings, by crossing id."""
        return tables.read_crossings(self._facts / "geography" / "crossings.csv")

    @cached_property
    def gazetteer(self) -> tuple[Place, ...]:
        """The named places."""
        return tables.read_gazetteer(self._facts / "geography" / "gazetteer.csv")

    @cached_property
    def readings(self) -> dict[str, tuple[str, ...]]:
        """How words in local names are said, where that is not as usual."""
        return tables.read_readings(self._facts / "readings.csv")

    @cached_property
    def article(self) -> dict[str, ArticleFact]:
        """The four figures of the municipal article and their documented variants."""
        return tables.read_article(self._facts / "geography" / "article.csv")

    @cached_property
    def overheads(self) -> tuple[OverheadFact, ...]:
        """What stations and checkpoints take beside walking, waiting and riding."""
        return read_overheads(self._facts / "overheads.csv")

    @property
    def regions(self) -> dict[str, Region]:
        """The counties and districts by their Chinese names, in EPSG:4326; they do not overlap."""
        return self._borders[0]

    @property
    def border_lines(self) -> tuple[BorderLine, ...]:
        """The borders between the provinces, in EPSG:4326."""
        return self._borders[1]

    def region_of(self, lats: npt.ArrayLike, lons: npt.ArrayLike) -> list[str | None]:
        """Find the region each point lies in.

        Parameters
        ----------
        lats, lons : array_like, shape (n,), degrees
            WGS84.

        Returns
        -------
        names
            Keys of `regions`; None for a point outside all of them.
        """
        # Index -1, outside every region, finds the None at the end.
        names = [*self.regions, None]
        return [names[index] for index in locate(self._tree, lats, lons)]

    def day_type(self, service_date: date) -> DayType:
        """Say whether a date is a workday or a restday.

        A day the table does not name is what its weekday says. It is as sure as the days of its
        year that are named, for one notice tells both; in a year without any it is ``assumed``.
        """
        named = self._days.get(service_date)
        if named is not None:
            return named
        same_year = next(
            (day for day in self._days.values() if day.date.year == service_date.year), None
        )
        return DayType(
            service_date,
            "workday" if service_date.weekday() <= _FRIDAY else "restday",
            "",
            "",
            same_year.evidence if same_year else "assumed",
            same_year.source_ids if same_year else (),
        )

    @property
    def _facts(self) -> Path:
        return self.root / "facts"

    @cached_property
    def _borders(self) -> tuple[dict[str, Region], tuple[BorderLine, ...]]:
        return read_borders(self._facts / "geography" / "borders.geojson")

    @cached_property
    def _tree(self) -> STRtree:
        from shapely import STRtree

        return STRtree([region.geometry for region in self.regions.values()])

    @cached_property
    def _days(self) -> dict[date, DayType]:
        return tables.read_day_types(self._facts / "calendar" / "day_types.csv")
