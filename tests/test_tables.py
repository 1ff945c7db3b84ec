"""Bad data, each kind once, against a small package; and that what loads can be written and loads equal."""

from __future__ import annotations

import csv
import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from helpers.read import cells, files, package, tables

PLACES = "place,name\nA,Alpha\nB,Beta\n"
EVENTS = (
    "event,place,day,kind,guests,share,open,since,note,url\n"
    "e1,A,1954-10-01,parade,11,-1.5,true,1949,plain,https://example.org/1\n"
    'e2,B,1959-10-01,talks,,,,,"two\nlines, ""quoted""",\n'
    "e3,,2025-09-03,parade,26,0.5,false,2025,,https://example.org/3\n"
)


def field(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}


def descriptor() -> dict[str, Any]:
    reference = {"resource": "places", "fields": ["place"]}
    places = {
        "fields": [field("place", "string", required=True, pattern="[A-Z]"), field("name", "string")],
        "primaryKey": ["place"],
    }
    events = {
        "fields": [
            field("event", "string", required=True),
            field("place", "string"),
            field("day", "date", required=True, minimum="1949-10-01"),
            field("kind", "string", enum=["talks", "parade"]),
            field("guests", "integer", minimum=0, maximum=99),
            field("share", "number"),
            field("open", "boolean"),
            field("since", "year"),
            field("note", "string"),
            field("url", "string", unique=True, pattern=r"^https?://\S+$") | {"allowed": "an address"},
        ],
        "primaryKey": ["event"],
        "foreignKeys": [{"fields": ["place"], "reference": reference}],
    }
    return {
        "edition": package.EDITION,
        "resources": [
            {"name": "places", "path": "places.csv", "schema": places},
            {"name": "log.events", "path": "log/events.csv", "schema": events},
        ],
    }


class Pack:
    """A small data package in a folder of its own, that ROSTRUM_DATA points to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.events, self.places = folder, folder / "log" / "events.csv", folder / "places.csv"
        self.events.parent.mkdir(parents=True)
        self.events.write_text(EVENTS, encoding="utf-8")
        self.places.write_text(PLACES, encoding="utf-8")
        self.describe(lambda package: None)

    def describe(self, change: Callable[[Any], None]) -> None:
        described = descriptor()
        change(described)
        (self.folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")

    def replace(self, old: str, new: str) -> None:
        assert old in EVENTS
        self.events.write_text(EVENTS.replace(old, new, 1), encoding="utf-8")

    def problems(self) -> list[str]:
        tables.forget()
        with pytest.raises(tables.DataError) as caught:
            tables.load("places")
        return list(caught.value.problems)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "pack"))
    return Pack(tmp_path / "pack")


# ---- what loads --------------------------------------------------------------------------


def test_types_order_and_missing_values(pack: Pack) -> None:
    events = tables.load("log.events")
    assert list(events["event"]) == ["e1", "e2", "e3"]
    assert events["note"].tolist()[1] == 'two\nlines, "quoted"'
    assert events.isna().sum().to_dict() == {
        "event": 0, "place": 1, "day": 0, "kind": 0, "guests": 1, "share": 1, "open": 1, "since": 1,
        "note": 1, "url": 1,
    }  # fmt: skip
    types = [str(dtype) for dtype in events.dtypes]
    assert types == [
        "str", "str", "datetime64[s]", "category", "Int64", "Float64", "boolean", "Int64", "str", "str",
    ]  # fmt: skip
    assert events["kind"].cat.ordered and list(events["kind"].cat.categories) == ["talks", "parade"]
    assert events["guests"].sum() == 37 and events["share"].sum() == -1.0 and not events["open"].all()


def test_each_load_is_a_fresh_copy_and_several_come_as_a_tuple(pack: Pack) -> None:
    places, events = tables.load("places", "log.events")
    places.loc[0, "name"] = "changed"
    del events["note"]
    assert tables.load("places")["name"].tolist() == ["Alpha", "Beta"]
    assert "note" in tables.load("log.events")


def test_names_keys_and_descriptions(pack: Pack) -> None:
    assert tables.names() == ["places", "log.events"]
    assert tables.primary_key("log.events") == ["event"]
    tables.resource("places")["schema"].clear()
    assert tables.resource("places")["schema"]["primaryKey"] == ["place"]


def test_an_unknown_table_names_those_like_it(pack: Pack) -> None:
    with pytest.raises(tables.DataError, match=r"^found no table 'log.event', allowed: log.events$"):
        tables.load("log.event")
    with pytest.raises(tables.DataError, match=r"allowed: places or log.events$"):
        tables.load("places", "no.such")


def test_files_are_read_again_only_when_they_changed(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LOOK", -1)
    tables.forget()
    before = tables._package(tables.data_dir())
    assert tables._package(tables.data_dir()) is before
    pack.places.write_text(PLACES + "C,Gamma\n", encoding="utf-8")
    assert len(tables.load("places")) == 3
    pack.places.write_text("broken", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(tables.DataError):
            tables.load("places")
    pack.places.unlink()
    with pytest.raises(tables.DataError, match="no such file"):
        tables.load("places")
    other = pack.places.with_name("other.csv")
    other.write_text(PLACES, encoding="utf-8")
    other.rename(pack.places)
    assert len(tables.load("places")) == 2


def test_what_changes_while_it_is_read_is_read_again(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = tables._parse

    def late(text: str, part: Any) -> Any:
        if part.name == "places":
            pack.places.write_text(PLACES + "C,Gamma\nD,Delta\n", encoding="utf-8")
        return parse(text, part)

    monkeypatch.setattr(tables, "LOOK", -1)
    tables.forget()
    pack.places.write_text(PLACES + "E,Epsilon\n", encoding="utf-8")
    monkeypatch.setattr(tables, "_parse", late)
    tables._package(tables.data_dir())
    monkeypatch.setattr(tables, "_parse", parse)
    assert len(tables.load("places")) == 4


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(pack: Pack) -> None:
    before = tables.load("log.events")
    pack.events.write_bytes(b"\xef\xbb\xbf" + EVENTS.replace("\n", "\r\n").encode())
    tables.forget()
    assert_frame_equal(tables.load("log.events"), before)


def test_a_table_may_have_no_rows_and_no_newline_at_its_end(pack: Pack) -> None:
    pack.events.write_text(EVENTS.partition("\n")[0], encoding="utf-8")
    events = tables.load("log.events")
    assert len(events) == 0 and str(events["kind"].dtype) == "category"


def test_an_optional_foreign_key_is_looked_up_only_when_whole(pack: Pack) -> None:
    def change(package: Any) -> None:
        reference = {"resource": "", "fields": ["event", "note"]}
        package["resources"][1]["schema"]["optionalForeignKeys"] = [
            {"fields": ["place", "note"], "reference": reference}
        ]

    pack.describe(change)
    pack.replace('"two\nlines, ""quoted"""', "two")
    where, allowed = "pack/log/events.csv", "allowed: event, note of log.events (or add that row there)"
    assert pack.problems() == [
        f"{where}:2 place, note: found 'A/plain', {allowed}",
        f"{where}:3 place, note: found 'B/two', {allowed}",
    ]


