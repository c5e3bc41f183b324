"""How is a passage of the border told, on a ride and on foot?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from transit.journey import BorderCrossing, weakest
from transit.network.bridges import crossing_on_foot
from transit.network.overheads import LEAVING

if TYPE_CHECKING:
    from datetime import datetime

    from transit.corridor import Crossing
    from transit.journey import Overhead, WalkLeg
    from transit.network.ground import Ground


def told_crossing(
    crossing: Crossing | None, direction: str, at: datetime, delay: Overhead | None = None
) -> BorderCrossing:
    """Tell a passage of the border."""
    if crossing is None:
        # Where no road is named, only a straight line says when the border is met.
        return BorderCrossing("", "", "", direction, at, delay=delay, evidence="assumed")
    # Checkpoints stand on the way into Beijing alone.
    inbound = direction == "inbound"
    return BorderCrossing(
        crossing_id=crossing.id,
        name=crossing.name_zh,
        name_en=crossing.name_en,
        direction=direction,
        at=at,
        kind=crossing.kind,
        lat=crossing.lat,
        lon=crossing.lon,
        error_m=crossing.error_m,
        checkpoint=crossing.checkpoint_zh if inbound else "",
        checkpoint_en=crossing.checkpoint_en if inbound else "",
        delay=delay,
        evidence=crossing.evidence,
        source_ids=crossing.source_ids,
    )


def with_crossing(ground: Ground, leg: WalkLeg) -> WalkLeg:
    """Tell where a walk passes the border, if it does."""
    a, b = leg.board, leg.alight
    if a.stop_id and b.stop_id:
        # Of stops it is known on which side they lie; most walks are between such on one.
        sides = (ground.side(ground.regions[ground.stops.index_of[end.stop_id]]) for end in (a, b))
        if ground.direction(*sides) is None:
            return leg
    found = crossing_on_foot(ground, a.lat, a.lon, b.lat, b.lon)
    if found is None:
        return leg
    crossing, share, direction = found
    if crossing is not None and crossing.on_foot_evidence:
        leg = replace(
            leg,
            evidence=weakest(leg.evidence, crossing.on_foot_evidence),
            source_ids=tuple(dict.fromkeys((*leg.source_ids, *crossing.on_foot_sources))),
        )
    before_s = sum(part.seconds for part in leg.overheads if part.part in LEAVING)
    after = timedelta(seconds=before_s + round(share * leg.walk_s))
    at = (leg.depart.astimezone(UTC) + after).astimezone(leg.depart.tzinfo)
    return replace(leg, crossings=(told_crossing(crossing, direction, at),))
