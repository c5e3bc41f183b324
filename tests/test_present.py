"""How journeys are told: words, rounding, days, evidence, and the way a ride goes on the ground."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import transit
from transit.answers import Journeys
from transit.errors import QueryError
from transit.fares.payment import Payment
from transit.gtfs.calendar import active_services, busiest_date, runs_per_day, service_days
from transit.journey import (
    BorderCrossing,
    Fare,
    FarePart,
    Journey,
    Overhead,
    Point,
    Reason,
    RideLeg,
    Visit,
    WalkLeg,
)
from transit.places.place import Place
from transit.present.aboard import in_language
from transit.present.geometry import ride_path
from transit.present.on_the_way import crossing_line, walk
from transit.present.phrases import Words, sure_of_time
from transit.present.prices import price_line, total
from transit.routing.last_passing import LONG_S
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
WORK = Point("subway:L1_guomao", "国贸", "Guomao", 39.907, 116.455)
RIDE = RideLeg(
    trip_id="t", board_call=2, alight_call=9, route_id="bus:818", route_name="818", route_name_en="", mode="bus",
    headsign="大北窑南", headsign_en="Dabeiyao South", trip_name="", board=HOME, alight=BUS,
    depart=at("07:12:30"), arrive=at("08:20:10"), wait_s=150, headway_s=300, distance_m=33_000.0,
    crossings=(), status="open", evidence="derived", source_ids=("bus:S01", "bus:S04"), booking=None,
)  # fmt: skip
CHANGE = WalkLeg(BUS, METRO, at("08:20:10"), at("08:23:00"), 146.0, "derived", ("rail:S01",))
METRO_RIDE = replace(
    RIDE, route_id="line22:L22", route_name="22号线", route_name_en="Line 22", mode="subway", headsign="东大桥",
    headsign_en="Dongdaqiao", board=METRO, alight=WORK, board_call=0, alight_call=1, depart=at("08:25:00"),
    arrive=at("08:28:00"), wait_s=80, headway_s=164, status="planned", evidence="assumed",
    source_ids=("rail:S12",), booking="先预订 book first",
)  # fmt: skip
PLAIN = Journey((RIDE, CHANGE, METRO_RIDE), at("07:10:00"))


def taking(part, seconds, place=METRO, evidence="assumed"):
    return Overhead(part, place.name, place.name_en, seconds, evidence, ("time:A1",))


OFFICE = Point("", "银泰中心", "Yintai Centre", 39.906, 116.457)
BAIMIAO = Point("", "白庙北检查站", "Baimiao North checkpoint", 39.94, 116.77)
BORDER = BorderCrossing(
    "jingyu", "京榆旧线 白庙大桥", "Jingyu Old Road", "inbound", at("07:40:20"), "road", 39.9412, 116.7768, 150.0,
    BAIMIAO.name, BAIMIAO.name_en, taking("checkpoint", 360, BAIMIAO), "derived", ("geo:S25",),
)  # fmt: skip
GATES = taking("security", 120), taking("gate", 30), taking("platform", 30)
LINE_10 = replace(
    METRO_RIDE, route_id="subway:L10", route_name="10", route_name_en="", headsign="", headsign_en="",
    board=WORK, depart=at("08:34:30"), arrive=at("08:37:00"), status="open", evidence="derived", booking=None,
)  # fmt: skip
FARE = Fare(
    Decimal("7.80"), "CNY", (),
    (
        FarePart(
            (0,), Decimal("3.80"), "sanhe_bus", "全程 7.60 元，刷卡五折", "7.60, half with a card", "documented",
            ("fare:F1",),
        ),
        FarePart((2, 3), Decimal(4), "beijing_subway_distance", "7 公里", "7 km", "derived", ("fare:F2",)),
    ),
)  # fmt: skip
JOURNEY = Journey(
    (
        replace(RIDE, crossings=(BORDER,)),
        replace(CHANGE, overheads=GATES, arrive=at("08:26:00")),
        replace(METRO_RIDE, depart=at("08:28:00"), arrive=at("08:31:00")),
        LINE_10,
        WalkLeg(
            WORK, OFFICE, at("08:37:00"), at("08:41:00"), 203.0, "derived", ("osm:S1",), (taking("exit", 45, WORK),)
        ),
    ),
    at("07:10:00"),
    FARE,
)  # fmt: skip

ZH = """\
天洋城 → 国贸 · 2026-11-24 周二 · 09:00 前到达

