"""Findings on hedges."""

from __future__ import annotations

import pandas as pd
from helpers.themes.hedges import measure

from helpers.read import evidence, tables
from helpers.show.finding import Finding, Findings, needs
from helpers.show.wording import Wording

wording = Wording(__file__)


def placed(article_id: str) -> pd.DataFrame:
    """Return the hedges of an article with their paragraph."""
    found = measure.by_paragraph(*tables.load("article.hedges", "article.sentences", "hedging.kinds"))
    return found[found["article_id"] == article_id]


@needs(hedges="article.hedges")
def most(hedges: pd.DataFrame) -> Finding:
    """Return which paragraph hedges most."""
    counts = hedges.groupby("paragraph").size()
    refs = evidence.refs("article.hedges", hedges) + evidence.refs("hedging.kinds", hedges)
    values = {"paragraph": int(counts.idxmax()), "hedges": int(counts.max()), "all": int(counts.sum())}
    return wording.finding("most", values, refs)


def headlines(article_id: str) -> Findings:
    """Return what was found about one article."""
    return Findings({"most": most(placed(article_id))})
