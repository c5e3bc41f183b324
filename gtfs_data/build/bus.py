"""The Beijing bus feed: the 22 cross-border lines and the three peak services beside them."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from gtfs_data.build.bus_headways import windows
from gtfs_data.build.bus_times import call_times, run_time
from gtfs_data.build.common import (
    frame,
    in_english,
    merge,
    metres,
    services,
    shape,
    translate,
)
from gtfs_data.build.tables import (
    Feed,
    Row,
    gtfs_time,
    read_facts,
    seconds_of,
    union_ids,
    weakest,
)

AGENCY: Final = ("bjbus", "北京公共交通集团", "https://www.bjbus.com")
STATE: Final = "2024-01-24"
"""Day of the operator's directory, from which the lines, stop lists and hours are."""

DIRECTIONS: Final = ("outbound", "inbound")
DAY_TYPES: Final = ("workday", "restday")
COLOURS: Final = {"yes": ("0072B2", "FFFFFF"), "no": ("56B4E9", "000000")}
"""Route and text colour of the 22 and of the services beside them (Okabe-Ito blues)."""

Point = tuple[float, float]


def build() -> Feed:
    """Compile ``facts/bus`` into the feed."""
    stops = {row["stop_id"]: row for row in read_facts("bus/stops.csv")}
    crossings = {row["crossing_id"]: row for row in read_facts("geography/crossings.csv")}
    called: dict[str, list[Row]] = {}
    parts = []
    for number, line in enumerate(_lines(), 1):
        parts.append(_route(line, number))
        for direction in DIRECTIONS:
            calls = [stops[stop_id] for stop_id in _stop_list(line["line_id"], direction)]
            called |= {stop["stop_id"]: stop for stop in calls}
            parts.append(_pattern(line, direction, calls, crossings[line["crossing_id"]]))
    parts += [_stop(stop) for stop in called.values()]
    _, name, url = AGENCY
    return merge(frame([AGENCY], [(name, url)], STATE), services(*DAY_TYPES), *parts)


def _lines() -> list[Row]:
    return [row for row in read_facts("bus/lines.csv") if row["in_feed"] == "yes"]


def _stop_list(line_id: str, direction: str) -> list[str]:
    rows = [
        row
        for row in read_facts("bus/stop_sequences.csv")
        if (row["line_id"], row["direction"]) == (line_id, direction)
    ]
    return [row["stop_id"] for row in sorted(rows, key=lambda row: int(row["seq"]))]


def _stop(stop: Row) -> Feed:
    row = {
        "stop_id": stop["stop_id"],
        "stop_name": stop["name_zh"],
        "stop_lat": stop["lat"],
        "stop_lon": stop["lon"],
        **{c: stop[c] for c in ("evidence", "error_m", "source_ids", "note")},
    }
    names = translate("stops", "stop_name", stop["stop_id"], stop["name_zh"], stop["name_en"])
    return {"stops": [row], "translations": names}


def _route(line: Row, number: int) -> Feed:
    colour, text_colour = COLOURS[line["in_the_22"]]
    crossing = f"Crossing {line['crossing_evidence']}: {line['crossing_note']}."
    name_zh = f"{line['terminus_a']} - {line['terminus_b']}"
    name_en = f"{line['terminus_a_en']} - {line['terminus_b_en']}"
    row = {
        "route_id": line["route_id"],
        "agency_id": AGENCY[0],
        "route_short_name": line["line_id"],
        "route_long_name": name_zh,
        "route_desc": line["caution_zh"],
        "route_type": "3",
        "route_color": colour,
        "route_text_color": text_colour,
        "route_sort_order": str(number),
        "status": line["status"],
        "crossing_id": line["crossing_id"],
        "evidence": line["evidence"],
        "source_ids": line["source_ids"],
        "note": f"{line['note']} {crossing}".strip(),
    }
    names = translate("routes", "route_long_name", line["route_id"], name_zh, name_en)
    names += in_english("routes", "route_desc", line["route_id"], line["caution_en"])
    if not line["line_id"].isascii():
        names += translate(
            "routes", "route_short_name", line["route_id"], line["line_id"], line["name_en"]
        )
    return {"routes": [row], "translations": names}


