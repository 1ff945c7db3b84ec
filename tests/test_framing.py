"""Frames, voices, casts, relations and aftermath: known answers, properties, and another article."""

from __future__ import annotations

import math
import re
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import drawn
import headlines
import legibility
import pandas as pd
import pytest
import second_article
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import notebooks
from helpers.read import MAJORITY, UNION, tables
from helpers.read import agreement as reliability
from helpers.read.article import Article
from helpers.show import sensitivity, style
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.show.kit import WIDE
from helpers.themes.framing import draw as charts
from helpers.themes.framing import elsewhere
from helpers.themes.framing import measure as framing
from helpers.themes.framing import say as findings
from helpers.themes.sourcing import say as sourcing_findings

NOTEBOOK = notebooks.FOLDER / "03_geopolitical_framing.ipynb"


def read(article_id: str) -> SimpleNamespace:
    """The tables of one article and the measures that everything rests on."""
    return of(Article.load(article_id), article_id)


def of(coded: Article, article_id: str) -> SimpleNamespace:
    """The same of a coding."""
    here = SimpleNamespace(id=article_id, **{one.name: getattr(coded, one.name) for one in fields(coded)})
    here.coding = coded
    here.codebook, here.speaking, here.looked = coded.frames, coded.units, coded.looked("frames")
    here.related = coded.looked("relations")
    here.coders, here.countries = tables.load("coders", "history.countries")
    return rest(here)


def rest(here: SimpleNamespace) -> SimpleNamespace:
    """What follows from the tables of an article."""
    here.cells = framing.grid(here.sentences, here.looked, here.frame_codings, here.codebook)
    here.decided = framing.decide(here.cells)
    here.told = framing.voiced(here.decided, here.speaking(), here.spans)
    here.relations = framing.resolve(here.relations, here.spans)
    here.label, here.names = findings.labels(here.coding), findings.names(here.actors, here.countries)
    here.who = findings.coded_by(here.relations, here.relation_codings, here.coders)
    here.readings = framing.readings(here.relation_codings, here.related)
    here.pairs = framing.pairs(here.relations, here.names)
    here.tried = findings.conclusions(findings.readings(here.coding, here.cells, here.relations, here.names))
    here.contacts = framing.contacts(
        here.relations,
        here.actors,
        *tables.load("history.meetings", "history.meeting_participants"),
        here.text,
    )
    here.forecasts = framing.forecasts(here.claims, here.checks, here.sources)
    here.agreed = reliability.agreement(here.cells, "frame", "sentence_id", "coder_id", "present")
    return here


@pytest.fixture(scope="module")
def article() -> SimpleNamespace:
    return read(tables.article_id())


@pytest.fixture(scope="module")
def shown(article: SimpleNamespace) -> dict[str, Any]:
    return every_chart(article)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return second_article.build(tmp_path_factory.mktemp("second") / "data")


@pytest.fixture
def made_up(second: Path, monkeypatch: pytest.MonkeyPatch) -> Article:
    """The made-up article, with its package in the place of the project's."""
    monkeypatch.setenv("ROSTRUM_DATA", str(second))
    return Article.load(second_article.ARTICLE_ID)


@pytest.fixture
def other(made_up: Article) -> SimpleNamespace:
    return of(made_up, second_article.ARTICLE_ID)


def every_chart(a: SimpleNamespace) -> dict[str, Chart | LeftOut]:
    by_voice = framing.cast(a.relations, a.actors, a.names, by=["voice"])
    states, leaders = (framing.cast(a.relations, a.actors, a.names, level) for level in framing.LEVELS)
    said: dict[str, Any] = every_finding(a)
    marks = framing.decide(a.cells, UNION)
    carried, met = framing.by_voice(a.told, a.codebook), framing.cooccurrence(a.decided)
    return {
        "strip": charts.strip(marks, a.speaking(), a.codebook, a.label, a.cells, said["frames"]),
        "voices": charts.frames_by_voice(carried, a.told, a.label, said["packages"]),
        "shares": charts.shares(framing.shares(a.cells), said["words"]),
        "together": charts.together(met, a.decided, said["words"]),
        "cast": charts.cast(states, leaders, said["agents"]),
        "cast by voice": charts.cast_by_voice(by_voice, a.label, said["casts"]),
        "aftermath": charts.aftermath(a.contacts, said["aftermath"]),
        "agreement": charts.agreement(a.agreed, said["agreement"]),
    }


def illegible(every: dict[str, Chart | LeftOut]) -> dict[str, list[str]]:
    charts_drawn = {name: one for name, one in every.items() if isinstance(one, Chart)}
    problems = {name: legibility.problems(one) + drawn.off(one) for name, one in charts_drawn.items()}
    return {name: found for name, found in problems.items() if found}


def every_finding(a: SimpleNamespace) -> dict[str, Finding | LeftOut]:
    by_voice = framing.cast(a.relations, a.actors, a.names, by=["voice"])
    sure = findings.sure(a.tried, a.coders)
    return {
        "frames": findings.frames(a.cells, a.decided, a.coded),
        "packages": findings.packages(a.told, a.coding, a.label, sure),
        "words": findings.words(framing.shares(a.cells), a.decided, a.cells, a.coding),
        "agents": findings.agents(a.relations, a.coding, a.names, a.who),
        "casts": findings.casts(a.relations, by_voice, a.label, a.who, a.coded),
        "pairs": findings.pairs(a.relations, a.pairs, a.readings, a.who, a.coded),
        "aftermath": findings.aftermath(a.coding, a.forecasts, a.contacts),
        "agreement": findings.agreement(a.cells, a.agreed, a.readings, a.coders, a.coding),
        "stability": findings.stability(a.tried, a.cells, a.coding),
    }


# ---- cross-checks on the article -----------------------------------------------------------------

FRAMES_OF_A1 = {
    "dealmaking": (6, 41.6),
    "alignment": (4, 28.5),
    "signalling": (3, 24.3),
    "leverage": (3, 24.1),
    "brokerage": (2, 19.2),
    "precedent": (3, 18.8),
    "conflict": (2, 14.6),
    "dependence": (3, 9.0),
}


def test_frames_of_the_first_coder(article: SimpleNamespace) -> None:
    table = framing.shares(article.cells, "a1")
    used = table[table["units"] > 0]
    found = {row.frame: (row.units, round(100 * row.share, 1)) for row in used.itertuples()}
    assert found == FRAMES_OF_A1
    assert article.cells.drop_duplicates("sentence_id")["words"].sum() == 478


def test_the_majority_adds_standing_alone(article: SimpleNamespace) -> None:
    keys = ["sentence_id", "frame"]
    first, most = (framing.decide(article.cells, name)[keys] for name in ("a1", MAJORITY))
    added = most.merge(first, on=keys, how="left", indicator=True).query("_merge == 'left_only'")[keys]
    assert added.astype(str).to_numpy().tolist() == [["p9s1", "standing"]]
    assert len(most) == len(first) + 1


@pytest.mark.parametrize("coder", ["a1", MAJORITY])
def test_packages_do_not_share_a_voice(article: SimpleNamespace, coder: str) -> None:
    decided = framing.decide(article.cells, coder)
    told = framing.voiced(decided, article.speaking(coder), article.spans)
    table = framing.packages(framing.by_voice(told, article.codebook))
    assert table.to_numpy().tolist() == [
        ["bargaining", "BBCZH", 5],
        ["repositioning", "NI", 6],
        ["repositioning", "NARR", 1],
    ]


def test_relations_of_the_first_coder(article: SimpleNamespace) -> None:
    kinds = article.relations["type"].astype(str).value_counts()
    assert dict(kinds) == {"cooperative": 18, "bargaining": 12, "conflictual": 3, "dependence": 3}
    table = framing.cast(article.relations, article.actors, article.names).set_index("actor")
    assert {state: tuple(table.loc[state, ["agent", "patient"]]) for state in table.index} == {
        "CHN": (15, 12),
        "PRK": (13, 6),
        "RUS": (2, 8),
        "USA": (4, 3),
        "UKR": (0, 2),
    }


