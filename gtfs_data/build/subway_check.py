"""How far compiled subway headways and first and last trains are from the documented ones.

``python -m gtfs_data.build.subway_check`` prints the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gtfs_data.build.subway_levels import day_periods, headway_counts
from gtfs_data.build.subway_patterns import LAST_MINUTE_S, patterns
from gtfs_data.build.subway_rates import sections
from gtfs_data.build.subway_service import DAY_TYPES
from gtfs_data.build.subway_tracks import expresses, tracks
from gtfs_data.build.tables import read_facts, seconds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gtfs_data.build.subway_patterns import Window

WORTH_NAMING_MIN: Final = 2.5


def main() -> None:
    """Compare compiled and documented service at every station, direction and day type."""
    laid = tracks()
    trains = expresses(laid)
    facts = {
        (r["line_id"], r["direction_id"], r["day_type"], r["station"]): r
        for r in read_facts("subway/service_levels.csv")
    }
    counts: list[list[tuple[float, float]]] = [[] for _ in day_periods()]
    ends: dict[str, list[float]] = {"first": [], "last": []}
    for track in laid:
        for day_type in DAY_TYPES:
            windows = patterns(track, sections(track, day_type, trains))
            name = f"{track.line_id} {track.direction_id} {day_type}"
            print(f"{name}: {len(windows)} patterns, {sum(map(len, windows.values()))} headways")
            for hop in range(track.n_edges):
                station, offset = track.stations[hop]["name_zh"], track.offsets[hop]
                row = facts[track.line_id, track.direction_id, day_type, station]
                serving = [w for (a, b), ws in windows.items() if a <= hop < b for w in ws]
                compiled = {
                    "first": min(w.begin for w in serving) + offset,
                    "last": max(w.end for w in serving) + offset - LAST_MINUTE_S,
                }
                for end, seconds in compiled.items():
                    off = (seconds - seconds_of(row[end])) / 60
                    ends[end].append(abs(off))
                    if abs(off) > WORTH_NAMING_MIN:
                        print(f"    {end} train at {station} {row[end]}: {off:+.1f} min")
                known = headway_counts(row, track, hop, trains)
                for pairs, count, (begin, end_) in zip(counts, known, day_periods(), strict=True):
                    pairs.append((count, _trains(serving, begin - offset, end_ - offset)))
    for row, pairs in zip(read_facts("subway/periods.csv"), counts, strict=True):
        _print_deviation(row["period"], pairs)
    _print_deviation("all periods", [pair for pairs in counts for pair in pairs])
    for end, minutes in ends.items():
        middle, high = np.percentile(minutes, [50, 95])
        print(f"{end} train: median {middle:.1f} min, p95 {high:.1f} min, of {len(minutes)}")


def _trains(serving: list[Window], begin: float, end: float) -> float:
    """Count trains in a span of track time: at each moment the busiest pattern carries them all."""
    moments = np.arange(begin // 60 * 60 + 30, end, 60)
    per_hour = np.zeros(len(moments))
    for window in serving:
        inside = (moments >= window.begin) & (moments < window.end)
        per_hour[inside] = np.maximum(per_hour[inside], window.per_hour)
    return float(per_hour.sum() / 60)


def _print_deviation(name: str, pairs: Sequence[tuple[float, float]]) -> None:
    known, got = np.array(pairs).T
    trains = np.abs(got - known)
    shares = np.percentile(100 * trains / np.maximum(known, 1), [50, 95])
    print(
        f"{name}: {len(known)} counts, deviation median {shares[0]:.1f} %, p95 {shares[1]:.1f} %; "
        f"median {np.median(trains):.1f} trains, p95 {np.percentile(trains, 95):.1f}; "
        f"sum {100 * (got.sum() / known.sum() - 1):+.1f} %"
    )


if __name__ == "__main__":
    main()
