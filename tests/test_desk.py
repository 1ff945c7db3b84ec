"""The desk without a browser: what the script asks for, and the rows that follow; nothing else gets in."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import example
import ferry
import night
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from samples import sampled

from helpers import desk as room
from helpers import notebooks, overview
from helpers.code import coding, marking, marks, package, sheet
from helpers.code.package import PackageError
from helpers.desk import Desk
from helpers.read import tables
from helpers.show.datatable import DataTable

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the invented report, for copies."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "night.txt").write_text(night.TEXT, encoding="utf-8")
    package.new(
        folder / "night.txt", folder / "night", "night", "generic", {"may_publish": "true"}, add=False
    )
    return folder / "night"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "night"))


class Hand:
    """Asks a desk as its script does, with words in place of offsets."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def at(self, words: str, after: str = "") -> list[int]:
        text = self.desk.marking.text
        start = text.index(words, text.index(after) if after else 0)
        return [start, start + len(words)]

    def unit(self, words: str) -> str:
        return self.desk.marking.unit(self.at(words)).name

    def ask(self, what: str, **fields: Any) -> str:
        """What the desk says; it must have done it."""
        answer = self.desk.answer({"do": what, **fields})
        assert not answer["wrong"], answer["said"]
        return str(answer["said"])

    def refused(self, message: Any) -> str:
        """What the desk says; it must have done nothing."""
        before = (json.dumps(self.desk.marking.now), state(self.desk.kept.folder))
        answer = self.desk.answer(message)
        assert answer["wrong"]
        assert before == (json.dumps(self.desk.marking.now), state(self.desk.kept.folder))
        return str(answer["said"])

    def mark(self, part: str, words: str, after: str = "", more: bool = False) -> str:
        place = self.at(words, after)
        unit = self.desk.marking.unit(place).name
        return self.ask("mark", part=part, unit=unit, place=place, more=more)

    def said(self, cue: str, who: str, kind: str, content: str) -> None:
        """Mark an attribution whole; ``kind`` is that of a new voice, or the name of one that is known."""
        known = {row["label"]: key for key, row in self.desk.marking.now["voices"].items()}
        self.mark("content", content)
        self.mark("cue", cue, after=self._near(cue, content))
        self.mark("source", who, after=self._near(who, content))
        if kind in known:
            self.ask("voice", voice=known[kind])
        else:
            self.ask("call", unit=self.unit(content), place=None)
            voice = self.desk.marking.now["attributions"][-1]["voice"]
            self.ask("edit", voice=voice, name=who, type=kind, through="")

    def _near(self, words: str, content: str) -> str:
        """Words from which on the first that are looked for stand in the unit of the content."""
        unit = self.desk.marking.unit(self.at(content))
        return unit.text[unit.text.index(words) :]

    def rows(self, name: str) -> package.Rows:
        rows = package.rows(self.desk.kept.folder, f"article.{name}")
        return [row for row in rows if row.get("coder_id", self.desk.kept.coder) == self.desk.kept.coder]


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def words(text: str, pieces: package.Rows, part: str) -> list[str]:
    return [text[int(row["start"]) : int(row["end"])] for row in pieces if row["part"] == part]


# ---- what is marked becomes rows


