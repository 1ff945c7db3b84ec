"""What must hold of the texts an article came through beyond what their schema says."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers.read.asking import Rule, Tables, Wrong, among


def later(tables: Tables) -> Iterator[Wrong]:
    """What something became stands in a text of the chain or in the article."""
    rows, units, sentences = tables["hands.changes"], tables["hands.units"], tables["article.sentences"]
    article = sentences.assign(text_id=sentences["article_id"], unit=sentences["sentence_id"])
    known = pd.concat([units, article])
    key = ["article_id", "text_id", "unit"]
    text = among(rows, known, ["article_id", "to_text"], *key[:2])
    yield "to_text", rows[~text], "a text_id of hands.texts or the article_id"
    given = rows[rows["to_unit"].notna()]
    unit = among(given, known, ["article_id", "to_text", "to_unit"], *key)
    yield "to_unit", given[~unit], "a unit of {to_text}"


RULES: list[Rule] = [later]
