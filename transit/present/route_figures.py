"""How often, how long, from when to when does each route run? Figures of its busiest date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transit.gtfs.calendar import active_services, busiest_date
from transit.journey import weakest

if TYPE_CHECKING:
    from datetime import date

    from transit.network.ground import Ground

Bools = npt.NDArray[np.bool_]

AM_PEAK: Final = (7 * 3600, 9 * 3600)
_STEP_S: Final = 60


class RouteFigures(NamedTuple):
    """Figures by route_id; a route that never runs is not among them."""

    date: date | None
    """The busiest date of the open routes; a route that rests on it is told on its own."""
    table: pd.DataFrame
    """``trips_per_day headway_min first_s last_s run_min evidence source_ids``."""


def route_figures(ground: Ground) -> RouteFigures:
    """Work the figures out.

    Notes
    -----
    Service known by its headway counts window / headway runs. Where trips carry combined headways,
    adding them up would count one train several times: there the runs past the busiest hop count.
    """
    common, running = _running(ground)
    starts = _starts(ground, running)
    by_route = starts.groupby("route_id", sort=False)
    table = pd.DataFrame(
        {"first_s": by_route["begin"].min(), "last_s": by_route["end"].max() - 1}, dtype=np.int64
    )
    runs = _runs(ground, starts)
    table["trips_per_day"] = runs["day"].groupby(level="route_id").sum()
    table["headway_min"] = (runs["open_s"] / 60 / runs["peak"]).groupby(level="route_id").min()
    table["run_min"] = _run_minutes(ground, running)
    for column, told in _proof(ground, running).items():
        table[column] = pd.Series(told)
    return RouteFigures(common, table)


def _running(ground: Ground) -> tuple[date | None, Bools]:
    """Choose the date, and the rows of ``trips.txt`` that run on the date of their route."""
    feed = ground.feed
    route_ids = feed.trips["route_id"]
    status = feed.routes.set_index("route_id")["status"]
    is_open = (route_ids.map(status) != "planned").to_numpy(dtype=bool)
    common = busiest_date(feed, is_open if is_open.any() else None)
    if common is None:
        return None, np.zeros(len(route_ids), dtype=bool)
    services = feed.trips["service_id"]
    running: Bools = services.isin(active_services(feed, common)).to_numpy()
    resting = ~route_ids.isin(route_ids[running])
    for _, rows in route_ids[resting].groupby(route_ids):
        of_route = np.zeros(len(route_ids), dtype=bool)
        of_route[rows.index] = True
        own = busiest_date(feed, of_route)
        if own is not None:
            running = running | (of_route & services.isin(active_services(feed, own)).to_numpy())
    return common, running


def _starts(ground: Ground, running: Bools) -> pd.DataFrame:
    """List when trips leave their first stop: a row a trip, or a window of a headway trip."""
    feed, trips = ground.feed, ground.trips
    told = feed.trips[["route_id", "direction_id"]].assign(
        combined=feed.trips["combined_headway"] == 1
    )
    order = np.arange(len(trips.ids))[running[trips.rows]]
    table = told.iloc[trips.rows[order]].assign(
        trip=order, begin=trips.departure[trips.start[order]].astype(np.int64)
    )
    table.index = pd.Index(np.array(trips.ids, dtype=object)[order])
    windows = feed.frequencies.set_index("trip_id")[["start_time", "end_time", "headway_secs"]]
    table = table.join(windows)
    timed = table["start_time"].isna()
    return table.assign(
        begin=table["start_time"].fillna(table["begin"]).astype(np.int64),
        end=table["end_time"].fillna(table["begin"] + 1).astype(np.int64),
        headway_s=table["headway_secs"].astype(np.float64),
        runs=(table["end_time"] - table["start_time"]).div(table["headway_secs"]).mask(timed, 1.0),
    ).reset_index(drop=True)


def _runs(ground: Ground, starts: pd.DataFrame) -> pd.DataFrame:
    """Count runs by route and direction: on the ``day``, and in the AM ``peak``.

    ``open_s`` is how long of the peak there is service; missing where a single clock time is all,
    for one departure is no headway.
    """
    keys = ["route_id", "direction_id"]
    begin, end = starts["begin"].clip(lower=AM_PEAK[0]), starts["end"].clip(upper=AM_PEAK[1])
    share = (end - begin).clip(lower=0) / (starts["end"] - starts["begin"])
    counted = starts[keys].assign(day=starts["runs"], peak=starts["runs"] * share)
    apart = counted[~starts["combined"]].groupby(keys)[["day", "peak"]].sum()
    combined = {
        way: _past_busiest_hop(ground, rows)
        for way, rows in starts[starts["combined"]].groupby(keys, sort=False)
    }
    nested = pd.DataFrame.from_dict(
        combined, orient="index", columns=["day", "peak"], dtype=np.float64
    )
    nested.index = (
        pd.MultiIndex.from_tuples(list(combined), names=keys) if combined else apart.index[:0]
    )
    runs = apart.add(nested, fill_value=0.0)
    inside = starts[keys].assign(begin=begin, end=end, timed=starts["headway_s"].isna())[
        end > begin
    ]
    span = inside.groupby(keys).agg({"begin": "min", "end": "max", "timed": "any"})
    by_clock = span["timed"].reindex(runs.index, fill_value=True)
    windows = (span["end"] - span["begin"]).reindex(runs.index).astype(np.float64)
    whole = np.where(runs["peak"] > 1, float(AM_PEAK[1] - AM_PEAK[0]), np.nan)
    return runs.assign(open_s=windows.where(~by_clock, whole))


def _past_busiest_hop(ground: Ground, starts: pd.DataFrame) -> tuple[float, float]:
    """Count the runs past the hop that sees most: in each minute, those of the busiest trip."""
    trips = ground.trips
    n_steps = int(starts["end"].max() + 4 * 3600) // _STEP_S
    per_step: dict[tuple[int, int], npt.NDArray[np.float64]] = {}
    columns = (starts[c].tolist() for c in ("trip", "begin", "end", "headway_s"))
    for trip, begin, end, headway_s in zip(*columns, strict=True):
        calls = slice(int(trips.start[trip]), int(trips.start[trip + 1]))
        stop = trips.stop[calls].tolist()
        after = (trips.departure[calls] - trips.departure[calls.start]).tolist()
        for a, b, later in zip(stop[:-1], stop[1:], after[:-1], strict=True):
            seen = per_step.setdefault((a, b), np.zeros(n_steps))
            span = seen[(begin + later) // _STEP_S : (end + later) // _STEP_S]
            np.maximum(span, _STEP_S / headway_s, out=span)
    low, high = (moment // _STEP_S for moment in AM_PEAK)
    days = [(float(seen.sum()), float(seen[low:high].sum())) for seen in per_step.values()]
    return max(day for day, _ in days), max(peak for _, peak in days)


def _run_minutes(ground: Ground, running: Bools) -> pd.Series:
    """Take the middle of the run times of the trips that call most often."""
    trips = ground.trips
    table = pd.DataFrame(
        {
            "route_id": ground.feed.trips["route_id"].to_numpy()[trips.rows],
            "calls": np.diff(trips.start),
            "run_min": (trips.arrival[trips.start[1:] - 1] - trips.departure[trips.start[:-1]])
            / 60,
        }
    )[running[trips.rows]]
    longest = table["calls"] == table.groupby("route_id")["calls"].transform("max")
    middle: pd.Series = table[longest].groupby("route_id")["run_min"].median()
    return middle


def _proof(ground: Ground, running: Bools) -> dict[str, dict[str, str]]:
    """Collect how sure the figures are, and from where: route, trips and their headways."""
    feed = ground.feed
    columns = ["route_id", "evidence", "source_ids"]
    trips = feed.trips[running]
    headways = feed.frequencies[["trip_id", "evidence", "source_ids"]]
    parts = (
        feed.routes[columns],
        trips[columns],
        trips[["route_id", "trip_id"]].merge(headways)[columns],
    )
    known = pd.concat(parts).drop_duplicates()
    evidence: dict[str, str] = {}
    cited: dict[str, dict[str, None]] = {}
    for route_id, klass, source_ids in known.itertuples(index=False):
        evidence[route_id] = weakest(evidence.get(route_id, ""), klass)
        cited.setdefault(route_id, {}).update(dict.fromkeys(source_ids.split()))
    return {"evidence": evidence, "source_ids": {r: " ".join(ids) for r, ids in cited.items()}}
