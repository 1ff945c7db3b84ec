"""What may be an attribution by its grammar: a cue of a construction, its source, and what would be its content.

Works on one paragraph as spaCy parsed it. Places are sets of token numbers. Whether a candidate is one, its cue
decides (``cues.csv``), not the grammar alone: hence ``key``, the cue's lemma and the construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from helpers.suggest.words import Key, Tokens

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
MARKS = ("that", "if", "whether", "what", "who", "why", "how", "which", "where", "when")
RELATIVE = ("who", "that", "which", "whom", "what", "whatever")
Token = Any


@dataclass
class Candidate:
    """A possible attribution; ``source`` is empty where it has none."""

    key: Key
    cue: Tokens
    source: Tokens
    content: Tokens
    head: Token = field(repr=False)

    @property
    def alone(self) -> bool:
        """Tell whether the content is the whole clause, so that other parts of it add nothing."""
        return self.key[1].startswith(("raised", "adverb"))


def under(token: Token) -> Tokens:
    """Return a token and all that hangs on it."""
    return {one.i for one in token.subtree}


def phrase(head: Token, limit: Token | None = None) -> Tokens:
    """Return the noun phrase of a head, up to a cue that hangs on it."""
    found = under(head)
    if limit is not None and limit.i in found:
        found -= under(limit)
    run, at = {head.i}, head.i
    while at - 1 in found:
        at -= 1
        run.add(at)
    at = head.i
    while at + 1 in found:
        at += 1
        run.add(at)
    return run


def source(verb: Token, far: bool = True) -> Tokens:
    """Return who does what a verb says: its subject, or that of the verb which it hangs on."""
    seen, at = set[int](), verb
    passive = any(one.dep_ in ("auxpass", "nsubjpass") for one in verb.children)
    while at.i not in seen:
        seen.add(at.i)
        agent = [one for one in at.children if one.dep_ == "agent"]
        for by in agent:
            for one in by.children:
                if one.dep_ == "pobj":
                    return phrase(one)
        if agent or (passive and at is verb):
            return set()
        subjects = [one for one in at.children if one.dep_ in SUBJECTS and one.tag_ != "EX"]
        if subjects:
            return _whole(subjects[-1] if len(subjects) > 1 else subjects[0], at)
        if at.dep_ in ("relcl", "acl"):
            if at.tag_ == "VBN" and at is verb:
                return set()
            return phrase(at.head, at)
        if not far:
            return set()
        if at.dep_ in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep", "aux"):
            at = at.head
            continue
        if at.dep_ in ("pcomp",):
            at = at.head.head if at.head.dep_ in ("prep", "agent") else at.head
            if at.pos_ not in ("VERB", "AUX"):
                poss = [one for one in at.children if one.dep_ == "poss"]
                return phrase(poss[0]) if poss else holder(at)
            continue
        return set()
    return set()


def _whole(subject: Token, verb: Token) -> Tokens:
    if subject.lower_ in RELATIVE and verb.dep_ == "relcl":
        return phrase(verb.head, verb) | {subject.i}
    return phrase(subject, verb)


def holder(noun: Token) -> Tokens:
    """Return whose words or mind a noun names: 'her claim', 'criticism from rivals', 'they have a plan'."""
    for one in noun.children:
        if one.dep_ == "poss":
            return phrase(one)
    for one in noun.children:
        if one.dep_ in ("prep", "agent") and one.lower_ in ("by", "from", "among"):
            for held in one.children:
                if held.dep_ == "pobj":
                    return phrase(held)
    at = noun
    while at.dep_ == "conj":
        at = at.head
    if at.dep_ in ("dobj", "attr", "oprd"):
        return source(at.head) - under(noun)
    if at.dep_ == "pobj" and at.head.head.pos_ in ("VERB", "AUX"):
        return source(at.head.head) - under(noun)
    return {one.i for one in noun.children if one.dep_ in ("compound", "nmod") and one.ent_type_}


def candidates(doc: Any) -> Iterator[Candidate]:
    """Yield every candidate of a paragraph but those of quotation marks alone."""
    for token in doc:
        if token.pos_ in ("VERB", "AUX"):
            yield from _verb(token)
        elif token.pos_ == "NOUN":
            yield from _noun(token)
        elif token.pos_ == "ADJ":
            yield from _adjective(token)
        elif token.pos_ in ("ADP", "SCONJ", "VERB") or token.lower_ in ("according", "per"):
            pass
        elif token.pos_ == "ADV" and token.tag_ == "RB":
            yield from _adverb(token)
        if token.dep_ in ("prep", "mark", "pcomp") or token.lower_ in ("according", "per"):
            yield from _preposition(token)


def _make(key: Key, head: Token, cue: Tokens, src: Tokens, content: Tokens) -> Iterator[Candidate]:
    src = src - {head.i}
    content = content - src - cue
    if content:
        yield Candidate(key, cue, src, content, head)


def _verb(verb: Token) -> Iterator[Candidate]:
    name, kids = verb.lemma_.lower(), list(verb.children)
    by = {dep: [one for one in kids if one.dep_ == dep] for dep in {one.dep_ for one in kids}}
    passive = "auxpass" in by or "nsubjpass" in by
    small = ("neg", "prt", "aux", "auxpass")
    cue = {verb.i, *(one.i for one in kids if one.dep_ in small)}
    who = source(verb)
    voice = "passive " if passive else ""
    clauses = by.get("ccomp", [])
    if clauses:
        before = all(one.i < verb.i for one in clauses)
        marked = any(kid.lower_ in MARKS for one in clauses for kid in one.subtree if kid.i <= one.i and kid.head.i >= one.left_edge.i and kid.dep_ in ("mark", "nsubj", "dobj", "advmod", "det", "attr", "pobj"))
        how = "front clause" if before else "that clause" if marked else "clause"
        yield from _make((name, voice + how), verb, cue, who, set().union(*map(under, clauses)))
    aside = [one for one in by.get("parataxis", []) if one.pos_ in ("VERB", "AUX")]
    if aside:
        yield from _make((name, voice + "aside"), verb, cue, who, set().union(*map(under, aside)))
    for one in by.get("advcl", []):
        if any(kid.lower_ in ("if", "whether") and kid.dep_ == "mark" for kid in one.children):
            yield from _make((name, "if"), verb, cue, who, under(one))
    if verb.dep_ in ("parataxis", "ccomp", "advcl") and verb.head.pos_ in ("VERB", "AUX") and not clauses:
        marks = [one.lower_ for one in kids if one.dep_ in ("mark", "advmod") and one.i < verb.i]
        how = "as" if "as" in marks else verb.dep_ if not marks else ""
        if how and (how == "as" or verb.dep_ == "parataxis" or not ({"mark"} & set(by))):
            yield from _make((name, "inside " + how), verb, cue, source(verb, far=False), under(verb.head) - under(verb))
    subject = set().union(*(under(one) for one in kids if one.dep_ in SUBJECTS))
    for one in by.get("xcomp", []):
        infinitive = any(kid.dep_ == "aux" and kid.tag_ == "TO" for kid in one.children)
        how = "to" if infinitive else "ing" if one.tag_ == "VBG" else "small"
        if passive:
            yield from _make((name, "passive " + how), verb, cue, set(), under(one) | subject)
        else:
            yield from _make((name, how), verb, cue, who, under(one))
            yield from _make((name, "raised " + how), verb, cue, set(), under(one) | subject)
    for dep in ("acomp", "attr", "oprd"):
        if by.get(dep):
            if passive:
                yield from _make((name, "passive " + dep), verb, cue, set(), under(by[dep][0]) | subject)
            elif name != "be":
                yield from _make((name, "raised " + dep), verb, cue, set(), under(by[dep][0]) | subject)
    objects = by.get("dobj", [])
    rest = [one for one in kids if one.dep_ in ("oprd",) or (one.dep_ == "xcomp" and one.i > verb.i)]
    if name not in ("be", "have", "do"):
        if objects:
            yield from _make((name, "object"), verb, cue, who, set().union(*map(under, [*objects, *rest])))
        elif by.get("oprd") and not passive:
            yield from _make((name, "object"), verb, cue, who, set().union(*map(under, rest)))
        elif verb.dep_ == "relcl" and not passive and not clauses and who and not ({"xcomp"} & set(by)):
            if any(one.dep_ in SUBJECTS and one.lower_ not in RELATIVE for one in kids):
                yield from _make((name, "gap"), verb, cue, who, phrase(verb.head, verb))
        if passive and subject and not clauses:
            yield from _make((name, "passive"), verb, cue, who, subject)
        if verb.dep_ == "acl" and verb.tag_ == "VBN" and not passive:
            yield from _make((name, "passive acl"), verb, cue, who, phrase(verb.head, verb))
    for one in kids:
        if one.dep_ in ("prep", "dative") and one.pos_ in ("ADP", "SCONJ") and one.i > verb.i:
            inner = [kid for kid in one.children if kid.dep_ in ("pobj", "pcomp")]
            if inner:
                after = "+" if objects or passive else ""
                content = set().union(*map(under, inner)) | ({one.i} if after else set())
                yield from _make((name, f"{voice}{after}{one.lower_}"), verb, cue if after else cue | {one.i}, who, content)


def _noun(noun: Token) -> Iterator[Candidate]:
    name, who, cue = noun.lemma_.lower(), None, {noun.i}
    for one in noun.children:
        how, content = "", under(one)
        if one.i < noun.i:
            continue
        if one.dep_ in ("acl", "relcl", "ccomp", "xcomp") and one.pos_ in ("VERB", "AUX"):
            words = [kid.lower_ for kid in one.children if kid.dep_ in ("mark",)]
            if "that" in words or (one.dep_ == "ccomp"):
                how = "clause"
            elif any(kid.dep_ == "aux" and kid.tag_ == "TO" for kid in one.children):
                how = "to"
        elif one.dep_ == "prep" and one.lower_ not in ("by", "from", "among"):
            how = one.lower_
            content -= {one.i}
        if how:
            who = holder(noun) if who is None else who
            more = {one.i} if one.dep_ == "prep" else set()
            yield from _make((name, "noun " + how), noun, cue | more, who, content)
    at = noun.head
    if noun.dep_ == "nsubj" and at.lemma_ == "be":
        for one in at.children:
            if one.dep_ in ("ccomp", "xcomp"):
                yield from _make((name, "noun is"), noun, cue | {at.i}, holder(noun), under(one))


def _adjective(adjective: Token) -> Iterator[Candidate]:
    name, at = adjective.lemma_.lower(), adjective
    while at.dep_ == "conj":
        at = at.head
    if at.dep_ not in ("acomp", "oprd", "amod", "acl", "advcl", "ROOT", "attr", "appos", "relcl", "ccomp"):
        return
    who = source(at.head) if at.dep_ in ("acomp", "oprd", "attr") else phrase(at.head, at) if at.dep_ in ("amod", "appos", "acl") else source(at)
    who -= under(adjective)
    for one in adjective.children:
        if one.i < adjective.i:
            continue
        if one.dep_ == "ccomp":
            yield from _make((name, "adjective clause"), adjective, {adjective.i}, who, under(one))
        elif one.dep_ == "xcomp":
            yield from _make((name, "adjective to"), adjective, {adjective.i}, who, under(one))
        elif one.dep_ == "prep":
            yield from _make((name, "adjective " + one.lower_), adjective, {adjective.i, one.i}, who, under(one) - {one.i})


def _adverb(adverb: Token) -> Iterator[Candidate]:
    at = adverb.head
    if at.pos_ in ("VERB", "AUX") and adverb.lower_.endswith("ly"):
        yield from _make((adverb.lower_, "adverb"), adverb, {adverb.i}, set(), under(at) if at.dep_ in ("ROOT", "ccomp", "conj", "relcl", "advcl") else {at.i})
    elif at.pos_ == "ADJ" and adverb.lower_.endswith("ly"):
        yield from _make((adverb.lower_, "adverb"), adverb, {adverb.i}, set(), under(at))


def _preposition(word: Token) -> Iterator[Candidate]:
    doc = word.doc
    if word.lower_ == "according":
        to = next((one for one in word.children if one.lower_ == "to"), None)
        if to is None and word.i + 1 < len(doc) and doc[word.i + 1].lower_ == "to":
            to = doc[word.i + 1]
        if to is None:
            return
        who = set().union(*(phrase(one) for one in to.children if one.dep_ == "pobj"))
        yield from _make(("according to", "said by"), word, {word.i, to.i}, who, _clause(word) - under(word) - under(to))
        return
    if word.dep_ != "prep" or word.head.pos_ not in ("VERB", "AUX"):
        return
    inner = next((one for one in word.children if one.dep_ == "pobj"), None)
    if inner is None or inner.pos_ not in ("NOUN", "PROPN"):
        return
    front = "front " if word.i < word.head.i else ""
    name = inner.lemma_.lower() if inner.pos_ == "NOUN" else (inner.ent_type_ or "name").lower()
    owner = next((one for one in inner.children if one.dep_ == "poss"), None)
    who = phrase(owner) if owner is not None else phrase(inner)
    yield from _make((name, f"{front}{word.lower_} it"), word, {word.i}, who, under(word.head) - under(word))


def _clause(word: Token) -> Tokens:
    """Return the clause that an adjunct stands in."""
    at = word
    while at.dep_ not in ("ROOT", "ccomp", "conj", "relcl", "parataxis", "advcl") or at.pos_ not in ("VERB", "AUX"):
        if at.head is at:
            break
        at = at.head
    return under(at)
