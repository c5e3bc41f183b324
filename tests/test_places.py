"""Names become places: right at the top in every spelling, refused when they fit two sides, never guessed."""

from __future__ import annotations

import contextlib
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

import transit
from transit import AmbiguousPlaceError, Network, PlaceNotFoundError, QueryError
from transit.places.find import Finder
from transit.places.place import Place
from transit.places.spellings import Reader


@pytest.fixture(scope="module")
def net() -> Network:
    return transit.load()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("天洋城", "天洋城"),
        ("tianyangcheng", "天洋城"),
        ("Tian Yang Cheng", "天洋城"),
        ("tiān yáng chéng", "天洋城"),
        ("国贸", "国贸"),
        ("国贸站", "国贸"),
        ("地铁国贸站", "国贸"),
        ("CBD", "国贸"),
        ("Guomao", "国贸"),
        ("ＧＵＯＭＡＯ", "国贸"),
        ("燕郊站", "燕郊站"),
        ("燕郊火车站", "燕郊站"),
        ("通州站", "中仓站"),  # its name until 2025-12-30
        ("城市副中心站", "北京通州站"),
        ("北京通州", "北京通州站"),
        ("望京", "望京"),
        ("潞城地铁站", "潞城"),
        ("bus:tianyangcheng", "天洋城"),
        ("平谷", "平谷"),
        ("亦庄", "亦庄"),
    ],
)
def test_every_spelling_finds_its_place_first(net: Network, text: str, name: str) -> None:
    assert net.find(text)[0].place.name == name


def test_initials_stand_for_a_place_where_they_stand_for_one_alone(net: Network) -> None:
    assert [net._finder.resolve(t).name for t in ("tyc", "GM", "t y c")] == [
        "天洋城",
        "国贸",
        "天洋城",
    ]
    assert net._finder.resolve("yj") == net._finder.resolve("燕郊")
    with pytest.raises(AmbiguousPlaceError) as caught:
        net._finder.resolve("xd")
    assert {(m.place.name, m.place.side) for m in caught.value.candidates} == {
        ("夏垫", "河北省"),
        ("西单", "北京市"),
    }


def test_initials_list_what_they_may_stand_for(net: Network) -> None:
    assert [net.find(text)[0].place.name for text in ("tyc", "gm")] == ["天洋城", "国贸"]
    assert "燕郊站" in [m.place.name for m in net.find("yj")[:2]]


def test_what_resembles_nothing_finds_nothing(net: Network) -> None:
    assert net.find("zzzz") == net.find("") == []


def test_an_open_place_is_meant_before_a_planned_one(net: Network) -> None:
    matches = net.find("燕郊")
    assert [m.place.planned for m in matches[:2]] == [False, False]
    assert any(m.place.planned and m.place.name == "燕郊" for m in matches)


def test_platforms_of_one_station_are_one_place(net: Network) -> None:
    place = net.find("国贸")[0].place
    assert {"subway:L1_guomao", "subway:L10_guomao"} <= set(place.stop_ids)


def test_a_stations_id_means_its_platforms(net: Network) -> None:
    place = net._finder.resolve("subway:guomao")
    assert place.stop_ids == ("subway:L10_guomao", "subway:L1_guomao")
    assert net._finder.resolve("subway:L1_guomao").stop_ids == ("subway:L1_guomao",)


def test_what_is_like_no_name_is_refused_with_the_closest(net: Network) -> None:
    with pytest.raises(PlaceNotFoundError) as caught:
        net.route("天洋诚", "国贸", depart_at="08:00", date="2026-11-24")
    assert any("天洋城" in text for text in caught.value.closest)
    assert isinstance(caught.value, LookupError)


def test_a_name_on_both_sides_of_the_border_raises(net: Network) -> None:
    def place(side: str, lon: float) -> Place:
        return Place("双桥", "Shuangqiao", "stop", 39.9, lon, (), side, side, "derived", 50.0, ())

    finder = Finder((place("北京市", 116.6), place("河北省", 116.9)), net._ground)
    with pytest.raises(AmbiguousPlaceError) as caught:
        finder.resolve("双桥")
    assert [m.place.side for m in caught.value.candidates] == ["北京市", "河北省"]
    assert finder.resolve(caught.value.candidates[1]).side == "河北省"


@pytest.mark.parametrize("text", ["马坊", "mafang", "Ma fang", "Mǎfāng", "mf"])
def test_a_real_name_on_both_sides_raises_in_every_spelling(net: Network, text: str) -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        net._finder.resolve(text)
    named = {m.place.name: m.place.side for m in caught.value.candidates}
    assert named == {"马坊": "北京市", "大厂马坊": "河北省"}


def test_the_district_before_a_name_tells_the_sides_apart(net: Network) -> None:
    resolve = net._finder.resolve
    assert resolve("平谷马坊").side == resolve("Mafang, Beijing").side == "北京市"
    assert resolve("大厂马坊").side == resolve("河北 马坊").side == "河北省"
    assert resolve("河北省三河市燕郊镇") == resolve("燕郊镇")


@pytest.mark.parametrize(
    "text", ["河北国贸", "燕郊国贸", "国贸望京", "天洋城地铁站", "Guomao, Hebei"]
)
def test_a_name_with_what_is_not_true_of_the_place_is_refused(net: Network, text: str) -> None:
    with pytest.raises(PlaceNotFoundError):
        net._finder.resolve(text)


