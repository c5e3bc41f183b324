"""What is kept comes back as it went, or is made anew; nothing on the disk can change an answer or stop one."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np

import transit
from tests.test_reader import written
from transit.gtfs.feed import Feed
from transit.gtfs.reader import read_feed
from transit.gtfs.schema import TABLES
from transit.store.frames import pack_frame, unpack_frame
from transit.store.keys import digest, digest_of_files
from transit.store.packed import DamagedError, read_packed, write_packed
from transit.store.store import CacheWarning, Store
from transit.store.values import pack, unpack
from transit.timetable.arrays import (
    Calls,
    Footpaths,
    HeadwayPatterns,
    Int32s,
    Through,
    TimedPatterns,
    Timetable,
)

KEY = digest("test")


class Inner(NamedTuple):
    lat: npt.NDArray[np.float64]
    open_at: npt.NDArray[np.bool_]


class Outer(NamedTuple):
    ids: tuple[str, ...]
    name: str
    n: int
    share: float
    certain: bool
    index_of: dict[str, int]
    minutes: Int32s
    inner: Inner
    further: Inner | None
    limit_s: int | None
    calls: pd.DataFrame


def outer(**changed) -> Outer:
    calls = pd.DataFrame({
        "trip_id": pd.Categorical(["甲", "甲", "乙"], categories=["乙", "甲"]),
        "name": pd.Series(["国贸", "", "a\nb"], dtype="str"),
        "time": np.array([1, -5, 2**31 - 1], dtype=np.int32),
        "lat": [0.1, np.nan, -0.0],
    })  # fmt: skip
    inner = Inner(np.array([0.1, np.inf]), np.array([[True, False]]))
    value = Outer(
        ids=("A", "乙", ""), name="x", n=2**40, share=0.1, certain=True, index_of={"A": 0},
        minutes=np.arange(7, dtype=np.int32), inner=inner, further=None, limit_s=None, calls=calls,
    )  # fmt: skip
    return value._replace(**changed)


def same(a, b) -> bool:
    """Whether two values are of one type and hold the same, to the last bit and dtype."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, pd.DataFrame):
        pd.testing.assert_frame_equal(a, b, check_exact=True)
        return True
    if hasattr(a, "_fields"):
        return all(map(same, a, b))
    return a == b


def file_of(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


# What comes back


def test_every_kind_of_field_comes_back_as_it_went(tmp_path) -> None:
    store = Store(tmp_path)
    assert store.open(KEY, Outer) is None
    store.save(KEY, outer())
    assert same(store.open(KEY, Outer), outer())


def test_nothing_at_all_comes_back_as_nothing(tmp_path) -> None:
    store = Store(tmp_path)
    empty = Footpaths(*(np.zeros(0, np.int32) for _ in Footpaths._fields))
    store.save(KEY, empty)
    assert same(store.open(KEY, Footpaths), empty)
    bare = outer(ids=(), name="", index_of={}, calls=outer().calls.iloc[:0])
    store.save(KEY, bare)
    assert same(store.open(KEY, Outer), bare)


TEXT = pd.Series(["国贸", "", "a\nb", "é"], dtype="str")


@pytest.mark.parametrize(
    "column",
    [
        TEXT, pd.concat([TEXT, TEXT]), TEXT.iloc[1:3], TEXT.iloc[:0], TEXT.where(TEXT != ""),
        TEXT.where(TEXT == "none of them"), pd.concat([TEXT, TEXT.where(TEXT == "")]).iloc[3:],
        TEXT.astype("category"), TEXT.iloc[:0].astype("category"), TEXT.where(TEXT == "").astype("category"),
        TEXT.astype("category").iloc[1:2], pd.Series([7, 9, 7]).astype("category"), pd.Series([1.5, np.nan]),
        pd.Series([True, False]), pd.Series([1], dtype="int8"), pd.to_datetime(pd.Series(["2026-11-24"])),
    ],
)  # fmt: skip
def test_every_column_comes_back_as_it_went(tmp_path, column) -> None:
    frame = pd.DataFrame({"x": column, "": column}).reset_index(drop=True)
    with (tmp_path / "x").open("w+b") as file:
        write_packed(file, pack_frame(frame, "stops"))
    assert same(unpack_frame(read_packed(tmp_path / "x"), "stops"), frame)


def test_tables_without_columns_or_rows_come_back() -> None:
    for frame in (pd.DataFrame(index=range(3)), pd.DataFrame(index=range(0))):
        again = unpack_frame(pack_frame(frame, "x"), "x")
        assert again.shape == frame.shape


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"x": [1, 2]}, index=[5, 6]), pd.DataFrame({"x": [1, 2]}, index=["a", "b"]),
        pd.DataFrame([[1, 2]], columns=["x", "x"]), pd.DataFrame([[1]], columns=[0]),
        pd.DataFrame({"x": [1, "a"]}), pd.DataFrame({"x": [object()]}), pd.DataFrame({"x": pd.array([1, None])}),
        pd.DataFrame({"x": pd.Categorical(["a"], ordered=True)}),
        pd.DataFrame({"x": pd.to_datetime(["2026-11-24"]).tz_localize("Asia/Shanghai")}),
    ],
)  # fmt: skip
def test_a_table_that_would_not_come_back_as_it_went_is_refused(frame) -> None:
    with pytest.raises(TypeError):
        pack_frame(frame, "x")


