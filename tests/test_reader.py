"""GTFS reading: what is there arrives typed, what is wrong is named with file, line and column."""

from __future__ import annotations

import zipfile
from datetime import date
from itertools import islice, permutations
from pathlib import Path

import pytest

from transit.errors import FeedError, TransitError
from transit.gtfs.calendar import active_services, covered_dates
from transit.gtfs.feed import merge
from transit.gtfs.reader import read_feed
from transit.gtfs.schema import NO_LIMIT, NO_TIME

TINY = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\nx,X,https://example.org,Asia/Shanghai\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\nA,甲,39.90,116.40\nB,乙,39.91,116.50\n",
    "routes": "route_id,route_short_name,route_type\nR,1,3\n",
    "trips": "route_id,service_id,trip_id\nR,S,T\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T,25:10:00,25:10:00,B,2\nT,24:50:00,24:50:00,A,1\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "S,1,1,1,1,1,0,0,20260101,20261231\n",
}


def written(folder: Path, **changed: str | None) -> Path:
    """Write the tiny feed with some tables changed, or left out where None."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**TINY, **changed}.items():
        if text is not None:
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_arrives_typed_and_in_order_of_calls(tmp_path: Path) -> None:
    feed = read_feed(written(tmp_path / "tiny"))
    assert feed.name == "tiny"
    assert feed.stop_times["departure_time"].tolist() == [89_400, 90_600]
    assert feed.stop_times["stop_id"].tolist() == ["A", "B"]
    assert feed.frequencies.empty
    assert feed.stops["error_m"].isna().all()


@pytest.mark.parametrize("inside", ["", "some/folder/"])
def test_a_zip_reads_like_its_folder(tmp_path: Path, inside: str) -> None:
    with zipfile.ZipFile(tmp_path / "tiny.gtfs.zip", "w") as archive:
        for name, text in TINY.items():
            archive.writestr(f"{inside}{name}.txt", "\ufeff" + text.replace("\n", "\r\n"))
    feed = read_feed(tmp_path / "tiny.gtfs.zip")
    assert feed.name == "tiny"
    assert feed.stop_times.equals(read_feed(written(tmp_path / "tiny")).stop_times)


def test_a_blank_time_is_not_midnight(tmp_path: Path) -> None:
    times = TINY["stop_times"].replace("24:50:00,24:50:00", "00:00:00,")
    feed = read_feed(written(tmp_path / "tiny", stop_times=times))
    assert feed.stop_times["arrival_time"].tolist() == [0, 90_600]
    assert feed.stop_times["departure_time"].tolist() == [NO_TIME, 90_600]


@pytest.mark.parametrize(
    ("table", "text", "says"),
    [
        ("stops", None, "stops.txt missing"),
        ("calendar", None, "calendar.txt missing"),
        ("stops", "stop_name\nA\n", "stops.txt, column stop_id: required column is missing"),
        ("stops", TINY["stops"].replace("39.91", "north"), "stops.txt, line 3, column stop_lat: 'north' is not"),
        ("routes", TINY["routes"].replace(",3", ",bus"), "routes.txt, line 2, column route_type: 'bus' is not a"),
        ("stop_times", TINY["stop_times"].replace("25:10:00,25", "25:70:00,25"),
         "stop_times.txt, line 2, column arrival_time: '25:70:00' is not a time (HH:MM:SS)"),
        ("stop_times", TINY["stop_times"].replace(",B,", ",C,"),
         "stop_times.txt, line 2, column stop_id: 'C' is not in stops.txt"),
        ("trips", TINY["trips"].replace("R,", "Q,"), "trips.txt, line 2, column route_id: 'Q' is not in routes.txt"),
        ("stops", TINY["stops"] + "A,丙,39.9,116.4\n", "stops.txt, line 4, column stop_id: 'A' stands twice"),
        ("stops", 'stop_id,stop_name\n"A', "stops.txt: not a comma-separated UTF-8 table"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, table: str, text: str | None, says: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_feed(written(tmp_path / "tiny", **{table: text}))
    assert says in str(caught.value)
    assert isinstance(caught.value, TransitError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"hello"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(content)
    with pytest.raises(FeedError, match="neither a folder nor a zip"):
        read_feed(path)


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no such file or folder"):
        read_feed(tmp_path / "nowhere")


def test_merged_ids_bear_their_feeds_name(tmp_path: Path) -> None:
    one, two = (read_feed(written(tmp_path / name)) for name in ("one", "two"))
    both = merge([one, two])
    assert both.stops["stop_id"].tolist() == ["one:A", "one:B", "two:A", "two:B"]
    assert both.trips["feed"].tolist() == ["one", "two"]
    assert both.trips["block_id"].tolist() == ["", ""]
    assert merge([one]).stops["stop_id"].tolist() == ["A", "B"]


def test_feeds_of_one_name_do_not_merge(tmp_path: Path) -> None:
    one = read_feed(written(tmp_path / "one"))
    with pytest.raises(FeedError, match="two feeds bear this name"):
        merge([one, one])


def test_feeds_of_two_zones_keep_theirs(tmp_path: Path) -> None:
    home = read_feed(written(tmp_path / "home"))
    abroad = read_feed(
        written(
            tmp_path / "abroad", agency=TINY["agency"].replace("Asia/Shanghai", "Europe/Berlin")
        )
    )
    assert abroad.zones == {"abroad": "Europe/Berlin"}
    both = merge([home, abroad])
    assert both.zones == {"home": "Asia/Shanghai", "abroad": "Europe/Berlin"}
    assert both.timezone == "Asia/Shanghai"
    assert merge([abroad]).zones == abroad.zones


BOOKED = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_booking_rule_id,stop_headsign\n"
    "T,8:00:00,8:00:00,A,1,call,west\nT,9:00:00,9:00:00,B,2,,\n"
)
RULES = "booking_rule_id,booking_type\ncall,1\n"


def test_ids_of_calls_are_categories_and_stay_so_when_merged(tmp_path: Path) -> None:
    booked = read_feed(written(tmp_path / "z", stop_times=BOOKED, booking_rules=RULES))
    plain = read_feed(written(tmp_path / "a"))
    calls = merge([booked, plain]).stop_times
    assert calls["trip_id"].tolist() == ["z:T", "z:T", "a:T", "a:T"]
    assert calls["pickup_booking_rule_id"].tolist() == ["z:call", "", "", ""]
    assert calls["stop_headsign"].tolist() == ["west", "", "", ""]
    assert calls["departure_time"].dtype == "int32"
    texts = calls.select_dtypes("category").columns
    assert set(texts) == {
        "trip_id", "stop_id", "pickup_booking_rule_id", "drop_off_booking_rule_id", "stop_headsign"
    }  # fmt: skip
    assert calls["stop_id"].cat.categories.tolist() == ["a:A", "a:B", "z:A", "z:B"]


def test_calls_are_sorted_by_trip_and_sequence_however_they_stand(tmp_path: Path) -> None:
    head, times = (
        TINY["stop_times"].splitlines()[0],
        {"T": "9:00:00", "T10": "8:00:00", "T9": "7:00:00"},
    )
    trips = TINY["trips"] + "R,S,T10\nR,S,T9\n"
    rows = {
        (trip, n): f"{trip},{time},{time},A,{n}" for trip, time in times.items() for n in (2, 10)
    }
    wanted = [(trip, n) for trip in times for n in (2, 10)]
    for order in islice(permutations(rows), 0, None, 31):
        lines = "\n".join((head, *(rows[key] for key in order)))
        calls = read_feed(written(tmp_path / "tiny", trips=trips, stop_times=lines)).stop_times
        assert list(zip(calls["trip_id"], calls["stop_sequence"], strict=True)) == wanted


FARES = {
    "fare_attributes": "fare_id,price,currency_type,payment_method,transfers,agency_id\n"
    "f,0.10,CNY,0,,x\ng, 3 ,CNY,1,2,x\n",
    "fare_rules": "fare_id,route_id,origin_id\nf,R,1\ng,,\n",
    "stops": "stop_id,stop_lat,stop_lon,zone_id\nA,39.9,116.4,1\nB,39.9,116.5,\n",
}


def test_money_stays_the_text_it_is_and_a_blank_limit_none(tmp_path: Path) -> None:
    fares = read_feed(written(tmp_path / "tiny", **FARES)).fare_attributes
    assert fares["price"].tolist() == ["0.10", "3"]
    assert fares["transfers"].tolist() == [NO_LIMIT, 2]
    assert fares["transfer_duration"].tolist() == [NO_LIMIT, NO_LIMIT]


def test_fares_and_stays_on_board_keep_to_their_feed_when_merged(tmp_path: Path) -> None:
    stays = "transfer_type,from_trip_id,to_trip_id\n4,T,T\n"
    feeds = [read_feed(written(tmp_path / name, transfers=stays, **FARES)) for name in ("a", "b")]
    both = merge(feeds)
    assert both.fare_rules["route_id"].tolist() == ["a:R", "", "b:R", ""]
    assert both.fare_rules["origin_id"].tolist() == ["a:1", "", "b:1", ""]
    assert both.stops["zone_id"].tolist() == ["a:1", "", "b:1", ""]
    assert both.fare_attributes["agency_id"].tolist() == ["a:x", "a:x", "b:x", "b:x"]
    assert both.transfers["from_trip_id"].tolist() == ["a:T", "b:T"]
    assert both.transfers["from_stop_id"].tolist() == ["", ""]


def test_calendar_dates_alone_make_a_calendar(tmp_path: Path) -> None:
    feed = read_feed(
        written(
            tmp_path / "tiny",
            calendar=None,
            calendar_dates="service_id,date,exception_type\nS,20260103,1\nS,20260105,1\n",
        )
    )
    assert active_services(feed, date(2026, 1, 3)) == {"S"}
    assert active_services(feed, date(2026, 1, 4)) == set()
    assert covered_dates(feed) == (date(2026, 1, 3), date(2026, 1, 5))


def test_an_exception_beats_the_week(tmp_path: Path) -> None:
    feed = read_feed(
        written(
            tmp_path / "tiny",
            calendar_dates="service_id,date,exception_type\nS,20260101,2\nS,20260103,1\n",
        )
    )
    days = [date(2026, 1, day) for day in (1, 2, 3, 4)]
    assert [bool(active_services(feed, day)) for day in days] == [False, True, True, False]
