"""What the operators of the corridor charge, against the fact tables read a second time."""

from __future__ import annotations

import math
import shutil
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import transit
from gtfs_data.build.tables import FACTS, read_facts
from tests.boards import draw
from tests.fare_journeys import RESTDAY, WORKDAY, at, calls, ride, rides_between, travel, walk
from tests.test_fares import LINE, fared
from tests.test_products import gated
from transit.corridor.fares import read_bus_tariff, read_published, read_subway_tariff
from transit.errors import FareError, FeedError
from transit.fares.money import UNPRICED
from transit.fares.own import own_prices
from transit.fares.payment import PAYS, Payment
from transit.fares.price import pricer_of
from transit.gtfs.reader import read_feed
from transit.journey import Journey, Visit
from transit.network.ground import Ground

CASH, CARD, STUDENT = Payment("cash"), Payment("card"), Payment("student")
EXPRESS = "express:BSX-YJ1"
BUS, SUBWAY, RAIL = (f"{feed}/fares.csv" for feed in ("bus", "subway", "rail"))
SEGMENTS = "subway/segments.csv"


@pytest.fixture(scope="module")
def ground(corridor_planner) -> Ground:
    return corridor_planner.ground


@pytest.fixture(scope="module")
def pricer(ground):
    return pricer_of(ground)


@pytest.fixture(scope="module")
def bus(pricer):
    return pricer.engines[0]


@pytest.fixture(scope="module")
def subway(pricer):
    return pricer.engines[1]


def prices(pricer, journey, payment=CARD) -> list[str]:
    return [str(part.price) for part in pricer.price(journey, payment).parts]


# Beijing bus


def test_bus_bands_end_on_the_metre(bus) -> None:
    metres = np.array([1, 9_999, 10_000, 10_001, 15_000, 15_001, 20_000, 20_001, 61_000])
    assert bus.distances._stretched("none", np.array([1_499, 1_500])).tolist() == [1, 2]
    assert bus._bands(metres).tolist() == [200, 200, 200, 300, 300, 400, 400, 500, 1300]


def test_a_whole_bus_line_costs_in_cash_what_its_published_length_makes_of_it(ground, bus) -> None:
    listed = {f"bus:{row['route_id']}": row for row in read_facts("bus/lines.csv")}
    dearest = defaultdict(int)
    for trip, trip_id in enumerate(ground.trips.ids):
        route_id = ground.trip_rows[trip]["route_id"]
        if route_id in bus.routes:
            stops = np.array(calls(ground, trip_id), np.int32)
            fare = int(bus.matrix(route_id, stops, CASH)[0, -1])
            dearest[route_id] = max(dearest[route_id], fare)
    # The published length of 894 is that of an older, shorter line.
    assert dearest.pop("bus:894") == 400
    assert len(dearest) == 24
    for route_id, fare in dearest.items():
        assert fare == 100 * int(listed[route_id]["max_cash_fare_yuan"]), route_id


def haversine(a: dict, b: dict) -> float:
    """Metres between two rows with a position."""
    p, q = ((math.radians(float(x["lat"])), math.radians(float(x["lon"]))) for x in (a, b))
    h = math.sin((q[0] - p[0]) / 2) ** 2
    h += math.cos(p[0]) * math.cos(q[0]) * math.sin((q[1] - p[1]) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(h))


def hops_of_bus_lines():
    """Hops of every line and direction from the fact tables: metres, and those in Beijing."""
    stops = {row["stop_id"]: row for row in read_facts("bus/stops.csv")}
    crossings = {row["crossing_id"]: row for row in read_facts("geography/crossings.csv")}
    sequences = defaultdict(list)
    for row in read_facts("bus/stop_sequences.csv"):
        sequences[row["line_id"], row["direction"]].append((int(row["seq"]), row["stop_id"]))
    for line in read_facts("bus/lines.csv"):
        if line["in_feed"] != "yes":
            continue
        directions = []
        for direction in ("outbound", "inbound"):
            ids = [stop_id for _, stop_id in sorted(sequences[line["line_id"], direction])]
            hops = []
            for a, b in pairwise(stops[stop_id] for stop_id in ids):
                parts = [haversine(a, b)]
                if a["side"] != b["side"]:
                    border = crossings[line["crossing_id"]]
                    parts = [haversine(a, border), haversine(border, b)]
                sides = [a["side"], b["side"]]
                inside = sum(m for m, side in zip(parts, sides, strict=False) if side == "Beijing")
                hops.append((sum(parts), inside))
            directions.append((ids, hops))
        longest = max(sum(m for m, _ in hops) for _, hops in directions)
        stretch = max(float(line["length_km"] or 0) * 1000 / longest, 1)
        yield f"bus:{line['route_id']}", directions, stretch


