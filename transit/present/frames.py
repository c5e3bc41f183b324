"""What do journeys look like as a table? One row a leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from transit.journey import RideLeg
from transit.present.geometry import leg_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Leg
    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.routing.plan import Query

LEG_COLUMNS: Final = (
    "from_id", "to_id", "option", "leg", "kind", "mode", "route_id", "route_name", "headsign",
    "board_stop_id", "board_stop", "alight_stop_id", "alight_stop", "depart", "arrive",
    "wait_min", "ride_min", "walk_m", "headway_min", "fare_cny",
    "crosses_border", "crossing", "status", "evidence", "source_ids",
)  # fmt: skip
"""Columns before ``geometry``."""

_NUMBERS: Final = ("wait_min", "ride_min", "walk_m", "headway_min", "fare_cny")


def legs_frame(
    query: Query, journeys: Sequence[Journey], ground: Ground, zone: ZoneInfo
) -> gpd.GeoDataFrame:
    """Lay journeys out, one row a leg, in EPSG:4326.

    Columns are plain text, numbers and times with their zone, so that every writer takes them. What
    a walk has not (a line, a headway) is missing; ``option`` is the journey's index.
    """
    legs = [leg for journey in journeys for leg in journey.legs]
    places = [(o, k) for o, journey in enumerate(journeys) for k in range(len(journey.legs))]
    ends = place_id(query.origin), place_id(query.target)
    rows = [(*ends, *place, *_told(leg)) for place, leg in zip(places, legs, strict=True)]
    table = pd.DataFrame(rows, columns=list(LEG_COLUMNS))
    moments = pd.DatetimeTZDtype("us", zone)
    types: dict[str, Any] = {"option": np.int64, "leg": np.int64, "crosses_border": bool}
    types |= {"depart": moments, "arrive": moments} | dict.fromkeys(_NUMBERS, np.float64)
    lines = leg_lines(ground, legs)
    return gpd.GeoDataFrame(table.astype(types), geometry=lines, crs="EPSG:4326")


def place_id(place: Place) -> str:
    """Name a place by the first of its stops; one without stops by its name."""
    return place.stop_ids[0] if place.stop_ids else place.name


def _told(leg: Leg) -> tuple[Any, ...]:
    stops = leg.board.stop_id or None, leg.board.name, leg.alight.stop_id or None, leg.alight.name
    cited = " ".join(leg.source_ids)
    if not isinstance(leg, RideLeg):
        # A walk has no line, and nothing to wait for, ride, pay or cross.
        return (
            "walk", "walk", None, None, None, *stops, leg.depart, leg.arrive,
            None, None, leg.walk_m, None, None,
            False, None, "open", leg.evidence, cited,
        )  # fmt: skip
    ride_s, headway_s = (leg.arrive - leg.depart).total_seconds(), leg.headway_s
    crossed = ", ".join(c.name for c in leg.crossings if c.name)
    return (
        "ride", leg.mode, leg.route_id, leg.route_name, leg.headsign, *stops,
        leg.depart, leg.arrive, leg.wait_s / 60, ride_s / 60, None,
        None if headway_s is None else headway_s / 60, None,
        bool(leg.crossings), crossed or None, leg.status, leg.evidence, cited,
    )  # fmt: skip
