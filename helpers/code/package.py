"""A data package of one's own: made from a text, opened, and changed in one step or not at all."""

from __future__ import annotations

import csv
import ctypes
import glob
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from shlex import quote
from typing import Any, NamedTuple

from helpers import notebooks
from helpers.code import reading, units
from helpers.code.units import Unit
from helpers.errors import RostrumError, shown
from helpers.read import tables
from helpers.read.files import locked, read_text
from helpers.read.package import SHIPPED, describe, document
from helpers.read.spans import HAN, quoted_words, words_of

Rows = list[dict[str, Any]]
CREDIT = re.compile(r"^\W*(\w+\s*[:：])?\s*|[)\]）】.]+$")
"""What stands around the name in a credit line."""
SWAP, HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD of Linux."""


class PackageError(RostrumError):
    """A package that can't be made or changed as asked; says why and what to do."""


class Text(NamedTuple):
    """A text, its row of ``article.texts``, and the first rows of each table."""

    facts: dict[str, Any]
    raw: bytes
    made: dict[str, Rows]


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Have ``tables`` read the package in a folder, anew."""
    before = os.environ.get("ROSTRUM_DATA")
    os.environ["ROSTRUM_DATA"] = os.path.realpath(folder)  # which takes loops of links
    tables.forget()
    try:
        yield
    finally:
        tables.forget()
        os.environ.pop("ROSTRUM_DATA")
        os.environ.update({} if before is None else {"ROSTRUM_DATA": before})


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep others from a package meanwhile; raises PackageError for a folder that is none.

    What goes wrong meanwhile because the package is not sound is a DataError with all problems.
    """
    if not (folder / "datapackage.json").is_file():
        advice = f"make it: python -m helpers new TEXT --out {quote(str(folder))}"
        raise PackageError(f"{folder}: found no datapackage.json, allowed: a data package; {advice}")
    try:
        with locked(folder):
            for path in [*folder.glob("article/*.csv"), folder / "sheets", *folder.glob("sheets/*")]:
                notebooks.within(path)
            for left in folder.glob(".staged-*"):  # by a run that was killed
                for old in [] if (folder / "article").exists() else left.glob("*/old"):
                    old.rename(folder / "article")  # killed between the two steps of _exchange
                shutil.rmtree(left, ignore_errors=True)
            yield
    except Exception as error:  # tables that a person has changed may lead to anything
        if not isinstance(error, RostrumError | OSError):
            with using(folder):
                tables.names()
        raise


def rows(folder: Path, name: str) -> Rows:
    """Return the rows of a table, all cells as text; none where it is not there."""
    path = _path(folder, name)
    return list(csv.DictReader(io.StringIO(read_text(path), newline=""))) if path.exists() else []


def article(folder: Path, article_id: str = "") -> tuple[str, list[Unit]]:
    """Return a coded article, the first by default, and its units with their words.

    Raises PackageError where the text that was cut into units is not at hand.
    """
    digests = {row["article_id"]: row["text_sha256"] for row in rows(folder, "article.texts")}
    chosen = article_id or next(iter(digests), "")
    if chosen not in digests:
        raise PackageError(f"{folder}: found no article {chosen!r}, allowed: {' or '.join(digests)}")
    path = folder / "text" / f"{chosen}.txt"
    raw = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(raw).hexdigest() != digests[chosen]:
        found = "another text than the one that was cut into units" if raw else "no text"
        raise PackageError(f"{path}: found {found}, allowed: the text that 'new' wrote; put it back")
    text, sentences = raw.decode(), rows(folder, "article.sentences")
    cut = [Unit.of(row, text) for row in sentences if row["article_id"] == chosen]
    if not cut:
        raise ValueError(f"{chosen} has no units")
    return chosen, cut


