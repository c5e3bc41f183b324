"""Windows of departures: the profile, its curve, and the last departure of a day."""

from __future__ import annotations

import json
import math
from datetime import datetime
from zoneinfo import ZoneInfo

import matplotlib as mpl
import pytest

import transit
from tests.boards import draw
from transit.errors import QueryError
from transit.net import Network
from transit.present.profile_plot import teeth
from transit.profiles import Profile, following
from transit.routing.options import Options
from transit.routing.reasons import why_none

ZONE = ZoneInfo("Asia/Shanghai")
DAY = "2026-11-24"


def network(*boards, **options):
    return Network(draw(*boards, **options).ground.feed)


def clock(journey):
    return f"{journey.depart:%H:%M}", f"{journey.arrive:%H:%M}"


@pytest.fixture(scope="module")
def timed():
    return network("A B\n6:00 6:50\n7:00 7:30\n7:10 7:50\n8:00 8:30\n10:00 10:30")


@pytest.fixture(scope="module")
def profile(timed):
    return timed.profile("A", "B", window=("06:30", "08:30"), date=DAY)


@pytest.fixture(scope="module")
def rolling():
    """Service known only by its headway, then a train."""
    return network("A B\n0:00 0:10 every 10 7:00-9:00", "B C\n7:30 8:00\n8:30 9:00")


def test_a_profile_has_a_journey_a_departure_of_the_window(profile):
    assert [clock(j) for j in profile] == [
        ("07:00", "07:30"),
        ("07:10", "07:50"),
        ("08:00", "08:30"),
    ]
    assert len(profile) == 3
    assert profile.best is profile[0]
    assert profile[1:][0] is profile[1]
    assert profile[:] == profile
    assert hash(profile[:]) == hash(profile)
    assert profile[1:] != profile
    assert repr(profile) == "<Profile A → B 06:30–08:30, 2026-11-24: 3 journeys, 30–40 min>"


def test_what_leaves_after_the_window_is_none_of_it(timed, rolling):
    """Though who is ready at its end could wait for it."""
    assert not timed.profile("A", "B", window=("08:30", "09:30"), date=DAY)
    journeys = rolling.profile("A", "C", window=("07:30", "08:14"), date=DAY)
    assert [clock(j) for j in journeys] == [("08:14", "09:00")]
    waiting = network("A B\n0:00 0:10 every 10 7:00-9:00", "A B C\n9:30 9:40 10:00")
    assert not waiting.profile("A", "C", window=("07:30", "08:00"), date=DAY)


def test_the_time_it_takes_counts_the_wait_for_the_departure(profile):
    assert profile.duration_at("06:30") == 60
    assert profile.duration_at("07:00") == 30
    assert profile.duration_at("07:00:30") == 49.5
    assert profile.duration_at(datetime(2026, 11, 24, 7, 10, 30, tzinfo=ZONE)) == 79.5
    with pytest.raises(QueryError, match="moment"):
        profile.duration_at("later")


@pytest.mark.parametrize("moment", ["06:29", "08:30:01", "30:40", datetime(2026, 11, 25, 7, 0)])
def test_a_moment_outside_the_window_is_refused(profile, moment):
    with pytest.raises(QueryError, match="2026-11-24 06:30 to 2026-11-24 08:30"):
        profile.duration_at(moment)


def asked(net, a, b, window):
    """A profile, with what follows it, made by hand."""
    query = net._questions.settle(a, b, Options(), window=window, date=DAY)
    found = net._planner.journeys(query)
    reasons = () if found else why_none(net._planner, query)
    return Profile(query, found, reasons, ZONE, following(net._planner, query))


