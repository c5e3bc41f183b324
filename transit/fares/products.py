"""What do the products of GTFS Fares V2 make of a ride?

A route is in the network that ``routes.txt`` or ``route_networks.txt`` puts it in, a stop in the areas of
``stop_areas.txt``, or in those of its station where that table does not name it. :mod:`transit.fares.product_rules`
prices a leg, :mod:`transit.fares.product_joins` finds the network within which several legs are one.

A journey's fare is otherwise the sum of its rides' fares. ``fare_transfer_rules.txt`` is not applied, for then a ride's
fare would depend on the rides before it: where a feed grants cheaper changes, the sum is an upper bound, and where it
charges for a change, that is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transit.fares.product_joins import closed_system
from transit.fares.product_rules import NO_RULES, read_rules
from transit.network.stops import platforms_by_id

if TYPE_CHECKING:
    from transit.fares.product_rules import RuleBook
    from transit.fares.table import ClosedSystem
    from transit.gtfs.feed import Feed
    from transit.network.ground import Ground


@dataclass(frozen=True)
class ProductFares:
    """Fares by network and area; see :class:`transit.fares.table.RideFares`."""

    currency: str
    closed: ClosedSystem | None
    areas: tuple[frozenset[str], ...]
    """Of each stop."""
    networks: dict[str, str]
    """By route id; a route in none is not here."""
    books: dict[str, RuleBook]
    """By route id."""

    def matrix(self, route_id: str, stops: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Price the rides of a route between the calls of a trip, shape (C, C)."""
        book, network = self.books[route_id], self.networks.get(route_id, "")
        areas = [self.areas[stop] for stop in stops.tolist()]
        number = {its: i for i, its in enumerate(dict.fromkeys(areas))}
        by_areas = np.array([[book.price(network, a, b) for b in number] for a in number])
        of_call = [number[its] for its in areas]
        matrix: npt.NDArray[np.int64] = by_areas[np.ix_(of_call, of_call)]
        return matrix


def product_fares(ground: Ground) -> ProductFares | None:
    """Read the fares a network's feeds state as GTFS Fares V2; None where they state none.

    Raises
    ------
    FeedError
        If the price of a leg cannot be read, or prices are in several currencies.
    """
    feed = ground.feed
    if feed.fare_leg_rules.empty:
        return None
    prefix = _prefixes(feed)
    currency, by_prefix = read_rules(feed, sorted(set(prefix.values())))
    books = {route_id: by_prefix.get(p, NO_RULES) for route_id, p in prefix.items()}
    networks, areas = _networks(feed), _areas(ground)
    return ProductFares(
        currency, closed_system(ground, networks, areas, books), areas, networks, books
    )


def _prefixes(feed: Feed) -> dict[str, str]:
    """Tell what stands before the ids of each route's feed."""
    routes = feed.routes
    names = routes["feed"] if "feed" in routes else [""] * len(routes)
    several = len(set(names)) > 1
    return {
        route_id: f"{name}:" if several else ""
        for route_id, name in zip(routes["route_id"], names, strict=True)
    }


def _networks(feed: Feed) -> dict[str, str]:
    networks: dict[str, str] = {}
    for table in (feed.routes, feed.route_networks):
        networks |= dict(zip(table["route_id"], table["network_id"], strict=True))
    return {route_id: network for route_id, network in networks.items() if network}


def _areas(ground: Ground) -> tuple[frozenset[str], ...]:
    """Tell the areas of each stop; a station's are those of its platforms that have none of their own."""
    table, stops = ground.feed.stop_areas, ground.stops
    own: dict[str, set[str]] = {}
    for stop_id, area in zip(table["stop_id"], table["area_id"], strict=True):
        own.setdefault(stop_id, set()).add(area)
    platforms = platforms_by_id(ground.feed, stops)
    areas = [frozenset[str]()] * len(stops.ids)
    # Stations before platforms, whose own areas take their place.
    for stop_id in sorted(own, key=stops.index_of.__contains__):
        for platform in platforms.get(stop_id, ()):
            areas[platform] = frozenset(own[stop_id])
    return tuple(areas)
