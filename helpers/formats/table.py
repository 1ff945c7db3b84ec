"""One long CSV: a row a place, with what is said of it, for R, spreadsheets and everything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from helpers.code.coding import Mark
from helpers.formats import model
from helpers.formats.model import Document, FormatError, Piece

COLUMNS = ["coder", "article", "unit", "layer", "start", "end", "code", "attributes"]


def files(read: Iterable[Document], out: Path) -> dict[Path, str]:
    """Return the file of documents; it has no text."""
    return {out: written(read)}


def written(read: Iterable[Document]) -> str:
    """Return the rows of documents. The name and part of a mark are among its attributes."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in read:
        for mark, part, place in model.pieces(one.marks):
            cells = {"name": mark.name, **({"part": part} if part else {}), **mark.cells}
            unit, (start, end) = cells.pop("sentence_id", ""), place or ("", "")
            told = model.json_of(cells)
            writer.writerow([mark.coder, one.article, unit, mark.layer, start, end, mark.code, told])
    return buffer.getvalue()


def documents(path: Path, texts: Mapping[str, str] | None = None) -> list[Document]:
    """Return the marks of a file, by article; ``texts`` are those that its places are held against."""
    return parsed(model.text(path).removeprefix("\ufeff"), str(path), texts)


def parsed(whole: str, where: str, texts: Mapping[str, str] | None = None) -> list[Document]:
    """Return the marks in rows, by article; FormatError, which begins with ``where``, for what are none."""
    if whole.count(",") > model.MOST:
        raise FormatError(f"{where}: found more than {model.MOST:,} cells, allowed: fewer; export by article")
    found, number = dict[str, list[Piece]](), 1
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(whole, newline=""), strict=True), 2):
            if set(row) != set(COLUMNS) or None in row.values():
                raise FormatError(f"other columns, allowed: {','.join(COLUMNS)}, with commas between")
            cells = model.cells(row["attributes"] or "{}")
            ends = row["start"], row["end"]
            place = model.place(ends, (texts or {}).get(row["article"])) if any(ends) else None
            name, part = cells.pop("name", str(number)), cells.pop("part", "")
            cells |= {"sentence_id": row["unit"]} if row["unit"] else {}
            mark = Mark(row["layer"], row["coder"], name, row["code"], {}, cells)
            found.setdefault(row["article"], []).append(Piece(mark, part, place))
    except (FormatError, csv.Error) as error:
        raise FormatError(f"{where}:{number}: found {str(error).removeprefix('found ')}") from None
    return [Document(article, None, model.gathered(some), []) for article, some in found.items()]
