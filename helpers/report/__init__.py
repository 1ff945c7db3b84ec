"""The report: one self-contained HTML page a notebook, from stored outputs, and an index of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from helpers import documents, notebooks, themes
from helpers.read import evidence, text
from helpers.report import checks
from helpers.report.exporter import ReportExporter
from helpers.report.page import ReportError, compose
from helpers.report.printing import PdfError, pdf
from helpers.report.rows import Rows

__all__ = ["PdfError", "ReportError", "ReportExporter", "build", "pdf"]

INDEX = "index"


def build(
    files: Iterable[Path],
    out: Path,
    text: Path | None = None,
    done: Callable[[Path], None] = lambda path: None,
) -> list[Path]:
    """Write a page for each notebook and an index of them into ``out``, and return the pages, index last.

    No kernel is started. A theme whose tables have no rows has no page, and the index says why. With
    ``text``, a file with the coded article, evidence shows its passages and the pages say that they may not
    be passed on. ``done`` is called after each page. All pages are made before the first is written, and
    written before the first is moved into place, so that an error leaves the folder as it was.

    Raises NotebookError, DataError or ReportError for a notebook, a table or evidence that isn't whole,
    TextError for another text than the coded one.
    """
    given = list(files)
    names = [path.stem for path in given]
    if clash := sorted({name for name in names if names.count(name) > 1 or name == INDEX}):
        raise ReportError(f"two pages would be called {', '.join(clash)}.html")
    why = {path: line.why for path in given if (line := themes.left_out(themes.of(path)))}
    paths = [path for path in given if path not in why]
    rows, exporter = Rows(_passages(text)), ReportExporter()
    stored = [notebooks.read(path) for path in paths]
    stems = {path.stem for path in paths}
    pages = [compose(book, path, rows, stems) for book, path in zip(stored, paths, strict=True)]
    common = {"checks": checks.facts(), "quoted": text is not None}
    contents = {}
    neighbours = zip([None, *pages], [*pages[1:], None], strict=False)
    for book, page, path, (before, after) in zip(stored, pages, paths, neighbours, strict=False):
        resources = {"page": page, "home": INDEX, "before": before, "after": after, **common}
        contents[out / page.file] = exporter.from_notebook_node(book, resources)[0].encode("utf-8")
        done(path)
    left_out = {documents.question(path): line for path, line in why.items()}
    contents[out / f"{INDEX}.html"] = exporter.index(pages, left_out, **common).encode("utf-8")
    Path(os.path.realpath(out)).mkdir(parents=True, exist_ok=True)  # a link may lead to a folder to come
    # Pages with the article's words are for their owner alone.
    notebooks.write(contents, None if text is None else notebooks.PRIVATE)
    done(out / f"{INDEX}.html")
    return list(contents)


def _passages(path: Path | None) -> dict[str, str]:
    """Return the passages of the coded article by reference; none without its text."""
    if path is None:
        return {}
    units = text.passages(path)
    return dict(zip(evidence.refs("article.sentences", units), units["text"], strict=True))
