"""What does it look like? Frames in, folium layers and maps out; nothing here computes a time."""

from transit.maps.backdrop import border_layer, region_layer
from transit.maps.crossings import crossing_layer
from transit.maps.journeys import journey_layer, journeys_map
from transit.maps.network import network_map
from transit.maps.page import save_map
from transit.maps.routes import route_layer
from transit.maps.stops import stop_layer

__all__ = [
    "border_layer",
    "crossing_layer",
    "journey_layer",
    "journeys_map",
    "network_map",
    "region_layer",
    "route_layer",
    "save_map",
    "stop_layer",
]
