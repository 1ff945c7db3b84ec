"""The commands: ``python -m helpers --help``."""

from __future__ import annotations

import codecs
import gc
import json
import os
import signal
import sys
import warnings
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from helpers import notebooks
from helpers.commands import corpus
from helpers.commands.console import bar, command, jupyter, plainly, show
from helpers.errors import RostrumError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
exports = typer.Typer(no_args_is_help=True, help="Write what people or other programs code in.")
imports = typer.Typer(no_args_is_help=True, help="Read what people or other programs have coded.")
app.add_typer(exports, name="export")
app.add_typer(imports, name="import")
app.add_typer(corpus.app, name="corpus")

DESK = notebooks.FOLDER / "coding_desk.ipynb"
"""No notebook of the collection: it asks, and tells nothing."""

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of a data package; else ROSTRUM_DATA, or the one here.")
]
Notebooks = Annotated[list[Path] | None, typer.Argument(help="Notebooks; all of them when none is named.")]
Package = Annotated[Path, typer.Argument(help="Folder of a data package.")]
Coder = Annotated[str, typer.Option(help="Name of the coder.")]
Kind = Annotated[str, typer.Option(help="person, example, program or language model.")]
First = Annotated[str, typer.Option("--article", help="The article; else the first of the package.")]
Each = Annotated[str, typer.Option("--article", help="The article; else all.")]


@app.callback()
def main() -> None:
    """Reports and checks of the notebooks on one news article."""
    # PYTHONWARNINGS may be set for others; what a person can mend is an error.
    warnings.simplefilter("ignore")


@command(app)
def report(
    files: Notebooks = None,
    data: Data = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the pages; else reports (in --data).")] = None,
    execute: Annotated[bool, typer.Option("--execute", help="Run the notebooks anew first.")] = False,
    text: Annotated[
        Path | None, typer.Option(help="The article's text: shows passages. Do not pass such a report on.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each page to PDF too; needs Chromium.")] = False,
) -> list[str]:
    """Write an HTML page a notebook, and an index, from the stored outputs; with --data, from new ones."""
    gc.disable()  # pages are made in two seconds, and hardly anything of them is dropped before the end
    from helpers import report as reports
    from helpers import themes

    _ours(not execute or data or files)
    out, chosen = out or (data or Path()) / "reports", files or notebooks.paths()
    with ExitStack() as stack:
        if data:
            place = Path(stack.enter_context(TemporaryDirectory()))
            _use(data, text)
            chosen = _copies(data, place / "notebooks", files)
            _use(notebooks.still(data, place))
        if execute or data:
            _refresh([path for path in chosen if not themes.left_out(themes.of(path))] if data else chosen)
        with bar("Rendering", len(chosen) + 1) as done:
            pages = reports.build(chosen, out, text=text, done=done)
            if pdf:
                pages += reports.pdf(pages, out)
    return [f"{len(pages)} files in {out}. Open {(out / 'index.html').resolve().as_uri()}"]


@command(app)
def refresh(files: Notebooks = None, data: Data = None) -> list[str]:
    """Run the notebooks anew and store their outputs; with --data, those of copies in its notebooks."""
    with TemporaryDirectory() as place:
        _ours(data or files)
        if data:
            files = _copies(data, data / notebooks.FOLDER.name, files)
            _use(notebooks.still(data, Path(place)))
        changed = _refresh(files or notebooks.paths())
    return [f"changed: {path}" for path in changed] or ["No output has changed."]


@command(app)
def check(data: Data = None) -> list[str]:
    """Print every problem of a data package that can be known without the text."""
    from helpers.read import tables

    _use(data)
    try:
        names = tables.names()
    except tables.DataError as error:
        print("\n".join(error.problems))
        raise typer.Exit(1) from None
    rows = sum(len(tables.load(name)) for name in names)
    _second_opinion()
    return [f"{tables.data_dir()}: {len(names)} tables with {rows:,} rows, no problem."]


