"""What do people call a line and its trips?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transit.journey import RideLeg
    from transit.lang import Lang
    from transit.routing.board import Departure

LOOPS: Final = {"内环": "inner loop", "外环": "outer loop"}
"""Signs that say which way round a ring one goes, not where to."""

_MODES: Final = {
    "bus": ("公交", "Bus"), "coach": ("客车", "Coach"), "subway": ("地铁", "Subway"),
    "rail": ("铁路", "Train"), "tram": ("电车", "Tram"), "trolleybus": ("无轨电车", "Trolleybus"),
    "ferry": ("轮渡", "Ferry"),
}  # fmt: skip
_HANZI: Final = "[\u3400-\u9fff]"


def line_name(ride: RideLeg | Departure, lang: Lang) -> str:
    """Name a line as people do: 公交 818 路, 地铁 1 号线, Train 京唐城际 C2521."""
    mode = _MODES.get(ride.mode, (ride.mode, ride.mode.capitalize()))[lang == "en"]
    name = ride.route_name
    if lang == "zh":
        unit = {"bus": " 路", "subway": " 号线"}.get(ride.mode, "") if name.isdecimal() else ""
        train = _train(ride.trip_name, name, lang)
        numbered = " 次" if train[-1:].isdecimal() else ""
        return f"{mode} {spelled(name)}{unit}{train}{numbered}"
    english = ride.route_name_en or name
    if ride.mode == "subway" and name.isdecimal():
        english = f"Line {name}"
    return f"{mode} {english}{_train(ride.trip_name, english, lang)}"


def spelled(name: str) -> str:
    """Set a line's figure apart from what follows it, as in 1 号线: 22 号线快车."""
    return re.sub(r"(?<=\d)(?=号线)", " ", name)


def in_hanzi(text: str) -> bool:
    """Tell whether a text has Chinese characters."""
    return re.search(_HANZI, text) is not None


def _train(trip_name: str, line: str, lang: Lang) -> str:
    """Name the trip, unless its line says as much (快车 is a 大站快车), or English has no word for it."""
    kind = trip_name[-2:] if re.fullmatch(_HANZI * 2, trip_name[-2:]) else trip_name
    is_said = kind in line and not any(map(str.isdigit, trip_name))
    untold = lang == "en" and in_hanzi(trip_name)
    return "" if is_said or untold else f" {trip_name}"
