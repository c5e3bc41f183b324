"""A journey in a calendar: valid by RFC 5545, the same whenever it is written, read back as it was told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest

import transit
from tests.test_present import (
    HOME,
    JOURNEY,
    PLAIN,
    RIDE,
    answer,
    at,
    place,
)
from transit.answers import Journeys
from transit.errors import QueryError
from transit.journey import Journey, WalkLeg


@pytest.fixture(scope="module")
def net():
    return transit.load()


def lines_of(text):
    """Unfold the lines of a calendar by the letter of RFC 5545, section 3.1."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")


def unescaped(value):
    """Read a TEXT value by the letter of section 3.3.11."""
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", value), "a bare comma or semicolon"
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def event_of(text):
    begin, version, prodid, *event, end = lines_of(text)
    assert (begin, version, end) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert prodid.startswith("PRODID:")
    assert (event[0], event[-1]) == ("BEGIN:VEVENT", "END:VEVENT")
    pairs = [line.split(":", 1) for line in event[1:-1]]
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a property stands twice"
    return dict(pairs)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_event_is_read_back_as_the_journey_was_told(net, lang):
    told = answer(net, JOURNEY)
    text = told.to_ics(lang=lang)
    event = event_of(text)
    assert (event["DTSTART"], event["DTEND"]) == ("20261123T231000Z", "20261124T004100Z")
    assert event["STATUS"] == "TENTATIVE"
    assert event["GEO"] == "39.96;116.81"
    description = unescaped(event["DESCRIPTION"])
    option = told.text(lang).split("\n\n", 1)[1]
    assert description == option.split(" · ", 1)[1]
    (parsed,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert parsed["DESCRIPTION"] == description
    assert parsed["SUMMARY"] == unescaped(event["SUMMARY"])
    assert parsed["DTSTART"].dt == JOURNEY.depart
    assert not parsed.errors


def test_the_summary_names_ends_and_lines(net):
    told = answer(net, JOURNEY)
    zh, en = (unescaped(event_of(told.to_ics(lang=lang))["SUMMARY"]) for lang in ("zh", "en"))
    assert zh == "天洋城 → 国贸：公交 818 路 → 地铁 22 号线 → 地铁 10 号线"
    assert en == "Tianyangcheng (天洋城) → Guomao (国贸): Bus 818 → Subway Line 22 → Subway Line 10"


def test_every_property_that_an_event_must_have_is_there_once(net):
    event = event_of(answer(net, JOURNEY).to_ics())
    must = {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "GEO",
        "STATUS",
    }
    assert set(event) == must


def test_the_same_journey_is_the_same_event_and_another_is_another(net):
    told = answer(net, JOURNEY, PLAIN, replace(JOURNEY, fare=None))
    assert told.to_ics() == answer(net, JOURNEY).to_ics()
    ids = [
        event_of(told.to_ics(option, lang))["UID"] for option in range(3) for lang in ("zh", "en")
    ]
    # What is known of its price does not make it another journey: the event is updated, not doubled.
    assert ids[0] == ids[1] == ids[4] == ids[5] != ids[2] == ids[3]
    later = replace(
        RIDE, depart=RIDE.depart + timedelta(days=1), arrive=RIDE.arrive + timedelta(days=1)
    )
    uid, next_day = (
        event_of(answer(net, Journey((ride,), ride.depart)).to_ics())["UID"]
        for ride in (RIDE, later)
    )
    assert uid != next_day


def test_an_event_holds_the_whole_of_its_first_and_last_minute(net):
    event = event_of(answer(net, Journey((RIDE,), RIDE.depart)).to_ics())
    assert (RIDE.depart, RIDE.arrive) == (at("07:12:30"), at("08:20:10"))
    assert (event["DTSTART"], event["DTEND"]) == ("20261123T231200Z", "20261124T002100Z")


def test_nothing_is_stamped_with_the_time_of_writing(net):
    event = event_of(answer(net, JOURNEY).to_ics())
    assert event["DTSTAMP"] == event["DTSTART"]


def test_names_with_signs_of_the_format_are_escaped(net):
    odd = replace(HOME, name='a,b;c\\d\r\n"e"\x07:BEGIN', name_en="")
    stroll = WalkLeg(odd, odd, at("08:00:00"), at("08:00:20"), 4.0, "", ())
    told = answer(net, Journey((stroll,), at("08:00:00")))
    told = Journeys(replace(told.query, origin=place(odd)), (told[0],), (), net._planner)
    event = event_of(told.to_ics())
    assert unescaped(event["LOCATION"]) == 'a,b;c\\d\n"e":BEGIN'
    assert unescaped(event["SUMMARY"]).startswith('a,b;c\\d\n"e":BEGIN → 国贸：步行')
    # Less than a minute long, and still no event without an end.
    assert (event["DTSTART"], event["DTEND"]) == ("20261124T000000Z", "20261124T000100Z")
    assert event["STATUS"] == "CONFIRMED"


def test_a_walk_of_no_time_ends_after_it_begins(net):
    here = WalkLeg(HOME, HOME, at("08:00:00"), at("08:00:00"), 0.0, "", ())
    event = event_of(answer(net, Journey((here,), at("08:00:00"))).to_ics())
    assert event["DTEND"] > event["DTSTART"]


@pytest.mark.parametrize("option", [-1, 1, 7])
def test_a_journey_that_is_not_there_is_refused(net, option):
    with pytest.raises(QueryError, match=f"option={option} is not understood; give 0 to 0"):
        answer(net, JOURNEY).to_ics(option)


def test_an_answer_without_journeys_has_no_event(net):
    with pytest.raises(QueryError, match="option=0"):
        answer(net).to_ics()
