"""Answers which Line 22 trains are planned, and by which stations.

Everything here is a plan: no train runs before ``line22_phase1_opening``. Phase 1 leaves out the
stations that open later; its trains keep the times of the full line.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from gtfs_data.build.common import HOME, frame, merge, services, shape, translate
from gtfs_data.build.line22_service import Phase, headways, phases
from gtfs_data.build.line22_times import Run, passing, read_track, time_patterns
from gtfs_data.build.tables import Feed, Row, gtfs_time, read_facts

VERSION: Final = "2026-01-21"
AGENCY: Final = "line22"
DAY_TYPES: Final = ("workday", "restday")
COLOR: Final = {"route_color": "7B3294", "route_text_color": "FFFFFF"}
EXPRESS: Final = ("大站快车", "Express")
"""Name of a train that skips stations, in hanzi and English."""

STRUCTURE: Final = {"underground": "地下站", "elevated": "高架站"}

Stations = dict[str, Row]
"""Rows of ``line22/stations.csv`` by station, west to east."""


class Train(NamedTuple):
    """One pattern in one direction and one phase."""

    phase: Phase
    pattern: Row
    direction: str
    run: Run

    @property
    def shape_id(self) -> str:
        """Id of the train's shape; its trips add the type of day."""
        return f"{self.phase.prefix}{self.pattern['pattern_id']}_{self.direction}"


def build() -> Feed:
    """Compile the feed ``line22``."""
    stations = {row["station_id"]: row for row in read_facts("line22/stations.csv")}
    patterns = read_facts("line22/patterns.csv")
    dwell_s = read_track().dwell_s
    feed = merge(
        frame(
            [(AGENCY, "北京轨道交通22号线（规划）", HOME)],
            [("OpenStreetMap contributors", "https://www.openstreetmap.org/copyright")],
            VERSION,
        ),
        *(_stop(station) for station in stations.values()),
        *(_route(order, row) for order, row in enumerate(read_facts("line22/routes.csv"), 1)),
        *(
            services(*DAY_TYPES, start=phase.start, end=phase.end, prefix=phase.prefix)
            for phase in phases()
        ),
    )
    for train in _trains(stations, patterns):
        course = _course(stations, train.run.stops)
        feed = merge(feed, {"shapes": shape(train.shape_id, course)})
        for day_type in DAY_TYPES:
            if rows := headways(patterns, train.pattern, day_type):
                trip = _trip(train, day_type, stations[train.run.stops[-1]], dwell_s)
                trip_id = trip["trips"][0]["trip_id"]
                frequencies = [{"trip_id": trip_id, **row} for row in rows]
                feed = merge(feed, trip, {"frequencies": frequencies})
    return feed


def _trains(stations: Stations, patterns: list[Row]) -> list[Train]:
    """List every pattern, cut to the stations open in each phase, in both directions."""
    track = read_track()
    runs = time_patterns(track, patterns)
    trains = []
    for phase in phases():
        opened = {i for i, row in stations.items() if int(row["opens_in_phase"]) <= phase.number}
        for pattern in patterns:
            full = runs[pattern["pattern_id"]]
            east = passing(track, full, tuple(stop for stop in full.stops if stop in opened))
            # Direction 0 leads out of Beijing.
            trains.append(Train(phase, pattern, "0", east))
            trains.append(Train(phase, pattern, "1", east.reverse()))
    return trains


def _trip(train: Train, day_type: str, end: Row, dwell_s: float) -> Feed:
    trip_id = f"{train.shape_id}_{day_type}"
    express = train.pattern["stops"] != "all"
    trip = {
        "route_id": train.pattern["route_id"],
        "service_id": train.phase.prefix + day_type,
        "trip_id": trip_id,
        "trip_headsign": end["name_zh"],
        "trip_short_name": EXPRESS[0] if express else "",
        "direction_id": train.direction,
        "shape_id": train.shape_id,
        "evidence": train.pattern["evidence"],
        "source_ids": train.pattern["source_ids"],
        "note": train.pattern["name_en"],
    }
    calls = [
        {
            "trip_id": trip_id,
            "arrival_time": gtfs_time(arrives),
            "departure_time": gtfs_time(departs),
            "stop_id": f"L22_{stop}",
            "stop_sequence": str(sequence),
            "timepoint": "0",
        }
        for sequence, (stop, arrives, departs) in enumerate(train.run.calls(dwell_s), 1)
    ]
    names = translate("trips", "trip_headsign", trip_id, end["name_zh"], end["name_en"])
    if express:
        names += translate("trips", "trip_short_name", trip_id, *EXPRESS)
    return {"trips": [trip], "stop_times": calls, "translations": names}


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


def _route(order: int, line: Row) -> Feed:
    facts = {row["fact"]: row["value"] for row in read_facts("line22/facts.csv")}
    kept = ("route_id", "crossing_id", "evidence", "source_ids", "note")
    row = {column: line[column] for column in kept} | COLOR
    row |= {
        "agency_id": AGENCY,
        "route_short_name": line["name_zh"],
        "route_long_name": line["long_name_zh"],
        "route_type": "1",
        "route_sort_order": str(order),
        "status": "planned",
        "capacity": facts["capacity"],
    }
    short = ("route_short_name", line["route_id"], line["name_zh"], line["name_en"])
    long = ("route_long_name", line["route_id"], line["long_name_zh"], line["long_name_en"])
    return {
        "routes": [row],
        "translations": [*translate("routes", *short), *translate("routes", *long)],
    }


def _course(stations: Stations, stops: tuple[str, ...]) -> list[tuple[float, float]]:
    """Trace the line from the first to the last stop, by the stations passed and the border."""
    points = {row["crossing_id"]: row for row in read_facts("geography/crossings.csv")}
    after = {row["after_station"]: row["crossing_id"] for row in read_facts("line22/crossings.csv")}
    line = list(stations)
    low, high = sorted((line.index(stops[0]), line.index(stops[-1])))
    course = []
    for station_id in line[low : high + 1]:
        course.append(stations[station_id])
        if station_id in after and station_id != line[high]:
            course.append(points[after[station_id]])
    corners = [(float(point["lat"]), float(point["lon"])) for point in course]
    return corners if stops[0] == line[low] else corners[::-1]
