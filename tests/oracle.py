"""Slow, obvious answers, from nothing the engine uses.

`arrivals` and `departures` ask networkx for shortest paths in the time-expanded view; backwards the view is of a
timetable that is turned round here. `every_journey` draws no graph at all: it tries out every journey there is, right
from the tables of the feed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from math import cos, hypot, radians
from typing import NamedTuple
from zoneinfo import ZoneInfo

import networkx as nx
import numpy as np

from transit.timetable.arrays import (
    UNREACHED,
    Footpaths,
    HeadwayPatterns,
    Through,
    TimedPatterns,
    Timetable,
    index_calls,
)
from transit.views.expanded import expanded_view

DAY_S = 86_400
NO_TIME = -(2**31)
SHARES = {"mean": 0.5, "worst": 1.0, "best": 0.0}


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
        stop_id = view.nodes[node]["stop_id"]
        if node[0] == "aboard" and ("off", stop_id) in view[node]:
            assert view.nodes[node]["time"] == period[0] + seconds
            best = found[view.nodes[node]["rides"]]
            best[stop_id] = min(best.get(stop_id, UNREACHED), period[0] + seconds)
    for fewer, more in pairwise(found):
        for stop_id, time in fewer.items():
            more[stop_id] = min(more.get(stop_id, UNREACHED), time)
    return found


def departures(ground, timetable, footpaths, target, begin, rides):
    """Latest departure from each stop, not before `begin`, for each number of rides at most.

    `target` gives stop ids and the seconds by which one must be off there.
    """
    back = {stop_id: -time for stop_id, time in target.items()}
    through = turned_through(timetable.through, ground.trips)
    day = turned(timetable)._replace(through=through)
    found = arrivals(ground, day, turned_footpaths(footpaths), back, -begin, rides)
    return [{stop_id: -time for stop_id, time in row.items()} for row in found]


def turned(timetable):
    """Turn a timetable round in time: each trip by itself, last call first, all clocks running backwards.

    Through trips stay as they are: what is aboard them is named by `turned_through`.
    """
    timed, headway = timetable.timed, timetable.headway
    trips = []
    for p in range(len(timed.stop_start) - 1):
        calls = range(timed.stop_start[p], timed.stop_start[p + 1])
        n_calls, n_trips = len(calls), timed.n_trips[p]
        for t in range(n_trips):
            trip = [
                (
                    timed.stop[c],
                    timed.alight[c],
                    timed.board[c],
                    -timed.departure[timed.time_start[p] + i * n_trips + t],
                    -timed.arrival[timed.time_start[p] + t * n_calls + i],
                )
                for i, c in enumerate(calls)
            ]
            trips.append((trip[::-1], timed.trip[timed.trip_start[p] + t]))
    lines, windows = [], []
    for p in range(len(headway.stop_start) - 1):
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
        lines.append(line[::-1])
        for w in reversed(range(headway.window_start[p], headway.window_start[p + 1])):
            first_in, last_in = headway.opens[w] + run_s, headway.closes[w] - 1 + run_s
            windows.append((-last_in, -first_in + 1, w))
    columns = [list(zip(*trip, strict=True)) for trip, _ in trips]
    lengths = [len(c[0]) for c in columns]
    turned_timed = TimedPatterns(
        stop_start=_ints(np.cumsum([0, *lengths])),
        stop=_joined(columns, 0),
        board=_joined(columns, 1).astype(bool),
        alight=_joined(columns, 2).astype(bool),
        trip_start=_ints(range(len(trips))),
        n_trips=_ints([1] * len(trips)),
        time_start=_ints(np.cumsum([0, *lengths])[:-1]),
        arrival=_joined(columns, 3),
        departure=_joined(columns, 4),
        trip=_ints([trip for _, trip in trips]),
        day_s=_ints([0] * len(trips)),
    )
    columns = [list(zip(*line, strict=True)) for line in lines]
    rows = _ints([w for *_, w in windows])
    turned_headway = HeadwayPatterns(
        stop_start=_ints(np.cumsum([0, *map(len, lines)])),
        stop=_joined(columns, 0),
        board=_joined(columns, 1).astype(bool),
        alight=_joined(columns, 2).astype(bool),
        arrival=_joined(columns, 3),
        departure=_joined(columns, 4),
        window_start=headway.window_start,
        opens=_ints([opens for opens, _, _ in windows]),
        closes=_ints([closes for _, closes, _ in windows]),
        headway_s=headway.headway_s[rows],
        board_wait_s=headway.alight_wait_s[rows],
        alight_wait_s=headway.board_wait_s[rows],
        trip=headway.trip[rows],
        frequency=headway.frequency[rows],
        day_s=headway.day_s[rows],
    )
    calls = index_calls(timetable.n_berths, turned_timed, turned_headway)
    return Timetable(timetable.n_berths, turned_timed, turned_headway, calls, timetable.through)


def turned_through(through, trips):
    """Tell where the parts of each through trip begin when its last part comes first."""
    rows, offsets = [], []
    for first, last in pairwise(through.start):
        begin = 0
        for row in reversed(through.trip[first:last].tolist()):
            rows.append(row)
            offsets.append(begin)
            begin += int(trips.start[row + 1] - trips.start[row])
    return Through(through.start, _ints(rows), _ints(offsets))


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


class Call(NamedTuple):
    """A call of one vehicle, its times in seconds since the service date asked for began."""

    trip: str
    route: str
    stop: str
    arrival: int
    departure: int
    board: bool
    alight: bool


class Vehicle(NamedTuple):
    """A trip on one day. One of a window has the times of the vehicle that leaves the first stop as it opens."""

    calls: list[Call]
    window: tuple[int, int, int] | None = None
    """First second, the one after the last, and headway."""
    key: tuple[str, int] = ("", 0)
    """Trip and service day, counted from the one asked for; blank where nobody stays seated."""


def every_journey(net, origin, departs, rides):
    """Earliest arrival at each stop for each number of rides at most, by trying every journey.

    Parameters
    ----------
    net
        A drawn network. Its tables are read here, and nothing that is made from them.
    """
    tables = tables_of(net)
    found = [{} for _ in range(rides + 1)]
    tried = {}

    def board(off, ready, taken):
        """Board whatever can be boarded after alighting somewhere, or at the origin."""
        # Whoever came by the same way sooner could wait.
        if taken == rides or tried.get((off, taken), UNREACHED) <= ready:
            return
        tried[off, taken] = ready
        for vehicle, i, change in tables.boardings(off or origin):
            later = delay(vehicle, i, ready + change, tables.share)
            if later is not None:
                ride(vehicle, i, later, taken + 1)

    def ride(vehicle, i, later, taken, already_at=""):
        for number, call in enumerate(vehicle.calls[i + 1 :]):
            if call.alight and (number or call.stop != already_at):
                time = call.arrival + later
                for more in found[taken:]:
                    more[call.stop] = min(more.get(call.stop, UNREACHED), time)
                board((call.trip, call.route, call.stop), time, taken)
        for following in tables.followers.get(vehicle.key, ()):
            # Seated from before its first call; whoever leaves there leaves at the last call of the trip before.
            ride(following, -1, later, taken, vehicle.calls[-1].stop)

    board(None, departs, 0)
    return found


def every_departure(net, origin, target, first, last, rides):
    """Every way no other beats on departure, arrival and rides: departs, arrives, rides, latest departure first.

    One sets out when some vehicle leaves, or at a whole minute where service known only by its headway is boarded. Ways
    that somebody who sets out after the window has too are none.
    """
    tables, moments = tables_of(net), set()
    for vehicle, i, _ in tables.boardings(origin):
        departure = vehicle.calls[i].departure
        if vehicle.window:
            moments |= set(range(-(-first // 60) * 60, last + 1, 60))
        elif first <= departure <= last:
            moments.add(departure)
    ways = set()
    for departs in (*moments, last + 1):
        for taken, best in enumerate(every_journey(net, origin, departs, rides)):
            if target in best:
                ways.add((departs, best[target], taken))
    best = (way for way in ways if way[0] <= last and not any(beats(w, way) for w in ways))
    return sorted(best, key=lambda w: (-w[0], w[2]))


def beats(a, b):
    """Whether one way is no worse than another in anything, and not the same."""
    return a != b and a[0] >= b[0] and a[1] <= b[1] and a[2] <= b[2]


def delay(vehicle, i, ready, share):
    """Tell by how much later than its times say a vehicle runs that one boards at call i; None where one cannot."""
    departure = vehicle.calls[i].departure
    if vehicle.window is None:
        return 0 if departure >= ready else None
    opens, closes, headway = vehicle.window
    later = max(ready + int(headway * share) - departure, 0)
    return later if opens + later < closes else None


@lru_cache(maxsize=4)
def tables_of(net):
    """Read a network's tables once."""
    return Tables(net)


