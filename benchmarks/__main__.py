"""Measure this project and its peers in one run, print ratios: `python -m benchmarks [--all] [--write]`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from typing import Any

# One core: numpy and networkx must not take a second one behind the back of the clock.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from pyarrow import csv

from benchmarks import feeds, node, report
from benchmarks.bars import Results
from benchmarks.corridor import corridor_queries
from benchmarks.expanded import TimeExpanded
from benchmarks.ours import Ours, Rows, Together
from benchmarks.plain import PlainScan, read_connections
from benchmarks.processes import corridor_processes, large_feed
from benchmarks.timing import Contender, Sample, measure

KINDS = ("earliest", "depart_at", "arrive_by", "one_to_all", "rows", "range")
USUAL = {"cairns": 1000, "sacramento": 500, "cdmx2022": 200}
"""Feeds, and how many of their queries are asked."""
LARGE = {"synth_city": 100}
BUDGET_S = 8.0
"""For one contender and one kind of query on one feed."""
COUNTRY_QUERIES = 40
LARGEST_FOR_NETWORKX = 100_000
"""Connections: an event costs networkx kilobytes."""
LARGEST_FOR_LISTS = 10_000_000
"""And Python a hundred bytes."""


def main() -> None:
    """Measure, print, and write the results down if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--all", action="store_true", help="also city, country and growth; an hour")
    parser.add_argument("--write", action="store_true", help="put the results into the README")
    options = parser.parse_args()
    samples: list[Sample] = []
    figures: dict[str, Any] = {}
    shared = feeds.SHARED.exists()
    if not shared:
        print(f"{feeds.SHARED} is not there: only the bundled corridor is measured.")
    say("the corridor")
    figures["corridor"] = corridor_queries()
    figures["processes"] = corridor_processes()
    if shared:
        say("opening Mexico City")
        figures["cdmx2022"] = opened(feeds.shared_feed("cdmx2022", 1))
        with_node = node.install()
        for name, most in (USUAL | (LARGE if options.all else {})).items():
            samples += feed_samples(feeds.shared_feed(name, most), with_node=with_node)
            gc.collect()
        samples += headway_samples()
    if shared and options.all:
        from benchmarks.growth import measure_growth

        say("opening the synthetic country")
        figures["synth_country"] = opened(country())
        samples += feed_samples(country(), with_node=False)
        say("how cost grows")
        measure_growth()
    told = report.tell(Results(samples, figures))
    print(told)
    if options.write:
        report.write_into_readme(told)


def feed_samples(feed: feeds.Feed, *, with_node: bool) -> list[Sample]:
    """Let everyone answer the same queries on one feed."""
    say(f"reading {feed.name}")
    ours = Ours(feed.path)
    ours.prepare(feed.queries)
    day = read_connections(feed)
    contenders: list[Contender] = [ours, Together(ours), Rows(ours, 1), Rows(ours, 2)]
    contenders.append(PlainScan(day, lists=False))
    if len(day.departs) < LARGEST_FOR_LISTS:
        contenders.append(PlainScan(day, lists=True))
    small = len(day.departs) < LARGEST_FOR_NETWORKX
    if small:
        contenders.append(TimeExpanded(day))
    peers = [node.minotor(feed), node.raptor(feed, ranges=small)] if with_node else []
    # Lists of millions of numbers are nothing for the garbage collector to look through.
    gc.collect()
    gc.freeze()
    samples = []
    for kind in KINDS:
        say(f"{feed.name}: {kind}")
        samples += measure(feed.name, kind, [*contenders, *peers], feed.queries, BUDGET_S)
    for peer in peers:
        peer.stop()
    gc.unfreeze()
    return samples


def headway_samples() -> list[Sample]:
    """Ask Mexico City as published, almost wholly headways, what its timed day was asked."""
    from benchmarks.headway import DATE, WALK_S, as_published

    say("Mexico City as published")
    feed = as_published(feeds.shared_feed("cdmx2022", USUAL["cdmx2022"]))
    ours = Ours(feed.path, DATE, WALK_S)
    ours.prepare(feed.queries)
    return [
        sample
        for kind in ("depart_at", "arrive_by", "range")
        for sample in measure(feed.name, kind, [ours], feed.queries, BUDGET_S)
    ]


def country() -> feeds.Feed:
    """Take the synthetic country; nobody has answered queries on it, so some are drawn."""
    feed = feeds.Feed("synth_country", feeds.synthetic("country", "synth_country"), ())
    stop_ids = csv.read_csv(feeds.unpacked(feed) / "stops.txt")["stop_id"].to_pylist()
    queries = feeds.drawn_queries(stop_ids, COUNTRY_QUERIES, np.random.default_rng(1))
    return feed._replace(queries=queries)


def opened(feed: feeds.Feed) -> dict[str, dict[str, Any]]:
    """Open a feed in fresh processes, unknown to any cache and known."""
    query = feed.queries[0]
    clock = f"{query.departs // 3600:02}:{query.departs // 60 % 60:02}"
    return large_feed(feed.path, feeds.DATE, query.origin, query.target, clock)


def say(what: str) -> None:
    """Tell who waits what is being done."""
    print(f"{what} ...", file=sys.stderr)


if __name__ == "__main__":
    main()