def test_agreement_of_three_and_of_the_blind_pair(article: SimpleNamespace) -> None:
    unit = ["sentence_id", "frame"]
    measured = article.agreed.set_index("frame")
    assert measured.index[measured["enough"]].tolist() == ["dealmaking"]
    standing = measured.loc["standing"]
    assert (standing["rarest"], round(standing["alpha"], 2), round(standing["chance"], 2)) == (1, 0.49, 0.92)
    assert pd.isna(standing["low"]) and pd.isna(standing["high"])
    assert round(measured.loc["dealmaking", "bound"], 3) == 0.162  # the rule of three has 0.176
    differ = reliability.disagreements(article.cells, unit, "coder_id", "present")
    assert differ[unit].astype(str).to_numpy().tolist() == [["p5s2", "dependence"], ["p9s1", "standing"]]
    readings = article.readings
    assert (len(readings), (readings["votes"] == 3).sum()) == (32, 24)


def test_relations_repeat_the_states_of_one_coder(article: SimpleNamespace) -> None:
    assert framing.coder_of(article.relations) == "a1"
    assert framing.coder_of(article.relations.iloc[:0]) == ""


def test_what_the_speaker_rejects_counts_for_nobody_and_is_shown(article: SimpleNamespace) -> None:
    contested = article.relations["factuality"] == framing.CONTESTED
    assert article.relations.loc[contested, "relation_id"].tolist() == ["r10", "r11"]
    without = SimpleNamespace(**{**vars(article), "relations": article.relations[~contested]})
    said, bare = every_finding(article), every_finding(without)
    left_out = " Left out: 2 that the speaker mentions to reject."
    assert left_out in said["agents"].sentence
    assert said["agents"].sentence.replace(left_out, "") == bare["agents"].sentence
    assert said["casts"].sentence == bare["casts"].sentence
    assert not {f"article.relations:{article.id}/{one}" for one in ("r10", "r11")} & set(
        (*said["agents"].evidence, *said["casts"].evidence)
    )
    whole, less = every_chart(article), every_chart(without)
    for name in ("cast", "cast by voice"):
        assert whole[name].data.equals(less[name].data)
        assert "contested ones left out" in whole[name].subtitle
    codings = article.relation_codings
    upheld = codings[codings["factuality"] != framing.CONTESTED]
    for coder in (UNION, MAJORITY, "a1"):
        ties = [
            framing.cast(
                framing.decide_relations(given, article.related, coder), article.actors, article.names
            )
            for given in (codings, upheld)
        ]
        pd.testing.assert_frame_equal(*ties)
    assert article.pairs["contested"].sum() == 2


def test_to_reject_and_to_assert_are_two_readings() -> None:
    columns = ["article_id", "coder_id", "sentence_id", "agent_state", "patient_state", "sign"]
    rows = [("x", coder, "p1s1", "A", "B", 1) for coder in ("c", "d")]
    codings = pd.DataFrame(rows, columns=columns).assign(
        type="cooperative",
        factuality=["actual", "contested"],
        relation_id=["r1", "r2"],
        agent="A",
        patient="B",
    )
    looked = codings[["article_id", "coder_id", "sentence_id"]]
    found = framing.readings(codings, looked)
    assert found[["contested", "votes"]].to_numpy().tolist() == [[False, 1], [True, 1]]
    assert framing.decide_relations(codings, looked, "d")["contested"].tolist() == [True]
    assert len(framing.decide_relations(codings, looked)) == 0


def test_what_happened_afterwards(article: SimpleNamespace) -> None:
    assert (article.contacts["date"] > "2025-08-28").all()
    surprise = article.contacts[article.contacts["expected"].map(len) == 0]
    assert surprise["leaders"].tolist() == [["Kim Jong Un", "Vladimir Putin"]]
    weak = article.contacts["reliability"] == "weak"
    marks = drawn.marks(every_chart(article)["aftermath"])
    assert [mark.shape for mark in marks].count("weak") == weak.sum() == 1
    aftermath = article.checks[article.checks["kind"] == "aftermath"]["check_id"]
    assert set(aftermath) <= set(article.forecasts["check_id"])
    assert "Did Kim attend?" in set(article.forecasts["claim"])  # its kind says that it is aftermath


def test_no_headline_rests_on_a_conclusion_that_changes(article: SimpleNamespace) -> None:
    verdicts = article.tried.set_index("conclusion")["verdict"]
    assert verdicts["packages share a voice"] == sensitivity.HOLDS
    assert (verdicts == sensitivity.NOT_TRIED).sum() == 2


# ---- charts and findings -------------------------------------------------------------------------


def test_charts_are_legible(shown: dict[str, Any]) -> None:
    assert all(isinstance(one, Chart) for one in shown.values())
    assert not illegible(shown)


def test_findings_are_whole(article: SimpleNamespace) -> None:
    found: dict[str, Any] = every_finding(article)
    said = {name: finding.sentence for name, finding in found.items()}
    assert said["packages"].startswith(
        "BBC Chinese carries the bargaining frames, Ni Lexiong most of the repositioning ones; frames were "
        "grouped after coding. Bargaining (leverage and brokerage) is in the text 5 times, always "
        "attributed to BBC "
        "Chinese. Repositioning (alignment and dependence) is in the text 7 times, attributed to Ni Lexiong "
        "(6) and the narrator (1). This counts 2 codings under ‘foreign media’ and ‘Chinese scholars’ for "
        "the voices that we infer behind them."
    )
    assert said["packages"].endswith(
        "How sure: it holds under each of the 3 coders (language models), though not every figure stays the "
        "same."
    )
    assert said["casts"] == (
        "By one coder, who acts depends on the voice: China with BBC Chinese, North Korea with Ni Lexiong. "
        "In relations "
        "attributed to BBC Chinese, China acts most (14 of 18). In relations attributed to Ni Lexiong, North "
        "Korea acts in all 9. How sure: the voices of relations were coded by a1 alone, a language model."
    )
    assert found["agents"].headline == (
        "China acts most often (15), but between states North Korea does (13)."
    )
    assert "North Korea (13), China (12), the United States (4) and Russia (2)." in said["agents"]
    assert said["agents"].endswith("Of leaders, Xi Jinping acts most (14).")
    assert said["pairs"] == (
        "Relations between two states are worded most often as good: 16 of 33. Of 36 relations, coded by a1 "
        "alone, a language model, 33 join two states. 16 are worded as good, 4 as bad, 11 as neither and 2 "
        "as what the speaker rejects. These are wordings, not acts: two leaders who are said to appear "
        "together count as a relation. 3 coders each coded relations between states, and share 24 of 32 "
        "readings."
    )
    assert said["frames"] == (
        "Nine of twelve frames appear in the article, most often dealmaking. In the 17 units the majority of "
        "coders found 9 of 12 frames, most often dealmaking (6 units). No coder found bloc, display or human "
        "interest. All coders share 25 of the 27 marks that any of them made."
    )
    assert said["words"] == (
        "Dealmaking covers 41.6\N{NO-BREAK SPACE}% of the words, more than any other frame. Next come "
        "alignment (28.5\N{NO-BREAK SPACE}%) and signalling (24.3\N{NO-BREAK SPACE}%). Shares overlap, since "
        "8 of 15 units with a frame carry more than one. By coder, dependence has 4.4\N{NO-BREAK SPACE}% to "
        "9.0\N{NO-BREAK SPACE}%. By coder, standing has 0.0\N{NO-BREAK SPACE}% to 10.3\N{NO-BREAK SPACE}%."
    )
    assert said["aftermath"].startswith(
        "All three forecasts that were checked came out as worded. The article holds 4 forecasts. Of 8 "
        "listed later meetings of leaders it names, 7 brought together leaders between whom it words a "
        "cooperative relation as planned, intended or possible. Not so the one between Kim Jong Un "
        "and Vladimir Putin (3 September 2025)."
    )
    assert "‘Did Trump later go to Beijing?’ – 13 May 2026 to 15 May 2026" in said["aftermath"]
    assert found["agreement"].headline == (
        "The coders share 25 of 27 frame marks; only dealmaking has cases enough to measure agreement."
    )
    measured = {**found["agreement"].values, "rows": 2}
    assert findings.wording.finding("agreement", measured, ["article.texts:x"]).headline == (
        "The coders share 25 of 27 frame marks; two frames of twelve have cases enough to measure agreement."
    )
    assert "Of 204 decisions, one on each unit and frame, most go against the frame." in said["agreement"]
    assert "Frames were coded by 3 coders, all language models; no person has coded." in said["agreement"]
    assert "24 of 32 distinct readings" in said["agreement"]
    assert "They differ on two: p5s2 dependence and p9s1 standing." in said["agreement"]
    assert "The 2 who worked blind differ on 1." in said["agreement"]
    assert "0.97" not in said["agreement"], "alpha over all frames flatters"
    assert not [sentence for sentence in said.values() if re.search(r"\bnan\b|\bNone\b(?! is)", sentence)]


