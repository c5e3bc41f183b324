"""The benchmark tells its results in order; how fast anything is, no test asks."""

import numpy as np

from benchmarks import report
from benchmarks.bars import Results
from benchmarks.feeds import Query
from benchmarks.peers import published, scales
from benchmarks.timing import InProcess, Sample, measure


def sample(engine, *ms, kind="earliest", feed="cairns"):
    return Sample(feed, kind, engine, np.array([ms]), 0)


def test_every_figure_from_elsewhere_is_of_a_known_kind_and_takes_time():
    figures = published()
    assert {kind for kind, _, _ in figures} == {"earliest", "one_to_all", "range"}
    assert all(ms > 0 for ms in figures.values())


def test_a_yardstick_twice_as_slow_here_makes_what_was_measured_elsewhere_twice_as_slow():
    there = published()["earliest", "nb_csa", "cairns"]
    taken = [sample("nb_csa", 2 * there), sample("transit", 0.01)]
    assert scales(taken) == {"cairns": {"nb_csa": 2.0}}
    (bar,) = Results(taken, {}).bars()
    assert bar.bar == 2 * published()["earliest", "ultra_csa", "cairns"]
    assert bar.reached


def test_a_bar_that_asks_for_at_least_so_much_is_missed_from_below():
    taken = [sample("transit", 1.0), sample("minotor", 19.0)]
    (bar,) = (b for b in Results(taken, {}).bars() if not b.most)
    assert (bar.figure, bar.reached) == (19.0, False)


def test_engines_are_compared_on_the_queries_both_answered():
    assert sample("slow", 10.0).times(sample("quick", 1.0, 100.0, 100.0)) == 10.0


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head():
    taken = [sample("transit", 1.0, 2.0), sample("nb_csa", 1.0), sample("minotor", 30.0)]
    figures = {"corridor": {"whole_ms": 4.0, "engine_ms": 0.6, "queries": 10}}
    told = report.tell(Results(taken, figures))
    tables = [part.splitlines() for part in told.split("\n\n") if part.startswith("|")]
    assert len(tables) == 4
    for table in tables:
        assert len({line.count("|") for line in table}) == 1
    assert "**not reached**" in told


def test_contenders_answer_the_same_queries_by_turns():
    heard = []

    class Listener(InProcess):
        kinds = ("earliest",)

        def __init__(self, name):
            self.name = name

        def ask(self, _kind, query):
            heard.append((self.name, query))

    queries = [Query("a", "b", departs) for departs in range(40)]
    first, second = measure("f", "earliest", [Listener("a"), Listener("b")], queries, 60.0, 2)
    assert first.ms.shape == second.ms.shape == (2, 40)
    turns = heard[16:]
    assert [name for name, _ in turns[:10]] == ["a"] * 5 + ["b"] * 5
    assert [q for name, q in turns if name == "b"] == queries * 2
