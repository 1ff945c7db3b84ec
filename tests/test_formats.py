"""Codings out and in again, in each format; files of other tools; and what coders differ on."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
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

from helpers import formats, overview
from helpers.__main__ import FORMATS, app
from helpers.code import coding, compare, exchange, marks, package, units
from helpers.code.coding import Document, Mark
from helpers.code.status import status
from helpers.corpus import sources
from helpers.errors import RostrumError
from helpers.formats import brat, cas, model, studio, table, web
from helpers.read import ADJUDICATED, MAJORITY, tables
from helpers.read.article import Article
from helpers.read.package import SHIPPED
from helpers.read.text import report as verified
from helpers.report import checks
from helpers.themes.sourcing import by_article
from helpers.themes.sourcing import say as sourcing

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


def test_places_that_overlap_are_one() -> None:
    assert model.joined([(5, 9), (0, 3), (2, 4), (9, 12), (6, 7)]) == [(0, 4), (5, 9), (9, 12)]


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


@pytest.mark.parametrize("kind", KINDS)
def test_all_layers_of_several_coders_come_out_and_in_again(kind: str, tmp_path: Path) -> None:
    """The article that ships: three coders, seven layers, nested attributions, and no text at hand."""
    into, before = shutil.copytree(SHIPPED, tmp_path / "data"), rows(SHIPPED)
    said = out_and_in(kind, SHIPPED, into, tmp_path / f"out{SUFFIX.get(kind, '')}")
    assert rows(into) == before
    assert not any(line.startswith("left out") for line in said)


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


PARTS = "Aa b. “Cc dd” 中文。 שלום مرحبا 😀 naïve x Ee."
WORDS = some.sampled_from([*PARTS.split(), "\n"])


def test_a_mark_on_a_blank_alone_is_left_out_where_nothing_was_coded_before(tmp_path: Path) -> None:
    mark = Mark("spans", "ann", "0", "", {"content": [(3, 4)]}, {})
    said = exchange.store([Document("one", "One two.", [mark], [])], tmp_path / "made")
    assert any("an attribution without words of content" in line for line in said)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.lists(WORDS, min_size=3, max_size=40), some.data())
def test_whatever_is_annotated_in_a_text_makes_a_package_that_comes_out_and_in(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], data: Any
) -> None:
    """Nested, over one another, in pieces, empty, blank, and in any script."""
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
import re, sys
from pathlib import Path
from helpers.__main__ import app
try:
    app(sys.argv[1:])
finally:
    print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
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


# ---- what was changed in another tool

ADDED = """T901\tSource 1145 1148\tHer
T902\tCue 1149 1158\tneighbour
T903\tContent 1159 1178\tsees it differently
E901\tAttribution:T902 Source:T901 Cue:T902 Content:T903
"""


def without(lines: str, layer: str) -> str:
    """Annotations of brat without the mark of p4s2 in a layer: its note, its event and the spans of that."""
    every = {line.split("\t")[0]: line for line in lines.splitlines()}
    (note,) = [line for line in every.values() if f'"layer": "{layer}"' in line and '"p4s2"' in line]
    key = note.split("\t")[1].removeprefix("Rostrum ")
    gone = {note.split("\t")[0], key, *re.findall(r":(T\d+)", every[key])}
    return "".join(f"{line}\n" for name, line in every.items() if name not in gone)


def without_region(tasks: str) -> str:
    (task,) = json.loads(tasks)
    (given,) = task["predictions"]
    own = [one for one in given["result"] if '"attribution"' in str(one) and '"p4s2"' in str(one)]
    given["result"].remove(*own)
    return json.dumps([task])


@pytest.mark.parametrize(
    ("kind", "change", "unit", "status"),
    [
        ("brat", lambda lines: without(lines, "attribution"), "p4s2", "explicit"),
        ("brat", lambda lines: without(lines, "spans"), "p4s2", "none"),
        ("brat", lambda lines: lines + ADDED, "p7s3", "explicit"),
        ("csv", lambda rows: re.sub("example,tram,p4s2,attribution.*\n", "", rows), "p4s2", "explicit"),
        ("csv", lambda rows: re.sub("example,tram,p4s2,spans.*\n", "", rows), "p4s2", "none"),
        ("labelstudio", without_region, "p4s2", "explicit"),
    ],
)
def test_codings_of_units_follow_from_spans_that_were_changed(
    kind: str, change: Callable[[str], str], unit: str, status: str, coded: Path, tmp_path: Path
) -> None:
    """Into the package that they are from, and as those of another coder; a line says in how many units."""
    into, out = shutil.copytree(coded, tmp_path / "into"), tmp_path / "out"
    formats.write(kind, coded, out, "", "", False)
    path = out / "tram_example.ann" if kind == "brat" else out
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    for coder in ("example", "jane"):
        said = formats.load(kind, out, into, coder, "", None)
        assert f"which their codings did not: 1; such as {unit} of tram by {coder}" in said[1]
        own = [row for row in package.rows(into, "article.attribution_codings") if row["coder_id"] == coder]
        before = package.rows(coded, "article.attribution_codings")
        assert [row["sentence_id"] for row in own] == [row["sentence_id"] for row in before]
        assert {row["status"] for row in own if row["sentence_id"] == unit} == {status}
        assert [{**row, "coder_id": "example"} for row in own if row["sentence_id"] != unit] == [
            row for row in before if row["sentence_id"] != unit
        ]


def test_codings_of_units_that_no_row_says_were_gone_through_are_coded_all_the_same(
    coded: Path, tmp_path: Path
) -> None:
    into, path = shutil.copytree(coded, tmp_path / "into"), tmp_path / "a.csv"
    formats.write("csv", coded, path, "", "", False)
    path.write_text(re.sub("example,tram,,coded,,,attribution.*\n", "", path.read_text("utf-8")), "utf-8")
    formats.load("csv", path, into, "", "", None)
    assert rows(into) == rows(coded)


# ---- files of other tools

TEXT = "The mayor said no 😀 bridge “is safe”. Others, he added, agree.\nNobody asked them."
ANN = """T1\tSource 0 9\tThe mayor
T2\tCue 10 14\tsaid
T3\tContent 15 26;27 36\tno 😀 bridge “is safe”
T4\tAttribution 10 14\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
T5\tCue 49 54\tadded
T6\tContent 38 44\tOthers
T7\tContent 56 61\tagree
T8\tAttribution-no-source 49 54\tadded
E2\tAttribution-no-source:T8 Content:T6 Content2:T7 Cue:T5
T9\tDiscuss 63 69\tNobody
T10\tSource 63 69\tNobody
R1\tCoref Arg1:T1 Arg2:T9
#1\tAnnotatorNotes T9\tis this one?
E3\tAttribution:T4
T12\tContent nine ten\tno numbers
E4\tAttribution:T4 Content:T3 Cue:T99 Addressee:T1
a line of words
"""
LEFT = {
    "Discuss": "a span Discuss",
    "Source 63": "Source in no attribution",
    "R1": "an annotation that brat knows and no table has",
    "#1": "a note",
    "E3": "an event Attribution without content",
    "T12": "an annotation that brat knows and no table has",
    "E4": "a role Cue of no use, or without its span",
    "Addressee": "a role Addressee of no use, or without its span",
    "a line": "a line that is none of brat's",
}


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / f"{name[:-4]}.{name[-3:]}").write_bytes(content.encode())
    return path


def test_annotations_of_brat_become_attributions_and_codings_of_units(tmp_path: Path) -> None:
    said, left = brat.read(TEXT, ANN, "ann")
    assert [mark.parts for mark in said[:2]] == [
        {"source": [(0, 9)], "cue": [(10, 14)], "content": [(15, 26), (27, 36)]},
        {"cue": [(49, 54)], "content": [(38, 44), (56, 61)]},
    ]
    assert {why for why, _ in left} == {*LEFT.values()} and len(left) == len(LEFT)
    for begin, why in LEFT.items():
        assert any(reason == why and begin in line for reason, line in left), begin
    cut = units.standing(TEXT, "en")
    made = coding.Coding("one", TEXT, cut, [package.narrator("one")])
    assert made.add("ann", said, "generic") == ["spans", "attribution"]
    first, second, _ = made.made["article.attributions"]
    assert (first["attribution_id"], first["status"], first["mode"], first["stance"]) == (
        *("a1", "explicit", "mixed", "neutral"),
    )
    assert [made.sources[one["source_id"]]["label"] for one in (first, second)] == [
        "The mayor",
        coding.UNSAID,
    ]
    assert made.sources[second["source_id"]]["source_type"] == "anonymous"
    codings = {row["sentence_id"]: row["status"] for row in made.made["article.attribution_codings"]}
    assert codings == {"p1s1": "explicit", "p1s2": "explicit", "p2s1": "none"} and not made.left


def test_a_folder_of_brat_makes_a_package_with_its_coders(tmp_path: Path) -> None:
    """Several coders a text are told apart by the names of files, and the text stays as it is."""
    here = folder(
        tmp_path / "brat",
        One_txt=TEXT,
        One_jo_ann=ANN,
        One_kim_ann="",
        Other_txt="Else.\r\nMore.",
        Other_ann="",
    )
    done = CliRunner().invoke(app, ["import", "brat", str(here), "--into", str(tmp_path / "made")])
    assert not done.exception, done.output
    for why in LEFT.values():
        assert f" x {why}" in done.stdout
    made = tmp_path / "made"
    kept = (made / "sheets" / "left-out.txt").read_text("utf-8").split("\n")
    assert "a span Discuss\tOne_jo.ann: T9\tDiscuss 63 69\tNobody" in kept and len(kept) == len(LEFT) + 1
    assert (made / "text" / "one.txt").read_bytes() == TEXT.encode()
    assert (made / "text" / "other.txt").read_bytes() == b"Else.\r\nMore."
    with package.using(made):
        assert sorted(tables.load("coders")["coder_id"]) == ["brat", "jo", "kim"]
        status = tables.load("article.attribution_codings").groupby("coder_id")["status"].agg(list)
        assert set(status["kim"]) == {"none"} and set(status["jo"]) == {"explicit", "none"}
        assert verified(made / "text" / "one.txt")[0]
    other = folder(tmp_path / "other", One_txt=f"{TEXT} And more.", One_jo_ann=ANN)
    with pytest.raises(RostrumError, match="another text"):
        formats.load("brat", other, made, "", "", None)


MAPPING = """pattern = "(?P<coder>[a-z]+)-(?P<article>.+)"
[types]
Speaker = "Source"
Quote = "Content"
Verb = "Cue"
Said = "Attribution"
"""


def test_a_mapping_file_tells_other_names(tmp_path: Path) -> None:
    named = ANN.replace("Source", "Speaker").replace("Content", "Quote").replace("Cue", "Verb")
    named = named.replace("Attribution:", "Said:").replace("Attribution-no", "Said-no")
    here = folder(tmp_path / "brat", One_txt=TEXT, **{"jo-One_ann": named})
    (tmp_path / "names.toml").write_text(MAPPING, encoding="utf-8")
    (found,) = brat.documents(here, tmp_path / "names.toml")
    assert (found.article, found.text) == ("One", TEXT) and {mark.coder for mark in found.marks} == {"jo"}
    assert [mark.name for mark in found.marks if mark.layer == "spans"] == ["E1", "E4"]
    for lines, found in (
        (f"{MAPPING}X = 'Y'\n", "other names"),
        (f"{MAPPING}[typ]\n", "'typ'"),
        ("z = 1", "'z'"),
    ):
        (tmp_path / "names.toml").write_text(lines, encoding="utf-8")
        with pytest.raises(RostrumError, match=f"found {found}, allowed: TOML with 'pattern'"):
            brat.documents(here, tmp_path / "names.toml")


def test_a_cue_of_many_words_and_blanks_at_ends_are_kept() -> None:
    words = "He could not help but add to us all that it rains."
    marks = [Mark("spans", "jo", "E1", "", {"cue": [(2, 36)], "content": [(36, 50)]}, {})]
    made = coding.Coding("one", words, units.standing(words, "en"), [package.narrator("one")])
    made.add("jo", marks, "generic")
    pieces = [(row["start"], row["end"], row["cue"]) for row in made.made["article.attribution_pieces"]]
    assert pieces == [
        *[(3, 21, "could not help but"), (22, 35, "add to us all")],
        *[(36, 50, "")],
    ]


def test_what_users_of_label_studio_bind_becomes_attributions(bare: Path, tmp_path: Path) -> None:
    words = (bare / "text" / "tram.txt").read_text("utf-8")

    def region(key: str, label: str, found: str) -> dict[str, Any]:
        start = words.index(found)
        value = {"start": start, "end": start + len(found), "labels": [label]}
        return {"id": key, "type": "labels", "value": value}

    result = [
        region("z", "Person", "Opponents"),
        region("a", "Content", "the count was unfair"),
        region("b", "Source", "Opponents"),
        region("c", "Cue", "claim"),
        region("d", "conflict", "unfair"),
        {"id": "e", "type": "choices", "value": {"choices": ["yes"]}},
        {"type": "relation", "from_id": "a", "to_id": "b"},
        {"type": "relation", "from_id": "c", "to_id": "a"},
    ]
    given = {"completed_by": {"id": 7, "email": "jo@example.org"}, "result": result}
    task = {"id": 3, "data": {"text": words}, "annotations": [given], "predictions": [{"result": []}]}
    (tmp_path / "a.json").write_text(json.dumps([task]), encoding="utf-8")
    into = shutil.copytree(bare, tmp_path / "into")
    said = formats.load("labelstudio", tmp_path / "a.json", into, "", "", None)
    assert any("a region of type choices" in line for line in said)
    assert any("a frame that the codebook generic does not have; such as Person" in line for line in said)
    with package.using(into):
        (row,) = tables.load("article.attributions").to_dict("records")
        assert (row["coder_id"], row["source_id"], row["sentence_id"]) == ("jo", "OPPONENTS", "p6s1")
        assert tables.load("article.frame_codings")["frame"].tolist() == ["conflict"]


def test_an_annotation_whose_text_moved_is_found_by_its_quote(bare: Path, tmp_path: Path) -> None:
    words = (bare / "text" / "tram.txt").read_text("utf-8")
    start = words.index("divided")
    quote = {"type": "TextQuoteSelector", "exact": "divided", "prefix": words[start - 7 : start]}

    def annotation(**selector: Any) -> dict[str, Any]:
        target = {
            "source": "urn:rostrum:tram",
            "selector": [{"type": "TextPositionSelector", **selector}, quote],
        }
        body = {"type": "TextualBody", "purpose": "tagging", "value": "conflict"}
        return {"id": "x", "type": "Annotation", "creator": "jo", "body": body, "target": target}

    for at in (start, start + 5, 1_000_000):
        (tmp_path / "a.json").write_text(json.dumps(annotation(start=at, end=at + 7)), encoding="utf-8")
        (found,) = web.documents(tmp_path / "a.json", {"tram": words})
        assert [mark.parts for mark in found.marks] == [{"": [(start, start + 7)]}]
    quote["exact"] = "undivided"
    (tmp_path / "a.json").write_text(json.dumps(annotation(start=1, end=8)), encoding="utf-8")
    (found,) = web.documents(tmp_path / "a.json", {"tram": words})
    assert not found.marks and found.left == [("a target whose place can't be told", "x")]


def test_the_long_table_has_a_row_a_place(coded: Path, tmp_path: Path) -> None:
    formats.write("csv", coded, tmp_path / "a.csv", "", "", False)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    frames = [(row["coder"], row["article"], row["unit"]) for row in found if row["layer"] == "frames"]
    assert len(frames) == 16 and ("example", "tram", "p9s1") in frames
    pieces = [json.loads(row["attributes"])["part"] for row in found if row["layer"] == "spans"]
    assert {part: pieces.count(part) for part in set(pieces)} == {
        "source": 12,
        "cue": 19,
        "content": 18,
    } or pieces


def test_the_order_of_rows_says_nothing(bare: Path, coded: Path, tmp_path: Path) -> None:
    """Pieces of one attribution among them: of a cue, of a source, of content."""
    formats.write("csv", coded, tmp_path / "a.csv", "", "", False)
    into, head, *lines = tmp_path / "into", *(tmp_path / "a.csv").read_text("utf-8").splitlines()
    (tmp_path / "b.csv").write_text("\n".join([head, *lines[::-1]]), encoding="utf-8")
    formats.load("csv", tmp_path / "b.csv", shutil.copytree(bare, into), "", "", None)
    assert rows(into) == rows(coded)


@pytest.mark.parametrize("name", ["J. Doe", "", "majority"])
def test_a_name_that_no_coder_may_have_is_told_with_its_file(name: str, bare: Path, tmp_path: Path) -> None:
    path, into = tmp_path / "a.csv", shutil.copytree(bare, tmp_path / "into")
    path.write_text(",".join(table.COLUMNS) + f"\n{name},tram,,hedges,45,60,weak,{{}}\n", encoding="utf-8")
    with pytest.raises(RostrumError, match=rf"^{path}: found the coder '{name}' of tram, allowed: .*--coder"):
        formats.load("csv", path, into, "", "", None)
    with pytest.raises(RostrumError, match=r"^--coder: found 'J D', allowed"):
        formats.load("csv", path, into, "J D", "", None)
    assert rows(into) == rows(bare)
    formats.load("csv", path, into, "jane", "", None)


def test_a_text_without_codings_gets_the_codebook_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"id": 1, "data": {"article": "a", "text": "It rained today."}}]')
    formats.load("labelstudio", tmp_path / "a.json", tmp_path / "a", "", "policy", None)
    assert {row["codebook"] for row in package.rows(tmp_path / "a", "codebooks")} == {"policy"}
    formats.load("labelstudio", tmp_path / "a.json", tmp_path / "b", "", "", None)
    assert {row["codebook"] for row in package.rows(tmp_path / "b", "codebooks")} == {"generic"}


def test_rows_that_no_table_has_are_named(bare: Path, tmp_path: Path) -> None:
    """A layer, a frame and a hedge that there are not, a second frame of one kind, a part without content."""
    into, line = shutil.copytree(bare, tmp_path / "into"), "jo,tram,,{},45,60,{},{}\n"
    part = '"{""part"": ""cue"", ""name"": ""a1""}"'
    wanted = [("span", "x"), ("frames", "x"), ("hedges", "x"), ("frames", "conflict"), ("frames", "conflict")]
    whole = ",".join(table.COLUMNS) + "\n" + "".join(line.format(*pair, "{}") for pair in wanted)
    whole += line.format("spans", "", part)
    good = line.format("hedges", "weak", "{}") + line.format("spans", "", part.replace("cue", "content"))
    (tmp_path / "a.csv").write_text(whole + good.replace("a1", "a2"), encoding="utf-8")
    said = "\n".join(formats.load("csv", tmp_path / "a.csv", into, "", "", None))
    for why in (
        "a row of no layer; such as span x",
        "a frame that the codebook generic does not have; such as x",
        "article.hedges: hedge_type: allowed: one of weak, strong, concession; such as x",
        "article.frame_codings: a second row of one unit; such as jo generic p2s1 conflict",
        "an attribution without words of content; such as a1",
    ):
        assert f"left out: 1 x {why}" in said, said
    with package.using(into):
        assert tables.load("article.frame_codings")["frame"].tolist() == ["conflict"]
        coded = tables.load("article.coded").groupby("layer", observed=True).size()
        assert set(coded.index) == {"attribution", "spans", "frames", "hedges"}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("p2s2,attribution,,,zebra,{}", "status: allowed: one of .*; such as zebra .example p2s2"),
        ("p2s2,hedges,45,60,,{}", "hedge_type: allowed: .*; such as nothing .example p2s1"),
        (',spans,45,60,,"{""part"": ""cue""}"', "without words of content; such as 2"),
    ],
)
def test_rows_of_which_none_can_be_kept_take_the_place_of_none(
    row: str, why: str, coded: Path, tmp_path: Path
) -> None:
    into, path = shutil.copytree(coded, tmp_path / "into"), tmp_path / "a.csv"
    path.write_text(f"{','.join(table.COLUMNS)}\nexample,tram,{row}\n", encoding="utf-8")
    with pytest.raises(
        RostrumError, match=rf"^tram: found no row of .* by example [^\n]*\nleft out: .*{why}"
    ):
        formats.load("csv", path, into, "", "", None)
    assert rows(into) == rows(coded)


def test_attributions_of_which_none_has_content_take_the_place_of_none(tmp_path: Path) -> None:
    """As where a mapping file was forgotten; who had none before has gone through the text, and none now."""
    lines, into = LINES.replace("Content:", "Quote:"), tmp_path / "into"
    place = folder(tmp_path / "in", **{"t.txt": MAYOR, "t_jo.ann": LINES, "t_kim.ann": lines})
    formats.load("brat", place, into, "", "", None)
    before = rows(into)
    (place / "t_jo.ann").write_text(lines, encoding="utf-8")
    with pytest.raises(
        RostrumError, match=r"t: found no row of spans by jo .*\n.*\n.* an event Attribution without"
    ):
        formats.load("brat", place, into, "", "", None)
    assert rows(into) == before
    (place / "t_jo.ann").write_text("", encoding="utf-8")
    formats.load("brat", place, into, "", "", None)
    assert package.rows(into, "article.attributions") == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_written_over(kind: str, coded: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", kind, str(coded), "--out", str(tmp_path)])
    assert done.exit_code == 1 and "is there already" in done.stderr
    done = CliRunner().invoke(
        app, ["export", kind, str(coded), "--out", str(tmp_path / "a"), "--coder", "nobody"]
    )
    assert done.exit_code == 1 and "--coder: found 'nobody', allowed: example" in done.stderr


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [None, "Another text."])
def test_a_text_that_is_lost_or_changed_is_not_exported_as_none(
    kind: str, text: str | None, coded: Path, tmp_path: Path
) -> None:
    """But in a format that has no words of it."""
    source, out = shutil.copytree(coded, tmp_path / "source"), tmp_path / "out"
    (source / "text" / "tram.txt").unlink()
    if text:
        (source / "text" / "tram.txt").write_text(text, encoding="utf-8")
    if kind == "csv":
        assert formats.write(kind, source, out, "", "", False)
    else:
        with pytest.raises(RostrumError, match=r"tram.txt: found (no|another) text.* put it back"):
            formats.write(kind, source, out, "", "", False)
    assert out.exists() == (kind == "csv")


def test_what_brat_has_no_place_for_is_asked_for_where_it_is_gone(coded: Path, tmp_path: Path) -> None:
    formats.write("brat", coded, tmp_path / "out", "", "", False)
    (tmp_path / "out" / "rostrum.csv").unlink()
    with pytest.raises(RostrumError, match=r"tram_example.ann: found annotations .* put rostrum.csv back"):
        formats.load("brat", tmp_path / "out", tmp_path / "into", "", "", None)


@pytest.mark.parametrize("kind", ["brat", "csv"])
def test_an_export_that_fails_leaves_nothing(
    kind: str, coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        formats.write(kind, coded, tmp_path / "new" / "out", "", "", True)
    assert [*(tmp_path / "new").iterdir()] == []


# ---- what would be mixed up, lost or passed over ----------------------------------------------------------

MAYOR = "The mayor said the tram opens. Bye now."
LINES = (
    "T1\tSource 0 9\tThe mayor\nT2\tCue 10 14\tsaid\nT3\tContent 15 29\tthe tram opens\n"
    "T4\tAttribution 10 14\tsaid\nE1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n"
)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"x/t.txt": MAYOR, "x/t.ann": LINES, "y/t.txt": f"{MAYOR} Not so."},
            r"found .*x.t.txt and .*y.t.txt, allowed: each name once",
        ),
        ({"t.txt": MAYOR, "x/t.ann": LINES, "y/t.ann": LINES}, "x.t.ann and .*y.t.ann, allowed: each"),
        (
            {"t.txt": MAYOR, "t.ann": LINES, "u.txt": MAYOR, "u.ann": LINES},
            "text of t twice with codings by 'brat'",
        ),
        (
            {"t.txt": MAYOR, "t.ann": LINES.replace("\t", " ")},
            "found 'T1 Source .* allowed: lines as brat",
        ),
    ],
)
def test_files_that_would_be_mixed_up_are_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    for name, words in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(words, encoding="utf-8")
    with pytest.raises(RostrumError, match=told):
        formats.load("brat", tmp_path / "in", tmp_path / "out", "", "", None)
    with pytest.raises(RostrumError, match=r"in: found no datapackage.json, allowed: a data package"):
        (tmp_path / "in" / "t.ann").write_text(LINES, encoding="utf-8")
        exchange.store([], tmp_path / "in")


def test_marks_that_do_not_fit_the_words_of_the_text_are_refused(tmp_path: Path) -> None:
    """As where line ends changed after the marking; brat counts each character of a file, and has blanks
    for line ends. Words that nothing has, and a text that nobody has, are held against nothing.
    """
    text = "Mayor quits.\r\nHe said\r\nso, and we agree."
    fit = "T1\tContent 17 26;27 30\tsaid  so, and\nE1\tAttribution:T1 Content:T1\n"
    for lines in (fit, fit.replace("so, and", "")):
        assert brat.read(text, lines)[0][0].parts == {"content": [(17, 26), (27, 30)]}
    place = folder(tmp_path / "in", **{"t.txt": text, "t_jo.ann": fit})
    formats.load("brat", place, tmp_path / "fits", "", "", None)
    for lines, why in (
        (fit.replace("\tsaid  so, and", "\tdid not say so"), "found 'did not say so', allowed: 'said"),
        (fit.replace("30", "99"), "a place that is not in the text"),
    ):
        (place / "t_jo.ann").write_text(lines, encoding="utf-8")
        with pytest.raises(RostrumError, match=rf"t_jo.ann: T1: {why}"):
            formats.load("brat", place, tmp_path / "out", "", "", None)
        assert brat.read(None, lines)[0]
    value = {"start": 4, "end": 9, "labels": ["Content"], "text": "mayor"}
    region, path = {"id": "a", "type": "labels", "value": value}, tmp_path / "a.json"
    path.write_text(task({"completed_by": 1, "result": [region]}), encoding="utf-8")
    assert len(studio.documents(path)[0].marks) == 2
    for name, wrong in (("text", "tram"), ("end", 99)):
        region["value"] = value | {name: wrong}
        path.write_text(task({"completed_by": 1, "result": [region]}), encoding="utf-8")
        with pytest.raises(
            RostrumError, match=r"task-1, 1, region a: (found 'tram', allowed: 'mayor'|a place)"
        ):
            studio.documents(path)


@pytest.mark.parametrize("ends", ["99990,99999", f"45,{10**30}", "45,45", "-1,5", "45,", ",60"])
def test_a_place_that_is_none_in_the_text_is_told_with_its_line(
    ends: str, coded: Path, tmp_path: Path
) -> None:
    into, path = shutil.copytree(coded, tmp_path / "into"), tmp_path / "a.csv"
    lines = [
        f'jo,tram,,spans,{at},,"{{""part"": ""{part}"", ""name"": ""1""}}"'
        for at, part in (("156,186", "content"), (ends, "cue"))
    ]
    path.write_text("\n".join([",".join(table.COLUMNS), *lines]), encoding="utf-8")
    with pytest.raises(RostrumError, match=rf"^{path}:3: found (a place that is not|the place .* two whole)"):
        formats.load("csv", path, into, "", "", None)
    (into / "text" / "tram.txt").unlink()
    told = rf"^({path}:3: found|tram: found the place .* in spans 1 by jo, allowed: one)"
    with pytest.raises(RostrumError, match=told):
        formats.load("csv", path, into, "", "", None)
    assert package.rows(into, "article.attributions") == package.rows(coded, "article.attributions")


def test_a_mark_at_the_beginning_of_a_file_takes_no_line_along(tmp_path: Path) -> None:
    place = folder(tmp_path / "in", **{"t.txt": MAYOR, "t.ann": f"\ufeff{LINES}"})
    assert len(brat.documents(place)[0].marks) == 2 and brat.documents(place)[0].left == []


def test_two_coders_whose_files_would_have_one_name_are_not_written(tmp_path: Path) -> None:
    read = [Document("t", MAYOR, [coding.gone_through("x_y", "spans")], [])]
    read += [Document("t_x", MAYOR, [coding.gone_through("y", "spans")], [])]
    with pytest.raises(RostrumError, match=r"found two files t_x_y.ann, allowed: one"):
        brat.files(read, tmp_path)


def task(*given: Any) -> str:
    return json.dumps([{"data": {"text": MAYOR}, "annotations": list(given)}])


def test_each_annotation_of_a_task_is_another_coder_who_went_through_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    by = [{"completed_by": {"email": f"jane@{host}"}, "result": []} for host in ("press.org", "uni.edu")]
    path.write_text(task(*by), encoding="utf-8")
    with pytest.raises(RostrumError, match=r"a.json: task 1: found two annotations by 'jane'"):
        formats.load("labelstudio", path, tmp_path / "out", "", "", None)
    path.write_text(task(by[0]).replace("Bye", "B\\u0000ye"), encoding="utf-8")
    with pytest.raises(RostrumError, match="found a NUL character"):
        formats.load("labelstudio", path, tmp_path / "out", "", "", None)
    path.write_text(task(by[0] | {"was_cancelled": True}), encoding="utf-8")
    assert studio.documents(path)[0].marks == [], "who skips a task has not gone through it"
    with pytest.raises(RostrumError, match="--mapping: found one for labelstudio, allowed: for brat"):
        formats.load("labelstudio", path, tmp_path / "out", "", "", path)


@CAS
def test_marks_that_no_type_system_describes_are_not_passed_over(coded: Path, tmp_path: Path) -> None:
    formats.write("cas", coded, tmp_path / "cas", "", "", False)
    (tmp_path / "cas" / cas.TYPES).write_text("<x/>", encoding="utf-8")
    with pytest.raises(RostrumError, match=r"found marks that TypeSystem.xml does not describe"):
        cas.documents(tmp_path / "cas")


def test_a_frame_of_many_words_or_of_a_credit_line_is_kept(coded: Path, tmp_path: Path) -> None:
    into = shutil.copytree(coded, tmp_path / "tram")
    rows = "".join(f"bob,tram,,frames,{place},conflict,{{}}\n" for place in ("0,10", "60,140"))
    (tmp_path / "a.csv").write_text(f"{','.join(table.COLUMNS)}\n{rows}", encoding="utf-8")
    said = formats.load("csv", tmp_path / "a.csv", into, "", "", None)
    own = [row for row in package.rows(into, "article.frame_codings") if row["coder_id"] == "bob"]
    assert [(row["sentence_id"], bool(row["cue"])) for row in own] == [("p1s1", True), ("p2s1", True)]
    assert own[1]["cue"] == "ram, 61 years after"
    assert any("1 x words of a frame behind its first four; such as  the last one" in line for line in said)
    (tmp_path / "a.csv").write_text(f"{','.join(table.COLUMNS)}\nbob,tram,,none,,,x,{{}}\n", encoding="utf-8")
    with pytest.raises(RostrumError, match="found no coding"):
        formats.load("csv", tmp_path / "a.csv", into, "", "", None)


def test_what_was_left_out_stays_told(bare: Path, tmp_path: Path) -> None:
    into, words = shutil.copytree(bare, tmp_path / "tram"), (bare / "text" / "tram.txt").read_text("utf-8")
    for number, name in enumerate(("ann", "bob")):
        lines = "".join(f"{line.rpartition(chr(9))[0]}\n" for line in LINES.splitlines()[:4])
        lines += f"{LINES.splitlines()[4]}\nT9\tDiscuss {number} 5\n"
        place = folder(tmp_path / name, **{"tram.txt": words, f"tram_{name}.ann": lines})
        formats.load("brat", place, into, "", "", None)
    kept = (into / "sheets" / "left-out.txt").read_text(encoding="utf-8")
    assert "tram_ann.ann: T9" in kept and "tram_bob.ann: T9" in kept


# ---- disagreements


@pytest.fixture(scope="module")
def twice(coded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example with a second coder, who differs in six units' frames and five units' mode."""
    folder = tmp_path_factory.mktemp("formats")
    into, path = shutil.copytree(coded, folder / "tram"), folder / "jane.csv"
    formats.write("csv", coded, path, "", "", False)
    lines = [line for line in path.read_text("utf-8").split("\n") if "conflict" not in line]
    changed = "\n".join(lines).replace('""direct""', '""indirect""')
    path.write_text(changed, encoding="utf-8")
    formats.load("csv", path, into, "jane", "", None)
    return into


