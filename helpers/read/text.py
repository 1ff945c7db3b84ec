"""Stand-off text: is a file the text that was coded, and does every offset and cue fit it?

The data hold no text, but for each unit its place (in Unicode code points), its number of words and the
SHA-256 of its words. That is enough to recognise the units in any copy, to name what differs, and to check
what was coded on them.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.errors import RostrumError
from helpers.read import tables
from helpers.read.files import decoded
from helpers.read.spans import HAN, quoted_words, words_of

PLACES = ("attribution_pieces", "frame_codings", "relations", "hedges", "mentions")
"""Tables of an article whose rows have a ``start`` and an ``end``, and mostly a ``cue``, the words there."""
Checked = tuple[str, int, str, str]
"""Table, row, what was compared, and what is wrong with it, if anything."""
Part = tuple[str, str, int, int]
"""A part of a place: the unit, its words, and the first and last offset in them."""
SINGLE, BEFORE = "'‘’‚‹›", " ([-–—"
"""Single quotation marks, and what stands before a mark that opens."""
MARK = re.compile("[\"“”„«»'‘’‚‹›]+")
STYLES = ("\"\"''", "“”‘’", "„“‚‘", "«»‹›", "»«›‹", "“”''", "„”‚’")
"""Marks of a text throughout: opening and closing, double and single."""


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


class _Unit(NamedTuple):
    """A unit in a file: its words as they stand there, as coded (None if others), and how the two differ."""

    given: str | None = None
    coded: str | None = None
    differences: frozenset[str] = frozenset()


def verify(path: str | Path) -> Verdict:
    """Return whether a file is the text of ``tables.article_id()``, and what in the data doesn't fit it.

    There are no problems only if the bytes are the same and every unit, span and cue stands where the data
    say. In a copy with other white space, line ends, quotation marks or Unicode form the units are recognised
    all the same, and what was coded on them is checked. Raises TextError for what can't be read as text.
    """
    article = tables.article_id()
    texts, sentences = _of("texts"), _of("sentences")
    raw = read(path, int(texts["bytes"].iloc[0]))
    content, digest = raw.decode("utf-8"), texts["text_sha256"].iloc[0]
    same, layout = _digest(content) == digest, list[Checked]()
    if same:
        places = zip(sentences["start"], sentences["end"], strict=True)
        units = [_Unit(content[start:end], content[start:end]) for start, end in places]
        identity = f"{path} is the text that was coded as {article} (SHA-256 {digest})."
        layout = list(_layout(raw, content, texts, sentences))
    else:
        units = _recognised(content.removeprefix("\ufeff"), sentences)
        identity = f"{path} {_described(content, digest, units)}"
        units = [_Unit()] * len(units) if _another(units) else units
    sentences["text"] = pd.array([unit.coded or unit.given for unit in units], dtype="str")
    checks = list(_checks(sentences))
    lines = [
        f"{tables.resource(f'article.{name}')['path']}:{row + 2} {what}: {wrong}"  # line 1 is the header
        for name, row, what, wrong in [*layout, *_unit_problems(sentences, units), *checks]
        if wrong
    ]
    return Verdict(
        identity=identity,
        problems=(*([] if same else [identity]), *lines),
        units=sentences[["article_id", "sentence_id", "text"]],
        whole=all(unit.coded for unit in units),
        checked=int(sentences["text"].count()) + len(checks),
    )


def kept() -> Path:
    """Return where a person may keep the text of the article beside its data; nothing publishes the file."""
    return tables.data_dir() / "text" / f"{tables.article_id()}.txt"


def report(path: str | Path) -> tuple[bool, list[str]]:
    """Return whether a file is the coded text and all data fit it, and the lines that say so."""
    verdict = verify(path)
    checked = f"{verdict.checked} units, spans and cues were checked"
    if not verdict.problems:
        return True, [verdict.identity, f"{checked}: all hold."]
    return False, [*verdict.problems, f"{checked}; problems: {len(verdict.problems)}."]


def passages(path: str | Path) -> pd.DataFrame:
    """Return the units with their words, for a reader's own use: ``article_id``, ``sentence_id``, ``text``.

    A copy will do that has the words of all units. Raises TextError for any other text.
    """
    verdict = verify(path)
    if not verdict.whole:
        names = f"{shlex.quote(str(path))} --data {shlex.quote(str(tables.data_dir()))}"
        raise TextError(f"{verdict.identity} Check it: python -m helpers verify {names}")
    return verdict.units


def read(path: str | Path, size: int) -> bytes:
    """Return the bytes of a file that may be a copy of a text of ``size`` bytes, in UTF-8.

    Reads no more than twice the size. Raises TextError for what can't be such a copy.
    """
    path, most = Path(path), 2 * size + 1000
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        other = f"{path} is {kind}; name a text file"
        raise TextError(other if path.exists() else f"{path}: there is no such file")
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if not raw:
        raise TextError(f"{path} is empty")
    if len(raw) > most:
        large = f"{path.stat().st_size:,} bytes, against {size:,} of the coded text"
        raise TextError(f"{path} is another text: it has {large}")
    try:
        decoded(raw)
    except ValueError as error:
        raise TextError(f"{path}: found {error}; save the text as UTF-8") from None
    return raw


# ---- recognising the units in a copy -------------------------------------------------------------------


def _recognised(content: str, sentences: pd.DataFrame) -> list[_Unit]:
    """Return the units in a copy: where their hash is met, or as many words stand between others."""
    words = words_of(content)

    def text(start: int, end: int) -> str:
        return " ".join(content[words[start][0] : words[end - 1][1]].split())

    counts, digests = sentences["words"].tolist(), sentences["text_sha256"].tolist()
    places: list[tuple[int, int] | None] = [(0, 0)]
    after = 0
    for count, digest in zip(counts, digests, strict=True):
        starts = range(after, len(words) - count + 1)
        start = next((at for at in starts if digest in map(_digest, _forms(text(at, at + count)))), None)
        after = after if start is None else start + count
        places.append(None if start is None else (start, after))
    places.append((len(words), len(words)))
    found = [(number, place) for number, place in enumerate(places) if place]
    for (before, (_, start)), (behind, (end, _)) in pairwise(found):
        lengths = counts[before : behind - 1]
        lengths = [end - start] if len(lengths) == 1 else lengths
        if sum(lengths) == end - start > 0:
            places[before + 1 : behind] = pairwise(accumulate(lengths, initial=start))
    return [
        _unit(text(*place), digest) if place else _Unit()
        for place, digest in zip(places[1:-1], digests, strict=True)
    ]


def _forms(text: str) -> list[str]:
    """Return a text as it stands and in the two Unicode forms, each once."""
    return list(dict.fromkeys([text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))]))


def _unit(given: str, digest: str) -> _Unit:
    """Return a unit as it stands in a copy, and as coded where only marks or Unicode form differ."""
    for text in _forms(given):
        form = {"Unicode form"} if text != given else set()
        for choice in (text, *_styled(text)):
            if _digest(choice) == digest:
                marks = {"quotation marks"} if choice != text else set()
                return _Unit(given, choice, frozenset(form | marks))
    return _Unit(given)


def _styled(text: str) -> Iterator[str]:
    """Yield a text with its quotation marks in each style, single for double and the reverse included.

    Marks behind a blank open, any others close; one between two letters is an apostrophe.
    """
    for style, swap in product(STYLES, (False, True)):

        def other(marks: re.Match[str], style: str = style, swap: bool = swap) -> str:
            before, behind = text[marks.start() - 1 : marks.start()], text[marks.end() : marks.end() + 1]
            if marks[0] in SINGLE and before.isalnum() and behind.isalnum():
                return "'" if style[2:] == "''" else "’"
            closes = before not in BEFORE  # nothing stands before the first
            return "".join(style[2 * ((mark in SINGLE) != swap) + closes] for mark in marks[0])

        yield MARK.sub(other, text)


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
        extra = len(words_of(plain)) - sum(len(words_of(str(unit.coded))) for unit in units)
        differences.add(f"text around the units ({extra} words)" if extra else "white space")
    return f"has the words that were coded, but other bytes. What differs: {', '.join(sorted(differences))}."


# ---- checking the data against the units ----------------------------------------------------------------


def _layout(raw: bytes, content: str, texts: pd.DataFrame, sentences: pd.DataFrame) -> Iterator[Checked]:
    """Yield what is wrong with the sizes of the text, and with the units as a cover of it."""
    sizes = {"bytes": len(raw), "characters": len(content), "words": len(words_of(content))}
    for name, found in (sizes | {"quoted_words": quoted_words(content)}).items():
        if pd.notna(said := texts[name].iloc[0]) and said != found:
            yield "texts", texts.index[0], name, f"{said}, but the text has {found}"
    after = 0
    for row, start, end in sentences[["start", "end"]].itertuples():
        if content[after:start].strip():
            wrong = f"{start}-{end} leaves words out between it and the unit before"
            yield "sentences", row, "start, end", wrong
        after = end
    if content[after:].strip():
        yield "sentences", sentences.index[-1], "end", f"{after} leaves words out behind it"


def _unit_problems(sentences: pd.DataFrame, units: list[_Unit]) -> Iterator[Checked]:
    """Yield the units whose words or number of words are not as coded; nothing for another text."""
    coded = sentences[["sentence_id", "text_sha256", "words"]].itertuples()
    known = zip(units, coded, strict=True) if any(unit.given for unit in units) else []
    for unit, (row, name, digest, words) in known:
        if unit.given is None:
            yield "sentences", row, name, "not found in the text"
        elif _digest(unit.coded or unit.given) != digest:
            yield "sentences", row, f"{name} text_sha256", "the text has other words here than were coded"
        elif (count := len(words_of(unit.given))) != words:
            yield "sentences", row, f"{name} words", f"{words}, but the text has {count}"


def _checks(sentences: pd.DataFrame) -> Iterator[Checked]:
    """Yield each place in units that were found, and the number of words of each attribution's content."""
    for name in PLACES:
        for row, found in _of(name).dropna(subset="start").to_dict("index").items():
            if parts := _parts(found["start"], found["end"], sentences):
                where = f"start, end ({', '.join(unit for unit, _, _, _ in parts)})"
                yield name, int(str(row)), where, _wrong(parts, found.get("cue"))
    pieces = _of("attribution_pieces")
    contents = pieces[pieces["part"] == "content"].groupby("attribution_id")
    for row, found in _of("attributions").to_dict("index").items():
        places = contents.get_group(found["attribution_id"])[["start", "end"]].to_numpy().tolist()
        several = [_parts(start, end, sentences) for start, end in places]
        if all(several):
            words = sum(len(words_of(text[start:end])) for parts in several for _, text, start, end in parts)
            said = found["content_words"]
            wrong = f"{said} words, but the text has {words} here" if words != said else ""
            yield "attributions", int(str(row)), f"content_words ({found['sentence_id']})", wrong


