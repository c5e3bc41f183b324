"""Which subway lines feed the corridor and how often they run: the feed ``subway``.

Lines 1/八通, 2, 6, 7, 10, 14 and 17 from the tables in ``facts/subway``. Headway service, but for
the skip-stop trains of Line 6 whose times are known.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from gtfs_data.build.common import frame, merge, metres, services, translate
from gtfs_data.build.subway_service import express_trips, headway_trips
from gtfs_data.build.subway_tracks import expresses, tracks
from gtfs_data.build.tables import Feed, Row, read_facts, union_ids, weakest

AGENCY: Final = ("beijing_subway", "北京地铁", "https://www.bjsubway.com")
STATE: Final = "2026-08-19"
"""Date of the latest timetable in the sources."""

COMBINED: Final = (
    "trips overlap: each carries the combined headway of its section, "
    "so trains must not be summed over trips"
)

STATION_REACH_M: Final = 600
"""Platforms of one name farther apart than this would not be one station."""


def build() -> Feed:
    """Compile the subway feed."""
    laid = tracks()
    return merge(
        frame(
            [AGENCY],
            [
                ("OpenStreetMap contributors", "https://www.openstreetmap.org/copyright"),
                ("Beijing-Subway-Tools", "https://github.com/Mick235711/Beijing-Subway-Tools"),
                ("beijing-subway-gtfs", "https://github.com/BoyInTheSun/beijing-subway-gtfs"),
            ],
            STATE,
        ),
        services("workday", "restday"),
        _stops(),
        _routes(),
        headway_trips(laid),
        express_trips(expresses(laid)),
        _transfers(),
    )


def _stops() -> Feed:
    """Lay out platform stops, one a line and station, and a station above them where lines meet."""
    platforms = read_facts("subway/stations.csv")
    met = {s for s, n in Counter(row["station_id"] for row in platforms).items() if n > 1}
    feed: Feed = {"stops": [], "translations": []}
    for row in platforms:
        feed["stops"].append(
            {
                "stop_id": row["stop_id"],
                "stop_name": row["name_zh"],
                "stop_lat": row["lat"],
                "stop_lon": row["lon"],
                "location_type": "0",
                "parent_station": row["station_id"] if row["station_id"] in met else "",
                **{k: row[k] for k in ("evidence", "error_m", "source_ids", "note")},
            }
        )
        feed["translations"] += translate(
            "stops", "stop_name", row["stop_id"], row["name_zh"], row["name_en"]
        )
    for station_id in sorted(met):
        group = [row for row in platforms if row["station_id"] == station_id]
        feed["stops"].append(_station(station_id, group))
        feed["translations"] += translate(
            "stops", "stop_name", station_id, group[0]["name_zh"], group[0]["name_en"]
        )
    return feed


def _station(station_id: str, group: list[Row]) -> Row:
    """Put a station at the middle of its platform stops."""
    points = [(float(row["lat"]), float(row["lon"])) for row in group]
    lat, lon = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    spread = max(metres((lat, lon), point) for point in points)
    if spread > STATION_REACH_M:
        raise ValueError(f"platforms of {station_id} lie {spread:.0f} m from their middle")
    return {
        "stop_id": station_id,
        "stop_name": group[0]["name_zh"],
        "stop_lat": f"{lat:.6f}",
        "stop_lon": f"{lon:.6f}",
        "location_type": "1",
        "evidence": "derived",
        "error_m": str(max(int(row["error_m"]) for row in group) + round(spread)),
        "source_ids": union_ids(*(row["source_ids"] for row in group)),
        "note": "middle of the platform stops of its lines",
    }


def _routes() -> Feed:
    ends: dict[str, list[str]] = {}
    names_en = {}
    for row in read_facts("subway/stations.csv"):
        ends.setdefault(row["line_id"], []).append(row["name_zh"])
        names_en[row["name_zh"]] = row["name_en"]
    feed: Feed = {"routes": [], "translations": []}
    for order, row in enumerate(read_facts("subway/lines.csv"), 1):
        first, last = ends[row["line_id"]][0], ends[row["line_id"]][-1]
        loop = row["loop"] == "yes"
        long_zh = f"{row['name_zh']} " + ("环线" if loop else f"{first} - {last}")
        long_en = f"{row['name_en']} " + (
            "loop" if loop else f"{names_en[first]} - {names_en[last]}"
        )
        feed["routes"].append(
            {
                "route_id": row["line_id"],
                "agency_id": AGENCY[0],
                "route_short_name": row["short_name"],
                "route_long_name": long_zh,
                "route_type": "1",
                "route_color": row["color"],
                "route_text_color": row["text_color"],
                "route_sort_order": str(order),
                "status": "open",
                "evidence": row["evidence"],
                "source_ids": row["source_ids"],
                "note": "; ".join(filter(None, (row["note"], COMBINED))),
            }
        )
        feed["translations"] += translate(
            "routes", "route_long_name", row["line_id"], long_zh, long_en
        )
    return feed


def _transfers() -> Feed:
    """Write how long it ordinarily takes to change between two of the lines at a station, and how far it is.

    Ways open at some hours only are left to the facts; of ways that depend on the train's direction
    the longest counts; a change documented one way round only takes as long the other way round.
    """
    stop_ids = {
        (row["name_zh"], f"{row['line_id'].removeprefix('L')}号线"): row["stop_id"]
        for row in read_facts("subway/stations.csv")
    }
    longest: dict[tuple[str, str], Row] = {}
    for row in read_facts("subway/transfers.csv"):
        ends = [stop_ids.get((row["station"], row[side])) for side in ("from_line", "to_line")]
        if row["applies"] == "times" or not all(ends):
            continue
        pair = (str(ends[0]), str(ends[1]))
        if pair not in longest or float(row["minutes"]) > float(longest[pair]["minutes"]):
            longest[pair] = row
    feed: Feed = {"transfers": []}
    for (a, b), row in longest.items():
        feed["transfers"].append(_transfer(a, b, row, row["evidence"], ""))
        if (b, a) not in longest:
            note = "documented for the other way round"
            evidence = weakest(row["evidence"], "derived")
            feed["transfers"].append(_transfer(b, a, row, evidence, note))
    return feed


def _transfer(from_stop: str, to_stop: str, row: Row, evidence: str, note: str) -> Row:
    return {
        "from_stop_id": from_stop,
        "to_stop_id": to_stop,
        "transfer_type": "2",
        "min_transfer_time": str(round(float(row["minutes"]) * 60)),
        "walk_m": row["walk_m"],
        "evidence": evidence,
        "source_ids": row["source_ids"],
        "note": note,
    }
