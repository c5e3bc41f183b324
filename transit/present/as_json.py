"""What do journeys look like as JSON? Every leg has the same keys; null is what it has not."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transit.clock import to_datetime
from transit.fares.money import to_decimal
from transit.journey import Fare, RideLeg
from transit.lang import check_lang
from transit.present.aboard import caution
from transit.present.prices import paid_at
from transit.present.unplaced import unplaced_json
from transit.routing.last import LastQuery
from transit.routing.options import Options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import BorderCrossing, Journey, Point, Reason, Visit
    from transit.lang import Lang
    from transit.places.place import Place
    from transit.routing.plan import Query
    from transit.routing.unplaced import Unplaced

Json = dict[str, Any]


def answer_json(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    zone: ZoneInfo,
    lang: Lang,
    unplaced: Sequence[Unplaced] | None = None,
) -> Json:
    """Tell a question and its answer in values that ``json.dumps`` takes; reasons are told in `lang`.

    Services that may serve the trip but stop nobody knows where are told unless they were not looked for.
    """
    check_lang(lang)
    asked = [query.seconds] if query.last is None else [query.seconds, query.last]
    moments = [to_datetime(query.service_date, s, zone).isoformat() for s in asked]
    moment: Json = {"window": moments}
    if isinstance(query, LastQuery):
        moment = {"last": True, "spare": query.spare}
    elif query.last is None:
        moment = {"arrive_by" if query.backwards else "depart_at": moments[0]}
    return {
        "query": {
            "from": _place(query.origin),
            "to": _place(query.target),
            "date": query.service_date.isoformat(),
            **moment,
            "options": _options(query),
        },
        "journeys": [_journey(journey, lang) for journey in journeys],
        "reasons": [
            {
                "code": reason.code,
                "message": reason.message_zh if lang == "zh" else reason.message,
                "relaxation": {key: _plain(value) for key, value in reason.relaxation.items()},
            }
            for reason in reasons
        ],
        **({} if unplaced is None else {"unplaced": unplaced_json(unplaced)}),
    }


def _options(query: Query) -> Json:
    """Tell how one is willing to travel, as far as it differs from what is usual."""
    asked, usual = query.options, Options()
    told: Json = {
        field.name: _plain(getattr(asked, field.name))
        for field in fields(asked)
        if field.name not in ("overheads", "payment")
        and getattr(asked, field.name) != getattr(usual, field.name)
    }
    pay = asked.payment
    told |= {"pay": pay.pay, "spent_cny": str(to_decimal(pay.spent_fen))}
    told["fares"] = {route_id: str(to_decimal(fen)) for route_id, fen in pay.own}
    told["overheads"] = [
        {
            "place": r.place,
            "mode": r.mode,
            "part": r.part,
            "seconds": r.seconds,
            "evidence": r.evidence,
        }
        for r in asked.overheads
    ]
    told["via"] = [{"name": place.name, "stay_min": _tenths(s)} for place, s in query.vias]
    return told


def _journey(journey: Journey, lang: Lang) -> Json:
    return {
        "depart": journey.depart.isoformat(),
        "arrive": journey.arrive.isoformat(),
        "duration_min": _tenths(journey.duration.total_seconds()),
        "transfers": journey.transfers,
        "walk_m": round(journey.walk_m),
        "fare": _fare(journey, lang),
        "crossings": [_crossing(c, i) for i, leg in enumerate(journey.legs) for c in leg.crossings],
        "evidence": journey.evidence,
        "legs": [_leg(journey, i, lang) for i in range(len(journey.legs))],
        # Only where one asked to come by somewhere.
        **({"visits": [_visit(visit) for visit in journey.visits]} if journey.visits else {}),
    }


def _visit(visit: Visit) -> Json:
    return {
        "name": visit.name,
        "stop": _point(visit.stop),
        "at": visit.at.isoformat(),
        "stay_min": _tenths(visit.stay_s),
        "leg": visit.leg,
        "aboard": visit.aboard,
    }


def _crossing(crossing: BorderCrossing, leg: int) -> Json:
    c = crossing
    return {
        "name": c.name,
        "direction": c.direction,
        "at": c.at.isoformat(),
        "leg": leg,
        "crossing_id": c.crossing_id or None,
        "kind": c.kind or None,
        "lat": c.lat,
        "lon": c.lon,
        "error_m": c.error_m,
        "checkpoint": c.checkpoint or None,
        "delay_min": round(c.delay.seconds / 60, 2) if c.delay else None,
        "evidence": c.evidence,
        "source_ids": list(c.source_ids),
    }


def _fare(journey: Journey, lang: Lang) -> Json:
    rides = tuple(i for i, leg in enumerate(journey.legs) if isinstance(leg, RideLeg))
    # Before it is priced, nothing is known of a journey's fare.
    fare = journey.fare or Fare(Decimal(0), "", rides)
    known = f"{fare.known:.2f}"
    return {
        # Without a fare there is no currency, and 0.00 is all that is known in any.
        "known_cny": known if fare.currency in ("CNY", "") else None,
        "complete": fare.complete,
        "unpriced_legs": list(fare.unpriced_legs),
        "known": known,
        "currency": fare.currency or None,
        "evidence": fare.evidence,
        "parts": [
            {
                "legs": list(part.legs),
                "price": f"{part.price:.2f}",
                "rule": part.rule,
                "told": part.told if lang == "zh" else part.told_en,
                "evidence": part.evidence,
                "source_ids": list(part.source_ids),
            }
            for part in fare.parts
        ],
    }


def _leg(journey: Journey, i: int, lang: Lang) -> Json:
    leg = journey.legs[i]
    number, price = paid_at(journey.fare, i)
    ride = leg if isinstance(leg, RideLeg) else None
    headway_s = ride.headway_s if ride else None
    return {
        "kind": "ride" if ride else "walk",
        "mode": ride.mode if ride else "walk",
        "route_id": ride.route_id if ride else None,
        "route_name": ride.route_name if ride else None,
        "headsign": ride.headsign if ride else None,
        "board": _point(leg.board),
        "alight": _point(leg.alight),
        "depart": leg.depart.isoformat(),
        "arrive": leg.arrive.isoformat(),
        "wait_min": _tenths(ride.wait_s) if ride else 0,
        "change_min": _tenths(ride.change_s) if ride and ride.change_s else None,
        "headway_min": None if headway_s is None else round(headway_s / 60, 2),
        "last_at": ride.last_at.isoformat() if ride and ride.last_at else None,
        "n_stops": ride.n_stops if ride else None,
        "distance_m": round(leg.distance_m if isinstance(leg, RideLeg) else leg.walk_m),
        "fare_cny": None if price is None else f"{price:.2f}",
        "fare_part": number,
        "status": ride.status if ride else "open",
        "evidence": leg.evidence,
        "source_ids": list(leg.source_ids),
        "booking": ride.booking if ride else None,
        "caution": (caution(ride, lang) or None) if ride else None,
        "overheads": [
            {
                "part": part.part,
                "place": part.place,
                "minutes": round(part.seconds / 60, 2),
                "evidence": part.evidence,
                "source_ids": list(part.source_ids),
            }
            for part in leg.overheads
        ],
    }


def _point(point: Point) -> Json:
    return {
        "stop_id": point.stop_id or None,
        "name": point.name,
        "lat": round(point.lat, 6),
        "lon": round(point.lon, 6),
    }


def _place(place: Place) -> Json:
    return {
        "name": place.name,
        "stop_ids": list(place.stop_ids),
        "lat": round(place.lat, 6),
        "lon": round(place.lon, 6),
    }


def _tenths(seconds: float) -> float:
    """Write a span in minutes and tenths."""
    return round(seconds / 60, 1)


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
