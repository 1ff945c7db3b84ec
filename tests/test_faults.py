"""Killed, out of space, shut out, or run twice at once: files stay whole, and the next run works.

``ROSTRUM_TRUST=1`` (``make faults``) kills runs at twenty moments each.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import nbformat
import pages
import pytest
import surroundings
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from samples import sampled

from helpers import notebooks, report
from helpers.report import ReportExporter
from helpers.report.page import Page
from helpers.report.prose import Prose
from helpers.show.rows import Rows

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "helpers.report", "helpers.show.chart", "nbformat.v4"])
KILLS, COMMAND_KILLS = (20, 20) if os.environ.get("ROSTRUM_TRUST") else (6, 1)


# ---- what runs in a process that is killed ---------------------------------------------


def letters(letter: str) -> str:
    """The content of a version: long enough that writing it takes time."""
    return f"<{letter * 300_000}>"


def render(names: list[Path], out: Path, letter: str) -> None:
    """Write a report whose pages are given, so that nearly all time goes into writing them."""
    report.notebooks.read = lambda path: new_notebook()  # type: ignore[assignment]
    report.compose = lambda book, path, *_: Page(path.stem, f"{path.stem}.html", Rows(), Prose(path, {}))  # type: ignore[assignment]
    report._index = lambda *_: new_notebook()  # type: ignore[assignment]
    ReportExporter.__init__ = lambda self: None  # type: ignore[method-assign]
    ReportExporter.from_notebook_node = lambda self, *_: (letters(letter), {})  # type: ignore[method-assign]
    ReportExporter.index = lambda self, *_, **__: letters(letter)  # type: ignore[method-assign]
    report.build(names, out)


def book(letter: str) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell(letters(letter), id="only")])


def rerun(names: list[Path], out: Path, letter: str) -> None:
    """Refresh notebooks whose outputs are given, so that nearly all time goes into storing them."""
    notebooks.execute = lambda path: book(letter)  # type: ignore[assignment]
    notebooks.refresh(names)


def endlessly(
    work: Callable[[list[Path], Path, str], None], names: list[Path], out: Path, started: Any
) -> None:
    for letter in cycle("ab"):
        work(names, out, letter)
        started.set()


# ---- tests -----------------------------------------------------------------------------


@pytest.fixture
def names(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "90_one.ipynb", tmp_path / "91_two.ipynb"]
    for path in found:
        notebooks.save({path: nbformat.writes(book("a")) + "\n"})
    return found


def whole(work: Callable[..., None], names: list[Path], out: Path) -> None:
    """Fail unless every file is one of the two versions, to the byte."""
    if work is render:
        files = [out / "90_one.html", out / "91_two.html", out / "index.html"]
        versions = [*map(letters, "ab")]
    else:
        files, versions = names, [nbformat.writes(book(letter)) + "\n" for letter in "ab"]
    for path in files:
        assert path.read_text(encoding="utf-8") in versions, f"{path.name} is not whole"


@pytest.mark.parametrize("work", sampled([render, rerun], 2))
def test_a_run_killed_while_it_writes_leaves_whole_files(
    tmp_path: Path, names: list[Path], work: Callable[..., None]
) -> None:
    """Watches the temporary file in notebooks.write: without it some kill leaves half a file."""
    choice = random.Random(1)
    for _ in range(KILLS):
        started = FORKS.Event()
        process = FORKS.Process(target=endlessly, args=(work, names, tmp_path, started))
        process.start()
        assert started.wait(30)
        time.sleep(choice.uniform(0, 0.05))
        process.kill()
        process.join()
        whole(work, names, tmp_path)
    work_once(work, names, tmp_path, "b")
    left = [path for path in tmp_path.iterdir() if path not in names and path.suffix != ".html"]
    assert all(re.fullmatch(r"\..*\.part", path.name) for path in left)


def work_once(work: Callable[..., None], names: list[Path], out: Path, letter: str) -> None:
    process = FORKS.Process(target=work, args=(names, out, letter))
    process.start()
    process.join()
    assert process.exitcode == 0
    whole(work, names, out)


@pytest.mark.parametrize("work", [render, rerun])
def test_two_runs_at_once_both_end_well(tmp_path: Path, names: list[Path], work: Callable[..., None]) -> None:
    """Watches the random name of the temporary file in notebooks.write: with one name for all, runs clash."""
    started = [FORKS.Event(), FORKS.Event()]
    processes = [FORKS.Process(target=endlessly, args=(work, names, tmp_path, event)) for event in started]
    for process in processes:
        process.start()
    try:
        assert all(event.wait(30) for event in started)
        for _ in range(20):
            time.sleep(0.02)
            assert all(process.is_alive() for process in processes), "a run has failed"
            whole(work, names, tmp_path)
    finally:
        for process in processes:
            process.kill()
            process.join()


def command(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """What a command of ours says, run as a user who is not root."""
    return subprocess.run(
        [*surroundings.rightless(), sys.executable, "-m", "helpers", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


@pytest.fixture
def former(tmp_path: Path) -> Iterator[tuple[list[Path], Path]]:
    """Two notebooks, and a report of what they were; it must be the same after the test."""
    out = tmp_path / "out"
    books = [pages.stored(pages.sample(), tmp_path / name) for name in ("90_one.ipynb", "91_two.ipynb")]
    report.build(books, out)
    before = {path: path.read_bytes() for path in out.iterdir()}
    for path, times in zip(books, (1, 5_000), strict=True):
        longer = pages.sample()
        longer.cells[-1].source += "\n\nMore.\n" * times
        pages.stored(longer, path)
    yield books, out
    out.chmod(0o755)
    assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_a_full_disk_leaves_the_former_report(former: tuple[list[Path], Path]) -> None:
    """Watches that notebooks.write moves no file before all are written: else pages of two runs mix."""
    books, out = former
    size = (out / "90_one.html").stat().st_size + 10_000
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
    done = command("report", *books, "--out", out, preexec_fn=limit)
    assert done.returncode == 1 and "File too large" in done.stderr, done.stderr
    assert "91_two.html" in done.stderr and "run this again" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_may_not_be_written_to_is_named(former: tuple[list[Path], Path]) -> None:
    """Watches `except OSError` in commands.console: without it a traceback comes out."""
    books, out = former
    out.chmod(0o555)
    done = command("report", *books, "--out", out)
    if done.returncode == 0 and os.geteuid() == 0:
        pytest.skip("root writes everywhere here, and setpriv is not there or not allowed")
    assert done.returncode == 1 and "Permission denied" in done.stderr and str(out) in done.stderr, (
        done.stderr
    )
    assert "Traceback" not in done.stderr


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    """Watches `except OSError` in commands.console: without it a traceback comes out."""
    path = pages.stored(pages.sample(), tmp_path / "90_one.ipynb")
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = command("report", path, "--out", tmp_path / "out")
    assert done.returncode == 1 and str(tmp_path / "out") in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
    assert "name another place, then run this again" in done.stderr
    assert command("report", path, "--out", tmp_path / "other").returncode == 0


@pytest.mark.parametrize("name", sampled(["report", "refresh"], 2, 1))
def test_a_command_killed_at_any_moment_leaves_whole_files_and_no_kernel(tmp_path: Path, name: str) -> None:
    """Watches that notebooks.execute has kernels die with their parent: independent ones live on."""
    out, path = tmp_path / "out", tmp_path / "90_one.ipynb"
    cells = [new_markdown_cell("# One?"), new_code_cell("import time\nprint(time.time())", id="only")]
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")
    notebooks.refresh([path])
    arguments = [name, path, *(["--out", out] if name == "report" else [])]
    began = time.monotonic()
    assert command(*arguments).returncode == 0
    takes, choice = time.monotonic() - began, random.Random(2)
    for number in range(COMMAND_KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "helpers", *arguments],
            env={**os.environ, "ROSTRUM_RUN": str(out)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if number or name == "report":
            time.sleep(choice.uniform(0, takes))
        else:
            await_kernel(out)
        process.kill()
        process.wait()
        notebooks.read(path)
        if name == "report":
            assert all(
                page.read_text(encoding="utf-8").rstrip().endswith("</html>") for page in out.glob("*.html")
            )
        ends = time.monotonic() + 20
        while alive := started_by(out):
            assert time.monotonic() < ends, f"kernels {alive} live on"
            time.sleep(0.2)
    assert command(*arguments).returncode == 0


def await_kernel(run: Path) -> None:
    ends = time.monotonic() + 30
    while len(started_by(run)) < 2:
        assert time.monotonic() < ends, "no kernel was started"
        time.sleep(0.02)


def started_by(run: Path) -> list[str]:
    """The processes that are still there of a run, which has marked their environment."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"ROSTRUM_RUN={run}".encode() in environment.read_bytes().split(b"\0"):
                found.append(environment.parent.name)
        except OSError:
            continue
    return found
