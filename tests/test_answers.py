"""What a question is answered with: a sequence, frames any writer takes, JSON, words, a notebook's card."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import transit
from tests.boards import draw
from transit.journey import RideLeg
from transit.net import Network
from transit.present.frames import LEG_COLUMNS
from transit.present.html import answer_html

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def net():
    return transit.load()


@pytest.fixture(scope="module")
def result(net):
    return net.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24")


@pytest.fixture(scope="module")
def none(net):
    return net.route(
        "天洋城", "国贸", arrive_by="09:00", date="2026-11-24", max_walk_min=0, max_transfers=0
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Answer on a feed whose names and colours attack the page they are shown on."""
    folder = tmp_path_factory.mktemp("feeds") / "hostile"
    folder.mkdir()
    tables = {
        "agency": f"agency_id,agency_name,agency_url,agency_timezone\na,{HOSTILE},http://x.org,Asia/Shanghai",
        "stops": f"stop_id,stop_name,stop_lat,stop_lon\n"
        f"one,{HOSTILE},39.90,116.40\ntwo,</style><b>,39.95,116.50",
        "routes": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color\n"
        f'r,a,"{HOSTILE}, {{}}",,3,"0;}}</style>",FFFFFF',
        "trips": f"route_id,service_id,trip_id,trip_headsign\nr,s,t,{HOSTILE}",
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t,23:50:00,23:50:00,one,1\nt,24:10:30,24:10:30,two,2",
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "s,1,1,1,1,1,1,1,20260101,20261231",
    }
    for name, content in tables.items():
        (folder / f"{name}.txt").write_text(content + "\n", encoding="utf-8")
    return transit.load(folder)


def test_an_answer_is_a_sequence(result):
    assert result
    assert len(result) == len(list(result))
    assert result[0] is next(iter(result))
    assert result[-1] is list(result)[-1]
    assert result[:1] == type(result)(result.query, (result[0],), (), result._planner)
    assert hash(result[:]) == hash(result)
    assert result[1:] != result
    assert result.reasons == ()


def test_no_journey_is_falsy_and_says_why(none):
    assert not none
    assert len(none) == 0
    assert none.reasons
    assert none.reasons[0].message_zh in str(none)
    assert none.reasons[0].message in none.text("en")
    assert none.reasons[0].message_zh in none._repr_html_()
    assert "none" in repr(none)


def test_the_repr_is_one_line_with_question_and_best_journey(result):
    best = result[0]
    assert repr(result).startswith("<Journeys 天洋城 → 国贸 by 09:00, 2026-11-24: ")
    assert f"{len(result)} option" in repr(result)
    assert f"best {best.depart:%H:%M}–" in repr(result)
    assert "\n" not in repr(result)


def test_the_frame_has_the_agreed_columns_one_row_a_leg(result, none):
    frame = result.to_frame()
    assert list(frame.columns) == [*LEG_COLUMNS, "geometry"]
    assert frame.crs == "EPSG:4326"
    assert list(zip(frame["option"], frame["leg"], strict=True)) == [
        (o, k) for o, journey in enumerate(result) for k in range(len(journey.legs))
    ]
    empty = none.to_frame()
    assert list(empty.columns) == list(frame.columns)
    assert len(empty) == 0
    assert isinstance(empty["depart"].dtype, pd.DatetimeTZDtype)


