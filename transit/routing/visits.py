"""Which walks and stays make up the seconds that a search counts between two rides, or at an end of a journey?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from transit.timetable.afoot import Walks, at_ends, only_walk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from transit.timetable.afoot import Between
    from transit.timetable.arrays import Footpaths

OUTSIDE: Final = -1
"""In the place of a berth: where the journey begins or ends."""


class Via(NamedTuple):
    """A place to come by."""

    name: str
    name_en: str
    berths: list[int]
    stay_s: int


class Walk(NamedTuple):
    """Walk from one berth to another."""

    origin: int
    to: int
    seconds: int


class Stay(NamedTuple):
    """Visit a place where one stands."""

    berth: int
    via: int
    """Its number."""
    seconds: int


Steps = list[Walk | Stay]


class Visits:
    """Places to come by, on the footpaths of their layers."""

    def __init__(self, footpaths: Footpaths, vias: Sequence[Via], n_berths: int) -> None:
        """Take the vias in the order in which they are visited."""
        self._footpaths, self._n_berths = footpaths, n_berths
        self._vias = [(via.berths, via.stay_s) for via in vias]
        self._stops = sorted({berth for berths, _ in self._vias for berth in berths})

    def between(self, a: int, b: int, seconds: int) -> Steps:
        """Tell the way from one berth of the layers to another."""
        before, origin = divmod(a, self._n_berths)
        after, to = divmod(b, self._n_berths)
        steps = self._found((before, origin), (after, to), seconds)
        if steps is None:
            raise AssertionError("no way on foot takes so long")
        return steps

    def to_first(self, access: Mapping[int, int], board: int, here: Collection[int]) -> Steps:
        """Tell the way from the origin to where one boards first; seconds by berth of the layers."""
        own = {b: s for b, s in access.items() if b < self._n_berths}
        to, seconds = divmod(board, self._n_berths), access[board]
        stands = at_ends(own, self._vias, here)
        # What may be visited outside a station or in it is visited outside.
        for (left, now, berth), ready in reversed(stands.items()):
            if (now, berth) == to and ready == seconds:
                return self._begun(own, left, now, berth)
        for (left, now, berth), ready in stands.items():
            if now > left and ready <= seconds:
                rest = self._found((now, berth), to, seconds - ready)
                if rest is not None:
                    return self._begun(own, left, now, berth) + rest
        raise AssertionError("no way on foot takes so long")

    def from_last(self, egress: Mapping[int, int], alight: int, here: Collection[int]) -> Steps:
        """Tell the way from where one got off last to the end."""
        n = len(self._vias)
        own = {b % self._n_berths: s for b, s in egress.items() if b // self._n_berths == n}
        origin, seconds = divmod(alight, self._n_berths), egress[alight]
        stands = at_ends(own, self._vias[::-1], here)
        for (left, now, berth), ready in reversed(stands.items()):
            if (n - now, berth) == origin and ready == seconds:
                return self._ended(own, left, now, berth)
        for (left, now, berth), ready in stands.items():
            if now > left and ready <= seconds:
                rest = self._found(origin, (n - now, berth), seconds - ready)
                if rest is not None:
                    return rest + self._ended(own, left, now, berth)
        raise AssertionError("no way on foot takes so long")

    def _begun(self, access: Mapping[int, int], left: int, now: int, berth: int) -> Steps:
        stays = [self._stay(OUTSIDE, via) for via in range(left)]
        more = [self._stay(berth, via) for via in range(left, now)]
        return [*stays, Walk(OUTSIDE, berth, access[berth]), *more]

    def _ended(self, egress: Mapping[int, int], left: int, now: int, berth: int) -> Steps:
        n = len(self._vias)
        stays = [self._stay(berth, via) for via in range(n - now, n - left)]
        more = [self._stay(OUTSIDE, via) for via in range(n - left, n)]
        return [*stays, Walk(berth, OUTSIDE, egress[berth]), *more]

    def _stay(self, berth: int, via: int) -> Stay:
        return Stay(berth, via, self._vias[via][1])

    def _found(self, a: tuple[int, int], b: tuple[int, int], seconds: int) -> Steps | None:
        (before, origin), (after, to) = a, b
        if before > after:
            return None
        walks = self._walks({origin, *self._stops}, {to, *self._stops})
        return self._search(only_walk(walks, self._vias), a, b, seconds, set())

    def _search(
        self, one: Between, a: tuple[int, int], b: tuple[int, int], left_s: int, tried: set[object]
    ) -> Steps | None:
        """Try one walk to the end, then each walk to a place from where one walks on."""
        (before, origin), (after, to) = a, b
        if (*a, left_s) in tried:
            return None
        tried.add((*a, left_s))
        found = one[before, after]
        if ((found.origin == origin) & (found.to == to) & (found.seconds == left_s)).any():
            return self._walked(a, b)
        for layer in range(before + 1, after + 1):
            found = one[before, layer]
            rows = (found.origin == origin) & (found.to != origin) & (found.seconds <= left_s)
            rows &= np.isin(found.to, self._vias[layer - 1][0])
            for stand, taken_s in zip(
                found.to[rows].tolist(), found.seconds[rows].tolist(), strict=True
            ):
                on = layer, stand
                rest = self._search(one, on, b, left_s - taken_s, tried)
                if rest is not None:
                    return self._walked(a, on) + rest
        return None

    def _walked(self, a: tuple[int, int], b: tuple[int, int]) -> Steps:
        """Tell one walk and the places visited where it begins, and where it ends."""
        (before, origin), (after, to) = a, b
        walk_s = int(self._walks({origin}, {to}).seconds[0])
        places = range(before, after)
        others = (via for via in places if origin not in self._vias[via][0])
        n_begin = next(others, after)
        within = [via for via in places if {origin, to} <= set(self._vias[via][0])]
        # The walk is part of the stay at a place it does not leave.
        inside_s = min(walk_s, sum(self._vias[via][1] for via in within)) if origin != to else 0
        steps: Steps = []
        stays = []
        for via in places:
            less_s = min(inside_s, self._vias[via][1]) if via in within else 0
            inside_s -= less_s
            berth = origin if via < n_begin else to
            stays.append(Stay(berth, via, self._vias[via][1] - less_s))
        steps += stays[: n_begin - before]
        if origin != to:
            steps.append(Walk(origin, to, walk_s))
        return steps + stays[n_begin - before :]

    def _walks(self, origins: set[int], to: set[int]) -> Walks:
        paths, columns = self._footpaths, []
        for origin in sorted(origins):
            out = slice(paths.start[origin], paths.start[origin + 1])
            kept = np.isin(paths.to[out], list(to))
            there = paths.to[out][kept].astype(np.int64)
            columns.append(
                (np.full_like(there, origin), there, paths.walk_s[out][kept], np.zeros_like(there))
            )
        return Walks(*map(np.concatenate, zip(*columns, strict=True)))
