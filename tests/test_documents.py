"""The generated parts of the documents are those that the data and the notebooks give today."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from samples import sampled
from typer.testing import CliRunner

from helpers import documents, notebooks, report, themes
from helpers.__main__ import app
from helpers.errors import RostrumError
from helpers.read import tables

CONFLICT = b'{"nbformat": 4,\n<<<<<<< ours\n"nbformat_minor": 5\n=======\n"metadata": {}\n>>>>>>> theirs\n}'
BROKEN = {
    "the marks of a merge conflict in line 2": CONFLICT,
    "UTF-16": '{"nbformat": 4}'.encode("utf-16"),
    "UTF-16 text or NUL": '{"nbformat": 4}'.encode("utf-16-le"),
    "not UTF-8": b'{"a": "\xe9"}',
    "an empty file": b"\n",
    "NaN": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": NaN}, "cells": []}',
    "line 1 column 15": b'{"nbformat": 4',
}
"""What a person may find in a file that a program or a merge has spoiled, and the words for it."""


SPOILED = [
    *[(name, words) for name in ("09_x.ipynb", "datapackage.json") for words in BROKEN],
    *[(name, words) for name in ("README.md", "frames.csv") for words in list(BROKEN)[:4]],
]


@pytest.mark.parametrize("spoiled", sampled(SPOILED, 5), ids=str)
def test_every_command_says_in_one_line_what_is_wrong_with_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: tuple[str, str]
) -> None:
    """Watches that each kind of file has one reader: whichever command meets it says the same."""
    name, words = spoiled
    shutil.copytree(tables.data_dir(), tmp_path / "data")
    shutil.copy(documents.README, tmp_path)
    path = tmp_path / ("data" if name in ("datapackage.json", "frames.csv") else "") / name
    path.write_bytes(BROKEN[words])
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    monkeypatch.setattr(documents, "README", tmp_path / "README.md")
    monkeypatch.setattr(documents, "DICTIONARY", tmp_path / "data" / "README.md")
    commands = [["docs"]]
    if name != "README.md":
        commands.append(["report", "--out", str(tmp_path / "out")])
    for command in commands:
        tables.forget()
        done = CliRunner().invoke(app, command)
        assert isinstance(done.exception, SystemExit) and done.exit_code == 1, repr(done.exception)
        said = [line for line in done.stderr.splitlines() if line.strip()]
        assert len(said) == 1 and f"{name}:" in said[0] and words in said[0], done.stderr
    tables.forget()


def test_a_byte_order_mark_and_other_line_ends_are_nothing_to_any_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "01_x.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(""), new_markdown_cell("A.\n\n# What?")]), path)
    data = shutil.copytree(tables.data_dir(), tmp_path / "data")
    shutil.copy(documents.README, tmp_path)
    for file in [path, tmp_path / "README.md", data / "datapackage.json", *data.rglob("*.csv")]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setenv("ROSTRUM_DATA", str(data))
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    monkeypatch.setattr(documents, "README", tmp_path / "README.md")
    monkeypatch.setattr(documents, "DICTIONARY", data / "README.md")
    tables.forget()
    for command in (["docs"], ["report", "--out", str(tmp_path / "out")]):
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.stderr
    assert "| What? |" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "<h1" in (tmp_path / "out" / "01_x.html").read_text(encoding="utf-8")
    tables.forget()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("# What?", "What?"),
        ("\n\n#  What? ##\n\nMore", "What?"),
        ("What?\n=====", "What?"),
        ("```sh\n# no heading\n```\n\n# What?", "What?"),
        ("## Why?\n\n# What?", "What?"),
    ],
)
def test_the_question_is_the_heading_that_the_page_has(tmp_path: Path, source: str, found: str) -> None:
    path = tmp_path / "01_x.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(source)]), path)
    assert documents.question(path) == found
    page, _ = report.build([path], tmp_path / "out")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page.read_text(encoding="utf-8")) == [found]


def test_a_notebook_without_a_heading_is_named(tmp_path: Path) -> None:
    path = tmp_path / "01_x.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("## Why?")]), path)
    with pytest.raises(notebooks.NotebookError, match=r"01_x\.ipynb: no heading of level 1"):
        documents.question(path)


def test_the_readme_states_what_the_notebooks_find() -> None:
    stored = documents.README.read_text(encoding="utf-8")
    assert stored == documents.readme(), "README.md is stale: python -m helpers docs"


@pytest.mark.long
def test_a_stale_table_is_written_anew_and_lost_markers_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = documents.README.read_text(encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text(current.replace("| [01_", "| [stale_"), encoding="utf-8")
    monkeypatch.setattr(documents, "README", readme)
    assert readme in documents.write()
    assert readme.read_text(encoding="utf-8") == current
    readme.write_text("# Nothing marked\n", encoding="utf-8")
    with pytest.raises(RostrumError, match="markers"):
        documents.readme()


def test_the_readme_shows_the_charts_that_the_overview_shows() -> None:
    shown = documents.charts()
    assert [path.stem for path in shown] == [path.stem for path in themes.notebooks().values()]
    table = documents.notebooks_table()
    for path, (alt, content) in shown.items():
        assert path.read_bytes() == content, "stale: run python -m helpers docs"
        assert f'<img src="docs/charts/{path.name}" width="240" alt="{alt}">' in table
