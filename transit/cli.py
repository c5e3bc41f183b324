"""``transit``: read arguments, ask the library, print. No decisions live here."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec

import click

from transit import __version__
from transit.errors import TransitError
from transit.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from transit.net import Network

P = ParamSpec("P")

ANSWERED, WRONG_QUESTION, NO_JOURNEY, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""

_TARGET: Final = click.Path(dir_okay=False, path_type=Path)
_FEED: Final = click.option(
    "--feed", "feeds", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
    help="GTFS folder or zip, repeatable; by default the bundled corridor.",
)  # fmt: skip
_LANG: Final = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True
)
_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_QUIET: Final = click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")


def _command(function: Callable[P, int]) -> Callable[P, None]:
    """Give a command what all have: four options, an exit code, and one line for what the library refuses."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
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

    return _FEED(_LANG(_JSON(_QUIET(run))))


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
@click.option("--date", metavar="YYYY-MM-DD", help="Service date; by default today.")
@click.option("--max-transfers", default=4, show_default=True)
@click.option("--max-walk-min", default=20.0, show_default=True, help="Longest single walk.")
@click.option("--wait", default="mean", type=click.Choice(["mean", "worst", "best"]), show_default=True,
              help="Wait for service known only by its headway.")  # fmt: skip
@click.option("--geojson", type=_TARGET, help="Also write the legs as GeoJSON.")
@click.option("--map", "map_path", type=_TARGET, help="Also write a map.")
@_command
def route(
    origin: str, destination: str, depart_at: str | None, arrive_by: str | None, date: str | None,
    max_transfers: int, max_walk_min: float, wait: Any, geojson: Path | None, map_path: Path | None,
    feeds: Sequence[Path], lang: Any, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    """Find journeys between two places.

    A place is a name (hanzi, pinyin, English), a stop id, or "lat,lon".
    """
    net = _open(feeds, quiet=quiet)
    now = datetime.now(net.zone)
    if depart_at is None and arrive_by is None:
        depart_at = f"{now:%H:%M}"
    result = net.route(
        origin, destination, depart_at=depart_at, arrive_by=arrive_by, date=date or now.date(),
        max_transfers=max_transfers, max_walk_min=max_walk_min, wait=wait,
    )  # fmt: skip
    if as_json:
        _print_json(result.to_json(lang))
    else:
        click.echo(result.text(lang=lang))
    if geojson is not None:
        legs = result.to_frame()
        write_whole(geojson, legs.to_json(ensure_ascii=False, default=datetime.isoformat))
    if map_path is not None:
        from transit.maps import save_map

        _note(f"map: {save_map(result.explore(lang=lang), map_path)}", quiet=quiet)
    return ANSWERED if result else NO_JOURNEY


@main.command("map")
@click.option("-o", "--output", type=_TARGET, default=Path("map.html"), show_default=True)
@click.option("--online", is_flag=True, help="Add background tiles from the network.")
@_command
def map_(
    output: Path, *, online: bool, feeds: Sequence[Path], lang: Any, as_json: bool, quiet: bool
) -> int:
    """Write the network map, one self-contained HTML file."""
    from transit.maps import save_map

    net = _open(feeds, quiet=quiet)
    _note("drawing the map ...", quiet=quiet)
    path = save_map(net.map(lang=lang, online=online), output, offline=not online)
    size_mb = round(path.stat().st_size / 1e6, 2)
    if as_json:
        _print_json(
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
def find(text: str, n: int, feeds: Sequence[Path], lang: str, *, as_json: bool, quiet: bool) -> int:
    """List the places a text may mean, best first."""
    matches = _open(feeds, quiet=quiet).find(text, n=n)
    if as_json:
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
        _print_json(
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
            _print_table(heads[lang], rows)
        else:
            click.echo(
                {"zh": "没有相近的地名", "en": "no place is called that, nor nearly so"}[lang]
            )
    return ANSWERED if matches else NO_JOURNEY


@main.command()
@_command
def info(feeds: Sequence[Path], lang: str, *, as_json: bool, quiet: bool) -> int:
    """Say what is loaded: feeds, dates, how sure it is."""
    facts = _open(feeds, quiet=quiet).info()
    if as_json:
        _print_json(facts)
        return ANSWERED
    first, last = facts["dates"]
    click.echo(
        {"zh": f"服务日期 {first} 至 {last}", "en": f"service dates {first} to {last}"}[lang]
    )
    heads = {
        "zh": ("数据", "线路", "车站", "车次与班次规则", "有据", "推算", "假定"),
        "en": ("feed", "routes", "stops", "trips", "documented", "derived", "assumed"),
    }
    keys = ("feed", "routes", "stops", "trips", "documented", "derived", "assumed")
    _print_table(heads[lang], ([str(row[key]) for key in keys] for row in facts["feeds"]))
    click.echo(
        {"zh": "后三列：各证据等级的车次数", "en": "last three: trips by evidence class"}[lang]
    )
    return ANSWERED


@main.command()
@_command
def sources(feeds: Sequence[Path], lang: str, *, as_json: bool, quiet: bool) -> int:
    """Print the bibliography of everything loaded."""
    entries = _open(feeds, quiet=quiet).sources()
    if as_json:
        _print_json({"sources": entries})
        return ANSWERED
    heads = {
        "zh": ("编号", "来源", "日期", "许可", "用于"),
        "en": ("id", "source", "date", "licence", "used for"),
    }
    keys = ("source_id", "title", "date", "licence", "used_for")
    _print_table(heads[lang], ([entry[key] for key in keys] for entry in entries))
    return ANSWERED


def _open(feeds: Sequence[Path], *, quiet: bool) -> Network:
    _note("reading the timetable ...", quiet=quiet)
    from transit.net import load

    return load(list(feeds) or None)


def _note(text: str, *, quiet: bool) -> None:
    """Tell a person at a terminal what goes on; a script that reads stderr is spared."""
    if not quiet and sys.stderr.isatty():
        click.echo(text, err=True)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


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