def test_the_frame_says_what_the_journeys_say(result):
    frame = result.to_frame()
    legs = [leg for journey in result for leg in journey.legs]
    for row, leg in zip(frame.to_dict("records"), legs, strict=True):
        assert (row["depart"], row["arrive"]) == (leg.depart, leg.arrive)
        assert (row["board_stop"], row["alight_stop"]) == (leg.board.name, leg.alight.name)
        assert row["evidence"] == leg.evidence
        assert row["source_ids"] == " ".join(leg.source_ids)
        assert row["overhead_min"] * 60 == pytest.approx(sum(o.seconds for o in leg.overheads))
        if isinstance(leg, RideLeg):
            assert (row["kind"], row["mode"]) == ("ride", leg.mode)
            assert row["wait_min"] * 60 == pytest.approx(leg.wait_s)
            assert row["ride_min"] * 60 == (leg.arrive - leg.depart).total_seconds()
            assert row["crosses_border"] == bool(leg.crossings)
            checked = [c.checkpoint for c in leg.crossings if c.checkpoint]
            assert ([] if pd.isna(row["checkpoint"]) else row["checkpoint"].split(", ")) == checked
        else:
            assert (row["kind"], row["mode"]) == ("walk", "walk")
            assert row["walk_m"] == leg.walk_m
            assert pd.isna(row["route_id"])
    assert frame["crosses_border"].any()


def test_lines_join_from_leg_to_leg(result):
    frame = result.to_frame()
    for _, rows in frame.groupby("option"):
        for before, after in pairwise(rows.geometry):
            assert before.coords[-1] == after.coords[0]
    # Who enters or leaves a station without a walk goes a line of no length.
    lines = frame.geometry.array
    assert (shapely.is_valid(lines) | (shapely.length(lines) == 0)).all()
    assert (frame.loc[shapely.length(lines) == 0, "overhead_min"] > 0).all()


@pytest.mark.filterwarnings("ignore:Non-conformant content:RuntimeWarning")
@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
@pytest.mark.parametrize("made", ["legs", "none", "stops", "routes"])
def test_frames_are_written_without_casting(net, result, none, made, suffix, tmp_path):
    frames = {
        "legs": result.to_frame,
        "none": none.to_frame,
        "stops": lambda: net.stops,
        "routes": lambda: net.routes,
    }
    frame, path = frames[made](), tmp_path / f"x.{suffix}"
    frame.to_file(path)
    back = gpd.read_file(path)
    assert len(back) == len(frame)
    if made == "legs":
        assert back["depart"].iloc[0] == frame["depart"].iloc[0]
        assert back["source_ids"].iloc[0] == frame["source_ids"].iloc[0]


@pytest.mark.parametrize("made", ["legs", "stops", "routes"])
def test_frames_explore_without_casting(net, result, made):
    pytest.importorskip("mapclassify", reason="geopandas' explore() needs mapclassify")
    frame = {"legs": result.to_frame, "stops": lambda: net.stops, "routes": lambda: net.routes}[
        made
    ]()
    assert frame.iloc[0]["evidence"] in frame.explore().get_root().render()


def test_explore_draws_on_a_map_of_its_own_or_on_another(result, none):
    m = result.explore(lang="en")
    assert result.explore(m) is m
    assert none.explore().get_root().render()


LEG_KEYS = [
    "kind",
    "mode",
    "route_id",
    "route_name",
    "headsign",
    "board",
    "alight",
    "depart",
    "arrive",
    "wait_min",
    "change_min",
    "headway_min",
    "last_at",
    "n_stops",
    "distance_m",
    "fare_cny",
    "fare_part",
    "status",
    "evidence",
    "source_ids",
    "booking",
    "caution",
    "overheads",
]


def test_json_has_the_agreed_shape(result):
    told = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert set(told) == {"query", "journeys", "reasons", "unplaced"}
    assert set(told["query"]) == {"from", "to", "date", "arrive_by", "options"}
    assert set(told["query"]["from"]) == {"name", "stop_ids", "lat", "lon"}
    assert told["query"]["arrive_by"] == "2026-11-24T09:00:00+08:00"
    first = told["journeys"][0]
    keys = "depart arrive duration_min transfers walk_m fare crossings evidence legs"
    assert list(first) == keys.split()
    assert all(list(leg) == LEG_KEYS for leg in first["legs"])
    assert list(first["legs"][0]["board"]) == ["stop_id", "name", "lat", "lon"]
    fare = "known_cny complete unpriced_legs known currency evidence parts"
    assert list(first["fare"]) == fare.split()
    assert re.fullmatch(r"\d+\.\d\d", first["fare"]["known_cny"])
    crossing = "name direction at leg crossing_id kind lat lon error_m checkpoint delay_min evidence source_ids"
    assert list(first["crossings"][0]) == crossing.split()
    overheads = [part for leg in first["legs"] for part in leg["overheads"]]
    assert {tuple(part) for part in overheads} == {
        ("part", "place", "minutes", "evidence", "source_ids")
    }


