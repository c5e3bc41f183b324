"""Which trip goes on as which, its passengers seated?

``transfers.txt`` says so of single trips (type 4, in-seat), and trips of one block are run by one vehicle. Where both
tell how a trip goes on, ``transfers.txt`` holds; its type 5 says that everyone must leave (GTFS Reference, "Linked
trips").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from transit.geo import metres_between
from transit.network.trips import coded

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.network.ground import Ground
    from transit.network.trips import Bools, Int32s, Int64s, TripTable

NEAR_M: Final = 200.0
"""As the crow flies, a vehicle may begin its next trip so far from where it ended the last.

The two sides of a street, or two bays of one terminal, are two stops to a feed, and the vehicle moves over with its
passengers aboard. OpenTripPlanner draws the line at the same distance (``maxInterlineDistance``)."""

OVERNIGHT_S: Final = 43_200
"""A trip goes on as one of the next service day if that leaves within half a day; nobody sits through a night."""

MOST_PATHS: Final = 64
"""Ways on from one trip that are followed: more than any train divides into, fewer than a slip in a feed may mean."""

_IN_SEAT, _LEAVE = 4, 5


class Chains(NamedTuple):
    """Runs one vehicle makes one after another: those of chain c are ``run[start[c]:start[c + 1]]``, at least two.

    Where a vehicle divides, or two become one, a run is in several chains.
    """

    start: Int32s
    run: Int32s


class _Links(NamedTuple):
    """Pairs of runs: `after` goes on where `before` ends."""

    before: Int64s
    after: Int64s


class _Timed(NamedTuple):
    """Runs with the seconds at which they begin and end."""

    trip: Int32s
    day: Int32s
    leaves: Int32s
    arrives: Int32s

    def follows(self, before: Int64s, after: Int64s) -> Bools:
        """Whether one run begins when another has ended. Later in a strict sense, so that nothing goes round."""
        result: Bools = (self.leaves[after] >= self.arrives[before]) & (
            self.leaves[after] > self.leaves[before]
        )
        return result


def chains_of(ground: Ground, trip: Int32s, day: Int32s, shift_s: Int32s) -> Chains:
    """Find which runs one may stay seated through.

    Parameters
    ----------
    ground
        The network.
    trip, day, shift_s
        Runs: row in the trip table, number of the service day, seconds to add to the trip's times. No trip runs
        twice on a day.
    """
    trips = ground.trips
    runs = _Timed(
        *(trip, day, trips.departure[trips.start[trip]] + shift_s),
        arrives=trips.arrival[trips.start[trip + 1] - 1] + shift_s,
    )
    told = _told(runs, _stated(ground.feed, trips, _IN_SEAT), len(trips.ids))
    same_block = _same_block(ground, runs)
    kept = ~np.isin(same_block.before, told.before)
    before = np.concatenate((told.before, same_block.before[kept]))
    after = np.concatenate((told.after, same_block.after[kept]))
    forbidden = _stated(ground.feed, trips, _LEAVE)
    pair = trip[before].astype(np.int64) * len(trips.ids) + trip[after]
    stay = ~np.isin(pair, forbidden[0] * len(trips.ids) + forbidden[1])
    linked = np.unique(np.stack((before[stay], after[stay])), axis=1)
    return _paths(len(trip), _Links(linked[0], linked[1]))


def _stated(feed: Feed, trips: TripTable, kind: int) -> Int64s:
    """Look up the pairs of trips ``transfers.txt`` has a row of some type for, shape (2, n)."""
    rows = feed.transfers[feed.transfers["transfer_type"] == kind]
    if rows.empty:
        return np.empty((2, 0), dtype=np.int64)
    index = pd.Index(trips.ids)
    pairs = np.stack(
        [index.get_indexer(pd.Index(rows[c])) for c in ("from_trip_id", "to_trip_id")]
    ).astype(np.int64)
    return pairs[:, (pairs >= 0).all(axis=0)]


def _told(runs: _Timed, pairs: Int64s, n_trips: int) -> _Links:
    """Find the runs of pairs of trips: of one service day where that fits, else of a day and the next."""
    before, after = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    if not pairs.size:
        return _Links(before[0], after[0])
    days = np.unique(runs.day).tolist()
    run_of = {d: np.full(n_trips, -1, dtype=np.int64) for d in days}
    for d in days:
        here = np.flatnonzero(runs.day == d)
        run_of[d][runs.trip[here]] = here
    for d in days:
        a = run_of[d][pairs[0]]
        done = a < 0
        for b, longest in (
            (run_of[d][pairs[1]], np.inf),
            (run_of.get(d + 1, np.full(n_trips, -1))[pairs[1]], OVERNIGHT_S),
        ):
            fits = ~done & (b >= 0) & runs.follows(a, b)
            fits &= runs.leaves[b] - runs.arrives[a] <= longest
            before.append(a[fits])
            after.append(b[fits])
            done |= fits
    return _Links(np.concatenate(before), np.concatenate(after))


def _same_block(ground: Ground, runs: _Timed) -> _Links:
    """Pair runs of one block and day, each with the next to leave, if that leaves where the one before has ended."""
    trips = ground.trips
    block, block_ids = coded(ground.feed.trips["block_id"])
    named = np.array([bool(block_id) for block_id in block_ids], dtype=bool)
    block = block[trips.rows][runs.trip]
    run = np.flatnonzero(named[block])
    order = run[np.lexsort((runs.leaves[run], runs.day[run], block[run]))]
    # Runs that leave together, as two halves of a train may, are next to one another alike.
    vehicle = np.stack((block[order], runs.day[order]))
    turn = np.stack((block[order], runs.day[order], runs.leaves[order]))
    first = np.flatnonzero(np.r_[True, (np.diff(turn) != 0).any(axis=0)][: len(order)])
    ends = np.r_[first, len(order)]
    group = np.repeat(np.arange(len(first)), np.diff(ends))
    following = np.minimum(group + 1, len(first) - 1)
    count = np.where(following > group, ends[following + 1] - ends[following], 0)
    before = np.repeat(np.arange(len(order)), count)
    nth = np.arange(len(before)) - np.repeat(np.cumsum(count) - count, count)
    after = np.repeat(ends[following], count) + nth
    one = (vehicle[:, before] == vehicle[:, after]).all(axis=0)
    before, after = order[before[one]], order[after[one]]
    kept = runs.follows(before, after) & _near(ground, runs.trip[before], runs.trip[after])
    return _Links(before[kept], after[kept])


def _near(ground: Ground, before: Int32s, after: Int32s) -> Bools:
    trips, stops = ground.trips, ground.stops
    a, b = trips.stop[trips.start[before + 1] - 1], trips.stop[trips.start[after]]
    station = ground.feed.stops["parent_station"].to_numpy(dtype=object)[stops.rows]
    metres = metres_between(stops.lat[a], stops.lon[a], stops.lat[b], stops.lon[b])
    result: Bools = (
        (a == b) | ((station[a] == station[b]) & (station[a] != "")) | (metres <= NEAR_M)
    )
    return result


def _paths(n_runs: int, links: _Links) -> Chains:
    """Follow links from every run nothing leads to, as far as they go."""
    before, after = links
    into, out_of = (np.bincount(ends, minlength=n_runs) for ends in (after, before))
    # Nearly all chains are plain: those that fork, and whatever hangs together with them, are followed one by one.
    forked = (into > 1) | (out_of > 1)
    while True:
        either = forked[before] | forked[after]
        if forked[before[either]].all() and forked[after[either]].all():
            break
        forked[before[either]] = forked[after[either]] = True
    plain = ~either
    starts, run = _plain_paths(n_runs, _Links(before[plain], after[plain]))
    paths = _forked_paths(_Links(before[either], after[either]))
    lengths = [len(path) for path in paths]
    return Chains(
        start=np.r_[starts, starts[-1] + np.cumsum(lengths, dtype=np.int64)].astype(np.int32),
        run=np.concatenate((run, *(np.array(path) for path in paths))).astype(np.int32),
    )


def _plain_paths(n_runs: int, links: _Links) -> tuple[Int64s, Int64s]:
    """Order chains in which each run leads to one and is led to by one: where each starts, and its runs."""
    head = np.arange(n_runs)
    head[links.after] = links.before
    place = np.zeros(n_runs, dtype=np.int64)
    place[links.after] = 1
    # Each turn looks back twice as far as the one before.
    while (head != head[head]).any():
        place += place[head]
        head = head[head]
    run = np.union1d(links.before, links.after)
    run = run[np.lexsort((place[run], head[run]))]
    return np.r_[np.flatnonzero(place[run] == 0), len(run)], run


def _forked_paths(links: _Links) -> list[list[int]]:
    """Follow every way on from each run nothing leads to, at most `MOST_PATHS` from one; others are not linked."""
    onward: dict[int, list[int]] = {}
    for a, b in zip(links.before.tolist(), links.after.tolist(), strict=True):
        onward.setdefault(a, []).append(b)
    found = []
    for head in sorted(set(onward).difference(links.after.tolist())):
        waiting, paths = [[head]], 0
        while waiting and paths < MOST_PATHS:
            path = waiting.pop()
            further = [[*path, b] for b in reversed(onward.get(path[-1], ()))]
            waiting += further
            if not further:
                found.append(path)
                paths += 1
    return found
