from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import drawn
import legibility
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.read import agreement as reliability
from helpers.show import coders as charts
from helpers.show.coders import agreed
from helpers.show.finding import Finding, LeftOut
from helpers.show.style import BLUE, GREY, PAPER
from helpers.show.wording import Wording
from helpers.themes.framing.say import wording

CODERS = ("a", "b", "c")


def codings(*coded: str, by: str = "v", coders: tuple[str, ...] = CODERS) -> pd.DataFrame:
    """A unit a string, a coder a letter in it; a dot where the coder left the unit out."""
    rows = [
        (by, f"u{number:03}", coder, letter)
        for number, letters in enumerate(coded)
        for coder, letter in zip(coders, letters, strict=True)
        if letter != "."
    ]
    return pd.DataFrame(rows, columns=["by", "unit", "coder", "value"])


def alpha(table: pd.DataFrame) -> float:
    """Alpha of all codings together."""
    return float(agreement(table.assign(by="all"), resamples=20)["alpha"].max())


def agreement(table: pd.DataFrame, **options: int) -> pd.DataFrame:
    return reliability.agreement(table, "by", ["unit"], "coder", "value", **options)


def test_alpha_of_a_published_example() -> None:
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: nominal data, .743."""
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = ["".join(column) for column in zip(*observers, strict=True)]
    table = codings(*units, coders=("a", "b", "c", "d"))
    assert alpha(table) == pytest.approx(0.743, abs=5e-4)


def test_alpha_by_hand() -> None:
    # Four values in two units, one pair differs: 1 - 3 * 2 / (16 - 10).
    assert alpha(codings("xx", "xy", coders=("a", "b"))) == pytest.approx(0)
    assert alpha(codings("xxx", "yyy")) == 1


@pytest.mark.parametrize("units", [[], ["x.."], ["xxx", "xxx"], ["x..", ".y."]])
def test_alpha_is_undefined_where_nothing_can_be_confused(units: list[str]) -> None:
    assert math.isnan(alpha(codings(*units)))


HALF = ("xxx", "yyy") * 5
"""Ten units, five of each value."""


def test_agreement_gives_an_interval_or_a_bound() -> None:
    table = pd.concat(
        [
            codings(*HALF, "xxy", by="some"),
            codings(*HALF, by="full"),
            codings("xxx", "xxx", "xxx", by="same"),
            codings("x..", ".y.", by="single"),
        ]
    )
    found = agreement(table).set_index("by")
    some = found.loc["some"]
    assert (some["units"], some["coders"], some["units_disagreeing"]) == (11, 3, 1)
    assert some["low"] < some["alpha"] < 1 == some["high"]
    assert math.isnan(some["bound"])
    assert found["enough"].to_dict() == {"some": True, "full": True, "same": False, "single": False}
    assert found.loc[["full", "same", "single"], ["low", "high"]].isna().all(axis=None)
    assert found.loc["full", "alpha"] == 1
    assert math.isnan(found.loc["same", "alpha"])
    assert found.loc["single", "units"] == 0
    assert math.isnan(found.loc["single", "bound"])


@pytest.mark.parametrize("units", [2, 10, 15, 17])
def test_the_bound_is_that_of_the_binomial_distribution(units: int) -> None:
    """So large a share of units differs that none of n shows it in one of twenty samples."""
    row = agreement(codings(*["xxx"] * (units - 1), "yyy")).iloc[0]
    assert (1 - row["bound"]) ** row["units"] == pytest.approx(0.05) and row["units"] == units


@pytest.mark.parametrize(
    "rare, enough", [(0, False), (1, False), (4, False), (5, True), (13, True), (14, False)]
)
def test_fewer_than_five_units_with_or_without_a_value_are_too_few(rare: int, enough: bool) -> None:
    """One unit of seventeen that two of three coders gave the value had 0.49, from 0.44 to 0.49."""
    units = ["xxx"] * 17
    units[:rare] = ["yyy"] * rare
    units[0] = "yyx"
    row = agreement(codings(*units)).iloc[0]
    assert row["enough"] == enough == pd.notna(row["low"]) == pd.notna(row["high"])
    assert row["flat"] <= 0.01 * 2000


def test_no_row_stands_for_several_together() -> None:
    """Coders who draw lots, each frame at a rate of its own, had 0.83 when all frames were taken together."""
    chance = np.random.default_rng(11)
    rates = [0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97]
    table = pd.concat(
        codings(
            *("".join("xy"[int(draw)] for draw in pair) for pair in chance.random((120, 2)) < rate),
            by=f"frame {rate}",
            coders=("a", "b"),
        )
        for rate in rates
    )
    together = table.assign(unit=table["by"] + table["unit"])
    assert alpha(together) > 0.75, "what this is about"
    measured = agreement(table)
    assert set(measured["by"]) == {f"frame {rate}" for rate in rates}
    values = agreed(measured, "frame", "unit")
    assert len(rates) >= values["rows"] >= 8
    assert values["mean"] <= 0.1 and values["low"] < 0.1


def test_raw_agreement_stands_beside_what_chance_would_give() -> None:
    row = agreement(codings("xx", "xx", "xy", "yy", coders=("a", "b"))).iloc[0]
    assert row["alike"] == 0.75 and row["flat"] == 0
    assert row["chance"] == pytest.approx((5 * 4 + 3 * 2) / (8 * 7))
    assert row["alpha"] == pytest.approx((row["alike"] - row["chance"]) / (1 - row["chance"]))
    rare = agreement(codings(*["xx"] * 18, "xy", "yx", coders=("a", "b"))).iloc[0]
    assert rare["alike"] == 0.9 and rare["alpha"] < 0, "coders who never agree on the rare value"


def test_what_all_rows_come_to(tmp_path: Path) -> None:
    table = pd.concat(
        [
            codings(*HALF, by="full"),
            codings(*HALF, "xxy", by="some"),
            codings("xxx", "yyy", by="few_units"),
            codings("x..", by="one coder"),
        ]
    )
    measured = agreement(table)
    found = agreed(measured, "frame", "unit")
    assert (found["rows"], found["worst"], found["best"], found["twice"]) == (2, "some", "full", 11)
    assert found["mean"] == pytest.approx((1 + found["low"]) / 2)
    said = [
        agreed(measured[measured["by"].isin(names)], "frame", "unit")
        for names in (["full", "some", "few_units"], ["some", "few_units"], ["few_units"], ["one coder"], [])
    ]
    (tmp_path / "wording.toml").write_text("""[sentences]\nagreed = '{% include "agreed" %}'""")
    wording = Wording(str(tmp_path / "say.py"))
    sentences = [wording.say("agreed", **values) for values in said]
    assert "0.94 on average over the 2 frames with enough units (at least 5 with the frame" in sentences[0]
    assert sentences[0].endswith("from 0.88 (some) to 1.00 (full).")
    assert sentences[1].startswith("Only for some are there enough") and "which is 0.88." in sentences[1]
    assert sentences[2].startswith("Krippendorff's alpha can't tell: no frame has enough units")
    assert sentences[3] == sentences[4] == "Nothing was coded twice, so that agreement is unknown."


def test_the_interval_is_the_same_on_every_run() -> None:
    table = codings(*HALF, "xxy", "yyx", "xzx", "zzz", "zzy")
    pd.testing.assert_frame_equal(agreement(table), agreement(table))
    assert not agreement(table).equals(agreement(table, seed=1, resamples=50))


def test_the_quick_bootstrap_draws_what_alpha_gives_unit_by_unit() -> None:
    units = ["xxx", "yyy", "xxy", "y.y", "zzx", *HALF]
    table = codings(*units)
    draws = np.random.default_rng(3).multinomial(15, [1 / 15] * 15, 300)
    slow = [
        alpha(codings(*(unit for unit, times in zip(units, row, strict=True) for _ in range(times))))
        for row in draws
    ]
    low, high = np.nanpercentile(slow, reliability.INTERVAL)
    found = agreement(table, resamples=300, seed=3)
    assert found.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high])


def test_twelve_frames_take_a_third_of_a_second_at_most() -> None:
    random = np.random.default_rng(0)
    table = pd.concat(
        codings(*("".join(row) for row in random.choice(["x", "y"], (20, 3))), by=f"frame {number}")
        for number in range(12)
    )
    start = time.process_time()
    agreement(table)
    assert time.process_time() - start < 0.6


def test_disagreements_are_listed_by_coder() -> None:
    found = reliability.disagreements(codings("xxx", "xyx", "x.z", "..z"), "unit", "coder", "value")
    assert list(found.columns) == ["unit", "a", "b", "c"]
    assert found["unit"].tolist() == ["u001", "u002"]
    assert found.loc[0, list(CODERS)].tolist() == ["x", "y", "x"]
    none = reliability.disagreements(codings("xxx"), "unit", "coder", "value")
    assert none.empty
    assert list(none.columns) == ["unit", "a", "b", "c"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text("xyz.", min_size=3, max_size=3), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_order_of_rows_and_names_of_values_do_not_matter(units: list[str], random: object) -> None:
    table = codings(*units)
    if table.empty:
        return
    shuffled = table.sample(frac=1, random_state=random.randrange(9**9))  # type: ignore[attr-defined]
    renamed = shuffled.assign(value=shuffled["value"].map({"x": "k", "y": "m", "z": "n"}))
    assert alpha(renamed) == pytest.approx(alpha(table), nan_ok=True)
    pd.testing.assert_frame_equal(agreement(table), agreement(shuffled))


def drawing(table: pd.DataFrame, **unit: str) -> Any:
    """The chart of a table, as the theme of framing would show it."""
    found = Finding("Coders agree.", values={"who": "two coders"}, evidence=["coders:c0"])
    return charts.chart(wording, table, found, **unit)


def test_the_chart_shows_interval_bound_and_what_is_undefined() -> None:
    table = pd.concat(
        [
            codings(*HALF, "xxy", by="some_thing"),
            codings(*HALF, by="full"),
            codings("xxx", "yyy", "xxy", by="few"),
            codings("xxx", "xxx", "xxx", by="same"),
            codings("x..", ".y.", by="single"),
            codings("xy.", "yx.", by="worse than chance"),
        ]
    )
    chart = drawing(agreement(table), unit="article")
    assert legibility.problems(chart) == []
    assert (chart.title, list(chart.evidence)) == ("Coders agree", ["coders:c0"])
    assert chart.source == "Data: article.frame_codings, coders. N = 11 units. Coded by two coders."
    gap = "\N{NO-BREAK SPACE}"
    assert "some thing: 0.88; 1 of 11 articles differs; raw 94" in chart.alt
    assert f"full: 1.00; 0 of 10 articles differ (at most 26{gap}% may)" in chart.alt
    assert "few: too few to tell; 1 of 3 articles differs" in chart.alt
    assert "same: one value only" in chart.alt
    assert "single: no article with two coders" in chart.alt
    marks = {name: drawn.below(chart, name).marks for name in ("some thing", "full", "few", "same", "single")}
    assert [len(found) for found in marks.values()] == [1, 1, 1, 0, 0]
    assert [marks[name][0].lower == PAPER for name in ("some thing", "full", "few")] == [False, False, True]
    assert [marks[name][0].shape for name in ("some thing", "full")] == ["o", "D"]
    ticks = {word.text: word.x for word in drawn.words(chart) if word.anchor == "center"}
    assert sorted(ticks, key=ticks.__getitem__)[-3:] == ["0.667", "0.8", "1.0"]
    (worst,) = drawn.below(chart, "worse than chance").marks
    assert 0 <= worst.x < marks["some thing"][0].x < marks["full"][0].x, "the worst is in sight"


def test_rows_that_carry_no_finding_are_grey_and_broken() -> None:
    table = agreement(pd.concat([codings(*HALF, "xxy", by=name) for name in ("yes", "no")]))
    table["usable"] = table["by"] == "yes"
    chart = drawing(table)
    for name in ("yes", "no"):
        bars = [line for line in drawn.below(chart, name).lines if line.colour in (BLUE, GREY)]
        assert [(line.colour == GREY, line.broken) for line in bars] == [(name == "no",) * 2]
    assert chart.subtitle.endswith("not for findings.")
    assert list(chart.data)[-1] == "for findings"
    assert legibility.problems(chart) == []
    plain = drawing(table.drop(columns="usable"))
    assert "findings" not in plain.subtitle


@pytest.mark.parametrize(
    "low, value, begin", [(0.85, 0.95, 0.6), (0.49, 0.7, 0.4), (math.nan, 0.3, 0.3), (0.05, 0.6, 0)]
)
def test_the_axis_begins_below_the_lowest_value(low: float, value: float, begin: float) -> None:
    table = agreement(codings("xxx", "yyy", "xxy")).assign(low=low, alpha=value)
    (mark,) = drawn.below(drawing(table), "v").marks
    assert mark.x == pytest.approx(6 + (value - begin) / (1 - begin) * 338)


def test_the_chart_of_nothing_is_left_out() -> None:
    shown = drawing(agreement(codings()))
    assert isinstance(shown, LeftOut) and "nothing was coded" in shown.why
