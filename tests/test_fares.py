"""What GTFS Fares V1 says of a ride, and what that makes of journeys."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.boards import Drawn, at, draw, table
from transit.errors import FeedError
from transit.fares.money import DEAREST, UNPRICED, split, to_decimal, to_fen
from transit.fares.table import lay_out, lay_out_mirrored
from transit.fares.zones import ride_fares
from transit.network.ground import Ground
from transit.routing.reach import Reach
from transit.routing.tradeoff_costs import costs_of, metres_of
from transit.routing.tradeoff_search import Question, tradeoffs

LINE = "A B C D\n8:00 8:10 8:20 8:30"


def fared(net: Drawn, fares: dict, rules=(), zones: dict | None = None, **columns) -> Drawn:
    """State fares: price by fare id, rules as rows of ``fare_rules.txt``, zone by stop."""
    attributes = [
        {"fare_id": fare_id, "price": price, "currency_type": "USD"} | columns.get(fare_id, {})
        for fare_id, price in fares.items()
    ]
    feed = net.ground.feed
    stops = feed.stops.assign(zone_id=[(zones or {}).get(s, "") for s in feed.stops["stop_id"]])
    feed = replace(
        feed,
        stops=stops,
        fare_attributes=table("fare_attributes", attributes),
        fare_rules=table("fare_rules", list(rules)),
    )
    return replace(net, ground=Ground(feed, None))


def price(net: Drawn, a: str, b: str, route: str = "R0", stops: str = "ABCD") -> int:
    indices = np.array([net.stop(s) for s in stops], np.int32)
    return int(ride_fares(net.ground).matrix(route, indices)[stops.index(a), stops.index(b)])


def test_a_feed_without_fares_states_none():
    assert ride_fares(draw(LINE).ground) is None


def test_a_fare_without_rules_holds_everywhere_and_the_cheapest_counts():
    net = fared(draw(LINE), {"dear": "3.5", "cheap": "2.25"})
    assert price(net, "A", "D") == 225
    assert ride_fares(net.ground).currency == "USD"


def test_a_rule_names_a_route():
    net = fared(draw(LINE, "A B\n9:00 9:10"), {"f": "2"}, [{"fare_id": "f", "route_id": "R1"}])
    assert price(net, "A", "B", "R1", "AB") == 200
    assert price(net, "A", "B", "R0") == UNPRICED


def test_a_rule_names_origin_destination_or_both():
    rules = [
        {"fare_id": "out", "origin_id": "1"},
        {"fare_id": "in", "destination_id": "1"},
        {"fare_id": "across", "origin_id": "1", "destination_id": "3"},
    ]
    net = fared(
        draw(LINE), {"out": "5", "in": "4", "across": "3"}, rules, {"A": "1", "B": "1", "C": "2", "D": "3"}
    )  # fmt: skip
    assert [price(net, "A", s) for s in "BCD"] == [400, 500, 300]
    assert price(net, "C", "D") == UNPRICED


def test_all_zones_a_rule_contains_are_passed_and_no_other():
    rules = [{"fare_id": "f", "contains_id": zone} for zone in "12"]
    net = fared(draw(LINE), {"f": "2"}, rules, {"A": "1", "B": "2", "C": "2", "D": "3"})
    assert price(net, "A", "B") == price(net, "A", "C") == 200
    assert price(net, "B", "C") == price(net, "A", "D") == UNPRICED


def test_zones_contained_are_those_of_one_rule():
    rules = [
        {"fare_id": "f", "route_id": "R0", "contains_id": "1"},
        {"fare_id": "f", "route_id": "R1", "contains_id": "2"},
    ]
    net = fared(draw(LINE, "A B\n9:00 9:10"), {"f": "2"}, rules, dict.fromkeys("AB", "1"))
    assert price(net, "A", "B") == 200
    assert price(net, "A", "B", "R1", "AB") == UNPRICED


def test_a_fare_is_that_of_its_agency():
    net = fared(draw(LINE), {"f": "2", "g": "1"}, f={"agency_id": "a"}, g={"agency_id": "b"})
    assert price(net, "A", "B") == 200


def test_fares_of_one_feed_do_not_hold_in_another():
    net = fared(draw(LINE, "A B\n9:00 9:10"), {"x:f": "2"})
    feed = net.ground.feed
    net = replace(
        net, ground=Ground(replace(feed, routes=feed.routes.assign(feed=["x", "y"])), None)
    )
    assert price(net, "A", "B") == 200
    assert price(net, "A", "B", "R1", "AB") == UNPRICED


@pytest.mark.parametrize(
    ("fares", "rules", "columns", "file", "column"),
    [
        ({"f": "two"}, [], {}, "fare_attributes.txt", "price"),
        ({"f": ""}, [], {}, "fare_attributes.txt", "price"),
        ({"f": "NaN"}, [], {}, "fare_attributes.txt", "price"),
        ({"f": "-1"}, [], {}, "fare_attributes.txt", "price"),
        ({"f": "1.005"}, [], {}, "fare_attributes.txt", "price"),
        ({"f": "1e12"}, [], {}, "fare_attributes.txt", "price"),
        ({"f": "1", "g": "1"}, [], {"g": {"currency_type": "EUR"}}, "fare_attributes.txt", "currency_type"),
        ({"f": "1"}, [{"fare_id": "g"}], {}, "fare_rules.txt", "fare_id"),
    ],
)  # fmt: skip
def test_fares_that_cannot_be_right_say_where(fares, rules, columns, file, column):
    net = fared(draw(LINE), fares, rules, **columns)
    with pytest.raises(FeedError) as caught:
        ride_fares(net.ground)
    assert (caught.value.file, caught.value.column) == (file, column)


def test_money_is_whole_hundredths_inside_and_decimal_outside():
    assert [to_fen(text) for text in ("0", "2", "2.5", "1.2500000", " 3.10 ")] == [
        0,
        200,
        250,
        125,
        310,
    ]
    assert (to_decimal(250), str(to_decimal(DEAREST))) == (Decimal("2.50"), "21474836.47")
    assert split(2 * UNPRICED + 16 * DEAREST) == (2, 16 * DEAREST)


def test_the_mirror_charges_what_the_timetable_charges():
    rules = [
        {"fare_id": f"{a}{b}", "origin_id": a, "destination_id": b} for a in "1234" for b in "1234"
    ]
    prices = {rule["fare_id"]: str(n) for n, rule in enumerate(rules)}
    net = fared(
        draw(LINE, "C B A\n9:00 9:10 9:20 every 10 8:00-9:00"), prices, rules,
        {"A": "1", "B": "2", "C": "3", "D": "4"},
    )  # fmt: skip
    fares = ride_fares(net.ground)
    there = lay_out(fares, net.ground, net.timetable)
    back = lay_out_mirrored(fares, net.ground, net.timetable)
    first = 0
    for n in (4, 3):
        for i in range(n):
            for j in range(i + 1, n):
                fare = there.fen[there.row[first + i] + j]
                assert fare == back.fen[back.row[first + n - 1 - j] + n - 1 - i]
                assert fare > 0
        first += n


def test_who_stays_seated_pays_again_only_on_another_route():
    boards = "A B\n8:00 8:10", "B C D\n8:15 8:20 8:30", "D E\n8:40 8:50"
    blocks = {"0.0": "b", "1.0": "b", "2.0": "b"}
    rules = [{"fare_id": f"f{n}", "route_id": f"R{n}"} for n in range(3)]
    net = fared(draw(*boards, blocks=blocks), {"f0": "1", "f1": "10", "f2": "100"}, rules)
    answers = asked(net, "A", "E", "7:00", fare=True)
    assert [(t.rides, t.fare_fen) for t in answers] == [(1, 11_100)]
    assert [t.fare_fen for t in asked(net, "A", "C", "7:00", fare=True)] == [1_100]
    assert [t.fare_fen for t in asked(net, "C", "D", "7:00", fare=True)] == [1_000]


def asked(net: Drawn, a: str, b: str, time: str, *, backwards=False, walk=False, fare=False):
    ends = [Reach(net.at_stop(s), dict.fromkeys(net.at_stop(s), 0.0)) for s in (a, b)]
    costs = costs_of(net.ground, net.day, ride_fares(net.ground))
    return tradeoffs(net.day, costs, Question(*ends, at(time), backwards, 4, 6 * 3600, walk, fare))


FAST_AND_SLOW = "A B\n8:00 8:10", "A B\n8:00 8:30"


def test_a_slower_journey_is_told_where_it_costs_less():
    rules = [{"fare_id": "dear", "route_id": "R0"}, {"fare_id": "cheap", "route_id": "R1"}]
    net = fared(draw(*FAST_AND_SLOW), {"dear": "5", "cheap": "2"}, rules)
    told = [(t.arrives, t.fare_fen) for t in asked(net, "A", "B", "7:00", fare=True)]
    assert told == [(at("8:10"), 500), (at("8:30"), 200)]
    assert [t.fare_fen for t in asked(net, "A", "B", "7:00")] == [500]


def test_a_fare_nobody_knows_is_no_bargain():
    net = fared(draw(*FAST_AND_SLOW), {"dear": "9"}, [{"fare_id": "dear", "route_id": "R1"}])
    told = [(t.arrives, t.unpriced, t.fare_fen) for t in asked(net, "A", "B", "7:00", fare=True)]
    assert told == [(at("8:10"), 1, 0), (at("8:30"), 0, 900)]
    net = fared(draw(*FAST_AND_SLOW), {"dear": "9"}, [{"fare_id": "dear", "route_id": "R0"}])
    assert [t.unpriced for t in asked(net, "A", "B", "7:00", fare=True)] == [0]


def test_without_fares_a_journey_has_none():
    assert [(t.fare_fen, t.unpriced) for t in asked(draw(LINE), "A", "B", "7:00")] == [(None, 0)]


def test_a_slower_journey_is_told_where_one_walks_less():
    board = "C D\n8:20 8:40\n8:50 9:00"
    net = draw("A B\n8:00 8:10", "A C\n8:00 8:30", board, walks={("B", "C"): 5})
    told = [(t.arrives, t.walk_m > 0) for t in asked(net, "A", "D", "7:00", walk=True)]
    assert told == [(at("8:40"), True), (at("9:00"), False)]
    back = asked(net, "A", "D", "9:00", backwards=True, walk=True)
    assert [(t.departs, t.arrives, t.walk_m > 0) for t in back] == [(at("8:00"), at("9:00"), False)]


def test_footpaths_are_measured_the_same_both_ways_round():
    net = draw(LINE, walks={("A", "B"): 5, ("C", "B"): 3})
    pairs = {}
    for day, turned in ((net.day, False), (net.day.mirrored, True)):
        here = np.repeat(np.arange(4), np.diff(day.footpaths.start))
        ends = (day.footpaths.to, here) if turned else (here, day.footpaths.to)
        metres = metres_of(net.ground, day.footpaths, turned=turned)
        pairs[turned] = dict(
            zip(zip(*(e.tolist() for e in ends), strict=True), metres.tolist(), strict=True)
        )
    assert pairs[False] == pairs[True]
    assert {p for p, m in pairs[True].items() if m} == {(0, 1), (2, 1)}
    # A tenth of a degree of latitude is 11 km, and nobody walks as the crow flies.
    assert 14_000 < pairs[True][0, 1] < 15_000
    assert isinstance(pairs[True][0, 1], int)
