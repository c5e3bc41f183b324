"""Names become places: right at the top in every spelling, refused when they fit two sides, never guessed."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

import transit
from transit import AmbiguousPlaceError, Network, PlaceNotFoundError, QueryError
from transit.places.find import Finder
from transit.places.place import Place


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


@pytest.mark.parametrize(
    "value",
    ["39.9640,116.8146", "39.9640， 116.8146", (39.9640, 116.8146), Point(116.8146, 39.9640)],
)
def test_coordinates_of_every_kind_are_places(net: Network, value: object) -> None:
    place = net._finder.resolve(value)
    assert (place.lat, place.lon, place.region, place.side) == (
        39.9640,
        116.8146,
        "三河市",
        "河北省",
    )


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
