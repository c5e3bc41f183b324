"""How do named arrays lie in one file, and is every bit of it as it was written?

::

    magic, where the manifest begins, its CRC                32 bytes
    arrays      C order, little-endian                       each begins at a multiple of 64
    manifest    JSON: [name, dtype, shape, begin] of each array, and the CRC of each 4 MiB between header and manifest

A file is mapped, never read into memory, and nothing in it can name code to be run.
"""

from __future__ import annotations

import json
import mmap
import zlib
from concurrent.futures import ThreadPoolExecutor
from os import SEEK_END
from struct import Struct
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from transit.store.keys import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

Array = npt.NDArray[Any]

_MAGIC: Final = f"transit {SCHEMA:7}\n".encode()
_HEADER: Final = Struct("<16sQQ")
_ALIGN: Final = 64
"""Bytes: a cache line, and more than any element asks for."""

_CHUNK: Final = 4 * 2**20
"""Bytes under one CRC; several are computed side by side."""


class DamagedError(Exception):
    """What a file holds is not what was written, or not what was asked for."""


def write_packed(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    """Write arrays into an empty file that can be read, too.

    Raises
    ------
    TypeError
        If an array holds Python objects.
    """
    rows = []
    file.write(bytes(_HEADER.size))
    for name, array in arrays.items():
        if array.dtype.hasobject:
            raise TypeError(f"{name!r} holds Python objects")
        file.write(bytes(-file.tell() % _ALIGN))
        plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        rows.append([name, plain.dtype.str, array.shape, file.tell()])
        file.write(plain.reshape(-1).view(np.uint8).data)
    start = file.tell()
    file.flush()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        manifest = json.dumps({"arrays": rows, "sums": _sums(whole, start)}).encode()
    file.write(manifest)
    file.seek(0)
    file.write(_HEADER.pack(_MAGIC, start, zlib.crc32(manifest)))


def read_packed(path: Path) -> dict[str, Array]:
    """Map the arrays of a file, after looking at every byte of it.

    Returns
    -------
    arrays
        They may be written to, as any others; that changes no byte of the file.

    Raises
    ------
    DamagedError
        If the file is not as :func:`write_packed` left it.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        if file.seek(0, SEEK_END) < _HEADER.size:
            raise DamagedError("it is too short")
        # Private pages rather than read-only ones: to a compiled kernel an array that cannot be written to is of
        # another type, and it would be compiled once more.
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    magic, start, crc = _HEADER.unpack_from(whole)
    if magic != _MAGIC:
        raise DamagedError("it is no file of this version of the store")
    text = whole[start:]
    if zlib.crc32(text) != crc or not text:
        raise DamagedError("its list of contents is not whole")
    manifest = json.loads(text)
    if _sums(whole, start) != manifest["sums"]:
        raise DamagedError("its contents have changed")
    try:
        return {name: _mapped(whole, *facts) for name, *facts in manifest["arrays"]}
    except (TypeError, ValueError) as problem:
        raise DamagedError(f"its list of contents makes no sense: {problem}") from None


def _mapped(whole: mmap.mmap, dtype: str, shape: list[int], begin: int) -> Array:
    of = np.dtype(dtype)
    if of.hasobject:
        # Such bytes would be taken for addresses in memory.
        raise TypeError(f"an array of {of}")
    return np.ndarray(shape, of, whole, begin)


def _sums(whole: mmap.mmap, stop: int) -> list[int]:
    """Checksums of everything between the header and the manifest."""

    def checksum(begin: int) -> int:
        return zlib.crc32(memoryview(whole)[begin : min(begin + _CHUNK, stop)])

    with ThreadPoolExecutor() as pool:
        return list(pool.map(checksum, range(_HEADER.size, stop, _CHUNK)))
