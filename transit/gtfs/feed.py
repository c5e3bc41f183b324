"""A feed as typed tables, and several feeds as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from transit.errors import FeedError
from transit.gtfs.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, eq=False)
class Feed:
    """GTFS tables as frames: ids as text, times as int32 seconds of the service day.

    Every column that `transit.gtfs.schema.TABLES` names is there, whatever the files hold; further columns are
    kept as text. An absent table is an empty frame.
    """

    name: str
    agency: pd.DataFrame
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    """Sorted by trip_id and stop_sequence."""
    frequencies: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    shapes: pd.DataFrame
    transfers: pd.DataFrame
    booking_rules: pd.DataFrame
    translations: pd.DataFrame
    feed_info: pd.DataFrame
    attributions: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<Feed {self.name}: {len(self.routes)} routes, {len(self.stops)} stops, "
            f"{len(self.trips)} trips>"
        )

    @property
    def timezone(self) -> str:
        """IANA name of the zone the feed's times are in."""
        return str(self.agency["agency_timezone"].iloc[0])


def merge(feeds: Sequence[Feed]) -> Feed:
    """Put several feeds into one, each id prefixed with its feed's name: ``subway:L1_guomao``.

    One feed is returned as it is. The table columns ``feed`` say where each stop, route and trip came from.

    Raises
    ------
    FeedError
        If two feeds bear one name, or their times are in different zones.
    """
    names = [feed.name for feed in feeds]
    for feed in feeds:
        if names.count(feed.name) > 1:
            raise FeedError(feed.name, "two feeds bear this name; rename one of the files")
        if feed.timezone != feeds[0].timezone:
            raise FeedError(
                feed.name,
                f"times are in {feed.timezone}, those of {feeds[0].name} in {feeds[0].timezone}; "
                "load feeds of one time zone together",
            )
    merged = {}
    for table, layout in TABLES.items():
        parts = []
        for feed in feeds:
            part = getattr(feed, table)
            if table in {"stops", "routes", "trips"}:
                part = part.assign(feed=feed.name)
            if len(feeds) > 1 and len(part):
                prefixed = {
                    column: (feed.name + ":" + part[column]).where(part[column] != "", "")
                    for column in layout.ids
                }
                part = part.assign(**prefixed)
            parts.append(part)
        filled = [part for part in parts if len(part)] or parts[:1]
        merged[table] = pd.concat(filled, ignore_index=True)
    for table in TABLES:
        # Columns that one feed has and another lacks are blank text there, never NaN.
        frame = merged[table]
        lacking = [
            c for c in frame.columns if c not in TABLES[table].decimals and frame[c].isna().any()
        ]
        if lacking:
            merged[table] = frame.assign(**{c: frame[c].fillna("") for c in lacking})
    return Feed(name="+".join(names), **merged)
