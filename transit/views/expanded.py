"""A period of one service date as events on a networkx graph: slow, obviously right, exact to the second.

Kinds of node; each has ``kind``, ``stop_id`` and, but for the last two, ``time`` (service-day seconds):

=================================================  ==================================================
``("start", stop_id)``, ``("start",)``             where a question begins
``("ready", berth_id, time)``                      at the stop, free to board from then on
``("aboard", berth_id, time, trip_id, position)``  in the vehicle as it reaches a call, so one may be off
``("off", stop_id)``                               stepped off for good
``("reached", stop_id)``                           where a question ends
=================================================  ==================================================

A berth is the stop as one group of trips sees it. It is named as the stop is, but where ``transfers.txt`` speaks of
single routes or trips: there a stop has several, the further ones named ``"stop_id#1"``, ``"stop_id#2"``.

Every edge has ``seconds``. From `ready` one waits, or boards (``departs`` says when the vehicle leaves) and rides to
the next call; from there one rides on, or steps off and takes one footpath (changing at the stop is one), which ends
at `ready`: no two walks come in a row. The walks at either end, if there are any, lead from `start` to `ready`, from
`off` to `reached`, and from `start` to `reached` for who rides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from transit.errors import QueryError
from transit.views.closure import Closure
from transit.views.ends import finish, stay_put
from transit.views.laid_out import lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transit.network.ground import Ground
    from transit.timetable.arrays import Footpaths, Timetable
    from transit.views.ends import AtEnds
    from transit.views.names import Node


def expanded_view(
    ground: Ground,
    timetable: Timetable,
    footpaths: Footpaths,
    period: tuple[int, int],
    origin: Mapping[str, int] | None = None,
    *,
    ends: AtEnds | None = None,
    max_rides: int | None = None,
) -> nx.DiGraph[Node]:
    """Lay a period out as events.

    Parameters
    ----------
    ground
        The network the timetable was compiled from.
    timetable, footpaths
        As compiled. The wait for service known only by its headway is the timetable's.
    period
        First and last second an event may have.
    origin
        Stop id -> second from which one is ready there. The view then holds just what follows from these events.
    ends
        Walks before the first ride and after the last, by stop (:func:`transit.views.ends.walks_at_ends`). Without,
        one boards where the origin says, and is where one steps off. The last walk may end after the period.
    max_rides
        Only with `origin`: count the rides. Nodes with a time, but for the start, then end in the number of rides taken
        so far, which is this at most.

    Returns
    -------
    view
        ``nx.shortest_path(view, ("start", a), ("reached", b), weight="seconds")`` is the fastest way to b for who is
        ready at a when the period begins. With `origin` the source is ``("start",)``, at the earliest of its events.

    Raises
    ------
    QueryError
        If an event of the origin lies outside the period, or rides are to be counted without one.

    Notes
    -----
    Timed service is exact in either form. Service known only by its headway has no clock times: who is ready at time
    r boards a vehicle that passes at r plus the wait, or the first of its window.

    With `origin` that vehicle is drawn, so the view is exact for it too. It is drawn from the earliest readiness at a
    stop (for each number of rides): who is ready later finds nothing that the earlier one, waiting, would not. For the
    same reason one walks on only from the earliest arrival at a stop, and rides on only where no earlier vehicle of the
    same trip and window is ridden already.

    Without `origin` its vehicles are drawn at every whole minute of their window, ``laid_out=True``: each time one
    is boarded, that may be up to a minute late, and what is left of a window after its last whole minute is lost. Such
    a view is large: of the bundled corridor about 1.1 GB for two hours, 1.8 GB for four.
    """
    view: nx.DiGraph[Node] = nx.DiGraph(crs="EPSG:4326", begins=period[0], ends=period[1])
    if ends is None:
        ends = stay_put(len(ground.stops.ids))
    if origin is not None:
        for stop_id, ready in origin.items():
            if not period[0] <= ready <= period[1]:
                raise QueryError("origin", {stop_id: ready}, "times within the period")
        Closure(view, ground, timetable, footpaths, period, max_rides).close(origin, ends)
        finish(view, ground, ends)
        return view
    if max_rides is not None:
        raise QueryError("max_rides", max_rides, "None, or an origin to count the rides from")
    lay_out(view, ground, timetable, footpaths, ends, period)
    finish(view, ground, ends)
    return view
