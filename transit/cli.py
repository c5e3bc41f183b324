"""``transit``: read arguments, ask the library, print. No decisions live here."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import reduce, wraps
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from transit import __version__
from transit.errors import FeedError, QueryError, TransitError
from transit.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from transit.net import Network

F = TypeVar("F")

ANSWERED, WRONG_QUESTION, NO_JOURNEY, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""

_TARGET: Final = click.Path(dir_okay=False, path_type=Path)
_COMMON: Final = (
    click.option("--feed", "feeds", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
                 help="GTFS folder or zip, repeatable; by default the bundled corridor."),
    click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
    click.option("--no-cache", "cached", is_flag=True, flag_value=False, default=True,
                 help="Read the feeds anew, and keep nothing for the next time."),
    click.option("-q", "--quiet", is_flag=True, help="No progress on stderr."),
    click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is done, and how long it takes."),
)  # fmt: skip
_TRAVEL: Final = (
    click.option("--max-transfers", default=4, show_default=True),
    click.option("--max-walk-min", default=20.0, show_default=True, help="Longest single walk."),
    click.option("--wait", default="mean", type=click.Choice(["mean", "worst", "best"]), show_default=True,
                 help="Wait for service known only by its headway."),
    click.option("--modes", metavar="MODE,MODE", callback=lambda _c, _p, text: _listed(text),
                 help="Vehicles to ride: bus, coach, subway, rail ...; by default all."),
    click.option("--avoid", multiple=True, metavar="ID", help="Route or stop not to use; repeatable."),
    click.option("--evidence", default="any", type=click.Choice(["any", "derived", "documented"]), show_default=True,
                 help="Weakest evidence of the service to ride."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Run:
    """What every command is told: where from, in which words, and how much to say."""

    feeds: tuple[Path, ...]
    lang: Any
    as_json: bool
    cached: bool
    quiet: bool
    verbose: bool

    @property
    def watched(self) -> bool:
        """Whether a person at a terminal looks on; a script that reads stderr is spared."""
        return sys.stderr.isatty() and not self.quiet

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Tell a person what goes on, or whoever asks what it took."""
        if self.watched and not self.verbose:
            click.echo(f"{what} ...", err=True)
        began = perf_counter()
        yield
        if self.verbose:
            click.echo(f"{what}: {perf_counter() - began:.2f} s", err=True)

    def open(self) -> Network:
        """Read the feeds."""
        with self.doing("reading the timetable"):
            from transit.net import load

            return load(list(self.feeds) or None, cache=self.cached)

    @contextmanager
    def searching(self, what: str) -> Iterator[None]:
        """Tell that a search goes on, and why the very first one takes so long."""
        from transit.routing.compiled import was_compiled, without_linear_algebra
        from transit.routing.rounds import search

        first = "" if was_compiled(search) else "compiling the search, once on this machine, and "
        with self.doing(first + what), without_linear_algebra():
            yield

    def print_json(self, value: object) -> None:
        """Print one object."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _command(function: Callable[..., int]) -> Callable[..., None]:
    """Give a command what all have: some options, an exit code, and one line for what the library refuses."""

    @wraps(function)
    def told(**options: Any) -> None:
        run = _Run(**{field.name: options.pop(field.name) for field in fields(_Run)})
        try:
            code = function(run, **options)
        except TransitError as error:
            click.echo(f"transit: {error}", err=True)
            code = WRONG_QUESTION
        except OSError as error:
            # A broken pipe has no file name; click knows what to do with it.
            if error.filename is None:
                raise
            click.echo(f"transit: {error.filename2 or error.filename}: {error.strerror}", err=True)
            code = WRONG_QUESTION
        sys.exit(code)

    return _with(_COMMON)(told)


def _with(options: Sequence[Callable[[F], F]]) -> Callable[[F], F]:
    """Give a command several options, told in this order."""
    return lambda function: reduce(lambda f, option: option(f), reversed(options), function)


class _Commands(click.Group):
    """Commands whose misuse is told in one line, as every other wrong question."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = WRONG_QUESTION
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            said = " ".join(error.format_message().rstrip(".").split())
            where = f"; see {context.command_path} --help" if context else ""
            click.echo(f"transit: {said}{where}", err=True)
            code = WRONG_QUESTION
        except click.Abort:
            code = INTERRUPTED
        sys.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="transit")
def main() -> None:
    """Plan commutes across the Beijing - Hebei border (京冀跨界通勤规划).

    Exit codes: 0 answered, 2 wrong question or bad data, 3 no journey (or no place).
    """


