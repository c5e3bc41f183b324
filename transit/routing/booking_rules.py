"""For which departures can a seat be booked now? What ``booking_rules.txt`` says, rule by rule and day by day."""

from __future__ import annotations

from datetime import UTC, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from transit.clock import day_start, days_apart_s, zone
from transit.gtfs.calendar import ServiceDays, service_days
from transit.timetable.runs import FARTHEST_S

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from transit.gtfs.feed import Feed

Int64s = npt.NDArray[np.int64]

EVER_S: Final = 1 << 40
"""Farther off than any departure."""

_SAME_DAY, _DAYS_BEFORE = 1, 2
"""Values of ``booking_type``; to 0, real time, only the departure sets a limit."""


class Bookable(NamedTuple):
    """Of one service day: the first and last departure of each rule that can be booked, shape (R,)."""

    first: Int64s
    """Seconds of the date asked for; after `last` where none can be."""
    last: Int64s


class _Day(NamedTuple):
    """A service day, as deadlines are counted from it."""

    day: date
    zone: ZoneInfo
    asked: date
    here: ZoneInfo
    calendar: ServiceDays | None
    """Where some rule counts the days of a service."""

    def moment(self, days_before: int, clock_s: int, service: str) -> float:
        """Tell when it is so many days before this day, at a time of day.

        With a service only the days on which it runs count; minus infinity before the first of them.
        """
        day = self.day - timedelta(days=max(days_before, 0))
        if self.calendar is not None and service in self.calendar.services:
            runs = self.calendar.dates[self.calendar.runs[self.calendar.services[service]]]
            before = runs[runs < np.datetime64(self.day)]
            if days_before > len(before):
                return -EVER_S
            day = before[-days_before].item() if days_before > 0 else self.day
        return days_apart_s(self.asked, self.here, day, self.zone) + max(clock_s, 0)


def bookable(feed: Feed, asked: date, now: datetime) -> dict[tuple[int, int], Bookable]:
    """Read which departures can be booked at a moment.

    Parameters
    ----------
    asked
        Date whose second 0 seconds count from.
    now
        When one books; naive in the network's zone.

    Returns
    -------
    bookable
        By time zone (its number among the feed's) and the second at which a service day begins in it.

    Notes
    -----
    GTFS Reference, "booking_rules.txt". Where a limit that the type needs is blank, one can book until departure, or
    for days before until the service day begins.
    """
    here = zone(feed.timezone)
    aware = now if now.tzinfo is not None else now.replace(tzinfo=here)
    now_s = (aware - day_start(asked, here).astimezone(UTC)).total_seconds()
    rules = cast("list[dict[str, Any]]", feed.booking_rules.to_dict("records"))
    counted = any(rule["prior_notice_service_id"] for rule in rules)
    calendar = service_days(feed) if counted else None
    found = {}
    for number, name in enumerate(feed.zones.values()):
        for days in range(-2, 3):
            day = _Day(asked + timedelta(days=days), zone(name), asked, here, calendar)
            begins = days_apart_s(asked, here, day.day, day.zone)
            if abs(begins) <= FARTHEST_S:
                within = [_within(rule, day, now_s) for rule in rules]
                columns = np.array(within, np.int64).reshape(-1, 2).T
                found[number, begins] = Bookable(*columns)
    return found


def _within(rule: dict[str, Any], day: _Day, now_s: float) -> tuple[int, int]:
    """Tell the first and last departure of a day that a rule lets one book."""
    first, last = ceil(now_s), EVER_S
    never = EVER_S, -EVER_S
    service = rule["prior_notice_service_id"]
    opens_days = rule["prior_notice_start_day"]
    if rule["booking_type"] in (_SAME_DAY, _DAYS_BEFORE) and opens_days >= 0:
        opens = day.moment(opens_days, rule["prior_notice_start_time"], service)
        if now_s < opens:
            return never
    if rule["booking_type"] == _SAME_DAY:
        first = ceil(now_s + 60 * max(rule["prior_notice_duration_min"], 0))
        if rule["prior_notice_duration_max"] >= 0:
            last = floor(now_s + 60 * rule["prior_notice_duration_max"])
    if rule["booking_type"] == _DAYS_BEFORE and now_s > day.moment(
        rule["prior_notice_last_day"], rule["prior_notice_last_time"], service
    ):
        return never
    return first, last
