"""A text of one's own: read, cut into units, coded in a sheet, stored, and told."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import example
import freibad
import pytest
from filled import fill
from openpyxl import Workbook, load_workbook
from samples import sampled
from typer.testing import CliRunner

from helpers import dictionary, notebooks, overview, themes
from helpers.__main__ import app
from helpers.code import marks, package, pages, places, reading, sheet, units
from helpers.code.status import status
from helpers.code.units import Unit
from helpers.errors import DataError, RostrumError
from helpers.read import cells, spans, tables, text
from helpers.report import foreign
from helpers.show.chart import text_width
from helpers.show.words import LANGUAGES

SEGMENTS = Path(__file__).with_name("segments")
ROOT = Path(__file__).parents[1]


def make(tmp: Path, words: str, name: str = "a", suffix: str = ".txt", **given: str) -> Path:
    """A package of a text."""
    (tmp / f"{name}{suffix}").write_text(words, encoding="utf-8")
    package.new(tmp / f"{name}{suffix}", tmp / "made" / name, name, "generic", given, add=False)
    return tmp / "made" / name


def cut(folder: Path) -> list[Unit]:
    return package.article(folder)[1]


def sound(folder: Path) -> bool:
    """Whether the loader, and the text itself, have nothing against a package."""
    with package.using(folder):
        right, lines = text.report(text.kept())
        assert right, lines
    return right


def coded(
    folder: Path, coder: str, cells: dict[str, dict[str, str]], voices: object = example.VOICES
) -> Path:
    """A package with what a coder filled in."""
    path = folder / f"{coder}.xlsx"
    if not path.exists():
        sheet.export(folder, coder, path, "", "person", "")
    fill(path, voices, cells)  # type: ignore[arg-type]
    marks.store(path, folder)
    return path


def state(folder: Path) -> dict[str, bytes]:
    """All that is in a folder but sheets."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".xlsx"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the worked example, as made by ``new``; for copies."""
    folder = tmp_path_factory.mktemp("example") / "tram"
    package.new(example.TEXT, folder, "tram", "generic", {"may_publish": "true"}, add=False)
    return folder


@pytest.fixture
def tram(made: Path, tmp_path: Path) -> Path:
    """A copy of it that may be changed."""
    return Path(shutil.copytree(made, tmp_path / "tram"))


@pytest.fixture
def empty(tram: Path) -> Path:
    """An empty sheet for it."""
    sheet.export(tram, "jane", tram / "jane.xlsx", "", "person", "")
    return tram / "jane.xlsx"


# ---- texts ---------------------------------------------------------------------------------------


def cases(name: str) -> Iterator[tuple[str, list[str]]]:
    language, lines = "", list[str]()
    for line in [*(SEGMENTS / name).read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            lines.append(line)
        elif lines:
            yield language, lines
            lines = []


@pytest.mark.parametrize(("name", "least"), [("tuned.txt", 1.0), ("held_out.txt", 0.95)])
def test_sentences_are_those_of_a_reader(name: str, least: float) -> None:
    def ends(parts: list[str]) -> set[int]:
        return {
            sum(len("".join(part.split())) for part in parts[:place]) for place in range(1, len(parts) + 1)
        }

    right = wrong = 0
    for language, lines in cases(name):
        found = units.sentences(("" if language == "zh" else " ").join(lines), language)
        right, wrong = right + len(ends(found) & ends(lines)), wrong + len(ends(found) ^ ends(lines))
    assert 2 * right / (2 * right + wrong) >= least


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "zh", "ko", "ru"])
def test_a_language_is_guessed(language: str) -> None:
    whole = " ".join(line for one, lines in cases("tuned.txt") if one == language for line in lines)
    assert reading.guessed(whole) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قال الوزير إن الحكومة توافق.", "ar"),
        ("وزیر گفت که دولت این کار را می‌کند.", "fa"),
        ("השר אמר היום.", "he"),
        ("รัฐมนตรีกล่าว", "th"),
        ("Ο υπουργός μίλησε.", "el"),
        ("मंत्री ने कहा।", "hi"),
    ],
)
def test_a_script_of_few_languages_tells_the_language(text: str, language: str) -> None:
    assert reading.guessed(text) == language and language in LANGUAGES


def test_special_lines_are_told_apart_by_rules_that_are_named(made: Path, tmp_path: Path) -> None:
    kinds = {unit.name: unit.kind for unit in cut(made) if unit.kind != "sentence"}
    assert kinds == {"p1s1": "credit", "p5s1": "crosshead", "p10s1": "crosshead", "p12s1": "credit"}
    (row,) = package.rows(made, "article.texts")
    assert (row["title"], row["credit"], row["language"]) == (
        "Port Marlow votes to bring back the tram",
        "Marlow Press Agency",
        "en",
    )
    lines = package.new(example.TEXT, tmp_path / "again", "tram", "generic", {}, add=False)
    assert any("crosshead: 'A town divided' (a short line without a full stop)" in line for line in lines)
    assert not (made / "reports").exists() and (tmp_path / "again" / ".gitignore").read_text().startswith(
        "text/"
    )


def test_markdown_and_pages_say_themselves_what_a_heading_is(tmp_path: Path) -> None:
    mark = "# The vote\n\nIt was *close*, [they](http://x.org) say. Why?\n\n"
    mark += "## After it, all went home.\n\n- One went.\n"
    folder = make(tmp_path, mark, suffix=".md")
    assert [(unit.kind, unit.text) for unit in cut(folder)] == [
        ("sentence", "It was close, they say."),
        ("sentence", "Why?"),
        ("crosshead", "After it, all went home."),
        ("sentence", "One went."),
    ]
    paragraphs = "".join(
        f"<p>Paragraph {n} of the report has a good many words, and it ends here.</p>" for n in range(6)
    )
    head = "<!doctype html><html lang=en><head><title>Bridge</title><script>x=1</script></head>"
    body = f"<body><nav>Home</nav><article><h1>Bridge</h1>{paragraphs}</article></body></html>"
    page = head + body
    folder = make(tmp_path, page, "page", ".html")
    assert [unit.kind for unit in cut(folder)] == ["sentence"] * 6
    assert package.rows(folder, "article.texts")[0]["title"] == "Bridge"


def test_no_words_of_markdown_or_a_page_stand_twice_or_are_lost(tmp_path: Path) -> None:
    mark = "---\ntitle: The budget\n---\n\nIt is done.\n\n- Roads get more.\n  - Bridges get *most*.\n\n"
    mark += "She said:\n\n    We are done.\n\n> It\n> helps.\n"
    said = [block.text for block in blocks(tmp_path / "a.md", mark)]
    assert said == [
        "It is done.",
        "Roads get more.",
        "Bridges get most.",
        "She said:",
        "We are done.",
        "It helps.",
    ]
    lines = [f"Line {n} of the report has a good many words, and it ends here." for n in range(6)]
    first, second, *others = lines
    body = f"<div>{first}</div>\n<blockquote>{second}</blockquote>\n<div>Share this</div>\n"
    body += "".join(f"<p>{line}</p>\n" for line in others)
    page = f"<!doctype html><html lang=en><body><article><h1>Roads</h1>{body}</article></body></html>"
    assert [block.text for block in blocks(tmp_path / "a.html", page)] == ["Roads", *lines]


def test_blanks_that_end_a_line_join_it_to_no_other(tmp_path: Path) -> None:
    long = "A line of more than forty characters that ends here."
    said = blocks(tmp_path / "a.txt", f"{long} \nWe left.\n\nThen it ends.")
    assert [block.text for block in said] == [long, "We left.", "Then it ends."]


def test_a_short_line_has_twelve_words() -> None:
    assert reading.short("word " * 12) and not reading.short("word " * 13)


