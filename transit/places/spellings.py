"""In which ways is a name spelled: folded, spoken, by its initials, in English?"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TONES: Final = frozenset("\u0300\u0301\u0304\u030c")
_NUMBERED: Final = re.compile(r"(?:[a-zü]{1,6}[1-5][\s'’-]*)+", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\s*\(([^)]*)\)")
_STATION: Final = re.compile(r" (?:railway|metro|subway)? ?(?:station|zhan)$", re.IGNORECASE)
_COMPASS: Final = {"E": "East", "W": "West", "S": "South", "N": "North"}
_AREA: Final = re.compile(r"(?:回族自治县|省|市|区|县|镇)$")
_ENDINGS: Final = {
    "东": ("East",), "西": ("West",), "南": ("South",), "北": ("North",),
    "东站": ("East Station",), "西站": ("West Station",), "南站": ("South Station",), "北站": ("North Station",),
    "站": ("Station", "Railway Station"), "路": ("Road",), "大街": ("Street", "Avenue"), "街": ("Street",),
    "桥": ("Bridge",), "公园": ("Park",), "村": ("Village",), "小区": ("Estate",), "镇": ("Town",),
}  # fmt: skip
"""How the ends of Chinese names are said in English, in place of their pinyin."""


class Spoken(NamedTuple):
    """A name in letters, folded."""

    plain: str
    toned: str
    initials: str


def fold(text: str) -> str:
    """Strip what spellings differ in: case, spaces, tone marks, punctuation, full-width forms."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def fold_letters(text: str) -> str:
    """Fold a text in letters; ü, which is typed ``v`` as well, becomes u, and tones in digits go."""
    if _NUMBERED.fullmatch(text.strip()):
        text = re.sub("[1-5]", "", text)
    return fold(text).replace("lv", "lu").replace("nv", "nu")


def fold_toned(text: str) -> str | None:
    """Fold pinyin without losing its tones, written as marks or as digits; None where a text has none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if _NUMBERED.fullmatch(text):
        from pypinyin.contrib.tone_convert import to_tone

        text = "".join(map(to_tone, re.findall(r"[a-zü]+[1-5]", text.casefold())))
    decomposed = unicodedata.normalize("NFD", text)
    if not _TONES.intersection(decomposed):
        return None
    return "".join(c for c in decomposed.casefold() if c.isalnum() or c in _TONES)


def stem(area: str) -> str:
    """Leave what kind of area it is off its name: ``三河`` of 三河市."""
    return _AREA.sub("", area)


def has_hanzi(text: str) -> bool:
    """Tell whether a text has Chinese characters in it."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


class Reader:
    """Reads names in hanzi aloud.

    Parameters
    ----------
    readings
        Syllables with tone marks, one a character, of words that are read otherwise than usual.
    """

    def __init__(self, readings: Mapping[str, tuple[str, ...]]) -> None:
        """Take the readings; what they do not tell is read as the library pypinyin reads it."""
        # The longest word goes last and has the last word.
        self._readings = sorted(readings.items(), key=lambda one: len(one[0]))

    def syllables(self, text: str) -> list[str]:
        """Read a text, a syllable with tone marks for each character."""
        from pypinyin import Style, lazy_pinyin

        syllables = lazy_pinyin(text, style=Style.TONE, errors=list)  # type: ignore[arg-type]
        for word, reading in self._readings:
            at = text.find(word)
            while at >= 0:
                syllables[at : at + len(word)] = reading
                at = text.find(word, at + 1)
        return syllables

    def spoken(self, text: str) -> Spoken:
        """Spell a text in letters."""
        syllables = self.syllables(unicodedata.normalize("NFKC", text))
        folded = [fold(s) for s in syllables]
        joined = "".join(syllables)
        return Spoken(
            "".join(folded), fold_toned(joined) or fold(joined), "".join(s[:1] for s in folded)
        )

    def in_english(self, text: str) -> Iterator[str]:
        """Spell a name in pinyin but for its ending, folded: ``wangjingwest`` for 望京西."""
        for ending, words in _ENDINGS.items():
            if text.endswith(ending) and len(text) > len(ending) + 1:
                stem = self.spoken(text[: -len(ending)]).plain
                yield from (stem + fold(word) for word in words)


def english_variants(text: str) -> Iterator[str]:
    """Shorten an English name to what people type: without its brackets, without Railway Station."""
    bare = _BRACKETS.sub("", text)
    if bare != text:
        yield bare
        for inside in _BRACKETS.findall(text):
            if inside in _COMPASS:
                yield f"{bare.rpartition(' ')[0]} {_COMPASS[inside]}"
    short = _STATION.sub("", bare)
    if short != bare:
        yield short
        yield f"{short} Station"
