"""Killed, out of space, shut out, or run many times at once: files stay whole, and the next run works.

``ROSTRUM_TRUST=1`` (``make faults``) kills runs at twenty moments each, and runs fifty at once.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import example
import ferry
import nbformat
import pages
import pytest
import surroundings
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from openpyxl import load_workbook

from helpers import notebooks, report, suggest
from helpers.code import marks, package, sheet
from helpers.corpus import build, store
from helpers.desk import Desk
from helpers.errors import RostrumError
from helpers.read import tables
from helpers.report import ReportExporter
from helpers.report.page import Page
from helpers.report.prose import Prose
from helpers.show.rows import Rows

pytestmark = pytest.mark.long
FORKS = multiprocessing.get_context("forkserver")
PRELOADED = ["pytest", "helpers.report", "helpers.show.chart", "nbformat.v4"]
FORKS.set_forkserver_preload([*PRELOADED, "helpers.corpus.build", "helpers.desk", "openpyxl"])
TRUST = bool(os.environ.get("ROSTRUM_TRUST"))
KILLS, COMMAND_KILLS, STEP_KILLS = (20, 20, 20) if TRUST else (6, 1, 3)
REPORTS, CODERS = (50, 12) if TRUST else (3, 3)


# ---- what runs in a process that is killed ---------------------------------------------


def letters(letter: str) -> str:
    """The content of a version: long enough that writing it takes time, and a page of ours."""
    return f"<{report.OWN.decode()}{letter * 300_000}>"


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


# ---- what changes a package --------------------------------------------------------------


def new(place: Path) -> None:
    package.new(example.TEXT, place / "tram", "tram", "generic", {"language": "en"}, add=False)


def add(place: Path) -> None:
    path = place / "more.txt"
    path.write_text(f"{example.TEXT.read_text(encoding='utf-8')}\n\nMore.\n", encoding="utf-8")
    package.new(path, place / "tram", "more", "generic", {"language": "en"}, add=True)


def import_sheet(place: Path) -> None:
    marks.store(example.SHEET, place / "tram")


def export_sheet(place: Path) -> None:
    sheet.export(place / "tram", "jane", place / "tram" / "jane.xlsx", "", "person", "")


def suggestions(place: Path) -> None:
    """What rules suggest of the ferry, which is given, for a text that is longer."""
    found = [ferry.found("Mayor Ada Brook", "said", "the ferry is late", "PERSON")]
    with mock.patch.object(suggest.rules, "read", lambda texts: [(name, found) for name, _ in texts]):
        suggest.store(place / "tram", "", ("speech",))


def corpus(place: Path) -> None:
    """A corpus of texts beside the folder, which are not changed."""
    source = place.parent / "texts"
    source.mkdir(exist_ok=True)
    for path in [source / f"text-{number}{suffix}" for number in range(4) for suffix in (".txt", ".ann")]:
        if not path.exists():
            path.write_text(f"Mayor Ada Brook said it is {path.stem}." * (path.suffix == ".txt"), "utf-8")
    assert build.build(build.plan(source, place / "corpus", buckets=4), workers=0) == []


STEPS = {one.__name__: one for one in (new, import_sheet, add, export_sheet, suggestions, corpus)}
"""Each takes a folder with a package ``tram``; ``new`` one without."""
lacking = pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="no pyarrow: make corpus")


def once(work: Callable[[Path], None], place: Path, started: Any) -> None:
    """Run a step; what is told in our own words ends it with status 3, all else with 1."""
    started.set()
    try:
        work(place)
    except RostrumError:
        sys.exit(3)


def begun(*works: Callable[[Path], None], place: Path) -> list[BaseProcess]:
    """Processes that have begun to run steps."""
    events = [FORKS.Event() for _ in works]
    each = zip(works, events, strict=True)
    runs: list[BaseProcess] = [FORKS.Process(target=once, args=(work, place, one)) for work, one in each]
    for run in runs:
        run.start()
    assert all(event.wait(60) for event in events)
    return runs


def found(place: Path) -> dict[str, Any]:
    """The files that count of a folder: bytes, or whether a workbook is whole, which has the hour in it."""
    files = [path for path in place.rglob("*") if path.is_file() and path.suffix != ".part"]
    files = [path for path in files if ".staged-" not in str(path) and ".bucket-" not in str(path)]
    begun = b"article_id,attribution_id,rule,kind,confidence\n"  # a package has the table before its rows
    files = [path for path in files if path.name != "suggestions.csv" or path.read_bytes() != begun]
    return {
        str(path.relative_to(place)): zipfile.ZipFile(path).testzip() or path.stat().st_size > 0
        if path.suffix == ".xlsx"
        else path.read_bytes()
        for path in files
    }


def stepped(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Fail unless each file, and an article's folder and each bucket as wholes, are as before or as after."""
    for name, content in now.items():
        assert content in (before.get(name), after.get(name)), f"{name} is neither as before nor as after"
    assert before.keys() & after.keys() <= now.keys()
    for folder in ("tram/article/", *(f"corpus/bucket-{number:05}/" for number in range(4))):
        sides = [{name: one[name] for name in one if name.startswith(folder)} for one in (now, before, after)]
        assert sides[0] in sides[1:], f"{folder} is of two times"


