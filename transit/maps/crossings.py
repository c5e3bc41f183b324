"""Where is the border crossed, and who checks there? A gate for each crossing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transit.maps.cards import crossing_card, esc, names, short_name
from transit.maps.features import Features, feature
from transit.maps.words import word

if TYPE_CHECKING:
    import geopandas as gpd

    from transit.lang import Lang


def crossing_layer(crossings: gpd.GeoDataFrame, *, lang: Lang = "zh") -> Features:
    """Mark each crossing with a gate, its name and its checkpoint.

    Parameters
    ----------
    crossings
        Columns ``name``, ``name_en``, ``kind``, ``status``, ``checkpoint``, ``open_date``,
        ``evidence``, ``error_m``, ``source_ids`` and perhaps ``checkpoint_en``; points in EPSG:4326,
        some perhaps missing.
    lang
        Language of labels and cards.

    Returns
    -------
    layer
        Add it to a map with ``layer.add_to(m)``.
    """
    described = []
    for row in crossings[~crossings.geometry.isna() & ~crossings.geometry.is_empty].to_dict(
        "records"
    ):
        planned = " transit-planned" if row["status"] == "planned" else ""
        icon = {"html": f'<div class="transit-gate{planned}"></div>', "size": [12, 12]}
        name = short_name(names(row, "name", lang)[0])
        checkpoint = short_name(names(row, "checkpoint", lang)[0])
        label = {
            "text": name,
            "sub": checkpoint,
            "kind": "crossing",
            "rank": 15,
            "zoom": 11,
            "gap": 11,
            "solid": 7,
        }
        at = row["geometry"]
        described.append(
            feature(
                at,
                icon=icon | {"anchor": [6, 6], "pane": "transit-crossing"},
                alt=row["name"],
                tooltip=esc(" ".join(names(row, "name", lang))),
                popup=crossing_card(row, lang),
                label=label | {"at": [round(at.x, 5), round(at.y, 5)]},
            )
        )
    return Features(described, name=word("crossings", lang))
