"""How long does it take between many places, as a table?"""

from __future__ import annotations

from itertools import product
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from transit.clock import day_start
from transit.errors import QueryError
from transit.routing.all_the_way import all_the_way
from transit.routing.matrix import Limits, cells, percentile_seconds
from transit.routing.plan import HORIZON_S
from transit.timetable.arrays import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import numpy.typing as npt

    from transit.places.place import Place
    from transit.routing.matrix import Cells, Progress
    from transit.routing.options import Options
    from transit.routing.plan import Planner
    from transit.timetable.arrays import Int32s


class When(NamedTuple):
    """The time asked for, in seconds of a service day."""

    service_date: date
    seconds: int
    """When to leave or to be there; of a window its beginning."""
    backwards: bool = False
    until: int | None = None
    """End of the window, itself no longer in it; None for one moment."""


def travel_times(
    planner: Planner,
    origins: Mapping[str, Place],
    destinations: Mapping[str, Place],
    when: When,
    options: Options,
    *,
    percentiles: Sequence[float] = (50,),
    progress: Progress = lambda _done, _of: None,
) -> pd.DataFrame:
    """Tabulate travel times, a row a pair, destinations in order within each origin.

    Parameters
    ----------
    origins, destinations
        Places by id.
    when
        The time asked for.
    options
        How one is willing to travel.
    percentiles
        For a window: which, 0 to 100.
    progress
        Told how many rows of how many are done.

    Returns
    -------
    table
        ``from_id``, ``to_id``, and for one moment ``depart``, ``arrive``, ``duration_min`` and ``transfers`` of the
        first journey that :meth:`transit.Network.route` lists; for a window a column ``p50`` and so on, one a
        percentile.
    """
    _check(percentiles)
    planner.check_date(when.service_date)
    starts, finishes = (
        [(place, planner.reach(place, options, towards=towards)) for place in places.values()]
        for places, towards in ((origins, False), (destinations, True))
    )
    on_foot = all_the_way(planner.ground, starts, finishes, options)
    access = [planner.ends(reach, finishes[0][1], options).access for _, reach in starts]
    egress = [planner.ends(starts[0][1], reach, options).egress for _, reach in finishes]
    day = planner.days.day(when.service_date, options)
    limits = Limits(options.max_rides, HORIZON_S)
    pairs = list(product(origins, destinations))
    table = pd.DataFrame({"from_id": [a for a, _ in pairs], "to_id": [b for _, b in pairs]})
    if when.until is not None:
        seconds = percentile_seconds(
            day, access, egress, (when.seconds, when.until), on_foot, percentiles,
            limits=limits, progress=progress,
        )  # fmt: skip
        for column, rank in enumerate(percentiles):
            table[f"p{rank:g}"] = _minutes(seconds[:, :, column])
        return table
    found = cells(
        day, access, egress, when.seconds,
        backwards=when.backwards, limits=limits, progress=progress,
    )  # fmt: skip
    departs, arrives, rides = _or_on_foot(found, on_foot, when)
    reached = (arrives != UNREACHED).ravel()
    start = pd.Timestamp(day_start(when.service_date, planner.zone)).tz_convert("UTC")
    for name, seconds in (("depart", departs), ("arrive", arrives)):
        moments = start + pd.to_timedelta(np.where(reached, seconds.ravel(), 0), unit="s")
        table[name] = moments.tz_convert(planner.zone).as_unit("us").where(reached)
    table["duration_min"] = _minutes(np.where(arrives == UNREACHED, UNREACHED, arrives - departs))
    changes = pd.array(np.maximum(rides.ravel() - 1, 0), dtype="Int64")
    changes[~reached] = pd.NA
    table["transfers"] = changes
    return table


def _or_on_foot(found: Cells, on_foot: Int32s, when: When) -> tuple[Int32s, Int32s, Int32s]:
    """Take the walk where it is what a route lists first."""
    moment = when.seconds
    walked = on_foot != UNREACHED
    rides = found.rides
    if when.backwards:
        leaves = moment - on_foot
        ridden = (found.departs > leaves) | (
            (found.departs == leaves) & (found.arrives < moment) & (on_foot > 0)
        )
        walk = walked & ~((rides > 0) & ridden)
        departs = np.where(walk, leaves, found.departs)
        arrives = np.where(walk, moment, np.where(rides > 0, found.arrives, UNREACHED))
    else:
        comes = moment + on_foot
        ridden = (found.arrives < comes) | (
            (found.arrives == comes) & (found.departs > moment) & (rides == 1)
        )
        walk = walked & ~((rides > 0) & ridden)
        departs = np.where(walk, moment, found.departs)
        arrives = np.where(walk, comes, np.where(rides > 0, found.arrives, UNREACHED))
    return departs, arrives, np.where(walk, 0, rides)


def _minutes(seconds: Int32s) -> npt.NDArray[np.float64]:
    return np.where(seconds == UNREACHED, np.nan, seconds / 60).ravel()


def _check(percentiles: Sequence[float]) -> None:
    good = isinstance(percentiles, list | tuple) and percentiles
    if not good or not all(isinstance(p, Real) and 0 <= p <= 100 for p in percentiles):
        raise QueryError(
            "percentiles", percentiles, "some numbers of 0 to 100, such as (25, 50, 75)"
        )
    if len(set(percentiles)) < len(percentiles):
        raise QueryError("percentiles", percentiles, "each of them once")
