"""What the facts say of a change and of a line is what a rider is told."""

from __future__ import annotations

import numpy as np
import pytest

import transit
from gtfs_data.build.tables import read_facts
from tests.boards import Drawn, draw
from transit.network.berths import berths_of, change_on_foot
from transit.network.crow_flight import metres_on_foot
from transit.network.ground import Ground

NET = transit.load()
GROUND = Ground(NET.feed, None)
"""Without borders, which no change is stated across."""


def change_m(origin: str, target: str) -> float:
    a, b = (GROUND.stops.index_of[f"subway:{stop}"] for stop in (origin, target))
    return change_on_foot(GROUND.berths, GROUND.walks, a, b)[0]


@pytest.mark.parametrize(
    ("origin", "target", "metres"),
    [
        pytest.param("L6_hujialou", "L10_hujialou", 30, id="呼家楼"),
        pytest.param("L7_jiulongshan", "L14_jiulongshan", 70, id="九龙山"),
        pytest.param("L2_fuxingmen", "L1_fuxingmen", 0, id="复兴门, only stairs"),
        pytest.param("L1_fuxingmen", "L2_fuxingmen", 160, id="复兴门, the longer way"),
    ],
)
def test_a_change_is_as_far_as_documented(origin: str, target: str, metres: float) -> None:
    assert change_m(origin, target) == metres


def test_every_change_between_platforms_has_its_documented_metres() -> None:
    table = NET.feed.transfers
    rows = table[table["from_stop_id"].str.startswith("subway:")]
    assert len(rows) == 44
    ends = zip(rows["from_stop_id"], rows["to_stop_id"], strict=True)
    told = [change_m(*(end.removeprefix("subway:") for end in pair)) for pair in ends]
    assert told == rows["walk_m"].to_list()


def boards(**told: float | str) -> Drawn:
    rule = {"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 60}
    return draw("A B\n8:00 8:10", "C D\n8:20 8:30", transfers=[rule | told])


def metres_told(net: Drawn, berth_b: int, berth_c: int) -> float:
    ground = net.ground
    b, c = (berths_of(ground.berths, net.stop(s))[n] for s, n in (("B", berth_b), ("C", berth_c)))
    return change_on_foot(ground.berths, ground.walks, b, c)[0]


def test_metres_stated_for_a_change_are_its_metres() -> None:
    assert metres_told(boards(walk_m=42.5), 0, 0) == 42.5
    assert metres_told(boards(walk_m=42.5, from_route_id="R0", to_trip_id="1.0"), 1, 1) == 42.5


def test_without_metres_a_change_is_as_far_as_one_walks() -> None:
    net = boards()
    b, c = (np.array([net.stop(stop)]) for stop in "BC")
    (walk_m,) = metres_on_foot(net.ground.stops, b, c)
    assert metres_told(net, 0, 0) == walk_m
    assert metres_told(boards(from_route_id="R0", to_trip_id="1.0"), 1, 1) == walk_m
    assert metres_told(boards(walk_m=0.0), 0, 0) == 0 < walk_m


def test_lines_that_a_newer_source_doubts_warn_their_riders_in_both_languages() -> None:
    rows = read_facts("bus/lines.csv")
    doubted = {row["line_id"] for row in rows if row["caution_zh"]}
    assert doubted == {"815", "816", "818快", "819"}
    told = NET.feed.routes.set_index("route_id")["route_desc"]
    for row in rows:
        assert bool(row["caution_zh"]) == bool(row["caution_en"])
        if row["in_feed"] != "yes":
            continue
        route_id = f"bus:{row['route_id']}"
        english = GROUND.translated("routes", "route_desc", route_id, "en")
        assert (told[route_id], english) == (row["caution_zh"], row["caution_en"])
        assert row["caution_zh"].endswith("请核实。") or not row["caution_zh"]
