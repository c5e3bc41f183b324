"""Offline pages in a real browser, the network cut: nothing fails, all switches and opens."""

import shutil
from pathlib import Path

import folium
import pytest

from tests import map_frames
from transit.maps import journeys_map, network_map, save_map

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt install chromium)"),
]
SCREENS = {"laptop": (1440, 900), "low": (1440, 800), "phone": (390, 844)}
LEAFLET_MAP = "Object.entries(window).find(([name]) => name.startsWith('map_'))[1]"


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Save a map, open it offline and, at the end, insist that nothing went wrong."""
    troubles, contexts = [], []

    def open_page(m, screen="laptop"):
        width, height = SCREENS[screen]
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("request", lambda request: _note_outside(request.url, troubles))
        path = save_map(m, tmp_path / "map.html")
        page.goto(Path(path).as_uri())
        page.wait_for_function(f"{LEAFLET_MAP}.getZoom() > 0")
        page.wait_for_timeout(300)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _note_outside(url, troubles):
    if not url.startswith(("file:", "data:")):
        troubles.append(f"request: {url}")


def whole_map(**options):
    frames = map_frames.regions(), map_frames.borders(), map_frames.crossings()
    return network_map(map_frames.stops(), map_frames.routes(), *frames, title="演示", **options)


def shown_paths(page):
    return page.locator(".leaflet-pane path").count()


@pytest.mark.parametrize("screen", SCREENS)
def test_the_map_opens_with_chinese_labels(visit, screen):
    page = visit(whole_map(), screen)
    labels = page.locator(".transit-label:not(.transit-unplaced)").all_inner_texts()
    assert any("燕郊" in text for text in labels)
    assert any("京冀界" in text for text in labels)
    assert page.title() == "演示"
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    ("screen", "unfolded"), [("laptop", True), ("low", False), ("phone", False)]
)
def test_the_legend_folds_where_there_is_little_room(visit, screen, unfolded):
    legend = visit(whole_map(), screen).locator(".transit-legend details")
    assert legend.evaluate("one => one.open") is unfolded


def test_every_layer_switches_off_and_on(visit):
    page = visit(whole_map())
    before = shown_paths(page)
    for switch in page.locator(
        ".leaflet-control-layers-overlays > * input.leaflet-control-layers-selector"
    ).all():
        if "sel-all" in (switch.get_attribute("class") or ""):
            continue
        page.evaluate("box => box.click()", switch.element_handle())
    assert shown_paths(page) == 0
    assert page.locator(".transit-icon").count() == 0
    page.wait_for_timeout(100)
    assert page.locator(".transit-label").count() == 0
    for switch in page.locator(
        ".leaflet-control-layers-overlays input.leaflet-control-layers-selector"
    ).all():
        if "sel-all" in (switch.get_attribute("class") or ""):
            continue
        page.evaluate("box => box.click()", switch.element_handle())
    assert shown_paths(page) == before


def test_a_group_switches_at_once(visit):
    page = visit(whole_map())
    before = shown_paths(page)
    page.locator(".leaflet-layerstree-sel-all-checkbox").first.click()
    assert shown_paths(page) < before


def test_a_click_on_a_line_opens_its_card(visit):
    page = visit(whole_map())
    spot = page.evaluate(
        f"(() => {{ const m = {LEAFLET_MAP}; m.setView([39.93, 116.74], 13, {{animate: false}});"
        " return m.latLngToContainerPoint([39.93, 116.7385]); })()"
    )
    page.mouse.click(spot["x"], spot["y"])
    card = page.locator(".transit-card")
    card.wait_for()
    assert "Guomao - Tianyangcheng" in card.inner_text()


def test_enter_opens_the_card_of_a_station(visit):
    page = visit(whole_map())
    page.locator("path[aria-label^='国贸']").focus()
    page.keyboard.press("Enter")
    card = page.locator(".transit-card")
    card.wait_for()
    assert "1号线" in card.inner_text()


def test_bus_stops_appear_close_by_only(visit):
    page = visit(whole_map())
    minor = page.locator(".leaflet-transit-minor-pane")
    page.evaluate(f"{LEAFLET_MAP}.setView([39.95, 116.82], 11, {{animate: false}})")
    assert not minor.is_visible()
    page.evaluate(f"{LEAFLET_MAP}.setView([39.95, 116.82], 15, {{animate: false}})")
    assert minor.evaluate("pane => getComputedStyle(pane).display") == "block"
    page.wait_for_timeout(100)
    assert any("<script>" in text for text in page.locator(".transit-label").all_inner_texts())


@pytest.mark.parametrize("screen", SCREENS)
def test_a_journey_opens_with_its_steps(visit, screen):
    page = visit(journeys_map(map_frames.legs()), screen)
    assert page.locator(".transit-step").all_inner_texts() == ["1", "2", "3", "⚑"]
    page.locator(".transit-step").nth(1).click()
    page.locator(".transit-card").wait_for()
    assert "815快" in page.locator(".transit-card").inner_text()


def test_journeys_lie_on_the_network(visit):
    page = visit(journeys_map(map_frames.legs(), m=whole_map()))
    assert page.locator(".leaflet-control-layers").count() == 1
    assert page.locator(".transit-step").count() == 4


def test_layers_work_on_a_map_of_the_users_own(visit):
    m = folium.Map([39.93, 116.7], zoom_start=12, tiles=None)
    folium.Marker([39.93, 116.7], popup="自己的", tooltip="自己的").add_to(m)
    folium.LayerControl().add_to(m)
    page = visit(network_map(map_frames.stops(), map_frames.routes(), m=m))
    page.locator(".leaflet-marker-icon[src^='data:image/png']").click(force=True)
    page.locator(".leaflet-popup").wait_for()
    assert "自己的" in page.locator(".leaflet-popup").inner_text()
