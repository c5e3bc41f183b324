"""Do the corridor's facts hang together: places in regions, crossings on borders, sources known?"""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from transit.corridor import FEEDS, Corridor, Crossing
from transit.corridor.tables import read_table
from transit.geo import metres_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

CORRIDOR = Corridor.open()
BORDERS = ("Beijing-Hebei", "Beijing-Tianjin", "Tianjin-Hebei")
EVIDENCE = ("documented", "derived", "assumed")
UNPLACED = {"tongwu", "yaojiayuan"}
FACTS = sorted((CORRIDOR.root / "facts").rglob("*.csv"))
FEED_TABLES = sorted((CORRIDOR.root / "feeds").rglob("*.txt"))


def metres_to(geometry: BaseGeometry, lat: float, lon: float) -> float:
    """Measure the great-circle distance from a point to the nearest point of a geometry."""
    near = shapely.shortest_line(geometry, shapely.Point(lon, lat)).coords[0]
    return float(metres_between(*map(np.asarray, (lat, lon, near[1], near[0]))))


def border_of(crossing: Crossing) -> BaseGeometry:
    """Find the line that a crossing crosses."""
    name = "-".join(crossing.sides)
    if name in BORDERS:
        return next(x.geometry for x in CORRIDOR.border_lines if x.name_en.startswith(name))
    here, there = (
        next(r.geometry for r in CORRIDOR.regions.values() if r.name_en.startswith(side))
        for side in crossing.sides
    )
    return here.intersection(there)


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a fact table or a feed's table, each row with its number."""
    if path.suffix == ".csv":
        yield from enumerate(read_table(path), 1)
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), 1)


def test_the_feeds_come_in_a_fixed_order() -> None:
    assert [path.name for path in CORRIDOR.feed_paths] == list(FEEDS)
    assert all(path.parent == CORRIDOR.root / "feeds" for path in CORRIDOR.feed_paths)


@pytest.mark.parametrize(
    ("lat", "lon", "region", "province"),
    [
        pytest.param(39.907016, 116.455647, "朝阳区", "北京市", id="国贸"),
        pytest.param(39.901623, 116.741631, "通州区", "北京市", id="潞城"),
        pytest.param(39.941010, 116.819814, "三河市", "河北省", id="燕郊"),
        pytest.param(39.888561, 116.897560, "大厂回族自治县", "河北省", id="大厂"),
        pytest.param(39.718833, 117.027665, "香河县", "河北省", id="香河"),
        pytest.param(39.371064, 117.009901, "武清区", "天津市", id="武清"),
    ],
)
def test_stations_lie_in_their_regions(lat: float, lon: float, region: str, province: str) -> None:
    assert CORRIDOR.region_of([lat], [lon]) == [region]
    assert CORRIDOR.regions[region].province == province


def test_the_open_sea_is_no_region() -> None:
    assert CORRIDOR.region_of([38.5, 39.907], [119.0, 116.4556]) == [None, "朝阳区"]


def test_regions_do_not_overlap() -> None:
    polygons = [region.geometry for region in CORRIDOR.regions.values()]
    assert len(polygons) == 24
    assert all(polygon.is_valid for polygon in polygons)
    assert shapely.coverage_is_valid(polygons)


@pytest.mark.parametrize("place", CORRIDOR.gazetteer, ids=lambda place: place.name_zh)
def test_places_lie_in_the_region_they_name(place) -> None:
    assert len(place.name_en) > 0
    outside_m = metres_to(CORRIDOR.regions[place.region].geometry, place.lat, place.lon)
    # The border itself is known to about 100 m.
    assert outside_m <= place.error_m + 100


def test_places_have_names_of_their_own() -> None:
    names = [place.name_zh for place in CORRIDOR.gazetteer]
    assert len(names) == len(set(names))
    assert all(place.name_zh not in place.aliases for place in CORRIDOR.gazetteer)
    assert any("通州站" in place.aliases for place in CORRIDOR.gazetteer)


def test_there_are_twelve_official_links() -> None:
    official = [c for c in CORRIDOR.crossings.values() if c.one_of_the_12]
    assert len(official) == CORRIDOR.article["links_2025"].value
    assert sum(c.kind == "expressway" for c in official) == 4
    assert {c.sides for c in official} == {("Beijing", "Hebei")}
    assert {c.status for c in official} == {"open"}


@pytest.mark.parametrize("crossing", CORRIDOR.crossings.values(), ids=CORRIDOR.crossings.keys())
def test_crossings_lie_on_their_border(crossing: Crossing) -> None:
    if crossing.id in UNPLACED:
        assert (crossing.lat, crossing.lon, crossing.error_m) == (None, None, None)
        return
    away_m = metres_to(border_of(crossing), crossing.lat, crossing.lon)
    # 燕郊迎宾路 joins two counties of Hebei, whose line is known to hundreds of metres only.
    assert away_m <= (crossing.error_m if crossing.id == "yingbin-guanchao" else 15)


def test_the_article_has_its_four_figures() -> None:
    figures = {f.id: f.value for f in CORRIDOR.article.values() if not f.variant_of}
    assert figures == {"roads": 4, "express_lines": 11, "bus_lines": 22, "bus_riders": 140_000}
    assert {f.variant_of for f in CORRIDOR.article.values()} == {"", *figures}


def test_the_towns_of_sanhe_are_its_people() -> None:
    census = [
        row
        for row in read_table(CORRIDOR.root / "facts" / "geography" / "population.csv")
        if (row["adcode"], row["measure"], row["year"]) == ("131082", "census", "2020")
    ]
    by_level = {
        level: sum(int(row["population"]) for row in census if row["level"] == level)
        for level in ("county", "township")
    }
    assert by_level["county"] == by_level["township"] == 965_075


@pytest.mark.parametrize(
    ("day", "day_type", "name_zh", "evidence"),
    [
        pytest.param("2026-11-24", "workday", "", "documented", id="a Tuesday"),
        pytest.param("2026-11-22", "restday", "", "documented", id="a Sunday"),
        pytest.param("2026-10-01", "restday", "国庆节", "documented", id="National Day"),
        pytest.param("2026-10-10", "workday", "国庆节", "documented", id="a make-up Saturday"),
        pytest.param("2027-06-01", "workday", "", "derived", id="before the notice of its year"),
        pytest.param("2035-01-02", "workday", "", "assumed", id="a year no table knows"),
    ],
)
def test_days_are_workdays_or_restdays(
    day: str, day_type: str, name_zh: str, evidence: str
) -> None:
    found = CORRIDOR.day_type(date.fromisoformat(day))
    assert (found.day_type, found.name_zh, found.evidence) == (day_type, name_zh, evidence)


@pytest.mark.parametrize("path", [*FACTS, *FEED_TABLES], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_row_cites_known_sources_and_says_how_sure_it_is(path: Path) -> None:
    is_fact = path.suffix == ".csv"
    for number, row in rows_of(path):
        where = f"{path}, row {number}"
        assert None not in row, f"{where} has too many cells: a comma without quotes?"
        assert None not in row.values(), f"{where} has too few cells"
        unknown = set(row.get("source_ids", "").split()) - CORRIDOR.sources.keys()
        assert not unknown, where
        evidence = row.get("evidence", "")
        assert evidence in {"", *EVIDENCE}, where
        if is_fact and "evidence" in row:
            # A fact that only says that nothing was found carries neither.
            assert evidence == "assumed" or bool(evidence) == bool(row["source_ids"]), where
