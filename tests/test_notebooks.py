"""Notebooks are whole, tidy and say no number that was not computed; a broken one is refused by name."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from samples import sampled
from typer.testing import CliRunner, Result

from helpers import notebooks, themes
from helpers.__main__ import app

PATHS = notebooks.paths()
each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_there_is_a_notebook_for_every_theme() -> None:
    rooms = {room.parent.name for room in themes.ROOM.glob("*/__init__.py")}
    assert set(themes.notebooks()) == {themes.of(path) for path in PATHS} - {None} == rooms


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
        if text.startswith("## Literature"):
            continue  # which is computed from the references
        found = re.findall(r".{0,30}\d+.{0,20}", re.sub(ALLOWED, "", text))
        assert not found, f"a typed number: {found}"


@each
def test_ends_with_limits_and_leads_on(path: Path) -> None:
    texts = prose(notebooks.read(path))
    last = texts if path.stem == "00_overview" else texts[-2:]  # which says so in its first two minutes
    assert any(re.search(r"(?m)^## (Limits|What is not claimed)", text) for text in last)
    linked = [name for name in re.findall(r"\]\(([^)#]+\.ipynb)\)", "\n".join(texts))]
    assert linked or path.stem == "00_overview", "whose outputs lead to all others"
    assert all((path.parent / name).exists() for name in linked)


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
    told, wrong = tmp_path / "92_told.ipynb", "from helpers.errors import DataError; raise DataError(['a:2'])"
    nbformat.write(new_notebook(cells=[new_code_cell(wrong)]), told)
    with pytest.raises(
        notebooks.NotebookError,
        match=r"(?s)91_bad.ipynb does not run.*\nZeroDivisionError.*92_told.ipynb does not run: a:2$",
    ):
        notebooks.refresh([good, bad, told])
    assert notebooks.read(good).cells[1].outputs[0].data["text/plain"] == "2"
    assert bad.read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))
    stored = good.read_bytes()
    assert notebooks.refresh([good]) == [] and good.read_bytes() == stored


# ---- advice that helps ---------------------------------------------------------------------------------


def done(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def settle(path: Path, out: Path) -> None:
    """Have a report made of a notebook; where that is refused, do what the refusal says, once."""
    first = done("report", path, "--out", out)
    if first.exit_code:
        advice = shlex.split(first.stderr.replace("\n", " ").partition("Run: python -m ")[2])
        assert advice, first.stderr
        if advice[0] == "helpers":
            assert done(*advice[1:]).exit_code == 0
        else:
            subprocess.run([sys.executable, "-m", *advice], check=True, capture_output=True)
        first = done("report", path, "--out", out)
        if first.exit_code and advice[0] == "jupyter":
            return settle(path, out)
    assert first.exit_code == 0, first.stderr
    return None


def tagged(source: str, tag: str, **more: Any) -> NotebookNode:
    return new_code_cell(source, metadata={"tags": [tag]}, **more)


ERROR = {"ename": "ZeroDivisionError", "evalue": "division by zero", "traceback": ["..."]}
KINDS = {
    "empty cells": [new_code_cell("1", execution_count=1), new_code_cell(""), new_code_cell(" \n\t")],
    "an empty cell between": [new_code_cell("1", execution_count=1), new_code_cell(""), new_code_cell("2")],
    "an empty cell with outputs": [new_code_cell("", outputs=[new_output("stream", text="1")])],
    "comments alone": [new_code_cell("# nothing"), new_code_cell("1")],
    "an expected error": [tagged("1 / 0", "raises-exception"), new_code_cell("1")],
    "an expected error, stored": [
        tagged("1 / 0", "raises-exception", execution_count=1, outputs=[new_output("error", **ERROR)])
    ],
    "a skipped cell": [tagged("1 / 0", "skip-execution"), new_code_cell("1", execution_count=1)],
    "a skipped cell that was run": [tagged("1", "skip-execution", execution_count=1), new_code_cell("1")],
    "raw text": [new_raw_cell("raw"), new_code_cell("1")],
    "no code": [],
}


@pytest.mark.parametrize("kind", sampled(KINDS, 3))
def test_what_a_refusal_advises_helps(tmp_path: Path, kind: str) -> None:
    (tmp_path / "it's a folder").mkdir()
    settle(sample(tmp_path / "it's a folder", *KINDS[kind]), tmp_path / "out")


@pytest.mark.parametrize("form", sampled([(3, 0), (4, 0), (4, 4)], 3), ids=str)
def test_notebooks_of_older_formats_come_to_a_report(tmp_path: Path, form: tuple[int, int]) -> None:
    book = new_notebook(cells=[new_markdown_cell("# Sample?"), new_code_cell("1 + 1")])
    older = nbformat.convert(book, form[0])
    older.nbformat_minor = form[1]
    for cell in older.get("cells", []):
        del cell["id"]
    path = tmp_path / "90_sample.ipynb"
    nbformat.write(older, path, version=nbformat.NO_CONVERT)
    settle(path, tmp_path / "out")
    stored = path.read_bytes()
    assert notebooks.refresh([path]) == [] and path.read_bytes() == stored


def test_a_skipped_cell_that_shows_something_is_refused_by_name(tmp_path: Path) -> None:
    shown = new_output("stream", text="from another day")
    path = sample(tmp_path, tagged("1", "skip-execution", id="slow", outputs=[shown]))
    for command in (["report", path, "--out", tmp_path / "out"], ["refresh", path]):
        refused = done(*command)
        assert refused.exit_code == 1 and "code cell 1 (slow) is tagged skip-execution" in refused.stderr
    nbformat.write(ClearOutputPreprocessor().preprocess(nbformat.read(path, as_version=4), {})[0], path)
    assert done("report", path, "--out", tmp_path / "out").exit_code == 0


LASTING = {
    "display({'text/plain': 1}, raw=True)": "does not run: 1 is not valid",
    "print('x' * 30_000)": "can't be stored: more than 20,000 bytes; show less",
}


def test_refresh_stores_nothing_that_report_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "LARGEST", 20_000)
    for source, words in LASTING.items():
        path = sample(tmp_path, new_code_cell(source, id="only"), new_code_cell("1", id="last"))
        before = path.read_bytes()
        with pytest.raises(notebooks.NotebookError, match=words):
            notebooks.refresh([path])
        assert path.read_bytes() == before
    grown = new_output("stream", text="x" * 30_000)
    path = sample(tmp_path, new_code_cell("1", id="only", outputs=[grown]))
    with pytest.raises(notebooks.NotebookError, match="clear its outputs and refresh it"):
        notebooks.read(path)
    nbformat.write(ClearOutputPreprocessor().preprocess(nbformat.read(path, as_version=4), {})[0], path)
    settle(path, tmp_path / "out")


# ---- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_links_are_followed_and_modes_kept(tmp_path: Path, mode: int) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "a.txt", tmp_path / "b.txt"
    target.write_text("before", encoding="utf-8")
    target.chmod(mode)
    link.symlink_to(target)
    notebooks.write({link: b"after"})
    assert link.is_symlink() and target.read_bytes() == b"after"
    assert target.stat().st_mode & 0o777 == mode
    assert {path.name for path in tmp_path.rglob("*")} == {"elsewhere", "a.txt", "b.txt"}


def test_a_link_that_leads_nowhere_gets_its_file_and_one_to_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "there").symlink_to(tmp_path / "new")
    notebooks.write({tmp_path / "there": b"x"})
    assert (tmp_path / "there").is_symlink() and (tmp_path / "new").read_bytes() == b"x"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OSError, match="loop"):
        notebooks.write({tmp_path / "loop": b"x"})
    (tmp_path / "out").symlink_to(tmp_path / "pages")
    assert done("report", PATHS[0], "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out").is_symlink() and (tmp_path / "pages" / "index.html").exists()


@pytest.mark.parametrize(("umask", "shared", "private"), [(0o022, 0o644, 0o600), (0o077, 0o600, 0o600)])
def test_new_files_are_open_to_those_the_umask_says(
    tmp_path: Path, umask: int, shared: int, private: int
) -> None:
    (tmp_path / "was").write_text("open to all", encoding="utf-8")
    (tmp_path / "was").chmod(0o644)
    former = os.umask(umask)
    try:
        notebooks.write({tmp_path / "shared": b""})
        notebooks.write({tmp_path / "private": b"", tmp_path / "was": b""}, notebooks.PRIVATE)
    finally:
        os.umask(former)
    found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert found == {"shared": shared, "private": private, "was": 0o600}


def test_a_file_that_may_not_be_written_to_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sample(tmp_path, new_code_cell("1", execution_count=1))
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match=r"90_sample\.ipynb"):
        notebooks.write({path: b"x"})
    assert path.read_bytes() == before


def test_no_tag_and_no_comment_keeps_a_check_from_the_notebooks() -> None:
    for path in PATHS:
        for cell in code(notebooks.read(path)):
            marks = {*cell.metadata.get("tags", []), *re.findall(r"#\s*(NBVAL_\w+)", cell.source)}
            assert not {mark for mark in marks if re.match("(?i)nbval|raises-|skip-", mark)}, cell.id
