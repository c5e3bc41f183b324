"""No position lies across the border from where its own row has it, and those that were moved say so."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gtfs_data.build.tables import assumption, read_facts
from transit.corridor import Corridor
from transit.corridor.records import PROVINCES
from transit.geo import EARTH_M, metres_between

CORRIDOR = Corridor.open()
PROVINCE = {county: region.province for county, region in CORRIDOR.regions.items()}
NAMED = {told: province for province, told in PROVINCES.items()}

BORDER_ERROR_M = 103
"""The most by which two sources differ on the border between 通州 and the three counties."""

BEFORE = re.compile(r"point,? (\d+\.\d+),(\d+\.\d+),? falls in")


def said(table: str, row: dict[str, str]) -> str:
    """The province a row says it lies in."""
    match table:
        case "geography/gazetteer.csv":
            return PROVINCE[row["region"]]
        case "bus/stops.csv":
            return NAMED[row["side"]]
        case "line22/stations.csv":
            return row["jurisdiction"][:3]
        case "rail/stations.csv":
            return NAMED.get(row["region"].capitalize(), "beyond the borders known here")
        case _:
            return "北京市"


TABLES = (
    "geography/gazetteer.csv",
    "bus/stops.csv",
    "line22/stations.csv",
    "rail/stations.csv",
    "subway/stations.csv",
)


@pytest.mark.parametrize("table", TABLES)
def test_every_stop_and_place_lies_on_the_side_its_row_says(table: str) -> None:
    rows = [row for row in read_facts(table) if row["lat"]]
    lat, lon = ([float(row[axis]) for row in rows] for axis in ("lat", "lon"))
    across = [
        (row["name_zh"], county)
        for row, county in zip(rows, CORRIDOR.region_of(lat, lon), strict=True)
        # Only of Beijing are all counties known; a point outside those known may lie anywhere else.
        if (PROVINCE[county] != said(table, row) if county else said(table, row) == "北京市")
    ]
    assert across == []


def test_a_position_moved_to_its_side_was_across_by_no_more_than_its_doubt() -> None:
    inside_m = float(assumption("position_on_its_side"))
    moved = [
        (table, row)
        for table in TABLES
        for row in read_facts(table)
        if "position_on_its_side" in row["note"]
    ]
    assert {row["name_zh"] for _, row in moved} == {"潮白家园", "牛牧屯", "青海城小区"}
    for table, row in moved:
        lat, lon, error_m = (float(row[column]) for column in ("lat", "lon", "error_m"))
        (before,) = BEFORE.findall(row["note"])
        lat_before, lon_before = map(float, before)
        (county,) = CORRIDOR.region_of([lat_before], [lon_before])
        assert county
        assert PROVINCE[county] != said(table, row)
        moved_m = float(metres_between(lat_before, lon_before, lat, lon))
        (told_m,) = re.findall(r"moved (\d+) m", row["note"])
        assert moved_m == pytest.approx(float(told_m), abs=1)
        assert moved_m - inside_m <= error_m - moved_m + BORDER_ERROR_M
        borders = shapely.union_all([line.geometry for line in CORRIDOR.border_lines])
        away_m = flat(borders, lat, lon).distance(shapely.Point(0, 0))
        assert away_m == pytest.approx(inside_m, abs=1)
        across_m = flat(borders, lat_before, lon_before).distance(shapely.Point(0, 0))
        # It went the shortest way.
        assert moved_m == pytest.approx(across_m + inside_m, abs=1)


def flat(geometry: BaseGeometry, lat: float, lon: float) -> BaseGeometry:
    """Geometry in metres around a point."""
    metres = np.radians(1) * EARTH_M * np.array([np.cos(np.radians(lat)), 1])
    return shapely.transform(geometry, lambda xy: (xy - (lon, lat)) * metres)
