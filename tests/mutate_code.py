"""Changes the code and the templates of helpers, one place at a time, and asks whether a test sees it.

Each mutant is made in memory, in a fork of its own, and runs the tests that touch its line and run no
notebook, up to the first that fails. ``equivalent.toml`` states of known survivors why they change nothing.

    python tests/mutate_code.py --only helpers/read --sample 200
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import json
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import hypothesis
import matplotlib.figure
import nbconvert
import networkx
import numpy
import pandas
import pytest
from coverage import CoverageData
from mutants import ROOT, Mutant, mutants

SPACY = [import_module("spacy")] if find_spec("spacy") else []
LOADED = (matplotlib.figure, nbconvert, networkx, numpy, pandas, *SPACY)
"""What every fork needs, and no fork changes."""
LEAST, SEED = 0.9, 1
SECONDS = 60.0
"""What other tests of one mutant may take than those of its room, and of what is stored."""
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
Lines = dict[str, dict[int, set[str]]]
"""The tests that run each line of each module."""


def run(contexts: Path) -> None:
    """Run the tests that run no notebook once, and keep what lines each runs, how long, and which fail."""
    options = ["--cov=helpers", "--cov-context=test", "--cov-report=", "--durations=0", "-rfE", "--color=no"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not slow", *options, "tests"],
        cwd=ROOT,
        env={**os.environ, "COVERAGE_FILE": str(contexts)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"(?m)^(?:FAILED|ERROR) (\S+?::.*?)(?: - .*)?$", done.stdout)
    took = re.findall(r"(?m)^([\d.]+)s call +(\S+?::.*)$", done.stdout)
    kept = {"failed": failed, "seconds": {name: float(seconds) for seconds, name in took}}
    contexts.with_suffix(".json").write_text(json.dumps(kept), encoding="utf-8")


def touching(contexts: Path) -> tuple[Lines, dict[str, float]]:
    """Return which tests that pass run which lines, and how long they take."""
    if not contexts.exists():
        run(contexts)
    kept = json.loads(contexts.with_suffix(".json").read_text(encoding="utf-8"))
    if failed := set(kept["failed"]):
        print(f"{len(failed)} tests fail as it is and are left out, such as {min(failed)}", file=sys.stderr)
    data = CoverageData(str(contexts))
    data.read()
    lines = {
        str(Path(file).relative_to(ROOT)): {
            line: {name.rpartition("|")[0] for name in names if name} - failed
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    return lines, kept["seconds"]


@dataclass(frozen=True)
class Judge:
    """Says of a mutant whether the tests that run its line see it."""

    lines: Lines
    breadth: Counter[str]
    """How many lines each test runs: those that run few say most."""
    seconds: dict[str, float]

    def tests(self, mutant: Mutant) -> list[str]:
        """Return tests that run the line: those of its module or room, of what is stored, and narrow ones.

        Where a line is run once, as the module is read, these are all tests that run any line of it.
        """
        reader = "say.py" if "themes" in mutant.path else "wording.py"
        lines = self.lines.get(mutant.path.replace("wording.toml", reader), {})
        template = mutant.path.endswith(".toml")
        found = set() if template else lines.get(mutant.line, set())
        if not found and (template or mutant.line in lines):
            found = set().union(*lines.values())
        own = [f"test_{name}.py" for name in Path(mutant.path).with_suffix("").parts[1:]]
        ranks = {test: (not any(name in test for name in own), "test_stored" not in test) for test in found}
        ordered = sorted(found, key=lambda test: (*ranks[test], self.breadth[test], test))
        first = sum(not all(rank) for rank in ranks.values())
        ends = accumulate(self.seconds.get(test, 0.005) for test in ordered[first:])
        return ordered[: first + sum(end < SECONDS for end in ends)] or ordered[:1]

    def __call__(self, mutant: Mutant) -> str:
        """Return 'killed', 'survives' or 'not run'."""
        tests = self.tests(mutant)
        if not tests:
            return "not run"
        if child := os.fork():
            return "survives" if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 else "killed"
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, 4 * SECONDS)  # of work, however busy the machine is
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        install(mutant)
        plugins = [
            part for name in ("cacheprovider", "xdist", "cov", "nbval") for part in ("-p", f"no:{name}")
        ]
        os._exit(int(pytest.main(["-q", "-x", "-o", "addopts=--strict-markers", *plugins, *tests])))


def install(mutant: Mutant) -> None:
    """Have this process read the mutant wherever it would read the file."""
    path, read_text, text = ROOT / mutant.path, Path.read_text, mutant.text

    class Loader(importlib.abc.InspectLoader):
        def get_source(self, fullname: str) -> str:
            return text

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, _: Any, target: Any = None) -> Any:
            file = name.replace(".", "/")
            if mutant.path not in (f"{file}.py", f"{file}/__init__.py"):
                return None
            package = mutant.path.endswith("__init__.py")
            spec = importlib.util.spec_from_loader(name, Loader(), origin=str(path), is_package=package)
            if spec:
                spec.has_location = True
                spec.submodule_search_locations = [str(path.parent)] if package else None
            return spec

    def read(self: Path, *args: Any, **kwargs: Any) -> str:
        return text if self == path else read_text(self, *args, **kwargs)

    sys.meta_path.insert(0, Finder())
    Path.read_text = read  # type: ignore[method-assign,assignment]


def report(found: Sequence[tuple[Mutant, str]]) -> tuple[list[str], bool]:
    """Return the survivors and the sums as lines, and whether enough were killed."""
    known = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")) if EQUIVALENT.exists() else {}
    sums: dict[str, Counter[bool]] = {}
    lines = []
    for mutant, verdict in sorted(found, key=lambda pair: (pair[0].path, pair[0].line)):
        if verdict != "killed" and mutant.key in known:
            lines.append(f"equivalent {mutant} ({known[mutant.key]})")
            continue
        room = "/".join(mutant.path.split("/")[: 3 if "themes" in mutant.path else 2])
        sums.setdefault(room, Counter())[verdict == "killed"] += 1
        lines += [f"{verdict} {mutant}"] * (verdict != "killed")
    lines += [f"{room}: {counts[True]} of {counts.total()} killed" for room, counts in sums.items()]
    killed, total = (sum(map(sum_of, sums.values())) for sum_of in (lambda one: one[True], Counter.total))
    lines.append(f"{killed} of {total} killed, {killed / max(total, 1):.1%}, needed {LEAST:.0%}")
    return lines, killed >= LEAST * total


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="files whose path begins so, such as helpers/read")
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--contexts", type=Path, help="a file that keeps which tests run which lines")
    options = parser.parse_args()
    began = time.monotonic()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("mutants")
    with tempfile.TemporaryDirectory() as folder:
        lines, seconds = touching(options.contexts or Path(folder, "contexts"))
    every = mutants(options.only)
    random.Random(options.seed).shuffle(every)
    chosen = list(islice(filter(Mutant.differs, every), options.sample))
    breadth = Counter(test for file in lines.values() for tests in file.values() for test in tests)
    verdicts: list[str] = []
    with multiprocessing.get_context("fork").Pool(2) as pool:
        for verdict in pool.imap(Judge(lines, breadth, seconds), chosen, chunksize=1):
            verdicts.append(verdict)
            print(f"{len(verdicts)} of {len(chosen)}: {verdict} {chosen[len(verdicts) - 1]}", file=sys.stderr)
    said, good = report(list(zip(chosen, verdicts, strict=True)))
    print(*said, f"{len(every)} places, {time.monotonic() - began:.0f} s", sep="\n")
    sys.exit(not good)


if __name__ == "__main__":
    main()
