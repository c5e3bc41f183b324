"""How does a journey stand in a calendar? One event, from setting out to being there (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from unicodedata import category
from uuid import NAMESPACE_URL, uuid5

import icalendar

from transit.journey import RideLeg
from transit.lang import check_lang
from transit.present.phrases import Words, pick, to_minute
from transit.present.text import journey_lines, note_lines

if TYPE_CHECKING:
    from transit.journey import Journey, Leg
    from transit.lang import Lang
    from transit.routing.plan import Query


def journey_ics(query: Query, journey: Journey, lang: Lang) -> str:
    """Write a calendar file with one event; the same journey has the same id whenever and in whatever language.

    Times are in UTC, which every calendar shows in its own zone, and whole minutes as the text has them. Nothing here
    reads the clock: the event is stamped with its own beginning. A journey on service that does not run yet is
    tentative.
    """
    check_lang(lang)
    words = Words(lang, query.service_date)
    begins = to_minute(journey.depart.astimezone(UTC))
    ends = to_minute(journey.arrive.astimezone(UTC), up=True)
    here, there = (words.both(place.name, place.name_en) for place in (query.origin, query.target))
    ways = " → ".join(map(words.line, journey.rides)) or pick(("步行", "on foot"), lang)
    told = [
        *journey_lines(words, journey, query.options.payment.pay),
        "",
        *note_lines(query, [journey], lang),
    ]
    start = journey.legs[0].board

    event = icalendar.Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"transit:{'/'.join(map(_way, journey.legs))}")))
    event.add("dtstamp", begins)
    event.add("dtstart", begins)
    event.add("dtend", max(ends, begins + timedelta(minutes=1)))
    event.add("summary", _text(f"{here} → {there}{pick(('：', ': '), lang)}{ways}"))
    event.add("location", _text(words.place(start)))
    event.add("geo", (round(start.lat, 6), round(start.lon, 6)))
    event.add("status", "TENTATIVE" if journey.status == "planned" else "CONFIRMED")
    event.add("description", _text("\n".join(told)))
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//transit//journeys//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    told_whole: bytes = calendar.to_ical()
    return told_whole.decode()


def _text(text: str) -> str:
    """Leave out control characters, which no text of a calendar may have."""
    return "".join(c for c in text if c == "\n" or category(c) != "Cc")


def _way(leg: Leg) -> str:
    """Tell a leg by what it consists of, whatever is known of it besides."""
    way = leg.trip_id if isinstance(leg, RideLeg) else "walk"
    times = (f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}" for moment in (leg.depart, leg.arrive))
    ends = (
        point.stop_id or f"{point.lat:.6f},{point.lon:.6f}" for point in (leg.board, leg.alight)
    )
    return " ".join((way, *times, *ends))
