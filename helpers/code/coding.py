"""A coder's marks as rows of a package: what a file leaves open follows from what it holds.

The unit, the words of a cue, the number of content words and the codings of units are always those of the
places. Where a file doesn't tell them, voices are told apart by the words that name them, an attribution is
nested in the smallest whose content takes it in, the mode follows the quotation marks, and a cue is neutral.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import pandas as pd

from helpers.code.package import PackageError, Rows, short
from helpers.code.places import length
from helpers.code.reading import UNSEEN, even
from helpers.code.units import Unit
from helpers.read import LAYERS, SPEAKS, spans
from helpers.read.asking import folded
from helpers.read.package import SHIPPED, Resource, describe
from helpers.read.spans import Place, quoted, words_of

CODE = {
    **{"attribution": "status", "spans": "status", "frames": "frame", "relations": "type"},
    **{"mentions": "form", "hedges": "hedge_type", "claims": "claim_type"},
}
"""The column of each layer that is the code of its marks."""
CODINGS, VOICES = SPEAKS
KEYS = {"spans": "attribution_id", "relations": "relation_id", "mentions": "mention_id", "claims": "claim_id"}
LETTERS = rf"[^\s{UNSEEN.pattern[1:-1]}]+"
CUE = re.compile(f"{LETTERS}(?: {LETTERS}){{0,3}}")
"""Words that a cell of a cue may hold; a longer cue is kept in several pieces."""
LABEL = 7
"""Words of a voice's label at most."""
UNSAID = "source not named"
MOST = 200_000
"""Attributions times units of an article in files of others: each is held against each."""

PARTS = ("source", "cue", "content")
"""Parts of an attribution."""


class Mark(NamedTuple):
    """A row of a layer: who made it, what it says, its places by part, and its other cells.

    ``layer`` is one of ``read.LAYERS``, or another table's, whose rows belong to no coder. ``name``
    tells the marks of a document apart. An attribution (layer ``spans``) has the parts source, cue and
    content; others have one, without a name.
    """

    layer: str
    coder: str
    name: str
    code: str
    parts: dict[str, list[Place]]
    cells: dict[str, str]


class Document(NamedTuple):
    """An article, its text where that may be told or is known, and its marks.

    ``left`` says what of a file was not read, or of a package not written: a reason, and where.
    """

    article: str
    text: str | None
    marks: list[Mark]
    left: list[tuple[str, str]]


@cache
def table(name: str) -> Resource:
    """Return what the schema says of a table."""
    return describe(SHIPPED)[name]


