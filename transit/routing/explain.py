"""Why is the answer what it is: what ties it, what it rests on, what it won against, and what comes after it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from transit.clock import day_start
from transit.journey import RideLeg
from transit.routing.explain_alternatives import Others, alternatives
from transit.routing.explain_compare import difference, rank
from transit.routing.explain_legs import FIXED, explained_legs
from transit.routing.explain_waits import with_wait
from transit.routing.last import LastQuery

if TYPE_CHECKING:
    from transit.journey import Journey, Reason
    from transit.routing.explain_alternatives import Alternative
    from transit.routing.explain_compare import Difference
    from transit.routing.explain_legs import ExplainedLeg
    from transit.routing.plan import Planner, Query

MOST_EXPLAINED: Final = 5
"""Journeys of an answer that are explained; more there are in a window alone."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a journey as a whole."""

    code: str
    """``asked`` (the moment to leave at) or ``deadline``, where nothing on the way has a time of its own; ``vehicle``;
    ``window`` (one could leave at any minute of it); ``last`` (nothing gets there that leaves later)."""
    leg: int | None
    """The vehicle that leaves at its own time: by a deadline the first, which says when to set out, else the last,
    which says when one is there."""
    spare_s: int | None
    """Between arriving and the deadline, or between the moment asked for and setting out; None without either."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """How much of a journey rests on assumptions, in seconds."""

    waits_s: int
    """For lines known only by their headway, as counted."""
    longest_waits_s: int
    """The same if each vehicle had just left; where the last one passes sooner, until that."""
    overheads_s: int
    """Of stations."""
    checkpoints_s: int
    planned_s: int
    """Aboard service that is not open yet."""


def _assumed(journey: Journey, legs: tuple[ExplainedLeg, ...]) -> Assumed:
    """Add up what is assumed."""
    return Assumed(
        waits_s=sum(leg.counted_wait_s for leg in legs),
        longest_waits_s=sum(
            _longest_wait_s(ride, leg)
            for ride, leg in zip(journey.legs, legs, strict=True)
            if isinstance(ride, RideLeg)
        ),
        overheads_s=sum(
            part.seconds
            for leg in journey.legs
            if not isinstance(leg, RideLeg)
            for part in leg.overheads
        ),
        checkpoints_s=sum(part.seconds for ride in journey.rides for part in ride.overheads),
        planned_s=sum(
            round(ride.arrive.timestamp() - ride.depart.timestamp())
            for ride in journey.rides
            if ride.status == "planned"
        ),
    )


def _longest_wait_s(ride: RideLeg, leg: ExplainedLeg) -> int:
    """Tell the longest wait for a vehicle of a line known only by its headway; 0 for one with a clock time."""
    if ride.headway_s is None or ride.last_at is None:
        return ride.headway_s or 0
    until_last_s = round(ride.last_at.timestamp() - ride.depart.timestamp())
    return min(ride.headway_s, leg.counted_wait_s + until_last_s)


@dataclass(frozen=True, slots=True)
class ExplainedOption:
    """One journey of the answer, explained."""

    journey: Journey
    legs: tuple[ExplainedLeg, ...]
    tie: Tie
    assumed: Assumed
    at_best: Journey | None
    """The same rides if nobody waited for lines known only by their headway; None where no such line is ridden, for a
    window, and where they are no way then."""
    at_worst: Journey | None
    """The same if everybody waited a whole headway."""


@dataclass(frozen=True, slots=True)
class NextBest:
    """What one would do if the best journey were not there."""

    kind: str
    """``option`` (another of the answer), ``alternative``, or ``next`` (the departure after the best, by a deadline
    before it)."""
    journey: Journey
    option: int | None
    more: Difference
    """What it has more than the best."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer, explained."""

    query: Query
    journeys: tuple[Journey, ...]
    """The answer."""
    options: tuple[ExplainedOption, ...]
    """In the order of the answer, at most `MOST_EXPLAINED`."""
    others: Others
    next_best: NextBest | None
    """None where nothing is left, and in a window, which lists what follows what."""
    reasons: tuple[Reason, ...]
    """Of an empty answer."""


def explained(
    planner: Planner, query: Query, journeys: tuple[Journey, ...], reasons: tuple[Reason, ...]
) -> Explained:
    """Explain an answer: everything by asking the same search other questions.

    Parameters
    ----------
    planner
        What found the answer.
    query, journeys, reasons
        The question, and the answer or why there is none.
    """
    if not journeys:
        return Explained(query, (), (), Others((), (), ()), None, reasons)
    options = []
    for journey in journeys[:MOST_EXPLAINED]:
        legs = explained_legs(planner, query, journey)
        options.append(
            ExplainedOption(
                journey, legs, _tie(planner, query, journey, legs), _assumed(journey, legs),
                with_wait(planner, query, journey, "best"),
                with_wait(planner, query, journey, "worst"),
            )
        )  # fmt: skip
    others = alternatives(planner, query, journeys)
    next_best = _next_best(planner, query, journeys, others.alternatives, options[0].tie)
    return Explained(query, journeys, tuple(options), others, next_best, reasons)


def _tie(planner: Planner, query: Query, journey: Journey, legs: tuple[ExplainedLeg, ...]) -> Tie:
    asked = day_start(query.service_date, planner.zone).timestamp() + query.seconds
    spare_s: int | None = None
    if query.last is None and not isinstance(query, LastQuery):
        far = (
            asked - journey.arrive.timestamp()
            if query.backwards
            else journey.depart.timestamp() - asked
        )
        spare_s = round(far)
    fixed = [number for number, leg in enumerate(legs) if leg.binds in FIXED]
    if isinstance(query, LastQuery):
        return Tie("last", next(iter(fixed), None), None)
    if fixed:
        return Tie("vehicle", fixed[0] if query.backwards else fixed[-1], spare_s)
    code = "deadline" if query.backwards else "asked"
    return Tie("window" if query.last is not None else code, None, spare_s)


def _next_best(
    planner: Planner,
    query: Query,
    journeys: tuple[Journey, ...],
    others: tuple[Alternative, ...],
    tie: Tie,
) -> NextBest | None:
    """Take the best of what is left: other options, alternatives, and the departure after, or before, the best."""
    if query.last is not None:
        return None
    first = journeys[0]
    found = [NextBest("option", j, i, difference(j, first)) for i, j in enumerate(journeys)][1:]
    further = [("alternative", o.journey) for o in others if o.kind != "more_transfers"]
    if tie.leg is not None:
        start = day_start(query.service_date, planner.zone).timestamp()
        moment = first.arrive.timestamp() - 1 if query.backwards else first.depart.timestamp() + 1
        options = replace(query.options, criteria=("time", "transfers"))
        beyond = planner.journeys(replace(query, seconds=round(moment - start), options=options))
        further += [("next", journey) for journey in beyond if journey.rides]
    found += [NextBest(kind, j, None, difference(j, first)) for kind, j in further]
    return min(found, key=lambda one: rank(query, one.journey), default=None)
