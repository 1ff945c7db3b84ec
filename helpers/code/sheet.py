"""The sheet that a person codes in: an Excel workbook with a row a unit, made from a package."""

from __future__ import annotations

import hashlib
import io
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from shlex import quote
from typing import Any

from helpers import notebooks
from helpers.code import package, places
from helpers.code.coding import Mark
from helpers.code.codings import RULES, SUGGESTED, Codings
from helpers.code.package import PackageError, Rows
from helpers.code.units import Unit
from helpers.read.package import SHIPPED, describe
from helpers.read.spans import HAN

WORDS = tomllib.loads(Path(__file__).with_name("sheet.toml").read_text(encoding="utf-8"))
NONE = "none"
MOST = 150
"""Rows of the page ``voices``."""
YES = ("yes", "no")
ASKED = "?"
"""What stands before a suggestion in a cell; before a weak one, twice."""
WEAK = 0.6
"""Confidence below which a suggestion is weak."""
CELL = 32_767
"""Characters that a cell of Excel has at most."""
ATTRIBUTION = [f"attribution{part}" for part in ("_codings", "_coding_sources", "s", "_pieces", "_chains")]
CODED = ["coded", *ATTRIBUTION, "frame_codings", "hedges", "claims"]
"""Tables of an article that sheets fill."""
Lines = dict[str, Sequence[Sequence[str]]]
"""The rows of each page."""


@cache
def allowed(table: str, column: str) -> list[str]:
    """Return the values that a column of a table may take."""
    field = next(field for field in describe(SHIPPED)[table].fields if field.name == column)
    return [str(value) for value in field.constraints["enum"]]


def kept(folder: Path, article_id: str, coder: str) -> Path:
    """Return where a package keeps the sheet of a coder that was read last."""
    return folder / "sheets" / f"{article_id}.{coder}.xlsx"


def digest(mine: Mapping[str, Rows]) -> str:
    """Return what tells rows from others."""
    plain = {
        name: sorted(
            sorted((key, str(cell)) for key, cell in row.items() if str(cell))
            for row in mine[f"article.{name}"]
        )
        for name in CODED
    }
    return hashlib.sha256(repr(plain).encode()).hexdigest()


def named(coder: str, kind: str = "person") -> str:
    """Return the name of a coder; PackageError for one that no coder may have, and for a ``kind`` of none."""
    if may := package.refused("coders", "coder_id", coder):
        raise PackageError(f"--coder: found {coder!r}, allowed: {may}")
    if kind not in (kinds := allowed("coders", "kind")):
        raise PackageError(f"--kind: found {kind!r}, allowed: {' or '.join(kinds)}")
    return coder


def export(folder: Path, coder: str, out: Path, article_id: str, kind: str, book: str) -> list[str]:
    """Write a coder's sheet, as it was read last if that is what is stored; return lines that say what to do.

    Raises PackageError where the file is there already, or no coder, codebook or article is called so.
    """
    named(coder, kind)
    if out.suffix.lower() != ".xlsx":
        raise PackageError(f"--out: found {out}, allowed: a file whose name ends in .xlsx")
    if out.exists():
        raise PackageError(f"{out} is there already: import it, or name another file with --out")
    with package.held(folder):
        chosen, units = package.article(folder, article_id)
        desk = f"python -m helpers desk --data {quote(str(folder))} --coder {coder}"
        for unit in [unit for unit in units if len(unit.text) > CELL]:
            found = f"{folder}: found {unit.name} of {len(unit.text):,} characters, allowed: at most {CELL:,}"
            raise PackageError(f"{found} in a sheet; mark it at the desk: {desk}")
        codings = Codings(folder)
        books = [row["codebook"] for row in codings.flat["codebooks"]]
        if not books or book not in ("", *books):
            may = " or ".join(books) or "none: import codings, which bring a codebook"
            raise PackageError(f"--codebook: found {book!r}, allowed: {may}")
        known = {row["coder_id"]: row for row in codings.flat["coders"]}.get(coder, {})
        if (stays := known.get("kind", kind)) != kind:
            may = f"allowed: {stays}, as {coder} is in {folder}; or give another --coder"
            raise PackageError(f"--kind: found {kind!r}, {may}")
        codings.coder({"coder_id": coder, "kind": kind})  # which refuses names that are kept for others
        blind = YES[known.get("blind") == "false"]
        about = {"article": chosen, "coder": coder, "kind": kind, "blind": blind}
        about |= {"codebook": book or books[0], "note": ""}
        mine, old = codings.own(chosen, coder), kept(folder, chosen, coder)
        stored = old.with_suffix(".sha256")  # of the rows that were made of the sheet
        same = old.exists() and (not stored.exists() or stored.read_text() == digest(mine))
        content = old.read_bytes() if same else _workbook(about, _lines(codings, chosen, units, about))
    notebooks.write({out: content})
    lost = f"Nothing that {coder} has coded elsewhere is in it: importing it takes that away."
    return [
        f"{out}: {len(units)} units to code. Fill in its pages voices and units in Excel or LibreOffice.",
        *([lost] if not same and any(mine[f"article.{name}"] for name in CODED) else []),
        f"Next: python -m helpers import sheet {quote(str(out))} --into {quote(str(folder))}",
    ]


