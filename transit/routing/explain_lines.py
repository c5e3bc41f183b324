"""Which routes are one line to passengers, and which lines pass both ends of a question?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from transit.network.ground import Ground
    from transit.routing.plan import Planner, Query


class Line(NamedTuple):
    """The routes of one mode that bear one name."""

    mode: str
    route_name: str
    route_name_en: str
    route_ids: tuple[str, ...]
    trip_name: str = ""
    """Blank: no line is a single train."""


class Lines:
    """The lines of a network."""

    def __init__(self, ground: Ground) -> None:
        """Group the routes."""
        routes: dict[tuple[str, str], list[str]] = {}
        for route_id in ground.feed.routes["route_id"].tolist():
            route = ground.route(route_id)
            name = route["route_short_name"] or route["route_long_name"]
            # What bears no name is a line of its own.
            routes.setdefault((ground.mode(route_id), name or route_id), []).append(route_id)
        self._of: dict[str, Line] = {}
        for (mode, name), ids in routes.items():
            english = ground.translated("routes", "route_short_name", ids[0], "en")
            line = Line(mode, name, english, tuple(ids))
            self._of |= dict.fromkeys(ids, line)

    def of(self, route_id: str) -> Line:
        """Tell the line a route belongs to."""
        return self._of[route_id]

    def all_but(self, line: Line) -> tuple[str, ...]:
        """List the routes of every other line."""
        return tuple(route_id for route_id in self._of if route_id not in line.route_ids)

    def passing_both(self, planner: Planner, query: Query) -> dict[Line, set[str]]:
        """Find the lines with a trip from within reach of the origin to within reach of the target, on any day.

        Returns
        -------
        services
            Of these trips, by line, in the order of the trips.
        """
        trips = planner.ground.trips
        near = [
            np.isin(
                trips.stop,
                list(planner.reach(place, query.options, towards=place is query.target).seconds),
            )
            for place in (query.origin, query.target)
        ]
        trip = np.repeat(np.arange(len(trips.ids)), np.diff(trips.start))
        calls = np.arange(len(trips.stop))
        first = np.full(len(trips.ids), len(calls))
        last = np.full(len(trips.ids), -1)
        on, off = near[0] & trips.board, near[1] & trips.alight
        np.minimum.at(first, trip[on], calls[on])
        np.maximum.at(last, trip[off], calls[off])
        found: dict[Line, set[str]] = {}
        for row in np.flatnonzero(first < last).tolist():
            told = planner.ground.trip_rows[row]
            found.setdefault(self.of(told["route_id"]), set()).add(told["service_id"])
        return found
