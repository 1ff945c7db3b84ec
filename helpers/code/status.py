"""What of a package is coded, by whom, what is missing, and what comes next."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Any, NamedTuple

from helpers import themes
from helpers.code import package
from helpers.read import ADJUDICATED, LAYERS, tables

GIVES = {
    "attribution": "who speaks, and how much",
    "spans": "cues and chains of voices",
    "frames": "frames, and where they stand",
    "hedges": "how firmly it is said",
    "claims": "what can be checked",
}
"""What each layer of a sheet gives to the pages."""


Line = tuple[str, str, str, str, str]


class Status(NamedTuple):
    """Rows of article, layer, coder, units, missing; notebooks that can be made, or not; what comes next."""

    rows: list[Line]
    ready: list[str]
    lacking: list[str]
    following: str
    whole: bool


def status(folder: Path) -> Status:
    """Return how far a package is coded; ``whole`` is true when each layer that was begun has all units.

    Raises DataError for a package that is not sound.
    """
    with package.using(folder):
        sentences, coded = tables.load("article.sentences", "article.coded")
        coded = coded[coded["coder_id"] != ADJUDICATED]  # who decides goes through no more than what differs
        left = {path.stem: themes.left_out(theme) for theme, path in themes.notebooks().items()}
    rows, free, whole = list[Line](), list[str](), True
    for article, units in sentences[sentences["unit_type"] != "credit"].groupby("article_id", sort=False):
        every = list(units["sentence_id"])
        for layer, gives in GIVES.items():
            here = coded[(coded["article_id"] == article) & (coded["layer"] == layer)]
            coders: dict[Any, Any] = dict(list(here.groupby("coder_id")["sentence_id"])) or {"nobody": every}
            for coder, names in coders.items():
                missing = [name for name in every if name not in set(names)]
                count = f"{len(every) - len(missing)} of {len(every)}" if len(here) else ""
                said = ", ".join([*missing[:6], *([f"{len(missing) - 6} more"] if len(missing) > 6 else [])])
                said = said if len(here) else f"it would give {gives}"
                rows.append((str(article), LAYERS[layer].words, str(coder), count, said))
                whole &= not missing
            free += [str(article)] if here.empty and layer == "attribution" else []
    ready = [name for name, why in left.items() if not why]
    lacking = [f"{name}: {why.why}" for name, why in left.items() if why]
    following = f"python -m helpers report --data {quote(str(folder))}"
    if free:
        following = f"python -m helpers export sheet {quote(str(folder))} --article {free[0]} --coder NAME"
    elif not whole:
        following = "fill in the missing units in the sheet, and import it again"
    return Status(rows, ready, lacking, following, whole and not free)
