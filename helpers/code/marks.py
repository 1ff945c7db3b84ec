"""A filled sheet as rows of a package: all of it, or one error that names every cell that is wrong."""

from __future__ import annotations

from collections import Counter
from itertools import count
from pathlib import Path
from shlex import quote
from typing import Any

from helpers import notebooks
from helpers.code import package, pages, places
from helpers.code.package import Rows
from helpers.code.pages import Page, Row
from helpers.code.sheet import ASKED, NONE, RULES, WORDS, YES, allowed, kept
from helpers.code.units import Unit
from helpers.read.spans import Place, words_of

ATTRIBUTION = [f"attribution{part}" for part in ("_codings", "_coding_sources", "s", "_pieces", "_chains")]
CODED = ["coded", *ATTRIBUTION, "frame_codings", "hedges", "claims"]
"""Tables of an article that sheets fill."""
LAYERS = ("attribution", "spans", "frames", "hedges", "claims")
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
        sheet = Sheet(folder, read)
        pages.refuse(read)
        package.store(folder, sheet.tables())
        copy = kept(folder, sheet.article, sheet.coder)
        copy.parent.mkdir(exist_ok=True)
        notebooks.write({copy: path.read_bytes()})
    layers = Counter(row["layer"] for row in sheet.made["coded"])
    said = ", ".join(f"{layer} of {number} units" for layer, number in layers.items()) or "nothing was coded"
    return [
        f"{path}: stored as coded by {sheet.coder}: {said}.",
        f"Next: python -m helpers status {quote(str(folder))}",
    ]


