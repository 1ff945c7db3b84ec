"""Does a check see it when one value of the data changes? ``python tests/mutate.py`` tells, column by column.

A mutant is a copy of the data package in which one cell holds another value, if possible one that the schema
allows. It is caught when the loader refuses the copy, or when a notebook that reads the table shows something
else than is stored in it. Notebooks run in forks of this process, which has imported everything, not in
kernels; outputs are compared by nbval's own code. ``--nbval N`` has nbval itself judge N of the mutants too.
"""

from __future__ import annotations

import argparse
import ast
import csv
import datetime
import gc
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbval.plugin import IPyNbCell, coalesce_streams
from rich.console import Console
from rich.progress import track

from helpers import dictionary, notebooks, themes
from helpers.read import tables
from helpers.read.package import Field, Resource, describe
from helpers.show import chart

T = TypeVar("T")
R = TypeVar("R")

SEED = 20250903
EACH = 3
"""Mutants of a column."""
LEAST = 0.99
"""The share that has to be caught."""
SECONDS = 120
"""A mutant that takes longer has failed."""
UNCOMPARED = (
    *("metadata", "traceback", "prompt_number", "output_type", "name", "execution_count"),
    *("image/png", "image/jpeg"),
)
"""What nbval does not compare."""
TOOK: dict[tuple[str, str], float] = {}
"""Seconds of each cell of a notebook that ran unchanged."""
EXPLAINED = {
    "hands.changes.change_id": "it names a row; those on copies of a text are cited nowhere",
    "hands.changes.certainty": "of what was kept, nothing says how sure a coder is",
    "yardstick.articles.text_id": "it names a report, by which nothing is found but the two that are cited",
    "yardstick.articles.published": "years are said, and the first and the last day of each outlet",
}
"""Columns of which a mutant may survive, and why it changes nothing that is shown."""


@dataclass(frozen=True)
class Mutant:
    """One changed cell; ``row`` counts the rows of data from 0."""

    table: str
    column: str
    row: int
    old: str
    new: str

    def __str__(self) -> str:
        """Return where the cell is and what changed."""
        return f"{self.table} row {self.row + 1} {self.column}: {self.old[-60:]!r} -> {self.new[-60:]!r}"


# ---- making mutants --------------------------------------------------------------------


