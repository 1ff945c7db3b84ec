"""Attributions that rules suggest, in English: for a person to judge, or for texts by the thousand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers import notebooks
from helpers.errors import RostrumError
from helpers.read.files import decoded
from helpers.suggest import rules
from helpers.suggest.store import coded as coded
from helpers.suggest.store import store as store
from helpers.suggest.store import suggestions as suggestions
from helpers.suggest.words import KINDS


def kinds(given: str) -> tuple[str, ...]:
    """Return the kinds of cues that a list names. Raises RostrumError for one that is none."""
    chosen = KINDS if given == "all" else tuple(part.strip() for part in given.split(","))
    if other := [one for one in chosen if one not in KINDS]:
        raise RostrumError(f"--kinds: found {other[0]!r}, allowed: all, or some of {', '.join(KINDS)}")
    return chosen


def write(texts: Path, out: Path, chosen: tuple[str, ...]) -> list[str]:
    """Write the attributions of all texts of a folder as JSON; return what was done.

    A list of ``file``, ``source`` (null where it has none), ``cue`` and ``content``, each a place in code
    points or a list of places.
    """
    paths = sorted(texts.glob("*.txt"))
    if not paths:
        raise RostrumError(f"{texts}: found no .txt file, allowed: a folder of texts in UTF-8")
    whole = [(path.stem, _text(path)) for path in paths]
    found: list[dict[str, Any]] = [
        {"file": name, **{part: _places(getattr(one, part)) for part in ("source", "cue", "content")}}
        for name, several in rules.read(whole)
        for one in several
        if one.kind in chosen
    ]
    notebooks.write({out: (json.dumps(found) + "\n").encode()})
    return [f"{out}: {len(found)} attributions in {len(paths)} texts"]


def _text(path: Path) -> str:
    try:
        return decoded(path.read_bytes())
    except ValueError as error:
        raise RostrumError(f"{path}: found {error}, allowed: a text in UTF-8") from None


def _places(places: list[tuple[int, int]]) -> Any:
    return None if not places else places[0] if len(places) == 1 else places
