"""How often each bus line runs, from its first departure to its last.

What is published stands as published. Everything else follows one rule, ``bus_headway_rule`` in
``facts/assumptions.csv``: the square-root rule of service planning (frequency as the square root
of riders over run time), scaled so that the 22 lines together meet the documented morning total,
and thinned outside the peaks so that they stay under the documented daily bound.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final, NamedTuple

from gtfs_data.build.bus_times import run_time
from gtfs_data.build.tables import Row, assumption, read_facts, seconds_of, union_ids, weakest

REFERENCE_S: Final = seconds_of("07:30")
"""The moment of the morning peak whose published headways and bounds anchor a line's whole day."""

NOON_S: Final = seconds_of("12:00")


class Window(NamedTuple):
    """Departures every `headway_s` from `start_s` until before `end_s`, with one run time."""

    start_s: int
    end_s: int
    headway_s: int
    evidence: str
    source_ids: str
    run: Row


def windows(line_id: str, direction: str, day_type: str) -> list[Window]:
    """Lay out a day of headway service: the published hours, cut where headway or run time change.

    A window ends ``bus_last_departure_s`` after the last departure it holds, because the end of a
    GTFS frequency is exclusive.
    """
    found = []
    for hours in read_facts("bus/service_hours.csv"):
        if (hours["line_id"], hours["direction"]) != (line_id, direction):
            continue
        if hours["day_type"] not in {day_type, "daily"}:
            continue
        first, last = seconds_of(hours["first"]), seconds_of(hours["last"])
        cuts = [c for c in _cuts(line_id, direction, day_type) if first < c < last]
        end = last + int(assumption("bus_last_departure_s"))
        for a, b in pairwise([first, *cuts, end]):
            period = _period(a, hours)
            minutes, evidence, sources = _headway(line_id, direction, day_type, a, period)
            run = run_time(line_id, direction, day_type, a)
            found.append(Window(a, b, minutes * 60, evidence, sources, run))
    return _joined(found)


def peak_headway(line_id: str) -> float:
    """Minutes between departures in the morning peak of a workday, before it is fitted to a period.

    The square-root rule, held within what is published for the line at `REFERENCE_S` in either
    direction (buses that go in come back out).
    """
    riders_per_min = _boardings(line_id) / _run_min(line_id)
    minutes = 60 / (float(assumption("bus_headway_scale")) * math.sqrt(riders_per_min))
    for row in _published(line_id, None, "workday", REFERENCE_S):
        minutes = _within(minutes, row)
    return minutes


def _headway(
    line_id: str, direction: str, day_type: str, moment: int, period: str
) -> tuple[int, str, str]:
    """Minutes, evidence and sources of the headway at one moment."""
    published = _published(line_id, direction, day_type, moment)
    for row in published:
        if row["min_minutes"] == row["max_minutes"]:
            return int(row["min_minutes"]), row["evidence"], row["source_ids"]
    kind = "restday" if day_type == "restday" else period
    minutes = peak_headway(line_id) * float(assumption(f"bus_headway_{kind}_factor"))
    minutes = min(minutes, float(assumption("bus_headway_max_min")))
    evidence, sources = "assumed", "bus:S11 bus2:T30 bus2:T31"
    if _counted(line_id):
        sources = union_ids(sources, "bus2:T04")
    for row in published:
        minutes = _within(minutes, row)
        sources = union_ids(row["source_ids"], sources)
        if minutes in _bounds(row):
            # Taken from a published bound, a value is as good as that bound, but not documented.
            evidence = weakest("derived", row["evidence"])
    return math.floor(minutes + 0.5), evidence, sources


def _period(moment: int, hours: Row) -> str:
    """Name the part of the workday a moment belongs to.

    A line that runs in peak windows only is in its peak for the whole window.
    """
    if seconds_of(hours["last"]) < NOON_S:
        return "am"
    if seconds_of(hours["first"]) > NOON_S:
        return "pm"
    for name in ("am", "pm"):
        start, end = _peak(name)
        if start <= moment < end:
            return name
    return "midday" if _peak("am")[1] <= moment < _peak("pm")[0] else "edge"


def _peak(name: str) -> tuple[int, int]:
    start, _, end = assumption(f"bus_{name}_peak").partition("-")
    return seconds_of(start), seconds_of(end)


def _cuts(line_id: str, direction: str, day_type: str) -> list[int]:
    """Moments at which a headway or a run time of the line may change."""
    rows = [
        row
        for table in ("bus/headways.csv", "bus/run_times.csv")
        for row in read_facts(table)
        if row["line_id"] == line_id
        and row["used"] == "yes"
        and row["start"]
        and row["direction"] in {direction, "both"}
        and row["day_type"] in {day_type, "daily"}
    ]
    clock = {seconds_of(row[edge]) for row in rows for edge in ("start", "end")}
    return sorted(clock | {*_peak("am"), *_peak("pm")})


def _published(line_id: str, direction: str | None, day_type: str, moment: int) -> list[Row]:
    """List published headways and bounds in use at a moment; without a direction, of both."""
    return [
        row
        for row in read_facts("bus/headways.csv")
        if row["used"] == "yes"
        and row["line_id"] == line_id
        and (direction is None or row["direction"] in {direction, "both"})
        and row["day_type"] in {day_type, "daily"}
        and seconds_of(row["start"]) <= moment < seconds_of(row["end"])
    ]


def _bounds(row: Row) -> tuple[float, float]:
    return float(row["min_minutes"] or 0), float(row["max_minutes"] or math.inf)


def _within(minutes: float, row: Row) -> float:
    low, high = _bounds(row)
    return min(max(minutes, low), high)


def _counted(line_id: str) -> list[int]:
    return [
        int(row["card_boardings"])
        for row in read_facts("bus/demand_2016.csv")
        if row["line_id"] == line_id
    ]


def _boardings(line_id: str) -> int:
    return sum(_counted(line_id)) or int(assumption("bus_demand_default"))


def _run_min(line_id: str) -> int:
    return int(run_time(line_id, "outbound", "workday", NOON_S)["minutes"])


def _joined(parts: list[Window]) -> list[Window]:
    """Join neighbours that differ in nothing but their hours."""
    whole: list[Window] = []
    for part in parts:
        before = whole[-1] if whole else None
        if before and before.end_s == part.start_s and before[2:] == part[2:]:
            whole[-1] = before._replace(end_s=part.end_s)
        else:
            whole.append(part)
    return whole
