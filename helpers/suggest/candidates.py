"""What may be an attribution by its grammar: a cue in a construction, its source, its content.

Works on one paragraph as spaCy parsed it. Parts are sets of token numbers. Whether a candidate is one its cue
decides (`cues.csv`), not the grammar alone: hence ``key``, the cue's lemma and the construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from helpers.suggest.words import WORDS, Key, Tokens

Token = Any
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
RELATIVE = ("who", "that", "which", "whom", "what", "whatever")
CHAINED = ("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep", "aux")
CLAUSES = ("ROOT", "ccomp", "conj", "relcl", "parataxis", "advcl")
VERBS = ("VERB", "AUX")
GIVERS = ("by", "from", "among")
ADJUNCT = " it"
"""Ends the name of a construction whose cue is a preposition before a noun."""
HEARSAY, MARKS = (frozenset(WORDS[name].split()) for name in ("hearsay", "marks"))


class Candidate(NamedTuple):
    """A possible attribution: a token of its cue, and its parts; ``source`` is empty where it has none."""

    head: Token
    key: Key
    cue: Tokens
    source: Tokens
    content: Tokens

    @property
    def alone(self) -> bool:
        """Tell whether the content is the whole clause, so that other parts of it add nothing."""
        return self.key[1].startswith(("raised", "adverb"))


def under(*tokens: Token) -> Tokens:
    """Return tokens and all that hangs on them."""
    return {one.i for token in tokens for one in token.subtree}


def phrase(head: Token, limit: Token | None = None) -> Tokens:
    """Return the noun phrase around a head, without a verb that hangs on it."""
    found, first, last = under(head), head.i, head.i
    if limit is not None and limit.i in found:
        found -= under(limit)
    while first - 1 in found:
        first -= 1
    while last + 1 in found:
        last += 1
    return set(range(first, last + 1))


def kids(token: Token, *deps: str) -> list[Token]:
    """Return what hangs on a token in some ways."""
    return [one for one in token.children if one.dep_ in deps]


def source(verb: Token) -> Tokens:
    """Return who does what a verb says: its subject, or that of the verb which it hangs on."""
    at, seen = verb, set[int]()
    while at.i not in seen:
        seen.add(at.i)
        if agents := [one for by in kids(at, "agent") for one in kids(by, "pobj")]:
            return phrase(agents[0])
        if at is verb and kids(at, "auxpass", "nsubjpass"):
            return set()
        if subjects := [one for one in kids(at, *SUBJECTS) if one.tag_ != "EX"]:
            subject = subjects[-1]
            relative = subject.lower_ in RELATIVE and at.dep_ == "relcl"
            return phrase(at.head, at) | {subject.i} if relative else phrase(subject, at)
        if at.dep_ in ("relcl", "acl"):
            return set() if at is verb and at.tag_ == "VBN" else phrase(at.head, at)
        if at.dep_ == "xcomp" and (steered := [one for one in kids(at.head, "dobj") if one.i < at.i]):
            return phrase(steered[0], at)
        if at.dep_ == "pcomp":
            at = at.head.head if at.head.dep_ in ("prep", "agent") else at.head
            if at.pos_ not in VERBS:
                return holder(at)
        elif at.dep_ in CHAINED:
            at = at.head
    return set()


def holder(noun: Token) -> Tokens:
    """Return whose words or mind a noun names: 'her claim', 'criticism from rivals', 'they have a plan'."""
    givers = [one for one in kids(noun, "prep", "agent") if one.lower_ in GIVERS]
    if held := kids(noun, "poss") + [one for giver in givers for one in kids(giver, "pobj")]:
        return phrase(held[0])
    at = noun
    while at.dep_ == "conj":
        at = at.head
    at = at.head if at.dep_ in ("dobj", "attr", "oprd") else at.head.head if at.dep_ == "pobj" else noun
    if at.i != noun.i and at.pos_ in VERBS:
        return source(at) - under(noun)
    return {one.i for one in kids(noun, "compound", "nmod") if one.ent_type_}


def candidates(doc: Any) -> Iterator[Candidate]:
    """Yield every candidate of a paragraph but those of quotation marks alone."""
    for part in _found(doc):
        one = Candidate(*part)
        who = one.source - {one.head.i}
        if content := one.content - who - one.cue:
            yield one._replace(source=who, content=content)


Part = tuple[Token, Key, Tokens, Tokens, Tokens]
"""What ``Candidate`` holds."""


def _found(doc: Any) -> Iterator[Part]:
    if at := next((one.i for one in doc[:8] if one.text == ":"), 0):  # a name and a colon begin the paragraph
        name = all(one.pos_ in ("PROPN", "PUNCT") for one in doc[:at])
        how = "colon capitals" if doc[:at].text.isupper() else "colon name" if name else "colon"
        yield doc[at], (":", how), {at}, set(range(at)), set(range(at + 1, len(doc)))
    for token in doc:
        if token.pos_ in VERBS:
            yield from _verb(token)
        elif token.pos_ == "NOUN":
            yield from _noun(token)
        elif token.pos_ == "ADJ":
            yield from _adjective(token)
        elif token.lower_ in HEARSAY and token.head.pos_ in (*VERBS, "ADJ"):
            yield token, (token.lower_, "adverb"), {token.i}, set(), under(token.head)
        if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            to = doc[token.i + 1]
            whole = _clause(token) - under(token) - under(to)
            cue, who = {token.i, to.i}, set().union(*map(phrase, kids(to, "pobj")))
            yield token, ("according to", "said by"), cue, who, whole
        held = kids(token, "pobj") if token.dep_ == "prep" and token.head.pos_ in VERBS else []
        if held and held[0].pos_ == "NOUN":  # in a poll, in her view
            how = f"{'front ' if token.i < token.head.i else ''}{token.lower_}{ADJUNCT}"
            who, whole = phrase((kids(held[0], "poss") or held)[0]), under(token.head) - under(token)
            yield token, (held[0].lemma_.lower(), how), {token.i}, who, whole


def _clause(word: Token) -> Tokens:
    """Return the clause that an adjunct stands in."""
    at = word
    while (at.dep_ not in CLAUSES or at.pos_ not in VERBS) and at.head.i != at.i:
        at = at.head
    return under(at)


def _verb(verb: Token) -> Iterator[Part]:
    name, voice = verb.lemma_.lower(), "passive " if kids(verb, "auxpass", "nsubjpass") else ""
    cue, who = {verb.i, *(one.i for one in kids(verb, "neg", "prt", "aux", "auxpass"))}, source(verb)
    subject, clauses = under(*kids(verb, *SUBJECTS)), kids(verb, "ccomp")
    if clauses:
        before, marked = all(one.i < verb.i for one in clauses), any(_marked(one) for one in clauses)
        how = "front clause" if before else "that clause" if marked else "clause"
        yield verb, (name, voice + how), cue, who, under(*clauses)
    if aside := [one for one in kids(verb, "parataxis") if one.pos_ in VERBS]:
        yield verb, (name, voice + "aside"), cue, who, under(*aside)
    marks = [one.lower_ for one in kids(verb, "mark", "advmod") if one.i < verb.i]
    inserted = "as" if "as" in marks else "parataxis" if verb.dep_ == "parataxis" else ""
    if inserted and verb.head.pos_ in VERBS and not clauses:
        yield verb, (name, "inside " + inserted), cue, who, under(verb.head) - under(verb)
    for one in kids(verb, "xcomp", "acomp", "attr", "oprd"):
        to = any(kid.tag_ == "TO" for kid in kids(one, "aux"))
        how = one.dep_ if one.dep_ != "xcomp" else "to" if to else "ing" if one.tag_ == "VBG" else "small"
        if one.dep_ == "xcomp" and not voice:
            yield verb, (name, how), cue, who, under(one)
        if name != "be":
            yield verb, (name, (voice or "raised ") + how), cue, set(), under(one) | subject
    yield from _object(verb, (name, voice), cue, who, subject)


def _marked(clause: Token) -> bool:
    """Tell whether a clause begins with a word such as that, whether or how."""
    first = [one for one in clause.subtree if one.i <= clause.i and one.head.i >= clause.left_edge.i]
    return any(one.lower_ in MARKS for one in first)


def _object(verb: Token, key: Key, cue: Tokens, who: Tokens, subject: Tokens) -> Iterator[Part]:
    """Yield what a verb is about, beside or instead of a clause."""
    (name, voice), objects = key, kids(verb, "dobj")
    bare = name not in ("be", "have", "do")
    relative = all(one.lower_ in RELATIVE for one in kids(verb, *SUBJECTS))
    rest = [one for one in kids(verb, "oprd", "xcomp") if one.dep_ == "oprd" or one.i > verb.i]
    if bare and (objects or (kids(verb, "oprd") and not voice)):
        yield verb, (name, "object"), cue, who, under(*objects, *rest)
    elif bare and verb.dep_ == "relcl" and not (voice or kids(verb, "ccomp", "xcomp") or relative):
        yield verb, (name, "gap"), cue, who, phrase(verb.head, verb)
    if voice and not kids(verb, "ccomp"):
        yield verb, (name, "passive"), cue, who, subject
    elif verb.dep_ == "acl" and verb.tag_ == "VBN":
        yield verb, (name, "passive acl"), cue, who, phrase(verb.head, verb)
    for one in kids(verb, "prep", "dative"):
        inner, after = kids(one, "pobj", "pcomp"), "+" if objects or voice else ""
        if inner and one.i > verb.i:
            content = under(*inner) | ({one.i} if after else set())
            yield verb, (name, f"{voice}{after}{one.lower_}"), cue if after else cue | {one.i}, who, content


def _noun(noun: Token) -> Iterator[Part]:
    name, cue = noun.lemma_.lower(), {noun.i}
    for one in [one for one in noun.children if one.i > noun.i]:
        how = ""
        if one.dep_ in ("acl", "relcl", "ccomp", "xcomp") and one.pos_ in VERBS:
            that = one.dep_ == "ccomp" or any(kid.lower_ == "that" for kid in kids(one, "mark"))
            how = "clause" if that else "to" if any(kid.tag_ == "TO" for kid in kids(one, "aux")) else ""
        elif one.dep_ == "prep" and one.lower_ not in GIVERS:
            how = one.lower_
        if how:
            more = {one.i} if one.dep_ == "prep" else set()
            yield noun, (name, "noun " + how), cue | more, holder(noun), under(one) - more
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        for one in kids(noun.head, "ccomp", "xcomp"):
            yield noun, (name, "noun is"), cue | {noun.head.i}, holder(noun), under(one)


def _adjective(adjective: Token) -> Iterator[Part]:
    name, at = adjective.lemma_.lower(), adjective
    while at.dep_ == "conj":
        at = at.head
    of_verb, of_noun = at.dep_ in ("acomp", "oprd", "attr"), at.dep_ in ("amod", "appos", "acl")
    who = source(at.head) if of_verb else phrase(at.head, at) if of_noun else source(at)
    for one in [one for one in kids(adjective, "ccomp", "xcomp", "prep") if one.i > adjective.i]:
        more = {one.i} if one.dep_ == "prep" else set()
        how = {"ccomp": "clause", "xcomp": "to"}.get(one.dep_, one.lower_)
        key = (name, "adjective " + how)
        yield adjective, key, {adjective.i, *more}, who - under(adjective), under(one) - more