def test_after_the_last_departure_of_the_window_one_waits_for_the_next(timed):
    profile = asked(timed, "A", "B", ("06:30", "08:30"))
    assert profile.duration_at("08:01") == 149
    assert profile.duration_at("08:00") == 30
    assert len(profile) == 3, "it is none of the journeys"
    assert math.isnan(asked(timed, "A", "B", ("09:00", "10:30")).duration_at("10:01"))
    empty = asked(timed, "A", "B", ("09:00", "09:30"))
    assert not empty
    assert empty.duration_at("09:00") == 90


def test_the_wait_after_the_window_is_the_one_travel_times_count(timed):
    profile = asked(timed, "A", "B", ("07:30", "08:30"))
    table = timed.travel_times(
        ["A"], ["B"], date=DAY, window=("07:30", "08:31"), percentiles=(0, 50, 100)
    )
    spent = sorted(profile.duration_at(f"{m // 60:02}:{m % 60:02}") for m in range(450, 511))
    assert [spent[0], spent[30], spent[-1]] == table[["p0", "p50", "p100"]].iloc[0].tolist()


def test_times_after_midnight_are_those_of_the_window():
    net = network("A B\n19:30 20:00\n25:55 26:10")
    profile = asked(net, "A", "B", ("19:00", "26:00"))
    assert profile.duration_at("01:50") == profile.duration_at("25:50") == 20
    assert profile.duration_at(datetime(2026, 11, 25, 1, 50)) == 20
    with pytest.raises(QueryError, match="moment='03:00'"):
        profile.duration_at("03:00")


def test_the_text_is_a_line_a_departure(profile):
    zh, en = str(profile).splitlines(), profile.text("en").splitlines()
    assert zh[0] == "A → B · 2026-11-24 周二 · 06:30–08:30 出发"
    assert zh[2].split() == ["出发", "到达", "用时", "换乘", "路线"]
    assert zh[3].split() == ["07:00", "07:30", "30", "分钟", "0", "公交", "R0"]
    assert en[3].split() == ["07:00", "07:30", "30", "min", "0", "Bus", "R0"]
    assert len(zh) == 6
    with pytest.raises(QueryError, match="lang"):
        profile.text("fr")


def test_departures_of_headway_service_share_a_line(rolling):
    profile = rolling.profile("A", "B", window=("07:10", "07:40"), date=DAY)
    assert len(profile) == 31
    (line,) = str(profile).splitlines()[3:4]
    assert line.split()[:2] == ["约", "07:10–07:40"]
    assert "候车按间隔的一半计" in str(profile)
    assert "没有公布时刻的标“约”" in str(profile)
    assert "Times that nobody publishes are “about”" in profile.text("en")
    assert profile.duration_at("07:20") == 15


def test_the_frame_says_which_times_are_expectations(rolling, timed):
    frame = rolling.profile("A", "C", window=("07:00", "08:30"), date=DAY).to_frame()
    assert frame["by_headway"].all()
    assert frame["transfers"].tolist() == [1] * len(frame)
    exact = timed.profile("A", "B", window=("06:30", "08:30"), date=DAY).to_frame()
    assert not exact["by_headway"].any()
    assert exact["duration_min"].tolist() == [30, 40, 30]
    assert exact["from_id"].unique().tolist() == ["A"]
    assert str(exact["depart"].dtype) == "datetime64[us, Asia/Shanghai]"
    none = timed.profile("A", "B", window=("08:01", "09:00"), date=DAY).to_frame()
    assert len(none) == 0
    assert (none.dtypes == exact.dtypes).all()


def test_no_departure_in_a_window_is_falsy_and_says_why(timed):
    nothing = timed.profile("B", "A", window=("08:01", "09:00"), date=DAY)
    assert not nothing
    assert nothing.reasons
    assert nothing.best is None
    assert nothing.reasons[0].message_zh in str(nothing)
    assert nothing.reasons[0].message in nothing.text("en")
    assert nothing.reasons[0].message_zh in nothing._repr_html_()
    assert "none" in repr(nothing)


