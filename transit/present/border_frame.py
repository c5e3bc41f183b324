"""Which borders does a trip pass, laid out as a frame?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from transit.network.border import passages
from transit.present.network_frames import CRS

if TYPE_CHECKING:
    from transit.corridor import Crossing
    from transit.network.ground import Ground
    from transit.network.overheads import Overheads


def trip_crossings_frame(ground: Ground, trip: int, overheads: Overheads) -> gpd.GeoDataFrame:
    """List the passages of a trip in order, EPSG:4326; see :meth:`transit.Network.trip_crossings`."""
    trips = ground.trips
    start = int(trips.start[trip])
    leaves = int(trips.departure[start])
    rows, points = [], []
    for passage in passages(ground, trip, overheads):
        crossing, delay = passage.crossing, passage.delay
        calls = start + passage.hop, start + passage.hop + 1
        before, after = (ground.point(int(trips.stop[call])) for call in calls)
        rows.append(
            {
                "crossing_id": crossing.id if crossing else "",
                "crossing": crossing.name_zh if crossing else "",
                "crossing_en": crossing.name_en if crossing else "",
                "kind": crossing.kind if crossing else "",
                "direction": passage.direction,
                "from_stop_id": before.stop_id,
                "to_stop_id": after.stop_id,
                "time": _clock(leaves + passage.after_s),
                "since_start_min": round(passage.after_s / 60, 1),
                "checkpoint": delay.place if delay else "",
                "delay_min": delay.seconds / 60 if delay else 0.0,
                "delay_evidence": delay.evidence if delay else "",
                "evidence": crossing.evidence if crossing else "",
                "source_ids": " ".join(crossing.source_ids) if crossing else "",
            }
        )
        points.append(_point(crossing))
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


_COLUMNS = (
    "crossing_id", "crossing", "crossing_en", "kind", "direction", "from_stop_id", "to_stop_id", "time",
    "since_start_min", "checkpoint", "delay_min", "delay_evidence", "evidence", "source_ids",
)  # fmt: skip


def _point(crossing: Crossing | None) -> shapely.Point | None:
    if crossing is None or crossing.lat is None or crossing.lon is None:
        return None
    return shapely.Point(crossing.lon, crossing.lat)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