@pytest.fixture(scope="session")
def tram(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package, for copies."""
    place = tmp_path_factory.mktemp("tram")
    new(place)
    return place


# ---- tests -----------------------------------------------------------------------------


@pytest.fixture(params=[pytest.param(name, marks=[lacking] * (name == "corpus")) for name in STEPS])
def step(request: pytest.FixtureRequest, tram: Path, tmp_path: Path) -> SimpleNamespace:
    """What changes a package, how its folder is before it and after it, and how long it takes."""
    work = STEPS[request.param]
    if request.param != "new":
        shutil.copytree(tram, tmp_path / "before", dirs_exist_ok=True)
    (tmp_path / "before").mkdir(exist_ok=True)
    place = Path(shutil.copytree(tmp_path / "before", tmp_path / "after"))
    (run,) = begun(work, place=place)
    began = time.monotonic()
    run.join()
    takes = time.monotonic() - began
    before, after = found(tmp_path / "before"), found(place)
    return SimpleNamespace(work=work, place=tmp_path, takes=takes, before=before, after=after)


def test_a_step_that_is_killed_is_done_or_was_never_begun(step: SimpleNamespace) -> None:
    """Watches that package.make, package.store and store.write work beside what they make, and move it."""
    choice, ends = random.Random(3), list[str]()
    for number in range(STEP_KILLS):
        place = Path(shutil.copytree(step.place / "before", step.place / f"now-{number}"))
        (run,) = begun(step.work, place=place)
        time.sleep((number + choice.random()) / STEP_KILLS * step.takes * 1.2)  # a run may take longer
        run.kill()
        run.join()
        stepped(now := found(place), step.before, step.after)
        ends.append("before" if now == step.before else "after" if now == step.after else "between")
        if (place / "tram").exists():
            with package.using(place / "tram"):
                assert tables.names()
        try:
            step.work(place)
        except RostrumError:
            assert now == step.after, "the next run works, unless nothing is left to do"
        assert found(place) == step.after
        left = {path.name for path in place.rglob(".*") if path.suffix != ".part"}
        assert left <= {".gitignore", ".gitattributes"}
        shutil.rmtree(place)
    print(f"{step.work.__name__}: {', '.join(ends)}, of {step.takes:.1f} s")


def test_a_step_that_is_taken_twice_at_once_is_taken_once(step: SimpleNamespace) -> None:
    """What one of three runs does stands in the end; others have done the same, or say why not."""
    place = Path(shutil.copytree(step.place / "before", step.place / "now"))
    runs = begun(step.work, step.work, step.work, place=place)
    for run in runs:
        run.join()
    assert {run.exitcode for run in runs} <= {0, 3} and 0 in [run.exitcode for run in runs]
    assert found(place) == step.after


def coded(number: int, place: Path) -> None:
    """Store what one of many codes: a sheet, or every second one what is marked at a desk."""
    folder, coder = place / "tram", f"coder_{number}"
    if number % 2:
        return print(*marks.store(place / f"{coder}.xlsx", folder))
    desk = Desk(folder, coder)
    answer = desk.answer({"do": "done", "unit": desk.units[-1].name, "more": True})
    if answer["wrong"]:
        raise RostrumError(answer["said"])


def sheets(place: Path, numbers: range) -> None:
    """Write the sheet of the example as that of other coders."""
    book = load_workbook(example.SHEET)
    for number in numbers:
        (cell,) = [row[1] for row in book["start"].iter_rows() if row[0].value == "coder"]
        cell.value = f"coder_{number}"
        book.save(place / f"coder_{number}.xlsx")


def test_many_code_at_once_and_nothing_is_lost(tram: Path, tmp_path: Path) -> None:
    """Sheets and desks on one package, and one who reads: all is kept, and seen whole or not at all."""
    place = Path(shutil.copytree(tram, tmp_path / "now"))
    sheets(place, range(CODERS))
    runs = begun(*(partial(coded, number) for number in range(CODERS)), place=place)
    with package.using(place / "tram"):
        while any(run.is_alive() for run in runs):
            tables.forget()
            there, rows = tables.load("coders", "article.coded")
            assert set(rows["coder_id"]) <= set(there["coder_id"])
            many = rows.groupby(["coder_id", "layer"], observed=True).size()
            assert set(many) <= {30, 31, 32}, "a coder's rows in part"
        assert {run.exitcode for run in runs} == {0}
        tables.forget()
        assert len(set(tables.load("article.coded")["coder_id"])) == CODERS


def read(place: Path) -> None:
    with (place / "tram" / "datapackage.json").open("a", encoding="utf-8") as file:
        file.write("\n")  # tests read a package that is alike once
    with package.using(place / "tram"):
        tables.names()


BETWEEN = [
    (read, tables, "read_text", "tram"),
    (new, package, "_copy", "."),
    (import_sheet, package, "_copy", "tram"),
    pytest.param(corpus, store, "write", "corpus", marks=lacking),
]
"""What is done, a step of it, and the folder that belongs to it alone meanwhile."""


@pytest.mark.parametrize(("work", "module", "name", "folder"), BETWEEN)
def test_no_one_comes_between(
    tram: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Any,
    module: Any,
    name: str,
    folder: str,
) -> None:
    """Watches the locks of tables._read_whole, package.make, package.held and store.alone.

    Without them, tables are from before and after a change, and one run takes away what another makes.
    """
    fcntl, steps, real = pytest.importorskip("fcntl"), list[str](), getattr(module, name)
    place = tmp_path / "now"
    place.mkdir() if work is new else shutil.copytree(tram, place)

    def step(*given: Any, **more: Any) -> Any:
        steps.append(name)
        handle = os.open(place / folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        return real(*given, **more)

    monkeypatch.setattr(module, name, step)
    work(place)
    assert steps


def writing(place: Path, numbers: range) -> None:
    for number in numbers:
        coded(number, place)


def test_a_report_is_of_one_time_whatever_is_stored_meanwhile(tram: Path, tmp_path: Path) -> None:
    """Watches notebooks.still: without it the pages of a report are of different times."""
    place, numbers = Path(shutil.copytree(tram, tmp_path / "now")), range(1, 99, 2)
    sheets(place, numbers)
    (place / "tram" / "notebooks").mkdir()
    for name, seconds in (("90_one", 0), ("91_two", 3)):
        code = f"import time\ntime.sleep({seconds})\nfrom helpers.read import tables\n"
        code += "print(len(tables.load('coders')))"
        cells = [new_markdown_cell(f"# {name}?"), new_code_cell(code, id="only")]
        path = place / "tram" / "notebooks" / f"{name}.ipynb"
        path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")
    (run,) = begun(partial(writing, numbers=numbers), place=place)
    try:
        done = command("report", "--data", place / "tram", "--out", tmp_path / "out")
        assert run.is_alive() and done.returncode == 0, done.stderr
    finally:
        run.kill()
        run.join()
    pages = [(tmp_path / "out" / f"{name}.html").read_text("utf-8") for name in ("90_one", "91_two")]
    told = [re.findall(r">(\d+)\n?</", page) for page in pages]
    assert told[0] and told[0] == told[1]


@pytest.mark.parametrize("name", ["report", "refresh"])
def test_a_crowd_of_commands_gives_what_one_gives(tmp_path: Path, name: str) -> None:
    """Fifty reports on one checkout, two refreshes of one notebook: each ends well."""
    book = tmp_path / "90_one.ipynb"
    cells = [new_markdown_cell("# One?"), new_code_cell("print(1)", id="only")]
    book.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")
    arguments = ["refresh", book] if name == "refresh" else ["report", "--out", tmp_path / "out"]
    assert command(*arguments).returncode == 0
    one = found(tmp_path)
    many = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    runs = [
        subprocess.Popen([sys.executable, "-m", "helpers", *arguments], **many)
        for _ in range(REPORTS if name == "report" else 2)
    ]
    said = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * len(runs), said
    assert found(tmp_path) == one and not list(tmp_path.rglob("*.part"))


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


@pytest.mark.parametrize("work", [rerun, render])
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


def test_a_full_disk_leaves_no_sheet_and_one_message(tram: Path, tmp_path: Path) -> None:
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))  # noqa: E731
    done = command(
        "export", "sheet", tram / "tram", "--coder", "zoe", "--out", tmp_path / "a.xlsx", preexec_fn=limit
    )
    assert done.returncode == 1 and done.stderr.strip().endswith("make room there"), done.stderr
    assert not [*tmp_path.iterdir()]


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


@pytest.mark.parametrize("name", ["report", "refresh"])
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


def test_a_command_that_is_ended_takes_its_copies_along(tram: Path, tmp_path: Path) -> None:
    """Watches the handler of SIGTERM in __main__: the copy holds a text that may not be passed on."""
    (tmp_path / "own").mkdir()
    place = {**os.environ, "TMPDIR": str(tmp_path / "own")}
    command = [sys.executable, "-m", "helpers", "report", "--data", str(tram / "tram")]
    run = subprocess.Popen([*command, "--out", str(tmp_path / "out")], env=place, stderr=subprocess.DEVNULL)
    while not list(tmp_path.glob("own/*/**/tram.txt")):
        assert run.poll() is None
        time.sleep(0.02)
    run.terminate()
    assert run.wait(60) == 143 and not list(tmp_path.glob("own/**/tram.txt"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_what_cannot_be_printed_is_told(tram: Path) -> None:
    for name in ["check", "--data"], ["status"]:
        command = [sys.executable, "-m", "helpers", *name, str(tram / "tram")]
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode and b"No space left" in done.stderr and b"Traceback" not in done.stderr
