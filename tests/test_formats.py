"""Codings out and in again, in each format; files of other tools; and what coders differ on."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import string
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import bombs
import example
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook
from typer.testing import CliRunner

from helpers import formats
from helpers.__main__ import FORMATS, app
from helpers.code import coding, compare, exchange, marks, package, units
from helpers.code.coding import Document, Mark
from helpers.errors import RostrumError
from helpers.formats import brat, cas, studio, table, web
from helpers.read import ADJUDICATED, MAJORITY, tables, text
from helpers.read.article import Article

HAS_CASSIS = importlib.util.find_spec("cassis") is not None
CAS = pytest.mark.skipif(not HAS_CASSIS, reason="dkpro-cassis is not installed (make formats)")
KINDS = [pytest.param(kind, marks=CAS) if kind.startswith("cas") else kind for kind in FORMATS]
ROOT = Path(__file__).parents[1]
NO_TEXT = ("webannotation", "csv")
"""Formats that bring no text."""
SUFFIX = {"webannotation": ".json", "labelstudio": ".json", "csv": ".csv"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the worked example before anybody coded it; for copies."""
    folder = tmp_path_factory.mktemp("formats") / "tram"
    package.new(example.TEXT, folder, "tram", "generic", {"may_publish": "true"}, add=False)
    return folder


