"""How unusual is an article? Its rates beside those of reports that people coded elsewhere.

``others`` is ``by_article.rates`` of ``yardstick.articles``, ``mine`` the one row of ``by_article.of``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.read import agreement, tables
from helpers.themes.sourcing import by_article

ARTICLES = "yardstick.articles"
RATES = ("attributed", "quoted", "per_100", "words_each", "no_source")
SHARES = ("attributed", "quoted", "no_source")
"""Those that are shares of a whole."""
DRAWS, SEED = 2000, 20250903


def load(article_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``others`` and ``mine`` of an article; both without rows where the package has no yardstick."""
    rows = tables.optional(ARTICLES)
    return (rows, rows) if rows.empty else (by_article.rates(rows), by_article.of(article_id))


def places(others: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """Return where an article stands among others: a row a rate of ``RATES`` that it has.

    Columns: rate; here; reports that have the rate; their median and quartiles low and high; more, whether
    the article is above the median; as_far, the share of reports at least as far out on its side.
    """
    theirs, here = others[list(RATES)].astype(float), mine[list(RATES)].iloc[0].astype(float)
    found = pd.DataFrame({"here": here, "reports": theirs.count()})
    found[["low", "median", "high"]] = theirs.quantile([0.25, 0.5, 0.75]).T
    found["more"] = here > found["median"]
    found["as_far"] = (theirs >= here).sum().where(found["more"], (theirs <= here).sum()) / found["reports"]
    columns = ["rate", "here", "reports", "median", "low", "high", "more", "as_far"]
    return found.dropna().rename_axis("rate").reset_index()[columns]


def as_far(others: pd.DataFrame, found: pd.DataFrame, rates: tuple[str, ...]) -> pd.DataFrame:
    """Return the reports that are at least as far out as the article on each of some rates of ``places``."""
    whole = others.dropna(subset=list(rates))
    for row in found[found["rate"].isin(rates)].to_dict("records"):
        beyond = whole[row["rate"]] >= row["here"] if row["more"] else whole[row["rate"]] <= row["here"]
        whole = whole[beyond]
    return whole


def outlets(others: pd.DataFrame, rate: str) -> pd.DataFrame:
    """Return the median of a rate by outlet, the highest first, with its 95 % bootstrap interval.

    Columns: outlet, reports (drawn with replacement, the same on every run), median, low, high.
    """
    rows = []
    for outlet, theirs in others.dropna(subset=[rate]).groupby("outlet")[rate]:
        known = theirs.to_numpy(dtype=float)
        drawn = np.random.default_rng(SEED).choice(known, (DRAWS, len(known)))
        low, high = np.percentile(np.median(drawn, axis=1), agreement.INTERVAL)
        row = {"outlet": outlet, "reports": len(known), "median": float(np.median(known))}
        rows.append({**row, "low": float(low), "high": float(high)})
    found = pd.DataFrame(rows, columns=["outlet", "reports", "median", "low", "high"])
    return found.sort_values(["median", "outlet"], ascending=[False, True], ignore_index=True)


def counts(others: pd.DataFrame) -> pd.DataFrame:
    """Return what was counted in the reports of each outlet.

    Columns: outlet; reports; first and last, the days between which they appeared; the sums of those of
    ``by_article.COUNTS`` that were counted, and not inferred.
    """
    numbers = [name for name in by_article.COUNTS if name not in by_article.BASES]
    known = others.reindex(columns=["outlet", "published", *numbers])
    days = {"reports": ("published", "size"), "first": ("published", "min"), "last": ("published", "max")}
    sums: dict[str, Any] = {name: (name, "sum") for name in numbers}
    return known.groupby("outlet", as_index=False).agg(**days, **sums)
