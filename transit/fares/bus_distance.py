"""How far is a bus ride, and how much of that lies in Beijing?

No road geometry is known: distances are those along the stops and through the border crossing, stretched to the
published length of the line (assumption ``bus_fare_distance``). They are added up in whole millimetres, so that a ride
is as long as the same ride back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from transit.geo import metres_between
from transit.network.ground import CORE

if TYPE_CHECKING:
    from transit.corridor import Crossing
    from transit.corridor.fare_records import Cited
    from transit.fares.table import Int64s
    from transit.network.ground import Ground
    from transit.network.trips import Bools
    from transit.timetable.arrays import Int32s


@dataclass(frozen=True, eq=False)
class BusDistances:
    """Measures rides of the buses."""

    ground: Ground
    lengths: dict[str, Cited]
    """Published kilometres of each route that has some, by route id."""

    def between_calls(self, route_id: str, stops: Int32s) -> tuple[Int64s, Int64s]:
        """Measure the rides between the calls of a trip.

        Returns
        -------
        whole_m, inside_m : int64 (C, C)
            Metres from call i to call j, and those of them inside Beijing; 0 below the diagonal.
        """
        whole, inside = (
            self._stretched(route_id, _from_to(hops)) for hops in self._hops(route_id, stops)
        )
        return whole, np.minimum(inside, whole)

    def of_ride(self, route_id: str, stops: Int32s) -> tuple[Int64s, Int64s]:
        """Measure the ride from the first call to the last, as :meth:`between_calls` does; shape (1,)."""
        whole, inside = (
            self._stretched(route_id, hops.sum(keepdims=True))
            for hops in self._hops(route_id, stops)
        )
        return whole, np.minimum(inside, whole)

    def rests_on(self, route_id: str, stops: Int32s) -> list[tuple[str, tuple[str, ...]]]:
        """Tell evidence class and sources of what a ride is measured by: stops, crossing, published length."""
        rows = [self.ground.stop_rows[stop] for stop in stops.tolist()]
        known = [(row["evidence"], tuple(row["source_ids"].split())) for row in rows]
        found = (self._crossing(route_id, stops, hop) for hop in self._borders(stops))
        known += [(crossing.evidence, crossing.source_ids) for crossing in found if crossing]
        length = self.lengths.get(route_id)
        return [*known, (length.evidence, length.source_ids)] if length else known

    def _hops(self, route_id: str, stops: Int32s) -> tuple[Int64s, Int64s]:
        """Millimetres of each hop, and those of them inside Beijing; shape (C - 1,)."""
        lat, lon = self.ground.stops.lat[stops], self.ground.stops.lon[stops]
        whole = _millimetres(lat[:-1], lon[:-1], lat[1:], lon[1:])
        inside = np.where(self._in_beijing[stops[:-1]], whole, 0)
        for hop in self._borders(stops):
            crossing = self._crossing(route_id, stops, hop)
            parts = np.array([whole[hop] // 2, whole[hop] - whole[hop] // 2])
            if crossing is not None and crossing.lat is not None and crossing.lon is not None:
                ends = slice(hop, hop + 2)
                parts = _millimetres(lat[ends], lon[ends], crossing.lat, crossing.lon)
            whole[hop] = parts.sum()
            inside[hop] = parts[0 if self._in_beijing[stops[hop]] else 1]
        return whole, inside

    def _borders(self, stops: Int32s) -> list[int]:
        """List the hops over Beijing's border."""
        sides = self._in_beijing[stops]
        return np.flatnonzero(sides[1:] != sides[:-1]).tolist()

    def _crossing(self, route_id: str, stops: Int32s, hop: int) -> Crossing | None:
        candidates = self.ground.route(route_id)["crossing_id"]
        found = self.ground.crossing_between(int(stops[hop]), int(stops[hop + 1]), candidates)
        return found[0] if found else None

    @cached_property
    def _in_beijing(self) -> Bools:
        return np.array([self.ground.side(region) == CORE for region in self.ground.regions])

    def _stretched(self, route_id: str, millimetres: Int64s) -> Int64s:
        """Stretch to the published length of the line, in whole metres."""
        published, drawn = self._stretch.get(route_id, (1, 1000))
        return (2 * millimetres * published + drawn) // (2 * drawn)

    @cached_property
    def _stretch(self) -> dict[str, tuple[int, int]]:
        """Published metres of each line, and the millimetres of the longer direction along its stops."""
        trips = self.ground.trips
        routes = self.ground.feed.trips["route_id"].to_numpy(dtype=object)[trips.rows]
        drawn: dict[str, int] = {}
        seen = set()
        for trip in np.flatnonzero(np.isin(routes, list(self.lengths))).tolist():
            route_id, pattern = routes[trip], int(trips.pattern[trip])
            if (route_id, pattern) not in seen:
                seen.add((route_id, pattern))
                hops, _ = self._hops(
                    route_id, trips.stop[trips.start[trip] : trips.start[trip + 1]]
                )
                drawn[route_id] = max(drawn.get(route_id, 0), int(hops.sum()))
        published = {route_id: int(km.value * 1000) for route_id, km in self.lengths.items()}
        # A line is no shorter than the straight lines between its stops.
        return {
            route_id: (published[route_id], length)
            for route_id, length in drawn.items()
            if 0 < length < published[route_id] * 1000
        }


def _millimetres(lat_a: object, lon_a: object, lat_b: object, lon_b: object) -> Int64s:
    metres = metres_between(lat_a, lon_a, lat_b, lon_b)  # type: ignore[arg-type]
    millimetres: Int64s = np.rint(metres * 1000).astype(np.int64)
    return millimetres


def _from_to(hops: Int64s) -> Int64s:
    """Add hops up from each call to each later one."""
    reached = np.r_[np.int64(0), np.cumsum(hops)]
    between: Int64s = np.maximum(reached[None, :] - reached[:, None], 0)
    return between
