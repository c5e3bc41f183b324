"""How journeys are told: words, rounding, days, evidence, and the way a ride goes on the ground."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

import transit
from transit.answers import Journeys
from transit.errors import QueryError
from transit.gtfs.calendar import active_services, busiest_date, runs_per_day, service_days
from transit.journey import BorderCrossing, Journey, Point, Reason, RideLeg, WalkLeg
from transit.places.place import Place
from transit.present.geometry import ride_path
from transit.present.phrases import Words, sure_of_time
from transit.routing.options import Options
from transit.routing.plan import Query

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 24)
WORDS = {lang: Words(lang, DAY) for lang in ("zh", "en")}


def at(clock, days=0):
    return datetime.fromisoformat(f"{DAY}T{clock}").replace(tzinfo=ZONE) + timedelta(days=days)


HOME = Point("bus:tianyangcheng", "天洋城", "Tianyangcheng", 39.96, 116.81)
BUS = Point("bus:dawanglu", "大望路", "Dawanglu", 39.91, 116.47)
METRO = Point("line22:dawanglu", "大望路", "Dawanglu", 39.908, 116.476)
WORK = Point("line22:guomao", "国贸", "Guomao", 39.907, 116.455)
RIDE = RideLeg(
    trip_id="t", board_call=2, alight_call=9, route_id="bus:818", route_name="818", route_name_en="", mode="bus",
    headsign="大北窑南", headsign_en="Dabeiyao South", trip_name="", board=HOME, alight=BUS,
    depart=at("07:12:30"), arrive=at("08:20:10"), wait_s=150, headway_s=300, distance_m=33_000.0,
    crossings=(BorderCrossing("jingyu", "京榆旧线 白庙大桥", "Jingyu Old Road", "inbound", at("07:40:20")),),
    status="open", evidence="derived", source_ids=("bus:S01", "bus:S04"), booking=None,
)  # fmt: skip
CHANGE = WalkLeg(BUS, METRO, at("08:20:10"), at("08:23:00"), 146.0, "derived", ("rail:S01",))
METRO_RIDE = replace(
    RIDE, route_id="line22:L22", route_name="22号线", route_name_en="Line 22", mode="subway", headsign="东大桥",
    headsign_en="Dongdaqiao", board=METRO, alight=WORK, board_call=0, alight_call=1, depart=at("08:25:00"),
    arrive=at("08:28:00"), wait_s=80, headway_s=164, crossings=(), status="planned", evidence="assumed",
    source_ids=("rail:S12",), booking="先预订 book first",
)  # fmt: skip
JOURNEY = Journey((RIDE, CHANGE, METRO_RIDE), at("07:10:00"))

ZH = """\
天洋城 → 国贸 · 2026-11-24 周二 · 09:00 前到达

方案 1 · 约 07:10 → 约 08:28 · 约 78 分钟 · 换乘 1 次 · 步行 150 米【假定；规划中，尚未开通】
  1. 公交 818 路，往 大北窑南 方向【推算】
     约 07:12 在 天洋城 上车（每 5 分钟一班，按等 3 分钟算）
     约 07:40 经 京榆旧线 白庙大桥 进京，白庙北检查站
     约 08:21 在 大望路 下车（7 站）
  2. 步行约 150 米，3 分钟，在 大望路 换乘
  3. 地铁 22号线，往 东大桥 方向【假定；规划中，尚未开通】
     约 08:25 在 大望路 上车（约每 3 分钟一班，按等 2 分钟算）
     约 08:28 在 国贸 下车（1 站）
     须预订：先预订 book first
  来源：bus:S01 bus:S04 rail:S01 rail:S12

推算＝由公开资料按规则算出；假定＝资料未载，按写明的假定。
没有公布时刻的标“约”；候车按间隔的一半计，实际可长可短。"""

EN = """\
Tianyangcheng (天洋城) → Guomao (国贸) · Tue 2026-11-24 · arrive by 09:00

