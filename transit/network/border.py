"""Where and when does a trip pass a border?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.corridor import Crossing
    from transit.journey import Overhead
    from transit.network.ground import Ground
    from transit.network.overheads import Overheads


class Passage(NamedTuple):
    """A trip passes a border."""

    crossing: Crossing | None
    """None where no source names the road or railway."""
    direction: str
    """``inbound`` (into Beijing), ``outbound`` (out of it) or ``other``."""
    hop: int
    """Between this call and the next, counted from the first call asked about."""
    after_s: int
    """Seconds after leaving that first call, by the crossing's place between the two; checkpoints before it counted."""
    delay: Overhead | None
    """What the checkpoint is taken to cost, behind the border."""


def passages(
    ground: Ground, trip: int, overheads: Overheads, first: int = 0, last: int | None = None
) -> Iterator[Passage]:
    """List the borders a trip passes, in order; a trip that turns back passes one twice.

    Parameters
    ----------
    trip
        Row of the trip table.
    first, last
        From which call to which, counted from 0; by default all of the trip.
    """
    trips = ground.trips
    start, beyond = int(trips.start[trip]), int(trips.start[trip + 1])
    calls = slice(start + first, beyond if last is None else start + last + 1)
    stops: Sequence[int] = trips.stop[calls].tolist()
    leaves, reaches = trips.departure[calls].tolist(), trips.arrival[calls].tolist()
    route_id = ground.trip_rows[trip]["route_id"]
    candidates, mode = ground.route(route_id)["crossing_id"], ground.mode(route_id)
    lost_s = 0
    for i, (a, b) in enumerate(pairwise(stops)):
        found = ground.crossing_between(a, b, candidates)
        if found is None:
            continue
        crossing, share, direction = found
        within = leaves[i] + share * (reaches[i + 1] - leaves[i]) - leaves[0]
        delay = overheads.checkpoint(crossing, direction, mode)
        yield Passage(crossing, direction, i, round(within) + lost_s, delay)
        lost_s += delay.seconds if delay else 0
