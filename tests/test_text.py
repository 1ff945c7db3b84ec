"""Checked on a text of our own making; the article's text is no part of the project."""

from __future__ import annotations

import shlex
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import second_article
from typer.testing import CliRunner

from helpers.__main__ import app
from helpers.read import tables, text

TEXT = second_article.TEXT


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = second_article.build(tmp_path / "package")
    monkeypatch.setenv("ROSTRUM_DATA", str(folder))
    tables.forget()
    return folder


@pytest.fixture
def verify(package: Path, tmp_path: Path) -> Callable[[str], text.Verdict]:
    def verified(content: str) -> text.Verdict:
        path = tmp_path / "copy.txt"
        path.write_bytes(content.encode())
        return text.verify(path)

    return verified


def change(package: Path, name: str, row: int, **values: object) -> None:
    """Change cells of one row of a table of the package."""
    frame = tables.load(name).astype(object)
    for column, value in values.items():
        frame.loc[row, column] = value
    second_article.write(frame, name, package)
    tables.forget()


Verify = Callable[[str], text.Verdict]


def test_the_coded_text_has_no_problems(verify: Verify, tmp_path: Path) -> None:
    verdict = verify(TEXT)
    assert verdict.problems == ()
    assert verdict.whole
    # 5 units; 3 sources, 3 cues and 4 contents with their words; 7 frames, 4 relations, 1 hedge, 5 mentions
    assert verdict.checked == 36
    right, lines = text.report(tmp_path / "copy.txt")
    assert right
    assert "is the text that was coded as nightmail_ken" in lines[0]
    assert lines[1] == "36 units, spans and cues were checked: all hold."


@pytest.mark.parametrize(
    ("copy", "differs"),
    [
        (TEXT.replace("\n", "\r\n"), "line ends"),
        (TEXT.replace("\n", "\r"), "line ends"),
        ("\ufeff" + TEXT, "byte order mark"),
        (TEXT + "\n", "white space"),
        (TEXT.replace(" ", "  ").replace("\n", "\n\n"), "white space"),
        (TEXT.replace("“", '"').replace("”", '"'), "quotation marks"),
        (TEXT.replace("“", "„").replace("”", "“"), "quotation marks"),
        (TEXT.replace("“", "«").replace("”", "»"), "quotation marks"),
        (TEXT.replace("“", "‘").replace("”", "’"), "quotation marks"),
        (unicodedata.normalize("NFD", TEXT), "Unicode form"),
        (f"A heading\n{TEXT}", "text around the units (2 words)"),
        (
            unicodedata.normalize("NFD", TEXT).replace("“", '"').replace("\n", "\r\n"),
            "Unicode form, line ends, quotation marks",
        ),
    ],
)
def test_the_same_words_in_other_bytes_are_recognised(verify: Verify, copy: str, differs: str) -> None:
    verdict = verify(copy)
    assert len(verdict.problems) == 1  # spans and cues hold: they are checked on the units
    assert verdict.identity.endswith(
        f"has the words that were coded, but other bytes. What differs: {differs}."
    )
    assert verdict.whole
    assert verdict.checked == 36


def test_many_marks_are_recognised_by_their_style() -> None:
    """More than every choice could be tried of; a mark within a word is an apostrophe."""
    coded = " ".join(["“It isn’t the men’s, it’s ‘ours’,” she said."] * 4)
    copy = coded.translate(str.maketrans("“”‘’", "\"\"''"))
    assert text._unit(copy, second_article.digest(coded)).coded == coded
    assert text._unit(coded, second_article.digest(copy)).coded == copy
    assert text._unit(coded.replace("men", "man"), second_article.digest(coded)).coded is None


def test_a_changed_word_is_found(verify: Verify) -> None:
    verdict = verify(TEXT.replace("cannot", "can't"))
    assert "is the coded text with changes: 4 of the 5 coded units" in verdict.identity
    assert not verdict.whole
    described = "\n".join(verdict.problems)
    assert "article/sentences.csv:3 p1s2 text_sha256: the text has other words here" in described
    assert "article/hedges.csv:2 start, end (p1s2): the text has \"can't \" here, not 'cannot'" in described
    assert "p1s1" not in described


def test_units_that_are_left_out_are_named(verify: Verify) -> None:
    verdict = verify(TEXT.split("\n")[0] + "\n" + TEXT.split("\n")[2])
    assert "3 of the 5 coded units" in verdict.identity
    assert {line for line in verdict.problems if "not found" in line} == {
        "article/sentences.csv:4 p2s1: not found in the text",
        "article/sentences.csv:5 p2s2: not found in the text",
    }


def test_a_unit_of_other_words_is_placed_between_its_neighbours(verify: Verify) -> None:
    units = verify(TEXT.replace(second_article.UNITS["p2s1"][0], "Gone.")).units.set_index("sentence_id")
    assert units.loc["p2s1", "text"] == "Gone."


def test_a_place_has_no_part_in_a_unit_that_begins_where_it_ends() -> None:
    units = pd.DataFrame({"sentence_id": ["a", "b"], "text": ["ab", "cd"], "start": [0, 2], "end": [2, 4]})
    assert text._parts(0, 2, units) == [("a", "ab", 0, 2)]
    assert text._parts(1, 3, units) == [("a", "ab", 1, 2), ("b", "cd", 0, 1)]
    assert text._parts(1, 3, units.assign(text=["ab", None])) == [], "a unit was not found"


def test_a_place_begins_and_ends_with_a_word() -> None:
    places = [(start, end) for start in range(9) for end in range(start + 1, 10)]
    right = [place for place in places if not text._wrong([("a", "abcd efgh", *place)], None)]
    assert right == [(0, 4), (0, 9), (5, 9)]


