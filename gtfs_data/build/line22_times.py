"""Answers how long Line 22 trains take from stop to stop.

Only a few minutes between distant stations are published. The rule: a hop lasts as long as its
kilometres at the speed limit, plus the time lost at a stop; then the hops of a pattern are
stretched until every published figure is met, the shortest figure first, so that a longer one
shares out only what the shorter ones leave open.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

from gtfs_data.build.tables import Row, assumption, read_facts

STOPPING: Final = "pinggu"
"""The pattern that stops everywhere; the times of the others follow from its own."""


class Track(NamedTuple):
    """What limits a train: kilometre of each station, surface section, speeds and stops."""

    km: dict[str, float]
    surface: tuple[float, float]
    surface_kmh: float
    tunnel_kmh: float
    stop_loss_s: float
    dwell_s: float

    def clear_run_s(self, a: str, b: str) -> float:
        """Return the time from `a` to `b` at the speed limit all the way."""
        low, high = sorted((self.km[a], self.km[b]))
        above = max(0.0, min(high, self.surface[1]) - max(low, self.surface[0]))
        return 3600 * (above / self.surface_kmh + (high - low - above) / self.tunnel_kmh)


class Figure(NamedTuple):
    """A published running time, from departure to arrival."""

    start: str
    end: str
    seconds: float


class Run(NamedTuple):
    """Stops of a train, west to east, and the seconds moving on each hop between them."""

    stops: tuple[str, ...]
    hops: tuple[float, ...]

    def calls(self, dwell_s: float) -> list[tuple[str, float, float]]:
        """List stop, arrival and departure, in seconds after the first departure."""
        rows = [(self.stops[0], 0.0, 0.0)]
        for stop, hop in zip(self.stops[1:], self.hops, strict=True):
            arrives = rows[-1][2] + hop
            rows.append((stop, arrives, arrives + dwell_s))
        return [*rows[:-1], (rows[-1][0], rows[-1][1], rows[-1][1])]

    def reverse(self) -> Run:
        """Return the same train westwards."""
        return Run(self.stops[::-1], self.hops[::-1])


def read_track() -> Track:
    """Read the track from the fact tables and assumptions."""
    facts = {row["fact"]: row["value"] for row in read_facts("line22/facts.csv")}
    return Track(
        {row["station_id"]: float(row["km"]) for row in read_facts("line22/stations.csv")},
        (float(facts["surface_from_km"]), float(facts["surface_to_km"])),
        float(facts["max_speed_surface"]),
        float(facts["max_speed_tunnel"]),
        float(assumption("line22_stop_loss_s")),
        float(assumption("line22_dwell_s")),
    )


def time_patterns(track: Track, patterns: list[Row]) -> dict[str, Run]:
    """Time every pattern on the full line.

    Returns
    -------
    runs
        By pattern id, each meeting the figures of ``line22/run_times.csv`` that it fixes.
    """
    figures: dict[str, list[Figure]] = {}
    for row in read_facts("line22/run_times.csv"):
        figure = Figure(row["from_station"], row["to_station"], 60 * float(row["minutes"]))
        figures.setdefault(row["fixes"], []).append(figure)
    line = tuple(track.km)
    by_rule = tuple(track.clear_run_s(a, b) + track.stop_loss_s for a, b in pairwise(line))
    stopping = fit(track, Run(line, by_rule), figures[STOPPING])
    runs = {STOPPING: stopping}
    for pattern in patterns:
        if pattern["pattern_id"] == STOPPING:
            continue
        first, last = line.index(pattern["from_station"]), line.index(pattern["to_station"])
        every = line[first : last + 1]
        stops = every if pattern["stops"] == "all" else tuple(pattern["stops"].split())
        fixed = figures.get(pattern["pattern_id"], [])
        runs[pattern["pattern_id"]] = fit(track, passing(track, stopping, stops), fixed)
    return runs


def passing(track: Track, run: Run, stops: tuple[str, ...]) -> Run:
    """Let a run call at `stops` only: each station passed on the way saves the loss of a stop."""
    at = [run.stops.index(stop) for stop in stops]
    hops = (sum(run.hops[i:j]) - track.stop_loss_s * (j - i - 1) for i, j in pairwise(at))
    return Run(stops, tuple(hops))


def fit(track: Track, run: Run, figures: list[Figure]) -> Run:
    """Stretch the hops of a run until it meets every figure.

    Raises
    ------
    ValueError
        If a figure would need more than the speed limit.
    """
    hops, fixed = list(run.hops), set[int]()
    spans = [(run.stops.index(f.start), run.stops.index(f.end), f.seconds) for f in figures]
    for i, j, seconds in sorted(spans, key=lambda span: span[1] - span[0]):
        standing = track.dwell_s * (j - i - 1)
        free = [k for k in range(i, j) if k not in fixed]
        left = seconds - standing - sum(hops[k] for k in range(i, j) if k in fixed)
        factor = left / sum(hops[k] for k in free)
        for k in free:
            hops[k] *= factor
        fixed |= set(free)
    for (a, b), hop in zip(pairwise(run.stops), hops, strict=True):
        if hop < track.clear_run_s(a, b):
            raise ValueError(f"{a} - {b} in {hop:.0f} s is faster than the speed limit allows")
    return Run(run.stops, tuple(hops))
