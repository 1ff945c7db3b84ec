"""The marks of a coder as a package keeps them: finished ones as rows, others in a file beside its sheets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from helpers import notebooks
from helpers.code import marks, package
from helpers.code.coding import PARTS, Coding, Mark
from helpers.code.marking import LOOKS, SCHEMA, Marking, nothing
from helpers.code.package import PackageError, Rows
from helpers.code.sheet import RULES
from helpers.errors import RostrumError
from helpers.read import LAYERS
from helpers.read.files import parse_json, read_text

TABLES = ("sources", "relations", "actors", *marks.CODED)
KEPT = Draft202012Validator({"$ref": "#/$defs/kept", "$defs": SCHEMA["$defs"]})
NOTE = "marked spans at the desk; what each unit says was derived from them"
HELPED = "suggestions by rules were shown"
MOVED = "was coded elsewhere meanwhile: this is how it stands now; do the last step again"


class MovedError(RostrumError):
    """A coder's rows that others have changed since they were read."""


class Kept:
    """What a package keeps of a coder. ``others`` has what others coded by unit, unless the coder is blind.

    Finished marks are rows. Beside the coder's sheets a file has the state whole, with the digests of the
    rows before and after its last step, which tell whether it belongs to those that are there. ``fixed`` has
    the voices that others have named, ``frames`` those of the codebook. Rules that suggest are nobody: what
    they name stays open to change. ``helped`` are those who are shown their suggestions.
    """

    def __init__(self, folder: Path, article: str, coder: str, seen: bool, kind: str = "person") -> None:
        """Name the coder, and whether other codings are ``seen``."""
        self.folder, self.article, self.coder, self.kind, self.seen = folder, article, coder, kind, seen
        self.file = folder / "sheets" / f"{article}.{coder}.json"
        self.others: dict[str, list[str]] = {}
        self.fixed, self.frames, self.book = set[str](), list[str](), ""
        self.digest, self.left, self.helped = "", b"", False

    def _old(self) -> dict[str, Rows]:
        names = {name: f"article.{name}" for name in TABLES} | {"coders": "coders", "frames": "frames"}
        return {name: package.rows(self.folder, table) for name, table in names.items()}

    def _left(self) -> dict[str, Any]:
        """Return what the file beside the sheets has."""
        try:
            left: dict[str, Any] = parse_json(read_text(self.file)) if self.file.exists() else {"rows": []}
            sound = not self.file.exists() or KEPT.is_valid(left)
        except (ValueError, RecursionError):
            sound = False
        if not sound:
            raise PackageError(f"{self.file}: found what no desk wrote, allowed: none; take it away")
        return left

    def read(self) -> dict[str, Any]:
        """Return what is marked, as a state of ``Marking``; PackageError for a coder of another kind."""
        with package.held(self.folder):
            old = self._old()
            left, self.left = self._left(), self._bytes()
        for row in [row for row in old["coders"] if row["coder_id"] == self.coder]:
            self.seen |= row["blind"] == "false"
            if row["kind"] != self.kind:
                found = f"{self.coder}, a {row['kind']}"
                raise PackageError(f"--coder: found {found}, allowed: a name of your own")
        mine, now = own(old, self.article, self.coder), state(old, self.article, self.coder)
        self.digest = digest(mine)
        self.book = next((row["codebook"] for row in [*mine["frame_codings"], *old["frames"]]), "")
        self.frames = [row["frame"] for row in old["frames"] if row["codebook"] == self.book]
        self.fixed, self.others = set(self._voices(old)), {}
        for row in old["attributions"] if self.seen else []:
            if row["article_id"] == self.article and row["coder_id"] not in (self.coder, RULES):
                line = f"{row['coder_id']}: {now['voices'][row['source_id']]['label']}, {row['status']}"
                self.others.setdefault(row["sentence_id"], []).append(line)
        now["judged"] = left.get("now", now).get("judged", [])
        if self.digest in left["rows"]:
            for key, voice in left["now"]["voices"].items():
                now["voices"][key] = voice | now["voices"].get(key, {}) | {"through": voice["through"]}
            now = left["now"] | {"voices": now["voices"], "open": 0, "judged": now["judged"]}
        return now

    def _voices(self, old: Mapping[str, Rows]) -> dict[str, dict[str, Any]]:
        """Return the voices that others have named."""
        told = [own(old, self.article, name) for name in (self.coder, RULES)]
        mine = {id(row) for each in told for rows in each.values() for row in rows}
        rows = [row for name in marks.CODED for row in old[name] if row["article_id"] == self.article]
        named = {row.get("source_id") for row in rows if id(row) not in mine}
        sources = [row for row in old["sources"] if row["article_id"] == self.article]
        return {row["source_id"]: row for row in sources if row["source_id"] in named}

    def write(self, marking: Marking) -> None:
        """Put what is marked in the place of what was; MovedError where others have changed that.

        A voice that others have named meanwhile is what they say.
        """
        with package.held(self.folder):
            old = self._old()
            mine = own(old, self.article, self.coder)
            if (digest(mine), self._bytes()) != (self.digest, self.left):
                raise MovedError(f"{self.coder} {MOVED}")
            for key, row in self._voices(old).items():
                through = marking.now["voices"].get(key, {"through": ""})["through"]
                marking.now["voices"][key] = row | {"through": through}
                marking.fixed.add(key)
            made = rows(marking, old, self.article, self.coder, self.book)
            coder = {"coder_id": self.coder, "scope": "article", "kind": self.kind, "note": NOTE}
            coder |= next((row for row in old["coders"] if row["coder_id"] == self.coder), {})
            coder["blind"] = str(not self.seen).lower()
            if self.helped and HELPED not in coder["note"]:
                coder["note"] = f"{coder['note']}; {HELPED}".lstrip("; ")
            known = {row["source_id"]: row for row in old["sources"] if row["article_id"] == self.article}
            kept = {*known} - {row.get("source_id") for rows in mine.values() for row in rows}
            new = {name: made.made.get(f"article.{name}", []) for name in marks.CODED}
            new |= unchanged(mine, new, marking)
            sources = known | made.sources
            changed = marks.merged(old, self.article, coder, new, sources, kept | {made.own})
            rest = {name: changed[f"article.{name}"] for name in marks.CODED}
            self._store(changed, digest(own(rest, self.article, self.coder)), marking.now)

    def _store(self, changed: dict[str, Rows], after: str, now: dict[str, Any]) -> None:
        """Store tables, and the state beside them, which is right before, between and after the two."""
        before = self.left
        self.file.parent.mkdir(exist_ok=True)
        self._put([self.digest, after], now)
        try:
            package.store(self.folder, changed)
        except BaseException:
            self.file.unlink()
            notebooks.write({self.file: before} if before else {})
            self.left = before
            raise
        self.digest = after
        self._put([after], now)

    def _put(self, digests: list[str], now: dict[str, Any]) -> None:
        self.left = json.dumps({"rows": digests, "now": now}, ensure_ascii=False).encode()
        notebooks.write({self.file: self.left})

    def _bytes(self) -> bytes:
        return self.file.read_bytes() if self.file.exists() else b""


