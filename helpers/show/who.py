"""Who coded: said on every page, and so without what draws."""

from __future__ import annotations

import pandas as pd

from helpers.read import ADJUDICATED
from helpers.show.wording import Wording

wording = Wording(__file__)


def who_coded(coders: pd.DataFrame) -> str:
    """Return what coders are, from rows of ``coders``: of which kind, and whether they stand for each other.

    Whoever decided between them is none of them.

    ``3 coders, all language models; no person has coded. They are separate runs, names and versions not
    recorded``. A note that begins with ``told`` is an instruction of one coder alone, and is said too.
    """
    coders = coders[coders["kind"] != ADJUDICATED]
    told: dict[str, list[str]] = {}
    for row in coders.to_dict("records"):
        if str(note := row.get("note")).startswith("told "):
            told.setdefault(str(note), []).append(row["coder_id"])
    counted = coders["kind"].astype(str).replace("example", "example coder").value_counts()
    kinds = {str(kind): int(many) for kind, many in counted.items()}
    return wording.say("who_coded", number=len(coders), kinds=kinds, told=told)
