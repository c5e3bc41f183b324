"""Maps: every layer, every name escaped, the same bytes each time, and no outside host."""

import hashlib
import json
import re
from importlib.resources import files

import folium
import pytest
from shapely.geometry import LineString, MultiLineString

from tests import map_frames
from transit.errors import QueryError
from transit.maps import (
    crossing_layer,
    journey_layer,
    journeys_map,
    network_map,
    route_layer,
    save_map,
    stop_layer,
)
from transit.maps.page import page_html
from transit.maps.routes import line_name
from transit.maps.style import line_styles, line_width
from transit.maps.thin import without_shortcuts
from transit.maps.vendored import manifest


def full_map(**options):
    return network_map(
        map_frames.stops(),
        map_frames.routes(),
        map_frames.regions(),
        map_frames.borders(),
        map_frames.crossings(),
        **options,
    )


def described(layer):
    return json.loads(layer.payload)["features"]


def test_every_line_stop_system_border_and_crossing_is_a_layer():
    names = {
        child.layer_name
        for child in full_map()._children.values()
        if hasattr(child, "payload") and hasattr(child, "layer_name")
    }
    lines = {"815快", "燕郊一线", "22号线", "京唐城际", "1号线"}
    assert lines | {"车站", "区县", "省市界", "跨界通道"} <= names


def test_each_layer_has_its_switch_in_the_tree():
    m = full_map()
    tree = m._children["transit_tree"].overlay_tree
    switched = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting += node.get("children", [])
        if "layer" in node:
            switched.add(node["layer"].get_name())
    layers = {c.get_name() for c in m._children.values() if isinstance(c, folium.FeatureGroup)}
    assert switched == layers


def test_a_hostile_name_never_becomes_a_tag():
    m = full_map(title=map_frames.HOSTILE, data_date=map_frames.HOSTILE, credit=map_frames.HOSTILE)
    assert "<script>window.hacked" not in page_html(m)
    for child in m._children.values():
        if hasattr(child, "arguments"):
            assert "\\u003cscript" not in child.arguments
        for one in described(child) if hasattr(child, "payload") else []:
            # Leaflet takes these for HTML; labels and alt texts are set as text.
            shown = (
                one.get("tooltip", "") + one.get("popup", "") + one.get("icon", {}).get("html", "")
            )
            assert "<script" not in shown
    labels = json.dumps(m._children["transit_tree"].overlay_tree, default=str)
    assert "<script" not in labels


def test_a_name_is_not_a_template():
    for page in (
        page_html(full_map(title="{{ 7 * 191 }}")),
        page_html(journeys_map(map_frames.legs())),
    ):
        assert "1337" not in page


def test_a_hostile_name_in_a_journey_is_escaped():
    page = page_html(journeys_map(map_frames.legs()))
    assert "<script>window.hacked" not in page
    assert not re.search(r'"(?:tooltip|popup|html)":"[^"]*u003cscript', page)


def test_a_layer_control_shows_our_layer_names_as_text():
    layer = route_layer(map_frames.routes(), name="<b>x")
    assert layer.layer_name == "&lt;b&gt;x"


def test_two_renders_are_the_same_bytes():
    assert page_html(full_map()) == page_html(full_map())
    m = full_map()
    assert page_html(m) == page_html(m)
    plain = [folium.Map([39.9, 116.4], tiles=None) for _ in range(2)]
    for each in plain:
        folium.Marker([39.9, 116.4], popup="a", tooltip="b").add_to(each)
    assert len({page_html(each) for each in plain}) == 1


def test_saving_makes_one_small_file_without_links(tmp_path):
    path = save_map(full_map(), tmp_path / "new" / "map.html")
    assert list(path.parent.iterdir()) == [path]
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 5_000_000
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=", page)
    assert "default-src 'none'" in page
    for unneeded in ("bootstrap", "jQuery v", "Font Awesome", "AwesomeMarkers"):
        assert unneeded not in page


