"""Which seats can still be booked? A timetable without the boardings that one can no longer book, or not yet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.network.trips import coded
from transit.routing.booking_rules import EVER_S, bookable
from transit.timetable.arrays import Timetable, index_calls
from transit.timetable.filters import kept_headway, kept_timed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from transit.network.ground import Ground
    from transit.routing.booking_rules import Bookable
    from transit.timetable.arrays import Bools, HeadwayPatterns, Int32s, Through, TimedPatterns

Int64s = npt.NDArray[np.int64]

_NO_RULE: Final = -1
"""Stands for a call at which one just boards."""


def with_booking(
    ground: Ground,
    timetable: Timetable,
    service_date: date,
    now: datetime | None,
    booked: tuple[str, ...],
) -> Timetable:
    """Leave out the boardings whose booking is closed, or not yet open.

    Parameters
    ----------
    ground
        The network.
    timetable
        Of `service_date`, not mirrored and without layers.
    service_date
        The day whose second 0 the times count from.
    now
        When one books; naive in the network's zone. None takes booking to be possible, and changes nothing.
    booked
        Ids of routes on which one holds a seat already.

    Returns
    -------
    timetable
        Shares the times of every pattern in which nothing changes. Of a headway's window nobody boards the part for
        which a seat cannot be booked.
    """
    seats = _Seats.of(ground, service_date, now, booked) if now is not None else None
    if seats is None:
        return timetable
    timed = _timed(timetable.timed, timetable.through, seats)
    headway = _headway(timetable.headway, seats)
    return timetable._replace(
        timed=timed, headway=headway, calls=index_calls(timetable.n_berths, timed, headway)
    )


class _Seats(NamedTuple):
    """Which departures can be booked."""

    start: Int32s
    """First call of each trip of the trip table, and their end."""
    rule: Int32s
    """Booking rule of each call of the trip table; `_NO_RULE` where one just boards."""
    ruled: Bools
    """Trips of the trip table with such a rule."""
    zone: Int32s
    """Time zone of each trip, by number."""
    bookable: dict[tuple[int, int], Bookable]
    """By zone, and the second at which a service day begins in it."""

    @classmethod
    def of(
        cls, ground: Ground, service_date: date, now: datetime, booked: tuple[str, ...]
    ) -> _Seats | None:
        """Read the rules; None where none is in the way."""
        feed, trips = ground.feed, ground.trips
        ids, names = coded(feed.stop_times["pickup_booking_rule_id"])
        number = {rule: i for i, rule in enumerate(feed.booking_rules["booking_rule_id"])}
        rule = np.array([number.get(name, _NO_RULE) for name in names], np.int32)[ids]
        held = feed.trips["route_id"].isin(booked).to_numpy()[trips.rows]
        rule[np.repeat(held, np.diff(trips.start))] = _NO_RULE
        if not (rule != _NO_RULE).any():
            return None
        zones = {name: n for n, name in enumerate(feed.zones)}
        zone = np.zeros(len(trips.ids), np.int32)
        if len(zones) > 1:
            zone = np.asarray(feed.trips["feed"].map(zones), np.int32)[trips.rows]
        return cls(
            start=trips.start,
            rule=rule,
            ruled=np.logical_or.reduceat(rule != _NO_RULE, trips.start[:-1]),
            zone=zone,
            bookable=bookable(feed, service_date, now),
        )

    def of_calls(
        self, trip: Sequence[int], calls: Sequence[Int64s], day_s: Sequence[int]
    ) -> tuple[Int64s, Int64s]:
        """Tell the first and last departure that can be booked at each call of some runs, shape (T, C) each."""
        first, last = (np.empty((len(trip), len(calls[0])), np.int64) for _ in range(2))
        for i, (one, cells, begins) in enumerate(zip(trip, calls, day_s, strict=True)):
            rule = self.rule[cells]
            of_rule = self.bookable[int(self.zone[one]), begins]
            first[i] = np.where(rule == _NO_RULE, -EVER_S, of_rule.first[rule])
            last[i] = np.where(rule == _NO_RULE, EVER_S, of_rule.last[rule])
        return first, last


class _Some(NamedTuple):
    """Trips of a pattern that one can board at the same calls."""

    pattern: int
    trips: Int64s
    """Places among the pattern's trips."""
    board: Bools
    """Shape (C,)."""


