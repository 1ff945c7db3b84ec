"""Broken and hostile files: every command gives a result or says in its own words what is wrong."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import fuzz
import nbformat
import pages
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

from helpers import notebooks, report
from helpers.__main__ import app
from helpers.read import tables

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave no package behind that a test has pointed to."""
    monkeypatch.setenv("ROSTRUM_DATA", str(tables.data_dir()))
    yield
    tables.forget()


@pytest.mark.parametrize(("target", "inputs"), [("loader", 800), ("report", 24)])
def test_broken_files_give_a_result_or_a_refusal(target: str, inputs: int) -> None:
    """Watches the `except` of package.describe and notebooks._notebook: without, other errors come out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = fuzz.outcomes(target, seed=1, first=0, count=inputs, step=1)
    assert set(found) == set(fuzz.FINE), {said: numbers[:3] for said, numbers in found.items()}


def sample(path: Path, *outputs: nbformat.NotebookNode, source: str = "1") -> Path:
    cell = new_code_cell(source, id="only", execution_count=1, outputs=list(outputs))
    book = new_notebook(cells=[new_markdown_cell("# Sample?"), cell])
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return path


BROKEN = {
    "no JSON": b"{",
    "another format": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "no text": b"\xff\xfe\x00",
    "deep": b'{"nbformat": 4, "cells": ' + b"[" * 100_000,
    "a cell that is none": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ["x"]}',
    "half a character": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": "\\ud800"}, "cells": []}',
}


@pytest.mark.filterwarnings("ignore:Cell is missing an id field")
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("command", ["report", "refresh"])
def test_a_command_says_that_a_file_is_no_notebook(tmp_path: Path, command: str, content: bytes) -> None:
    """Watches `plainly` in commands.console: without it a traceback comes out."""
    path = tmp_path / "90_sample.ipynb"
    path.write_bytes(content)
    arguments = [command, str(path), *(["--out", str(tmp_path / "out")] if command == "report" else [])]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, SystemExit) and done.exit_code == 1, repr(done.exception)
    assert "error: " in done.stderr and "Traceback" not in done.stderr
    assert path.read_bytes() == content and not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [["report"], ["docs"], ["verify", __file__]], ids=lambda c: c[0])
def test_a_command_says_what_is_wrong_with_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Watches `plainly` in commands.console: without it a traceback comes out."""
    data = shutil.copytree(tables.data_dir(), tmp_path / "data")
    (data / "frames.csv").write_bytes(b"frame\n\xff")
    monkeypatch.setenv("ROSTRUM_DATA", str(data))
    out = {"report": ["--out", str(tmp_path / "out")], "docs": ["--data", str(data)]}.get(command[0], [])
    done = CliRunner().invoke(app, [*command, *out])
    assert isinstance(done.exception, SystemExit) and done.exit_code == 1, repr(done.exception)
    assert "frames.csv" in done.stderr and "not UTF-8" in done.stderr and not (tmp_path / "out").exists()


SCRIPTS = "北京 Москва العربية – é"
ENCODINGS = ("cp1252", "ascii")


@pytest.mark.parametrize(
    "place",
    [{"LC_ALL": "C", "PYTHONUTF8": "0"}, *({"PYTHONIOENCODING": one} for one in ENCODINGS)],
    ids=str,
)
def test_names_in_any_script_are_written_in_full_or_escaped(tmp_path: Path, place: dict[str, str]) -> None:
    """Watches the error handler of both streams in __main__: without it a traceback comes out."""
    path = tmp_path / f"{SCRIPTS}.ipynb"
    nbformat.write(new_notebook(), path)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUTF8"} | place
    for arguments in (["refresh", str(path)], [SCRIPTS]):
        done = subprocess.run(
            [sys.executable, "-m", "helpers", *arguments],
            cwd=notebooks.FOLDER.parent,
            env={**environment, "COLUMNS": "300"},
            capture_output=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode in (0, 2) and b"Traceback" not in said, said[-1000:]
        escaped = SCRIPTS.encode(place.get("PYTHONIOENCODING", "ascii"), "backslashreplace")
        raw = os.fsencode(SCRIPTS).decode("ascii", "surrogateescape").encode("ascii", "backslashreplace")
        assert any(words in said for words in (SCRIPTS.encode(), escaped, raw)), said


def test_a_name_that_no_page_can_hold_is_refused_with_advice_that_helps(tmp_path: Path) -> None:
    """Watches UnicodeEncodeError in commands.console: without it a traceback comes out."""
    path = pages.stored(pages.notebook("# What?"), tmp_path / f"90_{SCRIPTS}.ipynb")
    said = {}
    for mode in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-m", "helpers", "report", str(path), "--out", str(tmp_path / mode)],
            cwd=notebooks.FOLDER.parent,
            env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": mode},
            capture_output=True,
            check=False,
        )
        said[mode] = (done.returncode, b"Traceback" in done.stderr, b"set PYTHONUTF8=1" in done.stderr)
    assert said == {"0": (1, False, True), "1": (0, False, False)}
    assert (tmp_path / "1" / f"90_{SCRIPTS}.html").exists() and not (tmp_path / "0").exists()


