"""An article's place among others: shares, ties, medians by outlet, against small cases worked by hand."""

from __future__ import annotations

from pathlib import Path

import drawn
import headlines
import legibility
import pandas as pd
import pytest
import second_article

from helpers.code import package
from helpers.read import tables
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.themes.sourcing import beside, draw, say, yardstick

ID = "uniteddaily_mys"


def others(**rates: list[float | None]) -> pd.DataFrame:
    """Four reports of two outlets; a rate that is not given is alike in all."""
    known = {rate: pd.array(rates.get(rate, [0.5] * 4), dtype="Float64") for rate in yardstick.RATES}
    rows = {"text_id": ["t1", "t2", "t3", "t4"], "outlet": ["one", "one", "two", "two"]}
    return pd.DataFrame(
        {**rows, "published": pd.to_datetime(["2015-12-31"] * 2 + ["2016-01-01"] * 2), **known}
    )


def mine(**rates: float | None) -> pd.DataFrame:
    known = {rate: pd.array([rates.get(rate)], dtype="Float64") for rate in yardstick.RATES}
    return pd.DataFrame({"article_id": [ID], **known})


def test_a_place_counts_reports_as_far_out_ties_among_them() -> None:
    theirs = others(attributed=[0.1, 0.2, 0.4, 0.8], quoted=[0.0, 0.1, 0.1, None])
    found = yardstick.places(theirs, mine(attributed=0.4, quoted=0.0)).set_index("rate")
    assert list(found.index) == ["attributed", "quoted"], "what is not known of the article has no place"
    row = found.loc["attributed"]
    assert (row["median"], row["more"], row["as_far"], row["reports"]) == (pytest.approx(0.3), True, 0.5, 4)
    row = found.loc["quoted"]
    assert (row["more"], row["as_far"], row["reports"]) == (False, pytest.approx(1 / 3), 3)


def test_as_far_out_on_both_is_asked_of_each_report() -> None:
    theirs = others(attributed=[0.1, 0.2, 0.4, 0.8], quoted=[0.0, 0.3, 0.3, 0.1])
    found = yardstick.places(theirs, mine(attributed=0.4, quoted=0.1))
    assert list(yardstick.as_far(theirs, found, yardstick.RATES[:2])["text_id"]) == ["t4"]
    alone = found[found["rate"] == "attributed"]
    partly = theirs.assign(quoted=[0.0, 0.3, 0.3, None])
    assert list(yardstick.as_far(partly, alone, yardstick.RATES[:2])["text_id"]) == ["t3"], "both are known"


def test_outlets_stand_by_their_medians_and_intervals_hold_them() -> None:
    found = yardstick.outlets(others(quoted=[0.1, 0.3, 0.5, 0.7]), "quoted")
    assert found["outlet"].tolist() == ["two", "one"]
    expected = {"median": [0.6, 0.2], "low": [0.5, 0.1], "high": [0.7, 0.3]}
    assert {name: found[name].tolist() for name in expected} == {
        n: pytest.approx(v) for n, v in expected.items()
    }
    alike = yardstick.outlets(others(quoted=[0.1, 0.3, 0.1, 0.3]), "quoted")
    assert alike["outlet"].tolist() == ["one", "two"] and alike.index.tolist() == [0, 1]
    same = yardstick.outlets(others(quoted=[0.1, 0.3, 0.5, 0.7]), "quoted")
    assert found.equals(same)


def test_every_outlet_of_the_package_is_called_by_its_name() -> None:
    known = sorted(tables.load(yardstick.ARTICLES)["outlet"].unique())
    names = [beside.outlet(one) for one in known]
    assert len(set(names)) == len(known) == 7 and not {*names} & {*known}
    theirs, own = yardstick.load(ID)
    found = beside.by_outlet(theirs, own, "quoted")
    assert isinstance(found, Finding)
    assert (found.values["last"], found.values["first"]) == ("USA Today", "Western Journalism")
    drawn_as = draw.outlets(theirs, found)
    assert isinstance(drawn_as, Chart) and set(drawn_as.data["outlet"]) == {*names}


@pytest.mark.parametrize(
    "attributed, quoted, said", [(0.7, 0.1, "much as quotes little"), (0.2, 0.9, "little as quotes much")]
)
def test_the_headline_says_on_which_side_the_article_is(attributed: float, quoted: float, said: str) -> None:
    found = beside.unusual(others(), mine(attributed=attributed, quoted=quoted))
    assert isinstance(found, Finding)
    words = [word for word in found.headline.split() if word in ("much", "as", "quotes", "quote", "little")]
    assert [word for word in words if word in ("much", "little")] == [said.split()[0], said.split()[-1]]
    assert found.values["beyond"] == 0 and found.values["years"] == (2015, 2016)
    assert headlines.headline_problems(found.headline) == headlines.detail_problems(found.detail) == []


