"""Which places does a text name outright, and which are merely like it?"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from transit.places.alike import Alike
from transit.places.names import Names
from transit.places.scope import Scope
from transit.places.spellings import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from transit.network.ground import Ground
    from transit.places.place import Match, Place

_LESS: Final = 2.0
"""What a name loses that a text gives with more around it."""
_MOST_WORDS: Final = 4
"""Most such words: 河北省, 三河市, 燕郊镇 and 小区."""


class Matching:
    """Weighs the places of a network against a text."""

    def __init__(self, places: Sequence[Place], ground: Ground) -> None:
        """Note every written spelling; the rest is laid out when a text needs it."""
        corridor, rows = ground.corridor, ground.stop_rows
        reader = Reader(corridor.readings if corridor else {})
        codes = [
            [
                code
                for stop_id in place.stop_ids
                if (code := rows[ground.stops.index_of[stop_id]]["stop_code"])
            ]
            for place in places
        ]
        self._names = Names(places, codes, reader)
        self._scope = Scope(corridor, reader)

    @cached_property
    def _alike(self) -> Alike:
        return Alike(self._names)

    def side(self, text: str) -> str:
        """Settle on the province a text names; raises QueryError where it names none."""
        return self._scope.side(text)

    def named(self, text: str) -> list[Match]:
        """Rank the places a text names, or else does with words around that say where or what they are."""
        return ranked(self._named(text))

    def begun(self, text: str) -> list[list[Match]]:
        """Rank, for each name whose syllables begin with these letters, the places called so."""
        return [ranked(matches) for matches in self._names.initialled(text).values()]

    def like(self, text: str, n: int, side: str | None) -> list[Match]:
        """Rank the places that a text names, begins or is like: the best `n` of one side, or of all."""
        found = [*self._named(text), *(m for matches in self.begun(text) for m in matches)]
        best = ranked(found, side)
        if len(best) < n:
            best = ranked([*found, *self._alike.matches(text), *self._alike_within(text)], side)
        return best[:n]

    def _named(self, text: str) -> list[Match]:
        return self._names.bearers(text) or [
            replace(match, score=match.score - _LESS, how="within")
            for match in self._within(text, _MOST_WORDS)
        ]

    def _alike_within(self, text: str) -> Iterator[Match]:
        for left in self._scope.shorter(text):
            for match in self._alike.matches(left.text):
                if left.fits(match.place):
                    yield replace(match, score=match.score - _LESS)

    def _within(self, text: str, words: int) -> Iterator[Match]:
        for left in self._scope.shorter(text) if words else ():
            found = self._names.bearers(left.text) or self._within(left.text, words - 1)
            yield from (match for match in found if left.fits(match.place))


def ranked(matches: Iterable[Match], side: str | None = None) -> list[Match]:
    """Put the best first, each place once; among equals places with stops, then the busier."""
    ordered = sorted(
        (match for match in matches if side in (None, match.place.side)),
        key=lambda m: (-m.score, not m.place.stop_ids, -m.place.importance, str(m.place)),
    )
    best: dict[int, Match] = {}
    for match in ordered:
        best.setdefault(id(match.place), match)
    return list(best.values())
