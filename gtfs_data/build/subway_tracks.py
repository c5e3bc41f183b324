"""Where each subway line runs, in each direction, and how long a train takes to each station."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

from gtfs_data.build.tables import Row, read_facts, seconds_of


@dataclass(frozen=True)
class Track:
    """One direction of a line as its trains meet it.

    A loop is laid out as one round and the next but for its last station, so that a ride over the
    seam is a ride along the track; `round_s` is the time of one round, 0 on other lines.
    """

    line_id: str
    direction_id: str
    stations: tuple[Row, ...]
    """Rows of ``stations.csv`` in running order."""
    offsets: tuple[int, ...]
    """Seconds of run time from the first station to each station."""
    n_edges: int
    """Station-to-station hops that differ: on a loop those of one round."""
    round_s: int
    headsign: tuple[str, str]

    def index(self, name_zh: str) -> int:
        """First place of a station along the track."""
        return next(i for i, row in enumerate(self.stations) if row["name_zh"] == name_zh)


def tracks() -> list[Track]:
    """Lay out both directions of every line."""
    run_s = {
        (r["line_id"], r["from"], r["to"]): int(r["run_time_s"])
        for r in read_facts("subway/segments.csv")
    }
    stations: dict[str, list[Row]] = {}
    for row in read_facts("subway/stations.csv"):
        stations.setdefault(row["line_id"], []).append(row)
    laid = []
    for row in read_facts("subway/directions.csv"):
        line_id, seam = row["line_id"], row["seam"]
        along = stations[line_id][:: 1 if row["order"] == "forward" else -1]
        n_edges = len(along) - 1
        if seam:
            start = next(i for i, station in enumerate(along) if station["name_zh"] == seam)
            along = along[start:] + along[:start]
            n_edges = len(along)
            along = along + along[:-1]
        hops = (run_s[line_id, a["name_zh"], b["name_zh"]] for a, b in pairwise(along))
        offsets = tuple(accumulate(hops, initial=0))
        laid.append(
            Track(
                line_id,
                row["direction_id"],
                tuple(along),
                offsets,
                n_edges,
                offsets[n_edges] if seam else 0,
                (row["headsign_zh"], row["headsign_en"]),
            )
        )
    return laid


@dataclass(frozen=True)
class Express:
    """A train with known clock times that passes stations of its line without calling."""

    track: Track
    day_type: str
    calls: tuple[int, ...]
    """Places along the track where it calls."""
    leaves: int
    """When it would leave the first station of the track, service-day seconds."""


def expresses(laid: list[Track]) -> list[Express]:
    """Find the skip-stop trains whose times at a reference station are documented."""
    by_direction = {(t.line_id, t.direction_id): t for t in laid}
    found = []
    for row in read_facts("subway/short_turns.csv"):
        if not row["skips"]:
            continue
        track = by_direction[row["line_id"], row["direction_id"]]
        skipped = row["skips"].split()
        first = track.index(row["starts_at"]) if row["starts_at"] else 0
        last = track.index(row["ends_at"]) if row["ends_at"] else len(track.stations) - 1
        calls = tuple(
            i for i in range(first, last + 1) if track.stations[i]["name_zh"] not in skipped
        )
        offset = track.offsets[track.index(row["reference_station"])]
        found += [
            Express(track, row["day_type"], calls, seconds_of(time) - offset)
            for time in row["times_at_reference"].split()
        ]
    return found
