"""How is a wrong question, or a change that would help, told as one types it?"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from transit.clock import parse_date
from transit.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

OPTIONS: Final = {
    "depart_at": "--depart", "arrive_by": "--arrive-by", "window": "--window", "date": "--date", "at": "--at",
    "max_transfers": "--max-transfers", "max_walk_min": "--max-walk-min", "wait": "--wait", "modes": "--modes",
    "avoid": "--avoid", "via": "--via", "evidence": "--evidence", "criteria": "--criteria", "spare": "--spare",
    "percentiles": "--percentiles", "n": "-n", "origin": "FROM", "destination": "TO", "stop": "STOP",
    "feeds": "--feed", "output": "-o", "pace": "--pace", "booked": "--booked", "now": "--now", "pay": "--pay",
    "fares": "--price", "spent_cny": "--spent", "option": "--option",
    "side": "--side",
}  # fmt: skip
"""What the library's arguments are called here."""

_REPEATABLE: Final = ("via", "avoid", "booked")
"""Arguments that are lists and are typed one by one."""


def as_typed(error: QueryError, options: dict[str, Any]) -> str:
    """Tell what the library refuses in the words of the command line."""
    option = OPTIONS.get(error.argument)
    if option is None:
        return str(error)
    # These two are taken apart before the library sees them.
    whole = options.get(error.argument) if error.argument in ("window", "percentiles") else None
    shown = str(error if whole is None else QueryError(error.argument, whole, error.allowed))
    # Two clock times of Python, and a value that cannot be typed.
    shown = re.sub(r"\('([\d:]+)', '([\d:]+)'\)", r"\1-\2", shown)
    shown = shown.replace(", or None for any number", "")
    return shown.replace(f"{error.argument}=", f"{option} ", 1)


def as_options(relaxation: Mapping[str, Any], service_date: date) -> tuple[str, str] | None:
    """Write changed arguments as the options one types, in English and in Chinese; None where one cannot."""
    given, dropped = [], []
    # Clock times are of the date they come with.
    if "date" in relaxation:
        service_date = parse_date(relaxation["date"])
    for argument, value in relaxation.items():
        option = OPTIONS.get(argument)
        if option is None:
            return None
        if argument == "pace" and value is None:
            given.append(f"{option} none")
        elif value is None or value in ([], ()):
            dropped.append(option)
        else:
            several = argument in _REPEATABLE and isinstance(value, list | tuple)
            values = value if several else [value]
            given += [f"{option} {_typed(argument, one, service_date)}" for one in values]
    en = [f"with {option}" for option in given] + [f"without {option}" for option in dropped]
    zh = [f"改用 {option}" for option in given] + [f"去掉 {option}" for option in dropped]
    return (" and ".join(en), "，".join(zh)) if en else None


def _typed(argument: str, value: object, service_date: date) -> str:
    """Write a value as one types it; hours after midnight go on counting."""
    if argument == "window" and isinstance(value, list | tuple):
        return "-".join(_typed("depart_at", moment, service_date) for moment in value)
    if argument in ("depart_at", "arrive_by"):
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return str(value)
        hours = moment.hour + 24 * (moment.date() - service_date).days
        if hours < 0:
            return f'"{moment:%Y-%m-%d %H:%M:%S}"'
        return f"{hours:02d}:{moment:%M}" + (f":{moment:%S}" if moment.second else "")
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
