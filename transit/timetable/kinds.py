"""Which trips are of one kind, so that one may follow another in a pattern?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.network.trips import coded, equal_blocks, signature

if TYPE_CHECKING:
    from transit.network.ground import Ground
    from transit.timetable.arrays import Bools, Int32s


class Trips(NamedTuple):
    """What can run: the trips of the trip table, calling at berths; after them any through trips.

    The calls of trip t are ``start[t]:start[t + 1]``; columns are as in :class:`transit.network.trips.TripTable`.
    """

    start: Int32s
    berth: Int32s
    board: Bools
    alight: Bools
    arrival: Int32s
    departure: Int32s
    kind: Int32s
    """Trips of one kind call at the same berths by the same rules, and are of one route and one evidence class."""


def trips_by_kind(ground: Ground) -> Trips:
    """Sort the trips of the trip table by kind."""
    trips, table, berths = ground.trips, ground.feed.trips, ground.berths
    pattern = trips.pattern
    if len(berths.stop) > berths.n_stops:
        calls = signature(berths.call, trips.board, trips.alight)
        pattern = equal_blocks(calls, trips.start)
    route, _ = coded(table["route_id"])
    evidence, _ = coded(table["evidence"])
    return Trips(
        start=trips.start,
        berth=berths.call,
        board=trips.board,
        alight=trips.alight,
        arrival=trips.arrival,
        departure=trips.departure,
        kind=numbered(pattern, route[trips.rows], evidence[trips.rows]),
    )


def numbered(*columns: Int32s) -> Int32s:
    """Give each combination of small numbers, none below 0, a number; combinations in ascending order."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        spread = int(column.max(initial=0)) + 1
        _, combined = np.unique(combined * spread + column, return_inverse=True)
    return combined.astype(np.int32)
