"""What each cell of a notebook shows is what is stored of it: run in this process, without a kernel.

nbval compares the same with a kernel a notebook, and can't see metadata: the evidence, the alt text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from helpers import notebooks
from helpers.read import tables
from helpers.show.chart import Chart

COMPARED = ("text/plain", "text/html", "text/csv", "image/svg+xml")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell such as a kernel has, on the package of the project; pictures in points aren't made."""
    for name in ("ROSTRUM_DATA", "ROSTRUM_ARTICLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Chart, "png", lambda _: b"")
    tables.forget()
    found = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    found.display_pub = CapturingDisplayPublisher()
    found.display_trap.hook = CapturingDisplayHook(found, found.display_pub.outputs)
    yield found
    InteractiveShell.clear_instance()


def facts(output: Any) -> tuple[dict[str, str], Any]:
    """What of an output is compared: the data of some kinds, and our metadata."""
    data = {kind: output["data"][kind] for kind in COMPARED if kind in output["data"]}
    return data, output["metadata"].get("rostrum")


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_cells_show_what_is_stored_of_them(path: Path, shell: InteractiveShell) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    for cell in cells:
        shell.display_pub.outputs.clear()
        shell.run_cell(cell.source).raise_error()
        shown = [facts(one) for one in shell.display_pub.outputs if one["data"]]
        stored = [facts(one) for one in cell.outputs if one.output_type != "stream"]
        again = f"if that is meant: python -m helpers refresh notebooks/{path.name}"
        assert shown == stored, f"{cell.id} shows something else than is stored; {again}"
