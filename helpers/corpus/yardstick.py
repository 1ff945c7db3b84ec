"""The figures of a corpus that people have coded, as a table that other articles are set beside."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.code.package import slug
from helpers.corpus import build, measure
from helpers.corpus.store import CorpusError
from helpers.read import tables

TABLE, LEAST = "yardstick.articles", 50  # words of an article in it
FACTS = {"filename": "text_id", "publisher": "outlet", "publication_date": "published"}
"""Columns of a corpus's list of texts, and what they are called here."""


def write(source: Path, facts: Path, out: Path, done: Callable[[], None], **where: Any) -> list[str]:
    """Write the table of a corpus in brat files, and return lines that say what stands in it.

    ``facts`` is the corpus's list of texts, values separated by tabs. Of several coders of a text the first
    by name counts. A row has figures alone, and a digest of the text's file name in place of the name.
    """
    try:
        told = pd.read_csv(facts, sep="\t", quoting=csv.QUOTE_NONE, usecols=list(FACTS), dtype="str")
    except ValueError as error:
        raise CorpusError(f"{facts}: {error}") from None
    told = told.rename(columns=FACTS).assign(article_id=told["filename"].map(slug))
    told["text_id"] = told["text_id"].map(lambda name: hashlib.sha256(name.encode()).hexdigest()[:12])
    with tempfile.TemporaryDirectory() as place:
        planned = build.plan(source, Path(place, "corpus"), first=True)
        lines = build.build(planned, done, **where)
        found = measure.corpus(Path(place, "corpus"), done, **where)
    rows = found.figures[found.figures["words"] >= LEAST].merge(told, on="article_id", how="left")
    rows = rows.sort_values(["outlet", "published", "text_id"], ignore_index=True)
    columns = [field["name"] for field in tables.resource(TABLE)["schema"]["fields"]]
    out.parent.mkdir(parents=True, exist_ok=True)
    tables.write(rows[columns], TABLE, out)
    said = f"{out}: {len(rows)} articles, those of at least {LEAST} words, of {planned[0].said}"
    return [*sorted({*lines, *found.left_out}), said]
