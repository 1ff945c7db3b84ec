"""One coded article: each field has the columns of its table, and layers of one coder have one coder."""

from __future__ import annotations

import random
import re
import warnings
from dataclasses import fields, replace
from pathlib import Path

import packages
import pandas as pd
import pytest
import second_article

from helpers.read import agreement, evidence, files, spans, tables, text
from helpers.read.article import TABLES, Article
from helpers.read.cells import TYPES

ADDED = {
    "spans": {"source_start", "source_end", "cue", "cue_start", "cue_end"}
    | {"content_start", "content_end", "contents"},
    "relation_codings": {"agent_state", "patient_state"},
    "relations": {"agent_state", "patient_state"},
}


@pytest.fixture(scope="module")
def article() -> Article:
    return Article.load(tables.article_id())


def test_fields_have_the_columns_of_their_tables_and_rows_from_nought(article: Article) -> None:
    for one in fields(article):
        frame = getattr(article, one.name)
        assert frame.index.tolist() == list(range(len(frame))), one.name
        if one.name in TABLES:
            columns = [field["name"] for field in tables.resource(TABLES[one.name])["schema"]["fields"]]
            assert set(frame.columns) == {*columns, *ADDED.get(one.name, ())}, one.name


def test_an_article_has_its_own_rows_and_its_units_as_they_were_coded(article: Article) -> None:
    assert set(article.codings["article_id"]) == {tables.article_id()}
    pd.testing.assert_frame_equal(article.units(), article.units(resolve=False))
    assert not article.units().equals(article.units(resolve=True))


def test_of_two_articles_each_has_its_own_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "two")))
    for name in tables.load("article.texts")["article_id"]:
        assert set(Article.load(name).sources["article_id"]) == {name}


def test_of_layers_without_a_majority_one_coder_looked(article: Article) -> None:
    hedges = article.coded[article.coded["layer"] == "hedges"]
    again = hedges.assign(coder_id="zz")
    more = replace(article, coded=pd.concat([article.coded, again], ignore_index=True))
    assert set(more.looked("hedges")["coder_id"]) == set(hedges["coder_id"])
    assert len(set(more.looked("attribution")["coder_id"])) > 1
    assert len(set(more.looked("relations")["coder_id"])) > 1


def test_what_coders_share_is_marked_once(article: Article) -> None:
    shared = article.shared().coded
    assert not shared.duplicated().any() and len(shared) <= len(article.coded)
    others = ["hedges", "claims", "mentions"]
    assert shared["layer"].isin(others).sum() == article.coded["layer"].isin(others).sum()


def test_a_reference_is_shown_without_the_article_but_never_as_nothing() -> None:
    here = tables.article_id()
    assert evidence.label(f"article.sentences:{here}/p1s1") == "p1s1"
    assert evidence.label(f"article.texts:{here}") == here
    assert evidence.label(f"article.frame_codings:{here}/a1/rostrum/p1s2/leverage") == "a1/p1s2/leverage"
    assert evidence.label("history.parades:vd2025") == "vd2025"


@pytest.mark.parametrize("number", [-(2**63), -1, 0, 2**63 - 1])
def test_whole_numbers_have_sixty_four_bits(number: int) -> None:
    assert TYPES["integer"].convert(str(number)) == number
    for beyond in (-(2**63) - 1, 2**63):
        with pytest.raises(ValueError, match="whole"):
            TYPES["integer"].convert(str(beyond))


