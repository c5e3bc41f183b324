"""Who may still book: what `with_booking` leaves out is just what its rules close, call by call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.boards import Drawn, at, draw, networks
from transit.clock import to_datetime, zone
from transit.gtfs.schema import NO_LIMIT, NO_TIME
from transit.network.ground import Ground
from transit.routing.booking import with_booking
from transit.routing.search import Day, arrive_by, depart_at

RULE = {
    "booking_rule_id": "", "booking_type": 0, "message": "", "prior_notice_service_id": "",
    "prior_notice_duration_min": NO_LIMIT, "prior_notice_duration_max": NO_LIMIT,
    "prior_notice_last_day": NO_LIMIT, "prior_notice_last_time": NO_TIME,
    "prior_notice_start_day": NO_LIMIT, "prior_notice_start_time": NO_TIME,
}  # fmt: skip
DAY = date(2026, 11, 24)


def ruled(net: Drawn, rules: list[dict], of_call) -> Drawn:
    """Add booking rules; `of_call` tells the rule of a trip's call, blank for none."""
    feed = net.ground.feed
    times = feed.stop_times
    ids = [of_call(t, n) for t, n in zip(times["trip_id"], times["stop_sequence"], strict=True)]
    times = times.assign(pickup_booking_rule_id=pd.Categorical(ids))
    booking = pd.DataFrame([RULE | rule for rule in rules])
    return replace(net, ground=Ground(replace(feed, stop_times=times, booking_rules=booking), None))


def booking_at(net: Drawn, moment: int, *booked: str) -> Day:
    """Compile the day as one sees it who books at a second of it."""
    now = to_datetime(net.today, moment, zone(net.ground.feed.timezone))
    timetable = with_booking(net.ground, net.timetable, net.today, now, booked)
    return Day(timetable, net.footpaths)


def leaves(net: Drawn, moment: int, *booked: str, a="A", b="B", after="0:00") -> int | None:
    """Tell when the first journey arrives, of those that leave after a time."""
    day = booking_at(net, moment, *booked)
    return min((w.arrives for w in depart_at(day, net.ends(a, b), at(after), 2)), default=None)


def everywhere(trip: str, call: int) -> str:
    return "r"


THREE = "A B\n8:00 8:10\n9:00 9:10\n10:00 10:10"
CASES = {
    "real time, until departure": ({}, "8:00", "8:10"),
    "real time, a second later": ({}, "8:00:01", "9:10"),
    "half an hour before": (
        {"booking_type": 1, "prior_notice_duration_min": 30}, "8:30", "9:10",
    ),
    "less than half an hour before": (
        {"booking_type": 1, "prior_notice_duration_min": 30}, "8:30:01", "10:10",
    ),
    "too early for the last": (
        {"booking_type": 1, "prior_notice_duration_min": 60, "prior_notice_duration_max": 90}, "7:35", "9:10",
    ),
    "too early for all": (
        {"booking_type": 1, "prior_notice_duration_min": 60, "prior_notice_duration_max": 90}, "6:29", None,
    ),
    "the evening before, in time": (
        {"booking_type": 2, "prior_notice_last_day": 1, "prior_notice_last_time": at("17:00")}, "-7:00", "8:10",
    ),
    "the evening before, too late": (
        {"booking_type": 2, "prior_notice_last_day": 1, "prior_notice_last_time": at("17:00")}, "-6:59", None,
    ),
    "a week ahead at most": (
        {
            "booking_type": 2, "prior_notice_last_day": 1, "prior_notice_last_time": at("17:00"),
            "prior_notice_start_day": 7, "prior_notice_start_time": at("9:00"),
        }, "-159:01", None,
    ),
    "just a week ahead": (
        {
            "booking_type": 2, "prior_notice_last_day": 1, "prior_notice_last_time": at("17:00"),
            "prior_notice_start_day": 7, "prior_notice_start_time": at("9:00"),
        }, "-159:00", "8:10",
    ),
    "from six of the day on": (
        {"booking_type": 1, "prior_notice_start_day": 0, "prior_notice_start_time": at("6:00")}, "5:59", None,
    ),
    # Tuesday: two business days before it is the Friday before.
    "two business days ahead, in time": (
        {
            "booking_type": 2, "prior_notice_last_day": 2, "prior_notice_last_time": at("17:00"),
            "prior_notice_service_id": "business",
        }, "-79:00", "8:10",
    ),
    "two business days ahead, too late": (
        {
            "booking_type": 2, "prior_notice_last_day": 2, "prior_notice_last_time": at("17:00"),
            "prior_notice_service_id": "business",
        }, "-78:59", None,
    ),
}  # fmt: skip


