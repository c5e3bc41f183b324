"""From which berth to which can one change, and how long does that take?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.network.changes import FORBIDDEN, each_with_each
from transit.network.walks import NOT_STATED, walk_seconds
from transit.timetable.arrays import Footpaths

if TYPE_CHECKING:
    from transit.network.berths import Berths
    from transit.network.ground import Ground
    from transit.network.overheads import Overheads
    from transit.timetable.arrays import Bools, Int32s

Int64s = npt.NDArray[np.int64]
Column = npt.NDArray[np.integer]


class _Changes(NamedTuple):
    """Changes in no order."""

    origin: Column
    to: Column
    seconds: Column


class _Willing(NamedTuple):
    """What one puts up with, see :func:`footpaths`."""

    speed_kmh: float
    max_walk_s: int
    min_change_s: int
    stated_only: bool

    def takes(
        self, walk_m: npt.NDArray[np.float64], stated_s: Int32s, transfer: Int32s
    ) -> tuple[Int32s, Bools]:
        """Tell how long changes take, and whether one makes them."""
        walk_s = walk_seconds(walk_m, self.speed_kmh)
        timed = stated_s >= 0
        willing = transfer != NOT_STATED if self.stated_only else walk_s <= self.max_walk_s
        willing = (willing | timed) & (stated_s != FORBIDDEN)
        return np.where(timed, stated_s, np.maximum(walk_s, self.min_change_s)), willing


def footpaths(
    ground: Ground,
    *,
    speed_kmh: float,
    max_walk_s: int,
    min_change_s: int,
    stated_only: bool,
    overheads: Overheads | None = None,
) -> Footpaths:
    """Lay out every change one is willing to make, by the berth it begins at.

    Parameters
    ----------
    ground
        The network.
    speed_kmh
        Of walks whose time ``transfers.txt`` does not state.
    max_walk_s
        Longest walk on the ground; changes whose time the feed states are kept whatever they take.
    min_change_s
        Time to change at one stop, and the least any change takes whose time the feed does not state.
    stated_only
        Keep only the changes that ``transfers.txt`` speaks of, and those at one stop.
    overheads
        What is added to a walk out of one station and into another; not to the changes that ``transfers.txt`` speaks
        of or to those between platforms of one station, and not to how far one is willing to walk.
    """
    willing = _Willing(speed_kmh, max_walk_s, min_change_s, stated_only)
    berths = ground.berths
    changes = _between_stops(ground, willing, overheads)
    if len(berths.stop) > berths.n_stops:
        changes = _between_berths(changes, berths)
    if len(berths.from_berth):
        changes = _as_stated(changes, berths, willing)
    return _by_origin(changes, len(berths.stop))


def mirror_footpaths(footpaths: Footpaths) -> Footpaths:
    """Turn every change round."""
    n_berths = len(footpaths.start) - 1
    origin = np.repeat(np.arange(n_berths, dtype=np.int32), np.diff(footpaths.start))
    return _by_origin(_Changes(footpaths.to, origin, footpaths.walk_s), n_berths)


def _between_stops(ground: Ground, willing: _Willing, overheads: Overheads | None) -> _Changes:
    """Take every walk between stops, and each stop to itself; origins ascend."""
    walks, n_stops = ground.walks, len(ground.stops.ids)
    seconds, kept = willing.takes(walks.paced_m, walks.stated_s, walks.transfer)
    rows = np.flatnonzero(kept)
    if overheads is not None:
        station = ground.station_of
        within = station[walks.from_stop[rows]] == station[walks.to_stop[rows]]
        by_street = rows[(walks.transfer[rows] == NOT_STATED) & ~within]
        seconds[by_street] += overheads.exit_s[walks.from_stop[by_street]]
        seconds[by_street] += overheads.entry_s[walks.to_stop[by_street]]
    here = np.arange(n_stops)
    # A stop to itself goes before the walks out of it, which moves each walk up by the stops before it and its own.
    at_stop = np.searchsorted(rows, walks.start[:-1]) + here
    at_walk = np.arange(len(rows)) + walks.from_stop[rows] + 1
    columns = np.empty((3, n_stops + len(rows)), dtype=np.int32)
    columns[:, at_stop] = here, here, np.full(n_stops, willing.min_change_s)
    for column, of_walk in zip(columns, (walks.from_stop, walks.to_stop, seconds), strict=True):
        column[at_walk] = of_walk[rows]
    return _Changes(*columns)


def _between_berths(changes: _Changes, berths: Berths) -> _Changes:
    """Let changes between stops hold for each pair of their berths."""
    in_order = np.argsort(berths.stop, kind="stable")
    count = np.bincount(berths.stop, minlength=berths.n_stops)
    first = np.cumsum(count) - count
    several = (count[changes.origin] > 1) | (count[changes.to] > 1)
    a, b = changes.origin[several], changes.to[several]
    of, i, j = each_with_each(first[a], count[a], first[b], count[b])
    spread = in_order[i], in_order[j], changes.seconds[several][of]
    return _Changes(
        *(
            np.concatenate((column[~several], more))
            for column, more in zip(changes, spread, strict=True)
        )
    )


def _as_stated(changes: _Changes, berths: Berths, willing: _Willing) -> _Changes:
    """Put what is stated between two berths in the place of what holds for their stops."""
    n_berths = len(berths.stop)
    told_s, kept = willing.takes(berths.walk_m, berths.seconds, berths.transfer)
    spoken_of = np.zeros(n_berths, dtype=np.bool_)
    spoken_of[berths.from_berth] = True
    rows = np.flatnonzero(spoken_of[changes.origin])
    key = changes.origin[rows].astype(np.int64) * n_berths + changes.to[rows]
    stated = berths.from_berth.astype(np.int64) * n_berths + berths.to_berth
    told = np.searchsorted(stated, key)
    here = stated[np.minimum(told, len(stated) - 1)] == key
    rows, told = rows[here], told[here]
    seconds = changes.seconds.copy()
    seconds[rows] = told_s[told]
    stays = np.ones(len(seconds), dtype=np.bool_)
    stays[rows] = kept[told]
    new = kept.copy()
    new[told] = False
    before = changes.origin, changes.to, seconds
    after = berths.from_berth, berths.to_berth, told_s
    return _Changes(
        *(np.concatenate((a[stays], b[new])) for a, b in zip(before, after, strict=True))
    )


def _by_origin(changes: _Changes, n_berths: int) -> Footpaths:
    origin = changes.origin
    if (origin[1:] < origin[:-1]).any():
        # Sorting single numbers, place behind origin, is many times faster than sorting places by origin.
        place = np.arange(len(origin), dtype=np.int64)
        order = np.sort((origin.astype(np.int64) << 32) | place) & 0xFFFFFFFF
        changes = _Changes(*(column[order] for column in changes))
    start = np.searchsorted(changes.origin, np.arange(n_berths + 1, dtype=changes.origin.dtype))
    columns = start, changes.to, changes.seconds
    return Footpaths(*(column.astype(np.int32, copy=False) for column in columns))
