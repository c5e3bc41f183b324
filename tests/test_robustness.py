"""Wrong feeds and wrong questions: each gives one error that says what, where and what to do; none a wrong answer."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import transit
from tests.test_reader import TINY, written
from transit.cli import main
from transit.errors import FeedError, QueryError, TransitError
from transit.gtfs.reader import read_feed

FREQUENCIES = "trip_id,start_time,end_time,headway_secs,exact_times\n"
EXCEPTIONS = "service_id,date,exception_type\n"
TRANSFERS = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
FARES = "fare_id,price,currency_type,payment_method,transfers\n"
SHAPES = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
TIMES = TINY["stop_times"].splitlines()[0]
DAY = "2026-01-05"


def header(table: str) -> str:
    return TINY[table].splitlines()[0] + "\n"


def instead(table: str, old: str, new: str) -> dict[str, str]:
    assert old in TINY[table]
    return {table: TINY[table].replace(old, new)}


WRONG = {
    "no agency": ({"agency": header("agency")}, "agency.txt: names no agency"),
    "only headers": ({t: header(t) for t in TINY}, "agency.txt: names no agency"),
    "only empty files": (dict.fromkeys(TINY, ""), "agency.txt: names no agency"),
    "no zone": (instead("agency", "Asia/Shanghai", ""), "agency.txt, line 2, column agency_timezone"),
    "unknown zone": (instead("agency", "Asia/Shanghai", "Mars/Base"), "IANA name such as 'Asia/Shanghai'"),
    "zone that is a folder": (instead("agency", "Asia/Shanghai", "Asia"), "timezone='Asia'"),
    "zone that is a path": (instead("agency", "Asia/Shanghai", "../../etc/hosts"), "agency_timezone"),
    "agencies of two zones": (
        {"agency": TINY["agency"] + "y,Y,https://example.org,Europe/Berlin\n"},
        "agency.txt, line 3, column agency_timezone: 'Europe/Berlin' is not the zone of the first",
    ),
    "no stops": ({"stops": header("stops")}, "column stop_id: 'A' is not in stops.txt"),
    "no position": (instead("stops", "39.90,116.40", ","), "stops.txt, line 2, column stop_lat: a stop needs"),
    "no position column": ({"stops": "stop_id,stop_name\nA,a\nB,b\n"}, "line 2, column stop_lat: a stop needs"),
    "position that is no number": (instead("stops", "39.90", "nan"), "line 2, column stop_lat: 'nan' is not a num"),
    "endless position": (instead("stops", "116.50", "inf"), "line 3, column stop_lon: 'inf' is not a number"),
    "position off the globe": (instead("stops", "39.90,116.40", "116.40,39.90"), "116.4 is not from -90 to 90"),
    "blank stop id": (instead("stops", "B,", ","), "stops.txt, line 3, column stop_id: must not be blank"),
    "blank trip id": (instead("trips", "S,T", "S,"), "trips.txt, line 2, column trip_id: must not be blank"),
    "blank service": (instead("trips", "S,T", ",T"), "trips.txt, line 2, column service_id: must not be blank"),
    "blank route type": (instead("routes", "1,3", "1,"), "routes.txt, line 2, column route_type: must not be"),
    "blank sequence": (instead("stop_times", "A,1", "A,"), "stop_times.txt, line 3, column stop_sequence: must"),
    "python's own number": (instead("routes", "1,3", "1,1_0"), "'1_0' is not a whole number"),
    "number beyond 32 bits": (instead("routes", "1,3", "1,3000000000"), "'3000000000' is not a whole number"),
    "two trips of one id": ({"trips": TINY["trips"] + "R,S,T\n"}, "trips.txt, line 3, column trip_id: 'T' stands"),
    "two calls of one sequence": (instead("stop_times", "A,1", "A,2"), "stop_times.txt, line 3, column stop_seq"),
    "one service twice": (
        {"calendar": TINY["calendar"] + "S,0,0,0,0,0,1,1,20270101,20271231\n"},
        "calendar.txt, line 3, column service_id: 'S' stands twice",
    ),
    "a date that runs and does not": (
        {"calendar_dates": EXCEPTIONS + "S,20260105,1\nS,20260105,2\n"},
        "calendar_dates.txt, line 3, column date: 'S 20260105' stands twice",
    ),
    "a month too many": (instead("calendar", "20261231", "20261332"), "line 2, column end_date: '20261332' is not"),
    "an ISO date": (instead("calendar", "20260101", "2026-01-01"), "'2026-01-01' is not a date (YYYYMMDD)"),
    "no date": (instead("calendar", "20260101", ""), "calendar.txt, line 2, column start_date: must not be blank"),
    "for ever": (instead("calendar", "20261231", "99991231"), "'99991231' is not a date (YYYYMMDD) of 1900 to"),
    "an end before the start": (instead("calendar", "20260101", "20280101"), "the end lies before start_date"),
    "a Monday of 7": (instead("calendar", "S,1", "S,7"), "calendar.txt, line 2, column monday: 7 is not from 0"),
    "an exception of no kind": ({"calendar_dates": EXCEPTIONS + "S,20260105,3\n"}, "3 is not from 1 to 2"),
    "a time without seconds": (instead("stop_times", "24:50:00,24:50:00", "24:50,24:50"), "'24:50' is not a time"),
    "a time below 0": (instead("stop_times", "24:50:00,24", "-1:50:00,24"), "'-1:50:00' is not a time"),
    "a time of another script": (instead("stop_times", "24:50:00,24", "２4:50:00,24"), "is not a time"),
    "a time of next month": (instead("stop_times", "25:10:00,25", "999:10:00,25"), "'999:10:00' is not a time"),
    "an endless time": (instead("stop_times", "25:10:00,25", f"{'9' * 5000}:10:00,25"), "is not a time"),
    "no times": ({"stop_times": "trip_id,stop_id,stop_sequence\nT,A,1\nT,B,2\n"}, "line 2, column arrival_time: a t"),
    "no first time": (instead("stop_times", "24:50:00,24:50:00", ","), "stop_times.txt, line 3, column arrival_t"),
    "no last time": (instead("stop_times", "25:10:00,25:10:00", ","), "a time at its first and last call"),
    "no last time before another trip": (
        {"trips": TINY["trips"] + "R,S,T2\n",
         "stop_times": TINY["stop_times"].replace("25:10:00,25:10:00", ",") + "T2,8:00:00,8:00:00,A,1\n"},
        "stop_times.txt, line 2, column arrival_time: a trip needs a time at its first and last call",
    ),
    "a trip back in time": (instead("stop_times", "24:50:00,24:50:00", "26:50:00,26:50:00"), "line 2, column arr"),
    "a stay back in time": (instead("stop_times", "24:50:00,24:50:00", "24:50:00,24:40:00"), "line 3, column arr"),
    "a call at a station": (
        {"stops": "stop_id,stop_lat,stop_lon,location_type\nA,39.9,116.4,1\nB,39.9,116.5,\n"},
        "stop_times.txt, line 3, column stop_id: 'A' is no stop or platform",
    ),
    "an unknown station": (
        {"stops": "stop_id,stop_lat,stop_lon,parent_station\nA,39.9,116.4,Z\nB,39.9,116.5,\n"},
        "stops.txt, line 2, column parent_station: 'Z' is not in stops.txt",
    ),
    "headway of no trip": ({"frequencies": FREQUENCIES + "Q,08:00:00,09:00:00,600,0\n"}, "'Q' is not in trips.txt"),
    "headway of nothing": ({"frequencies": FREQUENCIES + "T,08:00:00,09:00:00,0,0\n"}, "line 2, column headway_secs"),
    "headway below 0": ({"frequencies": FREQUENCIES + "T,08:00:00,09:00:00,-5,0\n"}, "-5 is not from 1"),
    "window turned round": ({"frequencies": FREQUENCIES + "T,09:00:00,08:00:00,600,0\n"}, "lies before start_time"),
    "window without a start": ({"frequencies": FREQUENCIES + "T,,08:00:00,600,0\n"}, "start_time: must not be blank"),
    "window of another kind": ({"frequencies": FREQUENCIES + "T,07:00:00,08:00:00,600,7\n"}, "7 is not from 0 to 1"),
    "a change that saves time": ({"transfers": TRANSFERS + "A,B,2,-60\n"}, "line 2, column min_transfer_time: -60"),
    "a change to nowhere": ({"transfers": TRANSFERS + "A,Z,2,60\n"}, "line 2, column to_stop_id: 'Z' is not in stops"),
    "a change of no kind": ({"transfers": TRANSFERS + "A,B,9,60\n"}, "column transfer_type: 9 is not from 0 to 5"),
    "a change from a blank": ({"transfers": TRANSFERS + ",B,1,\n"}, "column from_stop_id: must not be blank where"),
    "a change of no trip": (
        {"transfers": "from_stop_id,to_stop_id,from_trip_id\nA,B,Q\n"}, "column from_trip_id: 'Q' is not in trips.txt",
    ),
    "a change of no route": (
        {"transfers": "from_stop_id,to_stop_id,to_route_id\nA,B,Q\n"}, "column to_route_id: 'Q' is not in routes.txt",
    ),
    "staying on board of what": (
        {"transfers": "transfer_type,from_trip_id,to_trip_id\n4,T,\n"},
        "transfers.txt, line 2, column to_trip_id: must not be blank where transfer_type is 4",
    ),
    "money below 0": ({"fare_attributes": FARES + "f,-1,CNY,0,\n"}, "'-1' is not an amount of money such as 3.50"),
    "money in floating point": ({"fare_attributes": FARES + "f,1e2,CNY,0,\n"}, "line 2, column price: '1e2' is not"),
    "no money": ({"fare_attributes": FARES + "f,,CNY,0,\n"}, "line 2, column price: must not be blank"),
    "money of no country": ({"fare_attributes": FARES + "f,1,yuan,0,\n"}, "'yuan' is not a currency such as CNY"),
    "paying in another way": ({"fare_attributes": FARES + "f,1,CNY,2,\n"}, "payment_method: 2 is not from 0 to 1"),
    "changes below 0": ({"fare_attributes": FARES + "f,1,CNY,0,-1\n"}, "'-1' is not a whole number of 0 or more"),
    "one fare twice": ({"fare_attributes": FARES + "f,1,CNY,0,\nf,2,CNY,0,\n"}, "line 3, column fare_id: 'f' stands"),
    "a rule of no fare": ({"fare_rules": "fare_id\nf\n"}, "fare_rules.txt, line 2, column fare_id: 'f' is not in"),
    "a fare of no route": (
        {"fare_attributes": FARES + "f,1,CNY,0,\n", "fare_rules": "fare_id,route_id\nf,Q\n"},
        "fare_rules.txt, line 2, column route_id: 'Q' is not in routes.txt",
    ),
    "shape point nowhere": ({"shapes": SHAPES + "s,,,1\n"}, "shapes.txt, line 2, column shape_pt_lat: must not"),
    "unknown booking rule": (
        {"stop_times": f"{TIMES},pickup_booking_rule_id\nT,8:00:00,8:00:00,A,1,X\nT,9:00:00,9:00:00,B,2,\n"},
        "stop_times.txt, line 2, column pickup_booking_rule_id: 'X' is not in booking_rules.txt",
    ),
    "an open quote": (instead("stops", "甲", '"甲'), "not a comma-separated UTF-8 table"),
    "a long row": ({"stops": TINY["stops"] + "C,c,39.9,116.4,x,y,z\n"}, "Expected 4 fields in line 4"),
    "only long rows": (instead("routes", "1,3", "1,3,,"), "line 2: rows have more fields than the header has names"),
    "a short row": ({"stops": TINY["stops"] + "C\n"}, "stops.txt, line 4, column stop_lat: a stop needs"),
    "lines count where some are blank": (
        {"stops": TINY["stops"].replace("\n", "\n\n") + "C,c,39.9,north\n"}, "line 7, column stop_lon: 'north'"
    ),
    "semicolons": ({"stops": TINY["stops"].replace(",", ";")}, "stops.txt, column stop_id: required column is mis"),
    "a zero byte": ({"stops": TINY["stops"] + "\0"}, "stops.txt, line 4"),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_feed_is_refused_in_one_line(tmp_path: Path, tables: dict, says: str) -> None:
    folder = written(tmp_path / "tiny", **tables)
    with pytest.raises(FeedError) as caught:
        transit.load(folder)
    assert says in str(caught.value)
    assert str(caught.value).startswith(str(folder))
    result = CliRunner().invoke(main, ["info", "--feed", str(folder)])
    assert (result.exit_code, result.stderr) == (2, f"transit: {caught.value}\n")


ODD = {
    "an agency without an id": {"agency": "agency_name,agency_timezone\nX,Asia/Shanghai\n"},
    "agencies of one id": {"agency": TINY["agency"] + "x,Y,https://example.org,Asia/Shanghai\n"},
    "carriage returns": {t: text.replace("\n", "\r") for t, text in TINY.items()},
    "a byte order mark and CRLF": {t: "\ufeff" + x.replace("\n", "\r\n") for t, x in TINY.items()},
    "blanks around": {"stops": TINY["stops"].replace(",", " , ")},
    "blank lines": {"stop_times": TINY["stop_times"].replace("\n", "\n\n")},
    "quotes, commas and lines in a name": instead("stops", "甲", '"a ""b"", c\nd"'),
    "headers without names": {"stops": "stop_id,,,stop_lat,stop_lon\nA,,,39.9,116.4\nB,,,39.91,116.5\n"},
    "no names": {"stops": "stop_id,stop_lat,stop_lon\nA,39.9,116.4\nB,39.91,116.5\n"},
    "ids that look like nothing": instead("routes", "R,", "NA,") | instead("trips", "R,", "NA,"),
    "a trip that never calls": {"trips": TINY["trips"] + "R,S,T2\n"},
    "a trip that calls once": {
        "trips": TINY["trips"] + "R,S,T2\n", "stop_times": TINY["stop_times"] + "T2,8:00:00,8:00:00,A,1\n",
    },
    "a trip that stays": {
        "trips": TINY["trips"] + "R,S,T2\n",
        "stop_times": TINY["stop_times"] + "T2,8:00:00,8:00:00,A,1\nT2,8:05:00,8:05:00,A,2\n",
    },
    "a platform that lies at its station": {
        "stops": "stop_id,stop_lat,stop_lon,location_type,parent_station\n"
        "X,39.9,116.4,1,\nA,,,,X\nB,39.91,116.5,0,\n"
    },
    "a stop at the pole": instead("stops", "39.90", "90"),
    "no service that day of a service nobody knows": {"trips": TINY["trips"] + "R,Z,T2\n"},
    "exceptions that say one thing twice": {"calendar_dates": EXCEPTIONS + "S,20260106,1\n" * 2},
    "a shape of one point": {
        "shapes": SHAPES + "s,39.9,116.4,1\n",
        "trips": "route_id,service_id,trip_id,shape_id\nR,S,T,s\n",
    },
    "a shape nobody drew": {"trips": "route_id,service_id,trip_id,shape_id\nR,S,T,s\n"},
    "words of its own": {
        "routes": "route_id,route_short_name,route_type,status,evidence,crossing_id,route_color\n"
        "R,1,-3,odd,sure,nowhere,red\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("tables", ODD.values(), ids=ODD)
def test_an_odd_feed_answers_as_the_plain_one(tmp_path: Path, tables: dict) -> None:
    net = transit.load(written(tmp_path / "tiny", **tables))
    (journey,) = net.route("A", "B", depart_at="23:00", date=DAY)
    assert [f"{t:%d %H:%M}" for t in (journey.depart, journey.arrive)] == ["06 00:50", "06 01:10"]
    assert len(net.stops) == net.graph.number_of_nodes() == 2
    assert len(net.routes) == 1
    assert net.to_networkx("routes", date=DAY, period=("24:00", "26:00")).number_of_edges()
    assert net.to_networkx("time_expanded", date=DAY, period=("24:00", "26:00")).number_of_edges()
    assert net.info()
    assert net.sources() == []
    assert "leaflet" in net.map().get_root().render()
    assert len(net.route("A", "B", depart_at="23:00", date=DAY).to_frame()) == 1


def test_a_feed_without_any_trip_knows_its_stops_and_no_journey(tmp_path: Path) -> None:
    net = transit.load(
        written(tmp_path / "tiny", stop_times=header("stop_times"), trips=header("trips"))
    )
    assert list(net.stops.index) == ["A", "B"]
    assert net.graph.number_of_edges() == 0
    assert net.info()["feeds"][0]["trips"] == 0
    assert net.map()
    assert [r.code for r in net.route("A", "B", depart_at="8:00", date=DAY).reasons] == [
        "NO_SERVICE_THAT_DAY"
    ] * 2


def test_overlapping_windows_are_one_service_with_the_shorter_wait(tmp_path: Path) -> None:
    windows = FREQUENCIES + "T,08:00:00,10:00:00,1200,0\nT,08:30:00,09:00:00,600,0\n"
    net = transit.load(written(tmp_path / "tiny", frequencies=windows))
    (journey,) = net.route("A", "B", depart_at="8:40", date=DAY)
    assert f"{journey.arrive:%H:%M}" == "09:05"
    assert journey.rides[0].headway_s == 600


def zipped(path: Path, prefix: str = "", tables: dict = TINY) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        for name, text in tables.items():
            archive.writestr(f"{prefix}{name}.txt", text)
    return path


def test_a_zip_of_two_feeds_is_refused_not_mixed(tmp_path: Path) -> None:
    path = zipped(zipped(tmp_path / "two.zip", "a/"), "b/")
    with pytest.raises(FeedError, match="several feeds, in a, b"):
        transit.load(path)


def test_what_a_mac_puts_into_a_zip_is_left_there(tmp_path: Path) -> None:
    path = zipped(
        zipped(tmp_path / "mac.zip", "feed/"), "__MACOSX/feed/._", dict.fromkeys(TINY, "\0")
    )
    assert len(read_feed(path).stops) == 2


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in TINY.items():
            archive.writestr(f"{name}.txt", text * 50)
    content = bytearray(path.read_bytes())
    content[60:90] = b"\xff" * 30
    path.write_bytes(content)
    with pytest.raises(FeedError, match="cannot be unpacked"):
        read_feed(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "latin-1"])
def test_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    folder = written(tmp_path / "tiny")
    text = TINY["stops"].replace("甲", "Å" if encoding == "latin-1" else "甲").replace("乙", "b")
    (folder / "stops.txt").write_bytes(text.encode(encoding))
    with pytest.raises(FeedError, match=r"stops\.txt: not a comma-separated UTF-8 table"):
        read_feed(folder)


def test_odd_names_make_plain_prefixes(tmp_path: Path) -> None:
    net = transit.load([written(tmp_path / "my feed: 1"), written(tmp_path / "北京.v2")])
    assert list(net.stops.index) == ["my_feed_1:A", "my_feed_1:B", "北京:A", "北京:B"]
    assert net.route("my_feed_1:A", "北京:B", depart_at="23:00", date=DAY)
    with pytest.raises(FeedError, match="two feeds bear this name"):
        transit.load([written(tmp_path / "a.zip"), written(tmp_path / "a")])


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    folder = written(tmp_path / "tiny")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FeedError, match=r"agency\.txt: cannot be read: Permission denied"):
        read_feed(folder)


@pytest.mark.parametrize(
    "path", [5, b"feed", [], [None], {"a": 1}, "", "x" * 5000, "a\0b", __file__, "/dev/null"]
)
def test_what_is_no_path_to_a_feed_is_refused(path: object, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((FeedError, QueryError)):
        transit.load(path)


TABLES = sorted(TINY | {"frequencies": "", "transfers": "", "calendar_dates": ""})
CONTENTS = TINY | {
    "frequencies": FREQUENCIES + "T,08:00:00,09:00:00,600,0\n",
    "transfers": TRANSFERS + "A,B,2,120\n",
    "calendar_dates": EXCEPTIONS + "S,20260105,1\n",
}
pieces = st.one_of(
    st.binary(max_size=3),
    st.sampled_from(
        [b",", b"\n", b'"', b"-", b"9", b"", b"0", b"A", b"\r\n", b" ", b":", b"\xef\xbb\xbf"]
    ),
)


@given(
    st.lists(
        st.tuples(st.sampled_from(TABLES), st.floats(0, 1), st.integers(0, 12), pieces),
        min_size=1,
        max_size=4,
    )
)
def test_mutated_bytes_are_read_or_refused(tmp_path_factory, edits: list) -> None:
    contents = {name: text.encode() for name, text in CONTENTS.items()}
    for name, where, removed, piece in edits:
        start = round(where * len(contents[name]))
        contents[name] = contents[name][:start] + piece + contents[name][start + removed :]
    folder = tmp_path_factory.mktemp("fuzz")
    for name, content in contents.items():
        (folder / f"{name}.txt").write_bytes(content)
    ask_anything(folder)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), pieces), min_size=1, max_size=3))
def test_mutated_zips_are_read_or_refused(tmp_path_factory, edits: list) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in CONTENTS.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt", (2026, 1, 1, 0, 0, 0)), text)
    content = buffer.getvalue()
    for where, removed, piece in edits:
        start = round(where * len(content))
        content = content[:start] + piece + content[start + removed :]
    path = tmp_path_factory.mktemp("fuzz") / "feed.zip"
    path.write_bytes(content)
    ask_anything(path)


def ask_anything(path: Path) -> None:
    """Load and ask; only errors of ours may come of it."""
    with suppress(TransitError):
        net = transit.load(path)
        for stop_id in net.stops.index[:2]:
            for options in ({"depart_at": "00:00"}, {"arrive_by": "25:30"}):
                for journey in net.route(stop_id, net.stops.index[-1], date=DAY, **options):
                    assert journey.depart <= journey.arrive
        assert len(net.routes) == len(net.feed.routes)


@pytest.fixture(scope="module")
def net():
    return transit.load()


A, B, D = "天洋城", "国贸", "2026-11-24"

QUESTIONS = {
    "origin": [None, 5, [39.9, 116.4], np.array([39.9, 116.4]), (1, 2, 3), (1,), ("a", "b"), (None, 1), b"x", {},
               (float("nan"), 1), (116.4, 39.9), "inf,inf", "91,0", shapely.box(0, 0, 1, 1), shapely.Point(),
               pd.Series([1.0, 2.0])],
    "depart_at": ["", "8am", 8, date(2026, 11, 24), pd.NaT, np.datetime64("2026-11-24T08:00"), "99:30", "8:60",
                  "2026-11-27 08:00", "2026-11-23 08:00", datetime.max, datetime.min],  # noqa: DTZ901
    "date": ["", "24.11.2026", 20261124, [D], pd.NaT, "2026-02-30"],
    "max_transfers": ["4", 2.5, -1, 16, float("nan")],
    "max_walk_min": ["20", None, -1, 61, float("nan"), float("inf")],
    "walk_speed_kmh": [0, None, "4", 11, -4.5],
    "wait": ["never", None, ["mean"], 0.5],
    "transfers": ["none", None, [], 1],
    "min_change_s": [-1, "60", 1.5, 3601, None],
}  # fmt: skip


@pytest.mark.parametrize(
    ("argument", "value"), [(a, v) for a, values in QUESTIONS.items() for v in values], ids=repr
)
def test_a_wrong_argument_is_named_with_what_is_allowed(net, argument, value) -> None:
    asked = {"origin": A, "destination": B, "depart_at": "08:00", "date": D, argument: value}
    with pytest.raises(QueryError) as caught:
        net.route(asked.pop("origin"), asked.pop("destination"), **asked)
    assert caught.value.argument == argument
    assert caught.value.allowed
    if argument == "origin":
        with pytest.raises(QueryError, match="destination"):
            net.route(A, value, depart_at="08:00", date=D)


def test_an_error_never_echoes_pages(net) -> None:
    for asked in (lambda: net.route(net.find(B), B, depart_at="08:00", date=D),
                  lambda: net.route(A, B, depart_at="08:00", date=D, avoid=["天" * 10_000]),
                  lambda: net.route("天" * 10_000, B, depart_at="08:00", date=D),
                  lambda: net.route(net.stops, B, depart_at="08:00", date=D)):  # fmt: skip
        with pytest.raises(TransitError) as caught:
            asked()
        assert len(str(caught.value)) < 500
        assert "\n" not in str(caught.value)
        assert "…" in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"progress": 3}, "progress=3 .* a function"),
        ({"percentiles": (25, 75)}, r"percentiles=\(25, 75\) .* with a window"),
        ({"modes": "bus"}, "modes='bus'"),
        ({"avoid": 818}, "avoid=818"),
    ],
    ids=str,
)
def test_a_table_refuses_what_it_would_not_use(net, asked, says) -> None:
    with pytest.raises(QueryError, match=says):
        net.travel_times([A], [B], depart_at="08:00", date=D, **asked)


@pytest.mark.parametrize("name", ["", "  ", "\0", "天" * 10_000, "§", "\ud800", "x,y"])
def test_a_name_of_nothing_is_no_place(net, name) -> None:
    with pytest.raises(transit.PlaceNotFoundError):
        net.route(name, B, depart_at="08:00", date=D)


def test_a_match_of_another_network_is_refused(net) -> None:
    elsewhere = transit.load(net.corridor.feed_paths[3])
    with pytest.raises(QueryError, match="of the same network"):
        net.route(elsewhere.find("燕郊")[0], B, depart_at="08:00", date=D)


@pytest.mark.parametrize(
    ("text", "n"), [(5, 1), (None, 1), ("国贸", 0), ("国贸", -1), ("国贸", "x")]
)
def test_find_refuses_what_it_cannot_look_for(net, text, n) -> None:
    with pytest.raises(QueryError):
        net.find(text, n=n)


@pytest.mark.parametrize("period", [None, ("07:00",), "07:00-08:00", (7, 8), ("09:00", "08:00"), ("8:00", "8:00"),
                                    ("x", "y"), ("70:00", "80:00")])  # fmt: skip
@pytest.mark.parametrize("view", ["routes", "time_expanded"])
def test_a_period_that_is_none_is_refused(net, view, period) -> None:
    with pytest.raises(QueryError, match="period"):
        net.to_networkx(view, date=D, period=period)


@pytest.mark.parametrize("origin", [{}, "x", {"nowhere": "07:00"}, {"bus:tianyangcheng": "06:00"},
                                    {"bus:tianyangcheng": 25_200}])  # fmt: skip
def test_an_origin_that_is_none_is_refused(net, origin) -> None:
    with pytest.raises(QueryError, match="origin"):
        net.to_networkx("time_expanded", date=D, period=("07:00", "08:00"), origin=origin)


def test_views_that_are_none_are_refused(net) -> None:
    for view in ("", None, "Routes"):
        with pytest.raises(QueryError, match="view"):
            net.to_networkx(view, date=D, period=("07:00", "08:00"))
    with pytest.raises(QueryError, match="origin"):
        net.to_networkx(
            "routes", date=D, period=("07:00", "8:00"), origin={"bus:tianyangcheng": "07:00"}
        )
    with pytest.raises(QueryError, match="date=None"):
        net.to_networkx("routes", date=None, period=("07:00", "08:00"))
    with pytest.raises(transit.NoServiceError, match="No feed covers 2019-01-01"):
        net.to_networkx("routes", date="2019-01-01", period=("07:00", "08:00"))


def test_a_language_without_words_is_refused(net) -> None:
    result = net.route(A, B, arrive_by="09:00", date=D)
    for asked in (result.text, result.explore, net.map):
        with pytest.raises(QueryError, match="lang='fr'"):
            asked(lang="fr")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"], ["route"], ["route", "a"], ["route", "", B], ["route", A, B, "--bogus"],
        ["route", A, B, "--depart", ""], ["route", A, B, "--date", "soon"], ["route", A, B, "--wait", "no"],
        ["route", A, B, "--max-transfers", "x"], ["route", A, B, "--max-walk-min", "nan"],
        ["find", "x", "-n", "0"], ["find", "x", "--lang", "fr"], ["info", "--feed", "/dev/null"],
        ["info", "--feed", ""], ["map", "-o", "/dev/null/map.html"], ["map", "-o", "/"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_misuse_of_a_command_is_one_line_and_2(
    arguments: list[str], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("transit: ")
    assert result.stderr.count("\n") == 1
    assert isinstance(result.exception, SystemExit)


def test_a_reader_that_hangs_up_gets_no_traceback() -> None:
    command = [sys.executable, "-c", "from transit.cli import main; main()", "sources", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_no_warning_comes_of_ordinary_work(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        transit.load(zipped(tmp_path / "tiny.zip")).route("A", "B", depart_at="8:00", date=DAY)
