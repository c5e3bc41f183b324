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

from transit.fares.table import CHAINED
from transit.routing.compiled import kernel
from transit.routing.rounds import FAR, NOWHERE
from transit.timetable.arrays import UNREACHED

Int64s = npt.NDArray[np.int64]

TIME, WALK, PAID, BEFORE, GATE, NEXT, PARENT, ROUNDS, PATTERN, TRIP, LEAVES, BOARD, ALIGHT = range(
    13
)
"""Columns of a label. `PAID` is what it comes to for one who leaves the gates where they alighted last; `GATE` the
station where they entered (or, ready, would enter), `BEFORE` what they had paid by then: `PAID` itself for one who is
outside. `NEXT` is the older label of its bag; `PARENT` the label it grew from; the last five say how the berth was
alighted at. `TRIP` is `NOWHERE` in a headway pattern, `LEAVES` 0 in a timed one."""
_RANK, _ROW = TIME, NEXT
"""Columns of a traveller aboard, where they differ from a label's: the trip, or when the vehicle counts as having left
its first stop for one who alights; and where the fares from the boarding call begin."""


class Bags(NamedTuple):
    """Labels, and the newest of each bag."""

    label: Int64s
    """Shape (N, 13); N grows by doubling."""
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
    costs : tuple of int32 (W,), int32 (K,), int64 (n,), tuple
        Metres of each footpath; for each call of timed patterns and, after them, of headway patterns where the fares of
        boarding there begin; fares by position of alighting; see :class:`transit.routing.tradeoff_gates.Gates`. What is
        no criterion is 0 throughout.
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
    metres, _, _, gates = costs
    station, inside, _, dearer, least = gates
    _, left_s, _, latest = bounds
    calls_start, calls_pattern, calls_position = calls.start, calls.pattern, calls.position
    foot_start, foot_to, foot_s = footpaths
    n_berths = calls.start.shape[0] - 1
    n_patterns = timed.stop_start.shape[0] + headway.stop_start.shape[0] - 2
    label = np.empty((1024, 13), np.int64)
    newest = np.full(2 * n_berths + 1, NOWHERE, np.int64)
    size = np.zeros(1, np.int64)
    for a in range(access.shape[0]):
        berth, time, walk = access[a, 0], departs + access[a, 1], access[a, 2]
        money = np.int64(0), np.int64(0), np.int64(station[berth])
        end = time + left_s[berth]
        if time <= latest[berth] and _may_get_ready(
            label, newest, berth, time, end, walk, money, limits, dearer, least
        ):
            label = _put(
                label, newest, size, n_berths + berth, time, walk, money, NOWHERE, 0, dearer
            )
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
                    walk, money = label[off, WALK] + metres[w], _money(label, off)
                    if label[off, GATE] == NOWHERE or not inside[w]:
                        money = label[off, PAID], label[off, PAID], np.int64(station[to])
                    if time <= latest[to] and _may_get_ready(
                        label,
                        newest,
                        to,
                        time,
                        time + left_s[to],
                        walk,
                        money,
                        limits,
                        dearer,
                        least,
                    ):
                        label = _put(
                            label, newest, size, n_berths + to, time, walk, money, off, 0, dearer
                        )
                off = label[off, NEXT]
    return Bags(label, newest, size)


@kernel
def _money(label, at):
    """`PAID`, `BEFORE` and `GATE` of a label, or of a traveller aboard."""
    return label[at, PAID], label[at, BEFORE], label[at, GATE]


@kernel
def _at_least(money, least):
    """Tell what it may come to at least, for one who is outside by then."""
    paid, before, gate = money
    return _outside(min(paid, before + least[gate]))


@kernel
def _beaten(label, at, time, walk, money, dearer):
    """Whether a label of the bag that begins with label `at` is as good in everything."""
    paid, before, gate = money
    while at != NOWHERE:
        if (
            label[at, TIME] <= time
            and label[at, WALK] <= walk
            and label[at, PAID] <= paid
            and label[at, BEFORE] + dearer[label[at, GATE], gate] <= before
        ):
            return True
        at = label[at, NEXT]
    return False


@kernel
def _put(label, newest, size, bag, time, walk, money, parent, oldest, dearer):
    """Add a label to a bag and drop those it beats, down to `oldest`; the labels may have moved."""
    paid, before, gate = money
    n = size[0]
    if n == label.shape[0]:
        label = np.concatenate((label, np.empty_like(label)))
    newer, at = NOWHERE, newest[bag]
    while at >= oldest:
        older = label[at, NEXT]
        if (
            time <= label[at, TIME]
            and walk <= label[at, WALK]
            and paid <= label[at, PAID]
            and before + dearer[gate, label[at, GATE]] <= label[at, BEFORE]
        ):
            if newer == NOWHERE:
                newest[bag] = older
            else:
                label[newer, NEXT] = older
        else:
            newer = at
        at = older
    label[n, TIME], label[n, WALK] = time, walk
    label[n, PAID], label[n, BEFORE], label[n, GATE] = money
    label[n, NEXT], label[n, PARENT] = newest[bag], parent
    newest[bag] = n
    size[0] = n + 1
    return label


