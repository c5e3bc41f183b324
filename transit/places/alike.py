"""Which names are like a text: contain it, are written or sound almost so?"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.places.names import FULL, SCORES
from transit.places.spellings import fold, fold_letters, has_hanzi

if TYPE_CHECKING:
    import numpy.typing as npt

    from transit.places.names import Names
    from transit.places.place import Match

_BEST: Final = 79.0
"""Score of a text that is all but a name."""
_PART: Final = (58.0, 20.0)
"""Score of the shortest part of a name, and what is added as the part becomes the whole."""
_ABRIDGED: Final = (48.0, 10.0)
"""The same for a text of some of a name's characters, as 军博 of 军事博物馆."""
_AROUND: Final = (40.0, 30.0)
"""The same for a text with a name inside it."""
_LIKE: Final = {"hanzi": 0.55, "letters": 0.68}
"""Least likeness, 0 to 1. One character of two is much in hanzi where it sounds right; letters agree by chance."""
_BY_SOUND_ALONE: Final = 0.7
"""Likeness of a text that sounds like a name, and has no character in common with it."""
_LONGEST: Final = 200
"""Length beyond which a text is like no name."""
_SHORTEST: Final = {"hanzi": 1, "letters": 3}
"""Least length at which a part of a name is told."""


class Alike:
    """Finds names by what they are like."""

    def __init__(self, names: Names) -> None:
        """Take the names; what is compared is laid out when a text comes that is no name."""
        self._names = names

    @cached_property
    def _hanzi(self) -> tuple[list[str], list[str]]:
        spoken = self._names.spoken
        return list(spoken), [one.plain for one in spoken.values()]

    @cached_property
    def _letters(self) -> list[tuple[str, str]]:
        """Spellings in letters, each with the written one it stands for."""
        names = self._names
        written = [
            (spelling, spelling)
            for spelling, hits in names.written.items()
            if not has_hanzi(spelling) and not {"id", "code"} & set(hits.values())
        ]
        heard = [(sound, text) for sound, texts in names.sounds.items() for text in texts]
        return written + heard

    def matches(self, text: str) -> list[Match]:
        """Weigh every name that is like a text, in no order; a place comes once for each."""
        if len(text) > _LONGEST:
            return []
        if has_hanzi(text):
            script, asked = "hanzi", fold(text)
            spellings = written = self._hanzi[0]
            sound = _likeness(self._names.reader.spoken(asked).plain, self._hanzi[1])
            likeness = np.maximum(
                (_likeness(asked, spellings) + sound) / 2, _BY_SOUND_ALONE * sound
            )
        else:
            script, asked = "letters", fold_letters(text)
            spellings = [one[0] for one in self._letters]
            written = [one[1] for one in self._letters]
            likeness = _likeness(asked, spellings)
        shortest = _SHORTEST[script]
        found = []
        for spelling, stands_for, like in zip(spellings, written, likeness.tolist(), strict=True):
            score, how = _BEST * like * (like >= _LIKE[script]), "similar"
            if len(asked) >= shortest and asked in spelling:
                part = _PART[0] + _PART[1] * len(asked) / len(spelling)
                score, how = max((score, how), (part, "part"))
            elif script == "hanzi" and _abridges(asked, spelling):
                cut = _ABRIDGED[0] + _ABRIDGED[1] * len(asked) / len(spelling)
                score, how = max((score, how), (cut, "part"))
            elif len(spelling) > shortest and spelling in asked:
                score = max(score, _AROUND[0] + _AROUND[1] * len(spelling) / len(asked))
            if score:
                found += [
                    self._names.match(number, score - FULL + SCORES[borne], how)
                    for number, borne in self._names.written[stands_for].items()
                ]
        return found


def _abridges(asked: str, name: str) -> bool:
    """Tell whether a text is a name with characters left out, though not the first."""
    rest = iter(name)
    return len(asked) > 1 and asked[0] == name[0] and all(c in rest for c in asked)


def _likeness(asked: str, spellings: list[str]) -> npt.NDArray[np.float32]:
    """Compare by the letters to add, drop, replace or swap; 1 where there are none."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    likeness: npt.NDArray[np.float32] = cdist([asked], spellings, scorer=OSA.normalized_similarity)[
        0
    ]
    return likeness