def test_limits_are_allowed_themselves(pack: Pack) -> None:
    pack.replace("1954-10-01,parade,11", "1949-10-01,parade,99")
    pack.events.write_text(
        pack.events.read_text().replace("plain", "x" * cells.MAX_CELL).replace(",26,", ",0,")
    )
    events = tables.load("log.events")
    assert events["guests"].dropna().tolist() == [99, 0]
    assert events["note"].str.len().max() == cells.MAX_CELL


def test_the_folder_may_be_given_as_a_relative_path(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pack.folder.parent)
    monkeypatch.setenv("ROSTRUM_DATA", "pack")
    assert tables.data_dir() == pack.folder.resolve() and len(tables.load("places")) == 2
    monkeypatch.setenv("ROSTRUM_DATA", "")
    assert tables.data_dir() == Path(__file__).resolve().parents[1] / "data"


# ---- cells -------------------------------------------------------------------------------

DAY, WHOLE, DECIMAL, YEAR = (cells.TYPES[kind].allowed for kind in ("date", "integer", "number", "year"))
PLAIN = "text without control characters"
ADD = "(or add that row there)"
BLANK = "allowed: no blank at either end"
SEEN = "allowed: single plain blanks, and no character without width"
PAGE = "https://example.org/\u00a01"
FILLED = "a value, since the cell may not be empty"
CELLS = {
    "duplicate key": ("e3,", "e1,", ":5 event: found 'e1' again, first in line 2, allowed: each once"),
    "duplicate unique value": (
        "org/3", "org/1", ":5 url: found 'https://example.org/1' again, first in line 2, allowed: each once",
    ),
    "dangling foreign key": (",B,", ",C,", f":3 place: found 'C', allowed: place of places {ADD}"),
    "blank at the end": (",plain,", ",plain ,", f":2 note: found 'plain ', {BLANK}"),
    "blank at the start": (",talks,", ",\u3000talks,", f":3 kind: found '\\u3000talks', {BLANK}"),
    "no-break space at the end of a key": ("e3,", "e3\u00a0,", f":5 event: found 'e3\\xa0', {BLANK}"),
    "zero width at the end": (",plain,", ",plain\u200b,", f":2 note: found 'plain\\u200b', {BLANK}"),
    "zero width in a key": ("e3,", "e\u200d3,", f":5 event: found 'e\\u200d3', {SEEN}"),
    "no-break space in a unique value": ("org/1", "org/\u00a01", f":2 url: found {PAGE!r}, {SEEN}"),
    "two blanks in a key": ("e3,", "e  3,", f":5 event: found 'e  3', {SEEN}"),
    "two scripts in a word": (
        "e3,", "\u0435vent3,",
        ":5 event: found '\u0435vent3', allowed: letters of one script in a word, not of CYRILLIC and LATIN",
    ),
    "a filler in a key": ("e3,", "e\u31643,", f":5 event: found 'e\u31643', {SEEN}"),
    "accent apart in a key": ("e3,", "e\u0301,", ":5 event: found 'e\u0301', allowed: each letter with its "
        "accent as one character (NFC)"),
    "outside an enum": (",talks,", ",Talks,", ":3 kind: found 'Talks', allowed: one of talks, parade"),
    "date without zeros": ("1954-10-01", "1954-10-1", f":2 day: found '1954-10-1', allowed: {DAY}"),
    "no such day": ("2025-09-03", "2025-02-30", f":5 day: found '2025-02-30', allowed: {DAY}"),
    "date of a spreadsheet": ("2025-09-03", "01/02/2025", f":5 day: found '01/02/2025', allowed: {DAY}"),
    "date in other digits": ("1954", "１９５４", f":2 day: found '１９５４-10-01', allowed: {DAY}"),
    "date too early": ("1954", "1948", ":2 day: found '1948-10-01', allowed: at least 1949-10-01"),
    "thousands separator": (
        ",26,", ',"1,981",', f":5 guests: found '1,981', allowed: {WHOLE}",
    ),
    "fraction": (",26,", ",26.0,", f":5 guests: found '26.0', allowed: {WHOLE}"),
    "space": (",26,", ", 26,", f":5 guests: found ' 26', allowed: {WHOLE}"),
    "too big": (
        ",26,", ",9223372036854775808,",
        f":5 guests: found '9223372036854775808', allowed: {WHOLE}",
    ),
    "below the minimum": (",26,", ",-1,", ":5 guests: found '-1', allowed: at least 0"),
    "above the maximum": (",26,", ",100,", ":5 guests: found '100', allowed: at most 99"),
    "not a number": (",0.5,", ",NaN,", f":5 share: found 'NaN', allowed: {DECIMAL}"),
    "infinite": (",0.5,", ",1e999,", f":5 share: found '1e999', allowed: {DECIMAL}"),
    "comma for the point": (",0.5,", ',"0,5",', f":5 share: found '0,5', allowed: {DECIMAL}"),
    "yes": (",true,", ",yes,", ":2 open: found 'yes', allowed: true or false"),
    "year of two digits": (",1949,", ",49,", f":2 since: found '49', allowed: {YEAR}"),
    "script address": ("https://example.org/1", "data:x", ":2 url: found 'data:x', allowed: an address"),
    "empty required cell": ("2025-09-03", "", f":5 day: found '', allowed: {FILLED}"),
    "empty key": ("e3,", ",", f":5 event: found '', allowed: {FILLED}"),
    "newline in a key": ("e3,", '"e\n3",', ":5 event: found 'e\\n3', allowed: a key on one line"),
    "control character": (",plain,", ",pl\x07ain,", f":2 note: found 'pl\\x07ain', allowed: {PLAIN}"),
    "C1 control character": (",plain,", ",pl\x85ain,", f":2 note: found 'pl\\x85ain', allowed: {PLAIN}"),
    "cell over the limit": (
        ",plain,", "," + "x" * (cells.MAX_CELL + 1) + ",",
        f":2 note: found 'x{'x' * 48}... (100,003 characters), allowed: at most 100,000 characters in a cell",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "problem"), CELLS.values(), ids=CELLS)
