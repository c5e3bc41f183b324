"""Who only wants to be there first, whatever the changes: one pair, many pairs, or many rows of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.routing import rounds, scan
from transit.routing.options import ANY_RIDES
from transit.routing.rounds import LATEST
from transit.routing.search import UNBOUNDED, Ride, Way, depart_at, flat, one
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from transit.routing.hops import Hops
    from transit.routing.search import Day, Ends, Group
    from transit.timetable.arrays import Int32s
    from transit.timetable.connections import Connections


def earliest(day: Day, ends: Ends, departs: int, max_rides: int | None) -> list[Way]:
    """Find the one way that arrives first, of these one with few rides; at most one.

    The scan answers; where the day cannot be scanned, or the scan's answer takes too many rides, rounds do.
    """
    hops = day.hops
    if hops is not None:
        arrivals, legs, n_rides = _scanned(hops, one(ends.access), one(ends.egress), [departs])
        arrives, rides = int(arrivals[0]), int(n_rides[0])
        if arrives == UNREACHED:
            return []
        if rides <= (ANY_RIDES if max_rides is None else max_rides):
            told = _told(hops.connections, legs[0, :rides][::-1])
            return [Way(departs, arrives, rides, told)]
    return depart_at(day, ends, departs, ANY_RIDES if max_rides is None else max_rides)[-1:]


def earliest_of_pairs(day: Day, pairs: Sequence[Ends], departs: Sequence[int]) -> Int32s:
    """Find the earliest arrival of each pair, shape (N,), whatever the number of rides; `UNREACHED` for none."""
    hops = day.hops
    if hops is not None:
        seeds, targets = (
            flat([ends.access for ends in pairs]),
            flat([ends.egress for ends in pairs]),
        )
        return _scanned(hops, seeds, targets, departs)[0]
    space = day.borrow(ANY_RIDES)
    found = [
        day.run(ends.access, [ends.egress], [moment], LATEST, ANY_RIDES, UNBOUNDED, space)[0][0, 0]
        for ends, moment in zip(pairs, departs, strict=True)
    ]
    day.give_back(space)
    return np.array(found, np.int32)


def rows(
    day: Day,
    accesses: Sequence[Mapping[int, int]],
    targets: Group,
    departs: Sequence[int],
    max_rides: int | None,
    horizon_s: int = LATEST,
) -> Int32s:
    """Find the earliest arrival of each origin at each target, shape (N, J); `UNREACHED` for none.

    By rounds: where every stop is a target they are as fast as a scan in a small city, and faster in a country.

    Parameters
    ----------
    accesses
        Seconds on foot by berth.
    targets
        The same for each target, laid out once for many calls by :func:`transit.routing.search.flat`.
    departs
        When each origin is left.
    max_rides
        None for any number.
    horizon_s
        Nothing this long after its departure counts.
    """
    n_rounds = ANY_RIDES if max_rides is None else max_rides
    space = day.borrow(n_rounds)
    found = rounds.search_rows(
        day.columns, *flat(accesses), *targets, np.asarray(departs, np.int32), int(horizon_s), n_rounds,
        tuple(UNBOUNDED), tuple(space),
    )  # fmt: skip
    day.give_back(space)
    return found  # type: ignore[no-any-return]


def _scanned(
    hops: Hops, seeds: Group, targets: Group, departs: Sequence[int]
) -> tuple[Int32s, Int32s, Int32s]:
    room = hops.borrow()
    found = scan.scan_pairs(
        hops.columns,
        *seeds,
        *targets,
        np.asarray(departs, np.int32),
        LATEST,
        ANY_RIDES,
        tuple(room),
    )
    hops.give_back(room)
    return found  # type: ignore[no-any-return]


def _told(connections: Connections, legs: Int32s) -> tuple[Ride, ...]:
    return tuple(
        Ride(pattern, trip, 0, boarded, left + 1)
        for (pattern, trip, boarded), (_, _, left) in connections.place[legs].tolist()
    )
