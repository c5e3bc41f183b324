"""What do stations and checkpoints take beside walking, waiting and riding?

Who comes to a station from the street passes its security, its gate and the way to the platform; who leaves it takes
the way out. Between two platforms whose change ``transfers.txt`` states, the stated time holds and nothing is added. On
the way into Beijing a bus stands at the checkpoint of the road it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from transit.corridor.overheads import PACES
from transit.errors import QueryError
from transit.journey import Overhead

if TYPE_CHECKING:
    from transit.corridor import Corridor, Crossing
    from transit.network.ground import Ground
    from transit.network.trips import Int32s

ENTERING: Final = ("real_name", "security", "gate", "id_check", "platform")
"""Parts on the way in, in order."""

LEAVING: Final = ("exit",)
CHECKPOINT: Final = "checkpoint"

PARTS: Final = (*ENTERING, *LEAVING, CHECKPOINT)

_MOST_S: Final = 4 * 3600
_UNDERSTOOD: Final = (
    "'slow', 'normal', 'fast', None, or a table with the columns mode, part and seconds, "
    "and place where it is of one"
)


class OverheadRule(NamedTuple):
    """How long one part takes."""

    place: str
    """A stop id, the name of a stop, or a crossing id; blank for every place of the mode."""
    mode: str
    part: str
    seconds: int
    evidence: str
    source_ids: tuple[str, ...]


def rules_of(pace: object, corridor: Corridor | None) -> tuple[OverheadRule, ...]:
    """Settle on a table of overheads.

    Parameters
    ----------
    pace
        One of `PACES`, by the corridor's table, which for another feed is empty; None for nothing beside the
        timetable; or a DataFrame or list of mappings with ``mode``, ``part`` and ``seconds``, and if they are to
        hold for one place only ``place``.

    Raises
    ------
    QueryError
        If it is none of these, or a row of the table makes no sense.
    """
    if pace is None:
        return ()
    if isinstance(pace, str):
        if pace not in PACES:
            raise QueryError("pace", pace, _UNDERSTOOD)
        facts = corridor.overheads if corridor is not None else ()
        column = PACES.index(pace)
        return tuple(
            OverheadRule(f.place, f.mode, f.part, f.seconds[column], f.evidence, f.source_ids)
            for f in facts
        )
    return tuple(_own(row, number) for number, row in enumerate(_rows(pace), 1))


def _rows(table: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401
    rows = table.to_dict("records") if hasattr(table, "to_dict") else table
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        raise QueryError("pace", type(table).__name__, _UNDERSTOOD)
    return list(rows)


def _own(row: Mapping[str, Any], number: int) -> OverheadRule:
    where = f"pace row {number}"
    missing = {"mode", "part", "seconds"} - set(row)
    if missing:
        raise QueryError(where, dict(row), f"the columns mode, part and seconds; {missing} missing")
    part, seconds = row["part"], row["seconds"]
    if part not in PARTS:
        raise QueryError(where, part, f"a part of {', '.join(PARTS)}")
    if not isinstance(seconds, Real) or not 0 <= float(seconds) <= _MOST_S:
        raise QueryError(where, seconds, f"0 to {_MOST_S} seconds")
    cited = row.get("source_ids", ())
    return OverheadRule(
        str(row.get("place") or ""),
        str(row["mode"]),
        part,
        round(float(seconds)),
        str(row.get("evidence") or "assumed"),
        tuple(cited.split()) if isinstance(cited, str) else tuple(cited),
    )


class Overheads:
    """A table of overheads, laid out for the stops and crossings of one network."""

    def __init__(self, ground: Ground, rules: tuple[OverheadRule, ...]) -> None:
        """Take the rules; one that names a place stands before one for all places of its mode."""
        self._ground = ground
        self._rules = {(rule.mode, rule.place, rule.part): rule for rule in rules}
        self._modes = {rule.mode for rule in rules}

    @cached_property
    def entry_s(self) -> Int32s:
        """Seconds to enter each stop from the street, shape (S,)."""
        return self._totals(ENTERING)

    @cached_property
    def exit_s(self) -> Int32s:
        """Seconds to leave each stop for the street, shape (S,)."""
        return self._totals(LEAVING)

    @property
    def checks(self) -> bool:
        """Whether any checkpoint takes time."""
        return any(rule.seconds for (_, _, part), rule in self._rules.items() if part == CHECKPOINT)

    def entry(self, stop: int) -> tuple[Overhead, ...]:
        """Tell the parts of entering a stop."""
        return self._parts(stop, ENTERING)

    def leave(self, stop: int) -> tuple[Overhead, ...]:
        """Tell the parts of leaving a stop."""
        return self._parts(stop, LEAVING)

    def checkpoint(self, crossing: Crossing | None, direction: str, mode: str) -> Overhead | None:
        """Tell what a vehicle loses at a crossing; None where nothing, as anywhere but on the way into Beijing."""
        if crossing is None or direction != "inbound" or not crossing.checkpoint_zh:
            return None
        rule = self._rule(mode, (crossing.id,), CHECKPOINT)
        if rule is None or not rule.seconds:
            return None
        return _told(rule, crossing.checkpoint_zh, crossing.checkpoint_en)

    def _totals(self, parts: tuple[str, ...]) -> Int32s:
        totals = np.zeros(len(self._ground.stops.ids), np.int32)
        for mode in self._modes:
            for stop in np.flatnonzero(self._ground.calls_of(mode)).tolist():
                seconds = sum(rule.seconds for rule in self._at(mode, stop, parts))
                totals[stop] = max(totals[stop], seconds)
        return totals

    def _parts(self, stop: int, parts: tuple[str, ...]) -> tuple[Overhead, ...]:
        # Where vehicles of several modes call, the station is as slow as the slowest.
        modes = [mode for mode in sorted(self._modes) if self._ground.calls_of(mode)[stop]]
        rules = [self._at(mode, stop, parts) for mode in modes]
        slowest = max(rules, key=lambda one: sum(rule.seconds for rule in one), default=[])
        point = self._ground.point(stop)
        return tuple(_told(rule, point.name, point.name_en) for rule in slowest)

    def _at(self, mode: str, stop: int, parts: tuple[str, ...]) -> list[OverheadRule]:
        row = self._ground.stop_rows[stop]
        places = row["stop_id"], row["parent_station"], row["stop_name"]
        found = (self._rule(mode, tuple(filter(None, places)), part) for part in parts)
        return [rule for rule in found if rule is not None and rule.seconds]

    def _rule(self, mode: str, places: tuple[str, ...], part: str) -> OverheadRule | None:
        keys = ((mode, place, part) for place in (*places, ""))
        return next((self._rules[key] for key in keys if key in self._rules), None)


def _told(rule: OverheadRule, place: str, place_en: str) -> Overhead:
    return Overhead(rule.part, place, place_en, rule.seconds, rule.evidence, rule.source_ids)
