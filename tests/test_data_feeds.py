"""The committed feeds are what the facts compile to, valid GTFS, and told truly by the README."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

import gtfs_guru
import pytest

from gtfs_data.build.__main__ import NAMES
from gtfs_data.build.coverage import README, with_coverage
from gtfs_data.build.tables import FEEDS, write_feed

if TYPE_CHECKING:
    from pathlib import Path

VALIDATED_ON = "2026-11-23"
"""The validator looks at the date; a fixed one keeps its warnings the same for ever."""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("name", NAMES)
def test_facts_compile_to_the_committed_feed_byte_for_byte(name: str, tmp_path: Path) -> None:
    write_feed(import_module(f"gtfs_data.build.{name}").build(), tmp_path)
    compiled, committed = contents(tmp_path), contents(FEEDS / name)
    assert compiled.keys() == committed.keys()
    stale = [table for table, text in compiled.items() if text != committed[table]]
    assert not stale, "run: python -m gtfs_data.build"


def test_there_is_no_feed_beside_those_compiled() -> None:
    assert sorted(path.name for path in FEEDS.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_validator_finds_no_error_and_only_warnings_the_readme_explains(name: str) -> None:
    report = gtfs_guru.validate(str(FEEDS / name), country_code="CN", date=VALIDATED_ON)
    assert [(notice.code, notice.message) for notice in report.errors()] == []
    page = README.read_text(encoding="utf-8")
    explained = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, flags=re.MULTILINE))
    for code in {notice.code for notice in report.warnings()}:
        assert code in explained, f"{code} has no reason in {README}"
        assert name in explained[code] or "all" in explained[code]


def test_the_figures_of_the_readme_are_those_of_the_feeds() -> None:
    page = README.read_text(encoding="utf-8")
    assert with_coverage(page) == page, "run: python -m gtfs_data.build.coverage"
