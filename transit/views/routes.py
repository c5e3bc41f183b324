"""How long does it typically take? A period of a service date as a networkx graph weighted in minutes.

=======================  ======================================================================
node                     where one is
=======================  ======================================================================
``("start", stop)``      where a journey begins: board here, or walk once
``stop_id``              at the stop, free to board
``(pattern, position)``  in a vehicle of the pattern ``"route_id/direction_id/number"``, at a call
``("alighted", stop)``   stepped off
``("reached", stop)``    where a journey ends: stepped off here, or walked once
=======================  ======================================================================

From a stop one only boards, and from ``("alighted", stop)`` one takes exactly one footpath, so two walks in a row
cannot be, and no chain of short walks undercuts a stated change. That is why the ends have nodes of their own: were
``stop_id`` both ends, a journey to it and one from it would join into a change without its time, or two walks.

Between two plain stop ids one boards at the first without a walk, and is free to board again at the last.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt

from transit.views.ends import stay_put, walks_from

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from transit.network.ground import Ground
    from transit.timetable.arrays import Footpaths, Timetable

Floats = npt.NDArray[np.float64]
Pattern = tuple[str, int, int]
"""Route, direction, and number of the stop sequence in the trip table."""


class _Run(NamedTuple):
    """A timed trip, or a headway trip in one window. Times by call, in service-day seconds."""

    arrival: Floats
    departure: Floats
    """Of a headway trip, when the first vehicle of the window leaves."""
    open_s: int
    """Length of the window; 0 for a timed trip."""
    headway_s: int


def routes_view(
    ground: Ground,
    timetable: Timetable,
    footpaths: Footpaths,
    period: tuple[int, int],
    ends: Footpaths | None = None,
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
        Walks before the first ride and after the last; without, there are none.

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
    names = ground.feed.stops["stop_name"].iloc[ground.stops.rows]
    for stop_id, name in zip(ground.stops.ids, names, strict=True):
        view.add_node(stop_id, kind="stop", stop_id=stop_id, name=name)
        for kind in ("start", "alighted", "reached"):
            view.add_node((kind, stop_id), kind=kind, stop_id=stop_id, name=name)
    for pattern, runs in _runs(ground, timetable).items():
        share = np.array([_vehicles(run, period) for run in runs])
        if share.any():
            _add_pattern(view, ground, pattern, runs, share, period)
    start, to, walk_s = (column.tolist() for column in footpaths)
    for stop, stop_id in enumerate(ground.stops.ids):
        for w in range(start[stop], start[stop + 1]):
            view.add_edge(
                ("alighted", stop_id), ground.stops.ids[to[w]], kind="walk", minutes=walk_s[w] / 60
            )
    _add_ends(view, ground.stops.ids, stay_put(timetable.n_stops) if ends is None else ends)
    return view


def _add_ends(view: nx.DiGraph[Hashable], ids: Sequence[str], ends: Footpaths) -> None:
    for stop, stop_id in enumerate(ids):
        start, alighted = ("start", stop_id), ("alighted", stop_id)
        for there, walk_s in walks_from(ends, stop):
            reached, facts = ("reached", ids[there]), {"kind": "walk", "minutes": walk_s / 60}
            view.add_edge(start, ids[there], **facts)
            view.add_edge(alighted, reached, **facts)
            if there != stop:
                view.add_edge(start, reached, **facts)


def _add_pattern(
    view: nx.DiGraph[Hashable],
    ground: Ground,
    pattern: Pattern,
    runs: list[_Run],
    share: Floats,
    period: tuple[int, int],
) -> None:
    route_id, direction, number = pattern
    route, trips = ground.route(route_id), ground.trips
    first = int(trips.start[int(np.flatnonzero(trips.pattern == number)[0])])
    since_start = [np.r_[0, run.arrival[1:] - run.departure[0]] for run in runs]
    minutes = np.diff(np.average(since_start, axis=0, weights=share)) / 60
    waits = _waits(runs, period)
    key = f"{route_id}/{direction}/{number}"
    for i, wait in enumerate(waits.tolist()):
        stop_id = ground.stops.ids[trips.stop[first + i]]
        node = (key, i)
        view.add_node(
            node,
            kind="onboard",
            stop_id=stop_id,
            route_id=route_id,
            route_name=route["route_short_name"] or route["route_long_name"],
            direction_id=direction,
            mode=ground.mode(route_id),
            status=route["status"] or "open",
        )
        if i:
            view.add_edge((key, i - 1), node, kind="ride", minutes=float(minutes[i - 1]))
            if trips.alight[first + i]:
                view.add_edge(node, ("alighted", stop_id), kind="alight", minutes=0.0)
        if i < len(minutes) and trips.board[first + i] and np.isfinite(wait):
            view.add_edge(stop_id, node, kind="board", minutes=wait / 60)


def _waits(runs: list[_Run], period: tuple[int, int]) -> Floats:
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


def _vehicles(run: _Run, period: tuple[int, int]) -> float:
    """Tell how many vehicles of a run are under way in the period."""
    start, end = period
    opens, ride_s = run.departure[0], run.arrival[-1] - run.departure[0]
    if not run.headway_s:
        return float(opens < end and opens + ride_s >= start)
    under_way = min(opens + run.open_s + ride_s, end) - max(opens, start)
    return float(max(under_way, 0) / run.headway_s)


def _runs(ground: Ground, timetable: Timetable) -> dict[Pattern, list[_Run]]:
    feed, trips = ground.feed, ground.trips
    route = feed.trips["route_id"].to_numpy()[trips.rows]
    direction = feed.trips["direction_id"].to_numpy()[trips.rows]

    def pattern(trip: int) -> Pattern:
        return str(route[trip]), int(direction[trip]), int(trips.pattern[trip])

    found = defaultdict(list)
    timed, headway = timetable.timed, timetable.headway
    for p, (first, last) in enumerate(
        zip(timed.trip_start[:-1], timed.trip_start[1:], strict=True)
    ):
        shape = (timed.stop_start[p + 1] - timed.stop_start[p], last - first)
        block = slice(timed.time_start[p], timed.time_start[p + 1])
        arrival = timed.arrival[block].reshape(shape).astype(np.float64)
        departure = timed.departure[block].reshape(shape).astype(np.float64)
        for column, trip in enumerate(timed.trip[first:last]):
            found[pattern(trip)].append(_Run(arrival[:, column], departure[:, column], 0, 0))
    for p, trip in enumerate(headway.trip):
        calls = slice(headway.stop_start[p], headway.stop_start[p + 1])
        opens, closes = int(headway.window_start[p]), int(headway.window_end[p])
        run = _Run(
            opens + headway.arrival[calls].astype(np.float64),
            opens + headway.departure[calls].astype(np.float64),
            closes - opens,
            int(headway.headway_s[p]),
        )
        found[pattern(trip)].append(run)
    return found