def test_every_bus_ride_costs_what_the_fact_tables_make_of_it(ground, bus) -> None:
    def bands(metres: int) -> int:
        return 200 + 100 * max(math.ceil((metres - 10_000) / 5_000), 0)

    compared = 0
    for route_id, directions, stretch in hops_of_bus_lines():
        if route_id.startswith("bus:direct"):
            continue
        for ids, hops in directions:
            stops = np.array([ground.stops.index_of[f"bus:{s}"] for s in ids], np.int32)
            fares = {
                payment.pay: bus.matrix(route_id, stops, payment)
                for payment in (CASH, CARD, STUDENT)
            }
            for i, j in combinations(range(len(ids)), 2):
                whole = sum(m for m, _ in hops[i:j]) * stretch
                inside = sum(m for _, m in hops[i:j]) * stretch
                # Where a rounding error could decide, nothing is compared.
                if any(
                    abs(m % 5_000 - 5_000 * (m % 5_000 > 2_500)) < 1 for m in (whole, inside) if m
                ):
                    continue
                cash, part = bands(round(whole)), bands(round(inside)) if inside else 0
                assert fares["cash"][i, j] == cash
                assert fares["card"][i, j] == part * 5 // 10 + (cash - part) * 8 // 10
                assert fares["student"][i, j] == part * 25 // 100 + (cash - part) * 8 // 10
                compared += 1
    assert compared > 12_000


def test_bus_rides_worked_out_by_hand(ground, pricer) -> None:
    # 818 from 天洋城总站 to 大北窑南 is the longer direction, so its 16 stops are stretched to the published 37 km:
    # 2 + ceil((37 - 10) / 5) = 8 CNY. Up to the border it is 29.9 km: 2 + ceil(19.9 / 5) = 6 CNY.
    whole = travel(ground, at("08:00"), ("bus:818", "天洋城总站", "大北窑南"))
    assert prices(pricer, whole, CASH) == ["8.00"]
    assert prices(pricer, whole, CARD) == ["4.60"]  # 6 * 0.5 + 2 * 0.8
    assert prices(pricer, whole, STUDENT) == ["3.10"]  # 6 * 0.25 + 2 * 0.8
    # Two hops in Yanjiao: the base fare, 20 % off.
    beyond = travel(ground, at("08:00"), ("bus:818", "天洋城总站", "燕郊富地广场"))
    assert [prices(pricer, beyond, pay) for pay in (CASH, CARD, STUDENT)] == [
        ["2.00"],
        ["1.60"],
        ["1.60"],
    ]
    # From 北京胸科医院, past the border, 17.5 km are left: 2 + ceil(7.5 / 5) = 4 CNY.
    inside = travel(ground, at("08:00"), ("bus:818", "北京胸科医院", "大北窑南"))
    assert [prices(pricer, inside, pay) for pay in (CASH, CARD, STUDENT)] == [
        ["4.00"],
        ["2.00"],
        ["1.00"],
    ]


@pytest.mark.parametrize("pay", PAYS)
def test_a_bus_ride_costs_the_same_both_ways_and_a_longer_one_never_less_in_cash(
    ground, bus, pay
) -> None:
    for trip, trip_id in enumerate(ground.trips.ids):
        route_id = ground.trip_rows[trip]["route_id"]
        if route_id not in bus.routes:
            continue
        there = np.array(calls(ground, trip_id), np.int32)
        fares = np.triu(bus.matrix(route_id, there, Payment(pay)), 1)
        back = np.triu(bus.matrix(route_id, there[::-1].copy(), Payment(pay)), 1)
        assert (fares == back[::-1, ::-1].T).all()
        if pay == "cash":
            ridden = np.triu_indices(len(there), 2)
            assert (fares[ridden] >= fares[ridden[0], ridden[1] - 1]).all()
            assert (fares[ridden] >= fares[ridden[0] + 1, ridden[1]]).all()


@pytest.mark.parametrize(
    ("route_id", "a", "b", "payment", "price", "evidence"),
    [
        ("bus:direct47", "地铁潞城站", "大厂陈府", CASH, "20.00", "documented"),
        ("bus:direct47", "地铁潞城站", "大厂陈府", CARD, "20.00", "assumed"),
        ("bus:direct133", "大郊亭桥东", "大厂民族宫", STUDENT, "25.00", "assumed"),
        ("bus:direct167", "土桥村", "早安北京小区", CASH, "10.00", "assumed"),
    ],
)
def test_lines_of_one_price_cost_it_whatever_one_pays_with(
    ground, pricer, route_id, a, b, payment, price, evidence
) -> None:
    (part,) = pricer.price(travel(ground, at("18:00"), (route_id, a, b)), payment).parts
    assert (str(part.price), part.evidence, part.rule) == (
        price,
        evidence,
        "beijing_bus_single_price",
    )


