"""Suggestions for an article as rows of its package, coded by ``rules``: a program, left out of findings.

What stands inside another's words is left to the person: the corpus that rules were counted on marks none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

from helpers import notebooks
from helpers.code import package
from helpers.code.coding import PARTS, Coding, Mark, gone_through
from helpers.code.codings import RULES, SUGGESTED, Codings
from helpers.code.package import PackageError, Rows, narrator
from helpers.code.sheet import WEAK
from helpers.code.units import Unit
from helpers.read.package import document
from helpers.suggest import rules
from helpers.suggest.rules import Found
from helpers.suggest.voices import Voices
from helpers.suggest.words import WORDS

TABLE = json.loads(Path(__file__).with_name("table.json").read_text(encoding="utf-8"))
LAYERS = ("attribution", "spans", "hedges")
NOTE = "suggestions by rules, none of which a person has seen"
CODER = {"coder_id": RULES, "scope": "article", "kind": "program", "blind": "true", "note": NOTE}


def store(folder: Path, article_id: str, kinds: tuple[str, ...]) -> list[str]:
    """Put suggestions for an article into its package in place of earlier ones; return what was done.

    ``kinds`` of cues: of speech alone by our codebook. Raises PackageError for an article not in English.
    """
    with package.held(folder):
        chosen, units = package.article(folder, article_id)
        codings = Codings(folder)
        language = codings.of("article.texts", chosen)[0]["language"]
        if not language.startswith("en"):
            raise PackageError(f"{folder}: found an article in {language!r}, allowed: one in English")
        raw = (folder / "text" / f"{chosen}.txt").read_bytes().decode()
        voices = codings.of("article.sources", chosen)
        own = {row["source_id"] for row in voices if row["source_type"] == "narrator"}
        stale = codings.named(chosen, ()) - codings.named(chosen, (RULES,)) - own
        known = [row for row in voices if row["source_id"] not in stale]
        codings.drop(chosen, RULES, LAYERS)
        made = Coding(chosen, raw, units, known)
        made.taken = codings.taken(chosen)
        book = next((row["codebook"] for row in codings.flat["codebooks"]), "generic")
        _suggest(made, book, kinds)
        codings.add(chosen, made)
        codings.coder(CODER)
        _open(folder)
        package.store(folder, codings.changed())
    told = made.made[SUGGESTED]
    weak = sum(float(row["confidence"]) < WEAK for row in told)
    return [
        f"{folder}: {len(told)} suggestions, {weak} of them weak, by the coder {RULES!r}.",
        f"Next: python -m helpers export sheet {quote(str(folder))} --coder NAME",
    ]


def coded(
    article_id: str, text: str, units: list[Unit], book: str, kinds: tuple[str, ...] = ("speech",)
) -> dict[str, Rows]:
    """Return the rows of each table that suggestions of some kinds give."""
    made = Coding(article_id, text, units, [narrator(article_id)])
    _suggest(made, book, kinds)
    return made.made | {"article.sources": list(made.sources.values())}


def suggestions(folder: Path, article_id: str) -> list[dict[str, Any]]:
    """Return what rules suggested for an article, as spans: ``rule, kind, confidence, weak, voice``.

    ``source``, ``cue`` and ``content`` are lists of starts and ends in code points; ``source_id`` names the
    voice, and ``stance`` is neutral where a voice goes on without a cue.
    """
    codings = Codings(folder)
    marks = {mark.name: mark for mark in codings.marks(article_id) if mark.layer == "spans"}
    label = {row["source_id"]: row["label"] for row in codings.of("article.sources", article_id)}
    found = []
    for row in codings.of(SUGGESTED, article_id):
        mark, sure = marks[row["attribution_id"]], float(row["confidence"])
        voice, stance = mark.cells["source_id"], mark.cells["stance"].replace("none", "neutral")
        one = {**row, "confidence": sure, "weak": sure < WEAK, "voice": label[voice]}
        one |= {"source_id": voice, "stance": stance}
        found.append(one | {part: mark.parts.get(part, []) for part in PARTS})
    return found


def _open(folder: Path) -> None:
    """Give a package the table of rules and confidences, which only packages with suggestions have."""
    whole = document(folder)
    if TABLE["name"] not in [part["name"] for part in whole["resources"]]:
        whole["resources"].append(TABLE)
        head = ",".join(field["name"] for field in TABLE["schema"]["fields"])
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        notebooks.write({folder / TABLE["path"]: f"{head}\n".encode()})
        notebooks.write({folder / "datapackage.json": f"{text}\n".encode()})


def _suggest(made: Coding, book: str, kinds: tuple[str, ...]) -> None:
    """Add suggestions to the codings of an article, with rule and confidence; none in its credit lines."""
    every = [one for _, several in rules.read([(made.article, made.text or "")]) for one in several]
    found = sorted(rules.outermost(one for one in every if one.kind in kinds), key=lambda one: one.content)
    credits = [range(unit.start, unit.end) for unit in made.units if unit.kind == "credit"]
    found = [one for one in found if not any((one.cue or one.content)[0][0] in unit for unit in credits)]
    made.most, voices = math.inf, Voices(made.sources.values())
    marks = [_mark(f"new {number}", one, voices) for number, one in enumerate(found)]
    made.sources = {key: {"article_id": made.article, **row} for key, row in voices.rows.items()}
    made.add(RULES, [*marks, gone_through(RULES, "spans")], book)
    made.add(RULES, [*_hedges(made), gone_through(RULES, "hedges")], book)
    made.made[SUGGESTED] = [
        {name: row[name] for name in ("article_id", "attribution_id")}
        | {"rule": one.key[1], "kind": one.kind, "confidence": f"{one.trust:.2f}"}
        for one, row in zip(found, made.made.get("article.attributions", []), strict=True)
    ]


def _mark(name: str, one: Found, voices: Voices) -> Mark:
    """Return what is suggested as a mark, whose voice speaks through no other."""
    voice = voices.of(one.doc, one.who)
    stance = next((name for name, verbs in WORDS["stance"].items() if one.key[0] in verbs.split()), "neutral")
    cells = {"source_id": voice, "chain": voice, "stance": stance}
    return Mark("spans", RULES, name, "", {part: getattr(one, part) for part in PARTS}, cells)


def _hedges(made: Coding) -> Iterator[Mark]:
    """Yield the hedges of each unit, at the first voice that speaks there."""
    told = made.made.get("article.attribution_coding_sources", [])
    voices = {row["sentence_id"]: row["source_id"] for row in told if row["position"] == 1}
    for unit in [unit for unit in made.units if unit.name in voices]:
        for kind, words in WORDS["hedges"].items():
            for one in re.finditer(rf"\b({words})\b", unit.text):
                place = unit.start + one.start(), unit.start + one.end()
                yield Mark("hedges", RULES, "", kind, {"": [place]}, {"source_id": voices[unit.name]})
