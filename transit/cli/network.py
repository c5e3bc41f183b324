"""What is in the network? The commands ``map``, ``find``, ``info`` and ``sources``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from transit.cli.options import TARGET
from transit.cli.run import ANSWERED, NO_JOURNEY, Run, command

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@click.command("map")
@click.option("-o", "--output", type=TARGET, default=Path("map.html"), show_default=True)
@click.option("--online", is_flag=True, help="Add background tiles from the network.")
@command
def map_(run: Run, output: Path, *, online: bool) -> int:
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


@click.command()
@click.argument("text")
@click.option("-n", default=10, type=click.IntRange(1), show_default=True, help="Longest list.")
@click.option(
    "--side",
    metavar="NAME",
    help="Only on this side of the border, such as 北京市, 河北 or Tianjin.",
)
@command
def find(run: Run, text: str, n: int, side: str | None) -> int:
    """List the places a text may mean, best first."""
    matches = run.open().find(text, n=n, side=side)
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


@click.command()
@command
def info(run: Run) -> int:
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


@click.command()
@command
def sources(run: Run) -> int:
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
