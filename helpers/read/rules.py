"""What must hold between the rows and tables of articles and coverage beyond what datapackage.json can say.

A theme's own rules stand in its folder, in ``rules.py``.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.read import LAYERS, UNIT, asking
from helpers.read.asking import LackingError, Problem, Rule, Tables, Wrong, among, keys, said

if TYPE_CHECKING:
    from helpers.read.package import Resource

THEMES = Path(__file__).parents[1] / "themes"
SPAN, CODED = ["article_id", "attribution_id"], ["article_id", "coder_id", "sentence_id"]


def problems(resources: Mapping[str, Resource], frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield what breaks a rule: table, line, columns, what is allowed.

    One cause is one line: a table on which others rest and which breaks a rule is not held against these, nor
    a cell that is wrong against others of its row.
    """
    yield from asking.spellings(resources, frames)
    tables = Tables({name: frame.rename_axis(index=name) for name, frame in frames.items()})
    parts, blamed = resources.values(), defaultdict[str, set[Any]](set)
    ground: list[Rule] = [*(partial(asking.lists, part) for part in parts), narrators, units]
    stated: list[Rule] = [partial(asking.stated, part, one) for part in parts for one in part.rules]
    for rule in (*ground, *RULES, *_themes(), *stated):
        try:
            broken = set()
            for wrong in rule(tables):
                name = str(wrong[1].index.name)
                for problem in said([wrong], blamed[name]):
                    broken.add(name)
                    yield name, *problem
        except LackingError:
            continue
        for name in broken if rule in ground else ():
            del tables[name]


@cache
def _themes() -> list[Rule]:
    paths = sorted(THEMES.glob("*/rules.py"))
    modules = [importlib.import_module(f"helpers.themes.{path.parent.name}.rules") for path in paths]
    return [rule for module in modules for rule in module.RULES]


# ---- texts, units, and who coded what -------------------------------------------------------------


def coders(tables: Tables) -> Iterator[Wrong]:
    """Coders have files of their own, also where systems don't tell capital letters from small ones."""
    rows = tables["coders"]
    twice = rows["coder_id"].str.lower().duplicated()
    yield "coder_id", rows[twice], "a name that differs from others in more than capital letters"


def narrators(tables: Tables) -> Iterator[Wrong]:
    """An article has one voice of its own."""
    (rows,) = tables.of_article("sources")
    own = rows[rows["source_type"] == "narrator"]
    own = own.assign(first=own.index.to_series().groupby(own["article_id"]).transform("first"))
    allowed = "one narrator an article (line {first} has it)"
    yield "source_type", own[own.index != own["first"]], allowed
    none = rows[~rows["article_id"].isin(own["article_id"])].drop_duplicates("article_id")
    yield "source_type", none, "narrator for one voice of the article"


def units(tables: Tables) -> Iterator[Wrong]:
    """Units follow one another within their text, are named for their place, and have all its words."""
    rows, texts = tables.of_article("sentences", "texts")
    total = rows.groupby("article_id")["words"].sum().rename("total")
    texts = texts.join(total, on="article_id").fillna({"total": 0})
    rows = rows.join(texts.set_index("article_id")["characters"], on="article_id")
    number = rows.groupby(["article_id", "paragraph"]).cumcount() + 1
    rows["place"] = "p" + rows["paragraph"].astype("str") + "s" + number.astype("str")
    rows["after"] = rows.groupby("article_id")["end"].shift(fill_value=0)
    wrong = (rows["start"] < rows["after"]) | (rows["end"] > rows["characters"])
    yield "start, end", rows[wrong], "a place from {after} on, within {characters} characters"
    wrong = rows["sentence_id"] != rows["place"]
    yield "sentence_id", rows[wrong], "{place}, by its paragraph and its place there"
    yield "words", texts[texts["words"] != texts["total"]], "{total}, the words of its units"


