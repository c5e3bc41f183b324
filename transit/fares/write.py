"""How do fares become files of a GTFS feed?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from transit.errors import QueryError
from transit.fares.write_feed import feeds_of
from transit.fares.write_v1 import tables_v1
from transit.fares.write_v2 import tables_v2
from transit.files import write_whole

if TYPE_CHECKING:
    from transit.fares.table import RideFares
    from transit.network.ground import Ground

_TABLES: Final = {1: tables_v1, 2: tables_v2}

_SPEAK_OF_OTHERS: Final = ("fare_leg_join_rules.txt", "fare_transfer_rules.txt")
"""Files of Fares V2 that would say something else of the networks and leg groups now written."""


def write_fares(
    ground: Ground, fares: RideFares, folder: str | Path, version: Literal[1, 2] = 2
) -> list[Path]:
    """Write what every ride of a network costs, as files to lay into the feed they are of.

    Parameters
    ----------
    ground
        The network. Where it was made from several feeds, each has a folder of its own within `folder`, named after
        it, and the files have its own ids.
    fares
        What rides cost; of a closed system, what one pays from entry to exit.
    folder
        Made where it is missing. Files of the same names are replaced.
    version
        Of GTFS Fares: 1 writes ``fare_attributes.txt`` and ``fare_rules.txt``, and ``stops.txt`` with zones where a
        fare depends on the stop; 2 writes ``fare_products.txt``, ``fare_leg_rules.txt``, ``networks.txt``,
        ``route_networks.txt``, and where needed ``areas.txt``, ``stop_areas.txt``, ``fare_leg_join_rules.txt``, and
        ``routes.txt`` without the networks that it stated.

    Returns
    -------
    paths
        Of the files written; none for a feed no fare of which is known.

    Raises
    ------
    QueryError
        If there is no such version, or files in `folder` that are not replaced would contradict those written.

    Notes
    -----
    Whoever reads the files comes to the same price for every ride, with one exception: a ride between two stops that
    costs more or less by the way taken, where a route calls twice at one of them, has none there. A closed system of
    several feeds is one in each of them.
    """
    if version not in _TABLES:
        raise QueryError("version", version, "1 or 2, of GTFS Fares")
    written: dict[Path, str] = {}
    for feed in feeds_of(ground, fares):
        place = Path(folder) / feed.name
        if feed.tariffs:
            written |= {place / f"{n}.txt": text for n, text in _TABLES[version](feed).items()}
            left = [name for name in _SPEAK_OF_OTHERS if place / name not in written]
            if version == 2 and any((place / name).exists() for name in left):
                told = f"one in which {place} holds neither {' nor '.join(left)}"
                raise QueryError("folder", str(folder), told)
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    return list(written)
