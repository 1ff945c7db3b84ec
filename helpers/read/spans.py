"""Attributions as spans: each in one row with its places, and what they say of each unit.

The rule by which spans give unit codings is that of the codebook. The voice of a unit is the source of the
innermost content that covers at least half of its words; where no content does but several beside each other
do together, it is all of theirs; else it is the article's own. The unit is explicit where a cue of that
attribution stands in it, else carried over. Its mode follows the quotation marks: direct where all words of
that content in the unit stand in them, mixed where some do. Its depth is that of the deepest chain among the
attributions in it, unnamed voices inside another's words left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

KEY = ["article_id", "attribution_id"]
MARKS = dict(zip('“„«»‹「『"‘', ("”", "“”", "»", "«", "›", "」", "』", '"', "’"), strict=True))
"""Quotation marks: what opens, and what may close."""
HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters and kana, between which no blank stands."""
OPENING = "“‘„«‹「『《〈（(【["
WORD = re.compile(rf"[{re.escape(OPENING)}]*[{HAN}][^\w\s{re.escape(OPENING)}]*|(?:(?![{HAN}])\S)+")
Place = tuple[int, int]
Span = dict[Any, Any]
"""A row of ``article.sentences``, or of ``article.attributions`` with its ``words`` in a unit, by start."""


