"""Codings in and out, in the formats of the field: each a module that maps files to documents of marks."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from helpers import notebooks
from helpers.code import exchange, package
from helpers.read import LAYERS


def write(kind: str, folder: Path, out: Path, coder: str, article: str, with_text: bool) -> list[str]:
    """Write the codings of a package in a format; return lines that say what, and what was left out.

    Raises PackageError where ``out`` is there already, DataError for a package that is not sound.
    """
    from helpers.formats import brat, cas, studio, table, web

    writers = {"brat": brat.files, "labelstudio": studio.files, "webannotation": web.files}
    writers |= {"csv": table.files, "cas": cas.files, "casjson": partial(cas.files, suffix=".json")}
    if out.exists():
        raise package.PackageError(f"{out} is there already: name another place with --out")
    read = exchange.documents(folder, coder, article, with_text)
    files = writers[kind](read, out)
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    notebooks.write({path: text.encode() for path, text in files.items()})
    counts = Counter(mark.layer for one in read for mark in one.marks if mark.layer in LAYERS)
    told = ", ".join(f"{number:,} of {layer}" for layer, number in counts.items()) or "nothing is coded"
    left = [f"left out: {why} ({where})" for one in read for why, where in one.left]
    return [f"{out}: {len(read)} articles, {told}", *left]


def load(kind: str, path: Path, into: Path, coder: str, book: str, mapping: Path | None) -> list[str]:
    """Put codings in a format into a package, as ``exchange.store`` does; return lines that say what.

    Raises FormatError for files that are not in the format.
    """
    from helpers.formats import brat, cas, studio, table, web

    readers = {"labelstudio": studio.documents, "csv": table.documents, "cas": cas.documents}
    readers |= {"brat": partial(brat.documents, mapping=mapping), "casjson": cas.documents}
    readers["webannotation"] = partial(web.documents, texts=exchange.texts(into))
    return exchange.store(readers[kind](path), into, coder, book)
