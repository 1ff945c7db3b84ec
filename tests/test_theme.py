"""A sixth theme is one folder, its notebook and its data: nothing else in the project has to change."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[1]
THEME = Path(__file__).parent / "sixth" / "hedges"
NOTEBOOK = "notebooks/06_hedges.ipynb"
OVERVIEW = "notebooks/00_overview.ipynb"
FIRST = "Paragraph 8 hedges most: 5 times."
KINDS = {"weak": "leaves it open", "strong": "closes it", "concession": "grants a limit"}


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def run(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "helpers", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def add_data(folder: Path) -> None:
    """Give the theme a table of its own, described in the package."""
    (folder / "data" / "hedging").mkdir()
    lines = ["hedge_type,effect", *(f"{kind},{effect}" for kind, effect in KINDS.items())]
    (folder / "data" / "hedging" / "kinds.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["folders"]["hedging"] = "what a kind of hedge does"
    columns = [("hedge_type", "Kind of hedge."), ("effect", "What it does to what is said.")]
    package["resources"].append(
        {
            "name": "hedging.kinds",
            "path": "hedging/kinds.csv",
            "description": "What each kind of hedge does: one row a kind.",
            "gist": "{hedge_type}: {effect}",
            "schema": {
                "fields": [
                    {"name": name, "type": "string", "description": what, "constraints": {"required": True}}
                    for name, what in columns
                ],
                "primaryKey": ["hedge_type"],
            },
        }
    )
    path.write_text(json.dumps(package, indent=2), encoding="utf-8")


def add_notebook(folder: Path) -> None:
    cells = [
        new_markdown_cell("# Where does the article hedge?\n\nBy paragraph.", id="title"),
        new_code_cell(
            "from helpers.read import tables\nfrom helpers.themes.hedges import draw, say", id="imports"
        ),
        new_markdown_cell("## Findings", id="findings-heading"),
        new_code_cell("say.headlines(tables.article_id())", id="findings"),
        new_code_cell("draw.lead(tables.article_id())", id="chart"),
        new_markdown_cell(
            "## Limits\n\nOne article. Back to the [overview](00_overview.ipynb).", id="limits"
        ),
    ]
    nbformat.write(new_notebook(cells=cells), folder / NOTEBOOK)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A copy of the project to which the theme was added, and what the commands then changed in it."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("helpers", "notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("example", "*.png"))
    shutil.copytree(ROOT / "docs" / "charts", folder / "docs" / "charts", dirs_exist_ok=True)
    shutil.copy(ROOT / "README.md", folder)
    before = files(folder)
    shutil.copytree(THEME, folder / "helpers" / "themes" / "hedges")
    add_data(folder)
    add_notebook(folder)
    added = files(folder)
    changes = {name: "added" for name in added if added[name] != before.get(name)}
    run(folder, "docs")
    written = files(folder)
    changes |= {name: "docs" for name in written if written[name] != added.get(name)}
    run(folder, "refresh", NOTEBOOK, OVERVIEW)
    run(folder, "report", OVERVIEW, NOTEBOOK)
    return folder, changes


def test_only_the_folder_the_notebook_and_the_data_are_added(grown: tuple[Path, dict[str, str]]) -> None:
    _, changes = grown
    rooms = {f"helpers/themes/hedges/{path.name}" for path in THEME.iterdir() if path.is_file()}
    assert {name for name, how in changes.items() if how == "added"} == {
        *rooms,
        NOTEBOOK,
        "data/hedging/kinds.csv",
        "data/datapackage.json",
    }
    assert {name for name, how in changes.items() if how == "docs"} == {"README.md", "data/README.md"}


def test_the_documents_know_the_theme(grown: tuple[Path, dict[str, str]]) -> None:
    folder, _ = grown
    readme = (folder / "README.md").read_text(encoding="utf-8")
    row = f"| [06_hedges](notebooks/06_hedges.ipynb) | Where does the article hedge? |  | {FIRST} |"
    assert row in readme and "| `data/hedging` | what a kind of hedge does | 1 | " in readme
    dictionary = (folder / "data" / "README.md").read_text(encoding="utf-8")
    assert "What each kind of hedge does: one row a kind. | `hedge_type` | 06 |" in dictionary
    hedges = next(line for line in dictionary.splitlines() if line.startswith("| [article.hedges]"))
    assert hedges.endswith(" 06 |")


def test_overview_and_index_and_evidence_know_the_theme(grown: tuple[Path, dict[str, str]]) -> None:
    folder, _ = grown
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "reports").glob("*.html")}
    assert set(pages) == {"06_hedges", "index"}
    assert "Where does the article hedge?" in pages["index"]
    assert re.search(rf'<a href="06_hedges.html#[^"]+">{re.escape(FIRST)}</a>', pages["index"])
    assert pages["index"].count("<svg") == len(list((folder / "notebooks").glob("0[1-6]_*.ipynb")))
    assert f'<strong class="headline">{FIRST}</strong>' in pages["06_hedges"]
    assert '<tr id="r-weak"><th>weak</th><td>weak: leaves it open</td>' in pages["06_hedges"]
