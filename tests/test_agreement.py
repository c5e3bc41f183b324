"""Engine and oracle on the shipped corridor: 500 drawn questions, both directions, and each answer against the tables.

A drawn beginning (origin, date, time, wait model) is asked for five targets, a drawn deadline for five origins: the
oracle then draws one graph for five questions. Places are stops, reached also on foot from their neighbours.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

import pytest

from tests.boards import at
from tests.oracle import arrivals, days_around, departures
from transit.clock import to_datetime
from transit.corridor import FEEDS
from transit.journey import RideLeg
from transit.places.place import Place
from transit.routing.plan import Options
from transit.routing.search import Ends, arrive_by, depart_at
from transit.routing.trace import Footing, Tracer
from transit.timetable.arrays import UNREACHED

DATES = (date(2024, 3, 5), date(2026, 11, 24), date(2026, 11, 28), date(2027, 6, 1))
SHARES = {"mean": 0.5, "worst": 1.0, "best": 0.0}
DRAWN = range(50)
TARGETS = 5
RIDES = 4
HORIZON_S = 9_000
MIN_CHANGE_S = 60


@pytest.fixture(scope="module")
def asked():
    """How many questions were asked, and how many had an answer."""
    return defaultdict(int)


@pytest.fixture(scope="module")
def stop_ids(corridor_planner):
    """Stops that trips of any of the dates call at."""
    called = set()
    for service_date in DATES:
        timetable = corridor_planner.timetable(service_date, "mean")
        called |= {*timetable.timed.stop.tolist(), *timetable.headway.stop.tolist()}
    return [corridor_planner.ground.stops.ids[stop] for stop in sorted(called)]


class Question:
    """One drawn beginning or deadline."""

    def __init__(self, planner, stop_ids, seed):
        drawn = Random(seed)
        self.planner, self.ground = planner, planner.ground
        self.service_date = DATES[seed % len(DATES)]
        self.wait = ("mean", "worst", "best")[seed % 3]
        self.options = Options(max_transfers=RIDES - 1, wait=self.wait, min_change_s=MIN_CHANGE_S)
        # Any second of the day and of the night after, most often of the hours in which people travel.
        hours = (6, 10) if seed % 2 else drawn.choice(((0, 30), (15, 21)))
        self.seconds = drawn.randrange(hours[0] * 3600, hours[1] * 3600)
        self.here, *self.others = drawn.sample(stop_ids, TARGETS + 1)
        self.day = planner.day(self.service_date, self.options)
        self.arrays = planner.timetable(self.service_date, self.wait)
        self.footpaths = planner.footpaths(self.options)

    def reach(self, stop_id):
        """Seconds and metres on foot from a stop to those around it, by stop index."""
        return self.planner.reach(place(self.ground, stop_id), self.options)

    def by_id(self, seconds):
        """The same by stop id."""
        return {self.ground.stops.ids[stop]: s for stop, s in seconds.items()}

    def journey(self, way, a, b):
        """Tell an answer."""
        start, finish = self.reach(a), self.reach(b)
        footing = Footing(point(self.ground, a), point(self.ground, b), start.metres, finish.metres)
        tracer = Tracer(self.ground, self.arrays, self.service_date, self.planner.zone)
        return tracer.journey(way, Ends(start.seconds, finish.seconds), footing)


def place(ground, stop_id):
    stop = ground.stops.index_of[stop_id]
    lat, lon = float(ground.stops.lat[stop]), float(ground.stops.lon[stop])
    return Place(stop_id, "", "stop", lat, lon, (stop_id,), "", "", "", 0.0, ())


def point(ground, stop_id):
    return ground.point(ground.stops.index_of[stop_id])


def front(by_rides, on_foot):
    """Numbers of rides, and the end they make possible, where it is better than with fewer."""
    found = []
    for rides, best in enumerate(by_rides):
        end = min((best[s] + foot for s, foot in on_foot.items() if s in best), default=UNREACHED)
        if end < UNREACHED and (not found or end < found[-1][1]):
            found.append((rides, end))
    return found


@pytest.mark.parametrize("seed", DRAWN)
def test_earliest_arrivals_agree(corridor_planner, stop_ids, asked, seed):
    q = Question(corridor_planner, stop_ids, seed)
    access = q.reach(q.here).seconds
    origin = {stop: q.seconds + s for stop, s in q.by_id(access).items()}
    # Beyond the horizon the oracle sees nothing; a last walk must still end within it.
    end = q.seconds + HORIZON_S
    expected = arrivals(q.ground, q.arrays, q.footpaths, origin, end + q.options.max_walk_s, RIDES)
    for target in q.others:
        ends = Ends(access, q.reach(target).seconds)
        ways = [w for w in depart_at(q.day, ends, q.seconds, RIDES) if w.arrives <= end]
        told = [
            (rides, time) for rides, time in front(expected, q.by_id(ends.egress)) if time <= end
        ]
        assert [(w.rides, w.arrives) for w in ways] == told, (q.here, target)
        asked["forwards"] += 1
        asked["answered"] += bool(ways)
        for way in ways:
            journey = q.journey(way, q.here, target)
            check(journey, q)
            assert journey.depart >= to_datetime(q.service_date, q.seconds, q.planner.zone)
            assert journey.arrive == to_datetime(q.service_date, way.arrives, q.planner.zone)
            assert len(journey.rides) == way.rides


@pytest.mark.parametrize("seed", DRAWN)
def test_latest_departures_agree(corridor_planner, stop_ids, asked, seed):
    q = Question(corridor_planner, stop_ids, 1_000 + seed)
    egress = q.reach(q.here).seconds
    target = {stop: q.seconds - s for stop, s in q.by_id(egress).items()}
    begin = q.seconds - HORIZON_S
    latest = departures(
        q.ground, q.arrays, q.footpaths, target, begin - q.options.max_walk_s, RIDES
    )
    negated = [{stop: -time for stop, time in row.items()} for row in latest]
    for origin in q.others:
        ends = Ends(q.reach(origin).seconds, egress)
        ways = [w for w in arrive_by(q.day, ends, q.seconds, RIDES) if w.departs >= begin]
        told = [(rides, -t) for rides, t in front(negated, q.by_id(ends.access)) if -t >= begin]
        assert [(w.rides, w.departs) for w in ways] == told, (origin, q.here)
        asked["backwards"] += 1
        asked["answered"] += bool(ways)
        for way in ways:
            journey = q.journey(way, origin, q.here)
            check(journey, q)
            assert journey.depart == to_datetime(q.service_date, way.departs, q.planner.zone)
            assert journey.arrive <= to_datetime(q.service_date, q.seconds, q.planner.zone)
            assert len(journey.rides) == way.rides


def test_most_questions_have_an_answer(asked):
    # Where the tests above are shared out among processes, each sees its own.
    assert asked["answered"] >= 0.6 * (asked["forwards"] + asked["backwards"])


def test_an_answer_is_no_later_than_a_second_after_it_would_be(corridor_planner, stop_ids):
    # The oracle's time-reversed timetable is its own; this asks it nothing but forwards.
    for seed in range(2_000, 2_006):
        q = Question(corridor_planner, stop_ids, seed)
        ends = Ends({q.ground.stops.index_of[q.here]: 0}, {q.ground.stops.index_of[q.others[0]]: 0})
        best = q.seconds - HORIZON_S
        for way in arrive_by(q.day, ends, q.seconds, RIDES):
            best = max(best, way.departs)
        for departs, made in ((best, best > q.seconds - HORIZON_S), (best + 1, False)):
            if departs <= q.seconds:
                found = arrivals(
                    q.ground, q.arrays, q.footpaths, {q.here: departs}, q.seconds, RIDES
                )
                assert (q.others[0] in found[RIDES]) == made


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


def check_ride(leg, departs, arrives, free, change, q):
    feed, _, trip_id = leg.trip_id.partition(":")
    assert feed in FEEDS
    calls = calls_of(feed)[trip_id]
    board, alight = calls[leg.board_call], calls[leg.alight_call]
    assert leg.board_call < leg.alight_call
    assert (f"{feed}:{board['stop_id']}", f"{feed}:{alight['stop_id']}") == (
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
    assert arrives - departs == comes - leaves
    days = [
        shift
        for day, shift in days_around(q.service_date)
        if trips(feed)[trip_id]["service_id"] in running(feed, day)
    ]
    if leg.headway_s is None:
        assert not windows_of(feed)[trip_id]
        assert departs - leaves in days
        assert departs - free == leg.wait_s >= change
        return
    out = departs - (leaves - first)
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
