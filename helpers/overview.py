"""What the overview tells of the article and of the other notebooks."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pandas as pd

from helpers import dictionary, documents, notebooks


def card(texts: pd.DataFrame, articles: pd.DataFrame, article_id: str) -> pd.DataFrame:
    """Return what identifies an article, as rows of ``what`` and ``value``.

    ``texts`` and ``articles`` are the tables ``article.texts`` and ``coverage.articles``. Raises KeyError
    for an article that one of them lacks.
    """
    text = texts.set_index("article_id").loc[article_id]
    article = articles.set_index("article_id").loc[article_id]
    facts = {
        "Published by": article["outlet"],
        "Country of the outlet": article["outlet_country_iso3"],
        "Date": f"{article['published']:%Y-%m-%d}",
        "Credited to": text["credit"],
        "Length": f"{text['words']} words",
        "Language": text["language"],
        "Address": article["url"],
        "SHA-256 of the text": text["text_sha256"],
    }
    return pd.DataFrame({"what": list(facts), "value": list(facts.values())})


def contents(without: str) -> pd.DataFrame:
    """Return the notebooks but ``without``: name, question, tables read, and how much each one shows."""
    readers = dictionary.readers()
    rows = []
    for path in notebooks.paths():
        if path.stem != without:
            number = path.stem.partition("_")[0]
            rows.append(
                {
                    "notebook": path.stem,
                    "asks": documents.question(path),
                    "reads": ", ".join(name for name, read_by in readers.items() if number in read_by),
                    **_shown(path),
                }
            )
    return pd.DataFrame(rows, columns=["notebook", "asks", "reads", "questions", "charts", "tables"])


def _shown(path: Path) -> dict[str, int]:
    """Return how many questions a notebook asks, and how many charts and tables its cells make."""
    cells = nbformat.read(path, as_version=4).cells
    prose, code = (
        "\n".join(cell.source for cell in cells if cell.cell_type == kind) for kind in ("markdown", "code")
    )
    return {
        "questions": len(re.findall(r"(?m)^## \d+\. ", prose)),
        "charts": len(re.findall(r"(?m)^\w*charts\.\w+\(", code)),
        "tables": code.count("DataTable("),
    }
