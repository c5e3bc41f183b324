"""The command line as people use it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import icalendar
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tests.test_reader import written
from transit.cli import main
from transit.cli.wording import as_options

pytestmark = pytest.mark.usefixtures("compiled")

ROUTE = ("route", "天洋城", "国贸", "--arrive-by", "09:00", "--date", "2026-11-24")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_route_is_told_in_both_languages() -> None:
    zh, en = run(*ROUTE), run(*ROUTE, "--lang", "en")
    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert "天洋城 → 国贸" in zh.stdout
    assert "京榆旧线" in zh.stdout
    assert "Tianyangcheng" in en.stdout
    assert "every 5 min" in en.stdout
    assert zh.stderr == en.stderr == ""


def test_a_route_as_json_has_the_contracts_shape() -> None:
    result = run(*ROUTE, "--json")
    answer = json.loads(result.stdout)
    assert set(answer) == {"query", "journeys", "reasons", "unplaced"}
    assert answer["query"]["arrive_by"] == "2026-11-24T09:00:00+08:00"
    deadline = datetime.fromisoformat(answer["query"]["arrive_by"])
    for journey in answer["journeys"]:
        assert datetime.fromisoformat(journey["arrive"]) <= deadline
        assert len(journey["crossings"]) % 2 == 1
        assert {leg["kind"] for leg in journey["legs"]} <= {"ride", "walk"}
        assert all(leg["source_ids"] for leg in journey["legs"])
        assert journey["evidence"] in ("documented", "derived", "assumed")


def test_the_same_question_gives_the_same_bytes_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", "from transit.cli import main; main()", *ROUTE, "--json"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_planned_service_is_offered_after_its_opening_only() -> None:
    def line22(date: str) -> list[str]:
        result = run("route", "神威大街", "国贸", "--arrive-by", "09:00", "--date", date, "--json")
        rides = (leg for j in json.loads(result.stdout)["journeys"] for leg in j["legs"])
        return [leg["status"] for leg in rides if str(leg.get("route_id")).startswith("line22:")]

    assert line22("2026-11-24") == []
    after = line22("2027-06-01")
    assert after
    assert set(after) == {"planned"}


def test_files_are_written_beside_the_answer(tmp_path: Path) -> None:
    geojson, page = tmp_path / "legs.geojson", tmp_path / "journey.html"
    result = run(*ROUTE, "--geojson", str(geojson), "--map", str(page))
    assert result.exit_code == 0
    features = json.loads(geojson.read_text(encoding="utf-8"))["features"]
    assert features[0]["geometry"]["type"] == "LineString"
    assert "天洋城" in page.read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["journey.html", "legs.geojson"]


def test_a_chosen_journey_is_written_for_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "j.ics"
    journeys = json.loads(run(*ROUTE, "--ics", str(path), "--option", "2", "--json").stdout)[
        "journeys"
    ]
    (event,) = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert event["DTSTART"].dt == datetime.fromisoformat(journeys[1]["depart"]).replace(second=0)
    assert run(*ROUTE, "--ics", str(path), "--lang", "en").exit_code == 0
    (event,) = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert event["DTSTART"].dt == datetime.fromisoformat(journeys[0]["depart"]).replace(second=0)
    assert event["SUMMARY"].startswith("Tianyangcheng (天洋城) → Guomao (国贸): Bus ")


@pytest.mark.parametrize("option", ["0", "99", "-1"])
def test_a_journey_that_is_not_there_is_not_written(option: str, tmp_path: Path) -> None:
    result = run(*ROUTE, "--ics", str(tmp_path / "j.ics"), "--option", option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(
        rf"transit: --option {option} is not understood; give 1 to \d\n", result.stderr
    )
    assert not list(tmp_path.iterdir())


def test_no_journey_writes_no_calendar(tmp_path: Path) -> None:
    nowhere = run(
        "route", "39.60,117.60", "国贸", "--depart", "08:00", "--date", "2026-11-24", "--ics", str(tmp_path / "j.ics")
    )  # fmt: skip
    assert nowhere.exit_code == 3
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("route", "天洋诚", "国贸", "--depart", "08:00", "--date", "2026-11-24"), "天洋城"),
        (("route", "天洋城", "国贸", "--depart", "8am", "--date", "2026-11-24"), "transit: --depart '8am' is not"),
        (("route", "天洋城", "国贸", "--depart", "08:00", "--date", "24.11.2026"), "--date '24.11.2026'"),
        (("route", "天洋城", "国贸", "--depart", "08:00", "--date", "2019-01-01"), "No feed covers 2019-01-01"),
        (("route", "天洋城", "91,181", "--depart", "08:00", "--date", "2026-11-24"), "latitude"),
        ((*ROUTE, "--depart", "08:00"), "exactly one of --depart, --arrive-by and --window"),
        ((*ROUTE, "--max-transfers", "-1"), "--max-transfers -1 is not understood; give 0 to 15\n"),
        ((*ROUTE, "--feed", "no/such/feed.zip"), "no such file or folder"),
        ((*ROUTE, "--geojson", "no/such/folder/x.geojson"), "no/such/folder: no such folder"),
        ((*ROUTE, "--modes", "bus,rocket"), "--modes 'rocket'"),
        ((*ROUTE, "--avoid", "no such line"), "--avoid 'no such line'"),
        ((*ROUTE, "--via", "no such place"), "no such place"),
        ((*ROUTE, "--criteria", "time,beauty"), "--criteria ("),
        ((*ROUTE[:3], "--date", "2026-11-24", "--window", "0700-0900"), "--window '0700-0900' is not"),
        ((*ROUTE[:3], "--date", "2026-11-24", "--window", "09:00-07:00"), "such as 07:00-09:00\n"),
        (("last", "国贸", "天洋城", "--date", "2026-11-24", "--spare", "-1"), "--spare -1 is"),
        (("last", "国贸", "nowhere at all", "--date", "2026-11-24"), "nowhere at all"),
        (("board", "国贸", "--at", "7am", "--date", "2026-11-24"), "--at '7am'"),
        (("board", "国贸", "--at", "07:00", "-n", "0"), "-n"),
        (("matrix", "no.csv", "no.csv", "-o", "x.xlsx"), ".csv or .parquet"),
        (("matrix", "no.csv", "no.csv", "-o", "x.csv"), "no.csv: No such file"),
        (("matrix", "no.csv", "no.csv", "-o", "no/such/m.csv"), ": no/such: no such folder"),
        (("matrix", "no.csv", "no.csv", "-o", "x.csv", "--percentiles", "5"), "--percentiles are of a --window"),
        ((*ROUTE, "--map", "no/such/x.html"), ": no/such: no such folder"),
        ((*ROUTE, "-q", "-v"), "-q and -v contradict each other"),
        ((*ROUTE, "--pace", "quick"), "'quick' is not one of 'slow', 'normal', 'fast', 'none'"),
        ((*ROUTE, "--pay", "credit"), "'credit' is not one of 'card', 'student', 'cash'"),
        ((*ROUTE, "--spent", "much"), "--spent 'much' is not"),
        ((*ROUTE, "--price", "818"), "'--price': '818' is no LINE=CNY"),
        ((*ROUTE, "--price", "818=2", "--price", "818=3"), "'--price': '818=3' is no LINE=CNY, such as 818=3.80, once"),
        ((*ROUTE, "--price", "no such line=3"), "no such line"),
        ((*ROUTE, "--price", "818=cheap"), "cheap"),
        ((*ROUTE, "--booked", "no such line"), "--booked 'no such line'"),
        ((*ROUTE, "--now", "noon"), "--now 'noon' is not"),
        ((*ROUTE, "--option", "2"), "--option is of an --ics; give one"),
        ((*ROUTE, "--ics", "no/such/j.ics"), ": no/such: no such folder"),
        (("board", "国贸", "--at", "07:00", "--pace", "quick"), "'quick' is not one of"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_one_line_on_stderr(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.startswith("transit: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output


def test_no_journey_is_an_answer_with_reasons() -> None:
    far = run(
        "route", "39.60,117.60", "国贸", "--depart", "08:00", "--date", "2026-11-24", "--json"
    )
    assert far.exit_code == 3
    assert [r["code"] for r in json.loads(far.stdout)["reasons"]] == ["NO_STOP_IN_REACH"]
    before = run("route", "平谷", "国贸", "--depart", "08:00", "--date", "2026-11-24", "--json")
    assert before.exit_code == 3
    reason = json.loads(before.stdout)["reasons"][0]
    assert reason["code"] == "NO_SERVICE_THAT_DAY"
    assert reason["relaxation"]["date"] == "2026-12-31"


def test_find_info_and_sources_answer_in_text_and_json() -> None:
    assert "bus:tianyangcheng" in run("find", "tian yang cheng").stdout
    assert json.loads(run("find", "国贸", "--json").stdout)["matches"][0]["name"] == "国贸"
    assert run("find", "§§§").exit_code == 3
    assert {f["feed"] for f in json.loads(run("info", "--json").stdout)["feeds"]} == {
        "bus", "express", "line22", "rail", "subway",
    }  # fmt: skip
    assert "2023-12-15" in run("info").stdout
    assert len(json.loads(run("sources", "--json").stdout)["sources"]) > 150
    assert "12306" in run("sources", "--lang", "en").stdout


def test_another_citys_feed_is_as_welcome(tmp_path: Path) -> None:
    feed = str(written(tmp_path / "tiny"))
    result = run(
        "route", "甲", "乙", "--depart", "23:00", "--date", "2026-01-05", "--feed", feed, "--json"
    )
    (journey,) = json.loads(result.stdout)["journeys"]
    assert (journey["depart"], journey["arrive"]) == (
        "2026-01-06T00:50:00+08:00",
        "2026-01-06T01:10:00+08:00",
    )
    assert journey["crossings"] == []
    assert run("info", "--feed", feed).exit_code == 0
    assert run("sources", "--feed", feed).exit_code == 0


def test_a_window_is_a_line_a_departure() -> None:
    asked = (*ROUTE[:3], "--window", "07:00-07:10", "--date", "2026-11-24")
    zh, en = run(*asked), run(*asked, "--lang", "en")
    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert "07:00–07:10 出发" in zh.stdout
    assert "leaving 07:00–07:10" in en.stdout
    answer = json.loads(run(*asked, "--json").stdout)
    assert answer["query"]["window"] == ["2026-11-24T07:00:00+08:00", "2026-11-24T07:10:00+08:00"]
    assert len(answer["journeys"]) > len(zh.stdout.splitlines())


def test_wishes_are_passed_on() -> None:
    def legs(*wishes: str) -> list[dict[str, Any]]:
        answer = json.loads(run(*ROUTE, "--json", *wishes).stdout)
        return [leg for j in answer["journeys"] for leg in j["legs"]]

    def rides(*wishes: str) -> list[dict[str, Any]]:
        return [leg for leg in legs(*wishes) if leg["kind"] == "ride"]

    assert "818" in {ride["route_name"] for ride in rides()}
    assert "818" not in {ride["route_name"] for ride in rides("--avoid", "818")}
    assert {ride["mode"] for ride in rides("--modes", "bus")} == {"bus"}
    assert "assumed" not in {ride["evidence"] for ride in rides("--evidence", "derived")}
    assert len(json.loads(run(*ROUTE, "--json", "--criteria", "time").stdout)["journeys"]) == 1
    assert not [part for leg in legs("--pace", "none") for part in leg["overheads"]]
    checks = {
        pace: sum(part["minutes"] for leg in legs("--pace", pace) for part in leg["overheads"])
        for pace in ("slow", "fast")
    }
    assert checks["slow"] > checks["fast"] > 0
    through = json.loads(run(*ROUTE, "--json", "--via", "通州北苑").stdout)["journeys"]
    assert through != json.loads(run(*ROUTE, "--json").stdout)["journeys"]


def test_places_are_found_on_one_side_of_the_border() -> None:
    everywhere, there = (
        run("find", "东方", "--json"),
        run("find", "东方", "--side", "河北", "--json"),
    )
    regions = [
        {match["region"] for match in json.loads(result.stdout)["matches"]}
        for result in (everywhere, there)
    ]
    assert regions[1] < regions[0]
    wrong = run("find", "国贸", "--side", "上海")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("transit: --side '上海' ")


def test_why_is_told_to_who_asks() -> None:
    for lang in ("zh", "en"):
        plain, told = (
            run(*ROUTE, "--lang", lang).stdout,
            run(*ROUTE, "--lang", lang, "--why").stdout,
        )
        assert told.startswith(plain + "\n")
        # The question is told once.
        question = plain.split("\n")[0]
        assert told.count(question) == 1
        assert told[len(plain) + 1 :].startswith({"zh": "方案 1", "en": "Option 1"}[lang])
        assert len(told) > len(plain) + 200
    answer = json.loads(run(*ROUTE, "--json", "--why").stdout)
    assert set(answer) == {"query", "journeys", "reasons", "unplaced", "explanation"}
    assert answer["explanation"]
    far = ("route", "39.60,117.60", "国贸", "--depart", "08:00", "--date", "2026-11-24")
    assert run(*far, "--why").stdout == run(*far).stdout


def test_how_one_pays_is_passed_on() -> None:
    def fares(*wishes: str) -> list[dict[str, Any]]:
        asked = (*ROUTE, "--max-transfers", "0", "--json", *wishes)
        return [journey["fare"] for journey in json.loads(run(*asked).stdout)["journeys"]]

    (card,), (student,), (cash,) = (fares("--pay", pay) for pay in ("card", "student", "cash"))
    assert Decimal(student["known_cny"]) < Decimal(card["known_cny"]) < Decimal(cash["known_cny"])
    (own,) = fares("--price", "818=12.30")
    assert (own["known_cny"], own["complete"]) == ("12.30", True)
    metro = (
        "route",
        "大望路",
        "北京南站",
        "--depart",
        "08:00",
        "--date",
        "2026-11-24",
        "--modes",
        "subway",
        "--json",
    )
    little, much = (
        Decimal(
            json.loads(run(*metro, "--spent", spent).stdout)["journeys"][0]["fare"]["known_cny"]
        )
        for spent in ("0", "200")
    )
    assert much < little


def test_a_seat_that_can_no_longer_be_booked_is_left_out_unless_one_has_it() -> None:
    ends = ("星河园小区南门", "国贸地铁站G口")
    asked = ("route", *ends, "--arrive-by", "09:00", "--date", "2026-11-24", "--modes", "coach")
    late = ("--now", "2026-11-25 12:00")
    assert run(*asked).exit_code == 0
    assert run(*asked, *late).exit_code == 3
    assert run(*asked, *late, "--booked", "燕郊一线").exit_code == 0
    assert run("last", *asked[1:3], *asked[5:], *late).exit_code == 3


def test_the_last_departure_and_one_to_spare() -> None:
    asked = ("last", "国贸", "天洋城", "--date", "2026-11-24")
    last, spare = (
        json.loads(run(*asked, "--json", *more).stdout)["journeys"]
        for more in ((), ("--spare", "1"))
    )
    assert len(last) == len(spare) == 1
    assert spare[0]["depart"] < last[0]["depart"]
    assert "国贸 → 天洋城" in run(*asked).stdout
    nothing = run("last", "国贸", "平谷", "--date", "2026-11-24", "--json")
    assert nothing.exit_code == 3
    assert [r["code"] for r in json.loads(nothing.stdout)["reasons"]] == ["NO_SERVICE_THAT_DAY"]


def test_the_board_lists_what_leaves() -> None:
    asked = ("board", "燕郊站", "--at", "07:00", "--date", "2026-11-24", "-n", "3")
    zh, en = run(*asked), run(*asked, "--lang", "en")
    assert "往 唐山 方向" in zh.stdout
    assert "towards Tangshan (唐山)" in en.stdout
    assert len(json.loads(run(*asked, "--json").stdout)["departures"]) == 3
    quiet = run("board", "平谷", "--at", "07:00", "--date", "2026-11-24", "--json")
    assert quiet.exit_code == 3
    assert json.loads(quiet.stdout)["reasons"][0]["relaxation"] == {"date": "2026-12-31"}


def test_travel_times_are_written_as_csv_and_parquet(tmp_path: Path) -> None:
    homes, works = tmp_path / "homes.csv", tmp_path / "works.csv"
    homes.write_text("id,place\n1,天洋城\n2,燕郊站\n", encoding="utf-8")
    works.write_text("id,lat,lon\ncbd,39.9087,116.4605\nnowhere,39.60,117.60\n", encoding="utf-8")
    for name, when in (
        ("t.csv", ("--arrive-by", "09:00")),
        ("t.parquet", ("--window", "07:00-08:00", "--percentiles", "5,50,95")),
    ):
        path = tmp_path / name
        result = run(
            "matrix", str(homes), str(works), "-o", str(path), "--date", "2026-11-24", *when
        )
        assert result.exit_code == 0
        assert "4 对，其中 2 对可达" in result.stdout
        assert result.stderr == ""
    moment = pd.read_csv(tmp_path / "t.csv", dtype={"from_id": str})
    assert moment["from_id"].tolist() == ["1", "1", "2", "2"]
    assert moment["duration_min"].notna().tolist() == [True, False, True, False]
    window = pd.read_parquet(tmp_path / "t.parquet")
    assert list(window) == ["from_id", "to_id", "p5", "p50", "p95"]
    assert (window["p5"].dropna() <= window["p95"].dropna()).all()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "homes.csv", "t.csv", "t.parquet", "works.csv",
    ]  # fmt: skip


def matrix(tmp_path: Path, places: bytes, *more: str) -> Result:
    """The travel times within one list, at eight."""
    path = tmp_path / "places.csv"
    path.write_bytes(places)
    return run(
        "matrix", str(path), str(path), "-o", str(tmp_path / "t.csv"), "--depart", "08:00",
        "--date", "2026-11-24", *more,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_may_come_from_a_chinese_spreadsheet(encoding: str, tmp_path: Path) -> None:
    result = matrix(tmp_path, "id,place\n家,天洋城\nNA,国贸\n".encode(encoding))
    assert result.exit_code == 0
    written_ = pd.read_csv(tmp_path / "t.csv", keep_default_na=False)
    assert written_["from_id"].tolist() == ["家", "家", "NA", "NA"]
    other = matrix(tmp_path, "id,place\nx,天洋城\n".encode("utf-16"))
    assert (other.exit_code, other.stderr.count("\n")) == (2, 1)
    assert "save it as UTF-8" in other.stderr


def test_a_list_may_name_some_places_and_locate_others(tmp_path: Path) -> None:
    places = "id,place,lat,lon\na,天洋城,,\nb,,39.9087,116.4605\n"
    assert "4 对，其中 4 对可达" in matrix(tmp_path, places.encode()).stdout


def test_a_table_in_which_nothing_is_reached_says_so(tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text("id,lat,lon\nfar,39.60,117.60\n", encoding="utf-8")
    homes = tmp_path / "homes.csv"
    homes.write_text("id,place\n1,天洋城\n", encoding="utf-8")
    result = run(
        "matrix", str(homes), str(path), "-o", str(tmp_path / "t.csv"), "--depart", "08:00",
        "--date", "2026-11-24", "--lang", "en",
    )  # fmt: skip
    assert result.exit_code == 3
    assert "1 pairs, 0 of them reached" in result.stdout
    assert result.stderr == "transit: no pair is reached: mind the date, the time and the places\n"


@pytest.mark.parametrize(
    ("wishes", "zh", "en"),
    [
        (("--depart", "08:00", "--modes", "rail"), "（去掉 --modes 则有）", "(without --modes there is one)"),
        (
            ("--depart", "08:00", "--max-walk-min", "1", "--max-transfers", "0"),
            "（改用 --max-walk-min ", "(with --max-walk-min ",
        ),
    ],
)  # fmt: skip
def test_what_would_help_is_told_as_one_types_it(wishes: tuple[str, ...], zh: str, en: str) -> None:
    asked = (*ROUTE[:3], "--date", "2026-11-24", *wishes)
    told = run(*asked)
    assert told.exit_code == 3
    assert zh in told.stdout
    assert en in run(*asked, "--lang", "en").stdout
    reasons = json.loads(run(*asked, "--json").stdout)["reasons"]
    assert set(reasons[0]["relaxation"]) <= {"modes", "max_walk_min", "max_transfers"}
    # What is told can be typed.
    for typed in re.findall(r"改用 (\S+) (\S+) 则有", told.stdout):
        assert run(*asked, *typed).exit_code == 0


@pytest.mark.parametrize(
    ("relaxation", "typed"),
    [
        ({"depart_at": "2026-11-24T20:59:00+08:00"}, "with --depart 20:59"),
        ({"arrive_by": "2026-11-25T01:10:30+08:00"}, "with --arrive-by 25:10:30"),
        ({"depart_at": "2026-11-23T23:50:00+08:00"}, 'with --depart "2026-11-23 23:50:00"'),
        ({"window": ["2026-11-24T04:00:00+08:00", "2026-11-24T05:00:00+08:00"]}, "with --window 04:00-05:00"),
        ({"window": ("04:00", "26:00")}, "with --window 04:00-26:00"),
        ({"via": []}, "without --via"),
        ({"max_walk_min": 39.0, "max_transfers": 2}, "with --max-walk-min 39 and with --max-transfers 2"),
        (
            {"date": "2026-12-31", "depart_at": "2026-12-31T08:00:00+08:00"},
            "with --date 2026-12-31 and with --depart 08:00",
        ),
        ({"booked": ["express:A", "express:B"]}, "with --booked express:A and with --booked express:B"),
        ({"pace": None}, "with --pace none"),
        ({"pace": "fast", "now": None}, "with --pace fast and without --now"),
        ({"transfers": "walk"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_a_change_is_written_as_options(relaxation: dict[str, object], typed: str | None) -> None:
    told = as_options(relaxation, date(2026, 11, 24))
    assert (told and told[0]) == typed


def test_a_warning_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-c", "from transit.cli import main; main()", "info"],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "file")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr.startswith("transit: going on without a cache: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is no CSV"),
        ("name,lat\nx,1\n", "no column id"),
        ("id,place\n", "places.csv, line 1: has a header, but no places"),
        ("id,place\nx,天洋城\n,燕郊站\n", "places.csv, line 3: has no id"),
        ("id,place\nx,天洋城\n\ny,\n", "places.csv, line 4: has neither a place nor lat and lon"),
        ("id,place,lat,lon\nx,天洋城,,\ny,,39.9,\n", "places.csv, line 3: has neither"),
        ("id,name\nx,1\n", "lat and lon"),
        ("id,lat,lon\nx,91,116\n", "origins['x']"),
        ("id,place\nx,天洋诚\n", "天洋城"),
        ('id,place\nx,"天\n', "is no CSV"),
    ],
)
def test_a_list_of_places_that_is_none_is_one_line(content: str, says: str, tmp_path: Path) -> None:
    result = matrix(tmp_path, content.encode())
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.startswith("transit: ")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "t.csv").exists()


def test_what_is_done_and_how_long_it_takes_is_told_to_who_asks() -> None:
    quiet, loud = run("find", "国贸"), run("find", "国贸", "-v", "--no-cache")
    assert quiet.stderr == ""
    assert "reading the timetable: " in loud.stderr
    assert loud.stderr.splitlines()[0].endswith(" s")
    assert loud.stdout == quiet.stdout


def test_only_the_very_first_search_is_announced_to_a_script(tmp_path: Path) -> None:
    # Refused before anything is searched: what is announced here is never compiled.
    refused = ("route", "天洋城", "国贸", "--depart", "8am", "--date", "2026-11-24")

    def said(*more: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", "from transit.cli import main; main()", *refused, *more],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr.splitlines()

    announced, error = said()
    assert announced == "compiling the search, once on this machine, and looking for journeys ..."
    assert error.startswith("transit: --depart '8am' is not")
    assert said("-q") == [error]
    assert said("-v")[1] == announced


def test_the_map_command_writes_one_file(tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    result = run("map", "-o", str(page), "--json")
    assert json.loads(result.stdout)["megabytes"] < 5
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]
