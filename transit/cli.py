"""``transit``: read arguments, ask the library, print. No decisions live here."""

from __future__ import annotations

import json
import re
import sys
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import reduce, wraps
from io import BytesIO, StringIO
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from transit import __version__
from transit.errors import FeedError, QueryError, TransitError
from transit.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from transit.answers import Journeys
    from transit.net import Network

F = TypeVar("F")

ANSWERED, WRONG_QUESTION, NO_JOURNEY, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""


class _Target(click.Path):
    """A file to write, in a folder that is there: found out before anything is computed."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"{path.parent}: no such folder to write to", param, ctx)
        return path


_TARGET: Final = _Target()
_OPTIONS: Final = {
    "depart_at": "--depart", "arrive_by": "--arrive-by", "window": "--window", "date": "--date", "at": "--at",
    "max_transfers": "--max-transfers", "max_walk_min": "--max-walk-min", "wait": "--wait", "modes": "--modes",
    "avoid": "--avoid", "via": "--via", "evidence": "--evidence", "criteria": "--criteria", "spare": "--spare",
    "percentiles": "--percentiles", "n": "-n", "origin": "FROM", "destination": "TO", "stop": "STOP",
    "feeds": "--feed", "output": "-o",
}  # fmt: skip
"""What the library's arguments are called here."""
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
        if run.quiet and run.verbose:
            raise click.UsageError("-q and -v contradict each other; give one of them")
        try:
            with _warnings_in_one_line():
                code = function(run, **options)
        except QueryError as error:
            click.echo(f"transit: {_as_typed(error, options)}", err=True)
            code = WRONG_QUESTION
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


@contextmanager
def _warnings_in_one_line() -> Iterator[None]:
    """Print a warning without the place in the code it comes from."""

    def show(message: Warning | str, *_where: object) -> None:
        click.echo(f"transit: {' '.join(str(message).split())}", err=True)

    with warnings.catch_warnings():
        warnings.showwarning = show  # type: ignore[assignment]
        yield


def _as_typed(error: QueryError, options: dict[str, Any]) -> str:
    """Tell what the library refuses in the words of the command line."""
    option = _OPTIONS.get(error.argument)
    if option is None:
        return str(error)
    # These two are taken apart before the library sees them.
    whole = options.get(error.argument) if error.argument in ("window", "percentiles") else None
    shown = str(error if whole is None else QueryError(error.argument, whole, error.allowed))
    # Two clock times of Python, and a value that cannot be typed.
    shown = re.sub(r"\('([\d:]+)', '([\d:]+)'\)", r"\1-\2", shown)
    shown = shown.replace(", or None for any number", "")
    return shown.replace(f"{error.argument}=", f"{option} ", 1)


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
    _answer(run, result)
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
@click.option("--spare", default=0, show_default=True,
              help="How often one may miss the first vehicle (not later ones) and still get there.")  # fmt: skip
@_with(_TRAVEL)
@_command
def last(
    run: _Run, origin: str, destination: str, date: str | None, spare: int, **travel: Any
) -> int:
    """Find the last departure of a day after which one still gets there.

    Where lines are known only by their headway, --wait worst finds one that gets there with the longest waits too.
    """
    net = run.open()
    with run.searching("looking for the last departure"):
        result = net.last_departure(
            origin, destination, date=date or _now(net).date(), spare=spare, **travel
        )
    _answer(run, result)
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
    "--percentiles", metavar="P,P", help="For a window, and only there: which; by default 50."
)
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@_with(_TRAVEL)
@_command
def matrix(
    run: _Run, origins: Path, destinations: Path, output: Path, depart_at: str | None, arrive_by: str | None,
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
    starts, goals = _places(origins), _places(destinations)
    net = run.open()
    date, moment = _when(net, date, depart_at, arrive_by, window)
    with run.searching("measuring travel times"), _progress(run) as progress:
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


def _answer(run: _Run, result: Journeys) -> None:
    """Print journeys, or why there are none."""
    if run.as_json:
        run.print_json(result.to_json(run.lang))
        return
    # What would help is told as one types it, where the library tells it as Python.
    told = []
    for reason in result.reasons:
        change = _options(reason.relaxation, result.query.service_date)
        en, zh = (f" ({change[0]} there is one)", f"（{change[1]} 则有）") if change else ("", "")
        told.append(
            replace(
                reason,
                message=reason.message + en,
                message_zh=reason.message_zh + zh,
                relaxation={},
            )
        )
    result.reasons = tuple(told)
    click.echo(result.text(lang=run.lang))


def _options(relaxation: Mapping[str, Any], service_date: date) -> tuple[str, str] | None:
    """Write changed arguments as the options one types, in English and in Chinese; None where one cannot."""
    given, dropped = [], []
    for argument, value in relaxation.items():
        option = _OPTIONS.get(argument)
        if option is None:
            return None
        if value is None or value in ([], ()):
            dropped.append(option)
        else:
            given.append(f"{option} {_typed(argument, value, service_date)}")
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


def _now(net: Network) -> datetime:
    return datetime.now(net.zone)


def _when(
    net: Network, date: str | None, depart_at: str | None, arrive_by: str | None, window: str | None
) -> tuple[Any, dict[str, Any]]:
    """Settle on a date, and on the moment or window asked for: now where nobody says."""
    if sum(given is not None for given in (depart_at, arrive_by, window)) > 1:
        raise click.UsageError("give exactly one of --depart, --arrive-by and --window")
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
        table = pd.read_csv(
            StringIO(_text(path)), dtype={"id": str, "place": str}, skipinitialspace=True,
            keep_default_na=False, na_values=[""], skip_blank_lines=False,
        ).dropna(how="all")  # fmt: skip
    except (ValueError, pd.errors.ParserError) as error:
        problem = " ".join(str(error).split())
        raise FeedError(str(path), f"is no CSV: {problem}") from None
    if "id" not in table:
        raise FeedError(str(path), "has no column id", row=1)
    if table.empty:
        raise FeedError(str(path), "has a header, but no places", row=1)
    by_position = table.reindex(columns=["lat", "lon"]).notna().all(axis=1)
    by_name = table.reindex(columns=["place"])["place"].notna()
    has_columns = "place" in table or {"lat", "lon"} <= set(table)
    for good, problem in (
        (table["id"].notna(), "has no id"),
        (by_position | by_name | (not has_columns), "has neither a place nor lat and lon"),
    ):
        if not good.all():
            # The header is line 1, and rows are counted from 0.
            raise FeedError(str(path), problem, row=int(table.index.to_numpy()[~good][0]) + 2)
    return table


def _text(path: Path) -> str:
    """Read a file in the encoding that Chinese spreadsheets give it, if it is not UTF-8."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FeedError(str(path), "is neither UTF-8 nor GB 18030; save it as UTF-8")


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
