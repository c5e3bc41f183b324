"""The network as users hold it: what may be asked, in which forms, and what every answer keeps."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import networkx as nx
import pytest
import shapely

import transit
from tests.boards import draw
from tests.test_graph import NODE, RIDE, WALK
from tests.test_reader import TINY, written
from transit.journey import EVIDENCE, RideLeg, weakest
from transit.net import Network

A, B, D = "天洋城", "国贸", "2026-11-24"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def net():
    return transit.load()


@pytest.fixture(scope="module")
def morning(net):
    return net.route(A, B, depart_at="08:00", date=D)


def test_arguments_beyond_the_first_are_keywords() -> None:
    free = {"__init__": 2, "route": 2, "find": 1, "to_networkx": 1, "map": 0}
    for name, n_free in free.items():
        parameters = list(inspect.signature(getattr(transit.Network, name)).parameters.values())[1:]
        assert [p.kind is p.KEYWORD_ONLY for p in parameters] == [
            i >= n_free for i in range(len(parameters))
        ]
        assert all(p.kind is not p.VAR_KEYWORD for p in parameters)
        assert all(p.annotation is not p.empty for p in parameters)


def test_a_moment_may_be_given_in_any_form(net, morning) -> None:
    eight = datetime(2026, 11, 24, 8)
    for moment, service_date in (
        ("8:00", date(2026, 11, 24)), ("08:00:00", D), ("2026-11-24 08:00", None), ("2026-11-24T00:00Z", None),
        (eight, None), (eight, D), (eight.replace(tzinfo=SHANGHAI), None), (datetime(2026, 11, 24, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 19, tzinfo=ZoneInfo("America/New_York")), None),
    ):  # fmt: skip
        assert net.route(A, B, depart_at=moment, date=service_date) == morning


def test_answers_bear_the_zone_of_the_feed(net) -> None:
    (first, *_) = net.route(A, B, depart_at=datetime(2026, 11, 24, tzinfo=UTC))
    assert first.depart.utcoffset() == timedelta(hours=8)
    assert net.zone.key == "Asia/Shanghai"


def test_past_midnight_belongs_to_the_day_before_and_to_the_day(net) -> None:
    late = net.route("国贸", "通州北苑", depart_at="24:10", date="2026-11-24")
    early = net.route("国贸", "通州北苑", depart_at="00:10", date="2026-11-25")
    whole = net.route("国贸", "通州北苑", depart_at="2026-11-25 00:10", date="2026-11-24")
    assert [(j.depart, j.arrive) for j in late] == [(j.depart, j.arrive) for j in early]
    assert whole == late
    assert early[0].depart >= datetime(2026, 11, 25, 0, 10, tzinfo=SHANGHAI)


def test_a_deadline_after_midnight_is_met_the_evening_before(net) -> None:
    result = net.route("国贸", "大望路", arrive_by="00:30", date="2026-11-25")
    assert result
    for journey in result:
        assert journey.arrive <= datetime(2026, 11, 25, 0, 30, tzinfo=SHANGHAI)
    assert result[0].depart > datetime(2026, 11, 24, 22, tzinfo=SHANGHAI)
    same = net.route("国贸", "大望路", arrive_by="24:30", date="2026-11-24")
    assert [(j.depart, j.arrive) for j in same] == [(j.depart, j.arrive) for j in result]


def test_midnight_itself_is_a_time(net) -> None:
    for asked in (
        {"depart_at": "00:00"},
        {"arrive_by": "0:00"},
        {"depart_at": datetime(2026, 11, 24)},
    ):
        result = net.route("国贸", "大望路", date=D, **asked)
        assert result.query.seconds == 0
        assert result or result.reasons


def test_places_may_be_given_in_any_form(net, morning) -> None:
    (match, *_) = net.find(A)
    for origin in (match, match.place, "tianyangcheng", f"  {A} ", "Tianyangcheng"):
        assert net.route(origin, B, depart_at="08:00", date=D) == morning
    place = match.place
    point = shapely.Point(place.lon, place.lat)
    pair = place.lat, place.lon
    by_point, by_pair, by_text = (
        net.route(o, B, depart_at="08:00", date=D)
        for o in (point, pair, f"{place.lat},{place.lon}")
    )
    assert by_point == by_pair == by_text
    assert by_pair[0].arrive <= morning[0].arrive + timedelta(minutes=10)


def test_a_stop_id_means_that_stop_alone(net) -> None:
    (place, *_) = (m.place for m in net.find("国贸"))
    assert len(place.stop_ids) > 1
    for stop_id in place.stop_ids:
        result = net.route(stop_id, "燕郊", depart_at="18:00", date=D)
        assert result.query.origin.stop_ids == (stop_id,)
        assert {j.legs[0].board.stop_id for j in result} == {stop_id}


def test_one_place_is_no_journey(net) -> None:
    lat, lon = net.find("国贸")[0].place.lat, net.find("国贸")[0].place.lon
    for a, b in (("国贸", "国贸"), ("bus:tianyangcheng", A), ((lat, lon), (lat, lon))):
        for asked in ({"depart_at": "08:00"}, {"arrive_by": "08:00"}):
            result = net.route(a, b, date=D, **asked)
            assert [r.code for r in result.reasons] == ["SAME_PLACE"]


def test_who_is_near_enough_walks(net) -> None:
    (journey,) = net.route((39.9, 116.4), (39.901, 116.4), depart_at="08:00", date=D)
    assert journey.rides == ()
    assert journey.transfers == 0
    assert 100 < journey.walk_m < 200
    assert journey.depart == datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)
    (back,) = net.route((39.901, 116.4), (39.9, 116.4), arrive_by="08:00", date=D)
    assert back.arrive == datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)
    assert back.duration == journey.duration


def test_nobody_walks_who_will_not(net) -> None:
    for a, b in (("国贸", "大望路"), ("国贸", "六里桥")):
        result = net.route(a, b, depart_at="08:00", date=D, max_walk_min=0)
        assert result or result.reasons
        for leg in (leg for journey in result for leg in journey.legs):
            # What the feed states of a change is no walk to be refused.
            assert isinstance(leg, RideLeg) or leg.board.name == leg.alight.name


def test_a_harder_wait_is_never_sooner(net) -> None:
    for a, b in ((A, B), ("燕郊", "望京"), ("香河", "国贸")):
        arrivals = [
            min(
                (j.arrive for j in net.route(a, b, depart_at="07:00", date=D, wait=wait)),
                default=None,
            )
            for wait in ("best", "mean", "worst")
        ]
        assert arrivals == sorted(arrivals)
        departures = [
            max(j.depart for j in net.route(a, b, arrive_by="09:30", date=D, wait=wait))
            for wait in ("best", "mean", "worst")
        ]
        assert departures == sorted(departures, reverse=True)


def test_stated_changes_alone_are_changes_at_a_stop_or_of_the_feed(net) -> None:
    stated = set(
        zip(net.feed.transfers["from_stop_id"], net.feed.transfers["to_stop_id"], strict=True)
    )
    result = net.route("土桥", "望京", depart_at="08:00", date=D, transfers="feed", min_change_s=0)
    assert result
    for journey in result:
        for before, after in pairwise(journey.rides):
            ends = before.alight.stop_id, after.board.stop_id
            assert ends[0] == ends[1] or ends in stated


def test_a_journey_is_as_sure_as_its_weakest_leg_and_says_where_from(net, morning) -> None:
    for journey in (*morning, *net.route("武清", "国贸", arrive_by="10:00", date=D)):
        assert journey.evidence == weakest(*(leg.evidence for leg in journey.legs))
        for leg in journey.legs:
            assert leg.evidence in EVIDENCE
            assert leg.source_ids
            assert set(leg.source_ids) <= {
                *net.corridor.sources, *net.corridor.assumptions,
            }  # fmt: skip


def test_a_list_of_feeds_is_one_network(tmp_path) -> None:
    swapped = TINY["stops"].replace("A,甲", "C,甲").replace("B,乙", "D,丙")
    one = written(tmp_path / "one")
    two = written(
        tmp_path / "two", stops=swapped.replace("39.91,116.50", "39.91,116.6"),
        stop_times=TINY["stop_times"].replace(",A,", ",C,").replace(",B,", ",D,"),
    )  # fmt: skip
    net = transit.load([one, str(two)])
    assert set(net.stops["system"]) == {"one", "two"}
    assert set(net.routes.index) == {"one:R", "two:R"}
    (journey,) = net.route("one:A", "two:D", depart_at="23:00", date="2026-01-05")
    assert [ride.route_id for ride in journey.rides] == ["two:R"]
    assert (
        transit.load([one]).stops.index.tolist()
        == transit.load(one).stops.index.tolist()
        == ["A", "B"]
    )


def test_the_graph_says_what_its_docstring_promises(net) -> None:
    from transit.network.graph import build_graph

    graph = net.graph
    assert graph is net.graph
    assert type(graph) is nx.MultiDiGraph
    assert all(set(facts) == NODE for _, facts in graph.nodes(data=True))
    for _, _, key, facts in graph.edges(keys=True, data=True):
        ride = facts["kind"] == "ride"
        assert set(facts) == (RIDE if ride else WALK)
        assert key.startswith(f"{facts['route_id']}/") if ride else key == "walk"
    for name in (NODE | RIDE | WALK) - {"kind"}:
        assert f"``{name}``" in build_graph.__doc__


def test_views_are_plain_networkx(net) -> None:
    view = net.to_networkx("routes", date=date(2026, 11, 24), period=("07:00", "09:00"))
    assert (
        nx.shortest_path_length(view, "subway:L1_guomao", "subway:L1_dawanglu", weight="minutes")
        < 15
    )
    exact = net.to_networkx(
        "time_expanded", date=D, period=("07:00", "08:00"), origin={"subway:L1_guomao": "07:00"}
    )
    seconds = nx.shortest_path_length(
        exact, ("start",), ("reached", "subway:L1_dawanglu"), weight="seconds"
    )
    (journey, *_) = net.route("subway:L1_guomao", "subway:L1_dawanglu", depart_at="07:00", date=D)
    assert journey.arrive == datetime(2026, 11, 24, 7, tzinfo=SHANGHAI) + timedelta(seconds=seconds)


def test_all_that_is_public_is_there() -> None:
    for name in transit.__all__:
        assert getattr(transit, name).__doc__
    assert set(transit.__all__) <= set(dir(transit))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = transit.nothing


def test_nobody_waits_for_the_morning_on_the_way_where_another_leaves_in_the_morning():
    boards = "A B\n22:00 22:30\n29:30 30:00", "B C\n30:10 30:40", "A C\n29:40 30:50"
    net = Network(draw(*boards).ground.feed)
    found = net.route("A", "C", depart_at="21:50", date="2026-11-24")
    assert [f"{j.depart:%d %H:%M}" for j in found] == ["25 05:30", "25 05:40"]
    alone = Network(draw("A B\n22:00 22:30", "B C\n30:10 30:40").ground.feed)
    assert len(alone.route("A", "C", depart_at="21:50", date="2026-11-24")) == 1


def test_a_walk_one_way_is_walked_that_way_at_either_end():
    boards = "B C\n8:00 8:30", "C B\n9:00 9:30"
    net = Network(draw(*boards, walks={("A", "B"): 5, ("C", "D"): 7}).ground.feed)
    there = net.route("A", "D", depart_at="7:50", date="2026-11-24")
    assert [f"{j.depart:%H:%M}–{j.arrive:%H:%M}" for j in there] == ["07:55–08:37"]
    assert not net.route("D", "A", depart_at="8:30", date="2026-11-24")


def test_one_network_is_asked_with_many_purses():
    net = transit.load()
    asked = {"arrive_by": "09:00", "date": "2026-11-24", "criteria": ("time", "transfers", "fare")}
    ways = [{}, {"pay": "cash"}, {"spent_cny": 120}, {"fares": {"818": 99}}, {"pay": "student"}]

    def told(net, way):
        return [(j.depart, j.fare.known) for j in net.route("天洋城", "国贸", **asked, **way)]

    mixed = [told(net, way) for way in (*ways, *ways)]
    assert mixed[: len(ways)] == mixed[len(ways) :]
    assert mixed[: len(ways)] == [told(transit.load(), way) for way in ways]
    assert len({tuple(one) for one in mixed}) == len(ways)


def test_what_is_weighed_beside_time_takes_no_quick_journey_away():
    net = transit.load()
    for a, b in (("大厂", "国贸"), ("天洋城", "望京"), ("香河", "国贸")):
        asked = {"arrive_by": "09:00", "date": "2026-11-24"}
        weighed = net.route(a, b, **asked, criteria=("time", "transfers", "walk", "fare"))
        for quick in net.route(a, b, **asked):
            assert any(
                j.depart >= quick.depart
                and j.arrive <= quick.arrive
                and j.transfers <= quick.transfers
                for j in weighed
            )
