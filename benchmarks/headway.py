"""What do headways cost? Mexico City's timed day was made from a feed that is almost wholly ``frequencies.txt``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyarrow import csv

from benchmarks.feeds import SHARED, Feed, Query, unpacked

if TYPE_CHECKING:
    from pathlib import Path

DATE: Final = "2022-06-10"
"""A Friday, when most of it runs; which day the timed feed was made from is not known."""
WALK_S: Final = 210
"""The timed feed lets one walk among stops about 200 m apart; the published one states no walk."""


def as_published(timed: Feed) -> Feed:
    """Take the feed as published, with the same queries between the same places."""
    name = "cdmx2022_frequencies"
    feed = Feed(name, SHARED / "feeds" / "original" / f"{name}.zip", ())
    here = {at: stop_id for stop_id, at in _places(unpacked(timed)).items()}
    published = {here[at]: i for i, at in _places(unpacked(feed)).items() if at in here}
    queries = (
        Query(published[q.origin], published[q.target], q.departs)
        for q in timed.queries
        if q.origin in published and q.target in published
    )
    return feed._replace(queries=tuple(queries))


def _places(folder: Path) -> dict[str, tuple[float, float]]:
    """Coordinates by stop id; the timed feed numbers its stops anew, but leaves them where they are."""
    table = csv.read_csv(folder / "stops.txt").select(["stop_id", "stop_lat", "stop_lon"])
    return {
        str(row["stop_id"]): (round(row["stop_lat"], 6), round(row["stop_lon"], 6))
        for row in table.to_pylist()
    }