def test_a_bus_fare_is_as_sure_as_what_it_rests_on(ground, pricer) -> None:
    across = travel(ground, at("08:00"), ("bus:818", "天洋城", "大北窑南"))
    beyond = travel(ground, at("08:00"), ("bus:818", "天洋城", "中赵甫村"))
    # 29.855 km, 28.561 of them in Beijing: the fare up to the border, 6 CNY, is that of the whole.
    hardly = travel(ground, at("08:00"), ("bus:814", "潮白人家小区", "大北窑南"))
    (part,) = pricer.price(hardly, CARD).parts
    assert (str(part.price), part.evidence) == ("3.00", "assumed")
    assert "bus_fare_split" in part.told
    told = {}
    for journey, payment in ((across, CASH), (across, CARD), (beyond, CARD), (beyond, STUDENT)):
        (part,) = pricer.price(journey, payment).parts
        told[journey is across, payment.pay] = part
    assert {key: part.evidence for key, part in told.items()} == {
        (True, "cash"): "derived",
        (True, "card"): "assumed",
        (False, "card"): "derived",
        (False, "student"): "assumed",
    }
    assert "bus_fare_split" in told[True, "card"].told
    assert "bus_student_outside" in told[False, "student"].told_en
    for part in told.values():
        assert "（bus/fares.csv：base base_km step step_km" in part.told
        assert "bus_fare_distance" in part.told_en
        assert "bus:S19" in part.source_ids
        assert set(part.source_ids) <= set(ground.corridor.sources)


# Subway


