"""The stops one can board at, as columns: the one place where a stop id becomes an index and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed

Floats = npt.NDArray[np.float64]


class Stops(NamedTuple):
    """Every stop of location_type 0, in the order of ``stops.txt``. Columns have shape (S,)."""

    ids: tuple[str, ...]
    index_of: dict[str, int]
    """Stop index of each id."""
    rows: npt.NDArray[np.int64]
    """Row of each stop in the feed's table."""
    lat: Floats
    lon: Floats
    error_m: Floats
    """Radius within which the true position lies; 0 where the feed does not say."""


def platforms_by_id(feed: Feed, stops: Stops) -> dict[str, list[int]]:
    """Tell which stops an id stands for: itself, or the platforms of a station."""
    platforms = {stop_id: [i] for i, stop_id in enumerate(stops.ids)}
    for i, station in enumerate(feed.stops["parent_station"].iloc[stops.rows]):
        if station:
            platforms.setdefault(station, []).append(i)
    return platforms


def boardable_stops(feed: Feed) -> Stops:
    """Pick the stops and platforms out of ``stops.txt``; stations, entrances and nodes stay behind.

    A platform without a position of its own takes its station's.
    """
    table = feed.stops
    rows = np.flatnonzero(table["location_type"].to_numpy() == 0)
    stops = table.iloc[rows]
    position = table.set_index("stop_id")[["stop_lat", "stop_lon"]]
    lat, lon = (
        stops[column]
        .fillna(stops["parent_station"].map(position[column]))
        .to_numpy(dtype=np.float64)
        for column in ("stop_lat", "stop_lon")
    )
    ids = tuple(stops["stop_id"])
    return Stops(
        ids=ids,
        index_of={stop_id: i for i, stop_id in enumerate(ids)},
        rows=rows,
        lat=lat,
        lon=lon,
        error_m=stops["error_m"].fillna(0.0).to_numpy(dtype=np.float64),
    )