def test_units_on_which_coders_differ_are_listed_and_decided(twice: Path, tmp_path: Path) -> None:
    into, path = shutil.copytree(twice, tmp_path / "tram"), tmp_path / "decide.xlsx"
    done = CliRunner().invoke(app, ["compare", str(into), "--out", str(path)])
    assert not done.exception and "p3s2" in done.stdout and str(path) in done.stdout.replace("\n", "")
    found = compare.compare(into, "")
    assert found.differing.groupby("layer").size().to_dict() == {"attribution": 5, "frames": 6}
    asked = found.asked.set_index("question")
    assert (
        asked.loc["frame conflict", "units_disagreeing"] == 6 and asked.loc["mode", "units_disagreeing"] == 5
    )
    assert asked.loc["words of content", "F1"] == 1 and asked.loc["voice", "alpha"] == 1
    part = found.differing.assign(**{found.coders[0]: float("nan")})  # as of a unit that this coder left out
    compare.sheet(found._replace(differing=part), into, tmp_path / "part.xlsx")
    assert "nan" not in {cell.value for row in load_workbook(tmp_path / "part.xlsx").active for cell in row}
    book = load_workbook(path)
    page = book.active
    for row in page.iter_rows(min_row=2):
        assert row[0].value  # the words of the unit
        row[1].value = {"attribution": "jane", "frames": None}[row[3].value]
    book.save(path)
    done = CliRunner().invoke(app, ["compare", str(into), "--decided", str(path)])
    assert not done.exception, done.output
    assert compare.compare(into, "").coders == ["example", "jane"]
    with package.using(into):
        coders = tables.load("coders").set_index("coder_id")["kind"]
        assert coders[ADJUDICATED] == ADJUDICATED
        frames = tables.load("article.coded").query("coder_id == @ADJUDICATED and layer == 'frames'")
        assert len(frames) == 0  # what is not decided is not coded
        article = Article.load("tram")
        assert sorted(article.coders["coder_id"]) == ["example", "jane"]
        assert ADJUDICATED not in {*article.frame_codings["coder_id"], *article.coded["coder_id"]}
        assert ADJUDICATED not in overview.coders("tram")["coder_id"].tolist()
        assert article.readings() == ["example", "jane", MAJORITY]
        detail = sourcing.headlines("tram").named["agreement"].detail
        assert "In 5 units what somebody decided between them stands for the majority." in detail
        modes = article.units(MAJORITY).set_index("sentence_id")["mode"]
        assert (
            modes["p3s2"] == "indirect"
            and article.units("example").set_index("sentence_id")["mode"]["p3s2"] == "direct"
        )
    page["B2"] = "nobody"
    book.save(path)
    with pytest.raises(RostrumError, match="2 decision: found 'nobody', allowed: example or jane"):
        compare.decide(into, path)


