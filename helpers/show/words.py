"""Values in words: numbers, dates, lists and labels, alike in every sentence, chart and table."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.read import coded

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In English, whatever language the machine is set to, which strftime would follow."""
SPELLED = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
LANGUAGES = {
    **{"de": "German", "en": "English", "es": "Spanish", "fr": "French"},
    **{"ja": "Japanese", "ko": "Korean", "ru": "Russian", "zh": "Chinese", "el": "Greek", "fa": "Persian"},
    **{"ar": "Arabic", "he": "Hebrew", "hi": "Hindi", "th": "Thai"},
}
"""By their codes in ISO 639, those that a text of one's own may be guessed to be in."""
TYPED = 12
"""Significant digits; a fraction with more was computed, and is shown with four."""
WITH_ARTICLE = re.compile(
    r"narrator|\w+(?:lands|ines|ives|amas)"
    r"|(?:.* )?(?:States|Kingdom|Emirates|Union|Republic|Islands|House|Ministry)(?: .*)?"
)
"""Names that take an article: of states by their nouns and plural endings, of offices, and the narrator."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``count(1, "visit")``, ``count(3, "country", "countries")``."""
    return f"{number:,} {either(number, one, many)}"


def spelled(number: int, one: str = "", many: str | None = None) -> str:
    """Return a whole number in a sentence, up to twelve as a word, with its noun if one is given."""
    word = SPELLED[number] if 0 <= number < len(SPELLED) else f"{number:,}"
    return f"{word} {either(number, one, many)}".rstrip()


def either(number: int, one: str, many: str | None = None) -> str:
    """Return the word that goes with a number: ``either(2, "carries", "carry")``; many is one with an s."""
    return one if number == 1 else one + "s" * bool(one) if many is None else many


def join(words: Iterable[object], last: str = "and") -> str:
    """Return words as a list in a sentence: ``a, b and c``."""
    items = list(map(str, words))
    return f" {last} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def percent(share: float, digits: int = 1) -> str:
    """Return a share between 0 and 1 in per cent: ``62.8 %``, with a no-break space."""
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def fixed(number: float, digits: int = 2) -> str:
    """Return a number with so many digits after its point."""
    return f"{number:.{digits}f}"


def number(value: float) -> str:
    """Return a number for readers: whole or with all digits that were typed.

    A fraction that was computed has four digits, or as many as stand before its point.
    """
    text = str(value).removesuffix(".0")
    if len(text.partition("e")[0].strip("-0.").replace(".", "")) > TYPED and not float(value).is_integer():
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return "0" if value == 0 else text


def long_month(date: datetime.date) -> str:
    """Return a date's month and year: ``September 2025``."""
    return f"{MONTHS[date.month - 1]} {date.year}"


def long_day(date: datetime.date) -> str:
    """Return a date: ``3 September 2025``."""
    return f"{date.day} {long_month(date)}"


def short_day(date: datetime.date) -> str:
    """Return a date without its year: ``3 Sep``."""
    return f"{date.day} {MONTHS[date.month - 1][:3]}"


def short(label: str) -> str:
    """Return a label without the remarks in brackets: ``Ministry (China)`` is ``Ministry``."""
    return re.sub(r" \([^)]*\)", "", label)


def spoken(code: object) -> str:
    """Return a code of the data for readers: blanks for underscores."""
    return str(code).replace("_", " ")


def capital(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def the(name: str) -> str:
    """Return a name as it stands in a sentence: common nouns and plurals take “the”."""
    return f"the {name}" if WITH_ARTICLE.fullmatch(name) else name


def language(tag: str) -> str:
    """Return a BCP 47 tag in words, ``Chinese (zh-TW)``; one whose language has no words here as it is."""
    name = LANGUAGES.get(tag.partition("-")[0].lower(), tag)
    return f"{name} ({tag})" if "-" in tag and name != tag else name


def numbered(counts: Mapping[str, float]) -> list[str]:
    """Return names, each with its number in brackets; a fraction is a share, and is written in per cent."""
    shown = {name: percent(many) if isinstance(many, float) else str(many) for name, many in counts.items()}
    return [f"{the(name)} ({many})" for name, many in shown.items()]


def few(names: Iterable[str], one: str) -> str:
    """Return one or two names as they stand in a sentence, or how many there are: ``three states``."""
    found = list(names)
    return join(map(the, found)) if len(found) < 3 else spelled(len(found), one)


def whose(coder: str, many: int, kind: str = "") -> str:
    """Return that rows are those of one coder out of so many; ``kind`` adds what that coder is.

    ``coded by a1 alone, a program``, ``coded by a1, a program, one of 2 coders``.
    """
    is_a = f", {'an' if re.match('[aeiou]', kind) else 'a'} {kind}" if kind else ""
    return f"coded by {coder}{is_a}, one of {many} coders" if many > 1 else f"coded by {coder} alone{is_a}"


def standing(rows: pd.DataFrame, layer: str) -> str:
    """Return ``whose`` rows stand for a layer of ``article.coded`` (``coded.one_coder``).

    Raises NoRows where nobody looked for it.
    """
    coded.required(rows, layer)
    looked = coded.units(rows, layer)
    shown = coded.one_coder(looked, rows, layer)["coder_id"]
    return whose(str(shown.iloc[0]), looked["coder_id"].nunique())
