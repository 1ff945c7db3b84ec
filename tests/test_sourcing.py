from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import drawn as pictured
import headlines
import legibility
import nbformat
import pandas as pd
import pytest
import second_article
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from helpers import notebooks
from helpers.read import tables
from helpers.read.article import Article
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.show.kit import WIDE
from helpers.show.sensitivity import FLIPS, HOLDS, MOVES, NOT_TRIED
from helpers.show.style import PAPER
from helpers.themes.sourcing import draw as charts
from helpers.themes.sourcing import measure as sourcing
from helpers.themes.sourcing import say as findings

NOTEBOOK = notebooks.FOLDER / "02_sourcing.ipynb"
ID = "uniteddaily_mys"


@pytest.fixture(scope="module")
def article() -> Article:
    return Article.load(ID)


@pytest.fixture(scope="module")
def said(article: Article) -> dict[str, Any]:
    return findings.by_coder(article) | findings.once(article)


@pytest.fixture(scope="module")
def shown(article: Article) -> dict[str, Chart | LeftOut]:
    return drawn(article)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield second_article.build(tmp_path_factory.mktemp("second") / "package")


@pytest.fixture
def other(second: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Article]:
    """The made-up article, with its package in the place of the project's."""
    monkeypatch.setenv("ROSTRUM_DATA", str(second))
    tables.forget()
    yield Article.load(tables.article_id())
    monkeypatch.undo()
    tables.forget()


def silent(article: Article) -> Article:
    """The same article if those who looked had found no attribution, hedge, claim or frame."""
    narrator = article.sources.loc[article.sources["source_type"] == "narrator", "source_id"].iloc[0]
    single = article.coding_sources[article.coding_sources["position"] == 1]
    nothing = {
        name: getattr(article, name).head(0)
        for name in ("spans", "chains", "hedges", "claims", "frame_codings")
    }
    return replace(
        article,
        codings=article.codings.assign(status="none", depth=1, mode="none", stance="none"),
        coding_sources=single.assign(source_id=narrator),
        checks=article.checks.head(0),
        **nothing,
    )


def hedged(article: Article, units: pd.DataFrame) -> pd.DataFrame:
    return sourcing.hedging(units, article.hedges, article.looked("hedges"))


def drawn(article: Article) -> dict[str, Chart | LeftOut]:
    """All charts of the notebook, each of the finding of its question."""
    looks, units, resolved = charts.palette(article.sources), article.units(), article.units(resolve=True)
    said: dict[str, Any] = findings.by_coder(article) | findings.once(article)
    framed = sourcing.interpretive(article.frame_codings, article.frames, article.looked("frames"))
    cells, looked = sourcing.strip(units, article.sentences), article.looked("spans")
    readings = sourcing.by_reading(units, resolved, looked)
    found = sourcing.interpreters(units, resolved, framed)
    steps = sourcing.flow(article.sentences, looked, article.sources, article.spans, article.chains)
    shares = {name: sourcing.shares(part) for name, part in readings.items()}
    measures = [sourcing.concentration(part).assign(reading=name) for name, part in readings.items()]
    manners = sourcing.manner(units, "stance"), sourcing.manner(units, "mode")
    decided = sourcing.decisions(article.codings, article.coding_sources)
    ledger = sourcing.ledger(article.claims, article.sources, article.checks)
    return {
        "strip": charts.strip(cells, looks, said["voices"]),
        "chain": charts.chain(steps, looks, said["chain"]),
        "attribution": charts.attribution(sourcing.attribution(units), cells, said["attribution"]),
        "concentration": charts.concentration(shares, pd.concat(measures), looks, said["concentration"]),
        "depth": charts.depth(sourcing.depths(units), looks, said["depth"]),
        "interpreters": charts.interpreters(found, looks, len(readings) > 1, said["interpretation"]),
        "hedging": charts.hedging(hedged(article, units), *manners, said["hedging"]),
        "claims": charts.claims(ledger, said["claims"]),
        "agreement": charts.agreement(sourcing.agreement(decided), said["agreement"]),
    }


def only(frame: pd.DataFrame) -> pd.Series[Any]:
    assert len(frame) == 1
    return frame.iloc[0]


# ---- what was counted by hand, with coder a1 ---------------------------------------------------------


def test_attribution_with_coder_a1(article: Article) -> None:
    units = article.units("a1")
    rules = sourcing.attribution(units).set_index("rule")
    assert rules["words"].to_list() == [300, 392]
    assert rules["share"].to_list() == pytest.approx([0.628, 0.820], abs=5e-4)
    assert units["status"].value_counts().to_dict() == {"explicit": 8, "none": 5, "carry_over": 4}
    assert units["words"].sum() == 478
    words = sourcing.depths(units).groupby("source_id")["words"].sum().to_dict()
    assert words == {"BBCZH": 199, "NI": 104, "NARR": 86, "FM_PL+CS_PL": 46, "MFA": 43}


def test_concentration_with_coder_a1(article: Article) -> None:
    written = only(sourcing.concentration(article.units("a1")))
    assert (written["voices"], written["words"], written["top"]) == (4, 392, "BBC Chinese (unsigned comment)")
    figures = written[["hhi", "shannon", "effective", "top_share"]].tolist()
    assert figures == pytest.approx([0.354, 1.19, 3.29, 0.508], abs=5e-3)
    resolved = only(sourcing.concentration(article.units("a1", resolve=True)))
    assert (resolved["voices"], resolved["words"]) == (3, 385)
    assert resolved[["hhi", "effective", "top_share"]].tolist() == pytest.approx(
        [0.441, 2.53, 0.574], abs=5e-3
    )


def test_concentration_with_the_majority(article: Article) -> None:
    written, resolved = (only(sourcing.concentration(article.units(resolve=flag))) for flag in (False, True))
    assert written[["effective", "top_share"]].tolist() == pytest.approx([4.16, 0.418], abs=5e-3)
    orders = [written["inverse_simpson"], resolved["inverse_simpson"]]
    assert orders == pytest.approx([1 / written["hhi"], 1 / resolved["hhi"]])
    assert [round(order, 1) for order in orders] == [3.6, 2.8]
    assert resolved[["effective", "top_share"]].tolist() == pytest.approx([3.25, 0.483], abs=5e-3)
    units = article.units().set_index("sentence_id")
    assert units.loc["p6s1", "source_id"] == "WH"