def decided(into: Path, path: Path, **chosen: str) -> tuple[dict[str, str], list[str]]:
    """Decide in a new workbook that has only some units; return its decisions before, and what is said."""
    compare.sheet(compare.compare(into, ""), into, path)
    book = load_workbook(path)
    page, before = book.active, dict[str, str]()
    for row in reversed([*page.iter_rows(min_row=2)]):
        key = f"{row[3].value}_{row[4].value}"
        before |= {key: row[1].value} if row[1].value else {}
        row[1].value = chosen.get(key)
        if key not in chosen:
            page.delete_rows(row[0].row)
    book.save(path)
    return before, compare.decide(into, path)


def adjudicated(into: Path) -> list[str]:
    rows = package.rows(into, "article.coded")
    return sorted(f"{row['layer']}_{row['sentence_id']}" for row in rows if row["coder_id"] == ADJUDICATED)


def test_what_was_decided_stays_unless_the_workbook_takes_it_away(twice: Path, tmp_path: Path) -> None:
    into = shutil.copytree(twice, tmp_path / "tram")
    one, other = compare.compare(into, "").differing.query("layer == 'frames'")["unit"][:2]
    first = {"attribution_p3s2": "jane", f"frames_{one}": "example"}
    assert decided(into, tmp_path / "a.xlsx", **first)[0] == {}
    before, said = decided(into, tmp_path / "b.xlsx", **{f"frames_{other}": "example"})
    assert before == first and "Taken away" not in said[0]
    now = status(into)
    assert now.following == f"python -m helpers report --data {into}" and ADJUDICATED not in str(now.rows)
    with pytest.raises(RostrumError, match=r"allowed: a sheet .* 'compare' for 'compare --decided'"):
        marks.store(tmp_path / "b.xlsx", into)
    assert adjudicated(into) == sorted([*first, f"frames_{other}"]), "and nothing that coders agree on"
    frames = [row for row in package.rows(into, "article.frame_codings") if row["coder_id"] == ADJUDICATED]
    assert {row["sentence_id"] for row in frames if row["frame"] == "conflict"} == {one, other}
    _, said = decided(into, tmp_path / "c.xlsx", attribution_p3s2="", **{f"frames_{one}": ""})
    assert said[0].startswith("Taken away: 2 of what was decided before, ") and "frames" in said[0]
    assert adjudicated(into) == [f"frames_{other}"]
    assert compare.compare(into, "").differing["decision"].tolist().count("example") == 1
    decided(into, tmp_path / "d.xlsx", **{f"frames_{other}": ""})
    assert adjudicated(into) == []


