"""Notebooks to pages, as an exporter of nbconvert with templates and a style sheet of its own.

``jupyter nbconvert --to helpers.report.ReportExporter notebooks/01_attendance_history.ipynb`` works too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from helpers.read import evidence
from helpers.report import checks, foreign, safe
from helpers.report.page import compose
from helpers.show.rows import Rows, host, is_web
from helpers.show.style import COLOURS

HERE = Path(__file__).parent
LIMITS = {"mentions": 3, "fold_from": 4, "runs_from": 6, "columns": 24}
"""How many places an evidence row names that it is cited at; from more rows than this on, a table is folded
under its caption; from more columns on, its rows run on; how many columns the style sheet knows."""
KINDS = {"number": "right;--m{n}:0;--w{n}:nowrap", "date": "left;--w{n}:nowrap"}
"""How columns of a kind are set, apart from others."""


def quoted(text: str) -> Markup:
    """Return a text as a string of CSS, which neither ends the attribute or element that it stands in."""
    escaped = re.sub(r"[^\w .,:;/()-]", lambda sign: rf"\{ord(sign[0]):x} ", safe.visible(text))
    return Markup(f"'{escaped}'")


def settings(head: Sequence[str], kinds: Sequence[str] = ()) -> Markup:
    """Return a table's CSS variables: what heads each column, and how its cells are set."""
    found = [f"--{n}:{quoted(name)}" for n, name in enumerate(head, 1)]
    found += [f"--a{n}:{KINDS[kind].format(n=n)}" for n, kind in enumerate(kinds, 1) if kind in KINDS]
    return Markup(";".join(found))


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
        environment.globals.update(css=css, colours=COLOURS, checks=checks.facts(), **LIMITS)
        environment.globals.update(foreign=foreign.language())
        filters = {"grouped": evidence.grouped, "quoted": quoted, "settings": settings, "host": host}
        environment.filters.update(filters, download=safe.download, marked=foreign.marker())
        environment.tests.update(web=is_web)
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return a notebook's page and the resources; one given alone makes a page without neighbours."""
        resources = dict(resources or {})
        if "page" not in resources:
            metadata = resources.get("metadata", {})
            path = Path(metadata.get("path", "")) / f"{metadata.get('name', 'notebook')}.ipynb"
            resources |= {"page": compose(nb, path, Rows(), {path.stem: f"{path.stem}.html"}), "links": {}}
        # The template takes everything from the page: an empty notebook spares nbconvert a deep copy.
        html, resources = super().from_notebook_node(new_notebook(metadata=nb.metadata), resources, **kw)
        return safe.visible(html), resources
