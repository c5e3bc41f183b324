"""How far is it from gate to gate of the subway, by the shortest way?

Stations that lines share are one. Between them lie the official distances (assumption ``subway_fare_distance``); along
Line 22, which publishes none, those of its derived kilometres. The two meet only where a change between them is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from transit.corridor.fare_records import SubwayTariff
    from transit.fares.gates import Gates
    from transit.fares.operators import Operator
    from transit.fares.table import Int64s
    from transit.network.trips import Bools
    from transit.timetable.arrays import Int32s

FAR: Final = 1 << 40
"""Metres between stations that no way joins."""

_LINE22_STOP: Final = "L22_"
"""What the ids of Line 22's stops begin with, before the station's."""


@dataclass(frozen=True, eq=False)
class Stations:
    """The stations of the subway and of Line 22, numbered."""

    of_stop: Int32s
    """Shape (S,): number of each stop's station; -1 for stops that are none."""
    names: tuple[str, ...]
    """Shape (N,)."""
    line22: Bools
    """Shape (N,): whether it is a station of Line 22."""
    metres: Int64s
    """Shape (N, N): shortest way from station to station; `FAR` where there is none."""


def lay_out_stations(
    gates: Gates,
    operators: tuple[Operator, Operator],
    tariff: SubwayTariff,
    line22_m: dict[str, int],
) -> Stations:
    """Find the stations of a network, and measure every way between them.

    Parameters
    ----------
    operators
        The subway and Line 22.
    line22_m
        Metres along Line 22 by station id.
    """
    subway, line22 = operators
    index_of = gates.ground.stops.index_of
    number: dict[tuple[str, str], int] = {}
    names: list[str] = []
    of_stop = np.full(len(index_of), -1, np.int32)

    def put(stop_id: str, station: tuple[str, str], name: str) -> None:
        if stop_id in index_of:
            if station not in number:
                names.append(name)
            of_stop[index_of[stop_id]] = number.setdefault(station, len(number))

    for stop, (station, name) in tariff.stations.items():
        put(subway.prefix + stop, ("subway", station), name)
    n_subway = len(number)
    for station in line22_m:
        stop_id = f"{line22.prefix}{_LINE22_STOP}{station}"
        name = gates.ground.point(index_of[stop_id]).name if stop_id in index_of else ""
        put(stop_id, ("line22", station), name)
    hops = [(("subway", a), ("subway", b), metres) for a, b, metres in tariff.segments]
    along = sorted(line22_m.items(), key=lambda station: station[1])
    hops += [
        (("line22", a), ("line22", b), there - here) for (a, here), (b, there) in pairwise(along)
    ]
    edges = [(number[a], number[b], m) for a, b, m in hops if a in number and b in number]
    changes = [(int(of_stop[a]), int(of_stop[b]), 0) for a, b in gates.changes]
    edges += [(a, b, m) for a, b, m in changes if a >= 0 and b >= 0]
    return Stations(
        of_stop, tuple(names), np.arange(len(names)) >= n_subway, _shortest(len(names), edges)
    )


def _shortest(n: int, edges: list[tuple[int, int, int]]) -> Int64s:
    """Find the shortest ways between all of `n` stations (Floyd and Warshall), there as long as back."""
    metres = np.full((n, n), FAR, np.int64)
    np.fill_diagonal(metres, 0)
    for a, b, m in edges:
        metres[a, b] = metres[b, a] = min(m, metres[a, b])
    for via in range(n):
        np.minimum(metres, metres[:, via, None] + metres[None, via], out=metres)
    return np.minimum(metres, FAR)
