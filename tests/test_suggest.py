"""Suggestions: what rules find in made-up sentences, what packages hold of it, what a person makes of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ferry import TEXT, found, made
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
from helpers.suggest import rules
from helpers.suggest.candidates import candidates
from helpers.suggest.voices import Voices
from helpers.suggest.words import KINDS, WORDS, Book


@pytest.fixture
def ferry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with suggestions, made without spaCy."""
    yield made(tmp_path, monkeypatch)
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
            coders, spans, codings = tables.load(
                "coders", "article.attributions", "article.attribution_codings"
            )
            assert coders[["coder_id", "kind"]].to_numpy().tolist() == [["rules", "program"]]
            assert spans["nested_in"].isna().all()
            assert list(codings["status"]) == ["explicit", "carry_over", "explicit"]
            assert set(tables.load("article.hedges")["cue"]) == {"may"}
            assert len(tables.load("article.suggestions")) == len(spans) == 3
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
        assert list(tables.load("article.sources")["source_type"]) == ["narrator"]
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


def test_a_voice_that_is_suggested_no_more_is_gone(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [found("She", "argues", "that it may sink", "PERSON", trust=sheet.WEAK)]
    monkeypatch.setattr(rules, "read", lambda texts: ((name, told) for name, _ in texts))
    monkeypatch.setattr(Voices, "of", lambda *_: _[0]._known("Ruth Adeyemi", "citizen", "person", True))
    assert "1 suggestions, 0 of them weak" in suggest.store(ferry, "ferry", ("speech",))[0]
    named = {
        row["label"] for row in package.rows(ferry, "article.sources") if row["source_type"] != "narrator"
    }
    assert named == {"Ruth Adeyemi"} and not suggest.suggestions(ferry, "ferry")[0]["weak"]


def test_nothing_is_suggested_in_a_credit_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words, credit = f"{TEXT}\n(Ferry Watch said so)", found("Mayor Ada Brook", "said", "It sails at noon")
    at = words.rindex("said")
    credit.cue, credit.content = [(at, at + 4)], [(at + 5, at + 7)]
    told = [found("Mayor Ada Brook", "said", "the ferry is late"), credit]
    monkeypatch.setattr(rules, "read", lambda texts: ((name, told) for name, _ in texts))
    (tmp_path / "a.txt").write_text(words.replace("\n", "\n\n"), encoding="utf-8")
    package.new(tmp_path / "a.txt", tmp_path / "a", "a", "generic", {"language": "en"}, add=False)
    assert package.rows(tmp_path / "a", "article.sentences")[-1]["unit_type"] == "credit"
    suggest.store(tmp_path / "a", "", ("speech",))
    assert [row["confidence"] for row in suggest.suggestions(tmp_path / "a", "a")] == [0.9]


def test_a_unit_with_one_weak_suggestion_is_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [
        found("Mayor Ada Brook", "said", "the ferry is", "PERSON", 0.5),
        found("said", "said", "late", trust=0.9),
    ]
    folder = made(tmp_path, monkeypatch)
    monkeypatch.setattr(rules, "read", lambda texts: ((name, told) for name, _ in texts))
    monkeypatch.setattr(
        Voices, "of", lambda self, _, who: self._known("AB"[len(who) > 1], "citizen", "person", False)
    )
    suggest.store(folder, "ferry", ("speech", "attitude"))
    sheet.export(folder, "jane", folder / "jane.xlsx", "", "person", "")
    assert units_of(folder / "jane.xlsx")["p1s1"]["voice"].value == "?? B; A"


def test_a_sheet_shows_suggestions_in_grey_and_reads_only_what_was_accepted(ferry: Path) -> None:
    path = ferry / "jane.xlsx"
    sheet.export(ferry, "jane", path, "", "person", "")
    cells = units_of(path)
    assert cells["p1s1"]["voice"].value == "? Mayor Ada Brook" and cells["p1s1"]["cue"].value == "? said"
    assert cells["p1s1"]["voice"].font.italic and not cells["p1s1"]["text"].font.italic
    assert cells["p2s1"]["hedges"].value == "? weak: may"
    lines = [row[1].value or "" for row in load_workbook(path)["start"].iter_rows(max_col=2)]
    assert set(sheet.WORDS["start"]["suggested"].strip().split("\n")) <= set(lines)
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


@pytest.mark.parametrize(
    "arguments", [[], ["a", "--texts", "b"], ["--texts", "b"], ["a", "--kinds", "thinking"]]
)
def test_the_command_says_what_it_takes(arguments: list[str]) -> None:
    told = CliRunner().invoke(app, ["suggest", *arguments])
    assert told.exit_code == 1 and "allowed" in told.stderr


def test_without_spacy_one_line_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MODEL", "no_such_model")
    rules.parser.cache_clear()
    (tmp_path / "a.txt").write_text("He said no.", encoding="utf-8")
    told = CliRunner().invoke(app, ["suggest", "--texts", str(tmp_path), "--json", str(tmp_path / "a.json")])
    assert told.exit_code == 1 and told.stderr.count("\n") == 1 and "make suggest" in told.stderr


def test_a_text_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Er sagte, nö.".encode("latin-1"))
    told = CliRunner().invoke(app, ["suggest", "--texts", str(tmp_path), "--json", str(tmp_path / "a.json")])
    assert told.exit_code == 1 and "a.txt: found byte 0xf6 in line 1, which is not UTF-8" in told.stderr


def test_trust_leans_on_the_construction_where_a_cue_is_rare() -> None:
    say, go, rare, usual = ((cue, "clause") for cue in ("say", "go", "yodel", "*"))
    book = Book({say: 100, go: 100, rare: 1}, {say: 98, go: 2, rare: 1, usual: 0.5})
    assert book.trust(go) < 0.1 < 0.5 < book.trust(rare) < book.trust(say)
    assert book.trust(("hum", "clause")) == 0.5 and book.trust(("say", "dance")) == 0


def test_each_listed_word_has_one_kind() -> None:
    listed = [word for words in WORDS["kinds"].values() for word in words.split()]
    assert len(set(listed)) == len(listed) and set(WORDS["kinds"]) <= set(KINDS)


# ---- with spaCy and its model: `make suggest`


Parsed = list[tuple[Any, int]]
EXAMPLES = Path(__file__).with_name("suggested.txt").read_text(encoding="utf-8").strip().split("\n\n")
"""Made-up paragraphs, and indented what follows: candidates (cue, construction: source, cue, content), after
``=`` the attributions (kind, trust: voice), after ``<`` those whose cue stands in the content of another."""


@pytest.fixture(scope="module")
def parsed() -> Callable[[str], Parsed]:
    """What rules take of a text: its paragraphs as spaCy parses them, and where each starts."""
    pytest.importorskip("spacy", reason="make suggest installs spaCy")
    return lambda words: list(next(rules.parsed([("", words)]))[1])


@pytest.fixture(scope="module")
def read(parsed: Callable[[str], Parsed]) -> Any:
    """What rules find in a text, as words: source, cue and content."""

    def said(words: str, every: bool = False) -> list[tuple[str, ...]]:
        found = rules.attributions(parsed(words), Book.load())
        return [as_words(words, one) for one in (found if every else rules.outermost(found))]

    return said


def as_words(text: str, one: rules.Found) -> tuple[str, ...]:
    return tuple(" ... ".join(text[a:b] for a, b in part) for part in (one.source, one.cue, one.content))


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_what_rules_find_in_examples(parsed: Callable[[str], Parsed], example: str) -> None:
    words = "\n".join(line for line in example.split("\n") if line[:1] != " ")
    found, lines = rules.attributions(parsed(words), Book.load()), words.split("\n")
    for doc, _ in parsed(words):
        for head, key, *parts in candidates(doc):
            cue, source, content = (" ".join(doc[at].text for at in sorted(part)) or "-" for part in parts)
            assert head.i in parts[0]
            lines.append(f"  {', '.join(key)}: {source} | {cue} | {content}")
    whole, voices = [id(one) for one in rules.outermost(found)], Voices([])
    for one in found:
        voice = voices.rows[voices.of(one.doc, one.who)]
        who = " ".join(voice[name] for name in ("label", "source_type", "entity_type"))
        shown = " | ".join(part or "-" for part in as_words(words, one))
        lines.append(f"  {'=' if id(one) in whole else '<'} {shown} ({one.kind} {one.trust:.2f}: {who})")
    assert "\n".join(lines) == example


def test_a_sentence_without_a_cue_gives_nothing(read: Any) -> None:
    assert read("The ferry crosses the harbour at noon.") == []
    assert read("The report published in May was long. The warning given to the crew came late.") == []


def test_a_quotation_goes_on_with_the_voice_before_it(read: Any) -> None:
    found = read(
        'Ruth Adeyemi said the ferry was late.\n"It will come. It will surely come before the night."'
    )
    assert [source for source, _, _ in found] == ["Ruth Adeyemi", "Ruth Adeyemi"]
    assert found[1][1] == "" and found[1][2].startswith('"It will come.')


def test_what_stands_inside_anothers_words_is_left_out_or_kept(read: Any) -> None:
    words = "The mayor said that critics claim the ferry sank."
    assert [source for source, _, _ in read(words)] == ["The mayor"]
    assert [source for source, _, _ in read(words, every=True)] == ["The mayor", "critics"]


def test_the_command_writes_places_in_code_points(read: Any, tmp_path: Path) -> None:
    words = "𝔘 The mayor said the ferry was late."
    (tmp_path / "a.txt").write_text(words, encoding="utf-8")
    told = CliRunner().invoke(app, ["suggest", "--texts", str(tmp_path), "--json", str(tmp_path / "a.json")])
    assert told.exit_code == 0, told.stderr
    (one,) = json.loads((tmp_path / "a.json").read_bytes())
    assert one["file"] == "a" and [words[slice(*one[part])] for part in ("cue", "content")] == [
        "said", "the ferry was late",
    ]  # fmt: skip


def test_the_worked_example_gets_suggestions_that_the_loader_finds_sound(read: Any, tmp_path: Path) -> None:
    folder = tmp_path / "tram"
    package.new(Path(__file__).parents[1] / "docs/example/tram.txt", folder, "tram", "generic", {}, add=False)
    told = CliRunner().invoke(app, ["suggest", str(folder)])
    assert told.exit_code == 0 and "export sheet" in told.stdout, told.stderr
    voices = {row["voice"] for row in suggest.suggestions(folder, "tram")}
    assert {"Ruth Adeyemi", "Owen Blythe", "Anne Dufour"} <= voices
    sheet.export(folder, "jane", folder / "jane.xlsx", "", "person", "")
    assert units_of(folder / "jane.xlsx")["p8s3"]["stance"].value == "? distancing"
