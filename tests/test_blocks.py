"""Which trip goes on as which, its passengers seated?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.boards import arrival, at, draw
from tests.test_compile import laid_out
from transit.network.blocks import MOST_PATHS

DAY_S = 86_400
BOARDS = "A B\n8:00 8:10", "B C\n8:15 8:30"
BLOCK = {"0.0": "x", "1.0": "x"}


def link(kind, a, b):
    """Row of ``transfers.txt`` about two trips."""
    return {"from_trip_id": a, "to_trip_id": b, "transfer_type": kind}


def today(net):
    """The trips each run of today is made of."""
    return sorted(parts for parts, day_s, _ in laid_out(net) if day_s == 0)


APART, THROUGH = [("0.0",), ("1.0",)], [("0.0", "1.0")]


@pytest.mark.parametrize(
    "told", [{"blocks": BLOCK}, {"transfers": [link(4, "0.0", "1.0")]}], ids=["block", "type 4"]
)
def test_two_trips_of_one_vehicle_are_one_long_trip(told):
    net = draw(*BOARDS, **told)
    assert today(net) == THROUGH
    timed, through = net.timetable.timed, net.timetable.through
    assert [net.ground.stops.ids[b] for b in timed.stop] == ["A", "B", "B", "C"]
    # Nobody boards as the first part ends, nor alights as the second begins.
    assert timed.board.tolist() == [True, False, True, True]
    assert timed.alight.tolist() == [True, True, False, True]
    assert (through.start.tolist(), through.trip.tolist()) == ([0, 2], [0, 1])
    assert through.offset.tolist() == [0, 2]
    assert timed.trip.tolist() == [2, 2, 2]
    assert timed.day_s.tolist() == [-DAY_S, 0, DAY_S]


def test_staying_seated_is_no_change():
    net = draw(*BOARDS, blocks=BLOCK, change=10)
    assert arrival(net, "A", "C", "8:00", rides=1) == at("8:30")


def test_every_part_of_a_long_trip_has_its_offset():
    boards = "A B\n8:00 8:10", "B C D\n8:15 8:30 8:40", "D E\n9:00 9:10"
    net = draw(*boards, blocks={"0.0": "x", "1.0": "x", "2.0": "x"})
    assert today(net) == [("0.0", "1.0", "2.0")]
    assert net.timetable.through.offset.tolist() == [0, 2, 5]


def test_a_vehicle_runs_its_trips_in_the_order_of_time_not_of_the_tables():
    boards = "D E\n9:00 9:10", "B C\n8:15 8:30", "C D\n8:35 8:50", "A B\n8:00 8:10"
    net = draw(*boards, blocks={f"{trip}.0": "x" for trip in range(4)})
    assert today(net) == [("3.0", "1.0", "2.0", "0.0")]


@pytest.mark.parametrize(
    ("second", "told", "why"),
    [
        ("B C\n8:05 8:30", {"blocks": BLOCK}, "it leaves before the other is there"),
        ("D C\n8:15 8:30", {"blocks": BLOCK}, "it begins elsewhere"),
        ("B C\n8:15 8:30", {"blocks": {"0.0": "x", "1.0": "y"}}, "another block"),
        ("B C\n8:15 8:30", {"blocks": BLOCK, "transfers": [link(5, "0.0", "1.0")]}, "type 5"),
        ("B C\n8:15 8:30", {"blocks": BLOCK, "services": {"1.0": "never"}}, "not running"),
        ("B C\n0:00 0:15 every 10 8:10-9:00", {"blocks": BLOCK}, "no clock times"),
        ("B C\n0:00 0:15 exactly 10 8:20-8:30", {"blocks": BLOCK}, "repeated"),
    ],
)
def test_trips_are_not_linked_where(second, told, why):
    found = today(draw(BOARDS[0], second, **told, calendar={"never": "0000000"}))
    assert ("0.0",) in found, why
    assert ("0.0", "1.0") not in found, why


def test_the_next_trip_may_begin_at_another_platform_of_the_station_or_nearby():
    boards = "A B\n8:00 8:10", "D C\n8:15 8:30"
    net = draw(*boards, blocks=BLOCK, stations={"B": "S", "D": "S"})
    assert today(net) == THROUGH
    # There one may alight: it is another stop.
    assert net.timetable.timed.alight.tolist() == [True, True, True, True]
    for metres, expected in ((190, THROUGH), (210, APART)):
        net = draw(*boards, blocks=BLOCK)
        stops = net.ground.feed.stops.set_index("stop_id", drop=False)
        stops.loc["D", "stop_lat"] = stops.loc["B", "stop_lat"] + metres / 111_195
        net.ground.feed.stops["stop_lat"] = stops["stop_lat"].to_numpy()
        assert today(net) == expected, metres


def test_a_vehicle_is_nowhere_before_it_has_come():
    boards = "A B\n8:00 8:10/8:13", "D C\n8:05/8:12 8:30"
    net = draw(*boards, transfers=[link(4, "0.0", "1.0")])
    assert today(net) == THROUGH
    ((*_, calls),) = [run for run in laid_out(net) if run[1] == 0]
    assert calls[1:3] == (("B", at("8:10"), at("8:10")), ("D", at("8:10"), at("8:12")))
    assert arrival(net, "A", "D", "8:00") == at("8:10")


def test_of_a_block_only_the_next_trip_to_leave_is_meant():
    # What leaves next does not fit: the vehicle has gone somewhere else meanwhile.
    boards = *BOARDS, "D E\n8:12 8:14"
    assert today(draw(*boards, blocks=BLOCK | {"2.0": "x"})) == [("0.0",), ("1.0",), ("2.0",)]


def test_transfers_hold_over_blocks():
    boards = *BOARDS, "B D\n8:20 8:30"
    net = draw(*boards, blocks=BLOCK, transfers=[link(4, "0.0", "2.0")])
    assert today(net) == [("0.0", "2.0"), ("1.0",)]


def test_a_train_that_divides_and_two_that_become_one_are_laid_out_each_way():
    boards = "A B\n8:00 8:10\n8:02 8:11", "B C\n8:15 8:30", "B D\n8:16 8:30"
    told = [link(4, a, b) for a in ("0.0", "0.1") for b in ("1.0", "2.0")]
    found = today(draw(*boards, transfers=told))
    assert found == [("0.0", "1.0"), ("0.0", "2.0"), ("0.1", "1.0"), ("0.1", "2.0")]


def test_halves_of_a_block_that_leave_together_are_both_next():
    boards = "A B\n8:00 8:10", "B C\n8:15 8:30", "B D\n8:15 8:30"
    assert today(draw(*boards, blocks=BLOCK | {"2.0": "x"})) == [("0.0", "1.0"), ("0.0", "2.0")]


def test_what_hangs_together_with_a_fork_and_what_does_not_are_both_followed():
    boards = (
        "A B\n8:00 8:10",
        "B C\n8:15 8:30",
        "C D\n8:40 8:50",
        "C E\n8:40 8:50",
        "F G\n8:00 8:10",
    )
    told = [link(4, f"{a}.0", f"{b}.0") for a, b in ((0, 1), (1, 2), (1, 3), (4, 0))]
    found = today(draw(*boards, transfers=told[:3]))
    assert found == [("0.0", "1.0", "2.0"), ("0.0", "1.0", "3.0"), ("4.0",)]


def test_a_trip_past_midnight_goes_on_as_one_of_the_next_day():
    boards = "A B\n23:30 24:30", "B C\n0:40 1:00"
    net = draw(*boards, transfers=[link(4, "0.0", "1.0")])
    runs = sorted((day_s, parts, calls[-1][1]) for parts, day_s, calls in laid_out(net))
    assert runs == [
        (-DAY_S, ("0.0", "1.0"), at("1:00")),
        (-DAY_S, ("1.0",), at("1:00") - DAY_S),
        (0, ("0.0", "1.0"), at("25:00")),
        (DAY_S, ("0.0",), at("24:30") + DAY_S),
    ]
    # Two days, one through trip.
    assert net.timetable.through.start.tolist() == [0, 2]
    assert today(draw(*boards, blocks=BLOCK)) == APART


def test_nobody_sits_in_a_vehicle_through_a_night():
    boards = "A B\n8:00 8:10", "B C\n8:05 8:30"
    assert today(draw(*boards, transfers=[link(4, "0.0", "1.0")])) == APART


def test_a_ring_of_links_ends_with_the_day():
    boards = "A B\n8:00 8:10", "B A\n8:10 8:20"
    told = [link(4, "0.0", "1.0"), link(4, "1.0", "0.0")]
    assert today(draw(*boards, transfers=told)) == THROUGH
    standing = draw("A A\n8:00 8:00", "A A\n8:00 8:00", transfers=told)
    assert today(standing) == APART


def test_a_slip_that_means_a_million_ways_is_cut_short_and_no_trip_is_lost():
    places = "ABCDEFGHIJKLMNOPQRSTU"
    boards, told = [], []
    for i, (a, b) in enumerate(pairwise(places)):
        boards.append(
            f"{a} {b}\n"
            + "\n".join([f"{6 + i // 2}:{i % 2 * 30} {6 + i // 2}:{i % 2 * 30 + 20}"] * 2)
        )
        told += [link(4, f"{i}.{m}", f"{i + 1}.{n}") for m in (0, 1) for n in (0, 1) if i < 19]
    found = today(draw(*boards, transfers=told))
    assert sum(len(parts) > 1 for parts in found) <= 2 * MOST_PATHS
    assert {part for parts in found for part in parts} == {
        f"{i}.{m}" for i in range(20) for m in (0, 1)
    }


def test_feeds_without_such_rules_have_no_through_trips():
    through = draw(*BOARDS).timetable.through
    assert (through.start.tolist(), len(through.trip), len(through.offset)) == ([0], 0, 0)
