"""Frames, voices, casts, relations and aftermath: known answers, properties, and another article."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import legibility
import pandas as pd
import pytest
import second_article
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import notebooks
from helpers.read import agreement as reliability
from helpers.read import tables
from helpers.read.article import Article
from helpers.show import sensitivity
from helpers.show.chart import Chart
from helpers.show.finding import Finding, LeftOut
from helpers.themes.coverage import say as coverage_findings
from helpers.themes.framing import draw as charts
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
    here.codebook, here.speaking, here.looked = coded.frames, coded.units, coded.looked("frames")
    here.voices, here.related = coded.voices, coded.looked("relations")
    here.coders, countries = tables.load("coders", "history.countries")
    here.countries = countries
    return rest(here)


def rest(here: SimpleNamespace) -> SimpleNamespace:
    """What follows from the tables of an article."""
    countries = here.countries
    here.cells = framing.grid(here.sentences, here.looked, here.frame_codings, here.codebook)
    here.decided = framing.decide(here.cells)
    here.told = framing.voiced(here.decided, here.speaking(), here.spans)
    here.relations = framing.resolve(here.relations, here.spans)
    here.label, here.names = framing.short_labels(here.sources), framing.names(here.actors, countries)
    here.who = framing.coded_by(here.relations, here.relation_codings, here.coders)
    here.readings = framing.readings(here.relation_codings, here.related)
    here.pairs = framing.pairs(here.relations, here.names)
    here.tried = sensitivity.table(
        framing.frame_conclusions(here.cells, here.codebook, here.voices(), here.spans, here.label),
        framing.relation_conclusions(here.relation_codings, here.related, here.names),
        framing.single_conclusions(here.relations, here.actors, here.label, here.names),
    )
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
def drawn(article: SimpleNamespace) -> dict[str, Chart | LeftOut]:
    return every_chart(article)


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setenv("ROSTRUM_DATA", str(second_article.build(tmp_path / "data")))
    return read(tables.article_id())


def every_chart(a: SimpleNamespace) -> dict[str, Chart | LeftOut]:
    by_voice = framing.cast(a.relations, a.actors, a.names, by=["voice"])
    people = framing.cast(a.relations, a.actors, a.names, "leader")
    return {
        "strip": charts.strip(framing.decide(a.cells, framing.UNION), a.cells, a.speaking(), a.codebook),
        "voices": charts.frames_by_voice(framing.by_voice(a.told, a.codebook), a.label),
        "shares": charts.shares(framing.shares(a.cells)),
        "together": charts.together(framing.cooccurrence(a.decided), a.decided),
        "cast": charts.cast(framing.cast(a.relations, a.actors, a.names), people, a.who),
        "cast by voice": charts.cast_by_voice(by_voice, a.label, a.who),
        "aftermath": charts.aftermath(a.contacts),
    }


def illegible(drawn: dict[str, Chart | LeftOut]) -> dict[str, list[str]]:
    problems = {name: legibility.problems(one) for name, one in drawn.items() if isinstance(one, Chart)}
    return {name: found for name, found in problems.items() if found}


def every_finding(a: SimpleNamespace) -> dict[str, Finding | LeftOut]:
    states = framing.cast(a.relations, a.actors, a.names)
    by_voice = framing.cast(a.relations, a.actors, a.names, by=["voice"])
    return {
        "frames": findings.frames(a.cells, a.decided, a.id),
        "packages": findings.packages(a.told, a.codebook, a.label, a.tried, a.coders, a.id),
        "words": findings.words(framing.shares(a.cells), a.decided, a.cells, a.sentences, a.id),
        "agents": findings.agents(a.relations, states, a.who, a.id),
        "casts": findings.casts(a.relations, by_voice, a.label, a.who, a.id),
        "pairs": findings.pairs(a.relations, a.pairs, a.readings, a.who, a.id),
        "aftermath": findings.aftermath(a.claims, a.forecasts, a.contacts, a.id),
        "agreement": findings.agreement(a.cells, a.agreed, a.relation_codings, a.readings, a.coders, a.id),
        "stability": findings.stability(a.tried, a.cells, a.id),
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
    first, most = (framing.decide(article.cells, name)[keys] for name in ("a1", framing.MAJORITY))
    added = most.merge(first, on=keys, how="left", indicator=True).query("_merge == 'left_only'")[keys]
    assert added.astype(str).to_numpy().tolist() == [["p9s1", "standing"]]
    assert len(most) == len(first) + 1


@pytest.mark.parametrize("coder", ["a1", framing.MAJORITY])
def test_packages_do_not_share_a_voice(article: SimpleNamespace, coder: str) -> None:
    decided = framing.decide(article.cells, coder)
    told = framing.voiced(decided, article.speaking(coder), article.spans)
    table = framing.packages(told, article.codebook)
    assert table.to_numpy().tolist() == [
        ["bargaining", "BBCZH", 5, 5],
        ["repositioning", "NI", 6, 7],
        ["repositioning", "NARR", 1, 7],
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
    drawn, redrawn = every_chart(article), every_chart(without)
    for name in ("cast", "cast by voice"):
        assert (
            drawn[name].data.equals(redrawn[name].data) and "contested ones left out" in drawn[name].subtitle
        )
    codings = article.relation_codings
    upheld = codings[codings["factuality"] != framing.CONTESTED]
    conclusions = [
        framing.relation_conclusions(given, article.related, article.names) for given in (codings, upheld)
    ]
    assert conclusions[0] == conclusions[1]
    assert article.pairs["contested"].sum() == 2


def test_to_reject_and_to_assert_are_two_readings() -> None:
    columns = ["article_id", "coder_id", "sentence_id", "agent_state", "patient_state", "sign"]
    rows = [("x", coder, "p1s1", "A", "B", 1) for coder in ("c", "d")]
    codings = pd.DataFrame(rows, columns=columns).assign(
        type="cooperative", factuality=["actual", "contested"]
    )
    looked = codings[["article_id", "coder_id", "sentence_id"]]
    assert framing.readings(codings, looked)["votes"].tolist() == [1, 1]
    assert len(framing.decide_relations(codings, looked)) == 0


def test_what_happened_afterwards(article: SimpleNamespace) -> None:
    assert (article.contacts["date"] > "2025-08-28").all()
    surprise = article.contacts[article.contacts["expected"].map(len) == 0]
    assert surprise["leaders"].tolist() == ["Kim Jong Un–Vladimir Putin"]
    weak = article.contacts["reliability"] == "weak"
    words = charts.aftermath(article.contacts).svg()
    assert words.count("; weak page)") == weak.sum() == 1
    aftermath = article.checks[article.checks["kind"] == "aftermath"]["check_id"]
    assert set(aftermath) <= set(article.forecasts["check_id"])
    assert "Did Kim attend?" in set(article.forecasts["claim"])  # its kind says that it is aftermath


def test_no_headline_rests_on_a_conclusion_that_changes(article: SimpleNamespace) -> None:
    verdicts = article.tried.set_index("conclusion")["verdict"]
    assert verdicts[framing.SHARED] == sensitivity.HOLDS
    assert (verdicts == sensitivity.NOT_TRIED).sum() == 2


# ---- charts and findings -------------------------------------------------------------------------


def test_charts_are_legible(drawn: dict[str, Chart | LeftOut]) -> None:
    assert all(isinstance(one, Chart) for one in drawn.values())
    assert not illegible(drawn)


def test_findings_are_whole(article: SimpleNamespace) -> None:
    said = {name: finding.sentence for name, finding in every_finding(article).items()}
    assert said["packages"].startswith(
        "No voice carries both packages of frames. Bargaining (leverage and brokerage) is in the text "
        "5 times, always in the words of BBC Chinese."
    )
    assert "How sure: it holds under each of the 3 coders (language models)" in said["packages"]
    assert (
        "BBC Chinese, China acts most (14 of 18 relations)" in said["casts"] and "two casts" in said["casts"]
    )
    assert "in the words of Ni Lexiong, North Korea acts in all 9 relations" in said["casts"]
    assert "the voices of relations were coded by a1 alone, a language model" in said["casts"]
    assert said["pairs"] == (
        "Of 36 relations, coded by a1 alone, a language model, 33 join two states, worded: 16 as good, 4 as "
        "bad, 11 as neither and 2 as what the speaker rejects. These are wordings, not acts: two leaders who "
        "are said to appear together count as a relation. 3 coders coded relations between states apart, "
        "and share 24 of 32 readings."
    )
    assert said["frames"].startswith(
        "In the 17 units the majority of coders found 9 of 12 frames, most often dealmaking (6 units);"
    )
    assert (
        "Of 8 listed later meetings of leaders it names, 7 brought together leaders between whom it words a "
        "cooperative relation as planned, intended or possible; the one between Kim Jong Un and Vladimir "
        "Putin (3 September 2025) did not" in said["aftermath"]
    )
    assert "‘Did Trump later go to Beijing?’ – 13 May 2026 to 15 May 2026" in said["aftermath"]
    assert "Frames were coded by 3 coders, all language models; no person has coded." in said["agreement"]
    assert "24 of 32 distinct readings" in said["agreement"]
    assert "the coders differ on 2 (p5s2 dependence and p9s1 standing)" in said["agreement"]
    assert "and the 2 who worked blind on 1." in said["agreement"]
    assert "0.97" not in said["agreement"], "alpha over all frames flatters"
    assert not [sentence for sentence in said.values() if "nan" in sentence]


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
    drawn = relations(
        ("A", "B", 1),
        ("A", "B", 0),
        ("B", "A", -1),
        ("A", "B", 1, "contested"),
        ("A", "A", 1),
        ("A", None, 1),
    )
    assert framing.pairs(drawn, {"A": "Aland"}).to_numpy().tolist() == [
        ["x", "Aland", "B", 1, 1, 0, 1, "2 cooperative and 1 bargaining"],
        ["x", "B", "Aland", 0, 0, 1, 0, "1 cooperative"],
    ]
    assert list(framing.pairs(drawn[:0], {})) == [
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
        for coder in ("a", "b", "c", framing.MAJORITY, framing.UNION)
    }
    assert found == {
        "a": ["p1s1 f", "p1s2 g"],
        "b": ["p1s1 f", "p1s1 g"],
        "c": [],
        framing.MAJORITY: ["p1s1 f"],
        framing.UNION: ["p1s1 f", "p1s1 g", "p1s2 g"],
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
    assert framing.disputed(cells.dropna(subset="cue"), cells)[1].empty


def test_groups_come_from_the_codebook() -> None:
    codebook = tables.load("frames")
    group = framing.groups(codebook)
    assert set(group.index) == set(codebook["frame"])
    for row in codebook.itertuples():
        named = row.package if isinstance(row.package, str) else None
        assert group[row.frame] == (named or ("interpretive" if row.interpretive else "descriptive"))


def test_cues_stand_side_by_side_with_their_places() -> None:
    cells = frames_of(a={"p1s1": ["f", "g"]}, b={"p1s1": ["f"]})
    marks = cells.dropna(subset="cue")
    everything = framing.cues(marks, cells)
    assert everything.to_numpy().tolist() == [
        ["p1s1", "f", "cue (1–4)", "cue (1–4)"],
        ["p1s1", "g", "cue (1–4)", "no"],
    ]
    assert framing.cues(*framing.disputed(marks, cells))["frame"].tolist() == ["g"]


def test_tables_for_readers_keep_every_row(article: SimpleNamespace) -> None:
    mentioned = framing.mentioned(article.mentions, article.actors)
    assert mentioned["mentions"].sum() == len(article.mentions) == 78
    assert mentioned[["name", "nominal", "pronoun"]].to_numpy().sum() == 78
    assert mentioned["actor"].nunique() == len(article.actors)
    places = framing.mention_places(article.mentions)
    assert sum(map(len, places["evidence"])) == 78
    assert places.set_index("unit").loc["p1s1", "mentions"].startswith("KIM name 20–31; PUTIN name 54–68")
    relation = framing.listed(article.relations, article.names).set_index("relation").loc["r09"]
    assert relation[["agent", "patient", "cue"]].tolist() == [
        *("North Korea", "Ukraine"),
        "troops to Ukraine (1183–1200)",
    ]
    assert (relation["type"], relation["sign"], relation["voice"]) == ("conflictual", -1, "NI")
    wide = framing.codings_side_by_side(article.relation_codings, article.related)
    given = [one for cell in wide[["a1", "a2", "a3"]].to_numpy().flat for one in cell.split("; ")]
    states = article.relation_codings.dropna(subset=["agent_state", "patient_state"])
    assert len(given) - given.count("none") == len(states) == 87
    assert not wide.duplicated(["unit", "agent", "patient"]).any()


def test_the_cue_decides_where_a_unit_has_two_voices(article: SimpleNamespace) -> None:
    said = article.told[article.told["sentence_id"] == "p1s2"].set_index("frame")
    assert said["said_by"].to_dict() == {"leverage": "FM_PL", "alignment": "CS_PL", "signalling": "FM_PL"}
    outside = article.decided[article.decided["sentence_id"] == "p1s2"].assign(start=0)
    told = framing.voiced(outside, article.speaking(), article.spans)
    assert set(told["voice"]) == {"FM_PL+CS_PL"}


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


def test_what_nobody_coded_for_frames_or_relations_is_left_out(
    article: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody coded is not what nobody found: 'coders found none of 12 frames', it was said."""
    bare = SimpleNamespace(**vars(article))
    for name in ("looked", "related", "frame_codings", "relations", "relation_codings"):
        setattr(bare, name, getattr(article, name).iloc[:0])
    rest(bare)
    load = tables.load
    monkeypatch.setattr(
        tables, "load", lambda name: load(name)[lambda rows: ~rows["layer"].isin(["frames", "relations"])]
    )
    assert bare.cells.empty and list(bare.cells) == list(frames_of(a={"p1s1": ["f"]}))
    assert set(left_out(every_finding(bare))) == set(every_finding(bare)) - {"aftermath"}
    assert left_out(every_chart(bare)) == {
        "strip": "no rows in article.frame_codings",
        "voices": "no frame that most coders found, in a unit whose voice is coded",
        "shares": "no rows in article.frame_codings",
        "together": "no frame that most coders found in article.frame_codings",
        "cast": "no relation of a state in article.relations",
        "cast by voice": "no relation of a state in article.relations",
    }


