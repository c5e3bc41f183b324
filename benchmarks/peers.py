"""What did engines reach that cannot be installed here, and how does their machine compare with this one?

Their figures (`peers.csv`) were measured elsewhere. Three contenders were measured both there and here, and each gives
a scale, time here / time there, feed by feed:

- ``nb_csa``: the textbook connection scan compiled by numba. Machine code like ULTRA and nigiri, so this scale decides.
- ``py_csa_lists``: the same scan over Python lists.
- ``minotor``: there a version newer than the one npm has. Since that is several times as fast, this scale makes the
  peers look slower than they are; it is shown, and decides nothing.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from benchmarks.feeds import HERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.timing import Sample

SCALES: Final = {"nb_csa": "nb_csa", "py_csa_lists": "py_csa_lists", "minotor": "minotor_head"}
"""Who gives a scale, as named here and there; the first decides."""


def published() -> dict[tuple[str, str, str], float]:
    """Medians measured elsewhere, in milliseconds, by kind, engine and feed."""
    with (HERE / "peers.csv").open(encoding="utf-8") as lines:
        return {
            (row["kind"], row["engine"], row["feed"]): float(row["p50_ms"])
            for row in csv.DictReader(lines)
        }


def scales(samples: Iterable[Sample]) -> dict[str, dict[str, float]]:
    """Time here / time there of one earliest arrival, by feed and by who gives the scale."""
    there = published()
    here = {(s.feed, s.engine): s.p50 for s in samples if s.kind == "earliest"}
    found: dict[str, dict[str, float]] = {}
    for mine, theirs in SCALES.items():
        for (feed, engine), p50 in here.items():
            elsewhere = there.get(("earliest", theirs, feed))
            if engine == mine and elsewhere is not None:
                found.setdefault(feed, {})[mine] = p50 / elsewhere
    return found
