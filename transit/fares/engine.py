"""What can a tariff be asked? The price of rides paid for at once, and that of every ride of a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from transit.fares.payment import Payment
    from transit.fares.table import ClosedSystem, Int64s
    from transit.journey import FarePart, Journey, RideLeg
    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s


class Engine(Protocol):
    """The tariff of one operator."""

    @property
    def routes(self) -> frozenset[str]:
        """Ids of the routes it may price."""

    @property
    def gated(self) -> frozenset[str]:
        """Those of them on which one pays from gate to gate, and what one pays counts as spent in the month."""

    def part(self, journey: Journey, rides: tuple[int, ...], payment: Payment) -> FarePart | None:
        """Price rides paid for at once, told by their numbers among the legs; None where nobody states a price."""

    def matrix(self, route_id: str, stops: Int32s, payment: Payment) -> Int64s:
        """Price each ride of a route by itself, as :meth:`transit.fares.table.RideFares.matrix` does."""

    def closed(self, payment: Payment) -> ClosedSystem | None:
        """Price every way from gate to gate; None where no route is gated."""


def calls_of(ground: Ground, rides: tuple[RideLeg, ...]) -> Int32s:
    """List the stops that rides of one vehicle call at, from boarding to alighting; shape (C,)."""
    trips = ground.trips
    calls = []
    for ride in rides:
        start = trips.start[trips.row_of(ride.trip_id)]
        calls.append(trips.stop[start + ride.board_call : start + ride.alight_call + 1])
    return np.concatenate(calls)


def rides_of(journey: Journey, rides: tuple[int, ...]) -> tuple[RideLeg, ...]:
    """Pick rides by their numbers among the legs."""
    return tuple(journey.legs[number] for number in rides)  # type: ignore[misc]
