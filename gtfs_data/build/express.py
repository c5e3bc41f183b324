"""Answers which booked commuter coaches run, between which areas, and how many a workday.

Sources publish totals, not timetables, so every line is headway service: its runs spread evenly
over the documented hours, in the peak direction only.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from gtfs_data.build.common import HOME, frame, merge, services, shape, translate
from gtfs_data.build.tables import Feed, Row, gtfs_time, read_facts, seconds_of, union_ids

VERSION: Final = "2023-11-17"
AGENCY: Final = "jingjinji_kuaiba"
SERVICE: Final = "workday"
DIRECTIONS: Final = {"inbound": "1", "outbound": "0"}
COLOR: Final = {"route_color": "B4530A", "route_text_color": "FFFFFF"}

BOOKED_ONLY: Final = "2"
"""``pickup_type`` and ``drop_off_type``: to be arranged beforehand."""
NOT_HERE: Final = "1"
FREE: Final = "0"


def build() -> Feed:
    """Compile the feed ``express``."""
    stops = {row["stop_id"]: row for row in read_facts("express/stops.csv")}
    totals = {row["direction"]: row for row in read_facts("express/totals.csv")}
    lines = read_facts("express/lines.csv")
    (rule,) = read_facts("express/booking.csv")
    runs = {direction: share_runs(lines, direction, totals[direction]) for direction in DIRECTIONS}
    feed = merge(
        frame(
            [(AGENCY, "京津冀定制快巴", HOME)],
            [
                ("OpenStreetMap contributors", "https://www.openstreetmap.org/copyright"),
                ("2020 census of Sanhe (Wikisource)", "https://zh.wikisource.org"),
            ],
            VERSION,
        ),
        services(SERVICE),
        {"booking_rules": [_booking_rule(rule)]},
        *(_stop(stop) for stop in stops.values()),
    )
    points = {row["crossing_id"]: row for row in read_facts("geography/crossings.csv")}
    for order, line in enumerate(lines, 1):
        ends = stops[line["home_stop"]], stops[line["beijing_stop"]]
        feed = merge(feed, _route(line, order, ends))
        for direction in DIRECTIONS:
            way = ends if direction == "inbound" else ends[::-1]
            trip = _trip(line, direction, way, rule["booking_rule_id"], points)
            headways = _headway(
                line, direction, runs[direction][line["route_id"]], totals[direction]
            )
            feed = merge(feed, trip, headways)
    return feed


def share_runs(lines: list[Row], direction: str, total: Row) -> dict[str, int]:
    """Divide the published runs of a direction among the lines with none of their own.

    Equally, and one each of the remainder to the first lines (assumption ``express_runs_split``).

    Returns
    -------
    runs
        Runs a workday by route id; over the eleven lines they sum to the published total.
    """
    known = {line["route_id"]: line[f"{direction}_runs"] for line in lines}
    sharing = [route_id for route_id, runs in known.items() if not runs]
    each, rest = divmod(int(total["runs"]), len(sharing))
    order = count()
    return {
        route_id: int(runs) if runs else each + (next(order) < rest)
        for route_id, runs in known.items()
    }


def _booking_rule(rule: Row) -> Row:
    kept = ("booking_rule_id", "booking_type", "evidence", "source_ids")
    # translations.txt has no room for booking rules, so the message carries both languages.
    message = f"{rule['message_zh']} {rule['message_en']}"
    return {**{column: rule[column] for column in kept}, "message": message}


def _stop(stop: Row) -> Feed:
    kept = ("stop_id", "error_m", "evidence", "source_ids", "note")
    row = {column: stop[column] for column in kept}
    row |= {"stop_name": stop["name_zh"], "stop_lat": stop["lat"], "stop_lon": stop["lon"]}
    names = translate("stops", "stop_name", stop["stop_id"], stop["name_zh"], stop["name_en"])
    return {"stops": [row], "translations": names}


def _route(line: Row, order: int, ends: tuple[Row, Row]) -> Feed:
    home, beijing = ends
    kept = ("route_id", "crossing_id", "evidence", "source_ids", "note")
    long_zh = f"{home['name_zh']} - {beijing['name_zh']}"
    long_en = f"{home['name_en']} - {beijing['name_en']}"
    row = {column: line[column] for column in kept} | COLOR
    row |= {
        "agency_id": AGENCY,
        "route_short_name": line["name_zh"],
        "route_long_name": long_zh,
        "route_type": "3",
        "route_sort_order": str(order),
        "status": "open",
        "capacity": line["seats"],
    }
    names = [
        *translate(
            "routes", "route_short_name", line["route_id"], line["name_zh"], line["name_en"]
        ),
        *translate("routes", "route_long_name", line["route_id"], long_zh, long_en),
    ]
    return {"routes": [row], "translations": names}


def _trip(
    line: Row, direction: str, way: tuple[Row, Row], rule_id: str, points: dict[str, Row]
) -> Feed:
    trip_id = f"{line['route_id']}_{direction}"
    start, end = way
    trip = {
        "route_id": line["route_id"],
        "service_id": SERVICE,
        "trip_id": trip_id,
        "trip_headsign": end["place_zh"],
        "direction_id": DIRECTIONS[direction],
        "shape_id": trip_id,
        "evidence": line[f"{direction}_run_evidence"],
        "source_ids": line["source_ids"],
    }
    calls = [
        {
            "stop_id": start["stop_id"],
            "pickup_type": BOOKED_ONLY,
            "drop_off_type": NOT_HERE,
            "pickup_booking_rule_id": rule_id,
        },
        {"stop_id": end["stop_id"], "pickup_type": NOT_HERE, "drop_off_type": FREE},
    ]
    for sequence, (call, seconds) in enumerate(
        zip(calls, (0, 60 * int(line["run_min"])), strict=True), 1
    ):
        time = gtfs_time(seconds)
        call |= {"trip_id": trip_id, "stop_sequence": str(sequence), "timepoint": "0"}
        call |= {"arrival_time": time, "departure_time": time}
    # Where no source names the road, the shape is straight: it claims no crossing.
    crossing = [points[line["crossing_id"]]] if line["crossing_id"] else []
    corners = [(float(p["lat"]), float(p["lon"])) for p in (start, *crossing, end)]
    return {
        "trips": [trip],
        "stop_times": calls,
        "shapes": shape(trip_id, corners),
        "translations": translate(
            "trips", "trip_headsign", trip_id, end["place_zh"], end["place_en"]
        ),
    }


def _headway(line: Row, direction: str, runs: int, total: Row) -> Feed:
    """Spread the runs evenly over the documented hours, in a whole number of headways."""
    first, last = seconds_of(total["first"]), seconds_of(total["last"])
    headway = (last - first) // runs
    row = {
        "trip_id": f"{line['route_id']}_{direction}",
        "start_time": gtfs_time(first),
        "end_time": gtfs_time(first + runs * headway),
        "headway_secs": str(headway),
        "exact_times": "0",
        "evidence": "assumed",
        "source_ids": union_ids(line["source_ids"], total["source_ids"]),
        "note": f"{runs} runs; clock times are not published",
    }
    return {"frequencies": [row]}
