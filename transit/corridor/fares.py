"""What do the corridor's tariffs say? The fare tables read into records; nothing is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.corridor.cells import read_rows
from transit.corridor.fare_records import Band, Cited, Early, Published, SubwayTariff, Tier
from transit.errors import FeedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from transit.corridor.cells import CheckedRow


BUS_ROWS: Final = (
    "base", "base_km", "step", "step_km", "card_inside", "student_inside", "card_outside",
)  # fmt: skip
"""Rows of the bus tariff that no ride can be priced without."""


def _demand(path: Path, there: Iterable[str], column: str, needed: Iterable[str]) -> None:
    """Refuse a table that lacks a row one cannot do without."""
    for lacking in set(needed).difference(there):
        file = f"{path.parent.name}/{path.name}"
        raise FeedError(file, f"there is no row {lacking!r}", column=column)


def read_bus_tariff(facts: Path) -> dict[str, Cited]:
    """Read ``bus/fares.csv`` by row id: yuan, kilometres and shares off."""
    path = facts / "bus" / "fares.csv"
    tariff = {}
    for row in read_rows(path):
        row_id, unit = row.text("fare_id"), row.text("unit")
        value = row.number("value", most=1) if unit == "share off" else row.number("value")
        if row_id == "step_km" and not value:
            raise row.wrong("value", "a step has a length")
        tariff[row_id] = Cited(row_id, value, *row.source())
    _demand(path, tariff, "fare_id", BUS_ROWS)
    return tariff


def read_bus_lengths(facts: Path) -> dict[str, Cited]:
    """Read the published lengths of the bus lines in kilometres, by route id, from ``bus/lines.csv``."""
    return {
        row.text("route_id"): Cited(row.text("line_id"), row.number("length_km"), *row.source())
        for row in read_rows(facts / "bus" / "lines.csv")
        if row.text("length_km")
    }


def read_subway_tariff(facts: Path) -> SubwayTariff:
    """Read what ``subway/fares.csv``, ``stations.csv`` and ``segments.csv`` say.

    Raises
    ------
    FeedError
        If a cell cannot be read, a rule is missing, bands leave a gap, or a segment names an unknown station.
    """
    path = facts / "subway" / "fares.csv"
    rules: dict[str, list[CheckedRow]] = {}
    for row in read_rows(path):
        rules.setdefault(row.text("rule"), []).append(row)
    _demand(path, rules, "rule", ("distance_band", "distance_slack", "ride_time_limit"))
    stations, of_line = {}, {}
    for row in read_rows(facts / "subway" / "stations.csv"):
        stations[row.text("stop_id")] = row.text("station_id"), row.text("name_zh")
        of_line[row.text("line_id"), row.text("name_zh")] = row.text("station_id")

    def station(row: CheckedRow, column: str) -> str:
        key = row.text("line_id"), row.text(column)
        if key not in of_line:
            raise row.wrong(column, f"{key[1]!r} is no station of {key[0]}")
        return of_line[key]

    segments = read_rows(facts / "subway" / "segments.csv")
    early = rules.get("early_half_price", ())
    named = {name for _, name in stations.values()}
    for row in early:
        if row.text("station") not in named:
            raise row.wrong("station", f"{row.text('station')!r} is no station")
    return SubwayTariff(
        bands=_bands(rules["distance_band"]),
        slack_m=rules["distance_slack"][0].whole("value", 1),
        tiers=tuple(
            Tier(
                r.text("fare_id"),
                r.whole("from", 100),
                r.above("to", 100),
                r.number("value", most=1),
                *r.source(),
            )
            for r in rules.get("monthly_discount", ())
        ),
        early=tuple(
            Early(
                r.text("fare_id"),
                r.text("station"),
                r.clock("to"),
                r.number("value", most=1),
                *r.source(),
            )
            for r in early
        ),
        limit_s=rules["ride_time_limit"][0].whole("to", 3600),
        stations=stations,
        segments=tuple(
            (station(row, "from"), station(row, "to"), row.whole("distance_m", 1))
            for row in segments
        ),
    )


def _bands(rows: list[CheckedRow]) -> tuple[Band, ...]:
    bands = tuple(
        Band(r.text("fare_id"), r.above("to", 1000), r.whole("value", 100), *r.source())
        for r in rows
    )
    begins: int | None = 0
    for row, band in zip(rows, bands, strict=True):
        if row.whole("from", 1000) != begins:
            raise row.wrong("from", "a band begins where the one before it ends")
        begins = band.to_m
    if begins is not None:
        raise rows[-1].wrong("to", "the last band has no end")
    return bands


def read_line22_distances(facts: Path) -> dict[str, int]:
    """Read how many metres along Line 22 each station is, by station id, from ``line22/stations.csv``."""
    return {
        row.text("station_id"): row.whole("km", 1000)
        for row in read_rows(facts / "line22" / "stations.csv")
    }


def read_published(facts: Path) -> tuple[Published, ...]:
    """Read the tickets of ``rail/fares.csv`` that hold today; those of the past are passed over."""
    stops = {
        row.text("name_zh"): row.text("stop_id")
        for row in read_rows(facts / "rail" / "stations.csv")
    }
    periods = [
        (row.day("start"), row.day("end") if row.text("end") else None)
        for row in read_rows(facts / "rail" / "periods.csv")
    ]

    def stop(row: CheckedRow, column: str) -> str:
        if row.text(column) not in stops:
            raise row.wrong(column, f"{row.text(column)!r} is no railway station")
        return stops[row.text(column)]

    tickets = []
    for row in read_rows(facts / "rail" / "fares.csv"):
        holds, sold = row.text("holds"), row.text("date")
        if not holds:
            continue
        if holds not in ("pair", "train"):
            raise row.wrong("holds", f"{holds!r} is neither pair nor train")
        period = next(
            (
                (a, b)
                for a, b in periods
                if a <= row.day("date") and (b is None or row.day("date") <= b)
            ),
            None,
        )
        if period is None:
            raise row.wrong("date", f"{sold!r} lies in no timetable period")
        tickets.append(
            Published(
                row.text("fare_id"),
                stop(row, "from_station"),
                stop(row, "to_station"),
                row.text("train"),
                holds == "pair",
                row.whole("price_cny", 100),
                *period,
                *row.source(),
            )
        )
    return tuple(tickets)
