"""A filled sheet as rows of a package: all of it, or one error that names every cell that is wrong."""

from __future__ import annotations

import difflib
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from helpers import notebooks
from helpers.code import package, places
from helpers.code.package import Rows
from helpers.code.sheet import NONE, WORDS, YES, allowed, kept
from helpers.code.units import Unit
from helpers.errors import DataError, shown
from helpers.read.spans import Place, words_of

LARGEST = 20_000_000
"""Bytes that a workbook may unpack to."""
PAGES = ("start", "units", "voices")
PERSONS, UNNAMED = ("expert", "citizen", "anonymous"), ("anonymous", "collective")
CODED = ("coded", "attribution_codings", "attribution_coding_sources", "attributions", "attribution_pieces")
CODED += ("attribution_chains", "frame_codings", "hedges", "claims")
"""Tables of an article that sheets fill."""
LAYERS = ("attribution", "spans", "frames", "hedges", "claims")
Row = dict[str, str]


class Page:
    """A page of a sheet: its rows by column, and what is wrong in it."""

    def __init__(self, file: str, name: str, sheet: Any) -> None:
        """Read the cells as a person sees them."""
        self.where, self.problems, self.rows = f"{file} {name}!", list[str](), list[Row]()
        self.heads = [str(cell.value or "").strip() for cell in sheet[1]]
        columns, first = list(WORDS[name]), 2
        if name == "start":
            self.heads, columns, first = ["what", "value"], [], 1
        self.problems = [
            f"{self.where}1: found {self.heads.count(one)} columns {one!r}, allowed: one"
            for one in columns
            if self.heads.count(one) != 1
        ]
        for cells in sheet.iter_rows(min_row=first, max_col=len(self.heads)):
            row = {"row": str(cells[0].row)}
            row |= {head: self._text(cell) for head, cell in zip(self.heads, cells, strict=False)}
            self.rows += [row] if any(row[one] for one in columns or self.heads) and not self.problems else []

    def _text(self, cell: Any) -> str:
        value = cell.value
        if cell.data_type in ("f", "e", "d"):
            found = {"f": "a formula", "e": "an error value", "d": "a date"}[cell.data_type]
            may = "text; type ' before it"
            self.problems.append(
                f"{self.where}{cell.coordinate}: found {found}, {shown(str(value))}, allowed: {may}"
            )
            return ""
        percent = isinstance(value, float) and "%" in str(cell.number_format)
        number = f"{100 * value:.10g}%" if percent else f"{value:.10g}" if isinstance(value, float) else value
        return " ".join(str("" if number is None else number).split())

    def wrong(self, row: Row, column: str, found: str, may: str) -> None:
        """Note what a cell holds and what it may hold."""
        letter = chr(65 + self.heads.index(column))
        self.problems.append(f"{self.where}{letter}{row['row']}: found {shown(found)}, allowed: {may}")

    def choose(self, row: Row, column: str, value: str, among: Sequence[str], advice: str = "") -> str:
        """Return the one of some values that a text means, whatever its capitals; else empty, and a problem."""
        plain = {one.casefold(): one for one in among}
        if value and value.casefold() not in plain:
            near = difflib.get_close_matches(value.casefold(), plain, n=1, cutoff=0.5)
            hint = f"; did you mean {plain[near[0]]!r}?" if near else ""
            self.wrong(
                row, column, value, ", ".join(among[:12]) + ", ..." * (len(among) > 12) + advice + hint
            )
        return plain.get(value.casefold(), "")


def store(path: Path, folder: Path) -> list[str]:
    """Put a coder's sheet into a package in place of what the coder had coded there; return what was done.

    Raises DataError with every problem, and changes nothing, unless all of the sheet is right.
    """
    pages = _pages(path)
    with package.held(folder):
        sheet = Sheet(folder, pages)
        if problems := [problem for page in pages.values() for problem in page.problems]:
            raise DataError(problems)
        package.store(folder, sheet.tables())
        copy = kept(folder, sheet.article, sheet.coder)
        copy.parent.mkdir(exist_ok=True)
        notebooks.write({copy: path.read_bytes()})
    layers = Counter(row["layer"] for row in sheet.made["coded"])
    said = ", ".join(f"{layer} of {number} units" for layer, number in layers.items()) or "nothing was coded"
    return [f"{path}: stored as coded by {sheet.coder}: {said}.", f"Next: python -m helpers status {folder}"]


