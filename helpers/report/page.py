"""A stored notebook as the parts of a page: prose, findings, figures, tables and code, numbered and linked.

Our own outputs say in their ``rostrum`` metadata what they are and which rows of data they rest on. Any other
output is shown as a picture, as harmless HTML or as plain text.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode
from pygments import formatters, highlight, lexers  # type: ignore[import-untyped]

from helpers.errors import RostrumError
from helpers.read import evidence
from helpers.report import safe
from helpers.report.prose import Heading, Prose
from helpers.report.rows import Entry, Rows, from_target
from helpers.report.svg import Drawing, Mark
from helpers.show.datatable import EVIDENCE, cells
from helpers.show.finding import FOLD_FROM

PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
UNFIT = (AttributeError, IndexError, KeyError, TypeError, ValueError, csv.Error)
"""What is raised by metadata of ours that somebody has changed."""
Facts = Mapping[str, Any]
Block = dict[str, Any]
"""A part of a page; its ``kind`` says which macro of the template writes it, its ``place``, as ``figure-3``,
where on the page it is."""


class ReportError(RostrumError):
    """A notebook that can't become a page; says which cell and why."""


@dataclass
class Page:
    """All that the template needs of one notebook; ``cited`` gives the places of each row."""

    name: str
    title: str = ""
    top: str = ""
    purpose: Markup = field(default_factory=Markup)
    gist: Callable[[str], str] = str
    blocks: list[Block] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    cells: int = 0
    thumbnail: Drawing | None = None
    cited: dict[str, list[str]] = field(default_factory=dict)
    entries: list[tuple[str, str, list[Entry]]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The page's file name."""
        return f"{self.name}.html"

    @property
    def lead(self) -> Markup:
        """The purpose as the index shows it: its links lead into this page, and places in it stay here."""
        placeless = re.sub(r'(<\w+[^>]*?) id="[^"]*"', r"\1", self.purpose)
        return Markup(re.sub(r'(<a\b[^>]*? href=")#', rf"\g<1>{self.file}#", placeless))

    def __deepcopy__(self, memo: dict[int, Any]) -> Page:
        """Return the page itself: nbconvert copies what it hands to a template, which changes nothing."""
        return self


def compose(notebook: NotebookNode, path: Path, rows: Rows, pages: Collection[str]) -> Page:
    """Return a notebook's page; links to notebooks that aren't among ``pages`` become text.

    ``pages`` are the stems of the notebooks that have a page. Raises ReportError for evidence without a row,
    a chart that is no SVG, metadata of ours that were changed, and a notebook without a title.
    """
    page, prose = Page(path.stem, gist=rows.gist), Prose(path, pages)
    composer = _Composer(page, rows, prose)
    for number, cell in enumerate(notebook.cells, 1):
        try:
            composer.cell(cell)
        except RostrumError as error:
            raise ReportError(f"{path}: cell {number} ({cell.get('id', 'no id')}): {error}") from error
    if not prose.title:
        raise ReportError(f"{path}: no heading of level 1: a page needs a title")
    page.title, page.top, page.headings = prose.title, prose.top, prose.headings
    page.purpose = prose.settled(page.purpose)
    for block in page.blocks:
        if block["kind"] == "prose":
            block["html"] = prose.settled(block["html"])
    # A finding of a list that stands again below, with many rows, shows its evidence there only.
    below = {block["said"]: block["place"] for block in page.blocks if block["kind"] == "finding"}
    for item in [item for block in page.blocks for item in block.get("listed", ())]:
        item["below"] = below.get(item["said"], "") if len(item["refs"]) >= FOLD_FROM else ""
    page.entries = rows.entries(page.cited)
    return page


class _Composer:
    """Walks over the cells and numbers what it finds."""

    def __init__(self, page: Page, rows: Rows, prose: Prose) -> None:
        self._page, self._rows, self._prose = page, rows, prose
        self._counts: Counter[str] = Counter()
        self._ours = {name: getattr(self, f"_{name}") for name in ("chart", "data", "table", "finding")}
        self._ours |= {"findings": self._findings, "left-out": self._left_out}

    def cell(self, cell: NotebookNode) -> None:
        if cell.cell_type == "markdown":
            html = self._prose.html(cell.source, cell.get("attachments", {}))
            first, _, rest = html.partition("</p>")
            if not self._page.purpose and self._prose.title and first.startswith("<p>"):
                self._page.purpose, html = Markup(first.removeprefix("<p>")), Markup(rest.strip())
            if html:
                self._add("prose", html=html)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                self._output(output)
            if cell.source.strip():
                self._page.cells += 1
                self._add("code", number=self._page.cells, html=_highlighted(cell.source))

    def _output(self, output: NotebookNode) -> None:
        if output.output_type in ("stream", "error"):
            return self._add("plain", text=safe.terminal(output.get("text") or "\n".join(output.traceback)))
        data, metadata = output.get("data", {}), output.get("metadata", {})
        facts = metadata.get("rostrum")
        kind = facts.get("kind") if isinstance(facts, Mapping) else None
        if not isinstance(kind, str) or kind not in self._ours:
            return self._foreign(data, metadata)
        try:
            self._ours[kind](data, facts)
        except RostrumError:
            raise
        except UNFIT as error:
            raise ReportError(f"metadata of a {kind} don't fit it: {error!r:.200}. Refresh it") from error

    def _foreign(self, data: Facts, metadata: Facts) -> None:
        """Add an output that is none of ours, as the first of its kinds that a page can show."""
        plain = safe.terminal(data.get("text/plain", ""))
        if picture := next((kind for kind in PICTURES if kind in data), None):
            alt = metadata.get(picture, {}).get("alt") or plain
            return self._add("picture", text=alt, source=safe.picture(picture, data[picture]))
        if "text/html" in data:
            return self._add("html", html=safe.html(data["text/html"]))
        if words := data.get("text/markdown") or data.get("text/latex"):
            return self._add("prose", html=self._prose.html(words, {}))
        return self._add("plain", text=plain)

    def _chart(self, data: Facts, facts: Facts) -> None:
        bands = facts["header"], facts["footer"]
        drawing = Drawing(data["image/svg+xml"], bands, str(facts["title"]), str(facts["alt"]))
        self._page.thumbnail = self._page.thumbnail or drawing
        place, marks = self._place("figure"), {}
        for address in drawing.links():
            if ref := from_target(address):
                self._cite([ref], place)
                marks[address] = Mark(evidence.target(ref), self._rows.gist(ref))
        self._add(
            "figure",
            place=place,
            facts=facts,
            refs=self._cite(facts["evidence"], place),
            html=drawing.inline(place, marks),
            marks=sum(address in marks for address in drawing.links()),
            svg=drawing.file(),
        )

    def _data(self, data: Facts, facts: Facts) -> None:
        """Put a chart's data below the chart, which was added last."""
        figure = self._page.blocks[-1]
        figure |= self._grid(data, facts, figure["place"])

    def _table(self, data: Facts, facts: Facts) -> None:
        place = self._place("table")
        self._add("table", place=place, **self._grid(data, facts, place))

    def _grid(self, data: Facts, facts: Facts, place: str) -> Block:
        """Return a table's caption, what its columns hold, its rows, and its CSV."""
        columns, text = facts["columns"].split(), safe.CODES.sub("", data["text/csv"])
        head, *rows = cells(text, columns)
        refs = [self._cite(row.splitlines(), place) for row in facts.get(EVIDENCE, [""] * len(rows))]
        pairs = list(zip(rows, refs, strict=True))
        return {"caption": facts["caption"], "columns": columns, "head": head, "pairs": pairs, "csv": text}

    def _finding(self, data: Facts, facts: Facts) -> None:
        for finding in facts["findings"]:
            self._add("finding", **self._said(finding))

    def _findings(self, data: Facts, facts: Facts) -> None:
        """Add a list of findings, which are the notebook's headlines."""
        listed = [self._said(finding) for finding in facts["findings"]]
        self._page.headlines += [item["said"][0] for item in listed]
        self._add("findings", listed=listed)

    def _said(self, finding: Facts) -> Block:
        place = self._place("finding")
        refs = self._cite(finding["evidence"], place)
        return {"place": place, "said": (str(finding["headline"]), str(finding["detail"])), "refs": refs}

    def _left_out(self, data: Facts, facts: Facts) -> None:
        self._add("left-out", lines=list(facts["lines"]))

    def _place(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}-{self._counts[kind]}"

    def _cite(self, refs: Collection[Any], place: str) -> list[str]:
        """Note that rows are cited at a place, and return their references."""
        for ref in refs:
            try:
                self._rows.gist(str(ref))
            except KeyError:
                raise ReportError(f"evidence {ref!r:.200} is not a row of the data") from None
            places = self._page.cited.setdefault(str(ref), [])
            places += [place] if place not in places else []
        return [str(ref) for ref in refs]

    def _add(self, kind: str, **parts: Any) -> None:
        self._page.blocks.append({"kind": kind, **parts})


def _highlighted(source: str) -> Markup:
    source = safe.CODES.sub("", source)
    return Markup(highlight(source, lexers.PythonLexer(), formatters.HtmlFormatter(nowrap=True)).rstrip())
