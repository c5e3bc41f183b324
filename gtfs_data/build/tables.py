"""Fact tables in, GTFS tables out: the only module of the compiler that touches a disk.

Everything written is a function of the fact tables alone, byte for byte: fixed column order, fixed
row order, line feeds as line ends, no clock and no random number.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
FACTS: Final = ROOT / "facts"
FEEDS: Final = ROOT / "feeds"

Row = dict[str, str]
"""One row of a table, every value as the text that stands in the file."""

EVIDENCE: Final = ("documented", "derived", "assumed")
"""Evidence classes, strongest first."""


class Layout(NamedTuple):
    """Where a GTFS table keeps what: its columns in file order and the key its rows are sorted by.

    The columns ``evidence``, ``source_ids``, ``error_m``, ``status``, ``crossing_id``, ``capacity``,
    ``walk_m``, ``note`` and ``combined_headway`` (1: its headways count trains that other trips of the
    route count too, so they must not be summed) are this project's extensions; GTFS readers pass over
    columns they do not know.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]


def _layout(columns: str, key: str) -> Layout:
    return Layout(tuple(columns.split()), tuple(key.split()))


LAYOUTS: Final[dict[str, Layout]] = {
    "agency": _layout("agency_id agency_name agency_url agency_timezone agency_lang", "agency_id"),
    "stops": _layout(
        "stop_id stop_code stop_name stop_desc stop_lat stop_lon location_type parent_station "
        "evidence error_m source_ids note",
        "stop_id",
    ),
    "routes": _layout(
        "route_id agency_id route_short_name route_long_name route_desc route_type route_color "
        "route_text_color route_sort_order status capacity crossing_id evidence source_ids note",
        "route_id",
    ),
    "trips": _layout(
        "route_id service_id trip_id trip_headsign trip_short_name direction_id block_id shape_id "
        "combined_headway "
        "evidence source_ids note",
        "trip_id",
    ),
    "stop_times": _layout(
        "trip_id arrival_time departure_time stop_id stop_sequence pickup_type drop_off_type "
        "pickup_booking_rule_id drop_off_booking_rule_id timepoint",
        "trip_id #stop_sequence",
    ),
    "frequencies": _layout(
        "trip_id start_time end_time headway_secs exact_times evidence source_ids note",
        "trip_id start_time",
    ),
    "calendar": _layout(
        "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date",
        "service_id",
    ),
    "calendar_dates": _layout("service_id date exception_type", "service_id date"),
    "shapes": _layout(
        "shape_id shape_pt_lat shape_pt_lon shape_pt_sequence", "shape_id #shape_pt_sequence"
    ),
    "transfers": _layout(
        "from_stop_id to_stop_id transfer_type min_transfer_time walk_m evidence source_ids note",
        "from_stop_id to_stop_id",
    ),
    "booking_rules": _layout(
        "booking_rule_id booking_type message info_url evidence source_ids", "booking_rule_id"
    ),
    "translations": _layout(
        "table_name field_name language translation record_id record_sub_id",
        "table_name field_name language record_id",
    ),
    "feed_info": _layout(
        "feed_publisher_name feed_publisher_url feed_lang default_lang feed_start_date "
        "feed_end_date feed_version feed_contact_url",
        "feed_publisher_name",
    ),
    "attributions": _layout(
        "attribution_id organization_name is_producer is_operator is_authority attribution_url",
        "attribution_id",
    ),
}
"""Every table a feed of this project may hold. A key starting with ``#`` sorts as a number."""

Feed = dict[str, list[Row]]
"""GTFS tables by name, without the ``.txt``."""


def read_facts(name: str) -> list[Row]:
    """Read a fact table, e.g. ``read_facts("bus/lines.csv")``. Lines starting ``#`` are remarks."""
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, strict=True))


def assumption(name: str) -> str:
    """Look up the value of a named assumption in ``facts/assumptions.csv``."""
    return next(r["value"] for r in read_facts("assumptions.csv") if r["assumption_id"] == name)


def weakest(*classes: str) -> str:
    """Return the weakest of some evidence classes."""
    return max(classes, key=EVIDENCE.index)


def union_ids(*source_ids: str) -> str:
    """Join source-id lists (``"bus:S01 bus:S04"``), each id once, in order of first mention."""
    return " ".join(dict.fromkeys(" ".join(source_ids).split()))


def gtfs_time(seconds: float) -> str:
    """Write service-day seconds as ``HH:MM:SS``; hours may pass 24."""
    whole = round(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def seconds_of(text: str) -> int:
    """Read ``HH:MM`` or ``HH:MM:SS`` as service-day seconds."""
    hours, minutes, *rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + (rest[0] if rest else 0)


def render(name: str, rows: list[Row]) -> bytes:
    """Write a table as the bytes of its file. Columns no row fills are left out."""
    layout = LAYOUTS[name]
    unknown = {column for row in rows for column in row} - set(layout.columns)
    if unknown:
        raise ValueError(f"{name}.txt has no column {sorted(unknown)}; add it to its layout")
    columns = [c for c in layout.columns if any(row.get(c, "") != "" for row in rows)]

    def key(row: Row) -> tuple[str | int, ...]:
        return tuple(
            int(row[column[1:]]) if column.startswith("#") else row.get(column, "")
            for column in layout.key
        )

    text = io.StringIO()
    writer = csv.DictWriter(
        text, columns, restval="", extrasaction="ignore", lineterminator="\n", strict=True
    )
    writer.writeheader()
    writer.writerows(sorted(rows, key=key))
    return text.getvalue().encode()


def write_feed(feed: Feed, folder: Path) -> None:
    """Write a feed's tables into `folder`, and remove tables the feed no longer has."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.txt": render(name, rows) for name, rows in feed.items() if rows}
    for name, content in files.items():
        partial = folder / f".{name}.partial"
        partial.write_bytes(content)
        partial.replace(folder / name)
    for stale in folder.glob("*.txt"):
        if stale.name not in files:
            stale.unlink()
