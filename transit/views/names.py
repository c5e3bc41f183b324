"""What is that berth, that call called? Ids for what a timetable only numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transit.network.ground import Ground
    from transit.timetable.arrays import Through

Node = tuple[str | int, ...]
"""An event of a time-expanded view: its kind, a stop or berth, a time, and for a vehicle its trip and call."""


class Names:
    """Ids of the berths of a network, and of the calls of one timetable's trips."""

    def __init__(self, ground: Ground, through: Through) -> None:
        self.stop_ids = ground.stops.ids
        self.berth_ids = ground.berths.ids
        self.stop_of: list[int] = ground.berths.stop.tolist()
        """Stop index by berth."""
        self.berths_of: list[list[int]] = [[] for _ in self.stop_ids]
        """Berths by stop index."""
        for berth, stop in enumerate(self.stop_of):
            self.berths_of[stop].append(berth)
        self._trip_ids = ground.trips.ids
        self._parts = [
            list(zip(through.trip[a:b].tolist(), through.offset[a:b].tolist(), strict=True))
            for a, b in zip(through.start[:-1].tolist(), through.start[1:].tolist(), strict=True)
        ]

    def parts(self, trip: int) -> list[tuple[int, int]]:
        """List the rows in the trip table that make a trip up, and the position at which each begins."""
        first_through = len(self._trip_ids)
        return [(trip, 0)] if trip < first_through else self._parts[trip - first_through]

    def call(self, trip: int, position: int) -> tuple[str, int]:
        """Tell which trip of the feed a call belongs to, and the call's position there."""
        part, offset = next(p for p in reversed(self.parts(trip)) if p[1] <= position)
        return self._trip_ids[part], position - offset

    def stop_id(self, berth: int) -> str:
        """Tell the stop a berth is at."""
        return self.stop_ids[self.stop_of[berth]]
