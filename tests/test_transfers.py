"""Rules of ``transfers.txt``: who may change from what to what, where, and in how many seconds."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.boards import arrival, at, departure, draw, joined
from transit.clock import DAY_S
from transit.geo import metres_between
from transit.network.berths import berths_of, by_berth, change_on_foot
from transit.network.ground import Ground
from transit.network.walks import NOT_STATED
from transit.timetable.footpaths import footpaths, mirror_footpaths

BOARDS = (
    "A B\n8:00 8:10\n9:00 9:10",
    "B C\n8:20 8:30\n9:20 9:30",
    "C D\n8:40 8:50",
)
"""Routes R0, R1 and R2: two trips each way that meet at B, one that starts from C."""

USUAL = {"speed_kmh": 4.5, "max_walk_s": 1_200, "min_change_s": 60, "stated_only": False}

SIDES = ("from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


def rule(kind, minutes=0, **names):
    """A row of ``transfers.txt``; ``from_stop="B"`` stands for ``from_stop_id``."""
    named = {f"{side}_id": name for side, name in names.items()}
    return {"transfer_type": kind, "min_transfer_time": round(minutes * 60), **named}


def at_b(kind, minutes=0, **names):
    return rule(kind, minutes, from_stop="B", to_stop="B", **names)


def paths_of(net, **options):
    """Seconds of every footpath, by its berths."""
    paths = footpaths(net.ground, **(USUAL | options))
    origin = np.repeat(np.arange(len(paths.start) - 1), np.diff(paths.start))
    found = dict(
        zip(
            zip(origin.tolist(), paths.to.tolist(), strict=True), paths.walk_s.tolist(), strict=True
        )
    )
    assert len(found) == len(paths.to), "a footpath stands twice"
    return found


def calls_of(net):
    """Trip, route, stop and berth of every call."""
    ground = net.ground
    trips, rows = ground.trips, ground.feed.trips
    for t, trip_id in enumerate(trips.ids):
        for call in range(trips.start[t], trips.start[t + 1]):
            stop_id = ground.stops.ids[trips.stop[call]]
            route_id = rows["route_id"].iloc[trips.rows[t]]
            yield trip_id, route_id, stop_id, int(ground.berths.call[call])


def change(net, arriving, a, departing, b, **options):
    """Seconds from trip to trip; None where nobody changes."""
    berth = {(trip, stop): berth for trip, _, stop, berth in calls_of(net)}
    return paths_of(net, **options).get((berth[arriving, a], berth[departing, b]))


def close_together(net, metres=500):
    """Move the stops of a drawn network so close that one can walk; stops of one letter lie in one place."""
    stops = net.ground.feed.stops
    letters = [ord(stop_id[0]) for stop_id in stops["stop_id"]]
    moved = stops.assign(stop_lat=30 + np.array(letters) * metres / 111_195)
    return replace(net, ground=Ground(replace(net.ground.feed, stops=moved), None))


@pytest.mark.parametrize(
    ("kind", "expected"), [(0, 60), (1, 0), (2, 300), (3, None), (4, 60), (5, 60)]
)
def test_a_rule_for_one_stop_holds_for_changes_there(kind, expected):
    net = draw(*BOARDS, transfers=[at_b(kind, 5 * (kind == 2))])
    assert change(net, "0.0", "B", "1.0", "B") == expected
    assert change(net, "1.0", "C", "2.0", "C") == 60


@pytest.mark.parametrize("kind", range(4))
def test_the_change_between_stops_is_walked_stated_timed_or_forbidden(kind):
    net = close_together(
        draw(*BOARDS, transfers=[rule(kind, 5 * (kind == 2), from_stop="B", to_stop="C")])
    )
    expected = {0: 521, 1: 0, 2: 300, 3: None}
    assert change(net, "0.0", "B", "2.0", "C") == expected[kind]
    assert change(net, "2.0", "C", "0.0", "B") == 521


def test_a_rule_for_a_trip_holds_for_that_trip_alone():
    net = draw(*BOARDS, transfers=[at_b(2, 7, from_trip="0.0", to_trip="1.0")])
    assert change(net, "0.0", "B", "1.0", "B") == 420
    for arriving, departing in (("0.0", "1.1"), ("0.1", "1.0"), ("0.1", "1.1"), ("1.0", "0.0")):
        assert change(net, arriving, "B", departing, "B") == 60


def test_a_rule_for_a_route_holds_for_its_trips():
    net = draw(*BOARDS, transfers=[at_b(3, to_route="R1")])
    assert [change(net, "0.0", "B", trip, "B") for trip in ("0.1", "1.0", "1.1")] == [
        60,
        None,
        None,
    ]
    assert change(net, "1.0", "B", "0.0", "B") == 60


def test_of_the_rules_that_fit_the_most_specific_counts():
    rules = [
        at_b(2, 6, from_trip="0.0", to_trip="1.0"),
        at_b(2, 5, from_trip="0.0", to_route="R1"),
        at_b(2, 4, from_trip="0.0"),
        at_b(2, 3, from_route="R0", to_route="R1"),
        at_b(2, 2, to_route="R1"),
        at_b(2, 1),
    ]
    for first, minutes in enumerate((6, 5, 4, 3, 2, 1)):
        net = draw(*BOARDS, transfers=rules[first:])
        assert change(net, "0.0", "B", "1.0", "B") == minutes * 60


def test_of_equally_specific_rules_the_last_counts():
    sides = [{"from_trip": "0.0", "to_route": "R1"}, {"from_route": "R0", "to_trip": "1.0"}]
    for rules in (sides, sides[::-1]):
        net = draw(*BOARDS, transfers=[at_b(2, i, **names) for i, names in enumerate(rules)])
        assert change(net, "0.0", "B", "1.0", "B") == 60 * 1
        assert change(net, "0.0", "B", "1.1", "B") == 60 * rules.index(sides[0])


def test_a_trip_beside_its_route_is_meant_alone():
    net = draw(*BOARDS, transfers=[at_b(3, from_route="R0", from_trip="0.0")])
    assert change(net, "0.0", "B", "1.0", "B") is None
    assert change(net, "0.1", "B", "1.0", "B") == 60


def test_an_exception_to_a_forbidden_change_is_an_ordinary_one():
    rules = [
        rule(3, from_stop="B", to_stop="C"),
        rule(0, from_stop="B", to_stop="C", from_trip="0.0"),
    ]
    net = close_together(draw(*BOARDS, transfers=rules))
    for stated_only in (False, True):
        assert change(net, "0.0", "B", "2.0", "C", stated_only=stated_only) == 521
        assert change(net, "0.1", "B", "2.0", "C", stated_only=stated_only) is None
    assert change(net, "0.0", "B", "2.0", "C", max_walk_s=520) is None


def test_a_stated_time_holds_however_long_or_short_a_change_may_be():
    rules = [
        at_b(2, 0.5),
        rule(2, 90, from_stop="B", to_stop="C"),
        rule(2, 95, from_stop="B", to_stop="C", to_trip="2.0"),
    ]
    net = draw(*BOARDS, transfers=rules)
    for options in ({"min_change_s": 600}, {"max_walk_s": 0}, {"stated_only": True}):
        assert change(net, "0.0", "B", "1.0", "B", **options) == 30
        assert change(net, "0.0", "B", "2.0", "C", **options) == 95 * 60
        assert change(net, "0.0", "B", "1.0", "C", **options) == 90 * 60


def test_a_station_stands_for_each_of_its_platforms():
    boards = ("A B1\n8:00 8:10", "B2 C\n8:20 8:30", "B1 D\n8:20 8:30")
    rules = [
        rule(2, 4, from_stop="B", to_stop="B"),
        rule(2, 9, from_stop="B", to_stop="B", to_trip="2.0"),
    ]
    net = draw(*boards, transfers=rules, stations={"B1": "B", "B2": "B"})
    assert change(net, "0.0", "B1", "1.0", "B2") == 240
    assert change(net, "1.0", "B2", "0.0", "B1") == 240
    assert change(net, "0.0", "B1", "0.0", "B1") == 240
    assert change(net, "0.0", "B1", "2.0", "B1") == 540


def test_a_rule_without_stops_or_for_a_place_without_platforms_is_for_nobody():
    rules = [rule(3, from_trip="0.0", to_trip="1.0"), rule(3, from_stop="E", to_stop="B")]
    net = draw(*BOARDS, transfers=rules, stops=["E1"], stations={"E1": "E"})
    ground = net.ground
    no_platform = ground.feed.stops.assign(parent_station="")
    net = replace(net, ground=Ground(replace(ground.feed, stops=no_platform), None))
    assert change(net, "0.0", "B", "1.0", "B") == 60
    assert len(net.ground.changes.rank) == 0


def test_only_trips_that_a_rule_names_have_berths_of_their_own():
    rules = [at_b(2, 1, from_trip="0.0", to_route="R1"), rule(0, from_stop="B", to_stop="C")]
    net = draw(*BOARDS, transfers=rules)
    berths = net.ground.berths
    assert berths.ids == ("A", "B", "C", "D", "B#1", "B#2")
    assert berths.stop.tolist() == [0, 1, 2, 3, 1, 1]
    assert [berths_of(berths, stop) for stop in range(4)] == [[0], [1, 4, 5], [2], [3]]
    assert by_berth(berths, {1: 30, 2: 40}) == {1: 30, 4: 30, 5: 30, 2: 40}
    of = {(trip, stop): berths.ids[berth] for trip, _, stop, berth in calls_of(net)}
    assert [of[trip, "B"] for trip in ("0.0", "0.1", "1.0", "1.1")] == ["B#2", "B", "B#1", "B#1"]
    assert of["0.0", "A"] == "A"


def test_without_rules_for_routes_or_trips_berths_are_stops():
    net = draw(*BOARDS, transfers=[at_b(2, 5), rule(2, 3, from_stop="B", to_stop="C")])
    berths = net.ground.berths
    assert berths.ids == net.ground.stops.ids
    assert berths.call.tolist() == net.ground.trips.stop.tolist()
    assert by_berth(berths, {1: 30}) == {1: 30}


def test_at_one_stop_nobody_walks_however_vague_its_position():
    net = draw(*BOARDS, transfers=[at_b(3), at_b(0, from_trip="0.0")])
    stops = net.ground.feed.stops.assign(error_m=900.0)
    net = replace(net, ground=Ground(replace(net.ground.feed, stops=stops), None))
    assert change(net, "0.0", "B", "1.0", "B") == 60
    assert change(net, "0.1", "B", "1.1", "B") is None


def test_journeys_follow_the_rules_in_both_directions():
    late = draw(*BOARDS, transfers=[at_b(2, 11, from_trip="0.0", to_route="R1")])
    assert arrival(late, "A", "C", "8:00") == at("9:30")
    assert departure(late, "A", "C", "9:30") == at("9:00")
    assert departure(late, "A", "C", "9:29") == at("9:00") - DAY_S
    timed = draw(
        "A B\n8:00 8:10", "B C\n8:10 8:20\n9:10 9:20", change=3, transfers=[at_b(1, to_trip="1.0")]
    )
    assert arrival(timed, "A", "C", "8:00") == at("8:20")
    assert departure(timed, "A", "C", "8:20") == at("8:00")
    never = draw(*BOARDS, transfers=[at_b(3, from_route="R0"), at_b(0, from_trip="0.1")])
    assert arrival(never, "A", "C", "8:00") == at("9:30")
    assert departure(never, "A", "C", "9:29") == at("9:00") - DAY_S


def test_a_change_is_told_with_its_length_and_the_row_that_states_it():
    rules = [
        rule(2, 3, from_stop="B", to_stop="C"),
        rule(2, 9, from_stop="B", to_stop="C", from_trip="0.0"),
        at_b(2, 1),
    ]
    net = close_together(draw(*BOARDS, transfers=rules))
    walks, berths = net.ground.walks, net.ground.berths
    of = {(trip, stop): berth for trip, _, stop, berth in calls_of(net)}
    b, own_b, c = of["0.1", "B"], of["0.0", "B"], of["2.0", "C"]
    told = {
        pair: change_on_foot(berths, walks, *pair)
        for pair in ((b, c), (own_b, c), (c, b), (own_b, b), (c, c))
    }
    assert [told[pair][1] for pair in ((b, c), (own_b, c), (c, b), (own_b, b), (c, c))] == [
        0,
        1,
        NOT_STATED,
        2,
        NOT_STATED,
    ]
    assert [told[pair][0] for pair in ((own_b, b), (c, c))] == [0, 0]
    assert [told[pair][0] for pair in ((b, c), (own_b, c), (c, b))] == pytest.approx(
        [650] * 3, rel=1e-3
    )


def test_rules_of_merged_feeds_stay_in_their_feed():
    one = draw(*BOARDS, transfers=[at_b(3, from_route="R0")], name="one")
    net = joined(one, draw(*BOARDS, name="two"))
    assert change(net, "one:0.0", "one:B", "one:1.0", "one:B") is None
    assert change(net, "two:0.0", "two:B", "two:1.0", "two:B") == 60


# ---- every pair of calls, rule by rule


def reference(places, rows, arriving, departing, options):
    """Seconds from call to call as the words of the reference have it."""
    fitting = []
    for number, row in enumerate(rows):
        trips = row["from_trip_id"], row["to_trip_id"]
        routes = row["from_route_id"], row["to_route_id"]
        fits = row["transfer_type"] <= 3
        for end, (trip, route, stop, _) in enumerate((arriving, departing)):
            fits &= row[SIDES[end]] in (stop, stop[0])
            fits &= trips[end] == trip if trips[end] else routes[end] in ("", route)
        if not fits:
            continue
        if all(trips):
            rank = 1
        elif (trips[0] and routes[1]) or (routes[0] and trips[1]):
            rank = 2
        elif any(trips):
            rank = 3
        elif all(routes):
            rank = 4
        elif any(routes):
            rank = 5
        else:
            rank = 6
        fitting.append((-rank, number, row))
    row = max(fitting, key=lambda fit: fit[:2])[2] if fitting else {"transfer_type": None}
    if row["transfer_type"] in (1, 2, 3):
        return {1: 0, 2: row.get("min_transfer_time"), 3: None}[row["transfer_type"]]
    if arriving[2] == departing[2]:
        return options["min_change_s"]
    (lat_a, lon_a), (lat_b, lon_b) = (places[call[2]] for call in (arriving, departing))
    walk_m = 1.3 * metres_between(lat_a, lon_a, lat_b, lon_b)
    walk_s = ceil(walk_m * 3.6 / options["speed_kmh"])
    if options["stated_only"]:
        willing = row["transfer_type"] == 0
    else:
        willing = walk_m <= 2_000 and walk_s <= options["max_walk_s"]
        willing |= row["transfer_type"] == 0 and walk_s <= options["max_walk_s"]
    return max(walk_s, options["min_change_s"]) if willing else None


STOPS = ("A1", "A2", "B1", "C1")
TRIPS = ("0.0", "0.1", "1.0", "2.0")
maybe = {
    "stop": st.sampled_from((*STOPS, "A", "B")),
    "route": st.sampled_from(("", "", "R0", "R1", "R2")),
    "trip": st.sampled_from(("", "", *TRIPS)),
}


@st.composite
def rules(draw_one):
    row = {side: draw_one(maybe[side.split("_")[1]]) for side in SIDES}
    kind = draw_one(st.integers(0, 5))
    return row | {
        "transfer_type": kind,
        "min_transfer_time": draw_one(st.integers(0, 9)) * (kind == 2),
    }


@settings(max_examples=300)
@given(
    st.lists(rules(), max_size=8),
    st.sampled_from((300, 700, 50_000)),
    st.fixed_dictionaries(
        {
            "speed_kmh": st.just(4.5), "max_walk_s": st.sampled_from((0, 600, 1_200)),
            "min_change_s": st.sampled_from((0, 400)), "stated_only": st.booleans(),
        }
    ),
)  # fmt: skip
def test_every_change_is_what_the_most_specific_rule_says(rows, metres, options):
    boards = (
        "A1 B1 A2\n8:00 8:10 8:20\n9:00 9:10 9:20",
        "B1 C1\n8:00 8:10",
        "A1 C1 A1\n8:00 8:10 8:20",
    )
    drawn = draw(*boards, transfers=rows, stations={"A1": "A", "A2": "A", "B1": "B"})
    net = close_together(drawn, metres)
    stops = net.ground.feed.stops
    places = dict(zip(stops["stop_id"], stops[["stop_lat", "stop_lon"]].to_numpy(), strict=True))
    calls = list(calls_of(net))
    paths = paths_of(net, **options)
    for arriving in calls:
        for departing in calls:
            expected = reference(places, rows, arriving, departing, options)
            assert paths.get((arriving[3], departing[3])) == expected, (arriving, departing)
    turned = mirror_footpaths(footpaths(net.ground, **options))
    origin = np.repeat(np.arange(len(turned.start) - 1), np.diff(turned.start))
    back = zip(turned.to.tolist(), origin.tolist(), turned.walk_s.tolist(), strict=True)
    assert {(a, b): seconds for a, b, seconds in back} == paths
