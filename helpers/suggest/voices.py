"""Whose voice a source is: a name, a description, or the voice that a pronoun stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from helpers.code.package import short
from helpers.suggest.words import WORDS, Tokens

UNNAMED = "unnamed voice"
NAMES = ("PERSON", "ORG", "NORP", "GPE")
Voice = dict[str, Any]


class Voices:
    """The voices of an article by their short names: those known before, and each that is met."""

    def __init__(self, known: Iterable[Voice]) -> None:
        """Take the rows of ``article.sources``."""
        self.rows = {str(row["source_id"]): row for row in known}
        self.last: dict[str, str] = {}

    def of(self, doc: Any, source: Tokens) -> str:
        """Return the short name of the voice that words name; a pronoun's is the last one of its kind."""
        heads = [doc[at] for at in sorted(source) if doc[at].head.i not in source or doc[at].head.i == at]
        head = next((one for one in heads if one.pos_ in ("PROPN", "NOUN")), heads[0] if heads else None)
        if head is None or head.pos_ not in ("PROPN", "NOUN"):
            last = self.last.get(WORDS["pronouns"].get(head.lower_, "")) if head is not None else None
            return last or self._known(UNNAMED, "anonymous", "person", False)
        named = [one for one in doc.ents if one.label_ in NAMES and {*range(one.start, one.end)} & source]
        named = sorted(named, key=lambda one: (not one.start <= head.i < one.end, one.label_ != "PERSON"))
        apposed = named and (named[0].root.dep_ == "appos" or named[0].start <= head.i < named[0].end)
        first = min([at for at in source if at <= head.i], default=head.i)
        if named and apposed:
            label, said = named[0].text, doc[min(source) : max(source) + 1].text
            kind = "person" if named[0].label_ == "PERSON" else "organisation"
        else:
            label = said = doc[first : head.i + 1].text
            kind = "organisation" if head.lower_ in WORDS["bodies"].split() else "person"
            kind = "collective" if head.tag_ == "NNS" else kind
        label = re.sub(r"^(the|an?) |['’]s$|;", "", label, flags=re.IGNORECASE).strip(" ,\"'“”‘’") or UNNAMED
        usual = {"person": "citizen" if apposed else "anonymous", "organisation": "official"}.get(kind, kind)
        listed = WORDS["types"].items()
        types = [name for name, words in listed if re.search(rf"\b({words})", said, re.IGNORECASE)]
        self.last[kind] = self._known(label, (types or [usual])[0], kind, bool(apposed))
        return self.last[kind]

    def _known(self, label: str, kind: str, what: str, named: bool) -> str:
        """Return the voice of that label or of that last name, a new one if there is none."""
        for key, row in self.rows.items():
            old, new = row["label"].casefold(), label.casefold()
            if old == new or (
                named and what == "person" == row["entity_type"] and old.split()[-1] == new.split()[-1]
            ):
                return key
        key = short(label, self.rows)
        cells = {"source_id": key, "label": label, "source_type": kind, "entity_type": what}
        self.rows[key] = {**cells, "named": str(named).lower()}
        return key
