"""Read a GTFS folder or zip into typed tables; broken structure raises with file, line and column."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transit.errors import FeedError
from transit.gtfs.feed import Feed
from transit.gtfs.schema import MUST_EXIST, NO_TIME, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt


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
        If there is no feed, a table or column that GTFS requires is missing, or a value is not of its type.
    """
    path = Path(path)
    opened = _open(path)
    lacking = [name for name in MUST_EXIST if opened(name) is None]
    if opened("calendar") is None and opened("calendar_dates") is None:
        lacking.append("calendar")
    if lacking:
        files = ", ".join(f"{name}.txt" for name in lacking)
        raise FeedError(str(path), f"not a GTFS feed: {files} missing")
    tables = {name: _read_table(name, opened(name)) for name in TABLES}
    times = tables["stop_times"]
    tables["stop_times"] = times.sort_values(
        ["trip_id", "stop_sequence"], kind="stable", ignore_index=True
    )
    _check_references(tables)
    name = path.resolve().name
    return Feed(name=name.split(".")[0] or name, **tables)


def _open(path: Path) -> Callable[[str], bytes | None]:
    if path.is_dir():

        def from_folder(name: str) -> bytes | None:
            file = path / f"{name}.txt"
            return file.read_bytes() if file.is_file() else None

        return from_folder
    if not path.exists():
        raise FeedError(str(path), "no such file or folder")
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise FeedError(str(path), "neither a folder nor a zip") from None
    inside = {Path(member).name: member for member in archive.namelist() if member.endswith(".txt")}

    def from_zip(name: str) -> bytes | None:
        member = inside.get(f"{name}.txt")
        try:
            return archive.read(member) if member else None
        except (zipfile.BadZipFile, RuntimeError, OSError) as problem:
            raise FeedError(f"{path}/{member}", f"cannot be unpacked: {problem}") from None

    return from_zip


def _read_table(name: str, content: bytes | None) -> pd.DataFrame:
    layout = TABLES[name]
    file = f"{name}.txt"
    if content is None or not content.strip():
        frame = pd.DataFrame(columns=list(layout.required), dtype="str")
    else:
        try:
            frame = pd.read_csv(
                io.BytesIO(content), dtype="str", keep_default_na=False, encoding="utf-8-sig",
                skipinitialspace=True,
            )  # fmt: skip
        except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as problem:
            raise FeedError(file, f"not a comma-separated UTF-8 table: {problem}") from None
        frame.columns = frame.columns.str.strip()
        for column in layout.required:
            if column not in frame.columns:
                raise FeedError(file, "required column is missing", column=column)
    return _typed(frame, layout, file)


def _typed(frame: pd.DataFrame, layout: Table, file: str) -> pd.DataFrame:
    blank = pd.Series("", index=frame.index, dtype="str")
    typed = {}
    for column in dict.fromkeys((*frame.columns, *layout.columns)):
        text = frame[column] if column in frame.columns else blank
        if column in layout.times:
            typed[column] = _mapped(text, _seconds, np.int32, "a time (HH:MM:SS)", file)
        elif column in layout.integers:
            typed[column] = _mapped(text, _integer, np.int32, "a whole number", file)
        elif column in layout.decimals:
            typed[column] = _mapped(text, _decimal, np.float64, "a number", file)
        else:
            typed[column] = text.str.strip() if column in layout.ids else text
    return pd.DataFrame(typed, index=frame.index)


def _mapped(
    text: pd.Series, convert: Callable[[str], float], dtype: npt.DTypeLike, what: str, file: str
) -> pd.Series:
    # A column of a million times holds some thousand different ones: convert each once.
    codes, unique = pd.factorize(text)
    values: npt.NDArray[np.generic] = np.empty(len(unique), dtype=dtype)
    for i, value in enumerate(unique):
        try:
            values[i] = convert(value.strip())
        except (ValueError, OverflowError):
            row = int(np.flatnonzero(codes == i)[0]) + 2
            problem = f"{value!r} is not {what}"
            raise FeedError(file, problem, row=row, column=str(text.name)) from None
    return pd.Series(values[codes], index=text.index)


def _seconds(text: str) -> int:
    if not text:
        return NO_TIME
    hours, minutes, seconds = text.split(":")
    if not (text.replace(":", "").isdecimal() and int(minutes) < 60 and int(seconds) < 60):
        raise ValueError
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _integer(text: str) -> int:
    return int(text) if text else 0


def _decimal(text: str) -> float:
    return float(text) if text else np.nan


REFERENCES = (
    ("stop_times", "trip_id", "trips", "trip_id"),
    ("stop_times", "stop_id", "stops", "stop_id"),
    ("trips", "route_id", "routes", "route_id"),
    ("frequencies", "trip_id", "trips", "trip_id"),
    ("stops", "parent_station", "stops", "stop_id"),
)
"""Ids that must lead somewhere: table and column, and the table and column they name."""


def _check_references(tables: dict[str, pd.DataFrame]) -> None:
    for table in ("stops", "routes", "trips"):
        key = TABLES[table].required[0] if table != "trips" else "trip_id"
        repeated = tables[table][key].duplicated()
        if repeated.any():
            row = int(np.flatnonzero(repeated)[0])
            value = tables[table][key].iloc[row]
            raise FeedError(f"{table}.txt", f"{value!r} stands twice", row=row + 2, column=key)
    for table, column, target, key in REFERENCES:
        ids = tables[table][column]
        dangling = ~(ids.isin(tables[target][key]) | ((ids == "") & (column == "parent_station")))
        if dangling.any():
            row = int(np.flatnonzero(dangling)[0])
            problem = f"{ids.iloc[row]!r} is not in {target}.txt"
            # stop_times is sorted on reading, so its line is told by the ids instead.
            line = None if table == "stop_times" else row + 2
            raise FeedError(f"{table}.txt", problem, row=line, column=column)
