"""Notebooks to pages, as an exporter of nbconvert with templates and a style sheet of its own.

``jupyter nbconvert --to helpers.report.ReportExporter notebooks/01_attendance_history.ipynb`` works too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from traitlets import default

from helpers.report import safe
from helpers.report.checks import Checks
from helpers.report.page import Page, compose
from helpers.report.rows import Rows
from helpers.show.style import COLOURS

HERE = Path(__file__).parent
MENTIONS = 3
"""How many places an evidence row names that it is cited at."""
FOLD_FROM = 12
"""From more rows than this on, a table is folded under its caption."""


class ReportExporter(TemplateExporter):
    """Writes one self-contained page: no script, nothing loaded, everything from data escaped."""

    export_from_notebook = "Rostrum report"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_paths")
    def _template_paths_default(self) -> list[str]:
        return [str(HERE)]

    @default("template_file")
    def _template_file_default(self) -> str:
        return "page.html.j2"

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.globals.update(css=Markup(stylesheet()), mentions=MENTIONS, fold_from=FOLD_FROM)
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
            resources.update(page=page, checks=Checks.now(), quoted=False, before=None, after=None, home="")
        # The template takes everything from the page: an empty notebook spares nbconvert a deep copy.
        empty = new_notebook(metadata=nb.metadata)
        html, resources = super().from_notebook_node(empty, resources, **kw)
        return safe.visible(html), resources

    def index(self, pages: list[Page], **resources: Any) -> str:
        """Return the page that leads to the others: each one's question, first findings and first chart.

        A finding that several pages have among their first stands with the last of them.
        """
        owner = {finding: page.name for page in pages for finding in page.findings}
        findings = [[text for text in page.findings if owner[text] == page.name][:2] for page in pages]
        thumbnails = [
            page.thumbnail.thumbnail(f"c{number}") if page.thumbnail else None
            for number, page in enumerate(pages, 1)
        ]
        template = self.environment.get_template("index.html.j2")
        chosen = list(zip(pages, thumbnails, findings, strict=True))
        return safe.visible(template.render(pages=chosen, resources=resources))


def stylesheet() -> str:
    """Return the style sheet with the charts' colours, light and dark, which follow their attributes."""
    light, dark = (
        "".join(f"--c-{name}:{pair[place]};" for name, pair in COLOURS.items()) for place in (0, 1)
    )
    schemes = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    marks = "".join(
        f'[{part}="{light}"]{{{part}:var(--c-{name})}}'
        for name, (light, _) in COLOURS.items()
        for part in ("fill", "stroke")
    )
    return schemes + marks + (HERE / "report.css").read_text(encoding="utf-8")
