"""Fronts in time, rides, metres and money: against every journey there is, tried out one by one, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.boards import Drawn, at, clock, draw, networks
from transit.fares.money import UNPRICED
from transit.fares.table import FareTable, lay_out, lay_out_mirrored
from transit.routing import tradeoff_rides, tradeoffs
from transit.routing.reach import Reach
from transit.routing.search import Ends, arrive_by, depart_at
from transit.routing.tradeoff_costs import BothCosts, Costs, costs_of
from transit.routing.tradeoff_search import Question
from transit.routing.tradeoff_search import tradeoffs as ask

RIDES = 3
HORIZON_S = 3_000


class Drawing(NamedTuple):
    """A network whose walks and rides cost something."""

    net: Drawn
    costs: BothCosts
    metres: dict[tuple[int, int], int]
    start: Reach
    finish: Reach
    seconds: int


class DrawnFares:
    """Fares of every kind, the same for the same seed: flat, by distance, lawless, and some that nobody knows."""

    currency = "CNY"

    def __init__(self, seed: int) -> None:
        self.seed = seed

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
    return draw(
        *boards,
        stops="ABCDE",
        walks={pair: random.randint(1, 15) for pair in pairs},
        change=random.choice((0, 1)),
        wait=random.choice(("mean", "worst")),
    )


@st.composite
def drawings(draw_one, *, backwards: bool = False) -> Drawing:
    seed = draw_one(st.integers(0, 1_000_000))
    busy = seed % 4 > 0
    net = busy_network(Random(seed)) if busy else draw_one(networks())
    back = net.day.mirrored.footpaths
    walked = pairs_of(net.footpaths)
    some_way = st.sampled_from((0, 100, 250, 400))
    metres = {pair: draw_one(some_way) if pair[0] != pair[1] else 0 for pair in walked}
    fares = DrawnFares(draw_one(st.integers(0, 9)))
    costs = BothCosts(
        Costs(ints(metres[pair] for pair in walked), lay_out(fares, net.ground, net.timetable)),
        Costs(
            ints(metres[b, a] for a, b in pairs_of(back)),
            lay_out_mirrored(fares, net.ground, net.timetable),
        ),
    )
    if busy:
        ends = [ends_on_foot(draw_one, net, places) for places in ("AAB", "DDC")]
        seconds = at("9:10" if backwards else "8:00") + 60 * draw_one(st.integers(-10, 10))
    else:
        ends = [ends_on_foot(draw_one, net, "ABCDE") for _ in "ab"]
        first = int(min(net.timetable.timed.departure, default=at("8:00"))) % 86_400
        seconds = first + 30 * draw_one(st.integers(-20, 160))
    return Drawing(net, costs, metres, *ends, seconds)


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
    row: list[int]
    window: tuple[int, int, int] | None
    """Opens, closes, seconds one waits for it."""


def lines(net: Drawn, table: FareTable) -> Iterator[Line]:
    """Every trip and every window by itself."""
    timed, headway = net.timetable.timed, net.timetable.headway
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
            yield Line(p, calls_of(timed, first, times), table.row[first:last].tolist(), None)
    for p in range(len(headway.stop_start) - 1):
        first, last = headway.stop_start[p : p + 2].tolist()
        times = [(int(headway.arrival[c]), int(headway.departure[c])) for c in range(first, last)]
        row = table.row[len(timed.stop) + first : len(timed.stop) + last].tolist()
        for w in range(headway.window_start[p], headway.window_start[p + 1]):
            window = int(headway.opens[w]), int(headway.closes[w]), int(headway.board_wait_s[w])
            yield Line(n_timed + p, calls_of(headway, first, times), row, window)


def calls_of(patterns, first, times):
    return [
        (int(patterns.stop[c]), bool(patterns.board[c]), bool(patterns.alight[c]), *pair)
        for c, pair in enumerate(times, start=first)
    ]


def every_end(drawing: Drawing, *, backwards: bool, walk: bool, fare: bool, seconds: int):
    """Arrival, rides, metres and money of every journey; backwards, departure in the place of arrival."""
    net, table = drawing.net, drawing.costs.forwards.fares
    ahead, to = (drawing.finish, drawing.start) if backwards else (drawing.start, drawing.finish)
    step = every_step_back if backwards else every_step
    known = list(lines(net, table))
    paths = pairs_of(net.footpaths)
    walks = {}
    for (a, b), s in zip(paths, net.footpaths.walk_s.tolist(), strict=True):
        here, there = (b, a) if backwards else (a, b)
        walks.setdefault(here, []).append((there, s, drawing.metres[a, b] * walk))
    sign = -1 if backwards else 1

    def metres(reach, berth):
        return int(np.ceil(reach.metres[berth])) * walk

    states = {(b, seconds + sign * s, metres(ahead, b), 0) for b, s in ahead.seconds.items()}
    ends = set()
    for rides in range(1, RIDES + 1):
        stepped = set()
        for berth, time, walked, paid in states:
            for line, i, j, then in step(known, berth, time):
                cost = int(table.fen[line.row[i] + j]) * fare
                there = line.calls[i if backwards else j][0]
                if abs(then - seconds) <= HORIZON_S:
                    stepped.add((there, then, walked, paid + cost))
        for berth, time, walked, paid in stepped:
            if berth in to.seconds:
                end = time + sign * to.seconds[berth]
                if abs(end - seconds) <= HORIZON_S:
                    ends.add((end, rides, walked + metres(to, berth), paid))
        states = {
            (there, time + sign * s, walked + m, paid)
            for berth, time, walked, paid in stepped
            for there, s, m in walks[berth]
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
    return ask(drawing.net.day, drawing.costs, question)


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
    net, ends = drawing.net, Ends(drawing.start.seconds, drawing.finish.seconds)
    ways = (
        arrive_by(net.day, ends, drawing.seconds, RIDES, drawing.seconds - HORIZON_S)
        if backwards
        else depart_at(net.day, ends, drawing.seconds, RIDES, drawing.seconds + HORIZON_S + 1)
    )
    told = found(drawing, backwards=backwards, walk=False, fare=False)
    assert {t[:3] for t in told} == {way[:3] for way in ways}


class StatedFares:
    """Fares from call to last call."""

    currency = "CNY"

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
