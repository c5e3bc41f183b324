"""What does an explanation look like as a table? One row a leg."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from transit.journey import RideLeg

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from transit.routing.explain import Explained
    from transit.routing.explain_missed import Missed

EXPLANATION_COLUMNS: Final = (
    "option", "leg", "kind", "mode", "route_id", "route_name", "board_stop", "alight_stop", "depart", "arrive",
    "binds", "wait_min", "counted_wait_min", "change_min", "slack_min",
    "if_missed_arrive", "if_missed_min", "if_missed_too_late_min", "overheads_min", "evidence",
)  # fmt: skip


def explanation_frame(explained: Explained, zone: ZoneInfo) -> pd.DataFrame:
    """Lay an explanation out, one row a leg; ``option`` and ``leg`` are those of the answer's own table.

    ``slack_min`` is missing where no vehicle waits to be caught, ``if_missed_min`` where none can be missed; the latter
    is infinite where nothing gets there any more.
    """
    rows = []
    for option, told in enumerate(explained.options):
        for number, (leg, why) in enumerate(zip(told.journey.legs, told.legs, strict=True)):
            ride = leg if isinstance(leg, RideLeg) else None
            rows.append(
                (
                    option, number, "ride" if ride else "walk", ride.mode if ride else "walk",
                    ride.route_id if ride else None, ride.route_name if ride else None,
                    leg.board.name, leg.alight.name, leg.depart, leg.arrive,
                    why.binds, why.wait_s / 60, why.counted_wait_s / 60, why.change_s / 60,
                    None if why.slack_s is None else why.slack_s / 60, *_missed(why.missed),
                    sum(part.seconds for part in leg.overheads) / 60, leg.evidence,
                )
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(EXPLANATION_COLUMNS))
    types: dict[str, Any] = {
        name: "float64" if name.endswith("_min") else "str" for name in EXPLANATION_COLUMNS
    }
    moments = pd.DatetimeTZDtype("us", zone)
    types |= dict.fromkeys(("depart", "arrive", "if_missed_arrive"), moments)
    return table.astype(types | {"option": "int64", "leg": "int64"})


def _missed(missed: Missed | None) -> tuple[Any, ...]:
    if missed is None:
        return None, None, None
    if missed.onward is None or missed.later_s is None:
        return None, inf, None
    late_s = missed.too_late_s
    return missed.onward.arrive, missed.later_s / 60, None if late_s is None else late_s / 60