def blocks(path: Path, content: str) -> list[reading.Block]:
    path.write_text(content, encoding="utf-8")
    return reading.read(path)[0]


BROKEN = "A line of the text that was broken to fit the width of an\n"
BROKEN += "old screen goes on here. Then it ends.\n\nSecond."
ODD = {
    "one sentence": ("It rained.", ["It rained."]),
    "carriage returns": ("It rained.\r\n\r\nWe left.\r\n", ["It rained.", "We left."]),
    "a byte order mark": ("\ufeffIt rained.\n\nWe left.", ["It rained.", "We left."]),
    "accents apart": (unicodedata.normalize("NFD", "Añó él."), ["Añó él."]),
    "emoji": ("It came 🚂👩🏽‍🚀. He left 🏁.", ["It came 🚂👩🏽‍🚀.", "He left 🏁."]),
    "right to left": ("قال الوزير ذلك. ثم غادر.", ["قال الوزير ذلك.", "ثم غادر."]),
    "broken lines": (BROKEN, [BROKEN[:82].replace("\n", " "), "Then it ends.", "Second."]),
    "markup in words": ("He wrote <script>alert(1)</script>. =2+3 was next.", None),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_texts_become_sound_packages(kind: str, tmp_path: Path) -> None:
    words, expected = ODD[kind]
    folder = make(tmp_path, words)
    assert sound(folder)
    assert expected is None or [unit.text for unit in cut(folder)] == expected


@pytest.mark.parametrize(
    "words",
    [
        *("राम घर गया। सीता आई॥ क्या हुआ?", "कहा, “वह गया। वह आई।” फिर चला।", "সে গেল। সে এল।"),
        *("ذهب الولد. هل عاد؟ نعم.", "وہ گھر گیا۔ کیا وہ آیا؟", "သူသွားသည်။ သူမလာသည်။"),
        *("គាត់ទៅផ្សារ។ ល្អ៕", "និយាយថា «ខ្ញុំទៅ។ គាត់មក។» បន្ទាប់មក។", "እሱ ሄደ። እሷ መጣች፧", "Նա գնաց։ Նա եկավ։"),
    ],
)
def test_full_stops_of_other_scripts_end_sentences_and_no_line_with_one_is_a_title(words: str) -> None:
    blocks = [reading.Block("paragraph", words)]
    parts = re.sub(r"([।॥؟۔။។።։][”»]?|[.?]) (?![^“«]*[”»])", r"\1\n", words).split("\n")
    assert [unit.text for unit in units.cut(blocks, reading.guessed(words))[1]] == parts
    assert {unit.kind for unit in units.standing("\n".join(parts), "en")} == {"sentence"}


def test_a_voice_stands_where_it_is_named_once_by_its_label_or_a_last_name() -> None:
    unit = Unit("p1s1", 1, "sentence", 7, "The mayor says Owen Blythe met Blythe and Ruth Adeyemi.")
    assert [unit.words(place) for place in places.named("Owen Blythe", unit, [])] == ["Owen Blythe"]
    assert [unit.words(place) for place in places.named("Ms Adeyemi", unit, [])] == ["Adeyemi"]
    assert not places.named("Ann Blythe", unit, []) and not places.named("a new mayor", unit, [])


def test_a_cell_is_read_as_it_is_seen() -> None:
    page = Workbook().active
    for row, (value, form) in enumerate([(0.125, "0.0%"), (0.125, "General"), (3, "General")], 1):
        page.cell(row, 1, "note")
        page.cell(row, 2, value).number_format = form
    assert [row["value"] for row in pages.Page("a.xlsx", "start", page).rows] == ["12.5%", "0.125", "3"]


@pytest.mark.long
def test_five_thousand_words_and_any_mixture_of_characters_hold(tmp_path: Path) -> None:
    draw = random.Random(1)
    alphabet = (
        [
            "abc",
            "é",
            "ñ",
            "市会",
            "투표",
            "ع",
            "🚂",
            ".",
            ".",
            "!",
            "?",
            "“",
            "”",
            "«",
            "»",
            '"',
            "'",
            "-",
            "—",
            "(",
            ")",
            "3.5",
            "=",
            "+",
            "@",
            "\t\n\n",
        ]
        + [" "] * 9
        + ["\n\n"]
    )
    for number in range(12):
        words = "x. " + "".join(draw.choice(alphabet) for _ in range(5_000 if number else 40_000))
        assert sound(make(tmp_path, words, f"n{number}"))


def test_chinese_is_counted_by_characters(tmp_path: Path) -> None:
    folder = make(tmp_path, "他说：“我们会等待。”票价涨了3.5元，J. 李教授说。")
    assert len(spans.words_of("他说：“我们3.5元")) == 6
    assert [unit.text for unit in cut(folder)] == ["他说：“我们会等待。”", "票价涨了3.5元，J. 李教授说。"]
    assert spans.quoted("他说：“我们会等待。”她走了。") == [(3, 11)]
    path = tmp_path / "copy.txt"
    path.write_text("\n".join(unit.text for unit in cut(folder)) + "\r\n", encoding="utf-8")
    with package.using(folder):
        assert "has the words that were coded" in text.verify(path).identity


NAMED = {"article_id": "id", "published": "date"}
"""Options that are not called as their column is."""
HOSTILE = {
    "binary": (b"\x00\x01\x02" * 50, "NUL bytes"),
    "latin": ("é".encode("latin-1"), "not UTF-8"),
    "empty": (b"", "no article"),
    "dots": (b"... !!! ---", "no article"),
    "long": (b"word " * 2_100_000, "more than 5,000,000 bytes; give one article, as text"),
    "many": (b"Word. " * 100_000, "characters; an article has at most"),
    "nothing.html": (b"<html><body><script>1</script></body></html>", "no"),
    "deep.html": (b"<!doctype html>" + b"<div>" * 20_000 + b"x", "no"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_article_is_one_error(name: str, tmp_path: Path) -> None:
    content, said = HOSTILE[name]
    path = tmp_path / (name if "." in name else f"{name}.txt")
    path.write_bytes(content)
    with pytest.raises(RostrumError, match=said) as error:
        package.new(path, tmp_path / "out", "a", "generic", {}, add=False)
    assert "\n" not in str(error.value) and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("published", "3 May"),
        ("url", "x.org"),
        ("language", "English"),
        ("article_id", "A b"),
        ("outlet", "a\u00a0\u200bb"),
    ],
)
def test_what_no_cell_may_hold_is_told_and_leaves_nothing(option: str, value: str, tmp_path: Path) -> None:
    given = {option: value} if option != "article_id" else {}
    name = value if option == "article_id" else "a"
    (tmp_path / "a.txt").write_text("It rained.")
    with pytest.raises(RostrumError, match=f"--{NAMED.get(option, option)}: found .*, allowed: "):
        package.new(tmp_path / "a.txt", tmp_path / "out", name, "generic", given, add=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt"]


def test_nothing_is_overwritten_and_a_text_can_be_added(tram: Path, tmp_path: Path) -> None:
    before, path = state(tram), tmp_path / "b.txt"
    path.write_text("“Wir kommen am 3. Mai“, sagte sie.")
    with pytest.raises(RostrumError, match=r"is there already.*, or add the text with --add"):
        package.new(path, tram, "b", "generic", {}, add=False)
    with pytest.raises(RostrumError, match=r"is there already: name another folder$"):
        package.new(path, path, "b", "generic", {}, add=False)
    with pytest.raises(RostrumError, match="'tram' is there already"):
        package.new(path, tram, "tram", "generic", {}, add=True)
    with pytest.raises(RostrumError, match="no datapackage"):
        package.new(path, tmp_path / "none", "b", "generic", {}, add=True)
    with pytest.raises(RostrumError, match="--codebook"):
        package.new(path, tmp_path / "out", "b", "ours", {}, add=False)
    assert {name: state(tram)[name] for name in before if name.endswith(".csv")} == {
        name: before[name] for name in before if name.endswith(".csv")
    }
    package.new(path, tram, "b", "generic", {"language": "de"}, add=True)
    assert sound(tram) and [row["article_id"] for row in package.rows(tram, "article.texts")] == ["tram", "b"]
    with pytest.raises(RostrumError, match="found the text of article 'b', allowed: each text once"):
        package.new(path, tram, "c", "generic", {}, add=True)


def test_a_person_keeps_own_lines_of_gitignore(tram: Path, tmp_path: Path) -> None:
    (tram / ".gitignore").write_text("*.bak\nsheets/", encoding="utf-8")
    (tmp_path / "b.txt").write_text("It rained. He left.", encoding="utf-8")
    package.new(tmp_path / "b.txt", tram, "b", "generic", {}, add=True)
    assert (tram / ".gitignore").read_text(encoding="utf-8") == "*.bak\nsheets/\ntext/\n"


def test_what_a_page_says_in_other_writing_is_left_out_and_told(tmp_path: Path) -> None:
    words = (
        "<html lang='zh_Hans_CN'><head><link rel='canonical' href='/a'>"
        "<meta property='article:published_time' content='September 3, 2025'></head><body><article>"
        "<p>The mayor said on Monday that it is good and fine for all people.</p>"
        "<p>Then Bob told us of more things, long enough for a paragraph.</p></article></body></html>"
    )
    (tmp_path / "a.html").write_text(words, encoding="utf-8")
    said = package.new(tmp_path / "a.html", tmp_path / "out", "a", "generic", {"url": "https://x.org"}, False)
    (row,) = package.rows(tmp_path / "out", "article.texts")
    assert (row["published"], row["url"], row["language"]) == ("", "https://x.org", "zh-Hans-CN")
    may = "allowed: a date YYYY-MM-DD; --date gives another"
    assert f"published: left out 'September 3, 2025', {may}" in said
    assert sum("left out" in line for line in said) == 1, "the address was given"
    (tmp_path / "b.html").write_text(words.replace("September 3, 2025", "2025-09-03T10:00Z"))
    package.new(tmp_path / "b.html", tmp_path / "two", "a", "generic", {}, add=False)
    assert package.rows(tmp_path / "two", "article.texts")[0]["published"] == "2025-09-03"


def test_marks_without_width_end_no_unit_but_join_letters(tmp_path: Path) -> None:
    mark, joined = "\u200f", "روزنامه\u200cنگار"
    folder = make(tmp_path, f"{mark}قال الوزير.\n\nوأضاف {joined} أن الحكومة توافق.{mark}\n", language="fa")
    assert [(unit.kind, unit.text[-1]) for unit in cut(folder)] == [("sentence", ".")] * 2
    voices = [(joined, "citizen"), ("the \U0001f468\u200d\U0001f467 team", "collective")]
    coded(folder, "jane", {"p2s1": {"voice": joined}, "p1s1": {"voice": voices[1][0]}}, voices)
    assert joined in {row["label"] for row in package.rows(folder, "article.sources")} and sound(folder)
    for label in ("jo\u200dhn", "с\u200cа", f"{joined}\u200c", "م\u200c\u200cن"):
        assert cells.ODD.search(label), "no joiner stands at an end, beside another, or in such letters"


def test_the_codebook_of_the_collection_can_be_taken(tmp_path: Path) -> None:
    package.new(example.TEXT, tmp_path / "a", "a", "rostrum", {}, add=False)
    assert len(package.rows(tmp_path / "a", "frames")) == 12


# ---- places --------------------------------------------------------------------------------------

UNIT = Unit(
    "p1s1",
    1,
    "sentence",
    100,
    "He said it was “over”, and she said: don’t wait; the re-opening may be 3.5 times as dear.",
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("it was", ["it was"]),
        ("OVER", ["over"]),
        ("don't", ["don’t"]),
        ("said #2", ["said"]),
        ("He ... was", ["He", "was"]),
        ("... it was …", ["it was"]),
        ("said … wait", None),
        ("re-opening", ["re-opening"]),
        ("3.5", ["3.5"]),
        ("“over”", ["“over”"]),
        ('"over"', ["“over”"]),
        ("‘it was’", ["it was"]),
    ],
)
def test_words_that_are_typed_are_found(typed: str, found: list[str] | None) -> None:
    if found is None:
        with pytest.raises(ValueError, match="once, not 2 times; write 'said #2'"):
            places.find(typed, UNIT)
    else:
        assert [UNIT.words(place) for place in places.find(typed, UNIT)] == found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("wiat", "did you mean 'wait'"),
        ("ove", "words of the unit"),
        ("said #3", "from 1 to 2"),
        ("said #x", "from 1 to 2"),
        ("it was over and she", "at most 4 words"),
        ("wait ... said #1", "words of the unit"),
        ("...", "words of the unit"),
        ("#1", "words of the unit"),
    ],
)
def test_words_that_are_not_there_are_told(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        places.find(typed, UNIT)


@pytest.mark.parametrize(
    ("words", "cue", "label", "mode", "content"),
    [
        ("“It is over,” Ann Lee said on Monday.", "said", "Ann Lee", "direct", ["“It is over,”"]),
        ("Lee said: “It is over.”", "said", "Ann Lee", "direct", ["“It is over.”"]),
        ("Lee called it “a mistake”.", "called", "Ann Lee", "mixed", ["it “a mistake”."]),
        (
            "“No,” she said, adding that nobody had ever asked her.",
            "said",
            "Ann Lee",
            "mixed",
            ["“No,”", "adding that nobody had ever asked her."],
        ),
        (
            "It would cost 4 million, according to Ann Lee.",
            "according to",
            "Ann Lee",
            "indirect",
            ["It would cost 4 million,"],
        ),
        ("Ann Lee hat die Tat angekündigt.", "hat ... angekündigt", "Ann Lee", "indirect", ["die Tat"]),
        ("“Then we go.”", "", "Ann Lee", "direct", ["“Then we go.”"]),
        ("She said.", "said", "Ann Lee", "indirect", ["She"]),
        ("李若兰表示，这是“明确的授权”。", "表示", "李若兰", "mixed", ["这是“明确的授权”。"]),
        ("陈大文说：“投票合法。”", "说", "陈大文", "direct", ["“投票合法。”"]),
    ],
)
def test_content_and_mode_follow_from_marks_and_cue(
    words: str, cue: str, label: str, mode: str, content: list[str]
) -> None:
    unit = Unit("p1s1", 1, "sentence", 7, words)
    cues = places.find(cue, unit) if cue else []
    source = places.named(label, unit, cues)
    assert places.mode(unit, cues, source) == mode
    assert [unit.words(place) for place in places.content(unit, mode, cues, source)] == content


# ---- sheets --------------------------------------------------------------------------------------


def test_an_empty_sheet_has_lists_comments_and_no_formula(tram: Path, tmp_path: Path) -> None:
    folder = make(tmp_path, "=1+2 is no formula. -3 is none. +4 too. @home it ends.")
    sheet.export(folder, "jane", folder / "jane.xlsx", "", "person", "")
    book = load_workbook(folder / "jane.xlsx")
    cells = [cell for cell in book["units"]["B"][1:] if cell.value]
    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")
    assert {cell.number_format for row in book["units"].iter_rows() for cell in row} == {"@"}
    assert [cell.value for cell in book["units"][1]][:8] == [
        "unit",
        "text",
        "voice",
        "cue",
        "status",
        "mode",
        "stance",
        "frames",
    ]
    lists = {str(rule.sqref): rule.formula1 for rule in book["units"].data_validations.dataValidation}
    assert "voices!$A$2" in " ".join(lists.values()) and '"explicit,carry_over,none"' in lists.values()
    assert "disagreement" in book["frames"]["A2"].comment.text


def test_the_example_is_stored_whole(tram: Path) -> None:
    said = marks.store(example.SHEET, tram)
    assert sound(tram) and "frames of 30 units" in said[0]
    codings = {row["sentence_id"]: row for row in package.rows(tram, "article.attribution_codings")}
    assert codings["p9s2"] | {"article_id": ""} == {
        "article_id": "",
        "coder_id": "example",
        "sentence_id": "p9s2",
        "status": "explicit",
        "depth": "3",
        "mode": "indirect",
        "stance": "neutral",
    }
    assert codings["p8s4"]["status"] == "carry_over" and codings["p3s1"]["status"] == "none"
    chains = [
        row["source_id"]
        for row in package.rows(tram, "article.attribution_chains")
        if row["attribution_id"] == "a16"
    ]
    assert chains == ["MARLOW_PRESS_AGENCY", "WEXCOMBE_GAZETTE", "PERSON_CLOSE_TO_THE_MINISTRY"]
    (coder,) = package.rows(tram, "coders")
    assert (coder["kind"], coder["blind"]) == ("example", "true")
    hedges = {
        (row["sentence_id"], row["cue"]): row["hedge_type"] for row in package.rows(tram, "article.hedges")
    }
    assert hedges["p8s1", "at all"] == "strong" and hedges["p8s1", "rarely"] == "weak"
    claims = {
        row["sentence_id"]: (row["claim_type"], row["depth"]) for row in package.rows(tram, "article.claims")
    }
    assert claims["p6s2"] == ("fact", "2") and claims["p9s2"] == ("forecast", "3")


@pytest.mark.parametrize("language", ["English", "German"])
def test_a_person_needs_few_actions_and_no_offset(language: str, tmp_path: Path) -> None:
    if language == "English":
        folder, voices, cells = make(tmp_path, example.TEXT.read_text()), example.VOICES, example.sourcing()
    else:
        folder, voices, cells = make(tmp_path, freibad.TEXT, "de", ".md"), freibad.VOICES, freibad.SPEAKS
    sheet.export(folder, "jane", empty := tmp_path / "jane.xlsx", "", "person", "")
    count, words = fill(empty, voices, cells), int(package.rows(folder, "article.texts")[0]["words"])
    print(f"{count} actions for {words} words of {language}")
    assert 400 * count / words <= 120
    marks.store(empty, folder)
    assert status(folder).whole and status(folder).ready == ["02_sourcing"]


def test_a_second_import_replaces_that_coder_alone(tram: Path) -> None:
    marks.store(example.SHEET, tram)
    once = state(tram)
    marks.store(example.SHEET, tram)
    assert state(tram) == once
    path = coded(tram, "jane", {"p2s2": {"voice": "J. T. Hale", "cue": "announced"}}, ())
    rows = package.rows(tram, "article.attributions")
    assert [row["coder_id"] for row in rows].count("jane") == 1 and len(
        {row["attribution_id"] for row in rows}
    ) == len(rows)
    fill(path, (("Sam Poe", "citizen"),), {"p2s2": {"voice": "Sam Poe"}})
    marks.store(path, tram)
    fill(path, (), {"p2s2": {"voice": "none", "cue": ""}})
    marks.store(path, tram)
    mine = [row for row in package.rows(tram, "article.attribution_codings") if row["coder_id"] == "jane"]
    assert [row["status"] for row in mine] == ["none"] and sound(tram)
    again = tram / "again.xlsx"
    sheet.export(tram, "jane", again, "", "person", "")
    assert again.read_bytes() == path.read_bytes()
    assert [row for row in package.rows(tram, "article.claims") if row["coder_id"] == "example"]


def test_what_others_have_coded_stays_what_it_was(tram: Path) -> None:
    marks.store(example.SHEET, tram)
    sheet.export(tram, "jane", tram / "jane.xlsx", "", "person", "")
    book = load_workbook(tram / "jane.xlsx")
    assert [cell.value for cell in book["voices"]["A"][1:4]] == ["none", "Marlow Press Agency", "J. T. Hale"]
    book["voices"]["B4"].value = "expert"
    book.save(tram / "jane.xlsx")
    with pytest.raises(
        DataError, match=r"voices!B4: found 'expert, .*official, person, true .*as others have coded"
    ):
        marks.store(tram / "jane.xlsx", tram)


def test_none_and_empty_are_two_things(tram: Path) -> None:
    coded(tram, "jane", {"p2s1": {"voice": "none", "frames": "none"}, "p2s2": {"frames": "conflict: vote"}})
    looked = {(row["layer"], row["sentence_id"]) for row in package.rows(tram, "article.coded")}
    assert looked == {("attribution", "p2s1"), ("spans", "p2s1"), ("frames", "p2s1"), ("frames", "p2s2")}
    now = status(tram)
    assert not now.whole and ("tram", "frames", "jane", "2 of 30") in [row[:4] for row in now.rows]
    assert "nobody" in [row[2] for row in now.rows if row[1] == "hedges"]


def test_several_voices_share_a_unit(tram: Path) -> None:
    coded(
        tram,
        "jane",
        {
            "p9s2": {"voice": "person close to the ministry; transport ministry", "cue": "told;"},
            "p6s4": {"voice": "J. T. Hale; Ruth Adeyemi", "cue": "rejected; said"},
        },
    )
    rows = {row["source_id"]: row for row in package.rows(tram, "article.attributions")}
    assert (
        rows["TRANSPORT_MINISTRY"]["status"] == "carry_over" and rows["RUTH_ADEYEMI"]["status"] == "explicit"
    )
    assert sound(tram)


BREAKS = {
    "a voice that is not listed": (
        "units",
        "C3",
        "J. T. Hall",
        "units!C3: found 'J. T. Hall'.*did you mean 'J. T. Hale'",
    ),
    "a cue that is not there": ("units", "D4", "anounced", "units!D4.*did you mean 'announced'"),
    "a cue with no voice": (
        "units",
        "D3",
        "votes",
        "units!D3: found 'votes', allowed: nothing before 'voice'",
    ),
    "a cue of the article itself": ("units", "C4", "none", "units!D4.*no cue of the article itself"),
    "two cues, one voice": ("units", "D4", "announced; said", "units!D4.*one for each other voice"),
    "a status that is none": (
        "units",
        "E4",
        "explcit",
        "units!E4: found 'explcit', allowed: explicit; did you mean",
    ),
    "a status against the cue": ("units", "E4", "carry_over", "units!E4.*allowed: explicit"),
    "a stance without a cue": ("units", "G20", "factive", "units!G22|units!G20"),
    "a frame without words": ("units", "H4", "conflict", "units!H4.*kind: words side by side"),
    "a frame that is none": ("units", "H4", "conflit: vote", "did you mean 'conflict'"),
    "a hedge that is not there": (
        "units",
        "I4",
        "perhaps",
        "units!I4: found 'perhaps', allowed: words of the unit",
    ),
    "a claim that nobody can check": (
        "units",
        "J4",
        "The town voted.",
        "units!K4: found ''.*1 of yes, partly, no",
    ),
    "a check without a claim": ("units", "K4", "yes", "units!K4: found 'yes', allowed: 0 of"),
    "another text": (
        "units",
        "B4",
        "Something else.",
        "units!B4: found 'Something else.'.*the words of p2s2",
    ),
    "a unit that is none": ("units", "A4", "p99s1", "units!A4: found 'p99s1', allowed: each unit"),
    "a unit twice": ("units", "A4", "p2s1", "units!A3.*each unit of the article once"),
    "a formula": ("units", "D4", "=1+1", "units!D4: found a formula, '=1\\+1', allowed: text"),
    "a type that is none": ("voices", "B3", "agencies", "voices!B3: found 'agencies'.*did you mean 'agency'"),
    "a type that is none, in capitals": (
        "voices",
        "B3",
        "AGENCIES",
        "found 'AGENCIES'.*did you mean 'agency'",
    ),
    "no type": ("voices", "B3", None, r"voices!B3: found '\?'"),
    "what no voice is": (
        "voices",
        "D4",
        "none",
        "voices!D4: found 'none', allowed: person, organisation, collective$",
    ),
    "a voice twice": ("voices", "A4", "Marlow Press Agency", "voices!A4.*each once"),
    "a voice through nobody": ("voices", "C4", "the Gazette", "voices!C4.*did you mean 'Wexcombe Gazette'"),
    "a voice through itself": ("voices", "C4", "J. T. Hale", "voices!C4.*does not speak through this one"),
    "a column that is gone": ("units", "C1", "who", "no or two columns 'voice'"),
    "another article": ("start", "B1", "bus", "start!B1: found 'bus', allowed: tram"),
    "a kind that is none": ("start", "B3", "human", "start!B3: found 'human', allowed: person"),
    "no coder": ("start", "B2", None, "start!B2: found '', allowed: a value"),
    "a row of start that is gone": (
        "start",
        "A5",
        "book",
        "start!B: found .* generic as codebook",
    ),
    "a codebook that is none": ("start", "B5", "ours", "start!B5: found 'ours', allowed: generic"),
    "blind in other words": ("start", "B4", "nein", "start!B4: found 'nein', allowed: yes, no"),
    "a coder who is none": ("start", "B2", "all", "start!B2: found 'all', allowed: a name"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_broken_sheet_is_told_by_cell_and_changes_nothing(kind: str, empty: Path, tram: Path) -> None:
    page, cell, value, said = BREAKS[kind]
    fill(
        empty,
        example.VOICES,
        {"p2s2": {"voice": "J. T. Hale", "cue": "announced"}, "p8s4": {"voice": "Anne Dufour"}},
    )
    before, book = state(tram), load_workbook(empty)
    where = {row[0].value: row[0].row for row in book["units"].iter_rows()}
    book[page][cell if kind != "a stance without a cue" else f"G{where['p8s4']}"].value = value
    book.save(empty)
    with pytest.raises(RostrumError, match=said.replace("G20", f"G{where['p8s4']}")):
        marks.store(empty, tram)
    assert state(tram) == before


def test_all_that_is_wrong_is_told_at_once(empty: Path, tram: Path) -> None:
    fill(
        empty,
        example.VOICES,
        {"p2s2": {"voice": "Hale", "frames": "peace: no"}, "p3s2": {"voice": "Ruth Adeyemi", "cue": "sad"}},
    )
    with pytest.raises(DataError) as error:
        marks.store(empty, tram)
    assert [line.split(":")[0] for line in error.value.problems] == [
        "jane.xlsx units!C4",
        "jane.xlsx units!H4",
        "jane.xlsx units!D6",
    ]


def test_cells_are_read_as_a_person_sees_them(empty: Path, tram: Path) -> None:
    book = load_workbook(empty)
    page, lines = book["units"], {row[0].value: row[0].row for row in book["units"].iter_rows()}
    fill_in = {"p3s1": ("none", 47), "p2s2": ("none", 54.2), "p8s2": ("none", True)}
    for unit, (voice, value) in fill_in.items():
        page.cell(lines[unit], 3).value = voice
        page.cell(lines[unit], 8).value = "none" if value is True else f"conflict: {value}"
    page.cell(lines["p4s2"], 3).value, page.cell(lines["p4s2"], 12).value = "NONE", True
    book.save(empty)
    marks.store(empty, tram)
    assert {row["cue"] for row in package.rows(tram, "article.frame_codings")} == {"47", "54.2"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04no", b"unit,text\n"])
def test_what_is_no_workbook_is_one_error(content: bytes, tram: Path, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(DataError, match="saved as"):
        marks.store(tmp_path / "x.xlsx", tram)
    with pytest.raises(DataError, match="no such file"):
        marks.store(tmp_path / "y.xlsx", tram)


def test_a_workbook_that_unpacks_to_much_is_not_unpacked(tram: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 30_000_000)
    with pytest.raises(DataError, match="20,000,000 bytes when unpacked"):
        marks.store(tmp_path / "x.xlsx", tram)


def test_entities_in_a_workbook_are_not_followed(empty: Path, tram: Path, tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 9000 + b'">' + b"".join(
        b'<!ENTITY b%d "' % n + b"&a;" * 900 + b'">' for n in range(9)
    ) + b"]><x>&b1;&b2;</x>"  # fmt: skip
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as packed:
        for name in old.namelist():
            packed.writestr(name, bomb if name == "xl/workbook.xml" else old.read(name))
    with pytest.raises(DataError, match="saved as"):
        marks.store(tmp_path / "x.xlsx", tram)


def test_a_page_of_countless_empty_cells_is_refused(empty: Path, tram: Path) -> None:
    book = load_workbook(empty)
    book["units"].cell(1_048_576, 1).number_format = "0"
    book.save(empty)
    with pytest.raises(DataError, match="units with 1,048,576 rows and 12 columns, 1,000,000 cells at most"):
        marks.store(empty, tram)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_sheet(tram: Path) -> None:
    os.mkfifo(tram / "pipe")
    with pytest.raises(DataError, match="no such file"):
        marks.store(tram / "pipe", tram)


def test_a_full_disk_is_told(tram: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("IO_EFBIG")

    monkeypatch.setattr("openpyxl.Workbook.save", full)
    monkeypatch.setattr("sys.unraisablehook", None)
    with pytest.raises(RostrumError, match="found IO_EFBIG, allowed: room to write"):
        sheet.export(tram, "jane", tram / "jane.xlsx", "", "person", "")


def test_a_kept_sheet_is_that_of_what_is_stored(tram: Path, tmp_path: Path) -> None:
    """Else importing it would take away what came in by another way, without a word."""
    coded(tram, "jane", {"p2s2": {"voice": "none", "frames": "none"}})
    same = sheet.export(tram, "jane", tmp_path / "same.xlsx", "", "person", "")
    kept = sheet.kept(tram, "tram", "jane")
    assert (tmp_path / "same.xlsx").read_bytes() == kept.read_bytes() and "elsewhere" not in str(same)
    with package.held(tram):
        rows = package.rows(tram, "article.coded")
        package.store(tram, {"article.coded": [row for row in rows if row["layer"] != "frames"]})
    said = sheet.export(tram, "jane", tmp_path / "new.xlsx", "", "person", "")
    assert any("Nothing that jane has coded elsewhere is in it" in line for line in said)
    assert load_workbook(tmp_path / "new.xlsx")["units"]["C4"].value is None


def test_a_coder_stays_of_the_kind_they_are(tram: Path, tmp_path: Path) -> None:
    coded(tram, "jane", {"p2s2": {"voice": "none"}})
    with pytest.raises(RostrumError, match=r"--kind: found 'program', allowed: person, as jane is in"):
        sheet.export(tram, "jane", tmp_path / "a.xlsx", "", "program", "")
    assert not (tmp_path / "a.xlsx").exists()


def test_sheets_are_made_with_a_codebook(tmp_path: Path) -> None:
    text = package.described("a", "It rained.", units.standing("It rained.", "en"), {"language": "en"})
    package.make(tmp_path / "a", [text._replace(facts={**text.facts, "title": "A"})], text.made)
    assert len(sheet.export(tmp_path / "a", "jane", tmp_path / "a.xlsx", "", "person", "")) == 2
    for name in ("codebooks", "frames"):
        path = tmp_path / "a" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(RostrumError, match="allowed: none: import codings"):
        sheet.export(tmp_path / "a", "jane", tmp_path / "b.xlsx", "", "person", "")


def test_a_sheet_lists_the_frames_of_its_codebook(tram: Path) -> None:
    books = {name: package.rows(tram, name) for name in ("codebooks", "frames")}
    others = [{**row, "codebook": "other", "frame": f"x_{row['frame']}"} for row in books["frames"]]
    books["codebooks"] += [{**books["codebooks"][0], "codebook": "other"}]
    package.store(tram, {**books, "frames": books["frames"] + others})
    for book, known in ((books["codebooks"][0]["codebook"], books["frames"]), ("other", others)):
        sheet.export(tram, "sam", tram / f"{book}.xlsx", "", "person", book)
        page = load_workbook(tram / f"{book}.xlsx")["frames"]
        assert [row[0].value for row in page.iter_rows(min_row=2)] == [row["frame"] for row in known]


def test_a_unit_that_no_cell_holds_is_told_before_the_work(tmp_path: Path) -> None:
    folder = make(tmp_path, "It rained. A" + "nd a" * 9_000 + ".")
    with pytest.raises(RostrumError, match=r"found p1s2 of 36,002 .*helpers desk --data .* --coder jane"):
        sheet.export(folder, "jane", folder / "jane.xlsx", "", "person", "")


def test_sheets_are_not_overwritten_and_names_are_checked(tram: Path, empty: Path) -> None:
    for coder, article, book, said in (
        ("jane", "", "", "is there already"),
        ("a b", "", "", "--coder"),
        ("majority", "", "", "--coder"),
        ("sam", "bus", "", "no article 'bus'"),
        ("sam", "", "ours", "--codebook"),
    ):
        with pytest.raises(RostrumError, match=said):
            sheet.export(tram, coder, tram / f"{coder}.xlsx", article, "person", book)
    with pytest.raises(RostrumError, match=r"--out: found .*\.ods, allowed: a file whose name ends in .xlsx"):
        sheet.export(tram, "sam", tram / "sam.ods", "", "person", "")
    with pytest.raises(RostrumError, match="--kind: found 'robot', allowed: person or"):
        sheet.export(tram, "sam", tram / "sam.xlsx", "", "robot", "")


@pytest.mark.parametrize("name", sampled(["article/sources.csv", "article/sentences.csv", "coders.csv"], 3))
@pytest.mark.parametrize("content", [None, b"x\n", b"\xff\xfe\x00"], ids=["gone", "another", "UTF-16"])
def test_a_package_that_is_not_sound_says_so_to_every_command(
    name: str, content: bytes | None, tram: Path, tmp_path: Path
) -> None:
    """Watches the `except` of package.held, and tables.names in desk: without, a traceback comes out."""
    (tram / name).unlink()
    if content:
        (tram / name).write_bytes(content)
    path = tmp_path / "more.txt"
    path.write_text("Ada Brook said it is late. Nobody waits.", encoding="utf-8")
    for command in (
        ["import", "sheet", example.SHEET, "--into", tram],
        ["new", path, "--add", tram, "--language", "en"],
        ["desk", "--coder", "jane", "--data", tram],
        ["export", "sheet", tram, "--coder", "jane"],
        ["status", tram],
    ):
        done = CliRunner().invoke(app, [str(word) for word in command])
        if command[:2] == ["export", "sheet"] and done.exit_code == 0:
            continue  # a sheet needs no such table
        assert isinstance(done.exception, SystemExit) and done.exit_code == 1, (command, done.exception)
        assert f"tram/{name}:1" in done.stderr, (command, done.stderr)


def test_a_text_that_was_changed_is_not_coded(tram: Path, empty: Path) -> None:
    path = tram / "text" / "tram.txt"
    path.write_text(path.read_text() + " More.")
    with pytest.raises(RostrumError, match="another text than the one"):
        marks.store(empty, tram)
    path.unlink()
    with pytest.raises(RostrumError, match="no text"):
        marks.store(empty, tram)


# ---- one step or none ----------------------------------------------------------------------------


def test_folders_change_places_where_the_system_has_no_such_call(
    tram: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package.ctypes, "CDLL", lambda name: (_ for _ in ()).throw(OSError()))
    marks.store(example.SHEET, tram)
    assert sound(tram) and (told := package.rows(tram, "article.attributions"))
    (tram / ".staged-a" / "tram").mkdir(parents=True)  # as a run leaves it that is killed between two steps
    (tram / "article").rename(tram / ".staged-a" / "tram" / "old")
    with package.held(tram):
        assert package.rows(tram, "article.attributions") == told and not list(tram.glob(".staged-*"))


def test_what_else_is_in_a_package_or_beside_it_stays_as_it_is(tram: Path, tmp_path: Path) -> None:
    """Watches the copy of others' files in package.store, and the name of what package.make works in."""
    notes = tram / "article" / "notes"
    notes.mkdir(mode=0o700)
    (notes / "mine.csv").write_text("a", encoding="utf-8")
    (tram / "article" / "mine.ods").write_bytes(b"b")
    (tram / "article" / "claims.csv").chmod(0o600)
    for name in (".other-settings", ".staged-other-abcdefgh"):  # another's, and one of a run that was killed
        (tmp_path / name).mkdir()
    marks.store(example.SHEET, tram)
    assert (notes / "mine.csv").read_text() == "a" and (tram / "article" / "mine.ods").read_bytes() == b"b"
    modes = [path.stat().st_mode & 0o777 for path in (notes, tram / "article" / "claims.csv")]
    assert modes == [0o700, 0o600]
    package.new(example.TEXT, tmp_path / "other", "other", "generic", {}, add=False)
    (tmp_path / ".staged-other-abcdefgh").mkdir()  # of one that was killed when all was done
    with pytest.raises(package.PackageError, match="is there already"):
        package.new(example.TEXT, tmp_path / "other", "other", "generic", {}, add=False)
    assert [path.name for path in tmp_path.glob(".*")] == [".other-settings"]


@pytest.mark.parametrize(
    "name", ["article/sources.csv", "article", "coders.csv", "sheets/tram.jane.xlsx", "sheets", "reports"]
)
def test_nothing_is_written_through_a_link_out_of_a_package(
    name: str, empty: Path, tram: Path, tmp_path: Path
) -> None:
    """What it leads to stays as it is, and so do the tables; a text may be kept elsewhere."""
    fill(empty, example.VOICES, {"p2s2": {"voice": "none"}})
    place, link = tmp_path / "elsewhere", tram / name
    place.mkdir()
    there = place / link.name
    (tram / "text").rename(place / "text")
    (tram / "text").symlink_to(place / "text")
    if link.exists():
        link.rename(there)
    elif link.suffix:
        link.parent.mkdir()
        there.write_text("mine")
    link.symlink_to(there)
    before = state(place), state(tram)
    report = ["report", str(notebooks.paths()[1]), "--out", str(tram / "reports")]
    asked = report if name == "reports" else ["import", "sheet", str(empty), "--into", str(tram)]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 1 and f"{link}: found a link out of the package" in said.stderr, said.output
    assert (state(place), state(tram)) == before and link.is_symlink()


def test_a_package_that_would_not_be_sound_is_not_stored(tram: Path) -> None:
    before = state(tram)
    with package.held(tram), pytest.raises(DataError, match="coder_id"):
        rows = [
            {
                "article_id": "tram",
                "coder_id": "x",
                "layer": "frames",
                "codebook": "generic",
                "sentence_id": "p2s1",
            }
        ]
        package.store(tram, {"article.coded": rows})
    assert state(tram) == before


def test_a_wrong_coder_is_told_once_for_the_package(tram: Path) -> None:
    marks.store(example.SHEET, tram)
    text = (tram / "coders.csv").read_text(encoding="utf-8")
    (tram / "coders.csv").write_text(text.replace("example,", "exampel,", 1), encoding="utf-8")
    with pytest.raises(DataError) as wrong, package.using(tram):
        tables.names()
    (line,) = wrong.value.problems
    assert "found 'example' in " in line and "also of article." in line and "coder_id of coders" in line


# ---- what pages say ------------------------------------------------------------------------------

GERMAN = """# Grünau streitet über das Freibad

Bürgermeister Jan Voss kündigte am Montag an, das Bad schließe am 3. Mai. „Wir haben kein Geld“, sagte Voss.

(Grünauer Pressedienst)
"""
CHINESE = (
    "# 河口镇保留渡口\n\n镇长陈立说：“渡口是我们的记忆。”他表示，费用约为三十万元。\n\n（来源：河口日报）\n"
)
OTHERS = {
    "de": (
        GERMAN,
        {"p1s1": ("Jan Voss", "kündigte ... an"), "p1s2": ("Jan Voss", "sagte")},
        "kein Geld",
        "German",
    ),
    "zh": (CHINESE, {"p1s1": ("陈立", "说"), "p1s2": ("陈立", "表示")}, "三十万元", "Chinese"),
}
"""By language: a text, who speaks in its units by which cue, the cue of a frame in the last, its name."""


def other(language: str, tmp: Path) -> Path:
    words, speaks, cue, _ = OTHERS[language]
    folder = make(tmp, words, language, ".md")
    cells = {unit: {"voice": voice, "cue": said, "frames": "none"} for unit, (voice, said) in speaks.items()}
    cells["p1s2"]["frames"] = f"economic_consequences: {cue}"
    coded(folder, "jane", cells, [(next(iter(speaks.values()))[0], "official")])
    return folder


@pytest.mark.parametrize("tag", OTHERS)
def test_words_of_another_language_are_marked(tag: str, tmp_path: Path) -> None:
    words, _, cue, name = OTHERS[tag]
    title = words.partition("\n")[0].removeprefix("# ")
    with package.using(other(tag, tmp_path)):
        marked = foreign.marker()
        assert marked(cue) == f'<span lang="{tag}">{cue}</span>'
        assert marked(f"{cue} (3–7)") == f'<span lang="{tag}">{cue}</span> (3–7)'
        assert marked(f"‘{title}’ & <more>") == f'‘<span lang="{tag}">{title}</span>’ &amp; &lt;more&gt;'
        assert (marked("a unit"), marked(""), foreign.language()) == ("a unit", "", tag)
        known = tables.load("article.texts", "article.sentences", "coverage.articles", "history.countries")
        card = overview.card(known, tag).set_index("what")["value"]
    assert card["Language"] == name and "belongs to its publisher" in card["The text"]
    assert foreign.marker()("‘") == "‘", "the pages' own language is not marked"


def test_signs_that_the_font_lacks_are_wide_and_warn_of_nothing(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    with package.using(other("zh", tmp_path)):
        shown = themes.part("sourcing", "draw").lead("zh")
        assert "陈立" in shown.svg() and shown.png()
    assert not [one for one in recwarn if "Glyph" in str(one.message)]
    assert text_width("渡口", 11) == 22


def test_one_coder_gives_headlines_but_no_agreement(tram: Path) -> None:
    marks.store(example.SHEET, tram)
    with package.using(tram):
        found = overview.headlines("tram")
        lines = overview.agreement(found, overview.coders("tram")).lines
        claimed = [line for line, _ in overview.unclaimed("tram").lines]
        glossary = overview.glossary(found, "tram").set_index("word")["meaning"]
    said = [finding.headline for theme in found.values() for finding in theme]
    assert len(said) == 7 and not [line for line in said if line.startswith(("No ", "The codebook"))]
    assert [line for line, _ in lines] == [
        "Coded by one example coder; no person has coded.",
        "Nothing was coded twice, so that agreement is unknown.",
    ]
    assert len(claimed) == 3 and "parade" not in " ".join([*claimed, *glossary])
    assert "Excerpt" not in glossary and glossary["Economic consequences"].startswith("A frame: gains")


def test_a_dictionary_leads_only_to_files_that_are_there(tram: Path) -> None:
    with package.using(tram):
        links = re.findall(r"\]\(([^)#]+)\)", dictionary.render())
    assert links and not [link for link in links if not (tram / link).exists()]
    assert "(codebook.md)" in dictionary.render()


# ---- commands ------------------------------------------------------------------------------------


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(autouse=True)
def kept_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands set which package and article their process reads."""
    for name in ("ROSTRUM_DATA", "ROSTRUM_ARTICLE", "ROSTRUM_DESK"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    yield
    tables.forget()


def test_the_commands_lead_from_one_to_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "my tram"
    facts = "--may-publish", "--date", "2026-05-04", "--language", "en_GB"  # as systems write a language
    said = run("new", example.TEXT, "--out", folder, *facts)
    assert "language en-GB" in said
    assert f"Next: python -m helpers export sheet '{folder}' --coder NAME" in said, "it can be pasted"
    assert f"import sheet '{folder}/jane.xlsx'" in run("export", "sheet", folder, "--coder", "jane")
    assert "coded by example" in run("import", "sheet", example.SHEET, "--into", folder)
    assert "report --data" in run("status", folder, "--strict")
    assert "no problem" in run("check", "--data", folder)
    assert "all hold" in run("verify", "--data", folder)
    assert "README.md" in run("docs", "--data", folder)
    before = (folder / "datapackage.json").read_text()
    assert "parade" not in json.dumps(json.loads(before)["title"]) and "uniteddaily" not in before


def test_status_is_strict_where_something_is_missing(tram: Path) -> None:
    assert "export sheet" in run("status", tram, "--strict", code=1)
    assert "nobody" in run("status", tram)
    run("status", tram / "none", code=1)
    run("report", "--data", tram / "none", code=1)


def test_notebooks_are_copied_once_and_a_package_may_have_its_own(tram: Path, tmp_path: Path) -> None:
    first = notebooks.copies(tram, tram / "notebooks")
    assert [path.name for path in first] == [path.name for path in notebooks.paths()]
    first[0].write_text("mine")
    assert notebooks.copies(tram, tmp_path / "again")[0].read_text() == "mine"
    notebooks.copies(tram, tram / "notebooks", "Other")
    assert first[0].read_text() == "mine"
    called = notebooks.copies(tmp_path / "none", tmp_path / "called", "*Two*\nlines")[0]
    assert notebooks.parse(called).cells[0].source == r"# \*Two\* lines"


def test_options_that_would_be_ignored_are_refused(tram: Path) -> None:
    for words in (
        ["report", notebooks.paths()[0], "--data", tram],
        ["refresh", notebooks.paths()[0], "--data", tram],
        ["new", example.TEXT, "--add", tram, "--codebook", "policy"],
        ["new", example.TEXT, "--add", tram, "--out", tram / "x"],
    ):
        assert "allowed: " in run(*words, code=1)


def test_a_report_is_about_the_article_whose_text_is_given(
    tram: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.txt").write_text("It rained. He left.", encoding="utf-8")
    package.new(tmp_path / "b.txt", tram, "b", "generic", {}, add=True)
    chosen = list[str | None]()
    monkeypatch.setattr("helpers.__main__._refresh", lambda _: chosen.append(os.environ["ROSTRUM_ARTICLE"]))
    monkeypatch.setattr("helpers.report.build", lambda *_, **__: [])
    run("report", "--data", tram, "--text", tram / "text" / "b.txt")
    assert chosen == ["b"]


def test_verify_knows_which_article_a_file_is(tram: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("It rained. “We left,” he said.")
    package.new(path, tram, "b", "generic", {}, add=True)
    said = run("verify", tram / "text" / "b.txt", "--data", tram)
    assert "coded as b" in said and "all hold" in said


def vary(path: Path, number: int) -> None:
    """Fill a sheet as one of several coders, who differ here and there."""
    cells = example.whole()
    names = [unit for unit in cells if unit != "p12s1"]
    for unit in random.Random(number).sample(names, 4 * (number > 0)):
        cells[unit] |= {"frames": "none"} | ({"stance": "factive"} if cells[unit].get("cue") else {})
    fill(path, () if number else example.VOICES, cells)


def several(folder: Path, tmp: Path, coders: int) -> Path:
    for number in range(coders):
        path = tmp / f"coder{number}.xlsx"
        sheet.export(folder, f"coder{number}", path, "", "person", "")
        book = load_workbook(path)
        vary(path, number)
        if number:  # those that others have named are on the page already, but not through whom they speak
            book = load_workbook(path)
            lines = {cell.value: cell.row for cell in book["voices"]["A"]}
            book["voices"].cell(lines["person close to the ministry"], 3).value = "Wexcombe Gazette"
            book.save(path)
        marks.store(path, folder)
    return folder


def nothing(folder: Path) -> Path:
    coded(folder, "jane", {unit.name: {"voice": "none"} for unit in cut(folder) if unit.kind != "credit"}, ())
    return folder


MADE = {
    "two coders": lambda tram, tmp: several(tram, tmp, 2),
    "five coders": lambda tram, tmp: several(tram, tmp, 5),
    "no attribution": lambda tram, tmp: nothing(tram),
    "one sentence": lambda tram, tmp: nothing(make(tmp, "It rained.")),
    "German": lambda tram, tmp: other("de", tmp),
    "Chinese": lambda tram, tmp: other("zh", tmp),
    "hostile": lambda tram, tmp: nothing(make(tmp, "He wrote <script>alert(1)</script>. =2+3 & more.")),
    "nothing coded": lambda tram, tmp: tram,
}


@pytest.mark.long
@pytest.mark.parametrize("kind", MADE)
def test_pages_come_out_of_any_package(kind: str, tram: Path, tmp_path: Path) -> None:
    folder = MADE[kind](tram, tmp_path)
    said = run("report", "--data", folder)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "reports").iterdir()}
    assert "index" in pages and "Traceback" not in said
    assert ("02_sourcing" in pages) == (kind != "nothing coded") and "<script>alert" not in "".join(
        pages.values()
    )
    assert ("03_geopolitical_framing" in pages) == (kind in ("German", "Chinese") or "coders" in kind)
    tag = {"German": "de", "Chinese": "zh"}.get(kind)
    assert '<html lang="en">' in pages["index"] and (f'<h1><span lang="{tag}">' in pages["index"]) == bool(
        tag
    )


@pytest.mark.long
def test_the_report_of_a_package_stays_in_it(tram: Path) -> None:
    marks.store(example.SHEET, tram)
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "notebooks").glob("*.ipynb")}
    inside = state(tram)
    run("report", "--data", tram)
    assert {path.name for path in (tram / "reports").iterdir()} >= {"index.html", "02_sourcing.html"}
    assert not (tram / "reports" / "01_attendance_history.html").exists()
    index, sourcing = (
        (tram / "reports" / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "02_sourcing")
    )
    assert "<h1>Port Marlow votes to bring back the tram</h1>" in index and "parade" not in index
    assert (
        index.index("Left out: hands, since") > index.index('class="glances"') and "history.att" not in index
    )
    assert "What was left out" in sourcing and ">9. How far do the coders agree?</h2>" not in sourcing
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {
        name: content for name, content in state(tram).items() if not name.startswith("reports")
    } == inside


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice and python3-uno")
def test_a_sheet_survives_libreoffice(tram: Path, tmp_path: Path) -> None:
    sheet.export(tram, "jane", tram / "jane.xlsx", "", "person", "")
    lines = {row[0].value: row[0].row for row in load_workbook(tram / "jane.xlsx")["units"].iter_rows()}
    cells = [
        ["voices", letter, number, value]
        for number, row in enumerate(example.VOICES, 3)
        for letter, value in zip("ABCD", row, strict=False)
        if value
    ]
    letters = dict(zip(sheet.WORDS["units"], "ABCDEFGHIJKL", strict=True))
    cells += [
        ["units", letters[name], lines[unit], value]
        for unit, row in example.sourcing().items()
        for name, value in row.items()
    ]
    cells += [["units", "H", lines["p3s1"], "conflict: 47"], ["units", "L", lines["p3s1"], "typed:TRUE"]]
    cells += [["units", "L", lines["p3s4"], "typed:2026-05-04"], ["units", "L", lines["p4s1"], "typed:007"]]
    cells += [["units", "L", lines["p3s2"], "007"], ["units", "I", lines["p3s2"], "weak: Nobody"]]
    cells += [["units", "H", lines["p3s2"], "conflict: ‘did not want’"]]
    (tmp_path / "cells.json").write_text(json.dumps(cells))
    script = Path(__file__).with_name("office.py")
    done = subprocess.run(
        ["/usr/bin/python3", script, tram / "jane.xlsx", tmp_path / "cells.json", tmp_path / "saved.xlsx"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (tmp_path / "saved.xlsx").exists(), done.stderr
    book = load_workbook(tmp_path / "saved.xlsx")["units"]
    assert book[f"L{lines['p3s2']}"].value == "007" and len(book.data_validations.dataValidation) >= 5
    marks.store(tmp_path / "saved.xlsx", tram)
    frames = {row["sentence_id"]: row["cue"] for row in package.rows(tram, "article.frame_codings")}
    assert frames == {"p3s1": "47", "p3s2": "did not want"} and sound(tram)
    stored = package.rows(tram, "article.attribution_codings")
    assert len(stored) == len(example.sourcing()) - 1


@pytest.mark.parametrize(
    ("text", "marked", "found"),
    [
        ("प्रधानमंत्री ने कहा कि", "कहा", "कहा"),
        ("প্রধান মন্ত্রী বলেন", "মন্ত্রী", "মন্ত্রী"),
        ("அவர் கூறினார்.", "கூறினா", "கூறினார்"),
        ("قالَ الوزير", "قالَ", "قالَ"),
        ("an ox\u0302, he said", "ox", "ox\u0302"),
        ("พระราชากล่าวว่า", "พระราชา", "พระราชา"),
        ("he “said” so", "“said”", "said"),
        ("he said so", "ai", "said"),
    ],
)
def test_marks_belong_to_the_letters_before_them(text: str, marked: str, found: str) -> None:
    start = text.index(marked)
    place = places.whole(text, (start, start + len(marked)), bare=True)
    assert text[slice(*place)] == found


def test_the_collection_is_not_written_anew_from_another_package(
    tram: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(tram))
    for words in (["docs"], ["refresh"], ["report", "--execute"]):
        assert f"ROSTRUM_DATA: found {tram}, allowed: none here; unset it" in run(*words, code=1)


def test_what_was_added_is_what_comes_next(tram: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("It rained. He left.", encoding="utf-8")
    assert package.new(tmp_path / "b.txt", tram, "b", "generic", {}, add=True)[-1].endswith("--article b")
