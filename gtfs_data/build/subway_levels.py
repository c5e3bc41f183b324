"""What each station of a subway line documents: its first and last train and its trains by period.

Everything is told in *track time*: the clock less the run time from the track's first station, so
that a train has one time all along its way, and stations can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gtfs_data.build.tables import Row, read_facts, seconds_of

if TYPE_CHECKING:
    from gtfs_data.build.subway_tracks import Express, Track

SAME_TRAIN_S: Final = 120
"""First (or last) trains of neighbouring stations no farther apart are the same train."""


@dataclass(frozen=True)
class Level:
    """What one station of a track documents on one day type, in track time."""

    first: float
    last: float
    counts: tuple[float, ...]


def day_periods() -> list[tuple[int, int]]:
    """Clock periods of the counts; the first and the last reach over the whole night."""
    rows = read_facts("subway/periods.csv")
    spans = [(seconds_of(row["start"]), seconds_of(row["end"])) for row in rows]
    return [(0, spans[0][1]), *spans[1:-1], (spans[-1][0], 36 * 3600)]


def documented_levels(track: Track, day_type: str, trains: list[Express]) -> list[Level]:
    """Read what the stations of a track document, the trains of known clock times left out."""
    rows = {
        r["station"]: r
        for r in read_facts("subway/service_levels.csv")
        if (r["line_id"], r["direction_id"], r["day_type"])
        == (track.line_id, track.direction_id, day_type)
    }
    levels = []
    for hop in range(track.n_edges):
        row, offset = rows[track.stations[hop]["name_zh"]], track.offsets[hop]
        first, last = (seconds_of(row[end]) - offset for end in ("first", "last"))
        counts = headway_counts(row, track, hop, trains)
        if row["note"].startswith("counts arrivals"):
            going_on = 1 - _ending(track, day_type, row["station"]) / sum(counts)
            counts = [count * going_on for count in counts]
        levels.append(Level(first, last, tuple(counts)))
    return [_filled(levels, hop) for hop in range(len(levels))]


def headway_counts(row: Row, track: Track, hop: int, trains: list[Express]) -> list[float]:
    """Count a station's trains in each period without those of known clock times that call."""
    passing = [
        train.leaves + track.offsets[hop]
        for train in trains
        if (train.track, train.day_type) == (track, row["day_type"]) and hop in train.calls[:-1]
    ]
    return [
        float(row[f"trains_{period['period']}"]) - sum(begin <= time < end for time in passing)
        for period, (begin, end) in zip(
            read_facts("subway/periods.csv"), day_periods(), strict=True
        )
    ]


def _ending(track: Track, day_type: str, station: str) -> int:
    """Count the trains a day that end at a station on the way."""
    place = (track.line_id, track.direction_id, day_type, station)
    return sum(
        int(r["trains_per_day"])
        for r in read_facts("subway/short_turns.csv")
        if (r["line_id"], r["direction_id"], r["day_type"], r["ends_at"]) == place
    )


def _filled(levels: list[Level], hop: int) -> Level:
    """Give a station the first and last train that its neighbours on both sides see.

    Where its own differ the table lacks them: a train cannot reach one neighbour from the other
    without it.
    """
    here = levels[hop]
    if not 0 < hop < len(levels) - 1:
        return here
    before, after = levels[hop - 1], levels[hop + 1]
    first, last = here.first, here.last
    if abs(before.first - after.first) <= SAME_TRAIN_S < first - after.first:
        first = before.first
    if abs(before.last - after.last) <= SAME_TRAIN_S < after.last - last:
        last = before.last
    return Level(first, last, here.counts)
