"""What a scan of one day works with: its hops in order, and room for its labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.routing.rounds import FAR
from transit.timetable.connections import connect

if TYPE_CHECKING:
    from transit.timetable.arrays import Footpaths, Int32s, Timetable
    from transit.timetable.connections import Connections


class ScanSpace(NamedTuple):
    """Working space of one scan at a time, int32; shape (B + 1,), `entered` (runs,)."""

    ready: Int32s
    alighted: Int32s
    entered: Int32s
    to_end: Int32s
    enter: Int32s
    leave: Int32s
    walked_from: Int32s

    @classmethod
    def of(cls, n_berths: int, n_runs: int) -> ScanSpace:
        """Make room."""
        ready, alighted, to_end, *parents = (np.full(n_berths + 1, FAR, np.int32) for _ in range(6))
        return cls(ready, alighted, np.empty(n_runs, np.int32), to_end, *parents)


@dataclass(frozen=True, eq=False)
class Hops:
    """The hops of a day that one pass can answer."""

    connections: Connections
    columns: tuple[np.ndarray, ...]
    """What the scan kernel reads, see :mod:`transit.routing.scan`."""
    n_berths: int
    n_runs: int
    _spaces: list[ScanSpace] = field(default_factory=list)

    @classmethod
    def of(cls, timetable: Timetable, footpaths: Footpaths) -> Hops | None:
        """Put a day's hops in order; None where one pass would not be exact."""
        connections = connect(timetable, footpaths)
        if connections is None:
            return None
        paths = (footpaths.start, unsigned(footpaths.to), footpaths.walk_s)
        # Patterns may share trips; each counts its own.
        n_runs = int(timetable.timed.n_trips.sum())
        return cls(connections, (*connections[:7], *paths), timetable.n_berths, n_runs)

    def borrow(self) -> ScanSpace:
        """Take working space that no other thread has."""
        try:
            return self._spaces.pop()
        except IndexError:
            return ScanSpace.of(self.n_berths, self.n_runs)

    def give_back(self, space: ScanSpace) -> None:
        """Return borrowed space."""
        self._spaces.append(space)


def unsigned(index: Int32s) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Show what is never negative as such: the compiler then need not ask whether an index counts from the end."""
    return index.view(np.uint32)
