"""Which results are kept, and what if one cannot be: a store makes answers faster, never different, and never fails."""

from __future__ import annotations

import os
import tempfile
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from transit.store.packed import DamagedError, read_packed, write_packed
from transit.store.values import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from transit.store.packed import Array

T = TypeVar("T")

_ENTRY: Final = ".packed"
_PARTIAL: Final = ".partial"


class CacheWarning(UserWarning):
    """Something kept cannot be used, or nothing can be kept. Answers are the same, only later."""


@dataclass(eq=False)
class Store:
    """A folder of values, each one file, which several processes may use at once.

    A file is named after the kind of the value and its key (see :func:`transit.store.keys.digest`), appears there
    whole, and is never changed.
    """

    folder: Path | None
    """None keeps nothing."""
    limit: int = 2 * 2**30
    """Bytes; what was not asked for longest is removed when there is more."""
    _told: bool = field(default=False, init=False)
    """Whether a warning has said that the folder cannot be used; one is enough."""

    @classmethod
    def default(cls) -> Store:
        """Open the store of the user: ``~/.cache/transit`` or what the system has for it."""
        from platformdirs import user_cache_path

        return cls(user_cache_path("transit", appauthor=False))

    def remember(self, key: str, kind: type[T], make: Callable[[], T]) -> T:
        """Open what is kept under a key, or make it and keep it.

        Parameters
        ----------
        key
            Of everything that `make` depends on, see :func:`transit.store.keys.digest`.
        kind
            A named tuple or dataclass, see :mod:`transit.store.values`.
        make
            Called where nothing usable is kept.
        """
        value = self.open(key, kind)
        if value is None:
            value = make()
            self.save(key, value)
        return value

    def open(self, key: str, kind: type[T]) -> T | None:
        """Open what is kept under a key; None if nothing is, or, with a warning, if it is damaged."""
        if self.folder is None:
            return None
        path = _path(self.folder, key, kind)
        try:
            value = unpack(kind, read_packed(path))
        except FileNotFoundError:
            return None
        except DamagedError as damage:
            _warn(f"{path} is damaged or none of ours, and is made anew: {damage}")
            return None
        except OSError as problem:
            self._give_up(problem)
            return None
        with suppress(OSError):
            # When it was last used is when it was last touched.
            os.utime(path)
        return value

    def save(self, key: str, value: object) -> None:
        """Keep a value under a key; where the disk does not let us, warn the first time.

        Raises
        ------
        TypeError
            If a field of the value is not of its declared type.
        """
        if self.folder is None:
            return
        arrays = pack(value)
        path = _path(self.folder, key, type(value))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(path, arrays)
            _trim(self.folder, self.limit, path)
        except OSError as problem:
            self._give_up(problem)

    def _give_up(self, problem: OSError) -> None:
        if not self._told:
            self._told = True
            _warn(f"going on without a cache: {problem}")


def _path(folder: Path, key: str, kind: type) -> Path:
    return folder / f"{kind.__name__.lower()}-{key}{_ENTRY}"


def _write(path: Path, arrays: dict[str, Array]) -> None:
    """Put a file there whole; who has the old one open keeps that."""
    handle, name = tempfile.mkstemp(_PARTIAL, path.stem, path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            write_packed(file, arrays)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _warn(text: str) -> None:
    warnings.warn(CacheWarning(text), stacklevel=3)


def _trim(folder: Path, limit: int, newest: Path) -> None:
    """Remove what was not used for longest, and what writers that were killed left behind, until the rest fits."""
    files = []
    for path in folder.iterdir():
        if path.suffix in {_ENTRY, _PARTIAL}:
            # Another process may be removing it at this moment.
            with suppress(FileNotFoundError):
                facts = path.stat()
                files.append((facts.st_mtime_ns, facts.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total > limit and path != newest:
            path.unlink(missing_ok=True)
            total -= size
