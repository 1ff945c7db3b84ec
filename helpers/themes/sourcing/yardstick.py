"""How unusual is an article? Its rates beside those of reports that people coded elsewhere.

``others`` is ``by_article.rates`` of ``yardstick.articles``, ``mine`` the one row of ``by_article.of``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.read import agreement, evidence, tables
from helpers.show.chart import Chart
from helpers.show.finding import Finding, NoRows, needs
from helpers.show.kit import Mark, Scale, Sheet, Spot, Track
from helpers.show.style import BLUE, GREY, ORANGE
from helpers.show.wording import Wording
from helpers.show.words import fixed, percent
from helpers.themes.sourcing import by_article

wording = Wording(__file__)
ARTICLES, TEXTS = "yardstick.articles", "article.texts"
RATES = ("attributed", "quoted", "per_100", "words_each", "no_source")
SHARES = ("attributed", "quoted", "no_source")
"""Those that are shares of a whole."""
DOTS, DRAWS, SEED = 20, 2000, 20250903
HERE, THEIRS = Mark.full("D", ORANGE), Mark.full("o", GREY)


def load(article_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``others`` and ``mine`` of an article; both without rows where the package has no yardstick."""
    rows = tables.optional(ARTICLES)
    return (rows, rows) if rows.empty else (by_article.rates(rows), by_article.of(article_id))


