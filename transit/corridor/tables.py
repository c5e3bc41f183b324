"""What stands in the fact tables? CSV files read into the corridor's records."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from transit.corridor.records import (
    ArticleFact,
    Assumption,
    Crossing,
    DayType,
    Evidence,
    Place,
    Source,
)

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """Read a fact table. Lines starting ``#`` are remarks."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, strict=True))


def _evidence(row: Row) -> Evidence:
    return cast("Evidence", row["evidence"])


def _ids(row: Row) -> tuple[str, ...]:
    return tuple(row["source_ids"].split())


def _number(text: str) -> float | None:
    return float(text) if text else None


def read_sources(path: Path) -> dict[str, Source]:
    """Read the bibliography, by source id."""
    return {
        row["source_id"]: Source(
            row["source_id"],
            row["title"],
            row["where"],
            row["date"],
            row["licence"],
            row["used_for"],
        )
        for row in read_table(path)
    }


def read_assumptions(path: Path) -> dict[str, Assumption]:
    """Read the named assumptions, by their names."""
    return {
        row["assumption_id"]: Assumption(
            row["assumption_id"], row["value"], row["unit"], row["rule"], row["why"], _ids(row)
        )
        for row in read_table(path)
    }


def read_crossings(path: Path) -> dict[str, Crossing]:
    """Read the border crossings, by crossing id, in the order of the table."""
    crossings = {}
    for row in read_table(path):
        here, there = row["sides"].split("-")
        crossings[row["crossing_id"]] = Crossing(
            row["crossing_id"],
            row["name_zh"],
            row["name_en"],
            cast("Literal['road', 'expressway', 'rail']", row["kind"]),
            _number(row["lat"]),
            _number(row["lon"]),
            _number(row["error_m"]),
            cast("Literal['open', 'planned', 'unverified']", row["status"]),
            row["open_date"],
            row["checkpoint_zh"],
            row["checkpoint_en"],
            row["one_of_the_12"] == "1",
            (here, there),
            cast("Literal['yes', 'no', '']", row["on_foot"]),
            cast("Evidence | Literal['']", row["on_foot_evidence"]),
            tuple(row["on_foot_sources"].split()),
            _evidence(row),
            _ids(row),
            row["note"],
        )
    return crossings


def read_gazetteer(path: Path) -> tuple[Place, ...]:
    """Read the named places, in the order of the table."""
    return tuple(
        Place(
            row["name_zh"],
            row["name_en"],
            row["kind"],
            float(row["lat"]),
            float(row["lon"]),
            float(row["error_m"]),
            row["region"],
            tuple(filter(None, row["aliases"].split("|"))),
            _evidence(row),
            _ids(row),
            row["note"],
        )
        for row in read_table(path)
    )


def read_readings(path: Path) -> dict[str, tuple[str, ...]]:
    """Read how local names are said: syllables with tone marks, one a character, by the word."""
    return {row["text"]: tuple(row["reading"].split()) for row in read_table(path)}


def read_article(path: Path) -> dict[str, ArticleFact]:
    """Read the article's figures and their documented variants, by fact id."""
    return {
        row["fact_id"]: ArticleFact(
            row["fact_id"],
            row["variant_of"],
            int(row["value"]),
            row["unit"],
            row["counts"],
            row["as_of"],
            _evidence(row),
            _ids(row),
            row["note"],
        )
        for row in read_table(path)
    }


def read_day_types(path: Path) -> dict[date, DayType]:
    """Read the days whose type their weekday does not tell, and every public holiday."""
    days = {}
    for row in read_table(path):
        day = date.fromisoformat(row["date"])
        days[day] = DayType(
            day,
            cast("Literal['workday', 'restday']", row["day_type"]),
            row["name_zh"],
            row["name_en"],
            _evidence(row),
            _ids(row),
        )
    return days
