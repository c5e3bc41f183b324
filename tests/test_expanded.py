"""The time-expanded view: its events, and how exact it is."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import at, draw, networks
from tests.oracle import every_journey
from transit.errors import QueryError
from transit.views.ends import walks_at_ends
from transit.views.expanded import expanded_view

PERIOD = at("8:00"), at("12:00")


def view_of(net, period=PERIOD, origin=None, **options):
    """Time-expanded view of a drawn network."""
    return expanded_view(net.ground, net.timetable, net.footpaths, period, origin, **options)


def shortest(view, source, stop_id):
    """Seconds on the shortest path; None where there is none."""
    try:
        return nx.shortest_path_length(view, source, ("reached", stop_id), weight="seconds")
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return None


def test_a_shortest_path_is_a_journey():
    net = draw("A B\n8:05 8:10", "C D\n8:16 8:30", walks={("B", "C"): 5})
    for view, start in (
        (view_of(net), ("start", "A")),
        (view_of(net, origin={"A": at("8:00")}), ("start",)),
    ):
        path = nx.shortest_path(view, start, ("reached", "D"), weight="seconds")
        kinds = [node[0] for node in path]
        assert kinds == ["start", "ready", "aboard", "ready", "aboard", "off", "reached"]
        assert shortest(view, start, "D") == 30 * 60
        assert view.edges[path[1], path[2]]["departs"] == at("8:05")


def test_no_two_walks_come_in_a_row():
    net = draw("A B\n8:05 8:10", "D E\n8:20 8:30", walks={("B", "C"): 1, ("C", "D"): 1})
    assert shortest(view_of(net), ("start", "A"), "E") is None
    assert shortest(view_of(net, origin={"A": at("8:00")}), ("start",), "E") is None


@pytest.mark.parametrize("origin", [None, {"A": at("8:00")}])
def test_one_walk_at_either_end_counts_if_ends_are_given(origin):
    walks = {("A", "B"): 5, ("C", "D"): 3, ("D", "E"): 1}
    net = draw("B C\n8:04 8:20\n8:06 8:30", walks=walks, change=1)
    start = ("start",) if origin else ("start", "A")
    assert shortest(view_of(net, origin=origin), start, "D") is None
    view = view_of(
        net, origin=origin, ends=walks_at_ends(net.ground, speed_kmh=4.5, max_walk_s=600)
    )
    assert shortest(view, start, "B") == 5 * 60
    assert shortest(view, start, "C") == 30 * 60
    assert shortest(view, start, "D") == 33 * 60
    assert shortest(view, start, "E") is None


def test_several_origins_each_have_their_time():
    net = draw("A C\n8:10 9:00", "B C\n8:20 8:40")
    view = view_of(net, origin={"A": at("8:00"), "B": at("8:20")})
    assert view.nodes["start",]["time"] == at("8:00")
    assert shortest(view, ("start",), "C") == 40 * 60
    assert (
        shortest(view_of(net, origin={"A": at("8:00"), "B": at("8:21")}), ("start",), "C")
        == 60 * 60
    )


def test_headway_service_is_exact_from_an_origin_and_laid_out_at_minutes_without():
    net = draw("A B\n0:00:07 0:30:07 every 5 7:00-11:00")
    assert shortest(view_of(net, origin={"A": at("8:00")}), ("start",), "B") == 32 * 60 + 30
    view = view_of(net)
    assert shortest(view, ("start", "A"), "B") == 33 * 60
    assert all(d["laid_out"] for n, d in view.nodes(data=True) if d["kind"] == "aboard")


def test_counted_rides_are_no_more_than_allowed():
    net = draw("A B\n8:00 8:10", "B C\n8:20 8:30", "A C\n8:00 9:00")
    for rides, minutes in ((1, 60), (2, 30)):
        view = view_of(net, origin={"A": at("8:00")}, max_rides=rides)
        assert shortest(view, ("start",), "C") == minutes * 60
        assert max(d.get("rides", 0) for _, d in view.nodes(data=True)) == rides


def test_a_stop_that_rules_part_has_a_node_for_each_berth_but_one_start_and_end():
    net = draw(
        "A B\n8:05 8:10", "O B\n8:05 8:10", "B C\n8:12 8:30", change=1,
        transfers=[{"from_stop_id": "B", "to_stop_id": "B", "from_route_id": "R0", "transfer_type": 3}],
    )  # fmt: skip
    view = view_of(net)
    assert shortest(view, ("start", "A"), "C") is None
    assert shortest(view, ("start", "O"), "C") == shortest(view, ("start", "B"), "C") == 30 * 60
    assert shortest(view, ("start", "A"), "B") == 10 * 60
    berths = {node[1] for node, stop_id in view.nodes(data="stop_id") if stop_id == "B"}
    assert berths == {"B", "B#1"}


@pytest.mark.parametrize("origin", [None, {"A": at("8:00")}])
def test_a_seat_kept_is_one_ride_through_the_trips_of_the_vehicle(origin):
    boards = "A B\n8:05 8:10", "B C\n8:12 8:30"
    net = draw(*boards, blocks={"0.0": "b", "1.0": "b"}, change=10)
    view, start = view_of(net, origin=origin), ("start",) if origin else ("start", "A")
    path = nx.shortest_path(view, start, ("reached", "C"), weight="seconds")
    aboard = [node[1:5] for node in path if node[0] == "aboard"]
    assert aboard == [
        ("B", at("8:10"), "0.0", 1),
        ("B", at("8:12"), "1.0", 0),
        ("C", at("8:30"), "1.0", 1),
    ]


def test_a_question_without_sense_is_refused():
    net = draw("A B\n8:00 8:10")
    with pytest.raises(QueryError, match="origin"):
        view_of(net, origin={"A": at("7:59")})
    with pytest.raises(QueryError, match="max_rides"):
        view_of(net, max_rides=2)


@given(networks(), st.booleans())
def test_an_edge_takes_the_time_between_its_events(net, closed):
    view = view_of(net, (at("7:00"), at("12:00")), {"A": at("8:00")} if closed else None)
    for a, b, seconds in view.edges(data="seconds"):
        if b[0] in ("off", "reached"):
            assert seconds == 0
        else:
            assert seconds == view.nodes[b]["time"] - view.nodes[a]["time"] >= 0
            assert view.nodes[b]["stop_id"] == b[1].partition("#")[0]


@given(networks(), st.integers(0, 120))
def test_from_an_origin_the_view_finds_the_best_of_all_journeys(net, half_minutes):
    departs, end = at("8:00") + 30 * half_minutes, at("12:00")
    view = view_of(net, (departs, end), {"A": departs})
    best = every_journey(net, "A", departs, 4)[4]
    for stop_id in net.ground.stops.ids:
        found = shortest(view, ("start",), stop_id)
        expected = best.get(stop_id, end + 1)
        # Five rides may be better still; that is rare, and never worse.
        if expected > end:
            assert found is None or departs + found <= end
        else:
            assert departs + found <= expected


@given(networks(), st.integers(0, 120))
def test_without_an_origin_timed_service_is_exact_and_headway_service_no_earlier(net, half_minutes):
    departs = at("8:00") + 30 * half_minutes
    period = (departs, at("12:00"))
    view, exact = view_of(net, period), view_of(net, period, {"A": departs})
    for stop_id in net.ground.stops.ids:
        laid, best = shortest(view, ("start", "A"), stop_id), shortest(exact, ("start",), stop_id)
        if (net.ground.feed.frequencies["exact_times"] == 1).all():
            assert laid == best
        else:
            assert laid is None or best <= laid


@given(st.integers(0, 3600), st.integers(1, 1200))
def test_one_headway_boarding_is_less_than_a_minute_late(ready, headway):
    net = draw(f"A B\n0:00:13 0:30:20 every {headway / 60} 6:00-11:00")
    departs = at("8:00") + ready
    laid = shortest(view_of(net, (departs, at("12:00"))), ("start", "A"), "B")
    exact = shortest(view_of(net, origin={"A": departs}), ("start",), "B")
    assert exact <= laid < exact + 60
