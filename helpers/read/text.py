"""Stand-off text: is a file the text that was coded, and does every offset and cue fit it?

The data hold no text, but for each unit its place (in Unicode code points), its number of words and the
SHA-256 of its words. That is enough to recognise the units in any copy, to name what differs, and to check
what was coded on them.
"""

from __future__ import annotations

import hashlib
import shlex
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise, product
from pathlib import Path

import pandas as pd

from helpers.errors import RostrumError
from helpers.read import tables

PLACES = (
    "article.attribution_pieces",
    "article.frame_codings",
    "article.relations",
    "article.hedges",
    "article.mentions",
)
"""Tables whose rows have a place, ``start`` to ``end`` (exclusive), and mostly a ``cue``, the words there."""
_Home = tuple[str, int, int, str | None]
"""A unit: its name, its place, and its words where they were found."""
_Part = tuple[str, str, int, int]
"""A part of a place: the unit, its words, and the first and last offset in them."""
QUOTES = ('"“”„«»', "'‘’‚‹›")
"""Marks that stand for each other in copies of one text."""
STYLES = ("\"\"''", "“”‘’", "„“‚‘", "«»‹›", "»«›‹", "“”''", "„”‚’")
"""Marks of a text throughout: opening and closing, double and single."""
MOST_QUOTES = 7
"""In one unit; up to so many, every choice of English marks is tried beside the styles."""


class TextError(RostrumError):
    """A file that is not the coded text, or can't be read as text; says why and what to do."""


@dataclass(frozen=True)
class Verdict:
    """What ``verify`` found: which text a file holds, and everything in the data that does not fit it.

    ``units`` has the columns ``article_id``, ``sentence_id`` and ``text``, which is missing for a unit that
    the file does not hold; ``whole`` is true when all units have the words that were coded; ``checked``
    counts the units, spans and cues that were compared.
    """

    identity: str
    problems: tuple[str, ...]
    units: pd.DataFrame
    whole: bool
    checked: int


@dataclass(frozen=True)
class _Unit:
    """A unit in a file: its words as they stand there, as coded (None if others), and how the two differ."""

    given: str | None = None
    coded: str | None = None
    differences: frozenset[str] = field(default_factory=frozenset)


def verify(path: str | Path, article_id: str | None = None) -> Verdict:
    """Return whether a file is the text that was coded, and what in the data doesn't fit it.

    ``article_id`` defaults to ``tables.article_id()``. There are no problems only if the bytes are the same
    and every unit, span and cue stands where the data say. In a copy with other white space, line ends,
    quotation marks or Unicode form the units are recognised all the same, and what was coded on them is
    checked. Raises TextError for a file that can't be read as text and for an article that was not coded.
    """
    article = article_id or tables.article_id()
    texts = _of("article.texts", article)
    if texts.empty:
        raise TextError(f"no text was coded as {article!r}")
    coded, sentences = texts.iloc[0], _of("article.sentences", article)
    raw = read(path, int(coded["bytes"]))
    content = raw.decode("utf-8")
    if _digest(content) == coded["text_sha256"]:
        units = [_Unit(content[start:end], content[start:end]) for start, end in _places(sentences)]
        identity = f"{path} is the text that was coded as {article} (SHA-256 {coded['text_sha256']})."
        problems = [*_layout(raw, content, texts, sentences), *_unit_problems(sentences, units)]
    else:
        units = _recognised(content.removeprefix("\ufeff").split(), sentences)
        identity = f"{path} {_described(content, coded['text_sha256'], units)}"
        units = [_Unit()] * len(units) if _another(units) else units
        problems = [identity, *_unit_problems(sentences, units)]
    shown = [unit.coded or unit.given for unit in units]
    found = sentences[["article_id", "sentence_id"]].assign(text=pd.array(shown, dtype="str"))
    home: list[_Home] = [
        (str(name), start, end, text)
        for name, (start, end), text in zip(sentences["sentence_id"], _places(sentences), shown, strict=True)
    ]
    spans = [line for name in PLACES for line in _span_problems(name, article, home)]
    spans += _counts(article, home)
    return Verdict(
        identity=identity,
        problems=(*problems, *filter(None, spans)),
        units=found,
        whole=all(unit.coded for unit in units),
        checked=int(found["text"].count()) + len(spans),
    )