def test_the_order_of_rows_in_a_file_breaks_no_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = packages.rows_of(tables.data_dir())
    for name in ("article.attribution_pieces", "article.attribution_coding_sources", "history.attendance"):
        random.Random(1).shuffle(rows[name])
    folder = packages.write(rows, tables.data_dir(), tmp_path / "data")
    monkeypatch.setenv("ROSTRUM_DATA", str(folder))
    tables.forget()
    assert len(tables.load("article.attribution_pieces")) == len(rows["article.attribution_pieces"])
    tables.forget()


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("He said ‘don’t go’ twice.", ["‘don’t go’"]),
        ("“One ‘two’ three” and “four”", ["“One ‘two’ three”", "“four”"]),
        ("The dogs’ ‘bark’", ["‘bark’"]),
        ("“Never closed\nand “closed”", ["“closed”"]),
        ("‘a’", ["‘a’"]),
        ("it’s", []),
        ("„so“ und «so»", ["„so“", "«so»"]),
    ],
)
def test_quotations_are_outer_marks_within_a_paragraph(said: str, places: list[str]) -> None:
    assert [said[start:end] for start, end in spans.quoted(said)] == places


def test_a_copy_may_have_twice_the_size_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    path.write_bytes(b"x" * 1200)
    assert len(text.read(path, 100)) == 1200
    with pytest.raises(text.TextError, match="1,200 bytes, against 99"):
        text.read(path, 99)


def test_marks_of_another_style_keep_apostrophes_and_know_what_opens() -> None:
    assert "“It’s a dog’s”" in set(text._styled("‘It’s a dog’s’"))
    assert "‘So – “it”’" in set(text._styled("“So – ‘it’”"))
    assert "'a' (\"b\")" in set(text._styled("‘a’ (“b”)"))
    assert "“‘Go,’ he said”" in set(text._styled("\"'Go,' he said\"")), "marks of two quotations in a row"


def test_agreement_on_one_value_is_undefined_without_a_warning() -> None:
    rows = [("x", "u1", "a", 1), ("x", "u1", "b", 1), ("x", "u2", "a", 1), ("x", "u2", "b", 1)]
    table = pd.DataFrame(rows, columns=["by", "unit", "coder", "value"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = agreement.agreement(table, "by", ["unit"], "coder", "value", resamples=20)
    assert found["alpha"].isna().all()


def problems(rows: packages.Rows, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("ROSTRUM_DATA", str(packages.write(rows, tables.data_dir(), folder / "data")))
    tables.forget()
    with pytest.raises(tables.DataError) as caught:
        tables.names()
    monkeypatch.undo()
    tables.forget()
    return list(caught.value.problems)


def test_a_key_that_many_rows_lack_is_told_once_at_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = packages.rows_of(tables.data_dir())
    rows["coders"] = [row for row in rows["coders"] if row["coder_id"] != "a1"]
    (said,) = problems(rows, tmp_path, monkeypatch)  # of eight tables
    named = ["article.coded", *re.findall(r"article\.\w+", said)]
    theirs = [row for name in named for row in rows[name] if row["coder_id"] == "a1"]
    assert len(named) == 8
    assert said.startswith(f"data/article/coded.csv:2 coder_id: found 'a1' in {len(theirs)} rows, also of")


def test_a_text_without_units_has_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = packages.rows_of(tables.data_dir())
    cleared = [name for name in rows if name.startswith("article.") and name != "article.texts"]
    rows |= {name: [] for name in [*cleared, "history.claim_checks"]}
    found = " ".join(problems(rows, tmp_path, monkeypatch))
    assert "allowed: 0, the words of its units" in found


def test_a_file_may_be_as_large_as_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILE", 4)
    (tmp_path / "fits").write_bytes(b"1234")
    (tmp_path / "large").write_bytes(b"12345")
    assert files.read_text(tmp_path / "fits") == "1234"
    with pytest.raises(ValueError, match="in line 2, which is not UTF-8"):
        files.decoded(b"\n\xe9")
    with pytest.raises(ValueError, match="more than 4 bytes"):
        files.read_text(tmp_path / "large")


def test_a_cell_holds_rows_where_a_line_of_it_has_their_commas() -> None:
    assert tables._holds_rows("a said\nx,y,z", 3)
    assert not tables._holds_rows("a said\nx,y", 3)
    assert not tables._holds_rows("x,y,z\nand on", 3), "the first line is the cell's own"
