"""Suggestions for an article as rows of its package: coded by ``rules``, a program, which findings leave out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import notebooks
from helpers.code import marks, package
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
LAYERS = ("attribution", "spans", "hedges")
NOTE = "suggestions by rules, none of which a person has seen"
TABLES = [*marks.ATTRIBUTION, "coded", "hedges"]


def store(folder: Path, article_id: str, kinds: tuple[str, ...]) -> list[str]:
    """Put suggestions for an article into its package in place of earlier ones; return what was done.

    ``kinds`` of cues: of speech alone by our codebook. Raises PackageError for an article not in English.
    """
    with package.held(folder):
        chosen, units = package.article(folder, article_id)
        text = next(row for row in package.rows(folder, "article.texts") if row["article_id"] == chosen)
        if not text["language"].startswith("en"):
            raise PackageError(f"{folder}: found an article in {text['language']!r}, allowed: one in English")
        raw = (folder / "text" / f"{chosen}.txt").read_bytes().decode()
        _open(folder)
        old = {name: package.rows(folder, f"article.{name}") for name in [*TABLES, "sources", "suggestions"]}
        made = rows(raw, units, [one for _, several in rules.read([(chosen, raw)]) for one in several if one.kind in kinds], chosen, old)
        coders = [row for row in package.rows(folder, "coders") if row["coder_id"] != RULES]
        coders.append({"coder_id": RULES, "scope": "article", "kind": "program", "blind": "true", "note": NOTE})
        book = package.rows(folder, "codebooks")[0]["codebook"]
        looked = [unit.name for unit in units if unit.kind != "credit"]
        made["coded"] = [
            {"coder_id": RULES, "sentence_id": name, "layer": layer, "codebook": book}
            for name in looked for layer in LAYERS
        ]
        gone = {row["attribution_id"] for row in old["attributions"] if (row["article_id"], row["coder_id"]) == (chosen, RULES)}
        changed: dict[str, Rows] = {"coders": coders}
        for name, before in old.items():
            kept = [row for row in before if row["article_id"] != chosen or not _mine(row, gone)]
            changed[f"article.{name}"] = kept + [{"article_id": chosen, **row} for row in made[name]]
        package.store(folder, changed)
    weak = sum(float(row["confidence"]) < WEAK for row in made["suggestions"])
    return [
        f"{folder}: {len(made['suggestions'])} attributions suggested ({weak} by weak rules), by the coder {RULES!r}.",
        f"Next: python -m helpers export sheet {folder} --coder NAME",
    ]


def suggestions(folder: Path, article_id: str) -> list[dict[str, Any]]:
    """Return what rules suggested for an article, as spans: ``rule, kind, confidence, weak, voice``, and places.

    ``source``, ``cue`` and ``content`` are lists of starts and ends in code points.
    """
    if not (folder / TABLE["path"]).exists():
        return []
    names = ("suggestions", "attributions", "attribution_pieces", "sources")
    told, own, pieces, sources = ([row for row in package.rows(folder, f"article.{name}") if row["article_id"] == article_id] for name in names)
    voice = {row["attribution_id"]: row["source_id"] for row in own}
    label = {row["source_id"]: row["label"] for row in sources}
    found = []
    for row in told:
        name, sure = row["attribution_id"], float(row["confidence"])
        one = {**row, "confidence": sure, "weak": sure < WEAK, "voice": label[voice[name]], "source": [], "cue": [], "content": []}
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


def rows(text: str, units: list[Unit], found: Iterable[Found], article: str, old: dict[str, Rows]) -> dict[str, Rows]:
    """Return the rows of each table but ``coded``, without ``article_id``."""
    here = {name: [row for row in lines if row["article_id"] == article] for name, lines in old.items()}
    taken = {row["attribution_id"] for row in here["attributions"] if row["coder_id"] != RULES}
    made: dict[str, Rows] = {name: [] for name in old}
    voices, words, marked = Voices(here["sources"]), spans.words_of(text), spans.quoted(text)
    outer: list[tuple[Found, dict[str, Any], list[str]]] = []
    names = (name for number in range(1, 10**6) if (name := f"a{number}") not in taken)
    for one in sorted(found, key=lambda one: (one.content[0][0], -one.length)):
        first = (one.cue or one.content)[0][0]
        unit = next((unit for unit in units if unit.start <= first < unit.end and unit.kind != "credit"), None)
        around = next((other for other in reversed(outer) if other[0].holds(one)), None)
        voice, chain = voices.of(one.doc, one.who), around[2] if around else []
        inside = [at for at in words if any(a <= at[0] < b for a, b in one.content)]
        if unit is None or voice in chain[:-1] or not inside:
            continue
        chain = chain if chain[-1:] == [voice] else [*chain, voice]
        quoted = [at for at in inside if any(a <= at[0] < b for a, b in marked)]
        stance = next((name for name, verbs in WORDS["stance"].items() if one.key[0] in verbs.split()), "neutral")
        name = {"attribution_id": next(names)}
        row = {**name, "coder_id": RULES, "sentence_id": unit.name, "source_id": voice, "depth": len(chain)}
        row |= {"status": "explicit" if one.cue else "carry_over", "stance": stance if one.cue else "none"}
        row |= {"mode": "direct" if quoted == inside else "mixed" if quoted else "indirect"}
        row |= {"content_words": len(inside), "nested_in": around[1]["attribution_id"] if around else ""}
        made["attributions"].append(row)
        outer.append((one, row, chain))
        made["suggestions"].append({**name, "rule": one.key[1], "kind": one.kind, "confidence": f"{one.trust:.2f}"})
        for part in ("source", "cue", "content"):
            for number, (start, end) in enumerate(getattr(one, part), 1):
                cue = " ".join(text[start:end].split()[:4]) if part == "cue" else ""
                end = start + len(cue) if cue else end
                made["attribution_pieces"].append({**name, "part": part, "piece": number, "start": start, "end": end, "cue": cue})
        for position, key in enumerate(chain, 1):
            made["attribution_chains"].append({**name, "position": position, "source_id": key})
    made["sources"] = list(voices.rows.values())
    _units(made, units, article, words, marked)
    _hedges(made, units)
    return made


def _units(made: dict[str, Rows], units: list[Unit], article: str, words: list[spans.Place], marked: list[spans.Place]) -> None:
    """Add what the spans say of each unit, by the codebook's rule."""
    about = [{"article_id": article, "sentence_id": unit.name, "unit_type": unit.kind, "start": unit.start, "end": unit.end} for unit in units]
    columns = ["attribution_id", "coder_id", "source_id", "status", "depth", "stance", "nested_in"]
    told = pd.DataFrame(made["attributions"], columns=columns).replace({"nested_in": {"": None}})
    pieces = pd.DataFrame(made["attribution_pieces"], columns=["attribution_id", "part", "start", "end"])
    sources = pd.DataFrame(made["sources"])
    sources["named"] = sources["named"] == "true"
    codings, voices = spans.unit_codings(pd.DataFrame(about), told.assign(coder_id=RULES), pieces, sources, words, marked)
    for name, frame in (("attribution_codings", codings), ("attribution_coding_sources", voices)):
        made[name] = frame.assign(coder_id=RULES).drop(columns="article_id").to_dict("records")


def _hedges(made: dict[str, Rows], units: list[Unit]) -> None:
    """Add the hedges of each unit, at the first voice that speaks there."""
    voice = {row["sentence_id"]: row["source_id"] for row in made["attribution_coding_sources"] if row["position"] == 1}
    for unit in [unit for unit in units if unit.name in voice]:
        for kind, words in WORDS["hedges"].items():
            for one in re.finditer(rf"\b({words})\b", unit.text):
                place = {"cue": one[0], "start": unit.start + one.start(), "end": unit.start + one.end()}
                made["hedges"].append({"coder_id": RULES, "sentence_id": unit.name, **place, "hedge_type": kind, "source_id": voice[unit.name]})