class Coding:
    """The rows of an article's coders, by table in ``made``; ``left`` says what no row could be made of."""

    most: float = MOST

    def __init__(
        self,
        article: str,
        text: str | None,
        units: Sequence[Unit],
        sources: Rows,
        spelled: dict[str, str] | None = None,
    ) -> None:
        """Begin with the voices that are known; ``spelled`` has the spelling of names, by ``folded``.

        None of the voices speaks ``through`` another, or is ``credited``, unless these are set.
        """
        self.article, self.text, self.units = article, text, units
        self.words, self.marked = words_of(text or ""), quoted(text or "")
        self.begin = [start for start, _ in self.words]
        self.own = next(row["source_id"] for row in sources if row["source_type"] == "narrator")
        self.starts = [unit.start for unit in units]
        self.spoken = self._within(self.marked)
        self.sources = {row["source_id"]: row for row in sources}
        self.labels: dict[str, str] = {folded(row["label"]): key for key, row in self.sources.items()}
        self.spelled = {} if spelled is None else spelled
        self.made: dict[str, Rows] = {"article.coded": []}
        self.through, self.credited = dict[str, str](), ""
        self.left, self.keys, self.taken = list[tuple[str, str]](), set[Any](), dict[str, set[str]]()
        self.digits = dict[str, int]()

    def add(self, coder: str, marks: Sequence[Mark], book: str) -> list[str]:
        """Add the rows of a coder and the units that the coder went through; return for which layers.

        These are those that ``coded`` marks name, else all but credit lines for the layers of the marks.
        Codings of units follow from spans, unless they are told.
        """
        for layer, ids in self.taken.items():
            self.digits[layer] = min((len(one) - 1 for one in ids if one[1] == "0"), default=0)
        spoken = [mark for mark in marks if mark.layer == "spans"]
        if len(spoken) * max(len(self.units), 100) > self.most:
            found = f"{len(spoken):,} attributions in {len(self.units):,} units by {coder}"
            raise PackageError(f"{self.article}: found {found}, allowed: an article; cut the text in parts")
        self._spans(coder, spoken)
        for mark in marks:
            if mark.layer in LAYERS and mark.layer != "spans":
                self._plain(coder, mark, book)
        looked = [mark for mark in marks if mark.layer == "coded"]
        named = {*(mark.code for mark in looked), "attribution"}
        looked += [gone_through(coder, one) for one in layers(marks) if one not in named]
        body = dict.fromkeys(unit.name for unit in self.units if unit.kind != "credit")
        seen = dict[str, None]()
        for mark in looked:
            told = mark.cells.get("units")
            own = [*body, *self._credits(coder, mark.code)] if told is None else told.split()
            self._coded(coder, mark.code, mark.cells.get("codebook", book), own)
            seen |= dict.fromkeys(name for name in own if mark.code == "spans" and name in body)
        if not any(mark.code == "attribution" for mark in looked):
            given = any(mark.layer == "attribution" for mark in marks)
            own = [row["sentence_id"] for row in self._own(CODINGS, coder) if given]
            self._coded(coder, "attribution", book, dict.fromkeys([*seen, *own]))
            for name, row in self._units(coder, seen) if seen and not given else []:
                self._row(name, row)
        return layers(marks)

    def follow(self, coder: str) -> list[str]:
        """Have codings of units follow from the coder's spans where the two disagree; return these units.

        Where no spans were looked for, or the text is not at hand, they are left as they are.
        """
        at = {unit.name: unit for unit in self.units}
        seen = {(row["layer"], row["sentence_id"]) for row in self._own("article.coded", coder)}
        names = {name for name in at if {("attribution", name), ("spans", name)} <= seen}
        fresh = self._units(coder, names) if names and self.text is not None else []
        own = {row["sentence_id"]: row for row in self._own(CODINGS, coder)}
        voices, moved = defaultdict[str, set[str]](set), set[str]()
        for row in self._own(VOICES, coder):
            voices[row["sentence_id"]].add(row["source_id"])
        spans = {row["attribution_id"]: row for row in self._own("article.attributions", coder)}
        pieces = [row for row in self.made.get("article.attribution_pieces", []) if row["part"] == "content"]
        places = [(row["start"], row["end"], spans.get(row["attribution_id"])) for row in pieces]
        for unit, rule in [(at[row["sentence_id"]], row) for name, row in fresh if name == CODINGS]:
            here = [one for start, end, one in places if one and start < unit.end and unit.start < end]
            if not self._agree(own.get(unit.name), rule, voices[unit.name], here):
                moved.add(unit.name)
        for name in (CODINGS, VOICES) if moved else ():
            rows = self.made.get(name, [])
            mine = [row for row in rows if row["coder_id"] == coder and row["sentence_id"] not in moved]
            mine += [row for one, row in fresh if one == name and row["sentence_id"] in moved]
            mine.sort(key=lambda row: at[row["sentence_id"]].start)
            self.made[name] = [*(row for row in rows if row["coder_id"] != coder), *mine]
        return sorted(moved, key=lambda name: at[name].start)

    def _agree(self, own: Any, rule: dict[str, Any], voices: set[str], spans: Rows) -> bool:
        """Tell whether a unit's coding, if any, is one that spans in it may have; ``rule`` is what they say.

        It has voices and a depth that they have, or none where nobody speaks by the rule.
        """
        if not own or not voices or own["status"] == "none":
            return bool(own and voices) and rule["status"] == "none"
        named = {key for key, row in self.sources.items() if row["named"] == "true"}
        known = {int(one["depth"]) for one in spans if not one["nested_in"] or one["source_id"] in named}
        deep = max(known, default=int(own["depth"])) == int(own["depth"])
        return deep and voices <= {one["source_id"] for one in spans}

    def _own(self, name: str, coder: str) -> Rows:
        """Return the coder's rows of a table."""
        return [row for row in self.made.get(name, []) if row["coder_id"] == coder]

    def _credits(self, coder: str, layer: str) -> list[str]:
        """Return the credit lines in which a coder has something in a layer."""
        rows = self._own(LAYERS[layer].table, coder)
        credits = {unit.name for unit in self.units if unit.kind == "credit"}
        return sorted(credits & {row["sentence_id"] for row in rows})

    def _coded(self, coder: str, layer: str, book: str, units: Iterable[str]) -> None:
        for name in units:
            row = {"coder_id": coder, "sentence_id": name, "layer": layer, "codebook": book}
            self._row("article.coded", row)

    def _row(self, name: str, row: dict[str, Any]) -> bool:
        """Add a row if its cells are such as the table may hold and its key is new; return whether it was."""
        part, row = table(name), {**row, "article_id": self.article}
        for field in part.fields:
            try:
                field.read(str(row.get(field.name, "")))
            except ValueError as error:
                where = [row[one] for one in ("coder_id", "attribution_id", "sentence_id") if one in row]
                told = f"{row.get(field.name, '') or 'nothing'} ({' '.join(where)})"
                self.left.append((f"{name}: {field.name}: allowed: {error}", told))
                return False
        key = (name, *(str(row.get(column)) for column in part.primary_key))
        if key in self.keys:
            self.left.append((f"{name}: a second row of one unit", " ".join(key[2:])))
            return False
        self.keys.add(key)
        self.made.setdefault(name, []).append(row)
        return True

    def _fresh(self, layer: str, wanted: str) -> str:
        """Return the wanted identifier, or the next that is free."""
        taken, letter, width = self.taken.setdefault(layer, set()), KEYS[layer][0], self.digits.get(layer, 0)
        ids = (f"{letter}{number:0{width}}" for number in count(len(taken) + 1))
        digits, wanted = wanted[1:], letter + wanted[1:].zfill(width)
        fits = re.fullmatch("[0-9]+", digits) and wanted not in taken
        found = wanted if fits else next(one for one in ids if one not in taken)
        taken.add(found)
        return found

    def _unit(self, at: int) -> Unit:
        """Return the unit that a place begins in; that before it, if it is between two."""
        return self.units[max(bisect_right(self.starts, at) - 1, 0)]

    def _within(self, places: Sequence[Place]) -> list[int]:
        """Return the words, by where they start, that stand in places which don't overlap."""
        ends = [(bisect_left(self.begin, start), bisect_left(self.begin, end)) for start, end in places]
        return [at for first, last in ends for at in self.begin[first:last]]

    def _trimmed(self, place: Place) -> Place:
        """Return a place without blanks at its ends."""
        if self.text is None:
            return place
        words = self.text[place[0] : place[1]]
        start = place[0] + len(words) - len(words.lstrip())
        return start, max(start, place[1] - len(words) + len(words.rstrip()))

    def _voice(self, words: str, within: bool) -> str:
        """Return the voice that some words name, a new one where no other is called so.

        It is named if a word has a capital, the first one only ``within`` a sentence.
        """
        label = even(words) or UNSAID
        parts = label.split()
        label = label if len(parts) <= LABEL else f"{' '.join(parts[:LABEL])} ..."
        if (plain := folded(label)) in self.labels:
            return self.labels[plain]
        label = self.spelled.setdefault(plain, label)
        key = short(label, self.sources)
        capital = [part != "I" and part[:1].isupper() for part in parts]
        named = any(capital if within else capital[1:])
        more = {"source_type": "anonymous" if label == UNSAID else "unknown", "entity_type": "unknown"}
        row = {"article_id": self.article, "source_id": key, "label": label, **more}
        self.sources[key] = {**row, "named": str(named).lower()}
        self.labels[plain] = key
        return key

    # ---- layers whose rows have one place, or that of a unit

    def _plain(self, coder: str, mark: Mark, book: str) -> None:
        name = LAYERS[mark.layer].table
        row: dict[str, Any] = {**mark.cells, CODE[mark.layer]: mark.code, "coder_id": coder}
        places = [self._trimmed(place) for part in mark.parts.values() for place in part]
        if mark.layer in KEYS:
            row[KEYS[mark.layer]] = self._fresh(mark.layer, mark.name)
        columns = [field.name for field in table(name).fields]
        if places:
            unit = self._unit(places[0][0])
            row["sentence_id"] = unit.name
        if places and "start" in columns:
            start, end = places[0]
            if mark.layer == "frames" and self.text is not None and (few := CUE.match(self.text, start, end)):
                if few.end() < end:
                    self.left.append(("words of a frame behind its first four", self.text[few.end() : end]))
                end = few.end()
            row |= {"start": start, "end": end}
            if "cue" in columns and self.text is not None:
                row["cue"] = self.text[start:end]
        told = row.pop("sources", "").split()
        if "codebook" in columns:
            row.setdefault("codebook", book)
        if "source_id" in columns and mark.layer != "relations":
            row.setdefault("source_id", self.own)
        kept = self._row(name, {one: row[one] for one in columns if one in row})
        for position, key in enumerate(told if kept else [], 1):
            source = {"coder_id": coder, "position": position, "source_id": key}
            self._row(VOICES, {**source, "sentence_id": row["sentence_id"]})

    # ---- attributions

    def _spans(self, coder: str, marks: Sequence[Mark]) -> None:
        """Add attributions, those with the longest content first where one is nested in another."""
        every = [(mark, self._parts(mark)) for mark in marks]
        whole = [(mark, parts) for mark, parts in every if parts]
        lacking = "an attribution without words of content"
        self.left += [(lacking, mark.name) for mark, parts in every if not parts]
        names = {mark.name: self._fresh("spans", mark.name) for mark, _ in whole}
        outer, rows = list[tuple[str, list[str], list[Place]]](), dict[str, dict[str, Any]]()
        for mark, parts in sorted(whole, key=lambda one: -length(one[1]["content"])):
            key = mark.cells.get("source_id") or self._speaks(parts)
            inside, chain = mark.cells.get("nested_in", ""), mark.cells.get("chain", "").split()
            if not chain or "source_id" not in mark.cells:
                inside, above = _around(parts["content"], key, outer)
                chain = self.chain(key, above)
            outer.append((mark.name, chain, parts["content"]))
            around = {"depth": len(chain), "nested_in": names.get(inside, ""), "chain": chain}
            rows[mark.name] = self._attribution(mark, parts, key) | around
        for mark, parts in whole:
            row, own = rows[mark.name], {"attribution_id": names[mark.name]}
            chain = row.pop("chain")
            if not self._row("article.attributions", {"coder_id": coder, **own, **row}):
                continue
            for part, places in parts.items():
                for number, (start, end) in enumerate(places, 1):
                    cells = {"part": part, "piece": number, "start": start, "end": end}
                    cells["cue"] = self._cue(mark, number, start, end) if part == "cue" else ""
                    self._row("article.attribution_pieces", {**own, **cells})
            for position, key in enumerate(chain, 1):
                self._row("article.attribution_chains", {**own, "position": position, "source_id": key})

    def chain(self, key: str, above: Sequence[str] = ()) -> list[str]:
        """Return the voices of an attribution: those around it, or the credited one, and its way."""
        way = [key]
        while (outer := self.through.get(way[0])) and outer not in way:
            way.insert(0, outer)
        before = [*above] or [voice for voice in [self.credited] if voice and voice not in way]
        return before + [voice for voice in way if voice not in before]

    def _parts(self, mark: Mark) -> dict[str, list[Place]]:
        """Return the places of an attribution as tables hold them; nothing where it has no content."""
        found = dict[str, list[Place]]()
        for part in PARTS:
            places = [self._trimmed(place) for place in mark.parts.get(part, [])]
            places = [place for place in places if place[0] < place[1]]
            if part == "cue" and self.text is not None:
                runs = [(at, CUE.finditer(self.text[at:end])) for at, end in places]
                cues = [(at + one.start(), at + one.end()) for at, several in runs for one in several]
                places = [(at, end) for at, end in cues if even(self.text[at:end]) == self.text[at:end]]
                odd = "a cue with accents that are not joined to their letters"
                self.left += [(odd, mark.name)] * (len(cues) - len(places))
            if places:
                found[part] = places
        return found if "content" in found else {}

    def _cue(self, mark: Mark, number: int, start: int, end: int) -> str:
        told = mark.cells.get("cue", "").split(" ... ")
        return self.text[start:end] if self.text is not None else told[min(number, len(told)) - 1]

    def _speaks(self, parts: Mapping[str, list[Place]]) -> str:
        """Return the voice that the words of a source name."""
        places, text = parts.get("source", []), self.text or ""
        first = bool(places) and places[0][0] not in self.starts
        return self._voice(" ".join(text[start:end] for start, end in places), first)

    def _attribution(self, mark: Mark, parts: Mapping[str, list[Place]], key: str) -> dict[str, Any]:
        """Return the cells of an attribution but its name, depth and what it is nested in."""
        unit = self._unit(parts.get("cue", parts["content"])[0][0])
        status = "credit" if unit.kind == "credit" else "explicit" if "cue" in parts else "carry_over"
        inner = self._within(parts["content"])
        quotes = set(inner) & set(self.spoken)
        mode = "indirect" if not quotes else "direct" if len(quotes) == len(inner) else "mixed"
        stance = (mark.cells.get("stance") or "neutral").replace("none", "neutral")
        text = self.text
        words = sum(len(words_of(text[start:end])) for start, end in parts["content"]) if text else 0
        return {
            **{"sentence_id": unit.name, "source_id": key, "status": status},
            "mode": "none" if status == "credit" else mark.cells.get("mode") or mode,
            "stance": stance if status == "explicit" else "none",
            "content_words": words or mark.cells.get("content_words", ""),
            "resolves_to": mark.cells.get("resolves_to", ""),
        }

    def _units(self, coder: str, names: Container[str]) -> list[tuple[str, dict[str, Any]]]:
        """Return what the coder's attributions say of some units, by the rule of ``read.spans``, by table."""
        own = self._own("article.attributions", coder)
        known = {row["attribution_id"] for row in own}
        pieces = self.made.get("article.attribution_pieces", [])
        places = [row for row in pieces if row["attribution_id"] in known]
        units = [{"article_id": self.article, **unit.row()} for unit in self.units if unit.name in names]
        voices = [{**row, "named": row["named"] == "true"} for row in self.sources.values()]
        columns = [field.name for field in table("article.attributions").fields]
        spoken = pd.DataFrame(own, columns=columns)
        spoken["nested_in"] = spoken["nested_in"].replace("", None)
        at = ["attribution_id", "part", "start", "end"]
        found = spans.unit_codings(
            pd.DataFrame(units),
            spoken,
            pd.DataFrame(places, columns=at),
            pd.DataFrame(voices),
            self.words,
            self.marked,
        )
        return [
            (name, {**{str(one): cell for one, cell in row.items()}, "coder_id": coder})
            for name, frame in zip((CODINGS, VOICES), found, strict=True)
            for row in frame.to_dict("records")
        ]


def layers(marks: Iterable[Mark]) -> list[str]:
    """Return the layers that marks of a coder fill, codings of units included where there are spans."""
    found = dict.fromkeys(mark.code if mark.layer == "coded" else mark.layer for mark in marks)
    return list(dict.fromkeys([*found, *["attribution"] * ("spans" in found)]))


def gone_through(coder: str, layer: str, units: Collection[str] = ()) -> Mark:
    """Return the mark that says which units a coder went through for a layer: some, or all."""
    return Mark("coded", coder, layer, layer, {}, {"units": " ".join(units)} if units else {})


def _around(
    content: Sequence[Place], key: str, outer: Sequence[tuple[str, list[str], list[Place]]]
) -> tuple[str, list[str]]:
    """Return the smallest attribution around some content that no chain ties to its voice, and its chain."""
    around = [
        (length(places), name, chain)
        for name, chain, places in outer
        if key not in chain
        and length(content) < length(places)
        and all(any(start <= a and b <= end for start, end in places) for a, b in content)
    ]
    _, name, chain = min(around, key=lambda one: one[0], default=(0, "", list[str]()))
    return name, chain
