"""What does a ride cost by what its own feed states of fares?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from transit.fares.engine import calls_of, rides_of
from transit.fares.money import UNPRICED, to_decimal
from transit.fares.products import product_fares
from transit.fares.zones import ride_fares
from transit.journey import FarePart

if TYPE_CHECKING:
    from transit.fares.payment import Payment
    from transit.fares.table import ClosedSystem, Int64s, RideFares
    from transit.journey import Journey
    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s

READERS: Final = {"gtfs_fares_v2": product_fares, "gtfs_fares_v1": ride_fares}
"""What reads the fares of a feed, by the name of the rule; the first that finds any counts."""


@dataclass(frozen=True, eq=False)
class StatedFares:
    """The fares in a network's own feeds; see :class:`transit.fares.engine.Engine`."""

    ground: Ground
    rule: str
    """Key of `READERS`."""
    fares: RideFares
    routes: frozenset[str]

    @classmethod
    def of(cls, ground: Ground) -> StatedFares | None:
        """Read the fares; None where none are stated.

        Raises
        ------
        FeedError
            If they cannot be read.
        """
        for rule, read in READERS.items():
            if (fares := read(ground)) is not None:
                return cls(ground, rule, fares, frozenset(ground.feed.routes["route_id"]))
        return None

    @property
    def gated(self) -> frozenset[str]:
        """Routes of the closed system, if there is one."""
        closed = self.fares.closed
        return closed.routes if closed is not None else frozenset()

    def closed(self, payment: Payment) -> ClosedSystem | None:  # noqa: ARG002
        """Price every way from gate to gate."""
        return self.fares.closed

    def matrix(self, route_id: str, stops: Int32s, payment: Payment) -> Int64s:  # noqa: ARG002
        """Price every ride of a route between the calls of a trip, shape (C, C)."""
        return self.fares.matrix(route_id, stops)

    def part(self, journey: Journey, rides: tuple[int, ...], payment: Payment) -> FarePart | None:  # noqa: ARG002
        """Price rides paid for at once; see :class:`transit.fares.engine.Engine`."""
        ridden = rides_of(journey, rides)
        board, alight = ridden[0].board, ridden[-1].alight
        closed = self.fares.closed
        if closed is not None and ridden[0].route_id in closed.routes:
            index_of = self.ground.stops.index_of
            a, b = (closed.station[index_of[stop.stop_id]] for stop in (board, alight))
            fen = int(closed.fen[a, b]) if a >= 0 and b >= 0 else UNPRICED
        else:
            fares = self.fares.matrix(ridden[0].route_id, calls_of(self.ground, ridden))
            fen = int(fares[0, -1])
        if fen == UNPRICED:
            return None
        price = to_decimal(fen)
        return FarePart(
            legs=rides,
            price=price,
            rule=self.rule,
            told=f"{board.name}至{alight.name}，{price} {self.fares.currency}",
            told_en=f"{board.name_en or board.name} to {alight.name_en or alight.name}, "
            f"{price} {self.fares.currency}",
            evidence="",
            source_ids=(),
        )
