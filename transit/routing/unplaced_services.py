"""Which departures serve a trip between stops in reach and stops that nobody can be told to walk to?"""

from __future__ import annotations

from itertools import groupby, product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.clock import DAY_S
from transit.network.berths import by_berth
from transit.routing.last import LastQuery
from transit.routing.rounds import NOWHERE
from transit.routing.search import Ride

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from transit.network.ground import Ground
    from transit.routing.plan import Query
    from transit.timetable.arrays import (
        Bools,
        HeadwayPatterns,
        TimedPatterns,
        Timetable,
    )

PATIENCE_S: Final = 2 * 3600
"""How far from the moment asked for a departure, or an arrival, may be and still bear on the trip."""


class End(NamedTuple):
    """Where one may board, or alight."""

    seconds: dict[int, int]
    """By berth: the walk there; 0 where nobody knows it."""
    unplaced: Bools
    """Shape (B,): berths of unplaced stops."""

    @classmethod
    def of(cls, ground: Ground, seconds: Mapping[int, int], near: Iterable[int]) -> End:
        """Add stops that may be near to the berths in reach; if in reach, it is not known how far either."""
        further = by_berth(ground.berths, dict.fromkeys(near, 0))
        is_unplaced = np.zeros(len(ground.berths.stop), np.bool_)
        is_unplaced[[berth for berth in further if berth not in seconds]] = True
        return cls({**seconds, **further}, is_unplaced)


class Stretch(NamedTuple):
    """Where one boards in a pattern, and alights."""

    pattern: int
    """Among its kind, timed or by headway; `on` and `off` are positions of its calls."""
    on: int
    off: int
    board: int
    """Berth; `alight` likewise."""
    alight: int
    access_s: int
    egress_s: int


class Service(NamedTuple):
    """Departures on a stretch that meet the question, in seconds of the service day."""

    stretch: Stretch
    opens: int
    closes: int
    departs: tuple[int, ...]
    """Clock times; none of service known only by its headway."""
    ride_s: int
    """The longest."""
    first: Ride
    """The first of them."""


def services_between(
    ground: Ground, timetable: Timetable, start: End, finish: End, query: Query
) -> Iterator[Service]:
    """Find the departures that meet a question, between stops of which one at least is unplaced."""
    timed, headway = timetable.timed, timetable.headway
    for stretch in _stretches(ground, timed, start, finish):
        yield from _by_clock(timed, stretch, query)
    for stretch in _stretches(ground, headway, start, finish):
        yield from _by_headway(headway, stretch, query, len(timed.n_trips))


def _stretches(
    ground: Ground, patterns: TimedPatterns | HeadwayPatterns, start: End, finish: End
) -> Iterator[Stretch]:
    """Pick where to board and alight in each pattern with unplaced stops: at those that are surest."""
    stop, stop_start = patterns.stop, patterns.stop_start
    asked = (patterns.board & start.unplaced[stop]) | (patterns.alight & finish.unplaced[stop])
    error_m = ground.stops.error_m[ground.berths.stop]
    for p in np.unique(np.searchsorted(stop_start, np.flatnonzero(asked), "right") - 1).tolist():
        calls = slice(stop_start[p], stop_start[p + 1])
        berths = stop[calls].tolist()
        on, off = (
            [i for i, b in enumerate(berths) if may[i] and b in end.seconds]
            for may, end in ((patterns.board[calls], start), (patterns.alight[calls], finish))
        )
        pairs = [
            (
                int(start.unplaced[berths[i]]) + int(finish.unplaced[berths[j]]),
                float(error_m[berths[i]] + error_m[berths[j]]),
                j - i,
                i,
            )
            for i, j in product(on, off)
            if i < j
        ]
        n_unplaced, _, length, i = min(pairs, default=(0, 0.0, 0, 0))
        # Where both stops are in reach there are journeys.
        if n_unplaced:
            a, b = berths[i], berths[i + length]
            yield Stretch(p, i, i + length, a, b, start.seconds[a], finish.seconds[b])


def _by_clock(timed: TimedPatterns, stretch: Stretch, query: Query) -> Iterator[Service]:
    p, n_trips = stretch.pattern, int(timed.n_trips[stretch.pattern])
    n_calls, begins = int(timed.stop_start[p + 1] - timed.stop_start[p]), int(timed.time_start[p])
    departs = timed.departure[begins + stretch.on * n_trips :][:n_trips]
    arrives = timed.arrival[begins + stretch.off :: n_calls][:n_trips]
    first, last = _band(query, stretch)
    at = arrives if query.backwards else departs
    meets = np.flatnonzero((first <= at) & (at <= last))
    if len(meets):
        leaves = tuple(departs[meets].tolist())
        ride_s = int((arrives - departs)[meets].max())
        ride = Ride(p, int(meets[0]), 0, stretch.on, stretch.off)
        yield Service(stretch, leaves[0], leaves[-1], leaves, ride_s, ride)


def _by_headway(
    headway: HeadwayPatterns, stretch: Stretch, query: Query, n_timed: int
) -> Iterator[Service]:
    p, calls = stretch.pattern, int(headway.stop_start[stretch.pattern])
    after_s = int(headway.departure[calls + stretch.on])
    ride_s = int(headway.arrival[calls + stretch.off]) - after_s
    first, last = (at - ride_s * query.backwards for at in _band(query, stretch))
    for opens, closes in _windows(headway, p):
        begins, ends = opens + after_s, closes + after_s
        if begins > last or ends <= first:
            continue
        if not query.backwards:
            begins = max(begins, first)
        if query.backwards or query.last is not None:
            ends = min(ends, last)
        ride = Ride(n_timed + p, NOWHERE, begins - after_s, stretch.on, stretch.off)
        yield Service(stretch, begins, ends, (), ride_s, ride)


def _windows(headway: HeadwayPatterns, p: int) -> Iterator[tuple[int, int]]:
    """List the windows of a pattern; those that follow one another with the same headway are one."""
    own = slice(headway.window_start[p], headway.window_start[p + 1])
    opens, closes = headway.opens[own], headway.closes[own]
    goes_on = (opens[1:] == closes[:-1]) & (np.diff(headway.headway_s[own]) == 0)
    number = np.cumsum(np.r_[True, ~goes_on])
    for _, rows in groupby(range(len(opens)), key=number.__getitem__):
        of = list(rows)
        yield int(opens[of[0]]), int(closes[of[-1]])


def _band(query: Query, stretch: Stretch) -> tuple[int, int]:
    """Tell between which seconds one may board; to be there by a deadline, alight."""
    patience_s = DAY_S if isinstance(query, LastQuery) else PATIENCE_S
    if query.backwards:
        latest = query.seconds - stretch.egress_s
        return latest - patience_s, latest
    soonest = query.seconds + stretch.access_s
    waits_s = patience_s if query.last is None else query.last - query.seconds
    return soonest, soonest + waits_s
