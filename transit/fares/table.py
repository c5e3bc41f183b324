"""What does it cost to ride each pattern of a timetable from call to call?"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s, Timetable

Int64s = npt.NDArray[np.int64]


class RideFares(Protocol):
    """A source of fares. The fare of a journey is the sum over its rides."""

    @property
    def currency(self) -> str:
        """Currency code, ISO 4217."""

    def matrix(self, route_id: str, stops: Int32s) -> Int64s:
        """Price the rides of a route between the calls of a trip.

        Parameters
        ----------
        route_id
            A route of the network.
        stops : int32 (C,)
            Stop of each call, in order.

        Returns
        -------
        fares : int64 (C, C)
            Fen from boarding at call i to alighting at call j; :data:`transit.fares.money.UNPRICED` where it is not
            known. Below and on the diagonal anything may stand, best what makes rows alike.
        """


class FareTable(NamedTuple):
    """Fares of a timetable's rides: who boards at call c and alights at position j pays ``fen[row[c] + j]``."""

    row: Int32s
    """Shape (K,), by call: those of the timed patterns and, after them, of the headway patterns."""
    fen: Int64s
    """Rows that are alike are held once."""


def lay_out(fares: RideFares, ground: Ground, timetable: Timetable) -> FareTable:
    """Price every ride of a timetable; of a through trip, each part that is another route by itself."""
    return _laid_out(_matrices(fares, ground, timetable))


def lay_out_mirrored(fares: RideFares, ground: Ground, timetable: Timetable) -> FareTable:
    """Price every ride of the mirror image of a timetable; `timetable` itself is not mirrored."""
    return _laid_out(m[::-1, ::-1].T for m in _matrices(fares, ground, timetable))


def _laid_out(matrices: Iterator[Int64s]) -> FareTable:
    rows: dict[bytes, int] = {}
    row: list[int] = []
    end = 0
    for matrix in matrices:
        for line in np.ascontiguousarray(matrix, np.int64):
            start = rows.setdefault(line.tobytes(), end)
            row.append(start)
            if start == end:
                end += len(line)
    return FareTable(np.array(row, np.int32), np.frombuffer(b"".join(rows), np.int64).copy())


def _matrices(fares: RideFares, ground: Ground, timetable: Timetable) -> Iterator[Int64s]:
    """Fares from call to call of each pattern, timed ones first."""
    timed, headway, through = timetable.timed, timetable.headway, timetable.through
    trips = (timed.trip[timed.trip_start], headway.trip[headway.window_start[:-1]])
    route_ids = ground.feed.trips["route_id"].to_numpy(dtype=object)[ground.trips.rows]
    n_trips = len(ground.trips.ids)
    known: dict[tuple[str, bytes], Int64s] = {}

    def matrix(route_id: str, stops: Int32s) -> Int64s:
        key = (route_id, stops.tobytes())
        if key not in known:
            known[key] = fares.matrix(route_id, stops)
        return known[key]

    columns = ((timed.stop_start, timed.stop), (headway.stop_start, headway.stop))
    for (start, berth), of in zip(columns, trips, strict=True):
        for (first, last), trip in zip(pairwise(start.tolist()), of.tolist(), strict=True):
            # A network of several layers repeats its berths.
            stops = ground.berths.stop[berth[first:last] % len(ground.berths.stop)]
            if trip < n_trips:
                yield matrix(route_ids[trip], stops)
                continue
            parts = slice(*through.start[trip - n_trips : trip - n_trips + 2])
            routes = route_ids[through.trip[parts]]
            # Seated from one trip to the next of a route one rides on; on another route one pays again.
            begins = through.offset[parts][np.r_[True, routes[1:] != routes[:-1]]].tolist()
            blocks = [
                matrix(route_id, stops[a:b])
                for (a, b), (route_id, _) in zip(
                    pairwise([*begins, len(stops)]), groupby(routes), strict=True
                )
            ]
            yield _in_a_row(blocks)


def _in_a_row(blocks: list[Int64s]) -> Int64s:
    """Price rides along several trips: within one as it says, across them the sum of what is ridden of each."""
    n_calls = sum(map(len, blocks))
    fares = np.zeros((n_calls, n_calls), np.int64)
    # What those who boarded at each call so far have paid by the end of the block before.
    paid = np.zeros(n_calls, np.int64)
    first = 0
    for block in blocks:
        last = first + len(block)
        fares[:first, first] = paid[:first]
        fares[:first, first + 1 : last] = paid[:first, None] + block[0, 1:]
        fares[first:last, first:last] = block
        if len(block) > 1:
            paid[:first] += block[0, -1]
            paid[first : last - 1] = block[:-1, -1]
        first = last
    return fares
