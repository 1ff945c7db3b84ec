"""Runs the code cells of a notebook in this process, without a kernel and without rendering pictures."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from helpers import dictionary, notebooks

TRUST = bool(os.environ.get("ROSTRUM_TRUST"))


class CellError(AssertionError):
    """A cell that fails: which, and how."""


@cache
def readers() -> dict[str, list[Path]]:
    """The notebooks that read each table.

    The overview shows what the others do, so that without ``ROSTRUM_TRUST=1`` it stands only where it names
    a table itself.
    """
    found: dict[str, list[Path]] = {}
    for name, numbers in dictionary.readers().items():
        found[name] = [
            path
            for path in notebooks.paths()
            if path.stem.partition("_")[0] in numbers
            and (TRUST or path.stem != "00_overview" or f'"{name}"' in code(path))
        ]
    return found


def code(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def values(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield id and last value of each code cell, as a kernel would show it; CellError where one fails."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        body = ast.parse(cell.source).body
        last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
        try:
            exec(compile(ast.Module(body, []), cell.id, "exec"), scope)
            shown = eval(compile(last, cell.id, "eval"), scope) if last else None
            if hasattr(shown, "_repr_mimebundle_"):
                shown._repr_mimebundle_()
        except Exception as error:
            raise CellError(f"{path.stem} {cell.id}: {type(error).__name__}: {error}") from error
        yield cell.id, shown
