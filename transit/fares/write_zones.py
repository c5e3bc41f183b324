"""Which stops need not be told apart, so that a fare from zone to zone is what it is from stop to stop?

Stops become one zone where every tariff they are in charges the same to and from either of them, as far as anyone
rides there. Zones of one tariff are zones of no other, but where all their stops are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from transit.fares.write_tariffs import Tariff

Int64s = npt.NDArray[np.int64]

_NOBODY = -1
"""Stands for the price of a ride that there is not."""


def zones_of(tariffs: list[Tariff]) -> dict[int, int]:
    """Put the stops of some tariffs into zones, each named by its first stop.

    Returns
    -------
    zone
        First stop of its zone, by stop.
    """
    member: dict[int, list[int]] = {}
    for number, tariff in enumerate(tariffs):
        for stop in sorted({stop for pair in tariff.pairs for stop in pair}):
            member.setdefault(stop, []).append(number)
    place: list[dict[int, int]] = [{} for _ in tariffs]
    for stop in sorted(member):
        for number in member[stop]:
            place[number][stop] = len(place[number])
    prices = [_matrix(t, its) for t, its in zip(tariffs, place, strict=True)]
    zone: dict[int, int] = {}
    heads: dict[tuple[int, ...], list[int]] = {}
    for stop in sorted(member):
        mine = heads.setdefault(tuple(member[stop]), [])
        fits = np.ones(len(mine), dtype=bool)
        for number in member[stop]:
            rows = np.array([place[number][head] for head in mine], np.int64)
            fits &= _fits(prices[number], rows, place[number][stop])
        if not fits.any():
            mine.append(stop)
            zone[stop] = stop
            continue
        zone[stop] = head = mine[int(fits.argmax())]
        for number in member[stop]:
            _merge(prices[number], place[number][head], place[number][stop])
    return zone


def _matrix(tariff: Tariff, place: dict[int, int]) -> Int64s:
    fen = np.full((len(place), len(place)), _NOBODY, np.int64)
    for (a, b), price in tariff.pairs.items():
        fen[place[a], place[b]] = price
    return fen


def _fits(fen: Int64s, heads: Int64s, stop: int) -> npt.NDArray[np.bool_]:
    """Say of which zones a stop may be part, shape (Z,): no ride would cost two prices, within the zone neither."""
    clash = np.zeros(len(heads), dtype=bool)
    for prices in (fen, fen.T):
        theirs, its = prices[heads], prices[stop]
        clash |= ((theirs != its) & (theirs != _NOBODY) & (its != _NOBODY)).any(axis=1)
    within = np.stack(
        [
            fen[heads, heads],
            fen[heads, stop],
            fen[stop, heads],
            np.full(len(heads), fen[stop, stop]),
        ]
    )
    least = np.where(within == _NOBODY, np.iinfo(np.int64).max, within).min(axis=0)
    clash |= (within.max(axis=0) != _NOBODY) & (within.max(axis=0) != least)
    return ~clash


def _merge(fen: Int64s, head: int, stop: int) -> None:
    """Make a stop part of a zone: the prices of both are the zone's, and the stop's own are gone."""
    fen[head] = np.maximum(fen[head], fen[stop])
    fen[:, head] = np.maximum(fen[:, head], fen[:, stop])
    fen[stop] = fen[:, stop] = _NOBODY
