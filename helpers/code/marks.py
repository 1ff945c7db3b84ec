"""A filled sheet as rows of a package: all of it, or one error that names every cell that is wrong."""

from __future__ import annotations

import math
from pathlib import Path
from shlex import quote

from helpers import notebooks
from helpers.code import package, pages, places
from helpers.code.coding import Coding, Mark, gone_through
from helpers.code.codings import FORM, RULES, Codings
from helpers.code.pages import Page, Row
from helpers.code.sheet import ASKED, NONE, WORDS, YES, allowed, digest, kept
from helpers.code.units import Unit, text_of
from helpers.errors import DataError, shown
from helpers.read.spans import Place

PERSONS, UNNAMED = ("expert", "citizen", "anonymous"), ("anonymous", "collective")
"""Types of voices that are persons, and that have no name, unless the sheet says otherwise."""
SPEAKING = ("cue", "status", "mode", "stance", "hedges", "claim")
"""Columns that say something of who speaks."""


def store(path: Path, folder: Path) -> list[str]:
    """Put a coder's sheet into a package in place of what the coder had coded there; return what was done.

    Raises DataError with every problem, and changes nothing, unless all of the sheet is right.
    """
    read = pages.read(path)
    with package.held(folder):
        codings = Codings(folder)
        sheet = Sheet(folder, codings, read)
        pages.refuse(read)
        sheet.store(codings)
        package.store(folder, codings.changed())
        copy = kept(folder, sheet.article, sheet.coder)
        copy.parent.mkdir(exist_ok=True)
        stored = digest(codings.own(sheet.article, sheet.coder)).encode()
        notebooks.write({copy.with_suffix(".sha256"): stored, copy: path.read_bytes()})
    layers = [f"{layer} of {len(units)} units" for layer, units in sheet.looked.items()]
    said = ", ".join(layers) or "nothing was coded"
    return [
        f"{path}: stored as coded by {sheet.coder}: {said}.",
        f"Next: python -m helpers status {quote(str(folder))}",
    ]


