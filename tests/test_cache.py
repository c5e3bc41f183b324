"""A network opened again from what was kept gives the same answers; what has changed is read anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import transit
from tests.test_reader import written
from transit.routing.days import Days
from transit.store.store import CacheWarning

MONDAY = "2026-01-05"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "transit"


def answer(folder, **options):
    net = transit.load(folder, **options)
    stops = net.feed.stop_times["stop_id"].astype("str").tolist()
    found = net.route(stops[0], stops[1], depart_at="0:00", date=MONDAY)
    return found.text(), found.to_json(), repr(net)


def test_what_was_kept_gives_the_same_answers(tmp_path, kept):
    folder = written(tmp_path / "feed")
    first = answer(folder)
    entries = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert {name.split("-")[0] for name in entries} >= {"feed", "triptable", "walks", "timetable"}
    assert answer(folder) == first == answer(folder, cache=False)
    assert {path.name for path in kept.iterdir()} == set(entries)


def test_nothing_is_kept_where_nobody_wants_it(tmp_path, kept):
    answer(written(tmp_path / "feed"), cache=False)
    assert not kept.exists()


def test_a_feed_that_has_changed_is_read_anew(tmp_path, kept):
    folder = written(tmp_path / "feed")
    before = answer(folder)
    table = folder / "stop_times.txt"
    table.write_text(table.read_text().replace("24:50:00", "24:51:00"))
    after = answer(folder)
    assert after == answer(folder, cache=False)
    assert before != after


def test_a_damaged_entry_is_made_anew_with_a_warning(tmp_path, kept):
    folder = written(tmp_path / "feed")
    before = answer(folder)
    for path in kept.iterdir():
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    with pytest.warns(CacheWarning):
        assert answer(folder) == before
    assert answer(folder) == before


def test_dates_on_which_the_same_runs_share_an_entry(tmp_path, kept):
    net = transit.load(written(tmp_path / "feed"))
    days: Days = net._planner.days
    for date in ("2026-01-06", "2026-01-07", "2026-01-08"):
        days.timetable(transit.clock.parse_date(date), "mean")
    assert len([path for path in kept.iterdir() if path.name.startswith("timetable")]) == 1
    days.timetable(transit.clock.parse_date("2026-01-10"), "mean")
    assert len([path for path in kept.iterdir() if path.name.startswith("timetable")]) == 2


def test_processes_that_open_one_network_at_once_agree(tmp_path, kept):
    folder = written(tmp_path / "feed")
    code = (
        "import sys; from tests.test_cache import answer; sys.stdout.write(answer(sys.argv[1])[0])"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        for _ in range(4)
    ]
    told = {run.communicate()[0] for run in runs}
    assert all(run.returncode == 0 for run in runs)
    assert told == {answer(folder)[0]}
