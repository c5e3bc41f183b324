"""On which feeds and queries is measured?"""

from __future__ import annotations

import csv
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from numpy.random import Generator

HERE = Path(__file__).parent
CACHE = HERE / "cache"
"""What may be made anew: generated feeds, unpacked feeds, timetables of peers."""
SHARED = HERE.parent.parent / "shared" / "performance"
DATE = "2025-01-14"
"""The one service date of every feed but the bundled corridor."""


class Query(NamedTuple):
    """From one stop to another."""

    origin: str
    target: str
    departs: int
    arrives: int | None = None
    """Earliest arrival three other engines agree on; None where there is none that day, or nobody has said."""


class Feed(NamedTuple):
    """A feed and what is asked of it."""

    name: str
    path: Path
    queries: tuple[Query, ...]


def shared_feed(name: str, most: int) -> Feed:
    """Take one of the feeds that lie beside the project, and its first `most` queries."""
    with (SHARED / "queries" / f"{name}.csv").open(encoding="utf-8") as lines:
        queries = tuple(
            Query(
                row["from_stop_id"],
                row["to_stop_id"],
                int(row["depart_s"]),
                int(row["earliest_arrival_s"]) if row["earliest_arrival_s"] else None,
            )
            for row in csv.DictReader(lines)
        )
    path = SHARED / "feeds" / f"{name}.gtfs.zip"
    if not path.exists():
        path = synthetic(name.removeprefix("synth_"), name)
    return Feed(name, path, queries[:most])


def synthetic(kind: str, name: str, lines: int | None = None) -> Path:
    """Generate a synthetic city or country, unless it has been."""
    path = CACHE / f"{name}.zip"
    if not path.exists():
        from benchmarks.write_gtfs import write_gtfs

        CACHE.mkdir(exist_ok=True)
        print(f"generating {path.name} ...", file=sys.stderr)
        sys.path.insert(0, str(SHARED / "tools"))
        import synth_feed

        day = synth_feed.build(kind, 1, lines or {"city": 1000, "country": 4200}[kind])
        write_gtfs(day, path)
    return path


def unpacked(feed: Feed) -> Path:
    """Unpack a feed, for readers that want a folder."""
    folder = CACHE / "unpacked" / feed.name
    if not folder.exists():
        with zipfile.ZipFile(feed.path) as archive:
            archive.extractall(folder)
    return folder


def drawn_queries(stop_ids: list[str], n: int, rng: Generator) -> tuple[Query, ...]:
    """Draw pairs of stops and departures between 06:00 and 20:00, whole minutes."""
    pairs = rng.integers(0, len(stop_ids), (n, 2))
    departs = rng.integers(6 * 60, 20 * 60, n) * 60
    return tuple(
        Query(stop_ids[a], stop_ids[b], int(s)) for (a, b), s in zip(pairs, departs, strict=True)
    )
