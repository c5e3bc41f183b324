"""Why is there no journey, and what is the smallest change that gives one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.journey import Reason
from transit.routing.attempts import Asked, named
from transit.routing.nearest_time import nearest_time
from transit.routing.reasons_days import another_day, no_service
from transit.routing.reasons_limits import closed_bookings, limits
from transit.routing.reasons_places import too_far
from transit.routing.reasons_together import limits_together

if TYPE_CHECKING:
    from collections.abc import Callable

    from transit.journey import Journey
    from transit.routing.plan import Planner, Query


LATE_S: Final = 27 * 3600
"""When the last journeys of a service day have ended."""

_NEAR_S: Final = 2 * 3600
"""A time farther off is no way out while there is a journey at the time asked for."""


def why_none(
    planner: Planner,
    query: Query,
    answer: Callable[[Query], tuple[Journey, ...]] | None = None,
) -> tuple[Reason, ...]:
    """List the reasons why a query has no answer.

    Parameters
    ----------
    planner, query
        The question that has none.
    answer
        How the call answers that was made, where it takes a date and no time; by default as one answers a moment or a
        window.

    Returns
    -------
    reasons
        In this order: a place outside the area, no stop in walking reach, no service that day, before opening, another
        time, a seat to be booked, limits to changing and walking, what leaves service out. Every relaxation has been
        tried, and leads to a journey; a reason without one means that it does not help by itself.
    """
    if query.same_place:
        return (Reason("SAME_PLACE", "origin and destination are one place", "起点与终点相同", {}),)
    asked = Asked(planner, query, answer or planner.unpriced, at_a_time=answer is None)
    reasons = too_far(asked) or _not_then(asked)
    if not any(reason.relaxation for reason in reasons):
        together = limits_together(asked)
        reasons = (*reasons, *([together] if together else []))
    return reasons or (_not_connected(asked),)


def _not_then(asked: Asked) -> tuple[Reason, ...]:
    """List what is in the way between two places that can be reached on foot."""
    wishes = (*closed_bookings(asked), *limits(asked))
    idle = no_service(asked)
    if any(reason.relaxation for reason in idle):
        return (*idle, *wishes)
    near = nearest_time(asked)
    times = near.reasons if near and (near.apart_s <= _NEAR_S or not wishes) else ()
    reasons = (*idle, *times, *wishes)
    if reasons:
        return reasons
    other_day = another_day(asked)
    return (_not_connected(asked, other_day[1]),) if other_day else ()


def _not_connected(asked: Asked, change: dict[str, object] | None = None) -> Reason:
    query = asked.query
    return Reason(
        "NOT_CONNECTED",
        f"no service connects {named(query.origin)} with {named(query.target)} on {query.service_date}",
        f"{query.service_date}没有车次连接{query.origin.name}与{query.target.name}",
        change or {},
    )
