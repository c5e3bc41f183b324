"""Where does one enter and leave a closed system, and by how much may one entry come dearer than another?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transit.fares.table import ClosedSystem
    from transit.network.ground import Ground
    from transit.timetable.arrays import Bools, Footpaths, Int32s

Int64s = npt.NDArray[np.int64]

_NEVER: Final = 1 << 60
"""More than any fare."""


class Gates(NamedTuple):
    """A closed system as a search sees it; of one direction, as its day is: whichever way round, one enters first."""

    station: Int32s
    """Shape (B,), station of each berth; -1 outside."""
    inside: Bools
    """Shape (W,): footpaths by which one stays inside. Empty where there is no system."""
    fen: Int64s
    """Shape (N, N), from the station of entry to that of exit."""
    dearer: Int64s
    """Shape (N + 1, N + 1): how much more one may come to pay who entered at the one station than who entered at the
    other, if both leave at the same. The last of each are those outside, comparable only with one another."""
    least: Int64s
    """Shape (N + 1,): the least one pays who entered there; outside, nothing."""


def no_gates(n_berths: int) -> Gates:
    """Lay out that nothing is paid at gates."""
    outside, nothing = np.full(n_berths, -1, np.int32), np.zeros((0, 0), np.int64)
    return Gates(outside, np.empty(0, np.bool_), nothing, *_compared(nothing))


def gates_of(
    ground: Ground, footpaths: Footpaths, closed: ClosedSystem, *, turned: bool = False
) -> Gates:
    """Lay out a closed system.

    Parameters
    ----------
    turned
        Whether the footpaths are mirrored, and one enters where one leaves.
    """
    n_berths = len(footpaths.start) - 1
    # A network of several layers repeats its berths.
    stop = np.resize(ground.berths.stop, n_berths)
    station = closed.station[stop]
    here = np.repeat(np.arange(n_berths), np.diff(footpaths.start))
    inside = (station[here] >= 0) & (station[footpaths.to] >= 0)
    within = np.flatnonzero(inside)
    a, b = stop[here[within]], stop[footpaths.to[within]]
    inside[within] = (a == b) | _stated(ground, *((b, a) if turned else (a, b)))
    fen = np.ascontiguousarray(closed.fen.T if turned else closed.fen, np.int64)
    return Gates(station.astype(np.int32), inside, fen, *_compared(fen))


def going_out(gates: Gates, footpaths: Footpaths, stays_s: Sequence[int], n_berths: int) -> Gates:
    """Let whoever stays somewhere between two rides leave the system meanwhile.

    Parameters
    ----------
    gates, footpaths
        Of a network of layers, see :mod:`transit.timetable.layers`.
    stays_s
        Seconds one stays at each place one comes by.
    n_berths
        Of the network without layers.
    """
    if not len(gates.inside):
        return gates
    stays = np.r_[0, np.cumsum([seconds > 0 for seconds in stays_s])]
    layer = np.arange(len(gates.station)) // n_berths
    here = np.repeat(layer, np.diff(footpaths.start))
    return gates._replace(inside=gates.inside & (stays[here] == stays[layer[footpaths.to]]))


def _stated(ground: Ground, a: Int32s, b: Int32s) -> Bools:
    """Tell whether ``transfers.txt`` speaks of changes between stops, whatever the trips."""
    n_stops, (origin, to) = len(ground.stops.ids), ground.walks.stated
    keys = origin.astype(np.int64) * n_stops + to
    return np.isin(a.astype(np.int64) * n_stops + b, keys)


def _compared(fen: Int64s) -> tuple[Int64s, Int64s]:
    """Compare each entry with each other, and tell the least one pays."""
    n = len(fen)
    dearer = np.full((n + 1, n + 1), _NEVER)
    dearer[n, n] = 0
    least = np.zeros(n + 1, np.int64)
    for entry, row in enumerate(fen):
        dearer[entry, :n] = (row - fen).max(axis=1)
        least[entry] = row.min()
    return dearer, least
