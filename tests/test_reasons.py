"""Why there is no journey: each reason has its case, and every relaxation that is offered works."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import transit
from tests.test_reader import TINY, written

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
    "far from any stop": ((38.9, 116.4), "B", {"depart_at": "8:00"}, ["NO_STOP_IN_REACH"], {}),
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
        "A", "B", {"depart_at": "8:00", "date": SATURDAY}, ["NO_SERVICE_THAT_DAY"] * 2, {"date": "2026-01-12"},
    ),
    "too early": ("A", "C", {"arrive_by": "9:29"}, ["DEADLINE_TOO_EARLY"], {"arrive_by": "2026-01-05T09:30:00+08:00"}),
    "too late": ("A", "C", {"depart_at": "8:01"}, ["DEPARTURE_TOO_LATE"], {"depart_at": "2026-01-05T08:00:00+08:00"}),
    "no walk": ("A", "E", {"depart_at": "7:00", "max_walk_min": 3}, ["WALK_LIMIT"], {"max_walk_min": 10}),
    "no stated change": (
        "A", "E", {"depart_at": "7:00", "transfers": "feed"}, ["NO_STATED_CHANGE"], {"transfers": "walk"},
    ),
    "no way": ("A", "Y", {"depart_at": "8:00"}, ["NOT_CONNECTED"], {}),
    "hours before": (
        "B", "C", {"arrive_by": "23:00"}, ["NOTHING_NEAR_THAT_TIME"], {"arrive_by": "2026-01-05T09:30:00+08:00"},
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
        assert net.route(origin, target, **(asked | relaxation))


def test_smaller_relaxations_do_not_help(net) -> None:
    far = {"depart_at": "7:00", "date": MONDAY}
    assert net.route((39.02, 116.4), "B", max_walk_min=39, **far)
    assert not net.route((39.02, 116.4), "B", max_walk_min=38, **far)
    assert not net.route("A", "D", depart_at="8:00", date=MONDAY, max_transfers=1)


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
                assert net.route(*ends, **(asked | reason.relaxation)), (ends, asked, reason)
    assert codes > QUERIES / 4
    assert offered > QUERIES / 8


def end(chance: random.Random, stop_ids: list[str]):
    """A stop, or mostly some point of the corridor that may be far from any."""
    if chance.random() < 0.5:
        return chance.choice(stop_ids)
    return (chance.uniform(39.5, 40.3), chance.uniform(116.2, 117.3))
