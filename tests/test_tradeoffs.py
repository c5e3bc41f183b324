"""Fronts in time, rides, metres and money: against every journey there is, tried out one by one, in both directions.

What is paid at gates is told here ride by ride, from the tables of the feed and what the drawn fares say.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.boards import Drawn, at, clock, draw, networks
from transit.fares.money import UNPRICED
from transit.fares.table import ClosedSystem
from transit.routing import tradeoff_rides, tradeoffs
from transit.routing.reach import Reach
from transit.routing.search import Day, Ends, arrive_by, depart_at
from transit.routing.tradeoff_costs import BothCosts, by_way_of, costs_of
from transit.routing.tradeoff_search import Question
from transit.routing.tradeoff_search import tradeoffs as ask
from transit.timetable.layers import with_via

RIDES = 3
HORIZON_S = 3_000


class Drawing(NamedTuple):
    """A network whose walks and rides cost something."""

    net: Drawn
    day: Day
    vias: list[tuple[tuple[int, ...], int]]
    fares: DrawnFares
    costs: BothCosts
    metres: dict[tuple[int, int], int]
    start: Reach
    finish: Reach
    seconds: int


class DrawnFares:
    """Fares of every kind, the same for the same seed: flat, by distance, lawless, and some that nobody knows.

    Some routes may be of a closed system, whose fares are as lawless.
    """

    currency = "CNY"

    def __init__(self, seed: int, net: Drawn) -> None:
        self.seed = seed
        random = Random(f"gates {seed}")
        self.closed = None
        if random.random() < 0.75:
            n = random.randint(1, 5)
            routes = [
                route for route in net.ground.feed.routes["route_id"] if random.random() < 0.7
            ]
            # Seldom is a stop outside, seldom are two one station.
            station = [random.choice((-1, *range(n), *range(n))) for _ in net.ground.stops.ids]
            kind = random.choice(("distance", "lawless", "lawless", "symmetric"))
            fen = [[100 * random.randint(0, 5) for _ in range(n)] for _ in range(n)]
            fares = np.array(fen, np.int64).reshape(n, n)
            if kind == "distance":
                fares = 100 * (1 + abs(np.arange(n)[:, None] - np.arange(n)))
            elif kind == "symmetric":
                fares = np.maximum(fares, fares.T)
            fares = np.where(fares == 500, UNPRICED, fares).astype(np.int64)
            self.closed = ClosedSystem(np.array(station, np.int32), frozenset(routes), fares)

    def matrix(self, route_id: str, stops) -> np.ndarray:
        random = Random(f"{self.seed} {route_id} {stops.tolist()}")
        n = len(stops)
        kind = random.choice(("flat", "distance", "lawless", "lawless", "unknown"))
        if kind == "flat":
            return np.full((n, n), 100 * random.randint(0, 3), np.int64)
        if kind == "distance":
            return 100 * abs(np.arange(n)[:, None] - np.arange(n))
        fares = np.array([[100 * random.randint(0, 4) for _ in range(n)] for _ in range(n)])
        return np.where(fares == 400 if kind == "lawless" else fares > 100, UNPRICED, fares)


def busy_network(random: Random) -> Drawn:
    """Draw a network where much leads from A to D, so that there is something to weigh."""
    boards = []
    for number in range(random.randint(4, 8)):
        calls = random.sample("ABCDE", random.randint(2, 4))
        if number < 2:
            calls = ["A", *(c for c in calls if c not in "AD"), "D"]
        elif random.random() < 0.2:
            calls.append(calls[0])
        lines = []
        for _ in range(random.randint(1, 3)):
            time = at("8:00") + 60 * random.randint(0, 50)
            words = []
            for _ in calls:
                words.append(clock(time))
                time += 60 * random.randint(1, 9)
            if random.random() < 0.2:
                words += ["every", str(random.choice((6, 14))), "8:00-8:20"]
                words += ["every", str(random.choice((2, 9))), "8:20-8:50"]
            lines.append(" ".join(words))
        boards.append("\n".join((" ".join(calls), *lines)))
    pairs = [tuple(random.sample("ABCDE", 2)) for _ in range(random.randint(0, 6))]
    # Changes of which transfers.txt speaks for a single route only.
    of_routes = [
        {
            "from_stop_id": a, "to_stop_id": b, "transfer_type": 2, "min_transfer_time": 60,
            random.choice(("from_route_id", "to_route_id")): f"R{random.randrange(len(boards))}",
        }
        for a, b in (random.sample("ABCDE", 2) for _ in range(random.randint(0, 2)))
    ]  # fmt: skip
    return draw(
        *boards,
        stops="ABCDE",
        transfers=of_routes,
        walks={pair: random.randint(1, 15) for pair in pairs},
        change=random.choice((0, 1)),
        wait=random.choice(("mean", "worst")),
    )


@st.composite
def drawings(draw_one, *, backwards: bool = False) -> Drawing:
    seed = draw_one(st.integers(0, 1_000_000))
    busy = seed % 4 > 0
    net = busy_network(Random(seed)) if busy else draw_one(networks())
    fares = DrawnFares(draw_one(st.integers(0, 999)), net)
    vias = []
    if draw_one(st.integers(0, 3)) == 3:
        place = draw_one(st.sampled_from("BCE"))
        vias.append((tuple(net.at_stop(place)), draw_one(st.sampled_from((0, 0, 300)))))
    day = Day(*with_via(net.timetable, net.footpaths, vias)) if vias else net.day
    walked, back = pairs_of(day.footpaths), pairs_of(day.mirrored.footpaths)
    some_way = st.sampled_from((0, 100, 250, 400))
    n = len(net.ground.berths.stop)
    metres = {(a, b): draw_one(some_way) if (a - b) % n else 0 for a, b in walked}
    costs = by_way_of(costs_of(net.ground, day, fares), day, vias, n)
    costs = BothCosts(
        costs.forwards._replace(metres=ints(metres[pair] for pair in walked)),
        costs.mirrored._replace(metres=ints(metres[b, a] for a, b in back)),
    )
    if busy:
        ends = [ends_on_foot(draw_one, net, places) for places in ("AAB", "DDC")]
        seconds = at("9:10" if backwards else "8:00") + 60 * draw_one(st.integers(-10, 10))
    else:
        ends = [ends_on_foot(draw_one, net, "ABCDE") for _ in "ab"]
        first = int(min(net.timetable.timed.departure, default=at("8:00"))) % 86_400
        seconds = first + 30 * draw_one(st.integers(-20, 160))
    # Whoever comes by a place ends in another layer.
    ends[1] = Reach(
        *({berth + n * len(vias): x for berth, x in column.items()} for column in ends[1])
    )
    return Drawing(net, day, vias, fares, costs, metres, *ends, seconds)


def ends_on_foot(draw_one, net: Drawn, places: str) -> Reach:
    """Two stops or one in reach, nearer or further."""
    seconds, metres = {}, {}
    for stop in draw_one(st.lists(st.sampled_from(places), min_size=1, max_size=2)):
        s, m = draw_one(st.sampled_from(((0, 0), (60, 50), (300, 200), (600, 120))))
        seconds |= net.at_stop(stop, s)
        metres |= dict.fromkeys(net.at_stop(stop), m - 0.5 * (m > 0))
    return Reach(seconds, metres)


def pairs_of(footpaths) -> list[tuple[int, int]]:
    here = np.repeat(np.arange(len(footpaths.start) - 1), np.diff(footpaths.start))
    return list(zip(here.tolist(), footpaths.to.tolist(), strict=True))


def ints(values) -> np.ndarray:
    return np.array(list(values), np.int32)


class Line(NamedTuple):
    """One vehicle, or one window of service known only by its headway."""

    pattern: int
    calls: list[tuple[int, bool, bool, int, int]]
    """Berth, whether one may get on, and off, arrival and departure (since the first stop, by headway)."""
    trip: int
    """Row in the trip table, beyond its end a through trip."""
    window: tuple[int, int, int] | None
    """Opens, closes, seconds one waits for it."""


def lines(timetable) -> Iterator[Line]:
    """Every trip and every window by itself."""
    timed, headway = timetable.timed, timetable.headway
    n_timed = len(timed.stop_start) - 1
    for p in range(n_timed):
        first, last = timed.stop_start[p : p + 2].tolist()
        n, t = last - first, timed.n_trips[p]
        for trip in range(t):
            cell = timed.time_start[p]
            times = [
                (int(timed.arrival[cell + trip * n + i]), int(timed.departure[cell + i * t + trip]))
                for i in range(n)
            ]
            row = int(timed.trip[timed.trip_start[p] + trip])
            yield Line(p, calls_of(timed, first, times), row, None)
    for p in range(len(headway.stop_start) - 1):
        first, last = headway.stop_start[p : p + 2].tolist()
        times = [(int(headway.arrival[c]), int(headway.departure[c])) for c in range(first, last)]
        for w in range(headway.window_start[p], headway.window_start[p + 1]):
            window = int(headway.opens[w]), int(headway.closes[w]), int(headway.board_wait_s[w])
            calls = calls_of(headway, first, times)
            yield Line(n_timed + p, calls, int(headway.trip[w]), window)


def calls_of(patterns, first, times):
    return [
        (int(patterns.stop[c]), bool(patterns.board[c]), bool(patterns.alight[c]), *pair)
        for c, pair in enumerate(times, start=first)
    ]


class Purse(NamedTuple):
    """What is paid, and from where to where one has been inside the gates since."""

    paid: int = 0
    inside: tuple[int, int] | None = None

    def total(self, closed: ClosedSystem | None) -> int:
        return self.paid + (int(closed.fen[self.inside]) if self.inside else 0)

    def outside(self, closed: ClosedSystem | None) -> Purse:
        return Purse(self.total(closed))


class Cashier:
    """Prices rides one after another, from first to last or from last to first."""

    def __init__(self, drawing: Drawing, *, backwards: bool) -> None:
        self.drawing, self.closed, self.backwards = drawing, drawing.fares.closed, backwards
        ground = drawing.net.ground
        self.stop_of, self.trips = ground.berths.stop.tolist(), ground.trips
        self.route_of = ground.feed.trips["route_id"].iloc[ground.trips.rows].tolist()
        index, self.stated = ground.stops.index_of, set()
        for row in ground.feed.transfers.to_dict("records"):
            if not any(
                row[f"{end}_{kind}_id"] for end in ("from", "to") for kind in ("route", "trip")
            ):
                pair = index[row["from_stop_id"]], index[row["to_stop_id"]]
                (self.stated.discard if row["transfer_type"] == 3 else self.stated.add)(pair)
        self.known = {}

    def stop(self, berth: int) -> int:
        return self.stop_of[berth % len(self.stop_of)]

    def station(self, stop: int) -> int:
        return int(self.closed.station[stop]) if self.closed else -1

    def walk(self, purse: Purse, off: int, on: int) -> Purse:
        """Change from a berth to another."""
        a, b = self.stop(off), self.stop(on)
        inside = self.station(a) >= 0 and self.station(b) >= 0 and (a == b or (a, b) in self.stated)
        n_berths = len(self.stop_of)
        stays = self.drawing.vias[off // n_berths : on // n_berths]
        inside = inside and not any(stay_s for _, stay_s in stays)
        return purse if inside else purse.outside(self.closed)

    def ride(self, purse: Purse, line: Line, i: int, j: int) -> Purse:
        if (line.trip, i, j) not in self.known:
            self.known[line.trip, i, j] = self.fare(line, i, j)
        fare = self.known[line.trip, i, j]
        if isinstance(fare, int):
            return Purse(purse.total(self.closed) + fare)
        if purse.inside is None:
            return Purse(purse.paid, fare)
        (entry, leave), (here, there) = purse.inside, fare
        return Purse(purse.paid, (here, leave) if self.backwards else (entry, there))

    def fare(self, line: Line, i: int, j: int) -> int | tuple[int, int]:
        """What a ride costs by itself, or between which stations it is paid at the gates."""
        stops = [self.stop(berth) for berth, *_ in line.calls]
        parts = self.parts(line.trip, len(stops))
        gated = [self.closed is not None and route in self.closed.routes for route, _, _ in parts]
        stretches = []  # Neighbours that are of the system are one.
        for of_system, part in zip(gated, parts, strict=True):
            if of_system and stretches and stretches[-1][0]:
                stretches[-1][1].append(part)
            else:
                stretches.append((of_system, [part]))
        paid = 0
        for of_system, ridden in stretches:
            first, last = max(i, ridden[0][1]), min(j, ridden[-1][2])
            if first > last:
                continue
            ends = self.station(stops[first]), self.station(stops[last])
            if of_system and min(ends) >= 0:
                if (first, last) == (i, j):
                    return ends
                paid += int(self.closed.fen[ends]) if first < last else 0
                continue
            for route, begin, end in ridden:
                a, b = max(first, begin), min(last, end)
                if a < b:
                    of_route = self.drawing.fares.matrix(
                        route, np.array(stops[begin : end + 1], np.int32)
                    )
                    paid += int(of_route[a - begin, b - begin])
        return paid

    def parts(self, trip: int, n_calls: int) -> list[tuple[str, int, int]]:
        """Routes of a vehicle, each with the first and the last of its calls."""
        n_trips = len(self.trips.ids)
        if trip < n_trips:
            return [(self.route_of[trip], 0, n_calls - 1)]
        through = self.drawing.net.timetable.through
        own = range(*through.start[trip - n_trips : trip - n_trips + 2].tolist())
        found = []
        for part, further in zip(own, [*own[1:], None], strict=True):
            end = n_calls - 1 if further is None else int(through.offset[further]) - 1
            route = self.route_of[int(through.trip[part])]
            if found and found[-1][0] == route:
                found[-1] = (route, found[-1][1], end)
            else:
                found.append((route, int(through.offset[part]), end))
        return found


def every_end(drawing: Drawing, *, backwards: bool, walk: bool, fare: bool, seconds: int):
    """Arrival, rides, metres and money of every journey; backwards, departure in the place of arrival."""
    day, cashier = drawing.day, Cashier(drawing, backwards=backwards)
    ahead, to = (drawing.finish, drawing.start) if backwards else (drawing.start, drawing.finish)
    step = every_step_back if backwards else every_step
    known = list(lines(day.timetable))
    paths = pairs_of(day.footpaths)
    walks = {}
    for (a, b), s in zip(paths, day.footpaths.walk_s.tolist(), strict=True):
        here, there = (b, a) if backwards else (a, b)
        walks.setdefault(here, []).append((there, (a, b), s, drawing.metres[a, b] * walk))
    sign = -1 if backwards else 1

    def metres(reach, berth):
        return int(np.ceil(reach.metres[berth])) * walk

    states = {(b, seconds + sign * s, metres(ahead, b), Purse()) for b, s in ahead.seconds.items()}
    ends = set()
    for rides in range(1, RIDES + 1):
        stepped = set()
        for berth, time, walked, purse in states:
            for line, i, j, then in step(known, berth, time):
                there = line.calls[i if backwards else j][0]
                if abs(then - seconds) <= HORIZON_S:
                    paid = cashier.ride(purse, line, i, j) if fare else purse
                    stepped.add((there, then, walked, paid))
        for berth, time, walked, purse in stepped:
            if berth in to.seconds:
                end = time + sign * to.seconds[berth]
                if abs(end - seconds) <= HORIZON_S:
                    paid = purse.total(cashier.closed)
                    ends.add((end, rides, walked + metres(to, berth), paid))
        states = {
            (there, time + sign * s, walked + m, cashier.walk(purse, *pair))
            for berth, time, walked, purse in stepped
            for there, pair, s, m in walks.get(berth, ())
        }
    return ends


def every_step(known, berth, time):
    for line in known:
        for i, (here, board, _, _, departs) in enumerate(line.calls):
            if here != berth or not board:
                continue
            leaves = 0
            if line.window:
                opens, closes, wait_s = line.window
                leaves = max(time + wait_s - departs, opens)
                if leaves >= closes:
                    continue
            elif departs < time:
                continue
            for j in range(i + 1, len(line.calls)):
                if line.calls[j][2]:
                    yield line, i, j, leaves + line.calls[j][3]


def every_step_back(known, berth, time):
    for line in known:
        for j, (here, _, alight, arrives, _) in enumerate(line.calls):
            if here != berth or not alight:
                continue
            leaves, wait_s = 0, 0
            if line.window:
                opens, closes, wait_s = line.window
                leaves = min(time - arrives, closes - 1)
                if leaves < opens:
                    continue
            elif arrives > time:
                continue
            for i in range(j):
                if line.calls[i][1]:
                    yield line, i, j, leaves + line.calls[i][4] - wait_s


def front(ends, *, backwards: bool):
    """What none beats."""
    sign = -1 if backwards else 1
    best = set()
    for end in sorted(ends, key=lambda e: (sign * e[0], *e[1:])):
        if not any(
            sign * b[0] <= sign * end[0]
            and all(x <= y for x, y in zip(b[1:], end[1:], strict=True))
            for b in best
        ):
            best.add(end)
    return best


@contextmanager
def as_written():
    """Run the kernel as the plain Python it is."""
    compiled = {k: f for k, f in vars(tradeoffs).items() if hasattr(f, "py_func")}
    riding = {k: f for k, f in vars(tradeoff_rides).items() if hasattr(f, "py_func")}
    assert len(compiled) > len(riding) > 0
    try:
        for module, functions in ((tradeoffs, compiled), (tradeoff_rides, riding)):
            vars(module).update({k: f.py_func for k, f in functions.items()})
        yield
    finally:
        vars(tradeoffs).update(compiled)
        vars(tradeoff_rides).update(riding)


def found(drawing: Drawing, *, backwards: bool, walk: bool, fare: bool):
    question = Question(
        drawing.start, drawing.finish, drawing.seconds, backwards, RIDES, HORIZON_S, walk, fare
    )
    return ask(drawing.day, drawing.costs, question)


def weighed(answers, *, backwards: bool, walk: bool, fare: bool):
    return [
        (
            t.departs if backwards else t.arrives, t.rides, t.walk_m * walk,
            (t.unpriced * UNPRICED + t.fare_fen) * fare,
        )
        for t in answers
    ]  # fmt: skip


@st.composite
def asked(draw_one):
    """A drawing, and what is asked of it."""
    wanted = {word: draw_one(st.booleans()) for word in ("backwards", "walk", "fare")}
    return draw_one(drawings(backwards=wanted["backwards"])), wanted


@given(asked())
def test_the_front_is_that_of_every_journey(question):
    drawing, wanted = question
    ends = every_end(drawing, **wanted, seconds=drawing.seconds)
    told = weighed(found(drawing, **wanted), **wanted)
    assert len(told) == len(set(told))
    assert set(told) == front(ends, backwards=wanted["backwards"])


@given(asked())
def test_of_equal_journeys_the_shortest_is_told(question):
    drawing, wanted = question
    for t in found(drawing, **wanted):
        (own,) = weighed([t], **wanted)
        end = t.departs if wanted["backwards"] else t.arrives
        other = wanted | {"backwards": not wanted["backwards"]}
        back = every_end(drawing, **other, seconds=end)
        fits = [e[0] for e in back if all(x <= y for x, y in zip(e[1:], own[1:], strict=True))]
        assert (min(fits) if wanted["backwards"] else max(fits)) == (
            t.arrives if wanted["backwards"] else t.departs
        )


@settings(max_examples=25)
@given(asked())
def test_plain_and_compiled_answer_alike(question):
    drawing, wanted = question
    compiled = found(drawing, **wanted)
    with as_written():
        assert found(drawing, **wanted) == compiled


@given(asked())
def test_with_time_and_rides_alone_the_front_is_that_of_the_rounds(question):
    drawing, wanted = question
    backwards = wanted["backwards"]
    day, ends = drawing.day, Ends(drawing.start.seconds, drawing.finish.seconds)
    ways = (
        arrive_by(day, ends, drawing.seconds, RIDES, drawing.seconds - HORIZON_S)
        if backwards
        else depart_at(day, ends, drawing.seconds, RIDES, drawing.seconds + HORIZON_S + 1)
    )
    told = found(drawing, backwards=backwards, walk=False, fare=False)
    assert {t[:3] for t in told} == {way[:3] for way in ways}


class StatedFares:
    """Fares from call to last call."""

    currency, closed = "CNY", None

    def __init__(self, *fares: int) -> None:
        self.fares = fares

    def matrix(self, route_id: str, stops) -> np.ndarray:
        n = len(stops)
        return np.array([[fare] * n for fare in (*self.fares, *[0] * n)[:n]], np.int64)


def test_who_is_beaten_gets_off_and_the_others_stay_aboard():
    # Boarding at C beats boarding at A, but not at B, where one walks further and pays nothing.
    net = draw("A B C D\n8:00 8:10 8:20 8:30")
    start = Reach(
        {net.stop(s): 0 for s in "ABC"},
        {net.stop(s): m for s, m in zip("ABC", (300.0, 400.0, 200.0), strict=True)},
    )
    finish = Reach(net.at_stop("D"), {net.stop("D"): 0.0})
    costs = costs_of(net.ground, net.day, StatedFares(300, 0, 100))
    answers = ask(
        net.day,
        costs,
        Question(
            start,
            finish,
            at("8:00"),
            backwards=False,
            max_rides=2,
            horizon_s=HORIZON_S,
            walk=True,
            fare=True,
        ),
    )
    assert [(t.walk_m, t.fare_fen) for t in answers] == [(200, 100), (400, 0)]


def test_bags_grow_as_far_as_they_must():
    # Sixty routes side by side, each a little slower and cheaper than the one before: thousands of labels.
    stops = [f"s{i}" for i in range(20)]
    boards = [
        "\n".join((" ".join(stops), " ".join(clock(at("8:00") + i * (60 + n)) for i in range(20))))
        for n in range(60)
    ]
    net = draw(*boards)

    class Cheaper(StatedFares):
        def matrix(self, route_id: str, stops) -> np.ndarray:
            return np.full((20, 20), 60 - int(route_id[1:]), np.int64)

    ends = [Reach(net.at_stop(s), {net.stop(s): 0.0}) for s in ("s0", "s19")]
    question = Question(
        *ends, at("8:00"), backwards=False, max_rides=2, horizon_s=HORIZON_S, walk=False, fare=True
    )
    answers = ask(net.day, costs_of(net.ground, net.day, Cheaper()), question)
    assert [t.fare_fen for t in answers] == list(range(60, 0, -1))
    assert [t.arrives for t in answers] == [at("8:00") + 19 * (60 + n) for n in range(60)]


METRO = (
    "A B C\n8:00 8:10 8:20",  # R0, closed
    "C D E\n8:25 8:35 8:45\n8:50 9:00 9:10",  # R1, closed
    "A E\n8:00 9:30",  # R2, a bus of another operator
)


class Tariffs(NamedTuple):
    """A closed system of R0 and R1, every stop its own station in the order of the alphabet; buses cost 200."""

    closed: ClosedSystem
    currency: str = "CNY"

    def matrix(self, route_id: str, stops) -> np.ndarray:
        return np.full((len(stops), len(stops)), 200, np.int64)


def gated(net: Drawn, prices: dict[str, int], outside: str = "", routes=("R0", "R1")) -> Tariffs:
    """State fares from station to station, such as ``AC``; any other is 900."""
    ids = net.ground.stops.ids
    station = [-1 if stop in outside else i for i, stop in enumerate(ids)]
    fen = [[prices.get(a + b, 900) for b in ids] for a in ids]
    return Tariffs(ClosedSystem(ints(station), frozenset(routes), np.array(fen, np.int64)))


def fronts(net: Drawn, fares, a: str, b: str, first: str = "7:50", last: str = "10:00"):
    """Arrival, fare and unpriced payments of every answer; the deadline finds what the departure finds."""
    costs = costs_of(net.ground, net.day, fares)
    ends = [Reach({net.stop(s): 0 for s in x}, {net.stop(s): 0.0 for s in x}) for x in (a, b)]
    there, back = (
        ask(
            net.day, costs, Question(*ends, at(time), backwards, 4, 3 * 3600, walk=False, fare=True)
        )
        for time, backwards in ((first, False), (last, True))
    )
    told = {(clock(t.arrives), t.fare_fen, t.unpriced) for t in there}
    assert {t[1:] for t in told} >= {(t.fare_fen, t.unpriced) for t in back}
    return sorted(told)


def test_one_pays_once_from_gate_to_gate():
    net = draw(*METRO)
    fares = gated(net, {"AC": 300, "CE": 300, "AE": 500})
    assert fronts(net, fares, "A", "E") == [("8:45:00", 500, 0), ("9:30:00", 200, 0)]


def test_a_stated_change_is_inside_and_any_other_walk_goes_out():
    boards = "A B\n8:00 8:10", "C D\n8:30 8:40"
    prices = {"AB": 300, "CD": 300, "AD": 400}
    net = draw(*boards, walks={("B", "C"): 5})
    assert fronts(net, gated(net, prices), "A", "D") == [("8:40:00", 400, 0)]
    # Stated for one route alone, it is no passage between the gates.
    of_route = {
        "from_stop_id": "B", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 300, "to_route_id": "R1",
    }  # fmt: skip
    net = draw(*boards, "A E\n8:00 8:20", "E D\n8:25 8:50", transfers=[of_route])
    told = fronts(net, gated(net, prices | {"AD": 100}), "A", "D")
    assert told == [("8:40:00", 600, 0), ("8:50:00", 400, 0)]


def test_a_bus_between_two_rides_ends_the_payment():
    net = draw("A B\n8:00 8:10", "C D\n8:40 8:50", "B C\n8:15 8:30")
    fares = gated(net, {"AB": 300, "CD": 300, "AD": 100})
    assert fronts(net, fares, "A", "D") == [("8:50:00", 800, 0)]


def test_riding_on_may_come_cheaper():
    # One who would be dearest off at B, or at C, pays least at E; a slower bus to C is cheaper there only.
    net = draw(*METRO[:2], "A C\n7:55 8:22")
    fares = gated(net, {"AC": 800, "AE": 300, "CE": 300})
    assert fronts(net, fares, "A", "E") == [("8:45:00", 300, 0)]
    assert fronts(net, fares, "A", "C") == [("8:20:00", 800, 0), ("8:22:00", 200, 0)]


def test_a_later_entry_stays_in_the_running_where_it_may_end_cheaper():
    # At C the ride from A is cheaper and sooner; who came by bus as far as B pays less at E, with a ride more.
    net = draw("A C\n8:00 8:20", "C D E\n8:25 8:35 8:45", "A B\n8:00 8:05", "B C\n8:07 8:22")
    fares = gated(net, {"AC": 300, "AE": 900, "BC": 400, "BE": 400}, routes=("R0", "R1", "R3"))
    assert fronts(net, fares, "A", "E") == [("8:45:00", 600, 0), ("8:45:00", 900, 0)]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_entries_neither_beats_the_other_whichever_is_found_first(order):
    lines = ("A C\n8:00 8:20", "B C\n8:00 8:22")[::order]
    net = draw(*lines, "C D E\n8:25 8:35 8:45")
    fares = gated(net, {"AC": 300, "AE": 900, "BC": 400, "BE": 400}, routes=("R0", "R1", "R2"))
    assert fronts(net, fares, "AB", "E") == [("8:45:00", 400, 0)]


def test_who_stands_before_a_gate_may_take_a_bus():
    net = draw("A E\n8:00 8:20", "A B\n8:00 8:25", "B E\n8:30 8:40")
    fares = gated(net, {"AE": 450}, routes=("R0",))
    assert fronts(net, fares, "A", "E") == [("8:20:00", 450, 0), ("8:40:00", 400, 0)]


def test_a_pair_of_stations_without_a_fare_is_one_fare_not_known():
    net = draw(*METRO)
    fares = gated(net, {"AC": 300, "CE": 300, "AE": UNPRICED})
    assert fronts(net, fares, "A", "E") == [("8:45:00", 0, 1), ("9:30:00", 200, 0)]


def test_beyond_the_stations_of_a_system_its_lines_are_paid_by_the_ride():
    net = draw(*METRO[:2])
    fares = gated(net, {"AC": 300, "AE": 500, "CD": 400}, outside="E")
    assert fronts(net, fares, "A", "D") == [("8:35:00", 900, 0)]
    assert fronts(net, fares, "A", "E") == [("8:45:00", 500, 0)]


def test_who_stays_seated_from_line_to_line_of_a_system_pays_once():
    boards = "A B\n8:00 8:10", "B C\n8:15 8:25", "C D\n8:30 8:40", "C E\n8:30 8:45"
    net = draw(*boards, blocks={"0.0": "b", "1.0": "b", "2.0": "b"})
    prices = {"AB": 300, "BC": 300, "AC": 400, "AE": 500}
    # The vehicle goes on as a bus, which is paid for besides.
    assert fronts(net, gated(net, prices), "A", "D") == [("8:40:00", 600, 0)]
    assert fronts(net, gated(net, prices), "A", "C") == [("8:25:00", 400, 0)]
    fares = gated(net, prices, routes=("R0", "R1", "R3"))
    assert fronts(net, fares, "A", "E") == [("8:45:00", 500, 0)]


def test_who_stays_somewhere_on_purpose_goes_out():
    net = draw(*METRO[:2])
    fares = gated(net, {"AC": 300, "CE": 300, "AE": 500})
    n = net.timetable.n_berths
    ends = [
        Reach({net.stop("A"): 0}, {net.stop("A"): 0.0}),
        Reach({net.stop("E") + n: 0}, {net.stop("E") + n: 0.0}),
    ]
    question = Question(
        *ends, at("7:50"), backwards=False, max_rides=4, horizon_s=3 * 3600, walk=False, fare=True
    )
    for stay_s, fare in ((0, 500), (1_200, 600)):
        vias = [((net.stop("C"),), stay_s)]
        day = Day(*with_via(net.timetable, net.footpaths, vias))
        costs = by_way_of(costs_of(net.ground, day, fares), day, vias, n)
        assert [t.fare_fen for t in ask(day, costs, question)] == [fare]
