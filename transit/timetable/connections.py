"""The timed day as hops in order of departure, for a single pass that finds earliest arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.timetable.arrays import Int32s  # noqa: TC001 - the store reads the annotations

if TYPE_CHECKING:
    from transit.timetable.arrays import Footpaths, Timetable

UInt32s = npt.NDArray[np.uint32]
"""What is never negative: the compiler then need not ask whether an index counts from the end."""

MINUTE_S: Final = 60


class Connections(NamedTuple):
    """Hops of timed trips, columns of shape (C,), by departure, then pattern, trip and call."""

    departure: Int32s
    arrival: Int32s
    board: UInt32s
    """Berth where one boards, or number `n_berths` where one may not."""
    alight: UInt32s
    run: UInt32s
    """Number of the trip among all that run."""
    minute: Int32s
    """First connection that departs at or after each whole minute from `first_s` on."""
    first_s: Int32s
    """Shape (1,): a whole minute, not after the first departure."""
    place: Int32s
    """Shape (C, 3): pattern, place among the pattern's trips, and call at which the hop begins."""


def connect(timetable: Timetable, footpaths: Footpaths) -> Connections | None:
    """Put the hops of a timetable in order.

    Returns
    -------
    connections
        None where one pass would not be exact: some service is known only by its headway, or a hop and a change may
        both take no time, so that no order of departures is also an order of what can follow what.
    """
    timed = timetable.timed
    if len(timetable.headway.stop) or not len(timed.arrival):
        return None
    n_calls, n_trips = np.diff(timed.stop_start), timed.n_trips
    cells = n_calls * n_trips
    pattern = np.repeat(np.arange(len(cells), dtype=np.int32), cells)
    within = np.arange(len(pattern)) - np.repeat(np.cumsum(cells) - cells, cells)
    trip, position = np.divmod(within, n_calls[pattern])
    del within
    hop = np.flatnonzero(position + 1 < n_calls[pattern])
    if not len(hop):
        return None
    pattern, trip, position = (
        pattern[hop],
        trip[hop].astype(np.int32),
        position[hop].astype(np.int32),
    )
    start = timed.time_start[pattern]
    departure = timed.departure[start + position * n_trips[pattern] + trip]
    arrival = timed.arrival[start + trip * n_calls[pattern] + position + 1]
    shortest_change = footpaths.walk_s.min(initial=1)
    if shortest_change < 1 and (arrival <= departure).any():
        return None
    order = np.argsort(departure, kind="stable")
    pattern, trip, position = pattern[order], trip[order], position[order]
    departure = departure[order]
    call = timed.stop_start[pattern] + position
    first_s = int(departure[0]) // MINUTE_S * MINUTE_S
    minutes = np.arange(first_s, int(departure[-1]) + MINUTE_S + 1, MINUTE_S)
    return Connections(
        departure=departure,
        arrival=arrival[order],
        board=np.where(timed.board[call], timed.stop[call], timetable.n_berths).astype(np.uint32),
        alight=np.where(
            timed.alight[call + 1], timed.stop[call + 1], timetable.n_berths
        ).astype(np.uint32),
        run=((np.cumsum(n_trips) - n_trips)[pattern] + trip).astype(np.uint32),
        minute=np.searchsorted(departure, minutes).astype(np.int32),
        first_s=np.array([first_s], np.int32),
        place=np.stack((pattern, trip, position), axis=1),
    )  # fmt: skip
