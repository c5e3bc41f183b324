"""How does a generated service day become a GTFS zip? As the generator's own writer does, without polars."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from benchmarks.feeds import DATE

if TYPE_CHECKING:
    from pathlib import Path


def write_gtfs(day: Any, path: Path) -> None:
    """Write a ``DayFeed`` of ``dayfeed.py``: one service date, whole minutes, closed footpaths."""
    pattern, _ = day.patterns()
    calls = np.diff(day.trip_ptr)
    trip = np.repeat(np.arange(day.n_trips), calls)
    walker = np.repeat(np.arange(day.n_stops), np.diff(day.fp_ptr))
    every = np.arange(day.n_stops)
    routes = np.unique(pattern)
    tables = {
        "agency": {"agency_id": ["A"], "agency_name": ["Bench"], "agency_timezone": ["Etc/UTC"]}
        | {"agency_url": ["http://localhost"]},
        "calendar_dates": {
            "service_id": ["D"],
            "date": [DATE.replace("-", "")],
            "exception_type": [1],
        },
        "stops": {
            "stop_id": _ids("s", every),
            "stop_name": _ids("Stop ", every),
            "stop_lat": np.round(day.lat, 6),
            "stop_lon": np.round(day.lon, 6),
        },
        "routes": {
            "route_id": _ids("r", routes),
            "agency_id": ["A"] * len(routes),
            "route_short_name": routes,
            "route_type": [3] * len(routes),
        },
        "trips": {
            "route_id": _ids("r", pattern),
            "service_id": ["D"] * day.n_trips,
            "trip_id": _ids("t", np.arange(day.n_trips)),
        },
        "transfers": {
            "from_stop_id": _ids("s", np.concatenate([every, walker])),
            "to_stop_id": _ids("s", np.concatenate([every, day.fp_to])),
            "transfer_type": np.full(len(every) + len(walker), 2),
            "min_transfer_time": np.concatenate([0 * every, day.fp_dur]),
        },
        "stop_times": {
            "trip_id": _ids("t", trip),
            "arrival_time": _clock(day.st_arr),
            "departure_time": _clock(day.st_dep),
            "stop_id": _ids("s", day.st_stop),
            "stop_sequence": np.arange(len(trip)) - np.repeat(day.trip_ptr[:-1], calls) + 1,
        },
    }
    plain = csv.WriteOptions(include_header=False, quoting_style="none")
    half = path.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, columns in tables.items():
            with archive.open(f"{name}.txt", "w", force_zip64=True) as sink:
                # pyarrow quotes the names of columns whatever it is told.
                sink.write((",".join(columns) + "\n").encode())
                csv.write_csv(pa.table(columns), sink, plain)
    half.rename(path)


def _ids(letter: str, numbers: Any) -> pa.Array:
    """Spell each number once, and refer to it."""
    values, index = np.unique(numbers, return_inverse=True)
    words = pa.array([f"{letter}{n}" for n in values.tolist()])
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), words).cast(pa.string())


def _clock(seconds: Any) -> pa.Array:
    values, index = np.unique(seconds, return_inverse=True)
    words = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in values.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(words)).cast(
        pa.string()
    )
