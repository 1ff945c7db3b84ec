"""What becomes of a conclusion under another coder: known answers, and how each theme says it."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.show import sensitivity
from helpers.show.coders import tried
from helpers.show.finding import Finding, NoRows
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_TRIED, change, verdict

WHERE = ["article.texts:x"]


@pytest.mark.parametrize(
    "one, other, becomes",
    [
        (3, 3, HOLDS),
        (3, 4, MOVES),
        (0.1 + 0.2, 0.3, HOLDS),
        (3, 0, FLIPS),
        (0, 0.0, HOLDS),
        (1, -1, FLIPS),
        ("China", "China", HOLDS),
        ("China", "Russia", FLIPS),
        (True, False, FLIPS),
        (True, 1, FLIPS),
        ("1959", "1960", FLIPS),
        ({"neutral": 9}, {"distancing": 9}, FLIPS),
        ({"neutral": 9}, {"neutral": 8}, MOVES),
        ((4, 3, 1), (4, 4, 0), FLIPS),
        ((4, 3, 1), (5, 3, 1), MOVES),
        ((8, 1), (2, 1), MOVES),
        ((4, 3, 1), (3, 4, 1), FLIPS),
        ((4, 3), (4, 3, 1), FLIPS),
        ({"a": 4, "b": 3}, {"b": 2, "a": 5}, MOVES),
        ({"a": 4, "b": 3}, {"a": 3, "b": 3}, FLIPS),
        ({"a": 4, "b": 3}, {"a": 4}, FLIPS),
        (("a", "b"), ("b", "a"), FLIPS),
        ({"ours": {"a": 4}}, {"ours": {"a": 3}}, MOVES),
        ({"ours": {"a": 4}}, {"ours": {"b": 4}}, FLIPS),
        ((), (), HOLDS),
        ((1, 2), 1, FLIPS),
    ],
)
def test_a_flip_is_another_winner_sign_order_or_kind(one: Any, other: Any, becomes: str) -> None:
    assert change(one, other) == change(other, one) == becomes


def test_two_coders_alone_are_needed_and_who_did_not_code_counts_for_nothing() -> None:
    assert verdict({"m1": 3, "m2": 4, "m3": None, "majority": 3}) == MOVES
    assert verdict({"m1": 3, "majority": 3, "union": 3}) == NOT_TRIED
    assert verdict({"majority": 3, "union": 4}) == verdict({}) == NOT_TRIED
    assert verdict({"m1": 3, "m2": 3, "majority": 3}) == HOLDS
    assert verdict({"m1": 3, "m2": None, "majority": 3}) == NOT_TRIED
    assert verdict({"m1": 3, "m2": 3, "union": 4}) == MOVES


def test_a_finding_flips_where_something_else_is_said() -> None:
    def said(text: str, **values: Any) -> Finding:
        return Finding(text, values=values, evidence=WHERE)

    cases = {
        HOLDS: said("1 unit carries a", n=1, who="a"),
        MOVES: said("2 units carry a", n=2, who="a"),
        FLIPS: said("No unit does."),
    }
    for becomes, other in cases.items():
        assert sensitivity.of_finding({"m1": cases[HOLDS], "m2": other}) == becomes
        assert sensitivity.of_finding({"m1": other}) == NOT_TRIED


def test_conclusions_stand_by_section_with_what_was_not_coded() -> None:
    table = sensitivity.table(
        {(2, "most"): {"a": {"x": 3}, "b": {"x": 2}}, (1, "same"): {"a": True, "b": True}},
        {(3, "once"): {"a": 0.25}},
    )
    assert table.to_numpy().tolist() == [
        [1, "same", "yes", "yes", HOLDS],
        [2, "most", "x: 3", "x: 2", MOVES],
        [3, "once", "25.0\N{NO-BREAK SPACE}%", "not coded", NOT_TRIED],
    ]
    more = sensitivity.table({(1, "x"): {"a": 1, "b": 1}}, {(2, "y"): {"a": 1, "b": 1, "c": 1}})
    assert more["verdict"].tolist() == [HOLDS, HOLDS], "c has coded y alone"
    found = tried(table, "conclusion")
    assert (found["known"], found["holds"], found["compared"]) == (2, 1, None)
    assert (found["moves"], found["flips"], found["untried"]) == (("most",), (), ("once",))
    assert list(sensitivity.table()) == ["section", "conclusion", "verdict"]
    rows = [("x", coder, unit) for coder, units in (("a", "12"), ("b", "1")) for unit in units]
    looked = pd.DataFrame(rows, columns=["article_id", "coder_id", "sentence_id"])
    for took, compared, every in ((looked, 1, 2), (looked[looked["sentence_id"] == "1"], None, None)):
        found = tried(table, "conclusion", took)
        assert (found["compared"], found["every"]) == (compared, every), "of units, where coders took others"


def test_one_coder_is_not_said_to_hold() -> None:
    table = sensitivity.table({(1, "most"): {"a": 3, "majority": 3, "union": 3}})
    with pytest.raises(NoRows, match="no finding rests on units that two coders coded"):
        tried(table, "finding")
    assert sensitivity.tried(table).empty and list(sensitivity.tried(table)) == list(table)


numbers = st.lists(st.integers(-3, 9), min_size=1, max_size=4).map(tuple)


@given(numbers, numbers)
def test_who_is_compared_with_whom_does_not_matter(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    values = {"a": one, "b": other, "c": one}
    found = {verdict({who: values[who] for who in order}) for order in itertools.permutations(values)}
    assert len(found) == 1
    assert verdict({"a": one, "b": one}) == HOLDS
