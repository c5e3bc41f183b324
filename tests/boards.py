"""Departure boards drawn as text, turned into a network in memory.

A board is a line of stops and a line for each trip::

    A B:alight C
    8:00 8:10/8:12 8:20
    8:00 - 8:20 every 10 7:00-9:00 every 20 9:00-11:00
    8:00 8:10 8:20 exactly 10 7:00-8:00

``8:10/8:12`` arrives and leaves, ``-`` leaves the time out. ``B:alight`` lets nobody board, ``B:board`` nobody off.
``every`` is service known only by its headway in minutes, ``exactly`` has departures at just these times. Every trip
runs every day. Stops lie so far apart that nobody walks but where `walks` says so: minutes, in the direction given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd
from hypothesis import strategies as st

from transit.gtfs.feed import Feed
from transit.gtfs.schema import NO_TIME, TABLES
from transit.network.ground import Ground
from transit.routing.rounds import run_rounds
from transit.routing.search import Day, Ends, Way, arrive_by, depart_at
from transit.timetable.arrays import UNREACHED, Footpaths, Timetable
from transit.timetable.compile import compile_day, footpaths
from transit.timetable.mirror import mirror, mirror_footpaths

TODAY = date(2026, 11, 24)


def at(text: str) -> int:
    """Read ``H:MM`` or ``H:MM:SS``."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0)


def table(name: str, rows: list[dict]) -> pd.DataFrame:
    """Lay rows out as the reader would, blanks filled in."""
    layout = TABLES[name]
    columns = {}
    for column in layout.columns:
        if column in layout.decimals:
            blank, kind = float("nan"), "float64"
        elif column in (*layout.times, *layout.dates, *layout.integers):
            blank, kind = (NO_TIME if column in layout.times else 0), "int32"
        else:
            blank, kind = "", "str"
        columns[column] = pd.Series([row.get(column, blank) for row in rows], dtype=kind)
    return pd.DataFrame(columns)


EMPTY = {name: table(name, []) for name in TABLES}


@dataclass(frozen=True, repr=False)
class Drawn:
    """A drawn network on one service date."""

    boards: tuple[str, ...]
    walks: dict[tuple[str, str], float]
    ground: Ground
    change_s: int
    wait: str

    def __repr__(self) -> str:
        return f"draw{self.boards}, walks={self.walks}, change={self.change_s / 60}, wait={self.wait!r}"

    @cached_property
    def timetable(self) -> Timetable:
        g = self.ground
        return compile_day(g.feed, g.stops, g.trips, TODAY, self.wait)

    @cached_property
    def footpaths(self) -> Footpaths:
        walks = self.ground.walks
        return footpaths(
            len(self.ground.stops.ids), walks, walks.stated_s, max_walk_s=0,
            min_change_s=self.change_s, stated_only=True,
        )  # fmt: skip

    @cached_property
    def day(self) -> Day:
        return Day(
            self.timetable, self.footpaths, mirror(self.timetable), mirror_footpaths(self.footpaths)
        )

    def stop(self, name: str) -> int:
        return self.ground.stops.index_of[name]

    def ends(self, a: str, b: str) -> Ends:
        return Ends({self.stop(a): 0}, {self.stop(b): 0})

    def ways(self, a: str, b: str, departs: int, rides: int = 4) -> list[Way]:
        return list(depart_at(self.day, self.ends(a, b), departs, rides))

    def ways_back(self, a: str, b: str, deadline: int, rides: int = 4) -> list[Way]:
        return list(arrive_by(self.day, self.ends(a, b), deadline, rides))

    def arrivals(self, a: str, departs: int, rides: int) -> list[list[int]]:
        """Earliest arrival by vehicle for each number of rides at most, then by stop: one to all."""
        labels = run_rounds(self.timetable, self.footpaths, {self.stop(a): departs}, {}, rides)
        best = [labels.alighted[0]]
        for row in labels.alighted[1:]:
            best.append([min(pair) for pair in zip(best[-1], row, strict=True)])
        return best


