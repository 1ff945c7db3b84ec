"""What must hold in a data package beyond what its schema can say: between columns, rows and tables.

A rule takes the rows of tables as dictionaries and yields what is wrong: the row, the columns, and what is
allowed there. It is asked only where the package has all its tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from helpers.package import Resource, shown

Row = dict[str, Any]
Wrong = tuple[Row, str, str]
LINE, TABLE = "line of the file", "name of the table"
"""Two keys of a row that no column has."""
LAYERS = {
    "attribution": "article.attribution_codings",
    "spans": "article.attributions",
    "frames": "article.frame_codings",
    "relations": "article.relations",
    "mentions": "article.mentions",
    "hedges": "article.hedges",
    "claims": "article.claims",
}
"""The table of each layer of ``article.coded``."""
RULES: list[tuple[tuple[str, ...], Callable[..., Iterator[Wrong]]]] = []


def problems(resources: Mapping[str, Resource], rows: Mapping[str, list[Row]]) -> Iterator[Wrong]:
    """Yield what breaks a rule: row, columns, what is allowed."""
    yield from _spellings(resources, rows)
    for name, part in resources.items():
        yield from _codes(part, rows[name])
        yield from _numbers(part, rows[name])
        yield from _places(rows[name])
    for needed, rule in RULES:
        if set(needed) <= set(rows):
            yield from rule(*(rows[name] for name in needed))


def _rule(*tables: str) -> Callable[[Any], Any]:
    def keep(rule: Any) -> Any:
        RULES.append((tables, rule))
        return rule

    return keep


def _by(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    """Return the rows by the values of columns, in their order; by one value where there is one column."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[column] for column in columns)
        found[key if len(columns) > 1 else key[0]].append(row)
    return found


# ---- any table ------------------------------------------------------------------------------------


def _spellings(resources: Mapping[str, Resource], rows: Mapping[str, list[Row]]) -> Iterator[Wrong]:
    """Names of one vocabulary don't differ in case, accents, blanks or punctuation alone."""
    first: dict[tuple[str, str], Row] = {}
    for name, part in resources.items():
        for field in part.descriptor["schema"]["fields"]:
            column, words = field["name"], field.get("vocabulary")
            for row in rows[name] if words else []:
                if row[column] is not None:
                    spelled = first.setdefault((words, _folded(row[column])), row | {"": row[column]})
                    if spelled[""] != row[column]:
                        where = f"{spelled[TABLE]}, line {spelled[LINE]}"
                        yield row, column, f"one spelling, such as {shown(spelled[''])} in {where}"


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in letters if char.isalnum()) or name


def _codes(part: Resource, rows: list[Row]) -> Iterator[Wrong]:
    """No code has fewer digits than those beside it that begin with a zero: it has lost its own.

    Beside it are those of its column, with the same letters and of the same article.
    """
    for field in part.fields:
        cells = [(row, row[field.name]) for row in rows if isinstance(row[field.name], str)]
        found = [(row, re.fullmatch(r"([A-Za-z]*)([0-9]+)", cell)) for row, cell in cells]
        codes = [(row, (row.get("article_id"), match[1]), match[2]) for row, match in found if match]
        if len(codes) == len(cells):
            padded: dict[Any, int] = {}
            for _, kind, digits in codes:
                if re.match("0.", digits):
                    padded[kind] = min(len(digits), padded.get(kind, len(digits)))
            for row, kind, digits in codes:
                if len(digits) < padded.get(kind, 0):
                    wanted = kind[1] + digits.zfill(padded[kind])
                    yield row, field.name, f"{shown(wanted)}, with as many digits as the others"


def _numbers(part: Resource, rows: list[Row]) -> Iterator[Wrong]:
    """The number in a key counts from one within the rest of the key."""
    given = {column for key in part.foreign_keys for column in key.columns}
    for field in part.fields:
        counts = field.type == "integer" and field.constraints.get("minimum") == 1
        if field.key and counts and field.name not in given:
            for group in _by(rows, *(name for name in part.primary_key if name != field.name)).values():
                ordered = sorted(group, key=lambda row: row[field.name])
                for place, row in enumerate(ordered, 1):
                    if row[field.name] != place:
                        yield row, field.name, f"{place}, since they count from one"