def digest(mine: Mapping[str, Rows]) -> str:
    """Return what tells rows from others."""
    plain = {
        name: sorted(sorted((key, str(cell)) for key, cell in row.items() if str(cell)) for row in rows)
        for name, rows in mine.items()
    }
    return hashlib.sha256(repr(plain).encode()).hexdigest()


def own(old: Mapping[str, Rows], article: str, coder: str) -> dict[str, Rows]:
    """Return the rows of an article that are a coder's, parts of attributions included."""
    here = {name: [row for row in old[name] if row["article_id"] == article] for name in marks.CODED}
    keys = {row["attribution_id"] for row in here["attributions"] if row["coder_id"] == coder}
    return {
        name: [
            row
            for row in rows
            if row.get("coder_id") == coder or ("coder_id" not in row and row["attribution_id"] in keys)
        ]
        for name, rows in here.items()
    }


def state(old: Mapping[str, Rows], article: str, coder: str) -> dict[str, Any]:
    """Return what a coder has marked and stored, as a state of ``Marking``."""
    mine, now = own(old, article, coder), nothing()
    now["voices"] = {
        row["source_id"]: {**row, "through": ""} for row in old["sources"] if row["article_id"] == article
    }
    numbers = {row["attribution_id"]: number for number, row in enumerate(mine["attributions"], 1)}
    chains: dict[str, list[str]] = {key: [] for key in ("", *numbers)}
    for row in sorted(mine["attribution_chains"], key=lambda row: int(row["position"])):
        chains[row["attribution_id"]].append(row["source_id"])
    credits = [row["source_id"] for row in mine["attributions"] if row["status"] == "credit"][:1]
    for row in mine["attributions"]:
        key, stance = row["attribution_id"], row["stance"].replace("none", "neutral")
        one = {"number": numbers[key], "voice": row["source_id"], "stance": stance, "key": key}
        now["attributions"].append(
            one | {"resolves_to": row["resolves_to"], "inside": numbers.get(row["nested_in"], 0)}
        )
        way = chains[key][len(chains[row["nested_in"]] or credits) :]
        for outer, inner in pairwise(way):
            now["voices"][inner]["through"] = outer
    for row in mine["attribution_pieces"]:
        at = [int(row["start"]), int(row["end"])]
        now["marks"].append({"part": row["part"], "of": numbers[row["attribution_id"]], "at": at})
    for part, kind in (("frames", "frame"), ("hedges", "hedge_type")):
        for row in mine[LAYERS[part].table.removeprefix("article.")]:
            now["marks"].append({"part": part, "of": row[kind], "at": [int(row["start"]), int(row["end"])]})
    now["claims"] = mine["claims"]
    for look in LOOKS:
        now["done"][look] = [row["sentence_id"] for row in mine["coded"] if row["layer"] == look]
    now["looks"] = [look for look in LOOKS if now["done"][look] or look == "attribution"]
    return now


