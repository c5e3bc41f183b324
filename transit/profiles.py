"""Every departure worth taking in a window of time: one journey each, and the curve they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from transit.clock import to_datetime, to_service_time
from transit.present import profile_html, profile_text

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import pandas as pd
    from matplotlib.axes import Axes

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.plan import Query


class Profile(Sequence["Journey"]):
    """The journeys of a window that no other beats on departure, arrival and transfers; falsy when there are none.

    They stand in order of departure. Where a line known only by its headway is boarded first, one could leave at any
    second; such departures are told at whole minutes.

    Examples
    --------
    >>> profile = net.profile("天洋城", "国贸", date="2026-11-24", window=("06:00", "10:00"))  # doctest: +SKIP
    >>> profile.duration_at("07:12"), profile.to_frame(), profile.plot()  # doctest: +SKIP
    """

    def __init__(
        self,
        query: Query,
        journeys: Sequence[Journey],
        reasons: tuple[Reason, ...],
        zone: ZoneInfo,
    ) -> None:
        """Hold a profile; :meth:`transit.Network.profile` makes it."""
        self.query = query
        """The question, settled; its `seconds` and `last` are the first and last moment to set out at."""
        self.reasons = reasons
        """Why there is no journey; empty where there is one."""
        self._journeys = tuple(sorted(journeys, key=_order))
        self._zone = zone

    def __len__(self) -> int:
        """Count the journeys."""
        return len(self._journeys)

    @overload
    def __getitem__(self, index: int) -> Journey: ...
    @overload
    def __getitem__(self, index: slice) -> Profile: ...
    def __getitem__(self, index: int | slice) -> Journey | Profile:
        """Take one journey, or some as a profile of their own."""
        if isinstance(index, slice):
            some = self._journeys[index]
            return Profile(self.query, some, self.reasons, self._zone)
        return self._journeys[index]

    def __eq__(self, other: object) -> bool:
        """Compare question and answer, not the network they came from."""
        return isinstance(other, Profile) and self._facts() == other._facts()

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self.query.seconds, self.query.last, self._journeys))

    def __repr__(self) -> str:
        """Tell the profile in one line."""
        told = profile_text.profile_summary(self.query, self._journeys, self._zone)
        return f"<Profile {told}>"

    def __str__(self) -> str:
        """Tell the profile in Chinese; :meth:`text` has it in English too."""
        return self.text()

    def _repr_html_(self) -> str:
        return profile_html.profile_html(*self._facts(), zone=self._zone)

    @property
    def best(self) -> Journey | None:
        """The shortest journey from door to door, the earliest of several; None where there is none."""
        return min(self._journeys, key=lambda journey: journey.duration, default=None)

    def duration_at(self, moment: str | datetime) -> float:
        """Tell how many minutes it takes for who is ready at a moment, the wait for the departure included.

        Parameters
        ----------
        moment
            ``"07:12"`` of the service date, or a datetime.

        Returns
        -------
        minutes
            NaN where no journey of the profile leaves from then on.

        Raises
        ------
        QueryError
            If `moment` is no time.
        """
        day, seconds = to_service_time(moment, self.query.service_date, self._zone, "moment")
        ready = to_datetime(day, seconds, self._zone)
        spent = [
            (journey.arrive - ready) if journey.rides else journey.duration
            for journey in self._journeys
            if journey.depart >= ready or not journey.rides
        ]
        return min(spent).total_seconds() / 60 if spent else float("nan")

    def text(self, lang: Lang = "zh") -> str:
        """Tell the profile in columns to read; departures that follow one another each minute share a line.

        Parameters
        ----------
        lang
            ``zh`` or ``en``; the English names places in both scripts.
        """
        return profile_text.profile_text(*self._facts(), zone=self._zone, lang=lang)

    def to_frame(self) -> pd.DataFrame:
        """Lay the profile out, one row a journey; ``option`` is its index.

        ``by_headway`` is true where some line on the way is known only by its headway, so that times are expectations.
        """
        from transit.present.profile_frame import profile_frame

        return profile_frame(self.query, self._journeys, self._zone)

    def plot(self, ax: Axes | None = None, *, lang: Lang = "zh") -> Axes:
        """Draw minutes door to door against the moment one is ready to leave.

        Parameters
        ----------
        ax
            Axes to draw on; new ones by default.
        lang
            Language of the labels; English where no installed font has Chinese characters.
        """
        from transit.present.profile_plot import plot_profile

        return plot_profile(self.query, self._journeys, zone=self._zone, ax=ax, lang=lang)

    def to_json(self, lang: Lang = "zh") -> dict[str, Any]:
        """Tell the profile in values that :func:`json.dumps` takes; `lang` is the language of its reasons."""
        from transit.present.as_json import answer_json

        return answer_json(self.query, self._journeys, self.reasons, self._zone, lang)

    def _facts(self) -> tuple[Query, tuple[Journey, ...], tuple[Reason, ...]]:
        return self.query, self._journeys, self.reasons


def _order(journey: Journey) -> tuple[float, float, int]:
    return journey.depart.timestamp(), journey.arrive.timestamp(), journey.transfers
