"""Do the tables hold together? What breaks a promise GTFS makes is refused, with file, line and column.

Frames come here with the lines of their files as index, calls in the order of their trips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transit.clock import zone
from transit.errors import FeedError, QueryError
from transit.gtfs.feed import codes_of
from transit.gtfs.schema import KEYS, LIMITS, NO_TIME, REFERENCES

if TYPE_CHECKING:
    import numpy.typing as npt

    Tables = dict[str, pd.DataFrame]
    Bools = npt.NDArray[np.bool_]


def check_structure(tables: Tables) -> None:
    """Refuse tables that cannot be meant.

    Raises
    ------
    FeedError
        On the first promise that is broken.
    """
    _check_zone(tables["agency"])
    for (name, column), (least, greatest) in LIMITS.items():
        if tables[name].empty:
            continue
        values = tables[name][column].to_numpy()
        outside = (values < least) | (values > greatest)
        _refuse(tables, name, column, outside, f"{{}} is not from {least} to {greatest}")
    _check_keys(tables)
    for name, column, target, key in REFERENCES:
        if tables[name].empty:
            continue
        dangling = ~_among(tables[name][column], tables[target][key], blank=True)
        _refuse(tables, name, column, dangling, f"{{}} is not in {target}.txt")
    _check_order(tables, "calendar", "start_date", "end_date")
    _check_order(tables, "frequencies", "start_time", "end_time")
    _check_transfers(tables)
    _check_networks(tables)
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
        if tables[name].empty:
            continue
        # Exceptions that stand twice and say one thing are no contradiction.
        table = tables[name].drop_duplicates() if name == "calendar_dates" else tables[name]
        if name == "stop_times":
            # Calls stand in order, so that two of one key are neighbours.
            trip, sequence = codes_of(table["trip_id"]), table["stop_sequence"].to_numpy()
            repeats = _like_the_last(trip) & _like_the_last(sequence)
        else:
            repeats = table.duplicated(list(key)).to_numpy()
        repeated = table.index[repeats]
        if len(repeated):
            value = " ".join(str(table.loc[repeated[0], column]) for column in key)
            raise FeedError(
                f"{name}.txt", f"{value!r} stands twice", row=int(repeated[0]), column=key[-1]
            )


def _check_order(tables: Tables, name: str, first: str, last: str) -> None:
    table = tables[name]
    backwards = (table[last] < table[first]).to_numpy()
    _refuse(tables, name, last, backwards, f"the end lies before {first}")


def _check_transfers(tables: Tables) -> None:
    """Refuse changes that leave open where they are, and stays on board that leave open between which trips."""
    transfers = tables["transfers"]
    kind = transfers["transfer_type"].to_numpy()
    for what, needed in (("stop", (kind >= 1) & (kind <= 3)), ("trip", kind >= 4)):
        for column in (f"from_{what}_id", f"to_{what}_id"):
            lacking = needed & (transfers[column] == "").to_numpy()
            problem = "must not be blank where transfer_type is {}"
            _refuse(tables, "transfers", column, lacking, problem, told="transfer_type")


def _check_networks(tables: Tables) -> None:
    """Refuse networks that are stated nowhere, or in two places."""
    stated = [tables[name]["network_id"] for name in ("networks", "routes")]
    if (stated[1] != "").any():
        twice = np.ones(len(tables["route_networks"]), dtype=bool)
        _refuse(tables, "route_networks", "network_id", twice, "routes.txt states networks as well")
    known = pd.concat(stated, ignore_index=True)
    for name, columns in (
        ("fare_leg_rules", ("network_id",)),
        ("fare_leg_join_rules", ("from_network_id", "to_network_id")),
    ):
        for column in columns:
            dangling = ~_among(tables[name][column], known, blank=True)
            _refuse(tables, name, column, dangling, "{} is not in networks.txt or routes.txt")


def _check_positions(tables: Tables) -> None:
    """Refuse stops and platforms that have no position, nor a station with one."""
    stops = tables["stops"]
    placed = stops["stop_id"][stops["stop_lat"].notna() & stops["stop_lon"].notna()]
    lost = (
        (stops["location_type"] == 0).to_numpy()
        & ~_among(stops["stop_id"], placed)
        & ~_among(stops["parent_station"], placed)
    )
    _refuse(tables, "stops", "stop_lat", lost, "a stop needs a latitude and a longitude")


def _check_calls(tables: Tables) -> None:
    """Refuse trips that call where nobody can board, lack their first or last time, or run backwards."""
    calls, stops = tables["stop_times"], tables["stops"]
    stations = stops["stop_id"][stops["location_type"] != 0]
    elsewhere = _among(calls["stop_id"], stations)
    _refuse(tables, "stop_times", "stop_id", elsewhere, "{} is no stop or platform")
    arrival, departure = (calls[c].to_numpy() for c in ("arrival_time", "departure_time"))
    arrival = np.where(arrival != NO_TIME, arrival, departure)
    departure = np.where(departure != NO_TIME, departure, arrival)
    timed = arrival != NO_TIME
    trip = codes_of(calls["trip_id"])
    at_an_end = ~_like_the_last(trip)
    at_an_end[:-1] |= at_an_end[1:]
    at_an_end[-1:] = True
    problem = "a trip needs a time at its first and last call"
    _refuse(tables, "stop_times", "arrival_time", at_an_end & ~timed, problem)
    trip, arrival, departure = trip[timed], arrival[timed], departure[timed]
    back = departure < arrival
    back[1:] |= _like_the_last(trip)[1:] & (arrival[1:] < departure[:-1])
    backwards = np.zeros_like(timed)
    backwards[timed] = back
    _refuse(tables, "stop_times", "arrival_time", backwards, "the trip runs backwards in time")


def _among(ids: pd.Series, known: pd.Series, *, blank: bool = False) -> Bools:
    """Say which ids are among those known, or with `blank` stand for none."""
    if isinstance(ids.dtype, pd.CategoricalDtype):
        answers = _among(ids.cat.categories.to_series(), known, blank=blank)
        return np.take(answers, codes_of(ids))
    texts = pa.array(ids, pa.large_string())
    among = pc.is_in(texts, value_set=pa.array(known, pa.large_string()))
    return np.asarray(pc.or_(among, pc.equal(texts, "")) if blank else among, dtype=bool)


def _like_the_last(values: npt.NDArray[Any]) -> Bools:
    """Say which values equal the one before them."""
    like = np.zeros(len(values), dtype=bool)
    np.equal(values[1:], values[:-1], out=like[1:])
    return like


def _refuse(
    tables: Tables, name: str, column: str, bad: Bools, problem: str, *, told: str | None = None
) -> None:
    """Raise at the first bad row, and put the value of `told`, else of `column`, into the problem."""
    if not bad.any():
        return
    row = int(bad.argmax())
    table = tables[name]
    value = table[told or column].iloc[row]
    # A plain number or text, as it would stand in the file.
    value = repr(getattr(value, "item", lambda: value)())
    line = int(table.index[row])
    raise FeedError(f"{name}.txt", problem.format(value), row=line, column=column)