def kept() -> Path:
    """Return where a person may keep the text of the article beside its data; nothing publishes the file."""
    return tables.data_dir() / "text" / f"{tables.article_id()}.txt"


def report(path: str | Path, article_id: str | None = None) -> tuple[bool, list[str]]:
    """Return whether a file is the coded text and all data fit it, and the lines that say so."""
    verdict = verify(path, article_id)
    checked = f"{verdict.checked} units, spans and cues were checked"
    if not verdict.problems:
        return True, [verdict.identity, f"{checked}: all hold."]
    return False, [*verdict.problems, f"{checked}; problems: {len(verdict.problems)}."]


def passages(path: str | Path, article_id: str | None = None) -> pd.DataFrame:
    """Return the units with their words, for a reader's own use: ``article_id``, ``sentence_id``, ``text``.

    A copy will do that has the words of all units. Raises TextError for any other text.
    """
    verdict = verify(path, article_id)
    if not verdict.whole:
        raise TextError(f"{verdict.identity} Check it: python -m helpers verify {shlex.quote(str(path))}")
    return verdict.units


def read(path: str | Path, size: int) -> bytes:
    """Return the bytes of a file that may be a copy of a text of ``size`` bytes, in UTF-8.

    Reads no more than twice the size. Raises TextError for what can't be such a copy.
    """
    path, most = Path(path), 2 * size + 1000
    if not path.exists():
        raise TextError(f"{path}: there is no such file")
    if not path.is_file():
        raise TextError(f"{path} is {'a folder' if path.is_dir() else 'no regular file'}; name a text file")
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if not raw:
        raise TextError(f"{path} is empty")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TextError(f"{path} is in UTF-16: save it as UTF-8")
    if b"\x00" in raw:
        raise TextError(f"{path} holds NUL bytes: it is no text, or not in UTF-8")
    if len(raw) > most:
        large = f"{path.stat().st_size:,} bytes, against {size:,} of the coded text"
        raise TextError(f"{path} is another text: it has {large}")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = f"byte 0x{raw[error.start]:02x} at offset {error.start:,} is not UTF-8"
        raise TextError(f"{path}: {wrong}; save the text as UTF-8") from None
    return raw


# ---- recognising the units in a copy -------------------------------------------------------------------


def _recognised(words: list[str], sentences: pd.DataFrame) -> list[_Unit]:
    """Return the units in a copy."""
    return [
        _unit(" ".join(words[slice(*place)]), digest) if place else _Unit()
        for place, digest in zip(_found(words, sentences), sentences["text_sha256"], strict=True)
    ]


def _found(words: list[str], sentences: pd.DataFrame) -> list[tuple[int, int] | None]:
    """Return from which to which word each unit stands: where its hash is met, or between its neighbours."""
    places: list[tuple[int, int] | None] = []
    after = 0
    for count, digest in zip(sentences["words"], sentences["text_sha256"], strict=True):
        starts = range(after, len(words) - count + 1)
        start = next((at for at in starts if digest in map(_digest, _forms(words[at : at + count]))), None)
        places.append(None if start is None else (start, start + count))
        after = after if start is None else start + count
    numbered = enumerate(places)
    for missing, run in [
        (missing, list(run)) for missing, run in groupby(numbered, lambda one: one[1] is None)
    ]:
        if missing:
            first, last = run[0][0], run[-1][0]
            before, behind = places[first - 1] if first else (0, 0), places[last + 1 :][:1]
            start, end = before[1] if before else 0, behind[0][0] if behind and behind[0] else len(words)
            counts = list(sentences["words"].iloc[first : last + 1]) if last > first else [end - start]
            if sum(counts) == end - start > 0:
                ends = [start + sum(counts[: number + 1]) for number in range(len(counts))]
                places[first : last + 1] = list(pairwise([start, *ends]))
    return places


