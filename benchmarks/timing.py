"""How long does each contender take? All of them by turns, so that what disturbs the machine disturbs them alike."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.feeds import Query

REPETITIONS = 3
_TURNS = 8
"""Each repetition is cut into so many turns."""
_LEAST = 10
"""Queries that even a slow contender must answer."""


class Contender(Protocol):
    """Something that answers queries."""

    name: str
    kinds: tuple[str, ...]

    def answer(self, kind: str, queries: Sequence[Query]) -> tuple[list[int], list[int | None]]:
        """Answer queries one by one: nanoseconds each took, and what came out."""


class Sample(NamedTuple):
    """What one contender took for one kind of query."""

    feed: str
    kind: str
    engine: str
    ms: npt.NDArray[np.float64]
    """Shape (repetitions, queries)."""
    wrong: int
    """Answers that differ from the ones three other engines agree on."""

    @property
    def p50(self) -> float:
        """Median in milliseconds, over queries and repetitions."""
        return float(np.median(self.ms))

    @property
    def p95(self) -> float:
        """95th percentile in milliseconds."""
        return float(np.percentile(self.ms, 95))

    def times(self, other: Sample) -> float:
        """How many times as long as another this one takes, on the queries both answered."""
        n = min(self.ms.shape[1], other.ms.shape[1])
        return float(np.median(self.ms[:, :n]) / np.median(other.ms[:, :n]))


class InProcess:
    """A contender that is Python."""

    name: str
    kinds: tuple[str, ...]

    def ask(self, kind: str, query: Query) -> int | None:
        """Answer one query with the earliest arrival."""
        raise NotImplementedError

    def answer(self, kind: str, queries: Sequence[Query]) -> tuple[list[int], list[int | None]]:
        """Answer queries one by one."""
        ns, found = [], []
        for query in queries:
            begin = time.perf_counter_ns()
            answer = self.ask(kind, query)
            ns.append(time.perf_counter_ns() - begin)
            found.append(answer)
        return ns, found


def measure(
    feed: str,
    kind: str,
    contenders: Sequence[Contender],
    queries: Sequence[Query],
    budget_s: float,
    repetitions: int = REPETITIONS,
) -> list[Sample]:
    """Let every contender that can answer the first queries, as many as fit its share of the time.

    Parameters
    ----------
    budget_s
        Seconds for one contender. Who is slow answers fewer queries, yet no fewer than 10; who needs all of
        its time for one query is left out.
    """
    asked = [c for c in contenders if kind in c.kinds]
    shares = {c.name: _share(c, kind, queries, budget_s, repetitions) for c in asked}
    able = [c for c in asked if shares[c.name]]
    for contender in asked:
        if contender not in able:
            print(f"{contender.name} is too slow for {kind} on {feed}: left out.", file=sys.stderr)
    ns: list[list[list[int]]] = [[[] for _ in range(repetitions)] for _ in able]
    found: list[list[int | None]] = [[] for _ in able]
    for repetition in range(repetitions):
        for turn in range(_TURNS):
            for c, contender in enumerate(able):
                part = slice(
                    turn * shares[contender.name] // _TURNS,
                    (turn + 1) * shares[contender.name] // _TURNS,
                )
                took, answers = contender.answer(kind, queries[part])
                ns[c][repetition] += took
                if repetition == 0:
                    found[c] += answers
    return [
        Sample(feed, kind, c.name, np.array(ns[i]) / 1e6, _wrong(kind, queries, found[i]))
        for i, c in enumerate(able)
    ]


def _share(
    contender: Contender, kind: str, queries: Sequence[Query], budget_s: float, repetitions: int
) -> int:
    """Warm a contender up, and see how many queries it can answer in its time."""
    took, _ = contender.answer(kind, queries[:1])
    if took[0] / 1e9 > budget_s:
        return 0
    contender.answer(kind, queries[1:4])
    took, _ = contender.answer(kind, queries[4:8])
    fits = int(budget_s / repetitions / (float(np.mean(took)) / 1e9))
    return min(len(queries), max(_LEAST, fits))


def _wrong(kind: str, queries: Sequence[Query], found: Sequence[int | None]) -> int:
    if kind not in {"earliest", "one_to_all"} or all(q.arrives is None for q in queries):
        return 0
    return sum(a != q.arrives for a, q in zip(found, queries, strict=False))
