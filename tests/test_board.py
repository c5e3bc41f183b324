"""The board of a stop: what leaves, when, and what it never claims."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tests.boards import TODAY, at, draw
from transit.departures import Departures
from transit.errors import NoServiceError, PlaceNotFoundError, QueryError
from transit.net import Network
from transit.routing.board import Board

ZONE = ZoneInfo("Asia/Shanghai")
DAY = "2026-11-24"


def told(net, stop, since, n=10, until="27:00"):
    """Clock or headway, line and headsign of each departure."""
    board = Board(net.ground, net.timetable, TODAY, ZONE)
    found = board.departures([net.stop(stop)], at(since), at(until), n)
    return [
        (
            f"{d.depart:%d %H:%M}" if d.depart else f"every {d.headway_s // 60} {d.opens:%H:%M}-{d.closes:%H:%M}",
            d.route_name,
            d.headsign,
        )
        for d in found
    ]  # fmt: skip


def test_what_leaves_from_a_moment_on_is_listed_in_order():
    net = draw("A B C\n8:00 8:10 8:20\n8:30 8:40 8:50", "B D\n8:20 9:00")
    assert told(net, "B", "8:10", n=2) == [("24 08:10", "R0", "C"), ("24 08:20", "R1", "D")]
    assert told(net, "B", "8:10:01", n=2) == [("24 08:20", "R1", "D"), ("24 08:40", "R0", "C")]


def test_the_last_call_of_a_trip_is_no_departure():
    net = draw("A B C\n8:00 8:10 8:20")
    assert told(net, "C", "0:00") == []


def test_nobody_departs_where_nobody_may_board():
    net = draw("A B:alight C\n8:00 8:10 8:20", "A B:board C\n9:00 9:10 9:20")
    assert told(net, "B", "6:00") == [("24 09:10", "R1", "C")]


def test_a_trip_of_the_day_before_is_still_there_after_midnight():
    net = draw("A B\n23:50 24:40", "B C\n24:10 24:20")
    assert told(net, "B", "0:00", until="4:00") == [("24 00:10", "R1", "C")]
    assert told(net, "B", "23:00") == [("25 00:10", "R1", "C")]


def test_headway_service_is_one_row_a_line_and_direction_without_a_clock_time():
    net = draw(
        "A B\n0:00 0:12 every 8 6:00-9:00 every 20 9:00-12:00",
        "B A\n0:00 0:12 every 10 6:00-9:00",
        "A B\n8:04 8:30",
    )
    assert told(net, "A", "8:00") == [
        ("every 8 06:00-09:00", "R0", "B"),
        ("24 08:04", "R2", "B"),
    ]
    assert told(net, "B", "8:00") == [("every 10 06:00-09:00", "R1", "A")]


def test_headway_service_stands_where_one_is_on_it_after_the_mean_wait():
    net = draw("A B\n0:00 0:12 every 8 6:00-9:00", "A C\n8:03 8:30\n8:05 8:32")
    lines = [line for _, line, _ in told(net, "A", "8:00")]
    assert lines == ["R1", "R0", "R1"]
    board = Board(net.ground, net.timetable, TODAY, ZONE)
    (bus,) = (
        d for d in board.departures([net.stop("A")], at("8:00"), at("27:00"), 9) if d.headway_s
    )
    assert bus.depart is None
    assert bus.expected == datetime(2026, 11, 24, 8, 4, tzinfo=ZONE)


def test_a_window_is_told_as_it_passes_the_stop_and_goes_on_while_the_headway_does():
    net = draw("A B C\n0:00 0:12 0:20 every 10 6:00-7:00 every 10 7:00-8:00 every 20 8:00-9:00")
    assert told(net, "B", "6:30") == [("every 10 06:12-08:12", "R0", "C")]
    assert told(net, "B", "8:10") == [("every 20 08:12-09:12", "R0", "C")]
    # Nobody who still has the mean wait before them meets the last vehicle.
    assert told(net, "B", "9:03") == []
    assert told(net, "B", "9:01") == [("every 20 08:12-09:12", "R0", "C")]


def test_the_headway_that_follows_within_the_hour_is_told():
    net = Network(
        draw("A B\n0:00 0:12 every 8 6:00-7:00 every 4 7:00-9:00 every 20 9:00-12:00").ground.feed
    )
    board = net.departures("A", at="06:50", date=DAY)
    assert "每 8 分钟一班 06:00–07:00，07:00 起每 4 分钟一班" in str(board)
    assert "every 8 min 06:00–07:00, then every 4 min from 07:00" in board.text("en")
    assert "then every 4 min from 07:00" in board._repr_html_()
    assert board.to_json()["departures"][0]["then"] == {
        "headway_min": 4,
        "opens": "2026-11-24T07:00:00+08:00",
        "closes": "2026-11-24T09:00:00+08:00",
    }
    assert "06:00–07:00" in str(net.departures("A", at="06:00", date=DAY))
    assert "09:00 起" not in str(net.departures("A", at="07:59", date=DAY))
    assert "09:00 起" in str(net.departures("A", at="08:00", date=DAY))


def test_the_most_frequent_of_several_services_of_a_line_follows():
    net = draw(
        "A B C\n0:00 0:10 0:20 every 10 6:00-7:00 every 9 7:00-8:00\n0:00 0:11 0:21 every 3 7:00-8:00"
    )
    (row,) = Network(net.ground.feed).departures("A", at="06:10", date=DAY)
    assert (row.headway_s, row.then_headway_s) == (600, 180)


def test_headways_that_read_the_same_are_told_as_one():
    net = draw("A B\n0:00 0:12 every 8.1 6:00-7:00 every 8.2 7:00-9:00 every 5 9:00-10:00")
    board = Network(net.ground.feed).departures("A", at="06:10", date=DAY)
    assert "约每 8 分钟一班 06:00–09:00" in str(board)
    assert "起" not in str(board).splitlines()[2]


def test_how_to_book_stands_once_below_the_board():
    feed = draw("A B C\n8:00 8:10 8:20\n8:30 8:40 8:50", "A D\n8:15 9:00").ground.feed
    notes = ["WeChat account, up to ten minutes before", "call 010-1"]
    boardable = [
        replace(d, booking=notes[d.route_name == "R1"])
        for d in Network(feed).departures("A", at="07:30", date=DAY)
    ]
    board = Network(feed).departures("A", at="07:30", date=DAY)
    one, several = (
        Departures(board.place, board.service_date, board.seconds, tuple(some), (), ZONE)
        for some in ([boardable[0], boardable[2]], boardable)
    )
    assert str(one).count("（需预约）") == 2
    assert f"需预约：{notes[0]}" in str(one).splitlines()
    assert one.text("en").count("(booking)") == 2
    assert f"Booking: {notes[0]}" in one.text("en").splitlines()
    zh, en, card = str(several), several.text("en"), several._repr_html_()
    assert zh.count("（需预约 1）") == 2
    assert f"需预约 2：{notes[1]}" in zh
    assert en.count("(booking 2)") == 1
    assert f"Booking 1: {notes[0]}" in en
    assert all(told_.count(note) == 1 for told_ in (zh, en, card) for note in notes)


def test_departures_at_exact_headways_have_clock_times():
    net = draw("A B\n0:00 0:20 exactly 10 7:00-7:30")
    assert [when for when, _, _ in told(net, "A", "7:05")] == ["24 07:10", "24 07:20"]


def test_through_trips_bear_the_headsign_of_the_part_that_leaves():
    net = draw("A B\n8:00 8:10", "B C D\n8:12 8:20 8:30", blocks={"0.0": "x", "1.0": "x"})
    assert len(net.timetable.through.trip) == 2, "one vehicle runs the two"
    assert told(net, "A", "7:00") == [("24 08:00", "R0", "B")]
    assert told(net, "B", "7:00") == [("24 08:12", "R1", "D")]
    assert told(net, "C", "7:00") == [("24 08:20", "R1", "D")]


def test_a_station_shows_every_platform_and_a_platform_itself():
    net = Network(
        draw("A B\n8:00 8:10", "X Y\n8:05 8:15", stations={"A": "S", "X": "S"}).ground.feed
    )
    board = net.departures("S", at="07:00", date=DAY)
    assert [d.board.stop_id for d in board] == ["A", "X"]
    assert [d.board.stop_id for d in net.departures("X", at="07:00", date=DAY)] == ["X"]


@pytest.fixture(scope="module")
def net():
    return Network(
        draw(
            "A B C\n8:00 8:10 8:20\n23:50 24:10 24:20",
            "A C\n0:00 0:12 every 8 6:00-9:00",
            stops="ABCZ",
        ).ground.feed
    )


def test_a_board_is_a_sequence_that_tells_itself_in_two_languages(net):
    board = net.departures("A", at="07:30", date=DAY)
    assert isinstance(board, Departures)
    assert [d.route_name for d in board] == ["R1", "R0", "R0"]
    assert len(board) == 3
    assert board[0] is next(iter(board))
    assert board[:1] == net.departures("A", at="07:30", date=DAY, n=1)
    assert hash(board[:1]) == hash(net.departures("A", at="07:30", date=DAY, n=1))
    assert board != net.departures("A", at="07:31", date=DAY)
    assert repr(board).startswith("<Departures A from 07:30, 2026-11-24: 3 rows, first every 8 min")
    assert "每 8 分钟一班 06:00–09:00" in str(board)
    assert "every 8 min 06:00–09:00" in board.text("en")
    assert "08:00  公交 R0  往 C 方向" in " ".join(str(board).split("\n")).replace("    ", "")
    with pytest.raises(QueryError, match="lang"):
        board.text("fr")


def test_the_frame_has_a_clock_time_or_a_headway_never_both(net):
    frame = net.departures("A", at="07:30", date=DAY).to_frame()
    assert (frame["depart"].isna() != frame["headway_min"].isna()).all()
    assert frame["headway_min"].tolist()[:1] == [8.0]
    assert str(frame["depart"].dtype) == "datetime64[us, Asia/Shanghai]"
    assert frame.crs == "EPSG:4326"
    assert {
        "route_id", "route_name", "headsign", "mode", "board_stop_id", "board_stop", "depart",
        "headway_min", "status", "evidence", "source_ids",
    } <= set(frame)  # fmt: skip
    empty = net.departures("C", at="07:30", date=DAY).to_frame()
    assert len(empty) == 0
    assert list(empty) == list(frame)
    assert (empty.dtypes == frame.dtypes).all()


def test_an_empty_board_is_falsy_and_says_why(net):
    for stop, since, code, says in (
        ("C", "07:30", "NOBODY_BOARDS", "can be boarded"),
        ("Z", "07:30", "NOBODY_BOARDS", "can be boarded"),
        ((31.0, 116.0), "07:30", "NOT_A_STOP", "the nearest with departures is B"),
    ):
        board = net.departures(stop, at=since, date=DAY)
        assert not board
        assert [r.code for r in board.reasons] == [code]
        assert says in board.text("en")
        assert board.text("en").splitlines()[2] == "No departures:"
        assert str(board).splitlines()[2] == "没有车次："
        assert "没有车次：" in board._repr_html_()
        assert board.reasons[0].message_zh in str(board)
        assert "none" in repr(board)


def test_a_board_after_the_last_departure_says_when_that_was():
    late = Network(draw("A B\n8:00 8:10").ground.feed)
    board = late.departures("A", at="12:00", date=DAY)
    assert [r.code for r in board.reasons] == ["DEPARTURE_TOO_LATE"]
    relaxed = board.reasons[0].relaxation["at"]
    assert relaxed == "2026-11-24T08:00:00+08:00"
    assert late.departures("A", at=relaxed, date=DAY)


def test_a_board_on_a_day_without_service_says_when_there_is_some():
    net = draw("A B\n23:30 24:10", services={"0.0": "weekend"}, calendar={"weekend": "0000011"})
    quiet = Network(net.ground.feed).departures("A", at="08:00", date=DAY)
    assert [r.code for r in quiet.reasons] == ["NO_SERVICE_THAT_DAY"]
    assert quiet.reasons[0].relaxation == {"date": "2026-11-28"}


def test_what_the_day_before_left_over_is_no_service_of_the_day():
    net = draw("A B\n24:10 24:30", services={"0.0": "weekend"}, calendar={"weekend": "0000011"})
    monday = Network(net.ground.feed).departures("A", at="08:00", date="2026-11-30")
    assert [r.code for r in monday.reasons] == ["NO_SERVICE_THAT_DAY"]


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"at": "07:00", "n": 0}, QueryError, "n=0"),
        ({"at": "7 o'clock"}, QueryError, "at="),
        ({"at": "07:00", "stop": "nowhere at all"}, PlaceNotFoundError, "nowhere"),
        ({"at": "07:00", "date": "2019-01-01"}, NoServiceError, "2019-01-01"),
    ],
)
def test_a_wrong_question_is_refused_by_name(net, arguments, error, says):
    asked = {"stop": "A", "date": DAY} | arguments
    with pytest.raises(error, match=says):
        net.departures(asked.pop("stop"), **asked)


def test_names_are_escaped_on_the_card_and_json_takes_all(net):
    board = net.departures("A", at="07:30", date=DAY)
    card = board._repr_html_()
    assert "<script" not in card
    assert card.count("<tr>") == len(board)
    assert "每 8 分钟一班 06:00–09:00<br><small>every 8 min 06:00–09:00</small>" in card
    assert "公交 R1<br><small>Bus R1</small>" in card
    answer = json.loads(json.dumps(board.to_json("en")))
    assert set(answer) == {"query", "departures", "reasons"}
    assert answer["departures"][0]["depart"] is None
    assert answer["departures"][0]["headway_min"] == 8


def test_the_board_of_the_corridor_agrees_with_the_journeys(corridor):
    """Who is at the stop a second before a timed departure boards it, and no earlier one."""
    board = corridor.departures("rail:yanjiao", at="06:00", date=DAY, n=30)
    assert board
    timed = [d for d in board if d.depart]
    assert timed == list(board)
    for departure in timed[:5]:
        journeys = corridor.route(
            "rail:yanjiao", "rail:beijing", depart_at=departure.expected, date=DAY, max_walk_min=0
        )
        rides = [j.rides[0] for j in journeys if j.rides]
        ahead = {(d.trip_id, d.depart) for d in timed if d.depart >= departure.depart}
        assert {(r.trip_id, r.depart) for r in rides} <= ahead
    assert pd.Series([d.expected for d in timed]).is_monotonic_increasing


@pytest.fixture(scope="module")
def corridor():
    import transit

    return transit.load()


def test_a_station_shows_all_its_platforms(corridor):
    board = corridor.departures("国贸", at="07:00", date=DAY)
    assert {d.route_name for d in board} == {"1", "10"}
    assert len({(d.route_id, d.headsign) for d in board}) == len(board)
    assert "约每" in str(board)
