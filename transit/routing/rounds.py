"""The rounds kernel: what can be reached with at most k rides, for one departure or a whole window of them.

Departures are tried from the last to the first and labels are kept between them, so that a departure only follows what
it does better than a later one (rRAPTOR). A window of one departure is the plain search.

Two labels a berth and round: *alighted* (off a vehicle) and *ready* (may board), because a single walk lies between two
rides, and a walk that gets somewhere first must not hide a ride from which another walk may start. Row k of a label
holds the best with at most k rides. Round k boards only where round k-1 made a gain: what an older label could board
has been ridden already.

References
----------
.. [1] Delling, Pajor, Werneck, "Round-Based Public Transit Routing", Transportation Science 49(3), 2015.
"""

from __future__ import annotations

import numpy as np

from transit.routing.compiled import kernel
from transit.timetable.arrays import UNREACHED

NOWHERE = -1
FAR = 1 << 30
"""Beyond every number of calls and every second."""
LATEST = 1 << 29
"""No search looks further than this."""
POSITION_BITS = 16
PATTERN, TRIP, POSITIONS, WALKED_FROM = range(4)
"""Columns of a parent: how the berth was alighted at (`TRIP` is, in a headway pattern, when the vehicle leaves the
first stop; `POSITIONS` packs boarding and alighting call), and the berth one walked from to be ready (`NOWHERE`: the
origin)."""


