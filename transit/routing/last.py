"""When must one leave at the latest on a service date, and with one more vehicle to spare?"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from transit.clock import DAY_S, day_start
from transit.journey import Reason
from transit.routing.plan import Query
from transit.routing.reasons import why_none

if TYPE_CHECKING:
    from datetime import datetime

    from transit.journey import Journey
    from transit.routing.plan import Planner

END_S: Final = 28 * 3600
"""04:00 of the next day, where one service day's travel ends and the next one's begins."""

PAUSE_S: Final = 2 * 3600
"""After a last departure there is none for longer than this, or one waits for longer on the way."""

_MORNING_S: Final = END_S + 2 * 3600
_TRIES: Final = 50


@dataclass(frozen=True, slots=True)
class LastQuery(Query):
    """A settled question for the last departure; its `seconds` are the deadline it came to."""

    spare: int = 0
    """How often the first vehicle may be missed."""


def last_departure(
    planner: Planner, query: Query, spare: int = 0
) -> tuple[LastQuery, tuple[Journey, ...], tuple[Reason, ...]]:
    """Find the last departure of a service date after which one still gets there.

    Parameters
    ----------
    planner, query
        Of the query only the ends, the date and the options count.
    spare
        How many vehicles to spare: the journey whose first vehicle one can miss so often, and still get there. Only the
        first counts; changes on the way have no more room than in any journey.

    Returns
    -------
    query
        The question that was answered in the end: there by when.
    journeys
        One, or none.
    reasons
        Why there is none.

    Notes
    -----
    The travel of a service date lasts from 04:00 to 04:00, or for as long after that as departures follow one another
    within two hours. Where they do so until one arrives after 06:00, the night has service throughout, and no
    departure is the last. Where some line is known only by its headway, ``wait="worst"`` finds the one that gets there
    even with the longest waits.
    """
    asked = {field.name: getattr(query, field.name) for field in fields(query)}
    asked |= {"backwards": True, "seconds": END_S}
    last, found, reasons = _found(planner, LastQuery(**asked, spare=spare))
    if not (found or reasons):
        on_foot = planner.journeys(last)
        reasons = (_WALK,) if on_foot else why_none(planner, last, lambda q: _journeys(planner, q))
    return last, found, reasons


def _journeys(planner: Planner, query: Query) -> tuple[Journey, ...]:
    return _found(planner, query)[1] if isinstance(query, LastQuery) else ()


def _found(
    planner: Planner, query: LastQuery
) -> tuple[LastQuery, tuple[Journey, ...], tuple[Reason, ...]]:
    """Find the last departure; neither it nor a reason where no vehicle goes there."""
    last = _latest(planner, query)
    if last is None:
        return query, (), ()
    while (following := _next(planner, query, last)) is not None:
        # Who sets out into a night spent waiting on the way waits for the morning's service.
        gaps = [(following.depart - last.depart).total_seconds()]
        gaps += [ride.wait_s for ride in following.rides]
        if max(gaps) > PAUSE_S:
            break
        query = replace(query, seconds=_seconds(planner, query, following.arrive))
        if query.seconds > _MORNING_S:
            return query, (), (_ALL_NIGHT,)
        last = _latest(planner, query) or last
    for spared in range(query.spare):
        earlier = _before(planner, query, last)
        if earlier is None:
            return query, (), (replace(_NO_SPARE, relaxation={"spare": spared}),)
        last = earlier
    return query, (last,), ()


def _latest(planner: Planner, query: Query) -> Journey | None:
    """Find the latest departure by vehicle, from 04:00 of the date on, that is there by the deadline."""
    horizon_s = query.seconds - (END_S - DAY_S)
    found = (j for j in planner.journeys(query, horizon_s) if j.rides) if horizon_s > 0 else ()
    return max(found, key=lambda j: (j.depart, -j.arrive.timestamp()), default=None)


def _next(planner: Planner, query: Query, journey: Journey) -> Journey | None:
    """Find the next journey by vehicle for who is a second too late for one."""
    late = _seconds(planner, query, journey.depart + timedelta(seconds=1))
    found = planner.journeys(replace(query, backwards=False, seconds=late))
    return min((j for j in found if j.rides), key=lambda j: j.arrive, default=None)


def _before(planner: Planner, query: Query, last: Journey) -> Journey | None:
    """Find the journey before one: by another first vehicle, which one can miss and still be there by the deadline."""
    earlier, sooner_s = last, _too_close(last, last)
    for _ in range(_TRIES):
        deadline = _seconds(planner, query, earlier.arrive) - sooner_s
        found = _latest(planner, replace(query, seconds=deadline))
        if found is None:
            return None
        earlier, sooner_s = found, _too_close(found, last)
        if not sooner_s and _still_there(planner, query, earlier):
            return earlier
        sooner_s = sooner_s or earlier.rides[0].headway_s or 1
    return None


def _too_close(earlier: Journey, later: Journey) -> int:
    """Seconds by which the one must be sooner to leave by another vehicle than the other; 0 where it does."""
    a, b = earlier.rides[0], later.rides[0]
    if a.route_id != b.route_id:
        return 0
    if a.headway_s is None:
        return int((a.trip_id, a.depart) == (b.trip_id, b.depart))
    return max(a.headway_s - round((b.depart - a.depart).total_seconds()), 0)


def _still_there(planner: Planner, query: Query, journey: Journey) -> bool:
    """Tell whether who misses the first vehicle at its stop is there by the deadline all the same."""
    first = journey.rides[0]
    place = replace(
        query.origin,
        name=first.board.name,
        lat=first.board.lat,
        lon=first.board.lon,
        stop_ids=(first.board.stop_id,),
    )
    # One stands where one would have boarded, and does not enter the station once more.
    stop = planner.ground.stops.index_of[first.board.stop_id]
    inside_s = int(planner.days.overheads(query.options).entry_s[stop])
    missed = _seconds(planner, query, first.depart + timedelta(seconds=1)) - inside_s
    stuck = replace(query, origin=place, backwards=False, seconds=missed)
    deadline = query.seconds
    return any(_seconds(planner, query, j.arrive) <= deadline for j in planner.journeys(stuck))


def _seconds(planner: Planner, query: Query, moment: datetime) -> int:
    start = day_start(query.service_date, planner.zone)
    return round((moment - start).total_seconds())


_WALK: Final = Reason(
    "WALK_AT_ANY_TIME",
    "no vehicle goes there, but one can walk at any time",
    "没有车次，但随时可以步行",
    {},
)
_ALL_NIGHT: Final = Reason(
    "SERVICE_ALL_NIGHT",
    "there is no last departure: service goes on through the night",
    "没有末班车：通宵有车",
    {},
)
_NO_SPARE: Final = Reason(
    "NO_SPARE_DEPARTURE",
    "no earlier departure leaves by a vehicle that one could miss and still get there",
    "没有更早的、错过首程车后仍能到达的方案",
    {"spare": 0},
)
