"""Suggestions: what rules find in made-up sentences, what a package holds of it, and what a person makes of it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filled import fill
from openpyxl import load_workbook
from typer.testing import CliRunner

from helpers import suggest
from helpers.__main__ import app
from helpers.code import marks, package, sheet
from helpers.code.status import status
from helpers.errors import RostrumError
from helpers.read import tables, text
from helpers.read.article import Article
from helpers.suggest import rules, store
from helpers.suggest.rules import Found
from helpers.suggest.words import KINDS, WORDS, Book

TEXT = "Mayor Ada Brook said the ferry is late. It sails at noon.\nShe argues that it may sink, he said."
KEYS = {"said": ("say", "clause"), "argues": ("argue", "that clause"), "wants": ("want", "to")}


class Words:
    """A paragraph as rules see it, without spaCy: words with part of speech, which hang on the last of a run."""

    def __init__(self, words: str, entity: str = "") -> None:
        self.tokens = [SimpleNamespace(i=at, text=word, lower_=word.lower(), tag_="NN", pos_="PRON" if word in ("She", "he") else "PROPN") for at, word in enumerate(words.split())]  # fmt: skip
        for one in self.tokens:
            one.head = self.tokens[-1]
        self.ents = [SimpleNamespace(start=0, end=len(self.tokens), label_=entity, text=words, root=SimpleNamespace(dep_=""))] if entity else []  # fmt: skip

    def __getitem__(self, at: Any) -> Any:
        part = self.tokens[at]
        return SimpleNamespace(text=" ".join(one.text for one in part)) if isinstance(at, slice) else part


def found(source: str, cue: str, content: str, entity: str = "", trust: float = 0.9) -> Found:
    place = [[(TEXT.index(part), TEXT.index(part) + len(part))] if part else [] for part in (source, cue, content)]
    doc = Words(source or "nobody", entity)
    who = set(range(len(doc.tokens))) if source else set()
    return Found(KEYS.get(cue, ("", "carried")), trust, doc, who, set(), set(), *place)


@pytest.fixture
def ferry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with suggestions, made without spaCy."""
    told = [
        found("Mayor Ada Brook", "said", "the ferry is late", "PERSON"),
        found("Mayor Ada Brook", "", "It sails at noon", "PERSON", 0.5),
        found("he", "said", "She argues that it may sink"),
        found("She", "argues", "that it may sink", trust=0.5),
    ]
    second = TEXT.rindex("said")
    told[2].source, told[2].cue = [(second - 3, second - 1)], [(second, second + 4)]
    monkeypatch.setattr(rules, "read", lambda texts: ((name, told) for name, _ in texts))
    (tmp_path / "ferry.txt").write_text(TEXT.replace("\n", "\n\n"), encoding="utf-8")
    package.new(tmp_path / "ferry.txt", tmp_path / "made", "ferry", "generic", {"language": "en"}, add=False)
    suggest.store(tmp_path / "made", "", ("speech",))
    yield tmp_path / "made"
    tables.forget()


def units_of(path: Path) -> dict[str, dict[str, Any]]:
    page = load_workbook(path)["units"]
    heads = [cell.value for cell in page[1]]
    return {row[0].value: dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=2)}


def test_a_package_with_suggestions_is_sound_and_says_whose_they_are(ferry: Path) -> None:
    os.environ["ROSTRUM_PROGRAMS"] = "1"
    try:
        with package.using(ferry):
            right, lines = text.report(text.kept())
            assert right, lines
            coders, spans, codings = tables.load("coders", "article.attributions", "article.attribution_codings")
            assert coders[["coder_id", "kind"]].to_numpy().tolist() == [["rules", "program"]]
            assert list(spans["nested_in"].notna()) == [False, False, False, True]
            assert list(codings["status"]) == ["explicit", "carry_over", "explicit"]
            assert set(tables.load("article.hedges")["cue"]) == {"may"}
            assert len(tables.load("article.suggestions")) == len(spans) == 4
    finally:
        del os.environ["ROSTRUM_PROGRAMS"]


def test_a_pronoun_is_given_to_the_last_voice_of_its_kind(ferry: Path) -> None:
    voices = {row["attribution_id"]: row["voice"] for row in suggest.suggestions(ferry, "ferry")}
    assert set(voices.values()) == {"Mayor Ada Brook"}
    (row,) = [row for row in package.rows(ferry, "article.sources") if row["entity_type"] != "none"]
    assert (row["source_type"], row["entity_type"], row["named"]) == ("official", "person", "true")


def test_findings_and_status_leave_out_what_a_program_coded(ferry: Path) -> None:
    with package.using(ferry):
        assert Article.load("ferry").codings.empty and tables.load("coders").empty
        assert tables.load("article.suggestions").empty and tables.load("article.attribution_pieces").empty
    assert "export sheet" in status(ferry).following