def rows(marking: Marking, old: Mapping[str, Rows], article: str, coder: str, book: str) -> Coding:
    """Return the rows of all that is finished; ValueError for what no row can be made of."""
    voices = [
        {name: cell for name, cell in row.items() if name != "through"}
        | {"article_id": article, "source_id": key}
        for key, row in marking.now["voices"].items()
    ]
    made = Coding(article, marking.text, list(marking.units.values()), voices)
    for layer, table, key in (("spans", "attributions", "attribution_id"), ("claims", "claims", "claim_id")):
        others = [row for row in old[table] if row["article_id"] == article and row["coder_id"] != coder]
        made.taken[layer] = {row[key] for row in others}
    finished, looked = marking.finished(), {look: set(marking.now["done"][look]) for look in LOOKS}
    made.through = {key: row["through"] for key, row in marking.now["voices"].items() if row["through"]}
    made.credited = next((one["voice"] for one in finished if marking.home(one).kind == "credit"), "")
    spans = list[Mark]()
    for one in finished:
        parts = {part: marking.spots(one, part) for part in PARTS}
        cells = {"source_id": one["voice"], **{name: one[name] for name in ("stance", "resolves_to")}}
        spans.append(Mark("spans", coder, one["key"] or f"new {one['number']}", "", parts, cells))
        looked["attribution"] |= {marking.unit(at).name for at in marking.spots(one)}
    if looked["attribution"]:
        made.add(coder, [*spans, _looked(coder, "spans", looked["attribution"])], book)
    known = made.made.get("article.attributions", [])
    numbers = {row["attribution_id"]: one["number"] for one, row in zip(finished, known, strict=True)}
    for one, row in zip(finished, known, strict=True):
        one |= {"key": row["attribution_id"], "inside": numbers.get(row["nested_in"], 0)}
    depths = {row["attribution_id"]: str(row["depth"]) for row in known}
    rest = _others(marking, coder, depths, looked)
    made.add(coder, [*rest, *(_looked(coder, one, looked[one]) for one in LOOKS[1:] if looked[one])], book)
    if made.left:
        raise ValueError(f"{made.left[0][0]} ({made.left[0][1]})")
    for name in ("attribution_codings", "attribution_coding_sources", "coded"):
        found = [row for row in made.made.get(f"article.{name}", []) if row.get("layer") not in LOOKS[1:]]
        gone = [row for row in found if row["sentence_id"] not in looked["attribution"]]
        made.made[f"article.{name}"] = [
            row for row in made.made.get(f"article.{name}", []) if row not in gone
        ]
    return made