def second(text: str) -> int:
    return -at(text[1:]) if text.startswith("-") else at(text)


@pytest.mark.parametrize(("rule", "now", "arrives"), CASES.values(), ids=CASES)
def test_each_kind_of_deadline_closes_when_it_says(rule, now, arrives):
    net = draw(
        THREE, services={"9.9": "business"}, calendar={"business": "1111100", "daily": "1111111"},
        dates=[("daily", int(f"{DAY + timedelta(days=n):%Y%m%d}"), 2) for n in (-1, 1)], today=DAY,
    )  # fmt: skip
    net = ruled(net, [{"booking_rule_id": "r"} | rule], everywhere)
    assert leaves(net, second(now)) == (arrives and at(arrives))
    assert leaves(net, second(now), "R0") == at("8:10")


def test_a_seat_is_booked_where_one_gets_on():
    """At B one just boards; at A one books an hour ahead of the departure there."""
    net = draw("A B C\n8:00 8:30 9:00", today=DAY, dates=[("daily", 20261125, 2)])
    rules = [{"booking_rule_id": "r", "booking_type": 1, "prior_notice_duration_min": 60}]
    net = ruled(net, rules, lambda trip, call: "r" if call == 0 else "")
    assert leaves(net, at("7:01"), a="A", b="C") is None
    assert leaves(net, at("7:01"), a="B", b="C") == at("9:00")
    assert leaves(net, at("7:00"), a="A", b="C") == at("9:00")


def test_of_a_headway_what_can_be_booked_is_left():
    net = draw("A B C\n0:00 0:30 1:00 every 20 7:00-9:00", today=DAY, wait="best")
    net = ruled(net, [{"booking_rule_id": "r"}], everywhere)
    assert leaves(net, at("8:00"), a="A", b="C", after="6:00") == at("9:00")
    assert leaves(net, at("8:00"), a="B", b="C", after="6:00") == at("8:30")
    assert leaves(net, at("8:59:59"), a="A", b="C", after="6:00") == at("9:59:59")
    assert leaves(net, at("9:00"), a="A", b="C", after="6:00") == at("31:00") + at("1:00")


def test_now_may_be_told_in_any_zone():
    net = ruled(draw(THREE, today=DAY), [{"booking_rule_id": "r"}], everywhere)
    for now in (datetime(2026, 11, 24, 0, 30, tzinfo=UTC), datetime(2026, 11, 24, 8, 30)):
        day = Day(with_booking(net.ground, net.timetable, DAY, now, ()), net.footpaths)
        assert min(w.arrives for w in depart_at(day, net.ends("A", "B"), 0, 2)) == at("9:10")


def test_without_a_moment_or_a_rule_nothing_changes():
    net = draw(THREE, today=DAY)
    now = datetime(2026, 11, 24, 8, 30)
    assert with_booking(net.ground, net.timetable, DAY, now, ()) is net.timetable
    net = ruled(net, [{"booking_rule_id": "r"}], everywhere)
    assert with_booking(net.ground, net.timetable, DAY, None, ()) is net.timetable
    assert with_booking(net.ground, net.timetable, DAY, now, ("R0",)) is net.timetable


