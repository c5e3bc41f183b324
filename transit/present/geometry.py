"""Which way does a leg go on the ground? Rides along the shape of their trip, walks straight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from shapely.geometry import LineString

from transit.journey import RideLeg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transit.journey import Leg
    from transit.network.ground import Ground

Points = npt.NDArray[np.float64]
"""Longitudes and latitudes, shape (n, 2)."""


def leg_lines(ground: Ground, legs: Sequence[Leg]) -> list[LineString]:
    """Draw legs from stop to stop, in degrees.

    A ride whose trip has no shape goes straight from call to call. Whoever enters or leaves a station without a walk
    goes a line of no length.
    """
    trip_of = {trip_id: t for t, trip_id in enumerate(ground.trips.ids)}
    rides = {i: trip_of[leg.trip_id] for i, leg in enumerate(legs) if isinstance(leg, RideLeg)}
    shape_ids = ground.feed.trips["shape_id"].iloc[ground.trips.rows[list(rides.values())]]
    shapes = shape_points(ground, set(shape_ids))
    shape_of = dict(zip(rides, shape_ids, strict=True))
    lines = []
    for i, leg in enumerate(legs):
        if isinstance(leg, RideLeg):
            calls = trip_calls(ground, rides[i])
            path = ride_path(calls, shapes.get(shape_of[i]), leg.board_call, leg.alight_call)
        else:
            path = np.array([[end.lon, end.lat] for end in (leg.board, leg.alight)])
        lines.append(LineString(path))
    return lines


def shape_points(ground: Ground, shape_ids: set[str]) -> dict[str, Points]:
    """Points of some shapes, in order."""
    table = ground.feed.shapes
    table = table[table["shape_id"].isin(shape_ids - {""})]
    table = table.sort_values(["shape_id", "shape_pt_sequence"], kind="stable")
    points = table[["shape_pt_lon", "shape_pt_lat"]].to_numpy(dtype=np.float64)
    names, starts = np.unique(table["shape_id"].to_numpy(dtype=object), return_index=True)
    return dict(zip(names, np.split(points, starts[1:]), strict=True)) if len(names) else {}


def ride_path(calls: Points, shape: Points | None, board: int, alight: int) -> Points:
    """Cut from a trip's shape the part between two of its calls.

    Parameters
    ----------
    calls
        Where the whole trip calls.
    shape
        The way it takes; None where nobody says.
    board, alight
        Places of two calls.

    Returns
    -------
    path
        From the boarding stop to the alighting stop, at least two points.
    """
    if shape is None:
        return calls[board : alight + 1]
    vertex = _vertices(calls, shape)
    path = np.vstack((calls[board], shape[vertex[board] : vertex[alight] + 1], calls[alight]))
    # Shapes mostly run through the stops, which would then stand twice.
    moved = np.r_[True, (np.diff(path, axis=0) != 0).any(axis=1)]
    return path[moved] if moved.sum() > 1 else calls[[board, alight]]


def _vertices(calls: Points, shape: Points) -> list[int]:
    """Find the vertex of each call: near, and never before that of the call before.

    Taking the nearest alone would send a ride on a loop back to the stop's first passage.
    """
    # A degree of longitude is shorter than one of latitude.
    scale = np.array([np.cos(np.radians(calls[:, 1].mean())), 1.0])
    apart = (((calls[:, None, :] - shape[None, :, :]) * scale) ** 2).sum(axis=2)
    came_from = np.zeros(apart.shape, dtype=np.int64)
    cost = apart[0]
    places = np.arange(len(shape))
    for k in range(1, len(calls)):
        best = np.minimum.accumulate(cost)
        # Where the best so far was last improved.
        came_from[k] = np.maximum.accumulate(np.where(np.r_[True, best[1:] < best[:-1]], places, 0))
        cost = best + apart[k]
    found = [int(cost.argmin())]
    for k in range(len(calls) - 1, 0, -1):
        found.append(int(came_from[k, found[-1]]))
    return found[::-1]


def trip_calls(ground: Ground, trip: int) -> Points:
    """Tell where a trip calls, by its row in the trip table."""
    stops = ground.trips.stop[ground.trips.start[trip] : ground.trips.start[trip + 1]]
    return np.column_stack((ground.stops.lon[stops], ground.stops.lat[stops]))
