"""Which prices of their own do users give, for lines whose fare nobody publishes or they know better?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING

from transit.errors import FareError
from transit.fares.money import DEAREST, to_decimal, to_fen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def own_prices(
    given: object, routes_of: Callable[[str], Sequence[str]]
) -> tuple[tuple[str, int], ...]:
    """Settle prices of one's own, for :attr:`transit.fares.payment.Payment.own`.

    Parameters
    ----------
    given
        Prices by line, ``{"燕郊一线": 15, "C2001": "38.5"}``: numbers or text, in the currency of the network.
    routes_of
        Lists the ids of the routes a text names, none where it names no line. All of them get the price.

    Returns
    -------
    prices
        Route ids and fen, in the order of the ids.

    Raises
    ------
    FareError
        If it is no mapping, a line is not known, a price is negative or finer than a hundredth, or two prices are
        given for one route.
    """
    if not isinstance(given, Mapping):
        raise FareError("", given, "a mapping of lines to prices")
    prices: dict[str, int] = {}
    for line, price in given.items():
        fen = _fen(line, price)
        routes = routes_of(line) if isinstance(line, str) else ()
        if not routes:
            raise FareError(str(line), line, "the name or the route id of a line of this network")
        for route_id in routes:
            if prices.setdefault(route_id, fen) != fen:
                raise FareError(line, price, f"one price for {route_id}")
    return tuple(sorted(prices.items()))


def _fen(line: object, price: object) -> int:
    allowed = f"0 to {to_decimal(DEAREST)}, no finer than a hundredth"
    if not isinstance(price, Real | Decimal | str):
        raise FareError(str(line), price, allowed)
    try:
        return to_fen(str(price))
    except ValueError:
        raise FareError(str(line), price, allowed) from None
