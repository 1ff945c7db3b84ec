"""The overview names the article and the notebooks as the tables and files have them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import headlines
import packages
import pages
import pandas as pd
import pytest
import second_article

from helpers import documents, notebooks, overview, report, themes
from helpers.errors import LeftOut
from helpers.read import tables
from helpers.show.finding import Findings

TABLES = ("article.texts", "article.sentences", "coverage.articles", "history.countries")
ID = "uniteddaily_mys"


@pytest.fixture(scope="module")
def found() -> dict[str, Findings]:
    """What each theme found about the article."""
    return overview.headlines(ID)


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
    assert list(card["what"]) == ["Length", "Language", "The text", "SHA-256 of the text"]


def test_the_introduction_comes_from_the_data() -> None:
    texts, sentences, articles, countries = tables.load(*TABLES)
    found = overview.introduction((texts, sentences, articles, countries), ID)
    gist = sentences.loc[sentences["sentence_id"] == "p1s1", "gist"].iloc[0]
    assert found.headline == ("The article read here appeared in United Daily (Malaysia) on 29 August 2025.")
    assert found.detail == (
        "Called here: Kim and Putin to stand beside Xi at Beijing's parade. It has 482 words and credits "
        "Central "
        f"News Agency. Its first sentence, in our words: {gist}"
    )
    assert headlines.headline_problems(found.headline) == []
    unknown = texts.assign(title=None, outlet=None, published=pd.NaT, credit=None)
    bare = unknown, sentences.assign(gist=None), articles.head(0), countries
    assert overview.introduction(bare, ID).sentence == "The article read here has 482 words."


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
    line = "Left out: this package holds nothing on it."
    (row,) = documents.notebooks_table().split("\n")[2:]
    assert row.endswith(f"| {line} |")
    found = overview.headlines(ID)
    assert found["attendance"][0] == themes.left_out("attendance")
    shown: list[object] = []
    monkeypatch.setattr(overview, "display", lambda *parts: shown.extend(parts))
    overview.show(found, ID)
    (left,) = shown
    assert left[0] == LeftOut("attendance history, since this package holds nothing on it")
    (index,) = report.build(notebooks.paths(), tmp_path / "out")
    assert f"{line}</li>" in index.read_text(encoding="utf-8")
    tables.forget()


def test_the_coders_are_those_of_the_article_and_of_its_coverage() -> None:
    assert set(overview.coders(ID)["coder_id"]) == set(tables.load("coders")["coder_id"])
    assert overview.coders("another").empty
    compared = overview.coders("cna_twn")  # compared with others, and not coded in depth
    assert set(compared["scope"]) == {"coverage"} and "c0" in set(compared["coder_id"])


def test_the_overview_says_who_coded_and_how_far_they_agree(found: dict[str, Findings]) -> None:
    coders = tables.load("coders")
    first, *others = overview.agreement(found, coders).lines
    assert first[0].startswith("Coded by 10 coders, all language models; no person has coded. Models are")
    assert others.pop(0)[0] == (
        "At most three coded the same part of the article, two of other coverage and two of the texts "
        "behind it."
    )
    assert [stem[:2] for _, stem in others] == ["05", "02", "03", "04"]
    alone = coders.drop_duplicates("scope")
    assert not [said for said, _ in overview.agreement(found, alone).lines if said.startswith("At most")]


def test_a_glance_shows_headlines_and_a_chart_without_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[dict[str, str], dict[str, Any]]] = []
    monkeypatch.setattr(overview, "display", lambda data, metadata, raw: shown.append((data, metadata)))
    chart = pages.chart(["Ann"], pages.rows("history.attendance", 1))
    overview.Glance([("A <b> came.", "02_x")], "Who?", "02_x", chart)._ipython_display_()
    (words, facts), (_, picture), (caption, _) = shown
    assert '<li>A &lt;b&gt; came. </li><a href="02_x.ipynb">02_x.ipynb</a>' in words["text/html"]
    assert facts["rostrum"]["lines"] == [["A <b> came.", "02_x"]]
    assert picture["rostrum"]["evidence"] == [] and picture["rostrum"]["notebook"] == "02_x"
    assert chart.alt in caption["text/html"], "JupyterLab shows no alt text"


def test_numbers_that_look_alike_stand_side_by_side(found: dict[str, Findings]) -> None:
    table = overview.alike(found, ID)
    assert list(table) == ["topic", "number", "counts", "notebook"]
    assert (table["topic"].value_counts() > 1).all()
    assert table["topic"].is_monotonic_increasing and not table.duplicated(["topic", "counts"]).any()
    assert (table["number"] != "").all()
    voices = table.loc[table["topic"].str.startswith("Voices"), "number"].tolist()
    assert voices == ["4 voices", "3 voices"], "the longest chain, and the greatest depth"
    assert {stem.partition("_")[0] for stem in table["notebook"]} == {"01", "02", "03", "04"}
    attributions = table.loc[table["topic"] == "Attributions", "number"].tolist()
    assert attributions == ["15 attributions", "11 attributions"]


def test_a_number_that_nothing_looks_like_has_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "data")))
    tables.forget()
    found = overview.alike(overview.headlines(second_article.ARTICLE_ID), second_article.ARTICLE_ID)
    assert not found["topic"].str.startswith("Voices").any(), "it has no chain of voices"
    tables.forget()
