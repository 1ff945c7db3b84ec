"""The units of an article: its sentences, crossheads and credit lines, with their places in one text.

Sentences come from sentencex (Wikimedia), chosen among seven segmenters on the sentences of
`tests/segments`; `languages.toml` mends what it gets wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from helpers.code.reading import LANGUAGES, Block, short
from helpers.read.spans import words_of

UPPER = r"[«„“\"¿¡]?[A-ZÀ-ÖØ-ÞЀ-Я]"
INITIAL = re.compile(r"(?<![.A-Za-zÀ-ÿА-я])[A-ZÀ-ÖØ-ÞЀ-Я]\.$")
GOES_ON = re.compile(r"([—–-]+\s*)?[a-zß-öø-ÿа-яё]")
CREDIT = re.compile(r"[(\[（【].{1,60}[)\]）】]\.?")
NEVER = "(?!)"
KHMER = str.maketrans("។៕", "।।")
"""Full stops that the segmenter does not know, as one that it does."""


class Unit(NamedTuple):
    """A row of ``article.sentences``, with its words."""

    name: str
    paragraph: int
    kind: str
    start: int
    text: str

    @property
    def end(self) -> int:
        """Return where the unit ends, in code points."""
        return self.start + len(self.text)

    def words(self, place: tuple[int, int]) -> str:
        """Return the words at a place of the text that is in the unit."""
        return self.text[place[0] - self.start : place[1] - self.start]

    @classmethod
    def of(cls, row: Mapping[str, Any], text: str) -> Self:
        """Return the unit of a row, with its words in a text."""
        start, end = int(row["start"]), int(row["end"])
        return cls(row["sentence_id"], int(row["paragraph"]), row["unit_type"], start, text[start:end])

    def row(self) -> dict[str, object]:
        """Return the columns of ``article.sentences`` but ``article_id``."""
        place = {"paragraph": self.paragraph, "unit_type": self.kind, "start": self.start, "end": self.end}
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return {"sentence_id": self.name, **place, "words": len(words_of(self.text)), "text_sha256": digest}


def cut(blocks: Sequence[Block], language: str) -> tuple[str, list[Unit]]:
    """Return the text that is coded, a paragraph a line, and its units; the title is no part of it."""
    units, start = list[Unit](), 0
    body = [block for block in blocks if block.kind != "title"]
    for number, block in enumerate(body, 1):
        kind = "sentence" if block.kind == "paragraph" else block.kind
        units += _units(number, kind, block.text, start, language)
        start += len(block.text) + 1
    if not units[-1].name.endswith("s1") and CREDIT.fullmatch(units[-1].text):
        units[-1] = units[-1]._replace(kind="credit")
    return "\n".join(block.text for block in body), units


def standing(text: str, language: str) -> list[Unit]:
    """Return the units of a text that stays as it is: a line is a paragraph, a short one a crosshead."""
    units = list[Unit]()
    for number, line in enumerate(re.finditer(r"\S[^\n]*", text), 1):
        whole = line[0].rstrip()
        units += _units(number, "crosshead" if short(whole) else "sentence", whole, line.start(), language)
    return units


def _units(number: int, kind: str, text: str, start: int, language: str) -> Iterator[Unit]:
    """Yield the units of a paragraph: its sentences, or what is none whole."""
    place = 0
    for count, part in enumerate(sentences(text, language) if kind == "sentence" else [text], 1):
        place = text.index(part, place)
        yield Unit(f"p{number}s{count}", number, kind, start + place, part)
        place += len(part)


def text_of(units: Iterable[Unit]) -> str:
    """Return the text of all units, with line ends between paragraphs and blanks between other units."""
    text = ""
    for one in units:
        text += ("\n" if one.name.endswith("s1") else " ") * (one.start - len(text)) + one.text
    return text


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a paragraph."""
    import sentencex

    known = text.translate(KHMER)
    cuts = {part["end_index"] for part in sentencex.get_sentence_boundaries(language, known)}
    ends = LANGUAGES["ends"].get(language, NEVER)
    cuts |= {one.end() for one in re.finditer(rf"\b(?:{ends})\.\s+(?={UPPER})", text)}
    found, start = [], 0
    for cut in sorted({*cuts, len(text)}):
        if cut == len(text) or not _goes_on(text[start:cut], text[cut:], language):
            found.append(text[start:cut].strip())
            start = cut
    return [part for part in found if part]


def _goes_on(left: str, right: str, language: str) -> bool:
    """Tell whether a sentence goes on behind a place where the segmenter would end it."""
    known = {name: LANGUAGES[name].get(language, NEVER) for name in ("said", "ends", "abbreviations")}
    said, rest = left.rstrip(), right.lstrip()
    if not re.search(r"\w", said) or not re.search(r"\w", rest):
        return True
    if said[-1] in '”"」』' and re.match(known["said"], rest):
        return said[0] in '“"「『'
    if language in ("zh", "ja"):
        return bool(INITIAL.search(said))
    if re.search(rf"\b(?:{known['ends']})\.$", said) and re.match(UPPER, rest):
        return False
    number = language in LANGUAGES["ordinals"]["languages"] and re.search(r"(?<![\d.,:])\d{1,2}\.$", said)
    counted = language != "en" and rest[0].isdigit() and re.search(r"\b[^\W\d]{1,4}\.$", said)
    short = re.search(rf"(?<!\w)(?:{known['abbreviations']})\.$", said)
    joined = said == left and rest == right
    return bool(joined or GOES_ON.match(rest) or INITIAL.search(said) or short or number or counted)