def test_depth_with_coder_a1(article: Article) -> None:
    units = article.units("a1")
    by_depth = sourcing.depths(units).groupby("depth")["units"].sum()
    assert by_depth.to_dict() == {1: 5, 2: 7, 3: 5}
    assert only(sourcing.mean_depth(units))["mean"] == pytest.approx(2.11, abs=5e-3)


def test_interpretation_with_coder_a1(article: Article) -> None:
    framed = sourcing.interpretive(article.frame_codings, article.frames, article.codings, "a1")
    units, resolved = article.units("a1"), article.units("a1", resolve=True)
    carried = units[units["sentence_id"].isin(framed["sentence_id"])]
    assert (len(carried), carried["words"].sum()) == (9, 275)
    found = sourcing.interpreters(units, resolved, framed)
    assert sourcing.carriers(found)["source_id"].tolist() == ["BBCZH", "NI"]
    both = found[found["source_id"].isin(["BBCZH", "NI"])].groupby("reading")["share"].sum()
    assert both[list(sourcing.READINGS)].tolist() == pytest.approx([0.807, 0.949, 0.975], abs=5e-4)


def test_hedges_with_coder_a1(article: Article) -> None:
    found = hedged(article, article.units("a1")).set_index("source_id")
    assert found["weak"].to_dict() == {"NARR": 0, "FM_PL+CS_PL": 1, "MFA": 0, "NI": 0, "BBCZH": 7}
    assert found.loc["BBCZH", "weak_per_100"] == pytest.approx(3.52, abs=5e-3)
    assert found[["weak", "strong", "concession"]].sum().sum() == len(article.hedges)
    assert found["elsewhere"].sum() == 0


def test_hedges_that_another_voice_words_are_counted(article: Article, said: dict[str, Any]) -> None:
    found = hedged(article, article.units()).set_index("source_id")
    assert found.loc["WH", ["weak", "elsewhere"]].tolist() == [2, 2]
    # A voice of a collective is no other voice.
    assert found.loc["FM_PL+CS_PL", ["weak", "elsewhere"]].tolist() == [1, 0]
    assert found["elsewhere"].sum() == 2
    told = said["hedging"].sentence
    assert "Highest rate: White House (2 weak hedges in 35 words" in told
    assert told.endswith("the table of hedges gives 2 of these to another voice.")
    assert "gives" not in findings.by_coder(article, "a1")["hedging"].sentence


def test_claims(article: Article) -> None:
    ledger = sourcing.ledger(article.claims, article.sources, article.checks)
    assert ledger["checkable"].value_counts().to_dict() == {"yes": 15, "no": 9, "partly": 5}
    worst = ledger.set_index("claim_id").loc["c07"]  # two checks: one supports, one depends on the rule
    assert worst["verdict"] == "depends_on_rule"
    assert worst["evidence"] == ["history.claim_checks:C05", "history.claim_checks:C07"]


def test_plurals_come_down_to_one_voice_each(article: Article) -> None:
    found = sourcing.plurals(article.spans, article.sources)
    assert found["resolves_to"].tolist() == ["BBCZH", "NI"]
    assert found["entity_type"].tolist() == ["organisation", "person"]


def test_the_flow_holds_every_word_once(article: Article) -> None:
    looked = article.looked("spans")
    steps = sourcing.flow(article.sentences, looked, article.sources, article.spans, article.chains)
    words = steps.set_index("path")["words"]
    assert words[""] == words["CNA"] == 478
    assert steps.loc[steps["parent"] == "CNA", "words"].sum() == 478
    assert (words["CNA>BBCZH"], words["CNA>BBCZH>WH"], words["CNA>STD>NI>OUT"]) == (180, 20, 8)
    assert steps["level"].max() == 4


def test_one_decision_divides_the_coders(article: Article) -> None:
    decided = sourcing.decisions(article.codings, article.coding_sources)
    found = sourcing.agreement(decided).set_index("question")
    assert found["units_disagreeing"].to_dict() == {
        "status": 0,
        "source": 1,
        "depth": 0,
        "mode": 0,
        "stance": 1,
    }
    assert found.loc[["status", "depth", "mode"], "alpha"].tolist() == [1, 1, 1]
    assert found.loc["status", "bound"] == pytest.approx(1 - 0.05 ** (1 / 17))
    disputed = sourcing.disagreements(decided)
    assert disputed["sentence_id"].tolist() == ["p6s1", "p6s1"]
    assert disputed.loc[0, ["a1", "a2", "a3"]].tolist() == ["BBCZH", "WH", "WH"]


# ---- small cases with known answers --------------------------------------------------------------------


def units(*rows: tuple[str, int], article_id: str = "x") -> pd.DataFrame:
    """Units of a voice and a number of words; ``N`` is the narrator."""
    return pd.DataFrame(
        {
            "article_id": article_id,
            "sentence_id": [f"s{number}" for number in range(len(rows))],
            "words": [words for _, words in rows],
            "share": [words for _, words in rows],
            "status": ["none" if voice == "N" else "explicit" for voice, _ in rows],
            "depth": [1 if voice == "N" else 2 for voice, _ in rows],
            "mode": "indirect",
            "stance": "neutral",
            "source_id": [voice for voice, _ in rows],
            "label": [f"voice {voice}" for voice, _ in rows],
            "source_type": ["narrator" if voice == "N" else "expert" for voice, _ in rows],
        }
    )


def test_two_equal_voices_count_as_two() -> None:
    row = only(sourcing.concentration(units(("A", 30), ("B", 20), ("B", 10), ("N", 99))))
    assert (row["voices"], row["words"]) == (2, 60)
    assert row[["hhi", "simpson", "evenness", "effective"]].tolist() == pytest.approx([0.5, 0.5, 1, 2])
    assert row["shannon"] == pytest.approx(math.log(2))


