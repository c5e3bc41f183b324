"""Which options do several commands share, and what is asked with them?"""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from transit.net import Network

F = TypeVar("F")


class _Target(click.Path):
    """A file to write, in a folder that is there: found out before anything is computed."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"{path.parent}: no such folder to write to", param, ctx)
        return path


TARGET: Final = _Target()
"""A file to write."""

COMMON: Final = (
    click.option("--feed", "feeds", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
                 help="GTFS folder or zip, repeatable; by default the bundled corridor."),
    click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
    click.option("--no-cache", "cached", is_flag=True, flag_value=False, default=True,
                 help="Read the feeds anew, and keep nothing for the next time."),
    click.option("-q", "--quiet", is_flag=True, help="No progress on stderr."),
    click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is done, and how long it takes."),
)  # fmt: skip
"""What every command is told."""

PACE: Final = click.option(
    "--pace", default="normal", type=click.Choice(["slow", "normal", "fast", "none"]), show_default=True,
    callback=lambda _c, _p, pace: None if pace == "none" else pace,
    help="How long stations and checkpoints take; none: nothing beside the timetable.",
)  # fmt: skip
"""How long it takes where one does not ride."""

TRAVEL: Final = (
    click.option("--max-transfers", default=4, show_default=True),
    click.option("--max-walk-min", default=20.0, show_default=True, help="Longest single walk."),
    click.option("--wait", default="mean", type=click.Choice(["mean", "worst", "best"]), show_default=True,
                 help="Wait for service known only by its headway."),
    click.option("--modes", metavar="MODE,MODE", callback=lambda _c, _p, text: listed(text),
                 help="Vehicles to ride: bus, coach, subway, rail ...; by default all."),
    click.option("--avoid", multiple=True, metavar="ID", help="Route or stop not to use; repeatable."),
    click.option("--evidence", default="any", type=click.Choice(["any", "derived", "documented"]), show_default=True,
                 help="Weakest evidence of the service to ride."),
    PACE,
    click.option("--booked", multiple=True, metavar="LINE", help="A line on which you hold a seat; repeatable."),
    click.option("--now", metavar="'YYYY-MM-DD HH:MM'",
                 help="When you book: leave out what can no longer be booked then; by default you book in time."),
)  # fmt: skip
"""How one travels."""

PAYING: Final = (
    click.option("--pay", default="card", type=click.Choice(["card", "student", "cash"]), show_default=True,
                 help="What you pay with: a card of the city, a student's, or cash."),
    click.option("--price", "fares", multiple=True, metavar="LINE=CNY", callback=lambda _c, _p, given: _prices(given),
                 help="What a ride on this line costs you; repeatable."),
    click.option("--spent", "spent_cny", default="0", show_default=True, metavar="CNY",
                 help="Spent on the subway this month so far."),
)  # fmt: skip
"""How one pays."""


def with_options(options: Sequence[Callable[[F], F]]) -> Callable[[F], F]:
    """Give a command several options, told in this order."""
    return lambda function: reduce(lambda f, option: option(f), reversed(options), function)


def listed(text: str | None) -> tuple[str, ...] | None:
    """Take a list apart that one types with commas."""
    return None if text is None else tuple(part.strip() for part in text.split(","))


def _prices(given: Sequence[str]) -> dict[str, str]:
    """Take prices of lines apart; the library knows what a line and what a price is."""
    prices: dict[str, str] = {}
    for text in given:
        line, equals, price = (part.strip() for part in text.rpartition("="))
        if not (line and equals and price) or line in prices:
            raise click.BadParameter(
                f"{text!r} is no LINE=CNY, such as 818=3.80, once for each line"
            )
        prices[line] = price
    return prices


def now_there(net: Network) -> datetime:
    """Read the clock, in the time zone of the network."""
    return datetime.now(net.zone)


def when(
    net: Network, date: str | None, depart_at: str | None, arrive_by: str | None, window: str | None
) -> tuple[Any, dict[str, Any]]:
    """Settle on a date, and on the moment or window asked for: now where nobody says."""
    if sum(given is not None for given in (depart_at, arrive_by, window)) > 1:
        raise click.UsageError("give exactly one of --depart, --arrive-by and --window")
    now = now_there(net)
    asked: dict[str, Any] = {"depart_at": depart_at, "arrive_by": arrive_by}
    if window is not None:
        asked["window"] = tuple(part.strip() for part in window.replace("–", "-").split("-"))
    elif depart_at is None and arrive_by is None:
        asked["depart_at"] = f"{now:%H:%M}"
    return date or now.date(), asked
