"""Undominated ways between two places: both directions from one kernel, each answer squeezed from both ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.routing import rounds
from transit.routing.hops import Hops, unsigned
from transit.routing.rounds import FAR, LATEST, NOWHERE, POSITION_BITS
from transit.timetable.arrays import UNREACHED, Footpaths, Timetable
from transit.timetable.footpaths import mirror_footpaths
from transit.timetable.mirror import mirror
from transit.timetable.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from transit.timetable.arrays import Int32s

_WORTH_BOUNDS: Final = 32
"""Departures from which on bounds cost less than they save; the answer is the same."""

_POSITION: Final = (1 << POSITION_BITS) - 1


class Ends(NamedTuple):
    """Where a journey begins and ends: seconds by berth until one may board there, and from alighting to the end."""

    access: Mapping[int, int]
    egress: Mapping[int, int]
    at_origin: frozenset[int] = frozenset()
    """Berths that the origin is, so that nobody walks to them; only places to come by ask."""
    at_target: frozenset[int] = frozenset()


class Ride(NamedTuple):
    """One vehicle, from call to call of a pattern."""

    pattern: int
    """Timed patterns are numbered first, headway patterns after them."""
    trip: int
    """Place among the pattern's trips; `NOWHERE` in a headway pattern."""
    leaves: int
    """When the vehicle leaves the first stop of a headway pattern; 0 for a timed trip."""
    board_position: int
    alight_position: int


class Way(NamedTuple):
    """One undominated answer."""

    departs: int
    """When the traveller sets out, in seconds of the service day."""
    arrives: int
    rides: int
    legs: tuple[Ride, ...]


class Space(NamedTuple):
    """Working space of one search at a time."""

    alighted: Int32s
    """Shape (R + 1, B), as `ready`: row k holds the best with at most k rides."""
    ready: Int32s
    parent: Int32s
    """Shape (R + 1, B, 4)."""
    before: Int32s
    """Readiness that the round before gained; `UNREACHED` elsewhere."""
    marked: Int32s
    stepped: Int32s
    is_stepped: np.ndarray[tuple[int], np.dtype[np.bool_]]
    first: Int32s
    """First position at which each pattern is to be boarded; `FAR` elsewhere."""
    queue: Int32s
    to_end: Int32s
    """Seconds from alighting to the end; `FAR` elsewhere."""

    @classmethod
    def of(cls, n_berths: int, n_patterns: int, max_rides: int) -> Space:
        """Make room."""
        row, table = n_berths, (max_rides + 1, n_berths)
        ints = np.int32
        return cls(
            alighted=np.empty(table, ints),
            ready=np.empty(table, ints),
            parent=np.empty((*table, 4), ints),
            before=np.full(row, UNREACHED, ints),
            marked=np.empty(row, np.uint32),
            stepped=np.empty(row, np.uint32),
            is_stepped=np.zeros(row, np.bool_),
            first=np.full(n_patterns, FAR, ints),
            queue=np.empty(n_patterns, np.uint32),
            to_end=np.full(row, FAR, ints),
        )


class Bounds(NamedTuple):
    """What a label must meet to be of use, each of shape (B,), or (0,) where all are."""

    alighted_left_s: Int32s
    """Least seconds between an alighting and the end."""
    ready_left_s: Int32s
    alighted_latest: Int32s
    ready_latest: Int32s


UNBOUNDED: Final = Bounds(*(np.empty(0, np.int32),) * 4)