Option 1 · about 07:10 → about 08:28 · about 78 min · 1 transfer · 150 m on foot [assumed; planned, not open yet]
  1. Bus 818 towards Dabeiyao South (大北窑南) [derived]
     Board at Tianyangcheng (天洋城) about 07:12 (every 5 min; a wait of 3 min is counted)
     Crosses into Beijing about 07:40 by Jingyu Old Road (京榆旧线 白庙大桥), Baimiao North checkpoint (白庙北检查站)
     Get off at Dawanglu (大望路) about 08:21 (7 stops)
  2. Walk about 150 m, 3 min, to change at Dawanglu (大望路)
  3. Subway Line 22 towards Dongdaqiao (东大桥) [assumed; planned, not open yet]
     Board at Dawanglu (大望路) about 08:25 (about every 3 min; a wait of 2 min is counted)
     Get off at Guomao (国贸) about 08:28 (1 stop)
     Booking: 先预订 book first
  Sources: bus:S01 bus:S04 rail:S01 rail:S12

Derived: worked out from sources by a stated rule; assumed: no source says, so a stated assumption stands in.
Times that nobody publishes are “about”; a wait is taken as half the interval, and may be longer or shorter."""


@pytest.fixture(scope="module")
def net():
    return transit.load()


def place(point):
    return Place(
        point.name,
        point.name_en,
        "stop",
        point.lat,
        point.lon,
        (point.stop_id,),
        "",
        "",
        "documented",
        0.0,
        (),
    )


def answer(net, *journeys, reasons=(), **options):
    query = Query(
        place(HOME), place(WORK), DAY, 9 * 3600, backwards=True, options=Options(**options)
    )
    return Journeys(query, journeys, reasons, net._planner)


@pytest.mark.parametrize(("lang", "golden"), [("zh", ZH), ("en", EN)])
def test_a_journey_in_words(net, lang, golden):
    assert answer(net, JOURNEY).text(lang) == golden


def test_printing_speaks_chinese(net):
    assert str(answer(net, JOURNEY)) == ZH


def test_another_language_is_refused(net):
    with pytest.raises(QueryError, match="lang='fr'"):
        answer(net, JOURNEY).text("fr")


def test_reasons_come_with_the_change_that_helps(net):
    reason = Reason("TRANSFER_LIMIT", "too few transfers", "换乘次数不足", {"max_transfers": 2})
    told = answer(net, reasons=(reason,))
    assert "换乘次数不足（改为 max_transfers=2 则有）" in told.text()
    assert "too few transfers (with max_transfers=2 there is one)" in told.text("en")


@pytest.mark.parametrize(
    ("wait", "says"), [("mean", "一半"), ("worst", "整个"), ("best", "车来即上")]
)
def test_the_wait_counted_is_named(net, wait, says):
    assert says in answer(net, JOURNEY, wait=wait).text()


@pytest.mark.parametrize(
    ("headway_s", "evidence", "sure"),
    [(None, "documented", True), (None, "", True), (None, "assumed", False), (None, "derived", False),
     (300, "documented", False)],
)  # fmt: skip
def test_only_published_clock_times_are_sure(headway_s, evidence, sure):
    assert sure_of_time(replace(RIDE, headway_s=headway_s, evidence=evidence)) is sure


def test_a_published_train_has_no_about(net):
    train = replace(
        RIDE,
        mode="rail",
        route_name="京唐城际",
        trip_name="G8882",
        headway_s=None,
        wait_s=0,
        evidence="documented",
    )
    told = answer(net, Journey((train,), train.depart)).text()
    assert "铁路 京唐城际 G8882 次" in told
    assert "07:12 在 天洋城 上车\n" in told
    assert "有据＝" in told
    # Where a train passes the border is worked out, not published.
    assert told.count("约") == told.count("约 07:40") == 1


def test_a_walk_alone_is_told(net):
    stroll = WalkLeg(HOME, WORK, at("08:50:00"), at("09:00:00"), 752.0, "derived", ())
    told = answer(net, Journey((stroll,), at("08:50:00")))
    assert "1. 步行约 750 米，10 分钟，到 国贸" in str(told)
    assert "来源" not in str(told)
    frame = told.to_frame()
    assert frame.loc[0, "kind"] == "walk"
    assert told.to_json()["journeys"][0]["fare"] == {
        "known_cny": "0.00",
        "complete": True,
        "unpriced_legs": [],
    }
    assert "步行约 750 米" in told._repr_html_()


@pytest.mark.parametrize(
    ("moment", "up", "zh", "en"),
    [
        (at("08:00:00"), True, "08:00", "08:00"),
        (at("08:00:59"), False, "08:00", "08:00"),
        (at("08:00:01"), True, "08:01", "08:01"),
        (at("23:59:30"), True, "次日 00:00", "00:00 (next day)"),
        (at("00:00:00"), False, "00:00", "00:00"),
        (at("23:10:00", -1), False, "前一日 23:10", "23:10 (day before)"),
        (at("01:00:00", 2), False, "2026-11-26 01:00", "01:00 (2026-11-26)"),
    ],
)
def test_departures_round_down_arrivals_up_and_other_days_are_marked(moment, up, zh, en):
    assert WORDS["zh"].clock(moment, up=up) == zh
    assert WORDS["en"].clock(moment, up=up) == en


def test_small_amounts_read_well():
    zh, en = WORDS["zh"], WORDS["en"]
    assert (zh.metres(4), en.metres(4)) == ("不到 10 米", "under 10 m")
    assert (zh.metres(6), en.metres(1238)) == ("10 米", "1240 m")
    assert (zh.minutes(61), en.minutes(60)) == ("2 分钟", "1 min")
    assert (zh.every(300), en.every(164)) == ("每 5 分钟一班", "about every 3 min")
    assert (zh.every(45), en.every(45)) == ("每 45 秒一班", "every 45 s")


def test_a_crossing_nobody_names_is_still_told():
    nameless = BorderCrossing("", "", "", "other", at("07:30:00"))
    assert WORDS["zh"].crossing(nameless, ("", "")) == "约 07:30 过省界"
    assert WORDS["en"].crossing(nameless, ("", "")) == "over the province border about 07:30"
    leaving = BorderCrossing("jingyu", "京榆旧线", "Jingyu Old Road", "outbound", at("18:30:00"))
    assert WORDS["zh"].crossing(leaving, ("白庙北检查站", "Baimiao")) == "约 18:30 经 京榆旧线 出京"


LOOP = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0], [-1, 0]], dtype=float)


def test_a_ride_follows_the_shape_between_its_calls():
    shape = np.array([[0, 0], [0, 1], [1, 1], [2, 1], [2, 2]], dtype=float)
    calls = shape[[0, 2, 4]]
    assert ride_path(calls, shape, 0, 1).tolist() == shape[:3].tolist()
    assert ride_path(calls, shape, 1, 2).tolist() == shape[2:].tolist()
    assert ride_path(calls, None, 0, 2).tolist() == calls.tolist()


def test_a_loop_that_passes_a_stop_twice_is_ridden_the_right_way_round():
    calls = LOOP[[0, 2, 4, 5]]
    assert ride_path(calls, LOOP, 0, 1).tolist() == LOOP[:3].tolist()
    assert ride_path(calls, LOOP, 1, 2).tolist() == LOOP[2:5].tolist()
    assert ride_path(calls, LOOP, 2, 3).tolist() == LOOP[4:].tolist()
    assert ride_path(calls, LOOP, 0, 2).tolist() == LOOP[:5].tolist()


def test_stops_beside_the_shape_take_its_nearest_vertices_in_order():
    shape = np.array([[0, 0], [1, 0], [2, 0], [3, 0]], dtype=float)
    calls = np.array([[0, 0.1], [1.9, -0.1], [2.9, 0.1]])
    assert ride_path(calls, shape, 0, 1).tolist() == [[0, 0.1], [0, 0], [1, 0], [2, 0], [1.9, -0.1]]


def test_a_line_has_two_points_even_where_two_calls_share_a_vertex():
    assert len(ride_path(np.zeros((2, 2)), np.zeros((1, 2)), 0, 1)) == 2


def test_all_dates_at_once_say_what_each_date_says(net):
    feed = net.feed
    days = service_days(feed)
    for d in range(0, len(days.dates), 37):
        running = {service for service, row in days.services.items() if days.runs[row, d]}
        assert running == active_services(feed, days.dates[d].item())


def test_the_busiest_date_has_the_most_runs_and_comes_first(net):
    feed = net.feed
    counted = pd.Series(runs_per_day(feed)).groupby(feed.trips["service_id"]).sum()

    def runs(day):
        return round(counted[list(active_services(feed, day) & set(counted.index))].sum(), 6)

    busiest = busiest_date(feed)
    days = service_days(feed).dates[::11]
    assert all(runs(day.item()) <= runs(busiest) for day in days)
    assert all(runs(day.item()) < runs(busiest) for day in days if day.item() < busiest)
    planned = (feed.trips["feed"] == "line22").to_numpy()
    assert busiest_date(feed, planned) >= date(2026, 12, 31)
    assert busiest_date(feed, np.zeros(len(planned), dtype=bool)) is None