def new(path: Path, out: Path, article_id: str, book: str, given: Mapping[str, str], add: bool) -> list[str]:
    """Make a package of a text, or with ``add`` put it into one; return lines that say what was made.

    ``given`` has columns of ``article.texts`` that are known. Raises PackageError where ``out`` is there
    already, for a text that is, and for a value that no cell may hold; TextError for a file without an
    article. What no cell may hold of what a page says of itself is left out, which a line says.
    """
    blocks, facts = reading.read(path)
    left = list[str]()
    for name, value in {**facts, **given, "article_id": article_id}.items():
        if may := refused("article.texts", name, value):
            option = "--" + {"article_id": "id", "published": "date"}.get(name, name)
            if name in given or name not in facts:
                raise PackageError(f"{option}: found {shown(value)}, allowed: {may}")
            left.append(f"{name}: left out {shown(value)}, allowed: {may}; {option} gives another")
            del facts[name]
    facts |= given
    sure = "language" in facts
    language = facts.setdefault("language", reading.guessed(" ".join(block.text for block in blocks)))
    text, cut = units.cut(blocks, language.partition("-")[0].lower())
    credit = cut[-1].text if cut[-1].kind == "credit" else ""
    one = described(article_id, text, cut, {"credit": reading.even(CREDIT.sub("", credit)), **facts})
    if add:
        with held(out):
            known = {row["text_sha256"]: row["article_id"] for row in rows(out, "article.texts")}
            if article_id in known.values():
                raise PackageError(f"{out}: article {article_id!r} is there already; give another --id")
            if same := known.get(one.facts["text_sha256"]):
                raise PackageError(f"{path}: found the text of article {same!r}, allowed: each text once")
            extend(out, [one], {name: rows(out, name) + lines for name, lines in one.made.items()})
    else:
        make(out, [one], {**codebook(book), **one.made})
    guess = "" if sure else " (guessed; --language gives another)"
    return left + _told(out, blocks, cut, f"{language}{guess}", f" --article {article_id}" * add)


def refused(table: str, column: str, value: str) -> str:
    """Return what a column of a table may hold if it may not hold a value; else nothing."""
    try:
        next(field for field in describe(SHIPPED)[table].fields if field.name == column).read(value)
    except ValueError as error:
        return str(error)
    return ""


def described(article_id: str, text: str, cut: list[Unit], given: Mapping[str, str]) -> Text:
    """Return a text with the rows that say what it is; ``given`` has columns of ``article.texts``."""
    raw = text.encode()
    facts = {"article_id": article_id, "may_publish": "false", **given}
    facts |= {"text_sha256": hashlib.sha256(raw).hexdigest(), "bytes": str(len(raw)), "encoding": "utf-8"}
    facts |= {"characters": str(len(text)), "words": str(len(words_of(text)))}
    facts |= {"quoted_words": str(quoted_words(text))}
    made: dict[str, Rows] = {
        "article.texts": [facts],
        "article.sentences": [{"article_id": article_id, **unit.row()} for unit in cut],
        "article.sources": [narrator(article_id)],
    }
    return Text(facts, raw, made)


def narrator(article_id: str) -> dict[str, Any]:
    """Return the row of an article's own voice."""
    own = {"source_id": "NARR", "label": "narrator", "source_type": "narrator", "entity_type": "none"}
    return {"article_id": article_id, **own, "named": "false"}


def extend(folder: Path, texts: Iterable[Text], changed: Mapping[str, Rows]) -> None:
    """Put texts into a package that is ``held``, and ``store`` its tables."""
    for one in texts:
        _put(folder, one)  # a text that no table names does no harm
    store(folder, changed)


def store(folder: Path, changed: Mapping[str, Rows]) -> None:
    """Replace tables of a package that is ``held``: all of them, if the package is sound then, or none.

    Raises DataError with all problems otherwise. Tables outside ``article`` only gain rows, so they go first.
    """
    with tempfile.TemporaryDirectory(prefix=".staged-", dir=folder) as place:
        staged = Path(place, folder.resolve().name)
        _copy(folder, staged, changed)
        # What else a person keeps there stays; so do rights.
        here = folder / "article"
        ours = {path.name for path in here.iterdir() if path.suffix in (".csv", ".part")}
        ignore = lambda where, _: ours if Path(where) == here else set()  # noqa: E731
        shutil.copytree(here, staged / "article", True, ignore, dirs_exist_ok=True)
        others = [_path(Path(), name) for name in changed if not name.startswith("article.")]
        notebooks.write({folder / path: (staged / path).read_bytes() for path in others})
        _exchange(staged / "article", here)


