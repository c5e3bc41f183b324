"""Service-day time: midnight is a time, clock changes are survived, wrong times are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transit.clock import days_apart_s, parse_clock, to_datetime, to_service_time
from transit.errors import QueryError

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:00", 0), ("00:00:00", 0), ("08:10", 29_400), ("25:10", 90_600), ("8:10:05", 29_405)],
)
def test_clock_times_are_read(text: str, seconds: int) -> None:
    assert parse_clock(text) == seconds
    assert to_service_time(text, DAY, SHANGHAI, "depart_at") == (DAY, seconds)


@pytest.mark.parametrize("text", ["8", "8:60", "noon", "", "08:10 pm", "-1:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert parse_clock(text) is None
    with pytest.raises(QueryError, match="depart_at"):
        to_service_time(text, DAY, SHANGHAI, "depart_at")


def test_a_bare_time_needs_its_date() -> None:
    with pytest.raises(QueryError, match="date=None"):
        to_service_time("08:10", None, SHANGHAI, "arrive_by")


def test_moments_of_every_kind_agree() -> None:
    aware = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
    for moment in (
        "2026-11-24 08:10",
        datetime(2026, 11, 24, 8, 10),
        aware,
        "2026-11-24T00:10:00Z",
    ):
        assert to_service_time(moment, None, SHANGHAI, "depart_at") == (DAY, 29_400)


def test_a_moment_past_midnight_can_be_counted_from_the_day_before() -> None:
    assert to_service_time("2026-11-25 01:10", DAY, SHANGHAI, "depart_at") == (DAY, 90_600)


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 30 * 3600),
    st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York")]),
)
def test_there_and_back_again(day: date, seconds: int, zone: ZoneInfo) -> None:
    moment = to_datetime(day, seconds, zone)
    assert to_service_time(moment, day, zone, "depart_at") == (day, seconds)


def test_the_day_begins_twelve_hours_before_noon_when_clocks_change() -> None:
    # 29 March 2026 has 23 hours in Berlin: second 0 is 23:00 of the day before.
    spring = date(2026, 3, 29)
    assert to_datetime(spring, 12 * 3600, BERLIN) == datetime(2026, 3, 29, 12, tzinfo=BERLIN)
    assert to_datetime(spring, 0, BERLIN) == datetime(2026, 3, 28, 23, tzinfo=BERLIN)
    assert to_datetime(spring, 3600, BERLIN) - to_datetime(spring, 0, BERLIN) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "other", "zone", "hours"),
    [
        (date(2026, 10, 24), date(2026, 10, 25), BERLIN, 25),
        (date(2026, 10, 25), date(2026, 10, 26), BERLIN, 24),
        (date(2026, 3, 28), date(2026, 3, 29), BERLIN, 23),
        (date(2026, 3, 29), date(2026, 3, 28), BERLIN, -23),
        (DAY, DAY, SHANGHAI, 7),
    ],
)
def test_service_days_lie_apart_by_what_the_world_s_clock_shows(day, other, zone, hours) -> None:
    assert days_apart_s(day, BERLIN if zone is SHANGHAI else zone, other, zone) == (
        -hours * 3600 if zone is SHANGHAI else hours * 3600
    )
