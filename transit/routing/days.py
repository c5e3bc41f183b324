"""One service date, as one is willing to travel on it: compiled once, kept for the next question."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np

from transit.fares.price import pricer_of
from transit.journey import EVIDENCE
from transit.network.overheads import Overheads
from transit.network.stops import platforms_by_id
from transit.routing.booking import with_booking
from transit.routing.options import Options
from transit.routing.search import Day
from transit.routing.tradeoff_costs import costs_of
from transit.store.keys import digest
from transit.timetable.arrays import Timetable
from transit.timetable.compile import compile_day
from transit.timetable.dwell import with_checkpoints
from transit.timetable.filters import Stretch, only, without
from transit.timetable.footpaths import footpaths
from transit.timetable.layers import with_via
from transit.timetable.runs import services_around
from transit.timetable.waits import with_wait

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from datetime import date

    from transit.fares.payment import Payment
    from transit.fares.price import Pricer
    from transit.network.ground import Ground
    from transit.network.overheads import OverheadRule
    from transit.places.place import Place
    from transit.routing.tradeoff_costs import BothCosts
    from transit.timetable.arrays import Bools, Footpaths

K = TypeVar("K")
V = TypeVar("V")

_KEPT: Final = 8
"""Days, and footpaths, that are kept: a commuter's both ways on a few dates, a planner's comparison of two."""


class Kept(Generic[K, V]):
    """The last few things that were made, by what they were made for."""

    def __init__(self, most: int = _KEPT) -> None:
        """Keep at most so many."""
        self._most = most
        self._made: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Take a thing from before, or make it; threads that want the same one wait for it."""
        with self._lock:
            if key not in self._made:
                made = make()
                while len(self._made) >= self._most:
                    self._made.popitem(last=False)
                self._made[key] = made
            self._made.move_to_end(key)
            return self._made[key]


