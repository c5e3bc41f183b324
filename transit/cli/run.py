"""What does every command share? Progress, one line for what goes wrong, and an exit code."""

from __future__ import annotations

import json
import sys
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from transit.cli.options import COMMON, with_options
from transit.cli.wording import as_typed
from transit.errors import QueryError, TransitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from transit.net import Network

ANSWERED, WRONG_QUESTION, NO_JOURNEY, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""


@dataclass(frozen=True, slots=True)
class Run:
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
    def doing(self, what: str, *, unwatched: bool = False) -> Iterator[None]:
        """Tell a person what goes on (a script too, where it is `unwatched`), or whoever asks what it took."""
        if (self.watched and not self.verbose) or (unwatched and not self.quiet):
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

        first = not was_compiled(search)
        told = f"compiling the search, once on this machine, and {what}" if first else what
        # Seconds without a word look like a program that hangs, to whoever reads the log of a script as well.
        with self.doing(told, unwatched=first), without_linear_algebra():
            yield

    def print_json(self, value: object) -> None:
        """Print one object."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def command(function: Callable[..., int]) -> Callable[..., None]:
    """Give a command what all have: some options, an exit code, and one line for what the library refuses."""

    @wraps(function)
    def told(**options: Any) -> None:
        run = Run(**{field.name: options.pop(field.name) for field in fields(Run)})
        if run.quiet and run.verbose:
            raise click.UsageError("-q and -v contradict each other; give one of them")
        try:
            with _warnings_in_one_line():
                code = function(run, **options)
        except QueryError as error:
            click.echo(f"transit: {as_typed(error, options)}", err=True)
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

    return with_options(COMMON)(told)


@contextmanager
def _warnings_in_one_line() -> Iterator[None]:
    """Print a warning without the place in the code it comes from."""

    def show(message: Warning | str, *_where: object) -> None:
        click.echo(f"transit: {' '.join(str(message).split())}", err=True)

    with warnings.catch_warnings():
        warnings.showwarning = show  # type: ignore[assignment]
        yield


@contextmanager
def progress_bar(run: Run) -> Iterator[Callable[[int, int], None]]:
    """Show a bar to a person at a terminal."""
    if not run.watched:
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