def test_an_interrupted_save_leaves_the_older_file(tmp_path, monkeypatch):
    path = tmp_path / "map.html"
    path.write_text("older")

    def fail(*_arguments, **_options):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save_map(full_map(), path)
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]
    assert path.read_text() == "older"


def test_a_map_of_the_users_own_is_made_self_contained(tmp_path):
    m = folium.Map([39.9, 116.4], tiles=None)
    folium.Marker([39.9, 116.4], popup="国贸").add_to(m)
    folium.LayerControl().add_to(m)
    page = save_map(m, tmp_path / "own.html").read_text(encoding="utf-8")
    assert "jQuery v3.7.1" in page
    assert "L.Icon.Default.mergeOptions" in page
    assert "cdn.jsdelivr.net" not in page


@pytest.mark.parametrize(
    ("add", "host"),
    [
        (lambda m: folium.TileLayer("OpenStreetMap").add_to(m), "tile.openstreetmap.org"),
        (lambda m: folium.plugins.MarkerCluster().add_to(m), "cdnjs.cloudflare.com"),
        (lambda m: folium.Marker([0, 0], icon=folium.Icon()).add_to(m), "cdnjs.cloudflare.com"),
        (
            lambda m: m.get_root().html.add_child(folium.Element('<img src="//a.example/x.png">')),
            "a.example",
        ),
    ],
)
def test_what_needs_an_outside_host_is_refused_by_name(tmp_path, add, host):
    m = folium.Map([39.9, 116.4], tiles=None)
    add(m)
    with pytest.raises(QueryError, match=re.escape(host)):
        save_map(m, tmp_path / "m.html")
    assert not list(tmp_path.iterdir())
    assert save_map(m, tmp_path / "m.html", offline=False).exists()


def test_online_offers_tiles_and_offline_refuses_them(tmp_path):
    m = full_map(online=True)
    with pytest.raises(QueryError, match=r"tile\.openstreetmap\.org"):
        save_map(m, tmp_path / "m.html")


def test_a_notebook_shows_a_map_without_a_network():
    shown = full_map()._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "cdn.jsdelivr.net" not in shown
    assert "cdn.jsdelivr.net" in full_map(online=True)._repr_html_()


def test_maps_stack_in_one_tree():
    base = full_map()
    both = journeys_map(map_frames.legs(), m=base)
    assert both is base
    children = list(base._children)
    assert children.count("transit_tree") == 1
    branches = base._children["transit_tree"].overlay_tree["children"]
    assert "出行方案" in branches[-1]["label"]
    last_layer = max(i for i, c in enumerate(children) if c.startswith("features_"))
    assert children.index("transit_tree") > last_layer
    onto_own = network_map(map_frames.stops(), map_frames.routes(), m=folium.Map(tiles=None))
    assert "transit_furniture" not in onto_own._children


def test_no_class_wide_list_of_folium_changes():
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    page_html(full_map())
    assert before == (list(folium.Map.default_js), list(folium.Map.default_css))


def test_frames_are_not_changed():
    stops, routes, legs = map_frames.stops(), map_frames.routes(), map_frames.legs()
    network_map(stops, routes)
    journeys_map(legs)
    assert stops.equals(map_frames.stops())
    assert routes.equals(map_frames.routes())
    assert legs.equals(map_frames.legs())


def test_planned_and_assumed_lines_look_different():
    drawn = [
        json.dumps(line_styles("bus", "", 60, status, evidence))
        for status, evidence in (
            ("open", "documented"),
            ("open", "assumed"),
            ("planned", "assumed"),
        )
    ]
    assert len(set(drawn)) == 3
    assert "dashArray" not in drawn[0]
    assert '"dashArray": "' in drawn[1]
    assert '"dashArray": "' in drawn[2]


def test_a_train_that_skips_stations_adds_no_shortcut():
    a, b, c, d = (0, 0), (1, 0.05), (2, 0), (3, 1)
    fan = MultiLineString([[a, b, c, d], [a, c], [c, b, a], [a, d]])
    drawn = without_shortcuts(fan)
    assert drawn.length == pytest.approx(LineString([a, b, c, d]).length)
    assert without_shortcuts(drawn).equals(drawn)


