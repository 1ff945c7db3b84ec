"""A data package on a short made-up article of another make than the one under study.

One named source, direct quotes, no agency and no chain of voices, no plural label, other states, no contested
relation, a frame of its own, no credit line, no aftermath; coded by two coders, of whom one is a person. What
reads the article under study has to read this one, beside the other, and to say nothing false about it.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import tables

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
QUOTED = ("p1s1", "p1s2", "p2s2", "p3s1")


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
    spans = []
    for number, unit in enumerate(QUOTED, 1):
        source, cue = cues(unit)
        quote = UNITS[unit][0][: UNITS[unit][0].index("”") + 1]
        places = (
            *(at(unit, source) if source else (None, None)),
            cue,
            *(at(unit, cue) if cue else (None, None)),
        )
        coded = (mode[unit], status[unit], 1, stance[unit], None, None)
        spans.append((f"a{number}", unit, "DIRIYE", *places, *at(unit, quote), len(quote.split()), *coded))
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
            (digest(TEXT), len(TEXT.encode()), len(TEXT), len(TEXT.split()), "utf-8", None, "en"),
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
        "article.attribution_spans": spans,
        "article.attribution_chains": [],
        "article.frame_codings": [
            (coder, unit, frame, cue, *at(unit, cue))
            for coder in CODERS
            for unit, (frame, cue) in frames.items()
            if (coder, unit) != ("p1", "p2s2")
        ],
        "article.relations": [
            (f"r{number}", unit, *pair, *pair, *kind, cue, *at(unit, cue), fact, said[unit])
            for number, (unit, pair, kind, cue, fact) in enumerate(relations, 1)
        ],
        "article.relation_codings": [
            (coder, unit, 1, *pair, kind[0], kind[1] if coder == "m1" else 1, fact)
            for coder in CODERS
            for unit, pair, kind, _, fact in relations
        ],
        "article.mentions": [
            (f"m{number}", unit, actor, state, form, *at(unit, words))
            for number, (unit, actor, state, form, words) in enumerate(mentions, 1)
        ],
        "article.hedges": [("p1s2", "cannot", *at("p1s2", "cannot"), "strong", "DIRIYE")],
        "article.claims": [
            ("c1", "p1s1", "The train is kept.", "forecast", "DIRIYE", 1, "yes", "timetable", None),
            ("c2", "p1s2", "One side needs help.", "interpretation", "DIRIYE", 1, "partly", "accounts", None),
            ("c3", "p2s1", "The line is old.", "fact", "NARR", 1, "yes", "archive", "found in the archive"),
            ("c4", "p2s2", "The train binds the office.", "evaluation", "DIRIYE", 1, "no", None, None),
        ],
    }


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def build(folder: Path) -> Path:
    """Write the package into a folder that does not exist yet, and return it for ``ROSTRUM_DATA``.

    The article stands before the one under study, so that it is read unless ``ROSTRUM_ARTICLE`` names the
    other.
    """
    shutil.copytree(Path(__file__).parents[1] / "data", folder)
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
    article = (
        ARTICLE_ID,
        "Night Mail",
        "KEN",
        "newspaper",
        "2025-03-04",
        True,
        len(TEXT.split()),
        "words",
        PAGE,
    )
    added = {name: [(ARTICLE_ID, *line) for line in lines] for name, lines in rows().items()}
    added |= {
        "coders": [("m1", "article", "language model", True, None), ("p1", "article", "person", True, None)],
        "frames": [("legacy", "what is kept for those to come", "heirs", "mere age", True, None)],
        "coverage.articles": [article],
        "history.claim_checks": [(*check, None)],
    }
    for name, lines in added.items():
        old = tables.load(name).astype(object)
        new = pd.DataFrame(lines, columns=old.columns, dtype=object)
        write(pd.concat([new, old] if "article_id" in old else [old, new]), name, folder)
    return folder


def write(frame: pd.DataFrame, name: str, folder: Path) -> None:
    tables.write(frame, name, folder / tables.resource(name)["path"])
