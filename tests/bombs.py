"""Files made to hurt: each ends in one message, in five seconds and 500 MB."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

SECONDS, BYTES = 5, 500_000_000
HUGE = 100_000_000
HEAD = "coder,article,unit,layer,start,end,code,attributes\n"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
SPACES = 'xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
XMI = f'<xmi:XMI {SPACES} xmi:version="2.0">{{}}</xmi:XMI>'


def large(path: Path) -> None:
    """A file of 100 MB."""
    with path.open("wb") as file:
        file.truncate(HUGE)


def words(path: Path) -> None:
    """A file of 100 MB of letters."""
    path.write_bytes(b"a" * HUGE)


def text(content: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    return write


def folder(**files: str) -> Callable[[Path], None]:
    """A folder with files, whose names have _ for a full stop."""

    def write(path: Path) -> None:
        path.mkdir()
        for name, content in files.items():
            (path / name.replace("_", ".")).write_text(content, encoding="utf-8")

    return write


def both(first: Callable[[Path], None], second: Callable[[Path], None]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        first(path)
        second(path)

    return write


def packed(path: Path) -> None:
    """A workbook that unpacks to 200 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(20):  # none of which is large
            file.writestr(f"xl/worksheets/sheet{number}.xml", b" " * (HUGE // 10))


def table(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return text(HEAD + buffer.getvalue())


def span(name: str, part: str, nested_in: str) -> tuple[object, ...]:
    cells = {"name": name, "part": part, "nested_in": nested_in, "source_id": "NARR", "chain": "NARR"}
    return ("x", "tram", "", "spans", 45, 60, "carry_over", json.dumps(cells))


MANY = "".join(f"T{n}\tContent 0 9\tSome word\nE{n}\tAttribution:T{n} Content:T{n}\n" for n in range(150_000))


def region(name: str) -> dict[str, object]:
    return {"id": name, "type": "labels", "value": {"start": 0, "end": 5, "labels": ["Content"]}}


def relation(one: str, other: str) -> dict[str, object]:
    return {"type": "relation", "from_id": one, "to_id": other}


CIRCLE = [region("a"), region("b"), relation("a", "b"), relation("b", "a")]
TASK = {"data": {"article": "no"}, "annotations": [{"completed_by": 1, "result": CIRCLE}]}
BOMBS: dict[str, tuple[str, str, Callable[[Path], None]]] = {
    "entities": ("cas", "a.xmi", text(f"<!DOCTYPE x [<!ENTITY l0 'ha'>{LAUGHS}]>{XMI.format('&l9;')}")),
    "a file of the machine": (
        "cas",
        "a.xmi",
        text(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{XMI.format("&e;")}'),
    ),
    "deep XML": ("cas", "a.xmi", text(XMI.format("<a>" * 200_000 + "</a>" * 200_000))),
    "much XML": ("cas", "a.xmi", text(XMI.format("<a/>" * 1_000_000))),
    "XML that ends": ("cas", "a.xmi", text(XMI[:60])),
    "100 MB of XML": ("cas", "a.xmi", large),
    "100 MB of CAS as JSON": ("casjson", "a.json", large),
    "another JSON": ("casjson", "a.json", text('{"%TYPES": 3, "%FEATURE_STRUCTURES": [{"%ID": 1}]}')),
    "deep JSON": ("webannotation", "a.json", text("[" * 500_000)),
    "much JSON": ("webannotation", "a.json", text("[" + "[]," * 5_000_000 + "[]]")),
    "100 MB of JSON": ("webannotation", "a.json", words),
    "no annotation": ("webannotation", "a.json", text('{"type": "AnnotationPage", "items": [3]}')),
    "a target that is none": (
        "webannotation",
        "a.json",
        text('[{"target": [{"selector": {"type": "{}"}}, 3]}]'),
    ),
    "100 MB of tasks": ("labelstudio", "a.json", words),
    "no tasks": ("labelstudio", "a.json", text('[{"data": {"text": 3}}]')),
    "relations in a circle": (
        "labelstudio",
        "a.json",
        text(json.dumps([TASK])),
    ),
    "a number without end": ("labelstudio", "a.json", text('[{"data": ' + "9" * 10_000 + "}]")),
    "100 MB of CSV": ("csv", "a.csv", words),
    "a path that climbs": ("csv", "a.csv", table(("x", "../../up", "", "frames", 0, 5, "conflict", "{}"))),
    "a coder that climbs": (
        "csv",
        "a.csv",
        table(("../../up", "tram", "", "frames", 0, 5, "conflict", "{}")),
    ),
    "nesting in a circle": ("csv", "a.csv", table(span("a1", "content", "a2"), span("a2", "content", "a1"))),
    "a place without end": (
        "csv",
        "a.csv",
        table(("x", "tram", "", "frames", 0, "9" * 9000, "conflict", "{}")),
    ),
    "attributes that are none": (
        "csv",
        "a.csv",
        table(("x", "tram", "", "frames", 0, 9, "conflict", "[" * 99_000)),
    ),
    "many rows": ("csv", "a.csv", text(HEAD + "x,tram,,frames,0,5,conflict,{}\n" * 500_000)),
    "a quotation mark": ("csv", "a.csv", text(HEAD + '"a')),
    "100 MB of annotations": (
        "brat",
        "a",
        both(folder(a_txt="x"), lambda path: words(path / "a.ann")),
    ),
    "annotations without end": ("brat", "a", folder(a_txt="Some words here.", a_ann=MANY)),
    "annotations alone": ("brat", "a", folder(a_ann="T1\tContent 0 9\tx\nE1\tAttribution:T1 Content:T1\n")),
    "no text": ("brat", "a", folder(a_txt=" \n ", a_ann="")),
    "no folder": ("brat", "a", lambda path: None),
    "100 MB of text": (
        "brat",
        "a",
        both(folder(a_ann=""), lambda path: large(path / "a.txt")),
    ),
}
"""What is wrong: the format, the file's name, and what makes it."""