def placed(attributions: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Return the attributions with the places of their parts, each from its first piece to its last.

    The tables are ``article.attributions`` and ``article.attribution_pieces``. Added columns: ``source_start,
    source_end, cue, cue_start, cue_end, content_start, content_end`` (code points; missing where there is no
    such part), ``contents`` (the places of its content, a list of starts and ends). Pieces of a cue are
    joined by ``...``.
    """
    found = attributions
    content = pieces[pieces["part"] == "content"]
    ends = pd.Series(content[["start", "end"]].to_numpy().tolist(), index=content.index, dtype=object)
    places = content.assign(contents=ends).groupby(KEY)[["contents"]].agg(list)
    found = found.join(places, on=KEY)
    for part in ("source", "cue", "content"):
        ordered = pieces[pieces["part"] == part].sort_values([*KEY, "piece"])
        sides: dict[str, Any] = {f"{part}_start": ("start", "min"), f"{part}_end": ("end", "max")}
        sides |= {"cue": ("cue", " ... ".join)} if part == "cue" else {}
        found = found.join(ordered.groupby(KEY).agg(**sides), on=KEY)
    return found


def words_of(text: str) -> list[Place]:
    """Return the places of a text's words: what blanks part, and each Chinese character or kana by itself."""
    return [word.span() for word in WORD.finditer(text)]


def quoted(text: str, running: bool = False) -> list[Place]:
    """Return the places that stand in quotation marks, outer ones, none beyond its paragraph.

    Two apostrophes are a double mark. With ``running``, a double mark that nothing closes reaches to the end
    of its paragraph, as in quotations of several paragraphs.
    """
    text = text.replace("''", '"\0')
    found, start, close = [], 0, ""
    for at, char in enumerate(f"{text}\n"):
        apostrophe = char in "'’‘\"" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
        if close and (char in close and not apostrophe):
            found.append((start, at + 1))
            close = ""
        elif char == "\n":
            found += [(start, at)] if running and close not in ("", "’", "›") else []
            close = ""
        elif not close and char in MARKS and not apostrophe:
            start, close = at, MARKS[char]
    return found


def quoted_words(text: str) -> int:
    """Return how many words of a whole text stand in quotation marks, ``running`` ones included.

    A word counts if a part of it does.
    """
    places = words_of(text)
    starts, ends = [start for start, _ in places], [end for _, end in places]
    marked = (range(bisect_right(ends, start), bisect_left(starts, end)) for start, end in quoted(text, True))
    return len(set().union(*marked))


def unit_codings(
    sentences: pd.DataFrame,
    attributions: pd.DataFrame,
    pieces: pd.DataFrame,
    sources: pd.DataFrame,
    words: Sequence[Place],
    quotations: Sequence[Place],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what one coder's spans say of each unit of one article, by the rule above.

    ``words`` and ``quotations`` are ``words_of`` and ``quoted`` of the text. The frames have the columns of
    ``article.attribution_codings`` and ``article.attribution_coding_sources``; credit lines are left out.
    """
    places: dict[tuple[str, str], list[Place]] = {
        (str(name), str(part)): list(zip(rows["start"], rows["end"], strict=True))
        for (name, part), rows in pieces.groupby(["attribution_id", "part"], observed=True)
    }
    spans = attributions[attributions["status"] != "credit"].to_dict("records")
    named = set(sources.loc[sources["named"], "source_id"])
    own = next(iter(sources.loc[sources["source_type"] == "narrator", "source_id"]), "NARR")
    coder = next(iter(attributions["coder_id"]), "")
    for one in spans:
        one["cues"] = [start for start, _ in places.get((one["attribution_id"], "cue"), [])]
        one["counts"] = pd.isna(one["nested_in"]) or one["source_id"] in named
        content = places.get((one["attribution_id"], "content"), [(0, 0)])
        one["from"], one["to"] = min(start for start, _ in content), max(end for _, end in content)
    codings, told, begin = [], [], [at for at, _ in words]
    for unit in sentences[sentences["unit_type"] != "credit"].to_dict("records"):
        key = (unit["article_id"], coder, unit["sentence_id"])
        here = begin[bisect_left(begin, unit["start"]) : bisect_left(begin, unit["end"])]
        near = [one for one in spans if one["from"] < unit["end"] and unit["start"] < one["to"]]
        for one in near:
            one["words"] = _inside(here, places.get((one["attribution_id"], "content"), []))
        present = [one for one in near if one["words"]]
        chosen = _chosen(present, len(here))
        codings.append((*key, *_coding(unit, chosen, present, quotations)))
        voices = dict.fromkeys(one["source_id"] for one in chosen) or [own]
        told += [(*key, place, voice) for place, voice in enumerate(voices, 1)]
    first = ["article_id", "coder_id", "sentence_id"]
    return (
        pd.DataFrame(codings, columns=[*first, "status", "depth", "mode", "stance"]),
        pd.DataFrame(told, columns=[*first, "position", "source_id"]),
    )


def _coding(
    unit: Span, chosen: list[Span], present: list[Span], quotations: Sequence[Place]
) -> tuple[str, int, str, str]:
    """Return status, depth, mode and stance of a unit in which some attributions speak, or none."""
    if not chosen:
        return "none", 1, "none", "none"
    cues = [(one, start) for one in chosen for start in one["cues"]]
    stance = next((one["stance"] for one, start in cues if unit["start"] <= start < unit["end"]), None)
    words = set().union(*(one["words"] for one in chosen))
    marked = _inside(words, quotations)
    mode = "indirect" if not marked else "direct" if marked == words else "mixed"
    depth = max((one["depth"] for one in present if one["counts"]), default=1)
    return "explicit" if stance else "carry_over", depth, mode, stance or "none"


def _inside(starts: Iterable[int], places: Sequence[Place]) -> set[int]:
    """Return the words, by where they start, that stand in one of some places."""
    return {at for at in starts if any(start <= at < end for start, end in places)}


def _chosen(spans: list[Span], words: int) -> list[Span]:
    """Return the attributions whose source speaks in a unit, in the order of their content."""
    enough = [one for one in spans if 2 * len(one["words"]) >= words]
    outer = {one["nested_in"] for one in enough}
    kept = [one for one in enough if one["attribution_id"] not in outer]
    if not enough:
        beside = [one for one in spans if pd.isna(one["nested_in"])]
        together = set().union(*(one["words"] for one in beside))
        kept = beside if 2 * len(together) >= words else []
    return sorted(kept, key=lambda one: min(one["words"]))