def test_subway_bands_reach_ninety_nine_metres_beyond_their_kilometres(subway) -> None:
    metres = np.array(
        [0, 6_000, 6_099, 6_100, 12_099, 12_100, 22_100, 32_100, 52_100, 72_100, 92_100]
    )
    yuan = [subway.tariff.bands[band].fen // 100 for band in subway._band(metres)]
    assert yuan == [3, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10]


def test_every_pair_of_subway_stations_costs_what_the_shortest_way_over_the_segments_makes_of_it(
    ground, subway
) -> None:
    station = {
        (r["line_id"], r["name_zh"]): r["station_id"] for r in read_facts("subway/stations.csv")
    }
    graph = nx.Graph()
    for row in read_facts("subway/segments.csv"):
        ends = (station[row["line_id"], row[end]] for end in ("from", "to"))
        graph.add_edge(*ends, metres=int(row["distance_m"]))
    bands = [row for row in read_facts("subway/fares.csv") if row["rule"] == "distance_band"]
    closed = subway.closed(CASH)
    number = {
        row["station_id"]: closed.station[ground.stops.index_of[f"subway:{row['stop_id']}"]]
        for row in read_facts("subway/stations.csv")
    }
    assert len(set(number.values())) == len(number) == 196
    pairs = []
    for a, ways in nx.all_pairs_dijkstra_path_length(graph, weight="metres"):
        for b, metres in ways.items():
            fits = [r for r in bands if not r["to"] or metres < 1000 * int(r["to"]) + 100]
            fen = int(closed.fen[number[a], number[b]])
            assert fen == 100 * int(fits[0]["value"]), (a, b, metres)
            pairs.append((metres, fen))
    assert len(pairs) == 196 * 196
    pairs.sort()
    assert all(cheap <= dear for (_, cheap), (_, dear) in pairwise(pairs))
    assert (closed.fen == closed.fen.T).all()


def test_a_change_within_the_gates_is_one_fare(ground, pricer) -> None:
    # 潞城 - 呼家楼 on Line 6 is 26.022 km, 呼家楼 - 国贸 on Line 10 0.734 + 0.835: 27.591 km, 6 CNY (22 to 32 km).
    journey = travel(
        ground, at("08:00"), ("subway:L6", "潞城", "呼家楼"), ("subway:L10", "呼家楼", "国贸")
    )
    (part,) = pricer.price(journey, CARD).parts
    assert (part.legs, str(part.price), part.evidence) == ((0, 2), "6.00", "derived")
    assert part.told.startswith("最短 27.6 公里，6 元")
    assert {"rail:S01", "rail:S50"} == set(part.source_ids)


def test_whoever_leaves_the_gates_pays_again(ground, pricer) -> None:
    # By street from 大望路 (Line 1) to 大望路 (Line 14) would be stated; from 金台夕照 to 呼家楼 it is not.
    journey = travel(
        ground, at("08:00"), ("subway:L10", "双井", "金台夕照"), ("subway:L6", "呼家楼", "东大桥")
    )
    # 1.760 + 0.835 km, and 0.846 km.
    assert prices(pricer, journey) == ["3.00", "3.00"]
    joined = travel(
        ground, at("08:00"), ("subway:L10", "双井", "呼家楼"), ("subway:L6", "呼家楼", "东大桥")
    )
    # 1.760 + 0.835 + 0.734 + 0.846 = 4.175 km.
    assert prices(pricer, joined) == ["3.00"]
    # Whoever stays at 呼家楼 on purpose goes out.
    stay = Visit("呼家楼", "", joined.legs[1].board, joined.legs[1].depart, 600, 1, aboard=False)
    assert prices(pricer, replace(joined, visits=(stay,))) == ["3.00", "3.00"]
    aboard = replace(stay, stay_s=0, aboard=True, leg=0)
    assert prices(pricer, replace(joined, visits=(aboard,))) == ["3.00"]


@pytest.mark.parametrize(
    ("spent_fen", "price"),
    [
        (0, "6.00"), (9_999, "6.00"), (10_000, "4.80"), (14_999, "4.80"), (15_000, "3.00"),
        (39_999, "3.00"), (40_000, "6.00"),
    ],
)  # fmt: skip
def test_the_subway_costs_less_the_more_was_spent_before(ground, pricer, spent_fen, price) -> None:
    journey = travel(ground, at("08:00"), ("subway:L6", "潞城", "呼家楼"))
    assert prices(pricer, journey, Payment("card", spent_fen)) == [price]
    assert prices(pricer, journey, Payment("student", spent_fen)) == [price]
    assert prices(pricer, journey, Payment("cash", spent_fen)) == ["6.00"]


def test_within_a_journey_the_first_fare_counts_for_the_second(ground, pricer) -> None:
    journey = travel(
        ground, at("08:00"), ("subway:L10", "双井", "金台夕照"), ("subway:L6", "呼家楼", "潞城")
    )
    # 97 CNY before: 3 CNY at the full fare make 100, so that the 26.0 km after it are 6 * 0.8.
    assert prices(pricer, journey, Payment("card", 9_700)) == ["3.00", "4.80"]
    assert prices(pricer, journey, Payment("card", 9_699)) == ["3.00", "6.00"]


@pytest.mark.parametrize(
    ("station", "day", "clock", "payment", "price"),
    [
        # 草房 - 呼家楼: 1.407 + 1.854 + 1.239 + 3.999 + 1.283 + 2.037 + 1.450 = 13.269 km, 5 CNY.
        ("草房", WORKDAY, "06:59:59", CARD, "2.50"),
        ("草房", WORKDAY, "07:00:00", CARD, "5.00"),
        ("草房", WORKDAY, "06:59:59", CASH, "5.00"),
        ("草房", WORKDAY, "06:59:59", STUDENT, "2.50"),
        ("草房", RESTDAY, "06:59:59", CARD, "5.00"),
        ("草房", "2026-10-10", "06:30:00", CARD, "2.50"),  # a Saturday worked in lieu of a holiday
        ("草房", "2026-10-01", "06:30:00", CARD, "5.00"),  # National Day, a Thursday
        ("十里堡", WORKDAY, "06:59:59", CARD, "3.00"),  # not one of them
        ("草房", WORKDAY, "06:59:59", Payment("card", 10_000), "2.50"),  # half, not half of 4.00
        ("草房", WORKDAY, "06:59:59", Payment("card", 15_000), "2.50"),
    ],
)
def test_some_stations_are_half_price_before_seven_on_workdays(
    ground, pricer, station, day, clock, payment, price
) -> None:
    journey = travel(ground, at(clock, day), ("subway:L6", station, "呼家楼"))
    assert prices(pricer, journey, payment) == [price]


def test_one_enters_at_the_gate_not_on_the_platform(ground, pricer) -> None:
    board = ground.point(
        calls(ground, rides_between(ground, "subway:L6", "草房", "呼家楼")[0][0])[0]
    )
    there = ride(
        ground, *rides_between(ground, "subway:L6", "草房", "呼家楼")[0], depart=at("07:03")
    )
    for platform_s, price in ((61, "2.50"), (60, "5.00")):
        way = walk(
            board,
            there.board,
            at("06:50"),
            11,
            ("security", 60),
            ("gate", 15),
            ("platform", platform_s),
        )
        # On the platform at 07:01:00, past the gate a minute or so before.
        journey = Journey((way, there), way.depart)
        assert prices(pricer, journey) == [price]
    waited = replace(there, wait_s=181)
    assert prices(pricer, Journey((waited,), at("06:59"))) == ["2.50"]
    assert prices(pricer, Journey((replace(there, wait_s=180),), at("07:00"))) == ["5.00"]


def test_more_than_four_hours_within_the_gates_cost_the_shortest_fare_beside(
    ground, pricer
) -> None:
    leg = ride(ground, *rides_between(ground, "subway:L6", "潞城", "呼家楼")[0], depart=at("08:00"))
    for seconds, price in ((4 * 3600, "6.00"), (4 * 3600 + 1, "9.00")):
        slow = replace(leg, arrive=leg.depart + timedelta(seconds=seconds))
        assert prices(pricer, Journey((slow,), leg.depart)) == [price]


# Line 22


def test_line_22_is_priced_by_its_own_kilometres_and_only_assumed(ground, pricer) -> None:
    # 燕郊 is at km 32.3, 管庄 at 13.6: 18.7 km, 5 CNY. 通州北关 at 19.4, 北京通州站 at 23.5: 4.1 km, 3 CNY.
    for a, b, price in (("管庄", "燕郊", "5.00"), ("通州北关", "北京通州站", "3.00")):
        (part,) = pricer.price(
            travel(ground, at("08:00", "2027-06-01"), ("line22:L22", a, b)), CARD
        ).parts
        assert (str(part.price), part.evidence, part.rule) == (
            price,
            "assumed",
            "line22_fare_as_subway",
        )
        assert {"rail:S25", "rail:S01"} <= set(part.source_ids)


def test_line_22_has_gates_of_its_own_and_its_expresses_share_them(ground, pricer) -> None:
    morning = at("08:00", "2027-06-01")
    apart = travel(
        ground, morning, ("line22:L22", "燕郊", "通州北关"), ("subway:L6", "通州北关", "呼家楼")
    )
    # 12.9 km; 26.022 - 1.194 - 1.347 - 0.929 - 1.600 - 1.543 - 1.468 = 17.941 km.
    assert prices(pricer, apart) == ["5.00", "5.00"]
    together = travel(
        ground,
        morning,
        ("line22:L22", "燕郊", "政务中心"),
        ("line22:L22-express", "政务中心", "管庄"),
    )
    # 32.3 - 13.6 km.
    assert prices(pricer, together) == ["5.00"]


# Railways, expresses, prices of one's own


def test_a_published_ticket_holds_both_ways_in_every_train(ground, pricer) -> None:
    def priced(train: str, *ends: str) -> tuple[str, str, str] | None:
        (trip_id,) = [t for t in ground.trips.ids if t.endswith(f"2026_{train}")]
        names = [ground.point(stop).name for stop in calls(ground, trip_id)]
        leg = ride(ground, trip_id, *(names.index(end) for end in ends), depart=at("08:00"))
        fare = pricer.price(Journey((leg,), leg.depart), CARD)
        assert fare.unpriced_legs == (() if fare.parts else (0,))
        return (str(fare.known), fare.evidence, fare.parts[0].rule) if fare.parts else None

    there = "大厂站", "北京通州站"
    assert priced("G6746", *there) == ("12.00", "documented", "rail_published")
    assert priced("G6748", *there) == ("12.00", "derived", "rail_published")
    assert priced("G6747", *there[::-1]) == ("12.00", "derived", "rail_published")
    assert priced("G6746", "大厂站", "燕郊站") is None
    # Sold at a discount: for its own train alone, the way it was sold.
    assert ("rail:langfang", "rail:beijingnan") not in pricer.engines[2].tickets
    assert priced("G8903", "北京南站", "廊坊站") == ("25.00", "documented", "rail_published")


def test_a_ticket_of_today_prices_no_train_of_the_past_and_none_of_the_past_one_of_today(
    ground, pricer
) -> None:
    trips = [t for t in ground.trips.ids if t.startswith("rail:")]
    stops = {"北京南站", "廊坊站", "北京站", "燕郊站", "北京东站"}
    priced = set()
    for trip_id in trips:
        day = "2024-03-06" if "2023_" in trip_id else WORKDAY
        names = [ground.point(stop).name for stop in calls(ground, trip_id)]
        for i, j in combinations([n for n, name in enumerate(names) if name in stops], 2):
            leg = ride(ground, trip_id, i, j, at("08:00", day))
            if pricer.price(Journey((leg,), leg.depart), CARD).parts:
                priced.add((trip_id.rpartition("_")[0], leg.trip_name))
    assert priced == {("rail:2026", "G8903")}


def test_an_express_has_no_price_but_one_s_own(ground, pricer) -> None:
    (trip_id,) = [t for t in ground.trips.ids if t.startswith(EXPRESS) and "inbound" in t]
    leg = ride(ground, trip_id, 0, 1, at("06:30"))
    journey = Journey((leg,), leg.depart)
    fare = pricer.price(journey, CARD)
    assert (fare.known, fare.currency, fare.unpriced_legs, fare.parts) == (
        Decimal("0.00"),
        "CNY",
        (0,),
        (),
    )
    assert not fare.complete
    own = pricer.price(journey, Payment(own=((EXPRESS, 1_550),)))
    assert (str(own.known), own.complete, own.parts[0].rule, own.evidence) == (
        "15.50", True, "own_price", "assumed",
    )  # fmt: skip


def test_a_price_of_one_s_own_stands_before_any_other_and_outside_the_gates(ground, pricer) -> None:
    journey = travel(
        ground, at("08:00"), ("subway:L6", "潞城", "呼家楼"), ("subway:L10", "呼家楼", "国贸"),
        ("subway:L1", "国贸", "永安里"),
    )  # fmt: skip
    assert prices(pricer, journey) == ["6.00"]
    # 26.022 km, one's own, 0.790 km.
    assert prices(pricer, journey, Payment(own=(("subway:L10", 1),))) == ["6.00", "0.01", "3.00"]
    # Nor is it spent on the subway: 6 CNY make 99.99, and what follows is at the full fare.
    own = Payment("card", 9_399, (("subway:L10", 100),))
    assert prices(pricer, journey, own) == ["6.00", "1.00", "3.00"]
    fares = pricer.ride_fares(Payment(own=(("subway:L10", 1),)))
    assert fares.closed.routes == pricer.engines[1].routes - {"subway:L10"}
    stops = np.array(calls(ground, journey.legs[2].trip_id), np.int32)
    assert set(np.unique(fares.matrix("subway:L10", stops))) == {1}


def test_prices_of_one_s_own_are_settled_by_line() -> None:
    routes = {"燕郊一线": ["x:1"], "京津城际": ["x:2", "x:3"], "x:1": ["x:1"]}
    given = {"京津城际": "38.50", "燕郊一线": 15}
    assert own_prices(given, lambda line: routes.get(line, [])) == (
        ("x:1", 1500),
        ("x:2", 3850),
        ("x:3", 3850),
    )
    assert own_prices({"燕郊一线": 0.1, "x:1": Decimal("0.1")}, lambda line: routes[line]) == (
        ("x:1", 10),
    )


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ({"a": -1}, "own price of 'a': -1 is not understood; give 0 to 21474836.47"),
        ({"a": "1.005"}, "'1.005' is not understood"),
        ({"a": float("nan")}, "nan is not understood"),
        ({"a": float("inf")}, "inf is not understood"),
        ({"a": 1e12}, "is not understood"),
        ({"a": True}, "True is not understood"),
        ({"a": "dear"}, "'dear' is not understood"),
        ({"a": None}, "None is not understood"),
        ({"b": 1}, "give the name or the route id of a line"),
        ({3: 1}, "give the name or the route id of a line"),
        ({"a": 1, "A": 2}, "give one price for x:a"),
        ([("a", 1)], "give a mapping of lines to prices"),
    ],
)  # fmt: skip
def test_prices_of_one_s_own_that_make_no_sense_are_refused(prices, said) -> None:
    with pytest.raises(FareError) as caught:
        own_prices(prices, lambda line: ["x:a"] if line in "aA" else [])
    assert said in str(caught.value)
    assert isinstance(caught.value, transit.TransitError | ValueError)
    assert transit.FareError is FareError


