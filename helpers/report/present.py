"""What a notebook has to show: words about what was left out are left out too, and named at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from helpers.show.words import capital

HEADING = re.compile(r"#{2,} +(.*)")
NO_ROWS = "Left out: no rows."
Numbered = tuple[int, NotebookNode]


def present(notebook: NotebookNode) -> Iterator[Numbered]:
    """Yield a notebook's cells by number, without the words of sections all of whose outputs are left out.

    The code of such a section stays; a section at the end names it and says what is missing. Elsewhere a line
    that stands for several outputs in a row stands once, and what was said of how to read them goes.
    """
    parts: list[list[Numbered]] = [[]]
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown" and HEADING.match(cell.source):
            parts.append([])
        parts[-1].append((number, cell))
    gone = []
    for part in parts:
        outputs = [output for _, cell in part for output in cell.get("outputs", ())]
        why = [line for output in outputs for line in _left_out(output)]
        if why and all(_left_out(output) or _plain(output) == "True" for output in outputs):
            gone.append((part[0][1].source, why))
            yield from [(n, _without(cell, [])) for n, cell in part if cell.cell_type == "code"]
        else:
            yield from _some(part)
    named = [(HEADING.match(source), capital(why[0].removeprefix("Left out: "))) for source, why in gone]
    lines = [f"- **{found[1] if found else 'Introduction'}** {why}" for found, why in named]
    if lines:
        yield len(notebook.cells) + 1, new_markdown_cell("\n".join(["## What was left out", "", *lines]))


def _some(part: list[Numbered]) -> Iterator[Numbered]:
    """Yield the cells of a section in which something is shown."""
    last: list[str] = []
    for number, cell in part:
        outputs = cell.get("outputs", [])
        if cell.cell_type == "code" and outputs:
            lines = [_left_out(output) for output in outputs]
            new = [output for output, why in zip(outputs, lines, strict=True) if not why or why != last]
            last = lines[-1]
            yield number, _without(cell, new)
        elif cell.cell_type != "markdown" or not last or HEADING.match(cell.source):
            yield number, cell


def _without(cell: NotebookNode, outputs: list[Any]) -> NotebookNode:
    return NotebookNode({**cell, "outputs": outputs})


def _left_out(output: NotebookNode) -> list[str]:
    """Return the lines that an output has in place of what it would show, none where it shows something."""
    facts = output.get("metadata", {}).get("rostrum")
    if isinstance(facts, dict) and facts.get("kind") == "left-out":
        return list(map(str, facts["lines"])) if isinstance(facts.get("lines"), list) else []
    return [NO_ROWS] if _plain(output).startswith("Empty DataFrame") else []


def _plain(output: NotebookNode) -> str:
    return str(output.get("data", {}).get("text/plain", ""))
