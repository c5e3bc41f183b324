"""Every way people spell a place leads there: a gold list, and the whole network against itself."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import transit
from transit import AmbiguousPlaceError, PlaceNotFoundError
from transit.corridor import Corridor
from transit.geo import metres_between
from transit.places.find import Finder
from transit.places.gather import TOGETHER_M
from transit.places.place import Match, Place

GOLD = Path(__file__).parent / "gold_places.csv"
CORRIDOR = Corridor.open()


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.fixture(scope="module")
def finder() -> Finder:
    return transit.load()._finder


def right(row: dict[str, str], matches: list[Match]) -> bool:
    if not matches:
        return False
    place = matches[0].place
    where = (place.region, place.side, *place.stop_ids, "")
    return place.name in row["name"].split("|") and row["where"] in where


def test_the_gold_list_is_right_at_the_top_in_98_of_100(finder: Finder) -> None:
    rows = gold()
    misses = [
        f"{row['text']!r} ({row['kind']}) means {row['name']}, found {[m.place.name for m in best]}"
        for row in rows
        if not right(row, best := finder.find(row["text"], 3))
    ]
    assert len(rows) >= 600
    assert len(misses) <= 0.02 * len(rows), "\n".join(misses)


def test_no_kind_of_spelling_is_left_behind(finder: Finder) -> None:
    rows = gold()
    asked = Counter(row["kind"] for row in rows)
    met = Counter(row["kind"] for row in rows if right(row, finder.find(row["text"], 1)))
    assert set(asked) == {
        "hanzi", "pinyin", "toned", "spaced", "initials", "english", "alias", "old", "typo",
        "affix", "traditional", "width", "id",
    }  # fmt: skip
    assert all(met[kind] >= 0.95 * n for kind, n in asked.items()), (met, asked)


def test_the_gold_list_names_places_that_there_are(finder: Finder) -> None:
    names = {place.name for place in finder.places}
    assert {name for row in gold() for name in row["name"].split("|")} <= names


def test_a_typo_is_refused_with_what_was_meant_in_first_place(finder: Finder) -> None:
    rows = [row for row in gold() if row["kind"] == "typo"]
    first = []
    for row in rows:
        with pytest.raises(PlaceNotFoundError) as caught:
            finder.resolve(row["text"])
        first.append(caught.value.closest[0].startswith(tuple(row["name"].split("|"))))
    assert sum(first) >= 0.98 * len(rows)


def same(a: Place, b: Place) -> bool:
    apart = metres_between(a.lat, a.lon, b.lat, b.lon)
    return a.name == b.name or bool(apart <= TOGETHER_M + a.error_m + b.error_m)


def settled(finder: Finder, text: str, place: Place) -> bool:
    """Tell whether a text means a place, or is refused because it lies on both sides."""
    try:
        return same(finder.resolve(text), place)
    except AmbiguousPlaceError as error:
        places = [match.place for match in error.candidates if isinstance(match, Match)]
        return len({p.side for p in places}) > 1 and any(same(p, place) for p in places)


def test_every_stop_id_means_that_stop(finder: Finder) -> None:
    ids = finder.ground.stops.ids
    assert [finder.resolve(stop_id).stop_ids for stop_id in ids] == [(one,) for one in ids]


def test_every_stop_name_means_its_place(finder: Finder) -> None:
    strangers = [
        text
        for place in finder.places
        for text in (place.name, place.name_en)
        if text and not settled(finder, text, place)
    ]
    # The town is meant, not the station of that name which is not open yet and lies outside it.
    assert strangers == ["燕郊", "Yanjiao"]


@pytest.mark.parametrize("entry", CORRIDOR.gazetteer, ids=lambda entry: entry.name_zh)
def test_every_name_of_the_gazetteer_means_its_place(finder: Finder, entry) -> None:
    place = Place(
        entry.name_zh, "", "", entry.lat, entry.lon, (), entry.region, "", "", entry.error_m, ()
    )
    for text in (entry.name_zh, entry.name_en, *entry.aliases):
        assert settled(finder, text, place), text