def unchanged(mine: Mapping[str, Rows], new: Mapping[str, Rows], marking: Marking) -> dict[str, Rows]:
    """Return codings of units as new, but where the spans in a unit are as before, as they were before.

    Who has coded units in a sheet said of each who speaks, which need not follow from the spans.
    """
    before, after = _told(mine, marking), _told(new, marking)
    found = dict[str, Rows]()
    for name in ("attribution_codings", "attribution_coding_sources"):
        coded = {row["sentence_id"] for row in new[name]}
        kept = [row for row in mine[name] if row["sentence_id"] in coded]
        kept = [row for row in kept if before[row["sentence_id"]] == after[row["sentence_id"]]]
        old = {row["sentence_id"] for row in kept}
        rest = [row for row in new[name] if row["sentence_id"] not in old]
        found[name] = sorted(kept + rest, key=lambda row: marking.units[row["sentence_id"]].start)
    return found


def _told(rows: Mapping[str, Rows], marking: Marking) -> dict[str, list[list[str]]]:
    """Return what the spans in each unit say."""
    spans = {row["attribution_id"]: row for row in rows["attributions"]}
    found: dict[str, list[list[str]]] = {name: [] for name in marking.units}
    for piece in rows["attribution_pieces"]:
        span = spans[piece["attribution_id"]]
        cells = [*(span[name] for name in ("source_id", "status", "depth", "stance")), piece["part"]]
        start, end = int(piece["start"]), int(piece["end"])
        for unit in marking.units.values():
            if start < unit.end and unit.start < end:
                found[unit.name].append([*map(str, cells), f"{start} {end}"])
    return {name: sorted(told) for name, told in found.items()}


def _others(
    marking: Marking, coder: str, depths: Mapping[str, str], looked: dict[str, set[str]]
) -> list[Mark]:
    """Return frames, hedges and claims, each said by who speaks there, and note their units as looked at."""
    found = list[Mark]()
    for mark in marking.now["marks"]:
        if mark["part"] in LOOKS:
            speaks, at = marking.inner(mark["at"]), (mark["at"][0], mark["at"][1])
            cells = {"source_id": speaks["voice"]} if speaks and mark["part"] == "hedges" else {}
            found.append(Mark(mark["part"], coder, "", mark["of"], {"": [at]}, cells))
            looked[mark["part"]].add(marking.unit(at).name)
    for row in marking.now["claims"]:
        unit = marking.units[row["sentence_id"]]
        speaks = marking.inner((unit.start, unit.end))
        cells = {"source_id": speaks["voice"], "depth": depths[speaks["key"]]} if speaks else {"depth": "1"}
        found.append(Mark("claims", coder, row.get("claim_id", ""), row["claim_type"], {}, {**row, **cells}))
        looked["claims"].add(unit.name)
    return found


def _looked(coder: str, layer: str, units: set[str]) -> Mark:
    """Return the mark that says which units a coder went through for a layer."""
    return Mark("coded", coder, layer, layer, {}, {"units": " ".join(sorted(units))})
