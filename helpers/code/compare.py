"""Where coders differ, unit by unit and word by word, and what is decided there.

Decisions are codings of a coder of the kind ``adjudicated``, who is no voice of its own in any agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from shlex import quote
from typing import Any, NamedTuple

import pandas as pd

from helpers import notebooks
from helpers.code import exchange, package, pages
from helpers.code.coding import PARTS, Document, Mark
from helpers.code.sheet import append, saved
from helpers.errors import DataError
from helpers.read import ADJUDICATED, agreement
from helpers.read.spans import words_of

SAID = {
    "attribution": "{sources}, {code}, {mode}, {stance}",
    "frames": "{code}",
    "relations": "{agent} > {patient}, {code}",
    "mentions": "{actor}, {code}",
    "hedges": "{code}: {cue}",
    "claims": "{code}, checkable {checkable}",
}
"""What a coding of a unit is, in a cell; the layers whose rows stand in one unit."""
ASKED = {"sources": "voice", "code": "status", "mode": "mode", "stance": "stance"}
"""Questions about who speaks."""
RESAMPLES = 200
NONE, DECISION, PAGE = "none", "decision", "differing"


class Compared(NamedTuple):
    """``asked``: a row an article and question, with agreement; ``differing``: a row a unit and layer."""

    asked: pd.DataFrame
    differing: pd.DataFrame
    coders: list[str]


def compare(folder: Path, article: str) -> Compared:
    """Return how far the coders of articles agree, and where they don't.

    Raises PackageError where no two coders went through the same layer.
    """
    read = exchange.documents(folder, "", article, with_text=True)
    asked, differing, coders = list[pd.DataFrame](), list[pd.DataFrame](), dict[str, None]()
    for one in read:
        own = _voices(one)
        rows = pd.DataFrame(_answers(own), columns=["question", "layer", "unit", "coder", "value"])
        rows = rows[rows.groupby(["layer", "unit"])["coder"].transform("nunique") > 1]
        order = {mark.name: number for number, mark in enumerate(one.marks) if mark.layer == "units"}
        for layer, part in rows[rows["question"] == ""].groupby("layer", sort=False):
            wide = agreement.disagreements(part, "unit", "coder", "value")
            wide = wide.assign(place=wide["unit"].map(order), layer=str(layer), article=one.article)
            differing.append(wide.sort_values("place"))
        rows = rows[rows["question"] != ""]
        measured = agreement.agreement(rows, "question", "unit", "coder", "value", RESAMPLES)
        words = pd.DataFrame(_words(own), columns=["part", "word", "coder", "value"])
        told = agreement.agreement(words, "part", "word", "coder", "value", RESAMPLES)
        told["F1"] = [_f1(part) for _, part in words.groupby("part")]
        asked.append(
            pd.concat([measured, told.rename(columns={"part": "question"})]).assign(article=one.article)
        )
        coders |= dict.fromkeys([*rows["coder"], *words["coder"]])
    if not coders:
        raise package.PackageError(f"{folder}: found no two coders of one layer, allowed: two or more")
    columns = ["article", "layer", "unit", *sorted(coders)]
    whole = pd.concat(differing).reindex(columns=columns) if differing else pd.DataFrame(columns=columns)
    return Compared(pd.concat(asked), whole, sorted(coders))


def _voices(one: Document) -> Document:
    """Return a document without the coders who decided between others."""
    decided = {mark.coder for mark in one.marks if mark.layer == "coders" and mark.code == ADJUDICATED}
    return one._replace(marks=[mark for mark in one.marks if mark.coder not in decided])


def _looked(marks: Sequence[Mark]) -> Iterator[tuple[str, str, str]]:
    """Yield layer, coder and unit of what was gone through."""
    for mark in marks:
        if mark.layer == "coded":
            yield from ((mark.code, mark.coder, unit) for unit in mark.cells["units"].split())


def _answers(one: Document) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield question, layer, unit, coder and answer; the whole coding of a unit has no question."""
    found = dict[tuple[str, str, str], list[Mark]]()
    for mark in one.marks:
        found.setdefault((mark.layer, mark.coder, mark.cells.get("sentence_id", "")), []).append(mark)
    frames = sorted({mark.code for mark in one.marks if mark.layer == "frames"})
    for layer, coder, unit in dict.fromkeys(_looked(one.marks)):
        marks = found.get((layer, coder, unit), [])
        if layer not in SAID:
            continue
        told = [SAID[layer].format_map({"code": mark.code, **mark.cells}) for mark in marks]
        yield "", layer, unit, coder, "; ".join(sorted(told)) or NONE
        if layer == "attribution":
            cells = {"code": marks[0].code, **marks[0].cells}
            yield from ((ASKED[key], layer, unit, coder, cells[key]) for key in ASKED)
        elif layer == "frames":
            codes = {mark.code for mark in marks}
            yield from ((f"frame {one}", layer, unit, coder, str(one in codes)) for one in frames)
        else:
            yield f"any of {layer}", layer, unit, coder, str(bool(marks))


