"""Which limits are in the way together, where none is alone?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from transit.journey import Reason
from transit.routing.attempts import (
    LONGEST_WALK_MIN,
    MOST_TRANSFERS,
    fewest_transfers,
    shortest_walk,
)
from transit.routing.nearest_time import nearest_time
from transit.routing.reasons_days import another_day
from transit.routing.reasons_limits import UNLIMITED, seats_for
from transit.routing.reasons_places import at_nearby_stops

if TYPE_CHECKING:
    from transit.routing.attempts import Asked


Mend = Callable[["Asked"], "tuple[Asked, dict[str, object]] | None"]


class _Given(NamedTuple):
    """What is given up of a question, and what then gives a journey."""

    limits: dict[str, dict[str, object]]
    """Options without each limit, by its argument."""
    vias: bool
    """Whether the places to come by are given up too."""

    def of(self, asked: Asked) -> Asked:
        """Ask without these limits."""
        wider = {name: value for fields in self.limits.values() for name, value in fields.items()}
        widened = asked.but(**wider)
        return widened.instead(vias=()) if self.vias else widened

    def without(self, argument: str) -> _Given:
        """Keep a limit after all."""
        limits = {name: fields for name, fields in self.limits.items() if name != argument}
        return _Given(limits, vias=self.vias and argument != "via")


def limits_together(asked: Asked) -> Reason | None:
    """Find the fewest limits that give a journey when given up together, and the nearest time or date if need be."""
    asked, moved = at_nearby_stops(asked)
    given = _Given(_limits(asked), vias=bool(asked.query.vias))
    mend: Mend
    for mend in (_as_asked, _at_another_time, another_day):
        mended = mend(given.of(asked))
        if mended is not None:
            break
    else:
        return None
    if mend is another_day:
        # Unlike a time, which may be nearer or farther with other limits, the date stays.
        asked = asked.instead(service_date=mended[0].query.service_date)
        moved, mended, mend = moved | mended[1], (mended[0], {}), _as_asked
    for argument in (*given.limits, *(["via"] if given.vias else [])):
        kept = given.without(argument)
        if again := mend(kept.of(asked)):
            given, mended = kept, again
    then, least = _least(asked, given, mended[0])
    if not then.found:
        return None
    relaxation = moved | least | mended[1]
    return Reason(
        "LIMITS_TOGETHER",
        f"no single change gives a journey, but these together do: {', '.join(relaxation)}",
        f"单独放宽哪一项都无法到达，须同时放宽：{'、'.join(relaxation)}",
        relaxation,
    )


def _as_asked(asked: Asked) -> tuple[Asked, dict[str, object]] | None:
    return (asked, {}) if asked.found else None


def _at_another_time(asked: Asked) -> tuple[Asked, dict[str, object]] | None:
    near = nearest_time(asked)
    return (near.then, near.change) if near else None


def _least(asked: Asked, given: _Given, then: Asked) -> tuple[Asked, dict[str, object]]:
    """Tell the arguments that are given up, and ask so; of numbers no more than is needed, one after another."""
    least: dict[str, object] = {}
    for argument in given.limits:
        if argument in UNLIMITED:
            least[argument] = UNLIMITED[argument][1]
        elif argument == "max_walk_min":
            mended = shortest_walk(then.but(max_walk_min=asked.query.options.max_walk_min))
            if mended:
                then = then.but(max_walk_min=mended[0])
            least[argument] = then.query.options.max_walk_min
        elif argument == "max_transfers":
            mended = fewest_transfers(then.but(max_transfers=asked.query.options.max_transfers))
            if mended:
                then = then.but(max_transfers=mended[0])
            least[argument] = then.query.options.max_transfers
        else:
            then = then.but(now=asked.query.options.now)
            least[argument] = seats = seats_for(then)
            then = then.but(booked=tuple(seats))
    return then, least | ({"via": []} if given.vias else {})


def _limits(asked: Asked) -> dict[str, dict[str, object]]:
    """List the limits that a question sets."""
    options = asked.query.options
    unlimited = {argument: fields for argument, (fields, _) in UNLIMITED.items()}
    unlimited["max_walk_min"] = {"max_walk_min": LONGEST_WALK_MIN}
    if options.max_transfers is not None and options.max_transfers < MOST_TRANSFERS:
        unlimited["max_transfers"] = {"max_transfers": MOST_TRANSFERS}
    if options.now is not None:
        unlimited["booked"] = {"now": None}
    return {
        argument: fields
        for argument, fields in unlimited.items()
        if any(getattr(options, name) != value for name, value in fields.items())
    }
