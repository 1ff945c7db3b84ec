"""The words that rules go by: `cues.toml` has lists, `cues.csv` how often each cue was right."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

WORDS = tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8"))
KINDS = ("speech", "thought", "intention", "attitude")
FIRM = 2.0
"""So many cases weigh the usual share of a construction beside those of the cue itself."""
Tokens = set[int]
"""Tokens of a paragraph by number."""
Key = tuple[str, str]
"""The lemma of a cue, and its construction."""


@dataclass
class Book:
    """How often each cue was seen in a construction where people had marked attributions, and was right."""

    seen: Mapping[Key, float]
    right: Mapping[Key, float]

    @classmethod
    def load(cls) -> Self:
        """Return what `cues.csv` has; its rows with * have the usual share of a construction."""
        with Path(__file__).with_name("cues.csv").open(encoding="utf-8", newline="") as file:
            rows = [((row["cue"], row["construction"]), row) for row in csv.DictReader(file)]
        return cls(*({key: float(row[name]) for key, row in rows} for name in ("seen", "right")))

    def trust(self, key: Key) -> float:
        """Return how likely words found by a cue and construction are attributed, by what was seen."""
        usual = self.right.get(("*", key[1]), 0)
        return (self.right.get(key, 0) + FIRM * usual) / (self.seen.get(key, 0) + FIRM)


def kind(key: Key) -> str:
    """Return what kind of cue one is: as listed, else by its construction."""
    listed = next((name for name, words in WORDS["kinds"].items() if key[0] in words.split()), "")
    return listed or next(
        (name for name, hows in WORDS["constructions"].items() if key[1] in hows), "attitude"
    )
