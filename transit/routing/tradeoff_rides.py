"""Which vehicles does one take who rides these patterns between these calls, and what does it come to?"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.fares.money import split
from transit.fares.table import CHAINED
from transit.routing.rounds import NOWHERE
from transit.routing.search import Ride
from transit.routing.tradeoffs import first_met, first_trip

if TYPE_CHECKING:
    from transit.routing.reach import Reach
    from transit.routing.search import Day
    from transit.routing.tradeoff_costs import Costs


class Hop(NamedTuple):
    """A ride whose vehicle is not chosen yet."""

    pattern: int
    board: int
    alight: int


class Tradeoff(NamedTuple):
    """One undominated answer."""

    departs: int
    """When the traveller sets out, in seconds of the service day."""
    arrives: int
    rides: int
    walk_m: int
    """Whole metres, each walk rounded up."""
    fare_fen: int | None
    """Sum of the fares that are known; None where the day's costs hold no fares."""
    unpriced: int
    """Fares that are not known; chained rides have one. A journey with fewer of them counts as cheaper, whatever the
    others come to."""
    legs: tuple[Ride, ...]


def turned(day: Day, hops: list[Hop]) -> list[Hop]:
    """Read hops of the mirrored timetable, the last of them first, in the timetable itself."""
    starts = day.timetable.timed.stop_start, day.timetable.headway.stop_start
    n_calls = np.concatenate([np.diff(start) for start in starts])
    lasts = [int(n_calls[hop.pattern]) - 1 for hop in hops]
    return [
        Hop(hop.pattern, last - hop.alight, last - hop.board)
        for hop, last in zip(hops, lasts, strict=True)
    ]


def ride_along(
    day: Day, costs: Costs, start: Reach, finish: Reach, departs: int, hops: list[Hop]
) -> Tradeoff:
    """Ride hops one after another, each with the first vehicle."""
    timed, headway = day.timetable.timed, day.timetable.headway
    n_timed = len(timed.stop_start) - 1
    now, walk_m, berth = departs, 0, NOWHERE
    purse = _Purse(costs)
    legs = []
    for pattern, i, j in hops:
        p, patterns = (pattern, timed) if pattern < n_timed else (pattern - n_timed, headway)
        first, last = patterns.stop_start[p : p + 2].tolist()
        board = int(patterns.stop[first + i])
        if berth == NOWHERE:
            walk_s, metres = start.seconds[board], ceil(start.metres[board])
        else:
            w = _footpath(day, berth, board)
            walk_s, metres = int(day.footpaths.walk_s[w]), int(costs.metres[w])
            purse.walk(w)
        now, walk_m, berth = now + walk_s, walk_m + metres, int(patterns.stop[first + j])
        if pattern < n_timed:
            n_trips = timed.n_trips[p]
            row = timed.time_start[p] + i * n_trips
            trip, leaves = int(first_trip(timed.departure, row, n_trips, now)), 0
            now = int(timed.arrival[timed.time_start[p] + trip * (last - first) + j])
            row = first + i
        else:
            trip, row = NOWHERE, len(timed.stop) + first + i
            counted, leaves = map(
                int, first_met(headway, p, now - int(headway.departure[first + i]))
            )
            now = counted + int(headway.arrival[first + j])
        legs.append(Ride(pattern, trip, leaves, i, j))
        if costs.fares is not None:
            purse.ride(int(costs.fares.fen[costs.fares.row[row] + j]), board, berth)
    unpriced, fare = split(purse.paid)
    return Tradeoff(
        departs=departs,
        arrives=now + finish.seconds[berth],
        rides=len(hops),
        walk_m=walk_m + ceil(finish.metres[berth]),
        fare_fen=None if costs.fares is None else fare,
        unpriced=unpriced,
        legs=tuple(legs),
    )


class _Purse:
    """What one has paid, if one leaves the gates here."""

    def __init__(self, costs: Costs) -> None:
        self.gates = costs.gates
        self.paid = self._before = 0
        self._entered = NOWHERE

    def walk(self, footpath: int) -> None:
        """Change by a footpath."""
        if self._entered != NOWHERE and not self.gates.inside[footpath]:
            self._entered = NOWHERE

    def ride(self, fare: int, board: int, alight: int) -> None:
        """Ride from berth to berth for what a fare table says."""
        station = self.gates.station
        if fare != CHAINED:
            self.paid, self._entered = self.paid + fare, NOWHERE
            return
        if self._entered == NOWHERE:
            self._before, self._entered = self.paid, int(station[board])
        self.paid = self._before + int(self.gates.fen[self._entered, station[alight]])


def _footpath(day: Day, a: int, b: int) -> int:
    start, to, _ = day.footpaths
    return int(start[a]) + int(np.flatnonzero(to[start[a] : start[a + 1]] == b)[0])
