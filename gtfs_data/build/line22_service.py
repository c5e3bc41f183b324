"""Answers from when to when Line 22 runs, and how often each of its patterns.

No headway of a single pattern is published, only the smallest of the line: all patterns together
keep it in the peak, each by its share of one cycle.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from gtfs_data.build.common import period
from gtfs_data.build.tables import Row, assumption, gtfs_time, read_facts, seconds_of


class Phase(NamedTuple):
    """A state of the line and the dates it holds for."""

    number: int
    start: date
    end: date

    @property
    def prefix(self) -> str:
        """What the ids of this phase begin with."""
        return f"phase{self.number}_"


def phases() -> list[Phase]:
    """List the states of the line, by the two opening dates of the assumptions."""
    opens = [date.fromisoformat(assumption(f"line22_phase{n}_opening")) for n in (1, 2)]
    begins = [*opens, period()[1] + timedelta(days=1)]
    return [
        Phase(number, start, following - timedelta(days=1))
        for number, (start, following) in enumerate(pairwise(begins), 1)
        if start < following
    ]


def headways(patterns: list[Row], pattern: Row, day_type: str) -> list[Row]:
    """Lay out when a pattern runs and how often.

    Parameters
    ----------
    patterns
        All patterns: their shares make the cycle.
    pattern
        The one asked for.
    day_type
        ``workday`` or ``restday``; only workdays have peaks.

    Returns
    -------
    rows
        Of ``frequencies.txt``, without a trip; none where the pattern does not run.
    """
    windows: list[tuple[int, int, int]] = []
    for start, end, in_peak in _hours(day_type):
        share = "peak_share" if in_peak else "offpeak_share"
        if pattern[share] == "0":
            continue
        cycle_s = _combined_s(in_peak=in_peak) * sum(int(p[share]) for p in patterns)
        headway_s = round(cycle_s / int(pattern[share]))
        if windows and windows[-1][1:] == (start, headway_s):
            start = windows.pop()[0]  # noqa: PLW2901
        windows.append((start, end, headway_s))
    return [
        {
            "start_time": gtfs_time(start),
            "end_time": gtfs_time(end),
            "headway_secs": str(headway_s),
            "exact_times": "0",
            "evidence": "assumed",
            "source_ids": "rail:S12",
        }
        for start, end, headway_s in windows
    ]


def _hours(day_type: str) -> list[tuple[int, int, bool]]:
    """Cut the operating day at the peaks: start, end, whether it is a peak."""
    first, last = (seconds_of(assumption(f"line22_{end}_departure")) for end in ("first", "last"))
    if day_type == "restday":
        return [(first, last, False)]
    peaks = [text.split("-") for text in assumption("line22_peaks").split()]
    edges = [first, *(seconds_of(time) for peak in peaks for time in peak), last]
    # Edges alternate between a peak's beginning and its end, so every second span is a peak.
    return [(start, end, i % 2 == 1) for i, (start, end) in enumerate(pairwise(edges))]


def _combined_s(*, in_peak: bool) -> float:
    """Return the headway of all patterns together."""
    facts = {row["fact"]: row["value"] for row in read_facts("line22/facts.csv")}
    return float(facts["min_headway"]) * (
        1 if in_peak else float(assumption("line22_offpeak_factor"))
    )
