"""What a traveller wishes for narrows the search, and nothing else: vehicles, lines, stops, places to come by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import transit
from tests.boards import draw
from tests.test_reader import TINY, written
from transit.errors import QueryError
from transit.net import Network
from transit.present.phrases import Words

DAY = "2026-01-05"
TRIPS = {
    # A bus all the way; a train and a tram that change at M; a slow bus by another stop of M.
    "bus": ("B1", "A 8:00 M 8:20 C 9:00"),
    "train": ("T1", "A 8:00 M 8:10"),
    "tram": ("S1", "M 8:15 C 8:30"),
    "detour": ("B2", "A 8:05 N 8:30 C 9:30"),
}
ROUTES = {
    "B1": ("3", "documented"),
    "T1": ("2", "derived"),
    "S1": ("0", "assumed"),
    "B2": ("3", "documented"),
}


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    """Stops eleven kilometres apart, four trips of four lines."""
    calls = [TINY["stop_times"].splitlines()[0]]
    for name, (_, drawn) in TRIPS.items():
        words = drawn.split()
        for i, (stop, time) in enumerate(zip(words[::2], words[1::2], strict=True)):
            calls.append(f"{name},{time}:00,{time}:00,{stop},{i}")
    trips = [f"{route},S,{name},{ROUTES[route][1]}" for name, (route, _) in TRIPS.items()]
    routes = [f"{route},Line {route},{kind}" for route, (kind, _) in ROUTES.items()]
    stops = [f"{stop},{stop},{39 + i / 10},116.4" for i, stop in enumerate("AMNC")]
    fares = ["bus,2.00,CNY,0,", "train,5.50,CNY,0,", "late,1.00,CNY,0,"]
    rules = ["bus,B1", "train,T1", "late,B2"]
    folder = written(
        tmp_path_factory.mktemp("feeds") / "wishes",
        fare_attributes="\n".join(("fare_id,price,currency_type,payment_method,transfers", *fares))
        + "\n",
        fare_rules="\n".join(("fare_id,route_id", *rules)) + "\n",
        stops="\n".join(("stop_id,stop_name,stop_lat,stop_lon", *stops)) + "\n",
        routes="\n".join(("route_id,route_short_name,route_type", *routes)) + "\n",
        trips="\n".join(("route_id,service_id,trip_id,evidence", *trips)) + "\n",
        stop_times="\n".join(calls) + "\n",
    )
    return transit.load(folder, cache=False)


def ridden(result):
    """Lines of each journey."""
    return [[ride.route_id for ride in journey.rides] for journey in result]


def asked(net, **wishes):
    return net.route("A", "C", depart_at="7:55", date=DAY, **wishes)


def test_without_a_wish_all_is_ridden(net):
    assert ridden(asked(net)) == [["T1", "S1"], ["B1"]]
    assert ridden(asked(net, criteria=("time",))) == [["T1", "S1"]]


@pytest.mark.parametrize(
    ("wish", "lines"),
    [
        ({"modes": ["bus"]}, [["B1"]]),
        ({"modes": ["bus", "rail", "tram"]}, [["T1", "S1"], ["B1"]]),
        ({"avoid": ["S1"]}, [["B1"]]),
        ({"avoid": ["Line S1", "B1"]}, [["B2"]]),
        ({"avoid": ["M"]}, [["B1"]]),
        ({"evidence": "derived"}, [["B1"]]),
        ({"evidence": "documented", "avoid": ["B1"]}, [["B2"]]),
        ({"via": ["N"]}, [["B2"]]),
        ({"via": ["M"]}, [["T1", "S1"], ["B1"]]),
        ({"via": [("M", 5)]}, [["T1", "S1"]]),
    ],
)
def test_a_wish_leaves_out_what_it_says(net, wish, lines):
    assert ridden(asked(net, **wish)) == lines


def test_who_only_asks_for_time_leaves_as_late_as_others_do(net):
    for moment in ({"depart_at": "7:00"}, {"arrive_by": "9:00"}):
        all_of_them = net.route("A", "C", date=DAY, **moment)
        (one,) = net.route("A", "C", date=DAY, criteria=("time",), **moment)
        assert one in list(all_of_them)
    corridor = transit.load()
    question = {"depart_at": "8:00", "date": "2026-11-24"}
    (one,) = corridor.route("天洋城", "国贸", **question, criteria=("time",))
    assert one == corridor.route("天洋城", "国贸", **question)[0]


def test_a_wish_holds_for_a_deadline_and_a_window_too(net):
    late = net.route("A", "C", arrive_by="10:00", date=DAY, modes=["bus"], avoid=["B1"])
    assert ridden(late) == [["B2"]]
    inside = net.route("A", "C", window=("7:30", "8:30"), date=DAY, evidence="documented")
    assert ridden(inside) == [["B1"], ["B2"]]


@pytest.mark.parametrize(
    ("wish", "code", "relaxed"),
    [
        ({"modes": ["tram"]}, "MODES_LIMIT", {"modes": None}),
        ({"avoid": ["B1", "B2", "S1"]}, "AVOID_LIMIT", {"avoid": []}),
        ({"via": [("M", 600)]}, "VIA_LIMIT", {"via": []}),
        ({"avoid": ["B1", "B2"], "evidence": "derived"}, "EVIDENCE_LIMIT", {"evidence": "any"}),
    ],
)
def test_a_wish_in_the_way_is_named(net, wish, code, relaxed):
    result = asked(net, **wish)
    assert not result
    assert (result.reasons[0].code, result.reasons[0].relaxation) == (code, relaxed)
    assert asked(net, **{**wish, **relaxed})


@pytest.mark.parametrize(
    ("wish", "argument"),
    [
        ({"modes": ["balloon"]}, "modes"),
        ({"avoid": ["nowhere"]}, "avoid"),
        ({"avoid": "B1"}, "avoid"),
        ({"via": [("M", -1)]}, "via"),
        ({"via": [(39.0, 120.0)]}, "via"),
        ({"via": "M"}, "via"),
        ({"evidence": "rumour"}, "evidence"),
        ({"criteria": ("beauty",)}, "criteria"),
        ({"criteria": ("transfers",)}, "criteria"),
        ({"max_transfers": 16}, "max_transfers"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(net, wish, argument):
    with pytest.raises(QueryError) as refused:
        asked(net, **wish)
    assert refused.value.argument == argument


def test_fares_count_on_request(net):
    found = asked(net, criteria=("time", "transfers", "fare"))
    assert ridden(found) == [["T1", "S1"], ["B1"], ["B2"]]
    # Nobody states the tram's fare.
    assert [(str(j.fare.known), j.fare.currency, len(j.fare.unpriced_legs)) for j in found] == [
        ("5.50", "CNY", 1), ("2.00", "CNY", 0), ("1.00", "CNY", 0),
    ]  # fmt: skip
    assert [j["fare"]["known_cny"] for j in found.to_json()["journeys"]] == ["5.50", "2.00", "1.00"]
    assert [j["fare"]["complete"] for j in found.to_json()["journeys"]] == [False, True, True]
    assert "fare 2 CNY" in found.text(lang="en")
    back = net.route("A", "C", arrive_by="9:40", date=DAY, criteria=("time", "fare"))
    assert ["B2"] in ridden(back)


def test_fares_that_nobody_states_cannot_be_compared(net):
    bare = Network(draw("A B\n8:00 8:10").ground.feed)
    with pytest.raises(QueryError, match="state none"):
        bare.route("A", "B", depart_at="7:50", date=DAY, criteria=("time", "fare"))
    # A price of one's own is one that can be compared.
    own = {"criteria": ("time", "fare"), "fares": {"R0": 3}}
    assert bare.route("A", "B", depart_at="7:50", date=DAY, **own)[0].fare.known == 3
    with pytest.raises(QueryError, match="window"):
        net.route("A", "C", window=("7:00", "8:00"), date=DAY, criteria=("time", "walk"))


def test_walking_counts_on_request():
    net = transit.load()
    question = {"arrive_by": "9:00", "date": "2026-11-24"}
    plain = net.route("天洋城", "国贸", **question)
    found = net.route("天洋城", "国贸", **question, criteria=("time", "transfers", "walk"))
    assert {j.depart for j in plain} <= {j.depart for j in found}
    assert min(j.walk_m for j in found) < min(j.walk_m for j in plain)


def test_any_number_of_transfers_is_a_wish(net):
    assert ridden(asked(net, max_transfers=None)) == ridden(asked(net))
    assert ridden(asked(net, max_transfers=0)) == [["B1"]]


def test_one_moment_is_asked_for_not_two(net):
    with pytest.raises(QueryError, match="exactly one"):
        net.route("A", "C", depart_at="8:00", window=("7:00", "8:00"), date=DAY)
    with pytest.raises(QueryError, match="date"):
        net.route("A", "C", window=("7:00", "8:00"))
    with pytest.raises(QueryError, match="window"):
        net.route("A", "C", window=("8:00", "7:00"), date=DAY)


@pytest.fixture(scope="module")
def corridor():
    return transit.load()


PRINTED = {
    "818": "bus:818", "818路": "bus:818", "公交 818 路": "bus:818", "Bus 818": "bus:818", "bus:818": "bus:818",
    "1号线": "subway:L1", "地铁 1 号线": "subway:L1", "地铁1号线": "subway:L1", "Line 1": "subway:L1",
    "Subway Line 1": "subway:L1", "Jingtang Intercity": "rail:JT", "京唐城际": "rail:JT",
    "通州北苑路口东 - 燕郊冶金一局": "bus:811",
}  # fmt: skip


@pytest.mark.parametrize(("name", "route_id"), PRINTED.items())
def test_a_line_is_avoided_by_any_name_that_is_printed_of_it(corridor, name, route_id):
    found = corridor.route("天洋城", "国贸", depart_at="8:00", date="2026-11-24", avoid=[name])
    assert found.query.options.avoid_routes == (route_id,)
    assert found.query.options.avoid_stops == ()


def test_what_the_answer_calls_its_lines_can_be_avoided(corridor):
    question = {"depart_at": "8:00", "date": "2026-11-24"}
    for ends in (("天洋城", "国贸"), ("燕郊站", "北京站"), ("香河站", "国贸")):
        for ride in (ride for j in corridor.route(*ends, **question) for ride in j.rides):
            for lang in ("zh", "en"):
                printed = Words(lang, date(2026, 11, 24)).line(replace(ride, trip_name=""))
                found = corridor.route(*ends, **question, avoid=[printed])
                assert ride.route_id in found.query.options.avoid_routes


def test_a_name_that_several_lines_bear_avoids_them_all_and_an_id_one(tmp_path):
    routes = "route_id,route_short_name,route_type\nR,M,3\nX,M,2\nY,m+,3\nM+,9,3\n"
    small = transit.load(written(tmp_path / "names", routes=routes), cache=False)
    for name, lines in (("M", ("R", "X")), ("Bus M", ("R",)), ("m+", ("Y",)), ("M+", ("M+",))):
        found = small.route("A", "B", depart_at="8:00", date=DAY, avoid=[name])
        assert found.query.options.avoid_routes == lines, name


def test_a_match_is_a_place_to_avoid_or_to_come_by(net):
    (match,) = net.find("M", n=1)
    assert ridden(asked(net, avoid=[match])) == [["B1"]]
    assert ridden(asked(net, via=[match])) == [["T1", "S1"], ["B1"]]
    assert ridden(asked(net, via=[(match, 5)])) == [["T1", "S1"]]


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"avoid": ["G6748"]}, "avoid='G6748' .* a single train cannot be avoided"),
        ({"avoid": ["京唐城际 G6748 次"]}, "a single train cannot be avoided"),
        ({"avoid": ["Bus 81"]}, "near to it are .*Bus 818"),
        ({"avoid": ["燕郊四线"]}, "near to it are 燕郊.线"),
        ({"avoid": [(39.9, 116.4)]}, "avoid=.* a list of route ids, names of lines, or places"),
        ({"avoid": 818}, "avoid=818 .* a list of"),
        ({"avoid": [818]}, "a list of"),
        ({"avoid": None}, "avoid=None"),
        ({"criteria": None}, "criteria=None .* 'time' and any of"),
        ({"criteria": "time"}, "criteria='time' .* a list of 'time' and any of"),
        ({"modes": "bus"}, "modes='bus' .* a list of vehicles"),
        ({"modes": 5}, "modes=5 .* a list of vehicles"),
        ({"modes": [1]}, r"modes=\[1\]"),
        ({"evidence": "assumed"}, "evidence='assumed' .*'any' or 'derived' or 'documented'$"),
        ({"via": [(39.9, 116.4)]}, r"the nearest is Qianmen \(前门\) \[subway:L2_qianmen\]"),
    ],
    ids=str,
)
def test_a_refused_wish_tells_what_was_given_and_what_is_allowed(corridor, wish, says):
    with pytest.raises(QueryError, match=says):
        corridor.route("天洋城", "国贸", depart_at="8:00", date="2026-11-24", **wish)