@dataclass(frozen=True, eq=False)
class Day:
    """What a search needs of one service date, both ways round in time."""

    timetable: Timetable
    footpaths: Footpaths
    _spaces: dict[int, list[Space]] = field(default_factory=dict)

    @cached_property
    def mirrored(self) -> Day:
        """The same day with time running backwards."""
        return Day(mirror(self.timetable), mirror_footpaths(self.footpaths))

    @cached_property
    def hops(self) -> Hops | None:
        """Timed hops in order of departure; None where not all that runs can be scanned so."""
        return Hops.of(self.timetable, self.footpaths)

    @cached_property
    def columns(self) -> tuple[np.ndarray, ...]:
        """Lay out what the rounds kernel reads."""
        t, h, c, f = (
            self.timetable.timed,
            self.timetable.headway,
            self.timetable.calls,
            self.footpaths,
        )
        return (
            t.stop_start, unsigned(t.stop), t.board, t.alight, t.n_trips, t.time_start, t.arrival, t.departure,
            h.stop_start, unsigned(h.stop), h.board, h.alight, h.arrival, h.departure,
            h.window_start, h.opens, h.closes, h.board_wait_s, h.alight_wait_s,
            c.start, unsigned(c.pattern), c.position, f.start, unsigned(f.to), f.walk_s,
        )  # fmt: skip

    @cached_property
    def n_patterns(self) -> int:
        """Number of patterns of both kinds."""
        return len(self.timetable.timed.stop_start) + len(self.timetable.headway.stop_start) - 2

    @cached_property
    def _reversed_skeleton(self) -> Day:
        return Day(mirror(skeleton(self.timetable)), self.mirrored.footpaths)

    def bounds_to(self, egress: Mapping[int, int], max_rides: int) -> Bounds:
        """Bound what is left of a journey to its end by rides at their fastest that never wait."""
        back = self._reversed_skeleton
        space = back.borrow(max_rides)
        ever = np.full(self.timetable.n_berths, UNREACHED, np.int32)
        *_, deepest = back.run(egress, (), [0], LATEST, max_rides, UNBOUNDED, space)
        bounds = Bounds(
            alighted_left_s=space.ready[deepest].copy(),
            ready_left_s=space.alighted[deepest].copy(),
            alighted_latest=ever,
            ready_latest=ever,
        )
        back.give_back(space)
        return bounds

    def borrow(self, max_rides: int) -> Space:
        """Take working space that no other thread has."""
        try:
            return self._spaces.setdefault(max_rides, []).pop()
        except IndexError:
            return Space.of(self.timetable.n_berths, self.n_patterns, max_rides)

    def give_back(self, space: Space) -> None:
        """Return borrowed space."""
        self._spaces[len(space.alighted) - 1].append(space)

    def run(
        self,
        seeds: Mapping[int, int],
        targets: Sequence[Mapping[int, int]],
        departures: Iterable[int] | Int32s,
        until: int,
        max_rides: int,
        bounds: Bounds,
        space: Space,
    ) -> tuple[Int32s, Int32s, Int32s, int]:
        """Call the kernel, :func:`transit.routing.rounds.search`."""
        seed, seed_s = _pairs(seeds)
        target_start, target, target_s = one(targets[0]) if len(targets) == 1 else flat(targets)
        return rounds.search(  # type: ignore[no-any-return]
            self.columns, seed, seed_s, target_start, target, target_s,
            np.asarray(departures, np.int32), int(min(until, LATEST)), int(max_rides), tuple(bounds), tuple(space),
        )  # fmt: skip


def depart_at(day: Day, ends: Ends, departs: int, max_rides: int, until: int = LATEST) -> list[Way]:
    """Find the earliest arrival for each number of rides, and the latest departure that still makes it."""
    front, bounds = _front(day, ends.access, ends.egress, departs, max_rides, until)
    if not front:
        return []
    # Backwards from each arrival, earliest first, in no more rides; only where one can be by then.
    back, latest = day.mirrored, -departs + 1
    space = back.borrow(max_rides)
    deadlines = [-arrives for arrives, _ in reversed(front)]
    _, found, _, deepest = back.run(
        ends.egress, [ends.access], deadlines, latest, max_rides, bounds, space
    )
    begins = max(-int(end) for _, end, _ in found)
    bounds = _latest_of(day, space, deepest, ends.access, -begins)
    back.give_back(space)
    wanted: set[tuple[int, int]] = set()
    for arrives, rides in front:
        leaves = max(-int(f[1]) for f in found if f[2] <= rides and -f[0] <= arrives)
        wanted.add((leaves, rides))
    return _told(day, ends, wanted, max_rides, bounds)


def arrive_by(
    day: Day, ends: Ends, deadline: int, max_rides: int, since: int = -LATEST
) -> list[Way]:
    """Find the latest departure for each number of rides, and the earliest arrival it allows."""
    front, bounds = _front(day.mirrored, ends.egress, ends.access, -deadline, max_rides, -since + 1)
    return _told(day, ends, {(-end, rides) for end, rides in front}, max_rides, bounds)


def window(day: Day, ends: Ends, first: int, last: int, max_rides: int) -> list[Way]:
    """Find every way that no other beats on departure, arrival and rides, setting out from `first` to `last`.

    Exact for timed service; where service known only by its headway is boarded first, departures are whole minutes.
    The latest departure comes first. A departure is not told if one that sets out after the window is as good.
    """
    seed, seed_s = _pairs(ends.access)
    departures = rounds.departures_between(day.columns, seed, seed_s, int(first), int(last))
    if not len(departures):
        return []
    # Whoever sets out after the window: what gets nobody there sooner, or with fewer rides, is beaten.
    departures = np.concatenate(([last + 1], departures))
    many = len(departures) > _WORTH_BOUNDS
    bounds = day.bounds_to(ends.egress, max_rides) if many else UNBOUNDED
    space = day.borrow(max_rides)
    _, journeys, legs, _ = day.run(
        ends.access, [ends.egress], departures, LATEST, max_rides, bounds, space
    )
    day.give_back(space)
    return [
        _way(day, row, ridden)
        for row, ridden in zip(journeys.tolist(), legs.tolist(), strict=True)
        if row[0] <= last
    ]


