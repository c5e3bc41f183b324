"""How is a large table read in seconds? With Arrow, where the table is plain; else not at all.

What is not plain, or not right, is left to :mod:`transit.gtfs.careful`: it reads it, or says what is wrong.
Both give the same frame, which a test holds them to.
"""

from __future__ import annotations

import csv
import io
import re
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from transit.gtfs.source import DAMAGE
from transit.gtfs.values import absent, converted, kind_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from transit.gtfs.schema import Table
    from transit.gtfs.source import Opener

_BLOCK_B: Final = 1 << 21
"""Text that one thread takes at a time: large enough for one dictionary to serve many rows, small beside the table."""

_HEADER_B: Final = 1 << 14

_NAME: Final = re.compile(r"\w+")

_CODED: Final = pa.dictionary(pa.int32(), pa.string())

_NOT_PLAIN: Final = r'[\x00\r\n"]'
"""Where readers of CSV differ: what they make of quotes inside a field, of lines inside one, of a zero byte."""


class _NotPlainError(Exception):
    """The table is left to the careful reader."""


def read_fast(opener: Opener, layout: Table) -> pd.DataFrame | None:
    """Read one file; row r of it, the header being row 1, has index r in the frame.

    Returns
    -------
    frame
        As the careful reader would give it; None where anything about the file is odd.
    """
    try:
        with opener() as stream:
            columns, lines = _columns(_Watched(stream), layout)
        # One column after another, so that the codes of each go as its numbers come.
        typed = {name: _typed(columns.pop(name), name, layout) for name in list(columns)}
    except (_NotPlainError, pa.ArrowException, csv.Error, OSError, *DAMAGE):
        return None
    for name in layout.columns:
        if name not in typed:
            typed[name] = _absent(name, layout, len(lines))
    return pd.DataFrame(typed, copy=False).set_axis(lines)


def absent_table(layout: Table) -> pd.DataFrame:
    """Lay out a table that a feed does not have: no rows."""
    # A feed lacks more tables than it has: one array of no texts serves all columns.
    texts = pd.array([], dtype="str")
    columns = {}
    for name in layout.columns:
        kind = kind_of(layout, name)
        columns[name] = (
            texts if kind is None or kind.dtype is np.object_ else np.empty(0, kind.dtype)
        )
    return pd.DataFrame(columns, index=pd.RangeIndex(0), copy=False)


class _Watched(io.RawIOBase):
    """A stream that remembers whether a quote went by, and what came last."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.quoted = False
        self.last = b""

    def readable(self) -> bool:
        """Arrow asks."""
        return True

    def header(self) -> list[str]:
        """Names of the columns; what follows is left to be read."""
        line = self._stream.readline(_HEADER_B)
        text = line.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
        names = next(csv.reader([text], strict=True), [])
        plain = all(_NAME.fullmatch(name) for name in names) and len(set(names)) == len(names)
        # In a table of one column a blank line would look like a value.
        if not (plain and len(names) > 1 and line.endswith(b"\n")):
            raise _NotPlainError
        return names

    def read(self, size: int = -1) -> bytes:
        """Read as the stream does."""
        block = self._stream.read(size)
        self.quoted = self.quoted or b'"' in block
        self.last = block[-1:] or self.last
        return block


def _columns(stream: _Watched, layout: Table) -> tuple[dict[str, pa.ChunkedArray], pd.Index]:
    """Read the columns a file has, each with as little converted as can be, and the lines of its rows."""
    names = stream.header()
    if not set(layout.required) <= set(names):
        raise _NotPlainError
    table = pyarrow.csv.read_csv(
        stream,
        read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=_BLOCK_B),
        parse_options=pyarrow.csv.ParseOptions(ignore_empty_lines=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={name: _arrow_type(name, layout) for name in names}, null_values=[""]
        ),
    )
    # Arrow closes at the end of the file a quote that is still open there.
    if stream.quoted and stream.last not in b"\r\n":
        raise _NotPlainError
    lines: pd.Index = pd.RangeIndex(2, 2 + table.num_rows)
    blank = _blank(table.column(0))
    for column in table.columns[1:] if blank.any() else ():
        blank &= _blank(column)
    if blank.any():
        lines, table = lines[~blank], table.filter(pa.array(~blank))
        # What only blank lines held must not stay in a dictionary.
        coded = [c for c in names if table.schema.field(c).type == _CODED]
        for name in coded:
            fresh = table.column(name).cast(pa.string()).dictionary_encode()
            table = table.set_column(names.index(name), name, fresh)
    if not len(lines):
        raise _NotPlainError
    return dict(zip(names, table.columns, strict=True)), lines


def _arrow_type(name: str, layout: Table) -> pa.DataType:
    if name in layout.decimals:
        return pa.float64()
    return _CODED if layout.coded or kind_of(layout, name) is not None else pa.string()


def _blank(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Say which values are blank, shape (N,)."""
    if column.type == pa.float64():
        return np.asarray(column.is_null())
    if column.type == pa.string():
        return np.asarray(pc.equal(column, ""))
    column = column.unify_dictionaries()
    blank = np.asarray(pc.equal(column.chunk(0).dictionary, ""))
    return _spread(column, blank) if blank.any() else np.zeros(len(column), dtype=bool)