@app.command()
def verify(
    path: Annotated[
        Path | None,
        typer.Argument(help="A file with the article's text; the package's text/<article_id>.txt."),
    ] = None,
    data: Data = None,
) -> None:
    """Say whether a text is the one that was coded, and check every offset and cue against it."""
    from helpers.read import text

    with plainly():
        _use(data, path)
        right, lines = text.report(path or text.kept())
        _second_opinion()
    print("\n".join(lines))
    raise typer.Exit(0 if right else 1)


@command(app)
def docs(data: Data = None) -> list[str]:
    """Write anew what is generated: the data dictionary, parts of README.md, lists of literature.

    With --data, the dictionary of that package alone.
    """
    from helpers import dictionary, documents

    _ours(data)
    _use(data)
    _second_opinion()
    changed = notebooks.save({data / "README.md": dictionary.render()}) if data else documents.write()
    return [f"changed: {path}" for path in changed] or ["Nothing has changed."]


@command(app)
def new(
    text: Annotated[Path, typer.Argument(help="An article: plain text, Markdown or HTML.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the package to make; else my-ID.")] = None,
    add: Annotated[Path | None, typer.Option(help="A package to put the article into instead.")] = None,
    name: Annotated[str, typer.Option("--id", help="Short name of the article; else the file's name.")] = "",
    title: Annotated[str, typer.Option(help="What readers call it; else the headline.")] = "",
    outlet: Annotated[str, typer.Option(help="Who published it.")] = "",
    date: Annotated[str, typer.Option(help="Day of publication, YYYY-MM-DD.")] = "",
    url: Annotated[str, typer.Option(help="Address of the page.")] = "",
    language: Annotated[str, typer.Option(help="Language, as en or pt-BR; else guessed.")] = "",
    codebook: Annotated[
        str, typer.Option(help="Frames to begin with: generic, policy or rostrum; else generic.")
    ] = "",
    may_publish: Annotated[bool, typer.Option("--may-publish", help="The text may be passed on.")] = False,
) -> list[str]:
    """Make a data package of an article of one's own."""
    from helpers.code import package

    if add and (out or codebook):
        raise RostrumError("found --add with --out or --codebook, allowed: --add alone; a package has both")
    article = name or package.slug(text.stem) or "article"
    facts = {"title": title, "outlet": outlet, "published": date, "url": url}
    facts |= {"language": language.replace("_", "-"), "may_publish": "true" if may_publish else ""}
    given = {name: value for name, value in facts.items() if value}
    folder = add or out or Path(f"my-{article}")
    return package.new(text, folder, article, codebook or "generic", given, add is not None)


@command(exports, "sheet")
def export_sheet(
    package: Package,
    coder: Coder,
    out: Annotated[Path | None, typer.Option(help="File to write; else CODER.xlsx in the package.")] = None,
    article: First = "",
    kind: Kind = "person",
    codebook: Annotated[str, typer.Option(help="Codebook of the frames; else the package's first.")] = "",
) -> list[str]:
    """Write a sheet in which a person codes an article."""
    from helpers.code import sheet

    return sheet.export(package, coder, out or package / f"{coder}.xlsx", article, kind, codebook)


@command(imports, "sheet")
def import_sheet(
    sheet: Annotated[Path, typer.Argument(help="A filled sheet.")],
    into: Annotated[Path, typer.Option(help="Folder of the data package that it was made from.")],
) -> list[str]:
    """Store what a coder has filled in, in place of what this coder had coded before."""
    from helpers.code import marks

    return marks.store(sheet, into)


FORMATS = {
    "brat": "brat stand-off: a folder of texts and annotations.",
    "cas": "UIMA CAS as XMI: a folder, a file an article.",
    "casjson": "UIMA CAS as JSON: a folder, a file an article.",
    "webannotation": "W3C Web Annotation: a file of JSON-LD.",
    "labelstudio": "Label Studio: a file of tasks, annotated or to annotate.",
    "csv": "One long CSV: a row a place.",
}
"""What codings are written in and read from, beside sheets; docs/formats.md says what each holds."""


def _export(
    chosen: typer.Context,
    package: Package,
    out: Annotated[Path, typer.Option(help="File or folder to write.")],
    coder: Annotated[str, typer.Option(help="The coder; else all.")] = "",
    article: Each = "",
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Write texts that may not be published too.")
    ] = False,
) -> list[str]:
    from helpers import formats

    return formats.write(str(chosen.info_name), package, out, coder, article, with_text)