HEADING = "另有站点位置未公布的定制快巴，或可直达（未列入方案，到站步行未计）："


@pytest.fixture(scope="module")
def by_coach(net):
    """Ask for coaches alone: none is near enough to be an option."""
    return net.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24", modes=["coach"])


def test_lines_whose_stops_nobody_publishes_come_after_the_options(result):
    zh, en = str(result).split("\n"), result.text("en").split("\n")
    head = zh.index(HEADING)
    assert zh[head - 1] == ""
    assert zh[head - 2].startswith("  来源：")
    assert zh[head + 1].startswith("  · 燕郊一线【有据】：")
    assert (zh[head + 3], zh[head + 4][:3]) == ("", "有据＝")
    assert sum(line.startswith("Booked coaches that may go there") for line in en) == 1
    assert len(result.unplaced) == 6


def test_without_a_journey_they_come_after_the_reasons_and_their_marks_are_explained(by_coach):
    assert not by_coach
    reasons, lines, notes = by_coach.text().split("\n\n")[1:]
    assert reasons.startswith("没有可行的方案：")
    assert lines.startswith(HEADING)
    assert notes == "有据＝有公开资料载明；假定＝资料未载，按写明的假定。"


def test_they_are_looked_for_once_and_kept_by_a_slice(result, by_coach):
    assert result.unplaced is result.unplaced
    assert result[1:].unplaced == result.unplaced
    assert HEADING in result[:1].text()
    assert result[:1].to_json()["unplaced"] == result.to_json()["unplaced"]
    assert by_coach.to_json()["unplaced"] == result.to_json()["unplaced"]


def test_json_and_the_card_list_them(net, result):
    told = json.loads(json.dumps(result.to_json(), allow_nan=False))["unplaced"]
    assert [one["route_name"][:4] for one in told] == [f"燕郊{n}线" for n in "一二三四五六"]
    assert told[0]["line_evidence"] == "documented"
    page = result._repr_html_()
    assert HEADING in page
    assert "Booked coaches that may go there directly" in page
    listed = page[page.index("<ul>") : page.index("</ul>")]
    assert listed.count("<li>") == 4
    assert "燕郊一线" in listed
    assert "Yanjiao line 1" in listed
    inside = net.route("土桥", "国贸", depart_at="06:20", date="2026-11-24")
    assert inside.to_json()["unplaced"] == []
    assert "<ul>" not in inside._repr_html_()


def test_their_names_are_escaped(net, result):
    evil = replace(result.unplaced[0], route_name=HOSTILE, route_name_en=HOSTILE)
    page = answer_html(result.query, (), (), (evil,), ground=net._ground, zone=net._planner.zone)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2


def test_a_window_has_them_in_its_values_but_not_in_its_table(net):
    window = net.route("天洋城", "国贸", window=("07:00", "07:10"), date="2026-11-24")
    assert HEADING not in window.text()
    assert len(window.to_json()["unplaced"]) == len(window.unplaced) > 0
    by_way_of = net.route("天洋城", "国贸", via=["通州北苑"], arrive_by="09:00", date="2026-11-24")
    assert (by_way_of.unplaced, by_way_of.to_json()["unplaced"]) == ((), [])


