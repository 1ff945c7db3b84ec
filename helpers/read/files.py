"""Files as text and JSON, or a ValueError that says what was found instead."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from helpers.errors import shown

MAX_FILE = 50_000_000  # bytes
CONFLICT = re.compile(rb"(?m)^(<{7}|>{7})( |\r?$)")
"""A line that git leaves in a file where two changes clash."""


@contextmanager
def locked(folder: Path, alone: bool = True) -> Iterator[None]:
    """Keep others from changing a folder meanwhile, with ``alone`` from reading it too; waits for them."""
    handle = None
    with suppress(ImportError, OSError):  # not every system has such locks, nor every disk
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def read_text(path: Path) -> str:
    """Return the text of a file, its line ends as newlines; ValueError says what was found instead."""
    try:
        if not path.is_file():
            raise ValueError("a folder" if path.is_dir() else "no such file")
        if path.stat().st_size > MAX_FILE:
            raise ValueError(f"a file of more than {MAX_FILE:,} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(error.strerror or "a file that cannot be read") from None
    if mark := CONFLICT.search(raw):
        line = raw.count(b"\n", 0, mark.start()) + 1
        raise ValueError(f"the marks of a merge conflict in line {line}")
    return decoded(raw).removeprefix("\ufeff").replace("\r\n", "\n")


def decoded(raw: bytes) -> str:
    """Return bytes as text; ValueError says what was found that is no UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        raise ValueError("UTF-16 text or NUL bytes")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"byte 0x{raw[error.start]:02x} in line {line}, which is not UTF-8") from None


def parse_json(text: str) -> Any:
    """Return what a JSON text holds; ValueError or RecursionError for what is none, such as NaN."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word}, which is no JSON")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(found := dict(pairs)) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"{shown(twice)} twice in one object")
        return found

    if not text.strip():
        raise ValueError("an empty file")
    return json.loads(text, parse_constant=refuse, object_pairs_hook=once)
