"""What each hand changed: known answers on a small chain, what is drawn, and what is said with one coder."""

from __future__ import annotations

from typing import Any

import drawn
import headlines
import legibility
import pandas as pd
import pytest

from helpers.read import tables
from helpers.show.finding import Finding, LeftOut
from helpers.show.style import BLUE, GREY, ORANGE, PAPER, TEAL
from helpers.themes.hands import draw, measure, say
from helpers.themes.hands.measure import Chain

ARTICLE, DISPATCH, NEWSPAPER = "uniteddaily_mys", "cna_twn", "singtao_hkg"
BOTH = ("h1", "h2")
UNSEEN = ["p7s2", "p8s1", "p9s1"]


@pytest.fixture(scope="module")
def chain() -> Chain:
    return say.chain(ARTICLE)


@pytest.fixture(scope="module")
def sentences() -> pd.DataFrame:
    return say.sentences(ARTICLE)


def coded_by(chain: Chain, *coders: str) -> Chain:
    """The same with the rows of some coders."""
    return chain._replace(changes=chain.changes[chain.changes["coder_id"].isin(coders)])


def made(rows: list[tuple[str, str, str | None, str | None, str | None, str, str | None, str]]) -> Chain:
    """A chain: article ``x``, dispatch ``d``, newspaper ``n``, and ``c``, a copy of a text not seen."""
    columns = [*("coder_id", "change"), *measure.CHANGE[:4], "aspect", "certainty"]
    changes = pd.DataFrame(rows, columns=columns)
    changes = changes.assign(change_id=[f"r{number}" for number in range(len(rows))], finding=None)
    texts = pd.DataFrame({"text_id": ["d", "n", "c"], "role": ["dispatch", "source", "copy"]})
    return Chain(texts, pd.DataFrame(), changes)


TWO = made(
    [
        ("a", "altered", "d", "1", "x", "p1s1", "number", "high"),
        ("b", "altered", "d", "1", "x", "p1s1", "number", "low"),
        ("b", "altered", "d", "1", "x", "p1s1", "number", "high"),
        ("a", "altered", "d", "1", "x", "p1s1", "source", "high"),
        ("a", "kept", "d", "2", "x", "p1s2", None, "high"),
        ("b", "added", None, None, "x", "p1s3", "detail", "low"),
        ("a", "kept", "d", "3", "x", "p1s3", None, "low"),
        ("a", "dropped", "d", "4", "x", None, None, "low"),
        ("b", "dropped", "d", "4", "x", None, "detail", "low"),
        ("a", "dropped", "d", "5", "x", None, "detail", "low"),
        ("b", "altered", "d", "5", "x", "p1s1", "detail", "low"),
        ("a", "altered", "c", "1", "x", "p1s1", "order", "high"),
    ]
)


def test_a_change_counts_once_however_many_rows_a_coder_has_for_it() -> None:
    found = measure.changes(TWO.compared()).set_index(["to_unit", "aspect"])
    number = found.loc[("p1s1", "number")]
    assert (number["coders"], number["change_id"]) == (2, ("r0", "r1", "r2"))
    assert found.loc[("p1s1", "source"), "coders"] == 1
    assert "order" not in found.index.get_level_values("aspect")  # of a copy


def test_a_unit_is_touched_where_a_coder_says_so_of_any_part_of_it() -> None:
    fates = measure.fates(TWO.compared()).set_index("to_unit")
    assert fates["touched"].to_dict() == {"p1s1": 2, "p1s2": 0, "p1s3": 1}
    assert fates["coders"].to_dict() == {"p1s1": 2, "p1s2": 1, "p1s3": 2}


def test_overlap_is_twice_what_both_name_over_all_that_they_name() -> None:
    found = measure.agreement(TWO.compared(), ["a", "b"]).iloc[0]
    assert (found["to_text"], found["a"], found["b"], found["both"]) == ("x", 4, 4, 1)
    assert found["alike"] == 2 / 8


def test_a_unit_is_lost_for_a_coder_who_says_nothing_else_of_it() -> None:
    units = pd.DataFrame({"text_id": "d", "unit": list("123456")})
    found = measure.lost(TWO.compared(), units).set_index("unit")["dropped"]
    assert found.to_dict() == {"1": 0, "2": 0, "3": 0, "4": 2, "5": 1, "6": 0}


