"""What leaves a stop from a moment on? Read straight from the timetable, no search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.clock import to_datetime
from transit.journey import weakest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from transit.journey import Point
    from transit.network.ground import Ground
    from transit.timetable.arrays import Timetable

THEN_S: Final = 3600
"""How far from its beginning a board tells which headway follows."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A vehicle that leaves at a clock time, or a line that comes every few minutes."""

    trip_id: str
    board_call: int
    """Place of the call among the trip's calls, from 0."""
    route_id: str
    route_name: str
    route_name_en: str
    mode: str
    headsign: str
    """What stands on the vehicle; where the feed is silent, the name of the trip's last stop."""
    headsign_en: str
    trip_name: str
    board: Point
    depart: datetime | None
    """None where nobody publishes a clock time."""
    expected: datetime
    """When it leaves, or by when one is on a vehicle of a headway service under the wait model: the board's order."""
    headway_s: int | None
    """None where there is a clock time."""
    opens: datetime | None
    """First and last moment at which headway service may pass this stop."""
    closes: datetime | None
    status: str
    evidence: str
    source_ids: tuple[str, ...]
    booking: str | None
    """How to book, where one must."""
    then_headway_s: int | None = None
    """Where another headway follows within the hour from when the board begins: which, and between which moments."""
    then_opens: datetime | None = None
    then_closes: datetime | None = None


