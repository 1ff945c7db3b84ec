"""A stored notebook as the parts of a page: prose, findings, figures, tables and code, numbered and linked.

Outputs are told apart by what they carry: a chart by its ``rostrum`` metadata, a table by its ``text/csv``,
findings by their class. Any other output is shown as a picture, as harmless HTML or as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from html import escape, unescape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode
from pygments import formatters, highlight, lexers  # type: ignore[import-untyped]

from helpers.errors import RostrumError
from helpers.read import evidence
from helpers.report import safe
from helpers.report.prose import Heading, Prose
from helpers.report.rows import Entry, Rows, by_table, from_target
from helpers.report.svg import Drawing, Mark, SvgError

LINK = re.compile(r'<a (?:class="evidence" )?href="(#[^"]*)"(?: class="evidence")?>(.*?)</a>', re.DOTALL)
TABLE = re.compile(r"<table>.*</table>", re.DOTALL)
WEB_CELL = re.compile(r"<td>(https?://[^<\s]+)</td>")
DATE_CELL = re.compile(r'<(t[dh](?: scope="row")?)>(?=\d{4}-\d\d-\d\d<)')
CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
FINDINGS = ('<ol class="findings">', '<div class="finding">')
FOLDED = re.compile(r'<details class="evidence"><summary>([^<]*)</summary>.*?</details>', re.DOTALL)
NOTHING = Markup()
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


class ReportError(RostrumError):
    """A notebook that can't become a page; says which cell and why."""


@dataclass(frozen=True)
class Place:
    """Where on a page a row is cited."""

    id: str
    words: str


@dataclass(frozen=True)
class Download:
    """A file that a page carries in a link."""

    name: str
    href: Markup


@dataclass(frozen=True)
class Block:
    """A part of a page; ``kind`` names the macro of the template that writes it."""

    kind: str
    id: str = ""
    number: int = 0
    html: Markup = NOTHING
    text: str = ""
    title: str = ""
    subtitle: str = ""
    source: str = ""
    evidence: Markup = NOTHING
    rows: int = 0
    marks: int = 0
    data: Markup = NOTHING
    downloads: tuple[Download, ...] = ()
    items: tuple[Block, ...] = ()


@dataclass
class Page:
    """All that the template needs of one notebook."""

    name: str
    title: str = ""
    top: str = ""
    purpose: Markup = NOTHING
    blocks: list[Block] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
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

    def holds(self, ref: str) -> bool:
        """Return whether a row stands in the page's evidence section."""
        return ref in self.cited


def compose(notebook: NotebookNode, path: Path, rows: Rows, pages: Collection[str]) -> Page:
    """Return a notebook's page; links to notebooks that aren't among ``pages`` become text.

    ``pages`` are the stems of the notebooks that have a page. Raises ReportError for evidence without a row,
    a chart that is no SVG and a notebook without a title.
    """
    page = Page(path.stem)
    prose = Prose(path, pages)
    composer = _Composer(page, rows, prose, _singles(notebook))
    for number, cell in enumerate(notebook.cells):
        try:
            composer.cell(cell)
        except (ReportError, SvgError) as error:
            raise ReportError(f"{path}: cell {number + 1} ({cell.get('id', 'no id')}): {error}") from error
    if not prose.title:
        raise ReportError(f"{path}: no heading of level 1: a page needs a title")
    page.title, page.top, page.headings = prose.title, prose.top, prose.headings
    page.purpose = prose.settled(page.purpose)
    page.blocks = [replace(block, html=prose.settled(block.html)) for block in page.blocks]
    page.entries = [
        (table, rows.description(table), [rows.entry(ref) for ref in refs])
        for table, refs in by_table(page.cited)
    ]
    return page


