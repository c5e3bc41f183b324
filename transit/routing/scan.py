"""The scan kernel: earliest arrivals whatever the number of rides, by one pass over the connections of a timed day.

Two labels a berth, as in :mod:`transit.routing.rounds`. A connection ends the scan when it *departs* too late; one that
arrives too late does not, for a faster one may follow.

References
----------
.. [1] Dibbelt, Pajor, Strasser, Wagner, "Connection Scan Algorithm", ACM Journal of Experimental Algorithmics 23, 2018.
"""

from __future__ import annotations

import numpy as np

from transit.routing.compiled import kernel
from transit.routing.rounds import FAR, LATEST, NOWHERE
from transit.timetable.arrays import UNREACHED


@kernel
def scan_pairs(
    net, seed_start, seed, seed_s, target_start, target, target_s, departs, horizon_s, most_rides, space
):  # fmt: skip
    """Earliest arrival of each origin at a target of its own.

    Parameters
    ----------
    net : tuple of arrays
        See :attr:`transit.routing.hops.Hops.columns`.
    seed_start, seed, seed_s : int32 (N + 1,), uint32 (n,), int32 (n,)
        Berths that each origin can be at, and the seconds it takes to be ready there.
    target_start, target, target_s : int32 (N + 1,), uint32 (m,), int32 (m,)
        Berths of each target, and the seconds from alighting there to the end.
    departs : int32 (N,)
    horizon_s : int
        Nothing this long after its departure counts.
    most_rides : int
        Room for the rides of a journey that are told.
    space : tuple of arrays
        Working space; left in any state but for `to_end`.

    Returns
    -------
    arrivals : int32 (N,)
        `UNREACHED` where there is none.
    legs : int32 (N, most_rides, 2)
        Connections at whose departure a ride is boarded and at whose arrival it is left, the last ride first.
    rides : int32 (N,)
        Number of rides; more than `most_rides` where there was no room for the first of them.
    """
    to_end, enter, leave, walked_from = space[3:]
    boarded_at = net[2]
    n_pairs = departs.shape[0]
    arrivals = np.full(n_pairs, UNREACHED, np.int32)
    legs = np.empty((n_pairs, most_rides, 2), np.int32)
    rides = np.zeros(n_pairs, np.int32)
    for n in range(n_pairs):
        for i in range(target_start[n], target_start[n + 1]):
            to_end[target[i]] = min(to_end[target[i]], target_s[i])
        until = min(departs[n] + horizon_s, LATEST)
        own = slice(seed_start[n], seed_start[n + 1])
        end, berth = _scan(net, seed[own], seed_s[own], departs[n], until, space)
        for i in range(target_start[n], target_start[n + 1]):
            to_end[target[i]] = FAR
        if end == until:
            continue
        arrivals[n] = end
        while berth != NOWHERE:
            if rides[n] < most_rides:
                legs[n, rides[n], 0] = enter[berth]
                legs[n, rides[n], 1] = leave[berth]
            rides[n] += 1
            berth = walked_from[boarded_at[enter[berth]]]
    return arrivals, legs, rides


@kernel
def _scan(net, seed, seed_s, departs, until, space):
    departure, arrival, board, alight, run, minute, first_s, foot_start, foot_to, foot_s = net
    ready, alighted, entered, to_end, enter, leave, walked_from = space
    ready[:] = UNREACHED
    alighted[:] = UNREACHED
    # Nobody gets off at the last berth, which stands for calls where one may not.
    alighted[-1] = -UNREACHED
    entered[:] = NOWHERE
    begin = UNREACHED
    for i in range(seed.shape[0]):
        time = departs + seed_s[i]
        begin = min(begin, time)
        if time < ready[seed[i]]:
            ready[seed[i]] = time
            walked_from[seed[i]] = NOWHERE
    end, end_berth = until, np.int64(NOWHERE)
    place = min(max((begin - first_s[0]) // 60, 0), minute.shape[0] - 1)
    for c in range(minute[place], departure.shape[0]):
        leaves = departure[c]
        if leaves >= end:
            break
        boarded = entered[run[c]]
        if boarded == NOWHERE:
            if ready[board[c]] > leaves:
                continue
            boarded = c
            entered[run[c]] = c
        time = arrival[c]
        berth = alight[c]
        if time < alighted[berth]:
            alighted[berth] = time
            enter[berth] = boarded
            leave[berth] = c
            if time + to_end[berth] < end:
                end = time + to_end[berth]
                end_berth = np.int64(berth)
            for w in range(foot_start[berth], foot_start[berth + 1]):
                there = time + foot_s[w]
                to = foot_to[w]
                if there < ready[to]:
                    ready[to] = there
                    walked_from[to] = np.int64(berth)
    return end, end_berth
