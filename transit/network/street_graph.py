"""What does a street graph say? Nodes in degrees and ways in metres, read from a networkx graph as osmnx makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from transit.errors import QueryError

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_matrix

    from transit.network.stops import Floats

_DEGREES: Final = "EPSG:4326"
_POSITION: Final = "x and y as numbers: degrees, or what the crs of the graph measures in"
_CRS: Final = "a coordinate system, as osmnx writes it: 'epsg:4326' or that of a projected graph"


class Streets(NamedTuple):
    """Streets one may walk along, either way."""

    lat: Floats
    """Degrees, shape (N,)."""
    lon: Floats
    ways: csr_matrix
    """Metres from node to node, shape (N, N), the same both ways."""


def read_streets(graph: nx.Graph[Any]) -> Streets:
    """Read a street graph.

    Parameters
    ----------
    graph
        Of any networkx type. Nodes have ``x`` and ``y``, longitude and latitude unless ``graph.graph["crs"]`` names
        another coordinate system; edges have ``length`` in metres, and are walked both ways whatever their direction.

    Raises
    ------
    QueryError
        If the graph has no nodes, a node has no position, an edge has no length or a negative one, or the coordinate
        system is unknown; it says which node or edge.
    """
    index = {node: i for i, node in enumerate(graph.nodes)}
    if not index:
        raise QueryError("walks", graph, "a street graph with at least one node")
    xy = np.array([_position(node, facts) for node, facts in graph.nodes(data=True)])
    lat, lon = _degrees(xy, graph.graph.get("crs") or _DEGREES)
    edges = [
        (index[u], index[v], _length(u, v, facts.get("length")))
        for u, v, facts in graph.edges(data=True)
    ]
    return Streets(lat, lon, _both_ways(edges, len(index)))


def _position(node: object, facts: dict[str, Any]) -> tuple[float, float]:
    try:
        x, y = float(facts["x"]), float(facts["y"])
    except (KeyError, TypeError, ValueError):
        x = y = np.nan
    if not np.isfinite((x, y)).all():
        told = {name: facts[name] for name in ("x", "y") if name in facts}
        raise QueryError(f"walks node {node!r}", told, _POSITION)
    return x, y


def _length(u: object, v: object, given: Any) -> float:  # noqa: ANN401
    try:
        length = float(given)
    except (TypeError, ValueError):
        length = np.nan
    if not 0 <= length < np.inf:
        raise QueryError(f"walks edge {u!r} - {v!r} length", given, "metres, 0 or more")
    return length


def _degrees(xy: Floats, crs: Any) -> tuple[Floats, Floats]:  # noqa: ANN401
    """Turn coordinates into latitudes and longitudes."""
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        given = CRS.from_user_input(crs)
    except CRSError:
        raise QueryError("walks crs", crs, _CRS) from None
    x, y = xy.T
    if given != CRS.from_user_input(_DEGREES):
        x, y = Transformer.from_crs(given, _DEGREES, always_xy=True).transform(x, y)
    outside = ~((np.abs(y) <= 90) & (np.abs(x) <= 180))
    if outside.any():
        raise QueryError(
            "walks crs", str(crs), f"{_CRS}; nodes lie nowhere on the earth by this one"
        )
    return y, x


def _both_ways(edges: list[tuple[int, int, float]], n_nodes: int) -> csr_matrix:
    """Lay ways out by node, of several between two nodes the shortest."""
    from scipy.sparse import csr_matrix

    u, v = np.array([edge[:2] for edge in edges], dtype=np.int64).reshape(-1, 2).T
    metres = np.tile(np.array([edge[2] for edge in edges], dtype=np.float64), 2)
    # A sparse matrix would add up what is said twice of one place.
    key = np.concatenate((u * n_nodes + v, v * n_nodes + u))
    order = np.lexsort((metres, key))
    key, first = np.unique(key[order], return_index=True)
    a, b = np.divmod(key, n_nodes)
    return csr_matrix((metres[order][first], (a, b)), shape=(n_nodes, n_nodes))
