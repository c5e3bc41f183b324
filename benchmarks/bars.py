"""Which bars are reached? Each with the figure, what it is held against, and the ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.ours import NAME, TOGETHER
from benchmarks.peers import SCALES, published, scales

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.timing import Sample

_RANGE = {"cairns": 0.5, "sacramento": 0.5, "cdmx2022": 0.5, "synth_city": 1.0}
_HEADWAY_FEED = "cdmx2022_frequencies"


class Bar(NamedTuple):
    """One requirement and what became of it."""

    what: str
    figure: float
    unit: str
    bar: float
    """The figure must be no more than this (`most`), or at least this."""
    against: str
    others: str = ""
    """The same by other scales."""
    most: bool = True

    @property
    def ratio(self) -> float:
        """Figure / bar."""
        return self.figure / self.bar

    @property
    def reached(self) -> bool:
        """Whether the bar is."""
        return self.ratio <= 1 if self.most else self.ratio >= 1


class Results:
    """Everything measured in a run."""

    def __init__(self, samples: Sequence[Sample], figures: dict[str, Any]) -> None:
        """Index the samples."""
        self.samples = samples
        self.figures = figures
        self.scales = scales(samples)
        self._by = {(s.feed, s.kind, s.engine): s for s in samples}

    def sample(self, feed: str, kind: str, engine: str = NAME) -> Sample | None:
        """One sample, if it was taken."""
        return self._by.get((feed, kind, engine))

    def feeds(self) -> list[str]:
        """Names of the feeds, in the order they were measured."""
        return list(dict.fromkeys(s.feed for s in self.samples))

    def bars(self) -> list[Bar]:
        """Hold the results against every bar they have a figure for."""
        return [
            *self._earliest(),
            *self._range(),
            *self._rows(),
            *self._other_ways(),
            *self._processes(),
        ]

    def _scaled(
        self, what: str, figure: float, feed: str, peers: Sequence[tuple[str, str]], factor: float
    ) -> Iterator[Bar]:
        """Hold a figure against the best of some peers measured elsewhere."""
        there = published()
        known = [(there[kind, e, feed], e) for kind, e in peers if (kind, e, feed) in there]
        by = self.scales.get(feed, {})
        if not known or not by:
            return
        p50, engine = min(known)
        deciding, *shown = [name for name in SCALES if name in by]
        yield Bar(
            what, figure, "ms", factor * p50 * by[deciding],
            f"{factor:g} x {engine} {p50:g} ms x {by[deciding]:.2f} ({deciding})",
            ", ".join(f"{figure / (factor * p50 * by[name]):.2f} by {name}" for name in shown),
        )  # fmt: skip

    def _earliest(self) -> Iterator[Bar]:
        for feed in self.feeds():
            for engine in (NAME, TOGETHER):
                ours = self.sample(feed, "earliest", engine)
                if ours is None:
                    continue
                what = f"earliest arrival, {feed}" + ", asked together" * (engine == TOGETHER)
                yield from self._scaled(what, ours.p50, feed, [("earliest", "ultra_csa")], 1.0)
                minotor = self.sample(feed, "earliest", "minotor")
                if minotor is not None:
                    yield Bar(
                        what,
                        minotor.times(ours),
                        "x faster",
                        20,
                        "20 x minotor 1.0.7 here",
                        most=False,
                    )

    def _range(self) -> Iterator[Bar]:
        for feed, factor in _RANGE.items():
            ours = self.sample(feed, "range")
            if ours is not None:
                what = f"range of 2 h, {feed}"
                yield from self._scaled(what, ours.p50, feed, [("range", "nigiri")], factor)

    def _rows(self) -> Iterator[Bar]:
        peers = [("one_to_all", "ultra_csa"), ("one_to_all", "ultra_raptor")]
        for feed in self.feeds():
            alone = self.sample(feed, "one_to_all")
            if alone is not None:
                yield from self._scaled(f"one to all, {feed}", alone.p50, feed, peers, 1.0)
            one, two = (self.sample(feed, "rows", NAME + n) for n in (", 1 thread", ", 2 threads"))
            if one is not None and two is not None:
                yield from self._scaled(f"a row of many, {feed}", one.p50, feed, peers, 1.0)
                what = f"rows on two cores, {feed} ({two.p50:.3g} ms a row)"
                yield Bar(what, one.times(two), "x faster", 1.7, "1.7 x one core", most=False)

    def _other_ways(self) -> Iterator[Bar]:
        for feed in self.feeds():
            timed = "cdmx2022" if feed == _HEADWAY_FEED else feed
            forward = self.sample(timed, "depart_at")
            for kind in ("arrive_by", "depart_at"):
                ours = self.sample(feed, kind)
                if ours is None or forward is None or ours is forward:
                    continue
                against = f"1.3 x forward, timed {forward.p50:.3g} ms"
                yield Bar(f"{kind}, {feed}", ours.p50, "ms", 1.3 * forward.p50, against)

    def _processes(self) -> Iterator[Bar]:
        told = self.figures
        if "corridor" in told:
            ask = told["corridor"]
            yield Bar("one corridor query, warm", ask["whole_ms"], "ms", 5, "5 ms")
            yield Bar("its engine part", ask["engine_ms"], "ms", 0.5, "0.5 ms")
        if "processes" in told:
            process = told["processes"]
            yield Bar("transit route ..., warm cache", process["warm_s"], "s", 1, "about 1 s")
            yield Bar("its memory", process["warm_mb"], "MB", 300, "300 MB")
            yield Bar("very first run", process["first_s"], "s", 15, "15 s")
            lines = len(process["first_said"].splitlines())
            yield Bar("lines it says meanwhile", lines, "", 1, "says what it does", most=False)
        if "cdmx2022" in told:
            cold, kept = told["cdmx2022"]["cold"], told["cdmx2022"]["kept"]
            whole = cold["load_s"] + cold["first_s"]
            yield Bar("Mexico City: read, compile, first answer", whole, "s", 12, "12 s")
            yield Bar("its memory", cold["peak_mb"], "MB", 1500, "1.5 GB")
            yield Bar("Mexico City: reopen from cache", kept["load_s"], "s", 0.5, "0.5 s")
            whole = kept["load_s"] + kept["first_s"]
            yield Bar("and its first answer", whole, "s", 0.5, "0.5 s, stricter than asked")
