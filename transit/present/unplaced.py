"""How are services told that may serve a trip, but stop nobody knows where?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from transit.present.phrases import counted, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transit.journey import Point, RideLeg
    from transit.present.phrases import Words
    from transit.routing.unplaced import Unplaced

_COACHES: Final = ("定制快巴", "Booked coaches")
_LINES: Final = ("线路", "Lines")
_HEADING: Final = (
    "另有站点位置未公布的{what}，或可直达（未列入方案，到站步行未计）：",
    (
        "{what} that may go there directly, at stops whose positions are not published (not among the options; "
        "walks to such stops not counted):"
    ),
)


def unplaced_lines(words: Words, found: Sequence[Unplaced]) -> list[str]:
    """Tell such services: a heading, and a line for those that differ in nothing but their names; nothing for none."""
    if not found:
        return []
    booked = all(service.mode == "coach" and service.booking is not None for service in found)
    groups: dict[str, list[Unplaced]] = {}
    for service in found:
        groups.setdefault(_told(words, service), []).append(service)
    heading = pick(_HEADING, words.lang).format(
        what=pick(_COACHES if booked else _LINES, words.lang)
    )
    colon, comma = ("：", "、") if words.lang == "zh" else (": ", ", ")
    lines = [heading]
    for told, services in groups.items():
        named = {_name(words, one, bare=booked): one.line_evidence for one in services}
        names = [(comma * (n > 0) + name, named[name]) for n, name in enumerate(named)]
        lines.append(f"  · {words.marked(names)}{colon}{told}")
    return lines


def unplaced_json(found: Sequence[Unplaced]) -> list[dict[str, Any]]:
    """Tell such services in values that ``json.dumps`` takes."""
    return [
        {
            "route_id": one.route_id,
            "route_name": one.route_name,
            "mode": one.mode,
            "headsign": one.headsign,
            "board": _point(one.board, one.board_error_m),
            "alight": _point(one.alight, one.alight_error_m),
            "opens": one.opens.isoformat(),
            "closes": one.closes.isoformat(),
            "headway_min": None if one.headway_s is None else round(one.headway_s / 60, 2),
            "departs": [moment.isoformat() for moment in one.departs],
            "ride_min": round(one.ride_s / 60, 1),
            "booking": one.booking,
            "status": one.status,
            "line_evidence": one.line_evidence,
            "times_evidence": one.times_evidence,
            "evidence": one.evidence,
            "source_ids": list(one.source_ids),
        }
        for one in found
    ]


def _point(point: Point, error_m: float) -> dict[str, Any]:
    lat, lon = round(point.lat, 6), round(point.lon, 6)
    return {
        "stop_id": point.stop_id,
        "name": point.name,
        "lat": lat,
        "lon": lon,
        "error_m": error_m,
    }


def _name(words: Words, service: Unplaced, *, bare: bool) -> str:
    """Name the line; without the vehicle before it where the heading has said it."""
    line = words.line(cast("RideLeg", service))
    return line.partition(" ")[2] if bare else line


def _told(words: Words, service: Unplaced) -> str:
    """Say from where to where, when, how often and how long it goes, how sure that is, and that one must book."""
    zh = words.lang == "zh"
    ends = f"{words.place(service.board)} → {words.place(service.alight)}"
    ride = (
        f"{'车程' if zh else ''}{pick(('约', 'about'), words.lang)} {words.minutes(service.ride_s)}"
    )
    parts = [ends, _when(words, service), ride + (" aboard" * (not zh))]
    mark = words.mark(service.times_evidence, planned=service.status == "planned")
    must = pick(("须预订", "booking required"), words.lang) if service.booking is not None else ""
    comma = pick(("，", ", "), words.lang)
    return comma.join(filter(None, (*parts[:-1], parts[-1] + mark, must)))


def _when(words: Words, service: Unplaced) -> str:
    """Say between which times it leaves, and how often."""
    first, last = words.clock(service.opens), words.clock(service.closes)
    span = first if first == last else f"{first}–{last}"
    if service.headway_s is not None:
        often = words.every(service.headway_s)
        return f"{span} {often}" if words.lang == "zh" else f"{often} {span}"
    n = len(service.departs)
    if n == 1:
        return f"{span} 发车" if words.lang == "zh" else f"leaves {span}"
    return f"{span} 共 {n} 班" if words.lang == "zh" else f"{counted(n, 'departure')} {span}"
