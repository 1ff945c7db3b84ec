"""Codings in and out, in the formats of the field: each a module that maps files to documents of marks."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from helpers import notebooks
from helpers.code import exchange, package
from helpers.code.codings import SHARED
from helpers.code.sheet import named
from helpers.errors import shown
from helpers.formats import brat, cas, studio, table, web
from helpers.formats.model import FormatError
from helpers.read import LAYERS

FORMATS = {
    **{"brat": brat, "cas": cas, "casjson": cas},
    **{"csv": table, "labelstudio": studio, "webannotation": web},
}


def write(kind: str, folder: Path, out: Path, coder: str, article: str, with_text: bool) -> list[str]:
    """Write the codings of a package in a format; return lines that say what, and what was left out.

    Raises PackageError where ``out`` is there already, or the text is not at hand for a format that has it or
    quotes it; DataError for a package that is not sound.
    """
    if out.exists():
        raise package.PackageError(f"{out} is there already: name another place with --out")
    read = exchange.documents(folder, coder, article, with_text)
    for one in read if kind != "csv" else []:
        if one.text is None and not one.left:  # which it may tell
            package.article(folder, one.article)
    files = cas.files(read, out, ".json") if kind == "casjson" else FORMATS[kind].files(read, out)
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        notebooks.write({path: text.encode() for path, text in files.items()})
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)  # a folder of ours, as none was there
        raise
    counts = Counter(mark.layer for one in read for mark in one.marks if mark.layer in LAYERS)
    told = ", ".join(f"{number:,} of {layer}" for layer, number in counts.items()) or "nothing is coded"
    left = [f"left out: {why} ({where})" for one in read for why, where in one.left]
    return [f"{out}: {len(read)} articles, {told}", *left]


def load(kind: str, path: Path, into: Path, coder: str, book: str, mapping: Path | None) -> list[str]:
    """Put codings in a format into a package, as ``exchange.store`` does; return lines that say what.

    Raises FormatError for files that are not in the format, or name a coder as no coder may be called.
    """
    more = [mapping] if kind == "brat" else [exchange.texts(into)] if kind in ("csv", "webannotation") else []
    if mapping and kind != "brat":
        raise FormatError(f"--mapping: found one for {kind}, allowed: for brat alone")
    try:
        read = FORMATS[kind].documents(path, *more)
    except FormatError as error:
        raise FormatError(str(error) if str(path) in str(error) else f"{path}: {error}") from None
    names = {(mark.coder, one.article) for one in read for mark in one.marks if mark.layer not in SHARED}
    for name, article in [] if coder and named(coder) else sorted(names):
        if may := package.refused("coders", "coder_id", name):
            found = f"{path}: found the coder {shown(name)} of {article}"
            raise FormatError(f"{found}, allowed: {may}; --coder gives the one coder another name")
    return exchange.store(read, into, coder, book)
