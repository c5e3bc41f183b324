"""Which stops can be walked between, how far it is, and how long a stated change takes."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.network.changes import FORBIDDEN, ORDINARY, last_of_each
from transit.network.crow_flight import metres_on_foot
from transit.network.stops import Floats  # noqa: TC001 - the store reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.changes import Changes
    from transit.network.stops import Stops
    from transit.network.walking import WalkRule

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

NOT_STATED: Final = ORDINARY


class Walks(NamedTuple):
    """Walks between different stops, in both directions. Columns have shape (W,), sorted by origin, then by target."""

    start: Int32s
    """Shape (S + 1,): the walks out of stop s are ``start[s]:start[s + 1]``."""
    from_stop: Int32s
    to_stop: Int32s
    walk_m: Floats
    paced_m: Floats
    """Metres that take as long at any pace: `walk_m`, but where a table of the user's states the time."""
    stated_s: Int32s
    """Seconds that ``transfers.txt`` states for this change, whatever the trips; `NOT_STATED` elsewhere."""
    transfer: Int32s
    """Row of ``transfers.txt``; `NOT_STATED` for walks found on the ground."""

    @property
    def stated(self) -> tuple[Int32s, Int32s]:
        """Changes that ``transfers.txt`` speaks of, whatever the trips: from stops and to stops, shape (n,)."""
        said = self.transfer != NOT_STATED
        return self.from_stop[said], self.to_stop[said]


def find_walks(stops: Stops, changes: Changes, rule: WalkRule) -> Walks:
    """Find every walk that the rule lists between stops, and every change stated for all trips.

    Parameters
    ----------
    stops, changes
        The network. What is stated for single routes and trips is left to :mod:`transit.network.berths`.
    rule
        Who walks where.
    """
    none, no_length = np.empty(0, dtype=np.int32), np.empty(0)
    found = [(none, none, no_length, no_length), *_on_the_ground(rule)]
    # Walks may be many millions: what is put together is not kept apart as well.
    parts = list(map(list, zip(*found, strict=True)))
    found.clear()
    # Where every walk is timed by its length, one column serves for both.
    if all(map(is_, *parts[2:])):
        del parts[3]
    from_stop, to_stop, *lengths = (np.concatenate(parts.pop(0)) for _ in range(len(parts)))
    walk_m, paced_m = lengths[0], lengths[-1]
    nothing = np.full(len(from_stop), NOT_STATED, dtype=np.int32)
    start = _starts(stops, from_stop)
    on_the_ground = Walks(start, from_stop, to_stop, walk_m, paced_m, nothing, nothing)
    said = changes.of((changes.rank == 0) & (changes.from_stop != changes.to_stop))
    return _as_stated(on_the_ground, stops, said) if len(said.rank) else on_the_ground


def _on_the_ground(rule: WalkRule) -> Iterator[tuple[Int32s, Int32s, Floats, Floats]]:
    for a, b, lengths in rule.between_stops():
        yield a.astype(np.int32), b.astype(np.int32), *lengths


def _as_stated(walks: Walks, stops: Stops, said: Changes) -> Walks:
    """Let stated changes stand where they are walks on the ground too, put in those that are not."""
    n_stops = len(stops.ids)
    said_key = said.from_stop.astype(np.int64) * n_stops + said.to_stop
    last = last_of_each(said_key)
    said = said.of(last)
    key = walks.from_stop.astype(np.int64) * n_stops + walks.to_stop
    at = np.searchsorted(key, said_key[last])
    known = at < np.searchsorted(key, said_key[last], side="right")
    stated_s, transfer = walks.stated_s.copy(), walks.transfer.copy()
    stated_s[at[known]] = said.seconds[known]
    transfer[at[known]] = said.transfer[known]
    measured = known & ~np.isnan(said.walk_m)
    walk_m, paced_m = walks.walk_m.copy(), walks.paced_m.copy()
    walk_m[at[measured]] = paced_m[at[measured]] = said.walk_m[measured]
    new = ~known & (said.seconds != FORBIDDEN)
    at, said = at[new], said.of(new)
    allowed = np.insert(stated_s != FORBIDDEN, at, True)
    # The feed has one walk there, whatever the rule says.
    further_m = stated_metres(stops, said)
    columns = (
        np.insert(column, at, further)[allowed]
        for column, further in (
            (walks.from_stop, said.from_stop),
            (walks.to_stop, said.to_stop),
            (walk_m, further_m),
            (paced_m, further_m),
            (stated_s, said.seconds),
            (transfer, said.transfer),
        )
    )
    from_stop, *others = columns
    return Walks(_starts(stops, from_stop), from_stop, *others)


def stated_metres(stops: Stops, said: Changes) -> Floats:
    """Tell how far stated changes are: as the feed says, else as one walks by crow flight."""
    walk_m = metres_on_foot(stops, said.from_stop, said.to_stop)
    return np.where(np.isnan(said.walk_m), walk_m, said.walk_m)


def _starts(stops: Stops, from_stop: Int32s) -> Int32s:
    here = np.arange(len(stops.ids) + 1, dtype=np.int32)
    return np.searchsorted(from_stop, here).astype(np.int32)


def turned(walks: Walks) -> Walks:
    """Turn every walk round: `from_stop` is where it ends, by which they are sorted."""
    order = np.argsort(walks.to_stop, kind="stable")
    start = np.searchsorted(walks.to_stop[order], np.arange(len(walks.start), dtype=np.int32))
    return Walks(
        start=start.astype(np.int32),
        from_stop=walks.to_stop[order],
        to_stop=walks.from_stop[order],
        walk_m=walks.walk_m[order],
        paced_m=walks.paced_m[order],
        stated_s=walks.stated_s[order],
        transfer=walks.transfer[order],
    )


def change_seconds(walks: Walks, speed_kmh: float) -> Int32s:
    """Time every walk: as the feed states it, else by its length."""
    return np.where(
        walks.stated_s == NOT_STATED, walk_seconds(walks.paced_m, speed_kmh), walks.stated_s
    )


def walk_seconds(walk_m: npt.ArrayLike, speed_kmh: float) -> Int32s:
    """Time a walk, rounded up to whole seconds."""
    return np.ceil(np.multiply(walk_m, 3.6 / speed_kmh)).astype(np.int32)
