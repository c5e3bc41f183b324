"""Run every notebook from scratch and keep what it says, without the time it took to say it."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

for path in sorted(Path(__file__).parent.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False).execute()
    partial = path.with_suffix(".partial")
    nbformat.write(notebook, partial)
    partial.replace(path)
