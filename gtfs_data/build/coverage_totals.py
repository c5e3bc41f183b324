"""How the project's totals compare with the article's four facts and other documented figures."""

from __future__ import annotations

from typing import Final

from gtfs_data.build.bus_totals import departures_per_day
from gtfs_data.build.tables import Feed, Row, assumption, read_facts

FIGURES: Final = ("figure", "documented", "in this data", "other documented figures")
"""Head of the table."""


def totals(feeds: dict[str, Feed]) -> list[tuple[str, ...]]:
    """Compare figure by figure.

    Returns
    -------
    rows
        The figure, its documented value, the value here, and what other sources say.
    """
    article = {row["fact_id"]: row["value"] for row in read_facts("geography/article.csv")}
    bus = {r["route_id"] for r in read_facts("bus/lines.csv") if r["in_the_22"] == "yes"}
    by_day = sum(n for i, n in departures_per_day(feeds["bus"], {"workday"}).items() if i in bus)
    after, before = assumption("bus_am_peak").split("-")
    peak = departures_per_day(feeds["bus"], {"workday"}, after=after, before=before)
    by_peak = sum(n for i, n in peak.items() if i in bus)
    express = [r for r in read_facts("express/lines.csv") if r["counted_in_the_11"] == "1"]
    named = sum(row["evidence"] != "assumed" for row in express)
    riders = int(article["bus_riders"])
    stated = {row["what"]: row["value"] for row in read_facts("bus/totals.csv")}
    return [
        ("**cross-border roads**", article["roads"], roads(feeds), variants("roads")),
        (
            "**express lines**",
            article["express_lines"],
            f"{len(express)}: {named} identified, {len(express) - named} assumed",
            variants("express_lines"),
        ),
        (
            "express runs, in / out",
            " / ".join(row["runs"] for row in read_facts("express/totals.csv")),
            " / ".join(str(runs(feeds["express"], express, way)) for way in ("1", "0")),
            "",
        ),
        ("**bus lines**", article["bus_lines"], str(len(bus)), variants("bus_lines")),
        (
            "**bus riders a day**",
            f"{riders:,}",
            f"no ridership here; {riders / by_day:.0f} riders a departure would make it",
            variants("bus_riders"),
        ),
        ("bus departures, AM peak", f"about {stated['AM-peak departures']}", str(by_peak), ""),
        ("bus departures a workday", f"under {bound():,}", f"{by_day:,}", ""),
    ]


def roads(feeds: dict[str, Feed]) -> str:
    """Count the official links, and those that services here are known or taken to use."""
    used = {
        crossing_id
        for feed in feeds.values()
        for route in feed["routes"]
        for crossing_id in route.get("crossing_id", "").split()
    }
    official = [r for r in read_facts("geography/crossings.csv") if r["one_of_the_12"] == "1"]
    fast = sum(row["kind"] == "expressway" for row in official)
    busy = sum(row["crossing_id"] in used for row in official)
    return f"{len(official)} links, {fast} of them expressways; buses use {busy}"


def runs(express: Feed, lines: list[Row], direction_id: str) -> int:
    """Count the runs that the headways of some lines lay out in one direction."""
    one_way = {
        **express,
        "trips": [r for r in express["trips"] if r["direction_id"] == direction_id],
    }
    counts = departures_per_day(one_way, {"workday"})
    return sum(counts[row["route_id"]] for row in lines)


def bound() -> int:
    """Read the documented bound of the 22 lines' departures a day."""
    row = next(r for r in read_facts("bus/totals.csv") if "upper bound" in r["scope"])
    return int(row["value"].removeprefix("<"))


def variants(fact_id: str) -> str:
    """List what other sources say of one of the article's figures."""
    return ", ".join(
        f"{int(row['value']):,} {row['unit']} ({row['as_of'][:4]})"
        for row in read_facts("geography/article.csv")
        if row["variant_of"] == fact_id
    )