def _words(one: Document) -> Iterator[tuple[str, int, str, bool]]:
    """Yield whether a coder has a word in a part of an attribution, in units that all went through."""
    looked = {row for row in _looked(one.marks) if row[0] == "spans"}
    coders = sorted({coder for _, coder, _ in looked})
    units = {mark.name: mark.parts[""][0] for mark in one.marks if mark.layer == "units"}
    shared = [at for name, at in units.items() if all(("spans", coder, name) in looked for coder in coders)]
    if one.text is None or len(coders) < 2:
        return
    starts = [at for at, _ in words_of(one.text) if any(start <= at < end for start, end in shared)]
    for coder in coders:
        own = [mark for mark in one.marks if mark.layer == "spans" and mark.coder == coder]
        for part in PARTS:
            places = [place for mark in own for place in mark.parts.get(part, [])]
            within = {at for start, end in places for at in range(start, end)}
            yield from ((f"words of {part}", at, coder, at in within) for at in starts)


def _f1(part: pd.DataFrame) -> float:
    """Return the mean F1 over pairs of coders of the words that they have."""
    sets = [set(rows.loc[rows["value"], "word"]) for _, rows in part.groupby("coder")]
    pairs = [(2 * len(one & other), len(one) + len(other)) for one, other in combinations(sets, 2)]
    scores = [both / every if every else 1.0 for both, every in pairs]
    return sum(scores) / len(scores)


# ---- deciding


def agreed(found: Compared) -> pd.DataFrame:
    """Return the agreement on each question as it is shown; alpha where there are enough units."""
    rows = found.asked
    alpha = rows["alpha"].map("{:.2f}".format).where(rows["enough"], "too few to tell")
    shown = {"article": rows["article"], "question": rows["question"], "coders": rows["coders"]}
    shown |= {"units": rows["units"], "differing": rows["units_disagreeing"], "alpha": alpha}
    shown["alike"] = rows["alike"].map("{:.0%}".format)
    shown["F1"] = rows["F1"].map("{:.2f}".format).replace("nan", "")
    return pd.DataFrame(shown)


def sheet(found: Compared, folder: Path, out: Path) -> list[str]:
    """Write a workbook of units on which coders differ, to decide in; return lines that say what to do."""
    from openpyxl import Workbook

    if out.exists():
        raise package.PackageError(f"{out} is there already: name another file with --out")
    words = {
        (name, unit.name): unit.text
        for name in exchange.texts(folder)
        for unit in package.article(folder, name)[1]
    }
    rows = found.differing.fillna("").to_numpy().tolist()
    lines = [[words.get((row[0], row[2]), ""), "", *row] for row in rows]
    book = Workbook()
    page = book.active
    page.title = PAGE
    for row in [["text", DECISION, *found.differing.columns], *lines]:
        append(page, map(str, row))
    for cell in page[1]:
        page.column_dimensions[cell.column_letter].width = 60 if cell.column == 1 else 24
    page.freeze_panes = "C2"
    notebooks.write({out: saved(book)})
    return [
        f"{out}: {len(rows)} codings on which coders differ. In {DECISION}, name the coder who is followed.",
        f"Next: python -m helpers compare {quote(str(folder))} --decided {quote(str(out))}",
    ]


def decide(folder: Path, path: Path) -> list[str]:
    """Store what a filled workbook decides, and what all coders agree on, as codings of ``ADJUDICATED``.

    A decision names the coder who is followed in that unit and layer; a unit without one stays undecided.
    Raises DataError for a cell that names no coder of the unit.
    """
    chosen, problems = dict[tuple[str, str, str], str](), list[str]()
    for number, row in enumerate(pages.table(path, PAGE), 2):
        coders = [name for name in row if name not in ("text", "article", "layer", "unit", DECISION)]
        if row.get(DECISION) and row[DECISION] not in coders:
            found = f"{path.name}:{number} {DECISION}: found {row[DECISION]!r}"
            problems.append(f"{found}, allowed: {' or '.join(coders)}")
        chosen[row["article"], row["layer"], row["unit"]] = row.get(DECISION, "")
    if problems:
        raise DataError(problems)
    done = list[Document]()
    for one in exchange.documents(folder, "", "", with_text=True):
        own = _voices(one).marks
        looked = dict[tuple[str, str], list[str]]()
        for layer, coder, unit in _looked(own):
            looked.setdefault((layer, unit), []).append(coder)
        follow = {
            (layer, unit): chosen.get((one.article, layer, unit), coders[0])
            for (layer, unit), coders in looked.items()
            if layer in SAID and len(coders) > 1
        }
        done.append(one._replace(text=None, marks=list(_decided(own, follow))))
    return exchange.store(done, folder)


def _decided(marks: Sequence[Mark], follow: dict[tuple[str, str], str]) -> Iterator[Mark]:
    """Yield the marks of the coders who are followed, as those of the one who decided."""
    cells = {"scope": "article", "blind": "false", "note": "decided between the codings of others"}
    yield Mark("coders", ADJUDICATED, ADJUDICATED, ADJUDICATED, {}, cells)
    for mark in marks:
        if mark.layer == "coded":
            every = mark.cells["units"].split()
            units = [unit for unit in every if follow.get((mark.code, unit)) == mark.coder]
            told: dict[str, Any] = {**mark.cells, "units": " ".join(units)}
            if units:
                yield mark._replace(coder=ADJUDICATED, cells=told)
        elif follow.get((mark.layer, mark.cells.get("sentence_id", ""))) == mark.coder:
            yield mark._replace(coder=ADJUDICATED)
