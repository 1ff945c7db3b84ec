"""The overview names the article and the notebooks as the tables and files have them."""

from __future__ import annotations

import shutil
from pathlib import Path

import headlines
import packages
import pandas as pd
import pytest

from helpers import dictionary, documents, notebooks, overview, report, themes
from helpers.errors import LeftOut
from helpers.read import tables

TABLES = ("article.texts", "article.sentences", "coverage.articles", "history.countries")
ID = "uniteddaily_mys"


def test_the_card_joins_the_text_with_its_publication() -> None:
    named = tables.load(*TABLES)
    texts, sentences, articles, countries = named
    card = overview.card(named, ID).set_index("what")["value"]
    assert card["Date"] == "2025-08-29" and card["Credited to"] == "Central News Agency"
    assert card["Address"].startswith("https://") and len(card["SHA-256 of the text"]) == 64
    assert card["Length"] == "482 words (478 without the credit line)"
    assert card["Country of the outlet"] == "Malaysia" and card["Language"] == "English"
    bare = overview.card((texts.assign(language="xx"), sentences.iloc[:0], articles, countries.iloc[:0]), ID)
    assert set(bare["value"]) >= {"482 words", "MYS", "xx"}, "what no table names is shown as it is"
    with pytest.raises(KeyError):
        overview.card(named, "no_such_article")


def test_a_card_leaves_out_what_is_not_known_of_an_article() -> None:
    texts, sentences, articles, countries = tables.load(*TABLES)
    bare = texts.assign(title=None, outlet=None, published=pd.NaT, url=None, credit=None)
    card = overview.card((bare, sentences, articles.head(0), countries), ID)
    assert list(card["what"]) == ["Length", "Language", "SHA-256 of the text"]


def test_the_introduction_comes_from_the_data() -> None:
    texts, sentences, articles, countries = tables.load(*TABLES)
    found = overview.introduction((texts, sentences, articles, countries), ID)
    gist = sentences.loc[sentences["sentence_id"] == "p1s1", "gist"].iloc[0]
    assert found.headline == (
        "The article was published by United Daily (Malaysia) on 29 August 2025 and has 482 words."
    )
    assert found.detail == (
        f"It is here called ‘{texts['title'].iloc[0]}’. It credits Central News Agency. Its first sentence, "
        f"in our words: {gist}"
    )
    assert headlines.headline_problems(found.headline) == []
    unknown = texts.assign(title=None, outlet=None, published=pd.NaT, credit=None)
    bare = unknown, sentences.assign(gist=None), articles.head(0), countries
    assert overview.introduction(bare, ID).sentence == "The article has 482 words."


def test_a_theme_without_rows_leaves_itself_out_in_a_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = packages.without(packages.rows_of(tables.data_dir()), ["history.attendance"], tables.data_dir())
    data = packages.write(rows, tables.data_dir(), tmp_path / "data")
    monkeypatch.setenv("ROSTRUM_DATA", str(data))
    tables.forget()
    shutil.copy(notebooks.FOLDER / "01_attendance_history.ipynb", tmp_path)
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    monkeypatch.setattr(themes, "NOTEBOOKS", tmp_path)
    line = "Left out: no rows in history.attendance."
    (row,) = documents.notebooks_table().split("\n")[2:]
    assert row.endswith(f"| {line} |")
    found = overview.headlines(ID)
    assert found["attendance"][0] == themes.left_out("attendance")
    shown: list[object] = []
    monkeypatch.setattr(overview, "display", lambda *parts: shown.extend(parts))
    overview.show(found, ID)
    assert shown == [LeftOut("01_attendance_history, no rows in history.attendance")]
    (index,) = report.build(notebooks.paths(), tmp_path / "out")
    assert f"<p>{line}</p>" in index.read_text(encoding="utf-8")
    tables.forget()


def test_the_coders_are_those_of_the_article_and_of_its_coverage() -> None:
    assert set(overview.coders(ID)["coder_id"]) == set(tables.load("coders")["coder_id"])
    assert overview.coders("another").empty
    compared = overview.coders("cna_twn")  # compared with others, and not coded in depth
    assert set(compared["scope"]) == {"coverage"} and "c0" in set(compared["coder_id"])


def test_contents_name_every_other_notebook_with_its_question_and_tables() -> None:
    contents = overview.contents(without="00_overview").set_index("notebook")
    assert list(contents.index) == [path.stem for path in notebooks.paths() if path.stem != "00_overview"]
    assert contents["asks"].str.endswith("?").all()
    readers = dictionary.readers()
    history = [name for name, read in readers.items() if name.startswith("history.") and "01" in read]
    assert f"history ({len(history)})" in contents.loc["01_attendance_history", "reads"] and history
    assert "coders" in contents.loc["04_coverage_comparison", "reads"].split(", ")