# Any network


@pytest.mark.parametrize(
    ("feed", "way", "price"),
    [
        ("subway", ("L6", "潞城", "呼家楼"), "6.00"),
        ("bus", ("818", "天洋城总站", "大北窑南"), "4.60"),
        ("line22", ("L22", "管庄", "燕郊"), "5.00"),
        ("rail", ("JT", "大厂站", "北京通州站"), "12.00"),
    ],
)
def test_a_feed_of_the_corridor_alone_is_priced_as_among_the_others(
    ground, feed, way, price
) -> None:
    corridor = ground.corridor
    alone = Ground(read_feed(corridor.root / "feeds" / feed), corridor)
    assert len(pricer_of(alone).engines) == 1
    assert prices(pricer_of(alone), travel(alone, at("08:00"), way)) == [price]


def test_another_feed_is_priced_by_its_own_fares_and_one_without_any_not_at_all() -> None:
    net = fared(draw(LINE, "A B\n9:00 9:10"), {"f": "2.25"}, [{"fare_id": "f", "route_id": "R0"}])
    pricer = pricer_of(net.ground)
    first = ride(net.ground, "0.0", 0, 2, at("08:00"))
    second = ride(net.ground, "1.0", 0, 1, at("09:00"))
    back = walk(first.alight, second.board, first.arrive)
    fare = pricer.price(Journey((first, back, second), first.depart))
    assert (str(fare.known), fare.currency, fare.unpriced_legs) == ("2.25", "USD", (2,))
    assert (fare.parts[0].rule, fare.evidence) == ("gtfs_fares_v1", "")
    bare = draw(LINE)
    assert pricer_of(bare.ground).ride_fares(CARD) is None
    fare = pricer_of(bare.ground).price(Journey((first, back, second), first.depart))
    assert (str(fare.known), fare.currency, fare.unpriced_legs, fare.parts) == (
        "0.00",
        "",
        (0, 2),
        (),
    )
    own = Payment(own=(("R0", 100),))
    stops = np.array([bare.stop(name) for name in "ABCD"], np.int32)
    assert pricer_of(bare.ground).ride_fares(own).matrix("R0", stops).tolist() == [[100] * 4] * 4


