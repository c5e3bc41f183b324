"""Every trip of a feed as flat columns, whatever day it runs on."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transit.gtfs.schema import NO_TIME

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.network.stops import Stops

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NOT_AVAILABLE = 1
"""``pickup_type`` and ``drop_off_type``: nobody boards, nobody alights (GTFS Reference, "stop_times.txt")."""

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without pattern in its bits (2**64 / golden ratio, as Knuth hashes), to tell blocks apart by."""


class TripTable(NamedTuple):
    """The calls of trip t are ``start[t]:start[t + 1]``; trips are in the order of their ids."""

    ids: tuple[str, ...]
    rows: Int64s
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

    def row_of(self, trip_id: str) -> int:
        """Find a trip by its id.

        Raises
        ------
        KeyError
            If there is none.
        """
        row = bisect_left(self.ids, trip_id)
        if self.ids[row : row + 1] != (trip_id,):
            raise KeyError(trip_id)
        return row


def tabulate_trips(feed: Feed, stops: Stops) -> TripTable:
    """Lay the trips of ``stop_times.txt`` out as columns."""
    times = feed.stop_times
    trip, trip_ids = coded(times["trip_id"])
    changes = np.flatnonzero(trip[1:] != trip[:-1]) + 1
    start = np.r_[[0] * bool(len(trip)), changes, len(trip)].astype(np.int32)
    ids = trip_ids[trip[start[:-1]]]
    arrival, departure = _filled(
        times["arrival_time"].to_numpy(copy=True),
        times["departure_time"].to_numpy(copy=True),
    )
    stop, stop_ids = coded(times["stop_id"])
    # Codes of stops nobody calls at may be left over from a larger feed: they lead nowhere, and nobody asks.
    known = np.array([stops.index_of.get(stop_id, -1) for stop_id in stop_ids], dtype=np.int32)
    table = {
        "stop": known[stop],
        "board": times["pickup_type"].to_numpy() != _NOT_AVAILABLE,
        "alight": times["drop_off_type"].to_numpy() != _NOT_AVAILABLE,
    }
    return TripTable(
        ids=tuple(ids),
        rows=pd.Index(feed.trips["trip_id"]).get_indexer(pd.Index(ids)).astype(np.int64),
        start=start,
        arrival=arrival,
        departure=departure,
        pattern=equal_blocks(signature(table["stop"], table["board"], table["alight"]), start),
        **table,
    )


def signature(place: Int32s, board: Bools, alight: Bools) -> Int64s:
    """Write a call's place and its boarding rules as one number."""
    return (place.astype(np.int64) * 2 + board) * 2 + alight


def coded(ids: pd.Series) -> tuple[Int32s, npt.NDArray[np.object_]]:
    """Split a column of ids into a number for each row and the id of each number."""
    if not isinstance(ids.dtype, pd.CategoricalDtype):
        ids = ids.astype("category")
    unique: npt.NDArray[np.object_] = ids.cat.categories.to_numpy(dtype=object)
    return np.asarray(ids.cat.codes, dtype=np.int32), unique


def equal_blocks(values: Int64s, start: Int32s) -> Int32s:
    """Give blocks of values numbers, so that equal blocks, and no others, bear one number.

    Parameters
    ----------
    values, start
        Block b is ``values[start[b]:start[b + 1]]``; no block is empty.

    Returns
    -------
    number : int array, shape (B,)
        In the order in which a block is first met.

    Notes
    -----
    Blocks are told apart by a hash. Then each is compared with the first of its number, value by value, and those that
    only look like it are numbered anew until none is left: the answer does not rest on the hash.
    """
    length = np.diff(start)
    if not len(length):
        return np.empty(0, dtype=np.int32)
    within = np.arange(len(values), dtype=np.int32) - np.repeat(start[:-1], length)
    mixed = (values.astype(np.uint64) + np.uint64(1)) * _ODD
    mixed ^= mixed >> np.uint64(29)
    mixed *= _powers(int(length.max()))[within]
    number = np.add.reduceat(mixed, start[:-1]) + length.astype(np.uint64)
    del mixed
    while True:
        _, first, number = np.unique(number, return_index=True, return_inverse=True)
        like = first[number]
        differs = length != length[like]
        # Reading past the end of a shorter block changes nothing: the two differ already.
        there = np.repeat(start[like], length) + within
        np.minimum(there, len(values) - 1, out=there)
        differs |= np.logical_or.reduceat(values != values[there], start[:-1])
        if not differs.any():
            break
        number = number * 2 + differs
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    result: Int32s = rank[number]
    return result


def cells_of(start: Int32s, blocks: Int32s) -> Int64s:
    """Index of every value of some blocks, one block after another; `start` as in :func:`equal_blocks`."""
    length = (start[blocks + 1] - start[blocks]).astype(np.int64)
    before = np.cumsum(length) - length
    result: Int64s = np.arange(length.sum()) + np.repeat(start[blocks] - before, length)
    return result


def _powers(count: int) -> npt.NDArray[np.uint64]:
    """First powers of `_ODD`, from its first on, modulo 2**64."""
    return np.multiply.accumulate(np.full(count, _ODD, dtype=np.uint64))


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
    return arrival.astype(np.int32, copy=False), departure.astype(np.int32, copy=False)