class Sheet:
    """What a sheet says, as marks, with the units that were ``looked`` at by layer.

    What is wrong is noted on its pages.
    """

    def __init__(self, folder: Path, codings: Codings, read: dict[str, Page]) -> None:
        """Read all cells."""
        self.page, self.start = read["units"], read["start"]
        self.about = self._about(codings)
        pages.refuse(read)
        self.coder, self.book = self.about["coder"], self.about["codebook"]
        self.article, units = package.article(folder, self.about["article"])
        self.frames = [row["frame"] for row in codings.flat["frames"] if row["codebook"] == self.book]
        for row in self.page.rows:
            _accepted(row)
        self.marks, self.looked = list[Mark](), dict[str, list[str]]()
        sources, coded = (codings.of(f"article.{name}", self.article) for name in ("sources", "coded"))
        self.made = Coding(self.article, text_of(units), units, sources)
        self.made.most = math.inf
        self.voices = {NONE: self.made.own}
        self._voices(read["voices"], any(row["coder_id"] not in (self.coder, RULES) for row in coded))
        rows = {row["unit"]: row for row in self.page.rows}
        for unit in units:
            row = rows.get(unit.name, {"row": "", "unit": unit.name, "text": "no row"})
            if places.plain(row["text"]) != places.plain(unit.text):
                self.page.wrong(row, "text", row["text"], f"the words of {unit.name}, as exported")
        given = [row["unit"] for row in self.page.rows]
        for row in self.page.rows:
            if row["unit"] not in {unit.name for unit in units} or given.count(row["unit"]) > 1:
                self.page.wrong(row, "unit", row["unit"], "each unit of the article once")
        whole = [(rows[unit.name], unit, self._ids(rows[unit.name])) for unit in units if unit.name in rows]
        credits = [ids for _, unit, ids in whole if unit.kind == "credit" and ids != [self.made.own]]
        self.made.credited = next((ids[0] for ids in credits if ids), "")
        for row, unit, ids in whole:
            self._unit(row, unit, ids)

    def store(self, codings: Codings) -> None:
        """Put what the sheet says in the place of what its coder had coded.

        Raises DataError for what no table may hold.
        """
        codings.drop(self.article, self.coder, FORM)
        self.made.taken = codings.taken(self.article)
        looked = [gone_through(self.coder, layer, units) for layer, units in self.looked.items()]
        self.made.add(self.coder, [*self.marks, *looked], self.book)
        if self.made.left:
            raise DataError(f"{why}, found {shown(where)}" for why, where in self.made.left)
        codings.add(self.article, self.made, set(self.voices.values()))
        known = {row["coder_id"]: row["scope"] for row in codings.flat["coders"]}
        row = {"coder_id": self.coder, "scope": known.get(self.coder, "article")}
        row |= {"kind": self.about["kind"], "note": self.about.get("note") or WORDS["start"]["note"]}
        codings.coder(row | {"blind": str(self.about["blind"] == YES[0]).lower()})

    def _about(self, codings: Codings) -> dict[str, str]:
        """Return what the page start says, and note what it may not say."""
        rows = {row["what"]: row for row in self.start.rows}
        among = {"article": [*codings.rows["article.texts"]], "kind": allowed("coders", "kind"), "blind": YES}
        among["codebook"] = [row["codebook"] for row in codings.flat["codebooks"]]
        about = {what: row["value"] for what, row in rows.items()}
        for what, may in among.items():
            row, found = rows.get(what, {"row": ""}), about.get(what) or "?"
            about[what] = self.start.choose(row, "value", found, may, f" as {what}")
        coder = rows.get("coder", {"row": "", "value": ""})
        if limit := package.refused("coders", "coder_id", coder["value"]):
            self.start.wrong(coder, "value", coder["value"], limit)
        return about

    def _mark(self, layer: str, code: str, parts: dict[str, list[Place]], cells: Row) -> None:
        self.marks.append(Mark(layer, self.coder, f"new {len(self.marks)}", code, parts, cells))

    # ---- who speaks, and through whom

    def _voices(self, page: Page, shared: bool) -> None:
        """Read the voices: a known one keeps its short name, and what it is where others have coded it."""
        sources = self.made.sources
        labels = {row["label"].casefold(): key for key, row in sources.items()}
        rows = [row for row in page.rows if row["voice"].casefold() != NONE]
        for row in rows:
            label = row["voice"]
            if not label or ";" in label or label.casefold() in map(str.casefold, self.voices):
                page.wrong(row, "voice", label, "a name without semicolons, each once")
                continue
            key = labels.get(label.casefold()) or package.short(label, sources)
            old = sources.get(key, {})
            kind = page.choose(row, "type", row["type"] or "?", allowed("article.sources", "source_type")[1:])
            what = page.choose(row, "what", row["what"], allowed("article.sources", "entity_type")[:3])
            named = page.choose(row, "named", row["named"], YES)
            cells = {"source_type": kind, **usual(kind)} | ({"entity_type": what} if what else {})
            cells |= {"named": str(named == YES[0]).lower()} if named else {}
            if not row["what"] and not row["named"] and old.get("source_type") == kind:
                cells = {name: old[name] for name in cells}
            if shared and kind and old and cells != {name: old[name] for name in cells}:
                may = f"{', '.join(old[name] for name in cells)} (type, what, named), as others have coded it"
                page.wrong(row, "type", ", ".join(cells.values()), may)
            own = {"article_id": self.article, "source_id": key, "label": label}
            self.voices[label], sources[key] = key, {**own, **old, **cells}
        for row in [row for row in rows if row["speaks through"] and row["voice"] in self.voices]:
            outer = page.choose(row, "speaks through", row["speaks through"], list(self.voices)[1:])
            if outer and self.voices[row["voice"]] in self.made.chain(self.voices[outer]):
                page.wrong(row, "speaks through", outer, "a voice that does not speak through this one")
            elif outer:
                self.made.through[self.voices[row["voice"]]] = self.voices[outer]

    def _ids(self, row: Row) -> list[str]:
        """Return the voices of a unit by their short names."""
        advice, known = " (add a new one in a row of the page voices)", [*list(self.voices)[1:], NONE]
        labels = [self.page.choose(row, "voice", label, known, advice) for label in _parts(row["voice"])]
        ids = list(dict.fromkeys(self.voices[label] for label in labels if label))
        if self.made.own in ids and len(ids) > 1:
            self.page.wrong(row, "voice", row["voice"], "'none' alone, or voices")
        return ids

    # ---- what the row of a unit says

    def _unit(self, row: Row, unit: Unit, ids: list[str]) -> None:
        for column in [name for name in SPEAKING if row[name] and not row["voice"]]:
            self.page.wrong(row, column, row[column], "nothing before 'voice' names who speaks, or says none")
        if ids and unit.kind == "credit":
            self._look("spans", unit)
            if ids != [self.made.own]:
                self._span(unit, ids[0], [], [], {"mode": NONE})
        elif ids:
            self._attributed(row, unit, ids)
        self._kinds(row, unit, "frames", self.frames, {})
        hedges = allowed("article.hedges", "hedge_type")
        self._kinds(row, unit, "hedges", hedges, {"source_id": (ids or [""])[0]})
        self._claims(row, unit, ids)

    def _look(self, layer: str, unit: Unit) -> None:
        self.looked.setdefault(layer, []).append(unit.name)

    def _find(self, row: Row, column: str, words: str, unit: Unit) -> list[Place]:
        try:
            return places.find(words, unit)
        except ValueError as error:
            self.page.wrong(row, column, words, str(error))
            return []

    def _attributed(self, row: Row, unit: Unit, ids: list[str]) -> None:
        voices = [] if ids == [self.made.own] else ids
        typed = [part.strip() for part in row["cue"].split(";")] if row["cue"] else []
        if len(typed) > len(voices):
            limit = "no cue of the article itself, and one for each other voice"
            self.page.wrong(row, "cue", row["cue"], limit)
        cues = [self._find(row, "cue", part, unit) if part else [] for part in typed] + [[]] * len(ids)
        told = [
            (key, cue, places.named(self.made.sources[key]["label"], unit, cue))
            for key, cue in zip(voices, cues, strict=False)
        ]
        coded = {"status": NONE, "mode": NONE, "stance": NONE}
        if told:
            coded["status"] = "explicit" if any(cues) else "carry_over"
            spoken = [at for _, _, source in told for at in source]
            coded["mode"] = places.mode(unit, [at for _, cue, _ in told for at in cue], spoken)
            coded["stance"] = "neutral" if any(cues) else NONE
        for column, value in coded.items():
            may = [one for one in allowed("article.attribution_codings", column) if one != NONE]
            may = [value] if value == NONE or column == "status" else may
            coded[column] = self.page.choose(row, column, row[column], may) or value
        depth = max((len(self.made.chain(key)) for key in voices), default=1)
        cells = {"sentence_id": unit.name, "depth": depth, "sources": " ".join(ids), **coded}
        self._mark("attribution", coded["status"], {}, cells)
        for key, cue, source in told:
            self._span(unit, key, cue, source, {name: coded[name] for name in ("mode", "stance")})
        self._look("attribution", unit)
        self._look("spans", unit)

    def _span(self, unit: Unit, key: str, cue: list[Place], source: list[Place], coded: Row) -> None:
        content = places.content(unit, coded["mode"], cue, source)
        cells = {**coded, "source_id": key, "chain": " ".join(self.made.chain(key))}
        self._mark("spans", "", {"source": source, "cue": cue, "content": content}, cells)

    def _kinds(self, row: Row, unit: Unit, column: str, kinds: list[str], more: Row) -> None:
        """Note frames or hedges, each as ``kind: words``; words alone are a hedge of the first kind."""
        frames, done = column == "frames", set[str]()
        if row[column]:
            self._look(column, unit)
        for part in _parts(row[column]) if row[column].casefold() != NONE else []:
            kind, colon, words = (one.strip() for one in part.partition(":"))
            kind, words = (kind, words) if colon or frames else (kinds[0], part)
            kind = self.page.choose(row, column, kind, kinds)
            found = self._find(row, column, words, unit) if kind and words else []
            if not words or len(found) > 1 or (frames and kind in done):
                may = "'kind: words side by side that carry it', each frame once"
                self.page.wrong(row, column, part, may)
            elif found:
                self._mark(column, kind, {"": found}, more)
            done.add(kind)

    def _claims(self, row: Row, unit: Unit, ids: list[str]) -> None:
        claims = _parts(row["claim"]) if row["claim"].casefold() != NONE else []
        kinds, may = allowed("article.claims", "claim_type"), allowed("article.claims", "checkable")
        checks = _parts(row["checkable"])
        if row["claim"]:
            self._look("claims", unit)
        if len(claims) != len(checks):
            found = f"{len(claims)} of yes, partly, no: one for each claim, with ; between"
            self.page.wrong(row, "checkable", row["checkable"], found)
        for claim, check in zip(claims, checks, strict=False) if ids else []:
            kind, _, words = (one.strip() for one in claim.partition(":"))
            kind, words = (kind.casefold(), words) if words and kind.casefold() in kinds else ("fact", claim)
            said: Row = {"sentence_id": unit.name, "claim": words, "source_id": ids[-1]}
            said["depth"] = 1 if ids == [self.made.own] else len(self.made.chain(ids[-1]))
            said["checkable"] = self.page.choose(row, "checkable", check, may)
            self._mark("claims", kind, {}, said)


def _accepted(row: Row) -> None:
    """Take the mark from suggestions that go with an accepted voice, and empty the cells of all others."""
    kept = row["voice"] and not row["voice"].startswith(ASKED) and row["voice"].casefold() != NONE
    for column in [name for name in ("voice", "cue", "stance", "hedges") if row[name].startswith(ASKED)]:
        row[column] = row[column].lstrip(f"{ASKED} ") if kept else ""


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def usual(kind: str) -> dict[str, str]:
    """Return what a voice of a type is, unless somebody says otherwise."""
    what = "person" if kind in PERSONS else "collective" if kind == "collective" else "organisation"
    return {"entity_type": what, "named": str(kind not in UNNAMED).lower()}