def test_a_closed_system_of_another_feed_is_paid_once_while_one_is_in_it() -> None:
    # Line 0 runs A B C D, line 1 C E; both are of one network, A and B in one area, E three areas on.
    net = gated({})
    pricer = pricer_of(net.ground)
    first = ride(net.ground, "0.0", 0, 2, at("08:00"))
    second = ride(net.ground, "1.0", 0, 1, at("08:40"))
    fare = pricer.price(Journey((first, second), first.depart))
    assert [(part.legs, str(part.price), part.rule) for part in fare.parts] == [
        ((0, 1), "6.00", "gtfs_fares_v2")
    ]
    # With a price of one's own on the second, the first is left at C.
    fare = pricer.price(Journey((first, second), first.depart), Payment(own=(("R1", 50),)))
    assert [str(part.price) for part in fare.parts] == ["2.00", "0.50"]


def test_who_stays_seated_on_a_route_pays_once(ground, pricer) -> None:
    net = fared(draw("A B\n8:00 8:10", "B C\n8:15 8:20"), {"f": "2"})
    first, second = (ride(net.ground, f"{n}.0", 0, 1, at(f"08:{20 * n:02}")) for n in (0, 1))
    fare = pricer_of(net.ground).price(
        Journey((first, replace(second, in_seat=True)), first.depart)
    )
    assert [part.legs for part in fare.parts] == [(0,), (1,)], "another route is paid for anew"
    trip_id, i, j = rides_between(ground, "bus:818", "天洋城总站", "大北窑南")[0]
    whole = ride(ground, trip_id, i, j, at("08:00"))
    parts = (
        ride(ground, trip_id, i, 5, at("08:00"), 20),
        replace(ride(ground, trip_id, 5, j, at("08:20")), in_seat=True),
    )
    seated = Journey(parts, whole.depart)
    assert prices(pricer, seated) == prices(pricer, Journey((whole,), whole.depart)) == ["4.60"]


