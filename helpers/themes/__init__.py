"""Which themes there are: each is a folder with a notebook of its name, and says which tables it needs.

A theme has ``measure.py``, ``say.py`` with ``headlines(article_id)``, ``draw.py`` with ``lead(article_id)``,
the one chart that stands for it, and ``wording.toml``. Its ``__init__.py`` has ``NEEDS``, the tables without
whose rows it has nothing to say, and ``RESTS_ON``, what its evidence is, in words.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

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
    """Return the notebook of each theme, in their order; a theme without one is none yet."""
    paths = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    return {theme: path for path in paths if (theme := of(path))}


def part(theme: str, name: str = "") -> Any:
    """Return a theme's module, or the theme itself."""
    return import_module(".".join(filter(None, [__name__, theme, name])))


def left_out(theme: str | None) -> LeftOut | None:
    """Return the line that stands for a theme while a table that it needs is missing or has no rows.

    A theme with ``LAYERS`` needs one of them to be coded, in whichever article.
    """
    needed = part(theme).NEEDS if theme else ()
    lacking = [name for name in needed if name not in tables.names() or tables.load(name).empty]
    if lacking:
        return LeftOut(f"no rows in {join(lacking)}")
    layers = getattr(part(theme), "LAYERS", ()) if theme else ()
    coded = set(tables.load("article.coded")["layer"]) if layers else set()
    return LeftOut(f"nobody has coded {' or '.join(layers)}") if layers and not coded & set(layers) else None


def headlines(theme: str, article_id: str) -> Findings:
    """Return what a theme found about an article, most important first, or the line that stands for it."""
    if why := left_out(theme):
        return Findings([why])
    found: Findings = part(theme, "say").headlines(article_id)
    return found
