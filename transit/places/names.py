"""Which places bear a spelling as their own?"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from transit.places.place import Match
from transit.places.spellings import (
    Reader,
    english_variants,
    fold,
    fold_letters,
    fold_toned,
    has_hanzi,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from transit.places.place import Place
    from transit.places.spellings import Spoken

FULL: Final = 100.0
"""Score of a place's name."""
SCORES: Final = {
    "id": FULL,
    "name": FULL,
    "code": 99.0,
    "alias": 98.0,
    "english": 97.0,
    "short": 97.0,
    "brief": 96.0,
    "local": 95.0,
}
SPOKEN: Final = 1.0
"""What a name loses that is given by its sound."""
_OTHER_TONES: Final = 0.5
"""What it loses besides where tones are given, and others."""
PLANNED: Final = 3.5
"""What a place loses that only planned service calls at: the open place of that name is meant."""
_INITIALS: Final = 18.0

Hits = dict[int, str]
"""How a spelling is borne, by the number of the place."""


class Names:
    """Every spelling of every place.

    Parameters
    ----------
    places
        The places.
    codes
        What else each place is known by on the signs of its operator, in the order of `places`.
    reader
        Reads hanzi aloud.
    """

    def __init__(
        self, places: Sequence[Place], codes: Iterable[Sequence[str]], reader: Reader
    ) -> None:
        """Note the written spellings; the spoken ones are made when a text in letters comes."""
        self.places = places
        self.reader = reader
        self.written: dict[str, Hits] = {}
        for number, (place, its) in enumerate(zip(places, codes, strict=True)):
            self._learn(place.name, number, "name")
            for alias in place.aliases:
                self._learn(alias, number, "alias" if has_hanzi(alias) else "english")
            for short in place.short_names:
                self._learn(short, number, "short" if place.kind == "station" else "local")
            for alias in place.aliases:
                for variant in () if has_hanzi(alias) else english_variants(alias):
                    self._learn(variant, number, "brief")
            for code in its:
                self._learn(code, number, "code")
            for stop_id in place.stop_ids:
                self._learn(stop_id, number, "id")

    def _learn(self, text: str, number: int, how: str) -> None:
        spelling = fold(text) if has_hanzi(text) else fold_letters(text)
        if spelling:
            self.written.setdefault(spelling, {}).setdefault(number, how)

    @cached_property
    def spoken(self) -> dict[str, Spoken]:
        """Each written spelling in hanzi, read aloud."""
        return {text: self.reader.spoken(text) for text in self.written if has_hanzi(text)}

    @cached_property
    def sounds(self) -> dict[str, list[str]]:
        """Written spellings by their sound."""
        sounds: dict[str, list[str]] = {}
        for text, spoken in self.spoken.items():
            sounds.setdefault(fold_letters(spoken.plain), []).append(text)
            for english in self.reader.in_english(text):
                sounds.setdefault(english, []).append(text)
        return sounds

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        initials: dict[str, list[str]] = {}
        for text, spoken in self.spoken.items():
            if len(spoken.initials) > 1:
                initials.setdefault(spoken.initials, []).append(text)
        return initials

    def bearers(self, text: str) -> list[Match]:
        """List the places that are called so, in any script."""
        if has_hanzi(text):
            return self.matches(fold(text))
        letters = fold_letters(text)
        found = self.matches(letters)
        if any(match.how in ("id", "code") for match in found):
            return found
        toned = fold_toned(text)
        for spelling in self.sounds.get(letters, ()):
            other = toned is not None and toned != self.spoken[spelling].toned
            found += self.matches(spelling, SPOKEN + _OTHER_TONES * other, "pinyin")
        return found

    def initialled(self, text: str) -> dict[str, list[Match]]:
        """List the written spellings that begin with these letters, syllable by syllable, and who bears them."""
        return {
            spelling: self.matches(spelling, _INITIALS, "initials")
            for spelling in self._initials.get(fold(text), ())
        }

    def matches(self, spelling: str, loss: float = 0.0, how: str = "") -> list[Match]:
        """List who bears a written spelling, for as much less as it was only guessed."""
        return [
            self.match(number, SCORES[borne] - loss, how or borne)
            for number, borne in self.written.get(spelling, {}).items()
        ]

    def match(self, number: int, score: float, how: str) -> Match:
        """Weigh a place; one that is not open yet comes after those that are."""
        place = self.places[number]
        return Match(place, score - PLANNED * (place.planned and how != "id"), how)
