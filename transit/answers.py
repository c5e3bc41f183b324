"""What is a question answered with? Journeys, or the reasons why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from transit.errors import QueryError
from transit.explanations import Explanation, explain
from transit.present import as_json, html, profile_html, profile_text, text
from transit.routing.unplaced import unplaced

if TYPE_CHECKING:
    import folium
    import geopandas as gpd

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.plan import Planner, Query
    from transit.routing.unplaced import Unplaced


class Journeys(Sequence["Journey"]):
    """Journeys that no other beats, in the order of the answer; falsy when there are none.

    Examples
    --------
    >>> result = net.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24")  # doctest: +SKIP
    >>> result[0].arrive, result.to_frame(), print(result)  # doctest: +SKIP
    """

    def __init__(
        self,
        query: Query,
        journeys: tuple[Journey, ...],
        reasons: tuple[Reason, ...],
        planner: Planner,
    ) -> None:
        """Hold an answer; :meth:`transit.Network.route` makes it."""
        self.query = query
        """The question, settled."""
        self.reasons = reasons
        """Why there are none, the first to be mended first; empty where there are some."""
        self._journeys = journeys
        self._planner = planner
        self._ground, self._zone = planner.ground, planner.zone

    @cached_property
    def unplaced(self) -> tuple[Unplaced, ...]:
        """Services that may serve the trip in one ride, but stop nobody knows where; no journeys, and not compared.

        Looked for when first asked for; of a journey by way of other places there are none.

        See Also
        --------
        transit.routing.unplaced.unplaced : Which services count.
        """
        return unplaced(self._planner, self.query)

    def __len__(self) -> int:
        """Count the journeys."""
        return len(self._journeys)

    @overload
    def __getitem__(self, index: int) -> Journey: ...
    @overload
    def __getitem__(self, index: slice) -> Journeys: ...
    def __getitem__(self, index: int | slice) -> Journey | Journeys:
        """Take one journey, or some as an answer of their own."""
        if isinstance(index, slice):
            some = self._journeys[index]
            return Journeys(self.query, some, self.reasons, self._planner)
        return self._journeys[index]

    def __eq__(self, other: object) -> bool:
        """Compare question and answer, not the network they came from."""
        if not isinstance(other, Journeys):
            return NotImplemented
        return (self.query, self._journeys, self.reasons) == (
            other.query,
            other._journeys,
            other.reasons,
        )

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self._journeys, self.query.service_date, self.query.seconds))

    def __repr__(self) -> str:
        """Tell the answer in one line."""
        if self.query.last is not None:
            told = profile_text.profile_summary(self.query, self._journeys, self._zone)
            return f"<Journeys {told}>"
        return f"<Journeys {text.summary(self.query, self._journeys, self._zone)}>"

    def __str__(self) -> str:
        """Tell the answer in Chinese; :meth:`text` has it in English too."""
        return self.text()

    def _repr_html_(self) -> str:
        if self.query.last is not None:
            return profile_html.profile_html(
                self.query, self._journeys, self.reasons, zone=self._zone
            )
        return html.answer_html(
            self.query, self._journeys, self.reasons, self.unplaced,
            ground=self._ground, zone=self._zone,
        )  # fmt: skip

    def text(self, lang: Lang = "zh") -> str:
        """Tell the answer in words to read, or to send to a friend; of a window a line a departure.

        Parameters
        ----------
        lang
            ``zh`` or ``en``; the English names stops in both scripts.
        """
        if self.query.last is not None:
            return profile_text.profile_text(
                self.query, self._journeys, self.reasons, zone=self._zone, lang=lang
            )
        return text.answer_text(
            self.query, self._journeys, self.reasons, self.unplaced,
            zone=self._zone, lang=lang,
        )  # fmt: skip

    def to_json(self, lang: Lang = "zh") -> dict[str, Any]:
        """Tell the answer in values that :func:`json.dumps` takes; `lang` is the language of its reasons."""
        return as_json.answer_json(
            self.query, self._journeys, self.reasons, self._zone, lang, self.unplaced
        )

    def explain(self) -> Explanation:
        """Say what ties each leg, what missing a vehicle costs, why other ways lost, and what the next best costs.

        Of an empty answer it tells the reasons. Asks the network some dozens of further questions.
        """
        return explain(self._planner, self.query, self._journeys, self.reasons)

    def to_frame(self) -> gpd.GeoDataFrame:
        """Lay the journeys out, one row a leg, in EPSG:4326; ``option`` is the journey's index.

        See Also
        --------
        explore : The same on a map.
        """
        from transit.present.frames import legs_frame

        return legs_frame(self.query, self._journeys, self._ground, self._zone)

    def to_ics(self, option: int = 0, lang: Lang = "zh") -> str:
        """Write a calendar file with one journey as its event, the way told in words.

        Parameters
        ----------
        option
            Index of the journey, from 0.
        lang
            Language of the event.

        Raises
        ------
        QueryError
            If there is no such journey.
        """
        from transit.present.ics import journey_ics

        if not 0 <= option < len(self):
            some = f"0 to {len(self) - 1}" if self else "an answer that has journeys"
            raise QueryError("option", option, some)
        return journey_ics(self.query, self[option], lang)

    def explore(
        self, m: folium.Map | None = None, *, lang: Lang = "zh", online: bool = False
    ) -> folium.Map:
        """Draw the journeys on a map, the first shown and the others to switch on.

        Parameters
        ----------
        m
            A map to draw on, such as :meth:`transit.Network.map` makes.
        lang
            Language of the map's own words.
        online
            Offer background tiles; otherwise the map needs no network.
        """
        from transit.maps import journeys_map
        from transit.present.network_frames import land_frames

        land = land_frames(self._ground.corridor)
        return journeys_map(
            self.to_frame(), **land, lang=lang, names_en=self._names_en(), m=m, online=online
        )

    def _names_en(self) -> dict[str, str]:
        """Know the English of every name on the legs."""
        legs = [leg for journey in self._journeys for leg in journey.legs]
        rides = [ride for journey in self._journeys for ride in journey.rides]
        named = [point for leg in legs for point in (leg.board, leg.alight)]
        pairs = [(point.name, point.name_en) for point in named]
        pairs += [(ride.headsign, ride.headsign_en) for ride in rides]
        crossings = [crossing for leg in legs for crossing in leg.crossings]
        pairs += [(c.name, c.name_en) for c in crossings]
        pairs += [(c.checkpoint, c.checkpoint_en) for c in crossings]
        return {name: english for name, english in pairs if english}
