"""How many trains an hour each section of a subway line sees through the day.

Counts by period at one station say little about when service thickens and thins. But a train is
counted at one station before, at another after a period's end: all stations together, in track
time, say it to about half an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from gtfs_data.build.subway_levels import SAME_TRAIN_S, Level, day_periods, documented_levels
from gtfs_data.build.tables import read_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gtfs_data.build.subway_tracks import Express, Track

STEP_S: Final = 1800
"""Rates are constant for so long."""

TURN_TRAINS: Final = 10
"""A station where so many trains a day start or end parts two sections."""

PRIOR: Final = 1.0
"""Weight of one train an hour off a period's mean, against one counted train."""

SMOOTHING: Final = 8.0
"""Weight of a change of a section's factor by 1 from step to step, against one counted train."""


@dataclass(frozen=True)
class Section:
    """Hops served by the same trains, ``start <= hop < stop``, and their rate by track time."""

    start: int
    stop: int
    first: int
    last: int
    bounds: np.ndarray
    per_hour: np.ndarray

    def rate(self, begin: float, end: float) -> float:
        """Trains an hour in a span of track time; 0 where the section has no service."""
        middle = (begin + end) / 2
        if not self.first <= middle < self.last:
            return 0.0
        return float(self.per_hour[np.searchsorted(self.bounds, middle, side="right") - 1])


def sections(track: Track, day_type: str, trains: list[Express]) -> list[Section]:
    """Part a track into sections and fit each one's rates to its stations' documented counts."""
    levels = documented_levels(track, day_type, trains)
    spans = list(pairwise(_partings(track, day_type, levels)))
    firsts = _together([median(v.first for v in levels[a:b]) for a, b in spans], min)
    lasts = _together([median(v.last for v in levels[a:b]) for a, b in spans], max)
    # The whole track shows best when service thickens and thins; a section differs by a factor.
    whole = _bounds(min(firsts), max(lasts))
    offsets = track.offsets[: track.n_edges]
    course = _fit(levels, offsets, whole, *_period_means(levels, offsets, whole))
    fitted = []
    for (a, b), first, last in zip(spans, firsts, lasts, strict=True):
        bounds = _bounds(first, last)
        middles = (bounds[1:] + bounds[:-1]) / 2
        like = course[np.searchsorted(whole, middles, side="right") - 1]
        steps = np.eye(len(like))
        even = SMOOTHING * (steps[1:] - steps[:-1]) / like
        per_hour = _fit(levels[a:b], offsets[a:b], bounds, even, np.zeros(len(even)))
        fitted.append(Section(a, b, first, last, bounds, per_hour))
    return fitted


def _partings(track: Track, day_type: str, levels: list[Level]) -> list[int]:
    """Find the stations at which trains start or end, and both ends of the track."""
    parted = {0, track.n_edges}
    for hop, (before, here) in enumerate(pairwise(levels), 1):
        if max(abs(before.first - here.first), abs(before.last - here.last)) > SAME_TRAIN_S:
            parted.add(hop)
    here = (track.line_id, track.direction_id, day_type)
    for row in read_facts("subway/short_turns.csv"):
        of_here = (row["line_id"], row["direction_id"], row["day_type"]) == here
        if of_here and int(row["trains_per_day"]) >= TURN_TRAINS:
            named = (row[end] for end in ("starts_at", "ends_at") if row[end])
            parted |= {track.index(name) for name in named}
    return sorted(parted)


def _together(times: list[float], pick: Callable[[list[float]], float]) -> list[int]:
    """Give times a train's length apart one value."""
    groups: list[list[float]] = []
    for time in sorted(set(times)):
        if groups and time - groups[-1][-1] <= SAME_TRAIN_S:
            groups[-1].append(time)
        else:
            groups.append([time])
    return [round(pick(next(g for g in groups if time in g))) for time in times]


def _fit(
    levels: list[Level],
    offsets: tuple[int, ...],
    bounds: np.ndarray,
    wish: np.ndarray,
    wished: np.ndarray,
) -> np.ndarray:
    """Fit rates by step of track time to counts by least squares, and to ``wish @ rates = wished``.

    The counts alone leave open how trains spread within a period.
    """
    rows, counts = [], []
    for level, offset in zip(levels, offsets, strict=True):
        for inside, count in _counted(level, offset, bounds):
            rows.append(inside / 3600)
            counts.append(count)
    weight = np.sqrt(len(levels))
    matrix = np.vstack([*rows, weight * wish])
    rates = np.linalg.lstsq(matrix, np.concatenate([counts, weight * wished]), rcond=None)[0]
    return np.round(np.maximum(rates, 1.0), 4)


def _period_means(
    levels: list[Level], offsets: tuple[int, ...], bounds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Wish for every step the mean rate of the periods it falls in, over all stations."""
    trains = seconds = np.zeros(len(bounds) - 1)
    for level, offset in zip(levels, offsets, strict=True):
        for inside, count in _counted(level, offset, bounds):
            if inside.sum() > 0:
                trains = trains + inside * count / inside.sum()
                seconds = seconds + inside
    return PRIOR * np.eye(len(trains)), PRIOR * 3600 * trains / np.maximum(seconds, 1)


def _counted(level: Level, offset: int, bounds: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """Yield for each period the seconds of each step that lie in it, and the trains counted."""
    periods = day_periods()
    for number, (begin, end) in enumerate(periods):
        begun, ended = np.clip([begin - offset, end - offset], level.first, level.last)
        inside = np.clip(bounds[1:], begun, ended) - np.clip(bounds[:-1], begun, ended)
        # n trains have n - 1 headways between them: half a train less at either end of the day.
        yield inside, level.counts[number] - 0.5 * (number in (0, len(periods) - 1))


def _bounds(first: float, last: float) -> np.ndarray:
    grid = np.arange(first // STEP_S + 1, last // STEP_S + 1) * STEP_S
    inner = [t for t in grid if first + STEP_S / 3 < t < last - STEP_S / 3]
    return np.array([first, *inner, last], float)
