"""Whoever ends on the other side crossed the border an odd number of times, each between the calls around it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

import transit
from transit.journey import Journey
from transit.network.ground import Ground

QUERIES = 240
DATES = ("2026-11-24", "2026-11-28", "2027-06-01", "2024-03-06")


@pytest.fixture(scope="module")
def net():
    return transit.load()


@pytest.fixture(scope="module")
def inside(net):
    """Tell whether a point lies in Beijing, from the districts' outlines and nothing else."""
    corridor, known = net.corridor, {}

    def tell(lat: float, lon: float) -> bool:
        if (lat, lon) not in known:
            (region,) = corridor.region_of([lat], [lon])
            known[lat, lon] = region is not None and corridor.regions[region].province == "北京市"
        return known[lat, lon]

    return tell


@pytest.fixture(scope="module")
def journeys(net) -> list[Journey]:
    """Answers to questions between random stops, at random times of both kinds."""
    chance = random.Random(20_261_124)
    stop_ids = list(net.stops.index)
    found = []
    for number in range(QUERIES):
        a, b = chance.sample(stop_ids, 2)
        asked = ("depart_at", "arrive_by")[number % 2]
        clock = f"{chance.randrange(6, 24):02}:{chance.randrange(60):02}"
        found += net.route(a, b, date=DATES[number % len(DATES)], **{asked: clock})
    assert len(found) > QUERIES
    return found


def beijings(crossings):
    """Leave out the borders between the other provinces."""
    return [c for c in crossings if c.direction != "other"]


def test_a_journey_crosses_oddly_just_when_it_ends_on_the_other_side(journeys, inside) -> None:
    sides = set()
    for journey in journeys:
        a, b = (
            inside(end.lat, end.lon) for end in (journey.legs[0].board, journey.legs[-1].alight)
        )
        directions = [c.direction for c in beijings(journey.crossings)]
        assert len(directions) % 2 == (a != b)
        # Out follows in and in follows out, beginning where the journey begins.
        expected = ("outbound", "inbound") if a else ("inbound", "outbound")
        assert directions == [expected[i % 2] for i in range(len(directions))]
        sides.add((a, b))
    assert len(sides) == 4


def test_every_leg_crosses_as_its_ends_say_and_no_walk_does(journeys, inside) -> None:
    for leg in (leg for journey in journeys for leg in journey.legs):
        crossed = beijings(getattr(leg, "crossings", ()))
        a, b = (inside(end.lat, end.lon) for end in (leg.board, leg.alight))
        assert len(crossed) % 2 == (a != b), leg


def test_every_crossing_lies_between_the_calls_around_it(net, journeys, inside) -> None:
    ground: Ground = net._ground
    trip_of = {trip_id: t for t, trip_id in enumerate(ground.trips.ids)}
    n_crossings = 0
    for ride in (ride for journey in journeys for ride in journey.rides if ride.crossings):
        start = int(ground.trips.start[trip_of[ride.trip_id]])
        calls = range(start + ride.board_call, start + ride.alight_call + 1)
        leaves, reaches = ground.trips.departure, ground.trips.arrival

        def moment(seconds: int, since=ride.depart, first=int(leaves[calls[0]])) -> datetime:
            return since + timedelta(seconds=int(seconds) - first)

        hops = [
            (moment(leaves[i]), moment(reaches[j]))
            for i, j in pairwise(calls)
            if inside(*place(ground, i)) != inside(*place(ground, j))
        ]
        crossed = beijings(ride.crossings)
        assert len(hops) == len(crossed)
        for (left, reached), crossing in zip(hops, crossed, strict=True):
            assert left <= crossing.at <= reached
            n_crossings += 1
        assert [c.at for c in ride.crossings] == sorted(c.at for c in ride.crossings)
    assert n_crossings > 50


def place(ground: Ground, call: int) -> tuple[float, float]:
    stop = ground.trips.stop[call]
    return float(ground.stops.lat[stop]), float(ground.stops.lon[stop])


def test_a_named_crossing_is_one_of_the_border_that_is_crossed(net, journeys) -> None:
    known = net.corridor.crossings
    provinces = {"北京市": "Beijing", "天津市": "Tianjin", "河北省": "Hebei"}
    for ride in (ride for journey in journeys for ride in journey.rides):
        for crossing in ride.crossings:
            if not crossing.crossing_id:
                assert crossing.name == ""
                continue
            sides = known[crossing.crossing_id].sides
            assert ("Beijing" in sides) == (crossing.direction != "other")
            assert set(sides) <= set(provinces.values())
            assert crossing.name == known[crossing.crossing_id].name_zh


def test_every_trip_of_every_feed_crosses_as_its_ends_say(net, inside) -> None:
    ground: Ground = net._ground
    trips, rows = ground.trips, ground.feed.trips
    crossing_lines = set()
    for t, row in enumerate(trips.rows):
        calls = range(int(trips.start[t]), int(trips.start[t + 1]))
        route = ground.route(rows["route_id"].iloc[row])
        passed = [
            ground.crossing_between(int(trips.stop[i]), int(trips.stop[j]), route["crossing_id"])
            for i, j in pairwise(calls)
        ]
        directions = [p[2] for p in passed if p is not None and p[2] != "other"]
        a, b = inside(*place(ground, calls[0])), inside(*place(ground, calls[-1]))
        assert len(directions) % 2 == (a != b), trips.ids[t]
        assert all(x != y for x, y in pairwise(directions)), trips.ids[t]
        assert all(0 <= p[1] <= 1 for p in passed if p is not None)
        if directions:
            crossing_lines.add(route["route_id"])
    assert sum(line.startswith("bus:") for line in crossing_lines) >= 22
    assert sum(line.startswith("express:") for line in crossing_lines) >= 11
