"""A stored notebook as the parts of a page: prose, findings, figures, tables and code, numbered and linked.

Our own outputs say in their ``rostrum`` metadata what they are and which rows of data they rest on. Any other
output is shown as a picture, as harmless HTML or as plain text.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from markupsafe import Markup
from nbformat import NotebookNode

from helpers.errors import RostrumError
from helpers.report import safe
from helpers.report.present import present
from helpers.report.prose import Prose
from helpers.report.svg import Drawing
from helpers.show.datatable import EVIDENCE, cells
from helpers.show.rows import Entry, Rows

OURS = ("chart", "data", "table", "finding", "findings", "glance", "caption", "left-out")
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
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
    """All that the template needs of one notebook; ``cited`` gives the places of each row.

    ``prose`` has its title and headings, ``alone`` are the headlines that stand by themselves, not in a list.
    """

    name: str
    file: str
    rows: Rows
    prose: Prose
    alone: Collection[str] = ()
    purpose: Markup = field(default_factory=Markup)
    blocks: list[Block] = field(default_factory=list)
    cells: int = 0
    cited: dict[str, list[str]] = field(default_factory=dict)
    evidence: list[Block] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _code: list[str] = field(default_factory=list)

    def id(self, ref: str) -> str:
        """Return the id of a row on this page: its key as readers see it, numbered where two are alike."""
        if ref not in self._ids:
            wanted = f"r-{quote(self.rows.label(ref), safe=':/._-')}"
            self._counts[wanted] += 1
            self._ids[ref] = wanted if (alike := self._counts[wanted]) == 1 else f"{wanted}~{alike}"
        return self._ids[ref]

    def words(self, place: str) -> str:
        """Return a place as readers know it: ``figure-3`` is Figure 3."""
        return place.replace("-", " ").capitalize()

    def findings(self) -> Iterator[tuple[str, str]]:
        """Yield headline and place of each finding that stands here."""
        for block in self.blocks:
            for item in [block, *block.get("listed", ())]:
                if "refs" in item and "said" in item:
                    yield item["said"][0], item["place"]

    def __deepcopy__(self, memo: dict[int, Any]) -> Page:
        """Return the page itself: nbconvert copies what it hands to a template, which changes nothing."""
        return self

    def add(self, cell: NotebookNode) -> None:
        """Add what a cell says and shows."""
        if cell.cell_type == "markdown":
            html = self.prose.html(cell.source, cell.get("attachments", {}))
            first, _, rest = html.partition("</p>")
            if "<h2" in html:
                self.end_section()
            told = self.blocks or self.purpose
            if not told and self.prose.title and first.startswith("<p>"):
                self.purpose, html = Markup(first.removeprefix("<p>")), Markup(rest.strip())
            if html:
                self._add("prose", html=html)
        elif cell.cell_type == "code":
            if cell.source.strip():
                self.cells += 1
                self._code.append(safe.CODES.sub("", cell.source))
            for output in cell.outputs:
                self._output(output)

    def end_section(self) -> None:
        """Add the code of the cells since the last section, folded."""
        if self._code:
            self._add("code", cells=len(self._code), text="\n\n".join(self._code))
            self._code = []

    def _output(self, output: NotebookNode) -> None:
        if output.output_type in ("stream", "error"):
            return self._add("plain", text=safe.terminal(output.get("text") or "\n".join(output.traceback)))
        data, metadata = output.get("data", {}), output.get("metadata", {})
        facts = metadata.get("rostrum")
        kind = facts.get("kind") if isinstance(facts, Mapping) else None
        if kind not in OURS:
            return self._foreign(data, metadata)
        try:
            getattr(self, f"_{kind.replace('-', '_')}")(data, facts)
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
            return self._add("prose", html=self.prose.html(words, {}))
        if plain == "True" and self._code:  # a check that holds is folded with its code
            self._code[-1] += "\n# True"
            return None
        return self._add("plain", text=plain)

    def _chart(self, data: Facts, facts: Facts) -> None:
        bands = facts["header"], facts["footer"]
        drawing = Drawing(data["image/svg+xml"], bands, str(facts["title"]), str(facts["alt"]))
        if stands := str(facts.get("notebook", "")):  # a glance at a chart that stands on another page
            *_, last = (block for block in self.blocks if block["kind"] == "glances")
            last["glances"][-1]["figure"] = {"facts": facts, "html": drawing.inline(f"glance-{stands}", {})}
            return
        above = self.blocks[-1].get("said", ("",)) if self.blocks else ("",)
        place, marks = self._place("figure"), {}
        for address in drawing.links():
            if (ref := unquote(address[1:])) in self.rows:
                self._cite([ref], place)
                marks[address] = f"#{self.id(ref)}", self.rows.gist(ref)
        self._add(
            "figure",
            place=place,
            facts=facts,
            told=facts["title"] == above[0].removesuffix("."),
            refs=self._cite(facts["evidence"], place),
            html=drawing.inline(place, marks),
            marks=sum(address in marks for address in drawing.links()),
            svg=drawing.file(),
        )

    def _data(self, data: Facts, facts: Facts) -> None:
        """Put a chart's data below the chart, which was added last."""
        figure = self.blocks[-1]
        figure |= self._grid(data, facts, figure["place"])

    def _caption(self, data: Facts, facts: Facts) -> None:
        """Leave out a caption that stands in for what JupyterLab does not show."""

    def _glance(self, data: Facts, facts: Facts) -> None:
        """Add what stands on other pages in headlines: under a question of its own, beside other such."""
        lines = [(str(headline), str(notebook)) for headline, notebook in facts["lines"]]
        if not facts["asks"]:
            return self._add("headlines", lines=lines)
        if not self.blocks or self.blocks[-1]["kind"] != "glances":
            self._add("glances", glances=[])
        glance = {"html": self.prose.html(f"## {facts['asks']}", {}), "lines": lines, "figure": None}
        self.blocks[-1]["glances"].append({**glance, "stem": str(facts["notebook"])})

    def _table(self, data: Facts, facts: Facts) -> None:
        place = self._place("table")
        self._add("table", place=place, **self._grid(data, facts, place))

    def _grid(self, data: Facts, facts: Facts, place: str) -> Block:
        """Return a table's caption, what its columns hold, its rows, and its CSV."""
        columns, text = facts["columns"].split(), safe.CODES.sub("", data["text/csv"])
        head, *rows = cells(text, columns)
        refs = [self._cite(row.splitlines(), place) for row in facts.get(EVIDENCE, [""] * len(rows))]
        pairs = list(zip(rows, refs, strict=True))
        days = [all(map(DAY.fullmatch, filter(None, column))) for column in zip(*rows, strict=True)]
        kinds = ["date" if day and kind == "text" else kind for kind, day in zip(columns, days, strict=False)]
        kinds = kinds or columns
        return {"caption": facts["caption"], "kinds": kinds, "head": head, "pairs": pairs, "csv": text}

    def _finding(self, data: Facts, facts: Facts) -> None:
        for finding in facts["findings"]:
            self._add("finding", **self._said(finding))

    def _findings(self, data: Facts, facts: Facts) -> None:
        """Add a list of findings; one that stands by itself further down is named here, and leads there."""
        said = [(str(finding["headline"]), finding) for finding in facts["findings"]]
        items = [{"said": (line,)} if line in self.alone else self._said(one) for line, one in said]
        self._add("findings", listed=items)

    def _said(self, finding: Facts) -> Block:
        place = self._place("finding")
        refs = self._cite(finding["evidence"], place)
        said = (str(finding["headline"]), str(finding["detail"]))
        return {"place": place, "said": said, "refs": refs, "below": None}

    def _left_out(self, data: Facts, facts: Facts) -> None:
        self._add("left-out", lines=list(facts["lines"]))

    def _place(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}-{self._counts[kind]}"

    def _cite(self, refs: Collection[Any], place: str) -> list[str]:
        """Note that rows are cited at a place, and return their references."""
        for ref in refs:
            if str(ref) not in self.rows:
                raise ReportError(f"evidence {ref!r:.200} is not a row of the data")
            places = self.cited.setdefault(str(ref), [])
            places += [place] if place not in places else []
        return [str(ref) for ref in refs]

    def _add(self, kind: str, **parts: Any) -> None:
        self.blocks.append({"kind": kind, **parts})


