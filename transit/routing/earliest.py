"""Who only wants to be there first: one pass over a timed day, for one pair, many pairs, or many rows of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.routing import rounds, scan
from transit.routing.options import ANY_RIDES
from transit.routing.rounds import FAR, LATEST
from transit.routing.search import UNBOUNDED, Ride, Way, depart_at, flat, unsigned
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from transit.routing.search import Day, Ends
    from transit.timetable.arrays import Int32s
    from transit.timetable.connections import Connections

_SEARCHED_BY_ROUNDS: Final = 250
"""Timed events a berth above which rounds fill a row faster than a scan does: a scan reads every hop of the day, rounds
each pattern about once. Both give the same row."""


class ScanSpace(NamedTuple):
    """Working space of one scan at a time, int32; shape (B + 1,), `entered` (runs,)."""

    ready: Int32s
    alighted: Int32s
    entered: Int32s
    to_end: Int32s
    enter: Int32s
    leave: Int32s
    walked_from: Int32s

    @classmethod
    def of(cls, n_berths: int, n_runs: int) -> ScanSpace:
        """Make room."""
        ready, alighted, to_end, *parents = (np.full(n_berths + 1, FAR, np.int32) for _ in range(6))
        return cls(ready, alighted, np.empty(n_runs, np.int32), to_end, *parents)


def earliest(day: Day, ends: Ends, departs: int, max_rides: int | None) -> list[Way]:
    """Find the one way that arrives first, of these one with few rides; at most one.

    The scan answers; where the day cannot be scanned, or the scan's answer takes too many rides, rounds do.
    """
    connections = day.connections
    if connections is not None:
        arrivals, legs, n_rides = _scan_pairs(day, connections, [ends], [departs])
        rides = int(n_rides[0])
        if arrivals[0] == UNREACHED:
            return []
        if rides <= (ANY_RIDES if max_rides is None else max_rides):
            told = _told(connections, legs[0, :rides][::-1].tolist())
            return [Way(departs, int(arrivals[0]), rides, told)]
    return depart_at(day, ends, departs, max_rides or ANY_RIDES)[-1:]


def earliest_of_pairs(day: Day, pairs: Sequence[Ends], departs: Sequence[int]) -> Int32s:
    """Find the earliest arrival of each pair, shape (N,), whatever the number of rides; `UNREACHED` for none."""
    connections = day.connections
    if connections is not None:
        return _scan_pairs(day, connections, pairs, departs)[0]
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
    targets: Sequence[Mapping[int, int]],
    departs: Sequence[int],
    max_rides: int | None,
    horizon_s: int = LATEST,
) -> Int32s:
    """Find the earliest arrival of each origin at each target, shape (N, J); `UNREACHED` for none.

    Parameters
    ----------
    accesses, targets
        Seconds on foot by berth.
    departs
        When each origin is left.
    max_rides
        None for any number.
    horizon_s
        Nothing this long after its departure counts.
    """
    seed_start, seed, seed_s = flat(accesses)
    target_start, target, target_s = flat(targets)
    moments = np.asarray(departs, np.int32)
    connections = day.connections if max_rides is None and not _dense(day) else None
    if connections is not None:
        return scan.scan_rows(  # type: ignore[no-any-return]
            _columns(day, connections), seed_start, seed, seed_s, target_start, target, target_s, moments,
            int(horizon_s), tuple(_space(day)),
        )  # fmt: skip
    n_rounds = max_rides or ANY_RIDES
    space = day.borrow(n_rounds)
    found = rounds.search_rows(
        day.columns, seed_start, seed, seed_s, target_start, target, target_s, moments, int(horizon_s), n_rounds,
        tuple(UNBOUNDED), tuple(space),
    )  # fmt: skip
    day.give_back(space)
    return found  # type: ignore[no-any-return]


def _dense(day: Day) -> bool:
    return len(day.timetable.timed.arrival) > _SEARCHED_BY_ROUNDS * day.timetable.n_berths


def _scan_pairs(
    day: Day, connections: Connections, pairs: Sequence[Ends], departs: Sequence[int]
) -> tuple[Int32s, Int32s, Int32s]:
    seed_start, seed, seed_s = flat([ends.access for ends in pairs])
    target_start, target, target_s = flat([ends.egress for ends in pairs])
    return scan.scan_pairs(  # type: ignore[no-any-return]
        _columns(day, connections), seed_start, seed, seed_s, target_start, target, target_s,
        np.asarray(departs, np.int32), LATEST, ANY_RIDES, tuple(_space(day)),
    )  # fmt: skip


def _columns(day: Day, connections: Connections) -> tuple[np.ndarray, ...]:
    paths = day.footpaths
    return (*connections[:7], paths.start, unsigned(paths.to), paths.walk_s)


def _space(day: Day) -> ScanSpace:
    return ScanSpace.of(day.timetable.n_berths, len(day.timetable.timed.trip))


def _told(connections: Connections, legs: list[list[int]]) -> tuple[Ride, ...]:
    return tuple(
        Ride(
            pattern=int(connections.pattern[boarded]),
            trip=int(connections.trip[boarded]),
            leaves=0,
            board_position=int(connections.position[boarded]),
            alight_position=int(connections.position[left]) + 1,
        )
        for boarded, left in legs
    )
