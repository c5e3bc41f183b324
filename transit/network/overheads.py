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
from transit.journey import EVIDENCE, Overhead
from transit.network.ground import VEHICLES

if TYPE_CHECKING:
    from transit.corridor import Crossing
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


def rules_of(pace: object, ground: Ground) -> tuple[OverheadRule, ...]:
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
        facts = ground.corridor.overheads if ground.corridor is not None else ()
        column = PACES.index(pace)
        return tuple(
            OverheadRule(f.place, f.mode, f.part, f.seconds[column], f.evidence, f.source_ids)
            for f in facts
        )
    rules = [_own(row, number) for number, row in enumerate(_rows(pace), 1)]
    places = {rule.place for rule in rules} - _places(ground)
    if places:
        number, rule = next((n, r) for n, r in enumerate(rules, 1) if r.place in places)
        allowed = "a stop id, the name of a stop or station, a crossing or a checkpoint, or blank"
        raise QueryError(f"pace row {number}", rule.place, allowed)
    known: dict[tuple[str, str, str], int] = {}
    for number, rule in enumerate(rules, 1):
        before = known.setdefault(rule[:3], number)
        if before != number:
            raise QueryError(
                f"pace row {number}", rule[:3], f"one row for each; row {before} is it"
            )
    return tuple(rules)


def _places(ground: Ground) -> set[str]:
    """Everything that a rule may be for, blank among it."""
    stops = ground.feed.stops
    known = {"", *stops["stop_id"], *stops["stop_name"]}
    crossings = ground.corridor.crossings.values() if ground.corridor is not None else ()
    return known | {name for crossing in crossings for name in _names(crossing)}


def _names(crossing: Crossing) -> tuple[str, ...]:
    """List what a crossing is called: its id, its names, those of its checkpoint."""
    c = crossing
    return c.id, c.name_zh, c.name_en, c.checkpoint_zh, c.checkpoint_en


def _rows(table: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401
    is_frame = hasattr(table, "to_dict") and hasattr(table, "columns")
    rows = table.to_dict("records") if is_frame else table
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        raise QueryError("pace", type(table).__name__, _UNDERSTOOD)
    # What a table leaves blank, pandas reads as a number that equals nothing, not even itself.
    found: list[Mapping[str, Any]] = [
        {name: value for name, value in row.items() if value == value}  # noqa: PLR0124
        for row in rows
    ]
    if not found:
        raise QueryError("pace", [], "at least one row, or None for the bare timetable")
    return found


def _own(row: Mapping[str, Any], number: int) -> OverheadRule:
    where = f"pace row {number}"
    missing = {"mode", "part", "seconds"} - set(row)
    if missing:
        raise QueryError(where, dict(row), f"the columns mode, part and seconds; {missing} missing")
    part, seconds, mode = row["part"], row["seconds"], row["mode"]
    evidence = str(row.get("evidence") or "assumed")
    if mode not in VEHICLES:
        raise QueryError(where, mode, f"a mode of {', '.join(VEHICLES)}")
    if evidence not in EVIDENCE:
        raise QueryError(where, evidence, f"a class of {', '.join(EVIDENCE)}")
    if part not in PARTS:
        raise QueryError(where, part, f"a part of {', '.join(PARTS)}")
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, Real)
        or not 0 <= float(seconds) <= _MOST_S
    ):
        raise QueryError(where, seconds, f"0 to {_MOST_S} seconds")
    cited = row.get("source_ids", ())
    return OverheadRule(
        str(row.get("place") or ""),
        mode,
        part,
        round(float(seconds)),
        evidence,
        tuple(cited.split()) if isinstance(cited, str) else tuple(cited),
    )


class Overheads:
    """A table of overheads, laid out for the stops and crossings of one network."""

    def __init__(self, ground: Ground, rules: tuple[OverheadRule, ...]) -> None:
        """Take the rules; one that names a place stands before one for all places of its mode."""
        self._ground = ground
        self._rules = {(rule.mode, rule.place, rule.part): rule for rule in rules}
        self._modes = {rule.mode for rule in rules}
        self._known: dict[tuple[int, tuple[str, ...]], tuple[Overhead, ...]] = {}

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
        rule = self._rule(mode, _names(crossing), CHECKPOINT)
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
        if (stop, parts) not in self._known:
            self._known[stop, parts] = self._looked_up(stop, parts)
        return self._known[stop, parts]

    def _looked_up(self, stop: int, parts: tuple[str, ...]) -> tuple[Overhead, ...]:
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
