"""Which lines does a text name, in any form that is printed of them?"""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from transit.places.spellings import fold
from transit.present.phrases import Words
from transit.routing.explain_lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.network.ground import Ground
    from transit.routing.board import Departure


class LineNames:
    """Names of the lines of a network."""

    def __init__(self, ground: Ground) -> None:
        """Collect the names: ids, short and long names, their translations, and the printed forms."""
        self._ids = [str(route_id) for route_id in ground.feed.routes["route_id"]]
        self._exact: dict[str, list[str]] = {}
        self._folded: dict[str, list[str]] = {}
        for route_id in self._ids:
            for name in dict.fromkeys(filter(None, _names(ground, route_id))):
                self._exact.setdefault(name, []).append(route_id)
                if folded := fold(name):
                    alike = self._folded.setdefault(folded, [])
                    alike += [route_id] * (route_id not in alike)

    def routes(self, text: str) -> list[str]:
        """List the ids of every route that a text names; none where it names no line.

        An id goes before a name, and a name as it is written before one that differs in spaces, case or marks alone.
        """
        text = text.strip()
        if text in self._ids:
            return [text]
        return self._exact.get(text) or self._folded.get(fold(text), [])

    def alike(self, text: str, n: int = 3) -> list[str]:
        """List the names most like a text."""
        near = get_close_matches(fold(text), self._folded, n, cutoff=0.7)
        names: dict[str, str] = {}
        for name in self._exact:
            names.setdefault(fold(name), name)
        return [names[one] for one in near]


def _names(ground: Ground, route_id: str) -> Iterator[str]:
    route = ground.route(route_id)
    short, long = route["route_short_name"], route["route_long_name"]
    english = ground.translated("routes", "route_short_name", route_id, "en")
    yield from (
        short,
        long,
        english,
        ground.translated("routes", "route_long_name", route_id, "en"),
    )
    line = cast("Departure", Line(ground.mode(route_id), short or long, english, (route_id,)))
    for lang in ("zh", "en"):
        printed = Words(lang, date.min).line(line)
        yield printed
        # Without the vehicle before it: 818 路, Line 1.
        yield printed.partition(" ")[2]
    # What has no printed unit is asked for with one all the same: a coach is called 815路 as well.
    if short.isdecimal():
        yield f"{short}路"
