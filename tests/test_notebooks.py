"""Notebooks are whole, tidy and say no number that was not computed; a broken one is refused by name."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import notebooks

PATHS = notebooks.paths()
each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_there_is_a_notebook_for_every_theme() -> None:
    themes = {module.stem for module in Path(notebooks.__file__).with_name("findings").glob("[a-z]*.py")}
    assert {notebooks.theme(path) for path in PATHS} >= themes


@each
def test_is_whole_and_opens_with_its_question(path: Path) -> None:
    notebook = notebooks.read(path)
    assert re.match(r"# \S.*\n*", notebook.cells[0].source), "the first cell is no level-1 heading"
    headings = [line for text in prose(notebook) for line in text.splitlines() if line.startswith("# ")]
    assert len(headings) == 1, headings


@each
def test_cells_are_short_and_define_nothing(path: Path) -> None:
    for cell in code(notebooks.read(path)):
        tree = ast.parse(cell.source)
        barred = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
        found = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, barred)]
        assert not found, f"{cell.id}: {found} belong in helpers"
        assert len(cell.source.splitlines()) <= 20, f"{cell.id} is too long"
        assert "sys.path" not in cell.source, f"{cell.id}: helpers is installed, no path is needed"


@each
def test_outputs_hold_no_warning_and_no_path_of_a_machine(path: Path) -> None:
    for cell in code(notebooks.read(path)):
        for output in cell.outputs:
            assert output.get("name") != "stderr", f"{cell.id} writes to stderr: {output.get('text')}"
            shown = json.dumps(output.get("data", output.get("text", "")))
            shown = re.sub(r'https?://[^\s"<]*|"image/png": "[^"]*"', "", shown)
            found = re.search(r"(/home/|/root/|/Users/|/tmp/|/work/|[A-Z]:\\\\\\\\)\w*|at 0x[0-9a-f]+", shown)
            assert found is None, f"{cell.id} shows {found[0] if found else ''}"


MONTHS = "January February March April May June July August September October November December"
ALLOWED = "|".join(
    (
        r"`[^`]*`",  # code
        r"\]\([^)]*\)",  # addresses of links
        r"https?://\S+",
        r"(?m:^#+ \d+\. )",  # numbers of sections
        rf"\b(?:\d{{1,2}} )?(?:{MONTHS.replace(' ', '|')})(?: \d{{4}})?\b",
        r"\b(?:19|20)\d\d\b",
    )
)


@each
def test_prose_states_no_result(path: Path) -> None:
    """Digits in Markdown stand in dates, section numbers, code and links alone: findings are computed."""
    for text in prose(notebooks.read(path)):
        found = re.findall(r".{0,30}\d+.{0,20}", re.sub(ALLOWED, "", text))
        assert not found, f"a typed number: {found}"


@each
def test_ends_with_limits_and_leads_on(path: Path) -> None:
    texts = prose(notebooks.read(path))
    assert any(re.search(r"(?m)^## (Limits|What is not claimed)", text) for text in texts[-2:])
    linked = [name for name in re.findall(r"\]\(([^)#]+\.ipynb)\)", "\n".join(texts))]
    assert linked and all((path.parent / name).exists() for name in linked)


def sample(tmp_path: Path, *cells: NotebookNode) -> Path:
    path = tmp_path / "90_sample.ipynb"
    path.write_text(
        nbformat.writes(new_notebook(cells=[new_markdown_cell("# Sample?"), *cells])), encoding="utf-8"
    )
    return path


def test_a_cell_that_was_not_run_in_order_is_refused(tmp_path: Path) -> None:
    path = sample(
        tmp_path, new_code_cell("1", id="first"), new_code_cell("2", id="second", execution_count=2)
    )
    with pytest.raises(
        notebooks.NotebookError, match=r"code cell 1 \(first\) has execution count None, not 1"
    ):
        notebooks.read(path)


def test_a_stored_error_is_refused(tmp_path: Path) -> None:
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    path = sample(tmp_path, new_code_cell("d['x']", id="lookup", execution_count=1, outputs=[error]))
    with pytest.raises(notebooks.NotebookError, match=r"\(lookup\) holds an error: KeyError: 'x'.*refresh"):
        notebooks.read(path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"nbformat": 3}', b'{"nbformat": 4}', b"\xff\xfe", b"[" * 99999]
)
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "90_sample.ipynb"
    path.write_bytes(content)
    with pytest.raises(notebooks.NotebookError, match=r"90_sample\.ipynb"):
        notebooks.read(path)


def test_a_missing_or_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(notebooks.NotebookError, match="can't be read"):
        notebooks.read(tmp_path / "none.ipynb")
    monkeypatch.setattr(notebooks, "LARGEST", 10)
    with pytest.raises(notebooks.NotebookError, match="more than 10 bytes"):
        notebooks.read(sample(tmp_path))


def test_refresh_stores_what_runs_and_keeps_what_fails(tmp_path: Path) -> None:
    good = sample(tmp_path, new_code_cell("1 + 1", id="sum"))
    bad = tmp_path / "91_bad.ipynb"
    bad.write_text(
        nbformat.writes(new_notebook(cells=[new_code_cell("1 / 0", id="fault")])), encoding="utf-8"
    )
    before = bad.read_bytes()
    with pytest.raises(notebooks.NotebookError, match=r"(?s)91_bad.ipynb does not run.*\nZeroDivisionError"):
        notebooks.refresh([good, bad])
    assert notebooks.read(good).cells[1].outputs[0].data["text/plain"] == "2"
    assert bad.read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))
    stored = good.read_bytes()
    assert notebooks.refresh([good]) == [] and good.read_bytes() == stored
