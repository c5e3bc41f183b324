"""Which layers can be switched, and how are they grouped? One tree a map, whoever filled it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from folium.plugins import TreeLayerControl
from folium.utilities import JsCode

from transit.maps.cards import esc
from transit.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium

    from transit.lang import Lang

Branch = dict[str, Any]
_NAME: Final = "transit_tree"
NARROW_PX: Final = 700
"""Below this width the tree opens on a tap."""


def leaf(layer: folium.map.Layer, label: str, *, note: str = "", colour: str = "") -> Branch:
    """Make one switch of a layer; label and note are plain text."""
    # A map's plain LayerControl, if it has one, need not list the layer a second time.
    layer.control = False
    swatch = (
        f'<span class="transit-swatch" style="background:{esc(colour)}"></span>' if colour else ""
    )
    small = f" <small>{esc(note)}</small>" if note else ""
    return {"label": f"{swatch}{esc(label)}{small}", "layer": layer}


def branch(label: str, children: Sequence[Branch], lang: Lang, *, collapsed: bool = True) -> Branch:
    """Group switches under one that turns all on or off."""
    return {
        "label": f"<b>{esc(label)}</b>",
        "selectAllCheckbox": esc(word("select_all", lang)),
        "collapsed": collapsed,
        "children": list(children),
    }


def add_to_tree(m: folium.Map, branches: Sequence[Branch], *, bases: Sequence[Branch] = ()) -> None:
    """Give a map these switches besides those it has.

    The control has to follow its layers in the page, so a map that gets more layers gets a new
    control at its end, holding the old branches too.
    """
    children = m._children
    old = children.get(_NAME)
    if isinstance(old, LayerTree):
        branches, bases = [*old.branches, *branches], [*old.bases, *bases]
    m.add_child(LayerTree(branches, bases), name=_NAME, index=len(children))


class LayerTree(TreeLayerControl):
    """Switches in groups; opened by a tap on a narrow screen."""

    def __init__(self, branches: Sequence[Branch], bases: Sequence[Branch]) -> None:
        self.branches, self.bases = branches, bases
        super().__init__(
            base_tree={"label": "", "noShow": True, "children": list(bases)} if bases else None,
            overlay_tree={"label": "", "noShow": True, "children": list(branches)},
            closed_symbol="▸",
            opened_symbol="▾",
            collapsed=JsCode(f"window.innerWidth < {NARROW_PX}"),
            # Drawing order is each layer's own; switching must not change it.
            auto_z_index=False,
        )
