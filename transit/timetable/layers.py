"""How does a journey pass given places in order? A copy of the network for what comes before, between and after them.

Berth b in layer k is berth ``k * n_berths + b``. A journey begins in layer 0 and ends in the last layer; from layer k
to k + 1 it gets only at via place k.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from transit.timetable.afoot import on_foot, walks_of
from transit.timetable.arrays import Footpaths, Timetable, index_calls
from transit.timetable.filters import kept_headway, kept_timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.timetable.afoot import Vias, Walks
    from transit.timetable.arrays import Bools, HeadwayPatterns, Int32s, TimedPatterns


class _Copies(NamedTuple):
    """Patterns laid out anew."""

    of: Int32s
    """The pattern each is a copy of."""
    stop: Int32s
    board: Bools
    alight: Bools


def with_via(timetable: Timetable, footpaths: Footpaths, vias: Vias) -> tuple[Timetable, Footpaths]:
    """Lay the network out in layers that a journey gets through only by way of places.

    Parameters
    ----------
    timetable, footpaths
        The network, not mirrored. Times, trips and through trips are shared.
    vias
        Berths of each place, and the seconds one stays there at least, in the order in which they are visited.

    Notes
    -----
    Where one need not stay, a place is visited by whoever passes it aboard a vehicle or gets off there. A pattern that
    calls there has, for each such call, a copy in which one boards before it, in one layer, and alights at it or after
    it, in the next.

    Any place is visited by whoever gets off there or walks there, stays, and boards again from there or from where one
    walks then; see :func:`transit.timetable.afoot.on_foot`.

    One call or walk visits several places if they have berths in common and follow one another.

    Where the journey begins or ends, see :func:`transit.timetable.afoot.entries`.
    """
    n_berths, n_layers = timetable.n_berths, len(vias) + 1
    timed, headway = timetable.timed, timetable.headway
    copies, repeats = (_copies(patterns, n_berths, vias) for patterns in (timed, headway))
    layered = kept_timed(timed, copies.of)._replace(
        stop=copies.stop, board=copies.board, alight=copies.alight
    )
    repeated = kept_headway(headway, repeats.of)._replace(
        stop=repeats.stop, board=repeats.board, alight=repeats.alight
    )
    calls = index_calls(n_berths * n_layers, layered, repeated)
    return (
        Timetable(n_berths * n_layers, layered, repeated, calls, timetable.through),
        _footpaths(walks_of(footpaths, n_berths), vias, n_berths)[0],
    )


def metres_by_way_of(
    footpaths: Footpaths, metres: Int32s, vias: Vias, n_berths: int
) -> tuple[Int32s, Int32s]:
    """Measure the footpaths of layers, and those of their mirror, shape (W,) each.

    Parameters
    ----------
    footpaths
        Of the layers.
    metres
        Of each of them, right for those within the first layer.
    n_berths
        Of the network without layers.
    """
    layered, found = _footpaths(walks_of(footpaths, n_berths, metres), vias, n_berths)
    return found, found[np.argsort(layered.to, kind="stable")]


def _copies(patterns: TimedPatterns | HeadwayPatterns, n_berths: int, vias: Vias) -> _Copies:
    """Copy every pattern into every layer, and add those that get from one layer to another."""
    n_patterns, n_layers = len(patterns.stop_start) - 1, len(vias) + 1
    of = np.tile(np.arange(n_patterns, dtype=np.int32), n_layers)
    layer = np.repeat(np.arange(n_layers, dtype=np.int32), len(patterns.stop))
    stop = [np.tile(patterns.stop, n_layers) + layer * n_berths]
    board, alight = [np.tile(patterns.board, n_layers)], [np.tile(patterns.alight, n_layers)]
    passing = np.zeros(len(patterns.stop), dtype=bool)
    for place, _ in vias:
        passing |= np.isin(patterns.stop, list(place))
    which = np.searchsorted(patterns.stop_start, np.flatnonzero(passing), side="right") - 1
    added = []
    for p in np.unique(which).tolist():
        calls = slice(patterns.stop_start[p], patterns.stop_start[p + 1])
        at = np.arange(calls.stop - calls.start)
        for before, after, first, passed, last in _passages(patterns.stop[calls].tolist(), vias):
            boards = patterns.board[calls] & (at >= first) & (at < passed)
            alights = patterns.alight[calls] & (at >= last)
            if boards.any() and alights.any():
                added.append(p)
                shift = np.where(at < passed, before, after) * n_berths
                stop.append((patterns.stop[calls] + shift).astype(np.int32))
                board.append(boards)
                alight.append(alights)
    of = np.concatenate((of, np.array(added, dtype=np.int32)))
    return _Copies(
        of=of,
        stop=np.concatenate(stop),
        board=np.concatenate(board),
        alight=np.concatenate(alight),
    )


def _passages(stops: list[int], vias: Vias) -> Iterator[tuple[int, int, int, int, int]]:
    """Find the ways a vehicle passes places in order.

    Yields
    ------
    before, after, first, passed, last
        The layers one boards and alights in. One boards from call `first` on and before `passed`, the next call at
        the place, and alights from call `last` on, the first by which every place in between is passed.
    """
    for before, (place, stay_s) in enumerate(vias):
        first = 0
        for passed, stop in enumerate(stops):
            if stay_s or stop not in place:
                continue
            last, after = passed, before + 1
            yield before, after, first, passed, last
            for further, must_stay_s in vias[after:]:
                onward = (i for i in range(last, len(stops)) if stops[i] in further)
                last = -1 if must_stay_s else next(onward, -1)
                if last < 0:
                    break
                after += 1
                yield before, after, first, passed, last
            first = passed


def _footpaths(walks: Walks, vias: Vias, n_berths: int) -> tuple[Footpaths, Int32s]:
    """Copy every walk into every layer, add the ways on foot by which places are visited, and measure them."""
    columns = [
        (ways.origin + before * n_berths, ways.to + after * n_berths, ways.seconds, ways.metres)
        for (before, after), ways in on_foot(walks, vias).items()
    ]
    starts, *others = map(np.concatenate, zip(*columns, strict=True))
    order = np.argsort(starts, kind="stable")
    bounds = np.searchsorted(starts[order], np.arange(n_berths * (len(vias) + 1) + 1))
    to, walk_s, metres = (column[order].astype(np.int32) for column in others)
    return Footpaths(bounds.astype(np.int32), to, walk_s), metres