@pytest.fixture(scope="module")
def hops(ground):
    """Rides to draw from: a few trips of every route."""
    by_route = defaultdict(list)
    for trip, trip_id in enumerate(ground.trips.ids):
        by_route[ground.trip_rows[trip]["route_id"]].append(trip_id)
    return [trip_id for ids in by_route.values() for trip_id in ids[:: max(len(ids) // 4, 1)]]


def table_price(ground, fares, rides: list) -> int:
    """Price rides paid for at once by what a search knows."""
    first, last = rides[0], rides[-1]
    if fares.closed is not None and first.route_id in fares.closed.routes:
        index_of = ground.stops.index_of
        a, b = (fares.closed.station[index_of[p.stop_id]] for p in (first.board, last.alight))
        return int(fares.closed.fen[a, b])
    assert len(rides) == 1
    stops = np.array(calls(ground, first.trip_id), np.int32)
    return int(fares.matrix(first.route_id, stops)[first.board_call, first.alight_call])


@pytest.fixture(scope="module")
def changes(ground):
    """Changes that ``transfers.txt`` states, and changing at one stop, by the stop one comes to."""
    table = ground.feed.transfers
    stated = defaultdict(set)
    for a, b in zip(table["from_stop_id"], table["to_stop_id"], strict=True):
        stated[a].add(b)
    return stated


@given(data=st.data())
def test_every_ride_is_paid_for_once_or_told_to_be_unpriced(
    ground, pricer, hops, changes, data
) -> None:
    pay = data.draw(st.sampled_from(PAYS))
    lines = st.sampled_from([EXPRESS, "bus:818", "subway:L6"])
    own = data.draw(st.dictionaries(lines, st.integers(0, 5000), max_size=1))
    payment = Payment(pay, 0, tuple(sorted(own.items())))
    gated = pricer.engines[1].routes - own.keys()
    legs, together, now = [], [], at("09:00")
    for _ in range(data.draw(st.integers(1, 5))):
        here = legs[-1].alight.stop_id if legs else ""
        from_here = [
            (trip_id, i)
            for trip_id in hops
            for i, stop in enumerate(calls(ground, trip_id)[:-1])
            if ground.stops.ids[stop] in {here, *changes[here]}
        ]
        if from_here and data.draw(st.booleans()):
            trip_id, i = data.draw(st.sampled_from(from_here))
        else:
            trip_id = data.draw(st.sampled_from(hops))
            i = data.draw(st.integers(0, len(calls(ground, trip_id)) - 2))
        leg = ride(
            ground, trip_id, i, data.draw(st.integers(i + 1, len(calls(ground, trip_id)) - 1)), now
        )
        there = leg.board.stop_id
        within = bool(legs) and {legs[-1].route_id, leg.route_id} <= gated
        within &= there == here or there in changes[here]
        if legs and legs[-1].alight != leg.board:
            legs.append(walk(legs[-1].alight, leg.board, now, 0))
        if within:
            together[-1] += (len(legs),)
        else:
            together.append((len(legs),))
        legs.append(leg)
        now = leg.arrive
    fare = pricer.price(Journey(tuple(legs), legs[0].depart), payment)
    assert (
        sorted([*(part.legs for part in fare.parts), *((n,) for n in fare.unpriced_legs)])
        == together
    )
    assert fare.known == sum(part.price for part in fare.parts)
    fares = pricer.ride_fares(payment)
    for part in fare.parts:
        rides = [legs[number] for number in part.legs]
        if "G8903" not in {leg.trip_name for leg in rides}:
            assert table_price(ground, fares, rides) == int(part.price * 100)
        assert part.price > 0 or part.rule == "own_price"
        assert part.told
        assert part.told_en
    for number in fare.unpriced_legs:
        assert table_price(ground, fares, [legs[number]]) >= UNPRICED


# Tables that cannot be right


def spoilt(tmp_path, table: str, old: str, new: str):
    """Copy the facts with one text replaced."""
    for folder in ("bus", "subway", "rail"):
        shutil.copytree(FACTS / folder, tmp_path / folder)
    path = tmp_path / table
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path, text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("read", "table", "old", "new", "column", "problem"),
    [
        (read_bus_tariff, BUS, "covers,10,", "covers,ten,", "value", "'ten' is no number"),
        (read_bus_tariff, BUS, "base_km,2,", "base_km,-2,", "value", "not between 0 and"),
        (read_bus_tariff, BUS, "step_km begun,1,", "step_km begun,,", "value", "'' is no number"),
        (read_bus_tariff, BUS, "one step,5,", "one step,0,", "value", "a step has a length"),
        (read_bus_tariff, BUS, "outside Beijing,0.2,", "outside Beijing,20,", "value", "not between 0 and 1"),
        (read_bus_tariff, BUS, "专线47,20,CNY,documented", "专线47,20,CNY,sure", "evidence", "'sure' is not"),
        (read_subway_tariff, SUBWAY, "band_6,distance_band,6,", "band_6,distance_band,7,", "from", "before it ends"),
        (read_subway_tariff, SUBWAY, "92,,10,CNY", "92,110,10,CNY", "to", "the last band has no end"),
        (read_subway_tariff, SUBWAY, "0,6,3,CNY", "0,6,3.005,CNY", "value", "finer than a 100th"),
        (read_subway_tariff, SUBWAY, "07:00,0.5,factor,土桥", "7am,0.5,factor,土桥", "to", "no clock time"),
        (read_subway_tariff, SUBWAY, "factor,土桥", "factor,土乔", "station", "'土乔' is no station"),
        (read_subway_tariff, SEGMENTS, "永安里,国贸,790", "永安里,国贸,far", "distance_m", "'far' is no number"),
        (read_subway_tariff, SEGMENTS, "L1,永安里,国贸", "L1,永安里,国茂", "to", "'国茂' is no station of L1"),
        (read_published, RAIL, "G6746,pair,12", "G6746,pair,", "price_cny", "'' is no number"),
        (read_published, RAIL, "2026-09-30", "2015-09-30", "date", "lies in no timetable period"),
        (read_published, RAIL, "2026-09-30", "last year", "date", "is no date"),
        (read_published, RAIL, "G6746,pair", "G6746,all", "holds", "neither pair nor train"),
        (read_published, RAIL, "tongzhou,大厂,", "tongzhou,大场,", "from_station", "is no railway station"),
    ],
)  # fmt: skip
def test_a_fare_table_that_cannot_be_right_says_where(
    tmp_path, read, table, old, new, column, problem
) -> None:
    facts, line = spoilt(tmp_path, table, old, new)
    with pytest.raises(FeedError) as caught:
        read(facts)
    assert (caught.value.file, caught.value.row, caught.value.column) == (table, line, column)
    assert problem in caught.value.problem


def test_a_fare_table_that_lacks_a_row_says_which(tmp_path) -> None:
    facts, _ = spoilt(tmp_path, "bus/fares.csv", "card_outside,", "card_abroad,")
    with pytest.raises(
        FeedError, match=r"bus/fares\.csv, column fare_id: there is no row 'card_outside'"
    ):
        read_bus_tariff(facts)
