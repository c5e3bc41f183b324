"""As how many stops must one be taken, where ``transfers.txt`` has rules for single routes and trips?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.network.stops import Floats  # noqa: TC001 - the store reads the annotations
from transit.network.walks import NOT_STATED

if TYPE_CHECKING:
    from transit.network.walks import Walks

Int32s = npt.NDArray[np.int32]


class Berths(NamedTuple):
    """Stops as groups of trips see them: no rule treats two trips that call at one berth differently.

    Berth i is stop i below `n_stops`, for all trips that no rule names there. Each route and each trip that one does
    name has a further berth, in the order of the stops. A search that knows only berths and walks between them then
    knows every rule.
    """

    n_stops: int
    stop: Int32s
    """Stop of each berth, shape (B,)."""
    ids: tuple[str, ...]
    """Id of its stop; ``#1``, ``#2`` … behind it for further berths."""
    call: Int32s
    """Berth of each call of the trip table."""
    from_berth: Int32s
    """Stated changes, shape (N,), sorted by this column, then by `to_berth`: those at one stop, and those between two
    that are not of all their trips, which `transit.network.walks.Walks` knows."""
    to_berth: Int32s
    seconds: Int32s
    """Seconds stated, `transit.network.changes.ORDINARY` or `transit.network.changes.FORBIDDEN`."""
    walk_m: Floats
    """0 at one stop."""
    transfer: Int32s
    """Row of ``transfers.txt``."""


def berths_of(berths: Berths, stop: int) -> list[int]:
    """Tell the berths of a stop, its own first."""
    further = berths.stop[berths.n_stops :]
    first, last = (int(np.searchsorted(further, stop, side)) for side in ("left", "right"))
    return [stop, *range(berths.n_stops + first, berths.n_stops + last)]


def by_berth(berths: Berths, by_stop: dict[int, int]) -> dict[int, int]:
    """Let what is known of a stop hold for each of its berths; where berths are stops, that is the same dict."""
    if len(berths.stop) == berths.n_stops:
        return by_stop
    return {b: known for stop, known in by_stop.items() for b in berths_of(berths, stop)}


def change_on_foot(
    berths: Berths, walks: Walks, from_berth: int, to_berth: int
) -> tuple[float, int]:
    """Tell how far a change between two berths is, and which row of ``transfers.txt`` has a word on it.

    Returns
    -------
    walk_m, transfer
        0 metres at one stop; `NOT_STATED` for a change the feed does not speak of.
    """
    row = _row_of(berths.from_berth, berths.to_berth, from_berth, to_berth)
    if row is not None:
        return float(berths.walk_m[row]), int(berths.transfer[row])
    a, b = int(berths.stop[from_berth]), int(berths.stop[to_berth])
    if a == b:
        return 0.0, NOT_STATED
    row = _row_of(walks.from_stop, walks.to_stop, a, b)
    if row is None:
        raise AssertionError("a change where there is no walk")
    return float(walks.walk_m[row]), int(walks.transfer[row])


def _row_of(origin: Int32s, target: Int32s, a: int, b: int) -> int | None:
    first, last = (int(np.searchsorted(origin, np.int32(a), side)) for side in ("left", "right"))
    row = first + int(np.searchsorted(target[first:last], np.int32(b)))
    return row if row < last and target[row] == b else None