def closed_by_hand(net: Drawn, now: int, ahead: dict[str, int]) -> Drawn:
    """Let nobody board in the tables themselves where less than so many seconds are left to book in.

    A trip that repeats becomes a trip for each of its calls: one boards only there, in what is left of its windows.
    """
    feed = net.ground.feed
    times, trips, often = feed.stop_times, feed.trips, feed.frequencies
    calls, ways, windows = [], [], []
    for trip in trips.to_dict("records"):
        own = times[times["trip_id"] == trip["trip_id"]].to_dict("records")
        # Where a time is left out, what is filled in counts.
        number = net.ground.trips.ids.index(trip["trip_id"])
        leaves = net.ground.trips.departure[net.ground.trips.start[number] :].tolist()
        rows = often[often["trip_id"] == trip["trip_id"]].to_dict("records")
        first = own[0]["departure_time"]
        parts = range(len(own)) if rows else [None]
        for part in parts:
            name = trip["trip_id"] if part is None else f"{trip['trip_id']}#{part}"
            ways.append(trip | {"trip_id": name})
            for n, call in enumerate(own):
                need = ahead.get(call["pickup_booking_rule_id"])
                late = need is not None and leaves[n] - need < now
                shut = late if part is None else n != part
                pickup = 1 if shut else call["pickup_type"]
                calls.append(call | {"trip_id": name, "pickup_type": pickup})
            for row in rows:
                call = own[part]
                need = ahead.get(call["pickup_booking_rule_id"])
                start, step = row["start_time"], row["headway_secs"]
                if need is not None:
                    least = now + need - (leaves[part] - first)
                    if row["exact_times"]:
                        start = max(start, start - (start - least) // step * step)
                    else:
                        start = max(start, least)
                if start < row["end_time"]:
                    windows.append(row | {"trip_id": name, "start_time": start})
    shut = {w["trip_id"] for w in windows}
    gone = {w["trip_id"] for w in ways if "#" in w["trip_id"]} - shut
    calls = [c for c in calls if c["trip_id"] not in gone]
    ways = [w for w in ways if w["trip_id"] not in gone]
    calls.sort(key=lambda c: (c["trip_id"], c["stop_sequence"]))

    def frame(rows, like):
        made = pd.DataFrame(rows, columns=like.columns)
        coded = {c: "category" for c in like if isinstance(like[c].dtype, pd.CategoricalDtype)}
        return made.astype({c: like[c].dtype for c in like if c not in coded} | coded)

    return replace(
        net,
        ground=Ground(
            replace(
                feed, stop_times=frame(calls, times), trips=frame(ways, trips), frequencies=frame(windows, often)
            ),
            None,
        ),
    )  # fmt: skip


@given(networks(), st.data())
def test_bookings_close_as_if_nobody_boarded_there(net, data):
    """Timed trips, headways, exact repetitions; rules that differ from call to call and trip to trip."""
    ahead = {"": None, "now": 0, "some": 600, "more": 3600}
    rules = [
        {"booking_rule_id": name, "booking_type": 1, "prior_notice_duration_min": s // 60}
        for name, s in ahead.items()
        if name
    ]
    stops = net.ground.feed.stop_times
    keys = list(zip(stops["trip_id"], stops["stop_sequence"], strict=True))
    chosen = {key: data.draw(st.sampled_from(tuple(ahead)), label=str(key)) for key in keys}
    once = net.ground.feed.calendar.assign(start_date=20261124, end_date=20261124)
    net = replace(net, ground=Ground(replace(net.ground.feed, calendar=once), None), today=DAY)
    net = ruled(net, rules, lambda trip, call: chosen[trip, call])
    opening = int(net.ground.feed.stop_times["departure_time"].max())
    now = data.draw(st.integers(-10, 260).map(lambda n: n * 30 + opening // 3600 * 3600 - 3600))
    by_hand = closed_by_hand(net, now, {k: v for k, v in ahead.items() if k})
    day, shut = booking_at(net, now), Day(by_hand.timetable, by_hand.footpaths)
    for a, b in ("AB", "AC", "BD"):
        if True:
            moment = data.draw(
                st.integers(0, 240).map(lambda n: n * 30 + opening // 3600 * 3600 - 3600)
            )
            ends, ends_too = net.ends(a, b), by_hand.ends(a, b)
            for search in (depart_at, arrive_by):
                found = {(w.departs, w.arrives, w.rides) for w in search(day, ends, moment, 3)}
                want = {(w.departs, w.arrives, w.rides) for w in search(shut, ends_too, moment, 3)}
                assert found == want
