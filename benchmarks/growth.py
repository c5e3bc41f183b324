"""How does the cost of a question grow with stops, with connections at the same stops, and with the window?

Synthetic cities of the generator beside the project, from 60 lines to 1000; one of them with some of its trips left
out; one of them asked for windows from minutes to hours. Lines on log-log axes, a figure each, into ``plots/``.
"""

from __future__ import annotations

import csv
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.feeds import CACHE, HERE, SHARED, Feed, drawn_queries
from benchmarks.ours import MOST_RIDES, NAME, Ours
from benchmarks.plain import PlainScan, read_connections
from benchmarks.timing import measure
from benchmarks.write_gtfs import write_gtfs
from transit.routing.search import window

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.timing import Sample

LINES: Final = (60, 125, 250, 500, 1000)
THINNED: Final = 500
"""Lines of the city whose trips are left out."""
KEPT: Final = (16, 8, 4, 2, 1)
"""Every so manieth trip is kept."""
WINDOWS_MIN: Final = (5, 15, 30, 60, 120, 240, 480, 960)
KINDS: Final = ("earliest", "depart_at", "one_to_all", "range")
QUERIES: Final = 60
BUDGET_S: Final = 6.0
PLOTS: Final = HERE / "plots"

Point = tuple[float, str, float, float]
"""Size, question, median and 95th percentile in milliseconds."""


def measure_growth() -> None:
    """Measure, keep the figures as CSV, and plot them."""
    stops: list[Point] = []
    for lines in LINES:
        size, _, samples = _asked(_city(lines))
        stops += _points(size, samples)
    connections: list[Point] = []
    for every in KEPT:
        _, size, samples = _asked(_city(THINNED, every))
        connections += _points(size, samples)
    _tell("stops", stops, "stops (connections grow alike)")
    _tell("connections", connections, f"connections (the stops of {THINNED} lines)")
    _tell("window", _windows(), "minutes of departures (a city of 250 lines)")


def _city(lines: int, every: int = 1) -> Feed:
    """Generate a city, with every so manieth trip of it."""
    path = CACHE / f"city_{lines}_{every}.zip"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        sys.path.insert(0, str(SHARED / "tools"))
        import synth_feed

        write_gtfs(_thinned(synth_feed.build("city", 1, lines), every), path)
    return Feed(path.stem, path, ())


def _thinned(day: Any, every: int) -> Any:
    """Leave trips out of a generated day; its stops and walks stay."""
    kept = np.arange(0, day.n_trips, every)
    calls = np.diff(day.trip_ptr)[kept]
    start = np.concatenate([[0], np.cumsum(calls)])
    cells = np.repeat(day.trip_ptr[kept] - start[:-1], calls) + np.arange(start[-1])
    day.trip_ptr, day.trip_route = start.astype(np.int32), day.trip_route[kept]
    day.st_stop, day.st_arr, day.st_dep = day.st_stop[cells], day.st_arr[cells], day.st_dep[cells]
    return day


def _asked(feed: Feed) -> tuple[int, int, list[Sample]]:
    """Ask a city: its stops, its connections, and what was measured."""
    print(f"growth: {feed.name} ...", file=sys.stderr)
    ours, day = Ours(feed.path), read_connections(feed)
    queries = drawn_queries(day.stop_ids, QUERIES, np.random.default_rng(1))
    ours.prepare(queries)
    contenders = [ours, PlainScan(day, lists=False)]
    samples = [s for k in KINDS for s in measure(feed.name, k, contenders, queries, BUDGET_S)]
    return len(day.stop_ids), len(day.departs), samples


def _points(size: int, samples: list[Sample]) -> list[Point]:
    return [
        (size, s.kind if s.engine == NAME else f"{s.kind}, {s.engine}", s.p50, s.p95)
        for s in samples
    ]


def _windows() -> list[Point]:
    feed = _city(250)
    print(f"growth: {feed.name}, windows ...", file=sys.stderr)
    ours = Ours(feed.path)
    ids = list(ours.ground.stops.ids)
    queries = drawn_queries(ids, 20, np.random.default_rng(2))
    ours.prepare(queries)
    points: list[Point] = []
    for minutes in WINDOWS_MIN:
        ms = []
        for query in queries:
            first = 6 * 3600
            begin = time.perf_counter_ns()
            window(ours.day, ours.ends(query), first, first + 60 * minutes, MOST_RIDES)
            ms.append((time.perf_counter_ns() - begin) / 1e6)
        median, high = np.percentile(ms, (50, 95))
        points.append((minutes, "window", float(median), float(high)))
    return points


def _tell(name: str, points: list[Point], label: str) -> None:
    PLOTS.mkdir(exist_ok=True)
    with (PLOTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow((name, "question", "median_ms", "p95_ms"))
        rows.writerows((size, who, f"{p50:.4g}", f"{p95:.4g}") for size, who, p50, p95 in points)
    plot(points, label, PLOTS / f"{name}.svg")


def plot(points: list[Point], label: str, path: Path) -> None:
    """Draw medians as lines on log-log axes; how steep each is stands at its end."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = path.stem
    figure = Figure(figsize=(7.2, 4.4), layout="constrained")
    axes = figure.add_subplot()
    named = []
    for who in dict.fromkeys(point[1] for point in points):
        size, ms = np.array([(p[0], p[2]) for p in points if p[1] == who]).T
        slope = np.polyfit(np.log(size), np.log(ms), 1)[0]
        question, _, yardstick = who.partition(", ")
        colour = f"C{[p[1] for p in points].index(question) % 10}"
        style = "--" if yardstick else "-"
        axes.loglog(size, ms, style, color=colour, marker="o", markersize=3, linewidth=1.4)
        named.append((ms[-1], size[-1], f"{who}  ~ n^{slope:.2f}", colour))
    low, high = min(p[0] for p in points), max(p[0] for p in points)
    axes.set_xlim(low * 0.9, high * (high / low) ** 0.55)
    axes.set_xlabel(label)
    axes.set_ylabel("median, ms")
    sizes = sorted({p[0] for p in points})
    axes.set_xticks(sizes, [f"{size:,g}" for size in sizes])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.grid(which="major", linewidth=0.4, alpha=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    # Names stand beside the ends of their lines, a line of text apart.
    (bottom, top), at = np.log(axes.get_ylim()), -np.inf
    for ms, size, name, colour in sorted(named):
        at = max(at + (top - bottom) / 22, np.log(ms))
        axes.annotate(
            name, (size, np.exp(at)), xytext=(6, 0), textcoords="offset points", va="center",
            fontsize=8, color=colour,
        )  # fmt: skip
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
