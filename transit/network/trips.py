"""Every trip of a feed as flat columns, whatever day it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.errors import FeedError
from transit.gtfs.schema import NO_TIME

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.network.stops import Stops

Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_NOT_AVAILABLE = 1
"""``pickup_type`` and ``drop_off_type``: nobody boards, nobody alights (GTFS Reference, "stop_times.txt")."""


class TripTable(NamedTuple):
    """The calls of trip t are ``start[t]:start[t + 1]``; trips are in the order of their ids."""

    ids: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    """Row of each trip in ``trips.txt``."""
    start: Int32s
    stop: Int32s
    arrival: Int32s
    """Service-day seconds; times the feed leaves out are filled in evenly between those it gives."""
    departure: Int32s
    board: Bools
    alight: Bools
    pattern: Int32s
    """Trips of one number call at the same stops in the same order, with the same boarding rules."""


def tabulate_trips(feed: Feed, stops: Stops) -> TripTable:
    """Lay the trips of ``stop_times.txt`` out as columns.

    Raises
    ------
    FeedError
        If a trip lacks its first or last time, runs backwards in time, or calls where nobody can board.
    """
    times = feed.stop_times
    trip_ids = times["trip_id"].to_numpy(dtype=object)
    changes = np.flatnonzero(trip_ids[1:] != trip_ids[:-1]) + 1
    start = np.r_[[0] * bool(len(trip_ids)), changes, len(trip_ids)].astype(np.int32)
    ids = tuple(trip_ids[start[:-1]])
    stop = times["stop_id"].map(stops.index_of)
    if stop.isna().any():
        row = int(np.flatnonzero(stop.isna())[0])
        raise FeedError(
            "stop_times.txt",
            f"trip {trip_ids[row]!r} calls at {times['stop_id'].iloc[row]!r}, which is no stop or platform",
            column="stop_id",
        )
    arrival, departure = _filled(
        times["arrival_time"].to_numpy(copy=True),
        times["departure_time"].to_numpy(copy=True),
        start,
        ids,
    )
    table = {
        "stop": stop.to_numpy(dtype=np.int32),
        "board": times["pickup_type"].to_numpy() != _NOT_AVAILABLE,
        "alight": times["drop_off_type"].to_numpy() != _NOT_AVAILABLE,
    }
    signature = table["stop"].astype(np.int64) * 4 + table["board"] * 2 + table["alight"]
    numbers: dict[bytes, int] = {}
    pattern = [
        numbers.setdefault(signature[a:b].tobytes(), len(numbers))
        for a, b in zip(start[:-1].tolist(), start[1:].tolist(), strict=True)
    ]
    row_of = {trip_id: row for row, trip_id in enumerate(feed.trips["trip_id"])}
    return TripTable(
        ids=ids,
        rows=np.array([row_of[trip_id] for trip_id in ids], dtype=np.int64),
        start=start,
        arrival=arrival,
        departure=departure,
        pattern=np.array(pattern, dtype=np.int32),
        **table,
    )


def _filled(
    arrival: Int32s, departure: Int32s, start: Int32s, ids: tuple[str, ...]
) -> tuple[Int32s, Int32s]:
    arrival = np.where(arrival == NO_TIME, departure, arrival)
    departure = np.where(departure == NO_TIME, arrival, departure)
    lacking = arrival == NO_TIME
    ends = np.zeros(len(arrival), dtype=bool)
    ends[start[:-1]] = ends[start[1:] - 1] = True
    if (lacking & ends).any():
        _refuse("has no time at its first or last stop", lacking & ends, start, ids)
    if lacking.any():
        # Ends are known, so filling straight across the whole column never mixes two trips.
        known = np.flatnonzero(~lacking)
        gaps = np.flatnonzero(lacking)
        before = known[np.searchsorted(known, gaps) - 1]
        after = known[np.searchsorted(known, gaps)]
        share = (gaps - before) / (after - before)
        between = departure[before] + share * (arrival[after] - departure[before])
        arrival[gaps] = departure[gaps] = np.round(between)
    inside = np.ones(max(len(arrival) - 1, 0), dtype=bool)
    inside[start[1:-1] - 1] = False
    backwards = np.zeros(len(arrival), dtype=bool)
    backwards[1:] = inside & (arrival[1:] < departure[:-1])
    backwards |= departure < arrival
    if backwards.any():
        _refuse("runs backwards in time", backwards, start, ids)
    return arrival.astype(np.int32), departure.astype(np.int32)


def _refuse(problem: str, at: Bools, start: Int32s, ids: tuple[str, ...]) -> None:
    call = int(np.flatnonzero(at)[0])
    trip = int(np.searchsorted(start, call, side="right")) - 1
    raise FeedError(
        "stop_times.txt", f"trip {ids[trip]!r} {problem} (call {call - int(start[trip]) + 1})"
    )
