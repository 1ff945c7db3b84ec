"""What the overview tells of the article and of the other notebooks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd

from helpers import dictionary, documents, notebooks
from helpers.read import evidence
from helpers.show.finding import Finding, templated
from helpers.show.words import count, long_day

LANGUAGES = {"en": "English"}
"""Codes of ISO 639 in words; a code that is not here is shown as it is."""


def introduction(
    texts: pd.DataFrame,
    sentences: pd.DataFrame,
    articles: pd.DataFrame,
    countries: pd.DataFrame,
    article_id: str,
) -> Finding:
    """Return which article is read, and what stands first in it, in our words; takes the tables of ``card``.

    What no table has of it is not said.
    """
    text, units = (
        frame[frame["article_id"] == article_id] for frame in (texts, sentences.sort_values("start"))
    )
    units, row = units[units["unit_type"] != "credit"], text.iloc[0]
    where = evidence.refs("article.texts", text)
    values: dict[str, str] = {"words": count(int(row["words"]), "word")}
    words = "The article"
    if pd.notna(row["title"]):
        words, values["title"] = words + ", here called ‘{title}’,", row["title"]
    published = ""
    if pd.notna(row["outlet"]):
        published, values["outlet"] = published + " by {outlet}", row["outlet"]
        if country := _country(articles, countries, article_id):
            published, values["country"] = published + " ({country})", country
    if pd.notna(row["published"]):
        published, values["day"] = published + " on {day}", long_day(row["published"])
    words += f" was published{published} and" if published else ""
    words += " has {words}"
    if pd.notna(text["credit"].iloc[0]):
        values["credit"] = text["credit"].iloc[0]
        words += "; it credits {credit}"
    if units["gist"].head(1).notna().any():
        where += evidence.refs("article.sentences", units.head(1))
        values["gist"] = units["gist"].iloc[0].rstrip(".")
        words += ". Its first sentence, in our words: {gist}"
    return templated(words + ".", values, where)


def _country(articles: pd.DataFrame, countries: pd.DataFrame, article_id: str) -> str:
    """Return the country of an article's outlet, empty where no table has it."""
    code = next(iter(articles.loc[articles["article_id"] == article_id, "outlet_country_iso3"]), "")
    return str(countries.set_index("country_iso3")["country"].get(code, code))


def coders(table: pd.DataFrame, coded: pd.DataFrame, article_id: str, covered: bool) -> pd.DataFrame:
    """Return the rows of ``coders`` of those who coded an article and, if it was ``covered``, the coverage.

    ``coded`` is the table ``article.coded``.
    """
    here = table["coder_id"].isin(coded.loc[coded["article_id"] == article_id, "coder_id"])
    return table[here | ((table["scope"] == "coverage") & covered)].reset_index(drop=True)


def card(
    texts: pd.DataFrame,
    sentences: pd.DataFrame,
    articles: pd.DataFrame,
    countries: pd.DataFrame,
    article_id: str,
) -> pd.DataFrame:
    """Return what identifies an article, as rows of ``what`` and ``value``.

    The tables are ``article.texts``, ``article.sentences``, ``coverage.articles`` and ``history.countries``.
    What is not known is left out.
    """
    text = texts.set_index("article_id").loc[article_id]
    credits = (sentences["article_id"] == article_id) & (sentences["unit_type"] == "credit")
    credit, language = int(sentences.loc[credits, "words"].sum()), str(text["language"])
    length = f" ({text['words'] - credit} without the credit line)" if credit else ""
    facts = {
        "Called here": text["title"],
        "Published by": text["outlet"],
        "Country of the outlet": _country(articles, countries, article_id),
        "Date": None if pd.isna(text["published"]) else f"{text['published']:%Y-%m-%d}",
        "Credited to": text["credit"],
        "Length": f"{text['words']} words{length}",
        "Language": LANGUAGES.get(language, language),
        "Address": text["url"],
        "SHA-256 of the text": text["text_sha256"],
    }
    facts = {what: value for what, value in facts.items() if pd.notna(value) and value != ""}
    return pd.DataFrame({"what": list(facts), "value": list(facts.values())})


def contents(without: str) -> pd.DataFrame:
    """Return the notebooks but ``without``: name, question, how much each shows, and what it reads.

    ``reads`` gives each folder of ``data/`` with the number of its tables that are read; a table that is in
    no folder stands by its name.
    """
    readers = dictionary.readers()
    rows = []
    for path in notebooks.paths():
        if path.stem != without:
            number = path.stem.partition("_")[0]
            rows.append(
                {
                    "notebook": path.stem,
                    "asks": documents.question(path),
                    **_shown(path),
                    "reads": _folders([name for name, read_by in readers.items() if number in read_by]),
                }
            )
    return pd.DataFrame(rows, columns=["notebook", "asks", "questions", "charts", "tables", "reads"])


def _folders(names: list[str]) -> str:
    """Return tables by folder: ``article (8), coders``."""
    counts = Counter(name.rpartition(".")[0] or name for name in names)
    return ", ".join(
        folder if folder in names else f"{folder} ({number})" for folder, number in sorted(counts.items())
    )


def _shown(path: Path) -> dict[str, int]:
    """Return how many questions a notebook asks, and how many charts and tables its cells make."""
    cells = notebooks.parse(path).cells
    prose, code = (
        "\n".join(cell.source for cell in cells if cell.cell_type == kind) for kind in ("markdown", "code")
    )
    return {
        "questions": len(re.findall(r"(?m)^## \d+\. ", prose)),
        "charts": len(re.findall(r"(?m)^\w*charts\.\w+\(", code)),
        "tables": code.count("DataTable("),
    }
