"""One long CSV: a row a place, with what is said of it, for R, spreadsheets and everything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from helpers.code.coding import Mark
from helpers.formats import model
from helpers.formats.model import Document, FormatError, Piece

COLUMNS = ["coder", "article", "unit", "layer", "start", "end", "code", "attributes"]


def files(read: Sequence[Document], out: Path) -> dict[Path, str]:
    """Return the file of documents; it has no text. The name and part of a mark are among its attributes."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in read:
        for mark, part, place in model.pieces(one.marks):
            cells = {"name": mark.name, **({"part": part} if part else {}), **mark.cells}
            unit, (start, end) = cells.pop("sentence_id", ""), place or ("", "")
            told = model.json_of(cells)
            writer.writerow([mark.coder, one.article, unit, mark.layer, start, end, mark.code, told])
    return {out: buffer.getvalue()}


def documents(path: Path) -> list[Document]:
    """Return the marks of a file, by article."""
    try:
        rows = list(csv.DictReader(io.StringIO(model.text(path), newline=""), strict=True))
    except csv.Error as error:
        raise FormatError(f"{path}: found {error}, allowed: a CSV file in UTF-8") from None
    found = dict[str, list[Piece]]()
    for number, row in enumerate(rows, 2):
        if set(row) != set(COLUMNS) or None in row.values():
            raise FormatError(f"{path}:{number}: found other columns, allowed: {','.join(COLUMNS)}")
        try:
            cells = model.cells(row["attributes"] or "{}")
            place = model.place((row["start"], row["end"])) if row["start"] else None
        except FormatError as error:
            raise FormatError(f"{path}:{number}: {error}") from None
        name, part = cells.pop("name", str(number)), cells.pop("part", "")
        cells |= {"sentence_id": row["unit"]} if row["unit"] else {}
        mark = Mark(row["layer"], row["coder"], name, row["code"], {}, cells)
        found.setdefault(row["article"], []).append(Piece(mark, part, place))
    return [Document(article, None, model.gathered(some), []) for article, some in found.items()]
