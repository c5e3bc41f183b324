"""What ties each leg of a journey to its time, and how much room is there before its vehicle?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from transit.journey import RideLeg
from transit.network.walks import walk_seconds
from transit.routing.explain_missed import Missed, counted_wait_s, if_missed

if TYPE_CHECKING:
    from transit.journey import Journey, WalkLeg
    from transit.network.ground import Ground
    from transit.routing.options import Options
    from transit.routing.plan import Planner, Query

BINDS: Final = (
    "clock", "assumed_clock", "first_vehicle", "headway", "checkpoint", "seated", "walk", "overheads", "change"
)  # fmt: skip
"""What can tie a leg:

``clock``
    The vehicle leaves at its published time, or at one worked out from published ones.
``assumed_clock``
    It leaves at a clock time that nobody publishes for this stop, laid out by a rule.
``first_vehicle``
    Of a line known only by its headway one waits for the first vehicle at all, longer than the counted wait.
``headway``
    One takes whatever comes, after the wait that the wait model counts.
``checkpoint``
    As ``headway``, where a checkpoint on the way is taken to cost more than that wait.
``seated``
    One stays seated: the vehicle goes on.
``walk``
    The walk itself.
``overheads``
    What leaving one station and entering the next takes, more than the walk.
``change``
    The least time for a change, or the time ``transfers.txt`` states for it, longer than the walk.
"""

FIXED: Final = ("clock", "assumed_clock", "first_vehicle")
"""Vehicles that do not leave later for who comes later."""


@dataclass(frozen=True, slots=True)
class ExplainedLeg:
    """One leg, explained."""

    binds: str
    """One of `BINDS`."""
    wait_s: int
    """Between being off the last leg and leaving on this one; 0 for a walk."""
    counted_wait_s: int
    """How much of that the wait model counts for a line known only by its headway."""
    change_s: int
    """How much of it a change of vehicles at one stop takes at least."""
    slack_s: int | None
    """How much later one could be at the boarding stop and still be on this very vehicle; a second more, and it is
    gone. None where no vehicle waits to be caught: on foot, seated, or where one takes whatever comes."""
    missed: Missed | None
    """What it costs to miss the vehicle; None for a walk, and where one stays seated."""


def explained_legs(planner: Planner, query: Query, journey: Journey) -> tuple[ExplainedLeg, ...]:
    """Explain every leg of an answer."""
    told = []
    for number, leg in enumerate(journey.legs):
        if not isinstance(leg, RideLeg):
            between = 0 < number < len(journey.legs) - 1
            binds = _of_walk(leg, query.options, between=between)
            told.append(ExplainedLeg(binds, 0, 0, 0, None, None))
        elif leg.in_seat:
            told.append(ExplainedLeg("seated", leg.wait_s, 0, 0, None, None))
        else:
            missed = if_missed(planner, query, journey, number, leg)
            told.append(_of_ride(planner.ground, leg, query.options, missed))
    return tuple(told)


def _of_ride(ground: Ground, ride: RideLeg, options: Options, missed: Missed) -> ExplainedLeg:
    counted_s = counted_wait_s(ride, options.wait)
    slack_s: int | None = ride.wait_s - ride.change_s - counted_s
    if ride.headway_s is None:
        binds = "assumed_clock" if _assumed_clock(ground, ride) else "clock"
    elif slack_s:
        binds = "first_vehicle"
    else:
        delay_s = sum(part.seconds for part in ride.overheads)
        binds, slack_s = "checkpoint" if delay_s > counted_s else "headway", None
    return ExplainedLeg(binds, ride.wait_s, counted_s, ride.change_s, slack_s, missed)


def _assumed_clock(ground: Ground, ride: RideLeg) -> bool:
    """Tell whether nobody publishes when a vehicle leaves this stop."""
    if ride.evidence != "assumed":
        return False
    row = ground.trips.row_of(ride.trip_id)
    start, beyond = ground.trips.start[row : row + 2]
    told = ground.feed.stop_times["timepoint"].iloc[start:beyond].tolist()
    # Where a trip tells its known calls from those laid out between them, the known ones are not what is assumed.
    return told[ride.board_call] == "0" or "0" not in told


def _of_walk(leg: WalkLeg, options: Options, *, between: bool) -> str:
    overheads_s = sum(part.seconds for part in leg.overheads)
    if overheads_s > leg.walk_s:
        return "overheads"
    on_foot_s = int(walk_seconds(leg.walk_m, options.walk_speed_kmh))
    return "change" if between and leg.walk_s > on_foot_s else "walk"
