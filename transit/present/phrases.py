"""How do times, distances, lines and evidence read? In Chinese and in English."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from transit.clock import to_datetime
from transit.present.line_words import LOOPS, line_name
from transit.routing.last import LastQuery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from transit.journey import Journey, Leg, Point, RideLeg, Visit
    from transit.lang import Lang
    from transit.routing.board import Departure
    from transit.routing.plan import Query


EVIDENCE_WORDS: Final = {
    "documented": ("有据", "documented"),
    "derived": ("推算", "derived"),
    "assumed": ("假定", "assumed"),
}
EVIDENCE_MEANING: Final = {
    "documented": ("有公开资料载明", "a source says so"),
    "derived": ("由公开资料按规则算出", "worked out from sources by a stated rule"),
    "assumed": ("资料未载，按写明的假定", "no source says, so a stated assumption stands in"),
}
WEAKEST: Final = ("整条路线按最弱一环标", "a journey bears the mark of its weakest part")
ABOUT: Final = ("没有公布时刻的标“约”", "times that nobody publishes are “about”")
WAIT_MEANING: Final = {
    "mean": (
        "候车按间隔的一半计，实际可长可短",
        "a wait is taken as half the interval, and may be longer or shorter",
    ),
    "worst": ("候车按整个间隔计", "a wait is taken as the whole interval"),
    "best": ("候车按车来即上计，实际会更久", "no wait is counted, and there will be one"),
}
ROUNDED: Final = (
    "时刻取整分，出发舍、到达入",
    "departures are rounded down to the minute, arrivals up",
)
PLANNED: Final = ("规划中，尚未开通", "planned, not open yet")

_WEEKDAYS: Final = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def pick(pair: tuple[str, str], lang: Lang) -> str:
    """Take the Chinese or the English of two words."""
    return pair[lang == "en"]


def counted(n: int, noun: str) -> str:
    """Count in English: 1 stop, 2 stops."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def sure_of_time(leg: Leg | Departure) -> bool:
    """Tell whether a leg's times are published clock times.

    In a feed that grades nothing all are.
    """
    return getattr(leg, "headway_s", 0) is None and leg.evidence in ("", "documented")


