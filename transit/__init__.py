"""Cross-border commuter transit planner: GTFS in, journeys, networkx graphs and folium maps out.

>>> import transit
>>> net = transit.load()
>>> print(net.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24"))  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transit.answers import Journeys
    from transit.departures import Departures
    from transit.errors import (
        AmbiguousPlaceError,
        FareError,
        FeedError,
        NoServiceError,
        PlaceNotFoundError,
        QueryError,
        TransitError,
    )
    from transit.maps import save_map
    from transit.net import Network, load
    from transit.profiles import Profile

__version__ = "0.1.0"

__all__ = [
    "AmbiguousPlaceError",
    "Departures",
    "FareError",
    "FeedError",
    "Journeys",
    "Network",
    "NoServiceError",
    "PlaceNotFoundError",
    "Profile",
    "QueryError",
    "TransitError",
    "load",
    "save_map",
]

_HOMES: Final = {
    "Departures": "departures",
    "Journeys": "answers",
    "Network": "net",
    "Profile": "profiles",
    "load": "net",
    "save_map": "maps",
}
"""Where a public name lives; the others are errors. Rooms are opened when a name of theirs is first used."""


def __getattr__(name: str) -> object:
    """Open the room a public name lives in."""
    if name not in __all__:
        raise AttributeError(f"module 'transit' has no attribute {name!r}")
    return getattr(import_module(f"transit.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