class Sheet:
    """What a sheet says, as rows by table in ``made``; what is wrong is noted on its pages."""

    def __init__(self, folder: Path, read: dict[str, Page]) -> None:
        """Read all cells."""
        self.folder, self.page, self.start = folder, read["units"], read["start"]
        self.about = {row["what"]: row["value"] for row in self.start.rows}
        self.coder, self.book = self.about.get("coder", ""), self.about.get("codebook", "")
        self.article, units = package.article(folder, self.about.get("article", ""))
        self.frames = [row["frame"] for row in package.rows(folder, "frames") if row["codebook"] == self.book]
        names = ("sources", "relations", "actors", *CODED)
        for row in self.page.rows:
            _accepted(row)
        self.old = {name: package.rows(folder, f"article.{name}") for name in names}
        self.made: dict[str, Rows] = {name: [] for name in CODED}
        self.sources = {row["source_id"]: row for row in self._here("sources")}
        self.own = next(key for key, row in self.sources.items() if row["source_type"] == "narrator")
        self.voices, self.through, self.credited = {NONE: self.own}, dict[str, str](), ""
        self._voices(read["voices"])
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
        credits = [ids[0] for _, unit, ids in whole if unit.kind == "credit" and ids and ids != [self.own]]
        self.credited = next(iter(credits), "")
        for row, unit, ids in whole:
            self._unit(row, unit, ids)

    def tables(self) -> dict[str, Rows]:
        """Return the tables that change, whole."""
        coders = package.rows(self.folder, "coders")
        old = next((row for row in coders if row["coder_id"] == self.coder), {"scope": "article"})
        blind = str(self.about.get("blind", "").casefold() != YES[1]).lower()
        row = {
            "coder_id": self.coder,
            "scope": old["scope"],
            "kind": self.about.get("kind", ""),
            "blind": blind,
        }
        row["note"] = self.about.get("note") or WORDS["start"]["note"]
        return merged(
            {**self.old, "coders": coders},
            self.article,
            row,
            self.made,
            self.sources,
            set(self.voices.values()),
        )

    def _here(self, name: str) -> Rows:
        return [row for row in self.old[name] if row["article_id"] == self.article]

    def _add(self, table: str, **cells: object) -> None:
        self.made[table].append(cells)

    def _fresh(self, letter: str, table: str, column: str) -> str:
        """Return an id that is free beside the rows of other coders."""
        others = [row for row in self._here(table) if row["coder_id"] != self.coder]
        taken = {row[column] for row in [*others, *self.made[table]]}
        return next(name for number in count(1) if (name := f"{letter}{number}") not in taken)

    # ---- who speaks, and through whom

    def _voices(self, page: Page) -> None:
        """Read the voices: a known one keeps its short name, and what it is where others have coded it."""
        labels = {row["label"].casefold(): key for key, row in self.sources.items()}
        shared = any(row["coder_id"] not in (self.coder, RULES) for row in self._here("coded"))
        rows = [row for row in page.rows if row["voice"].casefold() != NONE]
        for row in rows:
            label = row["voice"]
            if not label or ";" in label or label.casefold() in map(str.casefold, self.voices):
                page.wrong(row, "voice", label, "a name without semicolons, each once")
                continue
            key = labels.get(label.casefold()) or short(label, self.sources)
            old = self.sources.get(key, {})
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
            self.voices[label], self.sources[key] = key, {**own, **old, **cells}
        for row in [row for row in rows if row["speaks through"] and row["voice"] in self.voices]:
            outer = page.choose(row, "speaks through", row["speaks through"], list(self.voices)[1:])
            if outer:
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
        return [self.credited, *way] if self.credited not in ("", *way) else way

    def _ids(self, row: Row) -> list[str]:
        """Return the voices of a unit by their short names."""
        advice, known = " (add a new one in a row of the page voices)", [*list(self.voices)[1:], NONE]
        labels = [self.page.choose(row, "voice", label, known, advice) for label in _parts(row["voice"])]
        ids = list(dict.fromkeys(self.voices[label] for label in labels if label))
        if self.own in ids and len(ids) > 1:
            self.page.wrong(row, "voice", row["voice"], "'none' alone, or voices")
        return ids

    # ---- what the row of a unit says

    def _unit(self, row: Row, unit: Unit, ids: list[str]) -> None:
        for column in [name for name in SPEAKING if row[name] and not row["voice"]]:
            self.page.wrong(row, column, row[column], "nothing before 'voice' names who speaks, or says none")
        if ids and unit.kind == "credit":
            self._look("spans", unit)
            if ids != [self.own]:
                self._span(unit, ids[0], [], [], {"status": "credit", "mode": NONE, "stance": NONE})
        elif ids:
            self._attributed(row, unit, ids)
        self._kinds(row, unit, "frames", self.frames, {"codebook": self.book})
        self._kinds(
            row, unit, "hedges", allowed("article.hedges", "hedge_type"), {"source_id": (ids or [""])[0]}
        )
        self._claims(row, unit, ids)

    def _look(self, layer: str, unit: Unit) -> None:
        self._add("coded", **self._by(unit), layer=layer, codebook=self.book)

    def _by(self, unit: Unit) -> dict[str, Any]:
        return {"coder_id": self.coder, "sentence_id": unit.name}

    def _find(self, row: Row, column: str, words: str, unit: Unit) -> list[Place]:
        try:
            return places.find(words, unit)
        except ValueError as error:
            self.page.wrong(row, column, words, str(error))
            return []

    def _attributed(self, row: Row, unit: Unit, ids: list[str]) -> None:
        own = ids == [self.own]
        typed = [part.strip() for part in row["cue"].split(";")] if row["cue"] else []
        if len(typed) > len(ids) or (own and typed):
            self.page.wrong(
                row, "cue", row["cue"], "no cue of the article itself, and one for each other voice"
            )
        cues = [self._find(row, "cue", part, unit) if part else [] for part in typed] + [[]] * len(ids)
        told = [
            (key, cue, places.named(self.sources[key]["label"], unit, cue))
            for key, cue in zip(ids, cues, strict=False)
            if not own
        ]
        coded = {"status": NONE if own else "explicit" if any(cues) else "carry_over", "mode": NONE}
        if not own:
            spoken = [at for _, _, source in told for at in source]
            coded["mode"] = places.mode(unit, [at for _, cue, _ in told for at in cue], spoken)
        coded["stance"] = "neutral" if coded["status"] == "explicit" else NONE
        for column, value in coded.items():
            may = [one for one in allowed("article.attribution_codings", column) if one != NONE]
            may = [value] if value == NONE or column == "status" else may
            coded[column] = self.page.choose(row, column, row[column], may) or value
        depth = 1 if own else max(len(self._chain(key)) for key in ids)
        self._add("attribution_codings", **self._by(unit), **coded, depth=depth)
        for place, key in enumerate(ids, 1):
            self._add("attribution_coding_sources", **self._by(unit), position=place, source_id=key)
        for key, cue, source in told:
            self._span(
                unit, key, cue, source, coded if cue else {**coded, "status": "carry_over", "stance": NONE}
            )
        self._look("attribution", unit)
        self._look("spans", unit)

    def _span(self, unit: Unit, key: str, cue: list[Place], source: list[Place], coded: Row) -> None:
        """Note an attribution with its pieces and its chain."""
        name, chain = {"attribution_id": self._fresh("a", "attributions", "attribution_id")}, self._chain(key)
        content = places.content(unit, coded["mode"], cue, source)
        words = sum(len(words_of(unit.words(place))) for place in content)
        more = {"source_id": key, "depth": len(chain), "content_words": words}
        self._add("attributions", **name, **self._by(unit), **coded, **more)
        for part, spots in (("source", source), ("cue", cue), ("content", content)):
            for number, place in enumerate(spots, 1):
                piece = {"part": part, "piece": number, "start": place[0], "end": place[1]}
                self._add(
                    "attribution_pieces", **name, **piece, cue=unit.words(place) if part == "cue" else ""
                )
        for position, voice in enumerate(chain, 1):
            self._add("attribution_chains", **name, position=position, source_id=voice)

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
                self.page.wrong(
                    row, column, part, "'kind: words side by side that carry it', each frame once"
                )
            elif found:
                where = {"cue": unit.words(found[0]), "start": found[0][0], "end": found[0][1], **more}
                where["frame" if frames else "hedge_type"] = kind
                self._add("frame_codings" if frames else "hedges", **self._by(unit), **where)
            done.add(kind)

    def _claims(self, row: Row, unit: Unit, ids: list[str]) -> None:
        claims = _parts(row["claim"]) if row["claim"].casefold() != NONE else []
        checks, kinds = _parts(row["checkable"]), allowed("article.claims", "claim_type")
        if row["claim"]:
            self._look("claims", unit)
        if len(claims) != len(checks):
            may = f"{len(claims)} of yes, partly, no: one for each claim, with ; between"
            self.page.wrong(row, "checkable", row["checkable"], may)
        for claim, check in zip(claims, checks, strict=False) if ids else []:
            kind, _, words = (one.strip() for one in claim.partition(":"))
            kind, words = (kind.casefold(), words) if words and kind.casefold() in kinds else ("fact", claim)
            said: Row = {"claim": words, "claim_type": kind, "source_id": ids[-1]}
            said["depth"] = 1 if ids == [self.own] else len(self._chain(ids[-1]))
            said["checkable"] = self.page.choose(
                row, "checkable", check, allowed("article.claims", "checkable")
            )
            self._add("claims", **self._by(unit), **said, claim_id=self._fresh("c", "claims", "claim_id"))


