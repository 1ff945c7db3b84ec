"""The drawing kit puts each value where its scale says, in the look it was given, none off its sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import drawn
import legibility
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.show import kit
from helpers.show.chart import Chart, text_width, wrap
from helpers.show.kit import (
    BAR,
    GAP,
    LINE,
    MARGIN,
    PAPER_WIDE,
    SIZE,
    STEP,
    WEAK,
    WIDE,
    Bar,
    Cell,
    Fill,
    Mark,
    Part,
    Row,
    Scale,
    Sheet,
    Spot,
    Track,
)
from helpers.show.style import BLUE, GREY, GRID, INK, MUTED, ORANGE, PAPER, RAMP, TEAL

A, B, C = (f"made.up:{name}" for name in "abc")
PLAIN, HATCHED, LIGHT = Fill(BLUE), Fill(ORANGE, "//"), Fill(RAMP[0])
LONG = "The ministry of a country whose name is longer than any line of a sheet can be, and then some"


def charted(sheet: Sheet) -> Chart:
    told = {"title": "A title", "subtitle": "Units", "alt": "Made up.", "source": "Data: made up. N = 3."}
    return Chart(figure=sheet.figure, **told, data=pd.DataFrame({"a": [1]}))


def sound(sheet: Sheet) -> Chart:
    """The chart of a sheet, once it is sure that it can be read and that nothing fell off."""
    chart = charted(sheet)
    assert legibility.problems(chart) == []
    assert drawn.off(chart) == []
    return chart


def near(*values: float) -> Sequence[float]:
    return pytest.approx(values, abs=0.01)  # type: ignore[no-any-return]


# ---- marks and scales


def test_marks_are_full_half_and_hollow() -> None:
    assert Mark.full("s", BLUE) == ("s", BLUE, BLUE, BLUE, "", False)
    assert Mark.half("o", TEAL) == ("o", TEAL, TEAL, PAPER, "", False)
    assert Mark.hollow("o") == ("o", GREY, PAPER, PAPER, "", False)
    assert Mark.hollow("D", BLUE, "x") == ("D", BLUE, PAPER, PAPER, "x", False)


def test_a_scale_puts_values_between_its_ends() -> None:
    scale = Scale(10, 30, 100, 300)
    assert [scale(value) for value in (10, 15, 30, 5)] == [100, 150, 300, 50]
    assert Scale(0, 4)(4) == WIDE and Scale(0, 4)(1) == WIDE / 4
    assert Scale(7, 7, 20, 90)(7) == 20, "a scale of one value has one place"


@pytest.mark.parametrize(
    "mark",
    [Mark.full("s", BLUE), Mark.half("^", TEAL), Mark.hollow("D"), Mark("o", INK, ORANGE, BLUE)],
)
def test_a_mark_is_drawn_as_it_is_described(mark: Mark) -> None:
    sheet = Sheet()
    sheet.mark(40, 10, mark, A)
    sheet.y = 20
    (shown,) = drawn.marks(sheet)
    assert shown == (40, 10, mark.shape, mark.colour, mark.lower, mark.upper, A)


def test_a_glyph_and_a_bar_of_weakness_stand_on_the_mark() -> None:
    sheet = Sheet()
    sheet.mark(40, 10, Mark("o", BLUE, PAPER, PAPER, "x", True))
    sheet.y = 20
    assert [(one.x, one.y, one.shape, one.colour) for one in drawn.marks(sheet)] == [
        (40, 10, "o", BLUE),
        (40, 10, "x", BLUE),
        (40, 10, "weak", INK),
    ]
    assert drawn.lines(sheet) == []
    (left, below), (right, same) = WEAK.vertices
    assert left == -right < 0 and below == same == -1, "a bar under the mark, as wide on both sides"


# ---- words and boxes


def test_words_go_on_below_each_other_and_values_stand_at_the_right() -> None:
    sheet = Sheet()
    sheet.words("China", "12", A)
    sheet.words("Kenya", indent=20, color=MUTED)
    china, twelve, kenya = drawn.words(sheet)
    assert (china.x, china.y, china.anchor, china.ref) == (0, LINE / 2, "left", A)
    assert (twelve.text, twelve.x, twelve.y, twelve.anchor, twelve.weight) == (
        *("12", WIDE, LINE / 2, "right", "bold"),
    )
    assert (kenya.x, kenya.y, kenya.colour, kenya.size) == (20, LINE + 2 + LINE / 2, MUTED, SIZE)
    assert sheet.y == 2 * (LINE + 2)


def test_long_words_are_wrapped_beside_their_value() -> None:
    for value, indent in (("", 0.0), ("1,234 of 5,678", 0.0), ("1,234 of 5,678", 48.0)):
        sheet = Sheet()
        sheet.words(LONG, value, indent=indent)
        lines = [word for word in drawn.words(sheet) if word.anchor == "left"]
        assert " ".join(line.text for line in lines) == LONG
        assert [line.y for line in lines] == [LINE / 2 + LINE * number for number in range(len(lines))]
        room = WIDE - (text_width(value, SIZE, "bold") + 8 if value else 0)
        assert len(lines) > 1 and all(line.left + line.wide <= room for line in lines)
        assert {line.x for line in lines} == {indent}
        sound(sheet)


def test_bold_words_have_the_room_that_bold_takes() -> None:
    sheet = Sheet()
    sheet.heading(LONG)
    assert {word.weight for word in drawn.words(sheet)} == {"bold"}
    sound(sheet)


def test_a_heading_keeps_away_from_what_is_above_and_begins_a_sheet() -> None:
    sheet = Sheet()
    sheet.heading("One")
    sheet.heading("Two")
    one, two = drawn.words(sheet)
    assert (one.y, two.y) == (LINE / 2, LINE + 2 + 4 + LINE / 2)


def test_a_rule_goes_across() -> None:
    sheet = Sheet()
    sheet.words("Above")
    sheet.rule()
    (rule,) = drawn.lines(sheet)
    assert rule == ((0, WIDE), (LINE + 2, LINE + 2), GRID, False) and sheet.y == LINE + 6


def test_a_box_is_where_it_is_put_and_a_light_one_has_an_outline() -> None:
    sheet = Sheet()
    sheet.box(10, 5, 60, 20, HATCHED, A)
    sheet.box(70, 5, 90, 20, LIGHT)
    sheet.y = 30
    assert drawn.boxes(sheet) == [(10, 5, 60, 20, ORANGE, "//", A), (70, 5, 90, 20, RAMP[0], "", "")]
    dark, light = sheet.axes.patches
    assert drawn.to_hex(dark.get_edgecolor()) == PAPER and drawn.to_hex(light.get_edgecolor()) == GREY
    assert drawn.to_hex(dark.get_hatchcolor()) == PAPER and drawn.to_hex(light.get_hatchcolor()) == INK


def test_a_word_on_a_hatch_stands_on_paper() -> None:
    sheet = Sheet()
    sheet.tag(20, 10, "dark", PLAIN, A)
    sheet.tag(60, 10, "light", LIGHT)
    sheet.tag(99, 10, "hatch", HATCHED)
    sheet.y = 20
    assert [(word.text, word.x, word.anchor, word.colour) for word in drawn.words(sheet)] == [
        ("dark", 20, "center", PAPER),
        ("light", 60, "center", INK),
        ("hatch", 99, "center", INK),
    ]
    backs = [text.get_bbox_patch() for text in sheet.axes.texts]
    assert backs[:2] == [None, None] and drawn.to_hex(backs[2].get_facecolor()) == PAPER
    assert drawn.words(sheet)[0].ref == A


# ---- key


def test_a_key_explains_looks_and_is_called_a_legend() -> None:
    sheet = Sheet()
    sheet.words("Above")
    looks = {"states": PLAIN, "named people": HATCHED, "weak": Mark.hollow("o")}
    sheet.key((look, words) for words, look in looks.items())
    sheet.words("Below")
    found = drawn.key(sheet)
    assert list(found) == list(looks)
    assert [(found[name].colour, getattr(found[name], "hatch", "o")) for name in looks] == [
        (BLUE, ""),
        (ORANGE, "//"),
        (GREY, "o"),
    ]
    assert drawn.boxes(sheet) == drawn.marks(sheet) == []
    assert [word.text for word in drawn.words(sheet)] == ["Above", "Below"]
    sound(sheet)


def test_entries_of_a_key_stand_beside_each_other() -> None:
    sheet = Sheet()
    sheet.key([(PLAIN, "one"), (Mark.full("o", BLUE), "two")])
    found = drawn.key(sheet)
    step = 20 + text_width("one", SIZE) + 12
    assert (found["one"].x, found["two"].x) == near(7, step + 7)
    assert found["one"].y == found["two"].y == 4 + LINE / 2 and sheet.y == 4 + LINE + 2


def test_a_key_takes_as_many_lines_as_it_needs() -> None:
    sheet = Sheet()
    sheet.key([(PLAIN, f"the {number} kind of source") for number in ("first", "second", "third", "fourth")])
    heights = sorted({look.y for look in drawn.key(sheet).values()})
    assert len(heights) > 1 and heights[1] - heights[0] == LINE + 2
    assert min(look.left for look in drawn.key(sheet).values() if look.y == heights[1]) == 0  # type: ignore[union-attr]
    sound(sheet)


# ---- bars


def test_bars_are_as_long_as_their_values_below_their_words() -> None:
    sheet = Sheet()
    parts = [Part(3, PLAIN, "3", A), Part(1, HATCHED, "", B)]
    sheet.bars([Bar("China", "4", parts, C), Bar("Kenya", "2", [Part(2, PLAIN, "2")])], Scale(0, 8))
    china, kenya = drawn.below(sheet, "China"), drawn.below(sheet, "Kenya")
    assert (china.value, china.ref, kenya.value) == ("4", C, "2")
    unit, top = WIDE / 8, LINE + 2
    assert china.boxes == [
        (0, top, 3 * unit, top + BAR, BLUE, "", A),
        (3 * unit, top, 4 * unit, top + BAR, ORANGE, "//", B),
    ]
    ((left, above, right, below, *_),) = kenya.boxes
    assert (left, right, above - top, below - above) == near(0, 2 * unit, top + BAR + GAP, BAR)
    assert [(word.text, word.x, word.y) for word in china.words] == [("3", 1.5 * unit, top + BAR / 2)]
    sound(sheet)


def test_a_bar_begins_where_its_scale_does() -> None:
    sheet = Sheet()
    sheet.bars([Bar("From 1950", "1980", [Part(30, PLAIN)])], Scale(1950, 2000, 50, 150), height=9)
    ((left, top, right, bottom, *_),) = drawn.boxes(sheet)
    assert (left, right, bottom - top) == near(50, 110, 9)


def test_a_part_of_nothing_is_no_box_and_a_word_needs_room() -> None:
    sheet = Sheet()
    wide = text_width("word", SIZE) + 5
    parts = [Part(0, PLAIN, "none"), Part(wide + 0.1, PLAIN, "word"), Part(wide - 0.1, HATCHED, "word")]
    sheet.bars([Bar("China", "1", parts)], Scale(0, WIDE))
    shown = drawn.below(sheet, "China")
    assert [box.colour for box in shown.boxes] == [BLUE, ORANGE]
    assert [word.x for word in shown.words] == near((wide + 0.1) / 2)


def test_a_line_across_a_bar_spans_its_values() -> None:
    sheet = Sheet()
    sheet.bars([Bar("China", "1", [Part(4, PLAIN)], span=(1, 6))], Scale(0, 7))
    (line,) = drawn.below(sheet, "China").lines
    assert line == ((WIDE / 7, WIDE / 7 * 6), (LINE + 2 + BAR / 2,) * 2, INK, False)


# ---- tracks


def tracks() -> Sheet:
    sheet = Sheet()
    spots = [Spot(1.5, Mark.full("s", BLUE), A), Spot(4, Mark.hollow("o"), B)]
    spans = [(1.5, 4, TEAL), (4, 5, GREY)]
    found = [Track("China", "4", spots, spans, C), Track("Kenya", "", [Spot(0, Mark.half("^", TEAL))])]
    sheet.tracks(found, Scale(0, 5, 20, 320), {0: "none", 2.5: "half", 5: "all"})
    return sheet


def test_marks_of_a_track_stand_at_their_values() -> None:
    sheet = tracks()
    china, kenya = drawn.below(sheet, "China"), drawn.below(sheet, "Kenya")
    middle = LINE + 2 + LINE + 2 + BAR / 2
    assert china.marks == [(110, middle, "s", BLUE, BLUE, BLUE, A), (260, middle, "o", GREY, PAPER, PAPER, B)]
    assert (china.value, china.ref) == ("4", C)
    ((x, y, shape, *_, lower, upper, _),) = kenya.marks
    assert (x, shape, lower, upper) == (20, "^", TEAL, PAPER) and y > middle + BAR
    sound(sheet)


def test_spans_of_a_track_go_from_value_to_value_and_grey_ones_are_broken() -> None:
    base, *spans = sorted(drawn.below(tracks(), "China").lines, key=lambda line: line.colour != GRID)
    assert base.xs == (20, 320)
    assert [(line.xs, line.colour, line.broken) for line in spans] == [
        ((110, 260), TEAL, False),
        ((260, 320), GREY, True),
    ]
    assert {y for line in spans for y in line.ys} == {drawn.below(tracks(), "China").marks[0].y}


@pytest.mark.parametrize("times", [1, 2])
def test_ticks_are_named_above_and_where_lines_run_far_below_and_have_lines(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "FAR", 150 if times == 1 else 20)
    sheet = tracks()
    names = [word for word in drawn.words(sheet) if word.anchor == "center"]
    assert [word.text for word in names] == ["none", "half", "all"] * times
    assert [word.x for word in names[:3]] == near(max(20, names[0].wide / 2), 170, 320)
    assert names[0].y < drawn.below(sheet, "China").marks[0].y < (names[3].y if times > 1 else sheet.y)
    upright = [line for line in drawn.lines(sheet) if line.xs[0] == line.xs[1]]
    assert [line.xs[0] for line in upright] == [20, 170, 320] and all(line.broken for line in upright)
    assert upright[0].ys == (LINE + 2, sheet.y - (LINE + 2) * (times - 1))


def test_marks_at_one_place_are_stacked_and_push_the_line_down() -> None:
    sheet = Sheet()
    spots = [Spot(5, Mark.full("o", BLUE), name) for name in (A, B)] + [Spot(0, Mark.full("s", TEAL), C)]
    sheet.tracks([Track("China", "", spots), Track("Kenya", "", spots[:1])], Scale(0, 5), {})
    low, high = drawn.below(sheet, "China").lines[0].ys[0], STEP
    found = {mark.ref: (mark.x, mark.y) for mark in drawn.below(sheet, "China").marks}
    assert found == {A: (WIDE, low), B: (WIDE, low - high), C: (0, low)}
    assert low == LINE + 2 + LINE + 2 + STEP + BAR / 2
    assert drawn.below(sheet, "Kenya").marks[0].y == low + BAR / 2 + 5 + LINE + 2 + BAR / 2


def test_columns_in_parts_have_cells_side_by_side_and_a_gap_between() -> None:
    sheet = Sheet()
    cells = {number: Cell(PLAIN, ref=f"made.up:{number}") for number in range(6)}
    sheet.matrix(["one", "two", "three"], [Row("China", cells)], 110, 0, 2)
    boxes = drawn.beside(sheet, "China").boxes
    assert [box.ref for box in boxes] == [f"made.up:{number}" for number in range(6)]
    assert [box.x for box in boxes] == near(*(150 + 80 * (at // 2) + (at % 2 - 0.5) * 39 for at in range(6)))
    assert all(box.wide == pytest.approx(39 - 1.6) for box in boxes)


def test_marks_stand_on_boxes_boxes_on_lines_and_outlines_on_all() -> None:
    sheet = matrix()
    boxes = {patch.get_zorder() for patch in sheet.axes.patches}
    marks = {line.get_zorder() for line in sheet.axes.lines if line.get_marker() not in ("None", None)}
    outline = {line.get_zorder() for line in sheet.axes.lines if len(line.get_xdata()) == 5}
    rules = {line.get_zorder() for line in sheet.axes.lines} - marks - outline
    assert max(rules) < min(boxes) <= max(boxes) < min(marks) <= max(marks) < min(outline)


def test_names_of_ticks_at_the_ends_stay_on_the_sheet() -> None:
    sheet = Sheet()
    sheet.tracks([Track("China", "", [])], Scale(0, 1), {0: "none of them", 1: "every one of them"})
    first, last = [word for word in drawn.words(sheet) if word.anchor == "center"][:2]
    assert first.left == pytest.approx(0) and last.left + last.wide == pytest.approx(WIDE)


# ---- matrix


def matrix(columns: Sequence[str] = ("one", "two")) -> Sheet:
    sheet = Sheet()
    rows = [
        Row("Asia"),
        Row("China", {0: Cell(PLAIN, "12", ref=A), 1: Cell(HATCHED, ref=B, outlined=True)}, "12 of 13", C),
        Row("Kenya", {1: Cell(None, "", [Mark.full("s", BLUE), Mark.half("^", TEAL)], A)}, strong=True),
        Row("None at all", {}, "nothing"),
        Row(LONG, {0: Cell(LIGHT)}),
    ]
    sheet.matrix(columns, rows, 130, 60)
    return sheet


def test_cells_of_a_matrix_stand_in_their_row_and_column() -> None:
    sheet = matrix()
    one, two = drawn.column(sheet, "one"), drawn.column(sheet, "two")
    assert (one, two) == near(170, 250)
    china = drawn.beside(sheet, "China")
    assert [(box.x, box.colour, box.hatch, box.ref) for box in china.boxes] == [
        (one, BLUE, "", A),
        (two, ORANGE, "//", B),
    ]
    assert china.boxes[0].wide == pytest.approx(80 - 1.6) and china.boxes[1].left - china.boxes[0].right < 2
    assert [(word.text, word.x, word.ref) for word in china.words] == [("12", one, A)]
    assert (china.value, china.ref, drawn.beside(sheet, "None at all").value) == ("12 of 13", C, "nothing")


def test_marks_in_a_cell_stand_beside_each_other_around_its_middle() -> None:
    kenya = drawn.beside(matrix(), "Kenya")
    assert [(mark.x, mark.shape, mark.lower, mark.upper, mark.ref) for mark in kenya.marks] == [
        (250 - 4.5, "s", BLUE, BLUE, A),
        (250 + 4.5, "^", TEAL, PAPER, A),
    ]
    assert kenya.boxes == []


def test_the_outline_is_around_its_cell_alone() -> None:
    sheet = matrix()
    outlines = [line for line in drawn.lines(sheet) if len(line.xs) == 5]
    box = drawn.beside(sheet, "China").boxes[1]
    assert [(min(line.xs), max(line.xs), min(line.ys), max(line.ys), line.colour) for line in outlines] == [
        (box.left, box.right, box.top, box.bottom, INK)
    ]


def test_a_row_is_as_high_as_its_name_and_one_without_cells_is_a_heading() -> None:
    sheet = matrix()
    weights = {word.text: word.weight for word in drawn.words(sheet)}
    assert (weights["Asia"], weights["China"], weights["Kenya"]) == ("bold", "normal", "bold")
    long, china = drawn.beside(sheet, LONG).boxes[0], drawn.beside(sheet, "China").boxes[0]
    lines = sum(word.text.count("\n") + 1 for word in drawn.words(sheet) if word.text.startswith("The min"))
    assert lines > 3 and long.bottom - long.top == pytest.approx(LINE * lines + 2)
    assert china.bottom - china.top == pytest.approx(BAR + 1)
    sound(sheet)


@pytest.mark.parametrize(("room", "lines"), [(5.5, 2), (6.0, 1)])
def test_six_points_lie_between_a_name_and_the_cells_beside_it(room: float, lines: int) -> None:
    sheet = Sheet()
    wide = next(place / 4 for place in range(400) if len(wrap("Two words", place / 4 / 72, SIZE)) == 1)
    sheet.matrix(["a"], [Row("Two words", {0: Cell(word="x")})], left=wide + room)
    (name,) = (word.text for word in drawn.words(sheet) if word.text.startswith("Two"))
    assert name.count("\n") + 1 == lines


def test_columns_are_named_upright_where_there_is_no_room() -> None:
    names = [f"the {number} column" for number in ("first", "second", "third")]
    flat, upright = matrix(), matrix(names)
    assert not any(word.upright for word in drawn.words(flat))
    heads = [word for word in drawn.words(upright) if word.upright]
    assert [word.text for word in heads] == names
    longest = max(text_width(name, SIZE) for name in names)
    assert {word.y for word in heads} == {longest}, "they stand on the first row, from the bottom"
    assert drawn.beside(upright, "Kenya").marks[0].y > longest + 4
    sound(upright)


def test_a_matrix_without_columns_is_a_list_of_names() -> None:
    sheet = Sheet()
    sheet.matrix([], [Row("China", {}, "12"), Row("Kenya", {}, "2")])
    assert drawn.beside(sheet, "China").value == "12"
    sound(sheet)


# ---- tiles and trees


def test_tiles_stand_side_by_side_in_as_many_lines_as_they_need() -> None:
    sheet = Sheet()
    names = [f"source {name}" for name in "abcdefgh"]
    sheet.tiles([Part(0, PLAIN, name, f"made.up:{name[-1]}") for name in names], 30)
    boxes = drawn.boxes(sheet)
    tops = sorted({box.top for box in boxes})
    assert len(tops) > 1 and tops[1] - tops[0] == BAR + 6
    assert [box.ref for box in boxes] == [f"made.up:{name}" for name in "abcdefgh"]
    assert {min(box.left for box in boxes if box.top == top) for top in tops} == {30}
    for box, after in pairwise(boxes):
        assert after.left == pytest.approx(box.right + 3) or after.top > box.bottom
    places = [(word.x, word.y) for word in drawn.words(sheet)]
    assert places == [near(box.x, box.y) for box in boxes]
    assert sheet.y == tops[-1] + BAR + 8
    sound(sheet)


def test_a_tree_is_indented_by_depth_and_joined_to_what_is_above() -> None:
    sheet = Sheet()
    root, leaf = [Part(4, PLAIN, ref=A)], [Part(2, HATCHED, ref=B), Part(1, LIGHT, ref=C)]
    branches = [(0, Bar("Root", "4", root, A)), (1, Bar("Leaf", "3", leaf)), (1, Bar("Bare", "", []))]
    sheet.tree(branches, Scale(0, 10, 0, 200))
    above, below = drawn.below(sheet, "Root"), drawn.below(sheet, "Leaf")
    assert [(box.left, box.right, box.colour, box.ref) for box in above.boxes] == [(0, 80, BLUE, A)]
    assert [(box.left, box.right, box.colour, box.hatch) for box in below.boxes] == [
        (0, 40, ORANGE, "//"),
        (40, 60, RAMP[0], ""),
    ], "bars begin where the scale does, or equal ones would look unlike"
    words = {word.text: word for word in drawn.words(sheet)}
    assert (words["Root"].x, words["Leaf"].x, words["Bare"].x) == (0, 16, 16)
    first, second = drawn.lines(sheet)
    assert first.xs == second.xs == (6, 6, 14)
    assert first.ys[0] == above.boxes[0].bottom + 4 and first.ys[1] == words["Leaf"].y
    assert second.ys == (first.ys[1], words["Bare"].y, words["Bare"].y), "from the corner of its sibling"
    sound(sheet)


def test_a_branch_after_a_deeper_one_is_joined_to_its_own_parent() -> None:
    sheet = Sheet()
    part = [Part(1, PLAIN)]
    branches = [(0, "a"), (1, "b"), (2, "c"), (0, "d"), (1, "e")]
    sheet.tree([(depth, Bar(name, "", part)) for depth, name in branches], Scale(0, 10))
    joins = {line.ys[-1]: line.ys[0] for line in drawn.lines(sheet)}
    words = {word.text: word.y for word in drawn.words(sheet)}
    assert joins[words["c"]] == drawn.below(sheet, "b").boxes[0].bottom + 4
    assert joins[words["e"]] == drawn.below(sheet, "d").boxes[0].bottom + 4
    assert words["a"] not in joins and words["d"] not in joins


# ---- the sheet


def test_a_sheet_is_as_wide_as_a_phone_and_as_high_as_what_is_on_it() -> None:
    sheet = matrix()
    width, height = sheet.figure.get_size_inches() * 72
    assert (width, height) == near(PAPER_WIDE, sheet.y)
    assert sheet.axes.get_position().bounds == (0, 0, 1, 1)
    assert sheet.axes.get_xlim() == (-MARGIN, WIDE + MARGIN) and sheet.axes.get_ylim() == (sheet.y, 0)
    chart = charted(sheet)
    grown = chart.figure.get_size_inches()[1] * 72
    assert grown > height and sheet.axes.get_position().height == pytest.approx(height / grown), (
        "the title takes no room from the drawing"
    )


def test_small_text_and_what_falls_off_a_sheet_is_seen() -> None:
    sheet = Sheet()
    sheet.words("small", fontsize=SIZE - 1)
    sheet.box(300, 2, 380, 8, PLAIN, A)
    sheet.mark(-40, 4, Mark.full("o", BLUE), B)
    sheet.write(340, 8, "beyond the edge")
    assert "'small' is 10.0 pt" in legibility.problems(charted(sheet))
    assert sorted(drawn.off(sheet)) == [
        "'beyond the edge' leaves the sheet",
        f"a box of {A} leaves the sheet",
        f"a line or mark of {B} leaves the sheet",
    ]


def fill_bars(sheet: Sheet, names: list[str], sizes: list[float]) -> None:
    parts = [Part(size, PLAIN, "word") for size in sizes]
    sheet.bars([Bar(name, name[:6], parts) for name in names], Scale(0, sum(sizes)))


def fill_tracks(sheet: Sheet, names: list[str], sizes: list[float]) -> None:
    low, high = min(sizes), max(sizes)
    found = [Track(name, name[:6], [Spot(size, Mark.full("o", BLUE)) for size in sizes]) for name in names]
    sheet.tracks(found, Scale(low, high, 9, WIDE - 9), {low: "the least", high: "the most"})


def fill_matrix(sheet: Sheet, names: list[str], sizes: list[float]) -> None:
    sheet.matrix(list("abc"), [Row(name, {2: Cell(PLAIN, "x")}, "9") for name in names], 140, 20)


def fill_tiles(sheet: Sheet, names: list[str], sizes: list[float]) -> None:
    sheet.tiles([Part(0, HATCHED, name[:30]) for name in names])


def fill_tree(sheet: Sheet, names: list[str], sizes: list[float]) -> None:
    parts, scale = [Part(size, PLAIN) for size in sizes], Scale(0, 2 * sum(sizes))
    sheet.tree([(number % 4, Bar(name, "9", parts)) for number, name in enumerate(names)], scale)


TEXTS = st.text("abc mwil", min_size=1, max_size=90).map(str.strip).filter(bool)
NAMES = st.lists(TEXTS, min_size=1, max_size=6)


@pytest.mark.parametrize("fill", [fill_bars, fill_tracks, fill_matrix, fill_tiles, fill_tree])
@settings(max_examples=12, deadline=None)
@given(names=NAMES, sizes=st.lists(st.floats(0.1, 90), min_size=1, max_size=5))
def test_whatever_is_drawn_stays_on_the_sheet(
    fill: Callable[[Sheet, list[str], list[float]], None], names: list[str], sizes: list[float]
) -> None:
    sheet = Sheet()
    words = [" ".join(part[:12] for part in name.split()) for name in names]
    fill(sheet, words, sizes)
    assert drawn.off(sheet) == []
