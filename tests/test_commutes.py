"""Twenty-four real commutes are answered as the texts say that were read against the facts."""

from __future__ import annotations

import pytest

import transit
from tests.commutes import COMMUTES, FOLDER, told


@pytest.fixture(scope="module")
def corridor():
    return transit.load()


@pytest.mark.parametrize("commute", COMMUTES, ids=lambda commute: commute.name)
def test_a_commute_is_answered_as_it_was_checked(corridor, commute):
    kept = (FOLDER / f"{commute.name}.txt").read_text(encoding="utf-8")
    assert told(corridor, commute) == kept


def test_every_text_belongs_to_a_commute():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {commute.name for commute in COMMUTES}
