"""What does it cost to miss a vehicle?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from transit.clock import day_start
from transit.journey import RideLeg
from transit.routing.explain_compare import best
from transit.timetable.waits import WAITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.journey import Journey, Leg
    from transit.routing.options import Options
    from transit.routing.plan import Planner, Query


@dataclass(frozen=True, slots=True)
class Missed:
    """How one goes on who just misses a vehicle."""

    onward: Journey | None
    """The journey from the boarding stop that is there first; None where none is within half a day."""
    by: str
    """``same``: by the next vehicle of the line that was missed, and the lines one meant to ride after it; ``next``: by
    that vehicle, and otherwise after it; ``other``: by another line, or on foot. Blank without `onward`."""
    later_s: int | None
    """By how much later one is there; nothing or less where another way makes up for it. None without `onward`."""
    too_late_s: int | None
    """By how much that is after the deadline, 0 where it is in time; None without one or the other."""


def counted_wait_s(ride: RideLeg, wait: str) -> int:
    """Tell the wait that a wait model counts for a vehicle: 0 for one with a clock time."""
    return 0 if ride.headway_s is None else int(ride.headway_s * WAITS[wait])


def if_missed(planner: Planner, query: Query, journey: Journey, leg: int, ride: RideLeg) -> Missed:
    """Ask how one goes on from a boarding stop whose vehicle has just left.

    One stands where one would have boarded, with the transfers left that the question allows and the places to come by
    that are not yet visited, and takes the way that is there first. A vehicle with a clock time has left a second ago.
    Of a line known only by its headway the next vehicle comes one headway after the one that was missed: to take it one
    is as late as its counted wait lets one be; or one takes another line from the second after the one that was missed.

    Parameters
    ----------
    journey
        An answer to the query.
    leg, ride
        The ride that is missed, by its number; not one for which one stays seated.
    """
    start = day_start(query.service_date, planner.zone)
    # In timestamps, for two moments of one zone are subtracted as their wall clocks show them.
    left = round(ride.depart.timestamp() - start.timestamp())
    stuck = _stuck(query, journey, leg)
    onward = best(stuck, _onward(planner, stuck, ride, left))
    if onward is None:
        return Missed(None, "", None, None)
    arrive = onward.arrive.timestamp()
    too_late_s = None
    if query.backwards:
        too_late_s = max(round(arrive - start.timestamp()) - query.seconds, 0)
    by = _by(onward, journey.legs[leg:])
    return Missed(onward, by, round(arrive - journey.arrive.timestamp()), too_late_s)


def _by(onward: Journey, missed: Sequence[Leg]) -> str:
    """Tell whether one goes on by the line that was missed, and by those one meant to ride after it."""
    meant = [leg for leg in missed if isinstance(leg, RideLeg)]
    starts = [(ride.route_id, ride.board) for ride in (*onward.rides[:1], meant[0])]
    if len(starts) == 1 or starts[0] != starts[1]:
        return "other"
    same = [ride.route_id for ride in onward.rides] == [ride.route_id for ride in meant]
    return "same" if same else "next"


def _stuck(query: Query, journey: Journey, leg: int) -> Query:
    """Ask again from the stop where a ride would have been boarded."""
    board = journey.legs[leg].board
    ridden = sum(isinstance(one, RideLeg) and not one.in_seat for one in journey.legs[:leg])
    most = query.options.max_transfers
    visited = sum(v.leg < leg or (v.leg == leg and not v.aboard) for v in journey.visits)
    return replace(
        query,
        origin=replace(
            query.origin,
            name=board.name, name_en=board.name_en, lat=board.lat, lon=board.lon,
            stop_ids=(board.stop_id,),
        ),
        backwards=False,
        last=None,
        vias=query.vias[visited:],
        options=replace(
            query.options,
            criteria=("time",),
            max_transfers=None if most is None else most - ridden,
        ),
    )  # fmt: skip


def _onward(planner: Planner, stuck: Query, ride: RideLeg, left: int) -> Iterator[Journey]:
    if ride.headway_s is None:
        yield from _from_stop(planner, stuck, left + 1)
        return
    wait_s = counted_wait_s(ride, stuck.options.wait)
    yield from _from_stop(planner, stuck, left + ride.headway_s - wait_s)
    options = stuck.options
    others = replace(options, avoid_routes=(*options.avoid_routes, ride.route_id))
    yield from _from_stop(planner, replace(stuck, options=others), left + 1)


def _from_stop(planner: Planner, stuck: Query, ready: int) -> Iterator[Journey]:
    """Go on from inside a station: to board there one does not enter it again, to walk off one has to leave it."""
    (stop_id,) = stuck.origin.stop_ids
    stop = planner.ground.stops.index_of[stop_id]
    enter_s, leave_s = _overheads(planner, stuck.options, stop)
    if not (enter_s or leave_s):
        yield from planner.journeys(replace(stuck, seconds=ready))
        return
    for journey in planner.journeys(replace(stuck, seconds=ready - enter_s)):
        if journey.rides and journey.rides[0].board.stop_id == stop_id:
            yield journey
    yield from planner.journeys(replace(stuck, seconds=ready + leave_s))


def _overheads(planner: Planner, options: Options, stop: int) -> tuple[int, int]:
    overheads = planner.days.overheads(options)
    return int(overheads.entry_s[stop]), int(overheads.exit_s[stop])
