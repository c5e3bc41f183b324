"""What trips the subway feed holds: one a headway pattern and day type, and skip-stop trains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gtfs_data.build.common import shape, translate
from gtfs_data.build.subway_patterns import Stretch, Window, patterns
from gtfs_data.build.subway_rates import sections
from gtfs_data.build.subway_tracks import Express, Track, expresses
from gtfs_data.build.tables import Feed, Row, gtfs_time

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_TYPES: Final = ("workday", "restday")
SOURCES: Final = "rail:S01 rail:S02"
COMBINED: Final = "combined headway of the section, not additional trains"


def headway_trips(laid: list[Track]) -> Feed:
    """Write every headway pattern of every track as a trip with its frequencies."""
    feed: Feed = {n: [] for n in ("trips", "stop_times", "frequencies", "shapes", "translations")}
    trains = expresses(laid)
    for track in laid:
        shaped = set[str]()
        for day_type in DAY_TYPES:
            nested = patterns(track, sections(track, day_type, trains))
            for (first, last), windows in nested.items():
                places = range(first, last + 1)
                name = _name(track, (first, last))
                trip_id = f"{name}_{day_type}"
                _add_trip(feed, track, trip_id, name, day_type, COMBINED)
                feed["stop_times"] += _calls(track, places, trip_id, track.offsets[first])
                feed["frequencies"] += [_frequency(track, first, trip_id, w) for w in windows]
                if name not in shaped:
                    shaped.add(name)
                    feed["shapes"] += _shape(track, places, name)
    return feed


def express_trips(trains: list[Express]) -> Feed:
    """Write the skip-stop trains with their clock times.

    Known is when each is at one station; the rest is the run time of stopping trains, so between
    stations it passes it may be earlier than this says.
    """
    feed: Feed = {n: [] for n in ("trips", "stop_times", "shapes", "translations")}
    shaped = set[str]()
    for train in trains:
        track, calls = train.track, train.calls
        begins = train.leaves + track.offsets[calls[0]]
        name = f"{_name(track, (calls[0], calls[-1]))}_express"
        clock = gtfs_time(begins)[:5].replace(":", "")
        trip_id = f"{name}_{train.day_type}_{clock}"
        note = "skips stations; run times of stopping trains"
        _add_trip(feed, track, trip_id, name, train.day_type, note)
        feed["stop_times"] += _calls(track, calls, trip_id, -train.leaves)
        if name not in shaped:
            shaped.add(name)
            feed["shapes"] += _shape(track, range(calls[0], calls[-1] + 1), name)
    return feed


def _name(track: Track, stretch: Stretch) -> str:
    """Name a stretch of track; ``round2`` says that it ends in the second round of a loop."""
    ends = [track.stations[place]["station_id"] for place in stretch]
    again = ["round2"] if track.round_s and stretch[1] >= track.n_edges else []
    return "_".join([track.line_id, track.direction_id, *ends, *again])


def _add_trip(
    feed: Feed,
    track: Track,
    trip_id: str,
    shape_id: str,
    day_type: str,
    note: str,
) -> None:
    # A trip over part of the line stands for every train that passes there, wherever it ends:
    # what people look for on the platform is the direction.
    feed["trips"].append(
        {
            "route_id": track.line_id,
            "service_id": day_type,
            "trip_id": trip_id,
            "trip_headsign": track.headsign[0],
            "direction_id": track.direction_id,
            "shape_id": shape_id,
            "evidence": "derived",
            "source_ids": SOURCES,
            "combined_headway": "1" if note == COMBINED else "",
            "note": note,
        }
    )
    feed["translations"] += translate("trips", "trip_headsign", trip_id, *track.headsign)


def _calls(track: Track, places: Sequence[int], trip_id: str, zero: int) -> list[Row]:
    """Call at some places of a track.

    On a loop riders board in the first round and may alight in the second, so that any ride over
    the seam works and none need be longer than a round.
    """
    rows = []
    for number, place in enumerate(places):
        time = gtfs_time(track.offsets[place] - zero)
        second_round = bool(track.round_s) and place >= track.n_edges
        rows.append(
            {
                "trip_id": trip_id,
                "arrival_time": time,
                "departure_time": time,
                "stop_id": track.stations[place]["stop_id"],
                "stop_sequence": str(number),
                "pickup_type": "1" if second_round else "0",
                "timepoint": "0",
            }
        )
    return rows


def _frequency(track: Track, first: int, trip_id: str, window: Window) -> Row:
    return {
        "trip_id": trip_id,
        "start_time": gtfs_time(window.begin + track.offsets[first]),
        "end_time": gtfs_time(window.end + track.offsets[first]),
        "headway_secs": str(round(3600 / window.per_hour)),
        "exact_times": "0",
        "evidence": "derived",
        "source_ids": SOURCES,
    }


def _shape(track: Track, places: Sequence[int], shape_id: str) -> list[Row]:
    stations = (track.stations[place] for place in places)
    return shape(shape_id, [(float(row["lat"]), float(row["lon"])) for row in stations])
