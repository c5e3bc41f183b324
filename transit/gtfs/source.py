"""Which files of a folder or a zip are the tables of a feed?"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from transit.errors import FeedError
from transit.gtfs.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Opener = Callable[[], IO[bytes]]

DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    struct.error,
    ValueError,
    RuntimeError,
)
"""What the decompressors and their headers raise on damaged bytes."""


def source_files(path: Path) -> list[Path]:
    """List the files that a feed's content depends on: the zip itself, or the tables in a folder."""
    if not path.is_dir():
        return [path]
    return [file for file in (path / f"{name}.txt" for name in sorted(TABLES)) if file.is_file()]


@contextmanager
def open_source(path: Path) -> Iterator[dict[str, Opener]]:
    """Find the files of the tables, by the tables' names; each can be opened as often as needed.

    Raises
    ------
    FeedError
        If there is no feed, or more than one.
    """
    try:
        if not path.exists():
            raise FeedError(str(path), "no such file or folder")
        archive = None if path.is_dir() else zipfile.ZipFile(path)
    except OSError as problem:
        raise _unreadable(str(path), problem) from None
    except zipfile.BadZipFile as problem:
        raise FeedError(str(path), f"neither a folder nor a zip: {problem}") from None
    except DAMAGE as problem:
        if isinstance(problem, FeedError):
            raise
        raise _damaged(str(path), problem) from None
    if archive is None:
        files = {name: path / f"{name}.txt" for name in TABLES}
        yield {name: partial(_opened, file) for name, file in files.items() if file.is_file()}
        return
    with archive:
        yield _members(archive, path)


def content(file: str, opener: Opener) -> bytes:
    """Read a table's file whole.

    Raises
    ------
    FeedError
        If it may not be read or cannot be unpacked.
    """
    try:
        with opener() as stream:
            return stream.read()
    except OSError as problem:
        raise _unreadable(file, problem) from None
    except DAMAGE as problem:
        raise _damaged(file, problem) from None


def _opened(file: Path) -> IO[bytes]:
    return file.open("rb")


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, Opener]:
    members = [PurePosixPath(name) for name in archive.namelist()]
    folders = [member.parent for member in members if member.name == "stops.txt"]
    if len(folders) > 1:
        inside = ", ".join(sorted(map(str, folders)))
        raise FeedError(str(path), f"holds several feeds, in {inside}: unpack it, give one")
    return {
        member.stem: partial(archive.open, str(member))
        for member in members
        if member.stem in TABLES and member.suffix == ".txt" and member.parent in folders
    }


def _unreadable(file: str, problem: OSError) -> FeedError:
    return FeedError(file, f"cannot be read: {problem.strerror or problem}")


def _damaged(file: str, problem: Exception) -> FeedError:
    return FeedError(file, f"cannot be unpacked: {problem}")
