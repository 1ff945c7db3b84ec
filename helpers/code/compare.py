"""Where coders differ, unit by unit and word by word, and what is decided there.

Decisions are codings of a coder of the kind ``adjudicated``, who is no voice of its own in any agreement.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from shlex import quote
from typing import NamedTuple

import pandas as pd

from helpers import notebooks
from helpers.code import exchange, package, pages
from helpers.code.coding import PARTS, Document, Mark
from helpers.code.sheet import append, saved
from helpers.errors import DataError, shown
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
NONE, DECISION, PAGE, BY = "none", "decision", "differing", " by "
WHERE = ("article", "layer", "unit")


class Compared(NamedTuple):
    """``asked``: a row an article and question, with agreement; ``differing``: a row a unit and layer.

    ``decision`` there is the coder, first by name, who says what was decided before, if one still does.
    """

    asked: pd.DataFrame
    differing: pd.DataFrame
    coders: list[str]


def compare(folder: Path, article: str) -> Compared:
    """Return how far the coders of articles agree, and where they don't.

    Raises PackageError where no two coders went through the same layer.
    """
    read = exchange.documents(folder, "", article, with_text=True)
    asked, differing, coders = list[pd.DataFrame](), list[dict[str, str]](), dict[str, None]()
    for one in read:
        own = _voices(one)
        rows = pd.DataFrame(_answers(own), columns=["question", "layer", "unit", "coder", "value"])
        rows = rows[rows.groupby(["layer", "unit"])["coder"].transform("nunique") > 1]
        order = {mark.name: number for number, mark in enumerate(one.marks) if mark.layer == "units"}
        before, now = _before(one), _said(own)
        for layer, unit in sorted(now, key=lambda key: (key[0], order[key[1]])):
            if len({*(by := now[layer, unit]).values()}) > 1:
                was = next((name for name in sorted(by) if by[name] == before.get((layer, unit))), "")
                differing.append({DECISION: was, "article": one.article, "layer": layer, "unit": unit, **by})
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
    whole = pd.DataFrame(differing, columns=[DECISION, *WHERE, *sorted(coders)])
    return Compared(pd.concat(asked), whole, sorted(coders))


def _voices(one: Document, decided: bool = False) -> Document:
    """Return a document without programs, unless asked for, and without what was ``decided``, unless told."""
    without = {ADJUDICATED: not decided, "program": not os.environ.get("ROSTRUM_PROGRAMS")}
    others = {mark.coder for mark in one.marks if mark.layer == "coders" and without.get(mark.code)}
    return one._replace(marks=[mark for mark in one.marks if mark.coder not in others])


def _layers(marks: Sequence[Mark]) -> Callable[[str, Mark], str]:
    """Return what names a layer; frames by each codebook are one, where there are several codebooks."""
    looked = [mark for mark in marks if mark.layer == "coded" and mark.code == "frames"]
    apart = "frames" if len({mark.cells["codebook"] for mark in looked}) > 1 else None
    return lambda layer, mark: f"{layer}{BY}{mark.cells['codebook']}" if layer == apart else layer


def _looked(marks: Sequence[Mark]) -> Iterator[tuple[str, str, str]]:
    """Yield layer, coder and unit of what was gone through."""
    named = _layers(marks)
    for mark in marks:
        if mark.layer == "coded":
            yield from ((named(mark.code, mark), mark.coder, unit) for unit in mark.cells["units"].split())


def _answers(one: Document) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield question, layer, unit, coder and answer; the whole coding of a unit has no question."""
    found, frames, named = dict[tuple[str, str, str], list[Mark]](), dict[str, set[str]](), _layers(one.marks)
    for mark in one.marks:
        layer = named(mark.layer, mark)
        found.setdefault((layer, mark.coder, mark.cells.get("sentence_id", "")), []).append(mark)
        frames.setdefault(layer, set()).add(mark.code)
    for layer, coder, unit in dict.fromkeys(_looked(one.marks)):
        marks, (plain, by, book) = found.get((layer, coder, unit), []), layer.partition(BY)
        if plain not in SAID:
            continue
        told = [SAID[plain].format_map({"code": mark.code, **mark.cells}) for mark in marks]
        yield "", layer, unit, coder, "; ".join(sorted(told)) or NONE
        if layer == "attribution":
            cells = {"code": marks[0].code, **marks[0].cells}
            yield from ((ASKED[key], layer, unit, coder, cells[key]) for key in ASKED)
        elif plain == "frames":
            codes, every = {mark.code for mark in marks}, sorted(frames.get(layer, ()))
            yield from ((f"frame {one}{by}{book}", layer, unit, coder, str(one in codes)) for one in every)
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

    if out.exists() or out.suffix.lower() != ".xlsx":
        wrong = "is there already" if out.exists() else "is no name of a workbook (.xlsx)"
        raise package.PackageError(f"{out} {wrong}: name another file with --out")
    words = {
        (name, unit.name): unit.text
        for name in exchange.texts(folder)
        for unit in package.article(folder, name)[1]
    }
    rows = found.differing.fillna("").to_numpy().tolist()
    lines = [[words.get((row[1], row[3]), ""), *row] for row in rows]
    book = Workbook()
    page = book.active
    page.title = PAGE
    for row in [["text", *found.differing.columns], *lines]:
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
    """Store what a filled workbook decides as codings of ``ADJUDICATED``; return lines that say so.

    A decision names the coder who is followed in that unit and layer; one whose cell is empty is taken away,
    as is one of a unit on which coders agree by now. What was decided elsewhere stays. Raises DataError for a
    cell that names no coder of the unit, and for a row that does not say what coders say now.
    """
    problems = list[str]()
    documents = exchange.documents(folder, "", "", with_text=True)
    said = {(one.article, *key): told for one in documents for key, told in _said(_voices(one)).items()}
    chosen = {key: "" for key, told in said.items() if len(set(told.values())) == 1}
    for number, row in enumerate(pages.table(path, PAGE), 2):
        if lost := [name for name in (*WHERE, DECISION) if name not in row]:
            raise DataError([f"{path.name}:1: found no {', '.join(lost)}, allowed: the columns of 'compare'"])
        key = row["article"], row["layer"], row["unit"]
        now, decision = said.get(key, {}), row[DECISION].strip()
        if not now or any(row.get(coder) != told for coder, told in now.items()):
            found = f"{path.name}:{number}: found {' '.join(key)} otherwise than it is coded now"
            problems.append(f"{found}, allowed: what coders say; write the workbook anew with --out")
        elif decision and decision not in now:
            found = f"{path.name}:{number} {DECISION}: found {decision!r}"
            problems.append(f"{found}, allowed: {' or '.join(now)}")
        chosen[key] = decision
    if problems:
        raise DataError(problems)
    was = [(one.article, *key) for one in documents for key in _before(one)]
    gone = [" ".join(key) for key in was if not chosen.get(key, ADJUDICATED)]
    lines = [f"Taken away: {len(gone)} of what was decided before, {shown(', '.join(gone))}"] if gone else []
    done = [one._replace(text=None, marks=list(_decided(one, chosen))) for one in documents]
    return [*lines, *exchange.store(done, folder)]


