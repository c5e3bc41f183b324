"""The fast reader gives what the careful one gives, or leaves the table to it."""

from __future__ import annotations

import csv
import io
from functools import partial

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_reader import TINY
from transit.gtfs.careful import read_carefully
from transit.gtfs.fast import read_fast
from transit.gtfs.schema import TABLES

WORDS = st.sampled_from(
    ("A", "B", "甲 乙", "NA", "null", "nan", "1", "01", "é", "A b", "true", "a,b")
)
GOOD = {
    "times": st.sampled_from(("08:00:00", "8:00:00", " 9:05:30", "25:10:00", "00:00:00")),
    "dates": st.sampled_from(("20260101", "21991231")),
    "integers": st.sampled_from(("0", "7", "-3", "007", " 2", "2147483647")),
    "limits": st.sampled_from(("0", "3", "90")),
    "ranks": st.sampled_from(("0", "2", "10")),
    "decimals": st.sampled_from(("39.9", "-0.1", "1e2", " .5", "7", "0.1000000000000000055511")),
    "money": st.sampled_from(("3", "0.10", "12.3456")),
    "amounts": st.sampled_from(("3", "-0.75", "12.3456")),
    "currencies": st.sampled_from(("CNY", "EUR")),
}
ODD = st.sampled_from(
    ("", " ", "A ", " A", 'a"b', "a\nb", "\u00a0", "nan", "inf", "1e999", "0x1f", "1_0", "+1", "-1", "３", "\0", "\t",
     "99999999999", "8:0", "1.5", "\u2028")
)  # fmt: skip
PIECES = st.sampled_from(
    (b",", b"\n", b"\r", b"\r\n", b'"', b'""', b" ", b"", b"\xff", b"\0", b"\xef\xbb\xbf", b",,", b"\n\n", b"1", b"\n,")
)  # fmt: skip


def kind(name: str, column: str) -> str:
    layout = TABLES[name]
    return next((kind for kind in GOOD if column in getattr(layout, kind)), "texts")


@st.composite
def files(draw, *, odd: bool) -> tuple[str, bytes]:
    """Draw a table and what its file might hold; without `odd`, only what every reader takes for the same."""
    name = draw(st.sampled_from(sorted(TABLES)))
    layout = TABLES[name]
    optional = draw(st.lists(st.sampled_from((*layout.columns, "further", "more"))))
    columns = draw(
        st.permutations(list(dict.fromkeys((*layout.required, *optional, "one", "two"))))
    )
    cells = []
    for column in columns:
        cell = GOOD.get(kind(name, column), WORDS)
        blanks = odd or column not in layout.required
        cell = st.one_of(cell, cell, cell, st.just("")) if blanks else cell
        cells.append(st.one_of(*[cell] * 15, ODD) if odd else cell)
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=6))
    if not odd:
        rows = [row for row in rows if any(row)] or [tuple("1" * len(columns))]
    text = io.StringIO()
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    end = draw(st.sampled_from(("\n", "\r\n")))
    writer = csv.writer(text, quoting=quoting, lineterminator=end)
    writer.writerows((columns, *rows))
    content = draw(st.sampled_from(("", "\ufeff"))) + text.getvalue()
    return name, content.encode()


def fast(name: str, content: bytes) -> pd.DataFrame | None:
    return read_fast(partial(io.BytesIO, content), TABLES[name])


def same(name: str, content: bytes) -> None:
    frame = fast(name, content)
    if frame is not None:
        pd.testing.assert_frame_equal(frame, read_carefully(name, content), check_index_type=False)


@given(files(odd=True), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), PIECES), max_size=2))
def test_both_readers_give_one_frame_whatever_the_file_holds(file, edits) -> None:
    name, content = file
    for where, removed, piece in edits:
        start = round(where * len(content))
        content = content[:start] + piece + content[start + removed :]
    same(name, content)


@given(files(odd=True))
def test_both_readers_give_one_frame_whatever_the_values(file) -> None:
    same(*file)


@given(files(odd=False))
def test_a_table_of_good_values_is_always_read_fast(file) -> None:
    assert fast(*file) is not None
    same(*file)


PLAIN = {
    "stop_times": TINY["stop_times"],
    "quoted": 'trip_id,stop_id,stop_sequence\n"T","A, b","1"\n"T","é","2"\n',
    "CRLF and a mark": "\ufefftrip_id,stop_id,stop_sequence\r\nT,A,1\r\nT,B,2\r\n",
    "blank lines": "trip_id,stop_id,stop_sequence\n\nT,A,1\n,,\nT,B,2\n\n",
    "no last line end": "trip_id,stop_id,stop_sequence\nT,A,1\nT,B,2",
    "further columns": "trip_id,stop_id,stop_sequence,stop_headsign,more\nT,A,1,West ,\nT,B,2,West ,x\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_a_plain_table_is_read_fast(text: str) -> None:
    frame = fast("stop_times", text.encode())
    pd.testing.assert_frame_equal(
        frame, read_carefully("stop_times", text.encode()), check_index_type=False
    )


LEFT = {
    "an open quote at the end": 'trip_id,stop_id,stop_sequence\nT,A,1\nT,B,"2',
    "a quote inside": 'trip_id,stop_id,stop_sequence\nT,A"b"c,1\n',
    "a line inside": 'trip_id,stop_id,stop_sequence\nT,"A\nb",1\n',
    "a short row": "trip_id,stop_id,stop_sequence\nT,A\n",
    "a long row": "trip_id,stop_id,stop_sequence\nT,A,1,2\n",
    "blanks around an id": "trip_id,stop_id,stop_sequence\nT ,A,1\n",
    "a blank id": "trip_id,stop_id,stop_sequence\n,A,1\n",
    "a hexadecimal number": "trip_id,stop_id,stop_sequence\nT,A,0x1\n",
    "one name twice": "trip_id,stop_id,stop_sequence,stop_id\nT,A,1,B\n",
    "no rows": "trip_id,stop_id,stop_sequence\n",
    "nothing": "",
    "a column too few": "trip_id,stop_id\nT,A\n",
    "another encoding": "trip_id,stop_id,stop_sequence\nT,\udcff,1\n",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_a_table_with_anything_odd_is_left_to_the_careful_reader(text: str) -> None:
    assert fast("stop_times", text.encode(errors="surrogateescape")) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stops", "stop_id,stop_lat\nA,inf\n"),
        ("stops", "stop_id,stop_lat\nA,nan\n"),
        ("shapes", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,,1,1\n"),
        ("transfers", "transfer_type,min_transfer_time\n , \n"),
    ],
)
def test_a_number_that_arrow_alone_would_take_is_left_too(name: str, text: str) -> None:
    assert fast(name, text.encode()) is None
