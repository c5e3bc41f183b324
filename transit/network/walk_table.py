"""Who walks where, as a table has it? Walks between stops and places, each with its time."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transit.errors import QueryError
from transit.network.stops import platforms_by_id
from transit.network.walking import NORMAL_KMH, Lengths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from transit.network.ground import Ground
    from transit.network.stops import Floats, Stops
    from transit.network.walking import Spot, WalkRule

Int64s = npt.NDArray[np.int64]
End = int | str
"""A stop by its index, or a place that is none by its name."""

_COLUMNS: Final = "the columns from_id, to_id and one of walk_s and walk_min; walk_m if it is known"


class _Walk(NamedTuple):
    paced_m: float
    walk_m: float


class WalkTable(NamedTuple):
    """Walks as listed, from the first end to the second."""

    walks: dict[tuple[End, End], _Walk]
    names: frozenset[str]
    """Places that are no stops and that some row names."""


def read_walk_table(
    table: pd.DataFrame,
    ground: Ground,
    named: Callable[[], Mapping[str, Sequence[Sequence[str]]]],
) -> WalkTable:
    """Read a table of walks.

    Parameters
    ----------
    table
        ``from_id`` and ``to_id`` are stop ids or names of places; a station, or a place that is stops, stands for
        each of its stops. ``walk_s`` or ``walk_min`` is the time at `NORMAL_KMH`. ``walk_m``, where it is given,
        is told as the length. A row is a walk one way; of several for one walk the quickest counts, and walks from a
        stop to itself are left out.
    ground, named
        See :func:`transit.network.walking.rule_of`.

    Raises
    ------
    QueryError
        If a column is missing, an id is unknown, or a number is none or negative; it says which row.
    """
    given = [column for column in ("walk_s", "walk_min") if column in table.columns]
    if len(given) != 1 or not {"from_id", "to_id"} <= set(table.columns):
        raise QueryError("walks columns", list(map(str, table.columns)), _COLUMNS)
    ends_of = _Ends(ground, named)
    unit_s = 60.0 if given == ["walk_min"] else 1.0
    lengths = table["walk_m"] if "walk_m" in table.columns else [None] * len(table)
    walks: dict[tuple[End, End], _Walk] = {}
    columns = table["from_id"], table["to_id"], table[given[0]], lengths
    for row, (from_id, to_id, time, length) in enumerate(zip(*columns, strict=True), 1):
        # To the millisecond, so that minutes in decimals are no second more than they say.
        walk_s = round(_number(time, row, given[0]) * unit_s, 3)
        paced_m = walk_s * NORMAL_KMH / 3.6
        walk = _Walk(paced_m, paced_m if _is_blank(length) else _number(length, row, "walk_m"))
        for a in ends_of(from_id, row, "from_id"):
            for b in ends_of(to_id, row, "to_id"):
                if a != b:
                    walks[a, b] = min(walk, walks.get((a, b), walk))
    return WalkTable(
        walks, frozenset(end for pair in walks for end in pair if isinstance(end, str))
    )


class _Ends:
    """Which stops or places the ids of a table mean."""

    def __init__(
        self, ground: Ground, named: Callable[[], Mapping[str, Sequence[Sequence[str]]]]
    ) -> None:
        self._platforms = platforms_by_id(ground.feed, ground.stops)
        self._index_of = ground.stops.index_of
        self._tell_named = named
        self._known: dict[str, Sequence[End]] = {}

    @cached_property
    def _named(self) -> Mapping[str, Sequence[Sequence[str]]]:
        return self._tell_named()

    def __call__(self, given: object, row: int, column: str) -> Sequence[End]:
        """List the ends an id stands for."""
        text = "" if _is_blank(given) else str(given)
        if text not in self._known:
            self._known[text] = self._platforms.get(text) or self._place(text, row, column)
        return self._known[text]

    def _place(self, text: str, row: int, column: str) -> Sequence[End]:
        places = self._named.get(text, ())
        if len(places) != 1:
            problem = "several places have this name" if places else "no stop and no place is it"
            raise QueryError(
                f"walks row {row} {column}", text, f"a stop id, or the name of one place; {problem}"
            )
        return [self._index_of[stop_id] for stop_id in places[0]] or [text]


def _is_blank(value: Any) -> bool:  # noqa: ANN401
    import pandas as pd

    return value is None or bool(pd.isna(value))


def _number(value: Any, row: int, column: str) -> float:  # noqa: ANN401
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if not 0 <= number < np.inf:
        raise QueryError(f"walks row {row} {column}", value, "a number, 0 or more")
    return number


class TableWalks:
    """Walks as a table lists them; by another rule between any two ends of which the table names only one, or none."""

    longest_m = np.inf

    def __init__(self, stops: Stops, otherwise: WalkRule, table: WalkTable) -> None:
        """Hold a table; every stop counts as named."""
        self._stops = stops
        self._otherwise = otherwise
        self._table = table
        self._of_place: dict[tuple[str, bool], list[tuple[int, _Walk]]] = defaultdict(list)
        for (a, b), walk in table.walks.items():
            for end, other, towards in ((a, b, False), (b, a, True)):
                if isinstance(end, str) and isinstance(other, int):
                    self._of_place[end, towards].append((other, walk))

    def between_stops(self) -> Iterator[tuple[Int64s, Int64s, Lengths]]:
        """See :class:`transit.network.walking.WalkRule`."""
        found = sorted(
            (a, b, walk)
            for (a, b), walk in self._table.walks.items()
            if isinstance(a, int) and isinstance(b, int)
        )
        ends = np.array([(a, b) for a, b, _ in found], dtype=np.int64).reshape(-1, 2)
        yield ends[:, 0], ends[:, 1], _lengths([walk for _, _, walk in found])

    def around(self, spot: Spot, most_m: float, *, towards: bool) -> tuple[Int64s, Lengths]:
        """See :class:`transit.network.walking.WalkRule`."""
        if spot.name not in self._table.names:
            return self._otherwise.around(spot, most_m, towards=towards)
        found = sorted(self._of_place.get((spot.name, towards), ()))
        stops = np.array([stop for stop, _ in found], dtype=np.int64)
        return stops, _lengths([walk for _, walk in found])

    def between_spots(self, a: Spot, others: Sequence[Spot], most_m: float) -> Lengths:
        """See :class:`transit.network.walking.WalkRule`."""
        walk_m, paced_m = map(np.copy, self._otherwise.between_spots(a, others, most_m))
        if a.name in self._table.names:
            for i, b in enumerate(others):
                if b.name in self._table.names:
                    nowhere = _Walk(np.inf, np.inf)
                    paced_m[i], walk_m[i] = self._table.walks.get((a.name, b.name), nowhere)
        return Lengths(walk_m, paced_m)


def _lengths(walks: list[_Walk]) -> Lengths:
    columns: Floats = np.array(walks, dtype=np.float64).reshape(-1, 2)
    return Lengths(columns[:, 1], columns[:, 0])
