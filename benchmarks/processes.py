"""How long do whole processes take, and how much memory: the command line, the very first run, opening a large feed?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.feeds import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMAND = ("route", "天洋城", "国贸", "--arrive-by", "09:00", "--date", "2026-11-24")
RUNS = 5


class Run(NamedTuple):
    """What became of a process."""

    wall_s: float
    peak_mb: float
    out: str
    said: str
    """What it wrote to standard error."""


@contextmanager
def empty_caches() -> Iterator[dict[str, str]]:
    """Point every cache at a folder where nothing is yet, as on a machine that never ran this."""
    with tempfile.TemporaryDirectory(prefix="transit-bench-") as folder:
        yield {
            "NUMBA_CACHE_DIR": f"{folder}/numba",
            "XDG_CACHE_HOME": f"{folder}/cache",
            "TRANSIT_CACHE": f"{folder}/cache/transit",
        }


def run(command: list[str], environment: Mapping[str, str]) -> Run:
    """Run a process to its end, see :mod:`benchmarks.watch`."""
    watch = [sys.executable, "-S", str(HERE / "watch.py"), *command]
    done = subprocess.run(
        watch, capture_output=True, check=True, text=True,
        env=os.environ | dict(environment), cwd=HERE.parent,
    )  # fmt: skip
    told = json.loads(done.stdout)
    if told.pop("code"):
        raise RuntimeError(f"{' '.join(command)} failed:\n{told['said']}")
    return Run(**told)


def command_line(environment: Mapping[str, str]) -> Run:
    """Ask the corridor once on the command line."""
    return run([str(Path(sys.executable).with_name("transit")), *COMMAND], environment)


def opening(environment: Mapping[str, str], path: Path, *query: str) -> dict[str, Any]:
    """Open a feed in a process of its own and ask; see :mod:`benchmarks.opening`."""
    told = run([sys.executable, "-m", "benchmarks.opening", str(path), *query], environment)
    return json.loads(told.out) | {"wall_s": told.wall_s}


def corridor_processes() -> dict[str, Any]:
    """Measure the command line: first with nothing compiled or kept, then warm."""
    with empty_caches() as environment:
        first = command_line(environment)
        warm = [command_line(environment) for _ in range(RUNS)]
    warm.sort(key=lambda told: told.wall_s)
    return {
        "first_s": first.wall_s,
        "first_said": first.said.strip(),
        "warm_s": warm[RUNS // 2].wall_s,
        "warm_mb": max(told.peak_mb for told in warm),
    }


def large_feed(path: Path, *query: str) -> dict[str, dict[str, Any]]:
    """Open a feed that no cache knows, then twice from the cache; machine code is compiled beforehand.

    The second answer from the cache counts: the first process may still have had something to keep.
    """
    with empty_caches() as environment:
        # Whatever needs compiling is compiled on the corridor, so that the figures are of the feed alone.
        opening(environment, Path("corridor"), "2026-11-24", "天洋城", "国贸", "07:30")
        cold = opening(environment, path, *query)
        opening(environment, path, *query)
        return {"cold": cold, "kept": opening(environment, path, *query)}