def _timed(timed: TimedPatterns, through: Through, seats: _Seats) -> TimedPatterns:
    """Part the trips of each pattern by the calls at which a seat can be had; drop those that have none."""
    n_trips, lengths = len(seats.ruled), np.diff(timed.stop_start)
    parts = [through.trip[a:b].tolist() for a, b in pairwise(through.start.tolist())]
    ruled = np.r_[seats.ruled, [seats.ruled[trips].any() for trips in parts]].astype(np.bool_)
    before = np.r_[0, np.cumsum(ruled[timed.trip])]
    asks = before[timed.trip_start + timed.n_trips] > before[timed.trip_start]
    whole = np.flatnonzero(~asks).tolist()
    some: list[_Some] = []
    for p in np.flatnonzero(asks).tolist():
        n_calls, n = int(lengths[p]), int(timed.n_trips[p])
        own = slice(timed.trip_start[p], timed.trip_start[p] + n)
        trips = timed.trip[own].tolist()
        calls = [_calls_of(trip, n_calls, n_trips, through, seats) for trip in trips]
        heads = [trip if trip < n_trips else parts[trip - n_trips][0] for trip in trips]
        first, last = seats.of_calls(heads, calls, timed.day_s[own].tolist())
        cells = slice(timed.time_start[p], timed.time_start[p] + n * n_calls)
        leaves = timed.departure[cells].reshape(n_calls, n).T
        board = timed.board[timed.stop_start[p] : timed.stop_start[p + 1]]
        free = board & (first <= leaves) & (leaves <= last)
        if (free == board).all():
            whole.append(p)
            continue
        kinds, kind = np.unique(free, axis=0, return_inverse=True)
        some += [
            _Some(p, np.flatnonzero(kind.ravel() == k), board)
            for k, board in enumerate(kinds)
            if board.any()
        ]
    return timed if len(whole) == len(lengths) else _laid_out(timed, whole, some)


def _laid_out(
    timed: TimedPatterns,
    whole: list[int],
    some: list[_Some],
) -> TimedPatterns:
    """Put patterns of some trips of others behind those that stay whole."""
    kept = kept_timed(timed, np.array([*whole, *(one.pattern for one in some)], np.int32))
    n_whole = int(np.diff(timed.stop_start)[whole].sum())
    arrival, departure, trip, day_s = (
        [timed.arrival],
        [timed.departure],
        [timed.trip],
        [timed.day_s],
    )
    n_trips, trip_start, time_start = [], [], []
    n_laid, n_cells = len(timed.trip), len(timed.arrival)
    for p, places, _ in some:
        n, n_calls = int(timed.n_trips[p]), int(timed.stop_start[p + 1] - timed.stop_start[p])
        own = timed.trip_start[p] + places
        cells = slice(timed.time_start[p], timed.time_start[p] + n * n_calls)
        arrival.append(timed.arrival[cells].reshape(n, n_calls)[places].ravel())
        departure.append(timed.departure[cells].reshape(n_calls, n)[:, places].ravel())
        trip.append(timed.trip[own])
        day_s.append(timed.day_s[own])
        n_trips.append(len(places))
        trip_start.append(n_laid)
        time_start.append(n_cells)
        n_laid, n_cells = n_laid + len(places), n_cells + len(places) * n_calls
    first = len(whole)
    return kept._replace(
        board=np.concatenate((kept.board[:n_whole], *(one.board for one in some))),
        n_trips=np.r_[kept.n_trips[:first], n_trips].astype(np.int32),
        trip_start=np.r_[kept.trip_start[:first], trip_start].astype(np.int32),
        time_start=np.r_[kept.time_start[:first], time_start].astype(np.int32),
        arrival=np.concatenate(arrival),
        departure=np.concatenate(departure),
        trip=np.concatenate(trip),
        day_s=np.concatenate(day_s),
    )


