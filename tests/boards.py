"""Departure boards drawn as text, turned into a network in memory.

A board is a line of stops and a line for each trip::

    A B:alight C
    8:00 8:10/8:12 8:20
    8:00 - 8:20 every 10 7:00-9:00 every 20 9:00-11:00
    8:00 8:10 8:20 exactly 10 7:00-8:00

``8:10/8:12`` arrives and leaves, ``-`` leaves the time out. ``B:alight`` lets nobody board, ``B:board`` nobody off.
``every`` is service known only by its headway in minutes, ``exactly`` has departures at just these times. Board 1 is
route ``R1``, its trips ``1.0``, ``1.1`` and so on. Trips run every day of 2026 but where `services` says otherwise.
Stops lie so far apart that nobody walks but where `walks` says so: minutes, in the direction given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
from hypothesis import strategies as st

from transit.gtfs.feed import Feed, merge
from transit.gtfs.schema import NO_LIMIT, NO_TIME, TABLES
from transit.network.berths import berths_of
from transit.network.ground import Ground
from transit.routing.search import Day, Ends, Way, arrive_by, depart_at, earliest_arrivals, window
from transit.timetable.arrays import UNREACHED, Footpaths, Timetable
from transit.timetable.compile import compile_day
from transit.timetable.footpaths import footpaths
from transit.timetable.waits import with_wait

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
        elif column in layout.times:
            blank, kind = NO_TIME, "int32"
        elif column in (*layout.limits, *layout.ranks):
            blank, kind = NO_LIMIT, "int32"
        elif column in (*layout.dates, *layout.integers):
            blank, kind = 0, "int32"
        else:
            blank, kind = "", "category" if layout.coded else "str"
        columns[column] = pd.Series([row.get(column, blank) for row in rows], dtype=kind)
    return pd.DataFrame(columns)


EMPTY = {name: table(name, []) for name in TABLES}


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, repr=False, eq=False)
class Drawn:
    """A drawn network on one service date."""

    boards: tuple[str, ...]
    options: dict
    """What :func:`draw` was told beside the boards."""
    ground: Ground
    change_s: int = 0
    wait: str = "mean"
    today: date = TODAY

    def __repr__(self) -> str:
        told = "".join(f", {name}={value!r}" for name, value in self.options.items() if value)
        return f"draw{self.boards}{told}"

    def _repr_pretty_(self, printer, _cycle) -> None:
        # What hypothesis shows of an example that fails: something to paste into a test.
        printer.text(repr(self))

    @cached_property
    def timetable(self) -> Timetable:
        return with_wait(compile_day(self.ground, self.today), self.wait)

    @cached_property
    def footpaths(self) -> Footpaths:
        return footpaths(
            self.ground, speed_kmh=4.5, max_walk_s=0, min_change_s=self.change_s, stated_only=True
        )

    @cached_property
    def day(self) -> Day:
        return Day(self.timetable, self.footpaths)

    def stop(self, name: str) -> int:
        return self.ground.stops.index_of[name]

    def at_stop(self, name: str, seconds: int = 0) -> dict[int, int]:
        """Be at a stop: its berths, all in the same time."""
        return dict.fromkeys(berths_of(self.ground.berths, self.stop(name)), seconds)

    def ends(self, a: str, b: str) -> Ends:
        return Ends(self.at_stop(a), self.at_stop(b))

    def ways(self, a: str, b: str, departs: int, rides: int = 4) -> list[Way]:
        return depart_at(self.day, self.ends(a, b), departs, rides)

    def ways_back(self, a: str, b: str, deadline: int, rides: int = 4) -> list[Way]:
        return arrive_by(self.day, self.ends(a, b), deadline, rides)

    def ways_within(self, a: str, b: str, first: int, last: int, rides: int = 4) -> list[Way]:
        return window(self.day, self.ends(a, b), first, last, rides)

    def arrivals(self, a: str, departs: int, rides: int) -> list[dict[str, int]]:
        """Earliest arrival by vehicle for each number of rides at most, by id of the stops reached."""
        stop_of = self.ground.berths.stop.tolist()
        found: list[dict[str, int]] = [{}]
        for most in range(1, rides + 1):
            times = earliest_arrivals(self.day, self.at_stop(a), departs, most).tolist()
            best: dict[str, int] = {}
            for stop, time in zip(stop_of, times, strict=True):
                if time < UNREACHED:
                    stop_id = self.ground.stops.ids[stop]
                    best[stop_id] = min(time, best.get(stop_id, UNREACHED))
            found.append(best)
        return found

    def redrawn(self, *boards: str, **changed) -> Drawn:
        """Draw again with other boards or options; what is told of trips no longer there falls away."""
        known = {f"{b}.{t}" for b, board in enumerate(boards) for t in range(board.count("\n"))}
        known |= {f"R{b}" for b in range(len(boards))} | {""}
        options = self.options | changed
        options["transfers"] = [
            row
            for row in options["transfers"]
            if {row.get(f"{end}_{kind}_id", "") for end in ("from", "to") for kind in ("route", "trip")} <= known
        ]  # fmt: skip
        options["blocks"] = {trip: b for trip, b in options["blocks"].items() if trip in known}
        return draw(*boards, **options)


def draw(
    *boards: str,
    walks: dict | None = None,
    change: float = 0,
    wait: str = "mean",
    transfers=(),
    stops: str | list[str] = "",
    stations: dict | None = None,
    blocks: dict | None = None,
    services: dict | None = None,
    calendar: dict | None = None,
    dates=(),
    zone: str = "Asia/Shanghai",
    today: date = TODAY,
    name: str = "drawn",
) -> Drawn:
    """Turn boards into a network.

    Parameters
    ----------
    transfers
        Further rows of ``transfers.txt``.
    stops
        Further stops.
    stations
        Station of each platform that has one.
    blocks, services
        Block and service by trip id; without, in no block and every day.
    calendar
        The days of the week of each service but the daily one, such as ``"1111100"``.
    dates
        Rows of ``calendar_dates.txt``: service, date as in ``20261124``, and 1 or 2.
    zone, today, name
        Time zone of the feed, the service date asked for, the feed's name.
    """
    options = {
        "walks": walks or {}, "change": change, "wait": wait, "transfers": transfers, "stops": stops,
        "stations": stations or {}, "blocks": blocks or {}, "services": services or {},
        "calendar": calendar or {}, "dates": dates, "zone": zone, "today": today, "name": name,
    }  # fmt: skip
    feed = _feed(
        boards, **{k: v for k, v in options.items() if k not in ("change", "wait", "today")}
    )
    return Drawn(boards, options, Ground(feed, None), round(change * 60), wait, today)


def shifted(net: Drawn, seconds: int) -> Drawn:
    """Let everything run some seconds later."""

    def later(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        moved = {c: frame[c].where(frame[c] == NO_TIME, frame[c] + seconds) for c in columns}
        return frame.assign(**moved)

    feed = net.ground.feed
    moved = replace(
        feed,
        stop_times=later(feed.stop_times, "arrival_time", "departure_time"),
        frequencies=later(feed.frequencies, "start_time", "end_time"),
    )
    return replace(net, ground=Ground(moved, None))


def joined(*nets: Drawn) -> Drawn:
    """Merge drawn feeds into one network, on the date of the first."""
    feed = merge([net.ground.feed for net in nets])
    first = nets[0]
    boards = tuple(board for net in nets for board in net.boards)
    return Drawn(boards, {}, Ground(feed, None), first.change_s, first.wait, first.today)


def _feed(boards, walks, transfers, stops, stations, blocks, services, calendar, dates, zone, name):
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
            trips.append(
                {
                    "route_id": f"R{number}", "service_id": services.get(trip_id, "daily"),
                    "trip_id": trip_id, "block_id": blocks.get(trip_id, ""),
                }
            )  # fmt: skip
            for i, ((stop_id, _, only), time) in enumerate(zip(calls, times, strict=True)):
                arrival, _, departure = time.partition("/")
                row = {"trip_id": trip_id, "stop_id": stop_id, "stop_sequence": i}
                if time != "-":
                    row |= {"arrival_time": at(arrival), "departure_time": at(departure or arrival)}
                else:
                    row |= {"arrival_time": NO_TIME, "departure_time": NO_TIME}
                row |= {"pickup_type": int(only == "alight"), "drop_off_type": int(only == "board")}
                stop_times.append(row)
            for kind, minutes, between in zip(rules[::3], rules[1::3], rules[2::3], strict=True):
                start, end = between.split("-")
                frequencies.append(
                    {
                        "trip_id": trip_id, "start_time": at(start), "end_time": at(end),
                        "headway_secs": round(float(minutes) * 60), "exact_times": int(kind == "exactly"),
                    }
                )  # fmt: skip
    stops |= dict.fromkeys(name for pair in walks for name in pair)
    stated = [
        {"from_stop_id": a, "to_stop_id": b, "transfer_type": 2, "min_transfer_time": round(m * 60)}
        for (a, b), m in walks.items()
    ]
    weeks = {"daily": "1111111"} if any(t["service_id"] == "daily" for t in trips) else {}
    weekly = [
        {
            "service_id": service, "start_date": 20260101, "end_date": 20261231,
            **dict(zip(WEEK, map(int, days), strict=True)),
        }
        for service, days in (weeks | calendar).items()
    ]  # fmt: skip
    places = [
        {"stop_id": s, "stop_name": s, "stop_lat": 30.0 + i / 10, "stop_lon": 116.0, "error_m": 0}
        for i, s in enumerate(stops)
    ]
    for row in places:
        row["parent_station"] = stations.get(row["stop_id"], "")
    for i, station in enumerate(dict.fromkeys(stations.values())):
        place = {"stop_id": station, "stop_name": station, "location_type": 1, "error_m": 0}
        places.append(place | {"stop_lat": 40.0 + i / 10, "stop_lon": 116.0})
    rows = {
        "agency": [{"agency_id": "a", "agency_name": "a", "agency_timezone": zone}],
        "stops": places,
        "routes": [
            {"route_id": f"R{i}", "route_short_name": f"R{i}", "route_type": 3, "agency_id": "a"}
            for i in range(len(boards))
        ],
        "trips": trips,
        "stop_times": sorted(stop_times, key=lambda row: (row["trip_id"], row["stop_sequence"])),
        "frequencies": frequencies,
        "calendar": weekly,
        "calendar_dates": [
            {"service_id": service, "date": day, "exception_type": kind}
            for service, day, kind in dates
        ],
        "transfers": [*stated, *transfers],
    }
    return Feed(
        name,
        **{name: table(name, rows[name]) if rows.get(name) else EMPTY[name] for name in TABLES},
    )


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
def networks(draw_one, *, seated: bool = True) -> Drawn:
    """Small networks of every kind of service, change and vehicle.

    Loops, overtaking, standing, times left out, windows, one-way walks, late nights, rules for changing of any form,
    and, where `seated`, vehicles that go on as another trip.
    """
    stops = "ABCDE"[: draw_one(st.integers(2, 5))]
    opening = draw_one(st.sampled_from((0, 8 * 3600, 23 * 3600 + 1800)))
    some_time = st.integers(0, 120).map(lambda half: opening + 30 * half)
    boards, ends = [], []
    for number in range(draw_one(st.integers(1, 4))):
        header, last = _header(draw_one, stops)
        lines = []
        for line in range(draw_one(st.integers(1, 3))):
            words, leaves = _times(draw_one, len(header.split()), draw_one(some_time))
            rules = _windows(draw_one, some_time)
            lines.append(" ".join((*words, *rules)))
            if not rules:
                ends.append((f"{number}.{line}", last, leaves))
        boards.append("\n".join((header, *lines)))
    blocks, transfers = {}, []
    if seated and ends:
        for _ in range(draw_one(st.integers(0, 2))):
            _go_on(draw_one, stops, boards, ends, blocks, transfers)
    pairs = st.tuples(st.sampled_from(stops), st.sampled_from(stops))
    apart = pairs.filter(lambda p: p[0] != p[1])
    transfers += draw_one(st.lists(_rules(pairs, boards), max_size=3))
    return draw(
        *boards,
        stops="ABCDE",
        walks=draw_one(st.dictionaries(apart, st.integers(0, 40).map(lambda n: n / 2), max_size=5)),
        change=draw_one(st.sampled_from((0, 0.5, 3))),
        wait=draw_one(st.sampled_from(("mean", "worst", "best"))),
        blocks=blocks,
        transfers=transfers,
    )


def _header(draw_one, stops: str, first: str = "") -> tuple[str, str]:
    """Draw the calls of a board; tell the last as well."""
    calls = draw_one(st.lists(st.sampled_from(stops), min_size=2, max_size=4))
    calls = [first or calls[0], *calls[1:]]
    calls = [c for i, c in enumerate(calls) if i == 0 or c != calls[i - 1]]
    only = st.sampled_from(("", "", "", "", ":alight", ":board"))
    return " ".join(c + draw_one(only) for c in calls), calls[-1]


def _times(draw_one, n_calls: int, time: int) -> tuple[list[str], int]:
    """Draw the times of a trip; tell when it leaves its last call."""
    words = []
    for i in range(n_calls):
        arrives = time + 30 * draw_one(st.integers(0, 40)) * (i > 0)
        time = arrives + 30 * draw_one(st.sampled_from((0, 0, 0, 1, 6)))
        words.append(f"{clock(arrives)}/{clock(time)}")
    for i in range(1, n_calls - 1):
        if draw_one(st.integers(0, 5)) == 5:
            words[i] = "-"
    return words, time


def _windows(draw_one, some_time) -> list[str]:
    kind = draw_one(st.sampled_from(("", "", "every", "every", "exactly")))
    if not kind:
        return []
    words = []
    opens = draw_one(some_time)
    for _ in range(draw_one(st.integers(1, 2))):
        closes = opens + 30 * draw_one(st.integers(1, 60))
        headway = draw_one(st.sampled_from((0.5, 5, 12.5, 15, 40)))
        words.append(f"{kind} {headway} {clock(opens)}-{clock(closes)}")
        opens = closes + 30 * draw_one(st.integers(0, 20))
    return words


def _go_on(draw_one, stops: str, boards: list, ends: list, blocks: dict, transfers: list) -> None:
    """Let a vehicle go on as a trip of a further board: as its block says, or a row of ``transfers.txt``."""
    before, place, leaves = draw_one(st.sampled_from(ends))
    after = f"{len(boards)}.0"
    elsewhere = draw_one(st.integers(0, 5)) == 5
    header, last = _header(draw_one, stops, "" if elsewhere else place)
    begins = leaves + 30 * draw_one(st.integers(-2, 20))
    words, leaves = _times(draw_one, len(header.split()), max(begins, 0))
    boards.append(f"{header}\n{' '.join(words)}")
    ends.append((after, last, leaves))
    told = draw_one(st.sampled_from(("block", "block", "row", "both", "forbidden")))
    if told != "row" and before not in blocks:
        blocks |= {before: f"b{len(boards)}", after: f"b{len(boards)}"}
    if told != "block":
        kind = 5 if told == "forbidden" else 4
        transfers.append({"from_trip_id": before, "to_trip_id": after, "transfer_type": kind})


def _rules(pairs, boards: list[str]):
    """Rows of ``transfers.txt`` of any form, for changes of trips of these boards."""
    trips = [f"{b}.{t}" for b, board in enumerate(boards) for t in range(board.count("\n"))]
    who = st.one_of(
        st.just(("", "")),
        st.sampled_from(range(len(boards))).map(lambda b: (f"R{b}", "")),
        st.sampled_from(trips).map(lambda trip: ("", trip)),
        st.sampled_from(trips).map(lambda trip: (f"R{trip.split('.')[0]}", trip)),
    )

    def row(told):
        (a, b), (from_route, from_trip), (to_route, to_trip), kind, half_minutes = told
        # Between stops this far apart nobody walks unless the row says how long that takes.
        kind = 2 if kind == 0 and a != b else kind
        return {
            "from_stop_id": a, "to_stop_id": b, "from_route_id": from_route, "to_route_id": to_route,
            "from_trip_id": from_trip, "to_trip_id": to_trip, "transfer_type": kind,
            "min_transfer_time": 30 * half_minutes * (kind == 2),
        }  # fmt: skip

    return st.tuples(pairs, who, who, st.sampled_from((0, 1, 2, 2, 3)), st.integers(0, 20)).map(row)
