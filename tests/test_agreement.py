"""Engine and oracle on every shipped feed, alone and merged: both directions, and each answer against the tables.

A drawn beginning (origin, date, time, wait model) is asked for five targets, a drawn deadline for five origins: the
oracle then draws one graph for five questions. Places are stops, reached also on foot from their neighbours. With
``HYPOTHESIS_PROFILE=long`` there are a thousand questions a feed.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

import numpy as np
import pytest

from tests.boards import at
from tests.oracle import SHARES, arrivals, days_around, departures
from transit.clock import to_datetime
from transit.corridor import FEEDS, Corridor
from transit.gtfs.feed import merge
from transit.gtfs.reader import read_feed
from transit.journey import RideLeg
from transit.network.berths import berths_of
from transit.network.border import passages
from transit.network.ground import Ground
from transit.network.overheads import rules_of
from transit.places.place import Place
from transit.routing.days import Days
from transit.routing.options import Options
from transit.routing.plan import Planner
from transit.routing.search import Ends, arrive_by, depart_at
from transit.routing.trace import Footing, Tracer
from transit.timetable.arrays import UNREACHED

ALL = "all"
DATES = (date(2024, 3, 5), date(2026, 11, 24), date(2026, 11, 28), date(2027, 6, 1))
TARGETS = 5
DRAWN = range(100 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 8)
RIDES = 4
HORIZON_S = 9_000
MIN_CHANGE_S = 60
STATION_S = 1_800
"""More than entering or leaving any station takes."""


@pytest.fixture(scope="module")
def asked():
    """How many questions were asked, and how many had an answer."""
    return defaultdict(int)


@pytest.fixture(scope="module", params=[*FEEDS, ALL])
def known(request):
    """A feed's name, a planner on it, and the stops that trips of each date call at."""
    corridor = Corridor.open()
    paths = [p for p in corridor.feed_paths if request.param in (p.name, ALL)]
    ground = Ground(merge([read_feed(path) for path in paths]), corridor)
    planner = Planner(ground, Days(ground))
    called = {}
    for service_date in DATES:
        arrays = planner.days.timetable(service_date, "mean")
        berths = {*arrays.timed.stop.tolist(), *arrays.headway.stop.tolist()}
        stops = sorted({int(ground.berths.stop[berth]) for berth in berths})
        called[service_date] = [ground.stops.ids[stop] for stop in stops]
    return request.param, planner, {day: ids for day, ids in called.items() if len(ids) > TARGETS}


