"""Do machines code like people? Words and attributions of other texts, coded by both.

Tables are ``validity.texts``, ``validity.word_votes`` (a row a text and pattern of votes) and
``validity.attributions`` (a row a text and ordered pair of coders). Coders are people (p1) and models (m1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.read import agreement, tables

TEXTS, *_ = TABLES = ("validity.texts", "validity.word_votes", "validity.attributions")
KINDS = {"p": "people", "m": "models"}


def load(coded: pd.DataFrame) -> list[pd.DataFrame]:
    """Return ``TABLES``, without rows where the package lacks them or no coder is a language model."""
    found = map(tables.optional, TABLES)
    return [table.head(len(table) * any(coded["kind"] == "language model")) for table in found]


def coders(votes: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the columns of ``votes`` that are people, and those that are models."""
    columns = votes.columns.astype(str)
    people, models = (list(columns[columns.str.fullmatch(rf"{kind}\d+")]) for kind in KINDS)
    return people, models


def alphas(votes: pd.DataFrame) -> pd.DataFrame:
    """Return Krippendorff's nominal alpha on whether a word is attributed, with intervals over texts.

    Rows: people with each other; ``replaced``, people with a model in the place of one of them, on average
    over all such panels; models with each other. Columns: ``panel``, ``alpha``, ``low``, ``high``: the 95 %
    percentile interval of 2,000 draws of texts with replacement, the same on every run.
    """
    people, models = coders(votes)
    replaced = [[*people[:at], *people[at + 1 :], model] for at in range(len(people)) for model in models]
    texts, names = pd.factorize(votes["text"])
    draws = np.random.default_rng(20250903).multinomial(len(names), [1 / len(names)] * len(names), 2000)
    weights = np.vstack([np.ones(len(names)), draws])[:, texts] * votes["words"].to_numpy()
    rows = []
    for panel, panels in (("people", [people]), ("replaced", replaced), ("models", [models])):
        marked = [votes[names].sum(axis=1).to_numpy() for names in panels]
        counts = [np.column_stack([yes, len(panels[0]) - yes]) for yes in marked]
        found = np.mean([agreement.alphas(one, weights) for one in counts], axis=0)
        low, high = np.nanpercentile(found[1:], agreement.INTERVAL)
        rows.append({"panel": panel, "alpha": float(found[0]), "low": float(low), "high": float(high)})
    return pd.DataFrame(rows)


def texts(votes: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return for each text the mean share of its words that people and that models give to a source.

    ``read`` is ``validity.texts``, whose columns come first; then ``people``, ``least`` and ``most`` (of one
    person), ``models``, ``apart`` (models less people). The text on which they differ most comes first.
    """
    if votes.empty:
        return votes
    words = votes["words"].groupby(votes["text"]).sum()
    people, models = (
        votes[names].mul(votes["words"], axis=0).groupby(votes["text"]).sum().div(words, axis=0)
        for names in coders(votes)
    )
    found = pd.DataFrame({"people": people.mean(axis=1), "least": people.min(axis=1)})
    found["most"], found["models"] = people.max(axis=1), models.mean(axis=1)
    found["apart"] = found["models"] - found["people"]
    found = read.merge(found.reset_index(), on="text")
    return found.sort_values("apart", key=lambda gap: -gap.abs(), kind="stable", ignore_index=True)


def matching(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return how many attributions of one kind of coder those of another find, and with which source.

    Columns: ``coder``, ``other``; ``attributions`` with a source, one for each pair of coders; ``matched``,
    the share of which at least half of the content words lie in one attribution of the other;
    ``right_source``, the share of these whose source overlaps the other's.
    """
    if pairs.empty:
        return pairs
    named = pairs.assign(**{name: pairs[name].astype(str).str[0].map(KINDS) for name in ("coder", "other")})
    counts = ["attributions_with_source", "matched", "right_source"]
    sums = named.groupby(["coder", "other"], sort=False)[counts].sum().reset_index()
    right, matched = sums["right_source"] / sums["matched"], sums["matched"] / sums[counts[0]]
    return sums.rename(columns={counts[0]: "attributions"}).assign(matched=matched, right_source=right)