def test_a_bad_cell_is_named_with_line_and_column(pack: Pack, old: str, new: str, problem: str) -> None:
    pack.replace(old, new)
    assert pack.problems() == [f"pack/log/events.csv{problem}"]


def test_lines_are_those_of_the_file_after_quoted_newlines(pack: Pack) -> None:
    pack.replace('"two\nlines', '"two\n\n\n\nlines')
    assert tables.load("log.events")["note"].str.count("\n").max() == 4
    pack.events.write_text(pack.events.read_text().replace("2025-09-03", "soon"), encoding="utf-8")
    assert pack.problems() == ["pack/log/events.csv:8 day: found 'soon', allowed: a date YYYY-MM-DD"]


def test_one_error_lists_all_problems_of_all_files(pack: Pack) -> None:
    pack.places.write_text("place,name\na,Alpha\nB,Beta\nB,Bravo\n", encoding="utf-8")
    pack.events.write_text(EVENTS.replace("1954-10-01", "x").replace("true", "1"), encoding="utf-8")
    assert pack.problems() == [
        "pack/places.csv:2 place: found 'a', allowed: text that matches [A-Z]",
        "pack/places.csv:4 place: found 'B' again, first in line 3, allowed: each once",
        "pack/log/events.csv:2 day: found 'x', allowed: a date YYYY-MM-DD",
        "pack/log/events.csv:2 open: found '1', allowed: true or false",
        "pack/log/events.csv:2 place: found 'A', allowed: place of places (or add that row there)",
    ]


def test_a_name_without_end_is_cut(pack: Pack) -> None:
    """A fuzzed package had a column name of 200,000 characters, and so had the error."""

    def rename(package: Any) -> None:
        package["resources"][1]["schema"]["fields"][8]["name"] = "x" * 200_000

    pack.describe(rename)
    with pytest.raises(tables.DataError, match=r"found a header without x+") as caught:
        tables.names()
    assert 2_000 < max(map(len, caught.value.problems)) < 2_100


def test_a_long_list_is_cut_in_the_text_and_whole_in_problems(pack: Pack) -> None:
    pack.places.write_text("place,name\n" + "".join(f"{n},x\n" for n in range(60)), encoding="utf-8")
    pack.events.write_text(EVENTS.partition("\n")[0], encoding="utf-8")
    with pytest.raises(tables.DataError) as caught:
        tables.load("places")
    shown = str(caught.value).split("\n")
    assert len(caught.value.problems) == 60
    assert shown[:-1] == list(caught.value.problems[:50]) and shown[-1] == "and 10 more"
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


# ---- files -------------------------------------------------------------------------------

