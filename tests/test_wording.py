"""Sentences come from templates that can't hold a number of their own, miss a value or forget one."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import drawn
import headlines
import pandas as pd
import pytest

from helpers.errors import WordingError
from helpers.show import words
from helpers.show.kit import Sheet
from helpers.show.wording import Wording

ROWS = ["history.parades:vd2025"]
GAP = "\N{NO-BREAK SPACE}"
TEXT = """
[findings.depth]
headline = "On average a word stands {{ mean | fixed }} voices from the page."
detail = "{% if deep %}It is {{ deep | spelled('word') }} deep.{% endif %}"
short = "mean {{ mean | fixed(1) }}"

[findings.plain]
headline = "{{ terms.kinds[kind] | capital }} come first."

[charts.depth]
title = "Words by voice"
subtitle = "{{ mean | fixed }} on average"
alt = "Bars."
source = "Data: made up."

[sentences]
greeting = "Hello {{ who }}."
nothing = "Nobody."

[terms.kinds]
state = "states and their offices"
"""


def wording(folder: Path, text: str) -> Wording:
    (folder / "wording.toml").write_text(text, encoding="utf-8")
    return Wording(str(folder / "say.py"))


def sentence(folder: Path, template: str, **values: Any) -> str:
    return wording(folder, f"[sentences]\nsaid = '''{template}'''").say("said", **values)


# ---- entries


def test_a_finding_takes_its_parts_from_its_entry(tmp_path: Path) -> None:
    values = {"mean": 1.2345, "deep": 3}
    found = wording(tmp_path, TEXT).finding("depth", values, ROWS)
    assert found.headline == "On average a word stands 1.23 voices from the page."
    assert (found.detail, found.short) == ("It is three words deep.", "mean 1.2")
    assert (found.values, found.evidence) == (values, ROWS)


def test_a_part_without_a_template_is_empty_and_words_are_seen_by_all(tmp_path: Path) -> None:
    found = wording(tmp_path, TEXT).finding("plain", {"kind": "state"}, ROWS)
    assert (found.headline, found.detail, found.short) == ("States and their offices come first.", "", "")


def test_a_value_may_be_nothing_but_must_be_there(tmp_path: Path) -> None:
    said = wording(tmp_path, TEXT)
    assert said.finding("depth", {"mean": 1.0, "deep": None}, ROWS).detail == ""
    with pytest.raises(ValueError, match=r"\[findings\.depth\].*'deep' is undefined"):
        said.finding("depth", {"mean": 1.0}, ROWS)


def test_a_chart_takes_its_words_and_shows_its_sheet(tmp_path: Path) -> None:
    sheet, data = Sheet(), pd.DataFrame({"words": [1]})
    sheet.words("China", "12")
    chart = wording(tmp_path, TEXT).chart("depth", sheet, data, {"mean": 2.0}, ROWS)
    told = (chart.title, chart.subtitle, chart.alt, chart.source)
    assert told == ("Words by voice", "2.00 on average", "Bars.", "Data: made up.")
    assert chart.data is data and chart.evidence == ROWS
    assert [word.text for word in drawn.words(chart)] == ["China", "12"]


def test_other_sentences_are_said_by_name(tmp_path: Path) -> None:
    said = wording(tmp_path, TEXT)
    assert (said.say("greeting", who="Ann"), said.say("nothing")) == ("Hello Ann.", "Nobody.")


# ---- what is refused


def test_a_value_that_no_template_uses_is_refused(tmp_path: Path) -> None:
    said = wording(tmp_path, TEXT)
    with pytest.raises(ValueError, match=r"\[findings\.depth\] does not use more and other"):
        said.finding("depth", {"mean": 1.0, "deep": 1, "other": 2, "more": 3}, ROWS)
    with pytest.raises(ValueError, match=r"\[sentences\] does not use who"):
        said.say("nothing", who="Ann")


def test_an_entry_that_is_missing_is_named(tmp_path: Path) -> None:
    said = wording(tmp_path, TEXT)
    for ask in (
        lambda: said.finding("gone", {}, ROWS),
        lambda: said.say("gone"),
        lambda: wording(tmp_path, "").finding("gone", {}, ROWS),
    ):
        with pytest.raises(
            ValueError, match=r"wording\.toml: found no '\w+' under \[(findings\.gone|sentences)"
        ):
            ask()


def test_a_finding_without_headline_or_evidence_is_refused(tmp_path: Path) -> None:
    said = wording(tmp_path, "[findings.a]\nheadline = '{% if x %}Yes.{% endif %}'")
    with pytest.raises(ValueError, match="no headline"):
        said.finding("a", {"x": False}, ROWS)
    with pytest.raises(ValueError, match="no evidence"):
        said.finding("a", {"x": True}, [])


@pytest.mark.parametrize(
    "template",
    [
        "All 24 of them",
        "{{ n }} of 24",
        "{% if n %}{{ n }} and 1{% endif %}",
        "{% for one in n %}\N{SUPERSCRIPT TWO}{% endfor %}",
        "{{ n }}{{ '12' }}",
        "{{ n }}{{ 12 }}",
    ],
)
def test_a_digit_that_somebody_typed_is_refused(tmp_path: Path, template: str) -> None:
    with pytest.raises(ValueError, match=r"wording\.toml: \[sentences\] said: digits are typed in"):
        sentence(tmp_path, template, n="")


def test_digits_that_say_how_to_compare_or_round_are_none(tmp_path: Path) -> None:
    template = "{% if n > 1 %}{{ n | fixed(1) }}{% endif %}"
    assert sentence(tmp_path, template, n=2.25) == "2.2"


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ n", "unexpected end"),
        ("{% if n %}", "[Uu]nexpected end"),
        ("{{ n | nonsense }}", "nonsense"),
        ("{{ n.length }}", "no attribute 'length'"),
        ("{{ n | percent }}", "Unknown format code"),
        ("{{ m }}{{ n }}", "'m' is undefined, allowed: the values n, as"),
        ("{{ n[0].a() }}", "no attribute 'a'"),
        ("{{ n % 0 }}", "not all arguments"),
        ("{% include 'gone' %}", "include 'gone'"),
    ],
)
def test_a_broken_template_is_named(tmp_path: Path, template: str, fault: str) -> None:
    with pytest.raises(
        WordingError, match=rf"wording\.toml: \[sentences\] said: found (?=.*, allowed: ).*{fault}"
    ):
        sentence(tmp_path, template, n="x")


def test_a_broken_file_or_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match=r"wording\.toml: found Invalid.*line 2.*, allowed: TOML"):
        wording(tmp_path, "a = 1\nb = c\n")
    with pytest.raises(WordingError, match=r"nowhere/wording\.toml: .*No such file"):
        Wording(str(tmp_path / "nowhere" / "say.py"))


def test_text_is_not_escaped_and_blocks_leave_no_blank_lines(tmp_path: Path) -> None:
    template = "\n{% if n %}\n{{ n }} & <more>\n{% endif %}\n"
    assert sentence(tmp_path, template, n="A's") == "A's & <more>"


# ---- filters


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("{{ x | count('unit') }}", 1, "1 unit"),
        ("{{ x | count('unit') }}", 1234, "1,234 units"),
        ("{{ x | count('country', 'countries') }}", 0, "0 countries"),
        ("{{ x | spelled }}", 0, "no"),
        ("{{ x | spelled }}", 12, "twelve"),
        ("{{ x | spelled }}", 13, "13"),
        ("{{ x | spelled }}", -1, "-1"),
        ("{{ x | spelled('state') }}", 1, "one state"),
        ("{{ x | spelled('state') }}", 2000, "2,000 states"),
        ("{{ x | spelled('person', 'people') }}", 3, "three people"),
        ("{{ x | either('is', 'are') }}", 1, "is"),
        ("{{ x | either('is', 'are') }}", 0, "are"),
        ("{{ x | either('unit') }}", 2, "units"),
        ("{{ x | either('', 's') }}", 2, "s"),
        ("{{ x | percent }}", 0.6275, f"62.7{GAP}%"),
        ("{{ x | percent(0) }}", 0.5, f"50{GAP}%"),
        ("{{ x | percent }}", 1, f"100.0{GAP}%"),
        ("{{ x | fixed }}", -0.126, "-0.13"),
        ("{{ x | fixed(0) }}", 7.6, "8"),
        ("{{ x | short }}", "Ministry (of a country) in (some) place", "Ministry in place"),
        ("{{ x | short }}", "(unnamed)", "(unnamed)"),
        ("{{ x | spoken }}", "direct_full_quote", "direct full quote"),
        ("{{ x | capital }}", "the US", "The US"),
        ("{{ x | capital }}", "", ""),
        ("{{ x | listed }}", ["a"], "a"),
        ("{{ x | listed }}", [], ""),
        ("{{ x | listed('or') }}", ("a", "b", "c"), "a, b or c"),
        ("{{ x | day }}", datetime.date(2025, 9, 3), "3 September 2025"),
        ("{{ x | month }}", datetime.date(1949, 12, 31), "December 1949"),
        ("{{ x | short_day }}", datetime.date(2025, 1, 21), "21 Jan"),
    ],
)
def test_filters_put_values_into_words(tmp_path: Path, template: str, value: Any, said: str) -> None:
    assert sentence(tmp_path, template, x=value) == said


def test_names_are_listed_while_they_are_few() -> None:
    assert words.few(["Kenya"], "state") == "Kenya"
    assert words.few(["Kenya", "Chad"], "state") == "Kenya and Chad"
    assert words.few(["Kenya", "Chad", "Togo"], "state") == "three states"


def test_what_was_not_tried_is_said_where_something_was(tmp_path: Path) -> None:
    values = {"moves": ["the share"], "flips": [], "untried": ["the chain"], "compared": None, "every": 9}
    said = '{% include "tried" %}'
    assert sentence(tmp_path, said, **values) == (
        "One moves in a figure: the share. Resting on one coder, and so not tried: the chain."
    )
    alone = sentence(tmp_path, said, **values | {"untried": []})
    assert alone == "One moves in a figure: the share."


def test_every_month_has_its_name() -> None:
    days = [datetime.date(2025, month, 1) for month in range(1, 13)]
    assert [words.long_month(day) for day in days] == [f"{day:%B %Y}" for day in days]


# ---- headlines


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Of the guests, 12 came on 3 September 2025.", 0),
        ("Of 12,345 guests 62.8 % came.", 0),
        ("In March 2025 and on 2025-09-03.", 0),
        ("Between 3 Sep and 9 May two came.", 0),
        ("Mr Xi may come, said the U.S. President.", 0),
        ("No. 3 came first.", 0),
        ("", 1),
        ("1 of 2 of 3.", 1),
        ("From 1959–1961 to 2025.", 1),
        ("One came. Another stayed.", 1),
        ("Who came? ‘Nobody.’", 1),
        ("Five in all. 7 in 2024.", 1),
        ("One line\nand another.", 1),
        ("word " * 20, 0),
        ("word " * 21, 1),
        ("a — b " * 10 + "and % – it ends.", 1),
        ("1, 2 and 3. " + "Word " * 21, 3),
    ],
)
def test_headlines_are_held_to_their_limits(text: str, problems: int) -> None:
    assert len(headlines.headline_problems(text)) == problems, headlines.headline_problems(text)


def test_numbers_and_sentences_are_counted_as_readers_do() -> None:
    assert headlines.numbers("3 September 2025, May 2020, 1,234.5, 7:30 and 9/11") == [
        *("3 September 2025", "May 2020", "1,234.5", "7:30", "9/11"),
    ]
    assert headlines.sentences("One (of 2). “Two” is 3.5. And No. 4?") == [
        *("One (of 2)", "“Two” is 3.5", "And No. 4?"),
    ]
    assert headlines.detail_problems(f"Short. {'Word ' * 31}. {'Word ' * 30}.")[0].startswith("31 words")