def test_a_feed_comes_back_with_the_dtypes_of_the_reader(tmp_path) -> None:
    feed = read_feed(written(tmp_path / "tiny"))
    store = Store(tmp_path / "cache")
    store.save(KEY, feed)
    again = store.open(KEY, Feed)
    assert again.name == "tiny"
    for name in TABLES:
        assert same(getattr(again, name), getattr(feed, name)), name


def test_a_timetable_comes_back(tmp_path) -> None:
    def filled(kind, seed):
        sizes = range(seed, seed + len(kind._fields))
        bools = {"board", "alight"}
        return kind(*(
            np.arange(size) % 2 == 0 if name in bools else np.arange(size, dtype=np.int32)
            for name, size in zip(kind._fields, sizes, strict=True)
        ))  # fmt: skip

    day = Timetable(
        3,
        filled(TimedPatterns, 2),
        filled(HeadwayPatterns, 5),
        filled(Calls, 0),
        filled(Through, 0),
    )
    store = Store(tmp_path)
    store.save(KEY, day)
    assert same(store.open(KEY, Timetable), day)


@given(st.lists(st_np.arrays(st_np.scalar_dtypes(), st_np.array_shapes(min_dims=0, min_side=0))))
def test_any_arrays_come_back(tmp_path_factory, arrays) -> None:
    path = tmp_path_factory.mktemp("packed") / "x"
    with path.open("w+b") as file:
        write_packed(file, {str(i): array for i, array in enumerate(arrays)})
    again = read_packed(path)
    assert [*again] == [str(i) for i in range(len(arrays))]
    for array, found in zip(arrays, again.values(), strict=True):
        assert same(found, array.astype(array.dtype.newbyteorder("<")))
        assert found.ctypes.data % 64 == 0 or not found.size


def test_what_was_opened_can_be_written_to_and_the_file_stays_as_it_is(tmp_path) -> None:
    store = Store(tmp_path)
    store.save(KEY, outer())
    before = file_of(tmp_path).read_bytes()
    store.open(KEY, Outer).minutes[:] = 9
    assert file_of(tmp_path).read_bytes() == before
    assert same(store.open(KEY, Outer), outer())


