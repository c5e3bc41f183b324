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


def elapsed(earlier: datetime, later: datetime) -> timedelta:
    """Tell the time between two moments; that of their wall clocks is another where the clocks change."""
    return timedelta(seconds=later.timestamp() - earlier.timestamp())


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
class Overhead:
    """Time that a place takes beside walking, waiting and riding."""

    part: str
    """``security``, ``gate``, ``platform``, ``real_name``, ``id_check``, ``exit`` or ``checkpoint``."""
    place: str
    """Where: a station, or a checkpoint."""
    place_en: str
    seconds: int
    evidence: str
    source_ids: tuple[str, ...]


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
    """Scheduled, by the crossing's place between the two calls around it; checkpoints before it counted."""
    kind: str = ""
    """``road``, ``expressway`` or ``rail``; blank where no source names it."""
    lat: float | None = None
    """None, like `lon` and `error_m`, where no source tells where it crosses."""
    lon: float | None = None
    error_m: float | None = None
    checkpoint: str = ""
    """Who is met there on the way into Beijing; blank where none is known, and in other directions."""
    checkpoint_en: str = ""
    delay: Overhead | None = None
    """What passing the checkpoint is taken to cost; counted in the leg's time."""
    evidence: str = ""
    """Of the crossing's position."""
    source_ids: tuple[str, ...] = ()


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
    change_s: int = 0
    """Part of `wait_s` that a change at the boarding stop takes."""
    last_at: datetime | None = None
    """When the line's last vehicle that way for at least two hours passes the boarding stop, where that is this one or
    comes within a headway of it; None where more follow."""
    caution: str = ""
    """What riders should know of the line, such as that newer sources contradict its route."""
    caution_en: str = ""

    @property
    def overheads(self) -> tuple[Overhead, ...]:
        """What checkpoints on the way are taken to cost, between `depart` and `arrive`."""
        return tuple(crossing.delay for crossing in self.crossings if crossing.delay)

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
    overheads: tuple[Overhead, ...] = ()
    """What leaving one station and entering the next takes, in order; the rest of the time is the walk itself."""
    crossings: tuple[BorderCrossing, ...] = ()

    @property
    def walk_s(self) -> int:
        """Seconds of the walk itself, without the overheads."""
        whole_s = round(elapsed(self.depart, self.arrive).total_seconds())
        return whole_s - sum(part.seconds for part in self.overheads)


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
class FarePart:
    """What one pays at once: for a ride, or for several between one gate and the next."""

    legs: tuple[int, ...]
    """Numbers of the journey's legs that it pays for."""
    price: Decimal
    rule: str
    """Name of the rule or table it comes from, such as ``beijing_subway_distance``."""
    told: str
    """How it comes about, in Chinese."""
    told_en: str
    evidence: str
    source_ids: tuple[str, ...]
    why: str = ""
    """Why it is less than one might expect, in few words; blank where nothing is unusual."""
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class Fare:
    """What a journey costs, as far as it is known: never a silent zero, never a lost total."""

    known: Decimal
    """Sum of the fares that are stated."""
    currency: str
    """ISO 4217; blank where no fare is stated."""
    unpriced_legs: tuple[int, ...]
    """Numbers of the rides whose fare nobody states."""
    parts: tuple[FarePart, ...] = ()
    """What `known` is the sum of, in the order of the legs."""

    @property
    def complete(self) -> bool:
        """Whether every ride is priced."""
        return not self.unpriced_legs

    @property
    def evidence(self) -> str:
        """Weakest evidence class of any part."""
        return weakest(*(part.evidence for part in self.parts))


@dataclass(frozen=True, slots=True, repr=False)
class Journey:
    """One way to make the trip asked for: at least one leg, each meeting the next."""

    legs: tuple[Leg, ...]
    depart: datetime
    """When one sets out: before the first leg's `depart` where its vehicle must be waited for."""
    fare: Fare | None = None
    """None before it is priced."""
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
        return elapsed(self.depart, self.arrive)

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
        return tuple(crossing for leg in self.legs for crossing in leg.crossings)

    @property
    def overheads(self) -> tuple[Overhead, ...]:
        """Every overhead, in order."""
        return tuple(part for leg in self.legs for part in leg.overheads)

    @property
    def evidence(self) -> str:
        """Weakest evidence class of any leg, and of what is counted beside them."""
        return weakest(*(part.evidence for part in (*self.legs, *self.overheads)))

    @property
    def status(self) -> str:
        """``planned`` where any leg is, else ``open``."""
        return "planned" if any(leg.status == "planned" for leg in self.rides) else "open"

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Every source used, in order of first use."""
        parts = (part for leg in self.legs for part in (leg, *leg.overheads))
        return tuple(dict.fromkeys(s for part in parts for s in part.source_ids))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no journey, and what would give one."""

    code: str
    message: str
    message_zh: str
    relaxation: dict[str, object]
    """Arguments that lead to a journey when changed so; empty where none is known."""
