"""What does an explanation look like as JSON? Every entry of a list has the same keys; null is what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transit.journey import RideLeg
from transit.present.explain_text import sections

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from transit.journey import Journey
    from transit.lang import Lang
    from transit.routing.explain import Explained, ExplainedOption
    from transit.routing.explain_alternatives import Absent, Alternative, Instead
    from transit.routing.explain_compare import Difference
    from transit.routing.explain_legs import ExplainedLeg

Json = dict[str, Any]


def explanation_json(explained: Explained, zone: ZoneInfo, lang: Lang) -> Json:
    """Tell an explanation in values that ``json.dumps`` takes; ``told`` is in `lang`."""
    told = [
        {"head": section.head, "lines": list(section.lines)}
        for section in sections(explained, zone, lang)
    ]
    next_best = explained.next_best
    return {
        "options": [_option(option) for option in explained.options],
        "alternatives": [_alternative(one) for one in explained.others.alternatives],
        "instead": [{**_named(one), "option": one.option} for one in explained.others.instead],
        "absent": [{"kind": one.kind, **_named(one)} for one in explained.others.absent],
        "next_best": None
        if next_best is None
        else {
            "kind": next_best.kind,
            "option": next_best.option,
            **_journey(next_best.journey),
            "more": _difference(next_best.more),
        },
        "told": told,
    }


def _option(option: ExplainedOption) -> Json:
    parts = option.assumed
    return {
        **_journey(option.journey),
        "tied_by": option.tie.code,
        "tied_by_leg": option.tie.leg,
        "spare_min": _minutes(option.tie.spare_s),
        "legs": [_leg(leg) for leg in option.legs],
        "counted": {
            "waits_min": _minutes(parts.waits_s),
            "longest_waits_min": _minutes(parts.longest_waits_s),
            "overheads_min": _minutes(parts.overheads_s),
            "checkpoints_min": _minutes(parts.checkpoints_s),
            "planned_min": _minutes(parts.planned_s),
        },
        "at_best_wait": option.at_best and _journey(option.at_best),
        "at_worst_wait": option.at_worst and _journey(option.at_worst),
    }


def _leg(leg: ExplainedLeg) -> Json:
    missed = leg.missed
    onward = missed.onward if missed else None
    return {
        "binds": leg.binds,
        "wait_min": _minutes(leg.wait_s),
        "counted_wait_min": _minutes(leg.counted_wait_s),
        "change_min": _minutes(leg.change_s),
        "slack_min": _minutes(leg.slack_s),
        "if_missed": None
        if missed is None
        else {
            "arrive": onward.arrive.isoformat() if onward else None,
            "lines": [ride.route_name for ride in onward.rides] if onward else None,
            "by": missed.by or None,
            "later_min": _minutes(missed.later_s),
            "too_late_min": _minutes(missed.too_late_s),
        },
    }


def _alternative(one: Alternative) -> Json:
    return {
        "kind": one.kind,
        **_named(one),
        **_journey(one.journey),
        "beaten_by_option": one.option,
        "more": _difference(one.more),
    }


def _named(one: Alternative | Instead | Absent) -> Json:
    return {"line": one.line.route_name if one.line else None, "mode": one.mode}


def _journey(journey: Journey) -> Json:
    rides = [leg for leg in journey.legs if isinstance(leg, RideLeg)]
    return {
        "depart": journey.depart.isoformat(),
        "arrive": journey.arrive.isoformat(),
        "lines": [ride.route_name for ride in rides],
        "transfers": journey.transfers,
        "walk_m": round(journey.walk_m),
    }


def _difference(more: Difference) -> Json:
    return {
        "depart_min": _minutes(more.depart_s),
        "arrive_min": _minutes(more.arrive_s),
        "transfers": more.transfers,
        "walk_m": round(more.walk_m),
        "fare": None if more.fare is None else str(more.fare),
        "currency": more.currency or None,
    }


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 2)
