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
)  # fmt: skip
"""How one travels."""


def with_options(options: Sequence[Callable[[F], F]]) -> Callable[[F], F]:
    """Give a command several options, told in this order."""
    return lambda function: reduce(lambda f, option: option(f), reversed(options), function)


def listed(text: str | None) -> tuple[str, ...] | None:
    """Take a list apart that one types with commas."""
    return None if text is None else tuple(part.strip() for part in text.split(","))


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
