"""The committed notebooks run from scratch and say what they say."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


def told(notebook: nbformat.NotebookNode) -> list[str]:
    """Everything the cells print or show as text, in order."""
    return [
        output.get("text") or output["data"]["text/plain"].split(" at 0x")[0]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


@pytest.mark.filterwarnings("default")  # the kernel's own libraries warn, not the notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_outputs_are_those_committed(path: Path) -> None:
    committed = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    NotebookClient(fresh, timeout=300, kernel_name="python3").execute()
    assert told(committed), "committed without outputs"
    assert told(fresh) == told(committed)