def to_minute(moment: datetime, *, up: bool = False) -> datetime:
    """Cut a moment to its minute, or round it `up`: nobody is promised a minute of arrival that is not there."""
    minute = moment.replace(second=0, microsecond=0)
    return minute + timedelta(minutes=up and minute < moment)


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases of one language about one service date."""

    lang: Lang
    service_date: date

    def clock(self, moment: datetime, *, sure: bool = True, up: bool = False) -> str:
        """Write a time as HH:MM, other days marked, with "about" where no clock time is published."""
        minute = to_minute(moment, up=up)
        text = f"{minute:%H:%M}"
        days = (minute.date() - self.service_date).days
        if self.lang == "zh":
            day = {0: "", 1: "次日", -1: "前一日"}.get(days, f"{minute:%Y-%m-%d}")
            return " ".join(filter(None, (day + ("" if sure else "约"), text)))
        day = {0: "", 1: " (next day)", -1: " (day before)"}.get(days, f" ({minute:%Y-%m-%d})")
        return f"{'' if sure else 'about '}{text}{day}"

    def starts(self, journey: Journey) -> str:
        """Say when one sets out, as surely as the first ride's time is known."""
        ride = next(iter(journey.rides), None)
        return self.clock(journey.depart, sure=ride is None or sure_of_time(ride))

    def ends(self, journey: Journey) -> str:
        """Say when one is there."""
        sure = not journey.rides or sure_of_time(journey.rides[-1])
        return self.clock(journey.arrive, sure=sure, up=True)

    def minutes(self, seconds: float) -> str:
        """Round a span up to whole minutes."""
        whole = math.ceil(seconds / 60)
        return f"{whole} 分钟" if self.lang == "zh" else f"{whole} min"

    def waited(self, seconds: int) -> str:
        """Round a wait to the nearest minute, half up, so that it is half the interval told beside it."""
        whole = math.floor(seconds / 60 + 0.5)
        return self.span(whole * 60 or seconds)

    def span(self, seconds: int) -> str:
        """Write a short span as it is, so that parts add up: 75 秒, 2 分钟, 2.5 分钟."""
        if seconds < 120 and seconds % 60:
            return f"{seconds} 秒" if self.lang == "zh" else f"{seconds} s"
        told = f"{seconds / 60:.1f}".removesuffix(".0")
        return f"{told} 分钟" if self.lang == "zh" else f"{told} min"

    def metres(self, metres: float) -> str:
        """Round an estimated walk to tens of metres."""
        tens = round(metres / 10) * 10
        unit = pick(("米", "m"), self.lang)
        return f"{tens} {unit}" if tens else f"{pick(('不到 10', 'under 10'), self.lang)} {unit}"

    def about(self, metres: float) -> str:
        """Say how far an estimated walk is."""
        told = self.metres(metres)
        return told if round(metres / 10) == 0 else f"{pick(('约', 'about'), self.lang)} {told}"

    def stay(self, visit: Visit) -> str:
        """Say where and for how long one stays."""
        span, place = self.minutes(visit.stay_s), self.both(visit.name, visit.name_en)
        return f"在 {place} 停留 {span}" if self.lang == "zh" else f"Stay {span} at {place}"

    def passes(self, visit: Visit, *, sure: bool) -> str:
        """Say when one passes a place aboard."""
        at, place = self.clock(visit.at, sure=sure), self.both(visit.name, visit.name_en)
        if self.lang == "zh":
            return f"{at} 途经 {place}"
        return f"Passes {place} {at if at.startswith('about') else f'at {at}'}"

    def every(self, headway_s: int) -> str:
        """Say how often: whole minutes as they are, others as about."""
        whole = round(headway_s / 60)
        if headway_s < 60:
            return f"每 {headway_s} 秒一班" if self.lang == "zh" else f"every {headway_s} s"
        about = headway_s % 60 != 0
        if self.lang == "zh":
            return f"{'约' if about else ''}每 {whole} 分钟一班"
        return f"{'about ' if about else ''}every {whole} min"

    def place(self, point: Point) -> str:
        """Name a stop; the English name with the one on the sign beside it."""
        return self.both(point.name, point.name_en)

    def both(self, name: str, name_en: str) -> str:
        """Write a name in hanzi for Chinese, in both scripts for English."""
        if self.lang == "zh" or not name_en or name_en == name:
            return name or name_en
        return f"{name_en} ({name})" if name else name_en

    def line(self, ride: RideLeg | Departure) -> str:
        """Name a line as people do: 公交 818 路, 地铁 1 号线, Train 京唐城际 C2521."""
        return line_name(ride, self.lang)

    def towards(self, ride: RideLeg | Departure) -> str:
        """Say what stands on the front of the vehicle."""
        if not (ride.headsign or ride.headsign_en):
            return ""
        if ride.headsign in LOOPS:
            return self.both(ride.headsign, LOOPS[ride.headsign])
        sign = self.both(ride.headsign, ride.headsign_en)
        return f"往 {sign} 方向" if self.lang == "zh" else f"towards {sign}"

    def headed(self, ride: RideLeg) -> str:
        """Name a line and where it heads: 公交 818 路，往 大北窑南 方向; 地铁 10 号线（内环）."""
        line, towards = self.line(ride), self.towards(ride)
        if not towards:
            return line
        if self.lang == "zh":
            return f"{line}（{towards}）" if ride.headsign in LOOPS else f"{line}，{towards}"
        return f"{line}{', ' if ride.headsign in LOOPS else ' '}{towards}"

    def steps(self, numbers: Sequence[int]) -> str:
        """Name steps: 第 1、3 步, step 1, steps 1, 3."""
        if self.lang == "zh":
            return f"第 {'、'.join(map(str, numbers))} 步"
        return f"{'step' if len(numbers) == 1 else 'steps'} {', '.join(map(str, numbers))}"

    def evidence(self, evidence: str) -> str:
        """Say how sure something is."""
        return pick(EVIDENCE_WORDS[evidence], self.lang) if evidence in EVIDENCE_WORDS else ""

    def mark(self, evidence: str, *, planned: bool = False) -> str:
        """Say in brackets how sure something is, and that it does not run yet."""
        told = [self.evidence(evidence), pick(PLANNED, self.lang) if planned else ""]
        joined = ("；" if self.lang == "zh" else "; ").join(filter(None, told))
        return joined and (f"【{joined}】" if self.lang == "zh" else f" [{joined}]")

    def marked(self, pieces: Sequence[tuple[str, str]]) -> str:
        """Join pieces of text, marking each with its evidence; neighbours of one class share a mark."""
        following = [evidence for _, evidence in pieces[1:]]
        marks = (
            self.mark(evidence) if evidence != then else ""
            for (_, evidence), then in zip(pieces, [*following, None], strict=True)
        )
        return "".join(f"{text}{mark}" for (text, _), mark in zip(pieces, marks, strict=True))

    def asked(self, query: Query, zone: ZoneInfo) -> str:
        """Say what was asked of the time: 2026-11-24 周二 09:00 前到达, or that it is the last departure."""
        if isinstance(query, LastQuery):
            return self._last(query.spare)
        at = self.clock(to_datetime(query.service_date, query.seconds, zone))
        if self.lang == "zh":
            return f"{self.day()} · {at} {'前到达' if query.backwards else '后出发'}"
        return f"{self.day()} · {'arrive by' if query.backwards else 'leave at'} {at}"

    def _last(self, spare: int) -> str:
        """Say that it is the last departure, and which vehicle may be missed how often."""
        if self.lang == "zh":
            told = f"{self.day()} · 末班"
            return f"{told}，首程车可误 {spare} 班" if spare else told
        told = f"last departure of {self.day()}"
        return f"{told}, with {counted(spare, 'first vehicle')} to spare" if spare else told

    def day(self) -> str:
        """Name the service date with its weekday."""
        weekday = self.service_date.weekday()
        if self.lang == "zh":
            return f"{self.service_date} 周{_WEEKDAYS[0][weekday]}"
        return f"{_WEEKDAYS[1][weekday]} {self.service_date}"
