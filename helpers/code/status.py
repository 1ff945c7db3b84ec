"""What of a package is coded, by whom, what is missing, and what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from helpers import themes
from helpers.code import package
from helpers.read import LAYERS, tables

GIVES = {
    "attribution": "who speaks, and how much",
    "spans": "cues and chains of voices",
    "frames": "frames, and where they stand",
    "hedges": "how firmly it is said",
    "claims": "what can be checked",
}
"""What each layer of a sheet gives to the pages."""


class Status(NamedTuple):
    """Rows of ``article, layer, coder, units, missing``; the themes with pages now, those without; what is next."""

    rows: list[tuple[str, str, str, str, str]]
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
        rows, whole, free = list[tuple[str, str, str, str, str]](), True, list[str]()
        for article, units in sentences.groupby("article_id", sort=False):
            for layer, gives in GIVES.items():
                body = units if layer == "spans" else units[units["unit_type"] != "credit"]
                names = body.loc[body["unit_type"] != "credit", "sentence_id"].tolist()
                here = coded[(coded["article_id"] == article) & (coded["layer"] == layer)]
                for coder, part in here.groupby("coder_id"):
                    missing = [name for name in names if name not in set(part["sentence_id"])]
                    whole &= not missing
                    said = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
                    count = f"{len(names) - len(missing)} of {len(names)}"
                    rows.append((str(article), LAYERS[layer].words, str(coder), count, said))
                if here.empty:
                    rows.append((str(article), LAYERS[layer].words, "nobody", "", f"it would give {gives}"))
                    free += [str(article)] if layer == "attribution" else []
        left = {path.stem: themes.left_out(theme) for theme, path in themes.notebooks().items()}
    ready = [name for name, why in left.items() if not why]
    lacking = [f"{name}: {why.why}" for name, why in left.items() if why]
    following = f"python -m helpers report --data {folder}"
    if free:
        following = f"python -m helpers export sheet {folder} --article {free[0]} --coder NAME"
    elif not whole:
        following = "fill in the missing units in the sheet, and import it again"
    return Status(rows, ready, lacking, following, whole and not free)