class Package:
    """The cells of a data package as text, and what its schema allows."""

    def __init__(self, folder: Path) -> None:
        """Read the files as they are."""
        self.folder = folder
        self.resources = describe(folder)
        self.cells = {name: _records(folder / part.path)[1:] for name, part in self.resources.items()}

    def place(self, table: str, column: str) -> int:
        """Return the column's number."""
        return [field.name for field in self.resources[table].fields].index(column)

    def values(self, table: str, columns: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the values of some columns, row by row."""
        places = [self.place(table, column) for column in columns]
        return [tuple(row[place] for place in places) for row in self.cells[table]]

    def mutants(self, each: int, seed: int = SEED) -> list[Mutant]:
        """Return ``each`` mutants of each column, fewer where fewer cells are filled."""
        return [
            self._mutant(part, field, row, choice)
            for part in self.resources.values()
            for field in part.fields
            for choice in [random.Random(f"{seed} {part.name} {field.name}")]
            for row in self._filled(part, field, each, choice)
        ]

    def write(self, folder: Path, mutant: Mutant) -> None:
        """Write a copy of the package in which one cell is changed."""
        shutil.copytree(self.folder, folder)
        path, place = folder / self.resources[mutant.table].path, self.place(mutant.table, mutant.column)
        records = _records(path)
        assert records[mutant.row + 1][place] == mutant.old
        records[mutant.row + 1][place] = mutant.new
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(records)

    def _filled(self, part: Resource, field: Field, each: int, choice: random.Random) -> list[int]:
        filled = [row for row, (cell,) in enumerate(self.values(part.name, [field.name])) if cell]
        return sorted(choice.sample(filled, min(each, len(filled))))

    def _mutant(self, part: Resource, field: Field, row: int, choice: random.Random) -> Mutant:
        """Return the first other value that the schema allows, or the first of all where it allows none."""
        old = self.cells[part.name][row][self.place(part.name, field.name)]
        linked = self._linked(part, field, row)
        others = [new for new in self._others(field, old, linked, choice) if new != old]
        fitting = (new for new in others if self._fits(part, field, row, new, linked))
        return Mutant(part.name, field.name, row, old, next(fitting, others[0]))

    def _linked(self, part: Resource, field: Field, row: int) -> list[str] | None:
        """Return the values with which every foreign key of the column leads somewhere; None without one."""
        found: list[str] | None = None
        for key in part.foreign_keys:
            if field.name in key.columns:
                place = key.columns.index(field.name)
                own = list(self.values(part.name, key.columns)[row])
                targets = self.values(key.table, key.target)
                fitting = [t[place] for t in targets if [*t[:place], own[place], *t[place + 1 :]] == own]
                found = [value for value in dict.fromkeys(fitting) if found is None or value in found]
        return found

    def _others(self, field: Field, old: str, linked: list[str] | None, choice: random.Random) -> list[str]:
        """Return other values for a cell, likely ones first."""
        chosen = list(linked or field.constraints.get("enum", []))
        choice.shuffle(chosen)
        return [value for value in chosen if value != old] + list(VARIANTS[field.type](old))

    def _fits(self, part: Resource, field: Field, row: int, new: str, linked: list[str] | None) -> bool:
        try:
            field.read(new)
        except ValueError:
            return False
        if linked is not None and new not in linked:
            return False
        unique = [part.primary_key] if field.key else []
        unique += [[field.name]] if field.constraints.get("unique") else []
        for key in unique:
            rows = self.values(part.name, key)
            changed = tuple(new if c == field.name else v for c, v in zip(key, rows[row], strict=True))
            if changed in rows[:row] + rows[row + 1 :]:
                return False
        return True


def _records(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _texts(old: str) -> Iterator[str]:
    """Yield other texts: another month or year, another page of an address, a word more, another letter."""
    if date := re.fullmatch(r"(\d{4})(-\d\d)?(-\d\d)?", old):
        year, month, day = date.groups(default="")
        yield f"{year}-{int(month[1:]) % 12 + 1:02}{day}" if month else str(int(year) + 1)
    if old.startswith("http"):
        yield f"{old}/other"
    if " " in old or old.istitle():
        yield f"{old} other"
        yield re.sub(r"\S+$", "other", old)
    for place in reversed(range(len(old))):  # identifiers: the last character first
        for char in "".join(chr(ord(old[place]) + step) for step in (1, -1, 2, -2)):
            yield old[:place] + char + old[place + 1 :]
    yield f"{old}9"


def _numbers(old: str) -> Iterator[str]:
    yield from (str(int(old) + step) for step in (1, -1, -2))


def _days(old: str) -> Iterator[str]:
    day = datetime.date.fromisoformat(old)
    yield from ((day + datetime.timedelta(step)).isoformat() for step in (1, -1))


VARIANTS: dict[str, Callable[[str], Iterator[str]]] = {
    "string": _texts,
    "integer": _numbers,
    "year": _numbers,
    "number": lambda old: (f"{float(old) + step:.6g}" for step in (0.1, -0.1)),
    "boolean": lambda old: iter(["false" if old == "true" else "true"]),
    "date": _days,
}


# ---- running notebooks in this process -------------------------------------------------


class _Hook(DisplayHook):
    """Keeps a cell's last value with what it displays."""

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """IPython as a kernel has it, whose outputs stay here."""

    displayhook_class = _Hook
    display_pub_class = CapturingDisplayPublisher

    def outputs(self, source: str) -> list[NotebookNode]:
        """Return a cell's outputs in the form of a notebook; its error as the last one."""
        streams = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        self.display_pub.outputs = []
        with redirect_stdout(streams["stdout"]), redirect_stderr(streams["stderr"]):
            result = self.run_cell(source, store_history=False)
        shown = [
            nbformat.from_dict({"output_type": "display_data", "data": output["data"]})
            for output in self.display_pub.outputs
        ]
        if error := result.error_before_exec or result.error_in_exec:
            return [nbformat.from_dict({"output_type": "error", "ename": type(error).__name__})]
        return shown + [
            nbformat.from_dict({"output_type": "stream", "name": name, "text": stream.getvalue()})
            for name, stream in streams.items()
            if stream.getvalue()
        ]


def difference(path: Path, words: Collection[str] = ("",)) -> str:
    """Return the id of a cell that shows something else than is stored, and what; '' for none.

    Only cells run of which a stored output holds one of the words, quick ones before others where that is
    known, and before each the cells that it needs.
    """
    shell = Shell.instance()
    shell.reset(new_session=False)
    os.chdir(path.parent)
    cells = _code(path)
    names, ran, needed = [_names(cell.source) for cell in cells], set[int](), dict[str, int]()

    def run(place: int) -> str:
        for name in names[place][0]:
            maker = max((one for one in range(place) if name in names[one][1]), default=place)
            if maker != place and needed.get(name) != maker and (what := run(maker)):
                return what
        began = time.monotonic()
        outputs = shell.outputs(cells[place].source)
        TOOK[path.stem, cells[place].id] = time.monotonic() - began
        found = compare(outputs, cells[place].outputs)
        needed.update(dict.fromkeys(names[place][1], place))
        ran.add(place)
        return f"{cells[place].id} ({found})" if found else ""

    texts = [json.dumps(cell.outputs, ensure_ascii=False) for cell in cells]
    asked = [place for place, text in enumerate(texts) if any(word in text for word in words)]
    for place in sorted(asked, key=lambda one: TOOK.get((path.stem, cells[one].id), 0)):
        if place not in ran and (what := run(place)):
            return what
    return ""


def _names(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell reads, and those that it gives a value."""
    found = [set[str](), set[str]()]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found[isinstance(node.ctx, ast.Store)].add(node.id)
        elif isinstance(node, ast.alias):
            found[1].add((node.asname or node.name).partition(".")[0])
    return found[0], found[1]


def compare(new: list[NotebookNode], stored: list[NotebookNode]) -> str:
    """Return what nbval finds different, '' when nothing is."""
    if new and new[-1].output_type == "error":
        return str(new[-1].ename)
    found: list[str] = []
    cell = SimpleNamespace(
        parent=SimpleNamespace(skip_compare=UNCOMPARED),
        colors=SimpleNamespace(FAIL="", ENDC="", OKBLUE=""),
        sanitize=lambda text: text,
        format_output_compare=lambda key, left, right: found.append(key),
    )
    same = IPyNbCell.compare_outputs(cell, coalesce_streams(new), coalesce_streams(stored))
    return "" if same else "".join(found) or "outputs"


def prepare(paths: Iterable[Path]) -> None:
    """Import what notebooks import, and leave out pictures that are not compared."""
    for theme in {themes.of(path) for path in paths} - {None}:
        for room in ("measure", "draw", "say"):
            import_module(f"helpers.themes.{theme}.{room}")
    chart.Chart.png = lambda self: b""  # type: ignore[method-assign]
    main = sys.modules["__main__"]
    Shell.instance().history_manager.enabled = False
    sys.modules["__main__"] = main  # the shell has put its own there, and no work could be sent to forks
    tables.forget()
    gc.freeze()  # what is here already is no garbage, in no fork


def forked(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Yield the result of each item's work in its order; each is done in a fork of its own, two at once."""
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        yield from pool.imap(work, items, chunksize=1)


def stored(path: Path) -> tuple[str, set[str], dict[tuple[str, str], float]]:
    """Return how an unchanged notebook differs from what is stored, the tables it reads, and ``TOOK``."""
    read: set[str] = set()
    find = tables._find
    tables._find = lambda name: (read.add(name), find(name))[1]  # type: ignore[assignment]
    return difference(path), read, TOOK


def readers(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the notebooks that read each table, who cites it most first; SystemExit if one is stale."""
    files = overview_last(paths)
    found = list(forked(stored, files))
    for _, _, took in found:
        TOOK.update(took)
    if stale := [f"{path.stem}: {what}" for path, (what, *_) in zip(files, found, strict=True) if what]:
        sys.exit(f"refresh first, outputs differ: {stale}")
    shown = {path: path.read_text("utf-8") for path in files}
    return {
        name: sorted(
            (path for path, (_, read, _) in zip(files, found, strict=True) if name in read),
            key=lambda path: -shown[path].count(f"{name}:"),
        )
        for name in tables.names()
    }


def named_readers(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the notebooks that name each table, or whose theme does, without a run of them."""
    files, named = overview_last(paths), dictionary.readers()
    return {
        name: [path for path in files if path.stem.partition("_")[0] in numbers]
        for name, numbers in named.items()
    }


def overview_last(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (themes.of(path) is None, path))


@dataclass(frozen=True)
class Judge:
    """Says what catches a mutant."""

    package: Package
    readers: dict[str, list[Path]]

    def __call__(self, mutant: Mutant) -> str:
        """Return 'schema', or notebook, cell and kind of output that differ, or '' for a survivor."""
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(SECONDS)
        with tempfile.TemporaryDirectory() as folder:
            os.environ["ROSTRUM_DATA"] = f"{folder}/data"
            self.package.write(Path(folder, "data"), mutant)
            try:
                tables.names()
            except tables.DataError:
                return "schema"
            hint = {f"{mutant.table}:", mutant.old if len(mutant.old) > 3 else mutant.table}
            tries = product((hint, ("",)), self.readers[mutant.table])  # likely cells first, then all
            found = ((path, difference(path, words)) for words, path in tries)
            return next((f"{path.stem}: {what}" for path, what in found if what), "")

    def asked(self, mutant: Mutant, verdict: str) -> list[Path]:
        """Return the notebook that a verdict names; all readers of the table for a survivor."""
        found = self.readers[mutant.table]
        return [path for path in found if path.stem == verdict.partition(":")[0]] or found

    def nbval(self, mutants: Sequence[Mutant], verdicts: Sequence[str]) -> list[set[str]]:
        """Return the cells, as ``notebook: id``, that fail by nbval under each of several mutants."""
        pairs = list(zip(mutants, verdicts, strict=True))
        with tempfile.TemporaryDirectory() as folder:
            for number, (mutant, verdict) in enumerate(pairs):
                data = Path(folder, f"data{number}")
                self.package.write(data, mutant)
                for path in self.asked(mutant, verdict):
                    notebook = nbformat.read(path, as_version=4)
                    point = f"import os\nos.environ['ROSTRUM_DATA'] = {str(data)!r}"
                    notebook.cells.insert(0, new_code_cell(point))
                    nbformat.write(notebook, Path(folder, f"{number}_{path.name}"))
            workers = "2" if len(mutants) > 5 else "0"
            options = ["-q", "-n", workers, "-p", "no:cacheprovider", "--color=no", "-rf"]
            settings = ["--rootdir", folder, "-c", notebooks.FOLDER.parent / "pyproject.toml"]
            command = [sys.executable, "-m", "pytest", *options, *settings, *Path(folder).glob("*.ipynb")]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        failed = re.findall(r"(?m)^FAILED .*?(\d+)_(\w+)\.ipynb::.*?Cell (\d+)", done.stdout)
        codes = {path.stem: _code(path) for pair in pairs for path in self.asked(*pair)}
        return [
            {f"{stem}: {codes[stem][int(cell) - 1].id}" for one, stem, cell in failed if int(one) == number}
            for number in range(len(pairs))
        ]


def _code(path: Path) -> list[NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def _too_long(*_: object) -> None:
    raise TimeoutError


def report(mutants: Sequence[Mutant], verdicts: Sequence[str]) -> tuple[list[str], bool]:
    """Return the table, the survivors and the sum as lines, and whether enough were caught."""
    columns: dict[str, list[str]] = {}
    for mutant, verdict in zip(mutants, verdicts, strict=True):
        columns.setdefault(f"{mutant.table}.{mutant.column}", []).append(verdict)
    lines = [f"{'column':<52} mutants caught by what"]
    for column, found in columns.items():
        by = Counter(verdict.partition(":")[0] for verdict in found if verdict)
        what = ", ".join(f"{name} {number}" for name, number in by.items())
        lines.append(f"{column:<52} {len(found):7} {by.total():6} {what}")
    survivors = [mutant for mutant, verdict in zip(mutants, verdicts, strict=True) if not verdict]
    for mutant in survivors:
        reason = EXPLAINED.get(f"{mutant.table}.{mutant.column}", "NOT EXPLAINED")
        lines.append(f"survives: {mutant} ({reason})")
    share = 1 - len(survivors) / len(mutants)
    explained = all(f"{mutant.table}.{mutant.column}" in EXPLAINED for mutant in survivors)
    lines.append(f"{len(mutants)} mutants of {len(columns)} columns, {share:.1%} caught, needed {LEAST:.0%}")
    return lines, share >= LEAST and explained


def agree(judge: Judge, mutants: Sequence[Mutant], verdicts: Sequence[str], number: int, seed: int) -> bool:
    """Print and return whether nbval judges some of the mutants that notebooks judged in the same way."""
    pairs = [(mutant, found) for mutant, found in zip(mutants, verdicts, strict=True) if found != "schema"]
    pairs = random.Random(seed).sample(pairs, min(number, len(pairs)))
    good = True
    for (mutant, found), failed in zip(pairs, judge.nbval(*zip(*pairs, strict=True)), strict=True):
        same = found.partition(" (")[0] in failed if found else not failed
        judged = "agrees" if same else f"DISAGREES ({', '.join(sorted(failed)) or 'survives'})"
        print(f"nbval {judged}: {mutant}: {found or 'survives'}")
        good = good and same
    return good


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks, all of them when none is named")
    parser.add_argument("--only", default="", help="columns whose table.column begins so")
    parser.add_argument("--each", type=int, default=EACH, help="mutants of a column")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--sample",
        type=int,
        default=0,
        help="take so many of all mutants, and believe that the notebooks are up to date",
    )
    parser.add_argument("--nbval", type=int, default=0, help="have nbval judge so many of them too")
    options = parser.parse_args()
    began = time.monotonic()
    paths = [path.resolve() for path in options.files or notebooks.paths()]
    prepare(paths)
    package = Package(tables.data_dir())
    mutants = [
        mutant
        for mutant in package.mutants(options.each, options.seed)
        if f"{mutant.table}.{mutant.column}".startswith(options.only)
    ]
    if options.sample:
        mutants = random.Random(options.seed).sample(mutants, options.sample)
    judge = Judge(package, (named_readers if options.sample else readers)(paths))
    tables.forget()
    verdicts = list(track(forked(judge, mutants), total=len(mutants), console=Console(stderr=True)))
    lines, good = report(mutants, verdicts)
    print("\n".join(lines))
    if options.nbval:
        good = agree(judge, mutants, verdicts, options.nbval, options.seed) and good
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(not good)


if __name__ == "__main__":
    main()
