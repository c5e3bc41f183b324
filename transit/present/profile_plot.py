"""How does a profile look as a curve? Minutes door to door against the moment one is ready to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from transit.lang import check_lang
from transit.present.phrases import Words, pick
from transit.present.profile_text import STEP_S, rolling, window_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.plan import Query

_CHINESE_FONTS: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Heiti SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Noto Serif CJK SC", "Arial Unicode MS",
)  # fmt: skip
_TIMED: Final = ("先乘按时刻发的车", "first by a vehicle with clock times")
_ROLLING: Final = (
    "先乘按间隔发的车（候车计入）",
    "first by a line every few minutes (wait counted)",
)
_ON_FOOT: Final = ("步行", "on foot")
_READY: Final = ("准备好出发的时刻", "ready to leave at")
_MINUTES: Final = ("到达所需分钟（含等候）", "minutes until there, waiting included")
_BLUE, _ORANGE = "#1f5f99", "#c8641b"


def plot_profile(
    query: Query,
    journeys: Sequence[Journey],
    reasons: Sequence[Reason],
    *,
    following: Journey | None,
    zone: ZoneInfo,
    ax: Axes | None,
    lang: Lang,
) -> Axes:
    """Draw the saw-tooth: it falls while one waits for a departure, and jumps when that is missed.

    Parameters
    ----------
    journeys
        In order of departure.
    reasons
        Why there is none; written where the curve would be.
    following
        The first one after the window, for which one waits at the window's end; None where there is none.
    ax
        Axes to draw on; new ones by default.
    lang
        Language of the labels; English where no installed font has Chinese characters.
    """
    from matplotlib import pyplot as plt
    from matplotlib.dates import DateFormatter

    check_lang(lang)
    font = _chinese_font()
    lang = lang if font is not None else "en"
    words = Words(lang, query.service_date)
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
    first, last = window_of(query, zone)
    drawn: set[bool] = set()
    strokes = teeth(first, [*journeys, *([following] if following else [])])
    for by_headway, moments, minutes in strokes:
        label = pick(_ROLLING if by_headway else _TIMED, lang)
        ax.plot(
            moments,  # type: ignore[arg-type]
            minutes,
            color=_ORANGE if by_headway else _BLUE,
            linewidth=2,
            solid_capstyle="butt",
            label="_" if by_headway in drawn else label,
        )
        drawn.add(by_headway)
        if not by_headway:
            ax.plot(moments[-1:], minutes[-1:], "o", color=_BLUE, markersize=4)  # type: ignore[arg-type]
    walked = [j.duration.total_seconds() / 60 for j in journeys if not j.rides]
    if walked:
        ax.axhline(min(walked), color="grey", linestyle="--", label=pick(_ON_FOOT, lang))
    drawn_any = bool(strokes or walked)
    if not drawn_any:
        told = "\n".join(pick((r.message_zh, r.message), lang) for r in reasons)
        ax.text(
            0.5, 0.5, told, transform=ax.transAxes, ha="center", va="center", wrap=True,
            fontproperties=_sized(font, 11),
        )  # fmt: skip
        ax.set_yticks([])
    ax.set_xlim(first, last)  # type: ignore[arg-type]
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_formatter(DateFormatter("%H:%M", tz=zone))  # type: ignore[no-untyped-call]
    ax.grid(visible=True, alpha=0.3)
    names = (
        (p.name if font is not None and lang == "zh" else p.name_en or p.name)
        for p in (query.origin, query.target)
    )
    ax.set_title(f"{' → '.join(names)} · {words.day()}", fontproperties=_sized(font, 12))
    ax.set_xlabel(pick(_READY, lang), fontproperties=_sized(font, 10))
    ax.set_ylabel(pick(_MINUTES, lang), fontproperties=_sized(font, 10))
    if drawn_any:
        ax.legend(prop=_sized(font, 9), frameon=False)
    return ax


def teeth(
    ready: datetime, journeys: Sequence[Journey]
) -> list[tuple[bool, list[datetime], list[float]]]:
    """List the strokes of the curve: whether by headway, moments, minutes.

    Only journeys that arrive before every later one count. Between two minutes at which a headway service is boarded
    the curve goes straight: one could have set out at any second.
    """
    kept: list[Journey] = []
    for journey in reversed(journeys):
        if journey.rides and (not kept or journey.arrive < kept[-1].arrive):
            kept.append(journey)
    strokes: list[tuple[bool, list[datetime], list[float]]] = []
    since, from_minutes = ready, float("nan")
    for journey in reversed(kept):
        step_s = (journey.depart - since).total_seconds()
        end = journey.duration.total_seconds() / 60
        by_headway = rolling(journey)
        goes_on = by_headway and step_s <= STEP_S and abs(from_minutes - end) <= step_s / 60
        if goes_on and strokes and strokes[-1][0]:
            strokes[-1][1].append(journey.depart)
            strokes[-1][2].append(end)
        else:
            strokes.append((by_headway, [since, journey.depart], [end + step_s / 60, end]))
        since, from_minutes = journey.depart, end
    return strokes


def _chinese_font() -> FontProperties | None:
    """Find an installed font that has Chinese characters."""
    from matplotlib.font_manager import FontProperties, fontManager

    installed = {font.name for font in fontManager.ttflist}
    found = next((name for name in _CHINESE_FONTS if name in installed), None)
    return FontProperties(family=found) if found else None


def _sized(font: FontProperties | None, size: int) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    sized = FontProperties() if font is None else font.copy()
    sized.set_size(size)
    return sized
