"""Which point does a text or a pair of numbers give?"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from transit.errors import QueryError

if TYPE_CHECKING:
    from transit.network.ground import Ground

_NUMBER: Final = r"([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|inf|nan))\s*°?\s*"
_PAIR: Final = re.compile(
    rf"[(\[]?\s*([NS]?)\s*{_NUMBER}([NS]?)(\s*[,;、]\s*|\s+)([EW]?)\s*{_NUMBER}([EW]?)\s*[)\]]?",
    re.IGNORECASE,
)
_NEAR_DEG: Final = 1.0
"""How far beyond its stops a network is still asked about."""


def coordinate_in(text: str) -> tuple[float, float] | None:
    """Read ``lat,lon`` in any of its usual spellings; None where a text is something else.

    Full-width digits and commas, brackets, degree signs and the letters of the compass are understood. Without a comma
    both numbers need a decimal point or a letter: two whole numbers may be a name.
    """
    match = _PAIR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    before_lat, lat, after_lat, between, before_lon, lon, after_lon = match.groups()
    compass = (before_lat + after_lat + before_lon + after_lon).upper()
    if not (between.strip() or compass or ("." in lat and "." in lon)):
        return None
    south, west = "S" in compass, "W" in compass
    return float(lat) * (-1 if south else 1), float(lon) * (-1 if west else 1)


def check_coordinate(lat: float, lon: float, ground: Ground, argument: str) -> None:
    """Refuse what is no latitude and longitude, or plainly a longitude and a latitude.

    Raises
    ------
    QueryError
        If the point is off the globe, or far from the network while the two in the other order are in it.
    """
    on_globe = -90 <= lat <= 90 and -180 <= lon <= 180
    if not (on_globe and _near(lat, lon, ground)) and _near(lon, lat, ground):
        raise QueryError(argument, (lat, lon), f"latitude first, as in ({lon}, {lat})")
    if not on_globe:
        raise QueryError(
            argument, (lat, lon), "a latitude of -90 to 90 and a longitude of -180 to 180"
        )


def _near(lat: float, lon: float, ground: Ground) -> bool:
    lats, lons = ground.stops.lat, ground.stops.lon
    return len(lats) > 0 and bool(
        lats.min() - _NEAR_DEG <= lat <= lats.max() + _NEAR_DEG
        and lons.min() - _NEAR_DEG <= lon <= lons.max() + _NEAR_DEG
    )