@dataclass(frozen=True, eq=False)
class Days:
    """Every service date of a network."""

    ground: Ground
    _timetables: Kept[date, Timetable] = field(default_factory=Kept)
    _overheads: Kept[Hashable, Overheads] = field(default_factory=Kept)
    _dwelling: Kept[Hashable, Timetable] = field(default_factory=Kept)
    _footpaths: Kept[Hashable, Footpaths] = field(default_factory=Kept)
    _days: Kept[Hashable, Day] = field(default_factory=Kept)
    _costs: Kept[tuple[int, Payment], tuple[Day, BothCosts]] = field(default_factory=Kept)
    """By the number of a day and how one pays; the day is held so that no other gets it."""

    def timetable(
        self, service_date: date, wait: str, rules: tuple[OverheadRule, ...] = ()
    ) -> Timetable:
        """Compile a service date, or take it from before; with what vehicles lose at checkpoints by some rules."""
        compiled = self._timetables.get(service_date, lambda: self._compiled(service_date))
        if rules:
            compiled = self._dwelling.get(
                (service_date, rules),
                lambda: with_checkpoints(self.ground, compiled, self._laid_out(rules)),
            )
        return with_wait(compiled, wait)

    def overheads(self, options: Options) -> Overheads:
        """Lay out what stations and checkpoints take, or take it from before."""
        return self._laid_out(options.overheads)

    def _laid_out(self, rules: tuple[OverheadRule, ...]) -> Overheads:
        return self._overheads.get(rules, lambda: Overheads(self.ground, rules))

    def _compiled(self, service_date: date) -> Timetable:
        ground = self.ground
        # Two dates on which the same runs are one entry.
        key = digest(ground.key, *services_around(ground.feed, service_date))
        return ground.store.remember(key, Timetable, lambda: compile_day(ground, service_date))

    def footpaths(self, options: Options) -> Footpaths:
        """Compress the walks between rides, as one is willing to walk them."""
        return self._footpaths.get(
            options.on_foot,
            lambda: footpaths(
                self.ground,
                speed_kmh=options.walk_speed_kmh,
                max_walk_s=options.max_walk_s,
                min_change_s=options.min_change_s,
                stated_only=options.stated_only,
                overheads=self.overheads(options),
            ),
        )

    def day(
        self, service_date: date, options: Options, vias: tuple[tuple[Place, int], ...] = ()
    ) -> Day:
        """Everything a search needs of one date."""
        booking = (options.booked, options.now) if options.now is not None else None
        key = (service_date, options.wait, options.on_foot, options.narrowed, booking, vias)
        return self._days.get(key, lambda: self._made(service_date, options, vias))

    @cached_property
    def pricer(self) -> Pricer:
        """What journeys cost."""
        return pricer_of(self.ground)

    def costs(self, day: Day, payment: Payment) -> BothCosts:
        """Weigh the walks and rides of a day, or take it from before."""
        fares = self.pricer.ride_fares(payment)
        return self._costs.get(
            (id(day), payment), lambda: (day, costs_of(self.ground, day, fares))
        )[1]

    def places(self, vias: tuple[tuple[Place, int], ...]) -> list[tuple[list[int], int]]:
        """Tell the berths of places to come by, and the seconds to stay."""
        return [(self._berths(place.stop_ids), stay_s) for place, stay_s in vias]

    def _made(
        self, service_date: date, options: Options, vias: tuple[tuple[Place, int], ...]
    ) -> Day:
        timetable = self.timetable(service_date, options.wait, options.overheads)
        timetable = with_booking(self.ground, timetable, service_date, options.now, options.booked)
        walks = self.footpaths(options)
        if options.narrowed != Options().narrowed:
            closed = self._closed(options)
            timetable = only(timetable, list(self._stretches(timetable, options)), closed)
            walks = without(walks, closed)
        if vias:
            timetable, walks = with_via(timetable, walks, self.places(vias))
        return Day(timetable, walks)

    def _stretches(self, timetable: Timetable, options: Options) -> Iterator[Stretch]:
        """Tell the patterns one may ride; of a vehicle's trips one after another, each stretch of those one may."""
        ground, timed, headway, through = (self.ground, *timetable[1:3], timetable.through)
        n_trips = len(ground.trips.ids)
        lengths = np.diff(timed.stop_start).tolist()
        first = timed.trip[timed.trip_start].tolist()
        for pattern, (length, trip) in enumerate(zip(lengths, first, strict=True)):
            parts, begins = [trip], [0, length]
            if trip >= n_trips:
                own = slice(*through.start[trip - n_trips : trip - n_trips + 2])
                parts, begins = through.trip[own].tolist(), [*through.offset[own].tolist(), length]
            may = [self._may_ride(part, None, options) for part in parts]
            for allowed, run in groupby(range(len(parts)), key=may.__getitem__):
                of = list(run)
                if allowed:
                    yield Stretch(pattern, begins[of[0]], begins[of[-1] + 1] - 1)
        windows = headway.window_start[:-1]
        rows = zip(headway.trip[windows].tolist(), headway.frequency[windows].tolist(), strict=True)
        calls = np.diff(headway.stop_start).tolist()
        for pattern, (length, (trip, row)) in enumerate(
            zip(calls, rows, strict=True), len(lengths)
        ):
            if self._may_ride(trip, row, options):
                yield Stretch(pattern, 0, length - 1)

    def _may_ride(self, trip: int, frequency: int | None, options: Options) -> bool:
        ground = self.ground
        row = ground.trip_rows[trip]
        classes = [row["evidence"]]
        if frequency is not None:
            classes.append(ground.frequency_rows[frequency]["evidence"])
        weakest = (
            EVIDENCE.index(options.evidence) if options.evidence in EVIDENCE else len(EVIDENCE)
        )
        return (
            row["route_id"] not in options.avoid_routes
            and (options.modes is None or ground.mode(row["route_id"]) in options.modes)
            and all(c not in EVIDENCE or EVIDENCE.index(c) <= weakest for c in classes)
        )

    def _closed(self, options: Options) -> Bools:
        closed = np.zeros(len(self.ground.berths.stop), np.bool_)
        closed[self._berths(options.avoid_stops)] = True
        return closed

    def _berths(self, stop_ids: tuple[str, ...]) -> list[int]:
        stops = [self._platforms[stop_id] for stop_id in stop_ids]
        return np.flatnonzero(
            np.isin(self.ground.berths.stop, np.concatenate(stops or [[]]))
        ).tolist()

    @cached_property
    def _platforms(self) -> dict[str, list[int]]:
        return platforms_by_id(self.ground.feed, self.ground.stops)
