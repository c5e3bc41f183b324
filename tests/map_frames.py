"""A small made-up network in the frames maps read: every kind of line, one hostile name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
from shapely.geometry import LineString, MultiLineString, Point, box

HOSTILE = "<script>window.hacked=1</script>\"'&`${1}"
LINES = {
    "bus:815k": ("815快", "bus", "bus", "open", "documented", "", 96, 10.0),
    "bus:811": (HOSTILE, "bus", "bus", "open", "assumed", "", 120, 8.0),
    "express:A": ("燕郊一线", "express", "coach", "open", "derived", "", 8, float("nan")),
    "line22:L22": ("22号线", "line22", "subway", "planned", "derived", "#aa3377", 220, 4.0),
    "rail:JT": ("京唐城际", "rail", "rail", "open", "documented", "", 43, float("nan")),
    "subway:L1": ("1号线", "subway", "subway", "open", "documented", "#a4343a", 330, 2.0),
}
STOPS = {
    "bus:tianyangcheng": ("天洋城", "Tianyangcheng", 116.83, 39.95, False, ["bus:815k", "bus:811"]),
    "bus:hostile": (HOSTILE, HOSTILE, 116.80, 39.945, False, ["bus:811"]),
    "subway:guomao": ("国贸", "Guomao", 116.461, 39.909, True, ["subway:L1"]),
    "subway:sihui": ("四惠", "Sihui", 116.495, 39.9087, True, ["subway:L1"]),
    "rail:yanjiao": ("燕郊", "Yanjiao", 116.82, 39.941, True, ["rail:JT"]),
    "line22:yanjiao": ("燕郊", "Yanjiao", 116.79, 39.9405, True, ["line22:L22"]),
}
ZONE = ZoneInfo("Asia/Shanghai")


def _frame(rows, index=None):
    made = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    return made if index is None else made.set_index(index)


def routes():
    rows = []
    for shift, (route_id, line) in enumerate(LINES.items()):
        name, system, mode, status, evidence, color, trips, headway = line
        path = [(116.46, 39.91 + shift / 200), (116.7, 39.92), (116.777, 39.94), (116.83, 39.95)]
        rows.append(
            {
                "route_id": route_id,
                "name": name,
                "long_name": "国贸 - 天洋城",
                "long_name_en": "Guomao - Tianyangcheng",
                "system": system,
                "mode": mode,
                "agency": "公交 & Co",
                "status": status,
                "color": color,
                "trips_per_day": float(trips),
                "headway_min": headway,
                "first": "05:00",
                "last": "22:00",
                "run_min": 70.0,
                "crossing_id": "jingyu",
                "crossing": "京榆旧线",
                "evidence": evidence,
                "source_ids": "bus:S01 bus:S04",
                "geometry": MultiLineString([LineString(path)]),
            }
        )
    return _frame(rows, "route_id")


def stops():
    rows = []
    for stop_id, (name, english, lon, lat, is_station, route_ids) in STOPS.items():
        lines = [LINES[route_id] for route_id in route_ids]
        rows.append(
            {
                "stop_id": stop_id,
                "name": name,
                "name_en": english,
                "name_pinyin": "pīnyīn",
                "system": stop_id.split(":")[0],
                "modes": ", ".join(dict.fromkeys(line[2] for line in lines)),
                "is_station": is_station,
                "region": "三河市",
                "route_ids": " ".join(route_ids),
                "route_names": ", ".join(line[0] for line in lines),
                "evidence": "derived",
                "error_m": 50.0,
                "status": lines[0][3],
                "source_ids": "bus:S04",
                "geometry": Point(lon, lat),
            }
        )
    return _frame(rows, "stop_id")


def regions():
    names = {"通州区": ("Tongzhou District", "北京市"), "三河市": ("Sanhe City", "河北省")}
    boxes = [box(116.4, 39.8, 116.777, 40.0), box(116.777, 39.8, 117.0, 40.0)]
    rows = [
        {"name": name, "name_en": english, "province": province, "geometry": shape}
        for (name, (english, province)), shape in zip(names.items(), boxes, strict=True)
    ]
    return _frame(rows)


def borders():
    line = LineString([(116.777, 39.8), (116.78, 39.9), (116.777, 40.0)])
    return _frame([{"name": "京冀界", "name_en": "Beijing-Hebei border", "geometry": line}])


def crossings():
    known = {
        "crossing_id": "jingyu",
        "name": "京榆旧线 (原102国道)",
        "name_en": "Jingyu Old Road",
        "kind": "road",
        "status": "open",
        "checkpoint": "白庙北检查站",
        "open_date": None,
        "evidence": "derived",
        "error_m": 150.0,
        "source_ids": "geo:S27",
        "geometry": Point(116.777, 39.94),
    }
    nowhere = known | {"crossing_id": "shixiao", "name": "石小路", "geometry": None}
    return _frame([known, nowhere], "crossing_id")


def legs():
    """Two options of walk, ride, walk; the second rides the planned line."""
    start = datetime(2026, 11, 24, 7, 30, tzinfo=ZONE)
    stations = [("天洋城小区", 116.832, 39.952), ("天洋城", 116.83, 39.95)]
    stations += [("大望路", 116.47, 39.909), ("国贸", 116.461, 39.909)]
    rows = []
    for option, (route, mode, status) in enumerate(
        [("815快", "bus", "open"), (HOSTILE, "subway", "planned")]
    ):
        for leg in range(3):
            (board, *at), (alight, *to) = stations[leg], stations[leg + 1]
            rides = leg == 1
            rows.append(
                {
                    "option": option,
                    "leg": leg,
                    "kind": "ride" if rides else "walk",
                    "mode": mode if rides else "walk",
                    "route_id": "bus:815k" if rides else None,
                    "route_name": route if rides else None,
                    "headsign": "国贸" if rides else None,
                    "board_stop_id": board,
                    "board_stop": board,
                    "alight_stop_id": alight,
                    "alight_stop": alight,
                    "depart": start + timedelta(minutes=20 * leg),
                    "arrive": start + timedelta(minutes=20 * leg + 15),
                    "wait_min": 5.0 if rides else float("nan"),
                    "ride_min": 15.0 if rides else float("nan"),
                    "walk_m": float("nan") if rides else 300.0,
                    "headway_min": 10.0 if rides else float("nan"),
                    "fare_cny": None,
                    "crosses_border": rides,
                    "crossing": "京榆旧线" if rides else None,
                    "status": status if rides else "open",
                    "evidence": "derived",
                    "source_ids": "bus:S01",
                    "geometry": LineString([at, to]),
                }
            )
    return _frame(rows)
