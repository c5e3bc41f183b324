"""What does ``transfers.txt`` say of changing from vehicle to vehicle, platform by platform?

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/#transferstxt
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.network.stops import Stops

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

ORDINARY: Final = -1
"""Stands for seconds: the change takes what it takes on the ground."""

FORBIDDEN: Final = -2
"""Stands for seconds: nobody changes here."""

ANY: Final = 0
"""Selector that every trip fits."""

_RECOMMENDED, _TIMED, _MINIMUM, _FORBIDDEN = range(4)
"""Transfer types; those beyond are of passengers who stay seated, and say nothing of changing vehicle."""

_NOBODY: Final = -1

_RANK: Final = np.array([[0, 1, 3], [1, 2, 4], [3, 4, 5]])
"""How specific a rule is whose sides name all trips (0), a route (1) or a trip (2): of several rules that fit, the
greatest counts."""


class Changes(NamedTuple):
    """Rules for ordered pairs of platforms, in the order of the file. Columns have shape (N,).

    A selector tells the trips that one side of a rule speaks of: `ANY`, ``1 + r`` for those of route r, or
    ``1 + n_routes + t`` for trip t, where r and t are rows of ``routes.txt`` and ``trips.txt``.
    """

    from_stop: Int32s
    to_stop: Int32s
    from_selector: Int32s
    to_selector: Int32s
    rank: Int32s
    """0 for rules of all trips; of rules that fit one pair of trips the greatest counts, and of these the last."""
    seconds: Int32s
    """Seconds stated, `ORDINARY` or `FORBIDDEN`."""
    transfer: Int32s
    """Row of ``transfers.txt``."""
    walk_m: Floats
    """Metres stated; NaN where the feed gives none."""

    def of(self, rules: Bools | Int64s) -> Changes:
        """Pick some of the rules."""
        return Changes._make(column[rules] for column in self)


def read_changes(feed: Feed, stops: Stops) -> Changes:
    """Read every rule for changing; one between stations holds for each pair of their platforms.

    A rule that names a stop, route or trip the feed does not have is a rule for nobody.
    """
    table = feed.transfers
    kind = table["transfer_type"].to_numpy()
    said_s = table["min_transfer_time"].to_numpy()
    seconds = np.select(
        [kind == _TIMED, kind == _MINIMUM, kind == _FORBIDDEN], [0, said_s, FORBIDDEN], ORDINARY
    )
    start, platform, group = _platforms(feed, stops, table["from_stop_id"], table["to_stop_id"])
    who, reach = zip(*(_selectors(feed, side) for side in ("from", "to")), strict=True)
    rank = _RANK[reach[0], reach[1]]
    meant = np.isin(kind, (_RECOMMENDED, _TIMED, _MINIMUM, _FORBIDDEN))
    meant &= (group >= 0).all(axis=0) & (who[0] != _NOBODY) & (who[1] != _NOBODY)
    rows = np.flatnonzero(meant)
    first, count = start[:-1], np.diff(start)
    a, b = group[:, rows]
    of, i, j = each_with_each(first[a], count[a], first[b], count[b])
    told = (column[rows][of] for column in (*who, rank, seconds, np.arange(len(table))))
    integers = (column.astype(np.int32) for column in (platform[i], platform[j], *told))
    return Changes._make((*integers, table["walk_m"].to_numpy()[rows][of]))


def each_with_each(
    first_a: npt.ArrayLike, n_a: npt.ArrayLike, first_b: npt.ArrayLike, n_b: npt.ArrayLike
) -> tuple[Int64s, Int64s, Int64s]:
    """Pair the members of two slices, for many pairs of slices.

    Parameters
    ----------
    first_a, n_a, first_b, n_b
        Where the slices begin and how long they are, shape (n,).

    Returns
    -------
    of, a, b
        For each pair of members the number of its slices, and where in each slice the members are.
    """
    first_a, n_a, first_b, n_b = (
        np.asarray(column, dtype=np.int64) for column in (first_a, n_a, first_b, n_b)
    )
    count = n_a * n_b
    of = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    in_a, in_b = np.divmod(within, n_b[of])
    return of, first_a[of] + in_a, first_b[of] + in_b


def last_of_each(key: Int64s, *before: npt.NDArray[np.integer]) -> Int64s:
    """Find, for each key in ascending order, its last entry; `before` orders the entries of one key, least first."""
    order = np.lexsort((*reversed(before), key)) if before else np.argsort(key, kind="stable")
    ranked = key[order]
    is_last = np.r_[ranked[1:] != ranked[:-1], np.ones(min(len(key), 1), dtype=np.bool_)]
    last: Int64s = order[is_last]
    return last


def _platforms(feed: Feed, stops: Stops, *wanted: pd.Series) -> tuple[Int64s, Int64s, Int64s]:
    """Group stops by the ids they answer to, their own and their station's; tell the group of each id wanted."""
    station = feed.stops["parent_station"].to_numpy(dtype=object)[stops.rows]
    housed = np.flatnonzero(station != "")
    code, ids = pd.factorize(np.r_[np.array(stops.ids, dtype=object), station[housed]])
    order = np.argsort(code, kind="stable")
    start = np.searchsorted(code[order], np.arange(len(ids) + 1))
    platform = np.r_[np.arange(len(stops.ids)), housed][order]
    index = pd.Index(ids)
    return start, platform, np.stack([index.get_indexer(pd.Index(column)) for column in wanted])


def _selectors(feed: Feed, side: str) -> tuple[Int64s, Int64s]:
    """Tell the selector of one side of each rule, and how narrow it is: 0, 1 for a route, 2 for a trip."""
    who = np.full(len(feed.transfers), ANY, dtype=np.int64)
    narrow = np.zeros_like(who)
    first = 1
    # A trip beside its route is meant alone.
    for width, (table, known) in enumerate((("route", feed.routes), ("trip", feed.trips)), start=1):
        named = feed.transfers[f"{side}_{table}_id"].to_numpy(dtype=object)
        rows = np.flatnonzero(named != "")
        if len(rows):
            found = pd.Index(known[f"{table}_id"]).get_indexer(pd.Index(named[rows]))
            who[rows] = np.where(found < 0, _NOBODY, found + first)
            narrow[rows] = width
        first += len(known)
    return who, narrow
