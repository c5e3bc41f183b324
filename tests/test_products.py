"""What GTFS Fares V2 says of a ride."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.boards import Drawn, at, draw, joined, table
from tests.test_reader import written
from transit.errors import FeedError
from transit.fares.money import UNPRICED
from transit.fares.products import product_fares
from transit.gtfs.feed import merge
from transit.gtfs.reader import read_feed
from transit.network.ground import Ground
from transit.routing.reach import Reach
from transit.routing.tradeoff_costs import costs_of
from transit.routing.tradeoff_search import Question, tradeoffs

LINE = "A B C D\n8:00 8:10 8:20 8:30"
BRANCH = "C E\n8:40 8:50"
AREAS = {"A": "1", "B": "1", "C": "2", "D": "3"}


def fared(net: Drawn, prices: dict, rules: list[dict], areas=None, networks=None, **more) -> Drawn:
    """State fares: price by product, rows of ``fare_leg_rules.txt``, area by stop, network by route."""
    products = [
        {"fare_product_id": name, "amount": price, "currency": "USD"}
        for name, price in prices.items()
    ]
    rows = {
        "fare_products": products,
        "fare_leg_rules": rules,
        "stop_areas": [{"stop_id": s, "area_id": a} for s, a in (areas or {}).items()],
        "route_networks": [{"route_id": r, "network_id": n} for r, n in (networks or {}).items()],
    } | more
    return stated(net, **{name: table(name, rows[name]) for name in rows if rows[name]})


def stated(net: Drawn, **tables: pd.DataFrame) -> Drawn:
    return replace(net, ground=Ground(replace(net.ground.feed, **tables), None))


def by(product: str, network: str = "", a: str = "", b: str = "", **more) -> dict:
    """Lay out a row of ``fare_leg_rules.txt``."""
    named = {"fare_product_id": product, "network_id": network, "from_area_id": a, "to_area_id": b}
    return named | more


def price(net: Drawn, a: str, b: str, route: str = "R0", stops: str = "ABCD") -> int:
    indices = np.array([net.stop(s) for s in stops], np.int32)
    return int(product_fares(net.ground).matrix(route, indices)[stops.index(a), stops.index(b)])


def test_a_feed_without_rules_for_legs_states_no_fares():
    assert product_fares(draw(LINE).ground) is None
    assert product_fares(fared(draw(LINE), {"p": "2"}, []).ground) is None


def test_a_rule_of_blanks_holds_everywhere_where_nothing_is_listed():
    net = fared(draw(LINE), {"p": "2.75"}, [by("p")], AREAS, {"R0": "n"})
    assert price(net, "A", "D") == 275
    assert product_fares(net.ground).currency == "USD"
    assert price(fared(draw(LINE), {"p": "2.75"}, [by("p")]), "A", "D") == 275


def test_without_priorities_a_blank_is_what_the_column_does_not_list():
    rules = [by("bus", "n"), by("else"), by("far", a="1", b="3")]
    net = fared(
        draw(LINE, "A B C\n9:00 9:10 9:20", "A D\n9:00 9:10"), {"bus": "1", "else": "2", "far": "5"}, rules,
        AREAS, {"R0": "n", "R1": "m"},
    )  # fmt: skip
    # Areas 1 and 3 are listed, so that for legs from the one or to the other a blank is no match.
    assert price(net, "C", "B") == 100
    assert price(net, "B", "D") == UNPRICED
    assert price(net, "C", "B", "R1", "ABC") == 200
    assert price(net, "A", "C", "R1", "ABC") == UNPRICED
    assert price(net, "A", "D", "R2", "AD") == 500


def test_with_priorities_a_blank_is_any_and_the_highest_counts_though_it_is_dearer():
    rules = [
        by("base", rule_priority=0),
        by("out", a="1", rule_priority=1),
        by("same", a="1", rule_priority=1),
        by("far", "n", "1", "3", rule_priority=2),
    ]
    net = fared(draw(LINE), {"base": "1", "out": "3", "same": "4", "far": "9"}, rules, AREAS, {"R0": "n"})  # fmt: skip
    assert [price(net, "A", s) for s in "BCD"] == [300, 300, 900]
    assert price(net, "C", "D") == 100


def test_a_column_of_blank_priorities_still_makes_a_blank_any(tmp_path):
    files = {
        "fare_products": "fare_product_id,amount,currency\np,2,USD\nq,1,USD\n",
        "networks": "network_id\nn\n",
        "route_networks": "network_id,route_id\nn,R\n",
    }
    plain = written(tmp_path / "a", **files, fare_leg_rules="fare_product_id,network_id\np,n\nq,\n")
    ranked = written(
        tmp_path / "b", **files, fare_leg_rules="fare_product_id,network_id,rule_priority\np,n,\nq,,\n",
    )  # fmt: skip
    both = merge([read_feed(plain), read_feed(ranked)])
    for feed, prefix, fen in (
        (read_feed(plain), "", 200),
        (read_feed(ranked), "", 100),
        (both, "a:", 200),
        (both, "b:", 100),
    ):
        ground = Ground(feed, None)
        ends = np.array([ground.stops.index_of[prefix + s] for s in "AB"], np.int32)
        assert product_fares(ground).matrix(f"{prefix}R", ends)[0, 1] == fen


def test_an_ordinary_rider_pays_the_cheapest_of_any_medium_but_not_the_fare_of_others():
    products = [
        {"fare_product_id": "p", "amount": amount, "currency": "USD"} | more
        for amount, more in (
            ("3", {"fare_media_id": "cash"}),
            ("2.5", {"fare_media_id": "card", "rider_category_id": "adult"}),
            ("1", {"fare_media_id": "card", "rider_category_id": "senior"}),
        )
    ]
    riders = [
        {"rider_category_id": "adult", "is_default_fare_category": 1},
        {"rider_category_id": "senior"},
    ]
    net = fared(draw(LINE), {}, [by("p")], fare_products=products, rider_categories=riders)
    assert price(net, "A", "B") == 250
    rules = [by("p", rule_priority=0), by("s", rule_priority=1)]
    products.append(products[2] | {"fare_product_id": "s"})
    net = fared(draw(LINE), {}, rules, fare_products=products, rider_categories=riders)
    assert price(net, "A", "B") == UNPRICED


PEAK = {"from_timeframe_group_id": "peak"}
FAR = {"min_distance_units": "5"}


@pytest.mark.parametrize("condition", [PEAK, {"to_timeframe_group_id": "peak"}, FAR])
@pytest.mark.parametrize(
    ("always", "sometimes", "fen"),
    [
        (None, ("2", 0), UNPRICED),
        (("2", 0), ("3", 0), 200),
        (("2", 0), ("1", 0), UNPRICED),
        (("2", 0), ("3", 1), UNPRICED),
        (("2", 0), ("2", 1), 200),
        (("2", 1), ("1", 0), 200),
    ],
)
def test_a_price_that_depends_on_more_than_the_stops_is_not_known(
    always, sometimes, fen, condition
):
    prices = {"sometimes": sometimes[0]} | ({"always": always[0]} if always else {})
    rules = [by("sometimes", rule_priority=sometimes[1])]
    rules += [by("always", rule_priority=always[1])] if always else []
    net = fared(draw(LINE), prices, rules)
    legs = net.ground.feed.fare_leg_rules
    odd = legs.assign(**{c: [v, ""][: len(legs)] for c, v in condition.items()})
    assert price(stated(net, fare_leg_rules=odd), "A", "B") == fen
    assert price(net, "A", "B") < UNPRICED


def test_a_product_with_a_condition_nobody_knows_buys_nothing_for_certain():
    net = fared(draw(LINE), {"p": "2", "q": "1"}, [by("p"), by("q")])
    products = net.ground.feed.fare_products
    odd = stated(net, fare_products=products.assign(bundle_amount=["", "10"]))
    assert price(odd, "A", "B") == UNPRICED
    odd = stated(net, fare_products=products.assign(bundle_amount=["10", " "]))
    assert price(odd, "A", "B") == 100


def test_a_station_lends_its_areas_to_platforms_that_have_none():
    net = draw(LINE, stations={"A": "S", "B": "S"})
    net = fared(net, {"p": "2", "q": "3"}, [by("p", a="1"), by("q", a="2")], {"B": "2", "S": "1"})
    assert [price(net, s, "D") for s in "AB"] == [200, 300]


def test_networks_may_stand_with_the_routes():
    net = fared(draw(LINE, "A B\n9:00 9:10"), {"p": "2"}, [by("p", "n")])
    routes = net.ground.feed.routes.assign(network_id=["", "n"])
    net = stated(net, routes=routes)
    assert price(net, "A", "B", "R1", "AB") == 200
    assert price(net, "A", "B") == UNPRICED


def test_fares_of_one_feed_do_not_hold_in_another():
    one = fared(draw("A B\n8:00 8:10", name="x"), {"p": "2"}, [by("p")], {"A": "1"})
    both = joined(one, draw("A B\n8:00 8:10", name="y"))
    assert price(both, "x:A", "x:B", "x:R0", ["x:A", "x:B"]) == 200
    assert price(both, "y:A", "y:B", "y:R0", ["y:A", "y:B"]) == UNPRICED


FARE_TOO = {"backwards": False, "max_rides": 4, "horizon_s": 6 * 3600, "walk": False, "fare": True}


def test_a_search_knows_the_fares():
    net = fared(
        draw("A B\n8:00 8:10", "A B\n8:00 8:30"), {"p": "5", "q": "2"}, [by("p", "n"), by("q", "m")],
        networks={"R0": "n", "R1": "m"},
    )  # fmt: skip
    ends = [Reach(net.at_stop(s), dict.fromkeys(net.at_stop(s), 0.0)) for s in "AB"]
    costs = costs_of(net.ground, net.day, product_fares(net.ground))
    told = tradeoffs(net.day, costs, Question(*ends, at("7:00"), **FARE_TOO))
    assert [(t.arrives, t.fare_fen) for t in told] == [(at("8:10"), 500), (at("8:30"), 200)]


def gated(*joins: dict, walks=None, transfers=(), stations=None, **more) -> Drawn:
    """Draw two routes of one network whose fare is that between the areas of the ends, and a bus."""
    net = draw(
        LINE, BRANCH, "D E\n9:00 9:10", walks=walks or {}, transfers=transfers, stations=stations
    )
    rules = [by("near", "n", rule_priority=0), by("far", "n", "1", "4", rule_priority=1)]
    networks = {"R0": "n", "R1": "n"} | more.pop("networks", {})
    return fared(
        net, {"near": "2", "far": "6"}, rules, AREAS | {"E": "4"}, networks,
        fare_leg_join_rules=[{"from_network_id": "n", "to_network_id": "n"} | j for j in joins],
    )  # fmt: skip


def test_a_network_whose_legs_join_is_a_closed_system():
    net = gated({})
    closed = product_fares(net.ground).closed
    assert closed.routes == {"R0", "R1"}
    station = dict(zip(net.ground.stops.ids, closed.station.tolist(), strict=True))
    assert station["A"] == station["B"] != station["C"]
    assert closed.fen[station["A"], station["E"]] == 600
    assert closed.fen[station["C"], station["E"]] == price(net, "A", "D") == 200


def test_stops_outside_a_closed_system_are_no_stations_of_it():
    net = gated({})
    feed = net.ground.feed
    alone = stated(net, route_networks=feed.route_networks[:1])
    station = product_fares(alone.ground).closed.station
    assert [station[alone.stop(s)] >= 0 for s in "ABCDE"] == [True] * 4 + [False]


STATED = {("B", "D"): 5}


@pytest.mark.parametrize(
    ("joins", "drawn", "closed"),
    [
        ([], {}, False),
        ([{"to_network_id": "m"}], {}, False),
        ([{"from_stop_id": "C", "to_stop_id": "C"}], {}, False),
        ([{}], {"walks": STATED}, False),
        ([{}, {"from_stop_id": "B", "to_stop_id": "D"}], {"walks": STATED}, True),
        ([{}], {"walks": STATED, "stations": {"B": "S", "D": "S"}}, True),
        ([{}], {"transfers": [{"from_stop_id": "B", "to_stop_id": "D", "transfer_type": 3}]}, True),
    ],
)
def test_a_network_is_closed_where_every_change_stated_joins(joins, drawn, closed):
    assert (product_fares(gated(*joins, **drawn).ground).closed is not None) is closed


def test_a_join_with_a_condition_nobody_knows_is_none():
    net = gated({})
    joins = net.ground.feed.fare_leg_join_rules.assign(duration_limit="3600")
    assert product_fares(stated(net, fare_leg_join_rules=joins).ground).closed is None


def test_of_two_closed_systems_the_one_of_the_most_routes_is_known():
    other = {"from_network_id": "m", "to_network_id": "m"}
    net = gated(other, {}, networks={"R2": "m"})
    assert product_fares(net.ground).closed.routes == {"R0", "R1"}


FILES = {
    "areas": "area_id\n1\n",
    "networks": "network_id\nn\n",
    "route_networks": "network_id,route_id\nn,R\n",
    "fare_products": "fare_product_id,amount,currency\np,2,USD\n",
    "fare_leg_rules": "fare_product_id,network_id,from_area_id\np,n,1\n",
}


def test_a_whole_feed_of_fares_is_read(tmp_path: Path):
    feed = read_feed(written(tmp_path / "tiny", **FILES, stop_areas="area_id,stop_id\n1,A\n"))
    ground = Ground(feed, None)
    fen = product_fares(ground).matrix("R", np.array([0, 1], np.int32))
    assert fen.tolist() == [[200, 200], [UNPRICED, UNPRICED]]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("fare_products", "fare_product_id,amount,currency\np,two,USD\n", "line 2, column amount: 'two' is not"),
        ("fare_products", "fare_product_id,amount,currency\np,,USD\n", "line 2, column amount: must not be blank"),
        ("fare_products", "fare_product_id,amount,currency\np,2,dollar\n", "line 2, column currency: 'dollar'"),
        ("fare_products", "fare_product_id,amount,currency\np,2,USD\np,3,USD\n", "line 3, column fare_media_id: 'p"),
        ("fare_products", "fare_product_id,amount,currency,rider_category_id\np,2,USD,old\n",
         "line 2, column rider_category_id: 'old' is not in rider_categories.txt"),
        ("fare_leg_rules", "fare_product_id,x\np,\nq,\n", "line 3, column fare_product_id: 'q' is not in fare_prod"),
        ("fare_leg_rules", "fare_product_id,network_id\np,m\n", "line 2, column network_id: 'm' is not in networks."),
        ("fare_leg_rules", "fare_product_id,to_area_id\np,2\n", "line 2, column to_area_id: '2' is not in areas.txt"),
        ("fare_leg_rules", "fare_product_id,to_timeframe_group_id\np,t\n", "line 2, column to_timeframe_group_id"),
        ("fare_leg_rules", "fare_product_id,rule_priority\np,-1\n", "line 2, column rule_priority: '-1' is not"),
        ("fare_leg_join_rules", "from_network_id,to_network_id\nn,m\n", "line 2, column to_network_id: 'm' is not"),
        ("stop_areas", "area_id,stop_id\n1,C\n", "line 2, column stop_id: 'C' is not in stops.txt"),
        ("routes", "route_id,route_type,network_id\nR,3,n\n", "route_networks.txt, line 2, column network_id"),
    ],
)  # fmt: skip
def test_broken_fares_name_the_line_and_the_column(tmp_path: Path, name, text, says):
    folder = written(tmp_path / "tiny", **FILES | {name: text})
    with pytest.raises(FeedError) as caught:
        read_feed(folder)
    assert says in str(caught.value)
    assert name == "routes" or f"{name}.txt" in caught.value.file


@pytest.mark.parametrize(
    ("prices", "currency", "column"),
    [
        ({"p": "-1"}, "USD", "amount"),
        ({"p": "1.005"}, "USD", "amount"),
        ({"p": "1e12"}, "USD", "amount"),
        ({"p": "1", "q": "1"}, "EUR", "currency"),
        ({"q": "1"}, "USD", "fare_product_id"),
    ],
)
def test_fares_that_cannot_be_right_say_where(prices, currency, column):
    net = fared(draw(LINE), prices, [by("p"), *([by("q")] if "p" in prices else [])][: len(prices)])
    products = net.ground.feed.fare_products
    mixed = products.assign(currency=[currency, *products["currency"][1:]])
    with pytest.raises(FeedError) as caught:
        product_fares(stated(net, fare_products=mixed).ground)
    assert caught.value.column == column


def test_a_discount_for_changing_is_no_price_of_a_leg():
    net = fared(draw(LINE), {"p": "2", "change": "-0.5"}, [by("p")])
    assert price(net, "A", "B") == 200