def _places(rows: list[Row]) -> Iterator[Wrong]:
    """A place has both ends, the second behind the first, and a cue is as long as its place."""
    for row in rows:
        start, end, cue = row.get("start"), row.get("end"), row.get("cue")
        if (start is None) != (end is None) or (start is not None and end <= start):
            yield row, "start, end", "a start, and an end behind it"
        elif "start" in row and cue is not None and (start is None or len(cue) != end - start):
            yield row, "cue", f"as many characters as from start {start} to end {end}"


# ---- a text and its units -------------------------------------------------------------------------


@_rule("article.texts", "article.sentences")
def units(texts: list[Row], sentences: list[Row]) -> Iterator[Wrong]:
    """Units follow one another within their text, are named for their place, and have all its words."""
    of_text = _by(sentences, "article_id")
    for text in texts:
        after, count = 0, Counter[int]()
        for unit in of_text[text["article_id"]]:
            count[unit["paragraph"]] += 1
            name = f"p{unit['paragraph']}s{count[unit['paragraph']]}"
            if not after <= unit["start"] or unit["end"] > text["characters"]:
                yield unit, "start, end", f"a place from {after} on, within {text['characters']} characters"
            if unit["sentence_id"] != name:
                yield unit, "sentence_id", f"{name}, by its paragraph and its place there"
            after = unit["end"]
        words = sum(unit["words"] for unit in of_text[text["article_id"]])
        if words != text["words"]:
            yield text, "words", f"{words}, the words of its units"
        if text["bytes"] < text["characters"]:
            yield text, "bytes", f"at least as many as characters, {text['characters']}"


@_rule("article.texts", "coverage.articles")
def published(texts: list[Row], articles: list[Row]) -> Iterator[Wrong]:
    """A text that stands among the coverage too has the same day and address there."""
    there = {row["article_id"]: row for row in articles}
    for row in texts:
        for column in ("published", "url"):
            other = there.get(row["article_id"], row)[column]
            if row[column] is not None and row[column] != other:
                yield row, column, f"{other}, as in coverage.articles"