def test_the_curve_falls_to_each_departure_and_ends_there(profile):
    ready = datetime(2026, 11, 24, 6, 30, tzinfo=ZONE)
    strokes = teeth(ready, list(profile))
    assert [minutes for _, _, minutes in strokes] == [[60, 30], [50, 40], [80, 30]]
    assert [f"{m:%H:%M}" for _, moments, _ in strokes for m in moments] == [
        "06:30", "07:00", "07:00", "07:10", "07:10", "08:00",
    ]  # fmt: skip
    assert not any(by_headway for by_headway, _, _ in strokes)


def test_the_curve_of_headway_service_is_flat(rolling):
    profile = rolling.profile("A", "B", window=("07:10", "07:40"), date=DAY)
    ready = datetime(2026, 11, 24, 7, 10, tzinfo=ZONE)
    ((by_headway, moments, minutes),) = teeth(ready, list(profile))
    assert by_headway
    assert len(moments) == len(minutes)
    assert set(minutes) == {15.0}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plot_is_labelled_and_drawn(profile, lang, tmp_path):
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    ax = profile.plot(lang=lang)
    assert ax.get_title().startswith("A → B")
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    assert profile.plot(ax, lang=lang) is ax
    # Missing glyphs would be warnings, which are errors here.
    ax.figure.savefig(tmp_path / "profile.png")
    plt.close(ax.figure)


def test_the_plot_goes_on_after_the_last_departure_and_an_empty_one_says_why(timed):
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    ax = asked(timed, "A", "B", ("06:30", "08:30")).plot()
    *_, tooth, _point = ax.lines
    assert list(tooth.get_ydata()) == [150, 30]
    plt.close(ax.figure)
    nothing = asked(timed, "B", "A", ("06:30", "08:30"))
    ax = nothing.plot(lang="en")
    assert [text.get_text() for text in ax.texts] == [nothing.reasons[0].message]
    plt.close(ax.figure)


def test_evidence_is_explained_below_a_profile():
    profile = transit.load().profile(
        "燕郊站", "北京站", window=("06:00", "07:00"), date=DAY, pace=None
    )
    assert "有据＝有公开资料载明" in str(profile)
    assert "Documented: a source says so" in profile.text("en")
    card = profile._repr_html_()
    assert "有据 documented" in card
    assert "铁路 京唐城际 D6676 次<br><small>Train " in card
    assert "约 06:14" in card
    assert "about 06:14" in card


def test_a_profile_is_json_and_a_card(profile):
    answer = json.loads(json.dumps(profile.to_json("en")))
    assert answer["query"]["window"] == ["2026-11-24T06:30:00+08:00", "2026-11-24T08:30:00+08:00"]
    assert len(answer["journeys"]) == 3
    assert profile._repr_html_().count("<tr>") == 1 + 3


def test_a_route_in_a_window_is_told_like_a_profile(timed):
    journeys = timed.route("A", "B", window=("06:30", "08:30"), date=DAY)
    profile = timed.profile("A", "B", window=("06:30", "08:30"), date=DAY)
    assert list(journeys) == list(profile)
    assert journeys.text("en") == profile.text("en")
    assert journeys.to_json() == profile.to_json() | {"unplaced": []}
    assert "06:30–08:30" in repr(journeys)


def last(net, a="A", b="B", **asked):
    found = net.last_departure(a, b, date=DAY, **asked)
    return clock(found[0]) if found else [r.code for r in found.reasons]


def test_the_last_departure_is_the_one_before_the_nights_pause():
    net = network("A B\n5:30 6:00\n22:00 22:30\n23:50 24:20")
    assert last(net) == ("23:50", "00:20")


def test_a_late_trip_of_the_day_counts_and_the_next_days_first_does_not():
    net = network("A B\n4:30 5:00\n23:00 23:30\n26:00 28:30")
    assert last(net) == ("23:00", "23:30"), "the pause after 23:00 is longer than two hours"
    net = network("A B\n5:30 6:00\n23:00 23:30\n24:50 25:20\n26:30 28:30")
    assert last(net) == ("02:30", "04:30"), "service goes on, though it arrives after 04:00"


