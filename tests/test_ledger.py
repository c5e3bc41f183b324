"""A month walked in time order: what each trip adds to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fare_journeys import at, ride, travel
from transit.fares.ledger import Ledger
from transit.fares.payment import Payment
from transit.fares.price import pricer_of
from transit.journey import Journey

CARD = Payment("card")
THERE = (("subway:L6", "潞城", "呼家楼"),)
"""26.022 km: 6 CNY."""
BACK = (("subway:L6", "呼家楼", "潞城"),)
SHORT = (("subway:L10", "双井", "国贸"),)
"""1.760 km: 3 CNY."""
EARLY, EARLY_BACK = (("subway:L6", "草房", "呼家楼"),), (("subway:L6", "呼家楼", "草房"),)
"""13.269 km: 5 CNY, half of it before seven from 草房."""
BUS = (("bus:818", "天洋城总站", "大北窑南"),)
"""4.60 CNY by card."""


@pytest.fixture(scope="module")
def ground(corridor_planner):
    return corridor_planner.ground


@pytest.fixture(scope="module")
def pricer(ground):
    return pricer_of(ground)


def workdays(ground, year: int, month: int) -> list[str]:
    days = (date(year, month, 1) + timedelta(days=n) for n in range(31))
    return [
        day.isoformat()
        for day in days
        if day.month == month and ground.corridor.day_type(day).day_type == "workday"
    ]


def commute(ground, days, there=THERE, back=BACK, out="08:00", home="18:00") -> list[Journey]:
    return [
        travel(ground, at(clock, day), *ways)
        for day in days
        for clock, ways in ((out, there), (home, back))
    ]


def test_a_month_on_the_subway_worked_out_by_hand(ground, pricer) -> None:
    # December 2026 has 23 workdays, 46 rides of 6 CNY. 17 at the full fare make 102; 10 at 4.80 make 150; 19 at 3.00.
    days = workdays(ground, 2026, 12)
    assert len(days) == 23
    ledger = Ledger.of(pricer, commute(ground, days), CARD)
    assert [str(trip.price) for trip in ledger.trips] == ["6.00"] * 17 + ["4.80"] * 10 + [
        "3.00"
    ] * 19
    assert {str(trip.list_price) for trip in ledger.trips} == {"6.00"}
    (month,) = ledger.months
    assert (month.month, str(month.known), month.trips, month.complete) == (
        "2026-12",
        "207.00",
        46,
        True,
    )
    assert ledger.currency == "CNY"


@pytest.mark.parametrize(
    ("payment", "there", "back", "out", "total"),
    [
        # 46 single tickets.
        (Payment("cash"), THERE, BACK, "08:00", "276.00"),
        # 草房 is half price before seven: 2.50 and 5.00 a day, 97.50 after 13 days. On the 14th 2.50 make 100 and the
        # way home is 4.00; 7 days of 2.50 and 4.00 make 149.50; 2.50 make 152.00, and the last three rides are 2.50.
        (CARD, EARLY, EARLY_BACK, "06:40", "159.50"),
        # A bus grows no cheaper: 46 * 4.60.
        (CARD, BUS, BUS, "08:00", "211.60"),
        # 7 rides of 3.00 make 401 of the 380 spent before, the other 39 are 6.00.
        (Payment("card", 38_000), THERE, BACK, "08:00", "255.00"),
        # Bus there, subway both ways: 23 * 4.60, and 34 rides of 3.00 that make 102, 12 of 2.40.
        (CARD, BUS + SHORT, SHORT, "08:00", "236.60"),
        # A student: 23 * 3.10, and the same on the subway.
        (Payment("student"), BUS + SHORT, SHORT, "08:00", "202.10"),
    ],
)  # fmt: skip
def test_months_of_other_commuters(ground, pricer, payment, there, back, out, total) -> None:
    journeys = commute(ground, workdays(ground, 2026, 12), there, back, out)
    (month,) = Ledger.of(pricer, journeys, payment).months
    assert str(month.known) == total


def test_a_month_says_how_many_rides_it_does_not_know_the_price_of(ground, pricer) -> None:
    route = "express:BSX-YJ1"
    (trip_id,) = [t for t in ground.trips.ids if t.startswith(route) and "inbound" in t]
    days = workdays(ground, 2026, 12)[:5]
    coach = (ride(ground, trip_id, 0, 1, at("06:30", day)) for day in days)
    journeys = [Journey((leg,), leg.depart) for leg in coach] + commute(ground, days)[1::2]
    (month,) = Ledger.of(pricer, journeys, CARD).months
    assert (str(month.known), month.unpriced_rides, month.complete) == ("30.00", 5, False)
    ledger = Ledger.of(pricer, journeys, Payment(own=((route, 1_500),)))
    assert (str(ledger.months[0].known), ledger.months[0].complete) == ("105.00", True)
    # One's own prices are not spent on the subway.
    assert [str(trip.spent_before) for trip in ledger.trips[:4]] == ["0.00", "0.00", "6.00", "6.00"]


def test_a_new_month_begins_with_nothing_spent(ground, pricer) -> None:
    days = ["2026-11-30", "2026-12-01"]
    ledger = Ledger.of(pricer, commute(ground, days), Payment("card", 15_000))
    assert [str(trip.price) for trip in ledger.trips] == ["3.00", "3.00", "6.00", "6.00"]
    assert [str(trip.spent_before) for trip in ledger.trips] == ["150.00", "153.00", "0.00", "6.00"]
    assert [str(trip.month_total) for trip in ledger.trips] == ["3.00", "6.00", "6.00", "12.00"]
    assert [(m.month, str(m.known)) for m in ledger.months] == [
        ("2026-11", "6.00"),
        ("2026-12", "12.00"),
    ]
    # A gate passed after midnight is passed in the new month.
    late = travel(
        ground,
        at("23:50", "2026-11-30"),
        ("subway:L10", "双井", "金台夕照"),
        ("subway:L6", "呼家楼", "东大桥"),
    )
    parts = pricer.price(late, Payment("card", 15_000)).parts
    assert [str(part.price) for part in parts] == ["1.50", "3.00"]
    # So it counts there: 3.00 CNY, not 154.50.
    after = Ledger.of(pricer, [late, *commute(ground, days[1:])], Payment("card", 15_000))
    assert [str(trip.spent_before) for trip in after.trips] == ["150.00", "3.00", "9.00"]


def test_an_empty_month_costs_nothing(pricer) -> None:
    assert Ledger.of(pricer, [], CARD) == Ledger((), "CNY")
    assert Ledger((), "CNY").months == ()


@pytest.fixture(scope="module")
def ways(ground) -> list[tuple]:
    """Legs to travel: on the subway once or twice, on a bus, and on what nobody prices."""
    twice = ("subway:L10", "双井", "金台夕照"), ("subway:L6", "呼家楼", "东大桥")
    return [THERE, BACK, SHORT, BUS, EARLY, twice, (("rail:JT", "燕郊站", "北京通州站"),)]


@given(data=st.data())
def test_a_ledger_adds_up_whatever_the_order_it_is_told_in(ground, pricer, ways, data) -> None:
    spent = data.draw(st.sampled_from([0, 9_000, 14_000, 39_000]))
    pay = data.draw(st.sampled_from(["card", "student", "cash"]))
    moments = st.tuples(st.integers(0, 60), st.integers(5 * 60, 22 * 60))
    journeys = []
    for day, minute in sorted(data.draw(st.sets(moments, min_size=1, max_size=12))):
        depart = at("00:00", "2026-11-15") + timedelta(days=day, minutes=minute)
        journeys.append(travel(ground, depart, *data.draw(st.sampled_from(ways))))
    ledger = Ledger.of(pricer, journeys, Payment(pay, spent))
    shuffled = data.draw(st.permutations(journeys))
    if len({journey.depart for journey in journeys}) == len(journeys):
        assert Ledger.of(pricer, shuffled, Payment(pay, spent)) == ledger
    assert [trip.journey.depart for trip in ledger.trips] == [j.depart for j in journeys]
    for trip in ledger.trips:
        fare = trip.journey.fare
        assert (fare.known, fare.unpriced_legs) == (trip.price, trip.unpriced_legs)
        assert trip.price == sum((part.price for part in fare.parts), Decimal(0))
        assert trip.price <= trip.list_price
    for month, of in groupby(ledger.trips, key=lambda trip: trip.month):
        trips = list(of)
        (total,) = [one for one in ledger.months if one.month == month]
        assert total.known == trips[-1].month_total == sum(trip.price for trip in trips)
        assert total.unpriced_rides == sum(len(trip.unpriced_legs) for trip in trips)
        gates = [
            sum((p.price for p in trip.journey.fare.parts if "subway" in p.rule), Decimal(0))
            for trip in trips
        ]
        for (before, after), paid in zip(pairwise(trips), gates, strict=False):
            assert after.spent_before - before.spent_before == paid
        first = Decimal(spent) / 100 if trips[0] is ledger.trips[0] else Decimal(0)
        assert trips[0].spent_before == first


@given(
    spent=st.lists(st.integers(0, 39_999), min_size=2, max_size=2).map(sorted),
    pay=st.sampled_from(["card", "student", "cash"]),
)
def test_up_to_four_hundred_no_ride_is_dearer_for_what_was_spent_before(
    ground, pricer, spent, pay
) -> None:
    journey = travel(ground, at("08:00"), *THERE)
    less, more = (pricer.price(journey, Payment(pay, fen)).known for fen in spent)
    assert more <= less