@pytest.mark.parametrize("which", ["shipped", "other", "one coder", "nothing found"])
def test_headlines_titles_and_details_are_short(which: str, request: pytest.FixtureRequest) -> None:
    name = {"shipped": "article", "other": "other", "nothing found": "article", "one coder": "made_up"}[which]
    here = request.getfixturevalue(name)
    if which == "one coder":
        one = second_article.only(here, "frames", p1="")
        here = of(second_article.only(one, "relations", p1=""), second_article.ARTICLE_ID)
    if which == "nothing found":
        none = ("frame_codings", "relations", "relation_codings", "claims", "checks")
        here = of(replace(here.coding, **{one: getattr(here, one).head(0) for one in none}), here.id)
    for finding in every_finding(here).values():
        if isinstance(finding, Finding):
            assert headlines.headline_problems(finding.headline) == []
            assert headlines.detail_problems(finding.detail) == []
    for chart in every_chart(here).values():
        assert isinstance(chart, LeftOut) or headlines.headline_problems(chart.title) == []


@pytest.mark.parametrize(
    "voices, headline",
    [
        ({}, "Ann carries most frames: 3 codings."),
        ({"ties": {}, "deals": {}}, "No unit whose voice is coded carries a frame of a package."),
        (
            {"ties": {"Ann": 2, "Bo": 1}, "deals": {}},
            "Of two packages of frames only ties is in the text, mostly attributed to Ann.",
        ),
        (
            {"ties": {"Ann": 2}, "deals": {"White House": 1}},
            "Ann carries the ties frames, the White House the deals ones; frames were grouped after coding.",
        ),
        (
            {"ties": {"a voice with a name of nine words or so": 2}, "deals": {"another as long as that": 1}},
            "No voice carries both packages of frames, which were grouped after coding.",
        ),
        ({"a": {"Ann": 1}, "b": {"Bo": 1}, "c": {"Cy": 1}}, "No voice carries two packages of frames."),
        ({"ties": {"Ann": 2}, "deals": {"Ann": 1}}, "Ann carries more than one package of frames."),
        (
            {"ties": {"Ann": 2, "Bo": 1}, "deals": {"Ann": 1, "Bo": 1}},
            "Two voices carry more than one package of frames.",
        ),
    ],
)
def test_what_is_said_of_packages_follows_from_who_carries_them(
    voices: dict[str, dict[str, int]], headline: str
) -> None:
    heard = [voice for counts in voices.values() for voice in counts]
    values = {
        "voices": voices,
        "frames": {name: ("f",) for name in voices},
        "shared": tuple(dict.fromkeys(voice for voice in heard if heard.count(voice) > 1)),
        "plural": 0,
        "labels": (),
        "sure": None,
        "outside": (),
        "single": {"Ann": 3},
    }
    assert findings.wording.finding("packages", values, ["article.texts:x"]).headline == headline


# ---- what is drawn -------------------------------------------------------------------------------


def test_a_cell_is_full_where_all_coders_found_the_frame(shown: dict[str, Any]) -> None:
    chart = shown["strip"]
    key = drawn.key(chart)
    assert list(key) == [
        *("bargaining: leverage and brokerage", "repositioning: alignment and dependence"),
        *("interpretive: signalling", "descriptive: dealmaking, precedent, conflict and standing"),
    ]
    assert [look.colour for look in key.values()] == [style.BLUE, style.ORANGE, style.PURPLE, style.GREY]
    unit = drawn.beside(chart, "p1s2")
    assert [box.colour for box in unit.boxes] == [style.BLUE, style.ORANGE, style.PURPLE]
    frames = ["leverage", "alignment", "signalling"]
    assert [round(box.x) for box in unit.boxes] == [round(drawn.column(chart, name)) for name in frames]
    prefix = "article.frame_codings:uniteddaily_mys/a1/rostrum/p1s2"
    assert [box.ref for box in unit.boxes] == [f"{prefix}/{name}" for name in frames]
    (split,) = [box for box in drawn.beside(chart, "p5s2").boxes if box.hatch]
    assert round(split.x) == round(drawn.column(chart, "dependence")) and split.colour == style.ORANGE
    assert [word.text for word in drawn.beside(chart, "p5s2").words] == ["2/3"]
    assert len(drawn.boxes(chart)) == 27 and not drawn.beside(chart, "p1s1").boxes
    bold = [word.text for word in drawn.words(chart) if word.weight == "bold"]
    assert bold[:3] == ["narrator", "foreign media + Chinese scholars", "Ministry of Foreign Affairs"]
    assert bold.count("narrator") == 3
    assert "dependence 3, conflict 2, brokerage 2, standing 1." in chart.alt and "white" not in chart.subtitle
    assert "Coders differ on 2 marks of 27." in chart.alt


def test_half_of_the_coders_leave_a_cell_white(made_up: Article) -> None:
    chart: Any = every_chart(of(made_up, second_article.ARTICLE_ID))["strip"]
    (box,) = drawn.beside(chart, "p2s2").boxes
    assert (box.colour, box.hatch) == (style.PAPER, "//")
    assert "on white: half or fewer" in chart.subtitle


def test_frames_by_voice_are_darker_the_more_units_carry_them(shown: dict[str, Any]) -> None:
    chart = shown["voices"]
    assert [word.text for word in drawn.beside(chart, "leverage").words] == ["2 +1"]
    (many,) = [one for one in drawn.beside(chart, "dealmaking").boxes if one.colour == style.RAMP[4]]
    assert round(many.x) == round(drawn.column(chart, "BBC Chinese"))
    assert [one.colour for one in drawn.beside(chart, "dependence").boxes] == [style.RAMP[1], style.RAMP[0]]
    assert [round(one.x) for one in drawn.beside(chart, "dependence").boxes] == [
        round(drawn.column(chart, name)) for name in ("Ni Lexiong", "narrator")
    ]
    assert len(chart.evidence) == 27


def test_shares_are_bars_with_the_range_of_coders_across(shown: dict[str, Any]) -> None:
    chart = shown["shares"]
    wide = {name: drawn.below(chart, name).boxes[0].wide for name in ("dealmaking", "alignment", "standing")}
    assert wide["alignment"] / wide["dealmaking"] == pytest.approx(136 / 199)
    names = [word.text for word in drawn.words(chart) if word.anchor == "left"]
    assert names[:3] == ["dealmaking", "alignment", "signalling"] and names[-3:][0] == "bloc"
    assert drawn.below(chart, "dealmaking").value == "41.6\N{NO-BREAK SPACE}%, 6 units"
    assert drawn.below(chart, "bloc").value == "no unit" and not drawn.below(chart, "bloc").boxes
    (line,) = drawn.below(chart, "standing").lines
    assert line.xs == pytest.approx((0, wide["standing"]))
    assert not drawn.below(chart, "alignment").lines
    (line,) = drawn.below(chart, "dependence").lines
    assert line.xs[0] / line.xs[1] == pytest.approx(21 / 43)


