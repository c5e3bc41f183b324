"""Every departure worth taking in a window of time: one journey each, and the curve they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from transit.clock import DAY_S, parse_clock, to_datetime, to_service_time
from transit.errors import QueryError
from transit.present import profile_html, profile_text

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import pandas as pd
    from matplotlib.axes import Axes

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.plan import Planner, Query


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
        following: Journey | None = None,
    ) -> None:
        """Hold a profile; :meth:`transit.Network.profile` makes it."""
        self.query = query
        """The question, settled; its `seconds` and `last` are the first and last moment to set out at."""
        self.reasons = reasons
        """Why there is no journey; empty where there is one."""
        self._journeys = tuple(sorted(journeys, key=_order))
        self._zone = zone
        self._following = following

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
            return Profile(self.query, some, self.reasons, self._zone, self._following)
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
            A time of the window: ``"07:12"``, after midnight ``"25:50"`` or ``"01:50"``, or a datetime.

        Returns
        -------
        minutes
            After the window's last departure the wait for the next one counts. NaN where none follows.

        Raises
        ------
        QueryError
            If `moment` is no time, or none of the window.
        """
        ready = self._in_window(moment)
        known = [*self._journeys, *([self._following] if self._following else [])]
        spent = [
            (journey.arrive - ready) if journey.rides else journey.duration
            for journey in known
            if journey.depart >= ready or not journey.rides
        ]
        return min(spent).total_seconds() / 60 if spent else float("nan")

    def _in_window(self, moment: str | datetime) -> datetime:
        """Read a moment of the window."""
        query, day = self.query, self.query.service_date
        end = query.seconds if query.last is None else query.last
        first, last = (to_datetime(day, s, self._zone) for s in (query.seconds, end))
        seconds = parse_clock(moment) if isinstance(moment, str) else None
        if seconds is None:
            ready = to_datetime(*to_service_time(moment, None, self._zone, "moment"), self._zone)
        else:
            # The window counts its hours past 24, where a clock begins anew.
            seconds += DAY_S * (seconds < query.seconds and seconds + DAY_S <= end)
            ready = to_datetime(day, seconds, self._zone)
        if not first <= ready <= last:
            allowed = f"a time of the window, {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
            raise QueryError("moment", moment, allowed)
        return ready

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

        return plot_profile(
            *self._facts(), following=self._following, zone=self._zone, ax=ax, lang=lang
        )

    def to_json(self, lang: Lang = "zh") -> dict[str, Any]:
        """Tell the profile in values that :func:`json.dumps` takes; `lang` is the language of its reasons."""
        from transit.present.as_json import answer_json

        return answer_json(self.query, self._journeys, self.reasons, self._zone, lang)

    def _facts(self) -> tuple[Query, tuple[Journey, ...], tuple[Reason, ...]]:
        return self.query, self._journeys, self.reasons


def following(planner: Planner, query: Query) -> Journey | None:
    """Find the first journey by vehicle for who is ready a second after a window; None where there is none."""
    if query.last is None:
        return None
    found = planner.journeys(replace(query, seconds=query.last + 1, last=None))
    return min((j for j in found if j.rides), key=lambda j: j.arrive, default=None)


def _order(journey: Journey) -> tuple[float, float, int]:
    return journey.depart.timestamp(), journey.arrive.timestamp(), journey.transfers