class _Composer:
    """Walks over the cells and numbers what it finds."""

    def __init__(self, page: Page, rows: Rows, prose: Prose, below: Mapping[str, str]) -> None:
        self._page, self._rows, self._prose = page, rows, prose
        self._counts: dict[str, int] = {}
        self._below = below

    def cell(self, cell: NotebookNode) -> None:
        if cell.cell_type == "markdown":
            self._text(self._prose.html(cell.source, cell.get("attachments", {})))
        elif cell.cell_type == "code":
            outputs = list(cell.outputs)
            while outputs:
                self._output(outputs.pop(0), outputs)
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

    def _output(self, output: NotebookNode, following: list[NotebookNode]) -> None:
        if output.output_type == "stream":
            return self._add("plain", text=safe.terminal(output.text))
        if output.output_type == "error":
            return self._add("plain", text=safe.terminal("\n".join(output.traceback)))
        data, metadata = output.get("data", {}), output.get("metadata", {})
        html, plain = data.get("text/html", ""), safe.terminal(data.get("text/plain", ""))
        if "rostrum" in metadata and "image/svg+xml" in data:
            table = following.pop(0).data if following and _is_chart_data(following[0]) else {}
            return self._figure(data["image/svg+xml"], metadata["rostrum"], table)
        if "text/csv" in data and html:
            return self._table(html, data["text/csv"])
        if html.startswith(FINDINGS):
            return self._findings(html)
        if picture := next((kind for kind in PICTURES if kind in data), None):
            alt = metadata.get(picture, {}).get("alt") or plain
            return self._add("picture", text=alt, source=safe.picture(picture, data[picture]))
        if html:
            place = self._place("output", "an output")
            return self._add("prose", id=place.id, html=self._linked(safe.html(html), place))
        if words := data.get("text/markdown") or data.get("text/latex"):
            return self._add("prose", html=self._prose.html(words, {}))
        self._add("plain", text=plain)

    def _figure(self, svg: str, facts: Mapping[str, Any], table: Mapping[str, str]) -> None:
        title, alt = str(facts["title"]), str(facts["alt"])
        drawing = Drawing(svg, (facts["header"], facts["footer"]), title, alt)
        self._page.thumbnail = self._page.thumbnail or drawing
        place = self._place("figure", "Figure")
        refs = [str(ref) for ref in facts["evidence"]]
        listing = self._linked(Markup(evidence.listing(refs)), place)
        marks = {}
        for address in drawing.links():
            if ref := from_target(address):
                marks[address] = Mark(evidence.target(ref), self._cite(ref, place))
        inner = TABLE.search(safe.html(table.get("text/html", "")))
        name = f"{self._page.name}-{place.id}"
        downloads = [Download(f"{name}.svg", safe.download("image/svg+xml", drawing.file(), kept="<>"))]
        if csv := table.get("text/csv"):
            downloads.insert(0, Download(f"{name}.csv", safe.download("text/csv", csv)))
        self._add(
            "figure",
            id=place.id,
            number=self._counts["figure"],
            text=alt,
            html=drawing.inline(place.id, marks),
            title=title,
            subtitle=str(facts["subtitle"]),
            source=str(facts["source"]),
            evidence=listing,
            rows=len(refs),
            marks=sum(address in marks for address in drawing.links()),
            data=_tabled(self._linked(Markup(inner[0] if inner else ""), place)),
            downloads=tuple(downloads),
        )

    def _table(self, html: str, csv: str) -> None:
        place = self._place("table", "Table")
        shown = self._linked(safe.html(html), place)
        caption = CAPTION.search(shown)
        self._add(
            "table",
            id=place.id,
            number=self._counts["table"],
            html=_tabled(shown, f'<span class="number">{place.words}</span> '),
            title=unescape(caption[1]) if caption else "",
            rows=shown.count("<tr>") - 1,
            downloads=(Download(f"{self._page.name}-{place.id}.csv", safe.download("text/csv", csv)),),
        )

    def _findings(self, html: str) -> None:
        """Add findings, each a place of its own; those of a list are the notebook's headlines.

        A headline that stands again below has its folded evidence there only.
        """
        clean = safe.html(html)
        listed, single = _findings_in(clean)
        self._page.findings += [_sentence(item) for item in listed]
        items = []
        for item in listed or [single]:
            place = self._place("finding", "Finding")
            fold, below = FOLDED.search(item), self._below.get(item)
            if listed and fold and below:
                words, link = item.replace(fold[0], ""), Markup(f'<a href="#{below}">{fold[1]}, below</a>')
            else:
                words, link = item, NOTHING
            html = self._linked(Markup(words), place)
            items.append(Block("finding", place.id, self._counts["finding"], html, evidence=link))
        self._add("findings" if listed else "finding", items=tuple(items))

    def _place(self, kind: str, words: str) -> Place:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return Place(f"{kind}-{self._counts[kind]}", f"{words} {self._counts[kind]}")

    def _cite(self, ref: str, place: Place) -> str:
        """Note that a row is cited at a place, and return its gist."""
        try:
            gist = self._rows.gist(ref)
        except KeyError:
            raise ReportError(f"evidence {ref!r} is not a row of the data") from None
        places = self._page.cited.setdefault(ref, [])
        if place not in places:
            places.append(place)
        return gist

    def _linked(self, html: Markup, place: Place) -> Markup:
        """Return HTML in which every link to a row of data shows what the row is."""

        def replace(link: re.Match[str]) -> str:
            ref = from_target(unescape(link[1]))
            if not ref:
                return link[2]
            gist, target = escape(self._cite(ref, place)), escape(evidence.target(ref))
            return f'<a href="{target}" data-gist="{gist}">{link[2]}</a>'

        # A cell without words is no heading.
        return Markup(LINK.sub(replace, html).replace('<th scope="row"></th>', "<td></td>"))

    def _add(self, kind: str, **parts: Any) -> None:
        self._page.blocks.append(Block(kind, **parts))


