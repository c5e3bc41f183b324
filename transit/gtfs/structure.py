"""Do the tables hold together? What breaks a promise GTFS makes is refused, with file, line and column.

Frames come here with the lines of their files as index, calls in the order of their trips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.clock import zone
from transit.errors import FeedError, QueryError
from transit.gtfs.schema import KEYS, LIMITS, NO_TIME, REFERENCES

if TYPE_CHECKING:
    import pandas as pd

    Tables = dict[str, pd.DataFrame]


def check_structure(tables: Tables) -> None:
    """Refuse tables that cannot be meant.

    Raises
    ------
    FeedError
        On the first promise that is broken.
    """
    _check_zone(tables["agency"])
    for (name, column), (least, greatest) in LIMITS.items():
        values = tables[name][column]
        outside = (values < least) | (values > greatest)
        _refuse(tables, name, column, outside, f"{{}} is not from {least} to {greatest}")
    _check_keys(tables)
    for name, column, target, key in REFERENCES:
        ids = tables[name][column]
        dangling = ~ids.isin(tables[target][key]) & (ids != "")
        _refuse(tables, name, column, dangling, f"{{}} is not in {target}.txt")
    _check_order(tables, "calendar", "start_date", "end_date")
    _check_order(tables, "frequencies", "start_time", "end_time")
    _check_positions(tables)
    _check_calls(tables)


def _check_zone(agency: pd.DataFrame) -> None:
    if agency.empty:
        raise FeedError("agency.txt", "names no agency, so nobody knows the feed's time zone")
    column = "agency_timezone"
    names = agency[column]
    for line, name in names.items():
        problem = "" if name == names.iloc[0] else f"{name!r} is not the zone of the first agency"
        try:
            zone(name)
        except QueryError as error:
            problem = str(error)
        if problem:
            raise FeedError("agency.txt", problem, row=int(str(line)), column=column)


def _check_keys(tables: Tables) -> None:
    for name, key in KEYS.items():
        # Exceptions that stand twice and say one thing are no contradiction.
        table = tables[name].drop_duplicates() if name == "calendar_dates" else tables[name]
        repeated = table.index[table.duplicated(list(key))]
        if len(repeated):
            value = " ".join(str(table.loc[repeated[0], column]) for column in key)
            raise FeedError(
                f"{name}.txt", f"{value!r} stands twice", row=int(repeated[0]), column=key[-1]
            )


def _check_order(tables: Tables, name: str, first: str, last: str) -> None:
    table = tables[name]
    backwards = table[last] < table[first]
    _refuse(tables, name, last, backwards, f"the end lies before {first}")


def _check_positions(tables: Tables) -> None:
    """Refuse stops and platforms that have no position, nor a station with one."""
    stops = tables["stops"]
    placed = stops["stop_id"][stops["stop_lat"].notna() & stops["stop_lon"].notna()]
    lost = (
        (stops["location_type"] == 0)
        & ~stops["stop_id"].isin(placed)
        & ~stops["parent_station"].isin(placed)
    )
    _refuse(tables, "stops", "stop_lat", lost, "a stop needs a latitude and a longitude")


def _check_calls(tables: Tables) -> None:
    """Refuse trips that call where nobody can board, lack their first or last time, or run backwards."""
    calls, stops = tables["stop_times"], tables["stops"]
    elsewhere = calls["stop_id"].isin(stops["stop_id"][stops["location_type"] != 0])
    _refuse(tables, "stop_times", "stop_id", elsewhere, "{} is no stop or platform")
    arrival = calls["arrival_time"].where(calls["arrival_time"] != NO_TIME, calls["departure_time"])
    departure = calls["departure_time"].where(calls["departure_time"] != NO_TIME, arrival)
    trip, timed = calls["trip_id"], arrival != NO_TIME
    at_an_end = (trip != trip.shift()) | (trip != trip.shift(-1))
    problem = "a trip needs a time at its first and last call"
    _refuse(tables, "stop_times", "arrival_time", at_an_end & ~timed, problem)
    trip, arrival, departure = trip[timed], arrival[timed], departure[timed]
    backwards = (departure < arrival) | ((trip == trip.shift()) & (arrival < departure.shift()))
    problem = "the trip runs backwards in time"
    _refuse(tables, "stop_times", "arrival_time", backwards, problem)


def _refuse(tables: Tables, name: str, column: str, bad: pd.Series, problem: str) -> None:
    lines = bad.index[bad]
    if len(lines):
        value = tables[name].loc[lines[0], column]
        # A plain number or text, as it would stand in the file.
        told = repr(getattr(value, "item", lambda: value)())
        raise FeedError(f"{name}.txt", problem.format(told), row=int(lines[0]), column=column)
