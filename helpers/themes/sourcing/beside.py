"""Findings on what stands beside an article: reports that people coded, and coders of other texts."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from helpers.read import evidence
from helpers.show.finding import Finding, NoRows, needs
from helpers.show.rows import called
from helpers.show.wording import Wording
from helpers.themes.sourcing import machines, yardstick

wording = Wording(__file__)
outlet = partial(called, yardstick.ARTICLES, "outlet")


@needs(votes="the codings by language models")
def people_and_machines(votes: pd.DataFrame, read: pd.DataFrame) -> Finding:
    """Return how far models agree with people and with each other, and the text on which they part."""
    people, models = machines.coders(votes)
    furthest = machines.texts(votes, read).iloc[0]
    values: dict[str, Any] = {
        **{panel: tuple(row) for panel, *row in machines.alphas(votes).itertuples(index=False, name=None)},
        "persons": len(people),
        "machines": len(models),
        "texts": votes["text"].nunique(),
        "words": int(votes["words"].sum()),
        "by_people": float(furthest["people"]),
        "by_models": float(furthest["models"]),
    }
    return wording.finding("machines", values, evidence.refs(machines.TEXTS, votes))


@needs(others=yardstick.ARTICLES)
def unusual(others: pd.DataFrame, mine: pd.DataFrame) -> Finding:
    """Return how many reports attribute and quote at least as far out as the article does."""
    found, both = yardstick.places(others, mine), yardstick.RATES[:2]
    attributed, quoted = (_row(found, rate) for rate in both)
    beyond = yardstick.as_far(others, found, both)
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
    few = beyond.head(10)  # of an article that is like most, more would say no more
    return wording.finding("unusual", values, [*_own(mine), *evidence.refs(yardstick.ARTICLES, few)])


@needs(others=yardstick.ARTICLES)
def place(others: pd.DataFrame, mine: pd.DataFrame, rate: str) -> Finding:
    """Return how many reports are at least as far out as the article on one of ``yardstick.RATES``."""
    row = _row(yardstick.places(others, mine), rate)
    return wording.finding("place", {**row, "is_share": rate in yardstick.SHARES}, _own(mine))


@needs(others=yardstick.ARTICLES)
def by_outlet(others: pd.DataFrame, mine: pd.DataFrame, rate: str) -> Finding:
    """Return between which outlets the medians of a rate lie, and whether these two are apart."""
    found = yardstick.outlets(others, rate)
    first, last = (found.iloc[at].to_dict() for at in (0, -1))
    here = mine[rate].iloc[0]
    values = {
        "rate": rate,
        "first": outlet(first["outlet"]),
        "last": outlet(last["outlet"]),
        "highest": first["median"],
        "lowest": last["median"],
        "apart": first["low"] > last["high"],
        "here": float(here) if pd.notna(here) else None,
        "outlets": len(found),
    }
    return wording.finding("by_outlet", values, _own(mine))


def _row(found: pd.DataFrame, rate: str) -> dict[str, Any]:
    """Return the row of a rate; raises NoRows where the article does not have it."""
    rows = found[found["rate"] == rate].to_dict("records")
    if not rows:
        raise NoRows(f"not known of this article: {wording.terms['rates'][rate]['name']}")
    return {str(name): value for name, value in rows[0].items()}


def _own(mine: pd.DataFrame) -> list[str]:
    return evidence.refs("article.texts", mine)
