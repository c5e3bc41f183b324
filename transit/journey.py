"""The answer as plain values: no arrays, no frames, no maps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

EVIDENCE: Final = ("documented", "derived", "assumed")
"""Evidence classes, strongest first."""


def weakest(*classes: str) -> str:
    """Return the weakest of some evidence classes; blank, what nobody classed, counts for nothing."""
    known = [c for c in classes if c in EVIDENCE]
    return max(known, key=EVIDENCE.index) if known else ""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a leg begins or ends: a stop, or a place that is none (`stop_id` is blank)."""

    stop_id: str
    name: str
    name_en: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class BorderCrossing:
    """One passage of a border on a leg."""

    crossing_id: str
    """Blank where no source names the road or bridge."""
    name: str
    name_en: str
    direction: str
    """``inbound`` (into Beijing), ``outbound`` (out of it) or ``other``."""
    at: datetime
    """Scheduled, by the crossing's place between the two calls around it."""


@dataclass(frozen=True, slots=True)
class RideLeg:
    """Sit in one vehicle from its boarding stop to its alighting stop."""

    trip_id: str
    board_call: int
    """Place of the boarding among the trip's calls, from 0."""
    alight_call: int
    route_id: str
    route_name: str
    route_name_en: str
    mode: str
    headsign: str
    headsign_en: str
    trip_name: str
    """What passengers call the trip, e.g. a train number; blank where it has no name."""
    board: Point
    alight: Point
    depart: datetime
    arrive: datetime
    wait_s: int
    """At the boarding stop, before `depart`."""
    headway_s: int | None
    """None where the departure is a published (or laid out) clock time."""
    distance_m: float
    """Along the stops."""
    crossings: tuple[BorderCrossing, ...]
    status: str
    evidence: str
    source_ids: tuple[str, ...]
    booking: str | None
    """How to book, where one must."""
    in_seat: bool = False
    """Whether one stays seated from the leg before, whose vehicle goes on as this trip: no change."""

    @property
    def n_stops(self) -> int:
        """Stops travelled, the alighting stop counted."""
        return self.alight_call - self.board_call


@dataclass(frozen=True, slots=True)
class WalkLeg:
    """Walk, or change platforms."""

    board: Point
    alight: Point
    depart: datetime
    arrive: datetime
    walk_m: float
    evidence: str
    source_ids: tuple[str, ...]


Leg = RideLeg | WalkLeg


@dataclass(frozen=True, slots=True)
class Visit:
    """How a journey comes by a place it was asked to come by."""

    name: str
    name_en: str
    stop: Point
    """Where in the place, or where the journey begins or ends."""
    at: datetime
    """When one is there first."""
    stay_s: int
    """How long one stays there before anything else, a walk or a wait."""
    leg: int
    """Number of the leg aboard which one passes the place, else of the leg that follows the visit."""
    aboard: bool

    @property
    def until(self) -> datetime:
        """When the stay is over."""
        return self.at + timedelta(seconds=self.stay_s)


@dataclass(frozen=True, slots=True)
class Fare:
    """What a journey costs, as far as it is known."""

    known: Decimal
    """Sum of the fares that are stated."""
    currency: str
    """ISO 4217."""
    unpriced: int
    """Rides whose fare nobody states."""


@dataclass(frozen=True, slots=True, repr=False)
class Journey:
    """One way to make the trip asked for: at least one leg, each meeting the next."""

    legs: tuple[Leg, ...]
    depart: datetime
    """When one sets out: before the first leg's `depart` where its vehicle must be waited for."""
    fare: Fare | None = None
    """None where it was not asked for."""
    visits: tuple[Visit, ...] = ()
    """Of the places one asked to come by, in order."""

    def __post_init__(self) -> None:
        if not self.legs or self.depart > self.legs[0].depart:
            raise ValueError("a journey has at least one leg, and sets out before it")
        for earlier, later in pairwise(self.legs):
            seated = isinstance(later, RideLeg) and later.in_seat
            if (earlier.alight != later.board and not seated) or earlier.arrive > later.depart:
                raise ValueError(f"legs do not meet: {earlier} then {later}")

    def __repr__(self) -> str:
        ways = " → ".join(leg.trip_name or leg.route_name for leg in self.rides) or "on foot"
        minutes = -(-self.duration.total_seconds() // 60)
        return (
            f"<Journey {self.depart:%Y-%m-%d %H:%M}–{self.arrive:%H:%M}, {minutes:.0f} min: {ways}; "
            f"{self.walk_m:.0f} m on foot, {self.status}, {self.evidence or 'unclassed'}>"
        )

    @property
    def arrive(self) -> datetime:
        """When the journey ends, a stay at its end included."""
        return max((self.legs[-1].arrive, *(visit.until for visit in self.visits)))

    @property
    def duration(self) -> timedelta:
        """From setting out to arriving."""
        return self.arrive - self.depart

    @property
    def rides(self) -> tuple[RideLeg, ...]:
        """The legs spent in vehicles."""
        return tuple(leg for leg in self.legs if isinstance(leg, RideLeg))

    @property
    def transfers(self) -> int:
        """Vehicles beyond the first."""
        return max(sum(not ride.in_seat for ride in self.rides) - 1, 0)

    @property
    def walk_m(self) -> float:
        """Metres on foot."""
        return sum(leg.walk_m for leg in self.legs if isinstance(leg, WalkLeg))

    @property
    def crossings(self) -> tuple[BorderCrossing, ...]:
        """Every passage of the border, in order."""
        return tuple(crossing for leg in self.rides for crossing in leg.crossings)

    @property
    def evidence(self) -> str:
        """Weakest evidence class of any leg."""
        return weakest(*(leg.evidence for leg in self.legs))

    @property
    def status(self) -> str:
        """``planned`` where any leg is, else ``open``."""
        return "planned" if any(leg.status == "planned" for leg in self.rides) else "open"

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Every source used, in order of first use."""
        return tuple(dict.fromkeys(s for leg in self.legs for s in leg.source_ids))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no journey, and what would give one."""

    code: str
    message: str
    message_zh: str
    relaxation: dict[str, object]
    """Arguments that lead to a journey when changed so; empty where none is known."""
