"""Why is an answer what it is, and why is no other?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transit.present import explain_html, explain_json, explain_text
from transit.present.phrases import counted
from transit.routing.explain import explained

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

    from transit.journey import Journey, Reason
    from transit.lang import Lang
    from transit.routing.explain import Explained, ExplainedOption, NextBest
    from transit.routing.explain_alternatives import Absent, Alternative, Instead
    from transit.routing.plan import Planner, Query


class Explanation:
    """What ties each leg of an answer, what missing a vehicle costs, why other ways lost, and what the next best costs.

    Of an empty answer it has the reasons, the first to be mended first, each with the change that gives a journey.

    Examples
    --------
    >>> why = net.route("天洋城", "国贸", arrive_by="09:00", date="2026-11-24").explain()  # doctest: +SKIP
    >>> print(why), why.to_frame()  # doctest: +SKIP
    """

    def __init__(self, explained: Explained, zone: ZoneInfo) -> None:
        """Hold an explanation; :func:`explain` makes it."""
        self._explained = explained
        self._zone = zone

    @property
    def options(self) -> tuple[ExplainedOption, ...]:
        """Of the first journeys of the answer, leg by leg."""
        return self._explained.options

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Ways the answer has not, and which journey of it beats each in what."""
        return self._explained.others.alternatives

    @property
    def instead(self) -> tuple[Instead, ...]:
        """Which journeys of the answer do without a line or mode of the best."""
        return self._explained.others.instead

    @property
    def absent(self) -> tuple[Absent, ...]:
        """What no way is found without, and lines that pass both ends at other times."""
        return self._explained.others.absent

    @property
    def next_best(self) -> NextBest | None:
        """What one would do if the best journey were not there, and what that costs more."""
        return self._explained.next_best

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the answer is empty; none where it is not."""
        return self._explained.reasons

    def __eq__(self, other: object) -> bool:
        """Compare what is told."""
        return isinstance(other, Explanation) and self._explained == other._explained

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(tuple(option.journey for option in self.options))

    def __repr__(self) -> str:
        """Tell what is explained in one line."""
        if not self.options:
            codes = ", ".join(reason.code for reason in self.reasons) or "nothing to explain"
            return f"<Explanation of an empty answer: {codes}>"
        tied = self.options[0].tie.code
        return (
            f"<Explanation of {counted(len(self.options), 'option')}, the first tied by {tied}; "
            f"{counted(len(self.alternatives), 'other way')}>"
        )

    def __str__(self) -> str:
        """Tell the explanation in Chinese; :meth:`text` has it in English too."""
        return self.text()

    def _repr_html_(self) -> str:
        return explain_html.explanation_html(self._explained, self._zone)

    def text(self, lang: Lang = "zh", *, heading: bool = True) -> str:
        """Tell the explanation in short lines.

        Parameters
        ----------
        lang
            ``zh`` or ``en``; the English names stops in both scripts.
        heading
            Whether the question comes first; after the answer's own text it is told already.
        """
        return explain_text.explanation_text(self._explained, self._zone, lang, heading=heading)

    def to_frame(self) -> pd.DataFrame:
        """Lay the explanation out, one row a leg; ``option`` and ``leg`` are those of the answer's own table.

        ``slack_min`` is missing where no vehicle waits to be caught, ``if_missed_min`` where none can be missed; the
        latter is infinite where nothing gets there any more.
        """
        from transit.present.explain_frame import explanation_frame

        return explanation_frame(self._explained, self._zone)

    def to_json(self, lang: Lang = "zh") -> dict[str, Any]:
        """Tell the explanation in values that :func:`json.dumps` takes; what is told in words is in `lang`."""
        return explain_json.explanation_json(self._explained, self._zone, lang)


def explain(
    planner: Planner, query: Query, journeys: tuple[Journey, ...], reasons: tuple[Reason, ...]
) -> Explanation:
    """Explain an answer, by asking the search that found it other questions.

    Parameters
    ----------
    planner
        What found it.
    query, journeys, reasons
        The question, and the answer or why there is none.
    """
    return Explanation(explained(planner, query, journeys, reasons), planner.zone)
