"""What do the rules of GTFS Fares V2 charge for a leg, by its network and the areas of its ends?

Where a feed's ``fare_leg_rules.txt`` has the column ``rule_priority``, a blank is any network or area, and of the rules
that match those of the highest priority count. Where it has not, a blank is every network or area that the column does
not list, or none at all. Of the products of the rules that count, one buys the cheapest that an ordinary rider may:
of the default category of riders, or of any; whatever the medium.

A rule is *certain* where nothing but network and areas decides whether it matches. A rule with a timeframe may match or
not, and so may one with a value in a column that the reference does not have: what such a column means, nobody can
tell, be it a distance. Where it would change the price whether such a rule matches, the leg has no price: it is not
known, rather than wrong.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/#fare_leg_rulestxt (revision of
2026-04). Fares by distance are not adopted (https://github.com/google/transit/pull/556 is open).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.errors import FeedError
from transit.fares.money import UNPRICED, to_fen
from transit.gtfs.schema import NO_LIMIT, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import pandas as pd

    from transit.gtfs.feed import Feed

_RULES: Final = "fare_leg_rules.txt"
_PRODUCTS: Final = "fare_products.txt"
_PLACES: Final = ("network_id", "from_area_id", "to_area_id")


class Rule(NamedTuple):
    """One row of ``fare_leg_rules.txt`` with one of its products."""

    priority: int
    fen: int
    """`UNPRICED` where no product is for an ordinary rider."""
    certain: bool


class RuleBook(NamedTuple):
    """The rules of one feed."""

    rules: dict[tuple[str, str, str], list[Rule]]
    """By network, area of departure and area of arrival, as they stand in the file."""
    listed: tuple[frozenset[str], ...]
    """Networks and areas of either end that a blank does not stand for."""
    blanks: tuple[bool, ...]
    """Whether any rule leaves the network, or an area, blank."""

    def price(self, network: str, origin: frozenset[str], destination: frozenset[str]) -> int:
        """Price a leg, in fen; `UNPRICED` where its price is not known.

        Parameters
        ----------
        network
            Of the route; blank where it is in none.
        origin, destination
            Areas of the stops one boards and alights at.
        """
        known = (frozenset({network}) - {""}, origin, destination)
        networks, origins, destinations = (
            (*its, "") if blank and its.isdisjoint(listed) else its
            for its, listed, blank in zip(known, self.listed, self.blanks, strict=True)
        )
        keys = product(networks, origins, destinations)
        return _settled([rule for key in keys for rule in self.rules.get(key, ())])


NO_RULES: Final = RuleBook({}, (frozenset(),) * 3, (False,) * 3)
"""Of a feed that states none."""


def _settled(matched: list[Rule]) -> int:
    certain = [rule for rule in matched if rule.certain]
    if not certain:
        return UNPRICED
    highest = max(rule.priority for rule in certain)
    fen = min(rule.fen for rule in certain if rule.priority == highest)
    for rule in matched:
        overrules = rule.priority > highest and rule.fen != fen
        undercuts = rule.priority == highest and rule.fen < fen
        if not rule.certain and (overrules or undercuts):
            return UNPRICED
    return fen


def read_rules(feed: Feed, prefixes: list[str]) -> tuple[str, dict[str, RuleBook]]:
    """Read what a network's feeds charge.

    Parameters
    ----------
    prefixes
        What stands before each feed's ids; a blank where there is but one.

    Returns
    -------
    currency, books
        The one currency of all products that rules name, and the rules of each feed that states some, by prefix.

    Raises
    ------
    FeedError
        If the price of a leg is negative or finer than a hundredth, or prices are in several currencies.
    """
    table = feed.fare_leg_rules
    currency, products = _products(feed, set(table["fare_product_id"]))
    certain = ~(
        _beyond_the_reference(table, "fare_leg_rules")
        | (table["from_timeframe_group_id"] != "").to_numpy()
        | (table["to_timeframe_group_id"] != "").to_numpy()
    )
    books = {}
    for prefix in prefixes:
        mine = table["fare_product_id"].str.startswith(prefix).to_numpy()
        if not mine.any():
            continue
        rows = table[mine]
        prioritized = bool((rows["rule_priority"] != NO_LIMIT).any())
        rules: dict[tuple[str, str, str], list[Rule]] = {}
        for network, origin, destination, product_id, priority, sure in zip(
            *(rows[c] for c in (*_PLACES, "fare_product_id", "rule_priority")),
            certain[mine].tolist(),
            strict=True,
        ):
            for fen, buyable in products[product_id]:
                rule = Rule(priority, fen, sure and buyable)
                rules.setdefault((network, origin, destination), []).append(rule)
        listed = (frozenset[str]() if prioritized else frozenset(rows[c]) - {""} for c in _PLACES)
        blanks = (bool((rows[c] == "").any()) for c in _PLACES)
        books[prefix] = RuleBook(rules, tuple(listed), tuple(blanks))
    return currency, books


def _products(feed: Feed, named: set[str]) -> tuple[str, dict[str, list[tuple[int, bool]]]]:
    """Price the products that rules name: for each what it costs, and whether that is so without further conditions."""
    table = feed.fare_products[feed.fare_products["fare_product_id"].isin(named)]
    riders = feed.rider_categories
    ordinary = {"", *riders["rider_category_id"][riders["is_default_fare_category"] == 1]}
    conditional = _beyond_the_reference(table, "fare_products")
    plain: dict[str, int] = {}
    further: list[tuple[str, int]] = []
    for (product_id, amount), rider, odd in zip(
        zip(table["fare_product_id"], table["amount"], strict=True),
        table["rider_category_id"],
        conditional.tolist(),
        strict=True,
    ):
        try:
            fen = to_fen(amount)
        except ValueError as error:
            told = f"product {product_id!r}: {error}"
            raise FeedError(_PRODUCTS, told, column="amount") from None
        if rider in ordinary and odd:
            further.append((product_id, fen))
        elif rider in ordinary:
            plain[product_id] = min(fen, plain.get(product_id, UNPRICED))
    unknown = named.difference(table["fare_product_id"])
    if unknown:
        told = f"there is no product {min(unknown)!r}"
        raise FeedError(_RULES, told, column="fare_product_id")
    currencies = sorted(set(table["currency"]))
    if len(currencies) > 1:
        told = f"fares in {' and '.join(currencies)} cannot be added up"
        raise FeedError(_PRODUCTS, told, column="currency")
    # A rule whose products are all for others matches none the less, and those below it do not count.
    products = {product_id: [(plain.get(product_id, UNPRICED), True)] for product_id in named}
    for product_id, fen in further:
        products[product_id].append((fen, False))
    return currencies[0], products


def _beyond_the_reference(table: pd.DataFrame, name: str) -> npt.NDArray[np.bool_]:
    """Say which rows have a value in a column that the reference does not know, shape (N,)."""
    further = (column for column in table.columns if column not in TABLES[name].columns)
    found = np.zeros(len(table), dtype=bool)
    for column in further:
        found |= (table[column].str.strip() != "").to_numpy()
    return found


def joins_of(feed: Feed) -> Iterator[tuple[str, str, str]]:
    """Tell which changes within a network make one leg of two: network, and the ids of stops or stations, or blanks."""
    table = feed.fare_leg_join_rules
    plain = table[~_beyond_the_reference(table, "fare_leg_join_rules")]
    columns = ("from_network_id", "to_network_id", "from_stop_id", "to_stop_id")
    for network, to_network, a, b in zip(*(plain[c] for c in columns), strict=True):
        if network == to_network:
            yield network, a, b
