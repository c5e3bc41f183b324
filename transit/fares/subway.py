"""What does the Beijing subway cost, and Line 22 if it is priced alike?

One pays from the gate one enters to the gate one leaves, whatever one rides between them, by the shortest distance. A
card takes less the more was spent in the month, or half before seven at some stations. Line 22, whose tariff nobody has
published, is taken to go by the same rules (assumption ``line22_fare_as_subway``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.corridor.fare_records import Early
from transit.corridor.fares import read_line22_distances, read_subway_tariff
from transit.fares.engine import rides_of
from transit.fares.gates import entered
from transit.fares.money import UNPRICED, discounted, to_decimal
from transit.fares.operators import operator_of
from transit.fares.subway_distance import FAR, Stations, lay_out_stations
from transit.fares.table import ClosedSystem
from transit.fares.told import fold, km, percent, resting_on, yuan
from transit.journey import FarePart, elapsed, weakest

if TYPE_CHECKING:
    from datetime import datetime

    import numpy.typing as npt

    from transit.corridor import Corridor
    from transit.corridor.fare_records import SubwayTariff, Tier
    from transit.fares.gates import Gates
    from transit.fares.payment import Payment
    from transit.fares.table import Int64s
    from transit.journey import Journey
    from transit.timetable.arrays import Int32s

BY_DISTANCE: Final = "beijing_subway_distance"
AS_SUBWAY: Final = "line22_fare_as_subway"

_FILE: Final = "subway/fares.csv"


class _Discount(NamedTuple):
    """A factor on the fare, and the row that grants it; None for the full fare."""

    factor: Fraction
    row: Tier | Early | None = None


_FULL: Final = _Discount(Fraction(1))


@dataclass(frozen=True, eq=False)
class SubwayFares:
    """The tariff of the subway; see :class:`transit.fares.engine.Engine`."""

    corridor: Corridor
    index_of: dict[str, int]
    """Stop index by stop id."""
    routes: frozenset[str]
    tariff: SubwayTariff
    stations: Stations

    @classmethod
    def of(cls, gates: Gates, corridor: Corridor) -> SubwayFares:
        """Read the tariff, and measure the network.

        Raises
        ------
        FeedError
            If a table of it cannot be read.
        """
        subway, line22 = (operator_of(gates.ground, feed) for feed in ("subway", "line22"))
        facts = corridor.root / "facts"
        tariff = read_subway_tariff(facts)
        stations = lay_out_stations(gates, (subway, line22), tariff, read_line22_distances(facts))
        routes = subway.routes | line22.routes
        return cls(corridor, gates.ground.stops.index_of, routes, tariff, stations)

    @property
    def gated(self) -> frozenset[str]:
        """All of its routes."""
        return self.routes

    def closed(self, payment: Payment) -> ClosedSystem:
        """Price every way from gate to gate, but for what a time of day changes: the early half price, the limit."""
        return ClosedSystem(self.stations.of_stop, self.routes, self._between(payment))

    def matrix(self, route_id: str, stops: Int32s, payment: Payment) -> Int64s:  # noqa: ARG002
        """Price every ride of a route between the calls of a trip as if by itself, shape (C, C)."""
        number = self.stations.of_stop[stops]
        fen: Int64s = self._between(payment)[np.ix_(number, number)]
        fen[(number < 0)[:, None] | (number < 0)] = UNPRICED
        return fen

    def part(self, journey: Journey, rides: tuple[int, ...], payment: Payment) -> FarePart | None:
        """Price the rides between two gates; see :class:`transit.fares.engine.Engine`."""
        ridden = rides_of(journey, rides)
        ends = ridden[0].board.stop_id, ridden[-1].alight.stop_id
        a, b = (int(self.stations.of_stop[self.index_of[stop]]) for stop in ends)
        if a < 0 or b < 0 or self._full[a, b] == UNPRICED:
            return None
        metres, enters = int(self.stations.metres[a, b]), entered(journey, rides[0])
        band = self.tariff.bands[int(self._band(self.stations.metres[a, b]))]
        late = elapsed(enters, ridden[-1].arrive).total_seconds() > self.tariff.limit_s
        granted = [d for d in (self._monthly(payment), self._early(payment, a, enters)) if d.row]
        discount = min(granted, key=lambda one: one.factor, default=_FULL)
        fen = discounted(band.fen, discount.factor) + late * self.tariff.bands[0].fen
        rule = AS_SUBWAY if self.stations.line22[[a, b]].any() else BY_DISTANCE
        rows = [band, *([discount.row] if discount.row else [])]
        assumed = [
            *([AS_SUBWAY] if rule == AS_SUBWAY else ["subway_fare_distance"]),
            *(["subway_fare_cards"] if discount.row else []),
            *(["subway_fare_entry"] if isinstance(discount.row, Early) else []),
            *(["subway_fare_one_discount"] if len(granted) > 1 else []),
        ]
        ids = [row.row_id for row in rows] + ["time_limit"] * late
        zh, en = _told(metres, band.fen, discount, fen, late=late)
        rest_zh, rest_en = resting_on(_FILE, ids, assumed)
        why, why_en = _why(discount)
        # The shortest way over the lines known is derived. Nobody published Line 22's tariff, what students have, or
        # what comes of two discounts.
        unknown = rule == AS_SUBWAY or len(granted) > 1 or (granted and payment.pay == "student")
        weak = "assumed" if unknown else "derived"
        sources = self.corridor.assumptions[assumed[0]].source_ids
        return FarePart(
            legs=rides,
            price=to_decimal(fen),
            rule=rule,
            told=zh + rest_zh,
            told_en=en + rest_en,
            evidence=weakest(weak, *(row.evidence for row in rows)),
            source_ids=tuple(
                dict.fromkeys([*(s for row in rows for s in row.source_ids), *sources])
            ),
            why=why,
            why_en=why_en,
        )

    def _monthly(self, payment: Payment) -> _Discount:
        """Tell the factor that what was spent in the month before gives."""
        for tier in self.tariff.tiers if payment.pay != "cash" else ():
            above = tier.to_fen is not None and payment.spent_fen >= tier.to_fen
            if tier.from_fen <= payment.spent_fen and not above and tier.factor < 1:
                return _Discount(tier.factor, tier)
        return _FULL

    def _early(self, payment: Payment, station: int, enters: datetime) -> _Discount:
        """Tell the factor of a ride that enters so early."""
        if payment.pay == "cash" or self.stations.line22[station]:
            return _FULL
        since_midnight = enters.hour * 3600 + enters.minute * 60 + enters.second
        for early in self.tariff.early:
            if early.station == self.stations.names[station] and since_midnight < early.before_s:
                workday = self.corridor.day_type(enters.date()).day_type == "workday"
                return _Discount(early.factor, early) if workday else _FULL
        return _FULL

    def _between(self, payment: Payment) -> Int64s:
        fen = discounted(self._full, self._monthly(payment).factor)
        return np.where(self._full < UNPRICED, fen, UNPRICED)

    @cached_property
    def _full(self) -> Int64s:
        """Undiscounted fares from station to station, shape (N, N)."""
        metres = self.stations.metres
        fen = np.array([band.fen for band in self.tariff.bands])[self._band(metres)]
        return np.where(metres < FAR, fen, UNPRICED)

    def _band(self, metres: Int64s) -> npt.NDArray[np.intp]:
        """Find the bands that ways of some lengths fall into; a band holds its own end."""
        ends = [band.to_m for band in self.tariff.bands if band.to_m is not None]
        return np.searchsorted(np.array(ends) + self.tariff.slack_m, metres)


def _told(metres: int, full: int, discount: _Discount, fen: int, *, late: bool) -> tuple[str, str]:
    zh, en = f"最短 {km(metres)} 公里，{yuan(full)} 元", f"{km(metres)} km, {yuan(full)} CNY"
    if discount.row:
        early = isinstance(discount.row, Early)
        zh += f"，{'早间进站' if early else '月度累计'} {fold(discount.factor)} 折"
        off = f"{percent(1 - discount.factor)} off"
        en += f", {off} {'entering so early' if early else 'after what was spent this month'}"
    if late:
        zh, en = f"{zh}，另加超时补票", f"{en}, and a surcharge for staying in too long"
    if fen != full:
        zh, en = f"{zh} → {yuan(fen)} 元", f"{en} → {yuan(fen)} CNY"
    return zh, en


def _why(discount: _Discount) -> tuple[str, str]:
    """Say in few words that one entered so early as to pay less."""
    if not isinstance(discount.row, Early):
        return "", ""
    before = f"{discount.row.before_s // 3600:02}:{discount.row.before_s // 60 % 60:02}"
    is_half = discount.factor == Fraction(1, 2)
    zh = "半价" if is_half else f" {fold(discount.factor)} 折"
    en = "half price" if is_half else f"{percent(1 - discount.factor)} off"
    return f"{before} 前进站{zh}", f"{en}: entered before {before}"
