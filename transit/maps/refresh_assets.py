"""How do the vendored browser files get here? ``python -m transit.maps.refresh_assets``.

Edit a version in manifest.json first. Each package is fetched once with ``npm pack``; the files the
manifest names are copied unchanged and their digests written back.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent / "assets"
MANIFEST = HERE / "manifest.json"


def fetch(package: str, version: str, folder: Path) -> tarfile.TarFile:
    """Open the npm tarball of one exact version."""
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return tarfile.open(folder / done.stdout.split()[-1])


def main() -> None:
    """Copy every file of the manifest from its package and note its digest."""
    entries = json.loads(MANIFEST.read_text(encoding="utf-8"))
    packages: dict[tuple[str, str], tarfile.TarFile] = {}
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            key = entry["package"], entry["version"]
            if key not in packages:
                packages[key] = fetch(*key, Path(folder))
            member = packages[key].extractfile(f"package/{entry['path']}")
            if member is None:
                raise FileNotFoundError(entry["path"])
            content = member.read()
            target = HERE / entry["file"]
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
            entry["sha256"] = hashlib.sha256(content).hexdigest()
    rows = ",\n  ".join(json.dumps(entry) for entry in entries)
    MANIFEST.write_text(f"[\n  {rows}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
