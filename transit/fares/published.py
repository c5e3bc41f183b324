"""What does a railway ticket cost, where one was published?

Second class, between the two stations of the ticket and in the timetable period of its date. Fares of the past price
nothing; one sold at a discount holds for its own train alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.corridor.fares import read_published
from transit.fares.engine import rides_of
from transit.fares.money import UNPRICED, to_decimal
from transit.fares.operators import operator_of
from transit.fares.told import resting_on, yuan
from transit.journey import FarePart, weakest

if TYPE_CHECKING:
    from datetime import date

    from transit.corridor import Corridor
    from transit.corridor.fare_records import Published
    from transit.fares.payment import Payment
    from transit.fares.table import Int64s
    from transit.journey import Journey
    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s

TICKET: Final = "rail_published"

_FILE: Final = "rail/fares.csv"


@dataclass(frozen=True, eq=False)
class PublishedFares:
    """Single tickets of the railways; see :class:`transit.fares.engine.Engine`."""

    stop_ids: tuple[str, ...]
    """By stop index."""
    routes: frozenset[str]
    tickets: dict[tuple[str, str], tuple[Published, ...]]
    """By the stops one may ride between, in the direction of the ticket or the other."""
    gated: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ground: Ground, corridor: Corridor) -> PublishedFares:
        """Read the tickets.

        Raises
        ------
        FeedError
            If the table of them cannot be read.
        """
        routes, prefix = operator_of(ground, "rail")
        tickets: dict[tuple[str, str], tuple[Published, ...]] = {}
        for ticket in read_published(corridor.root / "facts"):
            ends = prefix + ticket.from_stop, prefix + ticket.to_stop
            for pair in (ends, ends[::-1]) if ticket.any_train else (ends,):
                tickets[pair] = (*tickets.get(pair, ()), ticket)
        return cls(ground.stops.ids, routes, tickets)

    def matrix(self, route_id: str, stops: Int32s, payment: Payment) -> Int64s:  # noqa: ARG002
        """Price rides in any train of a route, shape (C, C); tickets of one train alone are not among them."""
        ids = [self.stop_ids[stop] for stop in stops.tolist()]
        fen = np.full((len(ids), len(ids)), UNPRICED)
        for i, a in enumerate(ids):
            for j, b in enumerate(ids):
                prices = [t.fen for t in self.tickets.get((a, b), ()) if t.any_train]
                fen[i, j] = min(prices, default=UNPRICED)
        return fen

    def closed(self, payment: Payment) -> None:
        """Have no gates: a ticket is for one train."""

    def part(self, journey: Journey, rides: tuple[int, ...], payment: Payment) -> FarePart | None:  # noqa: ARG002
        """Price one ride; see :class:`transit.fares.engine.Engine`."""
        ridden = rides_of(journey, rides)
        ends = ridden[0].board.stop_id, ridden[-1].alight.stop_id
        train, day = ridden[0].trip_name, ridden[0].depart.date()
        fitting = [t for t in self.tickets.get(ends, ()) if _holds(t, train, day)]
        if not fitting:
            return None
        ticket = min(fitting, key=lambda t: (t.train != train, t.fen))
        own = ticket.train == train
        zh, en = resting_on(_FILE, [ticket.row_id], [] if own else ["rail_fare_both_ways"])
        return FarePart(
            legs=rides,
            price=to_decimal(ticket.fen),
            rule=TICKET,
            told=f"二等座 {yuan(ticket.fen)} 元，据 {ticket.train} 次车票{zh}",
            told_en=f"second class {yuan(ticket.fen)} CNY, as on a ticket of train {ticket.train}{en}",
            evidence=ticket.evidence if own else weakest(ticket.evidence, "derived"),
            source_ids=ticket.source_ids,
        )


def _holds(ticket: Published, train: str, day: date) -> bool:
    within = ticket.start <= day and (ticket.end is None or day <= ticket.end)
    return within and (ticket.any_train or ticket.train == train)
