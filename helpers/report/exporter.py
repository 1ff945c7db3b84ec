"""Notebooks to pages, as an exporter of nbconvert with templates and a style sheet of its own.

``jupyter nbconvert --to helpers.report.ReportExporter notebooks/01_attendance_history.ipynb`` works too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from helpers.read import evidence
from helpers.report import checks, safe
from helpers.report.page import Page, compose
from helpers.report.rows import Rows
from helpers.show import finding
from helpers.show.style import COLOURS

HERE = Path(__file__).parent
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LIMITS = {"mentions": 3, "fold_from": 12, "many": finding.FOLD_FROM}
"""How many places an evidence row names that it is cited at; from more rows than this on, a table is folded
under its caption; from how many rows on evidence is folded."""


class ReportExporter(TemplateExporter):
    """Writes one self-contained page: no script, nothing loaded, everything from data escaped."""

    export_from_notebook = "Rostrum report"

    def __init__(self, **settings: Any) -> None:
        """Take the templates beside this module."""
        own = {"file_extension": ".html", "template_paths": [str(HERE)], "template_file": "page.html.j2"}
        super().__init__(**own, **settings)  # type: ignore[no-untyped-call]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = environment.trim_blocks = environment.lstrip_blocks = True
        css = Markup((HERE / "report.css").read_text(encoding="utf-8"))
        environment.globals.update(css=css, colours=COLOURS, **LIMITS)
        environment.filters.update({name: getattr(evidence, name) for name in ("target", "label", "grouped")})
        environment.filters.update(host=safe.host, download=safe.download)
        environment.tests.update(web=safe.is_web, day=DAY.fullmatch)
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return a notebook's page and the resources; one given alone makes a page without neighbours."""
        resources = dict(resources or {})
        if "page" not in resources:
            metadata = resources.get("metadata", {})
            path = Path(metadata.get("path", "")) / f"{metadata.get('name', 'notebook')}.ipynb"
            page = compose(nb, path, Rows(), {path.stem})
            resources.update(page=page, checks=checks.facts(), quoted=False, before=None, after=None, home="")
        # The template takes everything from the page: an empty notebook spares nbconvert a deep copy.
        html, resources = super().from_notebook_node(new_notebook(metadata=nb.metadata), resources, **kw)
        return safe.visible(html), resources

    def index(self, pages: list[Page], left_out: Mapping[str, str], **resources: Any) -> str:
        """Return the page that leads to the others: each one's question, first headlines and first chart.

        A headline that several pages have among their first stands with the last of them. ``left_out`` gives
        the questions of notebooks without a page, and why.
        """
        owner = {headline: page.name for page in pages for headline in page.headlines}
        chosen = [
            (
                page,
                page.thumbnail.thumbnail(f"c{number}") if page.thumbnail else None,
                [headline for headline in page.headlines if owner[headline] == page.name][:2],
            )
            for number, page in enumerate(pages, 1)
        ]
        template = self.environment.get_template("index.html.j2")
        return safe.visible(template.render(pages=chosen, left_out=left_out, resources=resources))
