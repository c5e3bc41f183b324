"""A feed as typed tables, and several feeds as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd
from pandas.api.types import union_categoricals

from transit.errors import FeedError
from transit.gtfs.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Feed:
    """GTFS tables as frames: ids as text, times as int32 seconds of the service day.

    Ids and texts of ``stop_times`` are categories, in the order of the texts.
    Every column that `transit.gtfs.schema.TABLES` names is there, whatever the files hold; further columns are
    kept as text. An absent table is an empty frame.
    """

    name: str
    agency: pd.DataFrame
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    """Sorted by trip_id and stop_sequence."""
    frequencies: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    shapes: pd.DataFrame
    transfers: pd.DataFrame
    fare_attributes: pd.DataFrame
    fare_rules: pd.DataFrame
    areas: pd.DataFrame
    stop_areas: pd.DataFrame
    networks: pd.DataFrame
    route_networks: pd.DataFrame
    timeframes: pd.DataFrame
    rider_categories: pd.DataFrame
    fare_media: pd.DataFrame
    fare_products: pd.DataFrame
    fare_leg_rules: pd.DataFrame
    fare_leg_join_rules: pd.DataFrame
    fare_transfer_rules: pd.DataFrame
    booking_rules: pd.DataFrame
    translations: pd.DataFrame
    feed_info: pd.DataFrame
    attributions: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<Feed {self.name}: {len(self.routes)} routes, {len(self.stops)} stops, "
            f"{len(self.trips)} trips>"
        )

    @property
    def timezone(self) -> str:
        """IANA name of the zone the times of the feed, or of the first of several, are in."""
        return next(iter(self.zones.values()))

    @property
    def zones(self) -> dict[str, str]:
        """IANA name of the zone each feed's times are in, by the feed's name."""
        first = self.agency.drop_duplicates("feed") if "feed" in self.agency else self.agency[:1]
        names = first.get("feed", [self.name])
        return dict(zip(names, first["agency_timezone"], strict=True))


def codes_of(ids: pd.Series) -> npt.NDArray[np.signedinteger[Any]]:
    """Look at the codes of a column of categories, without the copy that ``.cat.codes`` makes; shape (N,)."""
    return cast("pd.Categorical", ids.array).codes


def merge(feeds: Sequence[Feed]) -> Feed:
    """Put several feeds into one, each id prefixed with its feed's name: ``subway:L1_guomao``.

    One feed is returned as it is. The table columns ``feed`` say where each agency, stop, route and trip came from.

    Raises
    ------
    FeedError
        If two feeds bear one name.
    """
    names = [feed.name for feed in feeds]
    for name in names:
        if names.count(name) > 1:
            raise FeedError(name, "two feeds bear this name; rename one of the files")
    merged = {}
    for table, layout in TABLES.items():
        parts = []
        for feed in feeds:
            part = getattr(feed, table)
            if table in {"agency", "stops", "routes", "trips"}:
                part = part.assign(feed=feed.name)
            if len(feeds) > 1 and len(part):
                part = part.assign(**{c: _prefixed(part[c], feed.name) for c in layout.ids})
            parts.append(part)
        merged[table] = _stacked([part for part in parts if len(part)] or parts[:1])
    return Feed(name="+".join(names), **merged)


def _prefixed(ids: pd.Series, name: str) -> pd.Series:
    if isinstance(ids.dtype, pd.CategoricalDtype):
        categories = ids.cat.categories.to_series()
        return ids.cat.rename_categories(pd.Index(_prefixed(categories, name)))
    return (name + ":" + ids).where(ids != "", "")


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Lay tables under each other; a column that one has and another lacks is blank text there."""
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    columns = {}
    for name in dict.fromkeys(column for part in parts for column in part.columns):
        pieces = [
            part[name] if name in part else pd.Series("", index=part.index, dtype="str")
            for part in parts
        ]
        if any(isinstance(piece.dtype, pd.CategoricalDtype) for piece in pieces):
            union = union_categoricals(
                [piece.astype("category") for piece in pieces], sort_categories=True
            )
            columns[name] = pd.Series(union)
        else:
            columns[name] = pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(columns, copy=False)
