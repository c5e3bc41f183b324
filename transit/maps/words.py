"""What do the map's own words say? Each in Chinese and in English.

Names of stops and lines are data and never pass through here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transit.lang import Lang

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("公共交通网络", "Transit network"),
    "journey_title": ("出行方案", "Journeys"),
    # systems: a feed with another name is shown under that name
    "bus": ("公交", "Bus"),
    "express": ("定制快巴", "Commuter express"),
    "line22": ("22号线（平谷线）", "Line 22 (Pinggu Line)"),
    "rail": ("城际与市郊铁路", "Intercity and suburban rail"),
    "subway": ("地铁", "Subway"),
    "coach": ("客车", "Coach"),
    # layers
    "lines": ("线路", "Lines"),
    "stops": ("车站", "Stops"),
    "stations": ("轨道车站", "Station"),
    "hubs": ("枢纽与铁路车站", "Hub, railway station"),
    "bus_stops": ("公交站（放大后显示）", "Bus stop (zoom in)"),
    "area_stops": ("位置仅知大致区域", "Position known roughly"),
    "boundaries": ("界线与通道", "Borders and crossings"),
    "regions": ("区县", "Districts"),
    "borders": ("省市界", "Province border"),
    "crossings": ("跨界通道", "Border crossings"),
    "select_all": ("全选 / 全不选", "All / none"),
    "layers": ("图层", "Layers"),
    "no_tiles": ("无底图", "No basemap"),
    # facts on cards
    "serving": ("途经线路", "Lines"),
    "hours": ("首末班", "First – last"),
    "headway": ("早高峰间隔", "AM-peak headway"),
    "trips": ("每日班次", "Trips a day"),
    "run_time": ("全程", "End to end"),
    "agency": ("运营", "Operator"),
    "crossing": ("跨界通道", "Crosses at"),
    "checkpoint": ("检查站", "Checkpoint"),
    "opened": ("开通", "Opened"),
    "kind": ("类型", "Kind"),
    "region": ("所在", "In"),
    "position": ("位置误差", "Position error"),
    "sources": ("来源", "Sources"),
    "about": ("约", "c. "),
    "wait": ("候车", "Wait"),
    "ride": ("乘车", "Ride"),
    "walk": ("步行", "Walk"),
    "fare": ("票价", "Fare"),
    "towards": ("开往", "Towards"),
    "option": ("方案", "Option"),
    "arrive": ("到达", "Arrive"),
    "minutes": ("分钟", "min"),
    "yuan": ("元", "CNY"),
    # how sure, and whether it runs yet
    "documented": ("有据", "documented"),
    "derived": ("推算", "derived"),
    "assumed": ("假定", "assumed"),
    "documented_means": ("来源有载", "a source says so"),
    "derived_means": ("按明示规则推得", "by a stated rule"),
    "assumed_means": ("明示的假设", "a named assumption"),
    "planned": ("规划", "planned"),
    "open": ("运营中", "open"),
    # legend and title
    "legend": ("图例", "Legend"),
    "how_sure": ("可信程度", "How sure"),
    "frequency": ("线宽：每日班次", "Width: trips a day"),
    "assumed_line": ("含假定班次或时间", "Service partly assumed"),
    "planned_line": ("规划，尚未开通", "Planned, not yet open"),
    "data_as_of": ("数据截至", "Data as of"),
    "service_of": ("班次按最忙一日计：", "Service counted on the busiest day,"),
    "evidence_note": ("线路依据", "Evidence of lines"),
    "not_measured": ("假定的班次与时刻并非实测", "what is assumed has not been measured"),
}


def word(key: str, lang: Lang) -> str:
    """Say `key` in `lang`; a key without an entry is its own word."""
    pair = _WORDS.get(key)
    if pair is None:
        return key
    return pair[0] if lang == "zh" else pair[1]


def both(key: str, lang: Lang) -> tuple[str, str]:
    """Say `key` in `lang` and in the other language, for the parts that are always bilingual."""
    chinese, english = _WORDS.get(key, (key, ""))
    return (english, chinese) if lang == "en" and english else (chinese, english)
