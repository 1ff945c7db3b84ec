"""Buckets of whole articles: a folder each, with the same tables in Parquet, whole or not there at all."""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any
from uuid import uuid4

import pandas as pd

from helpers import notebooks
from helpers.errors import RostrumError
from helpers.read.files import locked, parse_json, read_text

Rows = Mapping[str, pd.DataFrame]  # tables by their names in a package
MANIFEST, LEFT_OUT = "corpus.json", "left_out.txt"
CALLED = {"fingerprint": "state of the source, whose files were changed", "buckets": "number of buckets"}
"""What messages call values of a manifest, where not by their names."""


class CorpusError(RostrumError):
    """A corpus that can't be built or measured as asked; says why and what to do."""


def needed(name: str) -> Any:
    """Return a module that not everybody has; CorpusError says how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise CorpusError(f"this needs {name}, which is not installed here; run: make corpus") from None


def said(name: str, error: Exception) -> str:
    """Return a line on what has a fault, and which."""
    return f"{name}: {type(error).__name__}: {error}".splitlines()[0]


def bucket_of(article_id: str, buckets: int) -> int:
    """Return the bucket of an article: the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(article_id.encode()).digest()[:8], "big") % buckets


def place(folder: Path, bucket: int) -> Path:
    """Return the folder of a bucket."""
    return folder / f"bucket-{bucket:05}"


def buckets(folder: Path) -> int:
    """Return how many buckets a corpus has; CorpusError for a folder without a corpus."""
    if not (folder / MANIFEST).is_file():
        advice = f"build it: python -m helpers corpus build SOURCE --out {quote(str(folder))}"
        raise CorpusError(f"{folder}: found no {MANIFEST}, allowed: the folder of a corpus; {advice}")
    return int(_begun(folder)["buckets"])


def _begun(folder: Path) -> dict[str, Any]:
    """Return what a corpus was begun with."""
    try:
        begun: dict[str, Any] = parse_json(read_text(folder / MANIFEST))
        int(begun["buckets"])
    except (ValueError, LookupError, TypeError) as error:
        raise CorpusError(f"{folder / MANIFEST}: found {error}, allowed: what 'corpus build' wrote") from None
    return begun


def missing(folder: Path) -> list[int]:
    """Return the buckets of a corpus that are not built."""
    return [number for number in range(buckets(folder)) if not place(folder, number).is_dir()]


def whole(folder: Path) -> None:
    """Raise CorpusError for a corpus that is not built to its end."""
    if lost := missing(folder):
        advice = "run the command that built it again: it goes on where it ended"
        raise CorpusError(f"{folder}: {len(lost)} buckets are not built; {advice}")


def begin(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Begin a corpus, or go on with one.

    Raises CorpusError where the folder has other files, or a corpus that was begun otherwise.
    """
    path = folder / MANIFEST
    if path.exists():
        begun = _begun(folder)
        if other := [name for name, value in manifest.items() if begun.get(name) != value]:
            wrong = f"was begun with another {' and '.join(CALLED.get(name, name) for name in other)}"
            raise CorpusError(f"{folder} {wrong}: name another folder, or delete this one")
    elif folder.exists() and any(one.suffix != ".part" for one in folder.iterdir()):
        raise CorpusError(f"{folder} holds other files: name a folder that is new or empty")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        notebooks.write({path: f"{json.dumps(manifest, indent=1)}\n".encode()})


@contextmanager
def alone(folder: Path) -> Iterator[set[int]]:
    """Keep other runs from a corpus meanwhile, remove what killed ones left, and yield what is missing."""
    with locked(folder):
        for left in folder.glob(".bucket-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield set(missing(folder))


def write(folder: Path, bucket: int, rows: Rows, left_out: list[str]) -> None:
    """Write a bucket, and a line for each article that it lacks, beside its place; then move it there."""
    staged = folder / f".bucket-{uuid4().hex}"
    staged.mkdir()
    try:
        for name, part in rows.items():
            part.to_parquet(staged / f"{name}.parquet", index=False)
        (staged / LEFT_OUT).write_text("\n".join(left_out), encoding="utf-8")
        if not place(folder, bucket).is_dir():  # a worker of a run that was killed may have been faster
            staged.rename(place(folder, bucket))
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def read(folder: Path, bucket: int, wanted: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """Return columns of tables of a bucket, typed as ``tables.load`` has them."""
    paths = {name: place(folder, bucket) / f"{name}.parquet" for name in wanted}
    return {
        name: pd.read_parquet(path, columns=list(wanted[name]), use_threads=False)
        for name, path in paths.items()
    }
