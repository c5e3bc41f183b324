"""How long do vehicles stand at checkpoints? The timetable with what is lost there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.network.border import passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.ground import Ground
    from transit.network.overheads import Overheads
    from transit.timetable.arrays import Int32s, Timetable


def with_checkpoints(ground: Ground, timetable: Timetable, overheads: Overheads) -> Timetable:
    """Let every vehicle lose, behind each checkpoint it passes, what standing there takes.

    Parameters
    ----------
    timetable
        As compiled: no two patterns share their times. Within a pattern all trips lose the same, so none overtakes
        another after that either.
    """
    if not overheads.checks:
        return timetable
    timed, headway = timetable.timed, timetable.headway
    arrival, departure = timed.arrival.copy(), timed.departure.copy()
    for p, trip in enumerate(timed.trip[timed.trip_start].tolist()):
        first, last = timed.stop_start[p : p + 2].tolist()
        lost_s = _lost(ground, timetable, overheads, last - first, trip)
        if lost_s.any():
            n_trips, start = int(timed.n_trips[p]), int(timed.time_start[p])
            cells = slice(start, start + n_trips * len(lost_s))
            arrival[cells] += np.tile(lost_s, n_trips)
            departure[cells] += np.repeat(lost_s, n_trips)
    after, on = headway.arrival.copy(), headway.departure.copy()
    for p, trip in enumerate(headway.trip[headway.window_start[:-1]].tolist()):
        first, last = headway.stop_start[p : p + 2].tolist()
        lost_s = _lost(ground, timetable, overheads, last - first, trip)
        after[first:last] += lost_s
        on[first:last] += lost_s
    return timetable._replace(
        timed=timed._replace(arrival=arrival, departure=departure),
        headway=headway._replace(arrival=after, departure=on),
    )


def _lost(
    ground: Ground, timetable: Timetable, overheads: Overheads, n_calls: int, run: int
) -> Int32s:
    """Seconds lost before each call of a run."""
    lost_s = np.zeros(n_calls, np.int32)
    for trip, offset in _trips(ground, timetable, run):
        for passage in passages(ground, trip, overheads):
            if passage.delay is not None:
                lost_s[offset + passage.hop + 1 :] += passage.delay.seconds
    return lost_s


def _trips(ground: Ground, timetable: Timetable, run: int) -> Iterator[tuple[int, int]]:
    """Tell the trips of a run, which a vehicle may run several of, and the position where each begins."""
    through, n_trips = timetable.through, len(ground.trips.ids)
    if run < n_trips:
        yield run, 0
        return
    parts = slice(*through.start[run - n_trips : run - n_trips + 2])
    yield from zip(through.trip[parts].tolist(), through.offset[parts].tolist(), strict=True)
