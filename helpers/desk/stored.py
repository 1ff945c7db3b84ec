"""The marks of a coder as a package keeps them: finished ones as rows, others in a file beside its sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from helpers import notebooks
from helpers.code import marks, package
from helpers.code.coding import PARTS, Coding, Mark
from helpers.code.package import PackageError, Rows
from helpers.desk.marking import LOOKS, SCHEMA, Marking, nothing
from helpers.errors import RostrumError
from helpers.read import LAYERS

TABLES = ("sources", "relations", "actors", *marks.CODED)
DRAFT = Draft202012Validator({"$ref": "#/$defs/draft", "$defs": SCHEMA["$defs"]})
NOTE = "marked spans at the desk; what each unit says was derived from them"
MOVED = "was coded elsewhere meanwhile, at another desk or in a sheet: this is how it stands; do the last step again"


class MovedError(RostrumError):
    """A coder's rows that others have changed since they were read."""


class Kept:
    """What a package keeps of a coder. ``others`` has what others coded by unit, unless the coder is blind.

    ``fixed`` has the voices that others have named, ``frames`` those of the codebook.
    """

    def __init__(self, folder: Path, article: str, coder: str, seen: bool, kind: str = "person") -> None:
        """Name the coder, and whether other codings are ``seen``."""
        self.folder, self.article, self.coder, self.kind, self.seen = folder, article, coder, kind, seen
        self.file = folder / "sheets" / f"{article}.{coder}.json"
        self.others: dict[str, list[str]] = {}
        self.fixed, self.frames, self.book = set[str](), list[str](), ""
        self.mine: dict[str, Rows] = {}

    def _old(self) -> dict[str, Rows]:
        names = {name: f"article.{name}" for name in TABLES} | {"coders": "coders"}
        return {name: package.rows(self.folder, table) for name, table in names.items()}

    def read(self) -> dict[str, Any]:
        """Return what is marked, as a state of ``Marking``; PackageError for a coder of another kind."""
        with package.held(self.folder):
            old, frames = self._old(), package.rows(self.folder, "frames")
            left = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        for row in old["coders"]:
            if row["coder_id"] == self.coder:
                self.seen |= row["blind"] == "false"
                if row["kind"] != self.kind:
                    found = f"{self.coder}, a {row['kind']}"
                    raise PackageError(f"--coder: found {found}, allowed: a name of your own")
        self.mine = own(old, self.article, self.coder)
        self.book = next((row["codebook"] for row in [*self.mine["frame_codings"], *frames]), "")
        self.frames = [row["frame"] for row in frames if row["codebook"] == self.book]
        now = state(old, self.article, self.coder)
        theirs = [row for row in old["attributions"] if row["article_id"] == self.article]
        theirs = [row for row in theirs if row["coder_id"] != self.coder]
        self.fixed, self.others = {row["source_id"] for row in theirs}, {}
        for row in theirs if self.seen else []:
            line = f"{row['coder_id']}: {now['voices'][row['source_id']]['label']}, {row['status']}"
            self.others.setdefault(row["sentence_id"], []).append(line)
        if left:
            self._drafts(left, now)
        return now

    def _drafts(self, left: Any, now: dict[str, Any]) -> None:
        """Add what was not finished when it was kept; a run that was killed may have left what was."""
        if not DRAFT.is_valid(left):
            raise PackageError(f"{self.file}: found another file than the desk wrote, allowed: none; take it away")
        now["voices"] = {**left["voices"], **now["voices"]}
        known = [(mark["part"], mark["at"]) for mark in now["marks"]]
        for one in left["attributions"]:
            mine = [mark for mark in left["marks"] if mark["of"] == one["number"]]
            if mine and one["voice"] in ("", *now["voices"]) and all((m["part"], m["at"]) not in known for m in mine):
                number = len(now["attributions"]) + 1
                now["attributions"].append({**one, "number": number})
                now["marks"] += [{**mark, "of": number} for mark in mine]

    def write(self, marking: Marking) -> None:
        """Put what is marked in the place of what was; MovedError where others have changed that meanwhile."""
        with package.held(self.folder):
            old = self._old()
            if own(old, self.article, self.coder) != self.mine:
                raise MovedError(f"{self.coder} {MOVED}")
            made = rows(marking, old, self.article, self.coder, self.book)
            coder = {"coder_id": self.coder, "scope": "article", "kind": self.kind, "note": NOTE}
            coder |= next((row for row in old["coders"] if row["coder_id"] == self.coder), {})
            coder["blind"] = str(not self.seen).lower()
            before = {row["source_id"] for row in old["sources"] if row["article_id"] == self.article}
            mine = {row["source_id"] for rows in self.mine.values() for row in rows if row.get("source_id")}
            changed = marks.merged(
                old,
                self.article,
                coder,
                {name: made.made.get(f"article.{name}", []) for name in marks.CODED},
                {row["source_id"]: row for row in old["sources"] if row["article_id"] == self.article} | made.sources,
                before - mine | {made.own},
            )
            package.store(self.folder, changed)
            self.mine = own(self._old(), self.article, self.coder)
            self._keep(marking)

    def _keep(self, marking: Marking) -> None:
        """Write what is not finished into a file, without any words of the text."""
        now = marking.now
        left = [one for one in now["attributions"] if marking.lacks(one)]
        numbers = {one["number"] for one in left}
        kept = {"attributions": left, "marks": [mark for mark in now["marks"] if mark["of"] in numbers]}
        voices = {row["source_id"] for row in package.rows(self.folder, "article.sources")}
        kept["voices"] = {key: row for key, row in now["voices"].items() if key not in voices}
        if not left:
            self.file.unlink(missing_ok=True)
        else:
            self.file.parent.mkdir(exist_ok=True)
            notebooks.write({self.file: json.dumps(kept, ensure_ascii=False).encode()})


