"""What does a line or a stop look like? Colour says which, width how often, pattern how sure.

The colours follow Okabe and Ito: told apart with any colour vision, and dark enough for a light
ground. Subway lines keep the colour on their own signs.
"""

from __future__ import annotations

import math
from typing import Any, Final

Style = dict[str, Any]
"""Leaflet path options."""

INK: Final = "#23313d"
BORDER: Final = "#8a2d6b"
WALK: Final = "#5b6670"
MODE_COLOURS: Final = {
    "bus": "#00796b",
    "coach": "#d55e00",
    "rail": "#3f4650",
    "subway": "#0b62a4",
}
OTHER_COLOUR: Final = "#7a5c99"

PLANNED_WIDTH: Final = 4

# One tint a province, in the order of their names; faint, so that lines stay the figure.
PROVINCE_TINTS: Final = ("#e9eef2", "#f6f0e3", "#e9f0e6", "#f1e9ee", "#eceaf3")


def line_colour(mode: str, color: str) -> str:
    """Give subway lines the colour on their signs, others their mode's, so that systems read."""
    return color if color and mode == "subway" else MODE_COLOURS.get(mode, OTHER_COLOUR)


def lighten(colour: str, share: float) -> str:
    """Mix ``#rrggbb`` with `share` of white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)


def line_width(trips_per_day: float) -> float:
    """Grow with the logarithm of the service: twice the trips, 0.75 px more."""
    trips = 0.0 if math.isnan(trips_per_day) else trips_per_day
    return round(min(max(0.9 + 0.7 * math.log2(1 + trips / 8), 1.4), 5.5), 1)


def line_styles(
    mode: str, color: str, trips_per_day: float, status: str, evidence: str
) -> list[Style]:
    """Stack the strokes that make one line, undermost first.

    Parameters
    ----------
    mode
        ``bus``, ``coach``, ``rail`` or ``subway``; another mode gets the neutral colour.
    color
        The line's own ``#rrggbb``, or ``""``.
    trips_per_day
        Sets the width.
    status
        ``planned`` is dashed.
    evidence
        ``assumed`` is lighter and dotted.

    Returns
    -------
    strokes
        Leaflet path options. The first, unseen one is wide enough for a finger.
    """
    colour, width = line_colour(mode, color), line_width(trips_per_day)
    on_track = mode in ("rail", "subway")
    pane = "transit-track" if on_track else "transit-road"
    touch = {"weight": 14, "opacity": 0, "pane": pane, "fixed": True}
    casing = {"color": "#fff", "weight": width + 2.6, "opacity": 0.85, "pane": "transit-casing"}
    stroke: Style = {"color": colour, "weight": width, "opacity": 0.95, "pane": pane}
    # What is dashed lies on a pale bed of its own, or another line would show through its gaps.
    if status == "planned":
        # One width for all, so that lines of one track cover each other.
        stroke |= {"weight": PLANNED_WIDTH, "dashArray": "9 7", "lineCap": "butt"}
        bed = stroke | {"color": "#fff", "opacity": 1, "dashArray": ""}
        return [touch, casing, bed, stroke]
    if evidence == "assumed" and mode != "rail":
        bed = stroke | {"color": lighten(colour, 0.5), "opacity": 1}
        stroke |= {"dashArray": "10 4", "lineCap": "butt"}
        return [touch, *([casing] if on_track else []), bed, stroke]
    if mode == "rail":
        if evidence == "assumed":
            stroke |= {"color": lighten(colour, 0.4)}
        sleepers = {
            "color": "#fff",
            "weight": max(width - 1.4, 0.9),
            "dashArray": "7 7",
            "pane": pane,
        }
        return [touch, casing, stroke | {"weight": width + 0.6}, sleepers | {"lineCap": "butt"}]
    return [touch, casing, stroke] if on_track else [touch, stroke]


def stop_style(*, kind: str, status: str, colour: str) -> Style:
    """Draw a stop.

    A ``hub`` is a dark ring, a ``station`` a ring in its line's colour, a ``stop`` a dot, and an
    ``area``, a place known only to kilometres, a broken ring.
    """
    if kind == "stop":
        dot = {
            "radius": 3.2,
            "weight": 1,
            "color": "#fff",
            "fillColor": colour,
            "fillOpacity": 0.95,
        }
        return dot | {"pane": "transit-minor"}
    if kind == "area":
        ring: Style = {"radius": 7, "weight": 1.6, "color": colour, "dashArray": "3 3"}
        return ring | {"fillColor": colour, "fillOpacity": 0.15, "pane": "transit-stop"}
    size: Style = (
        {"radius": 4.8, "weight": 2.2} if kind == "hub" else {"radius": 3.4, "weight": 1.8}
    )
    ring = size | {"color": INK if kind == "hub" else colour, "fillColor": "#fff"}
    if status == "planned":
        ring |= {"color": colour, "dashArray": "3 2.5"}
    return ring | {"fillOpacity": 1, "pane": f"transit-{'hub' if kind == 'hub' else 'stop'}"}
