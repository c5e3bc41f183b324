"""Imports point down. This is the list of rooms in docs/ARCHITECTURE.md, enforced."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import transit

ROOT = Path(transit.__file__).parent
LAYERS = (
    *(
        "errors",
        "lang",
        "files",
        "clock",
        "geo",
        "store",
        "journey",
        "gtfs",
        "corridor",
        "network",
        "timetable",
        "fares",
        "views",
    ),
    *(
        "places",
        "routing",
        "present",
        "maps",
        "departures",
        "profiles",
        "travel_times",
        "explanations",
    ),
    *("answers", "questions", "queries", "net", "__init__", "cli"),
)
"""Top to bottom; a room may import what stands before it, and itself."""

HOMES = {
    "networkx": ("network/", "views/", "net.py"),
    "folium": ("maps/", "net.py", "answers.py"),
    "branca": ("maps/",),
    "rapidfuzz": ("places/",),
    "pypinyin": ("places/",),
    "click": ("cli/",),
    "icalendar": ("present/ics.py",),
    "pyproj": ("network/",),
    "scipy": ("network/",),
    "rich": ("cli/",),
    "geopandas": ("present/", "maps/", "departures.py", "answers.py", "net.py"),
    "matplotlib": ("present/profile_plot.py", "profiles.py"),
    "pyarrow": ("store/", "gtfs/"),
    "platformdirs": ("store/",),
    "numba": ("routing/compiled.py",),
}
TYPES_ONLY = {
    ("networkx", "net.py"),
    ("folium", "net.py"),
    ("folium", "answers.py"),
    ("geopandas", "departures.py"),
    ("matplotlib", "profiles.py"),
}
"""Where a heavy library is named for the type checker alone, and never opened."""

MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def imports(module, *, types=True):
    """Names a module imports, at its head or inside a function; without `types`, those that happen when it runs."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    names = set()
    for node in ast.walk(tree):
        if not types and id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def level(name):
    """Place of a module in `LAYERS`; the longest entry that begins its name decides."""
    inside = name.removeprefix("transit").lstrip(".") or "__init__"
    fits = [layer for layer in LAYERS if inside == layer or inside.startswith(layer + ".")]
    return LAYERS.index(max(fits, key=len)) if fits else None


def name_of(module):
    return "transit." + module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    here = level(name_of(module))
    assert here is not None, f"{module} stands in no room"
    ours = {
        name
        for name in imports(module)
        if name.split(".")[0] == "transit" and level(name) is not None
    }
    assert not {name for name in ours if level(name) > here}


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_stay_home(module):
    heavy = {name.split(".")[0] for name in imports(module)} & HOMES.keys()
    assert not {library for library in heavy if not module.startswith(HOMES[library])}
    opened = {name.split(".")[0] for name in imports(module, types=False)}
    assert not {library for library in opened if (library, module) in TYPES_ONLY}


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith("cli/")])
def test_only_the_command_line_prints(module):
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "input", "breakpoint"}


@pytest.mark.parametrize("module", MODULES)
def test_nothing_draws_random_numbers_and_only_the_command_line_reads_the_clock(module):
    assert not imports(module) & {"random", "numpy.random", "secrets"}
    if not module.startswith("cli/"):
        text = ast.unparse(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        assert not [call for call in (".now(", ".today(", "time.time(", "utcnow(") if call in text]


def test_kernels_see_arrays_and_integers_only():
    assert not {n.split(".")[0] for n in imports("routing/rounds.py")} & {
        "pandas",
        "networkx",
        "shapely",
        "geopandas",
    }
    assert not {n.split(".")[0] for n in imports("timetable/arrays.py")} & {
        "pandas",
        "networkx",
        "shapely",
    }


def test_the_oracle_shares_nothing_with_the_engine():
    for module in ("views/expanded.py", "views/closure.py", "views/laid_out.py"):
        assert not {
            n
            for n in imports(module)
            if n.startswith(("transit.routing", "transit.timetable.mirror"))
        }
    oracle = ast.parse((Path(__file__).parent / "oracle.py").read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(oracle) if isinstance(node, ast.ImportFrom)}
    assert not {
        n
        for n in named
        if n.startswith(
            ("transit.routing", "transit.timetable.mirror", "transit.timetable.compile")
        )
    }


def test_importing_transit_opens_no_heavy_library():
    heavy = [*HOMES, "pandas", "numpy", "shapely", "pyogrio", "matplotlib"]
    code = f"import sys, transit; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_module_says_first_which_question_it_answers():
    for module in MODULES:
        assert ast.get_docstring(ast.parse((ROOT / module).read_text(encoding="utf-8"))), module
