"""The commands on many articles: ``python -m helpers corpus --help``."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from helpers import notebooks
from helpers.commands.console import bar, command, errors
from helpers.errors import RostrumError

app = typer.Typer(no_args_is_help=True, help="Measure thousands of articles (needs: make corpus).")
Workers = Annotated[
    int | None, typer.Option(help="Processes, else one a core; with 0 no other than this one.", min=0)
]
Scheduler = Annotated[str, typer.Option(help="Address of a dask scheduler, instead of processes here.")]


@command(app, "build")
def build_corpus(
    source: Annotated[
        Path, typer.Argument(help="Folder of data packages, or of texts; rules code those without .ann.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the corpus; one that was begun is gone on with.")],
    buckets: Annotated[int, typer.Option(help="Parts; else one for 500 articles.", min=0)] = 0,
    first_coder: Annotated[
        bool, typer.Option("--first-coder", help="Of several brat files of a text, take the first alone.")
    ] = False,
    workers: Workers = None,
    scheduler: Scheduler = "",
) -> list[str]:
    """Write the tables of many articles as Parquet, in buckets of whole articles."""
    from helpers.corpus import build, store

    planned = build.plan(source, out, buckets, first_coder)
    with bar("Building", len(planned[1])) as done:
        _left_out(build.build(planned, done, workers=workers, scheduler=scheduler))
    store.whole(out)
    made = f"{len(planned[1])} buckets built from {planned[0].said}"
    return [f"{out}: {made}. Next: python -m helpers corpus measure {quote(str(out))}"]


@command(app, "measure")
def measure_corpus(
    folder: Annotated[Path, typer.Argument(help="Folder of a corpus.")],
    out: Annotated[Path | None, typer.Option(help="File to write (.parquet or .csv).")] = None,
    workers: Workers = None,
    scheduler: Scheduler = "",
) -> list[str]:
    """Write one table of figures, a row an article, by the measures of the notebooks."""
    from helpers.corpus import measure, store

    target = out or folder / "articles.parquet"
    _ending(target, ".parquet", ".csv")
    with bar("Measuring", store.buckets(folder)) as done:
        found = measure.corpus(folder, done, workers=workers, scheduler=scheduler)
    table, csv = found.figures, target.suffix == ".csv"
    notebooks.write({target: table.to_csv(index=False).encode() if csv else table.to_parquet(index=False)})
    _left_out(found.left_out)
    return [f"{target}: {len(table):,} articles."]


@command(app, "yardstick")
def yardstick_of_corpus(
    source: Annotated[Path, typer.Argument(help="Folder of texts with brat files.")],
    facts: Annotated[Path, typer.Argument(help="List of the texts: filename, publisher, publication_date.")],
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("data/yardstick/articles.csv"),
    workers: Workers = None,
) -> list[str]:
    """Make the table of coded articles that others are set beside anew, from the corpus itself."""
    from helpers.corpus import yardstick

    _ending(out, ".csv")
    with bar("Measuring", None) as done:
        return yardstick.write(source, facts, out, done, workers=workers)


def _ending(out: Path, *allowed: str) -> None:
    if out.suffix not in allowed:
        raise RostrumError(f"--out: found {out.name!r}, allowed: a name that ends in {' or '.join(allowed)}")


def _left_out(lines: list[str]) -> None:
    for line in lines:
        errors.print(f"left out: {line}", markup=False)