def _within(units: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """A place lies in its unit."""
    known = {(unit["article_id"], unit["sentence_id"]): unit for unit in units}
    for row in rows:
        unit = known[row["article_id"], row["sentence_id"]]
        if (
            None not in (row["start"], row["end"])
            and not unit["start"] <= row["start"] < row["end"] <= unit["end"]
        ):
            yield row, "start, end", f"a place within its unit, {unit['start']} to {unit['end']}"


for _name in ("frame_codings", "relations", "hedges", "mentions"):
    _rule("article.sentences", f"article.{_name}")(_within)


# ---- what was coded, by whom ----------------------------------------------------------------------


def _coded(layer: str, coded: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """What a coder coded is marked as coded; where who speaks is marked as coded, it was."""
    key = ("article_id", "coder_id", "sentence_id", *(["codebook"] if layer == "frames" else []))
    marks, there = _by((row for row in coded if row["layer"] == layer), *key), _by(rows, *key)
    for value, found in there.items():
        if value not in marks:
            yield found[0], "coder_id, sentence_id", f"a coder and unit that article.coded has for {layer}"
    for value, found in marks.items():
        if layer == "attribution" and value not in there:
            yield found[0], "coder_id, sentence_id", f"a coder and unit of {LAYERS[layer]}, or no such row"


for _name, _table in LAYERS.items():
    _rule("article.coded", _table)(partial(_coded, _name))


@_rule("article.attribution_codings", "article.attribution_coding_sources", "article.sources")
def voices(codings: list[Row], told: list[Row], sources: list[Row]) -> Iterator[Wrong]:
    """Every coded unit has a source; status, mode, stance and depth agree with it and with one another."""
    own = {(row["article_id"], row["source_id"]) for row in sources if row["source_type"] == "narrator"}
    speaking = _by(told, "article_id", "coder_id", "sentence_id")
    for row in codings:
        given = speaking[row["article_id"], row["coder_id"], row["sentence_id"]]
        narrated = any((row["article_id"], source["source_id"]) in own for source in given)
        if not given:
            yield row, "coder_id, sentence_id", "units with a row in article.attribution_coding_sources"
        elif narrated != (row["status"] == "none"):
            yield row, "status", "none for the article's own voice, and for no other"
        if (row["mode"] == "none") != (row["status"] == "none"):
            yield row, "mode", f"none exactly where the status is none (it is {row['status']})"
        if (row["stance"] == "none") != (row["status"] != "explicit"):
            yield row, "stance", f"none exactly where the status is not explicit (it is {row['status']})"
        if row["status"] == "none" and row["depth"] != 1:
            yield row, "depth", "1 for the article's own voice"
    for several in _by((r for r in sources if r["source_type"] == "narrator"), "article_id").values():
        for row in several[1:]:
            yield row, "source_type", f"one narrator an article (line {several[0][LINE]} has it)"


@_rule(
    "article.sentences", "article.attributions", "article.attribution_pieces", "article.attribution_chains"
)
def spans(
    sentences: list[Row], attributions: list[Row], pieces: list[Row], hands: list[Row]
) -> Iterator[Wrong]:
    """An attribution has content in its place, a cue where it is explicit, and a chain down to its source."""
    unit_of = {(unit["article_id"], unit["sentence_id"]): unit for unit in sentences}
    key = ("article_id", "attribution_id")
    parts, chain = _by(pieces, *key, "part"), _by(hands, *key)
    for piece in pieces:
        if (piece["part"] == "cue") != (piece["cue"] is not None):
            yield piece, "cue", f"words for a cue, and for nothing else (this is a {piece['part']})"
    for row in attributions:
        name, unit = (
            (row["article_id"], row["attribution_id"]),
            unit_of[row["article_id"], row["sentence_id"]],
        )
        cue, content = parts[*name, "cue"], parts[*name, "content"]
        if not content:
            yield row, "attribution_id", "at least one piece of content in article.attribution_pieces"
            continue
        if not unit["start"] <= min(piece["start"] for piece in cue or content) < unit["end"]:
            yield row, "sentence_id", "the unit of its cue, or of its first content where it has no cue"
        if row["status"] != "credit" and bool(cue) != (row["status"] == "explicit"):
            yield row, "status", "explicit exactly where it has a cue"
        if (row["status"] == "credit") != (unit["unit_type"] == "credit"):
            yield row, "status", "credit exactly in a credit line"
        around = parts[row["article_id"], row["nested_in"], "content"]
        if row["nested_in"] is not None and not _takes_in(around, content):
            yield row, "nested_in", "another attribution, whose content takes this one's in"
        ways = sorted(chain[name], key=lambda hand: hand["position"])
        if not ways:
            yield row, "attribution_id", "a chain in article.attribution_chains, if only of its source"
        elif ways[-1]["source_id"] != row["source_id"]:
            yield row, "source_id", f"{ways[-1]['source_id']}, with which its chain ends"
        elif len(ways) != row["depth"]:
            yield row, "depth", f"{len(ways)}, the voices of its chain"


@_rule(
    *("article.sentences", "article.sources", "article.attributions", "article.attribution_pieces"),
    *("article.attribution_codings", "article.attribution_coding_sources"),
)
def both_ways(
    sentences: list[Row],
    sources: list[Row],
    attributions: list[Row],
    pieces: list[Row],
    codings: list[Row],
    told: list[Row],
) -> Iterator[Wrong]:
    """Where a coder gave spans too, unit codings name sources that speak in the unit, at their depth."""
    named = {(row["article_id"], row["source_id"]) for row in sources if row["named"]}
    contents = _by((piece for piece in pieces if piece["part"] == "content"), "article_id", "attribution_id")
    own, units = _by(attributions, "article_id", "coder_id"), _by(sentences, "article_id", "sentence_id")
    speaking = _by(told, "article_id", "coder_id", "sentence_id")
    for row in codings:
        article, unit = row["article_id"], units[row["article_id"], row["sentence_id"]][0]
        here = [
            one
            for one in own[article, row["coder_id"]]
            if any(
                p["start"] < unit["end"] and unit["start"] < p["end"]
                for p in contents[article, one["attribution_id"]]
            )
        ]
        if here and row["status"] != "none":
            deep = [
                one["depth"]
                for one in here
                if one["nested_in"] is None or (article, one["source_id"]) in named
            ]
            if row["depth"] != max(deep, default=row["depth"]):
                yield row, "depth", f"{max(deep)}, the depth of the deepest named voice of its spans"
            voices = {one["source_id"] for one in here}
            for source in speaking[article, row["coder_id"], row["sentence_id"]]:
                if source["source_id"] not in voices:
                    yield (
                        source,
                        "source_id",
                        f"{' or '.join(sorted(voices))}, to whom its spans attribute the unit",
                    )


def _takes_in(outer: list[Row], inner: list[Row]) -> bool:
    """Tell whether places lie within others that reach further."""
    within = all(any(o["start"] <= i["start"] and i["end"] <= o["end"] for o in outer) for i in inner)
    return within and sum(o["end"] - o["start"] for o in outer) > sum(i["end"] - i["start"] for i in inner)


@_rule("article.claims", "article.sources")
def claims(rows: list[Row], sources: list[Row]) -> Iterator[Wrong]:
    """What the article says in its own voice has passed through no other."""
    own = {(row["article_id"], row["source_id"]) for row in sources if row["source_type"] == "narrator"}
    for row in rows:
        if (row["article_id"], row["source_id"]) in own and row["depth"] != 1:
            yield row, "depth", "1 for the article's own voice"


@_rule("article.actors", "article.sources")
def actors(rows: list[Row], sources: list[Row]) -> Iterator[Wrong]:
    """An actor who is a source stands among the sources; a state and a leader have a state."""
    known = _by(sources, "article_id", "source_id")
    for row in rows:
        if row["kind"] == "source" and (row["article_id"], row["actor_id"]) not in known:
            yield row, "actor_id", "a source_id of article.sources, for an actor who is a source"
        if row["kind"] in ("state", "leader") and row["state_iso3"] is None:
            yield row, "state_iso3", f"a state, for a {row['kind']}"


# ---- coverage -------------------------------------------------------------------------------------


@_rule("coverage.frame_codings", "frames")
def looked_for(codings: list[Row], frames: list[Row]) -> Iterator[Wrong]:
    """A coder looked for every frame; one that is present has a cue and a place, and no other has."""
    every = {codebook: len(rows) for codebook, rows in _by(frames, "codebook").items()}
    for row in codings:
        if row["present"] == (row["prominence"] == "absent"):
            yield row, "prominence", f"absent exactly where present is false (it is {row['present']})"
        if row["present"] == (row["cue"] is None):
            yield row, "cue", f"words exactly where present is true (it is {row['present']})"
    for group in _by(codings, "coder_id", "article_id", "codebook").values():
        if len(group) != every[group[0]["codebook"]]:
            yield group[0], "coder_id, article_id", f"a row for each of {every[group[0]['codebook']]} frames"


@_rule("coverage.articles", "coverage.reported_points")
def points(articles: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """Only an excerpt hides a point, and only a point that is reported has a value."""
    whole = {row["article_id"] for row in articles if row["complete"]}
    for row in rows:
        if row["status"] == "not_visible" and row["article_id"] in whole:
            yield row, "status", "not_mentioned, since the text was seen whole"
        if row["value"] is not None and row["status"] not in ("stated", "hedged"):
            yield row, "value", f"no value where the status is {row['status']}"


@_rule("coverage.articles", "coverage.upstream", "coverage.dependences")
def links(articles: list[Row], upstream: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """A link joins two known texts."""
    known = {row["article_id"] for row in articles} | {row["node_id"] for row in upstream}
    for row in rows:
        for column in ("from_id", "to_id"):
            if row[column] not in known:
                yield row, column, "an article_id of coverage.articles or a node_id of coverage.upstream"
        if row["from_id"] == row["to_id"]:
            yield row, "from_id, to_id", "two texts"


# ---- history --------------------------------------------------------------------------------------

OCCASIONS = {"national_day": ("nd", 1949), "victory_day": ("vd", 1945)}
KINDS = {"C": "claim", "A": "aftermath", "X": "context"}


@_rule("history.parades")
def parades(rows: list[Row]) -> Iterator[Wrong]:
    """A parade is named for its occasion and year, and its anniversary counts from what it marks."""
    for row in rows:
        (prefix, since), year = OCCASIONS[row["occasion"]], row["date"].year
        if row["parade_id"] != f"{prefix}{year}":
            yield row, "parade_id", f"{prefix}{year}, by its occasion and date"
        if row["anniversary"] != year - since:
            yield row, "anniversary", f"{year - since}, by its date"


@_rule("history.attendance", "history.parades", "history.dprk_leader_visits")
def guests(rows: list[Row], parades: list[Row], visits: list[Row]) -> Iterator[Wrong]:
    """A guest stands once at a parade, with a second page if the first is weak; so does who visited one."""
    day = {row["parade_id"]: str(row["date"]) for row in parades}
    for again in _by(rows, "parade_id", "country_iso3", "leader").values():
        for row in again[1:]:
            yield row, "parade_id, leader", f"each once (line {again[0][LINE]} has it)"
    for row in rows:
        if row["presence"] == "reported" and row["second_url"] is None:
            yield row, "second_url", "a second page where the presence is reported"
    came = {(day[row["parade_id"]], row["leader"]) for row in rows}
    for row in visits:
        if row["at_parade"] and (row["date"], row["leader"]) not in came:
            yield row, "date, leader", "a guest of history.attendance, for a visit to a parade"
        if row["at_parade"] and not row["on_rostrum"]:
            yield row, "on_rostrum", "true for a leader at a parade"


@_rule("history.meetings", "history.meeting_participants")
def meetings(rows: list[Row], people: list[Row]) -> Iterator[Wrong]:
    """At a meeting there are at least two."""
    there = _by(people, "meeting_id")
    for row in rows:
        if len(there[row["meeting_id"]]) < 2:
            yield row, "meeting_id", "meetings with at least two rows in history.meeting_participants"


@_rule("history.countries")
def states(rows: list[Row]) -> Iterator[Wrong]:
    """A state of today has all its memberships, and one that is gone has a successor."""
    for row in rows:
        for column in row:
            flag = column.endswith("_member") or column == "us_treaty_ally"
            if flag and (row[column] is None) == (row["status"] == "current"):
                yield row, column, f"true or false exactly for a state of today (it is {row['status']})"
        if (row["successor_iso3"] is None) == (row["status"] == "historic"):
            yield row, "successor_iso3", f"a code exactly for a historic state (it is {row['status']})"


@_rule("history.claim_checks")
def checks(rows: list[Row]) -> Iterator[Wrong]:
    """A check is of the kind that its name says, and lacks a value only where nothing can be verified."""
    for row in rows:
        if row["kind"] != KINDS[row["check_id"][0]]:
            yield row, "kind", f"{KINDS[row['check_id'][0]]}, by check_id"
        if row["verified_value"] is None and row["verdict"] != "unverifiable":
            yield row, "verified_value", "a value, or the verdict unverifiable"


@_rule("history.year_counts")
def printed(rows: list[Row]) -> Iterator[Wrong]:
    """A number of years is printed, or a year, not both."""
    for row in rows:
        if (row["number_printed"] is None) == (row["year_printed"] is None):
            yield row, "number_printed, year_printed", "one of the two"


def _pages(rows: list[Row]) -> Iterator[Wrong]:
    """A page is relied on exactly where there is one."""
    for row in rows:
        page = row.get("url", row.get("source_url"))
        if (row["reliability"] == "none") != (page is None):
            yield row, "reliability", "none exactly where there is no page"


for _name in ("attendance", "head_counts", "dprk_leader_visits", "year_counts", "parades", "meetings"):
    _rule(f"history.{_name}")(_pages)
