"""Answers which Line 22 trains are planned, by which stations.

Everything here is a plan: no train runs before ``line22_phase1_opening``. Phase 1 leaves out the
stations that open later; its trains keep the times of the full line.
"""

from __future__ import annotations

from typing import Final

from gtfs_data.build.common import HOME, frame, merge, services, shape, translate
from gtfs_data.build.line22_service import Phase, headways, phases
from gtfs_data.build.line22_times import Run, passing, read_track, time_patterns
from gtfs_data.build.tables import Feed, Row, gtfs_time, read_facts

VERSION: Final = "2026-01-21"
AGENCY: Final = "line22"
COLOR: Final = {"route_color": "7B3294", "route_text_color": "FFFFFF"}
STRUCTURE: Final = {"underground": "地下站", "elevated": "高架站"}
DIRECTIONS: Final = ("0", "1")
"""Eastwards, out of Beijing, and westwards."""


def build() -> Feed:
    """Compile the feed ``line22``."""
    stations = {row["station_id"]: row for row in read_facts("line22/stations.csv")}
    patterns = read_facts("line22/patterns.csv")
    track = read_track()
    full = time_patterns(track, patterns)
    feed = merge(
        frame(
            [(AGENCY, "北京轨道交通22号线（规划）", HOME)],
            [("OpenStreetMap contributors", "https://www.openstreetmap.org/copyright")],
            VERSION,
        ),
        *(_stop(station) for station in stations.values()),
        *(_route(order, row) for order, row in enumerate(read_facts("line22/routes.csv"), 1)),
    )
    for phase in phases():
        days = services("workday", "restday", start=phase.start, end=phase.end, prefix=phase.prefix)
        opened = {i for i, row in stations.items() if int(row["opens_in_phase"]) <= phase.number}
        feed = merge(feed, days)
        for pattern in patterns:
            run = full[pattern["pattern_id"]]
            east = passing(track, run, tuple(stop for stop in run.stops if stop in opened))
            for direction, train in zip(DIRECTIONS, (east, east.reverse()), strict=True):
                shape_id = f"{phase.prefix}{pattern['pattern_id']}_{direction}"
                trip = {
                    "route_id": pattern["route_id"],
                    "trip_headsign": stations[train.stops[-1]]["name_zh"],
                    "trip_short_name": "" if pattern["stops"] == "all" else "大站快车",
                    "direction_id": direction,
                    "shape_id": shape_id,
                    "evidence": pattern["evidence"],
                    "source_ids": pattern["source_ids"],
                    "note": pattern["name_en"],
                }
                calls = train.calls(track.dwell_s)
                towards_en = stations[train.stops[-1]]["name_en"]
                feed = merge(
                    feed,
                    {"shapes": shape(shape_id, _course(stations, train.stops))},
                    *(
                        _trip(trip, phase.prefix, day_type, rows, calls, towards_en)
                        for day_type in ("workday", "restday")
                        if (rows := headways(patterns, pattern, day_type))
                    ),
                )
    return feed


def _trip(trip: Row, pattern: Row, end: Row) -> Feed:
    row = trip | {
        "route_id": pattern["route_id"],
        "trip_headsign": end["name_zh"],
        "trip_short_name": "" if pattern["stops"] == "all" else "大站快车",
        "evidence": pattern["evidence"],
        "source_ids": pattern["source_ids"],
        "note": pattern["name_en"],
    }
    names = translate("trips", "trip_headsign", trip["trip_id"], end["name_zh"], end["name_en"])
    return {"trips": [row], "translations": names}


def _stop_times(trip_id: str, calls: list[tuple[str, float, float]]) -> list[Row]:
    return [
        {
            "trip_id": trip_id,
            "arrival_time": gtfs_time(arrives),
            "departure_time": gtfs_time(departs),
            "stop_id": f"L22_{stop}",
            "stop_sequence": str(sequence),
            "timepoint": "0",
        }
        for sequence, (stop, arrives, departs) in enumerate(calls, 1)
    ]


def _stop(station: Row) -> Feed:
    stop_id = f"L22_{station['station_id']}"
    kept = ("error_m", "evidence", "source_ids")
    row = {column: station[column] for column in kept}
    change = f"；换乘：{station['interchange_zh']}" if station["interchange_zh"] else ""
    also = f"Also {station['alias']}. " if station["alias"] else ""
    row |= {
        "stop_id": stop_id,
        "stop_name": station["name_zh"],
        "stop_desc": f"规划{STRUCTURE[station['structure']]}{change}",
        "stop_lat": station["lat"],
        "stop_lon": station["lon"],
        "note": (also + station["note"]).strip(),
    }
    names = translate("stops", "stop_name", stop_id, station["name_zh"], station["name_en"])
    return {"stops": [row], "translations": names}


def _route(order: int, route_id: str, zh: str, en: str, long_zh: str, long_en: str) -> Feed:
    facts = {row["fact"]: row for row in read_facts("line22/facts.csv")}
    row = COLOR | {
        "route_id": route_id,
        "agency_id": AGENCY,
        "route_short_name": zh,
        "route_long_name": long_zh,
        "route_type": "1",
        "route_sort_order": str(order),
        "status": "planned",
        "capacity": facts["capacity"]["value"],
        "crossing_id": "line22",
        "evidence": "documented",
        "source_ids": "rail:S10 rail:S12",
        "note": TWICE,
    }
    names = [
        *translate("routes", "route_short_name", route_id, zh, en),
        *translate("routes", "route_long_name", route_id, long_zh, long_en),
    ]
    return {"routes": [row], "translations": names}


def _corners(stations: dict[str, Row]) -> list[tuple[str, tuple[float, float]]]:
    """List the points of the line, west to east: stations, and crossings where they lie between."""
    points = {row["crossing_id"]: row for row in read_facts("geography/crossings.csv")}
    after = {row["after_station"]: row["crossing_id"] for row in read_facts("line22/crossings.csv")}
    corners = []
    for station_id, station in stations.items():
        corners.append((station_id, (float(station["lat"]), float(station["lon"]))))
        if station_id in after:
            point = points[after[station_id]]
            corners.append(("", (float(point["lat"]), float(point["lon"]))))
    return corners


def _between(
    corners: list[tuple[str, tuple[float, float]]], stops: tuple[str, ...]
) -> list[tuple[float, float]]:
    """Cut the line from the first to the last stop of a train; an express passes the rest of it."""
    names = [name for name, _ in corners]
    first, last = names.index(stops[0]), names.index(stops[-1])
    low, high = sorted((first, last))
    points = [point for _, point in corners[low : high + 1]]
    return points if first < last else points[::-1]