def test_two_frames_meet_in_half_a_matrix(shown: dict[str, Any]) -> None:
    chart = shown["together"]
    row = drawn.beside(chart, "signalling")
    assert [word.text for word in row.words] == ["2", "1", "2", "3"]
    assert [box.colour for box in row.boxes] == [style.RAMP[1], style.RAMP[0], style.RAMP[1], style.PAPER]
    assert row.boxes[-1].x == pytest.approx(drawn.column(chart, "signalling"))
    assert len(drawn.boxes(chart)) == 9 + 13
    assert chart.title == "13 of 36 possible pairs of frames meet in a unit"


def test_actors_have_one_bar_for_acting_and_for_being_acted_upon(shown: dict[str, Any]) -> None:
    china = drawn.below(shown["cast"], "China")
    assert (china.value, [box.hatch for box in china.boxes]) == ("15 and 12", ["", "//"])
    assert china.boxes[0].wide / china.boxes[1].wide == pytest.approx(15 / 12)
    assert [box.colour for box in china.boxes] == [style.BLUE, style.PAPER]
    assert [box.hatch for box in drawn.below(shown["cast"], "Ukraine").boxes] == ["//"]
    scale = china.boxes[0].wide / 15
    assert drawn.below(shown["cast"], "Xi Jinping").boxes[0].wide == pytest.approx(14 * scale)
    voices = shown["cast by voice"]
    heads = [word.text for word in drawn.words(voices) if word.weight == "bold" and word.anchor == "left"]
    assert heads[:3] == ["BBC Chinese (18 relations)", "Ni Lexiong (9 relations)", "narrator (5 relations)"]
    blue = [box.wide for box in drawn.boxes(voices) if box.colour == style.BLUE]
    assert blue[0] / 14 == pytest.approx(blue[1]) == pytest.approx(max(blue) / 14)


def test_meetings_stand_at_their_day_full_where_a_contact_was_expected(
    article: SimpleNamespace, shown: dict[str, Any]
) -> None:
    chart = shown["aftermath"]
    marks = [mark for mark in drawn.marks(chart) if mark.shape != "weak"]
    assert [mark.shape for mark in marks] == ["o", "o", "o", "s", "o", "o", "o", "o"]
    assert [mark.lower == style.PAPER for mark in marks] == [mark.shape == "s" for mark in marks]
    days, places = article.contacts["days"].tolist(), [mark.x for mark in marks]
    unit = (places[-1] - places[0]) / (math.sqrt(days[-1]) - math.sqrt(days[0]))
    assert [place - places[0] for place in places] == pytest.approx(
        [unit * (math.sqrt(day) - math.sqrt(days[0])) for day in days]
    )
    meetings = article.contacts["meeting_id"]
    assert [mark.ref for mark in marks] == [f"history.meetings:{one}" for one in meetings]
    assert list(drawn.key(chart)) == ["worded so", "not", "weak page"]
    sound = article.contacts.assign(reliability="official")
    found = findings.aftermath(article.coding, article.forecasts, sound)
    assert list(drawn.key(charts.aftermath(sound, found))) == ["worded so", "not"]
    assert drawn.below(chart, "Donald Trump–Xi Jinping, Busan (summit)").value == "2025-10-30"


def test_a_chart_is_left_out_where_its_finding_is(article: SimpleNamespace) -> None:
    gone: Any = LeftOut("nothing")
    assert charts.shares(framing.shares(article.cells), gone) == gone
    assert charts.cast(article.relations, article.relations, gone) == gone


def test_an_interval_of_a_share_ends_within_the_drawing(article: SimpleNamespace) -> None:
    table = framing.shares(article.cells).assign(share=0.1, low=0.1, high=0.9)
    found: Any = findings.words(table, article.decided, article.cells, article.coding)
    chart = charts.shares(table, found)
    assert legibility.problems(chart) == []
    assert max(x for line in drawn.below(chart, "leverage").lines for x in line.xs) <= WIDE


def test_the_headline_of_one_package_names_the_first_voice_as_most_where_there_are_two(
    article: SimpleNamespace,
) -> None:
    found: Any = findings.packages(article.told, article.coding, article.label)
    for voices, words in ({"BBC": 3, "Ni": 1}, "mostly attributed to BBC"), ({"Ni": 1}, "attributed to Ni"):
        given = dict(found.values) | {"voices": {"deals": voices, "bonds": {}}, "shared": ()}
        given["frames"] = {"deals": ("a",), "bonds": ("b",)}
        said = findings.wording.finding("packages", given, found.evidence).headline
        assert said == f"Of two packages of frames only deals is in the text, {words}."


def test_frames_that_cover_as_much_are_all_named_or_counted(article: SimpleNamespace) -> None:
    alike = framing.shares(article.cells).assign(units=1, share=0.5)
    found: Any = findings.words(alike, article.decided, article.cells, article.coding)
    assert found.headline.startswith("Twelve frames cover 50.0\N{NO-BREAK SPACE}% of the words each,")
    assert len(found.values["most"]) == 12 and "Next" not in found.detail
    two = alike.assign(share=[0.5, 0.5, 0.4, 0.3, *[0.1] * 8])
    found = findings.words(two, article.decided, article.cells, article.coding)
    assert list(found.values["most"]) == ["brokerage", "leverage"] and len(found.values["next"]) == 1


def test_whoever_acts_between_states_is_said_once_where_all_patients_are_states(
    article: SimpleNamespace,
) -> None:
    between = article.relations.dropna(subset="patient_state")
    found: Any = findings.agents(between, article.coding, article.names, article.who)
    assert found.headline == "North Korea acts most often (13) and China is acted upon most (12)."
    assert "Without the" not in found.detail
    assert found.values["open"] == 0 and found.values["kept"] is None and found.values["kept_most"] == {}
    several = {"acting": {"a": 5, "b": 5}, "hit": {"c": 4, "d": 4}}
    said = findings.wording.finding("agents", {**found.values, **several}, found.evidence).headline
    assert said == "A and b act most often (5 each) and c and d are acted upon most (4 each)."
    alike = {"acting": {"a": 5}, "hit": {"a": 4}, "kept": {"a": 3, "b": 1}, "kept_most": {"a": 3}}
    said = findings.wording.finding("agents", {**found.values, **alike}, found.evidence).headline
    assert said == "A acts most often (5) and is acted upon most (4)."


def test_one_voice_alone_is_compared_with_nobody(article: SimpleNamespace) -> None:
    table = framing.cast(article.relations, article.actors, article.names, by=["voice"])
    one = table[table["voice"] == "BBCZH"]
    found: Any = findings.casts(article.relations, one, article.label, article.who, article.coded)
    assert found.headline == "By one coder, China acts most in relations attributed to BBC Chinese."
    assert found.values["totals"] == {"BBC Chinese": 18}


def test_days_are_named_as_far_as_the_last_meeting(article: SimpleNamespace) -> None:
    found = findings.aftermath(article.coding, article.forecasts, article.contacts)
    late: Any = charts.aftermath(article.contacts.assign(days=article.contacts["days"] * 6), found)
    named = [word.text for word in drawn.words(late) if word.text.isdigit()]
    assert named == ["0", "7", "30", "90", "180", "365", "730", "1460"] * 2


def test_a_conclusion_names_the_section_that_draws_it() -> None:
    section, drawn_in = 0, {}
    for cell in notebooks.read(NOTEBOOK).cells:
        number = re.match(r"## (\d+)\.", cell["source"])
        section = int(number[1]) if number else section
        drawn_in |= dict.fromkeys(re.findall(r"= say\.(\w+)\(", cell["source"]), section)
    drawn_in["relations"] = drawn_in["agents"]
    told = {finding: number for number, finding, _ in findings.CONCLUSIONS.values()}
    assert told == {finding: drawn_in[finding] for finding in told}


