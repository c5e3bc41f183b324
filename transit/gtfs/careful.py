"""Read one table row by row as it comes, and name the line and column of what is wrong in it."""

from __future__ import annotations

import io

import pandas as pd

from transit.errors import FeedError
from transit.gtfs.schema import TABLES, Table
from transit.gtfs.values import BadValueError, Kind, absent, converted, kind_of


def read_carefully(name: str, content: bytes) -> pd.DataFrame:
    """Read one file; row r of it, the header being row 1, has index r in the frame.

    Raises
    ------
    FeedError
        On the first column that is wrong, at its first value that is.
    """
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
        kind = kind_of(layout, column)
        if kind is not None and column in frame.columns:
            typed[column] = _mapped(text, kind, file)
        elif kind is not None:
            typed[column] = pd.Series(absent(kind, len(frame)), index=frame.index)
        else:
            text = text.str.strip() if column in layout.ids else text
            typed[column] = text.astype("category") if layout.coded else text
    return pd.DataFrame(typed, index=frame.index)


def _mapped(text: pd.Series, kind: Kind, file: str) -> pd.Series:
    # A column of a million times holds some thousand different ones: convert each once.
    codes, unique = pd.factorize(text)
    try:
        values = converted(unique.tolist(), kind)
    except BadValueError as error:
        row = int(text.index[codes == error.place][0])
        raise FeedError(file, str(error), row=row, column=str(text.name)) from None
    dtype = "str" if values.dtype == object else values.dtype
    return pd.Series(values[codes], index=text.index, dtype=dtype)