HEADER = EVENTS.partition("\n")[0]
NAMES = HEADER.split(",")
ALLOWED = f"allowed: {HEADER}, in this order"
SEPARATED = "allowed: by commas (save it as such)"
DOUBLED = "those inside doubled"
BROKEN = "(the rest of the file was not read)"
LONG = "allowed: at most 100,000 characters in a cell"
NO_HEADER = "e1,A,1954-10-01,parade,11,-1.5,true,1949,plain,u"
UNCLOSED = "found a quotation mark that is never closed, allowed: pairs"
SWALLOWED = f"{UNCLOSED} (lines that look like rows stand in one cell)"
FILES = {
    "missing column": (
        "event,kind\ne1,talks\n",
        [f":1: found a header without {', '.join(NAMES[1:3] + NAMES[4:])}, {ALLOWED}"],
    ),
    "extra column": (
        re.sub(r"(url|/1|\",|/3)\n", r"\1,x\n", EVENTS),
        [f":1: found a header with 'x', {ALLOWED}"],
    ),
    "wrong order": (
        HEADER.replace("event,place", "place,event") + "\nA,e1,soon,parade,1,,,,,\n",
        [
            f":1: found '{HEADER.replace('event,place', 'place,event')}', {ALLOWED}",
        ],
    ),
    "duplicate column": (
        HEADER + ",note\n", [f":1: found a header twice with note, {ALLOWED}"],
    ),
    "no header": (
        NO_HEADER + "\n",
        [
            f":1: found '{NO_HEADER}', {ALLOWED}",
        ],
    ),
    "semicolons": (
        EVENTS.replace(",", ";"), [f":1: found columns separated by semicolons, {SEPARATED}"],
    ),
    "quoted semicolons": (
        '"event";"place"\n"e1";"A"\n', [f":1: found columns separated by semicolons, {SEPARATED}"],
    ),
    "tabs": (EVENTS.replace(",", "\t"), [f":1: found columns separated by tabs, {SEPARATED}"]),
    "short row": (EVENTS.replace(",https://example.org/3", ""), [":5: found 9 cells, allowed: 10 cells"]),
    "long row": (EVENTS.replace(",26,", ",1,981,"), [":5: found 11 cells, allowed: 10 cells"]),
    "empty line": (EVENTS.replace("e2,", "\ne2,"), [":3: found an empty row, allowed: 10 cells"]),
    "rows of commas alone": (
        EVENTS.replace("e2,", ",,,,,,,,,\n,,,,,,,,,\ne2,"),
        [f":{line}: found an empty row, allowed: 10 cells" for line in (3, 4)],
    ),
    "separator line": (
        "sep=,\n" + EVENTS, [f":1: found 'sep=,', allowed: the header {HEADER} (delete line 1)"],
    ),
    "separator line of semicolons": (
        "sep=;\n" + EVENTS.replace(",", ";"),
        [f":1: found 'sep=;', allowed: the header {HEADER} (delete line 1)"],
    ),
    "stray quotes within cells": (
        EVENTS.replace("plain", 'pl"ain').replace(",2025,,", ',2025,a "b" c,'),
        [
            *(f":{line}: found a stray quotation mark, allowed: whole cells in quotation marks, {DOUBLED}"
              for line in (2, 5)),
        ],
    ),
    "quotes that swallow rows": (
        re.sub('"two.*"', "two", EVENTS, flags=re.S)
        .replace("plain", '"plain').replace(",2025,,", ',2025,later",'),
        [f":2: {SWALLOWED}"],
    ),
    "the header again": (
        EVENTS.replace("e2,", HEADER + "\ne2,"), [":3: found the header again, allowed: 10 cells"],
    ),
    "a row of lines": (
        EVENTS.replace("e2,", "---,---,--,-,-,-,-,-,-,-\ne2,"), [":3: found an empty row, allowed: 10 cells"],
    ),
    "a comment first": ("# made by hand\n" + EVENTS, [f":1: found '# made by hand', {ALLOWED}"]),
    "a blank line first": ("\n" + EVENTS, [f":1: found '', {ALLOWED}"]),
    "empty file": ("", [f":1: found an empty file, allowed: the header {HEADER}"]),
    "unclosed quote": (
        EVENTS.replace("plain", '"plain'),
        [f":2: found a stray quotation mark, allowed: whole cells in quotation marks, {DOUBLED} {BROKEN}"],
    ),
    "unclosed quote in the header": (f'"{HEADER}\n', [f":1: {UNCLOSED} {BROKEN}"]),
    "unclosed quote at the end": (
        EVENTS + 'e4,,2025-09-03,talks,,,,,"and so on,\n',
        [f":6: found a quotation mark that is never closed, allowed: pairs {BROKEN}"],
    ),
    "old line ends": (
        EVENTS.replace("\n", "\r"),
        [":1: found a carriage return with no newline after it, allowed: newlines"],
    ),
    "cell of 10 MB": (
        EVENTS.replace("plain", "x" * 10_000_000),
        [f":2 note: found '{'x' * 49}... (10,000,002 characters), {LONG}"],
    ),
    "quoted cell of 10 MB": (
        EVENTS.replace("plain", '"' + "x\n" * 5_000_000 + "x" + '"'),
        [f":2 note: found '{('x' + chr(92) + 'n') * 16}x... (15,000,003 characters), {LONG}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "problems"), FILES.values(), ids=FILES)
def test_a_bad_file_says_what_is_wrong_with_it(pack: Pack, text: str, problems: list[str]) -> None:
    pack.events.write_text(text, encoding="utf-8", newline="")
    assert pack.problems() == [f"pack/log/events.csv{problem}" for problem in problems]


BYTES = {
    "UTF-16": (EVENTS.encode("utf-16"), "UTF-16 text or NUL bytes"),
    "UTF-16 without a mark": (EVENTS.encode("utf-16-le"), "UTF-16 text or NUL bytes"),
    "NUL": (EVENTS.replace("plain", "pl\0in").encode(), "UTF-16 text or NUL bytes"),
    "Latin-1": (
        EVENTS.replace("quoted", "cité").encode("latin-1"), "byte 0xe9 in line 4, which is not UTF-8",
    ),
    "too big": (b"x" * (files.MAX_FILE + 1), "a file of more than 50,000,000 bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "found"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text_of_ours(pack: Pack, raw: bytes, found: str) -> None:
    pack.events.write_bytes(raw)
    assert pack.problems() == [f"pack/log/events.csv:1: found {found}, allowed: a CSV file in UTF-8"]


def test_a_missing_file_and_a_folder_in_its_place(pack: Pack) -> None:
    pack.places.unlink()
    pack.events.unlink()
    pack.events.mkdir()
    assert pack.problems() == [  # and no word on keys that cannot be looked up
        "pack/places.csv:1: found no such file, allowed: a CSV file in UTF-8",
        "pack/log/events.csv:1: found a folder, allowed: a CSV file in UTF-8",
    ]


def test_a_file_that_may_not_be_read(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ValueError, match=r"^Permission denied$"):
        files.read_text(pack.places)


def test_keys_are_not_looked_up_in_a_table_that_lost_rows(pack: Pack) -> None:
    pack.places.write_text("place,name\nA\nB,Beta\n", encoding="utf-8")
    assert pack.problems() == ["pack/places.csv:2: found 1 cell, allowed: 2 cells"]


# ---- datapackage.json --------------------------------------------------------------------

JSON = {
    "no JSON": ("{,", "Expecting property name"),
    "nested too deep": ("[" * 100_000, "allowed: a JSON object"),
    "no object": ("[]", "found no list of resources"),
    "no resources": ("{}", "found no list of resources"),
    "empty resources": ('{"resources": []}', "found no list of resources"),
    "resource without a name": (
        '{"edition": 2, "resources": [{}]}',
        "resource 1: found no name, allowed: an object with name",
    ),
    "the first edition": (
        '{"resources": [{"name": "places"}]}',
        "found edition None of the schema, allowed: 2.",
    ),
    "an edition that is no whole number": ('{"edition": 2.0, "resources": [{}]}', "found edition 2.0 of the"),
    "an edition named twice": (
        '{"edition": 1, "edition": 2, "resources": [{}]}',
        "found 'edition' twice in one",
    ),
    "an edition to come": ('{"edition": 3, "resources": [{}]}', "found edition 3 of the schema, allowed: 2."),
    "resource that is a text": (
        '{"edition": 2, "resources": ["places"]}',
        "resource 1: found table 'places', allowed: an object with name",
    ),
}


@pytest.mark.parametrize(("text", "found"), JSON.values(), ids=JSON)
def test_a_description_that_is_none(pack: Pack, text: str, found: str) -> None:
    (pack.folder / "datapackage.json").write_text(text, encoding="utf-8")
    problem, *others = pack.problems()
    assert problem.startswith("pack/datapackage.json") and found in problem
    assert not others or text.endswith("[{}]}"), "a table without anything lacks more than a name"


def test_a_description_that_is_missing_or_no_text(pack: Pack) -> None:
    path = pack.folder / "datapackage.json"
    path.write_bytes(b"\xff\xfe{\0}\0")
    assert pack.problems() == [
        "pack/datapackage.json: found UTF-16 text or NUL bytes, allowed: a JSON object"
    ]
    path.unlink()
    assert pack.problems() == [
        f"{path}: found no such file, allowed: a data package, whose folder --data or ROSTRUM_DATA names"
    ]


EVENT_FIELDS = "an object with a list of fields"
PATH = "the path of one file inside the folder of the package"


def set_path(value: Any) -> Callable[[Any], None]:
    return lambda package: package["resources"][1].update(path=value)


def set_field(**values: Any) -> Callable[[Any], None]:
    return lambda package: package["resources"][1]["schema"]["fields"][4].update(values)


def set_schema(**values: Any) -> Callable[[Any], None]:
    return lambda package: package["resources"][1]["schema"].update(values)


def set_key(columns: Any, resource: Any, target: Any) -> Callable[[Any], None]:
    return set_schema(
        foreignKeys=[{"fields": columns, "reference": {"resource": resource, "fields": target}}]
    )


UNSOUND = {
    "path upwards": (set_path("../events.csv"), f"path '../events.csv', allowed: {PATH}"),
    "path up and down": (set_path("log/../../pack/places.csv"), PATH),
    "absolute path": (set_path("/etc/passwd"), f"path '/etc/passwd', allowed: {PATH}"),
    "address": (set_path("https://example.org/events.csv"), PATH),
    "drive": (set_path("C:events.csv"), PATH),
    "backslash": (set_path("log\\events.csv"), PATH),
    "several files": (set_path(["log/events.csv"]), PATH),
    "no path": (set_path(None), f"path None, allowed: {PATH}"),
    "NUL in the path": (set_path("log/\0"), PATH),
    "other delimiter": (
        lambda p: p["resources"][1].update(dialect={"delimiter": ";"}),
        "delimiter ';', allowed: commas",
    ),
    "other encoding": (
        lambda p: p["resources"][1].update(encoding="latin-1"),
        "encoding 'latin-1', allowed: utf-8",
    ),
    "no schema": (
        lambda p: p["resources"][1].pop("schema"),
        "no schema, allowed: an object with name, path and schema",
    ),
    "no fields": (set_schema(fields=[]), f"allowed: {EVENT_FIELDS}"),
    "fields that are texts": (
        set_schema(fields=["event"], primaryKey=[]),
        "fields 'event', allowed: an object with name and type",
    ),
    "field twice": (set_field(name="place"), "allowed: each name once"),
    "unknown type": (set_field(type="datetime"), "type 'datetime' of guests, allowed: string, integer"),
    "no type": (set_field(type=None), "type None of guests, allowed: string, integer"),
    "format": (
        set_field(type="date", format="any", constraints={}),
        "format 'any' of guests, allowed: default",
    ),
    "unknown constraint": (
        set_field(constraints={"minLength": 1}),
        "constraints 'minLength' of guests, allowed: required",
    ),
    "constraints as a list": (set_field(constraints=["required"]), "constraints ['required'] of guests"),
    "enum on a number": (set_field(constraints={"enum": ["1"]}), "enum ['1'] of guests"),
    "enum with a value twice": (
        set_field(type="string", constraints={"enum": ["a", "a"]}), "enum ['a', 'a'] of guests",
    ),
    "enum of numbers": (
        set_field(type="string", constraints={"enum": [1]}),
        "enum 1 of guests, allowed: a text",
    ),
    "bad pattern": (set_field(constraints={"pattern": "("}), "pattern '(' of guests"),
    "bad minimum": (set_field(constraints={"minimum": "many"}), "minimum 'many' of guests"),
    "unknown primary key": (set_schema(primaryKey=["id"]), "key ['id'], allowed: a list of fields"),
    "primary key as a number": (set_schema(primaryKey=1), "primaryKey 1, allowed: a list of fields"),
    "key to no table": (set_key(["place"], "towns", ["place"]), "foreign key place -> towns (place)"),
    "key to no column": (set_key(["place"], "places", ["id"]), "foreign key place -> places (id)"),
    "key from no column": (set_key(["town"], "places", ["place"]), "foreign key town -> places (place)"),
    "keys of other lengths": (set_key(["place", "event"], "places", ["place"]), "place, event -> places"),
    "key of another shape": (set_schema(foreignKeys=["place"]), "foreignKeys 'place', allowed: {fields,"),
    "key to a list": (
        set_key(["place"], ["places"], ["place"]),
        "resource ['places'], allowed: the name of a table",
    ),
    "keys as a number": (set_schema(foreignKeys=1), "foreignKeys 1, allowed: a list of {fields,"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "found"), UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_description_is_refused_before_data_are_read(
    pack: Pack, change: Callable[[Any], None], found: str
) -> None:
    pack.describe(change)
    pack.events.unlink()
    (problem,) = pack.problems()
    assert problem.startswith("pack/datapackage.json log.events: found ") and found in problem


def test_all_problems_of_a_description_are_listed(pack: Pack) -> None:
    def change(package: Any) -> None:
        package["resources"][0].update(path="/places.csv")
        set_field(type="float")(package)
        package["resources"].append(dict(package["resources"][0]))

    pack.describe(change)
    assert [problem.partition(",")[0] for problem in pack.problems()] == [
        "pack/datapackage.json places: found path '/places.csv'",
        "pack/datapackage.json log.events: found type 'float' of guests",
        "pack/datapackage.json resource 3: found name 'places'",
    ]


@pytest.mark.parametrize("target", ["../outside.csv", "log/events.csv"])
def test_a_link_may_not_leave_the_folder(pack: Pack, target: str) -> None:
    (pack.folder.parent / "outside.csv").write_text(EVENTS, encoding="utf-8")
    pack.events.unlink()
    pack.events.symlink_to(pack.folder / target)  # the second is a link to itself
    (problem,) = pack.problems()
    assert problem.endswith(f"found path 'log/events.csv', allowed: {PATH}")


def test_a_folder_that_does_not_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "none"))
    with pytest.raises(tables.DataError, match=rf"^{tmp_path}/none/.*no such file.* ROSTRUM_DATA"):
        tables.names()


# ---- writing -----------------------------------------------------------------------------


def test_a_table_is_written_as_it_was_read(pack: Pack) -> None:
    pack.events.write_bytes(b"\xef\xbb\xbf" + EVENTS.replace("\n", "\r\n").replace(",A,", ',"A",').encode())
    tables.write(tables.load("log.events"), "log.events", pack.events)
    assert pack.events.read_bytes() == EVENTS.encode()


@pytest.mark.parametrize(
    ("column", "values", "problem"),
    [
        ("kind", ["parade", "tea", "parade"], "new.csv:3 kind: found 'tea', allowed: one of talks, parade"),
        (
            "event",
            ["e1", "e1", "e2"],
            "new.csv:3 event: found 'e1' again, first in line 2, allowed: each once",
        ),
        ("note", ["a\rb", None, None], "new.csv:2: found a carriage return with no newline after it"),
        ("extra", [1, 2, 3], "new.csv:1: found a header with 'extra'"),
        ("guests", [1.5, 2, 3], "new.csv:2 guests: found '1.5', allowed: a whole number"),
    ],
)
def test_what_does_not_fit_is_not_written(pack: Pack, column: str, values: list[Any], problem: str) -> None:
    path = pack.folder / "new.csv"
    with pytest.raises(tables.DataError) as caught:
        tables.write(tables.load("log.events").assign(**{column: values}), "log.events", path)
    assert caught.value.problems[0].startswith(problem) and not path.exists()


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t\",;'")).filter(
    lambda text: text and not cells.EDGE.search(text) and text.count(",") < 3
)
CELL = {
    "string": TEXTS,
    "integer": st.integers(-(2**63), 2**63 - 1).map(str),
    "number": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "boolean": st.sampled_from(["true", "false"]),
    "date": st.dates().map(str),
    "year": st.integers(0, 9999).map("{:04}".format),
    "enum": st.sampled_from(["low", "high", "a,b"]),
}


@st.composite
def csv_tables(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]]]:
    """A schema of one to five columns, and rows of cells that it allows."""
    kinds = draw(st.lists(st.sampled_from(sorted(CELL)), min_size=1, max_size=5))
    fields = [
        field(f"c{i}", "string", enum=["low", "high", "a,b"]) if kind == "enum" else field(f"c{i}", kind)
        for i, kind in enumerate(kinds)
    ]
    row = st.tuples(*(st.just("") | CELL[kind] for kind in kinds)).map(list)
    told = row.filter(lambda cells: any(cell.strip(tables.BLANK) for cell in cells))
    return {"fields": fields}, draw(st.lists(told, max_size=6))


