"""brat stand-off: a text, and beside it a file of annotations a coder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from helpers.code.coding import PARTS, Mark
from helpers.formats import model
from helpers.formats.model import FormatError
from helpers.read.files import MAX_FILE, decoded, read_text
from helpers.read.spans import Place

EVENTS = ("Attribution", "Attribution-no-source")
NAMES = {name: name for name in ("Source", "Cue", "Content", *EVENTS)}
"""The types that files have for those of ours; a mapping file may have others."""
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
                places = [model.place(*one.split(), text) for one in at[2].split(";")]
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
