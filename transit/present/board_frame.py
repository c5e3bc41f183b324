"""What does a departure board look like as a table, and as JSON? One row a departure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import points

from transit.clock import to_datetime
from transit.lang import check_lang

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from transit.journey import Reason
    from transit.lang import Lang
    from transit.places.place import Place
    from transit.routing.board import Departure

BOARD_COLUMNS: Final = (
    "trip_id", "mode", "route_id", "route_name", "headsign", "board_stop_id", "board_stop",
    "depart", "headway_min", "opens", "closes", "booking", "status", "evidence", "source_ids",
)  # fmt: skip
"""Columns before ``geometry``; `depart` is missing where there is no clock time, `headway_min` where there is one."""


def board_frame(departures: Sequence[Departure], zone: ZoneInfo) -> gpd.GeoDataFrame:
    """Lay a board out, one row a departure in its order, in EPSG:4326 at the stop one boards at."""
    rows = [
        (
            d.trip_id, d.mode, d.route_id, d.route_name, d.headsign, d.board.stop_id, d.board.name,
            d.depart, None if d.headway_s is None else d.headway_s / 60, d.opens, d.closes,
            d.booking, d.status, d.evidence, " ".join(d.source_ids),
        )
        for d in departures
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(BOARD_COLUMNS))
    moments = pd.DatetimeTZDtype("us", zone)
    types: dict[str, Any] = dict.fromkeys(BOARD_COLUMNS, "str")
    types |= dict.fromkeys(("depart", "opens", "closes"), moments) | {"headway_min": np.float64}
    at = points(np.array([(d.board.lon, d.board.lat) for d in departures]).reshape(-1, 2))
    return gpd.GeoDataFrame(table.astype(types), geometry=at, crs="EPSG:4326")


def board_json(
    place: Place,
    service_date: date,
    first_s: int,
    departures: Sequence[Departure],
    reasons: Sequence[Reason],
    *,
    zone: ZoneInfo,
    lang: Lang,
) -> dict[str, Any]:
    """Tell a board in values that ``json.dumps`` takes; reasons are told in `lang`."""
    check_lang(lang)
    return {
        "query": {
            "stop": {"name": place.name, "stop_ids": list(place.stop_ids)},
            "date": service_date.isoformat(),
            "at": to_datetime(service_date, first_s, zone).isoformat(),
        },
        "departures": [_departure(d) for d in departures],
        "reasons": [
            {
                "code": r.code,
                "message": r.message_zh if lang == "zh" else r.message,
                "relaxation": r.relaxation,
            }
            for r in reasons
        ],
    }


def _departure(d: Departure) -> dict[str, Any]:
    return {
        "depart": d.depart and d.depart.isoformat(),
        "headway_min": None if d.headway_s is None else round(d.headway_s / 60, 2),
        "opens": d.opens and d.opens.isoformat(),
        "closes": d.closes and d.closes.isoformat(),
        "then": d.then_opens
        and d.then_headway_s
        and d.then_closes
        and {
            "headway_min": round(d.then_headway_s / 60, 2),
            "opens": d.then_opens.isoformat(),
            "closes": d.then_closes.isoformat(),
        },
        "mode": d.mode,
        "route_id": d.route_id,
        "route_name": d.route_name,
        "headsign": d.headsign,
        "trip_id": d.trip_id,
        "trip_name": d.trip_name or None,
        "board": {
            "stop_id": d.board.stop_id,
            "name": d.board.name,
            "lat": round(d.board.lat, 6),
            "lon": round(d.board.lon, 6),
        },
        "status": d.status,
        "evidence": d.evidence,
        "source_ids": list(d.source_ids),
        "booking": d.booking,
    }