def test_headlines_are_the_notebooks_findings(article: SimpleNamespace) -> None:
    said = {finding.sentence for finding in every_finding(article).values()}
    heads = findings.headlines()
    assert 3 <= len(heads) <= 6
    assert {finding.sentence for finding in heads} <= said


# ---- small cases ---------------------------------------------------------------------------------


def relations(*rows: tuple[str, str, int] | tuple[str, str, int, str]) -> pd.DataFrame:
    """Relations between states of one unit each: agent, patient, sign and perhaps factuality."""
    return pd.DataFrame(
        [
            {
                "article_id": "x",
                "sentence_id": f"p{number}s1",
                "relation_id": f"r{number}",
                "agent_state": agent,
                "patient_state": patient,
                "sign": sign,
                "factuality": (rest or ["actual"])[0],
                "type": "cooperative" if sign else "bargaining",
            }
            for number, (agent, patient, sign, *rest) in enumerate(rows, 1)
        ],
        columns=[
            *("article_id", "sentence_id", "relation_id", "agent_state", "patient_state", "sign"),
            *("factuality", "type"),
        ],
    )


def test_pairs_keep_direction_and_count_what_is_contested_apart() -> None:
    given_rows = relations(
        ("A", "B", 1),
        ("A", "B", 0),
        ("B", "A", -1),
        ("A", "B", 1, "contested"),
        ("A", "A", 1),
        ("A", None, 1),
    )
    assert framing.pairs(given_rows, {"A": "Aland"}).to_numpy().tolist() == [
        ["x", "Aland", "B", 1, 1, 0, 1, ["2 cooperative", "1 bargaining"]],
        ["x", "B", "Aland", 0, 0, 1, 0, ["1 cooperative"]],
    ]
    assert list(framing.pairs(given_rows[:0], {})) == [
        *("article_id", "agent", "patient", "good", "neither", "bad", "contested", "types"),
    ]


def frames_of(**by_coder: dict[str, list[str]]) -> pd.DataFrame:
    """Cells of an article of two units (3 and 5 words) and three frames: coder = {unit: frames}."""
    sentences = pd.DataFrame(
        {"article_id": "x", "sentence_id": ["p1s1", "p1s2"], "start": [0, 20], "words": [3, 5]}
    )
    coded = [("x", coder, unit) for coder in by_coder for unit in sentences["sentence_id"]]
    marks = [
        ("x", coder, unit, "own", frame, "cue", 1, 4)
        for coder, units in by_coder.items()
        for unit, found in units.items()
        for frame in found
    ]
    columns = ["article_id", "coder_id", "sentence_id", "codebook", "frame", "cue", "start", "end"]
    codebook = pd.DataFrame(
        {
            "codebook": "own",
            "frame": ["f", "g", "h"],
            "interpretive": [True, True, False],
            "package": ["p", None, None],
        }
    )
    codings = pd.DataFrame(marks, columns=columns).astype({"start": "Int64", "end": "Int64"})
    return framing.grid(sentences, pd.DataFrame(coded, columns=columns[:3]), codings, codebook)


def test_majority_union_and_single_coders() -> None:
    cells = frames_of(a={"p1s1": ["f"], "p1s2": ["g"]}, b={"p1s1": ["f", "g"]}, c={})
    found = {
        coder: [f"{row.sentence_id} {row.frame}" for row in framing.decide(cells, coder).itertuples()]
        for coder in ("a", "b", "c", MAJORITY, UNION)
    }
    assert found == {
        "a": ["p1s1 f", "p1s2 g"],
        "b": ["p1s1 f", "p1s1 g"],
        "c": [],
        MAJORITY: ["p1s1 f"],
        UNION: ["p1s1 f", "p1s1 g", "p1s2 g"],
    }
    with pytest.raises(ValueError, match="no coder 'd'; there are a, b, c, majority, union"):
        framing.decide(cells, "d")


def test_half_of_the_coders_are_no_majority() -> None:
    assert framing.decide(frames_of(a={"p1s1": ["f"]}, b={})).empty


def test_shares_and_a_frame_nobody_used() -> None:
    table = framing.shares(frames_of(a={"p1s1": ["f"], "p1s2": ["f", "g"]}, b={"p1s2": ["f"]}))
    assert table[["frame", "units", "words"]].to_numpy().tolist() == [["f", 1, 5], ["g", 0, 0], ["h", 0, 0]]
    assert table[["share", "low", "high"]].to_numpy().tolist() == [
        [5 / 8, 5 / 8, 1],
        [0, 0, 5 / 8],
        [0, 0, 0],
    ]


def test_one_coder_decides_alone() -> None:
    cells = frames_of(a={"p1s1": ["f", "g"]})
    decided = framing.decide(cells)
    assert decided["frame"].tolist() == ["f", "g"]
    assert framing.cooccurrence(decided)[["frame", "other", "units"]].to_numpy().tolist() == [["f", "g", 1]]


def test_groups_come_from_the_codebook() -> None:
    codebook = tables.load("frames").query("codebook == 'rostrum'")
    group = framing.groups(codebook)
    assert set(group.index) == set(codebook["frame"])
    for row in codebook.itertuples():
        named = row.package if isinstance(row.package, str) else None
        assert group[row.frame] == (named or ("interpretive" if row.interpretive else "descriptive"))


def test_one_relation_is_enough_for_a_voice_to_have_a_cast(article: SimpleNamespace) -> None:
    cast = framing.cast(article.relations, article.actors, article.names, by=["voice"])
    once = cast.assign(agent=[1, *[0] * (len(cast) - 1)])
    found = findings.casts(article.relations, once, article.label, article.who, article.coded)
    assert list(found.values["tops"]) == [article.label[cast["voice"].iloc[0]]]


def test_meetings_count_from_the_day_of_the_article_on_between_two_of_its_leaders() -> None:
    actors = pd.DataFrame(
        [
            ("kim", "leader", "Kim"),
            ("xi", "leader", "Xi"),
            ("china", "state", "Ann"),
            ("kim2", "leader", "Kim"),
        ],
        columns=["actor_id", "kind", "label"],
    )
    hoped = pd.DataFrame(
        [
            ("r1", "kim", "xi", "cooperative", "planned"),
            ("r2", "xi", "kim", "cooperative", "hedged"),
            ("r3", "kim", "xi", "cooperative", "actual"),
            ("r4", "kim", "xi", "conflictual", "intent"),
            ("r5", "kim", "china", "cooperative", "planned"),
        ],
        columns=["relation_id", "agent", "patient", "type", "factuality"],
    )
    days = {
        "m1": "2025-01-03",
        "m2": "2025-01-02",
        "m3": "2025-01-01",
        "m4": "2025-01-04",
        "m5": "2025-01-02",
    }
    meetings = pd.DataFrame({"meeting_id": list(days), "date": pd.to_datetime(list(days.values()))})
    meetings = meetings.assign(place="Oslo", kind="summit", outcome="talks", reliability="good")
    people = pd.DataFrame(
        [(meeting, who) for meeting in ("m1", "m2", "m3", "m5") for who in ("Kim", "Xi")]
        + [("m4", "Kim"), ("m4", "Ann")],
        columns=["meeting_id", "leader"],
    )
    articles = pd.DataFrame({"published": pd.to_datetime(["2025-01-02"])})
    found = framing.contacts(hoped, actors, meetings, people, articles)
    assert found[["meeting_id", "days"]].to_numpy().tolist() == [["m2", 0], ["m5", 0], ["m1", 1]]
    assert found["expected"].tolist() == [["r1", "r2"]] * 3
    assert found["leaders"].tolist() == [["Kim", "Xi"]] * 3