class Tables:
    """What the tables say of the days around a service date."""

    def __init__(self, net):
        self.feed, self.share, self.change_s = net.ground.feed, SHARES[net.wait], net.change_s
        self.boardings = cache(self._boardings)
        self.frequencies = self.feed.frequencies.to_dict("records")
        self.transfers = self.feed.transfers.to_dict("records")
        self.station = dict(
            zip(self.feed.stops["stop_id"], self.feed.stops["parent_station"], strict=True)
        )
        self.metres = {
            row["stop_id"]: (
                row["stop_lat"] * 111_195,
                row["stop_lon"] * 111_195 * cos(radians(row["stop_lat"])),
            )
            for row in self.feed.stops.to_dict("records")
        }
        self.trips = {row["trip_id"]: row for row in self.feed.trips.to_dict("records")}
        self.calls = self._calls()
        self.vehicles = []
        by_key = {}
        zones = self._zones()
        for day in range(-2, 3):
            services = runs_on(self.feed, net.today + timedelta(days=day))
            for trip_id, trip in self.trips.items():
                shift = day_begins(net.today, day, zones[trip_id]) - day_begins(
                    net.today, 0, zones[""]
                )
                if trip["service_id"] in services and abs(shift) <= DAY_S * 3 // 2:
                    for vehicle in self._vehicles(trip_id, day, shift):
                        self.vehicles.append(vehicle)
                        by_key[vehicle.key] = vehicle
        runs = {key: vehicle for key, vehicle in by_key.items() if key[0]}
        self.followers = {key: [runs[k] for k in self._follow(key, runs)] for key in runs}

    def _calls(self):
        """Calls of each trip, the times left out filled in evenly."""
        found = defaultdict(list)
        for row in self.feed.stop_times.to_dict("records"):
            trip = self.trips[row["trip_id"]]
            given = [t for t in (row["arrival_time"], row["departure_time"]) if t != NO_TIME]
            found[row["trip_id"]].append(
                Call(
                    row["trip_id"], trip["route_id"], row["stop_id"],
                    given[0] if given else None, given[-1] if given else None,
                    row["pickup_type"] != 1, row["drop_off_type"] != 1,
                )
            )  # fmt: skip
        for calls in found.values():
            given = [i for i, call in enumerate(calls) if call.arrival is not None]
            for a, b in pairwise(given):
                for i in range(a + 1, b):
                    share = (i - a) / (b - a)
                    time = calls[a].departure + share * (calls[b].arrival - calls[a].departure)
                    calls[i] = calls[i]._replace(arrival=round(time), departure=round(time))
        return found

    def _zones(self):
        """Time zone of each trip, and of the network under a blank."""
        zones = dict(
            zip(self.feed.agency["agency_id"], self.feed.agency["agency_timezone"], strict=True)
        )
        agency = dict(zip(self.feed.routes["route_id"], self.feed.routes["agency_id"], strict=True))
        found = {trip_id: zones[agency[trip["route_id"]]] for trip_id, trip in self.trips.items()}
        return found | {"": self.feed.agency["agency_timezone"].iloc[0]}

    def _vehicles(self, trip_id, day, shift):
        windows = [row for row in self.frequencies if row["trip_id"] == trip_id]
        calls = self.calls[trip_id]
        if not windows:
            yield Vehicle(_moved(calls, shift), key=(trip_id, day))
        for row in windows:
            start, end, headway = row["start_time"], row["end_time"], row["headway_secs"]
            runs = range(start, end, headway) if row["exact_times"] else [start]
            for leaves in runs:
                moved = _moved(calls, leaves - calls[0].departure + shift)
                window = None if row["exact_times"] else (start + shift, end + shift, headway)
                yield Vehicle(moved, window)

    def _follow(self, key, runs):
        """Runs, by trip and day, that one may stay seated for, once a run has ended.

        ``transfers.txt`` (type 4) holds over blocks, and type 5 over both. Of a block it is the next to leave, where
        that leaves from the place where the other ended.
        """
        trip, day = key
        told = {kind: set() for kind in range(6)}
        for row in self.transfers:
            if row["from_trip_id"] == trip:
                told[row["transfer_type"]].add(row["to_trip_id"])
        found = []
        for after in told[4]:
            fits = [
                k
                for k in ((after, day), (after, day + 1))
                if k in runs and follows(runs[key], runs[k])
            ]
            # Of the next day only its beginning; whom the same day suits does not wait for the next.
            if fits and (fits[0][1] == day or wait_between(runs[key], runs[fits[0]]) <= DAY_S // 2):
                found.append(fits[0])
        block = self.trips[trip]["block_id"]
        if not found and block:
            leaves = runs[key].calls[0].departure
            later = {
                k: run.calls[0].departure
                for k, run in runs.items()
                if k[1] == day
                and self.trips[k[0]]["block_id"] == block
                and run.calls[0].departure > leaves
            }
            found = [
                k
                for k, departs in later.items()
                if departs == min(later.values())
                and follows(runs[key], runs[k])
                and self._same_place(runs[key].calls[-1].stop, runs[k].calls[0].stop)
            ]
        return [k for k in found if k[0] not in told[5]]

    def _same_place(self, a, b):
        if a == b or (self.station[a] and self.station[a] == self.station[b]):
            return True
        (north_a, east_a), (north_b, east_b) = self.metres[a], self.metres[b]
        return hypot(north_a - north_b, east_a - east_b) <= 200

    def _boardings(self, off):
        """Vehicles and calls one may board at, and the seconds to be ready there: from a call, or from a stop."""
        found = []
        for vehicle in self.vehicles:
            # Whoever boarded at a last call would ride nowhere: for the next trip one boards where that begins.
            for i, call in enumerate(vehicle.calls[:-1]):
                at_origin = 0 if call.stop == off else None
                seconds = at_origin if isinstance(off, str) else self.change(off, call[:3])
                if call.board and seconds is not None:
                    found.append((vehicle, i, seconds))
        return found

    def change(self, off, call):
        """Seconds from alighting to being ready to board; None where one cannot change so."""
        (trip, route, stop), (to_trip, to_route, to_stop) = off, call
        best, counts = None, -1
        for row in self.transfers:
            if row["transfer_type"] > 3:
                continue
            if not (
                row["from_stop_id"] in (stop, self.station[stop])
                and row["to_stop_id"] in (to_stop, self.station[to_stop])
                and row["from_trip_id"] in ("", trip)
                and row["to_trip_id"] in ("", to_trip)
                and (row["from_trip_id"] or row["from_route_id"] in ("", route))
                and (row["to_trip_id"] or row["to_route_id"] in ("", to_route))
            ):
                continue
            specific = SPECIFIC[
                sum(row[f"{end}_trip_id"] != "" for end in ("from", "to")),
                sum(
                    row[f"{end}_route_id"] != "" and row[f"{end}_trip_id"] == ""
                    for end in ("from", "to")
                ),
            ]
            if specific >= counts:
                best, counts = row, specific
        if best is None or best["transfer_type"] == 0:
            return self.change_s if stop == to_stop else None
        return {1: 0, 2: best["min_transfer_time"], 3: None}[best["transfer_type"]]


SPECIFIC = {(2, 0): 5, (1, 1): 4, (1, 0): 3, (0, 2): 2, (0, 1): 1, (0, 0): 0}
"""Which of two rules counts, by the number of trips and of routes beside them (GTFS Reference, "transfers.txt")."""


def follows(before, after):
    """Whether a run begins when another has ended."""
    (first, *_), (begins, *_) = before.calls, after.calls
    return begins.departure > first.departure and wait_between(before, after) >= 0


def wait_between(before, after):
    """Seconds between the end of a run and the beginning of another."""
    return after.calls[0].departure - before.calls[-1].arrival


def _moved(calls, seconds):
    return [c._replace(arrival=c.arrival + seconds, departure=c.departure + seconds) for c in calls]


def day_begins(service_date, day, zone):
    """Seconds of the world's clock when a service day begins: twelve hours before noon."""
    date = service_date + timedelta(days=day)
    noon = datetime(date.year, date.month, date.day, 12, tzinfo=ZoneInfo(zone))
    return round(noon.timestamp()) - DAY_S // 2


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