@main.command()
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
@_with(_TRAVEL)
@click.option("--geojson", type=_TARGET, help="Also write the legs as GeoJSON.")
@click.option("--map", "map_path", type=_TARGET, help="Also write a map.")
@_command
def route(
    run: _Run, origin: str, destination: str, depart_at: str | None, arrive_by: str | None, window: str | None,
    date: str | None, via: tuple[str, ...], criteria: str, geojson: Path | None, map_path: Path | None, **travel: Any,
) -> int:  # fmt: skip
    """Find journeys between two places.

    A place is a name (hanzi, pinyin, English), a stop id, or "lat,lon".
    """
    net = run.open()
    date, moment = _when(net, date, depart_at, arrive_by, window)
    with run.searching("looking for journeys"):
        result = net.route(
            origin,
            destination,
            date=date,
            via=via,
            criteria=_listed(criteria) or (),
            **moment,
            **travel,
        )
    if run.as_json:
        run.print_json(result.to_json(run.lang))
    else:
        click.echo(result.text(lang=run.lang))
    if geojson is not None:
        legs = result.to_frame()
        write_whole(geojson, legs.to_json(ensure_ascii=False, default=datetime.isoformat))
    if map_path is not None:
        from transit.maps import save_map

        with run.doing(f"writing {map_path}"):
            save_map(result.explore(lang=run.lang), map_path)
    return ANSWERED if result else NO_JOURNEY


@main.command()
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@click.option(
    "--spare", default=0, show_default=True, help="Vehicles one may miss and still get there."
)
@_with(_TRAVEL)
@_command
def last(
    run: _Run, origin: str, destination: str, date: str | None, spare: int, **travel: Any
) -> int:
    """Find the last departure of a day after which one still gets there."""
    net = run.open()
    with run.searching("looking for the last departure"):
        result = net.last_departure(
            origin, destination, date=date or _now(net).date(), spare=spare, **travel
        )
    if run.as_json:
        run.print_json(result.to_json(run.lang))
    else:
        click.echo(result.text(lang=run.lang))
    return ANSWERED if result else NO_JOURNEY


@main.command()
@click.argument("stop")
@click.option("--at", metavar="HH:MM", help="From when on; by default now.")
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@click.option("-n", default=10, type=click.IntRange(1), show_default=True, help="Longest list.")
@_command
def board(run: _Run, stop: str, at: str | None, date: str | None, n: int) -> int:
    """List what leaves a stop or station, the soonest first."""
    net = run.open()
    now = _now(net)
    with run.doing("reading the board"):
        result = net.departures(stop, at=at or f"{now:%H:%M}", date=date or now.date(), n=n)
    if run.as_json:
        run.print_json(result.to_json(run.lang))
    else:
        click.echo(result.text(lang=run.lang))
    return ANSWERED if result else NO_JOURNEY


@main.command()
@click.argument("origins", type=click.Path(path_type=Path), metavar="ORIGINS.csv")
@click.argument("destinations", type=click.Path(path_type=Path), metavar="DESTINATIONS.csv")
@click.option(
    "-o",
    "--output",
    type=_TARGET,
    required=True,
    metavar="FILE",
    help="A .csv or .parquet to write.",
)
@click.option("--depart", "depart_at", metavar="HH:MM", help="Leave at; by default now.")
@click.option("--arrive-by", metavar="HH:MM", help="Be there by.")
@click.option("--window", metavar="HH:MM-HH:MM", help="Ready at every minute between.")
@click.option(
    "--percentiles", default="50", show_default=True, metavar="P,P", help="For a window: which."
)
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@_with(_TRAVEL)
@_command
def matrix(
    run: _Run, origins: Path, destinations: Path, output: Path, depart_at: str | None, arrive_by: str | None,
    window: str | None, percentiles: str, date: str | None, **travel: Any,
) -> int:  # fmt: skip
    """Write the travel times between two lists of places.

    The lists have a column id, and either place (a name or stop id) or lat and lon.
    """
    if output.suffix not in (".csv", ".parquet"):
        raise QueryError("output", str(output), "a file that ends in .csv or .parquet")
    ranks = _numbers(percentiles)
    starts, goals = _places(origins), _places(destinations)
    net = run.open()
    date, moment = _when(net, date, depart_at, arrive_by, window)
    with run.searching("measuring travel times"), _progress(run) as progress:
        table = net.travel_times(
            starts, goals, date=date, percentiles=ranks, progress=progress, **moment, **travel
        )
    buffer = BytesIO()
    if output.suffix == ".csv":
        table.to_csv(buffer, index=False, lineterminator="\n")
    else:
        table.to_parquet(buffer, index=False)
    write_whole(output, buffer.getvalue())
    measured = table[table.columns[-1]]
    told = {"output": str(output), "pairs": len(table), "reached": int(measured.notna().sum())}
    if run.as_json:
        run.print_json(told)
    else:
        words = {"zh": "{output}  {pairs} 对，其中 {reached} 对可达",
                 "en": "{output}  {pairs} pairs, {reached} of them reached"}  # fmt: skip
        click.echo(words[run.lang].format(**told))
    return ANSWERED


