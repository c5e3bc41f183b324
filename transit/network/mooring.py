"""At which berth does each call lie, and what does ``transfers.txt`` say between berths?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transit.network.berths import Berths
from transit.network.changes import ANY, each_with_each, last_of_each
from transit.network.walks import stated_metres

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed
    from transit.network.changes import Changes
    from transit.network.stops import Stops
    from transit.network.trips import TripTable

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class _Selectors(NamedTuple):
    """Selectors as `transit.network.changes.Changes` has them. Every trip fits three: all, its route's, its own."""

    n_routes: int
    route: Int64s
    """Route of each trip, by rows of ``routes.txt`` and ``trips.txt``."""

    def of_trip(self, trip: Int64s) -> Int64s:
        return 1 + self.n_routes + trip

    def of_route(self, trip: Int64s) -> Int64s:
        return 1 + self.route[trip]

    def trip(self, selector: Int64s) -> Int64s:
        """Tell the trip a selector is for; below 0 for a route."""
        return selector - 1 - self.n_routes

    def at(self, stop: Int32s | Int64s, selector: Int32s | Int64s) -> Int64s:
        """Write a stop and a selector as one number."""
        return stop.astype(np.int64) * self.n_all + selector

    @property
    def n_all(self) -> int:
        return 1 + self.n_routes + len(self.route)


class _Members(NamedTuple):
    """Berths by the stop and the selector they fit, sorted by key."""

    key: Int64s
    berth: Int64s

    def meant(self, key: Int64s) -> tuple[Int64s, Int64s]:
        """Find where the berths of some keys begin, and how many they are."""
        first = np.searchsorted(self.key, key)
        return first, np.searchsorted(self.key, key, side="right") - first


def find_berths(feed: Feed, stops: Stops, trips: TripTable, changes: Changes) -> Berths:
    """Give each route and each trip a berth wherever a rule names it."""
    n_stops = len(stops.ids)
    route = pd.Index(feed.routes["route_id"]).get_indexer(pd.Index(feed.trips["route_id"]))
    selectors = _Selectors(len(feed.routes), route)
    call, further = _moored(trips, changes, selectors, n_stops)
    at, selector = np.divmod(further, selectors.n_all)
    stop = np.concatenate((np.arange(n_stops), at))
    members = _members(stop, selector, selectors)
    # What holds for all trips is known of two stops by their walk, of one stop only here.
    rules = changes.of((changes.rank > 0) | (changes.from_stop == changes.to_stop))
    of, a, b = each_with_each(
        *members.meant(selectors.at(rules.from_stop, rules.from_selector)),
        *members.meant(selectors.at(rules.to_stop, rules.to_selector)),
    )
    pair = members.berth[a] * len(stop) + members.berth[b]
    last = last_of_each(pair, rules.rank[of], rules.transfer[of])
    from_berth, to_berth = np.divmod(pair[last], len(stop))
    told = rules.of(of[last])
    metres = stated_metres(stops, told)
    nth = np.arange(len(at)) - np.searchsorted(at, at) + 1
    named = (f"{stops.ids[s]}#{n}" for s, n in zip(at.tolist(), nth.tolist(), strict=True))
    return Berths(
        n_stops=n_stops,
        stop=stop.astype(np.int32),
        ids=(*stops.ids, *named),
        call=call,
        from_berth=from_berth.astype(np.int32),
        to_berth=to_berth.astype(np.int32),
        seconds=told.seconds,
        walk_m=np.where(told.from_stop != told.to_stop, metres, 0.0),
        transfer=told.transfer,
    )


def _moored(
    trips: TripTable, changes: Changes, selectors: _Selectors, n_stops: int
) -> tuple[Int32s, Int64s]:
    """Tell the berth of each call, and stop and selector of each further berth.

    Only rules that speak of its trip, of its route or of all can tell a call from others at its stop. So calls share
    a berth where a rule names neither their trips nor their routes, or where one names the route they share.
    """
    sides = (changes.from_stop, changes.from_selector), (changes.to_stop, changes.to_selector)
    named = np.unique(np.concatenate([selectors.at(stop, who)[who != ANY] for stop, who in sides]))
    concerned = np.zeros(n_stops, dtype=np.bool_)
    concerned[named // selectors.n_all] = True
    calls = np.flatnonzero(concerned[trips.stop]) if len(named) else named
    here = trips.stop[calls]
    trip = trips.rows[np.searchsorted(trips.start, calls, side="right") - 1]
    key = selectors.at(here, selectors.of_trip(trip))
    key = np.where(np.isin(key, named), key, selectors.at(here, selectors.of_route(trip)))
    apart = np.isin(key, named)
    further, berth = np.unique(key[apart], return_inverse=True)
    call = trips.stop.copy() if len(further) else trips.stop
    call[calls[apart]] = n_stops + berth
    return call, further


def _members(stop: Int64s, selector: Int64s, selectors: _Selectors) -> _Members:
    """Index berths: the berth of a trip is also its route's, and each is everyone's."""
    berth = np.arange(len(stop))
    further = berth[len(stop) - len(selector) :]
    trip = selectors.trip(selector)
    of_trip = further[trip >= 0]
    fits = (
        (berth, np.full(len(stop), ANY)),
        (further, selector),
        (of_trip, selectors.of_route(trip[trip >= 0])),
    )
    key = np.concatenate([selectors.at(stop[berths], who) for berths, who in fits])
    order = np.argsort(key, kind="stable")
    return _Members(key[order], np.concatenate([berths for berths, _ in fits])[order])
