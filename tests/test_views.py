"""The view in typical minutes: expected waits, mean rides, one footpath between two rides."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import networkx as nx
import pytest

import transit
from tests.boards import TODAY, at, draw
from transit.clock import to_datetime
from transit.routing.options import Options
from transit.views.ends import walks_at_ends
from transit.views.routes import routes_view

PERIOD = at("7:00"), at("9:00")


def view_of(net, period=PERIOD):
    return routes_view(net.ground, net.timetable, net.footpaths, period)


def minutes(net, a, b, period=PERIOD):
    return nx.shortest_path_length(view_of(net, period), a, b, weight="minutes")


def wait(net, stop, period=PERIOD):
    """Expected wait for the only pattern that can be boarded at a stop."""
    (edge,) = view_of(net, period).out_edges(stop, data=True)
    assert edge[2]["kind"] == "board"
    return edge[2]["minutes"]


def test_headway_service_is_waited_for_half_its_headway():
    assert wait(draw("A B\n0:00 0:30 every 12 6:00-10:00"), "A") == 6


def test_two_windows_weigh_by_the_time_they_last():
    net = draw("A B\n0:00 0:30 every 12 6:00-7:30 every 20 7:30-10:00")
    assert wait(net, "A") == pytest.approx((30 * 6 + 90 * 10) / 120)


def test_a_window_comes_to_a_stop_down_the_line_later():
    net = draw("A B C\n0:00 0:30 0:40 every 12 6:00-7:00 every 20 7:00-10:00")
    assert wait(net, "A") == 10
    assert wait(net, "B") == pytest.approx((30 * 6 + 90 * 10) / 120)


def test_timed_service_is_waited_for_by_its_number_of_departures():
    assert wait(draw("A B\n6:30 6:40\n7:10 7:20\n8:00 8:10\n9:00 9:10"), "A") == 120 / 2 / 2


def test_where_nothing_leaves_nobody_boards():
    net = draw("A B\n6:30 6:40", "B C\n8:00 8:10")
    assert view_of(net).out_degree("A") == 0
    assert not nx.has_path(view_of(net), "A", "C")


def test_the_wait_model_of_searches_does_not_matter():
    board = "A B\n0:00 0:30 every 12 6:00-10:00"
    assert wait(draw(board, wait="worst"), "A") == wait(draw(board, wait="best"), "A") == 6


def test_rides_take_their_mean_time():
    net = draw("A B C\n7:10 7:20/7:22 7:30\n8:10 8:24/8:26 8:30")
    view = view_of(net)
    rides = [d["minutes"] for _, _, d in view.edges(data=True) if d["kind"] == "ride"]
    assert rides == [12, 8]


def test_a_journey_is_waits_rides_and_footpaths():
    net = draw(
        "A B\n0:00 0:30 every 10 6:00-10:00",
        "C D\n0:00 0:20 every 6 6:00-10:00",
        walks={("B", "C"): 4},
        change=1,
    )
    # The change at the last stop counts too, except to who only steps off.
    assert minutes(net, "A", "D") == 5 + 30 + 4 + 3 + 20 + 1
    assert minutes(net, "A", ("alighted", "D")) == 5 + 30 + 4 + 3 + 20


def test_no_two_walks_come_in_a_row():
    net = draw("A B\n7:30 8:00", "D E\n8:10 8:20", walks={("B", "C"): 1, ("C", "D"): 1})
    assert not nx.has_path(view_of(net), "A", "D")


def test_one_walk_at_either_end_counts_if_ends_are_given():
    walks = {("A", "B"): 5, ("C", "D"): 3, ("D", "E"): 1}
    net = draw("B C\n0:00 0:20 every 10 6:00-10:00", walks=walks, change=1)
    ends = walks_at_ends(net.ground, speed_kmh=4.5, max_walk_s=600)
    view = routes_view(net.ground, net.timetable, net.footpaths, PERIOD, ends)
    length, paths = nx.single_source_dijkstra(view, ("start", "A"), weight="minutes")
    assert [length[("reached", stop)] for stop in "BCD"] == [5, 5 + 5 + 20, 5 + 5 + 20 + 3]
    assert ("reached", "E") not in paths


def test_nobody_boards_or_alights_where_the_feed_forbids_it():
    view = view_of(draw("A B:alight C:board D\n8:00 8:10 8:20 8:30"))
    assert view.out_degree("B") == 0
    assert view.in_degree(("alighted", "C")) == 0


def test_services_that_stop_alike_count_together():
    net = draw("A B\n7:30 8:00\n0:00 0:30 every 60 6:00-10:00")
    assert wait(net, "A") == pytest.approx(1 / (1 / 60 + 1 / 30))


def test_a_rule_for_one_route_is_a_walk_between_berths():
    boards = "A B\n0:00 0:30 every 10 6:00-10:00", "O B\n0:00 0:30 every 10 6:00-10:00"
    net = draw(
        *boards, "B C\n0:00 0:20 every 6 6:00-10:00", change=1,
        transfers=[{"from_stop_id": "B", "to_stop_id": "B", "from_route_id": "R0", "transfer_type": 3}],
    )  # fmt: skip
    view = view_of(net)
    assert not nx.has_path(view, ("start", "A"), ("reached", "C"))
    length = nx.shortest_path_length(view, ("start", "O"), ("reached", "C"), weight="minutes")
    assert length == 5 + 30 + 1 + 3 + 20
    assert nx.has_path(view, ("start", "A"), ("reached", "B"))


def test_a_vehicle_that_goes_on_as_another_trip_is_one_pattern():
    net = draw("A B\n7:30 7:40", "B C\n7:44 7:55", blocks={"0.0": "b", "1.0": "b"}, change=10)
    view = view_of(net)
    path = nx.shortest_path(view, ("start", "A"), ("reached", "C"), weight="minutes")
    aboard = [view.nodes[node] for node in path if view.nodes[node]["kind"] == "onboard"]
    assert [node["route_id"] for node in aboard] == ["R0", "R0", "R1", "R1"]
    length = nx.shortest_path_length(view, ("start", "A"), ("reached", "C"), weight="minutes")
    assert length == 120 / 2 + 25


@pytest.fixture(scope="module")
def corridor(corridor_planner):
    days = corridor_planner.days
    timetable, walks = days.timetable(TODAY, "mean"), days.footpaths(Options())
    return routes_view(corridor_planner.ground, timetable, walks, PERIOD)


def test_the_corridor_gives_a_sensible_journey(corridor):
    length, path = nx.single_source_dijkstra(
        corridor, "bus:tianyangcheng", "subway:L10_guomao", weight="minutes"
    )
    assert 45 < length < 90
    kinds = [corridor.edges[a, b]["kind"] for a, b in pairwise(path)]
    assert kinds[0] == "board"
    assert kinds.count("board") == kinds.count("alight") == kinds.count("walk") <= 4


def test_every_weight_is_a_number_of_minutes(corridor):
    assert all(0 <= m < 24 * 60 for _, _, m in corridor.edges(data="minutes"))


def test_other_algorithms_work_on_it_too(corridor):
    between = nx.betweenness_centrality(corridor, k=10, weight="minutes", seed=1)
    busiest = max(between, key=between.get)
    assert between[busiest] > 0
    assert (
        len(
            nx.single_source_dijkstra_path_length(
                corridor, "bus:tianyangcheng", cutoff=60, weight="minutes"
            )
        )
        > 50
    )


@pytest.fixture(scope="module")
def net():
    return transit.load()


def earliest(net, a, b, clock):
    found = net.route(a, b, depart_at=clock, date=TODAY, max_transfers=9)
    return min((journey.arrive for journey in found), default=None)


@pytest.mark.parametrize("seed", range(4))
def test_from_an_origin_the_expanded_view_answers_as_the_planner(net, seed):
    drawn = Random(seed)
    calls = net.feed.stop_times["stop_id"].drop_duplicates().sort_values().to_list()
    here, *others = drawn.sample(calls, 6)
    clock = f"{drawn.randrange(6, 9):02}:{drawn.randrange(60):02}"
    end = f"{int(clock[:2]) + 4:02}{clock[2:]}"
    view = net.to_networkx("time_expanded", date=TODAY, period=(clock, end), origin={here: clock})
    found = nx.single_source_dijkstra_path_length(view, ("start",), weight="seconds")
    for there in others:
        arrive = earliest(net, here, there, clock)
        seconds = found.get(("reached", there))
        told = seconds and to_datetime(TODAY, at(clock) + seconds, net.zone)
        last = to_datetime(TODAY, at(end), net.zone)
        assert told == arrive or ((arrive is None or arrive > last) and told is None), (here, there)


COMMUTES = [
    ("rail:yanjiao", "subway:L1_guomao"),
    ("bus:tianyangcheng", "subway:L1_guomao"),
    ("bus:tianyangcheng", "subway:L10_guomao"),
    ("subway:L1_guomao", "subway:L1_dawanglu"),
    ("rail:yanjiao", "subway:L1_dawanglu"),
]


@pytest.mark.parametrize(("a", "b"), COMMUTES)
def test_typical_minutes_are_near_those_of_the_planner(net, a, b):
    view = net.to_networkx("routes", date=TODAY, period=("07:00", "09:00"))
    typical = nx.shortest_path_length(view, ("start", a), ("reached", b), weight="minutes")
    asked = to_datetime(TODAY, at("7:30"), net.zone)
    told = (earliest(net, a, b, "07:30") - asked).total_seconds() / 60
    assert typical == pytest.approx(told, rel=0.15, abs=10)


def test_the_routes_view_can_be_written_as_graphml(corridor, tmp_path):
    nx.write_graphml(corridor, tmp_path / "view.graphml")
    assert (tmp_path / "view.graphml").stat().st_size > 0
