"""When is the journey nearest to a time that has none?"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Final

from transit.clock import DAY_S, day_start, to_datetime
from transit.journey import Reason
from transit.routing.plan import HORIZON_S

if TYPE_CHECKING:
    from datetime import date, datetime

    from transit.journey import Journey
    from transit.routing.plan import Planner, Query

_FARTHEST_S: Final = DAY_S * 3 // 2
"""How far from the moment asked for the next journey is looked for."""


def wrong_time(planner: Planner, query: Query) -> tuple[Reason, ...]:
    """Find the nearest journey before or after the time asked for.

    That is a departure, or for a deadline an arrival. Its relaxation has been tried; none where nothing is near.
    """
    sides = _earlier_and_later(planner, query)
    start = day_start(query.service_date, planner.zone)

    def seconds(journey: Journey) -> int:
        moment = journey.arrive if query.backwards else journey.depart
        return round((moment - start).total_seconds())

    def apart(side: tuple[bool, Journey]) -> tuple[bool, int]:
        later, journey = side
        since = query.last if later and query.last is not None else query.seconds
        then = seconds(journey)
        # Nobody who asks for an evening means the next morning, however near.
        return then // DAY_S != since // DAY_S, abs(then - since)

    for later, journey in sorted(sides, key=apart):
        change = _asked_then(planner, query, seconds(journey), later=later)
        if change:
            return (_told(query, journey, change, later=later),)
    return ()


def _earlier_and_later(planner: Planner, query: Query) -> list[tuple[bool, Journey]]:
    """Find the nearest journeys on both sides of a time that has none: whether later, and which."""
    plain = replace(
        query, last=None, options=replace(query.options, criteria=("time", "transfers"))
    )
    if query.backwards:
        # None is there from the horizon to the deadline: what sets out since is there after it.
        since = query.seconds - HORIZON_S
        later = planner.journeys(
            replace(plain, backwards=False, seconds=since), HORIZON_S + _FARTHEST_S
        )
        earlier = planner.journeys(plain, HORIZON_S + _FARTHEST_S)
        found = [(True, j) for j in sorted(later, key=lambda j: j.arrive)[:1]]
        return found + [(False, j) for j in sorted(earlier, key=lambda j: j.arrive)[-1:]]
    since = query.seconds if query.last is None else query.last + 1
    later = planner.journeys(replace(plain, seconds=since), _FARTHEST_S)
    # Who is there before whoever sets out later has set out earlier.
    start = day_start(query.service_date, planner.zone)
    soonest = min((round((j.arrive - start).total_seconds()) for j in later), default=since + DAY_S)
    turned = replace(plain, backwards=True, seconds=soonest - 1)
    earlier = planner.journeys(turned, soonest - query.seconds + DAY_S)
    found = [(True, j) for j in sorted(later, key=lambda j: j.depart)[:1]]
    return found + [(False, j) for j in sorted(earlier, key=lambda j: j.depart)[-1:]]


def _asked_then(planner: Planner, query: Query, seconds: int, *, later: bool) -> dict[str, object]:
    """Return the question asked of another time, where it leads to a journey, else nothing."""
    if query.last is None:
        if not -DAY_S // 2 <= seconds <= _FARTHEST_S:
            return {}
        then = replace(query, seconds=seconds)
        argument = "arrive_by" if query.backwards else "depart_at"
        moment = to_datetime(query.service_date, seconds, planner.zone).isoformat()
        return {argument: moment} if planner.journeys(then) else {}
    # As long a window, in whole minutes, that the departure begins or ends.
    span = ceil((query.last - query.seconds) / 60)
    first = seconds // 60 if later else max(ceil(seconds / 60) - span, 0)
    last = min(first + span, 2 * DAY_S // 60)
    if not 0 <= first < last:
        return {}
    then = replace(query, seconds=first * 60, last=last * 60)
    clocks = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in (first, last))
    return {"window": clocks} if planner.journeys(then) else {}


def _told(query: Query, journey: Journey, change: dict[str, object], *, later: bool) -> Reason:
    """Say when the nearest journey is."""
    leaves, comes = (_clock(m, query.service_date) for m in (journey.depart, journey.arrive))
    if query.backwards:
        code = "DEADLINE_TOO_EARLY" if later else "NOTHING_NEAR_THAT_TIME"
        word, word_zh = (
            ("next arrival is", "此后最早") if later else ("arrival before it was", "此前最晚")
        )
        return Reason(
            code,
            f"no journey arrives by then; the {word} at {comes}, leaving at {leaves}",
            f"该时间前无法到达；{word_zh}到达为{comes}（{leaves}出发）",
            change,
        )
    code = "NOTHING_NEAR_THAT_TIME" if later else "DEPARTURE_TOO_LATE"
    word, word_zh = ("next departure", "此后最早") if later else ("departure before it", "此前最晚")
    return Reason(
        code,
        f"no journey at that time; the {word} is at {leaves}, arriving at {comes}",
        f"该时间没有车次；{word_zh}出发为{leaves}（{comes}到达）",
        change,
    )


def _clock(moment: datetime, day: date) -> str:
    return f"{moment:%H:%M}" if moment.date() == day else f"{moment:%Y-%m-%d %H:%M}"