def merged(
    old: dict[str, Rows],
    article: str,
    coder: Row,
    made: dict[str, Rows],
    sources: dict[str, Row],
    needed: set[str],
) -> dict[str, Rows]:
    """Return the tables that change, whole, when a coder's rows on an article become those ``made``.

    ``old`` are the tables as they are, ``coder`` is the row of the coder, ``sources`` are the voices of the
    article: kept are those that ``needed`` has, or that a row names.
    """
    name = coder["coder_id"]
    others = [row for row in old["coders"] if row["coder_id"] != name]
    here = [row for row in old["attributions"] if row["article_id"] == article]
    gone = {row["attribution_id"] for row in here if row["coder_id"] == name}

    def replaced(row: Row) -> bool:
        """Tell whether a row is the coder's of before, in a layer that is coded here."""
        mine = row.get("coder_id", name) == name and row.get("layer", LAYERS[0]) in LAYERS
        parts = "coder_id" in row or row["attribution_id"] in gone
        return bool(row["article_id"] == article and mine and parts)

    changed = {"coders": [*others, coder]}
    for table in CODED:
        kept = [row for row in old[table] if not replaced(row)]
        changed[f"article.{table}"] = kept + [{"article_id": article, **row} for row in made[table]]
    related = [row for table in ("relations", "actors") for row in old[table] if row["article_id"] == article]
    rows = [row for rows in [*changed.values(), related] for row in rows]
    used = {row.get("source_id") or row.get("actor_id") for row in rows} | needed
    others = [row for row in old["sources"] if row["article_id"] != article]
    changed["article.sources"] = others + [row for key, row in sources.items() if key in used]
    return changed


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


def short(label: str, taken: dict[str, Any]) -> str:
    """Return a short name of a voice that is not taken."""
    plain = package.slug(label).upper().replace("-", "_")[:30].strip("_")
    base = plain if plain[:1].isalpha() else f"V{plain}"
    names = (base if number == 1 else f"{base}_{number}" for number in count(1))
    return next(name for name in names if name not in taken)