def earliest_arrivals(
    day: Day, access: Mapping[int, int], departs: int, max_rides: int, until: int = LATEST
) -> Int32s:
    """Earliest alighting at every berth, shape (B,); `UNREACHED` where there is none before `until`."""
    space = day.borrow(max_rides)
    *_, deepest = day.run(access, (), [departs], until, max_rides, UNBOUNDED, space)
    found: Int32s = space.alighted[deepest].copy()
    day.give_back(space)
    return found


Group = tuple["Int32s", "Int32s", "Int32s"]
"""Starts, berths and seconds of some sets of berths, laid end to end."""


def one(group: Mapping[int, int]) -> Group:
    """Lay out a single set of berths and seconds."""
    return np.array((0, len(group)), np.int32), *_pairs(group)


def flat(groups: Sequence[Mapping[int, int]]) -> Group:
    """Lay sets of berths and seconds end to end."""
    start = np.cumsum([0, *map(len, groups)]).astype(np.int32)
    berths = [berth for group in groups for berth in group]
    seconds = [s for group in groups for s in group.values()]
    return start, np.array(berths, np.uint32), np.array(seconds, np.int32)


def _front(
    day: Day,
    seeds: Mapping[int, int],
    target: Mapping[int, int],
    departs: int,
    max_rides: int,
    until: int,
) -> tuple[list[tuple[int, int]], Bounds]:
    """List end and rides of every answer that more rides make better, and what the way back must meet."""
    space = day.borrow(max_rides)
    _, journeys, _, deepest = day.run(
        seeds, [target], [departs], until, max_rides, UNBOUNDED, space
    )
    front = [(end, rides) for _, end, rides in journeys.tolist()]
    best = min((end for end, _ in front), default=LATEST)
    bounds = _latest_of(day, space, deepest, target, best)
    day.give_back(space)
    return front, bounds


def _latest_of(day: Day, space: Space, deepest: int, target: Mapping[int, int], end: int) -> Bounds:
    """Bound a search the other way by what this one reached: alighting there is readiness here, time runs back.

    A berth of the target at which the journey would end just when it does elsewhere has no label of its own, because it
    gained nothing; it counts as reached in time.
    """
    none = np.zeros(day.timetable.n_berths, np.int32)
    alighted = space.alighted[deepest].copy()
    for berth, foot_s in target.items():
        alighted[berth] = min(alighted[berth], end - foot_s)
    return Bounds(none, none, -space.ready[deepest], -alighted)


def _told(
    day: Day,
    ends: Ends,
    wanted: set[tuple[int, int]],
    max_rides: int,
    bounds: Bounds,
) -> list[Way]:
    """Ride the ways that leave at some times in some numbers of rides; fewest rides first."""
    if not wanted:
        return []
    departures = sorted({departs for departs, _ in wanted}, reverse=True)
    space = day.borrow(max_rides)
    _, journeys, legs, _ = day.run(
        ends.access, [ends.egress], departures, LATEST, max_rides, bounds, space
    )
    day.give_back(space)
    found = [
        _way(day, row, ridden)
        for row, ridden in zip(journeys.tolist(), legs.tolist(), strict=True)
        if (row[0], row[2]) in wanted
    ]
    return sorted(found, key=lambda way: way.rides)


def _way(day: Day, row: list[int], legs: list[list[int]]) -> Way:
    departs, arrives, n_rides = row
    n_timed = len(day.timetable.timed.stop_start) - 1
    rides = []
    for pattern, trip, positions in legs[:n_rides]:
        timed = pattern < n_timed
        rides.append(
            Ride(
                pattern=pattern,
                trip=trip if timed else NOWHERE,
                leaves=0 if timed else trip,
                board_position=positions >> POSITION_BITS,
                alight_position=positions & _POSITION,
            )
        )
    return Way(departs, arrives, n_rides, tuple(rides))


def _pairs(seeds: Mapping[int, int]) -> tuple[Int32s, Int32s]:
    n = len(seeds)
    return np.fromiter(seeds, np.uint32, n), np.fromiter(seeds.values(), np.int32, n)
