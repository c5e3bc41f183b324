"""Which headway patterns give a subway rider the headway of the sections the ride crosses.

A rider inside a busy section takes the next train, whichever pattern it belongs to; patterns
boarded one by one with headways of their own would overstate the wait. So patterns are nested: each
runs over the widest stretch of sections that all see at least its trains an hour, and carries the
*combined* headway of that stretch, not additional trains (``subway_section_headways`` in
``assumptions.csv``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gtfs_data.build.subway_rates import STEP_S, Section
from gtfs_data.build.tables import assumption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gtfs_data.build.subway_tracks import Track

LAST_MINUTE_S: Final = 60
"""A last train is known to the minute: service ends with that minute."""


@dataclass(frozen=True)
class Window:
    """A span of track time with one headway."""

    begin: int
    end: int
    per_hour: float


SLIVER_S: Final = 600
"""Rates do not change within so long of an end of service."""

Stretch = tuple[int, int]
"""First and last station of a pattern, as places along the track."""


def patterns(track: Track, sections: list[Section]) -> dict[Stretch, list[Window]]:
    """Nest patterns over the sections of a track, step by step of track time."""
    tolerance = float(assumption("subway_level_tolerance"))
    found: dict[Stretch, list[Window]] = {}
    end_of_track = len(track.stations) - 1
    rounds = [(0, 0), (track.n_edges, track.round_s)] if track.round_s else [(0, 0)]
    unrolled = [
        (s, later, hop + s.start)
        for hop, later in rounds
        for s in sections
        if hop + s.start < end_of_track
    ]
    hops = [hop for _, _, hop in unrolled] + [end_of_track]
    for begin, end in pairwise(_knots(track, sections)):
        rates = [s.rate(begin + later, end + later) for s, later, _ in unrolled]
        for first, last, per_hour in _nested(rates, 0, len(rates), tolerance):
            # Boarding in the second round of a loop is boarding the train before in its first.
            if hops[first] >= track.n_edges:
                continue
            stretch = (hops[first], hops[last])
            found.setdefault(stretch, []).append(Window(begin, end, per_hour))
    lasts = {section.last for section in sections}
    return {
        stretch: _to_last_minute(_joined(windows, tolerance), lasts)
        for stretch, windows in sorted(found.items())
    }


def _knots(track: Track, sections: list[Section]) -> list[int]:
    """Moments of track time at which a rate may change."""
    ends = {t for s in sections for t in (s.first, s.last)}
    low, high = min(ends), max(ends)
    knots = sorted(ends)
    second_round = sorted(t - track.round_s for t in ends) if track.round_s else []
    for moment in [*second_round, *range(low - low % STEP_S, high, STEP_S)]:
        # Close by another moment it would only make a sliver.
        if low < moment < high and all(abs(moment - t) > SLIVER_S for t in knots):
            knots.append(moment)
    return sorted(knots)


def _nested(
    rates: list[float], first: int, stop: int, tolerance: float
) -> Iterator[tuple[int, int, float]]:
    """Yield every widest run of sections with its lowest rate, then the busier runs inside it."""
    run: list[int] = []
    for place in range(first, stop + 1):
        if place < stop and rates[place] > 0:
            run.append(place)
            continue
        if run:
            a, b, run = run[0], run[-1] + 1, []
            lowest = min(rates[a:b])
            alike = [i for i in range(a, b) if rates[i] <= lowest * (1 + tolerance)]
            yield a, b, sum(rates[i] for i in alike) / len(alike)
            for before, after in pairwise([a - 1, *alike, b]):
                if after - before > 1:
                    yield from _nested(rates, before + 1, after, tolerance)


def _joined(windows: list[Window], tolerance: float) -> list[Window]:
    """Join windows that follow each other with nearly one rate."""
    joined: list[Window] = []
    for window in windows:
        if joined and joined[-1].end == window.begin:
            before = joined[-1]
            if abs(before.per_hour - window.per_hour) <= tolerance * before.per_hour:
                spans = (before.end - before.begin, window.end - window.begin)
                trains = before.per_hour * spans[0] + window.per_hour * spans[1]
                joined[-1] = Window(before.begin, window.end, trains / sum(spans))
                continue
        joined.append(window)
    return joined


def _to_last_minute(windows: list[Window], lasts: set[int]) -> list[Window]:
    """Let windows with which service ends, and no other follows, last to the end of that minute."""
    follows = {window.begin for window in windows}
    return [
        replace(w, end=w.end + LAST_MINUTE_S) if w.end in lasts - follows else w for w in windows
    ]
