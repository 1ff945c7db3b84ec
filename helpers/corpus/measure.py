"""The figures of each article of a corpus, a bucket a task."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.corpus import store
from helpers.corpus.spread import spread
from helpers.themes.sourcing import by_article


class Measured(NamedTuple):
    """The figures of articles, a row each, and a line for each article or bucket that has none."""

    figures: pd.DataFrame
    left_out: list[str]


def corpus(folder: Path, done: Callable[[], None] = lambda: None, **where: Any) -> Measured:
    """Return ``by_article.rates`` of all articles by name; ``where`` they are measured, ``spread`` says."""
    store.needed("pyarrow")
    store.whole(folder)
    parts, left_out, every = list[pd.DataFrame](), list[str](), range(store.buckets(folder))
    for (_, number), found in spread(bucket, [(folder, number) for number in every], **where):
        if isinstance(found, Exception):
            found = Measured(pd.DataFrame(), [store.said(f"bucket {number}", found)])
        parts += [found.figures] if len(found.figures) else []
        left_out += found.left_out
        done()
    if not parts:
        raise store.CorpusError("; ".join([f"{folder}: found no article to measure", *left_out[:3]]))
    return Measured(pd.concat(parts).sort_values("article_id", ignore_index=True), sorted(left_out))


def bucket(folder: Path, number: int) -> Measured:
    """Return the figures of a bucket; where it can't be measured at once, those of each article that can."""
    rows = store.read(folder, number, by_article.TABLES)
    left_out = (store.place(folder, number) / store.LEFT_OUT).read_text(encoding="utf-8").splitlines()
    try:
        return Measured(by_article.rates(by_article.figures(rows)), left_out)
    except Exception:  # whichever article it is that has a fault, and whatever fault
        parts = [pd.DataFrame()]
    for name in rows["article.texts"]["article_id"]:
        own = {table: part[part["article_id"] == name] for table, part in rows.items()}
        try:
            parts.append(by_article.rates(by_article.figures(own)))
        except Exception as error:
            left_out.append(store.said(name, error))
    return Measured(pd.concat(parts), left_out)
