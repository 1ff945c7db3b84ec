"""Words that somebody typed, found in a unit; and what follows from them: content, mode and source words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from helpers.code.units import Unit
from helpers.read.spans import HAN, Place, quoted, words_of

ALIKE = str.maketrans("“”„‟«»‘’‚‹›–—\u00a0", '""""""' + "'''''" + "-- ")
"""Marks that programs put in each other's place while somebody types; each stands for one character."""
JOINED = re.compile(rf"[{HAN}\uac00-\ud7a3]")
"""What words are written in that no blank parts, or that take endings."""
LETTER = re.compile(rf"(?![{HAN}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[^\W_]")
"""What words are written in that blanks part: not those of Chinese, Thai, Lao, Burmese and Khmer."""
MOST = 4
"""Words of a cue."""


def find(typed: str, unit: Unit) -> list[Place]:
    """Return the places of words in the text, in the pieces that ``...`` parts.

    ``#2`` behind them means the second place where they stand. ValueError says what is allowed instead.
    """
    words, _, nth = typed.partition("#")
    pieces, after = list[Place](), 0
    for piece in filter(None, re.split(r"\s*(?:\.\.\.|…)\s*", words.strip())):
        if len(words_of(piece)) > MOST and not JOINED.search(piece):
            raise ValueError(f"at most {MOST} words; '...' stands for words between them")
        if not standing(piece, unit.text):  # marks that somebody put around the words
            piece = plain(piece).strip("\"'") if standing(plain(piece).strip("\"'"), unit.text) else piece
        starts = [at for at in standing(piece, unit.text) if at >= after]
        if not starts:
            near = _near(piece, unit.text)
            raise ValueError("words of the unit" + (f"; did you mean {near!r}?" if near else ""))
        if len(starts) > 1 and not nth and not pieces:
            advice = f"write '{piece} #2' for the second"
            raise ValueError(f"words that stand there once, not {len(starts)} times; {advice}")
        if nth and not pieces and not (nth.strip().isdecimal() and 0 < int(nth) <= len(starts)):
            raise ValueError(f"a number from 1 to {len(starts)} behind #")
        start = starts[int(nth) - 1 if nth and not pieces else 0]
        after = start + len(piece)
        pieces.append((unit.start + start, unit.start + after))
    if not pieces:
        raise ValueError("words of the unit")
    return pieces


def plain(text: str) -> str:
    """Return a text as it is compared, of the same length: small letters, plain marks."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(ALIKE))


def whole(text: str, place: Sequence[int], bare: bool) -> Place:
    """Return a place as that of whole words; ``bare`` leaves out the marks around them."""
    start, end = place

    def letter(at: int) -> bool:
        """Tell whether a character is one of a word, or a mark on the letter before it."""
        inside = 0 <= at < len(text)
        return inside and bool(LETTER.match(text[at]) or unicodedata.category(text[at])[0] == "M")

    while letter(start - 1) and letter(start):
        start -= 1
    while letter(end - 1) and letter(end):
        end += 1
    bare = bare and any(map(str.isalnum, text[start:end]))
    kept = [
        at for at in range(start, end) if (text[at].isalnum() or letter(at) if bare else text[at].strip())
    ]
    return (kept[0], kept[-1] + 1) if kept else (end, end)


def standing(words: str, text: str) -> list[int]:
    """Return where words stand in a text, from the beginning of a word to the end of one."""
    if not words:
        return []
    found, within = plain(words), plain(text)
    before = r"(?<!\w)" if re.match(r"\w", found) and not JOINED.match(found) else ""
    behind = r"(?!\w)" if re.search(r"\w$", found) and not JOINED.search(found[-1]) else ""
    return [one.start() for one in re.finditer(before + re.escape(found) + behind, within)]


def _near(words: str, text: str) -> str:
    """Return the words of a text that are most like these, empty where none are."""
    places, count = words_of(text), len(words_of(words))
    runs = [text[places[at][0] : places[at + count - 1][1]] for at in range(len(places) - count + 1)]
    close_to = {plain(run).strip(".,;:!?\"'()"): run.strip(".,;:!?\"'()“”„«»") for run in runs}
    close = difflib.get_close_matches(plain(words), close_to, n=1, cutoff=0.6)
    return close_to[close[0]] if close else ""


def named(label: str, unit: Unit, cue: Sequence[Place]) -> list[Place]:
    """Return where a voice is named in a unit, once and outside of its cue: its label, or its last word."""
    last = label.split()[-1]
    for words in [label, *([last] if len(last) > 2 and last[0].isupper() else [])]:
        starts = [unit.start + at for at in standing(words, unit.text)]
        found = [(at, at + len(words)) for at in starts]
        if len(found) == 1 and not over(cue, found[0]):
            return found
    return []


def mode(unit: Unit, cues: Sequence[Place], source: Sequence[Place]) -> str:
    """Return how a unit gives its content, by its quotation marks.

    ``direct`` where one run of words at most stands outside of them, which holds the cue, the first quotation
    begins with no small letter, and behind the cue stand at most three words that don't name the source (none
    in a script without capitals); ``mixed`` where other words stand in them; else ``indirect``.
    """
    marked, words = _marked(unit), _words(unit)
    outside = _runs(words, [not over(marked, word) for word in words])
    if not any(over(marked, word) for word in words):
        return "indirect"
    first = next((char for char in unit.text[marked[0][0] - unit.start :] if char.isalpha()), "")
    if not outside or (len(outside) == 1 and cues and first == first.upper() and over(outside, cues[-1])):
        behind = [word for word in words if cues and cues[-1][1] <= word[0] < outside[0][1]]
        behind = [word for word in behind if not over(source, word)]
        return "direct" if len(behind) <= (3 if first != first.lower() else 0) else "mixed"
    return "mixed"


def content(unit: Unit, how: str, cue: Sequence[Place], source: Sequence[Place]) -> list[Place]:
    """Return what is attributed in a unit: its quotations, and unless it is ``direct`` the longest side of
    the cue without the words that name the source, the last of several; if nothing is left, the whole unit.
    """
    marked, words = _marked(unit), _words(unit)
    if how == "direct" and marked:
        return marked
    free = [word for word in words if not over([*cue, *source], word)]
    starts, ends = [unit.start, *(end for _, end in cue)], [*(start for start, _ in cue), unit.end]
    places = zip(starts, ends, strict=True)
    sides = [[word for word in free if start <= word[0] < end] for start, end in places]
    longest = max(reversed(sides), key=len)
    kept = [word in free and (word in longest or over(marked, word)) for word in words]
    return _runs(words, kept) or [(unit.start, unit.end)]


def _marked(unit: Unit) -> list[Place]:
    return [(unit.start + start, unit.start + end) for start, end in quoted(unit.text)]


def _words(unit: Unit) -> list[Place]:
    return [(unit.start + start, unit.start + end) for start, end in words_of(unit.text)]


def over(spots: Iterable[Sequence[int]], place: Sequence[int]) -> bool:
    """Tell whether a place shares a character with one of some others."""
    return any(start < place[1] and place[0] < end for start, end in spots)


def length(spots: Iterable[Sequence[int]]) -> int:
    """Return the number of characters at places."""
    return sum(end - start for start, end in spots)


def _runs(words: Sequence[Place], kept: Sequence[bool]) -> list[Place]:
    """Return the places of words that are kept, those side by side as one."""
    parts = groupby(zip(words, kept, strict=True), key=lambda pair: pair[1])
    runs = [[word for word, _ in part] for keep, part in parts if keep]
    return [(run[0][0], run[-1][1]) for run in runs]
