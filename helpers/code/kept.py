"""The marks of a coder as a package keeps them: finished ones as rows, others in a file beside its sheets."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from helpers import notebooks
from helpers.code import package
from helpers.code.coding import PARTS, Coding, Mark, gone_through
from helpers.code.codings import FORM, RULES, Codings
from helpers.code.marking import LOOKS, SCHEMA, Marking, nothing
from helpers.code.package import PackageError, Rows
from helpers.code.places import over
from helpers.code.sheet import digest
from helpers.errors import RostrumError
from helpers.read import SPEAKS
from helpers.read.files import parse_json, read_text

KEPT = Draft202012Validator({"$ref": "#/$defs/kept", "$defs": SCHEMA["$defs"]})
SAID = ("source_id", "status", "depth", "stance")
"""What spans say of the units that they stand in."""
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
        """Return what is marked, as a state of ``Marking``; whether others are seen is kept before they are.

        Raises PackageError for a name that this coder may not have.
        """
        with package.held(self.folder):
            codings, left = Codings(self.folder), self._left()
            self.left = self._bytes()
            self.seen |= left.get("seen", False)
            for row in codings.flat["coders"]:
                if row["coder_id"] == self.coder:
                    self.seen |= row["blind"] == "false"
                    if row["kind"] != self.kind:
                        found = f"{self.coder}, a {row['kind']}"
                        raise PackageError(f"--coder: found {found}, allowed: a name of your own")
            codings.coder(self._coder(codings))  # which refuses names that are kept for others
            now = self._state(codings, left)
            if self.seen and not left.get("seen"):
                self._put(_encoded({"now": now, **left, "seen": True}))
        return now

    def _state(self, codings: Codings, left: dict[str, Any]) -> dict[str, Any]:
        """Return what is marked, by the file beside the sheets if it belongs to the rows, else by these."""
        mine, now = codings.own(self.article, self.coder), state(codings.marks(self.article), self.coder)
        self.digest = digest(mine)
        frames = codings.flat["frames"]
        self.book = next((row["codebook"] for row in [*mine["article.frame_codings"], *frames]), "")
        self.frames = [row["frame"] for row in frames if row["codebook"] == self.book]
        self.fixed, self.others = codings.named(self.article, (self.coder, RULES)), {}
        for row in codings.of("article.attributions", self.article) if self.seen else []:
            if row["coder_id"] not in (self.coder, RULES):
                line = f"{row['coder_id']}: {now['voices'][row['source_id']]['label']}, {row['status']}"
                self.others.setdefault(row["sentence_id"], []).append(line)
        now["judged"] = left.get("now", now).get("judged", [])
        if self.digest in left["rows"]:
            for key, voice in left["now"]["voices"].items():
                now["voices"][key] = voice | now["voices"].get(key, {}) | {"through": voice["through"]}
            now = left["now"] | {"voices": now["voices"], "open": 0, "judged": now["judged"]}
        return now

    def write(self, marking: Marking) -> str:
        """Put what is marked in the place of what was; MovedError where others have changed that.

        A voice that others have named meanwhile is what they say; what comes back says of which that is so.
        """
        told = list[str]()
        with package.held(self.folder):
            codings = Codings(self.folder)
            mine = codings.own(self.article, self.coder)
            if (digest(mine), self._bytes()) != (self.digest, self.left):
                raise MovedError(f"{self.coder} {MOVED}")
            known = {row["source_id"]: row for row in codings.of("article.sources", self.article)}
            marking.fixed |= (fixed := codings.named(self.article, (self.coder, RULES)))
            for key in fixed:
                here, row = marking.now["voices"].get(key, known[key] | {"through": ""}), known[key]
                if any(here[name] != row[name] for name in ("label", "source_type")):
                    stays = f"{row['label']}, {row['source_type'].replace('_', ' ')}"
                    told.append(f", but {here['label']} is {stays}, as others have coded it meanwhile")
                marking.now["voices"][key] = row | {"through": here["through"]}
            codings.drop(self.article, self.coder, FORM)
            made = rows(marking, codings, self.article, self.coder, self.book)
            made.made |= unchanged(mine, made.made, marking)
            made.sources = known | made.sources
            gone = {row.get("source_id") for rows in mine.values() for row in rows}
            codings.add(self.article, made, {*known} - gone | {made.own})
            codings.coder(self._coder(codings))
            after = digest(codings.own(self.article, self.coder))
            self._store(codings.changed(), after, marking.now)
        return "".join(told)

    def _coder(self, codings: Codings) -> dict[str, Any]:
        """Return the row of the coder."""
        row = {"coder_id": self.coder, "scope": "article", "kind": self.kind, "note": NOTE}
        row |= next((row for row in codings.flat["coders"] if row["coder_id"] == self.coder), {})
        if self.helped and HELPED not in row["note"]:
            row["note"] = f"{row['note']}; {HELPED}".lstrip("; ")
        return row | {"blind": str(not self.seen).lower()}

    def _store(self, changed: dict[str, Rows], after: str, now: dict[str, Any]) -> None:
        """Store tables, and the state beside them, which is right before, between and after the two."""
        before = self.left
        self._put(_encoded({"rows": [self.digest, after], "now": now, "seen": self.seen}))
        try:
            package.store(self.folder, changed)
        except BaseException:
            self._put(before)  # for which there is room, as there was for the other
            raise
        self.digest = after
        with suppress(OSError):  # what stands there is right as well
            self._put(_encoded({"rows": [after], "now": now, "seen": self.seen}))

    def _put(self, left: bytes) -> None:
        self.file.parent.mkdir(exist_ok=True)
        if left:
            notebooks.write({self.file: left})
        else:
            self.file.unlink()
        self.left = left

    def _bytes(self) -> bytes:
        return self.file.read_bytes() if self.file.exists() else b""


def _encoded(left: dict[str, Any]) -> bytes:
    return json.dumps(left, ensure_ascii=False).encode()


def state(told: Sequence[Mark], coder: str) -> dict[str, Any]:
    """Return what a coder has marked and stored, as a state of ``Marking``."""
    now, mine = nothing(), [mark for mark in told if mark.coder == coder]
    for mark in [mark for mark in told if mark.layer == "sources"]:
        row = {"source_id": mark.name, "source_type": mark.code, **mark.cells}
        now["voices"][mark.name] = row | {"through": ""}
    spans = [mark for mark in mine if mark.layer == "spans"]
    numbers = {mark.name: number for number, mark in enumerate(spans, 1)}
    chains = {mark.name: mark.cells["chain"].split() for mark in spans}
    credits = [mark.cells["source_id"] for mark in spans if mark.code == "credit"][:1]
    for mark in spans:
        cells, number = mark.cells, numbers[mark.name]
        one = {"number": number, "voice": cells["source_id"], "key": mark.name}
        one["stance"] = cells["stance"].replace("none", "neutral")
        one["resolves_to"] = cells.get("resolves_to", "")
        outer = cells.get("nested_in", "")
        now["attributions"].append(one | {"inside": numbers.get(outer, 0)})
        for above, inner in pairwise(chains[mark.name][len(chains.get(outer) or credits) :]):
            now["voices"][inner]["through"] = above
        for part, places in mark.parts.items():
            now["marks"] += [{"part": part, "of": number, "at": [*place]} for place in places]
    for mark in [mark for mark in mine if mark.layer in ("frames", "hedges")]:
        now["marks"].append({"part": mark.layer, "of": mark.code, "at": [*mark.parts[""][0]]})
    claims = [mark for mark in mine if mark.layer == "claims"]
    now["claims"] = [{"claim_id": one.name, "claim_type": one.code, **one.cells} for one in claims]
    for mark in [mark for mark in mine if mark.layer == "coded" and mark.code in LOOKS]:
        now["done"][mark.code] += mark.cells["units"].split()
    now["looks"] = [look for look in LOOKS if now["done"][look] or look == "attribution"]
    return now


def rows(marking: Marking, codings: Codings, article: str, coder: str, book: str) -> Coding:
    """Return the rows of all that is finished; ValueError for what no row can be made of."""
    voices = [
        {name: cell for name, cell in row.items() if name != "through"}
        | {"article_id": article, "source_id": key}
        for key, row in marking.now["voices"].items()
    ]
    made = Coding(article, marking.text, list(marking.units.values()), voices)
    made.taken, made.most = codings.taken(article), math.inf
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
        made.add(coder, [*spans, gone_through(coder, "spans", sorted(looked["attribution"]))], book)
    known = made.made.get("article.attributions", [])
    numbers = {row["attribution_id"]: one["number"] for one, row in zip(finished, known, strict=True)}
    for one, row in zip(finished, known, strict=True):
        one |= {"key": row["attribution_id"], "inside": numbers.get(row["nested_in"], 0)}
    depths = {row["attribution_id"]: str(row["depth"]) for row in known}
    rest = _others(marking, coder, depths, looked)
    rest += [gone_through(coder, look, sorted(looked[look])) for look in LOOKS[1:] if looked[look]]
    made.add(coder, rest, book)
    if made.left:
        raise ValueError(f"{made.left[0][0]} ({made.left[0][1]})")
    return made


def unchanged(mine: Mapping[str, Rows], new: Mapping[str, Rows], marking: Marking) -> dict[str, Rows]:
    """Return codings of units as new, but where the spans in a unit are as before, as they were before.

    Who has coded units in a sheet said of each who speaks, which need not follow from the spans.
    """
    moved, found = _moved(mine, new, marking), dict[str, Rows]()
    for name in SPEAKS:
        fresh = new.get(name, [])
        coded = {row["sentence_id"] for row in fresh} - moved
        kept = [row for row in mine[name] if row["sentence_id"] in coded]
        old = {row["sentence_id"] for row in kept}
        rest = [row for row in fresh if row["sentence_id"] not in old]
        found[name] = sorted(kept + rest, key=lambda row: marking.units[row["sentence_id"]].start)
    return found


def _moved(mine: Mapping[str, Rows], new: Mapping[str, Rows], marking: Marking) -> set[str]:
    """Return the units in which the spans are others than before."""
    told = list[set[tuple[Any, ...]]]()
    for rows in (mine, new):
        spans = {row["attribution_id"]: row for row in rows.get("article.attributions", [])}
        said = {key: [str(row[name]) for name in SAID] for key, row in spans.items()}
        pieces = [
            (*said[row["attribution_id"]], row["part"], int(row["start"]), int(row["end"]))
            for row in rows.get("article.attribution_pieces", [])
        ]
        told.append(set(pieces))
    places = [one[-2:] for one in told[0] ^ told[1]]
    return {unit.name for unit in marking.units.values() if over(places, (unit.start, unit.end))}


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