def test_forecasts_stand_with_their_checks_before_what_else_was_looked_up() -> None:
    claims = pd.DataFrame(
        [("c1", "forecast", "he will come"), ("c2", "fact", "he came"), ("c3", "forecast", "talks follow")],
        columns=["claim_id", "claim_type", "claim"],
    ).assign(article_id="x", source_id="s")
    checks = pd.DataFrame(
        [
            ("k1", "aftermath", "c1", "Aftermath: did he come?"),
            ("k2", "claim", "c2", "He came"),
            ("k3", "aftermath", None, "Aftermath: who else?"),
            ("k4", "context", "c1", "Left out"),
        ],
        columns=["check_id", "kind", "claim_id", "claim"],
    ).assign(
        article_id="x", **dict.fromkeys(["article_value", "verified_value", "verdict", "explanation"], "v")
    )
    sources = pd.DataFrame({"article_id": ["x"], "source_id": ["s"], "label": ["Ann"]})
    found = framing.forecasts(claims, checks, sources)
    assert found["claim"].tolist() == ["Did he come?", "Talks follow", "Who else?"]
    assert found["foreseen"].tolist() == [True, True, False]
    assert found["voice"].fillna("").tolist() == ["Ann", "Ann", ""]
    assert found["check_id"].fillna("").tolist() == ["k1", "", "k3"]


def test_actors_are_named_most_often_first_and_those_never_named_last() -> None:
    actors = pd.DataFrame(
        [("b", "leader", "Bo", None), ("a", "state", "Aland", "AAA"), ("c", "leader", "Cy", None)],
        columns=["actor_id", "kind", "label", "state_iso3"],
    )
    forms = pd.CategoricalDtype(["name", "nominal", "pronoun"], ordered=True)
    rows = [("c", "AAA", "name"), ("c", None, "pronoun"), ("c", "AAA", "name"), ("a", "AAA", "nominal")]
    mentions = pd.DataFrame(rows, columns=["actor", "state_iso3", "form"]).astype({"form": forms})
    assert framing.mentioned(mentions, actors).fillna("").to_numpy().tolist() == [
        ["Cy", "leader", "", "AAA", 2, 0, 0, 2],
        ["Aland", "state", "AAA", "AAA", 0, 1, 0, 1],
        ["Cy", "leader", "", "", 0, 0, 1, 1],
        ["Bo", "leader", "", "", 0, 0, 0, 0],
    ]


def test_cues_stand_side_by_side_with_their_places() -> None:
    cells = frames_of(a={"p1s1": ["f", "g"]}, b={"p1s1": ["f"]})
    marks = cells.dropna(subset="cue")
    everything = framing.cues(marks, cells)
    assert everything.to_numpy().tolist() == [
        ["p1s1", "f", "cue (1–4)", "cue (1–4)"],
        ["p1s1", "g", "cue (1–4)", "none"],
    ]


def test_tables_for_readers_keep_every_row(article: SimpleNamespace) -> None:
    mentioned = framing.mentioned(article.mentions, article.actors)
    assert mentioned["mentions"].sum() == len(article.mentions) == 78
    assert mentioned[["name", "nominal", "pronoun"]].to_numpy().sum() == 78
    assert mentioned["actor"].nunique() == len(article.actors)
    relation = framing.listed(article.relations, article.names).set_index("relation").loc["r09"]
    assert relation[["agent", "patient", "cue"]].tolist() == [
        *("North Korea", "Ukraine"),
        "troops to Ukraine (1183–1200)",
    ]
    assert (relation["type"], relation["sign"], relation["voice"]) == ("conflictual", -1, "Ni Lexiong")
    wide = framing.codings_side_by_side(article.relation_codings, article.related)
    given = [one for cell in wide[["a1", "a2", "a3"]].to_numpy().flat for one in cell.split("; ")]
    states = article.relation_codings.dropna(subset=["agent_state", "patient_state"])
    assert len(given) - given.count("none") == len(states) == 87
    assert not wide.duplicated(["unit", "agent", "patient"]).any()
    themselves = (states["agent"] == states["agent_state"]) & (states["patient"] == states["patient_state"])
    assert sum(" to " in one for one in given) == (~themselves).sum() > 0 < themselves.sum()
    signs = [given_one.split()[-2] for given_one in given if given_one != "none"]
    assert {sign: signs.count(sign) for sign in signs} == {
        {1: "+1", 0: "0", -1: "−1"}[sign]: number for sign, number in states["sign"].value_counts().items()
    }


def test_the_cue_decides_where_a_unit_has_two_voices(article: SimpleNamespace) -> None:
    said = article.told[article.told["sentence_id"] == "p1s2"].set_index("frame")
    assert said["said_by"].to_dict() == {"leverage": "FM_PL", "alignment": "CS_PL", "signalling": "FM_PL"}
    outside = article.decided[article.decided["sentence_id"] == "p1s2"].assign(start=0)
    told = framing.voiced(outside, article.speaking(), article.spans)
    assert set(told["voice"]) == {"FM_PL+CS_PL"}


def test_who_acts_upon_no_state_is_acted_upon_by_none() -> None:
    alone = framing.cast(relations(("A", None, 1), ("A", None, 0)), pd.DataFrame(), {})
    assert alone[["actor", "agent", "patient"]].to_numpy().tolist() == [["A", 2, 0]]


def test_leaders_and_states_are_the_only_levels(article: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="level 'party'; there are state, leader"):
        framing.cast(article.relations, article.actors, article.names, "party")


def test_bargaining_may_have_a_sign(article: SimpleNamespace) -> None:
    signs = article.relations.set_index("relation_id").loc[["r23", "r27"], ["type", "sign"]]
    assert signs.to_numpy().tolist() == [["bargaining", -1]] * 2
    prose = " ".join(
        cell["source"] for cell in notebooks.read(NOTEBOOK).cells if cell.cell_type == "markdown"
    )
    assert "argaining and dependence have none" not in prose and "or neither (bargaining" not in prose


# ---- properties ----------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.sampled_from(["A", "B", "C", None]),
            st.sampled_from([1, 0, -1]),
            st.sampled_from(["actual", "hedged", "contested"]),
        ),
        max_size=12,
    ),
    st.permutations("ABC"),
    st.randoms(use_true_random=False),
)
def test_order_and_names_of_states_do_not_matter(rows: list[Any], order: list[str], chance: Any) -> None:
    table = relations(*rows)
    shuffled = table.sample(frac=1, random_state=chance.randrange(2**31))
    renamed = dict(zip("ABC", order, strict=True))
    changed = shuffled.replace({"agent_state": renamed, "patient_state": renamed})

    def counted(of: pd.DataFrame, label: dict[str, str]) -> set[tuple[Any, ...]]:
        columns = ["agent", "patient", "good", "neither", "bad", "contested"]
        return {tuple(row) for row in framing.pairs(of, label)[columns].to_numpy()}

    assert counted(table, renamed) == counted(changed, {})
    whole = [row for row in rows if row[1] not in (None, row[0])]
    assert sum(sum(row[2:]) for row in counted(table, {})) == len(whole)


def test_order_of_rows_does_not_matter(article: SimpleNamespace) -> None:
    mixed = {
        name: getattr(article, name).sample(frac=1, random_state=7)
        for name in ("sentences", "looked", "frame_codings", "relations")
    }
    cells = framing.grid(mixed["sentences"], mixed["looked"], mixed["frame_codings"], article.codebook)
    pd.testing.assert_frame_equal(cells, article.cells)
    for level in ("state", "leader"):
        pd.testing.assert_frame_equal(
            framing.cast(mixed["relations"], article.actors, article.names, level),
            framing.cast(article.relations, article.actors, article.names, level),
        )
    pd.testing.assert_frame_equal(framing.pairs(mixed["relations"], article.names), article.pairs)


def test_two_articles_are_kept_apart(article: SimpleNamespace) -> None:
    both = pd.concat([article.relations, article.relations.assign(article_id="copy")])
    two = framing.pairs(both, article.names)
    assert len(two) == 2 * len(article.pairs)
    copy = two[two["article_id"] == "copy"].assign(article_id=article.id)
    pd.testing.assert_frame_equal(copy.reset_index(drop=True), article.pairs)