方案 1 · 约 07:10 → 约 08:41 · 约 91 分钟【假定；规划中，尚未开通】
  换乘 2 次 · 步行 350 米 · 票价 7.80 元（刷卡）【推算】
  1. 公交 818 路，往 大北窑南 方向【推算】
     约 07:12 在 天洋城 上车（每 5 分钟一班，按等 3 分钟算）
     约 07:40 经 京榆旧线 白庙大桥 进京，白庙北检查站按停 6 分钟计【假定】
     约 08:21 在 大望路 下车（7 站）
     票价 3.80 元【有据】
  2. 步行约 150 米，3 分钟，在 大望路 换乘【推算】；进站 3 分钟：安检 2 分钟、验票 30 秒、到站台 30 秒【假定】
  3. 地铁 22 号线，往 东大桥 方向【假定；规划中，尚未开通】
     约 08:28 在 大望路 上车（约每 3 分钟一班，按等 1 分钟算）
     约 08:31 在 国贸 下车（1 站）
     票价 4 元，与第 4 步合计【推算】
     预订：先预订 book first
  4. 地铁 10 号线【推算】
     约 08:34 在 国贸 上车（约每 3 分钟一班，按等 1 分钟算）
     约 08:37 在 国贸 下车（1 站）
     票价已计入第 3 步
  5. 出站 45 秒【假定】；步行约 200 米，4 分钟，到 银泰中心【推算】
  来源：第 1 步 bus:S01 bus:S04 time:A1 geo:S25 fare:F1；第 2 步 rail:S01 time:A1；第 3、4 步 rail:S12 fare:F2；\
第 5 步 osm:S1 time:A1

有据＝有公开资料载明；推算＝由公开资料按规则算出；假定＝资料未载，按写明的假定；整条路线按最弱一环标。
没有公布时刻的标“约”；候车按间隔的一半计，实际可长可短；时刻取整分，出发舍、到达入。"""

EN = """\
Tianyangcheng (天洋城) → Guomao (国贸) · Tue 2026-11-24 · arrive by 09:00

Option 1 · about 07:10 → about 08:41 · about 91 min [assumed; planned, not open yet]
  2 transfers · 350 m on foot · fare 7.80 CNY by card [derived]
  1. Bus 818 towards Dabeiyao South (大北窑南) [derived]
     Board at Tianyangcheng (天洋城) about 07:12 (every 5 min; a wait of 3 min is counted)
     Crosses into Beijing about 07:40 by Jingyu Old Road (京榆旧线 白庙大桥), \
Baimiao North checkpoint (白庙北检查站), 6 min counted [assumed]
     Get off at Dawanglu (大望路) about 08:21 (7 stops)
     Fare 3.80 CNY [documented]
  2. Walk about 150 m, 3 min, to change at Dawanglu (大望路) [derived]; \
enter the station, 3 min: security 2 min, ticket gate 30 s, way to the platform 30 s [assumed]
  3. Subway Line 22 towards Dongdaqiao (东大桥) [assumed; planned, not open yet]
     Board at Dawanglu (大望路) about 08:28 (about every 3 min; a wait of 1 min is counted)
     Get off at Guomao (国贸) about 08:31 (1 stop)
     Fare 4 CNY, step 4 included [derived]
     Booking: 先预订 book first
  4. Subway Line 10 [derived]
     Board at Guomao (国贸) about 08:34 (about every 3 min; a wait of 1 min is counted)
     Get off at Guomao (国贸) about 08:37 (1 stop)
     Fare counted at step 3
  5. Way out, 45 s [assumed]; walk about 200 m, 4 min, to Yintai Centre (银泰中心) [derived]
  Sources: step 1 bus:S01 bus:S04 time:A1 geo:S25 fare:F1; step 2 rail:S01 time:A1; steps 3, 4 rail:S12 fare:F2; \
step 5 osm:S1 time:A1