def test_names_far_apart_that_are_shortened_alike_are_refused(net: Network) -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        net._finder.resolve("总站")
    assert {m.place.name for m in caught.value.candidates} == {"燕郊总站", "香河总站", "三河总站"}


@pytest.mark.parametrize("side", ["河北省", "河北", "Hebei", "hebei", "Héběi"])
def test_a_search_keeps_to_the_side_it_is_asked_for(net: Network, side: str) -> None:
    assert [m.place.name for m in net._finder.find("马坊", 1, side)] == ["大厂马坊"]
    for text in ("国贸", "tongzhou", "北京"):
        assert {m.place.side for m in net._finder.find(text, 50, side=side)} <= {"河北省"}


@pytest.mark.parametrize("side", ["Shanxi", "", 7, "三河市"])
def test_what_is_no_side_is_refused(net: Network, side: object) -> None:
    with pytest.raises(QueryError, match="one of 北京市, 天津市, 河北省"):
        net._finder.find("马坊", side=side)


@pytest.mark.parametrize(
    ("text", "name"), [("大厂孔雀城", "潮白河孔雀城"), ("燕郊天阳城", "天洋城")]
)
def test_what_is_like_a_name_is_sought_in_the_area_before_it(
    net: Network, text: str, name: str
) -> None:
    assert net.find(text)[0].place.name == name
    with pytest.raises(PlaceNotFoundError):
        net._finder.resolve(text)


def test_initials_of_several_names_of_one_side_are_refused(net: Network) -> None:
    def place(name: str, lat: float, *aliases: str) -> Place:
        return Place(
            name, "", "stop", lat, 116.6, (), "通州区", "北京市", "derived", 50.0, (), aliases
        )

    finder = Finder((place("石井", 39.8), place("张湾", 39.9, "市集")), net._ground)
    assert [m.place.name for m in finder.find("sj")] == ["石井", "张湾"]
    with pytest.raises(AmbiguousPlaceError):
        finder.resolve("sj")


def test_tones_tell_names_of_one_sound_apart(net: Network) -> None:
    def place(name: str, lat: float) -> Place:
        return Place(name, "", "stop", lat, 116.6, (), "通州区", "北京市", "derived", 50.0, ())

    finder = Finder((place("石井", 39.8), place("市井", 39.9)), net._ground)
    for text, name in (("Shíjǐng", "石井"), ("shi2 jing3", "石井"), ("shì jǐng", "市井")):
        assert finder.find(text)[0].place.name == finder.resolve(text).name == name
    with pytest.raises(AmbiguousPlaceError):
        finder.resolve("shijing")


def test_characters_are_read_as_the_people_there_read_them() -> None:
    reader = Reader({"乐": ("lào",), "长乐": ("cháng", "lè")})
    assert reader.syllables("北京乐园A") == ["běi", "jīng", "lào", "yuán", "A"]
    assert reader.spoken("长乐路") == ("changlelu", normalize("NFD", "chánglèlù"), "cll")
    assert Reader({}).spoken("长乐路").initials == "cll"


@pytest.mark.parametrize(
    "value",
    [
        "39.9640,116.8146",
        "39.9640， 116.8146",
        " 39.9640 , 116.8146 ",
        "39.9640 116.8146",
        "３９.９６４０，１１６.８１４６",
        "(39.9640, 116.8146)",
        "39.9640;116.8146",
        "39.9640°N, 116.8146°E",
        "N39.9640 E116.8146",
        (39.9640, 116.8146),
        Point(116.8146, 39.9640),
    ],
)
def test_coordinates_of_every_kind_are_places(net: Network, value: object) -> None:
    place = net._finder.resolve(value)
    assert (place.lat, place.lon, place.region, place.side) == (
        39.9640,
        116.8146,
        "三河市",
        "河北省",
    )


@pytest.mark.parametrize(
    "value", ["116.8146,39.9640", (116.8146, 39.9640), Point(39.9640, 116.8146)]
)
def test_a_longitude_before_a_latitude_is_refused_with_the_right_order(
    net: Network, value: object
) -> None:
    with pytest.raises(QueryError, match=r"latitude first, as in \(39\.964, 116\.8146\)"):
        net._finder.resolve(value)


def test_two_numbers_without_a_point_or_a_comma_are_a_name(net: Network) -> None:
    with pytest.raises(PlaceNotFoundError):
        net._finder.resolve("818 6")


@pytest.mark.parametrize(
    "text", ["地铁" * 10 + "站" * 19, "北京 " * 19, "a" * 100_000, "国" * 100_000]
)
def test_a_text_nobody_types_is_refused_at_once(net: Network, text: str) -> None:
    with pytest.raises(PlaceNotFoundError):
        net._finder.resolve(text)


@pytest.mark.parametrize("value", [(116.8, 39.9), ("north", 2), (1, 2, 3), 7, None, "91,0"])
def test_what_is_no_place_is_refused(net: Network, value: object) -> None:
    with pytest.raises(QueryError, match="destination"):
        net.route("国贸", value, depart_at="08:00", date="2026-11-24")


@given(st.text(max_size=20))
def test_any_text_is_found_or_refused_and_never_breaks(text: str) -> None:
    net = NET
    assert all(0 < m.score <= 100 for m in net.find(text))
    with contextlib.suppress(PlaceNotFoundError, AmbiguousPlaceError, QueryError):
        net._finder.resolve(text)


NET = transit.load()
