"""Say at what hour a 2026 train runs, though mostly just its stops and minutes are known.

A documented departure comes first. The others are laid out at the Beijing station by the rule their
``placement`` names (``rail_2026_*`` in ``facts/assumptions.csv``); no clock time of 2023 is used.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, Final

from gtfs_data.build.rail_calls import Call, Train, calls_by_train, trains_2023, trains_of
from gtfs_data.build.tables import (
    Row,
    assumption,
    read_facts,
    seconds_of,
    union_ids,
    weakest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NOTES: Final = {
    "known": "documented departure, then the documented minutes; dwell: median of 2023",
    "opening_day": "departure as on the opening day (rail_2026_opening_day)",
    "spread": "hour unknown: spread over the day in number order (rail_2026_spread)",
    "number": "hour unknown: placed by the train's number (rail_2026_number)",
    "peak": "hour unknown: placed in the peak (rail_2026_peak_in, rail_2026_peak_out)",
}
"""What a passenger should know about the times of a train, by its placement."""


def trains_2026() -> list[Train]:
    """Lay out the 2026 trains, and the counted but unlisted ones as headway service."""
    rows = trains_of("2026")
    calls = calls_by_train("rail/calls_2026.csv")
    departs = _departures(rows, calls)
    dwell = _dwell_s()
    trains = [
        _train(row, calls[row["train_no"]], departs[row["train_no"]], dwell[row["route_id"]])
        for row in rows
    ]
    return [*trains, *_unlisted(trains)]


def _departures(rows: list[Row], calls: dict[str, list[Row]]) -> dict[str, int]:
    """Find each train's departure from its first station, in seconds."""
    anchors = {
        (row["train_no"], row["station"]): seconds_of(row["depart"])
        for row in read_facts("rail/clock_2026.csv")
        if row["depart"]
    }
    to_beijing = {row["train_no"]: _run_to_beijing_s(row, calls) for row in rows}

    def key(row: Row) -> tuple[str, str, str]:
        return row["route_id"], row["direction_id"], _hundred(row["train_no"])

    departs: dict[str, int] = {}
    for _, group in groupby(sorted(rows, key=lambda r: (*key(r), r["train_no"])), key=key):
        members = list(group)
        at_beijing: dict[str, float | None] = {}
        for row in members:
            number = row["train_no"]
            if row["placement"] in ("known", "opening_day"):
                first = calls[number][0]["station"]
                at_beijing[number] = anchors[number, first] + to_beijing[number]
            else:
                at_beijing[number] = PLACES[row["placement"]](row)
        for number, time_s in spread(at_beijing).items():
            # Railway times are whole minutes.
            departs[number] = round((time_s - to_beijing[number]) / 60) * 60
    return departs


def _run_to_beijing_s(train: Row, calls: dict[str, list[Row]]) -> int:
    """Take the running time from the first call to the Beijing station where times are laid out."""
    route = next(r for r in read_facts("rail/routes.csv") if r["route_id"] == train["route_id"])
    reference = route["reference_stations"].split()
    return next(
        60 * int(c["elapsed_min"]) for c in calls[train["train_no"]] if c["station"] in reference
    )


def _hundred(number: str) -> str:
    """Name the hundred a train number belongs to: ``G6701`` to ``G6800`` is ``G67``."""
    return f"{number[0]}{(int(number[1:]) - 1) // 100}"


def _by_number(train: Row) -> float:
    first, last = map(int, assumption("rail_2026_number").split("-"))
    start, end = _day()
    return start + (end - start) * (int(train["train_no"][1:]) - first) / (last - first)


def _by_peak(train: Row) -> float:
    side = {"0": "out", "1": "in"}[train["direction_id"]]
    return seconds_of(assumption(f"rail_2026_peak_{side}"))


PLACES: Final[dict[str, Callable[[Row], float | None]]] = {
    "spread": lambda _: None,
    "number": _by_number,
    "peak": _by_peak,
}


def _day() -> tuple[int, int]:
    return seconds_of(assumption("rail_day_start")), seconds_of(assumption("rail_day_end"))


