"""Which places does a list or a table of them mean, and what is each called there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from transit.errors import QueryError
from transit.places.place import Match, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transit.places.find import Finder

UNDERSTOOD = "a list of places, a Series of them, or a table with id and either place, lat and lon, or points"


def places_of(given: Any, finder: Finder, argument: str) -> dict[str, Place]:  # noqa: ANN401
    """Settle on the places of a list or table.

    Parameters
    ----------
    given
        A list of anything that :meth:`transit.places.find.Finder.resolve` takes; a Series of such; or a DataFrame with
        a column ``place``, columns ``lat`` and ``lon``, or point geometries.
    argument
        Name of the argument it came from, for the error.

    Returns
    -------
    places
        By id: a table's column ``id`` or else its index; of a list the text given, or else the first stop id or the
        name of the place.

    Raises
    ------
    QueryError
        If there is no place, two have one id, or a row is none.
    PlaceNotFoundError, AmbiguousPlaceError
        If a name is no place, or several.
    """
    places: dict[str, Place] = {}
    for label, value in _labelled(given, argument):
        place = finder.resolve(value, argument if label is None else f"{argument}[{label!r}]")
        name = _own_id(value, place) if label is None else label
        if name in places:
            raise QueryError(argument, name, "ids that differ; two places have this one")
        places[name] = place
    if not places:
        raise QueryError(argument, [], "at least one place")
    return places


def _labelled(given: Any, argument: str) -> Iterator[tuple[str | None, Any]]:  # noqa: ANN401
    """List ids, where there are some, and places."""
    if isinstance(given, pd.DataFrame):
        ids = _ids(given.get("id", given.index), argument)
        yield from zip(ids, _column(given, argument, ids), strict=True)
    elif isinstance(given, pd.Series):
        values = _geometries(given, argument) if hasattr(given, "crs") else given
        yield from zip(_ids(given.index, argument), values, strict=True)
    elif isinstance(given, list | tuple) and not _is_pair(given):
        yield from ((None, value) for value in given)
    else:
        raise QueryError(argument, given, UNDERSTOOD)


def _ids(column: Any, argument: str) -> list[str]:  # noqa: ANN401
    """Take the ids of a table; none may be missing."""
    missing = pd.Series(list(column), dtype=object).isna()
    if missing.any():
        row = int(missing.argmax()) + 1
        raise QueryError(argument, "", f"an id in every row; row {row} has none")
    return list(map(str, column))


def _column(table: pd.DataFrame, argument: str, ids: list[str]) -> list[Any]:
    """Take the places of a table: by name, where a row has none by coordinates, or by geometry."""
    by_position = {"lat", "lon"} <= set(table.columns)
    if "place" in table:
        named = table["place"].notna() & (table["place"] != "")
        if not by_position and not named.all():
            nameless = ids[int((~named).argmax())]
            raise QueryError(f"{argument}[{nameless!r}]", "", "a place, or lat and lon")
        places = list(table["place"])
        if by_position:
            pairs = zip(table["lat"], table["lon"], strict=True)
            places = [
                place if by_name else pair
                for place, by_name, pair in zip(places, named, pairs, strict=True)
            ]
        return places
    if by_position:
        return list(zip(table["lat"], table["lon"], strict=True))
    if hasattr(table, "crs"):
        return list(_geometries(table.geometry, argument))
    raise QueryError(argument, sorted(map(str, table.columns)), UNDERSTOOD)


def _geometries(column: Any, argument: str) -> Any:  # noqa: ANN401
    """Turn points into longitudes and latitudes; other shapes have no one place."""
    if column.crs is None:
        raise QueryError(argument, "geometry", "geometries with a CRS, such as EPSG:4326")
    if not (column.geom_type == "Point").all():
        raise QueryError(
            argument, "geometry", "points; of an area its centroid or another point in it"
        )
    return column.to_crs("EPSG:4326")


def _is_pair(given: list[Any] | tuple[Any, ...]) -> bool:
    """Tell one coordinate from a list of places."""
    return len(given) == 2 and all(isinstance(x, int | float) for x in given)


def _own_id(value: Any, place: Place) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return value
    if isinstance(value, Match | Place) and place.stop_ids:
        return place.stop_ids[0]
    return place.name
