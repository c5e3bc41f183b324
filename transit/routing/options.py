"""How is one willing to travel?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import TYPE_CHECKING, Final

from transit.errors import QueryError
from transit.fares.payment import Payment
from transit.journey import EVIDENCE
from transit.timetable.waits import WAITS

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

    from transit.network.overheads import OverheadRule

MOST_TRANSFERS: Final = 15

CRITERIA: Final = ("time", "transfers", "walk", "fare")
"""What journeys can be compared by."""

CRITERIA_ALLOWED: Final = f"a list of 'time' and any of {', '.join(CRITERIA[1:])}"
"""The same, as errors tell it."""

EVIDENCES: Final = ("any", *reversed(EVIDENCE[:-1]))
"""What evidence can be asked for: of the weakest class is what any is."""

ANY_RIDES: Final = 32
"""Rounds that stand for any number of rides; no optimal journey was seen that takes half as many."""


@dataclass(frozen=True, slots=True)
class Options:
    """How one is willing to travel."""

    max_transfers: int | None = 4
    """None for any number."""
    max_walk_min: float = 20.0
    """Longest single walk: to the first stop, between two rides, or from the last stop."""
    walk_speed_kmh: float = 4.5
    wait: str = "mean"
    """Wait assumed for service known only by its headway: ``mean`` (half of it), ``worst`` (all), ``best`` (none)."""
    transfers: str = "walk"
    """``walk``: any walk; ``feed``: only the changes ``transfers.txt`` states, and those at one stop."""
    min_change_s: int = 60
    """Least time between getting off and getting on."""
    modes: tuple[str, ...] | None = None
    """Vehicles one is willing to ride; None for all."""
    avoid_routes: tuple[str, ...] = ()
    """Route ids nobody should ride."""
    avoid_stops: tuple[str, ...] = ()
    """Stop ids where one should not board, alight or walk by."""
    evidence: str = "any"
    """Weakest evidence class of the service one rides; ``any`` for all."""
    criteria: tuple[str, ...] = ("time", "transfers")
    overheads: tuple[OverheadRule, ...] = ()
    """What stations and checkpoints take; nothing gives the bare timetable."""
    payment: Payment = field(default_factory=Payment)
    booked: tuple[str, ...] = ()
    """Route ids on which one holds a seat."""
    now: datetime | None = None
    """When seats are booked; None: in time."""

    def __post_init__(self) -> None:
        checks = (
            (
                "max_transfers",
                self.max_transfers is None or _whole(self.max_transfers, MOST_TRANSFERS),
                f"0 to {MOST_TRANSFERS}, or None for any number",
            ),
            ("max_walk_min", _between(self.max_walk_min, 0, 60), "0 to 60 minutes"),
            ("walk_speed_kmh", _between(self.walk_speed_kmh, 1, 10), "1 to 10 km/h"),
            ("wait", self.wait in tuple(WAITS), " or ".join(map(repr, WAITS))),
            ("transfers", self.transfers in ("walk", "feed"), "'walk' or 'feed'"),
            ("min_change_s", _whole(self.min_change_s, 3600), "0 to 3600 whole seconds"),
            ("evidence", self.evidence in EVIDENCES, " or ".join(map(repr, EVIDENCES))),
            (
                "criteria",
                "time" in self.criteria and set(self.criteria) <= set(CRITERIA),
                CRITERIA_ALLOWED,
            ),
        )
        for argument, good, allowed in checks:
            if not good:
                raise QueryError(argument, getattr(self, argument), allowed)

    @property
    def weighs_more(self) -> bool:
        """Whether walking or fares count beside time and transfers."""
        return not {"walk", "fare"}.isdisjoint(self.criteria)

    @property
    def max_rides(self) -> int:
        """Most vehicles."""
        return ANY_RIDES if self.max_transfers is None else self.max_transfers + 1

    @property
    def on_foot(self) -> Hashable:
        """What the walks between rides depend on."""
        return (
            self.walk_speed_kmh,
            self.max_walk_s,
            self.min_change_s,
            self.stated_only,
            self.overheads,
        )

    @property
    def narrowed(self) -> Hashable:
        """What leaves services or stops out; the default leaves out nothing."""
        return (self.modes, self.avoid_routes, self.avoid_stops, self.evidence)

    @property
    def max_walk_s(self) -> int:
        """Longest single walk in seconds."""
        return round(self.max_walk_min * 60)

    @property
    def stated_only(self) -> bool:
        """Whether only stated changes count."""
        return self.transfers == "feed"


def words(argument: str, value: object, allowed: str) -> tuple[str, ...]:
    """Read a list of words.

    Parameters
    ----------
    argument
        Name of the argument, for the error.
    value
        What was given.
    allowed
        What is understood, for the error.

    Raises
    ------
    QueryError
        If it is a single word, or no list of words.
    """
    listed = isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping)
    if not (listed and all(isinstance(word, str) for word in value)):  # type: ignore[attr-defined]
        raise QueryError(argument, value, allowed)
    return tuple(value)  # type: ignore[arg-type]


def _between(value: object, least: float, greatest: float) -> bool:
    return isinstance(value, Real) and least <= float(value) <= greatest


def _whole(value: object, greatest: int) -> bool:
    return isinstance(value, Integral) and _between(value, 0, greatest)