def spread(times: dict[str, float | None]) -> dict[str, float]:
    """Put trains of unknown time evenly between their known neighbours.

    Parameters
    ----------
    times
        Time of each train in number order; ``None`` where it is unknown.

    Returns
    -------
    times
        The same with every time filled in. Start and end of the railway day count as neighbours
        that stand nearer: by the part of a gap that ``rail_2026_spread`` names.
    """
    start, end = _day()
    edge = float(assumption("rail_2026_spread"))
    filled: dict[str, float] = {}
    below, lead = float(start), edge
    for known, group in groupby(times.items(), key=lambda item: item[1] is not None):
        members = list(group)
        if known:
            filled |= {number: time for number, time in members if time is not None}
            below, lead = filled[members[-1][0]], 1.0
            continue
        above = next((t for n, t in _after(times, members[-1][0]) if t is not None), None)
        top, tail = (float(end), edge) if above is None else (above, 1.0)
        gap = (top - below) / (lead + len(members) - 1 + tail)
        filled |= {n: below + gap * (lead + i) for i, (n, _) in enumerate(members)}
    return filled


def _after(times: dict[str, float | None], number: str) -> Iterable[tuple[str, float | None]]:
    items = list(times.items())
    return items[list(times).index(number) + 1 :]


def _dwell_s() -> dict[str, int]:
    """Median dwell at intermediate stations of the 2023 timetable, in whole minutes, by route."""
    dwells: defaultdict[str, list[int]] = defaultdict(list)
    for train in trains_2023():
        dwells[train.route_id] += [c.depart_s - c.arrive_s for c in train.calls[1:-1]]
    return {
        route_id: int(median(values)) // 60 * 60 for route_id, values in dwells.items() if values
    }


def _train(train: Row, rows: list[Row], depart_s: int, dwell_s: int) -> Train:
    calls = []
    for i, row in enumerate(rows):
        arrive_s = depart_s + 60 * int(row["elapsed_min"])
        inner = 0 < i < len(rows) - 1
        calls.append(Call(row["station"], arrive_s, arrive_s + dwell_s * inner))
    clock = [r for r in read_facts("rail/clock_2026.csv") if r["train_no"] == train["train_no"]]
    return Train(
        train["period"],
        train["train_no"],
        train["route_id"],
        train["direction_id"],
        tuple(calls),
        weakest(train["evidence"], _times_evidence(train["placement"], calls, clock)),
        union_ids(*(row["source_ids"] for row in (train, *rows, *clock))),
        "; ".join(filter(None, (NOTES[train["placement"]], train["note"]))),
    )


def _times_evidence(placement: str, calls: list[Call], clock: list[Row]) -> str:
    """Documented where every call has its recorded time, derived where the departure has."""
    if placement != "known":
        return "assumed"
    recorded = {(r["station"], seconds_of(r["depart"] or r["arrive"])) for r in clock}
    return "documented" if all((c.station, c.depart_s) in recorded for c in calls) else "derived"


def _unlisted(trains: list[Train]) -> list[Train]:
    """Make headway service of the trains that were counted at a station but not listed."""
    start, end = _day()
    found = []
    for row in read_facts("rail/unlisted_2026.csv"):
        ends = row["beijing_station"], row["station"]
        listed = [t for t in trains if any(c.station == row["station"] for c in t.calls)]
        each_way = (int(row["trains_a_day"]) - len(listed)) / 2
        for direction_id, (origin, destination) in (("0", ends), ("1", ends[::-1])):
            run_s = int(median(_runs_s(listed, origin, destination))) // 60 * 60
            found.append(
                Train(
                    "2026",
                    f"{row['route_id']}_unlisted_{direction_id}",
                    row["route_id"],
                    direction_id,
                    (Call(origin, start, start), Call(destination, start + run_s, start + run_s)),
                    "assumed",
                    row["source_ids"],
                    f"{row['trains_a_day']} trains a day call at {row['station']}; {len(listed)} "
                    "are listed, the others are this headway service (rail_2026_unlisted)",
                    round((end - start) / each_way),
                )
            )
    return found


def _runs_s(trains: list[Train], origin: str, destination: str) -> list[int]:
    runs = []
    for train in trains:
        at = {call.station: call for call in train.calls}
        if origin in at and destination in at:
            run_s = at[destination].arrive_s - at[origin].depart_s
            runs += [run_s] if run_s > 0 else []
    return runs
