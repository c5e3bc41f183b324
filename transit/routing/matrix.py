"""How long does it take between many places? The search that answers one question, in rows."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from transit.routing.search import UNBOUNDED
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from transit.routing.search import Day
    from transit.timetable.arrays import Int32s

    Feet = Sequence[Mapping[int, int]]
    """Seconds on foot by berth, of each of some places."""
    Progress = Callable[[int, int], None]
    """Told how many rows of how many are done."""

T = TypeVar("T")


class Limits(NamedTuple):
    """How far a journey may go."""

    max_rides: int
    horizon_s: int
    """From the moment asked for to its far end."""


class Cells(NamedTuple):
    """Journeys between each of N origins and M destinations, shape (N, M); rides 0 where there is none."""

    departs: Int32s
    arrives: Int32s
    rides: Int32s


def cells(
    day: Day,
    access: Feet,
    egress: Feet,
    moment: int,
    *,
    backwards: bool,
    limits: Limits,
    progress: Progress,
) -> Cells:
    """Find the first journey of :meth:`transit.routing.plan.Planner.journeys` for every pair.

    Parameters
    ----------
    access, egress
        From each origin, and to each destination.
    moment
        When to leave or, `backwards`, to be there; in seconds of the service day.
    progress
        Told after each row.
    """
    if not backwards:
        ends, rides = _nearest(day, access, egress, moment, limits, progress)
        starts = _squeezed(day.mirrored, egress, access, -ends.T, rides.T, -moment, progress).T
        return Cells(-starts, ends, rides)
    ends, rides = _nearest(day.mirrored, egress, access, -moment, limits, progress)
    arrives = _squeezed(day, access, egress, -ends.T, rides.T, moment, progress)
    return Cells(-ends.T, arrives, rides.T)


def percentile_seconds(
    day: Day,
    access: Feet,
    egress: Feet,
    window: tuple[int, int],
    on_foot: Int32s,
    ranks: Sequence[float],
    *,
    limits: Limits,
    progress: Progress,
) -> Int32s:
    """Rank the seconds from every whole minute of a window until one is there, shape (N, M, len(ranks)).

    Parameters
    ----------
    window
        First second, and the one after the last.
    on_foot
        Shape (N, M): seconds to walk all the way; `UNREACHED` where one does not.
    ranks
        Percentiles, 0 to 100: the least number of seconds that so many of the minutes do not exceed (nearest rank).
        Minutes at which one does not get there count as longer than any.
    """
    max_rides, horizon_s = limits
    minutes = np.arange((window[1] - 1) // 60 * 60, window[0] - 1, -60, dtype=np.int32)
    row = [max(int(np.ceil(rank / 100 * len(minutes))) - 1, 0) for rank in ranks]

    def of_origin(n: int) -> Int32s:
        space = day.borrow(max_rides)
        until = int(minutes[0]) + horizon_s + 1
        arrivals, *_ = day.run(access[n], egress, minutes, until, max_rides, UNBOUNDED, space)
        day.give_back(space)
        spent = np.where(arrivals == UNREACHED, UNREACHED, arrivals - minutes[:, None])
        spent[spent > horizon_s] = UNREACHED
        ranked = np.sort(np.minimum(spent, on_foot[n]), axis=0)[row]
        return ranked.T.astype(np.int32)

    return np.stack(_on_threads(of_origin, len(access), progress, 0, len(access)))


def _nearest(
    day: Day,
    seeds: Feet,
    goals: Feet,
    departs: int,
    limits: Limits,
    progress: Progress,
) -> tuple[Int32s, Int32s]:
    """Earliest arrivals, and the fewest rides that make each: shape (seeds, goals)."""
    max_rides, horizon_s = limits
    start = np.cumsum([0, *map(len, goals)])
    berth = np.array([berth for goal in goals for berth in goal], dtype=np.int64)
    foot_s = np.array([s for goal in goals for s in goal.values()], dtype=np.int32)
    some = np.flatnonzero(np.diff(start))

    def of_seed(n: int) -> tuple[Int32s, Int32s]:
        best = np.full(len(goals), UNREACHED, np.int32)
        rides = np.zeros(len(goals), np.int32)
        if not (len(some) and seeds[n]):
            return best, rides
        space = day.borrow(max_rides)
        *_, deepest = day.run(
            seeds[n], (), [departs], departs + horizon_s + 1, max_rides, UNBOUNDED, space
        )
        by_rides = np.minimum.reduceat(
            space.alighted[: deepest + 1, berth] + foot_s, start[some], axis=1
        )
        day.give_back(space)
        by_rides[by_rides > departs + horizon_s] = UNREACHED
        best[some] = by_rides[-1]
        # Row 0, no ride, holds nothing; so the fewest rides of what is not reached are 0.
        rides[some] = (by_rides == by_rides[-1]).argmax(axis=0)
        return best, rides

    rows = _on_threads(of_seed, len(seeds), progress, 0, len(seeds) + len(goals))
    return np.stack([best for best, _ in rows]), np.stack([rides for _, rides in rows])


def _squeezed(
    day: Day,
    seeds: Feet,
    goals: Feet,
    departs: Int32s,
    rides: Int32s,
    latest: int,
    progress: Progress,
) -> Int32s:
    """Earliest arrivals, shape (seeds, goals), of who sets out at `departs` and takes at most `rides`."""

    def of_seed(n: int) -> Int32s:
        found = np.full(len(goals), UNREACHED, np.int32)
        for most in np.unique(rides[n][rides[n] > 0]).tolist():
            which = np.flatnonzero(rides[n] == most).tolist()
            moments, place = np.unique(-departs[n, which], return_inverse=True)
            space = day.borrow(most)
            arrivals, *_ = day.run(
                seeds[n],
                [goals[i] for i in which],
                -moments,
                latest + 1,
                most,
                UNBOUNDED,
                space,
            )
            day.give_back(space)
            found[which] = arrivals[place, np.arange(len(which))]
        return found

    done, of = len(goals), len(seeds) + len(goals)
    return np.stack(_on_threads(of_seed, len(seeds), progress, done, of))


def _on_threads(
    work: Callable[[int], T], n: int, progress: Progress, done: int, of: int
) -> list[T]:
    """Do n pieces of work on every core; the kernels let go of Python's lock."""
    found = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for piece in pool.map(work, range(n)):
            found.append(piece)
            progress(done + len(found), of)
    return found
