"""Textbook connection scans as yardsticks: one over Python lists, one compiled by numba. No code of the project.

They say how fast this machine is today at the work PEERS.md measured elsewhere (`py_csa_lists`, `nb_csa_*` there), so
they are kept as plain as those were: arrivals at every stop, no journeys.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numba import njit
from pyarrow import csv

from benchmarks.feeds import unpacked
from benchmarks.timing import InProcess

if TYPE_CHECKING:
    from benchmarks.feeds import Feed, Query

FAR = 1 << 30


class Connections(NamedTuple):
    """A service day as connections in order of (departure, trip), and closed footpaths."""

    stop_ids: list[str]
    departs: npt.NDArray[np.int32]
    arrives: npt.NDArray[np.int32]
    leaves: npt.NDArray[np.int32]
    reaches: npt.NDArray[np.int32]
    trip: npt.NDArray[np.int32]
    walk_start: npt.NDArray[np.int32]
    walk_to: npt.NDArray[np.int32]
    walk_s: npt.NDArray[np.int32]


def read_connections(feed: Feed) -> Connections:
    """Read a feed of whole-day trips in order; trips keep the order of the file, which is that of patterns."""
    folder = unpacked(feed)
    stop_ids = csv.read_csv(folder / "stops.txt")["stop_id"].to_pylist()
    numbers = pa.array(stop_ids)
    times = csv.read_csv(
        folder / "stop_times.txt",
        convert_options=csv.ConvertOptions(
            include_columns=["trip_id", "arrival_time", "departure_time", "stop_id"],
            column_types=dict.fromkeys(
                ("trip_id", "arrival_time", "departure_time", "stop_id"),
                pa.dictionary(pa.int32(), pa.string()),
            ),
        ),
    ).unify_dictionaries()
    trip = _codes(times["trip_id"])
    stop = _numbered(times["stop_id"], numbers)
    arrival, departure = _seconds(times["arrival_time"]), _seconds(times["departure_time"])
    rides = np.flatnonzero(trip[1:] == trip[:-1])
    rides = rides[np.lexsort((trip[rides], departure[rides]))]
    walks = csv.read_csv(folder / "transfers.txt")
    at, to = (_index(walks[c], numbers) for c in ("from_stop_id", "to_stop_id"))
    away = np.flatnonzero(at != to)
    away = away[np.argsort(at[away], kind="stable")]
    return Connections(
        stop_ids,
        departs=departure[rides],
        arrives=arrival[rides + 1],
        leaves=stop[rides],
        reaches=stop[rides + 1],
        trip=trip[rides],
        walk_start=np.searchsorted(at[away], np.arange(len(stop_ids) + 1)).astype(np.int32),
        walk_to=to[away],
        walk_s=walks["min_transfer_time"].to_numpy()[away].astype(np.int32),
    )


def _codes(column: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    return np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])


def _numbered(column: pa.ChunkedArray, ids: pa.Array) -> npt.NDArray[np.int32]:
    words = column.chunk(0).dictionary
    return _index(words, ids)[_codes(column)]


def _index(words: Any, ids: pa.Array) -> npt.NDArray[np.int32]:
    return pa.compute.index_in(words, value_set=ids).to_numpy().astype(np.int32)


def _seconds(column: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    words = column.chunk(0).dictionary.to_pylist()
    parts = (word.split(":") for word in words)
    known = np.array([int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in parts], np.int32)
    return known[_codes(column)]


@njit(cache=True, nogil=True)
def _scan(departs, arrives, leaves, reaches, trip, walk_start, walk_to, walk_s, first, n_trips, source, target, start):  # fmt: skip  # noqa: ANN001, ANN202, PLR0913, PLR0917, E501
    ready = np.full(len(walk_start) - 1, FAR, np.int32)
    ridden = np.zeros(n_trips, np.uint8)
    ready[source] = start
    for w in range(walk_start[source], walk_start[source + 1]):
        ready[walk_to[w]] = start + walk_s[w]
    for c in range(first, len(departs)):
        if target >= 0 and departs[c] >= ready[target]:
            break
        if ridden[trip[c]] or ready[leaves[c]] <= departs[c]:
            ridden[trip[c]] = 1
            stop = reaches[c]
            if arrives[c] < ready[stop]:
                ready[stop] = arrives[c]
                for w in range(walk_start[stop], walk_start[stop + 1]):
                    there = arrives[c] + walk_s[w]
                    ready[walk_to[w]] = min(ready[walk_to[w]], there)
    return ready


def _scan_lists(day: Connections, n_trips: int, source: int, target: int, start: int) -> list[int]:
    """Do the same over lists of Python numbers."""
    departs, arrives, leaves, reaches, trip, walk_start, walk_to, walk_s = day[1:]
    ready = [FAR] * (len(walk_start) - 1)
    ridden = [False] * n_trips
    ready[source] = start
    for w in range(walk_start[source], walk_start[source + 1]):
        ready[walk_to[w]] = start + walk_s[w]
    for c in range(bisect_left(departs, start), len(departs)):
        departure = departs[c]
        if target >= 0 and departure >= ready[target]:
            break
        if ridden[trip[c]] or ready[leaves[c]] <= departure:
            ridden[trip[c]] = True
            stop, arrival = reaches[c], arrives[c]
            if arrival < ready[stop]:
                ready[stop] = arrival
                for w in range(walk_start[stop], walk_start[stop + 1]):
                    there = arrival + walk_s[w]
                    ready[walk_to[w]] = min(ready[walk_to[w]], there)
    return ready


class PlainScan(InProcess):
    """Contender: a connection scan compiled by numba, or over lists."""

    kinds = ("earliest", "one_to_all")

    def __init__(self, day: Connections, *, lists: bool) -> None:
        """Lay the day out."""
        self.name = "py_csa_lists" if lists else "nb_csa"
        self._day = Connections(*(c if isinstance(c, list) else c.tolist() for c in day)) if lists else day  # fmt: skip
        self._lists = lists
        self._departs = day.departs
        self._n_trips = int(day.trip.max()) + 1
        self._number = {stop_id: n for n, stop_id in enumerate(day.stop_ids)}

    def ask(self, kind: str, query: Query) -> int | None:
        """Find the earliest arrival at the target; of ``one_to_all`` at every stop."""
        source, end = self._number[query.origin], self._number[query.target]
        departs = query.departs
        until = end if kind == "earliest" else -1
        if self._lists:
            ready = _scan_lists(self._day, self._n_trips, source, until, departs)
        else:
            # A Python int would make numpy copy the whole column to int64 first.
            first = int(np.searchsorted(self._departs, np.int32(departs)))
            ready = _scan(*self._day[1:], first, self._n_trips, source, until, departs)
        return int(ready[end]) if ready[end] < FAR else None
