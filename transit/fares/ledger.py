"""What do the trips of a month cost, one after the other?

The subway grows cheaper with what was spent on it in a calendar month, so that a trip's price depends on those before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transit.fares.money import to_decimal
from transit.fares.price import Purse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from transit.fares.payment import Payment
    from transit.fares.price import Pricer
    from transit.journey import Journey


@dataclass(frozen=True, slots=True)
class Trip:
    """One line of a ledger."""

    journey: Journey
    """Priced as it comes in the month."""
    month: str
    """Calendar month it begins in: ``2026-12``."""
    price: Decimal
    """What it adds to the month, as far as it is known."""
    list_price: Decimal
    """The same if nothing had been spent before in the month."""
    spent_before: Decimal
    """Spent in the month before it, where the tariff counts that."""
    month_total: Decimal
    """Of the month's trips up to this one, as far as known."""
    unpriced_legs: tuple[int, ...]
    """Numbers of its rides whose fare nobody states."""


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """A month's account."""

    month: str
    known: Decimal
    trips: int
    unpriced_rides: int
    """Rides that `known` does not hold."""

    @property
    def complete(self) -> bool:
        """Whether every ride of the month is priced."""
        return not self.unpriced_rides


@dataclass(frozen=True, slots=True)
class Ledger:
    """Trips and what they cost, in the order in which one sets out."""

    trips: tuple[Trip, ...]
    currency: str

    @classmethod
    def of(cls, pricer: Pricer, journeys: Iterable[Journey], payment: Payment) -> Ledger:
        """Price journeys one after the other.

        Parameters
        ----------
        pricer
            Of the network they are journeys of.
        journeys
            In any order; of those that set out at one moment, in the order given. Fares they bear are not looked at.
        payment
            How one pays; its ``spent_fen`` was spent before the first of them, in the same month.
        """
        in_order = sorted(journeys, key=lambda journey: journey.depart)
        purse: Purse | None = None
        trips: list[Trip] = []
        for journey in in_order:
            day = journey.depart
            purse = purse.in_month_of(day) if purse else Purse.on(day, payment.spent_fen)
            fare, after = pricer.settle(journey, payment, purse)
            month = f"{journey.depart:%Y-%m}"
            before = [trip.price for trip in trips if trip.month == month]
            trips.append(
                Trip(
                    journey=replace(journey, fare=fare),
                    month=month,
                    price=fare.known,
                    list_price=pricer.price(journey, replace(payment, spent_fen=0)).known,
                    spent_before=to_decimal(purse.spent_fen),
                    month_total=sum(before, fare.known),
                    unpriced_legs=fare.unpriced_legs,
                )
            )
            purse = after
        return cls(tuple(trips), pricer.currency)

    @property
    def months(self) -> tuple[MonthTotal, ...]:
        """Account of each month, in order."""
        return tuple(
            MonthTotal(
                month,
                sum((trip.price for trip in of), to_decimal(0)),
                len(of),
                sum(len(trip.unpriced_legs) for trip in of),
            )
            for month in dict.fromkeys(trip.month for trip in self.trips)
            for of in [[trip for trip in self.trips if trip.month == month]]
        )
