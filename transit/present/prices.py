"""How is what a journey costs told? What is known, and which rides nobody prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.journey import RideLeg
from transit.present.phrases import counted, pick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from transit.journey import Fare, FarePart, Journey
    from transit.lang import Lang
    from transit.present.phrases import Words


_PAID: Final = {
    "card": ("刷卡", "by card"),
    "student": ("学生卡", "by student card"),
    "cash": ("现金", "in cash"),
}
_ASKS_HOW: Final = "beijing_"
"""Rules of tariffs that ask how one pays begin so."""


def amount(price: Decimal, currency: str, lang: Lang) -> str:
    """Write a price: 5 元, 7.80 CNY."""
    told = f"{price:.0f}" if price == price.to_integral_value() else f"{price:.2f}"
    return f"{told} 元" if lang == "zh" and currency == "CNY" else f"{told} {currency}"


def paid_at(fare: Fare | None, leg: int) -> tuple[int | None, Decimal | None]:
    """Tell what is paid for a ride: the number of the fare's part, and its price in yuan at the first of its rides.

    So the prices of a journey's legs add up to what is known of its fare. None where nothing is stated, or in other
    money.
    """
    parts = fare.parts if fare and fare.currency == "CNY" else ()
    for number, part in enumerate(parts):
        if leg in part.legs:
            return number, part.price if part.legs[0] == leg else None
    return None, None


def total(words: Words, journey: Journey, pay: str) -> str:
    """Say what a journey costs as far as it is known, and what is not; blank where there is nothing to pay.

    Parameters
    ----------
    pay
        How one pays, one of :data:`transit.fares.payment.PAYS`; told where a tariff asks.
    """
    fare = journey.fare
    if fare is None or not journey.rides:
        return ""
    zh = words.lang == "zh"
    legs = [journey.legs[i] for i in fare.unpriced_legs]
    unknown = [leg for leg in legs if isinstance(leg, RideLeg)]
    if len(unknown) == len(journey.rides):
        return "票价未知" if zh else "fare not known"
    told = amount(fare.known, fare.currency, words.lang)
    if any(part.rule.startswith(_ASKS_HOW) for part in fare.parts):
        told += f"（{_PAID[pay][0]}）" if zh else f" {_PAID[pay][1]}"
    told += words.mark(fare.evidence)
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
    why = pick((part.why, part.why_en), words.lang)
    reason = (f"（{why}）" if zh else f" ({why})") if why else ""
    price = amount(part.price, fare.currency, words.lang) + reason + (shared if others else "")
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
