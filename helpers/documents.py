"""The generated parts of the documents: the dictionary of the data, and two tables of the README."""

from __future__ import annotations

import re
from pathlib import Path

from helpers import dictionary, notebooks, themes
from helpers.errors import LeftOut, RostrumError
from helpers.read import tables
from helpers.read.package import document, read_text

ROOT = notebooks.FOLDER.parent
README = ROOT / "README.md"
DICTIONARY = ROOT / "data" / "README.md"


def question(path: Path) -> str:
    """Return a notebook's heading of level 1; raises NotebookError when it has none."""
    prose = (cell.source for cell in notebooks.parse(path).cells if cell.cell_type == "markdown")
    text = re.sub(r"(?ms)^(```|~~~).*?^\1", "", "\n".join(prose))
    found = re.search(r"(?m)^ {0,3}# +(.*?)(?: +#+)? *$|^(.*\S) *\n=+ *$", text)
    if not found:
        raise notebooks.NotebookError(f"{path}: no heading of level 1: begin it with a cell '# A question?'")
    return str(found[1] or found[2])


def notebooks_table() -> str:
    """Return the README's table of notebooks: name, question and first headline."""
    rows = []
    for path in notebooks.paths():
        first = themes.headlines(theme, tables.article_id())[0] if (theme := themes.of(path)) else None
        said = f"Left out: {first.why}." if isinstance(first, LeftOut) else getattr(first, "headline", "")
        rows.append((f"[{path.stem}](notebooks/{path.name})", question(path), said))
    return dictionary.markdown(("Notebook", "Question", "First finding"), rows)


def data_table() -> str:
    """Return the README's table of data: folder, what it holds, tables and rows."""
    inside: dict[str, list[str]] = {}
    for name in tables.names():
        inside.setdefault(name.rpartition(".")[0], []).append(name)
    folders, rows = document(tables.data_dir()).get("folders"), []
    holds = folders if isinstance(folders, dict) else {}
    for folder, names in inside.items():
        count = sum(len(tables.load(name)) for name in names)
        rows.append((f"`data/{folder}`", str(holds.get(folder or ".", "")), str(len(names)), f"{count:,}"))
    return dictionary.markdown(("Folder", "What it holds", "Tables", "Rows"), rows)


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
    return notebooks.save({DICTIONARY: dictionary.render(), README: readme()})
