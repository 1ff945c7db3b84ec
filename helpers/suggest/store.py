"""Suggestions for an article as rows of its package, coded by ``rules``: a program, left out of findings.

What stands inside another's words is left to the person: the corpus that rules were counted on marks none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from shlex import quote
from typing import Any

import pandas as pd

from helpers import notebooks
from helpers.code import marks, package
from helpers.code.coding import narrator
from helpers.code.package import PackageError, Rows
from helpers.code.sheet import RULES, WEAK
from helpers.code.units import Unit
from helpers.read import spans
from helpers.read.package import document
from helpers.suggest import rules
from helpers.suggest.rules import Found
from helpers.suggest.voices import Voices
from helpers.suggest.words import WORDS

TABLE = json.loads(Path(__file__).with_name("table.json").read_text(encoding="utf-8"))
CUE = re.compile(r"\S+(?: \S+){0,3}")
Row = dict[str, Any]
LAYERS = ("attribution", "spans", "hedges")
TABLES = (*marks.ATTRIBUTION, "coded", "hedges", "sources", "suggestions")
OWN = "narrator"
NOTE = "suggestions by rules, none of which a person has seen"
CODER: Row = {"coder_id": RULES, "scope": "article", "kind": "program", "blind": "true", "note": NOTE}


def store(folder: Path, article_id: str, kinds: tuple[str, ...]) -> list[str]:
    """Put suggestions for an article into its package in place of earlier ones; return what was done.

    ``kinds`` of cues: of speech alone by our codebook. Raises PackageError for an article not in English.
    """
    with package.held(folder):
        chosen, units = package.article(folder, article_id)
        (text,) = [row for row in package.rows(folder, "article.texts") if row["article_id"] == chosen]
        if not text["language"].startswith("en"):
            raise PackageError(f"{folder}: found an article in {text['language']!r}, allowed: one in English")
        raw = (folder / "text" / f"{chosen}.txt").read_bytes().decode()
        there = [name for name in TABLES if (folder / "article" / f"{name}.csv").exists()]
        old = {name: package.rows(folder, f"article.{name}") if name in there else [] for name in TABLES}
        book = package.rows(folder, "codebooks")[0]["codebook"]
        made = coded(chosen, raw, units, book, kinds, old)
        _open(folder)
        mine = [row for row in old["attributions"] if (row["article_id"], row["coder_id"]) == (chosen, RULES)]
        gone = {row["attribution_id"] for row in mine}
        changed = {
            "coders": [row for row in package.rows(folder, "coders") if row["coder_id"] != RULES] + [CODER]
        }
        for name, before in old.items():
            kept = [row for row in before if row["article_id"] != chosen or not _mine(row, gone)]
            changed[f"article.{name}"] = kept + made[f"article.{name}"]
        package.store(folder, changed)
    told = made["article.suggestions"]
    weak = sum(float(row["confidence"]) < WEAK for row in told)
    return [
        f"{folder}: {len(told)} suggestions, {weak} of them weak, by the coder {RULES!r}.",
        f"Next: python -m helpers export sheet {quote(str(folder))} --coder NAME",
    ]


def coded(
    article_id: str,
    text: str,
    units: list[Unit],
    book: str,
    kinds: tuple[str, ...] = ("speech",),
    old: dict[str, Rows] | None = None,
) -> dict[str, Rows]:
    """Return the rows of each table that suggestions of some kinds give; ``old`` is what the package has."""
    found = [one for _, several in rules.read([(article_id, text)]) for one in several if one.kind in kinds]
    known = old or {**{name: [] for name in TABLES}, "sources": [narrator(article_id)]}
    made = rows(text, units, rules.outermost(found), article_id, known)
    for layer in LAYERS:
        own = {"coder_id": RULES, "layer": layer, "codebook": book}
        made["coded"] += [{**own, "sentence_id": unit.name} for unit in units if unit.kind != "credit"]
    return {
        f"article.{name}": [{"article_id": article_id, **row} for row in lines]
        for name, lines in made.items()
    }


def suggestions(folder: Path, article_id: str) -> list[dict[str, Any]]:
    """Return what rules suggested for an article, as spans: ``rule, kind, confidence, weak, voice``.

    ``source``, ``cue`` and ``content`` are lists of starts and ends in code points; ``source_id`` names the
    voice, and ``stance`` is neutral where a voice goes on without a cue.
    """
    if not (folder / TABLE["path"]).exists():
        return []
    names = ("suggestions", "attributions", "attribution_pieces", "sources")
    told, own, pieces, sources = (
        [row for row in package.rows(folder, f"article.{name}") if row["article_id"] == article_id]
        for name in names
    )
    known = {row["attribution_id"]: row for row in own}
    label = {row["source_id"]: row["label"] for row in sources}
    found = []
    for row in told:
        name, sure = row["attribution_id"], float(row["confidence"])
        voice, stance = known[name]["source_id"], known[name]["stance"].replace("none", "neutral")
        one = {**row, "confidence": sure, "weak": sure < WEAK, "voice": label[voice]}
        one |= {"source_id": voice, "stance": stance}
        one |= {part: [] for part in ("source", "cue", "content")}
        for piece in [piece for piece in pieces if piece["attribution_id"] == name]:
            one[piece["part"]].append((int(piece["start"]), int(piece["end"])))
        found.append(one)
    return found


def _mine(row: dict[str, Any], gone: set[str]) -> bool:
    """Tell whether a row is one of the rules' suggestions of before."""
    if "coder_id" in row:
        return bool(row["coder_id"] == RULES)
    return "attribution_id" not in row or row["attribution_id"] in gone  # voices are all given anew