def test_every_ride_is_priced_or_listed_as_unpriced(result):
    for journey in result.to_json()["journeys"]:
        fare, legs = journey["fare"], journey["legs"]
        paid = [i for part in fare["parts"] for i in part["legs"]]
        rides = [i for i, leg in enumerate(legs) if leg["kind"] == "ride"]
        assert sorted({*paid, *fare["unpriced_legs"]} & {*rides}) == rides
        assert fare["complete"] == (fare["unpriced_legs"] == [])
        assert Decimal(fare["known_cny"]) == sum(Decimal(part["price"]) for part in fare["parts"])
        alone = {part["legs"][0]: part["price"] for part in fare["parts"] if len(part["legs"]) == 1}
        assert [leg["fare_cny"] for leg in legs] == [alone.get(i) for i in range(len(legs))]


def test_time_aboard_and_on_foot_holds_its_overheads(result):
    for journey in result:
        for leg in journey.legs:
            span_s = (leg.arrive - leg.depart).total_seconds()
            assert sum(part.seconds for part in leg.overheads) <= span_s
    parts = [
        (part["part"], part["place"])
        for j in result.to_json()["journeys"]
        for leg in j["legs"]
        for part in leg["overheads"]
    ]
    assert ("security", "大望路") in parts
    assert ("checkpoint", "白庙南检查站") in parts


def test_json_of_no_journey_has_reasons(net, none):
    told = json.loads(json.dumps(none.to_json()))
    assert told["journeys"] == []
    assert [list(reason) for reason in told["reasons"]] == [
        ["code", "message", "relaxation"]
    ] * len(none.reasons)
    leaving = net.route("天洋城", "国贸", depart_at="07:00", date="2026-11-24")
    assert leaving.to_json()["query"]["depart_at"] == "2026-11-24T07:00:00+08:00"


def test_nothing_reaches_a_page_unescaped(hostile):
    stops = hostile.stops.index
    answer = hostile.route(stops[0], stops[1], depart_at="23:40", date="2026-11-24")
    assert answer
    page = answer._repr_html_()
    style = page[: page.index("</style>") + len("</style>")]
    body = page.removeprefix(style)
    assert "<script" not in page
    assert "</style" not in body
    assert "0;}" not in page
    assert "&lt;script&gt;" in body
    assert HOSTILE in answer.text()


def test_a_feed_without_grades_or_shapes_is_told_by_its_clock(hostile):
    answer = hostile.route("one", "two", depart_at="23:40", date="2026-11-24")
    assert "约" not in str(answer)
    assert "23:50" in str(answer)
    assert "次日 00:11" in str(answer)
    assert "00:11 (next day)" in answer.text("en")
    assert "】" not in str(answer)
    row = answer.to_frame().iloc[0]
    assert list(row.geometry.coords) == [(116.40, 39.90), (116.50, 39.95)]
    assert hostile.routes.loc["r", "name"] == f"{HOSTILE}, {{}}"
    assert hostile.stops.loc["one", "route_names"].count(", ") == 0


def test_stops_say_what_calls_there(net):
    stops = net.stops
    assert list(stops.index) == list(net._ground.stops.ids)
    columns = "name name_en name_pinyin system modes is_station region route_ids route_names evidence error_m status "
    assert list(stops.columns) == [*(columns + "source_ids geometry").split()]
    here = stops.loc["bus:tianyangcheng"]
    assert (here["name"], here["name_en"], here["region"]) == ("天洋城", "Tianyangcheng", "三河市")
    assert "bus:818" in here["route_ids"].split()
    assert len(here["route_ids"].split()) == len(here["route_names"].split(", "))
    assert (here["modes"], here["is_station"]) == ("bus", False)
    assert stops.loc["subway:L1_guomao", "is_station"]
    assert set(stops.loc[stops["system"] == "line22", "status"]) == {"planned"}
    assert set(stops.loc[stops["system"] == "express", "modes"]) == {"coach"}


