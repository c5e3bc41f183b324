"""Which places may a text mean, best first? And which one does it mean, where that is plain?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from transit.errors import AmbiguousPlaceError, PlaceNotFoundError, QueryError
from transit.geo import metres_between
from transit.network.stops import platforms_by_id
from transit.places.coordinates import check_coordinate, coordinate_in
from transit.places.gather import TOGETHER_M
from transit.places.matching import Matching, ranked
from transit.places.place import Match, Place

if TYPE_CHECKING:
    from transit.network.ground import Ground


class PointLike(Protocol):
    """A shapely Point, or anything else with a longitude `x` and a latitude `y`."""

    x: float
    y: float


PlaceLike = str | tuple[float, float] | Place | Match | PointLike
"""What users give for a place."""


@dataclass(frozen=True, eq=False)
class Finder:
    """Finds places by name."""

    places: tuple[Place, ...]
    ground: Ground

    @cached_property
    def _matching(self) -> Matching:
        return Matching(self.places, self.ground)

    def find(self, text: str, n: int = 10, side: str | None = None) -> list[Match]:
        """Rank the places a text may mean.

        Parameters
        ----------
        text
            Hanzi, pinyin (tones and spaces as you like), initials, English, an alias, a former name, a code or a stop
            id; also with the town or district in front of it.
        n
            Longest list to return.
        side
            Province the places are to be in, in Chinese or English: ``"河北"``, ``"Hebei"``.

        Raises
        ------
        QueryError
            If `text` is no text, `n` not a whole number of 1 or more, or `side` no side of the network.
        """
        if not isinstance(text, str):
            raise QueryError("text", text, "a name, an alias or a stop id")
        if not (isinstance(n, int) and n >= 1):
            raise QueryError("n", n, "a whole number from 1")
        return self._matching.like(text, n, None if side is None else self._matching.side(side))

    def resolve(self, place: PlaceLike, argument: str = "place") -> Place:
        """Settle on the one place that is meant.

        Parameters
        ----------
        place
            A name, a stop id, ``"lat,lon"``, ``(lat, lon)``, a shapely Point, a `Place` or a `Match`. A name means all
            stops of the place, a stop id that stop alone. What only resembles a name is refused.
        argument
            Name of the argument it came from, for the error.

        Raises
        ------
        PlaceNotFoundError
            If no place has the name; the closest are listed.
        AmbiguousPlaceError
            If places on different sides of the border have the name, or places of different names far from each other,
            or the letters begin several names.
        QueryError
            If `place` is none of these, or a coordinate is off the globe or the wrong way round.
        """
        if isinstance(place, Match):
            place = place.place
        if isinstance(place, Place):
            if not all(stop_id in self.ground.stops.index_of for stop_id in place.stop_ids):
                raise QueryError(argument, str(place), "a match from find() of the same network")
            return place
        if isinstance(place, str):
            point = coordinate_in(place)
            return self._named(place) if point is None else self._coordinate(*point, argument)
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
        meant = self._matching.named(text)
        rivals = [m for m in meant if m.score == meant[0].score]
        if not meant:
            # Letters that begin one name stand for that name; of several none is better.
            begun = self._matching.begun(text)
            meant = ranked(match for matches in begun for match in matches)
            rivals = meant if len(begun) > 1 else [m for m in meant if m.score == meant[0].score]
        if not meant:
            raise PlaceNotFoundError(text, tuple(map(str, self.find(text, 5))))
        if len({m.place.side for m in meant}) > 1:
            raise AmbiguousPlaceError(text, meant)
        if any(_apart(meant[0].place, m.place) for m in rivals):
            raise AmbiguousPlaceError(text, rivals)
        return meant[0].place

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
        check_coordinate(lat, lon, self.ground, argument)
        region = self.ground.regions_of([lat], [lon])[0]
        name = f"{lat:.5f},{lon:.5f}"
        return Place(
            name, "", "coordinate", lat, lon, (), region, self.ground.side(region), "", 0.0, ()
        )


def _apart(a: Place, b: Place) -> bool:
    """Tell two places of different names, too far from each other to be one spot."""
    apart = metres_between(a.lat, a.lon, b.lat, b.lon)
    return a.name != b.name and bool(apart > TOGETHER_M + a.error_m + b.error_m)
