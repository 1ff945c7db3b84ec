"""An invented report of three sentences, with what rules suggest of it: a package made without spaCy."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers import suggest
from helpers.code import package
from helpers.suggest import rules
from helpers.suggest.rules import Found

TEXT = "Mayor Ada Brook said the ferry is late. It sails at noon.\nShe argues that it may sink, he said."
KEYS = {"said": ("say", "clause"), "argues": ("argue", "that clause"), "wants": ("want", "to")}


class Words:
    """A paragraph as rules see it, without spaCy: words that all hang on the last."""

    def __init__(self, words: str, entity: str = "") -> None:
        self.tokens = [
            SimpleNamespace(i=at, text=word, lower_=word.lower(), tag_="NN")
            for at, word in enumerate(words.split())
        ]
        for one in self.tokens:
            one.head, one.pos_ = self.tokens[-1], "PRON" if one.lower_ in ("she", "he") else "PROPN"
        place = {"start": 0, "end": len(self.tokens), "root": SimpleNamespace(dep_="")}
        self.ents = [SimpleNamespace(label_=entity, text=words, **place)] if entity else []

    def __getitem__(self, at: Any) -> Any:
        part = self.tokens[at]
        return SimpleNamespace(text=" ".join(one.text for one in part)) if isinstance(at, slice) else part


def found(source: str, cue: str, content: str, entity: str = "", trust: float = 0.9) -> Found:
    place = [
        [(TEXT.index(part), TEXT.index(part) + len(part))] if part else [] for part in (source, cue, content)
    ]
    doc = Words(source or "nobody", entity)
    who = set(range(len(doc.tokens))) if source else set()
    return Found(KEYS.get(cue, ("", "carried")), trust, doc, who, set(), set(), *place)


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with suggestions: one strong in the first and the last sentence, a weak one between."""
    told = [
        found("Mayor Ada Brook", "said", "the ferry is late", "PERSON"),
        found("Mayor Ada Brook", "", "It sails at noon", "PERSON", 0.5),
        found("he", "said", "She argues that it may sink"),
        found("She", "argues", "that it may sink", trust=0.5),
    ]
    second = TEXT.rindex("said")
    told[2].source, told[2].cue = [(second - 3, second - 1)], [(second, second + 4)]
    monkeypatch.setattr(rules, "read", lambda texts: ((name, told) for name, _ in texts))
    (folder / "ferry.txt").write_text(TEXT.replace("\n", "\n\n"), encoding="utf-8")
    package.new(folder / "ferry.txt", folder / "made", "ferry", "generic", {"language": "en"}, add=False)
    suggest.store(folder / "made", "", ("speech",))
    return folder / "made"
