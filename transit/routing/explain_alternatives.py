"""Which other ways are there, and which journey of the answer beats each of them in what?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from transit.gtfs.calendar import active_services
from transit.routing.explain_compare import Difference, beats, best, difference, losses, rank
from transit.routing.explain_lines import Lines
from transit.routing.options import MOST_TRANSFERS
from transit.routing.plan import FEWER_CHANGES_WORTH_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transit.journey import Journey
    from transit.routing.explain_lines import Line
    from transit.routing.options import Options
    from transit.routing.plan import Planner, Query

_OPTIONS: Final = 3
"""Journeys of the answer whose lines and modes are left out in turn."""
_LINES: Final = 6
_DIRECT: Final = 6
_FIRST: Final = 3
"""Other first lines that are tried, best first."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way that is not in the answer."""

    kind: str
    """How it was found: ``without_line``, ``without_mode``, ``direct`` (one line all the way), ``first_line`` (another
    one first), ``fewer_transfers``, ``more_transfers`` (one more than the question allows)."""
    line: Line | None
    """Which line is left out, or ridden all the way."""
    mode: str | None
    """Which mode is left out."""
    journey: Journey
    option: int | None
    """The first journey of the answer that is no worse in anything the question compares. None where there is none:
    what would need a transfer more than allowed, or what is so much later that an answer leaves it out."""
    more: Difference
    """What it has more than that journey, or than the first of the answer."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A way that does not exist."""

    kind: str
    """``without_line``, ``without_mode``, ``fewer_transfers``: no way at all; ``direct``: the line passes both ends,
    but not at that time; ``not_both_that_day``: it runs that day, and calls at both ends on other days only;
    ``not_that_day``: it does not run that day."""
    line: Line | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class Instead:
    """What does without a line or mode of the best journey, and is in the answer itself."""

    line: Line | None
    mode: str | None
    option: int


class Others(NamedTuple):
    """What there is beside an answer."""

    alternatives: tuple[Alternative, ...]
    instead: tuple[Instead, ...]
    absent: tuple[Absent, ...]


class _Try(NamedTuple):
    """A narrower question."""

    kind: str
    options: Options
    line: Line | None = None
    mode: str | None = None


def alternatives(planner: Planner, query: Query, journeys: Sequence[Journey]) -> Others:
    """Look for ways that an answer has not, by the same search with something left out of it.

    Where the question weighs walks and fares too, the quickest are looked for all the same, and weighed against the
    answer by all it asks.

    Each line and each mode that the answer's first journeys ride is left out in turn; the lines that pass both ends are
    ridden alone; other lines are ridden first; fewer transfers are allowed, and one more where the limit is reached.
    The best journey of each is listed, unless the answer has it or another like it, by the same lines.

    Parameters
    ----------
    journeys
        The whole answer, not empty.
    """
    lines = Lines(planner.ground)
    answer = [_ridden(lines, journey) for journey in journeys]
    told = set(answer)
    found: list[Alternative] = []
    instead: list[Instead] = []
    absent: list[Absent] = []
    tries = [
        *_without(planner, query, journeys, lines),
        *_direct(planner, query, journeys, lines, absent),
        *_fewer(query, journeys),
    ]
    for one in tries:
        journey = best(query, planner.journeys(_asked(query, one.options)))
        if journey is None:
            absent.append(Absent(one.kind, one.line, one.mode))
            continue
        ridden = _ridden(lines, journey)
        left_out = one.kind in ("without_line", "without_mode")
        if ridden in answer[1:] and left_out and ridden != answer[0]:
            instead.append(Instead(one.line, one.mode, answer.index(ridden)))
        _list(query, journeys, found, told, (one, journey, ridden))
    for one, journey in _other_first(planner, query, journeys, lines):
        _list(query, journeys, found, told, (one, journey, _ridden(lines, journey)))
    found += _more(planner, query, journeys)
    return Others(tuple(found), tuple(instead), tuple(dict.fromkeys(absent)))


def _list(
    query: Query,
    journeys: Sequence[Journey],
    found: list[Alternative],
    told: set[tuple[Line, ...]],
    one: tuple[_Try, Journey, tuple[Line, ...]],
) -> None:
    """List a journey with what beats it, unless others like it are told already."""
    tried, journey, ridden = one
    if ridden in told:
        return
    told.add(ridden)
    option = next((i for i, j in enumerate(journeys) if beats(query, j, journey)), None)
    against = journeys[option or 0]
    lost_s = losses(query, journey)[0] - losses(query, against)[0]
    if option is None and lost_s <= FEWER_CHANGES_WORTH_S:
        # A search weighs some fares otherwise than they are priced in the end: no ground to say that it lost.
        return
    more = difference(journey, against)
    found.append(Alternative(tried.kind, tried.line, tried.mode, journey, option, more))


