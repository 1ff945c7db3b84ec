"""Rules for coded articles: units, voices, spans, and who coded what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from helpers.read import LAYERS, TOGETHER
from helpers.read.rules.kit import LINE, Row, Wrong, by, rule


@rule("coders", ground=True)
def coders(rows: list[Row]) -> Iterator[Wrong]:
    """No coder has the name of several coders together."""
    for row in rows:
        if row["coder_id"] in TOGETHER:
            yield row, "coder_id", f"another name: {', '.join(TOGETHER)} stand for several coders"


@rule("article.texts", "article.sources", ground=True)
def narrators(texts: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """An article has one voice of its own, and labels tell its voices apart."""
    of_article = by(rows, "article_id")
    for text in texts:
        voices = of_article[text["article_id"]]
        own = [row for row in voices if row["source_type"] == "narrator"]
        for row in own[1:]:
            yield row, "source_type", f"one narrator an article (line {own[0][LINE]} has it)"
        if voices and not own:
            yield voices[0], "source_type", "narrator for one voice of the article"
        for row in voices if own else []:
            if (row["source_type"] == "narrator") != (row["entity_type"] == "none"):
                yield row, "entity_type", "none for the narrator, and for no other"
    for several in by(rows, "article_id", "label").values():
        for row in several[1:]:
            yield row, "label", f"each once in an article (line {several[0][LINE]} has it)"


# ---- a text and its units -------------------------------------------------------------------------


@rule("article.texts", "article.sentences", ground=True)
def units(texts: list[Row], sentences: list[Row]) -> Iterator[Wrong]:
    """Units follow one another within their text, are named for their place, and have all its words."""
    of_text = by(sentences, "article_id")
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


@rule("article.texts", "coverage.articles")
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
    rule("article.sentences", f"article.{_name}")(_within)


# ---- what was coded, by whom ----------------------------------------------------------------------


def _coded(layer: str, coded: list[Row], rows: list[Row]) -> Iterator[Wrong]:
    """What a coder coded is marked as coded; where who speaks is marked as coded, it was."""
    key = ("article_id", "coder_id", "sentence_id", *(["codebook"] if layer == "frames" else []))
    marks, there = by((row for row in coded if row["layer"] == layer), *key), by(rows, *key)
    for value, found in there.items():
        if value not in marks:
            yield found[0], "coder_id, sentence_id", f"a coder and unit that article.coded has for {layer}"
    for value, found in marks.items():
        if layer == "attribution" and value not in there:
            yield (
                found[0],
                "coder_id, sentence_id",
                f"a coder and unit of {LAYERS[layer].table}, or no such row",
            )


for _name, _layer in LAYERS.items():
    rule("article.coded", _layer.table)(partial(_coded, _name))


@rule("article.attribution_codings", "article.attribution_coding_sources", "article.sources")
def voices(codings: list[Row], told: list[Row], sources: list[Row]) -> Iterator[Wrong]:
    """Every coded unit has a source; status, mode, stance and depth agree with it and with one another."""
    own = {(row["article_id"], row["source_id"]) for row in sources if row["source_type"] == "narrator"}
    speaking = by(told, "article_id", "coder_id", "sentence_id")
    for row in codings:
        given = speaking[row["article_id"], row["coder_id"], row["sentence_id"]]
        narrated = any((row["article_id"], source["source_id"]) in own for source in given)
        if not given:
            yield row, "coder_id, sentence_id", "units with a row in article.attribution_coding_sources"
        elif narrated != (row["status"] == "none"):
            yield row, "status", "none for the article's own voice, and for no other"
        elif (row["mode"] == "none") != (row["status"] == "none"):
            yield row, "mode", f"none exactly where the status is none (it is {row['status']})"
        elif (row["stance"] == "none") != (row["status"] != "explicit"):
            yield row, "stance", f"none exactly where the status is not explicit (it is {row['status']})"
        elif row["status"] == "none" and row["depth"] != 1:
            yield row, "depth", "1 for the article's own voice"


@rule("article.sentences", "article.attributions", "article.attribution_pieces", "article.attribution_chains")
def spans(
    sentences: list[Row], attributions: list[Row], pieces: list[Row], hands: list[Row]
) -> Iterator[Wrong]:
    """An attribution has content in its place, a cue where it is explicit, and a chain down to its source."""
    unit_of = {(unit["article_id"], unit["sentence_id"]): unit for unit in sentences}
    key = ("article_id", "attribution_id")
    parts, chain = by(pieces, *key, "part"), by(hands, *key)
    own = {(row["article_id"], row["attribution_id"]): row for row in attributions}
    yield from _pieces(
        pieces, {name: max(u["end"] for u in units) for name, units in by(sentences, "article_id").items()}
    )
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
        yield from _manner(row, bool(cue), unit)
        outer = own.get((row["article_id"], row["nested_in"]))
        around = parts[row["article_id"], row["nested_in"], "content"]
        if outer and (outer["coder_id"] != row["coder_id"] or not _takes_in(around, content)):
            yield row, "nested_in", "another attribution of the coder, whose content takes this one's in"
        else:
            yield from _chain(row, chain[name], chain[row["article_id"], row["nested_in"]])


def _pieces(pieces: list[Row], ends: dict[str, int]) -> Iterator[Wrong]:
    """Pieces follow one another within the text, and those of a cue have words."""
    for piece in pieces:
        if (piece["part"] == "cue") != (piece["cue"] is not None):
            yield piece, "cue", f"words for a cue, and for nothing else (this is a {piece['part']})"
        if piece["end"] > ends[piece["article_id"]]:
            yield piece, "start, end", f"a place within the text, which ends at {ends[piece['article_id']]}"
    for several in by(pieces, "article_id", "attribution_id", "part").values():
        for before, after in pairwise(sorted(several, key=lambda piece: piece["piece"])):
            if after["start"] < before["end"]:
                yield after, "start, end", f"a place behind the piece before, from {before['end']} on"


def _manner(row: Row, cued: bool, unit: Row) -> Iterator[Wrong]:
    """Status, stance and mode of an attribution agree with its cue, its unit and one another."""
    if (row["status"] == "credit") != (unit["unit_type"] == "credit"):
        yield row, "status", "credit exactly in a credit line"
    elif row["status"] != "credit" and cued != (row["status"] == "explicit"):
        yield row, "status", "explicit exactly where it has a cue"
    elif (row["stance"] == "none") != (row["status"] != "explicit"):
        yield row, "stance", f"none exactly where the status is not explicit (it is {row['status']})"
    elif (row["mode"] == "none") != (row["status"] == "credit"):
        yield row, "mode", f"none exactly in a credit line (the status is {row['status']})"
    if row["resolves_to"] == row["source_id"]:
        yield row, "resolves_to", "another voice than its source"


def _chain(row: Row, hands: list[Row], outer: list[Row]) -> Iterator[Wrong]:
    """A chain ends in the source, is as long as the depth, and goes on from the one it is nested in."""
    ways = [hand["source_id"] for hand in sorted(hands, key=lambda hand: hand["position"])]
    before = [hand["source_id"] for hand in sorted(outer, key=lambda hand: hand["position"])]
    if not ways:
        yield row, "attribution_id", "a chain in article.attribution_chains, if only of its source"
    elif ways[-1] != row["source_id"]:
        yield row, "source_id", f"{ways[-1]}, with which its chain ends"
    elif len(ways) != row["depth"]:
        yield row, "depth", f"{len(ways)}, the voices of its chain"
    elif len(set(ways)) < len(ways):
        yield row, "attribution_id", "a chain in which each voice stands once"
    elif ways[: len(before)] != before:
        yield row, "nested_in", f"an attribution with whose chain its own begins ({' > '.join(ways)})"


@rule(
    *("article.sentences", "article.sources", "article.attributions", "article.attribution_pieces"),
    *("article.attribution_codings", "article.attribution_coding_sources", "article.coded"),
)
def both_ways(
    sentences: list[Row],
    sources: list[Row],
    attributions: list[Row],
    pieces: list[Row],
    codings: list[Row],
    told: list[Row],
    coded: list[Row],
) -> Iterator[Wrong]:
    """Where a coder gave spans too, unit codings name sources that speak in the unit, at their depth."""
    named = {(row["article_id"], row["source_id"]) for row in sources if row["named"]}
    contents = by((piece for piece in pieces if piece["part"] == "content"), "article_id", "attribution_id")
    own, units = by(attributions, "article_id", "coder_id"), by(sentences, "article_id", "sentence_id")
    key = ("article_id", "coder_id", "sentence_id")
    speaking, looked = by(told, *key), by((row for row in coded if row["layer"] == "spans"), *key)
    for row in codings:
        unit, name = units[row["article_id"], row["sentence_id"]][0], tuple(row[column] for column in key)
        spans = [(one, contents[one["article_id"], one["attribution_id"]]) for one in own[name[:2]]]
        here = [one for one, places in spans if any(_meet(place, unit) for place in places)]
        whole = [one for one, places in spans if any(_covers(place, unit) for place in places)]
        if row["status"] == "none":
            if whole:
                yield row, "status", f"another than none, since {whole[0]['attribution_id']} covers the unit"
            continue
        if name in looked and not here:
            yield row, "status", "none, since no span of the coder is in the unit"
        deep = [d["depth"] for d in here if d["nested_in"] is None or (name[0], d["source_id"]) in named]
        if row["depth"] != max(deep, default=row["depth"]):
            yield row, "depth", f"{max(deep)}, the depth of the deepest named voice of its spans"
        voices = {one["source_id"] for one in here}
        for source in speaking[name] if here else []:
            if source["source_id"] not in voices:
                yield (
                    source,
                    "source_id",
                    f"{' or '.join(sorted(voices))}, to whom its spans attribute the unit",
                )


def _meet(place: Row, unit: Row) -> bool:
    return bool(place["start"] < unit["end"] and unit["start"] < place["end"])


def _covers(place: Row, unit: Row) -> bool:
    return bool(place["start"] <= unit["start"] and unit["end"] <= place["end"])


def _takes_in(outer: list[Row], inner: list[Row]) -> bool:
    """Tell whether places lie within others that reach further."""
    within = all(any(o["start"] <= i["start"] and i["end"] <= o["end"] for o in outer) for i in inner)
    return within and sum(o["end"] - o["start"] for o in outer) > sum(i["end"] - i["start"] for i in inner)


@rule("article.claims", "article.sources")
def claims(rows: list[Row], sources: list[Row]) -> Iterator[Wrong]:
    """What the article says in its own voice has passed through no other."""
    own = {(row["article_id"], row["source_id"]) for row in sources if row["source_type"] == "narrator"}
    for row in rows:
        if (row["article_id"], row["source_id"]) in own and row["depth"] != 1:
            yield row, "depth", "1 for the article's own voice"


@rule("article.relations")
def relations(rows: list[Row]) -> Iterator[Wrong]:
    """A relation is between two."""
    for row in rows:
        if row["agent"] == row["patient"]:
            yield row, "agent, patient", "two actors"


@rule("article.mentions")
def mentions(rows: list[Row]) -> Iterator[Wrong]:
    """A place mentions an actor once."""
    for several in by(rows, "article_id", "coder_id", "actor", "start", "end").values():
        for row in several[1:]:
            yield row, "actor, start, end", f"each mention once (line {several[0][LINE]} has it)"


@rule("article.actors", "article.sources")
def actors(rows: list[Row], sources: list[Row]) -> Iterator[Wrong]:
    """An actor who is a source stands among the sources; a state and a leader have a state."""
    known = by(sources, "article_id", "source_id")
    for row in rows:
        if row["kind"] == "source" and (row["article_id"], row["actor_id"]) not in known:
            yield row, "actor_id", "a source_id of article.sources, for an actor who is a source"
        if row["kind"] in ("state", "leader") and row["state_iso3"] is None:
            yield row, "state_iso3", f"a state, for a {row['kind']}"
