"""How do rows and frames become the text of a GTFS table?"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from transit.gtfs.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd


def table_text(header: str, rows: Iterable[Sequence[object]]) -> str:
    """Write a table: names of its columns, blanks between, and its rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return text.getvalue()


def frame_text(frame: pd.DataFrame, name: str, prefix: str) -> str:
    """Write a table of ids, texts and numbers as it was read, without columns that only hold blanks.

    Parameters
    ----------
    frame, name
        Rows of one feed, and which table they are.
    prefix
        What merging put before the feed's ids.
    """
    layout = TABLES[name]
    columns = {}
    for column in frame.columns:
        values = frame[column]
        blank = values.isna() | (values == (0 if column in layout.integers else ""))
        if column in layout.required or not blank.all():
            texts = values.astype(str).where(~values.isna(), "")
            columns[column] = texts.str.removeprefix(prefix) if column in layout.ids else texts
    return table_text(" ".join(columns), zip(*columns.values(), strict=True))
