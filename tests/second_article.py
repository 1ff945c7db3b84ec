"""A data package on a short made-up article of another make than the one under study.

One named source, direct quotes, no agency and no chain of voices, no plural label, other states, no contested
relation, a frame of its own, no credit line, no aftermath; coded by two coders, of whom one is a person. What
reads the article under study has to read this one, beside the other, and to say nothing false about it.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.read import tables
from helpers.read.article import Article

ARTICLE_ID = "nightmail_ken"
UNITS = {
    "p1s1": (
        "“The night train stays,” Hawa Diriye of the Kenya railway office said on Monday.",
        "The railway office of one country keeps a train.",
    ),
    "p1s2": ("“Ethiopia cannot run it alone, and we need its café trade.”", "Each side needs the other."),
    "p2s1": ("The line opened in 1931 and was closed for eleven years.", "How old the line is."),
    "p2s2": ("“Keeping it is a promise to every village,” she said.", "The train is a message."),
    "p3s1": (
        "“One day our grandchildren will ride it 🚂,” she added.",
        "The train is for later generations.",
    ),
}
BREAKS = ["", " ", "\n", " ", "\n"]
"""What stands before each unit."""
TEXT = "".join(mark + text for mark, (text, _) in zip(BREAKS, UNITS.values(), strict=True))
PAGE = "https://example.org/night-train"
CODERS = ("m1", "p1")
BOOK = "plain"
LAYERS = ("attribution", "spans", "frames", "relations", "mentions", "hedges", "claims")
FRAMES = (
    ("dependence", "a need of another", "cannot do without", "trade", True, "ties"),
    ("precedent", "the event as the next of a row", "years", "history at large", False, None),
    ("signalling", "an act as a message", "promise", "talk", True, None),
    ("legacy", "what is kept for those to come", "heirs", "mere age", True, None),
    ("leverage", "a hold on another", "a card in hand", "a deal", True, "bargaining"),
)
QUOTED = ("p1s1", "p1s2", "p2s2", "p3s1")
QUOTED_WORDS = 4 + 11 + 8 + 8


def starts() -> dict[str, int]:
    return {unit: TEXT.index(text) for unit, (text, _) in UNITS.items()}


def at(unit: str, words: str) -> tuple[int, int]:
    """Offsets of words in a unit, in code points of the text."""
    start = starts()[unit] + UNITS[unit][0].index(words)
    return start, start + len(words)


def cues(unit: str) -> tuple[str | None, str | None]:
    """The words that name the source, and those that attribute, in a unit."""
    return {"p1s1": ("Hawa Diriye", "said"), "p2s2": ("she", "said"), "p3s1": ("she", "added")}.get(
        unit, (None, None)
    )


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """The tables that differ, each without its first column ``article_id``."""
    said = {unit: "DIRIYE" if unit in QUOTED else "NARR" for unit in UNITS}
    status = {unit: "explicit" if all(cues(unit)) else "carry_over" for unit in QUOTED} | {"p2s1": "none"}
    mode = {unit: "direct" if unit in QUOTED else "none" for unit in UNITS}
    stance = {unit: "neutral" if status[unit] == "explicit" else "none" for unit in UNITS}
    spans, pieces, chains = [], [], []
    for number, unit in enumerate(QUOTED, 1):
        name, (source, cue) = f"a{number}", cues(unit)
        quote = UNITS[unit][0][: UNITS[unit][0].index("”") + 1]
        coded = (status[unit], 1, mode[unit], stance[unit])
        spans.append((name, "m1", unit, "DIRIYE", *coded, len(quote.split()), None, None))
        pieces += [(name, "source", 1, *at(unit, source), None)] if source else []
        pieces += [(name, "cue", 1, *at(unit, cue), cue)] if cue else []
        pieces.append((name, "content", 1, *at(unit, quote), None))
        chains.append((name, 1, "DIRIYE"))
    frames = {
        "p1s2": ("dependence", "cannot run it alone"),
        "p2s1": ("precedent", "1931"),
        "p2s2": ("signalling", "a promise"),
        "p3s1": ("legacy", "our grandchildren"),
    }
    relations = [
        ("p1s1", ("KEN", "ETH"), ("cooperative", 1), "stays", "planned"),
        ("p1s2", ("ETH", "KEN"), ("dependence", 0), "cannot run", "asserted"),
    ]
    mentions = [
        ("p1s1", "DIRIYE", None, "name", "Hawa Diriye"),
        ("p1s1", "KEN", "KEN", "name", "Kenya"),
        ("p1s2", "ETH", "ETH", "name", "Ethiopia"),
        ("p1s2", "KEN", "KEN", "pronoun", "we"),
        ("p2s2", "DIRIYE", None, "pronoun", "she"),
    ]
    return {
        "article.texts": [
            (
                *("A night train stays", "Night Mail", "2025-03-04", PAGE, None, "en", True, digest(TEXT)),
                *(len(TEXT.encode()), len(TEXT), len(TEXT.split()), QUOTED_WORDS, "utf-8"),
            ),
        ],
        "article.sentences": [
            (unit, int(unit[1]), "sentence", *at(unit, text), len(text.split()), digest(text), gist)
            for unit, (text, gist) in UNITS.items()
        ],
        "article.sources": [
            ("NARR", "narrator", "narrator", "none", None, False),
            ("DIRIYE", "Hawa Diriye", "official", "person", "KEN", True),
        ],
        "article.actors": [
            ("KEN", "Kenya", "state", "KEN"),
            ("ETH", "Ethiopia", "state", "ETH"),
            ("DIRIYE", "Hawa Diriye", "source", None),
        ],
        "article.attribution_codings": [
            (
                coder,
                unit,
                status[unit],
                1,
                mode[unit],
                "factive" if (coder, unit) == ("p1", "p3s1") else stance[unit],
            )
            for coder in CODERS
            for unit in UNITS
        ],
        "article.attribution_coding_sources": [
            (coder, unit, 1, said[unit]) for coder in CODERS for unit in UNITS
        ],
        "article.attributions": spans,
        "article.attribution_pieces": pieces,
        "article.attribution_chains": chains,
        "article.coded": [
            (coder, layer, BOOK, unit)
            for layer in LAYERS
            for coder in (CODERS if layer in ("attribution", "frames", "relations") else CODERS[:1])
            for unit in UNITS
        ],
        "article.frame_codings": [
            (coder, BOOK, unit, frame, cue, *at(unit, cue))
            for coder in CODERS
            for unit, (frame, cue) in frames.items()
            if (coder, unit) != ("p1", "p2s2")
        ],
        "article.relations": [
            (
                *(
                    f"r{coder}{number}",
                    CODERS[coder],
                    unit,
                    *pair,
                    kind[0],
                    kind[1] if coder == 0 else 1,
                    fact,
                ),
                *(said[unit], cue, *at(unit, cue)),
            )
            for coder in range(2)
            for number, (unit, pair, kind, cue, fact) in enumerate(relations, 1)
        ],
        "article.mentions": [
            (f"m{number}", "m1", unit, actor, state, form, *at(unit, words))
            for number, (unit, actor, state, form, words) in enumerate(mentions, 1)
        ],
        "article.hedges": [("m1", "p1s2", "cannot", *at("p1s2", "cannot"), "strong", "DIRIYE")],
        "article.claims": [
            ("c1", "m1", "p1s1", "The train is kept.", "forecast", "DIRIYE", 1, "yes", "timetable", None),
            (
                "c2",
                "m1",
                "p1s2",
                "One side needs help.",
                "interpretation",
                "DIRIYE",
                1,
                "partly",
                "accounts",
                None,
            ),
            (
                "c3",
                "m1",
                "p2s1",
                "The line is old.",
                "fact",
                "NARR",
                1,
                "yes",
                "archive",
                "found in the archive",
            ),
            ("c4", "m1", "p2s2", "The train binds the office.", "evaluation", "DIRIYE", 1, "no", None, None),
        ],
    }


HELD = {
    "attribution": ("codings", "coding_sources"),
    "spans": ("spans",),
    "frames": ("frame_codings",),
    "relations": ("relation_codings", "relations"),
    "mentions": ("mentions",),
    "hedges": ("hedges",),
    "claims": ("claims",),
}
"""The fields of an ``Article`` that hold the rows of a layer."""


def only(article: Article, layer: str, **taken: str) -> Article:
    """The article as if coders had gone through these units alone for a layer; others keep theirs."""

    def theirs(rows: pd.DataFrame) -> pd.Series[bool]:
        every = " ".join(UNITS)
        pairs = zip(rows["coder_id"], rows["sentence_id"], strict=True)
        return pd.Series(
            [unit in taken.get(coder, every).split() for coder, unit in pairs], rows.index, dtype=bool
        )

    kept = {name: getattr(article, name)[lambda rows: theirs(rows)] for name in HELD[layer]}
    coded = article.coded
    kept["coded"] = coded[(coded["layer"] != layer) | theirs(coded)]
    return replace(article, **{name: rows.reset_index(drop=True) for name, rows in kept.items()})


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def build(folder: Path) -> Path:
    """Write the package into a folder that does not exist yet, and return it for ``ROSTRUM_DATA``.

    The article stands before the one under study, so that it is read unless ``ROSTRUM_ARTICLE`` names the
    other.
    """
    return Path(shutil.copytree(_built(), folder))


@cache
def _built() -> Path:
    """Write the package where others are copied from."""
    held = tempfile.TemporaryDirectory()
    atexit.register(held.cleanup)
    folder = Path(shutil.copytree(Path(__file__).parents[1] / "data", Path(held.name, "data")))
    check = (
        "C1",
        ARTICLE_ID,
        "c3",
        "claim",
        "Year of opening",
        "1931",
        "1931",
        "supported",
        "As filed.",
        PAGE,
    )
    added = {name: [(ARTICLE_ID, *line) for line in lines] for name, lines in rows().items()}
    added |= {
        "codebooks": [(BOOK, "A plain codebook", PAGE)],
        "coders": [("m1", "article", "language model", True, None), ("p1", "article", "person", True, None)],
        "frames": [(BOOK, *frame) for frame in FRAMES],
        "history.claim_checks": [(*check, None)],
    }
    for name, lines in added.items():
        old = tables.load(name).astype(object)
        new = pd.DataFrame(lines, columns=old.columns, dtype=object)
        write(pd.concat([new, old] if "article_id" in old else [old, new]), name, folder)
    return folder


def write(frame: pd.DataFrame, name: str, folder: Path) -> None:
    tables.write(frame, name, folder / tables.resource(name)["path"])