class Question:
    """One drawn beginning or deadline."""

    def __init__(self, known, seed, *, backwards=False):
        drawn = Random(f"{seed} {backwards}")
        self.feed, self.planner, called = known
        self.ground = self.planner.ground
        self.service_date = sorted(called)[seed % len(called)]
        self.wait = ("mean", "worst", "best")[seed % 3]
        pace = (None, "normal", "slow")[seed // 3 % 3]
        self.options = Options(
            max_transfers=RIDES - 1, wait=self.wait, min_change_s=MIN_CHANGE_S,
            overheads=rules_of(pace, self.ground),
        )  # fmt: skip
        rules = self.options.overheads
        self.arrays = self.planner.days.timetable(self.service_date, self.wait, rules)
        stop_ids = called[self.service_date]
        if seed % 2:
            # Any second of the day and of the night after, between any stops.
            self.seconds = drawn.randrange(30 * 3600)
            self.here, *self.others = drawn.sample(stop_ids, TARGETS + 1)
        else:
            # Near the moment some vehicle calls there, to or from stops it calls at, and others.
            line, moment = self.vehicle(drawn)
            on_it = sorted(drawn.sample(range(len(line)), min(len(line), 3)), reverse=backwards)
            self.here, *near = dict.fromkeys(line[i] for i in on_it)
            far = [stop_id for stop_id in stop_ids if stop_id not in (self.here, *near)]
            self.others = [*near, *drawn.sample(far, TARGETS - len(near))]
            self.seconds = moment + drawn.randrange(1800) * (1 if backwards else -1)
        self.day = self.planner.days.day(self.service_date, self.options)
        self.footpaths = self.planner.days.footpaths(self.options)

    def vehicle(self, drawn):
        """Stops of a drawn vehicle in order, and a moment at which it runs."""
        timed, headway = self.arrays.timed, self.arrays.headway
        n_timed = len(timed.n_trips)
        p = drawn.randrange(n_timed + len(headway.stop_start) - 1)
        patterns, number = (timed, p) if p < n_timed else (headway, p - n_timed)
        calls = patterns.stop[slice(*patterns.stop_start[number : number + 2])]
        if p < n_timed:
            cells = timed.time_start[p] + np.arange(len(calls) * timed.n_trips[p])
            moment = int(drawn.choice(timed.arrival[cells]))
        else:
            window = drawn.randrange(*headway.window_start[number : number + 2])
            moment = drawn.randrange(headway.opens[window], headway.closes[window])
        # The day before and the day after are there too: most run as this one does.
        return [self.ground.stops.ids[self.ground.berths.stop[b]] for b in calls], moment % 86_400

    def reach(self, stop_id):
        """Seconds and metres on foot from a stop to those around it, by stop index."""
        return self.planner.reach(place(self.ground, stop_id), self.options)

    def by_id(self, seconds):
        """The same by stop id."""
        return {self.ground.stops.ids[stop]: s for stop, s in seconds.items()}

    def ends(self, a, b):
        """Seconds on foot by berth at both ends."""
        return self.planner.ends(self.reach(a), self.reach(b), self.options)

    def journey(self, way, a, b):
        """Tell an answer."""
        start, finish = self.reach(a), self.reach(b)
        footing = Footing(point(self.ground, a), point(self.ground, b), start.metres, finish.metres)
        overheads = self.planner.days.overheads(self.options)
        tracer = Tracer.of(self.ground, self.day, self.service_date, self.planner.zone, overheads)
        return tracer.journey(way, self.ends(a, b), footing)


def place(ground, stop_id):
    stop = ground.stops.index_of[stop_id]
    lat, lon = float(ground.stops.lat[stop]), float(ground.stops.lon[stop])
    return Place(stop_id, "", "stop", lat, lon, (stop_id,), "", "", "", 0.0, ())


def point(ground, stop_id):
    return ground.point(ground.stops.index_of[stop_id])


def at_stop(q, stop_id):
    """Be at a stop, whichever of its berths that is."""
    return dict.fromkeys(berths_of(q.ground.berths, q.ground.stops.index_of[stop_id]), 0)


def front(by_rides, on_foot):
    """Numbers of rides, and the end they make possible, where it is better than with fewer."""
    found = []
    for rides, best in enumerate(by_rides):
        end = min((best[s] + foot for s, foot in on_foot.items() if s in best), default=UNREACHED)
        if end < UNREACHED and (not found or end < found[-1][1]):
            found.append((rides, end))
    return found


@pytest.mark.parametrize("seed", DRAWN)
def test_earliest_arrivals_agree(known, asked, seed):
    q = Question(known, seed)
    origin = {stop: q.seconds + s for stop, s in q.by_id(q.ends(q.here, q.here).access).items()}
    # Beyond the horizon the oracle sees nothing; a last walk must still end within it.
    end = q.seconds + HORIZON_S
    expected = arrivals(
        q.ground, q.arrays, q.footpaths, origin, end + q.options.max_walk_s + STATION_S, RIDES
    )
    for target in q.others:
        ways = depart_at(q.day, q.ends(q.here, target), q.seconds, RIDES)
        ways = [way for way in ways if way.arrives <= end]
        egress = q.by_id(q.ends(target, target).egress)
        told = [(rides, time) for rides, time in front(expected, egress) if time <= end]
        assert [(w.rides, w.arrives) for w in ways] == told, (q.here, target)
        asked[q.feed] += 1
        asked[q.feed, "answered"] += bool(ways)
        for way in ways:
            journey = q.journey(way, q.here, target)
            check(journey, q)
            assert journey.depart >= to_datetime(q.service_date, q.seconds, q.planner.zone)
            assert journey.arrive == to_datetime(q.service_date, way.arrives, q.planner.zone)
            assert len(journey.rides) == way.rides


@pytest.mark.parametrize("seed", DRAWN)
def test_latest_departures_agree(known, asked, seed):
    q = Question(known, seed, backwards=True)
    target = {stop: q.seconds - s for stop, s in q.by_id(q.ends(q.here, q.here).egress).items()}
    begin = q.seconds - HORIZON_S
    latest = departures(
        q.ground, q.arrays, q.footpaths, target, begin - q.options.max_walk_s - STATION_S, RIDES
    )
    negated = [{stop: -time for stop, time in row.items()} for row in latest]
    for origin in q.others:
        ways = arrive_by(q.day, q.ends(origin, q.here), q.seconds, RIDES)
        ways = [way for way in ways if way.departs >= begin]
        access = q.by_id(q.ends(origin, origin).access)
        told = [(rides, -t) for rides, t in front(negated, access) if -t >= begin]
        assert [(w.rides, w.departs) for w in ways] == told, (origin, q.here)
        asked[q.feed] += 1
        asked[q.feed, "answered"] += bool(ways)
        for way in ways:
            journey = q.journey(way, origin, q.here)
            check(journey, q)
            assert journey.depart == to_datetime(q.service_date, way.departs, q.planner.zone)
            assert journey.arrive <= to_datetime(q.service_date, q.seconds, q.planner.zone)
            assert len(journey.rides) == way.rides


def test_many_questions_have_an_answer(known, asked):
    # Where the tests above are shared out among processes, each sees its own. Few lines run at all hours, and a line's
    # stops are mostly those of the other direction.
    if asked[known[0]] >= 8 * TARGETS:
        assert asked[known[0], "answered"] >= 0.05 * asked[known[0]]


@pytest.mark.parametrize("seed", range(1_000, 1_003))
def test_an_answer_is_no_later_than_a_second_after_it_would_be(known, seed):
    # The oracle's time-reversed timetable is its own; this asks it nothing but forwards.
    q = Question(known, seed, backwards=True)
    begin = q.seconds - HORIZON_S
    origin = q.others[0]
    ends = Ends(at_stop(q, origin), at_stop(q, q.here))
    best = max((way.departs for way in arrive_by(q.day, ends, q.seconds, RIDES)), default=begin)
    best = max(best, begin)
    for departs, made in ((best, best > begin), (best + 1, False)):
        if departs <= q.seconds:
            found = arrivals(q.ground, q.arrays, q.footpaths, {origin: departs}, q.seconds, RIDES)
            assert (q.here in found[RIDES]) == made


# What the tables say, read here row by row.


@cache
def rows(feed, name):
    folder = files("gtfs_data") / "feeds" / feed / f"{name}.txt"
    if not folder.is_file():
        return ()
    return tuple(csv.DictReader(folder.read_text(encoding="utf-8-sig").splitlines()))


@cache
def calls_of(feed):
    found = defaultdict(list)
    for row in sorted(rows(feed, "stop_times"), key=lambda row: int(row["stop_sequence"])):
        found[row["trip_id"]].append(row)
    return found


@cache
def windows_of(feed):
    found = defaultdict(list)
    for row in rows(feed, "frequencies"):
        found[row["trip_id"]].append(row)
    return found


@cache
def trips(feed):
    return {row["trip_id"]: row for row in rows(feed, "trips")}


@cache
def running(feed, service_date):
    number, weekday = service_date.strftime("%Y%m%d"), service_date.strftime("%A").lower()
    found = {
        row["service_id"]
        for row in rows(feed, "calendar")
        if row[weekday] == "1" and row["start_date"] <= number <= row["end_date"]
    }
    for row in rows(feed, "calendar_dates"):
        if row["date"] == number:
            (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


def check(journey, q):
    """Each leg is one the tables allow, and each change takes its time."""
    start = to_datetime(q.service_date, 0, q.planner.zone)
    free = round((journey.depart - start).total_seconds())
    last = None
    for leg in journey.legs:
        departs, arrives = (round((m - start).total_seconds()) for m in (leg.depart, leg.arrive))
        assert free <= departs <= arrives
        if isinstance(leg, RideLeg):
            # Between two rides at one stop there is no walk to hold the change; it counts as waiting.
            change = MIN_CHANGE_S if isinstance(last, RideLeg) else 0
            check_ride(leg, departs, arrives, free, change, q)
        else:
            assert last is None or isinstance(last, RideLeg), "two walks in a row"
        free, last = arrives, leg


def lost_before(leg, q):
    trip = q.ground.trips.ids.index(leg.trip_id)
    overheads = q.planner.days.overheads(q.options)
    passed = passages(q.ground, trip, overheads, 0, leg.board_call)
    return sum(passage.delay.seconds for passage in passed if passage.delay)


def check_ride(leg, departs, arrives, free, change, q):
    # Only merged feeds put their name before their ids.
    feed, _, trip_id = leg.trip_id.partition(":") if q.feed == ALL else (q.feed, "", leg.trip_id)
    prefix = f"{feed}:" if q.feed == ALL else ""
    calls = calls_of(feed)[trip_id]
    board, alight = calls[leg.board_call], calls[leg.alight_call]
    assert leg.board_call < leg.alight_call
    assert (f"{prefix}{board['stop_id']}", f"{prefix}{alight['stop_id']}") == (
        leg.board.stop_id,
        leg.alight.stop_id,
    )
    assert board.get("pickup_type") != "1"
    assert alight.get("drop_off_type") != "1"
    leaves, comes, first = (
        at(board["departure_time"]),
        at(alight["arrival_time"]),
        at(calls[0]["departure_time"]),
    )
    # Checkpoints lie between the calls; those before the boarding have delayed the vehicle already.
    lost_s, before_s = sum(part.seconds for part in leg.overheads), lost_before(leg, q)
    assert arrives - departs == comes - leaves + lost_s
    days = [
        shift
        for day, shift in days_around(q.service_date)
        if trips(feed)[trip_id]["service_id"] in running(feed, day)
    ]
    if leg.headway_s is None:
        assert not windows_of(feed)[trip_id]
        assert departs - leaves - before_s in days
        assert departs - free == leg.wait_s >= change
        return
    out = departs - before_s - (leaves - first)
    fits = [
        (row, out == at(row["start_time"]) + day)
        for row in windows_of(feed)[trip_id]
        for day in days
        if at(row["start_time"]) <= out - day < at(row["end_time"])
    ]
    assert fits, "no window has such a vehicle"
    row, is_first = fits[0]
    assert row["exact_times"] != "1"
    assert leg.headway_s == int(row["headway_secs"])
    wait = int(leg.headway_s * SHARES[q.wait])
    # One waits as the model says, or longer for the first vehicle of a window.
    assert leg.wait_s == departs - free
    assert leg.wait_s == change + wait or (is_first and leg.wait_s > change + wait)
