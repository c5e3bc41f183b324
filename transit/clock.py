"""Service-day time: the only module that knows what a time zone is.

Inside the library a time is an ``int`` of seconds since the service day began; 25:10 is 90 600, which is
01:10 of the next day. The service day begins twelve hours before noon (GTFS Reference, "Time"), which is
midnight except where the clocks change.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from transit.errors import QueryError

DAY_S: Final = 86_400

_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")

Moment = str | datetime
"""What users give for a time: a ``datetime``, ``"2026-11-24 08:10"``, or ``"08:10"`` beside a date."""


def zone(name: str) -> ZoneInfo:
    """Look a time zone up by its IANA name.

    Raises
    ------
    QueryError
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: "Asia" is a folder.
        raise QueryError("timezone", name, "an IANA name such as 'Asia/Shanghai'") from None


def parse_clock(text: str) -> int | None:
    """Read ``H:MM`` or ``H:MM:SS`` as seconds; None where it is no time. Hours may pass 24."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def parse_date(value: str | date, argument: str = "date") -> date:
    """Read an ISO date.

    Raises
    ------
    QueryError
        If `value` is no date.
    """
    try:
        if isinstance(value, date):
            # Field by field, so that a datetime becomes a date, and pandas' NaT nothing.
            return date(value.year, value.month, value.day)
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise QueryError(argument, value, "a date such as '2026-11-24'") from None


def day_start(service_date: date, zone: ZoneInfo) -> datetime:
    """Return second 0 of a service day: twelve hours before its noon."""
    noon = datetime.combine(service_date, time(12), zone)
    # Through UTC, because arithmetic on an aware datetime is arithmetic on its wall clock.
    return (noon.astimezone(ZoneInfo("UTC")) - timedelta(hours=12)).astimezone(zone)


def days_apart_s(service_date: date, zone: ZoneInfo, other: date, other_zone: ZoneInfo) -> int:
    """Count the seconds from second 0 of a service day to that of another, perhaps in another zone."""
    starts = day_start(service_date, zone), day_start(other, other_zone)
    # Through UTC: two moments of one zone are subtracted as their wall clocks show them.
    first, second = (start.astimezone(ZoneInfo("UTC")) for start in starts)
    return round((second - first).total_seconds())


def to_datetime(service_date: date, seconds: int, zone: ZoneInfo) -> datetime:
    """Turn service-day seconds into an aware datetime."""
    start = day_start(service_date, zone).astimezone(ZoneInfo("UTC"))
    return (start + timedelta(seconds=seconds)).astimezone(zone)


def parse_moment(moment: Moment, zone: ZoneInfo, argument: str) -> datetime:
    """Read a full moment; naive ones are read in `zone`.

    Raises
    ------
    QueryError
        If it is none.
    """
    try:
        full = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
        return full.replace(tzinfo=zone) if full.tzinfo is None else full.astimezone(zone)
    except (TypeError, ValueError, OverflowError):
        understood = "a moment such as '2026-11-24 08:10'"
        raise QueryError(argument, moment, understood) from None


def to_service_time(
    moment: Moment, service_date: str | date | None, zone: ZoneInfo, argument: str
) -> tuple[date, int]:
    """Split a moment into its service date and the seconds into that day.

    Parameters
    ----------
    moment
        Naive moments are read in `zone`.
    service_date
        The day a bare ``"08:10"`` belongs to; for a full moment, the day it is counted from.
    zone
        Zone of the feed.
    argument
        Name of the argument the moment came from, for the error.

    Raises
    ------
    QueryError
        If `moment` is neither, is a bare time without a date, or lies more than half a day before or after the date.
    """
    day = None if service_date is None else parse_date(service_date)
    understood = "a time such as '08:10' or '2026-11-24 08:10'"
    seconds = parse_clock(moment) if isinstance(moment, str) else None
    if seconds is not None and day is None:
        raise QueryError("date", None, f"the date that {argument}={moment!r} belongs to")
    if seconds is None or day is None:
        try:
            full = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
            local = full.replace(tzinfo=zone) if full.tzinfo is None else full.astimezone(zone)
            day = day or local.date()
            seconds = round((local - day_start(day, zone)).total_seconds())
        except (TypeError, ValueError, OverflowError):
            raise QueryError(argument, moment, understood) from None
    if not -DAY_S // 2 <= seconds <= DAY_S * 3 // 2:
        # Only the days next to it are looked at with a service date.
        raise QueryError(argument, moment, f"a time of the service date, {day}, or half a day off")
    return day, seconds
