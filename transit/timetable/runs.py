"""Which trips run around a service date, and when does the day begin that each belongs to?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from transit.clock import days_apart_s, zone
from transit.gtfs.calendar import active_services
from transit.network.trips import coded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from transit.gtfs.feed import Feed
    from transit.network.trips import Bools, Int32s, TripTable

FARTHEST_S: Final = 36 * 3600
"""Days that begin farther from the service date are left out: 24 h to the next day, 12 h to another zone's."""


class Runs(NamedTuple):
    """Trips with clock times. Columns have shape (R,)."""

    trip: Int32s
    """Row in the trip table."""
    shift_s: Int32s
    """To be added to the times of the trip table."""
    day: Int32s
    """Days from the service date asked for to the one the run belongs to."""
    day_s: Int32s
    """Second at which that day begins."""


class Windows(NamedTuple):
    """Windows of service known only by its headway. Columns have shape (W,)."""

    trip: Int32s
    frequency: Int32s
    """Row of ``frequencies.txt``."""
    day_s: Int32s


def services_around(feed: Feed, service_date: date) -> list[str | int]:
    """Tell all that :func:`runs_around` makes of a date: which services run on which day, which begins when."""
    told: list[str | int] = []
    here = zone(feed.timezone)
    for days in range(-2, 3):
        day = service_date + timedelta(days=days)
        for number, name in enumerate(feed.zones.values()):
            day_s = days_apart_s(service_date, here, day, zone(name))
            if abs(day_s) <= FARTHEST_S:
                told += [days, number, day_s, *sorted(active_services(feed, day))]
    return told


def runs_around(feed: Feed, trips: TripTable, service_date: date) -> tuple[Runs, Runs, Windows]:
    """Find what runs on a service date and on the days next to it.

    Returns
    -------
    runs, repeated, windows
        Trips as ``stop_times.txt`` has them; trips that ``frequencies.txt`` repeats at exact times; headways.
    """
    frequency = feed.frequencies
    found = pd.Index(trips.ids).get_indexer(pd.Index(frequency["trip_id"])).astype(np.int32)
    # A trip that calls nowhere is in no trip table; a window that closes as it opens is one in which nothing leaves.
    meant = (found >= 0) & (frequency["end_time"] > frequency["start_time"]).to_numpy()
    row = np.flatnonzero(meant).astype(np.int32)
    of_trip = found[row]
    exact = frequency["exact_times"].to_numpy()[row] == 1
    opens, closes, headway_s = (
        frequency[column].to_numpy(dtype=np.int32)[row]
        for column in ("start_time", "end_time", "headway_secs")
    )
    once = np.ones(len(trips.ids), dtype=bool)
    once[found[found >= 0]] = False
    first_s = trips.departure[trips.start[:-1]]

    runs, repeated, windows = [], [], []
    for running, day, day_s in _days_around(feed, trips, service_date):
        trip = np.flatnonzero(running & once).astype(np.int32)
        runs.append(_run(trip, np.full(len(trip), day_s), day, day_s))
        rows = np.flatnonzero(running[of_trip] & exact)
        count = -(-(closes[rows] - opens[rows]) // headway_s[rows])
        rows = np.repeat(rows, count)
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
        shift_s = opens[rows] + nth * headway_s[rows] - first_s[of_trip[rows]] + day_s
        repeated.append(_run(of_trip[rows], shift_s, day, day_s))
        rows = np.flatnonzero(running[of_trip] & ~exact)
        windows.append(Windows(of_trip[rows], row[rows], np.full(len(rows), day_s, dtype=np.int32)))
    return (
        Runs(*map(np.concatenate, zip(*runs, strict=True))),
        Runs(*map(np.concatenate, zip(*repeated, strict=True))),
        Windows(*map(np.concatenate, zip(*windows, strict=True))),
    )


def _run(trip: Int32s, shift_s: Int32s, day: int, day_s: int) -> Runs:
    days = np.full(len(trip), day, dtype=np.int32)
    return Runs(trip, shift_s.astype(np.int32), days, np.full(len(trip), day_s, dtype=np.int32))


def _days_around(
    feed: Feed, trips: TripTable, service_date: date
) -> Iterator[tuple[Bools, int, int]]:
    """Which trips run, on which day, which begins at which second: day by day, zone by zone."""
    service, service_ids = coded(feed.trips["service_id"])
    zones = feed.zones
    of_feed = {name: number for number, name in enumerate(zones)}
    origin: Int32s = np.zeros(len(feed.trips), dtype=np.int32)
    if len(zones) > 1:
        origin = np.asarray(feed.trips["feed"].map(of_feed), dtype=np.int32)
    service, of_trip = service[trips.rows], origin[trips.rows]
    here = zone(feed.timezone)
    for days in range(-2, 3):
        day = service_date + timedelta(days=days)
        active = active_services(feed, day)
        runs = np.array([service_id in active for service_id in service_ids], dtype=bool)[service]
        for number, name in enumerate(zones.values()):
            day_s = days_apart_s(service_date, here, day, zone(name))
            if abs(day_s) <= FARTHEST_S:
                yield runs & (of_trip == number), days, day_s