@given(csv_tables(), st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_loads_can_be_written_and_loads_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: Any, end: str, quoting: Any
) -> None:
    schema, rows = table
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path))
    described = {"edition": package.EDITION, "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=quoting, lineterminator=end)
        writer.writerows([[f["name"] for f in schema["fields"]], *rows])
    tables.forget()
    before = tables.load("t")
    assert before.notna().sum().sum() == sum(cell != "" for row in rows for cell in row)
    tables.write(before, "t", tmp_path / "t.csv")
    written = (tmp_path / "t.csv").read_bytes()
    tables.forget()
    after = tables.load("t")
    assert_frame_equal(after, before)
    tables.write(after, "t", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == written


@given(st.binary(max_size=200) | TEXTS.map(str.encode) | st.text('e1,A"\n;', max_size=60).map(str.encode))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise_anything_but_a_data_error(pack: Pack, raw: bytes) -> None:
    pack.events.write_bytes(HEADER.encode() + b"\n" + raw)
    tables.forget()
    try:
        assert list(tables.load("log.events").columns) == HEADER.split(",")
    except tables.DataError as error:
        assert all(problem.startswith("pack/log/events.csv:") for problem in error.problems)


# ---- dates and the article ---------------------------------------------------------------


def test_day_range_covers_what_a_date_leaves_open() -> None:
    dates = pd.Series(["1970", "2024-02", "2025-09-03", None], index=[3, 1, 4, 1], dtype="str")
    days = tables.day_range(dates)
    assert days.index.tolist() == [3, 1, 4, 1]
    assert [str(dtype) for dtype in days.dtypes] == ["datetime64[s]", "datetime64[s]", "category"]
    assert days["first_day"].dropna().astype(str).tolist() == ["1970-01-01", "2024-02-01", "2025-09-03"]
    assert days["last_day"].dropna().astype(str).tolist() == ["1970-12-31", "2024-02-29", "2025-09-03"]
    assert days["precision"].dropna().tolist() == ["year", "month", "day"]
    assert days.iloc[3].isna().all() and days["precision"].cat.ordered


def test_day_range_of_nothing_keeps_its_columns() -> None:
    days = tables.day_range(pd.Series([], dtype="str"))
    assert len(days) == 0 and list(days.columns) == ["first_day", "last_day", "precision"]


def test_day_range_lists_all_that_are_no_dates() -> None:
    with pytest.raises(tables.DataError) as caught:
        tables.day_range(pd.Series(["2025-13", "2025", "2025-02-30", "25", "0000"], name="day", dtype="str"))
    assert caught.value.problems == tuple(
        f"day of row {row}: found {text!r}, allowed: YYYY, YYYY-MM or YYYY-MM-DD"
        for row, text in [(0, "2025-13"), (2, "2025-02-30"), (3, "25"), (4, "0000")]
    )


@pytest.mark.parametrize("text", ["2025-1", "2025-", "202", "2025-1-1", "2025-01-", "2025-011", "2025-01-1"])
def test_day_range_completes_no_part_of_a_date(text: str) -> None:
    """The first digit of a month is no month: 2025-1 had been read as November."""
    with pytest.raises(tables.DataError, match="allowed: YYYY, YYYY-MM or YYYY-MM-DD"):
        tables.day_range(pd.Series([text], dtype="str"))


@pytest.fixture
def texts(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A package of texts alone, as if that were the schema of the edition."""
    shipped = json.loads((package.SHIPPED / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(part for part in shipped["resources"] if part["name"] == "article.texts")
    described = {"edition": package.EDITION, "resources": [resource]}
    (pack.folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    write_texts(pack, "first_one", "second_one")
    monkeypatch.setattr(package, "_shipped", lambda _: {"article.texts": package._shape(resource["schema"])})
    return pack


def write_texts(pack: Pack, *names: str) -> None:
    header = "article_id,title,outlet,published,url,credit,language,may_publish,text_sha256,bytes,characters"
    lines = [f"{name},,,,,,en,false,{number:064},9,9,2,,utf-8" for number, name in enumerate(names)]
    (pack.folder / "article").mkdir(exist_ok=True)
    text = "\n".join([f"{header},words,quoted_words,encoding", *lines]) + "\n"
    (pack.folder / "article" / "texts.csv").write_text(text, encoding="utf-8")


def test_the_article_is_the_first_or_the_one_named(texts: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROSTRUM_ARTICLE", raising=False)
    assert tables.article_id() == "first_one"
    monkeypatch.setenv("ROSTRUM_ARTICLE", "second_one")
    assert tables.article_id() == "second_one"
    monkeypatch.setenv("ROSTRUM_ARTICLE", "third_one")
    with pytest.raises(tables.DataError, match="found 'third_one', allowed: first_one or second_one"):
        tables.article_id()


def test_a_package_without_an_article_says_so(texts: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROSTRUM_ARTICLE", raising=False)
    write_texts(texts)
    with pytest.raises(tables.DataError, match=r"article\.texts: found no article"):
        tables.article_id()


# ---- rules in words ----------------------------------------------------------------------

PLAIN_EVENTS = (
    f"{EVENTS.partition(chr(10))[0]}\n"
    "e1,A,1954-10-01,parade,11,-1.5,true,0010,Alpha,\n"
    "e2,B,1959-10-01,talks,,,,,B,\n"
    "e3,,2025-09-03,parade,26,0.5,false,0026,,\n"
)
WORDS = {  # a rule that holds, what is changed in the events, and what is said of it
    "a value": ("kind is parade where guests is 11", "parade,11", "talks,11",
        "2 kind: found 'talks', allowed: parade where guests is 11 (it is 11)"),
    "one of two, not where": ("kind is talks or parade where guests is not empty", "parade,26", ",26",
        "4 kind: found '', allowed: talks or parade where guests is not empty (it is 26)"),
    "both ways": ("guests is empty exactly where kind is talks", "talks,,", "talks,3,",
        "3 guests: found '3', allowed: no value exactly where kind is talks (it is talks)"),
    "the other way": ("guests is empty exactly where kind is talks", "parade,11", "parade,",
        "2 guests: found '', allowed: no value exactly where kind is talks (it is parade)"),
    "a truth": ("share is filled where open is true", ",-1.5,", ",,",
        "2 share: found '', allowed: a value where open is true (it is True)"),
    "how it begins": ("event is e*", "e2,", "f2,", "3 event: found 'f2', allowed: e*"),
    "another column": ("note is another than event", "Alpha", "e1",
        "2 note: found 'e1', allowed: another than event (e1)"),
    "at least": ("guests is at least since", "0026", "0027",
        "4 guests: found '26', allowed: at least since (27)"),
    "at most": ("since is at most guests", ",11,", ",9,",
        "2 since: found '0010', allowed: at most guests (9)"),
    "the row that a key leads to": ("kind is parade where place's name is Alpha", "parade,11", "talks,11",
        "2 kind: found 'talks', allowed: parade where place's name is Alpha (it is Alpha)"),
    "a table": ("note is name of places or place of places", "Alpha", "Gamma",
        "2 note: found 'Gamma', allowed: name of places or place of places"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "old", "new", "said"), WORDS.values(), ids=WORDS)
def test_a_rule_in_words_holds_or_names_the_cell(
    pack: Pack, rule: str, old: str, new: str, said: str
) -> None:
    pack.describe(set_schema(rules=[rule]))
    pack.events.write_text(PLAIN_EVENTS, encoding="utf-8")
    tables.forget()
    assert len(tables.load("log.events")) == 3
    pack.events.write_text(PLAIN_EVENTS.replace(old, new, 1), encoding="utf-8")
    assert pack.problems() == [f"pack/log/events.csv:{said}"]


@pytest.mark.parametrize(
    "rule", ["kind", "kind is", "kidn is parade", "kind's x is y", "guests is many", "kind is x where y"]
)
def test_a_rule_that_says_nothing_is_named(pack: Pack, rule: str) -> None:
    pack.describe(set_schema(rules=[rule]))
    (problem,) = pack.problems()
    assert problem.startswith(f"datapackage.json log.events: found rule {rule!r}, allowed: A is B")


def test_a_rule_on_a_table_that_is_not_there_is_not_asked(pack: Pack) -> None:
    pack.describe(set_schema(rules=["kind is kind of towns"]))
    tables.forget()
    assert len(tables.load("log.events")) == 3


def test_together_once(pack: Pack) -> None:
    pack.describe(set_schema(uniqueKeys=[["kind", "guests"]]))
    pack.replace("parade,26", "parade,11")
    (problem,) = pack.problems()
    assert problem == (
        "pack/log/events.csv:5 kind, guests: found 'parade/11' again, first in line 2, allowed: each once"
    )
