"""Which products, areas and rules of GTFS Fares V2 say what tariffs charge?

A tariff is a network, a zone an area, and a price a product. Fares by distance are written as what is adopted: a
product and a rule for each pair of areas. A closed system is a network whose legs join, with a row for each change
between its stations. ``rule_priority`` is there so that a blank area is any.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/#fare_leg_rulestxt (revision of
2026-04).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.fares.money import to_decimal
from transit.fares.product_joins import joined_changes, stated_changes
from transit.fares.write_tables import frame_text, table_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.fares.write_feed import FeedFares
    from transit.fares.write_tariffs import Tariff

_WHOLE: Final = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
}  # fmt: skip
_THOUSANDTHS: Final = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
"""Currencies by the decimals that an amount must have; all others have two (ISO 4217)."""


def tables_v2(feed: FeedFares) -> dict[str, str]:
    """Write the tables, by name; ``routes`` where it must no longer state networks."""
    amounts: dict[int, str] = {}
    rules = []
    for tariff in feed.tariffs:
        for ends, fen in feed.prices(tariff).items():
            amounts[fen] = _amount(fen, feed.currency)
            rules.append((_network(feed, tariff), *ends, amounts[fen], 0))
    ids, zones = feed.ground.stops.ids, feed.zones
    products = [(amount, amount, feed.currency) for _, amount in sorted(amounts.items())]
    members = [(_network(feed, t), feed.own(route)) for t in feed.tariffs for route in t.rides]
    tables = {
        "networks": table_text("network_id", [[network] for network in dict(members)]),
        "route_networks": table_text("network_id route_id", members),
        "fare_products": table_text("fare_product_id amount currency", products),
        "fare_leg_rules": table_text(
            "network_id from_area_id to_area_id fare_product_id rule_priority", rules
        ),
    }
    if zones:
        areas = [(zones[stop], feed.own(ids[stop])) for stop in sorted(zones)]
        tables["areas"] = table_text("area_id", [[area] for area in dict(areas)])
        tables["stop_areas"] = table_text("area_id stop_id", areas)
    joins = [row for t in feed.tariffs if t.closed for row in _joins(feed, t)]
    if joins:
        header = "from_network_id to_network_id from_stop_id to_stop_id"
        tables["fare_leg_join_rules"] = table_text(header, joins)
    routes = feed.rows(feed.ground.feed.routes)
    if (routes["network_id"] != "").any():
        tables["routes"] = frame_text(routes.drop(columns="network_id"), "routes", feed.prefix)
    return tables


def _network(feed: FeedFares, tariff: Tariff) -> str:
    return feed.own(next(iter(tariff.rides)))


def _amount(fen: int, currency: str) -> str:
    amount = to_decimal(fen)
    if currency in _THOUSANDTHS:
        return str(amount.quantize(Decimal("0.001")))
    return str(fen // 100) if currency in _WHOLE and fen % 100 == 0 else str(amount)


def _joins(feed: FeedFares, tariff: Tariff) -> Iterator[tuple[str, str, str, str]]:
    """Tell where legs join: at every station, and where ``transfers.txt`` states a change between two."""
    ground, network = feed.ground, _network(feed, tariff)
    yield network, network, "", ""
    stops = np.array(sorted({stop for pair in tariff.pairs for stop in pair}), np.int64)
    apart = stated_changes(ground, stops) - joined_changes(ground, stops, set())
    for a, b in sorted(apart):
        yield network, network, feed.own(ground.stops.ids[a]), feed.own(ground.stops.ids[b])
