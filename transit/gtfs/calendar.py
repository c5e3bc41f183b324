"""Which services run on a date, and which dates a feed covers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transit.gtfs.feed import Feed

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def active_services(feed: Feed, service_date: date) -> frozenset[str]:
    """Find the services that run on a date.

    Notes
    -----
    ``calendar`` first, then the exceptions of ``calendar_dates``; either table may be absent (GTFS
    Reference, "calendar.txt").
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
    services -= set(exceptions.loc[exceptions["exception_type"] == 2, "service_id"])
    return frozenset(services)


def covered_dates(feed: Feed) -> tuple[date, date] | None:
    """First and last date on which any service may run; None where none ever does."""
    added = feed.calendar_dates.loc[feed.calendar_dates["exception_type"] == 1, "date"]
    first = [*feed.calendar["start_date"], *added]
    last = [*feed.calendar["end_date"], *added]
    if not first:
        return None
    return _date(min(first)), _date(max(last))


class ServiceDays(NamedTuple):
    """Which service runs when, all dates at once."""

    dates: npt.NDArray[np.datetime64]
    """Every date the feed covers, shape (D,)."""
    services: dict[str, int]
    """Row of each service."""
    runs: npt.NDArray[np.bool_]
    """Shape (S, D)."""


def service_days(feed: Feed) -> ServiceDays:
    """Lay the calendar out; each column says what :func:`active_services` says of its date."""
    covered = covered_dates(feed)
    if covered is None:
        nothing = np.empty(0, dtype="datetime64[D]")
        return ServiceDays(nothing, {}, np.empty((0, 0), dtype=bool))
    dates = np.arange(np.datetime64(covered[0]), np.datetime64(covered[1]) + 1)
    weekly, exceptions = feed.calendar, feed.calendar_dates
    names = dict.fromkeys([*weekly["service_id"], *exceptions["service_id"]])
    services = {name: row for row, name in enumerate(names)}
    runs = np.zeros((len(services), len(dates)), dtype=bool)
    first, last = (_dates(weekly[column])[:, None] for column in ("start_date", "end_date"))
    # Day 0 of numpy's calendar, 1970-01-01, was a Thursday: weekday 3.
    on_weekday = weekly[list(_WEEKDAYS)].to_numpy()[:, (dates.astype(np.int64) + 3) % 7] == 1
    rows = weekly["service_id"].map(services).to_numpy(dtype=np.int64)
    runs[rows] = on_weekday & (first <= dates) & (dates <= last)
    days = (_dates(exceptions["date"]) - np.datetime64(covered[0])).astype(np.int64)
    inside = (days >= 0) & (days < len(dates))
    rows = exceptions["service_id"].map(services).to_numpy(dtype=np.int64)
    runs[rows[inside], days[inside]] = exceptions["exception_type"].to_numpy()[inside] == 1
    return ServiceDays(dates, services, runs)


def next_day(feed: Feed, services: Iterable[str], day: date) -> date | None:
    """Find the next day after `day` on which one of some services runs; None where none does again."""
    calendar = service_days(feed)
    rows = [calendar.services[name] for name in services if name in calendar.services]
    running = calendar.runs[rows].any(axis=0) & (calendar.dates > np.datetime64(day))
    first: date | None = calendar.dates[running.argmax()].item() if running.any() else None
    return first


def runs_per_day(feed: Feed) -> npt.NDArray[np.float64]:
    """Count the runs of each row of ``trips.txt`` on a day of its service, shape (T,).

    One run, or for a trip with frequencies the sum of window / headway.
    """
    table = feed.frequencies
    expected = (table["end_time"] - table["start_time"]) / table["headway_secs"]
    by_trip = expected.groupby(table["trip_id"]).sum()
    return feed.trips["trip_id"].map(by_trip).fillna(1.0).to_numpy(dtype=np.float64)


def busiest_date(feed: Feed, trips: npt.NDArray[np.bool_] | None = None) -> date | None:
    """Find the date with the most runs, the first of several.

    Parameters
    ----------
    trips : bool array, shape (T,), optional
        Rows of ``trips.txt`` that count; all by default.

    Returns
    -------
    date
        None where nothing ever runs.
    """
    days = service_days(feed)
    counted = runs_per_day(feed)
    if trips is not None:
        counted = np.where(trips, counted, 0.0)
    rows = feed.trips["service_id"].map(days.services)
    known = rows.notna().to_numpy()
    by_service = np.bincount(
        rows[known].to_numpy(dtype=np.int64), counted[known], minlength=len(days.services)
    )
    # Sums of fractions: without rounding, two equal days might differ in their last bit.
    by_date = (by_service @ days.runs).round(6)
    if not by_date.any():
        return None
    busiest: date = days.dates[by_date.argmax()].item()
    return busiest


def _dates(numbers: pd.Series) -> npt.NDArray[np.datetime64]:
    parsed = pd.to_datetime(numbers.astype("str"), format="%Y%m%d")
    return parsed.to_numpy().astype("datetime64[D]")


def _date(number: int) -> date:
    return date.fromisoformat(str(number))
