"""The generated parts of the documents: the dictionary of the data, and the README's table of notebooks."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import nbformat

from helpers import dictionary, notebooks
from helpers.errors import RostrumError

ROOT = notebooks.FOLDER.parent
README = ROOT / "README.md"
DICTIONARY = ROOT / "data" / "README.md"
START, END = "<!-- notebooks: written by python -m helpers docs -->", "<!-- end of notebooks -->"


def question(path: Path) -> str:
    """Return a notebook's first heading."""
    first: str = nbformat.read(path, as_version=4).cells[0].source
    return first.splitlines()[0].removeprefix("# ")


def table() -> str:
    """Return the README's table: each notebook, its question and its first finding."""
    lines = ["| Notebook | Question | First finding |", "|---|---|---|"]
    for path in notebooks.paths():
        theme = notebooks.theme(path)
        finding = import_module(f"helpers.findings.{theme}").headlines()[0].sentence if theme else ""
        cells = (f"[{path.stem}](notebooks/{path.name})", question(path), finding)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)


def readme() -> str:
    """Return README.md with its table written anew; raises RostrumError when its markers are not there."""
    text = README.read_text(encoding="utf-8")
    pattern = re.escape(START) + ".*?" + re.escape(END)
    if not re.search(pattern, text, flags=re.DOTALL):
        raise RostrumError(f"{README}: the markers {START!r} and {END!r} are missing")
    return re.sub(pattern, lambda _: f"{START}\n{table()}\n{END}", text, flags=re.DOTALL)


def write() -> list[Path]:
    """Write the generated parts anew and return the files that changed."""
    wanted = {DICTIONARY: dictionary.render(), README: readme()}
    changed = [path for path, text in wanted.items() if path.read_text(encoding="utf-8") != text]
    for path in changed:
        notebooks.write(path, wanted[path].encode("utf-8"))
    return changed