def _pattern(line: Row, direction: str, calls: list[Row], crossing: Row) -> Feed:
    """Lay out one direction of a line: its shape and every trip on it."""
    shape_id = f"{line['route_id']}-{direction}"
    paths = _paths(calls, crossing)
    hops = [sum(metres(a, b) for a, b in pairwise(path)) for path in paths]
    points = [paths[0][0], *(point for path in paths for point in path[1:])]
    parts: list[Feed] = [{"shapes": shape(shape_id, points)}]
    for day_type in DAY_TYPES:
        parts += _headway_trips(line, direction, day_type, calls, hops)
        parts += _clock_trips(line, direction, day_type, calls, hops)
    return merge(*parts)


def _paths(calls: list[Row], crossing: Row) -> list[list[Point]]:
    """Draw each hop as a straight line; the one that changes sides goes through the crossing."""
    border = (float(crossing["lat"]), float(crossing["lon"]))
    paths = []
    for a, b in pairwise(calls):
        ends = [(float(stop["lat"]), float(stop["lon"])) for stop in (a, b)]
        paths.append([ends[0], border, ends[1]] if a["side"] != b["side"] else ends)
    return paths


def _headway_trips(
    line: Row, direction: str, day_type: str, calls: list[Row], hops: list[float]
) -> list[Feed]:
    """Make one trip for each run time of the day, with the windows in which it holds."""
    parts: list[Feed] = []
    trips: dict[str, str] = {}
    for window in windows(line["line_id"], direction, day_type):
        run = window.run
        if run["minutes"] not in trips:
            # The run time is part of the id only where the day has more than one.
            suffix = f"-{run['minutes']}min" if run["start"] else ""
            trips[run["minutes"]] = f"{line['route_id']}-{direction}-{day_type}{suffix}"
            trip_id = trips[run["minutes"]]
            parts.append(
                _trip(line, direction, day_type, trip_id, calls, hops, run, window.start_s)
            )
        row = {
            "trip_id": trips[run["minutes"]],
            "start_time": gtfs_time(window.start_s),
            "end_time": gtfs_time(window.end_s),
            "headway_secs": str(window.headway_s),
            "exact_times": "0",
            "evidence": window.evidence,
            "source_ids": window.source_ids,
        }
        parts.append({"frequencies": [row]})
    return parts


def _clock_trips(
    line: Row, direction: str, day_type: str, calls: list[Row], hops: list[float]
) -> list[Feed]:
    """Make a trip for each published departure."""
    parts = []
    for row in read_facts("bus/departures.csv"):
        if (row["line_id"], row["direction"]) != (line["line_id"], direction):
            continue
        if row["day_type"] != day_type:
            continue
        departs_s = seconds_of(row["departure"])
        run = run_time(line["line_id"], direction, day_type, departs_s)
        trip_id = f"{line['route_id']}-{direction}-{day_type}-{row['departure'].replace(':', '')}"
        part = _trip(line, direction, day_type, trip_id, calls, hops, run, departs_s)
        part["trips"][0]["source_ids"] = union_ids(row["source_ids"], run["source_ids"])
        part["trips"][0]["note"] = (
            f"Departure from the first stop {row['evidence']}; run time {run['evidence']}."
        )
        parts.append(part)
    return parts


def _trip(
    line: Row,
    direction: str,
    day_type: str,
    trip_id: str,
    calls: list[Row],
    hops: list[float],
    run: Row,
    departs_s: int,
) -> Feed:
    """Write one trip and its calls.

    Its evidence is never better than ``derived``: the times between the ends come from a rule.
    """
    headsign = calls[-1]
    times = call_times(hops, int(run["minutes"]) * 60)
    trip = {
        "route_id": line["route_id"],
        "service_id": day_type,
        "trip_id": trip_id,
        "trip_headsign": headsign["name_zh"],
        "direction_id": str(DIRECTIONS.index(direction)),
        "shape_id": f"{line['route_id']}-{direction}",
        "evidence": weakest("derived", run["evidence"]),
        "source_ids": union_ids(line["source_ids"], run["source_ids"]),
        "note": f"Run time {run['evidence']}: {run['note']}.",
    }
    last = len(calls) - 1
    stop_times = [
        {
            "trip_id": trip_id,
            "arrival_time": gtfs_time(departs_s + seconds),
            "departure_time": gtfs_time(departs_s + seconds),
            "stop_id": stop["stop_id"],
            "stop_sequence": str(number + 1),
            "timepoint": "1" if number == 0 else "0",
        }
        for number, (stop, seconds) in enumerate(zip(calls, times, strict=True))
    ]
    stop_times[0]["drop_off_type"] = stop_times[last]["pickup_type"] = "1"
    names = translate("trips", "trip_headsign", trip_id, headsign["name_zh"], headsign["name_en"])
    return {"trips": [trip], "stop_times": stop_times, "translations": names}
