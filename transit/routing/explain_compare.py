"""What does one journey cost more than another, and does it lose to it on what was asked?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from transit.journey import Fare, Journey
    from transit.routing.plan import Query


@dataclass(frozen=True, slots=True)
class Difference:
    """What a journey has more than another; what it has less is negative."""

    depart_s: int
    """By how much later one sets out."""
    arrive_s: int
    """By how much later one is there."""
    transfers: int
    walk_m: float
    fare: Decimal | None
    """None where a fare of either is not wholly known, or they are of two currencies."""
    currency: str
    """Of `fare`; blank without one."""

    @property
    def duration_s(self) -> int:
        """By how much longer it takes."""
        return self.arrive_s - self.depart_s


def difference(one: Journey, other: Journey) -> Difference:
    """Tell what the one has more than the other."""
    fare, currency = _dearer(one.fare, other.fare)
    return Difference(
        depart_s=round(one.depart.timestamp() - other.depart.timestamp()),
        arrive_s=round(one.arrive.timestamp() - other.arrive.timestamp()),
        transfers=one.transfers - other.transfers,
        walk_m=one.walk_m - other.walk_m,
        fare=fare,
        currency=currency,
    )


def losses(query: Query, journey: Journey) -> tuple[float, ...]:
    """Measure a journey by what the question compares: the less of each, the better.

    The times come first: by a deadline the departure, from a moment on the arrival, in a window both.
    """
    criteria = query.options.criteria
    depart, arrive = journey.depart.timestamp(), journey.arrive.timestamp()
    found = [-depart] if query.backwards else [arrive]
    found += [-depart] if query.last is not None else []
    found += [journey.transfers] if "transfers" in criteria else []
    found += [journey.walk_m] if "walk" in criteria else []
    if "fare" in criteria and journey.fare is not None:
        # Of two journeys the one with fewer rides of unknown fare counts as cheaper, as in the search.
        found += [1e9 * len(journey.fare.unpriced_legs) + float(journey.fare.known)]
    return tuple(found)


def beats(query: Query, a: Journey, b: Journey) -> bool:
    """Tell whether one journey is no worse than another in anything the question compares.

    Of two that are alike in all of it, the one that leaves later, or by a deadline arrives earlier, beats the other;
    two that are alike in that too beat each other.
    """
    of_a, of_b = losses(query, a), losses(query, b)
    if of_a == of_b:
        return _tie(query, a) <= _tie(query, b)
    return all(x <= y for x, y in zip(of_a, of_b, strict=True))


def best(query: Query, journeys: Iterable[Journey]) -> Journey | None:
    """Take the journey an answer would list first; in a window the shortest."""
    return min(journeys, key=lambda journey: rank(query, journey), default=None)


def rank(query: Query, journey: Journey) -> tuple[float, ...]:
    """Order journeys as an answer does, those of a window by how long they take."""
    first = losses(query, journey)[0]
    if query.last is not None:
        first = journey.arrive.timestamp() - journey.depart.timestamp()
    return first, journey.transfers, _tie(query, journey)


def _dearer(one: Fare | None, other: Fare | None) -> tuple[Decimal | None, str]:
    """Tell what the one costs more, and in which currency."""
    if one is None or other is None or not (one.complete and other.complete):
        return None, ""
    # Who only walks pays nothing in any currency.
    currencies = {fare.currency for fare in (one, other) if fare.known}
    if len(currencies) > 1:
        return None, ""
    return one.known - other.known, next(iter(currencies), one.currency)


def _tie(query: Query, journey: Journey) -> float:
    return journey.arrive.timestamp() if query.backwards else -journey.depart.timestamp()