@pytest.fixture
def made_up(other: SimpleNamespace) -> Article:
    return Article.load(other.id)


def test_a_coder_of_frames_need_not_code_who_speaks(made_up: Article) -> None:
    part = of(second_article.only(made_up, "attribution", p1=""), second_article.ARTICLE_ID)
    found = part.tried.set_index("conclusion")
    assert found.loc["voices: ties", "p1"] == found.loc["voices: ties", "majority"] == "Hawa Diriye: 1"
    unheard = of(second_article.only(made_up, "attribution", p1="", m1=""), second_article.ARTICLE_ID)
    found = unheard.tried.set_index("conclusion")
    assert not found.index.str.startswith("voices: ").any() and framing.SHARED not in found.index
    assert found.loc["frames found", ["m1", "p1"]].tolist() == ["4", "3"]


def test_coders_who_took_other_units_are_not_compared(made_up: Article) -> None:
    apart = second_article.only(made_up, "frames", m1="p1s1 p1s2", p1="p2s1 p2s2 p3s1")
    said = {name: one.sentence for name, one in every_finding(of(apart, second_article.ARTICLE_ID)).items()}
    assert said["frames"].startswith("In the 5 units the only coder of each found 3 of 5 frames")
    assert "share" not in said["frames"] and "By coder" not in said["words"]
    assert said["packages"].endswith("How sure: it rests on the word of one coder.")
    assert said["stability"].startswith("Of 2 conclusions that could be tried")  # of relations
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
    marks = framing.cues(some.frame_codings, some.cells).set_index("frame")
    assert marks["p1"].to_dict() == {
        "dependence": "cannot run it alone (91–110)",
        "precedent": "not coded",
        "signalling": "no",
        "legacy": "not coded",
    }