# ---- nothing there, and another article ----------------------------------------------------------


def test_what_nobody_coded_for_frames_or_relations_is_left_out(article: SimpleNamespace) -> None:
    """What nobody coded is not what nobody found: 'coders found none of 12 frames', it was said."""
    names = ("frame_codings", "relations", "relation_codings")
    coded = article.coded[~article.coded["layer"].isin(["frames", "relations"])]
    nothing = {name: getattr(article.coding, name).head(0) for name in names}
    bare = of(replace(article.coding, coded=coded, **nothing), article.id)
    assert bare.cells.empty and list(bare.cells) == list(frames_of(a={"p1s1": ["f"]}))
    assert set(left_out(every_finding(bare))) == set(every_finding(bare)) - {"aftermath"}
    frames, relations = (f"nobody has coded {layer} in this article" for layer in ("frames", "relations"))
    assert left_out(every_chart(bare)) == {
        "strip": "no rows in article.frame_codings",
        "voices": frames,
        "shares": "no rows in article.frame_codings",
        "together": "no rows in article.frame_codings",
        "cast": relations,
        "cast by voice": relations,
        "agreement": "no rows in article.frame_codings",
    }


def test_a_coder_of_frames_need_not_code_who_speaks(made_up: Article) -> None:
    part = of(second_article.only(made_up, "attribution", p1=""), second_article.ARTICLE_ID)
    found = part.tried.set_index("conclusion")
    assert found.loc["voices: ties", "p1"] == found.loc["voices: ties", "majority"] == "Hawa Diriye: 1"
    unheard = of(second_article.only(made_up, "attribution", p1="", m1=""), second_article.ARTICLE_ID)
    found = unheard.tried.set_index("conclusion")
    assert not found.index.str.startswith("voices: ").any() and "packages share a voice" not in found.index
    assert found.loc["frames found", ["m1", "p1"]].tolist() == ["4", "3"]


def test_coders_who_took_other_units_are_not_compared(made_up: Article) -> None:
    apart = second_article.only(made_up, "frames", m1="p1s1 p1s2", p1="p2s1 p2s2 p3s1")
    found = every_finding(of(apart, second_article.ARTICLE_ID))
    said = {name: one.sentence for name, one in found.items() if isinstance(one, Finding)}
    assert "In the 5 units the only coder of each found 3 of 5 frames" in said["frames"]
    assert "share" not in said["frames"] and "By coder" not in said["words"]
    assert said["packages"].endswith("How sure: it rests on the word of one coder.")
    assert said["stability"].startswith("None of two conclusions") or said["stability"].startswith(
        "Of two conclusions that could be tried"
    )  # of relations
    assert "frames found" in said["stability"].partition("not tried: ")[2]


def test_coders_are_compared_where_all_of_them_coded(made_up: Article) -> None:
    some = of(second_article.only(made_up, "frames", p1="p1s1 p1s2 p2s2"), second_article.ARTICLE_ID)
    said = {name: one.sentence for name, one in every_finding(some).items()}
    assert said["frames"].endswith(
        "All coders share 1 of the 2 marks that any of them made in units that several coded."
    )
    found = some.tried.set_index("conclusion")
    assert found.loc["frames found", ["m1", "p1", "majority"]].tolist() == ["2", "1", "1"]
    assert said["stability"].endswith("Compared are only the 3 of 5 units that all of these coders coded.")
    assert said["packages"].endswith(
        "How sure: it holds under each of the 2 coders (1 language model and 1 person)."
    ), "the unit of the package was coded by both"
    # m1 alone went through all units.
    covered = framing.shares(some.cells)
    assert (covered["low"] == covered["high"]).all()
    marks = framing.cues(some.frame_codings, some.looked).set_index("frame")
    assert marks["p1"].to_dict() == {
        "dependence": "cannot run it alone (91–110)",
        "precedent": "not coded",
        "signalling": "none",
        "legacy": "not coded",
    }


def test_relations_are_compared_where_all_of_them_looked(made_up: Article) -> None:
    some = of(second_article.only(made_up, "relations", p1="p1s2"), second_article.ARTICLE_ID)
    assert some.readings.set_index("sentence_id")["coders"].to_dict() == {"p1s1": 1, "p1s2": 2}
    wide = framing.codings_side_by_side(some.relation_codings, some.related)
    assert wide.set_index("unit").loc["p1s1", "p1"] == "not coded"
    said: dict[str, Any] = every_finding(some)
    twice = int((some.readings["coders"] == 2).sum())
    assert 0 < twice < len(some.readings)
    for name in ("pairs", "agreement"):
        assert said[name].values["readings"] == twice
    assert "2 coders each coded relations between states, and share" in said["pairs"].detail
    # Who looked and found none takes part.
    silent = made_up.relation_codings[made_up.relation_codings["coder_id"] == "m1"]
    assert (framing.readings(silent, made_up.looked("relations"))["coders"] == 2).all()


def test_whose_relations_are_shown_is_said(made_up: Article) -> None:
    here = of(made_up, second_article.ARTICLE_ID)
    assert here.who == "coded by m1, a language model, one of 2 coders"
    codings = here.relation_codings
    alone = codings.assign(source_id=codings["source_id"].where(codings["coder_id"] == "m1"))
    assert findings.coded_by(here.relations, alone, here.coders) == "coded by m1 alone, a language model"


def test_relations_and_claims_that_nobody_found_are_said_to_be_none(made_up: Article) -> None:
    empty = {name: getattr(made_up, name).head(0) for name in ("relations", "relation_codings", "claims")}
    said = every_finding(of(replace(made_up, **empty), second_article.ARTICLE_ID))
    for name in ("agents", "casts", "pairs"):
        assert said[name].sentence == "No relation was found in the units that were coded for relations."
    assert said["aftermath"].sentence.startswith("No claim was found in the units of the article")


def test_mentions_that_nobody_coded_are_no_nought(made_up: Article) -> None:
    part = second_article.only(made_up, "mentions", m1="")
    assert part.if_coded("mentions", "a table") == LeftOut("nobody has coded mentions in this article")
    assert made_up.if_coded("mentions", "a table") == "a table"


def test_frames_are_drawn_where_nobody_coded_who_speaks(made_up: Article) -> None:
    part = of(second_article.only(made_up, "attribution", m1="", p1=""), second_article.ARTICLE_ID)
    one: Any = every_chart(part)["strip"]
    assert one.title == "Three of five frames appear in the article" and "N = 5 units" in one.source
    assert not [word for word in drawn.words(one) if word.weight == "bold"]


def test_charts_of_nothing_say_none(made_up: Article) -> None:
    bare = replace(made_up, frame_codings=made_up.frame_codings.head(0))
    shown = every_chart(of(bare, second_article.ARTICLE_ID))
    assert shown["shares"].alt == "Share of words by frame: none."
    assert shown["strip"] == LeftOut("no frame was found in the units coded for frames")


def test_words_of_some_units_are_said_to_be_the_words_coded(made_up: Article) -> None:
    part = of(second_article.only(made_up, "frames", m1="p1s2", p1="p1s2"), second_article.ARTICLE_ID)
    assert "of the words coded, more than any" in every_finding(part)["words"].headline
    assert "coded" not in every_finding(of(made_up, second_article.ARTICLE_ID))["words"].sentence


def test_what_nobody_found_is_said(article: SimpleNamespace) -> None:
    none = replace(article.coding, frame_codings=article.frame_codings.head(0))
    said = every_finding(of(none, article.id))
    assert "none of 12 frames" in said["frames"].sentence
    assert said["frames"].headline == "None of twelve frames appear in the article."
    assert said["packages"].headline == "No unit whose voice is coded carries a frame of a package."
    assert said["words"].headline == "No frame covers any words that were coded, by the majority of coders."