def _lines(codings: Codings, article_id: str, units: Sequence[Unit], about: Mapping[str, str]) -> Lines:
    """Return the rows of a sheet's pages before a person has filled in any."""
    told, voices = suggested(codings, article_id, units), codings.of("article.sources", article_id)
    frames = [row for row in codings.flat["frames"] if row["codebook"] == about["codebook"]]
    each = [{"unit": unit.name, "text": unit.text, **told.get(unit.name, {})} for unit in units]
    return {
        "units": [[row.get(name, "") for name in WORDS["units"]] for row in each],
        "voices": [(row["label"], row["source_type"]) for row in voices if row["entity_type"] != NONE],
        "frames": [[row[name] for name in WORDS["frames"]] for row in frames],
    }


def suggested(codings: Codings, article_id: str, units: Sequence[Unit]) -> dict[str, dict[str, str]]:
    """Return what rules suggest for cells of each unit, if they did, each with ``?`` before it."""
    told = codings.of(SUGGESTED, article_id)
    sure = {row["attribution_id"]: float(row["confidence"]) for row in told}
    voices = codings.of("article.sources", article_id)
    label = {row["source_id"]: row["label"] for row in voices if row["source_type"] != "narrator"}
    marks = [mark for mark in codings.marks(article_id) if mark.coder == RULES]
    found = dict[str, dict[str, str]]()
    for unit in units if sure else []:
        here = [mark for mark in marks if mark.cells.get("sentence_id") == unit.name]
        first = dict[str, Mark]()
        for mark in [mark for mark in here if (mark.layer, mark.code) == ("spans", "explicit")]:
            first.setdefault(mark.cells["source_id"], mark)
        keys = [key for mark in here if mark.layer == "attribution" for key in mark.cells["sources"].split()]
        keys = keys if {*keys} & {*label} else list(first) or keys
        said = [first.get(key) for key in keys]
        stances = [mark.cells["stance"] for mark in said if mark]
        hedges = [f"{mark.code}: {mark.cells['cue']}" for mark in here if mark.layer == "hedges"]
        cells = {
            "voice": "; ".join(label.get(key, NONE) for key in keys),
            "cue": "; ".join(_cue(unit, mark) if mark else "" for mark in said).strip("; "),
            "stance": next((stance for stance in stances if stance != "neutral"), ""),
            "hedges": "; ".join(hedges),
        }
        least = min([sure[mark.name] for mark in said if mark], default=1)
        asked = ASKED * (1 + (least < WEAK))
        found[unit.name] = {name: f"{asked} {value}" for name, value in cells.items() if value}
    return found


def _cue(unit: Unit, mark: Mark) -> str:
    """Return the cue of an attribution as a person would type it."""
    start, end = mark.parts["cue"][0]
    first, before = unit.words((start, end)), unit.words((unit.start, end))
    nth = f" #{len(places.standing(first, before))}" * (len(places.standing(first, unit.text)) > 1)
    return mark.cells["cue"] + nth