def _pages(path: Path) -> dict[str, Page]:
    """Return the pages of a workbook; DataError where it is none, or no sheet of ours."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise ValueError(f"more than {LARGEST:,} bytes when unpacked")
        from openpyxl import load_workbook

        book = load_workbook(path)
        if lost := [name for name in PAGES if name not in book.sheetnames]:
            raise ValueError(f"no page {', '.join(lost)}")
        pages = {name: Page(path.name, name, book[name]) for name in PAGES}
    except Exception as error:  # openpyxl lets errors of every kind through
        found = str(error) if path.is_file() else "no such file"
        may = "a sheet that 'export sheet' made, saved as .xlsx"
        raise DataError([f"{path}: found {found[:200] or type(error).__name__}, allowed: {may}"]) from None
    if problems := [problem for page in pages.values() for problem in page.problems]:
        raise DataError(problems)
    return pages


class Sheet:
    """What a sheet says, as rows of the tables of its article; what is wrong is noted on its pages."""

    def __init__(self, folder: Path, pages: dict[str, Page]) -> None:
        """Read all cells; ``made`` has the rows by table, without ``article_id``."""
        self.folder, self.page, self.start = folder, pages["units"], pages["start"]
        self.about = {row["what"]: row["value"] for row in self.start.rows}
        self.coder, self.book = self.about.get("coder", ""), self.about.get("codebook", "")
        self.article, units = package.article(folder, self.about.get("article", ""))
        self.units = {unit.name: unit for unit in units}
        self.frames = [row["frame"] for row in package.rows(folder, "frames") if row["codebook"] == self.book]
        names = ("sources", "relations", "actors", *CODED)
        self.old = {name: package.rows(folder, f"article.{name}") for name in names}
        self.made: dict[str, Rows] = {name: [] for name in CODED}
        here = [row for row in self.old["sources"] if row["article_id"] == self.article]
        self.sources = {row["source_id"]: row for row in here}
        self.own = next(row["source_id"] for row in here if row["source_type"] == "narrator")
        self.voices, self.through = {NONE: self.own}, dict[str, str]()
        self._voices(pages["voices"])
        rows = {row["unit"]: row for row in self.page.rows}
        credits = [rows[name]["voice"] for name in rows if name in units_of(units, "credit")]
        self.credited = next(
            (self.voices[one] for one in credits if self.voices.get(one, self.own) != self.own), ""
        )
        for row in self.page.rows:
            self._unit(row, pages["voices"])
        self.page.problems += [
            f"{self.page.where}A: found no row of {name}, allowed: a row for every unit, if an empty one"
            for name in self.units
            if name not in rows
        ]

    def tables(self) -> dict[str, Rows]:
        """Return the tables that change, whole."""
        coders = package.rows(self.folder, "coders")
        old = next((row for row in coders if row["coder_id"] == self.coder), {"scope": "article"})
        blind = str(self.about.get("blind", "").casefold() != "no").lower()
        row = {
            "coder_id": self.coder,
            "scope": old["scope"],
            "kind": self.about.get("kind", ""),
            "blind": blind,
        }
        row["note"] = self.about.get("note") or WORDS["start"]["note"]
        changed = {"coders": [*(one for one in coders if one["coder_id"] != self.coder), row]}
        gone = {one["attribution_id"] for one in self._mine("attributions")}
        for name in CODED:
            mine = [one for one in self._mine(name) if one.get("layer", "claims") in LAYERS]
            mine += [
                one for one in self._here(name) if "coder_id" not in one and one["attribution_id"] in gone
            ]
            new = [{"article_id": self.article, **one} for one in self.made[name]]
            changed[f"article.{name}"] = [one for one in self.old[name] if one not in mine] + new
        used = {one.get("source_id") for rows in changed.values() for one in rows} | set(self.voices.values())
        used |= {one["source_id"] for one in self._here("relations")} | {
            one["actor_id"] for one in self._here("actors")
        }
        others = [one for one in self.old["sources"] if one["article_id"] != self.article]
        changed["article.sources"] = others + [one for key, one in self.sources.items() if key in used]
        return changed

    def _here(self, name: str) -> Rows:
        return [row for row in self.old[name] if row["article_id"] == self.article]

    def _mine(self, name: str) -> Rows:
        return [row for row in self._here(name) if row.get("coder_id") == self.coder]

    def _add(self, table: str, **cells: object) -> None:
        self.made[table].append({name: str(value) for name, value in cells.items()})

    def _fresh(self, letter: str, table: str) -> str:
        """Return an id that is free beside the rows of other coders."""
        taken = {list(row.values())[1] for row in self._here(table) if row not in self._mine(table)}
        taken |= {row.get("attribution_id") or row.get("claim_id", "") for row in self.made[table]}
        return next(name for number in count(1) if (name := f"{letter}{number}") not in taken)

    # ---- who speaks, and through whom

    def _voices(self, page: Page) -> None:
        """Read the voices: a known one keeps its short name, and what it is where others have coded it."""
        labels = {row["label"].casefold(): key for key, row in self.sources.items()}
        shared = any(row["coder_id"] != self.coder for row in self._here("coded"))
        rows = [row for row in page.rows if row["voice"].casefold() != NONE]
        for row in rows:
            label, kinds = row["voice"], allowed("article.sources", "source_type")[1:]
            if not label or ";" in label or label.casefold() in map(str.casefold, self.voices):
                page.wrong(row, "voice", label, "a name without semicolons, each once")
                continue
            kind = page.choose(row, "type", row["type"] or "?", kinds)
            usual = "person" if kind in PERSONS else "collective" if kind == "collective" else "organisation"
            what = (
                page.choose(row, "what", row["what"], allowed("article.sources", "entity_type")[:3]) or usual
            )
            named = page.choose(row, "named", row["named"], YES) or YES[kind in UNNAMED]
            key = labels.get(label.casefold()) or _short(label, list(self.sources))
            cells = {"source_type": kind, "entity_type": what, "named": str(named == "yes").lower()}
            old = self.sources.get(key, {"article_id": self.article, "source_id": key, "label": label})
            if shared and key in labels.values() and cells != {name: old[name] for name in cells} and kind:
                may = f"{old['source_type']}, {old['entity_type']}, named {YES[old['named'] != 'true']}, as coded by others"
                page.wrong(row, "type", ", ".join((kind, what, f"named {named}")), may)
            self.voices[label], self.sources[key] = key, {"country_iso3": "", **old, **cells}
        for row in [row for row in rows if row["speaks through"]]:
            outer = page.choose(row, "speaks through", row["speaks through"], list(self.voices)[1:])
            if outer and row["voice"] in self.voices:
                self.through[self.voices[row["voice"]]] = self.voices[outer]
                if not self._chain(self.voices[row["voice"]]):
                    page.wrong(row, "speaks through", outer, "a voice that does not speak through this one")

    def _chain(self, key: str) -> list[str]:
        """Return the voices from the page to this one; none where they go in a circle."""
        way = [key]
        while outer := self.through.get(way[0]):
            if outer in way:
                return []
            way.insert(0, outer)
        first = getattr(self, "credited", "")
        return way if not first or first in way else [first, *way]

    # ---- what the row of a unit says

    def _unit(self, row: Row, voices: Page) -> None:
        unit = self.units.get(row["unit"])
        if unit is None:
            self.page.choose(row, "unit", row["unit"] or "?", list(self.units))
            return
        if places.plain(row["text"]) != places.plain(unit.text):
            self.page.wrong(row, "text", row["text"], "the words of the unit, as exported")
        if [one["unit"] for one in self.page.rows].count(unit.name) > 1:
            self.page.wrong(row, "unit", unit.name, "each unit once")
        advice, ids = " (add a new one in a row of the page voices)", list[str]()
        for label in self._parts(row["voice"]):
            chosen = self.page.choose(row, "voice", label, list(self.voices)[1:] + [NONE], advice)
            ids += [self.voices[chosen]] if chosen else []
        if self.own in ids and len(ids) > 1:
            self.page.wrong(row, "voice", row["voice"], "'none' alone, or voices")
        for column in [name for name in ("cue", "status", "mode", "stance", "hedges", "claim") if row[name]]:
            if not row["voice"]:
                self.page.wrong(row, column, row[column], "nothing before 'voice' says who speaks")
        if ids and unit.kind == "credit":
            self._look("spans", unit)
            self._span(unit, ids[0], "credit", [], NONE, NONE) if ids != [self.own] else None
        elif ids:
            self._attributed(row, unit, list(dict.fromkeys(ids)))
        self._kinds(row, unit, "frames", "frame_codings", self.frames, {"codebook": self.book})
        hedges = allowed("article.hedges", "hedge_type")
        self._kinds(row, unit, "hedges", "hedges", hedges, {"source_id": (ids or [self.own])[0]})
        self._claims(row, unit, ids)

    def _parts(self, text: str) -> list[str]:
        return [part.strip() for part in text.split(";") if part.strip()]

    def _look(self, layer: str, unit: Unit) -> None:
        self._add("coded", coder_id=self.coder, layer=layer, codebook=self.book, sentence_id=unit.name)

    def _find(self, row: Row, column: str, words: str, unit: Unit) -> list[Place]:
        try:
            return places.find(words, unit)
        except ValueError as error:
            self.page.wrong(row, column, words, str(error))
            return []

    def _attributed(self, row: Row, unit: Unit, ids: list[str]) -> None:
        page, own = self.page, ids == [self.own]
        typed = [part.strip() for part in row["cue"].split(";")] if row["cue"] else []
        if len(typed) > len(ids) or (own and typed):
            page.wrong(
                row,
                "cue",
                row["cue"],
                "no cue of the article itself" if own else f"one for each voice: {len(ids)}",
            )
        cues = [self._find(row, "cue", part, unit) if part else [] for part in typed] + [[]] * len(ids)
        status = NONE if own else "explicit" if any(cues) else "carry_over"
        table = "article.attribution_codings"
        given = {
            name: page.choose(row, name, row[name], allowed(table, name))
            for name in ("status", "mode", "stance")
        }
        mode = given["mode"] or (NONE if own else places.mode(unit, [place for cue in cues for place in cue]))
        stance = given["stance"] or ("neutral" if status == "explicit" else NONE)
        rules = {
            "status": (given["status"] in ("", status), f"{status}, by its voice and cue, or empty"),
            "mode": ((mode == NONE) == own, "none where nobody speaks, and only there"),
            "stance": ((stance == NONE) == (status != "explicit"), "none without a cue, and only there"),
        }
        for column, (right, may) in rules.items():
            if not right:
                page.wrong(row, column, row[column], may)
        depth = max(len(self._chain(key)) for key in ids) if not own else 1
        named = {"coder_id": self.coder, "sentence_id": unit.name}
        self._add("attribution_codings", **named, status=status, depth=depth, mode=mode, stance=stance)
        for place, key in enumerate(ids, 1):
            self._add("attribution_coding_sources", **named, position=place, source_id=key)
        for key, cue in zip(ids, cues, strict=False) if not own else []:
            how = "explicit" if cue else "carry_over"
            self._span(unit, key, how, cue, mode, stance if cue else NONE)
        self._look("attribution", unit)
        self._look("spans", unit)

    def _span(self, unit: Unit, key: str, status: str, cue: list[Place], mode: str, stance: str) -> None:
        """Note an attribution with its pieces and its chain."""
        name, chain = self._fresh("a", "attributions"), self._chain(key)
        source = places.named(self.sources[key]["label"], unit, cue) if status != "credit" else []
        content = places.content(unit, mode, cue, source)
        count_of = sum(len(words_of(_words(unit, place))) for place in content)
        named = {"attribution_id": name, "coder_id": self.coder, "sentence_id": unit.name, "source_id": key}
        coded = {
            "status": status,
            "depth": len(chain),
            "mode": mode,
            "stance": stance,
            "content_words": count_of,
        }
        self._add("attributions", **named, **coded)
        for part, spots in (("source", source), ("cue", cue), ("content", content)):
            for piece, (start, end) in enumerate(spots, 1):
                words = _words(unit, (start, end)) if part == "cue" else ""
                place = {"part": part, "piece": piece, "start": start, "end": end, "cue": words}
                self._add("attribution_pieces", attribution_id=name, **place)
        for position, voice in enumerate(chain, 1):
            self._add("attribution_chains", attribution_id=name, position=position, source_id=voice)

    def _kinds(self, row: Row, unit: Unit, column: str, table: str, kinds: list[str], more: Row) -> None:
        """Note the frames or hedges of a unit, each as ``kind: words``; words alone are a hedge of the first kind."""
        if row[column]:
            self._look(column, unit)
        done = set[str]()
        for part in self._parts(row[column]) if row[column].casefold() != NONE else []:
            kind, colon, words = (one.strip() for one in part.partition(":"))
            kind, words = (kind, words) if colon or column == "frames" else (kinds[0], part)
            kind, found = self.page.choose(row, column, kind, kinds), list[Place]()
            if not words or (column == "frames" and kind in done):
                self.page.wrong(row, column, part, f"'{kind or 'kind'}: the words that carry it', each once")
            elif kind:
                found = self._find(row, column, words, unit)
            done.add(kind)
            if len(found) > 1:
                self.page.wrong(row, column, words, "words side by side")
            elif found:
                start, end = found[0]
                place = {"cue": _words(unit, found[0]), "start": start, "end": end, **more}
                place["frame" if column == "frames" else "hedge_type"] = kind
                self._add(table, coder_id=self.coder, sentence_id=unit.name, **place)

    def _claims(self, row: Row, unit: Unit, ids: list[str]) -> None:
        claims = self._parts(row["claim"]) if row["claim"].casefold() != NONE else []
        checks, kinds = self._parts(row["checkable"]), allowed("article.claims", "claim_type")
        if row["claim"]:
            self._look("claims", unit)
        if len(claims) != len(checks):
            may = f"{len(claims)} of yes, partly, no: one for each claim, with ; between"
            self.page.wrong(row, "checkable", row["checkable"], may)
        for claim, check in zip(claims, checks, strict=False) if ids else []:
            before, _, words = (one.strip() for one in claim.partition(":"))
            kind = before.casefold() if before.casefold() in kinds and words else "fact"
            settled = self.page.choose(row, "checkable", check, allowed("article.claims", "checkable"))
            said = {
                "claim": words if kind != "fact" or before.casefold() == "fact" else claim,
                "claim_type": kind,
            }
            said |= {"source_id": ids[-1], "depth": len(self._chain(ids[-1])) if ids != [self.own] else 1}
            name = self._fresh("c", "claims")
            self._add(
                "claims", claim_id=name, coder_id=self.coder, sentence_id=unit.name, checkable=settled, **said
            )


def units_of(units: Sequence[Unit], kind: str) -> set[str]:
    """Return the names of the units of a kind."""
    return {unit.name for unit in units if unit.kind == kind}


def _words(unit: Unit, place: Place) -> str:
    return unit.text[place[0] - unit.start : place[1] - unit.start]


def _short(label: str, taken: Sequence[str]) -> str:
    """Return a short name of a voice that is not taken."""
    plain = package.slug(label).upper().replace("-", "_")[:30].strip("_")
    base = plain if plain[:1].isalpha() else f"V{plain}"
    names: Iterator[str] = (base if number == 1 else f"{base}_{number}" for number in count(1))
    return next(name for name in names if name not in taken)
