"""The network as users hold it: every question is a method here, every answer comes from a room below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from transit.clock import parse_date
from transit.corridor import TITLES, Corridor
from transit.errors import QueryError
from transit.fares.payment import Payment
from transit.gtfs.calendar import covered_dates
from transit.gtfs.feed import Feed, merge
from transit.gtfs.reader import read_feed
from transit.gtfs.source import source_files
from transit.journey import EVIDENCE
from transit.lang import check_lang
from transit.network.ground import Ground
from transit.network.overheads import rules_of
from transit.network.walking import rule_of
from transit.places.gather import gather_places
from transit.queries import Queries
from transit.questions import clock
from transit.questions import period as read_period
from transit.routing.options import Options
from transit.store.keys import digest, digest_of_files
from transit.store.store import Store
from transit.views.ends import walks_at_ends

if TYPE_CHECKING:
    from datetime import date

    import folium
    import geopandas as gpd
    import networkx as nx
    import pandas as pd

    from transit.lang import Lang
    from transit.queries import Pace

PathLike = str | Path


def load(
    path: PathLike | Sequence[PathLike] | None = None,
    *,
    cache: bool = True,
    walks: pd.DataFrame | nx.Graph[Any] | None = None,
) -> Network:
    """Open a network.

    Parameters
    ----------
    path
        A GTFS folder or zip, or a list of them, whose ids are then prefixed with the feeds' names. By default the
        bundled corridor: Beijing buses, commuter expresses, Line 22, railways and subway between the two sides.
    cache
        Keep what was read and compiled in the user's cache folder, and open it there the next time. A feed that has
        changed is read anew.
    walks
        Who walks where, and how long that takes. By default crow flight times 1.3, in the corridor across no border
        but on bridges that are known to let people walk. Instead:

        A DataFrame with ``from_id``, ``to_id`` and ``walk_s`` or ``walk_min``, the time at 4.5 km/h; a column
        ``walk_m`` is told as the length. Ids are stop ids or names of places; a station, or a place that is stops,
        stands for each of its stops. A row is a walk one way, so both ways take two rows, and what is not listed is not
        walked, neither between two stops nor between stops and a place that the table names. Coordinates, and places
        that it does not name, are still walked to and from by crow flight.

        A networkx graph of streets as osmnx makes it: nodes with ``x`` and ``y``, in degrees or as ``graph["crs"]``
        says, edges with ``length`` in metres, walked both ways. Walks are shortest paths between the nodes nearest to
        their ends; the way to the node is its crow flight times 1.3, and what lies further than 500 m from any node is
        not walked to: of stops a warning tells. Borders are no matter there.

        No walk but one that a table lists is shorter than the error of the position of either end.

    Raises
    ------
    FeedError
        If a feed cannot be read; it says which file, line and column.
    QueryError
        If `path` is neither a path nor a list of some, or `walks` is no such table or graph, or does not fit the
        feed; it says which row, node or edge.
    """
    corridor = Corridor.open() if path is None else None
    paths = [path] if isinstance(path, PathLike) else path
    if corridor is not None:
        paths = list(corridor.feed_paths)
    if not (isinstance(paths, Sequence) and paths and all(isinstance(p, PathLike) for p in paths)):
        raise QueryError("path", path, "a GTFS folder or zip, or a list of them")
    store, key = _kept(list(map(Path, paths)), corridor, cache=cache)
    feed = store.remember(key, Feed, lambda: merge([read_feed(p) for p in paths]))
    return Network(feed, corridor, store=store, key=key, walks=walks)


def _kept(paths: list[Path], corridor: Corridor | None, *, cache: bool) -> tuple[Store, str]:
    """Find the store, and the key of a network: names and contents of its feeds, and the land under it."""
    if not cache:
        return Store(None), ""
    try:
        parts = [
            part for p in paths for part in (p.resolve().name, digest_of_files(source_files(p)))
        ]
        land = digest_of_files(corridor.fact_files) if corridor is not None else None
    except (OSError, ValueError):
        # Reading the feed will say what is wrong with it.
        return Store(None), ""
    return Store.default(), digest("network", land, *parts)


def _stops_by_name(ground: Ground) -> dict[str, list[tuple[str, ...]]]:
    """Tell which places have a name, each by the stops that it is."""
    named: dict[str, list[tuple[str, ...]]] = {}
    for place in gather_places(ground):
        named.setdefault(place.name, []).append(place.stop_ids)
    return named


class Network(Queries):
    """Stops, services and walks, ready to be asked; made by :func:`load`."""

    def __init__(
        self,
        feed: Feed,
        corridor: Corridor | None = None,
        *,
        store: Store | None = None,
        key: str = "",
        walks: pd.DataFrame | nx.Graph[Any] | None = None,
    ) -> None:
        """Hold a feed; everything else is made when it is first asked for."""
        # Without a key, nobody could tell what is kept of one feed from what is kept of another.
        kept = store if store is not None and key else Store(None)
        ground = Ground(feed, corridor, kept, key)
        if walks is not None:
            rule = rule_of(walks, ground, lambda: _stops_by_name(ground))
            ground = replace(ground, walking=rule)
        super().__init__(ground)

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

    def info(self) -> dict[str, Any]:
        """Tell what is loaded: dates, and for each feed its size and how many trips are how sure."""
        feed = self.feed
        trips = (
            feed.trips.groupby("feed", sort=False)["evidence"].value_counts().unstack(fill_value=0)  # noqa: PD010 - a series has no pivot_table
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

    def trip_crossings(self, trip_id: str, *, pace: Pace = "normal") -> gpd.GeoDataFrame:
        """List the borders a trip passes, in order: a trip that turns back passes one twice.

        Parameters
        ----------
        trip_id
            A trip of the feed.
        pace
            As in :meth:`route`: what its vehicle loses at checkpoints.

        Returns
        -------
        crossings
            EPSG:4326, a row a passage: the road, bridge or railway, ``direction``, the calls around it, the scheduled
            ``time`` of the service day (of a trip known by its headway, counted as if it left when its first one does)
            with ``since_start_min``, the checkpoint and the delay assumed there.

        Raises
        ------
        QueryError
            If there is no such trip.
        """
        from transit.present.border_frame import trip_crossings_frame

        try:
            trip = self._ground.trips.row_of(trip_id)
        except KeyError:
            allowed = "a trip id of the feed, as net.feed.trips lists them"
            raise QueryError("trip_id", trip_id, allowed) from None
        options = Options(overheads=rules_of(pace, self._ground))
        overheads = self._planner.days.overheads(options)
        return trip_crossings_frame(self._ground, trip, overheads)

    def to_networkx(
        self,
        view: Literal["routes", "time_expanded"],
        *,
        date: str | date,
        period: tuple[str, str],
        origin: Mapping[str, str] | None = None,
        pace: Pace = "normal",
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
        pace
            As in :meth:`route`.

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
        span = read_period(period, "period")
        ready = None if origin is None else self._ready(origin)
        days = self._planner.days
        options = Options(overheads=rules_of(pace, self._ground))
        timetable = days.timetable(service_date, "mean", options.overheads)
        walks = days.footpaths(options)
        ends = walks_at_ends(
            self._ground,
            speed_kmh=options.walk_speed_kmh,
            max_walk_s=options.max_walk_s,
            overheads=days.overheads(options),
        )
        if view == "time_expanded":
            from transit.views.expanded import expanded_view

            return expanded_view(self._ground, timetable, walks, span, ready, ends=ends)
        if ready is not None:
            raise QueryError("origin", origin, "None, or view='time_expanded'")
        from transit.views.routes import routes_view

        return routes_view(self._ground, timetable, walks, span, ends)

    def write_fares(
        self,
        folder: PathLike,
        *,
        version: Literal[1, 2] = 2,
        pay: Literal["card", "student", "cash"] = "card",
    ) -> list[Path]:
        """Write what rides cost as GTFS, to be laid into the feeds.

        Parameters
        ----------
        folder
            Where to; of several feeds each has a folder of its name in it.
        version
            Of GTFS fares. Fares by distance, which neither version has fields for, are written from area to area.
        pay
            Which fares: those of an ordinary card, a student card, or cash.

        Returns
        -------
        paths
            The files written; none where no fare is known. What depends on the time of day or on the rides before is
            not in them, and rides that nobody prices are left out.

        Raises
        ------
        QueryError
            If an argument makes no sense, or files there would contradict what is written.
        """
        from transit.fares.write import write_fares

        if version not in (1, 2):
            raise QueryError("version", version, "1 or 2")
        fares = self._planner.days.pricer.ride_fares(Payment(pay))
        return write_fares(self._ground, fares, Path(folder), version) if fares is not None else []

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
        return {stop_id: clock(text, "origin") for stop_id, text in origin.items()}
