"""Read a GTFS folder or zip into typed tables; broken structure raises with file, line and column."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from transit.errors import FeedError
from transit.gtfs.feed import Feed
from transit.gtfs.schema import MUST_EXIST, NO_TIME, TABLES, Table
from transit.gtfs.structure import check_structure

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

_WEEK_H: Final = 168
"""No trip takes a week; a time beyond is a slip, and would not fit the arrays."""

_YEARS: Final = (1900, 2199)
"""A feed that runs "for ever", until 9999, would be laid out as three million days."""


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
    contents = _contents(path)
    lacking = [name for name in MUST_EXIST if name not in contents]
    if "calendar" not in contents and "calendar_dates" not in contents:
        lacking.append("calendar")
    if lacking:
        files = ", ".join(f"{name}.txt" for name in lacking)
        raise FeedError(str(path), f"not a GTFS feed: {files} missing")
    try:
        tables = {name: _read_table(name, contents.get(name, b"")) for name in TABLES}
        tables["stop_times"] = tables["stop_times"].sort_values(
            ["trip_id", "stop_sequence"], kind="stable"
        )
        check_structure(tables)
    except FeedError as error:
        error.file = f"{path}/{error.file}"
        raise
    tables = {name: table.reset_index(drop=True) for name, table in tables.items()}
    # The name goes before every id when feeds are merged, with a colon between.
    stem = path.resolve().name.split(".")[0] or path.resolve().name
    return Feed(name=re.sub(r"[\s:]+", "_", stem), **tables)


def _contents(path: Path) -> dict[str, bytes]:
    """Read the files of the tables, by the tables' names."""
    try:
        if not path.exists():
            raise FeedError(str(path), "no such file or folder")
        if not path.is_dir():
            return _unpacked(path)
        files = {name: path / f"{name}.txt" for name in TABLES}
        return {name: file.read_bytes() for name, file in files.items() if file.is_file()}
    except OSError as problem:
        raise FeedError(str(path), f"cannot be read: {problem.strerror or problem}") from None


def _unpacked(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [PurePosixPath(name) for name in archive.namelist()]
            folders = [member.parent for member in members if member.name == "stops.txt"]
            if len(folders) > 1:
                inside = ", ".join(sorted(map(str, folders)))
                raise FeedError(str(path), f"holds several feeds, in {inside}: unpack it, give one")
            wanted = {member: member.stem for member in members if member.stem in TABLES}
            return {
                name: archive.read(str(member))
                for member, name in wanted.items()
                if member.suffix == ".txt" and member.parent in folders
            }
    except zipfile.BadZipFile as problem:
        raise FeedError(str(path), f"neither a folder nor a zip: {problem}") from None
    # What the decompressors and their headers raise on damaged bytes.
    except (
        zlib.error,
        lzma.LZMAError,
        EOFError,
        struct.error,
        ValueError,
        RuntimeError,
    ) as problem:
        if isinstance(problem, FeedError):
            raise
        raise FeedError(str(path), f"cannot be unpacked: {problem}") from None


def _read_table(name: str, content: bytes) -> pd.DataFrame:
    """Read one file; row r of it, the header being row 1, has index r in the frame."""
    layout = TABLES[name]
    file = f"{name}.txt"
    if not content.strip():
        frame = pd.DataFrame(columns=list(layout.required), dtype="str")
    else:
        try:
            frame = pd.read_csv(
                io.BytesIO(content), dtype="str", keep_default_na=False, encoding="utf-8-sig",
                skipinitialspace=True, skip_blank_lines=False,
            )  # fmt: skip
        except (ValueError, pd.errors.ParserError) as problem:
            said = " ".join(str(problem).split())
            raise FeedError(file, f"not a comma-separated UTF-8 table: {said}") from None
        if not isinstance(frame.index, pd.RangeIndex):
            raise FeedError(file, "rows have more fields than the header has names", row=2)
        frame.columns = frame.columns.str.strip()
        for column in layout.required:
            if column not in frame.columns:
                raise FeedError(file, "required column is missing", column=column)
        frame.index += 2
        # A line without a first field may be a blank line, which is no row.
        starting = frame.index[frame.iloc[:, 0] == ""]
        frame = frame.drop(starting[(frame.loc[starting] == "").all(axis=1)])
    return _typed(frame, layout, file)


def _typed(frame: pd.DataFrame, layout: Table, file: str) -> pd.DataFrame:
    blank = pd.Series("", index=frame.index, dtype="str")
    typed = {}
    for column in layout.never_blank:
        lacking = frame.index[frame[column] == ""]
        if len(lacking):
            raise FeedError(file, "must not be blank", row=int(lacking[0]), column=column)
    for column in dict.fromkeys((*frame.columns, *layout.columns)):
        text = frame[column] if column in frame.columns else blank
        if column in layout.times:
            typed[column] = _mapped(text, _seconds, np.int32, "a time (HH:MM:SS) of a week", file)
        elif column in layout.dates:
            typed[column] = _mapped(
                text, _date, np.int32, "a date (YYYYMMDD) of 1900 to 2199", file
            )
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
            row = int(text.index[codes == i][0])
            problem = f"{value!r} is not {what}"
            raise FeedError(file, problem, row=row, column=str(text.name)) from None
    return pd.Series(values[codes], index=text.index)


def _seconds(text: str) -> int:
    if not text:
        return NO_TIME
    hours, minutes, seconds = (_digits(part) for part in text.split(":"))
    if not (hours < _WEEK_H and minutes < 60 and seconds < 60):
        raise ValueError
    return hours * 3600 + minutes * 60 + seconds


def _date(text: str) -> int:
    number = _digits(text)
    day = date(number // 10_000, number // 100 % 100, number % 100)
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError
    return number


def _integer(text: str) -> int:
    if not text:
        return 0
    return -_digits(text[1:]) if text[0] == "-" else _digits(text)


def _decimal(text: str) -> float:
    if not text:
        return np.nan
    number = float(text)
    # Python would also take "nan", "inf" and "1_0".
    if not np.isfinite(number) or "_" in text:
        raise ValueError
    return number


def _digits(text: str) -> int:
    # Python would also take "1_0", "+1" and "٣".
    if not (text.isascii() and text.isdecimal()):
        raise ValueError
    return int(text)
