"""What does a ride on a Beijing bus cost?

Cash goes by distance in bands. Cards take a share off, more of it inside Beijing than beyond; of a ride over the border
the fare up to it is discounted at the one rate and the rest at the other (assumption ``bus_fare_split``). A few lines
have a single price instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from transit.corridor.fares import read_bus_lengths, read_bus_tariff
from transit.fares.bus_distance import BusDistances
from transit.fares.engine import calls_of, rides_of
from transit.fares.money import discounted, to_decimal
from transit.fares.operators import operator_of
from transit.fares.told import fold, km, percent, resting_on, yuan
from transit.journey import FarePart, weakest

if TYPE_CHECKING:
    from transit.corridor import Corridor
    from transit.corridor.fare_records import Cited
    from transit.fares.payment import Payment
    from transit.fares.table import Int64s
    from transit.journey import Journey
    from transit.network.ground import Ground
    from transit.timetable.arrays import Int32s

BY_DISTANCE: Final = "beijing_bus_distance"
SINGLE_PRICE: Final = "beijing_bus_single_price"

_FILE: Final = "bus/fares.csv"
_BANDS: Final = ("base", "base_km", "step", "step_km")


@dataclass(frozen=True, eq=False)
class BusFares:
    """The tariff of the Beijing buses; see :class:`transit.fares.engine.Engine`."""

    ground: Ground
    routes: frozenset[str]
    tariff: dict[str, Cited]
    """By row id."""
    single: dict[str, Cited]
    """By route id."""
    distances: BusDistances
    gated: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ground: Ground, corridor: Corridor) -> BusFares:
        """Read the tariff.

        Raises
        ------
        FeedError
            If a table of it cannot be read.
        """
        routes, prefix = operator_of(ground, "bus")
        facts = corridor.root / "facts"
        tariff = read_bus_tariff(facts)
        lengths = {prefix + line: length for line, length in read_bus_lengths(facts).items()}
        single = {
            prefix + row_id: row for row_id, row in tariff.items() if prefix + row_id in routes
        }
        return cls(ground, routes, tariff, single, BusDistances(ground, lengths))

    def matrix(self, route_id: str, stops: Int32s, payment: Payment) -> Int64s:
        """Price every ride of a route between the calls of a trip, shape (C, C)."""
        if route_id in self.single:
            return np.full((len(stops), len(stops)), _fen(self.single[route_id]))
        whole_m, inside_m = self.distances.between_calls(route_id, stops)
        return self._paid(*self._cash(whole_m, inside_m), payment)

    def closed(self, payment: Payment) -> None:
        """Have no gates: one pays aboard."""

    def part(self, journey: Journey, rides: tuple[int, ...], payment: Payment) -> FarePart:
        """Price one ride; see :class:`transit.fares.engine.Engine`."""
        ridden = rides_of(journey, rides)
        route_id, stops = ridden[0].route_id, calls_of(self.ground, ridden)
        key = (route_id, stops.tobytes(), payment.pay)
        if key not in self._priced:
            self._priced[key] = self._part(route_id, stops, payment)
        return replace(self._priced[key], legs=rides)

    @cached_property
    def _priced(self) -> dict[tuple[str, bytes, str], FarePart]:
        """Cache of :meth:`part`: a network has only so many rides."""
        return {}

    def _part(self, route_id: str, stops: Int32s, payment: Payment) -> FarePart:
        if route_id in self.single:
            return _of_one_price(self.single[route_id], payment)
        whole_m, inside_m = self.distances.of_ride(route_id, stops)
        cash = self._cash(whole_m, inside_m)
        fen, inside, beyond = (int(part[0]) for part in (self._paid(*cash, payment), *cash))
        rows, assumed = [*_BANDS], ["bus_fare_distance"]
        zh, en = (
            f"{km(whole_m[0])} 公里，现金 {yuan(inside + beyond)} 元",
            (f"{km(whole_m[0])} km, {yuan(inside + beyond)} CNY in cash"),
        )
        of = self._discounted(payment)
        if of is not None:
            rows += [row.row_id for row, fare in zip(of, (inside, beyond), strict=True) if fare]
            # Even where the fare up to the border is that of the whole ride, the split says so.
            assumed += ["bus_fare_split"] * bool(0 < inside_m[0] < whole_m[0])
            assumed += ["bus_student_outside"] * bool(beyond and payment.pay == "student")
            zh += f"；{_discounts(of, inside, beyond, km(inside_m[0]))} → {yuan(fen)} 元"
            en += f"; {_discounts_en(of, inside, beyond, km(inside_m[0]))} → {yuan(fen)} CNY"
        rest_zh, rest_en = resting_on(_FILE, rows, assumed)
        cited = [self.tariff[row][-2:] for row in rows] + self.distances.rests_on(route_id, stops)
        # How far a ride goes is derived; the other assumptions stand in for what nobody published.
        weak = "assumed" if len(assumed) > 1 else "derived"
        return FarePart(
            legs=(),
            price=to_decimal(fen),
            rule=BY_DISTANCE,
            told=zh + rest_zh,
            told_en=en + rest_en,
            evidence=weakest(weak, *(evidence for evidence, _ in cited)),
            source_ids=tuple(dict.fromkeys(s for _, ids in cited for s in ids)),
        )

    def _paid(self, inside: Int64s, beyond: Int64s, payment: Payment) -> Int64s:
        """Take off what cards do from cash fares inside Beijing and beyond."""
        off = self._discounted(payment)
        if off is None:
            return inside + beyond
        return discounted(inside, 1 - off[0].value) + discounted(beyond, 1 - off[1].value)

    def _cash(self, whole_m: Int64s, inside_m: Int64s) -> tuple[Int64s, Int64s]:
        """Split the cash fare: what the part inside Beijing costs by itself, and what the whole costs beyond that."""
        whole = self._bands(whole_m)
        inside = np.where(inside_m > 0, self._bands(inside_m), 0)
        return inside, whole - inside

    def _bands(self, metres: Int64s) -> Int64s:
        base, base_m, step, step_m = self._numbers
        steps_begun = -(-np.maximum(metres - base_m, 0) // step_m)
        fen: Int64s = base + step * steps_begun
        return fen

    @cached_property
    def _numbers(self) -> tuple[int, int, int, int]:
        base, base_km, step, step_km = (self.tariff[row].value for row in _BANDS)
        return int(base * 100), int(base_km * 1000), int(step * 100), int(step_km * 1000)

    def _discounted(self, payment: Payment) -> tuple[Cited, Cited] | None:
        """Tell the shares off inside Beijing and beyond; None for cash."""
        inside = {"card": "card_inside", "student": "student_inside"}.get(payment.pay)
        return (self.tariff[inside], self.tariff["card_outside"]) if inside else None


def _of_one_price(row: Cited, payment: Payment) -> FarePart:
    # What a card pays where the price is single is not documented.
    assumed = payment.pay != "cash" or row.evidence == "assumed"
    zh, en = resting_on(_FILE, [row.row_id], ["bus_single_price"] * assumed)
    return FarePart(
        legs=(),
        price=to_decimal(_fen(row)),
        rule=SINGLE_PRICE,
        told=f"一票制，{yuan(_fen(row))} 元{zh}",
        told_en=f"one price, {yuan(_fen(row))} CNY{en}",
        evidence="assumed" if assumed else row.evidence,
        source_ids=row.source_ids,
    )


def _discounts(off: tuple[Cited, Cited], inside: int, beyond: int, inside_km: str) -> str:
    zhe = [fold(1 - row.value) for row in off]
    if not inside:
        return f"京外刷卡 {zhe[1]} 折"
    if not beyond:
        return f"京内 {inside_km} 公里，刷卡 {zhe[0]} 折"
    return f"京内 {inside_km} 公里的 {yuan(inside)} 元刷卡 {zhe[0]} 折、其余 {yuan(beyond)} 元 {zhe[1]} 折"


def _discounts_en(off: tuple[Cited, Cited], inside: int, beyond: int, inside_km: str) -> str:
    shares = [percent(row.value) for row in off]
    if not inside:
        return f"by card {shares[1]} off beyond Beijing"
    if not beyond:
        return f"by card {shares[0]} off, {inside_km} km of it in Beijing"
    return (
        f"by card {shares[0]} off the {yuan(inside)} CNY of the {inside_km} km in Beijing, "
        f"{shares[1]} off the other {yuan(beyond)} CNY"
    )


def _fen(price: Cited) -> int:
    return int(price.value * 100)
