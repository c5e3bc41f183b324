"""What does ``fare_attributes.txt`` say that a ride costs (GTFS Fares V1)?

The rows of ``fare_rules.txt`` that have fare, route, origin and destination in common are one rule. It holds for rides
of the route from the one zone to the other, whatever is left blank being any; where zones are named as contained, only
for rides that pass just these. A fare without rules holds everywhere in its feed. Of the fares that hold, the cheapest
is the ride's.

A journey's fare is the sum of its rides' fares. The free changes of ``transfers`` and ``transfer_duration`` are not
applied, for then a ride's fare would depend on the rides before it: where a feed grants them, the sum is an upper
bound.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/#fare_rulestxt (revision of 2025-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.errors import FeedError
from transit.fares.money import UNPRICED, to_fen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transit.gtfs.feed import Feed
    from transit.network.ground import Ground

Int64s = npt.NDArray[np.int64]
Key = tuple[str, str, frozenset[str] | None]
"""Origin and destination zone, blank being any, and the zones passed; None where they do not matter."""

_ATTRIBUTES: Final = "fare_attributes.txt"
_RULES: Final = "fare_rules.txt"


class _Tariff(NamedTuple):
    """The fares that rides of one route may be priced by."""

    fares: dict[Key, int]
    by_zones_passed: bool
    """Whether any of them depends on the zones passed."""


class _Rule(NamedTuple):
    fare: str
    route_id: str
    origin: str
    destination: str


@dataclass(frozen=True)
class ZoneFares:
    """Fares by route and zone; see :class:`transit.fares.table.RideFares`."""

    currency: str
    zone: tuple[str, ...]
    """Zone of each stop; blank where it lies in none."""
    tariffs: dict[str, _Tariff]
    """By route id."""
    closed: None = None
    """Nothing is paid from gate to gate."""

    def matrix(self, route_id: str, stops: npt.NDArray[np.int32]) -> Int64s:
        """Price the rides of a route between the calls of a trip, shape (C, C)."""
        fares, by_zones_passed = self.tariffs[route_id]
        zones = [self.zone[stop] for stop in stops.tolist()]
        number = {zone: i for i, zone in enumerate(dict.fromkeys(zones))}
        by_zone = np.array([[_cheapest(fares, a, b, None) for b in number] for a in number])
        of_call = [number[zone] for zone in zones]
        matrix: Int64s = by_zone[np.ix_(of_call, of_call)]
        if by_zones_passed:
            for i in range(len(zones)):
                passed = frozenset(zones[i : i + 1]) - {""}
                for j in range(i + 1, len(zones)):
                    passed |= {zones[j]} - {""}
                    matrix[i, j] = min(matrix[i, j], _cheapest(fares, zones[i], zones[j], passed))
        return matrix


def ride_fares(ground: Ground) -> ZoneFares | None:
    """Read the fares a network's feeds state; None where they state none.

    Raises
    ------
    FeedError
        If a price cannot be read, a rule names no fare, or prices are in several currencies.
    """
    feed = ground.feed
    if feed.fare_attributes.empty:
        return None
    prices = _prices(feed)
    currencies = sorted(set(feed.fare_attributes["currency_type"]))
    if len(currencies) > 1:
        raise FeedError(
            _ATTRIBUTES,
            f"fares in {' and '.join(currencies)} cannot be added up",
            column="currency_type",
        )
    zones = feed.stops["zone_id"].iloc[ground.stops.rows]
    return ZoneFares(currencies[0], tuple(zones), _tariffs(feed, prices))


def _prices(feed: Feed) -> dict[str, int]:
    prices = {}
    for fare_id, price in zip(
        feed.fare_attributes["fare_id"], feed.fare_attributes["price"], strict=True
    ):
        try:
            prices[fare_id] = to_fen(price)
        except ValueError as error:
            raise FeedError(_ATTRIBUTES, f"fare {fare_id!r}: {error}", column="price") from None
    return prices


def _tariffs(feed: Feed, prices: dict[str, int]) -> dict[str, _Tariff]:
    """Sort the rules by the routes they hold for; routes of one agency without rules of their own share a tariff."""
    by_route: dict[str, list[tuple[_Rule, frozenset[str]]]] = {}
    for rule, contained in _rules(feed, prices).items():
        by_route.setdefault(rule.route_id, []).append((rule, contained))
    routes, attributes = feed.routes, feed.fare_attributes
    agency_of = dict(zip(attributes["fare_id"], attributes["agency_id"], strict=True))
    names = routes["feed"] if "feed" in routes else [""] * len(routes)
    prefixed = len(set(names)) > 1
    shared: dict[tuple[str, str], _Tariff] = {}
    tariffs = {}
    for route_id, agency_id, name in zip(
        routes["route_id"], routes["agency_id"], names, strict=True
    ):
        prefix = f"{name}:" if prefixed else ""
        if route_id not in by_route and (agency_id, prefix) in shared:
            tariffs[route_id] = shared[agency_id, prefix]
            continue
        # The agency may be left blank where a feed has but one.
        tariffs[route_id] = _tariff(
            (rule, contained, prices[rule.fare])
            for rule, contained in (*by_route.get("", ()), *by_route.get(route_id, ()))
            if rule.fare.startswith(prefix)
            and (agency_of[rule.fare] in ("", agency_id) or not agency_id)
        )
        if route_id not in by_route:
            shared[agency_id, prefix] = tariffs[route_id]
    return tariffs


def _tariff(rules: Iterable[tuple[_Rule, frozenset[str], int]]) -> _Tariff:
    fares: dict[Key, int] = {}
    for rule, contained, price in rules:
        key = (rule.origin, rule.destination, contained or None)
        fares[key] = min(price, fares.get(key, UNPRICED))
    return _Tariff(fares, any(passed is not None for _, _, passed in fares))


def _rules(feed: Feed, prices: dict[str, int]) -> dict[_Rule, frozenset[str]]:
    """List the rules, each with the zones a ride must pass, just these; with none, any."""
    table = feed.fare_rules
    columns = ("fare_id", "route_id", "origin_id", "destination_id", "contains_id")
    contained: dict[_Rule, frozenset[str]] = {}
    ruled = set()
    for fare_id, route_id, origin, destination, zone in zip(
        *(table[c] for c in columns), strict=True
    ):
        if fare_id not in prices:
            raise FeedError(_RULES, f"there is no fare {fare_id!r}", column="fare_id")
        ruled.add(fare_id)
        rule = _Rule(fare_id, route_id, origin, destination)
        contained[rule] = contained.get(rule, frozenset()) | ({zone} - {""})
    everywhere = {_Rule(fare_id, "", "", ""): frozenset[str]() for fare_id in prices}
    return contained | {r: zones for r, zones in everywhere.items() if r.fare not in ruled}


def _cheapest(
    fares: dict[Key, int], origin: str, destination: str, passed: frozenset[str] | None
) -> int:
    """Look a fare up; what a rule leaves blank is any."""
    return min(fares.get((a, b, passed), UNPRICED) for a in (origin, "") for b in (destination, ""))