@pytest.fixture(scope="module")
def coded(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the worked example with its sheet; for copies."""
    folder = shutil.copytree(bare, tmp_path_factory.mktemp("formats") / "tram")
    marks.store(example.SHEET, folder)
    return folder


def rows(folder: Path) -> dict[str, list[str]]:
    """The rows of all tables, whatever their order."""
    paths = [path for path in folder.rglob("*.csv") if path.parent.name != "sheets"]
    return {str(path.relative_to(folder)): sorted(path.read_text("utf-8").split("\n")) for path in paths}


def out_and_in(kind: str, source: Path, into: Path, out: Path, with_text: bool = False) -> list[str]:
    formats.write(kind, source, out, "", "", with_text)
    return formats.load(kind, out, into, "", "", None)


@pytest.mark.parametrize("kind", KINDS)
def test_the_worked_example_comes_out_and_in_again_with_equal_rows(
    kind: str, bare: Path, coded: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out{SUFFIX.get(kind, '')}"
    into = shutil.copytree(bare, tmp_path / "into")
    assert out_and_in(kind, coded, into, out)[0].startswith(str(into))
    assert rows(into) == rows(coded)
    formats.load(kind, out, into, "", "", None)  # once more takes the place of the first
    assert rows(into) == rows(coded)
    fresh = tmp_path / "fresh"
    if kind in NO_TEXT:
        with pytest.raises(RostrumError, match="without its text"):
            formats.load(kind, out, fresh, "", "", None)
        assert not fresh.exists()
    else:
        formats.load(kind, out, fresh, "", "", None)
        assert rows(fresh) == rows(coded)
        assert (fresh / "text" / "tram.txt").read_bytes() == (coded / "text" / "tram.txt").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_another_coder_keeps_their_own_rows(kind: str, coded: Path, tmp_path: Path) -> None:
    """Identifiers that are taken become others, and what was nested stays so."""
    out, into = tmp_path / f"out{SUFFIX.get(kind, '')}", shutil.copytree(coded, tmp_path / "into")
    formats.write(kind, coded, out, "", "", False)
    formats.load(kind, out, into, "jane", "", None)
    count = {name: len(lines) for name, lines in rows(coded).items()}
    for name in ("article/attributions.csv", "article/hedges.csv", "article/coded.csv"):
        assert len(rows(into)[name]) == 2 * count[name] - 2
    assert len(rows(into)["article/sources.csv"]) == count["article/sources.csv"]
    found = compare.compare(into, "")
    assert found.coders == ["example", "jane"] and found.differing.empty
    assert set(found.asked["alike"]) == {1.0} and found.asked["F1"].dropna().eq(1).all()


@pytest.mark.parametrize("kind", KINDS)
def test_an_article_that_may_not_be_published_goes_out_without_its_words(
    kind: str, coded: Path, tmp_path: Path
) -> None:
    source = shutil.copytree(coded, tmp_path / "source")
    path = source / "article" / "texts.csv"
    path.write_text(path.read_text("utf-8").replace(",true,", ",false,"), encoding="utf-8")
    out, into = tmp_path / f"out{SUFFIX.get(kind, '')}", shutil.copytree(source, tmp_path / "into")
    for name in ("attributions", "attribution_pieces", "attribution_chains", "hedges"):
        path = into / "article" / f"{name}.csv"
        path.write_text(path.read_text("utf-8").split("\n")[0] + "\n", encoding="utf-8")
    said = formats.write(kind, source, out, "", "", False)
    assert any("may not be published" in line for line in said)
    words = (source / "text" / "tram.txt").read_text("utf-8").split()
    runs = {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}
    paths = [path for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file()]
    whole = " ".join(" ".join(path.read_text("utf-8").split()) for path in paths)
    own = {" ".join(line.split()) for line in rows(source)["article/claims.csv"]}
    assert not [run for run in runs if run in whole and not any(run in claim for claim in own)]
    formats.load(kind, out, into, "", "", None)
    assert rows(into) == rows(source)
    formats.write(kind, source, tmp_path / f"with{SUFFIX.get(kind, '')}", "", "", with_text=True)


# ---- made-up documents

LETTERS = "aé ñ.\n\t\"'“”—中文の שלום مرحبا 😀👩‍👧𝒳,;:|\\<>&%"
TEXTS = some.text(LETTERS, min_size=1, max_size=60)
CELLS = some.dictionaries(
    some.sampled_from(["source_id", "nested_in", "stance", "note"]),
    some.text(f"{string.digits}{string.ascii_letters}{string.punctuation} \n\t😀ש", max_size=12),
    max_size=3,
)


@some.composite
def places(draw: Callable[..., Any], text: str) -> list[tuple[int, int]]:
    """Places in a text that don't overlap, in order."""
    ends = draw(some.lists(some.integers(0, len(text)), min_size=2, max_size=6, unique=True))
    ends = sorted(ends)[: len(ends) // 2 * 2]
    return list(zip(ends[::2], ends[1::2], strict=True))


@some.composite
def documents(draw: Callable[..., Any]) -> Document:
    """An article with marks of two coders: nested, in pieces, over one another, or none."""
    text, found = draw(TEXTS), list[Mark]()
    for coder in ("ann", "ann_bo"):
        for number in range(draw(some.integers(0, 3))):
            layer, parts = draw(some.sampled_from(["spans", "frames", "claims"])), {"": [(0, len(text))]}
            if layer == "spans":
                names = draw(some.sets(some.sampled_from(["source", "cue"])))
                parts = {name: draw(places(text)) for name in ("source", "cue") if name in names}
                parts["content"] = draw(places(text))
            found.append(Mark(layer, coder, f"a{number}", "x: y", parts, draw(CELLS)))
        found.append(Mark("coded", coder, "spans b", "spans", {}, {"codebook": "b", "units": "p1s1"}))
    found.append(Mark("texts", "", "one", "en", {}, draw(CELLS)))
    found.append(Mark("units", "", "p1s1", "sentence", {"": [(0, len(text))]}, {}))
    return Document("one", text, found, [])


def read_again(kind: str, one: Document, folder: Path) -> list[Document]:
    out = folder / f"out{SUFFIX.get(kind, '')}"
    shutil.rmtree(out, ignore_errors=True)
    writers: dict[str, Any] = {"brat": brat.files, "labelstudio": studio.files, "csv": table.files}
    writers["webannotation"] = web.files
    writers |= {"cas": cas.files, "casjson": partial(cas.files, suffix=".json")}
    readers: dict[str, Any] = {
        "brat": brat.documents,
        "labelstudio": studio.documents,
        "csv": table.documents,
    }
    readers |= {"cas": cas.documents, "casjson": cas.documents}
    readers["webannotation"] = lambda path: web.documents(path, {one.article: one.text or ""})
    for path, text in writers[kind]([one], out).items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    return readers[kind](out)


def by_key(found: list[Mark]) -> list[tuple[Any, ...]]:
    return sorted((*one[:4], sorted(one.parts.items()), sorted(one.cells.items())) for one in found)


@pytest.mark.parametrize("kind", KINDS)
def test_made_up_marks_come_out_and_in_again(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Offsets are code points on our side, whatever a format counts."""
    folder = tmp_path_factory.mktemp("made-up")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents())
    def holds(one: Document) -> None:
        found = read_again(kind, one, folder)
        assert {document.article for document in found} == {"one"}
        assert [document.left for document in found if document.left] == []
        kept = {(mark.layer, mark.coder, mark.name): mark for document in found for mark in document.marks}
        assert by_key(list(kept.values())) == by_key(one.marks)
        if kind not in NO_TEXT:
            assert {document.text for document in found} == {one.text}

    holds()


WORDS = some.sampled_from("Aa b. “Cc dd” 中文。 שלום مرحبا 😀 naïve x \n Ee.".split(" "))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.lists(WORDS, min_size=3, max_size=40), some.data())
def test_whatever_is_annotated_in_a_text_makes_a_package_that_comes_out_and_in(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], data: Any
) -> None:
    """Nested, over one another, in pieces, empty, and in any script."""
    text, folder = " ".join(["One", *words]), tmp_path_factory.mktemp("any")
    parts = [{"content": data.draw(places(text)), "cue": data.draw(places(text))} for _ in range(3)]
    found = [
        Mark("spans", "ann", str(number), "", {name: spots for name, spots in one.items() if spots}, {})
        for number, one in enumerate(parts[: data.draw(some.integers(0, 3))])
    ]
    looked = Mark("coded", "ann", "spans", "spans", {}, {})
    exchange.store([Document("one", text, [*found, looked], [])], folder / "made")
    (again,) = exchange.documents(folder / "made", "", "", with_text=True)
    assert again.text == text
    exchange.store([again], folder / "again")
    assert rows(folder / "made") == rows(folder / "again")
    meant, kept = (
        [at for one in several for place in one.parts["content"] for at in range(*place) if text[at].strip()]
        for several in (found, [mark for mark in again.marks if mark.layer == "spans"])
    )
    assert meant == kept


# ---- files made to hurt


def wanted(kind: str) -> Any:
    return CAS if kind.startswith("cas") else ()


HURTING = [pytest.param(name, marks=wanted(kind)) for name, (kind, _, _) in bombs.BOMBS.items()]


@pytest.mark.parametrize("name", HURTING)
def test_a_file_that_hurts_ends_in_one_message(name: str, bare: Path, tmp_path: Path) -> None:
    kind, file, make = bombs.BOMBS[name]
    into = shutil.copytree(bare, tmp_path / "into")
    make(tmp_path / file)
    started = time.monotonic()
    done = CliRunner().invoke(app, ["import", kind, str(tmp_path / file), "--into", str(into)])
    assert time.monotonic() - started < bombs.SECONDS
    assert isinstance(done.exception, SystemExit) and done.exit_code == 1, repr(done.exception)
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr
    assert len(done.stderr) < 600, done.stderr
    assert rows(into) == rows(bare) and {path.name for path in tmp_path.iterdir()} <= {"into", file}


LIMITED = """
import resource, sys
from helpers.__main__ import app
try:
    app(sys.argv[1:])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
@pytest.mark.parametrize("name", HURTING)
def test_a_file_that_hurts_ends_within_limits(name: str, bare: Path, tmp_path: Path) -> None:
    kind, file, make = bombs.BOMBS[name]
    make(tmp_path / file)
    command = [sys.executable, "-c", LIMITED, "import", kind, str(tmp_path / file), "--into", str(bare)]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert time.monotonic() - started < bombs.SECONDS + 3  # to start Python on a machine that does more
    assert done.returncode == 1 and done.stderr.startswith("error: "), done.stderr
    assert 1024 * int(done.stdout.split()[-1]) < bombs.BYTES


def test_a_workbook_that_unpacks_without_end_decides_nothing(coded: Path, tmp_path: Path) -> None:
    bombs.packed(tmp_path / "a.xlsx")
    with pytest.raises(RostrumError, match="when unpacked"):
        compare.decide(coded, tmp_path / "a.xlsx")
