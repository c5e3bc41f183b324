"""How many buses leave a day: totals of a compiled feed, to hold against the documented ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gtfs_data.build.tables import Feed, seconds_of

if TYPE_CHECKING:
    from collections.abc import Collection


def departures_per_day(
    feed: Feed,
    service_ids: Collection[str],
    *,
    after: str = "00:00",
    before: str = "48:00",
) -> Counter[str]:
    """Count departures from the first stop, both directions, by route.

    A trip with frequencies counts once for each ``start + k * headway`` before the window's end,
    any other trip once.

    Parameters
    ----------
    feed
        Tables of a compiled feed.
    service_ids
        Services that run on the day, e.g. ``{"workday", "daily"}``.
    after, before
        Only departures in ``after <= t < before``.
    """
    low, high = seconds_of(after), seconds_of(before)
    starts: dict[str, list[int]] = {}
    for row in feed["frequencies"]:
        moments = range(
            seconds_of(row["start_time"]), seconds_of(row["end_time"]), int(row["headway_secs"])
        )
        starts.setdefault(row["trip_id"], []).extend(moments)
    clock = {
        row["trip_id"]: seconds_of(row["departure_time"])
        for row in feed["stop_times"]
        if row["stop_sequence"] == "1"
    }
    counts: Counter[str] = Counter()
    for trip in feed["trips"]:
        if trip["service_id"] in service_ids:
            moments = starts.get(trip["trip_id"], [clock[trip["trip_id"]]])
            counts[trip["route_id"]] += sum(low <= moment < high for moment in moments)
    return counts