def own(old: Mapping[str, Rows], article: str, coder: str) -> dict[str, Rows]:
    """Return the rows of an article that are a coder's, parts of attributions included."""
    here = {name: [row for row in old[name] if row["article_id"] == article] for name in marks.CODED}
    keys = {row["attribution_id"] for row in here["attributions"] if row["coder_id"] == coder}
    return {
        name: [row for row in rows if row.get("coder_id") == coder or ("coder_id" not in row and row["attribution_id"] in keys)]
        for name, rows in here.items()
    }


def state(old: Mapping[str, Rows], article: str, coder: str) -> dict[str, Any]:
    """Return what a coder has marked and stored, as a state of ``Marking``."""
    mine, now = own(old, article, coder), nothing()
    now["voices"] = {row["source_id"]: {**row, "through": ""} for row in old["sources"] if row["article_id"] == article}
    numbers = {row["attribution_id"]: number for number, row in enumerate(mine["attributions"], 1)}
    chains: dict[str, list[str]] = {key: [] for key in ("", *numbers)}
    for row in sorted(mine["attribution_chains"], key=lambda row: int(row["position"])):
        chains[row["attribution_id"]].append(row["source_id"])
    credits = [row["source_id"] for row in mine["attributions"] if row["status"] == "credit"][:1]
    for row in mine["attributions"]:
        key, stance = row["attribution_id"], row["stance"].replace("none", "neutral")
        one = {"number": numbers[key], "voice": row["source_id"], "stance": stance, "key": key}
        now["attributions"].append(one | {"resolves_to": row["resolves_to"], "inside": numbers.get(row["nested_in"], 0)})
        way = chains[key][len(chains[row["nested_in"]] or credits) :]
        for outer, inner in zip(way, way[1:], strict=False):
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
    voices = {
        key: {name: cell for name, cell in row.items() if name != "through"}
        | {"article_id": article, "source_id": key}
        for key, row in marking.now["voices"].items()
    }
    made = Coding(article, marking.text, list(marking.units.values()), list(voices.values()))
    for layer, table, key in (("spans", "attributions", "attribution_id"), ("claims", "claims", "claim_id")):
        others = [row for row in old[table] if row["article_id"] == article and row["coder_id"] != coder]
        made.taken[layer] = {row[key] for row in others}
    finished, looked = marking.finished(), {look: set(marking.now["done"][look]) for look in LOOKS}
    made.through = {key: row["through"] for key, row in marking.now["voices"].items() if row["through"]}
    made.credited = next((one["voice"] for one in finished if marking.home(one).kind == "credit"), "")
    found = list[Mark]()
    for one in finished:
        parts = {part: marking.spots(one, part) for part in PARTS}
        cells = {"source_id": one["voice"], **{name: one[name] for name in ("stance", "resolves_to")}}
        found.append(Mark("spans", coder, one["key"] or f"new {one['number']}", "", parts, cells))
        looked["attribution"] |= {marking.unit(at).name for at in marking.spots(one)}
    if looked["attribution"]:
        made.add(coder, [*found, _looked(coder, "spans", looked["attribution"])], book)
    known = made.made.get("article.attributions", [])
    numbers = {row["attribution_id"]: one["number"] for one, row in zip(finished, known, strict=True)}
    for one, row in zip(finished, known, strict=True):
        one |= {"key": row["attribution_id"], "inside": numbers.get(row["nested_in"], 0)}
    depths = {row["attribution_id"]: row["depth"] for row in known}
    found = []
    for mark in marking.now["marks"]:
        if mark["part"] in LOOKS:
            speaks, at = marking.inner(mark["at"]), (mark["at"][0], mark["at"][1])
            cells = {"source_id": speaks["voice"]} if speaks and mark["part"] == "hedges" else {}
            found.append(Mark(mark["part"], coder, "", mark["of"], {"": [at]}, cells))
            looked[mark["part"]].add(marking.unit(at).name)
    for row in marking.now["claims"]:
        unit = marking.units[row["sentence_id"]]
        speaks = marking.inner((unit.start, unit.end))
        cells = {"source_id": speaks["voice"], "depth": str(depths[speaks["key"]])} if speaks else {"depth": "1"}
        found.append(Mark("claims", coder, row.get("claim_id", ""), row["claim_type"], {}, {**row, **cells}))
        looked["claims"].add(unit.name)
    made.add(coder, [*found, *(_looked(coder, look, looked[look]) for look in LOOKS[1:] if looked[look])], book)
    if made.left:
        raise ValueError(f"{made.left[0][0]} ({made.left[0][1]})")
    for name in ("article.attribution_codings", "article.attribution_coding_sources", "article.coded"):
        made.made[name] = [row for row in made.made.get(name, []) if row["sentence_id"] in looked[row.get("layer", "attribution").replace("spans", "attribution")]]
    return made


def _looked(coder: str, layer: str, units: set[str]) -> Mark:
    """Return the mark that says which units a coder went through for a layer."""
    return Mark("coded", coder, layer, layer, {}, {"units": " ".join(sorted(units))})
