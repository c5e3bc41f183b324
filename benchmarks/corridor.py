"""How long does one question to the bundled corridor take through the public API, and how much of it is the search?"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

import transit
from transit.routing import plan

DATE = "2026-11-24"
TRIPS = (
    ("天洋城", "国贸"), ("燕郊", "北京"), ("大厂", "国贸"), ("香河", "大望路"), ("三河", "国贸"),
    ("潮白", "草房"),
)  # fmt: skip
SEARCHES = ("arrive_by", "depart_at", "earliest", "window")
REPETITIONS = 20


def corridor_queries() -> dict[str, Any]:
    """Ask in both directions, by deadline and from a departure, warm; milliseconds in all and within the search."""
    net = transit.load()
    asked = [
        (a, b, when)
        for a, b in TRIPS
        for when in ({"arrive_by": "09:00"}, {"depart_at": "07:30"})
        if _known(net, a) and _known(net, b)
    ]
    inside = [0]
    kept = {name: getattr(plan, name) for name in SEARCHES}
    for name, search in kept.items():
        setattr(plan, name, _timed(search, inside))
    whole, engine = [], []
    try:
        for repetition in range(REPETITIONS + 1):
            for a, b, when in asked:
                inside[0] = 0
                begin = time.perf_counter_ns()
                net.route(a, b, date=DATE, **when)
                if repetition:
                    whole.append((time.perf_counter_ns() - begin) / 1e6)
                    engine.append(inside[0] / 1e6)
    finally:
        for name, search in kept.items():
            setattr(plan, name, search)
    return {
        "queries": len(asked),
        "repetitions": REPETITIONS,
        "whole_ms": float(np.median(whole)),
        "whole_p95_ms": float(np.percentile(whole, 95)),
        "engine_ms": float(np.median(engine)),
        "engine_p95_ms": float(np.percentile(engine, 95)),
    }


def _known(net: transit.Network, place: str) -> bool:
    best = net.find(place, n=2)
    return bool(best) and (len(best) == 1 or best[0].score > best[1].score)


def _timed(search: Any, spent: list[int]) -> Any:
    def timed(*args: Any) -> Any:
        begin = time.perf_counter_ns()
        found = search(*args)
        spent[0] += time.perf_counter_ns() - begin
        return found

    return timed
