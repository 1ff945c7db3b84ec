"""The generated parts of the documents: the dictionary, parts of the README, lists of literature."""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path

import nbformat

from helpers import dictionary, literature, notebooks, themes
from helpers.errors import LeftOut, RostrumError
from helpers.read import tables
from helpers.read.files import read_text
from helpers.read.package import document

ROOT = notebooks.FOLDER.parent
README = ROOT / "README.md"
CHARTS, PNG = ROOT / "docs" / "charts", "image/png"
DICTIONARY = ROOT / "data" / "README.md"
REFERENCES = ROOT / "docs" / "references.bib"


def question(path: Path) -> str:
    """Return a notebook's heading of level 1; raises NotebookError when it has none."""
    prose = (cell.source for cell in notebooks.parse(path).cells if cell.cell_type == "markdown")
    text = re.sub(r"(?ms)^(```|~~~).*?^\1", "", "\n".join(prose))
    found = re.search(r"(?m)^ {0,3}# +(.*?)(?: +#+)? *$|^(.*\S) *\n=+ *$", text)
    if not found:
        raise notebooks.NotebookError(f"{path}: no heading of level 1: begin it with a cell '# A question?'")
    return str(found[1] or found[2])


def notebooks_table() -> str:
    """Return the README's table of notebooks, as the overview has them: question, chart, first headline."""
    rows, drawn = [], {file.stem: alt for file, (alt, _) in charts().items()}
    turn = [path.stem for path in themes.notebooks().values()]
    for path in sorted(notebooks.paths(), key=lambda path: turn.index(path.stem) if themes.of(path) else -1):
        first = themes.headlines(theme, tables.article_id())[0] if (theme := themes.of(path)) else None
        said = f"Left out: {first.why}." if isinstance(first, LeftOut) else getattr(first, "headline", "")
        picture = f'<img src="docs/charts/{path.stem}.png" width="240" alt="{drawn.get(path.stem)}">'
        chart = picture if path.stem in drawn else ""
        rows.append((f"[{path.stem}](notebooks/{path.name})", question(path), chart, said))
    return dictionary.markdown(("Notebook", "Question", "Chart", "First finding"), rows)


def charts() -> dict[Path, tuple[str, bytes]]:
    """Return alt text and picture of the charts that the overview shows, one a theme, by their files."""
    found = {}
    for cell in (cell for path in notebooks.paths()[:1] for cell in notebooks.parse(path).cells):
        for output in cell.get("outputs", ()):
            if (stem := output.get("metadata", {}).get("rostrum", {}).get("notebook")) and PNG in output.data:
                alt = escape(output.metadata["rostrum"]["alt"])
                found[CHARTS / f"{stem}.png"] = alt, base64.b64decode(output.data[PNG])
    return found


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


def listing() -> dict[Path, str]:
    """Return the notebooks that list literature, with the list in its cell as the references have it."""
    found, entries = {}, literature.entries(REFERENCES)
    for path in notebooks.paths():
        notebook = notebooks.parse(path)
        for cell in (cell for cell in notebook.cells if cell.get("id") == literature.CELL):
            cell.source = literature.markdown(entries, themes.of(path) or literature.OVERVIEW)
            found[path] = nbformat.writes(notebook) + "\n"
    return found


def write() -> list[Path]:
    """Write the generated parts anew and return the files that changed."""
    pictures = {
        path: content
        for path, (_, content) in charts().items()
        if not path.exists() or path.read_bytes() != content
    }
    CHARTS.mkdir(parents=True, exist_ok=True)
    notebooks.write(pictures)
    texts = {DICTIONARY: dictionary.render(), README: readme(), **listing()}
    return [*notebooks.save(texts), *pictures]
