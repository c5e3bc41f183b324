"""The wheel carries the library and the corridor's data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_carries_the_data_and_nothing_superfluous(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("transit-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for feed in ("bus", "express", "line22", "rail", "subway"):
        assert f"gtfs_data/feeds/{feed}/stop_times.txt" in names
    assert {
        "gtfs_data/facts/geography/borders.geojson",
        "transit/maps/assets/leaflet.js",
        "transit/py.typed",
    } <= names
    rooms = {name.split("/")[0].split("-")[0] for name in names}
    assert rooms == {"transit", "gtfs_data"}
    assert not [n for n in names if "__pycache__" in n or "/." in n or n.endswith(".partial")]