def _typed(column: pa.ChunkedArray, name: str, layout: Table) -> pd.Series | pd.Categorical:
    """Convert a column, each text of a dictionary once."""
    blank_allowed = name not in layout.never_blank
    if column.type == pa.float64():
        numbers = column.to_numpy()
        lacking = column.null_count
        # Arrow would also take "nan" and "inf".
        plain = np.isfinite(numbers).sum() == len(numbers) - lacking
        if not plain or not (blank_allowed or lacking == 0):
            raise _NotPlainError
        return pd.Series(numbers, copy=False)
    texts = column
    if column.type != pa.string():
        column = column.unify_dictionaries()
        texts = column.chunk(0).dictionary
    if not blank_allowed and pc.any(pc.equal(texts, "")).as_py():
        raise _NotPlainError
    kind = kind_of(layout, name)
    if kind is not None:
        words = texts.to_pylist()
        # A cell of spaces is blank to the careful reader, and a line of such cells is none.
        if any(word.isspace() for word in words):
            raise _NotPlainError
        values = converted(words, kind)
        dtype = "str" if values.dtype == object else values.dtype
        return pd.Series(_spread(column, values), dtype=dtype, copy=False)
    trim = pc.utf8_trim_whitespace if name in layout.ids else pc.utf8_ltrim_whitespace
    odd = pc.or_(pc.match_substring_regex(texts, _NOT_PLAIN), pc.not_equal(trim(texts), texts))
    if pc.any(odd).as_py():
        raise _NotPlainError
    if not layout.coded:
        return pd.Series(column.to_pandas(), dtype="str")
    order = pc.sort_indices(texts)
    rank = np.empty(len(order), dtype=np.int32)
    rank[np.asarray(order)] = np.arange(len(order), dtype=np.int32)
    categories = pd.Index(texts.take(order).to_pandas(), dtype="str")
    return pd.Categorical.from_codes(_spread(column, rank), categories=categories)


def _spread(column: pa.ChunkedArray, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Put in the place of each code of a column with one dictionary the value of its text."""
    spread = np.empty(len(column), dtype=values.dtype)
    done = 0
    for chunk in column.chunks:
        part = spread[done : done + len(chunk)]
        # No code lies outside its dictionary; "clip" spares a copy that would be made to find one.
        np.take(values, chunk.indices.to_numpy(), out=part, mode="clip")
        done += len(chunk)
    return spread


def _absent(name: str, layout: Table, n_rows: int) -> pd.Series | pd.Categorical:
    """Fill a column that the file does not have."""
    kind = kind_of(layout, name)
    if kind is not None:
        return pd.Series(absent(kind, n_rows), copy=False)
    if layout.coded:
        categories = pd.Index([""], dtype="str")
        return pd.Categorical.from_codes(np.zeros(n_rows, dtype=np.int8), categories=categories)
    return pd.Series("", index=range(n_rows), dtype="str")
