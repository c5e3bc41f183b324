"""Why does nothing leave a stop, and what is the smallest change that shows something?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from transit.clock import DAY_S
from transit.geo import metres_between
from transit.gtfs.calendar import active_services, next_day
from transit.journey import Reason
from transit.routing.attempts import named
from transit.routing.reasons import LATE_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from transit.journey import Point
    from transit.network.ground import Ground
    from transit.places.place import Place
    from transit.routing.board import Board

_TRIED: Final = 50
"""Stops around a place whose boards are looked at."""

_MANY: Final = 1_000_000
"""More than leaves any stop in a day."""


def until(first_s: int) -> int:
    """Tell how far a board looks: to the end of the service day, and half a day at least."""
    return max(LATE_S, first_s + DAY_S // 2)


def why_empty(board: Board, place: Place, first_s: int) -> Reason:
    """Tell why a board is empty.

    Parameters
    ----------
    board
        The day that was read.
    place
        Where; a place without stops has no board.
    first_s
        The moment asked for, in seconds of the service day.
    """
    ground, day = board.ground, board.service_date
    if not place.stop_ids:
        near = _nearest_stop(board, place, first_s)
        hint = f"; the nearest with departures is {named(near)} [{near.stop_id}]" if near else ""
        hint_zh = f"，最近有车的车站是{near.name}（{near.stop_id}）" if near else ""
        return Reason(
            "NOT_A_STOP",
            f"{named(place)} is no stop{hint}",
            f"{place.name}不是车站{hint_zh}",
            {"stop": near.stop_id} if near else {},
        )
    stops = [ground.stops.index_of[stop_id] for stop_id in place.stop_ids]
    trips = _boardable(ground, stops)
    if not len(trips):
        return Reason(
            "NOBODY_BOARDS",
            f"no trip can be boarded at {named(place)}: they all end there, or only let people off",
            f"{place.name}无车可上：车次均终到于此，或只下不上",
            {},
        )
    running = set(ground.feed.trips["service_id"].iloc[ground.trips.rows[trips]])
    earlier = board.departures(stops, 0, first_s, _MANY)
    # What the day before left over until after midnight is no service of that day.
    if earlier and running & active_services(ground.feed, day):
        last = max(d.closes or d.expected for d in earlier)
        shown = max(d.expected for d in earlier)
        return Reason(
            "DEPARTURE_TOO_LATE",
            f"nothing leaves {named(place)} after that;"
            f" the last departure of {day} is at {last:%H:%M}",
            f"此后{place.name}没有车次；{day}最晚出发为{last:%H:%M}",
            {"at": shown.isoformat()},
        )
    following = next_day(ground.feed, running, day)
    hint = f"; the first day with service after it is {following}" if following else ""
    hint_zh = f"，此后最早于{following}有车" if following else ""
    return Reason(
        "NO_SERVICE_THAT_DAY",
        f"nothing leaves {named(place)} on {day}{hint}",
        f"{day}{place.name}没有车次{hint_zh}",
        {"date": following.isoformat()} if following else {},
    )


def _nearest_stop(board: Board, place: Place, first_s: int) -> Point | None:
    """Find the nearest stop whose board is not empty, among some; one may be as far off as its position is unsure."""
    ground = board.ground
    stops = ground.stops
    away = metres_between(place.lat, place.lon, stops.lat, stops.lon)
    for stop in np.argsort(away + stops.error_m, kind="stable")[:_TRIED].tolist():
        if board.departures([stop], first_s, until(first_s), 1):
            return ground.point(stop)
    return None


def _can_board(ground: Ground) -> npt.NDArray[np.bool_]:
    """Mark the calls at which one gets on: never a trip's last."""
    can = ground.trips.board.copy()
    can[ground.trips.start[1:] - 1] = False
    return can


def _boardable(ground: Ground, stops: Iterable[int]) -> npt.NDArray[np.int64]:
    """Trips that can be boarded at some stops, whatever day they run on."""
    trips = ground.trips
    trip = np.repeat(np.arange(len(trips.ids)), np.diff(trips.start))
    return np.unique(trip[_can_board(ground) & np.isin(trips.stop, list(stops))])