def test_relations_are_compared_where_all_of_them_looked(made_up: Article) -> None:
    some = of(second_article.only(made_up, "relations", p1="p1s2"), second_article.ARTICLE_ID)
    assert some.readings.set_index("sentence_id")["coders"].to_dict() == {"p1s1": 1, "p1s2": 2}
    wide = framing.codings_side_by_side(some.relation_codings, some.related)
    assert wide.set_index("unit").loc["p1s1", "p1"] == "not coded"
    # Who looked and found none takes part.
    silent = made_up.relation_codings[made_up.relation_codings["coder_id"] == "m1"]
    assert (framing.readings(silent, made_up.looked("relations"))["coders"] == 2).all()


def test_whose_relations_are_shown_is_said(made_up: Article) -> None:
    here = of(made_up, second_article.ARTICLE_ID)
    assert here.who == "coded by m1, a language model, one of 2 coders"
    codings = here.relation_codings
    alone = codings.assign(source_id=codings["source_id"].where(codings["coder_id"] == "m1"))
    assert framing.coded_by(here.relations, alone, here.coders) == "coded by m1 alone, a language model"


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
    one = every_chart(part)["strip"]
    assert one.title.endswith("1 of 5 units each; 3 of 5 frames appear") and "N = 5 units" in one.source


