"""What the overview tells of the article and of the other notebooks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd

from helpers import dictionary, documents, notebooks

LANGUAGES = {"en": "English"}
"""Codes of ISO 639 in words; a code that is not here is shown as it is."""


def card(
    texts: pd.DataFrame,
    sentences: pd.DataFrame,
    articles: pd.DataFrame,
    countries: pd.DataFrame,
    article_id: str,
) -> pd.DataFrame:
    """Return what identifies an article, as rows of ``what`` and ``value``.

    The tables are ``article.texts``, ``article.sentences``, ``coverage.articles`` and ``history.countries``.
    Raises KeyError for an article that the texts or the articles lack.
    """
    text = texts.set_index("article_id").loc[article_id]
    article = articles.set_index("article_id").loc[article_id]
    credits = (sentences["article_id"] == article_id) & (sentences["unit_type"] == "credit")
    credit = int(sentences.loc[credits, "words"].sum())
    country, language = str(article["outlet_country_iso3"]), str(text["language"])
    facts = {
        "Published by": article["outlet"],
        "Country of the outlet": countries.set_index("country_iso3")["country"].get(country, country),
        "Date": f"{article['published']:%Y-%m-%d}",
        "Credited to": text["credit"],
        "Length": f"{text['words']} words"
        + (f" ({text['words'] - credit} without the credit line)" if credit else ""),
        "Language": LANGUAGES.get(language, language),
        "Address": article["url"],
        "SHA-256 of the text": text["text_sha256"],
    }
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
