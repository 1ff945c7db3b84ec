"""What the overview tells of the article and of the themes, whichever there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pandas as pd
from IPython.display import Markdown, display

from helpers import dictionary, documents, notebooks, themes
from helpers.errors import LeftOut
from helpers.read import evidence, tables
from helpers.show.finding import Finding, Findings
from helpers.show.wording import Wording

LANGUAGES = {"en": "English"}
"""Codes of ISO 639 in words; a code that is not here is shown as it is."""
SAID = ("title", "outlet", "day", "words", "credit")
Known = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""The tables article.texts, article.sentences, coverage.articles and history.countries."""
wording = Wording(__file__)


def introduction(known: Known, article_id: str) -> Finding:
    """Return which article is read, and what stands first in it, in our words, as far as a table has it."""
    text, units = (frame[frame["article_id"] == article_id] for frame in known[:2])
    first = units[units["unit_type"] != "credit"].sort_values("start").head(1).dropna(subset="gist")
    row = text.iloc[0].rename({"published": "day"})
    values: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in SAID}
    values |= {"country": _country(known, article_id), "gist": "".join(first["gist"]).rstrip(".")}
    refs = [*evidence.refs("article.texts", text), *evidence.refs("article.sentences", first)]
    return wording.finding("introduction", values, refs)


def card(known: Known, article_id: str) -> pd.DataFrame:
    """Return what identifies an article, as rows of ``what`` and ``value``; what is not known is left out."""
    texts, sentences, _, _ = known
    text = dict(texts.set_index("article_id").loc[article_id])
    credits = (sentences["article_id"] == article_id) & (sentences["unit_type"] == "credit")
    without = f" ({text['words'] - sentences.loc[credits, 'words'].sum()} without the credit line)"
    facts = {
        "Called here": text["title"],
        "Published by": text["outlet"],
        "Country of the outlet": _country(known, article_id) or None,
        "Date": None if pd.isna(text["published"]) else f"{text['published']:%Y-%m-%d}",
        "Credited to": text["credit"],
        "Length": f"{text['words']} words{without if credits.any() else ''}",
        "Language": LANGUAGES.get(text["language"], text["language"]),
        "Address": text["url"],
        "SHA-256 of the text": text["text_sha256"],
    }
    return pd.Series(facts).dropna().rename_axis("what").reset_index(name="value")


def _country(known: Known, article_id: str) -> str:
    """Return the country of an article's outlet, empty where no table has it."""
    _, _, articles, countries = known
    code = next(iter(articles.loc[articles["article_id"] == article_id, "outlet_country_iso3"]), "")
    return str(countries.set_index("country_iso3")["country"].get(code, code))


def headlines(article_id: str) -> dict[str, Findings]:
    """Return what each theme found about an article, most important first."""
    return {theme: themes.headlines(theme, article_id) for theme in themes.notebooks()}


def show(found: Mapping[str, Findings], article_id: str) -> None:
    """Show each theme's question, first two findings and first chart; of one without its tables, a line.

    ``found`` are the ``headlines``.
    """
    for theme, path in themes.notebooks().items():
        if why := themes.left_out(theme, article_id):
            display(LeftOut(f"{path.stem}, {why.why}"))
            continue
        rests_on = f"Evidence: {themes.part(theme).RESTS_ON}. Notebook: [{path.stem}]({path.name})."
        display(Markdown(f"## {documents.question(path)}\n\n{rests_on}"), found[theme][:2])
        display(themes.part(theme, "draw").lead(article_id))


def agreement(found: Mapping[str, Findings]) -> Findings:
    """Return how far coders agree in each theme that compares them; ``found`` are the ``headlines``."""
    compared = []
    for one in found.values():
        with suppress(KeyError):
            compared.append(one["agreement"])
    return Findings(compared or [LeftOut("no theme compares coders")])


def coders(article_id: str) -> pd.DataFrame:
    """Return the rows of ``coders`` of those who coded an article, and of all with whom they share a scope.

    Those who coded other articles in depth are left out.
    """
    table = tables.load("coders")
    coded = [rows for rows in map(tables.load, tables.names()) if {"article_id", "coder_id"} <= {*rows}]
    here = table["coder_id"].isin({one for rows in coded for one in _of(rows, article_id)["coder_id"]})
    shared = table["scope"].isin(table.loc[here & (table["scope"] != "article"), "scope"])
    found: pd.DataFrame = table[here | shared]
    return found.reset_index(drop=True)


def _of(rows: pd.DataFrame, article_id: str) -> pd.DataFrame:
    return rows[rows["article_id"] == article_id]


def contents(without: str) -> pd.DataFrame:
    """Return the notebooks but ``without``: name, question, and the tables that each reads, by folder."""
    readers = dictionary.readers()
    rows = []
    for path in notebooks.paths():
        read = [name for name, numbers in readers.items() if path.stem.partition("_")[0] in numbers]
        counts = Counter(name.rpartition(".")[0] or name for name in read)
        reads = ", ".join(one if one in readers else f"{one} ({counts[one]})" for one in sorted(counts))
        rows.append({"notebook": path.stem, "asks": documents.question(path), "reads": reads})
    return pd.DataFrame(row for row in rows if row["notebook"] != without)
