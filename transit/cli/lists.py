"""Which places does a list name that somebody keeps in a spreadsheet?"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from transit.errors import FeedError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def read_places(path: Path) -> pd.DataFrame:
    """Read a list of places; ids and names stay text."""
    import pandas as pd

    try:
        table = pd.read_csv(
            StringIO(_text(path)), dtype={"id": str, "place": str}, skipinitialspace=True,
            keep_default_na=False, na_values=[""], skip_blank_lines=False,
        ).dropna(how="all")  # fmt: skip
    except (ValueError, pd.errors.ParserError) as error:
        problem = " ".join(str(error).split())
        raise FeedError(str(path), f"is no CSV: {problem}") from None
    if "id" not in table:
        raise FeedError(str(path), "has no column id", row=1)
    if table.empty:
        raise FeedError(str(path), "has a header, but no places", row=1)
    by_position = table.reindex(columns=["lat", "lon"]).notna().all(axis=1)
    by_name = table.reindex(columns=["place"])["place"].notna()
    has_columns = "place" in table or {"lat", "lon"} <= set(table)
    for good, problem in (
        (table["id"].notna(), "has no id"),
        (by_position | by_name | (not has_columns), "has neither a place nor lat and lon"),
    ):
        if not good.all():
            # The header is line 1, and rows are counted from 0.
            raise FeedError(str(path), problem, row=int(table.index.to_numpy()[~good][0]) + 2)
    return table


def _text(path: Path) -> str:
    """Read a file in the encoding that Chinese spreadsheets give it, if it is not UTF-8."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FeedError(str(path), "is neither UTF-8 nor GB 18030; save it as UTF-8")
