"""Runs the code cells of a notebook in this process, without a kernel and without rendering pictures."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from IPython.core import display_functions

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


@contextmanager
def displayed() -> Iterator[list[Any]]:
    """What is displayed meanwhile, wherever modules have the function from."""
    found: list[Any] = []
    show = display_functions.display

    def display(*shown: Any, raw: bool = False, **_: Any) -> None:
        found.extend([] if raw else shown)

    held = [module for module in list(sys.modules.values()) if getattr(module, "display", None) is show]
    for module in held:
        module.display = display  # type: ignore[attr-defined]
    try:
        yield found
    finally:
        for module in held:
            module.display = show  # type: ignore[attr-defined]


def values(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield id and last value of each code cell, as a kernel would show it; CellError where one fails.

    What a cell displays before comes first, with a number behind the id.
    """
    scope: dict[str, Any] = {"__name__": "__main__"}
    with displayed() as before:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                before.clear()
                try:
                    shown = _run(cell, scope)
                    for one in [*before, shown]:
                        if hasattr(one, "_repr_mimebundle_"):
                            one._repr_mimebundle_()
                except Exception as error:
                    raise CellError(f"{path.stem} {cell.id}: {type(error).__name__}: {error}") from error
                yield from [(f"{cell.id}.{number}", one) for number, one in enumerate(before, 1)]
                yield cell.id, shown


def _run(cell: nbformat.NotebookNode, scope: dict[str, Any]) -> Any:
    """Run a cell and return its last value."""
    body = ast.parse(cell.source).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), cell.id, "exec"), scope)
    return eval(compile(last, cell.id, "eval"), scope) if last else None