def test_one_voice_has_no_evenness() -> None:
    row = only(sourcing.concentration(units(("A", 30))))
    assert (row["hhi"], row["effective"], row["top_share"]) == (1, 1, 1)
    assert pd.isna(row["evenness"])


def test_depth_is_weighted_by_words() -> None:
    row = only(sourcing.mean_depth(units(("N", 30), ("A", 10))))
    assert (row["mean"], row["deepest"], row["deepest_share"]) == (1.25, 2, 0.25)


def test_voices_stand_in_the_order_of_the_article() -> None:
    rows = units(("B", 30), ("N", 9), ("A", 10), ("B", 2))
    found = sourcing.manner(rows, "mode")
    assert found[["source_id", "units", "words"]].to_numpy().tolist() == [["B", 2, 32], ["A", 1, 10]]
    cued = sourcing.manner(rows.assign(status=["explicit", "none", "carry_over", "explicit"]), "stance")
    assert cued["source_id"].tolist() == ["B"], "A has no cue of its own"


def test_articles_are_measured_apart() -> None:
    both = pd.concat([units(("A", 30)), units(("A", 10), ("B", 10), ("N", 20), article_id="y")])
    found = sourcing.concentration(both).set_index("article_id")
    assert found["voices"].to_dict() == {"x": 1, "y": 2}
    explicit = sourcing.attribution(both).query("rule == 'explicit only'").set_index("article_id")
    assert explicit["share"].to_dict() == {"x": 1.0, "y": 0.5}


def test_the_fewest_voices_that_interpret_most() -> None:
    found = pd.DataFrame({"article_id": "x", "reading": "as written", "source_id": list("ABC")})
    for shares, carriers in (([0.5, 0.3, 0.2], "AB"), ([0.8, 0.1, 0.1], "A"), ([0.75, 0.2, 0.05], "A")):
        assert "".join(sourcing.carriers(found.assign(share=shares))["source_id"]) == carriers


@pytest.mark.parametrize("field", [field.name for field in fields(Article)])
def test_measures_of_an_empty_table_are_empty(article: Article, field: str) -> None:
    """Nothing breaks when one table, or all of them, has no rows."""
    empty = {one.name: getattr(article, one.name).head(0) for one in fields(Article)}
    nothing = Article(**empty)
    assert nothing.units().empty
    for measure in (sourcing.attribution, sourcing.shares, sourcing.concentration, sourcing.depths):
        assert measure(nothing.units()).empty
    assert sourcing.plurals(nothing.spans, nothing.sources).empty
    assert sourcing.flow(
        nothing.sentences, nothing.looked("spans"), nothing.sources, nothing.spans, nothing.chains
    ).empty
    assert sourcing.ledger(nothing.claims, nothing.sources, nothing.checks).empty
    if field in ("hedges", "claims", "checks", "frame_codings", "chains", "frames", "coders"):
        without = replace(article, **{field: empty[field]})
        assert findings.by_coder(without) | findings.once(without)


# ---- properties ------------------------------------------------------------------------------------------