def test_hostile_outputs_come_to_nothing_in_a_page(tmp_path: Path) -> None:
    """Watches safe.html: without it scripts and handlers of stored outputs reach the page."""
    html = {"text/html": "<b onclick='x()'>bold</b><script>alert(1)</script><img src=x onerror=alert(2)>"}
    script = {"application/javascript": "alert(3)", "text/plain": "<script>alert(4)</script>"}
    path = sample(
        tmp_path / "90_sample.ipynb", new_output("display_data", html), new_output("display_data", script)
    )
    page, _ = report.build([path], tmp_path / "out")
    text = page.read_text(encoding="utf-8")
    assert "<b>bold</b>" in text and "&lt;script&gt;alert(4)" in text
    assert (
        "<script" not in text and "alert(1)" not in text and "onerror" not in text and "alert(3)" not in text
    )


def test_a_huge_output_is_shown_in_time(tmp_path: Path) -> None:
    """Watches notebooks.LARGEST: 4 MB of text are a page, a file above the limit is refused unread."""
    path = sample(tmp_path / "90_sample.ipynb", new_output("stream", name="stdout", text="<x>\n" * 1_000_000))
    page, _ = report.build([path], tmp_path / "out")
    assert page.stat().st_size > 4_000_000
    with path.open("ab") as file:
        file.truncate(notebooks.LARGEST + 1)
    with pytest.raises(notebooks.NotebookError, match="more than 50,000,000 bytes; clear its outputs"):
        notebooks.read(path)


def test_a_cell_that_hangs_or_kills_its_kernel_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Watches CELL_TIMEOUT, RuntimeError and asyncio.run in notebooks.execute.

    Without them refresh hangs, breaks, or leaves tasks that nobody awaits.
    """
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT", 1)
    hangs = sample(tmp_path / "91_hangs.ipynb", source="import time\ntime.sleep(60)")
    dies = sample(tmp_path / "92_dies.ipynb", source="import os\nos._exit(1)")
    before = hangs.read_bytes() + dies.read_bytes()
    with pytest.raises(notebooks.NotebookError, match=r"(?s)91_hangs.*does not run.*92_dies.*does not run"):
        notebooks.refresh([hangs, dies])
    assert hangs.read_bytes() + dies.read_bytes() == before
    gc.collect()
    assert not [record for record in caplog.records if record.name == "asyncio"]


def test_nothing_is_read_or_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Watches package._inside and page names made of stems: neither data nor pages leave their folder."""
    path = pages.stored(pages.sample(), tmp_path / "..90_x.ipynb")
    written = report.build([path], tmp_path / "out")
    assert {page.parent for page in written} == {tmp_path / "out"}
    data = shutil.copytree(tables.data_dir(), tmp_path / "data")
    for where in ("/etc/hostname", "../outside.csv", "http://localhost/frames.csv"):
        description = (tables.data_dir() / "datapackage.json").read_text(encoding="utf-8")
        (data / "datapackage.json").write_text(
            description.replace('"path": "frames.csv"', f'"path": "{where}"'), encoding="utf-8"
        )
        with monkeypatch.context() as patch, pytest.raises(tables.DataError, match="inside the folder"):
            patch.setenv("ROSTRUM_DATA", str(data))
            tables.forget()
            tables.names()
