"""A stored notebook as the parts of a page: prose, findings, figures, tables and code, numbered and linked.

Our own outputs say in their ``rostrum`` metadata what they are and which rows of data they rest on. Any other
output is shown as a picture, as harmless HTML or as plain text.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup
from nbformat import NotebookNode
from pygments import formatters, highlight, lexers  # type: ignore[import-untyped]

from helpers.errors import RostrumError
from helpers.read import evidence
from helpers.report import safe
from helpers.report.prose import Heading, Prose
from helpers.report.rows import Entry, Rows, by_table, from_target
from helpers.report.svg import Drawing, Mark
from helpers.show.datatable import EVIDENCE, cells
from helpers.show.finding import FOLD_FROM

DAY = re.compile(r"\d{4}-\d\d-\d\d")
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
UNFIT = (AttributeError, IndexError, KeyError, TypeError, ValueError, csv.Error)
"""What is raised by metadata of ours that somebody has changed."""
WIDE = 400
"""Points; a drawing wider than this was made to scroll on a phone."""
Block = dict[str, Any]
"""A part of a page; its ``kind`` names the macro of the template that writes it."""


class ReportError(RostrumError):
    """A notebook that can't become a page; says which cell and why."""


class Place(NamedTuple):
    """Where on a page a row is cited."""

    kind: str
    number: int

    @property
    def id(self) -> str:
        """The fragment of the place."""
        return f"{self.kind}-{self.number}"

    @property
    def words(self) -> str:
        """What readers call the place."""
        return f"{self.kind.capitalize()} {self.number}"


class Link(NamedTuple):
    """A reference as a page shows it: where it leads, its label, and what the row is."""

    target: str
    label: str
    gist: str


class Cell(NamedTuple):
    """A cell of a table: its words, how they are set, and where they lead: to a page or to rows of data."""

    words: str
    shape: str
    address: str
    links: Collection[Link]


@dataclass
class Page:
    """All that the template needs of one notebook."""

    name: str
    title: str = ""
    top: str = ""
    purpose: Markup = field(default_factory=Markup)
    blocks: list[Block] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    cells: int = 0
    thumbnail: Drawing | None = None
    cited: dict[str, list[Place]] = field(default_factory=dict)
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

    def told_once(self) -> None:
        """Have a finding of a list that stands again below, with many rows, show its evidence there only."""
        found = [block for block in self.blocks if block["kind"] == "findings"]
        below = {
            item["said"]: item["place"] for one in found if not one["listed"] for item in one["findings"]
        }
        for item in [item for one in found if one["listed"] for item in one["findings"]]:
            item["below"] = below.get(item["said"]) if item["rows"] >= FOLD_FROM else None


def compose(notebook: NotebookNode, path: Path, rows: Rows, pages: Collection[str]) -> Page:
    """Return a notebook's page; links to notebooks that aren't among ``pages`` become text.

    ``pages`` are the stems of the notebooks that have a page. Raises ReportError for evidence without a row,
    a chart that is no SVG, metadata of ours that were changed, and a notebook without a title.
    """
    page = Page(path.stem)
    prose = Prose(path, pages)
    composer = _Composer(page, rows, prose)
    for number, cell in enumerate(notebook.cells):
        try:
            composer.cell(cell)
        except RostrumError as error:
            raise ReportError(f"{path}: cell {number + 1} ({cell.get('id', 'no id')}): {error}") from error
    if not prose.title:
        raise ReportError(f"{path}: no heading of level 1: a page needs a title")
    page.title, page.top, page.headings = prose.title, prose.top, prose.headings
    page.purpose = prose.settled(page.purpose)
    page.told_once()
    for block in page.blocks:
        if block["kind"] == "prose":
            block["html"] = prose.settled(block["html"])
    page.entries = [
        (table, rows.description(table), [rows.entry(ref) for ref in refs])
        for table, refs in by_table(page.cited)
    ]
    return page


