"""What does one feed of a network charge, in its own ids?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from transit.fares.money import UNPRICED
from transit.fares.write_tariffs import tariffs_of
from transit.fares.write_zones import zones_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from transit.fares.table import RideFares
    from transit.fares.write_tariffs import Tariff
    from transit.network.ground import Ground


@dataclass(frozen=True, eq=False)
class FeedFares:
    """The fares of a feed's routes."""

    ground: Ground
    fares: RideFares
    name: str
    """Of the feed; blank where the network has but one."""
    routes: tuple[str, ...]

    @property
    def currency(self) -> str:
        """Currency code, ISO 4217."""
        return self.fares.currency

    @property
    def prefix(self) -> str:
        """What stands before the feed's ids in the network."""
        return f"{self.name}:" if self.name else ""

    def own(self, network_id: str) -> str:
        """Tell an id as the feed itself does."""
        return network_id.removeprefix(self.prefix)

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Pick the feed's rows of ``stops`` or ``routes``, as they were before merging."""
        mine = table[table["feed"] == self.name] if self.name else table
        return mine.drop(columns="feed", errors="ignore")

    @cached_property
    def tariffs(self) -> list[Tariff]:
        """What the routes charge; those of which no price is known are in none."""
        return tariffs_of(self.ground, self.fares, self.routes)

    @cached_property
    def zones(self) -> dict[int, str]:
        """Zone of each stop at whose zone a fare looks: the id of the first stop in it."""
        zones = zones_of([tariff for tariff in self.tariffs if not tariff.flat])
        return {stop: self.own(self.ground.stops.ids[head]) for stop, head in zones.items()}

    def prices(self, tariff: Tariff, route_id: str = "") -> dict[tuple[str, str], int]:
        """Price the rides of a tariff, or of one of its routes, from zone to zone, in fen; blanks are any zone."""
        pairs = tariff.rides[route_id] if route_id else tariff.pairs
        if tariff.flat:
            return {("", ""): next(iter(pairs.values()))}
        zones = self.zones
        return {(zones[a], zones[b]): fen for (a, b), fen in pairs.items() if fen != UNPRICED}


def feeds_of(ground: Ground, fares: RideFares) -> Iterator[FeedFares]:
    """Take a network's fares apart by the feeds it was made from."""
    routes = ground.feed.routes
    if "feed" not in routes or routes["feed"].nunique() < 2:
        yield FeedFares(ground, fares, "", tuple(routes["route_id"]))
        return
    for name, mine in routes.groupby("feed", sort=False)["route_id"]:
        yield FeedFares(ground, fares, str(name), tuple(mine))
