"""What is wrong with a sentence that readers see first: a headline says one thing in few words and numbers.

A number is a run of digits with its separators; a date counts as one; numbers in words don't count.
"""

from __future__ import annotations

import re

from helpers.show.words import MONTHS

WORDS, NUMBERS, DETAIL = 20, 2, 30
"""Words and numbers of a headline at most, words of a sentence of a detail at most."""

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
_DATE = re.compile(rf"\b(?:\d{{4}}-\d\d-\d\d|(?:\d{{1,2}}\s+)?(?:{_MONTH})\b,?(?:\s+\d{{4}})?)\b")
_NUMBER = re.compile(r"\d+(?:[.,:/’'\u00a0\u202f]\d+)*")
_END = re.compile(r"(?<!\b[A-Z])(?<!\bNo)(?<!\bvs)(?<!\bDr)[.?!…]+[)’”\"']*\s+(?=[‘“(\"'A-Z0-9])")


def headline_problems(text: str) -> list[str]:
    """What breaks the rules of a headline or title, as sentences; empty when nothing does."""
    found, said = [], words(text)
    if not said:
        found.append("it says nothing")
    if len(said) > WORDS:
        found.append(f"{len(said)} words: {text!r}")
    if len(numbers(text)) > NUMBERS:
        found.append(f"{len(numbers(text))} numbers: {text!r}")
    if len(sentences(text)) > 1:
        found.append(f"{len(sentences(text))} sentences: {text!r}")
    if "\n" in text.strip():
        found.append(f"a line break: {text!r}")
    return found


def detail_problems(text: str) -> list[str]:
    """Which sentences of a detail are too long."""
    long = [(len(words(one)), one) for one in sentences(text) if len(words(one)) > DETAIL]
    return [f"{number} words: {one!r}" for number, one in long]


def words(text: str) -> list[str]:
    """The words of a text: what stands between blanks and dashes, signs such as % alone not counted."""
    return [part for part in re.split(r"[\s—]+|\s–\s", text) if any(map(str.isalnum, part))]


def numbers(text: str) -> list[str]:
    """The numbers in a text, dates with a day or year first."""
    dates = [found for found in _DATE.findall(text) if any(map(str.isdigit, found))]
    return dates + _NUMBER.findall(_DATE.sub(" ", text))


def sentences(text: str) -> list[str]:
    """The sentences of a text: they end in a stop, and the next begins with a capital, digit or bracket."""
    return [part for part in _END.split(text.strip()) if part]
