"""Where does one pass the gates of a closed system: which rides are within them, and when is one let in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from transit.journey import RideLeg, WalkLeg

if TYPE_CHECKING:
    from datetime import datetime

    from transit.journey import Journey
    from transit.network.ground import Ground


@dataclass(frozen=True, eq=False)
class Gates:
    """Gates of a network's closed systems."""

    ground: Ground

    @cached_property
    def changes(self) -> list[tuple[int, int]]:
        """Changes that ``transfers.txt`` states, from stop to stop: they are made within the gates."""
        return list(zip(*(ends.tolist() for ends in self.ground.walks.stated), strict=True))

    @cached_property
    def _stated(self) -> frozenset[tuple[str, str]]:
        ids = self.ground.stops.ids
        return frozenset((ids[a], ids[b]) for a, b in self.changes)

    def within(self, journey: Journey, off: int, on: int) -> bool:
        """Tell whether one stays within the gates from one ride of a journey to the next.

        One does at one stop and on stated changes. Whoever stays somewhere on purpose goes out meanwhile.
        """
        if any(
            visit.stay_s and not visit.aboard and off < visit.leg <= on for visit in journey.visits
        ):
            return False
        walks = journey.legs[off + 1 : on]
        return all((leg.board.stop_id, leg.alight.stop_id) in self._stated for leg in walks)


def entered(journey: Journey, ride: int) -> datetime:
    """Tell when the gate before a ride is passed: on the way in, or when one is ready to board if none is told."""
    leg, way = journey.legs[ride], journey.legs[ride - 1] if ride else None
    parts = way.overheads if isinstance(way, WalkLeg) else ()
    if way is not None and "gate" in (names := [part.part for part in parts]):
        gate = len(names) - names[::-1].index("gate")
        return way.arrive - timedelta(seconds=sum(part.seconds for part in parts[gate:]))
    waited = leg.wait_s if isinstance(leg, RideLeg) else 0
    return leg.depart - timedelta(seconds=waited)
