"""What the comparison of texts found: values and evidence for the sentences of ``wording.toml``."""

from __future__ import annotations

from functools import partial

import pandas as pd

from helpers.read import evidence, tables
from helpers.show.coders import who_coded
from helpers.show.finding import Finding, Findings, NoRows, needs
from helpers.show.wording import Wording
from helpers.show.words import spoken
from helpers.themes.hands import NEEDS, measure
from helpers.themes.hands.measure import Chain

wording = Wording(__file__)

CHANGES = "hands.changes"
TOLD = ("moved_marks", "wrong_parties", "war_reading", "one_to_scholars", "dependence")
"""The changes that have sentences of their own, the one that weighs most first."""
SHOWN = ["coder_id", *measure.CHANGE, "before", "after", "certainty", "note"]
TITLE = "title"
"""The unit that is no sentence."""


def chain(article_id: str | None = None) -> Chain:
    """Return the texts behind an article (``tables.article_id()``) and what changed between them."""
    own, parts = article_id or tables.article_id(), tables.load(*NEEDS)
    return Chain(*(rows[rows["article_id"] == own].reset_index(drop=True) for rows in parts))


def headlines(article_id: str | None = None) -> Findings:
    """Return what the notebook found about one article (``tables.article_id()``), most important first."""
    article_id = article_id or tables.article_id()
    texts = chain(article_id)
    found = {name: change(texts.changes, name) for name in names(texts.changes)}
    found |= {"altered": altered(texts, sentences(article_id)), "left_out": left_out(texts)}
    return Findings(found | {"agreement": agreement(texts, tables.load("coders"))})


def sentences(article_id: str) -> pd.DataFrame:
    """Return the units of an article, without its credit line."""
    rows = tables.load("article.sentences")
    return rows[(rows["article_id"] == article_id) & (rows["unit_type"] != "credit")]


def rows(chain: Chain, changes: pd.DataFrame) -> pd.DataFrame:
    """Return rows of changes with texts and kinds named for readers, each with its evidence."""
    named = {column: changes[column].astype("str").map(spoken, "ignore") for column in ("change", "aspect")}
    for column in ("from_text", "to_text"):
        named[column] = changes[column].map(partial(called, chain), "ignore")
    own = pd.Series(evidence.refs(CHANGES, changes), changes.index).str.split()
    return changes.assign(**named)[SHOWN].assign(evidence=own)


def told(chain: Chain) -> pd.DataFrame:
    """Return ``rows`` of the changes that findings are about, in their order."""
    order = names(chain.changes)
    tagged = chain.changes.dropna(subset="finding")
    tagged = tagged.sort_values("finding", key=lambda one: one.map(order.index), kind="stable")
    found = rows(chain, tagged)
    found.insert(0, "finding", tagged["finding"].map(spoken))
    return found


def alone(chain: Chain) -> pd.DataFrame:
    """Return ``rows`` of what one coder alone found, copies aside, and under no other aspect another did."""
    found = chain.compared()
    found = found[found["change"] != measure.KEPT]
    by_place, by_name = (
        found.groupby(columns, dropna=False, observed=True)["coder_id"].transform("nunique")
        for columns in (measure.CHANGE, "finding")
    )
    return rows(chain, found[(by_place == 1) & (found["finding"].isna() | (by_name == 1))])


def texts(chain: Chain) -> pd.DataFrame:
    """Return the texts for readers."""
    return chain.texts[["name", "outlet", "language", "published", "role", "seen", "note", "url"]]


def called(texts: Chain, text_id: str) -> str:
    """Return what readers call a text of the chain; the last of it is the article."""
    return str(texts.texts.set_index("text_id")["name"].get(text_id, wording.say("article")))


def names(changes: pd.DataFrame) -> list[str]:
    """Return the changes that findings are about: those of ``TOLD`` first, then others by name."""
    found = set(changes["finding"].dropna())
    return [name for name in TOLD if name in found] + sorted(found.difference(TOLD))


def later(texts: Chain, to_text: str) -> pd.DataFrame:
    """Return the rows of the step to one text, without those on its credit line."""
    rows, units = texts.compared(), tables.load("article.sentences")
    credit = units[(units["article_id"] == to_text) & (units["unit_type"] == "credit")]
    return rows[(rows["to_text"] == to_text) & ~rows["to_unit"].isin(credit["sentence_id"])]