def _workbook(about: Mapping[str, str], lines: Lines) -> bytes:
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    start = book.active
    start.title = "start"
    for name, value in about.items():
        append(start, [name, value])
    asked = any(cell.startswith(ASKED) for row in lines["units"] for cell in row)
    told = [WORDS["start"]["help"], *([WORDS["start"]["suggested"]] if asked else [])]
    for line in ["", *"\n".join(told).strip().split("\n")]:
        append(start, ["", line])
    start.column_dimensions["A"].width, start.column_dimensions["B"].width = 12, 100
    _fit(start)
    for name, rows in lines.items():
        page, columns = book.create_sheet(name), WORDS[name]
        own = [(NONE, "narrator")] if name == "voices" else []
        empty = [()] * (MOST - len(rows)) if name == "voices" else []
        for row in [list(columns), *own, *rows, *empty]:
            append(page, [*row, *[""] * (len(columns) - len(row))])
        for cell, column in zip(page[1], columns.values(), strict=True):
            cell.font = Font(name="Calibri", bold=True)
            cell.comment = Comment(column["words"], "Rostrum", width=320, height=120)
            page.column_dimensions[cell.column_letter].width = column["width"]
            if column.get("grey"):
                for below in page[cell.column_letter][1:]:
                    below.fill = PatternFill("solid", fgColor="EDEDED")
            for below in page[cell.column_letter][1:]:
                if str(below.value).startswith(ASKED):
                    below.font = Font(name="Calibri", italic=True, color="808080")
        page.freeze_panes = "C2" if name == "units" else "A2"
        _fit(page)
    for cell, (_, *words) in zip(book["frames"]["A"][1:], lines["frames"], strict=True):
        cell.comment = Comment(f"The unit presents {words[0]}.", "Rostrum", width=320, height=120)
    _lists(book, len(lines["frames"]))
    return saved(book)


def saved(book: Any) -> bytes:
    """Return the file of a workbook; PackageError where there is no room for its parts."""
    buffer = io.BytesIO()
    try:
        book.save(buffer)
    except Exception as error:  # openpyxl lets those of lxml through, which writes parts beside
        sys.unraisablehook = lambda _: None  # what openpyxl leaves open fails again when the command ends
        place = tempfile.gettempdir()
        raise PackageError(f"{place}: found {error}, allowed: room to write; make room there") from None
    return buffer.getvalue()


def _fit(page: Any) -> None:
    """Make rows as high as their words need, which not every program does, and pages as wide as paper."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for row in page.iter_rows():
        lines = [1.0]
        for cell in row:
            size = len(str(cell.value or "")) * (2 if re.search(f"[{HAN}]", str(cell.value)) else 0.95)
            lines.append(-(-size // page.column_dimensions[cell.column_letter].width))
        page.row_dimensions[row[0].row].height = 15 * max(lines)
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0


def append(page: Any, values: Iterable[str]) -> None:
    """Write a row of texts, none of which a program may take for a formula, a number or a date."""
    from openpyxl.styles import Alignment

    line = page._current_row + 1
    page._current_row = line
    for number, value in enumerate(values, 1):
        cell = page.cell(line, number)
        cell.number_format, cell.alignment = "@", Alignment(wrap_text=True, vertical="top")
        if value:
            cell.value, cell.data_type = value, "s"
            cell.quotePrefix = value[0] in "=+-@"


def _lists(book: Any, frames: int) -> None:
    """Give cells lists to choose from, beside which anything can be typed: several may stand in one."""
    from openpyxl.worksheet.datavalidation import DataValidation

    coding, source = "article.attribution_codings", "article.sources"
    choices = {
        ("units", "voice"): f"voices!$A$2:$A${MOST}",
        ("units", "frames"): f"frames!$A$2:$A${frames + 1}",
        ("units", "checkable"): allowed("article.claims", "checkable"),
        **{("units", name): allowed(coding, name) for name in ("status", "mode", "stance")},
        ("voices", "type"): allowed(source, "source_type")[1:],
        ("voices", "what"): allowed(source, "entity_type")[:3],
        ("voices", "named"): YES,
        ("voices", "speaks through"): f"$A$3:$A${MOST}",
        ("start", "B3"): allowed("coders", "kind"),
        ("start", "B4"): YES,
    }
    for (name, column), choice in choices.items():
        formula = choice if isinstance(choice, str) else f'"{",".join(choice)}"'
        rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
        letter = chr(65 + list(WORDS[name]).index(column)) if column in WORDS[name] else ""
        rule.add(f"{letter}2:{letter}{book[name].max_row}" if letter else column)
        book[name].add_data_validation(rule)
