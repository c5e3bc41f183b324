"""Make one long trip of the trips one may stay seated through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.network.trips import cells_of, equal_blocks
from transit.timetable.arrays import Through
from transit.timetable.kinds import Trips
from transit.timetable.runs import Runs

if TYPE_CHECKING:
    from transit.network.blocks import Chains
    from transit.timetable.arrays import Int32s


def join_through(
    trips: Trips, runs: Runs, chains: Chains, stop: Int32s
) -> tuple[Trips, Runs, Through]:
    """Put a long trip in the place of each chain of runs.

    Parameters
    ----------
    trips
        The trips of the trip table.
    runs, chains
        Runs of them, and which of these go on as which.
    stop
        Stop of each berth.

    Returns
    -------
    trips, runs, through
        Through trips stand behind the others. A run of a chain is no longer a run by itself; the long one belongs to
        the service day of its first part.
    """
    if not len(chains.run):
        nothing = np.empty(0, dtype=np.int32)
        return trips, runs, Through(np.zeros(1, dtype=np.int32), nothing, nothing)
    head = chains.run[chains.start[:-1]]
    later_s = runs.shift_s[chains.run] - np.repeat(runs.shift_s[head], np.diff(chains.start))
    # The same trips on another day are the same through trip, unless the clocks change between its parts.
    member = runs.trip[chains.run].astype(np.int64) << 32
    number = equal_blocks(member + later_s, chains.start)
    _, first = np.unique(number, return_index=True)
    parts = cells_of(chains.start, first.astype(np.int32))
    part_start = np.r_[0, np.cumsum(np.diff(chains.start)[first])].astype(np.int32)
    joined, offset = _joined(trips, runs.trip[chains.run[parts]], part_start, later_s[parts], stop)
    alone = np.ones(len(runs.trip), dtype=bool)
    alone[chains.run] = False
    long = Runs(*(column[head] for column in runs))._replace(trip=len(trips.start) - 1 + number)
    rest = (np.concatenate((r[alone], x)) for r, x in zip(runs, long, strict=True))
    return joined, Runs(*rest), Through(part_start, runs.trip[chains.run[parts]], offset)


def _joined(
    trips: Trips, part: Int32s, part_start: Int32s, later_s: Int32s, stop: Int32s
) -> tuple[Trips, Int32s]:
    """Write the calls of through trips behind those of all trips, and tell where each part begins."""
    length = np.diff(trips.start)[part]
    ends = np.cumsum(length)
    begins = ends - length
    cells = cells_of(trips.start, part)
    first, last = part_start[:-1], part_start[1:] - 1
    board, alight = trips.board[cells], trips.alight[cells]
    inner = np.delete(np.arange(len(part)), last)
    board[ends[inner] - 1] = False
    # Where the vehicle has moved to another stop of the place, one may alight there too.
    at = stop[trips.berth[cells]]
    stays = at[ends[inner] - 1] == at[begins[inner + 1]]
    alight[begins[inner + 1][stays]] = False
    shift_s = np.repeat(later_s, length)
    arrival, departure = trips.arrival[cells] + shift_s, trips.departure[cells] + shift_s
    # One trip may say that it stands where it ends, or the next where it begins, while the other still runs.
    first_arrival = np.maximum(arrival[begins[inner + 1]], arrival[ends[inner] - 1])
    arrival[begins[inner + 1]] = first_arrival
    departure[ends[inner] - 1] = arrival[ends[inner] - 1]
    columns = {
        "berth": trips.berth[cells],
        "board": board,
        "alight": alight,
        "arrival": arrival,
        "departure": departure,
        "kind": trips.kind.max() + 1 + equal_blocks(trips.kind[part].astype(np.int64), part_start),
    }
    every = {name: np.concatenate((getattr(trips, name), new)) for name, new in columns.items()}
    start = np.r_[trips.start, trips.start[-1] + ends[last]].astype(np.int32)
    offset = begins - np.repeat(begins[first], np.diff(part_start))
    return Trips(start=start, **every), offset.astype(np.int32)
