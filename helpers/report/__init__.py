"""The report: one self-contained HTML page a notebook, from stored outputs, and an index of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers import documents, notebooks, themes
from helpers.read import evidence, text
from helpers.report.exporter import ReportExporter
from helpers.report.page import ReportError, compose
from helpers.report.printing import PdfError, pdf
from helpers.show.rows import Rows

__all__ = ["PdfError", "ReportError", "ReportExporter", "build", "pdf"]

INDEX, OVERVIEW = "index", "00_overview"
"""The page that leads to the others, and the notebook that it is made of."""
OWN = b":root{--c-paper:"
"""What each page of a report begins its style with."""


def build(
    files: Iterable[Path],
    out: Path,
    text: Path | None = None,
    done: Callable[[Path], None] = lambda path: None,
) -> list[Path]:
    """Write a page for each notebook into ``out``, and return the pages, index last.

    The index is the overview, whose order the others have; without it, a list of them. No kernel is started.
    A theme whose tables have no rows has no page, and such a list says why. With
    ``text``, a file with the coded article, evidence shows its passages and the pages say that they may not
    be passed on. ``done`` is called after each page. All pages are made before the first is written, and
    written before the first is moved into place, so that an error leaves the folder as it was.

    Raises NotebookError, DataError or ReportError for a notebook, a table or evidence that isn't whole,
    ReportError too where a page would take the place of one that no report has made,
    TextError for another text than the coded one.
    """
    turn = [OVERVIEW, *(path.stem for path in themes.notebooks().values())]  # as the overview has them
    given = sorted(files, key=lambda path: turn.index(path.stem) if path.stem in turn else len(turn))
    names = {path: INDEX if path.stem == OVERVIEW else path.stem for path in given}
    if clash := sorted(name for name, many in Counter(names.values()).items() if many > 1):
        raise ReportError(f"two pages would be called {', '.join(clash)}.html")
    why = {path: line.why for path in given if (line := themes.left_out(themes.of(path)))}
    rows, exporter, paths = Rows(_passages(text)), ReportExporter(), [one for one in given if one not in why]
    books = {path: notebooks.read(path) for path in paths}
    if INDEX not in names.values():
        books = {Path(f"{INDEX}.ipynb"): _index(paths, why), **books}
    where = {path.stem: f"{names.get(path, INDEX)}.html" for path in books}
    pages = [compose(book, path, rows, where) for path, book in books.items()]
    links = {(page.name, said): f"{page.file}#{place}" for page in pages for said, place in page.findings()}
    common = {"quoted": text is not None, "home": INDEX, "links": links, "files": where}
    contents = {}
    neighbours = zip([None, *pages], [*pages[1:], None], strict=False)
    for book, page, (before, after) in zip(books.values(), pages, neighbours, strict=False):
        resources = {"page": page, "before": before, "after": after, **common}
        contents[out / page.file] = exporter.from_notebook_node(book, resources)[0].encode("utf-8")
        done(out / page.file)
    for path in contents:
        if path.is_file() and OWN not in path.read_bytes():
            raise ReportError(f"{path}: found a page that no report made, allowed: none; name another --out")
    notebooks.within(out).mkdir(parents=True, exist_ok=True)  # a link may lead to a folder to come
    # Pages with the article's words are for their owner alone.
    notebooks.write(contents, None if text is None else notebooks.PRIVATE)
    return sorted(contents, key=lambda path: path.stem == INDEX)


def _index(paths: Iterable[Path], why: Mapping[Path, str]) -> NotebookNode:
    """Return what leads to pages where the overview is not among them: their questions."""
    lines = ["# Pages of this report", ""]
    lines += ["Each takes one theme, and leads from findings to the rows they rest on.", ""]
    lines += [f"- {documents.question(path)} [{path.stem}]({quote(path.name)})" for path in paths]
    lines += [f"- {documents.question(path)} Left out: {line}." for path, line in why.items()]
    book: NotebookNode = new_notebook(cells=[new_markdown_cell("\n".join(lines))])
    return book


def _passages(path: Path | None) -> dict[str, str]:
    """Return the passages of the coded article by reference; none without its text."""
    if path is None:
        return {}
    units = text.passages(path)
    return dict(zip(evidence.refs("article.sentences", units), units["text"], strict=True))
