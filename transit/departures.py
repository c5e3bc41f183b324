"""What leaves a stop? A board, or the reason why it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from transit.present import board_html, board_text

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    import geopandas as gpd

    from transit.journey import Reason
    from transit.lang import Lang
    from transit.places.place import Place
    from transit.routing.board import Departure


class Departures(Sequence["Departure"]):
    """What can be boarded at a place from a moment on, soonest first; falsy when that is nothing.

    Vehicles with clock times have a row each. A line known only by its headway has one row a direction, which stands
    where one would be on a vehicle after the mean wait.

    Examples
    --------
    >>> board = net.departures("国贸", at="07:00", date="2026-11-24")  # doctest: +SKIP
    >>> board[0].route_name, board.to_frame(), print(board)  # doctest: +SKIP
    """

    def __init__(
        self,
        place: Place,
        service_date: date,
        first_s: int,
        departures: tuple[Departure, ...],
        reasons: tuple[Reason, ...],
        zone: ZoneInfo,
    ) -> None:
        """Hold a board; :meth:`transit.Network.departures` makes it."""
        self.place = place
        self.service_date = service_date
        self.seconds = first_s
        """From when on, in seconds of the service day."""
        self.reasons = reasons
        """Why there is nothing; empty where there is something."""
        self._departures = departures
        self._zone = zone

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._departures)

    @overload
    def __getitem__(self, index: int) -> Departure: ...
    @overload
    def __getitem__(self, index: slice) -> Departures: ...
    def __getitem__(self, index: int | slice) -> Departure | Departures:
        """Take one row, or some as a board of their own."""
        if isinstance(index, slice):
            some = self._departures[index]
            return Departures(
                self.place, self.service_date, self.seconds, some, self.reasons, self._zone
            )
        return self._departures[index]

    def __eq__(self, other: object) -> bool:
        """Compare question and answer, not the network they came from."""
        return isinstance(other, Departures) and self._facts() == other._facts()

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self.place, self.service_date, self.seconds, self._departures))

    def __repr__(self) -> str:
        """Tell the board in one line."""
        told = board_text.board_summary(
            self.place, self.service_date, self.seconds, self._departures, self._zone
        )
        return f"<Departures {told}>"

    def __str__(self) -> str:
        """Tell the board in Chinese; :meth:`text` has it in English too."""
        return self.text()

    def _repr_html_(self) -> str:
        return board_html.board_html(*self._facts(), zone=self._zone)

    def text(self, lang: Lang = "zh") -> str:
        """Tell the board in columns to read.

        Parameters
        ----------
        lang
            ``zh`` or ``en``; the English names stops in both scripts.
        """
        return board_text.board_text(*self._facts(), zone=self._zone, lang=lang)

    def to_json(self, lang: Lang = "zh") -> dict[str, Any]:
        """Tell the board in values that :func:`json.dumps` takes; `lang` is the language of its reasons."""
        from transit.present.board_frame import board_json

        return board_json(*self._facts(), zone=self._zone, lang=lang)

    def to_frame(self) -> gpd.GeoDataFrame:
        """Lay the board out, one row a departure, in EPSG:4326 at the stop one boards at.

        ``depart`` is missing where nobody publishes a clock time; ``headway_min``, ``opens`` and ``closes`` where
        somebody does.
        """
        from transit.present.board_frame import board_frame

        return board_frame(self._departures, self._zone)

    def _facts(self) -> tuple[Place, date, int, tuple[Departure, ...], tuple[Reason, ...]]:
        return self.place, self.service_date, self.seconds, self._departures, self.reasons
