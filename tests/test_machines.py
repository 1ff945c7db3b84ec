"""What machine coders are worth: alphas, shares and matches, against small cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import drawn
import headlines
import legibility
import pandas as pd
import pytest

from helpers.read import tables
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.themes.sourcing import beside, draw, machines

READ = pd.DataFrame({"text": ["a", "b"], "genre": ["report", "letters"], "words": [10, 4]})


def votes(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Rows of text, votes of two people and two models, and words."""
    names = ["p1", "p2", "m1", "m2"]
    told = [
        {"text": text, **dict(zip(names, map(int, marks), strict=True)), "words": words}
        for text, marks, words in rows
    ]
    return pd.DataFrame(told)


def test_alpha_is_that_of_krippendorffs_formula() -> None:
    """Ten words, two people: both yes on 3, both no on 5, apart on 2. Do = 2/10; De = 2*8*12/(20*19)."""
    two = votes(("a", "1111", 3), ("a", "0000", 5), ("a", "1011", 1), ("b", "0100", 1))
    found = machines.alphas(two).set_index("panel")["alpha"]
    assert found["people"] == pytest.approx(1 - 0.2 / (2 * 8 * 12 / (20 * 19)))
    assert found["models"] == 1.0
    # Models vote as the first person does: in the second's place all agree, in the first's no vote changes.
    assert found["replaced"] == pytest.approx((1 + found["people"]) / 2)


def test_the_interval_draws_texts() -> None:
    """In one text people agree on all, in the other on nothing: draws of one of them alone are the ends."""
    two = votes(("a", "1111", 5), ("a", "0000", 5), ("b", "1011", 5), ("b", "0100", 5))
    row = machines.alphas(two).iloc[0]
    assert row["low"] < 0 < row["alpha"] < 1 and row["high"] == 1.0
    again = machines.alphas(two).iloc[0]
    assert (again == row).all()


def test_shares_of_a_text_are_means_over_coders() -> None:
    found = machines.texts(
        votes(("a", "1100", 2), ("a", "1011", 3), ("a", "0000", 5), ("b", "0011", 4)), READ
    )
    assert list(found["text"]) == ["b", "a"]  # the one on which they differ most first
    row = found.set_index("text").loc["a"]
    assert (row["people"], row["least"], row["most"], row["models"]) == pytest.approx((0.35, 0.2, 0.5, 0.3))
    assert found["apart"].tolist() == pytest.approx([1.0, -0.05])


def test_matches_are_counted_over_pairs_of_kinds() -> None:
    pairs = pd.DataFrame(
        [("a", "p1", "m1", 4, 2, 1), ("b", "p2", "m1", 4, 4, 4), ("a", "m1", "p1", 10, 5, 0)],
        columns=["text", "coder", "other", "attributions_with_source", "matched", "right_source"],
    )
    found = machines.matching(pairs).set_index(["coder", "other"])
    assert found.loc[("people", "models")].tolist() == pytest.approx([8, 0.75, 5 / 6])
    assert found.loc[("models", "people")].tolist() == pytest.approx([10, 0.5, 0.0])


@pytest.mark.parametrize(("kinds", "there"), [(["person", "language model"], True), (["person"], False)])
def test_machines_are_no_matter_where_none_has_coded(kinds: list[str], there: bool) -> None:
    read, votes, pairs = machines.load(pd.DataFrame({"kind": kinds}))
    assert {len(votes) > 0, len(read) > 0, len(pairs) > 0} == {there}
    assert isinstance(beside.people_and_machines(votes, read), Finding if there else LeftOut)
    assert machines.texts(votes, read).empty != there != machines.matching(pairs).empty


def test_what_the_tables_say_is_what_is_said_of_them() -> None:
    """The figures that the makers of the tables computed from them on their own."""
    read, marked, pairs = tables.load(*machines.TABLES)
    found = machines.alphas(marked).set_index("panel")["alpha"].round(3)
    assert found[["people", "models"]].tolist() == [0.794, 0.936] and 0.774 <= found["replaced"] <= 0.797
    rates = machines.matching(pairs).set_index(["coder", "other"])[["matched", "right_source"]].round(3)
    assert rates.loc[("people", "models")].tolist() == [0.830, 0.941]
    assert rates.loc[("models", "people")].tolist() == [0.889, 0.637]
    assert dict(marked.groupby("text")["words"].sum()) == dict(read.set_index("text")["words"])


@pytest.mark.parametrize(
    "apart, said", [(True, "far more than people do"), (False, "no more than people do")]
)
def test_the_headline_follows_the_figures(apart: bool, said: str) -> None:
    wide = votes(*(((name, marks, 5)) for name in "ab" for marks in ("1111", "0000", "1011", "0100")))
    close = wide.rename(columns={"p1": "m1", "p2": "m2", "m1": "p1", "m2": "p2"})
    found = beside.people_and_machines(wide if apart else close, READ)
    assert isinstance(found, Finding) and said in found.headline
    assert headlines.headline_problems(found.headline) == headlines.detail_problems(found.detail) == []


def test_the_chart_shows_each_panel_in_its_place() -> None:
    read, marked, _ = tables.load(*machines.TABLES)
    found = beside.people_and_machines(marked, read)
    chart = draw.people_and_machines(found)  # type: ignore[arg-type]
    assert isinstance(chart, Chart) and isinstance(found, Finding)
    assert legibility.problems(chart) == [] and f"{chart.title}." == found.headline
    people, replaced, models = (
        drawn.below(chart, name).marks[0] for name in beside.wording.terms["panels"].values()
    )
    assert replaced.x < people.x < models.x and people.shape != models.shape
    low = replace(found, values=found.values | {"people": (0.5, 0.28, 0.6)})
    assert {"0.2", "0.8", "1.0"} <= {word.text for word in drawn.words(draw.people_and_machines(low))}  # type: ignore[arg-type]
    assert isinstance(beside.people_and_machines(marked.head(0), read), LeftOut)
