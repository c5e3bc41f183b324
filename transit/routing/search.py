"""Undominated ways between two places: both directions from one kernel, each answer squeezed from both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from transit.routing.rounds import Labels, run_rounds
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from transit.timetable.arrays import Footpaths, Timetable


class Day(NamedTuple):
    """What a search needs of one service date, both ways round in time."""

    timetable: Timetable
    footpaths: Footpaths
    mirrored: Timetable
    mirrored_footpaths: Footpaths


class Ends(NamedTuple):
    """Where a journey begins and ends: seconds on foot by stop."""

    access: Mapping[int, int]
    egress: Mapping[int, int]


class Way(NamedTuple):
    """One undominated answer: labels to trace back from `stop` in round `rides`."""

    departs: int
    """When the traveller sets out, in service-day seconds."""
    arrives: int
    rides: int
    stop: int
    """Where the last ride is left."""
    labels: Labels


def depart_at(day: Day, ends: Ends, departs: int, max_rides: int) -> Iterator[Way]:
    """Find the earliest arrival for each number of rides, and the latest departure that still makes it."""
    for rides, arrives in _front(_forward(day, ends, departs, max_rides), ends.egress):
        latest = _front(_backward(day, ends, arrives, rides), ends.access)[-1][1]
        yield _traced(day, ends, -latest, rides)


def arrive_by(day: Day, ends: Ends, deadline: int, max_rides: int) -> Iterator[Way]:
    """Find the latest departure for each number of rides, and the earliest arrival it allows."""
    for rides, departs in _front(_backward(day, ends, deadline, max_rides), ends.access):
        yield _traced(day, ends, -departs, rides)


def earliest(labels: Labels, egress: Mapping[int, int], rides: int) -> tuple[int, int]:
    """Earliest end over all stops after exactly the gains of round `rides`: time and stop."""
    return min(
        ((labels.alighted[rides][stop] + foot_s, stop) for stop, foot_s in egress.items()),
        default=(UNREACHED, -1),
    )


def _forward(day: Day, ends: Ends, departs: int, max_rides: int) -> Labels:
    seeds = {stop: departs + foot_s for stop, foot_s in ends.access.items()}
    return run_rounds(day.timetable, day.footpaths, seeds, ends.egress, max_rides)


def _backward(day: Day, ends: Ends, deadline: int, max_rides: int) -> Labels:
    seeds = {stop: foot_s - deadline for stop, foot_s in ends.egress.items()}
    return run_rounds(day.mirrored, day.mirrored_footpaths, seeds, ends.access, max_rides)


def _front(labels: Labels, egress: Mapping[int, int]) -> list[tuple[int, int]]:
    """List number of rides and end of every answer that more rides make better."""
    front: list[tuple[int, int]] = []
    for rides in range(1, len(labels.alighted)):
        end, _ = earliest(labels, egress, rides)
        if end < UNREACHED and (not front or end < front[-1][1]):
            front.append((rides, end))
    return front


def _traced(day: Day, ends: Ends, departs: int, max_rides: int) -> Way:
    labels = _forward(day, ends, departs, max_rides)
    rides, arrives = _front(labels, ends.egress)[-1]
    return Way(departs, arrives, rides, earliest(labels, ends.egress, rides)[1], labels)
