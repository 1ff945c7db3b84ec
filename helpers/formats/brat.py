"""brat stand-off: a text, and beside it a file of annotations a coder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from helpers.code.coding import PARTS, Mark, gone_through
from helpers.errors import shown
from helpers.formats import model, table
from helpers.formats.model import Document, FormatError
from helpers.read.files import MAX_FILE
from helpers.read.spans import Place

EVENTS = ("Attribution", "Attribution-no-source")
NAMES = {name: name for name in ("Source", "Cue", "Content", *EVENTS)}
"""The types that files have for those of ours; a mapping file may have others."""
STRANGE = "a line that is none of brat's"
LARGEST = 2_000_000
"""Bytes of a file of annotations."""
GROUPS = {"article", "coder"}
SHARED = "rostrum.csv"
"""What annotations have no place for, beside them."""
LINE = re.compile(r"([TERAMN*#]\S*)\t([^\t]+)(?:\t(.*))?")
EVENT, ROLE = re.compile(r"([^\s:]+):(\S+)((?: [^\s:]+:\S+)*) ?"), re.compile(r" ([^\s:]+?)\d*:(\S+)")
NOTE = re.compile(r"Rostrum (\S+)")
WHERE = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")


def read(
    text: str | None, ann: str, coder: str = "brat", names: Mapping[str, str] = NAMES
) -> tuple[list[Mark], list[tuple[str, str]]]:
    """Return a coder's marks in a file of annotations, and what of it was left out: a reason and the line.

    Without a text, places are taken as they stand. ``names`` maps types of the file to ours. A role with a
    number (``Content2``) is another piece of that part. Who has such a file went through all of the text.
    FormatError for a place that is not in the text, or has other words there than the file.
    """
    spans, events, notes, left = _parsed(text, ann, coder, names)
    marks, used = list[Mark](), set[str]()
    for key, (name, trigger, roles, line) in events.items():
        used |= {trigger, *(target for _, target in roles)}
        parts = dict[str, list[Place]]()
        for role, target in roles if name in EVENTS else []:
            part = names.get(role, role).lower()
            if target in spans and part in PARTS:
                parts[part] = model.joined([*parts.get(part, []), *spans[target][1]])
            else:
                left.append((f"a role {role} of no use, or without its span", line))
        if "content" in parts:
            mark = notes.get(key, Mark("spans", coder, key, "", {}, {}))
            marks.append(mark._replace(parts={part: parts[part] for part in PARTS if part in parts}))
        else:
            left.append((f"an event {name} without content" if name in EVENTS else f"an event {name}", line))
    for key, (name, places, line) in spans.items():
        if key in notes and key not in used:
            marks.append(notes[key]._replace(parts={"": places}))
        elif key not in used:
            left.append((f"{name} in no attribution" if name in NAMES else f"a span {name}", line))
    return [*marks, gone_through(coder, "spans")], left


def _parsed(text: str | None, ann: str, coder: str, names: Mapping[str, str]) -> tuple[Any, ...]:
    """Return the spans, events and notes of ours in a file, by their keys, and what is none."""
    spans, events, notes = dict[str, Any](), dict[str, Any](), dict[str, Mark]()
    left = list[tuple[str, str]]()
    for line in filter(str.strip, ann.split("\n")):
        found = LINE.fullmatch(line.rstrip("\r"))
        key, told, rest = found.groups() if found else ("", "", "")
        at, event, note = WHERE.fullmatch(told), EVENT.fullmatch(told), NOTE.fullmatch(told)
        try:
            if key[:1] == "T" and at and key not in spans:
                places = [model.place(one.split(), text) for one in at[2].split(";")]
                model.same(rest, places, text)
                spans[key] = names.get(at[1], at[1]), model.joined(places), line
            elif key[:1] == "E" and event and key not in events:
                roles = [(one[1], one[2]) for one in ROLE.finditer(event[3])]
                events[key] = names.get(event[1], event[1]), event[2], roles, line
            elif key[:1] == "#" and note:
                notes[note[1]] = model.loaded(rest or "", coder)
            else:
                known = "a note" if key[:1] == "#" else "an annotation that brat knows and no table has"
                left.append((known if found else STRANGE, line))
        except FormatError as error:
            raise FormatError(f"{key}: {error}") from None
    return spans, events, notes, left


# ---- folders of files


def documents(path: Path, mapping: Path | None = None) -> list[Document]:
    """Return the texts of a folder with the marks of all coders who annotated them, or of one file's.

    A file of annotations is that of the text whose name it begins with; what follows names the coder, brat
    where nothing does. A mapping file may say otherwise: ``pattern``, with groups ``article`` and ``coder``,
    and ``types``, its names with ours. Links are not followed.
    """
    types, pattern = _mapping(mapping)
    folder = path if path.is_dir() else path.parent
    here = sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    texts = {one.stem: one for one in here if one.suffix == ".txt"}
    by_name = {one.name: one for one in here}
    for one in here:
        if one.suffix in (".txt", ".ann") and one is not (other := by_name[one.name]):
            raise FormatError(f"{path}: found {one} and {other}, allowed: each name once")
    anns = [one for one in here if one.suffix == ".ann" and path in (one, folder)]
    if not anns or sum(one.stat().st_size for one in here) > MAX_FILE:
        what = f"more than {MAX_FILE:,} bytes" if anns else "no file *.ann"
        raise FormatError(f"{path}: found {what}, allowed: a folder of brat's files, or one of them")
    beside = folder / SHARED
    known = {one.article: one.marks for one in (table.documents(beside) if beside in here else [])}
    named = {f"{name}_{one.coder}": (name, one.coder) for name, marks in known.items() for one in marks}
    words, found = dict[str, str](), list[Document]()
    for ann in anns:
        article, coder = named.get(ann.stem) or named_by(ann.stem, texts, pattern)
        if article not in words and article in texts:
            words[article] = model.text(texts[article])
        lines = model.text(ann, LARGEST).removeprefix("\ufeff")
        try:
            marks, left = read(words.get(article), lines, coder, types)
        except FormatError as error:
            raise FormatError(f"{ann}: {error}") from None
        if len(marks) == 1 and {why for why, _ in left} == {STRANGE}:
            may = "lines as brat writes them, with tabs between their parts"
            raise FormatError(f"{ann}: found {left[0][1][:60]!r}, allowed: {may}")
        if beside not in here and any(mark.cells for mark in marks):
            what = f"annotations of an export without {SHARED}, which has its voices, units and coders"
            raise FormatError(f"{ann}: found {what}, allowed: both; put {SHARED} back")
        more = [mark for mark in known.get(article, []) if mark.coder in ("", coder)]
        if any(mark.layer == "coded" for mark in more):
            marks.pop()
        at = [(why, f"{ann.name}: {line}") for why, line in left]
        found.append(Document(article, words.get(article), [*more, *marks], at))
    return found


def _mapping(path: Path | None) -> tuple[dict[str, str], re.Pattern[str] | None]:
    """Return the types and the pattern of a mapping file."""
    try:
        told = tomllib.loads(model.text(path)) if path else {}
        if strange := told.keys() - {"pattern", "types"}:
            raise ValueError(shown(min(strange)))
        types, pattern = dict(told.get("types", {})), re.compile(told.get("pattern", ""))
        if not {*types.values()} <= {*NAMES} or (pattern.pattern and set(pattern.groupindex) != GROUPS):
            raise ValueError("other names")
    except (ValueError, TypeError, re.error) as error:
        may = f"TOML with 'pattern', which has the groups {' and '.join(sorted(GROUPS))}, and a table 'types'"
        raise FormatError(f"{path}: found {error}, allowed: {may} of {', '.join(NAMES)}") from None
    return NAMES | types, pattern if pattern.pattern else None


def named_by(stem: str, texts: Mapping[str, Path], pattern: re.Pattern[str] | None) -> tuple[str, str]:
    """Return the names of article and coder that the name of a file is made of."""
    if pattern:
        if found := pattern.fullmatch(stem):
            return found["article"], found["coder"]
        raise FormatError(f"{stem}.ann: found a name that 'pattern' does not fit, allowed: one that it fits")
    begins = [one for one in texts if stem == one or (stem.startswith(one) and not stem[len(one)].isalnum())]
    article = max(begins, key=len, default=stem)
    return article, stem[len(article) + 1 :] or "brat"


def files(read: Sequence[Document], out: Path) -> dict[Path, str]:
    """Return the files of documents: texts, a file of annotations a coder, and what has no place in these."""
    found = dict[Path, str]()
    for one in read:
        if one.text is not None:
            found[out / f"{one.article}.txt"] = one.text
        for coder in dict.fromkeys(mark.coder for mark in one.marks if mark.coder):
            own = [mark for mark in one.marks if mark.coder == coder and mark.parts]
            if (path := out / f"{one.article}_{coder}.ann") in found:
                raise FormatError(f"found two files {path.name}, allowed: one; export each --article apart")
            found[path] = "".join(_lines(own, one.text))
    return found | table.files(map(model.unplaced, read), out / SHARED)


def _lines(marks: Sequence[Mark], text: str | None) -> Iterator[str]:
    """Yield the lines of marks; those of attributions are bound by events."""
    number = count(1)

    def span(kind: str, places: Sequence[Place]) -> tuple[str, str]:
        key = f"T{next(number)}"
        words = " ".join(text[start:end] for start, end in places) if text else ""
        where = ";".join(f"{start} {end}" for start, end in places)
        return key, f"{key}\t{kind} {where}\t{' '.join(words.splitlines())}\n"

    for place, mark in enumerate(marks, 1):
        key = f"E{place}"
        if mark.layer == "spans":
            event = EVENTS["source" not in mark.parts]
            trigger, line = span(event, mark.parts.get("cue", mark.parts["content"][:1]))
            spans = {part: span(part.capitalize(), places) for part, places in mark.parts.items()}
            yield from (line, *(one for _, one in spans.values()))
            roles = " ".join(f"{part.capitalize()}:{one}" for part, (one, _) in spans.items())
            yield f"{key}\t{event}:{trigger} {roles}\n"
        else:
            key, line = span(mark.layer.capitalize(), mark.parts[""])
            yield line
        yield f"#{place}\tRostrum {key}\t{model.dumped(mark)}\n"