def draw(
    *boards: str,
    walks: dict | None = None,
    change: float = 0,
    wait: str = "mean",
    transfers=(),
    stops: str = "",
) -> Drawn:
    """Turn boards into a network; `transfers` are further rows of ``transfers.txt``, `stops` further stops."""
    stops = dict.fromkeys(stops)
    trips, stop_times, frequencies = [], [], []
    for number, board in enumerate(boards):
        header, *lines = board.strip().splitlines()
        calls = [name.partition(":") for name in header.split()]
        stops |= dict.fromkeys(name for name, _, _ in calls)
        for line_number, line in enumerate(lines):
            words = line.split()
            times, rules = words[: len(calls)], words[len(calls) :]
            trip_id = f"{number}.{line_number}"
            trips.append({"route_id": f"R{number}", "service_id": "daily", "trip_id": trip_id})
            for i, ((name, _, only), time) in enumerate(zip(calls, times, strict=True)):
                arrival, _, departure = time.partition("/")
                row = {"trip_id": trip_id, "stop_id": name, "stop_sequence": i}
                if time != "-":
                    row |= {"arrival_time": at(arrival), "departure_time": at(departure or arrival)}
                row |= {"pickup_type": int(only == "alight"), "drop_off_type": int(only == "board")}
                stop_times.append(row)
            for kind, minutes, window in zip(rules[::3], rules[1::3], rules[2::3], strict=True):
                start, end = window.split("-")
                frequencies.append(
                    {
                        "trip_id": trip_id, "start_time": at(start), "end_time": at(end),
                        "headway_secs": round(float(minutes) * 60), "exact_times": int(kind == "exactly"),
                    }
                )  # fmt: skip
    stops |= dict.fromkeys(name for pair in walks or {} for name in pair)
    stated = [
        {"from_stop_id": a, "to_stop_id": b, "transfer_type": 2, "min_transfer_time": round(m * 60)}
        for (a, b), m in (walks or {}).items()
    ]
    every_day = {
        "service_id": "daily", "start_date": 20260101, "end_date": 20261231,
        **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1),
    }  # fmt: skip
    rows = {
        "agency": [{"agency_id": "a", "agency_name": "a", "agency_timezone": "Asia/Shanghai"}],
        "stops": [
            {
                "stop_id": s,
                "stop_name": s,
                "stop_lat": 30.0 + i / 10,
                "stop_lon": 116.0,
                "error_m": 0,
            }
            for i, s in enumerate(stops)
        ],
        "routes": [
            {"route_id": f"R{i}", "route_short_name": f"R{i}", "route_type": 3}
            for i in range(len(boards))
        ],
        "trips": trips,
        "stop_times": stop_times,
        "frequencies": frequencies,
        "calendar": [every_day],
        "transfers": [*stated, *transfers],
    }
    feed = Feed(
        "drawn",
        **{name: table(name, rows[name]) if rows.get(name) else EMPTY[name] for name in TABLES},
    )
    return Drawn(boards, walks or {}, Ground(feed, None), round(change * 60), wait)


def arrival(net: Drawn, a: str, b: str, departs: str, rides: int = 4) -> int:
    """Earliest arrival; `UNREACHED` where there is none."""
    return min((way.arrives for way in net.ways(a, b, at(departs), rides)), default=UNREACHED)


def departure(net: Drawn, a: str, b: str, deadline: str, rides: int = 4) -> int:
    """Latest departure; minus `UNREACHED` where there is none."""
    found = (way.departs for way in net.ways_back(a, b, at(deadline), rides))
    return max(found, default=-UNREACHED)


def clock(seconds: int) -> str:
    """Write seconds as ``H:MM:SS``."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@st.composite
def networks(draw_one) -> Drawn:
    """Small networks of every kind of service: loops, overtaking, standing, windows, one-way walks, late nights."""
    stops = "ABCDE"[: draw_one(st.integers(2, 5))]
    opening = draw_one(st.sampled_from((0, 8 * 3600, 23 * 3600 + 1800)))
    some_time = st.integers(0, 120).map(lambda half: opening + 30 * half)
    boards = []
    for _ in range(draw_one(st.integers(1, 4))):
        calls = draw_one(st.lists(st.sampled_from(stops), min_size=2, max_size=4))
        calls = [c for i, c in enumerate(calls) if i == 0 or c != calls[i - 1]]
        only = st.sampled_from(("", "", "", "", ":alight", ":board"))
        header = " ".join(c + draw_one(only) for c in calls)
        lines = [_line(draw_one, len(calls), some_time) for _ in range(draw_one(st.integers(1, 3)))]
        boards.append("\n".join((header, *lines)))
    pairs = st.tuples(st.sampled_from(stops), st.sampled_from(stops)).filter(lambda p: p[0] != p[1])
    return draw(
        *boards,
        stops="ABCDE",
        walks=draw_one(st.dictionaries(pairs, st.integers(0, 40).map(lambda n: n / 2), max_size=5)),
        change=draw_one(st.sampled_from((0, 0.5, 3))),
        wait=draw_one(st.sampled_from(("mean", "worst", "best"))),
    )


def _line(draw_one, n_calls: int, some_time) -> str:
    time = draw_one(some_time)
    words = []
    for i in range(n_calls):
        arrives = time + 30 * draw_one(st.integers(0, 40)) * (i > 0)
        time = arrives + 30 * draw_one(st.sampled_from((0, 0, 0, 1, 6)))
        words.append(f"{clock(arrives)}/{clock(time)}")
    kind = draw_one(st.sampled_from(("", "", "every", "every", "exactly")))
    if not kind:
        return " ".join(words)
    opens = draw_one(some_time)
    for _ in range(draw_one(st.integers(1, 2))):
        closes = opens + 30 * draw_one(st.integers(1, 60))
        headway = draw_one(st.sampled_from((0.5, 5, 12.5, 15, 40)))
        words.append(f"{kind} {headway} {clock(opens)}-{clock(closes)}")
        opens = closes + 30 * draw_one(st.integers(0, 20))
    return " ".join(words)
