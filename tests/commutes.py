"""Commutes of the corridor whose answers are kept as texts; ``python -m tests.commutes`` writes them anew.

Each text was read against the fact tables once, by hand. Whoever changes one reads it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import transit

FOLDER = Path(__file__).parent / "golden"
WORKDAY, AFTER_LINE_22 = "2026-11-24", "2027-06-01"


class Commute(NamedTuple):
    """One question."""

    name: str
    origin: str
    destination: str
    asked: dict


def _to(name: str, origin: str, destination: str, arrive_by: str, **asked) -> Commute:
    return Commute(name, origin, destination, {"arrive_by": arrive_by, "date": WORKDAY} | asked)


def _from(name: str, origin: str, destination: str, depart_at: str, **asked) -> Commute:
    return Commute(name, origin, destination, {"depart_at": depart_at, "date": WORKDAY} | asked)


COMMUTES = (
    _to("tianyangcheng-guomao", "天洋城", "国贸", "09:00"),
    _to("dongfang-xiaweiyi-guomao", "东方夏威夷小区西门", "国贸", "08:30"),
    _to("xinghe-haoyue-wangjing", "星河皓月", "望京", "09:00"),
    _to("shouer-tiancheng-sub-centre", "首尔甜城", "副中心行政办公区", "08:30"),
    _to("chaobai-renjia-yizhuang", "潮白人家", "亦庄", "09:00"),
    _from("yanjiao-station-beijing-station", "燕郊站", "北京站", "07:00"),
    _to("dachang-guomao", "大厂县城", "国贸", "09:00"),
    _to("chaobai-jiayuan-guomao", "潮白家园", "国贸", "09:00"),
    _to("xiadian-sub-centre", "夏垫", "副中心行政办公区", "09:00"),
    _from("dachang-station-tongzhou", "大厂站", "北京通州站", "06:00"),
    _to("xianghe-guomao", "香河县城", "国贸", "09:00"),
    _to("fuli-xincheng-wangjing", "富力新城", "望京", "09:30"),
    _to("anping-guomao", "安平", "国贸", "09:00"),
    _to("xianghe-furniture-songjiazhuang", "香河家具城", "宋家庄", "10:00"),
    _to("sanhe-guomao", "三河市区", "国贸", "09:00"),
    _to("liqizhuang-sub-centre", "李旗庄镇", "副中心行政办公区", "09:00"),
    _from("guomao-wuqing", "国贸", "武清", "18:00"),
    _from("guomao-tianyangcheng", "国贸", "天洋城", "18:00"),
    _from("wangjing-dachang", "望京", "大厂县城", "18:30"),
    _from("tuqiao-early", "土桥", "国贸", "06:20"),
    _to("baimiao-on-foot", "欧逸丽庭", "通州白庙村", "08:00", max_walk_min=40, modes=["subway"]),
    _to("shenwei-dajie-line-22", "神威大街", "国贸", "09:00", date=AFTER_LINE_22),
    _from("last-way-home", "国贸", "香河县城", "20:30"),
    _to("guomao-express", "燕郊（站点未公布）", "国贸（站点未公布）", "08:30"),
)


def told(net: transit.Network, commute: Commute) -> str:
    """Tell a commute in both languages, and why."""
    answer = net.route(commute.origin, commute.destination, **commute.asked)
    parts = [answer.text("zh"), answer.text("en"), answer.explain().text("zh")]
    return "\n\n----\n\n".join(parts) + "\n"


if __name__ == "__main__":
    network = transit.load()
    FOLDER.mkdir(exist_ok=True)
    for one in COMMUTES:
        (FOLDER / f"{one.name}.txt").write_text(told(network, one), encoding="utf-8")
