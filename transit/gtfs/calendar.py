"""Which services run on a date, and which dates a feed covers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def active_services(feed: Feed, service_date: date) -> frozenset[str]:
    """Find the services that run on a date.

    Notes
    -----
    ``calendar`` first, then the exceptions of ``calendar_dates``; either table may be absent (GTFS Reference,
    "calendar.txt").
    """
    number = int(f"{service_date:%Y%m%d}")
    weekly = feed.calendar
    runs = (
        (weekly[_WEEKDAYS[service_date.weekday()]] == 1)
        & (weekly["start_date"] <= number)
        & (weekly["end_date"] >= number)
    )
    services = set(weekly.loc[runs, "service_id"])
    exceptions = feed.calendar_dates[feed.calendar_dates["date"] == number]
    services |= set(exceptions.loc[exceptions["exception_type"] == 1, "service_id"])
    services -= set(exceptions.loc[exceptions["exception_type"] == 2, "service_id"])  # noqa: PLR2004
    return frozenset(services)


def covered_dates(feed: Feed) -> tuple[date, date] | None:
    """First and last date on which any service may run; None where none ever does."""
    added = feed.calendar_dates.loc[feed.calendar_dates["exception_type"] == 1, "date"]
    first = [*feed.calendar["start_date"], *added]
    last = [*feed.calendar["end_date"], *added]
    if not first:
        return None
    return _date(min(first)), _date(max(last))


def _date(number: int) -> date:
    return datetime.strptime(str(number), "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
