"""What does a profile look like as a table? One row a journey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from transit.present.frames import place_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import Journey
    from transit.routing.plan import Query

PROFILE_COLUMNS: Final = (
    "from_id", "to_id", "option", "depart", "arrive", "duration_min", "transfers", "walk_m",
    "route_name", "by_headway", "crosses_border", "crossing", "status", "evidence", "source_ids",
)  # fmt: skip


def profile_frame(query: Query, journeys: Sequence[Journey], zone: ZoneInfo) -> pd.DataFrame:
    """Lay a profile out, one row a journey, the earliest departure first.

    ``route_name`` lists the lines in order; ``by_headway`` is true where some line's clock times nobody publishes.
    """
    ends = place_id(query.origin), place_id(query.target)
    rows = [
        (
            *ends, option, j.depart, j.arrive, j.duration.total_seconds() / 60, j.transfers, j.walk_m,
            " > ".join(ride.route_name for ride in j.rides),
            any(ride.headway_s is not None for ride in j.rides), bool(j.crossings),
            ", ".join(c.name for c in j.crossings if c.name) or None,
            j.status, j.evidence, " ".join(j.source_ids),
        )
        for option, j in enumerate(journeys)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(PROFILE_COLUMNS))
    moments = pd.DatetimeTZDtype("us", zone)
    return table.astype(
        dict.fromkeys(PROFILE_COLUMNS, "str")
        | {
            "option": "int64", "depart": moments, "arrive": moments, "duration_min": "float64",
            "transfers": "int64", "walk_m": "float64", "by_headway": bool, "crosses_border": bool,
        }
    )  # fmt: skip
