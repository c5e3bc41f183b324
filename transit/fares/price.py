"""What does a journey cost, part by part, and what is not known of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.fares.bus import BusFares
from transit.fares.gates import Gates, entered
from transit.fares.money import UNPRICED, to_decimal
from transit.fares.payment import Payment
from transit.fares.published import PublishedFares
from transit.fares.stated import StatedFares
from transit.fares.subway import SubwayFares
from transit.fares.told import yuan
from transit.journey import Fare, FarePart, RideLeg

if TYPE_CHECKING:
    from datetime import datetime

    from transit.fares.engine import Engine
    from transit.fares.table import ClosedSystem, Int64s, RideFares
    from transit.journey import Journey
    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s

OWN_PRICE: Final = "own_price"

_CORRIDOR_CURRENCY: Final = "CNY"
_AS_USUAL: Final = Payment()


class Purse(NamedTuple):
    """What was spent in a calendar month where the tariff counts it."""

    year: int
    month: int
    spent_fen: int

    @classmethod
    def on(cls, day: datetime, spent_fen: int = 0) -> Purse:
        """Begin in the month of a day."""
        return cls(day.year, day.month, spent_fen)

    def in_month_of(self, day: datetime) -> Purse:
        """Go on in the month of a day: with nothing spent if it is another."""
        return self if self[:2] == (day.year, day.month) else Purse.on(day)


@dataclass(frozen=True, eq=False)
class Pricer:
    """Prices the journeys of a network; made by :func:`pricer_of`."""

    gates: Gates
    currency: str
    """ISO 4217; blank where no fare is known."""
    engines: tuple[Engine, ...]

    def price(self, journey: Journey, payment: Payment = _AS_USUAL) -> Fare:
        """Price a journey; its rides are each in one part, or unpriced."""
        return self.settle(journey, payment, Purse.on(journey.depart, payment.spent_fen))[0]

    def settle(self, journey: Journey, payment: Payment, purse: Purse) -> tuple[Fare, Purse]:
        """Price a journey, and tell what is spent in the month after it; `purse` counts, not ``payment.spent_fen``."""
        own = dict(payment.own)
        parts: list[FarePart] = []
        unpriced: list[int] = []
        for rides in self._paid_at_once(journey, own):
            route_id = journey.legs[rides[0]].route_id  # type: ignore[union-attr]
            engine = self._engine_of.get(route_id)
            purse = purse.in_month_of(entered(journey, rides[0]))
            part = None
            if route_id in own:
                part = self._own(rides, own[route_id])
            elif engine is not None:
                part = engine.part(journey, rides, replace(payment, spent_fen=purse.spent_fen))
            if part is None:
                unpriced += rides
                continue
            parts.append(part)
            if route_id not in own and engine is not None and route_id in engine.gated:
                purse = purse._replace(spent_fen=purse.spent_fen + int(part.price * 100))
        known = sum((part.price for part in parts), Decimal("0.00"))
        return Fare(known, self.currency, tuple(unpriced), tuple(parts)), purse

    def ride_fares(self, payment: Payment = _AS_USUAL) -> RideFares | None:
        """Lay the fares out for a search; None where none is known.

        What depends on the time of day is not in it: the early half price, the limit of stay, tickets of one train.
        """
        return _RideFares(self, payment) if self.engines or payment.own else None

    @cached_property
    def _engine_of(self) -> dict[str, Engine]:
        return {route_id: engine for engine in self.engines for route_id in engine.routes}

    def _paid_at_once(self, journey: Journey, own: dict[str, int]) -> list[tuple[int, ...]]:
        """Gather rides, told by their numbers among the legs, that are paid for together."""
        groups: list[tuple[int, ...]] = []
        for number, leg in enumerate(journey.legs):
            if not isinstance(leg, RideLeg):
                continue
            if groups and self._joined(journey, groups[-1][-1], number, own):
                groups[-1] += (number,)
            else:
                groups.append((number,))
        return groups

    def _joined(self, journey: Journey, off: int, on: int, own: dict[str, int]) -> bool:
        a, b = (journey.legs[ride].route_id for ride in (off, on))  # type: ignore[union-attr]
        if a == b and journey.legs[on].in_seat:  # type: ignore[union-attr]
            return True
        engine = self._engine_of.get(a)
        gated = engine is not None and {a, b} <= engine.gated and own.keys().isdisjoint((a, b))
        return gated and self.gates.within(journey, off, on)

    def _own(self, rides: tuple[int, ...], fen: int) -> FarePart:
        return FarePart(
            legs=rides,
            price=to_decimal(fen),
            rule=OWN_PRICE,
            told=f"自定票价 {yuan(fen)}",
            told_en=f"a price of one's own, {yuan(fen)}",
            evidence="assumed",
            source_ids=(),
        )


@dataclass(frozen=True, eq=False)
class _RideFares:
    """Fares for a search; see :class:`transit.fares.table.RideFares`."""

    pricer: Pricer
    payment: Payment

    @property
    def currency(self) -> str:
        return self.pricer.currency

    @cached_property
    def closed(self) -> ClosedSystem | None:
        systems = (engine.closed(self.payment) for engine in self.pricer.engines)
        system = next((one for one in systems if one is not None), None)
        own = dict(self.payment.own).keys()
        return system._replace(routes=system.routes - own) if system is not None else None

    def matrix(self, route_id: str, stops: Int32s) -> Int64s:
        own = dict(self.payment.own).get(route_id)
        engine = self.pricer._engine_of.get(route_id)  # noqa: SLF001
        if own is None and engine is not None:
            return engine.matrix(route_id, stops, self.payment)
        fen = UNPRICED if own is None else own
        return np.full((len(stops), len(stops)), fen, np.int64)


def pricer_of(ground: Ground) -> Pricer:
    """Find the tariffs of a network: of the corridor's operators, or what another feed states.

    Raises
    ------
    FeedError
        If a tariff cannot be read.
    """
    gates, corridor = Gates(ground), ground.corridor
    if corridor is None:
        stated = StatedFares.of(ground)
        return Pricer(gates, stated.fares.currency, (stated,)) if stated else Pricer(gates, "", ())
    engines: list[Engine] = [
        BusFares.of(ground, corridor),
        SubwayFares.of(gates, corridor),
        PublishedFares.of(ground, corridor),
    ]
    return Pricer(gates, _CORRIDOR_CURRENCY, tuple(engine for engine in engines if engine.routes))
