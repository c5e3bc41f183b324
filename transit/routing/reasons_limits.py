"""Which wish is in the way, and which of them would one have to give up least of?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.journey import Reason
from transit.routing.attempts import Mended, fewest_transfers, named, shortest_walk
from transit.routing.options import EVIDENCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from transit.journey import Journey
    from transit.routing.attempts import Asked

UNLIMITED: Final[dict[str, tuple[dict[str, object], object]]] = {
    "modes": ({"modes": None}, None),
    "avoid": ({"avoid_routes": (), "avoid_stops": ()}, []),
    "evidence": ({"evidence": "any"}, "any"),
    "transfers": ({"transfers": "walk"}, "walk"),
}
"""Wishes that leave service or changes out: the options without each, and the argument without it."""

_TOLD: Final = {
    "modes": (
        "MODES_LIMIT",
        "no journey by these vehicles alone",
        "只乘所选交通方式无法到达",
    ),
    "avoid": (
        "AVOID_LIMIT",
        "no journey that keeps clear of what is to be avoided",
        "避开所列线路和车站则无法到达",
    ),
    "evidence": (
        "EVIDENCE_LIMIT",
        "no journey by service of that evidence alone",
        "仅用该证据等级以上的班次无法到达",
    ),
    "transfers": (
        "NO_STATED_CHANGE",
        "no journey by the changes alone that the feed states",
        "仅凭数据载明的换乘无法到达",
    ),
}


def limits(asked: Asked) -> tuple[Reason, ...]:
    """List the single wishes that are in the way.

    Limits to changing and walking come first, then what leaves service out; of each kind first what gives the best
    journey.
    """
    of_effort = [*_transfers(asked), *_walks(asked)]
    of_service = [*_evidence(asked), *_given_up(asked), *_vias(asked)]
    return tuple(
        mended.reason
        for kind in (of_effort, of_service)
        for mended in sorted(kind, key=lambda one: one.cost)
    )


def closed_bookings(asked: Asked) -> tuple[Reason, ...]:
    """Tell that seats which make a journey cannot be booked any more, or not yet."""
    now = asked.query.options.now
    if now is None or not (found := asked.but(now=None).found):
        return ()
    for journey, change in _with_seats(asked, found):
        if asked.but(booked=change).found:
            return (_told_closed(asked, journey, now, {"booked": list(change)}),)
    return ()


def seats_for(asked: Asked) -> list[str]:
    """List the routes on which one needs to hold a seat, as few more as there can be."""
    for _, change in _with_seats(asked, asked.but(now=None).found):
        if asked.but(booked=change).found:
            return list(change)
    return list(asked.query.options.booked)


def _with_seats(asked: Asked, found: tuple[Journey, ...]) -> list[tuple[Journey, tuple[str, ...]]]:
    """List journeys and the routes one holds seats on if one holds those, too; fewest and best first."""
    booked = asked.query.options.booked
    every = [(journey, (*booked, *_seats(journey, booked))) for journey in found]
    return sorted(every, key=lambda one: (len(one[1]), asked.cost((one[0],))))


def _seats(journey: Journey, booked: tuple[str, ...]) -> list[str]:
    """List the routes of a journey on which one needs a seat, and has none."""
    routes = (ride.route_id for ride in journey.rides if ride.booking is not None)
    return [route_id for route_id in dict.fromkeys(routes) if route_id not in booked]


def _told_closed(
    asked: Asked, journey: Journey, now: datetime, change: dict[str, object]
) -> Reason:
    needed = _seats(journey, asked.query.options.booked)
    rides = {ride.route_id: ride for ride in journey.rides if ride.route_id in needed}
    names = ", ".join(ride.route_name_en or ride.route_name for ride in rides.values())
    names_zh = "、".join(ride.route_name for ride in rides.values())
    zone = asked.planner.zone
    clock = f"{now.astimezone(zone) if now.tzinfo else now:%Y-%m-%d %H:%M}"
    return Reason(
        "BOOKING_CLOSED",
        f"no journey without a seat on {names}, which cannot be booked at {clock}",
        f"须乘{names_zh}，而在{clock}已不能（或尚不能）预订",
        change,
    )


def _transfers(asked: Asked) -> Iterator[Mended]:
    """Find the fewest transfers that make a journey."""
    if mended := fewest_transfers(asked):
        fewest, found = mended
        most = asked.query.options.max_transfers
        yield Mended(
            asked.cost(found),
            Reason(
                "TRANSFER_LIMIT",
                f"no journey with at most {most} transfers",
                f"换乘{most}次以内无法到达",
                {"max_transfers": fewest},
            ),
        )


def _walks(asked: Asked) -> Iterator[Mended]:
    """Find the least longer walk that makes a journey."""
    if mended := shortest_walk(asked):
        minutes, found = mended
        most = f"{asked.query.options.max_walk_min:g}"
        yield Mended(
            asked.cost(found),
            Reason(
                "WALK_LIMIT",
                f"no journey without walking more than {most} minutes at a time",
                f"每段步行不超过{most}分钟无法到达",
                {"max_walk_min": minutes},
            ),
        )


def _given_up(asked: Asked) -> Iterator[Mended]:
    """Find the wishes that need only be given up."""
    for argument, (fields, value) in UNLIMITED.items():
        if argument == "evidence":
            continue
        if all(getattr(asked.query.options, name) == one for name, one in fields.items()):
            continue
        if found := asked.but(**fields).found:
            yield Mended(asked.cost(found), Reason(*_TOLD[argument], {argument: value}))


def _evidence(asked: Asked) -> Iterator[Mended]:
    """Find the strongest evidence that still makes a journey."""
    weaker = EVIDENCES[: EVIDENCES.index(asked.query.options.evidence)]
    for evidence in reversed(weaker):
        if found := asked.but(evidence=evidence).found:
            yield Mended(asked.cost(found), Reason(*_TOLD["evidence"], {"evidence": evidence}))
            return


def _vias(asked: Asked) -> Iterator[Mended]:
    vias = asked.query.vias
    if vias and (found := asked.instead(vias=()).found):
        names = "、".join(place.name for place, _ in vias)
        names_en = ", ".join(named(place) for place, _ in vias)
        yield Mended(
            asked.cost(found),
            Reason(
                "VIA_LIMIT",
                f"no journey comes by {names_en}",
                f"没有经过{names}的方案",
                {"via": []},
            ),
        )