def _parts(start: int, end: int, sentences: pd.DataFrame) -> list[Part]:
    """Return the part of a place in each unit that it is in; nothing where one of these was not found."""
    within = sentences[(sentences["start"] < end) & (start < sentences["end"])]
    if within["text"].isna().any():
        return []
    units = within[["sentence_id", "text", "start", "end"]].itertuples(index=False, name=None)
    return [(name, text, max(start - first, 0), min(end, last) - first) for name, text, first, last in units]


def _wrong(parts: list[Part], cue: str | None) -> str:
    """Return what is wrong with a place, empty when nothing."""
    found = " ".join(text[start:end] for _, text, start, end in parts)
    if pd.notna(cue):
        return "" if found == cue else f"the text has {found!r} here, not {cue!r}"
    (_, first, start, _), (_, last, _, end) = parts[0], parts[-1]
    cuts = [first[start - 1 : start + 1] if start else "", last[end - 1 : end + 1]]
    cut = found != found.strip() or any(re.fullmatch(rf"(?:(?![{HAN}])[^\W_]){{2}}", word) for word in cuts)
    return "the place does not begin and end with a word" if cut else ""


def _of(name: str) -> pd.DataFrame:
    """Return an article's rows of a table; the index still counts the rows of the file."""
    frame = tables.load(f"article.{name}")
    return frame[frame["article_id"] == tables.article_id()].copy()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def coded_as(path: Path) -> str | None:
    """Return the article whose text a file is, byte for byte, whichever of the package; else None."""
    texts = tables.load("article.texts").set_index("text_sha256")["article_id"]
    raw = path.read_bytes() if path.is_file() and path.stat().st_size < 50_000_000 else b""
    return texts.get(hashlib.sha256(raw).hexdigest())