class _Composer:
    """Walks over the cells and numbers what it finds."""

    def __init__(self, page: Page, rows: Rows, prose: Prose) -> None:
        self._page, self._rows, self._prose = page, rows, prose
        self._counts: Counter[str] = Counter()
        self._ours: dict[str, Callable[[Any, Any], None]] = {
            "chart": self._chart,
            "data": self._data,
            "table": self._table,
            "finding": self._findings,
            "findings": self._findings,
            "left-out": lambda data, facts: self._add("left-out", lines=list(facts["lines"])),
        }

    def cell(self, cell: NotebookNode) -> None:
        if cell.cell_type == "markdown":
            self._text(self._prose.html(cell.source, cell.get("attachments", {})))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                self._output(output)
            if cell.source.strip():
                self._page.cells += 1
                self._add("code", number=self._page.cells, html=_highlighted(cell.source))

    def _text(self, html: Markup) -> None:
        if not self._page.purpose and self._prose.title:
            first, _, rest = html.partition("</p>")
            if first.startswith("<p>"):
                self._page.purpose, html = Markup(first.removeprefix("<p>")), Markup(rest.strip())
        if html:
            self._add("prose", html=html)

    def _output(self, output: NotebookNode) -> None:
        if output.output_type in ("stream", "error"):
            return self._add("plain", text=safe.terminal(output.get("text") or "\n".join(output.traceback)))
        data, metadata = output.get("data", {}), output.get("metadata", {})
        facts = metadata.get("rostrum")
        kind = facts.get("kind") if isinstance(facts, Mapping) else None
        if isinstance(kind, str) and kind in self._ours:
            try:
                return self._ours[kind](data, facts)
            except RostrumError:
                raise
            except UNFIT as error:
                raise ReportError(f"metadata of a {kind} don't fit it: {error!r:.200}. Refresh it") from error
        return self._foreign(data, metadata)

    def _foreign(self, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
        """Add an output that is none of ours, as the first of its kinds that a page can show."""
        plain = safe.terminal(data.get("text/plain", ""))
        if picture := next((kind for kind in PICTURES if kind in data), None):
            alt = metadata.get(picture, {}).get("alt") or plain
            return self._add("picture", text=alt, source=safe.picture(picture, data[picture]))
        if "text/html" in data:
            return self._add("prose", html=safe.html(data["text/html"]))
        if words := data.get("text/markdown") or data.get("text/latex"):
            return self._add("prose", html=self._prose.html(words, {}))
        return self._add("plain", text=plain)

    def _chart(self, data: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        title, alt, bands = str(facts["title"]), str(facts["alt"]), (facts["header"], facts["footer"])
        drawing = Drawing(data["image/svg+xml"], bands, title, alt)
        self._page.thumbnail = self._page.thumbnail or drawing
        place = self._place("figure")
        refs = {address: from_target(address) for address in drawing.links()}
        marks = {
            address: Mark(evidence.target(ref), self._link(ref, place).gist)
            for address, ref in refs.items()
            if ref
        }
        self._add(
            "figure",
            place=place,
            title=title,
            subtitle=str(facts["subtitle"]),
            text=alt,
            source=str(facts["source"]),
            html=drawing.inline(place.id, marks),
            wide=drawing.width > WIDE,
            marks=sum(address in marks for address in drawing.links()),
            evidence=self._evidence(facts["evidence"], place),
            rows=len(facts["evidence"]),
            downloads=[self._file(place, "svg", safe.download("image/svg+xml", drawing.file(), kept="<>"))],
        )

    def _data(self, data: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        """Put a chart's data below the chart, which was added last."""
        figure = self._page.blocks[-1]
        figure["grid"] = self._grid(data["text/csv"], facts, figure["place"])
        saved = safe.download("text/csv", data["text/csv"])
        figure["downloads"].insert(0, self._file(figure["place"], "csv", saved))

    def _table(self, data: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        place, saved = self._place("table"), safe.download("text/csv", data["text/csv"])
        grid = self._grid(data["text/csv"], facts, place)
        self._add("table", place=place, grid=grid, downloads=[self._file(place, "csv", saved)])

    def _file(self, place: Place, kind: str, href: Markup) -> tuple[str, Markup]:
        return f"{self._page.name}-{place.id}.{kind}", href

    def _grid(self, text: str, facts: Mapping[str, Any], place: Place) -> Block:
        """Return a table's caption, head and rows of cells."""
        kinds = facts["columns"].split()
        head, *rows = cells(safe.CODES.sub("", text), kinds)
        refs = facts.get(EVIDENCE) or [""] * len(rows)
        grid = [
            [
                self._cell(words, kind, own.splitlines() if kind == EVIDENCE else (), place)
                for words, kind in zip(row, kinds, strict=True)
            ]
            for row, own in zip(rows, refs, strict=True)
        ]
        named = list(zip(head, kinds, strict=True))
        return {"caption": str(facts["caption"]), "head": named, "rows": grid}

    def _cell(self, words: str, kind: str, refs: Iterable[str], place: Place) -> Cell:
        shape = "num" if kind == "number" else "date" if DAY.fullmatch(words) else ""
        address = words if safe.is_web(words) else ""
        links = [self._link(ref, place) for ref in refs]
        return Cell(safe.host(words) if address else words, shape, address, links)

    def _findings(self, data: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        """Add findings, each a place of its own; those of a list are the notebook's headlines."""
        listed, items = facts["kind"] == "findings", list[Block]()
        for finding in facts["findings"]:
            place, said = self._place("finding"), (str(finding["headline"]), str(finding["detail"]))
            links, rows = self._evidence(finding["evidence"], place), len(finding["evidence"])
            items.append({"place": place, "said": said, "evidence": links, "rows": rows, "below": None})
        self._page.headlines += [item["said"][0] for item in items if listed]
        self._add("findings", findings=items, listed=listed)

    def _place(self, kind: str) -> Place:
        self._counts[kind] += 1
        return Place(kind, self._counts[kind])

    def _link(self, ref: Any, place: Place) -> Link:
        """Note that a row is cited at a place, and return the link to it."""
        try:
            gist = self._rows.gist(str(ref))
        except KeyError:
            raise ReportError(f"evidence {ref!r:.200} is not a row of the data") from None
        places = self._page.cited.setdefault(ref, [])
        if place not in places:
            places.append(place)
        return Link(evidence.target(ref), evidence.label(ref), gist)

    def _evidence(self, refs: Iterable[Any], place: Place) -> list[tuple[str, list[Link]]]:
        """Return links to rows by table."""
        found = {str(ref): self._link(ref, place) for ref in refs}
        return [(name, [found[ref] for ref in group]) for name, group in evidence.grouped(found)]

    def _add(self, kind: str, **parts: Any) -> None:
        self._page.blocks.append({"kind": kind, **parts})


def _highlighted(source: str) -> Markup:
    source = safe.CODES.sub("", source)
    return Markup(highlight(source, lexers.PythonLexer(), formatters.HtmlFormatter(nowrap=True)).rstrip())
