"""How are runs with clock times laid out, so that in a pattern none overtakes another?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.network.trips import cells_of
from transit.timetable.arrays import TimedPatterns

if TYPE_CHECKING:
    import numpy.typing as npt

    from transit.timetable.arrays import Int32s
    from transit.timetable.kinds import Trips
    from transit.timetable.runs import Runs

_AT_ONCE: Final = 1 << 21
"""Times looked at together: enough to be fast, too few to need much memory."""


def timed_patterns(trips: Trips, runs: Runs) -> TimedPatterns:
    """Lay runs out by number of calls, kind and first departure; a pattern ends where a run would overtake."""
    first, last = trips.start[:-1], trips.start[1:] - 1
    length = np.diff(trips.start)[runs.trip]
    kind = trips.kind[runs.trip]
    leaves = trips.departure[first[runs.trip]] + runs.shift_s
    order = np.lexsort((trips.arrival[last[runs.trip]] + runs.shift_s, leaves, kind, length))
    trip, shift_s, length, kind = runs.trip[order], runs.shift_s[order], length[order], kind[order]
    before = np.r_[0, np.cumsum(length, dtype=np.int64)]
    arrival, departure = (np.empty(before[-1], dtype=np.int32) for _ in range(2))
    pattern_starts, place = [np.zeros(1, dtype=np.int64)], np.arange(len(trip))
    for a, b in _portions(length, kind, before):
        n_calls = int(length[a])
        cells = trips.start[trip[a:b], None] + np.arange(n_calls, dtype=np.int32)
        arrives, departs = (
            column[cells] + shift_s[a:b, None] for column in (trips.arrival, trips.departure)
        )
        part = _parts(kind[a:b], arrives, departs)
        if part.any():
            moved = np.lexsort((part, kind[a:b]))
            arrives, departs, part = arrives[moved], departs[moved], part[moved]
            place[a:b] = a + moved
        begins = (np.diff(kind[a:b]) != 0) | (np.diff(part) != 0)
        bounds = np.r_[0, np.flatnonzero(begins) + 1, b - a]
        arrival[before[a] : before[b]] = arrives.ravel()
        for r, s in pairwise(bounds.tolist()):
            block = departure[before[a + r] : before[a + s]]
            block.reshape(n_calls, s - r)[:] = departs[r:s].T
        pattern_starts.append(bounds[1:] + a)
    starts = np.concatenate(pattern_starts)
    trip = trip[place]
    calls = cells_of(trips.start, trip[starts[:-1]])
    return TimedPatterns(
        stop_start=np.r_[0, np.cumsum(length[starts[:-1]])].astype(np.int32),
        stop=trips.berth[calls],
        board=trips.board[calls],
        alight=trips.alight[calls],
        trip_start=starts[:-1].astype(np.int32),
        n_trips=np.diff(starts).astype(np.int32),
        time_start=before[starts[:-1]].astype(np.int32),
        arrival=arrival,
        departure=departure,
        trip=trip,
        day_s=runs.day_s[order][place],
    )


def _portions(length: Int32s, kind: Int32s, before: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cut sorted runs between kinds, into portions of one number of calls and about `_AT_ONCE` times."""
    first = np.flatnonzero(np.r_[True, kind[1:] != kind[:-1]][: len(kind)])
    portion = before[first] // _AT_ONCE
    cut = (np.diff(length[first]) != 0) | (np.diff(portion) != 0)
    bounds = np.r_[0, first[1:][cut], len(kind)].tolist()
    return list(pairwise(bounds)) if len(kind) else []


def _parts(kind: Int32s, arrives: Int32s, departs: Int32s) -> Int32s:
    """Part each kind so that within a part no run overtakes another. Nearly all kinds are one part."""
    part = np.zeros(len(kind), dtype=np.int32)
    overtakes = ((arrives[1:] < arrives[:-1]) | (departs[1:] < departs[:-1])).any(axis=1)
    overtakes &= kind[1:] == kind[:-1]
    for one in np.unique(kind[1:][overtakes]):
        a, b = np.searchsorted(kind, (one, one + 1))
        times = np.concatenate((arrives[a:b], departs[a:b]), axis=1)
        # The last run of each part so far.
        last: list[int] = []
        for r in range(b - a):
            free = (n for n, before in enumerate(last) if (times[before] <= times[r]).all())
            chosen = next(free, len(last))
            last[chosen : chosen + 1] = [r]
            part[a + r] = chosen
    return part