def left_out(shown: dict[str, Any]) -> dict[str, str]:
    return {name: one.why for name, one in shown.items() if isinstance(one, LeftOut)}


def test_one_coder_is_no_agreement(article: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    load = tables.load

    def alone(*names: str) -> Any:
        found = [load(name) for name in names]
        found = [
            table[table["coder_id"].isin(["a1", "c1"])] if "coder_id" in table else table for table in found
        ]
        return found[0] if len(found) == 1 else tuple(found)

    monkeypatch.setattr(tables, "load", alone)
    one = read(article.id)
    said = {name: one.sentence for name, one in every_finding(one).items() if isinstance(one, Finding)}
    assert not {"agreement", "stability"} & set(said)
    assert said["packages"].endswith("How sure: it rests on the word of one coder.")
    assert "All coders share" not in said["frames"] and "share" not in said["pairs"]
    assert (
        left_out(every_chart(one))["agreement"]
        == "no unit was coded twice, so that agreement on frames is unknown"
    )
    assert one.tried.empty
    every = [sourcing_findings.headlines(), findings.headlines()]
    assert all(found["agreement"].why.startswith("no unit was coded twice") for found in every)
    wrong = ("under each of the", "agree on", "nowhere", "every coder", "alpha")
    assert not [word for found in every for one in found for word in wrong if word in one.sentence]


def test_another_article_is_read_unedited(other: SimpleNamespace) -> None:
    assert not illegible(every_chart(other))
    said = {name: finding.sentence for name, finding in every_finding(other).items()}
    assert "Hawa Diriye" in said["packages"] and "in no unit" in said["packages"]
    assert "holds under each of the 2 coders (1 language model and 1 person)" in said["packages"]
    assert (
        "2 coders (1 language model and 1 person)." in said["agreement"]
        and "no person" not in said["agreement"]
    )
    assert "2 join two states. 1 is worded as good, none as bad and 1 as neither." in said["pairs"]
    assert "the data hold no check of any" in said["aftermath"]
    assert "no later meeting of leaders" in said["aftermath"]
    assert framing.shares(other.cells).set_index("frame").loc["legacy", "units"] == 1


@pytest.mark.long
def test_the_notebook_runs_on_another_article(other: SimpleNamespace) -> None:
    notebook = notebooks.execute(NOTEBOOK)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = " ".join(
        output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})
    )
    assert "Hawa Diriye" in shown and "Kenya" in shown
    strange = {*article_names(), "China", "Beijing"} & set(re.findall(r"[A-Z]\w+", shown))
    assert not strange
    assert not [output for output in outputs if output.get("name") == "stderr"]


def article_names() -> set[str]:
    return {"Xi", "Kim", "Putin", "Trump", "Lexiong", "Russia"}


def test_measures_of_nothing_have_the_columns_and_types_of_measures(article: SimpleNamespace) -> None:
    a, codings, cues = article, article.relation_codings, article.frame_codings
    meetings = tables.load("history.meetings", "history.meeting_participants")
    carried = framing.by_voice(a.told, a.codebook)
    calls: list[tuple[Any, list[Any]]] = [
        (framing.grid, [a.sentences, a.looked, cues, a.codebook]),
        (framing.decide, [a.cells]),
        (framing.voiced, [a.decided, a.speaking(), a.spans]),
        (framing.by_voice, [a.told, a.codebook]),
        (framing.packages, [carried]),
        (framing.shares, [a.cells]),
        (framing.cooccurrence, [a.decided]),
        (framing.cast, [a.relations, a.actors, a.names]),
        (framing.cast, [a.relations, a.actors, a.names, "leader", ["voice"]]),
        (framing.mentioned, [a.mentions, a.actors]),
        (framing.pairs, [a.relations, a.names]),
        (framing.listed, [a.relations, a.names]),
        (framing.forecasts, [a.claims, a.checks, a.sources]),
        (framing.contacts, [a.relations, a.actors, *meetings, a.text]),
        (framing.readings, [codings, a.related]),
        (framing.decide_relations, [codings, a.related]),
    ]
    wrong = {}
    for measure, given_args in calls:
        # The codebook gives the frames their order, whether they were found or not.
        kept = (a.codebook, *(one for one in given_args if not isinstance(one, pd.DataFrame)))
        nothing = [one if any(one is other for other in kept) else one.head(0) for one in given_args]
        full, empty = measure(*given_args).dtypes, measure(*nothing).dtypes
        if list(empty.index) != list(full.index) or not (empty == full).all():
            both = pd.DataFrame({"full": full.astype(str), "empty": empty.astype(str)})
            wrong[measure.__name__] = both[both["full"] != both["empty"]].to_dict("index")
    assert wrong == {}


# ---- other codebooks, and lots ---------------------------------------------------------------------


def test_voices_in_two_blocks_part_by_lot_as_counted_by_hand() -> None:
    """Four units of one voice and package, then five and one of two others: 6 of 1,260 orders part them."""
    parts = pd.DataFrame(
        {
            "part": range(10),
            "voice": [*"AAAA", *"BBBBB", "C"],
            "packages": [frozenset({"one"})] * 4 + [frozenset({"two"})] * 6,
        }
    )
    assert elsewhere.by_chance(parts, "part") == pytest.approx(6 / 1260, abs=0.002)
    one, two = frozenset({"one"}), frozenset({"two"})
    passages = pd.DataFrame(
        {"passage": range(5), "voice": [*"ABCBA"], "packages": [one, two, two, two, one]}
    )  # 6 of 30 orders: the two of one package are both A's, or both B's
    assert elsewhere.by_chance(passages, "passage") == pytest.approx(6 / 30, abs=0.02)
    assert elsewhere.by_chance(parts.assign(packages=[frozenset({"one"})] * 10), "part") is None
    assert elsewhere.by_chance(parts.assign(voice="A"), "part") is None


def test_voices_that_share_a_package_part_no_better_by_lot() -> None:
    parts = pd.DataFrame({"part": [0, 1], "voice": ["A", "B"], "packages": [frozenset({"one", "two"})] * 2})
    assert elsewhere.by_chance(parts, "part") == 1


def test_parts_that_follow_under_one_voice_are_a_passage(article: SimpleNamespace) -> None:
    turns = elsewhere.turns(article.told, article.codebook)
    assert turns["sentence_id"].tolist()[:2] == ["p1s2", "p1s2"]  # both voices of one unit
    assert turns.groupby("passage")["voice"].nunique().eq(1).all()
    assert turns["passage"].tolist() == [1, 2, 2, 2, 3, 4, 4, 5, 5, 5]


def test_other_codebooks_are_counted_by_what_both_of_their_coders_found(article: SimpleNamespace) -> None:
    told = findings.by_others(article.coding)
    raw = tables.load("article.frame_codings").query("codebook != 'rostrum'")
    both = raw.groupby(["codebook", "sentence_id", "frame"])["coder_id"].nunique()
    assert len(told) == (both == 2).sum()
    found = findings.other_codebooks(told, article.coding)
    assert isinstance(found, Finding)
    assert (found.values["most"], found.values["units"], found.values["every"]) == (16, 17, 19)
    chart = charts.frames_by_other_codebooks(told, article.label, found)
    assert isinstance(chart, Chart) and drawn.beside(chart, "responsibility").boxes[0].colour == style.RAMP[1]
    assert not illegible({"others": chart})


def test_an_article_by_one_codebook_has_no_other(article: SimpleNamespace) -> None:
    own = replace(article.coding, coded=article.coded[article.coded["codebook"] == "rostrum"])
    told = findings.by_others(own)
    assert told.empty
    assert isinstance(findings.other_codebooks(told, own), LeftOut)
    assert isinstance(findings.chance(article.told.head(0), article.codebook), LeftOut)
    one = article.told[article.told["voice"] == "NI"]
    assert isinstance(findings.chance(one, article.codebook), LeftOut)
