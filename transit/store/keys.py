"""What was a result made from? Its key is the hash of all of it, so an entry never has to be declared stale."""

from __future__ import annotations

import json
from functools import cache
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA: Final = 1
"""Version of what lies in a file of the store, see :mod:`transit.store.packed`."""

_ROOT: Final = Path(__file__).parents[1]


def digest(*parts: str | float | None) -> str:
    """Make a key of what an entry is about, the files and options it was made from, and the code that makes it.

    Parameters
    ----------
    *parts
        Digests of sources, names, options; their order and their types count.

    Returns
    -------
    key
        32 hexadecimal digits.
    """
    told = json.dumps([SCHEMA, _code(), *parts])
    return blake2b(told.encode(), digest_size=16).hexdigest()


def digest_of_files(paths: Iterable[Path]) -> str:
    """Hash the names and the bytes of some files, in the order given.

    Raises
    ------
    OSError
        If one cannot be read.
    """
    whole = blake2b(digest_size=16)
    for path in paths:
        with path.open("rb") as file:
            content = file_digest(file, blake2b).hexdigest()
        whole.update(json.dumps([path.name, content]).encode())
    return whole.hexdigest()


@cache
def _code() -> str:
    """Hash the library's own source, its version within: what other code made is no answer of this one."""
    return digest_of_files(sorted(_ROOT.rglob("*.py")))
