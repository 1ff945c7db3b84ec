"""Which themes there are: each is a folder with a notebook of its name, and says which tables it needs.

A theme has ``measure.py``, ``say.py`` with ``headlines(article_id)``, ``draw.py`` with ``lead(article_id)``,
the one chart that stands for it, and ``wording.toml``. Its ``__init__.py`` has ``NEEDS``, the tables without
whose rows it has nothing to say, and ``RESTS_ON``, what its evidence is, in words. With ``LEADS`` it stands
before the others where the findings of all are shown.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import LeftOut
from helpers.read import tables
from helpers.show.finding import Findings
from helpers.show.words import join

ROOM = Path(__file__).parent
NOTEBOOKS = ROOM.parents[1] / "notebooks"


def of(notebook: Path) -> str | None:
    """Return the theme that a notebook is named after: ``05_our_hedges.ipynb`` gives ``hedges``."""
    found = {folder.parent.name for folder in ROOM.glob("*/__init__.py")}
    return next((word for word in notebook.stem.split("_") if word in found), None)


def notebooks() -> dict[str, Path]:
    """Return the notebook of each theme, those that lead first; a theme without one is none yet."""
    paths = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    found = {theme: path for path in paths if (theme := of(path))}
    return dict(sorted(found.items(), key=lambda item: not getattr(part(item[0]), "LEADS", False)))


def part(theme: str, name: str = "") -> Any:
    """Return a theme's module, or the theme itself."""
    return import_module(".".join(filter(None, [__name__, theme, name])))


def left_out(theme: str | None, article_id: str | None = None) -> LeftOut | None:
    """Return the line, in words for readers, that stands for a theme while a table that it needs has no rows.

    Of a table of articles that were coded, the rows are those of one article (``tables.article_id()``). A
    theme with ``LAYERS`` needs one of them to be coded in it.
    """
    needed = part(theme).NEEDS if theme else ()
    if any(name not in tables.names() or _rows(name, article_id).empty for name in needed):
        return LeftOut("this package holds nothing on it")
    layers = getattr(part(theme), "LAYERS", ()) if theme else ()
    coded = set(_rows("article.coded", article_id)["layer"]) if layers else set()
    return LeftOut(f"nobody has coded {join(layers, 'or')}") if layers and not coded & set(layers) else None


def _rows(name: str, article_id: str | None) -> pd.DataFrame:
    """Return the rows of a table, those of one article where it is about articles that were coded."""
    rows, keys = tables.load(name), tables.resource(name)["schema"].get("foreignKeys", [])
    coded = any(key["reference"]["resource"] == "article.texts" for key in keys)
    return rows[rows["article_id"] == (article_id or tables.article_id())] if coded else rows


def headlines(theme: str, article_id: str) -> Findings:
    """Return what a theme found about an article, most important first, or the line that stands for it."""
    if why := left_out(theme, article_id):
        return Findings([why])
    found: Findings = part(theme, "say").headlines(article_id)
    return found
