"""What leaves a stop, and how long does it take between many places? The commands ``board`` and ``matrix``."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import click

from transit.cli.lists import read_places
from transit.cli.options import PACE, TARGET, TRAVEL, now_there, when, with_options
from transit.cli.run import ANSWERED, NO_JOURNEY, Run, command, progress_bar
from transit.errors import QueryError
from transit.files import write_whole


@click.command()
@click.argument("stop")
@click.option("--at", metavar="HH:MM", help="From when on; by default now.")
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@click.option("-n", default=10, type=click.IntRange(1), show_default=True, help="Longest list.")
@PACE
@command
def board(run: Run, stop: str, at: str | None, date: str | None, n: int, pace: Any) -> int:
    """List what leaves a stop or station, the soonest first."""
    net = run.open()
    now = now_there(net)
    with run.doing("reading the board"):
        result = net.departures(
            stop, at=at or f"{now:%H:%M}", date=date or now.date(), n=n, pace=pace
        )
    if run.as_json:
        run.print_json(result.to_json(run.lang))
    else:
        click.echo(result.text(lang=run.lang))
    return ANSWERED if result else NO_JOURNEY


@click.command()
@click.argument("origins", type=click.Path(path_type=Path), metavar="ORIGINS.csv")
@click.argument("destinations", type=click.Path(path_type=Path), metavar="DESTINATIONS.csv")
@click.option(
    "-o",
    "--output",
    type=TARGET,
    required=True,
    metavar="FILE",
    help="A .csv or .parquet to write.",
)
@click.option("--depart", "depart_at", metavar="HH:MM", help="Leave at; by default now.")
@click.option("--arrive-by", metavar="HH:MM", help="Be there by.")
@click.option("--window", metavar="HH:MM-HH:MM", help="Ready at every minute between.")
@click.option(
    "--percentiles", metavar="P,P", help="For a window, and only there: which; by default 50."
)
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@with_options(TRAVEL)
@command
def matrix(
    run: Run, origins: Path, destinations: Path, output: Path, depart_at: str | None, arrive_by: str | None,
    window: str | None, percentiles: str | None, date: str | None, **travel: Any,
) -> int:  # fmt: skip
    """Write the travel times between two lists of places.

    The lists have a column id, and either place (a name or stop id) or lat and lon.
    """
    if output.suffix not in (".csv", ".parquet"):
        raise QueryError("output", str(output), "a file that ends in .csv or .parquet")
    if percentiles is not None and window is None:
        raise click.UsageError("--percentiles are of a --window; give one")
    ranks: dict[str, Any] = {} if percentiles is None else {"percentiles": _numbers(percentiles)}
    starts, goals = read_places(origins), read_places(destinations)
    net = run.open()
    date, moment = when(net, date, depart_at, arrive_by, window)
    with run.searching("measuring travel times"), progress_bar(run) as progress:
        table = net.travel_times(
            starts, goals, date=date, progress=progress, **ranks, **moment, **travel
        )
    buffer = BytesIO()
    if output.suffix == ".csv":
        table.to_csv(buffer, index=False, lineterminator="\n")
    else:
        table.to_parquet(buffer, index=False)
    write_whole(output, buffer.getvalue())
    reached = int(table.iloc[:, 2:].notna().any(axis=1).sum())
    told = {"output": str(output), "pairs": len(table), "reached": reached}
    if run.as_json:
        run.print_json(told)
    else:
        words = {"zh": "{output}  {pairs} 对，其中 {reached} 对可达",
                 "en": "{output}  {pairs} pairs, {reached} of them reached"}  # fmt: skip
        click.echo(words[run.lang].format(**told))
    if not reached:
        why = {"zh": "没有一对可达：请检查日期、时间和地点",
               "en": "no pair is reached: mind the date, the time and the places"}  # fmt: skip
        click.echo(f"transit: {why[run.lang]}", err=True)
    return ANSWERED if reached else NO_JOURNEY


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise QueryError(
            "percentiles", text, "some numbers of 0 to 100, such as 25,50,75"
        ) from None