class Board(NamedTuple):
    """What it takes to read a stop's departures off a service day."""

    ground: Ground
    timetable: Timetable
    """With the waits of a wait model."""
    service_date: date
    zone: ZoneInfo

    def departures(
        self, stops: Iterable[int], first_s: int, until_s: int, n: int
    ) -> tuple[Departure, ...]:
        """List what can be boarded at some stops, the soonest first.

        Parameters
        ----------
        stops
            Stop indices; every berth of each counts.
        first_s, until_s
            Nothing that leaves before the one, or at or after the other, in seconds of the service day.
        n
            Longest list.

        Returns
        -------
        departures
            A row a vehicle where clock times are known; of headway service a row a line and direction.
        """
        found = set()
        lines: dict[tuple[str, int, str], list[_Passing]] = {}
        for passing in self._passings(stops, first_s, until_s, n):
            if passing.window is None:
                found.add(passing)
                continue
            trip = self.ground.feed.trips.iloc[self.ground.trips.rows[passing.trip]]
            line = (trip["route_id"], trip["direction_id"], self._headsign(passing.trip)[0])
            lines.setdefault(line, []).append(passing)
        told = [self._told(passing) for passing in found]
        for passings in lines.values():
            soonest = min(passings)
            then = _following(passings, soonest, first_s + THEN_S)
            told.append(self._told(soonest, then))
        return tuple(sorted(told, key=_order)[:n])

    def _passings(
        self, stops: Iterable[int], first_s: int, until_s: int, n: int
    ) -> Iterator[_Passing]:
        calls, n_timed = self.timetable.calls, len(self.timetable.timed.stop_start) - 1
        for berth in np.flatnonzero(np.isin(self.ground.berths.stop, list(stops))).tolist():
            for c in range(calls.start[berth], calls.start[berth + 1]):
                pattern, position = int(calls.pattern[c]), int(calls.position[c])
                if pattern < n_timed:
                    yield from self._vehicles(pattern, position, first_s, until_s, n)
                    continue
                for passing in self._services(pattern - n_timed, position, first_s):
                    if passing.seconds < until_s:
                        yield passing

    def _vehicles(
        self, p: int, position: int, first_s: int, until_s: int, n: int
    ) -> Iterator[_Passing]:
        timed, through, n_trips = (
            self.timetable.timed,
            self.timetable.through,
            self.timetable.timed.n_trips[p],
        )
        row = timed.time_start[p] + position * n_trips
        departs = timed.departure[row : row + n_trips]
        soonest = int(np.searchsorted(departs, first_s))
        for t in range(soonest, min(soonest + n, int(n_trips))):
            if departs[t] >= until_s:
                return
            trip, call = int(timed.trip[timed.trip_start[p] + t]), position
            long = trip - len(self.ground.trips.ids)
            if long >= 0:
                parts = slice(through.start[long], through.start[long + 1])
                part = int(np.searchsorted(through.offset[parts], position, side="right")) - 1
                trip = int(through.trip[parts][part])
                call = position - int(through.offset[parts][part])
            yield _Passing(int(departs[t]), trip, call)

    def _services(self, p: int, position: int, first_s: int) -> Iterator[_Passing]:
        """List the windows in which one still gets on, as the rounds do."""
        headway = self.timetable.headway
        offset = int(headway.departure[headway.stop_start[p] + position])
        w, stop = int(headway.window_start[p]), int(headway.window_start[p + 1])
        while w < stop:
            first = w
            leaves = max(first_s - offset + int(headway.board_wait_s[w]), int(headway.opens[w]))
            w += 1
            if leaves >= headway.closes[first]:
                continue
            while (
                w < stop
                and headway.opens[w] == headway.closes[w - 1]
                and headway.headway_s[w] == headway.headway_s[first]
            ):
                w += 1
            window = (int(headway.opens[first]) + offset, int(headway.closes[w - 1]) + offset)
            often = int(headway.headway_s[first]), int(headway.frequency[first])
            yield _Passing(leaves + offset, int(headway.trip[first]), position, window, often)

    def _headsign(self, trip: int) -> tuple[str, str]:
        ground = self.ground
        told = ground.feed.trips.iloc[ground.trips.rows[trip]]
        if told["trip_headsign"]:
            english = ground.translated("trips", "trip_headsign", told["trip_id"], "en")
            return told["trip_headsign"], english
        last = ground.point(int(ground.trips.stop[ground.trips.start[trip + 1] - 1]))
        return last.name, last.name_en

    def _told(self, passing: _Passing, then: _Passing | None = None) -> Departure:
        ground, feed = self.ground, self.ground.feed
        t = feed.trips.iloc[ground.trips.rows[passing.trip]]
        route = ground.route(t["route_id"])
        call = int(ground.trips.start[passing.trip]) + passing.call
        headsign, headsign_en = self._headsign(passing.trip)
        expected = self._moment(passing.seconds)
        evidence, cited, headway_s, opens, closes = (
            [t["evidence"]],
            [t["source_ids"]],
            None,
            None,
            None,
        )
        if passing.window is not None and passing.often is not None:
            headway_s, row = passing.often
            opens, closes = map(self._moment, passing.window)
            stated = feed.frequencies.iloc[row]
            evidence.append(stated["evidence"])
            cited.append(stated["source_ids"])
        return Departure(
            trip_id=t["trip_id"],
            board_call=passing.call,
            route_id=t["route_id"],
            route_name=route["route_short_name"] or route["route_long_name"],
            route_name_en=ground.translated("routes", "route_short_name", t["route_id"], "en"),
            mode=ground.mode(t["route_id"]),
            headsign=headsign,
            headsign_en=headsign_en,
            trip_name=t["trip_short_name"],
            board=ground.point(int(ground.trips.stop[call])),
            depart=expected if headway_s is None else None,
            expected=expected,
            headway_s=headway_s,
            opens=opens,
            closes=closes,
            status=route["status"] or "open",
            evidence=weakest(*evidence),
            source_ids=tuple(dict.fromkeys(" ".join(cited).split())),
            booking=ground.booking(call),
            then_headway_s=then.often[0] if then and then.often else None,
            then_opens=self._moment(then.window[0]) if then and then.window else None,
            then_closes=self._moment(then.window[1]) if then and then.window else None,
        )

    def _moment(self, seconds: int) -> datetime:
        return to_datetime(self.service_date, seconds, self.zone)


class _Passing(NamedTuple):
    """A trip at one of its calls, by when one is on it."""

    seconds: int
    trip: int
    """Row in the trip table."""
    call: int
    window: tuple[int, int] | None = None
    """Of headway service: between which seconds it passes here; its headway, and its row of frequencies.txt."""
    often: tuple[int, int] | None = None


def _following(passings: Sequence[_Passing], soonest: _Passing, until_s: int) -> _Passing | None:
    """Find the window of a line that comes after the one on the board, if it opens by some second."""
    if soonest.window is None or soonest.often is None:
        return None
    # A line that runs faster from some time on opens its next window a little before the last one closes.
    closes = soonest.window[1] - soonest.often[0]
    later = [
        (p.window[0], p.often[0], p)
        for p in passings
        if p.window and p.often and closes <= p.window[0] <= until_s
    ]
    return min(later, default=(0, 0, None))[2]


def _order(departure: Departure) -> tuple[datetime, str, str, str, str]:
    d = departure
    return d.expected, d.route_name, d.headsign, d.board.stop_id, d.trip_id