@pytest.mark.long
def test_a_whole_text_comes_to_rows_and_back(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    for one in night.CODED:
        hand.said(*one)
    hand.ask("done", unit=list(hand.desk.marking.units)[-1], more=True)
    pieces, rows = hand.rows("attribution_pieces"), hand.rows("attributions")
    assert words(night_text(hand), pieces, "cue") == [cue for cue, _, _, _ in night.CODED]
    assert words(night_text(hand), pieces, "content") == [content for _, _, _, content in night.CODED]
    labels = {row["source_id"]: row["label"] for row in hand.rows("sources")}
    names = [
        who if len(kind.split()) < 2 and kind == kind.lower() else kind for _, who, kind, _ in night.CODED
    ]
    assert [labels[row["source_id"]] for row in rows] == names
    modes = [row["mode"] for row in rows]
    assert (modes.count("direct"), modes.count("indirect")) == (3, 10)
    codings = hand.rows("attribution_codings")
    body = [unit.name for unit in hand.desk.units]
    assert [row["sentence_id"] for row in codings] == body
    assert sum(row["status"] == "explicit" for row in codings) == 12, (
        "one content is less than half of its unit"
    )
    (coder,) = package.rows(folder, "coders")
    assert (coder["coder_id"], coder["kind"], coder["blind"]) == ("jane", "person", "true")
    again = Desk(folder, "jane")
    for name in KEPT:
        assert again.marking.now[name] == hand.desk.marking.now[name]
    (folder / "sheets" / "night.jane.json").unlink()  # the rows alone say as much
    rest = Desk(folder, "jane").marking
    assert [one["voice"] for one in rest.finished()] == [one["voice"] for one in again.marking.finished()]
    assert rest.done() == again.marking.done() == body


KEPT = ("attributions", "marks", "claims", "looks", "done")


def night_text(hand: Hand) -> str:
    return (hand.desk.kept.folder / "text" / "night.txt").read_text(encoding="utf-8")


def test_the_text_of_the_desk_is_that_of_the_package(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    assert hand.desk.about()["text"] == night_text(hand)


def test_each_step_is_kept_and_can_be_undone(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    steps = [state(folder)]
    hand.said(*night.CODED[0])
    hand.ask("code", part="frames", kind="conflict", place=hand.at("nine votes to four"))
    hand.ask("code", part="hedges", kind="weak", place=hand.at("would cost"))
    hand.ask("claim", unit=hand.unit("It will last"), claim="It lasts.", kind="forecast", check="yes")
    tables_of = {path.stem for path in (folder / "article").glob("*.csv")}
    assert {"frame_codings", "hedges", "claims"} <= tables_of
    assert [len(hand.rows(name)) for name in ("frame_codings", "hedges", "claims")] == [1, 1, 1]
    count = len(hand.desk.marking.undo)
    for _ in range(count):
        steps.append(state(folder))
        hand.ask("undo")
    assert [len(hand.rows(name)) for name in sheet.CODED] == [0] * len(sheet.CODED)
    assert {row["label"] for row in hand.rows("sources")} == {"narrator"}
    for _ in range(count):
        hand.ask("redo")
    assert {name: data for name, data in state(folder).items() if "article" in name} == {
        name: data for name, data in steps[1].items() if "article" in name
    }
    assert "nothing to redo" in hand.refused({"do": "redo"})


def test_what_is_unfinished_is_kept_beside_the_rows_and_holds_no_words(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    said = hand.mark("cue", "warned")
    assert "still needs content, a voice" in said
    assert hand.rows("attributions") == []
    again = Hand(Desk(folder, "jane"))
    assert [mark["at"] for mark in again.desk.marking.now["marks"]] == [hand.at("warned")]
    assert "warned" not in (folder / "sheets" / "night.jane.json").read_text(encoding="utf-8")


def test_content_in_content_is_nested_and_chains_go_on(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said("told", "he", "official", "We are lighting a house for a handful of owls")
    hand.mark("content", "a house for a handful of owls")
    hand.ask("call", unit=hand.unit("The union"), place=hand.at("The union"))
    key = hand.desk.marking.now["attributions"][-1]["voice"]
    hand.ask("edit", voice=key, name="The union", type="civil_society", through="")
    outer, inner = hand.rows("attributions")
    assert inner["nested_in"] == outer["attribution_id"] and inner["depth"] == "2"


def test_a_piece_is_added_and_a_voice_goes_on(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[3])
    hand.mark("content", "The council has not answered yet", more=True)
    assert len([row for row in hand.rows("attribution_pieces") if row["part"] == "content"]) == 2
    hand.ask("carry", unit=hand.unit("Four posts"), place=None)
    _, last = hand.rows("attributions")
    assert (last["status"], last["source_id"], last["mode"]) == ("carry_over", "PAUL_BRANDRETH", "indirect")


@pytest.mark.long
def test_a_voice_speaks_through_another_and_comes_back_so(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[8])
    hand.said("believes", "Its librarian", "expert", "the quiet draws people in more than the books")
    hand.ask(
        "edit", voice="ITS_LIBRARIAN", name="Its librarian", type="expert", through="THE_FENWICK_MERCURY"
    )
    chains = [row["source_id"] for row in hand.rows("attribution_chains") if row["attribution_id"] == "a2"]
    assert chains == ["THE_FENWICK_MERCURY", "ITS_LIBRARIAN"]
    (folder / "sheets" / "night.jane.json").unlink()
    voices = Desk(folder, "jane").marking.now["voices"]
    assert voices["ITS_LIBRARIAN"]["through"] == "THE_FENWICK_MERCURY"


@pytest.mark.parametrize("before", sampled(["😀😀 ", "東京タワー。 ", "é̂ "], 3))
def test_places_are_code_points(tmp_path: Path, before: str) -> None:
    (tmp_path / "t.txt").write_text(
        f"{before}Trams pay, said Ann Li 👩‍👩‍👧. And then?\n\nMore text stands here.", "utf-8"
    )
    package.new(tmp_path / "t.txt", tmp_path / "t", "t", "generic", {"language": "en"}, add=False)
    hand = Hand(Desk(tmp_path / "t", "jane"))
    hand.mark("cue", "said")
    hand.ask("call", unit="p1s1", place=hand.at("Ann Li"))
    hand.ask("edit", voice="ANN_LI", name="Ann Li", type="expert", through="")
    hand.mark("content", "Trams pay")
    text = (tmp_path / "t" / "text" / "t.txt").read_text(encoding="utf-8")
    pieces = hand.rows("attribution_pieces")
    assert [words(text, pieces, part) for part in ("source", "cue", "content")] == [
        ["Ann Li"],
        ["said"],
        ["Trams pay"],
    ]
    with package.using(tmp_path / "t"):
        from helpers.read import text as checks

        assert checks.verify(tmp_path / "t" / "text" / "t.txt").problems == ()


def test_a_long_text_may_have_as_many_attributions_as_are_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coding.Coding, "most", 100)  # of files of others
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[0])
    hand.said(*night.CODED[3])
    assert len(hand.rows("attributions")) == 2


# ---- what cannot be, in words


def test_claims_stand_once_and_are_taken_away_one_by_one(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    one = {"do": "claim", "unit": "p2s1", "claim": "It\tlasts. ", "kind": "forecast", "check": "yes"}
    for more in ({}, {"kind": "fact"}, {"claim": "It is dear."}):
        said = hand.desk.answer({**one, **more})["said"]
        assert said == f"claim in p2s1{', which was noted already' * (more == {'kind': 'fact'})}"
    rows = [("It lasts.", "fact"), ("It is dear.", "forecast")]
    assert [(row["claim"], row["claim_type"]) for row in hand.rows("claims")] == rows
    assert "'Take away' beside one" in hand.refused({**one, "claim": " "})
    assert hand.ask("unclaim", unit="p2s1", claim="It lasts.") == "claim in p2s1 taken away"
    assert [row["claim"] for row in hand.rows("claims")] == ["It is dear."]


def test_a_second_frame_or_hedge_of_a_kind_is_refused_in_plain_words(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    frame = {"part": "frames", "kind": "conflict", "place": hand.at("nine votes")}
    unit = hand.unit("nine votes")
    hand.ask("code", **frame)
    hand.ask("code", **frame | {"kind": "morality"})
    told = hand.refused({"do": "code", **frame, "place": hand.at("to four")})
    assert told == f"{unit} has this frame already: take that mark away first (X), to mark it anew"
    hedge = {"part": "hedges", "kind": "weak", "place": hand.at("would cost")}
    hand.ask("code", **hedge)
    assert "has this hedge already" in hand.refused({"do": "code", **hedge, "kind": "strong"})


def test_what_a_voice_may_be_called_and_through_whom_it_speaks(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[0])
    hand.said(*night.CODED[3])
    nora = {"voice": "NORA_WHITLOCK", "name": "Nora\t\u00a0W.", "type": "official", "through": ""}
    assert hand.ask("edit", **nora) == "Nora W.: official"
    assert "one to 300 characters: found 301" in hand.refused({"do": "edit", **nora, "name": "x" * 301})
    assert "found 0" in hand.refused({"do": "edit", **nora, "name": "\t"})
    long = {"do": "call", "unit": "p2s1", "place": [0, len(hand.desk.marking.text)]}
    assert "the name of a voice has one to 300 characters: found" in hand.refused(long)
    hand.ask("edit", **nora | {"through": "PAUL_BRANDRETH"})
    paul = {"voice": "PAUL_BRANDRETH", "name": "Paul Brandreth", "type": "expert", "through": "NORA_WHITLOCK"}
    told = "Nora W. speaks through Paul Brandreth: not the other way too"
    assert hand.refused({"do": "edit", **paul, "name": "Paul Brandreth"}) == told


def test_the_words_that_name_a_chosen_voice_become_its_source(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[0])
    for cue, source, _, content in (night.CODED[1], night.CODED[-1]):
        hand.mark("content", content)
        hand.mark("cue", cue, after=content if cue == "promised" else source)
        if source == "She":
            hand.mark("source", source)
        hand.ask("voice", voice="NORA_WHITLOCK")
    rows = [row for row in hand.rows("attribution_pieces") if row["part"] == "source"]
    assert words(hand.desk.marking.text, rows, "source") == ["Nora Whitlock", "She", "Whitlock"]


def test_who_names_the_articles_own_voice_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("It rains, the narrator said. More text stands here.", "utf-8")
    package.new(tmp_path / "t.txt", tmp_path / "t", "t", "generic", {"language": "en"}, add=False)
    hand = Hand(Desk(tmp_path / "t", "jane"))
    said = hand.mark("source", "narrator")
    assert said.startswith("source of attribution 1 in p1s1: narrator, the article's own voice")
    assert hand.ask("call", unit="p1s1", place=None).startswith("attribution 1: narrator, the article's own")


def test_who_renames_a_voice_that_others_coded_meanwhile_is_told(folder: Path) -> None:
    jane, paul = Hand(Desk(folder, "jane")), Hand(Desk(folder, "paul"))
    jane.said(*night.CODED[0])
    paul = Hand(Desk(folder, "paul"))
    jane.ask("edit", voice="NORA_WHITLOCK", name="Nora W.", type="official", through="")
    paul.mark("content", "The council has not answered yet")
    paul.ask("voice", voice="NORA_WHITLOCK")
    said = jane.ask("edit", voice="NORA_WHITLOCK", name="Ms Whitlock", type="official", through="")
    assert (
        said
        == "Ms Whitlock: official, but Ms Whitlock is Nora W., official, as others have coded it meanwhile"
    )
    assert jane.desk.marking.now["voices"]["NORA_WHITLOCK"]["label"] == "Nora W."


# ---- who may code, and what is seen


def test_who_is_blind_is_sent_nothing_of_others(folder: Path) -> None:
    other = Hand(Desk(folder, "paul"))
    other.said(*night.CODED[0])
    blind = Desk(folder, "jane")
    assert "paul" not in json.dumps([blind.about(), blind.answer({"do": "hello"})])
    Hand(blind).mark("cue", "warned")
    seen = Desk(folder, "jane", seen=True)
    assert seen.about()["others"] == {other.unit("Nora"): ["paul: Nora Whitlock, explicit"]}
    Hand(seen).mark("source", "Paul Brandreth")
    assert [row["blind"] for row in package.rows(folder, "coders") if row["coder_id"] == "jane"] == ["false"]
    assert Desk(folder, "jane").kept.seen, "what was seen stays seen"


def test_who_opened_a_desk_that_shows_others_is_not_blind_later(folder: Path, tmp_path: Path) -> None:
    Hand(Desk(folder, "paul")).said(*night.CODED[0])
    coders = package.rows(folder, "coders")
    assert not Desk(folder, "jane").kept.seen
    assert Desk(folder, "jane", seen=True).about()["others"]
    assert package.rows(folder, "coders") == coders, "who marked nothing is no coder"
    later = Hand(Desk(folder, "jane"))
    assert later.desk.kept.seen and later.desk.about()["how"] == "has seen other codings"
    later.mark("cue", "warned")
    assert Desk(folder, "jane").kept.seen
    assert [row["blind"] for row in package.rows(folder, "coders")] == ["true", "false"]
    for coder, blind in (("paul", "yes"), ("jane", "no")):
        sheet.export(folder, coder, tmp_path / f"{coder}.xlsx", "", "person", "")
        assert load_workbook(tmp_path / f"{coder}.xlsx")["start"]["B4"].value == blind


@pytest.mark.parametrize("name", ["rules", "adjudicated", "Paul", "a b", "con", ""])
def test_a_name_that_a_coder_may_not_have_is_refused_before_the_work(folder: Path, name: str) -> None:
    Hand(Desk(folder, "paul")).mark("cue", "warned")
    with pytest.raises(PackageError, match="allowed"):
        Desk(folder, name)
    with pytest.raises(PackageError, match="allowed"):
        sheet.export(folder, name, folder / "sheet.xlsx", "", "person", "")


def test_a_coder_of_another_kind_keeps_the_rows(folder: Path) -> None:
    Hand(Desk(folder, "robot", kind="program")).said(*night.CODED[0])
    with pytest.raises(PackageError, match="robot, a program, allowed: a name of your own"):
        Desk(folder, "robot")
    with pytest.raises(PackageError, match="--coder"):
        Desk(folder, "majority")


@pytest.mark.long
def test_two_coders_at_once_keep_both_and_one_at_two_desks_is_told(folder: Path) -> None:
    jane, paul = Hand(Desk(folder, "jane")), Hand(Desk(folder, "paul"))
    for one, two in pairwise(night.CODED[2:6]):
        if "Nora Whitlock" not in (one[2], two[2]):
            jane.said(*one)
            paul.said(*two)
    count = len(jane.rows("attributions")), len(paul.rows("attributions"))
    assert min(count) >= 2 and len(package.rows(folder, "article.attributions")) == sum(count)
    second = Hand(Desk(folder, "jane"))
    second.mark("cue", "argued")
    cue = {"do": "mark", "part": "cue", "unit": "p2s1", "place": jane.at("asked"), "more": False}
    jane.ask("open", number=1)
    answer = jane.desk.answer(cue)
    assert answer["now"]["open"] == 1, "what was open"
    assert answer["wrong"] and "jane was coded elsewhere meanwhile" in answer["said"]
    assert {tuple(mark["at"]) for mark in answer["now"]["marks"]} >= {tuple(jane.at("argued"))}
    assert not jane.desk.answer(cue)["wrong"]


@pytest.mark.long
def test_a_sheet_and_the_desk_take_the_place_of_each_other(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[0])
    sheet.export(folder, "jane", folder / "jane.xlsx", "", "person", "")
    marks.store(folder / "jane.xlsx", folder)
    assert hand.desk.answer({"do": "undo"})["wrong"]
    assert Desk(folder, "jane").marking.now["attributions"] == []


@pytest.mark.long
def test_what_was_coded_in_a_sheet_stays_until_it_is_changed(tmp_path: Path) -> None:
    folder = tmp_path / "tram"
    package.new(example.TEXT, folder, "tram", "generic", {"may_publish": "true"}, add=False)
    marks.store(example.SHEET, folder)
    (coder,) = (row["coder_id"] for row in package.rows(folder, "coders"))

    def coded() -> dict[str, package.Rows]:
        found = {name: package.rows(folder, f"article.{name}") for name in (*sheet.CODED, "sources")}
        return {name: sorted(rows, key=str) for name, rows in found.items()}

    before = coded()
    hand = Hand(Desk(folder, coder, kind="example"))
    hand.ask("look", look="claims", more=False)
    assert coded() == before
    hand.ask("drop", place=hand.at("announced late"), more=True)
    after = coded()
    assert len(after["attributions"]) == len(before["attributions"]) - 1
    changed = [
        row["sentence_id"] for row in before["attribution_codings"] if row not in after["attribution_codings"]
    ]
    assert changed == ["p2s2"]
    hand.ask("undo")
    assert len(coded()["attributions"]) == len(before["attributions"])


def test_what_is_kept_of_a_voice_that_is_gone_is_no_attribution(folder: Path) -> None:
    units = list(Desk(folder, "jane").marking.units.values())
    kept = [
        {"number": number, "voice": voice, "stance": ""} for number, voice in ((1, ""), (2, "X"), (3, ""))
    ]
    parts = [{"part": "content", "of": number, "at": [0, 5]} for number in (1, 2)]
    now = {**marking.nothing(), "attributions": kept, "marks": parts}
    assert [one["number"] for one in marking.Marking(units, now).now["attributions"]] == [1]


def test_what_is_stored_stands_in_the_order_of_the_text(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    for one in (night.CODED[3], night.CODED[0]):
        hand.said(*one)
    assert [one["number"] for one in hand.desk.marking.finished()] == [2, 1]


def test_units_gone_through_are_known_by_the_rows_alone(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[0])
    hand.ask("done", unit=hand.unit(night.CODED[0][3]), more=True)
    assert {row["layer"] for row in hand.rows("coded")} == {"attribution", "spans"}, (
        "and no more was looked for"
    )
    done = hand.desk.marking.now["done"]
    shutil.rmtree(folder / "sheets")
    assert any(done.values()) and Desk(folder, "jane").marking.now["done"] == done


# ---- what rules suggest


@pytest.fixture
def helped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return ferry.made(tmp_path, monkeypatch)


def names(hand: Hand) -> list[str]:
    return [one["name"] for one in hand.desk.marking.shown()["suggested"]]


BROOK = "Mayor Ada Brook"
OFFERED = [f"{BROOK}, said", f"{BROOK}, goes on, weak", f"{BROOK}, said"]


def test_a_suggestion_begins_where_its_first_piece_does(folder: Path) -> None:
    units = list(Desk(folder, "jane").marking.units.values())
    now = {**marking.nothing(), "voices": {"A": {"label": "Ann", "source_type": "expert", "through": ""}}}
    one = {"source": [], "cue": [], "content": [[20, 25], [3, 9]], "source_id": "A", "stance": "neutral"}
    (found,) = marking.Marking(units, now, [{**one, "weak": False}]).suggested
    assert found["at"] == [3, 25] and found["content"] == [(3, 9), (20, 25)]


def test_suggestions_are_shown_dashed_and_none_is_kept_unless_accepted(helped: Path) -> None:
    hand = Hand(Desk(helped, "jane"))
    assert names(hand) == OFFERED and hand.desk.about()["how"] == "works blind, with suggestions"
    first, weak, _ = hand.desk.marking.shown()["suggested"]
    assert [(mark["part"], mark["of"], mark["look"]) for mark in first["marks"]] == [
        ("source", "", "is-suggested"),
        ("cue", "", "is-suggested"),
        ("content", f" {BROOK}", "is-suggested"),
    ]
    assert [(mark["of"], mark["look"]) for mark in weak["marks"]][-1] == (
        f"? {BROOK}",
        "is-suggested is-weak",
    )
    hand.ask("done", unit="p2s1", more=True)
    assert hand.rows("attributions") == []
    assert {row["status"] for row in hand.rows("attribution_codings")} == {"none"}
    assert hand.desk.marking.now["marks"] == [] and names(hand) == OFFERED
    told = {row["coder_id"]: (row["blind"], row["note"]) for row in package.rows(helped, "coders")}
    assert told["jane"][0] == "true" and told["jane"][1].endswith("; suggestions by rules were shown")


def test_an_accepted_suggestion_is_changed_like_any_mark_and_undone(helped: Path) -> None:
    hand = Hand(Desk(helped, "jane"))
    place = hand.at("late")
    assert hand.ask("accept", unit="p1s1", place=place, more=False) == f"accepted: {BROOK}, said"
    assert names(hand) == OFFERED[1:]
    (row,) = hand.rows("attributions")
    pieces = [
        one for one in hand.rows("attribution_pieces") if one["attribution_id"] == row["attribution_id"]
    ]
    parts = [words(ferry.TEXT, pieces, part) for part in ("source", "cue", "content")]
    assert parts == [[BROOK], ["said"], ["the ferry is late"]]
    assert (row["source_id"], row["stance"], row["status"]) == ("MAYOR_ADA_BROOK", "neutral", "explicit")
    hand.ask("stance", stance="factive")
    hand.ask("edit", voice="MAYOR_ADA_BROOK", name="Ada Brook", type="party", through="")
    hand.ask("drop", place=hand.at("said"), more=False)
    (row,) = hand.rows("attributions")
    assert (row["stance"], row["status"]) == ("none", "carry_over")
    assert names(Hand(Desk(helped, "jane"))) == [one.replace("Mayor ", "") for one in OFFERED[1:]]
    for _ in range(4):
        hand.ask("undo")
    assert hand.rows("attributions") == [] and names(hand) == OFFERED
    hand.ask("redo")
    assert len(hand.rows("attributions")) == 1 and names(hand) == OFFERED[1:]


def test_all_strong_ones_of_a_unit_are_accepted_and_a_weak_one_by_itself(helped: Path) -> None:
    hand = Hand(Desk(helped, "jane"))
    place = hand.at("noon")
    weak = {"do": "accept", "unit": "p1s2", "place": place, "more": True}
    assert "no suggestion in p1s2 that is not weak" in hand.refused(weak)
    hand.ask("accept", unit="p2s1", place=place, more=True)
    hand.ask("accept", unit="p1s2", place=place, more=False)
    assert [row["status"] for row in hand.rows("attributions")] == ["carry_over", "explicit"]
    assert names(hand) == OFFERED[:1]
    assert [row["sentence_id"] for row in hand.rows("coded") if row["layer"] == "spans"] == ["p1s2", "p2s1"]


def test_a_cleared_suggestion_stays_away_and_comes_back_by_undo(helped: Path) -> None:
    hand = Hand(Desk(helped, "jane"))
    hand.ask("drop", place=hand.at("noon"), more=False)
    assert names(hand) == OFFERED[::2]
    assert names(Hand(Desk(helped, "jane"))) == OFFERED[::2] and names(Hand(Desk(helped, "paul"))) == OFFERED
    assert "noon" not in (helped / "sheets" / "ferry.jane.json").read_text(encoding="utf-8")
    hand.ask("undo")
    assert names(hand) == OFFERED
    both = [hand.at("late")[0], hand.at("noon")[1]]
    hand.ask("drop", place=both, more=False)
    assert names(hand) == OFFERED[::2], "the shorter one"
    hand.ask("undo")
    hand.mark("content", "It sails at noon")
    assert names(hand) == OFFERED[::2], "what a person marked is not suggested"


def test_a_coder_who_sees_others_does_not_take_rules_for_one(helped: Path) -> None:
    assert Desk(helped, "jane", seen=True).about()["others"] == {}


def test_a_package_without_suggestions_offers_none(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    assert names(hand) == [] and not hand.desk.about()["helped"]
    assert "no suggestion" in hand.refused({"do": "accept", "unit": "p2s1", "place": [1, 4], "more": False})
    hand.mark("cue", "warned")
    assert "suggestions" not in package.rows(folder, "coders")[0]["note"]


ACCEPT = {"do": "accept", "unit": "p1s1", "place": [25, 30], "more": False}


@pytest.mark.parametrize(
    "message",
    [
        {**ACCEPT, "place": [30, 25]},
        {**ACCEPT, "place": [25, 10**7]},
        {**ACCEPT, "place": [25, 10**9]},
        {**ACCEPT, "place": None},
        {**ACCEPT, "unit": "p99s1", "more": True},
        {**ACCEPT, "more": "all"},
        {**ACCEPT, "number": 0},
        {**ACCEPT, "source_id": "NARR"},
        {"do": "accept"},
        {"do": "offered"},
    ],
)
def test_nothing_but_what_was_suggested_is_accepted(helped: Path, message: Any) -> None:
    assert Hand(Desk(helped, "jane")).refused(message)


# ---- nothing else gets in

CUE = {"do": "mark", "part": "cue", "unit": "p2s1", "place": [1, 4], "more": False}
HOSTILE: list[Any] = [
    *(None, [], "undo", 7, {}, {"do": None}, {"do": "__init__"}, {"do": "back"}, {"do": ["undo"]}),
    *(
        {**CUE, "place": place}
        for place in ([4, 1], [-1, 4], [1, 10**7], [0.5, 3], [True, 3], ["1", 3], [1], "12")
    ),
    *(
        {**CUE, **more}
        for more in ({"coder": "paul"}, {"more": 1}, {"part": "key"}, {"part": ["cue"]}, {"unit": 3})
    ),
    {**CUE, "part": "content", "place": None, "unit": "p99s1"},
    {key: value for key, value in CUE.items() if key != "more"},
    {"do": "voice", "voice": "../../etc"},
    {"do": "edit", "voice": "NARR", "name": "x", "type": "expert", "through": ""},
    {"do": "edit", "voice": "NARR", "name": "narrator", "type": "narrator", "through": ""},
    {"do": "open", "number": 10**30},
    {"do": "open", "number": 4},
    {"do": "code", "part": "frames", "kind": "no_such_frame", "place": [1, 4]},
    {"do": "code", "part": "hedges", "kind": "conflict", "place": [1, 4]},
    {"do": "claim", "unit": "p2s1", "claim": "x" * 301, "kind": "fact", "check": "yes"},
    {"do": "claim", "unit": "p2s1", "claim": "\t\n", "kind": "fact", "check": "yes"},
    {"do": "unclaim", "unit": "p2s1", "claim": "x"},
    {"do": "done", "unit": "../p2s1", "more": True},
    {"do": "look", "look": "relations", "more": True},
    {"do": "drop", "place": [1, 4], "more": False},
    *({"do": do} for do in ("undo", "redo")),
]


@pytest.fixture(scope="module")
def untouched(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Hand:
    return Hand(Desk(Path(shutil.copytree(made, tmp_path_factory.mktemp("hostile") / "night")), "jane"))


@pytest.mark.parametrize("message", HOSTILE, ids=lambda message: json.dumps(message)[:60])
def test_a_message_that_is_none_of_ours_does_nothing(untouched: Hand, message: Any) -> None:
    assert untouched.refused(message)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: (
            st.lists(one) | st.dictionaries(st.sampled_from([*CUE, "voice", "number"]) | st.text(), one)
        ),
    )
)
def test_no_message_breaks_the_desk(untouched: Hand, message: Any) -> None:
    assert set(untouched.desk.answer(message)) == {"now", "said", "wrong"} or message == {"do": "hello"}


def test_a_failed_step_takes_back_itself_alone(folder: Path) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.mark("cue", "warned")
    hand.refused({"do": "nothing of ours"})
    hand.refused({"do": "code", "part": "frames", "kind": "no_such_frame", "place": hand.at("nine")})
    hand.mark("source", "Paul Brandreth")
    assert len(hand.desk.marking.now["marks"]) == 2


def test_whatever_goes_wrong_is_answered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(Desk(folder, "jane"))
    cue = {"do": "mark", "part": "cue", "unit": "p2s1", "place": hand.at("warned"), "more": False}
    for error in (RuntimeError("a fault"), RecursionError("deep"), KeyError("source_id")):
        with monkeypatch.context() as patch:
            patch.setattr(hand.desk.kept, "write", lambda _, error=error: raised(error))
            told = hand.refused(cue)
        assert f"the desk failed: {error!r}" in told and "then do the last step again" in told
    table = folder / "article" / "sources.csv"
    whole = table.read_bytes()
    for broken in (b"", b"\xff", whole.replace(b"source_id", b"sauce")):
        table.write_bytes(broken)
        assert "sources.csv" in (told := hand.refused(cue)) and "mend that" in told
    table.write_bytes(whole)
    Hand(Desk(folder, "jane")).mark("cue", "argued")
    table.write_bytes(b"\xff")
    assert "sources.csv" in hand.refused(cue), "also where it was coded elsewhere meanwhile"
    table.write_bytes(whole)
    assert "coded elsewhere" in hand.desk.answer(cue)["said"]
    assert not hand.desk.answer(cue)["wrong"]


@pytest.mark.parametrize(("room", "name"), [(notebooks, "write"), (package, "_copy"), (package, "_exchange")])
def test_a_failed_write_changes_nothing_and_the_step_can_be_done_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, room: Any, name: str
) -> None:
    hand = Hand(Desk(folder, "jane"))
    hand.said(*night.CODED[0])
    hand.mark("cue", "warned")
    hand.ask("voice", voice="NORA_WHITLOCK")
    undo, before = len(hand.desk.marking.undo), json.dumps(hand.desk.marking.now)
    finish = {"do": "mark", "part": "content", "unit": hand.unit("warned"), "place": None, "more": False}
    with monkeypatch.context() as patch:
        patch.setattr(room, name, lambda *_: raised(OSError(28, "No space left on device", "x.csv")))
        told = hand.refused(finish)
    assert "No space left on device: 'x.csv'; nothing has changed" in told
    assert len(hand.desk.marking.undo) == undo
    again = Desk(folder, "jane").marking.now
    assert [again[name] for name in KEPT] == [json.loads(before)[name] for name in KEPT]
    assert hand.ask("mark", **{key: finish[key] for key in ("part", "unit", "place", "more")}) == (
        f"content of attribution 2 in {finish['unit']}"
    )
    assert len(hand.rows("attributions")) == 2
    hand.ask("undo")
    assert json.dumps(hand.desk.marking.now) == before


def raised(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    "found",
    [
        "not JSON",
        "[]",
        '{"rows": [], "now": {}}',
        '{"rows": "x", "now": {"attributions": [{"number": "1"}], "marks": []}}',
    ],
)
def test_a_file_of_another_program_is_named(folder: Path, found: str) -> None:
    path = folder / "sheets" / "night.jane.json"
    path.parent.mkdir()
    path.write_text(found, encoding="utf-8")
    with pytest.raises(PackageError, match=r"night\.jane\.json: found what no desk wrote"):
        Desk(folder, "jane")


def test_a_package_without_its_text_says_so(folder: Path) -> None:
    (folder / "text" / "night.txt").rename(folder.parent / "copy.txt")
    with pytest.raises(PackageError, match="no text"):
        Desk(folder, "jane")
    copy = folder.parent / "copy.txt"
    copy.write_text(copy.read_text("utf-8").replace("\n", "\r\n\r\n"), encoding="utf-8")
    hand = Hand(Desk(folder, "jane", path=str(copy)))
    assert hand.mark("cue", "warned")


@pytest.mark.long
def test_the_overview_invites_and_then_says_where_a_person_differs(folder: Path) -> None:
    invited = overview.people("uniteddaily_mys")
    assert isinstance(invited, overview.Glance) and "No person has coded" in invited.lines[0][0]
    machine, jane = Hand(Desk(folder, "robot", kind="language model")), Hand(Desk(folder, "jane"))
    for hand, one in ((machine, night.CODED[0]), (jane, night.CODED[3])):
        hand.said(*one)
        hand.ask("done", unit=hand.desk.units[-1].name, more=True)
    with package.using(folder):
        table = overview.people("night")
    assert isinstance(table, DataTable) and "2 of 32 units" in table.caption
    found = table.frame.set_index("sentence_id")[["coder_id", "person", "machines"]].T.to_dict("list")
    assert found == {
        jane.unit("Nora"): ["jane", "narrator", "Nora Whitlock"],
        jane.unit("warned"): ["jane", "Paul Brandreth", "narrator"],
    }


# ---- where it runs


def test_the_practice_desk_is_kept_nowhere_and_shown_the_same() -> None:
    assert "ROSTRUM_DESK" not in os.environ
    desk = room.opened()
    assert repr(desk) == "practice at the desk: 0 of 32 units of tram gone through"
    place = desk.kept.folder
    assert place.exists()
    desk.place.cleanup()
    assert not place.exists()


def test_what_make_desk_asks_for_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_DESK", json.dumps({"coder": "jane", "seen": True}))
    monkeypatch.setenv("ROSTRUM_DATA", str(folder))
    assert (room.opened().kept.coder, room.opened().kept.seen) == ("jane", True)


def test_the_script_makes_no_html_and_loads_nothing() -> None:
    here = ROOT / "helpers" / "desk"
    own, library = ((here / name).read_text("utf-8") for name in ("desk.js", "library/recogito.js"))
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "import(", "fetch(", "http"):
        assert word not in own
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "import(", "eval(", "new Function", "console."):
        assert word not in library
    choices = re.findall('value="([a-z_]+)"', (here / "desk.html").read_text("utf-8"))
    asked = json.dumps(marking.SCHEMA["$defs"])
    assert len(choices) > 30 and all(f'"{choice}"' in asked for choice in choices)
    lock = json.loads((here / "library" / "package-lock.json").read_text("utf-8"))
    assert all("integrity" in one and "resolved" not in one for name, one in lock["packages"].items() if name)
    licences = (here / "library" / "LICENSES.txt").read_text("utf-8")
    parts = [name for name in lock["packages"] if name and "esbuild" not in name]
    assert all(f"{name.rpartition('node_modules/')[2]} " in licences for name in parts)


def test_the_desk_is_no_notebook_of_the_collection() -> None:
    path = ROOT / "notebooks" / "coding_desk.ipynb"
    assert path.exists() and path not in notebooks.paths()
    cells = [cell for cell in notebooks.parse(path).cells if cell.cell_type == "code"]
    assert 2 <= len(cells) <= 5 and all(len(cell.source.splitlines()) <= 4 for cell in cells)
    assert "model_id" not in path.read_text("utf-8") and "widgets" not in notebooks.parse(path).metadata


@pytest.mark.long
def test_a_desk_that_is_killed_loses_nothing_that_was_said_to_be_done(folder: Path) -> None:
    code = """
import sys
from pathlib import Path
from helpers.desk import Desk
desk = Desk(Path(sys.argv[1]), "jane")
words = [at for unit in desk.units for at in [[unit.start, unit.end]]]
for place in words:
    desk.answer({"do": "mark", "part": "content", "unit": "p2s1", "place": place, "more": False})
    print(len(desk.marking.now["marks"]), flush=True)
"""
    for number in range(1, 9):
        run = subprocess.Popen([sys.executable, "-c", code, folder], stdout=subprocess.PIPE, cwd=ROOT)
        assert run.stdout
        said = [int(run.stdout.readline()) for _ in range(number % 3 + 1)][-1]
        run.kill()
        run.wait()
        assert len(Desk(folder, "jane").marking.now["marks"]) >= said
        with package.using(folder):
            assert tables.names()
