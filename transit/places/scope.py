"""What is left of a text that says more than a name: where a place is, or of what kind?"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from transit.errors import QueryError
from transit.geo import metres_between
from transit.places.spellings import Reader, fold, fold_letters, has_hanzi, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.corridor import Corridor
    from transit.places.place import Place

_TOWN_M: Final = 10_000.0
"""How far from its middle a place is still said to be in a town."""
_RAILS: Final = (
    "地铁站", "火车站", "高铁站", "地铁", "ditiezhan", "huochezhan", "gaotiezhan", "railwaystation", "trainstation",
    "metrostation", "subwaystation", "metro", "subway",
)  # fmt: skip
"""Endings only a station is given."""
_ENDINGS: Final = (
    "公交车站", "公交站", "车站", "站", "小区", "社区", "镇", "村", "busstop", "busstation", "station", "stop",
    "estate", "community", "xiaoqu", "zhan",
)  # fmt: skip
"""Endings any place is given; of two that fit, the longer stands first."""
_METRO: Final = "地铁"
_LONGEST: Final = 40
"""Length beyond which nobody types a place."""


class _Area(NamedTuple):
    """Where places may be: in a province, a district, or around a town."""

    side: str
    region: str = ""
    town: tuple[float, float] | None = None

    def holds(self, place: Place) -> bool:
        if self.town is not None:
            apart = metres_between(*self.town, place.lat, place.lon)
            return place.side == self.side and bool(apart <= _TOWN_M)
        return place.side == self.side and self.region in ("", place.region)


class Left(NamedTuple):
    """A shorter text, and which places it may mean."""

    text: str
    area: _Area | None = None
    on_rails: bool = False

    def fits(self, place: Place) -> bool:
        """Tell whether what was left out is true of a place."""
        if self.on_rails and place.kind != "station":
            return False
        return self.area is None or self.area.holds(place)


class Scope:
    """Knows the areas of a corridor by name.

    Parameters
    ----------
    corridor
        None where there is none: no areas.
    reader
        Reads their names aloud.
    """

    def __init__(self, corridor: Corridor | None, reader: Reader) -> None:
        """Take the corridor; its areas are named when a text asks for them."""
        self._corridor = corridor
        self._reader = reader

    def _spellings(self, name: str) -> set[str]:
        return {
            spelling
            for text in (name, stem(name))
            for spelling in (fold(text), self._reader.spoken(text).plain)
        }

    @cached_property
    def _sides(self) -> dict[str, str]:
        regions = self._corridor.regions.values() if self._corridor else ()
        provinces = dict.fromkeys(region.province for region in regions)
        return {spelling: p for p in provinces for spelling in self._spellings(p)}

    @cached_property
    def _areas(self) -> dict[str, list[_Area]]:
        areas = {spelling: [_Area(province)] for spelling, province in self._sides.items()}
        if self._corridor is None:
            return areas
        regions = self._corridor.regions
        named = [(name, _Area(region.province, name)) for name, region in regions.items()]
        for town in self._corridor.gazetteer:
            if town.kind == "town":
                around = _Area(regions[town.region].province, town=(town.lat, town.lon))
                named += [(name, around) for name in (town.name_zh, *town.aliases)]
        for name, area in named:
            for spelling in self._spellings(name):
                areas.setdefault(spelling, []).append(area)
        return areas

    def side(self, text: str) -> str:
        """Settle on the province a text names.

        Raises
        ------
        QueryError
            If it names none of the corridor's.
        """
        side = self._sides.get(fold(text)) if isinstance(text, str) else None
        if side is None:
            known = ", ".join(dict.fromkeys(self._sides.values()))
            allowed = (
                f"one of {known}, or its name in English"
                if known
                else "no side: there is no border"
            )
            raise QueryError("side", text, allowed)
        return side

    def shorter(self, text: str) -> Iterator[Left]:
        """List what the text may mean without a word that says where or what the place is."""
        if len(text) > _LONGEST:
            return
        words = re.split(r"[\s,，]+", text.strip())
        for i in range(1, len(words)):
            for area, rest in ((words[:i], words[i:]), (words[i:], words[:i])):
                for one in self._areas.get(fold("".join(area)), ()):
                    yield Left(" ".join(rest), one)
        folded = fold(text) if has_hanzi(text) else fold_letters(text)
        if has_hanzi(folded):
            for i in range(2, len(folded) - 1):
                for one in self._areas.get(folded[:i], ()):
                    yield Left(folded[i:], one)
            if folded.startswith(_METRO) and len(folded) > len(_METRO) + 1:
                yield Left(folded[len(_METRO) :], on_rails=True)
        for endings, on_rails in ((_RAILS, True), (_ENDINGS, False)):
            for ending in endings:
                if folded.endswith(ending) and len(folded) > len(ending) + 1:
                    yield Left(folded[: -len(ending)], on_rails=on_rails)
                    break
