"""Thousands of random questions: each empty answer has its reasons, and every change they offer works."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest

import transit

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
QUERIES = 10_000 if LONG else 150
IN_A_ROW = 20

NAMES = (
    "天洋城", "国贸", "燕郊站", "香河站", "大厂", "平谷", "通州北苑", "前门", "北京站", "四惠", "三河", "廊坊",
    "望京", "中关村", "西二旗", "潮白大街", "大北窑南", "夏垫", "天安门东", "香河",
)  # fmt: skip
DATES = (
    "2026-11-24", "2026-11-28", "2026-10-01", "2026-02-17", "2023-12-20", "2023-12-15", "2024-03-06", "2025-07-12",
    "2027-03-10", "2027-12-25", "2026-12-31", "2022-01-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def net():
    return transit.load()


def place(chance, net):
    """Draw a stop, a name, a point near a stop, one of the corridor, or one far away."""
    kind = chance.choice(("stop", "name", "near", "corridor", "far"), p=(0.3, 0.3, 0.3, 0.07, 0.03))
    if kind == "name":
        return str(chance.choice(NAMES))
    if kind == "corridor":
        return float(chance.uniform(39.5, 40.3)), float(chance.uniform(116.2, 117.3))
    if kind == "far":
        return float(chance.uniform(36, 43)), float(chance.uniform(113, 120))
    stop = net.stops.iloc[int(chance.integers(len(net.stops)))]
    if kind == "stop":
        return str(stop.name)
    lat, lon = chance.normal((stop.geometry.y, stop.geometry.x), 0.006)
    return float(lat), float(lon)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def wishes(chance, net, name):
    """Draw some of the options a call takes."""

    def often(share: float) -> bool:
        return bool(chance.random() < share)

    asked = {}
    if often(0.5):
        asked["max_transfers"] = (0, 0, 1, 2, 4, None)[chance.integers(6)]
    if often(0.4):
        asked["max_walk_min"] = (0, 1, 3, 5, 7.5, 15, 40, 60)[chance.integers(8)]
    if often(0.1):
        asked["walk_speed_kmh"] = float(chance.uniform(2, 7))
    if often(0.2):
        modes = ("bus", "coach", "subway", "rail")
        asked["modes"] = [m for m in modes if often(0.5)] or ["rail"]
    if often(0.2):
        avoided = [
            str(chance.choice(net.routes.index)),
            str(chance.choice(net.stops.index)),
            "国贸",
        ]
        asked["avoid"] = avoided[: chance.integers(1, 4)]
    if often(0.1) and name != "last_departure":
        asked["via"] = [("前门", int(chance.integers(90))), "四惠"][: chance.integers(1, 3)]
    if often(0.2):
        asked["evidence"] = ("documented", "derived")[chance.integers(2)]
    if often(0.15):
        asked["transfers"] = "feed"
    if often(0.1):
        asked["min_change_s"] = (0, 300, 1800)[chance.integers(3)]
    if often(0.3):
        asked["wait"] = ("mean", "worst", "best")[chance.integers(3)]
    if often(0.3):
        asked["pace"] = (None, "slow", "fast")[chance.integers(3)]
    return asked


def by_coach(chance, net, asked):
    """Ask for the commuter expresses, whose seats are booked; tell the date and the minute."""
    stops = [stop for stop in net.stops.index if stop.startswith("express:")]
    asked["origin"], asked["destination"] = (str(stop) for stop in chance.choice(stops, 2))
    asked["modes"] = ["coach"]
    minute = int(chance.choice((370, 1040))) + int(chance.integers(120))
    asked["now"] = f"2026-11-24 {clock(minute + int(chance.integers(-60, 60)))}"
    return "2026-11-24", minute


def question(chance, net, number):
    """Draw a call: which, and what it is asked. Some in a row are of one date, which is compiled once."""
    name = str(chance.choice(("route", "profile", "last_departure"), p=(0.84, 0.08, 0.08)))
    asked = {"origin": place(chance, net), "destination": place(chance, net)}
    asked |= wishes(chance, net, name)
    day = DATES[number // IN_A_ROW % len(DATES)]
    minute = int(chance.integers(27 * 60 + 1))
    coach = chance.random() < 0.08
    if coach:
        day, minute = by_coach(chance, net, asked)
    moment = str(np.datetime64(day) + np.timedelta64(minute, "m"))
    if not coach and chance.random() < 0.25:
        asked["now"] = str(np.datetime64(moment) - np.timedelta64(chance.integers(-90, 600), "m"))
        if chance.random() < 0.3:
            asked["booked"] = [str(r) for r in net.routes.index if r.startswith("express:")][:2]
    windowed = name == "profile" or (name == "route" and chance.random() < 0.2)
    if windowed:
        asked["window"] = (clock(minute), clock(minute + int(chance.integers(1, 180))))
    elif name == "route":
        argument = str(chance.choice(("depart_at", "arrive_by")))
        way = chance.integers(3)
        asked[argument] = clock(minute) if way == 0 else moment
        if way == 2:
            # Half a day off its date is as far as a moment may be.
            asked["date"] = str(
                np.datetime64(moment, "D") + chance.integers(-1, 1) * (minute % 1440 < 700)
            )
        if chance.random() < 0.15:
            asked["criteria"] = ["time"] if chance.random() < 0.5 else ["time", "transfers", "walk"]
        if way != 0:
            return name, asked
    elif chance.random() < 0.5:
        asked["spare"] = int(chance.integers(3))
    asked["date"] = day
    return name, asked


def test_every_empty_answer_has_reasons_and_every_change_offered_works(net):
    chance = np.random.default_rng(20261124)
    told: Counter[str] = Counter()
    for number in range(QUERIES):
        name, asked = question(chance, net, number)
        ask = getattr(net, name)
        try:
            answer = ask(**asked)
        except transit.TransitError as refused:
            # Asked wrongly, such as of a date and a moment a day apart.
            told[type(refused).__name__] += 1
            continue
        if answer:
            told["answered"] += 1
            assert not answer.reasons
            continue
        told["empty"] += 1
        assert answer.reasons, (name, asked)
        for reason in answer.reasons:
            told[reason.code] += 1
            assert reason.message.strip(), (name, asked, reason)
            assert reason.message_zh.strip(), (name, asked, reason)
            if reason.relaxation:
                told["changes"] += 1
                assert ask(**(asked | reason.relaxation)), (name, asked, reason)
    assert told["answered"] > QUERIES / 10
    assert told["empty"] > QUERIES / 4
    assert told["changes"] > QUERIES / 4