Documented: a source says so; derived: worked out from sources by a stated rule; \
assumed: no source says, so a stated assumption stands in; a journey bears the mark of its weakest part.
Times that nobody publishes are “about”; a wait is taken as half the interval, and may be longer or shorter; \
departures are rounded down to the minute, arrivals up."""


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
    # By bus and subway alone: coaches whose stops nobody knows go the same way.
    willing = Options(**{"modes": ("bus", "subway")} | options)
    query = Query(place(HOME), place(WORK), DAY, 9 * 3600, backwards=True, options=willing)
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
        crossings=(BORDER,),
    )
    told = answer(net, Journey((train,), train.depart)).text()
    assert "铁路 京唐城际 G8882 次" in told
    assert "07:12 在 天洋城 上车\n" in told
    assert "有据＝" in told
    # When a train passes the border is worked out, not published.
    assert [line.split()[1] for line in told.splitlines() if " 约 " in line] == ["07:40"]
    assert "没有公布时刻的标“约”；时刻取整分" in told


def test_a_walk_alone_is_told(net):
    stroll = WalkLeg(HOME, WORK, at("08:50:00"), at("09:00:00"), 752.0, "derived", ())
    told = answer(net, Journey((stroll,), at("08:50:00")))
    assert "1. 步行约 750 米，10 分钟，到 国贸" in str(told)
    assert "来源" not in str(told)
    frame = told.to_frame()
    assert frame.loc[0, "kind"] == "walk"
    fare = told.to_json()["journeys"][0]["fare"]
    assert (fare["known_cny"], fare["complete"], fare["unpriced_legs"]) == ("0.00", True, [])
    assert "票价" not in str(told)
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
    assert [zh.span(s) for s in (15, 60, 75, 120, 150)] == [
        "15 秒",
        "1 分钟",
        "75 秒",
        "2 分钟",
        "2.5 分钟",
    ]
    assert [en.span(s) for s in (75, 150)] == ["75 s", "2.5 min"]


def test_a_crossing_nobody_names_is_still_told():
    nameless = BorderCrossing("", "", "", "other", at("07:30:00"))
    assert crossing_line(WORDS["zh"], nameless) == "约 07:30 过省界"
    assert crossing_line(WORDS["en"], nameless) == "over the province border about 07:30"
    guessed = replace(nameless, direction="inbound", evidence="assumed")
    assert crossing_line(WORDS["zh"], guessed) == "约 07:30 进京【假定】"
    assert crossing_line(WORDS["en"], guessed) == "into Beijing about 07:30 [assumed]"
    # With a delay as uncertain, one mark is enough.
    slow = replace(guessed, checkpoint="检查站", delay=BORDER.delay)
    assert crossing_line(WORDS["zh"], slow) == "约 07:30 进京，检查站按停 6 分钟计【假定】"


def test_a_crossing_without_a_checkpoint_costs_nothing():
    leaving = replace(BORDER, direction="outbound", checkpoint="", checkpoint_en="", delay=None)
    assert crossing_line(WORDS["zh"], leaving) == "约 07:40 经 京榆旧线 白庙大桥 出京"
    unhindered = replace(BORDER, delay=None)
    assert crossing_line(WORDS["zh"], unhindered).endswith("进京，白庙北检查站")


def test_a_named_road_is_not_told_as_a_guess(net):
    """The class of a crossing is that of its place on the road; the notes explain the marks there are."""
    unsure = replace(BORDER, evidence="derived", delay=None, checkpoint="", checkpoint_en="")
    ride = replace(RIDE, evidence="documented", crossings=(unsure,))
    told = answer(net, Journey((ride,), at("07:10:00"))).text()
    assert "约 07:40 经 京榆旧线 白庙大桥 进京\n" in told
    assert "推算＝" not in told
    nameless = replace(ride, crossings=(replace(unsure, name="", name_en=""),))
    assert "推算＝" in answer(net, Journey((nameless,), at("07:10:00"))).text()


def test_what_is_equally_sure_shares_a_mark():
    (*_, gate, platform) = GATES
    mixed = (taking("security", 120, evidence="documented"), gate, platform)
    leg = replace(CHANGE, arrive=at("08:26:00"), evidence="assumed", overheads=mixed)
    assert walk(WORDS["zh"], leg, between=True) == (
        "步行约 150 米，3 分钟，在 大望路 换乘【假定】；"
        "进站 3 分钟：安检 2 分钟【有据】、验票 30 秒、到站台 30 秒【假定】"
    )
    same = replace(leg, overheads=GATES)
    assert walk(WORDS["zh"], same, between=True).count("【") == 1


def test_who_starts_at_the_station_enters_it_without_a_walk(net):
    enters = WalkLeg(METRO, METRO, at("08:22:00"), at("08:25:00"), 0.0, "derived", (), GATES)
    leaves = WalkLeg(
        WORK, WORK, at("08:28:00"), at("08:28:45"), 0.0, "", (), (taking("exit", 45, WORK),)
    )
    told = answer(net, Journey((enters, METRO_RIDE, leaves), at("08:22:00")))
    assert "  1. 在 大望路 进站 3 分钟：安检 2 分钟、验票 30 秒、到站台 30 秒【假定】\n" in str(
        told
    )
    assert "  3. 在 国贸 出站 45 秒【假定】\n" in str(told)
    assert "步行" not in str(told)
    assert "  1. Enter Dawanglu (大望路), 3 min: security 2 min, ticket gate 30 s, " in told.text(
        "en"
    )
    assert "  3. Way out at Guomao (国贸), 45 s [assumed]\n" in told.text("en")


def test_one_changes_between_rides_only():
    same = replace(CHANGE, overheads=())
    assert walk(WORDS["zh"], same, between=True) == "步行约 150 米，3 分钟，在 大望路 换乘【推算】"
    assert walk(WORDS["zh"], same, between=False) == "步行约 150 米，3 分钟，到 大望路【推算】"
    assert (
        walk(WORDS["en"], same, between=False)
        == "walk about 150 m, 3 min, to Dawanglu (大望路) [derived]"
    )


def test_a_place_passed_aboard_is_told_unless_one_gets_off_there(net):
    passes = Visit("燕郊", "Yanjiao", METRO, at("07:50:00"), 0, 0, aboard=True)
    told = str(
        answer(net, replace(JOURNEY, visits=(passes, replace(passes, stop=BUS, name="大望路"))))
    )
    assert (
        "进京，白庙北检查站按停 6 分钟计【假定】\n     约 07:50 途经 燕郊\n     约 08:21 在 大望路 下车"
        in told
    )


def test_one_check_alone_is_no_entering_of_a_station():
    leg = replace(CHANGE, overheads=(taking("id_check", 60),))
    assert walk(WORDS["zh"], leg, between=True).endswith("；查验证件 1 分钟【假定】")
    assert walk(WORDS["en"], leg, between=True).endswith("; ID check, 1 min [assumed]")
    here = WalkLeg(
        HOME, HOME, at("07:00:00"), at("07:01:00"), 0.0, "", (), (taking("id_check", 60, HOME),)
    )
    assert walk(WORDS["zh"], here, between=False) == "在 天洋城 查验证件 1 分钟【假定】"
    assert (
        walk(WORDS["en"], here, between=False)
        == "ID check at Tianyangcheng (天洋城), 1 min [assumed]"
    )


def test_a_walk_from_one_station_to_another_tells_both_in_order():
    other = replace(METRO, name="八王坟", name_en="Bawangfen")
    ways = (taking("exit", 60, other), *GATES)
    leg = WalkLeg(other, METRO, at("08:20:00"), at("08:30:00"), 400.0, "assumed", (), ways)
    assert walk(WORDS["zh"], leg, between=True) == (
        "出站 1 分钟；步行约 400 米，6 分钟，到 大望路；进站 3 分钟：安检 2 分钟、验票 30 秒、到站台 30 秒【假定】"
    )
    astray = replace(leg, overheads=(taking("exit", 60, HOME), *GATES))
    assert walk(WORDS["zh"], astray, between=True).startswith("在 天洋城 出站 1 分钟；")


def test_a_border_crossed_on_foot_is_told(net):
    stroll = WalkLeg(
        HOME, WORK, at("08:00:00"), at("09:00:00"), 4000.0, "derived", (), (), (BORDER,)
    )
    told = answer(net, Journey((stroll,), at("08:00:00")))
    assert "     约 07:40 经 京榆旧线 白庙大桥" in str(told)
    assert "     Crosses into Beijing about 07:40" in told.text("en")
    assert "白庙北检查站" in told._repr_html_()
    row = told.to_frame().iloc[0]
    assert (row["crosses_border"], row["checkpoint"]) == (True, "白庙北检查站")


def test_who_stays_seated_neither_gets_off_nor_on(net):
    further = replace(
        RIDE, board=BUS, alight=WORK, depart=at("08:22:00"), arrive=at("08:30:00"), in_seat=True, wait_s=0
    )  # fmt: skip
    told = answer(net, Journey((RIDE, further), at("07:10:00")))
    assert "约 08:21 到 大望路，不下车（7 站）" in str(told)
    assert "约 08:22 从 大望路 接着坐\n" in str(told)
    assert "Stay seated at Dawanglu (大望路) about 08:21" in told.text("en")
    assert str(told).count("上车") == str(told).count(" 下车") == 1


@pytest.mark.parametrize(
    ("fare", "zh", "en"),
    [
        (None, "", ""),
        (FARE, "票价 7.80 元（刷卡）【推算】", "fare 7.80 CNY by card [derived]"),
        (Fare(Decimal(0), "", (0, 2, 3)), "票价未知", "fare not known"),
        (
            Fare(Decimal(4), "CNY", (0,), FARE.parts[1:]),
            "票价 4 元（刷卡）【推算】（另有 1 段未知：公交 818 路）",
            "fare 4 CNY by card [derived] + 1 ride not known (Bus 818)",
        ),
        (
            Fare(Decimal("3.80"), "CNY", (2, 3), FARE.parts[:1]),
            "票价 3.80 元【有据】（另有 2 段未知：地铁 22 号线、地铁 10 号线）",
            "fare 3.80 CNY [documented] + 2 rides not known (Subway Line 22, Subway Line 10)",
        ),
        (Fare(Decimal("2.50"), "EUR", ()), "票价 2.50 EUR", "fare 2.50 EUR"),
    ],
)
def test_the_total_is_what_is_known_and_what_is_not(fare, zh, en):
    journey = replace(JOURNEY, fare=fare)
    assert tuple(total(WORDS[lang], journey, "card") for lang in ("zh", "en")) == (zh, en)


def test_a_ride_of_unknown_price_says_so_where_others_have_one(net):
    some = replace(JOURNEY, fare=Fare(Decimal(4), "CNY", (0,), FARE.parts[1:]))
    assert "（7 站）\n     票价未知\n" in answer(net, some).text()
    none = replace(JOURNEY, fare=Fare(Decimal(0), "", (0, 2, 3)))
    assert answer(net, none).text().count("票价") == 1


def test_steps_count_the_stays_between_legs(net):
    stay = Visit("大望路", "Dawanglu", METRO, at("08:26:00"), 60, 2, aboard=False)
    told = str(answer(net, replace(JOURNEY, visits=(stay,))))
    assert "  3. 在 大望路 停留 1 分钟\n  4. 地铁 22 号线" in told
    assert "与第 5 步合计" in told
    assert "票价已计入第 4 步" in told
    assert "第 4、5 步 rail:S12 fare:F2" in told


def test_json_tells_fare_crossings_and_overheads(net):
    (told,) = json.loads(json.dumps(answer(net, JOURNEY).to_json(), allow_nan=False))["journeys"]
    shared = {"legs": [2, 3], "price": "4.00", "rule": "beijing_subway_distance", "told": "7 公里",
              "evidence": "derived", "source_ids": ["fare:F2"]}  # fmt: skip
    assert told["fare"]["parts"][1] == shared
    assert {key: told["fare"][key] for key in ("known_cny", "complete", "unpriced_legs", "currency")} == {
        "known_cny": "7.80", "complete": True, "unpriced_legs": [], "currency": "CNY",
    }  # fmt: skip
    # What is paid for two rides at once stands at the first, so that a column adds up.
    assert [leg["fare_cny"] for leg in told["legs"]] == ["3.80", None, "4.00", None, None]
    assert [leg["fare_part"] for leg in told["legs"]] == [0, None, 1, 1, None]
    assert told["crossings"] == [
        {"name": "京榆旧线 白庙大桥", "direction": "inbound", "at": "2026-11-24T07:40:20+08:00", "leg": 0,
         "crossing_id": "jingyu", "kind": "road", "lat": 39.9412, "lon": 116.7768, "error_m": 150.0,
         "checkpoint": "白庙北检查站", "delay_min": 6.0, "evidence": "derived", "source_ids": ["geo:S25"]}
    ]  # fmt: skip
    assert [(o["part"], o["place"], o["minutes"]) for leg in told["legs"] for o in leg["overheads"]] == [
        ("checkpoint", "白庙北检查站", 6.0), ("security", "大望路", 2.0), ("gate", "大望路", 0.5),
        ("platform", "大望路", 0.5), ("exit", "国贸", 0.75),
    ]  # fmt: skip
    assert len({tuple(leg) for leg in told["legs"]}) == 1
    english = answer(net, JOURNEY).to_json("en")["journeys"][0]["fare"]
    assert english["parts"][1]["told"] == "7 km"


def test_json_of_another_currency_has_no_yuan(net):
    part = FarePart((0,), Decimal("2.50"), "zone", "", "", "documented", ())
    abroad = replace(JOURNEY, fare=Fare(Decimal("2.50"), "EUR", (2, 3), (part,)))
    told = answer(net, abroad).to_json()["journeys"][0]
    assert (told["fare"]["known_cny"], told["fare"]["known"], told["fare"]["currency"]) == (
        None,
        "2.50",
        "EUR",
    )
    assert told["fare"]["unpriced_legs"] == [2, 3]
    assert {leg["fare_cny"] for leg in told["legs"]} == {None}
    unknown = replace(JOURNEY, fare=Fare(Decimal(0), "", (0, 2, 3)))
    told = answer(net, unknown).to_json()["journeys"][0]["fare"]
    assert (told["known_cny"], told["complete"], told["unpriced_legs"]) == (
        "0.00",
        False,
        [0, 2, 3],
    )


@pytest.fixture(scope="module")
def frame(net):
    """Lay out the journey made by hand, on a trip that the feed has."""
    real = {"trip_id": net._ground.trips.ids[0], "board_call": 0, "alight_call": 1}
    legs = (replace(g, **real) if isinstance(g, RideLeg) else g for g in JOURNEY.legs)
    return answer(net, replace(JOURNEY, legs=tuple(legs))).to_frame()


def test_the_frame_tells_fares_borders_and_overheads(frame):
    assert frame["fare_cny"].fillna(-1).tolist() == [3.8, -1, 4, -1, -1]
    assert frame["fare_cny"].sum() == float(FARE.known)
    assert frame["fare_part"].fillna(-1).tolist() == [0, -1, 1, 1, -1]
    assert frame["overhead_min"].tolist() == [6, 3, 0, 0, 0.75]
    assert frame["crosses_border"].tolist() == [True, False, False, False, False]
    assert frame.loc[0, "crossing"] == "京榆旧线 白庙大桥"
    assert frame.loc[0, "checkpoint"] == "白庙北检查站"
    assert frame["fare_cny"].dtype == frame["overhead_min"].dtype == np.float64


@pytest.mark.filterwarnings("ignore:Non-conformant content:RuntimeWarning")
@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_fares_and_borders_survive_every_writer(frame, suffix, tmp_path):
    path = tmp_path / f"legs.{suffix}"
    frame.to_file(path)
    back = gpd.read_file(path)
    for column in ("fare_cny", "overhead_min", "crosses_border", "crossing", "checkpoint"):
        cells = (table[column].astype(object).fillna("").tolist() for table in (back, frame))
        assert len({*map(tuple, cells)}) == 1


def test_the_card_tells_what_the_text_tells(net):
    page = re.sub("</?span[^>]*>", "", answer(net, JOURNEY)._repr_html_())
    for said in (
        "票价 7.80 元（刷卡）【推算】",
        "票价 4 元，与第 4 步合计",
        "按停 6 分钟计",
        "进站 3 分钟：安检 2 分钟",
        "第 3、4 步 rail:S12",
    ):
        assert said in page


def test_names_of_borders_checkpoints_and_fares_are_escaped(net):
    evil = "<img src=x onerror=alert(1)>"
    delay = replace(BORDER.delay, place=evil)
    border = replace(BORDER, name=evil, checkpoint=evil, delay=delay)
    gate = replace(GATES[0], place=evil)
    part = replace(FARE.parts[0], told=evil, source_ids=(evil,))
    journey = replace(
        JOURNEY,
        legs=(replace(RIDE, crossings=(border,)), replace(JOURNEY.legs[1], overheads=(gate,)), *JOURNEY.legs[2:]),
        fare=replace(FARE, parts=(part, FARE.parts[1])),
    )  # fmt: skip
    page = answer(net, journey)._repr_html_()
    assert "<img" not in page
    assert page.count("&lt;img") == 5


def told_of(net, *legs, lang="zh"):
    """Tell a journey of some legs, line by line."""
    journey = Journey(legs, legs[0].depart)
    return [line.strip() for line in answer(net, journey).text(lang).splitlines()]


@pytest.mark.parametrize(
    ("wait_s", "change_s", "headway_s", "zh", "en"),
    [
        (210, 60, 300, "按等 3 分钟算，另计换乘 1 分钟", "a wait of 3 min is counted, and 1 min to change"),
        (1050, 60, 1980, "按等 17 分钟算，另计换乘 1 分钟", "a wait of 17 min is counted, and 1 min to change"),
        (495, 0, 990, "按等 8 分钟算）", "a wait of 8 min is counted)"),
        (510, 0, 1020, "按等 9 分钟算）", "a wait of 9 min is counted)"),
        (22, 0, 45, "按等 22 秒算）", "a wait of 22 s is counted)"),
        (90, 90, 300, "按等 0 分钟算，另计换乘 90 秒）", "a wait of 0 min is counted, and 90 s to change)"),
    ],
)  # fmt: skip
def test_the_wait_told_is_half_the_interval_and_changing_is_told_apart(
    net, wait_s, change_s, headway_s, zh, en
):
    ride = replace(RIDE, wait_s=wait_s, change_s=change_s, headway_s=headway_s)
    assert zh in "".join(told_of(net, ride))
    assert en in "".join(told_of(net, ride, lang="en"))


def test_the_last_vehicle_for_hours_is_told(net):
    assert LONG_S == 2 * 3600
    ride = replace(RIDE, last_at=at("07:43:20"))
    lines = told_of(net, ride)
    board = next(i for i, line in enumerate(lines) if "上车" in line)
    assert lines[board + 1] == "本时段末班约 07:43，之后至少两小时无车"
    assert "Last one for at least two hours about 07:43" in told_of(net, ride, lang="en")
    late = replace(ride, last_at=at("00:10:00", 1))
    assert "本时段末班次日约 00:10，之后至少两小时无车" in told_of(net, late)
    timed = replace(RIDE, headway_s=None, evidence="documented", last_at=RIDE.depart)
    assert "这是本时段末班，之后至少两小时无车" in told_of(net, timed)
    assert "This is the last one for at least two hours" in told_of(net, timed, lang="en")
    assert not any("末班" in line for line in told_of(net, RIDE))


def test_an_hour_nobody_publishes_is_told_as_assumed(net):
    zh = "此站时刻未公布，按假定推算，乘车前请核实"
    en = "Its time at this stop is not published and assumed here: look it up before you go"
    guess = replace(RIDE, headway_s=None, evidence="assumed")
    assert zh in told_of(net, guess)
    assert en in told_of(net, guess, lang="en")
    for other in (
        replace(guess, evidence="derived"),
        replace(guess, headway_s=300),
        replace(guess, evidence=""),
    ):
        assert zh not in told_of(net, other)
    seated = replace(
        guess, board=BUS, alight=WORK, depart=at("08:22:00"), arrive=at("08:30:00"), in_seat=True
    )
    assert told_of(net, guess, seated).count(zh) == 1


def test_a_caution_is_told_once_in_the_language_asked_for(net):
    warned = replace(
        RIDE, caution="近年来源称本线已改道。", caution_en="Newer sources say it was rerouted."
    )
    again = replace(warned, board=BUS, alight=WORK, depart=at("08:22:00"), arrive=at("08:30:00"))
    assert told_of(net, warned, again).count("注意：近年来源称本线已改道") == 1
    told = told_of(net, warned, again, lang="en")
    assert told.count("Note: Newer sources say it was rerouted") == 1
    chinese = replace(RIDE, caution="近年来源称本线已改道")
    assert not any("Note" in line for line in told_of(net, chinese, lang="en"))
    assert "Note: No Sunday service" in told_of(
        net, replace(RIDE, caution="No Sunday service"), lang="en"
    )
    page = answer(net, Journey((warned,), warned.depart))._repr_html_()
    assert "注意：近年来源称本线已改道" in page
    assert "Newer sources say it was rerouted." in page


ENTERS = WalkLeg(
    METRO, METRO, at("08:22:00"), at("08:25:00"), 0.0, "derived", (), (taking("real_name", 120),)
)  # fmt: skip
TRAIN = replace(METRO_RIDE, mode="rail", status="open", booking=None)


def test_names_on_tickets_are_told_once_where_gates_check_them(net):
    onward = replace(TRAIN, board=WORK, alight=HOME, depart=at("08:30:00"), arrive=at("08:50:00"))
    told = told_of(net, ENTERS, TRAIN, onward)
    assert told.count("须实名购票【假定】") == 1
    assert "A ticket with your name is needed [assumed]" in told_of(net, ENTERS, TRAIN, lang="en")
    assert "须实名购票【假定】" not in told_of(net, TRAIN)
    assert "须实名购票【假定】" not in told_of(net, ENTERS, METRO_RIDE)


def test_a_caution_that_names_are_on_tickets_bears_the_mark_of_the_check(net):
    named = replace(
        TRAIN, caution="实名制购票；须凭证件乘车", caution_en="Tickets are sold by name."
    )
    told = told_of(net, ENTERS, named)
    assert "注意：实名制购票；须凭证件乘车【假定】" in told
    assert "须实名购票【假定】" not in told
    assert "Note: Tickets are sold by name [assumed]" in told_of(net, ENTERS, named, lang="en")
    untranslated = told_of(net, ENTERS, replace(named, caution_en=""), lang="en")
    assert "A ticket with your name is needed [assumed]" in untranslated


@pytest.mark.parametrize(
    ("pay", "zh", "en"),
    [("card", "（刷卡）", " by card"), ("student", "（学生卡）", " by student card"), ("cash", "（现金）", " in cash")],
)  # fmt: skip
def test_the_total_says_how_one_pays_where_the_tariff_asks(net, pay, zh, en):
    told = answer(net, JOURNEY, payment=Payment(pay))
    assert f"票价 7.80 元{zh}【推算】" in told.text()
    assert f"Fare 7.80 CNY{en} [derived]".lower() in told.text("en").lower()
    assert zh in told._repr_html_()
    assert zh in "".join(told.to_ics().split("\r\n "))
    own = replace(FARE, parts=tuple(replace(part, rule="own_price") for part in FARE.parts))
    assert zh not in answer(net, replace(JOURNEY, fare=own), payment=Payment(pay)).text()


def test_a_price_says_why_it_is_less(net):
    part = replace(FARE.parts[1], why="07:00 前进站半价", why_en="half price: entered before 07:00")
    journey = replace(JOURNEY, fare=replace(FARE, parts=(FARE.parts[0], part)))
    steps = [1, 2, 3, 4, 5]
    assert price_line(WORDS["zh"], journey, 2, steps) == (
        "票价 4 元（07:00 前进站半价），与第 4 步合计【推算】"
    )
    assert price_line(WORDS["en"], journey, 2, steps) == (
        "Fare 4 CNY (half price: entered before 07:00), step 4 included [derived]"
    )
    early = net.route("土桥", "国贸", depart_at="06:20", date="2026-11-24")
    assert "票价 2.50 元（07:00 前进站半价）【推算】" in early.text()
    late = net.route("土桥", "国贸", depart_at="07:20", date="2026-11-24")
    assert "半价" not in late.text()


def test_one_ride_is_direct_and_on_foot_nobody_changes(net):
    assert "直达" in told_of(net, RIDE)
    assert "Direct" in told_of(net, RIDE, lang="en")
    stroll = WalkLeg(HOME, WORK, at("08:50:00"), at("09:00:00"), 752.0, "derived", ())
    assert "步行 750 米" in told_of(net, stroll)
    assert "750 m on foot" in told_of(net, stroll, lang="en")


def test_a_ring_is_ridden_one_way_round(net):
    ring = replace(LINE_10, headsign="内环", headsign_en="Inner Loop (clockwise)")
    assert "1. 地铁 10 号线（内环）【推算】" in told_of(net, ring)
    assert "1. Subway Line 10, inner loop (内环) [derived]" in told_of(net, ring, lang="en")
    page = answer(net, Journey((ring,), ring.depart))._repr_html_()
    assert "</span> 内环<span" in page


@pytest.mark.parametrize(
    ("name", "name_en", "trip", "zh", "en"),
    [
        ("22号线快车", "Line 22 express", "大站快车", "地铁 22 号线快车", "Subway Line 22 express"),
        ("22号线", "Line 22", "大站快车", "地铁 22 号线 大站快车", "Subway Line 22"),
        ("京哈线", "Jingha Railway", "K7782", "地铁 京哈线 K7782 次", "Subway Jingha Railway K7782"),
        ("京哈线", "Jingha Railway", "Z282/Z283", "地铁 京哈线 Z282/Z283 次", "Subway Jingha Railway Z282/Z283"),
        ("18", "", "1", "地铁 18 号线 1 次", "Subway Line 18 1"),
        ("Red", "", "Night", "地铁 Red Night", "Subway Red Night"),
        ("1", "", "", "地铁 1 号线", "Subway Line 1"),
    ],
)  # fmt: skip
def test_a_trip_is_named_where_its_line_does_not_say_as_much(name, name_en, trip, zh, en):
    ride = replace(METRO_RIDE, route_name=name, route_name_en=name_en, trip_name=trip)
    assert (WORDS["zh"].line(ride), WORDS["en"].line(ride)) == (zh, en)


BOOK_ZH = "须在微信公众号“京津冀定制快巴”预订并付款，一人一座。请尽早预订。"
BOOK_EN = "Book and pay a seat in the WeChat account 京津冀定制快巴; book early."


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (f"{BOOK_ZH} {BOOK_EN}", BOOK_ZH, BOOK_EN),
        (BOOK_ZH + BOOK_EN, BOOK_ZH, BOOK_EN),
        *((text, text, text) for text in (
            BOOK_ZH, BOOK_EN, "先预订 book first", "请先注册，用 WeChat Pay 付款。", "请先注册。WeChat Pay 付款。",
            "须预订。京津冀定制快巴",
        )),
    ],
)  # fmt: skip
def test_a_message_in_two_languages_is_told_in_one(net, text, zh, en):
    assert (in_language(text, "zh"), in_language(text, "en")) == (zh, en)
    ride = replace(RIDE, booking=text)
    assert f"预订：{zh}" in told_of(net, ride)
    assert f"Booking: {en}" in told_of(net, ride, lang="en")
    page = answer(net, Journey((ride,), ride.depart))._repr_html_()
    assert page.count(en) == 1


def test_the_minutes_told_are_those_between_the_times_told(net):
    ride = replace(RIDE, depart=at("07:12:50"), arrive=at("08:20:10"))
    assert told_of(net, ride)[2].startswith("方案 1 · 约 07:12 → 约 08:21 · 约 69 分钟")


def test_rounding_is_explained_where_there_is_some(net):
    whole = replace(RIDE, depart=at("07:12:00"), arrive=at("08:20:00"))
    assert "取整分" not in "".join(told_of(net, whole))
    for ride in (replace(whole, depart=at("07:12:30")), replace(whole, arrive=at("08:20:30"))):
        assert "时刻取整分，出发舍、到达入" in "".join(told_of(net, ride))
        english = "departures are rounded down to the minute, arrivals up"
        assert english in "".join(told_of(net, ride, lang="en"))


def test_json_tells_changes_the_last_vehicle_and_cautions(net):
    ride = replace(
        RIDE, change_s=60, last_at=at("07:15:00"), caution="已改道", caution_en="rerouted"
    )
    told = answer(net, Journey((ride, CHANGE, METRO_RIDE), ride.depart))
    first, walked, plain = told.to_json()["journeys"][0]["legs"]
    keys = ("change_min", "last_at", "caution")
    assert [first[key] for key in keys] == [1.0, "2026-11-24T07:15:00+08:00", "已改道"]
    assert [leg[key] for leg in (walked, plain) for key in keys] == [None] * 6
    assert told.to_json("en")["journeys"][0]["legs"][0]["caution"] == "rerouted"


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