VOICES = st.lists(st.tuples(st.sampled_from("NABCD"), st.integers(1, 60)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(VOICES)
def test_shares_sum_to_one_and_the_effective_number_lies_between_one_and_the_voices(
    rows: list[tuple[str, int]],
) -> None:
    heard = units(*rows)
    assert sourcing.depths(heard)["share"].sum() == pytest.approx(1)
    for row in sourcing.concentration(heard).itertuples():
        assert 1 - 1e-9 <= row.effective <= row.voices + 1e-9
        assert 1 / row.voices - 1e-9 <= row.hhi <= 1 + 1e-9
        assert row.simpson == pytest.approx(1 - row.hhi)
    first, second = sourcing.attribution(heard)["share"]
    assert 0 <= first <= second <= 1


@settings(max_examples=4, deadline=None)
@given(st.sampled_from(["a1", "a2", "a3", "majority"]), st.integers(0, 10**6))
def test_the_order_of_rows_never_matters(coder: str, seed: int) -> None:
    article = Article.load(ID)
    shuffled = replace(
        article,
        **{
            field.name: getattr(article, field.name).sample(frac=1, random_state=seed)
            for field in fields(Article)
            if field.name not in ("frames", "coders")
        },
    )
    expected, found = findings.by_coder(article, coder), findings.by_coder(shuffled, coder)
    assert {name: one.sentence for name, one in found.items()} == {
        name: one.sentence for name, one in expected.items()
    }


@pytest.mark.parametrize("coder", ["a1", "a2", "a3", "majority"])
def test_resolving_never_raises_the_number_of_voices(article: Article, coder: str) -> None:
    written, resolved = (only(sourcing.concentration(article.units(coder, flag))) for flag in (False, True))
    assert resolved["voices"] <= written["voices"]
    assert resolved["words"] <= written["words"]


# ---- findings --------------------------------------------------------------------------------------------

VALUES: dict[str, dict[str, Any]] = {
    "voices": {"words": 478, "units": 17, "own": 0.18, "voices": 5, "top": "BBC Chinese", "share": 0.343},
    "attribution": {"explicit": 0.628, "known": 0.82, "carried": 4, "framed": 3},
    "concentration": {
        **{"voices": 5, "effective": 4.163, "top": "BBC Chinese", "share": 0.418, "voices_resolved": 4},
        **{"effective_resolved": 3.248, "top_resolved": "BBC Chinese", "share_resolved": 0.483},
    },
    "depth": {"whole": True, "credited": True, "mean": 2.111, "share": 0.291, "deepest": 3},
    "interpretation": {
        **{"names": ("BBC Chinese", "Ni Lexiong"), "words": 275, "body": 478, "part": 0.575},
        **{"written": 0.807, "content": 0.949, "resolved": 0.975},
    },
    "hedging": {"voices": 6, "top": "White House", "weak": 2, "words": 35, "rate": 5.714, "elsewhere": 2},
    "manner": {
        "cues": 8,
        "stances": {"factive": 1, "neutral": 5, "distancing": 2},
        "modes": {"mixed": 0.173, "indirect": 0.827},
    },
    "plurals": {"kinds": {"organisation": 1, "person": 1}, "voices": ("BBC Chinese", "Ni Lexiong")},
    "chain": {"attributions": 15, "agency": "Central News Agency"},
    "agreement": {"units": 17, "questions": 5, "same": ("status", "depth", "mode")},
}
RESTS_ON = {"voices": 17, "attribution": 12, "concentration": 12, "interpretation": 9, "manner": 12}
RESTS_ON |= {"plurals": 12, "chain": 15}
"""So many rows: units, all, attributed or that interpret; attributions."""


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    return round(value, 3) if isinstance(value, float) else value


@pytest.mark.parametrize("name", VALUES)
def test_the_values_of_findings(name: str, said: dict[str, Any]) -> None:
    found = said[name]
    assert isinstance(found, Finding)
    assert {key: rounded(found.values[key]) for key in VALUES[name]} == VALUES[name]
    assert len(found.evidence) == RESTS_ON.get(name, len(found.evidence))


def test_headlines_are_sentences_whatever_they_say(article: Article) -> None:
    said = {name: one.headline for name, one in findings.by_coder(article).items()}
    assert said["depth"] == (
        "29.1\N{NO-BREAK SPACE}% of the words reach the reader through an agency and two further voices."
    )
    assert said["attribution"] == (
        "82.0\N{NO-BREAK SPACE}% of the article's words are attributed, 62.8\N{NO-BREAK SPACE}% with source "
        "and cue in one unit."
    )
    share = "80.7\N{NO-BREAK SPACE}% of the words in units that interpret"
    assert said["interpretation"] == f"{share} are attributed to BBC Chinese and Ni Lexiong."
    units, looked = article.units("a1"), article.looked("frames")
    framed = sourcing.interpretive(article.frame_codings, article.frames, looked)
    alone = framed[framed["sentence_id"] == "p9s1"]
    # Two frames of a unit don't count its words twice.
    twice = pd.concat([alone, alone.assign(frame="other")])
    for read in (alone, twice):
        interpreted = sourcing.interpreters(units, article.units("a1", resolve=True), read)
        found = findings.interpretation(interpreted, read, units, looked, article.coded)
        words = units.loc[units["sentence_id"] == "p9s1", "words"].sum()
        assert found.headline.endswith(" are attributed to BBC Chinese."), found.headline
        assert (found.values["words"], found.values["resolved"]) == (words, None)


def test_every_finding_rests_on_rows_that_exist(said: dict[str, Any]) -> None:
    known = {
        name: set(frame[tables.primary_key(name)].astype(str).agg("/".join, axis=1))
        for name in tables.names()
        for frame in [tables.load(name)]
    }
    for found in said.values():
        for ref in found.evidence:
            name, _, key = ref.partition(":")
            assert key in known[name], ref


def test_no_headline_rests_on_a_figure_that_a_coder_moves(article: Article) -> None:
    shown = [one.sentence for one in findings.headlines(ID)]
    assert 3 <= len(shown) <= 7
    for coder in article.readings():
        said = {one.sentence for one in (findings.by_coder(article, coder) | findings.once(article)).values()}
        assert set(shown) <= said, coder


def test_what_is_said_of_hedges_first_holds_under_every_coder(article: Article) -> None:
    for coder in article.readings():
        said = findings.by_coder(article, coder)["hedging"].detail
        plain = "narrator, Ministry of Foreign Affairs and Ni Lexiong"
        assert said.startswith(f"Without one: {plain}."), coder


def test_what_moves_and_what_flips(article: Article) -> None:
    found = findings.sensitivity(article, findings.readings(article)).set_index("question")["verdict"]
    assert found[found == HOLDS].index.tolist() == ["attribution", "depth", "interpretation"]
    assert found[found == MOVES].index.tolist() == ["voices", "concentration"]
    # One factive and one distancing cue, or one and two: the order among stances changes.
    assert found[found == FLIPS].index.tolist() == ["hedging", "manner"]


def test_the_grid_says_each_finding_in_words(article: Article) -> None:
    found = findings.sensitivity(article, findings.readings(article)).set_index("question")
    assert found.loc["hedging", "a1"] == ("BBC Chinese: 7 weak hedges in 199 words (3.52 per hundred)")
    assert found.loc["voices", "a1"] == "4 voices; BBC Chinese: 41.6\N{NO-BREAK SPACE}%"
    for question, row in found.iterrows():
        cells = row[article.readings()]
        assert (cells.nunique() == 1) == (row["verdict"] == HOLDS), question
        assert not cells.str.contains("_").any(), question


def test_a_figure_that_no_cell_shows_moves_the_sentence(article: Article) -> None:
    said = findings.readings(article)
    shown = said["majority"]["attribution"]
    moved = replace(shown, detail="Moved.", values={**shown.values, "carried": 3})
    found = findings.sensitivity(article, said | {"a1": {**said["a1"], "attribution": moved}})
    row = found.set_index("question").loc["attribution"]
    assert (row["a1"], row["a2"]) == (moved.sentence, shown.sentence)


def test_the_first_finding(article: Article) -> None:
    assert findings.headlines(ID)[0].sentence == (
        "Behind ‘foreign media’ and ‘Chinese scholars’ stand, we infer, only BBC Chinese and Ni Lexiong. "
        "‘foreign media’ and ‘Chinese scholars’ come down to BBC Chinese and Ni Lexiong: one organisation "
        "and "
        "one person. 2 coders compared the texts behind the article: 10 rows of theirs are on this, "
        "counter-evidence "
        "among them. They say whether a number is marked there, and who else speaks."
    )


def test_verdicts_are_said_in_words_the_most_frequent_first(said: dict[str, Any]) -> None:
    assert said["claims"].sentence == (
        "By one coder's list, a fact could settle 15 of 29 claims. Five more can be settled in "
        "part, and nine not at all. 20 were held against a cited page: eleven were supported, four were "
        "imprecise, two could not be verified, two depend on the counting rule and one was contradicted. "
        "For four of these no fact could settle what is claimed: a page "
        "can show only that it was said."
    )


def plural(article: Article, *places: tuple[str, str, str | None]) -> str:
    """What is said of plural labels that stand so: unit, source, and what it comes down to."""
    spans = article.spans.head(len(places)).copy()
    spans[["sentence_id", "source_id", "resolves_to"]] = [list(place) for place in places]
    found = sourcing.plurals(spans, article.sources)
    return findings.plurals(found, spans, article.coded, findings.noted(found).head(0)).sentence


def test_a_label_used_twice_is_one_label(article: Article) -> None:
    """It had come down to 'one person and one person'."""
    twice = plural(article, ("p1s1", "CS_PL", "NI"), ("p2s1", "CS_PL", "NI"))
    assert twice == (
        "Behind ‘Chinese scholars’ stands, we infer, only Ni Lexiong. "
        "‘Chinese scholars’ comes down to Ni Lexiong: one person."
    )
    two_labels = plural(article, ("p1s1", "CS_PL", "NI"), ("p2s1", "OUT", "NI"))
    assert two_labels == (
        "Behind ‘Chinese scholars’ and ‘outsiders’ stands, we infer, only Ni Lexiong. "
        "‘Chinese scholars’ and ‘outsiders’ come down to Ni Lexiong: one person."
    )
    two_voices = plural(article, ("p1s1", "FM_PL", "BBCZH"), ("p2s1", "FM_PL", "STD"))
    assert two_voices == (
        "Behind ‘foreign media’ stand, we infer, only BBC Chinese and Sing Tao Daily. "
        "‘foreign media’ comes down to BBC Chinese and Sing Tao Daily: two organisations."
    )


def test_a_label_that_stands_for_one_voice_in_some_units_only_says_in_which(article: Article) -> None:
    said = plural(article, ("p1s1", "CS_PL", "NI"), ("p2s1", "CS_PL", None), ("p2s2", "FM_PL", "BBCZH"))
    assert "‘Chinese scholars’ (in p1s1) and ‘foreign media’ come down to" in said


def test_what_a_page_cannot_settle_is_said_only_of_claims_that_have_it(article: Article) -> None:
    ledger = sourcing.ledger(article.claims, article.sources, article.checks)
    beyond = ledger[(ledger["checkable"] == "no") & ledger["verdict"].notna()]
    one = findings.claims(beyond.head(1), article.coded).sentence
    assert one.startswith(
        "By one coder's list, a fact could settle none of 1 claim. One can't be settled at all. One was held"
    )
    assert one.endswith(
        "For one of these no fact could settle what is claimed: a page can show only that it was said."
    )
    rest = findings.claims(ledger[ledger["checkable"] != "no"], article.coded).sentence
    assert rest.startswith(
        "By one coder's list, a fact could settle 15 of 20 claims. Five more can be settled "
        "in part. 16 were held"
    )
    assert "no fact could settle" not in rest


def test_a_claim_stands_below_its_voice_in_the_colour_of_its_verdict(article: Article) -> None:
    ledger = sourcing.ledger(article.claims, article.sources, article.checks)
    chart = charts.claims(ledger, findings.claims(ledger, article.coded))
    assert chart.title == "By one coder's list, a fact could settle 15 of 29 claims"
    tiles = {box.ref.partition("/")[2]: box for box in pictured.boxes(chart) if box.ref}
    assert tiles.keys() == set(ledger["claim_id"])
    for row in ledger.itertuples():
        fill = charts.VERDICTS.get(row.verdict, charts.Fill(PAPER))
        assert (tiles[row.claim_id].colour, tiles[row.claim_id].hatch) == (fill.colour, fill.hatch)
    own = {answer: set(part["claim_id"]) for answer, part in ledger.groupby("checkable", observed=True)}
    assert max(tiles[name].bottom for name in own["yes"]) < min(tiles[name].top for name in own["partly"])
    assert max(tiles[name].bottom for name in own["partly"]) < min(tiles[name].top for name in own["no"])


def test_the_credit_line_is_no_attribution(article: Article) -> None:
    assert findings.listed(article.spans) == "15 attributions and the credit line"


def test_all_coders_are_said_to_be_machines(article: Article) -> None:
    assert (
        "3 coders, all language models; no person has coded." in findings.once(article)["agreement"].sentence
    )
    one = replace(article, coders=article.coders.head(1))
    assert "one language model; no person has coded." in findings.once(one)["agreement"].sentence


# ---- another article -------------------------------------------------------------------------------------


def test_a_very_different_article(other: Article) -> None:
    said = {name: one.sentence for name, one in (findings.by_coder(other) | findings.once(other)).items()}
    assert said["voices"].startswith(
        "Hawa Diriye is the one voice beside the article's own, with 80.4\N{NO-BREAK SPACE}%"
    )
    assert said["chain"].startswith("No voice speaks through another")
    assert (
        said["plurals"] == "No plural label in the article stands for a single voice that it names elsewhere."
    )
    assert "one voice, Hawa Diriye" in said["concentration"]
    assert said["attribution"].endswith("That unit interprets events.")
    assert said["depth"] == "Every word stands at the first step: no voice speaks through another."
    assert said["hedging"] == "No weak hedge was found in a unit of any voice."
    assert "100.0\N{NO-BREAK SPACE}% direct speech" in said["manner"]
    assert "2 coders (1 language model and 1 person)" in said["agreement"]
    assert said["claims"].endswith(" One was held against a cited page: one was supported.")
    assert findings.listed(other.spans) == "4 attributions"
    # What the person did not see as a signal moves the words that interpret: no headline.
    shown = [one.sentence for one in findings.headlines(second_article.ARTICLE_ID)]
    assert "Units that interpret" in said["interpretation"]
    assert not any("Units that interpret" in one for one in shown)


def test_an_article_without_attribution(article: Article) -> None:
    quiet = silent(article)
    found = findings.by_coder(quiet) | findings.once(quiet)
    said = {name: one.sentence for name, one in found.items() if isinstance(one, Finding)}
    left_out = {name: one.why for name, one in found.items() if isinstance(one, LeftOut)}
    assert said["voices"] == "The article speaks all its words itself. It has 478 words in 17 units."
    assert said["attribution"].startswith("0.0\N{NO-BREAK SPACE}% of the article's words")
    assert said["chain"] == (
        "No attribution was found in the units that were coded for source, cue and content."
    )
    assert said["concentration"].startswith("No words are attributed")
    assert said["interpretation"] == "No unit that was coded for frames carries an interpretive one."
    assert said["hedging"] == "No weak hedge was found in a unit of any voice."
    assert said["claims"] == "No claim was found in the units that were coded for claims."
    assert said["plurals"].startswith("No plural label") and left_out == {}
    assert sourcing.concentration(quiet.units()).empty


def test_how_many_attributions_pass_through_one_agency_is_said() -> None:
    values = {"by": "", "attributions": 3, "chain": ("Agency", "Ann")}
    for agency, detail in (
        ("Agency", "All 3 attributions pass through Agency."),
        (None, "one of 3 attributions."),
    ):
        said = findings.wording.finding("chain", {**values, "agency": agency}, ["article.texts:x"])
        assert said.detail.endswith(detail) and said.detail.startswith("It is Agency > Ann.")


def test_what_nobody_coded_is_left_out_and_never_none(article: Article) -> None:
    """Coders found none of the frames, it was said of an article that nobody had coded for frames."""
    attribution = article.coded[article.coded["layer"] == "attribution"]
    found = silent(replace(article, coded=attribution))
    shown = findings.by_coder(found) | findings.once(found)
    left_out = {name: one.why for name, one in shown.items() if isinstance(one, LeftOut)}
    assert left_out == {
        "interpretation": "nobody has coded frames in this article",
        "hedging": "nobody has coded hedges in this article",
        "plurals": "nobody has coded source, cue and content in this article",
        "chain": "nobody has coded source, cue and content in this article",
        "claims": "nobody has coded claims in this article",
    }


def of_coders(article: Article, **questions: str) -> dict[str, str]:
    """The verdicts of some findings, and what the table says of them under a coder."""
    found = findings.sensitivity(article, findings.readings(article)).set_index("question")
    return {f"{name} {who}": found.loc[name, who] for name, who in questions.items()}


def test_who_did_not_look_for_frames_has_not_found_none(other: Article) -> None:
    part = second_article.only(other, "frames", p1="")
    found = of_coders(part, interpretation="p1") | of_coders(part, interpretation="verdict")
    assert found == {"interpretation p1": "not coded", "interpretation verdict": NOT_TRIED}
    with pytest.raises(ValueError, match="no coder 'p1' looked for frames"):
        sourcing.interpretive(part.frame_codings, part.frames, part.looked("frames"), "p1")
    # The unit that inherits a speaker interprets, whoever says who speaks in it.
    assert of_coders(part, attribution="verdict") == {"attribution verdict": HOLDS}


def test_coders_are_compared_in_the_units_that_all_of_them_coded(other: Article) -> None:
    apart = second_article.only(other, "attribution", m1="p1s1 p1s2", p1="p2s1 p2s2 p3s1")
    table = findings.sensitivity(apart, findings.readings(apart))
    assert table.empty and "m1" not in table
    assert findings.stability(table, apart.looked("attribution"), apart.text) == LeftOut(
        "no finding rests on units that two coders coded"
    )
    some = second_article.only(other, "attribution", p1="p1s1 p1s2 p2s1")
    table = findings.sensitivity(some, findings.readings(some)).set_index("question")
    assert table.loc["voices", "verdict"] == table.loc["manner", "verdict"] == HOLDS
    assert findings.stability(table.reset_index(), some.looked("attribution"), some.text).sentence.endswith(
        " Compared are only the 3 of 5 units that all of these coders coded."
    )


def test_the_chain_rests_on_the_units_that_were_coded_for_spans(other: Article) -> None:
    unheard = second_article.only(other, "attribution", m1="", p1="")
    assert findings.once(unheard)["chain"].sentence.endswith("That holds for 4 attributions.")
    part = second_article.only(other, "spans", m1="p1s1 p2s1")
    steps = sourcing.flow(
        part.sentences, part.looked("spans"), part.sources, part.spans, part.chains
    ).set_index("path")
    words = part.sentences.set_index("sentence_id")["words"]
    assert steps["words"].to_dict() == {
        "": words["p1s1"] + words["p2s1"],
        "DIRIYE": 4,
        "NARR": words["p1s1"] + words["p2s1"] - 4,
    }


def test_the_chain_of_an_article_that_lists_no_narrator_is_drawn(other: Article) -> None:
    voices = other.sources[other.sources["source_type"] != "narrator"]
    looked = other.looked("spans")
    steps = sourcing.flow(other.sentences, looked, voices, other.spans, other.chains)
    assert steps.set_index("path").loc["narrator", ["label", "source_type"]].tolist() == ["narrator"] * 2
    shown = charts.chain(steps, charts.palette(voices), findings.chain(steps, other.coded))
    assert isinstance(shown, Chart) and "narrator and words that name sources" in shown.alt


def test_a_share_of_the_words_coded_is_none_of_the_article(other: Article) -> None:
    part = second_article.only(other, "attribution", m1="p1s1 p2s1", p1="p1s1 p2s1")
    for article, said in ((other, "of the article's words"), (part, "of the words coded")):
        found, shown = findings.by_coder(article), drawn(article)
        assert said in found["attribution"].sentence
        coded = " coded" * (article is part)
        assert shown["strip"].title.endswith(f"of the words{coded}")
        assert said in shown["attribution"].title
        assert f"Every word{coded} stands" in found["depth"].sentence
        assert shown["depth"].title.startswith(f"Every word{coded} stands")
    alone = second_article.only(silent(part), "attribution", m1="p1s1", p1="p1s1")
    assert findings.by_coder(alone)["voices"].headline == "The article speaks all words coded itself."


def test_coders_who_agree_on_everything_are_said_to(article: Article) -> None:
    first = article.codings[article.codings["coder_id"] == "a1"]
    told = article.coding_sources[article.coding_sources["coder_id"] == "a1"]
    alike = replace(
        article,
        codings=pd.concat([first, first.assign(coder_id="a2")], ignore_index=True),
        coding_sources=pd.concat([told, told.assign(coder_id="a2")], ignore_index=True),
    )
    said: Any = findings.once(alike)["agreement"]
    assert said.headline == "On who speaks, the coders agree in every unit on all five questions."


def test_whose_rows_are_shown_is_said(other: Article) -> None:
    once, twice = other.coded, other.coded.assign(coder_id="p1")
    for coded, said in (
        (once, "(coded by m1 alone)"),
        (pd.concat([once, twice]).drop_duplicates(), "(coded by m1, one of 2 coders)"),
    ):
        shown = drawn(replace(other, coded=coded))
        assert all(said in shown[name].source for name in ("chain", "hedging", "claims"))


def test_what_was_not_coded_changes_nothing_in_no_chart(other: Article) -> None:
    bare = second_article.only(other, "spans", m1="")
    shown = drawn(bare)
    assert shown["chain"] == LeftOut("nobody has coded source, cue and content in this article")
    assert "plurals" not in shown["concentration"].title
    assert "was not coded" in shown["concentration"].subtitle
    assert "article.attributions" not in shown["concentration"].source + shown["interpreters"].source
    assert set(shown["interpreters"].data["reading"]) == {"as written"}
    unhedged = drawn(second_article.only(other, "hedges", m1=""))["hedging"]
    assert unhedged == LeftOut("nobody has coded hedges in this article")
    none = drawn(replace(other, claims=other.claims.head(0), hedges=other.hedges.head(0)))
    assert none["claims"] == LeftOut("no claim was found in the units coded for claims")
    assert none["hedging"] == LeftOut("no hedge was found in the units coded for hedges")


def test_depth_begins_next_to_the_page_where_no_agency_is_credited(other: Article) -> None:
    for name in ("strip", "depth"):
        subtitle = drawn(other)[name].subtitle
        assert "agency" not in subtitle and "the one next to the page" in subtitle


def test_depth_begins_at_the_credited_agency(shown: dict[str, Any]) -> None:
    assert "from the credited agency down" in shown["strip"].subtitle
    assert "from the credited agency, the first, down" in shown["depth"].subtitle


def test_hedges_count_per_word_of_the_units_that_were_coded_for_them(article: Article) -> None:
    looked = article.looked("hedges").query("sentence_id in ['p6s1', 'p6s2']")
    found = sourcing.hedging(article.units("a1"), article.hedges, looked).set_index("source_id")
    assert found[["words", "weak"]].to_dict("index") == {"BBCZH": {"words": 61, "weak": 3}}


def names(article: Article) -> set[str]:
    """What only this article would be told by: its voices by name and by id."""
    labels = article.sources["label"].str.replace(r" \(.*\)", "", regex=True)
    return (set(article.sources["source_id"]) - {"NARR"}) | set(labels) - {"narrator"}


@pytest.mark.long
def test_the_notebook_tells_another_article_without_an_edit(article: Article, other: Article) -> None:
    assert os.environ["ROSTRUM_DATA"]
    notebook = notebooks.execute(NOTEBOOK)
    shown = "\n".join(
        str(output.get("data", {}).get("text/plain", output.get("text", "")))
        + str(output.get("data", {}).get("text/csv", ""))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    assert "Hawa Diriye" in shown
    foreign = {name for name in names(article) if re.search(rf"\b{re.escape(name)}\b", shown)}
    assert not foreign


def test_the_notebook_names_no_voice_of_its_article(article: Article) -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        found = {name for name in names(article) if re.search(rf"\b{re.escape(name)}\b", cell.source)}
        assert not found, cell.id


# ---- charts ----------------------------------------------------------------------------------------------


def test_charts_are_legible(shown: dict[str, Any]) -> None:
    for name, one in shown.items():
        assert legibility.problems(one) == [], name


def test_charts_of_another_article_are_legible(other: Article) -> None:
    for name, one in drawn(other).items():
        assert legibility.problems(one) == [], name


def test_charts_of_an_article_without_attribution_are_legible(article: Article) -> None:
    found = drawn(silent(article))
    left_out = {name for name, one in found.items() if isinstance(one, LeftOut)}
    assert left_out == {"chain", "concentration", "interpreters", "hedging", "claims"}
    for name in found.keys() - left_out:
        assert legibility.problems(found[name]) == [], name


def test_no_two_voices_look_alike(article: Article) -> None:
    looks = charts.palette(article.sources)
    assert len(set(looks.values())) == len(looks) == len(article.sources)


def test_a_fill_means_a_voice_or_something_else_but_never_both(article: Article, other: Article) -> None:
    taken = {charts.Fill(hue, hatch) for hue in (*charts.HUES, charts.GREY) for hatch in charts.HATCHES}
    for one in (article, other):
        assert set(charts.palette(one.sources).values()) <= taken
    shown = [look for look, _ in charts.STATUSES.values()]
    for looks in (charts.STANCES, charts.MODES, charts.VERDICTS):
        assert len(set(looks.values())) == len(looks)
        shown += looks.values()
    assert not taken & set(shown)


def test_voices_of_one_chain_differ_in_colour(article: Article) -> None:
    looks = charts.palette(article.sources)
    hues = [looks[name].colour for name in ("CNA", "MFA", "STD", "NI", "BBCZH", "WH", "NARR")]
    assert len(set(hues)) == len(hues)
    assert {looks[name].colour for name in ("FM_PL", "CS_PL", "OUT")} == {looks["NARR"].colour}


def test_boxes_are_as_wide_as_words_and_look_like_their_voice(
    article: Article, shown: dict[str, Any]
) -> None:
    looks = charts.palette(article.sources)
    units = article.units().set_index("sentence_id")
    for box in pictured.boxes(shown["strip"]):
        if box.ref:
            unit = units.loc[box.ref.partition("/")[2]]
            voice = looks[unit["source_id"].partition("+")[0]]
            assert (box.colour, box.hatch) == (voice.colour, voice.hatch)
            assert box.wide == pytest.approx(unit["words"] * WIDE / (charts.STRIP * 1.25))
            assert box.bottom - box.top == pytest.approx(unit["depth"] * charts.STEP)
    strict, wide = (pictured.below(shown["attribution"], rule).boxes for rule in sourcing.RULES)
    for boxes, words in ((strict, 300), (wide, 392)):
        counted = [box for box in boxes if box.colour != PAPER]
        assert sum(box.wide for box in counted) == pytest.approx(words / 478 * WIDE)
    hatched = {box.ref.partition("/")[2] for box in wide if box.hatch}
    assert hatched == {"p3s2", "p5s2", "p6s2", "p7s2"} and not any(box.hatch for box in strict)


def test_bars_and_marks_stand_for_their_values(shown: dict[str, Any]) -> None:
    for depth, words in ((1, 86), (2, 253), (3, 139)):
        boxes = pictured.below(shown["depth"], f"depth {depth}").boxes
        assert sum(box.wide for box in boxes) == pytest.approx(words / 253 * WIDE)
    for reading, part in shown["concentration"].data.groupby("reading"):
        wide = [box.wide / WIDE for box in pictured.below(shown["concentration"], str(reading)).boxes]
        assert wide == pytest.approx(sorted(part["share"], reverse=True))
    marks = {row: pictured.below(shown["agreement"], row).marks[0] for row in ("status", "stance")}
    assert (marks["status"].shape, marks["stance"].shape) == ("D", "o")
    assert marks["stance"].x < marks["status"].x
    page, agency, deep = (
        pictured.below(shown["chain"], name).boxes[0]
        for name in ("the page", "Central News Agency", "outsiders")
    )
    assert page.wide == agency.wide and deep.wide == pytest.approx(page.wide * 8 / 478)
    assert page.left == agency.left == deep.left, "or equal bars would look unlike"


@pytest.mark.parametrize("which", ["shipped", "other", "one coder", "silent"])
def test_headlines_and_titles_are_short(which: str, article: Article, request: pytest.FixtureRequest) -> None:
    other = request.getfixturevalue("other") if which in ("other", "one coder") else article
    alone = second_article.only(other, "attribution", p1="") if which == "one coder" else other
    shown = silent(article) if which == "silent" else alone
    found = [*(findings.by_coder(shown) | findings.once(shown)).values(), findings.stability(
        findings.sensitivity(shown, findings.readings(shown)), shown.looked("attribution"), shown.text
    )]  # fmt: skip
    for one in found:
        if isinstance(one, Finding):
            assert headlines.headline_problems(one.headline) == []
            assert headlines.detail_problems(one.detail) == []
    for one in drawn(shown).values():
        assert isinstance(one, LeftOut) or headlines.headline_problems(one.title) == []


def test_only_what_is_shown_is_explained(shown: dict[str, Any]) -> None:
    texts = {text.get_text() for text in shown["hedging"].figure.findobj(Text)}
    assert {"mixed", "indirect"} <= texts
    assert "direct" not in texts


def test_a_long_paragraph_is_broken_into_lines_between_units(article: Article, said: dict[str, Any]) -> None:
    cells = sourcing.strip(article.units(), article.sentences)
    again = sourcing.strip(article.units(resolve=True), article.sentences)
    assert again["before"].equals(cells["before"]), "a unit is one cell, however many voices share it"
    one = charts.strip(cells, charts.palette(article.sources), said["voices"])
    assert legibility.problems(one) == []


def test_what_the_texts_behind_the_article_say_stands_beside_the_plurals(article: Article) -> None:
    found = sourcing.plurals(article.spans, article.sources)
    rows = findings.noted(found)
    assert len(rows) == 10 and set(rows["coder_id"]) == {"h1", "h2"}
    assert {"p1s2"} >= set(rows.loc[rows["aspect"] == "number", "to_unit"]) - {"2"}
    assert rows["finding"].dropna().unique().tolist() == ["one_to_scholars"]
    assert sourcing.noted(tables.load("hands.changes"), found.head(0)).empty
    sentence = findings.once(article)["plurals"].sentence
    assert "2 coders compared the texts behind the article: 10 rows of theirs are on this" in sentence


def test_what_the_dispatch_names_and_the_article_does_not_is_said(article: Article) -> None:
    texts = tables.load("hands.texts")
    said = findings.behind(texts, article.sources)
    assert said.headline == (
        "Behind the dispatch that the article credits stands Ming Pao, too, which the article does not name."
    )
    more = pd.concat([article.sources, article.sources.head(1).assign(label="Ming Pao (Hong Kong)")])
    assert findings.behind(texts, more).headline.startswith("The article names all that was seen behind")
    assert isinstance(findings.behind(texts[texts["role"] != "source"], article.sources), LeftOut)
    assert isinstance(findings.behind(texts.head(0), article.sources), LeftOut)


def test_voices_are_as_diverse_as_fewer_of_equal_size(said: dict[str, Any]) -> None:
    given = said["concentration"].values | {"effective_resolved": None}
    headline = findings.wording.finding("concentration", given, ["article.texts:a"]).headline
    assert headline == "By attributed words, the five voices are as diverse as 4.16 voices of equal size."


def test_who_has_no_such_finding_says_nothing_of_it() -> None:
    one = Finding("A speaks.", evidence=["article.texts:a"])
    table = pd.DataFrame({"question": ["voices"], "verdict": [FLIPS]})
    found = findings.differing({"majority": {"voices": one}, "c1": {}}, table)
    assert found[["question", "under"]].to_numpy().tolist() == [["voices", "majority"]]