def dispatch(texts: Chain) -> str:
    """Return the ``text_id`` of the text that the article credits, or nothing where there is none."""
    return str(next(iter(texts.texts.loc[texts.texts["role"] == "dispatch", "text_id"]), ""))


# ---- one question each -----------------------------------------------------------------------------


@needs(changes=CHANGES)
def change(changes: pd.DataFrame, name: str) -> Finding:
    """Return one of the changes that findings are about, and how many coders found it."""
    rows = changes[changes["finding"] == name]
    values = {
        "finders": rows["coder_id"].nunique(),
        "coders": changes["coder_id"].nunique(),
        "rows": len(rows),
        "sure": int((rows["certainty"] == "high").sum()),
    }
    other = {} if name in TOLD else {"name": spoken(name)}
    return wording.finding("other" if other else name, values | other, evidence.refs(CHANGES, rows))


@needs(sentences="article.sentences")
def altered(texts: Chain, sentences: pd.DataFrame) -> Finding:
    """Return how many units of the article differ from the dispatch that it credits."""
    rows = later(texts, sentences["article_id"].iloc[0])
    if rows.empty:
        raise NoRows("no rows in hands.changes")
    fates, coders = measure.fates(rows), rows["coder_id"].nunique()
    aspects = measure.changes(rows)["aspect"].value_counts().rename(spoken)
    unseen = sentences.loc[~sentences["sentence_id"].isin(fates["to_unit"]), "words"]
    values = {
        "coders": coders,
        "compared": len(fates),
        "by_all": int((fates["touched"] == coders).sum()),
        "by_some": int(fates["touched"].between(1, coders - 1).sum()),
        "kept": int((fates["touched"] == 0).sum()),
        "beyond": len(unseen),
        "unseen": float(unseen.sum() / sentences["words"].sum()),
        "aspects": aspects[aspects >= aspects.iloc[:3].min()].to_dict(),
    }
    return wording.finding("altered", values, evidence.refs(CHANGES, rows))


@needs()
def left_out(texts: Chain) -> Finding:
    """Return how much of what newspapers have does not reach the dispatch."""
    rows = later(texts, dispatch(texts))
    units = texts.units[texts.units["text_id"].isin(rows["from_text"]) & (texts.units["unit"] != TITLE)]
    if units.empty:
        raise NoRows("no rows in hands.units of what the dispatch rests on")
    found, coders = measure.lost(rows, units), rows["coder_id"].nunique()
    label = texts.texts.set_index("text_id")["name"]
    gone = found[found["dropped"] == coders].rename(columns={"text_id": "from_text", "unit": "from_unit"})
    dropped = rows[rows["change"] == "dropped"].merge(gone, on=["from_text", "from_unit"])
    numbers = gone["from_text"].map(label).value_counts(sort=False)
    values = {
        "coders": coders,
        "texts": tuple(label[name] for name in units["text_id"].unique()),
        "units": len(units),
        "dropped": numbers.to_dict(),
        "by_some": int(found["dropped"].between(1, coders - 1).sum()),
    }
    refs = evidence.refs(CHANGES, dropped) or evidence.refs("hands.units", units)
    return wording.finding("left_out", values, refs)


@needs()
def agreement(texts: Chain, coded_by: pd.DataFrame) -> Finding:
    """Return how far two coders name the same changes; ``coded_by`` is the table of coders."""
    rows = texts.compared()
    coders = sorted(rows["coder_id"].unique())
    if len(coders) != 2:
        raise NoRows("no two coders in hands.changes")
    found = measure.agreement(rows, coders)
    finders = texts.changes.groupby("finding")["coder_id"].nunique()
    values = {
        "alike": {called(texts, row["to_text"]): float(row["alike"]) for row in found.to_dict("records")},
        "lists": tuple(int(found[coder].sum()) for coder in coders),
        "both": int(found["both"].sum()),
        "named": len(finders),
        "who": who_coded(coded_by[coded_by["coder_id"].isin(coders)]),
        "by_both": int((finders == 2).sum()),
    }
    return wording.finding("agreement", values, evidence.refs(CHANGES, rows))