def test_two_changed_neighbours_are_placed_by_their_number_of_words(verify: Verify) -> None:
    verdict = verify(TEXT.replace("1931", "1932").replace("village", "town"))
    assert "3 of the 5 coded units" in verdict.identity
    assert verdict.units["text"].notna().all()


@pytest.mark.parametrize("copy", ["Other words about another thing.", "word " * 60, TEXT[:150]])
def test_another_text_is_told_in_one_line(verify: Verify, copy: str) -> None:
    verdict = verify(copy)
    assert "is another text" in verdict.identity
    assert verdict.problems == (verdict.identity,)
    assert verdict.units["text"].isna().all()


WRONG = [  # table, row, other values, what is said of it
    ("article.texts", 0, {"words": 57, "bytes": 327}, "article/texts.csv:2 words: found '57', allowed: 56"),
    ("article.texts", 0, {"bytes": 327}, "article/texts.csv:2 bytes: 327, but the text has 326"),
    ("article.sentences", 2, {"start": second_article.starts()["p2s1"] + 4}, "leaves words out between"),
    ("article.sentences", 1, {"start": 70}, "found '70/140', allowed: a place from 80 on"),
    ("article.sentences", 4, {"end": 307}, "found '252/307', allowed: a place from 251 on"),
    ("article.sentences", 4, {"end": 305}, "article/sentences.csv:6 end: 305 leaves words out behind it"),
    ("article.sentences", 2, {"text_sha256": "0" * 64}, "p2s1 text_sha256: the text has other words here"),
    ("article.hedges", 0, {"cue": "may", "end": 94}, "the text has 'can' here, not 'may'"),
    ("article.mentions", 0, {"start": 26}, "the place does not begin and end with a word"),
    ("article.mentions", 0, {"end": 37}, "the place does not begin and end with a word"),
    (
        "article.frame_codings",
        0,
        {"start": 92, "cue": "cannot run it alon"},
        "the text has 'annot run it alone'",
    ),
    ("article.relations", 0, {"start": 16, "end": 21}, "article/relations.csv:2 start, end (p1s1)"),
    ("article.attributions", 0, {"content_words": 5}, "5 words, but the text has 4 here"),
    ("article.attribution_pieces", 1, {"cue": "says"}, "the text has 'said' here, not 'says'"),
    ("article.attribution_pieces", 0, {"start": 26}, "the place does not begin and end with a word"),
]


@pytest.mark.parametrize(("name", "row", "values", "problem"), WRONG)
def test_wrong_data_is_found(
    package: Path, verify: Verify, name: str, row: int, values: dict[str, object], problem: str
) -> None:
    """By the package's own rules, or by the text where only that can tell."""
    change(package, name, row, **values)
    try:
        found = verify(TEXT).problems
    except tables.DataError as error:
        found = error.problems
    assert problem in "\n".join(found)


def test_passages_are_the_units_of_any_copy(verify: Verify, tmp_path: Path) -> None:
    verify(TEXT.replace("\n", "\r\n").replace("“", '"'))
    passages = text.passages(tmp_path / "copy.txt")
    assert list(passages.columns) == ["article_id", "sentence_id", "text"]
    assert passages["text"].tolist() == [words for words, _ in second_article.UNITS.values()]
    verify(TEXT.replace("cannot", "can't"))
    with pytest.raises(text.TextError, match=r"with changes.*python -m helpers verify") as refused:
        text.passages(tmp_path / "copy.txt")
    advice = shlex.split(str(refused.value).partition("python -m helpers ")[2])
    assert advice[2:] == ["--data", str(tables.data_dir())]
    assert "text_sha256: the text has other words here" in CliRunner().invoke(app, advice).stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (TEXT.encode("utf-16"), "found UTF-16 text or NUL bytes; save the text as UTF-8"),
        (TEXT.encode("utf-16-le"), "UTF-16 text or NUL bytes"),
        (b"\x7fELF\x00\x01", "UTF-16 text or NUL bytes"),
        ("café".encode("latin-1"), "found byte 0xe9 in line 1, which is not UTF-8; save the text"),
        (b"a" * 5000, r"another text: it has 5,000 bytes, against 326 of the coded text"),
    ],
)
def test_what_is_no_such_text_is_refused(package: Path, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "copy.txt"
    path.write_bytes(content)
    with pytest.raises(text.TextError, match=message):
        text.verify(path)


def test_the_text_that_is_kept_beside_the_data_is_the_one_that_is_verified(package: Path) -> None:
    """Watches `text.kept` and the loader, which must not take the folder for a part of the package."""
    kept = package / "text" / f"{tables.article_id()}.txt"
    missing = CliRunner().invoke(app, ["verify"])
    assert missing.exit_code == 1 and f"{kept}: there is no such file" in missing.stderr
    kept.parent.mkdir()
    kept.write_text(TEXT)
    tables.forget()
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 0 and done.stdout.endswith("all hold.\n"), done.output


def test_a_missing_file_a_folder_and_a_device_are_refused(package: Path, tmp_path: Path) -> None:
    for path, message in [
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "a folder"),
        (Path("/dev/zero"), "no regular file"),
    ]:
        with pytest.raises(text.TextError, match=message):
            text.verify(path)


def test_a_huge_file_takes_no_memory(package: Path, tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.write(b"a")
        file.seek(10**9)
        file.write(b"a")
    tables.load("article.texts")
    tracemalloc.start()
    with pytest.raises(text.TextError, match="1,000,000,001 bytes, against 326"):
        text.verify(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
