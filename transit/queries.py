"""Every question one can ask of a network, each answered by a room above."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from transit.answers import Journeys
from transit.clock import to_service_time
from transit.departures import Departures
from transit.errors import QueryError
from transit.fares.ledger import Ledger
from transit.network.overheads import OverheadRule, rules_of
from transit.places.find import Finder
from transit.places.gather import gather_places
from transit.places.table import places_of
from transit.profiles import Profile, following
from transit.questions import Questions
from transit.routing.board import Board
from transit.routing.board_reasons import until, why_empty
from transit.routing.days import Days
from transit.routing.last import last_departure
from transit.routing.plan import Planner
from transit.routing.reasons import why_none
from transit.travel_times import When, travel_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    import pandas as pd

    from transit.journey import Journey
    from transit.network.ground import Ground
    from transit.places.find import PlaceLike
    from transit.places.place import Match, Place

    Pace = Literal["slow", "normal", "fast"] | pd.DataFrame | Sequence[Mapping[str, Any]] | None
    Price = int | str | Decimal


class Queries:
    """What a network can be asked; :class:`transit.Network` is one."""

    def __init__(self, ground: Ground) -> None:
        """Hold a network; what answers need is made when it is first asked for."""
        self._ground = ground
        self._planner = Planner(ground, Days(ground))

    @property
    def zone(self) -> ZoneInfo:
        """Time zone the answers are in."""
        return self._planner.zone

    @cached_property
    def _finder(self) -> Finder:
        return Finder(gather_places(self._ground), self._ground)

    @cached_property
    def _questions(self) -> Questions:
        return Questions(self._ground, self._planner, self._finder)

    def find(self, text: str, *, n: int = 10, side: str | None = None) -> list[Match]:
        """Rank the places a text may mean.

        Parameters
        ----------
        text
            Hanzi, pinyin with or without tones and spaces, initials, English, an alias, an old name or a stop id;
            slips of the pen are forgiven.
        n
            Longest list.
        side
            Only places on this side of the border, such as ``"北京市"``, ``"河北"`` or ``"Tianjin"``; all by default.

        Raises
        ------
        QueryError
            If an argument makes no sense.
        """
        return self._finder.find(text, n, side)

    def route(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        *,
        depart_at: str | datetime | None = None,
        arrive_by: str | datetime | None = None,
        window: tuple[str, str] | None = None,
        date: str | date | None = None,
        max_transfers: int | None = 4,
        max_walk_min: float = 20,
        walk_speed_kmh: float = 4.5,
        modes: Sequence[str] | None = None,
        avoid: Sequence[str | Place | Match] = (),
        via: Sequence[PlaceLike | tuple[PlaceLike, int]] = (),
        wait: Literal["mean", "worst", "best"] = "mean",
        criteria: Sequence[str] = ("time", "transfers"),
        evidence: Literal["any", "derived", "documented"] = "any",
        transfers: Literal["walk", "feed"] = "walk",
        min_change_s: int = 60,
        pace: Pace = "normal",
        pay: Literal["card", "student", "cash"] = "card",
        spent_cny: Price = 0,
        fares: Mapping[str, Price] | None = None,
        booked: Sequence[str] = (),
        now: str | datetime | None = None,
    ) -> Journeys:
        """Find the journeys worth making at a moment, by a deadline, or in a window.

        From a moment on: for each number of transfers the earliest arrival, if more transfers do better than fewer,
        each with the latest departure that still makes it; no journey with fewer transfers that comes two hours later.
        By a deadline the mirror of that: the latest departure, with the earliest arrival it allows. In a window: every
        departure that no other beats on departure, arrival and transfers, also none after the window. Nobody waits for
        three hours on the way, such as for the morning, where another of these journeys does not.

        Parameters
        ----------
        origin, destination
            A name, a stop id, ``(lat, lon)``, a shapely Point, or a match from :meth:`find`.
        depart_at, arrive_by
            ``"08:10"`` with `date`, ``"2026-11-24 08:10"`` or a datetime; naive means the feed's zone.
        window
            Two clock times instead: every departure between them that is worth it, exact where clock times are known,
            at whole minutes where one boards by a headway first.
        date
            Service date a bare time belongs to.
        max_transfers
            Most changes of vehicle; None for any number.
        max_walk_min
            Longest single walk, in minutes.
        walk_speed_kmh
            Walking speed.
        modes
            Vehicles to ride, such as ``("subway", "bus")``; all by default.
        avoid
            Route ids; lines by any name that is printed of them, such as ``"818"``, ``"公交 818 路"`` or ``"Subway
            Line 1"``; or places. Lines are not ridden, all that bear the name; at stops one does not board, alight or
            walk by.
        via
            Places to come by, in this order; with ``(place, minutes)`` one gets off and stays there so long.
        wait
            Wait for service known only by its headway: half of it, all of it, or none.
        criteria
            What journeys are compared by: ``"time"`` alone for the one that is there first, with ``"transfers"`` one
            for each number of transfers that is worth it; ``"walk"`` and ``"fare"`` add those that walk or cost less.
        evidence
            Weakest evidence of the service to ride.
        transfers
            ``walk``: any walk between stops; ``feed``: only changes that ``transfers.txt`` states.
        min_change_s
            Least time between getting off and getting on, in seconds.
        pace
            How stations and checkpoints take their time, beside walking, waiting and riding: ``"slow"``, ``"normal"``
            or ``"fast"`` by the corridor's table, which :meth:`overheads` shows; such a table of your own; or None for
            the bare timetable. Other feeds have no such table.
        pay
            Ordinary card, student card, or cash.
        spent_cny
            Spent on the subway in this calendar month so far: from 100 CNY on, further rides are cheaper.
        fares
            Prices of your own, in CNY, by route id or name of the line; they stand before any other.
        booked
            Route ids or names of lines on which a seat is held, whatever `now` says.
        now
            When seats are booked: lines whose booking is closed by then are left out. By default one books in time.

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
        options = self._questions.options(
            max_transfers=max_transfers, max_walk_min=max_walk_min, walk_speed_kmh=walk_speed_kmh,
            modes=modes, avoid=avoid, wait=wait, evidence=evidence, transfers=transfers,
            min_change_s=min_change_s, pace=pace, booked=booked, now=now, criteria=criteria,
            payment=self._questions.payment(pay, spent_cny, fares),
        )  # fmt: skip
        query = self._questions.settle(
            origin, destination, options, depart_at=depart_at, arrive_by=arrive_by, window=window,
            date=date, via=via,
        )  # fmt: skip
        found = self._planner.journeys(query)
        reasons = () if found else why_none(self._planner, query)
        return Journeys(query, found, reasons, self._planner)

    def ledger(
        self,
        journeys: Iterable[Journey],
        *,
        pay: Literal["card", "student", "cash"] = "card",
        spent_cny: Price = 0,
        fares: Mapping[str, Price] | None = None,
    ) -> Ledger:
        """Add up what journeys cost one traveller, in order of time, month by month.

        Parameters
        ----------
        journeys
            Such as those of every workday of a month, there and back.
        pay, fares
            As in :meth:`route`.
        spent_cny
            Spent on the subway before the first of them, in its month.

        Returns
        -------
        ledger
            ``.trips`` with the price of each after what was spent before it, and ``.months`` with their totals and the
            rides nobody prices.

        Raises
        ------
        QueryError, FareError
            If an argument makes no sense, or a price is none.
        """
        payment = self._questions.payment(pay, spent_cny, fares)
        return Ledger.of(self._planner.days.pricer, journeys, payment)

    def overheads(self, pace: Literal["slow", "normal", "fast"] = "normal") -> pd.DataFrame:
        """Show what stations and checkpoints take beside walking, waiting and riding.

        Returns
        -------
        table
            ``place`` (a stop id, the name of a stop or a crossing id; blank for all of the mode), ``mode``, ``part``,
            ``seconds``, ``evidence``, ``source_ids``. Change it, and give it back as `pace`.
        """
        import pandas as pd

        rules = rules_of(pace, self._ground)
        table = pd.DataFrame([rule._asdict() for rule in rules], columns=list(OverheadRule._fields))
        return table.assign(source_ids=table["source_ids"].str.join(" "))

    def departures(
        self,
        stop: PlaceLike,
        *,
        at: str | datetime,
        date: str | date | None = None,
        n: int = 10,
        pace: Pace = "normal",
    ) -> Departures:
        """Read the board of a stop, a station with all its platforms, or a place with stops.

        Vehicles with clock times have a row each. A line known only by its headway has one row a direction; it stands
        where one would be on a vehicle after the mean wait, and claims no clock time.

        Parameters
        ----------
        stop
            A name, a stop or station id, or a match from :meth:`find`.
        at
            From when on: ``"07:00"`` with `date`, ``"2026-11-24 07:00"`` or a datetime.
        date
            Service date a bare time belongs to.
        n
            Longest list. It ends with the service day, and after 15:00 twelve hours on.
        pace
            As in :meth:`route`: what vehicles lose at the checkpoints before the stop.

        Returns
        -------
        departures
            Empty, falsy and with a reason where nothing leaves.

        Raises
        ------
        PlaceNotFoundError, AmbiguousPlaceError
            If `stop` is no place, or several.
        NoServiceError
            If the date is outside every feed.
        QueryError
            If an argument makes no sense.
        """
        if not (isinstance(n, int) and n >= 1):
            raise QueryError("n", n, "a whole number from 1")
        place = self._finder.resolve(stop, "stop")
        service_date, seconds = to_service_time(at, date, self.zone, "at")
        self._planner.check_date(service_date)
        rules = rules_of(pace, self._ground)
        timetable = self._planner.days.timetable(service_date, "mean", rules)
        board = Board(self._ground, timetable, service_date, self.zone)
        stops = [self._ground.stops.index_of[stop_id] for stop_id in place.stop_ids]
        found = board.departures(stops, seconds, until(seconds), n)
        reasons = () if found else (why_empty(board, place, seconds),)
        return Departures(place, service_date, seconds, found, reasons, self.zone)

    def profile(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        *,
        window: tuple[str, str],
        date: str | date,
        max_transfers: int | None = 4,
        max_walk_min: float = 20,
        walk_speed_kmh: float = 4.5,
        modes: Sequence[str] | None = None,
        avoid: Sequence[str | Place | Match] = (),
        via: Sequence[PlaceLike | tuple[PlaceLike, int]] = (),
        wait: Literal["mean", "worst", "best"] = "mean",
        evidence: Literal["any", "derived", "documented"] = "any",
        transfers: Literal["walk", "feed"] = "walk",
        min_change_s: int = 60,
        pace: Pace = "normal",
        pay: Literal["card", "student", "cash"] = "card",
        spent_cny: Price = 0,
        fares: Mapping[str, Price] | None = None,
        booked: Sequence[str] = (),
        now: str | datetime | None = None,
    ) -> Profile:
        """Find every departure of a window that no other beats on departure, arrival and transfers.

        Parameters
        ----------
        origin, destination, date, window
            As in :meth:`route`; journeys set out from the first to the second clock time, both counted.
        max_transfers, max_walk_min, walk_speed_kmh, modes, avoid, via, wait, evidence, transfers, min_change_s, pace
            As in :meth:`route`, as are `pay`, `spent_cny`, `fares`, `booked` and `now`.

        Returns
        -------
        profile
            The journeys in order of departure, with ``.plot()``, ``.to_frame()`` and ``.duration_at(moment)``.
        """
        options = self._questions.options(
            max_transfers=max_transfers, max_walk_min=max_walk_min, walk_speed_kmh=walk_speed_kmh,
            modes=modes, avoid=avoid, wait=wait, evidence=evidence, transfers=transfers,
            min_change_s=min_change_s, pace=pace, booked=booked, now=now,
            payment=self._questions.payment(pay, spent_cny, fares),
        )  # fmt: skip
        query = self._questions.settle(
            origin, destination, options, window=window, date=date, via=via
        )
        found = self._planner.journeys(query)
        reasons = () if found else why_none(self._planner, query)
        return Profile(query, found, reasons, self.zone, following(self._planner, query))

    def last_departure(
        self,
        origin: PlaceLike,
        destination: PlaceLike,
        *,
        date: str | date,
        spare: int = 0,
        max_transfers: int | None = 4,
        max_walk_min: float = 20,
        walk_speed_kmh: float = 4.5,
        modes: Sequence[str] | None = None,
        avoid: Sequence[str | Place | Match] = (),
        wait: Literal["mean", "worst", "best"] = "mean",
        evidence: Literal["any", "derived", "documented"] = "any",
        transfers: Literal["walk", "feed"] = "walk",
        min_change_s: int = 60,
        pace: Pace = "normal",
        pay: Literal["card", "student", "cash"] = "card",
        spent_cny: Price = 0,
        fares: Mapping[str, Price] | None = None,
        booked: Sequence[str] = (),
        now: str | datetime | None = None,
    ) -> Journeys:
        """Find the last departure of a service date after which one still gets there.

        A service date's travel lasts until 04:00, or for as long after that as departures follow one another within two
        hours. Where they do so through the night there is no last departure, and the reason says so.

        Parameters
        ----------
        origin, destination, date
            As in :meth:`route`.
        spare
            How many vehicles to spare: the journey whose first vehicle can be missed so often, and one is still there.
            Only the first counts.
        wait
            As in :meth:`route`; ``"worst"`` finds a journey that gets there even with the longest waits for lines known
            only by their headway, and is the careful choice here.
        max_transfers, max_walk_min, walk_speed_kmh, modes, avoid, evidence, transfers, min_change_s, pace
            As in :meth:`route`, as are `pay`, `spent_cny`, `fares`, `booked` and `now`.

        Returns
        -------
        journeys
            One; or none, falsy and with reasons.
        """
        if not (isinstance(spare, int) and 0 <= spare <= 5):
            raise QueryError("spare", spare, "0 to 5 vehicles")
        options = self._questions.options(
            max_transfers=max_transfers, max_walk_min=max_walk_min, walk_speed_kmh=walk_speed_kmh,
            modes=modes, avoid=avoid, wait=wait, evidence=evidence, transfers=transfers,
            min_change_s=min_change_s, pace=pace, booked=booked, now=now,
            payment=self._questions.payment(pay, spent_cny, fares),
        )  # fmt: skip
        asked = self._questions.settle(origin, destination, options, arrive_by="28:00", date=date)
        query, found, reasons = last_departure(self._planner, asked, spare)
        return Journeys(query, found, reasons, self._planner)

    def travel_times(
        self,
        origins: Any,
        destinations: Any,
        *,
        depart_at: str | datetime | None = None,
        arrive_by: str | datetime | None = None,
        window: tuple[str, str] | None = None,
        date: str | date | None = None,
        percentiles: Sequence[float] = (50,),
        max_transfers: int | None = 4,
        max_walk_min: float = 20,
        walk_speed_kmh: float = 4.5,
        modes: Sequence[str] | None = None,
        avoid: Sequence[str | Place | Match] = (),
        wait: Literal["mean", "worst", "best"] = "mean",
        evidence: Literal["any", "derived", "documented"] = "any",
        transfers: Literal["walk", "feed"] = "walk",
        min_change_s: int = 60,
        pace: Pace = "normal",
        booked: Sequence[str] = (),
        now: str | datetime | None = None,
        client: None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> pd.DataFrame:
        """Tabulate travel times between many places, on every core.

        Parameters
        ----------
        origins, destinations
            A list of anything that :meth:`route` takes; a Series of such; or a DataFrame with a column ``place``,
            columns ``lat`` and ``lon``, or points. Ids are the column ``id`` or else the index; of a list the text
            given, or else the first stop id or the name.
        depart_at, arrive_by, date
            As in :meth:`route`.
        window
            Two clock times: who is ready at each whole minute from the first on, until before the second.
        percentiles
            For a window: which, 0 to 100; refused without one.
        max_transfers, max_walk_min, walk_speed_kmh, modes, avoid, wait, evidence, transfers, min_change_s, pace
            As in :meth:`route`, as are `booked` and `now`.
        client
            None: the rows are computed on threads.
        progress
            Told how many rows of how many are done.

        Returns
        -------
        table
            A row a pair, ``from_id`` and ``to_id``. For one moment ``depart``, ``arrive``, ``duration_min`` and
            ``transfers`` of the journey that :meth:`route` lists first (a wait on the way for the morning aside), from
            setting out to arriving: waiting at home for its departure does not count, not even for the next morning's.
            For a window ``p50`` and so on: the least minutes that so many percent of the window's minutes do not
            exceed, from being ready to being there, so that waiting does count; minutes at which one does not get there
            count as longer than any. Missing where one does not get there; 0 where one is there already.

        Raises
        ------
        PlaceNotFoundError, AmbiguousPlaceError
            If a name is no place, or several.
        QueryError
            If an argument makes no sense.
        NoServiceError
            If the date is outside every feed.
        """
        if client is not None:
            raise QueryError("client", client, "None: the rows are computed on threads")
        if not (progress is None or callable(progress)):
            allowed = "a function of two numbers, rows done and rows in all, or None"
            raise QueryError("progress", progress, allowed)
        if window is None and not (isinstance(percentiles, tuple) and percentiles == (50,)):
            allowed = "them with a window alone: numbers of 0 to 100, each once"
            raise QueryError("percentiles", percentiles, allowed)
        options = self._questions.options(
            max_transfers=max_transfers, max_walk_min=max_walk_min, walk_speed_kmh=walk_speed_kmh,
            modes=modes, avoid=avoid, wait=wait, evidence=evidence, transfers=transfers,
            min_change_s=min_change_s, pace=pace, booked=booked, now=now,
        )  # fmt: skip
        service_date, seconds, end = self._questions.moment(depart_at, arrive_by, window, date)
        return travel_times(
            self._planner,
            places_of(origins, self._finder, "origins"),
            places_of(destinations, self._finder, "destinations"),
            When(service_date, seconds, backwards=arrive_by is not None, until=end),
            options,
            percentiles=percentiles,
            progress=progress or (lambda _done, _of: None),
        )