def test_suggestions_are_spans_with_rule_and_confidence(ferry: Path) -> None:
    first, carried, *_ = suggest.suggestions(ferry, "ferry")
    assert first["rule"] == "clause" and first["kind"] == "speech" and first["confidence"] == 0.9
    assert [TEXT[a:b] for a, b in first["content"]] == ["the ferry is late"] and not first["weak"]
    assert carried["weak"] and carried["cue"] == []
    assert suggest.suggestions(ferry.parent, "ferry") == []


def test_a_second_run_takes_the_place_of_the_first(ferry: Path) -> None:
    before = {path: path.read_bytes() for path in ferry.rglob("*.csv")}
    suggest.store(ferry, "ferry", ("speech",))
    assert {path: path.read_bytes() for path in ferry.rglob("*.csv")} == before


def test_a_sheet_shows_suggestions_in_grey_and_reads_only_what_was_accepted(ferry: Path) -> None:
    path = ferry / "jane.xlsx"
    sheet.export(ferry, "jane", path, "", "person", "")
    cells = units_of(path)
    assert cells["p1s1"]["voice"].value == "? Mayor Ada Brook" and cells["p1s1"]["cue"].value == "? said"
    assert cells["p1s1"]["voice"].font.italic and not cells["p1s1"]["text"].font.italic
    assert cells["p2s1"]["hedges"].value == "? weak: may"
    fill(path, [], {"p1s1": {"voice": "Mayor Ada Brook"}, "p1s2": {"voice": "none"}})
    marks.store(path, ferry)
    with package.using(ferry):
        article = Article.load("ferry")
        assert list(article.codings["sentence_id"]) == ["p1s1", "p1s2"]
        assert list(article.codings["status"]) == ["explicit", "none"]
        assert set(article.codings["coder_id"]) == {"jane"}


def test_what_is_left_as_it_was_counts_as_not_coded(ferry: Path) -> None:
    path = ferry / "jane.xlsx"
    sheet.export(ferry, "jane", path, "", "person", "")
    marks.store(path, ferry)
    with package.using(ferry):
        assert tables.load("article.coded").empty


def test_the_type_of_a_suggested_voice_may_be_changed(ferry: Path) -> None:
    path = ferry / "jane.xlsx"
    sheet.export(ferry, "jane", path, "", "person", "")
    book = load_workbook(path)
    book["voices"].cell(3, 2).value = "citizen"
    book.save(path)
    fill(path, [], {"p1s1": {"voice": "Mayor Ada Brook"}})
    marks.store(path, ferry)
    assert "citizen" in {row["source_type"] for row in package.rows(ferry, "article.sources")}


def test_an_article_in_another_language_is_refused(ferry: Path) -> None:
    (ferry.parent / "b.txt").write_text("Der Zug ist weg.", encoding="utf-8")
    package.new(ferry.parent / "b.txt", ferry, "b", "generic", {"language": "de"}, add=True)
    with pytest.raises(RostrumError, match="in English"):
        suggest.store(ferry, "b", ("speech",))


@pytest.mark.parametrize("arguments", [[], ["a", "--texts", "b"], ["--texts", "b"], ["a", "--kinds", "thinking"]])
def test_the_command_says_what_it_takes(arguments: list[str]) -> None:
    told = CliRunner().invoke(app, ["suggest", *arguments])
    assert told.exit_code == 1 and "allowed" in told.stderr


def test_without_spacy_one_line_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MODEL", "no_such_model")
    (tmp_path / "a.txt").write_text("He said no.", encoding="utf-8")
    told = CliRunner().invoke(app, ["suggest", "--texts", str(tmp_path), "--json", str(tmp_path / "a.json")])
    assert told.exit_code == 1 and told.stderr.count("\n") == 1 and "make suggest" in told.stderr


def test_trust_leans_on_the_construction_where_a_cue_is_rare() -> None:
    book = Book({("say", "clause"): 100, ("go", "clause"): 100, ("yodel", "clause"): 1},
                {("say", "clause"): 98, ("go", "clause"): 2, ("yodel", "clause"): 1})  # fmt: skip
    assert book.trust(("go", "clause")) < 0.1 < 0.5 < book.trust(("yodel", "clause")) < book.trust(("say", "clause"))
    assert 0 < book.trust(("say", "dance")) < 0.2


def test_each_listed_word_has_one_kind() -> None:
    listed = [word for words in WORDS["kinds"].values() for word in words.split()]
    assert len(set(listed)) == len(listed) and set(WORDS["kinds"]) <= set(KINDS)
