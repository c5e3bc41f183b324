"""Which routes charge alike, and what from stop to stop?

GTFS puts one price on a ride from one stop to another on a route, whatever the way between. A pair of stops that costs
more or less by the way taken, where a route calls twice at one of them, therefore has no price there.
"""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.fares.money import UNPRICED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from transit.fares.table import ClosedSystem, RideFares
    from transit.network.ground import Ground

Bools = npt.NDArray[np.bool_]
Pairs = dict[tuple[int, int], int]
"""Fen from stop to stop, `UNPRICED` where the price is not known, of every ride there is."""


class Tariff(NamedTuple):
    """What some routes charge."""

    rides: dict[str, Pairs]
    """Of each route."""
    pairs: Pairs
    """Of all of them: no two contradict each other."""
    flat: bool = False
    """Whether every ride costs the same."""
    closed: bool = False
    """Whether one pays once, however often one changes within."""


def tariffs_of(ground: Ground, fares: RideFares, routes: Sequence[str]) -> list[Tariff]:
    """Sort some routes by what they charge; those of which no price is known are left out.

    Routes whose agencies differ never share a tariff but in the closed system.
    """
    agency = dict(zip(ground.feed.routes["route_id"], ground.feed.routes["agency_id"], strict=True))
    system = fares.closed
    inside = [r for r in routes if system is not None and r in system.routes]
    tariffs = [_of_system(ground, system, inside)] if system is not None else []
    flat: dict[tuple[str, int], Tariff] = {}
    others: dict[str, list[Tariff]] = {}
    outside = set(routes).difference(inside)
    for route_id, pairs in _pairs(ground, fares, outside):
        prices = set(pairs.values())
        if len(prices) == 1:
            key = (agency[route_id], prices.pop())
            _share(flat.setdefault(key, Tariff({}, {}, flat=True)), route_id, pairs)
        else:
            _add(others.setdefault(agency[route_id], []), route_id, pairs)
    tariffs += [*flat.values(), *chain.from_iterable(others.values())]
    return [tariff for tariff in tariffs if not {UNPRICED}.issuperset(tariff.pairs.values())]


def _add(tariffs: list[Tariff], route_id: str, pairs: Pairs) -> None:
    """Let a route share the first tariff that contradicts it nowhere."""
    for tariff in tariffs:
        known = tariff.pairs
        if all(known.get(pair, fen) == fen for pair, fen in pairs.items()):
            break
    else:
        tariff = Tariff({}, {})
        tariffs.append(tariff)
    _share(tariff, route_id, pairs)


def _share(tariff: Tariff, route_id: str, pairs: Pairs) -> None:
    tariff.rides[route_id] = pairs
    tariff.pairs.update(pairs)


def _of_system(ground: Ground, system: ClosedSystem, routes: list[str]) -> Tariff:
    """Price a closed system between all the stops that these of its routes call at."""
    stops = sorted(called_at(ground, routes))
    station = system.station[stops]
    fen = system.fen[np.ix_(station, station)]
    pairs = dict(zip(product(stops, stops), fen.ravel().tolist(), strict=True))
    return Tariff(dict.fromkeys(routes, pairs), pairs, closed=True)


def called_at(ground: Ground, routes: Collection[str]) -> set[int]:
    """List the stops at which trips of some routes call."""
    return {stop for _, calls, _, _ in _patterns(ground, routes) for stop in calls}


def _pairs(
    ground: Ground, fares: RideFares, routes: Collection[str]
) -> Iterator[tuple[str, Pairs]]:
    """Price the rides of each route, in the order of the trips."""
    found: dict[str, Pairs] = {}
    for route_id, calls, board, alight in _patterns(ground, routes):
        fen = fares.matrix(route_id, np.array(calls, np.int32))
        pairs = found.setdefault(route_id, {})
        for i, j in zip(*np.nonzero(np.triu(np.outer(board, alight), 1)), strict=True):
            pair, price = (calls[i], calls[j]), int(fen[i, j])
            pairs[pair] = price if pairs.get(pair, price) == price else UNPRICED
    yield from found.items()


def _patterns(
    ground: Ground, routes: Collection[str]
) -> Iterator[tuple[str, list[int], Bools, Bools]]:
    """Tell the stops that some routes call at in a row, and whether one may board and alight there."""
    trips = ground.trips
    route = ground.feed.trips["route_id"].to_numpy(dtype=object)[trips.rows]
    seen = set()
    for trip, (route_id, pattern) in enumerate(zip(route, trips.pattern.tolist(), strict=True)):
        if route_id in routes and (route_id, pattern) not in seen:
            seen.add((route_id, pattern))
            calls = slice(*trips.start[trip : trip + 2])
            yield route_id, trips.stop[calls].tolist(), trips.board[calls], trips.alight[calls]
