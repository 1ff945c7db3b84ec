"""The generated parts of the documents: the dictionary of the data, and two tables of the README."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from helpers import dictionary, notebooks
from helpers.errors import RostrumError
from helpers.read import tables
from helpers.read.package import read_text

ROOT = notebooks.FOLDER.parent
README = ROOT / "README.md"
DICTIONARY = ROOT / "data" / "README.md"
CONTENTS = {
    "": "the coders and the frames of the codebook",
    "article": "stand-off coding of the article: units, voices, frames, relations, hedges, claims",
    "coverage": "articles on the same announcement: frames, sources, points reported, who feeds whom",
    "history": "parades, guests, head counts, visits, meetings, memberships, checks of claims",
}
"""What each folder of the data package holds."""


def question(path: Path) -> str:
    """Return a notebook's heading of level 1; raises NotebookError when it has none."""
    prose = (cell.source for cell in notebooks.parse(path).cells if cell.cell_type == "markdown")
    text = re.sub(r"(?ms)^(```|~~~).*?^\1", "", "\n".join(prose))
    found = re.search(r"(?m)^ {0,3}# +(.*?)(?: +#+)? *$|^(.*\S) *\n=+ *$", text)
    if not found:
        raise notebooks.NotebookError(f"{path}: no heading of level 1: begin it with a cell '# A question?'")
    return str(found[1] or found[2])


def notebooks_table() -> str:
    """Return the README's table of notebooks: name, question and first finding."""
    rows = []
    for path in notebooks.paths():
        theme = notebooks.theme(path)
        finding = "all four" if path.stem.endswith("overview") else ""
        if theme:
            finding = import_module(f"helpers.themes.{theme}.say").headlines()[0].sentence
        rows.append((f"[{path.stem}](notebooks/{path.name})", question(path), finding))
    return _markdown(("Notebook", "Question", "First finding"), rows)


def data_table() -> str:
    """Return the README's table of data: folder, what it holds, tables and rows."""
    rows = []
    for folder, what in CONTENTS.items():
        inside = [name for name in tables.names() if name.rpartition(".")[0] == folder]
        count = sum(len(tables.load(name)) for name in inside)
        rows.append((f"`data/{folder}`", what, str(len(inside)), f"{count:,}"))
    return _markdown(("Folder", "What it holds", "Tables", "Rows"), rows)


def readme() -> str:
    """Return README.md with its tables written anew; raises RostrumError when their places are not marked."""
    try:
        text = read_text(README)
    except ValueError as error:
        raise RostrumError(f"{README.name}: found {error}, allowed: text in UTF-8") from None
    for name, table in (("notebooks", notebooks_table()), ("data", data_table())):
        start, end = f"<!-- {name}: written by python -m helpers docs -->", f"<!-- end of {name} -->"
        before, found, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise RostrumError(f"{README.name}: the markers {start} and {end} are missing")
        text = f"{before}{start}\n{table}\n{end}{after}"
    return text


def write() -> list[Path]:
    """Write the generated parts anew and return the files that changed."""
    wanted = {DICTIONARY: dictionary.render(), README: readme()}
    changed = {path: text.encode("utf-8") for path, text in wanted.items() if not notebooks.holds(path, text)}
    notebooks.write(changed)
    return list(changed)


def _markdown(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(re.sub(r'[|]', r'&#124;', cell) for cell in line)} |" for line in lines)
