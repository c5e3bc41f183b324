"""Say which intercity, conventional and suburban trains serve the corridor, then and now."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gtfs_data.build.common import (
    frame,
    in_english,
    merge,
    services,
    shape,
    translate,
)
from gtfs_data.build.rail_calls import Call, Train, trains_2023
from gtfs_data.build.rail_layout import trains_2026
from gtfs_data.build.tables import (
    Feed,
    Row,
    assumption,
    gtfs_time,
    read_facts,
    seconds_of,
    union_ids,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

AGENCY: Final = ("CR", "中国铁路", "https://www.12306.cn")
VERSION: Final = "2026-09-11"
ATTRIBUTIONS: Final = (
    ("OpenStreetMap contributors (ODbL 1.0)", "https://www.openstreetmap.org/copyright"),
    (
        "12306-code-database 2023-12-15 (non-commercial use)",
        "https://github.com/Hu-xiaojiao/12306-code-database-2023-12-15",
    ),
)
TICKETS: Final = ("实名制购票；须凭证件乘车", "Tickets are sold by name; travel with your ID.")
"""What every passenger needs; ``real_name_tickets`` in ``facts/rail/facts.csv``."""

OUTWARD: Final = ("beijing", "hebei", "tianjin", "east")
"""Regions of the stations in the order in which trains out of Beijing come to them."""

Stations = dict[str, Row]
"""Stations with a position, by every name they bear or bore."""


def build() -> Feed:
    """Compile the rail feed."""
    stations = _stations()
    known = [*trains_2023(), *trains_2026()]
    calls = {train.trip_id: _on_map(train, stations) for train in known}
    # A ride needs two stations: few trains have only one whose position is known.
    trains = [train for train in known if len(calls[train.trip_id]) > 1]
    used = {stations[call.station]["stop_id"] for served in calls.values() for call in served}
    routes = {row["route_id"]: row for row in read_facts("rail/routes.csv")}
    shapes, shape_of = _shapes(trains, calls, stations, routes)
    return merge(
        frame([AGENCY], ATTRIBUTIONS, VERSION),
        _services(),
        _stops([row for row in read_facts("rail/stations.csv") if row["stop_id"] in used]),
        _routes(routes.values()),
        {"shapes": shapes},
        *(
            _trip(train, calls[train.trip_id], stations, shape_of[train.trip_id])
            for train in trains
        ),
    )


def _stations() -> Stations:
    found: Stations = {}
    for row in read_facts("rail/stations.csv"):
        if row["lat"]:
            found |= {name: row for name in (row["name_zh"], row["former_name"]) if name}
    return found


def _on_map(train: Train, stations: Stations) -> list[Call]:
    """Leave out the calls at stations whose position is unknown."""
    return [call for call in train.calls if call.station in stations]


def _services() -> Feed:
    parts = []
    for row in read_facts("rail/periods.csv"):
        end = row["end"] or assumption("service_end")
        parts.append(
            services(
                "daily",
                start=date.fromisoformat(row["start"]),
                end=date.fromisoformat(end),
                prefix=f"{row['period']}_",
            )
        )
    return merge(*parts)


def _stops(rows: list[Row]) -> Feed:
    feed: Feed = {"stops": [], "translations": []}
    for row in rows:
        name = f"{row['name_zh']}站"
        feed["stops"].append(
            {
                "stop_id": row["stop_id"],
                "stop_code": row["telecode"],
                "stop_name": name,
                "stop_desc": _former(row),
                "stop_lat": f"{float(row['lat']):.6f}",
                "stop_lon": f"{float(row['lon']):.6f}",
                **{key: row[key] for key in ("error_m", "evidence", "source_ids", "note")},
            }
        )
        english = f"{row['name_en']} Railway Station"
        feed["translations"] += translate("stops", "stop_name", row["stop_id"], name, english)
    return feed


def _former(station: Row) -> str:
    name, until = station["former_name"], station["former_until"]
    return f"原{name}站，{until}前用此名" if name else ""


def _routes(rows: Iterable[Row]) -> Feed:
    feed: Feed = {"routes": [], "translations": []}
    for row in rows:
        feed["routes"].append(
            {
                "route_id": row["route_id"],
                "agency_id": AGENCY[0],
                "route_short_name": row["name_zh"],
                "route_long_name": row["long_name_zh"],
                "route_desc": TICKETS[0],
                "route_type": "2",
                "route_color": row["color"],
                "route_text_color": row["text_color"],
                "route_sort_order": row["sort_order"],
                "status": "open",
                **{key: row[key] for key in ("crossing_id", "evidence", "source_ids", "note")},
            }
        )
        short = ("route_short_name", row["route_id"], row["name_zh"], row["name_en"])
        long = ("route_long_name", row["route_id"], row["long_name_zh"], row["long_name_en"])
        feed["translations"] += [
            *translate("routes", *short),
            *translate("routes", *long),
            *in_english("routes", "route_desc", row["route_id"], TICKETS[1]),
        ]
    return feed


def _shapes(
    trains: list[Train], calls: dict[str, list[Call]], stations: Stations, routes: dict[str, Row]
) -> tuple[list[Row], dict[str, str]]:
    """Draw each pattern of stops once; the shape bears the name of the first train that runs it."""
    crossings = {row["crossing_id"]: row for row in read_facts("geography/crossings.csv")}
    names: dict[tuple[str, ...], str] = {}
    rows: list[Row] = []
    shape_of = {}
    for train in trains:
        served = [stations[call.station] for call in calls[train.trip_id]]
        pattern = (train.route_id, *(station["stop_id"] for station in served))
        if pattern not in names:
            names[pattern] = f"{train.route_id}_{train.trip_id}"
            borders = [crossings[i] for i in routes[train.route_id]["crossing_id"].split()]
            rows += shape(names[pattern], _line(served, borders))
        shape_of[train.trip_id] = names[pattern]
    return rows, shape_of


def _line(served: list[Row], borders: list[Row]) -> list[tuple[float, float]]:
    """Lead from station to station by the borders between them, which are listed outward."""
    line = [_point(served[0])]
    for before, after in pairwise(served):
        low, high = sorted((OUTWARD.index(before["region"]), OUTWARD.index(after["region"])))
        passed = [_point(b) for b in borders if low <= _zones(b)[0] and _zones(b)[1] <= high]
        outward = OUTWARD.index(before["region"]) == low
        line += passed if outward else passed[::-1]
        line.append(_point(after))
    return line


def _zones(border: Row) -> list[int]:
    """Place the two sides of a border on the way out of Beijing."""
    return sorted(OUTWARD.index(side.lower()) for side in border["sides"].split("-"))


def _point(row: Row) -> tuple[float, float]:
    return float(row["lat"]), float(row["lon"])


def _trip(train: Train, calls: list[Call], stations: Stations, shape_id: str) -> Feed:
    # The headsign is the last station known, even where its position is not.
    terminus = train.calls[-1].station
    named = stations.get(terminus) or _beyond(terminus)
    trip = {
        "route_id": train.route_id,
        "service_id": f"{train.period}_daily",
        "trip_id": train.trip_id,
        "trip_headsign": terminus,
        "trip_short_name": "" if train.headway_s else train.number,
        "direction_id": train.direction_id,
        "shape_id": shape_id,
        "evidence": train.evidence,
        "source_ids": union_ids(train.source_ids),
        "note": train.note,
    }
    feed: Feed = {
        "trips": [trip],
        "stop_times": [
            {
                "trip_id": train.trip_id,
                "arrival_time": gtfs_time(call.arrive_s),
                "departure_time": gtfs_time(call.depart_s),
                "stop_id": stations[call.station]["stop_id"],
                "stop_sequence": str(sequence),
                "timepoint": "0" if train.headway_s else "1",
            }
            for sequence, call in enumerate(calls, 1)
        ],
        "translations": translate(
            "trips", "trip_headsign", train.trip_id, terminus, named["name_en"]
        ),
    }
    if train.headway_s:
        feed["frequencies"] = [_frequency(train, train.headway_s)]
    return feed


def _beyond(name: str) -> Row:
    return next(row for row in read_facts("rail/stations.csv") if row["name_zh"] == name)


def _frequency(train: Train, headway_s: int) -> Row:
    return {
        "trip_id": train.trip_id,
        "start_time": gtfs_time(seconds_of(assumption("rail_day_start"))),
        "end_time": gtfs_time(seconds_of(assumption("rail_day_end"))),
        "headway_secs": str(headway_s),
        "exact_times": "0",
        "evidence": train.evidence,
        "source_ids": train.source_ids,
        "note": train.note,
    }