def test_a_night_spent_waiting_is_no_later_departure():
    net = network("A B\n21:00 21:30\n22:10 22:20", "B C\n6:40 7:00\n21:40 22:00")
    assert last(net, "A", "C") == ("21:00", "22:00")


def test_service_through_the_night_has_no_last_departure():
    hourly = "\n".join(f"{h}:00 {h}:30" for h in range(24))
    assert last(network(f"A B\n{hourly}")) == ["SERVICE_ALL_NIGHT"]
    every = "A B\n0:00 0:30 every 20 0:00-24:00"
    assert last(network(every)) == ["SERVICE_ALL_NIGHT"]


def test_the_last_of_headway_service_leaves_room_for_the_wait():
    net = network("A B\n0:00 0:30 every 20 6:00-22:00")
    assert last(net) == ("21:49", "22:29")
    assert last(net, wait="worst") == ("21:39", "22:29")


def test_with_one_to_spare_who_misses_it_takes_the_last():
    net = network("A B\n20:00 20:30\n21:00 21:30\n22:00 22:30")
    assert last(net, spare=1) == ("21:00", "21:30")
    assert last(net, spare=2) == ("20:00", "20:30")
    assert last(net, spare=3) == ["NO_SPARE_DEPARTURE"]


def test_one_to_spare_is_another_vehicle_and_leads_home_when_missed():
    # The last way is by A B alone; the slow line from A goes by X, where nothing else leaves for B.
    net = network("A B\n21:00 21:30\n22:00 22:30", "A X B\n21:30 21:40 21:50")
    assert last(net, spare=1) == ("21:30", "21:50")
    # Missed at X, to which one has walked, the late line is out of reach.
    walked = network("A B\n21:00 21:30\n22:00 22:30", "X B\n21:40 21:50", walks={("A", "X"): 5})
    assert last(walked, spare=1) == ("21:00", "21:30")


def test_of_headway_service_the_spare_one_leaves_a_headway_before():
    net = network("A B\n0:00 0:30 every 20 6:00-22:00")
    assert last(net, spare=1) == ("21:29", "22:09")


def test_a_last_departure_says_that_it_is_one():
    net = network("A B\n20:00 20:30\n21:00 21:30\n22:00 22:30")
    found = net.last_departure("A", "B", date=DAY)
    assert str(found).splitlines()[0] == "A → B · 2026-11-24 周二 · 末班"
    assert found.text("en").splitlines()[0] == "A → B · last departure of Tue 2026-11-24"
    assert "末班 · last departure of Tue 2026-11-24" in found._repr_html_()
    assert "last departure, 2026-11-24" in repr(found)
    query = found.to_json()["query"]
    assert (query["last"], query["spare"]) == (True, 0)
    assert not {"arrive_by", "depart_at", "window"} & set(query)
    spare = net.last_departure("A", "B", date=DAY, spare=2)
    assert str(spare).splitlines()[0].endswith("末班，首程车可误 2 班")
    assert spare.text("en").splitlines()[0].endswith("with 2 first vehicles to spare")
    assert spare.to_json()["query"]["spare"] == 2


def test_a_profile_knows_what_follows_its_window(timed):
    profile = timed.profile("A", "B", window=("06:30", "08:30"), date=DAY)
    assert profile.duration_at("08:01") == profile[1:].duration_at("08:01") == 149


def test_the_last_departure_is_refused_or_explained():
    net = network("A B\n8:00 8:30", stops="ABZ")
    assert last(net, "B", "A") == ["NOT_CONNECTED"]
    with pytest.raises(QueryError, match="spare"):
        net.last_departure("A", "B", date=DAY, spare=-1)
    with pytest.raises(QueryError, match="date"):
        net.last_departure("A", "B", date="tomorrow")
