"""Fares written as GTFS are read as the fares they were."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import gtfs_guru
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtfs_data.build.tables import FEEDS
from tests.boards import Drawn, draw, joined, networks
from transit.errors import QueryError
from transit.fares import zones
from transit.fares.money import UNPRICED
from transit.fares.payment import Payment
from transit.fares.price import pricer_of
from transit.fares.products import product_fares
from transit.fares.table import ClosedSystem
from transit.fares.write import write_fares
from transit.gtfs.careful import read_carefully
from transit.gtfs.feed import merge
from transit.gtfs.reader import read_feed
from transit.network.ground import Ground

READ = {1: zones.ride_fares, 2: product_fares}


@dataclass
class Fares:
    """Fares by route, boarding and alighting stop, told by a function."""

    of: object
    closed: ClosedSystem | None = None
    currency: str = "CNY"

    def matrix(self, route_id, stops):
        its = stops.tolist()
        return np.array([[self.of(route_id, a, b) for b in its] for a in its], np.int64)


def exported(ground: Ground, fares, version: int, folder: Path) -> Ground:
    """Write fares and lay the files into the feed, in memory."""
    tables = {
        path.stem: read_carefully(path.stem, path.read_bytes())
        for path in write_fares(ground, fares, folder, version)
    }
    tables = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    return Ground(replace(ground.feed, **tables), None)


def trips(ground: Ground):
    """List the trips: their route and their calls."""
    routes = ground.feed.trips["route_id"].to_numpy(dtype=object)[ground.trips.rows]
    for trip, route_id in enumerate(routes):
        yield route_id, slice(*ground.trips.start[trip : trip + 2])


def rides(ground: Ground):
    """List every ride: its route, the calls of the trip, and which of them one boards and alights at."""
    table = ground.trips
    for route_id, calls in trips(ground):
        stops, board, alight = (c[calls] for c in (table.stop, table.board, table.alight))
        for i, j in zip(*np.nonzero(np.triu(np.outer(board, alight), 1)), strict=True):
            yield route_id, stops, i, j


def prices(ground: Ground, fares) -> list[int]:
    matrices = {}
    told = []
    for route_id, stops, i, j in rides(ground):
        key = route_id, stops.tobytes()
        if key not in matrices:
            unknown = np.full((len(stops), len(stops)), UNPRICED)
            matrices[key] = fares.matrix(route_id, stops) if fares else unknown
        told.append(int(matrices[key][i, j]))
    return told


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@st.composite
def fared(draw_one) -> tuple[Drawn, Fares]:
    """Draw a network and fares: flat, by zone, by stop, of a closed system, some of them unknown."""
    net = draw_one(networks())
    ground = net.ground
    n_stops = len(ground.stops.ids)
    dice = np.random.default_rng(draw_one(st.integers(0, 2**32)))
    zone = dice.integers(3, size=n_stops)
    some = [0, 100, 150, 300, UNPRICED]
    by_zone, by_stop = dice.choice(some, (2, 3, 3)), dice.choice(some, (n_stops, n_stops))
    kinds = st.sampled_from(("flat", "zone", "other zones", "stop", "closed", "closed"))
    kind = {route_id: draw_one(kinds) for route_id in ground.feed.routes["route_id"]}
    flat = {route_id: dice.choice(some) for route_id in kind}
    inside = frozenset(route_id for route_id in kind if kind[route_id] == "closed")
    station = np.full(n_stops, -1, np.int32)
    for route_id, calls in trips(ground):
        if route_id in inside:
            station[ground.trips.stop[calls]] = zone[ground.trips.stop[calls]]

    def of(route_id, a, b):
        if kind[route_id] == "flat":
            return flat[route_id]
        if kind[route_id] == "stop":
            return by_stop[a, b]
        return by_zone[int(kind[route_id] != "zone"), zone[a], zone[b]]

    return net, Fares(of, ClosedSystem(station, inside, by_zone[1]) if inside else None)


def from_gate_to_gate(ground: Ground, fares) -> dict:
    """Price the ways between the stops of a closed system."""
    closed = fares.closed if fares is not None else None
    if closed is None:
        return {}
    ids, inside = ground.stops.ids, np.flatnonzero(closed.station >= 0).tolist()
    station = closed.station
    return {(ids[a], ids[b]): closed.fen[station[a], station[b]] for a in inside for b in inside}


@given(fared())
def test_every_ride_costs_after_writing_and_reading_what_it_cost_before(drawn) -> None:
    net, fares = drawn
    before = prices(net.ground, fares)
    for version, read in READ.items():
        with TemporaryDirectory() as folder:
            again = read(exported(net.ground, fares, version, Path(folder)))
        assert prices(net.ground, again) == before
        assert again is None or again.currency == "CNY"
    known = from_gate_to_gate(net.ground, fares)
    assert from_gate_to_gate(net.ground, again) == (
        {} if {UNPRICED}.issuperset(known.values()) else known
    )


LINE = "A B C D\n8:00 8:10 8:20 8:30"


def test_a_flat_fare_is_one_rule_whatever_the_routes(tmp_path):
    net = draw(LINE, "C E\n9:00 9:10")
    paths = write_fares(net.ground, Fares(lambda *_: 200), tmp_path, 2)
    assert sorted(p.name for p in paths) == [
        "fare_leg_rules.txt",
        "fare_products.txt",
        "networks.txt",
        "route_networks.txt",
    ]
    assert rows(tmp_path, "fare_products") == [
        {"fare_product_id": "2.00", "amount": "2.00", "currency": "CNY"}
    ]
    assert len(rows(tmp_path, "fare_leg_rules")) == 1
    assert len(rows(tmp_path, "route_networks")) == 2
    paths = write_fares(net.ground, Fares(lambda *_: 200), tmp_path / "v1", 1)
    assert [p.name for p in paths] == ["fare_attributes.txt", "fare_rules.txt"]
    assert [row["route_id"] for row in rows(tmp_path / "v1", "fare_rules")] == ["R0", "R1"]


def test_stops_that_need_not_be_told_apart_share_a_zone(tmp_path):
    net = draw("A B C D E F\n8:00 8:10 8:20 8:30 8:40 8:50")
    fares = Fares(lambda _, a, b: 100 * (1 + abs(a // 3 - b // 3)))
    write_fares(net.ground, fares, tmp_path, 2)
    areas = {row["stop_id"]: row["area_id"] for row in rows(tmp_path, "stop_areas")}
    assert [areas[s] for s in "ABCDEF"] == list("AAADDD")
    assert len(rows(tmp_path, "fare_leg_rules")) == 3
    write_fares(net.ground, fares, tmp_path, 1)
    assert [row["zone_id"] for row in rows(tmp_path, "stops")] == list("AAADDD")
    # No other route calls here, so that zones say enough.
    assert {row["route_id"] for row in rows(tmp_path, "fare_rules")} == {""}


def test_a_zone_rule_names_the_route_where_another_calls_in_its_zones(tmp_path):
    net = draw(LINE, "A B\n9:00 9:10")
    fares = Fares(lambda r, a, b: 100 * (b - a) if r == "R0" else UNPRICED)
    again = zones.ride_fares(exported(net.ground, fares, 1, tmp_path))
    assert prices(net.ground, again) == prices(net.ground, fares)
    assert {row["route_id"] for row in rows(tmp_path, "fare_rules")} == {"R0"}


def test_a_ride_whose_price_depends_on_the_way_taken_has_none(tmp_path):
    net = draw("A B C A B\n8:00 8:10 8:20 8:30 8:40")

    class ByCalls(Fares):
        def matrix(self, route_id, stops):
            n = np.arange(len(stops))
            return 100 * abs(n[:, None] - n)

    for version, read in READ.items():
        again = read(exported(net.ground, ByCalls(None), version, tmp_path / str(version)))
        told = again.matrix("R0", np.array([net.stop(s) for s in "ABCAB"], np.int32))
        assert told[0, 1] == UNPRICED
        assert told[0, 2] == 200


def test_each_feed_of_several_has_a_folder_and_its_own_ids(tmp_path):
    both = joined(draw(LINE, name="x"), draw("A B C\n9:00 9:10 9:20", name="y"))
    fares = Fares(lambda r, a, b: 100 * (b - a) if r == "x:R0" else 500)
    write_fares(both.ground, fares, tmp_path, 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x", "y"]
    assert {row["stop_id"] for row in rows(tmp_path / "x", "stop_areas")} <= set("ABCD")
    assert rows(tmp_path / "y", "route_networks") == [{"network_id": "R0", "route_id": "R0"}]
    write_fares(both.ground, fares, tmp_path, 1)
    assert [row["stop_id"] for row in rows(tmp_path / "x", "stops")] == list("ABCD")
    assert "feed" not in rows(tmp_path / "x", "stops")[0]


def test_routes_that_stated_networks_are_written_without(tmp_path):
    net = draw(LINE)
    routes = net.ground.feed.routes.assign(network_id="old")
    ground = Ground(replace(net.ground.feed, routes=routes), None)
    again = exported(ground, Fares(lambda *_: 200), 2, tmp_path)
    assert prices(again, product_fares(again))[0] == 200
    assert set(rows(tmp_path, "routes")[0]) == {"route_id", "route_type", "agency_id", "route_short_name"}  # fmt: skip


def test_amounts_have_the_decimals_of_their_currency(tmp_path):
    net = draw(LINE)
    for currency, amount in (("CNY", "2.00"), ("JPY", "2"), ("KWD", "2.000")):
        write_fares(net.ground, Fares(lambda *_: 200, currency=currency), tmp_path, 2)
        assert rows(tmp_path, "fare_products")[0]["amount"] == amount


def test_fares_nobody_knows_are_no_files(tmp_path):
    for version in (1, 2):
        assert write_fares(draw(LINE).ground, Fares(lambda *_: UNPRICED), tmp_path, version) == []
    assert list(tmp_path.iterdir()) == []


def test_what_would_contradict_the_files_is_refused_before_any_is_written(tmp_path):
    net, fares = draw(LINE), Fares(lambda *_: 200)
    (tmp_path / "fare_transfer_rules.txt").write_text("fare_transfer_type\n", encoding="utf-8")
    with pytest.raises(QueryError, match=r"fare_transfer_rules\.txt"):
        write_fares(net.ground, fares, tmp_path, 2)
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(QueryError, match="version"):
        write_fares(net.ground, fares, tmp_path, 3)
    assert write_fares(net.ground, fares, tmp_path, 1)


@pytest.mark.parametrize("version", [1, 2])
def test_the_validator_finds_no_error_in_what_is_written(tmp_path, version):
    shutil.copytree(FEEDS / "express", tmp_path / "express")
    ground = Ground(read_feed(tmp_path / "express"), None)
    flat, *gated = ground.feed.routes["route_id"].iloc[[0, 1, 2]]
    station = np.full(len(ground.stops.ids), -1, np.int32)
    for route_id, calls in trips(ground):
        if route_id in gated:
            station[ground.trips.stop[calls]] = ground.trips.stop[calls] % 2
    fen = np.array([[200, 400], [400, 300]])

    def of(route_id, a, b):
        if route_id in gated:
            return fen[station[a], station[b]]
        return 300 if route_id == flat else 100 + 50 * abs(a - b)

    fares = Fares(of, ClosedSystem(station, frozenset(gated), fen))
    write_fares(ground, fares, tmp_path / "express", version)
    report = gtfs_guru.validate(str(tmp_path / "express"), country_code="CN", date="2026-11-23")
    assert [(notice.code, notice.message) for notice in report.errors()] == []
    again = Ground(read_feed(tmp_path / "express"), None)
    assert prices(again, READ[version](again)) == prices(ground, fares)


def test_the_fares_of_the_corridor_come_back(tmp_path, corridor_planner):
    ground = corridor_planner.ground
    fares = pricer_of(ground).ride_fares(Payment())
    shutil.copytree(FEEDS, tmp_path / "feeds")
    write_fares(ground, fares, tmp_path / "feeds", 2)
    folders = [tmp_path / "feeds" / name for name in ground.feed.agency["feed"].unique()]
    again = Ground(merge([read_feed(folder) for folder in folders]), None)
    read = product_fares(again)
    assert prices(again, read) == prices(ground, fares)
    # Of a closed system across feeds, the part in the feed of the most routes is one.
    subway = {
        pair: fen
        for pair, fen in from_gate_to_gate(ground, fares).items()
        if all(stop_id.startswith("subway:") for stop_id in pair)
    }
    assert len(subway) > 40_000
    assert from_gate_to_gate(again, read) == subway
