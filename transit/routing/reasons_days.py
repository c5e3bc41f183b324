"""Does nothing run there on that date, and on which date does something?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from transit.gtfs.calendar import active_services, next_day, service_days
from transit.journey import Reason
from transit.routing.attempts import named
from transit.routing.reasons_places import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from transit.routing.attempts import Asked
    from transit.routing.reasons_places import End

_LATER: Final = 4
_EARLIER: Final = 1
"""Dates with different service that are tried, after the date asked for and before it."""


def no_service(asked: Asked) -> tuple[Reason, ...]:
    """Find the ends at which nothing runs on the date, and the nearest date on which a journey is found."""
    feed, day = asked.planner.ground.feed, asked.query.service_date
    active = active_services(feed, day)
    idle = [
        (end, services)
        for end in ENDS
        for services in (_services_at(asked, end),)
        if not services & active
    ]
    if not idle:
        return ()
    _, change = another_day(asked) or (None, {})
    told = []
    for end, services in idle:
        place, first = end.of(asked), next_day(feed, services, day)
        hint = f"; the first day with service after it is {first}" if first else ""
        hint_zh = f"，此后最早于{first}有车" if first else ""
        told.append(
            Reason(
                "NO_SERVICE_THAT_DAY",
                f"nothing runs at the {end.told} {named(place)} on {day}{hint}",
                f"{day}{end.told_zh}{place.name}没有车次{hint_zh}",
                change,
            )
        )
    return tuple(told)


def another_day(asked: Asked) -> tuple[Asked, dict[str, object]] | None:
    """Ask of the nearest date that has a journey, later ones first; also tell the arguments changed so.

    None where no such date is found.
    """
    for day in _days(asked):
        then, change = asked.on(day)
        if then.found:
            return then, change
    return None


def _days(asked: Asked) -> Iterator[date]:
    """List dates on which something runs at both ends: of those with the same service there, the nearest."""
    feed, day = asked.planner.ground.feed, np.datetime64(asked.query.service_date)
    calendar = service_days(feed)
    at_ends = [
        calendar.runs[[calendar.services[s] for s in services if s in calendar.services]]
        for services in (_services_at(asked, end) for end in ENDS)
    ]
    both = at_ends[0].any(axis=0) & at_ends[1].any(axis=0)
    kinds = np.unique(np.concatenate(at_ends), axis=1, return_inverse=True)[1].ravel()
    later = np.flatnonzero(both & (calendar.dates > day))
    earlier = np.flatnonzero(both & (calendar.dates < day))[::-1]
    for dates, most in ((later, _LATER), (earlier, _EARLIER)):
        _, first = np.unique(kinds[dates], return_index=True)
        for i in np.sort(first)[:most].tolist():
            found: date = calendar.dates[dates[i]].item()
            yield found


def _services_at(asked: Asked, end: End) -> set[str]:
    """Tell the services of the trips that call within reach of an end, whatever day they run on."""
    trips, feed = asked.planner.ground.trips, asked.planner.ground.feed
    near = list(
        asked.planner.reach(end.of(asked), asked.query.options, towards=end.towards).seconds
    )
    trip = np.repeat(np.arange(len(trips.ids)), np.diff(trips.start))[np.isin(trips.stop, near)]
    return set(feed.trips["service_id"].iloc[trips.rows[np.unique(trip)]])
