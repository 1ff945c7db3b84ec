"""What the comparison of texts found: values and evidence for the sentences of ``wording.toml``."""

from __future__ import annotations

from functools import partial
from typing import Any

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
SHOWN = [*("coder_id", "from_text", "from_unit", "to_text", "to_unit", "change", "aspect")]
SHOWN += ["before", "after", "certainty", "note"]
TITLE = "title"
"""The unit that is no sentence."""


def chain(article_id: str | None = None) -> Chain:
    """Return the texts behind an article (``tables.article_id()``) and what changed between them."""
    return measure.chain(article_id or tables.article_id(), *tables.load(*NEEDS))


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
    """Return rows of changes for readers, each with its evidence."""
    own = pd.Series(evidence.refs(CHANGES, changes), changes.index).str.split()
    return shown(chain, changes)[SHOWN].assign(evidence=own)


def shown(chain: Chain, changes: pd.DataFrame) -> pd.DataFrame:
    """Return changes with texts and kinds named for readers."""
    named = {column: changes[column].astype("str").map(spoken, "ignore") for column in ("change", "aspect")}
    for column in ("from_text", "to_text"):
        named[column] = changes[column].map(partial(called, chain), "ignore")
    return changes.assign(**named)


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


def _coders(rows: pd.DataFrame) -> list[str]:
    return sorted(rows["coder_id"].unique())


def _refs(ids: Any) -> list[str]:
    return [f"{CHANGES}:{change}" for row in ids for change in row]


# ---- one question each -----------------------------------------------------------------------------


@needs(changes=CHANGES)
def change(changes: pd.DataFrame, name: str) -> Finding:
    """Return one of the changes that findings are about, and how many coders found it."""
    row = measure.named(changes).loc[name]
    values = {"finders": row["coders"], "coders": len(_coders(changes))}
    values |= {"rows": len(row["change_id"]), "sure": row["certain"]}
    if name in TOLD:
        return wording.finding(name, values, _refs([row["change_id"]]))
    return wording.finding("other", {**values, "name": spoken(name)}, _refs([row["change_id"]]))


@needs(sentences="article.sentences")
def altered(texts: Chain, sentences: pd.DataFrame) -> Finding:
    """Return how many units of the article differ from the dispatch that it credits."""
    rows = later(texts, sentences["article_id"].iloc[0])
    if rows.empty:
        raise NoRows("no rows in hands.changes")
    fates, coders = measure.fates(rows), len(_coders(rows))
    aspects = measure.changes(rows)["aspect"].dropna().value_counts()
    unseen = sentences.loc[~sentences["sentence_id"].isin(fates["to_unit"]), "words"]
    values = {
        "coders": coders,
        "compared": len(fates),
        "by_all": int((fates["touched"] == coders).sum()),
        "by_some": int(fates["touched"].between(1, coders - 1).sum()),
        "kept": int((fates["touched"] == 0).sum()),
        "beyond": len(unseen),
        "unseen": float(unseen.sum() / sentences["words"].sum()),
        "aspects": {
            spoken(name): number for name, number in aspects[aspects >= aspects.iloc[:3].min()].items()
        },
    }
    return wording.finding("altered", values, evidence.refs(CHANGES, rows))


@needs()
def left_out(texts: Chain) -> Finding:
    """Return how much of what newspapers have does not reach the dispatch."""
    rows = later(texts, dispatch(texts))
    units = texts.units[texts.units["text_id"].isin(rows["from_text"]) & (texts.units["unit"] != TITLE)]
    if units.empty:
        raise NoRows("no rows in hands.units of what the dispatch rests on")
    found, coders = measure.lost(rows, units), len(_coders(rows))
    label = texts.texts.set_index("text_id")["name"]
    gone = found[found["dropped"] == coders]
    dropped = rows[rows["change"] == "dropped"].merge(
        gone, left_on=["from_text", "from_unit"], right_on=["text_id", "unit"]
    )
    values = {
        "coders": coders,
        "texts": tuple(label[name] for name in units["text_id"].unique()),
        "units": len(units),
        "dropped": {
            label[str(name)]: int(number) for name, number in gone["text_id"].value_counts(sort=False).items()
        },
        "by_some": int(found["dropped"].between(1, coders - 1).sum()),
    }
    return wording.finding(
        "left_out", values, evidence.refs(CHANGES, dropped) or evidence.refs("hands.units", units)
    )


@needs()
def agreement(texts: Chain, coded_by: pd.DataFrame) -> Finding:
    """Return how far two coders name the same changes; ``coded_by`` is the table of coders."""
    rows = texts.compared()
    coders = _coders(rows)
    if len(coders) != 2:
        raise NoRows("no two coders in hands.changes")
    found = measure.agreement(rows, coders)
    named = measure.named(texts.changes)
    values = {
        "alike": {called(texts, row["to_text"]): float(row["alike"]) for row in found.to_dict("records")},
        "lists": tuple(int(found[coder].sum()) for coder in coders),
        "both": int(found["both"].sum()),
        "named": len(named),
        "who": who_coded(coded_by[coded_by["coder_id"].isin(coders)]),
        "by_both": int((named["coders"] == 2).sum()),
    }
    return wording.finding("agreement", values, evidence.refs(CHANGES, rows))
