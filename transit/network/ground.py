"""Everything a network is before any date is asked for: tables, stops on the ground, names, sides of the border."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from transit.corridor.records import PROVINCES
from transit.geo import metres_between
from transit.journey import Point
from transit.network.berths import Berths
from transit.network.changes import Changes, read_changes
from transit.network.crow_flight import CrowFlight
from transit.network.land import land_of
from transit.network.mooring import find_berths
from transit.network.rows import Rows
from transit.network.stops import Stops, boardable_stops
from transit.network.trips import TripTable, tabulate_trips
from transit.network.walks import NOT_STATED, Walks, find_walks, turned
from transit.store.store import Store

if TYPE_CHECKING:
    import numpy.typing as npt

    from transit.corridor import Corridor, Crossing
    from transit.gtfs.feed import Feed
    from transit.network.land import Land
    from transit.network.trips import Bools
    from transit.network.walking import WalkRule

MODES: Final = {
    0: "tram", 1: "subway", 2: "rail", 3: "bus", 4: "ferry", 5: "cable_tram", 6: "aerial_lift", 7: "funicular",
    11: "trolleybus", 12: "monorail",
}  # fmt: skip
"""GTFS route types by name; extended types fall into the hundred they belong to."""

CORE: Final = "北京市"
"""The province journeys are inbound to."""

CORE_EN: Final = PROVINCES[CORE]
"""The same, as crossings name their sides."""

_EXTENDED: Final = {
    1: "rail",
    2: "coach",
    4: "subway",
    7: "bus",
    8: "trolleybus",
    9: "tram",
    10: "ferry",
}


VEHICLES: Final = tuple(sorted({*MODES.values(), *_EXTENDED.values(), "coach", "other"}))
"""Every mode there is; a coach is a bus whose seats are booked."""


def mode_of(route_type: int) -> str:
    """Name a GTFS route type."""
    return MODES.get(route_type) or _EXTENDED.get(route_type // 100, "other")


@dataclass(frozen=True, eq=False)
class Ground:
    """A feed, and what the corridor knows of the land under it."""

    feed: Feed
    corridor: Corridor | None
    """None for a feed of another city: no borders, no crossings, no barrier to walking."""
    store: Store = field(default_factory=lambda: Store(None))
    """Where what takes long to make is kept."""
    key: str = ""
    """Of everything the network is made from but `walking`; for the store."""
    walking: WalkRule | None = None
    """Who walks where, as the user has it; None for crow flight."""

    @cached_property
    def stops(self) -> Stops:
        """Stops and platforms."""
        return boardable_stops(self.feed)

    @cached_property
    def trips(self) -> TripTable:
        """Every trip, whatever day it runs on."""
        return self.store.remember(
            self.key, TripTable, lambda: tabulate_trips(self.feed, self.stops)
        )

    @cached_property
    def walk_rule(self) -> WalkRule:
        """Who walks where."""
        return self.walking or CrowFlight(self.stops, self.land)

    @cached_property
    def walks(self) -> Walks:
        """Walks between stops; those that the user's rule makes are not kept in the store."""
        if self.walking is not None:
            return find_walks(self.stops, self.changes, self.walking)
        return self.store.remember(
            self.key, Walks, lambda: find_walks(self.stops, self.changes, self.walk_rule)
        )

    @cached_property
    def walks_back(self) -> Walks:
        """The same walks by the stop they end at, which stands as `from_stop`."""
        if self.walking is None and (self.walks.transfer == NOT_STATED).all():
            # By crow flight it is as far back.
            return self.walks
        return turned(self.walks)

    @cached_property
    def changes(self) -> Changes:
        """Rules for changing, platform by platform."""
        return read_changes(self.feed, self.stops)

    @cached_property
    def berths(self) -> Berths:
        """Stops as single routes and trips see them, where ``transfers.txt`` speaks of such."""
        return self.store.remember(
            self.key,
            Berths,
            lambda: find_berths(self.feed, self.stops, self.trips, self.changes),
        )

    @cached_property
    def land(self) -> Land | None:
        """Borders nobody walks across, and bridges over them; None where none are known."""
        return land_of(self.corridor, CORE, self.sides_of) if self.corridor is not None else None

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """District or county of each stop; blank outside all of them."""
        return self.regions_of(self.stops.lat, self.stops.lon)

    def regions_of(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[str, ...]:
        """District or county of some points."""
        if self.corridor is None:
            return ("",) * np.size(lat)
        return tuple(region or "" for region in self.corridor.region_of(lat, lon))

    def side(self, region: str) -> str:
        """Province a district or county belongs to: the side of the border it lies on."""
        return self.corridor.regions[region].province if self.corridor and region else ""

    def sides_of(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[str, ...]:
        """Side of the border each of some points lies on."""
        return tuple(map(self.side, self.regions_of(lat, lon)))

    def direction(self, side_a: str, side_b: str) -> str | None:
        """Name the way from one side to another: ``inbound``, ``outbound`` or ``other``; None along no known border."""
        # Every district of the core is known, so what lies in no region lies outside the core.
        if side_a == side_b or not ((side_a and side_b) or CORE in {side_a, side_b}):
            return None
        return {CORE: "outbound"}.get(side_a) or {CORE: "inbound"}.get(side_b, "other")

    @cached_property
    def translations(self) -> dict[tuple[str, str, str, str], str]:
        """Text by table, field, language and record id."""
        t = self.feed.translations
        keys = zip(t["table_name"], t["field_name"], t["language"], t["record_id"], strict=True)
        return dict(zip(keys, t["translation"], strict=True))

    def point(self, stop: int) -> Point:
        """Tell a stop by its index."""
        stop_id = self.stops.ids[stop]
        return Point(
            stop_id=stop_id,
            name=self.stop_rows[stop]["stop_name"],
            name_en=self.translated("stops", "stop_name", stop_id, "en"),
            lat=float(self.stops.lat[stop]),
            lon=float(self.stops.lon[stop]),
        )

    @cached_property
    def stop_rows(self) -> Rows:
        """Rows of ``stops.txt`` by stop index."""
        return Rows(self.feed.stops, self.stops.rows)

    @cached_property
    def trip_rows(self) -> Rows:
        """Rows of ``trips.txt`` by place in the trip table."""
        return Rows(self.feed.trips, self.trips.rows)

    @cached_property
    def frequency_rows(self) -> Rows:
        """Rows of ``frequencies.txt``."""
        return Rows(self.feed.frequencies)

    @cached_property
    def _routes(self) -> dict[str, dict[str, Any]]:
        by_id = self.feed.routes.set_index("route_id", drop=False).to_dict("index")
        return cast("dict[str, dict[str, Any]]", by_id)

    def route(self, route_id: str) -> dict[str, Any]:
        """Row of ``routes.txt`` by its id."""
        return self._routes[route_id]

    @cached_property
    def _modes(self) -> dict[str, str]:
        times = self.feed.stop_times
        booked = set(times.loc[times["pickup_booking_rule_id"] != "", "trip_id"])
        trips = self.feed.trips
        coaches = set(trips.loc[trips["trip_id"].isin(booked), "route_id"])
        return {
            route_id: "coach" if mode == "bus" and route_id in coaches else mode
            for route_id, row in self._routes.items()
            for mode in (mode_of(row["route_type"]),)
        }

    @cached_property
    def station_of(self) -> npt.NDArray[np.int64]:
        """Number of the station each stop belongs to, shape (S,); one of its own where it is in none."""
        stations: dict[str, int] = {}
        rows = self.feed.stops["parent_station"].iloc[self.stops.rows]
        return np.array(
            [stations.setdefault(s or f"\0{i}", len(stations)) for i, s in enumerate(rows)],
            np.int64,
        )

    def calls_of(self, mode: str) -> Bools:
        """Tell at which stops vehicles of a mode call, shape (S,)."""
        if mode not in self._calls_of:
            routes = [route_id for route_id, its in self._modes.items() if its == mode]
            trips = self.feed.trips["route_id"].isin(routes).to_numpy()[self.trips.rows]
            calls = np.zeros(len(self.stops.ids), np.bool_)
            calls[self.trips.stop[np.repeat(trips, np.diff(self.trips.start))]] = True
            self._calls_of[mode] = calls
        return self._calls_of[mode]

    @cached_property
    def _calls_of(self) -> dict[str, Bools]:
        """Cache of :meth:`calls_of`; filled as modes are asked for."""
        return {}

    def mode(self, route_id: str) -> str:
        """Name how a route travels; a bus whose seats are booked is a coach."""
        return self._modes[route_id]

    @cached_property
    def _booking_rules(self) -> dict[int, str]:
        """Message of the booking rule of each call that has one."""
        told = dict(
            zip(
                self.feed.booking_rules["booking_rule_id"],
                self.feed.booking_rules["message"],
                strict=True,
            )
        )
        ids = self.feed.stop_times["pickup_booking_rule_id"]
        calls = np.flatnonzero(ids != "").tolist()
        return {call: told[ids.iat[call]] for call in calls}

    def booking(self, call: int) -> str | None:
        """How a seat must be booked to board at a call of the trip table; None where one need not."""
        return self._booking_rules.get(call)

    def translated(self, table: str, field: str, record_id: str, language: str) -> str:
        """Look a name up in another language; blank where there is none."""
        return self.translations.get((table, field, language, record_id), "")

    @cached_property
    def _hop_crossings(self) -> dict[tuple[int, int, str], tuple[Crossing | None, float, str]]:
        """Cache of :meth:`crossing_between`; filled as hops are asked for."""
        return {}

    def crossing_between(
        self, a: int, b: int, candidates: str
    ) -> tuple[Crossing | None, float, str] | None:
        """Find how a hop between two stops passes the border.

        Parameters
        ----------
        a, b
            Stop indices.
        candidates
            Crossing ids of the route, space separated; the one nearest to the hop is meant.

        Returns
        -------
        crossing, share, direction
            The crossing (None where none is named), the share of the hop that lies before it, or where its place is
            not known, before the straight line meets the border, and ``inbound``, ``outbound`` or ``other``; None
            where the hop stays on its side.
        """
        sides = side_a, side_b = self.side(self.regions[a]), self.side(self.regions[b])
        direction = self.direction(side_a, side_b)
        if direction is None or self.corridor is None:
            return None
        key = (a, b, candidates)
        if key not in self._hop_crossings:
            found: Crossing | None = None
            share, shortest = None, np.inf
            lat, lon = self.stops.lat, self.stops.lon
            for crossing in map(self.corridor.crossings.__getitem__, candidates.split()):
                if (CORE in sides) != (CORE_EN in crossing.sides):
                    continue
                if crossing.lat is None or crossing.lon is None:
                    found = found or crossing
                    continue
                before, after = metres_between(lat[[a, b]], lon[[a, b]], crossing.lat, crossing.lon)
                if before + after < shortest:
                    shortest, found = before + after, crossing
                    share = float(before / (before + after)) if before + after else 0.5
            if share is None:
                share = self._share_to_border(a, b)
            self._hop_crossings[key] = (found, share, direction)
        return self._hop_crossings[key]

    def _share_to_border(self, a: int, b: int) -> float:
        """Tell the share of the straight line between two stops that lies before it first meets a border."""
        import shapely

        ends = [(self.stops.lon[stop], self.stops.lat[stop]) for stop in (a, b)]
        line = shapely.LineString(ends)
        if self.land is None:
            return 0.5
        met = shapely.get_coordinates(line.intersection(self.land.barrier))
        shares = [line.project(shapely.Point(point), normalized=True) for point in met]
        return float(min(shares, default=0.5))
