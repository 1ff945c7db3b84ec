"""Notebooks and pages are the same, byte for byte, wherever they are made.

The notebooks run here in one place; test_jupyterlab runs them in another, far from it, and compares what they
show. nbval compares neither pictures nor metadata, and a notebook that is not trusted shows its pictures.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import surroundings

from helpers import notebooks, report, tables


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebooks refreshed and pages made by our commands far away, on data that may not be written to."""
    folder = tmp_path_factory.mktemp("west")
    place, shut_in = surroundings.west(folder), surroundings.shut_in()
    shutil.copytree(notebooks.FOLDER, folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(tables.data_dir(), folder / "data")
    for path in [folder / "data", *(folder / "data").rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    files = sorted((folder / "notebooks").glob("*.ipynb"))
    for command in (["refresh"], ["report", "--out", folder / "out"]):
        done = subprocess.run(
            [*shut_in, sys.executable, "-m", "helpers", *command, *files],
            env={**place.environment, "ROSTRUM_DATA": str(folder / "data")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert place.facts == surroundings.WEST
    return folder


def test_notebooks_run_to_the_bytes_that_are_stored(made: Path) -> None:
    """Watches the salt and the missing date of chart.Chart.svg, finding.MONTHS, and stable orders."""
    for path in notebooks.paths():
        again = (made / "notebooks" / path.name).read_text(encoding="utf-8")
        assert again == path.read_text(encoding="utf-8"), f"outputs differ: python -m helpers refresh {path}"


def test_pages_are_made_of_the_same_bytes(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watches finding.MONTHS and the order of evidence rows."""
    monkeypatch.setenv("ROSTRUM_DATA", str(made / "data"))
    tables.forget()
    pages = report.build(notebooks.paths(), tmp_path)
    tables.forget()
    assert {path.name for path in (made / "out").iterdir()} == {page.name for page in pages}
    for page in pages:
        assert page.read_bytes() == (made / "out" / page.name).read_bytes(), page.name
