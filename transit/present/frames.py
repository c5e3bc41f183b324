"""What do journeys look like as a table? One row a leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from transit.journey import RideLeg
from transit.present.geometry import leg_lines
from transit.present.prices import paid_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Leg
    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.routing.plan import Query

LEG_COLUMNS: Final = (
    "from_id", "to_id", "option", "leg", "kind", "mode", "route_id", "route_name", "headsign",
    "board_stop_id", "board_stop", "alight_stop_id", "alight_stop", "depart", "arrive",
    "wait_min", "ride_min", "walk_m", "overhead_min", "headway_min", "fare_cny",
    "fare_part", "crosses_border", "crossing", "checkpoint", "status", "evidence", "source_ids",
)  # fmt: skip
"""Columns before ``geometry``."""

_NUMBERS: Final = (
    "wait_min",
    "ride_min",
    "walk_m",
    "overhead_min",
    "headway_min",
    "fare_cny",
    "fare_part",
)


def legs_frame(
    query: Query, journeys: Sequence[Journey], ground: Ground, zone: ZoneInfo
) -> gpd.GeoDataFrame:
    """Lay journeys out, one row a leg, in EPSG:4326.

    Columns are plain text, numbers and times with their zone, so that every writer takes them. What
    a walk has not (a line, a headway) is missing; ``option`` is the journey's index. ``overhead_min`` is what gates
    and checkpoints take of the leg's time. ``fare_cny`` is missing too where a ride is paid together with another.
    """
    legs = [leg for journey in journeys for leg in journey.legs]
    ends = place_id(query.origin), place_id(query.target)
    rows = [
        (*ends, option, i, *_told(leg, paid_at(journey.fare, i)))
        for option, journey in enumerate(journeys)
        for i, leg in enumerate(journey.legs)
    ]
    table = pd.DataFrame(rows, columns=list(LEG_COLUMNS))
    moments = pd.DatetimeTZDtype("us", zone)
    types: dict[str, Any] = {"option": np.int64, "leg": np.int64, "crosses_border": bool}
    types |= {"depart": moments, "arrive": moments} | dict.fromkeys(_NUMBERS, np.float64)
    lines = leg_lines(ground, legs)
    return gpd.GeoDataFrame(table.astype(types), geometry=lines, crs="EPSG:4326")


def place_id(place: Place) -> str:
    """Name a place by the first of its stops; one without stops by its name."""
    return place.stop_ids[0] if place.stop_ids else place.name


def _told(leg: Leg, paid: tuple[int | None, Decimal | None]) -> tuple[Any, ...]:
    stops = leg.board.stop_id or None, leg.board.name, leg.alight.stop_id or None, leg.alight.name
    overhead_min = sum(part.seconds for part in leg.overheads) / 60
    border = bool(leg.crossings), _listed(c.name for c in leg.crossings)
    checks = _listed(c.checkpoint for c in leg.crossings)
    cited = " ".join(leg.source_ids)
    if not isinstance(leg, RideLeg):
        # A walk has no line, and nothing to wait for, ride or pay.
        return (
            "walk", "walk", None, None, None, *stops, leg.depart, leg.arrive,
            None, None, leg.walk_m, overhead_min, None, None, None,
            *border, checks, "open", leg.evidence, cited,
        )  # fmt: skip
    ride_s, headway_s = (leg.arrive - leg.depart).total_seconds(), leg.headway_s
    return (
        "ride", leg.mode, leg.route_id, leg.route_name, leg.headsign, *stops,
        leg.depart, leg.arrive, leg.wait_s / 60, ride_s / 60, None, overhead_min,
        None if headway_s is None else headway_s / 60, paid[1], paid[0],
        *border, checks, leg.status, leg.evidence, cited,
    )  # fmt: skip


def _listed(names: Iterable[str]) -> str | None:
    return ", ".join(filter(None, names)) or None