@main.command("map")
@click.option("-o", "--output", type=_TARGET, default=Path("map.html"), show_default=True)
@click.option("--online", is_flag=True, help="Add background tiles from the network.")
@_command
def map_(run: _Run, output: Path, *, online: bool) -> int:
    """Write the network map, one self-contained HTML file."""
    from transit.maps import save_map

    net = run.open()
    with run.doing("drawing the map"):
        path = save_map(net.map(lang=run.lang, online=online), output, offline=not online)
    size_mb = round(path.stat().st_size / 1e6, 2)
    if run.as_json:
        run.print_json(
            {
                "map": str(path),
                "megabytes": size_mb,
                "routes": len(net.routes),
                "stops": len(net.stops),
            }
        )
    else:
        click.echo(f"{path}  {size_mb} MB")
    return ANSWERED


@main.command()
@click.argument("text")
@click.option("-n", default=10, type=click.IntRange(1), show_default=True, help="Longest list.")
@_command
def find(run: _Run, text: str, n: int) -> int:
    """List the places a text may mean, best first."""
    matches = run.open().find(text, n=n)
    if run.as_json:
        fields = (
            "name",
            "name_en",
            "kind",
            "region",
            "lat",
            "lon",
            "stop_ids",
            "evidence",
            "error_m",
            "source_ids",
        )
        run.print_json(
            {"query": text, "matches": [
                {"score": round(m.score, 1), "how": m.how, **{f: getattr(m.place, f) for f in fields}} for m in matches
            ]}
        )  # fmt: skip
    else:
        heads = {
            "zh": ("名称", "英文", "类别", "区县", "车站编号", "匹配"),
            "en": ("name", "English", "kind", "district", "stop ids", "match"),
        }
        rows = (
            (p.name, p.name_en, p.kind, p.region, _some(p.stop_ids), f"{m.how} {m.score:.0f}")
            for m, p in ((m, m.place) for m in matches)
        )  # fmt: skip
        if matches:
            _print_table(heads[run.lang], rows)
        else:
            click.echo(
                {"zh": "没有相近的地名", "en": "no place is called that, nor nearly so"}[run.lang]
            )
    return ANSWERED if matches else NO_JOURNEY


@main.command()
@_command
def info(run: _Run) -> int:
    """Say what is loaded: feeds, dates, how sure it is."""
    facts = run.open().info()
    if run.as_json:
        run.print_json(facts)
        return ANSWERED
    first, final = facts["dates"]
    click.echo(
        {"zh": f"服务日期 {first} 至 {final}", "en": f"service dates {first} to {final}"}[run.lang]
    )
    heads = {
        "zh": ("数据", "线路", "车站", "车次与班次规则", "有据", "推算", "假定"),
        "en": ("feed", "routes", "stops", "trips", "documented", "derived", "assumed"),
    }
    keys = ("feed", "routes", "stops", "trips", "documented", "derived", "assumed")
    _print_table(heads[run.lang], ([str(row[key]) for key in keys] for row in facts["feeds"]))
    click.echo(
        {"zh": "后三列：各证据等级的车次数", "en": "last three: trips by evidence class"}[run.lang]
    )
    return ANSWERED


@main.command()
@_command
def sources(run: _Run) -> int:
    """Print the bibliography of everything loaded."""
    entries = run.open().sources()
    if run.as_json:
        run.print_json({"sources": entries})
        return ANSWERED
    heads = {
        "zh": ("编号", "来源", "日期", "许可", "用于"),
        "en": ("id", "source", "date", "licence", "used for"),
    }
    keys = ("source_id", "title", "date", "licence", "used_for")
    _print_table(heads[run.lang], ([entry[key] for key in keys] for entry in entries))
    return ANSWERED


def _now(net: Network) -> datetime:
    return datetime.now(net.zone)


def _when(
    net: Network, date: str | None, depart_at: str | None, arrive_by: str | None, window: str | None
) -> tuple[Any, dict[str, Any]]:
    """Settle on a date, and on the moment or window asked for: now where nobody says."""
    now = _now(net)
    asked: dict[str, Any] = {"depart_at": depart_at, "arrive_by": arrive_by}
    if window is not None:
        asked["window"] = tuple(part.strip() for part in window.replace("–", "-").split("-"))
    elif depart_at is None and arrive_by is None:
        asked["depart_at"] = f"{now:%H:%M}"
    return date or now.date(), asked


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(","))


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise QueryError(
            "percentiles", text, "some numbers of 0 to 100, such as 25,50,75"
        ) from None


def _places(path: Path) -> pd.DataFrame:
    """Read a list of places; ids and names stay text."""
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype={"id": str, "place": str}, skipinitialspace=True)
    except (ValueError, pd.errors.ParserError) as error:
        problem = " ".join(str(error).split())
        raise FeedError(str(path), f"is no CSV: {problem}") from None
    if "id" not in table:
        raise FeedError(str(path), "has no column id", row=1)
    return table


@contextmanager
def _progress(run: _Run) -> Iterator[Callable[[int, int], None]]:
    """Show a bar to a person at a terminal."""
    if not run.watched:
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(*heads, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # Text, because names may hold what rich reads as markup.
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _some(ids: Sequence[str], shown: int = 3) -> str:
    more = f" +{len(ids) - shown}" if len(ids) > shown else ""
    return " ".join(ids[:shown]) + more