def test_what_both_coders_found_in_the_article(chain: Chain, sentences: pd.DataFrame) -> None:
    """Counted by hand in the rows of each coder."""
    found = say.altered(chain, sentences)
    assert isinstance(found, Finding)
    assert found.headline == (
        "Nine of the 14 units compared differ from the dispatch; 23\N{NO-BREAK SPACE}% of the words could "
        "not be compared."
    ), "the credit line is no unit that is counted"
    assert found.values["unseen"] == sentences.set_index("sentence_id").loc[UNSEEN, "words"].sum() / 478
    assert {name: found.values[name] for name in ("by_all", "by_some", "kept", "beyond")} == {
        "by_all": 9,
        "by_some": 0,
        "kept": 5,
        "beyond": 3,
    }
    lost = say.left_out(chain)
    assert isinstance(lost, Finding) and lost.values["dropped"] == {"Sing Tao": 5, "Ming Pao": 1}
    gone = chain.changes[
        (chain.changes["change"] == "dropped") & (chain.changes["from_text"] == "mingpao_hkg")
    ]
    less = say.left_out(chain._replace(changes=chain.changes.drop(gone.index[gone["coder_id"] == "h1"])))
    assert isinstance(less, Finding) and less.values["by_some"] == 1
    alike = say.agreement(chain, tables.load("coders"))
    assert isinstance(alike, Finding)
    assert alike.values["alike"] == {"the article": 2 * 19 / (27 + 21), "the dispatch": 2 * 20 / (24 + 22)}


def test_the_changes_that_findings_are_about_were_found_by_both_and_rest_on_no_copy(chain: Chain) -> None:
    assert say.names(chain.changes) == list(say.TOLD)
    copies = set(chain.texts.loc[chain.texts["role"] == "copy", "text_id"])
    for name in say.TOLD:
        found = say.change(chain.changes, name)
        assert isinstance(found, Finding)
        assert (found.values["finders"], found.values["coders"]) == (2, 2)
        rows = chain.changes.set_index("change_id").loc[[ref.partition(":")[2] for ref in found.evidence]]
        assert copies.isdisjoint(rows["from_text"]) and set(rows["finding"]) == {name}
        sure = (rows["certainty"] == "high").sum()
        assert (found.values["rows"], found.values["sure"]) == (len(rows), sure) and sure > 0
        assert ("all of high certainty" in found.detail) == (sure == len(rows))


def test_a_change_without_sentences_of_its_own_is_said_plainly(chain: Chain) -> None:
    changes = chain.changes.assign(finding=chain.changes["finding"].replace("war_reading", "quiet_end"))
    assert say.names(changes)[-1] == "quiet_end"
    found = say.change(changes, "quiet_end")
    assert isinstance(found, Finding) and found.headline == "Two of two coders found a change: quiet end."
    assert found.detail == "Both coders found this, in five rows, all of high certainty."


@pytest.mark.parametrize("coders", [BOTH, ("h1",), ("h2",)])
def test_headlines_are_short_whoever_coded(coders: tuple[str, ...], sentences: pd.DataFrame) -> None:
    here = coded_by(say.chain(ARTICLE), *coders)
    found = [say.change(here.changes, name) for name in say.names(here.changes)]
    found += [say.altered(here, sentences), say.left_out(here), say.agreement(here, tables.load("coders"))]
    for one in found:
        if isinstance(one, Finding):
            assert headlines.headline_problems(one.headline) == []
            assert headlines.detail_problems(one.detail) == []
    assert isinstance(found[-1], LeftOut) == (len(coders) == 1)
    for chart in charts(here, sentences):
        assert headlines.headline_problems(chart.title) == []


def charts(chain: Chain, sentences: pd.DataFrame) -> list[Any]:
    """Both charts: of the article and of the dispatch."""
    found: Any = (say.altered(chain, sentences), say.left_out(chain))
    return [draw.steps(chain, to, one) for to, one in zip((ARTICLE, DISPATCH), found, strict=True)]


