"""What would the answer be, had one asked otherwise?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from transit.clock import to_datetime
from transit.journey import Reason, WalkLeg

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from transit.journey import Journey, Point
    from transit.places.place import Place
    from transit.routing.plan import Planner, Query

    Journeys = tuple[Journey, ...]

MOST_TRANSFERS: Final = 8
"""No journey is looked for that changes more often."""

LONGEST_WALK_MIN: Final = 60

_TRANSFER_S: Final = 600
"""What a transfer counts as when changes are compared that each give a journey."""


_SPANS_S: Final = (600, 3600)
"""Ends of windows that are looked at before the whole, which may hold hundreds of journeys."""


class Mended(NamedTuple):
    """A reason, and how good a journey its change gives: the less the better."""

    cost: float
    reason: Reason


@dataclass(frozen=True, eq=False)
class Asked:
    """A question that has no answer, and how others like it are answered."""

    planner: Planner
    query: Query
    answer: Callable[[Query], Journeys]
    """Answers a question as the call does that was made."""
    at_a_time: bool
    """Whether the call takes a moment or a window of time beside the date."""
    _known: dict[Query, Journeys] = field(default_factory=dict)
    """What was answered before, to this question and others."""

    def but(self, **wider: Any) -> Asked:  # noqa: ANN401 - the options of a query, by name
        """Ask with other options."""
        return self.instead(options=replace(self.query.options, **wider))

    def instead(self, **changed: Any) -> Asked:  # noqa: ANN401 - the fields of a query, by name
        """Ask another question."""
        return replace(self, query=replace(self.query, **changed))

    @property
    def found(self) -> Journeys:
        """Answer the question, of a long window as much of its end as has a journey."""
        query = self.query
        for span_s in _SPANS_S:
            # What no departure after it beats is in the answer to any longer window.
            if query.last is not None and query.seconds < query.last - span_s:
                end = replace(query, seconds=query.last - span_s)
                if found := self._answered(end):
                    return found
        return self._answered(query)

    def _answered(self, query: Query) -> Journeys:
        if query not in self._known:
            self._known[query] = self.answer(query)
        return self._known[query]

    def cost(self, found: Journeys) -> float:
        """Tell how good the best of some journeys is: the less the better."""
        return min(self._measure(one) + _TRANSFER_S * one.transfers for one in found)

    def _measure(self, journey: Journey) -> float:
        if self.query.last is not None:
            return journey.duration.total_seconds()
        if self.query.backwards:
            return -journey.depart.timestamp()
        return journey.arrive.timestamp()

    def on(self, day: date) -> tuple[Asked, dict[str, object]]:
        """Ask of another date; also tell the arguments changed so.

        Whether one asked for a bare time or a full moment, both arguments together ask for the same of that date.
        """
        query = self.query
        change: dict[str, object] = {"date": day.isoformat()}
        if self.at_a_time and query.last is None:
            argument = "arrive_by" if query.backwards else "depart_at"
            moment = to_datetime(day, query.seconds, self.planner.zone)
            change[argument] = moment.isoformat()
        return self.instead(service_date=day), change


def fewest_transfers(asked: Asked) -> tuple[int, Journeys] | None:
    """Find the least number of transfers above the limit that gives a journey, and that journey."""
    most = asked.query.options.max_transfers
    if most is None or most >= MOST_TRANSFERS or not asked.but(max_transfers=MOST_TRANSFERS).found:
        return None
    for fewest in range(most + 1, MOST_TRANSFERS + 1):
        if found := asked.but(max_transfers=fewest).found:
            return fewest, found
    return None


def shortest_walk(asked: Asked) -> tuple[int, Journeys] | None:
    """Find the least whole number of minutes above the limit for one walk that gives a journey, and that journey."""
    low, minutes = int(asked.query.options.max_walk_min), LONGEST_WALK_MIN
    best: tuple[int, Journeys] | None = None
    while minutes > low:
        if found := asked.but(max_walk_min=minutes).found:
            best = minutes, found
        elif best is None:
            return None
        else:
            low = minutes
        high, found = best
        # What was found may well walk less than it was allowed to.
        needed = max(min(map(_longest_walk_min, found)), low + 1)
        minutes = needed if needed < high else (low + high) // 2
    return best


def _longest_walk_min(journey: Journey) -> int:
    walks = (leg.walk_s for leg in journey.legs if isinstance(leg, WalkLeg))
    return ceil(max(walks, default=0) / 60)


def named(place: Place | Point) -> str:
    """Name a place in English, with the name on the sign beside it."""
    if not place.name_en or place.name_en == place.name:
        return place.name
    return f"{place.name_en} ({place.name})" if place.name else place.name_en
