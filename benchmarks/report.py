"""How are the results told? As tables of text, the same in the terminal and in the README."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.feeds import HERE
from benchmarks.timing import REPETITIONS

if TYPE_CHECKING:
    from benchmarks.bars import Results

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
Table = list[tuple[str, ...]]


def tell(results: Results) -> str:
    """Tell everything, in Markdown."""
    parts = [
        _occasion(),
        "**Times in the same run** (ms; *x ours*: median over ours, on the queries both answered)",
        _table(_samples(results)),
        "**Scales to what was measured elsewhere** (time here / time there, one earliest arrival)",
        _table(_scales(results)),
        "**Bars**",
        _table(_bars(results)),
    ]
    if results.figures:
        parts += ["**Whole processes**", _table(_figures(results.figures))]
    return "\n\n".join(parts)


def write_into_readme(told: str) -> None:
    """Put the results where the README keeps the last ones."""
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    readme.write_text(f"{head}{BEGIN}\n\n{told}\n\n{END}{tail}", encoding="utf-8")


def _occasion() -> str:
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {_processor()}, {os.cpu_count()} cores; Python "
        f"{platform.python_version()}; load at the end {load:.1f}; {REPETITIONS} repetitions of each query, by turns."
    )


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _samples(results: Results) -> Table:
    rows: Table = [("feed", "question", "engine", "queries", "median", "p95", "x ours", "wrong")]
    for sample in results.samples:
        ours = results.sample(sample.feed, sample.kind)
        ratio = "" if ours is None or ours is sample else f"{sample.times(ours):.3g}"
        rows.append(
            (
                sample.feed, sample.kind, sample.engine, str(sample.ms.shape[1]),
                f"{sample.p50:.4g}", f"{sample.p95:.4g}", ratio, str(sample.wrong),
            )
        )  # fmt: skip
    return rows


def _scales(results: Results) -> Table:
    names = list(dict.fromkeys(n for by in results.scales.values() for n in by))
    rows: Table = [("feed", *names)]
    for feed, by in results.scales.items():
        rows.append((feed, *(f"{by[n]:.2f}" if n in by else "" for n in names)))
    return rows


def _bars(results: Results) -> Table:
    rows: Table = [("bar", "figure", "held against", "ratio", "", "ratio by other scales")]
    for bar in results.bars():
        verdict = "reached" if bar.reached else "**not reached**"
        figure = f"{bar.figure:.3g} {bar.unit}".strip()
        rows.append((bar.what, figure, bar.against, f"{bar.ratio:.2f}", verdict, bar.others))
    return rows


def _figures(figures: dict[str, Any]) -> Table:
    rows: Table = [("what", "figures")]
    for name, told in figures.items():
        for part, values in told.items() if _nested(told) else [("", told)]:
            said = ", ".join(
                f"{k} {v:.3g}" if isinstance(v, float) else f"{k} {v}"
                for k, v in values.items()
                if k != "first_said"
            )
            rows.append((f"{name} {part}".strip(), said))
    return rows


def _nested(told: dict[str, Any]) -> bool:
    return all(isinstance(v, dict) for v in told.values())


def _table(rows: Table) -> str:
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) + " |" for r in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)
