"""``transit``: read arguments, ask the library, print. No decisions live here."""

from __future__ import annotations

import sys
from typing import Any

import click

from transit import __version__
from transit.cli.journeys import last, route
from transit.cli.network import find, info, map_, sources
from transit.cli.run import INTERRUPTED, WRONG_QUESTION
from transit.cli.tables import board, matrix

__all__ = ["main"]


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


for _told in (route, last, board, matrix, map_, find, info, sources):
    main.add_command(_told)
