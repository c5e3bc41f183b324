"""How long does one wait for a vehicle whose clock time nobody publishes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from transit.timetable.arrays import Timetable

WAITS: Final = {"mean": 0.5, "worst": 1.0, "best": 0.0}
"""Share of the headway, by the name of the model."""


def with_wait(timetable: Timetable, wait: str) -> Timetable:
    """Let who boards service known only by its headway wait; every other column is shared.

    Parameters
    ----------
    timetable
        As compiled; not mirrored.
    wait
        A key of `WAITS`. Half seconds are dropped.
    """
    headway = timetable.headway
    wait_s = np.floor(headway.headway_s * WAITS[wait]).astype(np.int32)
    return timetable._replace(headway=headway._replace(board_wait_s=wait_s))