def _open(folder: Path) -> None:
    """Give a package the table of rules and confidences, which only packages with suggestions have."""
    whole = document(folder)
    if TABLE["name"] not in [part["name"] for part in whole["resources"]]:
        whole["resources"].append(TABLE)
        head = ",".join(field["name"] for field in TABLE["schema"]["fields"])
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        notebooks.write({folder / TABLE["path"]: f"{head}\n".encode()})
        notebooks.write({folder / "datapackage.json": f"{text}\n".encode()})


def rows(
    text: str, units: list[Unit], found: Iterable[Found], article: str, old: dict[str, Rows]
) -> dict[str, Rows]:
    """Return the rows of each table but ``coded``, without ``article_id``."""
    here = {name: [row for row in lines if row["article_id"] == article] for name, lines in old.items()}
    taken = {row["attribution_id"] for row in here["attributions"] if row["coder_id"] != RULES}
    names = (name for number in count(1) if (name := f"a{number}") not in taken)
    made: dict[str, Rows] = {name: [] for name in old}
    voiced = [row for name in ("attributions", "attribution_coding_sources") for row in here[name]]
    theirs = {row["source_id"] for row in voiced if row["coder_id"] != RULES}
    stale = {row["source_id"] for row in voiced} - theirs
    known = [row for row in here["sources"] if row["source_type"] == OWN or row["source_id"] not in stale]
    voices, marked = Voices(known), spans.quoted(text)
    for one in sorted(found, key=lambda one: one.content):
        first = (one.cue or one.content)[0][0]
        body = [unit for unit in units if unit.start <= first < unit.end and unit.kind != "credit"]
        if body:
            own, voice = {"attribution_id": next(names)}, voices.of(one.doc, one.who)
            row = {"coder_id": RULES, "sentence_id": body[0].name, "source_id": voice, "depth": 1}
            made["attributions"].append({**own, **row, **_told(one, text, marked)})
            made["attribution_pieces"] += [{**own, **piece} for piece in _pieces(one, text)]
            made["attribution_chains"].append({**own, "position": 1, "source_id": voice})
            sure = {"rule": one.key[1], "kind": one.kind, "confidence": f"{one.trust:.2f}"}
            made["suggestions"].append({**own, **sure})
    made["sources"] = list(voices.rows.values())
    _units(made, units, article, spans.words_of(text), marked)
    _hedges(made, units)
    return made


def _told(one: Found, text: str, marked: list[spans.Place]) -> Row:
    """Return status, mode, stance and length of an attribution."""
    words = [a + at for a, b in one.content for at, _ in spans.words_of(text[a:b])]
    quoted = [any(a <= at < b for a, b in marked) for at in words]
    mode = "direct" if all(quoted) else "mixed" if any(quoted) else "indirect"
    stance = next((name for name, verbs in WORDS["stance"].items() if one.key[0] in verbs.split()), "neutral")
    status, stance = ("explicit", stance) if one.cue else ("carry_over", "none")
    return {"status": status, "mode": mode, "stance": stance, "content_words": len(words)}


def _pieces(one: Found, text: str) -> Iterator[Row]:
    """Yield the pieces of an attribution; a piece of a cue has four words at most."""
    for part in ("source", "cue", "content"):
        for number, (start, end) in enumerate(getattr(one, part), 1):
            cue = CUE.findall(text[start:end])[0] if part == "cue" else ""
            end = start + len(cue) if cue else end
            yield {"part": part, "piece": number, "start": start, "end": end, "cue": cue}


def _units(
    made: dict[str, Rows],
    units: list[Unit],
    article: str,
    words: list[spans.Place],
    marked: list[spans.Place],
) -> None:
    """Add what the spans say of each unit, by the codebook's rule."""
    about = [{**unit.row(), "article_id": article} for unit in units]
    columns = ["attribution_id", "coder_id", "source_id", "status", "depth", "stance", "nested_in"]
    own = pd.DataFrame(made["attributions"], columns=columns).assign(coder_id=RULES)
    pieces = pd.DataFrame(made["attribution_pieces"], columns=["attribution_id", "part", "start", "end"])
    sources = pd.DataFrame(made["sources"])
    sources["named"] = sources["named"] == "true"
    told = spans.unit_codings(pd.DataFrame(about), own, pieces, sources, words, marked)
    for name, frame in zip(("attribution_codings", "attribution_coding_sources"), told, strict=True):
        rows: Any = frame.assign(coder_id=RULES).drop(columns="article_id").to_dict("records")
        made[name] = rows


def _hedges(made: dict[str, Rows], units: list[Unit]) -> None:
    """Add the hedges of each unit, at the first voice that speaks there."""
    voices = {row["sentence_id"]: row["source_id"] for row in reversed(made["attribution_coding_sources"])}
    for unit in [unit for unit in units if unit.name in voices]:
        own = {"coder_id": RULES, "sentence_id": unit.name, "source_id": voices[unit.name]}
        for kind, words in WORDS["hedges"].items():
            for one in re.finditer(rf"\b({words})\b", unit.text):
                place = {"cue": one[0], "start": unit.start + one.start(), "end": unit.start + one.end()}
                made["hedges"].append({**own, **place, "hedge_type": kind})
