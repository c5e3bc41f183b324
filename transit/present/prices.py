"""How is what a journey costs told? What is known, and which rides nobody prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.journey import RideLeg
from transit.present.phrases import counted, pick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from transit.journey import Fare, FarePart, Journey
    from transit.lang import Lang
    from transit.present.phrases import Words


def amount(price: Decimal, currency: str, lang: Lang) -> str:
    """Write a price: 5 元, 7.80 CNY."""
    told = f"{price:.0f}" if price == price.to_integral_value() else f"{price:.2f}"
    return f"{told} 元" if lang == "zh" and currency == "CNY" else f"{told} {currency}"


def own_price_cny(fare: Fare | None, leg: int) -> Decimal | None:
    """Tell the price of one ride in yuan; None where it is paid with another, in other money, or not stated."""
    parts = fare.parts if fare and fare.currency == "CNY" else ()
    return next((part.price for part in parts if part.legs == (leg,)), None)


def total(words: Words, journey: Journey) -> str:
    """Say what a journey costs as far as it is known, and what is not; blank where there is nothing to pay."""
    fare = journey.fare
    if fare is None or not journey.rides:
        return ""
    zh = words.lang == "zh"
    legs = [journey.legs[i] for i in fare.unpriced_legs]
    unknown = [leg for leg in legs if isinstance(leg, RideLeg)]
    if len(unknown) == len(journey.rides):
        return "票价未知" if zh else "fare not known"
    told = amount(fare.known, fare.currency, words.lang) + words.mark(fare.evidence)
    lines = ("、" if zh else ", ").join(map(words.line, unknown))
    if zh:
        return f"票价 {told}" + (f"（另有 {len(unknown)} 段未知：{lines}）" if unknown else "")
    more = f" + {counted(len(unknown), 'ride')} not known ({lines})" if unknown else ""
    return f"fare {told}{more}"


def price_line(words: Words, journey: Journey, leg: int, number_of: Sequence[int]) -> str:
    """Say what is paid on boarding a ride, and for which steps; blank where the total says it all.

    Parameters
    ----------
    leg
        Number of the ride among the journey's legs.
    number_of
        Of the step that tells each leg.
    """
    fare = journey.fare
    if fare is None or not fare.parts:
        return ""
    part = next((part for part in fare.parts if leg in part.legs), None)
    zh = words.lang == "zh"
    if part is None:
        return "票价未知" if zh else "Fare not known"
    first, *others = _paid_steps(journey, part, number_of)
    if number_of[leg] != first:
        return ("票价已计入" if zh else "Fare counted at ") + words.steps([first])
    shared = f"，与{words.steps(others)}合计" if zh else f", {words.steps(others)} included"
    price = amount(part.price, fare.currency, words.lang) + (shared if others else "")
    return ("票价 " if zh else "Fare ") + price + words.mark(part.evidence)


def how_priced(words: Words, journey: Journey, number_of: Sequence[int]) -> str:
    """Say how each price comes about; blank where there is none."""
    parts = journey.fare.parts if journey.fare else ()
    told = [
        f"{words.steps(_paid_steps(journey, part, number_of))} {pick((part.told, part.told_en), words.lang)}"
        for part in parts
    ]
    return ("；" if words.lang == "zh" else "; ").join(told)


def _paid_steps(journey: Journey, part: FarePart, number_of: Sequence[int]) -> list[int]:
    return [number_of[i] for i in part.legs if isinstance(journey.legs[i], RideLeg)]
