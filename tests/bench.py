"""How fast, how large: pages from stored outputs and the strict check, against other tools (``make bench``).

Each figure is the median of five runs (``--runs N`` for another number), taken in turn on this machine.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from clients import environment

from helpers import notebooks

FLOOR = """
import os, sys
from pathlib import Path
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

shell = InteractiveShell.instance()
for path in map(Path, sys.argv[1:]):
    os.chdir(path.parent)
    shell.reset()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            with capture_output():
                shell.run_cell(cell.source).raise_error()
"""
"""All cells' code in one process, with every output made: what no check of the outputs can do without."""


READ = "import sys, nbconvert, nbformat; [nbformat.read(path, as_version=4) for path in sys.argv[1:]]"
"""What any way from stored notebooks to pages by nbconvert can't do without."""


def used() -> float:
    """Return the seconds of CPU that commands have taken so far, those that they started included."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def seconds(command: list[str | Path], clock: Callable[[], float]) -> float:
    """Return how long a command takes by a clock; its output is shown when it fails."""
    started = clock()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return clock() - started


def medians(
    runs: int, commands: dict[str, list[str | Path]], clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Return each command's median time; the commands take turns, so that all see the same machine."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command, clock))
    return {name: statistics.median(values) for name, values in times.items()}


def table(title: str, values: dict[str, float], base: str, unit: Callable[[float], str]) -> None:
    print(f"\n{title}")
    for name, value in values.items():
        print(f"  {name:58} {unit(value):>10} {value / values[base]:7.2f} x")


def size(folder: Path, names: list[str]) -> int:
    return sum((folder / f"{name}.html").stat().st_size for name in names)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    paths = notebooks.paths()
    names = [path.stem for path in paths]
    os.environ["JUPYTER_PATH"] = str(Path(sys.prefix) / "share" / "jupyter")
    python = Path(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        peers = environment(out / "peers", "nbmake", "papermill")
        (out / "floor.py").write_text(FLOOR, encoding="utf-8")
        convert: list[str | Path] = [python, "-m", "nbconvert", "--to", "html"]
        read, stored = "floor: nbconvert imported, the files read", "report from stored outputs"
        executed = "nbconvert --execute --to html"
        pages = medians(
            runs,
            {
                read: [python, "-c", READ, *paths],
                stored: [python, "-m", "helpers", "report", "--out", out / "pages"],
                executed: [*convert, "--execute", f"--output-dir={out / 'executed'}", *paths],
                "nbconvert --to html, stored outputs": [*convert, f"--output-dir={out / 'lab'}", *paths],
            },
            used,
        )
        table(f"CPU for the pages of {len(paths)} notebooks", pages, read, "{:.2f} s".format)
        own = out / "pages"
        kept = [path.stem for path in own.glob("*.html")]
        sizes = {"lab template": float(size(out / "lab", names)), "report": float(size(own, kept))}
        sizes["stored notebooks"] = float(sum(path.stat().st_size for path in paths))
        table("Size of the pages", sizes, "lab template", lambda value: f"{value / 1000:,.0f} kB")
        for part, share in shares(own, kept).items():
            print(f"    of which {part:49} {share / 1000:7,.0f} kB")

        quiet = ["-q", "-p", "no:cacheprovider"]
        test: list[str | Path] = [python, "-m", "pytest", *quiet, "-n", "2", *paths]
        alone: list[str | Path] = [peers, "-m", "pytest", *quiet, "-c", "/dev/null", f"--rootdir={out}"]
        (out / "papermill.sh").write_text(
            "set -e\n"
            + "".join(
                f"{peers} -m papermill --no-progress-bar --cwd {path.parent} {path} {out / path.name}\n"
                for path in paths
            ),
            encoding="utf-8",
        )
        floor = "floor: the cells' code in one process"
        checks = medians(
            runs,
            {
                floor: [python, out / "floor.py", *paths],
                "pytest --nbval -n 2, as in make test (compares outputs)": test,
                "pytest --nbmake (compares nothing)": [*alone, "--nbmake", *paths],
                "papermill, one after the other (compares nothing)": ["sh", out / "papermill.sh"],
            },
        )
        table("Check of all notebooks", checks, floor, "{:.2f} s".format)
        own_article(out / "own", python, runs)


def own_article(folder: Path, python: Path, runs: int) -> None:
    """Measure the way of an article of one's own, the worked example's."""
    import example

    folder.mkdir()
    times: dict[str, list[float]] = {}
    for number in range(runs):
        place = folder / str(number)
        steps: dict[str, list[str | Path]] = {
            "new": ["new", example.TEXT, "--out", place],
            "export sheet": ["export", "sheet", place, "--coder", "jane"],
            "import sheet": ["import", "sheet", example.SHEET, "--into", place],
            "report --data": ["report", "--data", place],
        }
        for name, words in steps.items():
            times.setdefault(name, []).append(seconds([python, "-m", "helpers", *words], time.perf_counter))
    medians_of = {name: statistics.median(values) for name, values in times.items()}
    table("An article of one's own", medians_of, "new", "{:.2f} s".format)


def shares(folder: Path, names: list[str]) -> dict[str, int]:
    """Return what the pages' bytes are spent on."""
    parts = {
        "evidence rows": r'<details class="entries">.*?</details>',
        "what they say, for hovering": r'a\[href="#r-[^\n]*',
        "links to them": r'<a href="#r-.*?</a>',
        "charts as drawn": r"<svg viewBox.*?</svg>",
        "downloads (CSV, SVG)": r'href="data:[^"]*"',
    }
    pages = "".join((folder / f"{name}.html").read_text(encoding="utf-8") for name in names)
    return {name: sum(map(len, re.findall(part, pages, re.DOTALL))) for name, part in parts.items()}


if __name__ == "__main__":
    main()
