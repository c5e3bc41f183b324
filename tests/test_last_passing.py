"""Whoever boards one of the last vehicles of a line is told so, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.boards import at, clock, draw
from transit.routing.last_passing import last_passing

EVERY = "A B C\n0:00 0:10 0:30 every 20 6:00-9:00 every 30 9:00-12:00"


def told(net, a, b, departs):
    """When the last vehicle of the first ride passes, as ``H:MM:SS``."""
    way = net.ways(a, b, at(departs))[0]
    last = last_passing(net.ground, net.timetable, way.legs[0])
    return None if last is None else clock(last)


@pytest.mark.parametrize(
    ("departs", "last"), [("8:00", None), ("8:50", None), ("11:00", None), ("11:20", "11:59:59")]
)
def test_hours_that_follow_one_another_are_one_service(departs, last):
    assert told(draw(EVERY), "A", "C", departs) == last


def test_the_stop_where_one_boards_counts():
    assert told(draw(EVERY), "B", "C", "11:40") == "12:09:59"


def test_a_gap_of_two_hours_parts_two_services():
    short = "A C\n0:00 0:30 every 20 6:00-9:00 every 20 10:50-12:00"
    long = "A C\n0:00 0:30 every 20 6:00-9:00 every 20 11:01-12:00"
    assert told(draw(short), "A", "C", "8:45") is None
    assert told(draw(long), "A", "C", "8:45") == "8:59:59"


def test_a_vehicle_with_a_clock_time_is_the_last_itself():
    net = draw("A C\n7:00 7:30\n8:00 8:30\n20:00 20:30")
    assert [told(net, "A", "C", t) for t in ("6:50", "7:50", "19:00")] == [
        None,
        "8:00:00",
        "20:00:00",
    ]


def test_a_published_vehicle_after_the_headways_counts():
    net = draw("A C\n0:00 0:30 every 20 6:00-9:00\n10:30 11:00")
    assert told(net, "A", "C", "8:45") is None


def test_vehicles_that_turn_before_do_not_count():
    net = draw("A B C\n0:00 0:10 0:30 every 20 6:00-9:00", "A B\n0:00 0:10 every 5 6:00-12:00")
    assert told(net, "A", "C", "8:45") == "8:59:59"
    assert told(net, "A", "B", "8:45") is None


def test_another_line_does_not_count():
    net = draw(
        "A B C\n0:00 0:10 0:30 every 20 6:00-9:00", "A B C\n0:00 0:50 1:30 every 5 6:00-12:00"
    )
    assert told(net, "A", "C", "8:45") == "8:59:59"


def test_the_next_morning_is_another_service():
    net = draw("A C\n0:00 0:30 every 20 6:00-23:00", today=date(2026, 11, 24))
    assert told(net, "A", "C", "22:45") == "22:59:59"
