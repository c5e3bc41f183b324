"""What do the walks and rides of a day cost, beside time?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.fares.table import FareTable, lay_out, lay_out_mirrored
from transit.routing.tradeoff_gates import Gates, gates_of, going_out, no_gates
from transit.timetable.layers import metres_by_way_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from transit.fares.table import RideFares
    from transit.network.ground import Ground
    from transit.routing.search import Day
    from transit.timetable.afoot import Vias
    from transit.timetable.arrays import Footpaths, Int32s


class Costs(NamedTuple):
    """What a search weighs beside time; of one direction, as its day is."""

    metres: Int32s
    """Whole metres of each footpath, rounded up."""
    fares: FareTable | None
    """None where no fare is known."""
    gates: Gates
    """Where chained rides are paid for."""


class BothCosts(NamedTuple):
    """The same for both ways round in time."""

    forwards: Costs
    mirrored: Costs


def costs_of(ground: Ground, day: Day, fares: RideFares | None) -> BothCosts:
    """Weigh everything that runs and is walked on a day."""
    metres = metres_of(ground, day.footpaths)
    back = metres_of(ground, day.mirrored.footpaths, turned=True)
    nothing = no_gates(day.timetable.n_berths)
    if fares is None:
        return BothCosts(Costs(metres, None, nothing), Costs(back, None, nothing))
    there = turned = nothing
    if fares.closed is not None:
        there = gates_of(ground, day.footpaths, fares.closed)
        turned = gates_of(ground, day.mirrored.footpaths, fares.closed, turned=True)
    # Through trips are told by the timetable itself alone, so the mirror's fares are laid out from it, too.
    return BothCosts(
        Costs(metres, lay_out(fares, ground, day.timetable), there),
        Costs(back, lay_out_mirrored(fares, ground, day.timetable), turned),
    )


def by_way_of(costs: BothCosts, day: Day, vias: Vias, n_berths: int) -> BothCosts:
    """Weigh the ways on foot by which a journey comes by places.

    Parameters
    ----------
    costs
        Of the day; their metres are right for footpaths within the first layer.
    day
        Laid out in layers, see :func:`transit.timetable.layers.with_via`.
    vias
        Berths of each place, and the seconds one stays there at least.
    n_berths
        Of the network without layers.
    """
    there, back = metres_by_way_of(day.footpaths, costs.forwards.metres, vias, n_berths)
    stays_s = [stay_s for _, stay_s in vias]
    both = zip(costs, (day, day.mirrored), (there, back), strict=True)
    return BothCosts(
        *(
            own._replace(
                metres=metres, gates=going_out(own.gates, way.footpaths, stays_s, n_berths)
            )
            for own, way, metres in both
        )
    )


def metres_of(ground: Ground, footpaths: Footpaths, *, turned: bool = False) -> Int32s:
    """Measure footpaths, shape (W,), in whole metres, rounded up.

    Parameters
    ----------
    turned
        Whether the footpaths are mirrored, and are walked to their origin.
    """
    walks, berths = ground.walks, ground.berths
    here = np.repeat(np.arange(len(footpaths.start) - 1), np.diff(footpaths.start))
    a, b = (footpaths.to, here) if turned else (here, footpaths.to)
    # A network of several layers repeats its berths.
    n = len(berths.stop)
    a, b = a % n, b % n
    metres = _found(
        (walks.from_stop, walks.to_stop, walks.walk_m), n, berths.stop[a], berths.stop[b], 0.0
    )
    stated = berths.from_berth, berths.to_berth, berths.walk_m
    return np.ceil(_found(stated, n, a, b, metres)).astype(np.int32)


def _found(
    known: tuple[Int32s, Int32s, npt.NDArray[np.float64]],
    n: int,
    a: npt.NDArray[np.int32 | np.int64],
    b: npt.NDArray[np.int32 | np.int64],
    otherwise: npt.NDArray[np.float64] | float,
) -> npt.NDArray[np.float64]:
    """Look metres up by origin and target; `known` is sorted by both."""
    keys = known[0].astype(np.int64) * n + known[1]
    if not len(keys):
        return np.broadcast_to(otherwise, a.shape)
    wanted = a.astype(np.int64) * n + b
    row = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[row] == wanted, known[2][row], otherwise)
