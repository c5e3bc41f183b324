"""Why there is no journey: each reason has its case, and every relaxation that is offered works."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import transit
from tests.boards import draw
from tests.test_reader import TINY, written
from transit.net import Network

MONDAY, SATURDAY = "2026-01-05", "2026-01-10"
QUERIES = 200


def board(*trips: str) -> str:
    """Calls of trips drawn as ``A 8:00 B 8:10``."""
    rows = [TINY["stop_times"].splitlines()[0]]
    for number, trip in enumerate(trips):
        words = trip.split()
        for i, (stop, time) in enumerate(zip(words[::2], words[1::2], strict=True)):
            rows.append(f"T{number},{time}:00,{time}:00,{stop},{i}")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    """Stops eleven kilometres apart, but Z some 300 m from B, and a few trips on workdays."""
    trips = (
        "A 8:00 B 8:30",
        "B 9:00 C 9:30",
        "C 10:00 D 10:30",
        "X 8:00 Y 8:30",
        "A 20:00 B 20:30",
        "Z 9:00 E 9:30",
    )
    stops = "".join(f"{s},{s},{39 + i / 10},116.4\n" for i, s in enumerate("ABCDXYE"))
    stops += "Z,Z,39.097,116.4\n"
    folder: Path = written(
        tmp_path_factory.mktemp("feeds") / "small",
        stops="stop_id,stop_name,stop_lat,stop_lon\n" + stops,
        trips="route_id,service_id,trip_id\n" + "".join(f"R,S,T{n}\n" for n in range(len(trips))),
        stop_times=board(*trips),
    )
    return transit.load(folder)


CASES = {
    "one place": ("A", "A", {"depart_at": "8:00"}, ["SAME_PLACE"], {}),
    "one spot": ((39.0, 116.4), (39.0, 116.4), {"depart_at": "8:00"}, ["SAME_PLACE"], {}),
    "far from any stop": ((38.9, 116.4), "B", {"depart_at": "8:00"}, ["OUTSIDE_THE_AREA"], {"origin": "A"}),
    "far from what goes there": ((38.9, 116.4), "Y", {"depart_at": "7:00"}, ["OUTSIDE_THE_AREA"], {"origin": "X"}),
    "far from everything": ((38.9, 116.4), "A", {"depart_at": "7:00"}, ["OUTSIDE_THE_AREA"], {}),
    "far at both ends": (
        (38.9, 116.4), (39.14, 116.5), {"depart_at": "8:00"}, ["OUTSIDE_THE_AREA"] * 2,
        {"origin": "A", "destination": "B"},
    ),
    "a walk too long": ((39.02, 116.4), "B", {"depart_at": "7:00"}, ["NO_STOP_IN_REACH"], {"max_walk_min": 39}),
    "too long at the end": ("A", (39.12, 116.4), {"depart_at": "7:00"}, ["NO_STOP_IN_REACH"], {"max_walk_min": 39}),
    "too long at both ends": (
        (39.02, 116.4), (39.115, 116.4), {"depart_at": "7:00"}, ["NO_STOP_IN_REACH"] * 2, {"max_walk_min": 39},
    ),
    "a change too many": (
        "A", "C", {"depart_at": "8:00", "max_transfers": 0}, ["TRANSFER_LIMIT"], {"max_transfers": 1},
    ),
    "two too many": ("A", "D", {"arrive_by": "11:00", "max_transfers": 0}, ["TRANSFER_LIMIT"], {"max_transfers": 2}),
    "a Saturday": (
        "A", "B", {"depart_at": "8:00", "date": SATURDAY}, ["NO_SERVICE_THAT_DAY"] * 2,
        {"date": "2026-01-12", "depart_at": "2026-01-12T08:00:00+08:00"},
    ),
    "a Saturday night": (
        "A", "B", {"depart_at": "2026-01-10 23:00", "date": SATURDAY}, ["NO_SERVICE_THAT_DAY"] * 2,
        {"date": "2026-01-12", "depart_at": "2026-01-12T23:00:00+08:00"},
    ),
    "a window of a Saturday": (
        "A", "B", {"depart_at": None, "window": ("7:00", "9:00"), "date": SATURDAY},
        ["NO_SERVICE_THAT_DAY"] * 2, {"date": "2026-01-12"},
    ),
    "too early": ("A", "C", {"arrive_by": "9:29"}, ["DEADLINE_TOO_EARLY"], {"arrive_by": "2026-01-05T09:30:00+08:00"}),
    "before the first arrives": (
        "A", "C", {"arrive_by": "7:07"}, ["BEFORE_OPENING", "DEADLINE_TOO_EARLY"],
        {"arrive_by": "2026-01-05T09:30:00+08:00"},
    ),
    "too late": ("A", "C", {"depart_at": "8:01"}, ["DEPARTURE_TOO_LATE"], {"depart_at": "2026-01-05T08:00:00+08:00"}),
    "no walk": ("A", "E", {"depart_at": "7:00", "max_walk_min": 3}, ["WALK_LIMIT"], {"max_walk_min": 6}),
    "no stated change": (
        "A", "E", {"depart_at": "7:00", "transfers": "feed"}, ["NO_STATED_CHANGE"], {"transfers": "walk"},
    ),
    "no way": ("A", "Y", {"depart_at": "8:00"}, ["NOT_CONNECTED"], {}),
    "hours before": (
        "B", "C", {"arrive_by": "23:00"}, ["NOTHING_NEAR_THAT_TIME"], {"arrive_by": "2026-01-05T09:30:00+08:00"},
    ),
    "before the first": (
        "B", "C", {"depart_at": None, "window": ("1:00", "2:00")}, ["BEFORE_OPENING"],
        {"window": ("09:00", "10:00")},
    ),
    "after the last": (
        "B", "C", {"depart_at": None, "window": ("10:10", "10:40")}, ["DEPARTURE_TOO_LATE"],
        {"window": ("08:30", "09:00")},
    ),
    "nearer to the evening": (
        "A", "B", {"depart_at": None, "window": ("15:00", "15:30")}, ["NOTHING_NEAR_THAT_TIME"],
        {"window": ("20:00", "20:30")},
    ),
    "nearer to the morning": (
        "A", "B", {"depart_at": None, "window": ("9:00", "9:01")}, ["DEPARTURE_TOO_LATE"],
        {"window": ("07:59", "08:00")},
    ),
    "nearer to the next morning": (
        "A", "B", {"depart_at": None, "window": ("30:00", "31:00")}, ["BEFORE_OPENING"],
        {"window": ("32:00", "33:00")},
    ),
    "hours after": (
        "A", "B", {"depart_at": "2026-01-04 12:05"}, ["NOTHING_NEAR_THAT_TIME"],
        {"depart_at": "2026-01-05T08:00:00+08:00"},
    ),
    "two limits at once": (
        "A", "E", {"depart_at": "7:00", "max_walk_min": 3, "max_transfers": 0}, ["LIMITS_TOGETHER"],
        {"max_walk_min": 6, "max_transfers": 1},
    ),
    "a limit and the time": (
        "A", "C", {"depart_at": "8:01", "max_transfers": 0}, ["LIMITS_TOGETHER"],
        {"max_transfers": 1, "depart_at": "2026-01-05T08:00:00+08:00"},
    ),
    "no way back": ("B", "A", {"arrive_by": "23:00"}, ["NOT_CONNECTED"], {}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "target", "asked", "codes", "relaxation"), CASES.values(), ids=CASES
)
def test_each_reason_has_its_case(net, origin, target, asked, codes, relaxation) -> None:
    asked = {"date": MONDAY, **asked}
    result = net.route(origin, target, **asked)
    assert not result
    assert [reason.code for reason in result.reasons] == codes
    for reason in result.reasons:
        assert reason.message
        assert reason.message_zh
        assert reason.relaxation == relaxation
    if relaxation:
        assert again(net.route, origin, target, asked, relaxation)
    if "window" in asked:
        del asked["depart_at"]
        assert net.profile(origin, target, **asked).reasons == result.reasons
        assert again(net.profile, origin, target, asked, relaxation)


def again(ask, origin, target, asked, relaxation):
    """Make the same call with some arguments changed."""
    return ask(**({"origin": origin, "destination": target} | asked | relaxation))


def test_a_change_helps_whichever_way_the_time_was_told(net) -> None:
    for asked in (
        {"depart_at": "8:00", "date": SATURDAY},
        {"depart_at": "2026-01-10 08:00"},
        {"depart_at": "2026-01-10T08:00:00+08:00", "date": SATURDAY},
        {"arrive_by": "32:30", "date": SATURDAY},
        {"arrive_by": "2026-01-11 09:00", "date": SATURDAY},
        {"depart_at": "2026-01-04 12:05"},
        {"depart_at": "36:00", "date": "2026-12-31"},
    ):
        reasons = net.route("A", "B", **asked).reasons
        assert reasons
        for reason in reasons:
            assert again(net.route, "A", "B", asked, reason.relaxation), (asked, reason)


def test_a_time_after_the_last_day_stays_on_its_service_date() -> None:
    """Who asked for a full moment gave no date; the night bus of the last day leaves on the first that is outside."""
    net = draw("A B\n25:00 25:10", services={"0.0": "once"}, dates=[("once", 20261231, 1)])
    asked = {"depart_at": "2026-12-31 10:00"}
    night = Network(net.ground.feed)
    (reason,) = night.route("A", "B", **asked).reasons
    assert reason.relaxation == {"date": "2026-12-31", "depart_at": "2027-01-01T01:00:00+08:00"}
    assert again(night.route, "A", "B", asked, reason.relaxation)


def test_places_out_of_reach_tell_the_nearest_stop(net) -> None:
    (far,) = net.route((38.9, 116.4), "B", depart_at="8:00", date=MONDAY).reasons
    assert far.message == (
        "the origin 38.90000,116.40000 lies outside the area served; of its stops the nearest, A [A], is 11.1 km away"
    )
    assert far.message_zh == ("起点38.90000,116.40000不在服务范围内：最近的车站A（A）在11.1公里外")
    corridor = transit.load()
    asked = {"depart_at": "8:00", "date": "2026-11-24"}
    (south,) = corridor.route((38.0, 116.0), "前门", **asked).reasons
    assert south.code == "OUTSIDE_THE_AREA"
    assert again(corridor.route, (38.0, 116.0), "前门", asked, south.relaxation)
    # In the hills of Pinggu, inside Beijing.
    (hills,) = corridor.route((40.26, 117.17), "前门", **asked).reasons
    assert hills.code == "NO_STOP_IN_REACH"


def test_the_nearest_time_is_told_as_it_is(net) -> None:
    late = net.route("A", "B", window=("20:01", "21:00"), date=MONDAY).reasons[0]
    assert late.message == (
        "too late by 1 min: the last departure before is at 20:00, arriving at 20:30"
    )
    night = net.route("A", "B", window=("30:00", "31:00"), date=MONDAY).reasons[0]
    assert night.message == "nothing leaves the origin A before 08:00"
    early = net.route("A", "C", arrive_by="9:07", date=MONDAY).reasons[0]
    assert early.message == (
        "the deadline is too early by 23 min: the first arrival after it is at 09:30, leaving at 08:00"
    )
    assert early.message_zh == "截止时间早了23分钟：此后最早到达为09:30（08:00出发）"


def test_of_several_changes_that_help_the_best_comes_first() -> None:
    """A walk of two minutes more, or two changes."""
    corridor = transit.load()
    asked = {"depart_at": "08:00", "date": "2026-11-24", "max_transfers": 0, "max_walk_min": 5}
    reasons = corridor.route("天洋城", "国贸", **asked).reasons
    assert [(r.code, r.relaxation) for r in reasons] == [
        ("WALK_LIMIT", {"max_walk_min": 7}),
        ("TRANSFER_LIMIT", {"max_transfers": 2}),
    ]
    for reason in reasons:
        assert corridor.route("天洋城", "国贸", **(asked | reason.relaxation))


def test_english_reasons_name_places_in_both_scripts() -> None:
    corridor = transit.load()
    nowhere = {"depart_at": "08:00", "date": "2026-11-24", "modes": ["subway"]}
    (reason,) = corridor.route("天洋城", "香河站", **nowhere, max_transfers=None).reasons
    assert reason.code == "MODES_LIMIT"
    (reason,) = corridor.route((38.0, 116.0), "前门", depart_at="8:00", date="2026-11-24").reasons
    assert "38.00000,116.00000" in reason.message
    via = corridor.route("天洋城", "国贸", **nowhere, via=[("前门", 700)]).reasons
    assert {r.message for r in via if r.code == "VIA_LIMIT"} <= {
        "no journey comes by Qianmen (前门)"
    }
    board = corridor.departures("潮白大街", at="03:00", date="2026-11-24")
    assert board.reasons[0].message.startswith("nothing leaves Chaobai Dajie (潮白大街)")


@pytest.mark.parametrize("name", ["route", "profile"])
def test_every_window_that_is_offered_for_the_corridor_has_a_journey(name) -> None:
    ask = getattr(transit.load(), name)
    chance = random.Random(7)
    offered = 0
    for _ in range(40):
        first = chance.choice((0, 1, 2, 3, 20, 21, 22, 23, 24, 26))
        asked = {
            "window": (f"{first:02}:{chance.randrange(30):02}", f"{first:02}:{chance.randrange(30, 60)}"),
            "date": chance.choice(("2026-11-24", "2026-11-28")),
            "max_transfers": chance.choice((0, 2, 4)),
        }  # fmt: skip
        ends = chance.choice(
            (("天洋城", "国贸"), ("国贸", "香河站"), ("燕郊站", "通州北苑"), ("国贸", "大厂"))
        )
        for reason in ask(*ends, **asked).reasons:
            if reason.relaxation:
                offered += 1
                assert again(ask, *ends, asked, reason.relaxation), (ends, asked, reason)
    assert offered > 10


def test_smaller_relaxations_do_not_help(net) -> None:
    far = {"depart_at": "7:00", "date": MONDAY}
    assert net.route((39.02, 116.4), "B", max_walk_min=39, **far)
    assert not net.route((39.02, 116.4), "B", max_walk_min=38, **far)
    assert not net.route("A", "D", depart_at="8:00", date=MONDAY, max_transfers=1)


def test_a_seat_that_cannot_be_booked_any_more_is_named() -> None:
    corridor = transit.load()
    ends = "express:dachang_area", "express:guomao_area"
    asked = {"depart_at": "07:00", "date": "2026-11-24", "modes": ["coach"]}
    assert corridor.route(*ends, **asked)
    assert corridor.route(*ends, **asked, now="2026-11-24 08:00")
    late = asked | {"now": "2026-11-24 09:00"}
    reasons = corridor.route(*ends, **late).reasons
    booking = next(reason for reason in reasons if reason.code == "BOOKING_CLOSED")
    assert "cannot be booked at 2026-11-24 09:00" in booking.message
    assert "在2026-11-24 09:00已不能" in booking.message_zh
    (line,) = booking.relaxation["booked"]
    assert again(corridor.route, *ends, late, booking.relaxation)[0].rides[0].route_id == line
    # Giving up the coach for another vehicle comes after.
    assert reasons[0] is booking


@pytest.mark.parametrize(
    ("ends", "asked", "code", "relaxation"),
    [
        (("A", "C"), {"max_transfers": 0}, "TRANSFER_LIMIT", {"max_transfers": 1}),
        (("A", "B"), {"date": SATURDAY}, "NO_SERVICE_THAT_DAY", {"date": "2026-01-12"}),
        (("A", "E"), {"max_walk_min": 3, "max_transfers": 0}, "LIMITS_TOGETHER",
         {"max_walk_min": 6, "max_transfers": 1}),
        (("A", "B"), {"modes": ["bus"], "avoid": ["R"]}, "AVOID_LIMIT", {"avoid": []}),
        ((( 38.9, 116.4), "B"), {}, "OUTSIDE_THE_AREA", {"origin": "A"}),
    ],
)  # fmt: skip
def test_for_a_last_departure_only_what_it_takes_is_offered(
    net, ends, asked, code, relaxation
) -> None:
    asked = {"date": MONDAY} | asked
    result = net.last_departure(*ends, **asked)
    assert not result
    assert {reason.code for reason in result.reasons} == {code}
    assert result.reasons[0].relaxation == relaxation
    assert again(net.last_departure, *ends, asked, relaxation)


def test_as_many_vehicles_are_spared_as_can_be() -> None:
    line = Network(draw("A B\n8:00 8:10\n9:00 9:10\n10:00 10:10").ground.feed)
    asked = {"date": "2026-11-24", "spare": 5}
    (reason,) = line.last_departure("A", "B", **asked).reasons
    assert (reason.code, reason.relaxation) == ("NO_SPARE_DEPARTURE", {"spare": 2})
    assert again(line.last_departure, "A", "B", asked, reason.relaxation)


def test_after_the_last_day_no_date_is_offered(net) -> None:
    """The feed ends on Thursday 31 December; the day after is outside it."""
    with pytest.raises(transit.NoServiceError, match="2026-01-01 to 2026-12-31"):
        net.route("A", "B", depart_at="8:00", date="2027-01-01")


def test_every_relaxation_offered_for_the_corridor_works() -> None:
    net = transit.load()
    chance = random.Random(2026)
    stop_ids = list(net.stops.index)
    offered = codes = 0
    for number in range(QUERIES):
        ends = [end(chance, stop_ids) for _ in range(2)]
        asked = {
            "date": chance.choice(("2026-11-24", "2026-11-28", "2024-03-06", "2026-10-01")),
            ("depart_at", "arrive_by")[
                number % 2
            ]: f"{chance.randrange(28):02}:{chance.randrange(60):02}",
            "max_transfers": chance.choice((0, 0, 1, 4)),
            "max_walk_min": chance.choice((0, 1, 5, 20)),
        }
        result = net.route(*ends, **asked)
        assert bool(result) != bool(result.reasons)
        for reason in result.reasons:
            codes += 1
            if reason.relaxation:
                offered += 1
                assert again(net.route, *ends, asked, reason.relaxation), (ends, asked, reason)
    assert codes > QUERIES / 4
    assert offered > QUERIES / 8


def end(chance: random.Random, stop_ids: list[str]):
    """A stop, or mostly some point of the corridor that may be far from any."""
    if chance.random() < 0.5:
        return chance.choice(stop_ids)
    return (chance.uniform(39.5, 40.3), chance.uniform(116.2, 117.3))


def test_the_stop_that_is_recommended_is_one_whose_position_is_known() -> None:
    """Nearer by its coordinates is a stop that may be a kilometre and a half away."""
    board = transit.load().departures((39.907, 116.4557), at="08:00", date="2026-11-24")
    assert board.reasons[0].relaxation["stop"].startswith("subway:")
