"""Which hops of a line are worth drawing? Those that no chain of shorter ones replaces.

Where trains skip different stations, a straight hop from A to C says nothing that A to B to C does
not say better; drawn together, such hops spread from each station like a fan.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
DETOUR: Final = 1.12
"""A chain this much longer than the straight hop still is the same railway."""


def stretches(line: BaseGeometry) -> BaseGeometry:
    """Keep each stretch once: there and back, two dashed strokes would look like a solid one."""
    return _joined(_hops(line))


def without_shortcuts(line: BaseGeometry) -> BaseGeometry:
    """Keep the hops of a line that no chain of its shorter hops replaces.

    Parameters
    ----------
    line
        LineString or MultiLineString, a part for each way the line is run.

    Returns
    -------
    line
        The same places, each stretch once.
    """
    neighbours: dict[Point, dict[Point, float]] = defaultdict(dict)
    kept = []
    # Short ones first: what could replace a hop is then known already.
    for a, b in sorted(_hops(line), key=lambda hop: (_length(*hop), hop)):
        length = _length(a, b)
        if not _reaches(neighbours, a, b, length * DETOUR):
            neighbours[a][b] = neighbours[b][a] = length
            kept.append((a, b))
    return _joined(kept)


def _hops(line: BaseGeometry) -> list[tuple[Point, Point]]:
    """Cut a line at its vertices; there and back is one hop."""
    pairs = (
        (min(a, b), max(a, b))
        for part in getattr(line, "geoms", [line])
        for a, b in pairwise((x, y) for x, y, *_ in part.coords)
        if a != b
    )
    return list(dict.fromkeys(pairs))


def _joined(hops: list[tuple[Point, Point]]) -> BaseGeometry:
    return shapely.line_merge(shapely.MultiLineString(hops)).normalize()


def _reaches(
    neighbours: Mapping[Point, dict[Point, float]], a: Point, b: Point, limit: float
) -> bool:
    """Tell whether a chain of kept hops leads from `a` to `b` within `limit`."""
    queue, done = [(0.0, a)], set()
    while queue:
        far, here = heapq.heappop(queue)
        if here == b:
            return True
        if here in done:
            continue
        done.add(here)
        for there, length in neighbours.get(here, {}).items():
            if far + length <= limit and there not in done:
                heapq.heappush(queue, (far + length, there))
    return False


def _length(a: Point, b: Point) -> float:
    """Measure in degrees of latitude, near enough to compare lengths at 40° north."""
    return math.hypot((a[0] - b[0]) * 0.766, a[1] - b[1])
