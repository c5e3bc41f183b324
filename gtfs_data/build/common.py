"""What every feed of the corridor shares: its period, day types, names in three scripts, shapes."""

from __future__ import annotations

import math
import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict, load_single_dict

from gtfs_data.build.tables import Feed, Row, assumption, read_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TIMEZONE: Final = "Asia/Shanghai"
PUBLISHER: Final = "transit corridor data (compiled from public sources)"
HOME: Final = "https://example.org/transit"
"""The project has no site of its own yet; GTFS requires the field."""

EARTH_M: Final = 6_371_008.8

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _teach_readings() -> None:
    """Give place names their local readings, by character and by word (``facts/readings.csv``)."""
    words = {row["text"]: row["reading"] for row in read_facts("readings.csv")}
    load_single_dict({ord(text): read for text, read in words.items() if len(text) == 1})
    load_phrases_dict(
        {text: [[s] for s in read.split()] for text, read in words.items() if len(text) > 1}
    )


_teach_readings()


def period() -> tuple[date, date]:
    """First and last date the feeds answer for (``service_start`` and ``service_end``)."""
    return (
        date.fromisoformat(assumption("service_start")),
        date.fromisoformat(assumption("service_end")),
    )


def services(
    *service_ids: str, start: date | None = None, end: date | None = None, prefix: str = ""
) -> Feed:
    """Lay day types out as ``calendar`` and ``calendar_dates``.

    Parameters
    ----------
    service_ids
        Any of ``workday`` (Monday to Friday and make-up workdays, without public holidays),
        ``restday`` (all other days) and ``daily``.
    start, end
        First and last service date; by default those of :func:`period`.
    prefix
        Put before each service id, for a feed with several periods, e.g. ``"2023_"``.
    """
    first, last = period()
    start, end = start or first, end or last
    kinds = {row["date"]: row["day_type"] for row in read_facts("calendar/day_types.csv")}
    feed: Feed = {"calendar": [], "calendar_dates": []}
    for service_id in service_ids:
        runs_on = {"workday": range(5), "restday": range(5, 7), "daily": range(7)}[service_id]
        feed["calendar"].append(
            {
                "service_id": prefix + service_id,
                **{day: str(int(i in runs_on)) for i, day in enumerate(WEEKDAYS)},
                "start_date": f"{start:%Y%m%d}",
                "end_date": f"{end:%Y%m%d}",
            }
        )
        if service_id == "daily":
            continue
        day = start
        while day <= end:
            # Only days whose type differs from what their weekday says stand in the table.
            usual = "workday" if day.weekday() < 5 else "restday"
            kind = kinds.get(day.isoformat(), usual)
            if kind != usual:
                feed["calendar_dates"].append(
                    {
                        "service_id": prefix + service_id,
                        "date": f"{day:%Y%m%d}",
                        "exception_type": "1" if kind == service_id else "2",
                    }
                )
            day += timedelta(days=1)
    return feed


def frame(
    agencies: Iterable[tuple[str, str, str]], attributions: Iterable[tuple[str, str]], version: str
) -> Feed:
    """Write ``agency``, ``feed_info`` and ``attributions``.

    Parameters
    ----------
    agencies
        Id, name and web address of each operator.
    attributions
        Name and web address of each source that must be named (e.g. OpenStreetMap contributors).
    version
        Date of the state the feed describes.
    """
    first, last = period()
    return {
        "agency": [
            {
                "agency_id": agency_id,
                "agency_name": name,
                "agency_url": url,
                "agency_timezone": TIMEZONE,
                "agency_lang": "zh",
            }
            for agency_id, name, url in agencies
        ],
        "feed_info": [
            {
                "feed_publisher_name": PUBLISHER,
                "feed_publisher_url": HOME,
                "feed_lang": "zh",
                "default_lang": "zh",
                "feed_start_date": f"{first:%Y%m%d}",
                "feed_end_date": f"{last:%Y%m%d}",
                "feed_version": version,
                "feed_contact_url": HOME,
            }
        ],
        "attributions": [
            {
                "attribution_id": f"a{number}",
                "organization_name": name,
                "is_producer": "1",
                "attribution_url": url,
            }
            for number, (name, url) in enumerate(attributions, 1)
        ],
    }


def slug(name_zh: str) -> str:
    """Spell a Chinese name as an ASCII id, e.g. ``天洋城`` as ``tianyangcheng``."""
    letters = "".join(lazy_pinyin(name_zh)).lower()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def pinyin(name_zh: str) -> str:
    """Spell a Chinese name with tone marks, a syllable a character: ``Tiān Yáng Chéng``."""
    # Full-width brackets and spaces become those of Latin text.
    syllables = lazy_pinyin(unicodedata.normalize("NFKC", name_zh), style=Style.TONE)
    spelled = " ".join(" ".join(s[:1].upper() + s[1:] for s in syllables).split())
    return spelled.replace("( ", "(").replace(" )", ")")


def translate(table: str, field: str, record_id: str, name_zh: str, name_en: str) -> list[Row]:
    """Name one record in English and in pinyin (``zh-Latn``)."""
    return [
        *in_english(table, field, record_id, name_en),
        *_translation(table, field, record_id, "zh-Latn", pinyin(name_zh)),
    ]


def in_english(table: str, field: str, record_id: str, text_en: str) -> list[Row]:
    """Say a sentence about one record in English; pinyin is for names."""
    return _translation(table, field, record_id, "en", text_en)


def _translation(table: str, field: str, record_id: str, language: str, text: str) -> list[Row]:
    row = {
        "table_name": table,
        "field_name": field,
        "language": language,
        "translation": text,
        "record_id": record_id,
    }
    return [row] if text else []


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two ``(lat, lon)`` points."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def shape(shape_id: str, points: Sequence[tuple[float, float]]) -> list[Row]:
    """Write a shape through ``(lat, lon)`` points, leaving out immediate repeats."""
    kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
    return [
        {
            "shape_id": shape_id,
            "shape_pt_lat": f"{lat:.6f}",
            "shape_pt_lon": f"{lon:.6f}",
            "shape_pt_sequence": str(number),
        }
        for number, (lat, lon) in enumerate(kept)
    ]


def merge(*feeds: Feed) -> Feed:
    """Put the rows of several part feeds together, table by table."""
    merged: Feed = {}
    for feed in feeds:
        for table, rows in feed.items():
            merged.setdefault(table, []).extend(rows)
    return merged
