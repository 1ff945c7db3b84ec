"""The commands: ``python -m helpers --help``."""

from __future__ import annotations

import codecs
import errno
import gc
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from helpers import notebooks
from helpers.errors import RostrumError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

UNHURT = "No file was left half written: {}, then run this again."
WAYS = {
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)), "make room"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "give the right to it, or name another place"),
}
"""What to do about an error of the operating system; about others, naming another place helps."""

Notebooks = Annotated[list[Path] | None, typer.Argument(help="Notebooks; all of them when none is named.")]


@app.callback()
def main() -> None:
    """Reports and checks of the notebooks on one news article."""
    # PYTHONWARNINGS may be set for others; what a person can mend is an error.
    warnings.simplefilter("ignore")


@app.command()
def report(
    files: Notebooks = None,
    out: Annotated[Path, typer.Option(help="Folder for the pages.")] = Path("reports"),
    execute: Annotated[bool, typer.Option("--execute", help="Run the notebooks anew first.")] = False,
    text: Annotated[
        Path | None, typer.Option(help="The article's text: shows passages. Do not pass such a report on.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each page to PDF too; needs Chromium.")] = False,
) -> None:
    """Write an HTML page a notebook, and an index, from the stored outputs."""
    gc.disable()  # pages are made in two seconds, and hardly anything of them is dropped before the end
    from helpers import report as reports

    chosen = files or notebooks.paths()
    with _plainly():
        if execute:
            _refresh(chosen)
        with Progress(console=errors, transient=True) as progress:
            task = progress.add_task("Rendering", total=len(chosen) + 1)
            pages = reports.build(chosen, out, text=text, done=lambda _: progress.advance(task))
            if pdf:
                pages += reports.pdf(pages, out)
    print(f"{len(pages)} files in {out}. Open {(out / 'index.html').resolve().as_uri()}")


@app.command()
def refresh(files: Notebooks = None) -> None:
    """Run the notebooks anew and store their outputs."""
    with _plainly():
        changed = _refresh(files or notebooks.paths())
    print("\n".join(f"changed: {path}" for path in changed) or "No output has changed.")


@app.command()
def check(
    data: Annotated[Path | None, typer.Option(help="Folder of a data package; else ROSTRUM_DATA.")] = None,
) -> None:
    """Print every problem of a data package that can be known without the text."""
    from helpers.read import tables

    if data is not None:
        os.environ["ROSTRUM_DATA"] = str(data.resolve())
    with _plainly():
        try:
            names = tables.names()
        except tables.DataError as error:
            print("\n".join(error.problems))
            raise typer.Exit(1) from None
        rows = sum(len(tables.load(name)) for name in names)
        _second_opinion()
    print(f"{tables.data_dir()}: {len(names)} tables with {rows:,} rows, no problem.")


@app.command()
def verify(
    path: Annotated[
        Path | None,
        typer.Argument(help="A file with the article's text; the package's text/<article_id>.txt."),
    ] = None,
) -> None:
    """Say whether a text is the one that was coded, and check every offset and cue against it."""
    from helpers.read import text

    with _plainly():
        right, lines = text.report(path or text.kept())
        _second_opinion()
    print("\n".join(lines))
    raise typer.Exit(0 if right else 1)


@app.command()
def docs() -> None:
    """Write anew what is generated: the data dictionary, parts of README.md, lists of literature."""
    from helpers import documents

    with _plainly():
        _second_opinion()
        changed = documents.write()
    print("\n".join(f"changed: {path}" for path in changed) or "Nothing has changed.")


def _refresh(files: list[Path]) -> list[Path]:
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("Running", total=len(files))
        return notebooks.refresh(files, done=lambda _: progress.advance(task))


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


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn an error that a person can mend into its message and exit status 1."""
    try:
        yield
    except (RostrumError, OSError, UnicodeEncodeError) as error:
        said = str(error)
        if isinstance(error, OSError):
            said += f". {UNHURT.format(WAYS.get(error.errno or 0, 'name another place'))}"
        elif isinstance(error, UnicodeEncodeError):
            said += ". A file's name is in another encoding than this terminal's: set PYTHONUTF8=1"
        errors.print(f"error: {said}", style="red", markup=False)
        raise typer.Exit(1) from None


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
    app()