def test_a_decision_holds_as_long_as_a_coder_still_says_so(twice: Path, tmp_path: Path) -> None:
    into = shutil.copytree(twice, tmp_path / "tram")
    decided(into, tmp_path / "a.xlsx", attribution_p3s2="jane", attribution_p6s2="jane")
    path = into / "article" / "attribution_codings.csv"
    rows = path.read_text("utf-8").replace("jane,p3s2,explicit,2,indirect", "jane,p3s2,explicit,2,direct")
    for coder in ("example", "jane"):
        rows = rows.replace(f"{coder},p3s3,explicit,2,mixed", f"{coder},p3s3,explicit,2,direct")
    path.write_text(rows, "utf-8")
    with package.using(into):
        modes = Article.load("tram").units().set_index("sentence_id")[["mode", "tie"]].T.to_dict("list")
    assert modes["p3s2"] == ["direct", False], "all coders agree by now, otherwise than was decided"
    assert modes["p3s3"] == ["direct", False], "what all agreed on before was no decision"
    assert modes["p6s2"] == ["indirect", False]
    before, said = decided(into, tmp_path / "b.xlsx")
    assert before == {"attribution_p6s2": "jane"} and "'tram attribution p3s2'" in said[0]
    assert adjudicated(into) == ["attribution_p6s2"]


