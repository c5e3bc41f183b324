"""What is asked about walking? A rule answers it: crow flight over the land, a street graph, or a table of walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast

import numpy as np
import numpy.typing as npt

from transit.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import networkx as nx

    from transit.network.ground import Ground
    from transit.network.stops import Floats

Int64s = npt.NDArray[np.int64]

NORMAL_KMH: Final = 4.5
"""Normal pace. A walk whose time a table states takes as much less at a faster one."""

DETOUR: Final = 1.3
"""Walked metres per metre as the crow flies, where no street graph says better.

An assumption: street detour factors found in European and North American cities lie between 1.2 and 1.4."""

LONGEST_WALK_M: Final = 2_000.0
"""Longer walks between stops are not laid out beforehand."""

_UNDERSTOOD: Final = (
    "a DataFrame with from_id, to_id and walk_s or walk_min, or a networkx graph as osmnx makes it"
)


class Spot(Protocol):
    """Where somebody is: a place, as far as walking is concerned."""

    @property
    def name(self) -> str:
        """What a table may call it."""

    @property
    def lat(self) -> float:
        """Degrees."""

    @property
    def lon(self) -> float:
        """Degrees."""

    @property
    def error_m(self) -> float:
        """Radius within which the true position lies."""


class Lengths(NamedTuple):
    """How long some walks are, shape (n,)."""

    walk_m: Floats
    """Infinite where nobody walks."""
    paced_m: Floats
    """Metres that take as long at any pace: `walk_m`, but where a table states the time."""

    @classmethod
    def of(cls, walk_m: Floats) -> Lengths:
        """Take walks whose time is that of their length."""
        return cls(walk_m, walk_m)


class WalkRule(Protocol):
    """Who walks where, and how far that is."""

    longest_m: float
    """Longest walk that `between_stops` lists."""

    def between_stops(self) -> Iterator[tuple[Int64s, Int64s, Lengths]]:
        """List the walks between different stops, some at a time; over all that is yielded, pairs ascend."""

    def around(self, spot: Spot, most_m: float, *, towards: bool) -> tuple[Int64s, Lengths]:
        """List the stops one walks to from a spot, or from which to it: all within `most_m` paced metres at least."""

    def between_spots(self, a: Spot, others: Sequence[Spot], most_m: float) -> Lengths:
        """Walk from a spot to each of others, shape (n,); what is longer than `most_m` paced metres may be infinite."""


def rule_of(
    given: object, ground: Ground, named: Callable[[], Mapping[str, Sequence[Sequence[str]]]]
) -> WalkRule:
    """Make a rule of the walks a user has.

    Parameters
    ----------
    given
        A table of walks (:mod:`transit.network.walk_table`) or a street graph (:mod:`transit.network.streets`).
    ground
        The network, walked by crow flight.
    named
        Tells which places have a name, each by the stops that it is.

    Raises
    ------
    QueryError
        If it is neither, or does not fit the network; it says which row, node or edge.
    """
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        from transit.network.walk_table import TableWalks, read_walk_table

        return TableWalks(ground.stops, ground.walk_rule, read_walk_table(given, ground, named))
    if hasattr(given, "nodes") and hasattr(given, "edges"):
        from transit.network.street_graph import read_streets
        from transit.network.streets import StreetWalks

        return StreetWalks(ground.stops, read_streets(cast("nx.Graph[Any]", given)))
    raise QueryError("walks", given, _UNDERSTOOD)
