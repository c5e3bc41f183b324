"""Read a GTFS folder or zip into typed tables; broken structure raises with file, line and column."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transit.errors import FeedError
from transit.gtfs.careful import read_carefully
from transit.gtfs.fast import absent_table, read_fast
from transit.gtfs.feed import Feed, codes_of
from transit.gtfs.schema import MUST_EXIST, TABLES
from transit.gtfs.source import content, open_source
from transit.gtfs.structure import check_structure

if TYPE_CHECKING:
    from transit.gtfs.source import Opener

Integers = npt.NDArray[np.signedinteger[Any]]


def read_feed(path: str | Path) -> Feed:
    """Read one feed.

    Parameters
    ----------
    path
        Folder with ``.txt`` tables, or a zip that holds them at its root or in one folder.

    Returns
    -------
    feed
        Named after the folder or the zip.

    Raises
    ------
    FeedError
        If there is no feed, a table or column that GTFS requires is missing, a value is not of its type, or the tables
        do not hold together.
    """
    path = Path(path)
    with open_source(path) as files:
        lacking = [name for name in MUST_EXIST if name not in files]
        if "calendar" not in files and "calendar_dates" not in files:
            lacking.append("calendar")
        if lacking:
            missing = ", ".join(f"{name}.txt" for name in lacking)
            raise FeedError(str(path), f"not a GTFS feed: {missing} missing")
        try:
            tables = {name: _read_table(name, files.get(name)) for name in TABLES}
            tables["stop_times"] = _in_order(tables["stop_times"])
            check_structure(tables)
        except FeedError as error:
            error.file = f"{path}/{error.file}"
            raise
    tables = {name: table.reset_index(drop=True) for name, table in tables.items()}
    # The name goes before every id when feeds are merged, with a colon between.
    stem = path.resolve().name.split(".")[0] or path.resolve().name
    return Feed(name=re.sub(r"[\s:]+", "_", stem), **tables)


def _read_table(name: str, opener: Opener | None) -> pd.DataFrame:
    if opener is None:
        return absent_table(TABLES[name])
    frame = read_fast(opener, TABLES[name])
    return read_carefully(name, content(f"{name}.txt", opener)) if frame is None else frame


def _in_order(calls: pd.DataFrame) -> pd.DataFrame:
    """Sort by trip_id and stop_sequence, equal ones as they stand in the file; empties the frame it is given."""
    # The codes of the trips are in the order of their ids.
    order = _order(codes_of(calls["trip_id"]), calls["stop_sequence"].to_numpy())
    if order is None:
        return calls
    lines = calls.index.take(order)
    # One column after another, so that no column but one is there twice.
    columns = {name: calls.pop(name).array.take(order) for name in list(calls.columns)}
    return pd.DataFrame(columns, index=lines, copy=False)


def _order(trip: Integers, sequence: Integers) -> Integers | None:
    """Rows in the order of trips and sequences, shape (N,); None where they stand so."""
    new_trip = np.r_[True, trip[1:] != trip[:-1]][: len(trip)]
    rising = (new_trip[1:] | (sequence[1:] >= sequence[:-1])).all()
    start = np.flatnonzero(new_trip)
    blocks = trip[start]
    if rising and (blocks[1:] > blocks[:-1]).all():
        return None
    by_trip = np.argsort(blocks, kind="stable")
    if not rising or len(np.unique(blocks)) < len(blocks):
        return np.lexsort((sequence, trip))
    # Each trip stands in one piece and in order: the pieces move as they are.
    length = np.diff(np.append(start, len(trip)))[by_trip]
    moved = start[by_trip] - (np.cumsum(length) - length)
    return np.repeat(moved, length) + np.arange(len(trip))