def _import(
    chosen: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file, or a folder of them.")],
    into: Annotated[Path, typer.Option(help="Folder of a data package; made if the files bring texts.")],
    coder: Annotated[str, typer.Option(help="Name of the one coder; else as the files say.")] = "",
    codebook: Annotated[str, typer.Option(help="Codebook; else the package's first, or generic.")] = "",
    mapping: Annotated[
        Path | None, typer.Option(help="brat: TOML with names of types, and a pattern of files' names.")
    ] = None,
) -> list[str]:
    from helpers import formats

    return formats.load(str(chosen.info_name), path, into, coder, codebook, mapping)


for _format, _help in FORMATS.items():
    command(exports, _format, f"Write codings: {_help}")(_export)
    command(imports, _format, f"Store codings: {_help}")(_import)


@command(app)
def suggest(
    package: Annotated[Path | None, typer.Argument(help="Folder of a data package.")] = None,
    article: First = "",
    texts: Annotated[Path | None, typer.Option(help="A folder of .txt files instead of a package.")] = None,
    out: Annotated[Path | None, typer.Option("--json", help="File to write for --texts.")] = None,
    kinds: Annotated[str, typer.Option(help="Kinds of cues, with commas between; all: four kinds.")] = "",
) -> list[str]:
    """Have rules suggest who speaks, in English, for a person to accept or reject (needs `make suggest`).

    A package gets what our codebook counts (kind speech), a folder of texts all four kinds: speech, thought,
    intention and attitude.
    """
    from helpers import suggest as rules

    if package and not texts and not out:
        return rules.store(package, article, rules.kinds(kinds or "speech"))
    if texts and out and not package:
        return rules.write(texts, out, rules.kinds(kinds or "all"))
    raise RostrumError("found no or both, allowed: a package, or --texts FOLDER --json FILE")


@app.command()
def status(
    package: Package,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when something is missing.")] = False,
) -> None:
    """Say what is coded, what is missing, which notebooks can be made now, and what comes next."""
    from helpers.code.status import status as found

    with plainly():
        now = found(package)
        show(["article", "layer", "coder", "units", "missing"], now.rows)
        print(f"Pages that can be made: {', '.join(now.ready) or 'none'}")
        print("".join(f"left out: {line}\n" for line in now.lacking) + f"Next: {now.following}", flush=True)
    raise typer.Exit(1 if strict and not now.whole else 0)


@command(app)
def compare(
    package: Package,
    article: Each = "",
    out: Annotated[Path | None, typer.Option(help="Workbook to write, in which to decide.")] = None,
    decided: Annotated[Path | None, typer.Option(help="That workbook, with decisions: stores them.")] = None,
) -> list[str]:
    """Say how far coders agree, list the units on which they differ, and store what is decided there."""
    from helpers.code import compare as comparing

    if decided and (article or out):
        raise RostrumError("found --decided with --article or --out, allowed: --decided alone")
    if decided:
        return comparing.decide(package, decided)
    found = comparing.compare(package, article)
    lines = comparing.sheet(found, package, out) if out else []
    for rows in (comparing.agreed(found), found.differing.fillna("")):
        show(list(rows.columns), rows.astype(str).to_numpy().tolist())
    return lines


@app.command()
def lab(data: Data = None) -> None:
    """Open the notebooks in JupyterLab; with --data, copies of them in the package's folder."""
    with plainly():
        first = (_copies(data, data / notebooks.FOLDER.name) if data else notebooks.paths())[0]
    jupyter(first)


