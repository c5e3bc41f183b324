"""Undominated ways between two places by time, rides, metres walked and fare."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.routing import tradeoffs as kernels
from transit.routing.rounds import FAR, NOWHERE
from transit.routing.search import UNBOUNDED
from transit.routing.tradeoff_gates import no_gates
from transit.routing.tradeoff_rides import Hop, ride_along, turned
from transit.routing.tradeoffs import ALIGHT, BOARD, NEXT, PAID, PARENT, PATTERN, ROUNDS, TIME, WALK

if TYPE_CHECKING:
    from transit.routing.reach import Reach
    from transit.routing.search import Bounds, Day
    from transit.routing.tradeoff_costs import BothCosts, Costs
    from transit.routing.tradeoff_rides import Tradeoff
    from transit.routing.tradeoffs import Bags, Int64s

_ANY: Final = 1 << 60
"""More than any walk or fare."""


class Question(NamedTuple):
    """Where to, when, and what is weighed beside time and rides."""

    start: Reach
    """Seconds and metres on foot by berth."""
    finish: Reach
    seconds: int
    """When to leave or to be there."""
    backwards: bool
    """Whether `seconds` is when to be there."""
    max_rides: int
    horizon_s: int
    """No journey reaches further from `seconds` than this."""
    walk: bool
    fare: bool


def tradeoffs(day: Day, costs: BothCosts, question: Question) -> list[Tradeoff]:
    """Find every way that no other beats on all that is weighed.

    Weighed are arrival, rides and, as asked, metres and fares; by deadline, departure in the place of arrival. Of ways
    equal in these the one that departs last is told (by deadline, the one that arrives first).

    Parameters
    ----------
    day, question
        What runs, and what is asked.
    costs
        See :func:`transit.routing.tradeoff_costs.costs_of`. Must hold fares if they are to be weighed.

    Returns
    -------
    tradeoffs
        Earliest arrival first; by deadline, latest departure first.
    """
    start, finish, seconds, backwards, max_rides, *_ = question
    there = _Search(day, costs.forwards, start, finish, question)
    mirrored = _Search(day.mirrored, costs.mirrored, finish, start, question)
    ahead, back = (mirrored, there) if backwards else (there, mirrored)
    begin = -seconds if backwards else seconds
    until = begin + question.horizon_s + 1
    bags = ahead.run(begin, (until, _ANY, _ANY), ahead.day.bounds_to(ahead.to.seconds, max_rides))
    by_end: dict[int, list[Int64s]] = {}
    for label in _at_the_end(bags):
        by_end.setdefault(int(label[TIME]), []).append(label)
    if not by_end:
        return []

    # Back from each end, within what the journeys that have it take, to where they may begin at best.
    bounds = ahead.reached(begin, until)
    found = []
    for end, labels in by_end.items():
        most = (int(max(label[c] for label in labels)) for c in (WALK, PAID))
        bags = back.run(-end, (1 - begin, *most), bounds)
        returns = _at_the_end(bags)
        for label in labels:
            best = min((r for r in returns if _within(r, label)), key=lambda r: int(r[TIME]))
            hops = _hops(bags, best)
            hops = hops[::-1] if backwards else turned(day, hops)
            departs = -end if backwards else -int(best[TIME])
            found.append(ride_along(day, costs.forwards, start, finish, departs, hops))
    found.sort(key=lambda t: (-t.departs if backwards else 0, *t[1:4], t.unpriced, t.fare_fen or 0))
    return found


class _Search:
    """One direction of a question."""

    def __init__(
        self, day: Day, costs: Costs, origin: Reach, to: Reach, question: Question
    ) -> None:
        self.day, self.costs, self.origin, self.to = day, costs, origin, to
        self.max_rides = question.max_rides
        rows = [(b, s, ceil(origin.metres[b])) for b, s in origin.seconds.items()]
        self._access = np.array(rows, np.int32).reshape(-1, 3)
        self._egress = np.full((day.timetable.n_berths, 2), (FAR, 0), np.int32)
        for berth, s in to.seconds.items():
            self._egress[berth] = s, ceil(to.metres[berth])
        metres, fares, gates = costs
        if not question.walk:
            metres = np.zeros_like(metres)
            self._access[:, 2] = self._egress[:, 1] = 0
        if question.fare and fares is not None:
            row, fen = fares
        else:
            timed, headway = day.timetable.timed, day.timetable.headway
            row = np.zeros(len(timed.stop) + len(headway.stop), np.int32)
            longest = max(np.diff(p.stop_start).max(initial=0) for p in (timed, headway))
            fen, gates = np.zeros(longest, np.int64), no_gates(day.timetable.n_berths)
        self._weighed = (metres, row, fen, tuple(gates))
        t = day.timetable
        self._net = (t.timed, t.headway, t.calls, day.footpaths)

    def run(self, departs: int, limits: tuple[int, ...], bounds: Bounds) -> Bags:
        """Call the kernel, :func:`transit.routing.tradeoffs.search`."""
        return kernels.search(  # type: ignore[no-any-return]
            self._net, self._weighed, self._access, self._egress, int(departs), self.max_rides, limits,
            tuple(bounds),
        )  # fmt: skip

    def reached(self, departs: int, until: int) -> Bounds:
        """Bound searches the other way by what is reached in this one: alighting here is readiness there."""
        day, max_rides = self.day, self.max_rides
        left = day.mirrored.bounds_to(self.origin.seconds, max_rides)
        space = day.borrow(max_rides)
        *_, deepest = day.run(
            self.origin.seconds, (), [departs], until, max_rides, UNBOUNDED, space
        )
        bounds = left._replace(
            alighted_latest=-space.ready[deepest], ready_latest=-space.alighted[deepest]
        )
        day.give_back(space)
        return bounds


def _at_the_end(bags: Bags) -> list[Int64s]:
    """List the labels of journeys."""
    found, at = [], int(bags.newest[-1])
    while at != NOWHERE:
        found.append(bags.label[at])
        at = int(bags.label[at, NEXT])
    return found


def _within(label: Int64s, other: Int64s) -> bool:
    return bool((label[[ROUNDS, WALK, PAID]] <= other[[ROUNDS, WALK, PAID]]).all())


def _hops(bags: Bags, label: Int64s) -> list[Hop]:
    """Follow the label of a journey to its beginning, the last hop first."""
    hops = []
    off = int(label[PARENT])
    while off != NOWHERE:
        ride = bags.label[off]
        hops.append(Hop(*ride[[PATTERN, BOARD, ALIGHT]].tolist()))
        off = int(bags.label[ride[PARENT], PARENT])
    return hops