def _asked(query: Query, options: Options) -> Query:
    """Ask for the quickest alone, which is many times faster than to weigh walks and fares anew."""
    if options.weighs_more:
        options = replace(options, criteria=("time", "transfers"))
    return replace(query, options=options)


def _ridden(lines: Lines, journey: Journey) -> tuple[Line, ...]:
    return tuple(lines.of(ride.route_id) for ride in journey.rides)


def _without(
    planner: Planner, query: Query, journeys: Sequence[Journey], lines: Lines
) -> Iterator[_Try]:
    """Leave out each line ridden, and each mode."""
    options = query.options
    rides = [ride for journey in journeys[:_OPTIONS] for ride in journey.rides]
    for line in islice(dict.fromkeys(lines.of(ride.route_id) for ride in rides), _LINES):
        avoid = (*options.avoid_routes, *line.route_ids)
        yield _Try("without_line", replace(options, avoid_routes=avoid), line=line)
    routes = planner.ground.feed.routes["route_id"].tolist()
    modes = options.modes or tuple(dict.fromkeys(map(planner.ground.mode, routes)))
    for mode in dict.fromkeys(ride.mode for ride in rides):
        others = tuple(other for other in modes if other != mode)
        if others:
            yield _Try("without_mode", replace(options, modes=others), mode=mode)


def _direct(
    planner: Planner,
    query: Query,
    journeys: Sequence[Journey],
    lines: Lines,
    absent: list[Absent],
) -> Iterator[_Try]:
    """Ride each line that passes both ends alone."""
    options = query.options
    if query.vias:
        return
    ridden = {_ridden(lines, journey) for journey in journeys}
    running = active_services(planner.ground.feed, query.service_date)
    passing = {
        line: services
        for line, services in lines.passing_both(planner, query).items()
        if (line,) not in ridden
        and (options.modes is None or line.mode in options.modes)
        and not set(options.avoid_routes).issuperset(line.route_ids)
    }
    trips = planner.ground.feed.trips
    open_routes = trips.loc[trips["service_id"].isin(running), "route_id"].unique()
    for line, services in islice(passing.items(), _DIRECT):
        if services & running:
            alone = (*options.avoid_routes, *lines.all_but(line))
            yield _Try("direct", replace(options, avoid_routes=alone, max_transfers=0), line=line)
        else:
            runs = not set(line.route_ids).isdisjoint(open_routes)
            absent.append(Absent("not_both_that_day" if runs else "not_that_day", line, None))


def _fewer(query: Query, journeys: Sequence[Journey]) -> Iterator[_Try]:
    fewest = min(journey.transfers for journey in journeys)
    if fewest and "transfers" in query.options.criteria:
        yield _Try("fewer_transfers", replace(query.options, max_transfers=fewest - 1))


def _other_first(
    planner: Planner, query: Query, journeys: Sequence[Journey], lines: Lines
) -> Iterator[tuple[_Try, Journey]]:
    """Ride another line first than any so far, again and again."""
    options, found = query.options, journeys
    for _ in range(_FIRST):
        first = [
            route
            for j in found
            for ride in j.rides[:1]
            for route in lines.of(ride.route_id).route_ids
        ]
        options = replace(options, avoid_routes=(*options.avoid_routes, *first))
        found = planner.journeys(_asked(query, options))
        journey = best(query, found)
        if journey is None or not journey.rides:
            return
        yield _Try("first_line", options), journey


def _more(planner: Planner, query: Query, journeys: Sequence[Journey]) -> Iterator[Alternative]:
    """Find what one transfer more than allowed would gain."""
    most = query.options.max_transfers
    if most is None or most == MOST_TRANSFERS or max(j.transfers for j in journeys) < most:
        return
    wider = replace(query.options, max_transfers=most + 1)
    journey = best(query, planner.journeys(_asked(query, wider)))
    first = best(query, journeys)
    if journey and first and rank(query, journey)[0] < rank(query, first)[0]:
        more = difference(journey, journeys[0])
        yield Alternative("more_transfers", None, None, journey, None, more)