def test_a_value_that_is_not_of_its_declared_type_is_refused_when_it_is_kept(tmp_path) -> None:
    store = Store(tmp_path)
    for changed in (
        {"minutes": np.arange(3, dtype=np.int64)}, {"minutes": [1, 2]}, {"ids": ["A"]}, {"ids": ("A", 1)}, {"n": "1"},
        {"n": True}, {"name": None}, {"index_of": {1: 1}}, {"inner": Inner(np.array(["x"], dtype=object), None)},
        {"calls": None},
    ):  # fmt: skip
        with pytest.raises(TypeError):
            store.save(KEY, outer(**changed))
    assert not [*tmp_path.iterdir()]


def test_what_may_be_none_comes_back_as_none_or_as_it_went(tmp_path) -> None:
    store = Store(tmp_path)
    for changed in ({"further": outer().inner, "limit_s": 0}, {"further": None, "limit_s": None}):
        store.save(KEY, outer(**changed))
        assert same(store.open(KEY, Outer), outer(**changed))


# Made once


def test_what_was_made_once_is_not_made_again(tmp_path) -> None:
    made = []

    def make() -> Outer:
        made.append(1)
        return outer()

    first = Store(tmp_path).remember(KEY, Outer, make)
    again = Store(tmp_path).remember(KEY, Outer, make)
    assert same(first, again)
    assert len(made) == 1
    Store(tmp_path).remember(digest("another"), Outer, make)
    assert len(made) == 2


def test_a_store_without_a_folder_keeps_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store(None)
    made = [store.remember(KEY, Outer, outer) for _ in range(2)]
    assert all(same(value, outer()) for value in made)
    assert store.open(KEY, Outer) is None
    assert not [*tmp_path.iterdir()]


def test_the_default_is_the_cache_folder_of_the_user() -> None:
    folder = Store.default().folder
    assert folder == platformdirs.user_cache_path("transit", appauthor=False)


# Keys


def test_a_key_knows_every_part_and_its_type() -> None:
    parts = [(), ("a",), ("a", "b"), ("b", "a"), ("ab",), (1,), ("1",), (1.5,), (None,), ("",)]
    assert len({digest(*part) for part in parts}) == len(parts)
    assert digest("a", 1) == digest("a", 1)


