"""How long does it typically take? A period of a service date as a networkx graph weighted in minutes.

=======================  ======================================================================
node                     where one is
=======================  ======================================================================
``("start", stop)``      where a journey begins: board here, or walk once
``berth_id``             at the stop, free to board
``(pattern, position)``  in a vehicle of the pattern ``"route_id/direction_id/number"``, at a call
``("alighted", berth)``  stepped off
``("reached", stop)``    where a journey ends: stepped off here, or walked once
=======================  ======================================================================

A berth is the stop as one group of trips sees it, and is named by the stop's id but where ``transfers.txt`` speaks of
single routes or trips: there a stop has several, the further ones named ``"stop_id#1"``, ``"stop_id#2"``. A vehicle
that runs one trip after another, passengers seated, is of one pattern, the patterns of its trips joined by ``+``.

From a berth one only boards, and from ``("alighted", berth)`` one takes exactly one footpath, so two walks in a row
cannot be, and no chain of short walks undercuts a stated change. That is why the ends have nodes of their own: were
``berth_id`` both ends, a journey to it and one from it would join into a change without its time, or two walks.

Between two plain berth ids one boards at the first without a walk, and is free to board again at the last.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from transit.views.ends import stay_put, walks_from
from transit.views.names import Names
from transit.views.runs import runs_by_calls

if TYPE_CHECKING:
    from collections.abc import Hashable

    from transit.network.ground import Ground
    from transit.timetable.arrays import Footpaths, Timetable
    from transit.views.ends import AtEnds
    from transit.views.runs import Calls, Floats, Run


def routes_view(
    ground: Ground,
    timetable: Timetable,
    footpaths: Footpaths,
    period: tuple[int, int],
    ends: AtEnds | None = None,
) -> nx.DiGraph[Hashable]:
    """Weigh boarding, riding, alighting and walking in typical minutes of a period.

    Parameters
    ----------
    ground
        The network the timetable was compiled from.
    timetable, footpaths
        As compiled.
    period
        First second, and the one after the last.
    ends
        Walks before the first ride and after the last, by stop (:func:`transit.views.ends.walks_at_ends`); without,
        there are none.

    Returns
    -------
    view
        Edges have ``kind`` and ``minutes``, so that
        ``nx.shortest_path(view, ("start", a), ("reached", b), weight="minutes")``, and every other algorithm, works on
        typical journeys. ``board``: the expected wait. For service known
        only by its headway that is half of it, weighted over time where it changes within the period; for timed
        service half the period's length shared by its departures. ``ride``: the mean over the period's vehicles,
        standing at the earlier call included. ``alight``: 0. ``walk``: the footpath.

    Notes
    -----
    Patterns that share their stops are waited for one by one: a rider who takes whichever comes first waits less.
    """
    view: nx.DiGraph[Hashable] = nx.DiGraph(crs="EPSG:4326", begins=period[0], ends=period[1])
    names = Names(ground, timetable.through)
    spoken = ground.feed.stops["stop_name"].iloc[ground.stops.rows].tolist()
    for stop, stop_id in enumerate(names.stop_ids):
        for kind in ("start", "reached"):
            view.add_node((kind, stop_id), kind=kind, stop_id=stop_id, name=spoken[stop])
    for berth, berth_id in enumerate(names.berth_ids):
        stop_id, name = names.stop_id(berth), spoken[names.stop_of[berth]]
        view.add_node(berth_id, kind="stop", stop_id=stop_id, name=name)
        view.add_node(("alighted", berth_id), kind="alighted", stop_id=stop_id, name=name)
    taken: dict[str, int] = defaultdict(int)
    for calls, runs in runs_by_calls(ground, timetable, names).items():
        key = "+".join(f"{route}/{direction}/{n}" for (route, direction, n), _ in calls.parts)
        number = taken[key]
        taken[key] += 1
        share = np.array([_vehicles(run, period) for run in runs])
        if share.any():
            # Trips of one stop sequence may have different berths.
            key = f"{key}#{number}" if number else key
            _add_pattern(view, ground, names, key, calls, runs, share, period)
    start, to, walk_s = (column.tolist() for column in footpaths)
    for berth, berth_id in enumerate(names.berth_ids):
        for w in range(start[berth], start[berth + 1]):
            view.add_edge(
                ("alighted", berth_id),
                names.berth_ids[to[w]],
                kind="walk",
                minutes=walk_s[w] / 60,
            )
    _add_ends(view, names, stay_put(len(names.stop_ids)) if ends is None else ends)
    return view


def _add_ends(view: nx.DiGraph[Hashable], names: Names, ends: AtEnds) -> None:
    for stop, stop_id in enumerate(names.stop_ids):
        start = ("start", stop_id)
        for there, walk_s in walks_from(ends, stop):
            reached = ("reached", names.stop_ids[there])
            into, out = (
                (walk_s + int(station_s)) / 60
                for station_s in (ends.entry_s[there], ends.exit_s[stop])
            )
            for berth in names.berths_of[there]:
                view.add_edge(start, names.berth_ids[berth], kind="walk", minutes=into)
            for berth in names.berths_of[stop]:
                alighted = ("alighted", names.berth_ids[berth])
                view.add_edge(alighted, reached, kind="walk", minutes=out)
            if there != stop:
                view.add_edge(start, reached, kind="walk", minutes=walk_s / 60)


def _add_pattern(
    view: nx.DiGraph[Hashable],
    ground: Ground,
    names: Names,
    key: str,
    calls: Calls,
    runs: list[Run],
    share: Floats,
    period: tuple[int, int],
) -> None:
    since_start = [np.r_[0, run.arrival[1:] - run.departure[0]] for run in runs]
    minutes = np.diff(np.average(since_start, axis=0, weights=share)) / 60
    waits = _waits(runs, period)
    for i, (berth, wait) in enumerate(zip(calls.berth, waits.tolist(), strict=True)):
        berth_id = names.berth_ids[berth]
        node = (key, i)
        route_id, direction, _ = next(part for part, begin in reversed(calls.parts) if begin <= i)
        route = ground.route(route_id)
        view.add_node(
            node,
            kind="onboard",
            stop_id=names.stop_id(berth),
            route_id=route_id,
            route_name=route["route_short_name"] or route["route_long_name"],
            direction_id=direction,
            mode=ground.mode(route_id),
            status=route["status"] or "open",
        )
        if i:
            view.add_edge((key, i - 1), node, kind="ride", minutes=float(minutes[i - 1]))
            if calls.alight[i]:
                view.add_edge(node, ("alighted", berth_id), kind="alight", minutes=0.0)
        if i < len(minutes) and calls.board[i] and np.isfinite(wait):
            view.add_edge(berth_id, node, kind="board", minutes=wait / 60)


def _waits(runs: list[Run], period: tuple[int, int]) -> Floats:
    """Expect a wait at each call; infinite where nothing leaves in the period."""
    start, end = period
    n_timed = sum(
        ((run.departure >= start) & (run.departure < end)).astype(float)
        for run in runs
        if not run.headway_s
    )
    covered = halves = np.zeros(len(runs[0].departure))
    for run in runs:
        if run.headway_s:
            opens = np.maximum(run.departure, start)
            overlap = np.maximum(np.minimum(run.departure + run.open_s, end) - opens, 0)
            covered = covered + overlap
            halves = halves + overlap * run.headway_s / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        # Of two services one takes the first to come, so their rates add.
        rate = np.where(covered > 0, covered / halves, 0) + 2 * n_timed / (end - start)
        return 1 / rate


def _vehicles(run: Run, period: tuple[int, int]) -> float:
    """Tell how many vehicles of a run are under way in the period."""
    start, end = period
    opens, ride_s = run.departure[0], run.arrival[-1] - run.departure[0]
    if not run.headway_s:
        return float(opens < end and opens + ride_s >= start)
    under_way = min(opens + run.open_s + ride_s, end) - max(opens, start)
    return float(max(under_way, 0) / run.headway_s)