def compose(notebook: NotebookNode, path: Path, rows: Rows, files: Mapping[str, str]) -> Page:
    """Return a notebook's page; links to notebooks that aren't among ``files`` become text.

    ``files`` are the file names of pages by the stems of their notebooks. Raises ReportError for evidence
    without a row, a chart that is no SVG, metadata of ours that were changed, and a notebook without a title.
    """
    prose, file = Prose(path, files), files.get(path.stem, f"{path.stem}.html")
    page = Page(path.stem, file, rows, prose, _alone(notebook))
    for number, cell in present(notebook):
        try:
            page.add(cell)
        except RostrumError as error:
            raise ReportError(f"{path}: cell {number} ({cell.get('id', 'no id')}): {error}") from error
    page.end_section()
    if not prose.title:
        raise ReportError(f"{path}: no heading of level 1: a page needs a title")
    page.purpose = prose.settled(page.purpose)
    places = dict(page.findings())
    for block in page.blocks:
        if block["kind"] == "prose":
            block["html"] = prose.settled(block["html"])
        for item in block.get("listed", ()):
            item.setdefault("below", places.get(item["said"][0]))
    page.evidence = [_evidence(*table) for table in rows.entries(page.cited)]
    return page


def _evidence(name: str, description: str, entries: list[Entry]) -> Block:
    """Return the rows of a table that a page cites, with the names of the columns that any of them fills."""
    facts = list(dict.fromkeys(fact for entry in entries for fact in entry.facts))
    quoted = any(entry.passage for entry in entries)
    head = ["Key", "What it is", *["Passage"] * quoted, *facts, "Used in"]
    return {"name": name, "description": description, "entries": entries, "facts": facts, "head": head}


def _alone(notebook: NotebookNode) -> set[str]:
    """Return the headlines of findings that stand by themselves, not in a list."""
    found = set()
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        with suppress(*UNFIT):
            facts = output["metadata"]["rostrum"]
            if facts["kind"] == "finding":
                found |= {str(finding["headline"]) for finding in facts["findings"]}
    return found
