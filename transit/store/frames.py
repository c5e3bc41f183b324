"""How does a table become named arrays, and they the table again, without a copy of what is large?

A column of numbers is one array, ``stop_times/4``. A column of text is three, as Arrow lays text out: ``.offsets`` of
the texts in ``.utf8``, and the bits of ``.valid``, none where no text is missing. A category column is its ``.codes``
and another column, ``.categories``. The names of the columns are a text in an array, ``stop_times``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from transit.store.packed import Array

_TEXT: Final = pd.Series(dtype="str").dtype
"""What the reader calls text: a type of its own, or objects before pandas 3."""


def pack_frame(frame: pd.DataFrame, name: str) -> dict[str, Array]:
    """Take a table apart.

    Raises
    ------
    TypeError
        If its rows are not numbered from 0, two columns bear one name, or a column holds anything but numbers, texts
        or unordered categories of them.
    """
    columns = frame.columns.tolist()
    plain = isinstance(frame.index, pd.RangeIndex) and frame.index.equals(pd.RangeIndex(len(frame)))
    if not plain or len(set(columns)) != len(columns) or not set(map(type, columns)) <= {str}:
        raise TypeError(f"{name!r}: rows must be numbered from 0, columns named by different texts")
    arrays = {name: as_json({"rows": len(frame), "columns": columns})}
    for i, column in enumerate(columns):
        arrays |= _pack_column(frame[column], f"{name}/{i}")
    return arrays


def unpack_frame(arrays: dict[str, Array], name: str) -> pd.DataFrame:
    """Put a table together again.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the arrays are not those of a table.
    """
    told = json.loads(arrays[name].tobytes())
    columns = {c: _unpack_column(arrays, f"{name}/{i}") for i, c in enumerate(told["columns"])}
    return pd.DataFrame(columns, index=pd.RangeIndex(told["rows"]), copy=False)


def as_json(value: object) -> Array:
    """Lay a value out as the bytes of its JSON."""
    return np.frombuffer(json.dumps(value).encode(), np.uint8)


def _pack_column(values: pd.Series, name: str) -> dict[str, Array]:
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype) and not dtype.ordered:
        categories = _pack_column(pd.Series(dtype.categories), f"{name}.categories")
        return {f"{name}.codes": values.cat.codes.to_numpy(), **categories}
    if isinstance(dtype, np.dtype) and not dtype.hasobject:
        return {name: values.to_numpy()}
    if dtype != _TEXT or not pd.api.types.is_string_dtype(values):
        raise TypeError(f"{name!r}: a column of {dtype} cannot be kept")
    # One array, whose buffers hold its texts alone: a column may come in chunks, or be a part of a longer one.
    text = pa.chunked_array(pa.array(values, pa.large_string(), from_pandas=True)).combine_chunks()
    _, offsets, utf8 = text.buffers()
    of = np.frombuffer(offsets, np.int64)[: len(text) + 1]
    valid = text.is_valid().to_numpy(zero_copy_only=False)
    return {
        f"{name}.offsets": of,
        f"{name}.utf8": np.frombuffer(utf8 or b"", np.uint8)[: of[-1]],
        f"{name}.valid": np.packbits(valid[: 0 if valid.all() else None], bitorder="little"),
    }


def _unpack_column(arrays: dict[str, Array], name: str) -> Any:  # noqa: ANN401 -- what pandas takes for a column
    if name in arrays:
        return arrays[name]
    if f"{name}.codes" in arrays:
        dtype = pd.CategoricalDtype(pd.Index(_unpack_column(arrays, f"{name}.categories")))
        # Checksums vouch for the codes.
        return pd.Categorical.from_codes(arrays[f"{name}.codes"], dtype=dtype, validate=False)
    offsets, utf8, valid = (arrays[f"{name}.{part}"] for part in ("offsets", "utf8", "valid"))
    bits = pa.py_buffer(valid) if len(valid) else None
    text = pa.LargeStringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(utf8), bits
    )
    return text.to_pandas()
