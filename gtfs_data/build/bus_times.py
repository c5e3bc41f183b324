"""How long each hop of a bus line takes, when only the whole run is known.

A motorway hop of ten kilometres is not driven at the speed of a town hop of five hundred metres.
So a hop's share of the run comes from a speed that rises with its length, and the shares are then
stretched to fill the run time of the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gtfs_data.build.tables import Row, assumption, read_facts, seconds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_HOP_S: Final = 30
"""Shortest hop, so that calls of a trip are strictly later one after the other."""


def hop_shares(hops_m: Sequence[float]) -> list[float]:
    """Guess the seconds of each hop from its length: the rule ``bus_hop_speed``.

    The speed of a hop of ``d`` km is ``town + (motorway - town) * d / (d + half)``, and each hop
    loses ``stop_loss`` seconds for braking, doors and starting.
    """
    town, motorway = float(assumption("bus_town_kmh")), float(assumption("bus_motorway_kmh"))
    half, loss = float(assumption("bus_half_speed_km")), float(assumption("bus_stop_loss_s"))
    shares = []
    for metres in hops_m:
        km = metres / 1000
        kmh = town + (motorway - town) * km / (km + half)
        shares.append(loss + km / kmh * 3600)
    return shares


def call_times(hops_m: Sequence[float], run_s: int) -> list[int]:
    """Spread a run over its hops.

    Parameters
    ----------
    hops_m
        Length of each hop.
    run_s
        Seconds from the first stop to the last.

    Returns
    -------
    times
        Seconds after departure at each stop: 0 first, `run_s` last, every hop at least `MIN_HOP_S`.
    """
    shares = hop_shares(hops_m)
    short: set[int] = set()
    while True:
        # Hops held at the minimum take their time from the others, which may bring more below it.
        rest = run_s - MIN_HOP_S * len(short)
        scale = rest / sum(s for i, s in enumerate(shares) if i not in short)
        found = {i for i, s in enumerate(shares) if i not in short and s * scale < MIN_HOP_S}
        if not found:
            break
        short |= found
    times, moment = [0], 0.0
    for i, share in enumerate(shares):
        moment += MIN_HOP_S if i in short else share * scale
        times.append(round(moment))
    return times


def run_time(line_id: str, direction: str, day_type: str, departs_s: int) -> Row:
    """Find the row of ``bus/run_times.csv`` that holds for a departure.

    A row with clock times holds for departures in ``start <= departs < end`` and goes before the
    row for the whole day.
    """
    fitting = [
        row
        for row in read_facts("bus/run_times.csv")
        if row["used"] == "yes"
        and row["line_id"] == line_id
        and row["direction"] in {direction, "both"}
        and row["day_type"] in {day_type, "daily"}
        and (not row["start"] or seconds_of(row["start"]) <= departs_s < seconds_of(row["end"]))
    ]
    return max(fitting, key=lambda row: row["start"] != "")
