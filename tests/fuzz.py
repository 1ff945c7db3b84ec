"""Broken files by the thousand: the answer is a result or the one documented error, in time, and no more.

``python tests/fuzz.py loader --inputs 100000`` changes a small data package, ``python tests/fuzz.py report``
a stored notebook. Each input differs in its bytes or in a value within its JSON, at one to four places;
input N of a seed is always the same.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pages
from test_tables import EVENTS, PLACES, descriptor

from helpers import report
from helpers.errors import RostrumError
from helpers.read import tables

SECONDS = 5
"""An input that takes longer hangs."""
FINE = ("result", "refusal")
TOKENS = [
    *(b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff", b"\x1b[31m"),
    *(b"{", b"}", b"[" * 2000, b'{"a":' * 2000, b"null", b"true", b"NaN", b"-", b"1e999", b"9" * 5000),
    *(b"../..", b"/etc/passwd", b"http://x/", b"\\u0000", b"\\ud800", b"x" * 200_000, b"A,Alpha\n"),
    *(
        "\u0661\u0660".encode(),
        b"=1+1",
        b"(a",
        b"(?P<",
        b"primaryKey",
        b"foreignKeys",
        b"resource",
        b"fields",
    ),
    *(
        b"0000-00-00",
        b"<script>",
        b"</svg>",
        b"#history.attendance:a001",
        b"\xe2\x80\xae",
        b"\xf0\x9f\x9a\x82",
    ),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 2**70, 1e308, float("inf"), "", "a", "places", "log.events", "event", "../x"),
    *([], {}, [[]], [{}], ["event"], ["event", "event"], [None], {"resource": "places"}, {"fields": []}),
    *("string", "integer", "date", "any", "http://x/y.csv", "/etc/passwd", "x" * 5000, "\x00", "(a", "[0-9]"),
    *("<svg>", "<table", "history.attendance:a001", ["history.attendance:a999"], {"text/html": []}, "\ud800"),
]


def changed(raw: bytes, choice: random.Random) -> bytes:
    """Bytes with a piece cut out, doubled, flipped or put in."""
    start = choice.randrange(len(raw) + 1)
    piece = raw[start : start + choice.choice((1, 2, 8, 64))]
    flipped = bytes(byte ^ (1 << choice.randrange(8)) for byte in piece[:1]) + piece[1:]
    token = choice.choice(TOKENS)
    return (
        raw[:start]
        + choice.choice((b"", piece * 2, flipped, token, token + piece))
        + raw[start + len(piece) :]
    )


def rearranged(value: Any, choice: random.Random) -> Any:
    """JSON in which one value somewhere is another, or is gone."""
    places = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    if not places or choice.random() < 0.15:
        return choice.choice(VALUES)
    place, copy = choice.choice(list(places)), value.copy()
    if choice.random() < 0.1:
        del copy[place]
    else:
        copy[place] = rearranged(value[place], choice)
    return copy


def broken(raw: bytes, choice: random.Random) -> bytes:
    """A file changed at one to four places: its values if it is JSON, mostly, or its bytes."""
    structure = raw.startswith(b"{") and choice.random() < 0.7
    value = json.loads(raw) if structure else None
    for _ in range(choice.randint(1, 4)):
        value, raw = (rearranged(value, choice), raw) if structure else (value, changed(raw, choice))
    return json.dumps(value).encode() if structure else raw


@cache
def seeds(target: str) -> dict[str, bytes]:
    """Return the sound files that a target's inputs are made from."""
    if target == "report":
        return {"90_sample.ipynb": json.dumps(pages.sample()).encode()}
    package = json.dumps(descriptor()).encode()
    return {"places.csv": PLACES.encode(), "log/events.csv": EVENTS.encode(), "datapackage.json": package}


def answer(target: str, folder: Path) -> None:
    """Do with the files in a folder what the target does."""
    if target == "report":
        report.build([folder / "90_sample.ipynb"], folder / "out")
    else:
        tables.forget()
        os.environ["ROSTRUM_DATA"] = str(folder)
        names = tables.names()
        assert [tables.resource(name)["name"] for name in names] == names
        assert all(list(tables.load(name).columns) for name in names)


def outcome(target: str, seed: int, number: int, outer: Path) -> str:
    """Return what comes of an input: 'result', 'refusal', or what should never be."""
    choice, folder = random.Random(f"{seed} {number}"), outer / "inner"
    files = dict(seeds(target))
    name = choice.choice(sorted(files))
    files[name] = broken(files[name], choice)
    for path, raw in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        answer(target, folder)
        said = "result"
    except RostrumError as error:
        said = "refusal" if str(error) and len(str(error)) < 100_000 else "no message, or one without end"
    except BaseException as error:
        said = f"{type(error).__name__} in {_where(error)}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    there = {path.relative_to(folder).as_posix() for path in outer.rglob("*") if path.is_file()}
    more = there - set(files) - {"out/90_sample.html", "out/index.html"}
    return f"{sorted(more)} written; {said}" if more else said


def outcomes(target: str, seed: int, first: int, count: int, step: int) -> dict[str, list[int]]:
    """Return the numbers of inputs by outcome: every ``step``-th from ``first`` up to ``count``."""
    signal.signal(signal.SIGALRM, _hangs)
    found: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as outer:
        for number in range(first, count, step):
            found.setdefault(outcome(target, seed, number, Path(outer)), []).append(number)
    return found


def _where(error: BaseException) -> str:
    """Return the last lines that ran, ours and any."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/helpers/" in frame.filename][-1:]
    return " <- ".join(f"{Path(f.filename).name}:{f.lineno} {f.line}" for f in (frames[-1], *ours))


def _hangs(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=["loader", "report"])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    shares = [(options.target, options.seed, first, options.inputs, 2) for first in range(2)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        parts = pool.starmap(outcomes, shares)
    numbers = Counter(
        {said: sum(len(part.get(said, [])) for part in parts) for said in {*parts[0], *parts[1]}}
    )
    bad = sorted(set(numbers) - set(FINE))
    for said in bad:
        first = min(number for part in parts for number in part.get(said, []))
        print(f"{numbers[said]} inputs, the first is number {first} of seed {options.seed}: {said}")
    print(f"{numbers['result']} give a result, {numbers['refusal']} are refused, the others fail")
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(bool(bad) or not all(numbers[said] for said in FINE))


if __name__ == "__main__":
    main()
