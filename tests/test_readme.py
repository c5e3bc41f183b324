"""The README shows what the program prints, and names only what is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from transit.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_journeys_shown_are_those_printed() -> None:
    command, shown = re.search(r"```\n\$ (transit route .*?)\n(.*?)```", README, re.DOTALL).groups()
    printed = CliRunner().invoke(main, shlex.split(command)[1:]).stdout
    assert shown.strip() == printed.strip()


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_named_exists() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= targets