def test_more_service_is_never_thinner():
    widths = [line_width(trips) for trips in (float("nan"), 0, 5, 20, 60, 100, 300, 5000)]
    assert widths == sorted(widths)


def test_a_card_says_how_sure_and_from_where():
    (line,) = described(route_layer(map_frames.routes().loc[["line22:L22"]]))
    for part in (
        "Guomao - Tianyangcheng",
        "05:00 – 22:00",
        "4 分钟",
        "推算 derived",
        "规划 planned",
        "bus:S01",
    ):
        assert part in line["popup"]
    (train,) = described(route_layer(map_frames.routes().loc[["rail:JT"]]))
    assert "nan" not in train["popup"]


def test_what_has_no_position_is_left_out_not_moved():
    (gate,) = described(crossing_layer(map_frames.crossings()))
    assert gate["alt"] == "京榆旧线 (原102国道)"
    assert gate["geometry"]["coordinates"] == [116.777, 39.94]


def test_coordinates_are_east_north_and_bounds_north_east():
    layer = stop_layer(map_frames.stops().loc[["subway:guomao"]])
    assert described(layer)[0]["geometry"]["coordinates"] == [116.461, 39.909]
    assert layer.get_bounds() == [[39.909, 116.461], [39.909, 116.461]]


def test_english_words_with_both_names():
    page = page_html(full_map(lang="en"))
    assert "Border crossings" in page
    assert "首末班" not in page
    assert "国贸" in page
    with pytest.raises(QueryError):
        full_map(lang="fr")


def test_an_english_map_names_places_in_english_first():
    legend = full_map(lang="en")
    content = next(
        c.arguments
        for c in legend._children.values()
        if "transit-legend" in vars(c).get("arguments", "")
    )
    assert content.index("Legend") < content.index("图例")
    (guomao,) = described(stop_layer(map_frames.stops().loc[["subway:guomao"]], lang="en"))
    assert (guomao["label"]["text"], guomao["label"]["sub"]) == ("Guomao", "国贸")
    gates = map_frames.crossings().assign(checkpoint_en="Baimiao North checkpoint")
    (gate,) = described(crossing_layer(gates, lang="en"))
    assert gate["label"]["sub"] == "Baimiao North checkpoint"
    assert "白庙北检查站" not in gate["popup"]


def test_an_english_journey_is_told_with_the_names_it_is_given():
    names = {"大望路": "Dawanglu", "国贸": "Guomao", "京榆旧线": "Jingyu Old Road"}
    page = page_html(journeys_map(map_frames.legs(), lang="en", names_en=names))
    for said in ("Dawanglu 大望路", "→ Guomao 国贸", "Jingyu Old Road 京榆旧线", "天洋城"):
        assert said in page
    assert "Dawanglu" not in page_html(journeys_map(map_frames.legs(), names_en=names))


def test_a_number_alone_becomes_a_name():
    named = [line_name(*line) for line in (("6", "subway", "zh"), ("6", "subway", "en"))]
    named += [line_name(*line) for line in (("818", "bus", "zh"), ("815快", "bus", "zh"))]
    assert named == ["6号线", "Line 6", "818路", "815快"]


def test_a_journey_numbers_its_steps_and_names_its_crossing():
    layer = journey_layer(map_frames.legs()[:3])
    signs = [one["icon"]["html"] for one in described(layer) if "icon" in one]
    assert [re.sub("<.*?>", "", sign) for sign in signs] == ["1", "2", "3", "⚑"]
    cards = [one["popup"] for one in described(layer) if "popup" in one]
    assert any("京榆旧线" in card for card in cards)


def test_an_empty_answer_is_an_empty_map():
    assert isinstance(journeys_map(map_frames.legs()[:0]), folium.Map)


def test_vendored_files_are_those_of_the_manifest():
    folder = files("transit.maps") / "assets"
    for asset in manifest():
        content = (folder / asset.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == asset.sha256, asset.file
    for package in {asset.package for asset in manifest()}:
        assert any("LICENSE" in a.file for a in manifest() if a.package == package)
