"""How much of the feeds is documented, derived and assumed.

``python -m gtfs_data.build.coverage`` writes the answer into ``README.md``, between its markers.
"""

from __future__ import annotations

import csv
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Final

from gtfs_data.build.__main__ import NAMES
from gtfs_data.build.coverage_totals import FIGURES, totals
from gtfs_data.build.tables import EVIDENCE, FEEDS, LAYOUTS, ROOT, Feed, Row, read_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

README: Final = ROOT / "README.md"
BEGIN: Final = "<!-- coverage: written by python -m gtfs_data.build.coverage -->"
END: Final = "<!-- end of coverage -->"

CLASSES: Final = "documented / derived / assumed"


def main() -> None:
    """Bring the tables in ``README.md`` up to date."""
    README.write_text(with_coverage(README.read_text(encoding="utf-8")), encoding="utf-8")


def with_coverage(page: str) -> str:
    """Return the page with everything between its markers written anew."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    feeds = {name: read_feed(name) for name in NAMES}
    parts = (
        lines_and_stops(feeds),
        service(feeds),
        trains(feeds["rail"]),
        markdown(FIGURES, totals(feeds)),
    )
    return "\n\n".join((before + BEGIN, *parts, END + after))


def read_feed(name: str) -> Feed:
    """Read a compiled feed back."""
    feed: Feed = {table: [] for table in LAYOUTS}
    for path in sorted((FEEDS / name).glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            feed[path.stem] = list(csv.DictReader(file))
    return feed


def lines_and_stops(feeds: dict[str, Feed]) -> str:
    """Count lines, stops and the error of the stops' positions."""
    rows = []
    for name, feed in feeds.items():
        stops = [row for row in feed["stops"] if row.get("location_type", "0") != "1"]
        errors = [float(row["error_m"]) for row in stops]
        lines, places = feed["routes"], f"{median(errors):,.0f} / {max(errors):,.0f}"
        rows.append((name, len(lines), by_class(lines), len(stops), by_class(stops), places))
    head = ("feed", "lines", CLASSES, "stops", CLASSES, "error of position, m: median / largest")
    return markdown(head, rows)


def service(feeds: dict[str, Feed]) -> str:
    """Count headways, the trips they repeat, and the trips with clock times."""
    rows = []
    for name, feed in feeds.items():
        repeated = {row["trip_id"] for row in feed["frequencies"]}
        patterns = [row for row in feed["trips"] if row["trip_id"] in repeated]
        timed = [row for row in feed["trips"] if row["trip_id"] not in repeated]
        headways = feed["frequencies"]
        counts = ((len(part), by_class(part)) for part in (headways, patterns, timed))
        rows.append((name, *(cell for count in counts for cell in count)))
    head = ("feed", "headways", CLASSES, "run times", CLASSES, "trips by the clock", CLASSES)
    return markdown(head, rows)


def trains(rail: Feed) -> str:
    """Count the trains of each service period by how sure their times are."""
    repeated = {row["trip_id"] for row in rail["frequencies"]}
    rows = []
    for period in read_facts("rail/periods.csv"):
        service_id = f"{period['period']}_daily"
        for route in rail["routes"]:
            running = [
                row
                for row in rail["trips"]
                if (row["service_id"], row["route_id"]) == (service_id, route["route_id"])
                and row["trip_id"] not in repeated
            ]
            if running:
                name = route["route_short_name"]
                rows.append((period["period"], name, len(running), by_class(running)))
    return markdown(("rail period", "service", "trains by the clock", CLASSES), rows)


def by_class(rows: Iterable[Row]) -> str:
    """Count rows by evidence class."""
    counts = Counter(row["evidence"] for row in rows)
    return " / ".join(str(counts[name]) for name in EVIDENCE)


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


if __name__ == "__main__":
    main()