@app.command()
def desk(
    coder: Coder,
    data: Data = None,
    article: First = "",
    text: Annotated[str, typer.Option(help="A copy of its text, where the package has none.")] = "",
    seen: Annotated[bool, typer.Option("--seen", help="Not blind: show what others coded.")] = False,
    kind: Kind = "person",
) -> None:
    """Open a desk in JupyterLab, where a person marks in a text who says what."""
    from helpers import desk as room
    from helpers.read import tables

    with plainly():
        _use(data)
        path = str(Path(text).resolve()) if text else ""
        asked = {"coder": coder, "article": article, "path": path, "seen": seen, "kind": kind}
        os.environ["ROSTRUM_DESK"] = json.dumps(asked)
        os.environ["ROSTRUM_DATA"] = str(tables.data_dir())
        tables.names()  # whatever is wrong is said here, not in a notebook
        room.opened()
        copy = tables.data_dir() / "sheets" / coder / DESK.name  # where JupyterLab lists nobody else's files
        copy.parent.mkdir(parents=True, exist_ok=True)
        notebooks.write({} if copy.exists() else {copy: DESK.read_bytes()})
    jupyter(copy)


def _ours(others: object) -> None:
    """Raise RostrumError where the collection itself would be written anew from another package."""
    data, root = os.environ.get("ROSTRUM_DATA"), Path(__file__).resolve().parents[1]
    if not others and data and notebooks.FOLDER.parent == root and Path(data).resolve() != root / "data":
        raise RostrumError(f"ROSTRUM_DATA: found {data}, allowed: none here; unset it, or give --data {data}")


def _use(data: Path | None, text: Path | None = None) -> None:
    """Have all that follows read a package, if one is named; raises RostrumError where there is none.

    Of its articles, the one whose ``text`` is given, unless one is named.
    """
    from helpers.read.text import coded_as

    if data is not None:
        if not data.is_dir():
            raise RostrumError(f"{data}: found no folder, allowed: the folder of a data package")
        os.environ["ROSTRUM_DATA"] = str(data.resolve())
    if text and (article := coded_as(text)):
        os.environ.setdefault("ROSTRUM_ARTICLE", article)


def _copies(data: Path, folder: Path, files: Notebooks = None) -> list[Path]:
    """Return copies of the notebooks that read a package; the first is called as its article is."""
    from helpers.read import tables
    from helpers.read.package import SHIPPED, document

    if files:
        raise RostrumError("found notebooks and --data, allowed: one of both; --data has all its notebooks")
    _use(data)
    texts = tables.load("article.texts").set_index("article_id")["title"].dropna()
    title = texts.get(tables.article_id(), document(data).get("title", ""))
    return notebooks.copies(data, folder, "" if data.resolve() == SHIPPED.resolve() else str(title))


def _refresh(files: list[Path]) -> list[Path]:
    with bar("Running", len(files)) as done:
        return notebooks.refresh(files, done=done)


def _second_opinion() -> None:
    """Have frictionless look at the package that the loader found sound; DataError has what it finds."""
    import frictionless

    from helpers.read import tables
    from helpers.read.package import document

    tables.names()  # what is unsafe to follow is refused before other tools look
    where = tables.data_dir()
    described = document(where)
    for resource in described["resources"]:
        resource["encoding"] = "utf-8-sig"  # the loader takes a byte order mark too
    try:
        report = frictionless.Package.from_descriptor(described, basepath=str(where)).validate()
    except frictionless.FrictionlessException as wrong:
        raise tables.DataError([f"{where.name}/datapackage.json: {wrong.error.note}"]) from None
    lines = [f"{where.name}/datapackage.json: {error.note}" for error in report.errors]
    for task in report.tasks:
        for error in [error.to_descriptor() for error in task.errors]:
            line, column = error.get("rowNumber", 1), error.get("fieldName", "")
            lines.append(f"{where.name}/{task.place}:{line} {column}".rstrip() + f": {error['note']}")
    if lines:
        raise tables.DataError(lines)


def _escaped(error: UnicodeError) -> tuple[bytes, int]:
    """Return what to write for characters that an encoding lacks: escapes, and raw bytes of file names."""
    assert isinstance(error, UnicodeEncodeError)
    found = error.object[error.start : error.end]
    parts = (
        os.fsencode(char) if "\udc80" <= char <= "\udcff" else char.encode("ascii", "backslashreplace")
        for char in found
    )
    return b"".join(parts), error.end


if __name__ == "__main__":
    codecs.register_error("escaped", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="escaped")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # temporary folders go too
    app()