def test_who_decided_is_no_coder_of_figures(coded: Path, tmp_path: Path) -> None:
    into = shutil.copytree(coded, tmp_path / "tram")
    with package.using(into):
        before = by_article.of("tram")
    for name, row in {
        "coders": "adjudicated,article,adjudicated,false,",
        "article/coded": "tram,adjudicated,attribution,generic,p6s2",
        "article/attribution_codings": "tram,adjudicated,p6s2,none,1,none,none",
        "article/attribution_coding_sources": "tram,adjudicated,p6s2,1,NARR",
    }.items():
        with (into / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    with package.using(into):
        assert by_article.of("tram").equals(before)
        rows = sources.rows("packages", [sources.Item("tram", (into,))])[0]
        assert {*rows["article.coded"]["coder_id"]} == {"example"}
        assert checks.facts()["coders"] == "one example coder; no person has coded"


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("C1", "Article", "decide.xlsx:1: found no article, allowed: the columns of 'compare'"),
        ("F1", "note", "decide.xlsx:2: found tram attribution .* otherwise than it is coded now"),
        ("F2", "another", "decide.xlsx:2: found tram .* write the workbook anew with --out"),
        ("G2", "another", "decide.xlsx:2: found tram .* otherwise"),
        ("E3", "p99s9", "decide.xlsx:3: found tram attribution p99s9 otherwise"),
        ("B2", "rules", "decide.xlsx:2 decision: found 'rules', allowed: example or jane"),
    ],
)
def test_a_workbook_says_what_coders_say_now_or_decides_nothing(
    twice: Path, tmp_path: Path, cell: str, value: str, told: str
) -> None:
    into, path = shutil.copytree(twice, tmp_path / "tram"), tmp_path / "decide.xlsx"
    compare.sheet(compare.compare(into, ""), into, path)
    book = load_workbook(path)
    book.active[cell] = value
    book.save(path)
    before = package.rows(into, "article.coded")
    with pytest.raises(RostrumError, match=told):
        compare.decide(into, path)
    assert package.rows(into, "article.coded") == before


