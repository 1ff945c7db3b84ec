"""Hedges by paragraph."""

from __future__ import annotations

import pandas as pd


def by_paragraph(hedges: pd.DataFrame, sentences: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """Return hedges with their paragraph and what their kind does."""
    units = sentences[["article_id", "sentence_id", "paragraph"]]
    return hedges.merge(units, on=["article_id", "sentence_id"]).merge(kinds, on="hedge_type")
