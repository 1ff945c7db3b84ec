"""The report: one self-contained HTML page a notebook, from stored outputs, and an index of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from helpers import notebooks
from helpers.read import evidence
from helpers.report.checks import Checks
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

    No kernel is started. With ``text``, a file with the coded article, evidence shows its passages and the
    pages say that they may not be passed on. ``done`` is called after each page. All pages are made before
    the first is written, and written before the first is moved into place, so that an error leaves the
    folder as it was.

    Raises NotebookError, DataError or ReportError for a notebook, a table or evidence that isn't whole,
    TextError for another text than the coded one.
    """
    paths = list(files)
    names = [path.stem for path in paths]
    clash = sorted({name for name in names if names.count(name) > 1 or name == INDEX})
    if clash:
        raise ReportError(f"two pages would be called {', '.join(clash)}.html")
    rows = Rows(_passages(text))
    checks = Checks.now()
    exporter = ReportExporter()  # type: ignore[no-untyped-call]
    stored = [notebooks.read(path) for path in paths]
    pages = [compose(notebook, path, rows, names) for notebook, path in zip(stored, paths, strict=True)]
    written = {}
    for place, (notebook, page) in enumerate(zip(stored, pages, strict=True)):
        around = {
            "before": pages[place - 1] if place else None,
            "after": pages[place + 1] if place + 1 < len(pages) else None,
        }
        resources = {"page": page, "checks": checks, "quoted": text is not None, "home": INDEX, **around}
        written[out / page.file], _ = exporter.from_notebook_node(notebook, resources)
        done(paths[place])
    written[out / f"{INDEX}.html"] = exporter.index(pages, checks=checks, quoted=text is not None)
    contents = {path: html.encode("utf-8") for path, html in written.items()}
    Path(os.path.realpath(out)).mkdir(parents=True, exist_ok=True)  # a link may lead to a folder to come
    # Pages with the article's words are for their owner alone.
    notebooks.write(contents, None if text is None else notebooks.PRIVATE)
    done(out / f"{INDEX}.html")
    return list(written)


def _passages(text: Path | None) -> dict[str, str]:
    """Return the passages of the coded article by reference; none without its text."""
    if text is None:
        return {}
    from helpers.read.text import passages

    units = passages(text)
    return dict(zip(evidence.refs("article.sentences", units), units["text"], strict=True))