def looked(layer: str, tables: Tables) -> Iterator[Wrong]:
    """What a coder coded is marked as coded, and where who speaks is marked as coded, it was."""
    key, table = [*CODED, *(["codebook"] if layer == "frames" else [])], LAYERS[layer].table
    rows, coded = tables[table], tables["article.coded"]
    marks = coded[coded["layer"] == layer]
    allowed = f"a coder and unit that article.coded has for {layer}"
    yield "coder_id, sentence_id", rows[~among(rows, marks, key)].drop_duplicates(key), allowed
    none = marks[~among(marks, rows, key)].drop_duplicates(key) if layer == "attribution" else marks.head(0)
    yield "coder_id, sentence_id", none, f"a coder and unit of {table}, or no such row"


def voices(tables: Tables) -> Iterator[Wrong]:
    """Every coded unit has a source, which is the article's own voice where the status is none."""
    rows, told, sources = tables.of_article("attribution_codings", "attribution_coding_sources", "sources")
    narrators, key = sources[sources["source_type"] == "narrator"], ["article_id", "source_id"]
    rows = rows.join(told.assign(own=among(told, narrators, key)).groupby(CODED)["own"].max(), on=CODED)
    silent, own = rows["own"].isna(), rows["own"].eq(True)
    allowed = "units with a row in article.attribution_coding_sources"
    yield "coder_id, sentence_id", rows[silent], allowed
    wrong = ~silent & (own != (rows["status"] == "none"))
    yield "status", rows[wrong], "none for the article's own voice, and for no other"


def frames(tables: Tables) -> Iterator[Wrong]:
    """Who read a text of the coverage by a codebook looked for every frame of it."""
    rows, key = tables["coverage.frame_codings"], ["coder_id", "article_id", "codebook"]
    rows = rows.join(tables["frames"].groupby("codebook").size().rename("every"), on="codebook")
    wrong = rows.groupby(key)["frame"].transform("size") != rows["every"]
    yield "coder_id, article_id", rows[wrong].drop_duplicates(key), "a row for each of {every} frames"


# ---- attributions as spans ------------------------------------------------------------------------


def spans(tables: Tables) -> Iterator[Wrong]:
    """Pieces follow one another within the text; an attribution has content, and stands in its unit."""
    units, pieces, rows = tables.of_article("sentences", "attribution_pieces", "attributions")
    pieces = pieces.join(units.groupby("article_id")["end"].max().rename("last"), on="article_id")
    pieces["after"] = pieces.sort_values("piece").groupby([*SPAN, "part"], observed=True)["end"].shift()
    wrong = pieces["end"] > pieces["last"]
    yield "start, end", pieces[wrong], "a place within the text, which ends at {last}"
    wrong = pieces["start"] < pieces["after"]
    yield "start, end", pieces[wrong], "a place behind the piece before, from {after} on"
    rows = rows.join(units.set_index(UNIT)[["start", "end"]], on=UNIT)
    for part in ("cue", "content"):
        rows = rows.join(pieces[pieces["part"] == part].groupby(SPAN)["start"].min().rename(part), on=SPAN)
    allowed = "at least one piece of content in article.attribution_pieces"
    yield "attribution_id", rows[rows["content"].isna()], allowed
    rows = rows.dropna(subset="content")
    first = rows["cue"].fillna(rows["content"])
    allowed = "the unit of its cue, or of its first content where it has no cue"
    yield "sentence_id", rows[(first < rows["start"]) | (first >= rows["end"])], allowed
    wrong = (rows["status"] != "credit") & (rows["cue"].notna() != (rows["status"] == "explicit"))
    yield "status", rows[wrong], "explicit exactly where it has a cue"


def nesting(tables: Tables) -> Iterator[Wrong]:
    """What an attribution is nested in is the coder's too, takes its content in and reaches further."""
    pieces, rows = tables.of_article("attribution_pieces", "attributions")
    outer = ["article_id", "nested_in"]
    content = pieces[pieces["part"] == "content"].set_index(SPAN)[["start", "end"]]
    length = (content["end"] - content["start"]).groupby(SPAN).sum()
    inner = rows.dropna(subset="nested_in").join(rows.set_index(SPAN)["coder_id"].rename("other"), on=outer)
    inner = inner.join(length.rename("own"), on=SPAN).join(length.rename("around"), on=outer)
    places = inner[[*SPAN, "nested_in"]].join(content, on=SPAN).join(content.add_prefix("outer_"), on=outer)
    held = (places["outer_start"] <= places["start"]) & (places["end"] <= places["outer_end"])
    held = held.fillna(False).groupby([places.index, places["start"]]).any().groupby(level=0).all()
    wrong = (inner["other"] != inner["coder_id"]) | ~held.reindex(inner.index, fill_value=True)
    wrong |= inner["around"] <= inner["own"]
    yield "nested_in", inner[wrong], "another attribution of the coder, whose content takes this one's in"


