"""Is a time before the first vehicle of the day?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.clock import DAY_S, to_datetime
from transit.journey import Reason
from transit.routing.attempts import named

if TYPE_CHECKING:
    from transit.routing.attempts import Asked
    from transit.timetable.arrays import Timetable


class _Passing(NamedTuple):
    """A vehicle at a stop, or one of a window at any second of it."""

    first: int
    last: int
    day_s: int
    """Where the service day begins that it belongs to."""


def before_opening(asked: Asked, change: dict[str, object]) -> Reason | None:
    """Tell when the first vehicle leaves the origin, if one asked for a time before.

    Parameters
    ----------
    change
        What leads to a journey.

    Returns
    -------
    reason
        None where that day's service has begun, or the day before's has not ended.
    """
    query, planner = asked.query, asked.planner
    day = planner.days.day(query.service_date, replace(query.options, now=None))
    moment = query.seconds if query.last is None else query.last
    first = _opening(_passings(day.timetable, _berths(asked)), moment)
    if first is None:
        return None
    clock = to_datetime(query.service_date, first, planner.zone)
    return Reason(
        "BEFORE_OPENING",
        f"nothing leaves the origin {named(query.origin)} before {clock:%H:%M}",
        f"起点{query.origin.name}首班车为{clock:%H:%M}",
        change,
    )


def _opening(passings: list[_Passing], moment: int) -> int | None:
    """Tell when a day's first vehicle passes, if a moment of that day lies before, and nothing passes in between."""
    begins = moment // DAY_S * DAY_S
    first = min((p.first for p in passings if abs(p.day_s - begins) < DAY_S // 2), default=moment)
    between = any(p.last >= moment and p.first < first for p in passings)
    return first if first > moment and not between else None


def _passings(timetable: Timetable, berths: set[int]) -> list[_Passing]:
    """List what one can board at some berths."""
    timed, headway, calls = timetable.timed, timetable.headway, timetable.calls
    n_timed = len(timed.n_trips)
    found = []
    for berth in berths:
        own = slice(calls.start[berth], calls.start[berth + 1])
        for p, i in zip(calls.pattern[own].tolist(), calls.position[own].tolist(), strict=True):
            if p < n_timed:
                n = int(timed.n_trips[p])
                row = int(timed.time_start[p]) + i * n
                leaves = timed.departure[row : row + n].tolist()
                day_s = timed.day_s[timed.trip_start[p] : timed.trip_start[p] + n].tolist()
                found += [_Passing(*one) for one in zip(leaves, leaves, day_s, strict=True)]
                continue
            w = slice(*headway.window_start[p - n_timed : p - n_timed + 2])
            offset = headway.departure[headway.stop_start[p - n_timed] + i]
            opens, closes = headway.opens[w] + offset, headway.closes[w] + offset - 1
            columns = (opens.tolist(), closes.tolist(), headway.day_s[w].tolist())
            found += [_Passing(*one) for one in zip(*columns, strict=True)]
    return found


def _berths(asked: Asked) -> set[int]:
    near = list(asked.planner.reach(asked.query.origin, asked.query.options).seconds)
    of_stop = asked.planner.ground.berths.stop
    return set(np.flatnonzero(np.isin(of_stop, near)).tolist())
