"""Within which network does one pay once, from where one enters to where one leaves?

``fare_leg_join_rules.txt`` makes one leg of two within a network, where one changes at one station or between the stops
that a row names. A network that joins everywhere is a closed system as a search knows it, with one difference: to the
search, changing between two stops is within the system where ``transfers.txt`` states it. A network is therefore taken
for closed where every change stated between its stops joins. Changes that join but are not stated are then charged
anew, so that the fare is an upper bound.

A search knows one closed system. Of several networks that are such, it is the one of the most routes; in the others,
and where joins hold for some changes only, each ride is charged by itself.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/#fare_leg_join_rulestxt (revision of
2026-04).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transit.fares.product_rules import joins_of
from transit.fares.table import ClosedSystem
from transit.network.changes import FORBIDDEN
from transit.network.stops import platforms_by_id

if TYPE_CHECKING:
    import numpy.typing as npt

    from transit.fares.product_rules import RuleBook
    from transit.network.ground import Ground


def closed_system(
    ground: Ground,
    networks: dict[str, str],
    areas: tuple[frozenset[str], ...],
    books: dict[str, RuleBook],
) -> ClosedSystem | None:
    """Find the network that is closed, and price it from area to area.

    Parameters
    ----------
    networks, books
        Network and rules of each route.
    areas
        Of each stop.
    """
    joins: dict[str, set[tuple[str, str]]] = {}
    for network, a, b in joins_of(ground.feed):
        joins.setdefault(network, set()).add((a, b))
    routes: dict[str, list[str]] = {}
    for route_id, network in networks.items():
        if ("", "") in joins.get(network, ()):
            routes.setdefault(network, []).append(route_id)
    for network in sorted(routes, key=lambda n: (-len(routes[n]), n)):
        stops = _called_at(ground, routes[network])
        if stated_changes(ground, stops) <= joined_changes(ground, stops, joins[network]):
            return _priced(network, routes[network], stops, areas, books)
    return None


def _called_at(ground: Ground, routes: list[str]) -> npt.NDArray[np.int64]:
    """List the stops at which trips of some routes call, shape (n,)."""
    trips = ground.trips
    mine = ground.feed.trips["route_id"].isin(routes).to_numpy()[trips.rows]
    return np.unique(trips.stop[np.repeat(mine, np.diff(trips.start))]).astype(np.int64)


def stated_changes(ground: Ground, stops: npt.NDArray[np.int64]) -> set[tuple[int, int]]:
    """List the pairs among some stops between which ``transfers.txt`` lets one change."""
    changes = ground.changes
    within = np.isin(changes.from_stop, stops) & np.isin(changes.to_stop, stops)
    within &= (changes.seconds != FORBIDDEN) & (changes.from_stop != changes.to_stop)
    return set(
        zip(changes.from_stop[within].tolist(), changes.to_stop[within].tolist(), strict=True)
    )


def joined_changes(
    ground: Ground, stops: npt.NDArray[np.int64], named: set[tuple[str, str]]
) -> set[tuple[int, int]]:
    """List the pairs of stops between which a change joins: those of one station, and those named."""
    platforms = platforms_by_id(ground.feed, ground.stops)
    stations = ground.feed.stops["parent_station"].iloc[ground.stops.rows[stops]]
    pairs = {(station, station) for station in stations} | named
    return {(i, j) for a, b in pairs for i in platforms.get(a, ()) for j in platforms.get(b, ())}


def _priced(
    network: str,
    routes: list[str],
    stops: npt.NDArray[np.int64],
    areas: tuple[frozenset[str], ...],
    books: dict[str, RuleBook],
) -> ClosedSystem:
    """Price a network; stops in the same areas are one station to its gates."""
    number = {its: i for i, its in enumerate(dict.fromkeys(areas[stop] for stop in stops.tolist()))}
    station = np.full(len(areas), -1, np.int32)
    station[stops] = [number[areas[stop]] for stop in stops.tolist()]
    price = books[routes[0]].price
    fen = np.array([[price(network, a, b) for b in number] for a in number], np.int64)
    return ClosedSystem(station, frozenset(routes), fen.reshape(len(number), len(number)))
