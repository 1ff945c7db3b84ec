"""brat stand-off: a text, and beside it a file of annotations a coder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from helpers.code.coding import PARTS, Mark
from helpers.formats import model, table
from helpers.formats.model import Document, FormatError
from helpers.read.files import MAX_FILE
from helpers.read.spans import Place

EVENTS = ("Attribution", "Attribution-no-source")
NAMES = {name: name for name in ("Source", "Cue", "Content", *EVENTS)}
"""The types that files have for those of ours; a mapping file may have others."""
SHARED = "rostrum.csv"
"""What annotations have no place for, beside them."""
LINE = re.compile(r"([TERAMN*#]\S*)\t([^\t]+)(?:\t(.*))?")
WHERE = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")


def read(
    text: str | None, ann: str, coder: str = "brat", names: Mapping[str, str] = NAMES
) -> tuple[list[Mark], list[tuple[str, str]]]:
    """Return a coder's marks in a file of annotations, and what of it was left out: a reason and the line.

    Without a text, places are taken as they stand. ``names`` maps types of the file to ours. A role with a
    number (``Content2``) is another piece of that part. Who has such a file went through all of the text.
    """
    spans, events, notes = dict[str, tuple[str, list[Place], str]](), dict[str, Any](), dict[str, Mark]()
    left, used = list[tuple[str, str]](), set[str]()
    for line in ann.split("\n"):
        found = LINE.fullmatch(line.rstrip("\r"))
        kind = line[:1] if found else ""
        key, told, rest = found.groups() if found else ("", "", "")
        at = WHERE.fullmatch(told)
        try:
            if kind == "T" and at and key not in spans:
                places = [model.place(one.split(), text) for one in at[2].split(";")]
                spans[key] = names.get(at[1], at[1]), model.joined(places), line
            elif kind == "E":
                (name, trigger), *roles = (one.rpartition(":")[::2] for one in told.split())
                events[key] = names.get(name, name), trigger, roles, line
            elif kind == "#" and told.startswith("Rostrum "):
                notes[told.split()[1]] = model.loaded(rest or "", coder)
            elif line.strip():
                reason = "a note" if kind == "#" else "an annotation that brat knows and no table has"
                left.append((reason if kind else "a line that is none of brat's", line))
        except FormatError as error:
            left.append((str(error), line))
    marks = list[Mark]()
    for key, (name, trigger, roles, line) in events.items():
        used |= {trigger, *(target for _, target in roles)}
        parts = dict[str, list[Place]]()
        for role, target in roles if name in EVENTS else []:
            part = names.get(role.rstrip("0123456789"), role.rstrip("0123456789")).lower()
            if target in spans and part in PARTS:
                parts[part] = model.joined([*parts.get(part, []), *spans[target][1]])
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
    return [*marks, Mark("coded", coder, "spans", "spans", {}, {})], left


# ---- folders of files


def documents(path: Path, mapping: Path | None = None) -> list[Document]:
    """Return the texts of a folder with the marks of all coders who annotated them, or of one file's.

    A file of annotations is that of the text whose name it begins with; what follows names the coder, brat
    where nothing does. A mapping file may say otherwise: ``pattern``, with groups ``article`` and ``coder``,
    and ``types``.
    """
    named = _mapping(mapping)
    folder = path if path.is_dir() else path.parent
    files = sorted(
        one for one in folder.rglob("*") if one.suffix in (".txt", ".ann") and not one.is_symlink()
    )
    texts = {one.stem: one for one in files if one.suffix == ".txt"}
    anns = [one for one in files if one.suffix == ".ann" and (path.is_dir() or one == path)]
    if not anns:
        raise FormatError(f"{path}: found no file *.ann, allowed: a folder of brat's files, or one of them")
    if sum(one.stat().st_size for one in [*anns, *texts.values()]) > MAX_FILE:
        raise FormatError(f"{path}: more than {MAX_FILE:,} bytes; import it in parts")
    beside = folder / SHARED
    shared = table.documents(beside) if beside.is_file() else []
    known, words = {one.article: one.marks for one in shared}, dict[str, str]()
    found = []
    for ann in anns:
        article, coder = _names(ann.stem, texts, named.get("pattern"))
        if article not in words and article in texts:
            words[article] = model.text(texts[article])
        names = {**NAMES, **named.get("types", {})}
        marks, left = read(words.get(article), model.text(ann), coder, names)
        more = [mark for mark in known.get(article, []) if mark.coder in ("", coder)]
        if any(mark.layer == "coded" for mark in more):
            marks.pop()
        found.append(
            Document(
                article, words.get(article), [*more, *marks], [(why, f"{ann.name}: {at}") for why, at in left]
            )
        )
    return found


def _mapping(path: Path | None) -> dict[str, Any]:
    """Return what a mapping file says."""
    try:
        return tomllib.loads(model.text(path)) if path else {}
    except tomllib.TOMLDecodeError as error:
        raise FormatError(
            f"{path}: found {error}, allowed: TOML with 'pattern' and a table 'types'"
        ) from None


def _names(stem: str, texts: Mapping[str, Path], pattern: str | None) -> tuple[str, str]:
    """Return the names of article and coder that the name of a file is made of."""
    if pattern:
        found = re.fullmatch(pattern, stem)
        if not found or not {"article", "coder"} <= set(found.groupdict()):
            raise FormatError(
                f"{stem}: found a name that 'pattern' doesn't fit, allowed: (?P<article>...)(?P<coder>...)"
            )
        return found["article"], found["coder"]
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
            own = [
                mark for mark in one.marks if mark.coder == coder and mark.parts and mark.layer != "coders"
            ]
            found[out / f"{one.article}_{coder}.ann"] = "".join(_lines(own, one.text))
    rest = [
        one._replace(marks=[mark for mark in one.marks if not mark.coder or not mark.parts]) for one in read
    ]
    return found | table.files(rest, out / SHARED)


def _placed(mark: Mark) -> bool:
    return bool(mark.coder and mark.parts)


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