def test_a_changed_byte_or_name_changes_the_digest_of_files(tmp_path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_bytes(b"x" * 5_000_000)
    b.write_bytes(b"")
    seen = {
        digest_of_files([a]),
        digest_of_files([b]),
        digest_of_files([a, b]),
        digest_of_files([]),
    }
    a.write_bytes(b"x" * 4_999_999 + b"y")
    seen.add(digest_of_files([a]))
    b.write_bytes(a.read_bytes())
    seen.add(digest_of_files([b]))
    assert len(seen) == 6
    a.write_bytes(b"x" * 5_000_000)
    assert digest_of_files([a]) in seen


def told(value) -> tuple:
    """All that a packed value is."""
    return tuple((name, a.dtype.str, a.shape, a.tobytes()) for name, a in pack(value).items())


def test_a_packed_value_knows_every_part_of_it() -> None:
    seven = np.arange(7, dtype=np.int32)
    others = [
        {}, {"minutes": seven[::-1]}, {"minutes": seven[:-1]}, {"minutes": seven.reshape(1, 7)}, {"name": ""},
        {"ids": ()}, {"further": outer().inner}, {"limit_s": 0}, {"calls": outer().calls.iloc[:2]},
    ]  # fmt: skip
    assert len({told(outer(**changed)) for changed in others}) == len(others)
    assert told(outer(minutes=seven.copy())) == told(outer())


def test_other_code_has_other_keys(tmp_path) -> None:
    package = tmp_path / "transit"
    shutil.copytree(
        Path(transit.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )

    def key() -> str:
        code = "from transit.store.keys import digest; print(digest('x'))"
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    first = key()
    assert key() == first
    with (package / "clock.py").open("a") as file:
        file.write("\n")
    assert key() != first


# Damage


def test_every_flipped_bit_is_noticed(tmp_path) -> None:
    path = tmp_path / "x"
    with path.open("w+b") as file:
        write_packed(file, {"a": np.arange(5, dtype=np.int8), "b": np.zeros((2, 30), np.int32)})
    whole = path.read_bytes()
    for i in range(len(whole)):
        flipped = bytearray(whole)
        flipped[i] ^= 1 << i % 8
        path.write_bytes(flipped)
        with pytest.raises(DamagedError):
            read_packed(path)


def test_every_shorter_file_is_noticed_and_a_longer_one(tmp_path) -> None:
    path = tmp_path / "x"
    with path.open("w+b") as file:
        write_packed(file, {"a": np.arange(50, dtype=np.int32)})
    whole = path.read_bytes()
    for changed in (*(whole[:n] for n in range(len(whole))), whole + b"\n", whole + whole):
        path.write_bytes(changed)
        with pytest.raises(DamagedError):
            read_packed(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"PK\x03\x04" * 99, b"\x93NUMPY" + bytes(200), b"ARROW1\0\0" * 40, bytes(10_000)],
)
def test_a_foreign_file_is_told_of_and_made_anew(tmp_path, content) -> None:
    store = Store(tmp_path)
    store.save(KEY, outer())
    path = file_of(tmp_path)
    path.write_bytes(content)
    with pytest.warns(CacheWarning, match=path.name) as told:
        again = store.remember(KEY, Outer, outer)
    assert len(told) == 1
    assert same(again, outer())
    assert same(store.open(KEY, Outer), outer())


def test_a_change_anywhere_in_a_large_file_is_noticed(tmp_path) -> None:
    store = Store(tmp_path)
    large = outer(minutes=np.zeros(5_000_000, dtype=np.int32))
    store.save(KEY, large)
    path = file_of(tmp_path)
    for at in range(1_000, path.stat().st_size, 1_234_567):
        with path.open("r+b") as file:
            file.seek(at)
            file.write(b"\xff")
        with pytest.warns(CacheWarning, match="contents have changed"):
            assert store.open(KEY, Outer) is None
        with path.open("r+b") as file:
            file.seek(at)
            file.write(b"\0")
    assert same(store.open(KEY, Outer), large)


def test_a_whole_file_of_another_type_is_told_of(tmp_path) -> None:
    store = Store(tmp_path)
    store.save(KEY, outer())
    path = file_of(tmp_path)
    arrays = pack(outer())
    for name, other in (
        ("minutes", np.arange(3.0)), ("inner.lat", None), ("calls", np.zeros(9, np.uint8)),
        ("n", np.frombuffer(b'"1"', np.uint8)), ("ids", np.frombuffer(b"[1]", np.uint8)),
        ("name", np.frombuffer(b"{", np.uint8)), ("index_of", np.frombuffer(b"\xff", np.uint8)),
    ):  # fmt: skip
        changed = {**arrays, name: other}
        with path.open("w+b") as file:
            write_packed(file, {k: v for k, v in changed.items() if v is not None})
        with pytest.warns(CacheWarning, match=f"'{name}'"):
            assert store.open(KEY, Outer) is None
    assert same(unpack(Outer, arrays), outer())


class Trap:
    """Runs when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self):
        return (os.mkdir, (str(self.target),))


def test_nothing_on_the_disk_is_run(tmp_path) -> None:
    store = Store(tmp_path / "cache")
    store.save(KEY, outer())
    file_of(tmp_path / "cache").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.warns(CacheWarning, match="none of ours"):
        store.open(KEY, Outer)
    assert not (tmp_path / "sprung").exists()


def test_addresses_are_not_taken_from_a_file(tmp_path) -> None:
    path = tmp_path / "x"
    with path.open("w+b") as file:
        write_packed(file, {"a": np.arange(8, dtype=np.int64)})
    whole = path.read_bytes()
    start = int.from_bytes(whole[16:24], "little")
    for dtype, shape in (("|O", [8]), ("<i8", [9_999]), ("no", [8])):
        manifest = json.loads(whole[start:])
        manifest["arrays"][0][1:3] = dtype, shape
        text = json.dumps(manifest).encode()
        path.write_bytes(
            whole[:24] + zlib.crc32(text).to_bytes(8, "little") + whole[32:start] + text
        )
        with pytest.raises(DamagedError, match="makes no sense"):
            read_packed(path)


# A disk that does not let us


def test_a_folder_that_cannot_be_made_stops_no_answer_and_is_told_of_once(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "cache")
    with pytest.warns(CacheWarning, match="without a cache") as told:
        made = [store.remember(KEY, Outer, outer) for _ in range(3)]
    assert len(told) == 1
    assert all(same(value, outer()) for value in made)


def test_a_folder_under_the_name_of_an_entry_stops_no_answer(tmp_path) -> None:
    store = Store(tmp_path)
    store.save(KEY, outer())
    path = file_of(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.warns(CacheWarning, match="without a cache") as told:
        assert same(store.remember(KEY, Outer, outer), outer())
    assert len(told) == 1
    assert file_of(tmp_path).is_dir()


FULL_DISK = """
import resource, sys, warnings
from pathlib import Path
import numpy as np
from transit.store.store import Store
from transit.timetable.arrays import Through

resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
store = Store(Path(sys.argv[1]))
large = Through(*[np.arange(2**18, dtype=np.int32)] * 3)
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    made = [store.remember("large", Through, lambda: large) for _ in range(2)]
assert made == [large, large]
small = Through(*[np.arange(9, dtype=np.int32)] * 3)
store.save("small", small)
assert store.open("small", Through).start.tolist() == list(range(9))
print([warning.category.__name__ for warning in told])
"""


def test_a_full_disk_stops_no_answer_and_leaves_nothing_half_written(tmp_path) -> None:
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['CacheWarning']"
    assert [path.name for path in tmp_path.iterdir()] == ["through-small.packed"]


# Several processes

WRITER = """
import sys
from pathlib import Path
import numpy as np
from transit.store.store import Store
from transit.timetable.arrays import Through

store = Store(Path(sys.argv[1]))
expected = np.arange(300_000, dtype=np.int32)
held = []
for i in range(40):
    if i % 3 == 0:
        store.save("shared", Through(expected, expected, expected))
    held.append(store.open("shared", Through))
    assert held[-1] is not None
for through in held:
    assert all((column == expected).all() for column in through)
print("whole")
"""


def test_processes_that_write_and_read_one_key_at_once_see_it_whole(tmp_path) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, str(tmp_path)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [process.communicate() for process in running]
    assert said == [("whole\n", "")] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["through-shared.packed"]


def test_what_is_open_survives_its_replacement_and_its_removal(tmp_path) -> None:
    store = Store(tmp_path)
    store.save(KEY, outer())
    held = store.open(KEY, Outer)
    store.save(KEY, outer(minutes=np.zeros(10**6, np.int32)))
    file_of(tmp_path).unlink()
    assert same(held, outer())


# Size


def test_what_was_not_asked_for_longest_makes_room(tmp_path) -> None:
    def keep(store, name):
        store.save(name, Through(*[np.arange(1_000, dtype=np.int32)] * 3))

    store = Store(tmp_path)
    for age, name in enumerate(["c", "b", "a"]):
        keep(store, name)
        os.utime(tmp_path / f"through-{name}.packed", (age, age))
    stranger = tmp_path / "notes.txt"
    stranger.write_text("x" * 99_999)
    (tmp_path / "through-killed.partial").write_bytes(bytes(100))
    os.utime(tmp_path / "through-killed.partial", (0, 0))
    size = (tmp_path / "through-a.packed").stat().st_size
    assert store.open("c", Through) is not None
    keep(Store(tmp_path, limit=3 * size), "d")
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"notes.txt", *(f"through-{name}.packed" for name in "acd")}
    keep(Store(tmp_path, limit=1), "e")
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "through-e.packed"}
