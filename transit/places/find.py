"""Which places may a text mean, best first? And which one does it mean, where that is plain?"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from transit.errors import AmbiguousPlaceError, PlaceNotFoundError, QueryError
from transit.network.stops import platforms_by_id
from transit.places.place import Match, Place

if TYPE_CHECKING:
    from transit.network.ground import Ground

PLAIN: Final = 90.0
"""Score from which a text names a place, rather than resembling one."""

_SCORES: Final = {
    "id": 100.0,
    "name": 100.0,
    "alias": 97.0,
    "english": 96.0,
    "pinyin": 95.0,
    "short": 94.0,
    "initials": 80.0,
}
_PLANNED: Final = 7.0
"""What a place loses that only planned service calls at: the open place of that name is meant."""
_LIKE: Final = {"hanzi": 60.0, "letters": 68.0}
"""Similarity (rapidfuzz's weighted ratio, 0 to 100) below which a name is no match at all. Two characters of three
are much in hanzi, and little in letters."""


class PointLike(Protocol):
    """A shapely Point, or anything else with a longitude `x` and a latitude `y`."""

    x: float
    y: float


PlaceLike = str | tuple[float, float] | Place | Match | PointLike
"""What users give for a place."""


def fold(text: str) -> str:
    """Strip what spellings differ in: case, spaces, tone marks, punctuation, full-width forms."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


@dataclass(frozen=True, eq=False)
class Finder:
    """Finds places by name."""

    places: tuple[Place, ...]
    ground: Ground

    @cached_property
    def _spellings(self) -> dict[str, list[tuple[int, str]]]:
        index: dict[str, dict[int, str]] = {}

        def learn(spelling: str, number: int, how: str) -> None:
            if spelling:
                index.setdefault(spelling, {}).setdefault(number, how)

        for number, place in enumerate(self.places):
            for stop_id in place.stop_ids:
                learn(stop_id, number, "id")
            learn(fold(place.name), number, "name")
            for alias in place.aliases:
                learn(fold(alias), number, "alias" if _has_hanzi(alias) else "english")
            for short in place.short_names:
                learn(fold(short), number, "short")
        return {spelling: list(numbers.items()) for spelling, numbers in index.items()}

    @cached_property
    def _spoken(self) -> dict[str, list[tuple[int, str]]]:
        # Built only when no written name fits: the dictionary behind it takes a moment to load.
        from pypinyin import Style, lazy_pinyin

        index: dict[str, dict[int, str]] = {}
        for number, place in enumerate(self.places):
            for name in (place.name, *place.short_names, *filter(_has_hanzi, place.aliases)):
                spoken = fold("".join(lazy_pinyin(name)))
                initials = fold("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)))
                index.setdefault(spoken, {}).setdefault(number, "pinyin")
                index.setdefault(initials, {}).setdefault(number, "initials")
        return {spelling: list(numbers.items()) for spelling, numbers in index.items()}

    def find(self, text: str, n: int = 10) -> list[Match]:
        """Rank the places a text may mean.

        Parameters
        ----------
        text
            Hanzi, pinyin (tones and spaces as you like), initials, English, an alias or a stop id.
        n
            Longest list to return.

        Raises
        ------
        QueryError
            If `text` is no text, or `n` not a whole number of 1 or more.
        """
        if not isinstance(text, str):
            raise QueryError("text", text, "a name, an alias or a stop id")
        if not (isinstance(n, int) and n >= 1):
            raise QueryError("n", n, "a whole number from 1")
        folded = fold(text)
        if not folded:
            return []
        matches = self._exact(text)
        if len(matches) < n:
            known = {id(match.place) for match in matches}
            matches += self._alike(folded, known, n - len(matches))
        matches.sort(key=_rank)
        return matches[:n]

    def _exact(self, text: str) -> list[Match]:
        """Match a text with whole names, in any script."""
        folded = fold(text)
        hits = dict(self._spellings.get(text.strip(), []))
        for number, how in self._spellings.get(folded, []):
            hits.setdefault(number, how)
        if not _has_hanzi(folded) and "id" not in hits.values():
            for number, how in self._spoken.get(folded, []):
                hits.setdefault(number, how)
        return [self._match(i, _SCORES[how], how) for i, how in hits.items()]

    def _match(self, number: int, score: float, how: str) -> Match:
        place = self.places[number]
        return Match(place, score - _PLANNED * (place.planned and how != "id"), how)

    def _alike(self, folded: str, known: set[int], n: int) -> list[Match]:
        from rapidfuzz import fuzz, process

        best: dict[int, Match] = {}
        spellings = self._spellings
        script = "hanzi" if _has_hanzi(folded) else "letters"
        if script == "letters":
            # Initials are met whole or not at all: parts of them are in everything.
            spoken = {
                s: [hit for hit in hits if hit[1] == "pinyin"] for s, hits in self._spoken.items()
            }
            spellings = {**spellings, **spoken}
        close = process.extract(
            folded, list(spellings), scorer=fuzz.WRatio, limit=6 * n, score_cutoff=_LIKE[script]
        )
        for spelling, score, _ in close:
            part = folded in spelling
            for number, _how in spellings[spelling]:
                if id(self.places[number]) not in known and number not in best:
                    scaled = score * _SCORES["initials"] / 101
                    best[number] = self._match(number, scaled, "part" if part else "similar")
        return sorted(best.values(), key=_rank)[:n]

    def resolve(self, place: PlaceLike, argument: str = "place") -> Place:
        """Settle on the one place that is meant.

        Parameters
        ----------
        place
            A name, a stop id, ``"lat,lon"``, ``(lat, lon)``, a shapely Point, a `Place` or a `Match`. A name means all
            stops of the place, a stop id that stop alone.
        argument
            Name of the argument it came from, for the error.

        Raises
        ------
        PlaceNotFoundError
            If no place has the name; the closest are listed.
        AmbiguousPlaceError
            If the name fits places on different sides of the border equally well.
        QueryError
            If `place` is none of these, or a coordinate is off the globe.
        """
        if isinstance(place, Match):
            place = place.place
        if isinstance(place, Place):
            if not all(stop_id in self.ground.stops.index_of for stop_id in place.stop_ids):
                raise QueryError(argument, str(place), "a match from find() of the same network")
            return place
        if isinstance(place, str):
            try:
                lat, lon = (float(part) for part in place.replace("，", ",").split(","))
            except ValueError:
                return self._named(place)
            return self._coordinate(lat, lon, argument)
        try:
            # An empty Point has an x that raises what only shapely knows.
            empty = getattr(place, "is_empty", False) is True
            pair = place if isinstance(place, tuple) else () if empty else (place.y, place.x)
            lat, lon = (float(part) for part in pair)
        except (AttributeError, TypeError, ValueError):
            raise QueryError(
                argument,
                place,
                "a name, a stop id, (lat, lon), a shapely Point or a match from find()",
            ) from None
        return self._coordinate(lat, lon, argument)

    def _named(self, text: str) -> Place:
        platforms = self._platforms.get(text.strip())
        if platforms is not None:
            return replace(
                self._stop(platforms[0]),
                stop_ids=tuple(self.ground.stops.ids[i] for i in platforms),
            )
        # What is written as somebody calls it needs no comparison with everything else.
        plain = sorted((m for m in self._exact(text) if m.score >= PLAIN), key=_rank)
        matches = plain or self.find(text)
        plain = plain or [m for m in matches if m.score >= PLAIN]
        if not plain:
            raise PlaceNotFoundError(text, tuple(str(m) for m in matches[:5]))
        equals = [m for m in plain if m.score == plain[0].score]
        if len({m.place.side for m in equals}) > 1:
            raise AmbiguousPlaceError(text, equals)
        return plain[0].place

    @cached_property
    def _platforms(self) -> dict[str, list[int]]:
        return platforms_by_id(self.ground.feed, self.ground.stops)

    def _stop(self, stop: int) -> Place:
        ground, row = self.ground, self.ground.stop_rows[stop]
        place = next(p for p in self.places if row["stop_id"] in p.stop_ids)
        region = ground.regions[stop]
        return replace(
            place,
            lat=float(ground.stops.lat[stop]),
            lon=float(ground.stops.lon[stop]),
            stop_ids=(row["stop_id"],),
            region=region,
            side=ground.side(region),
            evidence=row["evidence"],
            error_m=float(ground.stops.error_m[stop]),
            source_ids=tuple(row["source_ids"].split()),
        )

    def _coordinate(self, lat: float, lon: float, argument: str) -> Place:
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise QueryError(
                argument, (lat, lon), "a latitude of -90 to 90 and a longitude of -180 to 180"
            )
        region = self.ground.regions_of([lat], [lon])[0]
        name = f"{lat:.5f},{lon:.5f}"
        return Place(
            name, "", "coordinate", lat, lon, (), region, self.ground.side(region), "", 0.0, ()
        )


def _rank(match: Match) -> tuple[float, bool, int, str]:
    # Among equals: places with stops first, then the busier.
    place = match.place
    return (-match.score, not place.stop_ids, -place.importance, str(place))


def _has_hanzi(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
