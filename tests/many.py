"""Any number of articles: the one that ships, the made-up second and the worked example, under new names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import example
import pandas as pd
import second_article

from helpers.code import marks, package
from helpers.corpus import store
from helpers.read import tables
from helpers.themes.sourcing.by_article import TABLES

Rows = dict[str, pd.DataFrame]


def base(place: Path) -> Rows:
    """The tables of the three articles; packages of them are made in a folder."""
    second_article.build(place / "second")
    package.new(example.TEXT, place / "tram", "tram", "generic", {}, add=False)
    marks.store(example.SHEET, place / "tram")
    parts = [loaded(place / name) for name in ("second", "tram")]
    return {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in TABLES}


def loaded(folder: Path) -> Rows:
    with package.using(folder):
        return dict(zip(TABLES, tables.load(*TABLES), strict=True))


def named(rows: Rows, names: Iterable[str]) -> Rows:
    """Articles of these names, each a copy of the next of the three."""
    known = list(rows["article.texts"]["article_id"])
    copies = pd.DataFrame(
        [(known[int(name.rpartition("-")[2]) % len(known)], name) for name in names],
        columns=["article_id", "name"],
    ).astype("str")
    found = {}
    for table, part in rows.items():
        many = copies.merge(part, on="article_id")
        found[table] = many.drop(columns="article_id").rename(columns={"name": "article_id"})[list(part)]
    return found


def corpus(rows: Rows, folder: Path, articles: int, buckets: int) -> Path:
    """A corpus of so many articles."""
    store.begin(folder, {"buckets": buckets})
    members = defaultdict[int, list[str]](list)
    for number in range(articles):
        members[store.bucket_of(f"article-{number}", buckets)].append(f"article-{number}")
    for number in range(buckets):
        store.write(folder, number, named(rows, members[number]), [])
    return folder
