"""Slow, obvious answers, from nothing the engine uses.

`arrivals` and `departures` ask networkx for shortest paths in the time-expanded view; backwards the view is of a
timetable that is turned round here. `every_journey` draws no graph at all: it tries out every journey there is, right
from the tables of the feed.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import networkx as nx
import numpy as np

from transit.timetable.arrays import (
    UNREACHED,
    Footpaths,
    HeadwayPatterns,
    TimedPatterns,
    Timetable,
    index_calls,
)
from transit.views.expanded import expanded_view

DAY_S = 86_400


def arrivals(ground, timetable, footpaths, origin, end, rides):
    """Earliest arrival at each stop by `end`, for each number of rides at most: a list of dicts by stop id.

    `origin` gives stop ids and the seconds from which one is ready there.
    """
    period = (min(origin.values()), end)
    view = expanded_view(ground, timetable, footpaths, period, origin, max_rides=rides)
    distances = nx.single_source_dijkstra_path_length(view, ("start",), weight="seconds")
    found = [{} for _ in range(rides + 1)]
    for node, seconds in distances.items():
        # One has arrived where one may step off, which is where an edge leads to ("off", stop).
        if node[0] == "aboard" and ("off", node[1]) in view[node]:
            assert view.nodes[node]["time"] == period[0] + seconds
            best = found[view.nodes[node]["rides"]]
            best[node[1]] = min(best.get(node[1], UNREACHED), period[0] + seconds)
    for fewer, more in pairwise(found):
        for stop_id, time in fewer.items():
            more[stop_id] = min(more.get(stop_id, UNREACHED), time)
    return found


def departures(ground, timetable, footpaths, target, begin, rides):
    """Latest departure from each stop, not before `begin`, for each number of rides at most.

    `target` gives stop ids and the seconds by which one must be off there.
    """
    back = {stop_id: -time for stop_id, time in target.items()}
    found = arrivals(ground, turned(timetable), turned_footpaths(footpaths), back, -begin, rides)
    return [{stop_id: -time for stop_id, time in row.items()} for row in found]


def turned(timetable):
    """Turn a timetable round in time: each trip by itself, last call first, all clocks running backwards."""
    timed, headway = timetable.timed, timetable.headway
    trips = []
    for p in range(len(timed.stop_start) - 1):
        calls = range(timed.stop_start[p], timed.stop_start[p + 1])
        n_trips = timed.trip_start[p + 1] - timed.trip_start[p]
        for t in range(n_trips):
            rows = [timed.time_start[p] + i * n_trips + t for i in range(len(calls))]
            trip = [
                (
                    timed.stop[c],
                    timed.alight[c],
                    timed.board[c],
                    -timed.departure[r],
                    -timed.arrival[r],
                )
                for c, r in zip(calls, rows, strict=True)
            ]
            trips.append((trip[::-1], timed.trip[timed.trip_start[p] + t]))
    lines = []
    for p in range(len(headway.trip)):
        calls = range(headway.stop_start[p], headway.stop_start[p + 1])
        # What is counted from is the last call now, where a vehicle comes in after the whole run.
        run_s = headway.arrival[calls[-1]]
        line = [
            (
                *(headway.stop[c], headway.alight[c], headway.board[c]),
                *(run_s - headway.departure[c], run_s - headway.arrival[c]),
            )
            for c in calls
        ]  # fmt: skip
        first_in, last_in = headway.window_start[p] + run_s, headway.window_end[p] - 1 + run_s
        lines.append(
            (line[::-1], -last_in, -first_in + 1, headway.board_wait_s[p], headway.trip[p])
        )
    columns = [list(zip(*trip, strict=True)) for trip, _ in trips]
    turned_timed = TimedPatterns(
        stop_start=_ints(np.cumsum([0, *(len(c[0]) for c in columns)])),
        stop=_joined(columns, 0),
        board=_joined(columns, 1).astype(bool),
        alight=_joined(columns, 2).astype(bool),
        trip_start=_ints(range(len(trips) + 1)),
        time_start=_ints(np.cumsum([0, *(len(c[0]) for c in columns)])),
        arrival=_joined(columns, 3),
        departure=_joined(columns, 4),
        trip=_ints([trip for _, trip in trips]),
        day_s=_ints([0] * len(trips)),
    )
    columns = [list(zip(*line, strict=True)) for line, *_ in lines]
    nothing = _ints([0] * len(lines))
    turned_headway = HeadwayPatterns(
        stop_start=_ints(np.cumsum([0, *(len(c[0]) for c in columns)])),
        stop=_joined(columns, 0),
        board=_joined(columns, 1).astype(bool),
        alight=_joined(columns, 2).astype(bool),
        arrival=_joined(columns, 3),
        departure=_joined(columns, 4),
        window_start=_ints([opens for _, opens, *_ in lines]),
        window_end=_ints([closes for _, _, closes, *_ in lines]),
        headway_s=headway.headway_s,
        board_wait_s=nothing,
        alight_wait_s=_ints([wait for *_, wait, _ in lines]),
        trip=_ints([trip for *_, trip in lines]),
        frequency=headway.frequency,
        day_s=headway.day_s,
    )
    calls = index_calls(timetable.n_stops, turned_timed, turned_headway)
    return Timetable(timetable.n_stops, turned_timed, turned_headway, calls)


def turned_footpaths(footpaths):
    """Walk every footpath the other way."""
    ways = sorted(
        (int(footpaths.to[w]), stop, int(footpaths.walk_s[w]))
        for stop in range(len(footpaths.start) - 1)
        for w in range(footpaths.start[stop], footpaths.start[stop + 1])
    )
    start = np.searchsorted([origin for origin, _, _ in ways], range(len(footpaths.start)))
    return Footpaths(_ints(start), _ints([to for _, to, _ in ways]), _ints([s for *_, s in ways]))


def _ints(values):
    return np.array(list(values), dtype=np.int32)


def _joined(columns, number):
    return _ints([value for column in columns for value in column[number]])


def every_journey(feed, changes, share, origin, departs, rides):
    """Earliest arrival at each stop for each number of rides at most, by trying every journey.

    Parameters
    ----------
    feed
        Tables; every trip runs every day, and every time is given.
    changes : dict
        Seconds from alighting at one stop to being ready at another (or the same), by pair of stop ids.
    share
        Share of the headway one waits.
    """
    columns = ["stop_id", "arrival_time", "departure_time", "pickup_type", "drop_off_type"]
    trips = {
        trip_id: list(calls[columns].itertuples(index=False))
        for trip_id, calls in feed.stop_times.groupby("trip_id")
    }
    windows = {
        trip_id: list(rows.itertuples()) for trip_id, rows in feed.frequencies.groupby("trip_id")
    }
    found = [{} for _ in range(rides + 1)]
    tried = set()

    def go_on(stop_id, ready, taken):
        if taken == rides or (stop_id, ready, taken) in tried:
            return
        tried.add((stop_id, ready, taken))
        for trip_id, calls in trips.items():
            for i, call in enumerate(calls):
                if call.stop_id == stop_id and call.pickup_type == 0:
                    for shift in shifts(calls, i, windows.get(trip_id), share, ready):
                        ride(calls[i + 1 :], shift, taken + 1)

    def ride(onward, shift, taken):
        for call in onward:
            if call.drop_off_type == 0:
                time = int(call.arrival_time) + shift
                for more in found[taken:]:
                    more[call.stop_id] = min(more.get(call.stop_id, UNREACHED), time)
                for (a, b), seconds in changes.items():
                    if a == call.stop_id:
                        go_on(b, time + seconds, taken)

    go_on(origin, departs, 0)
    return found


def shifts(calls, i, windows, share, ready):
    """Seconds by which each vehicle of a trip that one may board at call i runs later than the trip's own times say."""
    first, departure = calls[0].departure_time, calls[i].departure_time
    for day in (-DAY_S, 0, DAY_S):
        if windows is None and departure + day >= ready:
            yield day
        for window in windows or ():
            if window.exact_times:
                runs = range(window.start_time, window.end_time, window.headway_secs)
                shifted = (run - first + day for run in runs)
                yield from (shift for shift in shifted if departure + shift >= ready)
                continue
            leaves = ready + int(window.headway_secs * share) - (departure - first)
            leaves = max(leaves, window.start_time + day)
            if leaves < window.end_time + day:
                yield leaves - first


def changes_of(net):
    """Every change a drawn network allows, by pair of stop ids, read off its tables."""
    here = {(stop_id, stop_id): net.change_s for stop_id in net.ground.feed.stops["stop_id"]}
    stated = net.ground.feed.transfers
    return here | {
        (a, b): int(s)
        for a, b, s in zip(stated["from_stop_id"], stated["to_stop_id"], stated["min_transfer_time"], strict=True)
    }  # fmt: skip


def runs_on(feed, service_date):
    """Services of a date, by the rules of the GTFS reference, row by row."""
    number = int(service_date.strftime("%Y%m%d"))
    weekday = service_date.strftime("%A").lower()
    running = {
        row["service_id"]
        for row in feed.calendar.to_dict("records")
        if row[weekday] == 1 and row["start_date"] <= number <= row["end_date"]
    }
    for row in feed.calendar_dates.to_dict("records"):
        if row["date"] == number:
            (running.add if row["exception_type"] == 1 else running.discard)(row["service_id"])
    return running


def days_around(service_date):
    """The dates whose trips may be met on a service date, and their shift in seconds."""
    return [(service_date + timedelta(days=n), n * DAY_S) for n in (-1, 0, 1)]
