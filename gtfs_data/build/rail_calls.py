"""Say when each train of the documented timetable of 2023-12-15 calls where."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from gtfs_data.build.tables import Row, read_facts, seconds_of, union_ids, weakest

DAY_S: Final = 86_400


class Call(NamedTuple):
    """One stop of a train, in seconds of the service day."""

    station: str
    arrive_s: int
    depart_s: int


@dataclass(frozen=True, slots=True)
class Train:
    """A train of one service period, with all its known calls.

    `headway_s` is set for service of which only the number of trains a day is known; the calls then
    only give running times.
    """

    period: str
    number: str
    route_id: str
    direction_id: str
    calls: tuple[Call, ...]
    evidence: str
    source_ids: str
    note: str = ""
    headway_s: int | None = None

    @property
    def trip_id(self) -> str:
        """The train's number after its period, e.g. ``2023_K383-K382``."""
        return f"{self.period}_{self.number.replace('/', '-')}"


def trains_of(period: str) -> list[Row]:
    """List the trains of a period that belong in the feed."""
    return [
        row
        for row in read_facts("rail/trains.csv")
        if row["period"] == period and row["in_feed"] == "yes"
    ]


def calls_by_train(table: str) -> dict[str, list[Row]]:
    """Read a table of calls, in order, by train number."""
    rows = read_facts(table)
    return {number: list(calls) for number, calls in groupby(rows, key=lambda r: r["train_no"])}


def trains_2023() -> list[Train]:
    """Read the documented timetable; a blank arrival or departure equals its partner."""
    calls = calls_by_train("rail/calls_2023.csv")
    return [_documented(row, calls[row["train_no"]]) for row in trains_of("2023")]


def _documented(train: Row, rows: list[Row]) -> Train:
    return Train(
        train["period"],
        train["train_no"],
        train["route_id"],
        train["direction_id"],
        tuple(_call(row) for row in rows),
        weakest(train["evidence"], *(row["evidence"] for row in rows)),
        union_ids(train["source_ids"], *(row["source_ids"] for row in rows)),
        train["note"],
    )


def _call(row: Row) -> Call:
    arrive = seconds_of(row["arrive"] or row["depart"]) + DAY_S * int(row["day_offset"])
    depart = seconds_of(row["depart"] or row["arrive"]) + DAY_S * int(row["day_offset"])
    if depart < arrive:  # the train stands at the platform over midnight
        depart += DAY_S
    return Call(row["station"], arrive, depart)
