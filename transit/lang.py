"""The two languages that people are spoken to in."""

from __future__ import annotations

from typing import Literal

from transit.errors import QueryError

Lang = Literal["zh", "en"]


def check_lang(lang: str) -> None:
    """Refuse a language there are no words for.

    Raises
    ------
    QueryError
        If `lang` is neither.
    """
    if lang not in ("zh", "en"):
        raise QueryError("lang", lang, "'zh' or 'en'")
