"""How does a journey go if nobody waits for lines known only by their headway, or everybody a whole headway?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from transit.routing.explain_compare import best

if TYPE_CHECKING:
    from transit.journey import Journey
    from transit.routing.options import Options
    from transit.routing.plan import Planner, Query

Chain = tuple[tuple[str, str, str], ...]
"""Of each ride its route, and the stops where it is boarded and left."""


def with_wait(planner: Planner, query: Query, journey: Journey, wait: str) -> Journey | None:
    """Make a journey's own rides under another wait: the same routes, boarded and left at the same stops.

    Parameters
    ----------
    journey
        An answer to the query.
    wait
        A wait model.

    Returns
    -------
    journey
        None where no line known only by its headway is ridden, for a window, and where these rides are no way any more.
    """
    if query.last is not None or all(ride.headway_s is None for ride in journey.rides):
        return None
    options = replace(_alone(planner, query, journey), wait=wait)
    found = planner.journeys(replace(query, options=options))
    return best(query, (other for other in found if chain(other) == chain(journey)))


def chain(journey: Journey) -> Chain:
    """Tell what is ridden, from where to where."""
    return tuple((ride.route_id, ride.board.stop_id, ride.alight.stop_id) for ride in journey.rides)


def _alone(planner: Planner, query: Query, journey: Journey) -> Options:
    """Leave out every route and stop that a journey does without."""
    routes = {ride.route_id for ride in journey.rides}
    stops = {stop for _, *ends in chain(journey) for stop in ends}
    stops |= {stop for place, _ in query.vias for stop in place.stop_ids}
    every_route = planner.ground.feed.routes["route_id"].tolist()
    return replace(
        query.options,
        criteria=("time", "transfers"),
        max_transfers=journey.transfers,
        avoid_routes=tuple(route for route in every_route if route not in routes),
        avoid_stops=tuple(stop for stop in planner.ground.stops.ids if stop not in stops),
    )
