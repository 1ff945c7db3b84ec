"""Which coder went through which units for which layer: what was not coded is not what was not found."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.errors import NoRows
from helpers.read import LAYERS, evidence
from helpers.read import UNIT as UNIT


def units(coded: pd.DataFrame, layer: str, codebook: str | None = None) -> pd.DataFrame:
    """Return who looked at which unit for a layer: ``article_id, coder_id, sentence_id``, each once.

    ``coded`` is the table ``article.coded``; ``codebook`` leaves out what followed another one.
    """
    rows = coded[coded["layer"] == layer]
    rows = rows if codebook is None else rows[rows["codebook"] == codebook]
    return rows[["article_id", "coder_id", "sentence_id"]].drop_duplicates().reset_index(drop=True)


def common(looked: pd.DataFrame) -> pd.DataFrame:
    """Return the units that all of an article's coders in ``looked`` (``units``) went through: ``UNIT``."""
    coders = looked.groupby("article_id")["coder_id"].nunique()
    took = looked.groupby(UNIT, as_index=False).agg(coders=("coder_id", "nunique"))
    return took.loc[took["coders"] == took["article_id"].map(coders), UNIT].reset_index(drop=True)


def apart(looked: pd.DataFrame) -> bool:
    """Return whether some of the coders went through other units than the rest."""
    return len(common(looked)) < len(looked.drop_duplicates(UNIT))


def whole(rows: pd.DataFrame, sentences: pd.DataFrame) -> bool:
    """Return whether rows of coded units hold all units of ``article.sentences`` but the credit lines."""
    body = sentences.loc[sentences["unit_type"] != "credit", UNIT]
    return len(body.merge(rows[UNIT].drop_duplicates(), on=UNIT)) == len(body)


def votes(given: pd.DataFrame, looked: pd.DataFrame, value: Sequence[str]) -> pd.DataFrame:
    """Return each value that coders gave a unit: ``UNIT``, the columns of ``value``, and three more.

    ``given`` has a row a unit, coder and value, ``looked`` says who looked at which unit (``units``).
    ``votes``: so many coders gave the value, each counted once; ``coders``: so many looked at the unit;
    ``most``: it is the value of more than half of them. Sorted by unit and value.
    """
    key = [*UNIT, *value]
    found = given.drop_duplicates([*key, "coder_id"]).groupby(key, as_index=False, observed=True)
    took = looked.drop_duplicates([*UNIT, "coder_id"]).groupby(UNIT, as_index=False)
    counted = found.agg(votes=("coder_id", "size")).merge(took.agg(coders=("coder_id", "size")), on=UNIT)
    return counted.assign(most=2 * counted["votes"] > counted["coders"])


def codebook(coded: pd.DataFrame, frames: pd.DataFrame) -> str:
    """Return the codebook by which most units were coded for frames, else the first of ``frames``."""
    books = coded.loc[coded["layer"] == "frames", "codebook"].value_counts()
    every = list(dict.fromkeys(frames["codebook"]))
    return str(max(every, key=lambda book: books.get(book, 0))) if every else ""


def one_coder(rows: pd.DataFrame, coded: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return the rows of the one coder of each article who stands for a layer without a majority.

    That is the coder who went through most units for all layers, of several the first by name: one coder
    stands for all such layers, as far as that coder looked.
    """
    took = coded.assign(there=coded["layer"] == layer).groupby(["article_id", "coder_id"], as_index=False)
    told = took.agg(units=("there", "size"), there=("there", "any"))
    order = told[told["there"]].sort_values(["units", "coder_id"], ascending=[False, True])
    best = order.drop_duplicates("article_id")[["article_id", "coder_id"]]
    return rows.merge(best, on=["article_id", "coder_id"])


def required(coded: pd.DataFrame, layer: str) -> list[str]:
    """Return the references of the rows that say who looked for a layer.

    Raises NoRows, which leaves a finding or chart out, where nobody did.
    """
    looked = coded[coded["layer"] == layer]
    if looked.empty:
        raise NoRows(f"nobody has coded {LAYERS[layer].words} in this article")
    return evidence.refs("article.coded", looked)


def summary(
    coded: pd.DataFrame, coders: pd.DataFrame, codebooks: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """Return who went through an article for what: a row a layer, codebook and coder.

    Columns: ``layer, codebook, rules in`` (where its rules stand), ``coder, kind``, ``units`` that were gone
    through, ``left out`` (those that were not).
    """
    kinds = dict(zip(coders["coder_id"], coders["kind"].astype(str), strict=True))
    books = {row["codebook"]: (row["title"], row["source"]) for row in codebooks.to_dict("records")}
    every = list(sentences["sentence_id"])
    rows = []
    for (layer, book, coder), part in coded.groupby(["layer", "codebook", "coder_id"], observed=True):
        left_out = [unit for unit in every if unit not in set(part["sentence_id"])]
        what = LAYERS[str(layer)].words
        rows.append((what, *books[book], coder, kinds[coder], len(part), ", ".join(left_out)))
    columns = ["layer", "codebook", "rules in", "coder", "kind", "units", "left out"]
    return pd.DataFrame(rows, columns=columns)
