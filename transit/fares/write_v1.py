"""Which ``fare_attributes.txt`` and ``fare_rules.txt`` say what tariffs charge (GTFS Fares V1)?

A fare is one price of one tariff, so that readers who take the routes and the zones of a fare's rules apart come to the
same. In a closed system one may change without end.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/#fare_attributestxt (revision of
2026-04).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.fares.money import to_decimal
from transit.fares.write_tables import frame_text, table_text
from transit.fares.write_tariffs import called_at

if TYPE_CHECKING:
    from transit.fares.write_feed import FeedFares
    from transit.fares.write_tariffs import Tariff


def tables_v1(feed: FeedFares) -> dict[str, str]:
    """Write the tables, by name; ``stops`` with the zone of each stop where a fare looks at it."""
    attributes = {}
    rules = []
    for tariff in feed.tariffs:
        ways_to_pay = ("1", "") if tariff.closed else ("0", "0")
        for agency, routes in _by_agency(feed, tariff).items():
            for route in [""] if _alone(feed, tariff) else routes:
                for (origin, destination), fen in feed.prices(tariff, route).items():
                    price = str(to_decimal(fen))
                    fare = f"{feed.own(routes[0])}_{price}"
                    attributes[fare] = (fare, price, feed.currency, *ways_to_pay, agency)
                    rules.append((fare, feed.own(route), origin, destination))
    tables = {
        "fare_attributes": table_text(
            "fare_id price currency_type payment_method transfers agency_id", attributes.values()
        ),
        "fare_rules": table_text("fare_id route_id origin_id destination_id", rules),
    }
    return tables | ({"stops": _stops(feed)} if feed.zones else {})


def _by_agency(feed: FeedFares, tariff: Tariff) -> dict[str, list[str]]:
    routes: dict[str, list[str]] = {}
    for route in tariff.rides:
        agency = feed.own(feed.ground.route(route)["agency_id"])
        routes.setdefault(agency, []).append(route)
    return routes


def _alone(feed: FeedFares, tariff: Tariff) -> bool:
    """Say whether zones alone tell whose rides they are: no further route calls in those of a tariff."""
    others = set(feed.routes).difference(tariff.rides)
    stops = {stop for pair in tariff.pairs for stop in pair}
    return not tariff.flat and stops.isdisjoint(called_at(feed.ground, others))


def _stops(feed: FeedFares) -> str:
    """Write ``stops.txt`` anew: a zone that no fare looks at is left out."""
    table = feed.ground.feed.stops
    ids = feed.ground.stops.ids
    zone = {ids[stop]: name for stop, name in feed.zones.items()}
    table = table.assign(zone_id=table["stop_id"].map(zone).fillna(""))
    return frame_text(feed.rows(table), "stops", feed.prefix)
