from __future__ import annotations

import math
import time

import legibility
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import reliability
from helpers.charts import reliability as charts

CODERS = ("a", "b", "c")


def codings(*coded: str, by: str = "v", coders: tuple[str, ...] = CODERS) -> pd.DataFrame:
    """A unit a string, a coder a letter in it; a dot where the coder left the unit out."""
    rows = [
        (by, f"u{number}", coder, letter)
        for number, letters in enumerate(coded)
        for coder, letter in zip(coders, letters, strict=True)
        if letter != "."
    ]
    return pd.DataFrame(rows, columns=["by", "unit", "coder", "value"])


def alpha(table: pd.DataFrame) -> float:
    return reliability.alpha(table, "unit", "coder", "value")


def agreement(table: pd.DataFrame, **options: bool | int) -> pd.DataFrame:
    return reliability.agreement(table, "by", "unit", "coder", "value", "unit", **options)


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


def test_agreement_gives_an_interval_or_a_bound() -> None:
    table = pd.concat(
        [
            codings("xxx", "yyy", "xxy", "yyy", by="some"),
            codings("xxx", "yyy", "xxx", "yyy", by="full"),
            codings("xxx", "xxx", "xxx", by="same"),
            codings("x..", ".y.", by="single"),
        ]
    )
    found = agreement(table).set_index("by")
    some = found.loc["some"]
    assert (some["units"], some["coders"], some["units_disagreeing"]) == (4, 3, 1)
    assert some["low"] < some["alpha"] < 1 == some["high"]
    assert math.isnan(some["bound"])
    assert found.loc["full", ["alpha", "bound"]].tolist() == [1, 0.75]
    assert found.loc[["full", "same", "single"], ["low", "high"]].isna().all(axis=None)
    assert math.isnan(found.loc["same", "alpha"])
    assert found.loc["same", "bound"] == 1
    assert found.loc["single", "units"] == 0
    assert math.isnan(found.loc["single", "bound"])


def test_pooled_agreement_counts_a_unit_once_a_value_of_by() -> None:
    table = pd.concat([codings("xxx", "yyy", "xxy", by="one"), codings("xxx", "xxx", "yyy", by="two")])
    found = agreement(table, pooled=True).set_index("by")
    pooled = table.assign(unit=table["by"] + table["unit"])
    assert found.loc["all", "units"] == 6
    assert found.loc["all", "alpha"] == pytest.approx(alpha(pooled))


def test_the_interval_is_the_same_on_every_run() -> None:
    table = codings("xxx", "yyy", "xxy", "yyx", "xzx", "zzz", "zzy")
    pd.testing.assert_frame_equal(agreement(table), agreement(table))
    assert not agreement(table).equals(agreement(table, seed=1, resamples=50))


def test_the_quick_bootstrap_draws_what_alpha_gives_unit_by_unit() -> None:
    units = ["xxx", "yyy", "xxy", "y.y", "zzx"]
    table = codings(*units)
    draws = np.random.default_rng(3).multinomial(5, [0.2] * 5, 300)
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
    agreement(table, pooled=True)
    assert time.process_time() - start < 0.6


def test_disagreements_are_listed_by_coder() -> None:
    found = reliability.disagreements(codings("xxx", "xyx", "x.z", "..z"), "unit", "coder", "value")
    assert list(found.columns) == ["unit", "a", "b", "c"]
    assert found["unit"].tolist() == ["u1", "u2"]
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


def test_the_chart_shows_interval_bound_and_what_is_undefined() -> None:
    table = pd.concat(
        [
            codings("xxx", "yyy", "xxy", "yyy", by="some_thing"),
            codings("xxx", "yyy", "xxx", "yyy", by="full"),
            codings("xxx", "xxx", "xxx", by="same"),
            codings("x..", ".y.", by="single"),
            codings("xy.", "yx.", by="worse than chance"),
        ]
    )
    chart = charts.agreement(agreement(table), "Coders agree on some", "Data: made up. N = 15.")
    assert legibility.problems(chart) == []
    assert "some thing: 0.69; 1 of 4 units differs" in chart.alt
    assert "full: 1.00; 0 of 4 units differ (at most 75\N{NO-BREAK SPACE}% may)" in chart.alt
    assert "same: undefined (one value)" in chart.alt
    assert "single: no unit with two coders" in chart.alt
    assert chart.figure.axes[0].get_xlim()[0] < -0.4  # the worst is in sight
    assert "; the axis begins at −" in chart.subtitle
    # A bound on the share of units is no value of alpha: the axis has solid bars alone.
    assert not [line for line in chart.figure.axes[0].lines if line.get_linestyle() == "--"]
    pooled = charts.agreement(agreement(table, pooled=True), "Coders agree on some", "Data: made up. N = 15.")
    assert "; 3 of 13 decisions differ" in pooled.alt


@pytest.mark.parametrize(
    "low, value, begin",
    [(0.85, 0.95, 0.6), (0.49, 0.7, 0.4), (math.nan, 0.3, 0.3), (0.05, 0.6, 0), (math.nan, math.nan, 0.6)],
)
def test_the_axis_begins_below_the_lowest_value(low: float, value: float, begin: float) -> None:
    table = agreement(codings("xxx", "yyy", "xxy")).assign(low=low, alpha=value)
    chart = charts.agreement(table, "Coders agree", "Data: made up. N = 3.")
    assert begin - 0.05 < chart.figure.axes[0].get_xlim()[0] < begin
    assert chart.subtitle.endswith(f"the axis begins at {begin}") == bool(begin)


def test_the_chart_refuses_an_empty_table() -> None:
    with pytest.raises(ValueError, match="empty"):
        charts.agreement(agreement(codings()), "Nothing", "Data: none.")
