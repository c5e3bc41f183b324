"""Every trip of a feed as flat columns, whatever day it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

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
    """Lay the trips of ``stop_times.txt`` out as columns."""
    times = feed.stop_times
    trip_ids = times["trip_id"].to_numpy(dtype=object)
    changes = np.flatnonzero(trip_ids[1:] != trip_ids[:-1]) + 1
    start = np.r_[[0] * bool(len(trip_ids)), changes, len(trip_ids)].astype(np.int32)
    ids = tuple(trip_ids[start[:-1]])
    arrival, departure = _filled(
        times["arrival_time"].to_numpy(copy=True),
        times["departure_time"].to_numpy(copy=True),
    )
    table = {
        "stop": times["stop_id"].map(stops.index_of).to_numpy(dtype=np.int32),
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


def _filled(arrival: Int32s, departure: Int32s) -> tuple[Int32s, Int32s]:
    arrival = np.where(arrival == NO_TIME, departure, arrival)
    departure = np.where(departure == NO_TIME, arrival, departure)
    lacking = arrival == NO_TIME
    if lacking.any():
        # A trip's first and last time are always there, so filling straight across the column never mixes two trips.
        known = np.flatnonzero(~lacking)
        gaps = np.flatnonzero(lacking)
        before = known[np.searchsorted(known, gaps) - 1]
        after = known[np.searchsorted(known, gaps)]
        share = (gaps - before) / (after - before)
        between = departure[before] + share * (arrival[after] - departure[before])
        arrival[gaps] = departure[gaps] = np.round(between)
    return arrival.astype(np.int32), departure.astype(np.int32)