def _forms(words: Sequence[str]) -> list[str]:
    """Return words as one text, as they stand and in the two Unicode forms, each once."""
    text = " ".join(words)
    return list(dict.fromkeys([text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))]))


def _unit(given: str, digest: str) -> _Unit:
    """Return a unit as it stands in a copy, and as coded where only marks or Unicode form differ."""
    for text in _forms([given]):
        form = frozenset({"Unicode form"} if text != given else ())
        if _digest(text) == digest:
            return _Unit(given, text, form)
        parts = [next((marks[:3] for marks in QUOTES if char in marks), char) for char in text]
        few = sum(len(part) > 1 for part in parts) <= MOST_QUOTES
        for choice in chain(_styled(text), map("".join, product(*parts)) if few else ()):
            if _digest(choice) == digest:
                return _Unit(given, choice, form | {"quotation marks"})
    return _Unit(given)


def _styled(text: str) -> Iterator[str]:
    """Yield a text with its quotation marks in each style, single for double and the reverse included.

    A mark behind a blank opens, any other closes; one between two letters is an apostrophe.
    """
    places = [
        (place, number, place > 0 and not text[place - 1].isspace() and text[place - 1] not in "([-–—")
        for place, char in enumerate(text)
        for number, marks in enumerate(QUOTES)
        if char in marks
    ]
    for style, swap in product(STYLES, (False, True)):
        chars = list(text)
        for place, number, closes in places:
            within = text[place - 1 : place].isalnum() and text[place + 1 : place + 2].isalnum()
            chars[place] = style[2 * (number != swap) + closes]
            if number and within:
                chars[place] = "'" if style[2:] == "''" else "’"
        yield "".join(chars)


def _another(units: list[_Unit]) -> bool:
    """Return whether fewer than half of the units have the words that were coded."""
    return 2 * sum(unit.coded is not None for unit in units) < len(units)


def _described(content: str, digest: str, units: list[_Unit]) -> str:
    """Return what a copy is, as the rest of a sentence about it."""
    if not all(unit.coded for unit in units):
        kind = "another text" if _another(units) else "the coded text with changes"
        whole = sum(unit.coded is not None for unit in units)
        return f"is {kind}: {whole} of the {len(units)} coded units are in it word for word."
    differences = {word for unit in units for word in unit.differences}
    plain = content.removeprefix("\ufeff")
    if plain != content:
        differences.add("byte order mark")
    if "\r" in plain:
        differences.add("line ends")
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    for unit in units:
        plain = plain.replace(str(unit.given), str(unit.coded), 1)
    if _digest(plain) != digest:
        extra = len(plain.split()) - sum(len(str(unit.coded).split()) for unit in units)
        differences.add(f"text around the units ({extra} words)" if extra else "white space")
    return f"has the words that were coded, but other bytes. What differs: {', '.join(sorted(differences))}."


# ---- checking the data against the units ----------------------------------------------------------------


def _layout(raw: bytes, content: str, texts: pd.DataFrame, sentences: pd.DataFrame) -> Iterator[str]:
    """Yield what is wrong with the sizes of the text, and with the units as a cover of it."""
    sizes = {"bytes": len(raw), "characters": len(content), "words": len(content.split())}
    for name, found in sizes.items():
        if texts[name].iloc[0] != found:
            yield f"{_at('article.texts', texts, 0)} {name}: {texts[name].iloc[0]}, but the text has {found}"
    after = 0
    for place, (start, end) in enumerate(_places(sentences)):
        where = f"{_at('article.sentences', sentences, place)} start, end: {start}-{end}"
        if content[after:start].strip():
            yield f"{where} leaves words out between it and the unit before"
        after = end
    if content[after:].strip():
        where = _at("article.sentences", sentences, len(sentences) - 1)
        yield f"{where} end: {after} leaves words out behind it"