@kernel
def search(
    net, seed, seed_s, target_start, target, target_s, departures, until, max_rides, bounds, space
):
    """Run rounds for each departure, the last first.

    Parameters
    ----------
    net : tuple of arrays
        See :meth:`transit.routing.search.Day.columns`.
    seed, seed_s : uint32 (n,), int32 (n,)
        Berths one can be at, and the seconds it takes to be ready there.
    target_start, target, target_s : int32 (J + 1,), uint32 (m,), int32 (m,)
        Berths of each of J targets, and the seconds from alighting there to the end. Of one target the journeys are
        told, and labels that cannot improve on one are left out.
    departures : int32 (D,)
        Strictly descending.
    until : int
        Nothing at or after this time counts.
    max_rides : int
    bounds : tuple of four int32 (B,)
        Least seconds that lie between an alighting (a readiness) and the end, and the latest time that either may have;
        of shape (0,) where anything goes.
    space : tuple of arrays
        Working space, see :func:`transit.routing.search.Space`; left as it was found.

    Returns
    -------
    arrivals : int32 (D, J)
        Earliest arrival at each target; `UNREACHED` where there is none before `until`.
    journeys : int32 (N, 3)
        Departure, arrival, rides of each journey to the one target that no other beats on the three.
    legs : int32 (N, max_rides, 3)
        Pattern, trip and packed positions of each ride.
    deepest : int
        Row of the labels in `space` that holds the best with any number of rides.
    """
    (
        stop_start, stop, may_board, may_alight, n_trips, time_start, arrival, departure,
        headway_start, headway_stop, headway_board, headway_alight, headway_arrival, headway_departure,
        window_start, opens, closes, board_wait_s, alight_wait_s,
        calls_start, calls_pattern, calls_position, foot_start, foot_to, foot_s,
    ) = net  # fmt: skip
    alighted, ready, parent, before, marked, stepped, is_stepped, first, queue, to_end = space
    alighted_left_s, ready_left_s, alighted_latest, ready_latest = bounds
    n_timed = stop_start.shape[0] - 1
    n_targets = target_start.shape[0] - 1
    one = n_targets == 1
    bounded = alighted_latest.shape[0] > 0
    arrivals = np.full((departures.shape[0], n_targets), UNREACHED, np.int32)
    journeys = np.empty((8, 3), np.int32)
    legs = np.empty((8, max_rides, 3), np.int32)
    n_journeys = 0
    ends = np.full(max_rides + 1, until, np.int32)
    end_berth = np.full(max_rides + 1, NOWHERE, np.int32)
    if one:
        for j in range(target.shape[0]):
            to_end[target[j]] = min(to_end[target[j]], target_s[j])
    alighted[0, :] = UNREACHED
    ready[0, :] = UNREACHED
    deepest = 0

    for d in range(departures.shape[0]):
        end_berth[:] = NOWHERE
        n_marked, n_stepped = 0, 0
        for k in range(max_rides + 1):
            if k > 0:
                if n_marked == 0:
                    break
                if k > deepest:
                    alighted[k, :] = alighted[k - 1]
                    ready[k, :] = ready[k - 1]
                    ends[k] = ends[k - 1]
                    deepest = k

            alighted_k, ready_k = alighted[k], ready[k]

            # Which patterns can be boarded, and where first?
            n_queue = 0
            for m in range(n_marked):
                berth = marked[m]
                for c in range(calls_start[berth], calls_start[berth + 1]):
                    pattern = calls_pattern[c]
                    if first[pattern] == FAR:
                        queue[n_queue] = pattern
                        n_queue += 1
                    first[pattern] = min(first[pattern], calls_position[c])

            # Ride each of them to its end, changing to an earlier vehicle of it where one is ready for one.
            for q in range(n_queue):
                pattern = queue[q]
                position = first[pattern]
                first[pattern] = FAR
                timed = pattern < n_timed
                p = pattern if timed else pattern - n_timed
                start = stop_start[p] if timed else headway_start[p]
                n_calls = (stop_start[p + 1] if timed else headway_start[p + 1]) - start
                n, cells = (n_trips[p], time_start[p]) if timed else (0, 0)
                first_window, last_window = (
                    (0, 0) if timed else (window_start[p], window_start[p + 1])
                )
                # The trip one rides, or when the vehicle left its first stop; `counted` is when it did for who alights.
                trip, counted, boarded = n if timed else UNREACHED, UNREACHED, NOWHERE
                for i in range(position, n_calls):
                    call = start + i
                    berth = stop[call] if timed else headway_stop[call]
                    # Alight before boarding, so that nobody gets off where they got on.
                    if boarded != NOWHERE and (may_alight[call] if timed else headway_alight[call]):
                        time = (
                            arrival[cells + trip * n_calls + i]
                            if timed
                            else counted + headway_arrival[call]
                        )
                        if (
                            time < alighted_k[berth]
                            and time < ends[k]
                            and not (
                                bounded
                                and (
                                    time + alighted_left_s[berth] >= ends[k]
                                    or time > alighted_latest[berth]
                                )
                            )
                        ):
                            alighted_k[berth] = time
                            for row in range(k + 1, deepest + 1):
                                if alighted[row, berth] <= time:
                                    break
                                alighted[row, berth] = time
                            if not is_stepped[berth]:
                                is_stepped[berth] = True
                                stepped[n_stepped] = berth
                                n_stepped += 1
                            if one:
                                parent[k, berth, PATTERN] = pattern
                                parent[k, berth, TRIP] = trip
                                parent[k, berth, POSITIONS] = (boarded << POSITION_BITS) | i
                                end = time + to_end[berth]
                                if end < ends[k]:
                                    end_berth[k] = berth
                                    for row in range(k, deepest + 1):
                                        if ends[row] <= end:
                                            break
                                        ends[row] = end
                    met = before[berth]
                    if met == UNREACHED or not (may_board[call] if timed else headway_board[call]):
                        continue
                    if timed:
                        # No trip of a pattern overtakes another: the first to leave here is the first everywhere.
                        cell = cells + i * n
                        if trip > 0 and departure[cell + trip - 1] >= met:
                            low, high = 0, trip - 1
                            while low < high:
                                middle = (low + high) >> 1
                                if departure[cell + middle] < met:
                                    low = middle + 1
                                else:
                                    high = middle
                            trip, boarded = low, i
                        continue
                    met -= headway_departure[call]
                    # The first window that has not closed by then; no wait makes one catch an earlier one.
                    low, high = first_window, last_window
                    while low < high:
                        middle = (low + high) >> 1
                        if closes[middle] <= met:
                            low = middle + 1
                        else:
                            high = middle
                    for w in range(low, last_window):
                        if opens[w] >= trip:
                            break
                        leaves = max(met + board_wait_s[w], opens[w])
                        if leaves >= closes[w]:
                            continue
                        if leaves < trip:
                            trip, counted, boarded = leaves, leaves + alight_wait_s[w], i
                            # Where one waits at the far end, a later vehicle of a shorter wait may count as earlier.
                            for later in range(w + 1, last_window):
                                if opens[later] >= counted:
                                    break
                                counted = min(counted, opens[later] + alight_wait_s[later])
                        break

            # Walk once: from the origin, or from where one stepped off.
            for m in range(n_marked):
                before[marked[m]] = UNREACHED
            n_marked = 0
            # Whoever boards after k rides ends with one more: no end of that many may lie before.
            end = ends[min(k + 1, deepest)]
            for m in range(1 if k == 0 else n_stepped):
                origin, off = np.int64(NOWHERE), departures[d]
                low, high = 0, seed.shape[0]
                if k > 0:
                    berth = stepped[m]
                    origin = np.int64(berth)
                    is_stepped[berth] = False
                    off = alighted_k[berth]
                    low, high = foot_start[berth], foot_start[origin + 1]
                for w in range(low, high):
                    berth = seed[w] if k == 0 else foot_to[w]
                    time = off + (seed_s[w] if k == 0 else foot_s[w])
                    if (
                        time < ready_k[berth]
                        and time < end
                        and not (
                            bounded
                            and (time + ready_left_s[berth] >= end or time > ready_latest[berth])
                        )
                    ):
                        ready_k[berth] = time
                        for row in range(k + 1, deepest + 1):
                            if ready[row, berth] <= time:
                                break
                            ready[row, berth] = time
                        if one:
                            parent[k, berth, WALKED_FROM] = origin
                        if before[berth] == UNREACHED:
                            marked[n_marked] = berth
                            n_marked += 1
                        before[berth] = time
            n_stepped = 0
        for m in range(n_marked):
            before[marked[m]] = UNREACHED

        if not one:
            for j in range(n_targets):
                best = until
                for m in range(target_start[j], target_start[j + 1]):
                    best = min(best, alighted[deepest, target[m]] + target_s[m])
                if best < until:
                    arrivals[d, j] = best
            continue
        if ends[deepest] < until:
            arrivals[d, 0] = ends[deepest]
        for k in range(1, deepest + 1):
            if end_berth[k] == NOWHERE:
                continue
            if n_journeys == journeys.shape[0]:
                journeys = np.concatenate((journeys, np.empty_like(journeys)))
                legs = np.concatenate((legs, np.empty_like(legs)))
            journeys[n_journeys, 0] = departures[d]
            journeys[n_journeys, 1] = ends[k]
            journeys[n_journeys, 2] = k
            berth = end_berth[k]
            for ride in range(k, 0, -1):
                pattern = parent[ride, berth, PATTERN]
                positions = parent[ride, berth, POSITIONS]
                legs[n_journeys, ride - 1, PATTERN] = pattern
                legs[n_journeys, ride - 1, TRIP] = parent[ride, berth, TRIP]
                legs[n_journeys, ride - 1, POSITIONS] = positions
                boarded = positions >> POSITION_BITS
                if pattern < n_timed:
                    berth = stop[stop_start[pattern] + boarded]
                else:
                    berth = headway_stop[headway_start[pattern - n_timed] + boarded]
                berth = parent[ride - 1, berth, WALKED_FROM]
            n_journeys += 1
    if one:
        for j in range(target.shape[0]):
            to_end[target[j]] = FAR
    return arrivals, journeys[:n_journeys], legs[:n_journeys], deepest


