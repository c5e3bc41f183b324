"""How does a value become named arrays, and they the value again?

A value is a named tuple or a dataclass of arrays, tables, texts and numbers, or of further such values; a field may be
declared to be None as well. The type says what must come back, so nothing in a file decides what is made of it.
"""

from __future__ import annotations

import dataclasses
import json
from types import UnionType
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from transit.store.frames import as_json, pack_frame, unpack_frame
from transit.store.packed import Array, DamagedError

T = TypeVar("T")

_NONE: Final = "?none"
"""Behind the name of a field, marks that it is None."""


def pack(value: object) -> dict[str, Array]:
    """Take a value apart; the names of the arrays are the paths of its fields, such as ``timed.arrival``.

    Raises
    ------
    TypeError
        If a field is not of its declared type, or of one that has no place here.
    """
    return _pack(type(value), value, "")


def unpack(kind: type[T], arrays: dict[str, Array]) -> T:
    """Put a value together again.

    Parameters
    ----------
    kind
        Its annotations must have a meaning when the program runs: no name in them imported for the type checker alone.

    Raises
    ------
    DamagedError
        If the arrays are not those of a value of this kind.
    """
    return cast("T", _unpack(kind, arrays, ""))


def _pack(kind: object, value: object, name: str) -> dict[str, Array]:
    kind, may_lack = _required(kind)
    if may_lack and value is None:
        return {name + _NONE: np.empty(0, np.uint8)}
    if _is_record(kind):
        parts: dict[str, Array] = {}
        for field, of in _fields(kind).items():
            parts |= _pack(of, getattr(value, field), f"{name}.{field}" if name else field)
        return parts
    if not _fits(kind, value):
        raise TypeError(f"{name!r} is no {kind}, or that cannot be kept: {type(value)}")
    if isinstance(value, np.ndarray):
        return {name: value}
    if isinstance(value, pd.DataFrame):
        return pack_frame(value, name)
    return {name: as_json(value)}


def _unpack(kind: object, arrays: dict[str, Array], name: str) -> object:
    kind, may_lack = _required(kind)
    if may_lack and name + _NONE in arrays:
        return None
    if _is_record(kind):
        fields = _fields(kind).items()
        parts = {f: _unpack(of, arrays, f"{name}.{f}" if name else f) for f, of in fields}
        return cast("type", kind)(**parts)
    try:
        value: Any = arrays[name]
        if kind is pd.DataFrame:
            value = unpack_frame(arrays, name)
        elif get_origin(kind) is not np.ndarray:
            value = json.loads(value.tobytes())
            value = tuple(value) if get_origin(kind) is tuple else value
    except (KeyError, TypeError, ValueError) as problem:
        raise DamagedError(f"{name!r} cannot be read: {problem}") from None
    if not _fits(kind, value):
        raise DamagedError(f"{name!r} is no {kind}")
    return value


def _required(kind: object) -> tuple[object, bool]:
    """Split ``X | None`` into X, and whether None will do."""
    kinds = get_args(kind)
    if get_origin(kind) in {Union, UnionType} and len(kinds) == 2 and kinds[1] is type(None):
        return kinds[0], True
    return kind, False


def _is_record(kind: object) -> bool:
    return hasattr(kind, "_fields") or dataclasses.is_dataclass(kind)


def _fields(kind: object) -> dict[str, object]:
    """Types of a record's fields by their names, in order."""
    names = getattr(kind, "_fields", None) or vars(kind)["__dataclass_fields__"]
    types = get_type_hints(kind)
    return {name: types[name] for name in names}


def _fits(kind: object, value: object) -> bool:
    """Whether a value that is no record is of its declared type, and of one that comes back as it went."""
    inside = get_args(kind)
    if get_origin(kind) is np.ndarray:
        (scalar,) = get_args(inside[1])
        return isinstance(value, np.ndarray) and np.issubdtype(value.dtype, scalar)
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and set(map(type, value)) <= {inside[0]}
    if get_origin(kind) is dict:
        return isinstance(value, dict) and all(
            set(map(type, part)) <= {of}
            for part, of in zip((value, value.values()), (str, inside[1]), strict=True)
        )
    return kind in {pd.DataFrame, str, int, float, bool} and type(value) is kind