def _unit_problems(sentences: pd.DataFrame, units: list[_Unit]) -> Iterator[str]:
    """Yield the units whose words or number of words are not as coded; nothing for another text."""
    if all(unit.given is None for unit in units):
        return
    for place, (unit, row) in enumerate(zip(units, sentences.itertuples(index=False), strict=True)):
        where = f"{_at('article.sentences', sentences, place)} {row.sentence_id}"
        if unit.given is None:
            yield f"{where}: not found in the text"
        elif _digest(unit.coded or unit.given) != row.text_sha256:
            yield f"{where} text_sha256: the text has other words here than were coded"
        elif len(unit.given.split()) != row.words:
            yield f"{where} words: {row.words}, but the text has {len(unit.given.split())}"


def _span_problems(name: str, article: str, home: list[_Home]) -> Iterator[str]:
    """Yield for each place in units that were found what is wrong with it, or an empty line."""
    frame = _of(name, article)
    for place, row in enumerate(frame.to_dict("records")):
        if pd.notna(row["start"]) and (parts := _parts(row["start"], row["end"], home)):
            where = f"{_at(name, frame, place)} start, end ({', '.join(unit for unit, _, _, _ in parts)})"
            wrong = _wrong(parts, row.get("cue"))
            yield f"{where}: {wrong}" if wrong else ""


def _parts(start: int, end: int, home: list[_Home]) -> list[_Part]:
    """Return the part of a place in each unit that it is in; nothing where one of these was not found."""
    within = [unit for unit in home if unit[1] < end and start < unit[2]]
    if any(text is None for _, _, _, text in within):
        return []
    return [
        (name, str(text), max(start - first, 0), min(end, last) - first) for name, first, last, text in within
    ]


def _wrong(parts: list[_Part], cue: str | None) -> str:
    """Return what is wrong with a place, empty when nothing."""
    found = " ".join(text[start:end] for _, text, start, end in parts)
    if pd.notna(cue):
        return "" if found == cue else f"the text has {found!r} here, not {cue!r}"
    (_, first, start, _), (_, last, _, end) = parts[0], parts[-1]
    cuts = [first[start - 1 : start + 1] if start else "", last[end - 1 : end + 1]]
    if found != found.strip() or any(len(cut) == 2 and cut.isalnum() for cut in cuts):
        return "the place does not begin and end with a word"
    return ""


def _counts(article: str, home: list[_Home]) -> Iterator[str]:
    """Yield for each attribution, or an empty line, that its content has other than the coded words."""
    name = "article.attributions"
    frame, pieces = _of(name, article), _of("article.attribution_pieces", article)
    contents = pieces[pieces["part"] == "content"].groupby("attribution_id")[["start", "end"]]
    places = {attribution: rows.to_numpy().tolist() for attribution, rows in contents}
    for place, row in enumerate(frame.to_dict("records")):
        parts = [_parts(start, end, home) for start, end in places[row["attribution_id"]]]
        if all(parts):
            words = sum(len(text[start:end].split()) for part in parts for _, text, start, end in part)
            where = f"{_at(name, frame, place)} content_words ({row['sentence_id']})"
            differs = words != row["content_words"]
            yield f"{where}: {row['content_words']} words, but the text has {words} here" if differs else ""


def _of(name: str, article: str) -> pd.DataFrame:
    """Return an article's rows of a table; the index still counts the rows of the file."""
    frame = tables.load(name)
    return frame[frame["article_id"] == article]


def _at(name: str, frame: pd.DataFrame, place: int) -> str:
    """Return file and line of a row: the header is line 1."""
    return f"{tables.resource(name)['path']}:{frame.index[place] + 2}"


def _places(sentences: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(sentences["start"], sentences["end"], strict=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