def _singles(notebook: NotebookNode) -> dict[str, str]:
    """Return where the notebook's findings that stand alone will have their place, by their HTML."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    number, places = 0, {}
    for output in outputs:
        html = output.get("data", {}).get("text/html", "")
        if html.startswith(FINDINGS):
            listed, single = _findings_in(safe.html(html))
            number += len(listed) or 1
            if not listed:
                places[single] = f"finding-{number}"
    return places


def _findings_in(html: str) -> tuple[list[str], str]:
    """Return the findings of a list, or else the one that stands alone."""
    return re.findall(r"<li>(.*?)</li>", html, re.DOTALL), html.removeprefix(FINDINGS[1]).removesuffix(
        "</div>"
    )


def _sentence(item: str) -> str:
    """Return a finding's sentence, without its evidence."""
    return re.split(r"<(?:small|details)\b", item)[0].strip()


def _tabled(table: Markup, label: str = "") -> Markup:
    """Return a table with its number, whose caption stays in view and whose addresses are links."""
    html = CAPTION.sub(lambda text: f"<caption><span>{label}{text[1]}</span></caption>", table, count=1)
    html = WEB_CELL.sub(lambda cell: _web_cell(unescape(cell[1])), html)
    return Markup(DATE_CELL.sub(r'<\1 class="date">', html))


def _web_cell(address: str) -> str:
    words = safe.host(address) if safe.is_web(address) else address
    link = Markup('<a href="{}">{}</a>') if safe.is_web(address) else Markup("{1}")
    return f"<td>{link.format(address, words)}</td>"


def _highlighted(source: str) -> Markup:
    source = safe.CODES.sub("", source)
    return Markup(highlight(source, lexers.PythonLexer(), formatters.HtmlFormatter(nowrap=True)).rstrip())


def _is_chart_data(output: NotebookNode) -> bool:
    return "text/csv" in output.get("data", {}) and '<p class="caption">' in output.data.get("text/html", "")
