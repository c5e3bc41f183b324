"""What do journeys look like as JSON? Every leg has the same keys; null is what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transit.clock import to_datetime
from transit.journey import RideLeg
from transit.lang import check_lang
from transit.routing.last import LastQuery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Leg, Point, Reason, Visit
    from transit.lang import Lang
    from transit.places.place import Place
    from transit.routing.plan import Query

Json = dict[str, Any]


def answer_json(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    zone: ZoneInfo,
    lang: Lang,
) -> Json:
    """Tell a question and its answer in values that ``json.dumps`` takes; reasons are told in `lang`."""
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
        },
        "journeys": [_journey(journey) for journey in journeys],
        "reasons": [
            {
                "code": reason.code,
                "message": reason.message_zh if lang == "zh" else reason.message,
                "relaxation": {key: _plain(value) for key, value in reason.relaxation.items()},
            }
            for reason in reasons
        ],
    }


def _journey(journey: Journey) -> Json:
    return {
        "depart": journey.depart.isoformat(),
        "arrive": journey.arrive.isoformat(),
        "duration_min": round(journey.duration.total_seconds() / 60, 1),
        "transfers": journey.transfers,
        "walk_m": round(journey.walk_m),
        "fare": _fare(journey),
        "crossings": [
            {"name": c.name, "direction": c.direction, "at": c.at.isoformat()}
            for c in journey.crossings
        ],
        "evidence": journey.evidence,
        "legs": [_leg(leg) for leg in journey.legs],
        # Only where one asked to come by somewhere.
        **({"visits": [_visit(visit) for visit in journey.visits]} if journey.visits else {}),
    }


def _visit(visit: Visit) -> Json:
    return {
        "name": visit.name,
        "stop": _point(visit.stop),
        "at": visit.at.isoformat(),
        "stay_min": round(visit.stay_s / 60, 1),
        "leg": visit.leg,
        "aboard": visit.aboard,
    }


def _fare(journey: Journey) -> Json:
    fare = journey.fare
    if fare is not None:
        return {
            "known_cny": str(fare.known) if fare.currency == "CNY" else None,
            "known": str(fare.known),
            "currency": fare.currency,
            "complete": not fare.unpriced,
            "unpriced": fare.unpriced,
        }
    return {
        "known_cny": "0.00",
        "complete": not journey.rides,
        "unpriced_legs": [i for i, g in enumerate(journey.legs) if isinstance(g, RideLeg)],
    }


def _leg(leg: Leg) -> Json:
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
        "wait_min": round(ride.wait_s / 60, 1) if ride else 0,
        "headway_min": None if headway_s is None else round(headway_s / 60, 2),
        "n_stops": ride.n_stops if ride else None,
        "distance_m": round(leg.distance_m if isinstance(leg, RideLeg) else leg.walk_m),
        "fare_cny": None,
        "status": ride.status if ride else "open",
        "evidence": leg.evidence,
        "source_ids": list(leg.source_ids),
        "booking": ride.booking if ride else None,
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


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
