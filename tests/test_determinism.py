"""Notebooks and pages are the same, byte for byte, wherever they are made.

The notebooks run here in one place; test_jupyterlab runs them in another, far from it, and compares what they
show. nbval compares neither pictures nor metadata, and a notebook that is not trusted shows its pictures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import surroundings
from nbformat.v4 import new_code_cell, new_notebook

from helpers import notebooks, report
from helpers.read import tables


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebooks refreshed and pages made by our commands far away, on data that may not be written to."""
    folder = tmp_path_factory.mktemp("west")
    place, shut_in = surroundings.west(folder), surroundings.shut_in()
    (folder / "notebooks").mkdir()
    for path in notebooks.paths():
        shutil.copy(path, folder / "notebooks")
    shutil.copytree(tables.data_dir(), folder / "data")
    for path in [folder / "data", *(folder / "data").rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    (folder / "notebooks" / "matplotlibrc").write_text(surroundings.MATPLOTLIBRC, encoding="utf-8")
    files = sorted((folder / "notebooks").glob("*.ipynb"))
    for command in (["refresh"], ["report", "--out", folder / "out"]):
        done = subprocess.run(
            [*shut_in, sys.executable, "-m", "helpers", *command, *files],
            env={**place.environment, "ROSTRUM_DATA": str(folder / "data")},
            capture_output=True,
            encoding=surroundings.ENCODING,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr, done.stderr
    assert place.facts == surroundings.WEST
    return folder


@pytest.mark.long
def test_notebooks_run_to_the_bytes_that_are_stored(made: Path) -> None:
    """Watches the salt and the missing date of chart.Chart.svg, finding.MONTHS, and stable orders."""
    for path in notebooks.paths():
        again = (made / "notebooks" / path.name).read_text(encoding="utf-8")
        assert again == path.read_text(encoding="utf-8"), f"outputs differ: python -m helpers refresh {path}"


@pytest.mark.long
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


SHOWING = (
    "import pandas as pd\nfrom helpers.show import chart\npd.DataFrame({'a': ['x', 'y', 'z']})",
    "[chart.matplotlib.rcParams[name] for name in ('axes.grid', 'lines.marker', 'timezone')]",
    "import sys, warnings\n1\n(sys.warnoptions, sys.stdout.encoding, warnings.warn('seen', stacklevel=9))",
    "raise KeyError('expected')",
)
"""Cells whose outputs a person's settings would change."""


@pytest.mark.long
def test_what_is_set_for_other_programs_reaches_neither_refresh_nor_nbval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watches kernels.environment, its use in conftest, and the defaults that chart goes back to."""
    cells = [new_code_cell(source, id=f"c{place}") for place, source in enumerate(SHOWING)]
    cells[-1].metadata.tags = ["raises-exception"]
    path = tmp_path / "90_showing.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    notebooks.refresh([path])
    plain = path.read_bytes()
    (tmp_path / "matplotlibrc").write_text(surroundings.MATPLOTLIBRC, encoding="utf-8")
    habits = surroundings.habits(tmp_path / "habits")
    with monkeypatch.context() as patch:
        for name, value in habits.items():
            patch.setenv(name, value)
        patch.setattr("tempfile.tempdir", habits["TMPDIR"])
        assert notebooks.refresh([path]) == [] and path.read_bytes() == plain
    assert not list(Path(habits["TMPDIR"]).iterdir())
    nbval = ["-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", "-c", "pyproject.toml", path]
    done = subprocess.run(
        [sys.executable, *nbval],
        cwd=notebooks.FOLDER.parent,
        env={**os.environ, **habits},
        capture_output=True,
        encoding=surroundings.ENCODING,
        check=False,
    )
    assert f"{len(SHOWING)} passed" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