def places(others: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """Return where an article stands among others: a row a rate of ``RATES`` that it has.

    Columns: ``rate``; ``here``; ``reports`` that have the rate; their ``median`` and quartiles ``low`` and
    ``high``; ``more``, whether the article is above the median; ``as_far``, the share of reports at least as
    far out on its side.
    """
    rows = []
    for rate in RATES:
        theirs, here = others[rate].dropna().astype(float), mine[rate].iloc[0]
        if pd.notna(here) and len(theirs):
            low, median, high = theirs.quantile([0.25, 0.5, 0.75])
            as_far = (theirs >= here) if here > median else (theirs <= here)
            row = {"rate": rate, "here": float(here), "reports": len(theirs), "median": median, "low": low}
            rows.append({**row, "high": high, "more": bool(here > median), "as_far": float(as_far.mean())})
    columns = ["rate", "here", "reports", "median", "low", "high", "more", "as_far"]
    return pd.DataFrame(rows, columns=columns)


def as_far(others: pd.DataFrame, found: pd.DataFrame, rates: tuple[str, ...]) -> pd.DataFrame:
    """Return the reports that are at least as far out as the article on each of some rates of ``places``."""
    whole = others.dropna(subset=list(rates))
    for row in found[found["rate"].isin(rates)].to_dict("records"):
        beyond = whole[row["rate"]] >= row["here"] if row["more"] else whole[row["rate"]] <= row["here"]
        whole = whole[beyond]
    return whole


def outlets(others: pd.DataFrame, rate: str) -> pd.DataFrame:
    """Return the median of a rate by outlet, the highest first, with its 95 % bootstrap interval.

    Columns: ``outlet``, ``reports``, ``median``, ``low``, ``high``. Reports of an outlet are drawn with
    replacement, the same on every run.
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


@needs(others=ARTICLES)
def unusual(others: pd.DataFrame, mine: pd.DataFrame) -> Finding:
    """Return how many reports attribute and quote at least as far out as the article does."""
    found, both = places(others, mine), RATES[:2]
    attributed, quoted = (_row(found, rate) for rate in both)
    beyond = as_far(others, found, both)
    values = {
        "reports": len(others.dropna(subset=list(both))),
        "beyond": len(beyond),
        "attributes_more": attributed["more"],
        "quotes_more": quoted["more"],
        "attributed": attributed["here"],
        "quoted": quoted["here"],
        "years": tuple(sorted({day.year for day in others["published"]})),
        "outlets": others["outlet"].nunique(),
    }
    return wording.finding("unusual", values, [*_own(mine), *evidence.refs(ARTICLES, beyond.head(10))])


@needs(others=ARTICLES)
def place(others: pd.DataFrame, mine: pd.DataFrame, rate: str) -> Finding:
    """Return how many reports are at least as far out as the article on one of ``RATES``."""
    row = _row(places(others, mine), rate)
    return wording.finding("place", {**row, "is_share": rate in SHARES}, _own(mine))


@needs(others=ARTICLES)
def by_outlet(others: pd.DataFrame, mine: pd.DataFrame, rate: str) -> Finding:
    """Return between which outlets the medians of a rate lie, and whether these two are apart."""
    found = outlets(others, rate)
    first, last = (found.iloc[at].to_dict() for at in (0, -1))
    here = mine[rate].iloc[0]
    values = {
        "rate": rate,
        "first": first["outlet"],
        "last": last["outlet"],
        "highest": first["median"],
        "lowest": last["median"],
        "apart": first["low"] > last["high"],
        "here": float(here) if pd.notna(here) else None,
        "outlets": len(found),
    }
    return wording.finding("by_outlet", values, _own(mine))


@needs()
def strips(others: pd.DataFrame, mine: pd.DataFrame, found: Finding) -> Chart:
    """Return a strip a rate: the article's mark, and below it a dot for each twentieth of the reports."""
    rows, sheet = places(others, mine), Sheet()
    for row in rows.to_dict("records"):
        theirs, here = others[row["rate"]].dropna().astype(float), row["here"]
        dots = theirs.quantile((np.arange(DOTS) + 0.5) / DOTS).tolist()
        end = max(*dots, here)
        shown = {at: _shown(row["rate"], at) for at in (0.0, row["median"], end)}
        name = wording.terms["rates"][row["rate"]]["name"]
        told = percent(here) if row["rate"] in SHARES else fixed(here, 1)
        own = Track(name, told, [Spot(here, HERE)])
        theirs_too = Track("", "", [Spot(at, THEIRS) for at in dots])
        sheet.tracks([own, theirs_too], Scale.inset(0.0, end), shown)
    sheet.key([(HERE, wording.say("here")), (THEIRS, wording.say("theirs"))])
    names = {rate: wording.terms["rates"][rate]["name"] for rate in RATES}
    data = rows.assign(rate=rows["rate"].map(names)).drop(columns="more")
    return wording.chart("strips", sheet, data, found, places=rows.to_dict("records"), shares=SHARES)


@needs()
def medians(others: pd.DataFrame, found: Finding) -> Chart:
    """Return the median of a rate by outlet with its interval, and the article on a line of its own."""
    rate, sheet = found.values["rate"], Sheet()
    rows, here = outlets(others, rate), found.values["here"]
    tracks = [] if here is None else [Track(wording.say("here"), percent(here), [Spot(here, HERE)])]
    tracks += [
        Track(
            str(row["outlet"]),
            percent(row["median"]),
            [Spot(row["median"], Mark.full("o", BLUE))],
            [(row["low"], row["high"], BLUE)],
        )
        for row in rows.to_dict("records")
    ]
    end = max(rows["high"].max(), here or 0.0)
    sheet.tracks(tracks, Scale.inset(0.0, end), {0.0: percent(0, 0), end: percent(end, 0)})
    return wording.chart("medians", sheet, rows, found, rows=rows.to_dict("records"), level=percent(0.95, 0))


def _row(found: pd.DataFrame, rate: str) -> dict[str, Any]:
    """Return the row of a rate; raises NoRows where the article does not have it."""
    row = next((one for one in found.to_dict("records") if one["rate"] == rate), None)
    if row is None:
        raise NoRows(f"not known of this article: {wording.terms['rates'][rate]['name']}")
    return {str(name): value for name, value in row.items()}


def _own(mine: pd.DataFrame) -> list[str]:
    return evidence.refs(TEXTS, mine)


def _shown(rate: str, value: float) -> str:
    return percent(value, 0) if rate in SHARES else fixed(value, 1)