def _headway(headway: HeadwayPatterns, seats: _Seats) -> HeadwayPatterns:
    """Clip windows to what can be booked: for calls where that differs, in patterns of their own."""
    before = np.r_[0, np.cumsum(seats.ruled[headway.trip])]
    asks = before[headway.window_start[1:]] > before[headway.window_start[:-1]]
    if not asks.any():
        return headway
    clipped: list[_Clipped] = []
    for p in np.flatnonzero(asks).tolist():
        stops = slice(headway.stop_start[p], headway.stop_start[p + 1])
        own = slice(headway.window_start[p], headway.window_start[p + 1])
        board, trips = headway.board[stops], headway.trip[own].tolist()
        calls = [seats.start[trip] + np.arange(len(board)) for trip in trips]
        first, last = seats.of_calls(trips, calls, headway.day_s[own].tolist())
        departs = headway.departure[stops]
        opens = np.clip(first - departs, headway.opens[own, None], headway.closes[own, None])
        closes = np.clip(last - departs + 1, opens, headway.closes[own, None])
        getting_on = np.flatnonzero(board)
        spans = np.concatenate((opens, closes))[:, getting_on]
        different, kind = np.unique(spans, axis=1, return_inverse=True)
        for k, span in enumerate(different.T.astype(np.int32)):
            here = np.zeros_like(board)
            here[getting_on[kind.ravel() == k]] = True
            one = _Clipped(p, here, span[: len(trips)], span[len(trips) :])
            if (one.closes > one.opens).any():
                clipped.append(one)
    return _without_shut(headway, np.flatnonzero(~asks).tolist(), clipped)


class _Clipped(NamedTuple):
    """A headway pattern as far as seats can be had at some of its calls."""

    pattern: int
    board: Bools
    """Shape (C,)."""
    opens: Int32s
    closes: Int32s


def _without_shut(
    headway: HeadwayPatterns, whole: list[int], clipped: list[_Clipped]
) -> HeadwayPatterns:
    """Put clipped patterns behind those that stay whole, and drop windows that never open."""
    laid = kept_headway(headway, np.array([*whole, *(one.pattern for one in clipped)], np.int32))
    n_calls, n_windows = laid.stop_start[len(whole)], laid.window_start[len(whole)]
    opens = np.concatenate((laid.opens[:n_windows], *(one.opens for one in clipped)))
    closes = np.concatenate((laid.closes[:n_windows], *(one.closes for one in clipped)))
    kept = closes > opens
    before = np.r_[0, np.cumsum(kept)]
    return laid._replace(
        board=np.concatenate((laid.board[:n_calls], *(one.board for one in clipped))),
        window_start=before[laid.window_start].astype(np.int32),
        opens=opens[kept],
        closes=closes[kept],
        headway_s=laid.headway_s[kept],
        board_wait_s=laid.board_wait_s[kept],
        alight_wait_s=laid.alight_wait_s[kept],
        trip=laid.trip[kept],
        frequency=laid.frequency[kept],
        day_s=laid.day_s[kept],
    )


def _calls_of(trip: int, length: int, n_trips: int, through: Through, seats: _Seats) -> Int64s:
    """Find the calls in the trip table of a trip, or of a through trip one part after another."""
    if trip < n_trips:
        return np.arange(seats.start[trip], seats.start[trip] + length)
    own = slice(*through.start[trip - n_trips : trip - n_trips + 2])
    part = np.searchsorted(through.offset[own], np.arange(length), side="right") - 1
    begins = seats.start[through.trip[own]][part] - through.offset[own][part]
    calls: Int64s = np.arange(length) + begins
    return calls