@kernel
def search_rows(
    net,
    seed_start,
    seed,
    seed_s,
    target_start,
    target,
    target_s,
    departs,
    horizon_s,
    max_rides,
    bounds,
    space,
):
    """Earliest arrivals from many origins, one row each; see :func:`search`.

    Parameters
    ----------
    seed_start : int32 (N + 1,)
        Seeds of each origin.
    departs : int32 (N,)
    horizon_s : int
        Nothing this long after its departure counts.

    Returns
    -------
    arrivals : int32 (N, J)
    """
    n_rows = seed_start.shape[0] - 1
    arrivals = np.empty((n_rows, target_start.shape[0] - 1), np.int32)
    for n in range(n_rows):
        own = slice(seed_start[n], seed_start[n + 1])
        row, _, _, _ = search(
            net, seed[own], seed_s[own], target_start, target, target_s, departs[n : n + 1],
            min(departs[n] + horizon_s, LATEST), max_rides, bounds, space,
        )  # fmt: skip
        arrivals[n] = row[0]
    return arrivals


@kernel
def departures_between(net, seed, seed_s, first, last):
    """List the moments worth setting out at, the last first.

    Each departure of a timed trip within reach, less the way to it; and where service known only by its headway can be
    boarded, every whole minute.

    Parameters
    ----------
    seed, seed_s : uint32 (n,), int32 (n,)
        Berths within reach and the seconds to each.
    first, last : int
        The window, both ends in it.
    """
    calls_start, calls_pattern, calls_position = net[19], net[20], net[21]
    n_trips, time_start, departure = net[4], net[5], net[7]
    n_timed = net[0].shape[0] - 1
    found = np.empty(64, np.int32)
    n = 0
    by_headway = False
    for s in range(seed.shape[0]):
        for c in range(calls_start[seed[s]], calls_start[seed[s] + 1]):
            pattern = calls_pattern[c]
            if pattern >= n_timed:
                by_headway = True
                continue
            row = time_start[pattern] + calls_position[c] * n_trips[pattern]
            low, high = row, row + n_trips[pattern]
            while low < high:
                middle = (low + high) >> 1
                if departure[middle] - seed_s[s] < first:
                    low = middle + 1
                else:
                    high = middle
            while low < row + n_trips[pattern] and departure[low] - seed_s[s] <= last:
                if n == found.shape[0]:
                    found = np.concatenate((found, np.empty_like(found)))
                found[n] = departure[low] - seed_s[s]
                n += 1
                low += 1
    if by_headway:
        minute = -(-first // 60) * 60
        whole = np.arange(minute, last + 1, 60).astype(np.int32)
        found = np.concatenate((found[:n], whole))
        n = found.shape[0]
    moments = np.sort(found[:n])
    n_distinct = 0
    for i in range(n):
        if i + 1 == n or moments[i] != moments[i + 1]:
            moments[n_distinct] = moments[i]
            n_distinct += 1
    return moments[:n_distinct][::-1].copy()
