"""Which routes and ids of a network are of which bundled feed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from transit.network.ground import Ground


class Operator(NamedTuple):
    """One feed of a network."""

    routes: frozenset[str]
    """Ids of its routes, as the network knows them; none where the feed is not loaded."""
    prefix: str
    """What the network puts before its ids: nothing where it is the only feed."""


def operator_of(ground: Ground, feed: str) -> Operator:
    """Find a feed by its name."""
    routes = ground.feed.routes
    if "feed" in routes:
        return Operator(frozenset(routes.loc[routes["feed"] == feed, "route_id"]), f"{feed}:")
    alone = ground.feed.name == feed
    return Operator(frozenset(routes["route_id"]) if alone else frozenset(), "")