@pytest.mark.parametrize("name", ["rules", ADJUDICATED])
def test_a_person_has_no_name_that_stands_for_what_is_none(coded: Path, tmp_path: Path, name: str) -> None:
    into = shutil.copytree(coded, tmp_path / "tram")
    formats.write("csv", coded, tmp_path / "a.csv", "", "", False)
    with pytest.raises(RostrumError, match=f"found '{name}' as the name .* allowed: another name"):
        formats.load("csv", tmp_path / "a.csv", into, name, "", None)


def test_programs_are_compared_only_when_they_are_asked_for(
    twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = shutil.copytree(twice, tmp_path / "tram")
    rows = (into / "coders.csv").read_text("utf-8")
    assert rows.count("jane,article,example") == 1
    (into / "coders.csv").write_text(rows.replace("jane,article,example", "jane,article,program"), "utf-8")
    with pytest.raises(RostrumError, match="two or more"):
        compare.compare(into, "")
    monkeypatch.setenv("ROSTRUM_PROGRAMS", "1")
    assert compare.compare(into, "").coders == ["example", "jane"]


def test_frames_are_compared_among_those_who_had_the_same_codebook() -> None:
    found = compare.compare(package.SHIPPED, "")
    asked = found.asked.set_index("question")
    assert asked.loc["frame dealmaking by rostrum", "coders"] == 3
    assert asked.loc["frame dealmaking by rostrum", "units_disagreeing"] == 0
    assert asked.loc["frame conflict by generic", "coders"] == 2 and "frame conflict" not in asked.index
    frames = {layer for layer in found.differing["layer"] if layer.startswith("frames")}
    assert frames and frames <= {"frames by rostrum", "frames by generic", "frames by policy"}


def test_one_coder_can_not_be_compared(coded: Path) -> None:
    with pytest.raises(RostrumError, match="two or more"):
        compare.compare(coded, "")
