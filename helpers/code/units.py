"""The units of an article: its sentences, crossheads and credit lines, with their places in one text.

Sentences come from sentencex (Wikimedia), chosen among seven segmenters on the sentences of
`tests/segments`; what it gets wrong in a language is mended by the tables here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from helpers.code.reading import SHORT, Block
from helpers.read.spans import words_of

UPPER = "A-ZÀ-ÖØ-ÞЀ-Я"
INITIAL = re.compile(rf"(?<![.A-Za-zÀ-ÿА-я])[{UPPER}]\.$")
GOES_ON = re.compile(r"[a-zß-öø-ÿа-яё]|[—–-]+\s*[a-zß-öø-ÿа-яё]")
SAID = {
    "zh": r"[^，。！？]{0,8}(说|說|表示|称|稱|问|問|道|指出|补充|補充|认为|認為)[，。：]",
    "ko": r"[^.?!]{0,20}(말했|밝혔|전했|덧붙였|설명했|물었)다",
}
"""What follows a quotation within its sentence, in languages without capitals."""
ABBREVIATIONS = {
    "de": r"Sept|Okt|Nov|Dez|Jan|Feb|Aug|h\. c|Tel|St",
    "fr": r"M|MM|Dr|Pr|Me|Sté|St|Ste|av|bd|no|art",
    "es": r"Sr|Sra|Srta|Dr|Dra|Avda|Ud|Uds|EE|n|núm",
    "ru": r"т|е|тыс|млн|млрд|ул|г|гг|им|проф|с|рис",
}
"""What ends no sentence although a point stands behind it."""
ORDINALS = ("de", "da", "nb", "nn", "no", "fi", "cs", "pl", "hu", "tr", "sl", "hr")
"""Languages that write 'the third' as '3.'."""
ENDS = {
    "en": "etc",
    "de": "usw|etc",
    "fr": "etc",
    "es": "etc|no",
    "ru": r"руб|т\. ?д|т\. ?п|\d г",
}
"""What ends a sentence, before a capital, although it looks like an abbreviation."""


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

    @property
    def row(self) -> tuple[object, ...]:
        """Return the columns of ``article.sentences`` after ``article_id``."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        words = len(words_of(self.text))
        return self.name, self.paragraph, self.kind, self.start, self.end, words, digest, None


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of one paragraph, which joined by the blanks between them are the paragraph."""
    import sentencex

    cuts = [part["end_index"] for part in sentencex.get_sentence_boundaries(language, text)]
    if ends := ENDS.get(language):
        cuts += [one.end() for one in re.finditer(rf"\b(?:{ends})\.\s+(?=[«„“\"¿¡]?[{UPPER}])", text)]
    found, start = [], 0
    for cut in sorted({*cuts, len(text)}):
        if cut == len(text) or not _goes_on(text[start:cut], text[cut:], language):
            found.append(text[start:cut].strip())
            start = cut
    return [part for part in found if part]


def _goes_on(left: str, right: str, language: str) -> bool:
    """Tell whether a sentence goes on behind a place where the segmenter would end it."""
    said, rest = left.rstrip(), right.lstrip()
    blank = said != left or rest != right
    if not re.search(r"\w", said) or not re.search(r"\w", rest):
        return True
    if language in SAID and said[-1] in "”\"」』" and re.match(SAID[language], rest):
        return said[0] in "“\"「『"
    if language in ("zh", "ja"):
        return bool(INITIAL.search(said))
    if re.search(rf"\b(?:{ENDS.get(language, '-')})\.$", said) and re.match(rf"[«„“\"¿¡]?[{UPPER}]", rest):
        return False
    short = re.search(rf"(?<!\w)(?:{ABBREVIATIONS.get(language, '-')})\.$", said)
    number = language in ORDINALS and re.search(r"(?<![\d.,:])\d{1,2}\.$", said)
    counted = language != "en" and re.search(r"\b[^\W\d]{1,4}\.$", said) and rest[0].isdigit()
    return bool(not blank or GOES_ON.match(rest) or INITIAL.search(said) or short or number or counted)


def cut(blocks: Iterable[Block], language: str) -> tuple[str, list[Unit]]:
    """Return the text that is coded, a paragraph a line, and its units; the title is no part of it."""
    units, start = list[Unit](), 0
    body = [block for block in blocks if block.kind != "title"]
    for number, block in enumerate(body, 1):
        whole = block.kind != "paragraph"
        parts = [block.text] if whole else sentences(block.text, language)
        place = start
        for count, part in enumerate(parts, 1):
            place = start + block.text.index(part, place - start)
            kind = block.kind if whole else "sentence"
            if block is body[-1] and count == len(parts) > 1 and _credited(part):
                kind = "credit"
            units.append(Unit(f"p{number}s{count}", number, kind, place, part))
            place += len(part)
        start += len(block.text) + 1
    return "\n".join(block.text for block in body), units


def _credited(part: str) -> bool:
    return bool(re.fullmatch(r"[(\[（【].*[)\]）】]\.?", part)) and len(words_of(part)) <= SHORT