@kernel
def _may_get_ready(label, newest, berth, time, end, walk, money, limits, dearer, least):
    n_berths = newest.shape[0] >> 1
    return (
        end < limits[0]
        and walk <= limits[1]
        and not _beaten(label, newest[n_berths + berth], time, walk, money, dearer)
        and not _beaten(label, newest[2 * n_berths], end, walk, _at_least(money, least), dearer)
    )


@kernel
def _may_alight(label, newest, berth, time, end, walk, money, limits, dearer, least):
    at_least = _at_least(money, least)
    last = newest.shape[0] - 1
    return (
        end < limits[0]
        and at_least[0] <= limits[2]
        and not _beaten(label, newest[berth], time, walk, money, dearer)
        and not _beaten(label, newest[last], end, walk, at_least, dearer)
    )


@kernel
def _outside(paid):
    """So much money of one who is outside the gates."""
    return paid, paid, np.int64(NOWHERE)


@kernel
def _alight(
    egress, label, newest, size, berth, traveller, time, money, k, stepping, limits, dearer
):
    """Let a traveller off, and to the end if that is in reach and nobody else is there as well off."""
    walk = traveller[WALK]
    label = _put(label, newest, size, berth, time, walk, money, traveller[PARENT], 0, dearer)
    off = size[0] - 1
    label[off, PATTERN:] = traveller[PATTERN:]
    last, paid = newest.shape[0] - 1, money[0]
    end, walk, money = time + egress[berth, 0], walk + egress[berth, 1], _outside(paid)
    if (
        end < limits[0]
        and walk <= limits[1]
        and paid <= limits[2]
        and not _beaten(label, newest[last], end, walk, money, dearer)
    ):
        # Journeys of fewer rides stay whatever this one does better.
        label = _put(label, newest, size, last, end, walk, money, off, stepping, dearer)
        label[size[0] - 1, ROUNDS] = k
    return label


@kernel
def _ride(net, costs, egress, label, newest, size, visit, limits, bounds):
    """Follow a pattern from the first call where anyone boards."""
    pattern, position, k, boarding, stepping = visit
    timed, headway, _, _ = net
    _, fare_row, fares, gates = costs
    station, _, fen, dearer, least = gates
    left_s, _, latest, _ = bounds
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
    aboard, n = np.empty((4, 13), np.int64), 0
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
            walk, fare = aboard[a, WALK], fares[aboard[a, _ROW] + i]
            if fare == CHAINED:
                _, spent, gate = _money(aboard, a)
                money = spent + fen[gate, station[berth]], spent, gate
            else:
                money = _outside(aboard[a, PAID] + fare)
            if (
                may_alight[first + i]
                and time <= latest[berth]
                and _may_alight(
                    label,
                    newest,
                    berth,
                    time,
                    time + left_s[berth],
                    walk,
                    money,
                    limits,
                    dearer,
                    least,
                )
            ):
                aboard[a, ALIGHT] = i
                label = _alight(
                    egress, label, newest, size, berth, aboard[a], time, money, k, stepping, limits, dearer
                )  # fmt: skip
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
                aboard[n, PAID], aboard[n, BEFORE], aboard[n, GATE] = _money(label, at)
                aboard[n, _ROW] = fare_row[before + first + i]
                aboard[n, PARENT] = at
                aboard[n, PATTERN] = pattern
                aboard[n, TRIP] = rank if by_clock else NOWHERE
                aboard[n, LEAVES] = leaves
                aboard[n, BOARD] = i
                n = _seat(aboard, n, fares, dearer, i + 1, n_calls)
            at = label[at, NEXT]
    return label


@kernel
def _seat(aboard, n, fares, dearer, position, n_calls):
    """Keep the last of those aboard if nobody is as well off at every call to come, and nobody for whom that holds."""
    for a in range(n):
        if _as_good(aboard, a, n, fares, dearer, position, n_calls):
            return n
    kept = 0
    for a in range(n):
        if not _as_good(aboard, n, a, fares, dearer, position, n_calls):
            aboard[kept] = aboard[a]
            kept += 1
    aboard[kept] = aboard[n]
    return kept + 1


@kernel
def _as_good(aboard, one, other, fares, dearer, position, n_calls):
    # No trip of a pattern overtakes another: an earlier one is earlier everywhere. Fares need not keep their order.
    if aboard[one, _RANK] > aboard[other, _RANK] or aboard[one, WALK] > aboard[other, WALK]:
        return False
    row, other_row = aboard[one, _ROW], aboard[other, _ROW]
    more = aboard[one, PAID] - aboard[other, PAID]
    gate, other_gate = aboard[one, GATE], aboard[other, GATE]
    i = position
    if gate == NOWHERE and other_gate == NOWHERE:
        if row == other_row:
            return more <= 0
        while i < n_calls and more + fares[row + i] <= fares[other_row + i]:
            i += 1
        return i == n_calls
    within = aboard[one, BEFORE] + dearer[gate, other_gate] <= aboard[other, BEFORE]
    while i < n_calls:
        fare, other_fare = fares[row + i], fares[other_row + i]
        if fare == CHAINED and other_fare == CHAINED:
            if not within:
                break
        elif CHAINED in (fare, other_fare) or more + fare > other_fare:
            break
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
