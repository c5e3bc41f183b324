"""What does it cost to ride each pattern of a timetable from call to call?"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s, Timetable

Int64s = npt.NDArray[np.int64]


CHAINED: Final = -1
"""Stands for the fare of a ride of a closed system, which depends on the rides before and after it."""


class ClosedSystem(NamedTuple):
    """Lines one pays for once: from the gate where one enters to the gate where one leaves.

    Rides of its routes between two of its stations are *chained*: those that follow one another are one payment where
    one changes at one stop, or by a walk between two of its stops that ``transfers.txt`` speaks of. By any other walk
    one leaves and enters again.
    """

    station: Int32s
    """Shape (S,), number of each stop's station; -1 for a stop outside."""
    routes: frozenset[str]
    """Its routes."""
    fen: Int64s
    """Shape (N, N), from the station of entry to that of exit; :data:`transit.fares.money.UNPRICED` where it is not
    known."""


class RideFares(Protocol):
    """A source of fares. The fare of a journey is the sum over its rides, but for what is paid at gates."""

    @property
    def currency(self) -> str:
        """Currency code, ISO 4217."""

    @property
    def closed(self) -> ClosedSystem | None:
        """Lines one pays for once; None where each ride is paid by itself."""

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
            known. Below and on the diagonal anything may stand, best what makes rows alike. For rides of a closed
            system nobody asks this.
        """


class FareTable(NamedTuple):
    """Fares of a timetable's rides: who boards at call c and alights at position j pays ``fen[row[c] + j]``.

    `CHAINED` stands for a ride that a closed system prices.
    """

    row: Int32s
    """Shape (K,), by call: those of the timed patterns and, after them, of the headway patterns."""
    fen: Int64s
    """`CHAINED`, or the fare. Rows that are alike are held once."""


def lay_out(fares: RideFares, ground: Ground, timetable: Timetable) -> FareTable:
    """Price every ride of a timetable; of a through trip, each part that is another route by itself.

    Parts one after another that are routes of a closed system are one ride of it. A ride that is partly of other routes
    is paid by itself, the part between gates included.
    """
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
    of_vehicle = _Vehicles(fares).matrix
    columns = ((timed.stop_start, timed.stop), (headway.stop_start, headway.stop))
    for (start, berth), of in zip(columns, trips, strict=True):
        for (first, last), trip in zip(pairwise(start.tolist()), of.tolist(), strict=True):
            # A network of several layers repeats its berths.
            stops = ground.berths.stop[berth[first:last] % len(ground.berths.stop)]
            if trip < n_trips:
                yield of_vehicle([route_ids[trip]], [0, len(stops)], stops)
                continue
            parts = slice(*through.start[trip - n_trips : trip - n_trips + 2])
            routes = route_ids[through.trip[parts]]
            # Seated from one trip to the next of a route one rides on; on another route one pays again.
            begins = through.offset[parts][np.r_[True, routes[1:] != routes[:-1]]].tolist()
            ridden = [route_id for route_id, _ in groupby(routes)]
            yield of_vehicle(ridden, [*begins, len(stops)], stops)


class _Vehicles:
    """Prices what vehicles do; asks for each route and row of stops once."""

    def __init__(self, fares: RideFares) -> None:
        self.fares = fares
        self._known: dict[tuple[str, bytes], Int64s] = {}

    def matrix(self, routes: Sequence[str], bounds: Sequence[int], stops: Int32s) -> Int64s:
        """Price the rides of a vehicle that is one route after another, from each bound to the next."""
        closed = self.fares.closed
        chained = np.zeros((len(stops), len(stops)), np.bool_)
        blocks = []
        for gated, group in groupby(
            zip(routes, pairwise(bounds), strict=True),
            key=lambda part: closed is not None and part[0] in closed.routes,
        ):
            parts = list(group)
            several = [self._of_route(route_id, stops[a:b]) for route_id, (a, b) in parts]
            if closed is None or not gated:
                blocks += several
                continue
            own = slice(parts[0][1][0], parts[-1][1][1])
            station = closed.station[stops[own]]
            inside = (station[:, None] >= 0) & (station >= 0)
            fen = closed.fen[np.ix_(station, station)]
            blocks.append(np.where(inside, fen, _in_a_row(several)))
            chained[own, own] = inside
        fares = _in_a_row(blocks)
        return np.where(chained, CHAINED, fares) if chained.any() else fares

    def _of_route(self, route_id: str, stops: Int32s) -> Int64s:
        key = (route_id, stops.tobytes())
        if key not in self._known:
            self._known[key] = self.fares.matrix(route_id, stops)
        return self._known[key]


def _in_a_row(blocks: list[Int64s]) -> Int64s:
    """Price rides along several trips: within one as it says, across them the sum of what is ridden of each."""
    if len(blocks) == 1:
        return blocks[0]
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
