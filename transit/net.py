"""The network as users hold it: every question is a method here, every answer comes from a room below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from transit.answers import Journeys
from transit.clock import DAY_S, parse_clock, parse_date, to_service_time
from transit.corridor import TITLES, Corridor
from transit.errors import QueryError
from transit.gtfs.calendar import covered_dates
from transit.gtfs.feed import Feed, merge
from transit.gtfs.reader import read_feed
from transit.journey import EVIDENCE
from transit.lang import check_lang
from transit.network.ground import Ground
from transit.places.find import Finder
from transit.places.gather import gather_places
from transit.routing.plan import Options, Planner, Query
from transit.routing.reasons import why_none

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    import folium
    import geopandas as gpd
    import networkx as nx

    from transit.lang import Lang
    from transit.places.find import PlaceLike
    from transit.places.place import Match

PathLike = str | Path


def load(path: PathLike | Sequence[PathLike] | None = None) -> Network:
    """Open a network.

    Parameters
    ----------
    path
        A GTFS folder or zip, or a list of them, whose ids are then prefixed with the feeds' names. By default the
        bundled corridor: Beijing buses, commuter expresses, Line 22, railways and subway between the two sides.

    Raises
    ------
    FeedError
        If a feed cannot be read; it says which file, line and column.
    QueryError
        If `path` is neither a path nor a list of some.
    """
    if path is None:
        corridor = Corridor.open()
        return Network(merge([read_feed(p) for p in corridor.feed_paths]), corridor)
    paths = [path] if isinstance(path, PathLike) else path
    if not (isinstance(paths, Sequence) and paths and all(isinstance(p, PathLike) for p in paths)):
        raise QueryError("path", path, "a GTFS folder or zip, or a list of them")
    return Network(merge([read_feed(p) for p in paths]))


class Network:
    """Stops, services and walks, ready to be asked; made by :func:`load`."""

    def __init__(self, feed: Feed, corridor: Corridor | None = None) -> None:
        """Hold a feed; everything else is made when it is first asked for."""
        self._ground = Ground(feed, corridor)
        self._planner = Planner(self._ground)

    def __repr__(self) -> str:
        """Say what is loaded."""
        feed, covered = self.feed, covered_dates(self.feed)
        dates = f", {covered[0]} to {covered[1]}" if covered else ""
        return f"<Network {feed.name}: {len(feed.routes)} routes, {len(feed.stops)} stops{dates}>"

    @property
    def feed(self) -> Feed:
        """The GTFS tables, merged."""
        return self._ground.feed

    @property
    def corridor(self) -> Corridor | None:
        """What is known of the corridor beyond GTFS; None for a feed of another city."""
        return self._ground.corridor

    @property
    def zone(self) -> ZoneInfo:
        """Time zone the feed's times are in."""
        return self._planner.zone

    def info(self) -> dict[str, Any]:
        """Tell what is loaded: dates, and for each feed its size and how many trips are how sure."""
        feed = self.feed
        trips = (
            feed.trips.groupby("feed", sort=False)["evidence"].value_counts().unstack(fill_value=0)
        )
        return {
            "dates": [str(day) for day in covered_dates(feed) or ("-", "-")],
            "feeds": [
                {
                    "feed": name,
                    "routes": int((feed.routes["feed"] == name).sum()),
                    "stops": int((feed.stops["feed"] == name).sum()),
                    "trips": int((feed.trips["feed"] == name).sum()),
                    **{e: int(trips[e].get(name, 0)) if e in trips else 0 for e in EVIDENCE},
                }
                for name in feed.routes["feed"].unique()
            ],
        }

    def sources(self) -> list[dict[str, str]]:
        """List the bibliography: for the corridor every source, for another feed what it attributes."""
        if self.corridor is not None:
            return [
                {
                    "source_id": s.id, "title": s.title, "where": s.where, "date": s.date,
                    "licence": s.licence, "used_for": s.used_for,
                }
                for s in self.corridor.sources.values()
            ]  # fmt: skip
        named = zip(
            self.feed.attributions["organization_name"],
            self.feed.attributions["attribution_url"],
            strict=True,
        )
        publishers = zip(
            self.feed.feed_info["feed_publisher_name"],
            self.feed.feed_info["feed_publisher_url"],
            strict=True,
        )
        return [
            {
                "source_id": str(n),
                "title": title,
                "where": where,
                "date": "",
                "licence": "",
                "used_for": "feed",
            }
            for n, (title, where) in enumerate((*publishers, *named), 1)
        ]

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """Stops, rides and walks as a networkx graph: what connects, and how.

        See Also
        --------
        to_networkx : graphs that know waits, or the clock.
        """
        from transit.network.graph import build_graph

        return build_graph(self._ground)

    @cached_property
    def stops(self) -> gpd.GeoDataFrame:
        """Every stop and platform, EPSG:4326, indexed by stop_id."""
        from transit.present.network_frames import stops_frame

        return stops_frame(self._ground)

    @cached_property
    def routes(self) -> gpd.GeoDataFrame:
        """Every route with its figures on its busiest day, EPSG:4326, indexed by route_id."""
        from transit.present.network_frames import routes_frame

        return routes_frame(self._ground)

    @cached_property
    def crossings(self) -> gpd.GeoDataFrame:
        """Every border crossing of the corridor, EPSG:4326, indexed by crossing_id; empty for another feed."""
        from transit.present.network_frames import crossings_frame

        return crossings_frame(self.corridor)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(gather_places(self._ground), self._ground)

    def find(self, text: str, *, n: int = 10) -> list[Match]:
        """Rank the places a text may mean: hanzi, pinyin, initials, English, an alias or a stop id."""
        return self._finder.find(text, n)

    def route(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        *,
        depart_at: str | datetime | None = None,
        arrive_by: str | datetime | None = None,
        date: str | date | None = None,
        max_transfers: int = 4,
        max_walk_min: float = 20,
        walk_speed_kmh: float = 4.5,
        wait: Literal["mean", "worst", "best"] = "mean",
        transfers: Literal["walk", "feed"] = "walk",
        min_change_s: int = 60,
    ) -> Journeys:
        """Find the journeys that no other beats on departure, arrival and transfers.

        Parameters
        ----------
        origin, destination
            A name, a stop id, ``(lat, lon)``, a shapely Point, or a match from :meth:`find`.
        depart_at, arrive_by
            One of them: ``"08:10"`` with `date`, ``"2026-11-24 08:10"`` or a datetime; naive means the feed's zone.
        date
            Service date a bare time belongs to.
        max_transfers
            Most changes of vehicle.
        max_walk_min
            Longest single walk, in minutes.
        walk_speed_kmh
            Walking speed.
        wait
            Wait for service known only by its headway: half of it, all of it, or none.
        transfers
            ``walk``: any walk between stops; ``feed``: only changes that ``transfers.txt`` states.
        min_change_s
            Least time between getting off and getting on, in seconds.

        Returns
        -------
        journeys
            Empty, falsy and with reasons where there is none.

        Raises
        ------
        PlaceNotFoundError, AmbiguousPlaceError
            If an end is no place, or several.
        NoServiceError
            If the date is outside every feed.
        QueryError
            If an argument makes no sense.
        """
        if (depart_at is None) == (arrive_by is None):
            raise QueryError("depart_at", depart_at, "either depart_at or arrive_by, and not both")
        backwards = arrive_by is not None
        argument, moment = (
            ("arrive_by", arrive_by) if arrive_by is not None else ("depart_at", depart_at)
        )
        zone = self._planner.zone
        service_date, seconds = to_service_time(moment or "", date, zone, argument)
        query = Query(
            origin=self._finder.resolve(origin, "origin"),
            target=self._finder.resolve(destination, "destination"),
            service_date=service_date,
            seconds=seconds,
            backwards=backwards,
            options=Options(
                max_transfers, max_walk_min, walk_speed_kmh, wait, transfers, min_change_s
            ),
        )
        found = self._planner.journeys(query)
        reasons = () if found else why_none(self._planner, query)
        return Journeys(query, found, reasons, self._ground, zone)

    def to_networkx(
        self,
        view: Literal["routes", "time_expanded"],
        *,
        date: str | date,
        period: tuple[str, str],
        origin: Mapping[str, str] | None = None,
    ) -> nx.DiGraph[Any]:
        """Lay a period of a service date out as a graph that any networkx algorithm can work on.

        Parameters
        ----------
        view
            ``routes``: board, ride, alight and walk edges with ``minutes``, waits as expected in the period.
            ``time_expanded``: events exact to the second, edges with ``seconds``. In both a journey goes from
            ``("start", a)`` to ``("reached", b)``, with one walk at either end if that is better.
        date
            Service date.
        period
            Clock times from and to, e.g. ``("07:00", "09:00")``.
        origin
            Only for ``time_expanded``: stop id -> clock time from which one is ready there. The graph is then closed
            from these events, whose one source is ``("start",)``, and exact for headway service too, which otherwise
            is laid out at whole minutes. Without, the graph is large: 06:00-10:00 of the corridor is 0.9 million nodes
            and 3.5 million edges, which take 19 s and 1.8 GB.

        Raises
        ------
        QueryError
            If the view is not known, the period is none, or an origin is no stop.
        NoServiceError
            If the date is outside every feed.
        """
        if view not in ("routes", "time_expanded"):
            raise QueryError("view", view, "'routes' or 'time_expanded'")
        service_date = parse_date(date)
        self._planner.check_date(service_date)
        span = _period(period)
        ready = None if origin is None else self._ready(origin)
        timetable = self._planner.timetable(service_date, "mean")
        walks = self._planner.footpaths(Options())
        # At either end of a journey nothing is changed, so a walk takes just its time.
        ends = self._planner.footpaths(Options(min_change_s=0))
        if view == "time_expanded":
            from transit.views.expanded import expanded_view

            return expanded_view(self._ground, timetable, walks, span, ready, ends=ends)
        if ready is not None:
            raise QueryError("origin", origin, "None, or view='time_expanded'")
        from transit.views.routes import routes_view

        return routes_view(self._ground, timetable, walks, span, ends)

    def map(
        self, *, lang: Lang = "zh", online: bool = False, m: folium.Map | None = None
    ) -> folium.Map:
        """Draw every line, station, the border and its crossings as layers.

        Parameters
        ----------
        lang
            Language of title, legend and labels; names stand in both scripts.
        online
            Add background tiles from the network; without them the map needs none.
        m
            A map to draw on.
        """
        from transit.maps import network_map
        from transit.present.network_frames import land_frames

        check_lang(lang)
        return network_map(
            self.stops,
            self.routes,
            **land_frames(self.corridor),
            lang=lang,
            title=TITLES[lang] if self.corridor else self.feed.name,
            data_date=max(self.feed.feed_info["feed_version"], default=""),
            online=online,
            m=m,
        )

    def _ready(self, origin: Mapping[str, str]) -> dict[str, int]:
        if not (isinstance(origin, Mapping) and origin):
            raise QueryError("origin", origin, "at least one stop id with a clock time")
        for stop_id in origin:
            if stop_id not in self._ground.stops.index_of:
                raise QueryError("origin", stop_id, "stop ids, as net.stops lists them")
        return {stop_id: _clock(text, "origin") for stop_id, text in origin.items()}


def _period(period: tuple[str, str]) -> tuple[int, int]:
    if not (isinstance(period, tuple | list) and len(period) == 2):
        raise QueryError("period", period, "two clock times, such as ('07:00', '09:00')")
    start, end = (_clock(text, "period") for text in period)
    if not start < end <= 2 * DAY_S:
        raise QueryError(
            "period",
            period,
            "a beginning before its end, of 48:00 at most, such as ('07:00', '09:00')",
        )
    return start, end


def _clock(text: str, argument: str) -> int:
    seconds = parse_clock(text) if isinstance(text, str) else None
    if seconds is None:
        raise QueryError(argument, text, "clock times such as '07:00'")
    return seconds