def test_one_coder_alone_is_said_to_be_one(sentences: pd.DataFrame) -> None:
    alone = coded_by(say.chain(ARTICLE), "h2")
    found = say.change(alone.changes, "wrong_parties")
    assert isinstance(found, Finding) and "One of one coder found this" in found.detail
    altered = say.altered(alone, sentences)
    assert isinstance(altered, Finding) and "both coders" not in altered.sentence
    assert not [box for box in drawn.boxes(charts(alone, sentences)[0]) if box.hatch]


def test_charts_are_legible(chain: Chain, sentences: pd.DataFrame) -> None:
    assert [chart.title for chart in charts(chain, sentences)] == [
        "Source changes most often on the way to the article",
        "Detail changes most often on the way to the dispatch",
    ]
    for chart in charts(chain, sentences):
        assert legibility.problems(chart) + drawn.off(chart) == []


def test_a_cell_shows_what_changed_and_how_many_found_it(chain: Chain, sentences: pd.DataFrame) -> None:
    article, dispatch = charts(chain, sentences)
    row = drawn.beside(article, "p1s2")
    looks = {column: box for box in row.boxes for column in say_columns(article) if at(article, column, box)}
    assert (looks["number"].colour, looks["number"].hatch) == (BLUE, "")
    assert (looks["actor"].colour, looks["actor"].hatch) == (PAPER, "//")
    assert looks["number"].ref == "hands.changes:h1_007"
    assert drawn.beside(article, "p1s1").boxes[0].colour == GREY
    colours = {box.colour for box in drawn.boxes(dispatch)}
    assert {BLUE, GREY, ORANGE, TEAL, PAPER} >= colours >= {BLUE, ORANGE, TEAL, PAPER}


def say_columns(chart: Any) -> list[str]:
    """The aspects that a chart names."""
    return ["kept", *(name for name in chart.data["aspect"].dropna().unique())]


def at(chart: Any, column: str, box: drawn.Box) -> bool:
    """Whether a box stands in a column."""
    return box.left < drawn.column(chart, column) < box.right


def test_tables_name_texts_as_readers_know_them(chain: Chain) -> None:
    told = say.told(chain)
    assert list(dict.fromkeys(told["finding"])) == [name.replace("_", " ") for name in say.TOLD]
    assert {*told["from_text"].dropna(), *told["to_text"]} == {
        "Sing Tao",
        "the dispatch",
        "the article",
    }
    single = say.alone(chain)
    assert "hands.changes:h1_009" not in {ref for refs in single["evidence"] for ref in refs}  # by name, both
    assert len(single) == 12


def test_an_article_without_a_chain_is_left_out() -> None:
    found = say.headlines("another")
    assert len(found) == 0
    none = say.chain("another")
    assert say.dispatch(none) == "" and say.told(none).empty and say.alone(none).empty


def test_tiles_tell_units_that_differ_from_those_kept_and_unseen(sentences: pd.DataFrame) -> None:
    texts = say.chain(ARTICLE)
    found: Any = say.altered(texts, sentences)
    chart: Any = draw.fates(texts, sentences, found)
    looks = {box.ref.rpartition("/")[2]: (box.colour, box.hatch) for box in drawn.boxes(chart) if box.ref}
    assert looks["p1s1"] == (GREY, "") and looks["p1s2"] == (BLUE, "") and looks["p9s1"] == (PAPER, "")
    assert sum(colour == BLUE for colour, _ in looks.values()) == found.values["by_all"]
    assert legibility.problems(chart) + drawn.off(chart) == []
    assert headlines.headline_problems(chart.title) == []


def test_a_unit_dropped_without_an_aspect_is_drawn_where_nothing_else_is_of_another() -> None:
    texts = say.chain(ARTICLE)
    changes = texts.changes
    bare = changes["change"].eq("dropped") & changes["aspect"].isna()
    here = texts._replace(changes=changes[bare | changes["aspect"].eq("detail")])
    found: Any = say.altered(here, say.sentences(ARTICLE))
    chart: Any = draw.steps(here, ARTICLE, found)
    assert drawn.column(chart, "other") > drawn.column(chart, "detail")
    assert [box.ref for box in drawn.boxes(chart) if box.ref.endswith("h1_001")]