def slug(name: str) -> str:
    """Return small Latin letters and digits of a name, in words with - between; empty where it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))


def short(label: str, taken: Container[str]) -> str:
    """Return a short name of a voice that is not taken."""
    plain = slug(label).upper().replace("-", "_")[:30].strip("_")
    base = plain if plain[:1].isalpha() else f"V{plain}"
    names = (base if number == 1 else f"{base}_{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('.', '/')}.csv"


def _copy(folder: Path, staged: Path, changed: Mapping[str, Rows], empty: bool = False) -> None:
    """Copy a package, some tables changed, others as they are or ``empty``; DataError if unsound then."""
    for path in [*folder.glob("*.csv"), *folder.glob("[!.]*/*.csv")]:
        copy = staged / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        name, whole = ".".join(copy.relative_to(staged).with_suffix("").parts), read_text(path)
        if empty or name in changed:
            head, buffer = next(csv.reader(io.StringIO(whole))), io.StringIO(newline="")
            writer = csv.DictWriter(buffer, head, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(changed.get(name, []))
            whole = buffer.getvalue()
        copy.write_text(whole, encoding="utf-8", newline="")
        if not empty:
            shutil.copymode(path, copy)
    if not empty:
        shutil.copy(folder / "datapackage.json", staged)
    with using(staged):
        tables.names()


def _exchange(new_one: Path, old: Path) -> None:
    """Put one folder in the place of another, which goes to its place: at one stroke where systems can."""
    with suppress(OSError, AttributeError, TypeError):  # the last on Windows, which has no such library
        library = ctypes.CDLL(None)
        if library.renameat2(HERE, os.fsencode(new_one), HERE, os.fsencode(old), SWAP) == 0:
            return
    old.rename(new_one.with_name("old"))
    new_one.rename(old)


def codebook(book: str) -> dict[str, Rows]:
    """Return the rows of a codebook that ships; a package may have more rows of its own."""
    books = {row["codebook"]: row for row in rows(SHIPPED, "codebooks")}
    if book not in books:
        raise PackageError(f"--codebook: found {book!r}, allowed: {' or '.join(books)}")
    frames = [row for row in rows(SHIPPED, "frames") if row["codebook"] == book]
    return {"codebooks": [books[book]], "frames": frames}


def _common() -> dict[str, Rows]:
    """Return the tables that are about no article of one's own: what other texts say of all of them."""
    names = [one["name"] for one in document(SHIPPED)["resources"] if one.get("common")]
    return {name: rows(SHIPPED, name) for name in names}


def make(out: Path, texts: Sequence[Text], made: Mapping[str, Rows]) -> None:
    """Write a whole package, named for its first text, beside its place; move it there when it is sound.

    Sheets need a codebook: where none is given, it has the generic one. Raises PackageError where ``out`` is
    there already.
    """
    schema, facts = document(SHIPPED), texts[0].facts
    head = {"name": facts["article_id"], "title": facts["title"], "version": "1.0.0"}
    whole = head | {key: schema[key] for key in ("$schema", "edition", "folders", "resources")}
    for resource in whole["resources"]:
        for field in resource["schema"]["fields"]:
            field.pop("origin", None)  # it tells who coded the package that ships
    out.parent.mkdir(parents=True, exist_ok=True)
    with locked(out.parent), ExitStack() as stack:
        beside = f".staged-{out.name}-"
        for left in out.parent.glob(f"{glob.escape(beside)}????????"):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        if out.exists() or out.is_symlink():
            advice = f", or add the text with --add {quote(str(out))}" * (out / "datapackage.json").exists()
            raise PackageError(f"{out} is there already: name another folder{advice}")
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix=beside, dir=out.parent))
        staged = Path(place, out.name)
        staged.mkdir()
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        (staged / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
        (staged / ".gitattributes").write_text("* -text\n", encoding="utf-8")  # a text is known by its bytes
        _copy(SHIPPED, staged, {**codebook("generic"), **_common(), **made}, empty=True)
        for one in texts:
            _put(staged, one)
        staged.rename(out)


def _put(folder: Path, one: Text) -> None:
    """Write a text beside its data; git leaves it out unless it may be passed on."""
    (folder / "text").mkdir(exist_ok=True)
    ignored = folder / ".gitignore"
    lines = ignored.read_bytes().splitlines() if ignored.exists() else []
    lines += [line for line in (b"text/", b"sheets/") if line not in lines]
    hidden = {ignored: b"\n".join([*lines, b""])} if one.facts["may_publish"] != "true" else {}
    notebooks.write({folder / "text" / f"{one.facts['article_id']}.txt": one.raw, **hidden})


def _told(out: Path, blocks: list[reading.Block], cut: list[Unit], language: str, article: str) -> list[str]:
    """Return what was made of a text, and by which rules its special parts were told apart."""
    kinds = [unit.kind for unit in cut]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    words = [len(words_of(unit.text)) for unit in cut]
    counted = any(re.search(f"[{HAN}]", unit.text) for unit in cut)
    special = [block for block in blocks if block.kind != "paragraph"]
    return [
        f"{out}: {sum(words):,} words in {len(cut)} units ({counts}), language {language}",
        *(["Each Chinese character or kana counts as a word."] if counted else []),
        *(f"{block.kind}: {block.text[:60]!r} ({block.rule})" for block in special),
        *(["A title names the article and is none of its units."] if blocks[0].kind == "title" else []),
        "Wrong? Write the text as Markdown: '# ' before its title, '## ' before a crosshead.",
        f"Next: python -m helpers export sheet {quote(str(out))} --coder NAME{article}",
    ]