def _said(one: Document) -> dict[tuple[str, str], dict[str, str]]:
    """Return the whole coding of each unit and layer that several coders went through, by coder."""
    found = dict[tuple[str, str], dict[str, str]]()
    for question, layer, unit, coder, value in _answers(one):
        if not question:
            found.setdefault((layer, unit), {})[coder] = value
    return {key: told for key, told in found.items() if len(told) > 1}


def _before(one: Document) -> dict[tuple[str, str], str]:
    """Return the whole coding that was decided for each layer and unit."""
    said = _said(_voices(one, decided=True))
    return {key: told[ADJUDICATED] for key, told in said.items() if ADJUDICATED in told}


def _decided(one: Document, chosen: dict[tuple[str, str, str], str]) -> Iterator[Mark]:
    """Yield the marks of the coders who are followed, and those of decisions that stay, as decisions."""
    cells = {"scope": "article", "blind": "false", "note": "decided between the codings of others"}
    yield Mark("coders", ADJUDICATED, ADJUDICATED, ADJUDICATED, {}, cells)
    named = _layers(_voices(one).marks)

    def followed(mark: Mark, layer: str, unit: str) -> bool:
        """Tell whether the coder of a mark is the one who is followed in a unit."""
        return mark.coder == chosen.get((one.article, named(layer, mark), unit), ADJUDICATED)

    for mark in one.marks:
        if mark.layer == "coded" and mark.code != "spans":
            units = [unit for unit in mark.cells["units"].split() if followed(mark, mark.code, unit)]
            yield mark._replace(coder=ADJUDICATED, cells={**mark.cells, "units": " ".join(units)})
        elif mark.layer in SAID and followed(mark, mark.layer, mark.cells["sentence_id"]):
            yield mark._replace(coder=ADJUDICATED)