def test_charts_of_nothing_say_none(made_up: Article) -> None:
    bare = replace(made_up, frame_codings=made_up.frame_codings.head(0))
    shown = every_chart(of(bare, second_article.ARTICLE_ID))
    assert shown["shares"].alt == "Share of words by frame: none."
    assert shown["strip"] == LeftOut("no frame was found in the units coded for frames")


def test_words_of_some_units_are_said_to_be_the_words_coded(made_up: Article) -> None:
    part = of(second_article.only(made_up, "frames", m1="p1s2", p1="p1s2"), second_article.ARTICLE_ID)
    assert "most words coded are dependence" in every_finding(part)["words"].sentence
    assert "coded" not in every_finding(of(made_up, second_article.ARTICLE_ID))["words"].sentence


def test_what_nobody_found_is_said(article: SimpleNamespace) -> None:
    bare = SimpleNamespace(**vars(article))
    bare.frame_codings = article.frame_codings.iloc[:0]
    rest(bare)
    said = every_finding(bare)["frames"].sentence
    assert "none of 12 frames" in said


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
    said = {name: finding.sentence for name, finding in every_finding(one).items()}
    assert said["agreement"] == (
        "Frames were coded by 1 coder, a language model; no person has coded. Nothing was coded twice, so "
        "that agreement is unknown."
    )
    assert said["stability"] == (
        "No conclusion rests on units that two coders coded, so that none could be tried under another."
    )
    assert said["packages"].endswith("How sure: it rests on the word of one coder.")
    assert "All coders share" not in said["frames"] and "share" not in said["pairs"]
    assert findings.agreement_title(one.agreed) == "No unit was coded twice"
    assert set(one.tried["verdict"]) == {sensitivity.NOT_TRIED}
    every = [sourcing_findings.headlines(), findings.headlines(), coverage_findings.headlines()]
    spoken = " ".join(found["agreement"].sentence for found in every)
    assert spoken.lower().count("coded twice, so that agreement is unknown") == 3
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
    assert "2 join two states, worded: 1 as good, none as bad and 1 as neither." in said["pairs"]
    assert "the data hold no check of any" in said["aftermath"]
    assert "no later meeting of leaders" in said["aftermath"]
    assert framing.shares(other.cells).set_index("frame").loc["legacy", "units"] == 1


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