def chains(tables: Tables) -> Iterator[Wrong]:
    """A chain ends in the source, is as long as the depth, and goes on from the one it is nested in."""
    hands, rows = tables.of_article("attribution_chains", "attributions")
    ordered: Any = hands.sort_values("position").groupby(SPAN)["source_id"]
    ways = ordered.agg(way=" > ".join, last="last", hands="size", voices="nunique")
    rows = rows.join(ways, on=SPAN).join(ways["way"].rename("outer"), on=["article_id", "nested_in"])
    allowed = "a chain in article.attribution_chains, if only of its source"
    yield "attribution_id", rows[rows["way"].isna()], allowed
    rows = rows.dropna(subset="way")
    yield "source_id", rows[rows["last"] != rows["source_id"]], "{last}, with which its chain ends"
    wrong = rows["hands"] != rows["depth"]
    yield "depth", rows[wrong], "{hands}, the voices of its chain to {source_id}"
    yield "attribution_id", rows[rows["voices"] < rows["hands"]], "a chain in which each voice stands once"
    rows = rows.dropna(subset="outer")
    off = [not f"{way} > ".startswith(f"{outer} > ") for way, outer in keys(rows, ["way", "outer"])]
    yield "nested_in", rows[off], "an attribution with whose chain its own begins ({way})"


def both_ways(tables: Tables) -> Iterator[Wrong]:
    """Where a coder gave spans too, unit codings name sources that speak in the unit, at their depth."""
    units, spans, pieces = tables.of_article("sentences", "attributions", "attribution_pieces")
    sources, rows, coded = tables.of_article("sources", "attribution_codings", "coded")
    (told,) = tables.of_article("attribution_coding_sources")
    none = rows["status"] == "none"
    said = spans.merge(pieces[pieces["part"] == "content"], on=SPAN).drop(columns=["sentence_id", "status"])
    here = rows[[*CODED, "status"]].assign(line=rows.index).merge(units[[*UNIT, "start", "end"]], on=UNIT)
    here = here.merge(said, on=CODED[:2], suffixes=("_unit", ""))
    here = here[(here["start"] < here["end_unit"]) & (here["start_unit"] < here["end"])]
    whole = here[(here["start"] <= here["start_unit"]) & (here["end_unit"] <= here["end"])]
    covering = whole.drop_duplicates("line").set_index("line")["attribution_id"]
    found = rows[none].join(covering, how="inner")
    yield "status", found, "another than none, since {attribution_id} covers the unit"
    wrong = ~none & among(rows, coded[coded["layer"] == "spans"], CODED) & ~rows.index.isin(here["line"])
    yield "status", rows[wrong], "none, since no span of the coder is in the unit"
    named = among(here, sources[sources["named"]], ["article_id", "source_id"])
    deep = here[named | here["nested_in"].isna()].groupby("line")["depth"].max().rename("deep")
    found = rows[~none].join(deep, how="inner")
    wrong = found["depth"] != found["deep"]
    yield "depth", found[wrong], "{deep}, the depth of the deepest named voice of its spans"
    speaking = here[here["status"] != "none"].drop_duplicates([*CODED, "source_id"]).sort_values("source_id")
    others = told[among(told, speaking, CODED) & ~among(told, speaking, [*CODED, "source_id"])]
    known = speaking[among(speaking, others, CODED)].groupby(CODED)["source_id"].agg(" or ".join)
    others = others.join(known.rename("known"), on=CODED)
    yield "source_id", others, "{known}, to whom its spans attribute the unit"


RULES: list[Rule] = [
    *(partial(looked, layer) for layer in LAYERS),
    *(coders, voices, frames, spans, nesting, chains, both_ways),
]
