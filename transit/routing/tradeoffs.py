"""The tradeoffs kernel: rounds whose labels are weighed in time, metres walked and money at once.

Where :mod:`transit.routing.rounds` keeps one time a berth, here lies a bag of labels none of which is as good as
another in everything (McRAPTOR). As there, each berth has two, *alighted* and *ready*. A vehicle carries a bag as well:
of the travellers aboard, those for whom it pays to have boarded as they did.

References
----------
.. [1] Delling, Pajor, Werneck, "Round-Based Public Transit Routing", Transportation Science 49(3), 2015.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transit.routing.compiled import kernel
from transit.routing.rounds import FAR, NOWHERE
from transit.timetable.arrays import UNREACHED

Int64s = npt.NDArray[np.int64]

TIME, WALK, PAID, NEXT, PARENT, ROUNDS, PATTERN, TRIP, LEAVES, BOARD, ALIGHT = range(11)
"""Columns of a label. `NEXT` is the older label of its bag; `PARENT` the label it grew from; the last five say how the
berth was alighted at. `TRIP` is `NOWHERE` in a headway pattern, `LEAVES` 0 in a timed one."""
_RANK, _ROW = TIME, NEXT
"""Columns of a traveller aboard, where they differ from a label's: the trip, or when the vehicle counts as having left
its first stop for one who alights; and where the fares from the boarding call begin."""


class Bags(NamedTuple):
    """Labels, and the newest of each bag."""

    label: Int64s
    """Shape (N, 11); N grows by doubling."""
    newest: Int64s
    """Shape (2 B + 1,): alighted bags, ready bags, and the bag at the end."""
    size: Int64s
    """Shape (1,): number of labels so far."""


@kernel
def search(net, costs, access, egress, departs, max_rides, limits, bounds):
    """Run rounds from one departure.

    Parameters
    ----------
    net : tuple of TimedPatterns, HeadwayPatterns, Calls, Footpaths
    costs : tuple of int32 (W,), int32 (K,), int64 (n,)
        Metres of each footpath; for each call of timed patterns and, after them, of headway patterns where the fares of
        boarding there begin; fares by position of alighting. What is no criterion is 0 throughout.
    access : int32 (n, 3)
        Berth, seconds and metres to it.
    egress : int32 (B, 2)
        Seconds and metres from alighting to the end; seconds are `FAR` where it cannot be walked to.
    departs : int
    max_rides : int
    limits : tuple of three int
        Nothing that ends at or after this time, walks further or costs more counts.
    bounds : tuple of four int32 (B,)
        See :class:`transit.routing.search.Bounds`.

    Returns
    -------
    Bags
        The last bag holds every journey that no other beats on arrival, rides, metres and money. The labels of the
        ready bags have no `PARENT` where they lead to the origin.
    """
    timed, headway, calls, footpaths = net
    # Columns are taken out of their tuples once: the compiler counts references at every taking.
    metres = costs[0]
    calls_start, calls_pattern, calls_position = calls.start, calls.pattern, calls.position
    foot_start, foot_to, foot_s = footpaths
    n_berths = calls.start.shape[0] - 1
    n_patterns = timed.stop_start.shape[0] + headway.stop_start.shape[0] - 2
    label = np.empty((1024, 11), np.int64)
    newest = np.full(2 * n_berths + 1, NOWHERE, np.int64)
    size = np.zeros(1, np.int64)
    for a in range(access.shape[0]):
        berth, time, walk = access[a, 0], departs + access[a, 1], access[a, 2]
        if _may_get_ready(label, newest, berth, time, walk, 0, limits, bounds):
            label = _put(label, newest, size, n_berths + berth, time, walk, 0, NOWHERE, 0)
    first = np.full(n_patterns, FAR, np.int64)
    boarding = 0
    for k in range(1, max_rides + 1):
        for berth in range(n_berths):
            if newest[n_berths + berth] < boarding:
                continue
            for c in range(calls_start[berth], calls_start[berth + 1]):
                first[calls_pattern[c]] = min(first[calls_pattern[c]], calls_position[c])
        stepping = size[0]
        for pattern in range(n_patterns):
            if first[pattern] < FAR:
                visit = pattern, first[pattern], k, boarding, stepping
                label = _ride(net, costs, egress, label, newest, size, visit, limits, bounds)
                first[pattern] = FAR
        boarding = size[0]
        if k == max_rides:
            break
        for berth in range(n_berths):
            off = newest[berth]
            while off >= stepping:
                for w in range(foot_start[berth], foot_start[berth + 1]):
                    to, time = foot_to[w], label[off, TIME] + foot_s[w]
                    walk, paid = label[off, WALK] + metres[w], label[off, PAID]
                    if _may_get_ready(label, newest, to, time, walk, paid, limits, bounds):
                        label = _put(label, newest, size, n_berths + to, time, walk, paid, off, 0)
                off = label[off, NEXT]
    return Bags(label, newest, size)


@kernel
def _beaten(label, at, time, walk, paid):
    """Whether a label of the bag that begins with label `at` is as good in everything."""
    while at != NOWHERE:
        if label[at, TIME] <= time and label[at, WALK] <= walk and label[at, PAID] <= paid:
            return True
        at = label[at, NEXT]
    return False


@kernel
def _put(label, newest, size, bag, time, walk, paid, parent, oldest):
    """Add a label to a bag and drop those it beats, down to `oldest`; the labels may have moved."""
    n = size[0]
    if n == label.shape[0]:
        label = np.concatenate((label, np.empty_like(label)))
    newer, at = NOWHERE, newest[bag]
    while at >= oldest:
        older = label[at, NEXT]
        if time <= label[at, TIME] and walk <= label[at, WALK] and paid <= label[at, PAID]:
            if newer == NOWHERE:
                newest[bag] = older
            else:
                label[newer, NEXT] = older
        else:
            newer = at
        at = older
    label[n, TIME], label[n, WALK], label[n, PAID] = time, walk, paid
    label[n, NEXT], label[n, PARENT] = newest[bag], parent
    newest[bag] = n
    size[0] = n + 1
    return label


@kernel
def _may_get_ready(label, newest, berth, time, walk, paid, limits, bounds):
    n_berths = newest.shape[0] >> 1
    end = time + bounds[1][berth]
    return (
        end < limits[0]
        and time <= bounds[3][berth]
        and walk <= limits[1]
        and not _beaten(label, newest[n_berths + berth], time, walk, paid)
        and not _beaten(label, newest[2 * n_berths], end, walk, paid)
    )


@kernel
def _may_alight(label, newest, berth, time, walk, paid, limits, bounds):
    end = time + bounds[0][berth]
    return (
        end < limits[0]
        and time <= bounds[2][berth]
        and paid <= limits[2]
        and not _beaten(label, newest[berth], time, walk, paid)
        and not _beaten(label, newest[newest.shape[0] - 1], end, walk, paid)
    )


@kernel
def _alight(egress, label, newest, size, berth, traveller, time, paid, k, stepping, limits):
    """Let a traveller off, and to the end if that is in reach and nobody else is there as well off."""
    walk = traveller[WALK]
    label = _put(label, newest, size, berth, time, walk, paid, traveller[PARENT], 0)
    off = size[0] - 1
    label[off, PATTERN:] = traveller[PATTERN:]
    last = newest.shape[0] - 1
    end, walk = time + egress[berth, 0], walk + egress[berth, 1]
    if end < limits[0] and walk <= limits[1] and not _beaten(label, newest[last], end, walk, paid):
        # Journeys of fewer rides stay whatever this one does better.
        label = _put(label, newest, size, last, end, walk, paid, off, stepping)
        label[size[0] - 1, ROUNDS] = k
    return label


@kernel
def _ride(net, costs, egress, label, newest, size, visit, limits, bounds):
    """Follow a pattern from the first call where anyone boards."""
    pattern, position, k, boarding, stepping = visit
    timed, headway, _, _ = net
    _, fare_row, fares = costs
    n_berths = newest.shape[0] >> 1
    n_timed = timed.stop_start.shape[0] - 1
    by_clock = pattern < n_timed
    timed_arrival, timed_departure = timed.arrival, timed.departure
    arrival, departure = headway.arrival, headway.departure
    if by_clock:
        p, before, stop_start = pattern, 0, timed.stop_start
        stop, may_board, may_alight = timed.stop, timed.board, timed.alight
        start, n_trips = timed.time_start[p], np.int64(timed.n_trips[p])
    else:
        p, before, stop_start = pattern - n_timed, timed.stop.shape[0], headway.stop_start
        stop, may_board, may_alight = headway.stop, headway.board, headway.alight
        start, n_trips = 0, np.int64(UNREACHED)
    first = stop_start[p]
    n_calls = stop_start[p + 1] - first
    aboard, n = np.empty((4, 11), np.int64), 0
    # From this trip, or vehicle, on all come too late.
    late = n_trips
    for i in range(position, n_calls):
        berth = stop[first + i]
        # Alight before boarding, so that nobody gets off where they got on.
        a = 0
        while a < n:
            rank = aboard[a, _RANK]
            cell = start + rank * n_calls + i
            time = timed_arrival[cell] if by_clock else rank + arrival[first + i]
            if time >= limits[0]:
                late = min(late, rank)
                n -= 1
                aboard[a] = aboard[n]
                continue
            walk, paid = aboard[a, WALK], aboard[a, PAID] + fares[aboard[a, _ROW] + i]
            if may_alight[first + i] and _may_alight(
                label, newest, berth, time, walk, paid, limits, bounds
            ):
                aboard[a, ALIGHT] = i
                label = _alight(
                    egress, label, newest, size, berth, aboard[a], time, paid, k, stepping, limits
                )
            a += 1
        at = newest[n_berths + berth]
        if not may_board[first + i] or i + 1 == n_calls:
            continue
        while at >= boarding:
            if by_clock:
                row = start + i * n_trips
                rank, leaves = first_trip(timed_departure, row, late, label[at, TIME]), np.int64(0)
            else:
                rank, leaves = first_met(headway, p, label[at, TIME] - departure[first + i])
            if rank < late:
                if n == aboard.shape[0]:
                    aboard = np.concatenate((aboard, np.empty_like(aboard)))
                aboard[n, _RANK] = rank
                aboard[n, WALK] = label[at, WALK]
                aboard[n, PAID] = label[at, PAID]
                aboard[n, _ROW] = fare_row[before + first + i]
                aboard[n, PARENT] = at
                aboard[n, PATTERN] = pattern
                aboard[n, TRIP] = rank if by_clock else NOWHERE
                aboard[n, LEAVES] = leaves
                aboard[n, BOARD] = i
                n = _seat(aboard, n, fares, i + 1, n_calls)
            at = label[at, NEXT]
    return label


@kernel
def _seat(aboard, n, fares, position, n_calls):
    """Keep the last of those aboard if nobody is as well off at every call to come, and nobody for whom that holds."""
    for a in range(n):
        if _as_good(aboard, a, n, fares, position, n_calls):
            return n
    kept = 0
    for a in range(n):
        if not _as_good(aboard, n, a, fares, position, n_calls):
            aboard[kept] = aboard[a]
            kept += 1
    aboard[kept] = aboard[n]
    return kept + 1


@kernel
def _as_good(aboard, one, other, fares, position, n_calls):
    # No trip of a pattern overtakes another: an earlier one is earlier everywhere. Fares need not keep their order.
    if aboard[one, _RANK] > aboard[other, _RANK] or aboard[one, WALK] > aboard[other, WALK]:
        return False
    row, other_row = aboard[one, _ROW], aboard[other, _ROW]
    more = aboard[one, PAID] - aboard[other, PAID]
    if row == other_row:
        return more <= 0
    i = position
    while i < n_calls and more + fares[row + i] <= fares[other_row + i]:
        i += 1
    return i == n_calls


@kernel
def first_trip(departure, row, n_trips, time):
    """First of so many trips, whose departures begin at `row`, to leave then or later; `UNREACHED` where none does."""
    if n_trips == 0 or departure[row + n_trips - 1] < time:
        return np.int64(UNREACHED)
    low, high = np.int64(0), np.int64(n_trips - 1)
    while low < high:
        middle = (low + high) >> 1
        if departure[row + middle] < time:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def first_met(headway, p, earliest):
    """When the first vehicle to be met counts as having left its first stop, and when it does leave.

    `earliest` is when a vehicle left that could be boarded without any wait. Where one waits at the far end, a later
    vehicle of a shorter wait may count as earlier. Both are `UNREACHED` where there is none.
    """
    counted, leaves = np.int64(UNREACHED), np.int64(UNREACHED)
    for w in range(headway.window_start[p], headway.window_start[p + 1]):
        if headway.opens[w] >= counted:
            break
        met = max(earliest + headway.board_wait_s[w], np.int64(headway.opens[w]))
        if met < headway.closes[w] and met + headway.alight_wait_s[w] < counted:
            counted, leaves = met + headway.alight_wait_s[w], met
    return counted, leaves