def test_of_many_reports_as_far_out_ten_are_named() -> None:
    far, near = others(attributed=[0.9] * 4, quoted=[0.1] * 4), others(attributed=[0.1] * 4)
    theirs = pd.concat([far] * 3 + [near] * 4, ignore_index=True)
    theirs["text_id"] = [f"t{number}" for number in range(len(theirs))]
    found = beside.unusual(theirs, mine(attributed=0.8, quoted=0.2))
    assert isinstance(found, Finding) and found.values["beyond"] == 12
    assert found.evidence[1:] == [f"{yardstick.ARTICLES}:t{number}" for number in range(10)]


def test_what_ships_says_what_was_counted_by_hand() -> None:
    theirs, own = yardstick.load(ID)
    found = beside.unusual(theirs, own)
    assert isinstance(found, Finding)
    assert found.values["reports"] == 835 and found.values["beyond"] == 2
    assert found.values["attributed"] == pytest.approx(335 / 478) and found.values["quoted"] == pytest.approx(
        6 / 478
    )
    said = [found, *(beside.place(theirs, own, rate) for rate in yardstick.RATES)]
    said += [beside.by_outlet(theirs, own, rate) for rate in yardstick.SHARES]
    for one in said:
        assert isinstance(one, Finding)
        assert headlines.headline_problems(one.headline) == headlines.detail_problems(one.detail) == []
    assert found.headline in [one.headline for one in say.headlines(ID)]


def test_strips_show_the_article_above_a_dot_for_each_twentieth() -> None:
    theirs, own = yardstick.load(ID)
    chart = draw.yardstick_strips(theirs, own, beside.unusual(theirs, own))  # type: ignore[arg-type]
    assert isinstance(chart, Chart) and legibility.problems(chart) == []
    marks = drawn.marks(chart)
    assert len(marks) == len(yardstick.RATES) * (1 + draw.DOTS)
    shape = draw.HERE.shape
    lines = sorted({mark.y for mark in marks if mark.shape == shape})
    assert len(lines) == len(yardstick.RATES)
    first, dots = marks[0], [mark for mark in marks if lines[0] < mark.y < lines[1]]
    assert first.shape == shape and sum(dot.x >= first.x - 1 for dot in dots) in (2, 3), (
        "12.6 % are as far out"
    )


def test_medians_show_the_article_and_each_outlet() -> None:
    theirs, own = yardstick.load(ID)
    chart = draw.outlets(theirs, beside.by_outlet(theirs, own, "quoted"))  # type: ignore[arg-type]
    assert isinstance(chart, Chart) and legibility.problems(chart) == []
    first, *rest = drawn.marks(chart)
    assert len(rest) == 7 and all(first.x < one.x for one in rest)


def test_an_article_without_spans_or_a_package_without_a_yardstick_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = beside.unusual(others(), mine(quoted=0.1))
    assert (
        isinstance(lacking, LeftOut) and lacking.why == "not known of this article: share of words attributed"
    )
    assert isinstance(draw.yardstick_strips(others(), mine(quoted=0.1), lacking), LeftOut)  # type: ignore[arg-type]
    with package.using(second_article.build(tmp_path / "second")):
        monkeypatch.setattr(yardstick, "ARTICLES", "yardstick.nowhere")
        theirs, own = yardstick.load(tables.article_id())
        assert theirs.empty and isinstance(beside.unusual(theirs, own), LeftOut)
        assert len(say.headlines(tables.article_id()))


def test_what_was_counted_is_summed_by_outlet() -> None:
    counted = {name: [1, 2, 3, 4] for name in ("words", "units", "quoted_words", "carried_words")}
    found = yardstick.counts(others().assign(**counted).drop(columns="text_id")).set_index("outlet")
    assert found[["reports", "words", "carried_words"]].to_numpy().tolist() == [[2, 3, 3], [2, 7, 7]]
    assert str(found.loc["two", "first"])[:10] == str(found.loc["two", "last"])[:10] == "2016-01-01"
    assert "span_words" not in found and "coded_words" not in found, "they are inferred"
    assert yardstick.counts(pd.DataFrame()).empty
