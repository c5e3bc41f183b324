"""When is the journey nearest to a time that has none?"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from transit.clock import DAY_S, day_start, to_datetime
from transit.journey import Reason
from transit.routing.opening import before_opening
from transit.routing.plan import HORIZON_S

if TYPE_CHECKING:
    from datetime import date, datetime

    from transit.journey import Journey
    from transit.routing.attempts import Asked

_FARTHEST_S: Final = DAY_S * 3 // 2
"""How far from the moment asked for the next journey is looked for."""


class Nearest(NamedTuple):
    """What a change of the time asked for gives."""

    apart_s: int
    """How far the change is."""
    then: Asked
    """The question changed so, which has a journey."""
    change: dict[str, object]
    """The arguments changed so."""
    reasons: tuple[Reason, ...]
    """Each with this change."""


def nearest_time(asked: Asked) -> Nearest | None:
    """Find the nearest journey before or after the time asked for; None where nothing is near, or no time was asked.

    That is a departure, or for a deadline an arrival.
    """
    if not asked.at_a_time:
        return None
    query = asked.query
    start = day_start(query.service_date, asked.planner.zone)

    def seconds(journey: Journey) -> int:
        moment = journey.arrive if query.backwards else journey.depart
        return round((moment - start).total_seconds())

    def apart_s(side: tuple[bool, Journey]) -> int:
        later, journey = side
        since = query.last if later and query.last is not None else query.seconds
        return abs(seconds(journey) - since)

    def farness(side: tuple[bool, Journey]) -> tuple[bool, int]:
        # Nobody who asks for an evening means the next morning, however near.
        since = query.last if side[0] and query.last is not None else query.seconds
        return seconds(side[1]) // DAY_S != since // DAY_S, apart_s(side)

    for later, journey in sorted(_earlier_and_later(asked), key=farness):
        if mended := _asked_then(asked, seconds(journey), later=later):
            apart = apart_s((later, journey))
            told = _told(asked, journey, mended[1], apart, later=later)
            return Nearest(apart, *mended, told)
    return None


def _earlier_and_later(asked: Asked) -> list[tuple[bool, Journey]]:
    """Find the nearest journeys on both sides of a time that has none: whether later, and which."""
    planner, query = asked.planner, asked.query
    plain = replace(
        query, last=None, options=replace(query.options, criteria=("time", "transfers"))
    )
    if query.backwards:
        # None is there from the horizon to the deadline: what sets out since is there after it.
        since = query.seconds - HORIZON_S
        later = planner.unpriced(
            replace(plain, backwards=False, seconds=since), HORIZON_S + _FARTHEST_S
        )
        earlier = planner.unpriced(plain, HORIZON_S + _FARTHEST_S)
        found = [(True, j) for j in sorted(later, key=lambda j: j.arrive)[:1]]
        return found + [(False, j) for j in sorted(earlier, key=lambda j: j.arrive)[-1:]]
    since = query.seconds if query.last is None else query.last + 1
    later = planner.unpriced(replace(plain, seconds=since), _FARTHEST_S)
    # Who is there before whoever sets out later has set out earlier.
    start = day_start(query.service_date, planner.zone)
    soonest = min((round((j.arrive - start).total_seconds()) for j in later), default=since + DAY_S)
    turned = replace(plain, backwards=True, seconds=soonest - 1)
    earlier = planner.unpriced(turned, soonest - query.seconds + DAY_S)
    found = [(True, j) for j in sorted(later, key=lambda j: j.depart)[:1]]
    return found + [(False, j) for j in sorted(earlier, key=lambda j: j.depart)[-1:]]


def _asked_then(
    asked: Asked, seconds: int, *, later: bool
) -> tuple[Asked, dict[str, object]] | None:
    """Ask of another time; also tell the arguments changed so. None where it does not lead to a journey."""
    query = asked.query
    if query.last is None:
        if not -DAY_S // 2 <= seconds <= _FARTHEST_S:
            return None
        argument = "arrive_by" if query.backwards else "depart_at"
        moment = to_datetime(query.service_date, seconds, asked.planner.zone)
        change: dict[str, object] = {argument: moment.isoformat()}
        if moment.date() != query.service_date:
            # Who asked for a full moment gave no date that would keep this one on its service date.
            change = {"date": query.service_date.isoformat()} | change
        then = asked.instead(seconds=seconds)
        return (then, change) if then.found else None
    # As long a window, in whole minutes, that the departure begins or ends.
    span = ceil((query.last - query.seconds) / 60)
    first = seconds // 60 if later else max(ceil(seconds / 60) - span, 0)
    last = min(first + span, _FARTHEST_S // 60)
    if not 0 <= first < last:
        return None
    then = asked.instead(seconds=first * 60, last=last * 60)
    clocks = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in (first, last))
    return (then, {"window": clocks}) if then.found else None


def _told(
    asked: Asked, journey: Journey, change: dict[str, object], apart_s: int, *, later: bool
) -> tuple[Reason, ...]:
    """Say when the nearest journey is; first that nothing runs yet, where that is so."""
    query = asked.query
    leaves, comes = (_clock(m, query.service_date) for m in (journey.depart, journey.arrive))
    far, far_zh = _duration(apart_s)
    opening = before_opening(asked, change) if later else None
    if query.backwards and later:
        early = Reason(
            "DEADLINE_TOO_EARLY",
            f"the deadline is too early by {far}: the first arrival after it is at {comes}, leaving at {leaves}",
            f"截止时间早了{far_zh}：此后最早到达为{comes}（{leaves}出发）",
            change,
        )
        return (opening, early) if opening else (early,)
    if opening:
        return (opening,)
    code = "NOTHING_NEAR_THAT_TIME" if later or query.backwards else "DEPARTURE_TOO_LATE"
    if query.backwards:
        told = (
            f"no journey arrives by then; the arrival before it was at {comes}, leaving at {leaves}"
        )
        told_zh = f"该时间前无法到达；此前最晚到达为{comes}（{leaves}出发）"
    elif later:
        told = f"no journey at that time; the next departure is at {leaves}, {far} later, arriving at {comes}"
        told_zh = f"该时间没有车次；此后最早出发为{leaves}（晚{far_zh}，{comes}到达）"
    else:
        told = f"too late by {far}: the last departure before is at {leaves}, arriving at {comes}"
        told_zh = f"晚了{far_zh}：此前最晚出发为{leaves}（{comes}到达）"
    return (Reason(code, told, told_zh, change),)


def _duration(seconds: int) -> tuple[str, str]:
    """Write a time in minutes, rounded up."""
    minutes = ceil(seconds / 60)
    return f"{minutes} min", f"{minutes}分钟"


def _clock(moment: datetime, day: date) -> str:
    return f"{moment:%H:%M}" if moment.date() == day else f"{moment:%Y-%m-%d %H:%M}"
