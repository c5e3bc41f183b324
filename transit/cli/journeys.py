"""How does one get there? The commands ``route`` and ``last``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from transit.cli.options import PAYING, TARGET, TRAVEL, listed, now_there, when, with_options
from transit.cli.run import ANSWERED, NO_JOURNEY, Run, command
from transit.cli.wording import as_options
from transit.errors import QueryError
from transit.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from transit.answers import Journeys


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--depart", "depart_at", metavar="HH:MM", help="Leave at; by default now.")
@click.option("--arrive-by", metavar="HH:MM", help="Be there by.")
@click.option("--window", metavar="HH:MM-HH:MM", help="Every journey that leaves between.")
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@click.option(
    "--via", multiple=True, metavar="PLACE", help="Come by this place; repeatable, in order."
)
@click.option("--criteria", default="time,transfers", show_default=True, metavar="NAME,NAME",
              help="What journeys are compared by: time, transfers, walk, fare.")  # fmt: skip
@with_options((*TRAVEL, *PAYING))
@click.option("--geojson", type=TARGET, help="Also write the legs as GeoJSON.")
@click.option("--map", "map_path", type=TARGET, help="Also write a map.")
@click.option("--ics", type=TARGET, help="Also write one journey as a calendar file.")
@click.option(
    "--option", type=int, metavar="N", help="Which journey --ics is to write; by default the first."
)
@click.option("--why", is_flag=True, help="Also say why it is these journeys and no others.")
@command
def route(
    run: Run, origin: str, destination: str, depart_at: str | None, arrive_by: str | None, window: str | None,
    date: str | None, via: tuple[str, ...], criteria: str, geojson: Path | None, map_path: Path | None,
    ics: Path | None, option: int | None, why: bool, **travel: Any,
) -> int:  # fmt: skip
    """Find journeys between two places.

    A place is a name (hanzi, pinyin, English), a stop id, or "lat,lon".
    """
    if option is not None and ics is None:
        raise click.UsageError("--option is of an --ics; give one")
    net = run.open()
    date, moment = when(net, date, depart_at, arrive_by, window)
    with run.searching("looking for journeys"):
        result = net.route(
            origin,
            destination,
            date=date,
            via=via,
            criteria=listed(criteria) or (),
            **moment,
            **travel,
        )
    chosen = 1 if option is None else option
    if result and not 1 <= chosen <= len(result):
        raise QueryError("option", chosen, f"1 to {len(result)}" if len(result) > 1 else "1")
    _answer(run, result, why=why)
    if ics is not None and result:
        write_whole(ics, result.to_ics(chosen - 1, lang=run.lang))
    if geojson is not None:
        legs = result.to_frame()
        write_whole(geojson, legs.to_json(ensure_ascii=False, default=datetime.isoformat))
    if map_path is not None:
        from transit.maps import save_map

        with run.doing(f"writing {map_path}"):
            save_map(result.explore(lang=run.lang), map_path)
    return ANSWERED if result else NO_JOURNEY


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@click.option("--spare", default=0, show_default=True,
              help="How often one may miss the first vehicle (not later ones) and still get there.")  # fmt: skip
@with_options(TRAVEL)
@command
def last(
    run: Run, origin: str, destination: str, date: str | None, spare: int, **travel: Any
) -> int:
    """Find the last departure of a day after which one still gets there.

    Where lines are known only by their headway, --wait worst finds one that gets there with the longest waits too.
    """
    net = run.open()
    with run.searching("looking for the last departure"):
        result = net.last_departure(
            origin, destination, date=date or now_there(net).date(), spare=spare, **travel
        )
    _answer(run, result)
    return ANSWERED if result else NO_JOURNEY


def _answer(run: Run, result: Journeys, *, why: bool = False) -> None:
    """Print journeys, or why there are none; and why it is these, if one asks."""
    if run.as_json:
        told = result.to_json(run.lang)
        if why:
            told["explanation"] = result.explain().to_json(run.lang)
        run.print_json(told)
        return
    # What would help is told as one types it, where the library tells it as Python.
    reasons = []
    for reason in result.reasons:
        change = as_options(reason.relaxation, result.query.service_date)
        en, zh = (f" ({change[0]} there is one)", f"（{change[1]} 则有）") if change else ("", "")
        reasons.append(
            replace(
                reason,
                message=reason.message + en,
                message_zh=reason.message_zh + zh,
                relaxation={},
            )
        )
    result.reasons = tuple(reasons)
    click.echo(result.text(lang=run.lang))
    # Of an empty answer the reasons say it all.
    if why and result:
        click.echo(f"\n{result.explain().text(run.lang, heading=False)}")