def test_routes_carry_the_figures_of_their_busiest_date(net):
    routes = net.routes
    columns = (
        "name long_name long_name_en system mode agency status color trips_per_day headway_min first last run_min "
        "crossing_id crossing evidence source_ids geometry"
    )
    assert list(routes.columns) == columns.split()
    assert routes.attrs["date"] == "2025-12-30"
    assert (routes["trips_per_day"] > 0).all()
    assert not routes.geometry.is_empty.any()
    assert set(routes.loc[routes["system"] == "line22", "status"]) == {"planned"}
    coaches = routes[routes["system"] == "express"]
    assert set(coaches["mode"]) == {"coach"}
    # 56 runs in and 51 out a workday are documented for the eleven lines.
    eleven = coaches[coaches.index.str.startswith("express:BSX")]
    assert eleven["trips_per_day"].sum() == pytest.approx(56 + 51, rel=0.03)
    bus = routes.loc["bus:822"]
    assert (bus["first"], bus["last"]) == ("05:00", "22:00")


@pytest.mark.parametrize(
    ("line", "documented"),
    [("L1", 640), ("L2", 430), ("L6", 551), ("L7", 377), ("L10", 697), ("L14", 432), ("L17", 284)],
)
def test_combined_headways_do_not_count_a_train_twice(net, line, documented):
    """Trains at the busiest station, both directions added, as facts/subway/service_levels.csv has them."""
    assert net.routes.loc[f"subway:{line}", "trips_per_day"] == pytest.approx(documented, rel=0.02)


def test_a_line_is_drawn_once_and_in_one_piece(net):
    shape = net.routes.loc["subway:L1", "geometry"]
    assert len(shape.geoms) == 1
    stations = net.stops[net.stops["route_ids"].str.split().map(lambda ids: "subway:L1" in ids)]
    assert shapely.distance(shape, stations.geometry.to_numpy()).max() < 1e-6


def test_a_ride_is_drawn_no_shorter_than_the_crow_flies_and_not_absurdly_longer(result):
    frame = result.to_frame()
    rides = frame[frame["kind"] == "ride"].to_crs(4548)
    crow = rides.geometry.map(
        lambda line: shapely.Point(line.coords[0]).distance(shapely.Point(line.coords[-1]))
    )
    assert (rides.length >= crow - 1e-6).all()
    assert (rides.length <= 3 * crow).all()


def test_json_tells_how_one_asked(net):
    asked = net.route(
        "天洋城", "国贸", depart_at="08:00", date="2026-11-24", modes=["bus"], pay="cash", spent_cny="12.5",
        fares={"818": 3}, via=[("潮白人家小区", 5)], pace=[{"mode": "bus", "part": "checkpoint", "seconds": 60}],
    )  # fmt: skip
    told = json.loads(json.dumps(asked.to_json()))["query"]["options"]
    assert told == {
        "modes": ["bus"], "pay": "cash", "spent_cny": "12.50", "fares": {"bus:818": "3.00"},
        "overheads": [
            {"place": "", "mode": "bus", "part": "checkpoint", "seconds": 60, "evidence": "assumed"}
        ],
        "via": [{"name": "潮白人家小区", "stay_min": 5}],
    }  # fmt: skip


def test_an_answer_of_another_day_says_so(net):
    night = net.route("国贸", "大厂", depart_at="22:00", date="2026-11-24")
    assert night.text().splitlines()[1] == "当天此后没有方案了，以下为次日的"
    assert "None left that day; these are of the next day" in night.text("en")
    assert "当天此后没有方案了" in night._repr_html_()
    early = net.route("天洋城", "国贸", arrive_by="05:00", date="2026-11-24")
    assert early.text().splitlines()[1] == "该时限前当天没有方案，以下为前一天的"
    day = net.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24")
    assert day.text().splitlines()[1] == ""


def test_a_vehicle_by_the_clock_that_a_longer_wait_would_miss_is_marked():
    boards = "A B\n8:00 8:10", "B C\n0:00 0:10 every 20 6:00-10:00"
    for leaves, marked in (("8:36", True), ("8:55", False)):
        net = Network(draw(*boards, f"C D\n{leaves} 9:10").ground.feed)
        found = net.route("A", "D", depart_at="7:50", date="2026-11-24")
        assert ("衔接只有" in found.text()) == marked
        assert ("to spare: a longer wait before misses it" in found.text("en")) == marked
