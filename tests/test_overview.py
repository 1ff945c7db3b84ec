"""The overview names the article and the notebooks as the tables and files have them."""

from __future__ import annotations

import pytest

from helpers import notebooks, overview, tables


def test_the_card_joins_the_text_with_its_publication() -> None:
    texts, articles = tables.load("article.texts", "coverage.articles")
    card = overview.card(texts, articles, "uniteddaily_mys").set_index("what")["value"]
    assert card["Date"] == "2025-08-29" and card["Credited to"] == "Central News Agency"
    assert card["Address"].startswith("https://") and len(card["SHA-256 of the text"]) == 64
    with pytest.raises(KeyError):
        overview.card(texts, articles, "no_such_article")


def test_contents_name_every_other_notebook_with_its_questions_and_tables() -> None:
    contents = overview.contents(without="00_overview").set_index("notebook")
    assert list(contents.index) == [path.stem for path in notebooks.paths() if path.stem != "00_overview"]
    assert (contents[["questions", "charts", "tables"]] > 0).all(axis=None)
    assert "history.parades" in contents.loc["01_attendance_history", "reads"]


def test_charts_are_counted_as_they_are_shown() -> None:
    for name, shown in overview.contents(without="").set_index("notebook")["charts"].items():
        cells = notebooks.read(notebooks.FOLDER / f"{name}.ipynb").cells
        outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
        assert shown == sum("rostrum" in output.get("metadata", {}) for output in outputs), name
