"""Buckets of whole articles: a folder each, with the same tables in Parquet, whole or not there at all."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import RostrumError

Rows = Mapping[str, pd.DataFrame]
"""Tables by their names in a package."""
MANIFEST, LEFT_OUT = "corpus.json", "left_out"


class CorpusError(RostrumError):
    """A corpus that can't be built or measured as asked; says why and what to do."""


def needed(*modules: str) -> None:
    """Raise CorpusError, with the command that installs them, where modules are missing."""
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            raise CorpusError(f"a corpus needs {name}, which is not installed; run: make corpus") from None


def bucket_of(article_id: str, buckets: int) -> int:
    """Return the bucket of an article: the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(article_id.encode()).digest()[:8], "big") % buckets


def place(folder: Path, bucket: int) -> Path:
    """Return the folder of a bucket."""
    return folder / f"bucket-{bucket:05}"


def described(folder: Path) -> dict[str, Any]:
    """Return the manifest of a corpus; raises CorpusError for a folder that has none."""
    path = folder / MANIFEST
    if not path.is_file():
        advice = f"build it: python -m helpers corpus build SOURCE --out {folder}"
        raise CorpusError(f"{folder}: found no {MANIFEST}, allowed: the folder of a corpus; {advice}")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def describe(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest of a corpus that is new, or hold it against the one there.

    Raises CorpusError where the corpus there was begun from another source or with other parameters.
    """
    if (folder / MANIFEST).exists():
        if other := [name for name, value in described(folder).items() if manifest.get(name) != value]:
            wrong = f"was begun with another {' and '.join(other)}"
            raise CorpusError(f"{folder} {wrong}: name another folder, or delete this one")
        return
    if folder.exists() and any(folder.iterdir()):
        raise CorpusError(f"{folder} holds other files: name a folder that is new or empty")
    folder.mkdir(parents=True, exist_ok=True)
    staged = folder / f".{MANIFEST}"
    staged.write_text(f"{json.dumps(manifest, indent=1)}\n", encoding="utf-8")
    staged.replace(folder / MANIFEST)


def write(folder: Path, bucket: int, rows: Rows) -> None:
    """Write a bucket beside its place, and move it there when all its tables are written."""
    with tempfile.TemporaryDirectory(prefix=f".{bucket}-", dir=folder) as beside:
        staged = Path(beside, "bucket")
        staged.mkdir()
        for name, part in rows.items():
            part.to_parquet(staged / f"{name}.parquet", index=False)
        staged.rename(place(folder, bucket))


def read(folder: Path, bucket: int, wanted: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """Return columns of tables of a bucket, typed as ``tables.load`` has them."""
    where = place(folder, bucket)
    return {
        name: pd.read_parquet(where / f"{name}.parquet", columns=list(columns), use_threads=False)
        for name, columns in wanted.items()
    }


def clean(folder: Path) -> None:
    """Remove what runs that were killed have left."""
    for left in folder.glob(".[0-9]*-*"):
        shutil.rmtree(left, ignore_errors=True)


def save(frame: pd.DataFrame, path: Path) -> None:
    """Write a table whole, as CSV where its name ends so, else as Parquet."""
    staged = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        if path.suffix == ".csv":
            frame.to_csv(staged, index=False, lineterminator="\n")
        else:
            frame.to_parquet(staged, index=False)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
